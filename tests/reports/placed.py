"""Audits of small plans whose words stand in no lines: in a Word document, on a sheet, on pages.

The Word document is one, read by its reader. The other two are its lines with other places, so that what comes after
the reading (facts, graph, findings, reports) meets each kind of place, whatever reader gives it.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from string import ascii_uppercase

from scrgraph.audit.across import AcrossResult
from scrgraph.facts.plan import read_plan
from scrgraph.graph.declared import Declared
from scrgraph.ingest.cells import Document, Line, RawDocument
from scrgraph.ingest.layouts import find_layout
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import make_document, read_bytes
from scrgraph.ingest.word import read
from scrgraph.pipeline import AuditedPlan, PlanReading, audit_dataset
from scrgraph.reports.report import Report
from scrgraph.wordings import load_wordings
from tests.graph.sample import DAY, load_pack, write_plan
from tests.ingest.word_files import build_plan

PROMISE = "Named agencies will send the Board quarterly progress reports."
LAYOUT = find_layout("board-plan")


def write_word(reference: str) -> bytes:
    """Write a plan with some faults as a Word document."""
    text = write_plan({"targets": "29.02.09"}, {"leads": "", "scrutiny": "Finalised"}, reference=reference)
    head, line, rest = text.partition("\n")
    return build_plan(read_bytes(f"{head}{line}{PROMISE}\n{rest}".encode(), "plan.txt", LAYOUT))


def put_on_sheet(line: Line, place: Place) -> Place:
    """Give the place on a sheet: every line is a row, a paragraph stands in the first column."""
    column = place.column or 1
    return Place(sheet="Plan", row=line.number, column=column, cell=f"{ascii_uppercase[column - 1]}{line.number}")


def put_on_page(_: Line, place: Place) -> Place:
    """Give the place on the third page."""
    return replace(place, page=3)


def move(raw: RawDocument, put: Callable[[Line, Place], Place]) -> RawDocument:
    """Give a document with every cell at another place."""
    lines = []
    for line in raw.lines:
        cells = tuple(replace(cell, place=put(line, cell.place)) for cell in line.cells if cell.place is not None)
        assert len(cells) == len(line.cells)
        lines.append(replace(line, cells=cells))
    return replace(raw, lines=tuple(lines))


@cache
def read_placed() -> tuple[Document, ...]:
    """Read the three plans."""
    made = []
    ways: list[tuple[str, Callable[[Line, Place], Place]]] = [
        ("plan.docx", lambda _, place: place),
        ("plan.xlsx", put_on_sheet),
        ("plan.pdf", put_on_page),
    ]
    for number, (file, put) in enumerate(ways, 21):
        raw = move(read(write_word(f"Case {number}"), file), put)
        made.append(make_document(raw, file, "sha256:" + f"{number}" * 32, LAYOUT))
        assert made[-1].balances
    return tuple(made)


@cache
def audit_placed() -> Report:
    """Give the report of the three plans."""
    plans = [audit_document(document) for document in read_placed()]
    return Report(tuple(plan.keep() for plan in plans), AcrossResult((), ()), load_pack().rules, several=True)


def audit_document(document: Document) -> AuditedPlan:
    """Audit a document as read."""
    reading = PlanReading(document, read_plan(document, load_wordings()))
    return audit_dataset(reading.build(), DAY, load_pack(), Declared())
