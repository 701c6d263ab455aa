"""Finds the columns of a line that has fewer cells than its table.

After a page break an export often loses a cell. Which one is decided by likeness: every way to spread the cells over
the columns, in order, is weighed by how much each cell reads like its column elsewhere in the table, and by whether
the column's text was cut off before.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import log
from statistics import median

from scrgraph.ingest.cells import is_finished, is_hanging

MOST_LOST = 4
_SAMPLE = 60  # words of a cell that are weighed


def read_tokens(text: str) -> list[str]:
    """Give the words of a cell as its likeness is weighed: digits are one word, so that any date is like any other."""
    return [re.sub(r"\d+", "0", word) for word in re.findall(r"[a-z]+|\d[\d./]*", text.lower())][:_SAMPLE]


class Likeness:
    """How words are spread over the columns of one table, learnt from its whole lines."""

    def __init__(self, width: int) -> None:
        """Start with nothing learnt of ``width`` columns."""
        self._counts = [Counter[str]() for _ in range(width)]
        self._lengths: list[list[int]] = [[] for _ in range(width)]
        self._finished: list[list[bool]] = [[] for _ in range(width)]
        self._known: set[str] = set()

    def learn(self, cells: Sequence[str]) -> None:
        """Learn from the cells of one whole line."""
        for place, cell in enumerate(cells[: len(self._counts)]):
            words = read_tokens(cell)
            self._counts[place].update(words)
            self._lengths[place].append(len(words))
            self._finished[place].append(is_finished(cell))
            self._known.update(words)

    def weigh(self, text: str, place: int) -> float:
        """Give the mean log-likelihood of the text's words in a column, less for a text longer than is usual there."""
        words = read_tokens(text)
        counter = self._counts[place]
        # One share for every word of the table, so that a column of few words does not look likely for new ones.
        total = counter.total() + 0.5 * (len(self._known) + 1)
        usual = median(self._lengths[place]) if self._lengths[place] else len(words)
        too_long = max(0.0, log((len(words) + 1) / (usual + 1)))
        return sum(log((counter[word] + 0.5) / total) for word in words) / max(len(words), 1) - too_long

    def share_finished(self, place: int) -> float:
        """Give the share of the column's cells that end as a sentence ends."""
        known = self._finished[place]
        return sum(known) / len(known) if known else 0.5


def align(cells: Sequence[str], width: int, likeness: Likeness, before: Sequence[str | None]) -> list[int] | None:
    """Give the column of each cell of a short line, or ``None`` where too many cells are lost.

    Args:
        cells: The words of each cell that is left, in order.
        width: The number of columns of the table.
        likeness: What the table's columns read like.
        before: For each column the last words of this row in it, ``None`` where the line begins a row.
    """
    lost = width - len(cells)
    if lost > MOST_LOST or lost < 0:
        return None
    ways = (
        [place for place in range(width) if place not in gone] for gone in combinations(range(width - 1, -1, -1), lost)
    )
    return max(
        ways,
        key=lambda way: sum(_fit(cell, place, likeness, before) for cell, place in zip(cells, way, strict=True)),
    )


def _fit(text: str, place: int, likeness: Likeness, before: Sequence[str | None]) -> float:
    if not text:
        return 0.0
    score = likeness.weigh(text, place)
    # What a stop at the end, or none, tells depends on whether the column's cells end with one elsewhere.
    share = likeness.share_finished(place)
    score += 0.5 * log((share if is_finished(text) else 1 - share) + 0.1)
    previous = before[place]
    if previous is None:
        return score
    if not previous:
        return score - 2.0
    if is_hanging(previous):
        return score + 2.0
    if is_finished(previous):
        return score - 0.5
    return score + 1.5 * share + (0.5 if text[:1].islower() else 0.0)
