"""Recognises personal data in words, by what is declared under ``ontology/recognisers/``: one file a kind.

A file holds patterns (regular expressions), each with examples that it finds and passes over. A pattern may ask for a
check of what it found: the check digit of an NHS number (the NHS Data Dictionary's modulus 11), or that its words are
not such as everyone uses.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from scrgraph.resources import ontology_folder

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORT = 2  # letters: a word that is shorter says nothing
_LONGEST_SHORT = 4  # letters of what stands for several words, as a rule


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which a kind of personal data is written; ``finds`` and ``passes`` are examples for and against.

    ``for_machines`` tells that it is one only where names for machines are looked at, as in IRIs.
    """

    what: str
    expression: re.Pattern[str]
    check: str
    finds: tuple[str, ...]
    passes: tuple[str, ...]
    for_machines: bool


@dataclass(frozen=True)
class Recogniser:
    """A kind of personal data, what people call it, and how it is written; ``lists`` are words that checks go by."""

    kind: str
    label: str
    patterns: tuple[Pattern, ...]
    lists: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Personal data in a text: from and to which character, and of what kind."""

    start: int
    end: int
    kind: str


@cache
def list_recognisers() -> tuple[Recogniser, ...]:
    """Give the recognisers, sorted by kind."""
    files = sorted((ontology_folder() / "recognisers").glob("*.toml"))
    return tuple(_read(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def _read(data: Mapping[str, object]) -> Recogniser:
    patterns: list[Mapping[str, object]] = data["pattern"]  # type: ignore[assignment]
    lists: Mapping[str, str] = data.get("lists", {})  # type: ignore[assignment]
    return Recogniser(
        str(data["kind"]),
        str(data["label"]),
        tuple(
            Pattern(
                str(one["what"]),
                re.compile(str(one["expression"]), re.IGNORECASE if one.get("ignore_case") else 0),
                str(one.get("check", "")),
                tuple(one["finds"]),  # type: ignore[arg-type]
                tuple(one["passes"]),  # type: ignore[arg-type]
                one.get("of") == "names",
            )
            for one in patterns
        ),
        {name: frozenset(words.split()) for name, words in lists.items()},
    )


def recognise(text: str, known: Set[str], *, for_machines: bool = False) -> list[Found]:
    """Give the personal data in a text, each place once; ``known`` are words, in small letters, that name nobody.

    ``for_machines`` tells that the text is a name for machines, and no sentence.
    """
    found: list[Found] = []
    for recogniser in list_recognisers():
        for pattern in recogniser.patterns:
            if for_machines or not pattern.for_machines:
                found += find_pattern(pattern, recogniser, text, known)
    return merge_found(found)


def find_pattern(pattern: Pattern, recogniser: Recogniser, text: str, known: Set[str]) -> Iterator[Found]:
    """Give where a pattern of a recogniser stands in a text, and its check holds."""
    for match in pattern.expression.finditer(text):
        name = match["name"] if "name" in pattern.expression.groupindex else match[0]
        if not pattern.check or _CHECKS[pattern.check](name, known, recogniser.lists.get(pattern.check, frozenset())):
            yield Found(match.start(), match.end(), recogniser.kind)


def merge_found(found: list[Found]) -> list[Found]:
    """Give what was found in order; of two that overlap the longer, of as long ones the first kind."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept)


def list_words(text: str) -> list[str]:
    """Give the words of a text that say something: of two letters or more."""
    return [word for word in _WORD.findall(text) if len(word) >= _SHORT]


def _has_check_digit(found: str, _known: Set[str], _listed: Set[str]) -> bool:
    digits = [int(sign) for sign in found if sign.isdigit()]
    left = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(digits) == 10 and len(set(digits)) > 1 and (11 - left) % 11 == digits[9]


def _names_somebody(found: str, known: Set[str], _listed: Set[str]) -> bool:
    """Tell whether a word is none that everyone uses."""
    return any(_is_unknown(word, known) for word in list_words(found))


def _names_fully(found: str, known: Set[str], _listed: Set[str]) -> bool:
    """Tell whether two words next to each other are none that everyone uses."""
    told = [_is_unknown(word, known) for word in list_words(found) if word[0].isupper()]
    return any(one and other for one, other in pairwise(told))


def _is_surname(found: str, known: Set[str], _listed: Set[str]) -> bool:
    """Tell whether a word in capitals is none that everyone uses, nor short for one."""
    return any(word.isupper() and len(word) > _LONGEST_SHORT and _is_unknown(word, known) for word in list_words(found))


def _is_given_name(found: str, _known: Set[str], listed: Set[str]) -> bool:
    return found in listed


def _is_unknown(word: str, known: Set[str]) -> bool:
    plain = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    return plain not in known and plain.removesuffix("s") not in known


_CHECKS: Mapping[str, Callable[[str, Set[str], Set[str]], bool]] = {
    "modulus-11": _has_check_digit,
    "name": _names_somebody,
    "names": _names_fully,
    "surname": _is_surname,
    "given-name": _is_given_name,
}
