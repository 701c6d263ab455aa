"""Lint of the ontology, in the manner of ROBOT's report and of OOPS!: every fault of a kind is listed at once."""

import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from tests.graph.sample import build_plan

ROOT = Path(__file__).resolve().parent.parent
ONTOLOGY = ROOT / "ontology"
FILES = sorted(file for file in ONTOLOGY.rglob("*.ttl") if file.parent.name != "imports")
IRI = URIRef("https://w3id.org/scrgraph/ontology")
SCR = Namespace(namespaces.SCR)
CLASS = {OWL.Class}
PROPERTY = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
TEXTS = (RDFS.label, SKOS.definition, SKOS.example)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY / "scr.ttl")


@pytest.fixture(scope="module")
def terms(ontology: Graph) -> dict[URIRef, set[Node]]:
    own = {s for s in ontology.subjects() if isinstance(s, URIRef) and s.startswith(namespaces.SCR)}
    return {term: set(ontology.objects(term, RDF.type)) for term in sorted(own)}


@pytest.mark.parametrize("predicate", TEXTS, ids=lambda p: p.rpartition("#")[2])
def test_every_term_has_its_text_once(predicate: URIRef, ontology: Graph, terms: dict[URIRef, set[Node]]) -> None:
    for term in terms:
        (text,) = ontology.objects(term, predicate)
        assert isinstance(text, Literal)
        assert text.language == "en"
        assert str(text) == " ".join(str(text).split())
        assert predicate == RDFS.label or str(text).endswith((".", '"')), (term, text)


def test_no_two_terms_of_a_sort_share_a_label_or_a_definition(ontology: Graph, terms: dict[URIRef, set[Node]]) -> None:
    for sort in (CLASS, PROPERTY):
        for predicate in (RDFS.label, SKOS.definition):
            texts = [str(ontology.value(term, predicate)).lower() for term in terms if terms[term] & sort]
            assert sorted(set(texts)) == sorted(texts)


def test_no_definition_only_repeats_its_label(ontology: Graph, terms: dict[URIRef, set[Node]]) -> None:
    for term in terms:
        definition = str(ontology.value(term, SKOS.definition)).lower().strip(" .")
        assert definition != str(ontology.value(term, RDFS.label)).lower()


def test_every_term_is_one_class_or_one_property(terms: dict[URIRef, set[Node]]) -> None:
    assert [term for term, types in terms.items() if len(types & (CLASS | PROPERTY)) != 1] == []


def test_names_are_written_as_classes_and_properties_are(terms: dict[URIRef, set[Node]]) -> None:
    for term, types in terms.items():
        pattern = r"[A-Z][A-Za-z]*" if types & CLASS else r"[a-z][A-Za-z]*"
        assert re.fullmatch(pattern, term.removeprefix(namespaces.SCR)), term


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ONTOLOGY)))
def test_prefixes_are_declared_once_sorted_and_used(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    declared = re.findall(r"^@prefix ([\w-]*): ", text, re.MULTILINE)
    body = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|#.*', "", re.sub(r"^@prefix.*$", "", text, flags=re.MULTILINE))
    used = set(re.findall(r"(?<![\w-])([A-Za-z][\w-]*):[\w-]", body))
    assert len(declared) == len(set(declared))
    assert set(declared) == used
    Graph().parse(file)


def test_no_term_is_used_that_is_not_declared(terms: dict[URIRef, set[Node]]) -> None:
    """In the ontology itself, in the vocabularies and mappings, the shapes, the queries and the code."""
    dangling = set()
    for file in FILES:
        for triple in Graph().parse(file):
            dangling |= {t for t in triple if isinstance(t, URIRef) and t.startswith(namespaces.SCR)} - set(terms)
    known = {term.removeprefix(namespaces.SCR) for term in terms}
    for where, name in find_mentions():
        if name not in known:
            dangling.add(URIRef(f"{where}: {name}"))
    assert sorted(dangling) == []


def test_terms_of_other_vocabularies_are_declared_beside_ours(ontology: Graph) -> None:
    built_in = (str(OWL), str(RDF), str(RDFS), namespaces.XSD)
    for predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range):
        for value in ontology.objects(None, predicate):
            if isinstance(value, URIRef) and not str(value).startswith(built_in):
                assert (value, RDF.type, None) in ontology, value


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf], ids=["classes", "properties"])
def test_no_term_stands_above_itself(predicate: URIRef, ontology: Graph) -> None:
    for term in set(ontology.subjects(predicate)):
        above = {
            found
            for parent in ontology.objects(term, predicate)
            for found in ontology.transitive_objects(parent, predicate)
        }
        assert term not in above


