"""Finds the tables of a plan among the lines of a document: each stands under a line of known headings.

The text between the tables (title, dates, colour key, promises) goes with the table it stands above.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.asides import is_key
from scrgraph.ingest.blocks import RECOMMENDATION, Blocks, find_paragraph_blocks, read_blocks
from scrgraph.ingest.cells import Line
from scrgraph.ingest.fitting import fits
from scrgraph.ingest.heads import LEAST_COLUMNS, Head, find_heads, measure_head
from scrgraph.ingest.layouts import Layout

_FOOT = 8  # words of text between two lines of one table that may be the foot of a page
_LOOKED_AT = 200  # first lines in which it is looked for why there is no table
_LONGEST_CAPTION = 14  # words of a line that may name whose a table is
_MOST_GROUPS = 2  # headings of groups that may follow each other
_DEEPEST_HEAD = 4  # lines of a table in which the head of one without recommendations is looked for
_FARTHEST_OPENER = 6  # paragraphs between a recommendation's first and the table of its actions
_LONG_FIGURE = re.compile(r"\d{3}")
_PAGE = re.compile(r"(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?", re.IGNORECASE)
_TITLE = re.compile(r"([A-Z][a-z]+) (\d{1,2})[.:]? [A-Z]")  # "Action 3. Mature data governance"
_NO_TITLES = frozenset("table figure page appendix annex version draft box note step".split())
_OPENER = re.compile(r"[A-Z]{1,2}\d{1,3}\b")  # "R1"


@dataclass
class RawTable:
    """A table as found: its head, the text above it and the lines below it, not yet made into rows.

    ``pages`` are the lines with which it goes on in another of the document's own tables; ``aside`` the lines that
    belong to no plan, each with the reason; ``openers`` paragraphs that stand above a table without a column for them
    and are the recommendations of its rows. ``blocks`` is set where the headings stand beside the words.
    """

    head: Line
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    above: list[Line]
    lines: list[Line] = field(default_factory=list)
    repeated_heads: list[Line] = field(default_factory=list)
    inside: list[Line] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)
    captions: tuple[str, ...] = ()
    pages: set[int] = field(default_factory=set)
    aside: list[tuple[Line, str]] = field(default_factory=list)
    openers: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    blocks: Blocks | None = None
    virtual: bool = False  # whether the last column is none of the table, but that of what stands above it
    last: int | None = None  # the document's own table that its last line stands in
    title: Line | None = None  # the numbered heading above it, where each table has one: its rows are a group


def find_tables(
    lines: Sequence[Line], layout: Layout, file: str, heads: Mapping[int, Head] | None = None
) -> tuple[list[RawTable], list[Line], list[Line]]:
    """Give the tables, the text lines that stand above none of them, and the page rules.

    ``heads`` are the heads of tables by their first line, where they were found before.

    Raises:
        UnreadableDocument: where no table, or none with known headings, or one with clashing headings is found.
    """
    finder = _Finder(layout, find_heads(lines, layout, file) if heads is None else heads, _find_feet(lines))
    for table, group in groupby((line for line in lines if not finder.is_rule(line)), key=lambda line: line.table):
        if table is None:
            for line in group:
                finder.take_line(line)
        elif filled := [line for line in group if line.words]:
            finder.take_table(filled)
    if not finder.tables and (found := find_paragraph_blocks(lines, layout)):
        blocks, above, after = found
        finder.tables = [_make_block_table(blocks, above)]
        finder.text = after
    if not finder.tables:
        raise _no_table(lines[:_LOOKED_AT], layout, file, finder.widest)
    finder.finish()
    return finder.tables, finder.text, finder.rules


class _Finder:
    """Sorts the lines of a document into tables of the plan, text above them, and what belongs to neither."""

    def __init__(self, layout: Layout, heads: Mapping[int, Head], feet: frozenset[str]) -> None:
        self._layout, self._heads, self._feet = layout, heads, feet
        self._lower = {number for head in heads.values() for number in head.lines[1:]}
        self.tables: list[RawTable] = []
        self.text: list[Line] = []
        self.rules: list[Line] = []
        self.widest: Line | None = None
        self._aside: list[tuple[Line, str]] = []
        self._notes: list[str] = []

    def is_rule(self, line: Line) -> bool:
        """Put the rule at the foot of a page apart."""
        if line.rule:
            self.rules.append(line)
        return line.rule

    # -- lines that no table of the document's own holds ---------------------------------------------------------

    def take_line(self, line: Line) -> None:
        """Take a line of a text export, or a paragraph."""
        tables = self.tables
        if not line.words:
            return
        if line.unread is not None:
            self._aside.append((line, line.unread))
            return
        if line.number in self._lower and tables:
            tables[-1].repeated_heads.append(line)
        elif head := self._heads.get(line.number):
            same = bool(tables) and tables[-1].columns == head.columns and tables[-1].headings == head.headings
            if same and not self.text and tables[-1].last is None:
                tables[-1].repeated_heads.append(line)
            else:
                self._begin(line, head.columns, head.headings)
        elif len(line.cells) < 2 or not tables:
            self._look_at_width(line)
            self.text.append(line)
        elif tables[-1].last is not None:
            # A line of cells in none of the document's own tables, after such a table.
            self.text.append(line)
        else:
            # Text between two rows of one table stands inside it; it heads the next table only where one follows.
            # A page's foot ("Page 3 of 9") is a few words; after more of them the rows need not be the same table's.
            if sum(len(part.words.split()) for part in self.text) > _FOOT:
                tables[-1].breaks.add(line.number)
            tables[-1].inside.extend(self.text)
            self.text = []
            tables[-1].lines.append(line)

    def _begin(self, line: Line, columns: tuple[str | None, ...], headings: tuple[str, ...]) -> None:
        self.tables.append(RawTable(line, columns, headings, self.text, last=line.table))
        self.text = []

    def _look_at_width(self, line: Line) -> None:
        wide = len(line.cells) > LEAST_COLUMNS
        if wide and not self.tables and (not self.widest or len(line.cells) > len(self.widest.cells)):
            self.widest = line

    # -- tables of the document's own ----------------------------------------------------------------------------

    def take_table(self, lines: list[Line]) -> None:
        """Take one of the document's own tables: it holds heads, or goes on with the one before, or is no plan's."""
        heads = {place: head for place, line in enumerate(lines) if (head := self._heads.get(line.number))}
        if not heads:
            self._take_headless(lines)
            return
        first = min(heads)
        if first and self._goes_on(lines[:first]):
            self._go_on(lines[:first])
        else:
            self.text += lines[:first]
        for place, line in enumerate(lines[first:], first):
            if place in heads:
                self._take_head(line, heads[place])
            elif line.number in self._lower:
                self.tables[-1].repeated_heads.append(line)
            else:
                self.tables[-1].lines.append(line)

    def _take_head(self, line: Line, head: Head) -> None:
        columns, headings = head.columns, head.headings
        table = self.tables[-1] if self.tables else None
        same = table is not None and table.columns == columns and table.headings == headings
        if table is not None and table.last == line.table:
            titles = _take_titles(table, same)
            if same and not titles:
                table.repeated_heads.append(line)
            else:
                self.text += titles
                self._begin(line, columns, headings)
        elif table is not None and same and _sheet(table.head) == _sheet(line) and self._is_foot_only():
            self._join(table, line)
            table.repeated_heads.append(line)
        else:
            self._begin(line, columns, headings)

    def _take_headless(self, lines: list[Line]) -> None:
        if self._goes_on(lines):
            self._go_on(lines)
        elif blocks := read_blocks(lines, self._layout):
            self._take_blocks(blocks, lines)
        elif not self._take_open_head(lines):
            for line in lines:
                self._look_at_width(line)
            self._take_other(lines)

    def _goes_on(self, lines: list[Line]) -> bool:
        if not self.tables or self.tables[-1].blocks or not self._is_foot_only():
            return False
        table = self.tables[-1]
        return _sheet(table.head) == _sheet(lines[0]) and fits(lines, table.head, table.columns, table.lines)

    def _go_on(self, lines: list[Line]) -> None:
        self._join(self.tables[-1], lines[0])
        self.tables[-1].lines += lines

    def _join(self, table: RawTable, line: Line) -> None:
        """Go on with a table in another of the document's own."""
        table.inside += self.text
        self.text = []
        table.pages.add(line.number)
        table.last = line.table

    def _is_foot_only(self) -> bool:
        """Whether what stands between two tables is only the foot and head of pages."""
        return all(map(self._is_foot, self.text))

    def _take_blocks(self, blocks: Blocks, lines: list[Line]) -> None:
        table = self.tables[-1] if self.tables else None
        if table is not None and table.blocks and _sheet(table.head) == _sheet(lines[0]):
            table.blocks.add(blocks, self.text)
            self.text = []
            table.columns, table.headings = table.blocks.columns, table.blocks.headings
            table.last = lines[0].table
        else:
            self.tables.append(_make_block_table(blocks, self.text))
            self.text = []

    def _take_open_head(self, lines: list[Line]) -> bool:
        """Take a table without a column for recommendations: they stand above it, or across all its columns."""
        first = next((place for place, line in enumerate(lines[:_DEEPEST_HEAD]) if self._is_open_head(line)), None)
        if first is None:
            return False
        self.text += lines[:first]
        opener = _find_opener(self.text, self._layout)
        across = any(line.filled == 1 and self._layout.label_pattern.match(line.words) for line in lines[first + 1 :])
        if opener is None and not across:
            del self.text[len(self.text) - first :]
            return False
        head = lines[first]
        headings = (*_list_headings(head), RECOMMENDATION)
        columns = (*self._match(head), "text")
        openers = [] if opener is None else self.text[opener:]
        self.text = self.text if opener is None else self.text[:opener]
        table = self.tables[-1] if self.tables else None
        if table is not None and table.virtual and table.columns == columns and table.headings == headings:
            table.lines += [line for line in self.text if not self._is_foot(line)]
            table.inside += [line for line in self.text if self._is_foot(line)]
            table.repeated_heads.append(head)
            self.text = []
        else:
            self._begin(head, columns, headings)
            table = self.tables[-1]
            table.virtual = True
        table.openers.update(line.number for line in openers)
        table.lines += [*openers, *(line for line in lines[first + 1 :] if not self._is_same_head(line, head))]
        table.repeated_heads += [line for line in lines[first + 1 :] if self._is_same_head(line, head)]
        table.pages.add(head.number)
        table.last = head.table
        return True

    def _is_foot(self, line: Line) -> bool:
        return _mask(line.words) in self._feet or _PAGE.fullmatch(line.words) is not None

    def _is_same_head(self, line: Line, head: Line) -> bool:
        return _list_headings(line) == _list_headings(head)

    def _match(self, line: Line) -> list[str | None]:
        return self._layout.match_headings(list(_list_headings(line)))

    def _is_open_head(self, line: Line) -> bool:
        if any(_LONG_FIGURE.search(cell.text) for cell in line.cells):
            return False
        known = set(filter(None, self._match(line)))
        return "actions" in known and len(known) >= LEAST_COLUMNS - 1 and 2 * len(known) >= line.filled

    def _take_other(self, lines: list[Line]) -> None:
        """Take a table that is no plan's: a small one is text, a key of colours too; a larger one is put aside."""
        widest = max(line.filled for line in lines)
        if widest < LEAST_COLUMNS or len(lines) < 2 or any(is_key(line, self._layout) for line in lines):
            self.text += lines
            return
        named = "; ".join(cell.text[:30] for cell in lines[0].cells if cell.paragraphs)[:90]
        reason = f"it stands in a table that is no plan's: its first row reads '{named}'"
        self._aside += [(line, reason) for line in lines]
        self._notes.append(f"{lines[0].where}: a table of {len(lines)} rows ('{named}') is no plan's and is not read")

    def finish(self) -> None:
        """Put what belongs to no plan with the first table, and say what may name each table's owner."""
        self.tables[0].aside += self._aside
        self.tables[0].notes += self._notes
        if len(self.tables) > 1:
            for table in self.tables:
                table.captions = tuple(_list_captions(table))
            for table, title in zip(self.tables, _find_titles(self.tables), strict=True):
                table.title = title


