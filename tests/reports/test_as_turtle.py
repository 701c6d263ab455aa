"""An audit as a validation report: sound by SHACL's own words, with what the engine said, and what is waived apart."""

import dataclasses
from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.audit.across import AcrossResult
from scrgraph.audit.record import build_findings
from scrgraph.audit.shacl import run_shapes
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.quads import copy_quads
from scrgraph.reports.as_turtle import render
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Report
from tests.graph.sample import DAY, ROOT, SAMPLE, audit_plan, build_plan, load_pack
from tests.reports.reported import (
    NASTY,
    PLANS,
    REPORTS,
    WAIVER,
    change,
    compare,
    count_json,
    report_all,
    report_one,
    spoil,
    waive,
)

OA, SCR = Namespace(namespaces.OA), Namespace(namespaces.SCR)
RUN = URIRef(f"{namespaces.ID}plan/case-14/audit/2010-07-31")
SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


def read(report: Report) -> Graph:
    return Graph().parse(data=render(report, Looks()), format="turtle")


@cache
def read_one() -> Graph:
    return read(report_one())


@cache
def read_all() -> Graph:
    return read(report_all())


def list_reports(graph: Graph) -> list[URIRef]:
    return sorted(node for node in graph.subjects(RDF.type, SH.ValidationReport) if isinstance(node, URIRef))


@pytest.mark.parametrize("name", REPORTS)
def test_counts_are_those_of_the_json(name: str) -> None:
    report = REPORTS[name]()
    graph = read(report)
    counted = Counter(
        SEVERITIES[URIRef(str(graph.value(result, SH.resultSeverity)))] for result in graph.objects(None, SH.result)
    )
    counted["waived"] = len(list(graph.objects(None, SCR.waivedResult)))
    assert +counted == count_json(report)


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_sound_by_the_words_of_shacl(name: str) -> None:
    """By the shapes of the model, which say what the Recommendation says of a report, and what is our own."""
    shapes = Graph()
    for model in ("audit", "report"):
        shapes.parse(ROOT / "shapes" / "model" / f"{model}.ttl")
    data = Graph()
    data += read(REPORTS[name]())
    data += load_vocabularies()
    assert run_shapes(data, shapes) == ()


@pytest.mark.parametrize("name", ["waived", "all compared"])
def test_both_readers_read_the_same(name: str) -> None:
    data = render(REPORTS[name](), Looks())
    ours = {str(triple) for triple in ox.parse(data, format=ox.RdfFormat.TURTLE)}
    theirs = Graph().parse(data=data, format="turtle")
    assert len(theirs) == len(ours)
    assert {str(triple) for triple in ox.parse(theirs.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)} == ours
    assert not [node for triple in theirs for node in triple if isinstance(node, BNode)]


def test_each_node_stands_in_one_place() -> None:
    subjects = [
        line.split(" ", 1)[0] for line in render(report_all(), Looks()).decode().splitlines() if line[:1] == "<"
    ]
    assert len(subjects) == len(set(subjects)) > 1000


# -- what it says ------------------------------------------------------------------------------------------------------


def test_run_names_data_shapes_day_and_engine() -> None:
    graph, (plan,) = read_one(), report_one().plans
    (report,) = list_reports(graph)
    assert graph.value(report, PROV.wasGeneratedBy) == RUN
    assert set(graph.objects(RUN, RDF.type)) == {SCR.AuditRun, PROV.Activity}
    assert graph.value(RUN, SCR.asOf) == Literal(DAY)
    used = set(graph.objects(RUN, PROV.used))
    versions = {version for each in build_plan(SAMPLE).graphs() for version in each.subjects(RDF.type, SCR.PlanVersion)}
    assert len(versions) == 1
    assert versions < used
    assert set(graph.subjects(RDF.type, SCR.AuditRule)) == {rule.shape for rule in load_pack().rules}
    assert {str(digest) for node in used for digest in graph.objects(node, SCR.digest)} == {plan.result.digest}
    agents = {
        str(label) for node in graph.objects(RUN, PROV.wasAssociatedWith) for label in graph.objects(node, RDFS.label)
    }
    assert agents == {plan.result.engine, f"scrgraph {plan.result.version}"}
    assert "The case may NOT be finalised: 14 rows are still open" in str(graph.value(report, DCTERMS.description))
    assert {str(note) for note in graph.objects(report, RDFS.comment)} == set(plan.result.notes)


