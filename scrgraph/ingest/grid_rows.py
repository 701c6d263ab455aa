"""Makes rows of the lines of a table that the document itself marks as one (Word, Excel, HTML, PDF).

Here no cell is lost and every cell stands in its column, so what a line is can be told by which of its cells are
filled, which reach over others, and which are under one that reaches down from above. A row begins where a number or a
recommendation begins; lines without either go on with the row above, each cell as a paragraph of its own.
"""

import re
from collections.abc import Iterator, Sequence

from scrgraph.ingest import asides
from scrgraph.ingest.cells import Entry, Line, RawCell, Table, is_finished, is_hanging
from scrgraph.ingest.drafts import Draft, Drafts
from scrgraph.ingest.groups import Groups
from scrgraph.ingest.labels import Label, Labels, find_labels, is_number, name_number_column, rank, read_bare
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.tables import RawTable

_LONGEST_ACROSS = 20  # words of the heading of a group across all columns
_LONGEST_OWN = 14  # words of one that stands in the first column alone
_MAIN = ("actions", "leads", "targets")
_TERSE = ("number", "targets", "status", "rag", "completed")  # columns whose cells hold no sentences
_SHARED = ("number", "text")  # columns in which a cell that reaches down makes the lines one row
_LISTED = re.compile(r"[\u2022\u25aa\u25cf\u25e6\u25a0\u00b7*\u2013-]\s|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s")
_ASKED = re.compile(r"\b(?:should|must|will|shall|needs? to|is to|are to)\b", re.IGNORECASE)
_RARE = 0.1  # share of rows that go on in further lines, up to which a line that does may be a row of its own
_QUOTED = 60  # characters of a line that a note gives
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201c\u201d\ufffd'\"", None))  # \ufffd: lost in saving


