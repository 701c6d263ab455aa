"""The small model of language: an extra that is not always installed; without it, one clear sentence."""

import itertools
import tomllib

import pytest

from scrgraph.errors import BadUsage
from scrgraph.facts import meanings
from scrgraph.facts.asking import cut_aim, list_asked_words, weigh_senses
from scrgraph.facts.meanings import MEASURES, compare_meanings, has_model, load_weights
from scrgraph.facts.repeats import ENOUGH, Said, find_repeats, normalise
from scrgraph.wordings import Wordings
from tests.facts.test_repeats import PAIRS
from tests.graph.sample import ROOT, SAMPLE, run
from tools.learn_likeness import list_sentences

TEXTS = (
    "Staff should be taught to spot when somebody is being hurt at home.",
    "Workers need training in how to recognise domestic abuse.",
    "The fire exits of each office should be tested.",
    "Workers need training in how to recognise counterfeit money.",
)


def test_without_the_packages_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, wordings: Wordings) -> None:
    monkeypatch.setattr(meanings, "has_model", lambda: False)
    with pytest.raises(BadUsage, match=r"not installed.*scrgraph\[meaning\]"):
        compare_meanings(TEXTS, wordings)
    ran = run("lessons", SAMPLE, "--by-meaning")
    assert (ran.code, ran.text, ran.complaint.count("\n")) == (2, "", 1)
    assert "pip install" in ran.complaint


def test_other_means_of_comparing_are_asked_in_the_place_of_words(wordings: Wordings) -> None:
    rows = {str(place): Said(text) for place, text in enumerate(TEXTS[:3])}
    assert find_repeats(rows, wordings) == ()
    order = sorted(TEXTS[:3], key=str.lower)
    pair = sorted((order.index(TEXTS[0]), order.index(TEXTS[1])))
    (repeat,) = find_repeats(rows, wordings, lambda *_: {(pair[0], pair[1]): 1.0})
    assert set(repeat.likeness) == {"0", "1"}


@pytest.mark.skipif(not has_model(), reason="the extra 'meaning' is not installed")
def test_meanings_of_sentences_are_compared(wordings: Wordings) -> None:
    """Two that share a word at most ask for the same; two that are alike but for the matter do not."""
    found = compare_meanings(TEXTS, wordings)
    assert {pair for pair, score in found.items() if score >= ENOUGH} == {(0, 1)}
    again = compare_meanings((TEXTS[1], TEXTS[1] + " ", ""), wordings)
    assert set(again) == {(0, 1)}
    assert again[0, 1] > max(found.values())
    assert compare_meanings(TEXTS, wordings) == found
    assert compare_meanings((), wordings) == compare_meanings(TEXTS[:1], wordings) == {}


def test_what_it_is_good_for_is_no_part_of_what_is_asked(wordings: Wordings) -> None:
    assert cut_aim("Keep a chronology, so that risk is seen.", wordings) == "Keep a chronology"
    assert cut_aim("A chronology is kept.", wordings) == "A chronology is kept."


def test_words_and_senses_are_known_by_their_places(wordings: Wordings) -> None:
    text = "The Board should see that case notes are audited, so that drift is seen."
    words, senses = list_asked_words(text, wordings), weigh_senses(text, wordings)
    assert {text[word.start : word.end].lower(): word.name for word in words}["audited"] == "audit"
    assert {text[sense.start : sense.end] for sense in senses} >= {"case notes", "audited", "drift"}
    weights = {text[sense.start : sense.end]: sense.weight for sense in senses}
    assert weights["audited"] > weights["drift"]


def test_what_was_learnt_was_learnt_from_sentences_of_their_own() -> None:
    """None of them is among those by which lessons are tested, nor twice among them."""
    demands = tomllib.loads((ROOT / "ontology" / "synthetic" / "demands.toml").read_text(encoding="utf-8"))["demand"]
    tested = {
        normalise(text) for demand in demands for name in ("wordings", "far", "near", "others") for text in demand[name]
    }
    tested |= {normalise(pair[side]) for pair in itertools.chain(*PAIRS.values()) for side in ("one", "other")}
    learnt = [normalise(sentence.text) for sentence in list_sentences()]
    assert len(set(learnt)) == len(learnt) > 300
    assert not tested & set(learnt)
    begin, weights = load_weights()
    assert begin < 0 < weights[MEASURES.index("whole")]
