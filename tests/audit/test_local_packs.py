"""A board's own rules run beside core or alone, as they are written; what a plan brings with it is never a rule."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, SH, URIRef

from scrgraph.audit.rules import RulePack
from scrgraph.graph.dataset import load_dataset
from scrgraph.resources import shapes_folder
from tests.graph.sample import AS_OF, load_pack, run, write_plan

PACK = Path("our-rules")
RULE = PACK / "wording" / "brief-text.ttl"
SHAPE = URIRef("https://example.org/rules#BriefText")
BOTH = ("--rules", "core", "--rules", "our-rules")
PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix our: <https://example.org/rules#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scr: <https://w3id.org/scrgraph/ontology#> .
@prefix scrsh: <https://w3id.org/scrgraph/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TEXT = f"""{PREFIXES}
# The Board asks for whole sentences.
our:BriefText
    a sh:NodeShape ;
    dcterms:identifier "LOC-001" ;
    dcterms:title "Recommendation says enough"@en ;
    rdfs:label "Brief text"@en ;
    rdfs:comment "The text of the recommendation is shorter than the Board asks for."@en ;
    skos:definition "Every recommendation is a whole sentence."@en ;
    scrsh:why "Nobody can tell whether so few words were followed."@en ;
    scrsh:basis "The Board's guidance to authors, 2009."@en ;
    scrsh:basisState "not verified" ;
    skos:scopeNote "Ask the author for the whole sentence."@en ;
    scrsh:needsColumn "text" ;
    scrsh:parameter [
        scrsh:name "least" ; scrsh:value 30 ; rdfs:comment "Characters that a recommendation has at least."@en
    ] ;
    scrsh:appliesTo "SELECT ?this WHERE {{ ?this a scr:Recommendation ; scr:statement ?text }}" ;
    scrsh:shows "SELECT ?this (STRLEN(?text) AS ?characters) WHERE {{ ?this scr:statement ?text }}" ;
    sh:targetClass scr:Recommendation ;
    sh:severity sh:Info ;
    sh:sparql [
        sh:prefixes <https://w3id.org/scrgraph/shapes> ;
        sh:message "Only {{?characters}} of {{?least}} characters." ;
        sh:select \"\"\"
            SELECT $this (STRLEN(?text) AS ?characters) ?least
            WHERE {{
                BIND (30 AS ?least)
                $this scr:statement ?text .
                FILTER (STRLEN(?text) < ?least)
            }}\"\"\" ;
    ] .
