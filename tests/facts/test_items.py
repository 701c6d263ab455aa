import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.facts.items import split_items, split_paragraphs, strip_span
from scrgraph.facts.model import Span


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        (" \n ", []),
        ("Write a list.", ["Write a list."]),
        ("Write a list. Hang it up.", ["Write a list. Hang it up."]),
        ("Write a list.\nHang it up.", ["Write a list.", "Hang it up."]),
        ("1. Write a list. 2. Hang it up.", ["Write a list.", "Hang it up."]),
        ("1) Write a list 2) Hang it up", ["Write a list", "Hang it up"]),
        ("1)Write a list 2)Hang it up", ["Write a list", "Hang it up"]),
        ("1.Write a list 2.Hang it up", ["Write a list", "Hang it up"]),
        ("The keeper is to: 1. write a list 2. hang it up", ["The keeper is to:", "write a list", "hang it up"]),
        ("• Write a list • Hang it up", ["Write a list", "Hang it up"]),
        ("The keeper is to: ▪ write a list ▪ hang it up", ["The keeper is to:", "write a list", "hang it up"]),
        ("* one * two", ["one", "two"]),
        ("1. One • a • b 2. Two", ["One", "a", "b", "Two"]),
    ],
)
def test_split_items(text: str, items: list[str]) -> None:
    assert [item.text for item in split_items(text)] == items


@pytest.mark.parametrize(
    "text",
    [
        "Use form 2. Then form 3.",  # does not count from one
        "Train 1.5 crews",
        "By 1.10.2010 or 2.10.2010",
        "Between 1/2.4 and 2",
        "half*price boats",
    ],
)
def test_numbers_that_list_nothing(text: str) -> None:
    assert [item.text for item in split_items(text)] == [text]


@given(st.text("abc 12.)•\n", max_size=60))
def test_items_stand_in_the_text_in_order(text: str) -> None:
    items = split_items(text)
    place = 0
    for item in items:
        assert item.text == text[item.span.start : item.span.end].strip()
        assert item.text
        assert item.span.start >= place
        place = item.span.end


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=12))
def test_a_numbered_list_of_any_length_comes_back(words: list[str]) -> None:
    text = " ".join(f"{number}) {word}" for number, word in enumerate(words, 1))
    assert [item.text for item in split_items(text)] == words


def test_paragraphs_of_a_part_of_the_text() -> None:
    assert split_paragraphs("one\n two \n\nthree", 3, 10) == [Span(5, 8)]


@pytest.mark.parametrize(("start", "end", "span"), [(0, 6, Span(2, 4)), (2, 4, Span(2, 4)), (4, 6, None), (3, 3, None)])
def test_strip_span(start: int, end: int, span: Span | None) -> None:
    assert strip_span("  ab  ", start, end) == span
