"""Rows while they are read, and the account of the cells they are made of.

What a line is, the readers of text exports and of documents with tables of their own decide each in its own way; how a
row is begun, gone on with, numbered and finished is the same for both.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scrgraph.ingest.cells import (
    Cell,
    Disposition,
    Entry,
    Fragment,
    Line,
    Look,
    PlanRow,
    Quote,
    RawCell,
    Table,
    is_finished,
)
from scrgraph.ingest.labels import Label, Labels, rank
from scrgraph.ingest.layouts import PROSE

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\s?\d{2,4}|\d{4}-\d\d-\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -]{_MONTH}\.?,?[ -]\d{{2,4}}",
    re.IGNORECASE,
)
_LONGEST_OPENING = 80  # characters of the two words with which a column's cells begin


@dataclass(frozen=True, slots=True)
class Group:
    """The headings of the groups that stand open, the widest first, each with its line."""

    names: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()

    @property
    def name(self) -> str | None:
        """The heading nearest to the rows."""
        return self.names[-1] if self.names else None

    @property
    def line(self) -> int | None:
        """The line of that heading."""
        return self.lines[-1] if self.lines else None


@dataclass(slots=True)
class Part:
    """One line's share of a row: the line with its cells in the table's columns, and their words."""

    line: Line
    words: list[str]
    apart: frozenset[int] = frozenset()


@dataclass
class Draft:
    """A row while it is read."""

    number: str | None
    printed: str | None
    group: Group
    parts: list[Part] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shared: dict[int, Fragment] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Add a line's share."""
        self.parts.append(part)
        self.last = [new or old for new, old in zip(part.words, self.last or part.words, strict=True)]

    def cut(self, place: int) -> list[Part]:
        """Take the parts from the ``place``-th away, and give them."""
        parts, kept = self.parts[place:], self.parts[:place]
        self.parts, self.last = [], []
        for part in kept:
            self.add(part)
        return parts

    def last_words(self, place: int) -> str:
        """The last words in one column."""
        return self.last[place] if self.last else ""


@dataclass
class _Before:
    """What one column of a row holds before some line: how it begins, its dates, and its last words."""

    opening: str = ""
    last: str = ""
    dates: set[str] = field(default_factory=set)

    def opens_with(self, words: str) -> bool:
        return self.opening.lower().startswith(words)

    def add(self, words: str) -> None:
        if words:
            if len(self.opening) < _LONGEST_OPENING:
                self.opening = f"{self.opening} {words}".strip()
            # A date may go on over a page break.
            self.dates.update(_DATE.findall(f"{self.last} {words}"))
            self.last = words


