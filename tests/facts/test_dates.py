import calendar
import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrgraph.facts.dates import Period, find_days, find_periods
from scrgraph.facts.targets import read_seasons
from scrgraph.wordings import Wordings


def suffix(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


MONTHS = list(calendar.month_name)
SHORT = list(calendar.month_abbr)
Printed = Callable[[int, int, int], str]

FORMS: dict[str, Printed] = {
    "1/09/2009": lambda y, m, d: f"{d}/{m:02}/{y}",
    "1/09/ 2009": lambda y, m, d: f"{d}/{m:02}/ {y}",
    "01.09.2009": lambda y, m, d: f"{d:02}.{m:02}.{y}",
    "1-9-2009": lambda y, m, d: f"{d}-{m}-{y}",
    "2009-09-01": lambda y, m, d: f"{y}-{m:02}-{d:02}",
    "1 September 2009": lambda y, m, d: f"{d} {MONTHS[m]} {y}",
    "the 1 st September 2009": lambda y, m, d: f"{d} {suffix(d)} {MONTHS[m]} {y}",
    "1st of Sep 2009": lambda y, m, d: f"{d}{suffix(d)} of {SHORT[m]} {y}",
    "1-Sep-2009": lambda y, m, d: f"{d}-{SHORT[m]}-{y}",
    "September 1st, 2009": lambda y, m, d: f"{MONTHS[m]} {d}{suffix(d)}, {y}",
}
SHORT_FORMS: dict[str, Printed] = {
    "01.09.09": lambda y, m, d: f"{d:02}.{m:02}.{y % 100:02}",
    "1/9/09": lambda y, m, d: f"{d}/{m}/{y % 100:02}",
    "1-Sep-09": lambda y, m, d: f"{d}-{SHORT[m]}-{y % 100:02}",
    "1 September '09": lambda y, m, d: f"{d} {MONTHS[m]} '{y % 100:02}",
}
ALL_FORMS = FORMS | SHORT_FORMS


@pytest.mark.parametrize("form", ALL_FORMS)
def test_every_day_of_fifty_years_comes_back(form: str) -> None:
    first = dt.date(2000 if form in SHORT_FORMS else 1990, 1, 1)
    days = [first + dt.timedelta(n) for n in range((dt.date(2040, 1, 1) - first).days)]
    printed = [ALL_FORMS[form](day.year, day.month, day.day) for day in days]
    found = find_days("; ".join(printed))
    assert [day.raw for day in found] == printed
    assert [day.day for day in found] == days


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2039, 12, 31)),
    st.sampled_from(sorted(ALL_FORMS)),
    st.sampled_from(["", "by ", "On the ", "(", "Completed.\n", "held, "]),
    st.sampled_from(["", ".", ", and so on", ")", "\nFinalised", ";"]),
)
def test_a_day_comes_back_from_among_words(day: dt.date, form: str, before: str, after: str) -> None:
    printed = ALL_FORMS[form](day.year, day.month, day.day)
    (found,) = find_days(before + printed + after)
    assert (found.day, found.raw, found.start) == (day, printed, len(before))
    assert found.end == len(before + printed)


NOT_DAYS = st.tuples(st.integers(1990, 2039), st.integers(1, 12), st.integers(29, 31)).filter(
    lambda ymd: ymd[2] > calendar.monthrange(ymd[0], ymd[1])[1]
)


@given(NOT_DAYS, st.sampled_from(sorted(FORMS)))
def test_a_day_that_does_not_exist_comes_back_without_one(ymd: tuple[int, int, int], form: str) -> None:
    printed = FORMS[form](*ymd)
    assert [(day.raw, day.day) for day in find_days(f"by {printed}.")] == [(printed, None)]


@pytest.mark.parametrize(
    "printed",
    [
        "29.02.09",
        "30/02/2012",
        "31.04.2010",
        "31/06/ 2010",
        "32/01/2010",
        "1/13/2010",
        "0/1/2010",
        "00.00.00",
        "2011-02-29",
        "2011-13-01",
        "31st November 2010",
        "the 30 th February 2010",
        "31-Sep-2010",
        "February 30, 2010",
    ],
)
def test_impossible_days(printed: str) -> None:
    (found,) = find_days(f"due {printed}, please")
    assert found.day is None
    assert found.raw in printed


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("1/09/ 2009", (2009, 9, 1)),
        ("the 11 th May 2010", (2010, 5, 11)),
        ("11th May, 2010", (2010, 5, 11)),
        ("1ST MAY 2010", (2010, 5, 1)),
        ("1 may 2010", (2010, 5, 1)),
        ("3 Sept 2010", (2010, 9, 3)),
        ("3 Sept. 2010", (2010, 9, 3)),
        ("3rd of Dec. 2010", (2010, 12, 3)),
        ("13.07.10", (2010, 7, 13)),
        ("8/2/2010", (2010, 2, 8)),
        ("29.02.12", (2012, 2, 29)),
        ("29 February 2000", (2000, 2, 29)),
        ("5 June ’10.", (2010, 6, 5)),
        ("21st\nMay 2010", (2010, 5, 21)),
    ],
)
def test_forms_met_in_plans(printed: str, day: tuple[int, int, int]) -> None:
    (found,) = find_days(printed)
    assert found.day == dt.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ongoing",
        "July 2010",
        "in 2010",
        "3 of 12 boats",
        "section 47/2",
        "version 1.2.3",
        "1.2.3.2010",
        "1/2/3/2010",
        "tel. 0121 1/2/20101",
        "192.168.10.12",
        "1/09.2009",
        "3 maybe 2010",
        "2010/11",
        "123/09/2009",
        "12010-01-01",
        "2 March",
        "4 June 20 boats went",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_days(text) == ()


