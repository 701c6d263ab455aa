from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrgraph.facts.decisions import read_decisions
from scrgraph.facts.model import Event
from scrgraph.wordings import Wordings, load_wordings


class Said(NamedTuple):
    kind: str
    date: str | None = None
    due: str | None = None


def tell(event: Event) -> Said:
    return Said(
        event.kind,
        event.date.isoformat() if event.date else None,
        event.due.isoformat() if event.due else None,
    )


def read(text: str, wordings: Wordings) -> list[Said]:
    return [tell(event) for event in read_decisions(text, wordings).events]


def read_evidence(text: str, wordings: Wordings) -> list[str]:
    return [item.text for item in read_decisions(text, wordings).evidence]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # Reviewed
        ("Action reviewed by QA&A Sub Group.", Said("reviewed")),
        ("Action reviewed by QA&A Sub Group 12.05.10.", Said("reviewed", "2010-05-12")),
        ("Reviewed by the Audit Panel on 11 June 2012.", Said("reviewed", "2012-06-11")),
        ("QA&A Sub Group 13.07.10 reviewed.", Said("reviewed", "2010-07-13")),
        ("On 14 June 2011 the Audit Sub-Group considered the list of boats.", Said("reviewed", "2011-06-14")),
        ("QA&A Sub Group reviewed the list of boats.", Said("reviewed")),
        ("Considered by Audit Panel 12.05.10", Said("reviewed", "2010-05-12")),
        # Requested: asked on a day
        ("Evidence requested 23/4/2010.", Said("requested", "2010-04-23")),
        ("On 28th June 2010 QA&A Sub Group requested a list of boats.", Said("requested", "2010-06-28")),
        ("QA&A Sub Group requested a list of boats.", Said("requested")),
        # ... also where the body's name ends in a word for its meeting
        ("Audit Panel 5 March 2012 asked for a list of boats.", Said("requested", "2012-03-05")),
        (
            "Audit Panel 5 March 2012 asked for a list of boats by 1 May 2012.",
            Said("requested", "2012-03-05", "2012-05-01"),
        ),
        ("List of boats requested for Audit Panel 5 March 2012.", Said("requested", None, "2012-03-05")),
        ("List of boats asked for.", Said("requested")),
        # ... wanted by a day
        ("List of boats requested by 1 May 2012.", Said("requested", None, "2012-05-01")),
        (
            "List of boats to be forwarded to QA&A Sub Group by 3rd September 2012.",
            Said("requested", None, "2012-09-03"),
        ),
        ("Further evidence required by 11 th May 2010.", Said("requested", None, "2010-05-11")),
        ("List of boats still required from Ferry Trust by 10 June 2011.", Said("requested", None, "2011-06-10")),
        ("List of boats awaited from Ferry Trust.", Said("requested")),
        ("List of boats outstanding.", Said("requested")),
        ("Progress report due by 1/10/2010.", Said("requested", None, "2010-10-01")),
        # ... asked on a day and wanted by another
        (
            "On 11 June 2012 Quality Group asked Ferry Trust for its list of boats by 20/07/2012.",
            Said("requested", "2012-06-11", "2012-07-20"),
        ),
        (
            "On 28th June 2010 QA&A Sub Group requested a list of boats for its meeting on 13.07.10",
            Said("requested", "2010-06-28", "2010-07-13"),
        ),
        (
            "Audit Panel asked on 15 June 2011 for the list of boats by 30/08/2011.",
            Said("requested", "2011-06-15", "2011-08-30"),
        ),
        # Received
        ("List of boats received 5 May 2010.", Said("received", "2010-05-05")),
        ("List of boats received.", Said("received")),
        ("List of boats submitted on the 9 th June 2010.", Said("received", "2010-06-09")),
        ("Ferry Trust has provided its list.", Said("received")),
        # To review
        ("QA&A Sub Group to review the list of boats.", Said("to-review")),
        ("List of boats to be reviewed by QA&A Sub Group 13.07.10.", Said("to-review", None, "2010-07-13")),
        ("Audit Panel to review the list of boats on 13.10.10.", Said("to-review", None, "2010-10-13")),
        ("On 13.10.10 the Audit Panel will review the list of boats.", Said("to-review", None, "2010-10-13")),
        # Closing words
        ("Action finalised.", Said("finalised")),
        ("Finalised", Said("finalised")),
        ("Finalised 13.07.2010", Said("finalised", "2010-07-13")),
        ("Action finalised on 13.07.2010.", Said("finalised", "2010-07-13")),
        ("Signed off.", Said("finalised")),
        ("Closed", Said("finalised")),
        ("Action completed.", Said("completed")),
        ("Action Completed", Said("completed")),
        ("Completed 12.05.10", Said("completed", "2010-05-12")),
        ("Pending.", Said("pending")),
        ("Action pending", Said("pending")),
        ("Not yet finalised.", Said("pending")),
        # ... at a meeting
        ("Finalised at the meeting of 1 May 2012.", Said("finalised", "2012-05-01")),
        ("Finalised at the QA Sub Group meeting on 1 May 2012.", Said("finalised", "2012-05-01")),
        ("Completed at the meeting of 1 May 2012.", Said("completed", "2012-05-01")),
        ("Policy finalised at the Trust meeting of 1 May 2012.", Said("other", "2012-05-01")),
        # ... planned for a day, not said on it
        ("To be finalised on 17 July 2012.", Said("pending", None, "2012-07-17")),
        ("To be finalised by 17 July 2012.", Said("pending", None, "2012-07-17")),
        ("To be closed on 17 July 2012.", Said("pending", None, "2012-07-17")),
        ("Will be finalised on 17 July 2012.", Said("pending", None, "2012-07-17")),
        ("Action to be finalised at the meeting of 17 July 2012.", Said("pending", None, "2012-07-17")),
        ("Deferred until 17 July 2012.", Said("pending", None, "2012-07-17")),
        ("Deferred 17 July 2012.", Said("pending", "2012-07-17")),
        ("Not finalised on 17 July 2012.", Said("pending", "2012-07-17")),
        ("Audit Panel to finalise on 17 July 2012.", Said("to-review", None, "2012-07-17")),
        # Other
        ("Board agreed on 12.04.11 to print the list as a card.", Said("other", "2011-04-12")),
        ("The keeper is thanked.", Said("other")),
    ],
)
def test_one_statement(statement: str, expected: Said, wordings: Wordings) -> None:
    assert read(statement, wordings) == [expected]


