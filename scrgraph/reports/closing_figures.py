"""The figures on time: how long after their targets actions are closed, and how long finalised themes stay away."""

import datetime as dt
from collections.abc import Iterator, Sequence

from scrgraph.analysis.closings import Recurrence, Timed, Waits
from scrgraph.analysis.questions import Question
from scrgraph.analysis.survival import Curve
from scrgraph.reports.figures import Figure, Number, Table
from scrgraph.reports.layout import count, write_percent
from scrgraph.reports.svg import draw_words
from scrgraph.reports.waits_chart import Share, WaitsChart, draw_waits, list_numbers, write_months

FEW = 5
_THEME = "theme"
_MONTH = 30.4375  # days
_TWICE = (
    "Where an entry bears no day, all is reckoned twice: as if it was made as early as it can have been (the newest "
    "dated entry before it in the row, else the day the plan commenced), and as late (the newest dated entry of the "
    "plan). How far the two readings lie apart shows how much the missing days matter."
)
_METHOD = (
    "The share is the estimate of Kaplan and Meier (1958), which takes {} into account for as long as they were seen; "
    "the band of 95 % is Greenwood's. It treats them as independent of one another, which those of one plan are not "
    "quite."
)


def make_closure_figure(question: Question, waits: Waits, plans: Sequence[str], as_of: dt.date) -> Figure:
    """Make the figure of the time from target to closure."""
    told = tuple(_tell_closures(waits))
    notes = [question.description]
    if waits.timed:
        notes += [_METHOD.format("actions that are still open"), *([] if waits.is_exact else [_TWICE])]
    chart = WaitsChart(
        question.summary,
        told,
        waits.early,
        waits.late,
        "Share of actions still open",
        "Months after the last target day (− before it)",
        "the target day",
        "Actions still open then:",
        "still open",
        legend=_explain_picture(waits, "an action still open on the as-of day"),
    )
    return _make(question, chart, waits, plans, as_of, told, notes, "action", "still open")


def make_recurrence_figure(question: Question, recurrence: Recurrence, plans: Sequence[str], as_of: dt.date) -> Figure:
    """Make the figure of what returns after it was finalised: themes, or what the question's header names."""
    waits = recurrence.waits
    unit = _read_unit(question)
    told = tuple(_tell_returns(recurrence, len(plans), unit))
    notes = [question.description]
    if waits.timed and len(plans) > 1:
        notes += [_METHOD.format(f"{unit[1]} that have not returned"), *([] if waits.is_exact else [_TWICE])]
    chart = WaitsChart(
        question.summary,
        told,
        waits.early,
        waits.late,
        f"Share of finalised {unit[1]} that returned",
        f"Months after the {unit[0]} was finalised",
        "the day on which it was finalised",
        "Not returned and still seen then:",
        "returned",
        returned=True,
        shares=[Share(name, number, least, most, number < FEW) for name, number, least, most in recurrence.by_theme]
        if unit[0] == _THEME
        else [],
        shares_name="How many of those that were finalised returned, by theme:",
        legend=_explain_picture(waits, f"a {unit[0]} that had not returned by the as-of day"),
    )
    counted = [
        {
            "by": by,
            "name": name,
            "finalised": number,
            "returned_least": least,
            "returned_most": most,
            "few": number < FEW,
        }
        for by, rows in (("theme", recurrence.by_theme), ("agency", recurrence.by_agency))
        for name, number, least, most in rows
    ]
    return _make(
        question, chart, waits, plans, as_of, told, notes, unit[0], "not returned", recurrence, {"returns": counted}
    )


