"""Reads dates as plans print them: exact days, days that do not exist, and vague periods.

A day that does not exist is a fact about the document: it comes back without a day and is never moved to a near one.
Vague dates follow EDTF (ISO 8601-2): an expression, and the earliest and latest day it can mean.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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

_YEAR = r"((?:19|20)\d{2})"
_PART = r"(?:(early|beginning of|start of|mid|middle of|late|end of|the end of|end)[-\s]+(?:the\s+)?)?"
_MONTH_PERIOD = re.compile(rf"\b{_PART}({_MONTH})\b\.?,?\s+(?:{_YEAR}|['\u2019]?(\d{{2}}))\b(?![./]\d)", re.IGNORECASE)
_MONTHS_PERIOD = re.compile(rf"\b({_MONTH})\s*(?:/|-|\u2013|to|and|or)\s*({_MONTH})\b\.?,?\s+{_YEAR}\b", re.IGNORECASE)
_QUARTER = re.compile(
    rf"\b(?:Q\s?([1-4])|(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter)(?:\s+of)?[\s,]+{_YEAR}(?:\s?[/\u2013-]\s?((?:20)?\d{{2}}))?\b",
    re.IGNORECASE,
)
_YEARS = re.compile(
    rf"\b(academic|school|financial)\s+year\s+{_YEAR}\s?[-/\u2013]\s?(?:20)?(\d{{1,2}})\b", re.IGNORECASE
)
_ORDINALS = {
    word: n for n, pair in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th"), 1) for word in pair.split()
}
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
        pattern = rf"\b{re.escape(season.label)}(?:\s+of)?[\s,]+{_YEAR}\b"
        for found in re.finditer(pattern, text, re.IGNORECASE):
            year = int(found.group(1))
            yield (
                found.start(),
                found.end(),
                _span(dt.date(year, *season.first), _last_of(year + (season.last < season.first), *season.last)),
            )
    for found in _QUARTER.finditer(text):
        number = int(found.group(1)) if found.group(1) else _ORDINALS[found.group(2).lower()]
        year = int(found.group(3))
        if found.group(4):  # of a financial year, which begins in April
            number, year = (number + 1, year) if number < 4 else (1, year + 1)
        yield found.start(), found.end(), _months(year, 3 * number - 2, 3 * number)
    for found in _YEARS.finditer(text):
        year, month = int(found.group(2)), 4 if found.group(1).lower() == "financial" else 9
        last = dt.date(year + 1, month, 1) - dt.timedelta(1)
        yield found.start(), found.end(), _span(dt.date(year, month, 1), last)
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
    for found in _MONTH_FIRST.finditer(text):
        yield (
            found.start(),
            found.end(),
            int(found.group(3)),
            _MONTHS[found.group(1).lower()],
            int(found.group(2)),
        )


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
