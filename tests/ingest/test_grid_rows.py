"""Traps of tables as people have them in Word, Excel, web pages and PDF; each test is named for one."""

import pytest

from scrgraph.ingest.cells import RawCell
from scrgraph.ingest.places import Place
from tests.ingest.grids import DOWN, OVER, Page, Row, Sheet, across, list_rows, numbers, read_grid, show, unread

HEAD: Row = ("No", "Recommendation", "Action", "Lead", "Target date", "Status")
PLAIN: Row = HEAD[1:]
WIDTH = len(HEAD)
ONE: Row = ("1", "The harbour should keep a list.", "Write the list.", "Harbour Master", "1/9/2011", "Open")
TWO: Row = ("2", "Crews should learn to count.", "Hold a course", "Head of Ferries", "30/11/2011", "Closed")
THREE: Row = ("3", "Keepers should write down calls.", "Buy a book", "Senior Keeper", "1/12/2011", "Open")


def more(**cells: str) -> list[str]:
    """Give a row that holds some cells and is empty elsewhere."""
    names = ("number", "text", "actions", "leads", "targets", "status")
    return [cells.get(name, "") for name in names]


# -- rows that go on ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dropped", [DOWN, ""], ids=["merged", "empty"])
def test_continuation_row_that_drops_number_and_recommendation(dropped: str) -> None:
    second: Row = (dropped, dropped, "Train the crews", "Head of Ferries", "1/3/2012", "Open")
    document = read_grid([HEAD, ONE, second, TWO])
    first, other = list_rows(document)
    assert show(first) == {
        "number": "1",
        "text": "The harbour should keep a list.",
        "actions": "Write the list.\nTrain the crews",
        "leads": "Harbour Master\nHead of Ferries",
        "targets": "1/9/2011\n1/3/2012",
        "status": "Open\nOpen",
    }
    assert [first.cells[column].fragments[1].line for column in ("actions", "leads", "targets")] == [3, 3, 3]
    assert (first.lines, first.counted, first.place) == ((2, 3), (2, 3), Place(table=1, row=2))
    assert (other.number, other.notes, document.notes) == ("2", (), ())


def test_words_that_end_without_a_stop_are_a_paragraph_of_their_own_in_each_row() -> None:
    document = read_grid([HEAD, TWO, more(actions="and a second course")])
    assert show(list_rows(document)[0])["actions"] == "Hold a course\nand a second course"


def test_second_date_in_small_letters_does_not_join_the_other_cells_of_its_row() -> None:
    first: Row = (*TWO[:4], "Q3 2023/24", "")
    document = read_grid([HEAD, first, more(actions="A second course", leads="Chief Clerk", targets="end of May 2024")])
    (row,) = list_rows(document)
    assert show(row)["leads"] == "Head of Ferries\nChief Clerk"
    assert show(row)["targets"] == "Q3 2023/24\nend of May 2024"


def test_recommendation_printed_again_beside_each_action() -> None:
    again = (*ONE[:2], "Hang it up", "Chief Clerk", "1/10/2011", "Open")
    document = read_grid([HEAD, ONE, again, TWO])
    assert numbers(document) == ["1", "2"]
    assert show(list_rows(document)[0])["text"] == ONE[1]
    assert show(list_rows(document)[0])["actions"] == "Write the list.\nHang it up"
    assert document.count("read") == 3 * WIDTH


def test_row_printed_twice_stays_two_rows_and_is_told() -> None:
    document = read_grid([HEAD, ONE, ONE])
    assert numbers(document) == ["1", "1"]
    assert document.notes == ("table 1, row 3: the number 1 is printed a second time",)


def test_one_date_for_several_actions_says_how_far_it_reaches() -> None:
    lines: list[Row] = [
        ONE,
        (DOWN, DOWN, "Hang it up", "Clerk", DOWN, ""),
        (DOWN, DOWN, "Read it out", "", DOWN, ""),
        TWO,
    ]
    row = list_rows(read_grid([HEAD, *lines]))[0]
    (date,) = row.cells["targets"].fragments
    assert (date.line, date.until, date.text) == (2, 4, "1/9/2011")
    assert [fragment.line for fragment in row.cells["actions"].fragments] == [2, 3, 4]
    assert [fragment.until for fragment in row.cells["actions"].fragments] == [None, None, None]


