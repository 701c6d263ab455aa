from itertools import permutations
from pathlib import Path

import pytest

from scrgraph.errors import BadUsage, UnreadableDocument
from scrgraph.ingest.headings import read_words
from scrgraph.ingest.layouts import COLUMNS, Layout, find_layout, load_layouts, read_number
from tests.ingest.exports import list_rows, read_export

HEADINGS = {
    "text": "Recommendation (SMART)",
    "agreed_by": "Agreed by Agency Lead",
    "actions": "Action Required by Agency",
    "leads": "Implementation Lead & Agency",
    "targets": "Target date for completion",
    "summary": "Summary of Action Taken & Date Received",
    "monitoring": "GOWM. Board & Ofsted Monitoring & feedback",
    "scrutiny": "QA&A Sub Group. Audit, Progress & Finalisation date",
}


@pytest.mark.parametrize(
    ("heading", "words"),
    [("QA&A Sub-Group:", ("qa", "a", "sub", "group")), ("  ", ()), ("By when?", ("by", "when"))],
)
def test_read_words(heading: str, words: tuple[str, ...]) -> None:
    assert read_words(heading) == words


def test_headings_find_their_columns(layout: Layout) -> None:
    assert layout.match_headings(list(HEADINGS.values())) == list(HEADINGS)


def test_headings_find_their_columns_in_any_order(layout: Layout) -> None:
    for order in list(permutations(HEADINGS.items()))[::997]:
        assert layout.match_headings([heading for _, heading in order]) == [column for column, _ in order]


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            ["No.", "Recommendation", "Steps to be taken", "By whom", "By when", "Progress to date", "Board sign-off"],
            ["number", "text", "actions", "leads", "targets", "summary", "scrutiny"],
        ),
        (
            ["Ref", "Lesson", "What will be done", "Lead agency", "Timescale", "What has been done & when"],
            ["number", "text", "actions", "leads", "targets", "summary"],
        ),
        (
            ["What we learned", "What needs to be done", "Who", "When", "Current position", "Scrutiny"],
            ["text", "actions", "leads", "targets", "summary", "scrutiny"],
        ),
        (
            ["RECOMMENDATION", "OWNER AT BOARD", "TASKS", "PERSON RESPONSIBLE", "COMPLETION DATE", "UPDATE"],
            ["text", "agreed_by", "actions", "leads", "targets", "summary"],
        ),
    ],
)
def test_headings_in_other_words(layout: Layout, headings: list[str], columns: list[str]) -> None:
    assert layout.match_headings(headings) == columns


def test_unknown_heading_and_a_second_for_one_column_stay_unknown(layout: Layout) -> None:
    headings = ["Recommendation", "Cost", "Lead officer", "", "Target date", "Lead"]
    assert layout.match_headings(headings) == ["text", None, "leads", None, "targets", None]


def test_a_long_text_is_no_heading(layout: Layout) -> None:
    text = "The recommendation says that " + "every " * 20 + "boat is counted"
    assert layout.match_headings([text, "Action", "Lead"]) == [None, "actions", "leads"]


@pytest.mark.parametrize("word", ["action", "target", "lead", "recommendation", "progress"])
def test_a_heading_inside_a_longer_word_is_none(layout: Layout, word: str) -> None:
    assert layout.match_headings([f"x{word}x"]) == [None]


@pytest.mark.parametrize(
    ("cell", "number", "rest"),
    [
        ("Recommendation 1 Count the boats", "1", "Count the boats"),
        ("Recommendation One: Count the boats", "1", "Count the boats"),
        ("RECOMMENDATION TWO – Count the boats", "2", "Count the boats"),
        ("Rec 7: Count the boats", "7", "Count the boats"),
        ("Rec. 7. Count the boats", "7", "Count the boats"),
        ("Rec No 3 Count the boats", "3", "Count the boats"),
        ("Recommendation Number 12) Count the boats", "12", "Count the boats"),
        ("Recommendation no. 4 Count the boats", "4", "Count the boats"),
        ("Recommendation twenty-one Count the boats", "21", "Count the boats"),
        ("Recommendation Twenty Two Count the boats", "22", "Count the boats"),
        ("Recommendation twenty Count the boats", "20", "Count the boats"),
        ("Recommendation Thirty Count the boats", "30", "Count the boats"),
        ("Recommendation fourteen Count the boats", "14", "Count the boats"),
        ("Recommendation 1.2 Count the boats", "1.2", "Count the boats"),
        ("Recommendation 3a Count the boats", "3a", "Count the boats"),
        ("Recommendation 07 Count the boats", "7", "Count the boats"),
        ("Recommendation\n5\nCount the boats", "5", "Count the boats"),
    ],
)
def test_label_and_number(layout: Layout, cell: str, number: str, rest: str) -> None:
    found = layout.label_pattern.match(cell)
    assert found is not None
    assert (read_number(found.group("number")), cell[found.end() :]) == (number, rest)


