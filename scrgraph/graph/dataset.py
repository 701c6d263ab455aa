"""Reads and writes datasets: TriG files and the vocabularies.

pyoxigraph reads, holds and writes them, since it is many times faster; they are datasets of rdflib (``quads``).
"""

import datetime as dt
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, SKOS, Dataset, URIRef

from scrgraph import namespaces
from scrgraph.errors import ScrgraphError, UnreadableDocument
from scrgraph.graph import iris
from scrgraph.graph.quads import FactGraph, QuadStore, copy_quads
from scrgraph.resources import ontology_folder

_ACTION_PLAN = URIRef(namespaces.SCR + "ActionPlan")
_PLAN_VERSION = URIRef(namespaces.SCR + "PlanVersion")
_REPLACES = URIRef(namespaces.SCR + "replacesVersion")
_LARGEST = 256 * 2**20  # bytes of a file
_DAYS = frozenset("asOf commenced correctedOn dueDate earliest latest onDate".split())
_NUMBERS = frozenset(
    "cellsSeen cellsUnread firstLine lastLine offset ordinal page paragraph position rowIndex sourceColumn sourceRow "
    "sourceTable tableIndex".split()
)
_PREFIXES = {
    "dcterms": namespaces.DCTERMS,
    "oa": namespaces.OA,
    "prov": namespaces.PROV,
    "rdfs": namespaces.RDFS,
    "scr": namespaces.SCR,
    "skos": namespaces.SKOS,
    "xsd": namespaces.XSD,
}


@cache
def load_vocabularies() -> FactGraph:
    """Give the vocabularies of ``ontology/vocabularies`` in one graph; it is shared, so it must not be changed."""
    graph = FactGraph()
    for path in sorted((ontology_folder() / "vocabularies").glob("*.ttl")):
        graph.quads.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    return graph


@cache
def load_concepts() -> FactGraph:
    """Give the vocabularies without the wordings by which documents are read, which no rule looks at; it is shared.

    What stays of a concept: its type, scheme, notation, preferred label and place among the others.
    """
    graph = FactGraph()
    left_out = {ox.NamedNode(str(term)) for term in (SKOS.altLabel, SKOS.hiddenLabel, SKOS.definition, DCTERMS.title)}
    graph.extend(quad for quad in load_vocabularies().quads if quad.predicate not in left_out)
    return graph


def find_quads(dataset: Dataset) -> Iterable[ox.Quad]:
    """Give a dataset's quads, in no order."""
    if isinstance(dataset.store, QuadStore):
        return dataset.store.quads
    return copy_quads(dataset)


def list_quads(dataset: Dataset) -> list[ox.Quad]:
    """Give a dataset's quads, sorted, so that the same dataset gives the same list."""
    return _sort_quads(find_quads(dataset))


def _sort_quads(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return sorted(
        set(quads), key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))
    )


def build_from_quads(quads: Iterable[ox.Quad]) -> Dataset:
    """Give the dataset of some quads."""
    return Dataset(store=QuadStore(quads))


def merge_datasets(datasets: Iterable[Dataset]) -> Dataset:
    """Give one dataset with the graphs of several."""
    return build_from_quads(quad for dataset in datasets for quad in find_quads(dataset))


def save_trig(dataset: Dataset, path: Path) -> None:
    """Write a dataset as TriG, sorted; the file is whole or is not touched.

    Raises:
        ScrgraphError: where it cannot be written.
    """
    write_whole(path, render_trig(find_quads(dataset)))


def render_trig(quads: Iterable[ox.Quad]) -> bytes:
    """Give quads as TriG, sorted."""
    return ox.serialize(_sort_quads(quads), format=ox.RdfFormat.TRIG, prefixes=_PREFIXES) or b""


