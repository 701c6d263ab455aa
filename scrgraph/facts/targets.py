"""Reads a target-date cell: what kind of date each entry is, and the day or period it names."""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from scrgraph.facts.dates import Day, Period, Season, find_days, find_periods
from scrgraph.facts.items import cut_span, split_items, strip_span
from scrgraph.facts.model import Claim, Span, Target, TargetKind
from scrgraph.facts.phrases import Match, find_wordings, mask
from scrgraph.facts.relative_dates import read_relative
from scrgraph.wordings import Wordings

_SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[A-Z])|;\s*")
_JOINS = " \t,;:(-\u2013\u2014"  # what may stand between a date and a closing word after it
_LEADING = re.compile(r"(?:[\s,;&]|and\b)*")
_FILLING = re.compile(r"[\s,;:.&()/\u2013\u2014-]+|\b(?:and|the)\b", re.IGNORECASE)


def read_targets(
    text: str,
    wordings: Wordings,
    claims: Iterable[Claim] = (),
    anchors: Mapping[str, dt.date] = MappingProxyType({}),
) -> tuple[Target, ...]:
    """Read the joined text of one target-date cell.

    ``claims`` are what it says of the action being done: dates in them are no targets. ``anchors`` are the days that a
    target may count from, by what they are ("publication").
    """
    seasons = read_seasons(wordings)
    plain = text
    for claim in claims:
        start = claim.span.start
        while start and plain[start - 1] in _JOINS:
            start -= 1
        plain = plain[:start] + _blank(plain[start : claim.span.end]) + plain[claim.span.end :]
    found: list[Target] = []
    for item in split_items(plain):
        entry = item.span
        found += _read_relative(plain, entry, wordings, anchors) or _read_entry(plain, entry, wordings, seasons)
    for claim in claims:
        # Said in place of a date: the cell has words, and none of them is a day by which anything is due.
        if not any(_in_paragraph(text, claim.span, target.span) for target in found):
            found.append(Target(text[claim.span.start : claim.span.end], "other", claim.span))
    return tuple(sorted(found, key=lambda target: target.span.start))


def _blank(text: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in text)


def _in_paragraph(text: str, one: Span, other: Span) -> bool:
    """Whether two spans stand in one paragraph."""
    first, last = sorted((one, other), key=lambda span: span.start)
    return "\n" not in text[first.end : last.start]


def _read_relative(text: str, span: Span, wordings: Wordings, anchors: Mapping[str, dt.date]) -> list[Target]:
    """Read an entry that counts from something and names no date of its own."""
    part = text[span.start : span.end]
    relative = read_relative(part, anchors, wordings)
    if relative is None or find_days(part) or find_periods(part):
        return []
    return [Target(part, "other", span, None, relative.period, (), relative.anchor)]


def read_seasons(wordings: Wordings) -> tuple[Season, ...]:
    """Give the named parts of the year that the vocabulary declares, longest name first."""
    return _sort_seasons(wordings.seasons)


@cache
def _sort_seasons(declared: tuple[tuple[str, str, str], ...]) -> tuple[Season, ...]:
    def read(month_day: str) -> tuple[int, int]:
        month, day = month_day.split("-")
        return int(month), int(day)

    seasons = [Season(label, read(first), read(last)) for label, first, last in declared]
    return tuple(sorted(seasons, key=lambda season: (-len(season.label), season.label)))


def _read_entry(text: str, span: Span, wordings: Wordings, seasons: tuple[Season, ...]) -> list[Target]:
    part = text[span.start : span.end]
    masked = mask(part, ())
    words = find_wordings(masked, wordings.targets)
    periods = find_periods(masked.undated, seasons)
    spans = [(day.start, day.end) for day in masked.days] + [(word.start, word.end) for word in words]
    taken = bytearray(len(part))
    for first, last in [*spans, *((first, last) for first, last, _ in periods)]:
        taken[first:last] = b"\1" * (last - first)
    rest = "".join(" " if used else char for char, used in zip(part, taken, strict=True))
    kinds = [word for word in words if word.wording.kind in ("immediate", "ongoing", "start")]
    # "1 April 2012 and ongoing" is one entry of free text; without an "and" date and word are two entries.
    words_too = any(kind.wording.kind in ("immediate", "ongoing") for kind in kinds)
    mixed = bool(masked.days) and words_too and re.search(r"\band\b|&", rest) is not None
    if not mixed and not _FILLING.sub("", rest):
        return _read_plain(part, span, masked.days, periods, kinds)
    if len(masked.days) > 1 and len(pieces := _split_dated(text, span)) > 1:
        return [target for piece in pieces for target in _read_entry(text, piece, wordings, seasons)]
    if places := _find_adjacent(part, masked.days):
        bounds = [span.start, *(span.start + place for place in places), span.end]
        entries = [entry for first, last in pairwise(bounds) if (entry := strip_span(text, first, last))]
        return [target for entry in entries for target in _read_entry(text, entry, wordings, seasons)]
    day = max((day.day for day in masked.days if day.day), default=None)
    impossible = tuple(day.raw for day in masked.days if day.day is None)
    if impossible and not day:
        return [Target(part, "invalid", span, impossible=impossible)]
    # A word such as "ongoing" is the kind only where it leads; inside other words it is free text.
    leads = bool(kinds) and kinds[0].start == 0
    kind = kinds[0].wording.kind if leads and (kinds[0].wording.kind == "start" or not masked.days) else "other"
    return [Target(part, kind, span, day, periods[-1][2] if periods and not day else None, impossible)]  # type: ignore[arg-type]


def _read_plain(
    part: str,
    span: Span,
    days: tuple[Day, ...],
    periods: tuple[tuple[int, int, Period], ...],
    kinds: list[Match],
) -> list[Target]:
    """An entry of nothing but dates and declared words: each date is a target, and each word that stands alone.

    A date keeps the words before it ("by", "the"), and they tell whether it is a start.
    """
    starts = [word.start for word in kinds if word.wording.kind == "start"]
    marks: list[tuple[int, int, TargetKind, dt.date | None, Period | None]] = [
        *((day.start, day.end, "deadline" if day.day else "invalid", day.day, None) for day in days),
        *((first, last, "other", None, period) for first, last, period in periods),
        *((w.start, w.end, _kind(w), None, None) for w in kinds if w.wording.kind != "start"),
    ]
    marks.sort(key=lambda mark: mark[0])
    found, before = [], 0
    for number, (_, end, kind, day, period) in enumerate(marks, 1):
        upto = len(part) if number == len(marks) else end
        lead = _LEADING.match(part, before, upto)
        at = Span(span.start + (lead.end() if lead else before), span.start + upto)
        begins = (day or period) and bisect_left(starts, before) < bisect_left(starts, end)
        raw = part[at.start - span.start : upto]
        missing = (raw,) if kind == "invalid" else ()
        found.append(Target(raw, "start" if begins else kind, at, day, period, missing))
        before = end
    return found or [Target(part, "start" if starts else "other", span)]


def _kind(word: Match) -> TargetKind:
    return "immediate" if word.wording.kind == "immediate" else "ongoing"


def _split_dated(text: str, span: Span) -> list[Span]:
    """Split free text at its sentences where each of them has a date of its own."""
    pieces = cut_span(text, span, _SENTENCE_END)
    return pieces if all(find_days(text[piece.start : piece.end]) for piece in pieces) else [span]


def _find_adjacent(part: str, days: tuple[Day, ...]) -> list[int]:
    """Find where a date follows a date with nothing but blanks between: there another entry begins."""
    return [second.start for first, second in pairwise(days) if not part[first.end : second.start].strip()]
