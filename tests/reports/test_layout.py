"""Plain text laid out: folded paragraphs, tables that fit, dates in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.reports.layout import count, fold, render_table, write_day, write_days

# None is longer than the room on the narrowest line, where a longer one would be broken.
WORDS = st.lists(st.text("abc-\u2013\u00e9.", min_size=1, max_size=14), max_size=40).map(" ".join)
CELLS = st.text("abc \u2013\u00e9", max_size=60)


@given(WORDS, st.integers(20, 120), st.sampled_from(["", "  ", "    "]), st.none() | st.sampled_from(["", "      "]))
def test_folded_lines_keep_to_the_width_and_lose_no_word(
    text: str, width: int, indent: str, hanging: str | None
) -> None:
    lines = fold(text, width, indent, hanging)
    assert lines
    assert all(len(line) <= width for line in lines)
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    assert lines[0].startswith(indent)


def test_fold_indents_later_lines() -> None:
    assert fold("one two three four five", 20, "  ") == ["  one two three four", "    five"]
    assert fold("one two three four five", 20, "", "> ") == ["one two three four", "> five"]
    assert fold("", 20, "  ") == ["  "]


def test_fold_breaks_a_word_only_where_it_is_longer_than_the_line() -> None:
    lines = fold("see https://example.org/" + "a" * 90, 40)
    assert all(len(line) <= 40 for line in lines)
    assert "".join(line.strip() for line in lines).endswith("a" * 90)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2008, 9, 1), "1 September 2008"),
        (dt.date(2010, 12, 31), "31 December 2010"),
        (dt.date(1, 1, 1), "1 January 1"),
    ],
)
def test_day_is_written_as_people_do(day: dt.date, expected: str) -> None:
    assert write_day(day) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Due by 2008-09-01, open on 2010-07-31.", "Due by 1 September 2008, open on 31 July 2010."),
        ("Written 29.02.09 stays.", "Written 29.02.09 stays."),
        ("2009-02-29 is no day", "2009-02-29 is no day"),
        ("ref 12008-09-01x and 2008-09-011", "ref 12008-09-01x and 2008-09-011"),
        ("", ""),
    ],
)
def test_iso_dates_in_a_text_are_written_as_people_do(text: str, expected: str) -> None:
    assert write_days(text) == expected


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.integers(30, 120))
def test_table_keeps_to_its_width(rows: list[tuple[str, str, str]], width: int) -> None:
    lines = render_table(("first", "second", "third"), rows, width).split("\n")
    assert len(lines) == 2 + len(rows)
    assert all(len(line) <= width for line in lines)
    assert all(line == line.rstrip() for line in lines)


def test_table_that_fits_is_not_cut() -> None:
    table = render_table(("row", "lead"), [("main/1", "Head of Clinics")], 80)
    assert table == "row     lead\n------  ---------------\nmain/1  Head of Clinics"


def test_widest_column_gives_way_and_the_cut_is_marked() -> None:
    table = render_table(("row", "text"), [("main/1", "a" * 100), ("main/2", "short")], 40).split("\n")
    assert table[2] == "main/1  " + "a" * 31 + "\u2026"
    assert table[3] == "main/2  short"


def test_table_without_rows_is_its_head() -> None:
    assert render_table(("row", "lead"), [], 80) == "row  lead\n---  ----"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((0, "row"), "0 rows"),
        ((1, "row"), "1 row"),
        ((2, "row"), "2 rows"),
        ((1, "agency", "agencies"), "1 agency"),
        ((3, "agency", "agencies"), "3 agencies"),
    ],
)
def test_count_agrees_with_its_noun(arguments: tuple[int, str], expected: str) -> None:
    assert count(*arguments) == expected
