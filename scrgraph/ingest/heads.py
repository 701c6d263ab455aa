"""Finds the heads of a plan's tables and tells what each of their headings means: by the layout, the other headings of
the head, and, where that leaves it open, the cells below.

Of several layouts that one reads a document which explains its headings best; the board's plan and the common wordings
win where others explain them only as well.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.asides import is_hint, is_placeholder
from scrgraph.ingest.cells import Line, RawCell
from scrgraph.ingest.content import ENOUGH, Content, look_at
from scrgraph.ingest.headings import fold_words, is_little, list_wordings, read_words
from scrgraph.ingest.labels import is_number, read_bare
from scrgraph.ingest.layouts import COLUMNS, GENERAL, HEADINGS, NOTHING, Candidate, Layout
from scrgraph.ingest.second_heads import Above, is_row

BOARD_PLAN = "board-plan"
LEAST_COLUMNS = 3  # headings that must be known before a line counts as the head of a plan table
FLOOR = 0.6  # confidence below which a reading is told of as uncertain

_WORK = frozenset("actions leads targets summary scrutiny status rag completed response milestones outcome".split())
# Columns of which a plan may have two: they are read together. A row has one number, text, status and colour.
_JOINED = frozenset(COLUMNS) - {"number", "text", "status", "rag"}
_HEAVY = frozenset({"text", "actions", "leads", "targets"})  # count twice in the confidence
_BESIDE = 30  # lines above the first head in which a layout's title is looked for
_LONGEST = 12  # words of a heading that names recommendations among others
_SHORTEST_GROUP = 6  # words of a heading over several others
_OWN, _SIGN, _TITLE = 0.1, 0.2, 0.2  # what counts for a layout beside each heading that it knows
_CLEAR, _CONTRARY = 0.8, 0.2  # shares of cells by which a column shows what it is, or what it is not
_EACH = 0.65  # certainty from which a second heading of a column is read together with the first
_FULL_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/-]\d\d)?\b")
_FIGURES = re.compile(r"\d{3}")


@dataclass(frozen=True, slots=True)
class HeadingReading:
    """What one heading means and why; ``rivals`` are the columns that it might have meant, each with what spoke for it.

    ``column`` is ``None`` where it is unknown, or known as none of the columns (``known``). ``joins`` is the heading
    that the column is read together with.
    """

    place: int
    heading: str
    column: str | None
    certainty: float
    why: str
    rivals: tuple[tuple[str, str], ...] = ()
    known: bool = True
    joins: str | None = None


@dataclass(frozen=True)
class Head:
    """The head of a table: its one or two lines, and what each heading means.

    ``confidence`` (0 to 1) tells how many headings are known, how plainly, and how far the cells below fit them.
    """

    lines: tuple[int, ...]
    where: str
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    readings: tuple[HeadingReading, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Score:
    """How well a layout explains the heads of a document, and the signs that spoke for it; of 0 it does not at all."""

    layout: str
    score: float
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The layout by which a document is read, the heads that it finds, and how well every layout did."""

    layout: Layout
    heads: Mapping[int, Head] = field(default_factory=dict)
    scores: tuple[Score, ...] = ()
    asked: bool = False

    @property
    def confidence(self) -> float:
        """The confidence over all heads."""
        return round(fmean(head.confidence for head in self.heads.values()), 2) if self.heads else 0.0

    def with_tables(self, tables: Iterable[tuple[Line, tuple[str, ...], tuple[str | None, ...]]]) -> "Choice":
        """Give the choice with the heads of tables, too, that were found in another way than by a line of headings.

        Of each table its first line, its headings and their columns are told.
        """
        heads = dict(self.heads)
        for line, headings, columns in tables:
            if line.number not in heads:
                heads[line.number] = _describe(self.layout, line, headings, columns)
        return replace(self, heads=dict(sorted(heads.items())))

    def list_notes(self) -> Iterator[str]:
        """Give what people must know of how the headings were read: what is uncertain, and what is read together."""
        told = set()
        for head in self.heads.values():
            if head.headings in told:
                continue
            told.add(head.headings)
            for reading in head.readings:
                if reading.joins:
                    yield (
                        f"{head.where}: the column '{reading.heading}' is read together with '{reading.joins}', as "
                        f"“{HEADINGS[reading.column or '']}”"
                    )
            if head.confidence < FLOOR:
                unsure = [one.heading for one in head.readings if one.heading and one.certainty < FLOOR]
                yield (
                    f"{head.where}: it is not certain what the headings mean (confidence {head.confidence:.2f}; "
                    f"unsure: {'; '.join(unsure)[:120]}); scrgraph rows --explain-layout shows how they are read"
                )


