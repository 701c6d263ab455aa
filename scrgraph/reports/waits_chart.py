"""Draws how many are left after a time, as SVG: a falling line with its band, and below how many were still seen.

Where closings bear no day there are two lines, one for each reading, and the truth may lie anywhere between them. They
differ in how they are drawn (whole and dashed) as well as in colour, and are named where they end.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scrgraph.analysis.survival import Curve
from scrgraph.reports.layout import write_percent
from scrgraph.reports.svg import (
    FAINT,
    GRID,
    INK,
    LINE,
    Box,
    Drawing,
    Place,
    fold_to,
    measure,
    measure_paragraphs,
    spread,
)

_WIDTH, _EDGE = 900.0, 40.0
_TALL = 300.0
_LEFT, _RIGHT = 120.0, 200.0  # beside the panel
_TITLE, _WORDS, _LABEL, _FINE = 18.0, 13.0, 12.0, 12.0
_SHARE = 19.0  # from one bar to the next
_MONTH = 30.4375  # days
_BLUE, _VERMILION, _BAND = "#08519c", "#b34700", "#d6e4f2"
_TICKS = 9
_BETWEEN = (
    '<pattern id="between" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2"'
    f' stroke="{FAINT}" stroke-width="0.9" stroke-opacity="0.6"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a number ended, at least and at most; ``few`` tells that there are too few to judge by."""

    name: str
    number: int
    least: int
    most: int
    few: bool