def _make_block_table(blocks: Blocks, above: list[Line]) -> RawTable:
    head = blocks.rows[0][0].line
    return RawTable(head, blocks.columns, blocks.headings, above, blocks=blocks, last=head.table)


def _list_headings(line: Line) -> tuple[str, ...]:
    """Give the words of a head, without the empty columns to its right that are none of its own."""
    return tuple(cell.text for cell in line.cells[: measure_head(line)])


def _list_captions(table: RawTable) -> Iterator[str]:
    """Give the line straight above a table, and the name of its sheet."""
    if table.above and len(table.above[-1].words.split()) <= _LONGEST_CAPTION:
        yield table.above[-1].words
    if sheet := _sheet(table.head):
        yield sheet


def _find_titles(tables: Sequence[RawTable]) -> list[Line | None]:
    """Give the numbered heading of each table ("Action 3. Mature data governance"), all of one word and rising.

    A table without one goes on below that of the table before it. ``None`` for all where the first table has none, or
    the headings are not counted on from table to table.
    """
    none: list[Line | None] = [None] * len(tables)
    if any(table.virtual or table.blocks for table in tables):
        return none
    titles: list[Line | None] = []
    words, count, found = "", 0, 0
    for table in tables:
        here = [(line, counted) for line in table.above if (counted := _read_title(line)) is not None]
        if not here:
            titles.append(titles[-1] if titles else None)
            continue
        line, (word, number) = here[-1]
        if (words and word != words) or number <= count:
            return none
        words, count, found = word, number, found + 1
        titles.append(line)
    return titles if found > 1 and titles[0] is not None else none


