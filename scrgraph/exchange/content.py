"""Checks that the data of a package is what the package says it is; what is in it is foreign until then.

Digests say that nothing changed on the way, not that what was sent is sound. Here the data is read, counted and hashed
again, put into its canonical form again (RDFC-1.0) and through its profile again, each of which must change nothing;
its other forms must be the same data. Nothing is fetched, and no term takes its meaning from a package: ours holds.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.counts import count_things
from scrgraph.exchange.crate import is_known
from scrgraph.exchange.figure_data import check_figures
from scrgraph.exchange.keys import holds_private_key
from scrgraph.exchange.package import CRATE, DATA, MANIFEST, PROOF, SIGNATURE
from scrgraph.exchange.proofs import check_proof
from scrgraph.exchange.redaction import redact
from scrgraph.exchange.statements import Unsound, read_json, read_statements
from scrgraph.graph.canonical import hash_canonical, render_canonical_quads
from scrgraph.graph.dataset import check_quads
from scrgraph.graph.profiles import ExchangeProfile, find_profile, list_profiles
from scrgraph.resources import ontology_folder

_ONTOLOGY = "ontology/scr.ttl"
_LARGEST_CRATE = 16 * 2**20  # bytes
_LONGEST_LITERAL = 1_000_000  # characters: more than any cell of a plan holds
_LONGEST_IRI = 2_000
_SHOWN = 300  # characters of it that a sentence repeats
_PLAN = r"(?P<plan>(?P<base>https?://[^\s?]+[/#])plan/[^/#?]+)"
_GRAPH = re.compile(rf"{_PLAN}/(?:meta|(?P<version>version/[0-9a-f]{{16}})(?:/source)?)")
_OF_PLAN = re.compile(rf"{_PLAN}(?:/.*)?", re.DOTALL)
_WEB = re.compile(r"https?://|urn:", re.IGNORECASE)
# Names of scrgraph's own terms: what they mean is for the ontology to say, never for data.
_OURS = (namespaces.SCR, namespaces.SCRSH, namespaces.VOCABULARIES + "exchange/")
# What data may say in words of others; nothing among it says what a term means.
_OTHERS = (namespaces.DCTERMS, namespaces.OA, namespaces.ORG, namespaces.PROV, namespaces.QB)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SINGLE = {_RDF + "type", _RDF + "value", namespaces.RDFS + "label", namespaces.RDFS + "comment"}
_SINGLE |= {namespaces.SKOS + name for name in ("altLabel", "notation", "prefLabel")}
_KINDS = {
    namespaces.XSD + "boolean": re.compile("true|false"),
    namespaces.XSD + "decimal": re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?", re.ASCII),
    namespaces.XSD + "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),  # and a day of the calendar: check_quads
    namespaces.XSD + "integer": re.compile(r"[+-]?\d{1,18}", re.ASCII),
    namespaces.XSD + "string": re.compile(r"[^\0]*"),
    _RDF + "langString": re.compile(r"[^\0]*"),
}
_TYPE = ox.NamedNode(_RDF + "type")
_TRIPLES = ox.NamedNode(namespaces.VOID + "triples")


def check_content(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Give what a package says of itself, once it is found true; or under ``unsound`` what is not, and in which file.

    It is plain data, as a process gives it that is kept apart.
    """
    try:
        return _check_content(files)
    except Unsound as fault:
        return {"unsound": [fault.what, fault.file]}


def _check_content(files: Mapping[str, bytes]) -> dict[str, Any]:
    for name, data in sorted(files.items()):
        _check_file(name, data)
    if len(files[CRATE]) > _LARGEST_CRATE:
        raise Unsound("It is larger than that of any package.", CRATE)
    said = read_statements(files[CRATE], CRATE)
    listed, held = set(said["files"]), set(files) - {CRATE, MANIFEST, SIGNATURE}
    for name in sorted(listed ^ held):
        what = "It names a file that is not there" if name in listed else "It does not name a file that is there"
        raise Unsound(f"{what}: {name}.", CRATE)
    profile = _find_profile(said["profile"])
    if profile.takes_out and "report.html" in files:
        raise Unsound(
            f"A package of the profile {profile.name} holds no such page, which quotes the plan.", "report.html"
        )
    quads = _read_data(files[DATA])
    if profile.gives_figures:
        check_figures(quads, profile, _list_terms())
    else:
        _check_terms(quads)
        _check_places(quads)
        _check_profile(quads, profile, DATA)
    if hash_canonical(files[DATA].decode()) != said["hash"]:
        raise Unsound("The hash of the data is another.", CRATE)
    counted = count_things(quads)
    wrong = next(
        (name for name in sorted({*counted, *said["counts"]}) if counted.get(name) != said["counts"].get(name)), ""
    )
    if wrong:
        told = said["counts"].get(wrong, "nothing")
        raise Unsound(f"It says {told} of {wrong}, and counted again it is {counted.get(wrong, 'nothing')}.", CRATE)
    _check_others(files, frozenset(quads), profile)
    if PROOF in files and check_proof(files[PROOF], files[DATA], PROOF) != said["key"]:
        raise Unsound("It was made by another key than the crate names.", PROOF)
    return said


