"""The engines that judge a graph by the shapes of rules. All give the same results: a test holds them to that.

``pyshacl`` is the referee, the reference implementation in Python. ``oxigraph`` asks the constraints in SPARQL, which
nearly all rules are, many times faster, and leaves the rest to pySHACL. ``shifty``, in Rust, reads the shapes by itself
and asks their queries of Oxigraph too. ``topbraid``, in Java, shares no code with any of them.
"""

from collections.abc import Callable

from rdflib import SH, Graph

from scrgraph.audit import java_shacl, rust_shacl, setwise, shacl
from scrgraph.audit.rules import RulePack
from scrgraph.audit.shacl import ShapeResult, order_result
from scrgraph.config import ENGINES
from scrgraph.graph.quads import FactGraph

DEFAULT = ENGINES[0]
_NAMES = {
    "oxigraph": setwise.name_engine,
    "pyshacl": shacl.name_engine,
    "shifty": rust_shacl.name_engine,
    "topbraid": java_shacl.name_engine,
}
# Those that are given whole shapes graphs.
_RUNS = {"pyshacl": shacl.run_shapes, "shifty": rust_shacl.run_shapes, "topbraid": java_shacl.run_shapes}


def name_engine(engine: str) -> str:
    """Name an engine and its version, for the record."""
    return _NAMES[engine]()


def run_rules(engine: str, data: FactGraph, pack: RulePack, on_query: Callable[[str], None]) -> tuple[ShapeResult, ...]:
    """Judge a graph by the shapes of a pack; the results come in a fixed order.

    ``on_query`` is told each query before it is asked; where another engine than Oxigraph asks them, the first.

    Raises:
        ScrgraphError: where a rule cannot be run.
    """
    if engine != "oxigraph":
        for text in sorted(str(text) for rule in pack.rules for text in rule.graph.objects(None, SH.select))[:1]:
            on_query(text)
        return _RUNS[engine](data, pack.shapes)
    found = list(setwise.run_constraints(data, pack.rules, on_query))
    core = Graph()
    for rule in pack.rules:
        core += setwise.take_core(rule)
    if len(core):
        found += shacl.run_shapes(data, core)
    return tuple(sorted(found, key=order_result))