def test_cell_merged_over_two_recommendations_holds_for_both_and_is_told() -> None:
    second: Row = (*TWO[:4], DOWN, "Open")
    document = read_grid([HEAD, ONE, second])
    assert [show(row)["targets"] for row in list_rows(document)] == ["1/9/2011", "1/9/2011"]
    shared = list_rows(document)[1].cells["targets"].fragments[0]
    assert (shared.line, shared.place) == (2, Place(table=1, row=2, column=5))
    assert document.notes == (
        "table 1, row 3: the cell 'Target date' is merged with that of table 1, row 2, which holds for both rows",
    )


def test_numbers_of_actions_beside_a_merged_recommendation() -> None:
    lines: list[Row] = [("1.1", *ONE[1:]), ("1.2", DOWN, "Hang it up", "Clerk", "1/10/2011", "Open"), ("2.1", *TWO[1:])]
    document = read_grid([HEAD, *lines])
    assert numbers(document) == ["1.1", "2.1"]
    assert show(list_rows(document)[0])["actions"] == "Write the list.\nHang it up"


def test_numbers_of_actions_without_a_recommendation() -> None:
    document = read_grid([HEAD, ("1.1", *ONE[1:]), ("1.2", "", "Hang it up", "Clerk", "", ""), TWO])
    assert numbers(document) == ["1.1", "2"]


def test_recommendation_that_goes_on_as_a_list() -> None:
    lines = [
        ("1", "Agencies should:", "", "", "", ""),
        ("", "a) count", "Count", "Clerk", "", ""),
        ("", "b) write", "", "", "", ""),
        TWO,
    ]
    document = read_grid([HEAD, *lines])
    assert [show(row)["text"] for row in list_rows(document)] == ["Agencies should:\na) count\nb) write", TWO[1]]


def test_recommendation_of_two_paragraphs_in_two_rows_is_told() -> None:
    document = read_grid([HEAD, ONE, more(text="It should be read out."), TWO])
    assert show(list_rows(document)[0])["text"] == f"{ONE[1]}\nIt should be read out."
    assert document.notes == ("table 1, row 3 has no number; it was read on with the row above",)


def test_row_without_a_number_among_numbered_ones_is_told() -> None:
    document = read_grid([HEAD, ONE, ("", *TWO[1:]), THREE])
    assert numbers(document) == ["1", "2", "3"]
    assert [row.printed for row in list_rows(document)] == ["1", None, "3"]
    assert document.notes == ("the row that begins at table 1, row 3 has no number that could be read",)


# -- tables that go on -------------------------------------------------------------------------------------------------


def test_table_a_page_with_a_repeated_head() -> None:
    document = read_grid("Plan", [HEAD, ONE], [HEAD, TWO], [HEAD, more(actions="Hold another"), THREE], "The end")
    assert len(document.tables) == 1
    assert numbers(document) == ["1", "2", "3"]
    assert show(list_rows(document)[1])["actions"] == "Hold a course\nHold another"
    assert list_rows(document)[1].counted == (4, 6)
    assert document.count("heading") == 3 * WIDTH


def test_sentence_cut_by_a_page_break_goes_on() -> None:
    head: Row = (*HEAD[:-1], "Progress")
    first: Row = (*ONE[:-1], "The list was written by two")
    document = read_grid([head, first], [head, ("", "", "", "", "", "clerks of the harbour."), TWO])
    assert show(list_rows(document)[0])["summary"] == "The list was written by two clerks of the harbour."


def test_table_without_a_head_after_a_page_break() -> None:
    document = read_grid(Page(1, [HEAD, ONE, TWO]), "2", Page(2, [more(actions="and a second one"), THREE]))
    assert numbers(document) == ["1", "2", "3"]
    assert show(list_rows(document)[1])["actions"] == "Hold a course and a second one"
    assert document.count("unread") == 1  # the page's number


ATTENDANCE = [
    ("Name", "Agency", "Role", "Here"),
    ("A. Clerk", "Harbour", "Chair", "yes"),
    ("B. Crew", "Ferry", "Crew", "no"),
]
VERSIONS = [
    ("Version", "Date", "Author", "Changes", "Seen by", "Sent"),
    ("0.1", "1/2/2011", "Clerk", "First", "All", "yes"),
]


