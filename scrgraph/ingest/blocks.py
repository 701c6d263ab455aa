"""Reads plans whose headings stand beside the words and not above them: one table, or one page, a recommendation.

A block is a table of two columns ("Recommendation | ...", "Action | ...", "Lead | ..."), or of pairs of them; a
spreadsheet that is turned on its side has several columns of words beside the one of headings. Where a document has no
tables at all, paragraphs may do the same ("Action: ...").
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scrgraph.ingest.cells import Entry, Line, RawCell, Table, is_finished
from scrgraph.ingest.drafts import Drafts, Group
from scrgraph.ingest.headings import read_words
from scrgraph.ingest.labels import Label, Labels, is_number, read_bare
from scrgraph.ingest.layouts import PROSE, Layout, read_number

RECOMMENDATION = "Recommendation"
_LEAST_LABELS = 3  # headings that must be known before lines count as a block
_LEAST_SHARE = 0.6  # of the cells that stand where headings do
_LONGEST_LABEL = 8  # words
_LONGEST_GROUP = 14
_FEWEST_BLOCKS = 2  # of paragraphs, which may look like a block by chance
_NUMBERED = re.compile(r"(?:\s*(?:\bno\.?\s*)?\b\d{1,3}(?:\.\d{1,2})?[a-z]?)?\s*[.:\u2013-]*\s*$", re.IGNORECASE)
_SAID = re.compile(r"([A-Za-z][\w /&'\u2019().-]{1,60}?)\s*(?::|\s[\u2013\u2014-]\s)\s*(?=\S|$)")


@dataclass(frozen=True, slots=True)
class Said:
    """A cell of a block: its line, where it stands there, its column, the heading beside it, and its number."""

    line: Line
    source: int
    column: str
    heading: str
    label: Label | None = None
    cell: RawCell | None = None


@dataclass
class Blocks:
    """The blocks of a document: a list of cells for each recommendation, and the cells that are headings."""

    rows: list[list[Said]]
    labels: list[tuple[Line, int]]
    strange: list[tuple[Line, int, str]] = field(default_factory=list)
    between: list[tuple[int, list[Line]]] = field(default_factory=list)

    def add(self, more: "Blocks", between: list[Line]) -> None:
        """Add the blocks of a further table, and the text that stands before it."""
        self.between.append((len(self.rows), between))
        self.rows += more.rows
        self.labels += more.labels
        self.strange += more.strange

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the blocks have, in the order in which they are first met."""
        found = dict.fromkeys(said.column for row in self.rows for said in row)
        return tuple(found) if "text" in found else (*found, "text")

    @property
    def headings(self) -> tuple[str, ...]:
        """The heading of each column, as it is first printed."""
        first: dict[str, str] = {}
        for row in self.rows:
            for said in row:
                first.setdefault(said.column, said.heading)
        return tuple(first.get(column, RECOMMENDATION) for column in self.columns)


# -- finding -----------------------------------------------------------------------------------------------------------


def read_blocks(lines: Sequence[Line], layout: Layout) -> Blocks | None:
    """Give the blocks that the lines of one table are; ``None`` where they are none."""
    width = max(len(line.cells) for line in lines)
    if width < 2:
        return None
    columns = [place for place in range(width) if any(line.text(place) for line in lines)]
    heads = [place for place in columns if _holds_labels(lines, place, layout)]
    if not heads or heads[0] != columns[0]:
        return None
    known = Counter(
        found[0]
        for line in lines
        for place in heads
        if line.text(place) and (found := read_label(line.text(place), layout))
    )
    if len(known) < _LEAST_LABELS or not known.keys() & {"text", "number"} or "actions" not in known:
        return None
    values = [place for place in columns if place not in heads]
    if not values:
        return None
    return _read_turned(lines, heads[0], values, layout) if len(heads) == 1 else _read_pairs(lines, heads, layout)


def read_label(words: str, layout: Layout) -> tuple[str, Label | None] | None:
    """Give the column that a heading beside some words names, and the number in it ("Recommendation 4", "Action 1")."""
    if found := layout.label_pattern.match(words):
        if not words[found.end() :].strip():
            return "text", Label(read_number(found.group("number")), found.group("number"), 0)
        return None
    end = _NUMBERED.search(words)
    assert end is not None
    name = words[: end.start()]
    if not 0 < len(read_words(name)) <= _LONGEST_LABEL or is_finished(name.rstrip(":")):
        return None
    column = layout.match_headings([name])[0]
    return None if column is None else (column, None)


