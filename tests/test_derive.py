"""Outcomes, schedules and colours that follow from small graphs; the same on both engines."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.derive import build_run, derive_facts, load_steps
from scrgraph.audit.prepared import PreparedGraph
from scrgraph.audit.status import read_statuses
from scrgraph.graph.dataset import load_vocabularies
from tests.oracle import Row, outcome_of
from tests.row_graphs import PLAN, build_facts

SCR = Namespace(namespaces.SCR)
AS_OF, COMMENCED = dt.date(2010, 7, 31), dt.date(2009, 6, 19)
ROW = URIRef(f"{PLAN}/imr/lantern/1")
DAYS = {
    SCR[name]
    for name in (
        "asOfDay",
        "beganDay",
        "commencedDay",
        "dueDay",
        "earliestDay",
        "excusedUntilDay",
        "fromDay",
        "latestDay",
        "minutedDay",
        "onDay",
        "toldDay",
        "untilDay",
    )
}
CASES = sorted((Path(__file__).parent / "shapes").rglob("*.ttl"))


def build_row(events: str = "", targets: tuple[tuple[str, str | None], ...] = ()) -> Row:
    """Build a row with events by their kinds, and targets by kind and day."""
    return {
        "key": "imr/lantern/1",
        "text": "Pass on worries.",
        "agreed_by": None,
        "actions": [],
        "leads": None,
        "targets": [{"raw": "as printed", "kind": kind, "iso": day} for kind, day in targets],
        "reported": [],
        "monitoring_held": [],
        "monitoring_planned": [],
        "evidence": [],
        "events": [{"kind": kind, "date": None, "due": None} for kind in events.split()],
    }


def derive_row(row: Row, *more: tuple[str, str, Literal]) -> Graph:
    """Derive what follows for one row, with more facts about its targets."""
    facts = build_facts([row], COMMENCED) + build_run(PLAN, AS_OF) + load_vocabularies()
    for target, predicate, value in more:
        facts.add((URIRef(f"{ROW}/{target}"), SCR[predicate], value))
    return derive_facts(facts)


def read_text(derived: Graph, predicate: URIRef, subject: URIRef = ROW) -> str | None:
    value = derived.value(subject, predicate)
    return None if value is None else str(value)


@pytest.mark.parametrize(
    ("events", "outcome", "decided_by"),
    [
        ("finalised", "finalised", 0),
        ("completed", "completed", 0),
        ("completed finalised", "finalised", 1),
        ("finalised completed", "completed", 1),
        ("requested reviewed received", "open", 0),
        ("finalised requested", "open", 1),
        ("to-review", "open", 0),
        ("pending other", "open", 0),
        ("finalised reviewed other", "finalised", 0),
        ("reviewed received other", "open", 2),
        ("other", "open", 0),
        ("", None, None),
    ],
)
def test_outcome_is_that_of_the_last_deciding_event(events: str, outcome: str | None, decided_by: int | None) -> None:
    row = build_row(events)
    derived = derive_row(row)

    assert read_text(derived, SCR.outcome) == outcome == outcome_of(row)
    assert read_text(derived, SCR.outcomeEvent) == (None if decided_by is None else f"{ROW}/event/{decided_by}")


@pytest.mark.parametrize("events", ["finalised requested", "completed other", "reviewed other", "pending finalised"])
def test_outcome_follows_from_the_event_it_rests_on(events: str) -> None:
    """The one event that a status names is enough to compute the status again."""
    row = build_row(events)
    event = derive_row(row).value(ROW, SCR.outcomeEvent)
    kept = events.split()[int(str(event).rsplit("/", 1)[1])]

    assert read_text(derive_row(build_row(kept)), SCR.outcome) == read_text(derive_row(row), SCR.outcome)


def test_narrower_kind_counts_as_the_kind_above_it() -> None:
    facts = build_facts([build_row("finalised other")], COMMENCED) + build_run(PLAN, AS_OF) + load_vocabularies()
    event = URIRef(f"{ROW}/event/1")
    facts.set((event, SCR.eventType, URIRef(namespaces.VOCABULARIES + "event-kinds/further-evidence-required")))
    derived = derive_facts(facts)

    assert read_text(derived, SCR.kind, event) == "requested"
    assert read_text(derived, SCR.outcome) == "open"


def day(iso: str) -> Literal:
    return Literal(iso, datatype=URIRef(namespaces.XSD + "date"))


VAGUE_PAST = (("target/0", "earliest", day("2009-02-01")), ("target/0", "latest", day("2009-02-28")))
VAGUE_NOW = (("target/0", "earliest", day("2010-07-01")), ("target/0", "latest", day("2010-07-31")))
VAGUE_TO_COME = (("target/0", "earliest", day("2010-07-31")), ("target/0", "latest", day("2010-08-31")))


@pytest.mark.parametrize(
    ("targets", "more", "schedule"),
    [
        ([("deadline", "2010-07-30")], (), "overdue"),
        ([("deadline", "2010-07-31")], (), "not-due"),
        ([("deadline", "2010-07-30"), ("deadline", "2010-08-01")], (), "not-due"),
        ([("other", "2010-07-30")], (), "overdue"),
        ([("start", "2009-09-01")], (), "no-deadline"),
        ([("start", "2011-09-01"), ("deadline", "2010-07-30")], (), "overdue"),
        ([("ongoing", None), ("immediate", None), ("other", None)], (), "no-deadline"),
        ([], (), "no-deadline"),
        ([("other", None)], VAGUE_PAST, "overdue"),
        ([("other", None)], VAGUE_NOW, "cannot-tell"),
        ([("other", None)], VAGUE_TO_COME, "not-due"),
        ([("other", None), ("deadline", "2009-09-01")], VAGUE_PAST, "overdue"),
        ([("other", None), ("deadline", "2009-09-01")], VAGUE_NOW, "cannot-tell"),
        ([("other", None), ("deadline", "2009-09-01")], VAGUE_TO_COME, "not-due"),
        ([("other", None), ("deadline", "2010-12-31")], VAGUE_NOW, "not-due"),
        ([("other", None)], VAGUE_PAST[:1], "cannot-tell"),
        ([("start", None), ("deadline", "2009-09-01")], VAGUE_NOW, "overdue"),
        ([("invalid", None)], (), "cannot-tell"),
        ([("invalid", None), ("deadline", "2009-09-01")], (), "cannot-tell"),
        ([("invalid", None), ("deadline", "2010-12-31")], (), "not-due"),
    ],
)
def test_schedule_of_an_open_row(
    targets: list[tuple[str, str | None]], more: tuple[tuple[str, str, Literal], ...], schedule: str
) -> None:
    derived = derive_row(build_row("requested", tuple(targets)), *more)

    assert read_text(derived, SCR.schedule) == schedule
    assert read_text(derived, SCR.colour) == ("red" if schedule == "overdue" else "green")


@pytest.mark.parametrize(("events", "colour"), [("completed", "black"), ("finalised", "black"), ("", None)])
def test_row_that_is_not_open_has_no_schedule(events: str, colour: str | None) -> None:
    derived = derive_row(build_row(events, (("deadline", "2009-09-01"),)))

    assert read_text(derived, SCR.schedule) is None
    assert read_text(derived, SCR.colour) == colour


def test_first_and_last_deadline_of_several_on_one_day_are_those_printed_first() -> None:
    targets = ("2010-05-31", "2009-09-01", "2010-05-31", "2009-09-01")
    derived = derive_row(build_row("requested", tuple(("deadline", target) for target in targets)))

    assert list(derived.objects(ROW, SCR.firstDeadline)) == [URIRef(f"{ROW}/target/1")]
    assert list(derived.objects(ROW, SCR.lastDeadline)) == [URIRef(f"{ROW}/target/0")]
    ranks = [derived.value(URIRef(f"{ROW}/target/{number}"), SCR.deadlineRank) for number in (1, 3, 0, 2)]
    assert [rank.toPython() for rank in ranks if isinstance(rank, Literal)] == [1, 2, 3, 4]


def test_days_are_numbered_from_1970() -> None:
    derived = derive_row(build_row("requested", (("deadline", "1970-01-02"),)))

    assert read_text(derived, SCR.onDay, URIRef(f"{ROW}/target/0")) == "1"
    assert read_text(derived, SCR.asOfDay, URIRef(f"{PLAN}/audit/2010-07-31")) == "14821"
    assert read_text(derived, SCR.commencedDay, PLAN) == "14414"


def test_date_that_is_no_day_gets_no_number() -> None:
    derived = derive_row(build_row("requested", (("deadline", None),)), ("target/0", "onDate", day("2009-02-29")))

    assert read_text(derived, SCR.onDay, URIRef(f"{ROW}/target/0")) is None
    assert read_text(derived, SCR.schedule) == "no-deadline"


def test_quarters_are_laid_out_to_the_last_day_of_the_calendar() -> None:
    last = dt.date.max
    derived = derive_facts(build_facts([build_row("requested")], last.replace(month=5)) + build_run(PLAN, last))
    quarters = sorted(map(str, derived.objects(None, SKOS.notation)))
    assert quarters == ["9999-Q2", "9999-Q3", "9999-Q4"]
    assert max(map(str, derived.objects(None, SCR.untilDate))) == last.isoformat()


def test_what_falls_due_is_found_on_the_last_day_of_the_calendar() -> None:
    last = dt.date.max
    row = build_row("requested", (("deadline", last.isoformat()),))
    facts = build_facts([row], last.replace(month=5)) + build_run(PLAN, last) + load_vocabularies()
    (status,) = read_statuses(facts + derive_facts(facts), last)
    assert [wanted.day for wanted in status.coming] == [last]


def test_vague_target_falls_due_on_the_last_day_that_it_can_mean() -> None:
    row = build_row("requested", (("other", None),))
    facts = build_facts([row], COMMENCED) + build_run(PLAN, AS_OF) + load_vocabularies()
    latest = AS_OF + dt.timedelta(92)
    facts.add((URIRef(f"{ROW}/target/0"), SCR.latest, Literal(latest)))
    (status,) = read_statuses(facts + derive_facts(facts), AS_OF)
    assert [(wanted.day, wanted.what) for wanted in status.coming] == [(latest, "target “as printed”, at the latest")]


def test_facts_are_left_as_they_are() -> None:
    facts = build_facts([build_row("finalised")], COMMENCED) + build_run(PLAN, AS_OF)
    before = set(facts)
    derived = derive_facts(facts)

    assert set(facts) == before
    assert not set(derived) & before


@pytest.mark.parametrize("name", load_steps())
def test_step_reads_no_clock_and_says_what_it_answers(name: str) -> None:
    text = load_steps()[name]

    assert text.startswith("#+ summary: ")
    assert "NOW()" not in text


@pytest.mark.parametrize("every", [pytest.param(10, id="a-tenth"), pytest.param(1, id="all", marks=pytest.mark.proof)])
def test_both_engines_derive_the_same(every: int) -> None:
    """Over every tenth case of the rules, or over all, in turn; of the vocabularies with what the derivation reads."""
    kinds = Graph()
    for predicate in (SKOS.broader, SKOS.notation, SKOS.topConceptOf):
        for triple in load_vocabularies().triples((None, predicate, None)):
            kinds.add(triple)
    for case in CASES[::every]:
        facts = Graph().parse(case) + kinds
        derived = set(derive_facts(facts))
        quarters = {quarter for quarter, _, kind in derived if kind == SCR.Quarter}
        days = {triple for triple in derived if triple[1] in DAYS or triple[0] in quarters}

        assert derive_with_rdflib(set(facts) | days) | days == derived, case.name


def derive_with_rdflib(given: Iterable[tuple[Node, Node, Node]]) -> set[tuple[Node, Node, Node]]:
    """Run the steps with rdflib over facts that have their day numbers."""
    known, derived = PreparedGraph(), set()
    for triple in given:
        known.add(triple)
    for text in load_steps().values():
        for subject, predicate, thing in list(known.query(text)):  # type: ignore[misc]
            known.add((subject, predicate, thing))
            derived.add((subject, predicate, thing))
    return derived
