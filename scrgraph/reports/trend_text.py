"""Renders trends as text: what each says in plain words, then a table with a line for each day."""

from collections.abc import Sequence

from scrgraph.audit.trend import Counts, Point, Trend
from scrgraph.reports.layout import fold, render_table, write_day, write_short_day
from scrgraph.reports.trend_words import IF_NOTHING, summarise_trend, title_trend, write_bounds, write_happened

_ROOM_FOR_WHY = 100  # characters a line
_ROOM_FOR_WORDS = 70
_HEADINGS = ("day", "open", "overdue", "completed", "finalised", "no entry", "not told")
_NARROW = ("day", "open", "overdue", "compl.", "final.", "no entry", "not told")
_WHY = "since the line above"
_EXPLAINED = (
    "Each line holds until the next. Overdue rows are open, too; completed rows are not yet finalised; of rows under "
    "“not told” it cannot be told on that day which outcome they had."
)


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
    rows = [_write_row(trend, point, wide) for point in trend.points]
    table = render_table(headings, rows, width, kept=len(_HEADINGS)).splitlines()
    if trend.ahead:
        table.insert(2 + len(trend.past), f"{IF_NOTHING}:")
    return "\n".join([*lines, "", *table, "", *fold(_EXPLAINED, width, hanging="")])


def _write_row(trend: Trend, point: Point, wide: bool) -> tuple[str, ...]:
    counts: Counts = point.counts
    bounds = (counts.open, counts.overdue, counts.completed, counts.finalised, counts.unknown)
    return (
        write_short_day(point.day),
        *map(write_bounds, bounds),
        str(counts.untold),
        *([write_happened(trend, point)] if wide else []),
    )
