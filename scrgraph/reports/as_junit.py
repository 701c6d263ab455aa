"""Renders audits as JUnit XML, the form of the Ant task and its readers: for build servers, which draw it as tests.

Each plan is a suite, and so is what rules find across plans. A case is a rule and a row, or another subject: a finding
is a failure of the type of its severity; one that is waived is skipped, and so is what a rule cannot judge, each with
the reason. The rows that a rule passes are one case, which says how many they are; a rule that met nothing is skipped.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from scrgraph.audit.findings import AuditResult, Finding, Verdict
from scrgraph.audit.rules import Rule
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Gone, Report
from scrgraph.reports.sentences import (
    MATCHED_NOTHING,
    explain_gone,
    explain_waiver,
    name_about,
    name_node,
    write_message,
)
from scrgraph.reports.text import describe_cell

_ACROSS = "across the plans"
_PASSED = "all that passed"
_NOTHING = "nothing to judge"
# What XML 1.0 (section 2.2) has no place for, not even as a reference.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - JUnit has one look
    """Render audits as JUnit XML."""
    gone: defaultdict[str, list[Gone]] = defaultdict(list)
    audited = {plan.result.plan for plan in report.plans}
    for one in () if report.compared is None else report.compared.gone:
        gone[one.plan if one.plan in audited else ""].append(one)
    top = ET.Element("testsuites", name="scrgraph")
    for plan in report.plans:
        result = plan.result
        suite = _Suite(report, result.plan, {status.key: status.name for status in plan.statuses})
        suite.write_properties(_describe(result))
        suite.write_cases(result.findings, result.verdicts, gone[result.plan])
        top.append(suite.close())
    if report.across.verdicts or report.across.findings or gone[""]:
        suite = _Suite(report, _ACROSS, {})
        suite.write_properties([("plans", ", ".join(sorted(audited)))])
        suite.write_cases(report.across.findings, report.across.verdicts, gone[""])
        top.append(suite.close())
    for name in ("tests", "failures", "errors"):  # the schema of Jenkins has no more here
        top.set(name, str(sum(int(suite.get(name, "0")) for suite in top)))
    ET.indent(top)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(top, encoding="unicode")}\n'


class _Suite:
    """One suite as it is put together."""

    def __init__(self, report: Report, name: str, rows: Mapping[str, str]) -> None:
        self._report = report
        self._name = name
        self._rows = rows
        self._rules: Mapping[str, Rule] = {rule.code: rule for rule in report.rules}
        self._element = ET.Element("testsuite", name=clean(name))

    def write_properties(self, properties: Iterable[tuple[str, str]]) -> None:
        """Write how the plan was judged, and whether the case may be finalised."""
        element = ET.SubElement(self._element, "properties")
        compared = self._report.compared
        baseline: list[tuple[str, str]] = []
        if compared is not None:
            baseline = [("baseline", f"{compared.file or 'the earlier report'}, as of {compared.as_of}")]
            baseline += [("beside the baseline", note) for note in compared.notes]
        for name, value in (*properties, *baseline):
            ET.SubElement(element, "property", name=name, value=clean(value))

    def write_cases(self, findings: Iterable[Finding], verdicts: Iterable[Verdict], gone: Iterable[Gone]) -> None:
        """Write the cases, rule by rule."""
        by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_rule[finding.rule].append(finding)
        for verdict in verdicts:
            for finding in by_rule[verdict.rule]:
                self._write_finding(finding)
            for node in verdict.reasons:
                self._skip(self._write_case(verdict.rule, name_node(node, self._rows)), f"Cannot judge: {node.reason}")
            if verdict.passed:
                case = self._write_case(verdict.rule, _PASSED)
                looked_at = verdict.passed + verdict.failed + verdict.waived
                told = f"Passed by {verdict.passed} of the {looked_at} {verdict.about} that it looks at."
                ET.SubElement(case, "system-out").text = told
            if verdict.matched_nothing:
                self._skip(self._write_case(verdict.rule, _NOTHING), MATCHED_NOTHING)
        for one in gone:
            self._write_gone(one)

    def close(self) -> ET.Element:
        """Count the cases, and give the suite."""
        cases = self._element.findall("testcase")
        found = Counter(child.tag for case in cases for child in case)
        self._element.set("tests", str(len(cases)))
        self._element.set("failures", str(found["failure"]))
        self._element.set("errors", "0")
        self._element.set("skipped", str(found["skipped"]))
        return self._element

    def _write_case(self, rule: str, name: str) -> ET.Element:
        """Write a case; readers take what stands before the last stop of ``classname`` as its package."""
        known = self._rules.get(rule)
        title = rule if known is None else f"{rule} {known.name}"
        classname = f"{self._name.replace('.', '_')}.{title.replace('.', '')}"
        return ET.SubElement(self._element, "testcase", classname=clean(classname), name=clean(name))

    def _skip(self, case: ET.Element, reason: str, text: str | None = None) -> None:
        ET.SubElement(case, "skipped", message=clean(reason)).text = None if text is None else clean(text)

    def _write_finding(self, finding: Finding) -> None:
        case = self._write_case(finding.rule, name_about(finding))
        state = self._report.find_state(finding)
        told = _tell(finding, state)
        if finding.waived is not None:
            self._skip(case, explain_waiver(finding.waived), told)
            return
        message = clean(write_message(finding) + (" (new)" if state == "new" else ""))
        ET.SubElement(case, "failure", type=finding.severity, message=message).text = clean(told)

    def _write_gone(self, gone: Gone) -> None:
        assert self._report.compared is not None
        told = explain_gone(gone, self._report.compared)
        case = self._write_case(gone.rule, f"{gone.about} [{gone.id}, gone]")
        if gone.state == "fixed":
            ET.SubElement(case, "system-out").text = clean(told)
        else:
            self._skip(case, told)


def clean(text: str) -> str:
    """Give a text that XML can hold: what it cannot is shown as U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def _tell(finding: Finding, state: str | None) -> str:
    """Tell of a finding what its one line leaves out: the places with their words, why it matters, the remedy."""
    return "\n".join(
        [
            " ".join(filter(None, (f"[{finding.id}]", state, f"{finding.severity}: {write_message(finding)}"))),
            *(describe_cell(cell) for cell in finding.cells),
            f"Should be: {finding.title}.",
            f"Why it matters: {finding.why}",
            f"What would settle it: {finding.remedy}",
            f"Basis: {finding.basis}",
        ]
    )


def _describe(result: AuditResult) -> list[tuple[str, str]]:
    gate = {True: "yes", False: "no", None: "cannot be told"}[result.may_be_finalised]
    return [
        ("as of", result.as_of.isoformat() + (", replayed" if result.replay else "")),
        ("may be finalised", " ".join([f"{gate}.", *result.blocking]) if result.blocking else gate),
        *((f"findings: {name}", str(number)) for name, number in result.counts.items()),
        *(("note", note) for note in result.notes),
        ("engine", result.engine),
        ("rules", f"{result.pack} {result.version}, {result.digest}"),
    ]
