"""Draws trends as SVG.

Above, every row of the plan has its place: those that are finalised lie lowest, and what cannot be told lies on top,
hatched. Below are the rows overdue, as a line with a band from the least to the most. Ahead of the as-of day all is
paler, and its edges are dashed. The colours are Okabe and Ito's, which people tell apart however they see them; each
area has a pattern or a lightness of its own, too, for those who print without colour. Every area and line is named
where it ends. Several plans are drawn small, on one scale of time, below all of them together.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scrgraph.audit.trend import Bounds, Counts, Trend
from scrgraph.reports.layout import count, write_day, write_short_day
from scrgraph.reports.svg import FAINT, GRID, INK, PAPER, Box, Drawing, Place, fold_to, measure, spread
from scrgraph.reports.trend_words import IF_NOTHING, summarise_trend, title_trend, write_bounds

MOST_PLANS = 60  # that are drawn one by one

_WIDTH, _EDGE, _GAP = 760.0, 44.0, 5.0
_TALL, _LOW, _SMALL = 236.0, 104.0, 118.0  # heights of the panels
_BETWEEN = 58.0  # of two small panels
_TITLE, _WORDS, _LABEL, _FINE = 18.0, 13.5, 13.0, 12.0  # sizes of fonts
_LINE = 1.36  # of the size of a font
_TAIL = 0.035  # of the span: for how long the last day is drawn
_MONTH = 30.44
_VERMILION = "#d55e00"


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer of the upper panel: its name, a shorter one, how many rows are in it and may be in it, and its looks."""

    name: str
    short: str
    certain: Callable[[Counts], int]
    bounds: Callable[[Counts], Bounds]
    colour: str
    mark: str = ""  # what a pattern draws on the colour


_PATTERN = 'width="6" height="6" patternUnits="userSpaceOnUse"'
_STRIPES = "M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2"
_HATCHES = "M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2"
_LAYERS = (
    _Layer("finalised", "finalised", lambda counts: counts.finalised.least, lambda counts: counts.finalised, "#009e73"),
    _Layer(
        "completed only",
        "completed",
        lambda counts: counts.completed.least,
        lambda counts: counts.completed,
        "#56b4e9",
        f'<circle cx="3" cy="3" r="1.1" fill="{PAPER}"/>',
    ),
    _Layer("open, not overdue", "open", lambda counts: counts.in_time.least, lambda counts: counts.in_time, "#f0e442"),
    _Layer(
        "open, perhaps overdue",
        "perhaps late",
        lambda counts: counts.open.least - counts.in_time.least - counts.overdue.least,
        lambda counts: Bounds(*[counts.open.least - counts.in_time.least - counts.overdue.least] * 2),
        "#f0e442",
        f'<path d="{_STRIPES}" stroke="{_VERMILION}" stroke-width="1.2"/>',
    ),
    _Layer(
        "overdue",
        "overdue",
        lambda counts: counts.overdue.least,
        lambda counts: counts.overdue,
        _VERMILION,
        f'<path d="{_STRIPES}" stroke="{INK}" stroke-width="1.2"/>',
    ),
    _Layer(
        "without an entry",
        "no entry",
        lambda counts: counts.unknown.least,
        lambda counts: counts.unknown,
        "#e6eaef",
        '<path d="M0,3 h6" stroke="#6e7781" stroke-width="1.4"/>',
    ),
    _Layer(
        "cannot be told",
        "not told",
        lambda counts: counts.untold,
        lambda counts: Bounds(counts.untold, counts.untold),
        PAPER,
        f'<path d="{_HATCHES}" stroke="#8c959f" stroke-width="0.8"/>',
    ),
)


def draw_trend(trend: Trend) -> str:
    """Draw the trend of a plan, or of several together, as SVG."""
    return _draw(trend, ())


def draw_trends(trends: Sequence[Trend], together: Trend) -> str:
    """Draw the trend of several plans together, and below it each of theirs, small; of many only the most overdue."""
    shown = trends
    if len(trends) > MOST_PLANS:
        worst = sorted(trends, key=lambda trend: (-trend.now.counts.overdue.most, trend.plan or ""))[:MOST_PLANS]
        shown = [trend for trend in trends if trend in worst]
    return _draw(together, shown)


