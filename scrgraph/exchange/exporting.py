"""Makes a package of linked data from a store, by a profile: the data, what there is to know of it, how to read it.

The data lies in the package three times, as canonical N-Quads, TriG and JSON-LD. Beside it: where it comes from, how
much it is, what was taken out, how it was judged, on what terms it is given; and the ontology, the code lists, the
mappings and the shapes, so that nothing must be fetched.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import pyoxigraph as ox
from rdflib import URIRef

from scrgraph.errors import BadUsage
from scrgraph.exchange.accounts import (
    Origin,
    describe_provenance,
    describe_removals,
    describe_size,
    find_origins,
    name_package,
)
from scrgraph.exchange.collecting import collect_known, collect_plan
from scrgraph.exchange.counts import count_things
from scrgraph.exchange.crate import describe_crate
from scrgraph.exchange.json_ld import render_context, render_json_ld
from scrgraph.exchange.keys import SigningKey, holds_private_key
from scrgraph.exchange.package import CRATE, DATA, MANIFEST, PROOF, SIGNATURE, render_manifest
from scrgraph.exchange.policy import describe_policy
from scrgraph.exchange.proofs import prove_data
from scrgraph.exchange.redaction import Removal, redact
from scrgraph.exchange.senders import Sender
from scrgraph.exchange.turtle import sort_turtle
from scrgraph.graph.canonical import hash_canonical, render_canonical_quads
from scrgraph.graph.dataset import render_trig
from scrgraph.graph.mappings import TermMapping, render_skos, render_sssom
from scrgraph.graph.profiles import ExchangeProfile
from scrgraph.graph.store import list_plans
from scrgraph.reports.formats import Looks, render_report
from scrgraph.reports.report import Report
from scrgraph.resources import ontology_folder, shapes_folder

# What a receiver reads the data by, as it stands here: folder in the package, files in the folder here.
_READ_BY = {
    "ontology": ("scr.ttl", "vocabularies/*.ttl", "exchange/*.ttl"),
    "mappings": ("*.ttl",),
    "shapes": ("*.ttl", "*/*.ttl"),
}
_LOOKS = Looks()

Review: TypeAlias = Callable[[URIRef, Mapping[str, bytes]], Mapping[str, bytes]]


@dataclass(frozen=True)
class Export:
    """A package that is made: its files by name, the hash of its data, what is in it and how much was taken out."""

    files: Mapping[str, bytes]
    data_hash: str
    counts: Mapping[str, int]
    removals: Mapping[Removal, int]


@dataclass(frozen=True)
class _Gathered:
    """What a profile gives of some plans, where that comes from, and how much is taken out."""

    quads: frozenset[ox.Quad]
    origins: tuple[Origin, ...]
    removals: Mapping[Removal, int]


def export_store(
    store: ox.Store,
    profile: ExchangeProfile,
    sender: Sender,
    report: Report | None,
    plans: Sequence[str] = (),
    advance: Callable[[], None] = lambda: None,
    *,
    figures: frozenset[ox.Quad] = frozenset(),
    review: Review = lambda _package, _files: {},
    key: SigningKey | None = None,
    mappings: Sequence[TermMapping] = (),
) -> Export:
    """Make a package of the plans of a store, or of some of them by their ids; ``report`` is how they were judged.

    ``figures`` are what leaves under a profile that gives figures, and all that does: no report, and not even how many
    statements stay behind, which would tell small counts. ``review`` is shown the package's name and the files that
    would leave, save what they are read by, before the package is made; it gives files to lie beside them, or raises.
    Where a ``key`` is given, the list of files is signed by it. ``mappings`` say which terms of other boards the sender
    takes for which of its own.

    Raises:
        BadUsage: where the store holds no such plan, or the package would hold a private key.
    """
    if profile.gives_figures:
        known = (quad for plan in plans for quad in collect_known(store, plan, profile))
        gathered = _Gathered(figures, find_origins(known), {})
    else:
        gathered = _gather(store, profile, plans or list_plans(store), advance)
    lines = render_canonical_quads(gathered.quads)
    data_hash = hash_canonical(lines)
    counts = count_things(gathered.quads)
    package = name_package(data_hash, profile, sender)
    versions = frozenset(origin.version for origin in find_origins(gathered.quads))
    files = {
        DATA: lines.encode(),
        "data.trig": render_trig(gathered.quads),
        "data.jsonld": render_json_ld(gathered.quads),
        "context.jsonld": render_context(),
        "provenance.ttl": describe_provenance(package, profile, sender, gathered.origins, versions),
        "void.ttl": describe_size(package, gathered.quads),
        "redaction.ttl": describe_removals(package, profile, gathered.removals),
        "policy.ttl": describe_policy(package, profile, sender),
        **_render_report(report, profile),
        **_render_mappings(mappings, profile),
    }
    files |= {**review(package, files), **_list_read_by()}
    if key is not None:
        files[PROOF] = prove_data(files[DATA], key, sender.published)
    files[CRATE] = describe_crate(package, profile, sender, data_hash, counts, files, key.public.id if key else None)
    _refuse_private_keys(files)
    files[MANIFEST] = render_manifest(files)
    if key is not None:
        files[SIGNATURE] = key.sign(files[MANIFEST])
    return Export(files, data_hash, counts, gathered.removals)


def _gather(store: ox.Store, profile: ExchangeProfile, plans: Iterable[str], advance: Callable[[], None]) -> _Gathered:
    quads: set[ox.Quad] = set()
    origins: set[Origin] = set()
    removals: Counter[Removal] = Counter()
    for plan in plans:
        held = list(collect_plan(store, plan, profile))
        redacted = redact(held, profile)
        quads |= redacted.quads
        origins.update(find_origins(held))
        removals.update(redacted.removals)
        advance()
    return _Gathered(frozenset(quads), tuple(sorted(origins)), removals)


def _render_report(report: Report | None, profile: ExchangeProfile) -> dict[str, bytes]:
    """Give how the plans were judged, as far as the profile gives it; as a page for people, where it gives all."""
    if report is None:
        return {}
    triples = ox.parse(render_report("turtle", report, _LOOKS), format=ox.RdfFormat.TURTLE)
    given = redact(triples, profile).quads
    files = {"report.ttl": sort_turtle(quad.triple for quad in given)}
    if not profile.takes_out:
        page = render_report("html", report, _LOOKS)
        files["report.html"] = page.encode() if isinstance(page, str) else page
    return files


def _refuse_private_keys(files: Mapping[str, bytes]) -> None:
    for name, data in sorted(files.items()):
        if holds_private_key(data):
            remedy = "Take it out of what the package is made of, and make a new key: scrgraph key new."
            raise BadUsage("The package would hold a private key.", place=f"file {name}", remedy=remedy)


def _render_mappings(mappings: Sequence[TermMapping], profile: ExchangeProfile) -> dict[str, bytes]:
    """Give what the sender has confirmed, as SSSOM and SKOS; which post did so, where the profile gives all."""
    if not mappings:
        return {}
    given = [replace(one, author="") for one in mappings] if profile.takes_out else mappings
    return {
        "mapping/terms.sssom.tsv": render_sssom(given).encode(),
        "mapping/terms.ttl": render_skos(mappings).encode(),
    }


def _list_read_by() -> dict[str, bytes]:
    """Give the ontology, the code lists, the mappings and the shapes, as they stand."""
    folders = {"ontology": ontology_folder(), "mappings": ontology_folder() / "mappings", "shapes": shapes_folder()}
    return {
        f"{name}/{path.relative_to(folders[name]).as_posix()}": path.read_bytes()
        for name, patterns in _READ_BY.items()
        for pattern in patterns
        for path in sorted(folders[name].glob(pattern))
    }
