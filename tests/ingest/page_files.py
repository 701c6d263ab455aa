"""Plans as web pages and PDF files, made in code: of the lines of a text export, so that both must read alike."""

import html
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document, PlanRow
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings

# What tells where a row stands, and not what it says.
PLACES = ("lines", "cells", "notes")


Words = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table to be drawn: its head, and its rows, each a list of cells, each cell its paragraphs.

    A row of one cell is an agency's heading, which reaches over all columns.
    """

    head: list[str]
    rows: list[list[Words]]


def list_parts(document: Document, *, whole: bool = False) -> list[str | Grid]:
    """Give what a document holds, as its author saw it: paragraphs and tables, each cell in its own column.

    Rows stand in the pieces that the pages of the document parted them in, or ``whole``.
    """
    parts: list[str | Grid] = []
    for table in document.tables:
        parts += [quote.text for quote in table.above]
        rows: list[list[Words]] = []
        section: int | None = None
        for row in table.rows:
            if row.section and row.section_line != section:
                rows.append([(row.section,)])
                section = row.section_line
            rows += _list_pieces(row, table.columns, whole)
        parts.append(Grid(list(table.headings), rows))
    return parts + [quote.text for quote in document.outside]


def _list_pieces(row: PlanRow, columns: Sequence[str | None], whole: bool) -> Iterator[list[Words]]:
    cells = [row.cells.get(column or "") for column in columns]
    if whole:
        yield [tuple(cell.text.split("\n")) if cell else () for cell in cells]
        return
    for line in sorted({piece.line for cell in cells if cell for piece in cell.fragments}):
        held = (
            next((piece for piece in cell.fragments if piece.line == line), None) if cell else None for cell in cells
        )
        yield [(("", *piece.paragraphs) if piece.marked else piece.paragraphs) if piece else () for piece in held]


def write_page(parts: Iterable[str | Grid], *, style: str = "") -> str:
    """Write a web page; a cell whose paragraphs are marked begins with an empty one."""
    out = [f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>x</title><style>{style}</style></head><body>\n"]
    for part in parts:
        if isinstance(part, str):
            out += [f"<p>{html.escape(part)}</p>\n"]
            continue
        out += ["<table><thead><tr>", *(f"<th>{html.escape(cell)}</th>" for cell in part.head), "</tr></thead>\n"]
        for row in part.rows:
            across = f" colspan={len(part.head)}" if len(row) == 1 else ""
            out += ["<tr>", *(f"<td{across}>{_write_cell(cell)}</td>" for cell in row), "</tr>\n"]
        out += ["</table>\n"]
    return "".join([*out, "</body></html>"])


def _write_cell(cell: Words) -> str:
    return (
        html.escape(cell[0]) if len(cell) == 1 else "".join(f"<p>{html.escape(words)}</p>" for words in cell if words)
    )


def write_pdf(
    parts: Iterable[str | Grid],
    *,
    size: float = 7,
    running: bool = True,
    spans: bool = True,
    repeat: bool = True,
    widths: Sequence[float] | None = None,
    fills: dict[str, str] | None = None,
) -> bytes:
    """Draw a PDF: landscape A4, ruled tables whose rows go on over pages under a head that is repeated.

    ``fills`` gives the ground of cells that hold some words; ``running`` puts a head and a page number on each page.
    """
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    plain = ParagraphStyle("plain", fontName="Helvetica", fontSize=size, leading=size * 1.2)
    bold = ParagraphStyle("bold", parent=plain, fontName="Helvetica-Bold")
    apart = ParagraphStyle("apart", parent=plain, spaceBefore=size * 0.6)
    page = landscape(A4)
    flow: list[Any] = []
    for part in parts:
        if isinstance(part, str):
            flow += [Paragraph(html.escape(part), plain), Spacer(1, size)]
            continue
        style: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        rows: list[list[Any]] = [[Paragraph(html.escape(cell), bold) for cell in part.head]]
        for row in part.rows:
            if len(row) == 1 and spans:
                style.append(("SPAN", (0, len(rows)), (-1, len(rows))))
            for column, cell in enumerate(row):
                if colour := next((fill for words, fill in (fills or {}).items() if words in " ".join(cell)), None):
                    style.append(("BACKGROUND", (column, len(rows)), (column, len(rows)), colors.HexColor(colour)))
            row = row + [()] * (len(part.head) - len(row))
            rows.append(
                [
                    [Paragraph(html.escape(words), apart if n else plain) for n, words in enumerate(filter(None, cell))]
                    for cell in row
                ]
            )
        room = page[0] - 40
        shares = widths or [1.0] * len(part.head)
        table = Table(rows, [room * share / sum(shares) for share in shares], repeatRows=int(repeat), splitInRow=1)
        table.setStyle(TableStyle(style))
        flow += [table, Spacer(1, size)]

    def decorate(canvas: Any, document: Any) -> None:
        if running:
            canvas.setFont("Helvetica", 6)
            canvas.drawString(
                20,
                page[1] - 14,
                "Invented board: action plan, not for publication, draft of the office for the meeting",
            )
            canvas.drawRightString(page[0] - 20, 10, f"Page {document.page}")

    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=page, leftMargin=20, rightMargin=20, topMargin=22, bottomMargin=22, invariant=1
    )
    document.build(flow, onFirstPage=decorate, onLaterPages=decorate)
    return out.getvalue()


def write_docx(parts: Iterable[str | Grid], *, size: float = 7, widths: Sequence[float] | None = None) -> bytes:
    """Write a Word document: landscape, ruled tables whose first row is repeated on each page."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    document: Any = docx.Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(12))
    document.styles["Normal"].font.size = Pt(size)
    document.styles["Normal"].paragraph_format.space_after = Pt(size / 2)
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(1, len(part.head), style="Table Grid")
        table.autofit = False
        mark = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
        head: list[Words] = [(cell,) for cell in part.head]
        rows = [head, *part.rows]
        for number, row in enumerate(rows):
            cells = (table.rows[0] if not number else table.add_row()).cells
            if len(row) == 1:
                cells[0].merge(cells[-1])
            for cell, held in zip(cells, row, strict=False):
                words = [words for words in held if words]
                cell.text = words[0] if words else ""
                for more in words[1:]:
                    cell.add_paragraph(more)
        shares = widths or [1.0] * len(part.head)
        for row in table.rows:
            for cell, share in zip(row.cells, shares, strict=True):
                if len(set(map(id, (c._tc for c in row.cells)))) > 1:
                    cell.width = Mm(273 * share / sum(shares))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_xlsx(parts: Iterable[str | Grid], *, size: float = 7, widths: Sequence[float] | None = None) -> bytes:
    """Write a workbook set to print: landscape, one page wide, ruled cells, wrapped words."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    workbook = Workbook()
    sheet: Any = workbook.active
    side = Side(style="thin")
    for part in parts:
        if isinstance(part, str):
            sheet.append([part])
            continue
        head: list[Words] = [(cell,) for cell in part.head]
        for row in [head, *part.rows]:
            sheet.append(["\n".join(filter(None, cell)) for cell in row])
            for cell in sheet[sheet.max_row][: len(part.head)]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.border = Border(side, side, side, side)
                cell.font = Font(size=size)
            # A reader of workbooks sees the words that the row is too low to show; a reader of its print does not.
            shares = widths or [10.0] * len(row)
            lines = max(
                sum(1 + int(len(words) * size / (9 * share)) for words in cell)
                for cell, share in zip(row, shares, strict=False)
            )
            sheet.row_dimensions[sheet.max_row].height = min(409, (lines + 1) * size * 1.3)
            if len(row) == 1:
                sheet.merge_cells(
                    start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=len(part.head)
                )
    for number, share in enumerate(widths or [1.0] * 9):
        sheet.column_dimensions[chr(65 + number)].width = 2 * share
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def facts_of(document: Document, wordings: Wordings) -> list[dict[str, Any]]:
    """Give the facts of each row, without their places."""
    rows = rows_json(read_plan(document, wordings), document)
    return [{name: value for name, value in row.items() if name not in PLACES} for row in rows]


def count_alike(
    expected: list[dict[str, Any]], found: list[dict[str, Any]]
) -> tuple[int, int, list[tuple[str, str, Any, Any]]]:
    """Count the fields of rows that are alike, and all; and give those that differ.

    White space is folded: where the paragraphs of a summary part is no fact.
    """
    rows = {row["key"]: row for row in found}
    pairs = [(row["key"], name, row[name], rows.get(row["key"], {}).get(name)) for row in expected for name in row]
    different = [pair for pair in pairs if _fold(pair[2]) != _fold(pair[3])]
    more = [(key, "row", None, key) for key in rows if key not in {row["key"] for row in expected}]
    return len(pairs) - len(different), len(pairs) + len(more), different + more


def _fold(value: Any) -> str:
    return " ".join(str(value).replace("\\n", " ").split())
