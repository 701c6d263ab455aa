"""Knows the rows of a plan again in a later version of it, wherever they stand there and however they are numbered.

A row is known by the key that it had when it was first met. In a later version it is the row whose recommendation and
actions share most of their words with it (L. R. Dice, 1945; T. Sørensen, 1948), its number being the next thing that
tells. So a row keeps what it is known by though another is put before it, or a typing error is mended in it. A printed
number is enough, too, where nothing else speaks against it: a recommendation may be worded anew.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

_NEAR = 0.6  # the share of their words that two versions of a row have in common; of two rows of a plan it is less
_NEARER = 0.8  # where another number is printed, or the row stands under another agency, or one printed otherwise
_SAME_KEY = 0.1  # what the same number adds to that share


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


def follow_rows(before: Iterable[KnownRow], now: Iterable[KnownRow], taken: Collection[str] = ()) -> dict[str, str]:
    """Tell what each row of a version is known by, by its key, from the rows of the version before it.

    A row that was not there is known by its own key, or where another is known by that, by one made of it: ``+2`` and
    so on. ``taken`` is what rows of still earlier versions are known by, which no row without a printed number takes.
    """
    old, new = list(before), list(now)
    found = {new[there].key: old[here].known_as for here, there in _pair(old, new)}
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


def _pair(old: Sequence[KnownRow], new: Sequence[KnownRow]) -> Iterator[tuple[int, int]]:
    """Pair the rows of two versions, by their places: the most alike first, of those as alike the first.

    Rows that stand under the same agency come before all others; then those that bear the same printed number, though
    it be worded anew; and last those of which number and words have both changed.
    """
    bags = [[Counter(re.findall(r"\w+", row.words.casefold())) for row in rows] for rows in (old, new)]
    scored = []
    for here, first in enumerate(old):
        for there, second in enumerate(new):
            same, numbered = first.key == second.key, first.numbered and second.numbered
            elsewhere = _name_group(first.key) != _name_group(second.key)
            alike = _compare(bags[0][here], bags[1][there])
            if alike >= (_NEARER if elsewhere or (numbered and not same) else _NEAR):
                turn = int(elsewhere)
            elif same and (numbered or not (bags[0][here] and bags[1][there])):
                turn = 2
            elif alike >= _NEAR and not elsewhere:
                turn = 3
            else:
                continue
            scored.append((turn, -(alike + _SAME_KEY * same), here, there))
    left, free = set(range(len(old))), set(range(len(new)))
    for *_, here, there in sorted(scored):
        if here in left and there in free:
            left.remove(here)
            free.remove(there)
            yield here, there


def _name_group(key: str) -> str:
    """Name the part of the plan, or the agency, that a row stands under."""
    return key.rpartition("/")[0]


def _compare(some: Counter[str], others: Counter[str]) -> float:
    """Give the share of their words that two texts have in common; none where one has no words."""
    total = some.total() + others.total()
    return 2 * (some & others).total() / total if some and others else 0.0
