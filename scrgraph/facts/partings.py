"""Finds rows of which one was parted into several, and rows that were put together into one, between two versions.

A row was parted where another row, which is not there before, says what it said, and it says that no longer itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scrgraph.facts.lineage import Sureness
from scrgraph.facts.sameness import NEAR, compare_bags, count_words, split_plainly
from scrgraph.facts.versions import VersionRow

_WHOLE = 0.9  # of its words a part must have from the row that it came of, to be surely one
_MOST = 0.8  # to be likely one; and of the words of a part of a sentence that stand in the whole one
_LOST = 0.25  # of its words are words that the other part has no longer
_FEWEST = 4  # words that tell something


@dataclass(frozen=True, slots=True)
class Parting:
    """One row of a version, and the several rows of the other that say what it says; ``alike`` is the share of words.

    ``of`` is the one row, ``parts`` are the others in the order of their version.
    """

    of: str
    parts: tuple[str, ...]
    alike: float
    sure: Sureness


@dataclass(frozen=True)
class _Said:
    """The words of a row, in all, and by its sentences."""

    group: str
    bag: Counter[str]
    units: tuple[Counter[str], ...]


def find_partings(
    whole: Sequence[VersionRow], parts: Sequence[VersionRow], pairs: Mapping[str, str]
) -> tuple[Parting, ...]:
    """Find the rows of one version that several rows of the other were made of.

    ``pairs`` tells which row of the second version each of the first is known again in. To find rows that were put
    together, the later version comes first.
    """
    known = set(pairs.values())
    told_whole = {row.key: _read(row) for row in whole}
    told_parts = {row.key: _read(row) for row in parts}
    shares: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in parts:
        if row.key in known:
            continue
        found = [
            (share, key)
            for key, said in told_whole.items()
            if (share := _weigh(said, told_parts[row.key], told_parts.get(pairs.get(key, ""))))
        ]
        if found:
            share, key = max(found, key=lambda one: (one[0], one[1]))
            shares[key][row.key] = share
    order = {row.key: place for place, row in enumerate(parts)}
    partings = []
    for key in (row.key for row in whole if row.key in shares):
        chosen = _choose(told_whole[key], told_parts.get(pairs.get(key, "")), shares[key], told_parts)
        named = {*chosen, *([pairs[key]] if key in pairs else [])}
        if chosen and len(named) > 1:
            alike = min(shares[key][part] for part in chosen)
            sure: Sureness = "certain" if alike >= _WHOLE else "likely" if alike >= _MOST else "unsure"
            partings.append(Parting(key, tuple(sorted(named, key=order.__getitem__)), alike, sure))
    return tuple(partings)


def _read(row: VersionRow) -> _Said:
    # Sentence by sentence: where one action ends and the next begins may be lost with the format.
    units = [sentence for said in row.list_topic("text", "action") for sentence in split_plainly(said.words)]
    bags = [count_words(unit) for unit in units]
    return _Said(row.group, sum(bags, Counter()), tuple(bag for bag in bags if bag.total() >= _FEWEST))


def _choose(whole: _Said, other: _Said | None, shares: Mapping[str, float], parts: Mapping[str, _Said]) -> list[str]:
    """Choose the parts, the surest first, that each say something of the whole that those before them do not."""
    chosen = []
    for part in sorted(shares, key=lambda part: (-shares[part], part)):
        said = parts[part]
        if _weigh(whole, said, other):
            chosen.append(part)
            other = said if other is None else _Said(other.group, other.bag | said.bag, (*other.units, *said.units))
    return chosen


def _weigh(whole: _Said, part: _Said, other: _Said | None) -> float:
    """Give the share of a part's words that come of a row; 0 where it is no part of it.

    ``other`` is the row in which the whole is known again, and which must have lost what the part says.
    """
    size = part.bag.total()
    share = (part.bag & whole.bag).total() / size if size >= _FEWEST else 0.0
    if share < (NEAR if part.group == whole.group else _WHOLE):
        return 0.0
    if other is None:
        return share
    lost = (part.bag & (whole.bag - other.bag)).total()
    moved = [unit for unit in part.units if _is_in(unit, whole.units) and not _is_in(unit, other.units)]
    return share if moved or lost >= max(_FEWEST, _LOST * size) else 0.0


def _is_in(unit: Counter[str], units: Iterable[Counter[str]]) -> bool:
    """Tell whether a sentence or an action is among others, as it is or within one of them."""
    return any(compare_bags(unit, other) >= NEAR or (unit & other).total() >= _MOST * unit.total() for other in units)
