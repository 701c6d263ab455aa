"""Prints a plan as an Excel workbook: a sheet a table, the text above it, group rows merged across, true dates."""

import datetime as dt
import io
import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

from scrgraph.synthetic.printing.packed import pack
from scrgraph.synthetic.printing.printed import PrintedPlan, PrintedRow, PrintedTable

_SHORT, _NARROW, _WIDE = ("number", "targets", "rag", "scope"), 14, 32
_LINE, _HIGHEST = 15.0, 409.0  # points
_MADE = dt.datetime(2000, 1, 1)
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})")


def render_excel(plan: PrintedPlan, *, true_dates: bool = False, one_sheet: bool = False) -> bytes:
    """Give a plan as .xlsx.

    Args:
        plan: What is printed.
        true_dates: Whether a target cell that is only a date is a date of the spreadsheet, and not words.
        one_sheet: Whether all tables stand on one sheet, one below the other.
    """
    book = Workbook()
    book.properties.creator, book.properties.created = "scrgraph", _MADE
    sheet = book.active
    assert sheet is not None
    for number, table in enumerate(plan.tables, 1):
        if number > 1 and not one_sheet:
            sheet = book.create_sheet()
        sheet.title = "Plan" if one_sheet else f"Part {number}"
        row = sheet.max_row + 2 if sheet.max_row > 1 else 1
        for words in table.above:
            sheet.cell(row, 1, words)
            row += 1
        width = len(table.headings)
        for place, (column, heading) in enumerate(table.headings.items(), 1):
            sheet.column_dimensions[get_column_letter(place)].width = _NARROW if column in _SHORT else _WIDE
            cell = sheet.cell(row, place, heading)
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="D9D9D9")
        for line in table.list_lines():
            row += 1
            if not isinstance(line, PrintedRow):
                sheet.cell(row, 1, line[0])
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
                continue
            sheet.row_dimensions[row].height = _measure_row(line, table)
            for place, column in enumerate(table.headings, 1):
                words = "\n".join(line.cells.get(column, ()))
                cell = sheet.cell(row, place)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                day = _read_day(words) if true_dates and column == "targets" else None
                if day is not None:
                    cell.value = day
                    cell.number_format = "dd/mm/yyyy"
                elif words:
                    cell.value = words
    stream = io.BytesIO()
    book.save(stream)
    book.properties.modified = _MADE  # openpyxl puts the time of day there
    return pack(stream.getvalue(), {ARC_CORE: tostring(book.properties.to_tree())})


def _measure_row(row: PrintedRow, table: PrintedTable) -> float:
    """Measure how high a row must be for its words: not every spreadsheet makes it so by itself."""
    lines = [
        sum(-(-len(words) // (_NARROW if column in _SHORT else _WIDE)) for words in row.cells.get(column, ()))
        for column in table.headings
    ]
    return min(max(lines) * _LINE, _HIGHEST)


def _read_day(words: str) -> dt.date | None:
    found = _DAY.fullmatch(words)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return dt.date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
