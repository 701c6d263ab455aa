"""Describes a package as an RO-Crate (specification 1.1): what it is, who sends it, what is in it, how to read it."""

import json
from collections.abc import Mapping
from typing import Any

from rdflib import URIRef

from scrgraph import __version__
from scrgraph.exchange.package import CRATE, DATA, PROOF
from scrgraph.exchange.senders import Sender
from scrgraph.graph import iris
from scrgraph.graph.profiles import ExchangeProfile

UNSIGNED = "unsigned"  # what stands where the key of the signature would

_CRATE = "https://w3id.org/ro/crate/1.1"
_FORMATS = {
    ".html": "text/html",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
}
_FILES = {
    DATA: ("data", "The data as canonical N-Quads (RDFC-1.0): sorted, each statement once; its SHA-256 is the hash."),
    "data.trig": ("data, as TriG", "The same data, easier on the eye."),
    "data.jsonld": ("data, as JSON-LD", "The same data, with its context inside."),
    PROOF: ("proof of the data", "The sender's proof of the data, by the standard Data Integrity of the W3C."),
    "context.jsonld": ("context", "The context of the JSON-LD: which name stands for which term."),
    "provenance.ttl": ("where it comes from", "From the package back to the digest of each document."),
    "void.ttl": ("how much it is", "How many statements and things of each kind there are."),
    "redaction.ttl": (
        "what was taken out",
        "What kinds of statements, by which rules, how many; never what they said.",
    ),
    "privacy.ttl": ("what was cleared", "What looks like personal data and was cleared: its kind, why, by which post."),
    "report.ttl": ("how the plans were judged", "The sender's audit, as a SHACL validation report."),
    "report.html": ("how the plans were judged, as a page", "The sender's audit, for people."),
    "policy.ttl": ("terms", "On what terms the package is given."),
}
_FOLDERS = {
    "ontology": "Part of the ontology, its code lists and the exchange profiles.",
    "mapping": "How the sender's words stand to those of others.",
    "mappings": "How the terms of the ontology stand to other vocabularies.",
    "shapes": "The shapes by which sound data is told, and the rules of the audit.",
}


def describe_crate(
    package: URIRef,
    profile: ExchangeProfile,
    sender: Sender,
    data_hash: str,
    counts: Mapping[str, int],
    files: Mapping[str, bytes],
    key: str | None = None,
) -> bytes:
    """Give the crate's description of itself, as JSON-LD; its context is named, as the specification has it.

    ``key`` is the id of the key by which the package is signed.
    """
    software = str(iris.software_iri(__version__))
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": str(package),
        "name": f"Action plans of case reviews, as linked data: profile {profile.name}",
        "description": f"{profile.definition} {profile.note}",
        "datePublished": sender.published.isoformat(),
        "license": {"@id": "#licence"},
        "author": {"@id": "#board"},
        "publisher": {"@id": "#board"},
        "conformsTo": {"@id": profile.iri},
        "hasPart": [{"@id": name} for name in sorted(files)],
        "variableMeasured": [{"@id": f"#count-{name}"} for name in sorted(counts)],
        "additionalProperty": [{"@id": "#data-hash"}, {"@id": "#signature"}],
    }
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": _CRATE},
        },
        root,
        {"@id": "#board", "@type": "Organization", "name": sender.board},
        {"@id": "#licence", "@type": "CreativeWork", "name": sender.licence, "description": _describe_terms(sender)},
        {"@id": "#data-hash", "@type": "PropertyValue", "name": "RDFC-1.0 dataset hash", "value": data_hash},
        {"@id": "#signature", "@type": "PropertyValue", "name": "key of the signature", "value": key or UNSIGNED},
        {"@id": profile.iri, "@type": "CreativeWork", "name": profile.name, "description": profile.definition},
        {"@id": software, "@type": "SoftwareApplication", "name": "scrgraph", "softwareVersion": __version__},
        {
            "@id": "#export",
            "@type": "CreateAction",
            "name": "Export",
            "instrument": {"@id": software},
            "agent": {"@id": "#board"},
            "result": {"@id": "./"},
            "endTime": sender.published.isoformat(),
        },
        *(
            {"@id": f"#count-{name}", "@type": "PropertyValue", "name": name, "value": value}
            for name, value in sorted(counts.items())
        ),
        *(_describe_file(name, data) for name, data in sorted(files.items())),
    ]
    crate = {"@context": f"{_CRATE}/context", "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=2) + "\n").encode()


def is_known(name: str) -> bool:
    """Tell whether a package may hold a file of this name, besides the lists of its files and the crate."""
    return name in _FILES or (name.partition("/")[0] in _FOLDERS and name.endswith((".ttl", ".tsv")))


def _describe_terms(sender: Sender) -> str:
    return f"Licence or agreement: {sender.licence}. Handling: {sender.handling}. See policy.ttl."


def _describe_file(name: str, data: bytes) -> dict[str, Any]:
    suffix = "." + name.rpartition(".")[2]
    title, words = _FILES.get(name, (name, _FOLDERS.get(name.partition("/")[0], "")))
    return {
        "@id": name,
        "@type": "File",
        "name": title,
        "description": words,
        "contentSize": str(len(data)),
        "encodingFormat": _FORMATS.get(suffix, "text/plain"),
    }
