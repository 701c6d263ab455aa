"""Asks every stored question of its case: ``tests/queries/TOPIC/NAME/data.ttl`` must give ``expected.csv``.

The data are asserted facts, one audit run and, where the question rests on them, findings; what follows from the
facts is derived here as in an audit. The data of a question that asks for graphs by their names are ``data.trig``.
Every question is asked of Oxigraph and of rdflib's own SPARQL, which must give the same.
"""

import csv
import io
import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.parameters import list_kinds
from scrgraph.analysis.questions import Question, check_query, load_questions
from scrgraph.audit.derive import derive_facts
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.quads import FactGraph
from scrgraph.reports.tables import render_csv
from scrgraph.resources import queries_folder
from tests.query_engines import ask_both, load_both

CASES = Path(__file__).parent / "queries"
QUESTIONS = load_questions()
IDS = [f"{question.topic}/{question.name}" for question in QUESTIONS]
TOPICS = {"board", "agencies", "evidence", "meetings", "themes", "quality", "provenance"}


def find_case(question: Question) -> Path:
    """Give the data of a question's case."""
    case = CASES / question.topic / question.name
    found = [file for name in ("data.ttl", "data.trig") if (file := case / name).is_file()]
    assert len(found) == 1, f"{question.name} has no case: write {case}/data.ttl and expected.csv"
    return found[0]


@cache
def known_words() -> FactGraph:
    """Give the vocabularies, carried over to Oxigraph once."""
    return FactGraph(load_vocabularies())


@cache
def load_case(file: Path) -> tuple[FactGraph, tuple[ox.Quad, ...]]:
    """Give the facts of a case, with what follows from them, and its named graphs."""
    store = ox.Store()
    store.load(path=str(file), format=ox.RdfFormat.TRIG)
    asserted = FactGraph()
    asserted.extend(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    facts = FactGraph(known_words())
    facts.merge(asserted)
    facts.merge(derive_facts(facts))
    return facts, tuple(quad for quad in store if quad.graph_name != ox.DefaultGraph())


def ask_case(question: Question) -> list[list[str]]:
    facts, named = load_case(find_case(question))
    answer = FactBase(facts, graphs=lambda: named).ask(question)
    return list(csv.reader(io.StringIO(render_csv(answer))))


def test_board_asks_sixteen_questions() -> None:
    assert len([question for question in QUESTIONS if question.topic == "board"]) == 16


def test_forty_questions_are_asked_in_their_topics() -> None:
    assert {question.topic for question in QUESTIONS} >= TOPICS
    assert len(QUESTIONS) >= 40
    assert len({question.summary for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.name for question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_query_gives_what_its_case_expects(question: Question) -> None:
    expected_file = find_case(question).parent / "expected.csv"
    expected = list(csv.reader(io.StringIO(expected_file.read_text(encoding="utf-8"))))
    assert len(expected) > 1, "a case that expects nothing shows nothing"
    assert ask_case(question) == expected


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_both_engines_answer_the_case_alike(question: Question) -> None:
    facts, named = load_case(find_case(question))
    ours, theirs = ask_both(question, *load_both([*facts.quads, *named], [question]))
    assert ours
    assert ours == theirs


def test_every_case_has_its_query() -> None:
    cases = {*CASES.glob("*/*/data.ttl"), *CASES.glob("*/*/data.trig")}
    assert {f"{case.parent.parent.name}/{case.parent.name}" for case in cases} == set(IDS)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_query_keeps_to_the_house_style(question: Question) -> None:
    variables = check_query(question.text)
    code = re.sub(r'^#.*$|"[^"]*"', "", question.text, flags=re.MULTILINE)

    assert question.summary.endswith("?")
    assert question.description
    assert question.topic in question.tags
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", question.name)
    assert "ORDER BY" in code
    assert "NOW(" not in code.upper()
    assert all(re.fullmatch(r"[a-z][A-Za-z]*", name) for name in re.findall(r"[?$](\w+)", code))
    selected = {*(variables or ()), *re.findall(r"AS \?(\w+)", question.text.partition("WHERE")[0])}
    assert {*question.parameters, *question.cites, *question.hides} <= selected
    assert set(question.kinds) == set(question.defaults), "each parameter has a default, and says of what kind it is"
    assert set(question.kinds.values()) <= set(list_kinds())
    declared = re.findall(r"^PREFIX (\w+):", question.text, flags=re.MULTILINE)
    assert declared == sorted(declared)
    assert all(re.search(rf"\b{prefix}:\w", code.partition("SELECT")[2]) for prefix in declared)
    assert (queries_folder() / question.topic / f"{question.name}.rq").is_file()
