"""Builds the IRIs of data: deterministic, without personal data, from what lasts (plan, part, agency, number).

Positions in a file are no identity: an event is named by its kind and days, a meeting by its day.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

from rdflib import URIRef

from scrgraph import namespaces
from scrgraph.graph.naming import extend_name, join_parts

_META = "/meta"
_SOURCE = "/source"


def plan_iri(plan: str, base: str = namespaces.ID) -> URIRef:
    """Name a plan by its id."""
    return URIRef(f"{base}plan/{quote(plan, safe='~-._')}")


def version_iri(plan: str, digest: str, base: str = namespaces.ID) -> URIRef:
    """Name a version of a plan, and the graph that holds its facts, by the document's digest."""
    return URIRef(plan_iri(plan, base) + "/version/" + digest.removeprefix("sha256:")[:16])


def source_iri(version: URIRef) -> URIRef:
    """Name the graph that holds a version's source map."""
    return URIRef(version + _SOURCE)


def is_source_iri(graph: object) -> bool:
    """Tell whether a graph of this name holds a version's source map."""
    return str(graph).endswith(_SOURCE)


def reading_iri(version: URIRef) -> URIRef:
    """Name the reading by which a version came from its document."""
    return below(version, "reading")


def meta_iri(plan: str, base: str = namespaces.ID) -> URIRef:
    """Name the graph that holds what is known of a plan's versions and documents."""
    return URIRef(plan_iri(plan, base) + _META)


def meta_of_plan(plan: str) -> str:
    """Name the graph that holds what is known of the versions of a plan, by the plan's IRI."""
    return plan + _META


def plan_of_meta(graph: str) -> str | None:
    """Give the plan whose versions a graph of this name tells of; ``None`` where it is the graph of something else."""
    plan = graph.removesuffix(_META)
    return plan if graph.endswith(_META) and "/" not in plan.rpartition("/plan/")[2] else None


def is_figures_iri(graph: str) -> bool:
    """Tell whether a graph of this name holds figures over plans, and no plan."""
    return "/figures/" in graph


def document_iri(digest: str, base: str = namespaces.ID) -> URIRef:
    """Name a document by its digest."""
    return URIRef(base + join_parts("document", digest.removeprefix("sha256:")))


def below(parent: URIRef, *parts: str) -> URIRef:
    """Name something that belongs to a parent."""
    return URIRef(extend_name(parent, *parts))


def lesson_iri(plan: URIRef, row: str) -> URIRef:
    """Name a lesson by the row in which it first stands: its plan, and what the row is known by there."""
    return below(plan, "lesson", row)


def base_of(plan: object) -> str:
    """Give the base under which a plan is named."""
    return str(plan).rpartition("plan/")[0]  # the plan's id comes last, and has no stroke in it


def figures_iri(base: str, as_of: str, unit: str, dimensions: Iterable[str] = ()) -> URIRef:
    """Name figures as of a day, and the graph that holds them: what is counted, and by which dimensions."""
    by = [re.sub(r"([A-Z])", r"-\1", name).lower() for name in dimensions]
    return URIRef(base + join_parts("figures", as_of, unit, *(["by-" + "-and-".join(by)] if by else [])))


def agency_iri(code: str) -> URIRef:
    """Name an agency by its code in the vocabulary, or by the slug of its printed name."""
    return URIRef(namespaces.VOCABULARIES + join_parts("agencies", code))


def body_iri(code: str) -> URIRef:
    """Name a board, sub-group or monitoring body by its code in the vocabulary, or by the slug of its full name."""
    return URIRef(namespaces.VOCABULARIES + join_parts("bodies", code))


def concept_iri(scheme: str, notation: str) -> URIRef:
    """Name a concept of a vocabulary."""
    return URIRef(namespaces.VOCABULARIES + join_parts(scheme, notation))


def waiver_iri(waiver: str) -> URIRef:
    """Name a waiver by its id."""
    return URIRef(namespaces.ID + join_parts("waiver", waiver))


def correction_iri(correction: str) -> URIRef:
    """Name a correction by its id."""
    return URIRef(namespaces.ID + join_parts("correction", correction))


def package_id(node: str) -> str:
    """Give the id of a package by its name."""
    return node.rpartition("/")[2]


def correction_id(node: str) -> str:
    """Give the id of a correction by its name."""
    return node.rpartition("/")[2]


def is_correction_iri(node: str) -> bool:
    """Tell whether a node is named as a correction."""
    return node.startswith(namespaces.ID + "correction/")


def post_iri(post: str) -> URIRef:
    """Name a post that made a correction, by the slug of its printed name."""
    return URIRef(namespaces.ID + join_parts("post", post))


def package_iri(package: str) -> URIRef:
    """Name a package of linked data by its digest."""
    return URIRef(namespaces.ID + join_parts("package", package))


def software_iri(version: str) -> URIRef:
    """Name a version of scrgraph as the agent that read a document."""
    return URIRef(namespaces.VOCABULARIES + join_parts("software", version))


def engine_iri(engine: str) -> URIRef:
    """Name an engine, by its name and version, as the agent that judged by rules."""
    return URIRef(namespaces.VOCABULARIES + join_parts("software", engine.replace(" ", "-")))


def pack_iri(digest: str) -> URIRef:
    """Name a pack of rules by its digest."""
    return URIRef(namespaces.VOCABULARIES + join_parts("rule-pack", digest.removeprefix("sha256:")[:16]))
