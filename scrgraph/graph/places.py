"""The places of facts in their documents, kept beside a store so that each can be looked up by itself.

The source map of a plan is more than half of its facts. An answer over hundreds of plans leads to a few cells of each;
to read so many source maps for that would take longer than the answer. So the places (``Citation``) of every fact, of
every span and of every cell are kept by the names of these, under the name of the plan's version (``name_version``).
The store is what counts: of a plan that is not kept here, its source map is read. The file is SQLite's: what is put
there is there whole, or not at all.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from scrgraph.graph.citations import Citation, Kind
from scrgraph.ingest.places import Place

if TYPE_CHECKING:  # who finds what was kept has no use for RDF
    from scrgraph.graph.sources import SourceMap

FILE = "places.sqlite"
_LAYOUT = 1  # of what is kept; raised where that changes
_TABLES = """
    CREATE TABLE IF NOT EXISTS plans (number INTEGER PRIMARY KEY, plan TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS places (
        plan INTEGER NOT NULL, node TEXT NOT NULL, kind TEXT NOT NULL, cited TEXT NOT NULL, PRIMARY KEY (plan, node)
    ) WITHOUT ROWID"""

_PLAN, _PLACE = ([field.name for field in fields(Citation)].index(name) for name in ("plan", "place"))
_cite: Callable[..., Citation] = Citation

Entry: TypeAlias = tuple[str, str, str]  # a node, its kind, its places as JSON
Found: TypeAlias = tuple[Kind, tuple[Citation, ...]]


class Cited(Protocol):
    """Where the places of nodes of one plan are said."""

    def look_up_all(self, nodes: Iterable[str]) -> Mapping[str, Found]:
        """Give the places of several nodes, by these; of one that has none, none."""


def list_places(sources: "SourceMap", facts: Iterable[str], rows: Iterable[str]) -> list[Entry]:
    """List the places of some facts of a plan, of the spans that they were read from, and of the cells of its rows."""
    from rdflib import URIRef

    from scrgraph.ingest.layouts import COLUMNS

    entries: dict[str, Entry] = {}
    nodes = [*facts, *(str(span) for fact in facts for span in sources.list_spans(URIRef(fact)))]
    cells = (sources.place(URIRef(row), column) for row in rows for column in COLUMNS)
    for node in (*nodes, *(cell.cell for cell in cells if cell is not None and cell.cell is not None)):
        kind, cited = sources.look_up(node)
        if cited and node not in entries:
            entries[node] = (node, kind, json.dumps([_write(one) for one in cited], ensure_ascii=False))
    return sorted(entries.values())


def _write(citation: Citation) -> list[Any]:
    written = list(astuple(citation))
    while written and written[-1] is None:
        written.pop()
    return written


def _read(written: list[Any], plan: str | None) -> Citation:
    if plan is not None:
        written += [None] * (_PLAN + 1 - len(written))
        written[_PLAN] = plan
    if len(written) > _PLACE and written[_PLACE] is not None:
        written[_PLACE] = Place(*written[_PLACE])
    return _cite(*written)


def digest_name(name: str) -> str:
    """Digest the name of a version, which may be long."""
    return hashlib.sha256(f"{_LAYOUT} {name}".encode()).hexdigest()[:32]


class Places(Mapping[str, Cited]):
    """The places in the documents of several plans, by the plans' ids.

    ``names`` are the digests of the names of the plans' versions; ``read_map`` reads the source map of a plan of which
    nothing is kept. Where the file is in use, damaged, or in a place that may only be read, nothing is found and
    nothing is kept.
    """

    def __init__(self, store: Path, names: Mapping[str, str], read_map: "Callable[[str], SourceMap]") -> None:
        self._path = store / FILE
        self.names = names
        self._read_map = read_map
        self._opened: sqlite3.Connection | None = None
        self._numbers: dict[tuple[str, str], int] = {}  # of plans that are kept, by their ids and the names' digests
        self._maps: dict[str, Cited] = {}

    def __getitem__(self, plan: str) -> Cited:
        if plan not in self._maps:
            self._maps[plan] = self._open_plan(plan, self.names[plan])
        return self._maps[plan]

    def __contains__(self, plan: object) -> bool:
        return plan in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def _open_plan(self, plan: str, name: str) -> Cited:
        with suppress(sqlite3.Error):
            if self._opened is None:
                self._opened = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
                kept = self._opened.execute("SELECT plan, name, number FROM plans")
                self._numbers = {(each, version): number for each, version, number in kept}
            if (found := self._numbers.get((plan, name))) is not None:
                named = plan if len(self.names) > 1 else None
                return _KeptPlaces(self._opened, found, named, lambda: self._read_map(plan))
        return self._read_map(plan)

    def list_missing(self) -> set[str]:
        """Give the plans of which nothing is kept."""
        kept: set[tuple[str, str]] = set()
        with suppress(sqlite3.Error), closing(_connect(self._path)) as opened:
            kept = set(opened.execute("SELECT plan, name FROM plans"))
        return {plan for plan, name in self.names.items() if (plan, name) not in kept}

    def keep(self, made: Iterable[tuple[str, Iterable[Entry]]]) -> None:
        """Keep the places of plans, in place of what was kept of these before; all of them or none."""
        made = list(made)
        try:
            self._keep(made)
        except sqlite3.OperationalError:  # it is in use, or cannot be written
            return
        except sqlite3.DatabaseError:  # it is damaged, and nothing in it is worth keeping
            with suppress(sqlite3.Error, OSError):
                self._path.unlink()
                self._keep(made)

    def _keep(self, made: Iterable[tuple[str, Iterable[Entry]]]) -> None:
        with closing(_connect(self._path)) as opened, opened:
            for plan, entries in made:
                old = "SELECT number FROM plans WHERE plan = ?"
                opened.execute(f"DELETE FROM places WHERE plan = ({old})", (plan,))
                opened.execute("DELETE FROM plans WHERE plan = ?", (plan,))
                row = (plan, self.names[plan])
                number = opened.execute("INSERT INTO plans (plan, name) VALUES (?, ?)", row).lastrowid
                opened.executemany("INSERT INTO places VALUES (?, ?, ?, ?)", ((number, *entry) for entry in entries))


class _KeptPlaces:
    """The places of one plan that are kept; where they turn out to be damaged, its source map is read.

    They name the plan where there are others (``named``).
    """

    def __init__(
        self, opened: sqlite3.Connection, number: int, named: str | None, read_map: "Callable[[], SourceMap]"
    ) -> None:
        self._opened = opened
        self._number = number
        self._named = named
        self._read_map = read_map

    def look_up_all(self, nodes: Iterable[str]) -> Mapping[str, Found]:
        """Give the places of several nodes, by these; of one that has none, none."""
        asked = sorted(set(nodes))
        try:
            return self._look_up(asked)
        except (sqlite3.Error, ValueError, TypeError, LookupError):
            return self._read_map().look_up_all(asked)

    def _look_up(self, nodes: list[str]) -> Mapping[str, Found]:
        # One text for any number of nodes: the engine need not take each apart anew.
        query = "SELECT node, kind, cited FROM places WHERE plan = ? AND node IN (SELECT value FROM json_each(?))"
        kept = self._opened.execute(query, (self._number, json.dumps(nodes))).fetchall()
        written = json.loads(f"[{', '.join(cited for _, _, cited in kept)}]")
        return {
            node: (kind, tuple(_read(one, self._named) for one in places))
            for (node, kind, _), places in zip(kept, written, strict=True)
        }


def _connect(path: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(path, timeout=5)
    opened.executescript(_TABLES)
    return opened
