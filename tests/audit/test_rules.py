"""What a rule pack may hold, and what is refused; every ``sh:`` term that a pack may use is shown to work here."""

import datetime as dt
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from rdflib import SH, Graph, Literal, URIRef

from scrgraph.audit.rules import RulePack
from scrgraph.audit.shacl import run_shapes
from scrgraph.audit.soundness import TESTED_TERMS
from scrgraph.audit.validate import audit
from scrgraph.errors import ScrgraphError, UnknownRule
from scrgraph.resources import shapes_folder
from tests.row_graphs import build_dataset

PREFIXES = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scr: <https://w3id.org/scrgraph/ontology#> .
@prefix scrsh: <https://w3id.org/scrgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ANNOTATIONS = {
    "dcterms:identifier": '"OUR-001"',
    "dcterms:title": '"Row has a summary"',
    "rdfs:label": '"Missing summary"',
    "rdfs:comment": '"The row has no summary."',
    "scrsh:why": '"Without it nobody knows what was done."',
    "scrsh:basis": '"Our own practice."',
    "scrsh:basisState": '"none"',
    "skos:scopeNote": '"Ask the agency."',
    "scrsh:appliesTo": '"SELECT ?this WHERE { ?this a scr:Recommendation }"',
    "sh:severity": "sh:Info",
}


def write_rule(folder: Path, name: str = "missing-summary", more: str = "", **changes: str | None) -> Path:
    """Write a pack of one sound rule, with annotations changed (by local name) or left out."""
    annotations = {term: changes.get(term.split(":")[1], value) for term, value in ANNOTATIONS.items()}
    lines = [f"    {term} {value} ;" for term, value in annotations.items() if value is not None]
    constraint = "    sh:property [ sh:path scr:summary ; sh:minCount 1 ] ."
    shape = changes.get("shape") or "ex:MissingSummary"
    file = folder / "ours" / f"{name}.ttl"
    file.parent.mkdir(exist_ok=True)
    head = [PREFIXES, shape, "    a sh:NodeShape ;", "    sh:targetClass scr:Recommendation ;"]
    file.write_text("\n".join([*head, *lines, constraint, more]), encoding="utf-8")
    return file


def test_own_pack_is_loaded_with_the_prefixes_of_scrgraph(tmp_path: Path) -> None:
    write_rule(tmp_path)
    pack = RulePack.load(tmp_path)
    (rule,) = pack.rules

    assert (pack.name, rule.code, rule.family, rule.severity) == (tmp_path.name, "OUR-001", "ours", "info")
    assert "PREFIX scr: <https://w3id.org/scrgraph/ontology#>" in rule.prologue


def test_core_pack_is_complete() -> None:
    pack = RulePack.load()

    assert pack.name == "core"
    assert [rule.code for rule in pack.rules] == sorted(
        """
        CLR-001 CLR-002 CLR-003 CMP-001 CMP-002 DQ-001 DQ-002 DQ-003 DQ-004 DQ-005 EVD-001 EVD-002 EVD-003 EVD-004
        EVD-005 EVD-006 EVD-007 EVD-008 EVD-009 MON-001 MON-002 MON-003 MON-004 MON-005 OWN-001 OWN-002 SEQ-001
        SEQ-002 SEQ-003 SEQ-004 SEQ-005 SEQ-006 SEQ-007 SMT-001 SMT-002 SMT-003 SMT-004 SMT-005 STS-001 STS-002
        STS-003 STS-004 STS-005 XRV-001 XRV-002 XRV-003 XRW-001 XRW-002
        """.split()
    )


@pytest.mark.parametrize("rule", RulePack.load().every, ids=lambda rule: rule.code)
def test_rule_is_named_for_its_fault_throughout(rule: object) -> None:
    """Shape, file and label are one name: ``OverdueTarget``, ``overdue-target.ttl``, "Overdue target"."""
    name = str(rule.shape).rsplit("#", 1)[1]  # type: ignore[attr-defined]
    stem = rule.path.stem  # type: ignore[attr-defined]

    assert name == "".join(word.capitalize() for word in stem.split("-"))


