"""Draws tables of counts as shaded squares: SVG with a number in each, so that it is read in black and white, too.

The shades are one blue from light to dark (ColorBrewer's Blues, by C. Brewer), which people tell apart however they see
colours. What stands out has a frame and a corner, what is uncertain is hatched; neither rests on a colour.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scrgraph.reports.layout import cut_words
from scrgraph.reports.svg import FAINT, GRID, INK, PAPER, Box, Drawing, Place, fold_to, measure

LEVELS = ((1, "#e3eef9"), (2, "#c6dbef"), (3, "#9ecae1"), (5, "#6baed6"), (10, "#2171b5"), (20, "#08306b"))
DARK = ("#2171b5", "#08306b")  # on which figures are white
_EDGE = 30.0
_TITLE, _WORDS, _LABEL, _CELL, _FINE = 18.0, 13.0, 12.0, 12.0, 12.0
_LINE = 1.36
_ROW = 24.0
_LEAST, _MOST = 24.0, 52.0  # widths of a column
_WIDEST, _NARROWEST = 1000.0, 720.0
_LONGEST_ROW, _LONGEST_COLUMN = 42, 42  # letters of a name
_SLANT = math.radians(60)
_BARS = 74.0
_HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
    f'<path d="M-1,5 l2,2 M0,0 l6,6 M5,-1 l2,2" stroke="{FAINT}" stroke-width="0.8" stroke-opacity="0.55"/></pattern>'
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


def draw_matrix(matrix: Matrix) -> str:
    """Draw a table as SVG."""
    rows = [cut_words(name, _LONGEST_ROW) for name in matrix.rows]
    columns = [cut_words(name, _LONGEST_COLUMN) for name in matrix.columns]
    names = [*rows, matrix.bars_name, "all together" if matrix.column_totals else ""]
    left = _EDGE + max(measure(name, _LABEL) for name in names) + 10
    lengths = [measure(name, _LABEL) for name in columns]
    totals = 46.0 if matrix.row_totals else 12.0
    number = max(len(columns), 1)
    lean = max(
        (length * math.cos(_SLANT) - (number - place - 1) * _LEAST for place, length in enumerate(lengths)), default=0.0
    )
    right = max(totals, lean) + _EDGE
    wide = min(_MOST, max(_LEAST, (_WIDEST - left - right) / number))
    width = max(left + wide * number + right, _NARROWEST)
    folded = [fold_to(words, width - 2 * _EDGE, _WORDS) for words in matrix.told]
    legend = [fold_to(words, width - 2 * _EDGE, _FINE) for words in matrix.legend]
    head = 46 + sum(len(lines) * _WORDS * _LINE + 4 for lines in folded)
    top = head + max((length * math.sin(_SLANT) for length in lengths), default=0.0) + 22
    body = top + (_BARS + 10 if matrix.bars else 0)
    bottom = body + _ROW * len(rows) + (_ROW + 4 if matrix.column_totals else 0)
    below = bottom + 26
    keys = _place_keys(matrix, width)
    words_top = below + 24 * (keys[-1][0] + 1) + 6
    height = words_top + sum(len(lines) * _FINE * _LINE + 4 for lines in legend) + 14
    drawing = Drawing(width, height, matrix.title, " ".join(matrix.told))
    drawing.text((_EDGE, 32.0), matrix.title, _TITLE, font_weight=600)
    _write_paragraphs(drawing, folded, 54.0, _WORDS, INK)
    grid = Box(left, body, left + wide * number, body + _ROW * len(rows))
    for place, name in enumerate(columns):
        x = grid.left + (place + 0.5) * wide + 4
        _write_slanted(drawing, (x, top - 8), name)
    if matrix.bars:
        _draw_bars(drawing, matrix, Box(grid.left, top, grid.right, top + _BARS), wide)
    for down, (name, squares) in enumerate(zip(rows, matrix.squares, strict=True)):
        y = grid.top + down * _ROW
        drawing.text((grid.left - 8, y + _ROW / 2 + 4), name, _LABEL, text_anchor="end")
        for place, square in enumerate(squares):
            x = grid.left + place * wide
            _draw_square(drawing, Box(x, y, x + wide, y + _ROW), square)
        if matrix.row_totals:
            _write_total(drawing, (grid.right + 10, y + _ROW / 2 + 4), matrix.row_totals[down], "start")
    if matrix.column_totals:
        y = grid.bottom + 4
        _write_total(drawing, (grid.left - 8, y + _ROW / 2 + 4), "all together", "end")
        for place, words in enumerate(matrix.column_totals):
            _write_total(drawing, (grid.left + (place + 0.5) * wide, y + _ROW / 2 + 4), words, "middle")
    _draw_keys(drawing, keys, below)
    _write_paragraphs(drawing, legend, words_top + 8, _FINE, FAINT)
    return drawing.render()


def shade(number: int) -> str:
    """Give the colour of the square of a number."""
    return next((colour for least, colour in reversed(LEVELS) if number >= least), PAPER)


def _write_total(drawing: Drawing, place: Place, words: str, anchor: str) -> None:
    drawing.text(place, words, _CELL, font_weight=600, text_anchor=anchor)


def _write_paragraphs(
    drawing: Drawing, paragraphs: Sequence[Sequence[str]], top: float, size: float, colour: str
) -> None:
    y = top
    for lines in paragraphs:
        for line in lines:
            drawing.text((_EDGE, y), line, size, fill=colour)
            y += size * _LINE
        y += 4


def _write_slanted(drawing: Drawing, place: Place, words: str) -> None:
    turn = f"rotate(-60 {place[0]:.1f} {place[1]:.1f})"
    drawing.text(place, words, _LABEL, transform=turn)


def _draw_square(drawing: Drawing, box: Box, square: Square) -> None:
    fill = shade(square.number)
    drawing.rectangle(box, fill, stroke=GRID, stroke_width=0.8, words=square.told)
    if square.hatched:
        drawing.rectangle(box, drawing.define("hatch", _HATCH))
    if square.framed:
        inner = Box(box.left + 1.5, box.top + 1.5, box.right - 1.5, box.bottom - 1.5)
        drawing.rectangle(inner, "none", stroke=_ink(fill), stroke_width=2.2)
        corner = [(inner.right, inner.top), (inner.right - 7, inner.top), (inner.right, inner.top + 7)]
        drawing.polygon(corner, _ink(fill))
    if square.words:
        weight: dict[str, object] = {"font_weight": 700} if square.strong else {}
        size = min(_CELL, (box.width - 3) / max(measure(square.words, 1.0), 0.1))
        halo = {"stroke": fill, "stroke_width": 2.5, "paint_order": "stroke"} if square.hatched else {}
        place = ((box.left + box.right) / 2, box.top + box.height / 2 + 4)
        drawing.text(place, square.words, size, **{"fill": _ink(fill), "text_anchor": "middle", **weight, **halo})


def _ink(fill: str) -> str:
    return PAPER if fill in DARK else INK


def _draw_bars(drawing: Drawing, matrix: Matrix, box: Box, wide: float) -> None:
    """Draw the least of each column as a bar, and on it, hatched, what may be beyond."""
    highest = max((most for _, most in matrix.bars), default=0) or 1
    scale = (box.height - 16) / highest
    drawing.text((box.left - 8, box.bottom - 8), matrix.bars_name, _LABEL, text_anchor="end", font_weight=600)
    for place, (least, most) in enumerate(matrix.bars):
        left, right = box.left + place * wide + 3, box.left + (place + 1) * wide - 3
        middle = box.bottom - least * scale
        top = box.bottom - most * scale
        if least:
            drawing.rectangle(Box(left, middle, right, box.bottom), "#2171b5")
        if most > least:
            upper = Box(left, top, right, middle)
            drawing.rectangle(upper, drawing.define("hatch", _HATCH), stroke=FAINT, stroke_width=0.8)
        words = str(least) if least == most else f"{least}–{most}"
        size = min(_CELL, (wide - 1) / measure(words, 1.0))
        drawing.text(((left + right) / 2, top - 4), words, size, text_anchor="middle", font_weight=600)
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
