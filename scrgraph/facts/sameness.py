"""Tells when two texts say the same, though they are printed otherwise; how alike they are; which words were changed.

White space, the shape of quotation marks and dashes, and the form in which a date is written are matters of print. They
change with the format of a document, and nothing that it says changes with them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, Literal, TypeAlias, TypeVar

from scrgraph.facts.dates import find_days

NEAR = 0.6  # the share of their words that two wordings of one statement have in common

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\S+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_ENUMERATOR = re.compile(r"(?:^|(?<=\s))\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=\s|$)")
_DATE = "\ufffc"  # stands for a date where only the words beside it are compared

_Thing = TypeVar("_Thing")
Part: TypeAlias = tuple[Literal["same", "old", "new"], str]


@lru_cache(maxsize=65536)
def make_plain(text: str) -> str:
    """Give a text as it would be printed alike everywhere: one blank between words, plain quotation marks."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).split())


@lru_cache(maxsize=65536)
def make_canonical(text: str) -> str:
    """Give a text in plain print, its dates in one form (ISO 8601); two texts that say the same give the same."""
    return _write_dates(make_plain(text), lambda day: day)


@lru_cache(maxsize=65536)
def hide_dates(text: str) -> str:
    """Give a text in plain print without its dates, of which each leaves a mark."""
    return _write_dates(make_plain(text), lambda _: _DATE)


def _write_dates(text: str, write: Callable[[str], str]) -> str:
    parts, last = [], 0
    for found in find_days(text):
        parts += [text[last : found.start], write(found.day.isoformat() if found.day else found.raw)]
        last = found.end
    return "".join([*parts, text[last:]])


def list_rest(text: str, statements: Sequence[str], *, every: bool = False) -> list[str]:
    """List the words of a cell that stand in none of some statements of it, without list numbers and dates.

    Each statement stands there once, or with ``every`` as often as it will.
    """
    rest = f" {make_plain(text)} "
    for words in sorted(map(make_plain, statements), key=len, reverse=True):
        if words:
            rest = rest.replace(words, " ", -1 if every else 1)
    return [word for word in _WORD.findall(hide_dates(_ENUMERATOR.sub(" ", rest))) if word not in ("and", _DATE)]


def split_plainly(text: str) -> list[str]:
    """Split a text into its sentences, wherever a sign or a new line ends one."""
    return [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]


def count_words(text: str) -> Counter[str]:
    """Count the words of a text, whatever their capitals."""
    return Counter(_WORD.findall(make_canonical(text).casefold()))


def compare_texts(some: str, others: str) -> float:
    """Give the share of their words that two texts have in common (Dice, Sørensen); none where one has no words."""
    return compare_bags(count_words(some), count_words(others))


def compare_bags(some: Counter[str], others: Counter[str]) -> float:
    """Give the share that two bags of words have in common; none where one is empty."""
    total = some.total() + others.total()
    return 2 * (some & others).total() / total if some and others else 0.0


def mark_words(old: str, new: str) -> tuple[Part, ...]:
    """Give two texts as one: the words that both have, those of the old alone, those of the new alone, in order.

    Words are the same by ``make_canonical``; what both have is given as the new text prints it.
    """
    before, after = _PIECE.findall(make_plain(old)), _PIECE.findall(make_plain(new))
    parts: list[Part] = []
    for operation, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(("same", " ".join(after[c:d])))
            continue
        gone, come = " ".join(before[a:b]), " ".join(after[c:d])
        if gone and come and make_canonical(gone) == make_canonical(come):
            parts.append(("same", come))
            continue
        parts += [("old", gone)] if gone else []
        parts += [("new", come)] if come else []
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Paired(Generic[_Thing]):
    """What has become of the things of a list: those that stayed as they were, changed, are gone, or have come.

    ``reordered`` tells whether those that stayed stand in another order.
    """

    same: tuple[tuple[_Thing, _Thing], ...]
    changed: tuple[tuple[_Thing, _Thing], ...]
    gone: tuple[_Thing, ...]
    come: tuple[_Thing, ...]
    reordered: bool = False


Judge: TypeAlias = Callable[[_Thing, _Thing], float]


def pair_things(
    old: Sequence[_Thing],
    new: Sequence[_Thing],
    same: Judge[_Thing],
    *near: Judge[_Thing],
    in_slot: Judge[_Thing] | None = None,
) -> Paired[_Thing]:
    """Pair the things of two lists: first those that are the same, then by each further judgement in its turn.

    A judgement gives how near two things are, 0 where they cannot be one; the nearest come first, of those as near the
    first. Last come those that stand in the same place between things that stayed: of these ``in_slot`` judges.
    """
    left, free = list(range(len(old))), list(range(len(new)))
    kept: list[tuple[int, int]] = []
    changed: list[tuple[int, int]] = []
    for place, judge in enumerate((same, *near)):
        for here, there in _choose(old, new, left, free, judge):
            (changed if place else kept).append((here, there))
    if in_slot is not None:
        stayed = sorted([*kept, *changed])
        for here, there in _choose(old, new, left, free, in_slot, stayed):
            changed.append((here, there))
    kept.sort()
    changed.sort()
    order = [there for _, there in kept]
    return Paired(
        tuple((old[here], new[there]) for here, there in kept),
        tuple((old[here], new[there]) for here, there in changed),
        tuple(old[here] for here in left),
        tuple(new[there] for there in free),
        order != sorted(order),
    )


def _choose(
    old: Sequence[_Thing],
    new: Sequence[_Thing],
    left: list[int],
    free: list[int],
    judge: Judge[_Thing],
    stayed: Sequence[tuple[int, int]] = (),
) -> Iterator[tuple[int, int]]:
    """Choose pairs of what is left, the nearest first, and take them out; by slots between what stayed."""
    slot = {here: _find_slot(here, [pair[0] for pair in stayed]) for here in left}
    slot_now = {there: _find_slot(there, [pair[1] for pair in stayed]) for there in free}
    scored = [
        (-score, abs(here - there), here, there)
        for here in left
        for there in free
        if slot[here] == slot_now[there] and (score := judge(old[here], new[there])) > 0
    ]
    for *_, here, there in sorted(scored):
        if here in left and there in free:
            left.remove(here)
            free.remove(there)
            yield here, there


def _find_slot(place: int, stayed: Sequence[int]) -> int:
    """Give which of the things that stayed comes before a place, as a number of their list; -1 where none does."""
    before = [other for other in stayed if other < place]
    return stayed.index(max(before)) if before else -1