"""
FOUND: dict[str, Any] = {
    "rule": "LOC-001",
    "title": "Recommendation says enough",
    "severity": "info",
    "row": "main/2",
    "row_name": "Recommendation 2",
    "subject": None,
    "other": [],
    "message": "Only 11 of 30 characters.",
    "remedy": "Ask the author for the whole sentence.",
    "why": "Nobody can tell whether so few words were followed.",
    "basis": "The Board's guidance to authors, 2009.",
    "values": {"characters": 11},
    "cells": [],
    "waived": None,
}


@pytest.fixture(autouse=True)
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a plan of two rows, the second of which says little, and a pack of one rule."""
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text(write_plan({}, {"text": "Keep lists."}), encoding="utf-8")
    write(RULE, TEXT)


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def audit(*arguments: str, source: str = "plan.txt") -> dict[str, Any]:
    ran = run("audit", source, *AS_OF, "--format", "json", "--fail-on", "never", *arguments)
    assert (ran.code, ran.complaint) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def find(made: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [finding for finding in made["findings"] if finding["rule"] == code]


# -- alone, and beside core --------------------------------------------------------------------------------------------


def test_pack_alone_finds_what_its_rule_says() -> None:
    made = audit("--rules", "our-rules")
    (finding,) = made["findings"]
    name = finding.pop("id")

    assert finding == FOUND
    assert re.fullmatch(r"LOC-001-[0-9a-f]{10}", name)
    assert (made["rules"]["pack"], made["rules"]["run"]) == ("our-rules", ["LOC-001"])
    assert made["counts"] == {"violation": 0, "warning": 0, "info": 1, "waived": 0}
    (verdict,) = made["verdicts"]
    assert (verdict["rule"], verdict["passed"], verdict["failed"], verdict["not_evaluable"]) == ("LOC-001", 1, 1, 0)


def test_pack_beside_core_changes_nothing_of_what_core_finds() -> None:
    """Of core, one rule of each family is asked, and EVD-004, which finds both rows at fault."""
    codes = sorted({*{rule.family: rule.code for rule in load_pack().rules}.values(), "EVD-004"})
    chosen = ("--select", ",".join(codes))
    core, alone = audit("--rules", "core", *chosen), audit("--rules", "our-rules")
    both = audit(*BOTH, *chosen[:1], f"{chosen[1]},LOC-001")

    assert both["rules"]["pack"] == "core, our-rules"
    assert both["rules"]["run"] == sorted([*codes, "LOC-001"])
    assert find(both, "LOC-001") == alone["findings"]
    assert [finding for finding in both["findings"] if finding["rule"] != "LOC-001"] == core["findings"] != []
    assert [verdict for verdict in both["verdicts"] if verdict["rule"] != "LOC-001"] == core["verdicts"]
    assert len({made["rules"]["digest"] for made in (both, core, alone)}) == 3


def test_two_packs_run_side_by_side() -> None:
    other = TEXT.replace("LOC-001", "OTH-001").replace("BriefText", "LongText").replace("?text) <", "?text) >")
    write(Path("theirs/wording/long-text.ttl"), other)
    made = audit("--rules", "our-rules", "--rules", "theirs")

    assert [(finding["rule"], finding["row"]) for finding in made["findings"]] == [
        ("LOC-001", "main/2"),
        ("OTH-001", "main/1"),
    ]
    assert made["rules"]["pack"] == "our-rules, theirs"


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (("--select", "loc-001, evd-004"), ["EVD-004", "LOC-001"]),
        (("--select", "LOC-001,EVD-004", "--ignore", "LOC-001"), ["EVD-004"]),
    ],
)
def test_rule_of_a_pack_is_chosen_by_its_code(arguments: tuple[str, ...], codes: list[str]) -> None:
    made = audit(*BOTH, *arguments)
    assert made["rules"]["run"] == [verdict["rule"] for verdict in made["verdicts"]] == codes
    assert sorted({finding["rule"] for finding in made["findings"]}) == codes


def test_rule_of_a_pack_that_is_not_named_is_unknown() -> None:
    ran = run("audit", "plan.txt", *AS_OF, "--rules", "core", "--select", "LOC-001")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint.startswith("scrgraph: There is no rule LOC-001 in the rule pack core.")


# -- as it is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "code"), [("violation", 1), ("warning", 0)])
def test_severity_is_as_the_rule_says(severity: str, code: int) -> None:
    write(RULE, TEXT.replace("sh:severity sh:Info", f"sh:severity sh:{severity.capitalize()}"))
    ran = run("audit", "plan.txt", *AS_OF, "--rules", "our-rules", "--format", "json")
    (finding,) = json.loads(ran.out)["findings"]
    assert (ran.code, finding["severity"]) == (code, severity)


@pytest.mark.parametrize(("least", "rows"), [(11, []), (12, ["main/2"])])
def test_board_sets_a_rule_of_its_own_otherwise(least: int, rows: list[str]) -> None:
    settings = f"""
        [rules]
        packs = ["core", "our-rules"]
        select = ["LOC-001"]
        severity = {{ LOC-001 = "violation" }}
        parameters = {{ LOC-001 = {{ least = {least} }} }}
    """
    write(Path("scrgraph.toml"), settings)
    findings = audit()["findings"]
    assert [finding["row"] for finding in findings] == rows
    assert {finding["severity"] for finding in findings} <= {"violation"}
    assert {finding["message"] for finding in findings} <= {f"Only 11 of {least} characters."}


