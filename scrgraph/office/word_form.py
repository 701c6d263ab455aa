"""Makes the empty plan as a Word document (ECMA-376): guidance, what the review is, and a table for each part.

Lists are content controls that drop down. Headings repeat on each page and are marked as such, styles bear names, and
the language is set, so that the document can be read aloud.
"""

import datetime as dt
import io
from collections.abc import Iterator
from itertools import count
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from scrgraph.ingest.own import AUTHOR, GUIDANCE_END, write_guidance_title
from scrgraph.office.forms import Column, Field, Part, PlanForm
from scrgraph.office.package import pack

_ROWS = 12  # empty ones in each table; people add more
_WIDE, _HIGH, _MARGIN = 29.7, 21.0, 1.5  # A4 across, in centimetres
_ROW = 0.8  # centimetres, at least, of an empty row
_BLANK = "\u2003" * 4  # the prompt of a list in a cell: wide enough to click on, and no word that could be read
_DARK, _PALE = "1F3864", "DEEAF6"
_MADE = dt.datetime(2000, 1, 1)  # stands for no day: the form is the same on each


def make_word_form(form: PlanForm) -> bytes:
    """Give the empty plan as .docx, the same bytes each time."""
    document = Document()
    _set_up(document, form)
    numbers = count(1_001)
    _write_guidance(document, form)
    title = document.add_paragraph(form.title, style="Plan title")
    title.paragraph_format.page_break_before = True
    for field in form.fields:
        _write_field(document, field, form, numbers)
    document.add_paragraph(form.key_title, style="Plan text")
    for words in form.key:
        document.add_paragraph(words, style="Plan text")
    for part in form.parts:
        document.add_paragraph(part.title, style="Plan part")
        _write_table(document, part, form, numbers)
    stream = io.BytesIO()
    document.save(stream)
    return pack(stream.getvalue())


# -- the document ----------------------------------------------------------------------------------------------------


def _set_up(document: Any, form: PlanForm) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(_WIDE), Cm(_HIGH)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    about = document.core_properties
    about.author, about.last_modified_by, about.comments = AUTHOR, AUTHOR, ""
    about.title, about.language = form.title, form.language
    about.created = about.modified = _MADE
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), form.language)
    for name, based, size, bold, ink in (
        ("Plan title", "Title", 20, True, _DARK),
        ("Plan part", "Heading 1", 13, True, _DARK),
        ("Plan guidance", "Heading 1", 13, True, _DARK),
        ("Plan text", "Normal", 10, False, "000000"),
        ("Plan heading", "Normal", 8, True, "FFFFFF"),
        ("Plan cell", "Normal", 8, False, "000000"),
        ("Plan group", "Normal", 9, True, "000000"),
    ):
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[based]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(ink)
        style.paragraph_format.space_before = Pt(8 if based == "Heading 1" else 0)
        style.paragraph_format.space_after = Pt(2 if size < 10 else 4)
        style.quick_style = True
    _number_pages(section)


def _number_pages(section: Any) -> None:
    """Put the number of the page at its foot, as a field without words of its own."""
    paragraph = section.footer.paragraphs[0]
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    paragraph._p.append(field)


def _write_guidance(document: Any, form: PlanForm) -> None:
    """Write what a person who fills in the plan must know; a reader knows it by its title and its end."""
    document.add_paragraph(write_guidance_title(form.about), style="Plan guidance")
    for words in form.opening:
        document.add_paragraph(words, style="Plan text")
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    _describe(table, "What belongs in each column", "One row for each column of the plan, with an example")
    widths = (0.18, 0.46, 0.36)
    _write_head(table, ("Column", "What belongs there", form.example_title), widths)
    group = ("A row with an agency's name alone", "Its recommendations stand below it.", form.example_agency)
    for told in (*((c.heading, c.guidance, c.example) for c in form.columns), group):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, told, widths, strict=True):
            _fill(cell, text, width)
    document.add_paragraph(GUIDANCE_END, style="Plan text")


