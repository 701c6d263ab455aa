"""What pySHACL takes otherwise than SHACL is mended before it judges."""

import pytest
from rdflib import SH, XSD, Graph, Literal, URIRef

from scrgraph.audit.prepared import PreparedGraph
from scrgraph.audit.shacl import run_shapes
from scrgraph.errors import ScrgraphError

SHAPES = """
    @prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ex:Far sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/" ] .
    ex:Near owl:imports ex:Far ; sh:declare [ sh:prefix "other" ; sh:namespace "https://example.com/" ] .
    ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [
        sh:prefixes ex:Near ; sh:select "SELECT $this ?value { $this ex:p ?value }" ] .
"""


def run(shapes: str) -> int:
    data = PreparedGraph()
    data.parse(data="<https://example.org/a> <https://example.org/p> 'x'@en, 'y'@en .", format="turtle")
    return len(run_shapes(data, Graph().parse(data=shapes, format="turtle")))


def test_prefixes_that_a_declaration_imports_count() -> None:
    assert run(SHAPES) == 2


def test_prefix_that_nothing_declares_is_an_error_in_one_sentence() -> None:
    with pytest.raises(ScrgraphError, match=r"The rules cannot be run: .*Unknown namespace prefix"):
        run(SHAPES.replace("owl:imports ex:Far", "owl:imports ex:Elsewhere"))


def test_only_true_sets_a_switch() -> None:
    shape = """
        @prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
        ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:uniqueLang true .
    """
    shapes = Graph().parse(data=shape, format="turtle")
    data = PreparedGraph()
    data.parse(data="<https://example.org/a> <https://example.org/p> 'x'@en, 'y'@en .", format="turtle")
    assert len(run_shapes(data, shapes)) == 1
    switch = Literal("1", datatype=XSD.boolean, normalize=False)
    shapes.set((URIRef("https://example.org/S"), SH.uniqueLang, switch))
    assert run_shapes(data, shapes) == ()
