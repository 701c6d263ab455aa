"""The store: plans in an Oxigraph database on disk. A plan is in whole or not at all.

Each plan has a graph with what is known of its versions, and each version its facts and its source map. Of several
versions the one that no other replaces is the current one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset, URIRef

from scrgraph import namespaces
from scrgraph.errors import BadUsage, DamagedStore
from scrgraph.facts.lineage import follow_rows
from scrgraph.graph import iris
from scrgraph.graph.dataset import build_from_quads, find_quads
from scrgraph.graph.known_rows import KNOWN_AS, find_known_rows
from scrgraph.graph.packed import PackedFacts
from scrgraph.graph.receipts import find_holder, list_receipts, name_receipts
from scrgraph.graph.shared_rows import count_shared, split_words
from scrgraph.graph.sources import SourceMap, find_sources

_SCR = namespaces.SCR
_ACTION_PLAN = ox.NamedNode(_SCR + "ActionPlan")
_GIVEN_UNDER = ox.NamedNode(_SCR + "givenUnder")
_IDENTIFIER = namespaces.DCTERMS + "identifier"
_RECOMMENDATION = ox.NamedNode(_SCR + "Recommendation")
_USED = ox.NamedNode(namespaces.PROV + "used")
_REPLACES = ox.NamedNode(_SCR + "replacesVersion")
_STATEMENT = _SCR + "statement"
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
            f"The store cannot be opened ({getattr(error, 'strerror', None) or error}).",
            path=str(folder),
            remedy="Check that no other scrgraph is writing to it and that the folder may be written to.",
        ) from None


@dataclass(frozen=True, slots=True)
class Addition:
    """What putting a plan into a store did.

    ``replaced`` is the file of the version that it took the place of, and ``before`` that version's IRI; ``anew`` tells
    that the version was there, read by another release of scrgraph or with other corrections.
    """

    replaced: str | None = None
    rows_before: int = 0
    before: str | None = None
    anew: bool = False


def add_plan(store: ox.Store, dataset: Dataset, *, replace: bool = False) -> Addition | None:
    """Put one plan's version into a store, in one transaction; ``None`` where it is the current version already.

    A version read by another release of scrgraph, or with other corrections, is replaced; a new document of a known
    plan becomes its current version. So does, with ``replace``, the document of an earlier version; what replaced that
    stays, as earlier ones. Where the rows of a new document are otherwise numbered, or stand elsewhere, it is added
    what they are known by.

    Raises:
        BadUsage: where the store holds the plan under another base; without ``replace``, where a new document hardly
            says what the rows of the plan whose id it bears say, or where it is that of an earlier version.
    """
    quads = list(find_quads(dataset))
    corrections = _list_used(quads)
    held, reader = _find(quads, _SCR + "hasPlanVersion"), _find(quads, namespaces.PROV + "wasAssociatedWith")
    version, meta = ox.NamedNode(held.object.value), held.graph_name  # type: ignore[union-attr]
    _check_base(store, quads)
    _check_own(store, meta)
    versions = list_versions(store, held.subject.value)  # type: ignore[union-attr]
    known = version.value in versions
    as_read = reader in store and corrections == _list_used(store.quads_for_pattern(reader.subject, _USED, None, meta))
    current = ox.NamedNode(_current(store, versions)) if versions else version
    if version == current and as_read:
        return None
    if versions and not as_read:
        quads += _follow(store, quads, version, version if known else current, versions)
    done, updates = (
        Addition(anew=known),
        [_write_replacement(quads, meta, reader.subject)] if known and not as_read else [],
    )
    if version != current and (replace or as_read or not known):
        rows = _read_rows(store.quads_for_pattern(None, None, None, current))
        file = _name_file(store.quads_for_pattern(None, None, None, meta), current)
        if not replace:
            _check_newer(quads, version, rows, file, earlier=known)
        done = Addition(file, len(rows), current.value)
        if known:
            updates.append(_write_return(version, current, meta))
        else:
            quads.append(ox.Quad(version, _REPLACES, current, meta))
    if known:
        store.update(" ;\n".join(updates))
    else:
        store.extend(quads)
    store.flush()
    return done


def _follow(
    store: ox.Store, quads: Iterable[ox.Quad], version: ox.NamedNode, before: ox.NamedNode, versions: Iterable[str]
) -> list[ox.Quad]:
    """Say what the rows of a version are known by, where that is not their key, by the rows of the one before it."""
    made = ox.Store()
    made.bulk_extend(quad for quad in quads if quad.graph_name == version)
    rows = find_known_rows(made, version)
    held = {each: find_known_rows(store, ox.NamedNode(each)).values() for each in versions}
    taken = {row.known_as for each in held if each != version.value for row in held[each]}
    known_as = follow_rows(held[before.value], rows.values(), taken)
    return [
        ox.Quad(node, KNOWN_AS, ox.Literal(known_as[row.key]), version)
        for node, row in rows.items()
        if known_as[row.key] != row.key
    ]


def _list_used(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """List the corrections that a version was read with."""
    used = (quad.object.value for quad in quads if quad.predicate == _USED)  # type: ignore[union-attr]
    return frozenset(name for name in used if iris.is_correction_iri(name))


def _find(quads: Iterable[ox.Quad], predicate: str) -> ox.Quad:
    return next(quad for quad in quads if quad.predicate.value == predicate)


def _read_rows(quads: Iterable[ox.Quad]) -> dict[str, frozenset[str]]:
    """Give the words of each row that the facts of a version hold, by its key."""
    facts = list(quads)
    rows = {quad.subject for quad in facts if quad.predicate == _TYPE and quad.object == _RECOMMENDATION}
    said = {
        predicate: {q.subject: q.object.value for q in facts if q.subject in rows and q.predicate.value == predicate}  # type: ignore[union-attr]
        for predicate in (_IDENTIFIER, _STATEMENT)
    }
    return {
        key: split_words(said[_STATEMENT].get(row, ""))
        for row, key in sorted(said[_IDENTIFIER].items(), key=lambda found: found[1])
    }


def _name_file(meta: Iterable[ox.Quad], version: object) -> str:
    """Name the file that a version was read from."""
    facts = list(meta)
    read_from, called = ox.NamedNode(_SCR + "extractedFrom"), ox.NamedNode(_SCR + "fileName")
    sources = {quad.object for quad in facts if quad.predicate == read_from and quad.subject == version}
    names = [quad.object.value for quad in facts if quad.predicate == called and quad.subject in sources]  # type: ignore[union-attr]
    return min(names, default="another file")


def _check_newer(
    quads: Iterable[ox.Quad], version: object, before: Mapping[str, frozenset[str]], file: str, *, earlier: bool
) -> None:
    """Refuse a document that is that of an earlier version, or bears the id of another plan."""
    facts = list(quads)
    after = _read_rows(quad for quad in facts if quad.graph_name == version)
    plan = next(quad.subject for quad in facts if quad.predicate == _TYPE and quad.object == _ACTION_PLAN)
    name = next(quad.object.value for quad in facts if quad.subject == plan and quad.predicate.value == _IDENTIFIER)  # type: ignore[union-attr]
    path = _name_file(facts, version)
    if earlier:
        raise BadUsage(
            f"This is an earlier version of {name}; the current one was read from {file}.",
            path=path,
            remedy="To make this the current one again, say --replace.",
        )
    shared = count_shared(before, after)
    if 2 * shared < len(after):
        raise BadUsage(
            f"This hardly is a newer version of {name}: of its rows, {shared} of {len(after)} are in the "
            f"version read from {file}.",
            path=path,
            remedy="Give it an id of its own (--plan ID), or say --replace.",
        )


def _check_base(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Refuse a plan that the store holds already by another name: its versions would not be known for one plan's."""
    plan = next(quad.subject for quad in quads if quad.predicate == _TYPE and quad.object == _ACTION_PLAN)
    name = next(quad.object for quad in quads if quad.subject == plan and quad.predicate.value == _IDENTIFIER)
    for quad in store.quads_for_pattern(None, ox.NamedNode(_IDENTIFIER), name, None):
        if quad.subject != plan and ox.Quad(quad.subject, _TYPE, _ACTION_PLAN, quad.graph_name) in store:
            base = iris.base_of(quad.subject.value)  # type: ignore[union-attr]
            raise BadUsage(
                f"The store holds {name.value} under another base ({base}).",  # type: ignore[union-attr]
                remedy="Set base to that in scrgraph.toml, or make the store anew from the documents.",
            )


