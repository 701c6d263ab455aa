"""Draws days and writes them as plans print them."""

import datetime as dt
import random
from collections.abc import Callable, Mapping

QUARTER = 92  # days, the longest calendar quarter
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
# Not from the calendar module, whose names follow the machine's language.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

FORMS: Mapping[str, Callable[[dt.date], str]] = {
    "30.09.11": lambda day: f"{day.day:02}.{day.month:02}.{day.year % 100:02}",
    "30/09/2011": lambda day: f"{day.day:02}/{day.month:02}/{day.year}",
    "3/09/2011": lambda day: f"{day.day}/{day.month:02}/{day.year}",
    "30 September 2011": lambda day: f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
    "30th September 2011": lambda day: f"{day.day}{_ENDINGS.get(day.day, 'th')} {_MONTHS[day.month - 1]} {day.year}",
    "30 Sep 2011": lambda day: f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}",
    "2011-09-30": lambda day: day.isoformat(),
}


def shift(day: dt.date, days: int) -> dt.date:
    """Give the day so many days later."""
    return day + dt.timedelta(days)


def draw_day(chance: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """Draw a day between two days, both included."""
    return shift(first, chance.randint(0, (last - first).days))


def draw_days(chance: random.Random, number: int, first: dt.date, last: dt.date) -> list[dt.date]:
    """Draw so many different days between two days, both included, in order."""
    return [shift(first, place) for place in sorted(chance.sample(range((last - first).days + 1), number))]


def list_quarters(first: dt.date, last: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """List the calendar quarters that begin after a day and have ended by another: name, first and last day."""
    quarters = []
    for number in range(4 * first.year, 4 * last.year + 4):
        year, quarter = divmod(number, 4)
        begins = dt.date(year, 3 * quarter + 1, 1)
        ends = shift(dt.date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1), -1)
        if begins > first and ends <= last:
            quarters.append((f"{year}-Q{quarter + 1}", begins, ends))
    return quarters


def draw_impossible(chance: random.Random, year: int) -> str:
    """Draw a date of a year that is no day of the calendar."""
    day, month = chance.choice([(31, 4), (31, 6), (31, 9), (31, 11), (30, 2)])
    return f"{day}.{month:02}.{year % 100:02}"