def choose_layout(
    lines: Sequence[Line], layouts: Sequence[Layout], file: str, *, asked: bool = False, actions_alone: bool = False
) -> Choice:
    """Choose the layout that explains the heads of a document best, and read them by it.

    ``actions_alone`` takes tables of actions without recommendations for plans: each action stands as one.

    Raises:
        UnreadableDocument: where a head has two headings that say the same, word for word.
    """
    likely = _find_likely(lines, layouts)
    found = [(layout, _Reader(lines, layout, file, likely, actions_alone=actions_alone)) for layout in layouts]
    above = _list_above(lines, found, file)
    scored = [(reader.score(above), layout, reader) for layout, reader in found]
    # Where no table has a head, its headings may stand beside the words: the common wordings know most of them.
    first = (lambda layout: layout.name == GENERAL) if not any(one.score for one, _, _ in scored) else _rank
    best = max(scored, key=lambda one: (one[0].score, first(one[1])))
    scores = sorted((score for score, _, _ in scored), key=lambda one: (-one.score, one.layout))
    return Choice(best[1], best[2].settle(), tuple(scores), asked)


def _describe(layout: Layout, line: Line, headings: tuple[str, ...], columns: tuple[str | None, ...]) -> Head:
    """Tell what the headings of a table mean that do not stand in one line above its rows."""
    readings = []
    for place, (heading, column) in enumerate(zip(headings, columns, strict=True)):
        one = next((found for found in layout.rate(heading) if found.column == column), None)
        if one is not None:
            why = f"{'says' if one.whole else 'holds'} “{one.wording}”"
            readings.append(HeadingReading(place, heading, column, one.certainty, why))
        elif column is not None:
            why = "found by where it stands"
            readings.append(HeadingReading(place, heading, column, _EACH, why))
        else:
            readings.append(HeadingReading(place, heading, None, 0.0, "no layout knows this heading", known=False))
    return Head((line.number,), line.where, columns, headings, tuple(readings), _weigh(readings))


def _rank(layout: Layout) -> tuple[int, ...]:
    """Of layouts that explain a document as well, the board's plan is the first, then the common wordings."""
    return (layout.name == BOARD_PLAN, layout.name == GENERAL, *(-ord(sign) for sign in layout.name))


def find_heads(lines: Sequence[Line], layout: Layout, file: str) -> Mapping[int, Head]:
    """Find the heads that a layout knows, by their first line.

    Raises:
        UnreadableDocument: as ``choose_layout``.
    """
    return _Reader(lines, layout, file, _find_likely(lines, [layout])).settle()


def _find_likely(lines: Sequence[Line], layouts: Iterable[Layout]) -> Mapping[int, int]:
    """Give the lines that may be heads, each with the number of its cells that have a word of a heading.

    Asked of every line once, so that a long table is not looked at by every layout.
    """
    words = frozenset(word for layout in layouts for word in layout.vocabulary if not is_little(word))
    found = {}
    for line in lines:
        if not line.rule and not line.before and (hits := _count_hits(line, words)):
            found[line.number] = hits
    return found


def _is_asking(line: Line, head: Line) -> bool:
    """Whether most cells of a line are questions, and those of the head above it are not."""
    asked, above = (
        [cell.text.endswith("?") for cell in one.cells if cell.paragraphs] if one.table == line.table else []
        for one in (line, head)
    )
    return 2 * sum(asked) > len(asked) and bool(above) and 2 * sum(above) <= len(above)


def _count_hits(line: Line, words: frozenset[str]) -> int:
    filled = [cell.text for cell in line.cells if cell.paragraphs]
    if len(line.cells) < LEAST_COLUMNS or any(map(_has_figures, filled)):
        return 0
    # A row's own number heads it; headings have none.
    if filled and (is_number(filled[0]) or _is_numbered_row(filled)):
        return 0
    # A row of hints, or one that repeats what a template wants, holds the words of its headings.
    if sum(is_placeholder(text) or is_hint(text) for text in filled) > 1:
        return 0
    return sum(any(word in words for wording in list_wordings(text) for word in wording.words) for text in filled)