def _check_own(store: ox.Store, meta: object) -> None:
    """Refuse a document of a plan that another board gave: what is received stays as it came."""
    name = meta.value  # type: ignore[attr-defined]
    if found := find_holder(list_receipts(store), name):
        raise BadUsage(
            f"The store has this plan from another board ({found.sender}).",
            remedy=f"Give the document an id of its own (--plan ID), or take the package {found.package} out first: "
            "scrgraph received remove.",
        )


def _write_return(version: object, current: object, meta: object) -> str:
    """Write the update that makes an earlier version the current one: it leaves its place, and comes last."""
    return f"""
        DELETE {{ GRAPH {meta} {{ ?later {_REPLACES} {version} . {version} {_REPLACES} ?before }} }}
        INSERT {{ GRAPH {meta} {{ ?later {_REPLACES} ?before }} }}
        WHERE {{ GRAPH {meta} {{ ?later {_REPLACES} {version} OPTIONAL {{ {version} {_REPLACES} ?before }} }} }} ;
        INSERT DATA {{ GRAPH {meta} {{ {version} {_REPLACES} {current} }} }}"""


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
    return tuple(sorted(set(name_plans(store).values())))


def name_plans(store: ox.Store) -> dict[str, str]:
    """Give the ids of the plans in a store, by the plans' IRIs."""
    return {
        quad.subject.value: name.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, _TYPE, _ACTION_PLAN, None)
        for name in store.quads_for_pattern(quad.subject, ox.NamedNode(_IDENTIFIER), None, None)
    }


