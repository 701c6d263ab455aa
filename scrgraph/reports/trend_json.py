"""Gives trends as plain JSON data."""

from collections.abc import Mapping, Sequence
from typing import Any

from scrgraph.audit.trend import Bounds, Counts, Point, Trend
from scrgraph.reports.trend_words import summarise_trend


def trends_json(trends: Sequence[Trend], together: Trend | None, left_out: Mapping[str, str]) -> dict[str, Any]:
    """Give the trends of several plans, that of all together, and why plans were left out, as plain JSON data."""
    return {
        "plans": [trend_json(trend) for trend in trends],
        "together": trend_json(together) if together else None,
        "left_out": [{"plan": plan, "reason": reason} for plan, reason in left_out.items()],
    }


def trend_json(trend: Trend) -> dict[str, Any]:
    """Give a trend as plain JSON data: days as YYYY-MM-DD, each number of rows as its least and its most."""
    return {
        "plan": trend.plan,
        "plans": list(trend.plans),
        "asOf": trend.as_of.isoformat(),
        "from": trend.points[0].day.isoformat(),
        "until": trend.points[-1].day.isoformat(),
        "commenced": trend.commenced.isoformat() if trend.commenced else None,
        "newest_entry": trend.newest.isoformat() if trend.newest else None,
        "entries": trend.entries,
        "undated_entries": trend.undated,
        "summary": summarise_trend(trend),
        "points": [_write_point(point) for point in trend.points],
        "as_printed": _write_counts(trend.printed),
        "far_targets": [day.isoformat() for day in trend.far],
    }


def _write_point(point: Point) -> dict[str, Any]:
    return {
        "day": point.day.isoformat(),
        "ahead": point.ahead,
        **_write_counts(point.counts),
        "since": {
            "entries": point.happened.entries,
            "targets_passed": point.happened.targets,
            "meetings": point.happened.meetings,
        },
    }


def _write_counts(counts: Counts) -> dict[str, Any]:
    return {
        "rows": counts.rows,
        "open": _write_bounds(counts.open),
        "overdue": _write_bounds(counts.overdue),
        "open_not_overdue": _write_bounds(counts.in_time),
        "completed": _write_bounds(counts.completed),
        "finalised": _write_bounds(counts.finalised),
        "unknown": _write_bounds(counts.unknown),
        "unknown_past_target": _write_bounds(counts.unknown_late),
        "cannot_be_told": counts.untold,
    }


def _write_bounds(bounds: Bounds) -> dict[str, int]:
    return {"least": bounds.least, "most": bounds.most}
