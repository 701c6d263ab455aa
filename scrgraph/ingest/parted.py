"""Opens a text whose cells are parted by " / " or " | " and not by tabs.

The same sign may stand inside a cell, and a lost line end may join the last cell of a row with the number of the next
("/ 15. /" is status 1, then row 5). A line is parted only where there is exactly one way to do it in which every cell
is of the kind that its column has elsewhere; else it is not read, and told of.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from scrgraph.ingest.cells import Line, RawCell, RawDocument
from scrgraph.ingest.labels import is_number, rank
from scrgraph.ingest.layouts import Layout
from scrgraph.listing import list_few

# A stroke inside a word ("and/or", "1/2/2012") parts nothing.
_SIGNS = {"|": re.compile(r"\|"), "/": re.compile(r"(?:^|(?<=\s))/(?=\s|$)")}
_LEAST_COLUMNS = 3
_MOST_STEPS = 200_000  # in looking for the ways to part one line, before it is given up
_FEWEST = 2  # whole lines from which it is learnt what a column holds
_STATES = 5  # words that a column of states has at most
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\s?\d{2,4}|(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\.?\s+(?:19|20)\d\d|\d{4}-\d\d-\d\d"
)
_COUNT = re.compile(r"\d{1,3}[.)]")
_RULE = re.compile(r":?-{2,}:?")
_MOST_TOLD = 8
_DEEPEST_HEAD = 2000  # lines above the headings

Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to part a line: its rows, and how many of its pieces are the end of one row and the start of the next."""

    rows: tuple[tuple[str, ...], ...]
    joined: int = 0


class _TooMany(Exception):
    """There are too many ways to look at them all."""


def open_parted(raw: RawDocument, layout: Layout) -> RawDocument:
    """Give a document with its lines parted into cells, where its headings are parted by such signs; else itself."""
    if any(len(line.cells) > 1 for line in raw.lines):
        return raw
    for sign in _SIGNS:
        for place, line in enumerate(raw.lines[:_DEEPEST_HEAD]):
            if sign in line.words and _is_head(_part(line, sign), layout):
                return _Opener(raw, place, sign, layout).open()
    return raw


def _part(line: Line, sign: str) -> list[str]:
    """Give the pieces between the signs."""
    words = line.words
    if len(words) > 1 and words[0] == words[-1] == sign == "|":
        # Markdown puts a sign before the first cell and after the last.
        words = words[1:-1]
    return [piece.strip() for piece in _SIGNS[sign].split(words)]


def _is_head(pieces: list[str], layout: Layout) -> bool:
    columns = layout.match_headings(pieces)
    known = {column for column in columns if column}
    figures = any(re.search(r"\d{3}", piece) for piece in pieces)
    return len(known) >= _LEAST_COLUMNS and 2 * len(known) >= len(pieces) and not figures


