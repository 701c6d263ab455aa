"""Reads and writes how the terms of other boards stand to ours: agencies, bodies, themes, status words.

The file is a table of SSSOM (Simple Standard for Sharing Ontological Mappings, 1.0), as TSV with its prefixes above. A
line counts where a person has confirmed it: its justification is ``semapv:ManualMappingCuration``, it names the post
that says so (``author_label``) and the day (``mapping_date``), and the predicate is ``skos:exactMatch`` or
``skos:closeMatch``. What is suggested, and not confirmed, changes nothing.
"""

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.graph.quads import FactGraph
from scrgraph.toml_lines import Kind, read_text

LEXICAL = "https://w3id.org/semapv/vocab/LexicalMatching"
MANUAL = "https://w3id.org/semapv/vocab/ManualMappingCuration"
EXACT, CLOSE = namespaces.SKOS + "exactMatch", namespaces.SKOS + "closeMatch"
_STANDING = {"semapv": "https://w3id.org/semapv/vocab/", "skos": namespaces.SKOS}
_UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
_COLUMNS = (
    "subject_id subject_label predicate_id object_id object_label mapping_justification confidence author_label "
    "mapping_date comment"
).split()
_NEEDED = frozenset({"subject_id", "predicate_id", "object_id", "mapping_justification"})
_PREFIX = re.compile(r"#\s+\"?([A-Za-z][\w.-]*)\"?:\s*\"?(\S+?)\"?\s*")
_REMEDY = "Make one with: scrgraph mapping suggest."
_FILE = Kind("mappings", _REMEDY, _REMEDY, 16 * 2**20)
_LABELS = tuple(ox.NamedNode(term) for term in (namespaces.RDFS + "label", namespaces.SKOS + "altLabel"))


