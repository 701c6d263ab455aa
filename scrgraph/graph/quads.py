"""Graphs of rdflib that lie in Oxigraph: what the one asks and what the other asks is asked of the same facts.

rdflib holds graphs in the dictionaries of Python, and every fact that SPARQL is to see must be carried over. Here the
facts lie in an Oxigraph store from the beginning; rdflib's own interface for stores (``rdflib.store.Store``) gives them
to all that reads graphs. Terms are turned from one into the other once. ``oxrdflib`` does the same for any store; it
turns each term anew each time, and so is five times as slow to look a value up.
"""

import zlib
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.store import Store
from rdflib.term import Node

from scrgraph import namespaces

Triple = tuple[Node, Node, Node]
Term = ox.NamedNode | ox.BlankNode | ox.Literal

_DEFAULT = ox.DefaultGraph()
# Triples that are added to a graph at once: those of thousands of rows need more memory as objects than in the graph.
_AT_ONCE = 20_000
_MOST_HELD = 10_000  # terms that a store holds turned, each of which takes more room than a fact in the store


def to_rdflib(term: object) -> Node:
    """Give an Oxigraph term as an rdflib term.

    Raises:
        TypeError: for a quoted triple, which no graph of ours holds.
    """
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal() if term.language:
            return Literal(term.value, lang=term.language)
        case ox.Literal() if term.datatype.value == namespaces.XSD + "string":
            return Literal(term.value)
        case ox.Literal():
            return Literal(term.value, datatype=URIRef(term.datatype.value))
    raise TypeError(f"not a term of our graphs: {term!r}")


