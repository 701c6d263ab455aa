"""Rows that hold the words of headings stay rows below a head; real second heads are found."""

from collections.abc import Sequence

import pytest

from scrgraph.ingest.cells import Document
from scrgraph.ingest.layouts import list_layouts
from tests.ingest.grids import Item, Page, Row, Sheet, across, list_rows, numbers, read_grid, show
from tests.ingest.test_layouts_headings import DOWN, OVER, choose, columns

HEAD: Row = ("Recommendation", "Scope", "Action", "Lead agency", "Milestones", "Target date", "Date of completion")
HEAD_OF_FOUR = ("Recommendation", "Lead", "Action", "Target date")
WIDTH = len(HEAD)
FIRST: Row = (
    "1. Each ferry should carry a list of its crew.",
    "Local",
    "Print the list.",
    "Purser",
    "Lists hang on five ferries.",
    "3 May 2021",
    "",
)
# Four of its seven cells hold the word of a heading.
STEPS: Row = (
    "2. Every lost buoy should be replaced within two tides.",
    "Regional",
    "Keep three buoys in the shed. Paint their numbers on both sides.",
    "Lead Boatman",
    "The steps for a lost buoy hang in the shed.",
    "12th June 2021",
    "Completed",
)
LAST: Row = (
    "3. Lamps should be trimmed before dusk.",
    "Local",
    "Write a rota.",
    "Keeper",
    "The rota runs.",
    "1 July 2021",
    "",
)


def read(*items: Item) -> Document:
    return read_grid(*items, layouts=list_layouts())


def leads(document: Document) -> list[str]:
    return [show(row)["leads"] for row in list_rows(document)]


# -- rows --------------------------------------------------------------------------------------------------------------


def test_row_of_sentences_with_the_words_of_headings_is_no_head() -> None:
    document = read([HEAD, FIRST, STEPS, LAST])
    assert numbers(document) == ["1", "2", "3"]
    names = ("text", "scope", "actions", "leads", "milestones", "targets", "completed")
    assert show(list_rows(document)[1]) == dict(zip(names, STEPS, strict=True))
    assert (document.count("unread"), document.notes) == (0, ())


@pytest.mark.parametrize(
    "above",
    [
        [HEAD],
        [HEAD, FIRST],
        [HEAD, FIRST, HEAD],
        [HEAD, FIRST, across("Harbour Trust", WIDTH)],
        [HEAD, across("Harbour Trust", WIDTH)],
    ],
    ids=["head", "row", "repeated head", "group", "head and group"],
)
def test_such_a_row_is_a_row_wherever_it_stands(above: list[Row]) -> None:
    document = read([*above, STEPS, LAST])
    assert len(document.tables) == 1
    assert leads(document)[-2:] == ["Lead Boatman", "Keeper"]


@pytest.mark.parametrize("pages", [(1, 2), ()], ids=["pages", "tables"])
@pytest.mark.parametrize("again", [[], [HEAD]], ids=["without a head", "with the head again"])
def test_such_a_row_after_a_page_break_goes_on_with_the_table(pages: tuple[int, ...], again: list[Row]) -> None:
    parts: list[Sequence[Row]] = [[HEAD, FIRST], [*again, STEPS, LAST]]
    items = [Page(page, part) for page, part in zip(pages, parts, strict=True)] if pages else parts
    document = read(*items)
    assert len(document.tables) == 1
    assert leads(document) == ["Purser", "Lead Boatman", "Keeper"]


def test_such_a_row_below_the_foot_of_a_page_is_no_head() -> None:
    document = read(Page(1, [HEAD, FIRST]), "Page 1 of 2", Page(2, [STEPS, LAST]), "Page 2 of 2")
    assert len(document.tables) == 1
    assert leads(document) == ["Purser", "Lead Boatman", "Keeper"]


@pytest.mark.parametrize(
    "lead", ["Lead", "Board", "Health", "Director", "Owner", "Partner", "Action Manager", "Status"]
)
@pytest.mark.parametrize("stop", [".", ""], ids=["sentences", "no stops"])
def test_short_names_of_leads_and_scopes_that_are_words_of_headings(lead: str, stop: str) -> None:
    row = (
        f"Share the recommendations at roll call{stop}",
        "Local or regional",
        f"Put it on the list of actions{stop}",
        lead,
        "Progress report",
        "May 2021",
        "Completed",
    )
    document = read([HEAD, FIRST, row, LAST])
    assert leads(document) == ["Purser", lead, "Keeper"]


