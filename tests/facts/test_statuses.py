import pytest

from scrgraph.facts.statuses import read_statuses
from scrgraph.wordings import Wordings

Claimed = tuple[str | None, str]


def read(text: str, wordings: Wordings) -> list[Claimed]:
    return [(claim.agency, claim.status) for claim in read_statuses(text, wordings)]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The bell was hung in May. Completed.", "completed"),
        ("The bell was hung in May. Completed", "completed"),
        ("The bell was hung in May. Complete.", "completed"),
        ("The bell was hung in May. Action completed.", "completed"),
        ("The bell was hung in May.\nCompleted", "completed"),
        ("Completed. The bell was hung in May.", "completed"),
        ("Completed", "completed"),
        ("completed", "completed"),
        ("Implementation complete", "completed"),
        ("The bell was hung. Finalised.", "finalised"),
        ("The bell was hung. Signed off", "finalised"),
        ("A bell is on its way. Pending.", "pending"),
        ("Not started.", "pending"),
        ("Bells are rung each day. Ongoing.", "ongoing"),
        ("Bells are rung each day. On-going", "ongoing"),
        ("Work in progress.", "ongoing"),
        ("The bell was hung in May 2010 – Completed.", "completed"),
        ("The bell was hung. Completed 1/5/2010", "completed"),
        ("The bell was hung. Completed (see letter).", "completed"),
        ("Audit process completed", "completed"),
    ],
)
def test_closing_phrase(text: str, status: str, wordings: Wordings) -> None:
    assert read(text, wordings) == [(None, status)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "An audit was completed in May by the keeper of the light.",
        "The form must be completed by each crew.",
        "Crews said that ongoing help is wanted from the harbour office.",
        "Completed forms are kept in the lighthouse by the keeper.",
        "The keeper, whose list was incomplete, left.",
        "Pending a reply the crews went home to their boats.",
        "The work has not been completed by any of the four crews.",
    ],
)
def test_word_inside_a_sentence_is_no_claim(text: str, wordings: Wordings) -> None:
    assert read(text, wordings) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "West Midlands Police - The bell was hung. Completed.\nHarbour Trust – No bell yet. Pending.",
            [("West Midlands Police", "completed"), ("Harbour Trust", "pending")],
        ),
        ("Harbour Council: The bell was hung. Completed.", [("Harbour Council", "completed")]),
        (
            "Harbour Council - The bell was hung.\nIt is rung each day. Completed.",
            [("Harbour Council", "completed")],
        ),
        (
            "The bell was hung. Completed.\nFerry Trust - No bell. Pending.",
            [(None, "completed"), ("Ferry Trust", "pending")],
        ),
        ("In May 2010 - the bell was hung. Completed.", [(None, "completed")]),
        ("Bell of St Ives - it was hung. Completed.", [(None, "completed")]),
        ("Two bells. Completed.\nThree bells. Ongoing.", [(None, "completed"), (None, "ongoing")]),
    ],
)
def test_agency_named_at_the_head_of_its_part(text: str, expected: list[Claimed], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


def test_spans_show_the_words(wordings: Wordings) -> None:
    text = "One bell. Completed.\nTwo bells. On hold."
    assert [text[c.span.start : c.span.end] for c in read_statuses(text, wordings)] == ["Completed", "On hold"]


@pytest.mark.parametrize(
    "text", ["Not yet fully implemented", "Almost completed", "Nearly complete.", "An audit was completed."]
)
def test_hedges_and_sentences_are_no_status(text: str, wordings: Wordings) -> None:
    assert read_statuses(text, wordings) == ()


def test_each_sentence_may_name_its_own_agency(wordings: Wordings) -> None:
    claims = read_statuses("Police: completed. Schools: ongoing", wordings)
    assert [(claim.agency, claim.status) for claim in claims] == [("Police", "completed"), ("Schools", "ongoing")]
