"""Judges a graph by shapes with pyshifty, an implementation of SHACL in Rust.

It reads the shapes in a way of its own, and answers the queries within them by Oxigraph, as the default does. Engines
that were written apart and give the same findings say more for a rule than one. It is not installed with scrgraph:
``pip install "scrgraph[engines]"``.
"""

from importlib.metadata import version
from typing import TYPE_CHECKING

from rdflib import Graph

from scrgraph.audit.shacl import ShapeResult, read_results
from scrgraph.errors import BadUsage, ScrgraphError

if TYPE_CHECKING:
    from types import ModuleType


def name_engine() -> str:
    """Name the engine and its version, for the record."""
    _load()
    return f"pyshifty {version('pyshifty')}"


def run_shapes(data: Graph, shapes: Graph) -> tuple[ShapeResult, ...]:
    """Judge a graph by all shapes of a shapes graph; the results come in a fixed order.

    Raises what ``report_shapes`` raises.
    """
    return read_results(report_shapes(data, shapes))


def report_shapes(data: Graph, shapes: Graph) -> Graph:
    """Judge a graph by all shapes of a shapes graph, and give the whole report (SHACL, section 3.6).

    Raises:
        BadUsage: where the engine is not installed.
        ScrgraphError: where it cannot run the shapes.
    """
    plain = Graph()
    plain += data
    try:
        _, report, _ = _load().validate(plain, shapes, infer=False, graph_mode="data", on_unsupported="error")
    except (ValueError, TypeError, RuntimeError) as error:
        raise ScrgraphError(
            f"The engine shifty cannot run the rules ({error}).", remedy="Name another one: --engine pyshacl."
        ) from error
    assert isinstance(report, Graph)
    return report


def _load() -> "ModuleType":
    try:
        import shifty
    except ImportError as error:
        raise BadUsage(
            "The engine shifty is not installed.", remedy='Install it: pip install "scrgraph[engines]".'
        ) from error
    return shifty
