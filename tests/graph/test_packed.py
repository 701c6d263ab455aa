"""What is packed beside a store is what the store holds; where it is missing, stale or damaged, the store is read."""

import sqlite3
import zlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset, URIRef

from scrgraph.graph.citations import Citation
from scrgraph.graph.packed import FILE, PackedFacts
from scrgraph.graph.sources import SourceMap
from scrgraph.graph.store import add_plan, load_facts, load_plan, open_store, pack_facts
from scrgraph.pipeline import read_source
from tests.graph.sample import ROOT, quads_of, write_plan

STATEMENT = ox.NamedNode("https://w3id.org/scrgraph/ontology#statement")
SAMPLE = ROOT / "data" / "case-m1" / "plan.txt"


def cite_all(dataset: Dataset, sources: SourceMap) -> dict[str, tuple[Citation, ...]]:
    nodes = {node for graph in dataset.graphs() for node in graph.subjects() if isinstance(node, URIRef)}
    return {str(node): cited for node in nodes if (cited := sources.cite(node))}


class Beside:
    """A store with one plan, packed beside it."""

    def __init__(self, folder: Path) -> None:
        self.store, self.packed, self.file = open_store(folder, create=True), PackedFacts(folder), folder / FILE
        self.dataset = read_source(SAMPLE, plan="a").build()
        add_plan(self.store, self.dataset)
        self.unpacked = load_facts(self.store, "a", self.packed)
        pack_facts(self.store, "a", self.packed, self.dataset)

    def is_read(self, plan: str = "a") -> bool:
        """Tell whether the store's own facts are given, with their source map."""
        facts, sources = load_facts(self.store, plan, self.packed)
        whole = {quad for quad in quads_of(load_plan(self.store, plan)) if "/source>" not in quad.split()[-1]}
        return quads_of(facts) == whole and len(cite_all(facts, sources)) > 20

    def hides_store(self) -> bool:
        """Tell whether the facts come from beside the store: what the store has lost still comes."""
        lost = list(self.store.quads_for_pattern(None, STATEMENT, None, None))
        for quad in lost:
            self.store.remove(quad)
        try:
            return {str(quad) for quad in lost} <= quads_of(load_facts(self.store, "a", self.packed)[0])
        finally:
            self.store.extend(lost)


@pytest.fixture
def beside(tmp_path: Path) -> Beside:
    return Beside(tmp_path / "store")


def test_facts_and_source_map_are_those_of_the_store(beside: Beside) -> None:
    packed = load_facts(beside.store, "a", beside.packed)
    assert beside.is_read()
    assert quads_of(packed[0]) == quads_of(beside.unpacked[0])
    assert cite_all(*packed) == cite_all(*beside.unpacked)
    assert cite_all(*packed)
    texts = [
        {one: sources.read_cell_text(one) for one, *_ in cite_all(facts, sources).values()}
        for facts, sources in (packed, beside.unpacked)
    ]
    assert texts[0] == texts[1]
    assert any(texts[0].values())


def test_what_is_packed_is_used_where_it_is_of_the_current_version(beside: Beside, tmp_path: Path) -> None:
    assert beside.hides_store()
    (tmp_path / "plan.txt").write_text(SAMPLE.read_text(encoding="utf-8").replace("Finalised", "Completed", 1))
    newer = read_source(tmp_path / "plan.txt", plan="a").build()
    add_plan(beside.store, newer)
    assert beside.is_read()
    pack_facts(beside.store, "a", beside.packed, beside.dataset)  # that of the version before: it is not packed
    assert beside.is_read()
    pack_facts(beside.store, "a", beside.packed, newer)
    assert beside.is_read()


@pytest.mark.parametrize("damaged", [b"", b"damaged", zlib.compress(b"[]"), zlib.compress(b'[["a"], [0, 1], {}]')])
def test_damaged_block_is_left_aside(beside: Beside, damaged: bytes) -> None:
    with sqlite3.connect(beside.file) as opened:
        opened.execute("UPDATE facts SET facts = ?", (damaged,))
    assert beside.is_read()


def test_damaged_or_missing_file_is_left_aside(beside: Beside) -> None:
    beside.file.write_bytes(b"this is no database, and long enough to be taken for none" * 40)
    assert beside.is_read()
    pack_facts(beside.store, "a", beside.packed, beside.dataset)
    beside.file.unlink()
    assert beside.is_read()


def test_every_kind_of_term_comes_out_as_it_went_in(tmp_path: Path) -> None:
    a, graph = ox.NamedNode("urn:a"), ox.NamedNode("urn:version")
    things: list[ox.NamedNode | ox.Literal] = [
        a,
        ox.Literal("two\nlines, “quoted”"),
        ox.Literal("word", language="en-gb"),
        ox.Literal("2010-07-31", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ]
    quads = [ox.Quad(a, a, thing, graph) for thing in things]
    packed = PackedFacts(tmp_path)
    packed.keep("a", "name", quads)
    found = packed.find("a", "name")
    assert found is not None
    assert found[0] == quads
    assert packed.find("a", "another name") is packed.find("b", "name") is None
    packed.keep("a", "another name", quads[:1])
    assert packed.find("a", "name") is None


def test_plan_of_a_store_that_only_holds_others_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(write_plan({"action": "Do it."}), encoding="utf-8")
    assert PackedFacts(tmp_path).find("a", "name") is None
