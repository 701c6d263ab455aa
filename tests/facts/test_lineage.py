"""The rows of a plan are known again in a later version, wherever they stand and however they are numbered."""

import pytest

from scrgraph.facts.lineage import KnownRow, follow_rows

TEXTS = (
    "Health visitors should see each child alone at home once a month. Read twenty records.",
    "Schools should tell the duty team of a child missing for three days. Write a leaflet.",
    "Surgeries should ask about violence at each first visit. Print a card with questions.",
    "Landlords should report a flat without heating. Hold a day of training for officers.",
)
NEW = "Wardens should lock the gate at night. Buy a lock."


def make(*texts: str, numbered: bool = False, group: str = "main") -> list[KnownRow]:
    keys = [f"{group}/{number}" for number in range(1, len(texts) + 1)]
    return [KnownRow(key, key, numbered, words) for key, words in zip(keys, texts, strict=True)]


def follow(before: list[KnownRow], now: list[KnownRow]) -> list[str]:
    return [name.removeprefix("main/") for name in follow_rows(before, now).values()]


@pytest.mark.parametrize("numbered", [False, True], ids=["no numbers", "numbered anew"])
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((0, 1, 2, 3), "1 2 3 4"),
        ((1, 0, 2, 3), "2 1 3 4"),
        ((3, 0, 1, 2), "4 1 2 3"),
        ((0, 2, 3), "1 3 4"),
        ((0, None, 1, 2, 3), "1 2+2 2 3 4"),
        ((0, 1, 2, 3, None), "1 2 3 4 5"),
        ((None, 3, None, 1), "1+2 4 3+2 2"),
    ],
    ids=["same", "swapped", "moved", "dropped", "added between", "added at the end", "much"],
)
def test_rows_keep_what_they_are_known_by(order: tuple[int | None, ...], expected: str, numbered: bool) -> None:
    now = make(*(NEW + f" {place}" if old is None else TEXTS[old] for place, old in enumerate(order)))
    now = [KnownRow(row.key, row.key, numbered, row.words) for row in now]
    if order == (None, 3, None, 1) and numbered:
        # Where nothing speaks against it, a printed number is enough: two were worded anew.
        expected = "1 4 3 2"
    assert follow(make(*TEXTS, numbered=numbered), now) == expected.split()


def test_typing_errors_do_not_hide_a_row_that_was_moved() -> None:
    mistyped = [text.replace("should", "shoudl").replace("each", "eahc") for text in TEXTS]
    assert follow(make(*TEXTS), make(*mistyped[::-1])) == ["4", "3", "2", "1"]


def test_printed_number_tells_more_than_likeness() -> None:
    """Two rows as alike as those of one topic may be; the first was worded anew, towards the second."""
    before = make("Staff should see each child alone once a month.", "Staff should see each adult alone each month.")
    before = [KnownRow(row.key, row.key, True, row.words) for row in before]
    after = [KnownRow("main/1", "main/1", True, "Staff should see each adult alone once a month."), before[1]]
    assert follow(before, after) == ["1", "2"]


def test_row_that_was_numbered_and_worded_anew_is_known_again() -> None:
    before = make(*TEXTS, numbered=True)
    reworded = TEXTS[1].replace("of a child missing", "where a pupil was missing").replace("leaflet", "small leaflet")
    now = make(TEXTS[0], NEW, reworded, *TEXTS[2:], numbered=True)
    assert follow(before, now) == ["1", "2+2", "2", "3", "4"]


def test_row_worded_anew_under_its_printed_number_stays_the_same_row() -> None:
    before = make(*TEXTS, numbered=True)
    assert follow(before, [KnownRow("main/2", "main/2", True, NEW)]) == ["2"]


def test_row_without_a_number_and_with_other_words_is_another() -> None:
    assert follow(make(*TEXTS), make(TEXTS[0], NEW)) == ["1", "2+2"]


def test_rows_with_the_same_words_keep_their_order() -> None:
    assert follow(make("As above.", "As above.", "As above."), make("As above.", "As above.")) == ["1", "2"]


def test_row_whose_words_were_lost_is_known_by_its_place() -> None:
    assert follow(make(*TEXTS[:3]), make(TEXTS[0], "", TEXTS[2])) == ["1", "2", "3"]


def test_rows_of_an_agency_printed_otherwise_are_known_again() -> None:
    before, now = make(*TEXTS, group="imr/childrens-hospital"), make(*TEXTS, group="imr/children-s-hospital")
    assert list(follow_rows(before, now).values()) == [row.key for row in before]


def test_same_recommendation_to_two_agencies_stays_with_each() -> None:
    before = make(TEXTS[0], group="imr/police") + make(TEXTS[1], TEXTS[0], group="imr/schools")
    now = make(TEXTS[0], TEXTS[1], group="imr/schools") + make(TEXTS[0], group="imr/police")
    assert follow_rows(before, now) == {
        "imr/schools/1": "imr/schools/2",
        "imr/schools/2": "imr/schools/1",
        "imr/police/1": "imr/police/1",
    }


def test_what_rows_are_known_by_lasts_over_versions() -> None:
    first = make(*TEXTS)
    second = make(NEW, *TEXTS)
    known = follow_rows(first, second)
    second = [KnownRow(row.key, known[row.key], row.numbered, row.words) for row in second]
    third = make(TEXTS[3], NEW, TEXTS[0])
    assert follow(second, third) == ["4", "1+2", "1"]


def test_row_without_a_number_takes_no_name_of_a_row_that_is_gone() -> None:
    assert follow_rows(make(*TEXTS[:2]), make(*TEXTS[:2], NEW), {"main/3"})["main/3"] == "main/3+2"
    numbered = [KnownRow(row.key, row.key, True, row.words) for row in make(*TEXTS[:2], NEW)]
    assert follow_rows(make(*TEXTS[:2], numbered=True), numbered, {"main/3"})["main/3"] == "main/3"


def test_no_two_rows_are_known_by_the_same() -> None:
    before = [KnownRow("main/1", "main/1", False, TEXTS[0]), KnownRow("main/1+2", "main/1+2", False, TEXTS[1])]
    now = [*make(NEW, TEXTS[0]), KnownRow("main/1+3", "main/1+3", False, "Nothing else says this.")]
    assert len(set(follow_rows(before, now).values())) == 3
