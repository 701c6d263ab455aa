"""The vocabularies: sound as SKOS, and complete where facts and rules name their concepts."""

import json
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.audit.shacl import run_shapes
from scrgraph.facts.confirmations import read_confirmations
from scrgraph.facts.promises import read_promises
from scrgraph.wordings import Wordings

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "ontology" / "vocabularies").glob("*.ttl"))
SCR = Namespace(namespaces.SCR)
LISTS = """All have provided confirmation that work has begun. The agencies below have confirmed that staff know:
* West Midlands Police * Harbour Trust Replies are still awaited from the following: ▪ EWS ▪ Ferry Pilots of Ely"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_vocabulary_is_sound(file: Path) -> None:
    data = Graph()
    data.parse(file)
    shapes = Graph().parse(ROOT / "shapes" / "prefixes.ttl").parse(ROOT / "shapes" / "model" / "skos.ttl")
    assert run_shapes(data, shapes) == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file_holds_the_scheme_of_its_name(file: Path) -> None:
    graph = Graph().parse(file)
    scheme = URIRef(namespaces.VOCABULARIES + file.stem)
    assert set(graph.subjects(RDF.type, SKOS.ConceptScheme)) == {scheme}
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert str(concept) == f"{scheme}/{graph.value(concept, SKOS.notation)}"


def test_kinds_of_review_name_classes_of_the_ontology() -> None:
    ontology = Graph().parse(ROOT / "ontology" / "scr.ttl")
    kinds = Graph().parse(ROOT / "ontology" / "vocabularies" / "review-kinds.ttl")
    named = set(kinds.objects(None, SCR.namesClass))
    assert len(named) == 4
    assert all((kind, None, SCR.Review) in ontology for kind in named)


def test_themes_are_those_of_the_gold(shared: Path) -> None:
    themes = Graph().parse(ROOT / "ontology" / "vocabularies" / "themes.ttl")
    gold = json.loads((shared / "gold" / "themes.json").read_text(encoding="utf-8"))["concepts"]
    told = {
        str(themes.value(theme, SKOS.notation)): (
            str(themes.value(theme, SKOS.prefLabel)),
            next((str(above).rpartition("/")[2] for above in themes.objects(theme, SKOS.broader)), None),
            {str(label) for label in themes.objects(theme, SKOS.altLabel)},
        )
        for theme in themes.subjects(RDF.type, SCR.Theme)
    }
    assert told == {c["id"]: (c["prefLabel"], c["broader"], set(c["altLabel"])) for c in gold}


def test_lists_of_confirmations_are_read(wordings: Wordings) -> None:
    found = [(c.state, c.agency, c.raw) for c in read_confirmations(LISTS, wordings)]
    assert found == [
        ("given", "wmp", "West Midlands Police"),
        ("given", "harbour-trust", "Harbour Trust"),
        ("awaited", "ews", "EWS"),
        ("awaited", "ferry-pilots-of-ely", "Ferry Pilots of Ely"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The team has confirmed that its forms are new.",
        "They have confirmed: no child was missed.",
        "We have confirmed that it stands. Next steps: * Harbour Trust",
    ],
)
def test_what_opens_no_list_of_agencies_is_no_confirmation(text: str, wordings: Wordings) -> None:
    assert read_confirmations(text, wordings) == ()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The Board gets weekly progress reports from us.", ["weekly"]),
        ("Agencies will report to the Board every three months.", ["quarterly"]),
        ("Each lead will report to the Board quarterly. A summary goes out each month.", ["quarterly"]),
        ("The quarterly newsletter reports on trees.", []),
    ],
)
def test_promises_of_reports(text: str, kinds: list[str], wordings: Wordings) -> None:
    assert [promise.kind for promise in read_promises(text, wordings)] == kinds
