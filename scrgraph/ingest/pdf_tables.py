"""Makes lines of cells and paragraphs of what is drawn on the pages of a PDF.

A table that goes on over pages is one: its columns end at the same places. What stands at the head or foot of most
pages is the page's own. Where words run across the lines between columns, or lie over each other, nothing is read.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Entry, Line, RawCell, RawDocument
from scrgraph.ingest.pdf_columns import LABEL, find_open_grids
from scrgraph.ingest.pdf_grids import Grid, GridCell, find_fill, find_grids
from scrgraph.ingest.pdf_pages import Glyph, Sheet, read_sheets
from scrgraph.ingest.pdf_text import Print, TextLine, join_lines, read_lines
from scrgraph.ingest.places import Place

_LEAST_COLUMNS = 3  # of a plan's table
_LEAST_UNRULED = 5  # lines of words in columns outside any table, from which on they are no paragraphs
_EDGE = 4.0  # points within which the columns of two pages end at one place
_SHIFT = 40.0  # points that a table may stand further to a side on the next page
_WRAPPED = 0.6  # share of a cell's width from which on words may have been wrapped before its side
_RARE = 0.15  # share of rows in which a column must begin, or it is only some cells that are parted
_MOST_CUT = 0.02  # share of a table's words that may run across a line between columns
_MOST_LAID_OVER = 0.03  # share of signs that may lie over others
_MAIN = 0.2  # share of the words in tables from which on a table is no mere figure
_AT_EDGE = 3  # lines at the head or foot of a page that may be its own
_SAME_HEIGHT = 8.0  # points within which such lines stand at one height
_PAGE_ALONE = re.compile(r"(?:page|p\.?|pg\.?)?\s*#(?:\s*(?:of|/|\||-)\s*#)?|[-\u2013]\s*#\s*[-\u2013]", re.IGNORECASE)
_SCANNED = 0.5  # share of a page that a picture covers where it was scanned
_REMEDY = "Read the Word or Excel document that it was made of, or save the plan as tab-separated text and read that."
_CAUTION = (
    "this is a PDF: its cells were rebuilt from the look of its pages, so what was read is less certain; where there "
    "is the Word or Excel document that it was made of, read that"
)


@dataclass
class _Chain:
    """A table over its pages: where its columns end on its first, and its part on each page."""

    xs: list[float]
    parts: list[tuple[Sheet, Grid, float]] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    reached: dict[int, float] = field(default_factory=dict)
    pad: float = 3.0


@dataclass
class _Page:
    """What is read of one page: its tables, and the lines outside them, by how many tables stand above each."""

    sheet: Sheet
    grids: list[Grid]
    zones: dict[int, list[TextLine]] = field(default_factory=dict)
    running: list[tuple[TextLine, bool]] = field(default_factory=list)
    outside: list[TextLine] = field(default_factory=list)
    unread: list[tuple[list[TextLine], str]] = field(default_factory=list)


def read_tables(data: bytes, file: str) -> RawDocument:
    """Give the lines of a PDF.

    Raises:
        UnreadableDocument: where it is protected or damaged, a scan without words, or its columns cannot be rebuilt.
    """
    sheets, notes = read_sheets(data, file)
    return build_lines(sheets, notes, file)


def build_lines(sheets: list[Sheet], notes: list[str], file: str) -> RawDocument:
    """Give the lines of some pages."""
    notes = [_CAUTION, *notes, *_note_scans(sheets, file)]
    pages = [_Page(sheet, find_grids(sheet)) for sheet in sheets]
    chains = _chain(pages)
    if not any(chain.columns[-1] + 1 >= _LEAST_COLUMNS for chain in chains):
        pages = [_Page(sheet, grids) for sheet, grids in zip(sheets, find_open_grids(sheets), strict=True)]
        chains = _chain(pages)
        if not chains:
            raise UnreadableDocument(
                "The columns cannot be rebuilt: the PDF rules no lines between them, and its words do not stand in "
                "columns that can be told apart.",
                path=file,
                remedy=_REMEDY,
            )
        notes.append("no lines are ruled between the columns; they were told by the room that is left between them")
    _open_others(pages, chains, notes)
    for page in pages:
        _fill_cells(page, {id(grid) for chain in chains for _, grid, _ in chain.parts})
    chains = _check(pages, chains, file)
    for page in pages:
        _zone(page)
    for chain in chains:
        _part_heads(chain)
        _part_rows(chain)
    builder = _Builder(pages, chains)
    builder.build()
    return RawDocument(
        tuple(builder.lines), builder.count_seen(), (*notes, *builder.notes), tuple(builder.lost), uncertain=True
    )


def _open_others(pages: list[_Page], chains: list[_Chain], notes: list[str]) -> None:
    """Look for columns without lines on the pages that have no ruled table."""
    kept = {id(grid) for chain in chains for _, grid, _ in chain.parts}
    bare = [page for page in pages if not any(id(grid) in kept for grid in page.grids)]
    found = find_open_grids([page.sheet for page in bare])
    if any(found):
        for page, grids in zip(bare, found, strict=True):
            page.grids = grids
        chains += _chain(bare)
        numbers = ", ".join(str(page.sheet.number) for page in bare if page.grids)
        notes.append(
            f"page {numbers}: no lines are ruled between the columns; they were told by the room that is left between "
            "them"
        )


def _note_scans(sheets: list[Sheet], file: str) -> Iterator[str]:
    """Tell which pages are pictures; raises ``UnreadableDocument`` where all are."""
    bare = [sheet for sheet in sheets if not any(glyph.text.strip() for glyph in sheet.glyphs)]
    if len(bare) == len(sheets):
        if any(sheet.pictured for sheet in sheets):
            raise UnreadableDocument(
                "The PDF holds pictures of its pages and no words: it was scanned.",
                path=file,
                remedy="Read the Word or Excel document, or have the words recognised (OCR) and check them.",
            )
        raise UnreadableDocument("The PDF holds no words.", path=file, remedy=_REMEDY)
    if scanned := [sheet.number for sheet in bare if sheet.pictured > _SCANNED]:
        yield f"{_name_pages(scanned)} a picture without words, of which nothing was read"
    under = [sheet.number for sheet in sheets if sheet.pictured > _SCANNED and sheet not in bare]
    if under:
        yield f"{_name_pages(under)} a picture, whose words a machine recognised: check them against the paper"


def _name_pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]} is"
    return f"pages {', '.join(map(str, numbers[:8]))}{' and others' * (len(numbers) > 8)} are each"


# -- tables over pages -------------------------------------------------------------------------------------------------


def _chain(pages: list[_Page]) -> list[_Chain]:
    """Join the parts of tables over pages, and leave out frames: tables of one column."""
    chains: list[_Chain] = []
    for page in pages:
        for grid in page.grids:
            last = chains[-1] if chains else None
            if last is not None and (joined := _join_edges(last, page.sheet, grid)):
                last.xs = joined
                last.parts.append((page.sheet, grid, grid.xs[0] - joined[0]))
            elif not grid.bare:
                chains.append(_Chain(list(grid.xs), [(page.sheet, grid, 0.0)]))
    chains = [chain for chain in chains if len(chain.xs) > 2]
    for chain in chains:
        _number_columns(chain)
    return chains


def _join_edges(chain: _Chain, sheet: Sheet, grid: Grid) -> list[float] | None:
    """Give where the columns end once a part is joined; ``None`` where it is no part of the table."""
    if sheet.number - chain.parts[-1][0].number > 1:
        return None
    shift = grid.xs[0] - chain.xs[0]
    if abs(shift) > _SHIFT or abs(grid.xs[-1] - shift - chain.xs[-1]) > _EDGE:
        return None
    own = [x - shift for x in grid.xs]
    fewer, more = sorted((own, chain.xs), key=len)
    if any(min(abs(x - other) for other in more) > _EDGE for x in fewer):
        return None
    return (
        list(chain.xs) + [x for x in own if min(abs(x - other) for other in chain.xs) > _EDGE]
        if len(own) > len(chain.xs)
        else chain.xs
    )


def _number_columns(chain: _Chain) -> None:
    """Number the columns, without those that begin in few rows and not in the head: cells of a table in a cell."""
    chain.xs.sort()
    begun: Counter[int] = Counter()
    rows = 0
    heads: set[int] = set()
    for _, grid, shift in chain.parts:
        for row, places in enumerate(grid.places):
            begins = {_find_edge(chain.xs, grid.xs[cell.column] - shift) for cell in places if cell.row == row}
            begun.update(begins)
            if rows < 2:
                heads |= begins
            rows += 1
    number = -1
    for place in range(len(chain.xs) - 1):
        if place == 0 or place in heads or begun[place] >= _RARE * rows:
            number += 1
        chain.columns.append(number)


def _find_edge(xs: list[float], x: float) -> int:
    return min(range(len(xs)), key=lambda place: abs(xs[place] - x))


def _fill_cells(page: _Page, kept: set[int]) -> None:
    """Give each sign to the cell in which it stands; those outside tables make lines."""
    page.grids = [grid for grid in page.grids if id(grid) in kept]
    outside: list[Glyph] = []
    for glyph in page.sheet.glyphs:
        cell = next((found for grid in page.grids if (found := grid.find(*glyph.middle)) is not None), None)
        (outside if cell is None else cell.glyphs).append(glyph)
    page.outside = read_lines(outside)


def _zone(page: _Page) -> None:
    """Part the lines outside tables by the tables that stand above them; those in columns are no paragraphs."""
    for line in page.outside:
        above = sum(grid.ys[0] < line.top for grid in page.grids)
        page.zones.setdefault(above, []).append(line)
    for zone, lines in list(page.zones.items()):
        apart = [line for line in lines if line.count_pieces() >= _LEAST_COLUMNS]
        if len(apart) >= _LEAST_UNRULED:
            page.unread.append(
                (page.zones.pop(zone), "no lines are ruled between them, and the columns cannot be told")
            )


def _part_heads(chain: _Chain) -> None:
    """Part the head from the row below it where it is printed again and no line is ruled under it."""
    head: dict[int, list[str]] | None = None
    for _, grid, shift in chain.parts:
        row = 0
        while row < len(grid.places):
            held: dict[int, list[TextLine]] = {}
            for cell in dict.fromkeys(grid.places[row]):
                if cell.row == row and (lines := read_lines(cell.glyphs)):
                    held[_find_edge(chain.xs, grid.xs[cell.column] - shift)] = lines
            if head is None:
                if len(held) >= _LEAST_COLUMNS:
                    head = {column: [line.text for line in lines] for column, lines in held.items()}
            elif all(
                [line.text for line in held.get(column, ())][: len(words)] == words for column, words in head.items()
            ):
                rest = [line.top for column, lines in held.items() for line in lines[len(head.get(column, ())) :]]
                under = max(held[column][len(words) - 1].bottom for column, words in head.items())
                if rest and min(rest) > under - 2.0 and grid.split_row(row, (min(rest) + under) / 2):
                    row += 1
            row += 1


def _part_rows(chain: _Chain) -> None:
    """Part rows between which no lines are ruled: where a place of the first column holds the labels of several.

    All words of the row must leave room at the height of the label.
    """
    tops = [_find_labels(grid, row) for _, grid, _ in chain.parts for row in range(len(grid.places))]
    forms = Counter(form for labels in tops if len(labels) > 1 for _, form, _ in labels)
    if not forms:
        return
    form = forms.most_common(1)[0][0]
    for _, grid, _ in chain.parts:
        row = 0
        while row < len(grid.places):
            lines = [line for cell in dict.fromkeys(grid.places[row]) for line in read_lines(cell.glyphs)]
            first = min((line.top for line in lines), default=0.0)
            for top, found, _ in _find_labels(grid, row):
                room = all(line.bottom <= top + 0.3 * line.size or line.top >= top - 0.3 * line.size for line in lines)
                if found == form and top > first + 3 and room and grid.split_row(row, top - 0.5):
                    break
            row += 1


def _find_labels(grid: Grid, row: int) -> list[tuple[float, str, int]]:
    """Give where labels of rising numbers stand in the first column, the form of each, and its number."""
    cell = grid.places[row][0]
    if cell.row != row or cell.right > 1:
        return []
    found: list[tuple[float, str, int]] = []
    for line in read_lines(cell.glyphs):
        if label := LABEL.match(line.text):
            form = label[1].strip().lower() + ("." if label[3] else "")
            if not found or (form == found[-1][1] and int(label[2]) >= found[-1][2]):
                found.append((line.top, form, int(label[2])))
    return found


def _check(pages: list[_Page], chains: list[_Chain], file: str) -> list[_Chain]:
    """Give the tables whose words stand in their cells; one that does not, and is not the main one, is not read.

    Raises:
        UnreadableDocument: where the words of the main table do not stand in its cells.
    """
    sizes = {id(chain): sum(len(cell.glyphs) for _, grid, _ in chain.parts for cell in grid.cells) for chain in chains}
    sound: list[_Chain] = []
    for chain in chains:
        fault = _find_fault(chain)
        if fault is None:
            sound.append(chain)
            continue
        number, sentence = fault
        if sizes[id(chain)] >= _MAIN * sum(sizes.values()):
            raise UnreadableDocument(
                f"The columns cannot be rebuilt: {sentence}.", path=file, place=f"page {number}", remedy=_REMEDY
            )
        dropped = {id(grid) for _, grid, _ in chain.parts}
        for page in pages:
            for grid in (grid for grid in page.grids if id(grid) in dropped):
                page.unread.append((read_lines([g for cell in grid.cells for g in cell.glyphs]), sentence))
            page.grids = [grid for grid in page.grids if id(grid) not in dropped]
    return sorted(sound, key=lambda chain: (chain.parts[0][0].number, chain.parts[0][1].ys[0]))


def _find_fault(chain: _Chain) -> tuple[int, str] | None:
    """Tell on which page, and how, words of a table do not stand in its cells."""
    for sheet, grid, _ in chain.parts:
        words, cut = _count_cut(sheet, grid)
        if cut > max(2, _MOST_CUT * words):
            return sheet.number, f"{cut} of {words} words run across the lines between them"
        signs, over = _count_laid_over(grid)
        if over > max(20, _MOST_LAID_OVER * signs):
            return sheet.number, "words are printed over each other"
    return None


def _count_cut(sheet: Sheet, grid: Grid) -> tuple[int, int]:
    """Count the words of a table on a page, and those that a line between columns cuts through."""
    holders = {id(glyph): cell for cell in grid.cells for glyph in cell.glyphs}
    words = cut = 0
    last: Glyph | None = None
    whole = True
    for glyph in sheet.glyphs:
        if not glyph.text.strip() or id(glyph) not in holders:
            last = None
            continue
        if (
            last is None
            or abs(glyph.x0 - last.x1) > 0.1 * glyph.size
            or abs(glyph.bottom - last.bottom) > 0.2 * glyph.size
        ):
            words, whole = words + 1, True
        elif whole and holders[id(last)] is not holders[id(glyph)]:
            cut, whole = cut + 1, False
        last = glyph
    return words, cut


def _count_laid_over(grid: Grid) -> tuple[int, int]:
    """Count the signs of a table on a page, and those that another lies over."""
    signs = over = 0
    for cell in grid.cells:
        marks = sorted((g for g in cell.glyphs if g.text.strip() and g.turn == 0), key=lambda glyph: glyph.x0)
        signs += len(marks)
        spots: dict[int, list[Glyph]] = defaultdict(list)
        for mark in marks:
            near = [other for step in (-1, 0, 1) for other in spots[round(mark.bottom / 4) + step]]
            over += any(_lies_over(mark, other) for other in near[-6:])
            spots[round(mark.bottom / 4)].append(mark)
    return signs, over


def _lies_over(one: Glyph, other: Glyph) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    narrow = min(one.x1 - one.x0, other.x1 - other.x0)
    return across > 0.5 * narrow > 0.3 and down > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


# -- lines -------------------------------------------------------------------------------------------------------------


class _Builder:
    """Writes the lines of a document down, page by page."""

    def __init__(self, pages: list[_Page], chains: list[_Chain]) -> None:
        self._pages = pages
        self._chains = chains
        self._lines_of = {
            id(cell): read_lines(cell.glyphs) for page in pages for grid in page.grids for cell in grid.cells
        }
        outside = [lines for page in pages for lines in page.zones.values()]
        self._print = Print.learn([*self._lines_of.values(), *outside])
        edges = [(line.x0, line.x1) for lines in outside for line in lines]
        self._left, self._right = min((e[0] for e in edges), default=0.0), max((e[1] for e in edges), default=0.0)
        self._number = self._counted = 0
        self._placed = 0
        self.lines: list[Line] = []
        self.lost: list[Entry] = []
        self.notes: list[str] = []
        for chain in chains:
            self._measure(chain)

    def build(self) -> None:
        """Write all lines."""
        _find_running(self._pages)
        chain_of = {
            id(grid): (number, chain, shift)
            for number, chain in enumerate(self._chains, 1)
            for _, grid, shift in chain.parts
        }
        kept: set[str] = set()
        for page in self._pages:
            paragraph = 0
            for line in (line for line, at_head in page.running if at_head):
                self._enter_running(line, True, page.sheet.number, kept)
            for place in range(len(page.grids) + 1):
                for words in join_lines(page.zones.get(place, ()), self._left, self._right, self._print):
                    paragraph += 1
                    self._number += 1
                    self._placed += count_letters(words)
                    held = RawCell((words,), False, Place(page=page.sheet.number, paragraph=paragraph))
                    self.lines.append(Line(self._number, (held,)))
                if place < len(page.grids):
                    number, chain, shift = chain_of[id(page.grids[place])]
                    self._write_table(page, page.grids[place], number, chain, shift, place + 1)
            for line in (line for line, at_head in page.running if not at_head):
                self._enter_running(line, False, page.sheet.number, kept)
            for lines, reason in page.unread:
                words = " ".join(line.text for line in lines)
                if letters := count_letters(words):
                    self._placed += letters
                    self._lose(words, reason, page.sheet.number)
                    self.notes.append(f"page {page.sheet.number}: words in columns were not read, for {reason}")
            for words, reason in page.sheet.aside:
                self._lose(words, reason, page.sheet.number)

    def count_seen(self) -> int:
        """Count the cells that hold signs straight from the pages, paragraphs, and letters missed or doubled on top."""
        cells = sum(
            any(glyph.text.strip() for place in group for glyph in place.glyphs)
            for chain in self._chains
            for _, grid, shift in chain.parts
            for group in _group_cells(chain, grid, shift)
        )
        letters = sum(count_letters(glyph.text) for page in self._pages for glyph in page.sheet.glyphs)
        paragraphs = sum(line.table is None for line in self.lines)
        return cells + paragraphs + len(self.lost) + abs(letters - self._placed)

    def _enter_running(self, line: TextLine, at_head: bool, page: int, kept: set[str]) -> None:
        """Note a line of the page's own; a head is a paragraph where it stands first, for it may be the title."""
        words, shape = line.text, _shape(line.text)
        self._number += 1
        self._placed += count_letters(words)
        place = Place(page=page)
        if at_head and shape not in kept and not _PAGE_ALONE.fullmatch(shape):
            kept.add(shape)
            self.lines.append(Line(self._number, (RawCell((words,), False, place),)))
            return
        reason = f"it stands at the {'head' if at_head else 'foot'} of the pages"
        self.lost.append(Entry(self._number, 1, None, "heading", words[:80], reason, place))

    def _lose(self, words: str, reason: str, page: int) -> None:
        self._number += 1
        self.lost.append(Entry(self._number, 1, None, "unread", words[:80], reason, Place(page=page)))

    def _measure(self, chain: _Chain) -> None:
        """See how far from its sides a table's words begin, and how far they reach in each column."""
        pads = []
        for _, grid, shift in chain.parts:
            for cell in grid.cells:
                if lines := self._lines_of[id(cell)]:
                    x0 = grid.xs[cell.column]
                    pads.append(min(line.x0 for line in lines) - x0)
                    if cell.right == cell.column + 1:
                        column = chain.columns[min(_find_edge(chain.xs, x0 - shift), len(chain.columns) - 1)]
                        far = max(line.x1 for line in lines) - shift
                        chain.reached[column] = max(far, chain.reached.get(column, far))
        if pads:
            chain.pad = min(max(sorted(pads)[len(pads) // 5], 0.5), 14.0)

    def _write_table(self, page: _Page, grid: Grid, number: int, chain: _Chain, shift: float, ordinal: int) -> None:
        width = chain.columns[-1] + 1
        for row, _ in enumerate(grid.places, 1):
            self._number += 1
            self._counted += 1
            cells: list[RawCell] = []
            for column, (held, reach) in enumerate(_list_row(chain, grid, shift, row - 1, width), 1):
                place = Place(page=page.sheet.number, table=ordinal, row=row, column=column)
                if reach or not held:
                    cells.append(RawCell(place=place, covered=reach == "covered", continues=reach == "continues"))
                else:
                    cells.append(self._write_cell(page.sheet, grid, held, place, chain, shift))
            self.lines.append(Line(self._number, tuple(cells), number, self._counted))

    def _write_cell(
        self, sheet: Sheet, grid: Grid, held: list[GridCell], place: Place, chain: _Chain, shift: float
    ) -> RawCell:
        paragraphs: list[str] = []
        for cell in held:
            x0, _, x1, _ = grid.area(cell)
            right = x1 - chain.pad
            lines = self._lines_of[id(cell)]
            if place.column and cell.right == cell.column + 1 and lines:
                # Words that end far before the side of every cell of a column were not wrapped by it.
                reached = chain.reached.get(place.column - 1, right) + shift
                if reached - x0 > _WRAPPED * (x1 - x0):
                    right = min(right, reached + 1.5 * lines[0].size)
            paragraphs += join_lines(lines, x0 + chain.pad, right, self._print)
        self._placed += sum(map(count_letters, paragraphs))
        marks = [glyph for cell in held for glyph in cell.glyphs if glyph.text.strip()]
        areas = [grid.area(cell) for cell in held]
        area = (areas[0][0], areas[0][1], areas[-1][2], max(a[3] for a in areas))
        words = (
            (
                min(mark.x0 for mark in marks),
                min(mark.top for mark in marks),
                max(mark.x1 for mark in marks),
                max(mark.bottom for mark in marks),
            )
            if marks
            else None
        )
        # Black is the colour of all that has none.
        colours = Counter(mark.colour for mark in marks)
        colour = colours.most_common(1)[0][0] if colours else None
        return RawCell(
            tuple(paragraphs),
            len(paragraphs) > 1,
            place,
            find_fill(sheet, area, words),
            None if colour == "000000" else colour,
        )


def _list_row(chain: _Chain, grid: Grid, shift: float, row: int, width: int) -> Iterator[tuple[list[GridCell], str]]:
    """Give for each column of a row the cells that begin there, or how the place is reached over."""
    begins: dict[int, list[GridCell]] = defaultdict(list)
    reach: dict[int, str] = {}
    for held in dict.fromkeys(grid.places[row]):
        first = chain.columns[_find_edge(chain.xs[:-1], grid.xs[held.column] - shift)]
        last = chain.columns[max(_find_edge(chain.xs, grid.xs[held.right] - shift) - 1, 0)]
        if held.row == row:
            begins[first].append(held)
        else:
            reach.setdefault(first, "continues")
        for column in range(first + 1, last + 1):
            reach.setdefault(column, "covered" if held.row == row else "continues")
    for column in range(width):
        yield begins.get(column, []), "" if column in begins else reach.get(column, "")


def _group_cells(chain: _Chain, grid: Grid, shift: float) -> Iterable[list[GridCell]]:
    for row in range(len(grid.places)):
        for held, _ in _list_row(chain, grid, shift, row, chain.columns[-1] + 1):
            if held:
                yield held


def _find_running(pages: list[_Page]) -> None:
    """Take the lines out that stand at one height at the head or the foot of most pages, whatever their numbers."""
    found: dict[tuple[str, bool], list[tuple[_Page, int, TextLine]]] = defaultdict(list)
    for page in pages:
        last = len(page.grids)
        for line in page.zones.get(0, [])[:_AT_EDGE]:
            if line.top < 0.25 * page.sheet.height:
                found[_shape(line.text), True].append((page, 0, line))
        for line in page.zones.get(last, [])[-_AT_EDGE:]:
            if line.top > 0.75 * page.sheet.height:
                found[_shape(line.text), False].append((page, last, line))
    for (_, at_head), held in found.items():
        heights = sorted(line.top for _, _, line in held)
        usual = heights[len(heights) // 2]
        level = [(page, zone, line) for page, zone, line in held if abs(line.top - usual) < _SAME_HEIGHT]
        if len({id(page) for page, _, _ in level}) < max(2, len(pages) / 2):
            continue
        for page, zone, line in level:
            if line in page.zones[zone]:
                page.zones[zone].remove(line)
                page.running.append((line, at_head))


def _shape(words: str) -> str:
    return re.sub(r"\d+", "#", words)


def count_letters(words: str) -> int:
    """Count the signs of some words, without blanks and hyphens, which change where lines are joined."""
    return sum(not (sign.isspace() or sign in "-\u2010\u00ad\u200b\u200c\u200d\u2060\ufeff") for sign in words)