@pytest.mark.parametrize(
    "cell", ["The recommendation 1", "Recommendations made", "Recommendation onerous", "Record 4", "Recommendation", ""]
)
def test_no_label(layout: Layout, cell: str) -> None:
    assert layout.label_pattern.match(cell) is None


UNITS = "one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
WORDS = [*UNITS, *TEENS, "twenty", *(f"twenty-{unit}" for unit in UNITS), "thirty"]


@pytest.mark.parametrize(("number", "word"), list(enumerate(WORDS, 1)))
def test_every_number_word_to_thirty(layout: Layout, number: int, word: str) -> None:
    for printed in (word, word.upper(), word.title(), word.replace("-", " ")):
        found = layout.label_pattern.match(f"Recommendation {printed} The")
        assert found is not None
        assert found.group("number") == printed
        assert read_number(printed) == str(number)


@pytest.mark.parametrize(
    ("cell", "number"), [("Recommendation Thirty-One The", "31"), ("Recommendation Thirty Two The", "32")]
)
def test_number_words_beyond_thirty_are_not_thirty(layout: Layout, cell: str, number: str) -> None:
    found = layout.label_pattern.match(cell)
    assert found is not None
    assert (read_number(found.group("number")), cell[found.end() :]) == (number, "The")


@pytest.mark.parametrize(("printed", "expected"), [("007", "7"), ("1.02", "1.2"), ("0", "0"), ("10", "10")])
def test_read_number_in_digits(printed: str, expected: str) -> None:
    assert read_number(printed) == expected


def test_headings_that_clash_are_named_with_their_line() -> None:
    text = "A plan\n\nRecommendation\tAction\tTarget date\tTarget  Date:\n"
    text += "Recommendation 1 Count\tCount\t1/1/2011\t2/1/2011\n"
    with pytest.raises(UnreadableDocument) as caught:
        read_export(text)
    assert caught.value.place == "line 3"
    assert "'Target date' and 'Target Date:'" in str(caught.value)


def test_unknown_headings_may_be_alike() -> None:
    text = "Recommendation\tAction\tTarget date\tRoom\tRoom\nRecommendation 1 Count\tCount\t1/1/2011\tA\tB\n"
    document = read_export(text)
    assert [entry.excerpt for entry in document.account if entry.disposition == "unread"] == ["A", "B"]
    assert document.balances


def test_table_is_found_by_its_headings_wherever_it_stands() -> None:
    head = "Who\tWhat we learned\tWhen\tWhat needs to be done"
    document = read_export(f"Title\n\nA line\n{head}\nHarbour Master\tRec 2 Count boats\t1/1/2011\tCount\n")
    (row,) = list_rows(document)
    assert {column: cell.text for column, cell in row.cells.items()} == {
        "leads": "Harbour Master",
        "text": "Rec 2 Count boats",
        "targets": "1/1/2011",
        "actions": "Count",
    }
    assert row.number == "2"


def test_every_declared_layout_loads_and_is_found_by_name() -> None:
    layouts = load_layouts()
    assert layouts
    for found in layouts:
        assert find_layout(found.name) == found
        assert set(found.columns) <= set(COLUMNS)


@pytest.mark.parametrize("found", load_layouts(), ids=lambda found: found.name)
def test_no_wording_stands_for_two_columns(found: Layout) -> None:
    said = [wording for wordings in found.columns.values() for wording in wordings]
    assert len(said) == len(set(said))


def test_unknown_layout_names_the_known_ones() -> None:
    with pytest.raises(BadUsage, match=r"no layout called 'nowhere'.*board-plan"):
        find_layout("nowhere")


def test_a_layout_is_found_by_being_there(tmp_path: Path) -> None:
    assert load_layouts(tmp_path) == ()
    (tmp_path / "one.toml").write_text(
        'name = "one"\ntitle = "One"\nlabels = ["point"]\nagency_part = []\n'
        '[columns]\ntext = ["the point"]\n[colours]\n',
        encoding="utf-8",
    )
    (found,) = load_layouts(tmp_path)
    assert found.match_headings(["The point:"]) == ["text"]
    assert found.label_pattern.match("Point 4 of it") is not None
