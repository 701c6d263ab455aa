"""Finds what lies in what in a Word document: blocks in a story, rows and cells in a table, columns in its grid.

A cell may reach over several columns (``w:gridSpan``) and rows (``w:vMerge``); a row may begin and end inside the table
(``w:gridBefore``, ``w:gridAfter``). Content controls, marks of changes and alternatives stand between any two of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.word_parts import MC, Element, W, find_child, is_on, read_number, read_value

P, TBL, TR, TC, SDT = (W + name for name in ("p", "tbl", "tr", "tc", "sdt"))
ALTERNATIVES = f"{MC}AlternateContent"
CHOICE, FALLBACK = f"{MC}Choice", f"{MC}Fallback"
DELETIONS = frozenset(W + name for name in ("del", "moveFrom"))
INSERTIONS = frozenset(W + name for name in ("ins", "moveTo"))
# What says how things look or are, and holds no words.
PROPERTIES = frozenset(
    W + name
    for name in (
        *("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr"),
        *("smartTagPr", "customXmlPr", "rubyPr", "fldData"),
    )
)

DELETED = "deleted as a tracked change that stands open"
PROMPT = "the prompt of a form field that was not filled in"
UNDER_MERGED = "in a cell that lies under a merged one, so that it does not show"

MOST_COLUMNS = 256  # Word allows 63
DEEPEST = 20  # tables, one in another
_SLIVER = 227  # twentieths of a point: 4 mm, by which a border may have been drawn askew
_LEAST_COLUMNS = 3  # of a table that may be a plan's


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell and the columns it reaches over, counted from 0; ``under`` marks one that a cell above reaches over."""

    element: Element
    start: int
    end: int
    under: bool
    fate: str | None


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row and its cells."""

    element: Element
    cells: tuple[GridCell, ...]
    fate: str | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows, how many columns it has, and how many of its borders were set straight."""

    table: Element
    rows: tuple[GridRow, ...]
    width: int
    straightened: int = 0


def choose_alternative(element: Element) -> Element | None:
    """Give the one of several alternatives that is read: the first, save where only the last resort has words."""
    choices = [child for child in element if child.tag in (CHOICE, FALLBACK)]
    worded = [choice for choice in choices if next(choice.iter(f"{W}t"), None) is not None]
    return next(iter(worded or choices), None)


def holds_prompt(control: Element) -> bool:
    """Tell whether a content control still shows the prompt it was made with."""
    return is_on(find_child(control, "sdtPr", "showingPlcHdr")) is True


def list_inside(
    container: Element, names: frozenset[str], fate: str | None = None
) -> Iterator[tuple[Element, str | None]]:
    """Give the nearest elements of some names in a container, whatever wraps them, with what a wrapper makes of them.

    ``fate`` is why words in them are not read, where they are not.
    """
    for child in container:
        tag = child.tag
        if tag in names:
            yield child, fate
        elif tag == ALTERNATIVES:
            if (chosen := choose_alternative(child)) is not None:
                yield from list_inside(chosen, names, fate)
        elif tag == SDT:
            yield from list_inside(child, names, fate or (PROMPT if holds_prompt(child) else None))
        elif tag not in PROPERTIES and len(child):
            yield from list_inside(child, names, fate or (DELETED if tag in DELETIONS else None))


_BLOCKS, _ROWS, _CELLS = frozenset((P, TBL)), frozenset((TR,)), frozenset((TC,))


def list_blocks(container: Element, fate: str | None = None) -> Iterator[tuple[Element, str | None]]:
    """Give the paragraphs and tables of a story or a cell, in order."""
    return list_inside(container, _BLOCKS, fate)


def is_mark_deleted(paragraph: Element) -> bool:
    """Tell whether the end of a paragraph is deleted as a tracked change, so that the next one goes on with it."""
    mark = find_child(paragraph, "pPr", "rPr")
    return mark is not None and any(child.tag in DELETIONS for child in mark)


def find_end(paragraph: Element) -> Element:
    """Give the paragraph with which one ends: itself, or a later one where ends are deleted."""
    while is_mark_deleted(paragraph) and (following := paragraph.getnext()) is not None and following.tag == P:
        paragraph = following
    return paragraph


def goes_on(paragraph: Element) -> bool:
    """Tell whether a paragraph goes on with the one before it, whose end is deleted."""
    before = paragraph.getprevious()
    return before is not None and before.tag == P and is_mark_deleted(before)


def build_grid(table: Element, file: str) -> Grid:
    """Give the rows and cells of a table, each cell in its columns.

    Raises:
        UnreadableDocument: where it has more columns than any table.
    """
    drawn: list[tuple[Element, str | None, list[tuple[Element, str | None]], list[int]]] = []
    for row, fate in list_inside(table, _ROWS):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            fate = fate or DELETED
        cells = list(list_inside(row, _CELLS, fate))
        edges = [_count(properties, "gridBefore", 0)]
        for cell, _ in cells:
            edges.append(edges[-1] + max(_count(cell.find(f"{W}tcPr"), "gridSpan", 1), 1))
        if edges[-1] > MOST_COLUMNS:
            raise UnreadableDocument(
                f"A row of a table reaches over more than {MOST_COLUMNS} columns; Word allows no more than 63.",
                path=file,
                remedy="Check that the right file was chosen.",
            )
        drawn.append((row, fate, cells, edges))
    columns, straightened = _set_straight(table, [edges for _, _, cells, edges in drawn if cells])
    reaching: dict[int, int] = {}
    rows = []
    for row, fate, cells, edges in drawn:
        placed, reaching = _place_cells(cells, [columns.get(edge, 0) for edge in edges], reaching)
        hidden = is_on(find_child(row, "trPr", "hidden")) is True
        rows.append(GridRow(row, tuple(placed), fate, hidden))
    width = max((cell.end for row in rows for cell in row.cells), default=0)
    return Grid(table, tuple(rows), width, straightened)


