import pytest

from scrgraph.ingest.alignment import MOST_LOST, Likeness, align, read_tokens
from tests.ingest.exports import ROWS

WIDTH = len(ROWS[0])
TEXT, ACTIONS, LEADS, TARGETS, SUMMARY, SCRUTINY = range(WIDTH)


@pytest.fixture
def likeness() -> Likeness:
    learnt = Likeness(WIDTH)
    for row in ROWS:
        learnt.learn(row)
    return learnt


def test_digits_are_one_word_so_that_dates_are_alike() -> None:
    assert read_tokens("By 1/09/2011 or 30.11.11: Go!") == ["by", "0/0/0", "or", "0.0.0", "go"]


def test_a_whole_line_keeps_its_columns(likeness: Likeness) -> None:
    assert align(ROWS[0], WIDTH, likeness, [None] * WIDTH) == list(range(WIDTH))


@pytest.mark.parametrize("lost", range(1, WIDTH))
def test_a_row_that_lost_one_cell_finds_its_columns(likeness: Likeness, lost: int) -> None:
    cells = [cell for place, cell in enumerate(ROWS[1]) if place != lost]
    expected = [place for place in range(WIDTH) if place != lost]
    assert align(cells, WIDTH, likeness, [None] * WIDTH) == expected


def test_a_continuation_goes_where_the_text_was_cut(likeness: Likeness) -> None:
    before = [*ROWS[0][:4], "The list was written by two clerks and it now hangs beside the", ROWS[0][5]]
    assert align(["", "", "", "door and was shown to them.", ""], WIDTH, likeness, before)[3] == SUMMARY  # type: ignore[index]


def test_a_date_goes_to_the_column_of_dates(likeness: Likeness) -> None:
    places = align(["", "2/02/2012", "", ""], WIDTH, likeness, list(ROWS[0]))
    assert places is not None
    assert places[1] == TARGETS


def test_a_word_that_hangs_decides(likeness: Likeness) -> None:
    before = list(ROWS[0])
    before[ACTIONS] = "Harbour office to write the list and"
    assert align(["to hang it up.", "", "", "", ""], WIDTH, likeness, before)[0] == ACTIONS  # type: ignore[index]


def test_columns_keep_their_order(likeness: Likeness) -> None:
    for lost in range(1, MOST_LOST + 1):
        places = align([""] * (WIDTH - lost), WIDTH, likeness, list(ROWS[0]))
        assert places is not None
        assert places == sorted(set(places))
        assert set(places) <= set(range(WIDTH))


def test_too_few_cells_are_not_guessed(likeness: Likeness) -> None:
    assert align(["alone"], WIDTH, likeness, [None] * WIDTH) is None


def test_too_many_cells_are_not_guessed(likeness: Likeness) -> None:
    assert align([*ROWS[0], "more"], WIDTH, likeness, [None] * WIDTH) is None


def test_nothing_learnt_still_gives_an_answer() -> None:
    assert align(["a", "b"], 3, Likeness(3), [None] * 3) is not None