@dataclass(frozen=True)
class WaitsChart:
    """What is drawn: two readings (the same curve where there is but one), and the words around them.

    ``returned`` tells that what is drawn is how many ended, not how many are left. ``names`` are those of the readings,
    ``end_name`` says what the share at their end is of. ``shares`` are drawn as bars below, under ``shares_name``.
    """

    title: str
    told: Sequence[str]
    early: Curve
    late: Curve
    height_name: str
    time_name: str
    zero_name: str
    seen_name: str
    end_name: str
    names: tuple[str, str] = ("as early as can be", "as late as can be")
    returned: bool = False
    legend: Sequence[str] = ()
    shares: Sequence[Share] = ()
    shares_name: str = ""

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The curves that are drawn, one or two."""
        return (self.early,) if self.early == self.late else (self.early, self.late)


def choose_times(curves: Sequence[Curve], most: int = _TICKS) -> list[int]:
    """Choose times in months at which numbers are shown: round ones, from before the first end to the last wait."""
    first = min([0, *(step.days for curve in curves for step in curve.steps[:1])]) / _MONTH
    last = max([0, *(curve.last for curve in curves)]) / _MONTH
    step = next((step for step in (1, 2, 3, 6, 12, 24, 36, 60, 120) if (last - first) / step <= most - 1), 240)
    begin = -int(-(first // step))
    return [step * place for place in range(begin, int(last // step) + 1)] or [0]


def draw_waits(chart: WaitsChart) -> str:
    """Draw the chart as SVG."""
    title = fold_to(chart.title, _WIDTH - 2 * _EDGE, 1.08 * _TITLE)
    told = [fold_to(words, _WIDTH - 2 * _EDGE, _WORDS) for words in chart.told]
    legend = [fold_to(words, _WIDTH - 2 * _EDGE, _FINE) for words in chart.legend]
    top = 32 + measure_paragraphs([title], _TITLE) + measure_paragraphs(told, _WORDS) + 26
    box = Box(_EDGE + _LEFT, top, _WIDTH - _EDGE - _RIGHT, top + _TALL)
    below = box.bottom + 74 + 18 * (len(chart.curves) + 1)
    shares = below + measure_paragraphs(legend, _FINE) + 16
    height = shares + (_SHARE * len(chart.shares) + 30 if chart.shares else 0)
    drawing = Drawing(_WIDTH, height, chart.title, " ".join(chart.told))
    y = drawing.paragraphs((_EDGE, 32.0), [title], _TITLE, font_weight=600)
    drawing.paragraphs((_EDGE, y - 4), told, _WORDS)
    times = choose_times(chart.curves)
    first = min(times[0] * _MONTH, *(step.days for curve in chart.curves for step in curve.steps[:1]), 0)
    last = max(*(curve.last for curve in chart.curves), times[-1] * _MONTH, first + 1)
    highest = _choose_height(chart)

    def across(days: float) -> float:
        return box.left + box.width * (min(max(days, first), last) - first) / (last - first)

    def down(left: float) -> float:
        return box.bottom - box.height * (1 - left if chart.returned else left) * 100 / highest

    drawing.text((box.left, box.top - 12), chart.height_name, _LABEL, font_weight=600)
    _draw_grid(drawing, chart, box, highest, times, across)
    drawing.polygon(_outline_band(chart.curves, first, across, down), _BAND)
    if len(chart.curves) > 1:
        _draw_between(drawing, chart.curves, first, across, down)
    looks: list[tuple[str, dict[str, object]]] = [(_BLUE, {}), (_VERMILION, {"stroke_dasharray": "7 4"})]
    for curve, (colour, dashes) in zip(chart.curves, looks, strict=False):
        drawing.polyline(_step(curve, first, across, down), colour, stroke_width=2.6, **dashes)
        _mark_unseen(drawing, curve, colour, across, down)
    _name_ends(drawing, chart, box, across, down)
    _write_numbers(drawing, chart, box, times, across)
    drawing.paragraphs((_EDGE, below), legend, _FINE, FAINT)
    if chart.shares:
        _draw_shares(drawing, chart, shares)
    return drawing.render()


def _choose_height(chart: WaitsChart) -> int:
    """Choose the highest share of the scale, in per cent: all, unless few returned."""
    if not chart.returned:
        return 100
    lows = [step.left if step.low is None else step.low for curve in chart.curves for step in curve.steps]
    most = 100 * (1 - min(lows, default=1.0))
    return next(top for top in (10, 20, 40, 60, 80, 100) if most <= top)


def _draw_grid(
    drawing: Drawing,
    chart: WaitsChart,
    box: Box,
    highest: int,
    times: Sequence[int],
    across: Callable[[float], float],
) -> None:
    for percent in range(0, highest + 1, 2 if highest == 10 else 5 if highest == 20 else 10 if highest < 80 else 20):
        y = box.bottom - box.height * percent / highest
        drawing.line((box.left, y), (box.right, y))
        drawing.text((box.left - 8, y + 4), f"{percent} %", _LABEL, fill=FAINT, text_anchor="end")
    for months in times:
        x = across(months * _MONTH)
        drawing.line(
            (x, box.top), (x, box.bottom), INK if months == 0 else GRID, stroke_width=1.2 if months == 0 else 1
        )
        drawing.text((x, box.bottom + 17), write_months(months), _LABEL, fill=FAINT, text_anchor="middle")
    drawing.text((box.left, box.bottom + 37), f"{chart.time_name}; 0: {chart.zero_name}", _LABEL)


def write_months(months: int) -> str:
    """Write a number of months, which may be negative."""
    return f"−{-months}" if months < 0 else str(months)


def _step(curve: Curve, first: float, across: Callable[[float], float], down: Callable[[float], float]) -> list[Place]:
    """Give the corners of the line, up to the longest time that anyone was seen to wait."""
    corners = [(across(first), down(1.0))]
    left = 1.0
    for step in curve.steps:
        corners += [(across(step.days), down(left)), (across(step.days), down(step.left))]
        left = step.left
    return [*corners, (across(curve.last), down(left))]


def _outline_band(
    curves: Sequence[Curve], first: float, across: Callable[[float], float], down: Callable[[float], float]
) -> list[Place]:
    """Give the corners of the area from the least to the most that any reading's band allows."""
    lows: list[Place] = []
    highs: list[Place] = []
    low = high = 1.0
    times = sorted({step.days for curve in curves for step in curve.steps})
    lows.append((across(first), down(low)))
    highs.append((across(first), down(high)))
    for days in times:
        x = across(days)
        lows.append((x, down(low)))
        highs.append((x, down(high)))
        found = [curve.find(days) for curve in curves]
        low = min(1.0 if step is None else step.left if step.low is None else step.low for step in found)
        high = max(1.0 if step is None else step.left if step.high is None else step.high for step in found)
        lows.append((x, down(low)))
        highs.append((x, down(high)))
    end = across(max(curve.last for curve in curves))
    return [*lows, (end, down(low)), (end, down(high)), *reversed(highs)]


def _draw_between(
    drawing: Drawing,
    curves: Sequence[Curve],
    first: float,
    across: Callable[[float], float],
    down: Callable[[float], float],
) -> None:
    """Hatch what lies between two readings."""
    fill = drawing.define("between", _BETWEEN)
    one, other = (_step(curve, first, across, down) for curve in curves)
    drawing.polygon([*one, *reversed(other)], fill)


