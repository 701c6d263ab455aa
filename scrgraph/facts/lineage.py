"""Knows the rows of a plan again in a later version of it, wherever they stand there and however they are numbered.

A row is known by the key that it had when it was first met. In a later version it is the row whose recommendation and
actions share most of their words with it (L. R. Dice, 1945; T. Sørensen, 1948), its number being the next thing that
tells. So a row keeps what it is known by though another is put before it, or a typing error is mended in it. A printed
number is enough, too, where nothing else speaks against it: a recommendation may be worded anew.
"""

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

By: TypeAlias = Literal["known", "number and words", "words", "number", "place"]
Sureness: TypeAlias = Literal["certain", "likely", "unsure"]

_NEAR = 0.6  # the share of their words that two versions of a row have in common; of two rows of a plan it is less
_NEARER = 0.8  # where another number is printed, or the row stands under another agency, or one printed otherwise
_SAME_KEY = 0.1  # what the same number adds to that share
_ROUNDING = 1e-9
_TELLING = 8  # words that are not the same by chance
_RIVAL = 0.05  # another row that is nearly as alike leaves it open which of the two it is


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of a version of a plan, and what it is known by.

    ``known_as`` is the key that it had in the first version that has it, ``numbered`` tells whether its number is
    printed, ``words`` are its recommendation and its actions.
    """

    key: str
    known_as: str
    numbered: bool
    words: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """A row of two versions: the two keys, by what it is known again, the share of words in common, and how sure it is.

    It is known again by its printed number and its words, by its words alone, by its number alone (it was worded
    anew), by its place (no number is printed, and its words were lost), or it is ``known`` from version to version of a
    store.
    """

    old: str
    new: str
    by: By
    alike: float
    sure: Sureness


def pair_rows(before: Iterable[KnownRow], now: Iterable[KnownRow], *, known: bool = False) -> tuple[Pairing, ...]:
    """Pair the rows of two versions, in the order of the later; ``known`` where a store tells what each is known by."""
    old, new = list(before), list(now)
    bags = _count_words(old), _count_words(new)
    marks = _mark_words(bags)
    told = list(_pair_known(old, new)) if known else []
    taken_old, taken_new = {here for here, _ in told}, {there for _, there in told}
    rest_old = [place for place in range(len(old)) if place not in taken_old]
    rest_new = [place for place in range(len(new)) if place not in taken_new]
    found = {there: (here, True) for here, there in told}
    index = _Index(bags[0])
    rest = [bags[0][place] for place in rest_old], [bags[1][place] for place in rest_new]
    for here, there in _pair([old[place] for place in rest_old], [new[place] for place in rest_new], rest):
        found[rest_new[there]] = rest_old[here], False
    pairings = []
    for there in sorted(found):
        here, by_store = found[there]
        alike = marks[0][here].compare(marks[1][there])
        numbered = old[here].numbered and new[there].numbered
        by = "known" if by_store else _tell_by(old[here], new[there], alike, numbered=numbered)
        same = old[here].key == new[there].key
        rival = (
            not same
            and by == "words"
            and any(
                marks[0][other].compare(marks[1][there]) >= alike - _RIVAL
                for other in index.find_like(bags[1][there], alike - _RIVAL)
                if other != here
            )
        )
        sure = _tell_sureness(by, alike, same=same, rival=rival)
        pairings.append(Pairing(old[here].key, new[there].key, by, alike, sure))
    return tuple(pairings)


@dataclass(frozen=True, slots=True)
class _Marks:
    """The words of a row as the bits of a number, and how many they are: rows are compared by the million."""

    bits: int
    size: int

    def compare(self, other: "_Marks") -> float:
        """Give the share of words in common, as ``compare_bags`` does."""
        if not self.size or not other.size:
            return 0.0
        return 2 * (self.bits & other.bits).bit_count() / (self.size + other.size)


def _mark_words(bags: tuple[Sequence[Counter[str]], Sequence[Counter[str]]]) -> tuple[list[_Marks], list[_Marks]]:
    """Mark the words of the rows of two versions: each word, each time that a row has it, has a bit of its own."""
    places: dict[tuple[str, int], int] = {}

    def mark(bag: Counter[str]) -> _Marks:
        bits = 0
        for word, times in bag.items():
            for number in range(times):
                bits |= 1 << places.setdefault((word, number), len(places))
        return _Marks(bits, bag.total())

    old, new = ([mark(bag) for bag in of] for of in bags)
    return old, new


class _Index:
    """Finds the texts that may have a share of their words in common with another, without comparing it with each.

    Where two texts share so many words, they share one of the rarest of either (S. Chaudhuri and others, 2006: prefix
    filtering), so it is enough to look at the texts that have one of these.
    """

    def __init__(self, bags: Sequence[Counter[str]]) -> None:
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, bag in enumerate(bags):
            for word in bag:
                self._places[word].append(place)

    def find_like(self, bag: Counter[str], least: float) -> set[int]:
        """Find the places of all texts that may be so much like one; some of them are not."""
        size = bag.total()
        # Of two texts of a and b words, 2s / (a + b) is the share, and b is at least s: so s is at least this.
        shared = math.ceil(least / (2 - least) * size - _ROUNDING)
        found: set[int] = set()
        seen = 0
        for word in sorted(bag, key=lambda word: (len(self._places[word]), word)):
            if seen > size - shared:
                break
            found.update(self._places[word])
            seen += bag[word]
        return found


def _pair_known(old: Sequence[KnownRow], new: Sequence[KnownRow]) -> Iterator[tuple[int, int]]:
    places = {row.known_as: place for place, row in enumerate(old)}
    for there, row in enumerate(new):
        if (here := places.pop(row.known_as, None)) is not None:
            yield here, there


def _tell_by(old: KnownRow, new: KnownRow, alike: float, *, numbered: bool) -> By:
    if alike >= _NEAR:
        return "number and words" if numbered and old.key == new.key else "words"
    return "number" if numbered else "place"


def _tell_sureness(by: By, alike: float, *, same: bool, rival: bool) -> Sureness:
    """Tell how sure it is that two rows are one; ``rival`` tells that another row is nearly as alike."""
    if by in ("known", "number and words"):
        return "certain" if alike >= _NEAR else "likely"
    if by == "words" and alike >= _NEARER and (same or not rival):
        return "certain" if same or alike > 1 - _RIVAL else "likely"
    return "likely" if by == "words" and same else "unsure"


def follow_rows(before: Iterable[KnownRow], now: Iterable[KnownRow], taken: Collection[str] = ()) -> dict[str, str]:
    """Tell what each row of a version is known by, by its key, from the rows of the version before it.

    A row that was not there is known by its own key, or where another is known by that, by one made of it: ``+2`` and
    so on. ``taken`` is what rows of still earlier versions are known by, which no row without a printed number takes.
    """
    old, new = list(before), list(now)
    found = {
        new[there].key: old[here].known_as for here, there in _pair(old, new, (_count_words(old), _count_words(new)))
    }
    used = {row.known_as for row in old}
    keys = {row.key for row in new}
    for row in new:
        if row.key not in found:
            refused = used if row.numbered else used.union(taken)
            found[row.key] = next(name for name in _suggest(row.key, keys) if name not in refused)
            used.add(found[row.key])
    return {row.key: found[row.key] for row in new}


def _suggest(key: str, keys: Collection[str]) -> Iterator[str]:
    yield key
    number = 2
    while True:
        if (name := f"{key}+{number}") not in keys:
            yield name
        number += 1


def _pair(
    old: Sequence[KnownRow], new: Sequence[KnownRow], bags: tuple[list[Counter[str]], list[Counter[str]]]
) -> Iterator[tuple[int, int]]:
    """Pair the rows of two versions, by their places: the most alike first, of those as alike the first.

    Rows that stand under the same agency come before all others; then those that bear the same printed number, though
    it be worded anew; and last those of which number and words have both changed.
    """
    left, free = set(range(len(old))), set(range(len(new)))
    for here, there in _pair_unchanged(old, new, bags):
        left.remove(here)
        free.remove(there)
        yield here, there
    index, marks = _Index(bags[1]), _mark_words(bags)
    groups = [[_name_group(row.key) for row in rows] for rows in (old, new)]
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for there in sorted(free):
        keys[new[there].key].append(there)

    def list_near(here: int) -> list[int]:
        return sorted(free & {*index.find_like(bags[0][here], _NEAR), *keys[old[here].key]})

    lost, come = {*groups[0]} - {*groups[1]}, {*groups[1]} - {*groups[0]}
    like = (
        (here, there)
        for here in sorted(left)
        if come and groups[0][here] in lost
        for there in list_near(here)
        if groups[1][there] in come and marks[0][here].compare(marks[1][there]) >= _NEARER
    )
    renamed = _find_renamed(groups, like)
    # By turn and likeness, in the order of rows: where all rows of a long plan are alike, they are millions.
    scored: defaultdict[tuple[int, float], array[int]] = defaultdict(lambda: array("Q"))
    for here in sorted(left):
        first, mine = old[here], marks[0][here]
        group = renamed.get(groups[0][here], groups[0][here])
        for there in list_near(here):
            second, theirs = new[there], marks[1][there]
            alike = mine.compare(theirs)
            same, numbered = first.key == second.key, first.numbered and second.numbered
            elsewhere = group != groups[1][there]
            if alike >= (_NEARER if elsewhere or (numbered and not same) else _NEAR):
                turn = int(elsewhere)
            elif same and (numbered or not (mine.size and theirs.size)):
                turn = 2
            elif alike >= _NEAR and not elsewhere:
                turn = 3
            else:
                continue
            scored[turn, -(alike + _SAME_KEY * same)].append(here * len(new) + there)
    for score in sorted(scored):
        for here, there in (divmod(pair, len(new)) for pair in scored[score]):
            if here in left and there in free:
                left.remove(here)
                free.remove(there)
                yield here, there


def _find_renamed(groups: Sequence[Sequence[str]], like: Iterable[tuple[int, int]]) -> dict[str, str]:
    """Find the agencies that are named otherwise now: most rows of each are like rows of one that was not there.

    ``like`` are the pairs of rows of such agencies that are alike. A row of the main plan may say what a row of an
    agency does, and is not to be taken for it.
    """
    before = Counter(groups[0])
    votes: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for here, there in like:
        votes[groups[0][here], groups[1][there]].add(here)
    found: dict[str, str] = {}
    for (was, now), rows in sorted(votes.items(), key=lambda vote: (-len(vote[1]), vote[0])):
        if was not in found and now not in found.values() and 2 * len(rows) >= before[was]:
            found[was] = now
    return found


def _pair_unchanged(
    old: Sequence[KnownRow], new: Sequence[KnownRow], bags: Sequence[list[Counter[str]]]
) -> Iterator[tuple[int, int]]:
    """Pair the rows of which not a word was changed: those with the same key, then those that moved under a heading.

    None is more alike, so they come before all others; a twin that has the number now is another row. The same words on
    several rows tell nothing of which moved, nor do few words.
    """
    names = [
        [(_name_group(row.key), frozenset(bag.items())) for row, bag in zip(*of, strict=True)]
        for of in ((old, bags[0]), (new, bags[1]))
    ]
    places: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for there, row in enumerate(new):
        places[row.key, names[1][there]].append(there)
    taken: list[set[int]] = [set(), set()]
    for here, row in enumerate(old):
        if bags[0][here] and (found := places[row.key, names[0][here]]):
            there = found.pop(0)
            taken[0].add(here)
            taken[1].add(there)
            yield here, there
    once = [Counter(of) for of in names]
    moved = {name: there for there, name in enumerate(names[1]) if there not in taken[1] and once[1][name] == 1}
    for here, name in enumerate(names[0]):
        if here not in taken[0] and once[0][name] == 1 and name in moved and bags[0][here].total() >= _TELLING:
            yield here, moved[name]


def _count_words(rows: Iterable[KnownRow]) -> list[Counter[str]]:
    """Count the words of each row, as they are printed: ``sameness`` counts what says the same."""
    return [Counter(re.findall(r"\w+", row.words.casefold())) for row in rows]


def _name_group(key: str) -> str:
    """Name the part of the plan, or the agency, that a row stands under."""
    return key.rpartition("/")[0]
