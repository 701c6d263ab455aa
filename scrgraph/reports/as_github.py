"""Renders audits as workflow commands of GitHub Actions, which draws them as annotations beside the lines of the plan.

A violation is an error, a warning a warning, information a notice. GitHub shows few annotations of a step, so graver
ones come first, and of these the new ones. What is waived, gone or cannot be judged stands in the log, folded.
"""

import re
from collections.abc import Iterable

from scrgraph.audit.findings import Finding
from scrgraph.reports.formats import Looks
from scrgraph.reports.layout import count, keep_printable, write_day
from scrgraph.reports.report import Report
from scrgraph.reports.sentences import (
    explain_gone,
    explain_waiver,
    list_unjudgeable,
    name_about,
    write_message,
)
from scrgraph.reports.text import describe_cell

_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
_MOST_CELLS = 5  # of one finding: on themes and meetings there may be dozens


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - annotations have one look
    """Render audits as workflow commands."""
    found = list(report.list_findings())
    standing = [(plan, finding) for plan, finding in found if finding.waived is None]
    names = {rule.code: rule.name for rule in report.rules}
    order = list(_COMMANDS)
    standing.sort(key=lambda each: (order.index(each[1].severity), report.find_state(each[1]) == "still"))
    lines = list(_summarise(report))
    lines += [_annotate(report, plan, finding, names.get(finding.rule, "")) for plan, finding in standing]
    waived = [f"{_head(plan, finding)}: {explain_waiver(finding.waived)}" for plan, finding in found if finding.waived]
    lines += _fold("Waived", waived)
    lines += _fold("Corrected cells", _list_corrected(report))
    if report.compared is not None:
        lines += _fold("Beside the earlier report", report.compared.notes)
        lines += _fold(
            "Gone since the earlier report",
            (
                f"[{one.id}] {one.severity}, {one.plan or 'across the plans'}: {explain_gone(one, report.compared)}"
                for one in report.compared.gone
            ),
        )
    lines += _fold("What rules cannot judge", _list_unjudged(report))
    return "\n".join(lines) + "\n"


def _summarise(report: Report) -> Iterable[str]:
    for plan in report.plans:
        result = plan.result
        counts = result.counts
        gate = {True: "may be finalised", False: "may NOT be finalised", None: "cannot be told to be ready or not"}
        yield _line(
            f"{result.plan}, as of {write_day(result.as_of)}: the case {gate[result.may_be_finalised]}. "
            f"{count(counts['violation'], 'violation')}, {count(counts['warning'], 'warning')}, "
            f"{counts['info']} for information; {counts['waived']} waived. {' '.join(result.blocking)}"
        )


def _annotate(report: Report, plan: str, finding: Finding, name: str) -> str:
    state = report.find_state(finding)
    title = f"{finding.rule} {name}" + (" (new)" if state == "new" else "")
    of_plan = f"{plan}: " if report.several and plan else ""
    told = [f"{of_plan}{name_about(finding)}: {write_message(finding)}"]
    told += [describe_cell(cell) for cell in finding.cells[:_MOST_CELLS]]
    if len(finding.cells) > _MOST_CELLS:
        told.append(f"and {len(finding.cells) - _MOST_CELLS} more places")
    told += [f"What would settle it: {finding.remedy}", f"[{finding.id}]" + (f" {state}" if state else "")]
    where: dict[str, str] = {}
    if finding.cells:
        cell = finding.cells[0]
        where["file"] = cell.file
        if cell.lines is not None:
            where |= dict(zip(("line", "endLine"), map(str, cell.lines), strict=True))
    settings = ",".join(f"{key}={_escape_setting(value)}" for key, value in {**where, "title": _line(title)}.items())
    message = _escape("\n".join(_line(each) for each in told))
    return f"::{_COMMANDS[finding.severity]} {settings}::{message}"


def _list_corrected(report: Report) -> Iterable[str]:
    return (f"{plan.result.plan}, {one.sentence}" for plan in report.plans for one in plan.result.corrections)


def _list_unjudged(report: Report) -> Iterable[str]:
    parts = [(plan.result.plan, plan.result.verdicts) for plan in report.plans]
    for plan, verdicts in (*parts, ("across the plans", report.across.verdicts)):
        for one in list_unjudgeable(verdicts):
            names = f" ({', '.join(node.name for node in one.nodes)})" if one.nodes else ""
            yield f"{plan}, {one.rule}: {one.reason}{names}"


def _head(plan: str, finding: Finding) -> str:
    of_plan = plan or "across the plans"
    return f"[{finding.id}] {finding.severity}, {of_plan}, {name_about(finding)}: {write_message(finding)}"


def _fold(title: str, lines: Iterable[str]) -> list[str]:
    """Give lines as a group that the log shows folded; nothing where there is none."""
    told = [_line(line) for line in lines]
    return [f"::group::{title} ({len(told)})", *told, "::endgroup::"] if told else []


def _line(text: str) -> str:
    """Give a text on one line, in which the runner finds no command: ``::name`` at the start, ``##[name`` anywhere."""
    plain = keep_printable(text)
    return re.sub(r"##(?=\[)", "## ", re.sub(r"^::", ": :", plain))


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_setting(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
