"""A plan in Excel gets a note at each cell that has findings, and a sheet of them; all else in it stays as it was."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook

from scrgraph.ingest.own import AUTHOR
from scrgraph.office.excel_sheets import Sheet, read_reference, write_reference
from tests.graph.sample import AS_OF, run
from tests.office.made import CHAIR, change_parts, find_ids, make_excel, read_parts

# The parts that are changed or added: of the sheets only that of the plan.
SHEET, NOTES = "xl/worksheets/sheet1.xml", "xl/comments/comment1.xml"
HEAD = 3  # the row of the headings
CHANGED = {SHEET, NOTES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
CHANGED |= {"xl/drawings/commentsDrawing1.vml", "xl/worksheets/sheet3.xml"}


class Annotated:
    """A plan, what an audit of it finds, and the plan annotated."""

    def __init__(self, folder: Path) -> None:
        self.plan, self.out = folder / "plan.xlsx", folder / "out.xlsx"
        self.plan.write_bytes(make_excel())
        ran = run("annotate", self.plan, "-o", self.out, *AS_OF)
        assert (ran.code, ran.out) == (0, b""), ran.complaint
        audit = run("audit", self.plan, *AS_OF, "--format", "json", "--fail-on", "never")
        self.findings: list[dict[str, Any]] = json.loads(audit.text)["findings"]
        self.book: Any = load_workbook(self.out)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Annotated:
    return Annotated(tmp_path_factory.mktemp("excel"))


def list_notes(book: Any, author: str = AUTHOR) -> dict[str, str]:
    """Give the notes of an author by the cells that bear them."""
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.comment)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment.author == author}


def list_findings(book: Any) -> tuple[int, list[list[Any]]]:
    """Give the row of the headings on our sheet, and the lines below it."""
    rows = [[cell.value for cell in row] for row in book.worksheets[-1].iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[0] == "Severity")
    return head + 1, rows[head + 1 :]


# -- what is written ---------------------------------------------------------------------------------------------------


def test_notes_tell_of_the_findings_each_once(made: Annotated) -> None:
    ids = [name for text in list_notes(made.book).values() for name in find_ids(text)]
    assert sorted(ids) == sorted(finding["id"] for finding in made.findings)
    assert len(ids) > 15


def test_note_stands_at_the_cell_and_lists_all_that_is_found_there(made: Annotated) -> None:
    notes = list_notes(made.book)
    at = {name: cell for cell, text in notes.items() for name in find_ids(text)}
    sheet = made.book.worksheets[0]
    absent = 0
    for finding in made.findings:
        number = int((finding["row"] or "/0").rpartition("/")[2]) + HEAD
        own = [cell for cell in finding["cells"] if cell["row"] == number]
        if own and sheet[own[0]["cell"]].comment.author == AUTHOR:
            assert at[finding["id"]] == own[0]["cell"]
            absent += own[0]["quote"] is None and sheet[own[0]["cell"]].value is None
        elif finding["row"] is not None:
            assert at[finding["id"]].endswith(str(number))
        text = notes[at[finding["id"]]]
        assert f"What would settle it: {finding['remedy']}" in text
        assert f"Why it matters: {finding['why']}" in text
    assert absent > 1
    several = next(text for text in notes.values() if len(find_ids(text)) > 1)
    assert several.startswith(f"{len(find_ids(several))} findings at this cell, the gravest first\n")


def test_note_of_people_stays_and_ours_stands_beside_it(made: Annotated, tmp_path: Path) -> None:
    assert list_notes(made.book, CHAIR) == {"F7": "Please check."}
    taken = next(cell for cell, text in list_notes(made.book).items() if len(find_ids(text)) == 1)
    row, column = read_reference(taken) or (0, 0)
    plan, out = tmp_path / "plan.xlsx", tmp_path / "out.xlsx"
    plan.write_bytes(make_excel(at=taken))
    assert run("annotate", plan, "-o", out, *AS_OF).code == 0
    book = load_workbook(out)
    assert list_notes(book, CHAIR) == {taken: "Please check."}
    notes = list_notes(book)
    assert f"About {taken}:\n" in notes[write_reference(row, column + 1)]
    assert sorted(name for text in notes.values() for name in find_ids(text)) == sorted(
        finding["id"] for finding in made.findings
    )


def test_boxes_are_large_enough_and_each_note_has_one(made: Annotated) -> None:
    drawing = read_parts(made.out.read_bytes())["xl/drawings/commentsDrawing1.vml"].decode()
    shapes = re.findall(r"<(?:\w+:)?shape .*?</(?:\w+:)?shape>", drawing, re.DOTALL)
    assert len(shapes) == len(list_notes(made.book)) + 1
    numbers = re.findall(r'id="(_x0000_s\d+)"', drawing)
    assert len(numbers) == len(set(numbers))
    sizes = {}
    for shape in shapes:
        row, column = (int(re.findall(rf"{name}>(\d+)<", shape)[0]) for name in ("Row", "Column"))
        width, height = (float(re.findall(rf"{name}:([\d.]+)p[tx]", shape)[0]) for name in ("width", "height"))
        sizes[write_reference(row + 1, column + 1)] = (width, height)
    for cell, text in list_notes(made.book).items():
        width, height = sizes[cell]
        # Tahoma 9 is some 4.5 points wide and 11 high: the words take less room than the box has.
        assert 4.5 * 11 * len(text) < width * height
        assert height < 500


def test_sheet_lists_every_finding_with_links_filters_and_a_frozen_heading(made: Annotated) -> None:
    sheet = made.book.worksheets[-1]
    head, rows = list_findings(made.book)
    assert sheet.title == "Findings (2)"
    assert sheet["A1"].value == "Findings of scrgraph in plan case-15, as of 31 July 2010"
    assert sorted(row[-1] for row in rows) == sorted(finding["id"] for finding in made.findings)
    assert sheet.auto_filter.ref == f"A{head}:H{head + len(rows)}"
    assert sheet.freeze_panes == f"A{head + 1}"
    assert sheet.print_title_rows == f"${head}:${head}"
    plan = made.book.worksheets[0]
    for number, row in enumerate(rows, head + 1):
        link = sheet.cell(number, 4).hyperlink.location
        name, _, cell = link.rpartition("!")
        assert name == f"'{plan.title}'"
        assert row[3] == f"{plan.title}, cell {cell}"
        assert sheet.cell(number, 5).alignment.wrap_text
    words = " ".join(str(sheet.cell(number, 1).value) for number in range(1, head))
    assert re.search(r"Made by scrgraph as of 31 July 2010, with the core pack of scrgraph \d", words)


# -- what stays --------------------------------------------------------------------------------------------------------


def test_all_other_parts_keep_their_bytes(made: Annotated) -> None:
    before, after = read_parts(made.plan.read_bytes()), read_parts(made.out.read_bytes())
    assert {name for name in after if before.get(name) != after[name]} == CHANGED
    assert before.keys() <= after.keys()
    assert {"xl/charts/chart1.xml", "xl/vbaProject.bin", "xl/styles.xml", "xl/theme/theme1.xml"} <= before.keys()


def test_sheet_of_the_plan_is_as_it_was(made: Annotated) -> None:
    before, after = (read_parts(path.read_bytes())[SHEET] for path in (made.plan, made.out))
    assert etree.tostring(etree.fromstring(before), method="c14n") == etree.tostring(
        etree.fromstring(after), method="c14n"
    )


def test_sheet_without_notes_gets_the_drawing_at_its_place(tmp_path: Path, made: Annotated) -> None:
    plan, out = tmp_path / "plan.xlsx", tmp_path / "out.xlsx"
    book: Any = load_workbook(made.plan)
    book.worksheets[0]["F7"].comment = None
    book.save(plan)
    assert run("annotate", plan, "-o", out, *AS_OF).code == 0
    root = etree.fromstring(read_parts(out.read_bytes())[SHEET])
    names = [etree.QName(child).localname for child in root]
    assert names[-1] == "legacyDrawing"
    assert names.index("legacyDrawing") > names.index("pageMargins") > names.index("dataValidations")
    types = read_parts(out.read_bytes())["[Content_Types].xml"]
    assert b'Extension="vml"' in types
    assert sum(len(find_ids(text)) for text in list_notes(load_workbook(out)).values()) == len(made.findings)


def test_styles_grow_only_where_no_format_wraps_lines(tmp_path: Path, made: Annotated) -> None:
    source: Any = load_workbook(made.plan).worksheets[0]
    book: Any = Workbook()
    for row in source.iter_rows():
        for cell in row:
            book.worksheets[0][cell.coordinate] = cell.value
    plan, out = tmp_path / "plan.xlsx", tmp_path / "out.xlsx"
    book.save(plan)
    assert run("annotate", plan, "-o", out, *AS_OF).code == 0
    written: Any = load_workbook(out).worksheets[-1]
    head, _ = list_findings(load_workbook(out))
    assert written.cell(head + 1, 5).alignment.wrap_text
    before, after = (read_parts(path.read_bytes()) for path in (plan, out))
    assert before["xl/styles.xml"] != after["xl/styles.xml"]


def test_annotated_plan_reads_as_the_plan(made: Annotated) -> None:
    rows, again = (run("rows", path) for path in (made.plan, made.out))
    assert rows.text == again.text
    accounts = [run("rows", path, "--account").text.replace(path.name, "plan") for path in (made.plan, made.out)]
    assert accounts[0] == accounts[1]
    assert "the account balances" in accounts[0]


# -- a second run ------------------------------------------------------------------------------------------------------


def test_second_run_gives_the_same_bytes_under_another_name(made: Annotated, tmp_path: Path) -> None:
    again = tmp_path / "other-name.xlsx"
    assert run("annotate", made.out, "-o", again, *AS_OF).code == 0
    assert again.read_bytes() == made.out.read_bytes()


def test_later_run_replaces_what_was_written_and_keeps_the_name_of_the_sheet(made: Annotated, tmp_path: Path) -> None:
    renamed, later = tmp_path / "renamed.xlsx", tmp_path / "later.xlsx"
    name = {"xl/workbook.xml": lambda part: part.replace(b'name="Findings (2)"', b'name="Audit"')}
    renamed.write_bytes(change_parts(made.out.read_bytes(), name))
    assert run("annotate", renamed, "-o", later, "--as-of", "2011-07-31", "--select", "DQ-001,SEQ-001").code == 0
    book = load_workbook(later)
    assert book.sheetnames == ["Part 1", "Findings", "Audit"]
    _, rows = list_findings(book)
    assert {row[1].partition(" ")[0] for row in rows} == {"DQ-001", "SEQ-001"}
    assert sum(len(find_ids(text)) for text in list_notes(book).values()) == len(rows) > 0
    assert list_notes(book, CHAIR) == {"F7": "Please check."}


def test_plan_whose_findings_are_settled_loses_its_notes(made: Annotated, tmp_path: Path) -> None:
    settled = tmp_path / "settled.xlsx"
    assert run("annotate", made.out, "-o", settled, *AS_OF, "--select", "XRV-003").code == 0
    book = load_workbook(settled)
    assert list_notes(book) == {}
    assert list_notes(book, CHAIR) == {"F7": "Please check."}
    assert list_findings(book)[1] == []


def test_notes_are_known_again_where_a_program_has_dropped_the_names_of_authors(
    made: Annotated, tmp_path: Path
) -> None:
    nameless, again = tmp_path / "nameless.xlsx", tmp_path / "again.xlsx"
    drop = {NOTES: lambda part: part.replace(b"<author>scrgraph</author>", b"<author/>")}
    nameless.write_bytes(change_parts(made.out.read_bytes(), drop))
    assert run("annotate", nameless, "-o", again, *AS_OF).code == 0
    assert list_notes(load_workbook(again)) == list_notes(made.book)
    assert run("rows", nameless).text == run("rows", made.plan).text


def test_each_cell_of_a_sheet_without_heights_is_left_to_the_program() -> None:
    root = etree.fromstring(
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="2" max="3" '
        b'width="10"/></cols><sheetData><row r="1" ht="30"/><row r="2"/></sheetData></worksheet>'
    )
    sheet = Sheet("Plan", "part", root, root)
    assert sheet.measure_anchor(1, 1, 100, 30) == "1, 15, 0, 2, 2, 45, 0, 30"
    assert sheet.measure_anchor(1, 1, 100, 300) is None
    assert sheet.measure_anchor(3, 4, 64, 30) == "4, 15, 2, 2, 5, 15, 3, 10"


@pytest.mark.parametrize("name", ["A1", "Z9", "AA10", "AZ1", "BA2", "ZZ3", "XFD1048576"])
def test_names_of_cells_are_read_as_they_are_written(name: str) -> None:
    found = read_reference(name)
    assert found is not None
    assert write_reference(*found) == name