def _check_file(name: str, data: bytes) -> None:
    """Refuse what no package holds: files of other kinds, what is no text, a private key."""
    if name in (MANIFEST, SIGNATURE):
        return
    if name != CRATE and not is_known(name):
        raise Unsound("No package holds such a file.", name)
    if holds_private_key(data):
        raise Unsound("It holds a private key, which no package does: its owner needs another one.", name)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unsound("It is no UTF-8 text, as all that a package holds is.", name)


def _find_profile(iri: str) -> ExchangeProfile:
    found = find_profile(iri)
    if found is None:
        raise Unsound(f"Its profile is none of these: {', '.join(list_profiles())}.", CRATE)
    return found


# -- the data --------------------------------------------------------------------------------------------------------


def _read_data(data: bytes) -> list[ox.Quad]:
    """Give the statements of the data, once they are sound, and in canonical form."""
    quads = _parse(data, ox.RdfFormat.N_QUADS, DATA)
    for quad in quads:
        _check_quad(quad, DATA)
    try:
        for _ in check_quads(quads):
            pass
    except ValueError as error:
        raise Unsound(f"{_shorten(str(error))}.", DATA) from None
    if render_canonical_quads(quads).encode() != data:
        raise Unsound("It is not in canonical form (RDFC-1.0).", DATA)
    return quads


def _parse(data: bytes, form: ox.RdfFormat, file: str) -> list[ox.Quad]:
    try:
        return list(ox.parse(data, format=form))
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise Unsound(f"It is no sound linked data ({form.name}{line}).", file) from None


def _check_quad(quad: ox.Quad, file: str) -> None:
    """Refuse a statement without a graph, about what has no name, or with a value that no plan has."""
    terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise Unsound("It holds a statement that stands in no graph with a name.", file)
    for term in terms:
        if isinstance(term, ox.NamedNode):
            if len(term.value) > _LONGEST_IRI or not _WEB.match(term.value):
                raise Unsound(f"It holds a name that is too long, or none of the web: {_shorten(term.value)}.", file)
        elif not isinstance(term, ox.Literal):
            raise Unsound("It holds nodes without names, which the data of no package does.", file)
        elif len(term.value) > _LONGEST_LITERAL:
            raise Unsound(f"It holds a value that is longer than any cell: {_shorten(term.value)}.", file)
        else:
            kind = _KINDS.get(term.datatype.value)
            if kind is None or not kind.fullmatch(term.value):
                raise Unsound(f"It holds a value that is none of its kind: {_shorten(str(term))}.", file)


@cache
def _list_terms() -> frozenset[str]:
    """List what the ontology has words for, and its prefixes stand for."""
    parsed = ox.parse(path=str(ontology_folder() / "scr.ttl"), format=ox.RdfFormat.TURTLE)
    return frozenset(quad.subject.value for quad in parsed if isinstance(quad.subject, ox.NamedNode))


def _check_terms(quads: Iterable[ox.Quad]) -> None:
    """Refuse properties and classes that no plan has, and whatever says anew what one of ours means."""
    terms = _list_terms()
    for quad in quads:
        subject = quad.subject.value  # type: ignore[union-attr]
        if subject.startswith(_OURS):
            raise Unsound(f"It says anew what a term means, which is for the ontology: {_shorten(subject)}.", DATA)
        used = [quad.predicate.value]
        if quad.predicate == _TYPE:
            used.append(quad.object.value)  # type: ignore[union-attr]
        for term in used:
            if term not in terms and term not in _SINGLE and not term.startswith(_OTHERS):
                raise Unsound(
                    f"It uses a term that the ontology does not have: {_shorten(term)}. A newer scrgraph may.", DATA
                )


