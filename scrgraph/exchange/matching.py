"""Suggests which of our terms a term of another board may be, by their labels; a person must say whether it is.

Labels that are the same are an exact match; labels that are the same but for capitals, punctuation and small words, or
share most of their letters, a close one.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from rdflib import RDF, SH, SKOS, URIRef

from scrgraph import namespaces
from scrgraph.audit.turtle import parse_turtle
from scrgraph.exchange.quarantine import BODIES, UnknownTerm, find_unknown
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.mappings import CLOSE, EXACT, TermMapping
from scrgraph.graph.receipts import list_receipts
from scrgraph.resources import shapes_folder

_SCHEMES = {"agency": "agencies", "body": "bodies", "theme": "themes"}
_SMALL = frozenset({"and", "the", "of", "for", "s"})
_LIKE = 0.8  # letters shared, from which on two labels are told to a person
_SURE = {"preferred label": 1.0, "other label": 0.95, "words": 0.9}
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
_TYPE = ox.NamedNode(str(RDF.type))


@dataclass(frozen=True, slots=True)
class _Known:
    iri: str
    name: str
    label: str
    preferred: bool


def suggest_mappings(unknown: Iterable[UnknownTerm], store: ox.Store | None = None) -> list[TermMapping]:
    """Suggest for each term that our vocabularies do not hold the one of ours that it is likest to, where one is.

    ``store`` is that of the board: the agencies and bodies of its own plans are known, too.
    """
    own = _list_own(store) if store is not None else {}
    found = []
    for term in unknown:
        known = [*_list_concepts(term.kind), *own.get(term.kind, ())]
        ranked = sorted(
            ((_compare(term.label, each), each) for each in known if each.iri != term.iri),
            key=lambda pair: (-pair[0][0], pair[1].iri, pair[1].label),
        )
        if ranked and (best := ranked[0])[0][0] >= _LIKE * _SURE["words"]:
            (confidence, by), each = best
            predicate = EXACT if by in ("preferred label", "other label") else CLOSE
            comment = f"{term.kind}: by {by}"
            found.append(
                TermMapping(
                    term.iri, term.label, predicate, each.iri, each.name, confidence=confidence, comment=comment
                )
            )
    return found


def find_unknown_here(store: ox.Store) -> tuple[UnknownTerm, ...]:
    """Find the terms of the plans that a store received which our vocabularies do not hold."""
    graphs = {graph for receipt in list_receipts(store) for graph in receipt.graphs}
    quads = (
        quad for graph in sorted(graphs) for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    )
    return tuple(sorted(find_unknown(quads)))


def _compare(label: str, known: _Known) -> tuple[float, str]:
    """Say how sure it is that two labels name one thing, and by what."""
    if label == known.label:
        by = "preferred label" if known.preferred else "other label"
        return _SURE[by], by
    one, other = _normalise(label), _normalise(known.label)
    if one == other:
        return _SURE["words"], "words"
    return round(_SURE["words"] * difflib.SequenceMatcher(None, one, other, autojunk=False).ratio(), 2), "likeness"


def _normalise(label: str) -> str:
    words = re.findall(r"[^\W_]+", label.lower().replace("&", " and "))
    return " ".join(word for word in words if word not in _SMALL)


@cache
def _list_concepts(kind: str) -> tuple[_Known, ...]:
    """List what our vocabularies hold of a kind: every label of every concept of its scheme."""
    vocabularies = load_vocabularies()
    scheme = URIRef(namespaces.VOCABULARIES + _SCHEMES[kind]) if kind in _SCHEMES else _find_schemes().get(kind)
    return tuple(
        _Known(str(concept), str(vocabularies.value(concept, SKOS.prefLabel)), label, term == SKOS.prefLabel)
        for concept in sorted(vocabularies.subjects(SKOS.inScheme, scheme), key=str)
        for term in (SKOS.prefLabel, SKOS.altLabel)
        for label in sorted(map(str, vocabularies.objects(concept, term)))
    )


@cache
def _find_schemes() -> Mapping[str, URIRef]:
    """Find the scheme whose concepts a property leads to, by the model shapes; by the property's name."""
    found = {}
    for file in sorted((shapes_folder() / "model").glob("*.ttl")):
        model = parse_turtle(file)
        for node, scheme in model.subject_objects(SH.hasValue):
            path = list(model.items(model.value(node, SH.path) or RDF.nil))
            if len(path) == 2 and path[1] == SKOS.inScheme and isinstance(scheme, URIRef):
                found[str(path[0]).removeprefix(namespaces.SCR)] = scheme
    return found


def _list_own(store: ox.Store) -> dict[str, list[_Known]]:
    """List the agencies and bodies of a board's own plans, by their kind."""
    received = {graph for receipt in list_receipts(store) for graph in receipt.graphs}
    own: defaultdict[str, set[_Known]] = defaultdict(set)
    for name, kind in BODIES.items():
        for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(name), None):
            if quad.graph_name.value not in received:  # type: ignore[union-attr]
                for label in store.quads_for_pattern(quad.subject, _LABEL, None, quad.graph_name):
                    words = label.object.value  # type: ignore[union-attr]
                    own[kind].add(_Known(quad.subject.value, words, words, True))  # type: ignore[union-attr]
    return {kind: sorted(found, key=lambda one: (one.iri, one.label)) for kind, found in own.items()}
