"""Makes rows of a table's lines: one row a recommendation, rejoined over page breaks, cells in their columns.

Everything is decided by structure and content: a row begins where its first cell begins with a label and a number; an
agency heading is a line with its first cell only, before a row; every other line goes on with the row above it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scrgraph.ingest.alignment import Likeness, align
from scrgraph.ingest.cells import Cell, Disposition, Entry, Fragment, Line, PlanRow, Quote, RawCell, Table, is_finished
from scrgraph.ingest.layouts import PROSE, Layout, read_number
from scrgraph.ingest.tables import RawTable

_NUMBER = re.compile(
    r"(?:[A-Z]{1,3}(?:ec)?[. ]?\s*)?(\d{1,3}(?:\.\d{1,2})*[a-z]?)[.):]?(?:\s*\([^)]*\))?", re.IGNORECASE
)
_LONGEST_NAME = 14  # words of an agency heading
_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\s?\d{2,4}")


@dataclass
class _Draft:
    """A row while it is read."""

    number: str | None
    printed: str | None
    section: str | None
    section_line: int | None
    parts: list[tuple[Line, list[str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def last_words(self, place: int) -> str:
        words = [cells[place] for _, cells in self.parts if cells[place]]
        return words[-1] if words else ""


class TableReader:
    """Reads one table; afterwards ``account`` holds an entry for each of its non-empty cells."""

    def __init__(self, raw: RawTable, layout: Layout, index: int, file: str, digest: str) -> None:
        """Prepare to read one raw table, the ``index``-th (1-based) of its document."""
        self._raw, self._layout, self._index = raw, layout, index
        self._file, self._digest = file, digest
        self._width = len(raw.columns)
        self._text = raw.columns.index("text")
        self._label = raw.columns.index("number") if "number" in raw.columns else self._text
        self._likeness = Likeness(self._width)
        self._drafts: list[_Draft] = []
        self._section: str | None = None
        self._section_line: int | None = None
        self._broken = False
        self.notes: tuple[str, ...] = ()
        self.account: list[Entry] = []

    def read(self) -> Table:
        """Give the table with its rows."""
        for head in [self._raw.head, *self._raw.repeated_heads]:
            self._enter(head, "heading")
        for line in self._raw.lines:
            if len(line.cells) >= self._width and self._starts_row(line):
                self._likeness.learn([line.text(place) for place in range(self._width)])
        labelled = any(self._starts_row(line) for line in self._raw.lines)
        for place, line in enumerate(self._raw.lines):
            following = next(iter(self._raw.lines[place + 1 :]), None)
            self._broken = line.number in self._raw.breaks or (self._broken and not self._starts_row(line))
            if self._is_section(line, following):
                self._section, self._section_line = line.text(0), line.number
                self._enter(line, "heading")
            elif self._starts_row(line) or (not labelled and self._looks_whole(line)):
                self._begin(line)
            elif self._begins_oddly(line):
                self._begin(line)
                self._drafts[-1].notes.append(f"the row that begins at {line.where} has no number that could be read")
            elif self._broken:
                self._enter(line, "unread", "it follows other text, under no known headings, and begins no row")
            else:
                self._go_on(line)
        self._part_lost_rows()
        self._number_the_rest()
        self.notes = tuple(self._note_gaps())
        has_sections = any(draft.section for draft in self._drafts)
        rows = tuple(self._finish(draft, index) for index, draft in enumerate(self._drafts, 1))
        above = tuple(Quote(line.number, line.words, place=line.place) for line in self._raw.above)
        return Table(
            self._index,
            self._raw.head.number,
            self._raw.columns,
            self._raw.headings,
            above,
            rows,
            has_sections,
        )

    # -- what a line is ------------------------------------------------------------------------------------------

    def _starts_row(self, line: Line) -> bool:
        first = line.text(self._label)
        if self._label != self._text:
            return _NUMBER.fullmatch(first) is not None or self._layout.label_pattern.fullmatch(first) is not None
        if found := self._layout.label_pattern.match(first):
            # "Recommendation 7 of the national review ..." alone on a line goes on with the row above.
            alone = first == line.words
            return not (alone and first[found.end() : found.end() + 1].islower())
        # A page break may part the label from its number.
        return first.lower() in self._layout.labels and any(map(line.text, range(1, len(line.cells))))

    def _looks_whole(self, line: Line) -> bool:
        """Without labels a row begins where its text and most other cells are filled, and start as sentences do."""
        filled = [text for place in range(len(line.cells)) if (text := line.text(place))]
        return bool(line.text(self._text)) and 2 * len(filled) >= self._width and not filled[0][:1].islower()

    def _begins_oddly(self, line: Line) -> bool:
        """Whether a row begins whose label is none that is known: its label cell is filled, or it begins all anew.

        A row that goes on after a page break does neither: its number is not printed again, and its text was cut.
        """
        if len(line.cells) < self._width or not self._drafts:
            return False
        if self._label != self._text:
            return bool(line.text(self._label)) and line.text(self._label) != line.words
        names = ("text", "actions", "leads", "targets")
        places = [self._raw.columns.index(name) for name in names if name in self._raw.columns]
        before = self._drafts[-1].last_words(self._text)
        return (
            all(line.text(place) for place in places)
            and is_finished(before)
            and not line.text(self._text)[:1].islower()
        )

    def _is_section(self, line: Line, following: Line | None) -> bool:
        first = line.text(0)
        if not first or first != line.words or self._starts_row(line):
            return False
        if following is None or not self._starts_row(following):
            # Two headings in a row: the second is the agency, the first one above it.
            return following is not None and following.text(0) == following.words and not first[:1].islower()
        if not _is_name(first):
            return False
        if not self._drafts or not self._drafts[-1].parts:
            return True
        last = self._drafts[-1]
        number = self._read_label(following)[0]
        restarts = number is not None and last.number is not None and _rank(number) <= _rank(last.number)
        return restarts or (not first[:1].islower() and is_finished(last.last_words(self._text)))

    def _read_label(self, line: Line) -> tuple[str | None, str | None, int]:
        first = line.text(self._label)
        if self._label != self._text and (found := _NUMBER.fullmatch(first)):
            return read_number(found.group(1)), found.group(1), 0
        if found := self._layout.label_pattern.match(first):
            size = found.end() if self._label == self._text else 0
            return read_number(found.group("number")), found.group("number"), size
        return None, None, 0

    # -- rows ----------------------------------------------------------------------------------------------------

    def _begin(self, line: Line) -> None:
        number, printed, _ = self._read_label(line)
        self._drafts.append(_Draft(number, printed, self._section, self._section_line))
        self._place(line, None)

    def _go_on(self, line: Line) -> None:
        if not self._drafts or self._drafts[-1].section_line != self._section_line:
            draft = _Draft(None, None, self._section, self._section_line)
            draft.notes.append(f"the opening of the row that goes on at {line.where} is lost")
            self._drafts.append(draft)
            self._place(line, None)
            return
        draft = self._drafts[-1]
        self._place(line, [draft.last_words(place) for place in range(self._width)])

    def _place(self, line: Line, before: list[str] | None) -> None:
        texts = [line.text(place) for place in range(len(line.cells))]
        places: list[int] | None = list(range(self._width))
        if len(texts) < self._width:
            places = align(texts, self._width, self._likeness, before or [None] * self._width)
        if places is None:
            self._enter(
                line,
                "unread",
                f"only {len(texts)} of {self._width} cells are left, so their columns cannot be told",
            )
            return
        draft = self._drafts[-1]
        if len(texts) < self._width - 1:
            draft.notes.append(f"{line.where} has {len(texts)} of {self._width} cells; they were placed by likeness")
        cells = [""] * self._width
        raw = [RawCell()] * self._width
        for source, target in enumerate(places):
            if source < len(texts):
                cells[target], raw[target] = texts[source], line.cells[source]
        draft.parts.append((replace(line, cells=tuple(raw)), cells))
        for source, target in enumerate(places):
            if source < len(texts) and texts[source]:
                self._enter_cell(line, source, target)
        for extra in range(self._width, len(texts)):
            if texts[extra]:
                reason = f"the line has more cells than the table has columns ({len(texts)} for {self._width})"
                self._account_for(line, extra, None, "unread", texts[extra], reason)

    def _part_lost_rows(self) -> None:
        """Part a row that holds a second one whose opening cells were lost.

        Asked only where a number is missing between two rows, and answered only by content: the row begins anew
        where a list of dates is printed a second time, or where two columns that had ended begin again.
        """
        for place in range(len(self._drafts) - 1, -1, -1):
            draft = self._drafts[place]
            following = self._drafts[place + 1] if place + 1 < len(self._drafts) else None
            if following is None or following.section_line != draft.section_line:
                continue
            if draft.number is None or following.number is None:
                continue
            missing = _rank(following.number)[0] - _rank(draft.number)[0] - 1
            while missing > 0 and (cut := self._find_restart(draft)):
                lost = _Draft(str(_rank(draft.number)[0] + missing), None, draft.section, draft.section_line)
                lost.parts, draft.parts = draft.parts[cut:], draft.parts[:cut]
                lost.notes.append(f"the opening cells of the row are lost; it begins at {lost.parts[0][0].where}")
                self._drafts.insert(place + 1, lost)
                missing -= 1

    def _find_openings(self) -> dict[int, str]:
        """Give, for each column, the words with which more than half of its rows begin ("Consider Evidence")."""
        openings: dict[int, str] = {}
        for place in range(self._width):
            firsts = [" ".join(draft.parts[0][1][place].lower().split()[:2]) for draft in self._drafts if draft.parts]
            common, times = Counter(firsts).most_common(1)[0] if firsts else ("", 0)
            if " " in common and 2 * times > len(firsts) > 2:
                openings[place] = common
        return openings

    def _find_restart(self, draft: _Draft) -> int | None:
        openings = self._find_openings()
        for cut in range(len(draft.parts) - 1, 0, -1):
            ended = 0
            for place in range(self._width):
                before = " ".join(cells[place] for _, cells in draft.parts[:cut] if cells[place])
                here = draft.parts[cut][1][place]
                opening = openings.get(place)
                if opening and before.lower().startswith(opening) and here.lower().startswith(opening):
                    return cut
                dates = _DATE.findall(here)
                if len(dates) > 1 and set(dates) <= set(_DATE.findall(before)):
                    return cut
                ended += bool(before and here and is_finished(before) and not here[:1].islower())
            if ended > 1:
                return cut
        return None

    def _number_the_rest(self) -> None:
        """Give a number to rows that print none: one less than the next row's, else one more than the last."""
        for place in range(len(self._drafts) - 1, -1, -1):
            draft = self._drafts[place]
            if draft.number is None and place + 1 < len(self._drafts):
                following = self._drafts[place + 1]
                if following.section_line == draft.section_line and following.number and _rank(following.number)[0] > 1:
                    draft.number = str(_rank(following.number)[0] - 1)
        for place, draft in enumerate(self._drafts):
            if draft.number is None:
                last = self._drafts[place - 1] if place else None
                same = last is not None and last.section_line == draft.section_line
                draft.number = str(_rank(last.number or "0")[0] + 1) if same and last is not None else "1"

    def _note_gaps(self) -> Iterator[str]:
        """Say so where a number is missing between two rows."""
        for first, second in pairwise(self._drafts):
            if first.section_line == second.section_line and first.number and second.number:
                here, there = _rank(first.number), _rank(second.number)
                if len(here) == len(there) == 1 and there[0] > here[0] + 1 and second.parts:
                    missing = ", ".join(str(number) for number in range(here[0] + 1, there[0]))
                    where = f" under '{first.section}'" if first.section else ""
                    yield f"{second.parts[0][0].where}: recommendation {missing}{where} was not found before it"

    def _finish(self, draft: _Draft, index: int) -> PlanRow:
        cells: dict[str, Cell] = {}
        for place, column in enumerate(self._raw.columns):
            if column is None:
                continue
            fragments = tuple(
                Fragment(line.number, raw.paragraphs, raw.marked, raw.place, raw.fill, raw.colour)
                for line, _ in draft.parts
                if (raw := line.cells[place]).paragraphs
            )
            if not fragments:
                continue
            heading = self._raw.headings[place]
            if column in cells:
                # Two columns that are read together: the second begins a new paragraph.
                before = cells[column]
                heading = before.heading if heading == before.heading else f"{before.heading} / {heading}"
                fragments = (*before.fragments, replace(fragments[0], apart=True), *fragments[1:])
            cells[column] = Cell(self._file, self._digest, self._index, index, column, heading, fragments)
        first, last = draft.parts[0][0], draft.parts[-1][0]
        printed, number, label = draft.printed, draft.number or "1", 0
        if self._label == self._text and "text" in cells:
            # Read anew from the rejoined cell: a page break may have parted the label from its number.
            found = self._layout.label_pattern.match(cells["text"].text)
            if found and draft.parts and (printed or self._starts_row(draft.parts[0][0])):
                printed, number, label = (
                    found.group("number"),
                    read_number(found.group("number")),
                    found.end(),
                )
        return PlanRow(
            self._index,
            index,
            draft.section,
            draft.section_line,
            number,
            printed,
            label,
            (first.number, last.number),
            cells,
            tuple(draft.notes),
            first.place,
            None if first.counted is None or last.counted is None else (first.counted, last.counted),
            {
                column: where
                for place, column in enumerate(self._raw.columns)
                if column is not None and column not in cells and (where := first.cells[place].place) is not None
            },
        )

    # -- the account ---------------------------------------------------------------------------------------------

    def _enter(self, line: Line, disposition: Disposition, reason: str | None = None) -> None:
        for place in range(len(line.cells)):
            if words := line.text(place):
                heading = self._raw.headings[place] if place < self._width else None
                self._account_for(line, place, heading, disposition, words, reason)

    def _enter_cell(self, line: Line, source: int, target: int) -> None:
        column, heading, words = self._raw.columns[target], self._raw.headings[target], line.text(source)
        if column is None:
            reason = f"no column is known under the heading '{heading}'"
            self._account_for(line, source, heading, "unread", words, reason)
        else:
            self._account_for(line, source, heading, "prose" if column in PROSE else "read", words)

    def _account_for(
        self,
        line: Line,
        place: int,
        heading: str | None,
        disposition: Disposition,
        words: str,
        reason: str | None = None,
    ) -> None:
        where = line.cells[place].place
        self.account.append(Entry(line.number, place + 1, heading, disposition, words[:80], reason, where))


def _is_name(text: str) -> bool:
    """Whether a text may be the name of an agency: short, with a capital, and no sentence."""
    return len(text.split()) <= _LONGEST_NAME and text[:1].isupper() and not re.search(r":|[.?!]$", text)


def _rank(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", number)) or (0,)
