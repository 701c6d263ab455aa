"""Reads the data of a verified package apart from any store, and holds it to what a package may say.

A package speaks of its own plans alone, each in graphs that bear the plan's name; so nothing in it can change what a
store holds of another plan, nor what is noted of packages. What its profile does not give, it does not hold.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, Graph, URIRef

from scrgraph import namespaces
from scrgraph.exchange.accounts import name_package
from scrgraph.exchange.package import DATA
from scrgraph.exchange.reading import RefusedPackage, refuse
from scrgraph.exchange.senders import Sender
from scrgraph.exchange.verify import GOOD, VerifiedPackage
from scrgraph.graph import iris
from scrgraph.graph.dataset import load_concepts, load_vocabularies
from scrgraph.graph.mappings import TermMapping, rename_terms
from scrgraph.graph.profiles import ExchangeProfile, load_profile
from scrgraph.graph.quads import FactGraph
from scrgraph.graph.terms import load_terms
from scrgraph.resources import shapes_folder

_SCR = namespaces.SCR
_TYPE = ox.NamedNode(str(RDF.type))
_LABEL = ox.NamedNode(namespaces.RDFS + "label")
_IDENTIFIER = ox.NamedNode(namespaces.DCTERMS + "identifier")
_ACTION_PLAN = ox.NamedNode(_SCR + "ActionPlan")
_PLAN_VERSION = ox.NamedNode(_SCR + "PlanVersion")
_READ_THEME = _SCR + "readTheme"
BODIES = {_SCR + "Agency": "agency", _SCR + "ReviewBoard": "body", _SCR + "SubGroup": "body"}
_VERSION = re.compile(r"(.*?/plan/[^/]+)/version/[0-9a-f]{16}(?:/source)?")
_OF_PLAN = re.compile(r"(.*?/plan/[^/]+)(?:/.*)?")
# What a package may say of what all boards share, in its own graphs: how an agency or a body is called there.
_OF_SHARED = {
    _TYPE.value,
    _LABEL.value,
    namespaces.SKOS + "altLabel",
    namespaces.ORG + "unitOf",
    _SCR + "softwareVersion",
}
_MODEL = ("dates", "plan", "recommendation", "source")  # of the shapes in shapes/model: those on what a board reads
_MOST_TOLD = 3


@dataclass(frozen=True)
class SentPlan:
    """A plan as it was sent: its IRI, its id, its number of rows, and all that the package says of it."""

    iri: str
    plan: str
    rows: int
    quads: frozenset[ox.Quad]


@dataclass(frozen=True, slots=True, order=True)
class UnknownTerm:
    """A term of the sender that our vocabularies do not hold: of what kind, how it is called, how often it is used."""

    kind: str
    iri: str
    label: str
    uses: int


@dataclass(frozen=True)
class Sent:
    """A package as it was sent: who sends it, on which day, under which profile, and its plans by their IRIs.

    ``statistics`` are graphs of figures that are of no one plan. ``key`` is the id of the key by which it is signed.
    """

    package: str
    sender: str
    published: dt.date
    profile: ExchangeProfile
    digest: str
    key: str | None
    counts: Mapping[str, int]
    plans: Mapping[str, SentPlan]
    statistics: Mapping[str, frozenset[ox.Quad]]
    unknown: tuple[UnknownTerm, ...]


def read_sent(verified: VerifiedPackage) -> Sent:
    """Read a package that was verified, so that its data is sound, counted, and no more than its profile gives.

    Raises:
        RefusedPackage: with the reason, where it speaks of what is not its own.
    """
    quads = frozenset(ox.parse(verified.files[DATA], format=ox.RdfFormat.N_QUADS))
    profile, sender = load_profile(verified.profile), Sender(verified.board, verified.published)
    plans, statistics = _Parting(verified.path).part(quads)
    return Sent(
        iris.package_id(name_package(verified.data_hash, profile, sender)),
        sender.board,
        sender.published,
        profile,
        verified.data_hash,
        verified.key if verified.signature == GOOD else None,
        verified.counts,
        plans,
        statistics,
        tuple(sorted(find_unknown(quads))),
    )


class _Parting:
    """Parts the data of a package by plans; ``path`` is for what it is refused by."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _refuse(self, sentence: str) -> RefusedPackage:
        return refuse(sentence, self._path, DATA)

    def part(self, quads: Iterable[ox.Quad]) -> tuple[dict[str, SentPlan], dict[str, frozenset[ox.Quad]]]:
        """Part what is said of each plan, and figures; each graph speaks of what it is named for alone."""
        graphs: defaultdict[str, set[ox.Quad]] = defaultdict(set)
        for quad in quads:
            graphs[quad.graph_name.value].add(quad)  # type: ignore[union-attr]
        plans: defaultdict[str, set[ox.Quad]] = defaultdict(set)
        statistics: dict[str, frozenset[ox.Quad]] = {}
        for name, held in sorted(graphs.items()):
            of_version = _VERSION.fullmatch(name)
            if plan := of_version[1] if of_version else iris.plan_of_meta(name):
                self._check_speaks_of(plan, name, held)
                plans[plan] |= held
            elif iris.is_figures_iri(name):
                statistics[name] = frozenset(held)
            else:
                raise self._refuse(f"It holds a graph that no package has ({name}).")
        sent = {plan: self._read_plan(plan, held) for plan, held in plans.items()}
        ids = [one.plan for one in sent.values()]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise self._refuse(f"It holds two plans with the id {twice[0]}.")
        return sent, statistics

    def _check_speaks_of(self, plan: str, graph: str, quads: Iterable[ox.Quad]) -> None:
        for quad in quads:
            about = quad.subject.value  # type: ignore[union-attr]
            of_plan = _OF_PLAN.fullmatch(about)
            if (of_plan and of_plan[1] != plan) or (_is_shared(about) and quad.predicate.value not in _OF_SHARED):
                raise self._refuse(f"The graph {graph} speaks of what is not its own ({about}).")
            if not of_plan and quad.predicate == _TYPE and quad.object in (_ACTION_PLAN, _PLAN_VERSION):
                raise self._refuse(f"The graph {graph} names a plan otherwise than plans are named ({about}).")

    def _read_plan(self, iri: str, quads: set[ox.Quad]) -> SentPlan:
        node = ox.NamedNode(iri)
        names = {quad.object.value for quad in quads if quad.subject == node and quad.predicate == _IDENTIFIER}  # type: ignore[union-attr]
        versions = {quad.subject.value for quad in quads if quad.predicate == _TYPE and quad.object == _PLAN_VERSION}  # type: ignore[union-attr]
        graphs = {quad.graph_name.value for quad in quads}  # type: ignore[union-attr]
        if len(names) != 1 or not versions or not versions <= graphs or iris.meta_of_plan(iri) not in graphs:
            raise self._refuse(f"The plan {iri} is not whole: its id, its versions or what is known of them.")
        rows = {q.subject for q in quads if q.predicate == _TYPE and q.object == ox.NamedNode(_SCR + "Recommendation")}
        return SentPlan(iri, names.pop(), len(rows), frozenset(quads))


