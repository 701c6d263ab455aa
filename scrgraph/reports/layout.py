"""Lays out plain text for a given width: folded paragraphs, tables, dates as people write them."""

import datetime as dt
import re
import textwrap
from collections.abc import Sequence

_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_LEAST = 6  # characters that a column keeps, however narrow the page


def write_day(day: dt.date) -> str:
    """Write a day as people do: "1 September 2008"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def write_short_day(day: dt.date) -> str:
    """Write a day in few characters: "1 Sep 2008"."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


_MONTHS = (
    "January February March April May June July August September October November December"  # in any locale
).split()


def write_days(text: str) -> str:
    """Write every ISO date in a text as people do."""

    def write(found: re.Match[str]) -> str:
        try:
            return write_day(dt.date.fromisoformat(found.group()))
        except ValueError:
            return found.group()

    return _ISO.sub(write, text)


def keep_printable(text: str) -> str:
    """Put a text on one line; what is not printed becomes a blank, and several blanks one."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def cut_words(text: str, longest: int) -> str:
    """Cut a text that is longer than so many characters, between two words."""
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def fold(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Fold a paragraph to lines of a width; ``hanging`` is the indent of all lines but the first."""
    later = indent + "  " if hanging is None else hanging
    return textwrap.wrap(
        text, max(width, 20), initial_indent=indent, subsequent_indent=later, break_on_hyphens=False
    ) or [indent]


def render_table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, kept: int = 0) -> str:
    """Render a table; the widest columns give way until it fits, and cells too long for theirs are cut with "…".

    The first ``kept`` columns give way only when the others cannot any more.
    """
    sizes = [max(len(row[place]) for row in [headings, *rows]) for place in range(len(headings))]
    room = width - 2 * (len(sizes) - 1)
    for first in (kept, 0):
        while sum(sizes) > room and max(sizes[first:], default=0) > _LEAST:
            sizes[sizes.index(max(sizes[first:]), first)] -= 1
    lines = []
    for row in [headings, ["-" * size for size in sizes], *rows]:
        cells = [cell if len(cell) <= size else cell[: size - 1] + "…" for cell, size in zip(row, sizes, strict=True)]
        lines.append("  ".join(cell.ljust(size) for cell, size in zip(cells, sizes, strict=True)).rstrip())
    return "\n".join(lines)


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: "1 row", "3 rows"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def write_percent(share: float) -> str:
    """Write a share as a whole number of per cent; never all or none where it is not."""
    percent = round(100 * share)
    if percent in (0, 100) and share not in (0, 1):
        return "under 1 %" if percent == 0 else "over 99 %"
    return f"{percent} %"
