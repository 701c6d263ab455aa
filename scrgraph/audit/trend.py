"""Traces how many rows of a plan were open, overdue, completed, finalised over its life, and where that leads.

Each day of the past is a replay: entries dated later are hidden, and before the plan's newest entry nobody can tell
whether an entry without a date had been made. A row whose outcome cannot be told counts in none of the outcomes at
least, and in each that it may have had at most. After the as-of day the record stays as it is then, and only the days
go on: what falls overdue if nothing more is entered.
"""

import datetime as dt
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

from rdflib import DCTERMS, Dataset

from scrgraph.audit.corrected import list_corrected
from scrgraph.audit.gathering import Sources
from scrgraph.audit.standing import CLOSED, Outcomes, Record, Schedules, leave_far
from scrgraph.audit.validate import find_plan, merge_facts
from scrgraph.errors import BadUsage
from scrgraph.graph.sources import map_sources

QUIET = dt.timedelta(days=92)  # the longest quarter: where nothing has changed for so long, month ends are left out


class NotBegun(BadUsage):
    """A plan begins later than the day up to which it is to be traced."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many rows, at least and at most; where nothing is uncertain the two are the same."""

    least: int = 0
    most: int = 0

    def __add__(self, other: "Bounds") -> "Bounds":
        return Bounds(self.least + other.least, self.most + other.most)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows stood how on a day.

    ``open`` rows are ``overdue`` or ``in_time``. ``unknown`` are rows without an entry, ``unknown_late`` those of them
    whose targets have all passed. ``untold`` is how many rows there are of which it cannot be told which outcome they
    had.
    """

    rows: int = 0
    open: Bounds = Bounds()
    overdue: Bounds = Bounds()
    in_time: Bounds = Bounds()
    completed: Bounds = Bounds()
    finalised: Bounds = Bounds()
    unknown: Bounds = Bounds()
    unknown_late: Bounds = Bounds()
    untold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def is_certain(self) -> bool:
        """Whether every number is one, and no pair of bounds."""
        bounds = (
            self.open,
            self.overdue,
            self.in_time,
            self.completed,
            self.finalised,
            self.unknown,
            self.unknown_late,
        )
        return all(each.least == each.most for each in bounds)


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened since the day shown before.

    Entries dated so, targets that passed of rows not known to be closed, monitoring meetings held.
    """

    entries: int = 0
    targets: int = 0
    meetings: int = 0

    def __add__(self, other: "Happened") -> "Happened":
        return Happened(self.entries + other.entries, self.targets + other.targets, self.meetings + other.meetings)


@dataclass(frozen=True, slots=True)
class Point:
    """How the rows stood on a day, and until the next day shown; ``ahead``: if nothing more is entered."""

    day: dt.date
    counts: Counts
    happened: Happened = Happened()
    ahead: bool = False


@dataclass(frozen=True)
class Trend:
    """How the rows of a plan, or of several together, stood over time.

    The points run from the first day of the plan over the as-of day to the day after the last target of a row that is
    not closed. ``plan`` is the plan's id, ``None`` where the ``plans`` are added up; each of them counts from its own
    first day on.

    ``newest`` is the day of the newest dated entry, from which on the entries without a date are known to have been
    made; ``entries`` and ``undated`` count the entries. ``printed`` is what the whole record says of the as-of day; it
    differs from the point of that day where entries are dated later. ``far`` are targets too far off to be shown:
    misprints. ``corrected`` says in sentences which cells people read otherwise than they are printed.
    """

    plan: str | None
    plans: tuple[str, ...]
    as_of: dt.date
    points: tuple[Point, ...]
    printed: Counts
    commenced: dt.date | None = None
    newest: dt.date | None = None
    entries: int = 0
    undated: int = 0
    far: tuple[dt.date, ...] = ()
    corrected: tuple[str, ...] = ()

    @property
    def past(self) -> tuple[Point, ...]:
        """The points up to the as-of day, which is the last of them."""
        return tuple(point for point in self.points if not point.ahead)

    @property
    def ahead(self) -> tuple[Point, ...]:
        """The points after the as-of day."""
        return tuple(point for point in self.points if point.ahead)

    @property
    def now(self) -> Point:
        """The point of the as-of day."""
        return self.past[-1]

    def find(self, day: dt.date) -> Counts:
        """Give how the rows stood on any day; before the first there are no rows."""
        place = bisect_right(self.points, day, key=lambda point: point.day)
        return self.points[place - 1].counts if place else Counts()


