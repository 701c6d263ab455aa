"""Reads the cells of one worksheet, row by row: their words as shown, their looks, and what reaches over them.

Only rows that hold words are kept, so that thousands of rows that are merely formatted cost nothing.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries
from openpyxl.worksheet._reader import (
    CF_TAG,
    COL_TAG,
    DATA_TAG,
    FILTER_TAG,
    FORMULA_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.markup import split_paragraphs
from scrgraph.ingest.workbooks import SAVE, Workbook

MOST_CELLS = 400_000  # with words, in all sheets; a plan of 5,000 rows and 15 columns has 75,000
_MOST_FILLS = 200_000
_MOST_MERGED = 500_000  # rows under merged cells
_CELL, _TEXT = f"{{{SHEET_MAIN_NS}}}c", f"{{{SHEET_MAIN_NS}}}t"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PRINTED_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d+|.)')
_ELSEWHERE = re.compile(r"\[\d+\]")  # how a formula names another workbook
_TEXTS = ("str", "inlineStr")  # kinds of cells that may hold a text without a letter
_SHEET = f"{{{SHEET_MAIN_NS}}}worksheet"
_MOST_LETTERS = (
    32 * 1024 * 1024
)  # in all cells of a sheet: a file may keep one long text and refer to it thousands of times
_NO_FORMULA_VALUE = "a formula that was saved without its value; formulas are not calculated here"
_NO_STRING = "it refers to a text that the file does not hold"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one cell, how they look, and what they are: an error, a day, a day shown without its year."""

    paragraphs: tuple[str, ...]
    fill: str | None = None
    colour: str | None = None
    struck: bool = False
    error: bool = False
    yearless: bool = False
    day: bool = False


@dataclass(slots=True)
class SheetRow:
    """A row that holds words: its cells by their columns, and runs of columns of one fill where no words are."""

    hidden: bool
    cells: dict[int, Words] = field(default_factory=dict)
    fills: list[tuple[int, int, str]] = field(default_factory=list)

    def fill_at(self, column: int) -> str | None:
        """Give the ground's colour of a cell without words."""
        place = bisect_right(self.fills, column, key=lambda run: run[0]) - 1
        return self.fills[place][2] if place >= 0 and self.fills[place][1] >= column else None


@dataclass(slots=True)
class Unread:
    """Words of a cell that cannot be read, or that the sheet does not show."""

    row: int
    column: int
    excerpt: str
    reason: str


