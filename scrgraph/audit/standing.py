"""Tells what the record of a plan says of each row's outcome and schedule, on any of many days.

A whole audit of each day would take minutes. Here only the steps of the derivation on outcomes and schedules are run,
over nothing but the facts that they look at; a test holds what comes out to the audit.
"""

import datetime as dt
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib import RDF, Literal, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.derive import build_run, choose_steps, list_commencements, number_days
from scrgraph.audit.replay import FAR, find_newest_entry, hide_later
from scrgraph.audit.validate import find_plan
from scrgraph.audit.values import read_day
from scrgraph.graph.quads import FactGraph

SCR = Namespace(namespaces.SCR)
CLOSED = frozenset({"completed", "finalised"})

# Steps of the derivation, by their numbers.
_KINDS, _OUTCOMES, _DEADLINES = range(10, 11), range(30, 40), range(40, 41)
_SCHEDULES, _MEETINGS = range(50, 54), range(81, 83)
_TERM = re.compile(r"\bscr:(\w+)")
_EPOCH = dt.date(1970, 1, 1)
_DAY = dt.timedelta(days=1)

Outcomes = Mapping[Node, frozenset[str | None]]
Schedules = Mapping[Node, str]


class Record:
    """The record of one plan, which can be asked of each day up to one, and of the days after it.

    ``newest`` is the day of the newest dated entry. From it on entries without a date are known to have been made;
    where no entry bears a date, from the as-of day on. ``entries`` and ``undated`` count the entries, ``dated`` those
    of each day; one whose day is a misprint bears none. ``meetings`` are the monitoring meetings that most rows list
    as held.
    """

    def __init__(self, facts: FactGraph, as_of: dt.date) -> None:
        """Prepare to ask the merged facts of a plan, which are added to.

        Raises ``ScrgraphError`` where they do not hold exactly one plan.
        """
        self.as_of = as_of
        self._plan = find_plan(facts)
        self.rows = sorted(facts.subjects(RDF.type, SCR.Recommendation), key=str)
        self.commenced = min(list_commencements(facts), default=None)
        facts.merge(build_run(self._plan, as_of))
        facts.merge(list(number_days(facts)))
        _derive(facts, _KINDS, _DEADLINES, _MEETINGS)
        numbers = {int(day.toPython()) for day in facts.objects(None, SCR.heldDay) if isinstance(day, Literal)}
        self.meetings = [_EPOCH + dt.timedelta(days=number) for number in sorted(numbers)]

        self._facts = _narrow(facts)
        self.newest = find_newest_entry(self._facts)
        events = set(self._facts.objects(None, SCR.hasEvent))
        days = [day for event in events if (day := read_day(self._facts, event, SCR.onDate))]
        self.dated = Counter(day for day in days if self.newest and day <= self.newest)
        self.entries, self.undated = len(events), len(events) - self.dated.total()
        self._turns = sorted({dt.date.min, self._first_certain, *self.dated})
        self.deadlines = [
            (row, day)
            for row, target in facts.subject_objects(SCR.deadline)
            if (day := read_day(facts, target, SCR.onDate))
        ]
        self._passing = sorted(_find_passing(self._facts))
        self._entered = _group_entries(self._facts)
        self._if_open = _open_all(self._facts, self.rows)
        self._outcomes: dict[dt.date, Outcomes] = {}

    @property
    def _first_certain(self) -> dt.date:
        return self.newest or self.as_of

    @property
    def days(self) -> list[dt.date]:
        """The days on which an outcome or a schedule can change, in order; outcomes change up to the as-of day only."""
        return sorted({*(day for day in self._turns[1:] if day <= self.as_of), *self._passing})

    def find_begin(self) -> dt.date | None:
        """Find the first day: that on which the plan commenced, or the first on which anything happened or was due."""
        if self.commenced:
            return self.commenced
        known = sorted({*self.dated, *self.meetings, *(day for _, day in self.deadlines)}, reverse=True)
        return min(leave_far(known), default=None)

    def find_outcomes(self, day: dt.date) -> Outcomes:
        """Find the outcomes that each row may have had on a day; several where it cannot be told which.

        ``None`` is that of a row without an entry. After the as-of day nothing more is entered.
        """
        place = bisect_right(self._turns, min(day, self.as_of))
        turn = self._turns[place - 1]
        if turn not in self._outcomes:
            before = self._outcomes.get(self._turns[place - 2])
            if before is None or turn == self._first_certain:
                self._outcomes[turn] = self._derive_outcomes(self.rows, turn)
            else:  # the outcomes of rows without an entry of this day are as they were
                changed = sorted({row for row, _, days in self._entered if turn in days}, key=str)
                self._outcomes[turn] = {**before, **self._derive_outcomes(changed, turn)}
        return self._outcomes[turn]

    def find_printed_outcomes(self) -> Outcomes:
        """Find the outcome of each row by all that is printed, whatever its day."""
        return self._derive_outcomes(self.rows, None)

    def _derive_outcomes(self, rows: Sequence[Node], day: dt.date | None) -> Outcomes:
        """Derive all outcomes that some rows may have had on a day; by all that is printed where none is named."""
        asked = set(rows)
        facts = FactGraph()
        facts.extend(quad for row, quads, _ in self._entered if row in asked for quad in quads)
        if day:
            hide_later(facts, day, self._first_certain)
        _derive(facts, _OUTCOMES)
        told = {row: str(outcome) for row, outcome in facts.subject_objects(SCR.outcome)}
        certain = set(facts.subjects(SCR.hasEvent))
        possible: dict[Node, set[str | None]] = {}
        for row, outcome in facts.subject_objects(SCR.possibleOutcome):
            # Where no entry is certain, the row may have had none.
            possible.setdefault(row, set() if row in certain else {None}).add(str(outcome))
        return {row: frozenset(possible.get(row) or {told.get(row)}) for row in rows}

    def find_schedules(self, day: dt.date) -> Schedules:
        """Find the schedule that each row has on a day if it is open."""
        facts = FactGraph(self._if_open)
        run = build_run(self._plan, day)
        facts.merge(run)
        facts.merge(list(number_days(run)))
        _derive(facts, _SCHEDULES)
        return {row: str(schedule) for row, schedule in facts.subject_objects(SCR.schedule)}


