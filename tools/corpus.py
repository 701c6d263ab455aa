"""Reads a synthetic corpus back: ``python -m tools.corpus 60 1 2`` makes 60 plans of each seed and prints what is lost.

Every version of every plan is read as people would hand it in, and held against what was composed: each row, field by
field; the rows that a version has gained and the targets that it has moved; the faults that the exact rules find in
each current version; and over all plans the findings across reviews, with the agencies overdue in several of them.
"""

import datetime as dt
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from rdflib import Dataset

from scrgraph.audit.across import Contribution, audit_across
from scrgraph.audit.rules import RulePack
from scrgraph.facts.changes import compare_versions
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import read_links
from scrgraph.graph.tags import read_tags
from scrgraph.graph.versions import read_version
from scrgraph.pipeline import audit_dataset, read_source
from scrgraph.processes import count_processors, share_jobs
from scrgraph.reports.layout import render_table
from scrgraph.reports.rows import rows_json
from scrgraph.synthetic.corpus import generate
from scrgraph.synthetic.draft import Plan, Row
from scrgraph.synthetic.export import show_colour
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.versions import Version, draw_versions
from scrgraph.synthetic.words import load_words

Record = dict[str, Any]
Found = tuple[str, str, tuple[str, ...]]

_ACROSS = ("XRV-001", "XRV-002", "XRV-003")
_OVERDUE = "XRV-002"
_CLOSED = ("completed", "finalised")
_DECIDING = (*_CLOSED, "requested", "to-review", "pending")
_TIME = 3600  # seconds for the rules across many plans
_WIDTH = 160


class Loss(NamedTuple):
    """What a file does not give as it was composed."""

    file: str
    row: str
    field: str
    wanted: Any
    given: Any


@dataclass
class ReadBack:
    """What was read of a corpus, what of it is not as it was composed, and what the plans give together.

    ``gained`` counts what versions have gained, ``faults`` what the exact rules are to find in the current ones.
    ``found`` and ``planted`` are findings across reviews: rule, subject, plans; ``overdue`` and ``overdue_planted``
    agencies with the several plans in which they are overdue.
    """

    plans: int = 0
    files: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    fields: int = 0
    gained: int = 0
    faults: int = 0
    losses: list[Loss] = field(default_factory=list)
    found: set[Found] = field(default_factory=set)
    planted: set[Found] = field(default_factory=set)
    overdue: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    overdue_planted: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    contributions: list[Contribution] = field(default_factory=list)

    def join(self, other: "ReadBack") -> None:
        """Add what was read of another plan."""
        self.plans += other.plans
        self.files.update(other.files)
        self.rows += other.rows
        self.fields += other.fields
        self.gained += other.gained
        self.faults += other.faults
        self.losses += other.losses
        self.contributions += other.contributions

    @property
    def astray(self) -> list[str]:
        """What is not as it was planted, in words."""
        return [
            *(f"{one.file}: {one.row} {one.field}: {one.given!r}, not {one.wanted!r}" for one in self.losses),
            *(f"across: {one}" for one in sorted(self.found ^ self.planted)),
            *(f"overdue: {one}" for one in sorted(self.overdue ^ self.overdue_planted)),
        ]


def read_back(folder: Path, *, processes: int = 1) -> ReadBack:
    """Read every file that the manifest of a corpus names, and audit its plans together as of their common day."""
    manifest = _load_manifest(folder)
    numbers = range(1, len(manifest["plans"]) + 1)
    work = partial(_read_plan_back, folder)
    whole = ReadBack()
    for one in map(work, numbers) if processes < 2 else share_jobs(work, numbers, processes, at_once=8):
        whole.join(one)
    pack = RulePack.load().choose(list(_ACROSS))
    day = dt.date.fromisoformat(manifest["asOf"])
    across = audit_across(whole.contributions, day, pack, _TIME)
    whole.contributions.clear()
    whole.found = {(one.rule, one.subject or "", one.plans) for one in across.findings}
    told = manifest["across"]["findings"]
    whole.planted = {(one["rule"], one["subject"], tuple(one["plans"])) for one in told}
    whole.overdue = {(agency, plans) for rule, agency, plans in whole.found if rule == _OVERDUE and len(plans) > 1}
    whole.overdue_planted = {(one["agency"], tuple(one["plans"])) for one in manifest["overdue_agencies"]}
    return whole


