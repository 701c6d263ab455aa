"""Renders audits as a workbook: the verdict, the findings, the rows, how the rules fared; what is waived or gone apart.

Of several plans each table has a column for the plan, and what rules find across them has a sheet of its own.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from scrgraph.audit.findings import SEVERITIES, AuditResult, Verdict
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.status import RowStatus
from scrgraph.reports.chair import name_overdue
from scrgraph.reports.formats import Looks
from scrgraph.reports.layout import write_day, write_days
from scrgraph.reports.lines import GONE, WAIVED, WAIVER, Line, list_lines
from scrgraph.reports.places import describe_place, name_place, name_reading
from scrgraph.reports.report import Report
from scrgraph.reports.status import COLOURS, SCHEDULES, name_outcome
from scrgraph.reports.text import NO_BLAME, name_packs
from scrgraph.reports.workbooks import Cell, Column, Sheet, Value, build_workbook

Row = Sequence[Value | Cell]

_WORDS = {"violation": "VIOLATION", "warning": "Warning", "info": "Info"}
_GATE = {True: "Yes", False: "NO", None: "It cannot be told"}
_PLAN = Column("plan", 12)
_ON_PAPER = (
    "Columns for the screen are left out: of findings those to the right of “what would settle it”, "
    "of rows the agency and the targets as printed."
)


def render(report: Report, looks: Looks) -> bytes:  # noqa: ARG001 - the sheets have one look
    """Render audits as a workbook (XLSX).

    Raises:
        ScrgraphError: where there are more findings than a sheet can hold.
    """
    lines = list(list_lines(report))
    sheets = [
        _build_summary(report, lines),
        _list_findings(report, [line for line in lines if not line.across and line.standing != GONE]),
        _list_rows(report),
        _list_rules(report),
    ]
    if report.several or report.across.findings:
        sheets.append(_list_across(report, [line for line in lines if line.across]))
    if waived := [line for line in lines if line.standing == WAIVED]:
        sheets.append(_list_waived(report, waived))
    if report.compared is not None:
        sheets.append(_list_gone(report, [line for line in lines if line.standing == GONE]))
    first = report.plans[0].result
    about = f"{len(report.plans)} plans" if report.several else first.plan
    return build_workbook(sheets, f"{about}: audit as of {write_day(first.as_of)}", first.as_of)


def _give_plan(report: Report, plan: str) -> tuple[str, ...]:
    """Give the cell of the plan where there is a column for it."""
    return (plan,) if report.several else ()


def _head(report: Report, *columns: Column) -> tuple[Column, ...]:
    return (_PLAN, *columns) if report.several else columns


# -- the verdict -------------------------------------------------------------------------------------------------------


def _build_summary(report: Report, lines: list[Line]) -> Sheet:
    if report.several:
        return _build_plans(report, lines)
    (plan,) = report.plans
    result = plan.result
    rows: list[Row] = [
        (Cell(_name_audit(result), "title"),),
        (Cell("May the case be finalised?", "label"), _write_gate(result)),
        (Cell("What stands against it", "label"), "\n".join(result.blocking) or "Nothing."),
        (Cell("Rows", "label"), _write_rows(plan.statuses)),
        (Cell("Overdue", "label"), name_overdue(plan.statuses) or "None."),
        *((Cell(name, "label"), Cell(number, style)) for name, number, style in _count(result)),
    ]
    if report.compared is not None:
        rows.append((Cell("Since the baseline", "label"), _compare(report, lines)))
    rows.append((Cell("Notes", "label"), "\n".join(result.notes) or "None."))
    return Sheet("Summary", (Column("", 30), Column("", 100)), rows, headed=False, below=_tell_run(report))


def _build_plans(report: Report, lines: list[Line]) -> Sheet:
    columns = (
        Column("plan", 18),
        Column("may the case be finalised?", 12),
        Column("what stands against it", 44),
        *(Column(name.lower(), 11) for name, _, _ in _count(report.plans[0].result)),
        *(Column(name, 10) for name in _OUTCOMES),
        Column("as of", 13),
        Column("notes", 36),
    )
    rows: list[Row] = [
        (
            plan.result.plan,
            _write_gate(plan.result),
            "\n".join(plan.result.blocking) or "Nothing.",
            *(Cell(number, style) for _, number, style in _count(plan.result)),
            *_count_outcomes(plan.statuses),
            plan.result.as_of,
            "\n".join(plan.result.notes),
        )
        for plan in report.plans
    ]
    across = Counter(line.standing if line.standing == WAIVED else line.severity for line in lines if line.across)
    told = ", ".join(f"{across[name]} {name}" for name in (*SEVERITIES, WAIVED))
    below: list[Row] = [(), (Cell("Across the plans", "label"), None, f"Findings: {told}.")]
    if report.compared is not None:
        below.append((Cell("Since the baseline", "label"), None, _compare(report, lines)))
    return Sheet("Summary", columns, rows, below=[*below, *_tell_run(report)])


def _name_audit(result: AuditResult) -> str:
    return f"{result.plan}: audit as of {write_day(result.as_of)}{', replayed' if result.replay else ''}"


def _write_gate(result: AuditResult) -> Cell:
    return Cell(_GATE[result.may_be_finalised], "good" if result.may_be_finalised else "violation")


def _count(result: AuditResult) -> list[tuple[str, int, str]]:
    """Count the findings that stand by severity, and those waived, each with the style of its number."""
    counts = result.counts
    names = {"violation": "Violations", "warning": "Warnings", "info": "For information", "waived": "Waived"}
    return [(name, counts[key], key if counts[key] else "") for key, name in names.items()]


_OUTCOMES = ("rows", "open", "overdue", "completed", "finalised", "not known")


def _count_outcomes(statuses: Sequence[RowStatus]) -> tuple[int, ...]:
    """Count the rows, by the names of ``_OUTCOMES``; those overdue are among the open ones."""
    outcomes = Counter(status.outcome for status in statuses)
    late = sum(status.schedule == "overdue" for status in statuses)
    closed = (outcomes["completed"], outcomes["finalised"])
    return (len(statuses), outcomes["open"], late, *closed, outcomes[None])


def _write_rows(statuses: Sequence[RowStatus]) -> str:
    number, opened, late, completed, finalised, unknown = _count_outcomes(statuses)
    return (
        f"{number}: {opened} open ({late} of them overdue), {completed} completed but not finalised, "
        f"{finalised} finalised, {unknown} of which the outcome is not known."
    )


def _compare(report: Report, lines: list[Line]) -> str:
    assert report.compared is not None
    states = Counter(line.state for line in lines)
    return (
        f"{states['new']} new, {states['still']} still there, {states['fixed']} fixed, "
        f"{states['not-evaluable']} that can no longer be judged; "
        f"the baseline is {report.compared.file}, as of {write_days(report.compared.as_of)}."
    )


def _tell_run(report: Report) -> list[Row]:
    """Tell how the audit was made, and what a reader must know of the sheets."""
    results = [plan.result for plan in report.plans]
    place = (None,) if report.several else ()  # the words go to the widest column

    def tell(name: str, *values: str | dt.date) -> Row:
        # Plans that are audited together are audited on the same terms; were they not, all would be named.
        one, *others = dict.fromkeys(values)
        return (Cell(name, "label"), *place, "\n".join(map(str, (one, *others))) if others else one)

    return [
        (),
        tell("As of", *(result.as_of for result in results)),
        tell("Engine", *(result.engine for result in results)),
        tell("Rules", *(name_packs(result) for result in results)),
        tell("Digest of the rules", *(result.digest for result in results)),
        tell("How to read it", NO_BLAME),
        tell("On paper", _ON_PAPER),
    ]


# -- findings ----------------------------------------------------------------------------------------------------------


def _list_findings(report: Report, lines: list[Line]) -> Sheet:
    return Sheet("Findings", _head_findings(report), [_write_line(report, line) for line in lines])


def _head_findings(report: Report, *, plan: Column = _PLAN) -> tuple[Column, ...]:
    columns = (
        Column("severity", 12),
        Column("standing", 10),
        *([] if report.compared is None else [Column("since baseline", 10)]),
        Column("rule", 10),
        Column("about", 13),
        Column("name", 20),
        Column("what the record shows", 34),
        Column("where", 26),
        Column("words there", 32),
        Column("what would settle it", 30),
        Column("other rows", 12, printed=False),
        Column("the good state", 28, printed=False),
        Column("why it matters", 36, printed=False),
        Column("values", 30, printed=False),
        Column("further places", 44, printed=False),
        Column("waived until", 13, printed=False),
        Column("waiver reason", 30, printed=False),
        Column("id", 21, printed=False),
    )
    return (plan, *columns) if report.several else columns


def _write_line(report: Report, line: Line) -> Row:
    first, *further = line.cells or (None,)
    where, words = (
        ("", "") if first is None else (name_place(first), f"{first.quote or ''}{name_reading(first)}".strip())
    )
    if first is not None and first.quote is None and first.correction is None and first.column:
        words = "(no entry found)"
    return (
        *_give_plan(report, line.plan),
        Cell(_WORDS[line.severity], WAIVED if line.standing == WAIVED else line.severity),
        Cell(line.standing, WAIVED if line.standing == WAIVED else ""),
        *([] if report.compared is None else [line.state]),
        line.rule,
        line.row or line.subject,
        line.row_name,
        write_days(line.message),
        where,
        words,
        line.remedy,
        line.other,
        line.title,
        line.why,
        write_days(line.values),
        "\n".join(describe_place(cell) for cell in further if cell is not None),
        _read_day(line.waiver.get("until", "")),
        line.waiver.get("reason", ""),
        line.id,
    )


def _list_across(report: Report, lines: list[Line]) -> Sheet:
    rows = [_write_line(report, line) for line in lines]
    sheet = Sheet("Across plans", _head_findings(report, plan=Column("plans", 12)), rows)
    if not rows:
        run = bool(report.across.verdicts)
        why = "The rules that look across plans find nothing." if run else "No rule that looks across plans was run."
        sheet.below.append((why,))
    return sheet


def _list_waived(report: Report, lines: list[Line]) -> Sheet:
    columns = (
        Column("severity", 12),
        Column("rule", 10),
        Column("about", 18),
        Column("what the record shows", 44),
        Column("waiver", 18),
        Column("reason", 44),
        Column("until", 13),
        Column("approved by", 26),
        Column("minuted at", 16),
        Column("id", 21),
    )

    def write(line: Line) -> Row:
        waiver, reason, until, approved_by, meeting = (line.waiver.get(name, "") for name in WAIVER)
        about = (Cell(_WORDS[line.severity], WAIVED), line.rule, line.row or line.subject, write_days(line.message))
        told = (waiver, reason, _read_day(until), approved_by, _read_day(meeting))
        return (*_give_plan(report, line.plan), *about, *told, line.id)

    return Sheet("Waived", _head(report, *columns), [write(line) for line in lines])


def _list_gone(report: Report, lines: list[Line]) -> Sheet:
    columns = (
        Column("since baseline", 16),
        Column("severity then", 12),
        Column("rule", 10),
        Column("about", 24),
        Column("the good state", 44),
        Column("why it is gone", 60),
        Column("id", 21),
    )
    rows: list[Row] = [
        (
            *_give_plan(report, line.plan),
            Cell(line.state.replace("-", " "), "gone"),
            Cell(_WORDS[line.severity], "gone"),
            *(line.rule, line.subject, line.title, write_days(line.message), line.id),
        )
        for line in lines
    ]
    return Sheet("Gone since baseline", _head(report, *columns), rows)


def _read_day(text: str) -> Value:
    """Give a day as a day; what is none as it is."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text


