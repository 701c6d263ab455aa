"""Cells that hold little but a status word, a day of completion or a response; and what denies such a word."""

import datetime as dt

import pytest

from scrgraph.facts.cell_words import read_completion, read_response, read_status_cell, read_target_claims
from scrgraph.wordings import Wordings

Told = tuple[str, str | None]


def read_cell(text: str, wordings: Wordings) -> list[Told]:
    claims, _ = read_status_cell(text, "status", wordings)
    return [(claim.status, claim.day.isoformat() if claim.day else None) for claim in claims]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Completed", ("completed", None)),
        ("COMPLETE", ("completed", None)),
        ("On track", ("ongoing", None)),
        ("Not started", ("pending", None)),
        ("In progress", ("ongoing", None)),
        ("Delayed", ("ongoing", None)),
        ("Complete - awaiting sign off", ("completed", None)),
        ("Complete \u2013 awaiting sign-off", ("completed", None)),
        ("Completed 12/03/2024", ("completed", "2024-03-12")),
        ("Closed on 3rd May 2023", ("finalised", "2023-05-03")),
        ('<span class="badge badge-success">Completed</span>', ("completed", None)),
        ("<b>Not&nbsp;started</b>", ("pending", None)),
        ("Action now complete", ("completed", None)),
        ("Closed: the policy was reviewed and is not to be changed", ("finalised", None)),
        ("Not complete", ("pending", None)),
        ("Not yet signed off", ("pending", None)),
        ("To be closed in May", ("pending", None)),
        ("Will be completed 3/4/2024", ("pending", "2024-04-03")),
        ("Partially complete", ("ongoing", None)),
        ("No longer required", ("finalised", None)),
        ("Complete?", ("pending", None)),
        ("Closed subject to evidence", ("pending", None)),
        ("Evidence was seen by the Board on 1.4.24. Closed.", ("finalised", None)),
        ("The letter went to all the schools in May. Complete. Signed off", ("finalised", None)),
    ],
)
def test_status_of_a_cell(text: str, told: Told, wordings: Wordings) -> None:
    assert read_cell(text, wordings) == [told]


def test_each_paragraph_of_a_status_cell_says_one_status(wordings: Wordings) -> None:
    assert read_cell("In progress 1/2/2024\nCompleted 3/4/2024", wordings) == [
        ("ongoing", "2024-02-01"),
        ("completed", "2024-04-03"),
    ]


@pytest.mark.parametrize("text", ["Embedding nicely", "The group was told that the form is complete"])
def test_word_that_is_not_known_is_told_and_no_claim(text: str, wordings: Wordings) -> None:
    assert read_status_cell(text, "status", wordings) == ((), text)


@pytest.mark.parametrize("text", ["", "-", "N/A", "Amber", "RAG: Green"])
def test_cell_that_says_no_status_is_neither(text: str, wordings: Wordings) -> None:
    assert read_status_cell(text, "rag", wordings) == ((), None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12/03/2024", ("completed", "2024-03-12")),
        ("12/03/2024 \u2013 40 of 52 officers came", ("completed", "2024-03-12")),
        ("Training delivered on 12 March 2024", ("completed", "2024-03-12")),
        ("March 2024", ("completed", None)),
        ("Completed March 2024", ("completed", None)),
        ("Ongoing", ("ongoing", None)),
        ("Not yet completed", ("pending", None)),
        ("31 September 2023", ("completed", None)),
        ("Evidence was seen by the Board on 1.4.24. Closed.", ("finalised", None)),
    ],
)
def test_day_of_completion(text: str, told: Told, wordings: Wordings) -> None:
    (claim,) = read_completion(text, wordings)
    assert (claim.status, claim.day.isoformat() if claim.day else None) == told


def test_period_and_impossible_day_of_completion_are_kept(wordings: Wordings) -> None:
    (month,) = read_completion("March 2024", wordings)
    (wrong,) = read_completion("31 September 2023", wordings)
    assert month.period is not None
    assert month.period.edtf == "2024-03"
    assert wrong.impossible == ("31 September 2023",)


@pytest.mark.parametrize(
    "text",
    ["", "Policy in use in all teams", "Expected March 2024", "Due 12/3/2024", "By 12/3/2024", "TBA", "N/A",
     "Audits of 3/4/2023 and 5/6/2023 found that it is used by half of the teams"],
)  # fmt: skip
def test_words_or_a_day_to_come_are_no_completion(text: str, wordings: Wordings) -> None:
    assert read_completion(text, wordings) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [("Complete", None), ("Completed 3/4/2024", dt.date(2024, 4, 3)), ("31 March 2024 - Completed", None)],
)
def test_closing_word_in_place_of_a_target_is_a_claim(text: str, day: dt.date | None, wordings: Wordings) -> None:
    (claim,) = read_target_claims(text, wordings)
    assert (claim.status, claim.day) == ("completed", day)


@pytest.mark.parametrize(
    "text",
    [
        "To be completed by 3/4/2024",
        "Completed by 3/4/2024",
        "For completion by March 2024",
        "Not complete",
        "Partial revision in place. Full review to be implemented by February 2009.",
        "Ongoing",
    ],
)
def test_target_is_no_claim(text: str, wordings: Wordings) -> None:
    assert read_target_claims(text, wordings) == ()


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("Accepted", "accepted"),
        ("Accepted in part", "accepted-in-part"),
        ("Partially accepted: the second half is for the Trust", "accepted-in-part"),
        ("Noted", "noted"),
        ("Rejected", "rejected"),
        ("Not accepted", "rejected"),
        ("The Board does not accept this recommendation", "rejected"),
        ("The Government accepts this recommendation", "accepted"),
        ("Agreed in principle", "accepted-in-part"),
        ("Under consideration", "considering"),
        ("No", "rejected"),
        ("No change to the form is needed, for it has the question already", None),
        ("Training was delivered to all teams last year and was accepted", None),
        ("", None),
    ],
)
def test_response(text: str, response: str | None, wordings: Wordings) -> None:
    found = read_response(text, wordings)
    assert (found.response if found else None) == response
