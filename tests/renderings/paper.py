"""Prints a plan as PDF: a ruled table over many landscape pages, its head repeated, rows that go on over pages."""

import io
from html import escape
from typing import Any

from reportlab.lib.colors import black, lightgrey
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from scrgraph.synthetic.printing.printed import PrintedPlan, PrintedRow

_WORDS = ParagraphStyle("words", fontName="Helvetica", fontSize=7, leading=8.4, spaceAfter=3)


def render_pdf(plan: PrintedPlan, *, split: bool = True) -> bytes:
    """Give a plan as PDF; ``split``: whether a row may go on over a page break."""
    stream = io.BytesIO()
    size = landscape(A3)
    template = SimpleDocTemplate(
        stream, pagesize=size, leftMargin=30, rightMargin=30, topMargin=30, bottomMargin=30, invariant=1, title="Plan"
    )
    story: list[Flowable] = []
    for table in plan.tables:
        story += [Paragraph(escape(words), _WORDS) for words in table.above]
        rows: list[list[object]] = [[Paragraph(f"<b>{escape(h)}</b>", _WORDS) for h in table.headings.values()]]
        style: list[Any] = [
            ("GRID", (0, 0), (-1, -1), 0.5, black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), lightgrey),
        ]
        for line in table.list_lines():
            if isinstance(line, PrintedRow):
                cells = (line.cells.get(column, ()) for column in table.headings)
                rows.append([[Paragraph(escape(words), _WORDS) for words in paragraphs] for paragraphs in cells])
            else:
                style.append(("SPAN", (0, len(rows)), (-1, len(rows))))
                rows.append([Paragraph(escape(line[0]), _WORDS), *[""] * (len(table.headings) - 1)])
        width = (size[0] - 80) / len(table.headings)
        story.append(
            Table(
                rows,
                colWidths=[width] * len(table.headings),
                repeatRows=1,
                splitInRow=1 if split else 0,
                style=TableStyle(style),
            )
        )
        story.append(Spacer(1, 12))
    template.build(story)
    return stream.getvalue()