@pytest.mark.parametrize(
    "row",
    [
        ("Count lifebelts", "Task for each crew", "Director", "Q3 2021", "Complete"),
        ("Audit the recommendations", "Training", "Organisation", "Ongoing", "Closed"),
        ("Audit the steps", "Write a list", "Responsible Officer", "May 2021", "Completed"),
        ("4. Report lost ropes", "Rota", "Owner", "May 2021", "Complete"),
        ("Count lifebelts", "Task for each crew", "Owner", "High tide", "Progress report"),
        ("Share the recommendations of the review", "Task group", "Owner", "High tide", "Progress report"),
        ("The recommendations should be read out.", "Action plan", "Owner", "Timeline", "Rota"),
    ],
)
@pytest.mark.parametrize("table", [1, None])
def test_row_of_short_cells(row: tuple[str, ...], table: int | None) -> None:
    head = ("Recommendation", "Action", "Lead", "Target date", "Status")
    assert list(choose(head, row, row, table=table).heads) == [1]
    assert list(choose(head, ("Ropes", "Coil them", "Crew", "1 May 2021", "Open"), row, table=table).heads) == [1]


def test_recommendation_of_no_known_word_is_no_heading() -> None:
    assert list(choose(HEAD_OF_FOUR, ("Coil the ropes", "Owner", "Task group", "Timeline")).heads) == [1]


def test_row_of_short_cells_after_a_page_break() -> None:
    head: Row = ("Recommendation", "Action", "Lead", "Target date", "Status")
    row: Row = ("Count lifebelts", "Task for each crew", "Owner", "High tide", "Progress report")
    document = read(Page(1, [head, ("Coil ropes", "Buy hooks", "Crew", "Low tide", "Begun")]), Page(2, [row]))
    assert leads(document) == ["Crew", "Owner"]


def test_row_of_two_like_cells_does_not_clash() -> None:
    head = ("Recommendation", "Action", "Lead agency", "Lead officer", "Target date", "Status")
    row = ("The recommendations should be read out.", "Read them.", "Director", "Director", "Ongoing", "Complete")
    assert list(choose(head, row).heads) == [1]


@pytest.mark.parametrize(
    "row",
    [
        ("Share the recommendations", "Action group", "Lead", "May 2021", "Completed"),
        ("Agree on lamps", "Action group", "Lead", "High tide", "Completed"),
        ("Agree on lamps", "Action group", "Lead", "High tide", "Completed."),
        ("2. Ring the bell at dusk", "Action group", "Lead", "High tide", "Progress report"),
        ("The bell should be rung at dusk.", "Action group", "Lead", "High tide", "Progress report"),
    ],
    ids=["date", "status", "status and stop", "number", "sentence"],
)
def test_row_below_a_title_on_a_sheet(row: Row) -> None:
    head: Row = ("Recommendation", "Action", "Lead", "Target date", "Status")
    title: Row = ("Ferry Trust", "", "", "", "")
    document = read(Sheet("All", [head, ("1. Coil ropes", "Buy hooks", "Crew", "1/5/2021", "Open"), title, row]))
    assert leads(document) == ["Crew", "Lead"]


# -- heads -------------------------------------------------------------------------------------------------------------

OTHERS: list[Row] = [
    ("Recommendation", "Level", "Steps to be taken", "Owner", "Milestones", "Deadline", "Status"),
    ("Agency recommendation", "Action", "Lead officer", "Target date", "Evidence", "Progress", "Completed"),
    ("What the crews told us", "Action", "Lead", "Target date", "Progress", "Status", "Notes"),
    ("1. Recommendation", "Action", "Lead", "Target date", "Progress", "RAG", "Outcome"),
    ("1. What the crews told us", "2. Action", "3. Lead", "4. Target date", "5. Progress", "6. RAG", "7. Outcome"),
    ("1. Recommendation", "2. Action", "3. Lead", "4. Target date", "5. Progress", "6. RAG", "7. Outcome"),
    ("Recommendation", "Local", "Action", "Lead", "Progress", "When", "Completed"),
]


