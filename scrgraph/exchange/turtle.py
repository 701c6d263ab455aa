"""Writes the small graphs of a package as Turtle, sorted, so that the same package gives the same bytes."""

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph.quads import to_oxigraph

_PREFIXES = {
    "dcterms": namespaces.DCTERMS,
    "odrl": namespaces.ODRL,
    "prov": namespaces.PROV,
    "rdfs": namespaces.RDFS,
    "scr": namespaces.SCR,
    "sh": namespaces.SH,
    "void": namespaces.VOID,
    "xsd": namespaces.XSD,
}


def render_turtle(triples: Iterable[tuple[Node, URIRef, Node | str | int]]) -> bytes:
    """Give triples as Turtle; words and whole numbers stand for their literals."""
    made = {
        ox.Triple(to_oxigraph(subject), to_oxigraph(predicate), to_oxigraph(_as_node(thing)))  # type: ignore[arg-type]
        for subject, predicate, thing in triples
    }
    return sort_turtle(made)


def sort_turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Give triples of Oxigraph as Turtle."""
    placed = sorted(set(triples), key=lambda one: (str(one.subject), str(one.predicate), str(one.object)))
    return ox.serialize(placed, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b""


def _as_node(thing: Node | str | int) -> Node:
    return thing if isinstance(thing, URIRef | Literal) else Literal(thing)
