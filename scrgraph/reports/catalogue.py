"""Renders the rule catalogue: a list of the rules, and one page a rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from scrgraph.audit.cases import Outcome
from scrgraph.audit.rules import CORE, Rule, RulePack
from scrgraph.reports.layout import count, fold, render_table


def rule_json(rule: Rule) -> dict[str, Any]:
    """Give one rule's page as plain JSON data."""
    return {
        "code": rule.code,
        "pack": rule.pack,
        "family": rule.family,
        "name": rule.name,
        "title": rule.title,
        "statement": rule.statement,
        "severity": rule.severity,
        "condition": rule.comment,
        "why": rule.why,
        "basis": rule.basis,
        "basis_state": rule.basis_state,
        "remedy": rule.remedy,
        "decided_from": rule.decided_from,
        "judges": rule.judges,
        "over_plans": rule.over_plans,
        "needs_columns": list(rule.needs_columns),
        "needs_promise": rule.needs_promise,
        "parameters": [
            {"name": parameter.name, "value": parameter.value, "meaning": parameter.meaning}
            for parameter in rule.parameters
        ],
        "cues": list(rule.cues),
        "shape": str(rule.shape),
        "file": f"{rule.path.parent.name}/{rule.path.name}",
    }


def render_list(pack: RulePack, width: int) -> str:
    """Render the rules of a pack, one line each."""
    rows = [(rule.code, rule.severity, rule.title, rule.family, rule.decided_from) for rule in pack.rules]
    return render_table(("rule", "severity", "the good state", "family", "decided from"), rows, width)


def render_page(rule: Rule, width: int) -> str:
    """Render one rule's page."""
    lines = [*fold(f"{rule.code}  {rule.title}", width, "", "  "), ""]
    folder = "shapes" if rule.pack == CORE else str(rule.path.parent.parent)
    for name, text in (
        ("Rule", rule.statement),
        ("Fault", f"{rule.name}. {rule.comment}"),
        ("Severity", rule.severity),
        ("Why it matters", rule.why),
        ("Basis", f"{rule.basis} (source: {rule.basis_state})"),
        ("What would settle it", rule.remedy),
        ("Decided from", rule.decided_from),
        ("Judges", rule.judges + (", across plans too" if rule.over_plans else "")),
        ("Columns it needs", ", ".join(rule.needs_columns) or "none"),
        ("Promise it needs", rule.needs_promise or "none"),
        *((f"Can be set: {found.name} = {found.value}", found.meaning) for found in rule.parameters),
        *((("Cues", ", ".join(rule.cues)),) if rule.cues else ()),
        ("Shape", f"{rule.shape} in {folder}/{rule.path.parent.name}/{rule.path.name}"),
    ):
        lines += fold(f"{name}: {text}", width, "", "  ")
    return "\n".join(lines)


def render_outcomes(pack: RulePack, outcomes: Sequence[Outcome]) -> str:
    """Render how the cases of rules came out: what is wrong with each, then how many there were."""
    lines = [f"{outcome.rule}  {outcome.case}: {fault}" for outcome in outcomes for fault in outcome.faults]
    failed = sum(bool(outcome.faults) for outcome in outcomes)
    good = "all as they should be" if not failed else f"{failed} not as they should be"
    rules = count(len(pack.rules), "rule")
    return "\n".join([*lines, f"{rules}, {count(len(outcomes), 'case')}: {good}."])


def render_engines(pack: RulePack, told: Mapping[str, Sequence[Outcome]]) -> str:
    """Render how the cases of rules came out on several engines: what is wrong with each, then a table."""
    lines = [
        f"{engine}: {outcome.rule}  {outcome.case}: {fault}"
        for engine, outcomes in told.items()
        for outcome in outcomes
        for fault in outcome.faults
    ]
    rows = [
        [
            engine,
            str(len(pack.rules)),
            str(len(outcomes)),
            str(sum(not outcome.faults for outcome in outcomes)),
        ]
        for engine, outcomes in told.items()
    ]
    return "\n".join([*lines, render_table(["engine", "rules", "cases", "as they should be"], rows, 100)])
