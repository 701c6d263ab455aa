"""Checks that data which is to hold figures alone holds nothing else, and no count that is too small to be told."""

import re
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.package import DATA
from scrgraph.exchange.statements import Unsound
from scrgraph.graph.profiles import ExchangeProfile

_GRAPH = re.compile(r"https?://[^\s?]+[/#]figures/\d{4}-\d\d-\d\d/[a-z0-9/-]+", re.ASCII)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_WORDS = (namespaces.RDFS + "label", namespaces.RDFS + "comment")
_SAID = (_TYPE, *_WORDS, namespaces.DCTERMS + "conformsTo")
_VALUE = namespaces.SDMX + "measure#obsValue"
_CUBE = (namespaces.QB, namespaces.SDMX)
_LONGEST = 1_000  # characters of a title


def check_figures(quads: Iterable[ox.Quad], profile: ExchangeProfile, terms: Collection[str]) -> None:
    """Refuse what is no part of a data cube (RDF Data Cube, W3C 2014), and counts below the least that is told.

    ``terms`` are those of the ontology.

    Raises:
        Unsound: for the first such statement.
    """
    for quad in quads:
        graph, subject, predicate = quad.graph_name.value, quad.subject.value, quad.predicate.value  # type: ignore[union-attr]
        if not _GRAPH.fullmatch(graph):
            raise Unsound(f"It holds a graph that no figures have: {graph}.", DATA)
        inside = subject == graph or subject.startswith(graph + "/")
        described = predicate == _TYPE and (subject in terms or subject.startswith(_CUBE))
        known = predicate in _SAID or predicate in terms or predicate.startswith(_CUBE)
        if not (inside or described) or not known or not _is_fit(quad, graph, terms):
            raise Unsound(f"The profile {profile.name} gives figures alone, and it holds more: {predicate}.", DATA)
        if predicate == _VALUE and int(quad.object.value) < profile.smallest_count:  # type: ignore[union-attr]
            raise Unsound(f"It holds a count below {profile.smallest_count}, which is never told.", DATA)


def _is_fit(quad: ox.Quad, graph: str, terms: Collection[str]) -> bool:
    """Tell whether what is said is a title, a day, a number, a part of the cube or a term of the code lists."""
    predicate, value = quad.predicate.value, quad.object
    if isinstance(value, ox.Literal):
        kind = value.datatype.value
        if predicate in _WORDS:
            return bool(value.language) and len(value.value) <= _LONGEST
        return kind == namespaces.XSD + ("integer" if predicate == _VALUE else "date")
    name = value.value  # type: ignore[union-attr]
    if predicate == _VALUE or predicate in _WORDS:
        return False
    if predicate == _TYPE:
        return name.startswith(namespaces.QB)
    listed = name.startswith(namespaces.VOCABULARIES) and not name.startswith(namespaces.ID)
    return listed or name in terms or name == graph or name.startswith((graph + "/", *_CUBE))
