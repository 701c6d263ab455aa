"""An import that is ended at random points while it writes leaves the store as it was before, or as it is after.

A sample is done in every run (tests/exchange/test_killing.py).
"""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrgraph import __version__
from tests.exchange.killing import UPDATES, Left, kill_at_random
from tests.graph.sample import ROOT

POINTS = 20
SEED = 301
RECORD = ROOT / "proofs" / "import-kill.md"


@pytest.mark.proof
def test_import_that_is_ended_leaves_the_store_whole(tmp_path: Path) -> None:
    left = list(kill_at_random(tmp_path, POINTS, SEED))
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        RECORD.write_text("\n".join(write_record(left)) + "\n", encoding="utf-8")
    assert len(left) == POINTS
    assert all(one.again for one in left)


def write_record(left: list[Left]) -> Iterator[str]:
    """Write the figures with version and date."""
    yield "# Imports that are ended while they write"
    yield ""
    yield (
        f"scrgraph {__version__}, {dt.datetime.now(dt.UTC).date().isoformat()}; two sample plans with a "
        f"small one, profile full; ended by SIGKILL at {len(left)} random points, seed {SEED}. Made by `make prove` "
        "(tests/proofs/test_import_kill.py)."
    )
    yield ""
    yield (
        "After each the store was opened, and the SHA-256 of all that it holds compared with that from before and that "
        "of a whole import. *Again*: how often the next import then gave the store of a whole one."
    )
    yield ""
    yield "| what was taken in | ended | as before | as after | otherwise | again |"
    yield "|---|---:|---:|---:|---:|---:|"
    for update in UPDATES:
        these = [one for one in left if one.update == update]
        states = Counter(one.state for one in these)
        otherwise = len(these) - states["before"] - states["after"]
        again = sum(one.again for one in these)
        yield f"| {update} | {len(these)} | {states['before']} | {states['after']} | {otherwise} | {again} |"