@pytest.mark.parametrize("term", ANNOTATIONS)
def test_rule_without_an_annotation_is_refused(tmp_path: Path, term: str) -> None:
    left_out: dict[str, Any] = {term.split(":")[1]: None}
    file = write_rule(tmp_path, **left_out)

    with pytest.raises(ScrgraphError) as refused:
        RulePack.load(tmp_path)
    assert refused.value.path == str(file)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"identifier": '"1"'}, "ABC-001"),
        ({"severity": "sh:Trace"}, "sh:Trace"),
        ({"basisState": '"hearsay"'}, "basisState"),
        ({"title": '" "'}, "dcterms:title"),
        ({"appliesTo": '"SELECT ?this WHERE { SERVICE <https://example.org/> { ?this ?p ?o } }"'}, "SERVICE"),
        ({"appliesTo": '"SELECT ?this WHERE { BIND (now() AS ?this) }"'}, "NOW"),
        ({"appliesTo": '"SELECT ?this FROM <https://example.org/> WHERE { ?this ?p ?o }"'}, "FROM"),
        ({"more": "ex:More a sh:NodeShape ; sh:rule ex:rule ."}, "sh:rule"),
        ({"more": "ex:More sh:target [ a sh:SPARQLTarget ] ."}, "sh:SPARQLTarget"),
        ({"more": "ex:More sh:singleLine true ."}, "sh:singleLine"),
        ({"more": "ex:More ex:broken"}, "not Turtle"),
    ],
)
def test_unfit_rule_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    write_rule(tmp_path, **changes)

    with pytest.raises(ScrgraphError, match=words):
        RulePack.load(tmp_path)


def test_words_in_strings_names_and_comments_are_no_keywords(tmp_path: Path) -> None:
    query = "SELECT ?this WHERE { ?this scr:from ?now ; scr:values 'no SERVICE here' }"
    write_rule(tmp_path, appliesTo=f'"{query}"')

    assert RulePack.load(tmp_path).rules[0].applies_to == (query,)


def test_code_used_twice_is_refused(tmp_path: Path) -> None:
    write_rule(tmp_path)
    write_rule(tmp_path, name="other", shape="ex:Other")

    with pytest.raises(ScrgraphError, match="OUR-001"):
        RulePack.load(tmp_path)


def test_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScrgraphError, match="no rule"):
        RulePack.load(tmp_path)


def test_rules_are_found_and_chosen_by_code() -> None:
    pack = RulePack.load()

    assert pack.find(" seq-001 ").name == "Overdue target"
    assert [rule.code for rule in pack.choose(["SEQ-002", "SEQ-001"]).rules] == ["SEQ-001", "SEQ-002"]
    assert [rule.code for rule in pack.choose(["SEQ-002", "SEQ-001"], ["SEQ-001"]).rules] == ["SEQ-002"]
    assert len(pack.choose(ignore=["DQ-001"]).rules) == len(pack.rules) - 1
    assert pack.choose(["SEQ-001"]).digest == pack.digest
    with pytest.raises(UnknownRule, match="SEQ-999"):
        pack.choose(ignore=["SEQ-999"])


def test_digest_changes_with_a_byte_and_with_a_name(tmp_path: Path) -> None:
    file = write_rule(tmp_path)
    first = RulePack.load(tmp_path).digest
    file.rename(file.with_name("renamed.ttl"))
    second = RulePack.load(tmp_path).digest
    write_rule(tmp_path, name="renamed", title='"Row has its summary"')
    third = RulePack.load(tmp_path).digest

    assert len({first, second, third}) == 3
    assert first.startswith("sha256:")


