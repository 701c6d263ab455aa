"""What may mean something else when it is asked of all nodes at once is refused by name, by the fast engine alone."""

from dataclasses import replace

import pytest
from rdflib import SH, Graph

from scrgraph.audit.askable import find_unlike
from scrgraph.audit.engines import run_rules
from scrgraph.audit.rules import RulePack
from scrgraph.errors import ScrgraphError
from scrgraph.graph.quads import FactGraph

FACTS = """
    @prefix ex: <https://example.org/> .
    ex:a a ex:Kind ; ex:p 1, 2 . ex:b a ex:Kind ; ex:p 3 .
"""
SHAPES = """
    @prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    ex: sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] .
    ex:S a sh:NodeShape ; sh:targetClass ex:Kind ; sh:sparql [
        sh:prefixes ex: ; sh:message "It has {?value}." ; sh:select "SELECT $this ?value { $this ex:p ?value }" ] .
"""


def make_pack(turtle: str) -> RulePack:
    """Make a pack of one rule of a board's own from shapes."""
    graph = Graph().parse(data=turtle, format="turtle")
    rule = replace(RulePack.load().rules[0], code="LOC-001", pack="local", graph=graph, prefixes=graph)
    return RulePack("local", "", (rule,), (rule,))


def run(engine: str, turtle: str) -> int:
    """Count the results that an engine gives."""
    data = Graph(bind_namespaces="none").parse(data=FACTS, format="turtle")
    return len(run_rules(engine, FactGraph(data), make_pack(turtle), lambda _: None))


def test_plain_constraint_is_asked() -> None:
    assert run("oxigraph", SHAPES) == run("pyshacl", SHAPES) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ex:p ?value }", "ex:p ?value } LIMIT 1", "LIMIT"),
        ("{ $this ex:p ?value }", "{ $this ex:p ?value { FILTER ($this = ex:a) } }", "looks at"),
        ("a sh:NodeShape", "a sh:NodeShape ; sh:deactivated true", "sh:deactivated"),
        ("ex:S a", "ex:T a sh:NodeShape ; sh:targetClass ex:Kind ; sh:node ex:S . ex:S a", "part of another shape"),
        ("sh:targetClass ex:Kind", "sh:targetObjectsOf ex:p", "without a node of its own"),
    ],
)
def test_what_may_mean_something_else_is_refused_by_name(old: str, new: str, said: str) -> None:
    changed = SHAPES.replace(old, new)
    assert changed != SHAPES
    with pytest.raises(ScrgraphError, match=rf"The engine oxigraph cannot run LOC-001: .*{said}.*--engine pyshacl"):
        run("oxigraph", changed)


def test_own_rules_mean_the_same_asked_of_all_nodes_at_once() -> None:
    texts = [str(text) for rule in RulePack.load().every for text in rule.graph.objects(None, SH.select)]
    assert texts
    assert [reason for text in texts for reason in find_unlike(text)] == []


@pytest.mark.parametrize(
    ("select", "refused"),
    [
        ("SELECT $this { $this ex:p ?v FILTER NOT EXISTS { $this ex:q ?v } }", False),
        ("SELECT $this { BIND ($this AS ?that) FILTER (?that = ex:a) }", False),
        ("SELECT $this { { SELECT $this (COUNT(?v) AS ?n) { $this ex:p ?v } GROUP BY $this } FILTER (?n > 1) }", False),
        ("SELECT $this { $this ex:p 'LIMIT { ($shapesGraph' . # LIMIT\n }", False),
        ("SELECT $this { { FILTER (false) } UNION { FILTER ($this = ex:a) } }", True),
        ("SELECT $this { OPTIONAL { BIND ($this AS ?that) } }", True),
        ("SELECT $this { { ?a ex:p ?b FILTER NOT EXISTS { $this ex:p ?a } } }", True),
        ("SELECT $this { { SELECT ?o { ?o ex:p ?c } } }", True),
        ("SELECT $this { { SELECT * { $this ex:p ?c } } }", True),
        ("SELECT $this { { SELECT $this { FILTER ($this = ex:a) } } }", True),
        ("SELECT $this { $this ex:p ?v } LIMIT 1", True),
        ("SELECT $this { $currentShape ex:p ?v }", True),
    ],
)
def test_query_that_may_mean_something_else_is_known(select: str, refused: bool) -> None:
    assert bool(list(find_unlike(select))) == refused
