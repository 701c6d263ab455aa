import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.facts.cell_words import read_target_claims
from scrgraph.facts.targets import read_seasons, read_targets
from scrgraph.wordings import Wordings, load_wordings

Printed = tuple[str, str | None, str]


def read(text: str, wordings: Wordings) -> list[Printed]:
    return [
        (target.raw, target.day.isoformat() if target.day else None, target.kind)
        for target in read_targets(text, wordings)
    ]


@pytest.mark.parametrize(
    ("raw", "iso", "kind"),
    [
        ("1/09/ 2009", "2009-09-01", "deadline"),
        ("1/09/2009", "2009-09-01", "deadline"),
        ("01.09.09", "2009-09-01", "deadline"),
        ("2009-09-01", "2009-09-01", "deadline"),
        ("the 11 th May 2010", "2010-05-11", "deadline"),
        ("11th May 2010", "2010-05-11", "deadline"),
        ("by 30 April 2010", "2010-04-30", "deadline"),
        ("By 30.04.10.", "2010-04-30", "deadline"),
        ("No later than 1/11/2010", "2010-11-01", "deadline"),
        ("29.02.09", None, "invalid"),
        ("31/06/2010", None, "invalid"),
        ("by 31.04.10", None, "invalid"),
        ("Immediate", None, "immediate"),
        ("immediate.", None, "immediate"),
        ("With immediate effect", None, "immediate"),
        ("Immediately", None, "immediate"),
        ("Ongoing", None, "ongoing"),
        ("On-going", None, "ongoing"),
        ("In place and ongoing", None, "ongoing"),
        ("To commence 01.09.08", "2008-09-01", "start"),
        ("Starting 1 May 2010", "2010-05-01", "start"),
        ("With effect from 1/5/2010", "2010-05-01", "start"),
        ("July 2010", None, "other"),
        ("by Easter 2010", None, "other"),
        ("by Easter", None, "other"),
        ("end of September 2010", None, "other"),
        ("Autumn term 2010", None, "other"),
        ("Q2 2010", None, "other"),
        ("When the quay is mended", None, "other"),
        ("Ferry trials until 1/12/2009, then as the crews wish", "2009-12-01", "other"),
        ("Old bells removed. New bells to be hung by March 2012.", None, "other"),
        ("Ongoing work with the two ferry crews", None, "ongoing"),
        ("The rota is ongoing work of the crews", None, "other"),
    ],
)
def test_one_entry(raw: str, iso: str | None, kind: str, wordings: Wordings) -> None:
    assert read(raw, wordings) == [(raw, iso, kind)]


@pytest.mark.parametrize("text", ["", " \n "])
def test_no_entry(text: str, wordings: Wordings) -> None:
    assert read(text, wordings) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1/09/ 2009 1/11/ 2009",
            [("1/09/ 2009", "2009-09-01", "deadline"), ("1/11/ 2009", "2009-11-01", "deadline")],
        ),
        (
            "31.07.08\n31.12.08\n31.03.09",
            [
                ("31.07.08", "2008-07-31", "deadline"),
                ("31.12.08", "2008-12-31", "deadline"),
                ("31.03.09", "2009-03-31", "deadline"),
            ],
        ),
        ("Immediate\n30.06.12", [("Immediate", None, "immediate"), ("30.06.12", "2012-06-30", "deadline")]),
        ("30 th April 2010 Ongoing", [("30 th April 2010", "2010-04-30", "deadline"), ("Ongoing", None, "ongoing")]),
        ("1) 01.09.09 2) 29.02.09", [("01.09.09", "2009-09-01", "deadline"), ("29.02.09", None, "invalid")]),
        ("• 01.09.09 • July 2010", [("01.09.09", "2009-09-01", "deadline"), ("July 2010", None, "other")]),
        ("1/09/2009 and 1/09/2009", [("1/09/2009", "2009-09-01", "deadline")] * 2),
        (
            "Pilot at the quay by 1/3/2010. All piers by 1/9/2010.",
            [
                ("Pilot at the quay by 1/3/2010.", "2010-03-01", "other"),
                ("All piers by 1/9/2010.", "2010-09-01", "other"),
            ],
        ),
        (
            "May 2010; September 2010",
            [("May 2010", None, "other"), ("September 2010", None, "other")],
        ),
    ],
)
def test_several_entries(text: str, expected: list[Printed], wordings: Wordings) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "30 June 2011\nQ2 2011 by Easter 2011",
            [
                ("30 June 2011", "2011-06-30", "deadline"),
                ("Q2 2011", None, "other"),
                ("by Easter 2011", None, "other"),
            ],
        ),
        (
            "the 11 th June 2010 end of September 2010",
            [("the 11 th June 2010", "2010-06-11", "deadline"), ("end of September 2010", None, "other")],
        ),
        (
            "by 1/6/2010, by 1/9/2010",
            [("by 1/6/2010", "2010-06-01", "deadline"), ("by 1/9/2010", "2010-09-01", "deadline")],
        ),
    ],
)
def test_words_that_belong_to_a_date_stay_in_its_raw_text(
    text: str, expected: list[Printed], wordings: Wordings
) -> None:
    assert read(text, wordings) == expected