def _check_places(quads: Iterable[ox.Quad]) -> None:
    """Refuse graphs with other names than those of plans, and what is said of one plan in the graph of another."""
    held: dict[str, re.Match[str] | None] = {}
    for quad in quads:
        graph, subject = quad.graph_name.value, quad.subject.value  # type: ignore[union-attr]
        if graph not in held:
            held[graph] = _GRAPH.fullmatch(graph)
        place = held[graph]
        if place is None or place["base"].startswith(_OURS):
            raise Unsound(f"It holds a graph that no plan has: {_shorten(graph)}.", DATA)
        about = _OF_PLAN.fullmatch(subject)
        if about is not None and about["plan"] != place["plan"]:
            what = "The graph of one plan speaks of another"
            raise Unsound(f"{what}: {_shorten(subject)} in {_shorten(graph)}.", DATA)
    versions = {f"{place['plan']}/{place['version']}" for place in held.values() if place and place["version"]}
    known = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in quads
        if quad.predicate == _TYPE and quad.object == _VERSION
    }
    for version in sorted(versions - known):
        raise Unsound(f"It holds a version that no plan is said to have: {_shorten(version)}.", DATA)


_VERSION = ox.NamedNode(namespaces.SCR + "PlanVersion")


def _check_profile(quads: Iterable[ox.Quad], profile: ExchangeProfile, file: str) -> None:
    """Refuse data that its profile, put over it again, would change."""
    given = frozenset(quads)
    again = redact(given, profile)
    if again.quads != given:
        removal = min(again.removals, default=None)
        of = "" if removal is None else f": {removal.of_property} of {removal.of_class or 'what has no class'}"
        raise Unsound(f"It holds what the profile {profile.name} does not give{_shorten(of)}.", file)


# -- the other files -------------------------------------------------------------------------------------------------


def _check_others(files: Mapping[str, bytes], quads: frozenset[ox.Quad], profile: ExchangeProfile) -> None:
    """Check that the other forms are the same data, and that the accounts beside it are sound and tell the same."""
    for name, data in sorted(files.items()):
        if name == "data.trig":
            _check_form(_parse(data, ox.RdfFormat.TRIG, name), quads, name)
        elif name == "data.jsonld":
            _check_form(_parse_json_ld(data, name), quads, name)
        elif name == "context.jsonld":
            _check_contexts(read_json(data, name), name)
        elif name.endswith(".ttl"):
            parsed = _parse(data, ox.RdfFormat.TURTLE, name)
            if name == "report.ttl":
                _check_profile(parsed, profile, name)
            if name == "void.ttl":
                told = {quad.object.value for quad in parsed if quad.predicate == _TRIPLES}  # type: ignore[union-attr]
                if str(len(quads)) not in told:
                    raise Unsound("It says that there are more or fewer statements than there are.", name)
            if name == _ONTOLOGY:
                _check_ontology(data, parsed, name)


def _check_form(parsed: Iterable[ox.Quad], quads: frozenset[ox.Quad], file: str) -> None:
    given = frozenset(parsed)
    if given != quads:
        for quad in given:
            _check_quad(quad, file)
        raise Unsound(f"It is not the same data as {DATA}.", file)


def _parse_json_ld(data: bytes, file: str) -> list[ox.Quad]:
    """Read JSON-LD whose contexts stand in it; one that would have to be fetched is refused unread."""
    _check_contexts(read_json(data, file), file)
    return _parse(data, ox.RdfFormat.JSON_LD, file)


def _check_contexts(read: Any, file: str) -> None:
    waiting = [read]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            said = inner.get("@context", [])
            contexts = said if isinstance(said, list) else [said]
            if "@import" in inner or any(isinstance(context, str) for context in contexts):
                raise Unsound("It names a context that lies elsewhere, and nothing is ever fetched.", file)
            waiting += inner.values()
        elif isinstance(inner, list):
            waiting += inner


def _check_ontology(data: bytes, parsed: Iterable[ox.Quad], file: str) -> None:
    """Refuse an ontology that bears the version of ours and is another; one of another version is only looked at."""
    ours = (ontology_folder() / "scr.ttl").read_bytes()
    if data != ours and _list_versions(parsed) & _list_versions(ox.parse(ours, format=ox.RdfFormat.TURTLE)):
        raise Unsound("It says that it is the ontology of this version, and differs from it.", file)


def _list_versions(parsed: Iterable[ox.Quad]) -> set[str]:
    version = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
    return {quad.object.value for quad in parsed if quad.predicate == version}  # type: ignore[union-attr]


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
