"""Findings as linked data: each with its rule, severity, row, message and grounds, in the graph of the run."""

from rdflib import DCTERMS, PROV, RDF, RDFS, Graph, Literal, Namespace

from scrgraph import __version__, namespaces
from scrgraph.audit.record import build_findings
from scrgraph.graph import reasoning
from scrgraph.graph.dataset import merge_datasets
from tests.graph.sample import DAY, audit_plan, build_plan, load_pack, quads_of

OA, SCR = Namespace(namespaces.OA), Namespace(namespaces.SCR)


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


def test_run_says_what_it_used_and_which_software_made_it() -> None:
    plan = audit_plan()
    result = plan.result
    graph = build_findings(plan.dataset, plan.audit)
    run = graph.identifier
    (version,) = (node for each in plan.dataset.graphs() for node in each.subjects(RDF.type, SCR.PlanVersion))
    (pack,) = graph.subjects(RDF.type, SCR.RulePack)

    assert set(graph.objects(run, PROV.used)) == {version, pack}
    assert graph.value(pack, SCR.digest) == Literal(result.digest)
    assert graph.value(pack, RDFS.label) == Literal("core")
    assert graph.value(run, SCR.asOf) == Literal(DAY)
    agents = set(graph.objects(run, PROV.wasAssociatedWith))
    assert {str(graph.value(agent, RDFS.label)) for agent in agents} == {f"scrgraph {__version__}", result.engine}
    versions = {str(graph.value(agent, SCR.softwareVersion)) for agent in agents}
    assert versions == {__version__, result.engine.split(" ")[1]}
    assert all((agent, RDF.type, PROV.SoftwareAgent) in graph for agent in agents)


def test_each_finding_says_its_rule_and_the_words_it_was_derived_from() -> None:
    """The words are looked up by way of the graphs alone: spans and cells of the source map, as a query finds them."""
    plan = audit_plan()
    graph = build_findings(plan.dataset, plan.audit)
    whole = Graph()
    for each in (graph, *plan.dataset.graphs()):
        whole += each
    shapes = {rule.code: rule.shape for rule in load_pack().rules}
    nodes = {str(graph.value(node, DCTERMS.identifier)): node for node in graph.subjects(RDF.type, SCR.Finding)}
    for finding in plan.result.findings:
        node = nodes[finding.id]
        assert set(graph.objects(node, SCR.rule)) == {shapes[finding.rule]}
        assert (shapes[finding.rule], DCTERMS.identifier, Literal(finding.rule)) in graph
        rests_on = set(graph.objects(node, PROV.wasDerivedFrom))
        spans = {span for span in rests_on if (span, RDF.type, SCR.SourceSpan) in whole}
        said = {(int(str(whole.value(span, SCR.firstLine))), str(whole.value(span, OA.exact))) for span in spans}
        assert said >= {(cell.first_line, cell.quote) for cell in finding.cells if cell.quote is not None}
        assert len(said) <= len(finding.cells)
        absent = {str(whole.value(cell, RDFS.label)) for cell in rests_on if (cell, RDF.type, SCR.SourceCell) in whole}
        assert absent == {cell.column for cell in finding.cells if cell.quote is None and cell.column}
        assert {graph.value(node, SCR.concerns), *graph.objects(node, DCTERMS.relation)} <= rests_on
        assert not [each for each in rests_on if (each, RDF.type, SCR.AuditEvent) in whole]
        if finding.rule == "EVD-004":
            assert [
                each for each in graph.objects(node, PROV.wasInfluencedBy) if (each, RDF.type, SCR.AuditEvent) in whole
            ]


def test_graph_of_the_run_is_consistent_and_a_finding_derived_from_an_entry_is_not() -> None:
    plan = audit_plan()
    graph = build_findings(plan.dataset, plan.audit)
    whole = merge_datasets([plan.dataset])
    held = whole.graph(graph.identifier)
    held += graph
    assert reasoning.find_unknown(whole) == ()
    ontology = reasoning.load_ontology(prov=True)
    assert reasoning.is_consistent([*ontology, *reasoning.list_assertions(whole)])

    finding, event = next((s, o) for s, o in graph.subject_objects(PROV.wasInfluencedBy))
    held.add((finding, PROV.wasDerivedFrom, event))
    assert not reasoning.is_consistent([*ontology, *reasoning.list_assertions(whole)])
