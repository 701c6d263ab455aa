"""Reads the tests of two suites: that of the W3C for SHACL, and that of DASH, from which it grew.

The manifests are read as the suite's own page says (https://w3c.github.io/data-shapes/data-shapes-test-suite/): each
test names a data graph, a shapes graph, and the report that an engine is to give, or that it is to refuse the shapes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from scrgraph.graph.quads import to_rdflib

DASH = Namespace("http://datashapes.org/dash#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITES = {"core": "W3C, Core", "sparql": "W3C, SPARQL", "dash": "DASH"}

_BASE = "https://suite.invalid/"  # what the paths of the files are relative to
_W3C = "sht_tests/"
_DASH = ("dash_tests/core/", "dash_tests/sparql/")  # the rest tests what goes beyond the Recommendation


@dataclass(frozen=True)
class Case:
    """One test. ``report`` is the node of the report that is expected, in ``manifest``: ``None`` for a refusal."""

    suite: str
    name: str
    data: Graph
    shapes: Graph
    manifest: Graph
    report: Node | None


class Files:
    """The files of the suites, parsed as scrgraph parses its own."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._parsed: dict[str, Graph] = {}

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """All tests, by suite and name."""
        found = [*self._read_manifest(URIRef(f"{_BASE}{_W3C}manifest.ttl")), *self._read_dash()]
        return tuple(sorted(found, key=lambda case: (list(SUITES).index(case.suite), case.name)))

    def parse(self, address: Node) -> Graph:
        """Parse one file; the same file gives the same graph, so that its blank nodes stay the same."""
        path = str(address).removeprefix(_BASE)
        if path not in self._parsed:
            graph = self._parsed[path] = Graph()
            triples = ox.parse(self._files[path], ox.RdfFormat.TURTLE, base_iri=str(address), rename_blank_nodes=True)
            for triple in triples:
                graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), _keep_form(triple.object)))
        return self._parsed[path]

    def _read_manifest(self, address: Node) -> Iterator[Case]:
        manifest = self.parse(address)
        for included in manifest.objects(address, MF.include):
            yield from self._read_manifest(included)
        for entries in manifest.objects(address, MF.entries):
            for entry in Collection(manifest, entries):
                yield self._read_entry(manifest, entry)

    def _read_entry(self, manifest: Graph, entry: Node) -> Case:
        assert (entry, RDF.type, SHT.Validate) in manifest, f"{entry} is no test of validation"
        (action,), (result,) = manifest.objects(entry, MF.action), manifest.objects(entry, MF.result)
        (data,), (shapes,) = manifest.objects(action, SHT.dataGraph), manifest.objects(action, SHT.shapesGraph)
        name = str(entry).removeprefix(_BASE + _W3C)
        report = None if result == SHT.Failure else result
        return Case(name.partition("/")[0], name, self.parse(data), self.parse(shapes), manifest, report)

    def _read_dash(self) -> Iterator[Case]:
        for path in sorted(self._files):
            if path.startswith(_DASH) and path.endswith(".test.ttl"):
                graph = self.parse(URIRef(_BASE + path))
                for test in sorted(graph.subjects(RDF.type, DASH.GraphValidationTestCase), key=str):
                    if (report := graph.value(test, DASH.expectedResult)) is not None:
                        name = path.replace("_tests/", "/", 1).removesuffix(".test.ttl")
                        assert (report, RDF.type, SH.ValidationReport) in graph
                        yield Case("dash", name, graph, graph, graph, report)


def _keep_form(term: object) -> Node:
    """Give a term with its form as written: rdflib makes ``true`` of ``1``, and tests look at that."""
    node = to_rdflib(term)
    if isinstance(term, ox.Literal) and isinstance(node, Literal) and node.datatype:
        return Literal(term.value, datatype=node.datatype, normalize=False)
    return node
