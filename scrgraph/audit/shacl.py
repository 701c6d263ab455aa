"""The one door to pySHACL: judges a graph by shapes, and gives the results as plain data.

pySHACL hands rdflib the text of a constraint once for every focus node, and rdflib parses it anew each time;
parsing is most of the work. What is judged is therefore copied to a ``PreparedGraph``. The results are the same (a
test compares them with those of plain pySHACL over every case of every rule).
"""

import threading
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from rdflib import SH, Graph, URIRef
from rdflib.term import Node

from scrgraph.errors import ScrgraphError

_one_at_a_time = threading.Lock()  # pySHACL patches rdflib while it loads shapes


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One result of a validation report (SHACL, section 3.6.2)."""

    focus: Node
    path: Node | None
    value: Node | None
    shape: Node
    messages: tuple[str, ...]


def name_engine() -> str:
    """Name the engine and its version, for the record."""
    return f"pyshacl-prepared {version('pyshacl')}"


def run_shapes(data: Graph, shapes: Graph) -> tuple[ShapeResult, ...]:
    """Judge a graph by all shapes of a shapes graph; the results come in a fixed order.

    Raises ``ScrgraphError`` where the shapes themselves are at fault.
    """
    from scrgraph.audit.prepared import PreparedGraph

    prepared = PreparedGraph()
    prepared += data
    return run_plainly(prepared, shapes)


def run_plainly(data: Graph, shapes: Graph) -> tuple[ShapeResult, ...]:
    """Do the same with the graph as it is."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError, ValidationFailure

    _let_messages_hold_any_text()
    try:
        with _one_at_a_time:
            _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none")
    except (ReportableRuntimeError, ValidationFailure) as error:
        raise _faulty_shapes(error) from error
    if not isinstance(report, Graph):
        raise _faulty_shapes(report)
    results = (read_result(report, node) for node in report.objects(None, SH.result))
    return tuple(sorted(results, key=order_result))


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
    )


def order_result(result: ShapeResult) -> tuple[str, ...]:
    """Give the key by which results are put in order."""
    shape = result.shape if isinstance(result.shape, URIRef) else ""
    return (str(result.focus), str(shape), str(result.path), str(result.value), *result.messages)


def _faulty_shapes(error: object) -> ScrgraphError:
    return ScrgraphError(
        f"The rules cannot be run: {error}", remedy="Mend the rule; `scrgraph rules list` names those of a pack."
    )
