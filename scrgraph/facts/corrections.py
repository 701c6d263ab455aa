"""A person's own reading of cells that were misread, or not read: put beside what is printed, never in its place.

A correction says which words of which cell are read otherwise, and as what; who says so, when and why. What is printed
stays: it is what the facts quote. Where it is no longer there, the correction says nothing.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scrgraph.errors import BadUsage
from scrgraph.facts.model import PlanFacts, RowFacts
from scrgraph.facts.sameness import make_plain
from scrgraph.ingest.cells import Cell, Document, Entry, Fragment, Mend, PlanRow, Table

_EXCERPT = 80  # characters of a cell that the account shows


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, as it is declared.

    It names its cell by ``row`` (a key) and ``column`` (canonical, or the words above it), or by ``place`` ("line 12",
    "sheet Plan, cell F12"). ``printed`` are the words that stand there, none where nothing was read; ``file`` and
    ``told`` are where the correction itself stands.
    """

    plan: str
    printed: str
    read_as: str
    reason: str
    post: str
    day: dt.date
    row: str | None = None
    column: str | None = None
    place: str | None = None
    file: str = ""
    told: str = ""

    @property
    def id(self) -> str:
        """Its name, made of what it says, never of where it stands."""
        parts = [self.plan, self.row or "", self.column or "", self.place or "", self.printed, self.read_as]
        parts += [self.reason, self.post, self.day.isoformat()]
        return f"C-{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:8]}"

    @property
    def target(self) -> str:
        """What it speaks of, in words: "main/3, Target date"."""
        return ", ".join(part for part in (self.row, self.column, self.place) if part)


def tell_correction(
    row: str, column: str | None, printed: str, read_as: str, reason: str, post: str, day: dt.date, name: str
) -> str:
    """Tell in a sentence of a cell that is read otherwise than it is printed; ``name`` is the correction's id."""
    place = f"{row}, {column}" if column else row
    said = f"printed “{printed}”" if printed else "nothing read there"
    return f"{place}: {said}, corrected to “{read_as}”: {reason.rstrip('.')} ({post}, {day.isoformat()}; {name})."


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is declared of cells; ``strict`` tells that what speaks of nothing here is a mistake, and no leftover."""

    entries: tuple[Correction, ...] = ()
    strict: bool = False

    def choose(self, plan: str) -> tuple[Correction, ...]:
        """Give those that speak of one plan."""
        return tuple(entry for entry in self.entries if entry.plan == plan)


@dataclass(frozen=True)
class Corrected:
    """A document in which cells are read as people say.

    ``applied`` are the corrections that say something, each with the row and the column of its cell; ``unused`` says in
    sentences why the others do not.
    """

    document: Document
    applied: tuple[tuple[Correction, str, str], ...] = ()
    unused: tuple[str, ...] = ()


def correct_document(document: Document, facts: PlanFacts, corrections: Corrections) -> Corrected:
    """Give a document with the readings that people declare of its plan.

    Raises:
        BadUsage: where two speak of one cell; and where ``strict``, where one speaks of nothing that is here.
    """
    chosen = corrections.choose(facts.plan)
    if not chosen:
        return Corrected(document)
    cells: dict[tuple[str, str], tuple[Correction, Cell, Entry | None]] = {}
    unused = []
    for correction in chosen:
        try:
            row, cell, entry = _Finder(document, facts, correction).find()
        except _Unfound as why:
            if corrections.strict:
                raise _complain(correction, why.what, why.remedy) from None
            unused.append(f"The correction {correction.id} of {correction.target} is not used: {why.what}.")
            continue
        if (row, cell.column) in cells:
            other = cells[row, cell.column][0]
            what = f"two corrections speak of one cell: {row}, {cell.heading} (the other is {other.told})"
            raise _complain(correction, what, "Say in one of them how the whole cell is read")
        cells[row, cell.column] = correction, cell, entry
    return _put_in(document, facts, cells, tuple(unused))


def _complain(correction: Correction, what: str, remedy: str) -> BadUsage:
    message = f"{what[0].upper()}{what[1:]}."
    return BadUsage(message, path=correction.file or None, place=correction.told or None, remedy=f"{remedy}.")


class _Unfound(Exception):
    """What a correction speaks of is not here: what is missing, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class _Finder:
    """Finds the cell that a correction speaks of."""

    document: Document
    facts: PlanFacts
    correction: Correction

    def find(self) -> tuple[str, Cell, Entry | None]:
        """Give the row's key and its cell, mended, and the entry of the account whose words were not read, if any."""
        rows = [row for row in self.facts.rows if self.correction.row in (None, row.key)]
        if not rows:
            near = ", ".join(row.key for row in self.facts.rows[:3])
            raise _Unfound(
                f"{self.correction.plan} has no row {self.correction.row}", f"Rows are named as here: {near}"
            )
        found = [one for row in rows for column in self._list_columns(row) if (one := self._look_in(row, column))]
        if not found:
            printed = self.correction.printed
            what = f"“{printed}” is not printed there" if printed else "the cell is not empty"
            raise _Unfound(
                what, "Look at the document: what it prints may be another now, and the correction done with"
            )
        if len(found) > 1:
            raise _Unfound(
                f"“{self.correction.printed}” is printed in {len(found)} cells there", "Name the row and the column"
            )
        return found[0]

    def _list_columns(self, row: RowFacts) -> dict[str, str]:
        """List the columns that the correction may speak of, with their headings."""
        table = next(table for table in self.document.tables if table.index == row.row.table)
        columns = {column: words for column, words in zip(table.columns, table.headings, strict=True) if column}
        asked = self.correction.column
        if asked is None:
            return columns
        named = {
            column: words
            for column, words in columns.items()
            if make_plain(asked).casefold() in (column, make_plain(words).casefold())
        }
        if not named:
            raise _Unfound(f"{row.key} has no column '{asked}'", f"It has: {', '.join(columns)}")
        return named

    def _look_in(self, row: RowFacts, column: str) -> tuple[str, Cell, Entry | None] | None:
        cell = row.cells.get(column)
        if cell is not None and self._is_place(cell):
            spans = _find_words(cell.printed, self.correction.printed)
            if len(spans) > 1:
                raise _Unfound(
                    f"“{self.correction.printed}” is printed {len(spans)} times there",
                    "Write more of the words beside it",
                )
            if not spans:
                return None
            (span,) = spans
            if column == "number" or (column == "text" and span[0] < row.row.label):
                raise _Unfound(
                    "these words hold the number of the row, by which it is known", "Name the words behind the number"
                )
            return row.key, self._mend(cell, *span), None
        if cell is None:
            return self._fill(row, column)
        return None

    def _fill(self, row: RowFacts, column: str) -> tuple[str, Cell, Entry | None] | None:
        """Fill a cell in which nothing was read; with words that stand in the row, but in no cell that was read."""
        printed = make_plain(self.correction.printed)
        heading = self._list_columns(row).get(column, column)
        place, line = row.row.empty.get(column) or row.row.place, row.row.lines[0]
        first, last = row.row.lines
        unread = [
            entry
            for entry in self.document.unread
            if first <= entry.line <= last and printed and make_plain(entry.excerpt) == printed[:_EXCERPT].strip()
        ]
        if printed and not unread:
            return None
        if self.correction.row is None or (self.correction.place and not unread):
            raise _Unfound("an empty cell is named by its row and its column", "Name the row and the column")
        entry = unread[0] if unread else None
        if entry is not None:
            place, line = entry.place or place, entry.line
        piece = Fragment(line, (self.correction.printed,), place=place)
        cell = Cell(self.document.file, self.document.digest, row.row.table, row.row.index, column, heading, (piece,))
        return row.key, self._mend(cell, 0, len(cell.printed)), entry

    def _mend(self, cell: Cell, start: int, end: int) -> Cell:
        return replace(cell, mend=Mend(start, end, self.correction.read_as, self.correction.id))

    def _is_place(self, cell: Cell) -> bool:
        """Tell whether a cell stands at the place that is named; any does where none is."""
        asked = self.correction.place
        if asked is None:
            return True
        named = {
            words
            for piece in cell.fragments
            for words in ([f"line {piece.line}"] if piece.place is None else _name_place(piece))
        }
        return make_plain(asked).casefold() in {words.casefold() for words in named}


