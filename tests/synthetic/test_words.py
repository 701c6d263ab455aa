"""The words of synthetic plans: each says what its place asks of it, and nothing is borrowed from a real plan."""

import re
from itertools import combinations
from pathlib import Path
from statistics import fmean

import pytest

from scrgraph.graph.tags import list_themes
from scrgraph.ingest.cells import is_hanging
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.words import Demand, Topic, load_demands, load_words
from tests.oracle import EFFECT, POST, REACH, TRAINING, VAGUE

RUN = 8  # words in a row that synthetic prose must not share with the real plan's
WORDS = load_words()


@pytest.mark.parametrize("topic", WORDS.topics, ids=lambda topic: topic.item.replace(" ", "-"))
def test_topic_says_what_its_columns_ask(topic: Topic) -> None:
    assert {topic.theme, *topic.also} <= set(list_themes())
    for item in topic.measure:
        assert any(word in item.lower() for word in EFFECT), item
        assert any(word in item.lower() for word in REACH), item
    for item in topic.document:
        assert not any(word in item.lower() for word in (*EFFECT, *REACH)), item
        assert len(item.split()) <= 5, item
    # In a cell without paragraphs "Leaflet on passing news on" would take in the name of the group that follows it.
    assert not any(is_hanging(item) for item in (*topic.measure, *topic.document))
    said = " ".join((*topic.do, *topic.aim, *topic.act))
    assert bool(TRAINING.search(said)) is topic.training
    assert all(TRAINING.search(words) for words in topic.do) is topic.training
    assert not any(phrase in said.lower() for phrase in VAGUE)


DEMANDS = [demand for demands in load_demands().values() for demand in demands]


@pytest.mark.parametrize("demand", DEMANDS, ids=[demand.id for demand in DEMANDS])
def test_demand_is_worded_otherwise_each_time(demand: Demand) -> None:
    """No sentence is another with a word changed; what is near shares words, what is far fewer than the others do."""
    topic = next(topic for topic in WORDS.topics if topic.item == demand.item)
    for sentence in list_sentences(demand):
        assert bool(TRAINING.search(sentence)) is topic.training, sentence
        assert not any(phrase in sentence.lower() for phrase in VAGUE), sentence
        assert sentence.endswith(".")
    assert demand.of == topic.of
    among = [share_words(*pair) for pair in combinations(demand.wordings, 2)]
    assert max(among) < 0.7
    shared = [fmean(share_words(far, said) for said in demand.wordings) for far in demand.far]
    assert max(shared) < 0.25
    assert fmean(shared) < fmean(among)
    assert all(max(share_words(near, said) for said in demand.wordings) > 0.15 for near in demand.near)


def test_sentences_stand_once() -> None:
    sentences = [sentence.lower() for demand in DEMANDS for sentence in list_sentences(demand)]
    assert len(set(sentences)) == len(sentences)
    assert len({demand.id for demand in DEMANDS}) == len(DEMANDS)


def list_sentences(demand: Demand) -> list[str]:
    return [*demand.wordings, *demand.far, *demand.near, *demand.others]


def share_words(one: str, other: str) -> float:
    """Give the share of words that two sentences have in common, short words aside, in whatever form of the word."""
    words = [{word[:5] for word in re.findall(r"[a-z]+", each.lower()) if len(word) > 3} for each in (one, other)]
    return len(words[0] & words[1]) / len(words[0] | words[1])


def test_posts_are_posts_and_teams_are_none() -> None:
    for agency in WORDS.agencies:
        assert all(POST.search(post) for post in agency.posts), agency.name
        assert not POST.search(agency.team), agency.name
    assert all(POST.search(kind.chair) for kind in WORDS.kinds if kind.chair)


def test_vague_words_are_vague_and_short_items_are_short() -> None:
    assert all(any(phrase in words for phrase in VAGUE) for words in WORDS.vague)
    assert all(len(item.split()) == 5 for item in WORDS.five_words)


def test_counties_stand_once() -> None:
    assert len(set(WORDS.counties)) == len(WORDS.counties)


def test_prose_is_not_that_of_the_real_plan(shared: Path) -> None:
    """Dates aside, and what many plans have in common: headings, and lists of meetings."""
    real = split_runs((shared / "case-14" / "plan.txt").read_text(encoding="utf-8"))
    for number in range(1, 25):
        assert split_runs(render_plan(compose_plan(4, number))) & real == set()
    for demand in DEMANDS:
        assert {run for sentence in list_sentences(demand) for run in split_runs(sentence)} & real == set()


def split_runs(text: str) -> set[tuple[str, ...]]:
    """Give the runs of words within each cell; a number breaks a run."""
    runs = set()
    for cell in re.split(r"[\t\n]|</?p>|\d+", text):
        words = re.findall(r"[a-z']+", cell.lower())
        runs |= {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    return runs
