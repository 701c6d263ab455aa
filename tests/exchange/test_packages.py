"""Packages: what is in them, that it is the same in every form, and that each fact in it comes from a document."""

import errno
import hashlib
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld
from rdflib import PROV, RDF, Dataset, Graph, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.audit.shacl import run_shapes
from scrgraph.errors import ScrgraphError
from scrgraph.exchange.package import write_package
from scrgraph.exchange.redaction import redact
from scrgraph.graph.canonical import hash_canonical, render_canonical, render_canonical_quads
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.profiles import WITHHELD, load_profile
from scrgraph.graph.quads import FactGraph
from scrgraph.graph.store import open_store
from tests.exchange.made import DATES, PROFILES, export, export_sample, make_package, make_store, read_data, read_files
from tests.graph.sample import ROOT, run

SCR = Namespace(namespaces.SCR)
SMALL = ROOT / "data" / "case-m1" / "plan.txt"
FILES = {
    *("data.nq", "data.trig", "data.jsonld", "context.jsonld", "provenance.ttl", "void.ttl", "redaction.ttl"),
    *("report.ttl", "policy.ttl", "ro-crate-metadata.json", "manifest-sha256.txt", "ontology/scr.ttl"),
    *("ontology/vocabularies/themes.ttl", "ontology/exchange/partner.ttl", "shapes/model/plan.ttl"),
}


