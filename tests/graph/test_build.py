"""The linked data of a plan version: its graphs, the facts in them, their source map and provenance."""

import datetime as dt
import getpass
import platform
from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, PROV, RDF, BNode, Dataset, Graph, Literal, URIRef

from scrgraph import __version__
from scrgraph.graph import iris
from scrgraph.graph.build import SCR, build_dataset
from scrgraph.graph.sources import OA, map_sources
from scrgraph.pipeline import read_source
from tests.graph.sample import build_plan, quads_of, read_plan, write_plan

FACT_CLASSES = ("AuditEvent", "TargetDate", "EvidenceRequirement", "StatusClaim", "MeetingMention", "Action")


def names_of(dataset: Dataset) -> set[str]:
    return {str(graph.identifier) for graph in dataset.graphs() if len(graph)}


@pytest.fixture
def facts() -> Graph:
    return build_plan().graph(version())


@pytest.fixture
def source() -> Graph:
    return build_plan().graph(iris.source_iri(version()))


def version() -> URIRef:
    return iris.version_iri("case-14", read_plan().document.digest)


def test_version_has_one_graph_of_facts_its_source_map_and_meta() -> None:
    assert names_of(build_plan()) == {
        str(version()),
        str(iris.source_iri(version())),
        str(iris.meta_iri("case-14")),
    }
    assert len(build_plan().default_graph) == 0


def test_nothing_is_without_a_name() -> None:
    for graph in build_plan().graphs():
        assert not [triple for triple in graph if any(isinstance(term, BNode) for term in triple)]


def test_positions_of_the_document_stand_in_the_source_map_alone(facts: Graph, source: Graph) -> None:
    for predicate in (SCR.recordedIn, SCR.inCell, SCR.firstLine, SCR.lastLine, OA.exact, SCR.ofRow):
        assert not list(facts.triples((None, predicate, None)))
        assert list(source.triples((None, predicate, None)))
    assert not list(source.subjects(RDF.type, SCR.Recommendation))


def test_meta_says_which_document_which_software_made_the_version() -> None:
    meta = build_plan().graph(iris.meta_iri("case-14"))
    plan, document = iris.plan_iri("case-14"), read_plan().document
    assert set(meta.objects(plan, SCR.hasPlanVersion)) == {version()}
    reading = meta.value(version(), PROV.wasGeneratedBy)
    source = meta.value(version(), SCR.extractedFrom)
    assert isinstance(reading, URIRef)
    assert isinstance(source, URIRef)
    assert set(meta.objects(reading, PROV.used)) == {source}
    assert meta.value(source, SCR.fileName) == Literal("plan.txt")
    assert meta.value(source, SCR.digest) == Literal(document.digest)
    software = meta.value(reading, PROV.wasAssociatedWith)
    assert isinstance(software, URIRef)
    assert meta.value(software, SCR.softwareVersion) == Literal(__version__)
    assert (software, RDF.type, PROV.SoftwareAgent) in meta


def test_every_row_and_fact_is_there_once(facts: Graph) -> None:
    rows = read_plan().facts.rows
    assert {
        str(key)
        for row in facts.subjects(RDF.type, SCR.Recommendation)
        for key in facts.objects(row, DCTERMS.identifier)
    } == {row.key for row in rows}
    counts = Counter({name: len(list(facts.subjects(RDF.type, SCR[name]))) for name in FACT_CLASSES})
    assert counts == Counter(
        {
            "AuditEvent": sum(len(row.events) for row in rows),
            "TargetDate": sum(len(row.targets) for row in rows),
            "EvidenceRequirement": sum(len(row.evidence) for row in rows),
            "StatusClaim": sum(len(row.reported) for row in rows),
            "MeetingMention": sum(len(row.meetings) for row in rows),
            "Action": sum(len(row.actions) for row in rows),
        }
    )


@pytest.mark.parametrize("name", FACT_CLASSES)
def test_every_fact_points_at_its_cell_and_quotes_it(name: str, facts: Graph, source: Graph) -> None:
    for fact in facts.subjects(RDF.type, SCR[name]):
        assert isinstance(fact, URIRef)
        spans = list(source.objects(fact, SCR.recordedIn))
        assert spans, f"{fact} has no source"
        for span in spans:
            cell = source.value(span, SCR.inCell)
            assert str(fact).startswith(str(source.value(cell, SCR.ofRow)) + "/")
            assert str(source.value(span, OA.exact)).strip()
            line, first, last = (
                int(str(source.value(node, predicate)))
                for node, predicate in ((span, SCR.firstLine), (cell, SCR.firstLine), (cell, SCR.lastLine))
            )
            assert first <= line <= last
        assert all(citation.file == "plan.txt" and citation.column for citation in map_sources(build_plan()).cite(fact))


def test_positions_of_events_are_without_a_gap(facts: Graph) -> None:
    for row in facts.subjects(RDF.type, SCR.Recommendation):
        positions = sorted(int(str(facts.value(event, SCR.position))) for event in facts.objects(row, SCR.hasEvent))
        assert positions == list(range(len(positions)))


def test_data_do_not_depend_on_day_machine_or_folder(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_text(write_plan({}, {}), encoding="utf-8")
        made.append(quads_of(read_source(tmp_path / name / "plan.txt").build()))
    assert made[0] == made[1]
    text = "\n".join(made[0])
    assert str(tmp_path) not in text
    assert dt.datetime.now(dt.UTC).date().isoformat() not in text
    assert f"/{getpass.getuser()}/" not in text
    assert not platform.node() or f"/{platform.node()}/" not in text


def test_name_of_the_file_is_no_part_of_any_iri(tmp_path: Path) -> None:
    """The same document under another name is the same version."""
    quads = []
    for name in ("plan.txt", "another name.txt"):
        (tmp_path / name).write_text(write_plan(), encoding="utf-8")
        quads.append(quads_of(read_source(tmp_path / name).build()))
    changed = quads[0] ^ quads[1]
    assert changed
    assert all("fileName" in quad or "dc/terms/title" in quad for quad in changed)


def test_base_of_the_board_names_all_data() -> None:
    reading = read_plan()
    dataset = build_dataset(reading.facts, reading.document, "https://board.example/id/")
    assert all(name.startswith("https://board.example/id/plan/case-14/") for name in names_of(dataset))
    assert not [quad for quad in quads_of(dataset) if "w3id.org/scrgraph/id/" in quad]


def test_event_told_twice_is_two_events(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    twice = "Reviewed by QA&A subgroup 13/07/2010. Reviewed by QA&A subgroup 13/07/2010. Finalised"
    source.write_text(write_plan({"scrutiny": twice}), encoding="utf-8")
    reading = read_source(source)
    (row,) = reading.facts.rows
    reviews = [event for event in row.events if event.kind == "reviewed"]
    assert len(reviews) == 2
    dataset = reading.build()
    events = {s for graph in dataset.graphs() for s in graph.subjects(RDF.type, SCR.AuditEvent)}
    assert len(events) == len(row.events)
