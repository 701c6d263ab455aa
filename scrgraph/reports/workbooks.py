"""Makes workbooks (ECMA-376, Office Open XML) of plain tables, the same bytes each time; the door to openpyxl.

No cell holds a formula: a text that a spreadsheet would calculate is kept as a text, also where somebody edits the cell
(``quotePrefix``). What a cell cannot hold is shown or marked, never dropped in silence.
"""

import datetime as dt
import io
import re
import textwrap
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from scrgraph import __version__
from scrgraph.errors import ScrgraphError
from scrgraph.reports.formulas import is_converted
from scrgraph.reports.unprinted import show_unprinted

if TYPE_CHECKING:
    from openpyxl.styles import NamedStyle

Value: TypeAlias = str | int | float | dt.date | None

MOST_ROWS = 1_048_576  # of a sheet
MOST_CHARACTERS = 32_767  # of a cell, as UTF-16 counts them

_CUT = " … [cut here: {} more characters than a cell can hold; --format json has them]"
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what a reader of the format takes for a character by its number
_FIRST_YEAR = 1901  # before it spreadsheets know no days, or wrong ones
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip file can say
_INCH = 1 / 2.54
_A4 = 9
_DAY_FORMAT = "d mmm yyyy"
_FONT, _SIZE = "Arial", 10  # there, or one of the same measures, on every machine
_TIGHT = 1.08  # letters of a text to a digit, by which columns are measured
_LINE = 13.0  # points that a line of it takes
_HIGHEST = 409.0  # points of a row
_MOST_LINES = 40  # more than fit into the highest row


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and its width in characters; ``printed`` where it goes to paper, too."""

    heading: str
    width: int
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the name of a style of ``_STYLES``."""

    value: Value
    style: str = ""


@dataclass
class Sheet:
    """A sheet: one table, and lines below it that belong to no table.

    The headings of a table that has some stay in sight, bear filters, and stand on each page of paper.
    """

    name: str
    columns: Sequence[Column]
    rows: list[Sequence[Value | Cell]] = field(default_factory=list)
    headed: bool = True
    below: list[Sequence[Value | Cell]] = field(default_factory=list)


# Words tell what a colour tells; on paper without colours they differ by dark, grey and white.
_DARK, _GREY, _PALE = "FF8B1A1A", "FFFFD966", "FFE2EFDA"
_STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "title": {"bold": True, "size": 14, "plain": True},
    "heading": {"bold": True, "ink": "FFFFFFFF", "fill": "FF1F3864"},
    "label": {"bold": True},
    "violation": {"bold": True, "ink": "FFFFFFFF", "fill": _DARK},
    "warning": {"bold": True, "fill": _GREY},
    "info": {},
    "waived": {"italic": True, "hatched": True},
    "gone": {"italic": True},
    "good": {"bold": True, "fill": _PALE},
    "red": {"bold": True, "ink": "FFFFFFFF", "fill": _DARK},
    "green": {"fill": _PALE},
    "black": {"bold": True, "ink": "FFFFFFFF", "fill": "FF000000"},
}


def build_workbook(sheets: Iterable[Sheet], title: str, day: dt.date) -> bytes:
    """Build the workbook of some sheets; ``day`` stands in its properties as the day on which it was made.

    The parts of the file are not compressed: how that is done differs from machine to machine.

    Raises:
        ScrgraphError: where a table has more rows than a sheet can hold.
    """
    from openpyxl import Workbook

    sheets = tuple(sheets)
    for sheet in sheets:
        _refuse_too_many(sheet)
    book: Any = Workbook(write_only=True)
    made = dt.datetime(day.year, day.month, day.day)
    book.properties.creator = f"scrgraph {__version__}"
    book.properties.title = fit_text(title)
    book.properties.created = book.properties.modified = made
    for name, look in _STYLES.items():
        book.add_named_style(_make_style(_name_style(name), **look))
        book.add_named_style(_make_style(_name_style(name, day=True), number_format=_DAY_FORMAT, **look))
    for sheet in sheets:
        _write_sheet(book, sheet, title)
    stream = io.BytesIO()
    book.save(stream)
    return pack_workbook(stream, book, made)


def _refuse_too_many(sheet: Sheet) -> None:
    count = len(sheet.rows) + sheet.headed
    if count > MOST_ROWS:
        raise ScrgraphError(
            f"The sheet {sheet.name} would have {count:,} rows, and a sheet holds {MOST_ROWS:,}.",
            remedy="Ask for --format csv, or audit fewer plans at a time.",
        )


def pack_workbook(stream: io.BytesIO, book: Any, made: dt.datetime) -> bytes:
    """Pack the parts of a workbook that was saved anew, without the time of day: ``made`` stands in its place."""
    from openpyxl.xml.constants import ARC_CORE
    from openpyxl.xml.functions import tostring

    book.properties.modified = made  # openpyxl puts the time of day there
    packed = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _EARLIEST)
            part.create_system = 3  # else it names the system on which it is made
            new.writestr(part, tostring(book.properties.to_tree()) if name == ARC_CORE else old.read(name))
    return packed.getvalue()


