"""Looks for personal data in what would leave, before anything leaves: in every literal, every IRI and file name.

Of an IRI its parts are looked at as they are, and as words, as people would write them (``jane-example`` as "Jane
Example"); what a vocabulary of scrgraph or of the web names is left out. What is found is told by its kind and place
and in a masked form, and never whole. It is known by a digest with a salt, so that it can be cleared without being
repeated: who does not have the salt cannot try names against the digest.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.known_words import list_places, load_known_words
from scrgraph.exchange.recognisers import Found, list_recognisers, merge_found, recognise
from scrgraph.graph.dataset import load_vocabularies

NAMED = "own-list"  # the kind of what stands on the board's own list
IRI, FILE = "IRI", "file name"  # what is told in the place of a property

_DIGEST = re.compile(r"[0-9a-f]{12,}")
_HELD = ("plan", "figures", "document", "correction", "waiver", "post", "agencies", "bodies")
_MADE = tuple(namespaces.VOCABULARIES + name for name in ("id/", "agencies/", "bodies/"))  # by boards, of the rest none
_NO_WORDS = frozenset(namespaces.XSD + name for name in ("date", "dateTime", "boolean", "gYear", "gYearMonth"))
_ELSEWHERE = ("http://purl.org/", "http://rdfs.org/", "http://www.w3.org/", namespaces.VOCABULARIES)
_SHOWN = re.compile(r"(?<![^\W_])([^\W_])|[^\W_]")

Finder: TypeAlias = Callable[[str, Set[str]], Iterable[Found]]  # in a text, with the words that name nobody


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Personal data that would leave: where it stands (a row or file, a property), its kind, and a masked form.

    ``id`` is empty where no salt is given.
    """

    row: str
    property: str
    kind: str
    masked: str
    id: str


def check_files(
    files: Mapping[str, bytes],
    own_names: Iterable[str] = (),
    salt: str = "",
    finder: Finder | None = None,
    file_names: Iterable[str] = (),
) -> tuple[Hit, ...]:
    """Look for personal data in the files of a package, N-Quads and Turtle, and in the names of files.

    ``own_names`` are those of the board's own list; ``finder`` recognises more than what is declared.
    """
    quads = [quad for name, data in sorted(files.items()) for quad in _parse(name, data)]
    checker = _Checker(load_known_words() | list_places(quads), own_names, salt, finder)
    hits = {*checker.check_quads(quads)}
    for name in file_names:
        hits.update(checker.check_words(name, name, FILE, as_words=True))
    return tuple(sorted(hits))


def name_kinds() -> Mapping[str, str]:
    """Give what people call the kinds of personal data."""
    return {NAMED: "on the board's own list", **{one.kind: one.label for one in list_recognisers()}}


def _parse(name: str, data: bytes) -> Iterator[ox.Quad]:
    form = {"nq": ox.RdfFormat.N_QUADS, "ttl": ox.RdfFormat.TURTLE}.get(name.rpartition(".")[2])
    if form is not None:
        yield from ox.parse(data, format=form)


def mask(text: str) -> str:
    """Give a text with nothing but the first sign of each word left."""
    return _SHOWN.sub(lambda found: found[1] or "•", text)