def to_oxigraph(term: Node) -> Term:
    """Give an rdflib term as an Oxigraph term."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    return ox.BlankNode(str(term))


class QuadStore(Store):
    """A store for rdflib in Oxigraph, in memory unless it is given one that lies elsewhere.

    ``quads`` holds what all graphs of it hold.
    """

    context_aware = True
    formula_aware = False
    graph_aware = True
    transaction_aware = False

    def __init__(self, quads: Iterable[ox.Quad] | ox.Store = ()) -> None:
        super().__init__()
        self.quads = quads if isinstance(quads, ox.Store) else ox.Store()
        if not isinstance(quads, ox.Store):
            self.quads.bulk_extend(quads)
        self._terms: dict[Node, Any] = {}
        self._nodes: dict[Any, Node] = {}
        self._names: dict[str, URIRef] = {}

    def give_term(self, node: Node) -> Any:
        """Give a node as Oxigraph has it."""
        try:
            return self._terms[node]
        except KeyError:
            if len(self._terms) >= _MOST_HELD:
                self._terms.clear()
            return self._terms.setdefault(node, to_oxigraph(node))

    def give_node(self, term: Any) -> Node:
        """Give a term of Oxigraph as rdflib has it."""
        try:
            return self._nodes[term]
        except KeyError:
            if len(self._nodes) >= _MOST_HELD:
                self._nodes.clear()
            return self._nodes.setdefault(term, to_rdflib(term))

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:  # noqa: ARG002 - rdflib's
        """Add a triple to a graph."""
        subject, predicate, thing = map(self.give_term, triple)
        self.quads.add(ox.Quad(subject, predicate, thing, self.name(context)))

    def addN(self, quads: Any) -> None:  # noqa: N802 - rdflib's name
        """Add triples, each to its graph."""
        give = self.give_term
        self.quads.extend(ox.Quad(give(s), give(p), give(o), self.name(graph)) for s, p, o, graph in quads)

    def remove(self, triple: Any, context: Any = None) -> None:
        """Remove the triples of a pattern from a graph, or from all."""
        for quad in list(self.find(triple, context)):
            self.quads.remove(quad)

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        """Give the triples of a pattern in a graph, or in all; each with the graphs that it is in."""
        node = self.give_node
        if context is not None:
            for quad in self.find(triple_pattern, context):
                yield (node(quad.subject), node(quad.predicate), node(quad.object)), iter((context,))
            return
        graphs: dict[Any, list[Graph]] = {}
        for quad in self.find(triple_pattern, None):
            graphs.setdefault(quad.triple, []).append(self._give_graph(quad.graph_name))
        for triple, held in graphs.items():
            yield (node(triple.subject), node(triple.predicate), node(triple.object)), iter(held)

    def __len__(self, context: Any = None) -> int:
        quads = self.find((None, None, None), context)
        return len({quad.triple for quad in quads}) if context is None else sum(1 for _ in quads)

    def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:
        """Give the graphs that have a name."""
        names = (
            self.quads.named_graphs()
            if triple is None or triple == (None, None, None)
            else {quad.graph_name for quad in self.find(triple, None)} - {_DEFAULT}
        )
        for name in names:
            yield self._give_graph(name)

    def add_graph(self, graph: Graph) -> None:
        """Add a graph, without triples so far."""
        if (name := self.name(graph)) != _DEFAULT:
            self.quads.add_graph(name)

    def remove_graph(self, graph: Graph) -> None:
        """Remove a graph with all its triples."""
        self.quads.remove_graph(self.name(graph))

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Let a prefix stand for a namespace."""
        if override or prefix not in self._names:
            self._names[prefix] = namespace

    def namespace(self, prefix: str) -> URIRef | None:
        """Give the namespace of a prefix."""
        return self._names.get(prefix)

    def prefix(self, namespace: URIRef) -> str | None:
        """Give the prefix of a namespace."""
        return next((prefix for prefix, known in self._names.items() if known == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Give the prefixes and their namespaces."""
        yield from self._names.items()

    def _give_graph(self, name: Any) -> Graph:
        identifier = DATASET_DEFAULT_GRAPH_ID if name == _DEFAULT else self.give_node(name)
        return Graph(store=self, identifier=identifier)  # type: ignore[arg-type]

    def find(self, pattern: Any, context: Graph | None) -> Iterable[ox.Quad]:
        """Give the quads of a pattern, in a graph or in all."""
        subject, predicate, thing = (None if node is None else self.give_term(node) for node in pattern)
        if isinstance(subject, ox.Literal) or not (predicate is None or isinstance(predicate, ox.NamedNode)):
            return ()  # no triple is such
        return self.quads.quads_for_pattern(subject, predicate, thing, None if context is None else self.name(context))

    def name(self, graph: Graph) -> Any:
        """Give the name of a graph as Oxigraph has it."""
        return _DEFAULT if graph.identifier == DATASET_DEFAULT_GRAPH_ID else self.give_term(graph.identifier)


def copy_quads(dataset: Dataset) -> ox.Store:
    """Copy a dataset that lies elsewhere to Oxigraph."""
    copied = QuadStore()
    for graph in dataset.graphs():
        copied.addN((*triple, graph) for triple in graph)
    return copied.quads


class PackedQuads:
    """Quads, packed in the order in which they were added: in a store they need twenty times the memory."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []

    def extend(self, quads: Iterable[ox.Quad] | Iterable[ox.Triple]) -> None:
        """Add some quads; triples are in the default graph."""
        written = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
        self._packed.append(zlib.compress(written or b"", 1))

    def __iter__(self) -> Iterator[ox.Quad]:
        for packed in self._packed:
            yield from ox.parse(zlib.decompress(packed), format=ox.RdfFormat.N_QUADS)

    def unpack(self) -> "FactGraph":
        """Give the triples of all graphs as one."""
        graph = FactGraph()
        graph.extend(self)
        return graph


class Writer:
    """Gathers triples of one graph, and adds many at once: by and by would take twice as long."""

    def __init__(self, name: URIRef, quads: ox.Store | PackedQuads) -> None:
        self._name, self._quads = ox.NamedNode(name), quads
        self._terms: dict[Node, Any] = {}
        self._gathered: list[ox.Quad] = []

    def add(self, triple: Triple) -> None:
        """Add a triple to what is gathered."""
        give = self._give_term
        self._gathered.append(ox.Quad(give(triple[0]), give(triple[1]), give(triple[2]), self._name))
        if len(self._gathered) >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        """Add to the graph what was gathered."""
        self._quads.extend(self._gathered)
        self._gathered.clear()
        self._terms.clear()  # there may be as many as facts

    def _give_term(self, node: Node) -> Any:
        try:
            return self._terms[node]
        except KeyError:
            return self._terms.setdefault(node, to_oxigraph(node))


class FactGraph(Graph):
    """A graph of facts in Oxigraph, which SPARQL 1.1 is asked of there: many times faster than by rdflib.

    scrgraph's own queries are written so that both engines answer the same (a test asks both), so nothing rests on
    which of them is asked.
    """

    def __init__(self, facts: Iterable[Triple] = (), store: ox.Store | None = None) -> None:
        held = QuadStore() if store is None else QuadStore(store)
        super().__init__(held, DATASET_DEFAULT_GRAPH_ID, bind_namespaces="none")
        self.merge(facts)

    @property
    def held(self) -> QuadStore:
        """The store that the graph lies in."""
        assert isinstance(self.store, QuadStore)
        return self.store

    @property
    def quads(self) -> ox.Store:
        """The facts as Oxigraph has them, in its default graph."""
        return self.held.quads

    def merge(self, facts: Iterable[Triple]) -> None:
        """Add facts to those that the graph holds; what lies in Oxigraph already is not turned over."""
        if isinstance(facts, FactGraph):
            self._add(facts.quads.quads_for_pattern(None, None, None, _DEFAULT))
        elif isinstance(facts, Graph) and isinstance(facts.store, QuadStore):
            self.extend(facts.store.find((None, None, None), facts))
        else:
            self.take(facts)

    def take(self, facts: Iterable[Triple | ox.Triple]) -> list[ox.Triple]:
        """Add facts, some of which may follow from what the graph holds now, and give them as Oxigraph has them."""
        give = self.held.give_term
        taken = [fact if isinstance(fact, ox.Triple) else ox.Triple(*map(give, fact)) for fact in facts]
        self.extend(taken)
        return taken

    def extend(self, facts: Iterable[ox.Quad | ox.Triple]) -> None:
        """Add facts as Oxigraph has them, whatever graph they lie in."""
        self._add(ox.Quad(fact.subject, fact.predicate, fact.object) for fact in facts)

    def _add(self, quads: Iterable[ox.Quad]) -> None:
        given = iter(quads)
        while part := list(islice(given, _AT_ONCE)):
            self.quads.extend(part)

    def mark(self, graph: URIRef, kind: Node, nodes: Iterable[Node]) -> None:
        """Mark nodes as being of a kind, in a graph of its own, which a query reads only where it names the graph."""
        name, of_kind = self.held.give_term(graph), self.held.give_term(kind)
        self.quads.extend(
            ox.Quad(self.held.give_term(node), name, of_kind, name) for node in nodes if not isinstance(node, Literal)
        )

    def construct(self, query: str) -> list[ox.Triple]:
        """Give the triples that a CONSTRUCT query gives."""
        triples = self.quads.query(query)
        assert isinstance(triples, ox.QueryTriples)
        return list(triples)

    def select(self, query: str) -> list[dict[str, Node]]:
        """Give the solutions of a SELECT query: the variables that are bound, by name."""
        solutions = self.quads.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        give = self.held.give_node
        return [
            {name: give(term) for name, term in zip(names, solution, strict=True) if term is not None}
            for solution in solutions
        ]
