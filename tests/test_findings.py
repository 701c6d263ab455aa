"""The findings on the real plan: right by the gold, the same on the sample, each pointing at words that are there."""

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, Literal, URIRef

from scrgraph.audit.findings import Finding
from scrgraph.graph.build import SCR
from scrgraph.graph.citations import Citation
from scrgraph.graph.sources import map_sources
from scrgraph.reports.rows import rows_json
from tests.graph.sample import REAL, SAMPLE, SHARED, audit_plan, build_plan, load_pack, read_plan

GOLD = SHARED / "gold"
CODES = [rule.code for rule in load_pack().rules]
ABSENCE = ("CMP-001", "CMP-002", "EVD-001", "EVD-002")
_MARK = re.compile(r"</?[A-Za-z][^<>]*>")
_PAGE_RULE = re.compile(r"(?m)^[-\t |]*--[-\t |]*$")

needs_real_plan = pytest.mark.skipif(
    not (REAL.is_file() and GOLD.is_dir()),
    reason=f"the real plan and the gold are not at {SHARED}: name their folder in SCRGRAPH_SHARED",
)
PLANS = [pytest.param(REAL, id="real", marks=needs_real_plan), pytest.param(SAMPLE, id="sample")]


def load_gold(name: str) -> Any:
    return json.loads((GOLD / name).read_text(encoding="utf-8"))


def strip(text: str) -> str:
    """Take marks, entities, page rules and surplus blanks off a piece of the document."""
    plain = html.unescape(_MARK.sub(" ", _PAGE_RULE.sub(" ", text)))
    return " ".join(plain.replace("\t", " ").split())


@cache
def read_lines(path: Path) -> list[str]:
    return re.split(r"\r\n|\r|\n", path.read_text(encoding="utf-8"))


def is_printed(path: Path, citation: Citation) -> bool:
    """Tell whether the document has the quoted words at the lines that are named."""
    assert citation.quote is not None
    assert citation.first_line is not None
    last = citation.last_line or citation.first_line
    assert 1 <= citation.first_line <= last <= len(read_lines(path))
    return strip(citation.quote) in strip("\n".join(read_lines(path)[citation.first_line - 1 : last]))


# Values that are words of the plan: the retelling has its own.
WORDS = ("item", "elsewhere", "evidence", "lead", "phrase", "sentence", "link")


def list_values(finding: Finding) -> str:
    """Give the values of a finding that the retelling keeps; of words, only that they are there."""
    return json.dumps({name: "words" if name in WORDS else value for name, value in finding.values.items()})


def findings_of(path: Path) -> Iterator[Finding]:
    yield from audit_plan(path).result.findings


# -- right by the gold -----------------------------------------------------------------------------------------------

Place = tuple[str, str, tuple[str, ...]]


def gold_places(code: str, sure: bool) -> set[Place]:
    rows = {row["key"] for row in load_gold("rows.json")}
    return {
        (entry["rule"], entry["row"], tuple(sorted(entry.get("other", ()))))
        for entry in load_gold("findings.json")
        if entry["rule"] == code and entry["row"] in rows and entry["sure"] is sure
    }


@needs_real_plan
@pytest.mark.parametrize("code", CODES)
def test_rule_finds_what_the_gold_has_and_no_more(code: str) -> None:
    rows = {row["key"] for row in load_gold("rows.json")}
    unsure = {place[:2] for place in gold_places(code, sure=False)}
    expected = gold_places(code, sure=True)
    with_other = {place[:2] for place in expected if place[2]}
    got: set[Place] = {
        (finding.rule, finding.row, finding.other if (finding.rule, finding.row) in with_other else ())
        for finding in findings_of(REAL)
        if finding.rule == code and finding.row is not None
        if finding.row in rows and (finding.rule, finding.row) not in unsure
    }
    assert sorted(got - expected) == [], "not in the gold: precision is below 1"
    assert sorted(expected - got) == [], "missed: recall is below 1"


@needs_real_plan
def test_gold_speaks_of_most_of_the_rules() -> None:
    """Else the test above would say nothing."""
    spoken_of = {code for code in CODES if gold_places(code, sure=True)}
    assert len(spoken_of) >= 14
    assert len(load_gold("rows.json")) == 35


@needs_real_plan
def test_severities_are_those_of_the_gold() -> None:
    expected = {entry["rule"]: entry["severity"] for entry in load_gold("findings.json")}
    for finding in findings_of(REAL):
        # What reading has not earned is information: test_reading holds it to that.
        unearned = load_pack().find(finding.rule).decided_from == "reading" and finding.severity == "info"
        assert unearned or finding.severity == expected.get(finding.rule, finding.severity)


# -- the sample is like the real plan ----------------------------------------------------------------------------------


@needs_real_plan
def test_sample_gives_the_findings_of_the_real_plan() -> None:
    real, sample = (
        sorted((f.rule, f.row or "", f.subject or "", f.other, list_values(f)) for f in findings_of(path))
        for path in (REAL, SAMPLE)
    )
    assert sample == real


@needs_real_plan
def test_ids_of_findings_are_the_same_for_either_wording() -> None:
    """An id is made of plan, rule, row, subject and other; a new wording or place does not change it."""
    assert {f.id for f in findings_of(SAMPLE)} == {f.id for f in findings_of(REAL)}


@needs_real_plan
def test_verdicts_on_the_sample_are_those_on_the_real_plan() -> None:
    real, sample = (
        [
            (v.rule, v.passed, v.failed, v.waived, v.not_evaluable, v.matched_nothing, v.reasons)
            for v in audit_plan(path).result.verdicts
        ]
        for path in (REAL, SAMPLE)
    )
    assert sample == real


