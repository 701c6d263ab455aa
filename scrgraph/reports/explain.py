"""Renders one finding with all it rests on: the rule, what was read, what followed from it, and what decided.

``explain_json`` gives the same as the text, as plain JSON data; ``docs/why.md`` says what each of its fields means.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scrgraph.audit.findings import Finding
from scrgraph.audit.rules import Rule
from scrgraph.audit.status import RowStatus
from scrgraph.audit.tracing import Trace, TracedFact, TracedStep, list_letters
from scrgraph.graph.citations import Citation, cell_json
from scrgraph.graph.sources import SourceMap
from scrgraph.ingest.layouts import HEADINGS
from scrgraph.reports.chair import shorten
from scrgraph.reports.layout import count, fold, write_day, write_days
from scrgraph.reports.places import name_file
from scrgraph.reports.report import Comparison
from scrgraph.reports.sentences import name_subject
from scrgraph.reports.status import name_outcome
from scrgraph.reports.text import describe_cell

_CONTEXT = 90  # characters on each side of a quote
_ALIKE = 4  # facts that say the same in the same words are told together from so many on
_MANY = 12  # facts of one finding: of more no context is given, or the page would have no end
_LONGEST_VALUE = 120
_LONGEST_CELL = 360
_LONGEST_DECIDING = 100


@dataclass(frozen=True, slots=True)
class Context:
    """The words of a quote, and all that stands before and after them in their cell."""

    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place where something should stand and does not, with the words of its cell where it has any."""

    cell: Citation
    reads: str | None


@dataclass(frozen=True)
class Explanation:
    """One finding with what it rests on.

    ``rule`` is ``None`` where no rule of a pack found it. ``contexts`` has one entry for each cell of the finding,
    ``fact_contexts`` one for each fact of the trace; ``None`` where nothing is quoted. ``absent`` are the places of
    what is not there. ``compared`` is how the report stands beside an earlier one.
    """

    finding: Finding
    rule: Rule | None
    as_of: dt.date
    status: RowStatus | None
    trace: Trace
    contexts: tuple[Context | None, ...]
    fact_contexts: tuple[Context | None, ...]
    absent: tuple[Place, ...]
    compared: Comparison | None = None

    @property
    def state(self) -> str | None:
        """Whether the finding is ``new`` or ``still`` there since the baseline; ``None`` where there is none."""
        return None if self.compared is None else self.compared.states.get(self.finding.id)

    @property
    def quoted(self) -> tuple[Citation, ...]:
        """The cells of the finding with words or a place of their own that no fact of the trace cites."""
        told = {cell for fact in self.trace.facts for cell in fact.cells}
        absent = {place.cell for place in self.absent}
        return tuple(cell for cell in self.finding.cells if cell not in told and cell not in absent)


def explain(
    finding: Finding,
    rule: Rule | None,
    as_of: dt.date,
    status: RowStatus | None,
    trace: Trace,
    sources: Sequence[SourceMap],
    compared: Comparison | None = None,
) -> Explanation:
    """Explain one finding; ``sources`` are the source maps of the plans that it rests on."""
    absent = [
        Place(cell, shorten(" ".join(words.split()), _LONGEST_CELL) if (words := _read_words(sources, cell)) else None)
        for cell in finding.cells
        if cell.quote is None and cell.column is not None
    ]
    return Explanation(
        finding,
        rule,
        as_of,
        status,
        trace,
        tuple(_read_context(sources, [cell]) for cell in finding.cells),
        tuple(_read_context(sources, fact.cells) for fact in trace.facts),
        tuple(absent),
        compared,
    )


def _read_words(sources: Iterable[SourceMap], cell: Citation) -> str | None:
    """Read the whole words of the cell that a citation names."""
    return next((words for source in sources if (words := source.read_cell_text(cell))), None)


def _read_context(sources: Iterable[SourceMap], cells: Sequence[Citation]) -> Context | None:
    """Read the words that a fact was read from within their cell; they may stand on several lines of it."""
    quoted = [cell for cell in cells if cell.quote]
    if not quoted or len({cell.cell for cell in quoted}) != 1 or not (text := _read_words(sources, quoted[0])):
        return None
    begins, ends = [], []
    for cell in quoted:
        # In the quote a blank may stand where the cell parts its paragraphs.
        words = re.compile(r"\s*(" + r"\s+".join(map(re.escape, (cell.quote or "").split())) + ")")
        if not (found := words.match(text, cell.offset)):
            return None
        begins.append(found.start(1))
        ends.append(found.end(1))
    first, last = min(begins), max(ends)
    return Context(_flatten(text[:first]), " ".join(text[first:last].split()), _flatten(text[last:]))


