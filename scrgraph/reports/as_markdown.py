"""Renders audits as Markdown (GitHub Flavored Markdown): for a wiki, a comment, or the summary of a workflow."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from scrgraph.audit.across import AcrossResult
from scrgraph.audit.findings import AuditResult, Finding, Verdict, rank
from scrgraph.audit.rules import Rule
from scrgraph.reports.formats import Looks
from scrgraph.reports.layout import count, keep_printable, write_day, write_days
from scrgraph.reports.report import Comparison, Report
from scrgraph.reports.sentences import (
    explain_gone,
    explain_waiver,
    list_unjudgeable,
    name_about,
    write_message,
)
from scrgraph.reports.text import describe_cell

_SEVERITIES = {"violation": "Violation", "warning": "Warning", "info": "Information"}
_MOST_CELLS = 5  # of one finding: on themes and meetings there may be dozens


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - Markdown is laid out where it is read
    """Render audits as Markdown: one plan after the other, then what rules find across them."""
    lines: list[str] = []
    for plan in report.plans:
        lines += _render_plan(report, plan.result)
    if report.across.verdicts or report.across.findings:
        lines += _render_across(report, report.across)
    if report.compared is not None:
        lines += _render_comparison(report, report.compared)
    return "\n".join(lines).strip("\n") + "\n"


def _render_plan(report: Report, result: AuditResult) -> list[str]:
    replayed = ", replayed" if result.replay else ""
    gate = {
        True: "The case may be finalised.",
        False: "The case may NOT be finalised.",
        None: "Whether the case may be finalised cannot be told.",
    }[result.may_be_finalised]
    counts = result.counts
    lines = ["", f"# {escape(result.plan)}: audit as of {write_day(result.as_of)}{replayed}", "", f"**{gate}**"]
    lines += ["", *(f"- {escape(each)}" for each in result.blocking)] if result.blocking else []
    lines += [
        "",
        *_table(
            ("violations", "warnings", "for information", "waived"),
            [[str(counts[name]) for name in ("violation", "warning", "info", "waived")]],
        ),
    ]
    lines += [line for note in result.notes for line in ("", f"Note: {escape(note)}")]
    lines += _render_findings(report, result.findings, result.verdicts)
    lines += _render_verdicts(report.rules, result.verdicts)
    lines += [
        "",
        f"Rules: {escape(result.pack)} of scrgraph {result.version}, {result.digest}; engine: {escape(result.engine)}. "
        "A finding says what the record shows; it never says that work was not done.",
    ]
    return lines


def _render_across(report: Report, across: AcrossResult) -> list[str]:
    lines = ["", "# Across the plans"]
    if not across.findings:
        lines += ["", "The rules that look across plans find nothing."]
    lines += _render_findings(report, across.findings, across.verdicts)
    return [*lines, *_render_verdicts(report.rules, across.verdicts)]


def _render_findings(report: Report, findings: Sequence[Finding], verdicts: Iterable[Verdict]) -> list[str]:
    """Render the findings that stand, rule by rule, the gravest first; then those that are waived."""
    fared = {verdict.rule: verdict for verdict in verdicts}
    by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.waived is None:
            by_rule[finding.rule].append(finding)
    lines: list[str] = []
    found = [rule for rule in report.rules if by_rule[rule.code]]
    for rule in sorted(found, key=lambda rule: (rank(rule.severity), -fared[rule.code].failed, rule.code)):
        verdict = fared[rule.code]
        looked_at = verdict.passed + verdict.failed + verdict.waived
        lines += [
            "",
            f"## {rule.code} {escape(rule.name)}",
            "",
            f"{_SEVERITIES[rule.severity]}: fails on {verdict.failed} of the {looked_at} {verdict.about} it looks at"
            + (f", {verdict.waived} more waived" if verdict.waived else "")
            + (f", cannot judge {verdict.not_evaluable} more" if verdict.not_evaluable else "")
            + ".",
            "",
            f"- Should be: {escape(rule.title)}.",
            f"- Why it matters: {escape(rule.why)}",
            f"- What would settle it: {escape(rule.remedy)}",
            "",
            *_table(
                ("about", "what is at fault", "where", "finding"),
                [_write_row(report, finding) for finding in by_rule[rule.code]],
            ),
        ]
    waived = [finding for finding in findings if finding.waived is not None]
    if waived:
        rows = [
            [
                escape(f"{finding.rule} ({finding.severity}), {name_about(finding)}: {write_message(finding)}"),
                escape(explain_waiver(finding.waived or {})),
                _name(report, finding),
            ]
            for finding in waived
        ]
        lines += ["", "## Waived", "", *_table(("finding", "by which waiver", "finding's name"), rows)]
    return lines


def _write_row(report: Report, finding: Finding) -> list[str]:
    plans = f" (in {', '.join(finding.plans)})" if finding.plans else ""
    where = [escape(describe_cell(cell)) for cell in finding.cells[:_MOST_CELLS]]
    if len(finding.cells) > _MOST_CELLS:
        where.append(f"and {len(finding.cells) - _MOST_CELLS} more places")
    return [
        escape(name_about(finding) + plans),
        escape(write_message(finding)),
        "<br>".join(where),
        _name(report, finding),
    ]


def _name(report: Report, finding: Finding) -> str:
    state = report.find_state(finding)
    return f"`{finding.id}`" + ("" if state is None else " new" if state == "new" else " still there")


def _render_verdicts(rules: Iterable[Rule], verdicts: Sequence[Verdict]) -> list[str]:
    titles = {rule.code: rule.title for rule in rules}
    rows = [
        [
            verdict.rule,
            escape(titles.get(verdict.rule, "")),
            str(verdict.passed),
            str(verdict.failed),
            str(verdict.waived),
            str(verdict.not_evaluable),
            "met nothing to judge" if verdict.matched_nothing else "",
        ]
        for verdict in verdicts
    ]
    headings = ("rule", "the good state", "passed", "failed", "waived", "cannot judge", "")
    lines = ["", "## How the rules fared", "", *_table(headings, rows)]
    reasons = [
        f"- {one.rule} cannot judge: {escape(one.reason)} ({escape(', '.join(node.name for node in one.nodes))})"
        for one in list_unjudgeable(verdicts)
        if one.nodes
    ]
    return [*lines, "", *reasons] if reasons else lines


def _render_comparison(report: Report, compared: Comparison) -> list[str]:
    standing = [finding for _, finding in report.list_findings() if finding.waived is None]
    new = sum(report.find_state(finding) == "new" for finding in standing)
    file = escape(compared.file or "the earlier report")
    fixed = sum(one.state == "fixed" for one in compared.gone)
    lines = [
        "",
        f"# Since {file}, as of {write_days(compared.as_of)}",
        "",
        f"{new} new, {len(standing) - new} still there, {fixed} fixed, "
        f"{count(len(compared.gone) - fixed, 'finding')} of which it cannot be told any more.",
    ]
    lines += [line for note in compared.notes for line in ("", f"Note: {escape(write_days(note))}")]
    if compared.gone:
        rows = [
            [
                one.rule,
                escape(one.severity),
                escape(one.plan or "across the plans"),
                escape(explain_gone(one, compared)),
                f"`{one.id}` {one.state}",
            ]
            for one in compared.gone
        ]
        lines += ["", *_table(("rule", "severity", "plan", "what became of it", "finding"), rows)]
    return lines


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (headings, ["---"] * len(headings), *rows)]


_MARKS: Mapping[str, str] = {"<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """Keep words on one line from being taken for marks of Markdown, HTML or a table; control codes become blanks."""
    plain = keep_printable(text)
    plain = re.sub(r"([\\`*_~|\[\]$]|&(?=#?\w+;))", r"\\\1", plain)
    plain = re.sub(r"[<>]", lambda found: _MARKS[found.group()], plain)
    return re.sub(r"^(?=[#+-])|^(\d+)(?=[.)])", r"\1\\", plain)
