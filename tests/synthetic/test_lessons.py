"""A sample of the measure of repeated lessons; the proof is over 1,500 plans (tests/proofs/test_lessons.py)."""

import datetime as dt
import json
from pathlib import Path

import pytest

from scrgraph.analysis.lesson_lists import list_lessons
from scrgraph.pipeline import collect_lessons, open_plans
from scrgraph.synthetic.corpus import generate
from tools.lessons import FAR, FIELD, SAME, Measured, Row, Score, _score_other, _score_same, measure

PLANS, SEED = 60, 311


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(PLANS, SEED)


def test_all_lessons_in_the_same_words_are_found_and_no_others(measured: Measured) -> None:
    score = measured.scores[SAME]
    assert score.found == score.true == score.both > 100


def test_most_lessons_in_other_words_are_found(measured: Measured) -> None:
    assert measured.scores[FIELD].f1 > 0.5
    assert measured.scores[FAR].recall < measured.scores[FIELD].recall


def test_pairs_are_counted_as_they_stand() -> None:
    """Of a and A (the same words) and b (others) for one demand, and c for another; found: a, b and c together."""
    a, again, b, c = Row("x", "a", False), Row("x", "a", False), Row("x", "b", False), Row("y", "c", False)
    assert _score_same([a, again, b, c], [[a, b, c]]) == Score(0, 1, 0)
    assert _score_other([a, again, b, c], [[a, b, c]]) == Score(3, 2, 1)
    assert _score_same([a, again], [[a, again]]) == Score(1, 1, 1)
    assert Score(3, 2, 1).f1 == pytest.approx(0.4)


def test_lessons_of_documents_are_those_of_the_manifest(tmp_path: Path) -> None:
    """Read as people hand them in, in all kinds of document: rows in the same words stand in one lesson."""
    folder = tmp_path / "corpus"
    generate(8, SEED, folder, "corpus")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    newest = {str(folder / plan["versions"][-1]["file"]): plan["plan"] for plan in manifest["plans"]}
    facts, places = collect_lessons((plan for plan in open_plans(sorted(newest), None)), dt.date(2024, 1, 1))  # type: ignore[misc]
    lessons = list_lessons(facts, lambda row: places.get(row, ()))
    assert lessons
    found = {(row.plan, row.key): lesson.id for lesson in lessons for row in lesson.rows}
    told = 0
    for lesson in manifest["lessons"]:
        by_words: dict[int, list[tuple[str, str]]] = {}
        for row in lesson["rows"]:
            by_words.setdefault(row["wording"], []).append((row["plan"], row["row"]))
        for rows in by_words.values():
            if len(rows) > 1:
                told += 1
                assert len({found.get(row) for row in rows}) == 1
                assert found.get(rows[0])
    assert told