def _flatten(text: str) -> str:
    """Put a text on one line; a blank at its ends stays one."""
    return re.sub(r"\s+", " ", text)


# -- JSON --------------------------------------------------------------------------------------------------------------


def explain_json(told: Explanation) -> dict[str, Any]:
    """Give one finding and what it rests on as plain JSON data; the fields are told in ``docs/why.md``."""
    finding, rule, status = told.finding, told.rule, told.status
    letters = list(list_letters(len(told.trace.steps)))
    return {
        "finding": finding.to_json(),
        "asOf": told.as_of.isoformat(),
        "state": told.state,
        "baseline": None if told.compared is None else {"file": told.compared.file, "asOf": told.compared.as_of},
        "rule": {
            "code": finding.rule,
            "title": finding.title,
            "severity": finding.severity,
            "comment": None if rule is None else rule.comment,
            "why": finding.why,
            "basis": finding.basis,
            "basis_state": None if rule is None else rule.basis_state,
            "remedy": finding.remedy,
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
        "context": [None if context is None else asdict(context) for context in told.contexts],
        "facts": [
            _fact_json(number, fact, context)
            for number, (fact, context) in enumerate(zip(told.trace.facts, told.fact_contexts, strict=True), 1)
        ],
        "absent": [{**cell_json(place.cell), "reads": place.reads} for place in told.absent],
        "steps": [_step_json(letters, place, step) for place, step in enumerate(told.trace.steps)],
        "decided": _decided_json(told),
        "settles": finding.remedy,
    }


def _fact_json(number: int, fact: TracedFact, context: Context | None) -> dict[str, Any]:
    return {
        "number": number,
        "kind": fact.kind,
        "row": fact.about,
        "origin": fact.origin,
        "read_as": fact.read_as,
        "says": [{"name": name, "value": value} for name, value in fact.says],
        "cells": [cell_json(cell) for cell in fact.cells],
        "context": None if context is None else asdict(context),
    }


def _step_json(letters: Sequence[str], place: int, step: TracedStep) -> dict[str, Any]:
    return {
        "letter": letters[place],
        "query": step.query,
        "question": step.question,
        "about": step.about,
        "gives": [
            {"name": name, "value": None, "fact": value + 1}
            if isinstance(value, int)
            else {"name": name, "value": value, "fact": None}
            for name, value in step.gives
        ],
        "from": {
            "facts": [fact + 1 for fact in step.facts],
            "steps": [letters[other] for other in step.steps],
            "and_more": step.more,
        },
    }


def _decided_json(told: Explanation) -> list[dict[str, Any]]:
    """Give what decided: entries that gave an outcome, places where something is not, and words that are cited."""
    deciding = {fact for fact, _, _ in told.trace.deciding}
    return [
        *({"by": "entry", "fact": fact + 1, "row": row, "outcome": out} for fact, row, out in told.trace.deciding),
        *({"by": "absence", **cell_json(place.cell)} for place in told.absent),
        *({"by": "words", "fact": fact + 1} for fact in told.trace.shown if fact not in deciding),
    ]


# -- text --------------------------------------------------------------------------------------------------------------


def render_explanation(told: Explanation, width: int) -> str:
    """Render one finding and what it rests on as text."""
    lines = [*_render_head(told, width), "", *_render_rule(told, width)]
    for heading, body in (
        ("What was read", _render_facts(told, width)),
        ("What is missing or amiss", _render_absent(told, width)),
        ("What follows from it, step by step", _render_steps(told, width)),
        ("Figures", _render_values(told.finding, width)),
        ("What decided", _render_decided(told, width)),
        ("What would settle it", fold(told.finding.remedy, width, "  ", "  ")),
    ):
        if body:
            lines += ["", f"{heading}:", *body]
    return "\n".join(lines)


def _render_head(told: Explanation, width: int) -> list[str]:
    finding, status = told.finding, told.status
    about = finding.row_name or told.trace.about or finding.subject or "the plan"
    key = finding.row or (finding.subject if finding.row_name else None)
    stands = "" if status is None else f"; outcome: {name_outcome(status)}"
    lines = [finding.id, *fold(f"{finding.rule}  {finding.title}  [{finding.severity}]", width, "", "  ")]
    lines += fold(f"About: {about}" + (f" ({key})" if key else "") + stands, width, "", "  ")
    if finding.plans:
        lines += fold(f"Found in: {', '.join(finding.plans)}", width, "", "  ")
    if finding.other:
        lines += fold(f"Compared with: {', '.join(finding.other)}", width, "", "  ")
    if finding.waived is not None:
        lines += fold(describe_waiver(finding.waived), width, "", "  ")
    if told.compared is not None:
        words = {"new": "new since then", "still": "there then, too"}.get(told.state or "", "not compared")
        day = write_days(told.compared.as_of)
        lines += fold(f"Beside the earlier report {told.compared.file} of {day}: {words}.", width, "", "  ")
    return lines


def describe_waiver(waived: Mapping[str, str]) -> str:
    """Describe by whom, why and until when a finding is waived."""
    said = f"Waived until {write_days(waived['until'])} by {waived['approved_by']}"
    return f"{said}, minuted at the meeting of {write_days(waived['meeting'])}: {waived['reason']} [{waived['id']}]"


def _render_rule(told: Explanation, width: int) -> list[str]:
    finding, rule = told.finding, told.rule
    shows = f"What the record shows on {write_day(told.as_of)}: {write_days(finding.message)}"
    lines = fold(shows, width, "", "  ")
    if rule is not None:
        lines += fold(f"The rule: {rule.comment}", width, "", "  ")
    lines += fold(f"Why it matters: {finding.why}", width, "", "  ")
    source = "" if rule is None else f" (source: {rule.basis_state})"
    return lines + fold(f"What it stands on: {finding.basis}{source}", width, "", "  ")


def _render_facts(told: Explanation, width: int) -> list[str]:
    """Render what was read, each fact with its places; many that say the same in the same words are told together."""
    facts = told.trace.facts
    groups: dict[object, list[int]] = {}
    for number, fact in enumerate(facts):
        words = tuple((cell.file, cell.plan, cell.column, cell.quote) for cell in fact.cells)
        groups.setdefault((fact.kind, fact.read_as, fact.says, fact.origin, words), []).append(number)
    alike = {number: numbers for numbers in groups.values() for number in numbers if len(numbers) >= _ALIKE}
    lines: list[str] = []
    for number, fact in enumerate(facts):
        if number not in alike or not fact.cells:
            lines += _render_fact(told, number, width)
        elif number == alike[number][0]:
            lines += _render_alike([(each, facts[each]) for each in alike[number]], width)
    for cell in told.quoted:
        lines += fold(describe_cell(cell), width, "  ", "    ")
    return lines


def _render_fact(told: Explanation, number: int, width: int) -> list[str]:
    fact, context = told.trace.facts[number], told.fact_contexts[number]
    lines = fold(f"[{number + 1}] {_describe_fact(fact)}", width, "  ", "      ")
    if not fact.cells:
        return lines + fold("declared beside the plan", width, "      ", "        ")
    for cell in fact.cells:
        lost = "" if cell.quote or cell.correction else ": its words are lost"
        lines += fold(describe_cell(cell, "").rstrip(": ") + lost, width, "      ", "        ")
    if context is not None and (context.before.strip() or context.after.strip()) and len(told.trace.facts) <= _MANY:
        lines += fold(f"in context: {cut_context(context)}", width, "      ", "        ")
    return lines


def _render_alike(facts: Sequence[tuple[int, TracedFact]], width: int) -> list[str]:
    """Render facts that say the same in the same words: once the words, then the row and line of each."""
    _, first = facts[0]
    cell = first.cells[0]
    numbers = _list_numbers([number for number, _ in facts])
    file = name_file(cell)
    said = _describe_says(first)
    head = f"{numbers} {count(len(facts), first.kind)}{said}: “{' '.join(each.quote or '' for each in first.cells)}”"
    lines = fold(head, width, "  ", "      ")
    if cell.place is None:
        places = "lines " + ", ".join(f"{fact.cells[0].first_line} ({fact.about})" for _, fact in facts)
    else:
        places = "; ".join(f"{fact.cells[0].where} ({fact.about})" for _, fact in facts)
    return lines + fold(f"{file}, {places}" + (f"; {cell.column}" if cell.column else ""), width, "      ")


def _list_numbers(numbers: Sequence[int]) -> str:
    """List the numbers of facts: "[1] to [4], [7]"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"[{run[0] + 1}] to [{run[-1] + 1}]" if len(run) > 2 else ", ".join(f"[{number + 1}]" for number in run)
        for run in runs
    )


def _describe_fact(fact: TracedFact) -> str:
    about = f" of {fact.about}" if fact.about and fact.about != fact.kind else ""
    return f"{fact.kind}{about}{_describe_says(fact)}"


def _describe_says(fact: TracedFact) -> str:
    said = [] if fact.read_as is None else [f"read as: {fact.read_as}"]
    said += [f"{name}: {shorten(write_days(value), _LONGEST_VALUE)}" for name, value in fact.says]
    return f"; {'; '.join(said)}" if said else ""


def _render_absent(told: Explanation, width: int) -> list[str]:
    lines: list[str] = []
    for place in told.absent:
        if place.reads is None:
            lines += fold(describe_cell(place.cell), width, "  ", "    ")
        else:
            lines += fold(describe_cell(place.cell, f"not as it should be: “{place.reads}”"), width, "  ", "    ")
    return lines


def _render_steps(told: Explanation, width: int) -> list[str]:
    letters = list(list_letters(len(told.trace.steps)))
    lines: list[str] = []
    question = None
    for letter, step in zip(letters, told.trace.steps, strict=True):
        if step.question != question:
            question = step.question
            lines += fold(question, width, "  ", "    ")
        gives = "; ".join(f"{name}: {_describe_value(value)}" for name, value in step.gives)
        rests = [*(f"[{fact + 1}]" for fact in step.facts), *(f"({letters[other]})" for other in step.steps)]
        more = f" and {step.more} more like it" if step.more else ""
        source = f" (from {', '.join(rests)}{more})" if rests else ""
        said = f"({letter}) {step.about}" + (f", {gives}" if gives else "") + source
        lines += fold(said, width, "    ", "        ")
    return lines


def _describe_value(value: str | int) -> str:
    return f"[{value + 1}]" if isinstance(value, int) else shorten(write_days(value), _LONGEST_VALUE)


def _render_values(finding: Finding, width: int) -> list[str]:
    lines: list[str] = []
    for name, value in finding.values.items():
        each = value if isinstance(value, list) else [value]
        text = ", ".join(HEADINGS.get(str(one), str(one)) for one in each)
        lines += fold(f"{name_value(name)}: {write_days(shorten(text, _LONGEST_CELL))}", width, "  ", "    ")
    return lines


def name_value(name: str) -> str:
    """Name a figure of a finding for people: "closed not before", of ``closedNotBefore``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _render_decided(told: Explanation, width: int) -> list[str]:
    trace = told.trace
    lines: list[str] = []
    for fact, row, outcome in trace.deciding:
        quote = shorten(" ".join(cell.quote or "" for cell in trace.facts[fact].cells), _LONGEST_DECIDING)
        text = f"{row} is {outcome} by [{fact + 1}], the sub-group's last word on it: “{quote}”"
        lines += fold(text, width, "  ", "    ")
    if len(told.absent) == 1:
        where = describe_cell(told.absent[0].cell, "").rstrip(": ")
        lines += fold(f"what is missing or amiss: {where}", width, "  ", "    ")
    elif told.absent:
        lines += fold(f"what is missing or amiss at the {len(told.absent)} places above", width, "  ", "    ")
    deciding = {fact for fact, _, _ in trace.deciding}
    shown = [fact for fact in trace.shown if fact not in deciding]
    if len(shown) <= _ALIKE:
        for fact in shown:
            quote = shorten(" ".join(cell.quote or "" for cell in trace.facts[fact].cells), _LONGEST_DECIDING)
            lines += fold(f"the words at [{fact + 1}]" + (f": “{quote}”" if quote else ""), width, "  ", "    ")
    else:
        lines += fold(f"the words at {_list_numbers(shown)}", width, "  ", "    ")
    if not lines and not told.quoted:
        lines += fold("nothing that stands in a cell of a document: what the rule says of it", width, "  ", "    ")
    return lines


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
        other = f", with {', '.join(finding.other)}" if finding.other else ""
        plans = f", in {', '.join(finding.plans)}" if finding.plans else ""
        waived = "" if finding.waived is None else f"; waived until {write_days(finding.waived['until'])}"
        lines += fold(f"{finding.id}  {name_subject(finding)}{other}{plans}{waived}", width, "  ", "    ")
    return "\n".join(lines)
