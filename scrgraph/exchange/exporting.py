"""Makes a package of linked data from a store, by a profile: the data, and all that is needed to read it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.collecting import collect_plan
from scrgraph.exchange.crate import describe_crate
from scrgraph.exchange.package import CRATE, DATA, MANIFEST, render_manifest
from scrgraph.exchange.redaction import Removal, redact
from scrgraph.graph.canonical import hash_canonical, render_canonical_quads
from scrgraph.graph.profiles import ExchangeProfile
from scrgraph.graph.store import list_plans
from scrgraph.resources import ontology_folder, shapes_folder

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COUNTED = ("ActionPlan", "PlanVersion", "Recommendation", "Action", "AuditEvent", "TargetDate", "EvidenceRequirement")
# What a receiver reads the data by, as it stands here: folder in the package, folder here.
_READ_BY = {
    "ontology": ("scr.ttl", "vocabularies/*.ttl", "exchange/*.ttl"),
    "mappings": ("*.ttl",),
    "shapes": ("*.ttl", "*/*.ttl"),
}


@dataclass(frozen=True)
class Sender:
    """What a package says of who sends it: the board, on which day, under which licence or agreement."""

    board: str
    published: dt.date
    licence: str


@dataclass(frozen=True)
class Export:
    """A package that is made: its files by name, the hash of its data, what is in it and how much was taken out."""

    files: Mapping[str, bytes]
    data_hash: str
    counts: Mapping[str, int]
    removals: Mapping[Removal, int] = field(default_factory=dict)


def export_store(
    store: ox.Store,
    profile: ExchangeProfile,
    sender: Sender,
    plans: Sequence[str] = (),
    advance: Callable[[], None] = lambda: None,
) -> Export:
    """Make a package of the plans of a store, or of some of them by their ids.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    quads: set[ox.Quad] = set()
    removals: Counter[Removal] = Counter()
    for plan in plans or list_plans(store):
        redacted = redact(collect_plan(store, plan, profile), profile)
        quads |= redacted.quads
        removals.update(redacted.removals)
        advance()
    return _make(quads, removals, profile, sender)


def _make(quads: set[ox.Quad], removals: Mapping[Removal, int], profile: ExchangeProfile, sender: Sender) -> Export:
    lines = render_canonical_quads(quads)
    data_hash = hash_canonical(lines)
    counts = count_things(quads)
    files = {DATA: lines.encode(), **_list_read_by()}
    files[CRATE] = describe_crate(profile, sender.board, sender.published, sender.licence, data_hash, counts, files)
    files[MANIFEST] = render_manifest(files)
    return Export(files, data_hash, counts, removals)


def count_things(quads: Collection[ox.Quad]) -> dict[str, int]:
    """Count the things of the main classes in some quads, and the quads and graphs themselves."""
    kinds = Counter(quad.object.value for quad in quads if quad.predicate == _TYPE)  # type: ignore[union-attr]
    counts = {name: kinds[namespaces.SCR + name] for name in _COUNTED}
    return {"quads": len(quads), "graphs": len({quad.graph_name for quad in quads}), **counts}


def _list_read_by() -> dict[str, bytes]:
    """Give the ontology, the code lists, the mappings and the shapes, as they stand."""
    folders = {"ontology": ontology_folder(), "mappings": ontology_folder() / "mappings", "shapes": shapes_folder()}
    return {
        f"{name}/{path.relative_to(folders[name]).as_posix()}": path.read_bytes()
        for name, patterns in _READ_BY.items()
        for pattern in patterns
        for path in sorted(folders[name].glob(pattern))
    }
