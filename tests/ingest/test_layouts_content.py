"""The cells below decide what a heading means that can mean two things, and what a column without one is."""

import pytest

from scrgraph.ingest.cells import RawCell
from scrgraph.ingest.heads import FLOOR, Choice
from scrgraph.ingest.layouts import load_layouts
from scrgraph.ingest.read import read_bytes
from tests.ingest.test_layouts_headings import choose

HEAD = ("Ref", "Recommendation", "Action", "Lead", "Target date")
ROW = ("", "Count the lifeboats in each harbour", "Write a list of them by Monday", "Harbour Master", "1 May 2021")


def read(heading: str, *cells: str, head: tuple[str, ...] = HEAD) -> tuple[str | None, str]:
    """Give the column of a last heading above some cells, and why."""
    rows = [(str(number), *ROW[1:], cell) for number, cell in enumerate(cells, 1)]
    reading = choose((*head, heading), *rows).heads[1].readings[-1]
    return reading.column, reading.why


@pytest.mark.parametrize(
    ("heading", "cells", "column"),
    [
        ("Response", ("Accepted", "Noted", "Accepted in part"), "response"),
        ("Response", ("A list was written and hangs by the door",) * 3, "summary"),
        ("Status", ("Complete", "Ongoing", "Not started"), "status"),
        ("Status", ("Green", "Amber", "Red"), "rag"),
        ("Status", ("The list has been written by two clerks and is now in use",) * 3, "summary"),
        ("Status (RAG)", ("Green", "Amber", "Red"), "rag"),
        ("Evidence", ("Copy of the list", "Minutes of the May meeting", "Photograph"), "evidence"),
        ("Outcome", ("Every lifeboat is counted", "No call goes unanswered", "All know the number"), "outcome"),
        ("Outcome", ("Completed 3 May 2021", "Completed June 2021", "Complete"), "completed"),
        ("Completed", ("Yes, done", "Complete", "Ongoing"), "status"),
        ("Completed", ("3 May 2021", "4/6/2021", "June 2021"), "completed"),
    ],
)
def test_a_heading_that_means_two_things(heading: str, cells: tuple[str, ...], column: str) -> None:
    assert read(heading, *cells)[0] == column


def test_what_the_cells_decide_is_told() -> None:
    _, why = read("Response", *("A list was written and hangs by the door",) * 3)
    assert "100% of the cells below read so, 0% as “Response”" in why


def test_too_few_cells_decide_nothing() -> None:
    assert read("Response", "A list was written and hangs by the door")[0] == "response"


def test_a_board_plan_reads_evidence_as_scrutiny_only_where_decisions_stand_below() -> None:
    head = ("Recommendation", "Action", "Lead", "Target date", "Progress report", "Evidence")

    def evidence(cell: str) -> str | None:
        rows = [(*ROW[1:], "The list was written. Completed.", f"{cell} {number}") for number in range(4)]
        return choose(head, *rows, table=None).heads[1].columns[-1]

    assert evidence("Copy of list seen by sub group. Action finalised 12.10.2021") == "scrutiny"
    assert evidence("Photograph of the list") == "evidence"


# -- columns without a heading ---------------------------------------------------------------------------------------


def test_an_unnamed_first_column_of_numbers() -> None:
    for head in ("", "#", "No"):
        choice = choose((head, *HEAD[1:]), *((f"{number}.", *ROW[1:]) for number in range(1, 5)))
        assert choice.heads[1].columns[0] == "number"


def test_an_unnamed_column_of_words_stays_unread() -> None:
    choice = choose(("", *HEAD[1:]), *((f"Harbour {'x' * number}", *ROW[1:]) for number in range(1, 5)))
    assert choice.heads[1].columns[0] is None


def test_an_unnamed_column_of_colours_and_nothing_else() -> None:
    colours = ("FF0000", "FFC000", "00B050", "92D050")
    rows = [(str(n), *ROW[1:], RawCell(fill=colour)) for n, colour in enumerate(colours)]
    below = choose((*HEAD, "How it goes"), *rows).heads[1]
    assert below.columns[-1] == "rag"
    pale = [(str(n), *ROW[1:], RawCell(fill="F2F2F2")) for n in range(4)]
    assert choose((*HEAD, "How it goes"), *pale).heads[1].columns[-1] is None


