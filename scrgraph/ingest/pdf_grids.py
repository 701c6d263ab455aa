"""Rebuilds the grids of tables from the lines that are ruled on a page.

Lines that touch are one table's. Its columns and rows stand where lines do; two neighbouring places of the grid between
which no line is ruled belong to one cell, so that a cell that reaches over several needs no mark of its own, and a
table that is open at its sides or cut by the end of a page none either.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scrgraph.ingest.pdf_pages import Box, Glyph, Ground, Ruling, Sheet

_SNAP = 2.0  # points within which lines are one
_TOUCH = 2.0  # points within which lines meet
_GAP = 3.0  # points that a dotted line may be interrupted
_LEAST = 8.0  # points: a shorter line is no side of a cell
_SLIVER = 4.0  # points: no row is lower and no column narrower
_RULED = 0.6  # share of a side that must be ruled
_MOST_RULINGS = 20_000  # of one page, once joined
_MOST_PLACES = 200_000


@dataclass(eq=False)
class GridCell:
    """A cell: the columns and rows that it reaches over (counted from 0, the last excluded), its signs."""

    column: int
    row: int
    right: int
    below: int
    glyphs: list[Glyph] = field(default_factory=list)


@dataclass(eq=False)
class Grid:
    """A table on one page: where its columns and rows end, and its cells by the place of the grid.

    ``bare`` is one whose sides alone are ruled: a piece of a row that goes on from the page before, or nothing.
    """

    xs: list[float]
    ys: list[float]
    places: list[list[GridCell]]
    bare: bool = False

    @property
    def box(self) -> Box:
        """The area of the table."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def cells(self) -> list[GridCell]:
        """The cells, row by row."""
        return [
            cell
            for row, places in enumerate(self.places)
            for column, cell in enumerate(places)
            if (cell.row, cell.column) == (row, column)
        ]

    def find(self, x: float, y: float) -> GridCell | None:
        """Give the cell at a point."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.places[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]

    def split_row(self, row: int, y: float) -> bool:
        """Part a row in two at a height, unless a cell of it reaches over other rows."""
        if any(cell.row != row or cell.below != row + 1 for cell in self.places[row]):
            return False
        for cell in dict.fromkeys(cell for places in self.places[row + 1 :] for cell in places):
            cell.row, cell.below = cell.row + 1, cell.below + 1
        lower: dict[GridCell, GridCell] = {}
        for cell in dict.fromkeys(self.places[row]):
            lower[cell] = GridCell(cell.column, row + 1, cell.right, row + 2)
            lower[cell].glyphs = [glyph for glyph in cell.glyphs if glyph.middle[1] >= y]
            cell.glyphs = [glyph for glyph in cell.glyphs if glyph.middle[1] < y]
        self.ys.insert(row + 1, y)
        self.places.insert(row + 1, [lower[cell] for cell in self.places[row]])
        return True

    def area(self, cell: GridCell) -> Box:
        """Give the area of a cell."""
        return self.xs[cell.column], self.ys[cell.row], self.xs[cell.right], self.ys[cell.below]


def find_grids(sheet: Sheet) -> list[Grid]:
    """Give the tables of a page that are ruled, from top to bottom; a frame round words is none."""
    rulings = join_rulings([*sheet.rulings, *_list_painted_sides(sheet)])
    if len(rulings) > _MOST_RULINGS:
        return []
    grids = [grid for group in _group(rulings) if (grid := build_grid(group)) is not None]
    bare = [grid for group in _group_sides(rulings) if (grid := build_grid(group)) is not None]
    for grid in bare:
        grid.bare = True
    grids += bare
    grids = [grid for grid in grids if len(grid.xs) > 2 or len(grid.ys) > 2]
    return sorted(
        (grid for grid in grids if not any(_lies_in(grid, other) for other in grids)),
        key=lambda grid: (grid.ys[0], grid.xs[0]),
    )


def _lies_in(grid: Grid, other: Grid) -> bool:
    """Whether a table stands in a cell of another, to which its words belong."""
    if grid is other or len(other.xs) < 3:
        return False
    x0, top, x1, bottom = grid.box
    cell = other.find(x0 + 0.1, top + 0.1)
    return cell is not None and cell is other.find(x1 - 0.1, bottom - 0.1)


def _list_painted_sides(sheet: Sheet) -> Iterable[Ruling]:
    """Give the sides of coloured areas that are cells: that lie side by side, or fit between ruled lines."""
    page = sheet.width * sheet.height
    areas = [
        ground
        for ground in sheet.grounds
        if ground.bottom - ground.top > 2 * _SLIVER
        and ground.x1 - ground.x0 > 2 * _SLIVER
        and (ground.x1 - ground.x0) * (ground.bottom - ground.top) < 0.6 * page
    ][:2000]
    upright = [ruling for ruling in sheet.rulings if ruling.upright and ruling.end - ruling.start > _LEAST]
    level = [ruling for ruling in sheet.rulings if not ruling.upright and ruling.end - ruling.start > _LEAST]
    lefts, rights = [area.x0 for area in areas], [area.x1 for area in areas]
    tops, bottoms = [area.top for area in areas], [area.bottom for area in areas]
    across = [ruling.at for ruling in upright]
    down = [ruling.at for ruling in level]
    for area in areas:
        beside = _near(area.x0, rights) or _near(area.x1, lefts) or (_near(area.x0, across) and _near(area.x1, across))
        stacked = (
            _near(area.top, bottoms) or _near(area.bottom, tops) or _near(area.top, down) or _near(area.bottom, down)
        )
        if beside and stacked:
            yield Ruling(True, area.x0, area.top, area.bottom)
            yield Ruling(True, area.x1, area.top, area.bottom)
            yield Ruling(False, area.top, area.x0, area.x1)
            yield Ruling(False, area.bottom, area.x0, area.x1)


def _near(value: float, others: Sequence[float]) -> bool:
    return any(abs(value - other) <= _SNAP for other in others)


def join_rulings(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Join pieces of one line, and leave out what is too short to be a side of a cell."""
    joined: list[Ruling] = []
    for upright in (True, False):
        alike = sorted((ruling for ruling in rulings if ruling.upright == upright), key=lambda ruling: ruling.at)
        for group in _cluster(alike):
            at = sum(ruling.at for ruling in group) / len(group)
            pieces = sorted((ruling.start, ruling.end) for ruling in group)
            start, end = pieces[0]
            for first, last in pieces[1:]:
                if first > end + _GAP:
                    joined.append(Ruling(upright, at, start, end))
                    start, end = first, last
                end = max(end, last)
            joined.append(Ruling(upright, at, start, end))
    return [ruling for ruling in joined if ruling.end - ruling.start >= _LEAST]


