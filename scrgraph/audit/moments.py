"""Reads what a plan dates, for a time line: targets, monitoring meetings, entries of the sub-group.

What bears no day, or none of the calendar, is read too: a time line says what it cannot draw.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import DCTERMS, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.values import list_rows, read_day, read_number, read_text

SCR = Namespace(namespaces.SCR)

TARGET = "target"
START = "start"
HELD = "meeting-held"
PLANNED = "meeting-planned"
AWAITED = "awaited"  # the day by which the sub-group waits for an answer, or on which it means to look again


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that a plan dates, and the keys of the rows that say so, one for each time that it is said.

    ``kind`` is ``target``, ``start``, ``meeting-held``, ``meeting-planned``, ``awaited``, or the kind of an entry of
    the sub-group ("reviewed"). ``day`` is ``None`` where there is none; ``until`` is the last day that a vague date can
    mean, ``day`` then the first. ``what`` are the printed words, where they are more than the day.
    """

    day: dt.date | None
    until: dt.date | None
    kind: str
    what: str
    rows: tuple[str, ...]


def read_moments(data: Graph) -> tuple[Moment, ...]:
    """Give all that a plan dates, from the graph that was judged: by day, what has none last."""
    rows: dict[tuple[dt.date | None, dt.date | None, str, str], list[str]] = defaultdict(list)
    for row in list_rows(data):
        key = read_text(data, row, DCTERMS.identifier) or str(row)
        for found in (*_read_targets(data, row), *_read_meetings(data, row), *_read_entries(data, row)):
            rows[found].append(key)
    moments = (Moment(*found, tuple(keys)) for found, keys in rows.items())
    return tuple(
        sorted(
            moments,
            key=lambda one: (one.day is None, one.day or dt.date.max, one.kind, one.until or dt.date.max, one.what),
        )
    )


_Found = Iterator[tuple[dt.date | None, dt.date | None, str, str]]


def _read_targets(data: Graph, row: Node) -> _Found:
    for target in _list_things(data, row, SCR.hasTargetDate):
        printed = read_text(data, target, SCR.dateText) or ""
        kind = START if str(data.value(target, SCR.kind)) == START else TARGET
        day = read_day(data, target, SCR.onDate)
        if day is not None:
            yield day, None, kind, ""
        else:
            earliest, latest = (read_day(data, target, term) for term in (SCR.earliest, SCR.latest))
            whole = earliest is not None and latest is not None
            yield (earliest, latest, kind, printed) if whole else (None, None, kind, printed)


def _read_meetings(data: Graph, row: Node) -> _Found:
    for mention in _list_things(data, row, SCR.mentionsMeeting):
        kind = HELD if str(data.value(mention, SCR.kind)) == "held" else PLANNED
        day = read_day(data, mention, SCR.onDate)
        yield day, None, kind, "" if day else read_text(data, mention, SCR.dateText) or ""


def _read_entries(data: Graph, row: Node) -> _Found:
    for event in _list_things(data, row, SCR.hasEvent):
        impossible = sorted(str(each) for each in data.objects(event, SCR.impossibleDate))
        day = read_day(data, event, SCR.onDate)
        yield day, None, read_text(data, event, SCR.kind) or "other", "" if day else ", ".join(impossible)
        if awaited := read_day(data, event, SCR.dueDate):
            yield awaited, None, AWAITED, ""


def _list_things(data: Graph, row: Node, link: URIRef) -> list[Node]:
    return sorted(data.objects(row, link), key=lambda thing: (read_number(data, thing, SCR.position), str(thing)))
