"""Looks values up in facts that lie in Oxigraph: one by one, where a query would cost more than it saves."""

import datetime as dt
from collections.abc import Iterator
from functools import cache

import pyoxigraph as ox

from scrgraph import namespaces


@cache
def term(name: str) -> ox.NamedNode:
    """Give a term of our ontology by its local name; any other by its whole IRI."""
    return ox.NamedNode(name if ":" in name else namespaces.SCR + name)


def find_node(store: ox.Store, node: ox.NamedNode, name: str) -> ox.NamedNode | None:
    """Find the node that a term leads to; of several, the first by name."""
    quads = store.quads_for_pattern(node, term(name), None, None)
    return min((quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)), key=str, default=None)


def read_words(store: ox.Store, node: ox.NamedNode, name: str) -> str | None:
    """Read the words of a term; of several, the first in order."""
    quads = store.quads_for_pattern(node, term(name), None, None)
    return min((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), default=None)


def read_date(store: ox.Store, node: ox.NamedNode, name: str) -> dt.date | None:
    """Read the date of a term; of several, the first. What is no day of the calendar is none."""
    return min(read_dates(store, node, name), default=None)


def read_dates(store: ox.Store, node: ox.NamedNode | None, name: str) -> Iterator[dt.date]:
    """Read the dates of a term, of one node or of all."""
    for quad in store.quads_for_pattern(node, term(name), None, None):
        try:
            yield dt.date.fromisoformat(quad.object.value)  # type: ignore[union-attr]
        except (ValueError, AttributeError):
            continue
