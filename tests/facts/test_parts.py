"""Whose the rows of a plan are: the review's own or an agency's."""

import pytest

from scrgraph.facts.model import PlanFacts
from scrgraph.facts.plan import read_plan
from scrgraph.wordings import Wordings
from tests.ingest.exports import ROWS, build_export, read_export, without
from tests.ingest.grids import Item, Row, Sheet, across, read_grid

HEAD: Row = ("No", "Recommendation", "Action", "Lead", "Target date")


def row(number: str) -> Row:
    return (number, f"The harbour should do thing {number}.", "Do it", "Clerk", "1/9/2011")


def group(name: str) -> Row:
    return across(name, len(HEAD))


def keys(*items: Item, wordings: Wordings) -> list[str]:
    return [one.key for one in read(*items, wordings=wordings).rows]


def read(*items: Item, wordings: Wordings) -> PlanFacts:
    return read_plan(read_grid(*items), wordings)


@pytest.mark.parametrize(
    "name",
    [
        "Priority 1: Hear the child",
        "Theme A - Health and care",
        "Objective 2",
        "Key line of enquiry 3: Police checks",
        "March 2012",
        "Outstanding actions",
    ],
)
def test_theme_is_no_agency(name: str, wordings: Wordings) -> None:
    plan = read([HEAD, group(name), row("1"), row("2")], wordings=wordings)
    assert [one.key for one in plan.rows] == ["main/1", "main/2"]
    assert [one.section for one in plan.rows] == [None, None]
    assert [one.row.section for one in plan.rows] == [name, name]


def test_numbers_that_begin_anew_under_themes_make_no_agency(wordings: Wordings) -> None:
    rows = [group("Priority 1: Lists"), row("1"), group("Priority 2: Crews"), row("1")]
    assert keys([HEAD, *rows], wordings=wordings) == ["main/1", "main/1~2"]


def test_agency_under_a_theme_owns_its_rows(wordings: Wordings) -> None:
    rows = [group("Priority 1: Lists"), group("Harbour Council"), row("1"), group("Ferry Trust"), row("1")]
    assert keys([HEAD, *rows], wordings=wordings) == ["imr/harbour-council/1", "imr/ferry-trust/1"]


def test_overview_and_agency_recommendations_in_one_table(wordings: Wordings) -> None:
    rows = [
        group("Overview recommendations"),
        row("1"),
        row("2"),
        group("Agency recommendations"),
        group("Portage"),
        row("1"),
    ]
    assert keys([HEAD, *rows], wordings=wordings) == ["main/1", "main/2", "imr/portage/1"]


def test_overview_recommendations_to_agencies_are_the_plans_own(wordings: Wordings) -> None:
    rows = [group("Overview recommendations"), group("Harbour Council"), row("1"), group("Ferry Trust"), row("2")]
    assert keys([HEAD, *rows], wordings=wordings) == ["main/1", "main/2"]


def test_rows_without_numbers_are_counted_on_through_themes_and_tables(wordings: Wordings) -> None:
    head = HEAD[1:]
    first = [head, across("Theme 1: Lists", 4), row("1")[1:], across("Theme 2: Crews", 4), row("2")[1:]]
    document = (first, "Further recommendations of the review", [head, row("3")[1:]])
    assert keys(*document, wordings=wordings) == ["main/1", "main/2", "main/3"]


def test_sheets_named_for_agencies(wordings: Wordings) -> None:
    sheets = [Sheet("Overview", [HEAD, row("1")]), Sheet("Harbour Council", [HEAD, row("1")])]
    assert keys(*sheets, wordings=wordings) == ["main/1", "main/1~2"]
    sheets.append(Sheet("Ferry Trust actions", [HEAD, row("1")]))
    assert keys(*sheets, wordings=wordings) == ["main/1", "imr/harbour-council/1", "imr/ferry-trust/1"]


def test_titles_above_tables_that_name_agencies(wordings: Wordings) -> None:
    document = ("Harbour Council", [HEAD, row("1")], "Ferry Trust: action plan", [HEAD, row("1")])
    assert keys(*document, wordings=wordings) == ["imr/harbour-council/1", "imr/ferry-trust/1"]


def test_titles_of_boards_name_no_agency(wordings: Wordings) -> None:
    document = ("Harbour Safeguarding Board", [HEAD, row("1")], "Ferry Community Partnership", [HEAD, row("2")])
    assert keys(*document, wordings=wordings) == ["main/1", "main/2"]


def test_theme_in_a_text_export(wordings: Wordings) -> None:
    lines = [
        ["Priority 1 – Lists", *[""] * 5],
        ROWS[0],
        ["Priority 2 – Crews", *[""] * 5],
        without(ROWS[1], text="Recommendation 1 Row."),
    ]
    plan = read_plan(read_export(build_export(lines)), wordings)
    assert [one.key for one in plan.rows] == ["main/1", "main/1~2"]
