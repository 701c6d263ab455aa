"""Reads the facts of a graph back as the row JSON (gold/SCHEMA.md) that the oracle goes by."""

from typing import Any

from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.declared import Declared
from scrgraph.pipeline import PlanReading
from scrgraph.reports.rows import rows_json
from tests.oracle import Plan, Row, outcome_of

SCR = Namespace(namespaces.SCR)
OFTEN = {"weekly", "fortnightly", "monthly", "quarterly"}


def read_plans(facts: Graph) -> list[Plan]:
    """Read every plan of a graph."""
    plans = sorted(facts.subjects(RDF.type, SCR.ActionPlan), key=str)
    return [_read_plan(facts, plan) for plan in plans]


def read_ties(facts: Graph) -> set[frozenset[tuple[str, str]]]:
    """Read which rows are declared to follow up which."""

    def name(row: Node) -> tuple[str, str]:
        (plan,) = facts.subjects(SCR.hasRecommendation, row)
        return _text(facts, plan, DCTERMS.identifier) or "", _text(facts, row, DCTERMS.identifier) or ""

    return {frozenset({name(row), name(earlier)}) for row, earlier in facts.subject_objects(SCR.followsUp)}


def _read_plan(facts: Graph, plan: Node) -> Plan:
    rows = sorted(facts.objects(plan, SCR.hasRecommendation), key=lambda row: _number(facts, row))
    commenced = facts.value(plan, SCR.commenced)
    promised = {str(promise) for promise in facts.objects(plan, SCR.promised)}
    kinds = {
        _notation(kind)
        for promise in facts.objects(plan, SCR.promisesReport)
        for kind in facts.objects(promise, SCR.reportKind)
    }
    links = [
        (link, facts.value(link, SCR.linksMain), facts.value(link, SCR.linksAgency))
        for link in facts.subjects(SCR.linksMain)
    ]
    return Plan(
        id=_text(facts, plan, DCTERMS.identifier) or "",
        rows=[_read_row(facts, row) for row in rows],
        commenced=commenced.toPython() if isinstance(commenced, Literal) else None,
        columns={
            _text(facts, part, SCR.partName) or "": frozenset(map(str, facts.objects(part, SCR.hasColumn)))
            for part in facts.objects(plan, SCR.hasPart)
        },
        status_of={
            _text(facts, part, SCR.partName) or "": _text(facts, part, SCR.statusOf) or "agency"
            for part in facts.objects(plan, SCR.hasPart)
        },
        agency_leads=frozenset(
            _text(facts, part, SCR.partName) or ""
            for part in facts.objects(plan, SCR.hasPart)
            if _text(facts, part, SCR.leadsAre) == "agency"
        ),
        key={
            _notation(facts.value(meaning, SCR.colourValue)): frozenset(map(str, facts.objects(meaning, SCR.mayMean)))
            for meaning in facts.objects(plan, SCR.hasColourMeaning)
        },
        promises_reports="quarterly-reports" in promised or bool(kinds & OFTEN),
        promises_evidence="named-evidence" in promised,
        links=tuple(
            (_text(facts, main, DCTERMS.identifier) or "", _text(facts, agency, DCTERMS.identifier) or "")
            for _, main, agency in links
            if main in rows
        ),
        themes={
            _text(facts, row, DCTERMS.identifier) or "": tuple(sorted(map(_notation, facts.objects(row, SCR.hasTheme))))
            for row in rows
        },
    )


def _read_row(facts: Graph, row: Node) -> Row:
    def parts(link: URIRef) -> list[Node]:
        return sorted(facts.objects(row, link), key=lambda part: _number(facts, part))

    def day(node: Node, term: URIRef) -> str | None:
        value = facts.value(node, term)
        return None if value is None else str(value)

    meetings = [
        (_notation(facts.value(mention, SCR.meetingStatus)), date)
        for mention in parts(SCR.mentionsMeeting)
        if (date := day(mention, SCR.onDate))
    ]
    read: dict[str, Any] = {
        "key": _text(facts, row, DCTERMS.identifier),
        "text": _text(facts, row, SCR.statement),
        "agreed_by": _text(facts, facts.value(row, SCR.agreedBy), RDFS.label),
        "actions": [_text(facts, action, SCR.statement) for action in parts(SCR.hasAction)],
        "leads": _text(facts, facts.value(row, SCR.implementationLead), RDFS.label),
        "targets": [
            {
                "raw": _text(facts, target, SCR.dateText),
                "iso": day(target, SCR.onDate),
                "kind": _notation(facts.value(target, SCR.targetDateKind)),
                "earliest": day(target, SCR.earliest),
                "latest": day(target, SCR.latest),
            }
            for target in parts(SCR.hasTargetDate)
        ],
        "reported": [
            {"agency": None, "status": _notation(facts.value(claim, SCR.statusValue))} for claim in parts(SCR.hasClaim)
        ],
        "colours": [{"colour": _notation(facts.value(one, SCR.colourValue))} for one in parts(SCR.showsColour)],
        "response": next((_notation(kind) for kind in facts.objects(row, SCR.hasResponse / SCR.responseValue)), None),
        "monitoring_held": [date for state, date in meetings if state == "held"],
        "monitoring_planned": [date for state, date in meetings if state == "planned"],
        "evidence": [_text(facts, item, SCR.statement) for item in parts(SCR.requiresEvidence)],
        "events": [
            {
                "date": day(event, SCR.onDate),
                "kind": _notation(facts.value(event, SCR.eventType)),
                "due": day(event, SCR.dueDate),
            }
            for event in parts(SCR.hasEvent)
        ],
    }
    return read | {"outcome": outcome_of(read)}


def _notation(concept: Node | None) -> str:
    """Give the notation of the top concept above one; of one that no vocabulary has, the end of its IRI."""
    concepts = load_concepts()
    top = concept
    while top is not None and (above := concepts.value(top, SKOS.broader)) is not None:
        top = above
    notation = concepts.value(top, SKOS.notation) if top is not None else None
    own = concepts.value(concept, SKOS.notation) if "themes/" in str(concept) else notation
    return str(own) if own is not None else str(concept).rpartition("/")[2]


def _text(facts: Graph, node: Node | None, term: URIRef) -> str | None:
    value = facts.value(node, term) if node is not None else None
    return None if value is None else str(value)


def _number(facts: Graph, node: Node) -> int:
    value = facts.value(node, SCR.position)
    return int(value.toPython()) if isinstance(value, Literal) else 0


def describe_reading(reading: PlanReading, declared: Declared) -> Plan:
    """Give a plan as the oracle takes it, from the row JSON of the reader and what is declared of it."""
    facts, said = reading.facts, declared.choose(reading.facts.plan)
    kinds = {kind for kind, _ in facts.reports}
    return Plan(
        id=facts.plan,
        rows=rows_json(facts, reading.document),
        commenced=facts.commenced,
        columns={part.name: frozenset(part.columns) for part in facts.parts},
        status_of={part.name: part.status_of or "agency" for part in facts.parts},
        agency_leads=frozenset(part.name for part in facts.parts if part.leads_are == "agency"),
        key={meaning.colour: frozenset(meaning.states) for meaning in facts.meanings},
        promises_reports=bool(kinds & OFTEN),
        links=tuple((link.main, link.agency) for link in said.links.same_work),
        themes={row.key: tuple(tag.theme for tag in said.tags if tag.row == row.key) for row in facts.rows},
    )
