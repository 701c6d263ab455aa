"""The rules find the same on all engines: the proof counts, and its table stands in docs/engines.md."""

import datetime as dt
import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from scrgraph import __version__
from scrgraph.audit.cases import list_cases, run_cases
from scrgraph.audit.engines import name_engine
from scrgraph.audit.rules import RulePack
from scrgraph.audit.validate import TIME_LIMIT
from scrgraph.config import ENGINES
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.pipeline import PlanReading, audit_dataset, read_source
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.wordings import load_wordings
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "engines.md"
PLANS = sorted((ROOT / "data").glob("*/plan.txt"))
DAY = dt.date(2010, 5, 31)
SYNTHETIC = range(1, 9)  # of the composed plans, by their numbers
SEED = 11
REAL = Path(os.environ.get("SCRGRAPH_SHARED", ROOT.parent / "shared")) / "case-14" / "plan.txt"
HEADINGS = ("engine", "rules", "cases", "as they should be", "plans", "same audit", "composed plans", "same audit")
SECTION = re.compile(r"(<!-- made by make prove: engines -->\n).*(<!-- end of engines -->)", flags=re.DOTALL)
PACK = RulePack.load()


def count_engine(engine: str) -> tuple[str | int, ...]:
    """Count for an engine, in the order of the headings."""
    outcomes = list(run_cases(PACK, TIME_LIMIT, engine))
    same = [
        sum(audit_twice(plan, engine) == audit_twice(plan, ENGINES[0]) for plan in plans)
        for plans in (PLANS, SYNTHETIC)
    ]
    right = sum(not outcome.faults for outcome in outcomes)
    return name_engine(engine), len(PACK.every), len(outcomes), right, len(PLANS), same[0], len(SYNTHETIC), same[1]


@cache
def audit_twice(plan: Path | int, engine: str) -> list[dict[str, object]]:
    """Give the audit of a plan, of a file or composed, and that of a replay, but for the name of the engine."""
    if isinstance(plan, int):
        text = render_plan(compose_plan(SEED, plan)).encode()
        document = read_bytes(text, f"{plan}.txt", list_layouts())
        dataset = PlanReading(document, read_plan(document, load_wordings())).build()
    else:
        dataset = read_source(plan).build()
    audits = (audit_dataset(dataset, DAY, PACK, replay=replay, engine=engine) for replay in (False, True))
    return [audited.result.to_json() | {"engine": None} for audited in audits]


def expect_engine(engine: str) -> tuple[str | int, ...]:
    """What the proof gives where an engine does all as it should."""
    cases = sum(len(list_cases(rule)) for rule in PACK.every)
    plans = (len(PLANS), len(PLANS), len(SYNTHETIC), len(SYNTHETIC))
    return name_engine(engine), len(PACK.every), cases, cases, *plans


def test_page_holds_the_versions_and_numbers_of_today() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(render_row(HEADINGS)) + 2
    assert lines[start : start + len(ENGINES)] == [render_row(expect_engine(engine)) for engine in ENGINES], (
        "docs/engines.md is stale: run make prove"
    )


@pytest.mark.proof
def test_every_engine_finds_the_same() -> None:
    counted = [count_engine(engine) for engine in ENGINES]
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(counted)
    assert counted == [expect_engine(engine) for engine in ENGINES]


@pytest.mark.proof
def test_every_engine_audits_the_real_plan_alike() -> None:
    if not REAL.is_file():
        pytest.skip(f"the real plan is not at {REAL}: set SCRGRAPH_SHARED")
    first, *others = [audit_twice(REAL, engine) for engine in ENGINES]
    assert all(other == first for other in others)


def record(counted: Iterable[tuple[str | int, ...]]) -> None:
    """Write the table with version and date."""
    lines = [
        f"scrgraph {__version__}, {dt.datetime.now(dt.UTC).date().isoformat()}; counted by `make prove` "
        "(tests/proofs/test_engines.py).",
        "",
        *map(render_row, (HEADINGS, ["---"] + ["---:"] * 7, *counted)),
    ]
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(SECTION.sub(lambda hit: f"{hit[1]}{chr(10).join(lines)}\n{hit[2]}", text), encoding="utf-8")


def render_row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"
