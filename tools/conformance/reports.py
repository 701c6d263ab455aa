"""Compares the report that an engine gives with the one that a test expects, as the suite's page has it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from scrgraph.audit.shacl import ShapeResult

_KEPT = (
    SH.focusNode,
    SH.resultPath,
    SH.resultSeverity,
    SH.sourceConstraint,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
)
_OF_RESULTS = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape)


def compare_reports(expected: Graph, expected_node: Node, given: Graph) -> str:
    """Say how the report of a graph differs from the one expected; nothing where they are the same but for names.

    Nested results, and whatever the expected report does not say messages of, do not count.
    """
    (given_node,) = given.subjects(RDF.type, SH.ValidationReport)
    messages = {
        message
        for result in expected.objects(expected_node, SH.result)
        for message in expected.objects(result, SH.resultMessage)
    }
    wanted = _copy_report(expected, expected_node, messages)
    found = _copy_report(given, given_node, messages)
    if (None, SH.sourceConstraint, None) not in found:
        wanted.remove((None, SH.sourceConstraint, None))  # which constraint it was, an engine need not say
    if isomorphic(wanted, found):
        return ""
    (wants,), (finds,) = wanted.objects(None, SH.conforms), found.objects(None, SH.conforms)
    if wants != finds:
        return f"conforms is {finds}, not {wants}"
    properties = (*_KEPT, SH.resultMessage)
    return _tell(_list_results(wanted, properties), _list_results(found, properties)) or "another path of several steps"


def compare_results(expected: Graph, expected_node: Node, given: Iterable[ShapeResult]) -> str:
    """Say how results differ from those expected, by focus node, path, value and shape, each as often as it is given.

    A node without a name, and a path of several steps, counts as the same as any other.
    """
    wanted = _list_results(_copy_report(expected, expected_node, set()), _OF_RESULTS)
    found = Counter(tuple(map(_name, (one.focus, one.path, one.value, one.shape))) for one in given)
    return _tell(wanted, found)


def _copy_report(graph: Graph, report: Node, messages: set[Node]) -> Graph:
    """Copy what counts of a report, each path for itself."""
    copy, node = Graph(), BNode()
    copy.add((node, RDF.type, SH.ValidationReport))
    for conforms in graph.objects(report, SH.conforms):
        copy.add((node, SH.conforms, Literal(bool(conforms.toPython()))))  # type: ignore[attr-defined]
    for result in graph.objects(report, SH.result):
        one = BNode()
        copy += [(node, SH.result, one), (one, RDF.type, SH.ValidationResult)]
        for kept in _KEPT:
            for thing in graph.objects(result, kept):
                copy.add((one, kept, _copy_path(graph, thing, copy) if kept == SH.resultPath else _settle(thing)))
        for message in graph.objects(result, SH.resultMessage):
            if message in messages:
                copy.add((one, SH.resultMessage, message))
    return copy


def _copy_path(graph: Graph, path: Node, copy: Graph) -> Node:
    """Copy a path, node by node."""
    if not isinstance(path, BNode):
        return path
    node = BNode()
    for predicate, thing in graph.predicate_objects(path):
        copy.add((node, predicate, _copy_path(graph, thing, copy)))
    return node


def _settle(node: Node) -> Node:
    """Give the one form of a value: an engine may write ``+1`` where the test has ``1``."""
    return node.normalize() if isinstance(node, Literal) else node


def _list_results(report: Graph, properties: Iterable[URIRef]) -> Counter[tuple[str, ...]]:
    results = report.objects(None, SH.result)
    return Counter(tuple(_name(report.value(result, one)) for one in properties) for result in results)


def _name(node: Node | None) -> str:
    """Write a node for people, who tell it from others by it."""
    if node is None:
        return "none"
    return "_:" if isinstance(node, BNode) else _settle(node).n3()


def _tell(wanted: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> str:
    """Tell what is missing and what is too much; nothing where neither is."""
    return "; ".join(
        f"{sum(some.values())} {what}: {', '.join(_shorten(some))}"
        for what, some in (("missing", wanted - found), ("too many", found - wanted))
        if some
    )


def _shorten(results: Counter[tuple[str, ...]]) -> Iterator[str]:
    for result in sorted(results.elements())[:2]:
        yield " ".join(part.rsplit("#", 1)[-1].rstrip(">") for part in result)
