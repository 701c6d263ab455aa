"""Renders one finding with all it rests on: the rule, the facts, the cells with their words in context."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rdflib import Dataset

from scrgraph.audit.findings import Finding
from scrgraph.audit.rules import Rule
from scrgraph.audit.status import RowStatus
from scrgraph.graph.sources import Citation, map_sources
from scrgraph.reports.layout import count, fold, write_day, write_days
from scrgraph.reports.status import name_outcome
from scrgraph.reports.text import describe_cell

_CONTEXT = 90  # characters on each side of a quote


@dataclass(frozen=True, slots=True)
class Context:
    """The words of a quote, and all that stands before and after them in their cell."""

    before: str
    quote: str
    after: str


def read_contexts(datasets: Iterable[Dataset], finding: Finding) -> tuple[Context | None, ...]:
    """Give the context of each cell that a finding cites, in their order; ``None`` where nothing is quoted."""
    datasets = tuple(datasets)
    return tuple(
        next((found for dataset in datasets if (found := _read_context(dataset, cell))), None) for cell in finding.cells
    )


def _read_context(dataset: Dataset, cell: Citation) -> Context | None:
    text = map_sources(dataset).read_cell_text(cell) if cell.quote else None
    if not text or not cell.quote:
        return None
    # In the quote a blank may stand where the cell parts its paragraphs.
    words = re.compile(r"\s*(" + r"\s+".join(map(re.escape, cell.quote.split())) + ")")
    if not (found := words.match(text, cell.offset)):
        return None
    before, after = text[: found.start(1)], text[found.end(1) :]
    return Context(_flatten(before), " ".join(found[1].split()), _flatten(after))


def _flatten(text: str) -> str:
    """Put a text on one line; a blank at its ends stays one."""
    return re.sub(r"\s+", " ", text)


def explain_json(
    finding: Finding, rule: Rule, as_of: dt.date, status: RowStatus | None, contexts: Sequence[Context | None]
) -> dict[str, Any]:
    """Give one finding and what it rests on as plain JSON data; ``context`` has one entry for each of its cells."""
    return {
        "finding": finding.to_json(),
        "asOf": as_of.isoformat(),
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
        "context": [None if context is None else asdict(context) for context in contexts],
    }


def render_explanation(
    finding: Finding,
    rule: Rule,
    as_of: dt.date,
    status: RowStatus | None,
    contexts: Sequence[Context | None],
    width: int,
) -> str:
    """Render one finding and what it rests on as text; ``contexts`` has one entry for each of its cells."""
    about = finding.row_name or finding.subject or "the plan"
    key = finding.row or (finding.subject if finding.row_name else None)
    lines = [f"{finding.id}", *fold(f"{rule.code}  {rule.title}  [{finding.severity}]", width, "", "  ")]
    lines += fold(f"About: {about}" + (f" ({key})" if key else ""), width, "", "  ")
    if finding.other:
        lines += fold(f"Compared with: {', '.join(finding.other)}", width, "", "  ")
    lines += [
        "",
        *fold(
            f"What the record shows on {write_day(as_of)}: {write_days(finding.message)}",
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
    for cell, context in zip(finding.cells, contexts, strict=True):
        lines += fold(describe_cell(cell), width, "  ", "    ")
        if context is not None and (context.before or context.after):
            lines += fold(f"in context: {cut_context(context)}", width, "    ", "    ")
    return "\n".join(lines)


def cut_context(context: Context) -> str:
    """Cut a quote out of its cell with the words around it."""
    before, after = context.before, context.after
    if len(before) > _CONTEXT:
        before = "… " + before[-_CONTEXT:].split(" ", 1)[-1]
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT].rsplit(" ", 1)[0] + " …"
    return f"{before}[{context.quote}]{after}"


def render_findings(findings: Sequence[Finding], code: str, as_of: dt.date, width: int) -> str:
    """Render which findings of a rule there are: their ids, and the rows that they speak of."""
    lines = fold(f"{count(len(findings), 'finding')} of {code} as of {write_day(as_of)}:", width)
    for finding in findings:
        about = ", ".join(part for part in (finding.row or finding.subject, finding.row_name) if part)
        other = f", with {', '.join(finding.other)}" if finding.other else ""
        lines += fold(f"{finding.id}  {about or 'the plan'}{other}", width, "  ", "    ")
    return "\n".join(lines)
