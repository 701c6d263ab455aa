"""Recommendations that ask for the same: in the same words, in others by measure, and never by way of a third."""

import itertools
import random
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from scrgraph.facts import repeats
from scrgraph.facts.asking import read_asked
from scrgraph.facts.repeats import ENOUGH, Compare, Repeat, Said, find_repeats, group_alike, normalise
from scrgraph.wordings import Wordings

PAIRS = tomllib.loads((Path(__file__).parent / "lessons" / "pairs.toml").read_text(encoding="utf-8"))
CHRONOLOGY = "Every case file should open with a chronology of significant events."
CHRONOLOGY_AGAIN = "A chronology of events must be kept at the front of each case file."
APPOINTMENTS = "Missed appointments of a child should be followed up within two days."


def find(*texts: str, wordings: Wordings) -> list[set[str]]:
    found = find_repeats({str(place): Said(text) for place, text in enumerate(texts)}, wordings)
    return [set(repeat.likeness) for repeat in found]


def pair_up(found: Iterable[Repeat]) -> set[frozenset[str]]:
    return {frozenset(pair) for repeat in found for pair in itertools.combinations(repeat.likeness, 2)}


def test_same_words_are_one_lesson_whatever_their_print(wordings: Wordings) -> None:
    texts = (CHRONOLOGY, "  EVERY case file should open\nwith a chronology of significant events", APPOINTMENTS)
    (repeat,) = find_repeats({str(place): Said(text) for place, text in enumerate(texts)}, wordings)
    assert repeat == Repeat({"0": 1.0, "1": 1.0}, same_words=True)


def test_one_word_more_is_other_words(wordings: Wordings) -> None:
    texts = (CHRONOLOGY, CHRONOLOGY.replace("significant", "all significant"))
    (repeat,) = find_repeats({str(place): Said(text) for place, text in enumerate(texts)}, wordings)
    assert not repeat.same_words
    assert 0.9 < repeat.least <= 1


def test_bare_and_empty_texts(wordings: Wordings) -> None:
    """A text of one word is like none but its own; a text that is lost is like none at all."""
    assert find("Training.", "training", "Training for all staff.", "", " - ", wordings=wordings) == [{"0", "1"}]


def test_other_words_are_found_and_what_only_sounds_alike_is_not(wordings: Wordings) -> None:
    texts = (CHRONOLOGY, CHRONOLOGY_AGAIN, "A photograph of the child must be kept at the front of each case file.")
    assert find(*texts, APPOINTMENTS, wordings=wordings) == [{"0", "1"}]


def test_who_is_told_and_how_often_makes_no_other_lesson(wordings: Wordings) -> None:
    texts = (
        "Riverside Hospital Trust should audit consent forms every quarter.",
        "The Board must see that consent forms are audited twice a year.",
    )
    assert find(*texts, wordings=wordings) == [{"0", "1"}]


def test_what_is_done_about_them_speaks_for_two_rows(wordings: Wordings) -> None:
    one, other = CHRONOLOGY, "Workers should tell the court what a chronology of the family shows."
    done = "Put a chronology at the front of each file, and read twenty files to see whether it is kept."
    rest = "Put up a poster on missed appointments in each clinic."
    assert find_repeats({"0": Said(one), "1": Said(other)}, wordings) == ()
    assert find_repeats({"0": Said(one, done), "1": Said(other, rest)}, wordings) == ()
    (repeat,) = find_repeats({"0": Said(one, done), "1": Said(other, done)}, wordings)
    assert not repeat.same_words


def test_order_and_keys_decide_nothing(wordings: Wordings) -> None:
    texts = [pair[side] for pair in PAIRS["same"][:20] + PAIRS["near"][:20] for side in ("one", "other")]
    rows = {f"r{place:03}": Said(text) for place, text in enumerate(sorted(set(texts)))}
    shuffled = list(rows.items())
    random.Random(5).shuffle(shuffled)
    renamed = {f"s{place:03}": said for place, (_, said) in enumerate(shuffled)}

    def tell(given: dict[str, Said]) -> set[frozenset[str]]:
        return {frozenset(given[key].text for key in one.likeness) for one in find_repeats(given, wordings)}

    assert tell(rows) == tell(dict(shuffled)) == tell(renamed)


