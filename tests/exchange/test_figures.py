"""Public figures: what is counted, that every table has all its cells, and that nothing else leaves."""

import datetime as dt
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
from rdflib import Graph

from scrgraph import namespaces
from scrgraph.analysis.answers import Answer, FactBase
from scrgraph.analysis.questions import Question
from scrgraph.audit.shacl import run_shapes
from scrgraph.errors import ScrgraphError
from scrgraph.exchange.cube import build_cube
from scrgraph.exchange.figures import NOT_TOLD, Cell, Figures, count_figures, list_tables
from scrgraph.exchange.package import DATA
from scrgraph.graph.canonical import render_canonical_quads
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.profiles import load_profile
from tests.exchange.made import export, make_store, read_data, read_files
from tests.graph.sample import ROOT, run

PUBLIC = load_profile("public")
DAY = dt.date(2012, 3, 31)
BASE = "https://board.example/"
OUR_OWN = ("ontology/", "mappings/", "shapes/")  # what packages are read by: it is the same in all of them
WORD = re.compile(r"[^\W_]+")
QB_OBSERVATION = ox.NamedNode(namespaces.QB + "Observation")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Told:
    """Answers questions by what is told it: rows of a question by its name."""

    def __init__(self, **rows: list[tuple[str, ...]]) -> None:
        self._rows = rows

    def ask(self, question: Question) -> Answer:
        names = tuple(name.strip() for name in question.header["dimensions"].split(","))
        rows = self._rows.get(question.name.replace("-", "_"), [])
        return Answer((*names, "count"), tuple((*map(_expand, row[:-1]), row[-1]) for row in rows))


def _expand(value: str) -> str:
    return namespaces.VOCABULARIES + value


def count(**rows: list[tuple[str, ...]]) -> Figures:
    return count_figures(cast(FactBase, Told(**rows)), PUBLIC)


RECOMMENDATIONS: dict[str, list[tuple[str, ...]]] = {
    "recommendations_by_kind_of_review": [
        ("review-kinds/scr", "row-states/finalised", "40"),
        ("review-kinds/scr", "row-states/overdue", "30"),
        ("review-kinds/dhr", "row-states/finalised", "20"),
        ("review-kinds/dhr", "row-states/overdue", "10"),
    ],
    "recommendations_by_kind_of_agency": [
        ("agency-kinds/police", "row-states/finalised", "60"),
        ("agency-kinds/police", "row-states/overdue", "38"),
        ("agency-kinds/health", "row-states/overdue", "2"),
    ],
}


@pytest.fixture(scope="module")
def figures() -> Figures:
    return count(**RECOMMENDATIONS)


def find(figures: Figures, unit: str, **values: str) -> int | None:
    return figures.counts[Cell(unit, frozenset((name, _expand(value)) for name, value in values.items()))]


def test_totals_are_those_of_all_tables(figures: Figures) -> None:
    assert find(figures, "recommendations") == 100
    assert find(figures, "recommendations", reviewKind="review-kinds/scr") == 70


def test_small_counts_are_suppressed_and_so_is_what_would_tell_them(figures: Figures) -> None:
    assert find(figures, "recommendations", agencyKind="agency-kinds/health") is None
    assert find(figures, "recommendations", agencyKind="agency-kinds/health", rowState="row-states/overdue") is None
    # Of the overdue ones all but two are the police's: either they are not told, or the overdue ones in all are not.
    police = find(figures, "recommendations", agencyKind="agency-kinds/police", rowState="row-states/overdue")
    assert police is None or find(figures, "recommendations", rowState="row-states/overdue") is None
    assert all(number is None or number >= PUBLIC.smallest_count for number in figures.counts.values())


def test_every_value_has_a_cell_whatever_the_facts(figures: Figures) -> None:
    assert figures.counts.keys() == count().counts.keys()
    assert set(count().counts.values()) == {None}
    for table in list_tables():
        cells = {cell for cell in figures.counts if cell.unit == table.unit}
        assert {value for cell in cells for _, value in cell.values} >= {
            value for one in table.dimensions for value in one.values
        }


def test_a_value_that_is_none_is_not_told() -> None:
    told = count(reviews=[("review-kinds/inquest", "9")])
    kinds = {dict(cell.values).get("reviewKind") for cell in told.counts if cell.unit == "reviews"}
    assert NOT_TOLD in kinds
    assert not any("inquest" in str(kind) for kind in kinds)


def test_tables_that_do_not_agree_are_told() -> None:
    odd: dict[str, list[tuple[str, ...]]] = {
        **RECOMMENDATIONS,
        "recommendations_by_kind_of_agency": [("agency-kinds/police", "row-states/overdue", "9")],
    }
    with pytest.raises(ScrgraphError, match="do not agree"):
        count(**odd)