@dataclass
class SheetCells:
    """What one sheet holds."""

    rows: dict[int, SheetRow] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # column, row to column, row
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    filtered: bool = False
    conditional: bool = False
    external: bool = False
    printed: list[str] = field(default_factory=list)

    def hides(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


class _Parser(WorkSheetParser):
    """openpyxl's reader of a sheet, held to the cells; rules, links and lists of a sheet are passed over unread."""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """Give a cell, with its formula where it has one; a value that is none of its kind as text."""
        raw, kind = element.findtext(VALUE_TAG), element.get("t", "n")
        missing = False
        if not element.get("s", "0").isdecimal():
            element.set("s", "0")
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except (ValueError, IndexError, OverflowError, TypeError):
            row, column = coordinate_to_tuple(element.get("r") or f"A{self.row_counter}")
            style = int(element.get("s") or 0)
            missing = kind == "s"
            cell = {"row": row, "column": column, "value": None if missing else raw, "style_id": style}
        formula = element.find(FORMULA_TAG)
        cell["kind"], cell["missing"] = kind, missing
        cell["formula"] = None if formula is None else (formula.text or "")
        if kind == "inlineStr" and cell["value"] is None and raw:
            cell["value"] = raw
        if kind == "s" and raw is not None and raw.strip().startswith("-"):
            cell["value"], cell["missing"] = None, True
        return cell

    def read(self, found: SheetCells) -> Iterator[tuple[bool, list[dict[str, Any]]]]:
        """Give each row's cells and whether it is hidden; enter in ``found`` what the sheet has beside them."""
        rows: Element | None = None
        inside = False
        for event, element in iterparse(self.source, events=("start", "end")):
            tag = element.tag
            if event == "start":
                if rows is None and not inside and tag.endswith("}worksheet") and tag != _SHEET:
                    raise ValueError("a sheet of another kind than the standard's")
                inside = inside or tag == ROW_TAG
                rows = element if tag == DATA_TAG else rows
            elif tag == ROW_TAG:
                inside = False
                _, cells = self.parse_row(element)
                self.row_dimensions.clear()
                if rows is not None:
                    rows.clear()
                yield _is_on(element.get("hidden")) or element.get("ht") == "0", cells
            elif not inside:
                _enter(tag, element, found)
                element.clear()


def read_cells(book: Workbook, part: str, name: str, file: str, left: int = MOST_CELLS) -> SheetCells:
    """Read the cells of one sheet, of which ``left`` may hold words.

    Raises:
        UnreadableDocument: where it holds more cells than that, or two of one name.
    """
    found = SheetCells()
    words, fills, letters = 0, 0, 0
    with book.archive.open(part) as stream:
        parser = _Parser(stream, book.strings, data_only=True, epoch=book.epoch, rich_text=True)
        for hidden, cells in parser.read(found):
            row = SheetRow(hidden)
            number = parser.row_counter
            for cell in cells:
                number = cell["row"]
                said = _read_words(book, cell)
                if isinstance(said, Words):
                    if cell["column"] in row.cells:
                        raise _refuse(f"Two cells bear the name {name_cell(number, cell['column'])}.", name, file)
                    row.cells[cell["column"]] = said
                    letters += sum(map(len, said.paragraphs))
                    if letters > _MOST_LETTERS:
                        raise _refuse("The words of the sheet are more than any plan has.", name, file)
                elif isinstance(said, str):
                    excerpt = f"={cell['formula']}" if cell["formula"] else name_cell(number, cell["column"])
                    found.unread.append(Unread(number, cell["column"], excerpt[:80], said))
                elif (fill := book.styles[cell["style_id"]].fill) and fills < _MOST_FILLS:
                    _add_fill(row.fills, cell["column"], fill)
                found.external = found.external or _ELSEWHERE.search(cell["formula"] or "") is not None
            words += len(row.cells)
            if words + len(found.unread) > left:
                raise _refuse(f"The workbook has more than {MOST_CELLS:,} cells with words; no plan has.", name, file)
            if row.cells:
                if number in found.rows:
                    raise _refuse(f"Two rows bear the number {number}.", name, file)
                found.rows[number] = row
                fills += len(row.fills)
    found.rows = dict(sorted(found.rows.items()))
    _hide_under_merged(found, name, file)
    return found


def read_first_cell(book: Workbook, part: str) -> str:
    """Give the text in the first cell (A1) of a sheet; no more of the sheet is read for it."""
    with book.archive.open(part) as stream:
        for _, element in iterparse(stream):
            if element.tag == _CELL:
                if element.get("r", "A1") != "A1":
                    return ""
                value = element.findtext(VALUE_TAG) or ""
                if element.get("t") == "s":
                    known = value.isdecimal() and int(value) < len(book.strings)
                    return str(book.strings[int(value)]) if known else ""
                return "".join(text.text or "" for text in element.iter(_TEXT)) or value
            if element.tag == DATA_TAG:
                break
    return ""


def _refuse(sentence: str, sheet: str, file: str) -> UnreadableDocument:
    return UnreadableDocument(sentence, path=file, place=f"sheet {sheet}", remedy=SAVE)


def name_cell(row: int, column: int) -> str:
    """Give a spreadsheet's name of a cell ("F12"); rows and columns count from 1."""
    return f"{get_column_letter(column)}{row}"


def _add_fill(runs: list[tuple[int, int, str]], column: int, fill: str) -> None:
    if runs and runs[-1][1] == column - 1 and runs[-1][2] == fill:
        runs[-1] = (runs[-1][0], column, fill)
    elif not runs or runs[-1][1] < column:
        runs.append((column, column, fill))


# -- the words of a cell ---------------------------------------------------------------------------------------------


def _read_words(book: Workbook, cell: dict[str, Any]) -> Words | str | None:
    """Give a cell's words; why they cannot be read; or nothing where there are none."""
    value, style = cell["value"], book.styles[cell["style_id"]]
    if cell["missing"]:
        return _NO_STRING
    if value is None:
        return _NO_FORMULA_VALUE if cell["formula"] is not None and cell["kind"] not in _TEXTS else None
    colour, struck = style.colour, style.struck
    if isinstance(value, CellRichText):
        colour, struck = _look_at_runs(book, value, colour, struck)
        value = "".join(map(str, value))
    is_error = cell["kind"] == "e"
    if isinstance(value, str):
        value = read_escapes(value)
    printed = book.print_value(value, style)
    paragraphs = split_paragraphs(printed.words)
    if not paragraphs:
        return None
    return Words(paragraphs, style.fill, colour, struck, is_error, printed.yearless, printed.is_date)


def _look_at_runs(book: Workbook, runs: CellRichText, colour: str | None, struck: bool) -> tuple[str | None, bool]:
    """Give the colour of most of the words, and whether any are struck out."""
    weights: Counter[str | None] = Counter()
    for run in runs:
        size = len("".join(str(run).split()))
        if isinstance(run, TextBlock):
            weights[book.styles.tell_colour(run.font)] += size
            struck = struck or bool(run.font.strike and size)
        else:
            weights[colour] += size
    return (max(weights, key=lambda each: weights[each]) if weights else colour), struck


def read_escapes(text: str) -> str:
    """Give a text with the signs that a workbook writes by their numbers ("_x000D_"), since XML cannot hold them."""
    return _ESCAPE.sub(_read_escape, text) if "_x" in text else text


def _read_escape(found: re.Match[str]) -> str:
    """Give one such sign; half a sign alone is none."""
    number = int(found[1], 16)
    return " " if 0xD800 <= number < 0xE000 or number == 0 else chr(number)


# -- what a sheet has beside its cells -------------------------------------------------------------------------------


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _enter(tag: str, element: Element, found: SheetCells) -> None:
    """Enter what one element of a sheet says that is no row."""
    local = tag.rpartition("}")[2]
    if tag == COL_TAG:
        first, last = int(element.get("min") or 0), int(element.get("max") or 0)
        if _is_on(element.get("hidden")) or element.get("width") == "0":
            found.hidden_columns.append((first, last))
    elif local == "mergeCell":
        left, top, right, bottom = range_boundaries(element.get("ref") or "")
        if None not in (left, top, right, bottom) and (left, top) != (right, bottom):
            found.merged.append((int(left or 0), int(top or 0), int(right or 0), int(bottom or 0)))
    elif tag == CF_TAG or local == "conditionalFormatting":
        found.conditional = True
    elif tag == FILTER_TAG:
        found.filtered = True
    elif local in ("oddHeader", "oddFooter", "firstHeader", "firstFooter") and element.text:
        words = " ".join(_PRINTED_CODE.sub(" ", element.text).split())
        if re.search(r"[^\W\d_]{3}", re.sub(r"(?i)\b(?:page|of|printed|sheet)\b", "", words)):
            found.printed.append(words[:80])


def _hide_under_merged(found: SheetCells, name: str, file: str) -> None:
    """Take the words out of the rows that stand under a merged cell, where no one sees them."""
    numbers = list(found.rows)
    looked_at = 0
    for left, top, right, bottom in found.merged:
        looked_at += bisect_right(numbers, bottom) - bisect_left(numbers, top)
        if looked_at > _MOST_MERGED:
            raise _refuse("More cells are merged than a sheet has, one over the other.", name, file)
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            row = found.rows[number]
            for column in [c for c in row.cells if left <= c <= right and (number, c) != (top, left)]:
                words = " ".join(row.cells.pop(column).paragraphs)
                found.unread.append(Unread(number, column, words[:80], "it lies under a merged cell and is not shown"))
    for number in [number for number, row in found.rows.items() if not row.cells]:
        del found.rows[number]
