"""Measures how well repeated lessons are found: ``python -m tools.lessons 500 301 302`` prints the figures of a corpus.

With ``--by-meaning`` the model of language helps (scrgraph/facts/meanings.py).

The plans of a corpus (``scrgraph generate --corpus``) are composed, and what their manifest says of lessons is held
against what is found in their rows, by pairs of rows: of all pairs that ask for the same, how many stand in one lesson
(recall); of all pairs in one lesson, how many ask for the same (precision). Rows of which the manifest does not know
what they ask for are among the rows compared, and are not counted.
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from scrgraph.facts.meanings import compare_meanings
from scrgraph.facts.repeats import Compare, Said, find_repeats, normalise
from scrgraph.reports.layout import render_table
from scrgraph.synthetic.demands import list_told
from scrgraph.synthetic.plans import compose_plan
from scrgraph.wordings import load_wordings

SAME, FIELD, FAR = "in the same words", "in other words of the field", "in words far from these"
HEAD = ("seed", "plans", "rows", "texts", "lessons", "pairs", "precision", "recall", "F1", "seconds")
_WIDTH = 150
_BY_MEANING = "--by-meaning"


class Row(NamedTuple):
    """A row whose demand is known: what it asks for, its words, and whether these are far from those of others."""

    demand: str
    words: str
    far: bool


@dataclass(frozen=True)
class Score:
    """Pairs of rows: that were found, that are to be found, and that are both."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """The share of the pairs found that are to be found."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the pairs to be found that are found."""
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.both / (self.found + self.true) if self.found + self.true else 1.0


@dataclass(frozen=True)
class Measured:
    """The figures of one corpus."""

    plans: int
    rows: int
    texts: int
    lessons: int
    seconds: float
    scores: Mapping[str, Score]


def measure(reviews: int, seed: int, compare: Compare | None = None) -> Measured:
    """Compose a corpus, find its lessons, and hold them against what it was made of."""
    said: dict[str, Said] = {}
    known: dict[str, Row] = {}
    for number in range(1, reviews + 1):
        plan = compose_plan(seed, number, corpus=True)
        for row in plan.rows:
            if "text" not in row.blank:
                said[f"{plan.id}/{row.key}"] = Said(row.text, "\n".join(row.actions))
        for told in list_told(plan.rows):
            known[f"{plan.id}/{told.row}"] = Row(told.demand, normalise(told.text), told.far)
    begun = time.perf_counter()
    repeats = find_repeats(said, load_wordings(), compare)
    taken = time.perf_counter() - begun
    groups = [[known[key] for key in repeat.likeness if key in known] for repeat in repeats]
    rows = list(known.values())
    near = [row for row in rows if not row.far]
    scores = {
        SAME: _score_same(rows, groups),
        FIELD: _score_other(near, [[row for row in group if not row.far] for group in groups]),
        FAR: _score_other(rows, groups),
    }
    texts = len({normalise(one.text) for one in said.values()})
    return Measured(reviews, len(said), texts, len(repeats), taken, scores)


def _score_same(rows: Iterable[Row], groups: Iterable[Iterable[Row]]) -> Score:
    """Count pairs that ask for the same in the same words."""
    true = _count_pairs((row.demand, row.words) for row in rows)
    by_words = [
        [row for row in group if row.words == words] for group in groups for words in {row.words for row in group}
    ]
    found = sum(_count_pairs(row.words for row in group) for group in by_words)
    both = sum(_count_pairs((row.demand, row.words) for row in group) for group in by_words)
    return Score(found, true, both)


def _score_other(rows: Iterable[Row], groups: Iterable[Iterable[Row]]) -> Score:
    """Count pairs that ask for the same in other words."""
    found = both = 0
    for group in map(list, groups):
        found += _count_other(group)
        by_demand: defaultdict[str, list[Row]] = defaultdict(list)
        for row in group:
            by_demand[row.demand].append(row)
        both += sum(map(_count_other, by_demand.values()))
    asked: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        asked[row.demand].append(row)
    return Score(found, sum(map(_count_other, asked.values())), both)


def _count_other(rows: list[Row]) -> int:
    return len(rows) * (len(rows) - 1) // 2 - _count_pairs(row.words for row in rows)


def _count_pairs(things: Iterable[object]) -> int:
    """Count the pairs of things that are equal."""
    return sum(count * (count - 1) // 2 for count in Counter(things).values())


def list_figures(measured: Mapping[int, Measured]) -> dict[str, list[tuple[str, ...]]]:
    """List the figures of some corpora, by how lessons are worded: a line a corpus, as ``HEAD`` names them."""
    return {
        wording: [
            (
                str(seed),
                f"{one.plans:,}",
                f"{one.rows:,}",
                f"{one.texts:,}",
                f"{one.lessons:,}",
                f"{one.scores[wording].true:,}",
                f"{one.scores[wording].precision:.3f}",
                f"{one.scores[wording].recall:.3f}",
                f"{one.scores[wording].f1:.3f}",
                f"{one.seconds:.1f}",
            )
            for seed, one in measured.items()
        ]
        for wording in (SAME, FIELD, FAR)
    }


def main() -> None:
    """Print the figures of the corpora that the command line asks for."""
    words = sys.argv[1:]
    compare = compare_meanings if _BY_MEANING in words else None
    reviews, *seeds = [int(word) for word in words if word != _BY_MEANING] or [500]
    measured = {seed: measure(reviews, seed, compare) for seed in seeds or [301]}
    for wording, lines in list_figures(measured).items():
        print(f"\nLessons {wording}:\n\n{render_table(HEAD, lines, _WIDTH)}")


if __name__ == "__main__":
    main()