def test_dates_under_an_unknown_heading_are_no_targets() -> None:
    rows = [(str(n), *ROW[1:4], "4 May 2021") for n in range(4)]
    assert choose(("Ref", "Recommendation", "Action", "Lead", "Choir"), *rows).heads[1].columns[-1] is None


# -- a heading that is a code here -----------------------------------------------------------------------------------


def read_codes(*heads: str) -> Choice:
    rows = [(f"A{number}", f"Write list {number} and hang it by the door", *ROW[3:]) for number in range(1, 5)]
    return choose((*heads, "Lead", "Target date"), *rows)


def test_action_as_a_code_is_the_number() -> None:
    assert read_codes("Action", "Action description").heads[1].columns[:2] == ("number", "text")
    assert read_codes("Recommendation", "Recommendation text").heads[1].columns[:2] == ("number", "text")


# -- confidence ------------------------------------------------------------------------------------------------------


def test_cells_that_do_not_fit_lower_the_confidence() -> None:
    fit = choose(HEAD, *((str(n), *ROW[1:]) for n in range(4))).heads[1]
    unfit = choose(HEAD, *((str(n), *ROW[1:4], "Harbour Master") for n in range(4))).heads[1]
    assert unfit.confidence < fit.confidence
    assert "only 0% of the cells below fit “Target date”" in unfit.readings[-1].why


def test_below_the_floor_it_is_said() -> None:
    head = ("Our thoughts on it", "Action", "Room", "Lead person or persons of the choir", "Choir", "Dog", "When")
    choice = choose(head, ("A", "B", "C", "D", "E", "F", "G"))
    assert choice.heads[1].confidence < FLOOR
    (note,) = choice.list_notes()
    assert "it is not certain what the headings mean (confidence 0." in note
    assert "Room; " in note
    assert "--explain-layout" in note


# -- a plan without recommendations ----------------------------------------------------------------------------------


def test_a_plan_of_actions_alone_is_read_by_its_actions() -> None:
    head = "Ref\tAction\tOwner\tDue date\tStatus"
    rows = [f"{number}\tCount the boats of pier {number}\tKeeper\tMay 2021\tOngoing" for number in (1, 2, 3)]
    document = read_bytes("\n".join(["Actions", "", head, *rows]).encode(), "plan.txt", load_layouts())
    assert document.tables[0].columns == ("number", "text", "leads", "targets", "status")
    assert [row.number for row in document.tables[0].rows] == ["1", "2", "3"]


def test_a_table_of_actions_beside_recommendations_is_no_plan() -> None:
    lines = [
        "Recommendation\tAction\tLead\tTarget date",
        "Recommendation 1 Count boats\tWrite a list\tKeeper\tMay 2021",
        "From the meeting",
        "Action\tOwner\tDue date\tRoom",
        "Book the room\tClerk\tJune 2021\tHall",
    ]
    document = read_bytes("\n".join(lines).encode(), "plan.txt", load_layouts())
    assert [table.columns for table in document.tables] == [("text", "actions", "leads", "targets")]


# -- a column that looks like scrutiny -------------------------------------------------------------------------------


def test_a_column_without_any_decision_is_no_scrutiny_of_a_plan_that_is_no_boards() -> None:
    def assurance(cell: str) -> str | None:
        rows = [(str(number), *ROW[1:], "Green", cell) for number in range(4)]
        return choose((*HEAD, "RAG", "Assurance"), *rows).heads[1].columns[-1]

    assert assurance("Head of Harbours") is None
    assert assurance("Reviewed and signed off 3 May 2021") == "scrutiny"


def test_a_heading_that_is_known_as_no_column_is_told_as_such() -> None:
    text = "\t".join([*HEAD, "Start date"]) + "\n" + "\t".join(["1", *ROW[1:], "May 2021"]) + "\n"
    document = read_bytes(text.encode(), "plan.txt", load_layouts())
    (reason,) = [entry.reason for entry in document.account if entry.disposition == "unread"]
    assert reason == "the heading 'Start date' is known, and is none of the columns that plans are judged by"