def _is_numbered_row(filled: Sequence[str]) -> bool:
    """Whether a row's number of several parts stands before its words ("7.3 Share ..."), and before no other cell's."""
    label = read_bare(filled[0])
    return label is not None and "." in label.number and not any(map(read_bare, filled[1:]))


def _list_above(
    lines: Sequence[Line], found: Sequence[tuple[Layout, "_Reader"]], file: str
) -> tuple[tuple[str, ...], ...]:
    """Give the words of the lines above the first head, and of the file's name, as titles are compared."""
    first = min((number for _, reader in found for number in reader.raw), default=0)
    texts = [line.words for line in lines[: _BESIDE * 4] if line.number < first and len(line.words.split()) <= _BESIDE]
    return tuple(fold_words(read_words(text)) for text in (*texts[:_BESIDE], file))


@dataclass(frozen=True)
class _RawHead:
    """A head as found: its lines, its headings as printed, and for each the ways in which it can be said."""

    lines: tuple[Line, ...]
    headings: tuple[str, ...]
    said: tuple[tuple[str, ...], ...]


class _Reader:
    """Reads the heads of a document by one layout."""

    def __init__(
        self,
        lines: Sequence[Line],
        layout: Layout,
        file: str,
        likely: Mapping[int, int],
        *,
        actions_alone: bool = False,
    ) -> None:
        self._lines = [line for line in lines if not line.rule and line.words]
        self._layout, self._file, self._likely = layout, file, likely
        self._actions_alone = actions_alone and layout.name != BOARD_PLAN
        self.raw: dict[int, _RawHead] = {}
        self._find()

    # -- which lines are heads -----------------------------------------------------------------------------------

    def _find(self) -> None:
        place = below = 0
        while place < len(self._lines):
            # Straight below a head, a line of questions explains it: "What is the recommendation?"
            asks = place and place == below and _is_asking(self._lines[place], self._lines[place - 1])
            head = None if asks else self._read_at(place)
            if head is not None:
                self.raw[head.lines[0].number] = head
                place += len(head.lines)
                below = place
            else:
                place += 1

    def _read_at(self, place: int) -> _RawHead | None:
        line = self._lines[place]
        if line.number not in self._likely or line.before:
            return None
        several = self._likely[line.number] > 1
        single = _RawHead((line,), *_say_one(line))
        following = self._lines[place + 1] if place + 1 < len(self._lines) else None
        if following is not None and following.table == line.table and following.number in self._likely:
            said = _say_two(line, following, first=not self.raw)
            if said is not None:
                double = _RawHead((line, following), *said)
                if self._is_head(double, place) and self._count_known(double) >= self._count_known(single):
                    return double
        return single if several and self._is_head(single, place) else None

    def _count_known(self, head: _RawHead) -> int:
        return sum(one is not None for one in self._layout.match(head.said))

    def _is_head(self, head: _RawHead, place: int) -> bool:
        headings = head.headings
        filled = sum(map(bool, headings))
        if filled < LEAST_COLUMNS or self._layout.label_pattern.match(headings[0]):
            return False
        if sum(self._layout.knows(*ways) for ways in head.said if ways) < LEAST_COLUMNS - 1:
            return False
        found = self._assign(head)
        columns = [one.column if one else None for one in found]
        known = {column for column in columns if column}
        # A row's own cells may hold a heading's words; a head is short, and most of it is headings.
        if len(known) < LEAST_COLUMNS or "text" not in known or 2 * sum(map(bool, columns)) < filled:
            return False
        if not known & _WORK:
            return False
        if any(one and one.column == "text" and _is_told(one, head.said[place]) for place, one in enumerate(found)):
            return False
        if self._layout.name != BOARD_PLAN and fmean(one.certainty for one in found if one) < _EACH:
            return False
        if self._is_row(head, found, place):
            return False
        if clash := self._layout.clashing([heading for heading in headings if heading]):
            raise UnreadableDocument(
                f"Two columns of the table have clashing headings, '{clash[0]}' and '{clash[1]}', so it cannot be told "
                "which of them holds what.",
                path=self._file,
                place=head.lines[0].where,
                remedy="Give each column a heading of its own.",
            )
        return True

    def _is_row(self, head: _RawHead, found: Sequence[Candidate | None], place: int) -> bool:
        """Whether what may be a head is a row of the one above it, whose headings it does not repeat."""
        if not self.raw or any(known.headings == head.headings for known in self.raw.values()):
            return False
        last = next(reversed(self.raw.values()))
        columns = tuple(one.column if one else None for one in self._assign(last))
        above = Above(last.headings, columns, len(last.lines[0].cells))
        return is_row(head.said, found, above, self._layout, among_rows=self._is_among_rows(place))

    def _is_among_rows(self, place: int) -> bool:
        """Whether a line goes on with the rows of a table, over a page break too, with no title between."""
        line, before = self._lines[place], self._lines[place - 1]
        if line.table is None or (line.place is not None and line.place.sheet is not None):
            # A text and a sheet hold several tables, each below its title.
            return before.table == line.table and before.filled > 1
        return before.table == line.table or (before.table is not None and len(before.cells) == len(line.cells))

    # -- what the headings mean ----------------------------------------------------------------------------------

    def _assign(self, head: _RawHead, without: frozenset[tuple[int, str]] = frozenset()) -> list[Candidate | None]:
        """Give what each heading means by the layout, and find the recommendation where no heading names it."""
        found = self._layout.match(head.said, without)
        columns = [one.column if one else None for one in found]
        if "text" in columns or len({column for column in columns if column}) < LEAST_COLUMNS:
            return found
        place = self._layout.find_text_column(head.headings, columns)
        if place is not None and not self._layout.knows(*head.said[place]):
            found[place] = Candidate("text", 0.0, 0.5, "", whole=False)
        elif self._actions_alone and "actions" in columns:
            at = columns.index("actions")
            action = found[at]
            assert action is not None
            found[at] = replace(action, column="text")
        return found

    def score(self, above: tuple[tuple[str, ...], ...]) -> Score:
        """Tell how well the layout explains the heads: each heading by its certainty, and the layout's own signs."""
        layout, total, signs, own = self._layout, 0.0, dict[str, None](), 0
        for head in self.raw.values():
            folded = [wording.words for ways in head.said for way in ways for wording in list_wordings(way)]
            if not all(_stands(words, folded) for words in layout.needs):
                continue
            if layout.one_of and not any(_stands(words, (*folded, *above)) for words in layout.one_of):
                continue
            meant = [one for one in self._assign(head) if one]
            own += sum(one.own for one in meant)
            total += sum(one.certainty + (_OWN if one.own else 0) for one in meant)
            for words in layout.signs:
                if _stands(words, folded):
                    total += _SIGN
                    signs[f"heading “{' '.join(words)}”"] = None
        # A title alone, above headings that any plan may have, says nothing of how the plan is laid out.
        titles = [words for words in layout.title_words if _stands(words, above)] if own or signs else []
        signs |= dict.fromkeys(f"title “{' '.join(words)}”" for words in titles[:1])
        return Score(layout.name, round(total + _TITLE * bool(titles), 3), tuple(signs))

    def settle(self) -> Mapping[int, Head]:
        """Give every head with its readings, settled by the cells below all heads that say the same."""
        alike: dict[tuple[str, ...], list[_RawHead]] = {}
        for head in self.raw.values():
            alike.setdefault(head.headings, []).append(head)
        heads: dict[int, Head] = {}
        for same in alike.values():
            content = self._look_below(same)
            readings = self._settle(same[0], content)
            columns = tuple(reading.column for reading in readings)
            confidence = _weigh(readings)
            for head in same:
                numbers = tuple(line.number for line in head.lines)
                where = head.lines[0].where
                heads[numbers[0]] = Head(numbers, where, columns, head.headings, readings, confidence)
        return dict(sorted(heads.items()))

    def _look_below(self, heads: Sequence[_RawHead]) -> list[Content]:
        width = len(heads[0].said)
        cells: list[list[RawCell]] = [[] for _ in range(width)]
        starts = {head.lines[-1].number: head for head in heads}
        others = set(self.raw)
        head: _RawHead | None = None
        for line in self._lines:
            if line.number in others and line.number not in {one.lines[0].number for one in heads}:
                head = None
            elif line.number in starts:
                head = starts[line.number]
            elif head is not None and line.words != line.text(0) and _is_below(line, head):
                for place in range(width):
                    cells[place].append(line.cell(place))
        return [look_at(column, self._layout) for column in cells]

    def _settle(self, head: _RawHead, content: Sequence[Content]) -> tuple[HeadingReading, ...]:
        """Tell what each heading means, going by the cells below where the headings leave it open."""
        without: set[tuple[int, str]] = set()
        turned: dict[int, str] = {}
        for _ in range(len(head.said) + 1):
            found = self._assign(head, frozenset(without))
            turn = next(self._find_turns(head, found, content, without), None)
            if turn is None:
                break
            place, column, why = turn
            without.add((place, column))
            turned[place] = why
        readings = [self._tell(head, place, one, turned.get(place)) for place, one in enumerate(found)]
        readings = self._join(head, readings)
        return tuple(self._fill(readings, content))

    def _find_turns(
        self,
        head: _RawHead,
        found: Sequence[Candidate | None],
        content: Sequence[Content],
        without: set[tuple[int, str]],
    ) -> Iterator[tuple[int, str, str]]:
        """Give the columns that a heading cannot mean, because the cells below say so, each with the reason."""
        taken = {one.column for one in found if one}
        for place, one in enumerate(found):
            if one is None or not one.column:
                continue
            below = content[place]
            if one.either:
                here = below.fits(one.column)
                for other in one.either:
                    there = below.fits(other)
                    if other == one.column or other in taken or (place, other) in without:
                        continue
                    if here is not None and there is not None and here <= _CONTRARY and there >= _EACH:
                        told = f"{_percent(there)} of the cells below read so, {_percent(here)} as {_call(one.column)}"
                        yield place, one.column, told
            if one.column in ("actions", "text") and "number" not in taken and below.cells >= ENOUGH:
                # A code has the heading ("Action": A1, A2), and the words stand under another one.
                code = below.fits("number") or 0
                if code >= _CLEAR and any(self._says(head, at, one.column) for at in range(len(found)) if at != place):
                    yield place, one.column, f"{_percent(code)} of the cells below are codes"

    def _drop_scrutiny(self, reading: HeadingReading, below: Content) -> HeadingReading:
        """Take a column for no scrutiny whose cells hold nothing of a decision, in a plan that is no board's own.

        Rules would else hold the plan to decisions that it was never laid out to show.
        """
        share = below.fits("scrutiny") if reading.column == "scrutiny" else None
        if share is None or share > _CONTRARY or self._layout.name == BOARD_PLAN:
            return reading
        why = f"{reading.why}; but {_percent(share)} of the cells below hold words of a decision, so it is left out"
        return replace(reading, column=None, certainty=0.0, why=why, joins=None)

    def _says(self, head: _RawHead, place: int, column: str) -> bool:
        return bool(head.said[place]) and any(one.column == column for one in self._layout.rate(*head.said[place]))

    def _tell(self, head: _RawHead, place: int, one: Candidate | None, turned: str | None) -> HeadingReading:
        """Tell in words what a heading means by the layout."""
        heading = head.headings[place]
        rated = self._layout.rate(*head.said[place]) if head.said[place] else ()
        chosen = one.column if one else None
        rivals = tuple(
            (other.column, f"holds “{other.wording}”")
            for other in rated
            if other.column not in (chosen, NOTHING) and (other.whole or other.certainty >= _EACH or other.either)
        )
        if one is None:
            why = "no layout knows this heading" if heading else "a column without a heading"
            if rivals:
                why = f"another heading says more plainly that it is {_call(rivals[0][0])}"
            return HeadingReading(place, heading, None, 0.0, turned or why, rivals, known=False)
        if one.column == NOTHING:
            return HeadingReading(place, heading, None, one.certainty, "known, and none of the columns", rivals)
        if not one.wording:
            why = "the first heading that is not known: the recommendations stand below it"
            return HeadingReading(place, heading, one.column, one.certainty, why, rivals)
        why = f"{'says' if one.whole else 'holds'} “{one.wording}”"
        why += " (by this layout)" if one.own else ""
        why += f"; “{one.misspelt}” is taken for a slip of the pen" if one.misspelt else ""
        if one.column == "text" and not any(other.column == "text" for other in rated):
            why += "; no heading names recommendations, so the actions stand in their place"
        certainty = one.certainty
        if one.either:
            others = ", ".join(_call(other) for other in one.either if other != one.column)
            why += f", which can also mean {others}; {turned or 'this is its first meaning that is free'}"
            certainty = 0.9 if turned else certainty
        return HeadingReading(place, heading, one.column, certainty, why, rivals)

    def _join(self, head: _RawHead, readings: list[HeadingReading]) -> list[HeadingReading]:
        """Read together the columns of two headings that plainly mean the same ("Target date", "Revised date")."""
        first = {reading.column: reading.heading for reading in reversed(readings) if reading.column}
        for place, reading in enumerate(readings):
            if not head.said[place] or (reading.column and reading.certainty >= _EACH):
                continue
            best = next(iter(self._layout.rate(*head.said[place])), None)
            if best is None or best.column not in _JOINED or best.column == reading.column or best.certainty < _EACH:
                continue
            if best.column in first:
                why = f"{'says' if best.whole else 'holds'} “{best.wording}”"
                readings[place] = replace(reading, column=best.column, certainty=best.certainty, why=why, known=True)
        for column in _JOINED:
            same = [place for place, reading in enumerate(readings) if reading.column == column]
            for place in same[1:]:
                readings[place] = replace(readings[place], joins=readings[same[0]].heading)
        for place, cell in enumerate(head.lines[0].cells[: len(readings)]):
            # A heading that reaches over several columns heads them all.
            left = readings[place - 1] if place else None
            if cell.covered and not head.headings[place] and left and left.column in _JOINED:
                why = f"the heading “{left.heading}” reaches over this column, too"
                readings[place] = HeadingReading(place, left.heading, left.column, left.certainty, why)
        return readings

    def _fill(self, readings: list[HeadingReading], content: Sequence[Content]) -> Iterator[HeadingReading]:
        """Give a column to a heading that says nothing, where the cells below are clear; weigh the others by them."""
        free = set(COLUMNS) - {reading.column for reading in readings}
        for place, reading in enumerate(readings):
            below = content[place]
            if reading.column is not None:
                yield self._drop_scrutiny(_weigh_content(reading, below), below)
                continue
            found = _find_by_content(reading, below, free)
            if found is None:
                yield reading
                continue
            column, share = found
            free.discard(column)
            why = f"{_percent(share)} of the cells below are {_SHOWS[column]}"
            yield replace(reading, column=column, certainty=0.6, why=why, known=True)