def test_several_dates_in_order_of_print() -> None:
    found = find_days("30/1/2009 23/7/2009 and 8 May 2008, then 29.02.09")
    assert [day.day and day.day.isoformat() for day in found] == ["2009-01-30", "2009-07-23", "2008-05-08", None]


def test_two_digit_years_are_of_this_century() -> None:
    assert [day.day and day.day.year for day in find_days("1.1.00 1.1.09 1.1.39")] == [2000, 2009, 2039]


@pytest.fixture(scope="module")
def periods(wordings: Wordings) -> Callable[[str], list[tuple[str, Period]]]:
    seasons = read_seasons(wordings)
    return lambda text: [(text[start:end], period) for start, end, period in find_periods(text, seasons)]


@pytest.mark.parametrize(
    ("printed", "edtf", "earliest", "latest"),
    [
        ("July 2010", "2010-07", "2010-07-01", "2010-07-31"),
        ("Sept 2010", "2010-09", "2010-09-01", "2010-09-30"),
        ("Feb. 2012", "2012-02", "2012-02-01", "2012-02-29"),
        ("July '10", "2010-07", "2010-07-01", "2010-07-31"),
        ("early July 2010", "2010-07-01/2010-07-10", "2010-07-01", "2010-07-10"),
        ("beginning of July 2010", "2010-07-01/2010-07-10", "2010-07-01", "2010-07-10"),
        ("mid-July 2010", "2010-07-11/2010-07-20", "2010-07-11", "2010-07-20"),
        ("end of February 2011", "2011-02-21/2011-02-28", "2011-02-21", "2011-02-28"),
        ("the end of March 2011", "2011-03-21/2011-03-31", "2011-03-21", "2011-03-31"),
        ("late March 2011", "2011-03-21/2011-03-31", "2011-03-21", "2011-03-31"),
        ("2010", "2010", "2010-01-01", "2010-12-31"),
        ("early 2010", "2010-01/2010-04", "2010-01-01", "2010-04-30"),
        ("mid 2010", "2010-05/2010-08", "2010-05-01", "2010-08-31"),
        ("end of 2010", "2010-09/2010-12", "2010-09-01", "2010-12-31"),
        ("Q1 2010", "2010-01/2010-03", "2010-01-01", "2010-03-31"),
        ("Q 4 2010", "2010-10/2010-12", "2010-10-01", "2010-12-31"),
        ("second quarter of 2010", "2010-04/2010-06", "2010-04-01", "2010-06-30"),
        ("3rd quarter 2010", "2010-07/2010-09", "2010-07-01", "2010-09-30"),
        ("autumn term 2010", "2010-09-01/2010-12-31", "2010-09-01", "2010-12-31"),
        ("Spring Term of 2010", "2010-01-01/2010-04-15", "2010-01-01", "2010-04-15"),
        ("summer school term, 2010", "2010-04-15/2010-07-31", "2010-04-15", "2010-07-31"),
        ("summer 2010", "2010-06-01/2010-08-31", "2010-06-01", "2010-08-31"),
        ("Christmas 2010", "2010-12-24/2010-12-26", "2010-12-24", "2010-12-26"),
        ("Easter 2010", "2010-04-02/2010-04-05", "2010-04-02", "2010-04-05"),
        ("Easter 2011", "2011-04-22/2011-04-25", "2011-04-22", "2011-04-25"),
        ("academic year 2010/11", "2010-09-01/2011-08-31", "2010-09-01", "2011-08-31"),
        ("school year 2010-2011", "2010-09-01/2011-08-31", "2010-09-01", "2011-08-31"),
        ("financial year 2010/11", "2010-04-01/2011-03-31", "2010-04-01", "2011-03-31"),
    ],
)
def test_vague_dates(
    periods: Callable[[str], list[tuple[str, Period]]], printed: str, edtf: str, earliest: str, latest: str
) -> None:
    expected = Period(edtf, dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))
    assert periods(f"To be done by {printed}.") == [(printed, expected)]


@pytest.mark.parametrize("text", ["", "by Easter", "Ongoing", "in July", "next year", "room 2010b", "12010"])
def test_what_names_no_year_is_no_period(periods: Callable[[str], list[tuple[str, Period]]], text: str) -> None:
    assert periods(text) == []


def test_several_vague_dates_in_order(periods: Callable[[str], list[tuple[str, Period]]]) -> None:
    assert [raw for raw, _ in periods("July 2010, then autumn term 2010 and Q1 2011")] == [
        "July 2010",
        "autumn term 2010",
        "Q1 2011",
    ]


JULY = Period("2010-07", dt.date(2010, 7, 1), dt.date(2010, 7, 31))