def _make(
    question: Question,
    chart: WaitsChart,
    waits: Waits,
    plans: Sequence[str],
    as_of: dt.date,
    told: tuple[str, ...],
    notes: Sequence[str],
    what: str,
    left: str,
    recurrence: Recurrence | None = None,
    data: dict[str, object] | None = None,
) -> Figure:
    full = Table(
        ("reading", "days", "at_risk", "ended", "left", "low", "high"),
        tuple(
            (reading, step.days, step.at_risk, step.ended, step.left, step.low, step.high)
            for reading, curve in _name_readings(waits)
            for step in curve.steps
        ),
    )
    subjects = [
        {
            "plan": one.plan,
            "subject": one.subject,
            "name": one.name,
            "early": {"days": one.early.days, "ended": one.early.ended},
            "late": {"days": one.late.days, "ended": one.late.ended},
        }
        for one in waits.timed
    ]
    drawn = bool(waits.timed) and (recurrence is None or len(plans) > 1)
    shown = Table(("months", f"{left}, %", "band, %", "seen"), tuple(_list_shown(chart))) if drawn else None
    if recurrence is not None and drawn and what != _THEME:
        back = sorted(
            (one for one in waits.timed if one.early.ended or one.late.ended),
            key=lambda one: (one.plan, one.subject, one.early.days),
        )
        shown = Table(
            ("finalised in", what, "months until it returned"),
            tuple((one.plan, one.subject, _write_return(one)) for one in back),
        )
    elif recurrence is not None and drawn:
        shown = Table(
            ("theme", "finalised", "returned", "note"),
            tuple(
                (name, number, str(least) if least == most else f"{least}–{most}", "few" if number < FEW else "")
                for name, number, least, most in recurrence.by_theme
            ),
        )
    return Figure(
        question.name,
        question.summary,
        as_of,
        tuple(plans),
        told,
        tuple(notes),
        shown or Table((), ()),
        full,
        lambda: draw_waits(chart) if drawn else draw_words(chart.title, told),
        {
            "unit": what,
            "counted_apart": dict(waits.apart),
            "undated": waits.undated,
            "subjects": subjects,
            "median_days": {reading: curve.find_median() for reading, curve in _name_readings(waits)},
            **(data or {}),
        },
    )


def _read_unit(question: Question) -> tuple[str, str]:
    one, _, many = question.header.get("units", f"{_THEME}, {_THEME}s").partition(",")
    return one.strip(), many.strip()


def _write_return(one: Timed) -> str:
    """Write after how many months something returned, in both readings where they differ."""
    months = [str(round(wait.days / _MONTH)) if wait.ended else "not" for wait in (one.late, one.early)]
    return months[0] if months[0] == months[1] else f"{months[0]} or {months[1]}"


def _name_readings(waits: Waits) -> list[tuple[str, Curve]]:
    return [("exact", waits.early)] if waits.is_exact else [("early", waits.early), ("late", waits.late)]


def _list_shown(chart: WaitsChart) -> Iterator[tuple[Number, ...]]:
    for months, seen, left, low, high in list_numbers(chart):
        yield (
            write_months(months),
            _span([round(100 * share) for share in left]),
            _span([round(100 * low), round(100 * high)]),
            _span(list(seen)),
        )


