"""Runs every case of every audit rule, and holds what SHACL cannot check of itself.

Whether a case comes out as it says is told by the command that boards use (``scrgraph.audit.cases``); here are also
the other engine, the rule's columns and promises, and what a replay does not know.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.query import ResultRow
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.answers import Answers, ask_here
from scrgraph.audit.cases import (
    KINDS,
    Case,
    check_case,
    judge_facts,
    list_cases,
    read_case,
    read_cases,
    read_expected,
    run_cases,
    split_case,
)
from scrgraph.audit.gathering import Audited, gather_findings
from scrgraph.audit.rules import SCRSH, Rule, RulePack
from scrgraph.audit.shacl import run_shapes
from scrgraph.audit.validate import audit
from scrgraph.audit.verdicts import find_unjudged, judge_rule
from scrgraph.graph.quads import FactGraph
from scrgraph.resources import cases_folder
from tests.sampling import sample_cases

SCR = Namespace(namespaces.SCR)
PACK = RulePack.load()


def param(rule: Rule, case: Path) -> object:
    return pytest.param(rule, case, id=f"{rule.code}-{case.stem}")


EVERY_CASE = [param(rule, case) for rule in PACK.every for case in list_cases(rule)]
FINDS = [param(rule, case) for rule in PACK.every for case in list_cases(rule, "finds")]


@cache
def load(path: Path) -> Case:
    return read_case(path)


def ask(rule: Rule, data: FactGraph) -> Answers:
    return ask_here(data, alone(rule))[rule.code]


def alone(rule: Rule) -> RulePack:
    """Give a pack of one rule, be it on plans or on waivers."""
    return replace(PACK, rules=(rule,))


@pytest.mark.parametrize(("rule", "path"), EVERY_CASE)
def test_case_comes_out_as_it_says(rule: Rule, path: Path) -> None:
    """As does what is made of it, without a column that the rule needs, say."""
    for case in read_cases(rule, path):
        assert list(check_case(rule, case, ask(rule, case.data))) == []


def test_all_cases_run_by_the_command_are_sound() -> None:
    """A sample: two rules, one of them asked across plans."""
    pack = PACK.choose(["CMP-001", "XRV-002"])
    outcomes = list(run_cases(pack, time_limit=60))

    assert len(outcomes) == sum(len(list_cases(rule)) for rule in pack.rules)
    assert {outcome.faults for outcome in outcomes} == {()}


@pytest.mark.parametrize(("rule", "path"), FINDS)
def test_expected_path_is_the_one_found(rule: Rule, path: Path) -> None:
    case = load(path)
    given = {
        (case.expected.value(result, SH.focusNode), end) for result, end in case.expected.subject_objects(SH.resultPath)
    }
    if given:
        assert {(result.focus, result.path) for result in ask(rule, case.data).results} == given


@pytest.mark.parametrize(("rule", "path"), FINDS)
def test_what_is_at_fault_for_certain_is_a_failure(rule: Rule, path: Path) -> None:
    """Whatever else of it cannot be told; and each finding shows something, and is about something with a name."""
    case = load(path)
    answers = ask(rule, case.data)
    failed = {result.focus for result in answers.results}
    findings = gather_findings(case.audited, rule, answers)
    unjudged = {unjudged.name for unjudged in judge_rule(case.audited, rule, answers).reasons}

    assert not {case.audited.row_keys.get(node) or case.audited.name_node(node) for node in failed} & unjudged
    assert all(finding.row_name if finding.row is not None else finding.subject for finding in findings)
    shown = {name for finding in findings for name in finding.values}
    assert shown or not rule.shows or all("?node" in text for text in rule.shows)
    assert len({finding.id for finding in findings}) == len(findings)


def rejudge(path: Path, *changes: tuple[str, tuple[Node | None, URIRef, Node]]) -> FactGraph:
    """Judge a case again with triples taken away or added."""
    facts, _ = split_case(path)
    for change, triple in changes:
        if change == "without":
            facts.remove(triple)
        else:
            facts.add(triple)  # type: ignore[arg-type]
    return judge_facts(facts)


def is_of_one_plan(path: Path) -> bool:
    return load(path).plan is not None


@pytest.mark.parametrize(("rule", "path"), FINDS)
def test_rule_finds_nothing_where_the_plan_never_made_its_promise(rule: Rule, path: Path) -> None:
    if rule.needs_promise == "quarterly-reports":
        facts, _ = split_case(path)
        promises = list(facts.subject_objects(SCR.promisesReport))
        data = rejudge(
            path,
            *[("without", (plan, SCR.promisesReport, promise)) for plan, promise in promises],
            ("without", (None, SCR.promised, Literal("quarterly-reports"))),
        )
        answers = ask(rule, data)

        assert answers.results == ()
        assert any("promise" in reason for reason in find_unjudged(Audited("example", data), rule, answers).values())


@pytest.mark.parametrize("rule", PACK.every, ids=lambda rule: rule.code)
def test_rule_has_cases_of_each_kind(rule: Rule) -> None:
    assert len(list_cases(rule, "finds")) >= 3
    assert len(list_cases(rule, "passes")) >= 3
    if rule.needs_columns or rule.not_evaluable or rule.needs_promise:
        assert list_cases(rule, "unjudged")


def test_no_case_lies_outside_a_rule() -> None:
    claimed = {case for rule in PACK.every for kind in KINDS for case in list_cases(rule, kind)}

    assert set(cases_folder().rglob("*.ttl")) == claimed


SAMPLED = [pytest.param(rule, sample_cases(rule), id=rule.code) for rule in PACK.every]
OTHERS = [
    pytest.param(
        rule,
        tuple(path for path in list_cases(rule) if path not in sample_cases(rule)),
        id=f"{rule.code}-others",
        marks=pytest.mark.proof,
    )
    for rule in PACK.every
]


@pytest.mark.parametrize(("rule", "paths"), SAMPLED + OTHERS)
def test_prepared_queries_give_what_plain_pyshacl_gives(rule: Rule, paths: tuple[Path, ...]) -> None:
    """Over the shapes as they stand in the file, and a plain graph of each case of the rule."""
    shapes = Graph()
    shapes += rule.prefixes
    shapes += rule.graph
    for path in paths:
        data = load(path).data
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
            for result in run_shapes(data, alone(rule).shapes)
        }
        assert got == expected, path.name


@pytest.mark.parametrize(("rule", "paths"), SAMPLED + OTHERS)
def test_annotations_are_answered_the_same_by_both_engines(rule: Rule, paths: tuple[Path, ...]) -> None:
    for path in paths:
        data = load(path).data
        for text in rule.applies_to + rule.not_evaluable + rule.shows:
            by_rdflib = [row.asdict() for row in data.query(rule.prologue + text) if isinstance(row, ResultRow)]

            assert sort_answers(by_rdflib) == sort_answers(data.select(rule.prologue + text)), path.name


def sort_answers(answers: Iterable[Mapping[str, object]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted((name, str(value)) for name, value in answer.items()) for answer in answers)


@pytest.mark.parametrize("rule", PACK.every, ids=lambda rule: rule.code)
def test_audit_of_a_case_says_what_the_case_expects(rule: Rule) -> None:
    """Through the one entry: the verdict of this rule counts what its cases say."""
    for path in filter(is_of_one_plan, list_cases(rule)):
        facts, expected = split_case(path)
        run = facts.value(None, RDF.type, SCR.AuditRun)
        as_of = facts.value(run, SCR.asOf)
        assert isinstance(as_of, Literal)
        facts.remove((run, None, None))
        dataset = Dataset()
        graph = dataset.graph(URIRef("https://example.org/facts"))
        graph += facts
        result = audit(dataset, as_of.toPython(), PACK.choose([rule.code]))
        (verdict,) = result.verdicts

        assert verdict.failed == len({focus for focus, _, _ in read_expected(expected)}), path.name
        some = (None, SCRSH.cannotJudge, None) in expected
        assert bool(verdict.not_evaluable) == (some or "unjudged-" in path.name), path.name
        assert {finding.rule for finding in result.findings} == ({rule.code} if verdict.failed else set())
