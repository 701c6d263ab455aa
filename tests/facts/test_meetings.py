import pytest

from scrgraph.facts.meetings import read_meetings
from scrgraph.wordings import Wordings

LEAD = "The harbour board tells the Government Office each week. Joint meetings look at progress; "


def read(text: str, wordings: Wordings) -> tuple[list[str], list[str]]:
    found = read_meetings(text, wordings)
    days = [(mention.state, mention.day.isoformat() if mention.day else f"?{mention.raw}") for mention in found]
    return [day for state, day in days if state == "held"], [day for state, day in days if state == "planned"]


@pytest.mark.parametrize(
    ("text", "held", "planned"),
    [
        ("", [], []),
        ("No meeting yet.", [], []),
        (LEAD + "30/1/2009 23/7/2009", ["2009-01-30", "2009-07-23"], []),
        (
            LEAD + "30/1/2009 8.2.10 Further meetings are planned for; 23/07/2010 the 21 st September 2010",
            ["2009-01-30", "2010-02-08"],
            ["2010-07-23", "2010-09-21"],
        ),
        (LEAD + "8/2/2010\nFurther meetings planned: 11/05/2010", ["2010-02-08"], ["2010-05-11"]),
        ("Next meeting 3 May 2011", [], ["2011-05-03"]),
        ("Meetings held: 1/2/2011. Next meetings: 3/4/2011", ["2011-02-01"], ["2011-04-03"]),
        ("Future meetings 3/4/2011. Meetings held on 1/2/2011", ["2011-02-01"], ["2011-04-03"]),
    ],
)
def test_meetings_held_and_planned(text: str, held: list[str], planned: list[str], wordings: Wordings) -> None:
    assert read(text, wordings) == (held, planned)


def test_days_stay_in_the_order_printed_and_are_not_mended(wordings: Wordings) -> None:
    assert read("19/8/2010 30/1/2009 30/1/2009", wordings)[0] == ["2010-08-19", "2009-01-30", "2009-01-30"]


def test_a_day_that_does_not_exist_is_kept_as_printed(wordings: Wordings) -> None:
    assert read("1/2/2011 30/2/2011 Further meetings: 31.04.11", wordings) == (
        ["2011-02-01", "?30/2/2011"],
        ["?31.04.11"],
    )


def test_spans_show_the_words(wordings: Wordings) -> None:
    text = LEAD + "30/1/2009 Further meetings: 23/07/ 2010"
    assert [text[m.span.start : m.span.end] for m in read_meetings(text, wordings)] == ["30/1/2009", "23/07/ 2010"]
