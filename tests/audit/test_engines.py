"""The engines give the same results, over every case of every rule and over whole plans."""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef

from scrgraph.audit.cases import list_cases, read_case
from scrgraph.audit.engines import name_engine, run_rules
from scrgraph.audit.findings import AuditResult
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.shacl import ShapeResult
from scrgraph.config import ENGINES
from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.graph.quads import FactGraph
from scrgraph.pipeline import audit_dataset, read_source
from tests.conftest import ROOT
from tests.sampling import list_sampled

PACK = RulePack.load()


def run_all(data: FactGraph, rule: Rule) -> list[tuple[ShapeResult, ...]]:
    """Run a rule on every engine."""
    pack = replace(PACK, rules=(rule,))
    return [run_rules(engine, data, pack, lambda _: None) for engine in ENGINES]


@pytest.mark.parametrize(("rule", "path"), list_sampled(PACK.every))
def test_engines_give_the_same_results(rule: Rule, path: Path) -> None:
    first, *others = run_all(read_case(path).data, rule)
    assert all(found == first for found in others)
    assert bool(first) == path.stem.startswith("finds")


@pytest.mark.parametrize(("name", "replay"), [("case-m1", False), ("sar-m3", True)])
def test_engines_give_the_same_audit(name: str, replay: bool) -> None:
    """A sample; every plan of the project is audited and replayed in tests/proofs/test_engines.py."""
    dataset = read_source(ROOT / "data" / name / "plan.txt").build()

    def audit(engine: str) -> AuditResult:
        return audit_dataset(dataset, dt.date(2010, 5, 31), PACK, replay=replay, engine=engine).result

    results = [audit(engine) for engine in ENGINES]
    assert [result.engine for result in results] == [name_engine(engine) for engine in ENGINES]
    told = [result.to_json() | {"engine": None} for result in results]
    assert all(other == told[0] for other in told)
    assert told[0]["findings"]


def test_values_fill_in_a_message_as_they_stand() -> None:
    """Neither a backslash nor a bracket of a value is taken for more than it is."""
    rule = PACK.find("EVD-009")
    data = read_case(next(path for path in list_cases(rule, "finds") if "foreign" in path.stem)).data
    statement = URIRef("https://w3id.org/scrgraph/ontology#statement")
    items = [item for item in data.subjects(statement, None) if "evidence" in str(item)]
    for item in items:
        data.set((item, statement, Literal("C:\\docs \\1 \\g<0>")))
    for found in run_all(data, rule):
        assert {message for result in found for message in result.messages} == {
            "“C:\\docs \\1 \\g<0>” has nothing to do with the recommendation, its action or its progress."
        }


def test_constraint_without_focus_nodes_of_its_own_is_refused_by_name() -> None:
    rule = PACK.find("EVD-004")
    graph, shape = Graph(), BNode()
    for triple in rule.graph:
        graph.add(triple)
    (constraint,) = graph.objects(rule.shape, SH.sparql)
    graph.remove((rule.shape, SH.sparql, constraint))
    graph += [(rule.shape, SH.node, shape), (shape, SH.sparql, constraint), (shape, RDF.type, SH.NodeShape)]
    data = read_case(list_cases(rule, "finds")[0]).data
    pack = replace(PACK, rules=(replace(rule, graph=graph),))
    with pytest.raises(ScrgraphError, match=r"The engine oxigraph cannot run EVD-004.* --engine pyshacl"):
        run_rules("oxigraph", data, pack, lambda _: None)
    assert run_rules("pyshacl", data, pack, lambda _: None)


@pytest.mark.parametrize(("engine", "package"), [("shifty", "shifty"), ("topbraid", "jpype")])
def test_engine_that_is_not_installed_is_refused(engine: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    rule = PACK.find("EVD-004")
    data = read_case(list_cases(rule, "finds")[0]).data
    pack = replace(PACK, rules=(rule,))
    with pytest.raises(BadUsage, match=rf"The engine {engine} is not installed\. .*scrgraph\[engines\]"):
        run_rules(engine, data, pack, lambda _: None)
