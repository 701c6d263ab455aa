"""Splits a text into its sentences, and tells which words of a sentence say what it is about."""

import re
from collections.abc import Iterator
from functools import cache

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
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]{3,}")
_stem = stemmer("english").stemWord


def split_sentences(masked: Masked, start: int, end: int) -> Iterator[Span]:
    """Give the sentences of a part of a text, in order; each paragraph begins a new one."""
    text = masked.text
    for paragraph in split_paragraphs(text, start, end):
        first = paragraph.start
        for stop in _STOP.finditer(masked.masked, paragraph.start, paragraph.end):
            if _ABBREVIATION.search(text[first : stop.start()]) and stop.end() < paragraph.end:
                continue
            if span := strip_span(text, first, stop.end()):
                yield span
            first = stop.end()
        if span := strip_span(text, first, paragraph.end):
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


def list_content_words(text: str, wordings: Wordings) -> frozenset[str]:
    """Give the stems of the words of a text that say what it is about: of four letters or more, and not common ones.

    Stems are those of the Snowball stemmer for English (M. F. Porter).
    """
    return frozenset(find_content_words(text, wordings))


def find_content_words(text: str, wordings: Wordings) -> dict[str, str]:
    """Give the stems of those words, each with the word as it is first printed, in small letters."""
    found: dict[str, str] = {}
    for hit in _WORD.finditer(text):
        if (word := hit.group().lower()) not in wordings.common_words:
            found.setdefault(stem_word(word), word)
    return found


@cache
def stem_word(word: str) -> str:
    """Give the stem of a word in small letters."""
    return str(_stem(word.replace("\u2019", "'").removesuffix("'s").replace("'", "")))
