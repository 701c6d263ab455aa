"""What is known of how a document was read: how many of its cells were not, and what its readers noted.

It stands in the graph of what is known of a plan's versions, so that a saved report can say it too.
"""

from collections.abc import Iterable

from rdflib import RDF, Dataset, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.graph import iris
from scrgraph.graph.quads import Writer
from scrgraph.ingest.cells import Document

SCR = Namespace(namespaces.SCR)


def write_reading(meta: Writer, version: URIRef, document: Document, notes: Iterable[str]) -> None:
    """Write how a version's document was read; ``notes`` come beside those of the document itself."""
    reading = iris.reading_iri(version)
    meta.add((reading, SCR.cellsSeen, Literal(document.seen)))
    meta.add((reading, SCR.cellsUnread, Literal(document.count("unread"))))
    for note in (*document.notes, *notes):
        meta.add((reading, SCR.readingNote, Literal(note)))


def read_notes(dataset: Dataset) -> tuple[str, ...]:
    """Give what a reader of a plan's report must know of how its document was read, in sentences."""
    versions = [graph.identifier for graph in dataset.graphs() if (None, RDF.type, SCR.ActionPlan) in graph]
    said: list[str] = []
    for version in sorted(version for version in versions if isinstance(version, URIRef)):
        reading = iris.reading_iri(version)
        seen, unread = (_count(dataset, reading, term) for term in (SCR.cellsSeen, SCR.cellsUnread))
        if unread:
            were = "was" if unread == 1 else "were"
            said.append(f"{unread} of {seen} cells {were} not read; see scrgraph rows --account.")
        notes = {str(note) for graph in dataset.graphs() for note in graph.objects(reading, SCR.readingNote)}
        said += [note if note.endswith(".") else f"{note}." for note in sorted(notes)]
    return tuple(said)


def _count(dataset: Dataset, reading: URIRef, term: URIRef) -> int:
    values = (value for graph in dataset.graphs() for value in graph.objects(reading, term))
    return next((int(value.toPython()) for value in values if isinstance(value, Literal)), 0)