# -- rows and rules ----------------------------------------------------------------------------------------------------


def _list_rows(report: Report) -> Sheet:
    columns = (
        Column("row", 12),
        Column("name", 26),
        Column("lead", 24),
        Column("outcome", 11),
        Column("schedule", 11),
        Column("colour", 8),
        Column("due", 12),
        Column("last event", 30),
        Column("its date", 12),
        *(Column(name.lower(), 11) for name, _, _ in _count(report.plans[0].result)),
        Column("agency", 30, printed=False),
        Column("targets as printed", 24, printed=False),
    )
    rows = [row for plan in report.plans for row in _write_statuses(report, plan)]
    return Sheet("Rows", _head(report, *columns), rows)


def _write_statuses(report: Report, plan: PlanAudit) -> Iterator[Row]:
    found = Counter(
        (finding.row, WAIVED if finding.waived is not None else finding.severity) for finding in plan.result.findings
    )
    for status in plan.statuses:
        numbers = ((name, found[status.key, name]) for name in (*SEVERITIES, WAIVED))
        schedule = status.schedule or ""
        yield (
            *_give_plan(report, plan.result.plan),
            status.key,
            status.name,
            status.lead,
            status.outcome or name_outcome(status),
            SCHEDULES.get(schedule, schedule),
            Cell(COLOURS[status.colour], status.colour or ""),
            status.due,
            status.last_event,
            status.last_date,
            *(Cell(number, name if number else "") for name, number in numbers),
            status.agency,
            status.due_text,
        )


