"""Rebuilds columns between which no lines are ruled, where the room that is left between them tells them apart.

The same strips of all pages must be free of words; the words to the right of each must begin at one edge; a heading
must stand over each column; and rows must be told by room, by lines under them, or by their labels. Otherwise there are
no columns that can be relied on, and none are given.
"""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from scrgraph.ingest.pdf_grids import Grid, GridCell, join_rulings
from scrgraph.ingest.pdf_pages import Sheet
from scrgraph.ingest.pdf_text import TextLine, Word, read_lines

_LEAST_COLUMNS = 3
_MOST_COLUMNS = 16
_LEAST_LINES = 6  # lines of several columns; fewer may stand so by chance
_GUTTER = 5.0  # points that columns stand apart
_CROSSING = 0.01  # share of lines that may reach into the room between columns
_EDGE = 2.5  # points within which words begin at one edge
_ALIGNED = 0.6  # share of a column's lines that begin at its edge; the others are indented
_ROOM = 1.5  # points that rows stand further apart than lines
LABEL = re.compile(r"\W*((?:[A-Za-z]{1,15}\.?\s*)?)(\d{1,3})((?:\.\d{1,2})*)[a-z]?[.):]?(?:\s|$)")


@dataclass
class _Region:
    """The lines of a page's table, and the pieces of each."""

    sheet: Sheet
    lines: list[TextLine]
    pieces: list[list[list[Word]]]


def find_open_grids(sheets: list[Sheet]) -> list[list[Grid]]:
    """Give the table of each page; none on any page where columns cannot be told with confidence."""
    nothing: list[list[Grid]] = [[] for _ in sheets]
    regions = [region for sheet in sheets if (region := _find_region(sheet)) is not None]
    several = [pieces for region in regions for pieces in region.pieces if len(pieces) > 1]
    if len(several) < _LEAST_LINES:
        return nothing
    gutters = _find_gutters(several)
    columns = len(gutters) + 1
    if not _LEAST_COLUMNS <= columns <= _MOST_COLUMNS or not _are_aligned(several, gutters):
        return nothing
    if not _has_head(regions[0], gutters):
        return nothing
    left = min(line.x0 for region in regions for line in region.lines) - 2
    right = max(line.x1 for region in regions for line in region.lines) + 2
    xs = [left, *gutters, right]
    built = {region.sheet.number: _build(region, xs) for region in regions}
    if any(grid is None for grid in built.values()):
        return nothing
    return [[grid] if (grid := built.get(sheet.number)) is not None else [] for sheet in sheets]


def _find_region(sheet: Sheet) -> _Region | None:
    """Give the lines from the first of three pieces to the last of several."""
    lines = read_lines(sheet.glyphs)
    pieces = [_split(line) for line in lines]
    first = next((place for place, held in enumerate(pieces) if len(held) >= _LEAST_COLUMNS), None)
    last = max((place for place, held in enumerate(pieces) if len(held) > 1), default=-1)
    if first is None or last <= first:
        return None
    # The last lines of a row may stand in one column alone.
    while last + 1 < len(lines) and lines[last + 1].top - lines[last].bottom < lines[last].size:
        last += 1
    return _Region(sheet, lines[first : last + 1], pieces[first : last + 1])


def _split(line: TextLine) -> list[list[Word]]:
    pieces = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.x0 - before.x1 > max(0.8 * line.size, _GUTTER):
            pieces.append([])
        pieces[-1].append(word)
    return pieces


def _find_gutters(lines: list[list[list[Word]]]) -> list[float]:
    """Give the middles of the strips that (nearly) all lines leave free."""
    covered: Counter[int] = Counter()
    for pieces in lines:
        covered.update({place for piece in pieces for place in range(int(piece[0].x0), int(piece[-1].x1) + 1)})
    first, last = min(covered), max(covered)
    gutters, start = [], None
    for place in range(first, last + 1):
        free = covered[place] <= _CROSSING * len(lines)
        if free and start is None:
            start = place
        elif not free and start is not None:
            if place - start >= _GUTTER:
                gutters.append((start + place) / 2)
            start = None
    return gutters