def _holds_labels(lines: Sequence[Line], place: int, layout: Layout) -> bool:
    filled = [words for line in lines if (words := line.text(place))]
    known = sum(read_label(words, layout) is not None for words in filled)
    return known >= 1 and known >= _LEAST_SHARE * len(filled)


def _read_turned(lines: Sequence[Line], head: int, values: list[int], layout: Layout) -> Blocks:
    """Read a column of headings with one or several columns of words beside it."""
    blocks = Blocks([], [])
    rows: dict[int, list[Said]] = {}
    opener: str | None = None
    column: str | None = None
    heading, label = "", None
    for line in lines:
        if words := line.text(head):
            found = read_label(words, layout)
            filled = [place for place in values if line.text(place)]
            if found is None:
                if not filled and line.cell(head).covered is False and line.filled == 1:
                    blocks.strange.append((line, head, "a line between the headings of a block, beside no words"))
                    continue
                blocks.labels.append((line, head))
                blocks.strange += [(line, place, f"no column is known for '{words[:60]}'") for place in filled]
                column = None
                continue
            blocks.labels.append((line, head))
            (column, label), heading = found, words
            # Of several recommendations side by side, a number in the heading is none of theirs.
            label = label if len(filled) == 1 else None
            opener = opener or (column if column in ("text", "number") else None)
            if column == opener:
                blocks.rows += [row for row in rows.values() if row]
                rows = {}
        for place in values:
            if line.text(place):
                if column is None:
                    if not line.text(head):
                        blocks.strange.append((line, place, "it stands beside no heading that is known"))
                    continue
                rows.setdefault(place, []).append(Said(line, place, column, heading, label))
    blocks.rows += [row for row in rows.values() if row]
    return blocks


def _read_pairs(lines: Sequence[Line], heads: list[int], layout: Layout) -> Blocks:
    """Read lines of headings and words by turns ("Lead | Police | Target date | May 2012")."""
    blocks = Blocks([], [])
    row: list[Said] = []
    opener: str | None = None
    for line in lines:
        column: str | None = None
        heading, label = "", None
        for place in range(len(line.cells)):
            words = line.text(place)
            if not words:
                continue
            found = read_label(words, layout) if place in heads else None
            if found is not None:
                blocks.labels.append((line, place))
                (column, label), heading = found, words
                opener = opener or (column if column in ("text", "number") else None)
                if column == opener and row:
                    blocks.rows.append(row)
                    row = []
            elif place in heads:
                blocks.labels.append((line, place))
                column, heading = None, words
            elif column is None:
                blocks.strange.append((line, place, f"no column is known for '{heading[:60]}'"))
            else:
                row.append(Said(line, place, column, heading, label))
    blocks.rows += [row] if row else []
    return blocks


def find_paragraph_blocks(lines: Sequence[Line], layout: Layout) -> tuple[Blocks, list[Line], list[Line]] | None:
    """Give the blocks that paragraphs, or lines of two cells, are ("Action: ..."), the text above, and that below."""
    blocks = Blocks([], [])
    above: list[Line] = []
    row: list[Said] = []
    loose: list[Line] = []
    for line in lines:
        if line.rule or not line.words:
            continue
        said = _read_said(line, layout)
        if said is None:
            (loose if row else above).append(line)
            continue
        if said.column == "text" and row:
            blocks.rows.append(row)
            row = []
            blocks.between.append((len(blocks.rows), loose))
            loose = []
        elif said.column == "text":
            pass
        elif not row:
            above.append(line)
            continue
        if loose:
            _go_on(row, loose, blocks)
            loose = []
        if said.source:
            blocks.labels.append((line, 0))
        row.append(said)
    if row:
        blocks.rows.append(row)
    good = sum(len({said.column for said in one}) >= _LEAST_LABELS for one in blocks.rows)
    return (blocks, above, loose) if good >= _FEWEST_BLOCKS and 2 * good > len(blocks.rows) else None


def _go_on(row: list[Said], loose: list[Line], blocks: Blocks) -> None:
    """Put paragraphs without a heading under the one before, where that holds prose; else set them apart."""
    column = row[-1].column
    for line in loose:
        if column in PROSE or column in ("text", "actions", "monitoring", "scrutiny", "evidence"):
            row.append(replace(row[-1], line=line, source=0, label=None, cell=None))
        else:
            blocks.strange.append((line, 0, "a line of text between the headings of a block, beside none of them"))


