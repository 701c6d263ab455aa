"""Plans whose headings stand beside the words: one table or one page a recommendation, or a sheet on its side."""

import pytest

from scrgraph.errors import UnreadableDocument
from tests.ingest.exports import read_export
from tests.ingest.grids import OVER, Row, Sheet, list_rows, numbers, read_grid, show, unread


def block(number: int, **cells: str) -> list[Row]:
    """Give a table of two columns for one recommendation."""
    told = {
        "Recommendation": f"The harbour should do thing {number}.",
        "Action": f"Do thing {number}",
        "Lead": "Harbour Master",
        "Target date": f"{number}/9/2011",
    }
    return [(name.replace("_", " "), words) for name, words in {**told, **cells}.items() if words]


def test_table_a_recommendation() -> None:
    document = read_grid("Plan of the harbour", block(1), block(2, Lead=""), block(3))
    assert [show(row) for row in list_rows(document)][:2] == [
        {
            "text": "The harbour should do thing 1.",
            "actions": "Do thing 1",
            "leads": "Harbour Master",
            "targets": "1/9/2011",
        },
        {"text": "The harbour should do thing 2.", "actions": "Do thing 2", "targets": "2/9/2011"},
    ]
    assert [(row.number, row.counted) for row in list_rows(document)] == [("1", (1, 4)), ("2", (5, 7)), ("3", (8, 11))]
    assert [quote.text for quote in document.tables[0].above] == ["Plan of the harbour"]
    assert document.count("heading") == 11


def test_all_recommendations_in_one_table() -> None:
    document = read_grid([*block(1), ("", ""), *block(2)])
    assert numbers(document) == ["1", "2"]


def test_number_in_the_heading() -> None:
    tables = [
        [("Recommendation 4", "Count the boats."), *block(1, Recommendation="")],
        block(5, Recommendation="Paint."),
    ]
    document = read_grid(*tables)
    assert [(row.number, row.printed) for row in list_rows(document)] == [("4", "4"), ("5", None)]
    assert show(list_rows(document)[0])["text"] == "Count the boats."


def test_number_before_the_words() -> None:
    document = read_grid(block(1, Recommendation="Recommendation 7: Count the boats."))
    row = list_rows(document)[0]
    assert (row.number, row.cells["text"].text[row.label :]) == ("7", "Count the boats.")


def test_number_as_a_line_of_the_block() -> None:
    document = read_grid([("Ref", "3"), *block(1)], [("Ref", "5"), *block(2)])
    assert numbers(document) == ["3", "5"]
    assert document.notes == ("table 2, row 1: recommendation 4 was not found before it",)


def test_words_that_go_on_below_and_several_actions() -> None:
    table: list[Row] = [
        *block(1, Action="")[:1],
        ("Action 1", "Count"),
        ("", "again"),
        ("Action 2", "Paint"),
        ("Lead", "Crew"),
    ]
    row = list_rows(read_grid(table))[0]
    assert show(row)["actions"] == "Count\nagain\nPaint"
    assert [fragment.line for fragment in row.cells["actions"].fragments] == [2, 3, 4]


def test_heading_that_is_not_known_is_told() -> None:
    document = read_grid(block(1, Tide="12 feet"))
    assert unread(document) == [("12 feet", "no column is known for 'Tide'")]


def test_pairs_of_headings_and_words() -> None:
    table: list[Row] = [
        ("Recommendation 1", "Count the boats.", OVER, OVER),
        ("Action", "Write a list", OVER, OVER),
        ("Lead", "Harbour Master", "Target date", "1/9/2011"),
    ]
    document = read_grid(table)
    assert show(list_rows(document)[0]) == {
        "text": "Count the boats.",
        "actions": "Write a list",
        "leads": "Harbour Master",
        "targets": "1/9/2011",
    }


def test_sheet_turned_on_its_side() -> None:
    rows: list[Row] = [
        ("No", "1", "2", "3"),
        ("Recommendation", "Count.", "Paint.", "Ring."),
        ("Action", "Write a list", "Buy paint", ""),
        ("Lead", "Master", "", "Crew"),
        ("Target date", "1/9/2011", "1/10/2011", "1/11/2011"),
    ]
    document = read_grid(Sheet("Plan", rows))
    assert numbers(document) == ["1", "2", "3"]
    assert [show(row).get("leads") for row in list_rows(document)] == ["Master", None, "Crew"]
    place = list_rows(document)[2].cells["targets"].place
    assert place is not None
    assert (place.row, place.column) == (5, 4)


def test_heading_of_a_group_between_blocks() -> None:
    document = read_grid("Harbour Council", block(1), "Ferry Trust", block(2), block(3))
    assert [row.section for row in list_rows(document)] == [None, "Ferry Trust", "Ferry Trust"]


PARAGRAPHS = """Plan of the harbour

Recommendation 1: The harbour should keep a list.
Action: Write the list.
And hang it up.
Lead: Harbour Master
Target date: 1/9/2011

Recommendation 2: Crews should learn to count.
Action: Hold a course.
Lead: Head of Ferries
Target date: 30/11/2011
"""


@pytest.mark.parametrize("sign", [": ", "\t"])
def test_paragraphs_of_a_text(sign: str) -> None:
    document = read_export(PARAGRAPHS.replace(": ", sign))
    first, second = list_rows(document)
    assert (first.number, first.cells["text"].text[first.label :]) == ("1", "The harbour should keep a list.")
    assert show(first)["actions"] == "Write the list.\nAnd hang it up."
    assert show(second)["leads"] == "Head of Ferries"
    assert (first.lines, second.lines) == ((3, 7), (9, 12))
    assert document.balances


def test_letter_with_a_colon_or_two_is_no_plan() -> None:
    with pytest.raises(UnreadableDocument, match="No table was found"):
        read_export("Dear all,\nAction: please read this.\nLead: me.\nRecommendation 1: do so.\n")