# What each term finds at fault: one node that passes, one that fails.
TERMS = {
    "minCount": "sh:property [ sh:path ex:p ; sh:minCount 1 ]",
    "maxCount": "sh:property [ sh:path ex:q ; sh:maxCount 1 ]",
    "minLength": "sh:property [ sh:path ex:word ; sh:minLength 4 ]",
    "maxLength": "sh:property [ sh:path ex:long ; sh:maxLength 4 ]",
    "pattern": 'sh:property [ sh:path ex:word ; sh:pattern "^g" ]',
    "flags": 'sh:property [ sh:path ex:word ; sh:pattern "^G" ; sh:flags "i" ]',
    "hasValue": 'sh:property [ sh:path ex:word ; sh:hasValue "good" ]',
    "in": 'sh:property [ sh:path ex:word ; sh:in ( "good" "fine" ) ]',
    "class": "sh:property [ sh:path ex:friend ; sh:class ex:Thing ]",
    "datatype": "sh:property [ sh:path ex:number ; sh:datatype xsd:integer ]",
    "nodeKind": "sh:property [ sh:path ex:friend ; sh:nodeKind sh:IRI ]",
    "Literal": "sh:property [ sh:path ex:text ; sh:nodeKind sh:Literal ]",
    "inversePath": "sh:property [ sh:path [ sh:inversePath ex:points ] ; sh:minCount 1 ]",
    "not": "sh:not [ sh:path ex:bad ; sh:minCount 1 ]",
    "and": 'sh:and ( [ sh:path ex:p ; sh:minCount 1 ] [ sh:path ex:word ; sh:hasValue "good" ] )',
    "or": "sh:or ( [ sh:path ex:p ; sh:minCount 1 ] [ sh:path ex:r ; sh:minCount 1 ] )",
    "node": """sh:property [
        sh:path ex:friend ; sh:node [ a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ]
    ]""",
    "sparql": """sh:sparql [ a sh:SPARQLConstraint ; sh:prefixes ex:names ; sh:message "No {?word}." ;
        sh:select "SELECT $this ?word WHERE { $this ex:word ?word FILTER NOT EXISTS { $this ex:p ?any } }" ]""",
}
ALSO_SHOWN = {
    *{"NodeShape", "PropertyShape", "targetClass", "path", "property", "IRI", "select", "prefixes", "message"},
    *{"declare", "prefix", "namespace", "SPARQLConstraint", "severity", "Violation", "Warning", "Info"},
}
DATA = """
ex:good a ex:Thing ; ex:p 1 ; ex:q 1 ; ex:word "good" ; ex:long "long" ; ex:friend ex:good ; ex:number 1 ;
    ex:text "t" .
ex:one ex:points ex:good .
ex:evil a ex:Thing ; ex:q 1, 2 ; ex:word "bad" ; ex:long "longer" ; ex:friend "nobody" ; ex:number "1" ;
    ex:text ex:good ; ex:bad true .
"""


@pytest.mark.parametrize("term", TERMS)
def test_term_finds_the_fault_and_nothing_else(term: str) -> None:
    shapes = Graph().parse(
        data=f"""{PREFIXES}
        ex:names a <http://www.w3.org/2002/07/owl#Ontology> ;
            sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
        ex:Shape a sh:NodeShape ; sh:targetClass ex:Thing ; {TERMS[term]} .""",
        format="turtle",
    )
    data = Graph().parse(data=PREFIXES + DATA, format="turtle")

    assert {result.focus for result in run_shapes(data, shapes)} == {URIRef("https://example.org/evil")}
    assert any(str(SH[term]) == str(used) for triple in shapes for used in triple)


def test_target_of_objects_finds_the_fault_and_nothing_else() -> None:
    shapes = Graph().parse(
        data=f"""{PREFIXES}
        ex:Shape a sh:NodeShape ; sh:targetObjectsOf ex:blames ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .""",
        format="turtle",
    )
    blamed = "ex:one ex:blames ex:good , ex:other . ex:two ex:praises ex:third ."
    data = Graph().parse(data=PREFIXES + DATA + blamed, format="turtle")

    assert {result.focus for result in run_shapes(data, shapes)} == {URIRef("https://example.org/other")}


def test_every_term_that_a_pack_may_use_is_shown_to_work() -> None:
    assert TERMS.keys() | ALSO_SHOWN | {"targetObjectsOf"} == TESTED_TERMS


def test_queries_of_the_core_pack_pass_the_check_of_a_named_one() -> None:
    assert len(RulePack.load(shapes_folder()).rules) == len(RulePack.load().rules)