def read_crate(package: Path) -> dict[str, dict[str, Any]]:
    crate = json.loads((package / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    return {one["@id"]: one for one in crate["@graph"]}


def read_turtle(package: Path, name: str) -> Graph:
    return Graph().parse(package / name)


@pytest.fixture(params=PROFILES)
def package(request: pytest.FixtureRequest) -> Path:
    return make_package(request.param)


def test_package_holds_what_a_receiver_needs(package: Path) -> None:
    files = read_files(package)
    assert files.keys() >= FILES
    assert ("report.html" in files) == (package.name == "full")
    listed = dict(line.split("  ", 1)[::-1] for line in files["manifest-sha256.txt"].decode().splitlines())
    assert listed == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "manifest-sha256.txt"
    }
    parts = {part["@id"] for part in read_crate(package)["./"]["hasPart"]}
    assert parts == files.keys() - {"manifest-sha256.txt", "ro-crate-metadata.json"}


def test_every_form_holds_the_same_data(package: Path) -> None:
    quads = read_data(package)
    lines = (package / "data.nq").read_text(encoding="utf-8")
    assert lines == render_canonical_quads(quads)
    assert hash_canonical(lines) == read_crate(package)["#data-hash"]["value"]
    for name, form in (("data.trig", ox.RdfFormat.TRIG), ("data.jsonld", ox.RdfFormat.JSON_LD)):
        assert set(ox.parse(path=str(package / name), format=form)) == quads


def test_other_libraries_read_the_json_to_the_same_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyLD and rdflib, with no loader of documents: that nothing is fetched."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    package = make_package("partner")
    text = (package / "data.jsonld").read_text(encoding="utf-8")
    lines = (package / "data.nq").read_text(encoding="utf-8")

    def refuse(address: str, _: object) -> None:
        raise AssertionError(address)

    asked = {"format": "application/n-quads", "documentLoader": refuse}
    quads = ox.parse(jsonld.to_rdf(json.loads(text), asked), format=ox.RdfFormat.N_QUADS)
    assert render_canonical_quads(quads) == lines
    assert render_canonical(Dataset().parse(data=text, format="json-ld")) == lines


def test_data_has_no_blank_nodes(package: Path) -> None:
    terms = {type(term) for quad in read_data(package) for term in (quad.subject, quad.object, quad.graph_name)}
    assert terms == {ox.NamedNode, ox.Literal}


def test_counts_are_those_of_the_data(package: Path) -> None:
    quads = read_data(package)
    crate = read_crate(package)
    typed = {(quad.subject, str(quad.object)) for quad in quads if quad.predicate.value == str(RDF.type)}
    kinds = Counter(kind.strip("<>") for _, kind in typed)
    told = {name.removeprefix("#count-"): one["value"] for name, one in crate.items() if name.startswith("#count-")}
    assert (told.pop("statements"), told.pop("graphs")) == (len(quads), len({quad.graph_name for quad in quads}))
    assert told == {name: kinds[str(SCR[name])] for name in told}
    assert told["Recommendation"] == 105
    sizes = read_turtle(package, "void.ttl")
    void = Namespace(namespaces.VOID)
    assert {int(str(value)) for value in sizes.objects(None, void.triples)} >= {len(quads)}


def test_everything_comes_from_a_document(package: Path) -> None:
    """Each graph with facts is of a version that goes back to the digest of a document; the package to all of them."""
    told = read_turtle(package, "provenance.ttl")
    documents = set(told.subjects(RDF.type, SCR.SourceDocument))
    assert len(documents) == 4
    assert all(str(told.value(document, SCR.digest)).startswith("sha256:") for document in documents)
    (root,) = told.subjects(PROV.wasAttributedTo, None)
    assert set(told.transitive_objects(root, PROV.wasDerivedFrom)) >= documents
    facts = {str(quad.graph_name.value) for quad in read_data(package)}  # type: ignore[union-attr]
    for graph in (name.removesuffix("/source") for name in facts if not name.endswith("/meta")):
        assert set(told.transitive_objects(URIRef(graph), PROV.wasDerivedFrom)) & documents


def test_full_gives_all_that_the_store_holds() -> None:
    assert read_data(make_package("full")) == set(open_store(make_store(), read_only=True))


def test_partner_gives_no_words_but_of_recommendations_and_actions() -> None:
    quads = read_data(make_package("partner"))
    kinds: dict[object, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == str(RDF.type):
            kinds.setdefault(quad.subject, set()).add(quad.object.value.removeprefix(namespaces.SCR))  # type: ignore[union-attr]
    worded = {
        kind
        for quad in quads
        if isinstance(quad.object, ox.Literal) and len(quad.object.value.split()) > 6 and quad.object.value != WITHHELD
        for kind in kinds[quad.subject]
    }
    assert worded == {
        *("Action", "Recommendation", "OverviewRecommendation", "IMRRecommendation"),
        "ActionPlan",  # its title, and that it is synthetic
        "Agency",  # long names
    }
    assert not any(kinds & {"SourceCell", "SourceSpan", "Correction"} for kinds in kinds.values())
    given = {quad.object.value for quad in quads if quad.predicate.value == str(SCR.givenUnder)}  # type: ignore[union-attr]
    assert given == {"https://w3id.org/scrgraph/exchange/partner"}


def test_what_partner_gives_is_sound() -> None:
    """By the model shapes, those of vocabularies left out; the profiles and the log of what was taken out, too."""
    package = make_package("partner")
    facts = FactGraph()
    facts.extend(load_vocabularies().quads)
    facts.extend(ox.Quad(q.subject, q.predicate, q.object) for q in read_data(package))
    for name in ("redaction.ttl", "ontology/exchange/full.ttl", "ontology/exchange/partner.ttl"):
        facts.merge(read_turtle(package, name))
    shapes = Graph().parse(ROOT / "shapes" / "prefixes.ttl")
    for file in (ROOT / "shapes" / "model").glob("*.ttl"):
        if file.stem != "skos":
            shapes.parse(file)
    assert run_shapes(facts, shapes) == ()


def test_what_was_taken_out_is_counted_and_not_repeated() -> None:
    log = read_turtle(make_package("partner"), "redaction.ttl")
    held, given = read_data(make_package("full")), read_data(make_package("partner"))
    masked = {quad for quad in given if quad.object == ox.Literal(WITHHELD)}
    counts = Counter[str]()
    for node in log.subjects(RDF.type, SCR.Redaction):
        counts[str(log.value(node, SCR.treatment))] += int(str(log.value(node, SCR.statementCount)))
    assert counts["mask"] == len({(q.subject, q.predicate, q.graph_name) for q in masked})
    assert counts["withhold"] == len(held - given) - counts["mask"]
    text = (make_package("partner") / "redaction.ttl").read_text(encoding="utf-8")
    words = {quad.object.value for quad in held if isinstance(quad.object, ox.Literal) and len(quad.object.value) > 30}
    assert not any(word in text for word in words)


def test_the_report_is_redacted_as_the_data_is() -> None:
    report, full = (read_turtle(make_package(name), "report.ttl") for name in PROFILES)
    sh = Namespace(namespaces.SH)
    assert set(report.objects(None, sh.resultMessage)) == {rdflib.Literal(WITHHELD)}
    assert set(report.subject_objects(sh.sourceShape)) == set(full.subject_objects(sh.sourceShape))
    assert set(full.objects(None, URIRef(namespaces.OA + "exact")))
    assert not set(report.objects(None, URIRef(namespaces.OA + "exact")))


def test_two_exports_are_the_same_bytes_and_so_is_a_zip(tmp_path: Path) -> None:
    assert run("ingest", SMALL, "--store", tmp_path / "store").code == 0
    first, second, *zips = (tmp_path / name for name in ("one", "two", "one.zip", "two.zip"))
    for output in (first, second, *zips):
        assert export(tmp_path / "store", "partner", output).code == 0
    assert read_files(first) == read_files(second)
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == read_files(first)


def test_package_says_who_sends_it_and_on_what_terms(tmp_path: Path) -> None:
    terms = ("--board", "Testshire Board", "--licence", "Agreement 7", "--handling", "OFFICIAL-SENSITIVE")
    package = export_sample("partner", tmp_path / "package", "--plan", "case-m1", *terms)
    crate = read_crate(package)
    assert crate["#board"]["name"] == "Testshire Board"
    assert "Agreement 7" in crate["#licence"]["name"]
    assert crate["./"]["datePublished"] == DATES[-1]
    assert crate["#count-ActionPlan"]["value"] == 1
    assert "OFFICIAL-SENSITIVE" in (package / "policy.ttl").read_text(encoding="utf-8")
    assert "case-14" not in (package / "data.nq").read_text(encoding="utf-8")
    assert "case-14" not in (package / "report.ttl").read_text(encoding="utf-8")


def test_only_the_current_version_leaves_for_a_partner(tmp_path: Path) -> None:
    later = tmp_path / "later.txt"
    later.write_text(SMALL.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    for document in (SMALL, later):
        assert run("ingest", document, "--store", tmp_path / "store").code == 0
    for profile, versions in (("partner", 1), ("full", 2)):
        assert export(tmp_path / "store", profile, tmp_path / profile).code == 0
        quads = read_data(tmp_path / profile)
        mentioned = {q.object.value for q in quads if q.predicate.value == str(SCR.hasPlanVersion)}  # type: ignore[union-attr]
        described = {q.subject for q in quads if q.object == ox.NamedNode(str(SCR.PlanVersion))}
        assert len(mentioned) == len(described) == versions
        assert len({q.subject for q in quads if q.object == ox.NamedNode(str(SCR.SourceDocument))}) == versions


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--profile", "anybody"), "There is no exchange profile 'anybody'."),
        (("--plan", "case-99"), "The store holds no plan 'case-99'."),
    ],
)
def test_what_is_not_there_is_refused(more: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    ran = export(make_store(), "partner", tmp_path / "package", *more)
    assert (ran.code, ran.out, sentence in ran.complaint) == (2, b"", True)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    ran = export(make_store(), "partner", tmp_path / "package")
    assert ran.code == 2
    assert "is there already" in ran.complaint
    assert list((tmp_path / "package").iterdir()) == []


def test_without_a_folder_for_it_nothing_is_made(tmp_path: Path) -> None:
    ran = export(make_store(), "partner", tmp_path / "missing" / "package")
    assert ran.code == 2
    assert "There is no folder for the package." in ran.complaint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["package", "package.zip"])
def test_a_package_that_cannot_be_written_whole_is_not_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("scrgraph.exchange.package.os.fsync", fail)
    with pytest.raises(ScrgraphError, match="No space left on device"):
        write_package({"data.nq": b"", "shapes/one.ttl": b""}, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_statement_that_no_rule_names_stays_behind() -> None:
    node, graph = ox.NamedNode("https://example.org/row"), ox.NamedNode("https://example.org/graph")
    kind = ox.Quad(node, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(SCR.Recommendation)), graph)
    new = ox.Quad(node, ox.NamedNode("https://example.org/said"), ox.Literal("Words"), graph)
    redacted = redact([kind, new], load_profile("partner"))
    assert redacted.quads == {kind}
    assert sum(redacted.removals.values()) == 1
    assert redact([kind, new], load_profile("full")).quads == {kind, new}
