"""Where the engines are known to differ, as docs/engines.md has it; no rule of the pack rests on any of it."""

from dataclasses import replace

import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace

from scrgraph.audit.engines import run_rules
from scrgraph.audit.rules import RulePack
from scrgraph.config import ENGINES
from scrgraph.errors import ScrgraphError
from scrgraph.graph.quads import FactGraph
from tests.conftest import ROOT

EX = Namespace("http://example.org/")
PACK = RulePack.load()
CLASS, PLAIN = f"<{EX}Row>", "It says {?value}."
REFUSED = "refused"


def ask_all(graph: Graph) -> dict[str, list[str]]:
    """Give the messages that each engine gives on one row, or that it refuses to judge."""
    data = FactGraph()
    data.add((EX.row, RDF.type, EX.Row))
    pack = replace(PACK, rules=(replace(PACK.rules[0], graph=graph),))
    told: dict[str, list[str]] = {}
    for engine in ENGINES:
        try:
            found = run_rules(engine, data, pack, lambda _: None)
            told[engine] = [message for result in found for message in result.messages]
        except ScrgraphError:
            told[engine] = [REFUSED]
    return told


def build_constraint(select: str, message: str) -> Graph:
    graph, constraint = build_shape(), BNode()
    graph.add((EX.Shape, SH.sparql, constraint))
    graph.add((constraint, SH.select, Literal(select)))
    graph.add((constraint, SH.message, Literal(message)))
    return graph


def build_shape() -> Graph:
    graph = Graph()
    graph.add((EX.Shape, RDF.type, SH.NodeShape))
    graph.add((EX.Shape, SH.targetClass, EX.Row))
    return graph


def on_each(most: str, **others: str) -> dict[str, list[str]]:
    """The message of each engine: one for most of them, and those of the others."""
    return {engine: [others.get(engine, most)] for engine in ENGINES}


@pytest.mark.parametrize(
    ("name", "select", "message", "wanted"),
    [
        (
            "A variable of a message has no value",
            f"SELECT $this ?none WHERE {{ $this a {CLASS} OPTIONAL {{ $this <{EX}none> ?none }} }}",
            "It says {?none}.",
            on_each("It says {?none}.", shifty="It says ?none."),
        ),
        (
            "A message shows an IRI",
            "SELECT $this ?value WHERE { $this a ?value }",
            PLAIN,
            on_each(f"It says {EX}Row.", shifty=f"It says <{EX}Row>."),
        ),
        (
            "A query gives `?message`",
            f'SELECT $this ("Late." AS ?message) ("yes" AS ?value) WHERE {{ $this a {CLASS} }}',
            PLAIN,
            on_each("It says yes.", topbraid="Late."),
        ),
        (
            "A number with decimals is reckoned",
            f"SELECT $this (7 * 1.0 AS ?value) WHERE {{ $this a {CLASS} }}",
            PLAIN,
            on_each("It says 7.0.", oxigraph="It says 7.", shifty="It says 7."),
        ),
        (
            "A query says MINUS or VALUES",
            f"SELECT $this ?value WHERE {{ $this a {CLASS} . VALUES ?value {{ 'yes' }} }}",
            PLAIN,
            on_each("It says yes.", pyshacl=REFUSED, shifty=REFUSED),
        ),
    ],
)
def test_known_difference(name: str, select: str, message: str, wanted: dict[str, list[str]]) -> None:
    assert ask_all(build_constraint(select, message)) == wanted
    assert_listed(name)


def test_shape_and_constraint_have_messages() -> None:
    graph = build_constraint(f"SELECT $this WHERE {{ $this a {CLASS} }}", "Of the constraint.")
    graph.add((EX.Shape, SH.message, Literal("Of the shape.")))
    both, own = ["Of the constraint.", "Of the shape."], ["Of the constraint."]
    assert ask_all(graph) == {"oxigraph": both, "pyshacl": both, "shifty": own, "topbraid": both}
    assert_listed("A shape and its constraint both have messages")


def test_shape_has_no_message() -> None:
    graph, values = build_shape(), BNode()
    graph.add((EX.Shape, SH.property, values))
    graph.add((values, SH.path, EX.text))
    graph.add((values, SH.minCount, Literal(1)))
    told = ask_all(graph)
    assert told["oxigraph"] == told["pyshacl"]  # which is given what Oxigraph leaves
    assert len({*told["pyshacl"], *told["shifty"], *told["topbraid"]}) == 3
    assert_listed("A shape has no message of its own")


def assert_listed(name: str) -> None:
    page = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    assert f"\n| {name} |" in page
