"""Slips of the table: cells that break off, and sentences that count the plan wrongly."""

import re
from collections import Counter

import pytest

from scrgraph.facts.slips import read_cuts, read_miscounts
from scrgraph.wordings import Wordings

PLAN = (
    "Leads learn from the group. The administrator trains staff. Record who was seen and when. SENCOs etc. via the ePCR"
)


def cut_words(text: str) -> list[str]:
    words = Counter(word.lower() for word in re.findall(r"[A-Za-z]+", f"{PLAN} {text}"))
    return [remark.phrase for remark in read_cuts({"actions": text}, words)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Record who was last seen and wh", "wh"),
        ("Gaps are in two teams with long sick lea", "lea"),
        ("It is kept by the safeguarding administra", "administra"),
        ("Happy to send photos if the Gro", "Gro"),
    ],
)
def test_cell_that_breaks_off(text: str, cut: str) -> None:
    assert cut_words(text) == [cut]


@pytest.mark.parametrize(
    "text",
    [
        "Remind all heads and SENCOs etc",
        "Crews to report via the ePCR",
        "Tell all whom it concerns to come to us",
        "Gaps are in two teams with long sick lea.",
        "Each agency is to train",
        "wh",
        "",
    ],
)
def test_cell_that_is_whole(text: str) -> None:
    assert cut_words(text) == []


COUNTS = {"agencies": frozenset({6}), "recommendations": frozenset({8, 11, 19})}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("All nine agencies have named a post.", "All nine agencies"),
        ("It sets out the Board's twelve recommendations.", "the Board's twelve recommendations"),
        ("All nine of the overview recommendations are in it.", "All nine of the overview recommendations"),
        ("The 7 agencies have reported.", "The 7 agencies"),
    ],
)
def test_sentence_that_counts_wrongly(text: str, said: str, wordings: Wordings) -> None:
    assert [remark.phrase for remark in read_miscounts({"summary": text}, COUNTS, frozenset(), wordings)] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "All six agencies have named a post.",
        "All 8 recommendations are in it.",
        "All three recommendations for the Trust are done.",
        "The agreement of the two agencies was signed.",
        "Nine voluntary groups came.",
        "The nine schools have it.",
    ],
)
def test_sentence_that_counts_rightly_or_something_else(text: str, wordings: Wordings) -> None:
    assert list(read_miscounts({"summary": text}, COUNTS, frozenset({3}), wordings)) == []


def test_what_a_plan_without_agencies_counts_is_let_be(wordings: Wordings) -> None:
    counts = {"agencies": frozenset[int]()}
    assert list(read_miscounts({"summary": "All nine agencies answered."}, counts, frozenset(), wordings)) == []
