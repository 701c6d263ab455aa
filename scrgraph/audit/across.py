"""Judges several audited plans together, by the rules that are also asked across reviews.

The facts of many plans are too many to be judged at once. From each plan only what such rules look at is taken over
(``queries/derive-across/``, its first step); what follows from several plans is derived from that (the later steps).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import pyoxigraph as ox
from rdflib import RDF, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.audit.answers import ask_rules
from scrgraph.audit.derive import build_run
from scrgraph.audit.engines import DEFAULT
from scrgraph.audit.findings import Finding, Verdict
from scrgraph.audit.gathering import Audited, KeptSources, Sources, gather_findings
from scrgraph.audit.rules import RulePack
from scrgraph.audit.verdicts import judge_rule
from scrgraph.graph.citations import Citation
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.iris import base_of
from scrgraph.graph.quads import FactGraph
from scrgraph.resources import queries_folder

SCR = Namespace(namespaces.SCR)
REVIEWS = URIRef(namespaces.ID + "reviews")  # what an audit across plans is of
_CITED = frozenset({str(SCR.hasRecommendation), str(SCR.hasTargetDate)})


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


@dataclass(frozen=True)
class Contribution:
    """What rules across reviews look at of one plan: facts (N-Triples), and the places of its rows and targets."""

    facts: str
    places: Mapping[str, tuple[Citation, ...]]


def contribute(plan: str, sources: Sources, data: FactGraph) -> Contribution:
    """Take over from an audited plan what rules across reviews look at; ``data`` is the graph that was judged."""
    lines, named = [], set()
    for triple in take_over(data):  # of thousands of rows they are tens of thousands, and as objects need much room
        lines.append(f"{triple} .\n")
        if triple.predicate.value in _CITED and isinstance(triple.object, ox.NamedNode):
            named.add(triple.object.value)
    facts = "".join(sorted(lines))
    del lines
    places = {
        str(node): tuple(replace(cell, plan=plan) for cell in sources.cite(URIRef(node))) for node in sorted(named)
    }
    return Contribution(facts, {node: cells for node, cells in places.items() if cells})


def take_over(data: FactGraph) -> Iterator[ox.Triple]:
    """Give the facts of a judged graph that rules across reviews look at."""
    triples = data.quads.query(load_steps()[0])
    assert isinstance(triples, ox.QueryTriples)
    yield from triples


def audit_across(
    plans: Iterable[Contribution],
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
    given = tuple(plans)
    if len(given) < 2 or not chosen.rules:
        return AcrossResult((), ())
    on_stage()
    data = merge_plans((ox.parse(plan.facts, format=ox.RdfFormat.N_TRIPLES) for plan in given), as_of)
    places = {node: cells for plan in given for node, cells in plan.places.items()}
    audited = Audited(None, data, KeptSources(places))
    answers = ask_rules(data, chosen, time_limit, engine)
    return AcrossResult(
        tuple(found for rule in chosen.rules for found in gather_findings(audited, rule, answers[rule.code])),
        tuple(judge_rule(audited, rule, answers[rule.code]) for rule in chosen.rules),
    )


def merge_plans(plans: Iterable[Iterable[ox.Triple | ox.Quad]], as_of: dt.date) -> FactGraph:
    """Merge what was taken over from each plan, with what follows from all of it."""
    data = FactGraph(build_run(REVIEWS, as_of))
    for facts in plans:
        data.extend(facts)
    _resolve_follow_ups(data)
    for run in list(data.subjects(RDF.type, SCR.AuditRun)):
        data.add((run, SCR.asOfDay, Literal((as_of - dt.date(1970, 1, 1)).days)))
    data.merge(load_concepts())
    for step in load_steps()[1:]:
        data.extend(data.construct(step))
    return data


def _resolve_follow_ups(data: FactGraph) -> None:
    """Lead what follows up a row of a plan to that row, though its plan be under another base than the later one's."""
    plans = {row: plan for plan, row in data.subject_objects(SCR.hasRecommendation)}
    named = [(after, before) for after, before in data.subject_objects(SCR.followsUp) if before not in plans]
    if not named:
        return
    rows = {str(row).removeprefix(base_of(plan)): row for row, plan in plans.items()}
    for after, before in named:
        if (row := rows.get(str(before).removeprefix(base_of(plans[after])))) is not None:
            data.add((after, SCR.followsUp, row))


@cache
def load_steps() -> tuple[str, ...]:
    """Load the queries of ``queries/derive-across/`` in the order of their names: the extract first."""
    return tuple(file.read_text(encoding="utf-8") for file in sorted((queries_folder() / "derive-across").glob("*.rq")))