_SHOWS = {
    "number": "numbers",
    "rag": "colours",
    "status": "words of a status",
    "targets": "dates",
    "response": "answers to recommendations",
}


def _find_by_content(reading: HeadingReading, below: Content, free: set[str]) -> tuple[str, float] | None:
    """Find the column that the cells below an unknown heading show, where they are clear."""
    if reading.known:
        return None
    # A heading that is printed, and unknown, may be of dates that are no targets; of colours and words it is plain.
    codes = not read_words(reading.heading) or any(column in ("actions", "text") for column, _ in reading.rivals)
    columns = ("number", "rag", "status") if codes else ("rag", "status")
    for column in columns:
        share = below.fits(column)
        if column in free and share is not None and share >= _CLEAR and (column != "number" or below.distinct):
            return column, share
    return None


def _weigh_content(reading: HeadingReading, below: Content) -> HeadingReading:
    """Lower the certainty of a reading that the cells below speak against."""
    share = below.fits(reading.column or "") if reading.column in ("targets", "number", "response", "rag") else None
    if share is None or share > _CONTRARY:
        return reading
    why = f"{reading.why}; but only {_percent(share)} of the cells below fit {_call(reading.column or '')}"
    return replace(reading, certainty=round(reading.certainty * 0.6, 3), why=why)


