"""A source map that is packed row by row says of every node what the source map in the graph says."""

from pathlib import Path

import pytest
from rdflib import URIRef

from scrgraph.graph.sources import map_sources
from scrgraph.pipeline import read_source
from tests.graph.sample import ROOT
from tests.reports.placed import write_word


@pytest.mark.parametrize("sample", ["case-14", "dhr-w2"])
def test_packed_rows_cite_what_the_graph_cites(sample: str) -> None:
    check(ROOT / "data" / sample / "plan.txt")


def test_places_in_a_document_without_lines_are_cited_too(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(write_word("Case 5"))
    check(tmp_path / "plan.docx")


def check(path: Path) -> None:
    reading = read_source(path)
    dataset = reading.build()
    whole, packed = map_sources(dataset), reading.open().sources
    nodes = {node for graph in dataset.graphs() for node in graph.subjects() if isinstance(node, URIRef)}
    cited = {node: whole.cite(node) for node in nodes}
    assert sum(map(bool, cited.values())) > 10
    assert {node: packed.cite(node) for node in nodes} == cited
    columns = {cell.canonical for cells in cited.values() for cell in cells if cell.canonical}
    rows = {node for node in nodes if URIRef(f"{node}/cell/text") in nodes}
    assert rows
    for row in rows:
        assert [packed.place(row, column) for column in columns] == [whole.place(row, column) for column in columns]
        assert packed.list_spans(row) == whole.list_spans(row)
