"""Lets waivers excuse the findings of audits, and judges the waivers themselves by the rules of ``shapes/waivers/``.

What a waiver speaks of is said in SPARQL (``queries/derive-waivers/``), over a graph of the waivers, the findings and
the rows that they may name. A finding that is excused on the as-of day stays, marked with its waiver, and is counted
apart.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rdflib import DCTERMS, RDF, Literal, Namespace

from scrgraph import namespaces
from scrgraph.audit.across import AcrossResult
from scrgraph.audit.answers import ask_rules
from scrgraph.audit.derive import build_run, number_days, run_iri
from scrgraph.audit.findings import Finding, Verdict
from scrgraph.audit.gathering import Audited, KeptSources, gather_findings
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.record import describe_finding
from scrgraph.audit.rules import RulePack
from scrgraph.audit.validate import TIME_LIMIT
from scrgraph.audit.verdicts import judge_rule
from scrgraph.graph import iris
from scrgraph.graph.quads import FactGraph
from scrgraph.graph.waivers import Waiver, build_waivers, waiver_iri
from scrgraph.resources import queries_folder

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True, slots=True)
class Excused:
    """Audits with what waivers excuse in them, and what the rules on waivers find."""

    plans: tuple[PlanAudit, ...]
    across: AcrossResult


def apply_waivers(
    plans: Sequence[PlanAudit], across: AcrossResult, waivers: Sequence[Waiver], pack: RulePack, *, strays: bool
) -> Excused:
    """Excuse what waivers excuse, and add what is found of the waivers themselves.

    That of a waiver of one plan stands in the plan's audit; that of any other waiver in the audit of the only plan, or
    with what is found across plans. ``strays`` tells whether waivers of plans that are not here are spoken of.
    """
    here = {plan.result.plan for plan in plans}
    if not strays:
        waivers = [waiver for waiver in waivers if waiver.plan is None or waiver.plan in here]
    if not waivers or not plans:
        return Excused(tuple(plans), across)
    owners = {finding.id: plan.result.plan for plan in plans for finding in plan.result.findings}
    by_plan: defaultdict[str | None, list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        owner = waiver.plan if waiver.plan in here else owners.get(waiver.finding or "")
        by_plan[plans[0].result.plan if owner is None and len(plans) == 1 else owner].append(waiver)
    done = tuple(
        _apply_to_plan(plan, by_plan[plan.result.plan], pack) if by_plan[plan.result.plan] else plan for plan in plans
    )
    if not by_plan[None]:
        return Excused(done, across)
    first = plans[0].result
    judged = _Judged(by_plan[None], [], across.findings, pack, first.run, first.as_of)
    findings = tuple(judged.excuse(finding) for finding in across.findings)
    verdicts = _recount(across.verdicts, findings)
    return Excused(done, AcrossResult((*findings, *judged.findings), (*verdicts, *judged.verdicts)))


def _apply_to_plan(plan: PlanAudit, waivers: list[Waiver], pack: RulePack) -> PlanAudit:
    result = plan.result
    judged = _Judged(waivers, [plan], result.findings, pack, result.run, result.as_of)
    findings = tuple(judged.excuse(finding) for finding in result.findings)
    verdicts = _recount(result.verdicts, findings)
    changed = replace(result, findings=(*findings, *judged.findings), verdicts=(*verdicts, *judged.verdicts))
    return replace(plan, result=changed)


def _recount(verdicts: Iterable[Verdict], findings: Iterable[Finding]) -> tuple[Verdict, ...]:
    """Count what failed by what still stands: a row or subject is waived where all that a rule finds of it is."""
    standing: defaultdict[str, defaultdict[tuple[str | None, str | None], bool]] = defaultdict(
        lambda: defaultdict(bool)
    )
    for finding in findings:
        standing[finding.rule][finding.row, finding.subject] |= finding.waived is None
    recounted = []
    for verdict in verdicts:
        waived = sum(not stands for stands in standing[verdict.rule].values())
        recounted.append(replace(verdict, failed=verdict.failed - waived, waived=waived))
    return tuple(recounted)


class _Judged:
    """Waivers held against findings: what each excuses, and what the rules on waivers find."""

    def __init__(
        self,
        waivers: Sequence[Waiver],
        plans: Sequence[PlanAudit],
        found: Sequence[Finding],
        pack: RulePack,
        run: Iterable[str],
        as_of: dt.date,
    ) -> None:
        data = derive_waivers(_build_facts(waivers, plans, found, pack, run, as_of))
        self._waived = _choose_waivers(data, waivers)
        places = {str(waiver_iri(waiver)): (waiver.place,) for waiver in waivers if waiver.place is not None}
        audited = Audited(plans[0].result.plan if plans else None, data, KeptSources(places))
        chosen = replace(pack, rules=pack.on_waivers)
        answers = ask_rules(data, chosen, TIME_LIMIT)
        rules = chosen.rules
        self.findings = tuple(one for rule in rules for one in gather_findings(audited, rule, answers[rule.code]))
        self.verdicts = tuple(judge_rule(audited, rule, answers[rule.code]) for rule in rules)

    def excuse(self, finding: Finding) -> Finding:
        """Give a finding with the waiver that excuses it, or as it is."""
        waiver = self._waived.get(finding.id)
        return finding if waiver is None else replace(finding, waived=waiver.to_json())


def _build_facts(
    waivers: Sequence[Waiver],
    plans: Sequence[PlanAudit],
    found: Sequence[Finding],
    pack: RulePack,
    run: Iterable[str],
    as_of: dt.date,
) -> FactGraph:
    """Build what is judged: the waivers, the plan with its rows, and what was found by the rules that waivers name."""
    facts = FactGraph(build_waivers(waivers))
    subject = iris.plan_iri(plans[0].result.plan if plans else "")
    ran = build_run(subject, as_of)
    node = run_iri(subject, as_of)
    for code in run:
        ran.add((node, SCR.ranRule, Literal(code)))
    for rule in pack.whole:
        ran.add((node, SCR.holdsRule, Literal(rule.code)))
    for plan in plans:
        name = iris.plan_iri(plan.result.plan)
        ran.add((name, RDF.type, SCR.ActionPlan))
        ran.add((name, DCTERMS.identifier, Literal(plan.result.plan)))
        for status in plan.statuses:
            row = iris.below(name, status.key)
            ran.add((name, SCR.hasRecommendation, row))
            ran.add((row, DCTERMS.identifier, Literal(status.key)))
        for verdict in plan.result.verdicts:
            for unjudged in verdict.reasons:
                if unjudged.row is not None:
                    ran.add((iris.below(name, unjudged.row), SCR.unjudgedBy, Literal(verdict.rule)))
    named = {waiver.rule for waiver in waivers}
    for finding in found:
        if finding.rule in named:
            about = iris.below(subject, finding.row) if finding.row else subject
            others = (iris.below(subject, other) for other in finding.other)
            for triple in describe_finding(finding, node, [about], others):
                ran.add(triple)
    facts.merge(ran)
    return facts


def derive_waivers(facts: FactGraph) -> FactGraph:
    """Add to waivers, findings and rows what follows from them on the day of the run; gives the same graph."""
    facts.merge(list(number_days(facts)))
    for step in load_steps():
        facts.extend(facts.construct(step))
    return facts


def _choose_waivers(data: FactGraph, waivers: Iterable[Waiver]) -> dict[str, Waiver]:
    """Give, by the ids of findings, the waiver that excuses each: of several that which lasts longest."""
    chosen: dict[str, Waiver] = {}
    for waiver in sorted(waivers, key=lambda waiver: (waiver.until, waiver.id)):
        for finding in data.objects(waiver_iri(waiver), SCR.waives):
            chosen[str(data.value(finding, DCTERMS.identifier))] = waiver
    return chosen


@cache
def load_steps() -> tuple[str, ...]:
    """Load the queries of ``queries/derive-waivers/`` in the order of their names."""
    return tuple(
        file.read_text(encoding="utf-8") for file in sorted((queries_folder() / "derive-waivers").glob("*.rq"))
    )
