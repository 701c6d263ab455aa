"""Reads a CSV file (RFC 4180, and what programs make of it): cells with commas, semicolons, bars or tabs between them.

What stands between the cells is told by the lines themselves, and not by the file's name. A text whose lines are parted
by tabs is a text export, unless it says otherwise ("sep="), and not read here.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Line, RawCell, RawDocument
from scrgraph.ingest.grids import choose_columns, lay_out
from scrgraph.ingest.markup import split_paragraphs
from scrgraph.listing import list_few

_LOOKED_AT = 400_000  # characters at the beginning by which the delimiter is told
_MOST_RECORDS = 1000
_LEAST_COLUMNS = 3  # as many as a plan has at least
_LONGEST_HEADING = 20  # words
_MOST_WIDTHS = 2  # of a file with a table for the board and another for the agencies
_LONGEST_CELL = 4 * 1024 * 1024  # characters; no line is longer (``read.LONGEST_LINE``), but a cell may have several
_MOST_QUOTED = 500  # lines that one cell may reach over: beyond, its closing mark was forgotten
_MOST_HEADINGS = 2  # on end, over the rows of a part: an agency, and what it belongs to
_NAMED = 5  # lines that a note names
_LARGEST_GRID = 2_000_000  # cells, with and without words
_SAID = re.compile(r"sep=([,;|\t])[ \t]*(?:\r\n|\r|\n|$)", re.IGNORECASE)
_KEPT = re.compile(r'="([^"]*)"')  # how a cell is kept from being taken for a number
_MARKDOWN = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_END = "\x1e"  # stands alone in the last record, unless a cell before it never closes


@dataclass(frozen=True, slots=True)
class Form:
    """How a CSV file is written: the sign between cells; whether a line feed ends no line, but is a break in a cell."""

    delimiter: str
    feed_inside: bool = False

    def open(self, text: str) -> str:
        """Give a text with its breaks inside cells as signs that end no line."""
        return text.replace("\n", "\v") if self.feed_inside else text


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a sign parts a text: the share of records as wide as the table, and its width.

    ``regular`` where its records have hardly more than one width, ``quoted`` where cells have line breaks.
    """

    share: float
    width: int
    regular: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Record:
    """One record of the file: the line on which it begins, and its cells as they are kept."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Row:
    """A record as read: how many cells it has, and the paragraphs of those that hold words."""

    line: int
    width: int
    words: dict[int, tuple[str, ...]]


def tell_form(text: str) -> Form | None:
    """Tell how a CSV file is written; ``None`` where the text is none."""
    if said := _SAID.match(text):
        return Form(said[1])
    cut = len(text) > _LOOKED_AT
    sample = text[:_LOOKED_AT]
    lines = [line for line in re.split(r"\r\n|\r|\n", sample) if line.strip()]
    tabbed = 5 * sum(line.count("\t") > 1 for line in lines) >= len(lines)
    # A file of an old Macintosh ends its lines by a carriage return; a line feed in it stands inside a cell.
    feeds = [False, True] if "\n" in sample and "\r" in sample.replace("\r\n", "") else [False]
    # A table of Markdown has its own reader.
    signs = ",;" if _MARKDOWN.search(sample) else ",;|"
    forms = [Form(sign, inside) for inside in feeds for sign in ("\t" if tabbed else signs)]
    fits = {form: fit for form in forms if (fit := _fit(form.open(sample), form.delimiter, cut))}
    if tabbed:
        # A text export unless cells with line breaks stand in quotation marks, and all rows are then of one width.
        return next((form for form, fit in fits.items() if fit.regular and fit.quoted), None)
    return max(fits, key=lambda form: (fits[form].share, fits[form].width)) if fits else None


def read_table(text: str, form: Form, file: str) -> RawDocument:
    """Give the lines of a CSV file.

    Raises:
        UnreadableDocument: where a quotation mark that opens a cell is never closed, or the cells are too many.
    """
    text, delimiter = form.open(text), form.delimiter
    spaced = _is_spaced(text[:_LOOKED_AT], delimiter)
    rows = [row for record in _read_records(text, delimiter, spaced, file) if (row := _read_row(record)).words]
    columns = choose_columns(row.words.keys() for row in rows)
    if len(columns) * len(rows) > _LARGEST_GRID:
        raise UnreadableDocument(
            "The file has more cells than any plan.", path=file, remedy="Check that the right file was exported."
        )
    outside = _find_text(rows)
    lines = []
    for row in rows:
        apart = row.line in outside
        places = list(row.words) if apart else lay_out(row.words.keys(), columns)
        cells = tuple(RawCell(row.words.get(place, ()), marked=place in row.words) for place in places)
        lines.append(Line(row.line, cells, None if apart else 1))
    notes = _note_ragged([row for row in rows if len(row.words) > 1])
    return RawDocument(tuple(lines), _count_cells(text, delimiter, spaced), tuple(notes))


def _is_spaced(text: str, delimiter: str) -> bool:
    """Whether a blank stands between the sign and a quotation mark: some people write so."""
    return re.search(rf'{re.escape(delimiter)} +"', text) is not None


def _read_row(record: _Record) -> _Row:
    filled = ((place, cell) for place, cell in enumerate(record.cells) if cell)
    words = {place: paragraphs for place, cell in filled if (paragraphs := split_paragraphs(_unwrap(cell)))}
    return _Row(record.line, len(record.cells), words)


def _find_text(rows: list[_Row]) -> set[int]:
    """Give the lines of one cell that stand outside the tables: at both ends, and more of them on end than headings.

    A program that writes a table writes each of its lines as wide as the others; a person may not.
    """
    runs = [(alone, list(run)) for alone, run in groupby(rows, key=lambda row: row.width == 1)]
    return {
        row.line
        for place, (alone, run) in enumerate(runs)
        if alone and (place in (0, len(runs) - 1) or len(run) > _MOST_HEADINGS)
        for row in run
    }


def _unwrap(cell: str) -> str:
    kept = _KEPT.fullmatch(cell)
    return kept[1] if kept else cell


# -- records ---------------------------------------------------------------------------------------------------------


def _split(text: str, delimiter: str, spaced: bool) -> Iterator[_Record]:
    """Give the records of a text; the limit of Python's reader for one cell is raised to that of a line of text."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=spaced)
    line = 1
    for cells in reader:
        yield _Record(line, cells)
        line = reader.line_num + 1


