"""Texts whose cells are parted by strokes or bars."""

import pytest

from scrgraph.ingest.cells import Document
from scrgraph.ingest.read import read_bytes
from tests.ingest.exports import list_rows, read_export
from tests.ingest.grids import LAYOUT, numbers, show, unread

HEAD = "No. / Recommendation / Action / Lead / Target date / Status"
ONE = "1. / The harbour should keep a list. / Write the list / Master / 1/9/2011 / 1"
TWO = "2. / Crews should learn to count. / Hold a course / Head of Ferries / 30/11/2011 / 2"
THREE = "3. / Keepers should write down calls. / Buy a book / Keeper / 1/12/2011 / 1"


def read(*lines: str) -> Document:
    document = read_bytes("\n".join(("Plan", HEAD, *lines)).encode(), "plan.txt", LAYOUT)
    assert document.balances
    return document


def test_cells_parted_by_strokes() -> None:
    document = read(ONE, TWO, THREE)
    assert numbers(document) == ["1", "2", "3"]
    assert show(list_rows(document)[1]) == {
        "number": "2.",
        "text": "Crews should learn to count.",
        "actions": "Hold a course",
        "leads": "Head of Ferries",
        "targets": "30/11/2011",
        "status": "2",
    }
    assert document.notes == ()


def test_cells_parted_by_bars_as_in_markdown() -> None:
    lines = [
        "| No | Recommendation | Action | Lead | Target date |",
        "|---|:--|---|---|--:|",
        "| 1 | Count. | List | Crew | |",
    ]
    document = read_export("\n".join(lines))
    assert show(list_rows(document)[0]) == {"number": "1", "text": "Count.", "actions": "List", "leads": "Crew"}
    assert (document.balances, document.rules) == (True, 1)


def test_lost_row_break_joins_a_status_with_the_next_number() -> None:
    four = "4. / Count buoys. / Row out / Crew / 1/1/2012 / 15. / Paint buoys. / Buy paint / Crew / 1/2/2012 / 2"
    document = read(ONE, TWO, THREE, four, "6. / Ring bells. / Buy one / Crew / 1/3/2012 / 1")
    assert numbers(document) == ["1", "2", "3", "4", "5", "6"]
    assert [show(row)["status"] for row in list_rows(document)] == ["1", "2", "1", "1", "2", "1"]
    assert [row.lines for row in list_rows(document)][3:5] == [(6, 6), (6, 6)]
    assert document.notes == (
        "'/' stands inside cells, or a line end is lost, in line 6; there is one way to part each, and so it was read",
    )


def test_stroke_inside_a_cell_where_only_one_way_is_left() -> None:
    document = read(ONE, TWO, "3. / Keepers and / or crews should write. / Buy a book / Keeper / 1/12/2011 / 1")
    assert show(list_rows(document)[2])["text"] == "Keepers and / or crews should write."
    assert "in line 5" in document.notes[0]


def test_stroke_that_may_stand_in_several_cells_is_not_guessed() -> None:
    line = "3. / Keepers should write. / Buy a book / Keeper / Crew / 1/12/2011 / 1"
    document = read(ONE, TWO, line, "4. / Ring bells. / Buy one / Crew / 1/3/2012 / 1")
    assert numbers(document) == ["1", "2", "4"]
    assert unread(document) == [(line[:80], "it cannot be told where its 7 pieces stand in 6 columns")]
    assert "line 5 cannot be parted into columns by '/' in one way only; it is not read" in document.notes


@pytest.mark.parametrize("place", [0, 1, 2])
def test_line_not_read_is_told_wherever_it_stands(place: int) -> None:
    lines = [ONE, TWO]
    lines.insert(place, "One / Two / Three")
    document = read(*lines)
    assert [excerpt for excerpt, _ in unread(document)] == ["One / Two / Three"]


def test_stroke_inside_words_parts_nothing() -> None:
    document = read(ONE.replace("Master", "Master/Clerk"), TWO, THREE)
    assert show(list_rows(document)[0])["leads"] == "Master/Clerk"
    assert show(list_rows(document)[0])["targets"] == "1/9/2011"


def test_long_line_is_given_up_in_good_time() -> None:
    document = read(ONE, TWO, " / ".join(f"word {number}" for number in range(3000)))
    assert numbers(document) == ["1", "2"]
