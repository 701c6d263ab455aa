"""Prints the values of a spreadsheet's cells in the words of a plan, by the number format that the cell has.

A spreadsheet keeps a day as a count of days and shows it by a format. A plan prints days day first, so a date is
written "01/09/2009" whatever the order of its format; a format that shows less than a day is held to: "Sep 2009".
Numbers are written as they are shown: by the digits, the signs and the words of their format. Formats follow ECMA-376,
part 1, 18.8.31; what of them is not known here (fractions, conditions, scaling) prints the value itself.
"""

import datetime as dt
import re
from calendar import month_abbr, month_name
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from typing import Literal

Value = int | float | bool | str | dt.datetime | dt.date | dt.time | dt.timedelta

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]'
    r"|\[(?P<condition>[<>=][^\]]*)\]|\[[^\]]*\]|(?P<general>General)|(?P<half>AM/PM|A/P)"
    r"|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<sign>[.,%/@])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*', re.DOTALL)
_LONGEST_CODE = 255  # as Excel allows
_EXACT = 10**15  # up to here a spreadsheet keeps every digit of a number
_LETTER = re.compile(r"[^\W_]")

Kind = Literal["general", "number", "date", "unknown"]


@dataclass(frozen=True, slots=True)
class Printed:
    """The words of a value; ``yearless`` where its format shows a day without the year that the cell holds."""

    words: str
    is_date: bool = False
    yearless: bool = False


@dataclass(frozen=True)
class _Section:
    """One of the up to four parts of a number format, as names and texts of its pieces."""

    pieces: tuple[tuple[str, str], ...]

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.pieces)

    @cached_property
    def kind(self) -> Kind:
        if self.has("date", "elapsed", "half"):
            return "date"
        if self.has("condition", "exponent") or any(text == "/" for name, text in self.pieces if name == "sign"):
            return "unknown"
        return "number" if self.pieces and not self.has("general") else "general"


def print_value(value: Value, code: str, epoch: dt.datetime) -> Printed:
    """Give the words of a value by its number format; ``epoch`` is the day from which the workbook counts its days."""
    sections = _read_format(code[:_LONGEST_CODE])
    if isinstance(value, bool):
        return Printed("TRUE" if value else "FALSE")
    if isinstance(value, str):
        return Printed(_print_text(value, sections))
    if isinstance(value, (int, float)):
        if sections[0].kind == "date":
            return _print_serial(value, sections[0], epoch)
        return Printed(_print_number(value, sections))
    if isinstance(value, dt.timedelta):
        return Printed(_print_elapsed(value.total_seconds() / 86400))
    if isinstance(value, dt.time):
        value = dt.datetime.combine(dt.date(1900, 1, 1), value)
        return _print_moment(value, _read_format("hh:mm:ss")[0])
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return _print_moment(moment, sections[0] if sections[0].kind == "date" else _read_format("dd/mm/yyyy hh:mm:ss")[0])


def print_plainly(value: int | float) -> str:
    """Give a number as a spreadsheet shows it without a format: no ".0", no more digits than it keeps."""
    if value == value // 1 and abs(value) < _EXACT:
        return str(int(value))
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text and 1e-10 < abs(value) < 1e21 else text


@lru_cache(maxsize=1024)
def _read_format(code: str) -> tuple[_Section, ...]:
    parts, start = [], 0
    while start <= len(code):
        found = _SECTION.match(code, start)
        end = found.end() if found else len(code)
        parts.append(code[start:end])
        start = end + 1
    sections = []
    for part in parts[:4]:
        pieces = []
        for token in _TOKEN.finditer(part):
            name = token.lastgroup
            if name in ("quoted", "escaped", "currency", "plain"):
                pieces.append(("words", token[name]))
            elif name:
                pieces.append((name, token[name].lower() if name in ("date", "elapsed") else token[name]))
        sections.append(_Section(tuple(pieces)))
    return tuple(sections)


# -- numbers and texts -----------------------------------------------------------------------------------------------


def _print_number(value: int | float, sections: tuple[_Section, ...]) -> str:
    plain = print_plainly(value)
    if any(section.has("condition") for section in sections):
        return plain
    chosen, amount = sections[0], value
    if value < 0 and len(sections) > 1:
        chosen, amount = sections[1], -value
    elif value == 0 and len(sections) > 2:
        chosen = sections[2]
    elif any(text == "@" for name, text in chosen.pieces if name == "sign"):
        return _print_text(plain, (chosen,))
    if chosen.kind != "number":
        return plain
    # A format may show nothing of a value (";;;"): it stands in the document all the same.
    return _fill(amount, chosen) or plain


