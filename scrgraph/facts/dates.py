"""Reads dates as plans print them: exact days, days that do not exist, and vague periods.

A day that does not exist is a fact about the document: it comes back without a day and is never moved to a near one.
Vague dates follow EDTF (ISO 8601-2): an expression, and the earliest and latest day it can mean.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from dateutil.easter import easter

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_PIVOT = 70
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th))?"

# Two digits after a month are a year, unless they count something ("5 May 10 nurses were trained").
_COUNTED = r"[:%]|[./]\d|\s+(?!(?:was|has|is|its|this|as)\b)[a-z]+s\b"
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:(\d{2})(?!\d)|\s?(\d{4})(?!\d))(?![./-]\d)")
_ISO = re.compile(r"(?<![\d./-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DAY_FIRST = re.compile(
    rf"(?<![\d./-])(\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?({_MONTH})\b\.?,?\s+(?:(\d{{4}})\b|['\u2019]?(\d{{2}})\b(?!{_COUNTED}))",
    re.IGNORECASE,
)
_HYPHENED = re.compile(rf"(?<![\d./-])(\d{{1,2}})-({_MONTH})-(?:(\d{{4}})|(\d{{2}}))(?![\d-])", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}}){_ORDINAL},?\s+(\d{{4}})\b", re.IGNORECASE)
# A day without a year is a date only where no year has it: "31 September".
_YEARLESS = re.compile(
    rf"(?<![\d./-])(30|31){_ORDINAL}[\s-]+(?:of\s+)?({_MONTH})\b(?!\.?,?[\s-]+['\u2019]?\d)", re.IGNORECASE
)
_LEAP_YEAR = 2000

_YEAR = r"((?:19|20)\d{2})"
_PART = r"(?:(early|beginning of|start of|mid|middle of|late|end of|the end of|end)[-\s]+(?:the\s+)?)?"
_MONTH_PERIOD = re.compile(rf"\b{_PART}({_MONTH})\b\.?,?\s+(?:{_YEAR}|['\u2019]?(\d{{2}}))\b(?![./]\d)", re.IGNORECASE)
_MONTHS_PERIOD = re.compile(rf"\b({_MONTH})\s*(?:/|-|\u2013|to|and|or)\s*({_MONTH})\b\.?,?\s+{_YEAR}\b", re.IGNORECASE)
# "2024/25", "24/25": a year that does not begin in January; "2024": one that does.
_ACADEMIC = (
    rf"(?:{_YEAR}|(?<![\d/.-])(\d{{2}})(?=\s?[/\u2013-]\s?\d{{2}}\b))"
    r"(?:\s?[/\u2013-]\s?(?:20)?(\d{2}))?(?![\d/.-]*\d)"
)
_NAMED_QUARTER = r"(?:(?:Q|Qtr\.?|quarter)\s?([1-4])|(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter)"
_QUARTER = re.compile(
    rf"\b{_PART}{_NAMED_QUARTER}(?:\s+(?:of|in))?(?:\s+(?:the\s+)?(?:FY|financial year))?[\s,(]+(?:FY\s?)?{_ACADEMIC}",
    re.IGNORECASE,
)
_QUARTER_LAST = re.compile(rf"\b(?:FY\s?)?{_ACADEMIC}[\s,:-]+{_NAMED_QUARTER}\b", re.IGNORECASE)
_YEARS = re.compile(
    rf"\b{_PART}(academic\s+year|school\s+year|financial\s+year|FY)\s?{_YEAR}\s?[-/\u2013]\s?(?:20)?(\d{{1,2}})\b",
    re.IGNORECASE,
)
_NUMBERED_MONTH = re.compile(r"(?<![\d./-])(0?[1-9]|1[0-2])[/.-]((?:19|20)\d{2})(?![\d./-]*\d)")
_ISO_MONTH = re.compile(r"(?<![\d./-])((?:19|20)\d{2})-(0[1-9]|1[0-2])(?![\d./-]*\d)")
_HYPHENED_MONTH = re.compile(rf"(?<![\w./-])({_MONTH})-(?:{_YEAR}|(\d{{2}}))(?![\d-])", re.IGNORECASE)
_ORDINALS = {
    word: n for n, pair in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th"), 1) for word in pair.split()
}
_ACADEMIC_YEAR = (9, 1)
_EASTER = re.compile(rf"\beaster\s+{_YEAR}\b", re.IGNORECASE)
_PLAIN_YEAR = re.compile(rf"\b{_PART}{_YEAR}\b(?![./-]\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """A date written as a date: where it stands, and the day it names where there is such a day."""

    start: int
    end: int
    raw: str
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class Period:
    """A vague date: EDTF expression, earliest and latest day, both inclusive."""

    edtf: str
    earliest: dt.date
    latest: dt.date


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year that has a name ("autumn term"), from and to a month and day."""

    label: str
    first: tuple[int, int]
    last: tuple[int, int]