def _mark_unseen(
    drawing: Drawing, curve: Curve, colour: str, across: Callable[[float], float], down: Callable[[float], float]
) -> None:
    """Mark the times at which something was seen to wait for the last time."""
    for days in sorted({wait.days for wait in curve.waits if not wait.ended}):
        x, y = across(days), down(curve.find_left(days))
        drawing.line((x, y - 4), (x, y + 4), colour, stroke_width=1.1)


def _name_ends(
    drawing: Drawing, chart: WaitsChart, box: Box, across: Callable[[float], float], down: Callable[[float], float]
) -> None:
    names = chart.names if len(chart.curves) > 1 else ("at the end",)
    ends = [(curve, name, down(curve.find_left(curve.last))) for curve, name in zip(chart.curves, names, strict=True)]
    ends.sort(key=lambda end: end[2])
    room = 3.2 * _LABEL
    places = spread([y for *_, y in ends], room, box.top + _LABEL, box.bottom - room / 2)
    for (curve, name, y), place in zip(ends, places, strict=True):
        share = curve.find_left(curve.last)
        percent = write_percent(1 - share if chart.returned else share)
        drawing.line((across(curve.last) + 2, y), (box.right + 12, place - 4), FAINT, stroke_width=0.8)
        for number, line in enumerate(fold_to(f"{name}: {percent} {chart.end_name}", _RIGHT - 16, _LABEL)):
            drawing.text((box.right + 16, place + number * _LABEL * LINE), line, _LABEL, font_weight=600)


def _write_numbers(
    drawing: Drawing, chart: WaitsChart, box: Box, times: Sequence[int], across: Callable[[float], float]
) -> None:
    y = box.bottom + 62
    drawing.text((_EDGE, y), chart.seen_name, _LABEL, font_weight=600)
    heads = ("early", "late") if len(chart.curves) > 1 else ("number",)
    for number, (curve, head) in enumerate(zip(chart.curves, heads, strict=True), 1):
        drawing.text((box.left - 30, y + 18 * number), head, _LABEL, text_anchor="end", fill=FAINT)
        for months in times:
            drawing.text(
                (across(months * _MONTH), y + 18 * number),
                str(curve.count_at_risk(months * _MONTH)),
                _LABEL,
                text_anchor="middle",
            )


def _draw_shares(drawing: Drawing, chart: WaitsChart, top: float) -> None:
    """Draw for each name how many of how many ended: a filled bar, what may be hatched, within a frame for all."""
    left = _EDGE + max(measure(share.name, _LABEL) for share in chart.shares) + 10
    most = max(share.number for share in chart.shares)
    scale = min((_WIDTH - _EDGE - left - 190) / most, 30.0)
    drawing.text((_EDGE, top + 8), chart.shares_name, _LABEL, font_weight=600)
    hatch = drawing.define("between", _BETWEEN)
    for place, share in enumerate(chart.shares):
        y = top + 22 + place * _SHARE
        drawing.text((left - 8, y + 12), share.name, _LABEL, text_anchor="end")
        drawing.rectangle(Box(left, y + 2, left + share.number * scale, y + 15), "#ffffff", stroke=FAINT)
        if share.least:
            drawing.rectangle(Box(left, y + 2, left + share.least * scale, y + 15), _BLUE)
        if share.most > share.least:
            drawing.rectangle(Box(left + share.least * scale, y + 2, left + share.most * scale, y + 15), hatch)
        times = str(share.least) if share.least == share.most else f"{share.least}–{share.most}"
        words = f"{times} of {share.number}{' (too few to judge)' if share.few else ''}"
        weight: dict[str, object] = {} if share.few else {"font_weight": 600}
        drawing.text((left + share.number * scale + 8, y + 12), words, _LABEL, **weight)


def list_numbers(chart: WaitsChart) -> Iterator[tuple[int, tuple[int, ...], tuple[float, ...], float, float]]:
    """Give for each time of the axis: how many were still seen and the share left, by reading, and the whole band."""
    for months in choose_times(chart.curves):
        days = months * _MONTH
        steps = [curve.find(days) for curve in chart.curves]
        seen = tuple(curve.count_at_risk(days) for curve in chart.curves)
        left = tuple(curve.find_left(days) for curve in chart.curves)
        low = min(1.0 if step is None else step.left if step.low is None else step.low for step in steps)
        high = max(1.0 if step is None else step.left if step.high is None else step.high for step in steps)
        yield months, seen, left, low, high
