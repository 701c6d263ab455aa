"""A pack that is broken is refused by each command that reads it: exit 2, one line, which names the file and the line.

Each fault is one small change of a good rule, a copy that ``scrgraph rules new`` makes. The line that is to be named
is counted in the text.
"""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

import pytest

from scrgraph.audit.rules import RulePack
from scrgraph.audit.scaffold import NewRule, begin_rule
from scrgraph.resources import shapes_folder
from tests.graph.sample import AS_OF, Ran, load_pack, run, run_apart, write_plan

PACK = Path("our-rules")
RULE = PACK / "sequence" / "our-fault.ttl"
OPEN = {"targets": "Immediate", "scrutiny": "Reviewed by QA&A subgroup 13/07/2010."}
AUDIT = ("audit", "plan.txt", *AS_OF, "--rules", "core", "--rules", "our-rules")
TEST = ("rules", "test", "our-rules")
WAYS = (AUDIT, TEST, ("rules", "list", "--rules", "our-rules"))
BESIDE_CORE = (AUDIT, ("rules", "list", "--rules", "core", "--rules", "our-rules"))


@pytest.fixture(autouse=True)
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a plan and a pack of one good rule, ``LOC-001``, which finds that plan's row at fault.

    The rules of core are loaded once for all tests.
    """
    core, load = load_pack(), RulePack.load
    monkeypatch.setattr(RulePack, "load", lambda folder=None: core if folder is None else load(folder))
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text(write_plan(OPEN), encoding="utf-8")
    begin_rule(PACK, NewRule("LOC-001", "Our fault", "sequence"), core.find("SEQ-003"))
    return tmp_path


def change(old: str, new: str, file: Path = RULE) -> str:
    """Change a good rule at one place; gives its text."""
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{text.count(old)} places read: {old}")
    changed = text.replace(old, new)
    file.write_text(changed, encoding="utf-8")
    return changed


def find_line(text: str, at: str) -> int:
    """Give the number of the one line that holds some words."""
    (number,) = (number for number, line in enumerate(text.splitlines(), 1) if at in line)
    return number


def assert_refused(ran: Ran, place: str, says: str = "") -> None:
    assert (ran.code, ran.out) == (2, b""), ran.complaint
    assert len(ran.complaint.splitlines()) == 1, ran.complaint
    assert ran.complaint.startswith(f"scrgraph: {place}: ")
    assert says in ran.complaint
    assert "Traceback" not in ran.complaint


def test_rule_is_good_before_it_is_broken() -> None:
    ran = run(*AUDIT, "--select", "LOC-001")
    assert (ran.code, ran.complaint) == (1, "")
    assert "[LOC-001-" in ran.text
    assert [run(*way).code for way in WAYS[1:]] == [0, 0]


# -- one change of a good rule: what is replaced, by what, the words in whose line the fault stands, what is said ------

CHANGES: dict[str, tuple[str, str, str, str]] = {
    "no-semicolon": ('basisState "plan" ;', 'basisState "plan"', "skos:scopeNote", "not Turtle"),
    "string-without-end": ('"Immediate means immediate"', '"Immediate means immediate', "dcterms:title", "not Turtle"),
    "long-string-without-end": ('            }""" ;\n    ] .', "            } ;\n    ] .", "sh:select", "not Turtle"),
    "undeclared-prefix": ("scrsh:why", "shapes:why", "shapes:why", "not Turtle"),
    "misspelt-annotation": (
        "scrsh:needsColumn",
        "scrsh:needsColumns",
        "scrsh:needsColumns",
        "scrsh:needsColumns is no property of a rule. Did you mean scrsh:needsColumn?",
    ),
    "misspelt-term-of-dublin-core": (
        "dcterms:title",
        "dcterms:titel",
        "dcterms:titel",
        "dcterms:titel is no property of a rule. Did you mean dcterms:title?",
    ),
    "misspelt-target": (
        "sh:targetClass",
        "sh:targetClas",
        "sh:targetClas",
        "It uses sh:targetClas, which some engines pass over in silence. Did you mean sh:targetClass?",
    ),
    "misspelt-message": ("sh:message", "sh:mesage", "sh:mesage", "Did you mean sh:message?"),
    "severity-of-another-standard": ("sh:Violation", "sh:Trace", "sh:severity", "sh:Trace"),
    "severity-that-is-none": (
        "sh:Violation",
        "sh:IRI",
        "sh:severity",
        "The rule must say sh:severity: sh:Violation, sh:Warning or sh:Info.",
    ),
    "severity-in-words": ("sh:Violation", '"violation"', "sh:severity", "The rule must say sh:severity"),
    "state-of-the-basis-unknown": (
        '"plan"',
        '"hearsay"',
        "scrsh:basisState",
        "scrsh:basisState cannot be 'hearsay'. It is one of: none, not verified, part, plan, verified.",
    ),
    "column-unknown": (
        'needsColumn "decisions"',
        'needsColumn "desicions"',
        "scrsh:needsColumn",
        "cannot be 'desicions'",
    ),
    "uncertainty-unknown": ('"outcome" ;\n    scrsh:p', '"outcomes" ;\n    scrsh:p', "scrsh:restsOn", "'outcomes'"),
    "code-too-short": ('"LOC-001"', '"LOC-1"', "dcterms:identifier", "The code LOC-1 is not of the form ABC-001."),
    "code-in-small-letters": ('"LOC-001"', '"loc-001"', "dcterms:identifier", "not of the form ABC-001"),
    "code-empty": ('"LOC-001"', '" "', "dcterms:identifier", "The rule must say dcterms:identifier once."),
    "two-codes": ('"LOC-001"', '"LOC-001", "LOC-002"', "dcterms:identifier", "must say dcterms:identifier once"),
    "rule-without-a-name": ("our:OurFault\n", "[]\n", "dcterms:identifier", "One named shape must carry"),
    "title-empty": ('"Immediate means immediate"', '" "', "dcterms:title", "The rule must say dcterms:title once."),
    "title-that-is-no-text": (
        '"Immediate means immediate"@en',
        "our:Title",
        "our:Title",
        "dcterms:title once",
    ),
    "message-of-a-variable-that-is-none": (
        "{?days} days after",
        "{?dais} days after",
        "sh:message",
        "A message mentions {?dais}, which its query does not give. Did you mean {?days}?",
    ),
    "message-outside-its-constraint": (
        "sh:severity sh:Violation",
        'sh:severity sh:Violation ; sh:message "{?days} days."',
        "sh:severity",
        "A message mentions {?days}",
    ),
    "parameter-that-no-query-binds": (
        "BIND (92 AS ?quarter)",
        "BIND (92 AS ?period)",
        "scrsh:parameter",
        "No query says BIND (92 AS ?quarter), so the parameter has no effect.",
    ),
    "parameter-bound-otherwise": ("(92 AS", "(93 AS", "scrsh:parameter", "No query says BIND (92 AS ?quarter)"),
    "parameter-without-a-name": ('scrsh:name "quarter" ;', "", "scrsh:parameter", "A parameter needs a name"),
    "parameter-without-a-value": ("scrsh:value 92 ;", "", "scrsh:parameter", "A parameter needs a name, and a value"),
    "parameter-of-half-a-day": ("scrsh:value 92", "scrsh:value 92.5", "scrsh:parameter", "a whole number or words"),
    "bracket-without-end": ("?start > ?quarter)", "?start > ?quarter", "?start > ?quarter", "A query is not SPARQL"),
    "query-of-other-words": (
        "SELECT ?this ?commenced (?asOf",
        "Give all rows (?asOf",
        "Give all rows",
        "A query is not SPARQL",
    ),
    "query-that-writes": (
        'scrsh:shows """',
        'scrsh:shows "DELETE WHERE { ?this ?p ?o }", """',
        "DELETE WHERE",
        "A query is not SPARQL",
    ),
    "constraint-without-this": (
        "SELECT $this (?target AS ?value)",
        "SELECT (?target AS ?value)",
        "(?target AS ?value)",
        "A query must be a SELECT that gives ?this.",
    ),
    "annotation-without-this": (
        "SELECT ?this ?commenced (",
        "SELECT ?commenced (",
        "SELECT ?commenced (",
        "A query must be a SELECT that gives ?this.",
    ),
    "reason-by-another-name": (
        'commenced." AS ?reason)',
        'commenced." AS ?why)',
        "AS ?why)",
        "A query must be a SELECT that gives ?reason and ?this.",
    ),
    "question-of-yes-or-no": (
        "SELECT ?this ?commenced (?asOf - ?start AS ?days)\n        WHERE",
        "ASK",
        "ASK {",
        "A query must be a SELECT that gives ?this.",
    ),
    "undeclared-prefix-in-a-query": (
        "?start > ?quarter)",
        "?start > law:quarter)",
        "SELECT $this",
        "A query is not SPARQL (Exception: Unknown namespace prefix : law).",
    ),
    "unknown-function": (
        "FILTER (?asOf - ?start > ?quarter)",
        "FILTER (<https://example.org/late>(?asOf))",
        "SELECT $this",
        "A query is not SPARQL",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_fault_is_told_with_its_file_and_line(name: str) -> None:
    old, new, at, says = CHANGES[name]
    place = f"{RULE}, line {find_line(change(old, new), at)}"
    for way in WAYS:
        assert_refused(run(*way), place, says)


# Each of these stands on a line of its own in a rule that is good without it.
ADDED: dict[str, str] = {
    "sh:rule [ a sh:TripleRule ]": "It uses sh:TripleRule, sh:rule, which some engines pass over in silence.",
    "sh:rule [ a sh:SPARQLRule ]": "sh:SPARQLRule",
    "sh:target [ a sh:SPARQLTarget ]": "sh:SPARQLTarget, sh:target",
    "sh:expression [ sh:path scr:statement ]": "sh:expression",
    "sh:values [ sh:path scr:statement ]": "sh:values",
    "sh:property [ sh:path scr:statement ; sh:order 1 ]": "sh:order",
    "sh:js [ sh:jsFunctionName 'late' ]": "sh:js, sh:jsFunctionName",
    "sh:entailment our:Regime": "sh:entailment",
    "sh:deactivated true": "sh:deactivated",
    "sh:property [ sh:path [ sh:zeroOrMorePath scr:hasEvent ] ; sh:minCount 1 ]": "sh:zeroOrMorePath",
    "sh:closed true": "It uses sh:closed",
    "rdfs:seeAlso our:Guidance": "rdfs:seeAlso is no property of a rule.",
    "<https://example.org/weight> 3": "https://example.org/weight is no property of a rule.",
    "scrsh:needsPromise 'monthly-reports'": "It is one of: named-evidence, quarterly-reports.",
    "scrsh:decidedFrom 'stars'": "scrsh:decidedFrom cannot be 'stars'.",
    "scrsh:decidedFrom 'links', 'themes'": "The rule must say scrsh:decidedFrom once.",
    "scrsh:scope 'boards'": "scrsh:scope cannot be 'boards'. It is one of: plan, plans, waivers.",
    "scrsh:scope 'plan', 'plans'": "The rule must say scrsh:scope once.",
    "scrsh:shows 7": "A query is not SPARQL",
    "sh:declare [ sh:prefix 'x' ; sh:namespace 'https://example.org/> {} #' ]": "is no prefix with a namespace.",
}


@pytest.mark.parametrize("added", ADDED)
def test_what_no_rule_may_say_is_told_with_its_line(added: str) -> None:
    text = change("    sh:severity", f"    {added} ;\n    sh:severity")
    for way in WAYS:
        assert_refused(run(*way), f"{RULE}, line {find_line(text, added)}", ADDED[added])


@pytest.mark.parametrize(
    "term",
    "dcterms:title rdfs:label rdfs:comment scrsh:why scrsh:basis skos:scopeNote scrsh:appliesTo".split(),
)
def test_missing_annotation_is_told_with_the_line_of_the_code(term: str) -> None:
    text = RULE.read_text(encoding="utf-8")
    (said,) = re.findall(rf'^    {term} (?:"""[^"]*(?:"[^"]+)*"""|"[^"\n][^\n]*) ;\n', text, flags=re.MULTILINE)
    text = change(said, "")
    for way in WAYS:
        assert_refused(run(*way), f"{RULE}, line {find_line(text, 'dcterms:identifier')}", f"The rule must say {term}")


@pytest.mark.parametrize(
    "term",
    "dcterms:title rdfs:label rdfs:comment scrsh:why scrsh:basis scrsh:basisState skos:scopeNote".split(),
)
def test_annotation_said_twice_is_told_with_its_line(term: str) -> None:
    again = '"verified"' if term == "scrsh:basisState" else '"Said again."@en'
    text = change(f'\n    {term} "', f'\n    {term} {again}, "')
    for way in WAYS:
        assert_refused(run(*way), f"{RULE}, line {find_line(text, again)}", f"The rule must say {term} once.")


# Those whose place is not the first that holds the same words.
HIDDEN: dict[str, tuple[str, str, str]] = {
    "no-code": ('    dcterms:identifier "LOC-001" ;\n', "", "our:OurFault"),
    "no-severity": ("    sh:severity sh:Violation ;\n", "", "dcterms:identifier"),
    "no-state-of-the-basis": ('    scrsh:basisState "plan" ;\n', "", "dcterms:identifier"),
    "code-named-in-a-comment-above": (
        'our:OurFault\n    a sh:NodeShape ;\n    dcterms:identifier "LOC-001"',
        '# dcterms:identifier is from our list\nour:OurFault\n    a sh:NodeShape ;\n    dcterms:identifier "LOC-1"',
        '"LOC-1"',
    ),
    "word-named-in-a-comment-above": (
        "BIND (92 AS ?quarter)",
        "BIND (92 AS ?quarter) # no SERVICE\nSERVICE <https://example.org/> { ?a ?b ?c }",
        "SERVICE <",
    ),
    "property-that-a-query-above-asks-for": (
        "    sh:severity",
        '    scr:outcome "late" ;\n    sh:severity',
        'scr:outcome "late"',
    ),
    "query-that-begins-as-one-above": (
        ' ("The plan does not say when it commenced." AS ?reason)\n        WHERE {',
        " # as above\n        WHERE {",
        "# as above",
    ),
    "term-by-its-whole-name": (
        "    sh:severity",
        "    <http://www.w3.org/ns/shacl#rule> [] ;\n    sh:severity",
        "shacl#rule",
    ),
    "prefix-of-another-namespace": ("<http://purl.org/dc/terms/>", "<http://purl.org/dc/term/>", "@prefix dcterms:"),
    "second-parameter-that-no-query-binds": (
        "    scrsh:appliesTo",
        '    scrsh:parameter [ scrsh:name "half" ; scrsh:value 180 ] ;\n    scrsh:appliesTo',
        'scrsh:name "half"',
    ),
}


# Those that an engine would take as good.
TAKEN: dict[str, tuple[str, str, str]] = {
    "two-severities": ("sh:Violation", "sh:Violation, sh:Warning", "sh:severity"),
    "two-statements": ('skos:definition "', 'skos:definition "Said again."@en, "', "Said again."),
    "two-kinds-of-nodes": (
        "    sh:severity",
        '    scrsh:judges "meetings", "posts" ;\n    sh:severity',
        "scrsh:judges",
    ),
    "message-of-a-variable-in-an-expression": ("{?days} days after", "{?asOf} days after", "sh:message"),
    "this-is-another": ("SELECT $this (?target AS ?value)", "SELECT (?target AS ?this)", "(?target AS ?this)"),
    "count-without-groups": ("(?target AS ?value)", "(COUNT(?target) AS ?value)", "COUNT(?target)"),
}


# Those that an engine would find when the rule is run, without a line.
RUN: dict[str, tuple[str, str, str]] = {
    "constraint-without-prefixes": (
        "        sh:prefixes <https://w3id.org/scrgraph/shapes> ;\n",
        "",
        "sh:sparql",
    ),
    "pattern-that-is-none": (
        "    sh:severity",
        '    sh:property [ sh:path scr:statement ; sh:pattern "(" ] ;\n    sh:severity',
        "sh:pattern",
    ),
    "count-in-words": (
        "    sh:severity",
        '    sh:property [ sh:path scr:statement ; sh:minCount "one" ] ;\n    sh:severity',
        "sh:minCount",
    ),
}


PLACED = HIDDEN | TAKEN | RUN


@pytest.mark.parametrize("name", PLACED)
def test_fault_is_told_with_its_line(name: str) -> None:
    old, new, at = PLACED[name]
    place = f"{RULE}, line {find_line(change(old, new), at)}"
    for way in WAYS:
        assert_refused(run(*way), place)


UNBOUND = "WHERE { ?plan a scr:ActionPlan OPTIONAL { ?plan scr:nothing ?nothing } }"


@pytest.mark.parametrize(
    ("added", "missing"),
    [
        (f"scrsh:appliesTo 'SELECT (?nothing AS ?this) {UNBOUND}'", "?this"),
        (f"scrsh:notEvaluable 'SELECT (?plan AS ?this) (?nothing AS ?reason) {UNBOUND}'", "?reason"),
        (f"scrsh:shows 'SELECT (?nothing AS ?this) ?plan {UNBOUND}'", "?this"),
    ],
)
def test_query_that_leaves_out_what_it_must_give_is_told_with_its_line(added: str, missing: str) -> None:
    text = change("    sh:severity", f"    {added} ;\n    sh:severity")
    # A short text has no line of its own among long ones: it is the one on which it begins.
    place = f"{RULE}, line {find_line(text, added)}"
    assert_refused(run(*TEST), place, f"A query gives an answer without {missing}.")


def test_query_that_only_one_engine_takes_is_told_with_its_line() -> None:
    """Queries are checked by the parser of rdflib; what only Oxigraph has against one is told as it is asked."""
    text = change("SELECT ?this ?commenced (", "SELECT ?this ?commenced ?commenced (")
    assert_refused(run(*TEST), f"{RULE}, line {find_line(text, '?commenced ?commenced')}", "A query cannot be asked")


# -- what a query may not ask ------------------------------------------------------------------------------------------

ASKED: dict[str, str] = {
    "SERVICE": "SERVICE <https://example.org/sparql> { ?a ?b ?c }",
    "NOW": "FILTER (NOW() > ?commenced)",
    "RAND": "FILTER (rand() < 0.5)",
    "GRAPH": "GRAPH ?where { ?a ?b ?c }",
    "UUID": "BIND (UUID() AS ?made)",
    "STRUUID": "BIND (STRUUID() AS ?made)",
    "BNODE": "BIND (BNODE() AS ?made)",
    "VALUES": "VALUES ?made { 1 2 }",
    "MINUS": "MINUS { ?a scr:outcome ?c }",
}
CONSTRAINT = "                FILTER (?asOf - ?start > ?quarter)\n"
SHOWS = "                scr:commencedDay ?start .\n        }"


@pytest.mark.parametrize(
    ("place", "word"),
    [*(("constraint", word) for word in ASKED), *(("annotation", word) for word in ("SERVICE", "NOW", "GRAPH"))],
)
def test_query_that_reads_more_than_the_graph_is_told_with_the_line(place: str, word: str) -> None:
    asked = f"                {ASKED[word]}\n"
    if place == "constraint":
        text = change(CONSTRAINT, CONSTRAINT + asked)
    else:
        text = change(SHOWS, SHOWS.replace("        }", f"{asked}        }}"))
    for way in WAYS:
        assert_refused(
            run(*way), f"{RULE}, line {find_line(text, ASKED[word])}", f"A query uses {word}, which a rule may not."
        )


# -- codes and shapes that are taken -----------------------------------------------------------------------------------


def test_code_of_a_rule_of_core_is_told_with_its_line() -> None:
    text = change('"LOC-001"', '"SEQ-003"')
    for way in BESIDE_CORE:
        assert_refused(
            run(*way),
            f"{RULE}, line {find_line(text, 'dcterms:identifier')}",
            f"SEQ-003 is already used by {load_pack().find('SEQ-003').path}. Give the rule another one.",
        )


def test_code_of_a_rule_of_core_is_told_of_the_pack_whichever_is_named_first() -> None:
    text = change('"LOC-001"', '"SEQ-003"')
    ran = run("rules", "list", "--rules", "our-rules", "--rules", "core")
    assert_refused(ran, f"{RULE}, line {find_line(text, 'dcterms:identifier')}", "SEQ-003 is already used by")


def test_code_that_two_files_use_is_told_with_its_line() -> None:
    twin = RULE.with_name("that-fault.ttl")
    text = RULE.read_text(encoding="utf-8").replace("our:OurFault", "our:ThatFault")
    twin.write_text(text, encoding="utf-8")
    for way in WAYS:
        assert_refused(
            run(*way),
            f"{twin}, line {find_line(text, 'dcterms:identifier')}",
            f"LOC-001 is already used by {RULE}. Give the rule another one.",
        )


def test_shape_that_two_files_use_is_told_with_its_line() -> None:
    twin = RULE.with_name("that-fault.ttl")
    text = RULE.read_text(encoding="utf-8").replace("LOC-001", "LOC-002")
    twin.write_text(text, encoding="utf-8")
    for way in WAYS:
        assert_refused(run(*way), f"{twin}, line {find_line(text, 'our:OurFault')}", f"is already used by {RULE}.")


def test_code_that_two_packs_use_is_told_with_its_line() -> None:
    theirs, *_ = begin_rule(Path("theirs"), NewRule("LOC-001", "Their fault", "status"), load_pack().find("STS-001"))
    line = find_line(theirs.read_text(encoding="utf-8"), "dcterms:identifier")
    for way in (
        ("rules", "test", "our-rules", "theirs"),
        ("rules", "list", "--rules", "our-rules", "--rules", "theirs"),
        (*AUDIT, "--rules", "theirs"),
    ):
        assert_refused(run(*way), f"{theirs}, line {line}", f"LOC-001 is already used by {RULE}.")


# -- files and folders -------------------------------------------------------------------------------------------------


def test_rule_of_another_encoding_is_told_with_the_line() -> None:
    text = change("Immediate means immediate", "Immédiat veut dire immédiat")
    RULE.write_bytes(text.encode("latin-1"))
    for way in WAYS:
        assert_refused(run(*way), f"{RULE}, line {find_line(text, 'Immédiat')}", "This file is not Turtle.")


def test_rule_in_utf_16_is_told_with_its_first_line() -> None:
    RULE.write_bytes(RULE.read_text(encoding="utf-8").encode("utf-16"))
    for way in WAYS:
        assert_refused(run(*way), f"{RULE}, line 1", "This file is not Turtle.")


def test_folder_in_the_place_of_a_rule_is_told() -> None:
    folder = RULE.with_name("a-folder.ttl")
    folder.mkdir()
    for way in WAYS:
        assert_refused(run(*way), str(folder), "The rule cannot be read. Check the file.")


@pytest.mark.parametrize("inside", ["nothing", "rules-at-the-top", "model-and-cases", "no-turtle"])
def test_folder_without_rules_is_told(inside: str) -> None:
    text = RULE.read_text(encoding="utf-8")
    RULE.unlink()
    places: dict[str, tuple[str, ...]] = {
        "nothing": (),
        "rules-at-the-top": ("our-fault.ttl", "prefixes.ttl"),
        "model-and-cases": ("model/our-fault.ttl", "cases/our-fault.ttl", "model/deep/our-fault.ttl"),
        "no-turtle": ("sequence/our-fault.txt", "sequence/our-fault.rq"),
    }
    for place in places[inside]:
        (PACK / place).parent.mkdir(parents=True, exist_ok=True)
        (PACK / place).write_text(text, encoding="utf-8")
    for way in WAYS:
        assert_refused(
            run(*way),
            "our-rules",
            "There is no rule in this folder. Name a folder that holds one folder a family, with one Turtle file a rule"
            " in it.",
        )


@pytest.mark.parametrize("name", ["nowhere", "nowhere/at/all", "plan.txt"])
def test_folder_that_is_none_is_told(name: str) -> None:
    for way in WAYS:
        assert_refused(run(*(name if word == "our-rules" else word for word in way)), name, "There is no such folder.")


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("a owl:Ontology ;", "a owl:Ontology", "sh:declare", "This file is not Turtle."),
        ('"dcterms"', '"dc terms"', '"dc terms"', "'dc terms' with 'http://purl.org/dc/terms/' is no prefix"),
        ("http://purl.org/dc/terms/", "http://purl.org/dc/terms/> {} #", "{} #", "is no prefix with a namespace."),
        pytest.param('"org"', '"or g"', '"or g"', "is no prefix with a namespace."),
        pytest.param(' ; sh:namespace "http://www.w3.org/ns/org#"^^xsd:anyURI', "", '"org"', "is no prefix"),
    ],
)
def test_fault_in_the_prefixes_of_a_pack_is_told_with_its_line(old: str, new: str, at: str, says: str) -> None:
    prefixes = PACK / "prefixes.ttl"
    prefixes.write_bytes((shapes_folder() / "prefixes.ttl").read_bytes())
    text = change(old, new, prefixes)
    for way in WAYS:
        assert_refused(run(*way), f"{prefixes}, line {find_line(text, at)}", says)


