"""Asks every stored question of its case: ``tests/queries/TOPIC/NAME/data.ttl`` must give ``expected.csv``.

The data are asserted facts, one audit run and, where the question rests on them, findings; what follows from the
facts is derived here as in an audit.
"""

import csv
import io
import re
from pathlib import Path

import pytest
from rdflib import Graph

from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import Question, check_query, load_questions
from scrgraph.audit.derive import derive_facts
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.reports.tables import render_csv
from scrgraph.resources import queries_folder

CASES = Path(__file__).parent / "queries"
QUESTIONS = load_questions()
IDS = [f"{question.topic}/{question.name}" for question in QUESTIONS]


def ask_case(question: Question, case: Path) -> list[list[str]]:
    facts = Graph().parse(case / "data.ttl") + load_vocabularies()
    answer = FactBase(facts + derive_facts(facts)).ask(question)
    return list(csv.reader(io.StringIO(render_csv(answer))))


def test_board_asks_sixteen_questions() -> None:
    assert len([question for question in QUESTIONS if question.topic == "board"]) == 16


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_query_gives_what_its_case_expects(question: Question) -> None:
    case = CASES / question.topic / question.name
    assert (case / "data.ttl").is_file(), f"{question.name} has no case: write {case}/data.ttl and expected.csv"
    expected = list(csv.reader(io.StringIO((case / "expected.csv").read_text(encoding="utf-8"))))
    assert len(expected) > 1, "a case that expects nothing shows nothing"
    assert ask_case(question, case) == expected


def test_every_case_has_its_query() -> None:
    assert {f"{case.parent.parent.name}/{case.parent.name}" for case in CASES.glob("*/*/data.ttl")} == set(IDS)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_query_keeps_to_the_house_style(question: Question) -> None:
    variables = check_query(question.text)
    code = re.sub(r'^#.*$|"[^"]*"', "", question.text, flags=re.MULTILINE)

    assert question.summary.endswith("?")
    assert question.topic in question.tags
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", question.name)
    assert "ORDER BY" in code
    assert "NOW(" not in code.upper()
    assert all(re.fullmatch(r"[a-z][A-Za-z]*", name) for name in re.findall(r"[?$](\w+)", code))
    assert set(question.defaults) <= set(variables or ())
    declared = re.findall(r"^PREFIX (\w+):", question.text, flags=re.MULTILINE)
    assert declared == sorted(declared)
    assert all(re.search(rf"\b{prefix}:\w", code.partition("SELECT")[2]) for prefix in declared)
    assert (queries_folder() / question.topic / f"{question.name}.rq").is_file()
