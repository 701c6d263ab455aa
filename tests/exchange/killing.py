"""Ends a process that takes in a package at some point of its work, and looks at the store that is left.

Run as a program, it takes in a package, and says ``writing`` just before it does.
"""

import hashlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.package import write_package
from scrgraph.exchange.quarantine import read_sent
from scrgraph.exchange.receiving import accept, examine
from scrgraph.exchange.verify import verify_package
from scrgraph.graph.store import open_store
from tests.exchange.boards import LATER, SMALL, add_document, export, make_store, take_in
from tests.graph.sample import ROOT

UPDATES = ("first package", "newer package")


@dataclass(frozen=True)
class Left:
    """What a process left that was ended: after how many seconds of writing, as it was before, or as after."""

    update: str
    seconds: float
    state: str  # before or after
    again: bool  # whether the next import gave the store that a whole import gives


def make_update(folder: Path, update: str) -> tuple[Path, Path]:
    """Make a store and a package that is to be taken into it: the first of a board, or a newer one."""
    theirs = make_store(SMALL[1], SMALL[2])
    (folder / "plans").mkdir()
    add_document(theirs, folder / "plans", reference="Case 1")
    ours = open_store(folder / "ours", create=True)
    add_document(ours, folder / "plans", reference="Case 90")
    if update == UPDATES[1]:
        write_package(export(theirs, "full").files, folder / "first.zip")
        take_in(ours, read_sent(verify_package(folder / "first.zip")))
        add_document(theirs, folder / "plans", {"text": "Notes should be read."}, {}, reference="Case 1")
        forget_notes(theirs)
    ours.flush()
    write_package(export(theirs, "full", day=LATER).files, folder / "package.zip")
    return folder / "ours", folder / "package.zip"


def forget_notes(store: ox.Store) -> None:
    """Take away how documents were read, so that every plan is another, and all of its graphs are replaced."""
    for quad in list(store.quads_for_pattern(None, ox.NamedNode(namespaces.SCR + "readingNote"), None, None)):
        store.remove(quad)


def kill_at_random(folder: Path, points: int, seed: int) -> Iterator[Left]:
    """Take in packages in processes that are ended at random points while they write."""
    chance = random.Random(seed)
    for update in UPDATES:
        made = folder / update.replace(" ", "-")
        made.mkdir()
        store, package = make_update(made, update)
        before = hash_folder(store)
        whole = made / "whole"
        shutil.copytree(store, whole)
        took = _run(whole, package, None)
        after = hash_folder(whole)
        assert after != before
        for number in range(points // len(UPDATES)):
            left = made / f"killed-{number}"
            shutil.copytree(store, left)
            seconds = 1.1 * took * chance.random() ** 4  # most of what is written is written early
            _run(left, package, seconds)
            state = {before: "before", after: "after"}[hash_folder(left)]
            _run(left, package, None)
            yield Left(update, seconds, state, hash_folder(left) == after)


def hash_folder(folder: Path) -> str:
    """Give the hash of a store on disk, in which no node is without a name; it opens for writing, too."""
    lines = sorted(f"{quad} .\n" for quad in open_store(folder))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _run(store: Path, package: Path, seconds: float | None) -> float:
    """Take in a package in a process of its own, ended so long after it begins to write; gives how long it took."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.exchange.killing", str(store), str(package)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        began = time.monotonic()
        if seconds is not None:
            time.sleep(seconds)
            process.kill()  # SIGKILL
        code = process.wait()
        assert seconds is not None or code == 0
        return time.monotonic() - began


if __name__ == "__main__":
    opened = open_store(Path(sys.argv[1]))
    account = examine(opened, read_sent(verify_package(Path(sys.argv[2]))))
    print("writing", flush=True)
    accept(opened, account)
