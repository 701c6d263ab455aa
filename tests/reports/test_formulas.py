"""Words in a CSV file: what a spreadsheet would calculate or convert is marked, and the mark can be taken off again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrgraph.reports.formulas import SIGNS, guard_cell, is_converted, read_cell
from tests.reports.reported import NASTY

LETTERS = st.text(
    alphabet="=+-@\uff1d\uff0b\ufe63\u207a\t\r\n,;|'\" \u00a0\u200b\ufeff1a/.:%eETrueJan09\u00a3\U0001f600"
)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(LETTERS, st.text()))
def test_whatever_is_marked_is_read_again_as_it_was(text: str) -> None:
    assert read_cell(guard_cell(text)) == text


@settings(max_examples=1000, deadline=None)
@given(LETTERS)
def test_no_part_between_separators_begins_a_formula(text: str) -> None:
    marked = guard_cell(text)
    assert marked[:1] not in ("\t", "\r", "\n")
    for separator in ",;|\t\r":
        for part in marked.replace("\n", "\r").split(separator):
            assert part.strip('" \u00a0\u200b\ufeff')[:1] not in (*SIGNS,), (marked, part)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "  '@SUM(A1)"),
        ("\uff1d1", "'\uff1d1"),
        ("\ttext", "'\ttext"),
        ("Head of Clinics; -1", "Head of Clinics; '-1"),
        ('He said "=1"', 'He said "=1"'),
        ("'=1", "''=1"),
        ("1/09/ 2009", "'1/09/ 2009"),
        ("1 September 2008", "'1 September 2008"),
        ("SEP-001", "'SEP-001"),
        ("0121 496 0000", "'0121 496 0000"),
        ("3.30 pm", "'3.30 pm"),
        ("false", "'false"),
        ("\u00a35,000", "'\u00a35,000"),
    ],
)
def test_what_a_spreadsheet_would_change_is_marked(text: str, marked: str) -> None:
    assert guard_cell(text) == marked
    assert read_cell(marked) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "main/3",
        "imr/sb-pct/2",
        "SEQ-001-096eee77f1",
        "lines 27-36",
        "plan.txt",
        "Due 2008-09-01, still open.",
        "Follow-up, sign-off - and e-mail a@b.example",
        "'tis said",
        "March",
        "days: -5",
    ],
)
def test_other_words_are_left_as_they_are(text: str) -> None:
    assert guard_cell(text) == text
    assert read_cell(text) == text


def test_words_that_are_typed_are_known() -> None:
    assert [text for text in NASTY if not is_converted(text)] == [
        '"=1+1"',
        "text;=1+1",
        "text,=1+1",
        "text\t=1+1",
        "text\r\n=1+1",
        'text";"=1+1',
        'text","=1+1',
        "_x0041_",
        "Zo\u00eb \u2013 \u201cHead\u201d \U0001f600",
        " blanks at both ends ",
        "",
    ]