def _read_said(line: Line, layout: Layout) -> Said | None:
    """Read "Action: ..." or a heading and words in two cells."""
    filled = [place for place, cell in enumerate(line.cells) if cell.paragraphs]
    first = line.cells[filled[0]]
    if len(filled) == 2 and filled[0] == 0:
        found = read_label(first.text, layout)
        return None if found is None else Said(line, filled[1], found[0], first.text, found[1])
    if len(filled) != 1:
        return None
    if found_label := layout.label_pattern.match(first.text):
        number = Label(read_number(found_label.group("number")), found_label.group("number"), found_label.end())
        return Said(line, filled[0], "text", found_label.group("word"), number) if not filled[0] else None
    start = _SAID.match(first.paragraphs[0])
    if start is None or filled[0]:
        return None
    column = next((c for c, ways in layout.columns.items() if read_words(start.group(1)) in ways), None)
    if column is None:
        return None
    rest = first.paragraphs[0][start.end() :]
    words = tuple(part for part in (rest, *first.paragraphs[1:]) if part)
    return Said(line, 0, column, start.group(1), None, replace(first, paragraphs=words))


def _are_bare(blocks: Blocks, layout: Layout) -> bool:
    """Whether the recommendations begin with a number that no word announces ("1. ", "R1")."""
    firsts = (next((said for said in row if said.column == "text"), None) for row in blocks.rows)
    texts = [said.line.text(said.source) for said in firsts if said is not None]
    return bool(texts) and all(read_bare(text) and not layout.label_pattern.match(text) for text in texts)


# -- reading -----------------------------------------------------------------------------------------------------------


class BlockReader:
    """Reads blocks; afterwards ``account`` holds an entry for each of their non-empty cells."""

    def __init__(self, blocks: Blocks, above: Sequence[Line], layout: Layout, index: int, file: str, digest: str):
        """Prepare to read blocks as the ``index``-th (1-based) table of their document."""
        self._blocks, self._above = blocks, above
        columns = blocks.columns
        self._labels = Labels(layout, columns.index("text"), False, _are_bare(blocks, layout))
        self._drafts = Drafts(columns, blocks.headings, self._labels, index, file, digest)
        self._places = {column: place for place, column in enumerate(columns)}
        self.notes: tuple[str, ...] = ()
        self.below: list[Line] = []

    @property
    def account(self) -> list[Entry]:
        """What became of each non-empty cell."""
        return self._drafts.account

    def read(self) -> Table:
        """Give the blocks as a table, a row each."""
        drafts, blocks = self._drafts, self._blocks
        group = Group()
        for number, row in enumerate(blocks.rows):
            for place, lines in blocks.between:
                if place == number:
                    group = self._enter_between(lines, group)
            self._read_row(row, group)
        for line, place in blocks.labels:
            drafts.account_for(line, place, line.text(place), "heading", line.text(place))
        for line, place, reason in blocks.strange:
            drafts.account_for(line, place, None, "unread", line.text(place), reason)
        drafts.number_the_rest()
        self.notes = tuple(drafts.note_gaps())
        return drafts.finish(blocks.rows[0][0].line.number, self._above)

    def _enter_between(self, lines: Sequence[Line], group: Group) -> Group:
        """Account for text between two blocks: its last line may be the heading of a group."""
        for line in lines:
            last = line is lines[-1]
            if last and len(line.words.split()) <= _LONGEST_GROUP and not is_finished(line.words):
                group = Group((line.words,), (line.number,))
                self._drafts.enter(line, "heading")
            else:
                self._drafts.enter(line, "prose")
        return group

    def _read_row(self, row: Sequence[Said], group: Group) -> None:
        label = next((said.label for said in row if said.label is not None), None)
        for said in row:
            words = said.line.text(said.source)
            if label is None and said.column == "number" and is_number(words):
                label = self._read_number(words)
            elif label is None and said.column == "text":
                label = self._labels.read(words)
        draft = self._drafts.begin(label, group)
        for said in row:
            cell = said.line.cells[said.source] if said.cell is None else said.cell
            place = self._places[said.column]
            apart = frozenset({place}) if draft.parts else frozenset[int]()
            cells = [RawCell()] * len(self._places)
            if cell.paragraphs:
                cells[place] = cell
            self._drafts.add(said.line, cells, apart)
            self._drafts.enter_cell(said.line, said.source, place, said.heading)

    def _read_number(self, words: str) -> Label | None:
        return Labels(self._labels.layout, 0, True).read(words)
