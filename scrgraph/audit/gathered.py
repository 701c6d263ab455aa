"""Keeps beside a store what each plan gives to questions, under the digest of all that it rests on.

That is what the plan's audit was made of and gave: its facts, what is declared, what was derived, and its findings. So
a plan that nothing has changed is not audited again when questions are asked of all of them. No clock is asked. The
file is SQLite's: what is put there is there whole, or not at all.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from scrgraph.graph.places import Entry

FILE = "gathered.sqlite"
_MOST = 2  # of one plan: of other days, by other rules
_TABLE = """
    CREATE TABLE IF NOT EXISTS gathered (
        number INTEGER PRIMARY KEY, plan TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, facts BLOB NOT NULL,
        notes TEXT NOT NULL, lost TEXT NOT NULL
    )"""
_PRUNE = """
    DELETE FROM gathered WHERE plan = ?1 AND number NOT IN (
        SELECT number FROM gathered WHERE plan = ?1 ORDER BY number DESC LIMIT ?2
    )"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one plan gives to questions: its facts (N-Triples, compressed), without the vocabularies that all share.

    ``notes`` say, in sentences, what a reader must know of how it was read, ``lost`` what was declared of rows that it
    does not have. ``places`` are those of its facts in the document, where they were asked for.
    """

    plan: str
    facts: bytes
    notes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    places: tuple[Entry, ...] | None = None

    def unpack(self) -> bytes:
        """Give the facts as N-Triples."""
        return zlib.decompress(self.facts)


def pack_triples(facts: Iterable[ox.Triple]) -> bytes:
    """Pack facts, in an order that depends on nothing but them."""
    return zlib.compress(
        b"".join(sorted((ox.serialize(facts, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(True))), 1
    )


class GatheredShelf:
    """What was gathered of plans, kept beside one store.

    Where its file is in use, damaged, or in a place that may only be read, nothing is found and nothing is kept.
    """

    def __init__(self, store: Path) -> None:
        self._path = store / FILE

    def find(self, digests: Mapping[str, str]) -> dict[str, Gathered]:
        """Give, by their plans, what was kept under the digest of the plan."""
        found: dict[str, Gathered] = {}
        with suppress(sqlite3.Error), closing(self._connect()) as opened:
            for plan, digest in digests.items():
                row = opened.execute("SELECT facts, notes, lost FROM gathered WHERE digest = ?", (digest,)).fetchone()
                if row is not None:
                    found[plan] = Gathered(plan, row[0], tuple(row[1].splitlines()), tuple(row[2].splitlines()))
        return found

    def keep(self, made: Iterable[tuple[str, Gathered]]) -> None:
        """Keep what was gathered, each with its digest, all or none; of each plan what came latest."""
        with suppress(sqlite3.Error), closing(self._connect()) as opened, opened:
            for digest, one in made:
                opened.execute(
                    "INSERT OR REPLACE INTO gathered (plan, digest, facts, notes, lost) VALUES (?, ?, ?, ?, ?)",
                    (one.plan, digest, one.facts, "\n".join(one.notes), "\n".join(one.lost)),
                )
                opened.execute(_PRUNE, (one.plan, _MOST))

    def _connect(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._path, timeout=5)
        opened.execute(_TABLE)
        return opened
