"""Reads whole synthetic plans, ``tests/cases/NAME/plan.txt``, and compares every field of every row."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document
from scrgraph.ingest.read import read_document
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/rows.json"))
FIELDS = (
    *("key", "section", "text", "agreed_by", "actions", "leads", "targets", "reported", "monitoring_held"),
    *("monitoring_planned", "evidence", "events", "outcome", "lines", "summary"),
)
TARGET = ("raw", "iso", "kind")


def load_expected(case: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((case / "rows.json").read_text(encoding="utf-8"))
    return rows


def read_case(case: Path, wordings: Wordings) -> tuple[Document, list[dict[str, Any]]]:
    document = read_document(case / "plan.txt")
    return document, rows_json(read_plan(document, wordings), document)


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_says_what_it_is(case: Path) -> None:
    assert "Synthetic" in (case / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_account_balances(case: Path, wordings: Wordings) -> None:
    document, _ = read_case(case, wordings)
    assert document.balances
    assert [entry for entry in document.account if entry.disposition == "unread"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows_are_those_expected(case: Path, wordings: Wordings) -> None:
    _, rows = read_case(case, wordings)
    assert [row["key"] for row in rows] == [row["key"] for row in load_expected(case)]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_row_is_read_exactly(case: Path, field: str, wordings: Wordings) -> None:
    _, rows = read_case(case, wordings)
    found = {row["key"]: row[field] for row in rows}
    if field == "targets":
        found = {key: [{name: target[name] for name in TARGET} for target in found[key]] for key in found}
    assert found == {row["key"]: row[field] for row in load_expected(case)}
