"""Tables composed of the features that real plans have: every cell is accounted for, and the rows are those planted."""

import time
import tracemalloc
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.exports import HEAD as TEXT_HEAD
from tests.ingest.exports import ROWS, read_lines
from tests.ingest.grids import DOWN, OVER, Row, across, list_rows, read_grid, show

HEAD: Row = ("No", "Recommendation", "Action", "Lead", "Target date", "Status")
WIDTH = len(HEAD)
VERBS = ("keep a list", "count the boats", "ring the bell", "paint the buoys", "write down calls", "teach the crews")
LEADS = ("Harbour Master", "Head of Ferries", "Senior Keeper", "Clerk")
DATES = ("1/9/2011", "30/11/2011", "12 May 2012", "Immediate", "")


@dataclass(frozen=True)
class Planted:
    """A recommendation as it was planted: number, text, and its actions with lead and date."""

    number: str
    text: str
    actions: tuple[tuple[str, str, str], ...]


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[list[Row]], list[Planted], list[str | None]]:
    """Give tables, the rows planted in them, and the heading of the group that each stands in."""
    style = draw(st.sampled_from(["number", "R", "label", "1.", "none"]))
    head = HEAD if style == "number" else HEAD[1:]
    width = len(head)
    merged = draw(st.booleans())
    grouped = draw(st.booleans())
    lines: list[Row] = []
    planted: list[Planted] = []
    groups: list[str | None] = []
    group: str | None = None
    if draw(st.booleans()):
        lines.append([f"({str(heading).lower()}?)" for heading in head])
    for number in range(1, draw(st.integers(2, 6)) + 1):
        if grouped and (number == 1 or draw(st.booleans())):
            group = f"{draw(st.sampled_from(['Harbour Council', 'Ferry Trust', 'Pilot Service']))} {chr(64 + number)}"
            lines.append(across(group, width))
        row = Planted(
            str(number),
            f"Agency {chr(96 + number)} should {draw(st.sampled_from(VERBS))}.".capitalize(),
            tuple(
                (
                    f"Step {chr(64 + place)}: {draw(st.sampled_from(VERBS))}",
                    draw(st.sampled_from(LEADS)),
                    draw(st.sampled_from(DATES)),
                )
                for place in range(1, draw(st.integers(1, 3)) + 1)
            ),
        )
        planted.append(row)
        groups.append(group)
        for place, (action, lead, date) in enumerate(row.actions):
            words = _write_opening(style, row) if not place else [DOWN if merged else ""] * (width - 4)
            lines.append([*words, action, lead, date, "Open"])
        if draw(st.integers(0, 3)) == 0:
            lines.append([""] * width)
    if draw(st.booleans()):
        lines += [["", *[""] * (width - 2), "Not started"]] * draw(st.integers(1, 3))
    if draw(st.booleans()):
        lines.append(["Total", *[""] * (width - 2), "3"])
    if draw(st.booleans()):
        lines += [across("Key", width), ["Red", "Overdue", *[""] * (width - 2)]]
    cut = draw(st.integers(0, len(lines)))
    # Only where a row begins: a table that begins in the middle of a row has a test of its own.
    while cut < len(lines) and not _begins(lines[cut], style):
        cut += 1
    tables = [[head, *lines]] if cut in (0, len(lines)) else [[head, *lines[:cut]], [head, *lines[cut:]]]
    return tables, planted, groups


def _write_opening(style: str, row: Planted) -> list[str]:
    if style == "number":
        return [row.number, row.text]
    labels = {"R": f"R{row.number} ", "label": f"Recommendation {row.number}: ", "1.": f"{row.number}. ", "none": ""}
    return [labels[style] + row.text]


def _begins(line: Row, style: str) -> bool:
    words = line[1 if style == "number" else 0]
    return "should" in str(words) and OVER not in line


