"""Says how a rule fared over a plan: what it passed, what it failed, and what it could not judge.

A rule that met no node, or only nodes that it cannot judge, never counts as passed.
"""

from collections.abc import Set

from rdflib import Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.findings import Verdict
from scrgraph.audit.gathering import PlanUnderAudit
from scrgraph.audit.rules import Rule

SCR = Namespace(namespaces.SCR)


def judge_rule(audited: PlanUnderAudit, rule: Rule, failed: Set[Node]) -> Verdict:
    """Give the verdict of a rule that these nodes failed."""
    applies = find_nodes(audited, rule)
    reasons = {node: reason for node, reason in find_unjudged(audited, rule).items() if node not in failed}
    passed = applies - failed - reasons.keys()
    return Verdict(
        rule=rule.code,
        passed=len(passed),
        failed=len(failed),
        waived=0,
        not_evaluable=len(reasons),
        matched_nothing=not (passed or failed or reasons),
        reasons=tuple((audited.row_keys[row], reasons[row]) for row in audited.row_keys if row in reasons),
    )


def find_nodes(audited: PlanUnderAudit, rule: Rule) -> set[Node]:
    """Find the nodes that a rule looks at: those that could fail it."""
    return {answer["this"] for answer in audited.run_queries(rule.applies_to)}


def find_unjudged(audited: PlanUnderAudit, rule: Rule) -> dict[Node, str]:
    """Find the nodes that a rule cannot judge, each with a plain reason.

    These are the rows of a part whose layout lacks a column the rule needs, and what the rule itself names.
    """
    answers = audited.run_queries(rule.not_evaluable)
    reasons = {answer["this"]: str(answer["reason"]) for answer in answers}
    for column in rule.needs_columns:
        for row in audited.row_keys:
            part = audited.data.value(row, SCR.inPart)
            columns = {str(name) for name in audited.data.objects(part, SCR.hasColumn)}
            if column not in columns:
                reasons[row] = f"The layout of this part of the plan has no column for “{column}”."
    return reasons
