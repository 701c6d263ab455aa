"""Reads from what documents a plan's version was read, for the provenance of a report."""

from dataclasses import dataclass

from rdflib import Dataset, Namespace, URIRef

from scrgraph import namespaces

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True, slots=True)
class Origin:
    """A document that a plan was read from: its name, without folders, and the digest of its bytes."""

    file: str
    digest: str


def read_origins(dataset: Dataset) -> tuple[Origin, ...]:
    """Give the documents behind the version of a plan whose facts a dataset holds, sorted.

    Of earlier versions a dataset may still tell which documents they were read from; these are not given.
    """
    held = {graph.identifier for graph in dataset.graphs()}
    found = {
        Origin(*(str(graph.value(document, term) or "") for term in (SCR.fileName, SCR.digest)))
        for graph in dataset.graphs()
        for version, document in graph.subject_objects(URIRef(SCR.extractedFrom))
        if version in held
    }
    return tuple(sorted(found, key=lambda origin: (origin.file, origin.digest)))
