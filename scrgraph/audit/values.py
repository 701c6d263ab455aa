"""Reads plain values out of graphs of facts: rows in their order, words, numbers, days."""

import datetime as dt

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces

SCR = Namespace(namespaces.SCR)


def list_rows(facts: Graph) -> list[Node]:
    """Give the rows in the order of the document."""
    return sorted(facts.subjects(RDF.type, SCR.Recommendation), key=lambda row: read_number(facts, row, SCR.position))


def read_text(facts: Graph, thing: Node | None, term: URIRef) -> str | None:
    """Give the words of a property; ``None`` where there are none, or there is no such thing."""
    value = facts.value(thing, term) if thing is not None else None
    return None if value is None else str(value)


def read_number(facts: Graph, thing: Node, term: URIRef) -> int:
    """Give the number of a property, a position mostly; 0 where there is none."""
    value = facts.value(thing, term)
    return int(value.toPython()) if isinstance(value, Literal) else 0


def read_day(facts: Graph, thing: Node, term: URIRef) -> dt.date | None:
    """Give the day of a property; ``None`` where there is none, or it is no date of the calendar."""
    return as_day(facts.value(thing, term))


def as_day(value: Node | None) -> dt.date | None:
    """Give the day that a value names; ``None`` where it is no date of the calendar."""
    plain = value.toPython() if isinstance(value, Literal) else None
    return plain if type(plain) is dt.date else None
