"""Draws tables of counts as shaded squares: SVG with a number in each, so that it is read in black and white, too.

The shades are one blue from light to dark (ColorBrewer's Blues, by C. Brewer), which people tell apart however they see
colours. What stands out has a frame and a corner, what is uncertain is hatched; neither rests on a colour.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from scrgraph.reports.layout import cut_words
from scrgraph.reports.svg import FAINT, GRID, INK, PAPER, Box, Drawing, Place, fold_to, measure, measure_paragraphs

LEVELS = ((1, "#e3eef9"), (2, "#c6dbef"), (3, "#9ecae1"), (5, "#6baed6"), (10, "#2171b5"), (20, "#08306b"))
DARK = ("#2171b5", "#08306b")  # on which figures are white
_EDGE = 30.0
_TITLE, _WORDS, _LABEL, _CELL, _FINE = 18.0, 13.0, 12.0, 12.0, 12.0
_ROW = 24.0
_LEAST, _MOST = 21.5, 52.0  # widths of a column
_STEEP = 24  # columns from which on their names stand steeper, in degrees
_WIDEST, _NARROWEST = 1000.0, 720.0
_LONGEST_ROW, _LONGEST_COLUMN = 33, 56  # letters of a line
_MOST_LINES = 3  # of a name
_ALL = "all together"
_BARS = 74.0
_SMALL = 11.5  # to which figures may shrink
_BOLD = 0.7  # of the size of the font: how wide a bold figure is
_HATCH = (
    '<pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2" stroke="{}" stroke-width="0.8" stroke-opacity="0.55"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Square:
    """A square: what is written in it, the number that shades it, and what is told where a pointer rests on it.

    ``strong`` figures are bold, ``framed`` squares stand out, ``hatched`` ones are uncertain.
    """

    words: str
    number: int
    told: str
    strong: bool = False
    framed: bool = False
    hatched: bool = False


@dataclass(frozen=True)
class Matrix:
    """A table to be drawn; ``totals`` stand beside the rows and below the columns where they are given.

    ``bars`` are the least and the most of each column, drawn above the squares under the name ``bars_name``.
    ``framed`` and ``hatched`` say in the legend what such squares mean, ``legend`` what else there is to say.
    ``described`` is the description for those who cannot see the picture, where it is another than what is told.
    ``blocks`` are the rows and columns around which a thick line is drawn.
    """

    title: str
    told: Sequence[str]
    rows: Sequence[str]
    columns: Sequence[str]
    squares: Sequence[Sequence[Square]]
    units: str
    row_totals: Sequence[str] = ()
    column_totals: Sequence[str] = ()
    bars: Sequence[tuple[int, int]] = ()
    bars_name: str = ""
    framed: str = ""
    hatched: str = ""
    legend: Sequence[str] = ()
    described: str = ""
    blocks: Sequence[tuple[range, range]] = ()


def draw_matrix(matrix: Matrix) -> str:
    """Draw a table as SVG."""
    rows = [fold_name(name) for name in matrix.rows]
    columns = [cut_words(name, _LONGEST_COLUMN) for name in matrix.columns]
    names = [*(line for lines in rows for line in lines), matrix.bars_name, _ALL if matrix.column_totals else ""]
    left = _EDGE + max(measure(name, _LABEL) for name in names) + 10
    lengths = [measure(name, _LABEL) for name in columns]
    totals = 46.0 if matrix.row_totals else 12.0
    number = max(len(columns), 1)
    degrees = 60 if number < _STEEP else 72
    slant = math.radians(degrees)
    lean = max(
        (length * math.cos(slant) - (number - place - 1) * _LEAST for place, length in enumerate(lengths)), default=0.0
    )
    right = max(totals, lean) + _EDGE
    longest = max((len(square.words) for squares in matrix.squares for square in squares), default=0)
    least = max(_LEAST, longest * _BOLD * _SMALL + 1)
    wide = max(least, min(_MOST, (_WIDEST - left - right) / number))
    width = max(left + wide * number + right, _NARROWEST)
    title = fold_to(matrix.title, width - 2 * _EDGE, 1.08 * _TITLE)
    told = [fold_to(words, width - 2 * _EDGE, _WORDS) for words in matrix.told]
    legend = [fold_to(words, width - 2 * _EDGE, _FINE) for words in matrix.legend]
    head = 32 + measure_paragraphs([title], _TITLE) + measure_paragraphs(told, _WORDS)
    top = head + max((length * math.sin(slant) for length in lengths), default=0.0) + 18
    bars = _BARS - 16 + _measure_bar_names(matrix, wide)
    body = top + (bars + 10 if matrix.bars else 0)
    heights = [_ROW + (len(lines) - 1) * _LABEL for lines in rows]
    grid = Box(left, body, left + wide * number, body + sum(heights))
    below = grid.bottom + (_ROW + 4 if matrix.column_totals else 0) + (40 if _are_wide(matrix, wide) else 26)
    keys = _place_keys(matrix, width)
    words_top = below + 24 * (keys[-1][0] + 1) + 14
    height = words_top + measure_paragraphs(legend, _FINE) + 6
    drawing = Drawing(width, height, matrix.title, matrix.described or " ".join(matrix.told))
    y = drawing.paragraphs((_EDGE, 32.0), [title], _TITLE, font_weight=600)
    drawing.paragraphs((_EDGE, y - 4), told, _WORDS)
    for place, name in enumerate(columns):
        x, y = grid.left + (place + 0.5) * wide + 4, top - 8
        drawing.text((x, y), name, _LABEL, transform=f"rotate(-{degrees} {x:.1f} {y:.1f})")
    if matrix.bars:
        _draw_bars(drawing, matrix, Box(grid.left, top, grid.right, top + bars), wide)
    _draw_rows(drawing, matrix, rows, heights, grid)
    _draw_keys(drawing, keys, below)
    drawing.paragraphs((_EDGE, words_top), legend, _FINE, FAINT)
    return drawing.render()


def _are_wide(matrix: Matrix, wide: float) -> bool:
    return max((len(words) for words in matrix.column_totals), default=0) * _BOLD * _CELL > wide - 4


def fold_name(name: str, longest: int = _LONGEST_ROW, end: str = "") -> list[str]:
    """Fold a name that is too long for one line to two or three, about as long as one another.

    What is longer still is cut. ``end`` follows the name, and is never cut.
    """
    whole = name + end
    lines = _wrap(whole, longest)
    if len(lines) > _MOST_LINES:
        whole = cut_words(name, _MOST_LINES * (longest - 8) - len(end)) + end
        lines = _wrap(whole, longest)
    for width in range(len(whole) // len(lines), longest) if len(lines) > 1 else ():
        balanced = _wrap(whole, width, cut=False)
        if len(balanced) == len(lines) and max(map(len, balanced)) <= width:
            return balanced
    return lines


def _wrap(name: str, width: int, *, cut: bool = True) -> list[str]:
    """Fold a name between words, or after a hyphen; a longer word is cut, or stands out."""
    return textwrap.wrap(name, width, break_long_words=cut) or [""]


def _draw_rows(
    drawing: Drawing, matrix: Matrix, names: Sequence[Sequence[str]], heights: Sequence[float], grid: Box
) -> None:
    """Draw the squares with the names and totals of the rows, and the totals of the columns below."""
    wide = grid.width / max(len(matrix.columns), 1)
    y = grid.top
    for place, (lines, height, squares) in enumerate(zip(names, heights, matrix.squares, strict=True)):
        for number, line in enumerate(lines):
            down = y + height / 2 + 4 + (number - (len(lines) - 1) / 2) * 1.15 * _LABEL
            drawing.text((grid.left - 8, down), line, _LABEL, text_anchor="end")
        for number, square in enumerate(squares):
            x = grid.left + number * wide
            _draw_square(drawing, Box(x, y, x + wide, y + height), square)
        if matrix.row_totals:
            _write_total(drawing, (grid.right + 10, y + height / 2 + 4), matrix.row_totals[place], "start")
        y += height
    tops = [grid.top, *(grid.top + sum(heights[: place + 1]) for place in range(len(heights)))]
    for held, across in matrix.blocks:
        around = Box(grid.left + across.start * wide, tops[held.start], grid.left + across.stop * wide, tops[held.stop])
        drawing.rectangle(around, "none", stroke=INK, stroke_width=2.2)
    if matrix.column_totals:
        y += 4 + _ROW / 2 + 4
        _write_total(drawing, (grid.left - 8, y), _ALL, "end")
        for place, words in enumerate(matrix.column_totals):
            # Where they are wide they stand on two lines in turn.
            lower = place % 2 * _CELL * 1.2 if _are_wide(matrix, wide) else 0
            _write_total(drawing, (grid.left + (place + 0.5) * wide, y + lower), words, "middle")


def shade(number: int) -> str:
    """Give the colour of the square of a number."""
    return next((colour for least, colour in reversed(LEVELS) if number >= least), PAPER)


def _write_total(drawing: Drawing, place: Place, words: str, anchor: str) -> None:
    drawing.text(place, words, _CELL, font_weight=600, text_anchor=anchor)


def _draw_square(drawing: Drawing, box: Box, square: Square) -> None:
    fill = shade(square.number)
    drawing.rectangle(box, fill, stroke=GRID, stroke_width=0.8, words=square.told)
    if square.hatched:
        drawing.rectangle(box, _hatch(drawing, fill))
    if square.framed:
        inner = Box(box.left + 1.5, box.top + 1.5, box.right - 1.5, box.bottom - 1.5)
        drawing.rectangle(inner, "none", stroke=_ink(fill), stroke_width=2.2)
        corner = [(inner.right, inner.top), (inner.right - 7, inner.top), (inner.right, inner.top + 7)]
        drawing.polygon(corner, _ink(fill))
    if square.words:
        weight: dict[str, object] = {"font_weight": 700} if square.strong else {}
        size = min(_CELL, (box.width - 1) / (len(square.words) * (_BOLD if square.strong else 0.62)))
        halo = {"stroke": fill, "stroke_width": 2.5, "paint_order": "stroke"} if square.hatched else {}
        place = ((box.left + box.right) / 2, box.top + box.height / 2 + 4)
        drawing.text(place, square.words, size, **{"fill": _ink(fill), "text_anchor": "middle", **weight, **halo})


def _hatch(drawing: Drawing, fill: str) -> str:
    """Define the hatches on a fill: dark, or light where it is dark."""
    name = "hatch-light" if fill in DARK else "hatch"
    return drawing.define(name, _HATCH.format(name, PAPER if fill in DARK else FAINT))


def _ink(fill: str) -> str:
    return PAPER if fill in DARK else INK


def _write_bar(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"


def _measure_bar_names(matrix: Matrix, wide: float) -> float:
    """Give how high the numbers above the bars are."""
    longest = max((len(_write_bar(*bar)) for bar in matrix.bars), default=0)
    return longest * _BOLD * _CELL + 10 if _are_bars_wide(matrix, wide) else 16.0


def _are_bars_wide(matrix: Matrix, wide: float) -> bool:
    """Whether the numbers of the bars must stand upright to have room."""
    return max((len(_write_bar(*bar)) for bar in matrix.bars), default=0) * _BOLD * _CELL > wide - 2


def _draw_bars(drawing: Drawing, matrix: Matrix, box: Box, wide: float) -> None:
    """Draw the least of each column as a bar, and on it, hatched, what may be beyond."""
    highest = max((most for _, most in matrix.bars), default=0) or 1
    upright = _are_bars_wide(matrix, wide)
    scale = (_BARS - 16) / highest
    drawing.text((box.left - 8, box.bottom - 8), matrix.bars_name, _LABEL, text_anchor="end", font_weight=600)
    for place, (least, most) in enumerate(matrix.bars):
        left, right = box.left + place * wide + 3, box.left + (place + 1) * wide - 3
        middle = box.bottom - least * scale
        top = box.bottom - most * scale
        if least:
            drawing.rectangle(Box(left, middle, right, box.bottom), "#2171b5")
        if most > least:
            upper = Box(left, top, right, middle)
            drawing.rectangle(upper, _hatch(drawing, PAPER), stroke=FAINT, stroke_width=0.8)
        x, y = (left + right) / 2, top - 4
        if upright:
            turn = f"rotate(-90 {x + 4:.1f} {y:.1f})"
            drawing.text((x + 4, y), _write_bar(least, most), _CELL, font_weight=600, transform=turn)
        else:
            drawing.text((x, y), _write_bar(least, most), _CELL, text_anchor="middle", font_weight=600)
    drawing.line((box.left, box.bottom), (box.right, box.bottom), FAINT)


def _place_keys(matrix: Matrix, width: float) -> list[tuple[int, float, Square, str]]:
    """Place the keys of the legend on lines: the line, how far in, the square shown and what it means."""
    highest = max((square.number for squares in matrix.squares for square in squares), default=0)
    shown: list[tuple[Square, str]] = []
    for place, (least, _) in enumerate(LEVELS):
        if least > max(highest, 1):
            break
        most = LEVELS[place + 1][0] - 1 if place + 1 < len(LEVELS) else None
        words = f"{least} or more" if most is None else str(least) if most == least else f"{least}–{most}"
        shown.append((Square("", least, ""), words))
    shown[-1] = (shown[-1][0], f"{shown[-1][1]} {matrix.units}")
    if matrix.framed:
        shown.append((Square("", 0, "", framed=True), matrix.framed))
    if matrix.hatched:
        shown.append((Square("", 0, "", hatched=True), matrix.hatched))
    placed = []
    line, x = 0, _EDGE
    for square, words in shown:
        room = 26 + measure(words, _FINE) + 18
        if x + room > width - _EDGE and x > _EDGE:
            line, x = line + 1, _EDGE
        placed.append((line, x, square, words))
        x += room
    return placed


def _draw_keys(drawing: Drawing, keys: Sequence[tuple[int, float, Square, str]], top: float) -> None:
    for line, x, square, words in keys:
        y = top + 24 * line
        _draw_square(drawing, Box(x, y - 9, x + 20, y + 9), square)
        drawing.text((x + 26, y + 4), words, _FINE)
