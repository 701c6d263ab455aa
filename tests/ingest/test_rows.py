import pytest

from scrgraph.ingest.cells import Document
from tests.ingest.exports import (
    COLUMNS,
    HEAD,
    ROWS,
    build_export,
    cell_text,
    list_rows,
    only,
    read_export,
    read_lines,
    without,
)

ONE, TWO, THREE = ROWS
CUT = ONE[COLUMNS.index("summary")].index("and it now")
RULE = ["--"] * len(HEAD)


def whole(document: Document) -> list[dict[str, str]]:
    return [{column: cell_text(row, column) for column in COLUMNS} for row in list_rows(document)]


PLAIN = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def test_rows_of_whole_lines() -> None:
    document = read_lines(ROWS)
    assert whole(document) == PLAIN
    assert [(row.number, row.printed, row.lines) for row in list_rows(document)] == [
        ("1", "1", (4, 4)),
        ("2", "2", (5, 5)),
        ("3", "3", (6, 6)),
    ]
    assert document.balances
    assert document.count("unread") == 0


def test_cell_knows_its_place_and_heading() -> None:
    cell = list_rows(read_lines(ROWS))[1].cells["targets"]
    assert (cell.file, cell.table, cell.row, cell.column, cell.heading) == ("plan.txt", 1, 2, "targets", "Target date")
    assert (cell.lines, cell.text) == ((5, 5), "30.11.11")
    assert cell.digest.startswith("sha256:")


def test_label_is_no_part_of_the_text() -> None:
    row = list_rows(read_lines(ROWS))[0]
    assert row.cells["text"].text[row.label :].startswith("The harbour office")