def _fill(value: int | float, section: _Section) -> str | None:
    """Put a number into a format's places; ``None`` where the format says more than is known here."""
    places = [place for place, (name, _) in enumerate(section.pieces) if name == "digit"]
    if not places:
        return "".join(text for name, text in section.pieces if name == "words").strip() or None
    first, last = places[0], places[-1]
    inside = section.pieces[first : last + 1]
    marks = "".join(text for _, text in inside)
    if any(name == "words" for name, _ in inside) or marks.count(".") > 1 or value != value or abs(value) >= _EXACT:
        return None
    after = section.pieces[last + 1 :]
    if after and after[0] == ("sign", ","):
        return None  # shown in thousands or millions
    whole, _, part = marks.partition(".")
    if part.strip("0#?"):
        return None
    times = sum(text == "%" for name, text in section.pieces if name == "sign")
    amount = Decimal(repr(value)) * 100**times
    digits = f"{abs(amount).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP):f}"
    left, _, right = digits.partition(".")
    while right and part[len(right) - 1] in "#?" and right.endswith("0"):
        right = right[:-1]
    left = left.lstrip("0").rjust(whole.count("0"), "0") if whole.count("0") != 1 else left
    if "," in whole:
        left = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", left)
    minus = "-" if amount < 0 and (left.strip("0,") or right.strip("0")) else ""
    before = "".join(text for name, text in section.pieces[:first] if name in ("words", "sign"))
    behind = "".join(text for name, text in after if name in ("words", "sign"))
    return f"{minus}{before}{left}{'.' if right else ''}{right}{behind}".strip()


def _print_text(text: str, sections: tuple[_Section, ...]) -> str:
    section = sections[3] if len(sections) > 3 else sections[-1]
    if ("sign", "@") not in section.pieces or section.has("digit", "date"):
        return text
    return "".join(text if piece == ("sign", "@") else piece[1] for piece in section.pieces)


# -- dates and times -------------------------------------------------------------------------------------------------


def _print_serial(value: int | float, section: _Section, epoch: dt.datetime) -> Printed:
    from openpyxl.utils.datetime import MAC_EPOCH, from_excel

    if section.has("elapsed"):
        return Printed(_print_elapsed(value))
    shows_day = any(name == "date" and text[0] in "ymd" for name, text in _tell_minutes(section))
    try:
        if shows_day and 0 <= value < 1:
            if epoch != MAC_EPOCH:
                return Printed("00/01/1900", True)  # what a spreadsheet shows for nothing in a cell of dates
            return _print_moment(epoch + dt.timedelta(days=value), section)
        moment = from_excel(value % 1 if not shows_day else value, epoch)
    except (OverflowError, ValueError):
        return Printed(print_plainly(value))
    if isinstance(moment, dt.time):
        moment = dt.datetime.combine(dt.date(1900, 1, 1), moment)
    if not isinstance(moment, dt.datetime) or value < 0:
        return Printed(print_plainly(value))
    return _print_moment(moment, section)


def _print_elapsed(days: int | float) -> str:
    minutes = round(abs(days) * 24 * 60)
    return f"{'-' if days < 0 else ''}{minutes // 60}:{minutes % 60:02}"


def _print_moment(moment: dt.datetime, section: _Section) -> Printed:
    shown = [text for name, text in _tell_minutes(section) if name == "date"]
    year = any(text[0] == "y" for text in shown)
    month = next((text for text in shown if text[0] == "m"), None)
    day = any(text in ("d", "dd") for text in shown)
    weekday = any(text in ("ddd", "dddd") for text in shown)
    time = any(text[0] in "hsn" for text in shown) or section.has("half")
    moment = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    words = ""
    if day or (weekday and not (year or month)):
        words = f"{moment:%d/%m/}{moment.year}"
    elif month:
        words = f"{(month_name if len(month) == 4 else month_abbr)[moment.month]} {moment.year}"
    elif year:
        words = str(moment.year)
    if time and (not words or moment.time() != dt.time()):
        seconds = moment.second and any(text[0] == "s" for text in shown)
        words = f"{words} {moment:%H:%M}{f':{moment.second:02}' if seconds else ''}".strip()
    dated = day or weekday or bool(month) or year
    return Printed(_put_between(words, section), dated, dated and not year)


def _tell_minutes(section: _Section) -> list[tuple[str, str]]:
    """Give the pieces that show a date or time, with the name ``n`` for an ``m`` that shows minutes."""
    pieces = [piece for piece in section.pieces if piece[0] in ("date", "elapsed")]
    told = []
    for place, (name, text) in enumerate(pieces):
        after_hours = place > 0 and pieces[place - 1][1][0] == "h"
        before_seconds = place + 1 < len(pieces) and pieces[place + 1][1][0] == "s"
        minutes = text[0] == "m" and len(text) <= 2 and (after_hours or before_seconds)
        told.append((name, "n" * len(text) if minutes else text))
    return told


def _put_between(words: str, section: _Section) -> str:
    """Give a date with the words that its format puts before and behind it."""
    places = [place for place, (name, _) in enumerate(section.pieces) if name in ("date", "elapsed", "half")]
    before = "".join(text for name, text in section.pieces[: places[0]] if name == "words")
    behind = "".join(text for name, text in section.pieces[places[-1] + 1 :] if name == "words")
    return (before if _LETTER.search(before) else "") + words + (behind if _LETTER.search(behind) else "")
