"""Holds the rules against the oracle, and both against the gold, where it is at hand.

The oracle says in plain Python, over row JSON, what rules.md says; it was written without a look at the shapes. The
two must agree wherever both run: on every case, on rows at random, on every plan of the project, and on the real one.
"""

import datetime as dt
import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import Dataset, Literal, Namespace

from scrgraph import namespaces
from scrgraph.audit.across import audit_across
from scrgraph.audit.answers import ask_here
from scrgraph.audit.cases import list_cases, read_case, split_case
from scrgraph.audit.findings import Finding
from scrgraph.audit.gathering import gather_findings
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.validate import audit
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import read_links
from scrgraph.graph.tags import read_tags
from scrgraph.pipeline import AuditedPlan, PlanReading, audit_dataset, read_source
from tests.case_rows import describe_reading, read_plans, read_ties
from tests.oracle import Across, Expected, Plan, Row, expected_across, expected_findings, outcome_of
from tests.row_graphs import COLUMNS, build_dataset

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SCRGRAPH_SHARED", ROOT.parent / "shared"))
GOLD = SHARED / "gold"
SCR = Namespace(namespaces.SCR)
AS_OF, COMMENCED = dt.date(2010, 7, 31), dt.date(2009, 6, 19)
WHOLE = RulePack.load()
# Rules that need reading are not the oracle's.
PACK = WHOLE.choose(ignore=[rule.code for rule in WHOLE.rules if rule.decided_from == "reading"])
CODES = {rule.code for rule in PACK.rules}
DAYS = [dt.date(*day) for day in ((2009, 7, 1), (2009, 12, 31), (2010, 5, 11), (2010, 7, 31), (2010, 12, 31))]

needs_gold = pytest.mark.skipif(
    not (GOLD / "rows.json").is_file(), reason=f"no gold annotation in {GOLD}: set SCRGRAPH_SHARED"
)
PLANS = [
    pytest.param(SHARED / "case-14" / "plan.txt", "case-14", id="real", marks=needs_gold),
    *(pytest.param(path, path.parent.name, id=path.parent.name) for path in sorted((ROOT / "data").glob("*/plan.txt"))),
    *(
        pytest.param(path, None, id=f"case-{path.parent.name}")
        for path in sorted((ROOT / "tests" / "cases").glob("*/plan.txt"))
    ),
]


def load_gold(name: str) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = json.loads((GOLD / name).read_text(encoding="utf-8"))
    return objects


def name_findings(findings: Iterator[Finding] | list[Finding] | tuple[Finding, ...]) -> set[Expected]:
    return {Expected(found.rule, found.row, found.subject, found.other) for found in findings}


# -- every case ------------------------------------------------------------------------------------------------------

# All but those of a replay, which the oracle does not know.
EVERY_CASE = [
    pytest.param(rule, case, id=f"{rule.code}-{case.stem}")
    for rule in PACK.rules
    for case in list_cases(rule)
    if "scr:uncertain" not in case.read_text(encoding="utf-8")
]


@pytest.mark.parametrize(("rule", "path"), EVERY_CASE)
def test_oracle_agrees_on_every_case(rule: Rule, path: Path) -> None:
    case, (facts, _) = read_case(path), split_case(path)
    (day,) = (day.toPython() for day in facts.objects(None, SCR.asOf) if isinstance(day, Literal))
    found = gather_findings(case.audited, rule, ask_here(case.data, PACK.choose([rule.code]))[rule.code])
    plans = read_plans(facts)
    if case.plan is None:
        told = {Across(finding.rule, finding.subject or "", finding.plans) for finding in found}
        assert told == {a for a in expected_across(plans, day, read_ties(facts)) if a.rule == rule.code}
        return
    expected = {finding for finding in expected_findings(plans[0], day) if finding.rule == rule.code}
    if rule.code == "DQ-001":
        # The shape also looks at dates inside free text, of meetings and of entries, which the row JSON does not carry.
        assert name_findings(found) >= expected
        return
    assert name_findings(found) == expected


# -- rows at random --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_rules_and_oracle_agree_on_random_rows(seed: int) -> None:
    """Rows at random, with days crowded around every limit that a rule has."""
    chance = random.Random(seed)
    rows = [draw_row(chance, number) for number in range(25)]
    commenced = AS_OF - dt.timedelta(chance.choice([92, 93, 407]))
    promised = chance.random() < 0.8
    columns = {"main": frozenset(COLUMNS), "imr": frozenset(COLUMNS) - {"agreed_by"}}
    result = audit(build_dataset(rows, commenced, promises_reports=promised), AS_OF, PACK)
    plan = Plan("example", rows, commenced, columns, promises_reports=promised)

    assert name_findings(result.findings) == expected_findings(plan, AS_OF)


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

    def draw_some(*words: str) -> list[str]:
        return chance.sample(words, chance.randrange(3))

    part = chance.choice(["main", "imr/lantern", "imr/moor"])
    statuses = ["completed", "finalised", "pending", "ongoing"]
    usual = ["2010-02-08", "2010-05-11"]
    row: Row = {
        "key": f"{part}/{number}",
        "text": chance.choice(
            [
                *("Pass on worries.", "pass on, WORRIES", "Keep notes", "Keep  notes", "—", "", None),
                *("Visit twice if possible", "Training for all"),
            ]
        ),
        "agreed_by": chance.choice([None, "Chair of the Board"]) if part == "main" else None,
        "actions": chance.choice([[], ["Write guidance."], ["Give training to staff.", "Audit it."], ["Retraining"]]),
        "leads": chance.choice([None, "Head of Tenancies", "Housing Team", "Team leaders", "Headway"]),
        "targets": [draw_target() for _ in range(chance.randrange(4))],
        "reported": [{"agency": None, "status": chance.choice(statuses)} for _ in range(chance.randrange(3))],
        "monitoring_held": chance.choice([usual, usual, usual, usual[::-1], [draw_day()], []]),
        "monitoring_planned": chance.choice([["2010-07-23"], ["2010-07-23"], [draw_day()]]),
        "evidence": draw_some(
            *("Copy of the guidance", "Number of staff trained", "Outcome of the audit", "Copy of the programme"),
            *(
                "Review of the answer from headquarters.",
                "Review of the ANSWER from headquarters",
                "Five words are not six",
            ),
        ),
        "events": [draw_event() for _ in range(chance.randrange(6))],
    }
    return row | {"outcome": outcome_of(row)}


