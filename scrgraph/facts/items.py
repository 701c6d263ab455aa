"""Splits a cell into the things it lists: paragraphs, numbered items, bullets."""

import re
from functools import cache
from itertools import pairwise

from scrgraph.facts.model import Item, Span

_LETTERS = "abcdefghij"
_BULLET = re.compile(r"(?:^|(?<=\s))[\u2022\u25aa\u25cf\u25e6\u25a0\u00b7*]\s+")


def split_paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Give the paragraphs of a joined text (parted by line feeds), without surrounding white space."""
    end = len(text) if end is None else end
    bounds = [start, *(place for place in range(start, end) if text[place] == "\n"), end]
    return [span for first, last in pairwise(bounds) if (span := strip_span(text, first, last))]


def split_numbered(text: str, span: Span, first: int = 1) -> list[Span]:
    """Give the numbered items of a span, without their numbers; nothing where it does not count on from ``first``.

    Words before the first number are an item of their own.
    """
    marks: list[tuple[int, int]] = []
    place = span.start
    while mark := find_mark(text, len(marks) + first, place, span.end):
        marks.append(mark)
        place = mark[1]
    if not marks:
        return []
    lead = strip_span(text, span.start, marks[0][0])
    bounds = [*marks, (span.end, span.end)]
    items = [strip_span(text, mark[1], following[0]) for mark, following in pairwise(bounds)]
    return [item for item in [lead, *items] if item]


def split_items(text: str) -> list[Item]:
    """Give the entries of a cell: one a paragraph, one a numbered or bulleted item, else the whole."""
    items = []
    for paragraph in split_paragraphs(text):
        for part in split_numbered(text, paragraph) or [paragraph]:
            items += [Item(text[bit.start : bit.end].strip(), bit) for bit in split_bullets(text, part)]
    return items


def split_bullets(text: str, span: Span) -> list[Span]:
    """Give the bulleted items of a span, or the span itself."""
    return cut_span(text, span, _BULLET)


def cut_span(text: str, span: Span, pattern: re.Pattern[str]) -> list[Span]:
    """Give what stands between the places of a span where a pattern matches, without white space at the ends."""
    bounds = [span.start]
    for found in pattern.finditer(text, span.start, span.end):
        bounds += [found.start(), found.end()]
    bounds.append(span.end)
    return [
        part for first, last in zip(bounds[::2], bounds[1::2], strict=True) if (part := strip_span(text, first, last))
    ]


def strip_span(text: str, start: int, end: int) -> Span | None:
    """Give the span without white space at its ends; ``None`` where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def find_mark(text: str, number: int, start: int, end: int) -> tuple[int, int] | None:
    """Give where the mark of an item stands: its number ("2)", "(2)", "2.") or its letter ("b)")."""
    found = _mark_pattern(str(number)).search(text, start, end)
    if found is None and number <= len(_LETTERS):
        found = _letter_pattern(_LETTERS[number - 1]).search(text, start, end)
    return (found.start(), found.end()) if found else None


@cache
def _mark_pattern(number: str) -> re.Pattern[str]:
    """Matches a number as an item's mark: "1)", "(1)", "1. ", "1.IMPULSE"; not the start of a date."""
    return re.compile(rf"(?<![\w./]){number}(?:\)\s*|\.\s+|\.(?=[A-Z]))|\({number}\)\s*")


@cache
def _letter_pattern(letter: str) -> re.Pattern[str]:
    """Matches a letter as an item's mark: "a)", "(a)"."""
    return re.compile(rf"(?<![\w./(]){letter}\)\s*|\({letter}\)\s*")
