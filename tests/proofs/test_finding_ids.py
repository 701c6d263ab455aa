"""The id of a finding lasts while its fault does: over edits of many plans, and a sample of them in every run.

Where a fault is in a plan before and after an edit, its finding is to have one id. Of those at least 0.99 do, in each
way in which something tells which row is which: a printed number, a store, or the earlier report.
"""

import datetime as dt
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest

from scrgraph import __version__
from tests.graph.sample import ROOT
from tests.proofs.plan_edits import EDITS
from tests.proofs.same_faults import MOVING, WAYS, Count, Counts, compare_edits, join_counts

SEED = 301
REVIEWS = int(os.environ.get("SCRGRAPH_REVIEWS", "200"))
LEAST = 0.99
RECORD = ROOT / "proofs" / "finding-ids.md"
ALONE = tuple(way for way in WAYS if way.endswith("alone"))
LASTING = tuple(way for way in WAYS if way not in ALONE)

# Of each sample plan, the edits and the ways that it is compared in: each edit once, and each way.
SAMPLE = (
    (3, ("a typing error mended in the recommendation", "white space changed"), LASTING[:1]),
    (25, ("columns re-ordered", "a page break moved"), LASTING[:1]),
    (19, ("a row added before it",), LASTING),
    (9, ("a typing error mended in the action", "a row moved"), LASTING[3:]),
    (8, ("a typing error mended in the progress text", "a later version with one more event"), LASTING[:1]),
    (3, ("two rows swapped",), LASTING[2:]),
)


@pytest.mark.parametrize(("number", "edits", "ways"), SAMPLE, ids=[" and ".join(edits) for _, edits, _ in SAMPLE])
def test_id_lasts_while_the_fault_does(number: int, edits: tuple[str, ...], ways: tuple[str, ...]) -> None:
    counts = compare_edits(SEED, number, edits, ways)
    assert {edit for edit, _ in counts} == set(edits)
    for count in counts.values():
        assert count.same
        assert count.astray == []
        assert not count.borrowed


def test_sample_holds_each_edit_and_each_way() -> None:
    assert {edit for _, edits, _ in SAMPLE for edit in edits} == set(EDITS)
    assert {way for _, _, ways in SAMPLE for way in ways} == set(LASTING)


def test_place_alone_does_not_tell_which_row_is_which() -> None:
    """That the comparison sees what is lost: of rows without a number ids go astray where nothing is known of them."""
    counts = compare_edits(SEED, 19, ["a row added before it"], ["no numbers, alone"])
    (count,) = counts.values()
    assert count.share < LEAST
    assert len(count.astray) == count.same - count.equal > 0


@pytest.mark.proof
def test_ids_last_over_edits_of_many_plans() -> None:
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        counts = join_counts(pool.map(partial(compare_edits, SEED), range(1, REVIEWS + 1), chunksize=4))
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(counts)
    expected = {(edit, way) for edit in EDITS for way in WAYS if edit in MOVING or not way.startswith("numbered anew")}
    assert counts.keys() == expected
    low = [(*name, count.share, count.astray[:3]) for name, count in counts.items() if count.share < LEAST]
    assert [found for found in low if found[1] in LASTING] == []


def record(counts: Counts) -> None:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# Ids of findings over edits of a plan",
        "",
        f"scrgraph {__version__}, {today}; {REVIEWS} plans of `scrgraph generate`, seed {SEED}, each as of its own "
        "day, by all rules. Made by `make prove` (tests/proofs/test_finding_ids.py).",
        "",
        "*Same*: faults that are in the plan both before and after the edit: the same rule, row, subject and other "
        "rows, where the edit says which row is which, not scrgraph. *Equal*: how many of these have the same id in "
        "both, and *share*: which part of them. *Gone*, *new*: faults that are in one version alone. *Borrowed*: "
        "faults with an id that another fault had before. The share is to be 0.99 wherever a printed number, a store "
        "or the earlier report tells which row is which.",
    ]
    for way, what in WAYS.items():
        found = {edit: counts[edit, way] for edit in EDITS if (edit, way) in counts}
        whole = Count()
        for count in found.values():
            whole.join(count)
        lines += [
            *("", f"## {way[:1].upper()}{way[1:]}", "", what, ""),
            "| edit | same | equal | share | gone | new | borrowed |",
            "|---|---:|---:|---:|---:|---:|---:|",
            *(write_line(edit, count) for edit, count in [*found.items(), ("all", whole)]),
        ]
    RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_line(edit: str, count: Count) -> str:
    figures = (f"{count.same:,}", f"{count.equal:,}", f"{count.share:.4f}", count.gone, count.new, count.borrowed)
    return "| " + " | ".join(map(str, (edit, *figures))) + " |"
