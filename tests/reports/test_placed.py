"""Every report says where words stand in documents without lines: by table and row, by cell of a sheet, by page."""

import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from scrgraph.audit.findings import Finding
from scrgraph.ingest.cells import Document, Entry
from scrgraph.ingest.places import Place
from scrgraph.ingest.unread import list_unread
from scrgraph.reports.formats import FORMATS, Looks, render_report
from scrgraph.reports.rows import account_json, render_account, render_account_csv
from tests.graph.sample import AS_OF, run
from tests.reports.placed import audit_placed, read_placed, write_word

PLACES = ("table 1, row 2", "sheet Plan, cell E5", "page 3, table 1, row 2")
PARAGRAPHS = ("paragraph 2", "sheet Plan, row 2", "page 3, paragraph 2")
# "Line" as a word of ours ("time line") names no place; a number after it does.
A_LINE = re.compile(r"\blines? \d")


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"json", "sarif"}))
def test_places_are_named_in_words(form: str) -> None:
    made = render_report(form, audit_placed(), Looks())
    if form == "xlsx":
        assert isinstance(made, bytes)
        sheets = openpyxl.load_workbook(io.BytesIO(made), read_only=True)
        made = "\n".join(str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row)
    text = made.decode() if isinstance(made, bytes) else made
    for place in (*PLACES, *PARAGRAPHS):
        assert place in text, place
    assert not A_LINE.search(text)


def test_sarif_names_places_and_no_line() -> None:
    made = render_report("sarif", audit_placed(), Looks())
    log = json.loads(made)
    said = json.dumps(log)
    for place in (*PLACES, *PARAGRAPHS):
        assert place in said, place
    assert "startLine" not in said


def test_findings_of_one_plan_are_the_same_wherever_its_words_stand() -> None:
    def tell(findings: Iterable[Finding]) -> list[str]:
        told = [(each.rule, each.row, each.message, [cell.quote for cell in each.cells]) for each in findings]
        return [re.sub(r"Case \d+", "Case", str(each)) for each in told]

    word, sheet, pages = (tell(plan.result.findings) for plan in audit_placed().plans)
    assert word == sheet == pages
    assert word


def test_finding_in_a_word_document_is_explained(tmp_path: Path) -> None:
    source = tmp_path / "plan.docx"
    source.write_bytes(write_word("Case 21"))
    findings = json.loads(run("audit", source, *AS_OF, "--format", "json").out)["findings"]
    found = next(each for each in findings if each["rule"] == "DQ-001")
    told = run("why", found["id"], source, *AS_OF)
    assert (told.code, "plan.docx, table 1, row 2, Target date for completion: “29.02.09”" in told.text) == (0, True)
    assert not A_LINE.search(told.text)


LOST = (
    Entry(5, 9, None, "unread", "old words", "it is deleted", Place(table=1, row=2, column=3)),
    Entry(9, 1, None, "unread", "Restricted", "it is a running head of the pages", Place()),
    Entry(7, 9, None, "unread", "sum", "it is hidden", Place(sheet="Plan", row=6, column=2, cell="B6")),
)


@pytest.fixture(scope="module")
def lossy() -> Document:
    document = read_placed()[0]
    return replace(document, seen=document.seen + 3, account=(*document.account, *LOST))


def test_cells_that_were_not_read_are_named_by_their_places(lossy: Document) -> None:
    assert [line for line in list_unread(lossy) if "not read" in line] == [
        "plan.docx, table 1, row 2, column 3: not read: it is deleted (“old words”).",
        "plan.docx, sheet Plan, cell B6: not read: it is hidden (“sum”).",
        "plan.docx: not read: it is a running head of the pages (“Restricted”).",
    ]


def test_notes_that_differ_in_figures_alone_are_told_five_times_and_counted(lossy: Document) -> None:
    notes = [f"table 1, row {row}: it has no number" for row in range(1, 9)]
    told = [line for line in list_unread(lossy, [notes[0], "another thing", *notes[1:]]) if "not read" not in line]
    assert told[-7:] == [
        *(f"plan.docx: {note}." for note in notes[:5]),
        "plan.docx: and so 3 times more.",
        "plan.docx: another thing.",
    ]


def test_account_names_them_too(lossy: Document) -> None:
    assert lossy.balances
    shown = render_account(lossy, 100)
    assert "table 1, row 2, column 3: it is deleted: “old words”" in shown
    assert "plan.docx: it is a running head of the pages: “Restricted”" in shown
    assert "sheet Plan, cell B6: it is hidden: “sum”" in shown
    cells = account_json(lossy)["cells"][-3:]
    assert [(cell["place"], cell["cell"]) for cell in cells] == [
        ("table 1, row 2", 3),
        ("", None),
        ("sheet Plan, cell B6", None),
    ]
    assert render_account_csv(lossy).splitlines()[-2] == (
        "plan.docx,,,,unread,it is a running head of the pages,Restricted"
    )
