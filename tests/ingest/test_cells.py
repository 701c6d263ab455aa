from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.ingest.cells import Cell, Document, Entry, Fragment, Quote, is_finished, is_hanging
from tests.ingest.exports import ROWS, read_lines


def build_cell(*fragments: Fragment) -> Cell:
    return Cell("plan.txt", "sha256:0", 1, 1, "summary", "Progress", fragments)


@pytest.mark.parametrize(
    ("text", "finished"),
    [
        ("The end.", True),
        ("Why?", True),
        ("He said “yes.”", True),
        ("(so it is.)", True),
        ("as follows:", True),
        ("one; ", False),
        ("not yet", False),
        ("1.5 boats", False),
        ("", False),
    ],
)
def test_is_finished(text: str, finished: bool) -> None:
    assert is_finished(text) is finished


@pytest.mark.parametrize(
    ("text", "hanging"),
    [
        ("boats and", True),
        ("boats, and THE", True),
        ("boats,", True),
        ("boats –", True),
        ("boats", False),
        ("the band", False),
        ("boats.", False),
    ],
)
def test_is_hanging(text: str, hanging: bool) -> None:
    assert is_hanging(text) is hanging


@pytest.mark.parametrize(
    ("fragments", "text"),
    [
        ([Fragment(1, ("One line.",))], "One line."),
        ([Fragment(1, ("First.", "Second."), True)], "First.\nSecond."),
        ([Fragment(1, ("The boat",)), Fragment(4, ("went out.",))], "The boat went out."),
        ([Fragment(1, ("The boat",), True), Fragment(4, ("Ann went out.",), True)], "The boat Ann went out."),
        ([Fragment(1, ("It went out.",), True), Fragment(4, ("It came back.",), True)], "It went out.\nIt came back."),
        ([Fragment(1, ("Seen by Dr.",), True), Fragment(4, ("and signed.",), True)], "Seen by Dr. and signed."),
        # Where neither piece marks its paragraphs, nothing tells that a new one begins.
        ([Fragment(1, ("It went out.",)), Fragment(4, ("It came back.",))], "It went out. It came back."),
    ],
)
def test_pieces_of_a_cell_are_rejoined(fragments: list[Fragment], text: str) -> None:
    assert build_cell(*fragments).text == text


def test_lines_span_from_the_first_piece_to_the_last() -> None:
    assert build_cell(Fragment(3, ("a",)), Fragment(6, ("b",)), Fragment(11, ("c",))).lines == (3, 11)


CELL = build_cell(Fragment(3, ("Two boats went", "Then they"), True), Fragment(6, ("came back. All is well.",)))


def test_the_whole_is_quoted_line_by_line() -> None:
    assert CELL.text == "Two boats went\nThen they came back. All is well."
    assert CELL.quotes() == (
        Quote(3, "Two boats went Then they", 0),
        Quote(6, "came back. All is well.", 25),
    )


@pytest.mark.parametrize(
    ("words", "quotes"),
    [
        ("boats", (Quote(3, "boats", 4),)),
        ("All is well.", (Quote(6, "All is well.", 36),)),
        ("they came", (Quote(3, "they", 20), Quote(6, "came", 25))),
        ("went\nThen", (Quote(3, "went Then", 10),)),
    ],
)
def test_words_are_quoted_where_they_stand(words: str, quotes: tuple[Quote, ...]) -> None:
    start = CELL.text.index(words)
    assert CELL.quotes(start, start + len(words)) == quotes


def test_nothing_is_quoted_of_nothing() -> None:
    assert CELL.quotes(5, 5) == ()
    assert CELL.quotes(14, 15) == ()


WORDS = st.text("abcXYZ.,; ", min_size=1, max_size=12).map(str.strip).filter(bool)
FRAGMENTS = st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=4)


@given(FRAGMENTS, st.data())
def test_every_quote_stands_in_its_line_and_none_is_lost(
    pieces: list[tuple[list[str], bool]], data: st.DataObject
) -> None:
    cell = build_cell(*(Fragment(3 * n, tuple(words), marked) for n, (words, marked) in enumerate(pieces, 1)))
    start = data.draw(st.integers(0, len(cell.text)))
    end = data.draw(st.integers(start, len(cell.text)))
    quotes = cell.quotes(start, end)
    lines = {fragment.line: " ".join(fragment.text.split()) for fragment in cell.fragments}
    for quote in quotes:
        assert " ".join(quote.text.split()) in lines[quote.line]
        assert start <= quote.offset < end
    assert [quote.line for quote in quotes] == sorted({quote.line for quote in quotes})
    assert "".join(quote.text for quote in quotes).replace(" ", "") == "".join(cell.text[start:end].split())


@given(FRAGMENTS)
def test_joining_loses_no_word(pieces: list[tuple[list[str], bool]]) -> None:
    fragments = [Fragment(n, tuple(words), marked) for n, (words, marked) in enumerate(pieces, 1)]
    assert build_cell(*fragments).text.split() == " ".join(fragment.text for fragment in fragments).split()


@pytest.fixture(scope="module")
def document() -> Document:
    return read_lines(ROWS)


def test_account_balances_where_every_cell_stands_once(document: Document) -> None:
    assert document.balances


def test_account_does_not_balance_where_a_cell_is_missing(document: Document) -> None:
    assert not replace(document, account=document.account[1:]).balances


def test_account_does_not_balance_where_a_cell_stands_twice(document: Document) -> None:
    assert not replace(document, account=(*document.account[1:], document.account[1])).balances


def test_account_does_not_balance_where_a_cell_was_never_seen(document: Document) -> None:
    assert not replace(document, account=(*document.account, Entry(99, 1, None, "read", "x"))).balances