@cache
def _load_manifest(folder: Path) -> Record:
    manifest: Record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


@cache
def _load_declared(folder: Path) -> Declared:
    return Declared(read_tags(folder / "themes.json"), read_links(folder / "links.toml"))


def _read_plan_back(folder: Path, number: int) -> ReadBack:
    """Read the versions of one plan, hold each against what was composed, and audit the newest."""
    manifest = _load_manifest(folder)
    entry = manifest["plans"][number - 1]
    plan = compose_plan(manifest["seed"], number, corpus=True)
    back = ReadBack(plans=1)
    before = None
    for version, told in zip(draw_versions(plan, manifest["seed"], number), entry["versions"], strict=True):
        reading = read_source(folder / told["file"])
        rows = rows_json(reading.facts, reading.document)
        losses = list(_compare_rows(version, told, rows))
        heads = {
            "plan": (plan.id, reading.facts.plan),
            "commenced": (plan.commenced, reading.facts.commenced),
            "synthetic": ({load_words().mark}, {quote.text for quote in reading.facts.synthetic}),
            "balances": (True, reading.document.balances),
            "notes": ((), (*reading.document.notes, *reading.facts.notes)),
        }
        losses += [("", name, *pair) for name, pair in heads.items() if pair[0] != pair[1]]
        dataset = reading.build()
        now = read_version(dataset)
        if before is not None:
            changes = compare_versions(before, now).changes
            losses += _compare_gained(version, {(one.kind, row) for one in changes for row in one.rows})
            back.gained += len(version.gained.added) + len(version.gained.moved)
        before = now
        back.files[told["file"].rpartition(".")[2]] += 1
        back.rows += len(rows)
        back.fields += len(heads) + sum(len(describe_row(version.plan, row)) for row in version.plan.rows)
        back.losses += [Loss(told["file"], *loss) for loss in losses]
    if entry["faults_known"]:
        found = _list_findings(dataset, dt.date.fromisoformat(entry["asOf"]), _load_declared(folder))
        planted = {(one["rule"], one["row"], one["subject"], tuple(one["other"])) for one in entry["faults"]}
        back.faults += len(planted)
        back.losses += [Loss(entry["file"], one[1] or "", "fault", one in planted, one) for one in found ^ planted]
    pack = RulePack.load().choose(list(_ACROSS))
    day = dt.date.fromisoformat(manifest["asOf"])
    back.contributions.append(audit_dataset(dataset, day, pack, _load_declared(folder)).contribute())
    return back


def _list_findings(dataset: Dataset, day: dt.date, declared: Declared) -> set[tuple[Any, ...]]:
    """List what the exact rules find in a plan."""
    result = audit_dataset(dataset, day, _load_exact(), declared).result
    return {(one.rule, one.row, one.subject, one.other) for one in result.findings}


@cache
def _load_exact() -> RulePack:
    """Load the rules that decide by facts, not by reading sentences."""
    pack = RulePack.load()
    return pack.choose(ignore=[rule.code for rule in pack.rules if rule.decided_from == "reading"])


def _compare_rows(version: Version, told: Record, rows: list[Record]) -> Iterator[tuple[str, str, Any, Any]]:
    wanted = {row.key: describe_row(version.plan, row) for row in version.plan.rows}
    keys = [row["key"] for row in rows]
    if list(wanted) != keys or told["rows"] != len(rows):
        yield "", "keys", list(wanted), keys
    for row in rows:
        given = _simplify(row)
        for name, value in wanted.get(row["key"], {}).items():
            if given[name] != value:
                yield row["key"], name, value, given[name]


def _compare_gained(version: Version, changes: set[tuple[str, str]]) -> Iterator[tuple[str, str, Any, Any]]:
    for kind, planted in (("row-added", version.gained.added), ("target-moved", version.gained.moved)):
        found = sorted(row for told, row in changes if told == kind)
        if found != sorted(planted):
            yield "", kind, sorted(planted), found


