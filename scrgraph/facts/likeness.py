"""Finds rows of the main plan and rows of agencies that may report the same piece of work, by the words they share.

Each row is the set of the words that say what it is about, in its recommendation, actions and progress report. A word
weighs the more the fewer rows have it (inverse document frequency, K. Spärck Jones, 1972); two rows are as alike as the
cosine of their weighted words. It is a suggestion: whether two rows report one piece of work a person must say.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scrgraph.facts.model import RowFacts
from scrgraph.facts.sentences import find_content_words
from scrgraph.wordings import Wordings

_COLUMNS = ("text", "actions", "summary")
_SHOWN = 6  # shared words that a suggestion shows, the weightiest


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two rows, how alike they are (0 to 1), and the weightiest words that they share, as the main plan prints them."""

    main: RowFacts
    agency: RowFacts
    score: float
    words: tuple[str, ...]


def compare_rows(rows: Iterable[RowFacts], wordings: Wordings) -> list[Likeness]:
    """Compare every row of the main plan with every row of an agency; the most alike first."""
    told = tuple(rows)
    words = {row.key: _list_words(row, wordings) for row in told}
    spread = Counter(word for found in words.values() for word in found)
    weight = {word: math.log(len(told) / count) for word, count in spread.items()}
    length = {key: math.sqrt(sum(weight[word] ** 2 for word in sorted(found))) for key, found in words.items()}
    alike = []
    for main in (row for row in told if row.part == "main"):
        for agency in (row for row in told if row.part == "imr"):
            shared = sorted(words[main.key].keys() & words[agency.key].keys(), key=lambda word: (-weight[word], word))
            lengths = length[main.key] * length[agency.key]
            if shared and lengths:
                score = sum(weight[word] ** 2 for word in shared) / lengths
                alike.append(Likeness(main, agency, score, tuple(words[main.key][word] for word in shared[:_SHOWN])))
    return sorted(alike, key=lambda pair: (-pair.score, pair.main.key, pair.agency.key))


def _list_words(row: RowFacts, wordings: Wordings) -> dict[str, str]:
    text = " ".join(row.cells[column].text for column in _COLUMNS if column in row.cells)
    return find_content_words(text, wordings)
