"""JUnit XML, read by a library that is not ours: a failure for each finding that stands, a reason for each skip."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from scrgraph.reports.as_junit import clean, render
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Report
from tests.graph.sample import AS_OF, run, write_plan
from tests.reports.made import REPORTS, audit_sample, audit_several, compare, waive


def read(report: Report) -> list[TestSuite]:
    return list(JUnitXml.fromstring(render(report, Looks()).encode()))


def list_cases(report: Report) -> list[TestCase]:
    return [case for suite in read(report) for case in suite]


@pytest.mark.parametrize("name", REPORTS)
def test_numbers_of_suites_are_those_of_their_cases(name: str) -> None:
    report = REPORTS[name]()
    top = JUnitXml.fromstring(render(report, Looks()).encode())
    suites = list(top)
    for suite in suites:
        results = Counter(type(told) for case in suite for told in case.result)
        assert (suite.tests, suite.errors) == (len(list(suite)), 0)
        assert (suite.failures, suite.skipped) == (results[Failure], results[Skipped])
        assert all(len(case.result) <= 1 for case in suite)
    assert top.tests == sum(suite.tests for suite in suites)
    assert top.failures == sum(suite.failures for suite in suites)
    assert top.errors == 0


@pytest.mark.parametrize("name", ["sample", "several", "several-waived", "several-compared"])
def test_every_case_can_be_told_from_the_others(name: str) -> None:
    cases = [(case.classname, case.name) for case in list_cases(REPORTS[name]())]
    assert len(set(cases)) == len(cases)


def test_each_plan_is_a_suite_that_says_how_it_was_judged() -> None:
    suites = read(audit_several())
    assert [suite.name for suite in suites] == ["case-14", "case-m1", "dhr-w2", "sar-m3", "across the plans"]
    assert [suite.name for suite in read(audit_sample())] == ["case-14"]
    (suite,) = read(audit_sample())
    told = {each.name: each.value for each in suite.properties()}  # type: ignore[no-untyped-call]
    result = audit_sample().plans[0].result
    assert told["as of"] == "2010-07-31"
    assert told["may be finalised"].startswith("no. 14 rows are still open.")
    assert told["findings: violation"] == str(result.counts["violation"])
    assert result.digest in told["rules"]


def test_failure_says_what_where_and_what_would_settle_it() -> None:
    case = next(
        case for case in list_cases(audit_sample()) if case.name.startswith("imr/ews/3") and "DQ-001" in case.classname
    )
    assert (case.classname, case.name) == (
        "case-14.DQ-001 Impossible date",
        "imr/ews/3, Education Welfare Service, recommendation 3",
    )
    (failure,) = case.result
    assert (failure.type, failure.message) == ("violation", "A target date is no day of the calendar.")
    assert "plan.txt, line 152, Target Date for Completion: “29.02.09”" in failure.text
    assert "What would settle it: " in failure.text
    assert re.search(r"\[DQ-001-[0-9a-f]{10}\]", failure.text)


def test_waived_finding_is_skipped_with_its_reason() -> None:
    report = waive(audit_several())
    waived = [
        case for case in list_cases(report) if case.result and (case.result[0].message or "").startswith("Waived")
    ]
    assert len(waived) == sum(finding.waived is not None for _, finding in report.list_findings()) > 0
    for case in waived:
        (told,) = case.result
        assert isinstance(told, Skipped)
        assert told.message.startswith("Waived until 31 January 2011: The agency was dissolved;")
        assert "Approved by Chair of the sub-group" in told.message
        assert "What would settle it" in told.text


def test_what_cannot_be_judged_is_skipped_and_what_passed_is_counted() -> None:
    report = audit_several()
    skipped, passed, nothing = Counter[str](), Counter[str](), set()
    for suite in read(report):
        for case in suite:
            code = f"{suite.name} {case.classname.partition('.')[2].split()[0]}"
            if case.name == "all that passed":
                assert not case.result
                passed[code] += int(case.system_out.removeprefix("Passed by ").split()[0])
            elif case.name == "nothing to judge":
                nothing.add(code)
                assert isinstance(case.result[0], Skipped)
            elif case.result[0].message.startswith("Cannot judge: "):
                assert isinstance(case.result[0], Skipped)
                skipped[code] += 1
    verdicts = {f"{plan.result.plan} {each.rule}": each for plan in report.plans for each in plan.result.verdicts}
    verdicts |= {f"across the plans {each.rule}": each for each in report.across.verdicts}
    assert skipped == {code: each.not_evaluable for code, each in verdicts.items() if each.not_evaluable}
    assert passed == {code: each.passed for code, each in verdicts.items() if each.passed}
    assert nothing == {code for code, each in verdicts.items() if each.matched_nothing}
    assert skipped
    assert nothing


def test_what_is_gone_passes_only_where_it_is_fixed() -> None:
    gone = [case for case in list_cases(compare(audit_sample())) if case.name.endswith(", gone]")]
    assert [(re.split(r"[ ,]", case.name)[0], bool(case.result)) for case in gone] == [
        ("main/1", False),
        ("main/2", True),
        ("imr/ews/1", True),
        ("training", False),
        ("main/1", True),
    ]
    assert all(isinstance(told, Skipped) for case in gone for told in case.result)
    assert "and now fixed" in gone[0].system_out
    assert "does not count as fixed. The rule was not run." in gone[2].result[0].message


@given(st.text(st.characters()))
def test_any_text_is_made_fit_for_xml(text: str) -> None:
    made = clean(text)
    element = ET.Element("e", a=made)
    element.text = made
    back = ET.fromstring(ET.tostring(element, encoding="utf-8"))
    assert back.get("a") == made
    assert (back.text or "") == made.replace("\r\n", "\n").replace("\r", "\n")
    assert len(made) == len(text)
    fit = [one for one, other in zip(text, made, strict=True) if one == other]
    assert "".join(fit) == made.replace("\ufffd", "") or "\ufffd" in text


def test_command_writes_junit() -> None:
    ran = run("audit", "-", *AS_OF, "--format", "junit", stdin=write_plan({"targets": "29.02.09"}).encode())
    assert ran.code == 1
    failures = [case.name for suite in JUnitXml.fromstring(ran.out) for case in suite if "DQ-001" in case.classname]
    assert failures == ["main/1, Recommendation 1"]
