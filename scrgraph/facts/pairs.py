"""Tells which lead and which target date go with which of a row's actions.

Plans put several actions, leads and dates as lines of one cell each, or in continuation rows of the table. They are
paired only where the print shows how: by the row of the table, by order where each cell has as many lines, or where one
serves all. Otherwise they are left unpaired, and it is said so.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from scrgraph.facts.items import cut_span, split_items
from scrgraph.facts.model import How, Item, Lead, Pair, Span, Target
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.ingest.cells import Cell, PlanRow
from scrgraph.ingest.headings import read_words
from scrgraph.wordings import Wordings

_BARS = re.compile(r"\s*(?:[|;\n\u2022]|\s/\s)\s*")
_STROKE = re.compile(r"\s*/\s*")
_AND = re.compile(r",?\s+(?:and|&)\s+", re.IGNORECASE)
_COMMAS = re.compile(r",?\s+(?:and|&)\s+|,\s+", re.IGNORECASE)


def split_leads(text: str, wordings: Wordings) -> tuple[Lead, ...]:
    """Give the leads that a cell names.

    They are parted by its lines, numbers or bullets and by bars and semicolons; by "and", "&", a comma or a stroke only
    where each side names a post or an organisation by itself: "Children and Families" is one name.
    """
    found: list[Lead] = []
    for item in split_items(text):
        for part in cut_span(text, item.span, _BARS):
            found += [Lead(text[one.start : one.end], one) for one in _split_joined(text, part, wordings)]
    return tuple(found)


def _split_joined(text: str, part: Span, wordings: Wordings) -> list[Span]:
    """Split a span at words and signs that may stand within a name, too."""
    for pattern, least in ((_STROKE, 1), (_AND, 2)):
        parts = cut_span(text, part, pattern)
        if len(parts) > 1 and all(_is_lead(text[one.start : one.end], least, wordings) for one in parts):
            return parts if pattern is _AND else [one for each in parts for one in _split_joined(text, each, wordings)]
    # Commas stand within many names of boards: "Children, Young People Board" is no second lead.
    parts = cut_span(text, part, _COMMAS)
    posts = [find_wordings(mask(text[one.start : one.end], ()), wordings.posts) for one in parts]
    return parts if len(parts) > 1 and all(posts) else [part]


def _is_lead(words: str, least: int, wordings: Wordings) -> bool:
    """Whether words name a post or an organisation (in so many words at least), or are its initials."""
    if re.fullmatch(r"[A-Z][A-Z&]{1,7}", words):
        return True
    if find_wordings(mask(words, ()), wordings.posts):
        return True
    if any(words.lower() == label.lower() for agency in wordings.agencies for label in agency.labels):
        return True
    said = read_words(words)
    return len(said) >= least and said[-1] in wordings.marker_labels("organisation-word")


def pair_actions(
    row: PlanRow, actions: Sequence[Item], leads: Sequence[Lead], targets: Sequence[Target]
) -> tuple[tuple[Pair, ...], str | None]:
    """Pair each of several actions with its lead and its target; and say what could not be paired."""
    if len(actions) < 2:
        return (), None
    spans = [action.span for action in actions]
    lead_of, lead_how = _match(row, spans, "leads", [lead.span for lead in leads])
    target_of, target_how = _match(row, spans, "targets", [target.span for target in targets])
    pairs = tuple(
        Pair(place, lead_of[place], lead_how, target_of[place], target_how)
        for place in range(len(actions))
        if lead_how or target_how
    )
    odd = [
        f"{len(things)} {name}"
        for name, things, how in (("leads", leads, lead_how), ("target dates", targets, target_how))
        if things and how is None
    ]
    note = f"{len(actions)} actions and {' and '.join(odd)}: which goes with which cannot be told" if odd else None
    return pairs, note


def _match(
    row: PlanRow, actions: Sequence[Span], column: str, others: Sequence[Span]
) -> tuple[list[int | None], How | None]:
    nothing: list[int | None] = [None] * len(actions)
    if not others:
        return nothing, None
    cells = row.cells["actions"], row.cells[column]
    in_rows = any(piece.apart for piece in cells[0].fragments)
    starts = [_find_reach(cells[0], span)[0] for span in actions]
    reaches = [_find_reach(cells[1], span) for span in others]
    if len(others) == 1 and (not in_rows or all(reaches[0][0] <= line <= reaches[0][1] for line in starts)):
        return [0] * len(actions), "shared"
    held = [[place for place, (first, last) in enumerate(reaches) if first <= line <= last] for line in starts]
    one_each = all(len(found) <= 1 for found in held) and all(first in starts for first, _ in reaches)
    if in_rows and len(set(starts)) > 1 and one_each:
        # Rows of the table that go on with the recommendation: each has its own action.
        return [found[0] if found else None for found in held], "line"
    apart = all(_stand_apart(cell.text, spans) for cell, spans in zip(cells, (actions, others), strict=True))
    if len(actions) == len(others) and apart:
        return list(range(len(actions))), "order"
    return nothing, None


def _find_reach(cell: Cell, span: Span) -> tuple[int, int]:
    """Give the first and last line that a thing holds for: a cell may be merged over several rows."""
    line = cell.quotes(span.start, span.end)[0].line
    until = next((piece.until for piece in cell.fragments if piece.line == line), None)
    return line, until or line


def _stand_apart(text: str, spans: Sequence[Span]) -> bool:
    """Whether each thing begins a line of the cell, or an item of a list: two dates in one line are of one action."""
    return all(
        "\n" in text[before.end : after.start] or re.search(r"[\d)\u2022*]", text[before.end : after.start]) is not None
        for before, after in pairwise(spans)
    )
