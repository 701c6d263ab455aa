"""What several synthetic plans must give together, from what is known of each: no plan is read for it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from scrgraph.synthetic.demands import Told, list_told
from scrgraph.synthetic.draft import Plan, Row
from scrgraph.synthetic.plans import is_finalised, is_left_open

MANY_AGENCIES, SEVERAL = 4, 2


@dataclass(frozen=True)
class KnownRow:
    """What the rules across plans look at of an agency's row; ``overdue_after`` is the last target of an open one."""

    key: str
    agency: str
    themes: tuple[str, ...]
    finalised: bool
    overdue_after: dt.date | None


@dataclass(frozen=True)
class Known:
    """What the rules across plans look at of one plan; ``ties`` are (row, earlier plan, earlier row)."""

    id: str
    commenced: dt.date
    as_of: dt.date
    themes: frozenset[str]
    rows: tuple[KnownRow, ...]
    ties: tuple[tuple[str, str, str], ...]
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, order=True)
class Shared:
    """A finding, or what misses one by a step, over several plans: rule, subject, and the plans it rests on."""

    rule: str
    subject: str
    plans: tuple[str, ...]
    step: str = ""


def know(plan: Plan) -> Known:
    """Give what is known of a plan."""
    return Known(
        plan.id,
        plan.commenced,
        plan.as_of,
        frozenset(theme for row in plan.rows for theme in row.themes),
        tuple(
            KnownRow(row.key, row.agency.slug, row.themes, is_finalised(row), _find_last_target(row))
            for row in plan.rows
            if row.agency
        ),
        tuple((up.row, up.earlier_plan, up.earlier_row) for up in plan.follow_ups),
        list_told(plan.rows),
    )


def _find_last_target(row: Row) -> dt.date | None:
    """Give the day after which an open row is overdue; none where it has no day, or is not open."""
    return row.due if is_left_open(row) else None


def find_shared(plans: Sequence[Known], as_of: dt.date) -> tuple[list[Shared], list[Shared]]:
    """Give the findings over some plans as of a day, and what misses one by a step."""
    if len(plans) < SEVERAL:
        return [], []
    lessons, tied = _find_lessons(plans, as_of)
    return sorted([*_find_themes(plans), *_find_late(plans, as_of), *lessons]), sorted(tied)


def _find_themes(plans: Iterable[Known]) -> Iterable[Shared]:
    by_theme: defaultdict[str, set[str]] = defaultdict(set)
    of_many: set[str] = set()
    for plan in plans:
        agencies: defaultdict[str, set[str]] = defaultdict(set)
        for theme in plan.themes:
            by_theme[theme].add(plan.id)
        for row in plan.rows:
            for theme in row.themes:
                agencies[theme].add(row.agency)
        of_many |= {theme for theme, named in agencies.items() if len(named) >= MANY_AGENCIES}
    for theme, ids in by_theme.items():
        if theme in of_many or len(ids) >= SEVERAL:
            yield Shared("XRV-001", theme, tuple(sorted(ids)))


def _find_late(plans: Iterable[Known], as_of: dt.date) -> Iterable[Shared]:
    """Find the agencies with two overdue rows in a plan, or with one in each of two plans."""
    for agency, times in _count_late(plans, as_of).items():
        if len(times) >= SEVERAL or max(times.values()) >= SEVERAL:
            yield Shared("XRV-002", agency, tuple(sorted(times)))


def find_overdue_agencies(plans: Iterable[Known], as_of: dt.date) -> dict[str, list[str]]:
    """Give the agencies that are overdue in two plans or more as of a day, each with the plans."""
    late = _count_late(plans, as_of)
    return {agency: sorted(times) for agency, times in sorted(late.items()) if len(times) >= SEVERAL}


def _count_late(plans: Iterable[Known], as_of: dt.date) -> dict[str, Counter[str]]:
    """Count each agency's overdue rows by plan."""
    late: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for plan in plans:
        for row in plan.rows:
            if row.overdue_after and row.overdue_after < as_of:
                late[row.agency][plan.id] += 1
    return late


def _find_lessons(plans: Sequence[Known], as_of: dt.date) -> tuple[list[Shared], list[Shared]]:
    """Find what an agency finalised and a later plan asks of it anew: without a tie a finding, else a near miss."""
    finalised: defaultdict[tuple[str, str], list[tuple[Known, KnownRow]]] = defaultdict(list)
    for plan in plans:
        for row in plan.rows:
            for theme in row.themes:
                if row.finalised:
                    finalised[row.agency, theme].append((plan, row))
    untied: defaultdict[str, set[str]] = defaultdict(set)
    tied: defaultdict[str, set[str]] = defaultdict(set)
    for plan in plans:
        anew: defaultdict[tuple[str, str], list[KnownRow]] = defaultdict(list)
        for row in plan.rows:
            for theme in row.themes:
                anew[row.agency, theme].append(row)
        for lesson, rows in anew.items():
            before: defaultdict[str, list[str]] = defaultdict(list)
            for earlier, done in finalised.get(lesson, ()):
                if earlier.commenced < plan.commenced <= as_of:
                    before[earlier.id].append(done.key)
            for name, keys in before.items():
                has_tie = any((row.key, name, key) in plan.ties for row, key in product(rows, keys))
                (tied if has_tie else untied)["/".join((*lesson, plan.id))] |= {plan.id, name}
    step = "tied to the earlier action"
    return (
        [Shared("XRV-003", subject, tuple(sorted(ids))) for subject, ids in untied.items()],
        [
            Shared("XRV-003", subject, tuple(sorted(ids)), step)
            for subject, ids in tied.items()
            if subject not in untied
        ],
    )
