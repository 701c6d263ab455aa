"""The store: plans in an Oxigraph database on disk. A plan is in whole or not at all.

Each plan has a graph with what is known of its versions, and each version its facts and its source map. Of several
versions the one that no other replaces is the current one.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from scrgraph import namespaces
from scrgraph.errors import BadUsage, DamagedStore
from scrgraph.graph import iris
from scrgraph.graph.dataset import build_from_quads, list_quads

_SCR = namespaces.SCR
_ACTION_PLAN = ox.NamedNode(_SCR + "ActionPlan")
_RECOMMENDATION = ox.NamedNode(_SCR + "Recommendation")
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def open_store(folder: Path, *, create: bool = False, read_only: bool = False) -> ox.Store:
    """Open the store in a folder.

    Raises:
        DamagedStore: where it is missing, damaged, or another process writes to it.
    """
    if not create and not (folder / "CURRENT").exists():
        raise DamagedStore(
            "There is no store here.",
            path=str(folder),
            remedy="Make one with: scrgraph ingest PLAN --store DIR.",
        )
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        return ox.Store.read_only(str(folder)) if read_only else ox.Store(str(folder))
    except (OSError, RuntimeError, ValueError) as error:
        raise DamagedStore(
            f"The store cannot be opened ({error}).",
            path=str(folder),
            remedy="Check that no other scrgraph is writing to it and that the folder may be written to.",
        ) from None


@dataclass(frozen=True, slots=True)
class Addition:
    """What putting a plan into a store did; ``replaced`` is the file of the version that it took the place of."""

    replaced: str | None = None
    rows_before: int = 0


def add_plan(store: ox.Store, dataset: Dataset, *, replace: bool = False) -> Addition | None:
    """Put one plan's version into a store, in one transaction; ``None`` where that version is there already.

    A version read by another release of scrgraph is replaced; a new document of a known plan becomes its current
    version.

    Raises:
        BadUsage: where a new document hardly speaks of the rows of the plan whose id it bears, unless ``replace``.
    """
    quads = list_quads(dataset)
    version = next(quad.subject for quad in quads if quad.predicate.value == _SCR + "assertedIn")
    plan = next(quad.subject for quad in quads if quad.predicate.value == _SCR + "hasPlanVersion")
    meta = next(quad.graph_name for quad in quads if quad.predicate.value == _SCR + "hasPlanVersion")
    known = set(store.quads_for_pattern(version, None, None, meta))
    earlier = [v for v in list_versions(store, plan.value) if v != version.value]  # type: ignore[union-attr]
    reader = next(quad for quad in quads if quad.predicate.value == namespaces.PROV + "wasAssociatedWith")
    if known and reader in store:
        return None
    done = Addition()
    if earlier and not known:
        current = _current(store, earlier)
        before = _describe(store.quads_for_pattern(None, None, None, ox.NamedNode(current)))
        file = _name_file(store.quads_for_pattern(None, None, None, meta), current)
        if not replace:
            _check_likeness(before, _describe(q for q in quads if q.graph_name == version), file, dataset)
        quads.append(ox.Quad(version, ox.NamedNode(_SCR + "replacesVersion"), ox.NamedNode(current), meta))
        done = Addition(file, len(before.keys))
    if known:
        store.update(_write_replacement(quads, meta, reader.subject))
    else:
        store.extend(quads)
    store.flush()
    return done


@dataclass(frozen=True, slots=True)
class _Described:
    """What tells one plan from another: its id, the words of its title, the keys of its rows."""

    plan: str
    title: frozenset[str]
    keys: frozenset[str]


def _describe(quads: Iterable[ox.Quad]) -> _Described:
    """Describe the plan that the facts of a version hold."""
    facts = list(quads)

    def texts(subjects: set[object], predicate: str) -> Iterator[str]:
        for quad in facts:
            if quad.subject in subjects and quad.predicate.value == namespaces.DCTERMS + predicate:
                yield quad.object.value  # type: ignore[union-attr]

    plans: set[object] = {quad.subject for quad in facts if quad.predicate == _TYPE and quad.object == _ACTION_PLAN}
    rows: set[object] = {quad.subject for quad in facts if quad.predicate == _TYPE and quad.object == _RECOMMENDATION}
    return _Described(
        next(texts(plans, "identifier"), "the plan"),
        frozenset(word for title in texts(plans, "title") for word in re.findall(r"\w+", title.lower())),
        frozenset(texts(rows, "identifier")),
    )


def _name_file(meta: Iterable[ox.Quad], version: str) -> str:
    """Name the file that a version was read from."""
    facts = list(meta)
    read_from, called = ox.NamedNode(_SCR + "extractedFrom"), ox.NamedNode(_SCR + "fileName")
    sources = {quad.object for quad in facts if quad.predicate == read_from and quad.subject == ox.NamedNode(version)}
    names = [quad.object.value for quad in facts if quad.predicate == called and quad.subject in sources]  # type: ignore[union-attr]
    return min(names, default="another file")


def _check_likeness(before: _Described, after: _Described, file: str, dataset: Dataset) -> None:
    """Refuse a document that bears the id of another plan."""
    shared = len(after.keys & before.keys)
    other_title = bool(before.title and after.title) and not before.title & after.title
    if 2 * shared < len(after.keys) or (other_title and after.keys != before.keys):
        names = {str(name) for graph in dataset.graphs() for name in graph.objects(None, URIRef(_SCR + "fileName"))}
        raise BadUsage(
            f"This hardly is a newer version of {after.plan}: of its {len(after.keys)} rows {shared} are in the "
            f"version read from {file}.",
            path=min(names, default=None),
            remedy="Give it an id of its own (--plan ID), or say --replace.",
        )


def _write_replacement(quads: list[ox.Quad], meta: object, reading: object) -> str:
    """Write the update that puts a version's new reading in the place of its old one, whole or not at all."""
    agent = f"<{namespaces.PROV}wasAssociatedWith>"
    other = f"?other {agent} ?agent . FILTER (?other != {reading})"
    pattern = f"GRAPH {meta} {{ {reading} {agent} ?agent . ?agent ?p ?o . FILTER NOT EXISTS {{ {other} }} }}"
    graphs = sorted({str(quad.graph_name) for quad in quads if quad.graph_name != meta})
    inserts = "\n".join(f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} . }}" for q in quads)
    return " ;\n".join(
        [
            *(f"DROP SILENT GRAPH {graph}" for graph in graphs),
            f"DELETE {{ GRAPH {meta} {{ ?agent ?p ?o }} }} WHERE {{ {pattern} }}",
            f"DELETE WHERE {{ GRAPH {meta} {{ {reading} ?p ?o }} }}",
            f"INSERT DATA {{ {inserts} }}",
        ]
    )


