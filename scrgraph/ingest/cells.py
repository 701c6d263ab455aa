"""What ingest makes of a document: cells with their place, rows of cells, and the account of every cell."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from scrgraph.ingest.places import Place

if TYPE_CHECKING:
    from scrgraph.ingest.heads import Choice

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
class RawCell:
    """One cell of a table line as a reader gives it.

    ``marked`` tells whether the document itself parts the paragraphs (else what follows a page break may go on with the
    sentence before). ``fill`` and ``colour`` are the colours of the cell's ground and of most of its words, six
    hexadecimal digits in capitals ("FF0000"), ``None`` where the document names none. ``covered`` is set where another
    cell reaches over this place from the left, ``continues`` where one reaches down from above; both have no words.
    ``hidden`` tells that the document does not show the cell's row or column.
    """

    paragraphs: tuple[str, ...] = ()
    marked: bool = False
    place: Place | None = None
    fill: str | None = None
    colour: str | None = None
    covered: bool = False
    continues: bool = False
    hidden: bool = False

    @property
    def text(self) -> str:
        """The words in one string, blanks between the paragraphs."""
        return " ".join(self.paragraphs)


_NO_CELL = RawCell()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: a row of a table as printed, or a paragraph outside tables (one cell).

    ``number`` (from 1) rises through the document, paragraphs and all; of a text file it is the line. ``table`` is the
    document's own table that the line belongs to, counted from 1 through the document; ``None`` for a paragraph, and
    for every line of a text file, which marks no tables. ``counted`` is the number of the table row counted through
    the document (``None``: it is ``number``). ``rule`` marks a line that is only the rule at the foot of a page.
    ``before`` counts the cells that stand before it on the same line of a text where a line end was lost; ``unread``
    says why no cell of the line can be read.
    """

    number: int
    cells: tuple[RawCell, ...]
    table: int | None = None
    counted: int | None = None
    rule: bool = False
    before: int = 0
    unread: str | None = None

    def text(self, place: int) -> str:
        """The words of one cell; no words beyond the last."""
        return self.cells[place].text if place < len(self.cells) else ""

    def cell(self, place: int) -> RawCell:
        """One cell; an empty one beyond the last."""
        return self.cells[place] if place < len(self.cells) else _NO_CELL

    @property
    def filled(self) -> int:
        """How many of its cells have words."""
        return sum(bool(cell.paragraphs) for cell in self.cells)

    @property
    def words(self) -> str:
        """The words of the whole line."""
        return " ".join(cell.text for cell in self.cells if cell.paragraphs)

    @property
    def place(self) -> Place | None:
        """Where the line stands, if the document has no lines of its own."""
        found = next((cell.place for cell in self.cells if cell.place is not None), None)
        return None if found is None else replace(found, column=None, cell=None)

    @property
    def where(self) -> str:
        """The line's place in words: "line 12", "table 2, row 5"."""
        place = self.place
        return f"line {self.number}" if place is None else place.words


@dataclass(frozen=True)
class RawDocument:
    """What a reader gives of a document, before it is known which table is a plan.

    ``seen`` counts the non-empty cells and paragraphs straight from the file, before any is placed. ``lost`` are words
    that the file holds but that are in no line (a text box, a deleted passage, a picture's name), each with its reason;
    what stands at the head or foot of every page is a heading among them.
    ``uncertain`` tells that lines or cells were rebuilt from the look of a page, so that readings are less certain.
    """

    lines: tuple[Line, ...]
    seen: int
    notes: tuple[str, ...] = ()
    lost: tuple["Entry", ...] = ()
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """The piece of a cell that one line of the document holds.

    ``apart`` tells that it begins a paragraph of its own and does not go on with the piece before: it stands in a table
    row of its own, or under another heading where two columns are read together. ``until`` is the last line that the
    document's cell reaches down to, where it is merged over several rows: what the cell says holds for all of them.
    """

    line: int
    paragraphs: tuple[str, ...]
    marked: bool = False
    place: Place | None = None
    fill: str | None = None
    colour: str | None = None
    apart: bool = False
    until: int | None = None

    @property
    def text(self) -> str:
        """The paragraphs in one string."""
        return " ".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a cell, with or without words: of its ground and of its words, and where the cell stands."""

    fill: str | None
    colour: str | None
    line: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as printed, the line that holds them, and where they begin in the joined text of their cell.

    Where a person reads them otherwise, ``read_as`` is how, and ``by`` names the correction that says so.
    """

    line: int
    text: str
    offset: int = 0
    place: Place | None = None
    read_as: str | None = None
    by: str | None = None

    @property
    def where(self) -> str:
        """Where the words stand: "line 12", "paragraph 2"."""
        return f"line {self.line}" if self.place is None else self.place.words