def describe_row(plan: Plan, row: Row) -> Record:
    """Give what a row states by its composition, in the columns that its plan has."""
    columns = plan.kind.columns[row.part]

    def has(column: str) -> bool:
        return column in columns and column not in row.blank

    entries = row.entries if has("scrutiny") else []
    held = row.held if row.held is not None else plan.meetings[row.part].held if row.part in plan.meetings else ()
    said: Record = {
        "text": row.text if has("text") else None,
        "actions": " ".join(row.actions) if has("actions") else "",
        "leads": row.lead if has("leads") else "",
        "agreed": row.agreed if has("agreed_by") else None,
        "days": [_iso(target.day) for target in row.targets if target.day] if has("targets") else [],
        "held": [_iso(day) for day in held] if has("monitoring") else [],
        "evidence": list(row.evidence) if has("evidence") or has("scrutiny") else [],
        "entries": [(_name(entry.kind), _iso(entry.day), _iso(entry.due)) for entry in entries],
        "outcome": _decide([entry.kind for entry in entries]),
    }
    if has("summary"):
        said |= {"claims": [row.claim] if row.claim else [], "progress": " ".join(row.progress)}
    if has("completed"):
        said["claims"] = ["completed"] if any(entry.kind in _CLOSED for entry in row.entries) else []
    if has("rag"):
        said["colours"] = [colour.lower()] if (colour := show_colour(row)) else []
    return said


def _name(kind: str) -> str:
    return "received" if kind == "report" else kind


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _decide(kinds: list[str]) -> str | None:
    """Decide a row by the last of its entries that decides anything."""
    last = next((kind for kind in reversed(kinds) if kind in _DECIDING), None)
    return last if last in _CLOSED else "open" if kinds else None


def _simplify(row: Record) -> Record:
    """Give what a row that was read states, in the same terms; in a cell without paragraphs all actions are one."""
    summary = row["summary"] or ""
    return {
        "text": row["text"],
        "actions": " ".join(row["actions"]),
        "leads": row["leads"] or "",
        "agreed": row["agreed_by"],
        "days": [target["iso"] for target in row["targets"] if target["kind"] == "deadline"],
        "held": row["monitoring_held"],
        "evidence": row["evidence"],
        "entries": [(event["kind"], event["date"], event["due"]) for event in row["events"]],
        "outcome": row["outcome"],
        "claims": [claim["status"] for claim in row["reported"]],
        "colours": [colour["colour"] for colour in row["colours"]],
        "progress": summary.rsplit(" ", 1)[0] if row["reported"] else summary,
    }


# -- figures ---------------------------------------------------------------------------------------------------------


def measure(reviews: int, seeds: Iterable[int], *, processes: int = 1) -> dict[int, ReadBack]:
    """Make a corpus of each seed, and read it back."""
    backs = {}
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            generate(reviews, seed, Path(folder) / "corpus", "corpus")
            backs[seed] = read_back(Path(folder) / "corpus", processes=processes)
    return backs


def list_figures(backs: dict[int, ReadBack]) -> list[tuple[str, ...]]:
    """List the figures of some corpora, a line each, under headings."""
    head = (
        "seed",
        "plans",
        "files",
        "rows",
        "fields",
        "lost",
        "gained",
        "faults",
        "findings across",
        "agencies overdue in several",
    )
    return [
        head,
        *(
            (
                str(seed),
                f"{back.plans:,}",
                f"{back.files.total():,}",
                f"{back.rows:,}",
                f"{back.fields:,}",
                f"{len(back.losses):,}",
                f"{back.gained:,}",
                f"{back.faults:,}",
                _count(back.found, back.planted),
                _count(back.overdue, back.overdue_planted),
            )
            for seed, back in backs.items()
        ),
    ]


def _count(found: set[Any], planted: set[Any]) -> str:
    return f"{len(found & planted):,} of {len(planted):,}, {len(found - planted):,} besides"


def main() -> None:
    """Print the figures of the corpora that the command line asks for, and what is astray."""
    reviews, *seeds = [int(word) for word in sys.argv[1:]] or [60]
    backs = measure(reviews, seeds or [1], processes=count_processors())
    head, *lines = list_figures(backs)
    print(render_table(head, lines, _WIDTH))
    for back in backs.values():
        print(*back.astray[:50], sep="\n")


if __name__ == "__main__":
    main()
