"""Writes the findings of an audit as linked data, in the graph of the run, so that queries can ask for them.

What each finding rests on is said in the terms of PROV-O (W3C Recommendation of 30 April 2013): the run that generated
it, what that run used and which software did it; the words, cells and facts that the finding was derived from. In
PROV-O nothing is derived from an activity, and the entries of a sub-group are activities: by them it was influenced.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.findings import Finding
from scrgraph.audit.validate import Audit
from scrgraph.graph import iris
from scrgraph.graph.terms import load_terms

SCR = Namespace(namespaces.SCR)

Triple: TypeAlias = tuple[URIRef, URIRef, Node]


def build_findings(dataset: Dataset, audit: Audit) -> Graph:
    """Build the graph of an audit's run: each finding with its rule, severity, row, other rows, subject and message.

    A finding about no row concerns the plan, and has its subject as label. The run says for which day it speaks, which
    version of the plan and which pack of rules it used, and which software made it; each finding what it rests on.
    The graph is named by the run, and holds nothing else; the dataset, which is the one audited, is not changed.
    """
    # The derivation of every audit holds its run.
    run = URIRef(next(q.subject.value for q in audit.concluded if q.object == ox.NamedNode(SCR.AuditRun)))  # type: ignore[union-attr]
    named = {str(key): node for graph in dataset.graphs() for node, key in graph.subject_objects(DCTERMS.identifier)}
    graph = Graph(identifier=run)
    _write_run(graph, dataset, audit, run)
    _write_verdicts(graph, audit, run)
    for finding in audit.result.findings:
        node = finding_iri(run, finding.id)
        _write_finding(graph, finding, node, run, named, audit.result.plan)
        _write_grounds(graph, finding, node, audit)
    return graph


def _write_run(graph: Graph, dataset: Dataset, audit: Audit, run: URIRef) -> None:
    """Write for which day a run speaks, what it used, and which software made it."""
    result = audit.result
    held = {str(each.identifier) for each in dataset.graphs()}
    versions = {version for version in audit.data.objects(None, SCR.hasPlanVersion) if str(version) in held}
    pack, software, engine = (
        iris.pack_iri(result.digest),
        iris.software_iri(result.version),
        iris.engine_iri(result.engine),
    )
    graph.add((run, RDF.type, SCR.AuditRun))
    graph.add((run, SCR.asOf, Literal(result.as_of.isoformat(), datatype=XSD.date)))
    for used in (pack, *sorted(versions, key=str)):
        graph.add((run, PROV.used, used))
    graph.add((pack, RDF.type, SCR.RulePack))
    graph.add((pack, RDFS.label, Literal(result.pack)))
    graph.add((pack, SCR.digest, Literal(result.digest)))
    for agent, name, version in (
        (software, f"scrgraph {result.version}", result.version),
        (engine, result.engine, result.engine.rpartition(" ")[2]),
    ):
        graph.add((run, PROV.wasAssociatedWith, agent))
        graph.add((agent, RDF.type, PROV.SoftwareAgent))
        graph.add((agent, RDFS.label, Literal(name)))
        graph.add((agent, SCR.softwareVersion, Literal(version)))
    for code, shape in sorted(audit.shapes.items()):
        graph.add((shape, RDF.type, SCR.AuditRule))
        graph.add((shape, DCTERMS.identifier, Literal(code)))
        if code in audit.titles:
            graph.add((shape, DCTERMS.title, Literal(audit.titles[code])))


def _write_verdicts(graph: Graph, audit: Audit, run: URIRef) -> None:
    """Write how each rule fared: how many nodes it passed, failed and could not judge, and why not."""
    for verdict in audit.result.verdicts:
        node = URIRef(f"{run}/verdict/{verdict.rule}")
        graph.add((node, RDF.type, SCR.RuleVerdict))
        graph.add((node, PROV.wasGeneratedBy, run))
        graph.add((node, SCR.byRule, Literal(verdict.rule)))
        for term, number in (
            (SCR.passedCount, verdict.passed),
            (SCR.failedCount, verdict.failed),
            (SCR.waivedCount, verdict.waived),
            (SCR.unjudgedCount, verdict.not_evaluable),
        ):
            graph.add((node, term, Literal(number)))
        for reason in {unjudged.reason for unjudged in verdict.reasons}:
            graph.add((node, SCR.unjudgedBecause, Literal(reason)))


def finding_iri(run: URIRef, finding_id: str) -> URIRef:
    """Name a finding of a run."""
    return URIRef(f"{run}/finding/{finding_id}")


def describe_finding(
    finding: Finding, run: URIRef, concerned: Iterable[Node], others: Iterable[Node]
) -> Iterator[Triple]:
    """Say of a finding what is said of it wherever it stands as linked data; the nodes are of what it is about."""
    node = finding_iri(run, finding.id)
    yield node, RDF.type, SCR.Finding
    yield node, PROV.wasGeneratedBy, run
    yield node, DCTERMS.identifier, Literal(finding.id)
    yield node, SCR.byRule, Literal(finding.rule)
    yield node, SCR.severity, iris.concept_iri("severities", finding.severity)
    yield node, DCTERMS.description, Literal(finding.message)
    for about in concerned:
        yield node, SCR.concerns, about
    for other in others:
        yield node, DCTERMS.relation, other
    if finding.subject is not None:
        yield node, RDFS.label, Literal(finding.subject)
    if finding.waived is not None:
        yield from _describe_waiver(node, finding.waived)


def _describe_waiver(finding: URIRef, waiver: Mapping[str, str]) -> Iterator[Triple]:
    """Describe the waiver of a finding: why, until when, by whose word, and where that was minuted."""
    node = iris.waiver_iri(waiver["id"])
    yield node, RDF.type, SCR.Waiver
    yield node, DCTERMS.identifier, Literal(waiver["id"])
    yield node, SCR.waives, finding
    yield node, SCR.reason, Literal(waiver["reason"])
    yield node, SCR.excusedUntil, _write_day(waiver["until"])
    yield node, SCR.approvedBy, Literal(waiver["approved_by"])
    yield node, SCR.minutedOn, _write_day(waiver["meeting"])


def _write_day(text: str) -> Literal:
    try:
        return Literal(dt.date.fromisoformat(text))
    except ValueError:  # a report that was tampered with is still told of
        return Literal(text)


def _write_finding(
    graph: Graph, finding: Finding, node: URIRef, run: URIRef, named: Mapping[str, Node], plan: str
) -> None:
    concerned, others = named[plan if finding.row is None else finding.row], [named[other] for other in finding.other]
    for triple in describe_finding(finding, run, [concerned], others):
        graph.add(triple)
    for about in (concerned, *others):
        graph.add((node, PROV.wasDerivedFrom, about))


def _write_grounds(graph: Graph, finding: Finding, node: URIRef, audit: Audit) -> None:
    """Write what a finding rests on: its rule, the facts that it cites, their words, the cells that lack something."""
    if finding.rule in audit.shapes:
        graph.add((node, SCR.rule, audit.shapes[finding.rule]))
    for cell in finding.cells:
        if cell.quote is None and cell.cell is not None:
            graph.add((node, PROV.wasDerivedFrom, URIRef(cell.cell)))
    facts = [URIRef(fact) for fact in finding.facts]
    for fact in facts:
        for span in audit.sources.list_spans(fact):
            graph.add((node, PROV.wasDerivedFrom, span))
    focus = [] if finding.focus is None else [URIRef(finding.focus)]
    for each in (*facts, *focus):
        kinds = set(audit.data.objects(each, RDF.type))
        if kinds & load_terms().entities:
            graph.add((node, PROV.wasDerivedFrom, each))
        elif kinds & load_terms().activities:
            graph.add((node, PROV.wasInfluencedBy, each))
