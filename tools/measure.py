"""Measures how well the rules judge, and how well themes are read: ``python -m tools.measure`` (``make measure``).

It prints precision and recall. Each set is plans with the faults that people found in them: the gold annotation of the
real plan, where it is at hand (SCRGRAPH_SHARED), and the synthetic plans of ``tests/reading/``. Faults of which the
annotator was not sure count neither way. The rules of reading may block a case only where they are right often enough:
see ``EARNED``. Themes are held against those that people gave to the rows of the real plan and of the samples.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scrgraph.audit.rules import RulePack
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import read_links
from scrgraph.graph.tags import read_tags
from scrgraph.pipeline import audit_dataset, read_source
from scrgraph.reports.layout import render_table

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SCRGRAPH_SHARED", ROOT.parent / "shared"))
SETS = ROOT / "tests" / "reading"
EARNED = 0.8  # a rule of reading whose precision is not above this reports as information
HELD_BACK = "fourth"  # the set by which nobody improved the reading
AS_OF = dt.date(2024, 12, 31)  # on which every synthetic plan is over; rules of reading do not ask for the day
GOLD_DAY = dt.date(2010, 7, 31)

Place = tuple[str, str]  # the code of a rule, and the key of a row


@dataclass
class Counts:
    """How often a rule (or the reading of a theme) was right: found by people, too; not found by them; missed."""

    right: list[Place] = field(default_factory=list)
    wrong: list[Place] = field(default_factory=list)
    missed: list[Place] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """The share of the findings that are right; ``None`` where there is none."""
        found = len(self.right) + len(self.wrong)
        return len(self.right) / found if found else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; ``None`` where nothing is found and nothing is there."""
        both = 2 * len(self.right) + len(self.wrong) + len(self.missed)
        return 2 * len(self.right) / both if both else None

    @property
    def recall(self) -> float | None:
        """The share of the faults that are found; ``None`` where there is none."""
        there = len(self.right) + len(self.missed)
        return len(self.right) / there if there else None


@cache
def measure_reading(name: str) -> Mapping[str, Counts]:
    """Measure the rules of reading on one set of synthetic plans, by rule."""
    core = RulePack.load()
    pack = core.choose([rule.code for rule in core.rules if rule.decided_from == "reading"])
    truth = json.loads((SETS / name / "truth.json").read_text(encoding="utf-8"))
    counts = {rule.code: Counts() for rule in pack.rules}
    for plan, told in truth.items():
        dataset = read_source(SETS / name / plan / "plan.txt").build()
        result = audit_dataset(dataset, AS_OF, pack).result
        found = {(finding.rule, finding.row) for finding in result.findings if finding.row is not None}
        _compare(counts, found, told["faults"], plan)
    return counts


@cache
def measure_gold() -> Mapping[str, Counts]:
    """Measure every rule on the rows of the real plan that are annotated."""
    pack = RulePack.load()
    beside = ROOT / "data" / "case-14"
    declared = Declared(tuple(read_tags(beside / "themes.json")), read_links(beside / "links.toml"))
    dataset = read_source(SHARED / "case-14" / "plan.txt").build()
    result = audit_dataset(dataset, GOLD_DAY, pack, declared).result
    rows = {row["key"] for row in _load("rows.json")}
    counts = {rule.code: Counts() for rule in pack.rules}
    found = {(finding.rule, finding.row) for finding in result.findings if finding.row in rows}
    faults = [entry for entry in _load("findings.json") if entry["row"] in rows]
    _compare(counts, {(code, row) for code, row in found if row is not None}, faults, "")
    return counts


