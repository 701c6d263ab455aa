"""The canonical form of linked data (RDFC-1.0, W3C 2024) and its SHA-256: one hash, however the data is written.

The names of blank nodes, the order of statements and the syntax do not matter to it; the spelling of a literal does
("01" is not "1"). Data with many blank nodes that look alike can take the algorithm very long: what scrgraph writes
has none, so data of others belongs in a process with a time limit.
"""

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import Dataset, Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from scrgraph.graph.quads import to_oxigraph

_BY_DIGEST = {
    "SHA256": ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256,
    "SHA384": ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_384,
}


def render_canonical(data: Graph) -> str:
    """Give the canonical N-Quads of a graph, or of a dataset with its named graphs: sorted lines, each once."""
    return render_canonical_quads(_list_quads(data))


def render_canonical_quads(quads: Iterable[ox.Quad], digest: str = "SHA256") -> str:
    """Give the canonical N-Quads of some quads: sorted lines, each once; blank nodes are named by the ``digest``."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(_BY_DIGEST[digest])
    lines = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").decode()
    return "".join(sorted(line + "\n" for line in lines.split("\n") if line))


def render_hash(data: Graph) -> str:
    """Give the SHA-256 of the canonical N-Quads, as ``sha256:`` and 64 hexadecimal digits."""
    return hash_canonical(render_canonical(data))


def hash_canonical(lines: str) -> str:
    """Give the SHA-256 of canonical N-Quads, as ``sha256:`` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(lines.encode()).hexdigest()


def _list_quads(data: Graph) -> list[ox.Quad]:
    graphs = data.graphs() if isinstance(data, Dataset) else [data]
    quads = []
    for graph in graphs:
        unnamed = not isinstance(data, Dataset) or graph.identifier == DATASET_DEFAULT_GRAPH_ID
        name = ox.DefaultGraph() if unnamed else to_oxigraph(graph.identifier)
        for subject, predicate, value in graph:
            quads.append(
                ox.Quad(to_oxigraph(subject), to_oxigraph(predicate), to_oxigraph(value), name)  # type: ignore[arg-type]
            )
    return quads
