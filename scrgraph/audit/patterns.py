"""Reads a query as the pattern that its answers rest on, and gives the facts that make one answer true.

An answer of a query rests on the facts that its triple patterns met: its *why-provenance* (Buneman, Khanna and Tan,
"Why and Where", 2001). The pattern is asked anew for all its variables, with those of the answer given, and each triple
pattern is filled in with what was found. What a query asks to be absent (``NOT EXISTS``, ``MINUS``) gives no fact. Of a
query within another only what it hands out is seen; it can be opened as a pattern of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rdflib import BNode, Literal, URIRef
from rdflib.paths import AlternativePath, InvPath, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node, Variable

from scrgraph.audit.sparql_words import Query, Span
from scrgraph.graph.quads import FactGraph, Triple

Solution = Mapping[str, Node]


@dataclass(frozen=True)
class Pattern:
    """The pattern of a query: what it gives of a triple (of a CONSTRUCT), what it asks for, the queries within it.

    ``body`` is its text, ``made`` are the variables whose value it works out, ``renamed`` those that a SELECT gives
    under another name, by that name.
    """

    prologue: str
    body: str
    template: tuple[tuple[Any, Any, Any], ...]
    triples: tuple[tuple[Any, Any, Any], ...]
    made: frozenset[str]
    renamed: Mapping[str, str]
    within: tuple[str, ...]

    def ask(self, data: FactGraph, given: Solution) -> list[Solution]:
        """Give the solutions in which the variables that are given have the values given, in a fixed order.

        No two of them are alike.
        """
        bound = {
            name: node for name, node in given.items() if name not in self.made and isinstance(node, URIRef | Literal)
        }
        used = {word.says[1:] for word in Query(self.body).words if word.kind == "variable"}
        bound = {name: node for name, node in bound.items() if name in used}
        values = " ".join(f"VALUES ?{name} {{ {node.n3()} }}" for name, node in sorted(bound.items()))
        found = data.select(f"{self.prologue} SELECT * WHERE {{ {values} {self.body} }}")
        fitting = {
            frozenset(solution.items()): solution
            for solution in found
            if all(solution.get(name, node) == node for name, node in given.items())
        }
        return sorted(fitting.values(), key=lambda solution: sorted((k, str(v)) for k, v in solution.items()))

    def fill_in(self, data: FactGraph, solution: Solution) -> Iterator[Triple]:
        """Give the facts that the triple patterns met in one solution."""
        for subject, path, thing in self.triples:
            start, end = _fill(subject, solution), _fill(thing, solution)
            if start is not None and end is not None:
                yield from _follow(data, start, path, end)

    def open_within(self) -> "tuple[Pattern, ...]":
        """Give the patterns of the queries within this one."""
        return tuple(read_pattern(self.prologue, text) for text in self.within)

    def match(self, triple: Triple, data: FactGraph) -> Iterator[Solution]:
        """Give, for each part of the template that may have made a triple, what its variables then are.

        All that the template would then have given beside it must be in the data, too.
        """
        for part in self.template:
            found: dict[str, Node] = {}
            for term, node in zip(part, triple, strict=True):
                if isinstance(term, Variable):
                    if found.setdefault(str(term), node) != node:
                        break
                elif term != node:
                    break
            else:
                beside = [(_fill(s, found), _fill(p, found), _fill(o, found)) for s, p, o in self.template]
                if all(None in each or any(data.triples(each)) for each in beside):
                    yield found


@cache
def read_pattern(prologue: str, text: str) -> Pattern:
    """Read a sound SELECT or CONSTRUCT query; ``prologue`` holds the prefixes that it does not declare itself.

    A query whose whole pattern is one query within it is read as that one.
    """
    query = Query(text)
    opening = [place for place, word in enumerate(query.words) if word.says == "{"]
    constructs = any(word.upper == "CONSTRUCT" for word in query.words[: opening[0]])
    start = opening[0]
    if constructs:
        start = next(place for place in opening if place > query.closes[opening[0]])
    body = Span(start + 1, query.closes[start])
    declared = prologue + text[: _find_form(query)]
    template: tuple[tuple[Any, Any, Any], ...] = ()
    if constructs:
        given = query.cut(Span(opening[0], query.closes[opening[0]] + 1))
        template = tuple(translateQuery(parseQuery(f"{declared} CONSTRUCT {given} WHERE {{}}")).algebra.template)
    said = query.cut(body) if body.first < body.after else ""
    while query[body.first] == "SELECT":  # the pattern is nothing but a query within
        start = next(place for place in range(body.first, body.after) if query[place] == "{")
        body = Span(start + 1, query.closes[start])
        said = query.cut(body)
    algebra = translateQuery(parseQuery(f"{declared} SELECT * WHERE {{ {said} }}")).algebra
    made = {str(node["var"]) for node in _walk(algebra) if node.name == "Extend"}
    triples = tuple(triple for node in _walk(algebra) if node.name == "BGP" for triple in node["triples"])
    return Pattern(
        declared,
        said,
        template,
        triples,
        frozenset(made),
        {} if constructs else dict(_read_renamed(query, start)),
        tuple(query.cut(span) for span in _find_within(query, body)),
    )


def _find_form(query: Query) -> int:
    """Find where the prologue of a query ends."""
    return next(word.start for word in query.words if word.upper in ("SELECT", "CONSTRUCT"))


def _read_renamed(query: Query, end: int) -> Iterator[tuple[str, str]]:
    """Read which variables a SELECT gives under another name: ``(?target AS ?value)``."""
    for place in range(end):
        if [query[place], query[place + 2], query[place + 4]] == ["(", "AS", ")"]:
            before, after = query.words[place + 1], query.words[place + 3]
            if before.kind == after.kind == "variable":
                yield after.says[1:], before.says[1:]


def _find_within(query: Query, body: Span) -> Iterator[Span]:
    """Find the outermost queries within a pattern, save those that are only tested for."""
    place = body.first
    while place < body.after:
        if query[place] == "EXISTS" or (query[place] == "MINUS" and query[place + 1] == "{"):
            place = query.step(place + 1)
        elif query[place] == "{" and query[place + 1] == "SELECT":
            yield Span(place + 1, query.closes[place])
            place = query.step(place)
        else:
            place += 1


def _walk(node: Any) -> Iterator[CompValue]:
    """Give the parts of an algebra that are met, not those tested for, nor those of a query within."""
    if not isinstance(node, CompValue):
        return
    yield node
    for name in ("p", "p1", "p2"):
        part = node.get(name)
        if (node.name == "Minus" and name == "p2") or (node.name == "ToMultiSet"):
            continue
        yield from _walk(part)


def _fill(term: Any, solution: Solution) -> Node | None:
    return solution.get(str(term)) if isinstance(term, Variable | BNode) else term


def _follow(data: FactGraph, start: Node, path: Any, end: Node) -> Iterator[Triple]:
    """Give the facts by which a path leads from one node to another; a repeated step (``*``) gives none."""
    if isinstance(path, URIRef):
        if not isinstance(start, Literal) and (start, path, end) in data:
            yield start, path, end
    elif isinstance(path, InvPath):
        yield from _follow(data, end, path.arg, start)
    elif isinstance(path, AlternativePath):
        for branch in path.args:
            yield from _follow(data, start, branch, end)
    elif isinstance(path, SequencePath):
        first, rest = path.args[0], path.args[1:]
        last = rest[0] if len(rest) == 1 else SequencePath(*rest)
        for between in _list_ends(data, start, first):
            onward = list(_follow(data, between, last, end))
            if onward:
                yield from _follow(data, start, first, between)
                yield from onward


def _list_ends(data: FactGraph, start: Node, path: Any) -> Iterable[Node]:
    return sorted(set(data.objects(start, path)), key=str) if not isinstance(start, Literal) else ()
