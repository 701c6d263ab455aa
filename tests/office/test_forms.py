"""The empty plan: filled in it reads back whole, untouched it says that it has no row, and it is the same each time."""

import copy
import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import find_layout, list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.office.excel_form import make_excel_form
from scrgraph.office.forms import load_form
from scrgraph.office.word_form import make_word_form
from scrgraph.reports.rows import rows_json
from scrgraph.synthetic.printing.printed import PrintedPlan, PrintedRow, number_apart
from scrgraph.wordings import load_wordings
from tests.graph.sample import run
from tests.renderings.comparing import compare_rows
from tests.renderings.test_renderings import export

FORM = load_form()
MAKERS = {"docx": make_word_form, "xlsx": make_excel_form}
OPENING = {
    "Kind of review": "Serious case review",
    "Reference of the review": "Case 14",
    "Date commenced": "19 June 2009",
}


@pytest.fixture(scope="module")
def printed() -> PrintedPlan:
    return export("case-14")[0].change(number_apart(str))


def choose(control: Any, words: str) -> None:
    """Fill in a content control as Word does: its words are no prompt any more."""
    properties, content = control
    properties.remove(properties.find(qn("w:showingPlcHdr")))
    content.find(f"{qn('w:r')}/{qn('w:t')}").text = words


def fill_word(data: bytes, printed: PrintedPlan) -> bytes:
    """Fill in the form as a person does: lists are chosen from, rows copied where there are too few."""
    document: Any = Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        label = paragraph.text.partition(":")[0]
        if label in OPENING:
            (control,) = paragraph._p.xpath("w:sdt")
            choose(control, OPENING[label])
    for table, part in zip(document.tables[1:], printed.tables, strict=True):
        rows = table.rows[1:]
        plain = next(copy.deepcopy(row._tr) for row in rows if len(row._tr.tc_lst) > 1)
        groups = [copy.deepcopy(row._tr) for row in rows if len(row._tr.tc_lst) == 1]
        for row in rows:
            table._tbl.remove(row._tr)
        for line in part.list_lines():
            table._tbl.append(copy.deepcopy(plain if isinstance(line, PrintedRow) else groups[0]))
            cells = table.rows[-1].cells
            if not isinstance(line, PrintedRow):
                (control,) = cells[0]._tc.xpath(".//w:sdt")
                choose(control, line[0])
                continue
            for cell, column in zip(cells, FORM.columns, strict=True):
                if words := line.cells.get(column.name):
                    cell.text = words[0]
                    for more in words[1:]:
                        cell.add_paragraph(more)
    return _save(document)


def fill_excel(data: bytes, printed: PrintedPlan) -> bytes:
    book: Any = load_workbook(io.BytesIO(data))
    plan = book.worksheets[0]
    for row in range(1, 6):
        if (label := plan.cell(row, 2).value) in OPENING:
            plan.cell(row, 3).value = OPENING[label]
    for sheet, part in zip(book.worksheets, printed.tables, strict=False):
        row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == FORM.columns[0].heading)
        for number, line in enumerate(part.list_lines(), row + 1):
            if not isinstance(line, PrintedRow):
                sheet.cell(number, 1).value = line[0]
                continue
            for place, column in enumerate(FORM.columns, 1):
                if words := line.cells.get(column.name):
                    sheet.cell(number, place).value = "\n".join(words)
    return _save(book)


def _save(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


FILLS = {"docx": fill_word, "xlsx": fill_excel}


@pytest.mark.parametrize("kind", MAKERS)
def test_form_that_is_filled_in_gives_the_facts_of_the_text_export(kind: str, printed: PrintedPlan) -> None:
    document = read_bytes(FILLS[kind](MAKERS[kind](FORM), printed), f"plan.{kind}", list_layouts())
    facts = read_plan(document, load_wordings())
    assert document.balances
    assert compare_rows(export("case-14")[1], rows_json(facts, document), dates_as_printed=False) == []
    assert (facts.plan, facts.review.kinds, str(facts.commenced)) == ("case-14", ("scr",), "2009-06-19")
    assert len(facts.colour_key) == len(FORM.key)
    assert [entry for entry in document.account if entry.disposition == "unread"] == []


@pytest.mark.parametrize("kind", MAKERS)
def test_untouched_form_says_that_it_has_no_row(kind: str, tmp_path: Any) -> None:
    file = tmp_path / f"empty.{kind}"
    assert run("template", kind, "-o", file).code == 0
    ran = run("rows", file)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint.count("\n") == 1
    assert "The table has headings but no row below them." in ran.complaint


@pytest.mark.parametrize("kind", MAKERS)
def test_form_is_the_same_each_time_and_without_a_clock(kind: str) -> None:
    first, second = MAKERS[kind](FORM), MAKERS[kind](FORM)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_word_form_can_be_read_aloud() -> None:
    document: Any = Document(io.BytesIO(make_word_form(FORM)))
    assert document.core_properties.language == "en-GB"
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    for table in document.tables:
        assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
        assert table._tbl.xpath("w:tblPr/w:tblCaption")
    lists = document.element.body.xpath("//w:comboBox")
    offered = {tuple(item.get(qn("w:value")) for item in each) for each in lists}
    assert offered == set(FORM.choices.values())


def test_excel_form_offers_lists_and_keeps_its_headings_in_sight() -> None:
    book: Any = load_workbook(io.BytesIO(make_excel_form(FORM)))
    for sheet in book.worksheets[:2]:
        row = int(sheet.freeze_panes[1:])
        assert [cell.value for cell in sheet[row - 1]] == [column.heading for column in FORM.columns]
        assert sheet.print_title_rows == f"${row - 1}:${row - 1}"
    offered = {
        each.formula1 for sheet in book.worksheets for each in sheet.data_validations.dataValidation if each.formula1
    }
    assert offered == set(book.defined_names)
    for name, words in FORM.choices.items():
        sheet_name, _, cells = book.defined_names["List_" + name.replace("-", "_")].attr_text.partition("!")
        listed = book[sheet_name.strip("'")][cells.replace("$", "")]
        assert tuple(row[0].value for row in listed) == words


def test_words_that_the_form_offers_are_known_to_the_vocabularies() -> None:
    wordings = load_wordings()
    statuses = {wording.label.lower() for wording in wordings.cell_statuses}
    colours = {wording.label.lower() for wording in wordings.colours}
    reviews = {wording.label.lower() for wording in wordings.review_kinds}
    assert {word.lower() for word in FORM.choices["statuses"]} <= statuses
    assert {word.lower() for word in FORM.choices["colours"]} <= colours
    assert {word.lower() for word in FORM.choices["review-kinds"]} <= reviews


def test_headings_of_the_form_are_known_and_clear() -> None:
    general = find_layout("general")
    headings = [column.heading for column in FORM.columns]
    assert general.match_headings(headings) == [column.name for column in FORM.columns]
    assert general.clashing(headings) is None


def test_other_ending_is_refused(tmp_path: Any) -> None:
    ran = run("template", "docx", "-o", tmp_path / "plan.xlsx")
    assert (ran.code, ran.out) == (2, b"")
    assert "ends in .docx" in ran.complaint
    assert list(tmp_path.iterdir()) == []
