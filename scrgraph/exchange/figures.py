"""Counts what public figures tell, by the tables under ``queries/counts/``, and suppresses what is too small.

A table is a question whose header says what is counted (``unit``) and by which dimensions; each is a property of the
ontology, which says the vocabularies that its values are of. A table has a count for every value, whatever the facts,
and totals for every dimension. Tables with the same unit have totals in common: each is one count, so it cannot be
suppressed here and told there. How different units hang together says ``queries/counts/relations.toml``.
"""

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from typing import TypeAlias, TypeVar

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import Question, load_questions
from scrgraph.errors import ScrgraphError
from scrgraph.exchange.suppression import Relation, protect
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.profiles import ExchangeProfile
from scrgraph.resources import ontology_folder, queries_folder

TOPIC = "counts"
NOT_TOLD = namespaces.VOCABULARIES + "not-told/not-told"
_TOTAL_COSTS = 8  # how much dearer it is to suppress a total than what it is the total of

_Item = TypeVar("_Item")
Values: TypeAlias = frozenset[tuple[str, str]]  # of dimensions by their names, as the IRIs of concepts


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what is counted: its name, its property, what people call it, and all values that it has."""

    name: str
    property: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountTable:
    """A table of counts, as its question says it."""

    question: Question
    unit: str
    title: str
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one number counts: a unit, with values of some dimensions; a total, where they are not all."""

    unit: str
    values: Values

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of its dimensions, sorted."""
        return tuple(sorted(name for name, _ in self.values))


@dataclass(frozen=True)
class Figures:
    """The counts of all tables, ``None`` where one is suppressed."""

    tables: tuple[CountTable, ...]
    counts: Mapping[Cell, int | None]


@cache
def list_tables() -> tuple[CountTable, ...]:
    """Give the tables of counts, sorted by name."""
    ontology = ox.Store()
    ontology.load(path=str(ontology_folder() / "scr.ttl"), format=ox.RdfFormat.TURTLE)
    questions = (question for question in load_questions() if question.topic == TOPIC)
    return tuple(
        CountTable(
            question,
            question.header["unit"],
            question.header["title"],
            tuple(_read_dimension(ontology, name.strip()) for name in question.header["dimensions"].split(",")),
        )
        for question in questions
    )


def _read_dimension(ontology: ox.Store, name: str) -> Dimension:
    term = ox.NamedNode(f"{namespaces.SCR}counted{name[0].upper()}{name[1:]}")
    label = next(ontology.quads_for_pattern(term, ox.NamedNode(namespaces.RDFS + "label"), None)).object
    schemes = ontology.quads_for_pattern(term, ox.NamedNode(namespaces.SCR + "takesCodesOf"), None)
    in_scheme = ox.NamedNode(namespaces.SKOS + "inScheme")
    known = load_vocabularies().quads
    values = {
        quad.subject.value  # type: ignore[union-attr]
        for scheme in schemes
        for quad in known.quads_for_pattern(None, in_scheme, scheme.object)
    }
    return Dimension(name, term.value, label.value.removesuffix(" counted"), tuple(sorted(values)))  # type: ignore[union-attr]


def count_figures(base: FactBase, profile: ExchangeProfile) -> Figures:
    """Count all tables over some facts, and suppress what a profile does not give.

    Raises:
        ScrgraphError: where a table cannot be counted, or small counts cannot be protected.
    """
    tables = list_tables()
    counts = _count_cells(base, tables)
    cells = sorted(counts, key=_order)
    places = {cell: place for place, cell in enumerate(cells)}
    numbers = [counts[cell] for cell in cells]
    relations = [*_add_up(tables, places), *_relate(tables, places, numbers)]
    protection = protect(
        numbers, relations, profile.smallest_count, profile.smallest_range, _weigh(tables, cells, counts)
    )
    return Figures(
        tables,
        {cell: None if place in protection.suppressed else numbers[place] for place, cell in enumerate(cells)},
    )


def _order(cell: Cell) -> tuple[str, tuple[str, ...], list[tuple[str, str]]]:
    return cell.unit, cell.dimensions, sorted(cell.values)


def _count_cells(base: FactBase, tables: Iterable[CountTable]) -> dict[Cell, int]:
    """Count every cell and total of every table; raises where two tables do not agree on a total."""
    counts: dict[Cell, int] = {}
    for table in tables:
        own: dict[Cell, int] = {cell: 0 for _, cell in _list_cells(table)}
        answer = base.ask(replace(table.question, hides=()))
        for row in answer.rows:
            told = dict(zip(answer.columns, row, strict=True))
            values = [(one.name, _choose(str(told[one.name]), one)) for one in table.dimensions]
            for some in _list_subsets(values):
                own[Cell(table.unit, frozenset(some))] += int(str(told["count"]))
        for cell, count in own.items():
            if counts.setdefault(cell, count) != count:
                raise ScrgraphError(
                    f"The tables of {table.unit} do not agree on a total; {table.question.name} differs."
                )
    return counts


def _choose(value: str, dimension: Dimension) -> str:
    """Give the value of a dimension; what is none of its values is not told."""
    return value if value in dimension.values else NOT_TOLD


def _list_cells(table: CountTable) -> Iterator[tuple[tuple[Dimension, ...], Cell]]:
    """Give all cells of a table, totals too, each with its dimensions."""
    for some in _list_subsets(table.dimensions):
        for values in product(*(one.values for one in some)):
            yield some, Cell(table.unit, frozenset(zip((one.name for one in some), values, strict=True)))


def _list_subsets(items: Sequence[_Item]) -> Iterator[tuple[_Item, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)


def _add_up(tables: Iterable[CountTable], places: Mapping[Cell, int]) -> Iterator[Relation]:
    """Give for each cell of each table that it is the total of those that have one more dimension."""
    for table in tables:
        for some, cell in _list_cells(table):
            for further in table.dimensions:
                if further not in some:
                    parts = (Cell(cell.unit, cell.values | {(further.name, value)}) for value in further.values)
                    yield Relation(((places[cell], -1), *((places[part], 1) for part in parts)))


def _relate(tables: Sequence[CountTable], places: Mapping[Cell, int], numbers: Sequence[int]) -> Iterator[Relation]:
    """Give how counts of different units hang together, where they do: nobody goes wrong by what does not hold here."""
    dimensions = {one.name: one for table in tables for one in table.dimensions}
    file = queries_folder() / TOPIC / "relations.toml"
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["relation"]:
        sides = [(sign, term.split()) for side, sign in (("left", 1), ("right", -1)) for term in entry[side]]
        free = sorted({pair.partition("=")[0] for _, (_, *pairs) in sides for pair in pairs if pair.endswith("=*")})
        for chosen in product(*(dimensions[name].values for name in free)):
            terms = [
                (sign, unit, _read_values(pairs, dimensions, dict(zip(free, chosen, strict=True))))
                for sign, (unit, *pairs) in sides
            ]
            for common in _list_common(terms, places):
                relation = Relation(
                    tuple((places[Cell(unit, fixed | common)], sign) for sign, unit, fixed in terms),
                    at_least=not entry.get("equal", False),
                )
                if relation.holds(numbers):
                    yield relation


def _read_values(pairs: Iterable[str], dimensions: Mapping[str, Dimension], chosen: Mapping[str, str]) -> Values:
    """Read values as they are written in relations: ``dimension=notation``, or ``*`` for the one that is chosen."""
    found = set()
    for pair in pairs:
        name, _, notation = pair.partition("=")
        value = chosen[name] if notation == "*" else None
        found.add((name, value or next(one for one in dimensions[name].values if one.endswith(f"/{notation}"))))
    return frozenset(found)


def _list_common(terms: Sequence[tuple[int, str, Values]], places: Mapping[Cell, int]) -> Iterator[Values]:
    """Give the values of further dimensions that all terms of a relation have cells for."""
    _, first, fixed = terms[0]
    for cell in places:
        if cell.unit == first and cell.values >= fixed:
            common = cell.values - fixed
            if all(Cell(unit, own | common) in places for _, unit, own in terms):
                yield common


def _weigh(tables: Iterable[CountTable], cells: Iterable[Cell], counts: Mapping[Cell, int]) -> list[float]:
    """Give what it costs to suppress each cell: the more, the more it tells."""
    whole = {table.unit: len(table.dimensions) for table in tables}
    return [(1 + math.log2(1 + counts[cell])) * _TOTAL_COSTS ** (whole[cell.unit] - len(cell.values)) for cell in cells]