def _weigh(readings: Iterable[HeadingReading]) -> float:
    """Give the confidence of a head: the mean of its headings' certainty, the main columns counting twice."""
    weights = [(2 if one.column in _HEAVY else 1, one.certainty) for one in readings if one.heading or one.column]
    return round(sum(weight * sure for weight, sure in weights) / max(sum(weight for weight, _ in weights), 1), 2)


def _is_told(one: Candidate, said: Sequence[str]) -> bool:
    """Whether a heading is a sentence that only speaks of recommendations, as a key below a table does."""
    return bool(said) and not one.whole and all(len(way.split()) > _LONGEST and way[-1] != "?" for way in said)


def _is_below(line: Line, head: _RawHead) -> bool:
    """Whether a line is one of the head's own table, with a cell for each heading."""
    return line.table == head.lines[0].table and len(line.cells) >= len(head.said)


_Said = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def _say_one(line: Line) -> _Said:
    """Give the headings of a line as printed, and the ways to say each, without empty columns to their right."""
    cells = line.cells[: measure_head(line)]
    return tuple(cell.text for cell in cells), tuple(_say(cell) for cell in cells)


def measure_head(line: Line) -> int:
    """Give the number of columns that a head has: in a spreadsheet, empty ones to its right are none of its own."""
    width = len(line.cells)
    while line.table is not None and width and not line.text(width - 1) and not line.cells[width - 1].covered:
        width -= 1
    return width


