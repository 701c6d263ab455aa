"""The fast engine: asks each SPARQL constraint of a rule once for all its focus nodes, with Oxigraph.

SHACL (section 5.3) has a constraint asked once for every focus node, with ``$this`` bound to it. Here the focus nodes
stand in a graph of their own, and the constraint is joined with them: the solutions are the same, in one query. What a
rule says in the terms of SHACL Core is left to pySHACL. A test holds both engines to the same results over every case
of every rule and over whole plans; what this engine cannot run it refuses by name.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from scrgraph.audit.askable import check_askable
from scrgraph.audit.inlining import inline_parameters
from scrgraph.audit.permitted import unfit_query
from scrgraph.audit.rules import CORE, Constraint, Rule
from scrgraph.audit.shacl import ShapeResult
from scrgraph.audit.soundness import MENTION
from scrgraph.audit.sparql_words import Query
from scrgraph.audit.turtle import unfit
from scrgraph.graph.quads import FactGraph

_FOCUS = URIRef("urn:scrgraph:focus")
# What a shape with constraints in SPARQL alone says: pySHACL has nothing to do with it.
_PLAIN = frozenset({SH.targetClass, SH.targetObjectsOf, SH.severity, SH.message, SH.sparql, SH.prefixes, SH.select})
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
    marks: dict[frozenset[tuple[Node, Node]], URIRef] = {}
    for rule in rules:
        for shape in rule.asking:
            if (shape, SH.path, None) in rule.graph or not isinstance(shape, URIRef):
                message = (
                    f"The engine oxigraph cannot run {rule.code}: a constraint in SPARQL belongs to a named shape."
                )
                raise unfit(rule.path, message, SH.sparql, remedy=_REMEDY)
            targets = rule.find_targets(shape)
            nodes = _list_nodes(data, targets) if targets not in marks or rule.pack != CORE else set()
            if rule.pack != CORE:  # of scrgraph's own rules a test checks it
                check_askable(rule, rules, nodes, _REMEDY)
            if targets not in marks:
                marks[targets] = URIRef(f"{_FOCUS}:{len(marks)}")
                data.mark(_FOCUS, marks[targets], nodes)
            for constraint in rule.constraints:
                if constraint.shape == shape:
                    yield from _ask(data, rule, constraint, marks[targets], on_query)


def take_core(rule: Rule) -> Graph:
    """Give the shapes of a rule without their constraints in SPARQL; none where nothing is left to judge by."""
    core = Graph()
    if not rule.terms <= _PLAIN:
        for subject, predicate, thing in rule.graph:
            if predicate != SH.sparql:
                core.add((subject, predicate, thing))
    return core


def _list_nodes(data: Graph, targets: Iterable[tuple[Node, Node]]) -> set[Node]:
    """List the focus nodes that targets name (SHACL, section 2.1.3)."""
    nodes: set[Node] = set()
    for term, target in targets:
        if term == SH.targetNode:
            nodes.add(target)
        elif term == SH.targetClass:
            for kind in data.transitive_subjects(RDFS.subClassOf, target):
                nodes |= set(data.subjects(RDF.type, kind))
        elif term == SH.targetObjectsOf:
            nodes |= set(data.objects(None, target))
        else:
            nodes |= set(data.subjects(target, None))
    return nodes


def _ask(
    data: FactGraph, rule: Rule, constraint: Constraint, mark: URIRef, on_query: Callable[[str], None]
) -> Iterator[ShapeResult]:
    """Ask a constraint of all nodes with a mark; the same solution counts once."""
    on_query(constraint.select)
    text = _join(inline_parameters(constraint.select, rule.parameters), mark)
    try:
        solutions = data.select(rule.prologue + text)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:  # as pyoxigraph has it
        message = f"The engine oxigraph cannot run {rule.code} ({error})."
        raise unfit_query(rule.path, constraint.select, message, _REMEDY) from error
    known: set[frozenset[tuple[str, Node]]] = set()
    for solution in solutions:
        said = frozenset(solution.items())
        if said not in known:
            known.add(said)
            yield ShapeResult(
                focus=solution["this"],
                path=solution.get("path"),
                value=solution.get("value", solution["this"]),
                shape=constraint.shape,
                messages=tuple(sorted({_fill_in(message, solution) for message in constraint.messages})),
                component=SH.SPARQLConstraintComponent,
            )


@cache
def _join(select: str, mark: URIRef) -> str:
    """Join a query with the nodes that have a mark, at the beginning of its pattern."""
    place = next(word.end for word in Query(select).words if word.says == "{")
    return f"{select[:place]} GRAPH <{_FOCUS}> {{ $this <{_FOCUS}> <{mark}> }} {select[place:]}"


def _fill_in(message: str, solution: dict[str, Node]) -> str:
    return MENTION.sub(lambda hit: str(solution.get(hit[1], hit[0])), message)
