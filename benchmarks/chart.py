"""Draws lines over logarithmic scales as SVG: the same figures give the same picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 860, 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 210, 48, 60
# Okabe and Ito's colours, which people tell apart however they see them; and dashes for those who print without.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#7f7f7f")
_DASHES = ("", "8 4", "2 3", "10 3 2 3")
_APART = 17  # points between the names of two lines


@dataclass(frozen=True, slots=True)
class Line:
    """A line by its name and its points."""

    name: str
    points: Sequence[tuple[float, float]]


def draw_chart(title: str, description: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """Draw lines, each named at its end, a grid line for each power of ten, and the description for screen readers."""
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    x_range = (math.floor(math.log10(min(xs))), max(math.ceil(math.log10(max(xs))), 1))
    y_range = (math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys))))

    def place(x: float, y: float) -> tuple[float, float]:
        wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
        return (
            _LEFT + wide * (math.log10(x) - x_range[0]) / (x_range[1] - x_range[0]),
            _HEIGHT - _BOTTOM - high * (math.log10(y) - y_range[0]) / (y_range[1] - y_range[0]),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        ' aria-labelledby="title described"'
        ' font-family="system-ui, -apple-system, \'Segoe UI\', Arial, sans-serif" font-size="13">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="described">{escape(description)}</desc>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="26" font-size="16" font-weight="600" fill="#1f2328">{escape(title)}</text>',
    ]
    for power in range(x_range[0], x_range[1] + 1):
        x, _ = place(10**power, 10 ** y_range[0])
        parts.append(_draw_line((x, _TOP), (x, _HEIGHT - _BOTTOM), "#e3e7ec"))
        parts.append(_write(x, _HEIGHT - _BOTTOM + 20, f"{10**power:,}", "middle"))
    for power in range(y_range[0], y_range[1] + 1):
        _, y = place(10 ** x_range[0], 10**power)
        parts.append(_draw_line((_LEFT, y), (_WIDTH - _RIGHT, y), "#e3e7ec"))
        parts.append(_write(_LEFT - 8, y + 4, f"{10**power:,}" if power >= 0 else f"{10**power:.{-power}f}", "end"))
    parts.append(
        _write((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 14, f"{across} (each line ten times as many)", "middle")
    )
    parts.append(_write(_LEFT - 8, _TOP - 12, up, "end"))
    names = []
    for number, line in enumerate(lines):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        points = [place(x, y) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.2"{dashes}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>' for x, y in points]
        names.append((points[-1], line.name, colour))
    parts += _write_names(names)
    return "\n".join([*parts, "</svg>\n"])


def _write_names(names: Sequence[tuple[tuple[float, float], str, str]]) -> list[str]:
    """Write the names beside the chart in the order of the lines' ends, none over another, each tied to its end."""
    parts, last = [], -math.inf
    ordered = sorted(names, key=lambda name: name[0][1])
    at = _WIDTH - _RIGHT + 34
    for (x, y), name, colour in ordered:
        last = max(y, last + _APART)
        parts.append(_draw_line((x + 5, y), (at - 4, last), colour, "1 3"))
        parts.append(f'<text x="{at}" y="{last + 4:.1f}" fill="{colour}" font-weight="600">{escape(name)}</text>')
    return parts


def _draw_line(start: tuple[float, float], end: tuple[float, float], colour: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}"{dashes}/>'
    )


def _write(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#4d5663">{escape(text)}</text>'
