"""Matches the wordings of the vocabularies in a text: declared turns of phrase become patterns.

In a wording, ``<date>`` stands for a date as a date is written, ``<body>`` for a board or sub-group that the
vocabulary names, ``...`` for up to six words in between, and ``<end>`` for the end of a sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from scrgraph.facts.dates import Day, find_days
from scrgraph.facts.model import Span
from scrgraph.wordings import Wording

# Stand-ins of the length of what they stand for, so that positions stay those of the text.
_DATE, _BODY = "\x01", "\x02"
_RUN = re.compile(r"\w+")
# Neither a gap nor the blanks of a wording reach over a paragraph's end, a date or a full stop. A word of a gap ends at
# a hyphen or comma only before a blank: could it end at any, a row of them could be read in ever more ways.
_END = r"(?=[^\S\n]*(?:[.;!?\n]|\Z))"
_GAP = r"(?:[^\S\n]+(?![\x01])[^\s\x01]*(?:[^\s\x01.;!?,-]|[,-](?!\S))){0,6}?"

# A board's name may have the day of its meeting beside it: "Panel 12.3.13 saw", "QA&A on 13/07/2010 reviewed".
_NAMED_BODY = r"\x02+(?:,?[^\S\n]+(?:on[^\S\n]+)?(?:the[^\S\n]+)?\x01+,?(?=[^\S\n]+(?-i:[a-z])))?"


@dataclass(frozen=True, slots=True)
class Match:
    """Where a wording stands in a text."""

    start: int
    end: int
    wording: Wording


@dataclass(frozen=True)
class Masked:
    """A text, its dates, and the text again with dates and bodies replaced by stand-ins of equal length."""

    text: str
    days: tuple[Day, ...]
    masked: str

    @cached_property
    def undated(self) -> str:
        """The text without its dates: a vague date inside an exact one ("June 2011" in "3 June 2011") is none."""
        return self.masked.replace(_DATE, "\x00")

    def is_body(self, place: int) -> bool:
        """Whether a board's or sub-group's name stands at a place."""
        return self.masked[place : place + 1] == _BODY

    def days_in(self, start: int, end: int) -> tuple[Day, ...]:
        """Give the dates that stand between two places."""
        first = bisect_left(self.days, start, key=lambda day: day.start)
        last = bisect_left(self.days, end, key=lambda day: day.start)
        return self.days[first:last]

    def is_date(self, place: int) -> bool:
        """Whether a date stands at a place."""
        return self.masked[place : place + 1] == _DATE


def mask(text: str, bodies: tuple[str, ...]) -> Masked:
    """Find the dates and the named bodies of a text."""
    days = find_days(text)
    pieces, place = [], 0
    for day in days:
        pieces += [text[place : day.start], _DATE * (day.end - day.start)]
        place = day.end
    masked = "".join([*pieces, text[place:]])
    if bodies:
        masked = _body_pattern(bodies).sub(lambda found: _BODY * len(found.group()), masked)
    return Masked(text, days, masked)


def find_wordings(masked: Masked, wordings: Iterable[Wording], start: int = 0, end: int | None = None) -> list[Match]:
    """Give the wordings that stand in a text, in order; where two overlap the longer one counts."""
    end = len(masked.text) if end is None else end
    said = set(_RUN.findall(masked.masked[start:end].lower()))
    found = [
        Match(hit.start(), hit.end(), wording)
        for wording in wordings
        # Most wordings stand in no given text, which their words tell at once.
        if wording.words <= said
        for hit in compile_wording(wording.label).finditer(masked.masked, start, end)
    ]
    chosen: list[Match] = []
    taken = bytearray(len(masked.text))
    for match in sorted(found, key=lambda match: (match.start - match.end, match.start, match.wording.label)):
        if not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)


def select_matches(matches: list[Match], span: Span) -> list[Match]:
    """Give the matches that begin in a span; they are in order."""
    first = bisect_left(matches, span.start, key=lambda match: match.start)
    last = bisect_left(matches, span.end, key=lambda match: match.start)
    return matches[first:last]


@cache
def compile_wording(label: str) -> re.Pattern[str]:
    """Give the pattern of one declared wording; it matches whole words in any case."""
    pattern = ""
    for token in label.split():
        if token in ("...", "\u2026"):
            pattern += _GAP
            continue
        if token == "<end>":
            pattern += _END
            continue
        pattern += r"(?:[^\S\n]|[,-])+" if pattern else ""
        pattern += {"<date>": f"{_DATE}+", "<body>": _NAMED_BODY}.get(token, _quote(token))
    return re.compile(rf"(?<![\w\x02]){pattern}(?!\w)", re.IGNORECASE)


@cache
def _body_pattern(bodies: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(r"[\s-]*".join(map(_quote, re.split(r"[\s-]+", body))) for body in bodies)
    return re.compile(rf"\b(?:the\s+)?(?:{names})(?:'s|\u2019s)?(?!\w)", re.IGNORECASE)


def _quote(word: str) -> str:
    return re.escape(word).replace("'", "['\u2019]")
