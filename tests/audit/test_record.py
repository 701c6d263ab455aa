"""Findings as linked data: each with its rule, severity, row and message, in the graph of the run."""

from rdflib import DCTERMS, PROV, RDF, Namespace

from scrgraph import namespaces
from scrgraph.audit.record import build_findings
from tests.graph.sample import audit_plan, build_plan, quads_of

SCR = Namespace(namespaces.SCR)


def test_every_finding_is_written_in_the_graph_of_the_run() -> None:
    before = quads_of(build_plan())
    result = audit_plan().result
    graph = build_findings(build_plan(), audit_plan().audit)
    keys = {row: str(key) for each in build_plan().graphs() for row, key in each.subject_objects(DCTERMS.identifier)}
    written = {
        (
            str(graph.value(node, DCTERMS.identifier)),
            str(graph.value(node, SCR.byRule)),
            str(graph.value(node, SCR.severity)).rpartition("/")[2],
            keys[next(graph.objects(node, SCR.concerns))],
            tuple(sorted(keys[other] for other in graph.objects(node, DCTERMS.relation))),
            str(graph.value(node, DCTERMS.description)),
        )
        for node in graph.subjects(RDF.type, SCR.Finding)
    }

    assert str(graph.identifier).endswith("/plan/case-14/audit/2010-07-31")
    assert set(graph.objects(None, PROV.wasGeneratedBy)) == {graph.identifier}
    assert written == {(f.id, f.rule, f.severity, f.row or result.plan, f.other, f.message) for f in result.findings}
    assert len(written) == len(result.findings)
    assert quads_of(build_plan()) == before
