"""Holds the rules against the oracle and both against the gold, where it is at hand.

The gold is looked for in ``SCRGRAPH_SHARED`` (default ``../shared``); without it those tests say so and are skipped.
"""

import datetime as dt
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from scrgraph.audit.rules import RulePack
from scrgraph.audit.validate import audit
from tests.oracle import Row, expected_findings, outcome_of
from tests.row_graphs import build_dataset

ROOT = Path(__file__).resolve().parent.parent
GOLD = Path(os.environ.get("SCRGRAPH_SHARED", ROOT.parent / "shared")) / "gold"
AS_OF, COMMENCED = dt.date(2010, 7, 31), dt.date(2009, 6, 19)
PACK = RulePack.load()

needs_gold = pytest.mark.skipif(
    not (GOLD / "rows.json").is_file(), reason=f"no gold annotation in {GOLD}: set SCRGRAPH_SHARED"
)


def load_gold(name: str) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = json.loads((GOLD / name).read_text(encoding="utf-8"))
    return objects


def read_gold_findings() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Give the sure findings of the pack's rules, and the unsure ones, which count neither way."""
    codes = {rule.code for rule in PACK.rules}
    gold = [finding for finding in load_gold("findings.json") if finding["rule"] in codes]
    sure = {(finding["rule"], finding["row"]) for finding in gold if finding["sure"]}
    unsure = {(finding["rule"], finding["row"]) for finding in gold if not finding["sure"]}
    return sure - unsure, unsure


def find_by_rules(rows: list[Row], commenced: dt.date = COMMENCED) -> set[tuple[str, str | None]]:
    result = audit(build_dataset(rows, commenced), AS_OF, PACK)
    return {(finding.rule, finding.row) for finding in result.findings}


@needs_gold
def test_oracle_gives_the_findings_of_the_gold() -> None:
    sure, unsure = read_gold_findings()

    assert expected_findings(load_gold("rows.json"), AS_OF, COMMENCED) - unsure == sure


@needs_gold
def test_rules_give_the_findings_of_the_gold() -> None:
    sure, unsure = read_gold_findings()

    assert find_by_rules(load_gold("rows.json")) - unsure == sure


@needs_gold
def test_oracle_gives_the_outcomes_of_the_gold() -> None:
    for row in load_gold("rows.json"):
        assert outcome_of(row) == row["outcome"], row["key"]


@pytest.mark.parametrize("seed", range(6))
def test_rules_and_oracle_agree_on_random_rows(seed: int) -> None:
    """Rows at random, with days crowded around every limit that a rule has."""
    chance = random.Random(seed)
    rows = [draw_row(chance, number) for number in range(25)]
    commenced = AS_OF - dt.timedelta(chance.choice([92, 93, 407]))

    assert find_by_rules(rows, commenced) == expected_findings(rows, AS_OF, commenced)


def draw_row(chance: random.Random, number: int) -> Row:
    """Draw a row at random."""

    def draw_day() -> str:
        return (AS_OF + dt.timedelta(chance.choice([-400, -93, -92, -2, -1, 0, 1, 2, 92]))).isoformat()

    def draw_target() -> dict[str, str | None]:
        kind = chance.choice(["deadline", "deadline", "deadline", "invalid", "start", "immediate", "ongoing", "other"])
        dated = kind in ("deadline", "start") or (kind == "other" and chance.random() < 0.5)
        return {"raw": "as printed", "kind": kind, "iso": draw_day() if dated else None}

    def draw_event() -> dict[str, str | None]:
        kinds = "reviewed requested received to-review finalised completed pending other".split()
        days = [chance.choice([None, draw_day()]) for _ in range(2)]
        return {"kind": chance.choice(kinds), "date": days[0], "due": days[1]}

    part = chance.choice(["main", "imr/lantern"])
    statuses = ["completed", "finalised", "pending", "ongoing"]
    row: Row = {
        "key": f"{part}/{number}",
        "text": chance.choice(["Pass on worries.", "pass on, WORRIES", "Keep notes", "Keep  notes", "—", "", None]),
        "agreed_by": chance.choice([None, "Chair of the Board"]) if part == "main" else None,
        "actions": chance.choice([[], ["Write guidance."]]),
        "leads": chance.choice([None, "Head of Tenancies"]),
        "targets": [draw_target() for _ in range(chance.randrange(4))],
        "reported": [{"agency": None, "status": chance.choice(statuses)} for _ in range(chance.randrange(3))],
        "monitoring_held": [draw_day() for _ in range(chance.randrange(2))],
        "monitoring_planned": [draw_day()],
        "evidence": chance.choice([[], ["Copy of the guidance"]]),
        "events": [draw_event() for _ in range(chance.randrange(6))],
    }
    return row | {"outcome": outcome_of(row)}
