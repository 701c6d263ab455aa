"""Reads an Excel workbook: every sheet that is shown, in the order of the tabs, each as one table of the document.

A row of a sheet is a line: the words of its cells as the sheet shows them, with the sheet and the cell ("F12") they
stand in. What a workbook holds besides (hidden sheets, notes at cells, text boxes, formulas saved without a value) is
not read, and said to be unread. The file format is ECMA-376 (ISO/IEC 29500), part 1, SpreadsheetML.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils.cell import get_column_letter

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Entry, Line, RawCell, RawDocument
from scrgraph.ingest.grids import choose_columns, lay_out
from scrgraph.ingest.own import is_own_sheet
from scrgraph.ingest.places import Place
from scrgraph.ingest.sheet_cells import MOST_CELLS, SheetCells, SheetRow, name_cell, read_cells, read_first_cell
from scrgraph.ingest.sheet_count import count_words
from scrgraph.ingest.sheet_notes import Aside, read_asides
from scrgraph.ingest.workbooks import Sheet, Workbook, open_workbook
from scrgraph.listing import list_few

_LARGEST_GRID = 1_000_000  # cells, with and without words, in all lines
_SERIAL = re.compile(r"[2-6]\d{4}")
_NAMED = 5  # cells that a note names


@dataclass
class _Reading:
    """What has been read of a workbook so far; ``end`` is the number of the last line."""

    file: str
    end: int = 0
    grid: int = 0
    words: int = 0
    lines: list[Line] = field(default_factory=list)
    lost: list[Entry] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lose(self, place: Place, excerpt: str, reason: str, line: int | None = None, column: int = 1) -> None:
        """Account for words that are in no line; they get a number behind all lines, unless they stand in one."""
        if line is None:
            self.end += 1
            line = self.end
        self.lost.append(Entry(line, column, None, "unread", excerpt, reason, place))


def read(data: bytes, file: str) -> RawDocument:
    """Give the lines of a workbook.

    Raises:
        UnreadableDocument: where it is damaged or unsafe, or holds more than any plan does.
    """
    reading = _Reading(file)
    with open_workbook(data, file) as book:
        sheets = [
            sheet for sheet in book.sheets if not (sheet.part and is_own_sheet(read_first_cell(book, sheet.part)))
        ]
        for table, sheet in enumerate([sheet for sheet in sheets if sheet.shown and sheet.part], 1):
            _read_sheet(book, sheet, table, reading)
        for sheet in sheets:
            if not sheet.part:
                reading.notes.append(f"sheet {sheet.name} holds no cells (a chart, say); it was not read")
            elif not sheet.shown:
                _lose_sheet(book, sheet, reading)
        for sheet in sheets:
            if sheet.part:
                _lose_asides(sheet, list(read_asides(book.archive, sheet.part)), reading)
        seen = count_words(book.archive)
    return RawDocument(tuple(reading.lines), seen, tuple(reading.notes), tuple(reading.lost))


# -- one sheet -------------------------------------------------------------------------------------------------------


def _read_sheet(book: Workbook, sheet: Sheet, table: int, reading: _Reading) -> None:
    cells = read_cells(book, str(sheet.part), sheet.name, reading.file, MOST_CELLS - reading.words)
    reading.words += sum(len(row.cells) for row in cells.rows.values())
    columns = choose_columns(row.cells for row in cells.rows.values())
    reading.grid += len(columns) * len(cells.rows)
    if reading.grid > _LARGEST_GRID:
        raise UnreadableDocument(
            "The words of the sheet are scattered over more rows and columns than any plan has.",
            path=reading.file,
            place=f"sheet {sheet.name}",
            remedy="Copy the table of the plan into a workbook of its own, and read that.",
        )
    reach = _spread_merged(cells, columns)
    hidden = {column for column in columns if cells.hides(column)}
    before = reading.end
    widths: dict[int, int] = {}
    for number, row in cells.rows.items():
        places = lay_out(row.cells, columns)
        line = tuple(
            _make_cell(row, number, column, sheet.name, reach.get((number, column), ""), column in hidden)
            for column in places
        )
        widths[number] = len(line)
        reading.end = before + number
        reading.lines.append(Line(reading.end, line, table, reading.end))
    for unread in cells.unread:
        place = _place(sheet.name, unread.row, unread.column)
        if unread.row in widths:
            widths[unread.row] += 1
            reading.lose(place, unread.excerpt, unread.reason, before + unread.row, widths[unread.row])
        else:
            reading.lose(place, unread.excerpt, unread.reason)
    reading.notes += _note_looks(sheet.name, cells, columns)


def _spread_merged(cells: SheetCells, columns: list[int]) -> dict[tuple[int, int], str]:
    """Tell which cells other cells reach over: from the left ("l"), from above ("a"), or both."""
    numbers = list(cells.rows)
    reach: dict[tuple[int, int], str] = {}
    spread = 0
    for left, top, right, bottom in cells.merged:
        covered = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        under = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        spread += len(covered) * len(under)
        if spread > _LARGEST_GRID:
            break  # no program merges one cell twice: a file made to tire the reader
        for number in under:
            for column in covered:
                if (number, column) != (top, left):
                    reach[number, column] = "l" * (column > left) + "a" * (number > top)
    return reach


def _place(sheet: str, row: int, column: int) -> Place:
    return Place(sheet=sheet, row=row, column=column, cell=name_cell(row, column))


def _make_cell(row: SheetRow, number: int, column: int, sheet: str, reach: str, hidden: bool) -> RawCell:
    words = row.cells.get(column)
    return RawCell(
        words.paragraphs if words else (),
        marked=bool(words),
        place=_place(sheet, number, column),
        fill=words.fill if words else row.fill_at(column),
        colour=words.colour if words else None,
        covered="l" in reach,
        continues="a" in reach,
        hidden=hidden or row.hidden,
    )


# -- what is told of a sheet -----------------------------------------------------------------------------------------


def _note_looks(sheet: str, cells: SheetCells, columns: list[int]) -> Iterator[str]:
    """Say what a reader of the sheet should know of how it was read."""
    hidden = [number for number, row in cells.rows.items() if row.hidden]
    if hidden:
        are = f"row {hidden[0]} is" if len(hidden) == 1 else f"rows {_name_rows(hidden)} are"
        by = ", by its filter or by hand" if cells.filtered else ""
        yield f"sheet {sheet}: {are} hidden{by}; what stands there was read"
    letters = [get_column_letter(column) for column in columns if cells.hides(column)]
    if letters:
        are = f"column {letters[0]} is" if len(letters) == 1 else f"columns {', '.join(letters)} are"
        yield f"sheet {sheet}: {are} hidden; what stands there was read"
    if cells.conditional:
        yield f"sheet {sheet}: colours that depend on a condition (conditional formatting) were not read"
    for chosen, said in (
        (_list_cells(cells, "struck"), "words are struck out here; they were read as they stand"),
        (_list_cells(cells, "error"), "an error stands in place of a value; it was kept as it stands"),
        (_list_cells(cells, "yearless"), "a date is shown without its year; the year that the cell holds was read"),
        (_list_serials(cells), "a number among dates may be a date that lost its format; it was left as it stands"),
    ):
        if chosen:
            yield f"sheet {sheet}, {_name_cells(chosen)}: {said}"
    if cells.external:
        yield f"sheet {sheet}: formulas take words from other workbooks; what was saved with them was read"
    for words in cells.printed:
        yield f"sheet {sheet}: the head or foot of its printed pages was not read (“{words}”)"


def _list_cells(cells: SheetCells, look: str) -> list[str]:
    return [
        name_cell(number, column)
        for number, row in cells.rows.items()
        for column, words in sorted(row.cells.items())
        if getattr(words, look)
    ]


def _list_serials(cells: SheetCells) -> list[str]:
    """Give the cells that hold a bare number where most of the column holds dates, of the size of these dates."""
    dates: Counter[int] = Counter()
    numbers: dict[int, list[str]] = {}
    for number, row in cells.rows.items():
        for column, words in row.cells.items():
            dates[column] += words.day
            if not words.day and _SERIAL.fullmatch(words.paragraphs[0]) and len(words.paragraphs) == 1:
                numbers.setdefault(column, []).append(name_cell(number, column))
    return [name for column, names in sorted(numbers.items()) if dates[column] > len(names) for name in names]


def _name_cells(names: list[str]) -> str:
    return f"cell{'s' * (len(names) > 1)} {list_few(names, _NAMED)}"


def _name_rows(numbers: list[int]) -> str:
    """Name rows, those in a run by the first and the last."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    named = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:_NAMED]]
    more = f" and {len(numbers) - sum(last - first + 1 for first, last in runs[:_NAMED])} more"
    return ", ".join(named) + (more if len(runs) > _NAMED else "")