def _draw(trend: Trend, small: Sequence[Trend]) -> str:
    told = summarise_trend(trend)
    folded = [fold_to(words, _WIDTH - 2 * _EDGE, _WORDS) for words in told]
    top = 112 + sum(len(lines) * _WORDS * _LINE + _GAP for lines in folded)
    names = _write_names(trend)
    right = _WIDTH - 44 - max(measure(words, _LABEL) for words in [f"{IF_NOTHING}", *names.values()])
    tall = Box(_EDGE, top, right, top + _TALL)
    low = Box(_EDGE, tall.bottom + 42, right, tall.bottom + 42 + _LOW)
    height = low.bottom + 36 + (_measure_small(small) if small else 0)
    drawing = Drawing(_WIDTH, height, title_trend(trend), " ".join(told))
    drawing.text((_EDGE, 32), title_trend(trend), _TITLE, font_weight=600)
    y = 36.0
    for number, lines in enumerate(folded):
        for line in lines:
            y += _WORDS * _LINE
            drawing.text((_EDGE, y), line, _WORDS, fill=FAINT if number else INK)
        y += _GAP
    axis = _Axis(tall, trend.points[0].day, trend.points[-1].day)
    rows = trend.points[-1].counts.rows
    drawing.text((_EDGE, top - 44), f"How {count(rows, 'row')} stood", _LABEL, font_weight=600)
    _draw_days(drawing, axis, tall, low)
    _draw_layers(drawing, axis, trend, tall)
    if _tell_untold(drawing, axis, trend, tall):
        names.pop(_LAYERS[-1])
    _place_names(drawing, trend, tall, names, _LABEL)
    _draw_overdue(drawing, axis, trend, low)
    _draw_now(drawing, axis, trend, tall, low)
    _name_overdue(drawing, axis, trend, low)
    if small:
        _draw_small(drawing, small, len(trend.plans), low.bottom + 36, axis)
    return drawing.render()