@lru_cache(maxsize=256)  # each cell is read for several things in turn
def find_days(text: str) -> tuple[Day, ...]:
    """Give every date written as a date, in order; those that are no day of the calendar have ``day`` ``None``."""
    found: list[Day] = []
    for start, end, year, month, day in sorted(_match_days(text)):
        if not found or start >= found[-1].end:
            found.append(Day(start, end, text[start:end], _make_day(year, month, day)))
    return tuple(found)


def find_periods(text: str, seasons: tuple[Season, ...] = ()) -> tuple[tuple[int, int, Period], ...]:
    """Give every vague date of a text that names its year, with where it stands, in order."""
    found: list[tuple[int, int, Period]] = []
    taken = bytearray(len(text))
    for start, end, period in sorted(_match_periods(text, seasons), key=lambda hit: (hit[0] - hit[1], hit[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            found.append((start, end, period))
    return tuple(sorted(found, key=lambda hit: hit[0]))


def _match_periods(text: str, seasons: tuple[Season, ...]) -> Iterator[tuple[int, int, Period]]:
    for found in _EASTER.finditer(text):
        sunday = easter(int(found.group(1)))
        yield found.start(), found.end(), _span(sunday - dt.timedelta(2), sunday + dt.timedelta(1))
    for season in seasons:
        for found in _season_pattern(season.label).finditer(text):
            yield found.start(), found.end(), _read_season(season, *found.groups())
    for found in _QUARTER.finditer(text):
        part, *named = found.groups()
        yield found.start(), found.end(), _read_quarter(part, *named)
    for found in _QUARTER_LAST.finditer(text):
        *printed, number, ordinal = found.groups()
        yield found.start(), found.end(), _read_quarter(None, number, ordinal, *printed)
    for found in _YEARS.finditer(text):
        year, month = int(found.group(3)), 4 if found.group(2).lower().startswith(("f",)) else 9
        last = dt.date(year + 1, month, 1) - dt.timedelta(1)
        first = dt.date(year + 1, month - 3, 1) if _kind_of_part(found.group(1)) == "late" else dt.date(year, month, 1)
        yield found.start(), found.end(), _span(first, last)
    for pattern, at_year, at_month in ((_NUMBERED_MONTH, 2, 1), (_ISO_MONTH, 1, 2)):
        for found in pattern.finditer(text):
            yield (
                found.start(),
                found.end(),
                _part_of_month(None, int(found.group(at_year)), int(found.group(at_month))),
            )
    for found in _HYPHENED_MONTH.finditer(text):
        year = int(found.group(2) or _read_year(found.group(3)))
        yield found.start(), found.end(), _part_of_month(None, year, _MONTHS[found.group(1).lower()])
    for found in _MONTHS_PERIOD.finditer(text):
        opens, closes = _MONTHS[found.group(1).lower()], _MONTHS[found.group(2).lower()]
        if opens < closes:
            yield found.start(), found.end(), _months(int(found.group(3)), opens, closes)
    for found in _MONTH_PERIOD.finditer(text):
        if found.group(4) and found.group(2).islower():
            continue  # "may 10 times" is no month
        year = int(found.group(3) or _read_year(found.group(4)))
        yield (
            found.start(),
            found.end(),
            _part_of_month(found.group(1), year, _MONTHS[found.group(2).lower()]),
        )
    for found in _PLAIN_YEAR.finditer(text):
        yield found.start(), found.end(), _part_of_year(found.group(1), int(found.group(2)))


def _match_days(text: str) -> Iterator[tuple[int, int, int, int, int]]:
    for found in _NUMERIC.finditer(text):
        year = int(found.group(5) or _read_year(found.group(4)))
        yield found.start(), found.end(), year, int(found.group(3)), int(found.group(1))
    for found in _ISO.finditer(text):
        yield found.start(), found.end(), int(found.group(1)), int(found.group(2)), int(found.group(3))
    for pattern in (_DAY_FIRST, _HYPHENED):
        for found in pattern.finditer(text):
            year = int(found.group(3) or _read_year(found.group(4)))
            yield found.start(), found.end(), year, _MONTHS[found.group(2).lower()], int(found.group(1))
    for found in _YEARLESS.finditer(text):
        month = _MONTHS[found.group(2).lower()]
        if int(found.group(1)) > calendar.monthrange(_LEAP_YEAR, month)[1]:
            yield found.start(), found.end(), _LEAP_YEAR, month, int(found.group(1))
    for found in _MONTH_FIRST.finditer(text):
        yield (
            found.start(),
            found.end(),
            int(found.group(3)),
            _MONTHS[found.group(1).lower()],
            int(found.group(2)),
        )


@cache
def _season_pattern(label: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_PART}{re.escape(label)}(?:\s+of)?[\s,]+{_ACADEMIC}", re.IGNORECASE)


def _read_season(season: Season, part: str | None, year: str | None, short: str | None, second: str | None) -> Period:
    """Give a named part of a year; of an academic one ("2023/24") what lies before September is next year's."""
    opens = int(year or _read_year(short or ""))
    opens += bool(second) and season.first < _ACADEMIC_YEAR
    first = dt.date(opens, *season.first)
    last = _last_of(opens + (season.last < season.first), *season.last)
    if _kind_of_part(part) == "late":
        first = max(first, last.replace(day=1))
    elif _kind_of_part(part) == "early":
        last = min(last, _last_of(first.year, first.month))
    return _span(first, last)


def _read_quarter(
    part: str | None, number: str | None, ordinal: str | None, year: str | None, short: str | None, second: str | None
) -> Period:
    """Give a quarter of a calendar year; of a financial year ("Q3 2024/25"), which begins in April."""
    place = int(number) if number else _ORDINALS[(ordinal or "").lower()]
    opens = int(year or _read_year(short or ""))
    if second:
        place, opens = (place + 1, opens) if place < 4 else (1, opens + 1)
    first, last = 3 * place - 2, 3 * place
    match _kind_of_part(part):
        case "late":
            first = last
        case "mid":
            first = last = first + 1
        case "early":
            last = first
    return _months(opens, first, last) if first < last else _part_of_month(None, opens, first)


def _read_year(two_digits: str) -> int:
    """Give the year that two digits mean: plans are of this century, what they look back on may be of the last."""
    return int(two_digits) + (2000 if int(two_digits) < _PIVOT else 1900)


def _make_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _last_of(year: int, month: int, day: int = 31) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _span(earliest: dt.date, latest: dt.date) -> Period:
    return Period(f"{earliest}/{latest}", earliest, latest)


def _months(year: int, first: int, last: int) -> Period:
    return Period(f"{year}-{first:02}/{year}-{last:02}", dt.date(year, first, 1), _last_of(year, last))


def _part_of_month(part: str | None, year: int, month: int) -> Period:
    last = _last_of(year, month)
    match _kind_of_part(part):
        case "early":
            return _span(dt.date(year, month, 1), dt.date(year, month, 10))
        case "mid":
            return _span(dt.date(year, month, 11), dt.date(year, month, 20))
        case "late":
            return _span(dt.date(year, month, 21), last)
        case _:
            return Period(f"{year}-{month:02}", dt.date(year, month, 1), last)


def _part_of_year(part: str | None, year: int) -> Period:
    match _kind_of_part(part):
        case "early":
            return _months(year, 1, 4)
        case "mid":
            return _months(year, 5, 8)
        case "late":
            return _months(year, 9, 12)
        case _:
            return Period(f"{year}", dt.date(year, 1, 1), dt.date(year, 12, 31))


def _kind_of_part(part: str | None) -> str:
    word = (part or "").lower()
    if word.startswith(("early", "beginning", "start")):
        return "early"
    if word.startswith(("mid",)):
        return "mid"
    return "late" if word else ""
