"""Renders an audit as text: ten lines for the chair, then the findings by rule, then how the rules fared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from scrgraph.audit.across import AcrossResult
from scrgraph.audit.findings import AuditResult, Finding, Verdict, rank
from scrgraph.audit.rules import CORE, Rule
from scrgraph.audit.status import RowStatus, Wanted
from scrgraph.graph.citations import Citation
from scrgraph.listing import list_few
from scrgraph.reports.chair import describe_rows, group_coming, group_people, name_overdue, shorten
from scrgraph.reports.formats import Looks, Paint, leave_plain
from scrgraph.reports.layout import count, cut_words, fold, render_table, write_day, write_days
from scrgraph.reports.places import name_file, name_reading
from scrgraph.reports.report import Comparison, Report
from scrgraph.reports.sentences import name_subject
from scrgraph.reports.status import DUE, NOTHING_DUE, render_gate

NO_BLAME = "A finding says what the record shows; it never says that work was not done."

_HALF = 0.5  # a rule that finds at least so many of all the plan's rows, and
_MANY = 10  # at least so many, is told in one line
_MOST_COMING = 3
_LONGEST_QUOTE = 160
_LONGEST_TEXT = 60
_MOST_CELLS = 5  # of one finding: on themes and meetings there may be dozens


def render(report: Report, looks: Looks) -> str:
    """Render audits as text: one plan after the other, then what rules find across them."""
    states = {} if report.compared is None else report.compared.states
    parts = [
        render_text(
            plan.result,
            plan.statuses,
            report.rules,
            looks.width,
            unfold=looks.unfold,
            paint=looks.paint,
            states=states,
        )
        for plan in report.plans
    ]
    if len(report.plans) > 1:
        parts.append(render_across(report.across, report.rules, looks.width, looks.paint, states))
    if report.compared is not None:
        parts.append("\n".join(_render_comparison(report, report.compared, looks)))
    return "\n\n\n".join(parts) + "\n"


def render_text(
    result: AuditResult,
    statuses: tuple[RowStatus, ...],
    rules: tuple[Rule, ...],
    width: int,
    *,
    unfold: bool = False,
    paint: Paint = leave_plain,
    states: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Render an audit's result.

    Args:
        result: What the audit gave.
        statuses: The status of the plan's rows.
        rules: The rules that were run, for their words.
        width: Characters a line.
        unfold: Whether a rule that speaks of half of the rows or more names each of them.
        paint: Colours a text by the name of a style ("violation", "strong"); as it is where there is no colour.
        states: Whether a finding is new since an earlier report, by its id; nothing where there is none.
    """
    lines = render_chair(result, statuses, width, paint)
    by_key = {status.key: status for status in statuses}
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.waived is None:
            by_rule[finding.rule].append(finding)
    verdicts = {verdict.rule: verdict for verdict in result.verdicts}
    judged = [rule for rule in rules if rule.code in verdicts]
    for rule in sorted(judged, key=lambda rule: (rank(rule.severity), -verdicts[rule.code].failed, rule.code)):
        if found := by_rule[rule.code]:
            lines += ["", *_render_rule(rule, found, verdicts[rule.code], by_key, width, unfold, paint, states)]
    lines += _render_waived(result.findings, width, paint)
    lines += ["", *_render_verdicts(result, judged, width, paint)]
    lines += ["", *_render_run(result, width)]
    return "\n".join(lines)