class GridReader:
    """Reads one table; afterwards ``account`` holds an entry for each of its non-empty cells.

    ``below`` are then the lines at its end that are the key of its colours.
    """

    def __init__(self, raw: RawTable, layout: Layout, index: int, file: str, digest: str) -> None:
        """Prepare to read one raw table, the ``index``-th (1-based) of its document."""
        self._raw, self._layout, self._lines = raw, layout, raw.lines
        self._grid = len(raw.columns) - raw.virtual
        self._columns = self._name_columns()
        self._text = self._columns.index("text")
        self._number = self._columns.index("number") if "number" in self._columns else None
        self._main = [self._columns.index(name) for name in _MAIN if name in self._columns]
        self._labels = self._find_labels()
        self._drafts = Drafts(self._columns, raw.headings, self._labels, index, file, digest)
        self._drafts.reach = _find_reaches(self._lines, self._grid)
        self._groups = Groups()
        if raw.title is not None:
            self._groups.open(raw.title.words, raw.title.number, None)
            self._groups.leave()
        self._fallback = _inherit(raw.head, self._columns, self._grid)
        self._blank: list[tuple[Line, str]] = []
        self._hints: set[tuple[str, ...]] = set()
        self._notes: list[str] = []
        self._printed: list[tuple[str, ...]] = []  # the lines of the row that is read, word for word
        self._origins: dict[int, tuple[Line, RawCell]] = {}
        self._at_page = False
        self._in_key = False
        self.notes: tuple[str, ...] = ()
        self.below: list[Line] = []

    @property
    def account(self) -> list[Entry]:
        """What became of each non-empty cell of the table."""
        return self._drafts.account

    def read(self) -> Table:
        """Give the table with its rows."""
        for head in [self._raw.head, *self._raw.repeated_heads]:
            self._drafts.enter(head, "heading")
        starts = [self._labels.starts(line) for line in self._lines]
        self._labelled = any(starts)
        begins = [self._begins(line, start) for line, start in zip(self._lines, starts, strict=True)]
        last = max((place for place, begin in enumerate(begins) if begin), default=-1)
        pages = sorted(self._raw.pages, reverse=True)
        for place, line in enumerate(self._lines):
            self._at_page = bool(pages) and pages[-1] <= line.number
            while pages and pages[-1] <= line.number:
                pages.pop()
            following = self._lines[place + 1] if place + 1 < len(self._lines) else None
            next_begins = place + 1 < len(begins) and begins[place + 1]
            if self._take_aside(line, begins[place], following, next_begins, after=place > last):
                self._groups.leave()
            elif not self._take_group(line, begins[place], following, next_begins):
                self._groups.leave()
                self._take_row(line, begins[place])
            self._hold(line)
        more = sum(len(draft.parts) > 1 for draft in self._drafts.rows)
        self._drafts.part_lost_rows(weak=more <= max(1, _RARE * len(self._drafts.rows)))
        self._drafts.number_the_rest()
        self.notes = (
            *self._raw.notes,
            *self._notes,
            *asides.note_blank(self._blank),
            *self._note_doubled(),
            *_note_hidden(self._lines, self._raw.headings, self._grid),
            *self._drafts.note_gaps(),
        )
        return self._drafts.finish(self._raw.head.number, self._raw.above, self._raw.captions)

    # -- columns -------------------------------------------------------------------------------------------------

    def _name_columns(self) -> tuple[str | None, ...]:
        columns = name_number_column(self._raw.columns, self._raw.headings, self._lines)
        if "number" not in columns and columns[0] == "text" and self._raw.head.cell(1).covered:
            # One heading over two columns, of which the first holds the numbers.
            trial = name_number_column((None, "text", *columns[2:]), ("", *self._raw.headings[1:]), self._lines)
            return trial if trial[0] else columns
        return columns

    def _find_labels(self) -> Labels:
        if not self._raw.virtual:
            return find_labels(self._columns, self._lines, self._layout)
        openers = [line.words for line in self._lines if self._is_opener(line)]
        bare = not any(self._layout.label_pattern.match(words) for words in openers)
        return Labels(self._layout, self._text, False, bare)

    def _is_opener(self, line: Line) -> bool:
        """Whether a line is the recommendation of a table that has no column for them."""
        if line.number in self._raw.openers:
            return True
        return self._raw.virtual and _is_across(line, self._grid) and self._reads_label(line.words)

    def _reads_label(self, words: str) -> bool:
        return self._layout.label_pattern.match(words) is not None or (
            self._raw.virtual and read_bare(words) is not None
        )

    def _place(self, line: Line, *, begins: bool = False) -> list[int]:
        """Give the column of each cell of a line, -1 where it is in none; ``begins``: whether it begins a row."""
        if self._is_opener(line) or (begins and _is_across(line, self._grid)):
            return [self._text if cell.paragraphs else -1 for cell in line.cells]
        places = []
        for source, cell in enumerate(line.cells):
            target = source if source < self._grid else -1
            if target >= 0 and cell.paragraphs:
                target = self._fallback.get(source, source)
                over = _list_covered(line, source, self._grid)
                if self._columns[target] is None or (target == self._number and not self._labels.read(cell.text)):
                    # A cell that reaches over a number's column, or an unknown one, stands in the first known one.
                    target = next((place for place in over if self._columns[place] is not None), target)
            places.append(target)
        return places

    # -- what a line is ------------------------------------------------------------------------------------------

    def _begins(self, line: Line, start: bool) -> bool:
        """Whether a line begins a row by its look alone."""
        if self._raw.virtual:
            return self._is_opener(line)
        if start:
            return True
        words = line.text(self._text)
        if self._labelled or not words or line.cell(self._text).continues or _is_across(line, self._grid):
            return False
        filled = sum(1 for cell in line.cells[: self._grid] if cell.paragraphs)
        if filled <= 2 and asides.is_key(line, self._layout):
            return False
        main = any(map(line.text, self._main))
        return (main or 2 * filled >= self._grid) and not words[:1].islower()

    def _take_aside(self, line: Line, begins: bool, following: Line | None, next_begins: bool, *, after: bool) -> bool:
        """Take a line that is in no row: a hint, a key, a total, a blank; tell whether it is one."""
        drafts = self._drafts
        words = tuple(cell.text for cell in line.cells)
        if words in self._hints or (not drafts.rows and not self._groups.names and self._is_hint(line, begins)):
            self._hints.add(words)
            drafts.enter(line, "heading")
        elif after and self._is_key(line):
            drafts.enter(line, "prose")
            self.below.append(line)
        elif asides.is_total(line) and not self._bears_number(line):
            drafts.enter(line, "unread", "it sums the table up, and is no recommendation")
        elif self._says_nothing(line):
            drafts.enter(line, "prose")
            self._notes.append(f"{line.where}: '{_shorten(line)}' is no row")
        elif kind := self._is_blank(line, following, next_begins):
            self._blank.append((line, kind))
            drafts.enter(line, "unread", f"the row holds only {kind}, so it is no recommendation")
        else:
            return False
        return True

    def _is_hint(self, line: Line, begins: bool) -> bool:
        if begins and self._labelled and not asides.is_counted(line, self._grid):
            return False
        return asides.is_guidance(line, self._columns[: self._grid], self._layout)

    def _is_key(self, line: Line) -> bool:
        """Whether a line below the last row is one of a colour key."""
        title = line.filled == 1 and asides.is_key_title(line)
        self._in_key = title or (self._in_key and line.filled <= 3 and asides.is_short(line))
        return self._in_key or (line.filled <= 2 and asides.is_key(line, self._layout))

    def _bears_number(self, line: Line) -> bool:
        return self._number is not None and is_number(line.text(self._number))

    def _says_nothing(self, line: Line) -> bool:
        """Whether a line says, where recommendations stand, that there are none."""
        if line.number in self._raw.openers or line.cell(self._text).continues:
            return False
        first = next(source for source, cell in enumerate(line.cells) if cell.paragraphs)
        here = bool(line.text(self._text)) or first == 0 or _is_across(line, self._grid)
        return here and asides.says_nothing_further(line, self._number)

    def _is_blank(self, line: Line, following: Line | None, next_begins: bool) -> str | None:
        """Say what a line holds that is blank but for a number, a computed status, or what the template wants."""
        if self._raw.virtual or line.cell(self._text).continues:
            return None
        filled = [source for source, cell in enumerate(line.cells) if cell.paragraphs]
        named = {source: self._columns[source] if source < self._grid else None for source in filled}
        rest = [source for source in filled if named[source] not in asides.COMPUTED]
        if rest and all(self._is_placeholder(line, source) for source in rest):
            return "what the template wants filled in"
        # The heading of a group may begin above a column that is not known.
        if any(named[source] for source in rest) or (rest and _is_across(line, self._grid)):
            return None
        if not rest and not all(asides.is_computed(line.text(source)) for source in filled):
            return None
        numbered = "number" in named.values()
        if numbered and not self._bears_number(line):
            return None
        if numbered and following is not None and not next_begins and self._goes_on_below(following):
            return None
        kinds = ["a number"] if numbered else []
        kinds += ["a status"] if len(filled) > len(rest) + numbered else []
        kinds += ["words under headings that are not known"] if rest else []
        return " and ".join(kinds)

    def _is_placeholder(self, line: Line, source: int) -> bool:
        heading = self._raw.headings[source] if source < self._grid else ""
        return asides.is_placeholder(line.text(source)) or line.text(source) == heading

    def _goes_on_below(self, line: Line) -> bool:
        """Whether a line holds words of a recommendation, so that the number above it may be its own."""
        words = line.text(self._text)
        if not words or asides.is_placeholder(words):
            return False
        return not _is_across(line, self._grid) and not self._bears_number(line)

    # -- groups --------------------------------------------------------------------------------------------------

    def _take_group(self, line: Line, begins: bool, following: Line | None, next_begins: bool) -> bool:
        """Take a line that is the heading of a group, or a remark across all columns; tell whether it is one."""
        if begins and self._is_labelled_text(line):
            return False
        words = line.words
        if _is_across(line, self._grid) or (line.table is None and line.number not in self._raw.openers):
            if self._reads_label(words):
                return False
            named = len(words.split()) <= _LONGEST_ACROSS and not is_finished(words.rstrip(":) "))
            if not named and self._is_stated_below(following, next_begins):
                return False
            if not named:
                self._drafts.enter(line, "prose")
                self._notes.append(f"{line.where}: a remark across all columns ('{_shorten(line)}') is no row")
                return True
        elif begins or not self._is_own_group(line, following, next_begins):
            return False
        fill = next(cell.fill for cell in line.cells if cell.paragraphs)
        self._groups.open(words, line.number, fill)
        self._drafts.enter(line, "heading")
        return True

    def _is_labelled_text(self, line: Line) -> bool:
        return self._labels.read(line.text(self._labels.place)) is not None or line.number in self._raw.openers

    def _is_stated_below(self, following: Line | None, next_begins: bool) -> bool:
        """Whether the line below holds actions without a recommendation, so that it stands across the columns here."""
        if following is None or next_begins or _is_across(following, self._grid):
            return False
        return not following.text(self._text) and any(map(following.text, self._main))

    def _is_own_group(self, line: Line, following: Line | None, next_begins: bool) -> bool:
        """Whether a line is the heading of a group that stands in the first column alone."""
        first = line.text(0)
        if not first or first != line.words or line.cell(0).continues or following is None:
            return False
        if len(first.split()) > _LONGEST_OWN or is_finished(first.rstrip(":")) or not first[:1].isupper():
            return False
        if _ASKED.search(first) or self._labels.read(first):
            return False
        alone = following.text(0) == following.words and following.text(0)[:1].isupper()
        if not next_begins and not alone and not _is_across(following, self._grid):
            return False
        draft = self._current()
        # Words that go on with the cell above are no heading.
        return draft is None or self._labels.apart or not is_hanging(draft.last_words(0))

    # -- rows ----------------------------------------------------------------------------------------------------

    def _current(self) -> Draft | None:
        """The row above, if no heading of a group stands between."""
        draft = self._drafts.rows[-1] if self._drafts.rows else None
        return draft if draft is not None and draft.group == self._groups.group else None

    def _take_row(self, line: Line, begins: bool) -> None:
        """Take a line of a row: it begins one, or goes on with the one above."""
        draft = self._current()
        label = self._read_label(line)
        words = self._read_statement(line)
        if draft is None:
            self._begin(line, label)
            if not words and label is None:
                what = "has no recommendation" if self._drafts.rows[1:] else "has lost its opening"
                self._note_row(f"the row that begins at {line.where} {what}")
            elif self._labelled and label is None:
                self._note_row(f"the row that begins at {line.where} has no number that could be read")
        elif self._belongs(line, draft, label, words):
            self._go_on(line, draft)
        elif begins or label is not None:
            self._begin(line, label)
        elif self._is_cut(line, draft, words):
            self._go_on(line, draft)
        elif self._labelled and self._is_text_alone(line):
            self._go_on(line, draft)
            self._note_row(f"{line.where} has no number; it was read on with the row above")
        else:
            self._begin(line, None)
            if self._labelled:
                self._note_row(f"the row that begins at {line.where} has no number that could be read")

    def _read_label(self, line: Line) -> Label | None:
        if self._is_opener(line) or (_is_across(line, self._grid) and self._reads_label(line.words)):
            return self._labels.read(line.words) or read_bare(line.words)
        if self._raw.virtual:
            return None
        return self._labels.read(line.text(self._labels.place))

    def _read_statement(self, line: Line) -> str:
        """The words that a line has in the column of recommendations."""
        if self._is_opener(line) or _is_across(line, self._grid):
            return line.words
        places = self._place(line)
        return " ".join(
            cell.text for cell, place in zip(line.cells, places, strict=True) if place == self._text
        ).strip()

    def _belongs(self, line: Line, draft: Draft, label: Label | None, words: str) -> bool:
        """Whether a line that has a number, or repeats words, belongs to the row above for all that."""
        if line.cell(self._text).continues and not self._is_opener(line):
            return True
        if label is None and self._is_opener(line):
            # A further paragraph of it.
            return True
        before = draft.last_words(self._text)
        if label is None and self._is_label_only(draft, before):
            return True
        same = label is None or draft.number is None or label.number == draft.number
        if words and _fold_signs(words) == _fold_signs(before) and same and not _is_across(line, self._grid):
            # Printed again beside each action; a line that is the same in all its cells is a row printed twice.
            return tuple(cell.text for cell in line.cells) not in self._printed
        if words or label is None or draft.number is None or not self._labels.apart:
            return False
        here, there = rank(label.number), rank(draft.number)
        return label.number == draft.number or (len(here) > 1 and here[:-1] == there[: len(here) - 1])

    def _is_label_only(self, draft: Draft, before: str) -> bool:
        """Whether the row above has nothing yet but its label."""
        if len(draft.parts) > 1:
            return False
        if self._labels.apart:
            return not any(words for place, words in enumerate(draft.parts[0].words) if place != self._number)
        label = self._labels.read(before)
        alone = [words for words in draft.parts[0].words if words] == [before]
        return label is not None and label.size == len(before) and alone

    def _is_cut(self, line: Line, draft: Draft, words: str) -> bool:
        """Whether a line without a number plainly goes on with the recommendation above."""
        before = draft.last_words(self._text)
        if self._number is not None and line.text(self._number):
            return False
        if not words:
            return True
        if words[:1].islower() or is_hanging(before) or _LISTED.match(words) or before.endswith(":"):
            return True
        if not before or is_finished(before):
            return False
        on_paper = line.place is not None and line.place.page is not None
        # Where rows have labels, a page break that parts a row parts the sentences of its other cells, too.
        return (self._at_page and on_paper) or (self._labelled and self._is_torn(line, draft))

    def _is_torn(self, line: Line, draft: Draft) -> bool:
        """Whether a page break parted a row: one of its cells goes on in small letters with a sentence not ended.

        A line with one cell is a paragraph of its own, and a cell of lines that all begin in small letters is a list.
        No date or status goes on so: "end of May" is another one.
        """
        if line.filled < 2:
            return False
        for cell, place in zip(line.cells, self._place(line), strict=True):
            before = draft.last_words(place) if place >= 0 and self._columns[place] not in _TERSE else ""
            if before[:1].isupper() and not is_finished(before) and cell.text[:1].islower():
                return True
        return False

    def _is_text_alone(self, line: Line) -> bool:
        """Whether a line holds words of a recommendation, and neither a number nor an action, lead or date."""
        numbered = self._number is not None and bool(line.text(self._number))
        return not numbered and not any(map(line.text, self._main))

    def _begin(self, line: Line, label: Label | None) -> None:
        draft = self._drafts.begin(label, self._groups.group)
        self._printed = [tuple(cell.text for cell in line.cells)]
        self._put(line, frozenset())
        for place, column in enumerate(self._columns[: self._grid]):
            if column in _SHARED or not line.cell(place).continues or place not in self._origins:
                continue
            origin, cell = self._origins[place]
            draft.shared[place] = self._drafts.make_fragment(origin.number, cell, place)
            draft.notes.append(
                f"{line.where}: the cell '{self._raw.headings[place]}' is merged with that of {origin.where}, "
                "which holds for both rows"
            )

    def _go_on(self, line: Line, draft: Draft) -> None:
        self._printed.append(tuple(cell.text for cell in line.cells))
        self._put(line, frozenset(self._find_apart(line, draft)), draft)

    def _find_apart(self, line: Line, draft: Draft) -> Iterator[int]:
        """Give the columns in which a line begins a new paragraph of its row."""
        if self._is_torn(line, draft):
            return
        for source, place in enumerate(self._place(line)):
            words, before = line.text(source), draft.last_words(place) if place >= 0 else ""
            if not words or not before:
                continue
            if not self._at_page:
                yield place
            elif line.place is None or line.place.page is None:
                cut = is_hanging(before) or (not is_finished(before) and words[:1].islower())
                if not cut:
                    yield place

    def _put(self, line: Line, apart: frozenset[int], draft: Draft | None = None) -> None:
        """Put a line's cells into the last row, but for a recommendation that is only printed again."""
        places = self._place(line, begins=draft is None)
        again = []
        if draft is not None:
            same = (self._text, *([] if self._number is None else [self._number]))
            again = [
                (source, place)
                for source, place in enumerate(places)
                if place in same
                and line.text(source)
                and _fold_signs(line.text(source)) == _fold_signs(draft.last_words(place))
            ]
        for source, place in again:
            if draft is not None and line.text(source) != draft.last_words(place):
                self._note_row(f"{line.where}: '{self._raw.headings[place]}' is printed again with other signs")
            self._drafts.enter_cell(line, source, place)
            places[source] = -1
        self._drafts.place(line, places, apart)
        for extra in range(self._grid, len(line.cells)):
            if words := line.text(extra):
                if places[extra] >= 0:
                    continue
                reason = f"the line has more cells than the table has columns ({len(line.cells)} for {self._grid})"
                self._drafts.account_for(line, extra, None, "unread", words, reason)

    def _hold(self, line: Line) -> None:
        """Remember the cells of a line, for lines under which they reach down."""
        for place in range(min(self._grid, len(line.cells))):
            cell = line.cells[place]
            if cell.paragraphs:
                self._origins[place] = (line, cell)
            elif not cell.continues:
                self._origins.pop(place, None)

    # -- notes ---------------------------------------------------------------------------------------------------

    def _note_row(self, note: str) -> None:
        self._drafts.rows[-1].notes.append(note)

    def _note_doubled(self) -> Iterator[str]:
        """Say so where a number is printed a second time in its group."""
        seen: set[tuple[int | None, str]] = set()
        for draft in self._drafts.rows:
            if draft.printed is None or draft.number is None:
                continue
            key = (draft.group.line, draft.number)
            if key in seen:
                yield f"{draft.parts[0].line.where}: the number {draft.printed} is printed a second time"
            seen.add(key)