def trace_plan(
    dataset: Dataset,
    as_of: dt.date,
    first: dt.date | None = None,
    last: dt.date | None = None,
    on_day: Callable[[int, int], None] = lambda _done, _days: None,
    sources: Sources | None = None,
) -> Trend:
    """Trace the one plan of a dataset up to a day, and ahead of it.

    Args:
        dataset: The plan's linked data.
        as_of: The day that ends the past.
        first: Leave out what lies before this day.
        last: Leave out what lies after this day.
        on_day: Told how many of how many days are done.
        sources: The source map, where it lies elsewhere than in the dataset.

    Raises:
        BadUsage: where no day of the plan is known.
        NotBegun: where its first day is later than the as-of day.
        ScrgraphError: where the dataset does not hold exactly one plan.
    """
    facts = merge_facts(dataset)
    plan = find_plan(facts)
    name = str(facts.value(plan, DCTERMS.identifier, default=plan))
    record = Record(facts, as_of)
    begin = _find_begin(record, name)
    begin = max(begin, first or begin)
    coming = [day for day in record.days if day > as_of and not (last and day > last)]
    near = leave_far([as_of, *coming])[1:]
    days = [*sorted({begin, as_of, *(day for day in record.days if begin < day < as_of)}), *near]
    counted: dict[dt.date, Counts] = {}
    for done, day in enumerate(days, 1):
        counted[day] = _count(record.find_outcomes(day), record.find_schedules(day))
        on_day(done, len(days))
    return Trend(
        plan=name,
        plans=(name,),
        as_of=as_of,
        points=tuple(_place_points(counted, record, begin)),
        printed=_count(record.find_printed_outcomes(), record.find_schedules(as_of)),
        commenced=record.commenced,
        newest=record.newest,
        entries=record.entries,
        undated=record.undated,
        far=tuple(day - dt.timedelta(days=1) for day in coming[len(near) :]),
        corrected=tuple(one.sentence for one in list_corrected(facts, sources or map_sources(dataset))),
    )


def add_up(trends: Sequence[Trend]) -> Trend:
    """Add up the trends of several plans, at least one, as of one day."""
    days = sorted({point.day for trend in trends for point in trend.points})
    happened: dict[dt.date, Happened] = {}
    for trend in trends:
        for point in trend.points:
            happened[point.day] = happened.get(point.day, Happened()) + point.happened
    (as_of,) = {trend.as_of for trend in trends}
    return Trend(
        plan=None,
        plans=tuple(plan for trend in trends for plan in trend.plans),
        as_of=as_of,
        points=tuple(Point(day, _sum(trend.find(day) for trend in trends), happened[day], day > as_of) for day in days),
        printed=_sum(trend.printed for trend in trends),
        newest=max((trend.newest for trend in trends if trend.newest), default=None),
        entries=sum(trend.entries for trend in trends),
        undated=sum(trend.undated for trend in trends),
        far=tuple(sorted({day for trend in trends for day in trend.far})),
        corrected=tuple(f"{trend.plan}, {told}" for trend in trends for told in trend.corrected),
    )


def _find_begin(record: Record, name: str) -> dt.date:
    begin = record.find_begin()
    if begin is None:
        raise BadUsage(
            f"No day of the plan {name} is known, not even of an entry, a meeting or a target.",
            remedy="A trend needs days; scrgraph rows shows what was read of the plan.",
        )
    if begin > record.as_of:
        raise NotBegun(
            f"The plan {name} begins only on {begin.isoformat()}: up to {record.as_of.isoformat()} there is no trend.",
            remedy="Name a later day with --as-of.",
        )
    return begin