def _write_sheet(book: Any, sheet: Sheet, title: str) -> None:
    from openpyxl.utils import get_column_letter

    count = len(sheet.rows) + sheet.headed
    made: Any = book.create_sheet(sheet.name)
    for number, column in enumerate(sheet.columns, 1):
        made.column_dimensions[get_column_letter(number)].width = column.width
    _set_page(made, title, sheet.name)
    if sheet.headed:
        made.freeze_panes = "A2"
    headings = [Cell(column.heading, "heading") for column in sheet.columns]
    for number, row in enumerate([*([headings] if sheet.headed else []), *sheet.rows, *sheet.below], 1):
        # Not every spreadsheet makes a row as high as its words by itself.
        made.row_dimensions[number].height = _measure_row(row, sheet.columns)
        made.append([_write_cell(made, value) for value in row])
    last = get_column_letter(len(sheet.columns))
    if sheet.headed:
        made.auto_filter.ref = f"A1:{last}{max(count, 1)}"
        made.print_title_rows = "1:1"
    printed = get_column_letter(sum(column.printed for column in sheet.columns))
    made.print_area = f"A1:{printed}{max(count + len(sheet.below), 1)}"


def _measure_row(row: Sequence[Value | Cell], columns: Sequence[Column]) -> float:
    """Measure how high a row must be for the words of its printed columns."""
    lines, size = 1, _SIZE
    for given, column in zip(row, columns, strict=False):
        cell = given if isinstance(given, Cell) else Cell(given)
        look = _STYLES[cell.style]
        size = max(size, look.get("size", _SIZE))
        if column.printed and isinstance(cell.value, str) and not look.get("plain"):
            room = max(int(column.width * (1 if look.get("bold") else _TIGHT)), 1)
            lines = max(
                lines,
                sum(len(textwrap.wrap(part, room)) or 1 for part in cell.value[: room * _MOST_LINES].splitlines()),
            )
    return min(_LINE * lines * size / _SIZE + 2, _HIGHEST)


def _set_page(made: Any, title: str, name: str) -> None:
    """Set a sheet to A4 across, as wide as the paper, with its title and the number of the page."""
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    made.page_setup.orientation = "landscape"
    made.page_setup.paperSize = _A4
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    made.page_margins = PageMargins(
        left=_INCH, right=_INCH, top=1.6 * _INCH, bottom=1.5 * _INCH, header=0.3, footer=0.3
    )
    made.oddHeader.left.text = show_unprinted(title).replace("&", "&&")[:200]
    made.oddHeader.right.text = name
    made.oddFooter.center.text = "Page &P of &N"


def _name_style(name: str, *, day: bool = False) -> str:
    return f"scrgraph {name or 'usual'}{', day' if day else ''}"


def _make_style(
    name: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = _SIZE,
    ink: str = "FF000000",
    fill: str | None = None,
    hatched: bool = False,
    plain: bool = False,
    number_format: str = "General",
) -> "NamedStyle":
    """Make a style; a plain one has no frame, and its words run on over the cells beside it."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    line = None if plain else Side(style="hair", color="FF808080")
    pattern = PatternFill("lightUp", fgColor="FFA6A6A6") if hatched else PatternFill()
    return NamedStyle(
        name,
        font=Font(name=_FONT, size=size, bold=bold, italic=italic, color=ink),
        alignment=Alignment(wrap_text=not plain, vertical="top", horizontal="left"),
        border=Border(left=line, right=line, top=line, bottom=line),
        fill=pattern if fill is None else PatternFill("solid", fgColor=fill),
        number_format=number_format,
    )


def _write_cell(made: Any, given: Value | Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = given if isinstance(given, Cell) else Cell(given)
    value = cell.value
    if isinstance(value, dt.date) and value.year < _FIRST_YEAR:
        value = value.isoformat()
    written: Any = WriteOnlyCell(made)
    written.style = _name_style(cell.style, day=isinstance(value, dt.date))
    if isinstance(value, str):
        written.value = text = fit_text(value)
        written.data_type = "s"  # openpyxl takes "=" for a formula, and "#N/A" for an error
        written.quotePrefix = int(is_converted(text))
    elif value is not None:
        written.value = value
    return written


def fit_text(text: str) -> str:
    """Write a text so that a cell can hold it, and so that a reader of the format reads it as it was printed.

    Characters that steer are shown; line breaks are all of one kind, as in XML; what looks like a character's number
    (``_x0041_``) is kept from being taken for one (ECMA-376, part 1, ST_Xstring); what is too long is cut, and says so.
    """
    shown = show_unprinted(text.replace("\r\n", "\n").replace("\r", "\n"))
    written = _escape(shown)
    if _measure(written) <= MOST_CHARACTERS:
        return written

    def cut(kept: int) -> str:
        return _escape(shown[:kept]) + _CUT.format(len(shown) - kept)

    lengths = range(min(len(shown), MOST_CHARACTERS))
    return cut(bisect_right(lengths, MOST_CHARACTERS, key=lambda kept: _measure(cut(kept))) - 1)


def _escape(text: str) -> str:
    return _ESCAPED.sub("_x005F_", text)


def _measure(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