class _Checker:
    """Looks at each text and IRI once, and tells every place where it stands."""

    def __init__(self, known: Set[str], own_names: Iterable[str], salt: str, finder: Finder | None) -> None:
        self._known = known
        self._own = _compile(own_names)
        self._salt = salt
        self._finder = finder
        self._seen: dict[tuple[str, bool], tuple[tuple[str, str], ...]] = {}
        self._ours = {quad.subject for quad in load_vocabularies().quads}

    def check_quads(self, quads: Iterable[ox.Quad]) -> Iterator[Hit]:
        """Give what is found in some quads: of a literal with its property, of a part of an IRI once."""
        parts: dict[str, str] = {}
        for quad in quads:
            for node in (quad.subject, quad.object, quad.graph_name):
                if isinstance(node, ox.NamedNode) and node not in self._ours and _is_made(node.value):
                    for part in _shorten(node.value).split("/"):
                        parts[part] = min(parts.get(part, node.value), node.value, key=lambda one: (len(one), one))
            if isinstance(quad.object, ox.Literal) and quad.object.datatype.value not in _NO_WORDS:
                place = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
                shown = re.split(r"[#/]", quad.predicate.value)[-1]
                yield from self.check_words(quad.object.value, place, shown)
        for part, first in sorted(parts.items()):
            yield from self.check_words(part, first, IRI, as_words=True)

    def check_words(self, text: str, place: str, shown: str, *, as_words: bool = False) -> Iterator[Hit]:
        """Give what is found in a text; ``as_words`` where it is a name for machines, in which words are joined."""
        for kind, found in self._find(text, as_words):
            yield Hit(self._name_row(place), shown, kind, mask(found), self._identify(kind, found, place, shown))

    def _find(self, text: str, as_words: bool) -> tuple[tuple[str, str], ...]:
        if (text, as_words) not in self._seen:
            forms = _list_forms(text) if as_words else (text,)
            told = {(one.kind, form[one.start : one.end]) for form in forms for one in self._find_in(form, as_words)}
            # The forms of a name for machines say the same in small letters and in capitals, and parts of it.
            once = {(kind, found.lower() if as_words else found): found for kind, found in sorted(told, reverse=True)}
            self._seen[text, as_words] = tuple(
                (kind, found)
                for (kind, plain), found in sorted(once.items())
                if not as_words or not any(kind == other and plain != more and plain in more for other, more in once)
            )
        return self._seen[text, as_words]

    def _find_in(self, text: str, as_words: bool) -> list[Found]:
        found = recognise(text, self._known, for_machines=as_words)
        if self._own is not None:
            found += [Found(match.start(), match.end(), NAMED) for match in self._own.finditer(text)]
        if self._finder is not None:
            found += self._finder(text, self._known)
        return merge_found(found)

    def _name_row(self, place: str) -> str:
        """Name a row by what leads to it, with what is found in that masked."""
        short = _decode(_shorten(place))
        for _, found in self._find(_shorten(place), True):
            pattern = r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", found)))
            short = re.sub(pattern, lambda match: mask(match[0]), short, flags=re.IGNORECASE)
        return short

    def _identify(self, kind: str, found: str, place: str, shown: str) -> str:
        if not self._salt:
            return ""
        told = "\0".join((kind, found, place, shown)).encode()
        return hmac.new(self._salt.encode(), told, hashlib.sha256).hexdigest()[:16]


def _compile(names: Iterable[str]) -> re.Pattern[str] | None:
    """Give the pattern of the names of a list: whole words, whatever their letters' case and what stands between."""
    told = {r"[\W_]+".join(map(re.escape, words)) for name in names if (words := re.findall(r"[^\W_]+", name))}
    if not told:
        return None
    return re.compile(
        r"(?<![^\W_])(?:" + "|".join(sorted(told, key=lambda one: (-len(one), one))) + r")(?![^\W_])", re.I
    )


def _is_made(iri: str) -> bool:
    """Tell whether an IRI may be one that a board made, of what its plans say."""
    return iri.startswith(_MADE) or not iri.startswith(_ELSEWHERE)


def _shorten(iri: str) -> str:
    """Give what of an IRI a board has made: what stands after the base, where it has the form of ours."""
    for held in _HELD:
        _, found, rest = iri.partition(f"/{held}/")
        if found:
            return f"{held}/{rest}"
    return re.sub(r"^[a-z]+://[^/]*/", "", iri)


def _decode(name: str) -> str:
    """Give a name without percent signs for letters, however often it was written so."""
    while (plain := unquote(name)) != name:
        name = plain
    return name


def _list_forms(name: str) -> tuple[str, ...]:
    """Give a name for machines as it is written, and as words, each part for itself."""
    parts = [part for part in _decode(name).split("/") if part and not _DIGEST.fullmatch(part)]
    words = [" ".join(re.split(r"[-_.~+ ]+", part)) for part in parts]
    return tuple(dict.fromkeys([*parts, *words, *(one.title() for one in words)]))
