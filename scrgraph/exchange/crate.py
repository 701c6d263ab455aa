"""Describes a package as an RO-Crate (version 1.1 of the specification): what it is, who sends it, what is in it."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from scrgraph import __version__, namespaces
from scrgraph.exchange.package import CRATE, DATA
from scrgraph.graph.profiles import ExchangeProfile

_FORMATS = {".nq": "application/n-quads", ".ttl": "text/turtle", ".trig": "application/trig"}


def describe_crate(
    profile: ExchangeProfile,
    board: str,
    published: dt.date,
    licence: str,
    data_hash: str,
    counts: Mapping[str, int],
    files: Mapping[str, bytes],
) -> bytes:
    """Give the crate's description of itself, as JSON-LD."""
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"Action plans of case reviews, profile {profile.name}",
        "description": f"{profile.definition} {profile.note}",
        "datePublished": published.isoformat(),
        "license": licence,
        "publisher": {"@id": "#board"},
        "conformsTo": {"@id": profile.iri},
        "hasPart": [{"@id": name} for name in sorted(files)],
        "identifier": data_hash,
        "variableMeasured": [{"@id": f"#count-{name}"} for name in sorted(counts)],
    }
    parts = [_describe_file(name, data) for name, data in sorted(files.items())]
    measured = [
        {"@id": f"#count-{name}", "@type": "PropertyValue", "name": name, "value": value}
        for name, value in sorted(counts.items())
    ]
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        root,
        {"@id": "#board", "@type": "Organization", "name": board},
        {
            "@id": f"{namespaces.VOCABULARIES}software/{__version__}",
            "@type": "SoftwareApplication",
            "name": "scrgraph",
            "softwareVersion": __version__,
        },
        *measured,
        *parts,
    ]
    crate = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=2) + "\n").encode()


def _describe_file(name: str, data: bytes) -> dict[str, Any]:
    suffix = "." + name.rpartition(".")[2]
    described = {"@id": name, "@type": "File", "contentSize": str(len(data))}
    if suffix in _FORMATS:
        described["encodingFormat"] = _FORMATS[suffix]
    if name == DATA:
        described["description"] = "The data, as canonical N-Quads (RDFC-1.0)."
    return described
