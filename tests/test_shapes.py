"""Runs every case of every audit rule: ``tests/shapes/FAMILY/RULE/finds-*.ttl``, ``passes-*.ttl``, ``unjudged-*.ttl``.

A case holds asserted facts and the run node. A ``finds-`` case ends with the expected validation report, in the
manner of the W3C test suite; the others expect none. In an ``unjudged-`` case the rule must say that it cannot
judge, and why.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.query import ResultRow
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.derive import derive_facts
from scrgraph.audit.gathering import PlanUnderAudit, gather_findings
from scrgraph.audit.prepared import PreparedGraph
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.shacl import ShapeResult, run_shapes
from scrgraph.audit.validate import audit
from scrgraph.audit.verdicts import find_nodes, find_unjudged, judge_rule
from scrgraph.graph.dataset import load_vocabularies

SCR = Namespace(namespaces.SCR)
CASES = Path(__file__).parent / "shapes"
PACK = RulePack.load()


def list_cases(rule: Rule, kind: str = "*") -> list[Path]:
    return sorted((CASES / rule.family / rule.path.stem).glob(f"{kind}-*.ttl"))


EVERY_CASE = [
    pytest.param(rule, case, id=f"{rule.code}-{case.stem}") for rule in PACK.rules for case in list_cases(rule)
]
FINDS = [
    pytest.param(rule, case, id=f"{rule.code}-{case.stem}") for rule in PACK.rules for case in list_cases(rule, "finds")
]
UNJUDGED = [
    pytest.param(rule, case, id=f"{rule.code}-{case.stem}")
    for rule in PACK.rules
    for case in list_cases(rule, "unjudged")
]


@cache
def shapes_of(rule: Rule) -> Graph:
    return PACK.choose([rule.code]).shapes


def load_case(case: Path) -> tuple[Graph, Graph]:
    """Give the facts of a case, and the report that it expects."""
    facts, expected = Graph().parse(case), Graph()
    for report in list(facts.subjects(RDF.type, SH.ValidationReport)):
        for result in facts.objects(report, SH.result):
            for triple in list(facts.triples((result, None, None))):
                expected.add(triple)
                facts.remove(triple)
        facts.remove((report, None, None))
    return facts, expected


def build_judged(facts: Graph) -> PreparedGraph:
    """Build what the rules judge: the facts of a case, the vocabularies, and what follows from both."""
    data = PreparedGraph()
    data += facts
    data += load_vocabularies()
    data += derive_facts(data)
    return data


@cache
def judge_case(case: Path) -> PreparedGraph:
    return build_judged(load_case(case)[0])


def build_audited(data: Graph) -> PlanUnderAudit:
    return PlanUnderAudit("example", data, Dataset(), PACK.prologue)


def read_expected(expected: Graph) -> set[tuple[Node | None, ...]]:
    return {
        tuple(expected.value(result, term) for term in (SH.focusNode, SH.value, SH.sourceShape))
        for result in expected.subjects(SH.sourceShape)
    }


def name_results(results: tuple[ShapeResult, ...]) -> set[tuple[Node | None, ...]]:
    return {(result.focus, result.value, result.shape) for result in results}


@pytest.mark.parametrize(("rule", "case"), EVERY_CASE)
def test_case_gives_its_report(rule: Rule, case: Path) -> None:
    _, expected = load_case(case)
    results = run_shapes(judge_case(case), shapes_of(rule))

    assert name_results(results) == read_expected(expected)
    assert bool(results) == case.stem.startswith("finds-")
    paths = {(expected.value(result, SH.focusNode), path) for result, path in expected.subject_objects(SH.resultPath)}
    if paths:
        assert {(result.focus, result.path) for result in results} == paths


@pytest.mark.parametrize(("rule", "case"), FINDS)
def test_finding_is_among_the_nodes_looked_at(rule: Rule, case: Path) -> None:
    data = judge_case(case)
    audited = build_audited(data)
    found = {result.focus for result in run_shapes(data, shapes_of(rule))}

    assert found <= find_nodes(audited, rule)
    # What is at fault for certain is a failure, whatever else of it cannot be told.
    assert not found & {
        row for row, key in audited.row_keys.items() if key in dict(judge_rule(audited, rule, found).reasons)
    }


@pytest.mark.parametrize(("rule", "case"), FINDS)
def test_finding_shows_its_values_and_words(rule: Rule, case: Path) -> None:
    data = judge_case(case)
    results = run_shapes(data, shapes_of(rule))
    findings = gather_findings(build_audited(data), rule, results)

    assert findings
    assert all(finding.message and "{" not in finding.message for finding in findings)
    assert all(isinstance(finding.row, str) and finding.row_name for finding in findings)
    shown = {name for finding in findings for name in finding.values}
    assert shown or not rule.shows or all("?node" in text for text in rule.shows)


@pytest.mark.parametrize(("rule", "case"), UNJUDGED)
def test_unjudged_case_says_why(rule: Rule, case: Path) -> None:
    audited = build_audited(judge_case(case))
    reasons = find_unjudged(audited, rule)

    assert set(reasons) == set(audited.row_keys)
    assert all(reason.endswith(".") for reason in reasons.values())


@pytest.mark.parametrize(("rule", "case"), FINDS)
def test_rule_finds_nothing_where_a_column_it_needs_is_lacking(rule: Rule, case: Path) -> None:
    for column in rule.needs_columns:
        facts, _ = load_case(case)
        facts.remove((None, SCR.hasColumn, Literal(column)))

        assert run_shapes(build_judged(facts), shapes_of(rule)) == (), column


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.code)
def test_rule_has_cases_of_each_kind(rule: Rule) -> None:
    assert len(list_cases(rule, "finds")) >= 3
    assert len(list_cases(rule, "passes")) >= 3
    if rule.needs_columns or rule.not_evaluable:
        assert list_cases(rule, "unjudged")


def test_no_case_lies_outside_a_rule() -> None:
    claimed = {
        case for rule in PACK.rules for kind in ("finds", "passes", "unjudged") for case in list_cases(rule, kind)
    }

    assert set(CASES.rglob("*.ttl")) == claimed


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.code)
def test_prepared_queries_give_what_plain_pyshacl_gives(rule: Rule) -> None:
    """Over the shapes as they stand in the file, and a plain graph of all cases of the rule at once."""
    shapes = Graph()
    shapes += PACK.prefixes
    shapes += rule.graph
    for case in list_cases(rule):
        data = judge_case(case)
        plain = Graph()
        plain += data
        _, report, _ = pyshacl.validate(plain, shacl_graph=shapes)
        assert isinstance(report, Graph)

        expected = {
            (
                *(report.value(result, term) for term in (SH.focusNode, SH.value, SH.sourceShape, SH.resultPath)),
                frozenset(str(message) for message in report.objects(result, SH.resultMessage)),
            )
            for result in report.objects(None, SH.result)
        }
        got = {
            (result.focus, result.value, result.shape, result.path, frozenset(result.messages))
            for result in run_shapes(data, shapes_of(rule))
        }
        assert got == expected, case.name


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.code)
def test_annotations_are_answered_the_same_by_both_engines(rule: Rule) -> None:
    for case in list_cases(rule):
        data = judge_case(case)
        audited = build_audited(data)
        for text in rule.applies_to + rule.not_evaluable + rule.shows:
            by_rdflib = [row.asdict() for row in data.query(PACK.prologue + text) if isinstance(row, ResultRow)]
            by_oxigraph = audited.run_queries([text])

            assert sort_answers(by_rdflib) == sort_answers(by_oxigraph), case.name


def sort_answers(answers: Iterable[Mapping[str, object]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted((name, str(value)) for name, value in answer.items()) for answer in answers)


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.code)
def test_audit_of_a_case_says_what_the_case_expects(rule: Rule) -> None:
    """Through the one entry, with all rules: the verdict of this rule counts what its cases say."""
    for case in list_cases(rule):
        facts, expected = load_case(case)
        run = facts.value(None, RDF.type, SCR.AuditRun)
        as_of = facts.value(run, SCR.asOf)
        assert isinstance(as_of, Literal)
        facts.remove((run, None, None))
        dataset = Dataset()
        graph = dataset.graph(URIRef("https://example.org/facts"))
        graph += facts
        result = audit(dataset, dt.date.fromisoformat(str(as_of)), PACK, select=[rule.code])
        (verdict,) = result.verdicts

        assert verdict.failed == len({focus for focus, _, _ in read_expected(expected)}), case.name
        rows = set(facts.subjects(RDF.type, SCR.Recommendation))
        assert verdict.not_evaluable == (len(rows) if "unjudged-" in case.name else 0), case.name
        assert {finding.rule for finding in result.findings} == ({rule.code} if verdict.failed else set())