@pytest.mark.parametrize("other", [ATTENDANCE, VERSIONS], ids=["attendance", "version control"])
@pytest.mark.parametrize("before", [True, False])
def test_table_of_another_kind_is_no_part_of_the_plan(other: list[Row], before: bool) -> None:
    plan = [[HEAD, ONE, TWO], [HEAD, THREE]]
    document = read_grid(other, *plan) if before else read_grid(plan[0], other, plan[1])
    assert numbers(document) == ["1", "2", "3"]
    assert len(unread(document)) == sum(map(len, other))
    assert {(reason or "")[:43] for _, reason in unread(document)} == {"it stands in a table that is no plan's: its"}
    assert [note for note in document.notes if "is no plan's and is not read" in note]
    assert not [quote for table in document.tables for quote in table.above]


def test_glossary_of_two_columns_below_is_text() -> None:
    document = read_grid([HEAD, ONE], "Glossary", [("LB", "Lifeboat"), ("HM", "Harbour Master")])
    assert [quote.text for quote in document.outside] == ["Glossary", "LB Lifeboat", "HM Harbour Master"]


def test_table_of_as_many_columns_under_other_headings_does_not_go_on() -> None:
    risks = [("Risk", "Cause", "Effect", "Owner", "Score", "Trend"), ("Storm", "Wind", "Wreck", "Clerk", "high", "up")]
    document = read_grid([HEAD, ONE], risks)
    assert numbers(document) == ["1"]
    assert show(list_rows(document)[0])["actions"] == "Write the list."
    assert len(unread(document)) == 12


def test_several_sheets_are_several_tables_of_one_plan() -> None:
    document = read_grid(
        Sheet("Harbour", [["Plan of the harbour", *[""] * 5], HEAD, ONE, TWO]), Sheet("Ferry", [HEAD, ("1", *TWO[1:])])
    )
    assert [(len(table.rows), table.captions) for table in document.tables] == [
        (2, ("Plan of the harbour", "Harbour")),
        (1, ("Ferry",)),
    ]
    assert list_rows(document)[2].place == Place(sheet="Ferry", row=2)


def test_two_tables_on_one_sheet_with_titles_between() -> None:
    other: Row = ("Recommendation", "Lead", "Action", "Target date", "", "")
    rows = [
        ["Plan", *[""] * 5],
        HEAD,
        ONE,
        ["Appendix", *[""] * 5],
        ["Red overdue", *[""] * 5],
        other,
        ("Ring", "Crew", "Buy", "1/1/2012", "", ""),
    ]
    document = read_grid(Sheet("All", rows))
    assert [[quote.text for quote in table.above] for table in document.tables] == [
        ["Plan"],
        ["Appendix", "Red overdue"],
    ]
    assert document.tables[1].columns == ("text", "leads", "actions", "targets")
    assert numbers(document) == ["1", "1"]


# -- groups ------------------------------------------------------------------------------------------------------------


def test_group_rows_across_all_columns() -> None:
    document = read_grid([HEAD, across("Harbour Council", WIDTH), ONE, across("Ferry Trust", WIDTH), TWO])
    assert [(row.section, row.section_line) for row in list_rows(document)] == [
        ("Harbour Council", 2),
        ("Ferry Trust", 4),
    ]
    assert document.tables[0].has_sections


def test_group_rows_in_the_first_column_alone() -> None:
    document = read_grid([HEAD, more(number="Harbour Council"), ONE, more(number="Ferry Trust"), TWO])
    assert [row.section for row in list_rows(document)] == ["Harbour Council", "Ferry Trust"]


@pytest.mark.parametrize("fill", [None, "AAAAAA"])
def test_two_levels_of_groups(fill: str | None) -> None:
    document = read_grid(
        [
            HEAD,
            across("Overview recommendations", WIDTH, fill),
            across("Harbour Council", WIDTH),
            ONE,
            across("Ferry Trust", WIDTH),
            TWO,
            across("Agency recommendations", WIDTH, fill),
            across("Harbour Council", WIDTH),
            ("1", *THREE[1:]),
        ]
    )
    assert [row.sections[-1] for row in list_rows(document)] == ["Harbour Council", "Ferry Trust", "Harbour Council"]
    assert [row.sections[0] for row in list_rows(document)][:2] == ["Overview recommendations"] * 2
    if fill:
        assert list_rows(document)[2].sections == ("Agency recommendations", "Harbour Council")


