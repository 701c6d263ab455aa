"""Writes linked data as JSON-LD 1.1 (W3C 2020) with its context inside, so that nothing is fetched to read it.

The context is made from the ontology: each term by its name, with the kind of its values. Values of that kind are
written plainly (``"onDate": "2009-09-01"``), all others with their kind beside them.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from scrgraph import namespaces
from scrgraph.resources import ontology_folder

_STRING = namespaces.XSD + "string"
_TYPE = str(RDF.type)
_PREFIXES = {
    "dcterms": namespaces.DCTERMS,
    "oa": namespaces.OA,
    "org": namespaces.ORG,
    "prov": namespaces.PROV,
    "qb": namespaces.QB,
    "rdf": str(RDF),
    "rdfs": namespaces.RDFS,
    "scr": namespaces.SCR,
    "sh": namespaces.SH,
    "skos": namespaces.SKOS,
    "xsd": namespaces.XSD,
}


@cache
def make_context() -> Mapping[str, Any]:
    """Make the context: the prefixes, and each property of the ontology with the kind of its values."""
    ontology = Graph().parse(ontology_folder() / "scr.ttl")
    terms: dict[str, Any] = {}
    for node in sorted(set(ontology.subjects(RDF.type, None)), key=str):
        name = str(node).removeprefix(namespaces.SCR)
        if not isinstance(node, URIRef) or not str(node).startswith(namespaces.SCR):
            continue
        kinds = set(ontology.objects(node, RDF.type))
        if OWL.ObjectProperty in kinds:
            terms[name] = {"@id": f"scr:{name}", "@type": "@id"}
        elif OWL.DatatypeProperty in kinds:
            said = str(ontology.value(node, RDFS.range) or _STRING)
            terms[name] = f"scr:{name}" if said == _STRING else {"@id": f"scr:{name}", "@type": _shorten(said)}
        else:
            terms[name] = f"scr:{name}"
    return {"@version": 1.1, **_PREFIXES, **terms}


def render_context() -> bytes:
    """Give the context as a file of its own."""
    return _dump({"@context": make_context()})


def render_json_ld(quads: Iterable[ox.Quad]) -> bytes:
    """Give quads as JSON-LD, sorted: the graphs, in each the nodes, with each node all that is said of it."""
    write = _Writer()
    placed = sorted(
        (str(q.graph_name), _name(q.subject), q.predicate.value, str(q.object), q.object, q.graph_name) for q in quads
    )
    named = []
    loose: list[Any] = []
    for _, of_graph in groupby(placed, key=lambda each: each[0]):
        held = list(of_graph)
        nodes = [
            write.node(subject, ((each[2], each[4]) for each in of_node))
            for subject, of_node in groupby(held, key=lambda each: each[1])
        ]
        if isinstance(held[0][5], ox.DefaultGraph):
            loose += nodes
        else:
            named.append({"@id": _name(held[0][5]), "@graph": nodes})
    return _dump({"@context": make_context(), "@graph": [*loose, *named]})


class _Writer:
    """Writes nodes by the context; how a property is written is worked out once."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, str]] = {}
        self._context = make_context()

    def node(self, subject: str, said: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        node: dict[str, Any] = {"@id": subject}
        for predicate, values in groupby(said, key=lambda each: each[0]):
            if predicate == _TYPE:
                kinds = [_shorten(_name(value)) for _, value in values]
                node["@type"] = kinds[0] if len(kinds) == 1 else kinds
                continue
            key, kind = self._key(predicate)
            written = [_write_value(value, kind) for _, value in values]
            node[key] = written[0] if len(written) == 1 else written
        return node

    def _key(self, predicate: str) -> tuple[str, str]:
        if predicate not in self._keys:
            name = predicate.removeprefix(namespaces.SCR)
            term = self._context.get(name) if predicate.startswith(namespaces.SCR) else None
            kind = term["@type"] if isinstance(term, dict) else ""
            self._keys[predicate] = (name if term else _shorten(predicate), kind)
        return self._keys[predicate]


def _write_value(value: Any, kind: str) -> Any:
    """Write a value plainly, where it is of the kind that the context gives its property, else with its kind."""
    if not isinstance(value, ox.Literal):
        return _name(value) if kind == "@id" else {"@id": _name(value)}
    if value.language:
        return {"@language": value.language, "@value": value.value}
    own = "" if value.datatype.value == _STRING else _shorten(value.datatype.value)
    if own == kind:
        return value.value
    return {"@type": own, "@value": value.value} if own else {"@value": value.value}


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", ""))


def _shorten(iri: str) -> str:
    """Write an IRI with its prefix, where what is left is a plain name."""
    for prefix, space in _PREFIXES.items():
        if iri.startswith(space) and iri[len(space) :].isalnum():
            return f"{prefix}:{iri[len(space) :]}"
    return iri


def _dump(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
