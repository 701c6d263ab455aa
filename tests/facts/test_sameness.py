"""Two texts that are printed otherwise say the same; what is worded otherwise is marked word by word."""

import pytest

from scrgraph.facts.sameness import Paired, list_rest, make_canonical, mark_words, pair_things


@pytest.mark.parametrize(
    ("some", "others"),
    [
        ("Keep  the\u00a0list .", "Keep the list ."),
        ("the Board\u2019s \u201clist\u201d", 'the Board\'s "list"'),
        ("2009\u20132010", "2009-2010"),
        ("Reviewed 13/07/2010.", "Reviewed 13 July 2010."),
        ("co\u00adordinate", "coordinate"),
        ("o\ufb03ce", "office"),
    ],
)
def test_print_makes_no_difference(some: str, others: str) -> None:
    assert make_canonical(some) == make_canonical(others)


@pytest.mark.parametrize(
    ("some", "others"),
    [("Keep the list.", "Keep a list."), ("Reviewed 13/07/2010", "Reviewed 14/07/2010"), ("29.02.09", "28.02.09")],
)
def test_words_and_days_make_a_difference(some: str, others: str) -> None:
    assert make_canonical(some) != make_canonical(others)


def test_changed_words_are_marked_within_those_that_stayed() -> None:
    assert mark_words("Keep the list at hand 1/9/2009.", "Keep one list at hand now 1/9/2009.") == (
        ("same", "Keep"),
        ("old", "the"),
        ("new", "one"),
        ("same", "list at hand"),
        ("new", "now"),
        ("same", "1/9/2009."),
    )


def test_date_in_another_form_is_not_marked() -> None:
    assert mark_words("by 13/07/2010", "by 13 July 2010") == (("same", "by"), ("same", "13 July 2010"))


def test_rest_of_a_cell_is_what_no_statement_says() -> None:
    cell = "Evidence to be seen: 1) Copy of the list 2) Photo Reviewed 13/07/2010. Seen twice."
    assert (
        list_rest(cell, ["Copy of the list", "Photo", "Reviewed 13/07/2010."])
        == "Evidence to be seen Seen twice".split()
    )
    assert list_rest("Pending. Pending.", ["Pending."]) == ["Pending"]
    assert list_rest("Pending. Pending.", ["Pending."], every=True) == []


def _same(some: str, others: str) -> float:
    return some == others


def _same_letter(some: str, others: str) -> float:
    return some[0] == others[0]


def test_things_are_paired_by_one_judgement_after_the_other() -> None:
    paired = pair_things(["a1", "b1", "c1", "d1"], ["b1", "a2", "d1", "e1"], _same, _same_letter)
    assert paired == Paired((("b1", "b1"), ("d1", "d1")), (("a1", "a2"),), ("c1",), ("e1",))


def test_what_stands_between_the_same_things_is_paired_by_its_place() -> None:
    def pair(*new: str) -> Paired[str]:
        return pair_things(["a1", "x", "b1"], new, _same, in_slot=lambda *_: 1)

    assert pair("a1", "y", "b1").changed == (("x", "y"),)
    assert pair("a1", "b1", "y").changed == ()
    assert pair("a1", "b1", "y").gone == ("x",)


def test_other_order_is_told() -> None:
    assert pair_things("ab", "ba", _same).reordered
    assert not pair_things("abc", "xac", _same).reordered
