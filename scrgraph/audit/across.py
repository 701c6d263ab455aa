"""Judges several audited plans together, by the rules that are also asked across reviews.

The facts of many plans are too many to be judged at once. From each plan only what such rules look at is taken over
(``queries/derive-across/``, its first step); what follows from several plans is derived from that (the later steps).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from rdflib import RDF, Dataset, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.audit.answers import ask_rules
from scrgraph.audit.derive import build_run
from scrgraph.audit.engines import DEFAULT
from scrgraph.audit.findings import AuditResult, Finding, Verdict
from scrgraph.audit.gathering import Audited, gather_findings
from scrgraph.audit.rules import RulePack
from scrgraph.audit.verdicts import judge_rule
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.quads import FactGraph
from scrgraph.resources import queries_folder

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True)
class AcrossResult:
    """What the rules across reviews find in several plans, and how each of them fared."""

    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]

    def to_json(self) -> dict[str, object]:
        """Give the result as plain JSON data."""
        return {
            "findings": [finding.to_json() for finding in self.findings],
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
        }


def audit_across(
    plans: Iterable[tuple[Dataset, AuditResult]],
    as_of: dt.date,
    pack: RulePack,
    time_limit: float,
    engine: str = DEFAULT,
    on_stage: Callable[[], None] = lambda: None,
) -> AcrossResult:
    """Judge several audited plans together, as of the day of their audits, by those rules that look across plans.

    Raises ``ScrgraphError`` where a rule cannot be run.
    """
    chosen = replace(pack, rules=tuple(rule for rule in pack.rules if rule.over_plans))
    audited_plans = tuple(plans)
    if len(audited_plans) < 2 or not chosen.rules:
        return AcrossResult((), ())
    on_stage()
    data = merge_plans((result.data for _, result in audited_plans), as_of)
    audited = Audited(None, data, tuple(dataset for dataset, _ in audited_plans))
    answers = ask_rules(data, chosen, time_limit, engine)
    return AcrossResult(
        tuple(found for rule in chosen.rules for found in gather_findings(audited, rule, answers[rule.code])),
        tuple(judge_rule(audited, rule, answers[rule.code]) for rule in chosen.rules),
    )


def merge_plans(judged: Iterable[FactGraph], as_of: dt.date) -> FactGraph:
    """Merge what rules across reviews look at of each plan, with what follows from all of it."""
    extract, *steps = load_steps()
    data = FactGraph(build_run(URIRef(namespaces.ID + "reviews"), as_of))
    for graph in judged:
        data.extend(graph.construct(extract))
    for run in list(data.subjects(RDF.type, SCR.AuditRun)):
        data.add((run, SCR.asOfDay, Literal((as_of - dt.date(1970, 1, 1)).days)))
    data.merge(load_concepts())
    for step in steps:
        data.extend(data.construct(step))
    return data


@cache
def load_steps() -> tuple[str, ...]:
    """Load the queries of ``queries/derive-across/`` in the order of their names: the extract first."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted((queries_folder() / "derive-across").glob("*.rq")))