def test_three_do_not_come_together_by_way_of_the_middle_one() -> None:
    """Single linkage would make one group of these; here each is to be alike enough to all others."""
    pairs = {(0, 1): 0.8, (1, 2): 0.7}
    assert group_alike(3, pairs) == [[0, 1], [2]]
    assert group_alike(3, pairs | {(0, 2): 0.5}) == [[0, 1, 2]]


@pytest.mark.parametrize("seed", range(6))
def test_each_of_a_group_is_alike_enough_to_the_rest(seed: int) -> None:
    chance = random.Random(seed)
    count = 40
    pairs = {
        (one, other): chance.random()
        for one, other in itertools.combinations(range(count), 2)
        if chance.random() < (0.9 if one // 8 == other // 8 else 0.1)
    }
    groups = group_alike(count, pairs)
    assert sorted(itertools.chain(*groups)) == list(range(count))
    assert any(len(group) > 2 for group in groups)
    for group in groups:
        for one in group:
            others = [pairs.get((min(one, other), max(one, other)), 0.0) for other in group if other != one]
            assert not others or sum(others) / len(others) >= ENOUGH - 1e-9


def test_index_leaves_no_pair_out_that_is_alike(wordings: Wordings) -> None:
    """Against a comparison of each with each."""
    texts = sorted({pair[side] for pair in PAIRS["same"] + PAIRS["near"] for side in ("one", "other")})
    asked = [read_asked(text, wordings) for text in texts]
    found = repeats.compare_asked(asked, wordings)
    vectors = repeats._weigh_all(asked, wordings)
    expected = {}
    for one, other in itertools.combinations(range(len(texts)), 2):
        score = sum(weight * vectors[other].get(sense, 0.0) for sense, weight in vectors[one].items())
        score *= repeats._tell_apart(asked[one], asked[other])
        if score >= 0.25:
            expected[one, other] = score
    assert found.keys() == expected.keys()
    assert all(abs(found[pair] - expected[pair]) < 1e-9 for pair in found)


@pytest.mark.parametrize(
    ("text", "acts", "matters"),
    [
        ("Training on domestic abuse should be provided for all staff.", {"train", "support"}, {"domestic-abuse"}),
        ("Staff must keep a chronology, so that risk is seen.", set(), {"chronology"}),
        ("The Board should seek references for new staff.", {"ask", "recruit"}, set()),
        ("Health visitors should refer a child who was not brought.", {"refer"}, {"missed"}),
    ],
)
def test_what_is_asked(text: str, acts: set[str], matters: set[str], wordings: Wordings) -> None:
    asked = read_asked(text, wordings)
    assert (set(asked.acts), set(asked.matters)) == (acts, matters)


def test_longest_wording_counts_and_the_written_one_before_its_stem(wordings: Wordings) -> None:
    assert "missed" in read_asked("Act when a child was not brought.", wordings).weights
    assert "household" in read_asked("Look into each house.", wordings).weights
    assert "housing" in read_asked("Look into the housing.", wordings).weights


def measure(half: int, wordings: Wordings, compare: Compare | None = None) -> tuple[float, float]:
    """Give precision and recall over pairs of texts: of what was looked at while this was made (0), or not (1)."""
    same, near = ([pair for place, pair in enumerate(PAIRS[kind]) if place % 2 == half] for kind in ("same", "near"))
    texts = {normalise(pair[side]): Said(pair[side]) for pair in same + near for side in ("one", "other")}
    found = pair_up(find_repeats(texts, wordings, compare))
    truth = {frozenset((normalise(pair["one"]), normalise(pair["other"]))) for pair in same}
    return len(found & truth) / len(found), len(found & truth) / len(truth)


def test_measure_of_the_pairs_that_were_not_looked_at(wordings: Wordings) -> None:
    """The figures of docs/lessons.md; the pairs are hard: each lesson has one that only sounds like it beside it."""
    seen, unseen = measure(0, wordings), measure(1, wordings)
    assert min(seen) > 0.6
    assert min(unseen) > 0.55