def list_plans(store: ox.Store) -> tuple[str, ...]:
    """Give the ids of the plans in a store, sorted."""
    identifier = ox.NamedNode(namespaces.DCTERMS + "identifier")
    plans = set()
    for quad in store.quads_for_pattern(None, _TYPE, ox.NamedNode(_SCR + "ActionPlan"), None):
        for name in store.quads_for_pattern(quad.subject, identifier, None, None):
            plans.add(name.object.value)  # type: ignore[union-attr]
    return tuple(sorted(plans))


def list_versions(store: ox.Store, plan: str) -> tuple[str, ...]:
    """Give the IRIs of a plan's versions, sorted; ``plan`` is the plan's IRI."""
    has_version = ox.NamedNode(_SCR + "hasPlanVersion")
    quads = store.quads_for_pattern(ox.NamedNode(plan), has_version, None, None)
    return tuple(sorted(quad.object.value for quad in quads))  # type: ignore[union-attr]


def load_plan(store: ox.Store, plan: str) -> Dataset:
    """Give the dataset of a plan's current version; ``plan`` is the plan's id.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    identifier = ox.NamedNode(namespaces.DCTERMS + "identifier")
    for quad in store.quads_for_pattern(None, identifier, ox.Literal(plan), None):
        versions = list_versions(store, quad.subject.value)  # type: ignore[union-attr]
        if versions:
            current = _current(store, versions)
            meta = next(q.graph_name for q in store.quads_for_pattern(ox.NamedNode(current), _TYPE, None, None))
            graphs = [ox.NamedNode(current), ox.NamedNode(iris.source_iri(URIRef(current))), meta]
            return build_from_quads(q for graph in graphs for q in store.quads_for_pattern(None, None, None, graph))
    known = ", ".join(list_plans(store)) or "none"
    raise BadUsage(f"The store holds no plan '{plan}'.", remedy=f"It holds: {known}.")


def _current(store: ox.Store, versions: tuple[str, ...] | list[str]) -> str:
    """Give the version that no other one replaces."""
    replaces = ox.NamedNode(_SCR + "replacesVersion")
    replaced = {quad.object.value for quad in store.quads_for_pattern(None, replaces, None, None)}  # type: ignore[union-attr]
    left = [version for version in versions if version not in replaced]
    return left[-1] if left else versions[-1]
