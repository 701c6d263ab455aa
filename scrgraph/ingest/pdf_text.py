"""Makes words, lines and paragraphs of the signs that stand in one place of a page.

A new paragraph begins where more room is left between two lines than between the others, or where a line ends although
the next word would have fitted on it; a line that was merely wrapped goes on. A word that was parted at the end of a
line is joined as the document's other words have it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from scrgraph.ingest.markup import clean_words
from scrgraph.ingest.pdf_pages import Glyph, turn_glyphs

_BLANK = 0.2  # of the size of the letters: a wider gap parts two words
_WIDE = 1.25  # times the usual distance of two lines: more parts two paragraphs
_SLACK = 2.0  # points that a word must fit by, before the end of its line is taken as meant
_BULLETS = "\u2022\u25aa\u25cf\u25e6\u2023\u25a0\u25a1\uf0b7\uf0a7\u00b7\u27a2\u2713\u2714"
_PIECE = 2  # letters of a piece that is no word
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")


@dataclass(slots=True)
class Word:
    """A word on a line."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class TextLine:
    """A line of words."""

    words: list[Word]
    top: float
    bottom: float
    size: float

    @property
    def x0(self) -> float:
        """Where the line begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where the line ends."""
        return self.words[-1].x1

    @property
    def text(self) -> str:
        """The words of the line."""
        return " ".join(word.text for word in self.words)

    def count_pieces(self) -> int:
        """Count the pieces of the line between which more room is left than between words."""
        return 1 + sum(second.x0 - first.x1 > self.size for first, second in pairwise(self.words))


@dataclass
class Print:
    """How a document is printed: how far lines stand apart by the size of their letters, and which words it has."""

    pitches: dict[int, float] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    keeps_hyphens: bool = True

    @classmethod
    def learn(cls, groups: Sequence[Sequence[TextLine]]) -> "Print":
        """Learn from groups of lines that stand below each other."""
        steps: dict[int, Counter[float]] = {}
        words: Counter[str] = Counter({"a": 1})
        for lines in groups:
            for line in lines:
                inner = line.words[1:-1] if len(line.words) > 2 else []
                words.update(found.lower() for word in inner for found in _WORD.findall(word.text))
            for first, second in pairwise(lines):
                step = round(2 * (second.bottom - first.bottom)) / 2
                if 0.8 * first.size < step < 2.2 * first.size and abs(first.size - second.size) < 1:
                    steps.setdefault(round(2 * first.size), Counter())[step] += 1
        pitches = {}
        for size, counted in steps.items():
            # Lines of one paragraph stand closest; a few closer ones may be raised signs.
            total, heard = counted.total(), 0
            for step in sorted(counted):
                heard += counted[step]
                if heard >= 0.2 * total:
                    pitches[size] = step
                    break
        return cls(pitches, words, _tell_hyphens(groups, words))

    def pitch(self, size: float) -> float:
        """Give how far apart the lines of one paragraph stand."""
        near = [known for known in self.pitches if abs(known - 2 * size) <= 1]
        return min((self.pitches[known] for known in near), default=1.2 * size)


def _tell_hyphens(groups: Sequence[Sequence[TextLine]], words: Counter[str]) -> bool:
    """Tell whether hyphens at the ends of lines are the words' own, as most are whose words the document has again."""
    told = Counter(
        _judge_hyphen(last, first, words)
        for lines in groups
        for one, other in pairwise(lines)
        if (last := one.words[-1].text).endswith(("-", "\u2010")) and (first := other.words[0].text)[:1].islower()
    )
    return told[True] >= told[False] or told[False] < 2