def _read_title(line: Line) -> tuple[str, int] | None:
    """Read a numbered heading: its word and its number; ``None`` where a line is no such heading."""
    match = _TITLE.match(line.words) if len(line.words.split()) <= _LONGEST_CAPTION else None
    if match is None or match.group(1).lower() in _NO_TITLES:
        return None
    return match.group(1).lower(), int(match.group(2))


def _sheet(line: Line) -> str | None:
    return line.place.sheet if line.place is not None else None


def _take_titles(table: RawTable, same: bool) -> list[Line]:
    """Take from the end of a table the lines of one cell that are the title of the next one on the same sheet.

    Before the same headings a short line or two are the heading of a group, and stay.
    """
    count = 0
    while count < len(table.lines):
        line = table.lines[-1 - count]
        place = next(place for place, cell in enumerate(line.cells) if cell.paragraphs)
        if line.filled != 1 or (place > 1 and not line.cell(place + 1).covered):
            break
        count += 1
    titles = table.lines[len(table.lines) - count :]
    if same and count <= _MOST_GROUPS and all(len(line.words.split()) <= _LONGEST_CAPTION for line in titles):
        return []
    del table.lines[len(table.lines) - count :]
    return titles


def _find_opener(text: list[Line], layout: Layout) -> int | None:
    """Give where the recommendation begins that stands straight above a table."""
    for place in range(len(text) - 1, max(-1, len(text) - 1 - _FARTHEST_OPENER), -1):
        if layout.label_pattern.match(text[place].words) or _OPENER.match(text[place].words):
            return place
    return None