# -- whole plans -----------------------------------------------------------------------------------------------------


@cache
def read_plan(path: Path) -> PlanReading:
    return read_source(path)


@cache
def build_plan(path: Path) -> Dataset:
    """Give a plan's linked data, made once; it is shared, so it must not be changed."""
    return read_plan(path).build()


def load_declared(folder: str | None) -> Declared:
    """Load what the project declares of a plan of its own, or of the real one that the sample retells."""
    place = ROOT / "data" / (folder or "nowhere")
    tags = read_tags(place / "themes.json") if (place / "themes.json").is_file() else ()
    links = read_links(place / "links.toml") if (place / "links.toml").is_file() else Declared().links
    return Declared(tags, links)


def describe_plan(path: Path, declared: Declared) -> Plan:
    """Give a plan as the oracle takes it."""
    return describe_reading(read_plan(path), declared)


def judge_plan(path: Path, day: dt.date, declared: Declared) -> AuditedPlan:
    return audit_dataset(build_plan(path), day, PACK, declared)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize(("path", "folder"), PLANS)
def test_rules_and_oracle_agree_on_whole_plans(path: Path, folder: str | None, day: dt.date) -> None:
    """Every finding of every exact rule, those on meetings, quarters, agencies and themes included."""
    declared = load_declared(folder)
    audited = judge_plan(path, day, declared)
    plan = describe_plan(path, declared)
    found = name_findings(audited.result.findings)
    expected = expected_findings(plan, day)
    if extra := {finding for finding in found - expected if finding.rule == "DQ-001"}:
        assert all(row["impossible_dates"] for row in plan.rows if row["key"] in {e.row for e in extra})

    assert audited.lost == ()
    assert found - expected - extra == set()
    assert expected - found == set()


@pytest.mark.parametrize("day", [dt.date(2012, 6, 30), dt.date(2015, 3, 31)], ids=str)
def test_rules_and_oracle_agree_across_plans(day: dt.date) -> None:
    folders = sorted(path.parent.name for path in (ROOT / "data").glob("*/plan.txt"))
    said = {folder: load_declared(folder) for folder in folders}
    paths = {folder: ROOT / "data" / folder / "plan.txt" for folder in folders}
    audited = [judge_plan(paths[folder], day, said[folder]) for folder in folders]
    across = audit_across([plan.contribute() for plan in audited], day, PACK, 60)
    plans = [describe_plan(paths[folder], said[folder]) for folder in folders]
    ties = {
        frozenset({(up.plan, up.row), (up.earlier_plan, up.earlier_row)})
        for declared in said.values()
        for up in declared.links.follow_ups
    }
    expected = expected_across(plans, day, ties)

    assert {Across(found.rule, found.subject or "", found.plans) for found in across.findings} == expected
    assert {finding.rule for finding in expected} >= ({"XRV-001", "XRV-002", "XRV-003"} if day.year == 2015 else set())


# -- the gold --------------------------------------------------------------------------------------------------------


@needs_gold
def test_oracle_gives_the_findings_of_the_gold() -> None:
    """On all rows, since some rules look at others; then on those that the gold speaks for."""
    declared = load_declared("case-14")
    plan = describe_plan(SHARED / "case-14" / "plan.txt", declared)
    gold_rows = {row["key"]: row for row in load_gold("rows.json")}
    rows = [gold_rows.get(row["key"], row) for row in plan.rows]
    gold = [finding for finding in load_gold("findings.json") if finding["rule"] in CODES]
    named = {
        sure: {
            Expected(found["rule"], found["row"], found.get("subject"), tuple(found.get("other", ())))
            for found in gold
            if found["sure"] is sure
        }
        for sure in (True, False)
    }
    expected = {replaced(found) for found in expected_findings(replace(plan, rows=rows), AS_OF)}
    in_gold = {found for found in expected if found.row in gold_rows}

    assert {found for found in in_gold - named[False] if found.row} == {found for found in named[True] if found.row}
    assert {found for found in named[True] if found.row is None} <= expected


def replaced(found: Expected) -> Expected:
    """Give a finding as the gold names it: only links are told with the other row."""
    return found if found.rule == "XRW-002" else found._replace(other=())


@needs_gold
def test_oracle_gives_the_outcomes_of_the_gold() -> None:
    for row in load_gold("rows.json"):
        assert outcome_of(row) == row["outcome"], row["key"]
