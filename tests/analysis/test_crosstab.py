"""Counts and what is to be expected of them: held to worked examples, to exact fractions, and to chance itself."""

import random
from collections import Counter
from fractions import Fraction
from math import comb

import pytest

from scrgraph.analysis.answers import Answer
from scrgraph.analysis.crosstab import COLUMNS, Crosstab, build_crosstab, correct_chances, find_chance


def count_units(units: list[tuple[str, set[str]]]) -> Crosstab:
    """Give the table of units, each of a row and of several columns."""
    rows = Counter(row for row, _ in units)
    columns = Counter(column for _, of in units for column in of)
    cells = Counter((row, column) for row, of in units for column in of)
    return build_crosstab(
        Answer(
            COLUMNS,
            tuple(
                (row, row.title(), column, column.title(), number, rows[row], columns[column], len(units))
                for (row, column), number in sorted(cells.items())
            ),
        )
    )


def test_lady_tasting_tea() -> None:
    """Fisher's own example: of eight cups she names three of the four right; 17 of 70 ways are as good by luck."""
    assert find_chance(3, 4, 4, 8) == pytest.approx(17 / 70)
    assert find_chance(4, 4, 4, 8) == pytest.approx(1 / 70)
    assert find_chance(0, 4, 4, 8) == 1


@pytest.mark.parametrize(("count", "row", "column", "total"), [(6, 9, 13, 74), (5, 40, 60, 581), (12, 30, 25, 400)])
def test_chance_is_the_exact_fraction(count: int, row: int, column: int, total: int) -> None:
    ways = sum(comb(column, each) * comb(total - column, row - each) for each in range(count, min(row, column) + 1))
    assert find_chance(count, row, column, total) == pytest.approx(float(Fraction(ways, comb(total, row))), rel=1e-9)


def test_holm_as_worked_by_hand() -> None:
    """The least of three is taken threefold, the next twofold; none is corrected to less than the one before."""
    given = {("a", "x"): 0.01, ("a", "y"): 0.04, ("a", "z"): 0.03}
    assert correct_chances(given) == pytest.approx({("a", "x"): 0.03, ("a", "y"): 0.06, ("a", "z"): 0.06})


def test_expected_and_residual_as_worked_by_hand() -> None:
    """Of 20 units 10 are of the police and 8 on training, so 4 are expected of both; there are 7."""
    table = count_units(
        [("police", {"training"})] * 7 + [("police", set())] * 3 + [("mill", {"training"})] + [("mill", set())] * 9
    )
    cell = table.by_place["police", "training"]
    assert (cell.count, cell.expected) == (7, 4.0)
    assert cell.residual == pytest.approx(3 / (4 * 0.5 * 0.6) ** 0.5)
    assert [(row.name, row.total) for row in table.rows] == [("Mill", 10), ("Police", 10)]
    assert table.by_place["mill", "training"].count == 1


def test_an_agency_is_not_above_for_being_large() -> None:
    """Ten times as many recommendations, ten times as many on each theme: nothing stands out."""
    themes = ["training"] * 6 + ["records"] * 4
    table = count_units(
        [("large", {theme}) for theme in themes * 10] + [(f"small{n}", {theme}) for n in range(5) for theme in themes]
    )
    assert table.by_place["large", "training"].count == 60
    assert table.above == ()


def test_what_one_agency_alone_has_is_above_however_small_it_is() -> None:
    others = [(f"other{n}", {"records"}) for n in range(10) for _ in range(20)]
    table = count_units([*others, *[("mill", {"training"})] * 6, ("police", {"training"})])
    assert [(cell.row, cell.column) for cell in table.above] == [("mill", "training")]


def test_four_are_never_above_though_luck_would_not_give_them() -> None:
    others = [(f"other{n}", {"records"}) for n in range(10) for _ in range(20)]
    table = count_units([*others, *[("mill", {"training"})] * 4, ("mill", {"records"}), ("police", {"training"})])
    cell = table.by_place["mill", "training"]
    assert cell.chance is not None
    assert cell.chance < 1e-5
    assert cell.is_few
    assert not cell.is_above


def test_what_cannot_reach_five_is_not_tested_and_dilutes_nothing() -> None:
    table = count_units([("large", {"training"})] * 30 + [(f"tiny{n}", {"records"}) for n in range(50)])
    assert table.tested == 2  # the large agency by both themes
    assert all(cell.corrected is None for cell in table.cells if cell.row.startswith("tiny"))


def test_luck_alone_gives_a_mark_in_few_tables() -> None:
    """In 300 tables in which every theme is as frequent with every agency, a mark is owed to luck in 5 % at most."""
    chance = random.Random(9)
    marked = 0
    for _ in range(300):
        units = [
            (f"agency{int(chance.random() ** 2 * 8)}", {f"theme{n}" for n in range(6) if chance.random() < 0.3})
            for _ in range(80)
        ]
        marked += bool(count_units(units).above)
    assert marked <= 15 + 2 * 3.8  # and two standard errors


def test_nothing_gives_a_table_of_nothing() -> None:
    table = build_crosstab(Answer(COLUMNS, ()))
    assert (table.rows, table.columns, table.cells, table.above) == ((), (), (), ())
