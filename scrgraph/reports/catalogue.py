"""Renders the rule catalogue: a list of the rules, and one page a rule."""

from collections.abc import Mapping, Sequence
from typing import Any

from scrgraph.audit.cases import Outcome
from scrgraph.audit.mutant_trials import Tried, score
from scrgraph.audit.rule_mutants import GROUPS
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
    rows = [(rule.code, rule.severity, rule.title, rule.family, rule.decided_from) for rule in pack.every]
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
    rules = count(len(pack.every), "rule")
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
            str(len(pack.every)),
            str(len(outcomes)),
            str(sum(not outcome.faults for outcome in outcomes)),
        ]
        for engine, outcomes in told.items()
    ]
    return "\n".join([*lines, render_table(["engine", "rules", "cases", "as they should be"], rows, 100)])


def render_mutants(tried: Sequence[Tried]) -> str:
    """Render how well the cases hold: each change that they do not catch, those that no data can show, then a table."""
    lines = [
        f"{one.rule.code}  line {mutant.line}: {mutant.name}: no case catches it."
        for one in tried
        for mutant in one.survivors
    ]
    lines += [
        f"{one.rule.code}  {name}: declared as equivalent ({why.strip()})"
        for one in tried
        for name, why in sorted(one.equivalent.items())
        if name not in one.mistaken
    ]
    lines += [
        f"{one.rule.code}  {name}: declared as equivalent, but a case catches it, or it cannot be made."
        for one in tried
        for name in one.mistaken
    ]
    rows = [[one.rule.code, *_score_cells([one])] for one in tried]
    rows.append(["all", *_score_cells(tried)])
    headings = ["rule", *(f"{group[:-1]} {name}" for group in GROUPS for name in ("changes", "caught", "share"))]
    table = render_table(headings, rows, 130)
    unreadable = sum(one.unreadable for one in tried)
    told = f"Beside these, {count(unreadable, 'change')} made a query that cannot be read, and counts for nothing."
    return "\n".join([*lines, table, *([told] if unreadable else [])])


def _score_cells(tried: Sequence[Tried]) -> list[str]:
    cells = []
    for group in GROUPS:
        found = score(tried, group)
        share = f"{found.share:.1%}" if found.made else "-"
        whole = f" ({found.plain_share:.1%} with equivalents)" if found.equivalent else ""
        cells += [str(found.made), str(found.caught), share + whole]
    return cells


def mutants_json(tried: Sequence[Tried]) -> dict[str, Any]:
    """Give the same as plain JSON data."""

    def total(some: Sequence[Tried]) -> dict[str, Any]:
        scores = {group: score(some, group) for group in GROUPS}
        return {
            group: {
                "made": found.made,
                "caught": found.caught,
                "equivalent": found.equivalent,
                "share": round(found.share, 4),
                "share_with_equivalents": round(found.plain_share, 4),
            }
            for group, found in scores.items()
        }

    return total(tried) | {
        "unreadable": sum(one.unreadable for one in tried),
        "by_rule": [
            {"rule": one.rule.code}
            | total([one])
            | {
                "survivors": [
                    {"group": mutant.group, "line": mutant.line, "change": mutant.name} for mutant in one.survivors
                ],
                "equivalents": [
                    {"change": name, "why": why}
                    for name, why in sorted(one.equivalent.items())
                    if name not in one.mistaken
                ],
                "mistaken": list(one.mistaken),
            }
            for one in tried
        ],
    }