@pytest.mark.parametrize(
    "way",
    [
        ("rules", "show", "LOC-001", "--rules", "our-rules"),
        ("why", "LOC-001", "plan.txt", *AS_OF, "--rules", "our-rules"),
        ("audit", "nowhere.txt", "--rules", "our-rules"),
        ("audit", "--store", "nowhere", "--rules", "our-rules", "--select", "LOC-001"),
    ],
)
def test_fault_is_told_by_every_command_before_all_else(way: tuple[str, ...]) -> None:
    text = change("scrsh:needsColumn", "scrsh:needsColumns")
    place = f"{RULE}, line {find_line(text, 'scrsh:needsColumns')}"
    assert_refused(run(*way), place, "scrsh:needsColumns is no property of a rule.")


def test_broken_pack_of_the_settings_is_told() -> None:
    Path("scrgraph.toml").write_text('[rules]\npacks = ["core", "our-rules"]\n', encoding="utf-8")
    text = change("scrsh:needsColumn", "scrsh:needsColumns")
    place = f"{RULE.resolve()}, line {find_line(text, 'scrsh:needsColumns')}"
    for way in (("audit", "plan.txt", *AS_OF), ("rules", "test"), ("rules", "list")):
        assert_refused(run(*way), place, "scrsh:needsColumns is no property of a rule.")