# -- what they point at ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLANS)
@pytest.mark.parametrize("code", CODES)
def test_every_quote_of_a_finding_is_printed_where_it_says(code: str, path: Path) -> None:
    for finding in findings_of(path):
        if finding.rule == code:
            for cell in finding.cells:
                assert cell.file == "plan.txt"
                if cell.quote is not None:
                    assert cell.quote.strip()
                    assert is_printed(path, cell), f"{finding.id}: {cell}"


@pytest.mark.parametrize("path", PLANS)
@pytest.mark.parametrize("code", CODES)
def test_every_finding_names_a_place(code: str, path: Path) -> None:
    rows = {row.key: row for row in read_plan(path).facts.rows}
    for finding in findings_of(path):
        if finding.rule != code:
            continue
        assert finding.cells, f"{finding.id} on {finding.row} names no place"
        for cell in finding.cells:
            assert cell.first_line is not None
            assert cell.last_line is not None
            keys = [key for key in (finding.row, *finding.other) if key]
            assert not keys or any(
                rows[key].row.lines[0] <= cell.first_line <= cell.last_line <= rows[key].row.lines[1] for key in keys
            ), f"{finding.id} points outside its rows: {cell}"


@pytest.mark.parametrize("path", PLANS)
@pytest.mark.parametrize("code", ABSENCE)
def test_finding_of_absence_has_a_place_and_no_quote(code: str, path: Path) -> None:
    for finding in findings_of(path):
        if finding.rule == code:
            absent = [cell for cell in finding.cells if cell.quote is None]
            assert absent, finding.id
            assert all(cell.first_line and cell.column for cell in absent)


@pytest.mark.parametrize("path", PLANS)
@pytest.mark.parametrize(
    "name", ["AuditEvent", "TargetDate", "EvidenceRequirement", "StatusClaim", "MeetingMention", "Action", "ReviewRole"]
)
def test_every_citation_of_a_fact_is_printed_where_it_says(name: str, path: Path) -> None:
    dataset = build_plan(path)
    facts = {fact for graph in dataset.graphs() for fact in graph.subjects(RDF.type, SCR[name])}
    assert facts
    wrong = []
    for fact in facts:
        assert isinstance(fact, URIRef)
        found = map_sources(dataset).cite(fact)
        if not found or not all(cite.quote is not None and is_printed(path, cite) for cite in found):
            wrong.append((str(fact), found))
    assert wrong == []


@pytest.mark.parametrize("path", PLANS)
def test_every_row_cites_its_text_or_its_place(path: Path) -> None:
    dataset = build_plan(path)
    for row in read_plan(path).facts.rows:
        nodes = {node for g in dataset.graphs() for node in g.subjects(DCTERMS.identifier, Literal(row.key))}
        (node,) = nodes
        assert isinstance(node, URIRef)
        found = map_sources(dataset).cite(node)
        assert found
        for cite in found:
            if row.text is None:
                assert (cite.quote, cite.first_line) == (None, row.row.lines[0])
            else:
                assert is_printed(path, cite)


@pytest.mark.parametrize("path", PLANS)
def test_dates_of_a_fact_stand_in_its_quote(path: Path) -> None:
    """The day of a target or a meeting is read from the words it cites: the year and the day are among them."""
    dataset = build_plan(path)
    for graph in dataset.graphs():
        for fact, day in graph.subject_objects(SCR.onDate):
            kinds = set(graph.objects(fact, RDF.type))
            if not kinds & {SCR.TargetDate, SCR.MeetingMention, SCR.AuditEvent}:
                continue
            assert isinstance(fact, URIRef)
            words = " ".join(cite.quote or "" for cite in map_sources(dataset).cite(fact))
            year, _, number = str(day).split("-")
            numbers = {int(piece) for piece in re.findall(r"\d+", words)}
            assert numbers & {int(year), int(year) % 100}, f"{fact}: {day} is not in “{words}”"
            assert int(number) in numbers, f"{fact}: {day} is not in “{words}”"


# -- what is derived ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLANS)
def test_outcome_derived_in_rdf_is_that_of_the_rows(path: Path) -> None:
    reading, audited = read_plan(path), audit_plan(path)
    expected = {row["key"]: row["outcome"] for row in rows_json(reading.facts, reading.document)}
    derived: dict[str, str | None] = dict.fromkeys(expected)
    for node, outcome in audited.audit.derived.subject_objects(SCR.outcome):
        keys = {str(key) for graph in build_plan(path).graphs() for key in graph.objects(node, DCTERMS.identifier)}
        (key,) = keys
        assert derived[key] is None, f"{key} has two outcomes"
        derived[key] = str(outcome)
    assert len(expected) == 70
    assert derived == expected
    assert {status.key: status.outcome for status in audited.statuses} == expected


@needs_real_plan
def test_outcomes_are_those_of_the_gold() -> None:
    statuses = {status.key: status.outcome for status in audit_plan(REAL).statuses}
    gold = {row["key"]: row["outcome"] for row in load_gold("rows.json")}
    assert {key: statuses[key] for key in gold} == gold


def test_absence_of_the_real_plan_is_told_aloud() -> None:
    """A skip stands in the run's summary with the folder that was looked for (-ra is set)."""
    assert needs_real_plan.kwargs["reason"].startswith("the real plan and the gold are not at ")
    assert "SCRGRAPH_SHARED" in needs_real_plan.kwargs["reason"]