def test_counted_themes_are_of_one_level() -> None:
    rows = [across("Priority 1: Lists", WIDTH), across("Harbour", WIDTH), ONE, across("Priority 2: Crews", WIDTH), TWO]
    document = read_grid([HEAD, *rows])
    assert [row.sections for row in list_rows(document)] == [("Priority 1: Lists", "Harbour"), ("Priority 2: Crews",)]


def test_group_printed_again_on_the_next_page_is_the_same_group() -> None:
    again = across("Harbour Council (continued)", WIDTH)
    document = read_grid([HEAD, across("Harbour Council", WIDTH), ONE], [HEAD, again, more(actions="Hang it up"), TWO])
    assert [(row.section, row.section_line) for row in list_rows(document)] == [("Harbour Council", 2)] * 2
    assert show(list_rows(document)[0])["actions"] == "Write the list.\nHang it up"


def test_remark_across_all_columns_is_no_group_and_no_row() -> None:
    remark = "These actions were looked at by the board in May, and nothing was found to be missing from them at all."
    document = read_grid([HEAD, ONE, across(remark, WIDTH), TWO])
    assert numbers(document) == ["1", "2"]
    assert not document.tables[0].has_sections
    assert "is no row" in document.notes[0]


@pytest.mark.parametrize("words", ["No further recommendations", "No recommendations were made for the ferry.", "None"])
def test_group_without_recommendations(words: str) -> None:
    rows = [across("Harbour Council", WIDTH), ONE, across("Ferry Trust", WIDTH), across(words, WIDTH)]
    document = read_grid([HEAD, *rows])
    assert numbers(document) == ["1"]
    assert document.notes == (f"table 1, row 5: '{words}' is no row",)


def test_row_of_nothing_but_not_applicable() -> None:
    document = read_grid([HEAD, ONE, ("2", "N/A", "N/A", "-", "N/A", "")])
    assert numbers(document) == ["1"]


# -- lines below the headings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "guidance",
    [
        ("", "(What do we want to achieve?)", "(How?)", "(Who?)", "(By when?)", ""),
        ("", "What should change?", "e.g. training", "Who leads?", "By when?", "(Red, amber or green)"),
        ("A", "B", "C", "D", "E", "F"),
        ("1", "2", "3", "4", "5", "6"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
    ],
)
def test_guidance_row_under_the_headings(guidance: Row) -> None:
    document = read_grid([HEAD, guidance, ONE, TWO], [HEAD, guidance, THREE])
    assert numbers(document) == ["1", "2", "3"]
    assert document.count("heading") == 2 * (WIDTH + sum(map(bool, guidance)))
    assert document.notes == ()


def test_first_row_that_asks_is_no_guidance() -> None:
    document = read_grid([HEAD, ("1", "Who counts the boats?", "Who writes?", "Clerk", "When?", "Open")])
    assert numbers(document) == ["1"]


# -- numbers and labels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (("Recommendation 4 – Harbour: The", "Recommendation 5 – Ferry: The"), ["4", "5"]),
        (("Rec. 1 The", "Rec. 2 The"), ["1", "2"]),
        (("1. The", "2. The"), ["1", "2"]),
        (("1a The", "1b The"), ["1a", "1b"]),
        (("2.3 The", "2.4 The"), ["2.3", "2.4"]),
        (("R1 (Harbour office)", "R2 (Ferry office)"), ["1", "2"]),
        (("LP 1: the", "LP 2: the"), ["1", "2"]),
    ],
)
def test_number_inside_the_recommendation_cell(printed: tuple[str, str], expected: list[str]) -> None:
    rows = [(f"{label} crew should count.", *ONE[2:]) for label in printed]
    document = read_grid([PLAIN, rows[0], ("", "Count again", "", "", ""), rows[1]])
    assert numbers(document) == expected == [row.printed for row in list_rows(document)]
    text = list_rows(document)[0].cells["text"].text[list_rows(document)[0].label :]
    assert text.endswith("crew should count.")
    assert not text[:1].isdigit()