@pytest.mark.parametrize("pages", [1, 2, 3, 4])
def test_row_is_rejoined_over_pages(pages: int) -> None:
    words = ONE[4].split()
    size = -(-len(words) // (pages + 1))
    pieces = [" ".join(words[start : start + size]) for start in range(0, len(words), size)]
    lines = [without(ONE, summary=pieces[0])]
    for piece in pieces[1:]:
        lines += [RULE, only(summary=piece)]
    document = read_lines([*lines, TWO, THREE])
    assert whole(document) == PLAIN
    assert list_rows(document)[0].lines == (4, 4 + 2 * (len(pieces) - 1))
    assert document.rules == len(pieces) - 1
    assert document.balances


def test_every_cell_may_go_on_at_once() -> None:
    first, second = [], []
    for cell in ONE:
        words = cell.split()
        middle = max(1, len(words) // 2)
        first.append(" ".join(words[:middle]))
        second.append(" ".join(words[middle:]))
    # The label and its number must not be parted here: that is another test.
    assert first[0].startswith("Recommendation 1")
    assert whole(read_lines([first, RULE, second, TWO, THREE])) == PLAIN


def test_page_break_may_part_the_label_from_its_number() -> None:
    lines = [without(ONE, text="Recommendation"), RULE, only(text=ONE[0].removeprefix("Recommendation ")), TWO, THREE]
    document = read_lines(lines)
    assert whole(document) == PLAIN
    assert [row.number for row in list_rows(document)] == ["1", "2", "3"]


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_continuation_that_lost_its_leading_cells(lost: int) -> None:
    go_on = only(summary=ONE[4][CUT:])[lost:]
    document = read_lines([without(ONE, summary=ONE[4][:CUT]), RULE, go_on, TWO, THREE])
    assert whole(document) == PLAIN
    assert document.balances


@pytest.mark.parametrize("column", ["text", "actions", "leads", "targets"])
def test_continuation_that_lost_an_empty_column(column: str) -> None:
    go_on = only(summary=ONE[4][CUT:])
    del go_on[COLUMNS.index(column)]
    assert whole(read_lines([without(ONE, summary=ONE[4][:CUT]), RULE, go_on, TWO, THREE])) == PLAIN


def test_continuation_that_lost_its_last_cells() -> None:
    assert whole(read_lines([without(ONE, summary=ONE[4][:CUT]), ["", "", "", "", ONE[4][CUT:]], TWO, THREE])) == PLAIN


def test_opening_line_that_lost_an_empty_column() -> None:
    short = without(TWO, leads="")
    del short[COLUMNS.index("leads")]
    document = read_lines([ONE, short, THREE])
    assert whole(document)[1] == {**PLAIN[1], "leads": ""}


def test_continuation_of_two_cells_in_a_short_line() -> None:
    scrutiny = "Consider Evidence for Audit 1) Copy of list Action reviewed by"
    lines = [
        without(ONE, summary=ONE[4][:CUT], scrutiny=scrutiny),
        RULE,
        [ONE[4][CUT:], "QA&A Sub Group 12.10.11. Action finalised."],
        TWO,
        THREE,
    ]
    assert whole(read_lines(lines)) == PLAIN


def test_line_with_a_single_cell_left_is_not_guessed() -> None:
    document = read_lines([without(ONE, summary=ONE[4][:CUT]), [ONE[4][CUT:]], TWO, THREE])
    assert whole(document)[1:] == PLAIN[1:]
    assert [entry.excerpt for entry in document.account if entry.disposition == "unread"] == [ONE[4][CUT:]]
    assert document.balances


@pytest.mark.parametrize("labelled", [True, False], ids=["label", "number-column"])
def test_lost_row_is_found_by_the_gap_between_two_numbers(labelled: bool) -> None:
    lost = only(
        actions="Lighthouse service to rule it.",
        summary="The keepers write in it. Completed.",
        scrutiny="Action reviewed by QA&A Sub Group 12.10.11. Finalised.",
    )
    four = without(THREE, text="Recommendation 4 The ferry bell should be rung.")
    lines = [list(ONE), list(TWO), RULE, lost, four]
    head = list(HEAD)
    if not labelled:
        head = ["No.", *HEAD]
        lines = [["1", *ONE], ["2", *TWO], ["--", *RULE], ["", *lost], ["4", *four]]
    document = read_lines(lines, head)
    rows = list_rows(document)
    assert [row.number for row in rows] == ["1", "2", "3", "4"]
    assert rows[2].printed is None
    assert rows[2].lines == (7, 7)
    assert cell_text(rows[2], "summary") == "The keepers write in it. Completed."
    assert cell_text(rows[1], "summary") == TWO[4]
    assert rows[2].notes
    assert document.balances


def test_no_row_is_found_where_no_number_is_missing() -> None:
    more = only(summary="A third course was held. Completed.", scrutiny="Action reviewed by QA&A. Finalised.")
    document = read_lines([ONE, TWO, RULE, more, THREE])
    assert [row.number for row in list_rows(document)] == ["1", "2", "3"]
    assert cell_text(list_rows(document)[1], "summary") == f"{TWO[4]} A third course was held. Completed."


def test_agency_headings_head_the_rows_below_them() -> None:
    again = without(ONE, text="Recommendation 1 Buoys should be painted.")
    lines = [["Harbour Council", *[""] * 5], ONE, TWO, ["Ferry Trust", *[""] * 5], again]
    document = read_lines(lines)
    assert [(row.section, row.section_line, row.number) for row in list_rows(document)] == [
        ("Harbour Council", 4, "1"),
        ("Harbour Council", 4, "2"),
        ("Ferry Trust", 7, "1"),
    ]
    assert document.tables[0].has_sections
    assert {entry.excerpt for entry in document.account if entry.disposition == "heading"} >= {
        "Harbour Council",
        "Ferry Trust",
    }
    assert document.balances


def test_agency_heading_inside_paragraph_marks() -> None:
    again = without(ONE, text="Recommendation 1 Buoys should be painted.")
    lines = [["<p>Harbour Council</p>", *[""] * 5], ONE, ["<p> Ferry Trust </p>", *[""] * 5], again]
    assert [row.section for row in list_rows(read_lines(lines))] == ["Harbour Council", "Ferry Trust"]


def test_agency_heading_before_a_number_that_goes_on() -> None:
    lines = [["Harbour Council", *[""] * 5], ONE, ["Ferry Trust", *[""] * 5], TWO]
    assert [row.section for row in list_rows(read_lines(lines))] == ["Harbour Council", "Ferry Trust"]


def test_text_that_goes_on_alone_is_no_agency_heading() -> None:
    cut = ONE[0].index("list of")
    lines = [without(ONE, text=ONE[0][:cut]), RULE, only(text=ONE[0][cut:]), TWO, THREE]
    document = read_lines(lines)
    assert whole(document) == PLAIN
    assert not document.tables[0].has_sections


def test_two_heading_lines_in_a_row_are_headings_both() -> None:
    lines = [["Agencies of the town", *[""] * 5], ["Harbour Council", *[""] * 5], ONE, TWO]
    document = read_lines(lines)
    assert [row.section for row in list_rows(document)] == ["Harbour Council", "Harbour Council"]
    assert [row.number for row in list_rows(document)] == ["1", "2"]
    headings = [entry.excerpt for entry in document.account if entry.disposition == "heading"]
    assert headings[len(HEAD) :] == ["Agencies of the town", "Harbour Council"]
    assert document.balances


def test_repeated_head_is_no_row_and_parts_none() -> None:
    lines = [without(ONE, summary=ONE[4][:CUT]), RULE, HEAD, only(summary=ONE[4][CUT:]), TWO, HEAD, THREE]
    document = read_lines(lines)
    assert whole(document) == PLAIN
    assert len(document.tables) == 1
    assert document.count("heading") == 3 * len(HEAD)
    assert document.balances


@pytest.mark.parametrize("form", ["{}", "{}.", "{})", "R{}", "Rec {}", "Recommendation {}"])
def test_number_column(form: str) -> None:
    lines = [[form.format(n), row[0].split(" ", 2)[2], *row[1:]] for n, row in enumerate(ROWS, 4)]
    document = read_lines(lines, ["No.", *HEAD])
    assert [row.number for row in list_rows(document)] == ["4", "5", "6"]
    assert [cell_text(row, "text") for row in list_rows(document)] == [row[0].split(" ", 2)[2] for row in ROWS]
    assert {row.label for row in list_rows(document)} == {0}
    assert document.balances


def test_number_column_on_the_right() -> None:
    lines = [[*row, str(n)] for n, row in enumerate(ROWS, 1)]
    document = read_lines([*lines[:1], [*only(summary="And so on."), ""], *lines[1:]], [*HEAD, "Ref"])
    assert [row.number for row in list_rows(document)] == ["1", "2", "3"]
    assert cell_text(list_rows(document)[0], "summary") == f"{ONE[4]} And so on."


def test_numbers_with_parts_and_letters() -> None:
    lines = [[n, *row] for n, row in zip(["1.1", "1.2", "2a"], ROWS, strict=True)]
    assert [row.number for row in list_rows(read_lines(lines, ["No.", *HEAD]))] == ["1.1", "1.2", "2a"]


def test_rows_without_labels_or_numbers_are_counted() -> None:
    lines = [[row[0].split(" ", 2)[2], *row[1:]] for row in ROWS]
    document = read_lines(lines)
    assert [(row.number, row.printed, row.label) for row in list_rows(document)] == [
        ("1", None, 0),
        ("2", None, 0),
        ("3", None, 0),
    ]
    assert cell_text(list_rows(document)[2], "text") == lines[2][0]


def test_cells_beyond_the_last_column_are_listed_as_unread() -> None:
    document = read_lines([ONE, [*TWO, "", "a note in the margin"], THREE])
    assert whole(document) == PLAIN
    (entry,) = [entry for entry in document.account if entry.disposition == "unread"]
    assert (entry.line, entry.column, entry.excerpt) == (5, 8, "a note in the margin")
    assert entry.reason == "the line has more cells than the table has columns (8 for 6)"
    assert document.balances


def test_empty_cells_beyond_the_last_column_are_nothing() -> None:
    document = read_lines([ONE, [*TWO, "", ""], THREE])
    assert document.count("unread") == 0
    assert whole(document) == PLAIN


def test_column_under_an_unknown_heading_is_listed_as_unread() -> None:
    document = read_lines([[*row, "12"] for row in ROWS], [*HEAD, "Cost in pounds"])
    assert [entry.reason for entry in document.account if entry.disposition == "unread"] == [
        "no column is known under the heading 'Cost in pounds'"
    ] * 3
    assert document.balances


def test_text_between_rows_is_listed_as_unread() -> None:
    document = read_export(build_export([ONE]) + "Seen by the clerk\n" + "\t".join(TWO) + "\n")
    (entry,) = [entry for entry in document.account if entry.disposition == "unread"]
    assert (entry.line, entry.excerpt) == (5, "Seen by the clerk")
    assert whole(document) == PLAIN[:2]
    assert document.balances


def test_text_below_the_last_row_is_prose() -> None:
    document = read_export(build_export(ROWS) + "\nSigned by the clerk\n")
    assert [quote.text for quote in document.outside] == ["Signed by the clerk"]
    assert document.account[-1].disposition == "prose"
    assert document.balances


def test_row_that_lost_its_opening_before_the_first_row() -> None:
    lost = only(summary="It was read out at the quay. Completed.", scrutiny="Finalised.")
    document = read_lines([lost, TWO, THREE])
    rows = list_rows(document)
    assert [row.number for row in rows] == ["1", "2", "3"]
    assert rows[0].notes
    assert cell_text(rows[0], "summary") == "It was read out at the quay. Completed."


def test_headings_of_a_second_table_may_lack_columns() -> None:
    head = ("Agency recommendation", "Target date", "Actions", "QA&A Sub Group")
    text = build_export(ROWS) + "Appendix\n" + "\t".join(head) + "\n"
    text += "Recommendation 1 Ring the bell\t1/1/2012\tBuy a bell\tFinalised.\n"
    document = read_export(text)
    assert [table.columns for table in document.tables] == [COLUMNS, ("text", "targets", "actions", "scrutiny")]
    assert [quote.text for quote in document.tables[1].above] == ["Appendix"]
    assert document.balances


def test_summary_is_kept_as_prose_and_the_rest_read() -> None:
    document = read_lines(ROWS)
    assert document.count("prose") == len(ROWS) + 1  # and the line above the table
    assert document.count("read") == len(ROWS) * (len(COLUMNS) - 1)
    assert document.seen == len(document.account)


NUMBERED = [[str(n), row[0].split(" ", 2)[2], *row[1:]] for n, row in enumerate(ROWS, 1)]
NUMBER_HEAD = ["No.", *HEAD]


@pytest.mark.parametrize("guidance", [list("ABCDEFG"), ["", *["(what?)", "(how?)"] * 3]])
def test_guidance_row_under_the_headings(guidance: list[str]) -> None:
    document = read_lines([guidance, *NUMBERED], NUMBER_HEAD)
    assert [row.number for row in list_rows(document)] == ["1", "2", "3"]
    assert document.count("heading") == len(NUMBER_HEAD) + sum(map(bool, guidance))
    assert document.balances


def test_rows_blank_but_for_a_number_are_no_rows() -> None:
    document = read_lines([*NUMBERED, *([str(n), *[""] * 6] for n in range(4, 2004))], NUMBER_HEAD)
    assert [row.number for row in list_rows(document)] == ["1", "2", "3"]
    assert document.notes == ("2000 rows, from line 7 to line 2006, hold only a number; they are no recommendations",)
    assert document.balances


def test_number_whose_words_stand_on_the_next_page_is_a_row() -> None:
    lines = [NUMBERED[0], ["2", *[""] * 6], ["--"] * 7, ["", *NUMBERED[1][1:]], NUMBERED[2]]
    document = read_lines(lines, NUMBER_HEAD)
    assert [(row.number, cell_text(row, "leads")) for row in list_rows(document)] == [
        ("1", "Harbour Master"),
        ("2", "Head of Ferries"),
        ("3", "Senior Keeper"),
    ]


def test_total_at_the_end_is_no_row() -> None:
    document = read_lines([*NUMBERED, ["Total", "3", "", "", "", "", "2"]], NUMBER_HEAD)
    assert [row.number for row in list_rows(document)] == ["1", "2", "3"]
    assert document.count("unread") == 3
    assert document.balances


@pytest.mark.parametrize("form", ["R{} ", "{}. ", "{}) ", "Rec. {}: ", "LP{}: "])
def test_bare_number_before_the_text(form: str) -> None:
    lines = [[form.format(row[0]) + row[1], *row[2:]] for row in NUMBERED]
    document = read_lines(lines)
    assert [(row.number, row.printed) for row in list_rows(document)] == [(str(n), str(n)) for n in (1, 2, 3)]
    assert [row.cells["text"].text[row.label :] for row in list_rows(document)] == [row[1] for row in NUMBERED]


def test_label_that_repeats_the_number_of_its_column_is_no_text() -> None:
    document = read_lines([[row[0], f"Recommendation {row[0]}: {row[1]}", *row[2:]] for row in NUMBERED], NUMBER_HEAD)
    assert [row.cells["text"].text[row.label :] for row in list_rows(document)] == [row[1] for row in NUMBERED]


def test_line_that_lost_too_many_cells_to_begin_a_row_is_unread() -> None:
    document = read_lines([NUMBERED[0], ["2", "Buoys"], NUMBERED[2]], NUMBER_HEAD)
    assert [row.number for row in list_rows(document)] == ["1", "3"]
    assert document.count("unread") == 2
    assert document.balances