def _place_cells(
    cells: list[tuple[Element, str | None]], edges: list[int], above: dict[int, int]
) -> tuple[list[GridCell], dict[int, int]]:
    """Give a row's cells in their columns, and those of them that may reach down (their first and last columns)."""
    placed: list[GridCell] = []
    reaching: dict[int, int] = {}
    for place, (cell, fate) in enumerate(cells):
        start, end = edges[place], edges[place + 1]
        properties = cell.find(f"{W}tcPr")
        fate = fate or (DELETED if find_child(properties, "cellDel") is not None else None)
        merge = None if properties is None else properties.find(f"{W}vMerge")
        across = None if properties is None else properties.find(f"{W}hMerge")
        if across is not None and across.get(f"{W}val", "continue") == "continue" and placed:
            # An old way to let a cell reach over the next: that one stands there, but does not show.
            before = placed[-1]
            placed[-1] = GridCell(before.element, before.start, end, before.under, before.fate)
            placed.append(GridCell(cell, end, end, True, fate or UNDER_MERGED))
            continue
        under = merge is not None and merge.get(f"{W}val", "continue") == "continue" and start in above
        if merge is not None:
            reaching[start] = end
        placed.append(GridCell(cell, start, end, under, fate or (UNDER_MERGED if under else None)))
    return placed, reaching


def _count(properties: Element | None, name: str, default: int) -> int:
    return min(max(read_number(read_value(properties, name), default), 0), MOST_COLUMNS + 1)


def _set_straight(table: Element, rows: list[list[int]]) -> tuple[dict[int, int], int]:
    """Give the column that begins at each edge of the grid, and how many edges were taken for one with another.

    An edge that no cell has is none. Two edges so near that a hand on the mouse drew one border askew are one, if no
    row has both.
    """
    used = sorted({edge for edges in rows for edge in edges})
    widths = [read_number(column.get(f"{W}w"), 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    measured = bool(used) and len(widths) >= used[-1] and all(width > 0 for width in widths[: used[-1]])
    at = [sum(widths[:edge]) for edge in used] if measured else []
    holders = [{number for number, edges in enumerate(rows) if edge in edges} for edge in used]
    columns: dict[int, int] = {}
    held: set[int] = set()
    straightened = 0
    for place, edge in enumerate(used):
        near = bool(at) and place > 0 and at[place] - at[place - 1] <= _SLIVER
        if near and not held & holders[place]:
            columns[edge] = columns[used[place - 1]]
            held |= holders[place]
            straightened += 1
        else:
            columns[edge] = columns[used[place - 1]] + 1 if place else 0
            held = set(holders[place])
    return columns, straightened


def find_frames(root: Element) -> set[Element]:
    """Give the tables that only frame other tables, as a layout of the page: those are no tables of the document.

    Such a table has an inner one with three columns or more that stands alone in its row, and most of its words there.
    """
    return {
        table
        for table in root.iter(TBL)
        if next((inner for inner in table.iter(TBL) if inner is not table), None) is not None and _is_frame(table)
    }


def _is_frame(table: Element) -> bool:
    inside, whole = 0, _weigh(table)
    for row, _ in list_inside(table, _ROWS):
        cells = [cell for cell, _ in list_inside(row, _CELLS)]
        for cell in cells:
            inner = [block for block, _ in list_blocks(cell) if block.tag == TBL]
            broad = [held for held in inner if _is_broad(held) or _is_frame(held)]
            if not broad:
                continue
            if any(other is not cell and _weigh(other) for other in cells):
                return False
            inside += sum(map(_weigh, broad))
    return 2 * inside > whole > 0


def _is_broad(table: Element) -> bool:
    rows = [sum(1 for _ in list_inside(row, _CELLS)) for row, _ in list_inside(table, _ROWS)]
    return sum(count >= _LEAST_COLUMNS for count in rows) > 1


def _weigh(element: Element) -> int:
    """Count the letters of what stands in an element."""
    return sum(len((text.text or "").strip()) for text in element.iter(f"{W}t"))


def check_size(root: Element, file: str, most_rows: int) -> None:
    """Refuse a document whose tables have more rows, or lie deeper one in another, than any plan's.

    Raises:
        UnreadableDocument: where it is so.
    """
    if sum(1 for _ in root.iter(TR)) > most_rows:
        raise UnreadableDocument(
            f"The tables have more than {most_rows} rows; no plan has so many.",
            path=file,
            remedy="Check that the right file was chosen.",
        )
    deepest: dict[Element, int] = {}
    for table in root.iter(TBL):
        outer = next(table.iterancestors(TBL), None)
        deepest[table] = 1 if outer is None else deepest[outer] + 1
        if deepest[table] > DEEPEST:
            raise UnreadableDocument(
                f"Tables lie more than {DEEPEST} deep one in another; no plan's do.",
                path=file,
                remedy="Check that the right file was chosen.",
            )