def test_report_and_explanation_carry_the_words_of_the_rule() -> None:
    report = " ".join(run("audit", "plan.txt", *AS_OF, *BOTH, "--select", "LOC-001").text.split())
    name = re.search(r"\[(LOC-001-[0-9a-f]{10})\]", report)
    assert name
    ran = run("why", name[1], "plan.txt", *AS_OF, *BOTH)
    explanation = " ".join(ran.text.split())

    assert ran.code == 0
    for words in ("title", "why", "remedy", "message"):
        assert FOUND[words] in report
        assert FOUND[words] in explanation
    assert FOUND["basis"] in explanation
    assert re.search(r"Rules: core pack of scrgraph [0-9.]+, our-rules pack, sha256:", " ".join(report.split()))


def test_row_without_the_column_that_the_rule_needs_is_not_judged() -> None:
    write(RULE, TEXT.replace('needsColumn "text"', 'needsColumn "number"'))
    (verdict,) = audit("--rules", "our-rules")["verdicts"]
    assert (verdict["passed"], verdict["not_evaluable"]) == (0, 1)
    assert [reason["row"] for reason in verdict["reasons"]] == ["main/1"]


# -- which files are rules, and their digest ---------------------------------------------------------------------------


def test_model_cases_and_the_top_of_a_pack_hold_no_rules() -> None:
    before = RulePack.load(PACK)
    for place in ("model", "cases", "model/wording", "cases/wording/brief-text", "."):
        write(PACK / place / "other.ttl", TEXT.replace("LOC-001", "LOC-002").replace("BriefText", "OtherText"))
        write(PACK / place / "broken.ttl", "This is not Turtle")
    write(PACK / "wording" / "notes.txt", "This is no rule")

    assert [rule.code for rule in RulePack.load(PACK).rules] == ["LOC-001"]
    assert RulePack.load(PACK).digest == before.digest


def test_rule_in_a_folder_within_a_family_is_a_rule() -> None:
    inner = PACK / "wording" / "short" / "other-text.ttl"
    write(inner, TEXT.replace("LOC-001", "LOC-002").replace("BriefText", "OtherText"))
    assert [(rule.code, rule.family) for rule in RulePack.load(PACK).rules] == [
        ("LOC-001", "wording"),
        ("LOC-002", "short"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("# The Board", "# the Board"), ("so few words", "so few Words"), ("] .\n", "] .\n\n")],
)
def test_digest_changes_with_one_byte_of_the_pack(old: str, new: str) -> None:
    core = RulePack.load()
    before = RulePack.load(PACK)
    assert TEXT.count(old) == 1
    write(RULE, TEXT.replace(old, new))
    after = RulePack.load(PACK)

    assert before.digest != after.digest
    assert RulePack.join([core, before]).digest != RulePack.join([core, after]).digest


def test_digest_stands_in_the_record_of_the_audit() -> None:
    before = audit(*BOTH, "--select", "LOC-001")["rules"]
    write(RULE, TEXT.replace("# The Board", "# the Board"))
    after = audit(*BOTH, "--select", "LOC-001")["rules"]

    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", made["digest"]) for made in (before, after))
    assert before.pop("digest") != after.pop("digest")
    assert before == after


def test_digest_is_of_the_files_alone() -> None:
    before = RulePack.load(PACK).digest
    moved = Path("elsewhere") / "that-board"
    moved.parent.mkdir()
    PACK.rename(moved)
    assert RulePack.load(moved).digest == before
    (moved / "prefixes.ttl").write_bytes((shapes_folder() / "prefixes.ttl").read_bytes())
    assert RulePack.load(moved).digest != before


