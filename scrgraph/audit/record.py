"""Writes the findings of an audit as linked data, in the graph of the run, so that queries can ask for them."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.findings import Finding
from scrgraph.audit.validate import Audit
from scrgraph.graph.iris import concept_iri

SCR = Namespace(namespaces.SCR)

Triple: TypeAlias = tuple[URIRef, URIRef, Node]


def build_findings(dataset: Dataset, audit: Audit) -> Graph:
    """Build the graph of an audit's run: each finding with its rule, severity, row, other rows, subject and message.

    A finding about no row concerns the plan, and has its subject as label.
    The graph is named by the run, and holds nothing else; the dataset, which is the one audited, is not changed.
    """
    # The derivation of every audit holds its run.
    run = URIRef(next(q.subject.value for q in audit.concluded if q.object == ox.NamedNode(SCR.AuditRun)))  # type: ignore[union-attr]
    named = {str(key): node for graph in dataset.graphs() for node, key in graph.subject_objects(DCTERMS.identifier)}
    graph = Graph(identifier=run)
    for finding in audit.result.findings:
        concerned = named[audit.result.plan if finding.row is None else finding.row]
        for triple in describe_finding(finding, run, [concerned], (named[other] for other in finding.other)):
            graph.add(triple)
    return graph


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
    yield node, SCR.severity, concept_iri("severities", finding.severity)
    yield node, DCTERMS.description, Literal(finding.message)
    for about in concerned:
        yield node, SCR.concerns, about
    for other in others:
        yield node, DCTERMS.relation, other
    if finding.subject is not None:
        yield node, RDFS.label, Literal(finding.subject)
