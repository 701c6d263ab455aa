"""Rules on a plan that came with less than all of it: what they cannot judge they do not judge, the rest as before."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from scrgraph.audit.rules import Rule
from scrgraph.audit.withheld import tell_withheld
from scrgraph.exchange.collecting import collect_plan
from scrgraph.exchange.redaction import redact
from scrgraph.graph.dataset import build_from_quads
from scrgraph.graph.profiles import load_profile
from scrgraph.graph.store import list_plans, load_plan
from scrgraph.pipeline import AuditedPlan, audit_dataset
from tests.exchange.boards import SMALL, export, make_store, send, take_in
from tests.graph.sample import DAY, ROOT, load_pack, run

PARTNER = load_profile("partner")
CASES = sorted((ROOT / "tests" / "cases").glob("*/plan.txt"))
NEEDING_WORDS = {"DQ-003", "DQ-004", "DQ-005", "EVD-009", "OWN-001", "SMT-003", "SMT-004"}
REASON = "Withheld by the sender, profile partner."


def audit_both(store: ox.Store, plan: str, day: dt.date = DAY) -> tuple[AuditedPlan, AuditedPlan]:
    """Audit a plan as a store has it, and as the profile partner gives it."""
    given = build_from_quads(redact(collect_plan(store, plan, PARTNER), PARTNER).quads)
    return audit_dataset(load_plan(store, plan), day, load_pack()), audit_dataset(given, day, load_pack())


def compare(whole: AuditedPlan, given: AuditedPlan) -> set[str]:
    """Hold the audits of one plan against each other; gives the rules that cannot judge what was given."""
    cannot = {verdict.rule for verdict in given.result.verdicts if {one.reason for one in verdict.reasons} == {REASON}}
    before = {verdict.rule: verdict for verdict in whole.result.verdicts}
    for verdict in given.result.verdicts:
        if verdict.rule in cannot:
            assert (verdict.passed, verdict.failed) == (0, 0)
            assert verdict.not_evaluable > 0
        else:
            assert verdict == before[verdict.rule]
    ids = {finding.id: finding for finding in whole.result.findings if finding.rule not in cannot}
    assert {finding.id for finding in given.result.findings} == ids.keys()
    for finding in given.result.findings:
        assert (finding.row, finding.subject, finding.other) == (
            ids[finding.id].row,
            ids[finding.id].subject,
            ids[finding.id].other,
        )
    return cannot


@pytest.mark.parametrize("file", [SMALL[1], CASES[0]], ids=lambda file: file.parent.name)
def test_what_can_be_judged_is_judged_as_on_the_whole_plan(file: Path) -> None:
    """The proof takes all plans at hand (tests/proofs/test_exchange.py)."""
    store = make_store(file)
    whole, given = audit_both(store, list_plans(store)[0])
    assert compare(whole, given) == NEEDING_WORDS
    assert given.result.notes[0] == (
        "It was given under the profile partner: the sender gives no cells, and 7 rules cannot judge it."
    )
    assert not any(finding.cells for finding in given.result.findings)


def test_full_profile_withholds_nothing_from_any_rule() -> None:
    assert not [rule.code for rule in load_pack().rules if tell_withheld(rule, [load_profile("full").iri])]


def test_profile_that_is_not_known_leaves_nothing_to_judge() -> None:
    rule = load_pack().rules[0]
    assert tell_withheld(rule, ["https://theirs.example/profile"]) == (
        "Withheld by the sender, profile https://theirs.example/profile, which is not known here."
    )


def make_rule(select: str, shape: str = "") -> Rule:
    """Give a rule on rows with one query, or with a shape in the terms of SHACL Core."""
    first = load_pack().find("SEQ-001")
    query = f"sh:sparql [ sh:prefixes <https://w3id.org/scrgraph/shapes> ; sh:select '''{select}''' ]"
    said = query if select else shape
    graph = Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix scr: <https://w3id.org/scrgraph/ontology#> . "
        f"<{first.shape}> a sh:NodeShape ; sh:targetClass scr:Recommendation ; {said} .",
        format="turtle",
    )
    asked = ("SELECT ?this WHERE { ?this a scr:Recommendation }",)
    return replace(first, name=said, graph=graph, applies_to=asked, shows=())


@pytest.mark.parametrize(
    ("asked", "lacks"),
    [
        ("SELECT $this WHERE { $this scr:statement ?text . FILTER (REGEX(?text, 'x')) }", False),
        ("SELECT $this ?text WHERE { $this scr:hasEvent/scr:statement ?text }", False),  # that there is one is known
        ("SELECT $this WHERE { $this scr:hasEvent/scr:statement ?text . FILTER (REGEX(?text, 'x')) }", True),
        ("SELECT $this WHERE { $this scr:hasEvent ?e . ?e scr:statement ?t . BIND (STRLEN(?t) AS ?long) }", True),
        ("SELECT $this WHERE { $this scr:hasEvent ?a, ?b . ?a scr:statement ?t . ?b scr:statement ?t }", True),
        ("SELECT $this WHERE { $this scr:summary ?words }", True),
        ("SELECT $this WHERE { $this a ?kind . FILTER NOT EXISTS { $this scr:summary ?words } }", True),
        ("SELECT $this WHERE { $this scr:normalisedText ?t . ?o scr:normalisedText ?t ; a scr:Recommendation }", False),
        ("SELECT $this WHERE { $this scr:normalisedText ?t . ?o scr:normalisedText ?t }", True),  # an item, perhaps
        ("SELECT $this WHERE { $this scr:requiresEvidence ?item . ?item scr:wordCount ?words }", True),
        ("SELECT $this WHERE { $this scr:schedule 'overdue' ; scr:lastDeadline/scr:onDay ?due }", False),
        ("SELECT $this WHERE { $this ?any 'x' }", True),
        ("SELECT $this WHERE { { $this a ?k } UNION { $this scr:showsColour/scr:shown ?a . ?b scr:shown ?a } }", True),
        ("SELECT $this WHERE { this is no query about scr:summary", True),
    ],
)
def test_what_a_rule_needs_is_told_from_its_query(asked: str, lacks: bool) -> None:
    assert bool(tell_withheld(make_rule(asked), [PARTNER.iri])) is lacks


@pytest.mark.parametrize(
    ("shape", "lacks"),
    [
        ("sh:property [ sh:path scr:statement ; sh:minLength 3 ]", False),
        ("sh:property [ sh:path scr:summary ; sh:minCount 1 ]", True),
        ("sh:property [ sh:path scr:hasEvent ; sh:minCount 1 ]", False),
    ],
)
def test_what_a_rule_needs_is_told_from_its_shape(shape: str, lacks: bool) -> None:
    assert bool(tell_withheld(make_rule("", shape), [PARTNER.iri])) is lacks


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with one plan that another board gave."""
    folder = tmp_path_factory.mktemp("received")
    store = make_store(folder=folder / "store")
    take_in(store, send(export(make_store(SMALL[1]), "partner"), folder))
    return folder / "store"


COMMANDS = [
    ("status",),
    *(("audit", "--format", form) for form in ("text", "json", "sarif", "junit", "csv", "html", "turtle", "xlsx")),
    ("query", "open-actions-by-agency"),
    ("query", "lateness-by-agency"),
    ("themes",),
    ("lessons",),
    ("network",),
    ("trend",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_works_on_what_was_received(command: tuple[str, ...], received: Path, tmp_path: Path) -> None:
    day = () if command[0] in ("themes",) else ("--as-of", "2013-03-31")
    output = ("-o", tmp_path / "out") if "xlsx" in command else ()
    ran = run(*command, "--store", received, *day, *output)
    assert ran.code in (0, 1), ran.complaint
    assert "Traceback" not in ran.complaint


def test_finding_on_what_was_received_is_explained_without_cells(received: Path) -> None:
    audit = json.loads(run("audit", "--store", received, "--as-of", "2013-03-31", "--format", "json").text)
    finding = audit["plans"][0]["findings"][0]
    ran = run("why", finding["id"], "--store", received, "--as-of", "2013-03-31")
    assert ran.code == 0
    assert "the sender gives no cells" in ran.complaint
    assert finding["message"][:30] in " ".join(ran.text.split())
