"""Says how a rule fared over a plan: what it passed, what it failed, and what it could not judge.

A rule that met no node, or only nodes that it cannot judge, never counts as passed.
"""

from collections.abc import Mapping

from rdflib import RDF, Literal, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.answers import Answers
from scrgraph.audit.findings import Unjudged, Verdict
from scrgraph.audit.gathering import Audited
from scrgraph.audit.rules import DERIVED_COLUMNS, Rule
from scrgraph.ingest.layouts import HEADINGS

SCR = Namespace(namespaces.SCR)

# What may stand in one of several columns is asked for by the name of the first.
_HEADINGS = HEADINGS | {name: HEADINGS[columns[0]] for name, columns in DERIVED_COLUMNS.items()}
_HEADINGS["posts"] = "Post that leads"  # a column of leads there may be, which asks for agencies
_NO_PROMISE = {
    "quarterly-reports": "The plan does not promise quarterly reports, so it cannot be held to them.",
    "named-evidence": "No row of the plan names evidence to consider, so the plan never promised to.",
}
_UNCERTAIN = {
    "outcome": "On this day it cannot be told whether the action was open: entries that may decide it bear no date.",
    "entries": "Entries without a date may not have been made by this day.",
    "progress": "The agency's report bears no date, so it may not have been made by this day.",
}


def judge_rule(audited: Audited, rule: Rule, answers: Answers) -> Verdict:
    """Give the verdict of a rule by what its shapes and annotations answered."""
    failed = {result.focus for result in answers.results}
    reasons = {node: why for node, why in find_unjudged(audited, rule, answers).items() if node not in failed}
    passed = {answer["this"] for answer in answers.applies_to} - failed - reasons.keys()
    return Verdict(
        rule=rule.code,
        passed=len(passed),
        failed=len(failed),
        waived=0,
        not_evaluable=len(reasons),
        matched_nothing=not (passed or failed or reasons),
        reasons=_write_reasons(audited, reasons),
        about=rule.judges,
    )


def judge_none(audited: Audited, rule: Rule, why: str) -> Verdict:
    """Give the verdict of a rule that cannot judge a plan at all: none of its rows, or not the plan."""
    plans = audited.data.subjects(RDF.type, SCR.ActionPlan)
    reasons = dict.fromkeys(audited.row_keys if rule.judges_rows else plans, why)
    return Verdict(rule.code, 0, 0, 0, len(reasons), not reasons, _write_reasons(audited, reasons), rule.judges)


def _write_reasons(audited: Audited, reasons: Mapping[Node, str]) -> tuple[Unjudged, ...]:
    """Write why nodes could not be judged, in document order."""
    places = {row: place for place, row in enumerate(audited.row_keys)}
    return tuple(
        Unjudged(
            audited.row_keys.get(node),
            None if node in audited.row_keys else audited.name_node(node),
            reasons[node],
        )
        for node in sorted(reasons, key=lambda node: (places.get(node, -1), audited.name_node(node)))
    )


def find_unjudged(audited: Audited, rule: Rule, answers: Answers) -> dict[Node, str]:
    """Find the nodes that a rule cannot judge, each with a plain reason.

    These are what the rule itself names; the rows of a part whose layout lacks a column that the rule needs; all
    nodes of a plan that never made the promise on which the rule rests; and in a replay the rows of which it cannot
    be told what the rule rests on.
    """
    data = audited.data
    reasons = {answer["this"]: str(answer["reason"]) for answer in answers.not_evaluable}
    for kind in rule.rests_on:
        for node in data.subjects(SCR.uncertain, Literal(kind)):
            reasons[node] = _UNCERTAIN[kind]
    for plan in data.subjects(RDF.type, SCR.ActionPlan):
        if rule.needs_promise and (plan, SCR.promised, Literal(rule.needs_promise)) not in data:
            rows = data.objects(plan, SCR.hasRecommendation)
            others = {answer["this"] for answer in answers.applies_to} or {plan}
            reasons |= dict.fromkeys(rows if rule.judges_rows else others, _NO_PROMISE[rule.needs_promise])
    for column in rule.needs_columns:
        for part in data.subjects(RDF.type, SCR.PlanPart):
            if (part, SCR.hasColumn, Literal(column)) not in data:
                nodes = data.subjects(SCR.inPart, part) if rule.judges_rows else [part]
                why = f"The layout of this part of the plan has no column “{_HEADINGS[column]}”."
                reasons |= dict.fromkeys(nodes, why)
    return reasons
