"""Reads the real plan and compares it with the gold annotation, by the gold's own script and by floors.

The folder with both is found through SCRGRAPH_SHARED (default: ``shared`` beside the checkout).
"""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document
from scrgraph.ingest.read import read_document
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings

ROWS = 70
GOLD_ROWS = 35
SCALARS = ("section", "text", "agreed_by", "leads", "outcome")
LISTS = ("actions", "targets", "reported", "monitoring_held", "monitoring_planned", "evidence", "events")


@pytest.fixture(scope="module")
def document(shared: Path) -> Document:
    return read_document(shared / "case-14" / "plan.txt")


@pytest.fixture(scope="module")
def rows(document: Document, wordings: Wordings) -> list[dict[str, Any]]:
    return rows_json(read_plan(document, wordings), document)


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in json.loads((shared / "gold" / "rows.json").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def score(shared: Path, rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the gold's script says of the rows."""
    got = tmp_path_factory.mktemp("gold") / "rows.json"
    got.write_text(json.dumps(rows), encoding="utf-8")
    command = [sys.executable, str(shared / "gold" / "score.py"), str(got), str(shared / "gold" / "rows.json")]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_every_row_of_the_plan_is_found_once(rows: list[dict[str, Any]]) -> None:
    assert len(rows) == ROWS
    assert len({row["key"] for row in rows}) == ROWS
    parts = [row["key"].split("/")[0] for row in rows]
    assert (parts.count("main"), parts.count("imr")) == (18, 52)


def test_rows_stand_in_document_order_and_do_not_overlap(rows: list[dict[str, Any]]) -> None:
    lines = [row["lines"] for row in rows]
    assert all(first <= last for first, last in lines)
    assert all(before[1] < after[0] for before, after in pairwise(lines))


def test_no_cell_is_unaccounted_for(document: Document) -> None:
    assert document.seen > 0
    assert document.balances
    assert [entry for entry in document.account if entry.disposition == "unread"] == []


def test_plan_says_which_it_is(document: Document, wordings: Wordings) -> None:
    plan = read_plan(document, wordings)
    assert (plan.plan, str(plan.commenced)) == ("case-14", "2009-06-19")
    assert [part.name for part in plan.parts] == ["main", "imr"]


def test_every_row_of_the_gold_is_scored(score: str, gold: dict[str, dict[str, Any]]) -> None:
    assert len(gold) >= GOLD_ROWS
    assert f"rows {len(gold)}/{len(gold)}\n" in score


@pytest.mark.parametrize("field", SCALARS)
def test_floor_of_a_single_value(field: str, score: str, gold: dict[str, dict[str, Any]]) -> None:
    assert re.search(rf"^{field} +exact {len(gold)}/{len(gold)}$", score, re.MULTILINE), score


@pytest.mark.parametrize("field", LISTS)
def test_floor_of_a_list(field: str, score: str) -> None:
    found = re.search(rf"^{field} .* F1 ([\d.]+)$", score, re.MULTILINE)
    assert found, score
    assert float(found.group(1)) == 1.0, score


@pytest.mark.parametrize("field", [*SCALARS, *LISTS, "lines"])
def test_every_field_is_that_of_the_gold_in_order(
    field: str, rows: list[dict[str, Any]], gold: dict[str, dict[str, Any]]
) -> None:
    """Stricter than the script: lists in order, and the words of targets and agencies too."""
    got = {row["key"]: row[field] for row in rows if row["key"] in gold}
    if field == "targets":
        got = {key: [{name: target[name] for name in ("raw", "iso", "kind")} for target in got[key]] for key in got}
    assert _plain(got) == _plain({key: gold[key][field] for key in got})
    assert got.keys() == gold.keys()


def _plain(value: Any) -> Any:
    """Give the value with quotation marks, dashes and white space as the gold's script compares them."""
    if isinstance(value, str):
        return " ".join(value.replace("’", "'").replace("–", "-").split())
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
