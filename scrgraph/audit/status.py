"""Gives the status of each row as of a day: derived from the sub-group's events and the targets, never stored."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import DCTERMS, RDFS, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.values import list_rows, read_number, read_text

SCR = Namespace(namespaces.SCR)
QUARTER = dt.timedelta(days=92)  # the longest calendar quarter

# What the sub-group waits for, in its own words, and the kinds of event that end the waiting.
_AWAITED: dict[str | None, tuple[str, set[str | None]]] = {
    "requested": ("asked for by the sub-group", {"reviewed", "received"}),
    "to-review": ("to be reviewed by the sub-group", {"reviewed"}),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that falls due on a row: a target, or what the sub-group asked for or plans to review."""

    day: dt.date
    what: str
    row: str
    who: str


@dataclass(frozen=True, slots=True)
class RowStatus:
    """The status of one row, and what it rests on.

    ``text`` is the recommendation; ``colour`` is red (open and overdue), green (open, not overdue), black (completed or
    finalised) or ``None``; ``due`` is the last deadline, ``due_text`` the targets as printed; ``last_event`` the words
    that decide. ``possible`` are, in a replay, the outcomes of which it cannot be told which the row had. The outcome
    rests on the last event, the schedule on ``schedule_targets``, as printed.
    """

    key: str
    name: str
    text: str | None
    agency: str | None
    lead: str | None
    outcome: str | None
    schedule: str | None
    colour: str | None
    due: dt.date | None
    due_text: str | None
    last_event: str | None
    last_date: dt.date | None
    coming: tuple[Wanted, ...]
    possible: tuple[str, ...] = ()
    schedule_targets: tuple[str, ...] = ()


def read_statuses(data: Graph, as_of: dt.date) -> tuple[RowStatus, ...]:
    """Give the status of every row of a plan, in document order, from the graph that was judged."""
    return tuple(_read_row(data, row, as_of) for row in list_rows(data))


def _read_row(facts: Graph, row: Node, as_of: dt.date) -> RowStatus:
    key = read_text(facts, row, DCTERMS.identifier) or str(row)
    lead = facts.value(row, SCR.implementationLead)
    agency = facts.value(row, SCR.responsibleAgency)
    agency_name = read_text(facts, agency, RDFS.label)
    outcome = read_text(facts, row, SCR.outcome)
    event = facts.value(row, SCR.outcomeEvent)
    deadline = facts.value(row, SCR.lastDeadline)
    targets = sorted(facts.objects(row, SCR.hasTargetDate), key=lambda target: read_number(facts, target, SCR.position))
    who = agency_name or read_text(facts, lead, RDFS.label) or "nobody named"
    return RowStatus(
        key,
        read_text(facts, row, RDFS.label) or key,
        read_text(facts, row, SCR.statement),
        agency_name,
        read_text(facts, lead, RDFS.label),
        outcome,
        read_text(facts, row, SCR.schedule),
        read_text(facts, row, SCR.colour),
        _date(facts, deadline, SCR.onDate),
        ", ".join(text for target in targets if (text := read_text(facts, target, SCR.dateText))) or None,
        read_text(facts, event, SCR.statement),
        _date(facts, event, SCR.onDate),
        tuple(_find_coming(facts, row, key, who, as_of)) if outcome == "open" else (),
        tuple(sorted(str(outcome) for outcome in facts.objects(row, SCR.possibleOutcome))),
        tuple(
            text
            for target in targets
            if (row, SCR.scheduleTarget, target) in facts and (text := read_text(facts, target, SCR.dateText))
        ),
    )


def _find_coming(facts: Graph, row: Node, key: str, who: str, as_of: dt.date) -> Iterable[Wanted]:
    """Find what falls due on an open row: targets, requests not yet answered, reviews planned and not yet held.

    A vague target falls due on the last day that it can mean.
    """
    events = sorted(facts.objects(row, SCR.hasEvent), key=lambda event: read_number(facts, event, SCR.position))
    kinds = [read_text(facts, event, SCR.kind) for event in events]
    found = [(_date(facts, target, SCR.onDate), "target") for target in facts.objects(row, SCR.deadline)]
    for target in facts.objects(row, SCR.hasTargetDate):
        if (target, SCR.onDate, None) not in facts:
            what = f"target “{read_text(facts, target, SCR.dateText)}”, at the latest"
            found.append((_date(facts, target, SCR.latest), what))
    for place, (event, kind) in enumerate(zip(events, kinds, strict=True)):
        if kind in _AWAITED and not _AWAITED[kind][1] & set(kinds[place + 1 :]):
            found.append((_date(facts, event, SCR.dueDate), _AWAITED[kind][0]))
    return sorted(
        {Wanted(day, what, key, who) for day, what in found if day and as_of <= day and day - as_of <= QUARTER},
        key=lambda wanted: (wanted.day, wanted.what),
    )


def _date(graph: Graph, subject: Node | None, predicate: URIRef) -> dt.date | None:
    text = read_text(graph, subject, predicate)
    return dt.date.fromisoformat(text) if text else None
