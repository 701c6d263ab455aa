"""When actions were closed, how long after their targets, and whether the themes that were finalised came back.

Many closings bear no day. Such a one lies between two days that are known: the newest dated entry before it in the row,
else the day on which the plan commenced; and the newest dated entry of the plan, from which on every undated entry is
known to have been made, else the as-of day. So every time is reckoned twice: as if every such closing was made as early
as it can have been, and as late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrgraph.analysis.answers import Answer
from scrgraph.analysis.survival import Curve, Wait, estimate_curve

_CLOSING = ("completed", "finalised")
_OPENING = ("requested", "to-review", "pending")

NO_ENTRY = "without an entry: whether they are open nobody can tell"
NO_TARGET = "without a target day"
NOT_BEGUN = "in a plan that begins only after the as-of day"
NO_DAY = "closed on a day of which nothing is known"


@dataclass(frozen=True, slots=True)
class Span:
    """The days, as numbers, between which something happened; the same where its day is known."""

    early: int
    late: int

    @property
    def is_exact(self) -> bool:
        """Whether the day is known."""
        return self.early == self.late


@dataclass(frozen=True, slots=True)
class Action:
    """An action: its outcome, the days on which its plan commenced and its last target fell, and when it was closed.

    ``closed`` counts from the first word of a closing since the action was last open, ``finalised`` from the word that
    gave it that outcome; both are ``None`` where it was not, or nothing is known of the day.
    """

    plan: str
    row: str
    name: str
    agency: str | None
    outcome: str | None
    begun: int | None
    due: int | None
    closed: Span | None
    finalised: Span | None


@dataclass(frozen=True, slots=True)
class Timed:
    """Something that waited, in both readings: ``early`` if every undated closing is as early as it can be."""

    plan: str
    subject: str
    name: str
    early: Wait
    late: Wait


@dataclass(frozen=True)
class Waits:
    """What waited, in two readings, and what was counted apart, by the reason.

    ``undated`` counts those whose closing bears no day; where there is none both curves are the same.
    """

    timed: tuple[Timed, ...]
    early: Curve
    late: Curve
    undated: int
    apart: Mapping[str, int]

    @property
    def is_exact(self) -> bool:
        """Whether both readings are the same."""
        return self.early == self.late


def read_actions(answer: Answer, as_of: int) -> tuple[Action, ...]:
    """Read actions from the answer to the question on their entries, as of a day (as a number)."""
    lines = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    newest: dict[str, int] = {}
    for line in lines:
        if isinstance(day := line["day"], int) and day <= as_of:
            newest[str(line["plan"])] = max(day, newest.get(str(line["plan"]), day))
    found = []
    rows: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for line in lines:
        rows.setdefault((str(line["plan"]), str(line["row"])), []).append(line)
    for (plan, row), entries in rows.items():
        first = entries[0]
        outcome = None if first["outcome"] is None else str(first["outcome"])
        begun = first["commencedDay"]
        bounds = (begun if isinstance(begun, int) else None, newest.get(plan, as_of))
        end = _find_closing(entries) if outcome in _CLOSING else None
        final = _find_last(entries, ("finalised",)) if outcome == "finalised" else None
        found.append(
            Action(
                plan,
                row,
                str(first["name"]),
                None if first["agency"] is None else str(first["agency"]),
                outcome,
                bounds[0],
                first["dueDay"] if isinstance(first["dueDay"], int) else None,
                None if end is None else _find_span(entries, end, *bounds),
                None if final is None else _find_span(entries, final, *bounds),
            )
        )
    return tuple(found)


def _find_closing(entries: Sequence[Mapping[str, object]]) -> int | None:
    """Find the first entry that closed an action since it was last open, by its place among the entries."""
    opened = _find_last(entries, _OPENING)
    after = -1 if opened is None else opened
    return next((place for place, entry in enumerate(entries) if place > after and entry["kind"] in _CLOSING), None)


def _find_last(entries: Sequence[Mapping[str, object]], kinds: tuple[str, ...]) -> int | None:
    return max((place for place, entry in enumerate(entries) if entry["kind"] in kinds), default=None)


def _find_span(entries: Sequence[Mapping[str, object]], place: int, begun: int | None, newest: int) -> Span | None:
    day = entries[place]["day"]
    if isinstance(day, int):
        return Span(day, day)
    before = [day for entry in entries[:place] if isinstance(day := entry["day"], int)]
    early = max(before, default=begun)
    return None if early is None else Span(early, max(early, newest))


# -- from target to closure --------------------------------------------------------------------------------------------


def time_closures(actions: Iterable[Action], as_of: int) -> Waits:
    """Time actions from their last target day to their closing; an open one was seen to wait up to the as-of day."""
    apart: dict[str, int] = {}
    timed, undated = [], 0
    for action in actions:
        reason = _tell_apart(action, as_of)
        if reason:
            apart[reason] = apart.get(reason, 0) + 1
            continue
        assert action.due is not None  # as told apart before
        undated += action.closed is not None and not action.closed.is_exact
        early = _wait(action.due, action.closed.early if action.closed else None, as_of)
        late = _wait(action.due, action.closed.late if action.closed else None, as_of)
        timed.append(Timed(action.plan, action.row, action.name, early, late))
    return _sum_up(timed, undated, apart)


def _tell_apart(action: Action, as_of: int) -> str | None:
    if action.begun is not None and action.begun > as_of:
        return NOT_BEGUN
    if action.outcome is None:
        return NO_ENTRY
    if action.due is None:
        return NO_TARGET
    return NO_DAY if action.outcome in _CLOSING and action.closed is None else None


def _wait(begin: int, end: int | None, seen: int) -> Wait:
    """Give a wait; what ended only after it was last seen was waiting until then."""
    return Wait(end - begin, True) if end is not None and end <= seen else Wait(seen - begin, False)


def _sum_up(timed: Sequence[Timed], undated: int, apart: Mapping[str, int]) -> Waits:
    early = estimate_curve(one.early for one in timed)
    late = estimate_curve(one.late for one in timed)
    return Waits(tuple(timed), early, late, undated, dict(sorted(apart.items(), key=lambda one: (-one[1], one[0]))))


# -- from finalising to return -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lesson:
    """A theme that an agency had finalised in a plan: when, and the plans (with their days) that have it again."""

    plan: str
    agency: str
    theme: str
    finalised: Span | None
    later: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Recurrence:
    """Lessons with how long they held, and the same by theme and by agency: how many were finalised, and returned."""

    waits: Waits
    lessons: tuple[Lesson, ...]
    by_theme: tuple[tuple[str, int, int, int], ...]
    by_agency: tuple[tuple[str, int, int, int], ...]


def find_lessons(answer: Answer, actions: Iterable[Action], as_of: int) -> tuple[Lesson, ...]:
    """Find the themes that agencies had finalised, one for each plan, and where they stand again."""
    by_row = {(action.plan, action.row): action for action in actions}
    lines = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    groups: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for line in lines:
        groups.setdefault((str(line["agency"]), str(line["theme"])), []).append(line)
    found: list[Lesson] = []
    for every in groups.values():
        begun = {str(line["plan"]): int(str(line["commencedDay"])) for line in every}
        for plan in sorted(begun, key=lambda plan: (begun[plan], plan)):
            rows = [line for line in every if line["plan"] == plan and line["outcome"] == "finalised"]
            if not rows:
                continue
            spans = [by_row[plan, str(line["row"])].finalised for line in rows]
            later = tuple(sorted((day, name) for name, day in begun.items() if day > begun[plan] and day <= as_of))
            found.append(Lesson(plan, str(rows[0]["agencyName"]), str(rows[0]["themeName"]), _last_of(spans), later))
    return tuple(sorted(found, key=lambda one: (one.agency, one.theme, one.later, one.plan)))


def _last_of(spans: Sequence[Span | None]) -> Span | None:
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    return Span(max(span.early for span in known), max(span.late for span in known))


def time_returns(lessons: Sequence[Lesson], as_of: int) -> Recurrence:
    """Time lessons from the day on which the theme was finalised to the next plan that has it again."""
    apart: dict[str, int] = {}
    timed: list[Timed] = []
    kept: list[Lesson] = []
    undated = 0
    for lesson in lessons:
        span = lesson.finalised
        if span is None or span.early > as_of:
            reason = NO_DAY if span is None else "finalised only after the as-of day"
            apart[reason] = apart.get(reason, 0) + 1
            continue
        undated += not span.is_exact
        kept.append(lesson)
        early, late = (_hold(day, lesson, as_of) for day in (span.early, min(span.late, as_of)))
        timed.append(Timed(lesson.plan, lesson.theme, lesson.agency, early, late))
    waits = _sum_up(timed, undated, apart)
    return Recurrence(
        waits,
        tuple(kept),
        tuple(_count_by(timed, [lesson.theme for lesson in kept])),
        tuple(_count_by(timed, [lesson.agency for lesson in kept])),
    )


def _hold(finalised: int, lesson: Lesson, as_of: int) -> Wait:
    back = next((day for day, _ in lesson.later if day > finalised), None)
    return _wait(finalised, back, as_of)


def _count_by(timed: Sequence[Timed], names: Sequence[str]) -> Iterator[tuple[str, int, int, int]]:
    """Count by a name: how many, and how many returned, at least and at most."""
    counts: dict[str, list[int]] = {}
    for one, name in zip(timed, names, strict=True):
        counted = counts.setdefault(name, [0, 0, 0])
        counted[0] += 1
        counted[1] += one.early.ended and one.late.ended
        counted[2] += one.early.ended or one.late.ended
    for name in sorted(counts, key=lambda name: (-counts[name][0], name)):
        number, least, most = counts[name]
        yield name, number, least, most
