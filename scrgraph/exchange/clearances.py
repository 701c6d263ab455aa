"""Clearances: which of what looks like personal data may leave, why, and which post says so.

A file of clearances is TOML that scrgraph writes and people fill in::

    salt = "…"

    [[clearance]]
    # name: "A••••• H••••", 2 places: plan/case-14/main/3 (statement), …
    hits = ["0f3a…", "77b1…"]
    reason = "It is the name of a building."
    cleared-by = "Business Manager"
    on = 2010-07-20

It holds digests and masked forms, and never what was found. The digests are made with the salt, which stays with the
board: it is not in the package, where what was cleared is told by its kind, with the reason and the post.
"""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, XSD, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.exchange.known_words import load_known_words
from scrgraph.exchange.privacy import Hit, name_kinds
from scrgraph.exchange.recognisers import recognise
from scrgraph.exchange.turtle import render_turtle
from scrgraph.graph import iris
from scrgraph.toml_lines import Kind, parse, read_text

SCR = Namespace(namespaces.SCR)

_FORM = "Let scrgraph write it: scrgraph privacy --store DIR --profile NAME --clearances FILE."
_FILE = Kind("clearances", "Check its name.", _FORM, 10_000_000)
_PLACES = 5  # that a comment names
_HEAD = """\
# What looks like personal data, and may leave. Where it may, fill in the reason, the post that clears it (no person's
# name) and the day (on = 2010-07-20); leave the others empty, or take them out. The salt makes the digests: keep it.
"""


@dataclass(frozen=True, slots=True)
class Clearance:
    """Which hits may leave, why, which post says so, and since when; these are empty where nobody has decided."""

    hits: frozenset[str]
    reason: str = ""
    cleared_by: str = ""
    on: dt.date | None = None

    @property
    def decided(self) -> bool:
        """Whether it clears what it names."""
        return bool(self.reason and self.cleared_by and self.on)


@dataclass(frozen=True)
class Clearances:
    """What a file of clearances says."""

    salt: str
    entries: tuple[Clearance, ...] = ()

    def find(self, hit: Hit) -> Clearance | None:
        """Find the decision by which a hit may leave."""
        return next((entry for entry in self.entries if entry.decided and hit.id in entry.hits), None)

    def list_open(self, hits: Iterable[Hit]) -> tuple[Hit, ...]:
        """Give the hits that nobody has cleared."""
        return tuple(hit for hit in hits if self.find(hit) is None)


def begin_clearances() -> Clearances:
    """Give clearances with a salt of their own, and no entry."""
    return Clearances(secrets.token_hex(16))


def load_clearances(path: Path) -> Clearances:
    """Read a file of clearances.

    Raises:
        BadUsage: where it cannot be read, is of another form, or says in a reason what should not leave.
    """
    data = parse(read_text(path, _FILE), path, _FILE)
    salt, entries = data.get("salt"), data.get("clearance", [])
    if not isinstance(salt, str) or not salt or not isinstance(entries, list) or set(data) - {"salt", "clearance"}:
        raise BadUsage("This is no file of clearances.", path=path, remedy=_FORM)
    return Clearances(salt, tuple(_read_entry(entry, number, path) for number, entry in enumerate(entries, 1)))


def _read_entry(entry: object, number: int, path: Path) -> Clearance:
    place = f"clearance {number}"
    if not isinstance(entry, dict) or set(entry) - {"hits", "reason", "cleared-by", "on"}:
        raise BadUsage(
            "It says other things than hits, reason, cleared-by and on.", path=path, place=place, remedy=_FORM
        )
    hits, on = entry.get("hits", []), entry.get("on", "")
    words = {name: entry.get(name, "") for name in ("reason", "cleared-by")}
    if not isinstance(hits, list) or not all(isinstance(one, str) for one in (*hits, *words.values())):
        raise BadUsage(
            "Its hits are no list of words, or its reason or post no words.", path=path, place=place, remedy=_FORM
        )
    if on != "" and (isinstance(on, dt.datetime) or not isinstance(on, dt.date)):
        raise BadUsage("Its day is none.", path=path, place=place, remedy="Write it as: on = 2010-07-20.")
    for name, said in words.items():
        if recognise(said, load_known_words()):
            raise BadUsage(
                f"Its {name} looks as if it repeats personal data, and it leaves with the package.",
                path=path,
                place=place,
                remedy="Say it without; of whoever clears it, name the post.",
            )
    return Clearance(frozenset(hits), words["reason"].strip(), words["cleared-by"].strip(), on or None)


def render_clearances(clearances: Clearances, hits: Iterable[Hit]) -> str:
    """Give the file of clearances, with an empty entry for what is found and not in it yet."""
    by_id = {hit.id: hit for hit in hits}
    known = {one for entry in clearances.entries for one in entry.hits}
    alike: dict[tuple[str, str], set[str]] = defaultdict(set)
    for hit in by_id.values():
        if hit.id not in known:
            alike[hit.kind, hit.masked].add(hit.id)
    entries = [*clearances.entries, *(Clearance(frozenset(ids)) for _, ids in sorted(alike.items()))]
    parts = [_HEAD, f'salt = "{clearances.salt}"\n']
    for entry in entries:
        ids = sorted(entry.hits)
        parts.append(
            "\n[[clearance]]\n"
            + _describe(sorted(by_id[one] for one in ids if one in by_id))
            + "hits = ["
            + ", ".join(f'"{one}"' for one in ids)
            + f"]\nreason = {_quote(entry.reason)}\ncleared-by = {_quote(entry.cleared_by)}\n"
            + (f"on = {entry.on.isoformat()}\n" if entry.on else 'on = ""\n')
        )
    return "".join(parts)


def _describe(hits: list[Hit]) -> str:
    if not hits:
        return "# not found any more\n"
    places = ", ".join(f"{hit.row} ({hit.property})" for hit in hits[:_PLACES])
    more = f", and {len(hits) - _PLACES} more" if len(hits) > _PLACES else ""
    return f"# {name_kinds()[hits[0].kind]}: {hits[0].masked}, in {places}{more}\n".replace("\r", " ")


def _quote(words: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in words)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def describe_cleared(package: URIRef, clearances: Clearances, hits: Iterable[Hit]) -> bytes:
    """Give what was cleared of a package as Turtle: how many places of which kind, why, by which post, on which day."""
    counts: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for hit in hits:
        if (entry := clearances.find(hit)) is not None:
            counts[hit.kind, entry.reason, entry.cleared_by, str(entry.on)] += 1
    return render_turtle(_describe_cleared(package, counts))


def _describe_cleared(
    package: URIRef, counts: dict[tuple[str, str, str, str], int]
) -> Iterator[tuple[Node, URIRef, Node | str | int]]:
    for number, ((kind, reason, post, day), count) in enumerate(sorted(counts.items()), 1):
        node = iris.below(package, "clearance", str(number))
        yield package, SCR.hasClearance, node
        yield node, RDF.type, SCR.Clearance
        yield node, SCR.clearedKind, kind
        yield node, SCR.clearedCount, count
        yield node, SCR.reason, reason
        yield node, SCR.clearedBy, post
        yield node, SCR.clearedOn, Literal(day, datatype=XSD.date)
