"""Finds the tables in a text export: lines of tab-separated cells, under a line of known headings.

The text between the tables (title, dates, colour key, promises) goes with the table it stands above.
"""

import re
from dataclasses import dataclass, field

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.markup import is_rule, read_paragraphs

_MOST_QUOTED = 200  # lines that one quoted cell may reach over
_WIDEST = 16
_FOOT = 8  # words of text between two lines of one table that may be the foot of a page
_LOOKED_AT = 200  # first lines in which it is looked for why there is no table
_LEAST_COLUMNS = 3  # headings that must be known before a line counts as the head of a plan table


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document: its number (1-based) and its raw cells."""

    number: int
    cells: tuple[str, ...]

    def text(self, place: int) -> str:
        """The words of one cell."""
        return " ".join(read_paragraphs(self.cells[place])) if place < len(self.cells) else ""

    @property
    def words(self) -> str:
        """The words of the whole line."""
        return " ".join(filter(None, map(self.text, range(len(self.cells)))))


@dataclass
class RawTable:
    """A table as found: its head, the text above it and the lines below it, not yet made into rows."""

    head: Line
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    above: list[Line]
    lines: list[Line] = field(default_factory=list)
    repeated_heads: list[Line] = field(default_factory=list)
    inside: list[Line] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)


def split_lines(text: str) -> list[Line]:
    """Give the lines of a text, whatever its line ends, each with its tab-separated cells."""
    lines = [_drop_empty_end(part.split("\t")) for part in re.split(r"\r\n|\r|\n", text)]
    _open_quoted_cells(lines)
    return [Line(number, tuple(cells)) for number, cells in enumerate(lines, 1)]


def _open_quoted_cells(lines: list[list[str]]) -> None:
    """Open cells that a spreadsheet's text export puts in quotation marks because a line ends inside them.

    The lines of such a row become what the pages of a row are in a Word export: each holds the piece of the cell that
    stands on it, in the cell's column, and what follows the closing mark stands in the columns after it.
    """
    first = 0
    while first < len(lines):
        last = first
        while (end := _find_closing(lines, last)) is not None:
            at = len(lines[last]) - 1
            lines[last][at] = lines[last][at][1:] + "<br>"
            for inside in range(last + 1, end):
                lines[inside] = [""] * at + [lines[inside][0] + "<br>"]
            lines[end] = [""] * at + [lines[end][0][:-1], *lines[end][1:]]
            last = end  # what follows the closing mark may open another such cell
        width = max(len(cells) for cells in lines[first : last + 1])
        for number in range(first, last + 1):
            cells = [_unquote(cell) for cell in lines[number]]
            lines[number] = cells + [""] * (width - len(cells))
        first = last + 1


def _closes_quote(cell: str) -> bool:
    """Whether a cell ends with a closing mark: an odd number of marks, since two stand for one inside."""
    return (len(cell) - len(cell.rstrip('"'))) % 2 == 1


def _find_closing(lines: list[list[str]], number: int) -> int | None:
    """Give the line on whose first cell a cell closes that the line's last cell opens; between have one cell each."""
    opening = lines[number][-1]
    if not opening.startswith('"') or _closes_quote(opening[1:]):
        return None
    for end in range(number + 1, min(number + _MOST_QUOTED, len(lines))):
        if _closes_quote(lines[end][0]):
            return end
        if len(lines[end]) > 1:
            return None
    return None


def _unquote(cell: str) -> str:
    """Give a cell without the marks that a spreadsheet put round it because of marks inside, which it doubled."""
    inside = cell[1:-1]
    if len(cell) > 2 and cell[0] == cell[-1] == '"' and ('""' in inside or ("," in inside and '"' not in inside)):
        cell = inside
    return cell.replace('""', '"')


def find_tables(lines: list[Line], layout: Layout, file: str) -> tuple[list[RawTable], list[Line], list[Line]]:
    """Give the tables, the text lines that stand above none of them, and the page rules.

    Raises:
        UnreadableDocument: where no table, or none with known headings, or one with clashing headings is found.
    """
    tables: list[RawTable] = []
    text: list[Line] = []
    rules: list[Line] = []
    widest: Line | None = None
    for line in lines:
        if is_rule(list(line.cells)):
            rules.append(line)
        elif not line.words:
            continue
        elif columns := _read_head(line, layout, file):
            headings = tuple(line.text(place) for place in range(len(line.cells)))
            if tables and tables[-1].columns == columns and not text and tables[-1].headings == headings:
                tables[-1].repeated_heads.append(line)
            else:
                tables.append(RawTable(line, columns, headings, text))
                text = []
        elif len(line.cells) < 2 or not tables:
            if len(line.cells) > _LEAST_COLUMNS and not tables and (not widest or len(line.cells) > len(widest.cells)):
                widest = line
            text.append(line)
        else:
            # Text between two rows of one table stands inside it; it heads the next table only where one follows.
            # A page's foot ("Page 3 of 9") is a few words; after more of them the rows need not be the same table's.
            if sum(len(part.words.split()) for part in text) > _FOOT:
                tables[-1].breaks.add(line.number)
            tables[-1].inside.extend(text)
            text = []
            tables[-1].lines.append(line)
    if not tables:
        raise _no_table(lines[:_LOOKED_AT], layout, file, widest)
    return tables, text, rules


