"""The words of synthetic plans: each says what its place asks of it, and nothing is borrowed from a real plan."""

import re
from pathlib import Path

import pytest

from scrgraph.graph.tags import list_themes
from scrgraph.ingest.cells import is_hanging
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.words import Topic, load_words
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


def split_runs(text: str) -> set[tuple[str, ...]]:
    """Give the runs of words within each cell; a number breaks a run."""
    runs = set()
    for cell in re.split(r"[\t\n]|</?p>|\d+", text):
        words = re.findall(r"[a-z']+", cell.lower())
        runs |= {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    return runs
