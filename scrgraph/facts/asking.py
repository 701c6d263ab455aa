"""Reads what a recommendation asks for, so that it can be known again in other words.

Of the words only their senses count: words that mean the same in recommendations
(``ontology/vocabularies/asked-words.ttl``) are one sense, any other word is its stem (Snowball's English stemmer, M. F.
Porter). What is to be done, and to what, weighs most; who is to do it, when and how well weighs little, and so does
what it is good for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from scrgraph.facts.sentences import stem_word
from scrgraph.wordings import Wording, Wordings

_KINDS = {"matter": 1.0, "act": 1.0, "word": 0.5, "who": 0.2, "when": 0.1, "manner": 0.05}
_AIM = 0.4  # what the words weigh that say what it is good for
_ASKED = 0.5  # what other words weigh that stand before "should": most name who is to act
_OF = 0.4  # what words of the vocabulary weigh there: some name what is asked for
_NAMED = 0.5  # what the words of a name keep of their weight
_LEAST = 3  # letters of a word that says anything
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?")
_AGENCY = "agency"  # the sense of the words for one
_PASSIVE = ("be", "been")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a recommendation asks for: the weight of each sense in it; what is to be done, and what it is about."""

    weights: Mapping[str, float]
    acts: frozenset[str]
    matters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sense in a text, from where to where it stands, and what it weighs there."""

    name: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Sense:
    """A sense in a text, from where to where; ``named`` tells that it is in a name, which says who and not what."""

    name: str
    kind: str
    start: int
    end: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Label:
    words: tuple[str, ...]
    notation: str
    kind: str


def read_asked(text: str, wordings: Wordings) -> Asked:
    """Read what a recommendation asks for."""
    senses, begin, end = _read_senses(text, wordings)
    weights: dict[str, float] = {}
    told: dict[str, set[str]] = {"act": set(), "matter": set()}
    for place, sense in enumerate(senses):
        if sense.kind not in _KINDS:
            continue
        if begin <= place < end and sense.kind in told and not sense.named:
            told[sense.kind].add(sense.name)
        weights[sense.name] = max(_weigh(sense, place, begin, end), weights.get(sense.name, 0.0))
    return Asked(weights, frozenset(told["act"]), frozenset(told["matter"]))


def weigh_senses(text: str, wordings: Wordings) -> list[Weighed]:
    """Give the senses of a recommendation in order, each with its place and what it weighs there."""
    senses, begin, end = _read_senses(text, wordings)
    return [
        Weighed(sense.name, sense.start, sense.end, _weigh(sense, place, begin, end))
        for place, sense in enumerate(senses)
        if sense.kind in _KINDS
    ]


def list_asked_words(text: str, wordings: Wordings) -> list[Weighed]:
    """Give the words of a recommendation that say something, by their stems, each with its place; all weigh one."""
    return [
        Weighed(stem_word(hit.group().lower()), sense.start + hit.start(), sense.start + hit.end(), 1.0)
        for sense in _find_senses(text, wordings)
        if sense.kind in _KINDS
        for hit in _WORD.finditer(text[sense.start : sense.end])
        if len(hit.group()) >= _LEAST and hit.group().lower() not in wordings.common_words
    ]


def cut_aim(text: str, wordings: Wordings) -> str:
    """Give a recommendation without what it is good for."""
    senses, _, end = _read_senses(text, wordings)
    return text[: senses[end].start].rstrip(" ,;:\n") if end < len(senses) else text


def _read_senses(text: str, wordings: Wordings) -> tuple[list[_Sense], int, int]:
    """Give the senses of a text, and between which of them stands what is asked."""
    senses = _find_senses(text, wordings)
    kinds = [sense.kind for sense in senses]
    begin = _find_begin(senses)
    return senses, begin, kinds.index("aims", begin) if "aims" in kinds[begin:] else len(senses)


def _weigh(sense: _Sense, place: int, begin: int, end: int) -> float:
    weight = _KINDS[sense.kind] * (_NAMED if sense.named else 1)
    if place < begin:
        return weight * (_ASKED if sense.kind == "word" else _OF)
    return weight * _AIM if place >= end else weight


def _find_begin(senses: Sequence[_Sense]) -> int:
    """Find where what is asked begins: behind the first word that asks, or at the start where that asks of things."""
    place = next((place for place, sense in enumerate(senses) if sense.kind == "asks"), None)
    if place is None or [sense.kind for sense in senses[place + 1 : place + 2]] == ["passive"]:
        return 0
    return place + 1


def _find_senses(text: str, wordings: Wordings) -> list[_Sense]:
    """Give the senses of a text in order, each with its kind; a word that says nothing is of none that counts."""
    as_written, by_stem = _index_labels(wordings.asked)
    hits = list(_WORD.finditer(text))
    words = [hit.group().lower() for hit in hits]
    stems = [stem_word(word) for word in words]
    places, senses = [], []
    place = 0
    while place < len(words):
        found = [
            label
            for labels, told in ((as_written, words), (by_stem, stems))
            for label in labels.get(told[place], ())
            if tuple(told[place : place + len(label.words)]) == label.words
        ]
        if found:
            label = max(found, key=lambda label: len(label.words))  # of two as long, the one as it is written
            name, kind, size = label.notation, label.kind, len(label.words)
        elif words[place] in _PASSIVE:
            name, kind, size = "", "passive", 1
        elif len(words[place]) < _LEAST or words[place] in wordings.common_words:
            name, kind, size = "", "common", 1
        else:
            name, kind, size = stems[place], "word", 1
        places.append(place)
        senses.append(_Sense(name, kind, hits[place].start(), hits[place + size - 1].end()))
        place += size
    spread = [sense.name for sense, (first, last) in zip(senses, pairwise([*places, len(words)]), strict=True)
              for _ in range(first, last)]  # fmt: skip
    named = _find_names(text, hits, spread)
    return [replace(sense, named=named[place]) for place, sense in zip(places, senses, strict=True)]


def _find_names(text: str, hits: Sequence[re.Match[str]], senses: Sequence[str]) -> list[bool]:
    """Tell which words are parts of an agency's name: runs of words with capitals, one of them a word for an agency."""
    named = [False] * len(hits)
    first = 0
    for place in range(1, len(hits) + 1):
        if place < len(hits) and _is_joined(text, hits[place - 1], hits[place]):
            continue
        run = range(first, place)
        if len(run) > 1 and any(senses[part] == _AGENCY for part in run):
            for part in run:
                named[part] = True
        first = place
    return named


def _is_joined(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Tell whether two words may be parts of one name."""
    capitals = one.group()[0].isupper() and other.group()[0].isupper()
    return capitals and not text[one.end() : other.start()].strip(" &-\n")


@cache
def _index_labels(wordings: tuple[Wording, ...]) -> tuple[dict[str, list[_Label]], dict[str, list[_Label]]]:
    """Give the labels by the word that they begin with: as they are written, and as stems."""
    as_written: dict[str, list[_Label]] = {}
    by_stem: dict[str, list[_Label]] = {}
    for wording in sorted(wordings, key=lambda wording: (wording.label, wording.notation)):
        if wording.notation == wording.kind and wording.kind not in ("asks", "aims"):
            continue  # the name of a kind of words is none of them
        words = _WORD.findall(wording.label.lower().replace("-", " "))
        stems = [stem_word(word) for word in words]
        as_written.setdefault(words[0], []).append(_Label(tuple(words), wording.notation, wording.kind))
        by_stem.setdefault(stems[0], []).append(_Label(tuple(stems), wording.notation, wording.kind))
    return as_written, by_stem
