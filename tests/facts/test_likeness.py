"""Rows that may report the same piece of work, by the words that they share."""

from pathlib import Path

from scrgraph.facts.likeness import compare_rows
from scrgraph.graph.links import read_links
from scrgraph.pipeline import read_source
from scrgraph.wordings import Wordings

DATA = Path(__file__).resolve().parent.parent.parent / "data"


def test_most_of_the_links_that_people_declared_are_among_the_first_twenty_suggested(wordings: Wordings) -> None:
    declared = {(link.main, link.agency) for link in read_links(DATA / "case-14" / "links.toml").same_work}
    pairs = compare_rows(read_source(DATA / "case-14" / "plan.txt").facts.rows, wordings)
    suggested = {(pair.main.key, pair.agency.key) for pair in pairs[:20]}

    assert len(declared) == 10
    assert len(declared & suggested) >= 8
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)
    assert all(0 < pair.score <= 1 for pair in pairs)


def test_shared_words_are_those_of_the_main_plan_as_printed(wordings: Wordings) -> None:
    rows = read_source(DATA / "sar-m3" / "plan.txt").facts.rows
    best = compare_rows(rows, wordings)[0]
    text = " ".join(cell.text.lower() for cell in best.main.cells.values())

    assert best.words
    assert all(word in text for word in best.words)
