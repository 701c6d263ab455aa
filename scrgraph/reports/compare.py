"""Renders what two saved reports say of each other: which findings are new, still there, excused, fixed, or untold."""

from collections.abc import Iterable, Sequence
from typing import Any

from scrgraph.reports.baseline import Saved, Standing
from scrgraph.reports.layout import fold, write_days
from scrgraph.reports.report import Comparison

KINDS = ("new", "still", "excused", "fixed", "not-evaluable")
_NAMES = {
    "new": "New",
    "still": "Still there",
    "excused": "Excused",
    "fixed": "Fixed",
    "not-evaluable": "Cannot be told any more",
}


def sort_findings(new: Saved, compared: Comparison) -> dict[str, list[dict[str, Any]]]:
    """Sort the findings of two reports by what has become of each, as plain JSON data."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for name, standing in new.findings.items():
        kind = "excused" if standing.waived else compared.states[name]
        found[kind].append(_describe(standing))
    for gone in compared.gone:
        said = {"id": gone.id, "plan": gone.plan, "rule": gone.rule, "title": gone.title, "severity": gone.severity}
        found[gone.state].append(said | {"about": gone.about, "reason": gone.reason})
    return found


def _describe(standing: Standing) -> dict[str, Any]:
    said = standing.said
    kept = {key: said[key] for key in ("id", "rule", "title", "severity")}
    waived = {"waived": said["waived"]} if standing.waived else {}
    return {"plan": standing.plan, **kept, "about": standing.about, "message": said.get("message"), **waived}


def comparison_json(old: Saved, new: Saved, compared: Comparison) -> dict[str, Any]:
    """Give a comparison as plain JSON data."""
    found = sort_findings(new, compared)
    return {
        "old": {"file": old.file, "asOf": old.as_of},
        "new": {"file": new.file, "asOf": new.as_of},
        "notes": list(compared.notes),
        "counts": {kind: len(found[kind]) for kind in KINDS},
        **found,
    }


def render_comparison(old: Saved, new: Saved, compared: Comparison, width: int) -> str:
    """Render a comparison as text: the counts, then each finding under what has become of it."""
    found = sort_findings(new, compared)
    lines = fold(f"{old.file}, as of {write_days(old.as_of)}, and {new.file}, as of {write_days(new.as_of)}", width)
    counts = (f"{len(found[kind])} {_NAMES[kind].lower()}" for kind in KINDS)
    lines += fold(f"{', '.join(counts)}.", width)
    for note in compared.notes:
        lines += fold(f"Note: {write_days(note)}", width, "", "  ")
    several = len({*old.plans, *new.plans}) > 1
    for kind in KINDS:
        if found[kind] and kind != "still":
            lines += ["", f"{_NAMES[kind]}:", *_render_findings(found[kind], width, several, kind != "fixed")]
    return "\n".join(lines)


def _render_findings(found: Sequence[dict[str, Any]], width: int, several: bool, name_reason: bool) -> Iterable[str]:
    for one in found:
        plan = f"{one['plan']}, " if several and one["plan"] else ""
        more = one.get("message") or (one["reason"] if name_reason else "")
        text = f": {write_days(more)}" if more else ""
        head = f"- {one['rule']} ({one['severity']}), {plan}{one['about']}{text} [{one['id']}]"
        yield from fold(head, width, "  ", "    ")
        if waived := one.get("waived"):
            text = f"until {write_days(waived['until'])}, approved by {waived['approved_by']}: {waived['reason']}"
            yield from fold(text, width, "    ", "      ")
