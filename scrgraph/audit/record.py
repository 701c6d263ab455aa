"""Writes the findings of an audit as linked data, in the graph of the run, so that queries can ask for them."""

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.findings import Finding
from scrgraph.audit.validate import Audit
from scrgraph.graph.iris import concept_iri

SCR = Namespace(namespaces.SCR)


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
        _write_finding(graph, finding, run, named, audit.result.plan)
    return graph


def _write_finding(graph: Graph, finding: Finding, run: URIRef, named: dict[str, Node], plan: str) -> None:
    node = URIRef(f"{run}/finding/{finding.id}")
    graph.add((node, RDF.type, SCR.Finding))
    graph.add((node, PROV.wasGeneratedBy, run))
    graph.add((node, DCTERMS.identifier, Literal(finding.id)))
    graph.add((node, SCR.byRule, Literal(finding.rule)))
    graph.add((node, SCR.severity, concept_iri("severities", finding.severity)))
    graph.add((node, DCTERMS.description, Literal(finding.message)))
    graph.add((node, SCR.concerns, named[plan if finding.row is None else finding.row]))
    for other in finding.other:
        graph.add((node, DCTERMS.relation, named[other]))
    if finding.subject is not None:
        graph.add((node, RDFS.label, Literal(finding.subject)))