def test_several_plans_have_a_report_each_and_one_across() -> None:
    graph = read_all()
    titles = {str(graph.value(report, DCTERMS.title)): report for report in list_reports(graph)}
    assert set(titles) == {f"Audit of {plan.result.plan}" for plan in report_all().plans} | {"Audit across the plans"}
    across = titles["Audit across the plans"]
    assert len(list(graph.objects(across, SH.result))) == len(report_all().across.findings)
    run = graph.value(across, PROV.wasGeneratedBy)
    used = {str(node) for node in graph.objects(run, PROV.used)}
    assert {version for plan in report_all().plans for version in plan.versions} < used
    assert len(list_reports(read(dataclasses.replace(report_all(), across=AcrossResult((), ()))))) == len(PLANS)


@pytest.mark.parametrize("code", ["SEQ-001", "EVD-001", "CMP-002", "MON-002", "MON-005", "XRW-001", "SMT-001"])
def test_results_are_those_of_pyshacl(code: str) -> None:
    """Of the reference engine, asked here of the same data: node, path, value, shape and kind of constraint."""
    wanted = {
        (result.focus, result.path, result.value, result.shape, result.component)
        for result in run_shapes(audit_plan().audit.data, load_pack().choose([code]).shapes)
    }
    graph = read_one()
    found = set()
    for node in graph.subjects(SCR.byRule, Literal(code)):
        for result in set(graph.objects(node, SH.detail)) or {node}:
            terms = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent)
            found.add(tuple(graph.value(result, term) for term in terms))
    assert found == wanted
    assert wanted


def test_finding_of_several_results_says_what_they_share() -> None:
    graph = read_one()
    parents = set(graph.subjects(SH.detail, None))
    assert parents
    for parent in parents:
        details = list(graph.objects(parent, SH.detail))
        assert len(details) > 1
        for term in (SH.value, SH.resultPath, SH.sourceShape):
            told = {graph.value(detail, term) for detail in details}
            assert graph.value(parent, term) == (told.pop() if len(told) == 1 else None)


def test_finding_is_named_and_described_as_in_the_graph_of_the_run() -> None:
    """How each rule fared, and its title, stand in the graph of the run for questions; the report has its own way."""
    recorded = build_findings(audit_plan().dataset, audit_plan().audit)
    verdicts = set(recorded.subjects(RDF.type, SCR.RuleVerdict))
    left = (PROV.wasDerivedFrom, PROV.wasInfluencedBy, DCTERMS.title)
    said = {triple for triple in recorded if triple[0] not in verdicts and triple[1] not in left}
    assert len(said) > 1000
    assert said <= set(read_one())


def test_places_are_cells_of_the_source_map_with_their_words() -> None:
    graph = read_one()
    findings = {finding.id: finding for _, finding in report_one().list_findings()}
    cells = {str(quad.subject) for quad in copy_quads(build_plan(SAMPLE)) if "SourceCell" in str(quad.object)}
    for node in graph.subjects(RDF.type, SH.ValidationResult):
        if (node, SCR.byRule, None) not in graph:
            continue  # a detail
        finding = findings[str(graph.value(node, DCTERMS.identifier))]
        derived = graph.objects(node, PROV.wasDerivedFrom)
        places = [place for place in derived if (place, RDF.type, OA.SpecificResource) in graph]
        assert len(places) == len(finding.cells)
        quotes = Counter(str(graph.value(place, OA.exact)) for place in places if graph.value(place, OA.exact))
        assert quotes == Counter(cell.quote for cell in finding.cells if cell.quote is not None)
        assert {f"<{cell}>" for place in places for cell in graph.objects(place, OA.hasSource)} <= cells


# -- waived and gone ---------------------------------------------------------------------------------------------------


def test_waived_findings_stay_and_do_not_decide() -> None:
    graph = read(waive(report_one()))
    (report,) = list_reports(graph)
    waived = set(graph.objects(report, SCR.waivedResult))
    assert len(waived) == len([f for _, f in waive(report_one()).list_findings() if f.waived])
    assert graph.value(report, SH.conforms) == Literal(False)
    (waiver,) = set(graph.subjects(RDF.type, SCR.Waiver))
    assert set(graph.objects(waiver, SCR.waives)) == waived
    assert str(graph.value(waiver, SCR.reason)) == WAIVER["reason"]
    assert str(graph.value(waiver, SCR.excusedUntil)) == WAIVER["until"]
    assert str(graph.value(waiver, SCR.approvedBy)) == WAIVER["approved_by"]
    for node in waived:
        assert (node, RDF.type, SH.ValidationResult) in graph
        assert graph.value(node, SH.resultMessage) is not None


