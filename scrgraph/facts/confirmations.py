"""Reads the lists of a progress cell that say which agencies have confirmed what they were asked to, and which not.

Declared words open a list ("have provided confirmation", "still awaited from"), a colon follows in the same sentence,
then the agencies, each after a bullet or on a line of its own, or parted by commas where the vocabulary knows them.
"""

import re
from functools import cache

from scrgraph.facts.model import Confirmation, Span
from scrgraph.facts.names import slugify
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.wordings import Agency, Wordings

_OPENS = re.compile(r"[^.!?;:]{0,240}?:\s*")
_BULLET = re.compile(r"\s*(?:[*\u2022\u25aa\u25cf\u00b7\uf0b7]|\n\s*[-\u2013o]\s)\s*")
_PARTED = re.compile(r"\s*(?:\n|,|;|\band\b)\s*")
_NAME = re.compile(
    r"(?:[A-Z(][^\s.;:]*|and|of|for|the|&|-|\u2013)(?:[^\S\n]+(?:[A-Z(][^\s.;:]*|and|of|for|the|&|-|\u2013))*"
)


def read_confirmations(text: str, wordings: Wordings) -> tuple[Confirmation, ...]:
    """Read the joined text of one progress cell: the agencies listed, in order."""
    found: list[Confirmation] = []
    cues = find_wordings(mask(text, ()), wordings.confirmation_states)
    for number, cue in enumerate(cues):
        opened = _OPENS.match(text, cue.end)
        end = cues[number + 1].start if number + 1 < len(cues) else len(text)
        if opened is None or opened.end() > end:
            continue
        found += (
            Confirmation(cue.wording.kind, code, text[span.start : span.end], span)
            for code, span in _read_list(text, opened.end(), end, wordings)
        )
    return tuple(found)


def _read_list(text: str, start: int, end: int, wordings: Wordings) -> list[tuple[str, Span]]:
    agencies = []
    bulleted = _BULLET.match(text, start, end) is not None
    place = start
    for mark in [*(_BULLET if bulleted else _PARTED).finditer(text, start, end), None]:
        first, last = place, mark.start() if mark else end
        place = mark.end() if mark else end
        if not text[first:last].strip():
            continue
        named = _read_name(text, first, last, wordings, bulleted)
        if named is None:
            break
        agencies.append(named)
    return agencies


def _read_name(text: str, start: int, end: int, wordings: Wordings, bulleted: bool) -> tuple[str, Span] | None:
    """Give the agency at the head of an item; one that the vocabulary does not know counts only after a bullet."""
    item = _even(text[start:end])
    for label, code in _labels(wordings.agencies):
        if item.startswith(label) and not item[len(label) : len(label) + 1].isalnum():
            return code, Span(start, start + len(label))
    found = _NAME.match(text, start, end) if bulleted else None
    if found is None:
        return None
    name = found.group().rstrip(" -\u2013,")
    if re.match(r"\s+[a-z]", text[found.end() : end]) and " " in name:
        name = name.rpartition(" ")[0]  # the last capital begins the next sentence
    code = slugify(name)
    return (code, Span(start, start + len(name))) if code else None


@cache
def _labels(agencies: tuple[Agency, ...]) -> tuple[tuple[str, str], ...]:
    """Give every name of the agencies with its code, the longest first."""
    labels = {(_even(label), agency.code) for agency in agencies for label in agency.labels}
    return tuple(sorted(labels, key=lambda pair: (-len(pair[0]), pair)))


def _even(text: str) -> str:
    """Give a text with its capitals, dashes and apostrophes evened out, place for place."""
    plain = re.sub(r"[\u2013\u2014]", "-", text.replace("\u2019", "'")).replace("\n", " ")
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in plain)
