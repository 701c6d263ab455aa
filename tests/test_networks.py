"""Networks: their measures on small ones worked out by hand, what they say in words, and their drawings."""

import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import networkx as nx
import pytest
from rdflib import Graph

from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.networks import Network, build_network, explain_network, find_kind, list_kinds, write_graphml
from scrgraph.audit.rules import RulePack
from scrgraph.errors import BadUsage
from scrgraph.pipeline import audit_dataset, collect_facts
from scrgraph.reports.network_chart import MOST_NODES, draw_network
from scrgraph.reports.networks import network_json
from tests.graph.sample import AS_OF, DAY, ROOT, SAMPLE, build_plan, run

SCR = "https://w3id.org/scrgraph/ontology#"
PLAN = ROOT / "data" / "sar-m3" / "plan.txt"


def tie_agencies(*pairs: str) -> Network:
    """Build the network of agencies of recommendations that each name two: "a-b" twice is a tie of weight two."""
    lines = [f"@prefix scr: <{SCR}> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."]
    for number, pair in enumerate(pairs):
        for agency in pair.split("-"):
            lines += [
                f"<x:row{number}> scr:mentionsAgency <x:m{number}{agency}> .",
                f"<x:m{number}{agency}> scr:mentionedAgency <x:{agency}> .",
                f'<x:{agency}> a scr:Agency ; rdfs:label "Agency {agency.upper()}" .',
            ]
    return build_network(FactBase(Graph().parse(data="\n".join(lines))), find_kind("agencies"))


@cache
def facts_of_sample() -> FactBase:
    return FactBase(collect_facts([audit_dataset(build_plan(SAMPLE), DAY, RulePack.load().choose(["SEQ-001"]))]))


def names(nodes: Iterable[object]) -> set[str]:
    return {node.name for node in nodes}  # type: ignore[attr-defined]


def test_two_triangles_and_the_tie_between_them() -> None:
    network = tie_agencies("a-b", "a-b", "b-c", "a-c", "c-d", "d-e", "e-f", "d-f")
    by_name = {node.name: node for node in network.nodes}
    assert (by_name["Agency C"].ties, by_name["Agency C"].strength) == (3, 3)
    assert (by_name["Agency A"].ties, by_name["Agency A"].strength) == (2, 3)
    assert names(node for node in network.nodes if node.holds_together) == {"Agency C", "Agency D"}
    assert [(tie.source, tie.target) for tie in network.bridges] == [("x:c", "x:d")]
    assert [names(group) for group in network.list_groups()] == [
        {"Agency A", "Agency B", "Agency C"},
        {"Agency D", "Agency E", "Agency F"},
    ]
    # Of the ten pairs of others, six lead through C: each of A and B to each of D, E and F.
    assert by_name["Agency C"].between == 0.6
    said = " ".join(explain_network(network))
    assert "Agency A and Agency B are tied most closely, by 2 recommendations." in said
    assert (
        "The tie between Agency C and Agency D is the only one between two parts: it rests on 1 recommendation." in said
    )


def test_one_that_is_tied_to_one_alone_is_said_to_be_so() -> None:
    said = explain_network(tie_agencies("a-b", "b-c", "a-c", "c-d"))
    assert "Agency D is tied to Agency C alone: it rests on 1 recommendation." in said


def test_a_network_without_ties_says_so_and_can_be_drawn() -> None:
    network = tie_agencies("a")
    assert explain_network(network) == ("There is no tie: no two of them stand together.",)
    assert draw_network(network).startswith("<svg")


def test_order_of_the_facts_changes_nothing() -> None:
    pairs = ["a-b", "b-c", "c-d", "d-e", "e-a", "a-c"]
    assert network_json(tie_agencies(*pairs)) == network_json(tie_agencies(*reversed(pairs)))


@pytest.mark.parametrize("kind", [kind.name for kind in list_kinds()])
def test_each_kind_can_be_made_and_written_in_each_form(kind: str) -> None:
    network = build_network(facts_of_sample(), find_kind(kind))
    assert bool(network.ties) == (kind != "lessons")  # which tie reviews, and here is one
    told = network_json(network)
    graph = nx.read_graphml(io.BytesIO(write_graphml(network)))
    assert (len(graph), graph.size()) == (len(told["nodes"]), len(told["ties"]))
    assert {node["name"] for node in told["nodes"]} == {said["label"] for _, said in graph.nodes(data=True)}
    drawn = draw_network(network, "lines").count("<path")
    assert drawn == len(network.ties) or len(network.nodes) > 2 * MOST_NODES > 0 < drawn
    assert network.question in draw_network(network)
    assert json.loads(json.dumps(told)) == told


def test_command_writes_each_form(tmp_path: Path) -> None:
    for suffix, begins in ((".svg", b"<svg"), (".graphml", b"<?xml"), (".json", b"{")):
        ran = run("network", PLAN, "--kind", "theme-pairs", *AS_OF, "-o", tmp_path / f"net{suffix}")
        assert ran.code == 0, ran.complaint
        assert (tmp_path / f"net{suffix}").read_bytes().startswith(begins)
    said = run("network", PLAN, "--kind", "theme-pairs", *AS_OF).text
    assert said.startswith("Which themes stand together in one recommendation, and how often?")
    assert "tied most closely" in said


def test_attributes_of_graphml_have_the_types_that_gephi_reads() -> None:
    network = tie_agencies("a-b", "a-b", "b-c")
    root = ElementTree.fromstring(write_graphml(network))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    types = {(key.attrib["for"], key.attrib["attr.name"]): key.attrib["attr.type"] for key in root.iter(f"{space}key")}
    assert types == {
        ("node", "label"): "string",
        ("node", "kind"): "string",
        ("node", "ties"): "long",
        ("node", "strength"): "long",
        ("node", "between"): "double",
        ("node", "group"): "long",
        ("node", "holds_together"): "boolean",
        ("edge", "weight"): "long",
        ("graph", "kind"): "string",
        ("graph", "question"): "string",
        ("graph", "meaning"): "string",
    }
    graph = nx.read_graphml(io.BytesIO(write_graphml(network)))
    assert graph.edges["x:a", "x:b"]["weight"] == 2
    assert graph.nodes["x:b"]["holds_together"] is True
    assert not graph.is_directed()


def test_ties_that_rest_on_one_recommendation_are_told() -> None:
    one = "1 of 2 ties rests on one recommendation alone, so chance may have made any of them."
    assert one in explain_network(tie_agencies("a-b", "a-b", "b-c"))
    every = "Every tie rests on one recommendation alone, so chance may have made any of them."
    assert every in explain_network(tie_agencies("a-b", "b-c"))
    assert not [said for said in explain_network(tie_agencies("a-b", "a-b")) if "alone" in said and "chance" in said]


def test_unknown_kind_and_other_forms_are_one_sentence(tmp_path: Path) -> None:
    for arguments, said in (
        (("--kind", "planets"), "There is no network 'planets'"),
        (("-o", tmp_path / "net.gif"), "cannot be written in this form"),
    ):
        ran = run("network", SAMPLE, *arguments)
        assert (ran.code, ran.out) == (2, b"")
        assert said in ran.complaint
    with pytest.raises(BadUsage, match="none of a network"):
        build_network(
            FactBase(Graph()), replace(find_kind("agencies"), text="SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?a")
        )


def test_graphml_is_the_same_each_time() -> None:
    network = tie_agencies("a-b", "b-c")
    assert write_graphml(network) == write_graphml(network)
