"""Judges a plan by scrgraph and by plain pySHACL, and prints as JSON how long each took and whether they agree.

``python -m benchmarks.peer PLAN DATE RUN``. All sides get the same derived graph and the same rules. The engine of
scrgraph asks each constraint once for all rows; that it fills its store counts. pyshifty (Rust) and topbraid (Java) are
those of others. scrgraph's referee keeps the queries of its graph prepared, and puts each on one line; plain
pySHACL gets a plain graph and the rule files as they stand. A side between these two shows what each of the two
measures brings. Who goes first changes with the number of the run.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyshacl  # noqa: F401 - so that neither side pays for the import
from rdflib import Graph

from scrgraph.audit.engines import run_rules
from scrgraph.audit.rules import RulePack
from scrgraph.audit.shacl import ShapeResult, read_results, report_shapes, run_shapes
from scrgraph.audit.validate import derive_on, find_plan, merge_facts
from scrgraph.graph.quads import FactGraph
from scrgraph.pipeline import read_source


def compare_engines(plan: str, as_of: str, run: int) -> dict[str, Any]:
    """Judge a plan by each side, and give the seconds of each, the number of results, and whether all are the same."""
    sys.setrecursionlimit(10_000)
    pack = RulePack.load()
    facts = merge_facts(read_source(Path(plan)).build())
    derive_on(facts, find_plan(facts), dt.date.fromisoformat(as_of))
    plain = Graph()
    plain += facts
    files = Graph()
    for rule in pack.rules:
        files += rule.prefixes
        files += rule.graph
    sides: list[tuple[str, Callable[[], tuple[ShapeResult, ...]]]] = [
        ("oxigraph", lambda: run_rules("oxigraph", FactGraph(plain), pack, lambda _: None)),
        ("shifty", lambda: run_rules("shifty", FactGraph(plain), pack, lambda _: None)),
        ("topbraid", lambda: run_rules("topbraid", FactGraph(plain), pack, lambda _: None)),
        ("prepared", lambda: run_shapes(plain, pack.shapes)),
        ("plain, one line", lambda: read_results(report_shapes(plain, pack.shapes))),
        ("plain", lambda: read_results(report_shapes(plain, files))),
    ]
    run_rules("topbraid", FactGraph(), pack, lambda _: None)  # Java begins, for which no side is to pay
    first = run % len(sides)
    seconds: dict[str, float] = {}
    results: dict[str, tuple[ShapeResult, ...]] = {}
    for name, judge in sides[first:] + sides[:first]:
        began = time.perf_counter()
        results[name] = judge()
        seconds[name] = time.perf_counter() - began
    same = all(found == results["plain"] for found in results.values())
    return {"seconds": seconds, "results": len(results["plain"]), "same": same}


if __name__ == "__main__":
    print(json.dumps(compare_engines(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
