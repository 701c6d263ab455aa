"""The findings of a report as the lines of a table, whichever kind of table: each with all that is known of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scrgraph.audit.findings import Finding, Value, rank
from scrgraph.graph.citations import Citation
from scrgraph.reports.report import Gone, Report

WAIVER = ("id", "reason", "until", "approved_by", "meeting")  # what is known of a waiver
STANDS, WAIVED, GONE = "stands", "waived", "gone"
CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding, or one that is gone since the baseline.

    ``standing`` is ``stands``, ``waived`` or ``gone``: those of different standing are never counted together.
    ``state`` is, since the baseline, ``new`` or ``still``, and of what is gone ``fixed`` or ``not-evaluable``; empty
    where there is no baseline. Of a finding across plans ``plan`` holds the ids of all, and ``across`` is set.
    """

    id: str
    plan: str
    rule: str
    title: str
    severity: str
    standing: str
    state: str
    row: str
    row_name: str
    subject: str
    other: str
    message: str
    waiver: Mapping[str, str] = field(default_factory=dict)
    values: str = ""
    cells: tuple[Citation, ...] = ()
    why: str = ""
    remedy: str = ""
    across: bool = False


def list_lines(report: Report) -> Iterator[Line]:
    """Give the lines plan by plan, the gravest first, then by rule; then those across plans; then what is gone."""
    for plan in report.plans:
        for finding in _sort(plan.result.findings):
            yield _write_finding(report, finding, plan.result.plan, across=False)
    for finding in _sort(report.across.findings):
        yield _write_finding(report, finding, ", ".join(finding.plans), across=True)
    if report.compared is not None:
        for gone in report.compared.gone:
            yield _write_gone(gone)


def list_corrected(report: Report) -> Iterator[Line]:
    """Give a line for each cell that people read otherwise than it is printed."""
    for plan in report.plans:
        for one in plan.result.corrections:
            yield Line(
                id=one.id,
                plan=plan.result.plan,
                rule="",
                title="",
                severity="",
                standing=CORRECTION,
                state="",
                row=one.row,
                row_name=one.row_name or "",
                subject="",
                other="",
                message=one.sentence,
                cells=(one.place,),
            )


def _sort(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda found: (rank(found.severity), found.rule))


def _write_finding(report: Report, finding: Finding, plan: str, *, across: bool) -> Line:
    return Line(
        id=finding.id,
        plan=plan,
        rule=finding.rule,
        title=finding.title,
        severity=finding.severity,
        standing=STANDS if finding.waived is None else WAIVED,
        state=report.find_state(finding) or "",
        row=finding.row or "",
        row_name=finding.row_name or "",
        subject=finding.subject or "",
        other=", ".join(finding.other),
        message=finding.message,
        waiver=finding.waived or {},
        values="; ".join(f"{name}: {_write_value(value)}" for name, value in finding.values.items()),
        cells=finding.cells,
        why=finding.why,
        remedy=finding.remedy,
        across=across,
    )


def _write_gone(gone: Gone) -> Line:
    return Line(
        id=gone.id,
        plan=gone.plan,
        rule=gone.rule,
        title=gone.title,
        severity=gone.severity,
        standing=GONE,
        state=gone.state,
        row="",
        row_name="",
        subject=gone.about,
        other="",
        message=gone.reason,
    )


def _write_value(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
