"""Builds the asserted facts of a plan from row JSON (gold/SCHEMA.md), for tests that start from rows."""

import datetime as dt
from typing import Any

from rdflib import DCTERMS, RDF, RDFS, XSD, Dataset, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces

SCR = Namespace(namespaces.SCR)
VOCABULARIES = Namespace(namespaces.VOCABULARIES)
PLAN = URIRef(namespaces.ID + "plan/example")
COLUMNS = ("text", "agreed_by", "actions", "leads", "targets", "summary", "monitoring", "scrutiny")

Row = dict[str, Any]


def build_dataset(rows: list[Row], commenced: dt.date, *, promises_reports: bool = True) -> Dataset:
    """Build a dataset of one plan version with these rows."""
    dataset = Dataset()
    graph = dataset.graph(URIRef(PLAN + "/version/1"))
    graph += build_facts(rows, commenced, promises_reports=promises_reports)
    return dataset


def build_facts(rows: list[Row], commenced: dt.date, *, promises_reports: bool = True) -> Graph:
    """Build the facts that these rows assert."""
    facts = Graph()
    if promises_reports:
        promise = URIRef(f"{PLAN}/report/1")
        facts.add((PLAN, SCR.promisesReport, promise))
        facts.add((promise, SCR.reportKind, VOCABULARIES["report-kinds/quarterly"]))
    facts.add((PLAN, RDF.type, SCR.ActionPlan))
    facts.add((PLAN, DCTERMS.identifier, Literal("example")))
    facts.add((PLAN, SCR.commenced, Literal(commenced)))
    for name in ("main", "imr"):
        part = URIRef(f"{PLAN}/{name}")
        facts.add((PLAN, SCR.hasPart, part))
        facts.add((part, RDF.type, SCR.PlanPart))
        facts.add((part, SCR.partName, Literal(name)))
        for column in COLUMNS:
            if (name, column) != ("imr", "agreed_by"):
                facts.add((part, SCR.hasColumn, Literal(column)))
    for position, row in enumerate(rows, 1):
        _build_row(facts, row, position)
    return facts


def _build_row(facts: Graph, row: Row, position: int) -> None:
    part = row["key"].split("/")[0]
    node = URIRef(f"{PLAN}/{row['key']}")
    facts.add((PLAN, SCR.hasRecommendation, node))
    facts.add((node, RDF.type, SCR.Recommendation))
    facts.add((node, RDF.type, SCR.OverviewRecommendation if part == "main" else SCR.IMRRecommendation))
    facts.add((node, DCTERMS.identifier, Literal(row["key"])))
    facts.add((node, RDFS.label, Literal(f"Row {row['key']}")))
    facts.add((node, SCR.inPart, URIRef(f"{PLAN}/{part}")))
    facts.add((node, SCR.part, Literal(part)))
    facts.add((node, SCR.position, Literal(position)))
    if part == "imr":
        agency = VOCABULARIES[f"agencies/{row['key'].split('/')[1]}"]
        facts.add((node, SCR.responsibleAgency, agency))
        facts.add((agency, RDF.type, SCR.Agency))
        facts.add((agency, RDFS.label, Literal(row["key"].split("/")[1])))
    if row["text"]:
        facts.add((node, SCR.statement, Literal(row["text"])))
    for field, link in (("agreed_by", SCR.agreedBy), ("leads", SCR.implementationLead)):
        if row[field]:
            post = URIRef(f"{node}/{field}")
            facts.add((node, link, post))
            facts.add((post, RDFS.label, Literal(row[field])))
    for number, words in enumerate(row["actions"]):
        _add(facts, node, SCR.hasAction, "action", number, statement=words)
    for number, words in enumerate(row["evidence"]):
        _add(facts, node, SCR.requiresEvidence, "evidence", number, statement=words)
    for number, target in enumerate(row["targets"]):
        impossible = target["raw"] if target["kind"] == "invalid" else None
        kind = VOCABULARIES[f"target-kinds/{target['kind']}"]
        properties = {"dateText": target["raw"], "onDate": _day(target["iso"]), "impossibleDate": impossible}
        _add(facts, node, SCR.hasTargetDate, "target", number, targetDateKind=kind, **properties)
    for number, event in enumerate(row["events"]):
        kind = VOCABULARIES[f"event-kinds/{event['kind']}"]
        days = {"onDate": _day(event["date"]), "dueDate": _day(event["due"])}
        _add(facts, node, SCR.hasEvent, "event", number, eventType=kind, **days)
        facts.add((URIRef(f"{node}/event/{number}"), RDF.type, SCR.AuditEvent))
    for number, claim in enumerate(row["reported"]):
        status = VOCABULARIES[f"statuses/{claim['status']}"]
        _add(facts, node, SCR.hasClaim, "claim", number, statusValue=status, claimedBy=claim["agency"])
    meetings = [("held", day) for day in row["monitoring_held"]]
    meetings += [("planned", day) for day in row["monitoring_planned"]]
    for number, (state, day) in enumerate(meetings):
        held = VOCABULARIES[f"meeting-states/{state}"]
        _add(facts, node, SCR.mentionsMeeting, "meeting", number, meetingStatus=held, onDate=_day(day))


def _add(
    facts: Graph, row: URIRef, link: URIRef, name: str, number: int, **properties: URIRef | Literal | str | None
) -> None:
    """Add one thing of a row, with those of its properties that it has."""
    node = URIRef(f"{row}/{name}/{number}")
    facts.add((row, link, node))
    facts.add((node, SCR.position, Literal(number)))
    for predicate, value in properties.items():
        if value is not None:
            facts.add((node, SCR[predicate], value if isinstance(value, URIRef | Literal) else Literal(value)))


def _day(iso: str | None) -> Literal | None:
    return None if iso is None else Literal(iso, datatype=XSD.date)
