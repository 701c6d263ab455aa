"""Makes the empty plan as an Excel workbook (ECMA-376): a sheet for each part, and one of guidance with the lists."""

import datetime as dt
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from scrgraph.ingest.own import AUTHOR, write_guidance_title
from scrgraph.office.forms import Part, PlanForm
from scrgraph.reports.workbooks import pack_workbook

_ROWS = 60  # empty ones with frames and lists in each table; lists reach on below
_GUIDANCE = "Guidance"
_LISTS = 5  # the column of the guidance in which the first list stands
_DARK = "FF1F3864"
_MADE = dt.datetime(2000, 1, 1)  # stands for no day: the form is the same on each
_HIGH = 42  # points of a row of guidance, in which three lines can be read
_LONGEST_HINT = 255  # characters that Excel shows beside a cell


def make_excel_form(form: PlanForm) -> bytes:
    """Give the empty plan as .xlsx, the same bytes each time."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for style in _make_styles():
        book.add_named_style(style)
    sheets = [book.create_sheet(part.name) for part in form.parts]
    _write_guidance(book, form)
    for number, (sheet, part) in enumerate(zip(sheets, form.parts, strict=True)):
        _write_part(sheet, part, form, opening=number == 0)
    about = book.properties
    about.creator = about.lastModifiedBy = AUTHOR
    about.title, about.language = form.title, form.language
    about.created = _MADE
    stream = io.BytesIO()
    book.save(stream)
    return pack_workbook(stream, book, _MADE)


def _make_styles() -> list[NamedStyle]:
    line = Side(style="thin", color="FF808080")
    frame = Border(left=line, right=line, top=line, bottom=line)
    wrapped = Alignment(wrap_text=True, vertical="top")
    white, dark = "FFFFFFFF", PatternFill("solid", fgColor=_DARK)
    return [
        NamedStyle("Plan title", font=Font(name="Arial", size=16, bold=True, color=_DARK)),
        NamedStyle("Plan part", font=Font(name="Arial", size=12, bold=True, color=_DARK)),
        NamedStyle("Plan text", font=Font(name="Arial", size=10)),
        NamedStyle("Plan field", font=Font(name="Arial", size=10), border=frame),
        NamedStyle(
            "Plan heading",
            font=Font(name="Arial", size=10, bold=True, color=white),
            fill=dark,
            alignment=wrapped,
            border=frame,
        ),
        NamedStyle("Plan cell", font=Font(name="Arial", size=10), alignment=wrapped, border=frame),
        # An agency's name in it runs on over the empty cells beside it.
        NamedStyle("Plan number", font=Font(name="Arial", size=10), alignment=Alignment(vertical="top"), border=frame),
    ]


def _write_part(sheet: Any, part: Part, form: PlanForm, *, opening: bool) -> None:
    row = 1
    if opening:
        sheet.cell(row, 1, form.title).style = "Plan title"
        for field in form.fields:
            row += 1
            sheet.cell(row, 2, field.label).style = "Plan text"
            sheet.cell(row, 3).style = "Plan field"
            if field.choices:
                _offer(sheet, field.choices, f"C{row}", field.label)
            else:
                _hint(sheet, f"C{row}", field.label, f"For example {field.example}")
        for words in (form.key_title, *form.key):
            row += 1
            sheet.cell(row, 1, words).style = "Plan text"
        row += 1
    sheet.cell(row, 1, part.title).style = "Plan part"
    head = row + 1
    for place, column in enumerate(form.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        sheet.cell(head, place, column.heading).style = "Plan heading"
        _hint(sheet, f"{letter}{head}", column.heading, column.guidance)
        for below in range(head + 1, head + _ROWS + 1):
            sheet.cell(below, place).style = "Plan number" if column.name == "number" else "Plan cell"
        reach = f"{letter}{head + 1}:{letter}{head + 20 * _ROWS}"
        if column.choices:
            _offer(sheet, column.choices, reach, column.heading)
        elif part.grouped and column.name == "number":
            _offer(sheet, "agencies", reach, "Number, or an agency's name alone in its row")
    last = get_column_letter(len(form.columns))
    sheet.row_dimensions[head].height = 45
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.print_area = f"A1:{last}{head + _ROWS}"
    _set_page(sheet)


def _offer(sheet: Any, choices: str, cells: str, title: str) -> None:
    """Offer a list for some cells; other words can be typed, too."""
    offered = DataValidation(type="list", formula1=_name_list(choices), allow_blank=True, showErrorMessage=False)
    offered.promptTitle, offered.prompt, offered.showInputMessage = title[:32], "Choose from the list.", False
    sheet.add_data_validation(offered)
    offered.add(cells)


def _hint(sheet: Any, cell: str, title: str, words: str) -> None:
    """Show a hint beside a cell that is chosen."""
    hint = DataValidation(promptTitle=title[:32], prompt=words[:_LONGEST_HINT], showInputMessage=True, allow_blank=True)
    sheet.add_data_validation(hint)
    hint.add(cell)


def _name_list(choices: str) -> str:
    return "List_" + choices.replace("-", "_")


def _write_guidance(book: Any, form: PlanForm) -> None:
    """Write the sheet of guidance; a reader knows it by its first cell."""
    sheet: Any = book.create_sheet(_GUIDANCE)
    sheet.cell(1, 1, write_guidance_title(form.about)).style = "Plan title"
    row = 1
    for row, words in enumerate(form.opening, 2):
        sheet.cell(row, 1, words).style = "Plan text"
    row += 2
    for place, (heading, width) in enumerate((("Column", 30), ("What belongs there", 60), (form.example_title, 50)), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(row, place, heading).style = "Plan heading"
    group = ("A row with an agency's name alone", "Its recommendations stand below it.", form.example_agency)
    for below, told in enumerate((*((c.heading, c.guidance, c.example) for c in form.columns), group), row + 1):
        sheet.row_dimensions[below].height = _HIGH
        for place, text in enumerate(told, 1):
            sheet.cell(below, place, text).style = "Plan cell"
    for place, (name, listed) in enumerate(sorted(form.choices.items()), _LISTS):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 44
        sheet.cell(row, place, f"List: {name.replace('-', ' ')}").style = "Plan heading"
        for below, word in enumerate(listed, row + 1):
            sheet.cell(below, place, word).style = "Plan text"
        reach = f"'{_GUIDANCE}'!${letter}${row + 1}:${letter}${row + len(listed)}"
        book.defined_names.add(DefinedName(_name_list(name), attr_text=reach))
    sheet.print_area = f"A1:C{row + len(form.columns) + 1}"  # the lists are for the screen
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
