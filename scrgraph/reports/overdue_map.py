"""The figure of the rows overdue by agency over time, with bounds where it cannot be told how it stood."""

import datetime as dt
from collections.abc import Iterator, Sequence

from scrgraph.audit.overdue import NO_AGENCY, Overdue
from scrgraph.audit.trend import Bounds
from scrgraph.reports.figures import Figure, Table, list_names
from scrgraph.reports.layout import count, write_day, write_short_day
from scrgraph.reports.matrix_chart import Matrix, Square, draw_matrix
from scrgraph.reports.svg import draw_words
from scrgraph.reports.trend_words import write_bounds

NAME = "overdue-by-agency"
TITLE = "How many rows of which agency were overdue, and when?"
MEANING = (
    "Each number counts the rows of an agency's own review that were open past their last target day. Each day is a "
    "replay: entries dated later are hidden. What nobody can tell of that day, since entries bear no date or a target "
    "is vague, is given as the least and the most, like 0–5."
)
MOST_ROWS, MOST_DAYS = 30, 24
_OWN = "rows of no single agency"
_ROOM, _DIGIT = 660.0, 7.4  # for the columns, and for a sign in them
_STEPS = (1, 2, 3, 6, 12, 24, 60)  # months
_NAMED = 3
_PRINTED = 4  # days in the table for people


def make_overdue_map(overdue: Overdue, plans: Sequence[str], as_of: dt.date) -> Figure:
    """Make the figure of the rows overdue by agency."""
    owners = sort_owners(overdue)
    names = {owner: _name(overdue, owner) for owner in overdue.counts}
    chosen = choose_days(overdue.days, _count_columns(overdue, owners))
    told = tuple(_tell(overdue, owners, names))
    notes = [MEANING]
    if overdue.later:
        notes.append(f"{count(len(overdue.later), 'plan')} had not begun by then, or has no day: not counted.")
    every = sorted(overdue.counts, key=lambda owner: (names[owner], owner))
    full = Table(
        ("agency", "day", "least", "most", "rows"),
        tuple(
            (names[owner], day, bounds.least, bounds.most, overdue.rows[owner])
            for owner in every
            for day, bounds in zip(overdue.days, overdue.counts[owner], strict=True)
        ),
    )
    last = chosen[-_PRINTED:]
    shown = Table(
        ("agency", "rows", *(write_short_day(overdue.days[place]) for place in last)),
        tuple(
            (names[owner], overdue.rows[owner], *(write_bounds(overdue.counts[owner][place]) for place in last))
            for owner in owners
        ),
    )
    return Figure(
        NAME,
        TITLE,
        as_of,
        tuple(plans),
        told,
        tuple(notes),
        shown,
        full,
        lambda: _draw(overdue, owners, names, chosen, told) if owners else draw_words(TITLE, told),
        {"not_begun": list(overdue.later)},
    )


def _name(overdue: Overdue, owner: str) -> str:
    return _OWN if owner == NO_AGENCY else overdue.agencies.get(owner, owner)


def sort_owners(overdue: Overdue) -> list[str]:
    """Sort those of whom a row was or may have been overdue: the most on the last day first, then the most ever.

    The rows of no single agency stand last.
    """
    ever = [owner for owner, counts in overdue.counts.items() if any(bounds.most for bounds in counts)]

    def rank(owner: str) -> tuple[object, ...]:
        counts = overdue.counts[owner]
        return (
            owner == NO_AGENCY,
            -counts[-1].least,
            -counts[-1].most,
            -max(bounds.least for bounds in counts),
            -max(bounds.most for bounds in counts),
            _name(overdue, owner),
            owner,
        )

    return sorted(ever, key=rank)


def _count_columns(overdue: Overdue, owners: Sequence[str]) -> int:
    """Count the columns that there is room for: the longest pair of bounds in a square must be legible."""
    drawn = [overdue.counts[owner] for owner in owners]
    others = [owner for owner in owners if owner != NO_AGENCY][MOST_ROWS:]
    drawn.append(tuple(_add([overdue.counts[owner][place] for owner in others]) for place in range(len(overdue.days))))
    longest = max(len(write_bounds(bounds)) for counts in drawn for bounds in counts)
    return min(MOST_DAYS, int(_ROOM / (longest * _DIGIT + 6)))