def _span(numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(least) if least == most else f"{least}–{most}"


def _explain_picture(waits: Waits, unseen: str) -> list[str]:
    if not waits.timed:
        return []
    lines = [f"A small upright stroke: {unseen}. The pale area: the band of 95 %."]
    if not waits.is_exact:
        lines.append(
            "The whole line: every closing without a day as early as it can have been; the dashed line: as late. The "
            "hatched area between them shows how much the missing days matter."
        )
    return lines


# -- sentences ---------------------------------------------------------------------------------------------------------


def _tell_closures(waits: Waits) -> Iterator[str]:
    if not waits.timed:
        yield "There is nothing to draw: no action has both an entry and a target day."
        yield from _tell_apart(waits, "action")
        return
    early, late = waits.early, waits.late
    least, most = sorted((early.ended, late.ended))
    ended = str(least) if least == most else f"{least}–{most}"
    yield f"{ended} of {count(early.number, 'action')} with a target day were closed; the others are still open."
    shares = [curve.find_left(0) for curve in (early, late)]
    yield f"On the target day itself {_write_shares(shares)} were still open."
    yield _tell_median(waits, "closed", "the target day")
    if waits.undated:
        yield (
            f"{count(waits.undated, 'closing')} of {most} {'bears' if waits.undated == 1 else 'bear'} no day, so there "
            "are two readings: closed as early as can be, and as late."
        )
    yield from _tell_apart(waits, "action")
    yield from _tell_few(early, "action", "closed")


def _tell_returns(recurrence: Recurrence, plans: int, unit: tuple[str, str]) -> Iterator[str]:
    waits = recurrence.waits
    if plans < 2:
        yield f"There is nothing to draw: a {unit[0]} can only return in a later review, and here is one plan."
        return
    if not waits.timed:
        yield f"There is nothing to draw: no {unit[0]} is known that was finalised."
        yield from _tell_apart(waits, unit[0])
        return
    number = waits.early.number
    least = sum(one.early.ended and one.late.ended for one in waits.timed)
    most = sum(one.early.ended or one.late.ended for one in waits.timed)
    back = str(least) if least == most else f"{least}–{most}"
    is_theme = unit[0] == _THEME
    once = " (counted once for each agency and plan)" if is_theme else ""
    whose = " for the same agency" if is_theme else ""
    yield (
        f"{count(number, *unit)} {'was' if number == 1 else 'were'} finalised{once}; {back} of them returned{whose} in "
        "a later plan."
    )
    for months in (12, 24, 36):
        shares = [1 - curve.find_left(months * _MONTH) for curve in (waits.early, waits.late)]
        if min(curve.last for curve in (waits.early, waits.late)) >= months * _MONTH:
            yield f"Within {months} months of being finalised, an estimated {_write_shares(shares)} returned."
    if most and is_theme:
        name, finalised, first, last = max(recurrence.by_theme, key=lambda row: (row[2], row[3], row[1]))
        times = str(first) if first == last else f"{first}–{last}"
        few = " (few: no more than a hint)" if finalised < FEW else ""
        yield f"Most often {name} returned: {times} of {finalised}{few}."
    if waits.undated:
        yield (
            f"Of {count(waits.undated, *unit)} the day of finalising is not printed, so there are two readings: as "
            "early as can be, and as late."
        )
    yield from _tell_apart(waits, unit[0])
    yield from _tell_few(waits.early, unit[0], "returned")


def _write_shares(shares: Sequence[float]) -> str:
    low, high = (write_percent(share) for share in (min(shares), max(shares)))
    return low if low == high else f"{low.removesuffix(' %')} to {high}"


def _tell_median(waits: Waits, ended: str, zero: str) -> str:
    medians = [curve.find_median() for curve in (waits.early, waits.late)]
    if all(median is None for median in medians):
        return f"More than half are not {ended} by the end, so no middle time can be given."
    known = [median for median in medians if median is not None]
    first = _write_days(min(known), zero)
    if None in medians:
        return f"Half were {ended} by {first} in the one reading; in the other, fewer than half to the end."
    last = _write_days(max(known), zero)
    if first != last and min(known) * max(known) > 0:
        side = "after" if min(known) > 0 else "before"
        return f"Half were {ended} by some day from {abs(min(known))} to {abs(max(known))} days {side} {zero}."
    return (
        f"Half were {ended} by {first}." if first == last else f"Half were {ended} by some day from {first} to {last}."
    )


def _write_days(days: int, zero: str) -> str:
    if days == 0:
        return zero
    return f"{count(abs(days), 'day')} {'after' if days > 0 else 'before'} {zero}"


def _tell_apart(waits: Waits, what: str) -> Iterator[str]:
    if waits.apart:
        parts = [f"{number} {reason}" for reason, number in waits.apart.items()]
        total = sum(waits.apart.values())
        yield f"Counted apart, and in none of the numbers: {count(total, what)} ({'; '.join(parts)})."


def _tell_few(curve: Curve, what: str, ended: str) -> Iterator[str]:
    if curve.ended < FEW:
        yield f"Small numbers: {curve.ended} of {count(curve.number, what)} {ended}. It is no more than a hint."
