"""What a query may be, how values are bound to it, and that one of a user's own is held to its limits."""

import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import (
    Question,
    check_query,
    find_question,
    load_question_file,
    read_term,
)
from scrgraph.errors import BadUsage, ScrgraphError

EX = Namespace("https://example.org/")


@pytest.fixture(scope="module")
def base() -> FactBase:
    facts = Graph()
    for number in range(60):
        facts.add((EX[f"row{number}"], RDF.type, EX.Row))
        facts.add((EX[f"row{number}"], EX.name, Literal(f"row {number}")))
        facts.add((EX[f"row{number}"], EX.number, Literal(number)))
    return FactBase(facts)


def own(text: str) -> Question:
    return Question("mine", "own", "", "", (), {}, text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT; only SELECT and ASK"),
        ("DESCRIBE <https://example.org/row1>", "DESCRIBE; only SELECT and ASK"),
        ("DELETE WHERE { ?s ?p ?o }", "is an update"),
        ("INSERT DATA { <a:b> <a:c> 1 }", "is an update"),
        ("LOAD <https://example.org/x>", "is an update"),
        ("SELECT * WHERE { SERVICE <http://localhost/x> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * WHERE { OPTIONAL { { SERVICE SILENT ?where { ?s ?p ?o } } } }", "SERVICE"),
        ("SELECT * WHERE { FILTER EXISTS { SERVICE <http://localhost/x> { ?s ?p ?o } } }", "SERVICE"),
        ("SELECT * WHERE { { SELECT ?s WHERE { S\\u0045RVICE <http://localhost/x> { ?s ?p ?o } } } }", "SERVICE"),
        ("ASK { BIND (EXISTS { SERVICE <http://localhost/x> { ?s ?p ?o } } AS ?found) }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", "FROM"),
        ("SELECT * FROM NAMED <http://localhost/x> WHERE { ?s ?p ?o }", "FROM"),
        ("ASK FROM <http://localhost/x> { ?s ?p ?o }", "FROM"),
        ("SELECT WHERE", "not a SPARQL query"),
        ("", "not a SPARQL query"),
        ("SELECT * WHERE " + "{" * 5000 + "}" * 5000, "query"),
        ("#" * 100_001, "more than"),
    ],
)
def test_only_reading_is_allowed(base: FactBase, text: str, complaint: str) -> None:
    with pytest.raises(BadUsage, match=complaint):
        base.ask(own(text))


def test_words_that_only_look_forbidden_are_allowed() -> None:
    text = 'SELECT ?service WHERE { ?service ?from "SERVICE <x> FROM <y>" } # SERVICE'
    assert check_query(text) == frozenset({"service"})


def test_own_query_is_answered(base: FactBase) -> None:
    answer = base.ask(own("SELECT ?name ?number WHERE { ?row <https://example.org/name> ?name ; "
                          "<https://example.org/number> ?number } ORDER BY ?number LIMIT 2"))  # fmt: skip
    assert (answer.columns, answer.rows) == (("name", "number"), (("row 0", 0), ("row 1", 1)))
    assert base.ask(own("ASK { ?row a <https://example.org/Row> }")).truth is True


@pytest.mark.parametrize(
    ("value", "rows"),
    [("row 3", 1), ('"row 3"', 1), ('row 3" } #', 0), ("?row", 0), ("3", 0)],
)
def test_parameter_is_bound_as_a_value(base: FactBase, value: str, rows: int) -> None:
    text = "SELECT ?row ?name WHERE { ?row <https://example.org/name> ?name }"
    assert len(base.ask(own(text), [f"name={value}"]).rows) == rows


@pytest.mark.parametrize(("given", "complaint"), [("other=1", "takes no parameter 'other'"), ("name", "has no value")])
def test_parameter_that_does_not_fit_is_refused(base: FactBase, given: str, complaint: str) -> None:
    with pytest.raises(BadUsage, match=complaint):
        base.ask(own("SELECT ?name WHERE { ?row ?p ?name }"), [given])


def test_values_are_read_as_people_write_them() -> None:
    day = ox.Literal("2010-07-31", datatype=ox.NamedNode(namespaces.XSD + "date"))
    assert [read_term(text) for text in ("7", '"7"', "2010-07-31", "<a:b>", "a b")] == [
        ox.Literal(7),
        ox.Literal("7"),
        day,
        ox.NamedNode("a:b"),
        ox.Literal("a b"),
    ]
    with pytest.raises(BadUsage, match="no day"):
        read_term("2009-02-29")


def test_slow_query_is_ended(base: FactBase) -> None:
    # Five times sixty rows, each with each: hours.
    slow = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER (?c != ?l) ?m ?n2 ?o }"
    began = time.monotonic()
    with pytest.raises(ScrgraphError, match="longer than 1 seconds"):
        base.ask(own(slow), time_limit=1)
    assert time.monotonic() - began < 10


def test_unknown_query_is_told_the_nearest() -> None:
    with pytest.raises(BadUsage, match=r"The nearest name is overdue-actions"):
        find_question("overdu-action")
    assert find_question("board/overdue-actions") == find_question("overdue-actions")


def test_query_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match=r"nothing\.rq: The query cannot be read"):
        load_question_file(tmp_path / "nothing.rq")


def test_node_is_told_by_its_iri(base: FactBase) -> None:
    answer = base.ask(own('SELECT ?row WHERE { ?row <https://example.org/name> "row 3" }'))
    assert answer.rows == ((str(URIRef(EX.row3)),),)
