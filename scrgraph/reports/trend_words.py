"""Says in plain words what a trend shows: how it stood at worst, how it stands, and where it leads."""

import datetime as dt
from collections.abc import Iterator

from scrgraph.audit.trend import Bounds, Counts, Happened, Point, Trend
from scrgraph.reports.layout import count, write_day

IF_NOTHING = "if nothing more is entered"


def title_trend(trend: Trend) -> str:
    """Give the title of a trend."""
    name = trend.plan if trend.plan is not None else f"All {len(trend.plans)} plans together"
    return f"{name}: trend up to {write_day(trend.as_of)}"


def summarise_trend(trend: Trend) -> list[str]:
    """Say what a trend shows, a sentence or two each: now, at worst, ahead, and what of it is uncertain."""
    return [
        _tell_now(trend),
        _tell_worst(trend),
        _tell_ahead(trend),
        *_tell_uncertainty(trend),
        *_tell_printed(trend),
        *(
            f"A target of {write_day(day)} lies too far off to be shown; it is taken for a misprint."
            for day in trend.far
        ),
        *(f"Corrected: {told}" for told in trend.corrected),
    ]


def write_bounds(bounds: Bounds, between: str = "–") -> str:
    """Write a number of rows, or its least and its most: "14", "0–69"."""
    return str(bounds.least) if bounds.least == bounds.most else f"{bounds.least}{between}{bounds.most}"


def write_counts(counts: Counts) -> str:
    """Write how rows stand: "14 of 70 rows open (6 of them overdue), 8 completed only and 47 finalised"."""
    late = f" ({_write(counts.unknown_late)} of them past the target)" if counts.unknown_late.most else ""
    overdue = f" ({_write(counts.overdue)} of them overdue)" if counts.open.most else ""
    parts = [
        f"{_write(counts.open)} of {count(counts.rows, 'row')} open{overdue}",
        *([f"{_write(counts.completed)} completed only"] if counts.completed.most else []),
        *([f"{_write(counts.finalised)} finalised"] if counts.finalised.most else []),
        *([f"{_write(counts.unknown)} without an entry{late}"] if counts.unknown.most else []),
    ]
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def write_happened(trend: Trend, point: Point) -> str:
    """Write what happened since the point before, and what day it is: "2 entries, 1 target passed"."""
    parts = [*_name_day(trend, point.day), *_list_happened(point.happened)]
    return ", ".join(parts)


def _list_happened(happened: Happened) -> Iterator[str]:
    if happened.entries:
        yield count(happened.entries, "entry", "entries")
    if happened.targets:
        yield f"{count(happened.targets, 'target')} past"
    if happened.meetings:
        yield count(happened.meetings, "meeting")


def _name_day(trend: Trend, day: dt.date) -> Iterator[str]:
    if trend.plan is None:
        return
    if day == trend.commenced:
        yield "the plan begins"
    if day == trend.newest:
        yield "newest dated entry"


def _tell_now(trend: Trend) -> str:
    return f"On {write_day(trend.as_of)}: {write_counts(trend.now.counts)}."


def _tell_worst(trend: Trend) -> str:
    """Tell the highest number of rows overdue up to the as-of day."""
    least = max(trend.past, key=lambda point: point.counts.overdue.least)  # the first of several
    most = max(trend.past, key=lambda point: point.counts.overdue.most)
    number, at_most = least.counts.overdue.least, most.counts.overdue.most
    if not at_most:
        return "Up to then no row was overdue."
    since = f"first on {write_day(least.day)}"
    if number == at_most:
        return f"The highest number overdue up to then was {number}, {since}."
    perhaps = f"there may have been up to {at_most} (first on {write_day(most.day)})"
    if not number:
        return f"Of no row is it certain that it was overdue up to then; {perhaps}."
    return f"The highest number known to be overdue up to then was {number}, {since}; {perhaps}."


def _tell_ahead(trend: Trend) -> str:
    """Tell what will be overdue if nothing more is entered."""
    now = trend.now.counts
    if not trend.ahead:
        if not now.open.most:
            return "No row is open, so none can fall overdue."
        stay = f"{_write(now.overdue)} {'stays' if _is_one(now.overdue) else 'stay'} overdue"
        return f"No target of an open row is still to come: {IF_NOTHING}, {stay}."
    end = trend.ahead[-1]
    then = end.counts
    last = write_day(end.day - dt.timedelta(days=1))
    more = then.overdue.least - now.overdue.least
    compared = ""
    if then.overdue != now.overdue and now.is_certain and then.is_certain:
        compared = f", {more} more than on {write_day(trend.as_of)}"
    silent = ""
    if then.unknown_late.most:
        silent = f"; {_write(then.unknown_late)} without an entry will be past the target"
    return (
        f"{IF_NOTHING[0].upper()}{IF_NOTHING[1:]}, {_write(then.overdue)} {'row' if _is_one(then.overdue) else 'rows'} "
        f"will be overdue once the last target, {last}, has passed{compared}{silent}."
    )


def _tell_uncertainty(trend: Trend) -> Iterator[str]:
    """Tell why numbers are given as bounds."""
    uncertain = [point for point in trend.points if not point.counts.is_certain]
    if not uncertain:
        return
    bounds = "Such a number is given as its least and its most, like 0–5."
    if any(point.counts.untold for point in uncertain):
        entries = f"{trend.undated} of {count(trend.entries, 'entry', 'entries')} bear no date"
        if trend.undated == 1:
            entries = f"1 of {count(trend.entries, 'entry', 'entries')} bears no date"
        if trend.plan is None:
            yield (
                f"The past is uncertain: {entries}, and before the newest dated entry of a plan nobody can tell which "
                f"of its own had been made. {bounds}"
            )
        elif trend.newest is None:
            yield (
                f"The past is uncertain: no entry bears a date, so nobody can tell which had been made before "
                f"{write_day(trend.as_of)}. {bounds}"
            )
        else:
            yield (
                f"Before {write_day(trend.newest)}, the day of the newest dated entry, the past is uncertain: "
                f"{entries}, and nobody can tell whether these had been made. {bounds}"
            )
    else:
        yield f"A vague or impossible target leaves open whether a row is overdue. {bounds}"


def _tell_printed(trend: Trend) -> Iterator[str]:
    """Tell how an audit counts that takes the record as printed, where entries are dated after the as-of day."""
    if trend.printed == trend.now.counts:
        return
    yield (
        f"Entries dated after {write_day(trend.as_of)} are left out. With all that is "
        f"printed, an audit as of that day counts: {write_counts(trend.printed)}."
    )


def _write(bounds: Bounds) -> str:
    return write_bounds(bounds, " to ")


def _is_one(bounds: Bounds) -> bool:
    return bounds.least == bounds.most == 1