class _Opener:
    """Parts the lines of one document from its head on."""

    def __init__(self, raw: RawDocument, head: int, sign: str, layout: Layout) -> None:
        self._raw, self._head, self._sign = raw, head, sign
        headings = _part(raw.lines[head], sign)
        self._headings = headings
        self._width = len(headings)
        names = layout.match_headings(headings)
        pieces = (_part(line, sign) for line in raw.lines[head + 1 :])
        whole = [parts for parts in pieces if len(parts) == self._width and not _is_ruled(parts)]
        self._tests = [
            _learn(
                [parts[place] for parts in whole if parts[place]], name == "number" or (not place and not headings[0])
            )
            for place, name in enumerate(names)
        ]
        self._counted = names[0] == "number" or not headings[0]
        self._steps = 0

    def open(self) -> RawDocument:
        lines = list(self._raw.lines[: self._head])
        seen, rules = self._raw.seen, 0
        rebuilt: list[int] = []
        given_up: list[int] = []
        for line in self._raw.lines[self._head :]:
            pieces = _part(line, self._sign)
            if len(pieces) < 2:
                lines.append(line)
                continue
            if _is_ruled(pieces):
                lines.append(replace(line, rule=True))
                rules += 1
                continue
            repeated = pieces == self._headings
            way = _Way((tuple(pieces),)) if repeated else self._find_way(pieces)
            if way is None:
                reason = f"it cannot be told where its {len(pieces)} pieces stand in {self._width} columns"
                lines.append(replace(line, unread=reason))
                given_up.append(line.number)
                continue
            if len(way.rows) > 1 or len(pieces) != self._width:
                rebuilt.append(line.number)
            lines += _make_lines(line, way)
            # Counted by the signs of the line, not by its cells, so that the account can fail to balance.
            inside = sum(len(_SIGNS[self._sign].findall(cell)) for row in way.rows for cell in row)
            seen += sum(map(bool, pieces)) - inside + way.joined - 1
        notes = (*self._raw.notes, *self._note(rebuilt, given_up))
        return replace(self._raw, lines=tuple(lines), seen=seen - rules, notes=notes)

    def _find_way(self, pieces: Sequence[str]) -> _Way | None:
        """Give the only way to part a line; ``None`` where there is none, or more than one."""
        self._steps = 0
        try:
            ways = list(islice(dict.fromkeys(self._list_ways(pieces)), 2))
        except _TooMany:
            return None
        return ways[0] if len(ways) == 1 else None

    def _list_ways(self, pieces: Sequence[str]) -> Iterator[_Way]:
        for row in self._list_rows(pieces, 0):
            yield _Way((row,))
        if not self._counted or not is_number(pieces[0]):
            return
        following = rank(pieces[0])[0] + 1
        end = re.compile(rf"(.*?)\s*({following}[.):]?)")
        for place in range(self._width - 1, len(pieces) - self._width + 1):
            found = end.fullmatch(pieces[place])
            if found is None:
                continue
            rest = (found.group(2), *pieces[place + 1 :])
            joined = bool(found.group(1))
            first = (*pieces[:place], found.group(1)) if joined or place < self._width else tuple(pieces[:place])
            for row in self._list_rows(first, 0):
                for others in self._list_ways(rest):
                    yield _Way((row, *others.rows), joined + others.joined)

    def _list_rows(self, pieces: Sequence[str], place: int) -> Iterator[tuple[str, ...]]:
        """Give the ways to put pieces into the columns from ``place`` on, those of one cell joined again."""
        left = self._width - place
        if left == 0:
            if not pieces:
                yield ()
            return
        for size in range(1, len(pieces) - left + 2):
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise _TooMany
            cell = f" {self._sign} ".join(pieces[:size])
            if _may_be_one(pieces[:size]) and all(test(cell) for test in self._tests[place] if cell):
                for row in self._list_rows(pieces[size:], place + 1):
                    yield (cell, *row)

    def _note(self, rebuilt: list[int], given_up: list[int]) -> Iterator[str]:
        sign = self._sign
        if rebuilt:
            where = f"'{sign}' stands inside cells, or a line end is lost, in {_list(rebuilt)}"
            yield f"{where}; there is one way to part each, and so it was read"
        if given_up:
            yield f"{_list(given_up)} cannot be parted into columns by '{sign}' in one way only; it is not read"


def _is_ruled(pieces: Sequence[str]) -> bool:
    return any(pieces) and all(not piece or _RULE.fullmatch(piece) for piece in pieces)


def _make_lines(line: Line, way: _Way) -> Iterator[Line]:
    """Give a line for each row; all stand on the same line of the text."""
    before = 0
    for row in way.rows:
        yield replace(line, cells=tuple(RawCell((cell,) if cell else ()) for cell in row), before=before)
        before += len(row)


def _may_be_one(pieces: Sequence[str]) -> bool:
    """Whether pieces may be one cell with the sign inside: none is empty or a row's number, and dates go with dates."""
    if len(pieces) == 1:
        return True
    dates = sum(_DATE.fullmatch(piece) is not None for piece in pieces)
    return all(pieces) and dates in (0, len(pieces)) and not any(map(_COUNT.fullmatch, pieces))


def _learn(cells: Sequence[str], numbered: bool) -> tuple[Test, ...]:
    """Give what every cell of a column must be, as its cells on whole lines are."""
    tests: list[Test] = [is_number] if numbered else []
    if len(cells) < _FEWEST:
        return tuple(tests)
    longest = max(len(cell.split()) for cell in cells)
    states = frozenset(cells)
    if all(cell.isdigit() for cell in cells):
        tests.append(str.isdigit)
    elif all(map(_DATE.fullmatch, cells)):
        tests.append(lambda cell: all(_DATE.fullmatch(piece) for piece in cell.split(" / ")))
    elif len(states) <= _STATES and len(cells) >= 3 * len(states):
        tests.append(states.__contains__)
    if not any(cell[:1].islower() for cell in cells):
        tests.append(lambda cell: not cell[:1].islower())
    # Long enough for names of several, since the sign stands between such most of all.
    tests.append(lambda cell: len(cell.split()) <= 3 * longest + 4)
    return tuple(tests)


def _list(numbers: Sequence[int]) -> str:
    return f"line{'s' * (len(numbers) > 1)} {list_few(numbers, _MOST_TOLD)}"
