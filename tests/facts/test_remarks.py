"""What sentences say that rules of reading go by, and what they say that only looks like it."""

import pytest

from scrgraph.facts.remarks import read_remarks
from scrgraph.wordings import Wordings

TEXT = "The Trust should train all midwives and issue the leaflet."
ACTIONS = "Run courses for midwives. Print the leaflet."


def kinds_of(wordings: Wordings, **cells: str) -> set[str]:
    return {remark.kind for remark in read_remarks({"text": TEXT, "actions": ACTIONS} | cells, wordings)}


@pytest.mark.parametrize(
    "summary",
    [
        "The leaflet is still awaited from the printer.",
        "Eight midwives have been trained. Courses for the remaining midwives to follow.",
        "To commence in May 2012",
        "We expect to finish by Whitsun.",
        "The second course was postponed.",
        "The leaflet hasn't been printed yet.",
        "A further course is planned for June 2012.",
        "The leaflet is being developed.",
    ],
)
def test_work_that_is_announced(summary: str, wordings: Wordings) -> None:
    assert "work-to-come" in kinds_of(wordings, summary=summary)


@pytest.mark.parametrize(
    "summary",
    [
        "All midwives were trained by May 2012 and the leaflet is out.",
        "The courses planned for the winter took place.",
        "The course was due to start in April. It was held in May.",
        "Nationally a leaflet for midwives is planned for 2013.",
        "No course remains to be held.",
        "No more courses are planned.",
        "The leaflet will be used in all clinics.",
        "A wider gate and a longer fence are planned for June.",
    ],
)
def test_what_announces_no_work_of_the_action(summary: str, wordings: Wordings) -> None:
    remarks = read_remarks({"text": TEXT, "actions": ACTIONS, "summary": summary}, wordings)
    assert [remark for remark in remarks if remark.kind == "work-to-come" and remark.shared != 0] == []


def test_a_remark_is_the_whole_sentence_with_the_words_that_showed_it(wordings: Wordings) -> None:
    summary = "Courses went well. The leaflet is still to be printed. Completed."
    (remark,) = read_remarks({"text": TEXT, "actions": ACTIONS, "summary": summary}, wordings)

    assert summary[remark.span.start : remark.span.end] == "The leaflet is still to be printed."
    assert (remark.kind, remark.column, remark.phrase) == ("work-to-come", "summary", "still to be")
    assert remark.shared == 2


@pytest.mark.parametrize(
    ("scrutiny", "given_up"),
    [
        ("The Trust explained that the recommendation is no longer achievable. Finalised", True),
        ("Noted that the idea has been dropped. Completed", True),
        ("In light of it the group will not be taking this recommendation forward. Finalised", True),
        ("The Panel did not share the view that this is not applicable to midwives. Finalised", False),
        ("No further action required. Finalised", False),
        ("A copy of the register is not required. Finalised", False),
    ],
)
def test_action_that_is_given_up(scrutiny: str, given_up: bool, wordings: Wordings) -> None:
    assert ("given-up" in kinds_of(wordings, scrutiny=scrutiny)) is given_up


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"text": "Midwives did not ask about the father."}, "failing"),
        ({"text": "What the aunt told three services was never put together."}, "failing"),
        ({"text": "Partners are already working on a shared form."}, "work-in-hand"),
        ({"actions": "This is laid down in the national standards already."}, "existing-duty"),
        ({"actions": "Harbour Safeguarding Board"}, "body"),
        ({"actions": "Greater confidence of midwives"}, "result"),
        ({"actions": "The Board has full oversight of every home"}, "result"),
    ],
)
def test_cell_that_asks_for_nothing(cells: dict[str, str], kind: str, wordings: Wordings) -> None:
    assert kind in kinds_of(wordings, **cells)


@pytest.mark.parametrize(
    "cells",
    [
        {"text": "Midwives did not ask about the father. They should do so at booking."},
        {"text": "Records did not show who was on a plan. Practices to add a flag."},
        {"actions": "Revision of the booking form"},
        {"actions": "Better forms to be printed. Staff to be told."},
        {"actions": "Harbour Safeguarding Board to write a guide"},
        {"actions": "Remind managers that the procedures oblige them to write"},
    ],
)
def test_cell_that_says_what_is_to_be_done(cells: dict[str, str], wordings: Wordings) -> None:
    assert kinds_of(wordings, **cells) == set()


@pytest.mark.parametrize(
    ("column", "words", "awaited"),
    [
        ("summary", "The school has been asked three times. Reply awaited.", True),
        ("scrutiny", "List looked at, still no answer from the Trust.", True),
        ("summary", "All have answered.", False),
    ],
)
def test_answer_that_is_awaited(column: str, words: str, awaited: bool, wordings: Wordings) -> None:
    assert ("answer-awaited" in kinds_of(wordings, **{column: words})) is awaited


@pytest.mark.parametrize("words", ["Count completed 2/2/2010.", "Count completed on 2 February 2010."])
def test_work_that_was_completed_on_a_day(words: str, wordings: Wordings) -> None:
    (remark,) = read_remarks({"summary": words}, wordings)

    assert (remark.kind, str(remark.told)) == ("work-done", "2010-02-02")


def test_event_that_a_report_dates_twice_needs_no_sub_group(wordings: Wordings) -> None:
    summary = "The conference of 7 July 2010 was full. Slides of the conference of 9 July 2010 were sent round."

    assert kinds_of(wordings, summary=summary) == {"told-otherwise"}


def test_work_that_was_done_has_the_latest_day_it_can_mean(wordings: Wordings) -> None:
    (remark,) = read_remarks({"summary": "Guidance issued and training delivered in February 2008."}, wordings)

    assert (remark.kind, str(remark.told)) == ("work-done", "2008-02-29")


@pytest.mark.parametrize(
    "summary",
    [
        "No member of staff's training is outstanding.",
        "Training is complete and nothing is outstanding on training.",
        "Training is no longer awaited by any member of staff.",
        "The service was rated outstanding for its training.",
        "There is no training outstanding.",
        "The outstanding training was carried out in May.",
    ],
)
def test_what_is_denied_or_praised_is_not_outstanding(summary: str, wordings: Wordings) -> None:
    cells = {"text": "Staff should have training.", "actions": "Train all staff.", "summary": summary}
    assert read_remarks(cells, wordings) == ()


def test_what_is_outstanding_is_to_come(wordings: Wordings) -> None:
    cells = {
        "text": "Staff should have training.",
        "actions": "Train all staff.",
        "summary": "Training is outstanding.",
    }
    assert [(remark.kind, remark.phrase) for remark in read_remarks(cells, wordings)] == [
        ("work-to-come", "outstanding")
    ]


def test_action_that_is_put_off_is_not_given_up(wordings: Wordings) -> None:
    cells = {"scrutiny": "Not achievable by May, so the target was extended to June. Completed."}
    assert read_remarks(cells, wordings) == ()