def _name_place(piece: Fragment) -> list[str]:
    assert piece.place is not None
    words = [piece.place.words]
    if piece.place.cell is not None:
        words.append(piece.place.cell)
    return words


def _find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Find where words stand in a text, whatever the white space between them; whole words, or else parts of words."""
    if not words.strip():
        return []
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = [found.span() for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
    return whole or [found.span() for found in re.finditer(pattern, text)]


def _put_in(
    document: Document,
    facts: PlanFacts,
    cells: Mapping[tuple[str, str], tuple[Correction, Cell, Entry | None]],
    unused: tuple[str, ...],
) -> Corrected:
    """Put mended cells in the place of those of a document."""
    places = {(row.row.table, row.row.index): row.key for row in facts.rows}
    mended: dict[str, dict[str, Cell]] = {}
    for (key, column), (_, cell, _entry) in cells.items():
        mended.setdefault(key, {})[column] = cell

    def put_in_row(row: PlanRow) -> PlanRow:
        new = mended.get(places.get((row.table, row.index), ""))
        return replace(row, cells=row.cells | new) if new else row

    def put_in_table(table: Table) -> Table:
        return replace(table, rows=tuple(map(put_in_row, table.rows)))

    read = [entry for _, _, entry in cells.values() if entry is not None]
    made = replace(
        document,
        tables=tuple(map(put_in_table, document.tables)),
        account=tuple(_enter_read(document.account, read)),
    )
    applied = tuple((correction, key, column) for (key, column), (correction, _, _) in cells.items())
    return Corrected(made, tuple(sorted(applied, key=lambda one: one[0].id)), unused)


def _enter_read(account: Iterable[Entry], read: list[Entry]) -> Iterable[Entry]:
    """Enter cells that a person has read as read."""
    for entry in account:
        yield replace(entry, disposition="read", reason="read by a correction") if entry in read else entry
