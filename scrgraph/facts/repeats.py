"""Finds which of many recommendations ask for the same: in the same words, or in others.

Two are as alike as the cosine of their senses (G. Salton and others, 1975), each weighed by how few of the
recommendations at hand have it (inverse document frequency, K. Sp\u00e4rck Jones, 1972), against a background in which
each sense is known to be rare or common, so that a few rows do as well as thousands. What is done about them speaks for
it too, where it is alike: the actions of a row tell what its recommendation was understood to ask for.

Recommendations are grouped by average linkage (R. R. Sokal and C. D. Michener, 1958), in which two that are not alike
do not come together by way of a third; besides, each must be alike enough to the rest of its group. Which pairs are
looked at an inverted index tells: of two that are alike, one has a weighty sense of the other (R. J. Bayardo and
others, 2007).
"""

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scrgraph.facts.asking import Asked, read_asked
from scrgraph.wordings import Wordings

ENOUGH = 0.55  # how alike, at the least, each of a group is to the rest of it
_FLOOR = 0.25  # pairs that are less alike count as not alike at all
_ACTIONS = 0.3  # what the actions of two rows weigh beside their recommendations, where that makes them more alike
_OTHER_ACT = 0.9  # what likeness keeps where the one asks that something else be done
_OTHER_MATTER = 0.8  # what it keeps where each speaks of a matter that the other does not
_BACKGROUND = 300  # recommendations that the background stands for
_USUAL, _RARE = {"act": 8.0, "matter": 5.0}, 1.0  # how many of these have a sense of a kind, and any other word
_SAYS = 2  # senses that a recommendation has at the least that is compared with others at all
_DIGITS = 3

_SIGNS = re.compile(r"[^a-z0-9 ]")
_BLANKS = re.compile(r"[ \t\r\n\u00a0]+")

Compare: TypeAlias = Callable[[Sequence[str], Wordings], "Pairs"]
Pairs: TypeAlias = dict[tuple[int, int], float]  # two places, the lesser first, and how alike what stands there is


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says: its recommendation and its actions."""

    text: str
    actions: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Recommendations that ask for the same, by their keys in order, with how alike each is to the others (0 to 1)."""

    likeness: Mapping[str, float]
    same_words: bool

    @property
    def least(self) -> float:
        """How alike that one is to the others which is least so."""
        return min(self.likeness.values())


def normalise(text: str) -> str:
    """Give a text in small letters, with single blanks, without signs, as ``scr:normalisedText`` has it."""
    return _SIGNS.sub("", _BLANKS.sub(" ", text.lower()))


def find_repeats(rows: Mapping[str, Said], wordings: Wordings, compare: Compare | None = None) -> tuple[Repeat, ...]:
    """Find the groups of two or more rows that ask for the same; ``rows`` are what they say, by their keys.

    Neither the order nor the keys decide which belong together. A row without a word is of no group. ``compare`` gives
    how alike recommendations are by other means (``meanings.compare_meanings``), and is asked in the place of the
    words and of what was done.
    """
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(rows):
        if words := normalise(rows[key].text).strip():
            keys[words].append(key)
    texts = sorted(keys)
    asked = [read_asked(rows[keys[words][0]].text, wordings) for words in texts]
    told = [place for place, one in enumerate(asked) if len(one.weights) >= _SAYS]
    if compare is not None:
        pairs = compare([rows[keys[texts[place]][0]].text for place in told], wordings)
    else:
        actions = [sorted({rows[key].actions for key in keys[texts[place]]}) for place in told]
        done = [_join(read_asked(one, wordings) for one in some) for some in actions]
        pairs = _compare_all([asked[place] for place in told], done, wordings)
    alike = {(told[one], told[other]): score for (one, other), score in pairs.items()}
    groups = [[told[place] for place in group] for group in group_alike(len(told), pairs)]
    groups += [[place] for place in sorted(set(range(len(texts))) - set(told))]
    found = (_describe(group, [keys[texts[place]] for place in group], alike) for group in groups)
    return tuple(sorted((repeat for repeat in found if len(repeat.likeness) > 1), key=lambda one: min(one.likeness)))


def _describe(group: Sequence[int], keys: Sequence[Sequence[str]], alike: Pairs) -> Repeat:
    """Give a group of texts with how alike each of their rows is to the others, of which some have the same text."""
    count = sum(map(len, keys))
    likeness: dict[str, float] = {}
    for place, same in zip(group, keys, strict=True):
        others = sum(
            len(rest) * _look_up(alike, place, other) for other, rest in zip(group, keys, strict=True) if other != place
        )
        likeness |= dict.fromkeys(same, round((others + len(same) - 1) / max(count - 1, 1), _DIGITS))
    return Repeat({key: likeness[key] for key in sorted(likeness)}, len(group) == 1)


def _join(asked: Iterable[Asked]) -> Asked:
    """Give what is asked in several texts as if it were in one."""
    weights: dict[str, float] = {}
    for one in asked:
        for sense, weight in one.weights.items():
            weights[sense] = max(weight, weights.get(sense, 0.0))
    return Asked(weights, frozenset(), frozenset())


