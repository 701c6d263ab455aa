"""Tells whose the rows of a plan are: the plan's own (part "main"), or an agency's (part "imr").

A heading above a group of rows may name an agency, say what the rows are about ("Priority 1: ..."), or say that they
are recommendations of the review itself. Only an agency's make rows its own; a theme is kept with the row and no more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from scrgraph.facts.dates import find_days
from scrgraph.ingest.cells import PlanRow, Table
from scrgraph.ingest.headings import read_words
from scrgraph.wordings import Wordings

PartName = Literal["main", "imr"]

_LONGEST_DATE = 4  # words of a heading that is a date
_BODY_WORDS = frozenset({"board", "partnership", "committee", "panel"})
# What stands about an agency's name in the title of its table or the name of its sheet.
_ABOUT = re.compile(
    r"\b(?:single[- ]agency|individual management reviews?|imrs?|(?:safeguarding )?action plans?|plans?"
    r"|recommendations?|actions?|reports?|for|from|of|by|the)\b",
    re.IGNORECASE,
)
_EDGES = " \t-\u2013\u2014:,;()/&"


def find_owners(
    tables: Sequence[Table], signs: tuple[tuple[str, ...], ...], wordings: Wordings
) -> tuple["Owners", ...]:
    """Give, for each table of a document, what tells whose its rows are.

    ``signs`` are the words of a title which say that the rows below it are agencies' own.
    """
    names = _Names(signs, wordings)
    captions = [names.find_caption(table) for table in tables]
    # One caption alone may be the title of the whole plan; agencies are told by several.
    several = len({*captions} - {None}) > 1
    return tuple(
        Owners(table, names, caption if several else None) for table, caption in zip(tables, captions, strict=True)
    )


class _Names:
    """Tells what the headings of groups, and the titles of tables, name."""

    def __init__(self, signs: tuple[tuple[str, ...], ...], wordings: Wordings) -> None:
        self._signs = signs
        self._labels = {label.lower() for agency in wordings.agencies for label in agency.labels}
        self._words = set(wordings.marker_labels("organisation-word"))
        self._bodies = {body.lower() for body in wordings.bodies}
        self._whole = [read_words(label) for label in wordings.marker_labels("whole-plan")]
        themes = "|".join(map(re.escape, wordings.marker_labels("theme-heading")))
        self._theme = re.compile(rf"(?:{themes})(?:$|s?\s*(?:[a-z]\b|[\divx]+\b|[:\u2013-]))")

    def says_agencies(self, text: str) -> bool:
        """Whether a title or heading says that agencies' own recommendations stand below it."""
        words = read_words(text)
        return any(_holds(words, sign) for sign in self._signs)

    def is_theme(self, name: str) -> bool:
        """Whether a heading says what rows are about, or when: no agency is called so."""
        dated = len(name.split()) <= _LONGEST_DATE and bool(find_days(name))
        return dated or self._theme.match(name.lower()) is not None

    def is_whole(self, name: str) -> bool:
        """Whether a heading says that the review's own recommendations stand below it."""
        words = read_words(name)
        return any(_holds(words, label) for label in self._whole)

    def is_agency(self, name: str) -> bool:
        """Whether a heading names an agency."""
        if self.is_theme(name) or self.is_whole(name) or self.says_agencies(name):
            return False
        return name.lower() in self._labels or bool(set(read_words(name)) & self._words)

    def find_caption(self, table: Table) -> str | None:
        """Give the name of the agency that the line above a table, or its sheet, names; a board's plan is the whole."""
        for caption in table.captions:
            name = " ".join(_ABOUT.sub(" ", caption).split()).strip(_EDGES)
            body = name.lower() in self._bodies or set(read_words(name)) & _BODY_WORDS
            if name and not body and self.is_agency(name):
                return name
        return None


class Owners:
    """Tells whose the rows of one table are."""

    def __init__(self, table: Table, names: _Names, caption: str | None) -> None:
        """Look at a table; ``caption`` is the agency that is named above it."""
        self._names, self._caption = names, caption
        self._titled = any(names.says_agencies(quote.text) for quote in table.above[:3])
        self._has_sections = table.has_sections
        sections = {name for row in table.rows for name in row.sections or _as_path(row.section)}
        telling = {name for name in sections if not names.is_theme(name)}
        numbers = [row.number for row in table.rows]
        restarts = len(set(numbers)) < len(numbers)
        self._otherwise: PartName = "imr" if telling and (restarts or any(map(names.is_agency, telling))) else "main"

    @property
    def whole(self) -> PartName:
        """The part of rows that stand under a heading of which nothing can be told."""
        return "imr" if self._titled and self._has_sections else self._otherwise

    def find(self, row: PlanRow) -> tuple[PartName, str | None]:
        """Give the part of a row, and the heading that names its agency."""
        names = self._names
        path = row.sections or _as_path(row.section)
        agency = next((name for name in reversed(path) if names.is_agency(name)), None)
        telling = [name for name in path if not names.is_theme(name)]
        if self._titled and self._has_sections:
            return "imr", agency or (telling[-1] if telling else self._caption)
        if any(map(names.is_whole, path)):
            return "main", None
        if any(map(names.says_agencies, path[:-1])):
            return "imr", agency or (telling[-1] if telling else None)
        if agency is not None:
            return "imr", agency
        if telling:
            return self._otherwise, telling[-1] if self._otherwise == "imr" else None
        return ("imr", self._caption) if self._caption is not None else ("main", None)


def number_unprinted(tables: Sequence[Table], part_of: Sequence[Sequence[PartName]]) -> Iterator[list[PlanRow]]:
    """Give the rows of each table; those of the plan's own are counted on where a document prints no number at all.

    Groups of themes and further tables do not begin to count anew, since their rows are of one plan.
    """
    count = 0
    for table, parts in zip(tables, part_of, strict=True):
        bare = all(row.printed is None and row.place is not None for row in table.rows)
        rows = []
        for row, part in zip(table.rows, parts, strict=True):
            if bare and part == "main":
                count += 1
                rows.append(replace(row, number=str(count)))
            else:
                rows.append(row)
        yield rows


def _as_path(section: str | None) -> tuple[str, ...]:
    return () if section is None else (section,)


def _holds(words: tuple[str, ...], sign: tuple[str, ...]) -> bool:
    return any(words[start : start + len(sign)] == sign for start in range(len(words) - len(sign) + 1))