def test_addressee_stays_in_the_text() -> None:
    row = list_rows(read_grid([PLAIN, ("Recommendation 4 – Harbour: The crew should count.", *ONE[2:])]))[0]
    assert row.cells["text"].text[row.label :] == "Harbour: The crew should count."


@pytest.mark.parametrize("over", [OVER, ""], ids=["across", "alone"])
def test_label_alone_above_the_text(over: str) -> None:
    rows: list[Row] = []
    for number, row in enumerate((ONE, TWO), 1):
        rows += [(f"Recommendation {number}", *[over] * 4), row[1:], ("", "And again", "", "", "")]
    document = read_grid([PLAIN, *rows])
    assert numbers(document) == ["1", "2"]
    assert [row.cells["text"].text[row.label :] for row in list_rows(document)] == [ONE[1], TWO[1]]
    assert show(list_rows(document)[0])["actions"] == "Write the list.\nAnd again"


def test_recommendation_across_all_columns_above_its_actions() -> None:
    head: Row = ("Action", "Lead", "Target date", "Progress")
    rows = [
        across("Recommendation 1: Keep a list.", 4),
        ("Write it", "Clerk", "1/9/2011", ""),
        ("Hang it", "Clerk", "", ""),
    ]
    document = read_grid([head, *rows, across("Recommendation 2: Count.", 4), ("Count", "Crew", "", "")])
    assert numbers(document) == ["1", "2"]
    assert [row.cells["text"].text[row.label :] for row in list_rows(document)] == ["Keep a list.", "Count."]
    assert show(list_rows(document)[0])["actions"] == "Write it\nHang it"


def test_recommendation_as_a_paragraph_above_the_table_of_its_actions() -> None:
    head: Row = ("Action", "Lead", "Target date", "Progress")
    document = read_grid(
        "Plan of the harbour",
        "Recommendation 1: Keep a list.",
        "It should be long.",
        [head, ("Write it", "Clerk", "1/9/2011", "Done."), ("Hang it", "Clerk", "1/10/2011", "")],
        "Recommendation 2: Count.",
        [head, ("Count", "Crew", "1/12/2011", "")],
    )
    first, second = list_rows(document)
    assert (first.number, first.counted, first.place) == ("1", (2, 3), Place(paragraph=2))
    assert first.cells["text"].text == "Recommendation 1: Keep a list.\nIt should be long."
    assert show(first)["leads"] == "Clerk\nClerk"
    assert (second.number, show(second)["actions"]) == ("2", "Count")
    assert [quote.text for quote in document.tables[0].above] == ["Plan of the harbour"]


def test_unnamed_first_column_holds_the_number() -> None:
    document = read_grid([("", *PLAIN), ONE, TWO, ("4", *THREE[1:])])
    assert document.tables[0].columns[0] == "number"
    assert numbers(document) == ["1", "2", "4"]
    assert document.notes == ("table 1, row 4: recommendation 3 was not found before it",)


def test_unnamed_column_of_numbers_below_a_group_and_above_a_key_of_colours() -> None:
    key: list[Row] = [(word, meaning, "", "", "", "") for word, meaning in (("Red", "Overdue"), ("Green", "Done"))]
    document = read_grid([("", *PLAIN), across("Harbour", WIDTH), ONE, TWO, *key])
    assert numbers(document) == ["1", "2"]
    assert [row.section for row in list_rows(document)] == ["Harbour", "Harbour"]


def test_group_that_begins_above_a_column_that_is_not_known() -> None:
    document = read_grid([("Zebra", *PLAIN), across("Harbour", WIDTH), ("x", *ONE[1:]), ("y", *TWO[1:])])
    assert [row.section for row in list_rows(document)] == ["Harbour", "Harbour"]


def test_one_heading_over_number_and_recommendation() -> None:
    document = read_grid([("Recommendation", OVER, *PLAIN[1:]), ONE, TWO])
    assert [(row.number, show(row)["text"]) for row in list_rows(document)] == [("1", ONE[1]), ("2", TWO[1])]