def _say(cell: RawCell) -> tuple[str, ...]:
    """Give the ways to say the heading of one cell: all its paragraphs, else the first, below which stands guidance."""
    if not cell.paragraphs:
        return ()
    return (cell.text,) if len(cell.paragraphs) == 1 else (cell.text, cell.paragraphs[0])


def _say_two(upper: Line, lower: Line, *, first: bool) -> _Said | None:
    """Give the headings of a head of two lines, a group's heading standing above those of its columns.

    ``None`` where the two are no such head. Where a document does not tell which cells reach over others, the lower
    line must fill what the upper one leaves empty, and nothing else but the first column of each group.
    """
    width = max(measure_head(upper), measure_head(lower))
    if any(len(lower.text(place).split()) > _SHORTEST_GROUP * 2 for place in range(width)):
        return None
    told = any(cell.covered for cell in upper.cells)
    groups = _find_groups(upper, width, told)
    if groups is None or not set(groups) & {place for place in range(width) if lower.text(place)}:
        return None
    if not told and not _completes(upper, lower, width, groups, first=first):
        return None
    headings: list[str] = []
    said: list[tuple[str, ...]] = []
    for place in range(width):
        above, below, group = upper.text(place), lower.text(place), groups.get(place)
        if below and above and not group:
            return None
        headings.append(f"{group}: {below}" if below and group else below or above)
        if below:
            said.append((below, f"{below} {group}", f"{group} {below}") if group else (below,))
        else:
            said.append(_say(upper.cell(place)))
    return tuple(headings), tuple(said)