def _sum(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for each in counts:
        total += each
    return total


# -- how the rows stand on a day ---------------------------------------------------------------------------------------


def _count(outcomes: Outcomes, schedules: Schedules) -> Counts:
    """Count the rows by the outcomes that they may have, and by the schedule that they have if they are open."""
    late = {row: bound_late(schedules.get(row)) for row in outcomes}
    bounds = {
        outcome: add_bounds(bound_outcome(may, outcome) for may in outcomes.values())
        for outcome in ("open", "completed", "finalised", None)
    }
    return Counts(
        rows=len(outcomes),
        open=bounds["open"],
        overdue=add_bounds(bound_both(bound_outcome(may, "open"), late[row]) for row, may in outcomes.items()),
        in_time=add_bounds(bound_both(bound_outcome(may, "open"), _turn(late[row])) for row, may in outcomes.items()),
        completed=bounds["completed"],
        finalised=bounds["finalised"],
        unknown=bounds[None],
        unknown_late=add_bounds(bound_both(bound_outcome(may, None), late[row]) for row, may in outcomes.items()),
        untold=sum(len(may) > 1 for may in outcomes.values()),
    )


def bound_late(schedule: str | None) -> Bounds:
    """Bound how often a row of a schedule is late, if it is open: never, once, or either."""
    return {"overdue": Bounds(1, 1), "cannot-tell": Bounds(0, 1)}.get(schedule or "", Bounds())


def bound_outcome(may: frozenset[str | None], outcome: str | None) -> Bounds:
    """Bound how often a row has an outcome: never, once, or either."""
    return Bounds(int(may == {outcome}), int(outcome in may))


def bound_both(one: Bounds, other: Bounds) -> Bounds:
    """Bound how often both of two things hold that each hold at most once."""
    return Bounds(one.least * other.least, one.most * other.most)


def _turn(one: Bounds) -> Bounds:
    return Bounds(1 - one.most, 1 - one.least)


def add_bounds(bounds: Iterable[Bounds]) -> Bounds:
    """Add up bounds."""
    total = Bounds()
    for each in bounds:
        total += each
    return total


# -- the days that are shown -------------------------------------------------------------------------------------------


def _place_points(counted: Mapping[dt.date, Counts], record: Record, begin: dt.date) -> Iterator[Point]:
    """Give the days to be shown: those on which a number changes, those that people look for, and month ends."""
    days = sorted(counted)
    turns = [begin, *(day for before, day in pairwise(days) if counted[day] != counted[before])]
    looked_for = {day for day in (*record.meetings, record.newest) if day and begin <= day <= record.as_of}
    month_ends = {
        day
        for day in list_month_ends(begin, max(record.as_of, turns[-1]))
        if day - turns[bisect_right(turns, day) - 1] <= QUIET
    }
    before: dt.date | None = None
    for day in sorted({*turns, record.as_of, *looked_for, *month_ends}):
        counts = counted[days[bisect_right(days, day) - 1]]
        happened = _tell_happened(record, before, day) if before else Happened()
        yield Point(day, counts, happened, day > record.as_of)
        before = day


def list_month_ends(begin: dt.date, end: dt.date) -> Iterator[dt.date]:
    """Give the last days of the months between two days, without these."""
    for month in range(12 * begin.year + begin.month - 1, 12 * end.year + end.month):
        year, place = divmod(month, 12)
        day = dt.date(year, place + 1, monthrange(year, place + 1)[1])
        if begin < day < end:
            yield day


def _tell_happened(record: Record, since: dt.date, until: dt.date) -> Happened:
    """Tell what happened after one day, up to another; after the as-of day nothing is entered."""
    known = min(until, record.as_of)
    passed = [
        row
        for row, day in record.deadlines
        if since <= day < until and not record.find_outcomes(day + dt.timedelta(days=1))[row] <= CLOSED
    ]
    return Happened(
        sum(number for day, number in record.dated.items() if since < day <= known),
        len(passed),
        sum(since < day <= until for day in record.meetings),
    )