@dataclass(frozen=True, slots=True)
class Mend:
    """Words of a cell that a person reads otherwise: from ``start`` to ``end`` of what is printed, and as what.

    ``by`` names the correction.
    """

    start: int
    end: int
    read_as: str
    by: str


@dataclass(frozen=True)
class Cell:
    """One cell of a plan: all its pieces over the pages, and where they stand.

    ``column`` is the canonical name (``text``, ``targets``, ...), ``heading`` the words printed above it. ``mend`` is a
    person's own reading of some of its words: then ``text`` is what is read, and ``printed`` and all quotes what stands
    there.
    """

    file: str
    digest: str
    table: int
    row: int
    column: str
    heading: str
    fragments: tuple[Fragment, ...]
    mend: Mend | None = None

    @cached_property
    def _joined(self) -> tuple[str, tuple[tuple[int, int, int], ...]]:
        """The whole text, and where in it each piece stands: from, to, and the number of its fragment."""
        text, pieces = "", []
        previous: Fragment | None = None
        for place, fragment in enumerate(self.fragments):
            for number, paragraph in enumerate(fragment.paragraphs):
                if text:
                    cut = number and _is_cut(fragment.paragraphs[number - 1], paragraph)
                    apart = fragment.apart if not number else not cut
                    text += "\n" if apart or _stands_apart(previous, fragment, number) else " "
                pieces.append((len(text), len(text) + len(paragraph), place))
                text += paragraph
            previous = fragment
        return text, tuple(pieces)

    @property
    def printed(self) -> str:
        """The whole text as printed, its pieces rejoined; paragraphs are parted by a line feed."""
        return self._joined[0]

    @property
    def text(self) -> str:
        """The whole text as it is read: as printed, or as a person reads it."""
        printed, mend = self._joined[0], self.mend
        return printed if mend is None else printed[: mend.start] + mend.read_as + printed[mend.end :]

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line (1-based) of the document that hold a piece of the cell."""
        every = [fragment.line for fragment in self.fragments]
        return min(every), max(every)

    @property
    def place(self) -> Place | None:
        """Where the cell begins, if the document has no lines of its own."""
        return self.fragments[0].place

    def quotes(self, start: int = 0, end: int | None = None) -> tuple[Quote, ...]:
        """Give what is printed from ``start`` to ``end`` of ``text``, a quote for each piece that holds some of it."""
        end = len(self.text) if end is None else end
        if self.mend is not None:
            return self._quote_mended(start, end, self.mend)
        return self._quote_printed(start, end)

    def _quote_mended(self, start: int, end: int, mend: Mend) -> tuple[Quote, ...]:
        """Quote a passage of what is read: it holds all that is printed in the place of words that it holds some of."""
        last = mend.start + len(mend.read_as)
        later = mend.end - last
        touched = start < last and end > mend.start
        first = start if start <= mend.start else mend.start if start < last else start + later
        until = end if end <= mend.start else mend.end if end < last else end + later
        quotes = self._quote_printed(first, until)
        if not touched:
            return quotes
        read_as = self.text[start:end]
        if not quotes:  # nothing is printed there
            piece = self.fragments[0]
            return (Quote(piece.line, "", mend.start, piece.place, read_as, mend.by),)
        return tuple(replace(quote, read_as=read_as, by=mend.by) for quote in quotes)

    def _quote_printed(self, start: int, end: int) -> tuple[Quote, ...]:
        parts: dict[int, list[str]] = {}
        offsets: dict[int, int] = {}
        for first, last, place in self._joined[1]:
            words = self.printed[max(first, start) : min(last, end)].strip() if first < end and last > start else ""
            if words:
                parts.setdefault(place, []).append(words)
                offsets.setdefault(place, max(first, start))
        pieces = self.fragments
        return tuple(
            Quote(pieces[place].line, " ".join(words), offsets[place], pieces[place].place)
            for place, words in parts.items()
        )


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
    place: Place | None = None

    @property
    def where(self) -> str:
        """The place in words: "line 12", "table 2, row 5"; nothing for what stands beside the whole text."""
        return f"line {self.line}" if self.place is None else self.place.words

    @property
    def cell(self) -> int | None:
        """Which cell of its line or row it is, from 1; ``None`` where it is in none, or is called by a name."""
        if self.place is None:
            return self.column
        return self.place.column if self.place.cell is None else None

    @property
    def position(self) -> str:
        """The place in words with the cell: "line 12, cell 3", "table 2, row 5, column 3"."""
        name = "cell" if self.place is None else "column"
        return ", ".join(filter(None, (self.where, "" if self.cell is None else f"{name} {self.cell}")))


@dataclass(frozen=True)
class PlanRow:
    """One recommendation's row as the document prints it, rejoined over page breaks.

    ``number`` is the number as an integer where it is one; ``printed`` is it as printed. ``label`` counts the
    characters at the start of the text cell that are its label ("Recommendation One") and not its text. ``counted``
    are the first and last table row, counted through a document that has no lines of its own; ``place`` is where such
    a row begins, and ``empty`` where its cells without words stand, by their columns. ``sections`` are the headings of
    the groups that the row stands in, the widest first; ``section`` is the last of them.
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
    place: Place | None = None
    counted: tuple[int, int] | None = None
    empty: dict[str, Place] = field(default_factory=dict)
    looks: dict[str, Look] = field(default_factory=dict)
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a plan: its headings, canonical columns, rows, and the text printed above it.

    ``captions`` are what may say whose the table is where a document has several: the line straight above it, the name
    of its sheet.
    """

    index: int
    line: int
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    above: tuple[Quote, ...]
    rows: tuple[PlanRow, ...]
    has_sections: bool
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A plan document as read: tables of rows, text outside them, and the account of its cells.

    ``choice`` tells by which layout it was read, and why. ``seen`` counts the non-empty cells straight from the lines,
    before any of them is placed, so that ``balances`` can fail.
    """

    file: str
    digest: str
    choice: "Choice"
    tables: tuple[Table, ...]
    outside: tuple[Quote, ...]
    seen: int
    rules: int
    account: tuple[Entry, ...] = field(default=())
    notes: tuple[str, ...] = ()
    uncertain: bool = False

    @property
    def layout(self) -> str:
        """The name of the layout by which it was read."""
        return self.choice.layout.name

    @cached_property
    def unread(self) -> tuple[Entry, ...]:
        """What of the account was not read, in its order."""
        return tuple(entry for entry in self.account if entry.disposition == "unread")

    def count(self, disposition: Disposition) -> int:
        """Number of cells of one disposition."""
        return sum(entry.disposition == disposition for entry in self.account)

    @property
    def balances(self) -> bool:
        """Whether every cell seen stands once, and only once, in the account."""
        places = {(entry.line, entry.column) for entry in self.account}
        return self.seen == len(self.account) == len(places)
