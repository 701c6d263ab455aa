"""Reports that the tests of all formats share: audits of the plans in ``data/``, waived in part, and compared.

Waivers and comparisons are made with ``dataclasses.replace``, so that a format is tested apart from what decides them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from scrgraph.audit.across import AcrossResult, audit_across
from scrgraph.audit.findings import Finding, Unjudged, Verdict
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.validate import TIME_LIMIT
from scrgraph.facts.corrections import Correction, Corrections
from scrgraph.graph.citations import Citation
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import Links, read_links
from scrgraph.graph.tags import Tag, read_tags
from scrgraph.pipeline import AuditedPlan, audit_dataset, read_source
from scrgraph.reports.report import Comparison, Gone, Report
from tests.graph.sample import ROOT, audit_plan, build_plan, load_pack, write_plan
from tests.reports.placed import audit_placed

DATA = ROOT / "data"
LATER = dt.date(2015, 3, 31)  # by when all plans in data/ have begun
WAIVER = {
    "id": "W-1",
    "reason": "The agency was dissolved; its duties passed to two others.",
    "approved_by": "Chair of the sub-group",
    "meeting": "2010-07-13",
    "until": "2011-01-31",
}


@cache
def audit_sample() -> Report:
    """Give the report of the sample plan."""
    return Report((audit_plan().keep(),), AcrossResult((), ()), load_pack().rules, several=False)


@cache
def audit_corrected() -> Report:
    """Give the report of a small plan that was read with corrections: one of words, and one of an empty cell."""
    rows: tuple[dict[str, str], ...] = ({"targets": "29.02.09 1/9/2010", "leads": ""}, {})
    said = ("The minutes of 13 July say so.", "Clerk to the sub-group", dt.date(2010, 7, 20))
    corrections = (
        Correction("case-15", "29.02.09", "28.02.09", *said, row="main/1", column="targets"),
        Correction("case-15", "", "Nobody in particular", *said, row="main/1", column="leads"),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(write_plan(*rows), encoding="utf-8")
        dataset = read_source(path, corrections=Corrections(corrections, strict=True)).build()
    plan = audit_dataset(dataset, dt.date(2010, 7, 31), load_pack()).keep()
    return Report((plan,), AcrossResult((), ()), load_pack().rules, several=False)


def audit_several() -> Report:
    """Give the report of all plans in ``data/``, with what rules across them find."""
    return report_data(LATER)


@cache
def report_data(day: dt.date) -> Report:
    """Give the report of all plans in ``data/`` as of a day."""
    plans = audit_data(day)
    across = audit_across([plan.contribute() for plan in plans], day, load_pack(), TIME_LIMIT)
    return Report(tuple(plan.keep() for plan in plans), across, load_pack().rules, several=True)


@cache
def audit_data(day: dt.date) -> tuple[AuditedPlan, ...]:
    """Audit all plans in ``data/`` as of a day with what is declared of them, once."""
    folders = sorted(path.parent for path in DATA.glob("*/plan.txt"))
    links = Links()
    tags: list[Tag] = []
    for folder in folders:
        tags += read_tags(folder / "themes.json")
        if (folder / "links.toml").is_file():
            links += read_links(folder / "links.toml")
    declared = Declared(tuple(tags), links)
    return tuple(audit_dataset(build_plan(folder / "plan.txt"), day, load_pack(), declared) for folder in folders)


def change(report: Report, do: Callable[[Finding], Finding]) -> Report:
    """Give a report with every finding changed; the verdicts follow what is waived."""

    def settle(findings: Iterable[Finding], verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
        standing = {(found.rule, found.row, found.subject) for found in findings if found.waived is None}
        excused = {(found.rule, found.row, found.subject) for found in findings if found.waived is not None} - standing
        settled = []
        for verdict in verdicts:
            waived = sum(rule == verdict.rule for rule, _, _ in excused)
            settled.append(replace(verdict, failed=verdict.failed + verdict.waived - waived, waived=waived))
        return tuple(settled)

    plans = []
    for plan in report.plans:
        findings = tuple(do(finding) for finding in plan.result.findings)
        verdicts = settle(findings, plan.result.verdicts)
        plans.append(replace(plan, result=replace(plan.result, findings=findings, verdicts=verdicts)))
    found = tuple(do(finding) for finding in report.across.findings)
    across = AcrossResult(found, settle(found, report.across.verdicts))
    return replace(report, plans=tuple(plans), across=across)


def waive(report: Report, waiver: Mapping[str, str] = WAIVER) -> Report:
    """Give a report with every fifth finding waived."""
    chosen = {finding.id for place, (_, finding) in enumerate(report.list_findings()) if place % 5 == 0}
    return change(report, lambda found: replace(found, waived=waiver) if found.id in chosen else found)


def compare(report: Report) -> Report:
    """Give a report beside a baseline: every third finding is new, and some are gone in each of the ways there are."""
    states = {
        finding.id: "new" if place % 3 == 0 else "still" for place, (_, finding) in enumerate(report.list_findings())
    }
    plan = report.plans[0].result.plan
    gone = (
        Gone("SEQ-001-0000000001", plan, "SEQ-001", "Open action is not past its last target", "violation",
             "main/1, Recommendation 1", "fixed", "The action is finalised."),
        Gone("EVD-004-0000000002", plan, "EVD-004", "Finalisation is dated", "warning",
             "main/2", "not-evaluable", "On this day it cannot be told whether it was finalised."),
        Gone("OWN-777-0000000003", plan, "OWN-777", "A rule of a board's own", "info",
             "imr/ews/1", "not-evaluable", "The rule was not run."),
        Gone("XRV-001-0000000004", "", "XRV-001", "Theme that many agencies share", "info",
             "training", "fixed", ""),
        Gone("SEQ-001-0000000005", "case-99", "SEQ-001", "Open action is not past its last target", "violation",
             "main/1", "not-evaluable", "The plan is not among those audited."),
    )  # fmt: skip
    return replace(
        report,
        compared=Comparison(
            "last.json", "2010-06-30", states, gone, ("The rules are not those of the earlier report.",)
        ),
    )


def trim(report: Report, most: int = 3) -> Report:
    """Give a report with the first findings of each part alone, for tests that look at it again and again."""
    plans = tuple(
        replace(plan, result=replace(plan.result, findings=plan.result.findings[:most])) for plan in report.plans
    )
    return replace(report, plans=plans, across=replace(report.across, findings=report.across.findings[:most]))


NASTY = (
    "\x00\x07\x1b[31m \x7f\x85 \ufffe\uffff ]]> <b>&amp;</b> {0} {name} [a](http://example.org/) ::error::x%0A "
    "| a | `b` *c* \u202e \u2028 \r\n\t \U0001f600 '\"\\ --> "
)


def spoil(report: Report) -> Report:
    """Give a report whose every word may be anything: control codes, marks of all formats, odd names of files."""
    file = "a plan #1 [x] 100% ü.txt"
    cells = (
        Citation(file, None, None, None, None, 3, None, None),
        Citation(file, 1, 4, NASTY, "targets", 4, 6, NASTY),
        Citation(file, 2, 7, "Column", "targets", None, None, NASTY),
        Citation(file, 2, 8, None, None, None, None, None),
    )
    places = iter(range(10_000))

    def do(finding: Finding) -> Finding:
        waived = finding.waived and {name: NASTY + value for name, value in WAIVER.items()} | {
            "id": "W-1",
            "until": "2011-01-31",
        }
        place = next(places)
        shown = [replace(cell, plan=name) for name in finding.plans for cell in cells] or list(cells)
        return replace(
            finding,
            message=NASTY + finding.message,
            remedy=NASTY,
            why=NASTY,
            basis=NASTY,
            title=NASTY,
            row_name=NASTY if finding.row or place % 2 else None,
            subject=None if finding.row else NASTY + (finding.subject or ""),
            values={NASTY: [NASTY, 1], "one": NASTY},
            cells=() if place % 4 == 3 else tuple(shown),
            waived=waived,
        )

    changed = change(report, do)
    plans = tuple(_spoil_plan(plan) for plan in changed.plans)
    return replace(changed, plans=plans)


def _spoil_plan(plan: PlanAudit) -> PlanAudit:
    verdicts = tuple(
        replace(
            verdict, reasons=(*verdict.reasons, Unjudged(None, NASTY, NASTY)), not_evaluable=verdict.not_evaluable + 1
        )
        for verdict in plan.result.verdicts
    )
    statuses = tuple(replace(status, name=NASTY, text=NASTY, lead=NASTY) for status in plan.statuses)
    result = replace(plan.result, verdicts=verdicts, notes=(NASTY,), engine=NASTY)
    return replace(plan, result=result, statuses=statuses, lost=(NASTY,))


REPORTS: Mapping[str, Callable[[], Report]] = {
    "sample": audit_sample,
    "several": audit_several,
    "sample-waived": lambda: waive(audit_sample()),
    "several-waived": lambda: waive(audit_several()),
    "sample-compared": lambda: compare(waive(audit_sample())),
    "several-compared": lambda: compare(waive(audit_several())),
    "corrected": audit_corrected,
    "sample-spoilt": lambda: spoil(compare(waive(audit_sample()))),
    "placed": audit_placed,
}
