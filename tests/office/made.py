"""Plans in Word and Excel as people have them: with comments, changes, controls, charts and pictures of their own."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.synthetic.printing.excel import render_excel
from scrgraph.synthetic.printing.printed import PrintedPlan, print_plan
from scrgraph.synthetic.printing.word import render_word
from tests.graph.sample import write_plan

_ROWS: tuple[dict[str, str], ...] = (
    {"targets": "29.02.09", "scrutiny": "Consider Evidence for Audit 1. Copy of the list."},
    {},
    {"leads": "", "targets": "1/09/2009", "summary": "The list is kept.", "scrutiny": "Action reviewed. Pending."},
    {"agreed_by": "", "monitoring": "Meetings held 30/1/2009"},
)
CHAIR = "Chair of the board"


def print_small(reference: str = "Case 15") -> PrintedPlan:
    """Give a small plan in which rules find something to print."""
    return print_plan(read_bytes(write_plan(*_ROWS, reference=reference).encode(), "plan.txt", list_layouts()))


def make_word() -> bytes:
    """Give a plan as .docx with a comment, tracked changes, a content control and a picture of its own."""
    document: Any = Document(io.BytesIO(render_word(print_small(), shaded=True)))
    document.sections[0].header.paragraphs[0].text = "Restricted"
    table = document.tables[0]
    cells = table.rows[1].cells
    document.add_comment(cells[1].paragraphs[0].runs, "Is this still so?", author=CHAIR, initials="CH")
    deleted = parse_xml(
        f'<w:del {nsdecls("w")} w:id="900" w:author="{CHAIR}" w:date="2010-01-01T00:00:00Z"><w:r><w:delText>Old '
        "words.</w:delText></w:r></w:del>"
    )
    cells[5].paragraphs[0]._p.append(deleted)
    inserted = parse_xml(
        f'<w:ins {nsdecls("w")} w:id="901" w:author="{CHAIR}" w:date="2010-01-01T00:00:00Z"><w:r><w:t xml:space='
        '"preserve"> New words.</w:t></w:r></w:ins>'
    )
    cells[5].paragraphs[0]._p.append(inserted)
    _wrap_in_control(table.rows[2].cells[3].paragraphs[0]._p)
    bookmark = OxmlElement("w:bookmarkStart")
    bookmark.set(qn("w:id"), "5")
    bookmark.set(qn("w:name"), "people")
    end = OxmlElement("w:bookmarkEnd")
    end.set(qn("w:id"), "5")
    document.paragraphs[0]._p.extend([bookmark, end])
    document.add_paragraph("Signed off by nobody yet.")
    return change_parts(
        _save(document), {}, {"word/vbaProject.bin": b"not a macro at all", "customXml/own.xml": b"<a/>"}
    )


def _wrap_in_control(paragraph: Any) -> None:
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="lead"/><w:id w:val="77"/></w:sdtPr><w:sdtContent/></w:sdt>'
    )
    paragraph.addprevious(control)
    control[1].append(paragraph)
    control.addnext(OxmlElement("w:p"))


def make_excel(*, at: str = "F7") -> bytes:
    """Give a plan as .xlsx with a note, a chart, a list, a colour that depends on a condition, and a shared style."""
    book: Any = load_workbook(io.BytesIO(render_excel(print_small(), true_dates=True)))
    sheet = book.worksheets[0]
    sheet[at].comment = Comment("Please check.", CHAIR, height=60, width=120)
    offered = DataValidation(type="list", formula1='"yes,no"')
    sheet.add_data_validation(offered)
    offered.add("J1:J9")
    rule = CellIsRule("lessThan", ["1"], fill=PatternFill(bgColor="FF0000"))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("E4:E9", rule)
    other = book.create_sheet("Findings")
    for number in range(1, 5):
        other.append([f"Quarter {number}", number])
    chart = BarChart()
    chart.add_data(Reference(other, min_col=2, min_row=1, max_row=4))
    other.add_chart(chart, "D2")
    book.properties.modified = dt.datetime(2010, 1, 1)
    return change_parts(_save(book), {}, {"xl/vbaProject.bin": b"not a macro at all"})


def _save(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def change_parts(
    data: bytes, changes: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] | None = None
) -> bytes:
    """Give a package with some parts changed, and others added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(zipfile.ZipInfo(name, (2010, 1, 1, 0, 0, 0)), changes[name](part) if name in changes else part)
        for name, part in (added or {}).items():
            new.writestr(zipfile.ZipInfo(name, (2010, 1, 1, 0, 0, 0)), part)
        missing = set(changes) - set(old.namelist())
    assert not missing
    return packed.getvalue()


def read_parts(data: bytes) -> dict[str, bytes]:
    """Give the parts of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def find_ids(text: str) -> list[str]:
    """Give the ids of findings that a text names as its own."""
    return re.findall(r"Finding (\S+), by scrgraph\.", text)