def test_every_class_stands_under_a_standard_one(ontology: Graph, terms: dict[URIRef, set[Node]]) -> None:
    for term in (term for term in terms if terms[term] & CLASS):
        above = set(ontology.transitive_objects(term, RDFS.subClassOf))
        assert any(isinstance(a, URIRef) and not a.startswith(namespaces.SCR) for a in above), term


def test_properties_have_a_domain_and_a_range(ontology: Graph, terms: dict[URIRef, set[Node]]) -> None:
    """Dates have no range, and three properties speak of anything; the shapes check them."""
    anything = {SCR.recordedIn: RDFS.domain, SCR.softwareVersion: RDFS.domain, SCR.concerns: RDFS.range}
    for term, types in terms.items():
        if types & {OWL.ObjectProperty, OWL.DatatypeProperty} and anything.get(term) != RDFS.domain:
            assert len(list(ontology.objects(term, RDFS.domain))) == 1, term
        if OWL.ObjectProperty in types and anything.get(term) != RDFS.range:
            assert len(list(ontology.objects(term, RDFS.range))) == 1, term


def test_no_datatype_stops_a_reasoner(ontology: Graph) -> None:
    """HermiT knows the OWL 2 datatype map alone; xsd:date is not in it."""
    datatypes = {
        o for o in ontology.objects(None, RDFS.range) if str(o).startswith("http://www.w3.org/2001/XMLSchema#")
    }
    assert {str(datatype).rpartition("#")[2] for datatype in datatypes} <= {"string", "integer", "decimal", "boolean"}
    assert not [o for o in ontology.objects() if isinstance(o, Literal) and str(o.datatype).endswith("date")]


def test_version_licence_and_changelog_agree(ontology: Graph) -> None:
    (version,) = ontology.objects(IRI, OWL.versionInfo)
    assert set(ontology.objects(IRI, OWL.versionIRI)) == {URIRef(f"{IRI}/{version}")}
    assert len(list(ontology.objects(IRI, DCTERMS.license))) == 1
    assert all(list(ontology.objects(IRI, predicate)) for predicate in (DCTERMS.title, DCTERMS.description))
    changes = (ONTOLOGY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, re.MULTILINE)[0] == str(version)
    assert not list(ontology.objects(IRI, OWL.imports))


def test_every_term_is_used(ontology: Graph, terms: dict[URIRef, set[Node]]) -> None:
    """By the sample's graph, a vocabulary, a query or a shape; a class also by being above a used one."""
    used: set[Node] = {SCR[name] for _, name in find_mentions(("queries", "shapes"))}
    for graph in build_plan().graphs():
        used |= set(graph.predicates()) | set(graph.objects(None, RDF.type))
    for file in (*(ONTOLOGY / "vocabularies").glob("*.ttl"), *(ONTOLOGY / "exchange").glob("*.ttl")):
        vocabulary = Graph().parse(file)
        used |= set(vocabulary.predicates()) | set(vocabulary.objects())
    used |= set(ontology.predicates())
    assert [str(term) for term in terms if term not in used] == []


def find_mentions(folders: tuple[str, ...] = ("queries", "shapes", "scrgraph")) -> list[tuple[str, str]]:
    """Give every name of ours that queries, shapes and code write, with the file that does."""
    found = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".rq", ".ttl"):
                text = re.sub(r"^\s*#.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
                found += [(file.name, name) for name in re.findall(r"(?<![\w-])scr:(\w+)", text)]
            elif file.suffix == ".py":
                text = file.read_text(encoding="utf-8")
                found += [(file.name, name) for name in re.findall(r"\b_?SCR\.([A-Za-z]+)\b", text)]
    return found