def list_versions(store: ox.Store, plan: str) -> tuple[str, ...]:
    """Give the IRIs of a plan's versions, sorted; ``plan`` is the plan's IRI."""
    has_version = ox.NamedNode(_SCR + "hasPlanVersion")
    quads = store.quads_for_pattern(ox.NamedNode(plan), has_version, None, None)
    return tuple(sorted(quad.object.value for quad in quads))  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version that a store holds: its place in the order of versions (from 1), its IRI, its document."""

    number: int
    iri: str
    file: str
    digest: str


def list_held(store: ox.Store, plan: str) -> tuple[HeldVersion, ...]:
    """Give the versions of a plan in their order, the current one last; by the plan's id.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    order = [find_current(store, plan)]
    while before := next(iter(store.quads_for_pattern(ox.NamedNode(order[-1]), _REPLACES, None, None)), None):
        order.append(before.object.value)  # type: ignore[union-attr]
    meta = ox.NamedNode(find_meta(store, order[0]))
    facts = list(store.quads_for_pattern(None, None, None, meta))
    held = []
    for number, version in enumerate(reversed(order), 1):
        node = ox.NamedNode(version)
        sources = [q.object for q in facts if q.subject == node and q.predicate.value == _SCR + "extractedFrom"]
        digests = [q.object.value for q in facts if q.subject in sources and q.predicate.value == _SCR + "digest"]  # type: ignore[union-attr]
        held.append(HeldVersion(number, version, _name_file(facts, node), min(digests, default="")))
    return tuple(held)


def load_version(store: ox.Store, version: str) -> Dataset:
    """Give the dataset of one version of a plan, by its IRI."""
    return build_from_quads(_read_graphs(store, find_meta(store, version), version, iris.source_iri(URIRef(version))))


