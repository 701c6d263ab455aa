"""The rows as CSV and table: nothing that a spreadsheet would run, nothing that breaks the file."""

import csv
import io
import json
from pathlib import Path

import pytest

from scrgraph.reports.formulas import guard_cell, read_cell
from tests.graph.sample import run, write_plan

FORMULAS = [
    "=1+1",
    '=HYPERLINK("https://example.org","see")',
    "+44 121 496 0000",
    "@SUM(A1:A9)",
    "-2+3",
    "-cmd|' /C calc'!A0",
    "-=1+1",
    "\u00a0=1+1",
    "<p>=1+1</p>",
    "&#61;1+1",
    "&#9;=1+1",
]


def read_csv(plan: str) -> list[dict[str, str]]:
    ran = run("rows", "-", "--format", "csv", stdin=plan.encode())
    assert (ran.code, ran.complaint) == (0, "")
    return list(csv.DictReader(io.StringIO(ran.out.decode(), newline="")))


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("column", ["leads", "targets", "text"])
def test_no_cell_of_the_csv_is_a_formula(column: str, formula: str) -> None:
    (row,) = read_csv(write_plan({column: formula}))
    for cell in row.values():
        assert cell == "-" or cell[:1] not in tuple("=+-@\t\r"), cell
    assert any("1+1" in cell or formula[1:8] in cell for cell in row.values()), "the words themselves are lost"


def test_plain_cells_are_not_changed() -> None:
    (row,) = read_csv(write_plan({"leads": 'Head, \u201cClinics\u201d; "Ward" 5\'', "targets": "in May"}))
    assert row["lead"] == 'Head, \u201cClinics\u201d; "Ward" 5\''
    assert row["targets"] == "in May"
    assert row["outcome"] == "finalised"
    assert row["row"] == "main/1"
    assert row["recommendation"] == "Every clinic should keep a list of the children it has not seen."


@pytest.mark.parametrize("words", ["1/09/2009", *FORMULAS[:6]])
def test_marks_of_the_csv_are_those_of_every_report(words: str) -> None:
    """A day is one of them: a spreadsheet of another country would take it for another day."""
    (row,) = read_csv(write_plan({"leads": words}))
    assert row["lead"] == guard_cell(words) != words
    assert read_cell(row["lead"]) == words


def test_account_as_csv_is_marked_and_its_numbers_are_numbers() -> None:
    ran = run("rows", "-", "--account", "--format", "csv", stdin=write_plan({"leads": "1/09/2009 "}).encode())
    entries = list(csv.DictReader(io.StringIO(ran.out.decode(), newline="")))
    assert "'1/09/2009" in [entry["text"] for entry in entries]
    assert all(entry["line"].isdecimal() and entry["cell"].isdecimal() for entry in entries)


def test_empty_cells_say_so() -> None:
    (row,) = read_csv(write_plan({"leads": "", "targets": "", "scrutiny": "", "text": ""}))
    assert (row["lead"], row["targets"], row["outcome"]) == ("", "", "unknown")
    assert (row["evidence"], row["events"]) == ("0", "0")


def test_csv_ends_its_lines_as_the_rfc_has_it() -> None:
    ran = run("rows", "-", "--format", "csv", stdin=write_plan({}, {}).encode())
    assert ran.out.count(b"\r\n") == 3
    assert ran.out.replace(b"\r\n", b"").count(b"\n") == 0


def test_table_has_one_line_a_row() -> None:
    plan = write_plan({"leads": "<p>Head of Clinics</p> <p>Head of Wards</p>"}, {"text": "x " * 300})
    lines = run("rows", "-", "--width", "120", stdin=plan.encode()).text.splitlines()
    assert len(lines) == 4
    assert lines[3].endswith("\u2026")


def test_json_escapes_nothing_that_people_read(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(write_plan({"leads": "Zo\u00eb \u2013 Head"}), encoding="utf-8")
    ran = run("rows", tmp_path / "plan.txt", "--format", "json")
    assert "Zo\u00eb \u2013 Head" in ran.text
    assert json.loads(ran.out)[0]["leads"] == "Zo\u00eb \u2013 Head"
