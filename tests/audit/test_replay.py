"""A replay of an earlier day: what is dated later is hidden; what bears no date is judged where it does not matter.

An entry without a date may have been made by the day or not. Each way of taking them is a world; what a replay says for
certain must hold in every world, and where the worlds differ it must say that it cannot tell.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Dataset, Graph, Literal, Namespace

from scrgraph import namespaces
from scrgraph.audit.findings import AuditResult
from scrgraph.audit.replay import find_newest_entry, hide_later
from scrgraph.audit.rules import RulePack
from scrgraph.audit.status import read_statuses
from scrgraph.audit.validate import Audit, audit, audit_facts
from tests.oracle import Plan, Row, expected_findings, outcome_of
from tests.row_graphs import COLUMNS, build_dataset
from tests.test_oracle import draw_row

ROOT = Path(__file__).resolve().parent.parent.parent
SCR, EX = Namespace(namespaces.SCR), Namespace("https://example.org/")
DAY, NEWEST, COMMENCED = dt.date(2010, 6, 1), dt.date(2010, 7, 23), dt.date(2009, 6, 19)
WHOLE = RulePack.load()
# Those that judge a row by itself; what other rows say has no worlds here.
ALONE = [
    rule.code
    for rule in WHOLE.rules
    if rule.decided_from == "annotation" and rule.judges_rows and rule.code not in ("XRW-001", "DQ-003", "MON-003")
]
PACK = WHOLE.choose(ALONE)
KEY = "imr/lantern/1"


def build_row(*events: tuple[str, str | None], **changes: Any) -> Row:
    """Build a row of an agency with these entries, each of a kind and with a day or none."""
    row: Row = {
        "key": KEY,
        "text": "Pass on worries.",
        "agreed_by": None,
        "actions": ["Write guidance."],
        "leads": "Head of Tenancies",
        "targets": [{"raw": "1.9.09", "iso": "2009-09-01", "kind": "deadline"}],
        "reported": [],
        "monitoring_held": [],
        "monitoring_planned": [],
        "evidence": ["Outcome of the audit"],
        "events": [{"kind": kind, "date": day, "due": None} for kind, day in events],
    }
    return row | changes


def replay(*rows: Row, day: dt.date = DAY) -> AuditResult:
    """Replay rows beside one whose entry is the plan's newest."""
    return replay_facts(*rows, day=day).result


def replay_facts(*rows: Row, day: dt.date = DAY) -> Audit:
    newest = build_row(("reviewed", NEWEST.isoformat())) | {"key": "imr/moor/1"}
    return audit_facts(build_dataset([*rows, newest], COMMENCED), day, PACK, replay=True)


def outcome_in(done: Audit) -> tuple[str | None, tuple[str, ...]]:
    """Give the outcome of the row, and those that it may have had."""
    (status,) = [status for status in read_statuses(done.data, done.result.as_of) if status.key == KEY]
    return status.outcome, status.possible


def list_worlds(row: Row, day: dt.date) -> Iterator[Row]:
    """Give the row in every way it may have stood on a day: each entry without a date, and the report, made or not."""
    dated = [event for event in row["events"] if event["date"] is None or event["date"] <= day.isoformat()]
    open_places = [place for place, event in enumerate(dated) if event["date"] is None]
    for made in itertools.product([True, False], repeat=len(open_places)):
        left = {place for place, is_made in zip(open_places, made, strict=True) if not is_made}
        events = [event for place, event in enumerate(dated) if place not in left]
        held = [held for held in row["monitoring_held"] if held <= day.isoformat()]
        for reported in [row["reported"], []] if row["reported"] else [[]]:
            world = row | {"events": events, "reported": reported, "monitoring_held": held}
            yield world | {"outcome": outcome_of(world)}


def test_entries_dated_later_are_hidden() -> None:
    row = build_row(("requested", "2010-05-01"), ("received", "2010-07-01"), ("finalised", "2010-07-13"))
    done = replay_facts(row)

    assert outcome_in(done) == ("open", ())
    assert outcome_in(replay_facts(row, day=NEWEST)) == ("finalised", ())


def test_evidence_that_came_in_later_is_hidden_with_its_entry() -> None:
    facts = Graph()
    for name, day in (("early", "2010-05-01"), ("late", "2010-07-01")):
        for triple in (
            (EX.row, SCR.hasEvent, EX[name]),
            (EX[name], RDF.type, SCR.AuditEvent),
            (EX[name], SCR.onDate, Literal(dt.date.fromisoformat(day))),
            (EX.row, SCR.hasEvidenceItem, EX[f"{name}-item"]),
            (EX[f"{name}-item"], SCR.submittedIn, EX[name]),
            (EX[f"{name}-item"], SCR.statement, Literal("Guidance")),
        ):
            facts.add(triple)
    hide_later(facts, DAY)

    assert set(facts.objects(EX.row, SCR.hasEvidenceItem)) == {EX["early-item"]}
    assert not [triple for triple in facts if "late" in str(triple)]


def test_held_meeting_dated_later_is_hidden_and_a_planned_one_stays() -> None:
    row = build_row(monitoring_held=["2010-02-08", "2010-07-01"], monitoring_planned=["2010-09-21"])
    days = {str(day) for day in replay_facts(row).data.objects(None, SCR.onDate)}

    assert {"2010-02-08", "2010-09-21"} <= days
    assert "2010-07-01" not in days