def test_prefixes_of_a_pack_hold_in_its_queries_and_nowhere_else() -> None:
    write(RULE, TEXT.replace("scr:statement", "plan:statement").replace("?this a scr:", "?this a plan:"))
    refused = run("rules", "list", "--rules", "our-rules")
    assert refused.code == 2
    assert "Unknown namespace prefix : plan" in refused.complaint

    theirs = (shapes_folder() / "prefixes.ttl").read_text(encoding="utf-8")
    write(PACK / "prefixes.ttl", theirs.replace('"scr"', '"plan"'))
    made = audit(*BOTH, "--select", "EVD-004,LOC-001")
    (finding,) = find(made, "LOC-001")
    assert {key: value for key, value in finding.items() if key != "id"} == FOUND
    assert len(find(made, "EVD-004")) == 2


# -- shapes that a plan brings with it ---------------------------------------------------------------------------------

SWITCHES = f"""{PREFIXES}
our:BriefText sh:deactivated true ; sh:severity sh:Violation .
scrsh:UndatedFinalisation sh:deactivated true ; sh:severity sh:Violation .
<https://w3id.org/scrgraph/id/plan/case-15> sh:shapesGraph <https://example.org/shapes> .
our:BriefText a sh:NodeShape .
"""
BROKEN = f"""{PREFIXES}
our:BriefText a sh:NodeShape ;
    sh:targetClass scr:Recommendation ;
    sh:property [ sh:minCount "none" ] ;
    sh:sparql [ sh:select "SELECT" ] ;
    sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate scr:outcome ; sh:object "finalised" ] .
"""
CLASS = f"""{PREFIXES}
our:BriefText a sh:NodeShape .
scr:Recommendation a rdfs:Class, sh:NodeShape ; sh:property [ sh:path scr:nothing ; sh:minCount 1 ] .
"""
PLANTED = {
    "our-rule": TEXT,
    "rule-of-core": (load_pack().find("EVD-004").path).read_text(encoding="utf-8")
    + "<https://example.org/rules#BriefText> a sh:NodeShape .\n",
    "switches": SWITCHES,
    "broken-shape": BROKEN,
    "class-that-is-a-shape": CLASS,
}


def plant(turtle: str, graph: str) -> None:
    """Put triples into a graph of the plan's linked data: one of its own, the default one, or that of the plan."""
    trig = Path("plan.trig").read_text(encoding="utf-8")
    version = re.search(r"^<(\S+/version/\w+)> \{", trig, flags=re.MULTILINE)
    assert version
    name = {"plan": version[1], "own": "https://example.org/shapes", "default": ""}[graph]
    head, body = turtle.split("\n\n", 1)
    planted = f"GRAPH <{name}> {{\n{body}\n}}\n" if name else body
    write(Path("planted.trig"), f"{trig}\n{head}\n{planted}")
    triples = load_dataset(Path("planted.trig")).quads((SHAPE, RDF.type, SH.NodeShape, None))
    assert len(list(triples)) == 1


@pytest.mark.parametrize(
    ("name", "graph"), [*((name, "plan") for name in PLANTED), ("our-rule", "own"), ("our-rule", "default")]
)
def test_shapes_that_a_plan_brings_with_it_are_never_run(name: str, graph: str) -> None:
    """The plan's row fails EVD-004, and no other rule that is asked here."""
    assert run("ingest", "plan.txt", "-o", "plan.trig").code == 0
    chosen = ("--rules", "core", "--select", "EVD-004" if name == "switches" else "EVD-003,SEQ-001")
    clean = audit(*chosen, source="plan.trig")
    assert bool(clean["findings"]) == (name == "switches")

    plant(PLANTED[name], graph)
    assert audit(*chosen, source="planted.trig") == clean


def test_shapes_that_a_plan_brings_with_it_change_nothing_of_a_pack() -> None:
    assert run("ingest", "plan.txt", "-o", "plan.trig").code == 0
    plant(TEXT.replace("(30 AS", "(100 AS") + SWITCHES.removeprefix(PREFIXES), "plan")
    clean, received = (audit("--rules", "our-rules", source=f"{name}.trig") for name in ("plan", "planted"))

    assert [finding["row"] for finding in clean["findings"]] == ["main/2"]
    assert received == clean
