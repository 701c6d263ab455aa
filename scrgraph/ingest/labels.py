"""Tells where the number of a recommendation stands in a table, and reads it.

It stands in a column of its own, or before the text in its cell: behind a word ("Recommendation 4", "Rec. 1") or bare
("1.", "R1", "2.3"). Which of these, is told once for a whole table: a bare number before some text may be anything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scrgraph.ingest.cells import Line
from scrgraph.ingest.layouts import Layout, read_number

_NUMBER = re.compile(
    r"(?:[A-Z]{1,3}(?:ec)?[. ]?\s*)?(\d{1,5}(?:\.\d{1,3})*(?:\s?[a-z])?)[.):]?(?:\s*\([^)]*\))?"
    r"|(\d{1,4}[a-z]?/(?:19|20)?\d\d)",  # "002/24", the second of a year
    re.IGNORECASE,
)
# "1. ", "1) ", "2.3 The", "1a The"; with letters before it ("R1", "LP 2") the number may stand before anything.
_BARE = re.compile(
    r"(?:(?P<word>[A-Z]{1,3})\s?(?P<lettered>\d{1,3}(?:\.\d{1,3})?[a-z]?)(?![\w./])\s*(?:[-.:)\u2013\u2014]\s*)*"
    r"|\(?(?P<number>\d{1,3}(?:\.\d{1,3})?[a-z]?)(?:\s*[.:)\u2013\u2014]+(?:\s+|$|(?=[A-Z\"\u201c\u2018(]))|\s+(?=[A-Z\"\u201c\u2018(])|$))"
)
_LETTERED = re.compile(r"([A-Z])\.\s?\d")  # "A.1": a letter parted from the number, as in the numbers of an annex
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\s?\d{2,4}")
_FEWEST_CELLS = 3  # that a row fills at least
_FEWEST = 2  # rows that must bear a bare number before it counts as the row's
_FEWEST_UNORDERED = 5  # the same where the numbers do not rise


@dataclass(frozen=True, slots=True)
class Label:
    """A number as read: as it stands in a key, as printed, and how many characters the label takes of its cell."""

    number: str
    printed: str
    size: int


@dataclass(frozen=True)
class Labels:
    """How the rows of one table are numbered: ``place`` is the column that bears the label.

    ``lettered`` tells that letters are a part of the number, because different ones stand before it ("A.1", "B.1").
    """

    layout: Layout
    place: int
    apart: bool
    bare: bool = False
    lettered: bool = False

    def read(self, words: str) -> Label | None:
        """Read the label at the beginning of a cell; ``None`` where there is none."""
        if self.apart and (found := _NUMBER.fullmatch(words)):
            if self.lettered and (letter := _LETTERED.match(words)):
                return Label(f"{letter.group(1).lower()}.{read_number(found.group(1))}", words, 0)
            printed = found.group(1) or found.group(2)
            return Label(read_number(printed), printed, 0)
        if found := self.layout.label_pattern.match(words):
            size = 0 if self.apart else found.end()
            return Label(read_number(found.group("number")), found.group("number"), size)
        return read_bare(words) if self.bare else None

    def measure_again(self, words: str, number: str) -> int:
        """Give the size of a label that repeats, before the text, the number that stands in a column of its own."""
        if found := self.layout.label_pattern.match(words):
            same, size = read_number(found.group("number")) == number, found.end()
        elif bare := read_bare(words):
            same, size = bare.number == number, bare.size
        else:
            return 0
        return size if same and size < len(words) else 0

    def starts(self, line: Line) -> bool:
        """Tell whether a line begins a row by its label."""
        first = line.text(self.place)
        if self.apart:
            return _NUMBER.fullmatch(first) is not None or self.layout.label_pattern.fullmatch(first) is not None
        if found := self.layout.label_pattern.match(first):
            # "Recommendation 7 of the national review ..." alone on a line goes on with the row above.
            alone = first == line.words
            return not (alone and first[found.end() : found.end() + 1].islower())
        if self.bare and read_bare(first):
            return first != line.words
        # A page break may part the label from its number.
        return first.lower() in self.layout.labels and any(map(line.text, range(1, len(line.cells))))


def read_bare(words: str) -> Label | None:
    """Read a number before a text that no word announces ("1. ", "R1", "2.3"); a date is none."""
    found = _BARE.match(words)
    if found is None or _DATE.match(words):
        return None
    printed = found.group("lettered") or found.group("number")
    return Label(read_number(printed), printed, found.end())


def is_number(words: str) -> bool:
    """Tell whether a cell holds a row's number and nothing else."""
    return _NUMBER.fullmatch(words) is not None


def rank(number: str) -> tuple[int, ...]:
    """Give a number's parts, by which numbers are put in order."""
    return tuple(int(part) for part in re.findall(r"\d+", number)) or (0,)


def name_number_column(
    columns: tuple[str | None, ...], headings: tuple[str, ...], lines: Sequence[Line]
) -> tuple[str | None, ...]:
    """Give the columns with an unnamed first one called "number" where it holds numbers."""
    if "number" in columns or not columns or columns[0] is not None or headings[0]:
        return columns
    # A line of a key of colours fills a cell or two.
    whole = min(_FEWEST_CELLS, len(columns))
    filled = [line for line in lines if line.text(0) and line.text(0) != line.words]
    filled = [line for line in filled if line.filled >= whole] or filled
    numbers = sum(is_number(line.text(0)) for line in filled)
    return ("number", *columns[1:]) if numbers > len(filled) / 2 else columns


def find_labels(columns: tuple[str | None, ...], lines: Sequence[Line], layout: Layout) -> Labels:
    """Tell how the rows of a table are numbered."""
    text = columns.index("text")
    apart = Labels(layout, columns.index("number"), True) if "number" in columns else None
    if apart is not None and any(map(apart.starts, lines)):
        letters = {match.group(1) for line in lines if (match := _LETTERED.match(line.text(apart.place)))}
        return replace(apart, lettered=len(letters) > 1)
    worded = Labels(layout, text, False)
    if any(map(worded.starts, lines)):
        return worded
    bare = Labels(layout, text, False, bare=True)
    found = [label for line in lines if bare.starts(line) and (label := read_bare(line.text(text)))]
    # Totals and keys of colours fill a cell or two.
    whole = min(_FEWEST_CELLS, len(columns))
    candidates = sum(1 for line in lines if line.text(text) and line.filled >= whole)
    rising = all(
        rank(second.number) >= rank(first.number) or rank(second.number)[0] == 1 for first, second in pairwise(found)
    )
    if len(found) >= min(_FEWEST, candidates) > 0 and 2 * len(found) > candidates and rising:
        return bare
    # Put in another order, by theme say, every row has its number and none is missing.
    if candidates == len(found) >= _FEWEST_UNORDERED and _is_whole([rank(label.number) for label in found]):
        return bare
    return apart or worded


def _is_whole(numbers: Sequence[tuple[int, ...]]) -> bool:
    """Tell whether numbers are all different, and on each level none is left out between the least and the greatest."""
    if len(set(numbers)) != len(numbers):
        return False
    below: dict[tuple[int, ...], set[int]] = {}
    for number in numbers:
        for end in range(len(number)):
            below.setdefault(number[:end], set()).add(number[end])
    return all(max(found) - min(found) + 1 == len(found) for found in below.values())