def _is_shared(node: str) -> bool:
    """Whether a node is named by scrgraph's own vocabularies, which are the same for all boards."""
    return node.startswith(namespaces.VOCABULARIES) and not node.startswith(namespaces.ID)


# -- what is sound -------------------------------------------------------------------------------------------------


def find_unsound(plan: SentPlan, mappings: Iterable[TermMapping] = ()) -> list[str]:
    """Judge a plan as it was sent, version by version, by our own shapes of what sound data is; gives what they say.

    Terms that are confirmed to be ours are taken as ours.
    """
    mappings = tuple(mappings)
    versions = {q.subject.value for q in plan.quads if q.predicate == _TYPE and q.object == _PLAN_VERSION}  # type: ignore[union-attr]
    told: set[str] = set()
    for version in sorted(versions):
        own = {iris.meta_of_plan(plan.iri), version, str(iris.source_iri(URIRef(version)))}
        data = FactGraph(load_concepts())
        data.extend(quad for quad in plan.quads if quad.graph_name.value in own)  # type: ignore[union-attr]
        rename_terms(data, mappings)
        told |= set(_judge(data))
    return sorted(told)


def _judge(data: FactGraph) -> Iterator[str]:
    for result in _find_engine()(data, _load_model()):
        # Of shapes and paths without a name each engine makes names of its own.
        about = next((term for term in (result.path, result.shape) if isinstance(term, URIRef)), None)
        name = "" if about is None else str(about).removeprefix(_SCR).removeprefix(namespaces.SCRSH)
        yield f"{result.focus} ({name or 'what hangs on it'})"


def _find_engine() -> Any:
    """Find the fastest engine that is installed; a test holds all of them to the same answers."""
    from scrgraph.audit import rust_shacl, shacl
    from scrgraph.errors import BadUsage

    try:
        rust_shacl.name_engine()
    except BadUsage:
        return shacl.run_shapes
    return rust_shacl.run_shapes


@cache
def _load_model() -> Graph:
    shapes = Graph().parse(shapes_folder() / "prefixes.ttl")
    for name in _MODEL:
        shapes.parse(shapes_folder() / "model" / f"{name}.ttl")
    return shapes


# -- what is not known here ----------------------------------------------------------------------------------------


def find_unknown(quads: Iterable[ox.Quad]) -> Iterator[UnknownTerm]:
    """Find the agencies, bodies, themes and words of closed lists that our vocabularies do not hold."""
    given = list(quads)
    readings = {str(term): str(term).removeprefix(_SCR) for term in load_terms().readings} | {_READ_THEME: "theme"}
    kinds: dict[str, str] = {}
    labels: dict[str, str] = {}
    for quad in given:
        if quad.predicate == _TYPE and quad.object.value in BODIES:  # type: ignore[union-attr]
            kinds[quad.subject.value] = BODIES[quad.object.value]  # type: ignore[union-attr]
        elif quad.predicate.value in readings and isinstance(quad.object, ox.NamedNode):
            kinds[quad.object.value] = readings[quad.predicate.value]
    known = {str(concept) for concept in load_vocabularies().subjects(RDF.type, URIRef(namespaces.SKOS + "Concept"))}
    kinds = {term: kind for term, kind in kinds.items() if term not in known}
    uses: defaultdict[str, int] = defaultdict(int)
    for quad in given:
        if isinstance(quad.object, ox.NamedNode) and quad.object.value in kinds:
            uses[quad.object.value] += 1
        if quad.predicate == _LABEL and quad.subject.value in kinds:  # type: ignore[union-attr]
            label = quad.object.value  # type: ignore[union-attr]
            labels[quad.subject.value] = min(label, labels.get(quad.subject.value, label))  # type: ignore[union-attr]
    for term, kind in kinds.items():
        yield UnknownTerm(kind, term, labels.get(term, term.rstrip("/").rpartition("/")[2]), uses[term])
