"""Judges synthetic plans as the audit and the oracle do, and holds the findings against the manifest."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scrgraph.audit.across import audit_across
from scrgraph.audit.rules import RulePack
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import read_links
from scrgraph.graph.tags import read_tags
from scrgraph.pipeline import AuditedPlan, audit_dataset, read_source
from scrgraph.reports.rows import rows_json
from tests.case_rows import describe_reading
from tests.oracle import Across, Expected, expected_findings

Entry = dict[str, Any]


@cache
def load_exact() -> RulePack:
    """Load the rules that decide by facts, not by reading sentences."""
    pack = RulePack.load()
    return pack.choose(ignore=[rule.code for rule in pack.rules if rule.decided_from == "reading"])


@dataclass
class Tally:
    """True positives, false positives and false negatives, and near misses that were found or not, by rule."""

    found: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    near_found: Counter[str] = field(default_factory=Counter)
    astray: list[str] = field(default_factory=list)

    def add(self, plan: str, found: set[Any], wanted: set[Any], near: set[Any]) -> None:
        """Add what was found in a plan, and what was to be; of near misses rule, row or subject."""
        named = {(one[0], one[1] or one[2]) if len(one) == 4 else (one[0], one[1]) for one in found}
        self.found.update(one[0] for one in found & wanted)
        self.extra.update(one[0] for one in found - wanted)
        self.missed.update(one[0] for one in wanted - found)
        self.near.update(one[0] for one in near)
        self.near_found.update(one[0] for one in near & named)
        self.astray += [f"{plan}: found, not planted: {one}" for one in sorted(found - wanted, key=str)]
        self.astray += [f"{plan}: planted, not found: {one}" for one in sorted(wanted - found, key=str)]
        self.astray += [f"{plan}: a near miss, and found: {one}" for one in sorted(near & named)]

    def join(self, other: "Tally") -> None:
        """Add another tally."""
        for name in ("found", "extra", "missed", "near", "near_found"):
            getattr(self, name).update(getattr(other, name))
        self.astray += other.astray


def load_manifest(folder: Path) -> Entry:
    manifest: Entry = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


@cache
def load_declared(folder: Path) -> Declared:
    """Load what is declared beside the plans, by the readers of the audit."""
    return Declared(read_tags(folder / "themes.json"), read_links(folder / "links.toml"))


def list_planted(entry: Entry) -> set[Expected]:
    return {Expected(one["rule"], one["row"], one["subject"], tuple(one["other"])) for one in entry["faults"]}


def list_near(entry: Entry) -> set[tuple[str, str]]:
    return {(one["rule"], one["row"] or one["subject"]) for one in entry["near_misses"]}


def name_findings(audited: AuditedPlan) -> set[Expected]:
    return {Expected(one.rule, one.row, one.subject, one.other) for one in audited.result.findings}


def judge(folder: Path, entry: Entry) -> AuditedPlan:
    """Audit a plan of a folder as of its own day, by the exact rules."""
    day = dt.date.fromisoformat(entry["asOf"])
    reading = read_source(folder / entry["file"])
    return audit_dataset(reading.build(), day, load_exact(), load_declared(folder))


def tally_plan(folder: Path, entry: Entry) -> Tally:
    tally = Tally()
    tally.add(entry["plan"], name_findings(judge(folder, entry)), list_planted(entry), list_near(entry))
    return tally


def tally_plans(folder: Path, *, processes: int = 1) -> Tally:
    """Hold every plan of a folder against the manifest."""
    entries = load_manifest(folder)["plans"]
    whole = Tally()
    for tally in _map(tally_plan, folder, entries, processes):
        whole.join(tally)
    return whole


def tally_across(folder: Path) -> Tally:
    """Hold what the plans of a folder give together against the manifest."""
    manifest = load_manifest(folder)
    day = dt.date.fromisoformat(manifest["asOf"])
    pack = load_exact().choose(["XRV-001", "XRV-002", "XRV-003"])
    datasets = [read_source(folder / entry["file"]).build() for entry in manifest["plans"]]
    audited = [audit_dataset(dataset, day, pack, load_declared(folder)) for dataset in datasets]
    across = audit_across([plan.contribute() for plan in audited], day, pack, 600)
    told = manifest["across"]
    tally = Tally()
    tally.add(
        "across",
        {Across(one.rule, one.subject or "", one.plans) for one in across.findings},
        {Across(one["rule"], one["subject"], tuple(one["plans"])) for one in told["findings"]},
        {(one["rule"], one["subject"]) for one in told["near_misses"]},
    )
    return tally


# -- the oracle ------------------------------------------------------------------------------------------------------


def ask_oracle(folder: Path, entry: Entry) -> set[Expected]:
    """Give the oracle's findings on a plan as it is read, as of its own day."""
    reading = read_source(folder / entry["file"])
    return expected_findings(describe_reading(reading, load_declared(folder)), dt.date.fromisoformat(entry["asOf"]))


def compare_oracle(folder: Path, entry: Entry) -> list[str]:
    """Say where the oracle and the manifest differ.

    The oracle reads row JSON, in which the printed date of an entry that is no day of the calendar does not stand.
    """
    planted, told = list_planted(entry), ask_oracle(folder, entry)
    unseen = {
        Expected("DQ-001", row["key"], None, ())
        for row in rows_json(*_read(folder, entry))
        if row["impossible_dates"] and not any(target["kind"] == "invalid" for target in row["targets"])
    }
    return [f"{entry['plan']}: {one}" for one in sorted(planted ^ (told | unseen), key=str)]


def _read(folder: Path, entry: Entry) -> tuple[Any, Any]:
    reading = read_source(folder / entry["file"])
    return reading.facts, reading.document


def compare_oracles(folder: Path, *, processes: int = 1) -> list[str]:
    entries = load_manifest(folder)["plans"]
    return [line for lines in _map(compare_oracle, folder, entries, processes) for line in lines]


def _map(function: Any, folder: Path, entries: Iterable[Entry], processes: int) -> Iterator[Any]:
    entries = list(entries)
    if processes == 1:
        yield from (function(folder, entry) for entry in entries)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(function, [folder] * len(entries), entries, chunksize=4)
