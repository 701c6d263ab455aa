"""Data that is to hold figures alone: a cube is taken; anything else, or a count too small to be told, is refused."""

import pyoxigraph as ox
import pytest

from scrgraph import namespaces
from scrgraph.exchange.figure_data import check_figures
from scrgraph.exchange.statements import Unsound
from scrgraph.graph.profiles import load_profile
from scrgraph.graph.quads import FactGraph
from scrgraph.resources import ontology_folder

PREFIXES = f"""
@prefix dcterms: <{namespaces.DCTERMS}> . @prefix qb: <{namespaces.QB}> . @prefix rdfs: <{namespaces.RDFS}> .
@prefix scr: <{namespaces.SCR}> . @prefix sdmx: <{namespaces.SDMX}> . @prefix xsd: <{namespaces.XSD}> .
@prefix f: <https://board.example/figures/2020-03-31/recommendations/> .
@prefix sdmx-d: <{namespaces.SDMX}dimension#> . @prefix sdmx-m: <{namespaces.SDMX}measure#> .
@prefix sdmx-a: <{namespaces.SDMX}attribute#> . @prefix sdmx-c: <{namespaces.SDMX}code#> .
"""
CUBE = """
<https://board.example/figures/2020-03-31/recommendations/by-row-state> {
    f:by-row-state a qb:DataSet ; rdfs:label "Recommendations, by state"@en ; qb:structure <STRUCTURE> ;
        dcterms:conformsTo <https://w3id.org/scrgraph/exchange/public> .
    <STRUCTURE> a qb:DataStructureDefinition ; qb:component <STRUCTURE/1> .
    <STRUCTURE/1> a qb:ComponentSpecification ; qb:dimension scr:countedRowState .
    scr:countedRowState a qb:DimensionProperty .
    <SET/overdue> a qb:Observation ; qb:dataSet f:by-row-state ; sdmx-d:refPeriod "2020-03-31"^^xsd:date ;
        scr:countedRowState <https://w3id.org/scrgraph/row-states/overdue> ; sdmx-m:obsValue 12 .
    <SET/finalised> a qb:Observation ; qb:dataSet f:by-row-state ; sdmx-d:refPeriod "2020-03-31"^^xsd:date ;
        scr:countedRowState <https://w3id.org/scrgraph/row-states/finalised> ; sdmx-a:confStatus sdmx-c:confStatus-C .
}
"""


def check(text: str) -> None:
    set_name = "https://board.example/figures/2020-03-31/recommendations/by-row-state"
    text = PREFIXES + text.replace("STRUCTURE", "SET/structure").replace("SET", set_name)
    graph = FactGraph()
    graph.quads.bulk_load(path=str(ontology_folder() / "scr.ttl"), format=ox.RdfFormat.TURTLE)
    terms = {str(term) for term in graph.subjects()}
    check_figures(ox.parse(text, format=ox.RdfFormat.TRIG), load_profile("public"), terms)


def test_figures_are_taken() -> None:
    check(CUBE)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("obsValue 12", "obsValue 4", "a count below 5"),
        ("obsValue 12", "obsValue 0", "a count below 5"),
        ("obsValue 12", "obsValue -12", "a count below 5"),
        ("obsValue 12", 'obsValue "12"', "figures alone"),
        ("obsValue 12", "obsValue <https://board.example/12>", "figures alone"),
        ("obsValue 12", "obsValue 12 ; scr:statement 'She was seen.'", "figures alone"),
        ('by state"@en', 'by state"', "figures alone"),
        ('by state"@en', "by state" + "x" * 1_000 + '"@en', "figures alone"),
        ("<https://w3id.org/scrgraph/row-states/overdue>", "<https://w3id.org/scrgraph/id/plan/case-15>", "alone"),
        ("<https://w3id.org/scrgraph/row-states/overdue>", "<https://x.example/overdue>", "figures alone"),
        ("scr:countedRowState a qb:DimensionProperty", "scr:countedRowState rdfs:label 'x'@en", "figures alone"),
        ("a qb:DataSet", "a scr:Recommendation", "figures alone"),
        ("<SET/overdue> a", "<https://w3id.org/scrgraph/id/plan/case-15/main/1> a", "figures alone"),
        (
            "<https://board.example/figures/2020-03-31/recommendations/by-row-state> {",
            "<https://x.example/g> {",
            "graph",
        ),
    ],
)
def test_anything_else_is_refused(old: str, new: str, says: str) -> None:
    assert old in CUBE
    with pytest.raises(Unsound, match=says):
        check(CUBE.replace(old, new, 1))


def test_rows_labelled_as_figures_are_refused() -> None:
    with pytest.raises(Unsound, match="graph that no figures have"):
        check("<https://board.example/plan/case-15/meta> { <https://board.example/plan/case-15> a scr:ActionPlan }")