@pytest.mark.parametrize(
    ("text", "edtf", "earliest", "latest"),
    [
        ("July 2010", "2010-07", "2010-07-01", "2010-07-31"),
        ("by Easter 2010", "2010-04-02/2010-04-05", "2010-04-02", "2010-04-05"),
        ("early 2010", "2010-01/2010-04", "2010-01-01", "2010-04-30"),
        ("New bells to be hung by March 2012.", "2012-03", "2012-03-01", "2012-03-31"),
        ("To commence September 2010", "2010-09", "2010-09-01", "2010-09-30"),
    ],
)
def test_vague_entry_keeps_its_period(text: str, edtf: str, earliest: str, latest: str, wordings: Wordings) -> None:
    (target,) = read_targets(text, wordings)
    assert target.period is not None
    assert (target.period.edtf, target.period.earliest.isoformat(), target.period.latest.isoformat()) == (
        edtf,
        earliest,
        latest,
    )


@pytest.mark.parametrize("text", ["1/09/2009", "29.02.09", "Immediate", "by Easter"])
def test_entry_that_is_exact_or_yearless_has_no_period(text: str, wordings: Wordings) -> None:
    (target,) = read_targets(text, wordings)
    assert target.period is None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2039, 12, 31)), st.sampled_from(["", "by ", "By the ", "due "]))
def test_any_day_is_a_deadline(day: dt.date, word: str) -> None:
    (target,) = read_targets(f"{word}{day:%d/%m/%Y}", load_wordings())
    assert (target.kind, target.day) == ("deadline", day)


@given(st.text("1/. 092nedstaJuly\nby ", max_size=40))
def test_spans_stand_in_the_text_in_order(text: str) -> None:
    targets = read_targets(text, load_wordings())
    for target in targets:
        assert 0 <= target.span.start < target.span.end <= len(text)
        assert target.raw == text[target.span.start : target.span.end]
        assert (target.day is None) or target.kind in ("deadline", "start", "other")
    assert [target.span.start for target in targets] == sorted(target.span.start for target in targets)


def test_the_end_of_a_span_is_not_its_start(wordings: Wordings) -> None:
    assert ("2010-12-01", "start") not in [(iso, kind) for _, iso, kind in read("From 1/9/2010 to 1/12/2010", wordings)]


