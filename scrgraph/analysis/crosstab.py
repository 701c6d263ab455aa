"""Counts of one kind of thing by another, and which of them are more than the sizes of both would lead one to expect.

An agency with many recommendations has many on every theme. So each count is held to what it would be if the theme were
as frequent with this agency as with all: Fisher's exact test on recommendations (R. A. Fisher, 1935), one-sided. Where
hundreds of counts are looked at, a few stand out by luck alone; Holm's correction (S. Holm, 1979) holds the chance that
any mark is owed to luck to one in twenty. Only counts that may be five or more are tested, and none below is marked.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scrgraph.analysis.answers import Answer

FEW = 5  # counts below are too small to judge by
LEVEL = 0.05
COLUMNS = ("row", "rowName", "column", "columnName", "count", "rowTotal", "columnTotal", "total")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or a column of a table of counts: its id, its name, and how many units it has."""

    id: str
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, with what was to be expected and how far it lies above.

    ``residual`` is Haberman's standardised one (how many standard errors it lies above the expected). ``chance`` is the
    probability of so high a count by luck, ``corrected`` the same after Holm's correction; both are ``None`` where the
    sizes allow no count of five, so that nothing was tested.
    """

    row: str
    column: str
    count: int
    expected: float
    residual: float
    chance: float | None
    corrected: float | None

    @property
    def is_few(self) -> bool:
        """Whether the count is too small to judge by."""
        return self.count < FEW

    @property
    def is_above(self) -> bool:
        """Whether the count lies above the expected, by more than luck explains."""
        return self.corrected is not None and self.corrected <= LEVEL and not self.is_few


@dataclass(frozen=True)
class Crosstab:
    """A table of counts: its rows and columns by their totals, the largest first; ``total`` counts all units."""

    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    total: int
    cells: tuple[Cell, ...]

    @cached_property
    def by_place(self) -> dict[tuple[str, str], Cell]:
        """The cells by the ids of their row and column."""
        return {(cell.row, cell.column): cell for cell in self.cells}

    @property
    def above(self) -> tuple[Cell, ...]:
        """The counts above expectation, the clearest first."""
        return tuple(
            sorted(
                (cell for cell in self.cells if cell.is_above), key=lambda cell: (cell.chance, cell.row, cell.column)
            )
        )

    @property
    def tested(self) -> int:
        """How many counts were tested."""
        return sum(cell.chance is not None for cell in self.cells)


def build_crosstab(answer: Answer) -> Crosstab:
    """Build a table from the answer to a question, of which each row is a count that is not nought."""
    rows: dict[str, Heading] = {}
    columns: dict[str, Heading] = {}
    counts: dict[tuple[str, str], int] = {}
    total = 0
    for row, row_name, column, column_name, count, row_total, column_total, every in answer.rows:
        rows[str(row)] = Heading(str(row), str(row_name), int(str(row_total)))
        columns[str(column)] = Heading(str(column), str(column_name), int(str(column_total)))
        counts[str(row), str(column)] = int(str(count))
        total = int(str(every))
    in_order = sorted(rows.values(), key=lambda one: (-one.total, one.name, one.id))
    across = sorted(columns.values(), key=lambda one: (-one.total, one.name, one.id))
    return Crosstab(tuple(in_order), tuple(across), total, tuple(_judge(in_order, across, total, counts)))


def _judge(
    rows: list[Heading], columns: list[Heading], total: int, counts: dict[tuple[str, str], int]
) -> Iterator[Cell]:
    chances = {
        (row.id, column.id): find_chance(counts.get((row.id, column.id), 0), row.total, column.total, total)
        for row in rows
        for column in columns
        if min(row.total, column.total) >= FEW  # by the sizes alone, so that the counts do not choose their own test
    }
    corrected = correct_chances(chances)
    for row in rows:
        for column in columns:
            place = (row.id, column.id)
            count = counts.get(place, 0)
            expected = row.total * column.total / total
            spread = math.sqrt(expected * (1 - row.total / total) * (1 - column.total / total))
            residual = (count - expected) / spread if spread else 0.0
            yield Cell(row.id, column.id, count, expected, residual, chances.get(place), corrected.get(place))


def find_chance(count: int, row_total: int, column_total: int, total: int) -> float:
    """Give the probability that as many or more of a row's units are in a column, if it has its share of the column.

    That is the upper tail of the hypergeometric distribution.
    """
    if count <= 0:
        return 1.0
    whole = _log_choose(total, row_total)
    most = min(row_total, column_total)
    least = max(count, row_total + column_total - total)
    terms = [
        math.exp(_log_choose(column_total, each) + _log_choose(total - column_total, row_total - each) - whole)
        for each in range(least, most + 1)
    ]
    return min(1.0, math.fsum(terms))


def _log_choose(many: int, few: int) -> float:
    return math.lgamma(many + 1) - math.lgamma(few + 1) - math.lgamma(many - few + 1)


def correct_chances(chances: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Correct probabilities for being many (Holm): each held to the level leaves that for all of them together."""
    corrected: dict[tuple[str, str], float] = {}
    highest = 0.0
    for number, place in enumerate(sorted(chances, key=lambda place: (chances[place], place))):
        highest = max(highest, min(1.0, (len(chances) - number) * chances[place]))
        corrected[place] = highest
    return corrected
