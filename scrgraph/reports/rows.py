"""Renders the facts of rows: as JSON, as a table, as CSV; and the account of a document's cells."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from scrgraph.facts.corrections import Correction, tell_correction
from scrgraph.facts.model import Claim, Pair, PlanFacts, RowFacts, Target
from scrgraph.ingest.cells import Cell, Document, Entry
from scrgraph.reports.formulas import guard_cell
from scrgraph.reports.layout import fold, render_table

Corrections = Iterable[tuple[Correction, str, str]]


def row_json(row: RowFacts, document: Document, corrections: Corrections = ()) -> dict[str, Any]:
    """Give one row as plain JSON data: the fields of the row JSON, then some more.

    ``corrections`` are those that the plan was read with, each by its row and column.
    """
    first, last = row.row.lines
    unread = [entry for entry in document.unread if first <= entry.line <= last]
    return {
        "key": row.key,
        "section": row.section,
        "text": row.text,
        "agreed_by": row.agreed_by,
        "actions": [action.text for action in row.actions],
        "leads": row.leads,
        "targets": [_target_json(target) for target in row.targets],
        "reported": [_claim_json(claim) for claim in row.reported],
        "monitoring_held": [m.day.isoformat() for m in row.meetings if m.day and m.state == "held"],
        "monitoring_planned": [m.day.isoformat() for m in row.meetings if m.day and m.state == "planned"],
        "evidence": [item.text for item in row.evidence],
        "events": [
            {
                "date": event.date.isoformat() if event.date else None,
                "kind": event.kind,
                "due": event.due.isoformat() if event.due else None,
            }
            for event in row.events
        ],
        "outcome": row.outcome,
        "lines": list(row.row.counted or row.row.lines),
        "summary": row.summary,
        "name": row.name,
        "cells": {
            column: {"heading": cell.heading} | _place_json(cell) | {"text": " ".join(cell.printed.split())}
            for column, cell in row.cells.items()
        },
        "impossible_dates": [
            *(target.raw for target in row.targets if target.kind == "invalid"),
            *(mention.raw for mention in row.meetings if mention.day is None),
            *(raw for event in row.events for raw in event.impossible),
            *(raw for claim in row.reported for raw in claim.impossible),
        ],
        "colours": [
            {"colour": claim.colour, "shown": claim.shown, "by": claim.carrier, "column": claim.column}
            for claim in row.colours
        ],
        "response": row.response.response if row.response else None,
        "lead_list": [lead.text for lead in row.lead_list],
        "pairs": [_pair_json(pair, row) for pair in row.pairs],
        "notes": [*row.row.notes, *([row.unpaired] if row.unpaired else [])],
        "corrections": [
            _correction_json(correction, row.cells[column]) for correction, key, column in corrections if key == row.key
        ],
        "unread": [_where_json(e) | {"column": e.heading, "text": e.excerpt, "reason": e.reason} for e in unread],
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    """Give a status word; of one that is not the progress report's, also its column, and the day beside it."""
    found: dict[str, Any] = {"agency": claim.agency, "status": claim.status}
    if claim.column != "summary":
        found |= {"column": claim.column, "date": claim.day.isoformat() if claim.day else None}
    if claim.period:
        found["edtf"] = claim.period.edtf
    return found


def _pair_json(pair: Pair, row: RowFacts) -> dict[str, Any]:
    """Give which lead and target an action has, by their places in the lists of the row, and how that is known."""
    return {
        "action": pair.action,
        "lead": None if pair.lead is None else row.lead_list[pair.lead].text,
        "lead_by": pair.lead_how,
        "target": pair.target,
        "target_by": pair.target_how,
    }


def _correction_json(correction: Correction, cell: Cell) -> dict[str, Any]:
    """Give a person's own reading of a cell beside what is printed there."""
    return {
        "id": correction.id,
        "column": cell.column,
        "heading": cell.heading,
        "printed": correction.printed,
        "read_as": correction.read_as,
        "reason": correction.reason,
        "post": correction.post,
        "day": correction.day.isoformat(),
    }


def tell_corrections(plan: PlanFacts, corrections: Corrections, width: int) -> list[str]:
    """Tell which cells are read otherwise than they are printed; nothing where none is."""
    headings = {(row.key, column): cell.heading for row in plan.rows for column, cell in row.cells.items()}
    lines: list[str] = []
    for correction, key, column in corrections:
        said = (
            correction.printed,
            correction.read_as,
            correction.reason,
            correction.post,
            correction.day,
            correction.id,
        )
        told = tell_correction(key, headings.get((key, column)), *said)
        lines += fold(told, width, "  ", "    ")
    return ["", "Corrected:", *lines] if lines else []