# -- the scale of time -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Axis:
    """Places days across a box, from the first to the last, which is drawn for a while."""

    box: Box
    first: dt.date
    last: dt.date

    @property
    def days(self) -> float:
        """How many days there are across the box."""
        span = max((self.last - self.first).days, 1)
        return span + max(_TAIL * span, 1)

    def place(self, day: dt.date) -> float:
        """Give the place of a day."""
        return self.box.left + self.box.width * min((day - self.first).days / self.days, 1)

    def ticks(self, room: float) -> Iterator[tuple[float, str]]:
        """Give the places and the names of months or years, each with so much room."""
        least = self.days / _MONTH * room / self.box.width
        months = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120) if step >= least), 240)
        begin = 12 * self.first.year + self.first.month - 1
        for month in range(begin + (-begin) % months, begin + int(self.days / _MONTH) + 2, months):
            day = dt.date(month // 12, month % 12 + 1, 1)
            if self.first <= day and (day - self.first).days <= self.days:
                yield self.place(day), str(day.year) if months >= 12 else write_short_day(day).partition(" ")[2]


def _draw_days(drawing: Drawing, axis: _Axis, *panels: Box, size: float = _LABEL) -> None:
    """Draw a line for each month or year that is named, through the panels, and name it below the last."""
    for x, name in axis.ticks(5.5 * size):
        for panel in panels:
            drawing.line((x, panel.top), (x, panel.bottom))
        if panels[0].left + 10 < x < panels[0].right - 10:
            drawing.text((x, panels[-1].bottom + 17), name, size, fill=FAINT, text_anchor="middle")


def _draw_heights(drawing: Drawing, box: Box, top: int, place: Callable[[float], float], size: float = _LABEL) -> None:
    """Draw a line for some numbers of rows, and name it."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9) if top / step <= 4)
    for number in range(0, top + 1, step):
        drawing.line((box.left, place(number)), (box.right, place(number)))
        drawing.text((box.left - 6, place(number) + 4), f"{number:,}", size, fill=FAINT, text_anchor="end")


# -- all rows ----------------------------------------------------------------------------------------------------------


def _draw_layers(drawing: Drawing, axis: _Axis, trend: Trend, box: Box, size: float = _LABEL) -> None:
    """Draw how many rows are in each layer, one upon the other."""
    top = max(point.counts.rows for point in trend.points)

    def place(rows: float) -> float:
        return box.bottom - box.height * rows / max(top, 1)

    _draw_heights(drawing, box, top, place, size)
    below = [0] * len(trend.points)
    for layer in _LAYERS:
        above = [low + layer.certain(point.counts) for low, point in zip(below, trend.points, strict=True)]
        for ahead in (False, True):
            days, lows, highs = _choose(trend, ahead, below, above)
            if not days or lows == highs:
                continue
            edge = _step(axis, days, [place(high) for high in highs])
            floor = _step(axis, days, [place(low) for low in lows])
            fill = _fill(drawing, layer)
            looks: dict[str, object] = {"fill_opacity": 0.5} if ahead else {}
            drawing.polygon([*edge, *reversed(floor)], fill, **looks)
            dashed: dict[str, object] = {"stroke_dasharray": "5 3"} if ahead else {}
            drawing.polyline(edge, INK if ahead else PAPER, stroke_width=1.0, **dashed)
        below = above


def _choose(
    trend: Trend, ahead: bool, lows: Sequence[int], highs: Sequence[int]
) -> tuple[list[dt.date], list[int], list[int]]:
    """Choose what is drawn of the past, or ahead of it: the days, the last of them where it ends, and the numbers."""
    now = len(trend.past) - 1
    if ahead:
        days = [trend.as_of, *(point.day for point in trend.ahead), dt.date.max]
        return days, list(lows[now:]), list(highs[now:])
    days = [point.day for point in trend.past]
    return days, list(lows[:now]), list(highs[:now])


def _step(axis: _Axis, days: Sequence[dt.date], heights: Sequence[float]) -> list[Place]:
    """Give the corners of a line that keeps each height until the next day."""
    corners: list[Place] = []
    for (day, until), height in zip(pairwise(days), heights, strict=True):
        if corners and corners[-1][1] == height:
            corners.pop()
        else:
            corners.append((axis.place(day), height))
        corners.append((axis.place(until), height))
    return corners


def _fill(drawing: Drawing, layer: _Layer) -> str:
    if not layer.mark:
        return layer.colour
    name = layer.name.replace(" ", "-").replace(",", "")
    return drawing.define(
        name,
        f'<pattern id="{name}" {_PATTERN}><rect width="6" height="6" fill="{layer.colour}"/>{layer.mark}</pattern>',
    )


def _tell_untold(drawing: Drawing, axis: _Axis, trend: Trend, box: Box) -> bool:
    """Write into the hatched layer what it is, where there is room; tells whether there was."""
    most = max(point.counts.untold for point in trend.points)
    wide = [
        (axis.place(point.day), axis.place(after.day), point.counts)
        for point, after in pairwise(trend.past)
        if most and point.counts.untold >= most / 2
    ]
    if not wide:
        return False
    rows = max(point.counts.rows for point in trend.points)
    left, right = wide[0][0], wide[-1][1]
    top = box.bottom - box.height * min(counts.rows for *_, counts in wide) / rows
    bottom = box.bottom - box.height * max(counts.rows - counts.untold for *_, counts in wide) / rows
    words = ["cannot be told:", f"{trend.undated} of {count(trend.entries, 'entry', 'entries')}", "bear no date"]
    if right - left < max(measure(line, _LABEL) for line in words) + 8 or bottom - top < 4 * _LABEL * _LINE:
        return False
    for number, line in enumerate(words):
        _write_over(drawing, ((left + right) / 2, (top + bottom) / 2 + (number - 0.7) * _LABEL * _LINE), line)
    return True


def _write_over(drawing: Drawing, place: Place, words: str, size: float = _LABEL, **attributes: object) -> None:
    """Write words over what is drawn, with the paper's colour around each letter."""
    halo = {"stroke": PAPER, "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke"}
    drawing.text(place, words, size, **{"text_anchor": "middle", **halo, **attributes})


def _write_names(trend: Trend, *, short: bool = False) -> dict[_Layer, str]:
    """Write the name of each layer that is drawn, with its number now, and where it leads."""
    names = {}
    for layer in _LAYERS:
        if any(layer.certain(point.counts) for point in trend.points):
            now, then = layer.bounds(trend.now.counts), layer.bounds(trend.points[-1].counts)
            leads = f" → {write_bounds(then)}" if then != now else ""
            names[layer] = f"{write_bounds(now)} {layer.short if short else layer.name}{leads}"
    return names


def _place_names(drawing: Drawing, trend: Trend, box: Box, names: dict[_Layer, str], size: float) -> None:
    """Write the names of layers beside the places where they end."""
    top = max(max(point.counts.rows for point in trend.points), 1)
    last = trend.points[-1].counts
    below, named = 0, []
    for layer in _LAYERS:
        height = layer.certain(last)
        middle = box.bottom - box.height * (below + height / 2) / top
        below += height
        if layer in names:
            named.append((layer, middle))
    named.reverse()
    ys = spread([middle for _, middle in named], size * _LINE, box.top + size / 2, box.bottom - size / 2)
    for (layer, middle), y in zip(named, ys, strict=True):
        left = box.right + 14
        drawing.line((box.right + 1, middle), (left - 1, y), FAINT, stroke_width=0.8)
        swatch = Box(left, y - size * 0.4, left + size * 0.8, y + size * 0.4)
        drawing.rectangle(swatch, _fill(drawing, layer), stroke=INK, stroke_width=0.6)
        drawing.text((swatch.right + 5, y + size * 0.36), names[layer], size)


# -- the overdue -------------------------------------------------------------------------------------------------------


def _scale_overdue(trend: Trend, box: Box) -> tuple[int, Callable[[float], float]]:
    """Give the highest number of rows overdue, and what places a number in the box."""
    most = max([1, *(point.counts.overdue.most for point in trend.points)])
    return most, lambda rows: box.bottom - box.height * rows / (most * 1.15)


def _draw_overdue(drawing: Drawing, axis: _Axis, trend: Trend, box: Box) -> None:
    """Draw the number of rows overdue: a line for the least, and a band up to the most."""
    least = [point.counts.overdue.least for point in trend.points]
    most = [point.counts.overdue.most for point in trend.points]
    highest, place = _scale_overdue(trend, box)
    drawing.text((box.left, box.top - 10), "How many were overdue", _LABEL, font_weight=600)
    _draw_heights(drawing, box, highest, place)
    hatched = f'<path d="{_HATCHES}" stroke="{_VERMILION}" stroke-width="0.9"/>'
    band = drawing.define("perhaps", f'<pattern id="perhaps" {_PATTERN}>{hatched}</pattern>')
    for ahead in (False, True):
        days, lows, highs = _choose(trend, ahead, least, most)
        floor = _step(axis, days, [place(low) for low in lows])
        edge = _step(axis, days, [place(high) for high in highs])
        dashed: dict[str, object] = {"stroke_dasharray": "6 4"} if ahead else {}
        if lows != highs:
            drawing.polygon([*edge, *reversed(floor)], band)
            drawing.polyline(edge, _VERMILION, stroke_width=1.0, **dashed)
        if floor:
            drawing.polyline(floor, _VERMILION, stroke_width=2.6, **dashed)


def _name_overdue(drawing: Drawing, axis: _Axis, trend: Trend, box: Box) -> None:
    """Write the numbers at the line and the band: now, at the end, and over the longest time that is uncertain."""
    _, place = _scale_overdue(trend, box)
    now, then = trend.now.counts.overdue, trend.points[-1].counts.overdue
    x = axis.place(trend.as_of)
    drawing.polygon(_round((x, place(now.least))), _VERMILION)
    if now.least == now.most:
        _write_over(drawing, (x - 8, place(now.most) - 8), str(now.most), font_weight=600, text_anchor="end")
    words = [f"{write_bounds(now)} on {write_short_day(trend.as_of)}"]
    if trend.ahead:
        words += [f"{write_bounds(then)} on {write_short_day(trend.points[-1].day)},", f"{IF_NOTHING}"]
    middle = min(max(place(then.least), box.top + 10), box.bottom - (len(words) - 1) * _LABEL * _LINE)
    for number, line in enumerate(words):
        drawing.text((box.right + 14, middle + number * _LABEL * _LINE), line, _LABEL)
    uncertain = [
        (point.counts.overdue, axis.place(point.day), axis.place(after.day))
        for point, after in pairwise(trend.past)
        if point.counts.overdue.least != point.counts.overdue.most
    ]
    if not uncertain:
        return
    bounds, _, right = max(uncertain, key=lambda part: part[0].most)
    highest = f"up to {bounds.most}"
    right = max(right, box.left + measure(highest, _LABEL))
    beside_now = right > x - 3 * _LABEL and abs(place(bounds.most) - place(now.most)) < 1.5 * _LABEL
    if place(bounds.least) - place(bounds.most) > _LABEL / 2 and not (beside_now and now.least == now.most):
        _write_over(drawing, (right, place(bounds.most) - 6), highest, text_anchor="end")
    bounds, left, right = max(uncertain, key=lambda part: part[2] - part[1])
    lowest = f"at least {bounds.least}"
    if right - left > measure(lowest, _LABEL) and place(bounds.least) - place(bounds.most) > 2.5 * _LABEL:
        _write_over(drawing, ((left + right) / 2, place(bounds.least) - 6), lowest)


def _round(middle: Place) -> list[Place]:
    """Give the corners of a lozenge that marks a place."""
    x, y = middle
    return [(x - 5, y), (x, y - 5), (x + 5, y), (x, y + 5)]


# -- now ---------------------------------------------------------------------------------------------------------------


def _draw_now(drawing: Drawing, axis: _Axis, trend: Trend, *panels: Box, words: bool = True) -> None:
    """Draw the as-of day through the panels, and say above them what lies behind it."""
    x, top = axis.place(trend.as_of), panels[0].top
    drawing.line((x, top - (30 if words else 4)), (x, panels[-1].bottom), INK, stroke_width=1.4)
    if not words:
        return
    day = write_day(trend.as_of)
    half = measure(day, _LABEL) / 2
    middle = min(max(x, half + 4), _WIDTH - half - 4)
    drawing.text((middle, top - 36), day, _LABEL, font_weight=600, text_anchor="middle")
    if trend.ahead:
        drawing.text((x + 6, top - 12), f"{IF_NOTHING} →", _LABEL, font_style="italic")


# -- several plans -----------------------------------------------------------------------------------------------------


def _measure_small(trends: Sequence[Trend]) -> float:
    return 50 + -(-len(trends) // 2) * (_SMALL + _BETWEEN)


def _draw_small(drawing: Drawing, trends: Sequence[Trend], plans: int, top: float, axis: _Axis) -> None:
    """Draw the rows of each plan, two beside each other, on one scale of time and each on its own of rows."""
    words = "Each plan by itself; time runs as above, and each has its own scale of rows."
    if len(trends) < plans:
        words = f"The {len(trends)} of {plans:,} plans with the most rows overdue now; each has its own scale of rows."
    drawing.line((_EDGE, top + 8), (_WIDTH - _EDGE, top + 8), GRID, stroke_width=1.5)
    drawing.text((_EDGE, top + 32), words, _LABEL, font_weight=600)
    column = (_WIDTH - _EDGE) / 2
    named = [_write_names(trend, short=True) for trend in trends]
    room = max(measure(words, _FINE) for names in named for words in names.values()) + 74
    for number, (trend, names) in enumerate(zip(trends, named, strict=True)):
        y = top + 50 + number // 2 * (_SMALL + _BETWEEN) + 26
        left = _EDGE + number % 2 * column
        box = Box(left, y, left + max(column - room, 100), y + _SMALL)
        own = _Axis(box, axis.first, axis.last)
        name = trend.plan or ""
        drawing.text((left, y - 9), f"{name}, {count(trend.now.counts.rows, 'row')}", _LABEL, font_weight=600)
        _draw_days(drawing, own, box, size=_FINE)
        _draw_layers(drawing, own, trend, box, _FINE)
        _place_names(drawing, trend, box, names, _FINE)
        _draw_now(drawing, own, trend, box, words=False)