# -- what no line holds ----------------------------------------------------------------------------------------------


def _lose_sheet(book: Workbook, sheet: Sheet, reading: _Reading) -> None:
    """Account for the words of a hidden sheet: they are not read, for its makers do not show them."""
    cells = read_cells(book, str(sheet.part), sheet.name, reading.file, MOST_CELLS - reading.words)
    lost = [
        (number, column, " ".join(words.paragraphs))
        for number, row in cells.rows.items()
        for column, words in sorted(row.cells.items())
    ]
    lost += [(unread.row, unread.column, unread.excerpt) for unread in cells.unread]
    for number, column, excerpt in lost:
        reading.lose(_place(sheet.name, number, column), excerpt[:80], "it stands on a hidden sheet")
    reading.words += len(lost)
    held = "its one cell with words was" if len(lost) == 1 else f"its {len(lost)} cells with words were"
    reading.notes.append(f"sheet {sheet.name} is hidden; " + (f"{held} not read" if lost else "it is empty"))


def _lose_asides(sheet: Sheet, asides: list[Aside], reading: _Reading) -> None:
    for aside in asides:
        if aside.words:
            reading.lose(_place(sheet.name, aside.row, aside.column), aside.words[:80], aside.kind)
    if any(not aside.words for aside in asides):
        reading.notes.append(f"sheet {sheet.name}: pictures and charts over the cells were not read")