def read_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Give the lines of some signs from top to bottom; those written up or down the page are turned."""
    turned = {turn: tuple(glyph for glyph in glyphs if glyph.turn == turn) for turn in (0, 90, 180, 270)}
    found: list[TextLine] = []
    for turn, held in turned.items():
        if not any(glyph.text.strip() for glyph in held):
            continue
        if turn == 0:
            found += _read_upright(held)
            continue
        # Turned within the area that they stand on; where that lies on the page does not matter any more.
        left, above = min(glyph.x0 for glyph in held), min(glyph.top for glyph in held)
        width, height = max(glyph.x1 for glyph in held) - left, max(glyph.bottom for glyph in held) - above
        shifted = tuple(
            replace(g, x0=g.x0 - left, x1=g.x1 - left, top=g.top - above, bottom=g.bottom - above) for g in held
        )
        lines = _read_upright(tuple(turn_glyphs(shifted, turn, width, height)))
        for line in lines:
            line.top, line.bottom = line.top + above, line.bottom + above
            for word in line.words:
                word.x0, word.x1 = word.x0 + left, word.x1 + left
        found += lines
    return found


def _read_upright(glyphs: Sequence[Glyph]) -> list[TextLine]:
    rows: list[list[Glyph]] = []
    bounds: list[tuple[float, float]] = []
    # The tallest first: raised and lowered signs then fall on the line that they belong to.
    marks = sorted((glyph for glyph in glyphs if glyph.text.strip()), key=lambda glyph: (-round(glyph.size), glyph.top))
    for glyph in marks:
        middle, height = glyph.middle[1], max(glyph.bottom - glyph.top, 0.1)
        for place in range(len(rows) - 1, -1, -1):
            top, bottom = bounds[place]
            shared = min(bottom, glyph.bottom) - max(top, glyph.top)
            if shared > 0.5 * height and top <= middle <= bottom:
                rows[place].append(glyph)
                break
        else:
            rows.append([glyph])
            bounds.append((glyph.top, glyph.bottom))
    blanks = [glyph for glyph in glyphs if not glyph.text.strip()]
    lines = []
    for row, (top, bottom) in zip(rows, bounds, strict=True):
        gaps = sorted(glyph.middle[0] for glyph in blanks if top <= glyph.middle[1] <= bottom)
        lines.append(_read_words(sorted(row, key=lambda glyph: glyph.x0), gaps, top, bottom))
    return sorted(lines, key=lambda line: (line.top, line.x0))


def _read_words(row: list[Glyph], blanks: list[float], top: float, bottom: float) -> TextLine:
    words: list[Word] = []
    place = 0
    for glyph in row:
        while place < len(blanks) and words and blanks[place] < words[-1].x1 - 0.5:
            place += 1
        apart = not words or glyph.x0 - words[-1].x1 > _BLANK * glyph.size
        if words and not apart and place < len(blanks) and blanks[place] <= glyph.middle[0]:
            # A blank counts where it takes room; some programs set one over the letters.
            apart = glyph.x0 - words[-1].x1 > 0.05 * glyph.size
        if apart:
            words.append(Word(glyph.text, glyph.x0, glyph.x1))
        else:
            words[-1].text += glyph.text
            words[-1].x1 = max(words[-1].x1, glyph.x1)
    size = Counter(round(2 * glyph.size) / 2 for glyph in row).most_common(1)[0][0]
    return TextLine(words, top, bottom, size)


def join_lines(lines: Sequence[TextLine], left: float, right: float, printed: Print) -> tuple[str, ...]:
    """Give the paragraphs of lines that stand between two edges."""
    paragraphs: list[str] = []
    current = ""
    for number, line in enumerate(lines):
        if not number:
            current = line.text
            continue
        before = lines[number - 1]
        if _begins_paragraph(before, line, left, right, printed):
            paragraphs.append(current)
            current = line.text
        else:
            current = _join(current, before, line, right, printed)
    return tuple(words for part in [*paragraphs, current] if (words := clean_words(part)))


def _begins_paragraph(before: TextLine, line: TextLine, left: float, right: float, printed: Print) -> bool:
    if line.bottom - before.bottom < 0.3 * line.size:
        return False  # pieces of one line
    if line.bottom - before.bottom > _WIDE * printed.pitch(max(before.size, line.size)) + 0.5:
        return True
    if line.text[:1] in _BULLETS:
        return True
    # As far as words may go; of words set to the middle or the right, as far as they could have gone.
    room = (right - left) - (before.x1 - before.x0) if before.x0 - left > 0.2 * (right - left) else right - before.x1
    return line.words[0].x1 - line.words[0].x0 + _BLANK * line.size + _SLACK < room


def _join(current: str, before: TextLine, line: TextLine, right: float, printed: Print) -> str:
    """Go on with a paragraph on its next line."""
    last, first = before.words[-1].text, line.words[0].text
    if last.endswith("\u00ad"):
        return current[:-1] + line.text
    if last.endswith(("-", "\u2010")) and len(last) > 1:
        if last[-2].isdigit() and first[:1].isdigit():
            return current + line.text
        if last[-2].isalpha() and first[:1].isalpha() and first.lower() not in ("and", "or", "to"):
            return (current if _keeps_hyphen(last, first, printed) else current[:-1]) + line.text
    if right - before.x1 < 1.5 * _letter_width(line.words[0]) and _is_broken(last, first, before, printed):
        return current + line.text
    return f"{current} {line.text}"


def _is_broken(last: str, first: str, before: TextLine, printed: Print) -> bool:
    """Whether a word was broken where its column ends, without a hyphen: as the document's other words have it."""
    if not (last[-1:].isalpha() and first[:1].isalpha() and first[:1].islower()):
        return False
    start, end = _letters(last), _letters(first)
    known = bool(printed.words[start]), bool(printed.words[end])
    if printed.words[start + end]:
        return not all(known)
    if (len(start) == 1 and last.islower() and not known[0]) or (len(end) == 1 and not known[1]):
        return True  # one letter is no word
    if any(known) or not last.islower():
        return False
    # A word too long for its column stands on its line alone.
    return min(len(start), len(end)) <= (_PIECE + 1 if len(before.words) == 1 else _PIECE)


def _keeps_hyphen(last: str, first: str, printed: Print) -> bool:
    """Whether a hyphen at the end of a line is the word's own: as the document has that word elsewhere, or others."""
    if not first[:1].islower():
        return True
    told = _judge_hyphen(last, first, printed.words)
    return printed.keeps_hyphens if told is None else told


def _judge_hyphen(last: str, first: str, words: Counter[str]) -> bool | None:
    """Tell by the document's other words whether a hyphen is a word's own."""
    start, end = _letters(last.rstrip("-\u2010")), _letters(first)
    if words[f"{start}-{end}"]:
        return True
    if words[start + end]:
        return False
    return True if words[start.rpartition("-")[2]] and words[end] else None


def _letters(word: str) -> str:
    found = _WORD.findall(word)
    return found[-1].lower() if found else ""


def _letter_width(word: Word) -> float:
    return (word.x1 - word.x0) / max(len(word.text), 1)
