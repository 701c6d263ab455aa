"""Gives the wordings of the vocabularies as a plain index, for readers that know no RDF.

Every label of a concept is a wording: ``skos:prefLabel``, ``altLabel``, and ``hiddenLabel`` for turns of phrase. In a
hidden label ``<date>`` stands for a date, ``<body>`` for a board or sub-group, ``...`` for up to six words, and
``<end>`` for the end of a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from scrgraph.namespaces import SCR, SKOS
from scrgraph.resources import ontology_folder

_RUN = re.compile(r"\w+")
_BESIDE_GAP = re.compile(r"\S*\s*(?:\.\.\.|\u2026|<\w+>)\s*\S*")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a concept.

    ``notation`` is the concept's own, ``kind`` that of the top concept above it. ``bare_date`` tells what a date
    beside the wording is when nothing else says so: ``date`` (it happened then) or ``due`` (wanted by then).
    """

    label: str
    notation: str
    kind: str
    bare_date: str = "date"
    words: frozenset[str] = field(init=False, repr=False, compare=False)
    """The words that stand, whole, in every text in which the wording does, in small letters; there may be none."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", _list_whole_words(self.label))


def _list_whole_words(label: str) -> frozenset[str]:
    """List the words of a label; beside a gap a word may go on, and an apostrophe is written in two ways."""
    plain = _BESIDE_GAP.sub(" ", label.lower())
    return frozenset(_RUN.findall(" ".join(word for word in plain.split() if "'" not in word)))


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that the vocabulary knows: its code, its preferred name, and its other names."""

    code: str
    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A board, sub-group or monitoring body: its code, kind, preferred name, and all its names.

    Where ``code`` equals ``kind`` the labels are general words for bodies of the kind, and no names.
    """

    code: str
    kind: str
    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour by which plans show how a row stands: its notation, and its ranges of hue, saturation and lightness.

    Each range is from and to, both inclusive: of hue in degrees, where it may go over 0; of the others in per cent.
    """

    notation: str
    hue: tuple[int, int]
    saturation: tuple[int, int]
    lightness: tuple[int, int]


@dataclass(frozen=True)
class Wordings:
    """All wordings, by scheme.

    ``statuses`` are the status words that count in running text, ``cell_statuses`` those that count where a cell holds
    nothing else: they, and the hidden labels.
    """

    events: tuple[Wording, ...]
    statuses: tuple[Wording, ...]
    cell_statuses: tuple[Wording, ...]
    targets: tuple[Wording, ...]
    meeting_states: tuple[Wording, ...]
    markers: tuple[Wording, ...]
    words: tuple[Wording, ...]
    bodies: tuple[str, ...]
    agencies: tuple[Agency, ...]
    seasons: tuple[tuple[str, str, str], ...]
    organisations: tuple[Organisation, ...]
    review_kinds: tuple[Wording, ...]
    report_kinds: tuple[Wording, ...]
    confirmation_states: tuple[Wording, ...]
    posts: tuple[Wording, ...]
    remark_kinds: tuple[Wording, ...]
    document_kinds: tuple[Wording, ...]
    responses: tuple[Wording, ...]
    colours: tuple[Wording, ...]
    shades: tuple[Shade, ...]
    themes: tuple[Wording, ...]
    misleading: tuple[Wording, ...]
    asked: tuple[Wording, ...]

    @cached_property
    def common_words(self) -> frozenset[str]:
        """The words that are too common in plans to tell what a sentence is about."""
        return frozenset(self.list_words("common-word"))

    def marker_labels(self, notation: str) -> tuple[str, ...]:
        """Give the wordings of one marker, longest first."""
        return _list_labels(self.markers, notation)

    def list_words(self, notation: str) -> tuple[str, ...]:
        """Give the words of one list that rules of reading go by, longest first."""
        return _list_labels(self.words, notation)


def _list_labels(wordings: tuple[Wording, ...], notation: str) -> tuple[str, ...]:
    found = [wording.label for wording in wordings if wording.notation == notation]
    return tuple(sorted(found, key=len, reverse=True))


