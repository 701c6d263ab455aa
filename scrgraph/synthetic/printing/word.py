"""Prints a plan as a Word document: group rows as merged cells, heads that repeat, rows that go on over pages."""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell, _Row

from scrgraph.synthetic.printing.packed import pack
from scrgraph.synthetic.printing.printed import PrintedPlan, PrintedRow, PrintedTable

GREY = "D9D9D9"


def render_word(plan: PrintedPlan, *, page: int = 0, split: int = 0, shaded: bool = False) -> bytes:
    """Give a plan as .docx.

    Args:
        plan: What is printed.
        page: A table ends after so many rows, and goes on in a new one under a repeated head; 0: never.
        split: Each row of so many goes on in a second table row, without its number, as over a page break; 0: none.
        shaded: Whether heads are shaded, as they are in most plans.
    """
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.styles["Normal"].font.size = Pt(7)
    for table in plan.tables:
        for words in table.above:
            document.add_paragraph(words)
        _render_table(document, table, page, split, shaded)
    stream = io.BytesIO()
    document.save(stream)
    return pack(stream.getvalue())


def _render_table(document: object, printed: PrintedTable, page: int, split: int, shaded: bool) -> None:
    lines = printed.list_lines()
    width = len(printed.headings)
    size = page or len(lines) or 1
    for start in range(0, max(len(lines), 1), size):
        table: Any = document.add_table(rows=1, cols=width)  # type: ignore[attr-defined]
        table.style = "Table Grid"
        head = table.rows[0]
        for cell, heading in zip(head.cells, printed.headings.values(), strict=True):
            cell.text = heading
            if shaded:
                _shade(cell, GREY)
        _repeat(head)
        for number, line in enumerate(lines[start : start + size], start):
            cells = table.add_row().cells
            if isinstance(line, PrintedRow):
                pieces = _cut(line) if split and number % split == 0 else [line]
                for place, piece in enumerate(pieces):
                    _fill(cells if not place else table.add_row().cells, piece, printed)
            else:
                merged = cells[0].merge(cells[-1])
                merged.text = line[0]


def _fill(cells: "tuple[_Cell, ...] | list[_Cell]", row: PrintedRow, printed: PrintedTable) -> None:
    for cell, column in zip(cells, printed.headings, strict=True):
        paragraphs = row.cells.get(column, ())
        cell.text = paragraphs[0] if paragraphs else ""
        for words in paragraphs[1:]:
            cell.add_paragraph(words)


def _cut(row: PrintedRow) -> list[PrintedRow]:
    """Part a row in two where its longest prose has a paragraph's end; a row without one stays whole."""
    first = dict(row.cells)
    second: dict[str, tuple[str, ...]] = {}
    for column in ("summary", "scrutiny"):
        paragraphs = row.cells.get(column, ())
        if len(paragraphs) > 1:
            first[column], second[column] = paragraphs[:1], paragraphs[1:]
    return [PrintedRow(first, row.number), PrintedRow(second, row.number)] if second else [row]


def _repeat(row: _Row) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _shade(cell: _Cell, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