def test_figures_as_linked_data_are_sound(figures: Figures) -> None:
    """Each table and each of its totals is a data set in a graph of its own, without blank nodes."""
    quads = build_cube(figures, PUBLIC, DAY, BASE)
    graphs = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(quad)
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)
    assert all(
        str(graph.value).startswith(f"{BASE}figures/2012-03-31/") for graph in graphs if isinstance(graph, ox.NamedNode)
    )
    observations = [quad for quad in quads if quad.object == QB_OBSERVATION]
    assert len(observations) == len(figures.counts)
    suppressed = [quad for quad in quads if quad.predicate.value.endswith("#confStatus")]
    assert len([q for q in suppressed if q.subject in {one.subject for one in observations}]) == list(
        figures.counts.values()
    ).count(None)
    shapes = Graph()
    for file in ("prefixes.ttl", "model/figures.ttl"):
        shapes.parse(ROOT / "shapes" / file)
    small = [quad for quad in quads if "/reviews" in str(quad.graph_name)]
    lines = ox.serialize([quad.triple for quad in small], format=ox.RdfFormat.N_TRIPLES) or b""
    assert run_shapes(Graph().parse(data=lines.decode(), format="nt"), shapes) == ()


def test_names_tell_the_day_and_nothing_of_the_data(figures: Figures) -> None:
    assert {q.subject for q in build_cube(figures, PUBLIC, DAY, BASE)} == {
        q.subject for q in build_cube(count(), PUBLIC, DAY, BASE)
    }


def test_a_package_can_be_read_and_given_again_unchanged(figures: Figures) -> None:
    lines = render_canonical_quads(build_cube(figures, PUBLIC, DAY, BASE))
    assert render_canonical_quads(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS)) == lines


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public package of the samples."""
    output = tmp_path_factory.mktemp("public") / "package"
    ran = export(make_store(), "public", output)
    assert ran.code == 0, ran.complaint
    return output


def test_public_package_holds_figures_alone(public: Path) -> None:
    data = read_data(public)
    classes = {quad.object.value for quad in data if quad.predicate == TYPE}  # type: ignore[union-attr]
    assert {one.removeprefix(namespaces.QB) for one in classes} == {
        "AttributeProperty", "ComponentSpecification", "DataSet", "DataStructureDefinition", "DimensionProperty",
        "MeasureProperty", "Observation",
    }  # fmt: skip
    assert not (public / "report.ttl").exists()


def test_public_package_does_not_count_what_stays_behind(public: Path) -> None:
    assert b"statementCount" not in (public / "redaction.ttl").read_bytes()
    crate = json.loads((public / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    held = {one["name"]: one["value"] for one in crate["@graph"] if one["@type"] == "PropertyValue"}
    assert held.pop("statements", None) == len(read_data(public))
    assert not held.get("Recommendation")


def test_public_figures_are_of_all_plans(tmp_path: Path) -> None:
    ran = export(make_store(), "public", tmp_path / "one", "--plan", "case-14")
    assert ran.code == 2
    assert "--plan" in ran.complaint
    assert not (tmp_path / "one").exists()


def test_public_package_is_the_same_twice(public: Path, tmp_path: Path) -> None:
    assert export(make_store(), "public", tmp_path / "again").code == 0
    assert read_files(tmp_path / "again") == read_files(public)


def test_public_package_of_the_real_plan_gives_nothing_of_it(shared: Path, tmp_path: Path) -> None:
    """No six words that stand together in the plan, no id, no post, and no agency, in any file but our own."""
    plan = shared / "case-14" / "plan.txt"
    assert run("ingest", plan, "--store", tmp_path / "store").code == 0
    assert export(tmp_path / "store", "public", tmp_path / "package").code == 0
    said = WORD.findall(plan.read_text(encoding="utf-8", errors="replace").lower())
    runs = {tuple(said[at : at + 6]) for at in range(len(said) - 5)}
    files = {name: data.decode() for name, data in read_files(tmp_path / "package").items()}
    outgoing = {name: text for name, text in files.items() if not name.startswith(OUR_OWN)}
    assert {DATA, "ro-crate-metadata.json", "redaction.ttl", "provenance.ttl", "void.ttl"} <= outgoing.keys()
    known = load_vocabularies().quads
    schemes = [ox.NamedNode(namespaces.VOCABULARIES + name) for name in ("agencies", "posts")]
    in_scheme, labels = ox.NamedNode(namespaces.SKOS + "inScheme"), ("prefLabel", "altLabel")
    named = {
        quad.object.value.lower()  # type: ignore[union-attr]
        for scheme in schemes
        for concept in known.quads_for_pattern(None, in_scheme, scheme)
        for label in labels
        for quad in known.quads_for_pattern(concept.subject, ox.NamedNode(namespaces.SKOS + label), None)
        if len(quad.object.value) > 3 and quad.object.value.lower() != "schools"  # type: ignore[union-attr]
    }
    assert len(runs) > 10_000
    assert len(named) > 50
    for name, text in outgoing.items():
        words = WORD.findall(text.lower())
        assert not {tuple(words[at : at + 6]) for at in range(len(words) - 5)} & runs, name
        plain = f" {' '.join(words)} "
        assert "case-14" not in text.lower(), name
        assert "birmingham" not in text.lower(), name
        assert [one for one in named if f" {' '.join(WORD.findall(one))} " in plain] == [], name
