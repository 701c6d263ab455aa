"""Gives for a term or a word of the vocabulary the one that is most easily taken for it.

A property's neighbour is one of the same sort, that may start at the same class and leads to the same kind of value; a
word's is another of the closed list in which it stands: the notations of a vocabulary, what the model shapes allow as a
value, the names of columns. Of several the one nearest by name is taken, so that it is always the same.
"""

import difflib
from collections.abc import Iterable
from functools import cache

from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.turtle import parse_turtle
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.ingest.layouts import COLUMNS
from scrgraph.resources import ontology_folder, shapes_folder

SCR = Namespace(namespaces.SCR)

_SORTS = (OWL.ObjectProperty, OWL.DatatypeProperty)


@cache
def find_term(term: URIRef) -> URIRef | None:
    """Find the neighbour of a property or class of the ontology; none where it has none."""
    graph = load_ontology()
    if (term, RDF.type, OWL.Class) in graph:
        return _find_like(term, graph.subjects(RDF.type, OWL.Class))
    for sort in _SORTS:
        if (term, RDF.type, sort) in graph:
            starts, ends = list_ends(term, RDFS.domain), list_ends(term, RDFS.range)
            alike = [
                other
                for other in graph.subjects(RDF.type, sort)
                if sort == OWL.ObjectProperty or ends == list_ends(other, RDFS.range)
            ]
            near = _find_like(term, (other for other in alike if starts & list_ends(other, RDFS.domain)))
            return near or _find_like(term, (other for other in alike if not list_ends(other, RDFS.domain)))
    return None


@cache
def find_word(word: str) -> str | None:
    """Find the neighbour of a word of a closed list; none where it stands in none."""
    for words in _load_lists():
        if word in words:
            return _find_nearest(word, words)
    return None


def _find_nearest(name: str, others: Iterable[str]) -> str | None:
    def rank(other: str) -> tuple[float, str]:
        matcher = difflib.SequenceMatcher(None, _local(name), _local(other), autojunk=False)
        return -matcher.ratio(), other

    return min((other for other in others if other != name), key=rank, default=None)


def _local(term: str) -> str:
    return term.rpartition("#")[2]


def _find_like(term: URIRef, others: Iterable[Node]) -> URIRef | None:
    """Find the one of the same namespace whose name is nearest."""
    space = namespaces.SCR
    near = _find_nearest(str(term), (str(other) for other in others if str(other).startswith(space)))
    return URIRef(near) if near and term.startswith(space) else None


@cache
def load_ontology() -> Graph:
    """Load the ontology; it is shared, so it must not be changed."""
    return parse_turtle(ontology_folder() / "scr.ttl")


def list_ends(term: Node, side: URIRef) -> frozenset[Node]:
    """List the classes at which a property starts (``rdfs:domain``), or to which it leads (``rdfs:range``)."""
    graph, found = load_ontology(), set()
    for end in graph.objects(term, side):
        members = graph.value(end, OWL.unionOf)
        found |= {end} if members is None else set(graph.items(members))
    return frozenset(found)


@cache
def _load_lists() -> tuple[frozenset[str], ...]:
    """Load the closed lists of words, the shorter ones first."""
    lists = {frozenset(COLUMNS)}
    for file in sorted((shapes_folder() / "model").glob("*.ttl")):
        model = parse_turtle(file)
        for members in model.objects(None, SH["in"]):
            lists.add(frozenset(str(word) for word in model.items(members) if isinstance(word, Literal)))
    vocabularies = load_vocabularies()
    for scheme in set(vocabularies.subjects(RDF.type, SKOS.ConceptScheme)):
        concepts = vocabularies.subjects(SKOS.inScheme, scheme)
        lists.add(frozenset(str(word) for one in concepts for word in vocabularies.objects(one, SKOS.notation)))
    return tuple(sorted((words for words in lists if len(words) > 1), key=lambda words: (len(words), sorted(words))))
