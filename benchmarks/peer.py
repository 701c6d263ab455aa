"""Judges a plan by scrgraph and by plain pySHACL, and prints as JSON how long each took and whether they agree.

``python -m benchmarks.peer PLAN DATE``. Both get the same derived graph and the same rules. scrgraph's graph keeps
its queries prepared, and its pack puts each query on one line; plain pySHACL gets a plain graph and the rule files as
they stand. Which of them goes first changes from run to run.
"""

import datetime as dt
import json
import os
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


def compare_engines(plan: str, as_of: str, *, plain_first: bool = False) -> dict[str, Any]:
    """Judge a plan by both, and give the seconds of each, the number of results, and whether these are the same."""
    sys.setrecursionlimit(10_000)
    pack = RulePack.load()
    judged = merge_facts(read_source(Path(plan)).build())
    judged += derive_on(judged, find_plan(judged), dt.date.fromisoformat(as_of))
    plain = Graph()
    plain += judged
    files = Graph()
    files += pack.prefixes
    for rule in pack.rules:
        files += rule.graph
    sides = {"prepared": (judged, pack.shapes), "plain": (plain, files)}
    seconds: dict[str, float] = {}
    results: dict[str, tuple[ShapeResult, ...]] = {}
    for name in sorted(sides, reverse=not plain_first):
        data, shapes = sides[name]
        began = time.perf_counter()
        results[name] = run_shapes(data, shapes)
        seconds[name] = time.perf_counter() - began
    same = results["prepared"] == results["plain"]
    return {**seconds, "results": len(results["prepared"]), "same": same}


if __name__ == "__main__":
    print(json.dumps(compare_engines(sys.argv[1], sys.argv[2], plain_first=os.getpid() % 2 == 1)))
