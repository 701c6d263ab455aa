"""Reads real documents of others: as many rows and groups as each says of itself, and every cell accounted for.

The documents are declared in ``documents.toml`` and kept outside the repository: in the folder that
``SCRGRAPH_FOREIGN`` names, else in ``foreign`` beside the checkout or in the shared folder. Each test says so where its
document is absent.
"""

import hashlib
import os
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.model import PlanFacts
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document, PlanRow
from scrgraph.ingest.heads import FLOOR
from scrgraph.ingest.read import read_document
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings

HERE = Path(__file__).resolve().parent
BESIDE = HERE.parent.parent.parent
DECLARED: list[dict[str, Any]] = tomllib.loads((HERE / "documents.toml").read_text(encoding="utf-8"))["document"]
FOLDERS = (
    [Path(named)]
    if (named := os.environ.get("SCRGRAPH_FOREIGN"))
    else [BESIDE / "foreign", Path(os.environ.get("SCRGRAPH_SHARED") or BESIDE / "shared") / "foreign"]
)
_READ: dict[str, Document] = {}
_FACTS: dict[str, PlanFacts] = {}


@pytest.fixture(params=DECLARED, ids=lambda one: one["file"])
def declared(request: pytest.FixtureRequest) -> dict[str, Any]:
    one: dict[str, Any] = request.param
    return one


@pytest.fixture
def document(declared: dict[str, Any]) -> Document:
    """The document, read once; its bytes are those that were declared."""
    name = declared["file"]
    path = next((path for folder in FOLDERS if (path := folder / name).is_file()), None)
    if path is None:
        pytest.skip(f"the foreign document {name} is in none of {', '.join(map(str, FOLDERS))}: run make foreign")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == declared["sha256"], f"{path} is not the file declared"
    if name not in _READ:
        _READ[name] = read_document(path)
    return _READ[name]


@pytest.fixture
def plan(document: Document, wordings: Wordings) -> PlanFacts:
    """The facts of the document, read once."""
    if document.file not in _FACTS:
        _FACTS[document.file] = read_plan(document, wordings)
    return _FACTS[document.file]


def list_rows(document: Document) -> list[PlanRow]:
    return [row for table in document.tables for row in table.rows]


def test_three_documents_of_different_shapes_are_declared() -> None:
    assert len(DECLARED) >= 3
    for name in ("file", "repository", "sha256", "shape", "layout"):
        assert len({one[name] for one in DECLARED}) == len(DECLARED), name
    assert all(one["licence"] and one["says"] and len(one["commit"]) == 40 for one in DECLARED)


def test_rows_and_groups_are_as_many_as_the_document_says(
    document: Document, plan: PlanFacts, declared: dict[str, Any]
) -> None:
    assert document.layout == declared["layout"]
    assert document.choice.confidence >= FLOOR
    assert document.balances
    keys = [row.key for row in plan.rows]
    assert (len(keys), keys[0], keys[-1]) == (declared["rows"], declared["first"], declared["last"])
    assert len(set(keys)) == len(keys)
    assert len({row.section for row in list_rows(document)} - {None}) == declared["groups"]


def test_every_row_has_the_cells_that_its_line_fills(document: Document, declared: dict[str, Any]) -> None:
    for row in list_rows(document):
        assert set(declared["filled"]) <= set(row.cells), row.number


def test_numbers_are_those_printed(document: Document, declared: dict[str, Any]) -> None:
    numbers = [row.number for row in list_rows(document)]
    if "numbers" in declared:
        assert numbers == declared["numbers"]
    assert sum(row.printed is None for row in list_rows(document)) == declared.get("unnumbered", 0)


def test_each_line_of_an_action_is_an_action_with_its_status(
    document: Document, plan: PlanFacts, declared: dict[str, Any]
) -> None:
    rows = rows_json(plan, document)
    assert sum(len(row["actions"]) for row in rows) == declared.get("actions", 0)
    statuses = Counter(claim["status"] for row in rows for claim in row["reported"])
    assert statuses == declared.get("statuses", {})


def test_outcomes_and_answers_are_those_that_the_document_states(plan: PlanFacts, declared: dict[str, Any]) -> None:
    outcomes = Counter(row.outcome or "unknown" for row in plan.rows)
    assert outcomes == declared.get("outcomes", {"unknown": declared["rows"]})
    if "responses" in declared:
        assert Counter(row.response.response for row in plan.rows if row.response) == declared["responses"]
