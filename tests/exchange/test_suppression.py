"""Suppression: no small count is published, and none can be worked out from what is, whatever the tables.

The tables that are kept as a proof are checked in whole numbers; and apart from them, ranges are reckoned here by
trying every table there is, and by flows in networks.
"""

from collections.abc import Sequence
from itertools import product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrgraph.errors import ScrgraphError
from scrgraph.exchange import suppression
from scrgraph.exchange.suppression import Protection, Relation, check_protection, protect

SMALLEST, WIDTH = 5, 5
few = settings(max_examples=25, deadline=None, derandomize=True)
numbers = st.one_of(st.integers(0, 6), st.integers(0, 60))


class Tables:
    """Tables of counts with their totals, each by its name; those with the same total share it."""

    def __init__(self) -> None:
        self.places: dict[tuple[object, ...], int] = {}
        self.counts: list[int] = []
        self.relations: list[Relation] = []

    def add(self, name: str, inner: Sequence[Sequence[int]], shared: str = "") -> None:
        """Add a table; the totals of its columns are those of ``shared`` where there are such already."""
        rows, columns = range(len(inner)), range(len(inner[0]))
        for row, column in product(rows, columns):
            self._place((name, row, column), inner[row][column])
        for row in rows:
            self._total((name, row), [(name, row, column) for column in columns])
        for column in columns:
            self._total((shared or name, "column", column), [(name, row, column) for row in rows])
        self._total((shared or name, "all"), [(name, row) for row in rows])
        self._total((shared or name, "all"), [(shared or name, "column", column) for column in columns])

    def _place(self, key: tuple[object, ...], count: int) -> int:
        if key not in self.places:
            self.places[key] = len(self.counts)
            self.counts.append(count)
        assert self.counts[self.places[key]] == count
        return self.places[key]

    def _total(self, key: tuple[object, ...], parts: Sequence[tuple[object, ...]]) -> None:
        places = [self.places[part] for part in parts]
        total = self._place(key, sum(self.counts[place] for place in places))
        self.relations.append(Relation(((total, -1), *((place, 1) for place in places))))

    def protect(self, smallest: int = SMALLEST, width: int = WIDTH) -> Protection:
        return protect(self.counts, self.relations, smallest, width, [1 + count for count in self.counts])


@st.composite
def linked(draw: st.DrawFn) -> Tables:
    """Two or three tables over the same columns: the totals of these are the same numbers."""
    columns = draw(st.integers(2, 4))
    first = draw(st.lists(st.lists(numbers, min_size=columns, max_size=columns), min_size=2, max_size=4))
    tables = Tables()
    tables.add("first", first)
    for name in draw(st.sampled_from([["second"], ["second", "third"]])):
        sums = [sum(row[column] for row in first) for column in range(columns)]
        part = [draw(st.integers(0, one)) for one in sums]
        tables.add(name, [part, [one - other for one, other in zip(sums, part, strict=True)]], "first")
    return tables


@given(linked())
@few
def test_no_small_count_leaves_and_each_suppressed_one_can_be_many_numbers(tables: Tables) -> None:
    protection = tables.protect()
    assert check_protection(tables.counts, tables.relations, SMALLEST, WIDTH, protection)
    assert all(
        tables.counts[place] >= SMALLEST for place in range(len(tables.counts)) if place not in protection.suppressed
    )


@given(st.lists(st.lists(numbers, min_size=3, max_size=3), min_size=2, max_size=4))
@few
def test_ranges_are_as_wide_by_flows(inner: list[list[int]]) -> None:
    """Of a two-way table the range of a cell is what flows through it least and most (Gusfield, 1988)."""
    tables = Tables()
    tables.add("one", inner)
    protection = tables.protect()
    for place in protection.suppressed:
        assert _flow(tables, protection, place, 1) - _flow(tables, protection, place, -1) >= WIDTH


def _flow(tables: Tables, protection: Protection, place: int, way: int) -> int:
    """Give the most (or the least) that a count can be, as a flow from the total through rows, cells and columns."""
    network: nx.DiGraph[str] = nx.DiGraph()
    bound = sum(tables.counts) + 10 * WIDTH
    for key, at in tables.places.items():
        _, *rest = key
        match rest:
            case ["all"]:
                edge = ("columns", "rows")  # round in a circle
            case ["column", int(column)]:
                edge = (f"column {column}", "columns")
            case [int(row)]:
                edge = ("rows", f"row {row}")
            case [int(row), int(column)]:
                edge = (f"row {row}", f"column {column}")
            case _:
                raise AssertionError(key)
        free = at in protection.suppressed
        count = tables.counts[at]
        network.add_edge(*edge, low=0 if free else count, capacity=bound if free else count, at=at)
    # Lower bounds are met by demands: what must flow is taken from one end and given to the other.
    for source, target, data in network.edges(data=True):
        for node, sign in ((source, 1), (target, -1)):
            network.nodes[node]["demand"] = network.nodes[node].get("demand", 0) + sign * data["low"]
        data["capacity"] -= data["low"]
        data["weight"] = -way if data["at"] == place else 0
    flows = nx.min_cost_flow(network)
    source, target, data = next(edge for edge in network.edges(data=True) if edge[2]["at"] == place)
    return int(flows[source][target] + data["low"])