def _cluster(rulings: list[Ruling]) -> Iterable[list[Ruling]]:
    group: list[Ruling] = []
    for ruling in rulings:
        if group and ruling.at - group[-1].at > _SNAP / 2:
            yield group
            group = []
        group.append(ruling)
    if group:
        yield group


def _meet(upright: Ruling, level: Ruling) -> bool:
    return (
        level.start - _TOUCH <= upright.at <= level.end + _TOUCH
        and upright.start - _TOUCH <= level.at <= upright.end + _TOUCH
    )


def _group(rulings: list[Ruling]) -> list[list[Ruling]]:
    """Group lines that touch one another."""
    uprights = [ruling for ruling in rulings if ruling.upright]
    levels = sorted((ruling for ruling in rulings if not ruling.upright), key=lambda ruling: ruling.at)
    heights = [level.at for level in levels]
    parent = list(range(len(uprights) + len(levels)))

    def find(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for number, upright in enumerate(uprights):
        first = bisect_right(heights, upright.start - _TOUCH - 0.001)
        for place in range(first, len(levels)):
            if heights[place] > upright.end + _TOUCH:
                break
            if _meet(upright, levels[place]):
                parent[find(len(uprights) + place)] = find(number)
    groups: dict[int, list[Ruling]] = {}
    for node, ruling in enumerate([*uprights, *levels]):
        groups.setdefault(find(node), []).append(ruling)
    return [group for group in groups.values() if len(group) > 1]


def _group_sides(rulings: list[Ruling]) -> Iterable[list[Ruling]]:
    """Give lines that stand side by side and meet none: of a row that begins on a page before and ends on one after."""
    levels = [ruling for ruling in rulings if not ruling.upright]
    alone = sorted(
        (ruling for ruling in rulings if ruling.upright and not any(_meet(ruling, level) for level in levels)),
        key=lambda ruling: ruling.start,
    )
    while alone:
        first = alone[0]
        group = [
            ruling
            for ruling in alone
            if abs(ruling.start - first.start) < _LEAST and abs(ruling.end - first.end) < _LEAST
        ]
        alone = [ruling for ruling in alone if ruling not in group]
        if len(group) > 3:
            left, right = min(ruling.at for ruling in group), max(ruling.at for ruling in group)
            yield [*group, *(Ruling(False, at, left, right) for at in (first.start, first.end))]


def build_grid(rulings: Sequence[Ruling]) -> Grid | None:
    """Make a grid of lines that touch; ``None`` where they enclose no cells."""
    uprights = [ruling for ruling in rulings if ruling.upright]
    levels = _drop_underlines([ruling for ruling in rulings if not ruling.upright], uprights)
    if not uprights or not levels:
        return None
    xs = _list_stops([ruling.at for ruling in uprights], [end for level in levels for end in (level.start, level.end)])
    ys = _list_stops([ruling.at for ruling in levels], [end for side in uprights for end in (side.start, side.end)])
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_PLACES:
        return None
    return Grid(xs, ys, _join_places(xs, ys, uprights, levels))


def _drop_underlines(levels: list[Ruling], uprights: list[Ruling]) -> list[Ruling]:
    """Leave out lines that meet one side of a cell only: those under words. A table open at a side keeps its own."""
    if len(uprights) < 2:
        return levels
    left, right = min(side.at for side in uprights), max(side.at for side in uprights)
    kept = []
    for level in levels:
        met = [side.at for side in uprights if _meet(side, level)]
        crosses = len(met) > 1 and max(met) - min(met) > _SLIVER
        if crosses or level.start < left - _LEAST or level.end > right + _LEAST:
            kept.append(level)
    return kept


def _list_stops(lines: list[float], ends: list[float]) -> list[float]:
    """Give where columns (or rows) part: at lines, and at the outermost ends of those that cross them."""
    first, last = min(lines), max(lines)
    outer = [min(ends)] * (min(ends) < first - _LEAST) + [max(ends)] * (max(ends) > last + _LEAST)
    stops: list[list[float]] = []
    for line in sorted([*lines, *outer]):
        if stops and line - stops[-1][0] < _SLIVER:
            stops[-1].append(line)
        else:
            stops.append([line])
    return [sum(group) / len(group) for group in stops]


def _join_places(
    xs: list[float], ys: list[float], uprights: list[Ruling], levels: list[Ruling]
) -> list[list[GridCell]]:
    sides = _measure(xs, ys, uprights)
    floors = _measure(ys, xs, levels)
    columns, rows = len(xs) - 1, len(ys) - 1
    whole: list[list[GridCell | None]] = [[None] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if whole[row][column] is not None:
                continue
            right = column + 1
            while right < columns and not sides[right][row] and whole[row][right] is None:
                right += 1
            below = row + 1
            # A cell reaches down as long as nothing parts it from the row below, nor the places of that row.
            while (
                below < rows
                and not any(floors[below][place] for place in range(column, right))
                and not any(sides[place][below] for place in range(column + 1, right))
                and all(whole[below][place] is None for place in range(column, right))
                and (column == 0 or sides[column][below])
                and (right == columns or sides[right][below])
            ):
                below += 1
            cell = GridCell(column, row, right, below)
            for down in range(row, below):
                for across in range(column, right):
                    whole[down][across] = cell
    return [[cell for cell in places if cell is not None] for places in whole]


def _measure(stops: list[float], crossing: list[float], lines: list[Ruling]) -> list[list[bool]]:
    """Tell for each stop between which of the crossing stops a line is ruled at it."""
    held: list[list[float]] = [[0.0] * (len(crossing) - 1) for _ in stops]
    for line in lines:
        at = min(range(len(stops)), key=lambda place: abs(stops[place] - line.at))
        for place, (start, end) in enumerate(pairwise(crossing)):
            if line.start < end and line.end > start:
                held[at][place] += min(line.end, end) - max(line.start, start)
    return [
        [length >= _RULED * (end - start) for length, (start, end) in zip(row, pairwise(crossing), strict=True)]
        for row in held
    ]


def find_fill(sheet: Sheet, area: Box, words: Box | None) -> str | None:
    """Give the colour of the ground of a cell, or of its words where the ground lies under them alone."""
    page = sheet.width * sheet.height
    found = _find_ground(sheet.grounds, area, page)
    return found or (_find_ground(sheet.grounds, words, page) if words else None)


def _find_ground(grounds: tuple[Ground, ...], area: Box, page: float) -> str | None:
    size = (area[2] - area[0]) * (area[3] - area[1])
    found = None
    for ground in grounds:
        across = min(ground.x1, area[2]) - max(ground.x0, area[0])
        down = min(ground.bottom, area[3]) - max(ground.top, area[1])
        own = (ground.x1 - ground.x0) * (ground.bottom - ground.top)
        if across > 0 and down > 0 and across * down > _RULED * size and own < 0.8 * page:
            found = ground.colour  # what is painted later lies above
    return found
