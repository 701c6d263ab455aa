"""``scrgraph lessons`` as people and programs meet it."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.graph.sample import run, write_plan

TEXT = "Every clinic should keep a list of the children it has not seen."
AGAIN = "A list of children who have not been seen is to be kept by each clinic."
OTHER = "The fire exits of each office should be tested."
OPEN = {"scrutiny": "1. Copy of the list. Requested by 01/09/2012", "targets": "1/09/2012"}


@pytest.fixture
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two plans in a folder where no settings hold: the later one asks for the list again, in other words."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "early.txt").write_text(write_plan({"text": TEXT}, {"text": OTHER}, reference="Case 15"), "utf-8")
    later = write_plan({"text": AGAIN} | OPEN, reference="Case 16").replace("19th June 2009", "19th June 2011")
    (folder / "later.txt").write_text(later, "utf-8")
    return folder


def test_table_tells_what_came_back_and_what_was_promised_twice(plans: Path) -> None:
    ran = run("lessons", plans, "--as-of", "2013-01-01", "--width", "120")
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.text.startswith("1 lesson, asked for by 2 recommendations of 2 plans.")
    assert "the current one counts" in ran.text
    assert f"1. {TEXT}" in ran.text
    assert "Recommended twice in 2 plans begun within 2 years, in different words" in ran.text
    assert "Came back in case-16 (main/1)" in ran.text
    assert "early.txt, line" in ran.text
    assert OTHER not in ran.text


def test_json_and_csv_have_every_row_with_its_cells(plans: Path) -> None:
    told = json.loads(run("lessons", plans, "--as-of", "2013-01-01", "--format", "json").out)
    assert (told["asOf"], told["plans"]) == ("2013-01-01", 2)
    (lesson,) = told["lessons"]
    assert lesson["lesson"] == "case-15/main/1"
    assert [(row["plan"], row["key"], row["outcome"]) for row in lesson["rows"]] == [
        ("case-15", "main/1", "finalised"),
        ("case-16", "main/1", "open"),
    ]
    assert lesson["rows"][1]["last_deadline"] == "2012-09-01"
    assert lesson["rows"][1]["came_back_after"] == {"plan": "case-15", "key": "main/1"}
    assert lesson["rows"][0]["cells"][0]["file"] == "early.txt"
    rows = list(csv.DictReader(io.StringIO(run("lessons", plans, "--as-of", "2013-01-01", "--format", "csv").text)))
    assert [(row["plan"], row["row"], row["lastDeadline"]) for row in rows] == [
        ("case-15", "main/1", "2009-09-01"),
        ("case-16", "main/1", "2012-09-01"),
    ]


def test_of_two_versions_in_a_store_the_current_one_counts(plans: Path) -> None:
    store = plans.parent / "store"
    for name in ("early", "later"):
        assert run("ingest", plans / f"{name}.txt", "--store", store).code == 0
    newer = (plans / "early.txt").read_text("utf-8").replace("Finalised", "Finalised 13/07/2010")
    (plans / "newer.txt").write_text(newer, "utf-8")
    assert run("ingest", plans / "newer.txt", "--store", store).code == 0
    told = json.loads(run("lessons", "--store", store, "--as-of", "2013-01-01", "--format", "json").out)
    (lesson,) = told["lessons"]
    assert [row["plan"] for row in lesson["rows"]] == ["case-15", "case-16"]
    assert lesson["rows"][0]["finalised"] == "2010-07-13"
    assert "Came back in case-16 (main/1) 11 months after it was finalised in case-15" in " ".join(lesson["means"])


def test_nothing_repeated(plans: Path) -> None:
    (plans / "later.txt").unlink()
    ran = run("lessons", plans, "--as-of", "2013-01-01")
    assert (ran.code, ran.text) == (0, "No two recommendations of 1 plan ask for the same.\n")


def test_what_cannot_be_read_is_told_and_the_rest_is_done(plans: Path) -> None:
    (plans / "broken.docx").write_bytes(b"not a document")
    ran = run("lessons", plans, "--as-of", "2013-01-01")
    assert ran.code == 2
    assert ran.text.startswith("1 lesson")
    assert "broken.docx" in ran.complaint


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [((), "No plan is named"), (("gone.txt",), "gone.txt"), (("--store", "gone"), "gone")],
)
def test_mistakes_are_told_in_one_sentence(plans: Path, arguments: tuple[str, ...], complaint: str) -> None:
    ran = run("lessons", *arguments)
    assert (ran.code, ran.text) == (2, "")
    assert complaint in ran.complaint
    assert ran.complaint.startswith("scrgraph: ")
    assert ran.complaint.count("\n") == 1
    assert plans.is_dir()


def test_two_runs_give_the_same_bytes(plans: Path) -> None:
    runs = {run("lessons", plans, "--as-of", "2013-01-01", "--width", "100").out for _ in range(2)}
    assert len(runs) == 1