@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2), st.integers(2, 3))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_ranges_are_as_wide_by_trying_every_table(inner: list[list[int]], width: int) -> None:
    tables = Tables()
    tables.add("one", inner)
    protection = tables.protect(3, width)
    hidden = protection.suppressed
    shown = [(place, count) for place, count in enumerate(tables.counts) if place not in hidden]
    seen: dict[int, set[int]] = {place: set() for place in hidden}
    for a, b, c, d in product(range(max(tables.counts) + width + 1), repeat=4):
        other = (a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d)  # as the table has them
        if all(other[place] == count for place, count in shown):
            for place in hidden:
                seen[place].add(other[place])
    assert all(max(told) - min(told) >= width for told in seen.values())


def test_a_small_count_takes_others_with_it() -> None:
    tables = Tables()
    tables.add("one", [[20, 3, 30], [40, 50, 60], [70, 80, 90]])
    hidden = tables.protect().suppressed
    assert tables.places["one", 0, 1] in hidden
    in_row = {tables.places["one", 0, column] for column in range(3)} | {tables.places["one", 0]}
    in_column = {tables.places["one", row, 1] for row in range(3)} | {tables.places["one", "column", 1]}
    assert len(in_row & hidden) >= 2
    assert len(in_column & hidden) >= 2
    assert tables.places["one", "all"] not in hidden


def test_the_same_total_is_not_told_by_another_table() -> None:
    """The total of a column is small, so in no table of those columns can it be added up."""
    tables = Tables()
    tables.add("one", [[1, 30], [1, 40]])
    tables.add("two", [[2, 50], [0, 20]], "one")
    hidden = tables.protect().suppressed
    assert tables.places["one", "column", 0] in hidden
    assert tables.places["one", "column", 1] in hidden or tables.places["one", "all"] in hidden


def test_what_one_count_says_of_another_is_not_told() -> None:
    """The second is never more than the first: were the first told, it would say that the second is small."""
    equal = Relation(((0, 1), (1, -1)))
    protection = protect([7, 7, 3], [equal, Relation(((2, -1), (0, 1)), at_least=True)], SMALLEST, WIDTH, [1, 1, 1])
    assert {0, 1} <= protection.suppressed or 2 in protection.suppressed
    assert check_protection([7, 7, 3], [equal], SMALLEST, WIDTH, protection)


def test_nought_is_a_small_count() -> None:
    tables = Tables()
    tables.add("one", [[0, 30], [40, 50]])
    assert tables.places["one", 0, 0] in tables.protect().suppressed


def test_nothing_is_suppressed_where_all_is_large() -> None:
    tables = Tables()
    tables.add("one", [[10, 30], [40, 50]])
    assert tables.protect() == Protection(frozenset(), (tuple(tables.counts),))


@pytest.mark.parametrize("fault", ["published", "narrow", "negative", "another sum", "another number"])
def test_a_proof_with_a_fault_is_none(fault: str) -> None:
    tables = Tables()
    tables.add("one", [[20, 3], [40, 50]])
    whole = tables.protect()
    place = tables.places["one", 0, 1]
    last = list(whole.witnesses[-1])
    shown = next(one for one in range(len(last)) if one not in whole.suppressed)
    changed = {
        "negative": [*last[:place], -1, *last[place + 1 :]],
        "another sum": [*last[:place], last[place] + 1, *last[place + 1 :]],
        "another number": [*last[:shown], last[shown] + 1, *last[shown + 1 :]],
    }
    broken = {
        "published": Protection(whole.suppressed - {place}, whole.witnesses),
        "narrow": Protection(whole.suppressed, whole.witnesses[:1]),
        **{name: Protection(whole.suppressed, (*whole.witnesses, tuple(one))) for name, one in changed.items()},
    }
    assert check_protection(tables.counts, tables.relations, SMALLEST, WIDTH, whole)
    assert not check_protection(tables.counts, tables.relations, SMALLEST, WIDTH, broken[fault])


def test_what_cannot_be_proved_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "check_protection", lambda *_: False)
    tables = Tables()
    tables.add("one", [[20, 3], [40, 50]])
    with pytest.raises(ScrgraphError, match="nothing was exported"):
        tables.protect()
