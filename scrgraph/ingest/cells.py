"""What ingest makes of a document: cells with their place, rows of cells, and the account of every cell."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Disposition = Literal["read", "prose", "heading", "unread"]

_FINISHED = re.compile(r"[.!?:;][\"'\u2019\u201d)\]]*$")

_HANGING = re.compile(
    r"(?:[,&/\u2013\u2014-]|\b(?:and|or|of|the|a|an|to|for|in|on|by|with|from|at|their|its))$", re.IGNORECASE
)


def is_finished(text: str) -> bool:
    """Tell whether a text ends as a sentence ends; one that does not was probably cut by a page break."""
    return _FINISHED.search(text) is not None


def is_hanging(text: str) -> bool:
    """Tell whether a text ends where no sentence can: at a comma, a dash, or a word that wants another."""
    return _HANGING.search(text) is not None


@dataclass(frozen=True, slots=True)
class Fragment:
    """The piece of a cell that one line of the document holds."""

    line: int
    paragraphs: tuple[str, ...]
    marked: bool = False

    @property
    def text(self) -> str:
        """The paragraphs in one string."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as printed, the line that holds them, and where they begin in the joined text of their cell."""

    line: int
    text: str
    offset: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell of a plan: all its pieces over the pages, and where they stand.

    ``column`` is the canonical name (``text``, ``targets``, ...), ``heading`` the words printed above it.
    """

    file: str
    digest: str
    table: int
    row: int
    column: str
    heading: str
    fragments: tuple[Fragment, ...]

    @cached_property
    def _joined(self) -> tuple[str, tuple[tuple[int, int, int], ...]]:
        text, pieces = "", []
        previous: Fragment | None = None
        for fragment in self.fragments:
            for number, paragraph in enumerate(fragment.paragraphs):
                if text:
                    cut = number and _is_cut(fragment.paragraphs[number - 1], paragraph)
                    text += "\n" if (number and not cut) or _stands_apart(previous, fragment, number) else " "
                pieces.append((len(text), len(text) + len(paragraph), fragment.line))
                text += paragraph
            previous = fragment
        return text, tuple(pieces)

    @property
    def text(self) -> str:
        """The whole text, its pieces rejoined; paragraphs are parted by a line feed."""
        return self._joined[0]

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line (1-based) of the document that hold a piece of the cell."""
        return self.fragments[0].line, self.fragments[-1].line

    def quotes(self, start: int = 0, end: int | None = None) -> tuple[Quote, ...]:
        """Give the words from ``start`` to ``end`` of ``text``, one quote for each line that holds some of them."""
        end = len(self.text) if end is None else end
        parts: dict[int, list[str]] = {}
        offsets: dict[int, int] = {}
        for first, last, line in self._joined[1]:
            words = self.text[max(first, start) : min(last, end)].strip() if first < end and last > start else ""
            if words:
                parts.setdefault(line, []).append(words)
                offsets.setdefault(line, max(first, start))
        return tuple(Quote(line, " ".join(words), offsets[line]) for line, words in parts.items())


def _is_cut(paragraph: str, following: str) -> bool:
    """Whether marks part one sentence: it does not end, and goes on with a small letter (a list of such does not)."""
    return not is_finished(paragraph) and not paragraph[:1].islower() and following[:1].islower()


def _stands_apart(previous: Fragment | None, following: Fragment, number: int) -> bool:
    """Whether the piece after a page break begins a new paragraph; else it goes on with the one before."""
    if number or previous is None or not (previous.marked or following.marked):
        return False
    return is_finished(previous.text) and not following.text[:1].islower()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account: what became of one non-empty cell of the document."""

    line: int
    column: int
    heading: str | None
    disposition: Disposition
    excerpt: str
    reason: str | None = None


@dataclass(frozen=True)
class PlanRow:
    """One recommendation's row as the document prints it, rejoined over page breaks.

    ``number`` is the number as an integer where it is one; ``printed`` is it as printed. ``label`` counts the
    characters at the start of the text cell that are its label ("Recommendation One") and not its text.
    """

    table: int
    index: int
    section: str | None
    section_line: int | None
    number: str
    printed: str | None
    label: int
    lines: tuple[int, int]
    cells: dict[str, Cell]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a plan: its headings, canonical columns, rows, and the text printed above it."""

    index: int
    line: int
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    above: tuple[Quote, ...]
    rows: tuple[PlanRow, ...]
    has_sections: bool


@dataclass(frozen=True)
class Document:
    """A plan document as read: tables of rows, text outside them, and the account of its cells.

    ``seen`` counts the non-empty cells straight from the lines, before any of them is placed, so that
    ``balances`` can fail.
    """

    file: str
    digest: str
    layout: str
    tables: tuple[Table, ...]
    outside: tuple[Quote, ...]
    seen: int
    rules: int
    account: tuple[Entry, ...] = field(default=())
    notes: tuple[str, ...] = ()

    def count(self, disposition: Disposition) -> int:
        """Number of cells of one disposition."""
        return sum(entry.disposition == disposition for entry in self.account)

    @property
    def balances(self) -> bool:
        """Whether every cell seen stands once, and only once, in the account."""
        places = {(entry.line, entry.column) for entry in self.account}
        return self.seen == len(self.account) == len(places)