@pytest.mark.parametrize("text", ["", " \n ", "Consider Evidence for Audit", "Consider Evidence for Audit 1) List"])
def test_no_statement(text: str, wordings: Wordings) -> None:
    assert read(text, wordings) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Action reviewed by QA&A Sub Group 12.05.10. Further evidence required by 1 June 2010."
            " List received 28.05.10. Action finalised.",
            [
                Said("reviewed", "2010-05-12"),
                Said("requested", None, "2010-06-01"),
                Said("received", "2010-05-28"),
                Said("finalised"),
            ],
        ),
        (
            "Action reviewed by QA&A Sub Group 12.05.10.\nAction completed.\nFinalised",
            [Said("reviewed", "2010-05-12"), Said("completed"), Said("finalised")],
        ),
        ("Action completed. Signed off", [Said("completed"), Said("finalised")]),
        (
            "QA&A Sub Group reviewed the list 13.07.10 and requested a longer one by 1/9/2010.",
            [Said("reviewed", "2010-07-13"), Said("requested", None, "2010-09-01")],
        ),
        (
            "Reviewed and finalised 13.07.2010",
            [Said("reviewed", "2010-07-13"), Said("finalised", "2010-07-13")],
        ),
        (
            "Seen by Dr. Gull on 1/5/2010. Action reviewed by QA&A Sub Group 12.05.10.",
            [Said("other", "2010-05-01"), Said("reviewed", "2010-05-12")],
        ),
    ],
)
def test_statements_in_printed_order(text: str, expected: list[Said], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A closing word with a capital letter
        (
            "Considered by Audit Panel 12.05.10 Action completed Closed",
            [Said("reviewed", "2010-05-12"), Said("completed"), Said("finalised")],
        ),
        ("Reviewed by Quality Group 11.06.12 Action completed", [Said("reviewed", "2012-06-11"), Said("completed")]),
        # A request after a dated review
        (
            "Reviewed by Quality Group 02.04.12 Further evidence asked for by 25.05.12"
            " Further evidence submitted 21.05.12 Closed",
            [
                Said("reviewed", "2012-04-02"),
                Said("requested", None, "2012-05-25"),
                Said("received", "2012-05-21"),
                Said("finalised"),
            ],
        ),
        # "On" and a day
        (
            "List of boats required from Ferry Trust On 28th June 2010 QA&A Sub Group requested a longer list",
            [Said("requested"), Said("requested", "2010-06-28")],
        ),
        # A body that begins a statement of its own
        (
            "Further evidence required by 1/5/2010 QA&A Sub Group reviewed the list of boats. Finalised",
            [Said("requested", None, "2010-05-01"), Said("reviewed"), Said("finalised")],
        ),
    ],
)
def test_soft_boundaries(text: str, expected: list[Said], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("List of boats required by 1/5/2010. Requested 23/4/2010", [Said("requested", "2010-04-23", "2010-05-01")]),
        ("List of boats requested from Ferry Trust. Requested on 23/4/2010.", [Said("requested", "2010-04-23")]),
        (
            "List of boats awaited.\nRequested 23/4/2010\nAction finalised.",
            [Said("requested", "2010-04-23"), Said("finalised")],
        ),
        # Words of its own make it another request; so does a day that the first one has.
        (
            "List of boats required by 1/5/2010. Crew list requested 23/4/2010",
            [Said("requested", None, "2010-05-01"), Said("requested", "2010-04-23")],
        ),
        (
            "List of boats requested 1/4/2010. Requested 23/4/2010",
            [Said("requested", "2010-04-01"), Said("requested", "2010-04-23")],
        ),
        ("Action reviewed by QA&A. Requested 23/4/2010", [Said("reviewed"), Said("requested", "2010-04-23")]),
    ],
)
def test_the_day_of_a_request_is_joined_to_it(text: str, expected: list[Said], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Action finalised.\n13.07.10", [Said("finalised", "2010-07-13")]),
        ("Action finalised.\n13/07/2010", [Said("finalised", "2010-07-13")]),
        ("List of boats required.\n13.07.10", [Said("requested", None, "2010-07-13")]),
        ("Action reviewed by QA&A 1/5/2010. Letter reviewed.", [Said("reviewed", "2010-05-01")]),
    ],
)
def test_what_only_adds_to_the_statement_before_it(text: str, expected: list[Said], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13.07.10 Action reviewed by QA&A.", [Said("reviewed", "2010-07-13")]),
        ("Action reviewed. 13.07.10 Finalised", [Said("reviewed"), Said("finalised", "2010-07-13")]),
        ("Action reviewed. 13/07/2010 Finalised", [Said("reviewed"), Said("finalised", "2010-07-13")]),
        ("Action reviewed.\n1.7.10 evidence requested.", [Said("reviewed"), Said("requested", "2010-07-01")]),
    ],
)
def test_statement_that_begins_with_its_day(text: str, expected: list[Said], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    "text",
    [
        "List of boats to be forwarded to QA&A Sub Group for review by 13.07.10",
        "List of boats required for review at QA&A Sub Group by 13.07.10",
        "List of boats required by 13.07.10 for review and finalisation",
    ],
)
def test_what_a_request_is_for_is_no_statement(text: str, wordings: Wordings) -> None:
    assert read(text, wordings) == [Said("requested", None, "2010-07-13")]


