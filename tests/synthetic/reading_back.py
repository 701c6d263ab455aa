"""Holds the files of a corpus against what was composed: every version of every plan, row by row, field by field."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from scrgraph.pipeline import read_source
from scrgraph.reports.rows import rows_json
from scrgraph.synthetic.draft import Plan, Row
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.versions import Version, compose_versions
from scrgraph.synthetic.words import load_words
from tests.synthetic.judging import Entry, load_manifest

CLOSED = ("completed", "finalised")
DECIDING = (*CLOSED, "requested", "to-review", "pending")


class Loss(NamedTuple):
    """A field of a row that a file does not give as it was composed."""

    file: str
    row: str
    field: str
    wanted: Any
    given: Any


@dataclass
class ReadBack:
    """What was read of some files: how many files and rows, and what is not as it was composed."""

    files: int = 0
    rows: int = 0
    fields: int = 0
    kinds: set[str] = field(default_factory=set)
    losses: list[Loss] = field(default_factory=list)

    def join(self, other: "ReadBack") -> None:
        self.files += other.files
        self.rows += other.rows
        self.fields += other.fields
        self.kinds |= other.kinds
        self.losses += other.losses


def read_back(folder: Path, *, processes: int = 1) -> ReadBack:
    """Read every file of a corpus that is named in its manifest."""
    manifest = load_manifest(folder)
    whole = ReadBack()
    work = partial(read_plan_back, folder, manifest["seed"])
    numbered = list(enumerate(manifest["plans"], 1))
    if processes == 1:
        found: Iterable[ReadBack] = map(work, *zip(*numbered, strict=True))
        for one in found:
            whole.join(one)
        return whole
    with ProcessPoolExecutor(processes) as pool:
        for one in pool.map(work, *zip(*numbered, strict=True), chunksize=4):
            whole.join(one)
    return whole


def read_plan_back(folder: Path, seed: int, number: int, entry: Entry) -> ReadBack:
    """Read the versions of one plan, and hold each against what was composed."""
    found = ReadBack()
    plan = compose_plan(seed, number, corpus=True)
    versions = compose_versions(plan, random.Random(f"scrgraph synthetic versions {seed}/{number}"))
    for version, told in zip(versions, entry["versions"], strict=True):
        path = folder / told["file"]
        reading = read_source(path)
        rows = rows_json(reading.facts, reading.document)
        losses = list(compare(version, told, rows))
        marks = {quote.text for quote in reading.facts.synthetic}
        heads = {
            "plan": (plan.id, reading.facts.plan),
            "commenced": (plan.commenced, reading.facts.commenced),
            "mark": ({load_words().mark}, marks),
            "balances": (True, reading.document.balances),
            "notes": ((), (*reading.document.notes, *reading.facts.notes)),
        }
        losses += [("", name, *pair) for name, pair in heads.items() if pair[0] != pair[1]]
        found.files += 1
        found.rows += len(rows)
        found.fields += len(heads) + sum(len(describe(version.plan, row)) for row in version.plan.rows)
        found.kinds.add(path.suffix)
        found.losses += [Loss(told["file"], *loss) for loss in losses]
    return found


def compare(version: Version, told: Entry, rows: list[dict[str, Any]]) -> Iterator[tuple[str, str, Any, Any]]:
    """Give what the rows of a file do not state as they were composed."""
    wanted = {row.key: describe(version.plan, row) for row in version.plan.rows}
    if list(wanted) != [row["key"] for row in rows] or told["rows"] != len(rows):
        yield "", "keys", list(wanted), [row["key"] for row in rows]
    for row in rows:
        given = simplify(row)
        for name, value in wanted.get(row["key"], {}).items():
            if given[name] != value:
                yield row["key"], name, value, given[name]


def describe(plan: Plan, row: Row) -> dict[str, Any]:
    """Give what a row states by its composition, in the columns that its plan has."""
    columns = plan.kind.columns[row.part]

    def has(column: str) -> bool:
        return column in columns and column not in row.blank

    entries = row.entries if has("scrutiny") else []
    held = row.held if row.held is not None else plan.meetings[row.part].held if row.part in plan.meetings else ()
    evidence = has("evidence") or has("scrutiny")
    return {
        "text": row.text if has("text") else None,
        "actions": " ".join(row.actions) if has("actions") else "",
        "leads": row.lead if has("leads") else "",
        "agreed": row.agreed if has("agreed_by") else None,
        "days": [_iso(target.day) for target in row.targets if target.day] if has("targets") else [],
        **({"claims": [row.claim] if row.claim and has("summary") else []} if "completed" not in columns else {}),
        **({"progress": " ".join(row.progress)} if has("summary") else {}),
        "held": [_iso(day) for day in held] if has("monitoring") else [],
        "evidence": list(row.evidence) if evidence else [],
        "entries": [(_name(entry.kind), _iso(entry.day), _iso(entry.due)) for entry in entries],
        "outcome": _decide([entry.kind for entry in entries]),
    }


def _name(kind: str) -> str:
    return "received" if kind == "report" else kind


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _decide(kinds: list[str]) -> str | None:
    """Decide a row by the last of its entries that decides anything."""
    last = next((kind for kind in reversed(kinds) if kind in DECIDING), None)
    return last if last in CLOSED else "open" if kinds else None


def simplify(row: dict[str, Any]) -> dict[str, Any]:
    """Give what a row that was read states, in the same terms."""
    summary = row["summary"] or ""
    return {
        "text": row["text"],
        "actions": " ".join(row["actions"]),  # in a cell without paragraphs they are one
        "leads": row["leads"] or "",
        "agreed": row["agreed_by"],
        "days": [target["iso"] for target in row["targets"] if target["kind"] == "deadline"],
        "claims": [claim["status"] for claim in row["reported"]],
        "progress": summary if not row["reported"] else summary.rsplit(" ", 1)[0],
        "held": row["monitoring_held"],
        "evidence": row["evidence"],
        "entries": [(event["kind"], event["date"], event["due"]) for event in row["events"]],
        "outcome": row["outcome"],
    }
