"""The fast engine: asks each SPARQL constraint of a rule once for all its focus nodes, with Oxigraph.

SHACL (section 5.3) has a constraint asked once for every focus node, with ``$this`` bound to it. Here the focus nodes
stand in a graph of their own, and the constraint is joined with them: the solutions are the same, in one query. What a
rule says in the terms of SHACL Core is left to pySHACL. A test holds both engines to the same results over every case
of every rule and over whole plans; what this engine cannot run it refuses by name.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from scrgraph.audit.askable import check_askable
from scrgraph.audit.inlining import inline_parameters
from scrgraph.audit.permitted import unfit_query
from scrgraph.audit.rules import CORE, Rule
from scrgraph.audit.shacl import ShapeResult
from scrgraph.audit.soundness import MENTION
from scrgraph.audit.turtle import unfit
from scrgraph.graph.quads import FactGraph

_FOCUS = URIRef("urn:scrgraph:focus")
# What a shape with constraints in SPARQL alone says: pySHACL has nothing to do with it.
_PLAIN = frozenset({SH.targetClass, SH.targetObjectsOf, SH.severity, SH.message, SH.sparql, SH.prefixes, SH.select})
# Strings, IRIs and comments, within which no bracket counts; or the bracket that opens the pattern of a query.
_OPENING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|<[^<>\s]*>|#[^\n]*|(\{)")
_REMEDY = "Name another one: --engine pyshacl."


def name_engine() -> str:
    """Name the engine and its version, for the record."""
    return f"oxigraph {version('pyoxigraph')}"


def run_constraints(data: FactGraph, rules: Iterable[Rule], on_query: Callable[[str], None]) -> Iterator[ShapeResult]:
    """Judge a graph by the SPARQL constraints of rules; tells each before it is asked.

    Raises:
        ScrgraphError: where the engine cannot run a rule.
    """
    rules = tuple(rules)
    for rule in rules:
        for shape in sorted(set(rule.graph.subjects(SH.sparql)), key=str):
            if (shape, SH.path, None) in rule.graph or not isinstance(shape, URIRef):
                message = (
                    f"The engine oxigraph cannot run {rule.code}: a constraint in SPARQL belongs to a named shape."
                )
                raise unfit(rule.path, message, SH.sparql, remedy=_REMEDY)
            targets = _list_targets(data, rule.graph, shape)
            if rule.pack != CORE:  # of scrgraph's own rules a test checks it
                check_askable(rule, rules, targets, _REMEDY)
            data.mark(_FOCUS, shape, targets)
            for constraint in rule.graph.objects(shape, SH.sparql):
                yield from _ask(data, rule, shape, constraint, on_query)


def take_core(rule: Rule) -> Graph:
    """Give the shapes of a rule without their constraints in SPARQL; none where nothing is left to judge by."""
    core = Graph()
    if {predicate for predicate in rule.graph.predicates() if str(predicate).startswith(str(SH))} - _PLAIN:
        for subject, predicate, thing in rule.graph:
            if predicate != SH.sparql:
                core.add((subject, predicate, thing))
    return core


def _list_targets(data: Graph, shapes: Graph, shape: Node) -> set[Node]:
    """List the focus nodes of a shape: those that its targets name (SHACL, section 2.1.3)."""
    nodes: set[Node] = set(shapes.objects(shape, SH.targetNode))
    implicit = (shape,) if (shape, RDF.type, RDFS.Class) in shapes else ()
    for target in (*implicit, *shapes.objects(shape, SH.targetClass)):
        for kind in data.transitive_subjects(RDFS.subClassOf, target):
            nodes |= set(data.subjects(RDF.type, kind))
    for link in shapes.objects(shape, SH.targetObjectsOf):
        nodes |= set(data.objects(None, link))
    for link in shapes.objects(shape, SH.targetSubjectsOf):
        nodes |= set(data.subjects(link, None))
    return nodes


def _ask(
    data: FactGraph, rule: Rule, shape: URIRef, constraint: Node, on_query: Callable[[str], None]
) -> Iterator[ShapeResult]:
    """Ask a constraint of all focus nodes of its shape; the same solution counts once."""
    (select,) = (str(text) for text in rule.graph.objects(constraint, SH.select))
    messages = [str(text) for node in (constraint, shape) for text in rule.graph.objects(node, SH.message)]
    on_query(select)
    try:
        solutions = data.select(rule.prologue + _join(inline_parameters(select, rule.parameters), shape))
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:  # as pyoxigraph has it
        message = f"The engine oxigraph cannot run {rule.code} ({error})."
        raise unfit_query(rule.path, select, message, _REMEDY) from error
    known: set[frozenset[tuple[str, Node]]] = set()
    for solution in solutions:
        said = frozenset(solution.items())
        if said not in known:
            known.add(said)
            yield ShapeResult(
                focus=solution["this"],
                path=solution.get("path"),
                value=solution.get("value", solution["this"]),
                shape=shape,
                messages=tuple(sorted({_fill_in(message, solution) for message in messages})),
            )


def _join(select: str, shape: URIRef) -> str:
    """Join a query with the focus nodes of its shape, at the beginning of its pattern."""
    place = next(hit.end(1) for hit in _OPENING.finditer(select) if hit[1])
    return f"{select[:place]} GRAPH <{_FOCUS}> {{ $this <{_FOCUS}> <{shape}> }} {select[place:]}"


def _fill_in(message: str, solution: dict[str, Node]) -> str:
    return MENTION.sub(lambda hit: str(solution.get(hit[1], hit[0])), message)