def _find_feet(lines: Sequence[Line]) -> frozenset[str]:
    """Give the paragraphs that stand on several pages, their figures masked."""
    pages: dict[str, set[int]] = {}
    for line in lines:
        if line.table is None and len(line.cells) == 1 and line.place is not None and line.place.page is not None:
            pages.setdefault(_mask(line.words), set()).add(line.place.page)
    return frozenset(words for words, where in pages.items() if len(where) > 1)


def _mask(words: str) -> str:
    return re.sub(r"\d+", "0", words)


def _no_table(lines: Sequence[Line], layout: Layout, file: str, widest: Line | None) -> UnreadableDocument:
    exported = any(line.place is None for line in lines)
    if exported and (sign := _find_separator(lines, layout)):
        return UnreadableDocument(
            f"This looks like a CSV file with {sign} between its cells, but its lines have different numbers of them.",
            path=file,
            remedy=f"Save the plan as CSV anew, with quotation marks round cells that hold {sign}, or as .xlsx.",
        )
    for line in lines:
        cells = [line.text(place) for place in range(len(line.cells))]
        if len(known := _list_known(cells, layout)) > 1 and not re.search(r"\d{3}", line.words):
            return UnreadableDocument(
                f"The table has too few columns whose headings are known ({'; '.join(known)}): a plan's has three "
                "or more, and that of the recommendations is one of them.",
                path=file,
                place=line.where,
                remedy="Export all columns of the table, or add the wordings of the others to a layout in "
                "ontology/layouts.",
            )
    if widest is None and not exported:
        return UnreadableDocument(
            "No table was found that could be a plan's: one has a row of headings, and a row for each recommendation.",
            path=file,
            remedy="Check that the right file was chosen, and that the plan in it is a table.",
        )
    if widest is None:
        return UnreadableDocument(
            "No table was found: a plan's rows are lines of cells with a tab between them.",
            path=file,
            remedy="Export the plan's tables as tab-separated text, with their headings.",
        )
    headings = "; ".join(words[:40] for place in range(len(widest.cells)) if (words := widest.text(place)))
    return UnreadableDocument(
        f"No table with known headings was found; the widest line reads: {headings[:200]}.",
        path=file,
        place=widest.where,
        remedy="Check that the line of headings is there, or add its wordings to a layout in ontology/layouts.",
    )


def _find_separator(lines: Sequence[Line], layout: Layout) -> str | None:
    """Name the signs that stand between the headings of a table without tabs."""
    if any(len(line.cells) > 1 or line.place is not None for line in lines):
        return None
    for name, sign in (("commas", ","), ("semicolons", ";")):
        if any(len(_list_known(line.words.split(sign), layout)) >= LEAST_COLUMNS for line in lines):
            return name
    return None


def _list_known(headings: list[str], layout: Layout) -> list[str]:
    """Give the known ones of what may be headings; none where most are unknown."""
    columns = layout.match_headings(headings)
    known = [heading for heading, column in zip(headings, columns, strict=True) if column]
    return known if 2 * len(known) >= sum(map(bool, headings)) else []