def test_recommendation_that_reaches_over_the_column_of_numbers() -> None:
    document = read_grid([HEAD, ONE, ("Crews should learn to swim.", OVER, *TWO[2:])])
    assert show(list_rows(document)[1])["text"] == "Crews should learn to swim."


@pytest.mark.parametrize("second", ["1", "2"], ids=["restarting", "doubled"])
def test_number_printed_twice(second: str) -> None:
    rows = [ONE, TWO, (second, "Buoys should be painted.", "Paint", "Clerk", "1/1/2012", "Open")]
    document = read_grid([HEAD, *rows])
    assert numbers(document) == ["1", "2", second]
    assert document.notes == (f"table 1, row 4: the number {second} is printed a second time",)


UNORDERED = ["12.3", "12.1", "13.2", "12.2", "13.1"]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (UNORDERED, UNORDERED),
        ([*UNORDERED[:4], "13.4"], ["1", "2", "3", "4", "5"]),
        ([*UNORDERED[:4], "12.1"], ["1", "2", "3", "4", "5"]),
        (UNORDERED[:4], ["1", "2", "3", "4"]),
    ],
    ids=["none missing", "one missing", "one twice", "too few"],
)
def test_numbers_before_the_words_in_the_order_of_themes(printed: list[str], read: list[str]) -> None:
    """Numbers that do not rise are the rows' own where every row has one, and none is missing."""
    lines: list[Row] = [
        (f"{number} Keepers should rest.", "Write a rota", "Clerk", "1/1/2012", "Open") for number in printed
    ]
    document = read_grid([PLAIN, across("Theme: rest", len(PLAIN)), *lines])
    assert numbers(document) == read


@pytest.mark.parametrize(
    ("printed", "key"), [("002/24", "2-24"), ("47/07", "47-07"), ("006b/04", "6b-04"), ("12/2019", "12-2019")]
)
def test_number_of_a_year(printed: str, key: str) -> None:
    document = read_grid([HEAD, ONE, (printed, *TWO[1:])])
    assert [(row.number, row.printed) for row in list_rows(document)] == [("1", "1"), (key, printed)]


def test_sentence_that_speaks_of_recommendations_is_no_head() -> None:
    """As in a key of the words by which a list tells what became of each recommendation."""
    key: list[Row] = [
        ("Words", "What they mean", "Reported again?"),
        (
            "No further action",
            "The recommendation was met in part, and no further action will be taken by the board",
            "No",
        ),
        ("Awaiting response", "The agency has not yet answered", "Yes"),
    ]
    document = read_grid([HEAD, ONE, TWO], key)
    assert [table.headings for table in document.tables] == [tuple(HEAD)]


def test_rows_without_numbers_are_counted() -> None:
    document = read_grid([PLAIN, ONE[1:], TWO[1:], ("", "Hold another", "Crew", "", ""), THREE[1:]])
    assert [(row.number, row.printed) for row in list_rows(document)] == [("1", None), ("2", None), ("3", None)]
    assert show(list_rows(document)[1])["actions"] == "Hold a course\nHold another"


# -- lines that are no rows --------------------------------------------------------------------------------------------


def test_rows_blank_but_for_a_computed_status() -> None:
    blank = [more(status="Not started")] * 4000
    document = read_grid(Sheet("Plan", [HEAD, ONE, TWO, *blank]))
    assert numbers(document) == ["1", "2"]
    assert list_rows(document)[1].lines == (3, 3)
    assert document.notes == (
        "4000 rows, from sheet Plan, row 4 to row 4003, hold only a status; they are no recommendations",
    )
    assert len(unread(document)) == 4000
    assert {reason for _, reason in unread(document)} == {"the row holds only a status, so it is no recommendation"}


@pytest.mark.parametrize(
    ("status", "kind"), [("", "a number"), ("Open", "a number and a status")], ids=["number", "number and status"]
)
def test_rows_blank_but_for_a_number(status: str, kind: str) -> None:
    blank = [more(number=str(number), status=status) for number in range(3, 13)]
    document = read_grid([HEAD, ONE, TWO, *blank])
    assert numbers(document) == ["1", "2"]
    assert document.notes == (f"10 rows, from table 1, row 4 to row 13, hold only {kind}; they are no recommendations",)


