"""An event that a row dates twice, on different days."""

import pytest

from scrgraph.facts.phrases import mask
from scrgraph.facts.told_dates import compare_dates
from scrgraph.wordings import Wordings


def find(summary: str, scrutiny: str, wordings: Wordings) -> list[tuple[str, str]]:
    """Give each day that is told otherwise, as printed, with the column of the other passage."""
    found = compare_dates(mask(summary, ()), mask(scrutiny, ()), wordings)
    return [(remark.phrase, remark.other[0]) for remark in found if remark.other]


@pytest.mark.parametrize(
    ("summary", "scrutiny", "day"),
    [
        ("The conference was held on 4 October 2012.", "The conference of 11 October 2012 was good.", "4 October 2012"),
        ("New form went live on 16/06/14.", "Form (live 06/06/14) seen 09/09/14.", "16/06/14"),
        ("The policy was approved on 12 March 2020.", "Policy, as approved on 21 March 2020, seen.", "12 March 2020"),
        ("Summit took place 22/03/2017", "Slides and feedback from summit (23/03/2017) seen 06/04/2017", "22/03/2017"),
        (
            "On 9 July 2010 the Board heard of changes to home education, above all in how visits are recorded.",
            "The Board on 7 July 2010 had a talk on changes to home education, above all in how visits are recorded.",
            "9 July 2010",
        ),
    ],
)
def test_event_that_two_columns_date_otherwise(summary: str, scrutiny: str, day: str, wordings: Wordings) -> None:
    assert find(summary, scrutiny, wordings) == [(day, "scrutiny")]


def test_event_that_the_report_itself_dates_twice(wordings: Wordings) -> None:
    summary = "The guide was issued on 3 February 2020. We hear that the guide, issued on 13 February 2020, is liked."

    assert find(summary, "Guide seen on 2 April 2020.", wordings) == [("3 February 2020", "summary")]


@pytest.mark.parametrize(
    ("summary", "scrutiny"),
    [
        ("Audit of 18 June 2012 found 29. Audit of 12 November 2012: 38.", "Audit of 18.06.2012 received 2/07/2012."),
        (
            "The policy was approved on 11 May 2017.",
            "Policy approved 11.05.2017, and the launch of 26.05.2017, reviewed.",
        ),
        ("The report of 9 January 2019 was accepted.", "Report received 21/01/2019. Reviewed by the Group 05.02.2019."),
        ("Workshop on 4 May 2023 and another on 18 May 2023.", "Evaluation of the workshop of 4.05.2023 received."),
        ("The conference took place on 4 October 2012.", "The leaflet of 11 October 2012 was good."),
        ("The first audit was of 4 October 2011.", "The audit of 11 October 2012 was good."),
    ],
)
def test_two_events_on_two_days(summary: str, scrutiny: str, wordings: Wordings) -> None:
    assert find(summary, scrutiny, wordings) == []
