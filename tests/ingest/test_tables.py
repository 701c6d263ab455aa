import pytest

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Line, RawCell
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.tables import find_tables
from scrgraph.ingest.text_export import split_lines

HEAD = "Recommendation\tAction\tLead\tTarget date"
ROW = "Recommendation 1 Count\tCount them\tKeeper\t1/1/2011"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_numbered_whatever_ends_them(end: str) -> None:
    lines = split_lines(end.join(["a\tb", "", "c"]))
    assert lines == [
        Line(1, (RawCell(("a",)), RawCell(("b",)))),
        Line(2, (RawCell(),)),
        Line(3, (RawCell(("c",)),)),
    ]


def test_other_breaks_do_not_end_a_line() -> None:
    assert len(split_lines("a\x0bb\x0cc\u2028d\x85e")) == 1


def test_line_gives_words_without_marks() -> None:
    (line,) = split_lines("<p>One</p> <p>Two</p>\t\tthree")
    assert (line.text(0), line.text(9), line.words) == ("One Two", "", "One Two three")


def test_text_above_a_table_goes_with_it_and_rules_go_apart(layout: Layout) -> None:
    text = f"Title\n\n{HEAD}\n{ROW}\n--\t--\t--\t--\nAppendix\n{HEAD}\tProgress\n{ROW}\tnone\nThe end"
    tables, after, rules = find_tables(split_lines(text), layout, "plan.txt")
    assert [[line.words for line in table.above] for table in tables] == [["Title"], ["Appendix"]]
    assert [[line.number for line in table.lines] for table in tables] == [[4], [8]]
    assert [line.words for line in after] == ["The end"]
    assert [line.number for line in rules] == [5]


def test_a_repeated_head_goes_on_with_its_table(layout: Layout) -> None:
    tables, _, _ = find_tables(split_lines(f"{HEAD}\n{ROW}\n\n{HEAD}\n{ROW}\n"), layout, "plan.txt")
    (table,) = tables
    assert [line.number for line in table.repeated_heads] == [4]
    assert [line.number for line in table.lines] == [2, 5]


def test_the_same_head_under_a_title_begins_a_new_table(layout: Layout) -> None:
    tables, _, _ = find_tables(split_lines(f"{HEAD}\n{ROW}\nAppendix\n{HEAD}\n{ROW}\n"), layout, "plan.txt")
    assert [table.head.number for table in tables] == [1, 4]


def test_another_head_begins_a_new_table(layout: Layout) -> None:
    tables, _, _ = find_tables(split_lines(f"{HEAD}\n{ROW}\nLead\tRecommendation\tAction\n"), layout, "plan.txt")
    assert [table.columns for table in tables] == [
        ("text", "actions", "leads", "targets"),
        ("leads", "text", "actions"),
    ]


def test_text_between_the_rows_of_one_table_stands_inside_it(layout: Layout) -> None:
    tables, after, _ = find_tables(split_lines(f"{HEAD}\n{ROW}\nPage 2 of 9\n{ROW}\n"), layout, "plan.txt")
    assert [line.words for line in tables[0].inside] == ["Page 2 of 9"]
    assert after == []


def test_a_row_that_holds_the_words_of_headings_is_no_head(layout: Layout) -> None:
    row = "Recommendation 2 Each action\tAction to be written\tLead officer\tProgress by target date"
    tables, _, _ = find_tables(split_lines(f"{HEAD}\n{ROW}\n{row}\n"), layout, "plan.txt")
    assert len(tables) == 1
    assert len(tables[0].lines) == 2


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("Only prose.\nMore prose.", "No table was found", None),
        ("a\tb\nc\td", "No table was found", None),
        ("Fish\tPrice\tShop\tStreet\nCod\t2\tA\tB", "No table with known headings", "line 1"),
        (f"x\n{ROW}\n", "No table with known headings", "line 2"),
        (
            "Plan\nRecommendation\tDeadline\nRevise\t31/12/2012",
            r"too few columns .* \(Recommendation; Deadline\)",
            "line 2",
        ),
        ("Action\tLead officer\tTarget date\nRevise\tA nurse\t31/12/2012", "too few columns", "line 1"),
        ('Ref,Recommendation,Action required,Lead\n1,"a, b",c,d', "like a CSV file with commas", None),
        ("Ref;Recommendation;Lead\n1;a;b", "like a CSV file with semicolons", None),
        ("We recommend action, and name who leads it, by a date.", "No table was found", None),
    ],
)
def test_no_table(layout: Layout, text: str, message: str, place: str | None) -> None:
    with pytest.raises(UnreadableDocument, match=message) as caught:
        find_tables(split_lines(text), layout, "plan.txt")
    assert (caught.value.path, caught.value.place) == ("plan.txt", place)
    assert caught.value.remedy