def _read_records(text: str, delimiter: str, spaced: bool, file: str) -> Iterator[_Record]:
    """Give the records that hold cells, without a first line that only names the delimiter."""
    last = _Record(1, [])
    try:
        for record in _split(f"{text}\n{_END}\n", delimiter, spaced):
            last = record
            for place, cell in enumerate(record.cells):
                if cell and _count_ends(cell) > _MOST_QUOTED:
                    raise _unclosed(record, place, file)
            if record.cells and record.cells != [_END] and not (record.line == 1 and _SAID.match(text)):
                yield record
    except csv.Error:
        raise UnreadableDocument(
            f"A cell is longer than {_LONGEST_CELL // 1024 // 1024} MB; no cell of a plan is.",
            path=file,
            place=f"line {last.line + 1}",
            remedy="Look for a quotation mark that opens a cell there and is never closed.",
        ) from None
    if last.cells != [_END]:
        raise _unclosed(last, len(last.cells) - 1, file)


def _unclosed(record: _Record, place: int, file: str) -> UnreadableDocument:
    line = record.line + sum(map(_count_ends, record.cells[:place]))
    return UnreadableDocument(
        "A quotation mark opens a cell and is never closed, so it cannot be told where the cell ends.",
        path=file,
        place=f"line {line}",
        remedy="Close it, or save the plan as CSV anew.",
    )


def _count_ends(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _count_cells(text: str, delimiter: str, spaced: bool) -> int:
    """Count the cells with words by a pattern of what a cell is, and not by the reader of the records."""
    sign = re.escape(delimiter)
    blanks = " *" if spaced else ""
    cell = re.compile(
        rf'{blanks}(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"(?P<rest>[^{sign}\r\n]*)|(?P<plain>[^{sign}\r\n]*))(?:{sign}|\r\n|\r|\n|\Z)'
    )
    empty = re.compile(rf"[{sign}\r\n]*")
    start = first.end() if (first := _SAID.match(text)) else 0
    total = 0
    while (start := _pass_over(empty, text, start)) < len(text) and (found := cell.match(text, start)):
        inside = found["plain"] if found["quoted"] is None else found["quoted"].replace('""', '"') + found["rest"]
        total += bool(split_paragraphs(_unwrap(inside)))
        start = found.end()
    return total


def _pass_over(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


# -- which sign it is ------------------------------------------------------------------------------------------------


def _fit(sample: str, delimiter: str, cut: bool) -> _Fit | None:
    """Tell how well a sign parts a text into a table.

    Prose has commas too. A table has headings, short ones and three at least; most of its records are as wide as these;
    and no blank follows the sign, as it follows a comma in a sentence, unless all records are of one width.
    """
    spaced = _is_spaced(sample, delimiter)
    try:
        records = [record.cells for record in islice(_split(sample, delimiter, spaced), _MOST_RECORDS)]
    except csv.Error:
        return None
    records = [cells for cells in (records[:-1] if cut else records) if any(map(str.strip, cells))]
    widths = Counter(len(cells) for cells in records if len(cells) >= _LEAST_COLUMNS)
    if not widths:
        return None
    width = max(widths, key=lambda each: (widths[each], each))
    tables = [cells for cells in records if len(cells) == width]
    share = len(tables) / len(records)
    inner = [cell for cells in tables for cell in cells[1:] if cell.strip()]
    blanks = sum(cell.startswith(" ") for cell in inner)
    if not spaced and 2 * blanks > len(inner) and (share < 1 or len(records) < 2):
        return None
    if 2 * share < 1 or not any(map(_is_head, tables)):
        return None
    regular = len({len(cells) for cells in records if len(cells) > 1}) <= _MOST_WIDTHS
    return _Fit(share, width, regular, any(_count_ends(cell) for cells in tables for cell in cells))


def _is_head(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= _LEAST_COLUMNS and all(len(cell.split()) <= _LONGEST_HEADING for cell in filled)


# -- what is told ----------------------------------------------------------------------------------------------------


def _note_ragged(rows: list[_Row]) -> Iterator[str]:
    """Say so where a record has fewer or more cells than those around it; tables of one file may differ in width."""
    widths = Counter(row.width for row in rows)
    usual = {width for width, times in widths.items() if times > 1 and 10 * times >= len(rows)}
    usual = usual or {row.width for row in rows[:1]}
    short, long = [], []
    width = 0
    for row in rows:
        if row.width in usual:
            width = row.width
        elif row.width < width:
            short.append(row.line)
        elif 0 < width <= max(row.words):
            long.append(row.line)
    if short:
        yield f"{_name_lines(short)}: fewer cells than in the lines before; the rest were taken as empty"
    if long:
        yield (
            f"{_name_lines(long)}: more cells than in the lines before; a cell whose words hold the sign between cells "
            "wants quotation marks"
        )


def _name_lines(lines: list[int]) -> str:
    return f"line{'s' * (len(lines) > 1)} {list_few(lines, _NAMED)}"
