"""Random changes to the sample: none stops the reading, loses a cell or a row.

Those that keep the meaning keep the facts; of the others the proof counts how often a fact comes out otherwise.
"""

import datetime as dt
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from scrgraph import __version__
from scrgraph.facts.plan import read_plan as read_facts
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.reports.rows import row_json
from scrgraph.wordings import load_wordings
from tests.graph.sample import ROOT, SAMPLE, read_plan
from tests.proofs.mutations import KEEPING, LOSING, Changed

# What says where a fact stands, and not what it is; "leads" and its like are compared as they are.
_PLACES = ("lines", "cells", "unread", "notes", "name")
# The fields that are read from a column: those of a lost cell may differ, any other shows words in a wrong column.
_FIELDS = {
    "summary": {"summary", "reported"},
    "monitoring": {"monitoring_held", "monitoring_planned", "impossible_dates"},
    "scrutiny": {"evidence", "events", "outcome", "impossible_dates"},
    "targets": {"targets", "impossible_dates"},
}
ROUNDS = int(os.environ.get("SCRGRAPH_ROUNDS", "60"))
LOST = ("empty cell of a continuation lost", "filled cell of a continuation lost")
RECORD = ROOT / "proofs" / "reading.md"

Facts = dict[str, dict[str, Any]]


@cache
def sample_lines() -> tuple[str, ...]:
    return tuple(SAMPLE.read_text(encoding="utf-8").split("\n"))


def read_changed(data: bytes) -> Facts:
    """Read a changed document; the account must balance."""
    document = read_bytes(data, "plan.txt", list_layouts())
    assert document.balances, "the account of cells does not balance"
    facts = read_facts(document, load_wordings())
    rows = [row_json(row, document) for row in facts.rows]
    assert len({row["key"] for row in rows}) == len(rows)
    return {row["key"]: {name: value for name, value in row.items() if name not in _PLACES} for row in rows}


@cache
def sample_facts() -> Facts:
    return read_changed(SAMPLE.read_bytes())


def make(name: str, seed: int) -> Changed | None:
    change = (KEEPING | LOSING)[name]
    return change(list(sample_lines()), read_plan().document, random.Random(f"{name} {seed}"))


def compare(facts: Facts) -> dict[str, list[str]]:
    """Give the fields that differ, by row."""
    expected = sample_facts()
    return {
        key: fields
        for key in expected
        if (fields := [name for name in expected[key] if facts[key].get(name) != expected[key][name]])
    }


def check(name: str, seed: int) -> dict[str, list[str]] | None:
    """Make one change and check what must hold of each; give what differs, ``None`` where it cannot be made."""
    changed = make(name, seed)
    if changed is None:
        return None
    facts = read_changed(changed.data)
    assert list(facts) == list(sample_facts()), f"{name} ({changed.where}): the rows are not the same"
    return compare(facts)


# -- a small sample of each, in every run ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0])
@pytest.mark.parametrize("name", KEEPING)
def test_change_that_keeps_the_meaning_keeps_the_facts(name: str, seed: int) -> None:
    changed = make(name, seed)
    assert changed is not None
    assert not check(name, seed), f"{name}, seed {seed}: {changed.where}"


@pytest.mark.parametrize("seed", [0])
@pytest.mark.parametrize("name", LOSING)
def test_change_that_loses_meaning_keeps_rows_and_account(name: str, seed: int) -> None:
    touched = check(name, seed)
    assert touched is None or len(touched) <= 2, f"{name}, seed {seed}: {touched}"


# -- the proof ---------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What came of the changes of one kind."""

    made: int = 0
    same: int = 0
    astray: int = 0
    faults: list[str] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)


def tally(name: str, rounds: int) -> Tally:
    found = Tally()
    for seed in range(rounds):
        try:
            touched = check(name, seed)
        except Exception as error:
            found.made += 1
            found.faults.append(f"seed {seed}: {error}")
            continue
        if touched is None:
            continue
        found.made += 1
        found.same += not touched
        changed = make(name, seed)
        if changed is not None and changed.column:
            own = _FIELDS.get(changed.column, {changed.column})
            found.astray += any(set(fields) - own for fields in touched.values())
        found.fields.update({name for fields in touched.values() for name in fields})
    return found


@pytest.mark.proof
def test_reading_stands_up_to_random_changes() -> None:
    tallies = {name: tally(name, ROUNDS) for name in (*KEEPING, *LOSING)}
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(tallies)
    faults = {name: found.faults for name, found in tallies.items() if found.faults}
    assert faults == {}
    changed = {name: dict(tallies[name].fields) for name in KEEPING if tallies[name].same < tallies[name].made}
    assert changed == {}, "a change that keeps the meaning changed a fact"


def record(tallies: dict[str, Tally]) -> None:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# Reading a plan that was changed at random",
        "",
        f"scrgraph {__version__}, {today}; {ROUNDS} seeds a kind of change, each one change to "
        "`data/case-14/plan.txt`. Made by `make prove` (tests/proofs/test_mutations.py).",
        "",
        "Of every change: no error, the account of cells balances, the rows keep their keys; *faults* counts where one "
        "of these does not hold. *Same facts*: every field of every row is as before, but for its place.",
        "",
        "| change | made | same facts | faults | fields that differ (documents) |",
        "|---|---:|---:|---:|---|",
    ]
    for name, found in tallies.items():
        fields = ", ".join(f"{what} {number}" for what, number in found.fields.most_common())
        title = name.replace("<p>", "`<p>`")
        lines.append(f"| {title} | {found.made} | {found.same} | {len(found.faults)} | {fields} |")
    lines.append("")
    for name in LOST:
        lost = tallies[name]
        share = lost.astray / max(lost.made, 1)
        lines.append(
            f"- {name}: words in a wrong column in {lost.astray} of {lost.made} ({share:.0%}), "
            "counted by fields that differ beside those of the lost cell's own column."
        )
    lines.append("")
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text("\n".join(lines), encoding="utf-8")
