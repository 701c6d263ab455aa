"""Asks every stored question of the plans in ``data/``: both engines answer alike, and each row leads to its cells.

The three small plans are asked each time, many more by the proof (``tests/proofs/test_query_engines.py``). By the day
something is overdue, and the later plans have commenced.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import Question, load_questions
from scrgraph.pipeline import audit_dataset, collect_facts, collect_graphs, collect_sources, read_source
from tests.graph.sample import ROOT, load_pack
from tests.query_engines import ask_both, leave_out, list_kinds, load_both

DAY = dt.date(2014, 12, 31)
QUESTIONS = load_questions()
IDS = [f"{question.topic}/{question.name}" for question in QUESTIONS]
SMALL = tuple(ROOT / "data" / name / "plan.txt" for name in ("case-m1", "dhr-w2", "sar-m3"))
# Where something is counted that is not there, there are no cells: no row of an outcome, no report in a quarter.
WITHOUT_CELLS = {"oversight-held", "outcome-counts", "child-seen-and-heard", "findings-by-family"}


@dataclass(frozen=True)
class Asked:
    """Plans ready for questions, as both engines have them."""

    base: FactBase
    store: ox.Store
    dataset: Dataset


def load(paths: Sequence[Path]) -> Asked:
    plans = []
    for path in paths:
        name = path.parent.name if path.parent.parent.name == "cases" else None
        plans.append(audit_dataset(read_source(path, plan=name).build(), DAY, load_pack()))
    facts = collect_facts(plans)
    named = tuple(collect_graphs(plans))
    store, dataset = load_both([*facts.quads, *named], QUESTIONS)
    return Asked(FactBase(facts, collect_sources(plans), lambda: named), store, dataset)


@cache
def load_small() -> Asked:
    return load(SMALL)


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_both_engines_answer_alike(question: Question) -> None:
    asked = load_small()
    ours, theirs = ask_both(question, asked.store, asked.dataset)
    assert ours == theirs


@pytest.mark.parametrize("question", QUESTIONS[::3], ids=IDS[::3])
def test_both_engines_answer_alike_where_a_kind_of_fact_is_missing(question: Question) -> None:
    asked = load_small()
    kinds = list_kinds(question, asked.store)
    with leave_out(kinds[crc32(question.name.encode()) % len(kinds)], asked.store, asked.dataset):
        ours, theirs = ask_both(question, asked.store, asked.dataset)
    assert ours == theirs


@pytest.mark.parametrize("question", QUESTIONS, ids=IDS)
def test_each_row_of_an_answer_leads_to_its_cells(question: Question) -> None:
    answer = load_small().base.ask(question)
    assert answer.cells is not None
    assert len(answer.cells) == len(answer.rows)
    if question.name not in WITHOUT_CELLS:
        assert all(answer.cells), [row for row, cells in zip(answer.rows, answer.cells, strict=True) if not cells]
    assert {cell.plan for cells in answer.cells for cell in cells} <= {"case-m1", "dhr-w2", "sar-m3"}


def test_most_questions_find_something() -> None:
    empty = {question.name for question in QUESTIONS if not load_small().base.ask(question).rows}
    assert empty <= {
        "actions-promised-twice",
        "asked-again-and-again",
        "confirmations",
        "planned-meetings-not-held",
        "recommendations-with-most-findings",
        "requests-answered-late",
        "changes-between-versions",
        "corrections-made",
        "excused-findings",
        "what-was-not-read",
        "repeated-recommendations",
        "received-but-not-reviewed",
        "meetings-held-and-planned",
        "lessons-never-finalised",
        "lessons-across-agencies",
    }
