"""Reads a Word document (.docx, .docm; ECMA-376): its tables cell by cell, and the paragraphs and boxes around them.

The document is read as it is printed, with its tracked changes accepted: what is deleted, hidden, or stands in notes,
comments and running heads is in no line, but in the account with its reason. Nothing outside the file is fetched, and
no macro is run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Entry, Line, RawCell, RawDocument
from scrgraph.ingest.markup import clean_words
from scrgraph.ingest.own import is_own_note, list_own_blocks
from scrgraph.ingest.places import Place
from scrgraph.ingest.word_count import Counter
from scrgraph.ingest.word_grid import (
    DELETED,
    TBL,
    Grid,
    GridRow,
    P,
    build_grid,
    check_size,
    find_end,
    find_frames,
    list_blocks,
)
from scrgraph.ingest.word_numbers import Numbers
from scrgraph.ingest.word_parts import Element, Package, W
from scrgraph.ingest.word_styles import Styles, TablePlace
from scrgraph.ingest.word_text import TextReader, Words

MOST_ROWS = 20_000
_NOTES = {"footnotes": ("footnote", "a footnote"), "endnotes": ("endnote", "an endnote")}
_NOTES |= {"comments": ("comment", "a comment in the margin")}
_RUNNING = {"header": "a running head of the pages", "footer": "a running foot of the pages"}
_TEXT = f"{W}t"


def read(data: bytes, file: str) -> RawDocument:
    """Give the lines of a Word document: the rows of its tables and the paragraphs outside them.

    Raises:
        UnreadableDocument: where the file is damaged, or no Word document.
    """
    return WordFile(data, file).document


@dataclass
class _Loss:
    """Words in no line: the line they stand with and how many cells it has, where, why, and the words."""

    line: int
    place: Place
    reason: str
    text: str


@dataclass
class _Story:
    """What the walk through the body has made so far."""

    lines: list[Line] = field(default_factory=list)
    lost: list[_Loss] = field(default_factory=list)
    number: int = 0
    tables: int = 0
    rows: int = 0
    paragraphs: int = 0
    straightened: dict[int, int] = field(default_factory=dict)


class WordFile:
    """A Word document as read: ``document``, and in ``elements`` the cell or paragraph that stands at each place."""

    def __init__(self, data: bytes, file: str) -> None:
        """Read a document.

        Raises:
            UnreadableDocument: where the file is damaged, or no Word document.
        """
        self._file = file
        self.package = Package(data, file)
        self.root = self.package.read(self.package.main)
        # There should be one body; of a file that has several (by a fault of some programs) each is read.
        bodies = list(self.root.iterchildren(f"{W}body"))
        if self.root.tag != f"{W}document" or not bodies:
            raise UnreadableDocument(
                "The file says that it is a Word document, but it has no text in the form of one.",
                path=file,
                place=f"part {self.package.main}",
                remedy="Save it again as a Word document (.docx).",
            )
        for body in bodies:
            for block in list_own_blocks(body):
                body.remove(block)
        check_size(self.root, file, MOST_ROWS)
        self.elements: dict[Place, Element] = {}
        self._styles = Styles(self.package)
        self._grids = {table: build_grid(table, file) for table in self.root.iter(TBL)}
        self._frames = find_frames(self.root)
        self._references: dict[tuple[str, str], tuple[int, Place]] = {}
        self._first_rows: set[Element] = set()
        numbers = Numbers(self.package, self._styles)
        self._text = TextReader(self._styles, numbers, self._grids)
        self._story = _Story()
        for body in bodies:
            self._walk(body)
        placed = [(table, cell) for table, grid in self._grids.items() for row in grid.rows for cell in row.cells]
        cells = {cell.element for table, cell in placed if table not in self._frames}
        under = {cell.element for _, cell in placed if cell.under}
        counter = Counter(self._styles, numbers, cells, under, self._first_rows)
        seen = counter.count(self.root)
        self._read_asides()
        seen += self._count_asides()
        self.document = RawDocument(
            tuple(self._story.lines), seen, tuple(self._list_notes()), tuple(self._list_lost()), False
        )

    # -- the body ------------------------------------------------------------------------------------------------

    def _walk(self, container: Element, outside: str | None = None) -> None:
        """Read the blocks of the body, of a text box, or of a cell that only frames what is in it."""
        words: Words | None = None
        for block, fate in list_blocks(container, outside):
            if block.tag == P:
                words = words or Words(is_cell=False)
                self._text.read_paragraph(block, words, fate)
                if find_end(block) is block:
                    self._end_paragraph(block, words)
                    words = None
            elif block in self._frames:
                for row in self._grids[block].rows:
                    for cell in row.cells:
                        self._walk(cell.element, fate or cell.fate)
            else:
                self._read_table(self._grids[block], fate)

    def _end_paragraph(self, element: Element, words: Words) -> None:
        words.end_line()
        lost = words.list_lost()
        place = Place()
        if words.lines or lost:
            self._story.paragraphs += 1
            place = Place(paragraph=self._story.paragraphs)
            self.elements[place] = element
        self._walk_boxes(words)
        for line in words.lines:
            cell = RawCell((line,), True, place, words.fill, words.colour)
            self._story.number += 1
            self._story.lines.append(Line(self._story.number, (cell,)))
        if lost and not words.lines:
            self._story.number += 1
        self._keep(lost, words, place)

    def _walk_boxes(self, words: Words) -> None:
        for box in words.boxes:
            with self._text.read_apart():
                self._walk(box)

    def _keep(self, lost: list[tuple[str, str]], words: Words, place: Place) -> None:
        """Keep what is lost of some words, and where the notes and comments on them belong."""
        self._story.lost += [_Loss(self._story.number, place, reason, text) for reason, text in lost]
        for reference in words.references:
            self._references.setdefault(reference, (self._story.number, place))

    def _read_table(self, grid: Grid, fate: str | None) -> None:
        self._story.tables += 1
        table = self._story.tables
        if grid.straightened:
            self._story.straightened[table] = grid.straightened
        read = [self._read_row(grid, place, fate) for place in range(len(grid.rows))]
        # A text box that hangs on the first row may stand anywhere; the title of the whole page, as a rule.
        for words in read[0] if read else ():
            self._walk_boxes(words)
        for place, (row, cells) in enumerate(zip(grid.rows, read, strict=True)):
            self._end_row(grid, table, place, row, cells)

    def _read_row(self, grid: Grid, place: int, fate: str | None) -> list[Words]:
        row = grid.rows[place]
        if place == 0:
            self._first_rows.add(row.element)
        read = []
        for cell in row.cells:
            words = Words(is_cell=True, floats=place == 0)
            self._text.read_inside(cell.element, words, fate or cell.fate)
            read.append(words)
        return read

    def _end_row(self, grid: Grid, table: int, index: int, row: GridRow, read: list[Words]) -> None:
        story = self._story
        story.number += 1
        story.rows += 1
        places = [Place(table=table, row=index + 1, column=column + 1) for column in range(grid.width)]
        cells = [RawCell(place=place, marked=True, hidden=row.hidden) for place in places]
        for cell, words in zip(row.cells, read, strict=True):
            place = places[min(cell.start, grid.width - 1)]
            self._keep(words.list_lost(), words, place)
            if cell.start == cell.end:
                continue
            self.elements[place] = cell.element
            fill = None
            if not cell.under:
                at = TablePlace(index, len(grid.rows), cell.start, grid.width)
                fill = self._styles.find_fill(grid.table, cell.element, at) or words.fill
            cells[cell.start] = RawCell(
                tuple(words.lines), True, place, fill, words.colour, False, cell.under, row.hidden
            )
            for column in range(cell.start + 1, cell.end):
                cells[column] = RawCell(
                    place=places[column], marked=True, covered=True, continues=cell.under, hidden=row.hidden
                )
        story.lines.append(Line(story.number, tuple(cells), table, story.rows))

    # -- what stands beside the body -----------------------------------------------------------------------------

    def _read_asides(self) -> None:
        """Keep the words of notes, comments and running heads, which are in no line."""
        for kind, (name, reason) in _NOTES.items():
            for _, root in self.package.find(kind):
                for note in root.iterchildren(W + name):
                    if _is_own(note):
                        continue
                    line, place = self._references.get(
                        (kind, note.get(f"{W}id", "")), (self._story.number + 1, Place())
                    )
                    self._keep_aside(line, place, reason, note)
        for kind, reason in _RUNNING.items():
            for _, root in self.package.find(kind):
                self._keep_aside(self._story.number + 1, Place(), reason, root)

    def _keep_aside(self, line: int, place: Place, reason: str, element: Element) -> None:
        # A paragraph is parted from the one before it; the pieces of one are not.
        parts = (" " if part.tag == P else part.text or "" for part in element.iter(_TEXT, P))
        if text := clean_words("".join(parts)):
            self._story.lost.append(_Loss(line, place, reason, text))

    def _count_asides(self) -> int:
        """Count the notes, comments and running heads that have words, from their words up."""
        total = 0
        for kind in (*_NOTES, *_RUNNING):
            tag = W + _NOTES[kind][0] if kind in _NOTES else None
            for _, root in self.package.find(kind):
                worded = (text for text in root.iter(_TEXT) if clean_words(text.text or ""))
                holders = {next(text.iterancestors(tag), root) if tag else root for text in worded}
                total += sum(not _is_own(holder) for holder in holders)
        return total

    def _list_lost(self) -> Iterator[Entry]:
        """Give the entries of the account for what is in no line; each has a place of its own beyond the cells."""
        width = {line.number: len(line.cells) for line in self._story.lines}
        for loss in self._story.lost:
            width[loss.line] = width.get(loss.line, 0) + 1
            yield Entry(loss.line, width[loss.line], None, "unread", loss.text[:80], f"it is {loss.reason}", loss.place)

    # -- what people must know -----------------------------------------------------------------------------------

    def _list_notes(self) -> Iterator[str]:
        tally, story = self._text.tally, self._story
        deletions = sum(loss.reason == DELETED for loss in story.lost)
        if deletions or tally.insertions:
            yield (
                f"tracked changes stand open: {_say(deletions, 'deletion')} (not read) and "
                f"{_say(tally.insertions, 'insertion')} (read)"
            )
        if tally.struck:
            yield f"{_say(tally.struck, 'passage')} struck through by hand, and read as if not"
        if tally.nested:
            yield f"{_say(tally.nested, 'table')} inside a cell, read as words of that cell"
        for table in sorted(story.straightened):
            yield f"table {table}: borders of columns that lie less than 4 mm apart were read as one"
        hidden = sum(any(cell.hidden and cell.paragraphs for cell in line.cells) for line in story.lines)
        if hidden:
            yield f"{_say(hidden, 'row')} hidden in the document, and read all the same"
        if tally.signs:
            yield f"{_say(tally.signs, 'sign')} of a symbol font could not be told"
        shown = {"picture": tally.pictures, "chart or diagram": tally.drawings, "embedded object": tally.objects}
        for name, count in shown.items():
            if count:
                yield f"{_say(count, name)} not read: words in it are unknown"
        if imported := sum(1 for _ in self.root.iter(f"{W}altChunk", f"{W}subDoc")):
            yield f"{_say(imported, 'part')} brought in from another document, and not read"
        if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in self.package.names):
            yield "the document holds macros; none was run"
        outside = {
            relation.target
            for relation in self.package.relations(self.package.main)
            if relation.external and relation.kind != "hyperlink"
        }
        if outside:
            yield f"{_say(len(outside), 'file')} outside the document named in it (a picture, a template); none fetched"


def _is_own(note: Element) -> bool:
    """Whether a note is a comment of ours on a finding."""
    words = " ".join(text.text or "" for text in note.iter(_TEXT))
    return note.tag == f"{W}comment" and is_own_note(note.get(f"{W}author"), words)


def _say(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