@dataclass(frozen=True, slots=True)
class TermMapping:
    """How a term of another board (``subject``) stands to one of ours (``object``), both by IRI and by label.

    ``author`` is the post that confirmed it, ``day`` when; where one of them is missing, it is a suggestion.
    """

    subject: str
    subject_label: str
    predicate: str
    object: str
    object_label: str
    justification: str = LEXICAL
    confidence: float | None = None
    author: str = ""
    day: str = ""
    comment: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether a person has confirmed it, so that the two count as one."""
        return self.justification == MANUAL and bool(self.author and self.day) and self.predicate in (EXACT, CLOSE)


def read_mappings(path: Path) -> tuple[TermMapping, ...]:
    """Read a file of mappings.

    Raises:
        BadUsage: where it cannot be read, or is no such table.
    """
    text = read_text(path, _FILE)
    lines = text.splitlines()
    head = [line for line in lines if line.startswith("#")]
    prefixes = _STANDING | {found[1]: found[2] for line in head if (found := _PREFIX.fullmatch(line))}
    table = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
    if missing := sorted(_NEEDED - set(table.fieldnames or ())):
        raise BadUsage(f"The mappings have no column {missing[0]}.", path=path, remedy=_REMEDY)
    return tuple(
        _read_row(row, prefixes, path, len(head) + number) for number, row in enumerate(table, 2) if any(row.values())
    )


def _read_row(row: Mapping[str, str | None], prefixes: Mapping[str, str], path: Path, line: int) -> TermMapping:
    said = {name: (value or "").strip() for name, value in row.items() if name}

    def complain(what: str, remedy: str) -> BadUsage:
        return BadUsage(what, path=path, place=f"line {line}", remedy=remedy)

    def expand(column: str) -> str:
        name = said[column]
        prefix, _, rest = name.partition(":")
        if prefix in prefixes and rest:
            return prefixes[prefix] + rest
        if re.match(r"https?://\S+$", name):
            return name
        raise complain(f"{column} is '{name}', whose prefix is not declared.", "Declare it above, under curie_map.")

    try:
        confidence = float(said["confidence"]) if said.get("confidence") else None
    except ValueError:
        raise complain("The confidence is no number.", "Write one from 0 to 1.") from None
    day = said.get("mapping_date", "")
    if day and not _is_day(day):
        raise complain(f"The day '{day}' is none.", "Write it as 2026-01-31.")
    return TermMapping(
        expand("subject_id"),
        said.get("subject_label", ""),
        expand("predicate_id"),
        expand("object_id"),
        said.get("object_label", ""),
        expand("mapping_justification"),
        confidence,
        said.get("author_label", ""),
        day,
        said.get("comment", ""),
    )


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def choose_confirmed(files: Iterable[Path]) -> tuple[TermMapping, ...]:
    """Give what people have confirmed in some files, sorted.

    Raises:
        BadUsage: where a file cannot be read; where a term is said to be two of ours, or one of ours another.
    """
    chosen: dict[str, TermMapping] = {}
    for file in files:
        for one in read_mappings(file):
            if not one.confirmed:
                continue
            other = chosen.setdefault(one.subject, one)
            if other.object != one.object:
                raise BadUsage(
                    f"{one.subject} is confirmed as {other.object} and as {one.object}.",
                    path=file,
                    remedy="Keep one of them.",
                )
            if one.subject == one.object:
                raise BadUsage(f"{one.subject} is mapped to itself.", path=file, remedy="Take the line out.")
    for one in chosen.values():
        if one.object in chosen:
            raise BadUsage(
                f"{one.object} stands for {one.subject}, and is itself mapped to another term.",
                remedy=f"Map both to {chosen[one.object].object}.",
            )
    return tuple(sorted(chosen.values(), key=lambda one: one.subject))


def rename_terms(data: FactGraph, mappings: Iterable[TermMapping]) -> None:
    """Let our terms stand in some facts for those of others that they are confirmed to be; by our labels."""
    store = data.quads
    for one in mappings:
        old, new = ox.NamedNode(one.subject), ox.NamedNode(one.object)
        about, leading = (
            list(store.quads_for_pattern(old, None, None, None)),
            list(store.quads_for_pattern(None, None, old, None)),
        )
        if not about and not leading:
            continue
        for quad in (*about, *leading):
            store.remove(quad)
        data.extend(ox.Triple(new, quad.predicate, quad.object) for quad in about if quad.predicate not in _LABELS)
        data.extend(ox.Triple(quad.subject, quad.predicate, new) for quad in leading)
        if any(quad.predicate == _LABELS[0] for quad in about) and one.object_label:
            data.extend([ox.Triple(new, _LABELS[0], ox.Literal(one.object_label))])


# -- writing -------------------------------------------------------------------------------------------------------


def render_sssom(mappings: Iterable[TermMapping]) -> str:
    """Give mappings as SSSOM's TSV: sorted by the term of the other board, the surest first."""
    rows = sorted(mappings, key=lambda one: (one.subject, -(one.confidence or 0), one.object))
    prefixes = _list_prefixes(rows)
    lines = io.StringIO()
    write = csv.writer(lines, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    write.writerow(_COLUMNS)
    for one in rows:
        cells = (
            _shorten(one.subject, prefixes),
            one.subject_label,
            _shorten(one.predicate, prefixes),
            _shorten(one.object, prefixes),
            one.object_label,
            _shorten(one.justification, prefixes),
            "" if one.confidence is None else f"{one.confidence:.2f}",
            one.author,
            one.day,
            one.comment,
        )
        write.writerow([" ".join(cell.split()) for cell in cells])
    table = lines.getvalue()
    named = hashlib.sha256(table.encode()).hexdigest()[:32]
    head = [
        "#curie_map:",
        *(f"#  {prefix}: {space}" for prefix, space in sorted(prefixes.items())),
        f"#license: {_UNSPECIFIED}",
        f"#mapping_set_id: {namespaces.ID}mapping/{named}",
    ]
    return "\n".join(head) + "\n" + table


def render_skos(mappings: Iterable[TermMapping]) -> str:
    """Give the mappings that people have confirmed in the terms of SKOS, as Turtle; sorted."""
    triples = {
        ox.Triple(ox.NamedNode(one.subject), ox.NamedNode(one.predicate), ox.NamedNode(one.object))
        for one in mappings
        if one.confirmed
    }
    written = ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.TURTLE, prefixes={"skos": namespaces.SKOS})
    return (written or b"").decode()


def _list_prefixes(rows: Iterable[TermMapping]) -> dict[str, str]:
    prefixes = dict(_STANDING)
    spaces = {_split(term)[0] for one in rows for term in (one.subject, one.object)} - set(prefixes.values())
    for number, space in enumerate(sorted(spaces), 1):
        scheme = space.removeprefix(namespaces.VOCABULARIES).rstrip("/#")
        own = space.startswith(namespaces.VOCABULARIES) and re.fullmatch(r"[a-z][a-z-]*", scheme)
        prefixes[scheme if own and scheme not in prefixes else f"n{number}"] = space
    return prefixes


def _split(term: str) -> tuple[str, str]:
    at = max(term.rfind("/"), term.rfind("#")) + 1
    return term[:at], term[at:]


def _shorten(term: str, prefixes: Mapping[str, str]) -> str:
    space, rest = _split(term)
    return next((f"{prefix}:{rest}" for prefix, known in prefixes.items() if known == space), term)
