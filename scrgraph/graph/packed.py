"""The facts of plans packed beside their store, each to be read at once.

In a store each term is looked up by itself, and the more plans there are, the longer that takes. So what was read from
a document, which does not change, is kept once more in one piece, under the name of the version and its reading
(``name_version``). The store is what counts: where nothing is kept under that name, it is read. The file is SQLite's:
what is put there is there whole, or not at all.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from scrgraph.graph.iris import is_source_iri
from scrgraph.graph.sources import Said, SourceMap

FILE = "facts.sqlite"
_LAYOUT = 1  # of what is kept; raised where that changes
_TABLE = """
    CREATE TABLE IF NOT EXISTS facts (
        plan TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        facts BLOB NOT NULL
    )"""


class PackedFacts:
    """The packed facts beside one store: of each plan those of its current version.

    Where their file is in use, damaged, or in a place that may only be read, nothing is found and nothing is kept.
    """

    def __init__(self, store: Path) -> None:
        self._path = store / FILE

    def keep(self, plan: str, name: str, quads: Iterable[ox.Quad]) -> None:
        """Keep the facts and the source map of a plan's version, in place of what was kept of the plan before."""
        with suppress(sqlite3.Error), closing(self._connect()) as opened, opened:
            row = (plan, f"{_LAYOUT} {name}", _pack(quads))
            opened.execute("INSERT OR REPLACE INTO facts (plan, name, facts) VALUES (?, ?, ?)", row)

    def find(self, plan: str, name: str) -> tuple[list[ox.Quad], SourceMap] | None:
        """Give the facts and the source map that were kept of a plan under this name."""
        found = None
        with suppress(sqlite3.Error), closing(self._connect()) as opened:
            asked = (plan, f"{_LAYOUT} {name}")
            found = opened.execute("SELECT facts FROM facts WHERE plan = ? AND name = ?", asked).fetchone()
        if found is None:
            return None
        try:
            return _unpack(*found)
        except (ValueError, TypeError, LookupError, zlib.error):
            return None

    def _connect(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._path, timeout=5)
        opened.execute(_TABLE)
        return opened


def _pack(quads: Iterable[ox.Quad]) -> bytes:
    """Pack facts as the list of their terms, four numbers of terms for each, and what the source map says of nodes."""
    numbers: dict[Any, int] = {}
    facts: list[int] = []
    said: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        subject, predicate, thing, graph = quad
        if is_source_iri(graph.value):
            said.setdefault(subject.value, {}).setdefault(predicate.value, []).append(thing.value)
        else:
            facts += [numbers.setdefault(term, len(numbers)) for term in (subject, predicate, thing, graph)]
    data = [[_write_term(term) for term in numbers], facts, said]
    return zlib.compress(json.dumps(data, ensure_ascii=False).encode(), 1)


def _unpack(packed: bytes) -> tuple[list[ox.Quad], SourceMap]:
    written, facts, said = json.loads(zlib.decompress(packed))
    terms = [_read_term(term) for term in written]
    each = (terms[number] for number in facts)
    sources: dict[str, Said] = said
    return [ox.Quad(*four) for four in zip(each, each, each, each, strict=True)], SourceMap(
        lambda node: sources.get(node, {})
    )


def _write_term(term: ox.NamedNode | ox.Literal) -> str | list[str]:
    if isinstance(term, ox.NamedNode):
        return term.value
    return [term.value, term.language] if term.language else [term.value, "", term.datatype.value]


def _read_term(written: str | list[str]) -> ox.NamedNode | ox.Literal:
    match written:
        case str():
            return ox.NamedNode(written)
        case [value, language]:
            return ox.Literal(value, language=language)
        case [value, _, datatype]:
            return ox.Literal(value, datatype=ox.NamedNode(datatype))
    raise ValueError(f"no term: {written!r}")