def _list_rules(report: Report) -> Sheet:
    columns = (
        Column("rule", 10),
        Column("the good state", 44),
        Column("severity", 12),
        Column("looks at", 11),
        Column("passed", 9),
        Column("failed", 9),
        Column("waived", 9),
        Column("cannot judge", 9),
        Column("matched nothing", 10),
        Column("why it cannot judge", 60),
    )
    rules = {rule.code: rule for rule in report.rules}

    def write(plan: str, verdict: Verdict) -> Row:
        rule = rules.get(verdict.rule)
        severity = "" if rule is None else rule.severity
        return (
            *_give_plan(report, plan),
            verdict.rule,
            "" if rule is None else rule.title,
            Cell(_WORDS.get(severity, ""), severity),
            verdict.about,
            verdict.passed,
            Cell(verdict.failed, severity if verdict.failed else ""),
            Cell(verdict.waived, WAIVED if verdict.waived else ""),
            verdict.not_evaluable,
            "met nothing to judge" if verdict.matched_nothing else "",
            "\n".join(_give_reasons(verdict)),
        )

    each = ((plan.result.plan, verdict) for plan in report.plans for verdict in plan.result.verdicts)
    across = (("across the plans", verdict) for verdict in report.across.verdicts)
    return Sheet("Rules", _head(report, *columns), [write(*one) for one in chain(each, across)])


def _give_reasons(verdict: Verdict) -> list[str]:
    """Give why a rule cannot judge what it looks at, each reason with all that it is given for."""
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for unjudged in verdict.reasons:
        reasons[unjudged.reason].append(unjudged.name)
    return [f"{reason} ({', '.join(names)})" for reason, names in reasons.items()]