def render_across(
    across: AcrossResult,
    rules: tuple[Rule, ...],
    width: int,
    paint: Paint = leave_plain,
    states: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Render what the rules across reviews find in several plans together."""
    lines = [paint("Across the plans", "strong")]
    if not across.findings:
        lines += fold("The rules that look across plans find nothing.", width)
    verdicts = {verdict.rule: verdict for verdict in across.verdicts}
    for rule in rules:
        standing = (finding for finding in across.findings if finding.waived is None)
        if found := [finding for finding in standing if finding.rule == rule.code]:
            lines += ["", *_render_rule(rule, found, verdicts[rule.code], {}, width, False, paint, states)]
    return "\n".join([*lines, *_render_waived(across.findings, width, paint)])


def _render_comparison(report: Report, compared: Comparison, looks: Looks) -> list[str]:
    """Render how the findings stand beside those of an earlier report, and which are gone."""
    file = compared.file or "the earlier report"
    standing = [finding for _, finding in report.list_findings() if finding.waived is None]
    excused = sum(finding.waived is not None for _, finding in report.list_findings())
    new = [finding for finding in standing if report.find_state(finding) == "new"]
    fixed = [one for one in compared.gone if one.state == "fixed"]
    unsure = [one for one in compared.gone if one.state != "fixed"]
    lines = [looks.paint(f"Since {file}, as of {write_days(compared.as_of)}", "strong")]
    lines += fold(
        f"{len(new)} new, {len(standing) - len(new)} still there, {len(fixed)} fixed, {excused} excused, "
        f"{len(unsure)} of which it cannot be told any more.",
        looks.width,
    )
    for note in compared.notes:
        lines += fold(f"Note: {write_days(note)}", looks.width, "", "  ")
    for name, gone in (("Fixed", fixed), ("Cannot be told any more", unsure)):
        lines += [f"{name}:"] if gone else []
        for one in gone:
            plan = f"{one.plan}, " if report.several and one.plan else ""
            why = "" if name == "Fixed" else f": {one.reason}"
            lines += fold(
                f"- {one.rule} ({one.severity}), {plan}{one.about}{why} [{one.id}]", looks.width, "  ", "    "
            )
    return lines


def _render_waived(findings: Iterable[Finding], width: int, paint: Paint) -> list[str]:
    """Render what is excused, each finding with its waiver; nothing where none is."""
    lines: list[str] = []
    for finding in findings:
        if finding.waived is not None:
            head = f"- {finding.rule} ({finding.severity}), {name_subject(finding)}: {write_days(finding.message)}"
            lines += fold(head, width, "  ", "    ")
            said = finding.waived
            lines += fold(
                f"Waived until {write_days(said['until'])}, approved by {said['approved_by']}, "
                f"minuted on {write_days(said['meeting'])}: {said['reason']}",
                width,
                "    ",
                "      ",
            )
            lines.append(f"    [{finding.id}] [{said['id']}]")
    return ["", paint("Waived: it counts again from the day after", "strong"), *lines] if lines else []


def render_chair(result: AuditResult, statuses: tuple[RowStatus, ...], width: int, paint: Paint) -> list[str]:
    """Render what a chair needs first: how many rows, the gate, what is overdue, what falls due and from whom."""
    counts = result.counts
    replayed = ", replayed" if result.replay else ""
    lines = [paint(f"{result.plan}: audit as of {write_day(result.as_of)}{replayed}", "strong")]
    lines += fold(describe_rows(result, statuses), width, "", "  ")
    lines += [paint(line, "good" if result.may_be_finalised else "violation") for line in render_gate(result, width)]
    found = f"Findings: {count(counts['violation'], 'violation')}, {count(counts['warning'], 'warning')}"
    lines += fold(f"{found}, {counts['info']} for information; {counts['waived']} waived.", width, "", "  ")
    if late := name_overdue(statuses):
        lines += fold(f"Overdue: {late}.", width, "", "  ")
    lines += _render_coming(statuses, width)
    for note in result.notes:
        lines += fold(f"Note: {note}", width, "", "  ")
    return lines


def _render_coming(statuses: tuple[RowStatus, ...], width: int) -> list[str]:
    days = group_coming(statuses)
    if not days:
        return fold(NOTHING_DUE, width)
    parts = [f"{write_day(day)}, {what}: {_name_people(group)}" for (day, what), group in days[:_MOST_COMING]]
    if len(days) > _MOST_COMING:
        rest = sum(len(group) for _, group in days[_MOST_COMING:])
        parts.append(f"and {rest} more until {write_day(days[-1][0][0])} (scrgraph status)")
    return [DUE, *(line for part in parts for line in fold(part, width, "  ", "    "))]


def _name_people(group: list[Wanted]) -> str:
    """Name from whom something is wanted: "West Midlands Police (imr/wmp/4)", of many rows their number."""
    return "; ".join(
        f"{name} ({keys[0] if len(keys) == 1 else count(len(keys), 'row')})"
        for name, keys in group_people(group).items()
    )


def _render_rule(
    rule: Rule,
    findings: list[Finding],
    verdict: Verdict,
    statuses: Mapping[str, RowStatus],
    width: int,
    unfold: bool,
    paint: Paint,
    states: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    failed = verdict.failed
    severity = {"violation": "VIOLATION", "warning": "WARNING", "info": "INFO"}[rule.severity]
    share = f"fails on {failed} of the {verdict.passed + failed + verdict.waived} {verdict.about} it looks at"
    if verdict.waived:
        share += f", {verdict.waived} more waived"
    if verdict.not_evaluable:
        share += f", cannot judge {verdict.not_evaluable} more"
    lines = [paint(line, rule.severity) for line in fold(f"{rule.code}  {rule.name}  [{severity}: {share}]", width)]
    lines += fold(f"Should be: {rule.title}.", width, "  ", "    ")
    if rule.judges_rows and len(findings) >= _MANY and failed >= _HALF * len(statuses) and not unfold:
        text = f"{rule.comment} So on {failed} of all {count(len(statuses), 'row')}; --unfold names them."
        return lines + fold(text, width, "  ", "  ")
    lines += fold(f"Why it matters: {rule.why}", width, "  ", "    ")
    lines += fold(f"What would settle it: {rule.remedy}", width, "  ", "    ")
    for finding in findings:
        lines += _render_finding(finding, statuses, width, paint, states.get(finding.id) == "new")
    return lines


def _render_finding(
    finding: Finding, statuses: Mapping[str, RowStatus], width: int, paint: Paint, new: bool
) -> list[str]:
    lines = [paint(line, "strong") for line in fold(f"- {name_subject(finding)}", width, "  ")]
    lines += fold(write_days(finding.message), width, "    ", "    ")
    status = statuses.get(finding.row or "")
    if status is not None and status.agency is None:
        # The row of an agency is known by its name; one of the main plan by who leads it, and by its words.
        text = f": “{shorten(status.text, _LONGEST_TEXT)}”" if status.text else ""
        lines += fold(f"Lead: {shorten(status.lead or 'nobody named')}{text}", width, "    ", "      ")
    if finding.other:
        names = {other: statuses[other].name if other in statuses else other for other in finding.other}
        lines += fold(f"with {', '.join(f'{names[key]} ({key})' for key in finding.other)}", width, "    ", "      ")
    if finding.plans:
        lines += fold(f"in {', '.join(finding.plans)}", width, "    ", "      ")
    shown = finding.cells if len(finding.cells) <= _MOST_CELLS + 1 else finding.cells[:_MOST_CELLS]
    for cell in shown:
        lines += fold(describe_cell(cell), width, "    ", "      ")
    if len(shown) < len(finding.cells):
        more = f"and {len(finding.cells) - len(shown)} more places; scrgraph why {finding.id} names them"
        lines += fold(more, width, "    ", "      ")
    return [*lines, f"    [{finding.id}]{' new' if new else ''}"]


def describe_cell(cell: Citation, absent: str = "no entry found") -> str:
    """Describe a place and its words: "plan.txt, line 19, Target date: “1/09/ 2009”"; with the plan among several.

    ``absent`` is said of a cell that no words are quoted from.
    """
    file = name_file(cell)
    lines = "" if cell.first_line is None else f", {cell.where}"
    column = f", {cell.column}" if cell.column else ""
    reading = name_reading(cell)
    if cell.quote is None:
        absent = f"nothing is printed there{reading}" if reading else absent
        return f"{file}{lines}{column}: {absent}" if cell.column else f"{file}{lines}"
    return f"{file}{lines}{column}: “{cut_words(cell.quote, _LONGEST_QUOTE)}”{reading}"


def _render_verdicts(result: AuditResult, rules: Sequence[Rule], width: int, paint: Paint) -> list[str]:
    titles = {rule.code: rule.title for rule in rules}
    rows = [
        (
            verdict.rule,
            titles[verdict.rule],
            str(verdict.passed),
            str(verdict.failed),
            str(verdict.waived),
            str(verdict.not_evaluable),
            "met nothing to judge" if verdict.matched_nothing else "",
        )
        for verdict in result.verdicts
    ]
    headings = ("rule", "the good state", "passed", "failed", "waived", "cannot judge", "")
    lines = [paint("How the rules fared", "strong"), *render_table(headings, rows, width).splitlines()]
    reasons: dict[str, list[str]] = defaultdict(list)
    for verdict in result.verdicts:
        for unjudged in verdict.reasons:
            reasons[f"{verdict.rule} cannot judge: {unjudged.reason}"].append(unjudged.name)
    for reason, keys in sorted(reasons.items()):
        lines += fold(f"{reason} ({list_few(keys, 8)})", width, "  ", "    ")
    return lines


def name_packs(result: AuditResult) -> str:
    """Name the packs of rules that were run, and the release of scrgraph that ran them."""
    packs = result.pack.split(", ")
    own = [f"{name} pack" for name in packs if name != CORE]
    return ", ".join(
        [f"core pack of scrgraph {result.version}", *own] if CORE in packs else [*own, f"scrgraph {result.version}"]
    )


def _render_run(result: AuditResult, width: int) -> list[str]:
    text = f"Rules: {name_packs(result)}, {result.digest[:19]}; engine: {result.engine}. {NO_BLAME}"
    ask = f"What a finding rests on: scrgraph why ID SOURCE --as-of {result.as_of.isoformat()}"
    return [*fold(text, width), *fold(ask, width)]
