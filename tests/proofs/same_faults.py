"""Tells which findings of two versions of a plan are of the same fault, whatever they are called; compares their ids.

A fault is a rule, the row it is about by what the row was before the edit, its subject, and the other rows likewise.
Which row that is comes from the edit: the line on which the row was put. No key and no id of scrgraph plays a part.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from scrgraph.audit.carried import carry_ids
from scrgraph.audit.findings import AuditResult
from scrgraph.audit.rules import RulePack
from scrgraph.facts.plan import read_plan
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import Links, SameWork
from scrgraph.graph.store import add_plan, load_plan
from scrgraph.graph.tags import Tag
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.pipeline import PlanReading, audit_dataset
from scrgraph.synthetic.draft import Plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.wordings import load_wordings
from tests.proofs.plan_edits import EDITS, Numbers, Printed, make_versions, print_plan

Fault = tuple[str, str | None, str | None, frozenset[str]]
MOVING = ("a row moved", "two rows swapped", "a row added before it")

WAYS = {
    "numbers printed": "Rows keep the numbers printed on them; each version is audited by itself.",
    "numbered anew, in a store": "All rows are numbered anew in their order; the later version comes into the store "
    "that holds the earlier one.",
    "numbered anew, by the earlier report": "The same; the later version is audited beside the earlier one's report.",
    "no numbers, in a store": "No number is printed; the later version comes into the store that holds the earlier.",
    "no numbers, by the earlier report": "The same; the later version is audited beside the earlier one's report.",
    "numbered anew, alone": "All rows are numbered anew, and nothing of the earlier version is at hand: an id cannot "
    "last here, for a row is known by its printed number.",
    "no numbers, alone": "No number is printed, and nothing of the earlier version is at hand: an id cannot last here, "
    "for the number of a row is its place.",
}


@cache
def load_pack() -> RulePack:
    return RulePack.load(None)


@dataclass(frozen=True)
class Version:
    """A version of a plan as it was read, and which row of the plan each of its rows is, by their keys."""

    plan: Plan
    reading: PlanReading
    rows: dict[str, str]

    @classmethod
    def read(cls, printed: Printed, numbers: Numbers) -> "Version":
        text, tags = printed.write(numbers)
        document = read_bytes(text.encode(), "plan.txt", list_layouts())
        facts = read_plan(document, load_wordings())
        return cls(
            printed.plan,
            PlanReading(document, facts),
            {row.key: tags.get(row.row.lines[0], "of no row") for row in facts.rows},
        )

    def audit(self, store: ox.Store | None = None) -> AuditResult:
        """Audit it with what was declared of its rows; from a store where one is given."""
        dataset = self.reading.build() if store is None else load_plan(store, self.reading.facts.plan)
        return audit_dataset(dataset, self.plan.as_of, load_pack(), self._declare()).result

    def _declare(self) -> Declared:
        name, keys = self.reading.facts.plan, {tag: key for key, tag in self.rows.items()}
        tags = [Tag(name, keys[row.key], theme) for row in self.plan.rows if row.key in keys for theme in row.themes]
        links = [
            SameWork(name, keys[link.main], keys[link.agency], link.why)
            for link in self.plan.links
            if link.main in keys and link.agency in keys
        ]
        return Declared(tuple(tags), Links(tuple(links), (), ()))

    def name_faults(self, result: AuditResult) -> dict[Fault, str]:
        """Give the ids of findings by their faults."""
        named: dict[Fault, str] = {}
        for found in result.findings:
            row = None if found.row is None else self.rows[found.row]
            fault = (found.rule, row, found.subject, frozenset(self.rows[key] for key in found.other))
            assert fault not in named
            named[fault] = found.id
        return named


@dataclass
class Count:
    """How many faults are in both versions, how many of these have one id, and how many are in one version alone.

    ``borrowed`` counts faults that bear the id that another fault of the earlier version had.
    """

    same: int = 0
    equal: int = 0
    gone: int = 0
    new: int = 0
    borrowed: int = 0
    astray: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.equal / self.same

    def add(self, before: dict[Fault, str], now: dict[Fault, str], where: str) -> None:
        both = before.keys() & now.keys()
        owners = {name: fault for fault, name in before.items()}
        assert len(owners) == len(before)
        assert len(set(now.values())) == len(now), f"two findings bear one id: {where}"
        self.same += len(both)
        self.equal += sum(before[fault] == now[fault] for fault in both)
        self.gone += len(before.keys() - both)
        self.new += len(now.keys() - both)
        self.borrowed += sum(owners.get(name, fault) != fault for fault, name in now.items())
        self.astray += [f"{where}: {fault}" for fault in sorted(both, key=str) if before[fault] != now[fault]]

    def join(self, other: "Count") -> None:
        self.same += other.same
        self.equal += other.equal
        self.gone += other.gone
        self.new += other.new
        self.borrowed += other.borrowed
        self.astray += other.astray


Counts = dict[tuple[str, str], Count]


def compare_edits(seed: int, number: int, edits: Iterable[str] = EDITS, ways: Iterable[str] = WAYS) -> Counts:
    """Compare the ids of a plan's findings before and after each edit, in each way; by edit and way."""
    printed = print_plan(compose_plan(seed, number))
    audited: dict[str, tuple[Version, AuditResult]] = {}

    def judge(one: Printed, numbers: Numbers) -> tuple[Version, AuditResult]:
        text = one.write(numbers)[0]
        if text not in audited:
            version = Version.read(one, numbers)
            audited[text] = version, version.audit()
        return audited[text]

    counts: Counts = {}
    for edit in edits:
        versions = make_versions(printed, edit)
        if versions is None:
            continue
        for way in ways:
            if way.startswith("numbered anew") and edit not in MOVING:
                continue
            numbers: Numbers = {"numbers": "printed", "numbered": "anew", "no": "none"}[way.split()[0]]  # type: ignore[assignment]
            (first, before), (second, now) = (judge(one, numbers) for one in versions)
            if way.endswith("report"):
                now = carry_ids(now, before.rows)
            elif way.endswith("store"):
                store = ox.Store()
                add_plan(store, first.reading.build())
                # Where no number is printed, two rows that say the same may have been swapped: that is one document.
                assert (
                    add_plan(store, second.reading.build())
                    or versions[0].write(numbers)[0] == versions[1].write(numbers)[0]
                )
                now = second.audit(store)
            count = counts.setdefault((edit, way), Count())
            count.add(first.name_faults(before), second.name_faults(now), f"{seed}/{number} {edit}, {way}")
    return counts


def join_counts(several: Iterable[Counts]) -> Counts:
    whole: Counts = {}
    for counts in several:
        for name, count in counts.items():
            whole.setdefault(name, Count()).join(count)
    return whole