def test_fault_is_told_the_same_in_a_process_of_its_own(board: Path) -> None:
    text = change("?start > ?quarter)", "?start > ?quarter")
    place = f"{RULE}, line {find_line(text, '?start > ?quarter')}"
    assert_refused(run_apart(*TEST, cwd=board), place, "A query is not SPARQL")


# -- what never ends, or takes all memory ------------------------------------------------------------------------------

# As many solutions to be tried as the fourth power of the number of triples: no engine can order this better.
NEVER = '?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER (CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "none")'
# A text that is doubled forty times.
HUGE = " ".join(
    [
        "BIND (STR(?target) AS ?text0)",
        *(f"BIND (CONCAT(?text{step}, ?text{step}) AS ?text{step + 1})" for step in range(40)),
        'FILTER (?text40 != "none")',
    ]
)
# Where it is put, and the first line of the query that holds it.
QUERIES: dict[str, tuple[str, str, str]] = {
    "constraint": (CONSTRAINT, f"{CONSTRAINT}{{}}\n", "SELECT $this (?target AS ?value)"),
    "appliesTo": (
        '.\n        }""" ;\n    scrsh:notEvaluable',
        '.\n{}\n        }""" ;\n    scrsh:notEvaluable',
        "SELECT DISTINCT ?this # those looked at",
    ),
    "shows": (SHOWS, f"{SHOWS[:-1]}{{}}\n        }}", "SELECT ?this ?commenced"),
}


