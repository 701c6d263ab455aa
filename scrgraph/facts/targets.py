"""Reads a target-date cell: what kind of date each entry is, and the day or period it names."""

import datetime as dt
import re

from scrgraph.facts.dates import Day, Period, Season, find_days, find_period
from scrgraph.facts.items import split_bullets, split_numbered, split_paragraphs, strip_span
from scrgraph.facts.model import Span, Target, TargetKind
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.wordings import Wording, Wordings

_SENTENCE_END = re.compile(r"(?<=[^\d\s][.;])\s+|;\s*")
_FILLING = re.compile(r"[\s,;:.&()/\u2013\u2014-]+|\band\b", re.IGNORECASE)


def read_targets(text: str, wordings: Wordings) -> tuple[Target, ...]:
    """Read the joined text of one target-date cell."""
    seasons = read_seasons(wordings)
    found: list[Target] = []
    for paragraph in split_paragraphs(text):
        for item in split_numbered(text, paragraph) or [paragraph]:
            for bit in split_bullets(text, item):
                found += _read_entry(text, bit, wordings, seasons)
    return tuple(found)


def read_seasons(wordings: Wordings) -> tuple[Season, ...]:
    """Give the named parts of the year that the vocabulary declares, longest name first."""

    def read(month_day: str) -> tuple[int, int]:
        month, day = month_day.split("-")
        return int(month), int(day)

    seasons = [Season(label, read(first), read(last)) for label, first, last in wordings.seasons]
    return tuple(sorted(seasons, key=lambda season: (-len(season.label), season.label)))


def _read_entry(text: str, span: Span, wordings: Wordings, seasons: tuple[Season, ...]) -> list[Target]:
    part = text[span.start : span.end]
    masked = mask(part, ())
    words = find_wordings(masked, wordings.targets)
    rest = part
    for first, last in [(day.start, day.end) for day in masked.days] + [(word.start, word.end) for word in words]:
        rest = rest[:first] + " " * (last - first) + rest[last:]
    kinds = [word.wording for word in words if word.wording.kind in ("immediate", "ongoing", "start")]
    if not _FILLING.sub("", rest):
        return _read_plain(part, span, masked.days, kinds)
    if len(masked.days) > 1 and len(pieces := _split_dated(text, span)) > 1:
        return [target for piece in pieces for target in _read_entry(text, piece, wordings, seasons)]
    day, impossible = _last_day(masked.days)
    if impossible and not day:
        return [Target(part, "invalid", span)]
    # A word such as "ongoing" is the kind only where it leads; inside other words it is free text.
    leading = kinds[0].kind if kinds and words[0].start == 0 and not masked.days else "other"
    kind: TargetKind = "start" if leading == "start" else "other"
    if leading in ("immediate", "ongoing"):
        kind = leading  # type: ignore[assignment]
    period = None if day else find_period(part, seasons)
    return [Target(part, kind, span, day, period)]


def _read_plain(part: str, span: Span, days: tuple[Day, ...], kinds: list[Wording]) -> list[Target]:
    """An entry of nothing but dates and declared words: each date is a target, and each word that stands alone."""
    starts = any(kind.kind == "start" for kind in kinds)
    found: list[tuple[int, Target]] = []
    for day in days:
        whole = len(days) == 1 and (not kinds or starts)
        at = span if whole else Span(span.start + day.start, span.start + day.end)
        kind: TargetKind = "invalid" if day.day is None else "start" if starts else "deadline"
        found.append((day.start, Target(part if whole else day.raw, kind, at, day.day)))
    for kind_word in kinds:
        if kind_word.kind != "start" or not days:
            found.append((len(part), Target(part, kind_word.kind, span)))  # type: ignore[arg-type]
            break
    return [target for _, target in sorted(found, key=lambda pair: pair[0])] or [Target(part, "other", span)]


def _split_dated(text: str, span: Span) -> list[Span]:
    """Split free text at its sentences where each of them has a date of its own."""
    bounds = [span.start]
    for found in _SENTENCE_END.finditer(text, span.start, span.end):
        bounds += [found.start(), found.end()]
    bounds.append(span.end)
    pieces = [p for first, last in zip(bounds[::2], bounds[1::2], strict=True) if (p := strip_span(text, first, last))]
    return pieces if all(find_days(text[piece.start : piece.end]) for piece in pieces) else [span]


def _last_day(days: tuple[Day, ...]) -> tuple[dt.date | None, bool]:
    real = [day.day for day in days if day.day]
    return (max(real) if real else None), any(day.day is None for day in days)


def decide_before(targets: tuple[Target, ...], day: dt.date) -> bool | None:
    """Tell whether every target lies before a day: true, false, or ``None`` where a vague one decides it."""
    answers = [Period(str(t.day), t.day, t.day).is_before(day) if t.day else t.period and t.period.is_before(day) for t in targets]
    if any(answer is False for answer in answers):
        return False
    return True if answers and all(answers) else None
