"""Chooses which counts of linked tables are suppressed, so that no small one can be worked out from the others.

A count under a threshold is suppressed; and as many others with it as it takes that from all that is published, and
from what is known of how the counts hang together (rows add up to totals, one table counts part of what another does),
every suppressed count can still be any of many numbers. Who knows the published counts alone can narrow a suppressed
one to a range, and no further; that range must be as wide as is asked for.

The choice is the classical one by linear programming (Fischetti and Salazar, 2001, for linked tables): of all other
tables that have the same published counts and in which the count is another, that is taken for which the least must be
suppressed. Each such table is kept, and is the proof (``check_protection``): reckoned in whole numbers, without the
solver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scrgraph.errors import ScrgraphError

_FEW = 4  # counts: for fewer it does not pay to look for a table in which several are others
_GAP = 0.2  # by how much less than the most may be others at once: to find the most takes long
_WHOLE = 1e-6  # how far from a whole number a number of the solver may lie
_HARDLY = 1e-4  # what it costs that a count which is suppressed anyway is another: of two ways the nearer is taken


@dataclass(frozen=True, slots=True)
class Relation:
    """What holds between counts whatever they are: counts by their places, each times a factor, give zero.

    Or where it is ``at_least``, zero or more.
    """

    terms: tuple[tuple[int, int], ...]
    at_least: bool = False

    def holds(self, counts: Sequence[int]) -> bool:
        """Tell whether it holds between some counts."""
        value = sum(factor * counts[place] for place, factor in self.terms)
        return value >= 0 if self.at_least else value == 0


@dataclass(frozen=True)
class Protection:
    """Which counts are suppressed, by their places; and tables that look the same as published, as the proof."""

    suppressed: frozenset[int]
    witnesses: tuple[tuple[int, ...], ...]

    def find_range(self, place: int) -> tuple[int, int]:
        """Give numbers that a count can be, the least and the most of those known; there may be others beyond."""
        found = [witness[place] for witness in self.witnesses]
        return min(found), max(found)


def protect(
    counts: Sequence[int], relations: Sequence[Relation], smallest: int, width: int, costs: Sequence[float]
) -> Protection:
    """Choose which counts to suppress: those under ``smallest``, and with them others, cheap ones before dear ones.

    Every suppressed count can then be at least ``width`` apart.

    Raises:
        ScrgraphError: where the solver is not installed, or the protection cannot be proved.
    """
    search = _Search(counts, relations, width, costs)
    search.suppress({place for place, count in enumerate(counts) if count < smallest})
    while len(search.waiting) > _FEW and search.spread() > _FEW:
        pass
    while search.waiting:
        search.widen(search.waiting[0])
    protection = Protection(frozenset(search.suppressed), tuple(search.witnesses))
    if not check_protection(counts, relations, smallest, width, protection):
        raise ScrgraphError("It cannot be proved that no small count can be worked out; nothing was exported.")
    return protection


def check_protection(
    counts: Sequence[int], relations: Sequence[Relation], smallest: int, width: int, protection: Protection
) -> bool:
    """Check that no small count is published, and that each suppressed one can be many numbers, by the tables kept."""
    hidden = protection.suppressed
    if any(count < smallest and place not in hidden for place, count in enumerate(counts)):
        return False
    for witness in protection.witnesses:
        if min(witness, default=0) < 0 or not all(relation.holds(witness) for relation in relations):
            return False
        if any(witness[place] != count for place, count in enumerate(counts) if place not in hidden):
            return False
    ranges = (protection.find_range(place) for place in hidden)
    return all(most - least >= width for least, most in ranges)


class _Search:
    """Finds tables that look the same as published, until every suppressed count can be many numbers."""

    def __init__(
        self, counts: Sequence[int], relations: Sequence[Relation], width: int, costs: Sequence[float]
    ) -> None:
        self._counts = counts
        self._width = width
        self._costs = costs
        self._relations = relations
        self._lowest, self._highest = list(counts), list(counts)
        self._solver: _Solver | None = None
        self.suppressed: set[int] = set()
        self.waiting: list[int] = []
        self.witnesses = [tuple(counts)]

    def suppress(self, places: set[int]) -> None:
        """Suppress counts, which then wait for what else they can be."""
        if places and self._solver is None:
            self._solver = _Solver(self._counts, self._relations, self._costs)
        if self._solver is not None:
            self._solver.free(places)
        self.suppressed |= places
        self._keep_waiting(places)

    def spread(self) -> int:
        """Find a table in which many that wait are others, and nothing that is published; give how many."""
        assert self._solver is not None
        before = len(self.waiting)
        self._take(self._solver.spread(self.waiting, self.suppressed, self._width))
        return before - len(self.waiting)

    def widen(self, place: int) -> None:
        """Find the table in which one that waits is another, and for which the least must be suppressed besides."""
        assert self._solver is not None
        witness = self._solver.move(place, self._lowest[place] + self._width, self._highest[place] - self._width)
        changed = {other for other, count in enumerate(self._counts) if witness[other] != count}
        self._take(witness)
        self.suppress(changed - self.suppressed)

    def _take(self, witness: tuple[int, ...]) -> None:
        self.witnesses.append(witness)
        self._lowest = list(map(min, self._lowest, witness))
        self._highest = list(map(max, self._highest, witness))
        self._keep_waiting(set())

    def _keep_waiting(self, further: set[int]) -> None:
        self.waiting = sorted(
            (place for place in {*self.waiting, *further} if self._highest[place] - self._lowest[place] < self._width),
            key=lambda place: (self._counts[place], place),
        )


class _Solver:
    """Finds tables that look the same as published: of each count, by how much it rises or falls."""

    def __init__(self, counts: Sequence[int], relations: Sequence[Relation], costs: Sequence[float]) -> None:
        import numpy as np
        from scipy import optimize, sparse  # type: ignore[import-untyped]

        self._optimize, self._numpy = optimize, np
        self._whole = np.array(counts)
        self._counts = counts
        self._size = size = len(counts)
        factors = sparse.lil_array((len(relations), 2 * size))
        least, most = np.zeros(len(relations)), np.zeros(len(relations))
        for row, relation in enumerate(relations):
            for place, factor in relation.terms:
                factors[row, place] += factor
                factors[row, size + place] -= factor
            if relation.at_least:
                least[row], most[row] = -sum(factor * counts[place] for place, factor in relation.terms), np.inf
        self._factors, self._limits = factors.tocsr(), (least, most)
        ordered = np.arange(size) * _HARDLY / size  # of two that cost the same, the first
        self._costs = np.tile(np.array(costs, float) + ordered, 2)
        self._least = np.zeros(2 * size)
        self._most = np.concatenate([np.full(size, np.inf), np.array(counts, float)])

    def free(self, places: set[int]) -> None:
        """Take counts as suppressed: that they are others costs nearly nothing."""
        for place in places:
            self._costs[[place, self._size + place]] = _HARDLY

    def move(self, place: int, up_to: int, down_to: int) -> tuple[int, ...]:
        """Give the cheapest table in which a count is ``up_to`` or more, or ``down_to`` or less."""
        rise, fall = place, self._size + place
        ways = [(rise, fall, up_to - self._counts[place])]
        if down_to >= 0:
            ways.append((fall, rise, self._counts[place] - down_to))
        found = []
        for moved, fixed, by in ways:
            least, most = self._least.copy(), self._most.copy()
            least[moved], most[fixed] = by, 0
            if (solved := self._solve(self._costs, self._factors, least, most)) is not None:
                found.append(solved)
        if not found:
            raise ScrgraphError("A small count cannot be protected; nothing was exported.")
        return min(found, key=lambda one: one[0])[1]

    def spread(self, wanted: Sequence[int], suppressed: set[int], by: int) -> tuple[int, ...]:
        """Give a table in which as many as can be of some suppressed counts rise, and no other count is another."""
        costs, most, steps = self._costs.copy(), self._most.copy(), self._numpy.ones(2 * self._size)
        fixed = [place for place in range(self._size) if place not in suppressed]
        most[fixed] = most[[self._size + place for place in fixed]] = 0
        # They rise by the whole of it or not at all.
        chosen = list(wanted)
        costs[chosen], most[chosen], steps[chosen] = -1, 1, by
        solved = self._solve(costs, self._factors * steps, self._least, most, steps)
        return tuple(self._counts) if solved is None else solved[1]

    def _solve(
        self, costs: Any, factors: Any, least: Any, most: Any, steps: Any = None
    ) -> tuple[float, tuple[int, ...]] | None:
        """Give the cheapest table between bounds, and what it costs; none where there is none.

        ``steps`` are how much the counts move by at a time; then one that is nearly the cheapest will do.
        """
        limits = self._optimize.LinearConstraint(factors, *self._limits)
        bounds = self._optimize.Bounds(least, most)
        solved = None
        if steps is None:  # mostly whole numbers come by themselves
            solved = self._optimize.milp(costs, bounds=bounds, constraints=limits)
        if solved is None or (solved.x is not None and abs(solved.x - solved.x.round()).max() > _WHOLE):
            options = {} if steps is None else {"mip_rel_gap": _GAP}
            solved = self._optimize.milp(costs, integrality=1, bounds=bounds, constraints=limits, options=options)
        if solved.x is None:
            return None
        moved = (solved.x if steps is None else solved.x * steps).round().astype(int)
        table = self._whole + moved[: self._size] - moved[self._size :]
        return float(solved.fun), tuple(table.tolist())
