"""Holds the source map of a plan in memory, the part of each row packed by itself.

A source map is several times as long as the facts that it is of, and an audit asks it only for the nodes that findings
rest on. In a graph, with its indexes of every triple, that of a plan of thousands of rows would fill a gigabyte.
"""

import json
import zlib
from functools import lru_cache
from typing import TypeAlias

from rdflib import URIRef

from scrgraph.graph.quads import Triple
from scrgraph.graph.sources import Said, SourceMap

_UNPACKED = 64  # rows that are held unpacked: findings of a row mostly come one after the other

_Nodes: TypeAlias = dict[str, dict[str, list[str]]]


class SourceRows:
    """Gathers the triples of a source map, row by row."""

    def __init__(self) -> None:
        self._of_plan: _Nodes = {}
        self._of_row: _Nodes = {}
        self._packed: dict[str, bytes] = {}

    def add(self, triple: Triple) -> None:
        """Add a triple; it is one of the next row that is closed, or else of the plan."""
        subject, predicate, thing = map(str, triple)
        values = self._of_row.setdefault(subject, {}).setdefault(predicate, [])
        if thing not in values:
            values.append(thing)

    def close_row(self, row: URIRef) -> None:
        """Pack what was added on the nodes of a row: the row itself, and those named below it."""
        name = str(row)
        own = {node: said for node, said in self._of_row.items() if node == name or node.startswith(f"{name}/")}
        self._of_plan |= {node: said for node, said in self._of_row.items() if node not in own}
        self._packed[name] = zlib.compress(json.dumps(own, ensure_ascii=False).encode(), 1)
        self._of_row = {}

    def map_sources(self) -> SourceMap:
        """Give the source map of all that was added."""
        of_plan, packed = self._of_plan | self._of_row, self._packed

        @lru_cache(_UNPACKED)
        def unpack(row: str) -> dict[str, Said]:
            unpacked: dict[str, Said] = json.loads(zlib.decompress(packed[row]))
            return unpacked

        def read(node: str) -> Said:
            row = node
            while row and row not in packed:
                row = row.rpartition("/")[0]
            return (unpack(row) if row else of_plan).get(node, {})

        return SourceMap(read)
