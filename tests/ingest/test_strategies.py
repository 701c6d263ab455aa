"""Traps of plans that are no board's: strategies, trackers and lists of records; each test is named for one."""

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import load_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.wordings import Wordings
from tests.ingest.grids import Row, list_rows, numbers, read_grid, show

HEAD: Row = ("Ref", "Recommendation", "Action", "Lead", "Target date", "Status")
BARE: Row = HEAD[1:]


def line(ref: str, text: str, action: str = "Write the list.") -> Row:
    return (ref, text, action, "Harbour Master", "1/9/2011", "Open")


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_numbers_of_annexes_keep_the_letter_that_tells_them_apart() -> None:
    rows = [line("1.1", "Keep a list."), line("A.1", "Count the crews."), line("B.1", "Light the pier.")]
    assert numbers(read_grid([HEAD, *rows])) == ["1.1", "a.1", "b.1"]


def test_one_letter_before_all_numbers_is_a_label_and_no_part_of_them() -> None:
    rows = [line("R.1", "Keep a list."), line("R.2", "Count the crews.")]
    assert numbers(read_grid([HEAD, *rows])) == ["1", "2"]


@pytest.mark.parametrize("apart", [True, False], ids=["in a column", "before the words"])
def test_paragraphs_are_counted_beyond_a_hundred(apart: bool) -> None:
    refs = ["88.9", "88.99", "88.100", "88.136"]
    rows = [line(ref, f"Keep the list of pier {ref[3:]}.") for ref in refs]
    if not apart:
        rows = [(f"{row[0]} {row[1]}", *row[2:]) for row in rows]
    document = read_grid([HEAD if apart else BARE, *rows])
    assert numbers(document) == refs
    assert [row.printed for row in list_rows(document)] == refs


# -- a measure printed again beside each of its actions ----------------------------------------------------------------


@pytest.mark.parametrize("second", ["The harbour\u2019s list", "The harbour's list.", "The harbour\ufffds list."])
def test_words_printed_again_with_other_signs_are_the_same_row(second: str) -> None:
    document = read_grid(
        [HEAD, line("1", "The harbour's list"), line("1", second, "Count again."), line("2", "Crews.")]
    )
    first, _ = list_rows(document)
    assert show(first)["actions"] == "Write the list.\nCount again."
    assert show(first)["text"] == "The harbour's list"
    assert [note for note in first.notes if "printed again with other signs" in note]
    assert document.balances


def test_other_words_under_a_number_printed_again_are_a_row_of_their_own() -> None:
    document = read_grid([HEAD, line("1", "The harbour's list"), line("1", "The harbour's crews", "Count again.")])
    assert numbers(document) == ["1", "1"]


# -- heads and groups --------------------------------------------------------------------------------------------------

MILESTONES: Row = ("Milestone", "Measurement", "Reporting Mechanism", "Target Date", "Responsible Party")


def milestone(text: str, measure: str = "Completion") -> Row:
    return (text, measure, "Progress report", "June 30, 2021", "Harbour Office")


def test_a_numbered_milestone_full_of_words_of_headings_is_no_head() -> None:
    rows = [milestone("1.1 Count the boats."), milestone("1.2 Document recommendations and actions for lead officers")]
    document = read_grid([MILESTONES, *rows], layouts=load_layouts())
    assert document.layout == "milestone-plan"
    assert numbers(document) == ["1.1", "1.2"]


@pytest.mark.parametrize("word", ["Action", "Commitment", "Priority"])
def test_a_counted_heading_above_each_table_is_the_group_of_its_rows(word: str, wordings: Wordings) -> None:
    first, second = f"{word} 1. Know the boats", f"{word} 2. Light the piers"
    items = [
        first,
        "Boats were counted in few harbours, and the lists were old.",
        [MILESTONES, milestone("1.1 Count the boats."), milestone("1.2 Publish the list.", "Progress")],
        second,
        "Piers are dark.",
        [MILESTONES, milestone("2.1 Buy lamps.")],
    ]
    document = read_grid(*items, layouts=load_layouts())
    assert [row.section for row in list_rows(document)] == [first, first, second]
    assert [row.key for row in read_plan(document, wordings).rows] == ["main/1.1", "main/1.2", "main/2.1"]
    assert document.balances


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Action 2. Boats", "Action 1. Piers"),
        ("Action 1. Boats", "Theme 2. Piers"),
        ("Table 1. Boats", "Table 2. Piers"),
    ],
    ids=["falling", "of two words", "captions of tables"],
)
def test_other_numbered_headings_above_tables_are_no_groups(first: str, second: str) -> None:
    table = [MILESTONES, milestone("1.1 Count the boats.")]
    document = read_grid(first, table, second, [MILESTONES, milestone("2.1 Buy lamps.")], layouts=load_layouts())
    assert [row.section for row in list_rows(document)] == [None, None]


def test_a_list_of_records_names_the_state_that_recommends_as_a_source_and_no_lead() -> None:
    text = "text,to,decision,from,year\n" + "".join(
        f'"61.{n} Count the boats of pier {n} (Lakeland);",isle,consider,Lakeland,2012\n' for n in (1, 2, 3)
    )
    document = read_bytes(text.replace("\n", "\r").encode("mac_roman"), "records.csv", load_layouts())
    assert document.layout == "upr-records"
    assert [show(row)["source"] for row in list_rows(document)] == ["Lakeland"] * 3
    assert all("leads" not in row.cells for row in list_rows(document))
