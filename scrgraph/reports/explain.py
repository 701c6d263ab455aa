"""Renders one finding with all it rests on: the rule, the facts, the cells with their words in context."""

from typing import Any

from rdflib import DCTERMS, Dataset, Literal, URIRef

from scrgraph.audit.findings import AuditResult, Finding
from scrgraph.audit.rules import Rule
from scrgraph.audit.status import RowStatus
from scrgraph.graph.sources import read_cell_text
from scrgraph.reports.layout import fold, write_day, write_days
from scrgraph.reports.status import name_outcome
from scrgraph.reports.text import describe_cell

_CONTEXT = 90  # characters on each side of a quote


def read_contexts(dataset: Dataset, finding: Finding) -> dict[str, str]:
    """Give the whole words of the cells that a finding quotes, by the heading of their column."""
    contexts: dict[str, str] = {}
    for cell in finding.cells:
        for row in _find_rows(dataset, finding):
            if cell.canonical and cell.column and (text := read_cell_text(dataset, row, cell.canonical)):
                whole = " ".join(text.split())
                if cell.quote and cell.quote in whole:
                    contexts.setdefault(cell.column, whole)
    return contexts


def _find_rows(dataset: Dataset, finding: Finding) -> list[URIRef]:
    keys = {Literal(key) for key in (finding.row, *finding.other) if key}
    return [
        row
        for graph in dataset.graphs()
        for key in sorted(keys)
        for row in graph.subjects(DCTERMS.identifier, key)
        if isinstance(row, URIRef)
    ]


def explain_json(finding: Finding, rule: Rule, status: RowStatus | None, contexts: dict[str, str]) -> dict[str, Any]:
    """Give one finding and what it rests on as plain JSON data."""
    return {
        "finding": finding.to_json(),
        "rule": {
            "code": rule.code,
            "title": rule.title,
            "comment": rule.comment,
            "why": rule.why,
            "remedy": rule.remedy,
        },
        "row": None
        if status is None
        else {
            "key": status.key,
            "name": status.name,
            "outcome": status.outcome,
            "schedule": status.schedule,
            "colour": status.colour,
            "due": status.due.isoformat() if status.due else None,
            "decided_by": status.last_event,
        },
        "context": contexts,
    }


def render_explanation(
    finding: Finding,
    rule: Rule,
    result: AuditResult,
    status: RowStatus | None,
    contexts: dict[str, str],
    width: int,
) -> str:
    """Render one finding and what it rests on as text; ``contexts`` gives a quoted cell's whole words by heading."""
    about = finding.row_name or finding.subject or "the plan"
    lines = [f"{finding.id}", *fold(f"{rule.code}  {rule.title}  [{finding.severity}]", width, "", "  ")]
    lines += fold(f"About: {about}" + (f" ({finding.row})" if finding.row else ""), width, "", "  ")
    if finding.other:
        lines += fold(f"Compared with: {', '.join(finding.other)}", width, "", "  ")
    lines += [
        "",
        *fold(
            f"What the record shows on {write_day(result.as_of)}: {write_days(finding.message)}",
            width,
            "",
            "  ",
        ),
    ]
    lines += fold(f"The rule: {rule.comment}", width, "", "  ")
    lines += fold(f"Why it matters: {rule.why}", width, "", "  ")
    lines += fold(f"What it stands on: {rule.basis} (source: {rule.basis_state})", width, "", "  ")
    lines += fold(f"What would settle it: {rule.remedy}", width, "", "  ")
    if finding.values:
        lines += ["", "Facts that decided:"]
        for name, value in finding.values.items():
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            lines += fold(f"{name}: {write_days(text)}", width, "  ", "    ")
    if status is not None:
        lines += fold(f"derived outcome: {name_outcome(status)}", width, "  ", "    ")
        if status.last_event:
            lines += fold(f"decided by the last word of the sub-group: “{status.last_event}”", width, "  ", "    ")
    lines += ["", "Where to look:"]
    for cell in finding.cells:
        lines += fold(describe_cell(cell), width, "  ", "    ")
        whole = contexts.get(cell.column or "")
        if cell.quote and whole and cell.quote in whole and cell.quote != whole:
            lines += fold(f"in context: {cut_context(whole, cell.quote)}", width, "    ", "    ")
    return "\n".join(lines)


def cut_context(whole: str, quote: str) -> str:
    """Cut a quote out of its cell with the words around it."""
    start = whole.index(quote)
    end = start + len(quote)
    before = whole[max(0, start - _CONTEXT) : start]
    after = whole[end : end + _CONTEXT]
    lead = "… " + before.split(" ", 1)[-1] if start > _CONTEXT else before
    tail = after.rsplit(" ", 1)[0] + " …" if end + _CONTEXT < len(whole) else after
    return f"{lead}[{quote}]{tail}"
