"""Reports for the tests of formats: of the plans in data/, with some findings waived, and beside a baseline."""

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

from scrgraph.audit.findings import Finding
from scrgraph.reports.as_json import build_json
from scrgraph.reports.report import Comparison, Gone, Report
from tests.graph.sample import DAY, ROOT
from tests.reports import made
from tests.reports.made import audit_sample, report_data

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


def report_one() -> Report:
    """Give the report of the sample."""
    return audit_sample()


def report_all() -> Report:
    """Give the report of every plan in data/."""
    return report_data(DAY)


def change(report: Report, make: Callable[[int, Finding], Finding]) -> Report:
    """Give a report with each finding as it is made of its number, counted through the report, and itself."""
    number = itertools.count()
    return made.change(report, lambda finding: make(next(number), finding))


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
