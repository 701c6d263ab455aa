"""Keeps the audits of plans in a file beside a store, each under the digest of all that it rests on.

An audit rests on the plan's version, on what is declared of the plan, on the rules with their settings, on the day, and
on the code, queries and vocabularies of scrgraph. The same of all these gives the same audit, so it is not made again.
No clock is asked. The file is SQLite's: what is put there is there whole, or not at all.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from scrgraph import __version__
from scrgraph.audit.across import Contribution
from scrgraph.audit.kept import PlanAudit, from_plain, write_plain
from scrgraph.audit.rules import digest_files
from scrgraph.errors import DamagedStore
from scrgraph.resources import ontology_folder, package_folder, queries_folder

_Kept = TypeVar("_Kept")

FILE = "audits.sqlite"
_MOST = 4  # audits of one plan: of other days, by other rules
_LAYOUT = 3  # of what is kept; raised where that changes
_TABLE = """
    CREATE TABLE IF NOT EXISTS audits (
        number INTEGER PRIMARY KEY,
        plan TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE,
        audit BLOB NOT NULL,
        contribution BLOB NOT NULL
    )"""
_PRUNE = """
    DELETE FROM audits WHERE plan = ?1 AND number NOT IN (
        SELECT number FROM audits WHERE plan = ?1 ORDER BY number DESC LIMIT ?2
    )"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The audit of a plan, packed: it takes a tenth of the room, and may go from one process to another."""

    plan: str
    audit: bytes
    contribution: bytes

    def open(self) -> PlanAudit:
        """Give what is kept of the audit; raises ``DamagedStore`` where that cannot be read."""
        return self.unpack(PlanAudit, self.audit)

    def contribute(self) -> Contribution:
        """Give what rules across reviews look at of the plan; raises ``DamagedStore`` where that cannot be read."""
        return self.unpack(Contribution, self.contribution)

    def unpack(self, kind: type[_Kept], packed: bytes) -> _Kept:
        """Give what was packed of a kind; raises ``DamagedStore`` where that cannot be read."""
        try:
            return from_plain(kind, json.loads(zlib.decompress(packed)))
        except (ValueError, TypeError, zlib.error) as error:
            raise DamagedStore(
                f"What was kept of an earlier audit of {self.plan} cannot be read.", remedy="Audit anew with --again."
            ) from error


def pack(value: object) -> bytes:
    """Pack a value that ``write_plain`` can write."""
    packer = zlib.compressobj(1)
    packed = [packer.compress(text.encode()) for text in write_plain(value)]
    return b"".join((*packed, packer.flush()))


def digest_parts(*parts: str) -> str:
    """Digest some texts in order, with the release of scrgraph and the means by which it works."""
    digest = hashlib.sha256()
    for part in (str(_LAYOUT), __version__, _digest_means(), *parts):
        digest.update(f"{len(part)} {part}\n".encode())
    return digest.hexdigest()


@cache
def _digest_means() -> str:
    """Digest the code, the queries by which facts are derived, and the vocabularies."""
    means = {package_folder(): "**/*.py", queries_folder(): "derive*/*.rq", ontology_folder(): "vocabularies/*.ttl"}
    return " ".join(digest_files(folder, folder.glob(pattern)) for folder, pattern in means.items())


class Shelf:
    """The audits kept beside one store.

    Where its file is in use, damaged, or in a place that may only be read, nothing is found and nothing is kept: then
    all is audited anew.
    """

    def __init__(self, store: Path) -> None:
        self._path = store / FILE

    def find(self, digests: Mapping[str, str]) -> dict[str, Parcel]:
        """Give those audits, by their plans, that were kept under the digest of the plan."""
        found: dict[str, Parcel] = {}
        with suppress(sqlite3.Error), closing(self._connect()) as opened:
            for plan, digest in digests.items():
                row = opened.execute("SELECT audit, contribution FROM audits WHERE digest = ?", (digest,)).fetchone()
                if row is not None:
                    found[plan] = Parcel(plan, *row)
        return found

    def keep(self, parcels: Iterable[tuple[str, Parcel]]) -> None:
        """Keep audits, each with its digest, all or none; of several audits of one plan the latest few."""
        with suppress(sqlite3.Error), closing(self._connect()) as opened, opened:
            for digest, parcel in parcels:
                opened.execute(
                    "INSERT OR REPLACE INTO audits (plan, digest, audit, contribution) VALUES (?, ?, ?, ?)",
                    (parcel.plan, digest, parcel.audit, parcel.contribution),
                )
                opened.execute(_PRUNE, (parcel.plan, _MOST))

    def _connect(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._path, timeout=5)
        opened.execute(_TABLE)
        return opened