@cache
def load_wordings(folder: Path | None = None) -> Wordings:
    """Read the wordings of every vocabulary in the folder (default: ``ontology/vocabularies``)."""
    store = Store()
    for path in sorted((folder or ontology_folder() / "vocabularies").glob("*.ttl")):
        store.load(path=path, format=RdfFormat.TURTLE)
    return Wordings(
        events=_scheme(store, "event-kinds"),
        statuses=_scheme(store, "statuses", (SKOS + "prefLabel", SKOS + "altLabel")),
        cell_statuses=_scheme(store, "statuses"),
        targets=_scheme(store, "target-kinds"),
        meeting_states=_scheme(store, "meeting-states"),
        markers=_scheme(store, "markers"),
        words=(*_scheme(store, "common-words"), *_scheme(store, "cue-words"), *_scheme(store, "epithets")),
        bodies=tuple(sorted({wording.label for wording in _scheme(store, "bodies")}, key=lambda b: (-len(b), b))),
        agencies=tuple(_agencies(store)),
        seasons=tuple(_seasons(store)),
        organisations=tuple(_organisations(store)),
        review_kinds=_scheme(store, "review-kinds"),
        report_kinds=_scheme(store, "report-kinds"),
        confirmation_states=_scheme(store, "confirmation-states"),
        posts=_scheme(store, "posts"),
        remark_kinds=_scheme(store, "remark-kinds"),
        document_kinds=_scheme(store, "document-kinds"),
        responses=_scheme(store, "responses"),
        colours=_scheme(store, "colours"),
        shades=tuple(_shades(store)),
        themes=_scheme(store, "themes"),
        misleading=_scheme(store, "themes", (SCR + "misleadingPhrase",)),
        asked=_scheme(store, "asked-words"),
    )


def _values(store: Store, subject: NamedNode, predicate: str) -> list[str]:
    nodes = (quad.object for quad in store.quads_for_pattern(subject, NamedNode(predicate), None, None))
    return sorted(node.value for node in nodes if isinstance(node, Literal | NamedNode))


def _members(store: Store, scheme: str) -> list[NamedNode]:
    root = NamedNode(f"https://w3id.org/scrgraph/{scheme}")
    quads = store.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), root, None)
    return sorted((quad.subject for quad in quads if isinstance(quad.subject, NamedNode)), key=lambda node: node.value)


_LABELS = tuple(SKOS + name for name in ("prefLabel", "altLabel", "hiddenLabel"))


def _scheme(store: Store, scheme: str, predicates: tuple[str, ...] = _LABELS) -> tuple[Wording, ...]:
    found = []
    for concept in _members(store, scheme):
        top = concept
        while above := _values(store, top, SKOS + "broader"):
            top = NamedNode(above[0])
        notation = _values(store, concept, SKOS + "notation")[0]
        kind = _values(store, top, SKOS + "notation")[0]
        bare = (_values(store, concept, SCR + "bareDate") or _values(store, top, SCR + "bareDate") or ["date"])[0]
        for predicate in predicates:
            found += [Wording(label, notation, kind, bare) for label in _values(store, concept, predicate)]
    return tuple(found)


def _agencies(store: Store) -> Iterator[Agency]:
    for concept in _members(store, "agencies"):
        name = _values(store, concept, SKOS + "prefLabel")[0]
        labels = {
            name,
            *_values(store, concept, SKOS + "altLabel"),
            *_values(store, concept, SKOS + "hiddenLabel"),
        }
        yield Agency(
            _values(store, concept, SKOS + "notation")[0],
            name,
            tuple(sorted(labels, key=lambda b: (-len(b), b))),
        )


def _organisations(store: Store) -> Iterator[Organisation]:
    names: dict[tuple[str, str], list[str]] = {}
    for wording in _scheme(store, "bodies"):
        names.setdefault((wording.notation, wording.kind), []).append(wording.label)
    for (code, kind), labels in names.items():
        yield Organisation(code, kind, labels[0], tuple(sorted(set(labels), key=lambda b: (-len(b), b))))


def _shades(store: Store) -> Iterator[Shade]:
    for concept in _members(store, "colours"):
        hue, saturation, lightness = (
            (int(_values(store, concept, f"{SCR}{name}From")[0]), int(_values(store, concept, f"{SCR}{name}To")[0]))
            for name in ("hue", "saturation", "lightness")
        )
        yield Shade(_values(store, concept, SKOS + "notation")[0], hue, saturation, lightness)


def _seasons(store: Store) -> Iterator[tuple[str, str, str]]:
    for concept in _members(store, "seasons"):
        first, last = (
            _values(store, concept, SCR + "firstDay")[0],
            _values(store, concept, SCR + "lastDay")[0],
        )
        for predicate in ("prefLabel", "altLabel"):
            for label in _values(store, concept, SKOS + predicate):
                yield label, first, last
