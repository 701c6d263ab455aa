"""The small model of language: an extra that is not always installed; without it, one clear sentence."""

import pytest

from scrgraph.errors import BadUsage
from scrgraph.facts import meanings
from scrgraph.facts.meanings import compare_meanings, has_model
from scrgraph.facts.repeats import Said, find_repeats
from scrgraph.wordings import Wordings
from tests.graph.sample import SAMPLE, run

TEXTS = (
    "Staff should be taught to spot when somebody is being hurt at home.",
    "Workers need training in how to recognise domestic abuse.",
    "The fire exits of each office should be tested.",
)


def test_without_the_packages_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meanings, "has_model", lambda: False)
    with pytest.raises(BadUsage, match=r"not installed.*scrgraph\[meaning\]"):
        compare_meanings(TEXTS, 0.5)
    ran = run("lessons", SAMPLE, "--by-meaning")
    assert (ran.code, ran.text, ran.complaint.count("\n")) == (2, "", 1)
    assert "pip install" in ran.complaint


def test_other_means_of_comparing_count_beside_the_words(wordings: Wordings) -> None:
    rows = {str(place): Said(text) for place, text in enumerate(TEXTS)}
    assert find_repeats(rows, wordings) == ()
    order = sorted(TEXTS, key=str.lower)
    pair = sorted((order.index(TEXTS[0]), order.index(TEXTS[1])))
    (repeat,) = find_repeats(rows, wordings, lambda *_: {(pair[0], pair[1]): 1.0})
    assert set(repeat.likeness) == {"0", "1"}


@pytest.mark.skipif(not has_model(), reason="the extra 'meaning' is not installed")
def test_meanings_of_sentences_are_compared() -> None:
    found = compare_meanings(TEXTS, 0.3)
    assert set(found) == {(0, 1)}
    assert compare_meanings((TEXTS[1], TEXTS[1] + " "), 0.9) == {(0, 1): 1.0}
    assert compare_meanings(TEXTS, 0.3) == found
