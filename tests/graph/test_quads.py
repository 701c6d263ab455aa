"""Graphs in Oxigraph behave as graphs of rdflib do, and SPARQL asks the same facts."""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, URIRef
from rdflib.term import Node

from scrgraph.graph import quads
from scrgraph.graph.dataset import load_dataset
from scrgraph.graph.quads import FactGraph, PackedQuads, QuadStore, Writer, to_oxigraph, to_rdflib
from tests.graph.sample import build_plan

EX = "https://example.org/"
TERMS = [
    *(URIRef(f"{EX}{name}") for name in "abc"),
    BNode("n1"),
    Literal("a"),
    Literal("a", lang="en"),
    Literal(7),
    Literal("2010-02-31", datatype=XSD.date),
]
NODES = [term for term in TERMS if not isinstance(term, Literal)]
NAME = URIRef(f"{EX}graph")
LINKS = [URIRef(f"{EX}p"), URIRef(f"{EX}q"), RDF.type]


def draw_triple(chance: random.Random) -> tuple[Node, Node, Node]:
    return chance.choice(NODES), chance.choice(LINKS), chance.choice(TERMS)


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_terms_are_the_same_there_and_back(term: Node) -> None:
    assert to_rdflib(to_oxigraph(term)) == term


@pytest.mark.parametrize("seed", range(5))
def test_graph_answers_as_one_of_rdflib_does(seed: int) -> None:
    chance = random.Random(seed)
    ours, theirs = FactGraph(), Graph()
    for _ in range(120):
        triple = draw_triple(chance)
        pattern = tuple(chance.choice([None, part]) for part in triple)
        if chance.random() < 0.2:
            ours.remove(pattern)  # type: ignore[arg-type]
            theirs.remove(pattern)  # type: ignore[arg-type]
        else:
            ours.add(triple)
            theirs.add(triple)
        assert set(ours.triples(pattern)) == set(theirs.triples(pattern))  # type: ignore[arg-type]
        assert (triple in ours) == (triple in theirs)
    assert len(ours) == len(theirs)
    assert set(ours.subject_objects(LINKS[0])) == set(theirs.subject_objects(LINKS[0]))


def test_what_can_be_no_triple_is_in_no_graph() -> None:
    graph = FactGraph([(NODES[0], LINKS[0], TERMS[4])])
    assert (Literal("a"), None, None) not in graph
    assert (None, BNode("n1"), None) not in graph


def test_dataset_keeps_its_graphs_apart_as_one_of_rdflib_does() -> None:
    told = []
    for dataset in (Dataset(store=QuadStore()), Dataset()):
        one, other = dataset.graph(URIRef(f"{EX}one")), dataset.graph(URIRef(f"{EX}other"))
        for graph in (one, other, dataset.default_graph):
            graph.add((NODES[0], LINKS[0], NODES[1]))
        other.add((NODES[0], LINKS[0], NODES[2]))
        named = {str(graph.identifier) for graph in dataset.graphs()}
        quads = {tuple(map(str, quad)) for quad in dataset.quads((NODES[0], LINKS[0], None, None))}
        dataset.remove_graph(other)
        told.append((named, quads, len(one), len(other), len(dataset)))
    assert told[0] == told[1]
    assert len(told[0][1]) == 4


def test_writer_adds_at_once_what_it_gathered() -> None:
    store = ox.Store()
    writer = Writer(NAME, store)
    writer.add((NODES[0], LINKS[0], NODES[1]))
    assert len(store) == 0
    writer.write()
    assert list(_read(store)) == [(NODES[0], LINKS[0], NODES[1])]


def test_writer_of_many_triples_keeps_few_and_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quads, "_AT_ONCE", 3)
    store = ox.Store()
    writer = Writer(NAME, store)
    triples = [(NODES[0], LINKS[0], Literal(number)) for number in range(8)]
    for triple in triples:
        writer.add(triple)
    assert len(store) == 6
    writer.write()
    assert set(_read(store)) == set(triples)


def test_packed_quads_give_what_was_added_in_its_order() -> None:
    packed = PackedQuads()
    added = [
        ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.Literal(f"line\n{one}"), ox.NamedNode(EX)) for one in range(3)
    ]
    packed.extend(added[:2])
    packed.extend(added[2:])
    assert list(packed) == added
    assert len(packed.unpack()) == 3


def _read(store: ox.Store) -> Graph:
    return Dataset(store=QuadStore(store)).graph(NAME)


def test_marks_are_seen_only_where_their_graph_is_named() -> None:
    graph = FactGraph([(NODES[0], LINKS[0], NODES[1])])
    graph.mark(URIRef(f"{EX}marks"), URIRef(f"{EX}kind"), [NODES[1], Literal("no node")])
    assert len(graph) == 1
    assert len(graph.select("SELECT ?s { ?s ?p ?o }")) == 1
    assert graph.select(f"SELECT ?s {{ GRAPH <{EX}marks> {{ ?s ?p ?o }} }}") == [{"s": NODES[1]}]


def test_what_a_query_builds_is_given_and_not_added() -> None:
    graph = FactGraph([(NODES[0], LINKS[0], NODES[1])])
    built = graph.construct("CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }")
    assert [str(triple.subject) for triple in built] == [f"<{NODES[1]}>"]
    assert len(graph) == 1
    graph.extend(built)
    assert len(graph) == 2


def test_merged_graphs_hold_the_facts_of_each_once() -> None:
    one, other = FactGraph([(NODES[0], LINKS[0], NODES[1])]), Graph()
    other.add((NODES[0], LINKS[0], NODES[1]))
    other.add((NODES[1], LINKS[0], NODES[0]))
    merged = FactGraph(one)
    merged.merge(other)
    merged.merge(next(graph for graph in build_plan().graphs() if len(graph)))
    assert set(other) <= set(merged)
    assert len(merged) == len(set(merged)) > 2


def test_texts_and_numbers_have_one_form_once_they_are_loaded(tmp_path: Path) -> None:
    """Engines differ in what they take for the same: a plain text and an ``xsd:string``, ``7`` and ``+07``."""
    lines = [
        f'<{EX}s> <{EX}p> "a"^^<{XSD.string}> <{EX}g> .',
        f'<{EX}s> <{EX}p> "a" <{EX}g> .',
        f'<{EX}s> <{EX}q> "+07"^^<{XSD.integer}> <{EX}g> .',
        f'<{EX}s> <{EX}q> "7"^^<{XSD.integer}> <{EX}g> .',
    ]
    path = tmp_path / "facts.nq"
    path.write_text("\n".join(lines))
    dataset = load_dataset(path)
    graph = dataset.graph(URIRef(f"{EX}g"))
    assert set(graph.objects(None, URIRef(f"{EX}p"))) == {Literal("a")}
    assert set(graph.objects(None, URIRef(f"{EX}q"))) == {Literal(7)}
    assert len(list(ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS))) == 4
