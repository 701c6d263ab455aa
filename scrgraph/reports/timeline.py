"""Lays out the drawn time line of a plan: what lies where, so that a template has only to write it down.

Lanes run from left to right over one scale of days: monitoring meetings, the sub-group's entries by kind, and the
targets of each agency. Marks that would touch are set one above the other. What a mark means is told by its shape; its
number is that of rows. A day far from all others (a misprint, or an audit years later) is set off the scale, at the
edge, lest it squeeze all else together.
"""

import datetime as dt
import textwrap
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.moments import AWAITED, HELD, PLANNED, START, TARGET, Moment
from scrgraph.audit.status import RowStatus
from scrgraph.listing import list_few
from scrgraph.reports.layout import count, write_day

WIDTH = 760
_LEFT, _RIGHT = 214, 738  # between them lie the days
_EDGE = 40  # the room at an edge for what is off the scale
_TOP = 40  # as-of label and the scale
_STEP = 14  # from a mark to one above it
_LINE = 12  # from a line of a name to the next
_NAME = 36  # characters a line of a lane's name
_FAR = dt.timedelta(days=5 * 365)
_MOST_KEYS = 8

MAIN = "Main plan"

# How the kinds of entry are named, in the order of the lanes; a kind that is not here is named as it is.
_ENTRIES = {
    "reviewed": "Reviewed",
    "requested": "Evidence or report asked for",
    "received": "Received",
    "to-review": "To be reviewed",
    "pending": "Pending",
    "completed": "Completed",
    "finalised": "Finalised",
    "other": "Other entries",
    AWAITED: "Day set for an answer or review",
}
_MEETINGS = {HELD: "Held", PLANNED: "Planned"}
_TARGET_STATES = {
    "overdue": "target, overdue",
    "open": "target of an open action",
    "closed": "target of a closed action",
    "unknown": "target, outcome unknown",
    START: "day to begin",
}
LEGEND: tuple[tuple[str, str], ...] = (
    ("held", "meeting held"),
    ("planned", "meeting planned"),
    ("overdue", "target, overdue"),
    ("open", "target, open"),
    ("closed", "target, closed"),
    ("unknown", "target, outcome unknown"),
    ("start", "day to begin"),
    ("awaited", "day set by the sub-group"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its place, its shape, how many rows it stands for, and what it says in words.

    ``bar`` is where the bar of a vague date begins; the mark then stands at the last day that it can mean.
    """

    x: float
    y: float
    shape: str
    number: int
    lane: str
    what: str
    days: str
    keys: tuple[str, ...]
    bar: float | None = None

    @property
    def path(self) -> str:
        """The outline, as the data of an SVG path."""
        return draw_shape(self.shape, self.x, self.y)

    @property
    def told(self) -> str:
        """What the mark says, in words."""
        return f"{self.days}: {self.what}, {count(self.number, 'row')} ({self.rows})"

    @property
    def rows(self) -> str:
        """The keys of the rows; of many the first."""
        return list_few(self.keys, _MOST_KEYS)


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: its name in lines, where it lies, and its marks."""

    name: str
    lines: tuple[tuple[float, str], ...]
    top: float
    bottom: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """Lanes of one subject under a heading."""

    heading: str
    y: float
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A day of the scale, and its label; ``year`` tells whether a year begins there."""

    x: float
    label: str
    year: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A time line laid out: ``told`` are sentences on what it shows and what it cannot."""

    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    now: float
    now_label: str
    now_anchor: str
    breaks: tuple[float, ...]
    legend: tuple[tuple[float, float, str, str], ...]
    description: str
    told: tuple[str, ...]

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks, lane by lane."""
        return tuple(mark for band in self.bands for lane in band.lanes for mark in lane.marks)


def draw_shape(shape: str, x: float, y: float) -> str:
    """Give the outline of a shape at a place, as the data of an SVG path."""
    at = f"M{x:.1f} {y:.1f}"
    return at + {
        "held": "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
        "planned": "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
        "overdue": "m-5.5-4.5h11l-5.5 10z",
        "open": "m-5.5-4.5h11l-5.5 10z",
        "closed": "m-1.5-5h3v10h-3z",
        "unknown": "m-4-4h8v8h-8z",
        "start": "m-4-5l9 5l-9 5z",
        "awaited": "m-4.5-5h9l-9 10h9z",
        "reviewed": "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
        "to-review": "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
        "received": "m-4-4h8v8h-8z",
        "requested": "m-4-4h8v8h-8z",
        "finalised": "m-4.5 0l3 4.5l6.5-9",
        "completed": "m-4.5 0l3 4.5l6.5-9",
    }.get(shape, "m-4-4l8 8m0-8l-8 8")


def draw_timeline(audit: PlanAudit) -> Drawing | None:
    """Lay out the time line of a plan; ``None`` where nothing in it bears a day that can be drawn."""
    dated = [moment for moment in audit.moments if moment.day is not None]
    as_of = audit.result.as_of
    if not dated:
        return None
    scale = _Scale.fit(dated, as_of)
    bands: list[Band] = []
    y: float = _TOP + 6
    for heading, lanes in _sort_lanes(audit, dated).items():
        if not lanes:
            continue
        begin = y
        y += 18
        laid = []
        for name, marks in lanes.items():
            lane = _lay_out(name, marks, scale, y)
            laid.append(lane)
            y = lane.bottom
        bands.append(Band(heading, begin + 13, tuple(laid)))
        y += 6
    now = scale.place(as_of)
    shapes = {mark.shape for band in bands for lane in band.lanes for mark in lane.marks}
    legend, height = _lay_out_legend([each for each in LEGEND if each[0] in shapes], y + 34)
    late = sum(status.schedule == "overdue" for status in audit.statuses)
    return Drawing(
        WIDTH,
        height,
        _LEFT,
        _RIGHT,
        _TOP,
        y,
        tuple(bands),
        scale.list_ticks(),
        now,
        write_day(as_of),
        "end" if now > _RIGHT - 60 else "start" if now < _LEFT + 60 else "middle",
        scale.breaks,
        legend,
        f"From {write_day(scale.first)} to {write_day(scale.last)}: monitoring meetings, entries of the sub-group and "
        f"targets of {count(len(audit.statuses), 'row')}, of which {late} overdue on {write_day(as_of)}. "
        "The same numbers stand in a table, The time line in numbers.",
        tuple(_tell(audit, scale)),
    )


# -- what lies in which lane -----------------------------------------------------------------------------------------

_Loose = tuple[Moment, str, str, tuple[str, ...]]  # a moment, its shape, its words, the keys of its rows


def _sort_lanes(audit: PlanAudit, dated: Sequence[Moment]) -> dict[str, dict[str, list[_Loose]]]:
    meetings: dict[str, list[_Loose]] = {name: [] for name in _MEETINGS.values()}
    entries: dict[str, list[_Loose]] = defaultdict(list)
    statuses = {status.key: status for status in audit.statuses}
    targets: dict[str, list[_Loose]] = {status.agency or MAIN: [] for status in audit.statuses}
    known = list(_ENTRIES)
    for moment in sorted(dated, key=lambda one: known.index(one.kind) if one.kind in known else len(known)):
        keys = tuple(dict.fromkeys(moment.rows))
        if moment.kind in _MEETINGS:
            name = _MEETINGS[moment.kind]
            meetings[name].append((moment, moment.kind.removeprefix("meeting-"), f"meeting {name.lower()}", keys))
        elif moment.kind in (TARGET, START):
            for (lane, shape), some in _share(moment, keys, statuses).items():
                words = _TARGET_STATES[shape] + (f" (“{moment.what}”)" if moment.what else "")
                targets.setdefault(lane, []).append((moment, shape, words, some))
        else:
            name = _ENTRIES.get(moment.kind, moment.kind)
            entries[name].append((moment, moment.kind, name[0].lower() + name[1:], keys))
    return {
        "Monitoring meetings": {name: found for name, found in meetings.items() if found},
        "Entries of the sub-group": dict(entries),
        "Targets": {name: found for name, found in targets.items() if found},
    }


def _share(
    moment: Moment, keys: Iterable[str], statuses: Mapping[str, RowStatus]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Share the rows of a target among agencies, and among the states that the rows are in."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in keys:
        status = statuses.get(key)
        lane = (status.agency if status else None) or MAIN
        shared[lane, START if moment.kind == START else _name_state(status)].append(key)
    return {found: tuple(some) for found, some in shared.items()}


def _name_state(status: RowStatus | None) -> str:
    if status is None or status.outcome is None:
        return "unknown"
    if status.outcome != "open":
        return "closed"
    return "overdue" if status.schedule == "overdue" else "open"


# -- where it lies -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scale:
    """The scale of days: from ``first`` to ``last``, with room at an edge for days that are far from them."""

    first: dt.date
    last: dt.date
    left: float
    right: float
    before: bool
    after: bool

    @classmethod
    def fit(cls, dated: Sequence[Moment], as_of: dt.date) -> "_Scale":
        """Fit a scale to the days that lie near each other; the as-of day is one of them unless it is far off."""
        said = sorted({day for moment in dated for day in (moment.day, moment.until) if day})
        clusters = [[said[0]]]
        for earlier, later in pairwise(said):
            if later - earlier > _FAR:
                clusters.append([])
            clusters[-1].append(later)
        main = max(clusters, key=len)
        if main[0] - as_of <= _FAR and as_of - main[-1] <= _FAR:
            main = sorted([*main, as_of])
        first, last = main[0].replace(day=1), _end_month(main[-1])
        every = [*said, as_of]
        before, after = min(every) < first, max(every) > last
        return cls(first, last, _LEFT + _EDGE * before, _RIGHT - _EDGE * after, before, after)

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where the scale is broken off."""
        return (*([self.left - 8] if self.before else []), *([self.right + 8] if self.after else []))

    def holds(self, day: dt.date) -> bool:
        """Tell whether a day lies on the scale."""
        return self.first <= day <= self.last

    def place(self, day: dt.date) -> float:
        """Give the place of a day; of one off the scale, the room at that edge."""
        if day < self.first:
            return self.left - _EDGE / 2 - 4
        if day > self.last:
            return self.right + _EDGE / 2 + 4
        return self.left + (self.right - self.left) * ((day - self.first).days / (self.last - self.first).days)

    def list_ticks(self) -> tuple[Tick, ...]:
        """Give the days that are named, as many as there is room for."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        room = (self.right - self.left) / 34
        step = next((step for step in (1, 3, 6, 12, 24, 60, 120) if months / step <= room), 240)
        begin = self.first.year * 12 + self.first.month - 1
        ticks = []
        for number in range(begin - begin % -step, begin + months + 1, step):
            day = dt.date(number // 12, number % 12 + 1, 1)
            year = day.month == 1
            ticks.append(Tick(self.place(day), str(day.year) if year else _MONTHS[day.month - 1], year))
        return tuple(ticks)


_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def _end_month(day: dt.date) -> dt.date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _lay_out(name: str, found: Sequence[_Loose], scale: _Scale, top: float) -> Lane:
    """Lay out one lane: each mark on the lowest level where it touches no other."""
    lines = textwrap.wrap(name, _NAME, max_lines=2, placeholder=" …") or [""]
    spans = []
    for moment, shape, words, keys in found:
        assert moment.day is not None
        last = moment.until or moment.day
        begin, end = scale.place(moment.day), scale.place(last)
        spans.append((begin, end, moment, shape, words, keys))
    spans.sort(key=lambda span: (span[0], span[1], span[3], span[5]))
    ends: list[float] = []
    placed = []
    for begin, end, moment, shape, words, keys in spans:
        taken = end + 6 + (5.6 * len(str(len(keys))) + 2 if len(keys) > 1 else 0)
        level = next((number for number, used in enumerate(ends) if used <= begin - 6), len(ends))
        if level == len(ends):
            ends.append(0)
        ends[level] = taken + 1
        placed.append((level, begin, end, moment, shape, words, keys))
    height = max(len(ends) * _STEP + 4, len(lines) * _LINE + 6)
    middle = top + height / 2
    lowest = middle + (len(ends) - 1) * _STEP / 2
    marks = tuple(
        Mark(
            round(end, 1),
            round(lowest - level * _STEP, 1),
            shape,
            len(keys),
            name,
            words,
            _write_days(moment),
            keys,
            round(begin, 1) if moment.until else None,
        )
        for level, begin, end, moment, shape, words, keys in placed
    )
    first = middle - (len(lines) - 1) * _LINE / 2 + 4
    return Lane(
        name,
        tuple((round(first + _LINE * number, 1), line) for number, line in enumerate(lines)),
        top,
        top + height,
        marks,
    )


def _write_days(moment: Moment) -> str:
    assert moment.day is not None
    if moment.until is None:
        return write_day(moment.day)
    return f"{write_day(moment.day)} to {write_day(moment.until)}"


def _lay_out_legend(
    entries: Sequence[tuple[str, str]], top: float
) -> tuple[tuple[tuple[float, float, str, str], ...], float]:
    """Set the legend in lines; gives each entry's place, shape and words, and how high all is now."""
    laid = []
    x, y = 12.0, top
    for shape, words in entries:
        room = 22 + 5.9 * len(words)
        if x + room > WIDTH and x > 12:
            x, y = 12.0, y + 18
        laid.append((round(x, 1), y, shape, words))
        x += room + 8
    return tuple(laid), y + (14 if laid else -14)


# -- what it cannot show -----------------------------------------------------------------------------------------------


def _tell(audit: PlanAudit, scale: _Scale) -> Iterable[str]:
    """Say in sentences what is off the scale, and what bears no day and so is not drawn."""
    off = [
        f"{_write_days(moment)} ({name_kind(moment)}, {count(len(set(moment.rows)), 'row')})"
        for moment in audit.moments
        if moment.day and not (scale.holds(moment.day) and scale.holds(moment.until or moment.day))
    ]
    if not scale.holds(audit.result.as_of):
        yield "The as-of day is far from all others, so it stands at the edge, off the scale."
    if off:
        yield f"Off the scale, at its edge: {'; '.join(off)}."
    yield from tell_undated(audit)


def tell_undated(audit: PlanAudit) -> Iterable[str]:
    """Say in sentences what bears no day, or none of the calendar, and so cannot be drawn."""
    undated = [moment for moment in audit.moments if moment.day is None]
    targets = [
        f"“{moment.what}” ({', '.join(dict.fromkeys(moment.rows))})"
        for moment in undated
        if moment.kind in (TARGET, START)
    ]
    if targets:
        yield f"Not drawn, for they name no day of the calendar: the targets {', '.join(targets)}."
    printed = [f"“{moment.what}”" for moment in undated if moment.kind in _MEETINGS and moment.what]
    if printed:
        yield f"Not drawn, for they are no days of the calendar: the meetings {', '.join(printed)}."
    entries: dict[str, int] = defaultdict(int)
    for moment in undated:
        if moment.kind not in (TARGET, START, *_MEETINGS):
            entries[_ENTRIES.get(moment.kind, moment.kind).lower()] += len(moment.rows)
    if entries:
        number = sum(entries.values())
        kinds = ", ".join(f"{many} {name}" for name, many in sorted(entries.items(), key=lambda one: (-one[1], one[0])))
        bear = "bears" if number == 1 else "bear"
        yield f"{count(number, 'entry', 'entries')} of the sub-group {bear} no date and so cannot be drawn: {kinds}."


def name_kind(moment: Moment) -> str:
    """Name the kind of a moment in words."""
    if moment.kind in _MEETINGS:
        return f"meeting {_MEETINGS[moment.kind].lower()}"
    if moment.kind in (TARGET, START):
        return "target" if moment.kind == TARGET else _TARGET_STATES[START]
    return _ENTRIES.get(moment.kind, moment.kind).lower()
