"""Tells whether a table without headings goes on with the one before it, as over a page break.

It has as many columns, and its cells are of the kinds that stood in them: numbers, dates.
"""

import re
from collections.abc import Callable, Sequence

from scrgraph.ingest.cells import Line
from scrgraph.ingest.labels import is_number

_LOOKED_AT = 200  # rows of each of the two tables
_LONGEST_HEADING = 4  # words
_FEWEST_HEADINGS = 3
_LEAST_SHARE = 0.5  # of a column's cells that must be of its kind
_DATED = re.compile(r"\d|\b(?:immediate|ongoing|complete|tbc|n/?a)", re.IGNORECASE)

_KINDS: tuple[Callable[[str], bool], ...] = (is_number, lambda words: _DATED.search(words) is not None)


def fits(lines: Sequence[Line], head: Line, columns: Sequence[str | None], before: Sequence[Line]) -> bool:
    """Tell whether the lines of a table without headings go on with a table.

    Args:
        lines: The lines in question, none of them empty.
        head: The head of the table before.
        columns: Its columns.
        before: Its lines.
    """
    if len(lines[0].cells) != len((before[-1] if before else head).cells):
        return False
    # The columns whose cells can be told by their form.
    told = [place for place, column in enumerate(columns) if column in ("number", "targets", "completed")]
    evidence = False
    for place in told:
        for kind in _KINDS:
            here, there = (_share(part[:_LOOKED_AT], place, kind) for part in (lines, before))
            if there is not None and there > _LEAST_SHARE and here is not None:
                if here < _LEAST_SHARE:
                    return False
                evidence = True
    return evidence or not _is_head(lines)


def _share(lines: Sequence[Line], place: int, kind: Callable[[str], bool]) -> float | None:
    """Give the share of a column's filled cells that are of a kind; ``None`` where it has none."""
    filled = [words for line in lines if (words := line.text(place))]
    return sum(map(kind, filled)) / len(filled) if filled else None


def _is_head(lines: Sequence[Line]) -> bool:
    """Whether the first line reads like headings of another table: a few words in each cell, and no figure."""
    filled = [cell.text for cell in lines[0].cells if cell.paragraphs]
    short = all(len(words.split()) <= _LONGEST_HEADING and words[:1].isupper() for words in filled)
    figures = any(re.search(r"\d", words) for words in filled)
    return len(lines) > 1 and len(filled) >= min(_FEWEST_HEADINGS, len(lines[0].cells)) and short and not figures
