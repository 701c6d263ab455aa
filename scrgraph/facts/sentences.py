"""Splits a text into its sentences, and tells which words of a sentence say what it is about."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from snowballstemmer import stemmer

from scrgraph.facts.items import split_paragraphs, strip_span
from scrgraph.facts.model import Span
from scrgraph.facts.phrases import Masked
from scrgraph.wordings import Wordings

_STOP = re.compile(r"[.!?;](?=[\"'\u2019\u201d)]*\s+[A-Z0-9\"'\u2018\u201c(\x01\x02]|\s*$)")
_ABBREVIATION = re.compile(
    r"(?:(?i:\b(?:e\.g|i\.e|etc|approx|no|nos|st|dr|mr|mrs|ms|para|pg|pp|vs))|(?<![\w'\u2019])[A-Z])$"
)
_CLAUSE = re.compile(r",\s+|;\s+|\s[\u2013\u2014-]\s|\s(?=(?:and|but|which|who|although|with)\s)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]{2,}")
_LEAST = 4  # letters: shorter words seldom say what a sentence is about
_ABBREVIATED = 8  # characters before a stop that tell whether it ends an abbreviation
# Readers look at the whole sentence for each phrase in it; in a text without stops, that would take ever longer. No
# sentence of a real plan is so long.
_LONGEST = 1000
_stem = stemmer("english").stemWord


def split_sentences(masked: Masked, start: int, end: int) -> Iterator[Span]:
    """Give the sentences of a part of a text, in order; each paragraph begins a new one."""
    text = masked.text
    for paragraph in split_paragraphs(text, start, end):
        first = paragraph.start
        for stop in _STOP.finditer(masked.masked, paragraph.start, paragraph.end):
            near = max(first, stop.start() - _ABBREVIATED)
            if _ABBREVIATION.search(text, near, stop.start()) and stop.end() < paragraph.end:
                continue
            yield from _cut_sentence(text, first, stop.end())
            first = stop.end()
        yield from _cut_sentence(text, first, paragraph.end)


def _cut_sentence(text: str, start: int, end: int) -> Iterator[Span]:
    """Give a sentence without surrounding white space, in parts where it is too long: each ends at its last blank."""
    places = [start]
    while end - places[-1] > _LONGEST:
        blank = text.rfind(" ", places[-1], places[-1] + _LONGEST)
        places.append(blank + 1 if blank >= 0 else places[-1] + _LONGEST)
    for first, last in pairwise([*places, end]):
        if span := strip_span(text, first, last):
            yield span


def find_clause(text: str, sentence: Span, place: int) -> Span:
    """Give the clause of a sentence that holds a place."""
    start, end = sentence.start, sentence.end
    for mark in _CLAUSE.finditer(text, sentence.start, sentence.end):
        if mark.end() <= place:
            start = mark.end()
        elif mark.start() > place:
            end = mark.start()
            break
    return Span(start, end)


def list_content_words(text: str, wordings: Wordings, least: int = _LEAST) -> frozenset[str]:
    """Give the stems of the words of a text that say what it is about: of so many letters or more, not common ones.

    Stems are those of the Snowball stemmer for English (M. F. Porter).
    """
    return frozenset(find_content_words(text, wordings, least))


def find_content_words(text: str, wordings: Wordings, least: int = _LEAST) -> dict[str, str]:
    """Give the stems of those words, each with the word as it is first printed, in small letters."""
    found: dict[str, str] = {}
    for hit in _WORD.finditer(text):
        word = hit.group().lower()
        if len(word) >= least and word not in wordings.common_words:
            found.setdefault(stem_word(word), word)
    return found


@cache
def stem_word(word: str) -> str:
    """Give the stem of a word in small letters."""
    return str(_stem(word.replace("\u2019", "'").removesuffix("'s").replace("'", "")))
