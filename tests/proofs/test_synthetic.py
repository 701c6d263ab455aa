"""Many synthetic plans, held against what was planted in them: each rule finds all of it, and nothing else.

What is planted is known before any rule is run. A sample of it is checked in every run (tests/synthetic).
"""

import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest

from scrgraph import __version__
from scrgraph.synthetic.corpus import generate
from tests.graph.sample import ROOT
from tests.synthetic.judging import Tally, compare_oracles, load_exact, load_manifest, tally_across, tally_plans

SEEDS = (101, 102, 103)
REVIEWS = int(os.environ.get("SCRGRAPH_REVIEWS", "100"))  # of each seed
FOR_ORACLE = 5 * REVIEWS
PROCESSES = os.cpu_count() or 1
RECORD = ROOT / "proofs" / "synthetic.md"


@pytest.mark.proof
def test_rules_find_what_was_planted_and_nothing_else(tmp_path: Path) -> None:
    single, across, rows = Tally(), Tally(), 0
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        generate(REVIEWS, seed, folder)
        rows += sum(entry["rows"] for entry in load_manifest(folder)["plans"])
        single.join(tally_plans(folder, processes=PROCESSES))
        across.join(tally_across(folder))
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(single, across, rows)
    assert single.astray + across.astray == []
    codes = {rule.code for rule in load_exact().rules}
    assert {*single.found, *across.found} == codes
    assert {*single.near, *across.near} == codes


@pytest.mark.proof
def test_oracle_agrees_on_many_plans(tmp_path: Path) -> None:
    generate(FOR_ORACLE, 104, tmp_path / "plans")
    assert compare_oracles(tmp_path / "plans", processes=PROCESSES) == []


def record(single: Tally, across: Tally, rows: int) -> None:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# Faults planted in synthetic plans, and faults found",
        "",
        f"scrgraph {__version__}, {today}; `scrgraph generate`, seeds {', '.join(map(str, SEEDS))}, {REVIEWS} plans "
        f"each, {rows:,} rows in all. Made by `make prove` (tests/proofs/test_synthetic.py).",
        "",
        "Every exact rule, each plan as of its own day. The manifest of the plans is written before any rule is run. "
        "*Found*: planted and found; *extra*: found and not planted; *missed*: planted and not found; *near*: rows and "
        "subjects that are one step from a fault, and how many of them were found all the same.",
        "",
        *write_table(single),
        "",
        "Over all plans of a seed, as of their common day:",
        "",
        *write_table(across),
        "",
    ]
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text("\n".join(lines), encoding="utf-8")


def write_table(tally: Tally) -> list[str]:
    """Write the figures of a tally, a line for each rule that was planted."""
    counts: tuple[Counter[str], ...] = (tally.found, tally.extra, tally.missed, tally.near, tally.near_found)
    rules = sorted({rule for count in counts for rule in count})
    return [
        "| rule | found | extra | missed | precision | recall | near | found of these |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(write_line(rule, *(count[rule] for count in counts)) for rule in rules),
        write_line("all", *(count.total() for count in counts)),
    ]


def write_line(rule: str, found: int, extra: int, missed: int, near: int, near_found: int) -> str:
    precision, recall = (f"{found / (found + wrong):.3f}" if found + wrong else "-" for wrong in (extra, missed))
    return f"| {rule} | {found} | {extra} | {missed} | {precision} | {recall} | {near} | {near_found} |"
