"""Splits a SPARQL query into its words, and finds the patterns, filters and triples that they make up.

Strings, IRIs and comments are told apart from what only looks like a word of the query within them (SPARQL 1.1, section
19.8). A modest reader of queries that a parser has already found sound: it finds places in the text, and judges none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(
    r"""(?P<text>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])*')"""
    r"""|(?P<iri><[^<>"{}|^`\\\s]*>)|(?P<skip>\#[^\n]*|\s+)|(?P<variable>[?$]\w+)|(?P<name>[\w-]*:[\w-]*(?:\.[\w-]+)*)"""
    r"""|(?P<tag>@[A-Za-z-]+)|(?P<number>\d+(?:\.\d+)?)|(?P<word>\w+)|(?P<sign>&&|\|\||!=|<=|>=|\^\^|.)""",
    flags=re.DOTALL,
)
_BRACKETS = {"{": "}", "(": ")", "[": "]"}
_ELEMENTS = frozenset("FILTER OPTIONAL BIND UNION SELECT MINUS VALUES GRAPH SERVICE".split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query, and where it stands; ``kind`` is text, iri, variable, name, tag, number, word or sign."""

    kind: str
    says: str
    start: int
    end: int

    @property
    def upper(self) -> str:
        """What it says, in capitals, where it may be a keyword."""
        return self.says.upper() if self.kind == "word" else self.says


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words, by the places of the first and of the one after the last."""

    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a group: ``FILTER``, ``OPTIONAL``, ``UNION``, ``BIND`` and so on, or ``GROUP`` where none is said.

    ``body`` is what a filter asks; ``branches`` are the groups of a union, the brackets within.
    """

    kind: str
    span: Span
    body: Span
    branches: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property path of a triple pattern, and its objects; ``statement`` is all that is said of the subject."""

    statement: Span
    subject: Span
    path: Span
    objects: tuple[Span, ...]
    alone: bool
    place: int


class Query:
    """The words of a query with what they make up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = tuple(
            Word(hit.lastgroup or "", hit[0], hit.start(), hit.end())
            for hit in _WORD.finditer(text)
            if hit.lastgroup != "skip"
        )

    def __getitem__(self, place: int) -> str:
        """Give what a word says, in capitals where it may be a keyword; nothing beyond the end."""
        return self.words[place].upper if 0 <= place < len(self.words) else ""

    @cached_property
    def closes(self) -> dict[int, int]:
        """For each opening bracket the place of the one that closes it."""
        found: dict[int, int] = {}
        open_: list[int] = []
        for place, word in enumerate(self.words):
            if word.kind == "sign" and word.says in _BRACKETS:
                open_.append(place)
            elif word.kind == "sign" and open_ and word.says == _BRACKETS[self.words[open_[-1]].says]:
                found[open_.pop()] = place
        return found

    def cut(self, span: Span) -> str:
        """Give the text of some words."""
        return self.text[self.words[span.first].start : self.words[span.after - 1].end]

    def split(self, span: Span, *signs: str) -> list[Span]:
        """Split some words at signs that stand in no bracket of their own."""
        parts, first, place = [], span.first, span.first
        while place < span.after:
            if self[place] in signs and self.words[place].kind == "sign":
                parts.append(Span(first, place))
                first = place + 1
            place = self.step(place)
        return [*parts, Span(first, span.after)]

    def step(self, place: int) -> int:
        """Give the place after a word, or after the bracket that it opens."""
        return self.closes.get(place, place) + 1

    @cached_property
    def groups(self) -> tuple[Span, ...]:
        """The insides of all curly brackets: groups of patterns, those within filters too."""
        return tuple(Span(place + 1, end) for place, end in sorted(self.closes.items()) if self[place] == "{")

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The parts of all groups, save their triples."""
        return tuple(found for group in self.groups for found in self._read_group(group) if isinstance(found, Element))

    @cached_property
    def properties(self) -> tuple[Property, ...]:
        """The triple patterns of all groups."""
        statements = (found for group in self.groups for found in self._read_group(group) if isinstance(found, Span))
        return tuple(found for statement in statements for found in self._read_statement(statement))

    def _read_group(self, group: Span) -> Iterator[Element | Span]:
        """Give the parts of a group, and its statements; of a query within, nothing: its pattern is a group too."""
        place = group.first
        if self[place] == "SELECT":
            return
        while place < group.after:
            word = self[place]
            if word == "{":
                first, branches = place, [self._inside(place)]
                place = self.step(place)
                while self[place] == "UNION":
                    branches.append(self._inside(place + 1))
                    place = self.step(place + 1)
                span = Span(first, place)
                yield Element("UNION" if len(branches) > 1 else "GROUP", span, span, tuple(branches))
            elif self.words[place].kind == "word" and word in _ELEMENTS:
                first = place
                place = self._skip_body(place + 1)
                yield Element(word, Span(first, place), Span(first + 1, place))
            elif word == ".":
                place += 1
            else:
                first = place
                while place < group.after and not self._ends_statement(place):
                    place = self.step(place)
                yield Span(first, place)

    def _inside(self, place: int) -> Span:
        return Span(place + 1, self.closes[place])

    def _ends_statement(self, place: int) -> bool:
        return self[place] in (".", "{", "}") or (self.words[place].kind == "word" and self[place] in _ELEMENTS)

    def _skip_body(self, place: int) -> int:
        """Give the place after what a keyword asks: words such as NOT EXISTS or a function's name, and brackets."""
        while self.words[place].kind in ("word", "name", "iri") or self[place] == "!":
            place += 1
        return self.step(place)

    def _read_statement(self, statement: Span) -> Iterator[Property]:
        subject = Span(statement.first, self.step(statement.first))
        said = [part for part in self.split(Span(subject.after, statement.after), ";") if part.first < part.after]
        for place, part in enumerate(said):
            after = self._skip_path(part.first)
            objects = tuple(self.split(Span(after, part.after), ","))
            yield Property(statement, subject, Span(part.first, after), objects, len(said) == 1, place)

    def _skip_path(self, place: int) -> int:
        """Give the place after a property path (SPARQL 1.1, rule 88 and those below it)."""
        while True:
            while self[place] in ("^", "!"):
                place += 1
            place = self.step(place)
            while self[place] in ("+", "*", "?"):
                place += 1
            if self[place] not in ("/", "|"):
                return place
            place += 1
