"""Renders trends as text: what each says in plain words, then a table with a line for each day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from scrgraph.audit.trend import Counts, Happened, Point, Trend
from scrgraph.reports.layout import fold, render_table, write_day, write_short_day
from scrgraph.reports.trend_words import IF_NOTHING, summarise_trend, title_trend, write_bounds, write_happened

_ROOM_FOR_WHY = 100  # characters a line
_ROOM_FOR_WORDS = 70
_HEADINGS = ("day", "open", "overdue", "completed", "finalised", "no entry", "not told")
_NARROW = ("day", "open", "overdue", "compl.", "final.", "no entry", "not told")
_WHY = "since the line above"
_MOST_LINES = 120  # of several plans together
_NAMES = (
    "Overdue rows are open, too; completed rows are not yet finalised; of rows under “not told” it cannot be told on "
    "that day which outcome they had."
)
_EXPLAINED = f"Each line holds until the next. {_NAMES}"


def render_trends(trends: Sequence[Trend], together: Trend | None, width: int) -> str:
    """Render the trends of plans one after the other, and that of all together last."""
    shown = [*trends, *([together] if together else [])]
    return "\n\n\n".join(_render(trend, width) for trend in shown) + "\n"


def _render(trend: Trend, width: int) -> str:
    title = title_trend(trend)
    if trend.ahead:
        title += f", and ahead to {write_day(trend.ahead[-1].day)}"
    lines = [*fold(title, width), *(line for told in summarise_trend(trend) for line in fold(told, width))]
    wide = width >= _ROOM_FOR_WHY
    headings = (*(_HEADINGS if width >= _ROOM_FOR_WORDS else _NARROW), *([_WHY] if wide else []))
    points = _choose_lines(trend)
    table = render_table(headings, [_write_row(trend, point, wide) for point in points], width, kept=len(_HEADINGS))
    shown = table.splitlines()
    if trend.ahead:
        shown.insert(2 + sum(not point.ahead for point in points), f"{IF_NOTHING}:")
    explained = _EXPLAINED
    if len(points) < len(trend.points):
        explained = f"Of {len(trend.points)} days only month ends are shown; --format json gives all. " + _NAMES
    return "\n".join([*lines, "", *shown, "", *fold(explained, width, hanging="")])


def _choose_lines(trend: Trend) -> list[Point]:
    """Choose the days that have a line: all, or month ends where several plans together change on too many."""
    if trend.plan is not None or len(trend.points) <= _MOST_LINES:
        return list(trend.points)
    chosen: list[Point] = []
    happened = Happened()
    for point in trend.points:
        happened += point.happened
        is_end = (point.day + dt.timedelta(days=1)).day == 1
        if is_end or point in (trend.points[0], trend.now, trend.points[-1]):
            chosen.append(replace(point, happened=happened))
            happened = Happened()
    return chosen


def _write_row(trend: Trend, point: Point, wide: bool) -> tuple[str, ...]:
    counts: Counts = point.counts
    bounds = (counts.open, counts.overdue, counts.completed, counts.finalised, counts.unknown)
    return (
        write_short_day(point.day),
        *map(write_bounds, bounds),
        str(counts.untold),
        *([write_happened(trend, point)] if wide else []),
    )