def _fold_signs(words: str) -> str:
    """Give words as they are compared where they are printed twice: without quotation marks and a stop at the end."""
    return words.translate(_QUOTES).rstrip(" .;,")


def _find_reaches(lines: Sequence[Line], width: int) -> dict[tuple[int, int], int]:
    """Give, for each cell that reaches down over further lines, the last of them."""
    reaches: dict[tuple[int, int], int] = {}
    origins: dict[int, int] = {}
    for line in lines:
        for place in range(min(width, len(line.cells))):
            if line.cells[place].continues and place in origins:
                reaches[origins[place], place] = line.number
            else:
                origins[place] = line.number
    return reaches


def _inherit(head: Line, columns: Sequence[str | None], width: int) -> dict[int, int]:
    """Give, for columns under a heading that reaches over several, the first of these."""
    found: dict[int, int] = {}
    for place in range(1, width):
        if head.cell(place).covered and columns[place] is None:
            found[place] = found.get(place - 1, place - 1)
    return found


def _list_covered(line: Line, source: int, width: int) -> Iterator[int]:
    for place in range(source + 1, width):
        if not line.cell(place).covered:
            return
        yield place


def _is_across(line: Line, width: int) -> bool:
    """Whether a line is one cell that reaches over all columns, or nearly."""
    if line.table is None:
        return False
    filled = [source for source, cell in enumerate(line.cells) if cell.paragraphs]
    if len(filled) != 1 or width < 2:
        return False
    over = sum(1 for _ in _list_covered(line, filled[0], len(line.cells)))
    return 2 * (over + 1) > width


def _shorten(line: Line) -> str:
    return line.words if len(line.words) <= _QUOTED else line.words[: _QUOTED - 1] + "\u2026"


def _note_hidden(lines: Sequence[Line], headings: Sequence[str], width: int) -> Iterator[str]:
    """Say which rows and columns are read though the document hides them; of a workbook its reader has said so."""
    if lines and lines[0].place is not None and lines[0].place.sheet is not None:
        return
    filled = [[cell for cell in line.cells if cell.paragraphs] for line in lines]
    rows = [line for line, cells in zip(lines, filled, strict=True) if cells and all(cell.hidden for cell in cells)]
    hidden = {line.number for line in rows}
    shown = [line for line in lines if line.number not in hidden]
    if rows:
        told = ", ".join(line.where for line in rows[:5]) + (" and others" if len(rows) > 5 else "")
        were = "row is" if len(rows) == 1 else "rows are"
        yield f"{len(rows)} hidden {were} read like the others ({told})"
    for place in range(width):
        cells = [line.cell(place) for line in shown if line.text(place)]
        if cells and all(cell.hidden for cell in cells):
            yield f"the hidden column '{headings[place]}' is read like the others"