def measure_themes(plan: Path, tags: Path) -> Mapping[str, Counts]:
    """Measure the themes read from the words of a plan against those that people gave its rows, by theme."""
    wanted: dict[str, set[str]] = {}
    for tag in read_tags(tags):
        wanted.setdefault(tag.row, set()).add(tag.theme)
    counts: dict[str, Counts] = {}
    for row in read_source(plan).facts.rows:
        found = {reading.theme for reading in row.themes}
        for theme in sorted(found | wanted.get(row.key, set())) if row.key in wanted else ():
            of_theme = counts.setdefault(theme, Counts())
            if theme in found and theme in wanted[row.key]:
                of_theme.right.append(("", row.key))
            else:
                (of_theme.wrong if theme in found else of_theme.missed).append(("", row.key))
    return counts


def add_up(counts: Iterable[Counts]) -> Counts:
    """Give the counts of several rules or themes together."""
    every = Counts()
    for one in counts:
        every.right += one.right
        every.wrong += one.wrong
        every.missed += one.missed
    return every


def _load(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((SHARED / "gold" / name).read_text(encoding="utf-8"))
    return entries


def _compare(counts: Mapping[str, Counts], found: set[Place], faults: Iterable[Mapping[str, Any]], plan: str) -> None:
    """Count what was found of one plan against the faults that people found in it."""
    told = list(faults)
    sure = {(fault["rule"], fault["row"]) for fault in told if fault["sure"]}
    unsure = {(fault["rule"], fault["row"]) for fault in told if not fault["sure"]} - sure
    for code, row in sorted(found - unsure):
        (counts[code].right if (code, row) in sure else counts[code].wrong).append((plan, row))
    for code, row in sorted(sure - found):
        if code in counts:
            counts[code].missed.append((plan, row))


def list_sets() -> list[str]:
    """List the sets of synthetic plans."""
    return sorted(file.parent.name for file in SETS.glob("*/truth.json"))


def render(counts: Mapping[str, Counts], what: str = "rule") -> str:
    """Render one measure: a line a rule (or a theme), with the counts behind each share."""
    rows = []
    for code, of_rule in sorted(counts.items()):
        right, found = len(of_rule.right), len(of_rule.right) + len(of_rule.wrong)
        there = right + len(of_rule.missed)
        if found or there:
            shares = (_write(of_rule.precision, right, found), _write(of_rule.recall, right, there))
            rows.append((code, *shares, ", ".join(_name(of_rule.wrong)), ", ".join(_name(of_rule.missed))))
    return render_table((what, "precision", "recall", "false alarms", "missed"), rows, 150)


def _write(share: float | None, part: int, whole: int) -> str:
    return "none" if share is None else f"{share:.2f} ({part} of {whole})"


def _name(places: Iterable[Place]) -> Iterator[str]:
    return (f"{plan} {row}".strip() for plan, row in places)


def _print_themes(about: str, plan: Path, tags: Path) -> None:
    counts = measure_themes(plan, tags)
    every = add_up(counts.values())
    shares = " and ".join(f"{share:.2f}" for share in (every.precision, every.recall) if share is not None)
    print(f"{about}: themes read from words, micro-F1 {every.f1 or 0:.2f} (precision and recall {shares})\n")
    print(f"{render(counts, 'theme')}\n")


def main() -> None:
    """Print what is measured, the gold first."""
    if (SHARED / "gold" / "rows.json").is_file():
        print(f"The real plan, its annotated rows, every rule, as of {GOLD_DAY}\n\n{render(measure_gold())}\n")
        _print_themes(
            "The real plan, its annotated rows", SHARED / "case-14" / "plan.txt", SHARED / "gold" / "themes.json"
        )
    else:
        print(f"There is no gold annotation in {SHARED}: set SCRGRAPH_SHARED.\n")
    for name in list_sets():
        held = ", by which nobody improved the reading" if name == HELD_BACK else ""
        print(f"Synthetic plans, the {name} set{held}: rules of reading\n\n{render(measure_reading(name))}\n")
    for tags in sorted((ROOT / "data").glob("*/themes.json")):
        _print_themes(f"The sample {tags.parent.name}", tags.parent / "plan.txt", tags)


if __name__ == "__main__":
    main()
