"""Judges a plan by scrgraph and by plain pySHACL, and prints as JSON how long each took and whether they agree.

``python -m benchmarks.peer PLAN DATE RUN``. All sides get the same derived graph and the same rules. scrgraph's graph
keeps its queries prepared, and its pack puts each query on one line; plain pySHACL gets a plain graph and the rule
files as they stand. A side between the two shows what each of the two measures brings. Who goes first changes with
the number of the run.
"""

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any

import pyshacl  # noqa: F401 - so that neither side pays for the import
from rdflib import Graph

from scrgraph.audit.rules import RulePack
from scrgraph.audit.shacl import ShapeResult, run_shapes
from scrgraph.audit.validate import derive_on, find_plan, merge_facts
from scrgraph.pipeline import read_source


def compare_engines(plan: str, as_of: str, run: int) -> dict[str, Any]:
    """Judge a plan by each side, and give the seconds of each, the number of results, and whether all are the same."""
    sys.setrecursionlimit(10_000)
    pack = RulePack.load()
    judged = merge_facts(read_source(Path(plan)).build())
    judged += derive_on(judged, find_plan(judged), dt.date.fromisoformat(as_of))
    plain = Graph()
    plain += judged
    files = Graph()
    for rule in pack.rules:
        files += rule.prefixes
        files += rule.graph
    sides = [("prepared", judged, pack.shapes), ("plain, one line", plain, pack.shapes), ("plain", plain, files)]
    first = run % len(sides)
    seconds: dict[str, float] = {}
    results: dict[str, tuple[ShapeResult, ...]] = {}
    for name, data, shapes in sides[first:] + sides[:first]:
        began = time.perf_counter()
        results[name] = run_shapes(data, shapes)
        seconds[name] = time.perf_counter() - began
    same = all(found == results["plain"] for found in results.values())
    return {"seconds": seconds, "results": len(results["plain"]), "same": same}


if __name__ == "__main__":
    print(json.dumps(compare_engines(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
