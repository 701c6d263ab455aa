"""Renders the rule catalogue: a list of the rules, and one page a rule."""

from typing import Any

from scrgraph.audit.rules import Rule, RulePack
from scrgraph.reports.layout import fold, render_table


def rule_json(rule: Rule) -> dict[str, Any]:
    """Give one rule's page as plain JSON data."""
    return {
        "code": rule.code,
        "family": rule.family,
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity,
        "condition": rule.comment,
        "why": rule.why,
        "basis": rule.basis,
        "basis_state": rule.basis_state,
        "remedy": rule.remedy,
        "needs_columns": list(rule.needs_columns),
        "shape": str(rule.shape),
        "file": f"{rule.path.parent.name}/{rule.path.name}",
    }


def render_list(pack: RulePack, width: int) -> str:
    """Render the rules of a pack, one line each."""
    rows = [(rule.code, rule.severity, rule.title, rule.family) for rule in pack.rules]
    return render_table(("rule", "severity", "the good state", "family"), rows, width)


def render_page(rule: Rule, width: int) -> str:
    """Render one rule's page."""
    lines = [*fold(f"{rule.code}  {rule.title}", width, "", "  "), ""]
    for name, text in (
        ("Fault", f"{rule.name}. {rule.comment}"),
        ("Severity", rule.severity),
        ("Why it matters", rule.why),
        ("Basis", f"{rule.basis} (source: {rule.basis_state})"),
        ("What would settle it", rule.remedy),
        ("Columns it needs", ", ".join(rule.needs_columns) or "none"),
        ("Shape", f"{rule.shape} in shapes/{rule.path.parent.name}/{rule.path.name}"),
    ):
        lines += fold(f"{name}: {text}", width, "", "  ")
    return "\n".join(lines)