def _find_groups(upper: Line, width: int, told: bool) -> dict[int, str] | None:
    """Give the heading of the group that each column stands in; ``None`` where there is no group."""
    groups: dict[int, str] = {}
    for place in range(width):
        words = upper.text(place)
        size = 1
        while place + size < width and not upper.text(place + size):
            if told and not upper.cell(place + size).covered:
                break
            size += 1
        if words and 1 < size < width and len(words.split()) <= _SHORTEST_GROUP:
            groups |= dict.fromkeys(range(place, place + size), words)
    return groups or None


def _completes(upper: Line, lower: Line, width: int, groups: Mapping[int, str], *, first: bool) -> bool:
    """Whether the lower line completes the upper one to a head, in a document that does not mark groups."""
    filled = {place for place in range(width) if upper.text(place)}
    below = {place for place in range(width) if lower.text(place)}
    starts = {place for place in groups if place in filled}
    alone = len(filled) - len(starts)
    if alone and below == set(range(width)) - (filled - starts):
        return True
    # Only groups in the upper line, above a whole head: at the top of the document, so that it is no part of a row.
    return first and not alone and below == set(range(width))


def _has_figures(heading: str) -> bool:
    """Whether a heading has figures that no heading has; years stand in some ("Update March 2024")."""
    if _FULL_DATE.search(heading):
        return True
    return _FIGURES.search(_YEAR.sub("", heading) if len(heading.split()) <= _SHORTEST_GROUP else heading) is not None


def _stands(words: tuple[str, ...], texts: Iterable[tuple[str, ...]]) -> bool:
    """Whether some words stand, in their order, in one of several texts."""
    sought = fold_words(words)
    return any(
        text[start : start + len(sought)] == sought for text in texts for start in range(len(text) - len(sought) + 1)
    )


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


def _call(column: str) -> str:
    """Name a column within a sentence."""
    return f"“{HEADINGS[column]}”" if column else "none of the columns"
