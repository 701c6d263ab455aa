"""Reads what a row is about: the themes whose cues stand in its recommendation and its actions.

The cues are the labels of the themes in the vocabulary. A cue stands where the stems of its words do (Snowball's
English stemmer, M. F. Porter), in one sentence and in order. Every cue found speaks for its theme (but not one inside a
phrase that the vocabulary calls misleading), one in the recommendation more than one in an action; the themes that most
speaks for are the row's.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from scrgraph.facts.model import Span, ThemeReading
from scrgraph.facts.phrases import mask
from scrgraph.facts.sentences import split_sentences, stem_word
from scrgraph.wordings import Wording, Wordings

MOST = 4  # themes of a row
_WEIGHTS = {"text": 1.0, "actions": 0.8}
_LOST = {"summary": 0.6}  # what a row is about where its recommendation is lost or bare
_BARE = 6  # words: a recommendation with fewer says little of what it is about
_SUREST = 0.99
_GAP = 6  # words that "..." may stand for
_WORD = re.compile(r"[A-Za-z0-9]+(?:['\u2019][A-Za-z]+)?")


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue: runs of stems, between which up to six words may stand."""

    theme: str
    runs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    theme: str
    column: str
    span: Span
    weight: float


def read_themes(texts: Mapping[str, str], wordings: Wordings) -> tuple[ThemeReading, ...]:
    """Give the themes of a row, one to four where any cue stands in it, those that most speaks for first.

    ``texts`` are the words of its cells by column.
    """
    weights = dict(_WEIGHTS)
    if len(texts.get("text", "").split()) < _BARE:
        weights |= _LOST
    hits = [
        hit for column, weight in weights.items() for hit in _find_hits(texts.get(column, ""), column, weight, wordings)
    ]
    said: dict[str, list[_Hit]] = {}
    for hit in hits:
        said.setdefault(hit.theme, []).append(hit)
    sums = {theme: sum(hit.weight for hit in found) for theme, found in said.items()}
    chosen = sorted(sums, key=lambda theme: (-sums[theme], theme))[:MOST]
    return tuple(
        ThemeReading(theme, _rate(sums[theme]), tuple((hit.column, hit.span) for hit in said[theme]))
        for theme in chosen
    )


def _rate(weight: float) -> float:
    """Give how sure a reading is: each cue halves the doubt once for what is half a cue's full weight.

    It is more than 0 and less than 1: words alone never make it certain.
    """
    return min(round(1 - math.pow(0.25, weight), 2), _SUREST)


def _find_hits(text: str, column: str, weight: float, wordings: Wordings) -> Iterator[_Hit]:
    if not text:
        return
    cues, misleading = _index_cues(wordings.themes), _index_cues(wordings.misleading)
    masked = mask(text, ())
    for sentence in split_sentences(masked, 0, len(text)):
        words = [
            (stem_word(hit.group().lower()), hit.start(), hit.end())
            for hit in _WORD.finditer(text, sentence.start, sentence.end)
        ]
        stems = [stem for stem, _, _ in words]
        found, astray = _find_cues(cues, stems), _find_cues(misleading, stems)
        for theme, places in sorted(found.items()):
            taken = astray.get(theme, [])
            kept = [place for place in places if not any(out[0] <= place[0] and place[1] <= out[1] for out in taken)]
            for first, last in _choose_longest(kept):
                yield _Hit(theme, column, Span(words[first][1], words[last - 1][2]), weight)


def _find_cues(cues: Mapping[str, tuple[_Cue, ...]], stems: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Give, for each theme, where its cues begin and end among the stems of a sentence."""
    found: dict[str, list[tuple[int, int]]] = {}
    for place, stem in enumerate(stems):
        for cue in cues.get(stem, ()):
            if (end := _match(cue.runs, stems, place)) is not None:
                found.setdefault(cue.theme, []).append((place, end))
    return found


def _match(runs: Sequence[tuple[str, ...]], stems: Sequence[str], place: int) -> int | None:
    """Give where a cue that begins at a place ends; the nearest end counts."""
    end = place + len(runs[0])
    if tuple(stems[place:end]) != runs[0]:
        return None
    if len(runs) == 1:
        return end
    for start in range(end, min(end + _GAP, len(stems) - 1) + 1):
        if (last := _match(runs[1:], stems, start)) is not None:
            return last
    return None


def _choose_longest(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the places of cues that do not overlap; where two do the longer one counts."""
    chosen: list[tuple[int, int]] = []
    for first, last in sorted(set(places), key=lambda place: (place[0] - place[1], place)):
        if all(last <= other[0] or first >= other[1] for other in chosen):
            chosen.append((first, last))
    return sorted(chosen)


@cache
def _index_cues(wordings: tuple[Wording, ...]) -> dict[str, tuple[_Cue, ...]]:
    """Give the cues by the stem that they begin with."""
    cues: dict[str, dict[_Cue, None]] = {}
    for wording in wordings:
        if wording.notation == wording.kind:
            continue  # a top concept is put on no row
        runs = tuple(
            tuple(stem_word(word.lower()) for word in _WORD.findall(run)) for run in wording.label.split("...")
        )
        cues.setdefault(runs[0][0], {})[_Cue(wording.notation, runs)] = None
    return {stem: tuple(found) for stem, found in cues.items()}