@pytest.mark.parametrize("other", OTHERS, ids=lambda head: "; ".join(head[:2]))
@pytest.mark.parametrize("table", [1, None])
def test_another_head_of_as_many_columns(other: tuple[str, ...], table: int | None) -> None:
    first, last = tuple(map(str, FIRST)), tuple(map(str, LAST))
    choice = choose(tuple(map(str, HEAD)), first, other, last, table=table)
    assert list(choice.heads) == [1, 3]


def test_another_head_whose_headings_bear_guidance() -> None:
    other = (
        "Recommendation. Copy it word for word.",
        "Action: say what will be done.",
        "Lead (name one post, please.)",
        "Target date\nGive the day by which all is done.",
        "Status",
    )
    head = ("Recommendation", "Action", "Lead", "Target date", "Status")
    assert list(choose(head, ("Ropes", "Coil them", "Crew", "1 May 2021", "Open"), other).heads) == [1, 3]


def test_another_head_that_asks() -> None:
    head = ("Recommendation", "Action", "Lead", "Target date", "Status")
    other = ("Recommendation", "What is each crew to do about it?", "Who on board is the lead?", "By when?", "Status")
    assert list(choose(head, ("Ropes", "Coil them", "Crew", "1 May 2021", "Open"), other).heads) == [1, 3]


def test_another_head_may_say_some_headings_again() -> None:
    head = ("Recommendation", "Accepted", "Lead", "Complete", "Target date")
    other = ("Recommendation", "Accepted", "Rope store", "Complete", "Lamp room")
    assert list(choose(head, ("Ropes", "Yes", "Crew", "No", "1 May 2021"), other).heads) == [1, 3]


@pytest.mark.parametrize("width", [4, 6])
def test_little_known_head_of_a_table_of_another_width(width: int) -> None:
    head: Row = ("Recommendation", "Action", "Lead", "Target date", "Status", "Progress")[:width]
    row: Row = ("Ropes", "Coil them", "Crew", "1 May 2021", "Open", "None")[:width]
    other = ("Recommendation", "Status", "Evidence", "Tide table", "Rope store")
    document = read([head, row], [other, ("Lamps", "Open", "Photograph", "High", "Full")])
    assert [table.headings for table in document.tables] == [head, other]


def test_little_known_head_of_more_columns_in_a_text() -> None:
    other = ("Recommendation", "Status", "Evidence", "Tide table", "Rope store")
    choice = choose(HEAD_OF_FOUR, ("Ropes", "Crew", "Coil them", "1 May 2021"), other, table=None)
    assert list(choice.heads) == [1, 3]


def test_repeated_head_of_sentences_is_repeated() -> None:
    head = (
        "Recommendation",
        "Say in full what will be done.",
        "Lead",
        "State the target date in full.",
        "Name the proof of it.",
    )
    row = ("Ropes should be coiled.", "Coil them", "Crew", "1 May 2021", "")
    assert list(choose(head, row, head, row).heads) == [1, 3]


def test_another_head_of_two_lines() -> None:
    upper = ("Recommendation", "Action", "Lead", "Dates", OVER, "Progress", OVER)
    lower = (DOWN, DOWN, DOWN, "Target", "Completed", "Agency", "Board")
    choice = choose(tuple(map(str, HEAD)), tuple(map(str, FIRST)), upper, lower, tuple(map(str, LAST)))
    assert choice.heads[3].lines == (3, 4)
    assert columns(choice, 3) == ["text", "actions", "leads", "targets", "completed", "summary", "scrutiny"]


def test_little_known_head_below_a_title_begins_a_table() -> None:
    other: Row = ("Recommendation", "Status", "Evidence", "Tide table", "Rope store", "", "")
    title: Row = ("Stores", *[""] * 6)
    document = read(
        Sheet("All", [HEAD, FIRST, title, other, ("Coil ropes.", "Open", "Photograph", "High", "Full", "", "")])
    )
    assert [table.headings[:2] for table in document.tables] == [HEAD[:2], ("Recommendation", "Status")]
