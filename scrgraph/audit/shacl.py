"""The one door to pySHACL: judges a graph by shapes, and gives the results as plain data.

pySHACL hands rdflib the text of a constraint once for every focus node, and rdflib parses it anew each time;
parsing is most of the work. What is judged is therefore copied to a ``PreparedGraph``. The results are the same (a
test compares them with those of plain pySHACL over every case of every rule).
"""

import threading
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import Any

from rdflib import OWL, SH, Graph, URIRef
from rdflib.term import Node

from scrgraph.errors import ScrgraphError

_SWITCHES = (SH.closed, SH.deactivated, SH.qualifiedValueShapesDisjoint, SH.uniqueLang)
_one_at_a_time = threading.Lock()  # pySHACL patches rdflib while it loads shapes


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One result of a validation report (SHACL, section 3.6.2)."""

    focus: Node
    path: Node | None
    value: Node | None
    shape: Node
    messages: tuple[str, ...]
    component: Node | None = field(default=None, compare=False)  # engines need not name the same one


def name_engine() -> str:
    """Name the engine and its version, for the record."""
    return f"pyshacl-prepared {version('pyshacl')}"


def run_shapes(data: Graph, shapes: Graph) -> tuple[ShapeResult, ...]:
    """Judge a graph by all shapes of a shapes graph; the results come in a fixed order.

    Raises ``ScrgraphError`` where the shapes themselves are at fault.
    """
    return read_results(report_shapes(prepare_graph(data), shapes))


def prepare_graph(data: Graph) -> Graph:
    """Copy a graph to one that keeps the queries that are asked of it prepared."""
    from scrgraph.audit.prepared import PreparedGraph

    prepared = PreparedGraph()
    prepared += data
    return prepared


def report_shapes(data: Graph, shapes: Graph) -> Graph:
    """Judge a graph as it is by all shapes of a shapes graph, and give the whole report (SHACL, section 3.6).

    Raises ``ScrgraphError`` where the shapes themselves are at fault.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ValidationFailure

    _let_messages_hold_any_text()
    shapes = _complete(shapes)
    try:
        with _one_at_a_time:
            _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none")
    except (ReportableRuntimeError, ValidationFailure) as error:
        raise _faulty_shapes(error) from error
    except MemoryError:
        raise
    except Exception as error:  # pySHACL and rdflib have no one kind of their own for what they cannot run
        raise _faulty_shapes(f"{type(error).__name__}: {error}") from error
    if not isinstance(report, Graph):
        raise _faulty_shapes(report)
    return report


def _complete(shapes: Graph) -> Graph:
    """Give shapes with two things mended that pySHACL 0.40.1 takes otherwise than SHACL; mostly it is the same graph.

    A query has the prefixes that its declarations import, too (section 5.2.1). Only ``true`` sets a switch (section 4):
    any other value, ``1`` for one, does not count.
    """
    imported = {
        (prefixes, SH.declare, declared)
        for prefixes in set(shapes.objects(None, SH.prefixes))
        for source in shapes.transitive_objects(prefixes, OWL.imports)
        for declared in shapes.objects(source, SH.declare)
    }
    void = {triple for switch in _SWITCHES for triple in shapes.triples((None, switch, None)) if str(triple[2]) == "1"}
    if all(triple in shapes for triple in imported) and not void:
        return shapes
    mended = Graph()
    mended += shapes
    mended += imported
    for triple in void:
        mended.remove(triple)
    return mended


@cache
def _let_messages_hold_any_text() -> None:
    """Mend how pySHACL fills in messages: it takes a value as the replacement of a regular expression.

    So a backslash in the words of a plan would end the audit (seen in pySHACL 0.40.1).
    """
    from pyshacl.constraints import constraint_component

    component: Any = constraint_component.ConstraintComponent
    fill_in = component._format_sparql_based_result_message

    def fill_in_plainly(self: object, message: str, bound: object) -> object:
        return fill_in(self, message, _escape(bound))

    component._format_sparql_based_result_message = fill_in_plainly


def _escape(bound: object) -> object:
    """Double the backslashes of the values of a solution, as pySHACL holds them: in a tuple or by name."""
    if isinstance(bound, tuple):
        return tuple(_escape(value) for value in bound)
    if isinstance(bound, dict):
        return {name: _escape(value) for name, value in bound.items()}
    return None if bound is None else str(bound).replace("\\", "\\\\")


def find_malformed(shapes: Graph) -> list[tuple[Node, Node | None, str]]:
    """Find what of shapes is malformed by the Recommendation's own shapes (its appendix C).

    Gives the property at fault, its value and what the Recommendation has against it, in a fixed order.
    """
    from pyshacl.entrypoints import meta_validate

    with _one_at_a_time:
        _, report, _ = meta_validate(shapes, inference="none")
    assert isinstance(report, Graph)
    found = [read_result(report, node) for node in report.objects(None, SH.result)]
    return sorted(((r.path, r.value, " ".join(r.messages)) for r in found if r.path is not None), key=str)


def read_results(report: Graph) -> tuple[ShapeResult, ...]:
    """Read the results of a validation report, in a fixed order."""
    return tuple(sorted((read_result(report, node) for node in report.objects(None, SH.result)), key=order_result))


def read_result(report: Graph, node: Node) -> ShapeResult:
    """Read one result of a validation report (SHACL, section 3.6.2)."""
    focus, shape = report.value(node, SH.focusNode), report.value(node, SH.sourceShape)
    assert focus is not None  # SHACL asks for both in every result
    assert shape is not None
    return ShapeResult(
        focus=focus,
        path=report.value(node, SH.resultPath),
        value=report.value(node, SH.value),
        shape=shape,
        messages=tuple(sorted({str(message) for message in report.objects(node, SH.resultMessage)})),
        component=report.value(node, SH.sourceConstraintComponent),
    )


def order_result(result: ShapeResult) -> tuple[str, ...]:
    """Give the key by which results are put in order."""
    shape = result.shape if isinstance(result.shape, URIRef) else ""
    return (str(result.focus), str(shape), str(result.path), str(result.value), *result.messages)


def _faulty_shapes(error: object) -> ScrgraphError:
    return ScrgraphError(
        f"The rules cannot be run: {error}", remedy="Mend the rule; `scrgraph rules list` names those of a pack."
    )
