"""Corrections: a person's own reading of cells, from files that people write, and as linked data.

A file of corrections is TOML, or a sheet (CSV or XLSX) with a correction on each line, its columns named as the keys
are::

    [[correction]]
    plan = "case-14"
    row = "main/3"
    column = "targets"               # or the words printed above it; or instead of both: place = "line 12"
    printed = "29.02.09"             # "" where nothing is printed, or nothing was read
    read-as = "28.02.09"
    reason = "The minutes of 13 July name the last day of February."
    post = "Clerk to the sub-group"
    day = 2010-07-20

In linked data (PROV-O) a correction is an entity that is attributed to the post; the cell keeps what is printed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, PROV, RDF, RDFS, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.facts.corrections import Correction
from scrgraph.facts.names import slugify
from scrgraph.graph import iris
from scrgraph.graph.entries import Entry, Form, read_entries
from scrgraph.graph.quads import Triple

SCR = Namespace(namespaces.SCR)

_FORM = Form(
    one="correction",
    keys=("plan", "row", "column", "place", "printed", "read-as", "reason", "post", "day"),
    needed=("read-as", "Every correction says how the words are read"),
    form=("Write [[correction]] and below it plan, row, column, printed, read-as, reason, post, day = 2010-07-13."),
    remedy="Name a file of corrections, with --corrections or in scrgraph.toml.",
)


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Read a file of corrections: TOML, or a sheet.

    Raises:
        BadUsage: where it cannot be read, has another form, or two speak of one cell; it names the entry.
    """
    found: dict[tuple[str | None, ...], Correction] = {}
    for entry in read_entries(path, _FORM):
        correction = _read_correction(entry)
        cell = (correction.plan, correction.row, (correction.column or "").casefold(), correction.place)
        if cell in found:
            what = f"two corrections speak of one cell: {correction.target} (the other is {found[cell].told})"
            raise entry.complain(what, "Say in one of them how the whole cell is read")
        found[cell] = correction
    return tuple(found.values())


def _read_correction(entry: Entry) -> Correction:
    plan = entry.read_needed("plan", 'Say of which plan it speaks: write plan = "ID"')
    row, column, place = entry.read_text("row"), entry.read_text("column"), entry.read_text("place")
    if place is None and (row is None or column is None):
        raise entry.complain(
            "it does not say which cell is meant", 'Write row = "main/3" and column = "targets", or place = "line 12"'
        )
    printed = _read_printed(entry)
    read_as = entry.read_needed("read-as", 'Say how the words are read: write read-as = "..."')
    if " ".join(printed.split()) == " ".join(read_as.split()):
        raise entry.complain("it reads the words as they are printed", "Take it out, or say how they are read")
    reason = entry.read_needed("reason", "A correction without a reason is none")
    post = entry.read_needed("post", "Somebody has read it so: name the post, not the person")
    day = entry.read_day("day", "Say when it was made: write day = 2010-07-13")
    return Correction(plan, printed, read_as, reason, post, day, row, column, place, entry.path.name, entry.place)


def _read_printed(entry: Entry) -> str:
    """Give the words that are printed; in a sheet an empty cell says that there are none."""
    if entry.find("printed") == "" or (entry.find("printed") is None and entry.path.suffix.lower() != ".toml"):
        return ""
    return entry.read_needed("printed", 'Say what is printed: write printed = "...", or printed = "" where nothing is')


# -- linked data -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KnownCorrection:
    """A correction as linked data tells it, with the key of the row and the column of the cell that it is used in."""

    id: str
    row: str
    column: str
    printed: str
    read_as: str
    reason: str
    post: str
    day: str


def write_correction(correction: Correction, row: URIRef, column: str) -> Iterator[Triple]:
    """Write a correction that is used in a cell of a row."""
    node = iris.correction_iri(correction.id)
    post = iris.post_iri(slugify(correction.post) or "post")
    yield node, RDF.type, SCR.Correction
    yield node, DCTERMS.identifier, Literal(correction.id)
    yield node, SCR.correctsRow, row
    yield node, SCR.inColumn, Literal(column)
    yield node, SCR.printedText, Literal(correction.printed)
    yield node, SCR.readAs, Literal(correction.read_as)
    yield node, SCR.reason, Literal(correction.reason)
    yield node, SCR.correctedOn, Literal(correction.day)
    yield node, PROV.wasAttributedTo, post
    yield post, RDF.type, PROV.Agent
    yield post, RDFS.label, Literal(correction.post)


def list_corrections(graphs: Iterable[Graph]) -> tuple[KnownCorrection, ...]:
    """List the corrections that facts rest on, by their rows and columns."""
    found = []
    for graph in graphs:
        for node in graph.subjects(RDF.type, SCR.Correction):
            row = graph.value(node, SCR.correctsRow) or node
            post = graph.value(node, PROV.wasAttributedTo) or node
            told = {
                name: str(graph.value(node, term) or "")
                for name, term in (
                    ("id", DCTERMS.identifier),
                    ("column", SCR.inColumn),
                    ("printed", SCR.printedText),
                    ("read_as", SCR.readAs),
                    ("reason", SCR.reason),
                    ("day", SCR.correctedOn),
                )
            }
            found.append(
                KnownCorrection(
                    row=str(graph.value(row, DCTERMS.identifier) or row),
                    post=str(graph.value(post, RDFS.label) or ""),
                    **told,
                )
            )
    return tuple(sorted(set(found), key=lambda one: (one.row, one.column, one.id)))
