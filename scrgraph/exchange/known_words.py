"""Gives the words that name nobody: those of the vocabularies, and those that scrgraph's own texts write small."""

import re
from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.recognisers import list_recognisers, list_words
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.resources import cases_folder, ontology_folder, queries_folder, shapes_folder

_LABELS = tuple(ox.NamedNode(namespaces.SKOS + name) for name in ("prefLabel", "altLabel", "hiddenLabel"))
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_AGENCY = ox.NamedNode(namespaces.SCR + "Agency")
_AGENCY_KINDS = ox.NamedNode(namespaces.VOCABULARIES + "agency-kinds")
_ORDINARY = "ordinary"  # the list of words of a recogniser that everyone uses
_MONTHS = "january february march april may june july august september october november december".split()


@cache
def load_known_words() -> frozenset[str]:
    """Give the words of all labels of the vocabularies, and those written small in what is written about them."""
    words = {
        word.lower()
        for label in _LABELS
        for quad in load_vocabularies().quads.quads_for_pattern(None, label, None)
        for word in list_words(quad.object.value)  # type: ignore[union-attr]
    }
    for folder, pattern in (
        (ontology_folder(), "**/*.ttl"),
        (shapes_folder(), "**/*.ttl"),
        (cases_folder(), "**/*.ttl"),
        (queries_folder(), "**/*.rq"),
    ):
        for file in sorted(folder.glob(pattern)):
            words.update(word for word in list_words(file.read_text(encoding="utf-8")) if word.islower())
    ordinary = (words for one in list_recognisers() for words in one.lists.get(_ORDINARY, ()))
    return frozenset({*words, *_MONTHS, *ordinary})


def list_places(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """Give the words of the names of agencies that say of what kind they are: places, mostly."""
    given = list(quads)
    agencies = {quad.subject for quad in given if quad.predicate == _TYPE and quad.object == _AGENCY}
    names = [
        quad.object.value  # type: ignore[union-attr]
        for quad in given
        if quad.predicate == _LABEL and quad.subject in agencies
    ]
    return frozenset(word.lower() for name in names if _kind_words().search(name) for word in list_words(name))


@cache
def _kind_words() -> re.Pattern[str]:
    known = load_vocabularies().quads
    kinds = known.quads_for_pattern(None, ox.NamedNode(namespaces.SKOS + "inScheme"), _AGENCY_KINDS)
    labels = {
        quad.object.value  # type: ignore[union-attr]
        for kind in kinds
        for label in _LABELS[:2]
        for quad in known.quads_for_pattern(kind.subject, label, None)
    }
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(labels))) + r")\b", re.IGNORECASE)
