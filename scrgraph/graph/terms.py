"""What the ontology says of its own terms: their labels for people, the columns they are read from, their kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import OWL, PROV, RDF, RDFS, SKOS, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph.quads import FactGraph
from scrgraph.resources import ontology_folder

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True)
class Terms:
    """The terms of the ontology.

    ``labels`` are their names for people, ``columns`` the canonical columns that properties are read from, ``depths``
    how far below another class a class stands, ``entities`` and ``activities`` the classes of what is one in the
    sense of PROV-O, ``readings`` the properties that say which one concept the words of a fact stand for.
    """

    labels: Mapping[Node, str]
    columns: Mapping[Node, str]
    depths: Mapping[Node, int]
    entities: frozenset[Node]
    activities: frozenset[Node]
    readings: frozenset[Node]


@cache
def load_terms() -> Terms:
    """Load what ``ontology/scr.ttl`` says of its terms."""
    graph = FactGraph()
    graph.quads.load(path=str(ontology_folder() / "scr.ttl"), format=ox.RdfFormat.TURTLE)
    return Terms(
        labels={term: str(label) for term, label in graph.subject_objects(RDFS.label)},
        columns={term: str(column) for term, column in graph.subject_objects(SCR.readFromColumn)},
        depths={
            term: len(set(graph.transitive_objects(term, RDFS.subClassOf)))
            for term in set(graph.subjects(RDFS.subClassOf, None))
        },
        entities=_list_below(graph, PROV.Entity),
        activities=_list_below(graph, PROV.Activity),
        readings=frozenset(graph.subjects(RDFS.range, SKOS.Concept))
        & frozenset(graph.subjects(RDF.type, OWL.FunctionalProperty)),
    )


def _list_below(graph: FactGraph, kind: URIRef) -> frozenset[Node]:
    """List a class with all that stand below it."""
    return frozenset(below for below in graph.transitive_subjects(RDFS.subClassOf, kind) if below is not None)
