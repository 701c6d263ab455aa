"""EARL as JSON-LD: whole assertions, on the rows of the plan's own linked data; nothing passed that was not judged."""

import json
from collections import Counter
from functools import cache

import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.findings import Finding
from scrgraph.reports.as_earl import render
from scrgraph.reports.formats import Looks
from scrgraph.resources import ontology_folder
from tests.graph.sample import AS_OF, build_plan, run, write_plan
from tests.reports.counting import EARL, SCR, parse_earl
from tests.reports.made import REPORTS, WAIVER, audit_sample

TERMS = set(
    "Assertion Assertor Software TestCase TestResult TestSubject assertedBy automatic cantTell failed inapplicable "
    "info mode outcome passed result subject test".split()
)


@cache
def read(name: str) -> Graph:
    return parse_earl(render(REPORTS[name](), Looks()))


def find_outcome(graph: Graph, assertion: Node) -> str:
    return str(graph.value(graph.value(assertion, EARL.result), EARL.outcome)).removeprefix(str(EARL))


def list_unjudged(graph: Graph) -> Counter[str]:
    """Count, rule by rule, the parts of assertions that tell that something cannot be judged."""
    return Counter(
        str(graph.value(graph.value(part, EARL.test), DCTERMS.identifier))
        for part in graph.objects(None, DCTERMS.hasPart)
        if find_outcome(graph, part) == "cantTell"
    )


@pytest.mark.parametrize("name", ["sample", "several-compared", "sample-spoilt"])
def test_every_assertion_is_whole(name: str) -> None:
    graph = read(name)
    kinds = {EARL.assertedBy: EARL.Assertor, EARL.subject: EARL.TestSubject, EARL.test: EARL.TestCase}
    assertions = set(graph.subjects(RDF.type, EARL.Assertion))
    assert assertions
    for assertion in assertions:
        for term, kind in kinds.items():
            (said,) = graph.objects(assertion, term)
            assert (said, RDF.type, kind) in graph
            assert str(graph.value(said, DCTERMS.title))
        assert list(graph.objects(assertion, EARL.mode)) == [EARL.automatic]
        (result,) = graph.objects(assertion, EARL.result)
        assert (result, RDF.type, EARL.TestResult) in graph
        assert len(list(graph.objects(result, EARL.outcome))) == 1
        assert str(graph.value(result, DCTERMS.description))


@pytest.mark.parametrize("name", ["several-compared", "sample-spoilt"])
def test_only_terms_that_are_defined_are_used(name: str) -> None:
    defined = {str(term) for term in Graph().parse(ontology_folder() / "scr.ttl").subjects()}
    for term in {str(each) for triple in read(name) for each in triple if isinstance(each, URIRef)}:
        if term.startswith(str(EARL)):
            assert term.removeprefix(str(EARL)) in TERMS
        if term.startswith(namespaces.SCR):
            assert term in defined


def test_rows_are_those_of_the_plan_s_linked_data() -> None:
    graph = read("sample")
    rows = {
        row: str(held.value(row, DCTERMS.identifier))
        for held in build_plan().graphs()
        for row in held.subjects(RDF.type, SCR.Recommendation)
    }
    keys = {str(finding.row) for _, finding in audit_sample().list_findings() if finding.row}
    found = {rows[each] for each in graph.objects(None, EARL.subject) if each in rows}
    assert found >= keys
    assert found - keys <= {str(each.row) for v in audit_sample().plans[0].result.verdicts for each in v.reasons}


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("sample-waived", {"passed", "failed", "inapplicable"}),
        ("several-waived", {"passed", "failed", "cantTell", "inapplicable"}),
    ],
)
def test_rule_passes_only_where_all_was_judged_and_nothing_failed(name: str, outcomes: set[str]) -> None:
    graph, report = read(name), REPORTS[name]()
    runs = [(plan.result.plan, plan.result.as_of, plan.result.verdicts) for plan in report.plans]
    seen = set()
    for plan, day, verdicts in runs:
        for verdict in verdicts:
            node = URIRef(f"{namespaces.ID}plan/{plan}/audit/{day}/assertion/{verdict.rule}")
            outcome = find_outcome(graph, node)
            parts = Counter(find_outcome(graph, part) for part in graph.objects(node, DCTERMS.hasPart))
            seen.add(outcome)
            assert parts["cantTell"] == verdict.not_evaluable
            assert "passed" not in parts
            if outcome == "passed":
                assert (verdict.failed, verdict.waived, verdict.not_evaluable) == (0, 0, 0)
                assert verdict.passed
            elif outcome == "cantTell":
                assert (verdict.failed, verdict.waived) == (0, 0)
                assert verdict.not_evaluable
            elif outcome == "inapplicable":
                assert verdict.matched_nothing
            else:
                assert outcome == "failed"
                assert verdict.failed + verdict.waived
    assert seen == outcomes


def test_what_cannot_be_judged_is_told_of_each_subject() -> None:
    verdicts = audit_sample().plans[0].result.verdicts
    expected = Counter({verdict.rule: verdict.not_evaluable for verdict in verdicts if verdict.not_evaluable})
    assert list_unjudged(read("sample")) == expected


def test_waived_finding_has_failed_and_is_excused_by_its_waiver() -> None:
    graph = read("sample-waived")
    (waiver,) = graph.subjects(RDF.type, SCR.Waiver)
    assert str(graph.value(waiver, SCR.reason)) == WAIVER["reason"]
    assert str(graph.value(waiver, SCR.approvedBy)) == WAIVER["approved_by"]
    assert str(graph.value(waiver, SCR.excusedUntil)) == WAIVER["until"]
    excused = list(graph.objects(waiver, SCR.excuses))
    assert len(excused) == sum(finding.waived is not None for _, finding in audit_waived())
    for finding in excused:
        assert find_outcome(graph, finding) == "failed"
        told = [str(info) for info in graph.objects(graph.value(finding, EARL.result), EARL.info)]
        assert any(info.startswith("Waived until 31 January 2011") for info in told)


def audit_waived() -> list[tuple[str, Finding]]:
    return list(REPORTS["sample-waived"]().list_findings())


def test_command_writes_json_ld() -> None:
    ran = run("audit", "-", *AS_OF, "--format", "earl", stdin=write_plan({"targets": "29.02.09"}).encode())
    assert ran.code == 1
    assert set(json.loads(ran.text)) == {"@context", "@graph"}
    graph = parse_earl(ran.out)
    run_node = URIRef(f"{namespaces.ID}plan/case-15/audit/2010-07-31")
    assert find_outcome(graph, URIRef(f"{run_node}/assertion/DQ-001")) == "failed"
    assert str(graph.value(run_node, SCR.asOf)) == "2010-07-31"
    assert (None, DCTERMS.identifier, Literal("DQ-001")) in graph
