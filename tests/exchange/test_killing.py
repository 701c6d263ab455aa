"""An import that is ended while it writes: a sample of the proof (tests/proofs/test_import_kill.py)."""

from pathlib import Path

from tests.exchange.killing import UPDATES, kill_at_random


def test_import_that_is_ended_leaves_the_store_whole(tmp_path: Path) -> None:
    left = list(kill_at_random(tmp_path, len(UPDATES), 7))
    assert [one.update for one in left] == list(UPDATES)
    assert all(one.again for one in left)
