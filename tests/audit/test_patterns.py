"""Queries read as patterns: which facts make one answer true, and which have no part in it."""

import pytest
from rdflib import Graph, Namespace, URIRef

from scrgraph.audit.patterns import Pattern, read_pattern
from scrgraph.graph.quads import FactGraph

EX = Namespace("https://example.org/")
PROLOGUE = f"PREFIX ex: <{EX}>\n"
DATA = """
@prefix ex: <https://example.org/> .
ex:a ex:has ex:one , ex:two ; ex:in ex:part ; ex:late true .
ex:b ex:has ex:three ; ex:in ex:part .
ex:one ex:day 3 . ex:two ex:day 5 . ex:three ex:day 4 .
ex:part ex:name "main" .
"""


@pytest.fixture(scope="module")
def data() -> FactGraph:
    return FactGraph(Graph().parse(data=DATA, format="turtle"))


def ask(data: FactGraph, query: str, **given: str) -> tuple[Pattern, set[str]]:
    """Give the pattern of a query, and the facts that its answers met, as short words."""
    pattern = read_pattern(PROLOGUE, query)
    solutions = pattern.ask(data, {name: EX[value] for name, value in given.items()})
    return pattern, {_write(triple) for each in solutions for triple in pattern.fill_in(data, each)}


def _write(triple: tuple[object, ...]) -> str:
    return " ".join(str(node).rpartition("/")[2] for node in triple)


def test_facts_met_are_those_of_the_answer_alone(data: FactGraph) -> None:
    query = "SELECT $this (?x AS ?value) WHERE { $this ex:has ?x . ?x ex:day ?day . FILTER (?day > 4) }"
    pattern, met = ask(data, query, this="a")
    assert met == {"a has two", "two day 5"}
    assert pattern.renamed == {"value": "x"}
    assert ask(data, query, this="b")[1] == set()


def test_what_is_tested_for_gives_no_fact(data: FactGraph) -> None:
    absent = "SELECT ?this WHERE { ?this ex:in ?part . FILTER NOT EXISTS { ?this ex:late ?late . ?part ex:name ?n } }"
    assert ask(data, absent)[1] == {"b in part"}
    minus = "SELECT ?this WHERE { ?this ex:in ?part . MINUS { ?this ex:late ?late } }"
    assert ask(data, minus)[1] == {"b in part"}


def test_paths_are_followed_fact_by_fact(data: FactGraph) -> None:
    met = ask(
        data, "SELECT ?this WHERE { ?this ex:in/ex:name ?name ; ex:has|ex:late ?x . ?part ^ex:in ?this }", this="b"
    )[1]
    assert met == {"b in part", "part name main", "b has three"}


def test_union_and_optional_give_what_was_met_in_them(data: FactGraph) -> None:
    query = """SELECT ?this WHERE {
        ?this ex:in ?p . OPTIONAL { ?this ex:late ?l } { ?this ex:has ex:two } UNION { ?this ex:has ex:three }
    }"""
    assert ask(data, query, this="a")[1] == {"a in part", "a late true", "a has two"}
    assert ask(data, query, this="b")[1] == {"b in part", "b has three"}


def test_query_within_is_opened_on_its_own(data: FactGraph) -> None:
    query = """SELECT ?part WHERE {
        { SELECT ?part (COUNT(?row) AS ?rows) WHERE { ?row ex:in ?part ; ex:has ?x } GROUP BY ?part }
        ?part ex:name ?name . FILTER (?rows > 2)
    }"""
    pattern, met = ask(data, query)
    assert met == {"part name main"}
    (within,) = pattern.open_within()
    inner = {_write(triple) for each in within.ask(data, {"part": EX.part}) for triple in within.fill_in(data, each)}
    assert inner == {"a in part", "b in part", "a has one", "a has two", "b has three"}


def test_query_that_is_only_one_within_is_read_as_that(data: FactGraph) -> None:
    query = """SELECT ?part WHERE {
        SELECT ?part (MAX(?day) AS ?last) WHERE { ?row ex:in ?part ; ex:has ?x . ?x ex:day ?day } GROUP BY ?part
    }"""
    assert "three day 4" in ask(data, query, part="part")[1]


def test_template_is_matched_where_all_that_it_gives_is_there(data: FactGraph) -> None:
    pattern = read_pattern(
        PROLOGUE, "CONSTRUCT { ?row ex:late true ; ex:in ?part } WHERE { ?row ex:has ?x ; ex:in ?part }"
    )
    part = EX.part
    assert list(pattern.match((EX.a, EX["in"], part), data)) == [{"row": EX.a, "part": part}]
    assert list(pattern.match((EX.b, EX["in"], part), data)) == []
    assert list(pattern.match((EX.a, EX.has, part), data)) == []


def test_value_that_the_query_works_out_is_compared_and_not_given(data: FactGraph) -> None:
    pattern = read_pattern(
        PROLOGUE, "CONSTRUCT { ?m ex:of ?row } WHERE { ?row ex:has ?x . BIND (IRI(CONCAT(STR(?row), '-m')) AS ?m) }"
    )
    assert len(pattern.ask(data, {"m": URIRef(f"{EX}b-m")})) == 1
    assert pattern.ask(data, {"m": URIRef(f"{EX}c-m")}) == []
