"""Reads the words of a heading: what it says, without its number, its guidance in brackets, and its plural.

Headings are compared word by word. A word that no layout knows is taken for one that differs from it by one letter,
so that a slip of the pen ("Recomendation") does not lose a column.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 20  # words: a longer text is a row's own, unless its first part is short
_LEAST_MISSPELT = 6  # letters: of a shorter word another letter makes another word
_PLURAL = re.compile(r"\(s\)|\(ies\)|/s\b|['\u2019]s\b")
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NUMBERING = re.compile(
    r"\s*(?:\(?\d{1,2}[.):]|\d{1,2}(?=\s+[A-Za-z])|\(?[a-z][.)](?=\s)|[ivx]{1,4}[.)](?=\s))\s*", re.I
)
_SEGMENT = re.compile(r"[:;\n(\u2013\u2014]| - ")
_ALIKE = frozenset("status progress process address business access success basis analysis".split())
# Words that say nothing of what a heading is about: what they stand beside is as plain as it would be alone.
_LITTLE = frozenset(
    "the of for to and or in on a an be is are s e g i any all this its our your their please "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 quarter latest new".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d|\d\d?")


def read_words(text: str) -> tuple[str, ...]:
    """Give the lower-case words of a heading, without punctuation."""
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def fold_words(words: Iterable[str]) -> tuple[str, ...]:
    """Give words in the singular, as headings are compared."""
    return tuple(map(_fold_word, words))


@lru_cache(maxsize=4096)
def _fold_word(word: str) -> str:
    if len(word) <= 3 or word in _ALIKE or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")


def is_little(word: str) -> bool:
    """Tell whether a word says nothing of what a heading is about: "of", "the", a month, a year."""
    return word in _LITTLE or _YEAR.fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to read a heading: its words, and whether they are guidance beside it (in brackets) only."""

    words: tuple[str, ...]
    aside: bool = False

    @property
    def weight(self) -> int:
        """The number of its words that say something."""
        return sum(not is_little(word) for word in self.words)


@lru_cache(maxsize=4096)
def list_wordings(heading: str) -> tuple[Wording, ...]:
    """Give the ways in which a heading can be read, the plainest first; none where it is no heading but a text."""
    plain = _NUMBERING.sub("", _PLURAL.sub("", heading), count=1) if _NUMBERING.match(heading) else heading
    plain = _PLURAL.sub("", plain)
    found: dict[tuple[str, ...], Wording] = {}

    def add(text: str, aside: bool = False) -> None:
        words = fold_words(read_words(text))
        if 0 < len(words) <= _LONGEST:
            found.setdefault(words, Wording(words, aside))

    bare = _BRACKETS.sub(" ", plain)
    add(bare)
    add(plain)
    for match in _BRACKETS.finditer(plain):
        add(match[1] or match[2] or "", aside=True)
    if len(read_words(bare)) > _LONGEST:
        add(_SEGMENT.split(plain.strip(), maxsplit=1)[0] if _SEGMENT.search(plain) else "")
    return tuple(found.values())


def find_misspelt(word: str, known: Iterable[str]) -> str | None:
    """Give the known word from which one differs by a single letter, or by two that have changed places."""
    if len(word) < _LEAST_MISSPELT:
        return None
    near = [other for other in known if other[:1] == word[:1] and _differs_by_one(word, other)]
    return min(near, default=None)


def _differs_by_one(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, left = word[start:], other[start:]
    return (
        rest[1:] == left  # a letter too many
        or rest == left[1:]  # a letter too few
        or rest[1:] == left[1:]  # another letter
        or (rest[:2] == left[:2][::-1] and rest[2:] == left[2:])
    )