def test_longest_season_comes_first(wordings: Wordings) -> None:
    sizes = [len(season.label) for season in read_seasons(wordings)]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("raw", "iso", "kind", "edtf"),
    [
        ("31 September", None, "invalid", None),
        ("31st of Sept", None, "invalid", None),
        ("31 September 2023", None, "invalid", None),
        ("30 Feb", None, "invalid", None),
        ("31/3/24", "2024-03-31", "deadline", None),
        ("31.03.2024", "2024-03-31", "deadline", None),
        ("31st March 24", "2024-03-31", "deadline", None),
        ("31-Mar-24", "2024-03-31", "deadline", None),
        ("2024-03-31", "2024-03-31", "deadline", None),
        ("31 March", None, "other", None),
        ("29 February", None, "other", None),
        ("March '24", None, "other", "2024-03"),
        ("Mar-24", None, "other", "2024-03"),
        ("03/2024", None, "other", "2024-03"),
        ("2024-03", None, "other", "2024-03"),
        ("Q3 2024/25", None, "other", "2024-10/2024-12"),
        ("Q4 2024/25", None, "other", "2025-01/2025-03"),
        ("Q3 24/25", None, "other", "2024-10/2024-12"),
        ("2024/25 Q3", None, "other", "2024-10/2024-12"),
        ("Quarter 2 2019", None, "other", "2019-04/2019-06"),
        ("end of Q1 2024/25", None, "other", "2024-06"),
        ("end of Q1", None, "other", None),
        ("Autumn term 2023", None, "other", "2023-09-01/2023-12-31"),
        ("Autumn term 2023/24", None, "other", "2023-09-01/2023-12-31"),
        ("Spring term 2023/24", None, "other", "2024-01-01/2024-04-15"),
        ("by end of summer term 2024", None, "other", "2024-07-01/2024-07-31"),
        ("by end of summer term", None, "other", None),
        ("Spring 2024", None, "other", "2024-03-01/2024-05-31"),
        ("Winter 2023", None, "other", "2023-12-01/2024-02-29"),
        ("Winter 2024", None, "other", "2024-12-01/2025-02-28"),
        ("FY 2024/25", None, "other", "2024-04-01/2025-03-31"),
        ("BAU", None, "ongoing", None),
        ("Business as usual", None, "ongoing", None),
        ("TBC", None, "other", None),
    ],
)
def test_dates_as_other_plans_print_them(
    raw: str, iso: str | None, kind: str, edtf: str | None, wordings: Wordings
) -> None:
    (target,) = read_targets(raw, wordings)
    assert (target.raw, target.day.isoformat() if target.day else None, target.kind) == (raw, iso, kind)
    assert (target.period.edtf if target.period else None) == edtf
    assert target.impossible == ((raw,) if kind == "invalid" else ())


def test_revised_date_is_a_second_target(wordings: Wordings) -> None:
    first, second = read_targets("by April 2024 (revised June 2024)", wordings)
    assert first.period is not None
    assert second.period is not None
    assert (first.period.edtf, second.period.edtf) == ("2024-04", "2024-06")


@pytest.mark.parametrize(
    ("raw", "anchor", "edtf"),
    [
        ("within six months of publication", "publication", "2023-05-12/2023-11-12"),
        ("Within 3 months of publication of the report", "publication", "2023-05-12/2023-08-12"),
        ("6 weeks after publication", "publication", "2023-05-12/2023-06-23"),
        ("one year from publication", "publication", "2023-05-12/2024-05-12"),
        ("within 28 days of commencement", "commencement", None),
        ("999 years after publication", "publication", None),
    ],
)
def test_date_that_counts_from_something(raw: str, anchor: str, edtf: str | None, wordings: Wordings) -> None:
    """A period only where the plan says when that was."""
    (told,) = read_targets(raw, wordings, (), {"publication": dt.date(2023, 5, 12)})
    (untold,) = read_targets(raw, wordings)
    assert (told.kind, told.relative, told.period.edtf if told.period else None) == ("other", anchor, edtf)
    assert (untold.relative, untold.period, untold.day) == (anchor, None, None)


@pytest.mark.parametrize("raw", ["six months of training", "within six months", "publication in six months' time"])
def test_length_of_time_alone_counts_from_nothing(raw: str, wordings: Wordings) -> None:
    (target,) = read_targets(raw, wordings)
    assert target.relative is None


@pytest.mark.parametrize(
    ("raw", "targets"),
    [
        ("Complete", [("Complete", None, "other")]),
        ("Completed 3/4/2024", [("Completed 3/4/2024", None, "other")]),
        ("31 March 2024 - Completed 3/4/2024", [("31 March 2024", "2024-03-31", "deadline")]),
        ("31 March 2024\nCompleted", [("31 March 2024", "2024-03-31", "deadline"), ("Completed", None, "other")]),
    ],
)
def test_closing_word_is_no_deadline(raw: str, targets: list[Printed], wordings: Wordings) -> None:
    found = read_targets(raw, wordings, read_target_claims(raw, wordings))
    assert [(t.raw, t.day.isoformat() if t.day else None, t.kind) for t in found] == targets
    assert not any(target.period for target in found)
