"""Writes figures as linked data, in the RDF Data Cube vocabulary (W3C Recommendation of 16 January 2014).

Each table is a data set in a graph of its own, and so are its totals. Every combination of values has an observation;
one that is suppressed has no value and says so by SDMX's status of confidentiality, which is the one departure from the
vocabulary: it asks for a value of every observation. There are no blank nodes, and names tell the day and nothing else.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.figures import Cell, CountTable, Dimension, Figures
from scrgraph.graph import iris
from scrgraph.graph.profiles import ExchangeProfile

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
_COMMENT = ox.NamedNode(namespaces.RDFS + "comment")
_CONFORMS = ox.NamedNode(namespaces.DCTERMS + "conformsTo")
_PERIOD = ox.NamedNode(namespaces.SDMX + "dimension#refPeriod")
_VALUE = ox.NamedNode(namespaces.SDMX + "measure#obsValue")
_STATUS = ox.NamedNode(namespaces.SDMX + "attribute#confStatus")
_CONFIDENTIAL = ox.NamedNode(namespaces.SDMX + "code#confStatus-C")
_DATE = ox.NamedNode(namespaces.XSD + "date")


def _qb(name: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.QB + name)


def build_cube(figures: Figures, profile: ExchangeProfile, as_of: dt.date, base: str) -> frozenset[ox.Quad]:
    """Build the data sets of figures as of a day, each with its structure and observations, in a graph of its own."""
    cells: dict[tuple[str, tuple[str, ...]], list[Cell]] = defaultdict(list)
    for cell in figures.counts:
        cells[cell.unit, cell.dimensions].append(cell)
    return frozenset(
        quad
        for (unit, names), inside in cells.items()
        for quad in _build_set(figures, unit, names, inside, profile, as_of.isoformat(), base)
    )


def _build_set(
    figures: Figures,
    unit: str,
    names: tuple[str, ...],
    cells: list[Cell],
    profile: ExchangeProfile,
    day: str,
    base: str,
) -> Iterator[ox.Quad]:
    table = next(
        one for one in figures.tables if one.unit == unit and set(names) <= {each.name for each in one.dimensions}
    )
    dimensions = [one for one in table.dimensions if one.name in names]
    node = ox.NamedNode(str(iris.figures_iri(base, day, unit, (one.name for one in dimensions))))
    for subject, predicate, value in (
        *_describe_set(node, table, dimensions, profile),
        *_describe_structure(ox.NamedNode(f"{node.value}/structure"), dimensions),
        *(triple for cell in cells for triple in _describe_cell(node, cell, dimensions, figures.counts[cell], day)),
    ):
        yield ox.Quad(subject, predicate, value, node)


_Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


def _describe_set(
    node: ox.NamedNode, table: CountTable, dimensions: list[Dimension], profile: ExchangeProfile
) -> Iterator[_Triple]:
    by = " and by ".join(one.label for one in dimensions)
    yield node, _TYPE, _qb("DataSet")
    yield node, _LABEL, ox.Literal(f"{table.title}, by {by}" if by else f"{table.title}, in all", language="en")
    if len(dimensions) == len(table.dimensions):
        yield node, _COMMENT, ox.Literal(table.question.description, language="en")
    yield node, _CONFORMS, ox.NamedNode(profile.iri)
    yield node, _qb("structure"), ox.NamedNode(f"{node.value}/structure")


def _describe_structure(node: ox.NamedNode, dimensions: list[Dimension]) -> Iterator[_Triple]:
    yield node, _TYPE, _qb("DataStructureDefinition")
    components = [
        ("dimension", _PERIOD),
        *(("dimension", ox.NamedNode(one.property)) for one in dimensions),
        ("measure", _VALUE),
        ("attribute", _STATUS),
    ]
    for number, (kind, term) in enumerate(components, 1):
        component = ox.NamedNode(f"{node.value}/{number}")
        yield node, _qb("component"), component
        yield component, _TYPE, _qb("ComponentSpecification")
        yield component, _qb(kind), term
        yield term, _TYPE, _qb(f"{kind.capitalize()}Property")


def _describe_cell(
    node: ox.NamedNode, cell: Cell, dimensions: list[Dimension], count: int | None, day: str
) -> Iterator[_Triple]:
    values = dict(cell.values)
    name = "/".join(values[one.name].rpartition("/")[2] for one in dimensions) or "all"
    observation = ox.NamedNode(f"{node.value}/{name}")
    yield observation, _TYPE, _qb("Observation")
    yield observation, _qb("dataSet"), node
    yield observation, _PERIOD, ox.Literal(day, datatype=_DATE)
    for one in dimensions:
        yield observation, ox.NamedNode(one.property), ox.NamedNode(values[one.name])
    if count is None:
        yield observation, _STATUS, _CONFIDENTIAL
    else:
        yield observation, _VALUE, ox.Literal(count)
