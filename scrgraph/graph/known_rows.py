"""Finds the rows of a version of a plan in linked data, with what each is known by: see ``scrgraph.facts.lineage``."""

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.facts.lineage import KnownRow

KNOWN_AS = ox.NamedNode(namespaces.SCR + "knownAs")
_ACTION, _NUMBER, _PLACE, _SAYS = (
    ox.NamedNode(namespaces.SCR + name) for name in ("hasAction", "sourceNumber", "position", "statement")
)
_KEY = ox.NamedNode(namespaces.DCTERMS + "identifier")
_ROW, _TYPE = (
    ox.NamedNode(namespaces.SCR + "Recommendation"),
    ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
)


def find_known_rows(store: ox.Store, graph: object = None) -> dict[ox.NamedNode, KnownRow]:
    """Give the rows of one version in the order of the document, by their nodes; in one graph of a store, or in all."""
    rows = [quad.subject for quad in store.quads_for_pattern(None, _TYPE, _ROW, graph)]  # type: ignore[arg-type]
    places = {row: next(_read(store, row, _PLACE, graph), "0") for row in rows}
    found: dict[ox.NamedNode, KnownRow] = {}
    for row in sorted(rows, key=lambda row: (int(places[row]), str(row))):
        key = next(_read(store, row, _KEY, graph), str(row))
        words = [*_read(store, row, _SAYS, graph), *_read_actions(store, row, graph)]
        found[row] = KnownRow(  # type: ignore[index]
            key,
            next(_read(store, row, KNOWN_AS, graph), key),
            next(_read(store, row, _NUMBER, graph), None) is not None,
            " ".join(words),
        )
    return found


def _read_actions(store: ox.Store, row: object, graph: object) -> list[str]:
    """Give the words of a row's actions, in their order."""
    said: defaultdict[int, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(row, _ACTION, None, graph):  # type: ignore[arg-type]
        place = int(next(_read(store, quad.object, _PLACE, graph), "0"))
        said[place] += sorted(_read(store, quad.object, _SAYS, graph))
    return [words for place in sorted(said) for words in said[place]]


def _read(store: ox.Store, node: object, term: ox.NamedNode, graph: object) -> Iterator[str]:
    for quad in store.quads_for_pattern(node, term, None, graph):  # type: ignore[arg-type]
        yield quad.object.value  # type: ignore[union-attr]
