"""Canonical form: one hash for the same data, however it is written, and another for other data."""

from pathlib import Path

import pytest
from rdflib import BNode, Dataset, Graph, Literal, URIRef

from scrgraph.graph.canonical import render_canonical, render_hash
from scrgraph.graph.dataset import load_dataset, save_trig
from scrgraph.resources import ontology_folder
from tests.graph.sample import build_plan

EX = "https://example.org/"


def read_ontology() -> Graph:
    """Give the ontology and its vocabularies in one graph."""
    graph = Graph()
    for path in [ontology_folder() / "scr.ttl", *sorted((ontology_folder() / "vocabularies").glob("*.ttl"))]:
        graph.parse(path, format="turtle")
    return graph


@pytest.mark.parametrize("syntax", ["turtle", "nt", "json-ld"])
def test_ontology_has_one_hash_in_every_syntax(syntax: str) -> None:
    ontology = read_ontology()
    again = Graph().parse(data=ontology.serialize(format=syntax), format=syntax)
    assert render_hash(again) == render_hash(ontology)


@pytest.mark.parametrize("syntax", ["trig", "nquads", "json-ld"])
def test_sample_has_one_hash_in_every_syntax(syntax: str) -> None:
    again = Dataset()
    again.parse(data=build_plan().serialize(format=syntax), format=syntax)
    assert render_hash(again) == render_hash(build_plan())


@pytest.mark.parametrize("syntax", ["turtle", "nt", "json-ld"])
def test_facts_of_the_sample_have_one_hash_in_every_syntax(syntax: str) -> None:
    """Syntaxes without named graphs, on the graph of the plan's facts."""
    facts = max(build_plan().graphs(), key=lambda graph: len(graph) * (not graph.identifier.endswith("/source")))
    assert len(facts) > 1000
    again = Graph().parse(data=facts.serialize(format=syntax), format=syntax)
    assert render_hash(again) == render_hash(facts)


def test_saved_plan_keeps_its_hash(tmp_path: Path) -> None:
    save_trig(build_plan(), tmp_path / "plan.trig")
    assert render_hash(load_dataset(tmp_path / "plan.trig")) == render_hash(build_plan())


def test_names_of_blank_nodes_do_not_matter() -> None:
    def build(*names: str) -> Graph:
        graph = Graph()
        for name, value in zip(names, ("one", "two"), strict=True):
            graph.add((URIRef(EX + "a"), URIRef(EX + "has"), BNode(name)))
            graph.add((BNode(name), URIRef(EX + "says"), Literal(value)))
        return graph

    assert render_canonical(build("x", "y")) == render_canonical(build("y", "x"))
    assert "_:c14n0" in render_canonical(build("x", "y"))


def test_any_change_changes_the_hash() -> None:
    graph = Graph().add((URIRef(EX + "a"), URIRef(EX + "says"), Literal("one")))
    other = Graph().add((URIRef(EX + "a"), URIRef(EX + "says"), Literal("one", lang="en")))
    named = Dataset()
    named.graph(URIRef(EX + "g")).add((URIRef(EX + "a"), URIRef(EX + "says"), Literal("one")))
    assert len({render_hash(graph), render_hash(other), render_hash(named)}) == 3


def test_form_is_the_one_of_the_standard() -> None:
    """The first example of the W3C Recommendation (RDFC-1.0, 4.2): unique hashes."""
    graph = Graph().parse(
        data="""@prefix : <http://example.com/#> . :p :q _:e0 ; :r _:e1 . _:e0 :s :u . _:e1 :t :u .""",
        format="turtle",
    )
    assert render_canonical(graph).splitlines() == [
        "<http://example.com/#p> <http://example.com/#q> _:c14n0 .",
        "<http://example.com/#p> <http://example.com/#r> _:c14n1 .",
        "_:c14n0 <http://example.com/#s> <http://example.com/#u> .",
        "_:c14n1 <http://example.com/#t> <http://example.com/#u> .",
    ]


def test_sample_has_no_blank_nodes() -> None:
    """So that its canonical form is its sorted statements, and nothing can make it slow."""
    assert "_:c14n" not in render_canonical(build_plan())
