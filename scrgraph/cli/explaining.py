"""Finds the one finding that ``why`` is asked about, explains it, or says in one sentence why it is not there."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

import click

from scrgraph.errors import BadUsage, UnknownRule

if TYPE_CHECKING:
    from scrgraph.audit.findings import Finding
    from scrgraph.audit.rules import Rule, RulePack
    from scrgraph.cli.judged import Judged
    from scrgraph.pipeline import AuditedPlan
    from scrgraph.reports.explain import Explanation

_NEAREST = 3
_LIKE = 0.6


def find_rule(pack: "RulePack", code: str, asked: str) -> "Rule":
    """Find the rule of a finding's id; raises ``UnknownRule``, with the codes that are nearest."""
    try:
        return pack.find(code)
    except UnknownRule as error:
        if error.path is None:
            error.message = f"'{asked}' names no finding: {error.message}"
            if near := get_close_matches(code, [rule.code for rule in pack.whole], _NEAREST, _LIKE):
                error.remedy = f"The nearest: {', '.join(near)}. {error.remedy or ''}".strip()
        raise


def explain_found(judged: "Judged", rule: "Rule", name: str) -> "Explanation | None":
    """Explain the finding of an id, of one plan or across them; ``None`` where there is none."""
    from scrgraph.audit.withheld import find_withheld

    found = judged.find(name)
    if found is None:
        return None
    plan, finding = found
    if plan is not None and (withheld := find_withheld(plan.audit.data, judged.pack.rules)):
        click.echo(f"{plan.result.plan}: {withheld.note}", err=True)
    return explain_across(judged.plans, finding, rule) if plan is None else explain_one(plan, finding, rule)


def explain_one(plan: "AuditedPlan", finding: "Finding", rule: "Rule | None") -> "Explanation":
    """Explain a finding of one plan."""
    from scrgraph.audit.tracing import Tracer, layer_plan
    from scrgraph.reports.explain import explain

    trace = Tracer([layer_plan(plan.dataset, plan.audit)]).trace(finding, rule)
    status = next((row for row in plan.statuses if row.key == finding.row), None)
    return explain(finding, rule, plan.result.as_of, status, trace, [plan.audit.sources])


def explain_across(plans: "list[AuditedPlan]", finding: "Finding", rule: "Rule | None") -> "Explanation":
    """Explain a finding that several plans together gave."""
    from scrgraph.audit.tracing import Tracer, layer_across, layer_plan
    from scrgraph.reports.explain import explain

    day = plans[0].result.as_of
    concerned = [plan for plan in plans if plan.result.plan in finding.plans]
    layers = [layer_across([plan.contribute() for plan in plans], day)]
    layers += [layer_plan(plan.dataset, plan.audit, plan.result.plan) for plan in concerned]
    trace = Tracer(layers).trace(finding, rule)
    return explain(finding, rule, day, None, trace, [plan.audit.sources for plan in concerned])


def refuse_unfound(judged: "Judged", rule: "Rule", name: str) -> NoReturn:
    """Say why there is no finding of an id: gone, not to be judged on this day, or mistyped; raises ``BadUsage``.

    An id is made of what a finding is about, never of a day, so the row that it would be about can be found.
    """
    from scrgraph.reports.layout import write_day

    day = write_day(judged.plans[0].result.as_of)
    lacking = " Some documents could not be read." if judged.failed else ""
    for plan in judged.plans:
        for key, row_name, other in _list_subjects(plan, rule, name):
            about = f"row {key} of {plan.result.plan} ({row_name})" + (f" beside {other}" if other else "")
            reasons = [
                unjudged.reason
                for verdict in plan.result.verdicts
                for unjudged in verdict.reasons
                if unjudged.row == key and verdict.rule == rule.code
            ]
            found = (
                f"the rule cannot judge it on that day: {reasons[0]}" if reasons else "the rule finds no fault there."
            )
            raise BadUsage(
                f"There is no finding {name} here as of {day}: it would be about {about}, and {found}",
                remedy=f"Name the day on which it was found with --as-of.{lacking}",
            )
    known = [finding.id for plan in judged.plans for finding in plan.result.findings if finding.rule == rule.code]
    known += [finding.id for finding in judged.across.findings if finding.rule == rule.code]
    near = get_close_matches(name, sorted(set(known)), _NEAREST, _LIKE)
    nearest = (
        f" The nearest: {', '.join(near)}." if near and any(_differ(name, each) <= _NEAREST for each in near) else ""
    )
    raise BadUsage(
        f"There is no finding {name} here as of {day}.{nearest}",
        remedy=f"See `scrgraph why {rule.code}` for those of the rule; a finding of one day may be none of another "
        f"(--as-of).{lacking}",
    )


def _list_subjects(plan: "AuditedPlan", rule: "Rule", name: str) -> "list[tuple[str, str, str]]":
    """List which row, beside which other one, an id of a rule would be about."""
    from scrgraph.audit.findings import name_finding

    if not rule.judges_rows:
        return []
    owner = plan.result.plan
    return [
        (row.key, row.name, other)
        for row in plan.statuses
        for other in ("", *(each.key for each in plan.statuses if each.key != row.key))
        if name_finding(owner, rule, row.key, None, [other] if other else []) == name
    ]


def _differ(one: str, two: str) -> int:
    """Count in how many places two ids differ; one that lacks a character differs in no more than that one."""
    from difflib import SequenceMatcher

    same = sum(block.size for block in SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks())
    return max(len(one), len(two)) - same