def burden(place: str, words: str) -> str:
    """Put words into a query of the rule; gives where their query begins."""
    old, new, first = QUERIES[place]
    change(
        'scrsh:appliesTo """\n        SELECT DISTINCT ?this\n',
        f'scrsh:appliesTo """\n        {QUERIES["appliesTo"][2]}\n',
    )
    text = change(old, new.replace("{}", words))
    return f"{RULE}, line {find_line(text, first)}"


class Child(subprocess.Popen[bytes]):
    """A process that is remembered."""

    begun: ClassVar[list["Child"]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.begun.append(self)


BESIDE = (*AUDIT, "--select", "EVD-004,LOC-001", "-o", "report.txt")


@pytest.mark.parametrize(
    ("place", "limit", "way"),
    [
        pytest.param("constraint", 1, BESIDE, id="constraint-audit"),
        pytest.param("constraint", 1, TEST, id="constraint-test"),
        pytest.param("appliesTo", 1.5, BESIDE, id="appliesTo-audit"),
        pytest.param("shows", 1.5, TEST, id="shows-test"),
    ],
)
def test_query_that_never_ends_is_ended(
    place: str, limit: float, way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    begins = burden(place, NEVER)
    monkeypatch.setattr(Child, "begun", [])
    monkeypatch.setattr(subprocess, "Popen", Child)
    start = time.monotonic()
    ran = run(*way, "--time-limit", str(limit))
    ended = [child.returncode is not None for child in Child.begun]
    for child in Child.begun:
        child.kill()

    assert ended == [True]
    assert_refused(ran, begins, f"The rule LOC-001 took longer than {limit} seconds and was ended.")
    assert limit < time.monotonic() - start < limit + 20
    assert not Path("report.txt").exists()


def run_with_memory(most: int, *arguments: str) -> Ran:
    """Run the command line in a process of its own that, with all it starts, may take so many bytes of addresses."""
    program = f"import resource\nresource.setrlimit(resource.RLIMIT_AS, ({most}, {most}))\n"
    program += "from scrgraph.cli.main import main\nmain()"
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, timeout=60, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its addresses")
@pytest.mark.parametrize("place", ["constraint", "appliesTo"])
def test_query_that_takes_all_memory_is_ended(place: str) -> None:
    begins = burden(place, HUGE)
    ran = run_with_memory(640 << 20, *TEST, "--time-limit", "50")
    assert_refused(ran, begins, "The rule LOC-001 was ended: it took too much memory, or its engine failed.")


def test_query_that_counts_without_end_is_ended() -> None:
    """No triple is needed to count the ways of choosing between two, forty times."""
    choices = " ".join(f"{{ BIND (1 AS ?c{n}) }} UNION {{ BIND (2 AS ?c{n}) }}" for n in range(40))
    query = f"SELECT (COUNT(*) AS ?this) WHERE {{ {choices} FILTER (?c0 + ?c39 > 4) }}"
    text = change("    sh:severity", f"    scrsh:appliesTo '{query}' ;\n    sh:severity")
    command = [sys.executable, "-m", "scrgraph", *TEST, "--time-limit", "1"]
    done = subprocess.run(command, capture_output=True, timeout=4, check=False)
    place = f"{RULE}, line {find_line(text, query)}"
    assert_refused(Ran(done.returncode, done.stdout, done.stderr), place, "took longer than 1 seconds")