def _place_json(cell: Cell) -> dict[str, Any]:
    """Give where a cell begins: its lines in a text, else its page or sheet, its table and row."""
    if cell.place is None:
        return {"lines": list(cell.lines)}
    return {name: value for name, value in asdict(cell.place).items() if value is not None}


def _where_json(entry: Entry) -> dict[str, Any]:
    return {"line": entry.line} if entry.place is None else {"place": entry.place.words}


def _target_json(target: Target) -> dict[str, Any]:
    found: dict[str, Any] = {
        "raw": target.raw,
        "iso": target.day.isoformat() if target.day else None,
        "kind": target.kind,
    }
    if target.relative:
        found["counts_from"] = target.relative
    if target.period:
        found["edtf"] = target.period.edtf
        found["earliest"] = target.period.earliest.isoformat()
        found["latest"] = target.period.latest.isoformat()
    return found


def rows_json(plan: PlanFacts, document: Document, corrections: Corrections = ()) -> list[dict[str, Any]]:
    """Give the rows of a plan as plain JSON data, in document order."""
    return [row_json(row, document, corrections) for row in plan.rows]


_HEADINGS = ("row", "lines", "outcome", "targets", "lead", "evidence", "events", "recommendation")
_COUNTS = ("evidence", "events")  # our own numbers, which a spreadsheet is to take for numbers


def _cells(row: RowFacts, nothing: str = "-") -> tuple[str, ...]:
    return (
        row.key,
        "{}-{}".format(*(row.row.counted or row.row.lines)),
        row.outcome or "unknown",
        ", ".join(" ".join(target.raw.split()) for target in row.targets) or nothing,
        row.leads or nothing,
        str(len(row.evidence)),
        str(len(row.events)),
        row.text or "(text lost)",
    )


def render_rows(plan: PlanFacts, width: int) -> str:
    """Render the rows as a table of a given width."""
    return render_table(_HEADINGS, [_cells(row) for row in plan.rows], width)


def render_csv(plan: PlanFacts) -> str:
    """Render the rows as CSV (RFC 4180); what a spreadsheet would calculate or convert is marked (``formulas``)."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_HEADINGS)
    for row in plan.rows:
        cells = zip(_HEADINGS, _cells(row, ""), strict=True)
        writer.writerow(cell if heading in _COUNTS else guard_cell(cell) for heading, cell in cells)
    return stream.getvalue()


def account_json(document: Document) -> dict[str, Any]:
    """Give the account of a document's cells as plain JSON data."""
    return {
        "file": document.file,
        "digest": document.digest,
        "layout": document.layout,
        "seen": document.seen,
        "read": document.count("read"),
        "prose": document.count("prose"),
        "headings": document.count("heading"),
        "unread": document.count("unread"),
        "balances": document.balances,
        "page_rules": document.rules,
        "cells": [
            {
                **_where_json(entry),
                "cell": entry.cell,
                "column": entry.heading,
                "disposition": entry.disposition,
                "text": entry.excerpt,
                "reason": entry.reason,
            }
            for entry in document.account
        ],
    }


def render_account_csv(document: Document) -> str:
    """Render the account as CSV: one line for each cell of the document that has words; guarded as the rows are."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("file", "line", "cell", "column", "disposition", "reason", "text"))
    for entry in document.account:
        where = str(entry.line) if entry.place is None else guard_cell(entry.place.words)
        words = (entry.heading or "", entry.disposition, entry.reason or "", entry.excerpt)
        cell = "" if entry.cell is None else str(entry.cell)
        writer.writerow((guard_cell(document.file), where, cell, *map(guard_cell, words)))
    return stream.getvalue()


def render_account(document: Document, width: int) -> str:
    """Render the account for people: the sum, and each cell that was not read."""
    counts = {name: document.count(name) for name in ("read", "prose", "heading", "unread")}
    seen = f"{document.file}: {document.seen} cells with words in them"
    lines = [
        *fold(f"{seen} ({document.rules} lines are only the rule at a page's foot)", width, "", "  "),
        f"  {counts['read']:5} read into facts",
        *fold(
            f"{counts['prose']:5} kept as prose (progress reports, text above and below the tables)",
            width,
            "  ",
            " " * 8,
        ),
        f"  {counts['heading']:5} headings of columns and agencies",
        f"  {counts['unread']:5} not read",
        f"  {sum(counts.values()):5} in all: the account {'balances' if document.balances else 'DOES NOT BALANCE'}.",
    ]
    for entry in document.unread:
        lines += fold(f"{entry.position or document.file}: {entry.reason}: “{entry.excerpt}”", width, "  ")
    return "\n".join(lines)