def load_plan(store: ox.Store, plan: str) -> Dataset:
    """Give the dataset of a plan's current version; ``plan`` is the plan's id.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    return load_version(store, find_current(store, plan))


def load_facts(store: ox.Store, plan: str, packed: PackedFacts) -> tuple[Dataset, SourceMap]:
    """Give the dataset of a plan's current version, and its source map, which is more than half of it, by itself.

    What was packed of the version is taken from there; ``plan`` is the plan's id.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    current = find_current(store, plan)
    meta = find_meta(store, current)
    if found := packed.find(plan, name_version(store, plan)):
        facts, sources = found
        return build_from_quads([*facts, *_read_graphs(store, meta)]), sources
    sources = find_sources(store, [ox.NamedNode(iris.source_iri(URIRef(current)))])
    return build_from_quads(_read_graphs(store, meta, current)), sources


def pack_facts(store: ox.Store, plan: str, packed: PackedFacts, dataset: Dataset) -> None:
    """Pack what was put into a store of a plan, where its dataset is that of its current version.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    current = find_current(store, plan)
    own = {current, str(iris.source_iri(URIRef(current)))}
    quads = [quad for quad in find_quads(dataset) if quad.graph_name.value in own]  # type: ignore[union-attr]
    if quads:
        quads += store.quads_for_pattern(None, KNOWN_AS, None, ox.NamedNode(current))
        packed.keep(plan, name_version(store, plan), quads)


def find_meta(store: ox.Store, version: str) -> str:
    """Give the graph with what is known of a plan's versions, by the IRI of one of them."""
    return next(q.graph_name.value for q in store.quads_for_pattern(ox.NamedNode(version), _TYPE, None, None))  # type: ignore[union-attr]


def _read_graphs(store: ox.Store, *graphs: str) -> Iterator[ox.Quad]:
    for graph in graphs:
        yield from store.quads_for_pattern(None, None, None, ox.NamedNode(graph))


def find_current(store: ox.Store, plan: str) -> str:
    """Give the IRI of the current version of a plan, by the plan's id.

    Raises:
        BadUsage: where the store holds no such plan.
    """
    for quad in store.quads_for_pattern(None, ox.NamedNode(_IDENTIFIER), ox.Literal(plan), None):
        if versions := list_versions(store, quad.subject.value):  # type: ignore[union-attr]
            return _current(store, versions)
    known = ", ".join(list_plans(store)) or "none"
    raise BadUsage(f"The store holds no plan '{plan}'.", remedy=f"It holds: {known}.")


def name_version(store: ox.Store, plan: str) -> str:
    """Name the current version of a plan; by the plan's id.

    It is named by what it was read from, with which corrections, by which release of scrgraph, by what its rows are
    known by; and where another board gave it, under which profile and in which package.

    The same name stands for the same facts.
    """
    current = ox.NamedNode(find_current(store, plan))
    of_version = [ox.NamedNode(_SCR + "extractedFrom"), ox.NamedNode(namespaces.PROV + "wasGeneratedBy")]
    found = [quad.object for each in of_version for quad in store.quads_for_pattern(current, each, None, None)]
    of_these = [ox.NamedNode(_SCR + "digest"), ox.NamedNode(namespaces.PROV + "wasAssociatedWith"), _USED]
    said = [q.object for thing in found for each in of_these for q in store.quads_for_pattern(thing, each, None, None)]  # type: ignore[arg-type]
    known_as = [f"{q.subject} {q.object}" for q in store.quads_for_pattern(None, KNOWN_AS, None, current)]
    given = sorted(str(quad.object) for quad in store.quads_for_pattern(current, _GIVEN_UNDER, None, None))
    came = name_receipts(store, current.value)
    return " ".join([current.value, *sorted(str(term) for term in said), *sorted(known_as), *given, *came])


def _current(store: ox.Store, versions: tuple[str, ...] | list[str]) -> str:
    """Give the version that no other one replaces."""
    left = [version for version in versions if not _is_replaced(store, version)]
    return left[-1] if left else versions[-1]


def _is_replaced(store: ox.Store, version: str) -> bool:
    return next(iter(store.quads_for_pattern(None, _REPLACES, ox.NamedNode(version), None)), None) is not None