def leave_far(days: Iterable[dt.date]) -> list[dt.date]:
    """Give days in their order up to one that lies far from the one before: it is a misprint, or is after one."""
    kept: list[dt.date] = []
    for day in days:
        if kept and abs(day - kept[-1]) > FAR:
            break
        kept.append(day)
    return kept


def _derive(facts: FactGraph, *steps: range) -> None:
    for text in (text for numbers in steps for text in choose_steps(numbers)):
        facts.extend(facts.construct(text))


def _narrow(facts: FactGraph) -> FactGraph:
    """Give the facts that the steps on outcomes and schedules look at, and the days of entries and targets."""
    steps = " ".join([*choose_steps(_OUTCOMES), *choose_steps(_SCHEDULES)])
    terms = {SCR[name] for name in _TERM.findall(steps)} | {SCR.onDate, SCR.earliest, SCR.latest}
    narrow = FactGraph(triple for term in sorted(terms) for triple in facts.triples((None, term, None)))
    for kind in (SCR.AuditEvent, SCR.Recommendation):
        narrow.merge(facts.triples((None, RDF.type, kind)))
    for run in list(narrow.subjects(SCR.asOfDay)):
        narrow.remove((run, None, None))
    return narrow


def _group_entries(facts: FactGraph) -> list[tuple[Node, list[ox.Quad], frozenset[dt.date]]]:
    """Give each row that has entries with what is said of it and of them, and the days that they bear."""
    grouped = []
    for row in sorted(set(facts.subjects(SCR.hasEvent)), key=str):
        events = list(facts.objects(row, SCR.hasEvent))
        quads = [quad for node in (row, *events) for quad in facts.held.find((node, None, None), facts)]
        days = frozenset(day for event in events if (day := read_day(facts, event, SCR.onDate)))
        grouped.append((row, quads, days))
    return grouped


def _open_all(facts: FactGraph, rows: Iterable[Node]) -> FactGraph:
    """Give the rows with their targets as they were if all of them were open."""
    opened = FactGraph((row, SCR.outcome, Literal("open")) for row in rows)
    for row, target in facts.subject_objects(SCR.hasTargetDate):
        opened.add((row, SCR.hasTargetDate, target))
        opened.merge(facts.triples((target, None, None)))
    return opened


def _find_passing(facts: FactGraph) -> Iterator[dt.date]:
    """Find the days after each target, and after each end of a vague one: the schedule may change on them."""
    for target in set(facts.objects(None, SCR.hasTargetDate)):
        for term in (SCR.onDate, SCR.earliest, SCR.latest):
            if (day := read_day(facts, target, term)) and day < dt.date.max:
                yield day + _DAY