def _compare_all(asked: Sequence[Asked], done: Sequence[Asked], wordings: Wordings) -> Pairs:
    """Give how alike two rows are, where they are alike at all: by what they ask, or by that and by what was done."""
    pairs = compare_asked(asked, wordings)
    vectors = _weigh_all(done, wordings)
    for (one, other), score in pairs.items():
        mixed = (1 - _ACTIONS) * score + _ACTIONS * _compare(vectors[one], vectors[other])
        pairs[one, other] = max(score, mixed)
    return pairs


def compare_asked(asked: Sequence[Asked], wordings: Wordings) -> Pairs:
    """Give how alike what is asked is, of all pairs that are alike at all."""
    vectors = _weigh_all(asked, wordings)
    index: defaultdict[str, list[int]] = defaultdict(list)
    found: Pairs = {}
    for place, vector in enumerate(vectors):
        near = {other for sense in _list_weighty(vector) for other in index[sense]}
        for other in sorted(near):
            score = _compare(vector, vectors[other]) * _tell_apart(asked[place], asked[other])
            if score >= _FLOOR:
                found[other, place] = min(score, 1.0)
        for sense in vector:
            index[sense].append(place)
    return found


def _weigh_all(asked: Sequence[Asked], wordings: Wordings) -> list[dict[str, float]]:
    """Give the weight of each sense in each text, the weightiest first, so that the squares of all add up to one."""
    rarity = weigh_rarity([one.weights for one in asked], wordings)
    vectors = []
    for one in asked:
        weights = {sense: weight * rarity[sense] for sense, weight in one.weights.items()}
        length = math.sqrt(sum(weights[sense] ** 2 for sense in sorted(weights))) or 1.0
        order = sorted(weights, key=lambda sense: (-weights[sense], sense))
        vectors.append({sense: weights[sense] / length for sense in order})
    return vectors


def weigh_rarity(told: Sequence[Iterable[str]], wordings: Wordings) -> dict[str, float]:
    """Give what each sense weighs for how few of some texts have it; ``told`` are the senses of each, each once."""
    usual = {wording.notation: _USUAL.get(wording.kind, _RARE) for wording in wordings.asked}
    spread = Counter(sense for senses in told for sense in senses)
    return {
        sense: math.log((len(told) + _BACKGROUND) / (count + usual.get(sense, _RARE)))
        for sense, count in spread.items()
    }


def _list_weighty(vector: Mapping[str, float]) -> Iterator[str]:
    """Give the senses of which another must have one to be alike at all: the rest of them weighs too little."""
    rest = 1.0
    for sense, weight in vector.items():
        if rest < _FLOOR * _FLOOR:
            return
        yield sense
        rest -= weight * weight


def _compare(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return math.fsum(weight * other[sense] for sense, weight in one.items() if sense in other)


def _tell_apart(one: Asked, other: Asked) -> float:
    """Give what likeness keeps of two: less where each speaks of something that the other does not."""
    keeps = 1.0
    if one.acts and other.acts and not one.acts & other.acts:
        keeps *= _OTHER_ACT
    if one.matters - other.matters and other.matters - one.matters:
        keeps *= _OTHER_MATTER
    return keeps


def _look_up(alike: Pairs, one: int, other: int) -> float:
    return alike.get((one, other) if one < other else (other, one), 0.0)


def group_alike(count: int, pairs: Pairs) -> list[list[int]]:
    """Group so many things, of which some pairs are alike; the most alike come together first.

    In a group each is, on average, ``ENOUGH`` alike to the others.
    """
    near: list[dict[int, float]] = [{} for _ in range(count)]  # how alike two groups are: the sum over their pairs
    for (one, other), score in pairs.items():
        near[one][other] = near[other][one] = score
    members: list[list[int]] = [[place] for place in range(count)]
    heap = [(-score, one, other, 1, 1) for (one, other), score in pairs.items() if score >= ENOUGH]
    heapq.heapify(heap)
    while heap:
        _, one, other, size, other_size = heapq.heappop(heap)
        if len(members[one]) != size or len(members[other]) != other_size:
            continue  # one of them has grown, or was taken into another, since
        if not _belong_together(members[one], members[other], pairs):
            continue
        members[one], members[other] = sorted(members[one] + members[other]), []
        for third, total in near[other].items():
            del near[third][other]
            if third != one:
                near[one][third] = near[third][one] = near[one].get(third, 0.0) + total
        near[other] = {}
        for third, total in near[one].items():
            mean = total / (len(members[one]) * len(members[third]))
            if mean >= ENOUGH:
                ends = min(one, third), max(one, third)
                heapq.heappush(heap, (-mean, *ends, len(members[ends[0]]), len(members[ends[1]])))
    return [group for group in members if group]


def _belong_together(one: Sequence[int], other: Sequence[int], pairs: Pairs) -> bool:
    """Tell whether each would be alike enough to the rest if two groups were one."""
    both = [*one, *other]
    least = ENOUGH * (len(both) - 1)
    return all(sum(_look_up(pairs, place, rest) for rest in both if rest != place) >= least - 1e-9 for place in both)