@pytest.mark.parametrize(
    ("events", "outcome", "possible"),
    [
        ([("finalised", None)], None, ("finalised",)),
        ([("requested", "2010-05-01"), ("finalised", None)], None, ("finalised", "open")),
        ([("finalised", None), ("requested", "2010-05-01")], "open", ()),
        ([("requested", None), ("pending", "2010-05-01"), ("reviewed", None)], "open", ()),
        ([("completed", "2010-05-01"), ("reviewed", None)], "completed", ()),
        ([("reviewed", "2010-05-01"), ("requested", None)], "open", ()),
    ],
)
def test_outcome_of_entries_without_a_date(
    events: list[tuple[str, str | None]], outcome: str | None, possible: tuple[str, ...]
) -> None:
    assert outcome_in(replay_facts(build_row(*events))) == (outcome, possible)


def test_from_the_newest_entry_on_a_replay_is_an_audit() -> None:
    rows = [build_row(("requested", "2010-05-01"), ("finalised", None))]
    done = replay_facts(*rows, day=NEWEST)
    replayed = done.result

    assert outcome_in(done) == ("finalised", ())
    plain = audit(
        build_dataset([*rows, build_row(("reviewed", NEWEST.isoformat())) | {"key": "imr/moor/1"}], COMMENCED),
        NEWEST,
        PACK,
    )
    assert replayed.findings == plain.findings
    assert replayed.verdicts == plain.verdicts
    assert replayed.to_json()["replay"] is True
    assert "replay" not in plain.to_json()


def test_an_audit_of_an_earlier_day_takes_the_record_as_it_stands_and_a_replay_does_not() -> None:
    row = build_row(("requested", "2010-05-01"), ("reviewed", "2010-07-13"), ("finalised", "2010-07-13"))
    plain = audit(build_dataset([row], COMMENCED), DAY, PACK)

    assert "SEQ-001" not in {finding.rule for finding in plain.findings}
    assert "SEQ-001" in {finding.rule for finding in replay(row).findings if finding.row == KEY}


def test_rows_whose_outcome_cannot_be_told_block_the_case_and_say_so() -> None:
    result = replay(build_row(("reviewed", "2010-05-01"), ("finalised", None)))

    assert result.may_be_finalised is False
    assert any("outcome that cannot be told" in reason for reason in result.blocking)
    (verdict,) = [verdict for verdict in result.verdicts if verdict.rule == "EVD-004"]
    assert KEY in {unjudged.row for unjudged in verdict.reasons}


def draw_rows(seed: int) -> list[Row]:
    """Draw rows at random whose entries are dated around the day, or not at all."""
    chance = random.Random(seed)
    rows = []
    for number in range(40):
        row = draw_row(chance, number) | {"key": f"imr/lantern/{number}", "agreed_by": None}
        for event in row["events"]:
            event["date"] = chance.choice([None, None, "2010-05-31", "2010-06-01", "2010-06-02", "2010-02-01"])
            event["due"] = chance.choice([None, "2010-05-30", "2010-06-20"])
        rows.append(row | {"outcome": outcome_of(row)})
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_what_a_replay_says_for_certain_holds_in_every_world(seed: int) -> None:
    rows = draw_rows(seed)
    done = replay_facts(*rows)
    result = done.result
    statuses = {status.key: (status.outcome, status.possible) for status in read_statuses(done.data, DAY)}
    found = {(finding.row, finding.rule) for finding in result.findings}
    untold = {(unjudged.row, verdict.rule) for verdict in result.verdicts for unjudged in verdict.reasons}

    for row in rows:
        worlds = list(list_worlds(row, DAY))
        outcomes = {world["outcome"] for world in worlds}
        certain = outcomes.pop() if len(outcomes) == 1 else None
        assert statuses[row["key"]] == (certain, tuple(sorted(outcomes - {None}))), row
        failing = [fail_in(world) for world in worlds]
        for code in ALONE:
            fails = {code in of_world for of_world in failing}
            told = (row["key"], code)
            assert told not in found or fails == {True}, f"{code} is found, and does not hold in every world: {row}"
            assert fails == {False} or told in found | untold, f"{code} holds in some world, and is passed over: {row}"


def fail_in(world: Row) -> set[str]:
    """Give the rules that a row fails, by the oracle."""
    columns = {"main": frozenset(COLUMNS), "imr": frozenset(COLUMNS) - {"agreed_by"}}
    plan = Plan("example", [world], COMMENCED, columns, promises_evidence=True)
    return {finding.rule for finding in expected_findings(plan, DAY) if finding.row}


def test_newest_entry_is_the_latest_day_on_which_something_happened() -> None:
    rows = [build_row(("requested", "2010-05-01"), ("reviewed", "2010-04-01"), monitoring_held=["2011-01-01"])]
    dataset = build_dataset(rows, COMMENCED)

    assert find_newest_entry(dataset) == dt.date(2010, 5, 1)
    assert find_newest_entry(Dataset()) is None


def test_misprinted_year_is_not_the_newest_entry() -> None:
    """It would leave all undated entries in doubt for ever."""
    events = [("requested", "2010-05-01"), ("reviewed", "2013-04-01"), ("finalised", "2110-10-18")]
    dataset = build_dataset([build_row(*events)], COMMENCED)

    assert find_newest_entry(dataset) == dt.date(2013, 4, 1)


def test_plan_without_rows_has_no_entries() -> None:
    assert (None, RDF.type, SCR.AuditEvent) not in build_dataset([], COMMENCED)


def test_entry_of_a_misprinted_day_may_have_been_there_before_the_newest_and_was_from_then_on() -> None:
    """It was hidden until 2110, so a replay of any day differed from an audit of it."""
    rows = [build_row(("requested", "2010-05-01"), ("finalised", "2110-05-01"))]

    assert outcome_in(replay_facts(*rows)) == (None, ("finalised", "open"))
    assert outcome_in(replay_facts(*rows, day=NEWEST)) == ("finalised", ())
