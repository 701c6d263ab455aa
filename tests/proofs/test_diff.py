"""``scrgraph diff`` finds every change that was planted in the newer of two versions, and nothing else."""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scrgraph import __version__
from scrgraph.facts.change import KINDS, Change
from scrgraph.facts.changes import compare_versions
from scrgraph.facts.versions import PlanVersion
from scrgraph.graph.versions import read_version
from scrgraph.pipeline import read_source
from tests.graph.sample import ROOT
from tests.proofs.plan_versions import ROW_EDITS, SEED, STRUCTURAL, Planted, make_versions, print_version, take_apart

SEEDS = int(os.environ.get("SCRGRAPH_VERSIONS", "100"))
LEAST = 3  # times that each edit is made in the whole proof
RECORD = ROOT / "proofs" / "diff.md"
SAMPLE = (3, 4, 15, 46, 60)
_COUNTED = ("days", "old", "new", "kind", "state", "what", "part", "name")


@dataclass(frozen=True)
class Count:
    """The changes of one pair of versions: planted, missed, found besides; what noise alone gave; the edits."""

    number: int
    planted: Counter[str]
    missed: tuple[Planted, ...]
    besides: tuple[Planted, ...]
    of_noise: tuple[Planted, ...]
    edits: tuple[str, ...]


def read(text: str) -> PlanVersion:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(text, encoding="utf-8")
        return read_version(read_source(path, None, "plan").build())


def name(change: Change) -> Planted:
    """Name a change that was found as one that is planted is named; a place in a list is no part of the name."""
    values = tuple(
        (key, value)
        for key, value in sorted(change.values.items())
        if key in _COUNTED
        and not (change.kind == "row-moved" and isinstance(value, int))
        and not isinstance(value, float)
    )
    return Planted(change.kind, change.rows, change.old_rows, change.column, values)


def find(old: str, new: str) -> Counter[Planted]:
    return Counter(map(name, compare_versions(read(old), read(new)).changes))


def count(number: int) -> Count:
    made = make_versions(number)
    found = find(made.old, made.new)
    noise = find(made.old, print_version(take_apart(number), random.Random(number)))
    return Count(
        number,
        Counter(planted.kind for planted in made.planted.elements()),
        tuple(sorted((made.planted - found).elements(), key=str)),
        tuple(sorted((found - made.planted).elements(), key=str)),
        tuple(noise.elements()),
        made.edits,
    )


@pytest.mark.parametrize("number", SAMPLE)
def test_every_planted_change_is_found_and_nothing_else(number: int) -> None:
    counted = count(number)
    assert counted.planted.total() > 8
    assert counted.missed == ()
    assert counted.besides == ()
    assert counted.of_noise == ()


def test_change_that_is_not_planted_is_seen() -> None:
    """That the comparison can fail: a word more in one cell, of which the list of what was planted knows nothing."""
    made = make_versions(SAMPLE[0])
    assert find(made.old, made.new.replace("Pending", "Pending indeed", 1)) != made.planted


@pytest.mark.proof
def test_every_planted_change_is_found_in_many_versions() -> None:
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        counts = list(pool.map(count, range(1, SEEDS + 1), chunksize=4))
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(counts)
    astray = [(one.number, one.missed, one.besides, one.of_noise) for one in counts if one.missed or one.besides]
    assert astray == []
    assert [one.number for one in counts if one.of_noise] == []
    edits = Counter(edit for one in counts for edit in one.edits)
    assert {edit: edits[edit] for edit in (*ROW_EDITS, *STRUCTURAL) if edits[edit] < min(LEAST, SEEDS)} == {}


def record(counts: Iterable[Count]) -> None:
    """Write the figures with version and date."""
    counts = list(counts)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    planted, missed, besides = Counter[str](), Counter[str](), Counter[str]()
    for one in counts:
        planted += one.planted
        missed.update(change.kind for change in one.missed)
        besides.update(change.kind for change in one.besides)
    edits = Counter(edit for one in counts for edit in one.edits)
    lines = [
        "# What a diff finds of what was changed",
        "",
        f"scrgraph {__version__}, {today}; {len(counts)} plans of `scrgraph generate`, seed {SEED}, each in two "
        "versions. Made by `make prove` (tests/proofs/test_diff.py).",
        "",
        "In the newer version changes are planted, and what follows from each is written down as it is made. The newer "
        "version is printed with its columns in another order, other page breaks, other paragraphs and other white "
        "space, which is to be no change. *Planted*: changes that are to be found, each with its rows in both "
        "versions, its column, and what is counted of it (by how many days, from which status to which). *Missed*: "
        "those that were not found so. *Besides*: changes that were found, and not planted.",
        "",
        f"The same {len(counts)} plans, printed anew without a change, gave "
        f"{sum(len(one.of_noise) for one in counts)} changes.",
        "",
        "| change | planted | missed | besides |",
        "|---|---:|---:|---:|",
        *(
            f"| {kind} | {planted[kind]:,} | {missed[kind]} | {besides[kind]} |"
            for kind in KINDS
            if planted[kind] or missed[kind] or besides[kind]
        ),
        f"| all | {planted.total():,} | {missed.total()} | {besides.total()} |",
        "",
        "Not planted, but tested one by one: " + ", ".join(kind for kind in KINDS if not planted[kind]) + ".",
        "",
        "| edit | times |",
        "|---|---:|",
        *(f"| {edit} | {edits[edit]} |" for edit in sorted(edits)),
    ]
    RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")
