"""Makes rows of the lines of a text export: one row a recommendation, rejoined over page breaks.

Everything is decided by structure and content: a row begins where its first cell begins with a label and a number; an
agency heading is a line with its first cell only, before a row; every other line goes on with the row above it.
"""

import re
from itertools import zip_longest

from scrgraph.ingest import asides
from scrgraph.ingest.alignment import Likeness, align
from scrgraph.ingest.cells import Entry, Line, Table, is_finished
from scrgraph.ingest.drafts import Drafts, Group
from scrgraph.ingest.labels import Label, find_labels, name_number_column, rank
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.tables import RawTable

_LONGEST_NAME = 14  # words of an agency heading


class TableReader:
    """Reads one table; afterwards ``account`` holds an entry for each of its non-empty cells."""

    def __init__(self, raw: RawTable, layout: Layout, index: int, file: str, digest: str) -> None:
        """Prepare to read one raw table, the ``index``-th (1-based) of its document."""
        self._raw = raw
        self._columns = name_number_column(raw.columns, raw.headings, raw.lines)
        self._width = len(self._columns)
        self._text = self._columns.index("text")
        self._labels = find_labels(self._columns, raw.lines, layout)
        self._label = self._labels.place
        self._likeness = Likeness(self._width)
        self._drafts = Drafts(self._columns, raw.headings, self._labels, index, file, digest)
        self._group = Group()
        self._broken = False
        self._blank: list[Line] = []
        self.notes: tuple[str, ...] = ()
        self.below: list[Line] = []

    @property
    def account(self) -> list[Entry]:
        """What became of each non-empty cell of the table."""
        return self._drafts.account

    def read(self) -> Table:
        """Give the table with its rows."""
        lines = self._raw.lines
        starts = [self._labels.starts(line) for line in lines]
        for head in [self._raw.head, *self._raw.repeated_heads]:
            self._drafts.enter(head, "heading")
        for line, begins in zip(lines, starts, strict=True):
            if len(line.cells) >= self._width and begins:
                self._likeness.learn([line.text(place) for place in range(self._width)])
        labelled = any(starts)
        for line, begins, following, next_begins in zip_longest(lines, starts, lines[1:], starts[1:]):
            if self._take_aside(line, begins, following, bool(next_begins)):
                continue
            self._broken = line.number in self._raw.breaks or (self._broken and not begins)
            if self._is_section(line, begins, following, bool(next_begins)):
                self._group = Group((line.text(0),), (line.number,))
                self._drafts.enter(line, "heading")
            elif begins or (not labelled and self._looks_whole(line)):
                self._begin(line)
            elif self._begins_oddly(line):
                self._begin(line)
                self._drafts.rows[-1].notes.append(
                    f"the row that begins at {line.where} has no number that could be read"
                )
            elif self._broken:
                self._drafts.enter(line, "unread", "it follows other text, under no known headings, and begins no row")
            else:
                self._go_on(line)
        self._drafts.part_lost_rows()
        self._drafts.number_the_rest()
        blank = asides.note_blank([(line, "a number") for line in self._blank])
        self.notes = (*self._raw.notes, *blank, *self._drafts.note_gaps())
        return self._drafts.finish(self._raw.head.number, self._raw.above, captions=self._raw.captions)

    # -- what a line is ------------------------------------------------------------------------------------------

    def _take_aside(self, line: Line, begins: bool, following: Line | None, next_begins: bool) -> bool:
        """Take a line that is in no row: hints below the headings, a total, a number alone; tell whether it is one."""
        whole = len(line.cells) >= self._width
        if whole and not self._drafts.rows and self._group.name is None and self._is_hint(line, begins):
            self._drafts.enter(line, "heading")
        elif whole and not self._labels.starts(line) and asides.is_total(line):
            self._drafts.enter(line, "unread", "it sums the table up, and is no recommendation")
        elif begins and self._is_blank(line) and (following is None or next_begins):
            # Where no line goes on with it, no page break has taken its words.
            self._blank.append(line)
            self._drafts.enter(line, "unread", "the row holds only a number, so it is no recommendation")
        else:
            return False
        return True

    def _is_hint(self, line: Line, begins: bool) -> bool:
        return asides.is_guidance(line, self._columns, self._labels.layout) and (
            asides.is_counted(line, self._width) or not begins
        )

    def _is_blank(self, line: Line) -> bool:
        return self._labels.apart and line.words == line.text(self._label)

    def _looks_whole(self, line: Line) -> bool:
        """Without labels a row begins where its text and most other cells are filled, and start as sentences do."""
        filled = [text for place in range(len(line.cells)) if (text := line.text(place))]
        return bool(line.text(self._text)) and 2 * len(filled) >= self._width and not filled[0][:1].islower()

    def _begins_oddly(self, line: Line) -> bool:
        """Whether a row begins whose label is none that is known: its label cell is filled, or it begins all anew.

        A row that goes on after a page break does neither: its number is not printed again, and its text was cut.
        """
        if len(line.cells) < self._width or not self._drafts.rows:
            return False
        if self._labels.apart:
            return bool(line.text(self._label)) and line.text(self._label) != line.words
        names = ("text", "actions", "leads", "targets")
        places = [self._columns.index(name) for name in names if name in self._columns]
        before = self._drafts.rows[-1].last_words(self._text)
        return (
            all(line.text(place) for place in places)
            and is_finished(before)
            and not line.text(self._text)[:1].islower()
        )

    def _is_section(self, line: Line, begins: bool, following: Line | None, next_begins: bool) -> bool:
        first = line.text(0)
        if not first or first != line.words or begins:
            return False
        if following is None or not next_begins:
            # Two headings in a row: the second is the agency, the first one above it.
            return following is not None and following.text(0) == following.words and not first[:1].islower()
        if not _is_name(first):
            return False
        if not self._drafts.rows:
            return True
        last = self._drafts.rows[-1]
        label = self._read_label(following)
        restarts = label is not None and last.number is not None and rank(label.number) <= rank(last.number)
        return restarts or (not first[:1].islower() and is_finished(last.last_words(self._text)))

    def _read_label(self, line: Line) -> Label | None:
        return self._labels.read(line.text(self._label))

    # -- rows ----------------------------------------------------------------------------------------------------

    def _begin(self, line: Line) -> None:
        self._drafts.begin(self._read_label(line), self._group)
        self._place(line, None)

    def _go_on(self, line: Line) -> None:
        if not self._drafts.rows or self._drafts.rows[-1].group.line != self._group.line:
            draft = self._drafts.begin(None, self._group)
            draft.notes.append(f"the opening of the row that goes on at {line.where} is lost")
            self._place(line, None)
            return
        draft = self._drafts.rows[-1]
        self._place(line, [draft.last_words(place) for place in range(self._width)])

    def _place(self, line: Line, before: list[str] | None) -> None:
        drafts, count = self._drafts, len(line.cells)
        places: list[int] | None = list(range(self._width))
        if count < self._width:
            texts = [line.text(place) for place in range(count)]
            places = align(texts, self._width, self._likeness, before or [None] * self._width)
        if places is None:
            reason = f"only {count} of {self._width} cells are left, so their columns cannot be told"
            drafts.enter(line, "unread", reason)
            return
        if count < self._width - 1:
            note = f"{line.where} has {count} of {self._width} cells; they were placed by likeness"
            drafts.rows[-1].notes.append(note)
        drafts.place(line, places)
        for extra in range(self._width, count):
            if words := line.text(extra):
                reason = f"the line has more cells than the table has columns ({count} for {self._width})"
                drafts.account_for(line, extra, None, "unread", words, reason)


def _is_name(text: str) -> bool:
    """Whether a text may be the name of an agency: short, with a capital, and no sentence."""
    return len(text.split()) <= _LONGEST_NAME and text[:1].isupper() and not re.search(r":|[.?!]$", text)
