"""Tells a row from a second head, where a head stands above it: a row may hold the words of headings by chance.

Headings name columns; a row states things. Under "Lead" a row may say "Board", under "Status" it says "Completed", and
"The steps hang on the wall." holds a heading's word. So a line below a head is a head only where most of it is
headings, of which sentences, a number of its own, and answers to the headings above are none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrgraph.ingest.cells import is_finished
from scrgraph.ingest.content import is_answer
from scrgraph.ingest.headings import fold_words, read_words
from scrgraph.ingest.labels import read_bare
from scrgraph.ingest.layouts import Candidate, Layout

_MOSTLY = 0.6  # share of a line that must be headings, each counted by its certainty
_PLAIN = 0.8  # certainty from which a cell says a heading, and does not only hold its word
_SHORTEST_SENTENCE = 4  # words
_BREAK = re.compile(r"[.:;?(\u2013\u2014]| - ")  # between a heading and what explains it


@dataclass(frozen=True, slots=True)
class Above:
    """What a head above a line says: its headings, the columns that they mean, and the cells that it has room for."""

    headings: tuple[str, ...]
    columns: tuple[str | None, ...]
    width: int


def is_row(
    said: Sequence[tuple[str, ...]],
    found: Sequence[Candidate | None],
    above: Above,
    layout: Layout,
    *,
    among_rows: bool,
) -> bool:
    """Tell whether a line that could be a head is a row of the head above it.

    Args:
        said: What each cell says, in all ways in which it can be read as a heading.
        found: What each cell means as a heading.
        above: The head above.
        layout: The layout by which both are read.
        among_rows: Whether the line follows a row, or the head itself, with no title between.
    """
    if len(said) > above.width:
        return False
    places = [place for place, ways in enumerate(said) if ways]
    stated = {place for place in places if _is_sentence(said[place], layout)} | _find_number(said, found)
    text = next((place for place, one in enumerate(found) if one and one.column == "text"), None)
    if text in stated:
        return True
    answers = {place for place in places if _is_answer(said[place][0], place, above, layout)}
    headings = sum(
        one.certainty if one.certainty >= _PLAIN else one.certainty / 2
        for place, one in enumerate(found)
        if one and one.wording and place not in stated and place not in answers
    )
    # Below a title another table may begin whose headings are little known: what only a row says speaks against that.
    return headings < _MOSTLY * len(places) and bool(among_rows or stated or answers)


def _is_sentence(ways: Sequence[str], layout: Layout) -> bool:
    """Whether a cell is a sentence, and neither a heading nor guidance behind one ("Lead: name the post.")."""
    words = ways[0]
    if len(words.split()) < _SHORTEST_SENTENCE or not is_finished(words) or words.endswith(("?", ":")):
        return False
    opening = _BREAK.split(words, maxsplit=1)[0]
    return not any(one.whole for way in (*ways, opening) for one in layout.rate(way))


def _find_number(said: Sequence[tuple[str, ...]], found: Sequence[Candidate | None]) -> set[int]:
    """Give the first cell where a number of its own stands before its words ("4. Ring ..."), and before no other's."""
    first, *others = [place for place, ways in enumerate(said) if ways]
    one = found[first]
    if read_bare(said[first][0]) is None or (one is not None and one.whole):
        return set()
    return set() if any(read_bare(said[place][0]) for place in others) else {first}


def _is_answer(words: str, place: int, above: Above, layout: Layout) -> bool:
    """Whether a cell says what stands below the heading above it, and does not repeat that heading."""
    if place >= len(above.columns):
        return False
    column = above.columns[place]
    same = fold_words(read_words(words)) == fold_words(read_words(above.headings[place]))
    return column is not None and not same and is_answer(words, column, layout)