def _write_field(document: Any, field: Field, form: PlanForm, numbers: Iterator[int]) -> None:
    paragraph = document.add_paragraph(f"{field.label}: ", style="Plan text")
    prompt = f"Choose, for example {field.example}" if field.choices else f"Write, for example {field.example}"
    words = form.choices[field.choices] if field.choices else None
    paragraph._p.append(_make_control(field.label, prompt, words, next(numbers)))


def _write_table(document: Any, part: Part, form: PlanForm, numbers: Iterator[int]) -> None:
    table = document.add_table(rows=1, cols=len(form.columns), style="Table Grid")
    _describe(table, part.title, "One row for each recommendation; the headings repeat on each page")
    whole = sum(column.width for column in form.columns)
    widths = [column.width / whole for column in form.columns]
    _write_head(table, [column.heading for column in form.columns], widths)
    for number in range(_ROWS):
        row = table.add_row()
        row.height = Cm(_ROW)
        cells = row.cells
        if part.grouped and number % 4 == 0:
            _write_group(cells, form, numbers)
            continue
        for cell, column, width in zip(cells, form.columns, widths, strict=True):
            _fill(cell, "", width)
            if column.choices:
                _add_list(cell, column, form, numbers)


def _write_group(cells: Any, form: PlanForm, numbers: Iterator[int]) -> None:
    """Make a row for an agency's name: one cell across, with a list in which any other name can be typed."""
    cell = cells[0].merge(cells[-1])
    cell.text = ""
    cell.paragraphs[0].style = "Plan group"
    _shade(cell, _PALE)
    control = _make_control("Agency", _BLANK, form.choices["agencies"], next(numbers))
    cell.paragraphs[0]._p.append(control)


def _add_list(cell: Any, column: Column, form: PlanForm, numbers: Iterator[int]) -> None:
    words = form.choices[column.choices or ""]
    cell.paragraphs[0]._p.append(_make_control(column.heading, _BLANK, words, next(numbers)))


# -- tables and controls ---------------------------------------------------------------------------------------------


def _write_head(table: Any, headings: Any, widths: Any) -> None:
    row = table.rows[0]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width * (_WIDE - 2 * _MARGIN))
    for cell, heading, width in zip(row.cells, headings, widths, strict=True):
        _fill(cell, heading, width, style="Plan heading")
        _shade(cell, _DARK)
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: Any, text: str, share: float, style: str = "Plan cell") -> None:
    cell.text = text
    cell.paragraphs[0].style = style
    cell.width = Cm(share * (_WIDE - 2 * _MARGIN))


def _shade(cell: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _describe(table: Any, title: str, about: str) -> None:
    """Give a table a title and a description, which are read aloud."""
    table.autofit = False
    for name, words in (("w:tblCaption", title), ("w:tblDescription", about)):
        element = OxmlElement(name)
        element.set(qn("w:val"), words)
        table._tbl.tblPr.append(element)


def _make_control(name: str, prompt: str, words: tuple[str, ...] | None, number: int) -> Any:
    """Make a content control: a text, or a list that drops down, in which other words can be typed, too."""
    control = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    for element, value in (("w:alias", name), ("w:tag", name.lower()), ("w:id", str(number))):
        made = OxmlElement(element)
        made.set(qn("w:val"), value)
        properties.append(made)
    properties.append(OxmlElement("w:showingPlcHdr"))
    chosen = OxmlElement("w:text" if words is None else "w:comboBox")
    for word in words or ():
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), word)
        item.set(qn("w:value"), word)
        chosen.append(item)
    properties.append(chosen)
    control.append(properties)
    content = OxmlElement("w:sdtContent")
    run = OxmlElement("w:r")
    look = OxmlElement("w:rPr")
    ink = OxmlElement("w:color")
    ink.set(qn("w:val"), "595959")
    look.append(ink)
    run.append(look)
    text = OxmlElement("w:t")
    text.text = prompt
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    content.append(run)
    control.append(content)
    return control
