import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.wordings import Wordings
from tests.ingest.exports import ROWS, build_export, read_export

BOARD = "Aldwick Safeguarding Adults Board has accepted the recommendations."


@pytest.mark.parametrize(
    ("title", "kinds", "reference"),
    [
        ("Serious Case Review Action Plan, Case N7", ("scr",), "Case N7"),
        ("Action Plan of DHR 12", ("dhr",), "DHR 12"),
        ("Local Child Safeguarding Practice Review: Action Plan", ("lcspr",), None),
        ("Joint Domestic Homicide Review and Safeguarding Adult Review, SAR 4", ("dhr", "sar"), "SAR 4"),
        ("Action Plan", (), None),
    ],
)
def test_review_of_a_title(title: str, kinds: tuple[str, ...], reference: str | None, wordings: Wordings) -> None:
    review = read_plan(read_export(build_export(ROWS, above=f"{title}\n")), wordings).review
    assert (review.kinds, review.reference) == (kinds, reference)


def test_board_is_named_by_the_words_before_a_general_one(wordings: Wordings) -> None:
    plan = read_plan(read_export(build_export(ROWS, above=f"Action Plan\n\n{BOARD}\n")), wordings)
    (board,) = (body for body in plan.bodies if body.role == "board")
    assert (board.code, board.known) == ("aldwick-safeguarding-adults-board", False)


def test_general_word_alone_names_no_board(wordings: Wordings) -> None:
    plan = read_plan(read_export(build_export(ROWS, above="Action Plan\n\nThe Board will see to it.\n")), wordings)
    assert [body for body in plan.bodies if body.role == "board"] == []
