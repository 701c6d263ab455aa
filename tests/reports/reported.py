"""Reports for the tests of formats: of the plans in data/, with some findings waived, and beside a baseline."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from scrgraph.audit.across import AcrossResult, audit_across
from scrgraph.audit.findings import Finding
from scrgraph.audit.kept import PlanAudit
from scrgraph.pipeline import AuditedPlan, audit_dataset
from scrgraph.reports.as_json import build_json
from scrgraph.reports.report import Comparison, Gone, Report
from tests.graph.sample import DAY, ROOT, SAMPLE, audit_plan, build_plan, load_declared, load_pack

PLANS = tuple(sorted((ROOT / "data").glob("*/plan.txt")))
WAIVER = {
    "id": "W-1",
    "reason": "=1+1; the agency is being reorganised",
    "until": "2010-12-31",
    "approved_by": "Independent Chair",
    "meeting": "2010-07-13",
}
NASTY = (
    "=1+1",
    "+44 121 496 0000",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    '"=1+1"',
    "'=1+1",
    "''=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "text;=1+1",
    "text,=1+1",
    "text\t=1+1",
    "text\r\n=1+1",
    'text";"=1+1',
    'text","=1+1',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","see")',
    "1/09/2009",
    "29.02.09",
    "0012",
    "1E5",
    "TRUE",
    "#N/A",
    "_x0041_",
    "Zo\u00eb \u2013 \u201cHead\u201d \U0001f600",
    " blanks at both ends ",
    "",
)


@cache
def audit_all() -> tuple[AuditedPlan, ...]:
    """Audit every plan in data/ with what is declared of it, once."""
    others = {path: load_declared(path.parent) for path in PLANS if path != SAMPLE}
    return tuple(
        audit_dataset(build_plan(path), DAY, load_pack(), others[path]) if path in others else audit_plan()
        for path in PLANS
    )


@cache
def report_one() -> Report:
    """Give the report of the sample."""
    return Report((audit_plan().keep(),), AcrossResult((), ()), load_pack().rules, several=False)


@cache
def report_all() -> Report:
    """Give the report of every plan in data/."""
    across = audit_across([plan.contribute() for plan in audit_all()], DAY, load_pack(), 60)
    return Report(tuple(plan.keep() for plan in audit_all()), across, load_pack().rules, several=True)


def change(report: Report, make: Callable[[int, Finding], Finding]) -> Report:
    """Give a report with each finding as it is made of its number, counted through the report, and itself."""
    number = iter(range(10**6))

    def change_all(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(make(next(number), finding) for finding in findings)

    def change_plan(plan: PlanAudit) -> PlanAudit:
        result = dataclasses.replace(plan.result, findings=change_all(plan.result.findings))
        return dataclasses.replace(plan, result=result)

    plans = tuple(change_plan(plan) for plan in report.plans)
    across = dataclasses.replace(report.across, findings=change_all(report.across.findings))
    return dataclasses.replace(report, plans=plans, across=across)


def waive(report: Report, every: int = 5) -> Report:
    """Waive every fifth finding, or another share of them."""
    return change(report, lambda number, f: dataclasses.replace(f, waived=WAIVER) if number % every == 0 else f)


def compare(report: Report) -> Report:
    """Set a report beside a baseline: of its findings every third is new, and two are gone."""
    states = {f.id: "still" if number % 3 else "new" for number, (_, f) in enumerate(report.list_findings())}
    gone = tuple(
        Gone(
            f"SEQ-001-{number:010}",
            report.plans[0].result.plan,
            "SEQ-001",
            "Open action is not past its last target",
            "violation",
            f"imr/ews/{number}",
            state,
            "It is closed by now.",
        )
        for number, state in enumerate(("fixed", "not-evaluable"))
    )
    return dataclasses.replace(report, compared=Comparison("before.json", "2010-04-30", states, gone))


def spoil(report: Report) -> Report:
    """Put nasty words into the findings of a report, each in turn, wherever the words of a plan go."""

    def make(number: int, finding: Finding) -> Finding:
        words = NASTY[number % len(NASTY)]
        cells = tuple(dataclasses.replace(cell, quote=words, column=words, file=words) for cell in finding.cells)
        return dataclasses.replace(
            finding, message=words, row_name=words, cells=cells, values={"item": words}, subject=words
        )

    return change(report, make)


def count_json(report: Report) -> Counter[str]:
    """Count the findings of a report by severity, and those waived apart, as its JSON has them."""
    data: Any = build_json(report)
    parts = [*data["plans"], data["across"]] if report.several else [data]
    return Counter(
        "waived" if finding["waived"] else finding["severity"] for part in parts for finding in part["findings"]
    )


REPORTS: dict[str, Callable[[], Report]] = {
    "one": report_one,
    "all": report_all,
    "waived": lambda: waive(report_all()),
    "compared": lambda: compare(waive(report_one())),
    "all compared": lambda: compare(waive(report_all())),
}