def test_number_alone_above_its_words_is_a_row() -> None:
    document = read_grid([HEAD, more(number="1"), ("", *ONE[1:]), TWO])
    assert [(row.number, show(row)["text"]) for row in list_rows(document)] == [("1", ONE[1]), ("2", TWO[1])]


@pytest.mark.parametrize(
    "words",
    [
        ("[Recommendation]", "[Action]", "[Lead]", "dd/mm/yyyy"),
        ("Click or tap here to enter text.", "Click or tap here to enter text.", "", "Click to enter a date"),
        ("Insert recommendation", "Enter action here", "Choose an item.", "XX/XX/XXXX"),
        ("Recommendation", "Action", "", ""),
    ],
)
def test_rows_that_repeat_the_placeholders_of_the_template(words: tuple[str, ...]) -> None:
    document = read_grid([HEAD, ONE, ("2", *words, "Open"), ("3", *words, "Open")])
    assert numbers(document) == ["1"]
    assert "hold only what the template wants filled in" in document.notes[0]


def test_action_that_begins_like_a_placeholder_is_read() -> None:
    document = read_grid([HEAD, ("1", "Enter calls in a book", "Insert a ribbon", "Clerk", "1/1/2012", "Open")])
    assert numbers(document) == ["1"]


@pytest.mark.parametrize("total", [("Total", "2", "", "", "", "1"), ("", "Total number of actions: 2", "", "", "", "")])
def test_total_at_the_end_is_no_row(total: Row) -> None:
    document = read_grid([HEAD, ONE, TWO, total])
    assert numbers(document) == ["1", "2"]
    assert show(list_rows(document)[1])["text"] == TWO[1]
    assert {reason for _, reason in unread(document)} == {"it sums the table up, and is no recommendation"}


def test_blank_rows_between_are_nothing() -> None:
    document = read_grid([HEAD, ONE, more(), more(), TWO, more()])
    assert numbers(document) == ["1", "2"]
    assert document.notes == ()


@pytest.mark.parametrize(
    "key",
    [
        [across("Key:", WIDTH), ("Red", "Overdue", *[""] * 4), ("Green", "On track", *[""] * 4)],
        [("Red", "Overdue", *[""] * 4), ("Green", "On track", *[""] * 4)],
        [across("RAG rating", WIDTH), (RawCell(fill="FF0000"), "Overdue", *[""] * 4)],
    ],
)
def test_key_of_colours_under_the_rows(key: list[Row]) -> None:
    document = read_grid([HEAD, ONE, TWO, *key])
    assert numbers(document) == ["1", "2"]
    assert list_rows(document)[1].lines == (3, 3)
    assert "Overdue" in " ".join(quote.text for quote in document.outside)
    assert document.count("unread") == 0


def test_key_of_colours_in_a_table_of_its_own() -> None:
    document = read_grid([HEAD, ONE], "Key", [("Red", "overdue"), ("Green", "on track")], [HEAD, TWO])
    assert [quote.text for quote in document.tables[1].above] == ["Key", "Red overdue", "Green on track"]


def test_cells_under_no_heading_are_told() -> None:
    document = read_grid([HEAD, (*ONE, "note in the margin"), TWO])
    assert unread(document) == [("note in the margin", "the line has more cells than the table has columns (7 for 6)")]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def hide(words: str) -> RawCell:
        return RawCell((words,), hidden=True)

    rows: list[Row] = [(*ONE[:5], hide("Open")), tuple(hide(str(cell)) for cell in TWO), (*THREE[:5], hide("Open"))]
    document = read_grid([HEAD, *rows])
    assert numbers(document) == ["1", "2", "3"]
    assert document.notes == (
        "1 hidden row is read like the others (table 1, row 3)",
        "the hidden column 'Status' is read like the others",
    )


def test_places_of_empty_cells() -> None:
    row = list_rows(read_grid([HEAD, (*ONE[:3], "", "", "Open")]))[0]
    assert row.empty == {"leads": Place(table=1, row=2, column=4), "targets": Place(table=1, row=2, column=5)}
