"""Counts what is in the data of a package, so that a receiver can count again."""

from collections import Counter
from collections.abc import Collection

import pyoxigraph as ox

from scrgraph import namespaces

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_COUNTED = (
    "ActionPlan",
    "PlanVersion",
    "Recommendation",
    "Action",
    "TargetDate",
    "AuditEvent",
    "EvidenceRequirement",
    "Meeting",
)


def count_things(quads: Collection[ox.Quad]) -> dict[str, int]:
    """Count the things of the main classes, the statements and the graphs. A thing of two versions counts once."""
    kinds = Counter(
        kind
        for _, kind in {(quad.subject, quad.object.value) for quad in quads if quad.predicate == _TYPE}  # type: ignore[union-attr]
    )
    counts = {name: kinds[namespaces.SCR + name] for name in _COUNTED}
    return {"statements": len(quads), "graphs": len({quad.graph_name for quad in quads}), **counts}