def test_plan_conforms_where_nothing_stands_but_what_is_waived() -> None:
    every = read(waive(report_one(), every=1))
    (report,) = list_reports(every)
    assert every.value(report, SH.conforms) == Literal(True)
    assert not list(every.objects(report, SH.result))
    assert list(every.objects(report, SCR.waivedResult))


def test_baseline_is_told() -> None:
    report = compare(report_one())
    assert report.compared is not None
    graph = read(report)
    states = {
        str(graph.value(node, DCTERMS.identifier)): str(graph.value(node, SCR.sinceBaseline))
        for node in graph.objects(None, SH.result)
    }
    assert states == report.compared.states
    gone = {
        (str(graph.value(node, DCTERMS.identifier)), str(graph.value(node, SCR.sinceBaseline)))
        for node in graph.objects(None, SCR.goneFinding)
    }
    assert gone == {(one.id, one.state) for one in report.compared.gone}
    for node in graph.objects(None, SCR.goneFinding):
        assert (node, RDF.type, SH.ValidationResult) not in graph
        assert "/audit/2010-04-30/finding/" in str(node)
    assert "Compared with before.json, as of 30 April 2010." in [
        str(said) for said in graph.objects(None, RDFS.comment)
    ]


def test_nothing_that_is_gone_is_lost() -> None:
    """Also of a plan that was not audited this time, and of rules across plans that were not asked."""
    report = compare(report_all())
    assert report.compared is not None
    first = report.compared.gone[0]
    gone = (
        dataclasses.replace(first, about="imr/ews/1"),
        dataclasses.replace(first, id="SEQ-001-9", plan="elsewhere"),
        dataclasses.replace(first, id="XRV-001-9", plan=""),
    )
    report = dataclasses.replace(report, compared=dataclasses.replace(report.compared, gone=gone))
    for across in (report.across, AcrossResult((), ())):
        graph = read(dataclasses.replace(report, across=across))
        named = {str(graph.value(node, DCTERMS.identifier)): node for node in graph.objects(None, SCR.goneFinding)}
        assert set(named) == {one.id for one in gone}
        assert {str(node).partition("/audit/")[0].rpartition("/")[2] for node in named.values()} == {
            "case-14",
            "elsewhere",
            "reviews",
        }
        assert graph.value(named[first.id], SCR.concerns) == URIRef(f"{namespaces.ID}plan/case-14/imr/ews/1")


# -- words and findings of other makers --------------------------------------------------------------------------------


def test_nasty_words_are_read_again_as_they_were_printed() -> None:
    nasty = (*NASTY, 'say """this""" \\ and \\n', "a\x00b\x1bc\x7f\u2028\ufffe", "\\u0041")

    def spoil_more(report: Report) -> Report:
        return change(report, lambda n, f: dataclasses.replace(f, message=nasty[n % len(nasty)]))

    for data in (render(spoil_more(report_one()), Looks()), render(spoil(report_all()), Looks())):
        read_by_ox = {
            quad.object.value for quad in ox.parse(data, format=ox.RdfFormat.TURTLE) if "Message" in str(quad)
        }
        graph = Graph().parse(data=data, format="turtle")
        said = {str(words) for words in graph.objects(None, SH.resultMessage)}
        assert said == read_by_ox
        assert said >= set(NASTY)
    assert said == set(NASTY)


def test_half_a_character_is_shown() -> None:
    broken = change(report_one(), lambda _, f: dataclasses.replace(f, message="a\ud800b"))
    assert {str(words) for words in read(broken).objects(None, SH.resultMessage)} == {"a\u27e8U+D800\u27e9b"}


def test_finding_without_results_of_an_engine_is_a_result_all_the_same() -> None:
    """Such as are made otherwise than by SHACL, or were kept before their grounds were."""
    bare = change(report_one(), lambda _, f: dataclasses.replace(f, focus="", grounds=()))
    graph = read(bare)
    rows = {str(row) for row in graph.objects(None, SH.focusNode)}
    plan = f"{namespaces.ID}plan/case-14"
    assert rows == {plan} | {f"{plan}/{f.row}" for _, f in report_one().list_findings() if f.row}
    assert set(graph.objects(None, SH.sourceConstraintComponent)) == {SH.NodeConstraintComponent}
    shapes = {rule.shape for rule in load_pack().rules}
    assert set(graph.objects(None, SH.sourceShape)) <= shapes
