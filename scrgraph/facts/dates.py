"""Reads dates as plans print them: exact days, days that do not exist, and vague periods.

A day that does not exist is a fact about the document: it comes back without a day and is never moved to a near one.
Vague dates follow EDTF (ISO 8601-2): an expression, and the earliest and latest day it can mean.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dateutil.easter import easter

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th))?"

_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:(\d{2})(?!\d)|\s?(\d{4})(?!\d))(?![./-]\d)")
_ISO = re.compile(r"(?<![\d./-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DAY_FIRST = re.compile(
    rf"(?<![\d./-])(\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?({_MONTH})\b\.?,?\s+(?:(\d{{4}})\b|['\u2019]?(\d{{2}})(?=\s*(?:$|[.,;:)\n])))",
    re.IGNORECASE,
)
_HYPHENED = re.compile(rf"(?<![\d./-])(\d{{1,2}})-({_MONTH})-(?:(\d{{4}})|(\d{{2}}))(?![\d-])", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+(\d{{1,2}}){_ORDINAL},?\s+(\d{{4}})\b", re.IGNORECASE)

_YEAR = r"((?:19|20)\d{2})"
_PART = r"(?:(early|beginning of|start of|mid|middle of|late|end of|the end of|end)[-\s]+(?:the\s+)?)?"
_MONTH_PERIOD = re.compile(rf"\b{_PART}({_MONTH})\b\.?,?\s+(?:{_YEAR}|['\u2019]?(\d{{2}}))\b(?![./]\d)", re.IGNORECASE)
_QUARTER = re.compile(
    rf"\b(?:Q\s?([1-4])|(first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter)(?:\s+of)?[\s,]+{_YEAR}\b", re.IGNORECASE
)
_YEARS = re.compile(rf"\b(academic|school|financial)\s+year\s+{_YEAR}\s?[-/\u2013]\s?(?:20)?(\d{{1,2}})\b", re.IGNORECASE)
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

    def is_before(self, day: dt.date) -> bool | None:
        """Tell whether the period lies before a day: true, false, or ``None`` where it cannot be told."""
        if self.latest < day:
            return True
        return False if self.earliest >= day else None


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year that has a name ("autumn term"), from and to a month and day."""

    label: str
    first: tuple[int, int]
    last: tuple[int, int]


def find_days(text: str) -> tuple[Day, ...]:
    """Give every date written as a date, in order; those that are no day of the calendar have ``day`` ``None``."""
    found: list[Day] = []
    for start, end, year, month, day in sorted(_match_days(text)):
        if not found or start >= found[-1].end:
            found.append(Day(start, end, text[start:end], _make_day(year, month, day)))
    return tuple(found)


def find_period(text: str, seasons: tuple[Season, ...] = ()) -> Period | None:
    """Give the first vague date of a text, ``None`` where there is none that names its year."""
    lowered = " ".join(text.split())
    if found := _EASTER.search(lowered):
        sunday = easter(int(found.group(1)))
        return _span(sunday - dt.timedelta(2), sunday + dt.timedelta(1))
    for season in seasons:
        if found := re.search(rf"\b{re.escape(season.label)}(?:\s+of)?[\s,]+{_YEAR}\b", lowered, re.IGNORECASE):
            year = int(found.group(1))
            return _span(dt.date(year, *season.first), _last_of(year, *season.last))
    if found := _QUARTER.search(lowered):
        number = int(found.group(1) or ("first second third fourth".split() + "1st 2nd 3rd 4th".split()).index(found.group(2).lower()) % 4 + 1)
        year = int(found.group(3))
        return _months(year, 3 * number - 2, 3 * number)
    if found := _YEARS.search(lowered):
        year, month = int(found.group(2)), 4 if found.group(1).lower() == "financial" else 9
        return _span(dt.date(year, month, 1), dt.date(year + 1, month, 1) - dt.timedelta(1))
    if found := _MONTH_PERIOD.search(lowered):
        year = int(found.group(3) or 2000 + int(found.group(4)))
        return _part_of_month(found.group(1), year, _MONTHS[found.group(2).lower()])
    if found := _PLAIN_YEAR.search(lowered):
        return _part_of_year(found.group(1), int(found.group(2)))
    return None


def _match_days(text: str) -> Iterator[tuple[int, int, int, int, int]]:
    for found in _NUMERIC.finditer(text):
        year = int(found.group(5) or 2000 + int(found.group(4)))
        yield found.start(), found.end(), year, int(found.group(3)), int(found.group(1))
    for found in _ISO.finditer(text):
        yield found.start(), found.end(), int(found.group(1)), int(found.group(2)), int(found.group(3))
    for pattern in (_DAY_FIRST, _HYPHENED):
        for found in pattern.finditer(text):
            year = int(found.group(3) or 2000 + int(found.group(4)))
            yield found.start(), found.end(), year, _MONTHS[found.group(2).lower()], int(found.group(1))
    for found in _MONTH_FIRST.finditer(text):
        yield found.start(), found.end(), int(found.group(3)), _MONTHS[found.group(1).lower()], int(found.group(2))


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
