"""Slips of the table: cells that break off, and sentences that count the plan wrongly."""

import pytest

from scrgraph.facts.slips import PlanWords, read_cuts, read_miscounts
from scrgraph.wordings import Wordings

PLAN = (
    "Leads learn from the group. The administrator trains staff. Record who was seen and when. SENCOs etc. via the ePCR"
)


def cut_words(text: str, wordings: Wordings) -> list[str]:
    return [remark.phrase for remark in read_cuts({"actions": text}, PlanWords.count([PLAN, text]), wordings)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Record who was last seen and wh", "wh"),
        ("Gaps are in two teams with long sick lea", "lea"),
        ("It is kept by the safeguarding administra", "administra"),
        ("Happy to send photos if the Gro", "Gro"),
    ],
)
def test_cell_that_breaks_off(text: str, cut: str, wordings: Wordings) -> None:
    assert cut_words(text, wordings) == [cut]


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
        "Staff meet at 2 pm",
        "For all on the ward it is ok",
        "A careless overview of nursery care is appended: see appendix b",
        "A careless carer is told to take care",
        "In the overview it is not over",
        "The nursery has a nurse",
    ],
)
def test_cell_that_is_whole(text: str, wordings: Wordings) -> None:
    assert cut_words(text, wordings) == []


COUNTS = {"agencies": frozenset({6}), "recommendations": frozenset({8, 11, 19})}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("All nine agencies have named a post.", "All nine agencies"),
        ("It sets out the Board's twelve recommendations.", "the Board's twelve recommendations"),
        ("All nine of the overview recommendations are in it.", "All nine of the overview recommendations"),
        ("The 7 agencies have reported.", "The 7 agencies"),
        ("All twelve recommendations of the plan are in it.", "All twelve recommendations"),
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
        "The 15 recommendations of the Laming report were read.",
        "The 15 recommendations from the national report were read.",
        "All 100 agencies in the region were told.",
        "The 11 agencies that reported have a copy.",
    ],
)
def test_sentence_that_counts_rightly_or_something_else(text: str, wordings: Wordings) -> None:
    assert list(read_miscounts({"summary": text}, COUNTS, frozenset({3}), wordings)) == []


def test_what_a_plan_without_agencies_counts_is_let_be(wordings: Wordings) -> None:
    counts = {"agencies": frozenset[int]()}
    assert list(read_miscounts({"summary": "All nine agencies answered."}, counts, frozenset(), wordings)) == []