def test_a_day_that_does_not_exist_is_kept_as_printed(wordings: Wordings) -> None:
    (event,) = read_decisions("Action reviewed by QA&A Sub Group 31.06.10.", wordings).events
    assert (tell(event), event.impossible) == (Said("reviewed"), ("31.06.10",))


def test_event_keeps_the_narrower_concept(wordings: Wordings) -> None:
    events = read_decisions("List requested 1/5/2010. Crew list still awaited.", wordings).events
    assert [event.concept for event in events] == ["evidence-requested", "further-evidence-required"]


def test_span_shows_the_statement(wordings: Wordings) -> None:
    text = "Action reviewed by QA&A Sub Group 12.05.10. Action finalised."
    events = read_decisions(text, wordings).events
    assert [text[event.span.start : event.span.end] for event in events] == [
        "Action reviewed by QA&A Sub Group 12.05.10.",
        "Action finalised.",
    ]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Consider Evidence for Audit 1) List of boats 2) Crew list", ["List of boats", "Crew list"]),
        ("Consider Evidence for Audit 1. List of boats 2. Crew list", ["List of boats", "Crew list"]),
        ("Consider Evidence for Audit\n1) List of boats\n2) Crew list", ["List of boats", "Crew list"]),
        ("Consider Evidence for Audit 1) List of boats. 2) Crew list.", ["List of boats.", "Crew list."]),
        ("Consider Evidence for Audit List of boats", ["List of boats"]),
        ("Consider Evidence for Audit\nList of boats", ["List of boats"]),
        ("Consider Evidence for Audit: • List of boats • Crew list", ["List of boats", "Crew list"]),
        ("Evidence to be audited: 1. List of boats", ["List of boats"]),
        ("EVIDENCE FOR AUDIT 1) List of boats", ["List of boats"]),
        ("1) List of boats 2) Crew list", []),
        ("Action finalised.", []),
    ],
)
def test_evidence_list(text: str, items: list[str], wordings: Wordings) -> None:
    for end in ("", "\nAction reviewed by QA&A Sub Group 12.05.10. Action finalised."):
        assert read_evidence(text + end, wordings) == items


