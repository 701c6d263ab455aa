"""Lists the cells of a plan that people read otherwise than they are printed, each with who says so and why."""

import datetime as dt
from dataclasses import replace

from rdflib import DCTERMS, RDFS, Graph, Literal, URIRef

from scrgraph.audit.findings import CorrectedCell
from scrgraph.audit.gathering import Sources
from scrgraph.graph.citations import Citation
from scrgraph.graph.corrections import KnownCorrection, list_corrections


def list_corrected(data: Graph, sources: Sources) -> tuple[CorrectedCell, ...]:
    """List the corrections that the facts of a plan rest on, by row and column."""
    return tuple(_describe(known, data, sources) for known in list_corrections([data]))


def _describe(known: KnownCorrection, data: Graph, sources: Sources) -> CorrectedCell:
    row = next(
        (node for node in data.subjects(DCTERMS.identifier, Literal(known.row)) if isinstance(node, URIRef)), None
    )
    name = None if row is None else data.value(row, RDFS.label)
    place = None if row is None else sources.place(row, known.column)
    cell = place or Citation("", None, None, known.column, known.column, None, None, None)
    return CorrectedCell(
        known.id,
        known.row,
        None if name is None else str(name),
        replace(cell, quote=known.printed or None, read_as=known.read_as, correction=known.id),
        known.printed,
        known.read_as,
        known.reason,
        known.post,
        dt.date.fromisoformat(known.day),
    )