@settings(max_examples=150, deadline=None)
@given(plans())
def test_rows_planted_are_the_rows_read(drawn: tuple[list[list[Row]], list[Planted], list[str | None]]) -> None:
    tables, planted, groups = drawn
    document = read_grid("Invented plan", *tables)  # which asserts that the account balances
    rows = list_rows(document)
    assert [row.cells["text"].text[row.label :] for row in rows] == [one.text for one in planted]
    assert [row.section for row in rows] == groups
    for row, one in zip(rows, planted, strict=True):
        assert show(row)["actions"].split("\n") == [action for action, _, _ in one.actions]
        assert show(row)["leads"].split("\n") == [lead for _, lead, _ in one.actions]
        assert show(row).get("targets", "") == "\n".join(date for _, _, date in one.actions if date)
        # What stands on one line of the table can be told to belong together.
        lines = [fragment.line for fragment in row.cells["actions"].fragments]
        assert [fragment.line for fragment in row.cells["leads"].fragments] == lines
        dated = [line for line, (_, _, date) in zip(lines, one.actions, strict=True) if date]
        assert [fragment.line for fragment in row.cells["targets"].fragments] == dated if dated else True
    if not any(group for group in groups):
        printed = {row.printed for row in rows}
        assert printed in ({None}, {one.number for one in planted})


OPENINGS = ("1", "2.", "R3", "Recommendation 4", "Police", "Red", "Total", "n/a")
WORDS = st.sampled_from([*("", "", "", DOWN, OVER), *OPENINGS, *("Count the boats.", "1/9/2011")])
LINES = st.lists(st.lists(WORDS, min_size=WIDTH, max_size=WIDTH), max_size=12)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES, st.booleans())
def test_every_cell_is_accounted_for_in_any_table(first: list[Row], second: list[Row], heads: bool) -> None:
    row: Row = ("1", "The harbour should count.", "Count", "Clerk", "1/9/2011", "Open")
    document = read_grid("Plan", [HEAD, row, *first], "Words between", [*([HEAD] if heads else []), *second])
    places = {place for row in list_rows(document) for place in (row.lines[0],)}
    assert len(places) == len(list_rows(document))
    for one in list_rows(document):
        for cell in one.cells.values():
            assert cell.text.split() == " ".join(fragment.text for fragment in cell.fragments).split()


SECONDS = 6.0  # of the processor, which takes about two
MEGABYTES_PER_THOUSAND = 25


def plant(count: int) -> list[Row]:
    """Give rows whose numbers have gaps between them, so that each asks whether a row was lost."""
    return [
        (str(number), f"The harbour should do thing {number}.", "Do it", "Clerk", "1/9/2011", "Open")
        for number in range(1, 3 * count + 1, 3)
    ]


def test_five_thousand_rows_are_read_in_a_few_seconds() -> None:
    rows = plant(5000)
    start = time.process_time()
    document = read_grid([HEAD, *rows])
    assert time.process_time() - start < SECONDS
    assert len(list_rows(document)) == 5000


def test_rows_are_read_with_little_memory() -> None:
    rows = plant(1000)
    tracemalloc.start()
    read_grid([HEAD, *rows])
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert peak < MEGABYTES_PER_THOUSAND


def test_five_thousand_rows_of_a_text_with_gaps_in_their_numbers() -> None:
    lines = []
    for number in range(1, 10_001, 2):
        lines += [
            [f"Recommendation {number % 1000} Count.", *ROWS[0][1:]],
            ["", "and so on", "", "", "", "It goes on."],
        ]
    start = time.process_time()
    document = read_lines(lines, TEXT_HEAD)
    assert time.process_time() - start < SECONDS
    assert len(list_rows(document)) == 5000


def test_row_that_goes_on_over_thousands_of_lines() -> None:
    rows: list[Row] = [("1", "The harbour should count.", "Count", "Clerk", "1/9/2011", "Open")]
    rows += [("", "", f"Count {number}", "Clerk", "1/9/2011", "") for number in range(5000)]
    start = time.process_time()
    (row,) = list_rows(read_grid([HEAD, *rows]))
    assert time.process_time() - start < SECONDS
    assert len(row.cells["actions"].fragments) == 5001
