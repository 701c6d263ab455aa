"""Finds events that a row dates twice, on different days: in two columns, or twice in the progress report."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from scrgraph.facts.model import Remark, Span
from scrgraph.facts.phrases import Masked
from scrgraph.facts.sentences import list_content_words, split_sentences
from scrgraph.wordings import Wordings

_SAME_EVENT = 0.5  # share of the words of two sentences, from which on they tell one event
_TOLD_TWICE = 5  # words that two sentences must share to tell one event
_SLIP = 31  # days: two days of one event are near each other; those of two events need not be
# Before a day: it is that of the thing just named ("the conference of", "in force from", "(e-mailed", "agreed ... on").
_NAMES_IT = re.compile(
    r"(?:\b(?:of|from|since|dated)|\((?:[\w-]+(?:\s+on)?)?"
    r"|\b(?:agreed|approved|adopted|completed|delivered|drawn up|held|issued|launched|opened|published|ratified|sent"
    r"|set up|signed)\b[^.;,()]{0,40}\bon)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Dated:
    """A day in a cell: its sentence, the words that go with it, and the last ones before it where they name a thing."""

    sentence: Span
    raw: str
    day: dt.date
    words: frozenset[str]
    nearest: frozenset[str]
    alone: bool

    def is_whole(self) -> bool:
        """Whether the day is the only one of its sentence, and the sentence has words enough to tell an event by."""
        return self.alone and len(self.words) >= _TOLD_TWICE


def compare_dates(summary: Masked, scrutiny: Masked, wordings: Wordings) -> Iterator[Remark]:
    """Give the sentences of the progress report that tell an event otherwise dated elsewhere in the row.

    Two sentences tell one event where they share most of their words; or where the last words before a day name what
    the other speaks of, and each day stands nowhere else in the row and is near the other.
    """
    here, there = _read_days(summary, wordings), _read_days(scrutiny, wordings)
    times = Counter(dated.day for dated in (*here, *there))
    # A cell may hold thousands of days. So what sets of words cost is paid only for whole sentences with one day, and
    # for the few days that can be near another.
    whole = [other for other in there if other.is_whole()]
    once = {
        other.day.toordinal(): (column, other)
        for column, dates in (("scrutiny", there), ("summary", here))
        for other in dates
        if times[other.day] == 1
    }
    told: set[Span] = set()
    for dated in here:
        if dated.sentence in told:
            continue
        found: list[tuple[str, _Dated]] = []
        if dated.is_whole():
            found += islice((("scrutiny", other) for other in whole if _is_alike(dated, other)), 1)
        day = dated.day.toordinal()
        if times[dated.day] == 1:
            near = [once[other] for other in range(day - _SLIP, day + _SLIP + 1) if other != day and other in once]
            found += [(column, other) for column, other in near if _is_named(dated, column, other)]
        if found:
            # What the sub-group says comes first, and of each column the first sentence.
            column, other = min(found, key=lambda passage: (passage[0] == "summary", passage[1].sentence.start))
            told |= {dated.sentence, other.sentence} if column == "summary" else {dated.sentence}
            shared = len(dated.words & other.words)
            passage = (column, other.sentence)
            yield Remark("told-otherwise", "summary", dated.sentence, dated.raw, shared, dated.day, passage)


def _is_alike(dated: _Dated, other: _Dated) -> bool:
    """Whether two sentences with other days share most of their words."""
    if dated.day == other.day:
        return False
    shared = len(dated.words & other.words)
    return shared >= _TOLD_TWICE and shared >= _SAME_EVENT * min(len(dated.words), len(other.words))


def _is_named(dated: _Dated, column: str, other: _Dated) -> bool:
    """Whether the last words before a day name what another passage speaks of; in one cell, all of them."""
    if column == "summary":
        return bool(other.nearest) and other.nearest <= dated.words
    return bool(other.nearest & dated.words)


def _read_days(masked: Masked, wordings: Wordings) -> tuple[_Dated, ...]:
    """Read the days of a cell, each with the words of its part of the sentence: from the day before it to the next."""
    found = []
    for sentence in split_sentences(masked, 0, len(masked.text)):
        days = [day for day in masked.days_in(sentence.start, sentence.end) if day.day]
        for number, day in enumerate(days):
            start = days[number - 1].end if number else sentence.start
            end = sentence.end if len(days) == 1 else day.start
            before = masked.text[start : day.start]
            words = list_content_words(masked.text[start:end], wordings)
            last = [stems for word in re.split(r"[\s-]+", before) if (stems := list_content_words(word, wordings))][-2:]
            named = frozenset[str]().union(*last) if _NAMES_IT.search(before) else frozenset[str]()
            assert day.day is not None
            found.append(_Dated(sentence, day.raw, day.day, words, named, len(days) == 1))
    return tuple(found)
