"""The accounts in a package: where its data comes from, how much of what is in it, and what was taken out.

They are in the terms of PROV-O (W3C 2013), VoID (W3C 2011) and of scrgraph's own ontology. Each speaks of the package
by the same name, which is made of the hash of its data, its profile, who sends it and the day.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, VOID, XSD, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import __version__, namespaces
from scrgraph.exchange.redaction import Removal
from scrgraph.exchange.senders import Sender
from scrgraph.exchange.turtle import render_turtle
from scrgraph.graph import iris
from scrgraph.graph.profiles import ExchangeProfile

SCR = Namespace(namespaces.SCR)

_TYPE = ox.NamedNode(str(RDF.type))
_EXTRACTED_FROM = ox.NamedNode(namespaces.SCR + "extractedFrom")
_DIGEST = ox.NamedNode(namespaces.SCR + "digest")

_Told = tuple[Node, URIRef, Node | str | int]


@dataclass(frozen=True, order=True)
class Origin:
    """A version of a plan, the document that it was read from, and the document's digest."""

    version: str
    document: str
    digest: str


def name_package(data_hash: str, profile: ExchangeProfile, sender: Sender) -> URIRef:
    """Name a package by what it holds, under which profile, who sends it, and the day."""
    said = "\n".join([data_hash, profile.iri, sender.board, sender.published.isoformat()])
    return iris.package_iri(hashlib.sha256(said.encode()).hexdigest()[:32])


def find_origins(quads: Iterable[ox.Quad]) -> tuple[Origin, ...]:
    """Find the versions of plans in some quads, each with its document."""
    digests: dict[object, str] = {}
    read_from = []
    for quad in quads:
        if quad.predicate == _DIGEST:
            digests[quad.subject] = quad.object.value  # type: ignore[union-attr]
        elif quad.predicate == _EXTRACTED_FROM:
            read_from.append((quad.subject, quad.object))
    return tuple(
        sorted(Origin(version.value, document.value, digests.get(document, "")) for version, document in read_from)  # type: ignore[union-attr]
    )


def describe_provenance(
    package: URIRef, profile: ExchangeProfile, sender: Sender, origins: Iterable[Origin], versions: frozenset[str]
) -> bytes:
    """Tell where the data comes from, down to the digest of each document; of the versions, only those in the data."""
    return render_turtle(_describe_provenance(package, profile, sender, origins, versions))


def _describe_provenance(
    package: URIRef, profile: ExchangeProfile, sender: Sender, origins: Iterable[Origin], versions: frozenset[str]
) -> Iterator[_Told]:
    made, board = iris.below(package, "export"), iris.below(package, "board")
    software = iris.software_iri(__version__)
    yield package, RDF.type, PROV.Entity
    yield package, DCTERMS.issued, Literal(sender.published.isoformat(), datatype=XSD.date)
    yield package, PROV.wasGeneratedBy, made
    yield package, PROV.wasAttributedTo, board
    yield board, RDF.type, PROV.Organization
    yield board, RDFS.label, sender.board
    yield made, RDF.type, PROV.Activity
    yield made, PROV.used, URIRef(profile.iri)
    yield made, PROV.wasAssociatedWith, software
    yield made, PROV.wasAssociatedWith, board
    yield URIRef(profile.iri), RDF.type, PROV.Plan
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, SCR.softwareVersion, __version__
    if profile.gives_figures:
        # How many documents there are would tell a count, and which they are a case: one digest stands for all.
        documents = iris.below(package, "documents")
        digests = "".join(f"{digest}\n" for digest in sorted({origin.digest for origin in origins}))
        yield package, PROV.wasDerivedFrom, documents
        yield documents, RDF.type, PROV.Collection
        yield documents, RDFS.label, Literal("The documents, by the SHA-256 of the sorted list of their digests.", "en")
        yield documents, SCR.digest, "sha256:" + hashlib.sha256(digests.encode()).hexdigest()
        return
    for origin in origins:
        document = URIRef(origin.document)
        yield document, RDF.type, SCR.SourceDocument
        yield document, SCR.digest, origin.digest
        derived = package
        if origin.version in versions:
            derived = URIRef(origin.version)
            yield derived, RDF.type, PROV.Entity
            yield package, PROV.wasDerivedFrom, derived
            yield made, PROV.used, derived
        yield derived, PROV.wasDerivedFrom, document


def describe_size(package: URIRef, quads: Iterable[ox.Quad]) -> bytes:
    """Tell how many statements there are, of which properties, and how many things of which classes."""
    given = list(quads)
    classes = Counter(quad.object.value for quad in given if quad.predicate == _TYPE)  # type: ignore[union-attr]
    properties = Counter(quad.predicate.value for quad in given)
    told: list[_Told] = [
        (package, RDF.type, VOID.Dataset),
        (package, VOID.triples, len(given)),
        (package, VOID.distinctSubjects, len({quad.subject for quad in given})),
        (package, VOID.classes, len(classes)),
        (package, VOID.properties, len(properties)),
    ]
    for name, counts, says, counted, one in (
        ("class", classes, VOID["class"], VOID.entities, VOID.classPartition),
        ("property", properties, VOID.property, VOID.triples, VOID.propertyPartition),
    ):
        for number, (iri, count) in enumerate(sorted(counts.items()), 1):
            part = iris.below(package, name, str(number))
            told += [(package, one, part), (part, says, URIRef(iri)), (part, counted, count)]
    return render_turtle(told)


def describe_removals(
    package: URIRef, profile: ExchangeProfile, removals: Mapping[Removal, int], counted: bool = True
) -> bytes:
    """Tell what kinds of statements were taken out, by which rule and why, how many of each: never what they said.

    Where they are not to be ``counted``, since a small number would tell something, it is told of each kind that there
    were some.
    """
    told: list[_Told] = [(package, SCR.givenUnder, URIRef(profile.iri))]
    for rule in profile.rules:
        told += [
            (URIRef(rule.iri), RDF.type, SCR.ExchangeRule),
            (URIRef(rule.iri), RDFS.label, Literal(rule.label, lang="en")),
            (URIRef(rule.iri), RDFS.comment, Literal(rule.reason, lang="en")),
        ]
    for number, (removal, count) in enumerate(sorted(removals.items()), 1):
        node = iris.below(package, "redaction", str(number))
        told += [
            (node, RDF.type, SCR.Redaction),
            (package, SCR.hasRedaction, node),
            (node, SCR.treatment, removal.treatment),
            (node, SCR.ofProperty, URIRef(removal.of_property)),
        ]
        if removal.rule:
            told.append((node, SCR.byExchangeRule, URIRef(removal.rule)))
        if removal.of_class:
            told.append((node, SCR.ofClass, URIRef(removal.of_class)))
        if counted:
            told.append((node, SCR.statementCount, count))
    return render_turtle(told)