def load_dataset(path: Path) -> Dataset:
    """Read a TriG or N-Quads file.

    Raises:
        UnreadableDocument: where it cannot be read.
    """
    kind = ox.RdfFormat.N_QUADS if path.suffix == ".nq" else ox.RdfFormat.TRIG
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableDocument(
                f"The file is larger than {_LARGEST // 2**20} MB.",
                path=str(path),
                remedy="Keep the plans in a store: scrgraph ingest --store DIR.",
            )
        return build_from_quads(check_quads(_parse(path, kind)))
    except (SyntaxError, ValueError, TypeError) as error:
        raise UnreadableDocument(
            f"This is not sound linked data ({error}).",
            path=str(path),
            remedy="Make it anew with: scrgraph ingest PLAN -o FILE.trig.",
        ) from None
    except OSError as error:
        raise UnreadableDocument(
            f"The file cannot be read ({error.strerror}).", path=str(path), remedy="Check its name and place."
        ) from None


def _parse(path: Path, kind: ox.RdfFormat) -> Iterator[ox.Quad]:
    with path.open("rb") as stream:
        yield from ox.parse(stream, format=kind)


def check_quads(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Let sound quads pass; raises ``ValueError`` for a day that is none of the calendar, or a number that is none."""
    for quad in quads:
        value = quad.object
        name = quad.predicate.value.removeprefix(namespaces.SCR)
        kind = value.datatype.value.removeprefix(namespaces.XSD) if isinstance(value, ox.Literal) else ""
        if kind == "date" or name in _DAYS:
            if kind != "date" or not _is_day(value.value):  # type: ignore[union-attr]
                raise ValueError(f"{value} of {quad.subject} is no day of the calendar")
        elif (kind == "integer" or name in _NUMBERS) and (
            kind != "integer" or not re.fullmatch(r"[+-]?[0-9]{1,18}", value.value)  # type: ignore[union-attr]
        ):
            raise ValueError(f"{value} of {quad.subject} is no whole number")
        yield quad


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def list_versions(dataset: Dataset) -> tuple[str, ...]:
    """Give the IRIs of those versions of plans whose facts a dataset holds."""
    graphs = list(dataset.graphs())
    versions = {version for graph in graphs for version in graph.subjects(RDF.type, _PLAN_VERSION)}
    return tuple(sorted(str(graph.identifier) for graph in graphs if graph.identifier in versions and any(graph)))


def split_plans(dataset: Dataset) -> list[Dataset]:
    """Give the dataset of each plan that a dataset holds, by the plans' IRIs: that of its current version.

    Raises:
        UnreadableDocument: where a plan has several versions and none is said to replace the others.
    """
    versions: dict[str, set[str]] = {}
    for graph in dataset.graphs():
        for node in graph.subjects(RDF.type, _ACTION_PLAN):
            versions.setdefault(str(node), set()).add(str(graph.identifier))
    replaced = {str(version) for graph in dataset.graphs() for version in graph.objects(None, _REPLACES)}
    parts = []
    for plan, graphs in sorted(versions.items()):
        left = sorted(graphs - replaced) if len(graphs) > 1 else sorted(graphs)
        if len(left) != 1:
            raise UnreadableDocument(
                f"The linked data holds {len(graphs)} versions of the plan {plan}, and does not say which is current.",
                remedy="Put the documents into a store one after the other: scrgraph ingest PLAN --store DIR.",
            )
        others = {name for other in graphs - set(left) for name in (other, str(iris.source_iri(URIRef(other))))}
        parts.append(
            build_from_quads(
                quad
                for quad in find_quads(dataset)
                if isinstance(quad.graph_name, ox.NamedNode)
                and (name := quad.graph_name.value) not in others
                and (len(versions) == 1 or name.startswith(f"{plan}/"))
            )
        )
    return parts


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or is not touched: beside it first, then in its place.

    A link is followed; a device or a pipe is written to as it is.

    Raises:
        ScrgraphError: where it cannot be written.
    """
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                stream.write(data)
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ScrgraphError(
            f"The file cannot be written ({error.strerror or error}).",
            path=str(path),
            remedy="Check the folder and the room on the disk; nothing was changed.",
        ) from None