def choose_days(days: Sequence[dt.date], most: int = MOST_DAYS) -> list[int]:
    """Choose the places of the days that have a column: each month's end, or each so many's, and the last day."""
    months = [12 * day.year + day.month for day in days]
    step = next((step for step in _STEPS if (months[-1] - months[0]) / step < most - 1), 120)
    chosen = [place for place, month in enumerate(months[:-1]) if month % step == 0]
    return [*chosen, len(days) - 1]


def _tell(overdue: Overdue, owners: Sequence[str], names: dict[str, str]) -> Iterator[str]:
    last, total = overdue.days[-1], overdue.total
    if not owners:
        yield f"There is nothing to show: up to {write_day(last)} no row of {count(overdue.plans, 'plan')} was overdue."
        return
    now = total[-1]
    late = [owner for owner in owners if overdue.counts[owner][-1].most and owner != NO_AGENCY]
    yield (
        f"On {write_day(last)}, {write_bounds(now)} {'row was' if now == Bounds(1, 1) else 'rows were'} overdue"
        + (f", with {count(len(late), 'agency', 'agencies')}." if late else ".")
    )
    if late:
        first = [f"{names[owner]} ({write_bounds(overdue.counts[owner][-1])})" for owner in late[:_NAMED]]
        least = overdue.counts[late[:_NAMED][-1]][-1]
        as_many = sum(overdue.counts[owner][-1] == least for owner in late[_NAMED:])
        more = f"; {as_many} more with as many as the last of them" if as_many else ""
        yield f"The most overdue then: {list_names(first)}{more}."
    peak = max(range(len(total)), key=lambda place: (total[place].least, -place))
    if total[peak].least > now.least:
        yield f"The highest number known to be overdue was {total[peak].least}, at {write_day(overdue.days[peak])}."
    if not overdue.is_certain:
        widest = max(range(len(total)), key=lambda place: (total[place].most - total[place].least, -place))
        yield (
            f"The past is uncertain, most of all at {write_day(overdue.days[widest])}: {write_bounds(total[widest])} "
            "rows. Hatched squares show where nobody can tell."
        )
    never = len([owner for owner in overdue.counts if owner not in owners and owner != NO_AGENCY])
    if never:
        yield f"Left out: {count(never, 'agency', 'agencies')} that never had a row overdue."


def _draw(
    overdue: Overdue, owners: Sequence[str], names: dict[str, str], chosen: Sequence[int], told: Sequence[str]
) -> str:
    agencies = [owner for owner in owners if owner != NO_AGENCY]
    shown, others = agencies[:MOST_ROWS], agencies[MOST_ROWS:]
    rows = [names[owner] for owner in shown]
    squares = [
        [_square(names[owner], overdue, overdue.counts[owner][place], place) for place in chosen] for owner in shown
    ]
    if others:
        name = count(len(others), "other agency", "other agencies")
        rows.append(name)
        squares.append(
            [
                _square(name, overdue, _add([overdue.counts[owner][place] for owner in others]), place)
                for place in chosen
            ]
        )
    if NO_AGENCY in owners:
        rows.append(names[NO_AGENCY])
        own = overdue.counts[NO_AGENCY]
        squares.append([_square(names[NO_AGENCY], overdue, own[place], place) for place in chosen])
    total = overdue.total
    return draw_matrix(
        Matrix(
            TITLE,
            told,
            rows,
            [write_short_day(overdue.days[place]) for place in chosen],
            squares,
            "rows",
            bars=[(total[place].least, total[place].most) for place in chosen],
            bars_name="all rows overdue",
            hatched="" if overdue.is_certain else "uncertain: at least – at most",
            legend=[MEANING],
        )
    )


def _square(name: str, overdue: Overdue, bounds: Bounds, place: int) -> Square:
    words = write_bounds(bounds)
    told = f"{name}, {write_day(overdue.days[place])}: {words}"
    uncertain = bounds.least != bounds.most
    return Square(words if bounds.most else "", bounds.least, told, strong=bounds.least >= 5, hatched=uncertain)


def _add(every: Sequence[Bounds]) -> Bounds:
    total = Bounds()
    for bounds in every:
        total += bounds
    return total