class Drafts:
    """The rows of one table while they are read, and the account of its cells."""

    def __init__(
        self,
        columns: tuple[str | None, ...],
        headings: tuple[str, ...],
        labels: Labels,
        index: int,
        file: str,
        digest: str,
    ) -> None:
        """Begin the ``index``-th (1-based) table of a document."""
        self.columns, self.headings, self.labels = columns, headings, labels
        self.width = len(columns)
        self.text = columns.index("text")
        self.rows: list[Draft] = []
        self.account: list[Entry] = []
        self.reach: dict[tuple[int, int], int] = {}
        self._index, self._file, self._digest = index, file, digest

    # -- rows ----------------------------------------------------------------------------------------------------

    def begin(self, label: Label | None, group: Group) -> Draft:
        """Begin a row."""
        draft = Draft(label.number if label else None, label.printed if label else None, group)
        self.rows.append(draft)
        return draft

    def place(self, line: Line, places: Sequence[int], apart: frozenset[int] = frozenset()) -> None:
        """Put a line's cells into the last row: ``places`` names the column of each, -1 for none; account for them."""
        cells = [RawCell()] * self.width
        for cell, target in zip(line.cells, places, strict=False):
            if target >= 0 and cells[target].paragraphs and cell.paragraphs:
                # Two columns under one heading.
                cells[target] = replace(cells[target], paragraphs=(*cells[target].paragraphs, *cell.paragraphs))
            elif target >= 0 and not cells[target].paragraphs:
                cells[target] = cell
        self.add(line, cells, apart)
        for source, (cell, target) in enumerate(zip(line.cells, places, strict=False)):
            if cell.paragraphs and target >= 0:
                self.enter_cell(line, source, target)

    def add(self, line: Line, cells: Sequence[RawCell], apart: frozenset[int] = frozenset()) -> None:
        """Put cells of a line, one for each column, into the last row; the account is the caller's."""
        words = [cell.text for cell in cells]
        self.rows[-1].add(Part(replace(line, cells=tuple(cells)), words, apart))

    def part_lost_rows(self, *, weak: bool = True) -> None:
        """Part a row that holds a second one whose opening cells were lost.

        Asked only where a number is missing between two rows, and answered only by content: the row begins anew
        where a list of dates is printed a second time, or (``weak``: also) where two columns that had ended begin
        again.
        """
        self.rows = [draft for draft in self.rows if draft.parts]
        found: list[Draft] = []
        following: Draft | None = None
        openings: dict[int, str] | None = None
        for draft in reversed(self.rows):
            missing = _count_missing(draft, following)
            lost_here: list[Draft] = []
            while missing > 0:
                openings = self._find_openings() if openings is None else openings
                if not (cut := self._find_restart(draft, openings, weak)):
                    break
                assert draft.number is not None
                lost = Draft(str(rank(draft.number)[0] + missing), None, draft.group)
                for part in draft.cut(cut):
                    lost.add(part)
                lost.notes.append(f"the opening cells of the row are lost; it begins at {lost.parts[0].line.where}")
                lost_here.append(lost)
                missing -= 1
            found += [*lost_here, draft]
            following = draft
        self.rows = found[::-1]

    def _find_openings(self) -> dict[int, str]:
        """Give, for each column, the words with which more than half of its rows begin ("Consider Evidence")."""
        openings: dict[int, str] = {}
        for place in range(self.width):
            firsts = [" ".join(draft.parts[0].words[place].lower().split()[:2]) for draft in self.rows if draft.parts]
            common, times = Counter(firsts).most_common(1)[0] if firsts else ("", 0)
            if " " in common and 2 * times > len(firsts) > 2:
                openings[place] = common
        return openings

    def _find_restart(self, draft: Draft, openings: Mapping[int, str], weak: bool) -> int | None:
        """Give the last part with which a row begins anew."""
        found = None
        columns = [_Before() for _ in range(self.width)]
        for cut, part in enumerate(draft.parts):
            ended = 0
            anew = False
            for place, (before, here) in enumerate(zip(columns, part.words, strict=True)):
                if here and before.last:
                    opening = openings.get(place)
                    anew |= bool(opening and before.opens_with(opening) and here.lower().startswith(opening))
                    dates = _DATE.findall(here)
                    anew |= len(dates) > 1 and set(dates) <= before.dates
                    ended += is_finished(before.last) and not here[:1].islower()
                before.add(here)
            if anew or (weak and ended > 1):
                found = cut
        return found

    def number_the_rest(self) -> None:
        """Give a number to rows that print none: one less than the next row's, else one more than the last."""
        for draft, following in reversed(list(pairwise(self.rows))):
            if draft.number is None:
                same = following.group.line == draft.group.line
                if same and following.number and rank(following.number)[0] > 1:
                    draft.number = str(rank(following.number)[0] - 1)
        last: Draft | None = None
        for draft in self.rows:
            if draft.number is None:
                same = last is not None and last.group.line == draft.group.line
                draft.number = str(rank(last.number or "0")[0] + 1) if same and last is not None else "1"
            last = draft

    def note_gaps(self) -> Iterator[str]:
        """Say so where a number is missing between two rows."""
        for first, second in pairwise(self.rows):
            if first.group.line == second.group.line and first.number and second.number:
                here, there = rank(first.number), rank(second.number)
                if len(here) == len(there) == 1 and there[0] > here[0] + 1 and second.parts:
                    where = f" under '{first.group.name}'" if first.group.name else ""
                    found = f"{second.parts[0].line.where}: recommendation {_list_missing(here[0], there[0])}{where}"
                    yield f"{found} was not found before it"

    def finish(self, line: int, above: Sequence[Line], captions: tuple[str, ...] = ()) -> Table:
        """Give the table with its rows."""
        return Table(
            self._index,
            line,
            self.columns,
            self.headings,
            tuple(Quote(text.number, text.words, place=text.place) for text in above),
            tuple(self._finish(draft, index) for index, draft in enumerate(self.rows, 1)),
            any(draft.group.name for draft in self.rows),
            captions,
        )

    def _finish(self, draft: Draft, index: int) -> PlanRow:
        cells: dict[str, Cell] = {}
        for place, column in enumerate(self.columns):
            if column is None:
                continue
            fragments = tuple(
                self.make_fragment(part.line.number, raw, place, place in part.apart)
                for part in draft.parts
                if (raw := part.line.cells[place]).paragraphs
            )
            if not fragments and place in draft.shared:
                fragments = (draft.shared[place],)
            if not fragments:
                continue
            heading = self.headings[place]
            if column in cells:
                # Two columns that are read together: the second begins a new paragraph.
                before = cells[column]
                heading = before.heading if heading == before.heading else f"{before.heading} / {heading}"
                fragments = (*before.fragments, replace(fragments[0], apart=True), *fragments[1:])
            cells[column] = Cell(self._file, self._digest, self._index, index, column, heading, fragments)
        first, last = draft.parts[0].line, draft.parts[-1].line
        counted = [part.line.counted for part in draft.parts if part.line.counted is not None]
        printed, number, label = draft.printed, draft.number or "1", 0
        if not self.labels.apart and "text" in cells:
            # Read anew from the rejoined cell: a page break may have parted the label from its number.
            found = self.labels.read(cells["text"].text)
            if found and (printed or self.labels.starts(first)):
                printed, number, label = found.printed, found.number, found.size
        elif printed and "text" in cells:
            label = self.labels.measure_again(cells["text"].text, number)
        return PlanRow(
            self._index,
            index,
            draft.group.name,
            draft.group.line,
            number,
            printed,
            label,
            (first.number, last.number),
            cells,
            tuple(draft.notes),
            first.place,
            (counted[0], counted[-1]) if counted else None,
            {
                column: where
                for place, column in enumerate(self.columns)
                if column is not None and column not in cells and (where := first.cells[place].place) is not None
            },
            {
                column: look
                for place, column in reversed(list(enumerate(self.columns)))
                if column is not None and (look := _find_look(draft, place)) is not None
            },
            sections=draft.group.names,
        )

    def make_fragment(self, line: int, raw: RawCell, place: int, apart: bool = False) -> Fragment:
        """Give the piece of a cell that stands on one line in one column."""
        until = self.reach.get((line, place))
        return Fragment(line, raw.paragraphs, raw.marked, raw.place, raw.fill, raw.colour, apart, until)

    # -- the account ---------------------------------------------------------------------------------------------

    def enter(self, line: Line, disposition: Disposition, reason: str | None = None) -> None:
        """Account for all the cells of a line that is in no row."""
        for place in range(len(line.cells)):
            if words := line.text(place):
                heading = self.headings[place] if place < self.width else None
                self.account_for(line, place, heading, disposition, words, reason)

    def enter_cell(self, line: Line, source: int, target: int, heading: str | None = None) -> None:
        """Account for a cell that stands in a column."""
        column, words = self.columns[target], line.text(source)
        heading = heading or self.headings[target]
        if column is None:
            reason = f"no column is known under the heading '{heading}'"
            if self.labels.layout.is_nothing(heading):
                reason = f"the heading '{heading}' is known, and is none of the columns that plans are judged by"
            self.account_for(line, source, heading, "unread", words, reason)
        else:
            self.account_for(line, source, heading, "prose" if column in PROSE else "read", words)

    def account_for(
        self,
        line: Line,
        place: int,
        heading: str | None,
        disposition: Disposition,
        words: str,
        reason: str | None = None,
    ) -> None:
        """Account for one cell."""
        where = line.cells[place].place
        column = line.before + place + 1
        self.account.append(Entry(line.number, column, heading, disposition, words[:80], reason, where))


def _count_missing(draft: Draft, following: Draft | None) -> int:
    """Count the numbers that are missing between a row and the next one of its group."""
    if following is None or following.group.line != draft.group.line:
        return 0
    if draft.number is None or following.number is None:
        return 0
    return rank(following.number)[0] - rank(draft.number)[0] - 1


def _list_missing(here: int, there: int) -> str:
    """List the numbers between two, the first and last of them where they are many."""
    numbers = range(here + 1, there)
    return ", ".join(map(str, numbers)) if len(numbers) <= 10 else f"{numbers[0]} to {numbers[-1]}"


def _find_look(draft: Draft, place: int) -> Look | None:
    """Give the colours of a row's cell, with or without words: of its first piece that has any."""
    for part in draft.parts:
        raw = part.line.cells[place]
        if not raw.covered and (raw.fill is not None or raw.colour is not None):
            return Look(raw.fill, raw.colour, part.line.number, raw.place)
    return None