def _drop_empty_end(cells: list[str]) -> list[str]:
    """Drop the empty cells at a line's end beyond any plan's width: a spreadsheet exports hundreds of them."""
    while len(cells) > _WIDEST and not cells[-1].strip():
        cells.pop()
    return cells


def _read_head(line: Line, layout: Layout, file: str) -> tuple[str | None, ...] | None:
    headings = [line.text(place) for place in range(len(line.cells))]
    if len(headings) <= _LEAST_COLUMNS - 1 or layout.label_pattern.match(headings[0]):
        return None
    columns = layout.match_headings(headings)
    if "text" not in columns and len(set(columns) - {None}) >= _LEAST_COLUMNS:
        place = layout.find_text_column(headings, columns)
        if place is not None:
            columns[place] = "text"
    known = set(filter(None, columns))
    # A row's own cells may hold a heading's words; a head is short, and most of it is headings.
    if len(known) < _LEAST_COLUMNS or "text" not in known or 2 * len(known) < sum(map(bool, headings)):
        return None
    if not known & {"actions", "leads", "targets", "summary", "scrutiny"} or any(
        re.search(r"\d{3}", h) for h in headings
    ):
        return None
    if clash := layout.clashing(headings):
        raise UnreadableDocument(
            f"Two columns of the table have clashing headings, '{clash[0]}' and '{clash[1]}', so it cannot be told "
            "which of them holds what.",
            path=file,
            place=f"line {line.number}",
            remedy="Give each column a heading of its own.",
        )
    return tuple(columns)


def _no_table(lines: list[Line], layout: Layout, file: str, widest: Line | None) -> UnreadableDocument:
    if sign := _find_separator(lines, layout, file):
        return UnreadableDocument(
            f"This is a CSV file, with {sign} between its cells, not a text export with tabs.",
            path=file,
            remedy="Save the plan as tab-separated text and read that.",
        )
    for line in lines:
        cells = [line.text(place) for place in range(len(line.cells))]
        if len(known := _list_known(cells, layout)) > 1 and not re.search(r"\d{3}", line.words):
            return UnreadableDocument(
                f"The table has too few columns whose headings are known ({'; '.join(known)}): a plan's has three "
                "or more, and that of the recommendations is one of them.",
                path=file,
                place=f"line {line.number}",
                remedy="Export all columns of the table, or add the wordings of the others to a layout in "
                "ontology/layouts.",
            )
    if widest is None:
        return UnreadableDocument(
            "No table was found: a plan's rows are lines of cells with a tab between them.",
            path=file,
            remedy="Export the plan's tables as tab-separated text, with their headings.",
        )
    headings = "; ".join(words[:40] for place in range(len(widest.cells)) if (words := widest.text(place)))
    return UnreadableDocument(
        f"No table with known headings was found; the widest line reads: {headings[:200]}.",
        path=file,
        place=f"line {widest.number}",
        remedy="Check that the line of headings is there, or add its wordings to a layout in ontology/layouts.",
    )


def _find_separator(lines: list[Line], layout: Layout, file: str) -> str | None:
    """Name the signs that stand between the headings of a table without tabs."""
    if any(len(line.cells) > 1 for line in lines):
        return None
    for name, sign in (("commas", ","), ("semicolons", ";")):
        if any(len(_list_known(line.words.split(sign), layout)) >= _LEAST_COLUMNS for line in lines):
            return name
    return "commas" if file.lower().endswith(".csv") else None


def _list_known(headings: list[str], layout: Layout) -> list[str]:
    """Give the known ones of what may be headings; none where most are unknown."""
    columns = layout.match_headings(headings)
    known = [heading for heading, column in zip(headings, columns, strict=True) if column]
    return known if 2 * len(known) >= sum(map(bool, headings)) else []
