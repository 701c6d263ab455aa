"""Asks facts in memory by SPARQL 1.1, with pyoxigraph: many times faster than rdflib, which the referee needs.

The queries are scrgraph's own derivation and the annotations of rules. They are written so that both engines
answer the same (a test asks both), so nothing rests on which of them is asked.
"""

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import Literal
from rdflib.term import Node

from scrgraph.graph.dataset import to_oxigraph, to_rdflib

_Triple = tuple[Node, Node, Node]


class FactStore:
    """Facts in memory, in one graph."""

    def __init__(self, facts: Iterable[_Triple]) -> None:
        self._store = ox.Store()
        self._terms: dict[Node, ox.NamedNode | ox.BlankNode | ox.Literal] = {}
        self.add(facts)

    def add(self, facts: Iterable[_Triple]) -> None:
        """Add facts to those that the store holds."""
        self._store.extend(
            ox.Quad(self._term(subject), self._term(predicate), self._term(thing))  # type: ignore[arg-type]
            for subject, predicate, thing in facts
        )

    def mark(self, graph: Node, kind: Node, nodes: Iterable[Node]) -> None:
        """Mark nodes as being of a kind, in a graph of its own, which a query reads only where it names the graph."""
        name = self._term(graph)  # of the link, too
        self._store.extend(
            ox.Quad(self._term(node), name, self._term(kind), name)  # type: ignore[arg-type]
            for node in nodes
            if not isinstance(node, Literal)
        )

    def construct(self, query: str) -> set[_Triple]:
        """Give the triples that a CONSTRUCT query gives."""
        triples = self._store.query(query)
        assert isinstance(triples, ox.QueryTriples)
        return {
            (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)) for triple in triples
        }

    def select(self, query: str) -> list[dict[str, Node]]:
        """Give the solutions of a SELECT query: the variables that are bound, by name."""
        solutions = self._store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [
            {name: to_rdflib(term) for name in names if (term := solution[name]) is not None} for solution in solutions
        ]

    def _term(self, term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        return self._terms.get(term) or self._terms.setdefault(term, to_oxigraph(term))
