"""Lessons in facts: which rows are of one, where they came back, what was promised twice, how they are named."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from rdflib import Graph, Namespace

from scrgraph import namespaces
from scrgraph.analysis.lesson_lists import Lesson, list_lessons
from scrgraph.analysis.lessons import build_lessons
from scrgraph.audit.derive import derive_facts
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.quads import FactGraph
from scrgraph.reports.lessons import explain_lesson, lessons_json, render_lessons, render_lessons_csv

SCR = Namespace(namespaces.SCR)
CASE = Path(__file__).parent.parent / "queries" / "lessons" / "rows-of-lessons" / "data.ttl"
TERMS = ("ofLesson", "sharedWording", "firstSaidIn", "cameBackAfter", "promisedEarlierIn")
TEXT = "Every case file should open with a chronology of significant events."
AGAIN = "A chronology of events must be kept at the front of each case file."
BASE = "https://w3id.org/scrgraph/id/plan/"


def write_row(key: str, row: Mapping[str, str]) -> list[str]:
    """Write what a test says of a row: its agency, its day of finalising, its outcome, its last deadline."""
    node = f"<{BASE}{key}>"
    lines = [
        f'{node} a scr:Recommendation ; dcterms:identifier "{key.partition("/")[2]}" .',
        f'{node} scr:statement "{row.get("text", TEXT)}" ; scr:position {row.get("position", "1")} .',
    ]
    if "outcome" in row:
        lines.append(f'{node} scr:outcome "{row["outcome"]}" .')
    if "finalised" in row:
        lines.append(f'{node} scr:outcome "finalised" ; scr:outcomeEvent <x:{key}/end> ; scr:hasEvent <x:{key}/end> .')
        if row["finalised"]:
            lines.append(f'<x:{key}/end> scr:onDate "{row["finalised"]}"^^xsd:date .')
    if "due" in row:
        lines.append(f'{node} scr:lastDeadline <x:{key}/due> . <x:{key}/due> scr:onDate "{row["due"]}"^^xsd:date .')
    if "agency" in row:
        agency = row["agency"]
        lines.append(f'{node} scr:responsibleAgency <x:{agency}> . <x:{agency}> rdfs:label "{agency.title()}" .')
    return lines


def write_facts(
    plans: Mapping[str, str | None], rows: Mapping[str, Mapping[str, str]], as_of: str = "2015-12-31"
) -> FactGraph:
    """Write plans with their first days, and rows by plan and key."""
    lines = [
        f"@prefix scr: <{SCR}> .",
        "@prefix dcterms: <http://purl.org/dc/terms/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        f'<x:run> scr:asOf "{as_of}"^^xsd:date .',
    ]
    for plan, began in plans.items():
        lines.append(f'<{BASE}{plan}> a scr:ActionPlan ; dcterms:identifier "{plan}" .')
        if began:
            lines.append(f'<{BASE}{plan}> scr:commenced "{began}"^^xsd:date .')
    for key, row in rows.items():
        lines.append(f"<{BASE}{key.partition('/')[0]}> scr:hasRecommendation <{BASE}{key}> .")
        lines += write_row(key, row)
    return FactGraph(Graph().parse(data="\n".join(lines), format="turtle"))


def find(
    plans: Mapping[str, str | None], rows: Mapping[str, Mapping[str, str]], as_of: str = "2015-12-31"
) -> tuple[Lesson, ...]:
    facts = write_facts(plans, rows, as_of)
    facts.extend(build_lessons(facts))
    return list_lessons(facts, lambda _: ())


def list_ties(lessons: Sequence[Lesson], field: str) -> dict[str, str]:
    """Give which row leads to which, by plan and key."""
    rows = [row for lesson in lessons for row in lesson.rows]
    return {row.node.removeprefix(BASE): getattr(row, field).removeprefix(BASE) for row in rows if getattr(row, field)}


def test_lessons_of_the_case_are_those_written_down_by_hand() -> None:
    text = CASE.read_text(encoding="utf-8")
    facts, marker, _ = text.partition("# The lessons, as they are found.")
    assert marker
    given = Graph().parse(data=facts, format="turtle") + load_vocabularies()
    built = Graph()
    held = FactGraph(given + derive_facts(given))
    for triple in build_lessons(held):
        built.add((held.held.give_node(triple.subject), held.held.give_node(triple.predicate),
                   held.held.give_node(triple.object)))  # fmt: skip
    expected = Graph().parse(data=text, format="turtle")
    for name in TERMS:
        assert set(built.subject_objects(SCR[name])) == set(expected.subject_objects(SCR[name]))
        assert list(built.subject_objects(SCR[name]))
    assert all(0.5 < float(str(likeness)) <= 1 for likeness in built.objects(None, SCR.likeness))


TWO: dict[str, str | None] = {"early": "2010-01-01", "late": "2012-01-01"}


@pytest.mark.parametrize(
    ("finalised", "as_of", "returns"),
    [
        ("2011-12-31", "2015-12-31", True),
        ("2012-01-01", "2015-12-31", True),
        ("2012-01-02", "2015-12-31", False),  # it was finalised only when the later review had begun
        ("", "2015-12-31", True),  # nobody knows when
        ("2011-06-01", "2012-01-01", True),
        ("2011-06-01", "2011-12-31", False),  # the later review had not begun
    ],
)
def test_row_comes_back_after_another_was_finalised(finalised: str, as_of: str, returns: bool) -> None:
    lessons = find(TWO, {"early/main/1": {"finalised": finalised}, "late/main/1": {"outcome": "open"}}, as_of)
    assert list_ties(lessons, "came_back_after") == ({"late/main/1": "early/main/1"} if returns else {})


@pytest.mark.parametrize("outcome", ["open", "completed"])
def test_what_was_not_finalised_does_not_come_back(outcome: str) -> None:
    assert list_ties(find(TWO, {"early/main/1": {"outcome": outcome}, "late/main/1": {}}), "came_back_after") == {}


def test_plan_without_a_first_day_and_one_of_the_same_day_do_not_count_as_later() -> None:
    for began in (None, "2010-01-01"):
        plans: dict[str, str | None] = {"early": "2010-01-01", "late": began}
        assert list_ties(find(plans, {"early/main/1": {"finalised": ""}, "late/main/1": {}}), "came_back_after") == {}


def test_of_several_finalised_before_the_latest_is_named() -> None:
    plans: dict[str, str | None] = {"a": "2008-01-01", "b": "2010-01-01", "c": "2012-01-01"}
    rows = {"a/main/1": {"finalised": "2009-01-01"}, "b/main/1": {"finalised": "2011-01-01"}, "c/main/1": {}}
    assert list_ties(find(plans, rows), "came_back_after") == {"b/main/1": "a/main/1", "c/main/1": "b/main/1"}


def test_promised_twice_in_one_plan_or_by_one_agency_with_different_dates() -> None:
    rows = {
        "early/main/1": {"due": "2010-06-30"},
        "early/imr/trust/1": {"due": "2010-03-01", "agency": "trust"},
        "early/imr/trust/2": {"due": "2010-03-01", "agency": "trust"},
        "late/imr/trust/1": {"due": "2012-09-30", "agency": "trust"},
        "late/imr/police/1": {"due": "2012-09-30", "agency": "police"},
    }
    assert list_ties(find(TWO, rows), "promised_earlier") == {
        "early/main/1": "early/imr/trust/2",
        "late/imr/trust/1": "early/imr/trust/2",
    }


def test_two_agencies_of_two_plans_promise_nothing_twice() -> None:
    rows = {
        "early/imr/trust/1": {"due": "2010-03-01", "agency": "trust"},
        "late/imr/police/1": {"due": "2012-09-30", "agency": "police"},
    }
    assert list_ties(find(TWO, rows), "promised_earlier") == {}


def test_name_of_a_lesson_rests_on_no_place_and_on_no_later_plan() -> None:
    rows = {"early/main/2": {"position": "2"}, "early/main/1": {"position": "9"}, "late/main/1": {"text": AGAIN}}
    moved = {"late/main/1": {"text": AGAIN, "position": "7"}, "early/main/1": {}, "early/main/2": {"position": "5"}}
    fewer = {key: rows[key] for key in ("early/main/1", "early/main/2")}
    assert [lesson.id for given in (rows, moved, fewer) for lesson in find(TWO, given)] == ["early/main/1"] * 3
    assert [row.key for row in find(TWO, rows)[0].rows] == ["main/2", "main/1", "main/1"]  # as they are printed


def test_sentences_say_what_a_lesson_means() -> None:
    rows = {
        "early/imr/trust/1": {"finalised": "2010-11-01", "due": "2010-03-01", "agency": "trust"},
        "late/imr/trust/1": {"outcome": "open", "due": "2012-06-30", "agency": "trust"},
    }
    (lesson,) = find(TWO, rows)
    assert explain_lesson(lesson) == (
        "Recommended twice in 2 plans begun within 2 years, in the same words.",
        "Came back in late (imr/trust/1) 14 months after it was finalised in early; there it is open.",
        "Promised twice by Trust: 1 March 2010 and 30 June 2012 (early, imr/trust/1, and late, imr/trust/1).",
        "The outcomes differ: 1 finalised, 1 open.",
    )


def test_sentence_does_not_make_up_a_day() -> None:
    (lesson,) = find(TWO, {"early/main/1": {"finalised": ""}, "late/main/1": {}})
    said = " ".join(explain_lesson(lesson))
    assert "after it was finalised in early, which does not say when; there it is unknown" in said


def test_forms_say_the_same() -> None:
    rows = {
        "early/main/1": {"finalised": "2010-11-01", "due": "2010-03-01"},
        "late/main/1": {"text": "=1+1 " + AGAIN},
        "late/main/2": {"text": AGAIN},
    }
    lessons = find(TWO, rows)
    (told,) = lessons_json(lessons)
    assert [(row["plan"], row["key"]) for row in told["rows"]] == [
        ("early", "main/1"),
        ("late", "main/1"),
        ("late", "main/2"),
    ]
    assert told["rows"][0]["finalised"] == "2010-11-01"
    assert told["rows"][1]["came_back_after"] == {"plan": "early", "key": "main/1"}
    lines = render_lessons_csv(lessons).splitlines()
    assert len(lines) == 4
    assert "'=1+1" in lines[2]
    assert ",2010-03-01," in lines[1]
    text = render_lessons(lessons, 2, 120)
    assert text.startswith("1 lesson, asked for by 3 recommendations of 2 plans.")
    assert re.search(r"early +main/1 .* finalised +1 Mar 2010 +1 Nov 2010", text)
    assert max(map(len, text.splitlines())) <= 120


def test_nothing_repeated_is_said_to_be_so() -> None:
    rows = {"early/main/1": {}, "late/main/1": {"text": "The fire exits of each office should be tested."}}
    assert find(TWO, rows) == ()
    assert render_lessons((), 2, 80) == "No two recommendations of 2 plans ask for the same."


def test_facts_stay_as_they_are() -> None:
    facts = write_facts(TWO, {"early/main/1": {}, "late/main/1": {}})
    before = len(facts)
    assert build_lessons(facts)
    assert len(facts) == before
    assert dt.date(2010, 1, 1) in {row.commenced for lesson in find(TWO, {"early/main/1": {}, "late/main/1": {}})
                                   for row in lesson.rows}  # fmt: skip