@pytest.mark.parametrize(
    ("text", "items", "expected"),
    [
        (
            "Consider Evidence for Audit 1) List of boats 2) Crew list Action reviewed by QA&A Sub Group. Finalised",
            ["List of boats", "Crew list"],
            [Said("reviewed"), Said("finalised")],
        ),
        (
            "Consider Evidence for Audit 1) List of boats. Action completed. Finalised",
            ["List of boats."],
            [Said("completed"), Said("finalised")],
        ),
        (
            "Consider Evidence for Audit 1) List of boats Board heard on 19.04.10 that a boat is lost. Signed off",
            ["List of boats"],
            [Said("other", "2010-04-19"), Said("finalised")],
        ),
        (
            "Consider Evidence for Audit List of boats\nAction reviewed by QA&A Sub Group 12.05.10.",
            ["List of boats"],
            [Said("reviewed", "2010-05-12")],
        ),
        (
            "Consider Evidence for Audit 1) List of boats received at the pier",
            ["List of boats received at the pier"],
            [],
        ),
        (
            "Consider Evidence for Audit 1) Report of the 2009 audit of 12 boats 2) Minutes of 3 May 2010 meeting"
            "\nAction completed.",
            ["Report of the 2009 audit of 12 boats", "Minutes of 3 May 2010 meeting"],
            [Said("completed")],
        ),
    ],
)
def test_evidence_ends_where_the_statements_begin(
    text: str, items: list[str], expected: list[Said], wordings: Wordings
) -> None:
    assert read_evidence(text, wordings) == items
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "items", "expected"),
    [
        (
            "Action reviewed by QA&A Sub Group 12.05.10.\nConsider Evidence for Audit\n1) List of boats\nFinalised",
            ["List of boats"],
            [Said("reviewed", "2010-05-12"), Said("finalised")],
        ),
        (
            "Reviewed by QA&A Sub Group 02.04.12. Further evidence asked for by 25.05.12. Closed",
            [],
            [Said("reviewed", "2012-04-02"), Said("requested", None, "2012-05-25"), Said("finalised")],
        ),
        ("Further evidence wanted by 25.05.12.", [], [Said("requested", None, "2012-05-25")]),
    ],
)
def test_statements_before_an_evidence_list_are_kept(
    text: str, items: list[str], expected: list[Said], wordings: Wordings
) -> None:
    assert read_evidence(text, wordings) == items
    assert read(text, wordings) == expected


def test_evidence_item_cut_by_a_page_is_rejoined(wordings: Wordings) -> None:
    text = "Consider Evidence for Audit\nList of boats\nand of their crews\nAction finalised."
    assert read_evidence(text, wordings) == ["List of boats and of their crews"]
    assert read(text, wordings) == [Said("finalised")]


PHRASES = [
    "Consider Evidence for Audit ",
    "1) List of boats ",
    "2) Crew list ",
    "Action reviewed by QA&A Sub Group ",
    "requested ",
    "by ",
    "12.05.10",
    ". ",
    "\n",
    "Finalised",
    " On 31.06.10 ",
    "to be reviewed ",
    "• ",
]


@given(st.lists(st.sampled_from(PHRASES), max_size=12).map("".join))
@example("The keeper is thanked. Consider Evidence for Audit\nList of boats\n1) Crew list")
def test_every_span_stands_in_the_text_and_events_in_printed_order(text: str) -> None:
    decisions = read_decisions(text, load_wordings())
    for span in [item.span for item in decisions.evidence] + [event.span for event in decisions.events]:
        assert 0 <= span.start < span.end <= len(text)
    starts = [event.span.start for event in decisions.events]
    assert starts == sorted(starts)
    for item in decisions.evidence:
        for event in decisions.events:
            assert item.span.end <= event.span.start or event.span.end <= item.span.start