class _Hits(BaseHTTPRequestHandler):
    """Counts who asks."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    _Hits.seen.clear()
    with HTTPServer(("127.0.0.1", 0), _Hits) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/esc"
        listening.shutdown()
        thread.join()


SERVICE = "SERVICE SILENT <{at}> {{ ?a ?b ?x }}"
SMUGGLED = [
    'SELECT ?this WHERE {{ ?this a scr:Recommendation . BIND ("a\\" #" AS ?q) ' + SERVICE + " }}",
    "SELECT ?this WHERE {{ ?this a scr:Recommendation . BIND ('a\\' #' AS ?q) " + SERVICE + " }}",
    'SELECT ?this WHERE {{ ?this a scr:Recommendation . BIND ("a\\\\" AS ?q) ' + SERVICE + ' BIND ("b" AS ?r) }}',
    "SELECT ?this WHERE {{ ?this a scr:Recommendation # \r " + SERVICE + "\n }}",
    "SELECT ?this WHERE {{ ?this a scr:Recommendation # \\u000A " + SERVICE + "\n }}",
    "SELECT ?this WHERE {{ ?this a scr:Recommendation . \\u0053ERVICE <{at}> {{ ?a ?b ?x }} }}",
    "SELECT ?this WHERE {{ {{ SELECT ?this WHERE {{ ?this a scr:Recommendation OPTIONAL {{ " + SERVICE + " }} }} }} }}",
    "SELECT ?this FROM <{at}> WHERE {{ ?this a scr:Recommendation }}",
]


@pytest.mark.parametrize("place", ["appliesTo", "notEvaluable", "shows", "select"])
@pytest.mark.parametrize("query", SMUGGLED)
def test_no_query_of_a_pack_reaches_the_network(tmp_path: Path, query: str, place: str, server: str) -> None:
    """Quotes that are escaped within strings, line ends and escapes once hid a SERVICE from the check."""
    text = query.format(at=server).replace("SELECT ?this", "SELECT ?this ('r' AS ?reason)", 1)
    literal = Literal(text).n3()
    if place == "appliesTo":
        write_rule(tmp_path, appliesTo=literal)
    elif place == "select":
        write_rule(tmp_path, more=f"ex:More sh:sparql [ sh:select {literal} ] .")
    else:
        write_rule(tmp_path, more=f"ex:MissingSummary scrsh:{place} {literal} .")
    with pytest.raises(ScrgraphError) as refused:
        audit(build_dataset([], dt.date(2009, 6, 19)), dt.date(2010, 7, 31), RulePack.load(tmp_path))
    assert refused.value.path == str(tmp_path / "ours" / "missing-summary.ttl")
    assert _Hits.seen == []


def test_words_of_a_smuggler_in_plain_strings_are_no_fault(tmp_path: Path) -> None:
    query = 'SELECT ?this WHERE { ?this scr:summary ?s FILTER (?s != "a\\" SERVICE # <x>") }'
    write_rule(tmp_path, appliesTo=Literal(query).n3())
    assert RulePack.load(tmp_path).rules[0].applies_to == (query,)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?this WHERE { ?this a ",
        "nonsense",
        "SELECT ?this WHERE { ?this a nowhere:Thing }",
        "ASK { ?this ?p ?o }",
        "SELECT ?that WHERE { ?that ?p ?o }",
        "CONSTRUCT { ?this ?p ?o } WHERE { ?this ?p ?o }",
    ],
)
@pytest.mark.parametrize("place", ["appliesTo", "select"])
def test_query_that_is_none_is_refused_in_one_sentence(tmp_path: Path, query: str, place: str) -> None:
    if place == "appliesTo":
        file = write_rule(tmp_path, appliesTo=f'"{query}"')
    else:
        file = write_rule(tmp_path, more=f'ex:More sh:sparql [ sh:select "{query}" ] .')
    with pytest.raises(ScrgraphError) as refused:
        RulePack.load(tmp_path)
    assert refused.value.path == str(file)
    assert "\n" not in str(refused.value)


def test_prefix_that_smuggles_words_is_refused(tmp_path: Path) -> None:
    write_rule(
        tmp_path, more='ex:names sh:declare [ sh:prefix "x" ; sh:namespace "https://x/> SELECT ?this WHERE {} #" ] .'
    )
    with pytest.raises(ScrgraphError, match="prefix"):
        RulePack.load(tmp_path)


def test_pack_with_the_line_ends_of_another_system_is_read(tmp_path: Path) -> None:
    file = write_rule(tmp_path, appliesTo='"""SELECT ?this\nWHERE { ?this a scr:Recommendation }"""')
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert "\r" not in RulePack.load(tmp_path).rules[0].applies_to[0]
