"""Reads whole synthetic plans and compares every field of every row with what people read.

They are those of ``tests/cases/NAME/``, with ``rows.json``; and of ``data/NAME/``, with ``tests/data/NAME.json``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document
from scrgraph.ingest.read import read_document
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in (HERE / "cases").glob("*/rows.json"))
CASES += [HERE.parent / "data" / path.stem for path in sorted((HERE / "data").glob("*.json"))]
FIELDS = (
    *("key", "section", "text", "agreed_by", "actions", "leads", "targets", "reported", "monitoring_held"),
    *("monitoring_planned", "evidence", "events", "outcome", "lines", "summary"),
)
TARGET = ("raw", "iso", "kind")


def load_expected(case: Path) -> list[dict[str, Any]]:
    file = HERE / "data" / f"{case.name}.json" if case.parent.name == "data" else case / "rows.json"
    rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def read_case(case: Path, wordings: Wordings) -> tuple[Document, list[dict[str, Any]]]:
    document = read_document(case / "plan.txt")
    return document, rows_json(read_plan(document, wordings), document)


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_says_what_it_is(case: Path) -> None:
    assert "synthetic" in (case / "README.md").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_account_balances(case: Path, wordings: Wordings) -> None:
    document, _ = read_case(case, wordings)
    assert document.balances
    assert [entry for entry in document.account if entry.disposition == "unread"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows_are_those_expected(case: Path, wordings: Wordings) -> None:
    _, rows = read_case(case, wordings)
    assert [row["key"] for row in rows] == [row["key"] for row in load_expected(case)]


def list_fields() -> Iterator[Any]:
    """Give every plan with every field that its annotation has."""
    for case in CASES:
        for field in FIELDS:
            if field in load_expected(case)[0]:
                yield pytest.param(case, field, id=f"{case.name}-{field}")


@pytest.mark.parametrize(("case", "field"), list_fields())
def test_every_row_is_read_exactly(case: Path, field: str, wordings: Wordings) -> None:
    _, rows = read_case(case, wordings)
    found = {row["key"]: row[field] for row in rows}
    if field == "targets":
        found = {key: [{name: target[name] for name in TARGET} for target in found[key]] for key in found}
    assert found == {row["key"]: row[field] for row in load_expected(case)}
