"""Counts the rows overdue of each agency at the end of each month of a plan's life.

As in a trend, each day is a replay: entries dated later are hidden, and what nobody can tell on that day is a pair of
bounds. The numbers of all agencies together are those of the trend, to which a test holds them.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import RDFS, Dataset, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.standing import Outcomes, Record, Schedules
from scrgraph.audit.trend import Bounds, add_bounds, bound_both, bound_late, bound_outcome, list_month_ends
from scrgraph.audit.validate import merge_facts
from scrgraph.errors import ScrgraphError

SCR = Namespace(namespaces.SCR)
NO_AGENCY = ""  # the id of the rows of a plan's own part


@dataclass(frozen=True)
class Overdue:
    """The rows overdue of each agency on some days, the last of which is the as-of day.

    ``agencies`` gives the names by their ids; the rows of plans' own parts stand under ``NO_AGENCY``. ``counts`` has a
    pair of bounds for each agency and day, ``rows`` how many rows each has in all. ``plans`` counts those that had
    begun by the as-of day, ``later`` names the others, and those of which no day is known.
    """

    days: tuple[dt.date, ...]
    agencies: Mapping[str, str]
    counts: Mapping[str, tuple[Bounds, ...]]
    rows: Mapping[str, int]
    plans: int
    later: tuple[str, ...] = ()

    @property
    def total(self) -> tuple[Bounds, ...]:
        """The bounds of all agencies together, for each day."""
        return tuple(add_bounds(counts[place] for counts in self.counts.values()) for place in range(len(self.days)))

    @property
    def is_certain(self) -> bool:
        """Whether every number is one, and no pair of bounds."""
        return all(each.least == each.most for counts in self.counts.values() for each in counts)


@dataclass(frozen=True)
class PlanOverdue:
    """The rows overdue of each agency in one plan, by day; no day where it begins after the as-of day, or has none."""

    plan: str
    agencies: Mapping[str, str]
    rows: Mapping[str, int]
    counts: Mapping[dt.date, Mapping[str, Bounds]]


def count_overdue(
    name: str,
    dataset: Dataset,
    as_of: dt.date,
    on_day: Callable[[int, int], None] = lambda _done, _days: None,
) -> PlanOverdue:
    """Count the rows overdue of each agency of one plan, on the last day of each month and on the as-of day.

    ``on_day`` is told how many of how many days are done.
    """
    facts = merge_facts(dataset)
    record = Record(facts, as_of)
    agencies: dict[str, str] = {}
    owners: dict[Node, str] = {}
    rows: dict[str, int] = {}
    for row in record.rows:
        owner = min(facts.objects(row, SCR.responsibleAgency), default=None, key=str)
        owners[row] = NO_AGENCY if owner is None else str(owner)
        rows[owners[row]] = rows.get(owners[row], 0) + 1
        if owner is not None:
            agencies[str(owner)] = min(map(str, facts.objects(owner, RDFS.label)), default=str(owner))
    begin = record.find_begin()
    if begin is None or begin > as_of:
        return PlanOverdue(name, agencies, rows, {})
    days = [*list_month_ends(begin - dt.timedelta(days=1), as_of), as_of]  # its first day may end a month
    turns = [dt.date.min, *record.days]
    schedules: dict[dt.date, Schedules] = {}
    counts: dict[dt.date, Mapping[str, Bounds]] = {}
    for done, day in enumerate(days, 1):
        turn = turns[bisect_right(turns, day) - 1]
        if turn not in schedules:
            schedules = {turn: record.find_schedules(day)}
        counts[day] = _count(record.find_outcomes(day), schedules[turn], owners)
        on_day(done, len(days))
    return PlanOverdue(name, agencies, rows, counts)


def _count(outcomes: Outcomes, schedules: Schedules, owners: Mapping[Node, str]) -> Mapping[str, Bounds]:
    counted: dict[str, Bounds] = {}
    for row, owner in owners.items():
        one = bound_both(bound_outcome(outcomes[row], "open"), bound_late(schedules.get(row)))
        counted[owner] = counted.get(owner, Bounds()) + one
    return counted


def add_overdue(plans: Sequence[PlanOverdue]) -> Overdue:
    """Add up the rows overdue of several plans; each counts from its own beginning on.

    Raises:
        ScrgraphError: where none of them had begun.
    """
    begun = [plan for plan in plans if plan.counts]
    later = tuple(sorted(plan.plan for plan in plans if not plan.counts))
    if not begun:
        raise ScrgraphError(
            "No plan here has a day on or before the as-of day, so there is no month to count.",
            remedy="Name a later day with --as-of.",
        )
    days = sorted({day for plan in begun for day in plan.counts})
    agencies: dict[str, str] = {}
    rows: dict[str, int] = {}
    counts: dict[str, list[Bounds]] = {}
    for plan in begun:
        for owner, number in plan.rows.items():
            rows[owner] = rows.get(owner, 0) + number
            known = counts.setdefault(owner, [Bounds()] * len(days))
            for place, day in enumerate(days):
                known[place] += plan.counts.get(day, {}).get(owner, Bounds())
        for owner, name in plan.agencies.items():
            agencies[owner] = min(name, agencies.get(owner, name))
    return Overdue(
        tuple(days), agencies, {owner: tuple(counts[owner]) for owner in sorted(counts)}, rows, len(begun), later
    )
