"""Headings as plans of many kinds print them; no layout has one of these heads."""

from pathlib import Path

import pytest

from scrgraph.ingest.cells import Line, RawCell
from scrgraph.ingest.heads import Choice, choose_layout
from scrgraph.ingest.layouts import load_layouts

OVER = RawCell(covered=True)
DOWN = RawCell(continues=True)
HEADS = [
    line
    for line in Path(__file__).with_name("headings_of_plans.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def choose(*lines: tuple[str | RawCell, ...], table: int | None = 1) -> Choice:
    made = [
        Line(number, tuple(cell if isinstance(cell, RawCell) else _make_cell(cell) for cell in cells), table)
        for number, cells in enumerate(lines, 1)
    ]
    choice = choose_layout(made, load_layouts(), "plan.docx")
    return choice if choice.heads else choose_layout(made, load_layouts(), "plan.docx", actions_alone=True)


def _make_cell(text: str) -> RawCell:
    return RawCell(tuple(text.split("\n"))) if text else RawCell()


def columns(choice: Choice, line: int = 1) -> list[str | None]:
    return list(choice.heads[line].columns)


@pytest.mark.parametrize("head", HEADS)
def test_headings_as_plans_print_them(head: str) -> None:
    pairs = [tuple(pair.strip().rsplit("=", 1)) for pair in head.split(" | ")]
    choice = choose(tuple(heading for heading, _ in pairs))
    read = [(one.heading, (one.column or "-") + ("+" if one.joins else "")) for one in choice.heads[1].readings]
    assert read == [(heading, column) for heading, column in pairs]
    assert choice.confidence >= 0.8


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Target\ndate", "targets"),
        ("TARGET DATE:", "targets"),
        ("4) Target date *", "targets"),
        ("(d) Target date", "targets"),
        ("iv. Target date", "targets"),
        ("Target date [dd/mm/yyyy]", "targets"),
        ("Target date (when the action is to be completed by the lead agency)", "targets"),
        ("Target date\nSay by when all of the action will have been done", "targets"),
        ("Traget date", "targets"),
        ("Targets", "targets"),
        ("Timescale/s", "targets"),
        ("Lead(s)", "leads"),
        ("Lead's name", "leads"),
        ("Responsibilty", "leads"),
        ("Progress: " + "what has been done so far and when, " * 4, "summary"),
    ],
)
def test_a_heading_with_line_breaks_numbers_capitals_guidance_and_slips(heading: str, column: str) -> None:
    choice = choose(("Recommendation", "Action", heading, "Status"))
    assert columns(choice) == ["text", "actions", column, "status"]


@pytest.mark.parametrize(
    "heading", ["Room", "Telephone", "Leader of the choir's dog", "Targeted families", "Actionable"]
)
def test_a_heading_that_is_none_of_the_columns(heading: str) -> None:
    choice = choose(("Recommendation", "Action", "Lead officer", "Target date", heading, "Status"))
    assert columns(choice) == ["text", "actions", "leads", "targets", None, "status"]


def test_the_head_need_not_be_the_first_row() -> None:
    title: tuple[str | RawCell, ...] = (
        "Action plan 2021",
        RawCell(covered=True),
        RawCell(covered=True),
        RawCell(covered=True),
    )
    choice = choose(title, ("Version 3", "", "", ""), ("Ref", "Recommendation", "Action", "Lead"), ("1", "A", "B", "C"))
    assert list(choice.heads) == [3]


# -- several headings for one column -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "meant"),
    [
        (("Target date", "Revised date", "Date completed"), ["targets", "targets+", "completed"]),
        (("Date completed", "Target date"), ["completed", "targets"]),
        (("Completion date", "Target date"), ["completed", "targets"]),
        (("Target date", "Completion date"), ["targets", "completed"]),
        (("Completion date", "Actual completion date"), ["targets", "completed"]),
        (("Original deadline", "Extended date", "Completed"), ["targets", "targets+", "completed"]),
        (("Start date", "End date", "Actual date"), ["-", "targets", "completed"]),
        (("Date", "Date raised"), ["targets", "-"]),
        (("Timescale", "Review date"), ["targets", "-"]),
    ],
)
def test_several_columns_of_dates(dates: tuple[str, ...], meant: list[str]) -> None:
    choice = choose(("Recommendation", "Action", "Lead", *dates))
    readings = choice.heads[1].readings[3:]
    assert [(one.column or "-") + ("+" if one.joins else "") for one in readings] == meant


def test_columns_that_are_read_together_are_told_of() -> None:
    choice = choose(("Recommendation", "Action", "Lead agency", "Lead officer", "Target date"))
    assert columns(choice) == ["text", "actions", "leads", "leads", "targets"]
    assert list(choice.list_notes()) == [
        "line 1: the column 'Lead officer' is read together with 'Lead agency', as “Implementation lead”"
    ]


# -- heads of two lines --------------------------------------------------------------------------------------------

GROUPED = ["number", "text", "actions", "leads", "targets", "summary", "scrutiny"]


def test_a_group_heading_above_several_headings_of_merged_cells() -> None:
    upper = ("Ref", "Recommendation", "Action", "Lead", "Target date", "Progress", OVER)
    lower = (DOWN, DOWN, DOWN, DOWN, DOWN, "Agency", "Board")
    choice = choose(upper, lower, ("1", "A", "B", "C", "1 May 2021", "D", "E"))
    assert columns(choice) == GROUPED
    assert choice.heads[1].lines == (1, 2)
    assert choice.heads[1].headings[5:] == ("Progress: Agency", "Progress: Board")


def test_a_group_heading_in_a_text_export() -> None:
    upper = ("Ref", "Recommendation", "Action", "Lead", "Target date", "Progress", "")
    lower = ("", "", "", "", "", "Agency", "Board")
    choice = choose(upper, lower, ("1", "A", "B", "C", "1 May 2021", "D", "E"), table=None)
    assert columns(choice) == GROUPED


def test_group_headings_above_a_whole_head() -> None:
    upper = ("Recommendation", OVER, "Plan", OVER, OVER, "Progress", OVER)
    lower = ("No", "Text", "Action", "Lead", "Date", "Agency", "Board")
    choice = choose(upper, lower, ("1", "A", "B", "C", "1 May 2021", "D", "E"))
    assert columns(choice) == GROUPED


def test_groups_of_dates() -> None:
    upper = ("Recommendation", "Action", "Lead", "Dates", OVER, "Notes")
    lower = (DOWN, DOWN, DOWN, "Target", "Completed", DOWN)
    assert columns(choose(upper, lower)) == ["text", "actions", "leads", "targets", "completed", "summary"]


def test_a_row_below_a_head_is_no_second_line_of_it() -> None:
    head = ("Recommendation", "Action", "Lead", "Target date", "Progress", "")
    row = ("", "", "", "", "Agency", "Board")
    choice = choose(("Recommendation", "Action", "Lead", "Target date", "Progress", "Notes"), row, table=None)
    assert choice.heads[1].lines == (1,)
    assert choose(head, ("Rec 1 Count", "Count", "Keeper", "May 2021", "Done", ""), table=None).heads[1].lines == (1,)


def test_a_heading_that_reaches_over_two_columns_heads_both() -> None:
    choice = choose(("Recommendation", "Action", "Lead", OVER, "Target date"), ("A", "B", "C", "D", "May 2021"))
    assert columns(choice) == ["text", "actions", "leads", "leads", "targets"]
