import datetime as dt

import pytest

from scrgraph.facts.model import PlanFacts, RowFacts
from scrgraph.facts.names import slugify
from scrgraph.facts.plan import read_plan
from scrgraph.wordings import Wordings
from tests.ingest.exports import COLUMNS, HEAD, ROWS, build_export, read_export, without

ABOVE = """Serious Case Review Action Plan

Date commenced 3rd May 2011

Red overdue
Green - pending

Each agency will report to the Board every quarter.

"""
ONE, TWO, THREE = ROWS
AGAIN = without(ONE, text="Recommendation 1 Buoys should be painted.")


def read(text: str, wordings: Wordings, file: str = "plan.txt", plan: str | None = None) -> PlanFacts:
    return read_plan(read_export(text, file), wordings, plan)


def section(name: str) -> list[str]:
    return [name, *[""] * (len(COLUMNS) - 1)]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour Council", "harbour-council"),
        ("Children's Centres & Nurseries", "children-s-centres-nurseries"),
        (" – ", ""),
        ("A/B (C)", "a-b-c"),
    ],
)
def test_slugify(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_what_stands_above_the_tables(wordings: Wordings) -> None:
    plan = read(build_export(ROWS, above=ABOVE), wordings)
    assert plan.title == "Serious Case Review Action Plan"
    assert plan.title_at is not None
    assert plan.title_at.line == 1
    assert plan.commenced == dt.date(2011, 5, 3)
    assert plan.commenced_at is not None
    assert (plan.commenced_at.line, plan.commenced_at.text) == (3, "Date commenced 3rd May 2011")
    assert [quote.text for quote in plan.colour_key] == ["Red overdue", "Green - pending"]
    assert [quote.text for quote in plan.promises] == ["Each agency will report to the Board every quarter."]


def test_plan_that_says_it_is_synthetic(wordings: Wordings) -> None:
    said = "Synthetic plan, made up for trying scrgraph."
    plan = read(build_export(ROWS, above=f"Action plan\n\n{said}\n\n{ABOVE}"), wordings)
    assert [(quote.line, quote.text) for quote in plan.synthetic] == [(3, said)]
    assert said in [quote.text for quote in plan.promises]


@pytest.mark.parametrize("above", ["", "This is no synthetic plan.\n\n", "Not a synthetic plan, but a real one.\n\n"])
def test_plan_that_does_not_say_so(above: str, wordings: Wordings) -> None:
    assert read(build_export(ROWS, above=above + ABOVE), wordings).synthetic == ()


def test_nothing_above_the_table(wordings: Wordings) -> None:
    plan = read(build_export(ROWS, above=""), wordings, "harbour plan.txt")
    assert (plan.title, plan.title_at, plan.commenced, plan.colour_key, plan.promises) == (
        "harbour plan.txt",
        None,
        None,
        (),
        (),
    )


def test_commencement_on_a_day_that_does_not_exist(wordings: Wordings) -> None:
    plan = read(build_export(ROWS, above="Plan\nDate commenced 31.06.11\n"), wordings)
    assert plan.commenced is None
    assert plan.commenced_at is not None


@pytest.mark.parametrize(
    ("above", "file", "named", "expected"),
    [
        ("Action Plan in respect of Case 14\n", "a.txt", None, "case-14"),
        ("Action Plan, Case N7\n", "a.txt", None, "case-n7"),
        ("Action Plan, Case No. 2011/4\n", "a.txt", None, "case-2011-4"),
        ("Action Plan, SCR 12\n", "a.txt", None, "scr-12"),
        ("Action Plan of the review of Case A\n", "Harbour Plan v2.txt", None, "case-a"),
        ("Action Plan\n", "harbour_2011.v1.txt", None, "harbour-2011-v1"),
        ("Action Plan\n", "–.txt", None, "plan"),
        ("Action Plan in respect of Case 14\n", "a.txt", "mine", "mine"),
    ],
)
def test_plan_id(above: str, file: str, named: str | None, expected: str, wordings: Wordings) -> None:
    assert read(build_export(ROWS, above=above), wordings, file, named).plan == expected


def test_main_rows(wordings: Wordings) -> None:
    plan = read(build_export(ROWS), wordings)
    assert [(row.key, row.name, row.part, row.slug, row.section) for row in plan.rows] == [
        (f"main/{n}", f"Recommendation {n}", "main", None, None) for n in (1, 2, 3)
    ]
    assert [(part.name, part.columns) for part in plan.parts] == [("main", tuple(sorted(COLUMNS)))]


def test_facts_of_a_row(wordings: Wordings) -> None:
    row = read(build_export(ROWS), wordings).rows[0]
    assert row.text == "The harbour office should keep a list of all lifeboats that can be sent out."
    assert [action.text for action in row.actions] == [ONE[1]]
    assert row.leads == "Harbour Master"
    assert [target.day for target in row.targets] == [dt.date(2011, 9, 1)]
    assert [(claim.agency, claim.status) for claim in row.reported] == [(None, "completed")]
    assert row.summary == ONE[4]
    assert [item.text for item in row.evidence] == ["Copy of list"]
    assert [(event.kind, event.date) for event in row.events] == [
        ("reviewed", dt.date(2011, 10, 12)),
        ("finalised", None),
    ]
    assert row.outcome == "finalised"
    assert (row.agreed_by, row.meetings) == (None, ())


def test_empty_cells_give_nothing(wordings: Wordings) -> None:
    row = read(build_export([["Recommendation 1 Count.", *[""] * 5], TWO]), wordings).rows[0]
    assert (row.text, row.leads, row.summary, row.actions, row.targets, row.events, row.outcome) == (
        "Count.",
        None,
        None,
        (),
        (),
        (),
        None,
    )


def test_label_alone_is_no_text(wordings: Wordings) -> None:
    assert read(build_export([without(ONE, text="Recommendation 1"), TWO]), wordings).rows[0].text is None


def outcome(scrutiny: str, wordings: Wordings) -> str | None:
    return read(build_export([without(ONE, scrutiny=scrutiny)]), wordings).rows[0].outcome


@pytest.mark.parametrize(
    ("scrutiny", "expected"),
    [
        ("", None),
        ("Consider Evidence for Audit 1) Copy of list", None),
        ("Action reviewed by QA&A.", "open"),
        ("Action finalised. Action reviewed by QA&A.", "finalised"),
        ("Action completed. List received.", "completed"),
        ("Action finalised. Further evidence required.", "open"),
        ("Further evidence required. Action completed.", "completed"),
        ("Action completed. Action finalised.", "finalised"),
        ("Action finalised. Action completed.", "completed"),
        ("Action completed. Pending", "open"),
        ("QA&A Sub Group to review the list.", "open"),
    ],
)
def test_outcome_is_the_last_word_by_printed_position(scrutiny: str, expected: str | None, wordings: Wordings) -> None:
    assert outcome(scrutiny, wordings) == expected


def test_agencies_own_recommendations(wordings: Wordings) -> None:
    lines = [section("Harbour Council"), ONE, TWO, section("Ferry Trust"), AGAIN]
    text = build_export(ROWS) + "Appendix\n" + build_export(lines, above="")
    plan = read(text, wordings)
    assert [row.key for row in plan.rows] == [
        "main/1",
        "main/2",
        "main/3",
        "imr/harbour-council/1",
        "imr/harbour-council/2",
        "imr/ferry-trust/1",
    ]
    assert [(row.section, row.part) for row in plan.rows[3:]] == [
        ("Harbour Council", "imr"),
        ("Harbour Council", "imr"),
        ("Ferry Trust", "imr"),
    ]
    assert plan.rows[5].name == "Ferry Trust, recommendation 1"
    assert [part.name for part in plan.parts] == ["main", "imr"]


def test_known_agency_has_its_code_and_name(wordings: Wordings) -> None:
    text = build_export([section("SENAS"), ONE], above="IMR recommendations\n")
    (row,) = read(text, wordings).rows
    assert (row.key, row.section) == ("imr/senas/1", "SENAS")
    assert row.name == "Special Educational Needs Assessment Service, recommendation 1"


@pytest.mark.parametrize("title", ["Individual Management Review recommendations", "Agency recommendations (IMRs)"])
def test_title_says_that_they_are_agencies_own(title: str, wordings: Wordings) -> None:
    text = build_export([section("The Quay"), ONE, section("The Pier"), TWO], above=title + "\n")
    assert [row.key for row in read(text, wordings).rows] == ["imr/the-quay/1", "imr/the-pier/2"]


def test_theme_headings_do_not_make_agencies(wordings: Wordings) -> None:
    lines = [section("Counting boats"), ONE, TWO, section("Calling at night"), THREE]
    plan = read(build_export(lines), wordings)
    assert [(row.key, row.section) for row in plan.rows] == [("main/1", None), ("main/2", None), ("main/3", None)]


def test_parts_name_the_columns_that_their_tables_have(wordings: Wordings) -> None:
    imr = [[row[0], row[2], row[3]] for row in ROWS]
    head = [HEAD[0], HEAD[2], HEAD[3]]
    lines = [["Harbour Council", "", ""], *imr]
    plan = read(build_export(ROWS) + "Appendix\n" + build_export(lines, head, above=""), wordings)
    assert [(part.name, part.columns) for part in plan.parts] == [
        ("main", tuple(sorted(COLUMNS))),
        ("imr", ("leads", "targets", "text")),
    ]


def test_number_is_no_column_of_a_part(wordings: Wordings) -> None:
    lines = [[str(n), *row] for n, row in enumerate(ROWS, 1)]
    plan = read(build_export(lines, ["No.", *HEAD]), wordings)
    assert plan.parts[0].columns == tuple(sorted(COLUMNS))


def test_doubles_have_keys_of_their_own(wordings: Wordings) -> None:
    plan = read(build_export([ONE, ONE, TWO, ONE]), wordings)
    assert [row.key for row in plan.rows] == ["main/1", "main/1~2", "main/2", "main/1~3"]
    assert [row.number for row in plan.rows] == ["1", "1", "2", "1"]


def test_number_words_and_parts_stand_in_keys_as_numbers(wordings: Wordings) -> None:
    lines = [
        without(ONE, text="Recommendation Twenty-One Count."),
        without(TWO, text="Recommendation 22.1 Count."),
        without(THREE, text="Recommendation 23a Count."),
    ]
    rows: tuple[RowFacts, ...] = read(build_export(lines), wordings).rows
    assert [(row.key, row.printed) for row in rows] == [
        ("main/21", "Twenty-One"),
        ("main/22.1", "22.1"),
        ("main/23a", "23a"),
    ]