def _are_aligned(lines: list[list[list[Word]]], gutters: list[float]) -> bool:
    """Whether the words of each column begin at one edge (or are set to the middle or the right of a narrow one)."""
    starts: list[list[float]] = [[] for _ in range(len(gutters) + 1)]
    ends: list[list[float]] = [[] for _ in range(len(gutters) + 1)]
    for pieces in lines:
        begun: dict[int, tuple[float, float]] = {}
        for piece in pieces:
            column = bisect_right(gutters, piece[0].x0)
            begun[column] = (begun.get(column, (piece[0].x0, 0))[0], piece[-1].x1)
        for column, (start, end) in begun.items():
            starts[column].append(start)
            ends[column].append(end)
    return all(
        _share(edges) >= _ALIGNED or _share(others) >= _ALIGNED for edges, others in zip(starts, ends, strict=True)
    )


def _share(edges: list[float]) -> float:
    """Give the share of edges that stand where most stand."""
    return max((sum(abs(edge - other) <= _EDGE for edge in edges) / len(edges) for other in set(edges)), default=0.0)


def _has_head(region: _Region, gutters: list[float]) -> bool:
    """Whether words stand over all columns but one (that of the numbers, say) in the table's first lines."""
    filled: set[int] = set()
    for line, pieces in list(zip(region.lines, region.pieces, strict=True))[:4]:
        if line.top - region.lines[0].top > 4.5 * line.size:
            break
        filled |= {bisect_right(gutters, piece[0].x0) for piece in pieces}
    return len(filled) >= len(gutters)


def _build(region: _Region, xs: list[float]) -> Grid | None:
    """Make the grid of a page: rows as room, ruled lines or labels tell them."""
    bounds = _find_rows(region, xs)
    if bounds is None:
        return None
    top, bottom = region.lines[0].top - 1, max(line.bottom for line in region.lines) + 1
    ys = [top, *bounds, bottom]
    places: list[list[GridCell]] = []
    for row, (first, last) in enumerate(pairwise(ys)):
        held = [place for place, line in enumerate(region.lines) if first <= (line.top + line.bottom) / 2 < last]
        across = [place for place in held if len(region.pieces[place]) == 1 and _crosses(region.lines[place], xs)]
        if across and across == held:
            cell = GridCell(0, row, len(xs) - 1, row + 1)
            places.append([cell] * (len(xs) - 1))
        elif across:
            return None  # a line over all columns among lines of cells
        else:
            places.append([GridCell(column, row, column + 1, row + 1) for column in range(len(xs) - 1)])
    return Grid(xs, ys, places)


def _find_rows(region: _Region, xs: list[float]) -> list[float] | None:
    """Give where rows part; ``None`` where that cannot be told."""
    lines = region.lines
    if ruled := _find_ruled(region, xs):
        return ruled
    strips: list[tuple[float, float, list[int]]] = []  # from, to, and the lines in it
    for place in sorted(range(len(lines)), key=lambda place: lines[place].top):
        line = lines[place]
        if strips and line.top < strips[-1][1] - 0.3 * line.size:
            strips[-1] = (strips[-1][0], max(strips[-1][1], line.bottom), [*strips[-1][2], place])
        else:
            strips.append((line.top, line.bottom, [place]))
    gaps = [second[0] - first[1] for first, second in pairwise(strips)]
    if not gaps:
        return None
    usual = sorted(gaps)[len(gaps) // 4]
    bounds = [
        (first[1] + second[0]) / 2
        for first, second, gap in zip(strips, strips[1:], gaps, strict=False)
        if gap > usual + _ROOM
        or any(len(region.pieces[p]) == 1 and _crosses(lines[p], xs) for p in (*first[2], *second[2]))
    ]
    labels = [
        (first[1] + second[0]) / 2
        for first, second in pairwise(strips)
        if any(lines[p].x0 < xs[1] and LABEL.match(lines[p].text) for p in second[2])
    ]
    if len(bounds) < 2 and not labels:
        return None
    return sorted({*bounds, *(label for label in labels if len(bounds) < 2)})


def _crosses(line: TextLine, xs: list[float]) -> bool:
    return bisect_right(xs, line.x0) != bisect_right(xs, line.x1 - 0.1)


def _find_ruled(region: _Region, xs: list[float]) -> list[float]:
    """Give the heights of lines that are ruled under rows."""
    top, bottom = region.lines[0].top, max(line.bottom for line in region.lines)
    found: list[float] = []
    lengths: dict[int, float] = {}
    for ruling in join_rulings(region.sheet.rulings):
        if not ruling.upright and top < ruling.at < bottom:
            lengths[round(ruling.at)] = lengths.get(round(ruling.at), 0.0) + ruling.end - ruling.start
    for at, length in sorted(lengths.items()):
        if length > 0.6 * (xs[-1] - xs[0]) and (not found or at - found[-1] > 3):
            found.append(float(at))
    return found if len(found) > 1 else []
