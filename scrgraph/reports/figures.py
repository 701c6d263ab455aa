"""Renders figures: each as a picture, and as the numbers beside it with the sentences that say what they show.

A figure is made once, whatever it is written as: its sentences stand above the picture and the table, and in the JSON.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scrgraph.reports.formulas import guard_cell
from scrgraph.reports.layout import fold, render_table, write_day

Number = str | int | float | dt.date | None


@dataclass(frozen=True)
class Table:
    """A table of numbers: the names of its columns, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Number, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A figure that was made.

    ``told`` says in sentences what it shows, ``notes`` how it is to be read. ``shown`` is the table for people,
    ``full`` all numbers behind the picture; ``data`` what JSON has beside them. ``draw`` gives the picture as SVG.
    """

    name: str
    title: str
    as_of: dt.date
    plans: tuple[str, ...]
    told: tuple[str, ...]
    notes: tuple[str, ...]
    shown: Table
    full: Table
    draw: Callable[[], str]
    data: Mapping[str, Any] = field(default_factory=dict)


def render_text(figure: Figure, width: int) -> str:
    """Render a figure as text of a given width: what it shows, the table, how to read it."""
    lines = [*fold(f"{figure.title} ({_name_plans(figure)}, as of {write_day(figure.as_of)})", width), ""]
    lines += [line for sentence in figure.told for line in fold(sentence, width, "- ", "  ")]
    if figure.shown.rows:
        rows = [[write_number(value) for value in row] for row in figure.shown.rows]
        lines += ["", render_table(figure.shown.columns, rows, width)]
    lines += ["", *(line for note in figure.notes for line in fold(note, width, hanging=""))]
    return "\n".join(lines).rstrip() + "\n"


def _name_plans(figure: Figure) -> str:
    return figure.plans[0] if len(figure.plans) == 1 else f"{len(figure.plans)} plans"


def write_number(value: Number) -> str:
    """Write a number for people; what is not there as a dash."""
    if value is None:
        return "-"
    if isinstance(value, dt.date):
        return write_day(value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def render_csv(figure: Figure) -> str:
    """Render all numbers of a figure as CSV (RFC 4180); what a spreadsheet would take for a formula is marked."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(figure.full.columns)
    for row in figure.full.rows:
        writer.writerow([guard_cell(value) if isinstance(value, str) else _round(value) for value in row])
    return stream.getvalue()


def figure_json(figure: Figure) -> dict[str, Any]:
    """Give a figure as plain JSON data: its sentences, all its numbers, and what else is known."""
    return {
        "figure": figure.name,
        "title": figure.title,
        "asOf": figure.as_of.isoformat(),
        "plans": list(figure.plans),
        "words": list(figure.told),
        "notes": list(figure.notes),
        "columns": list(figure.full.columns),
        "rows": [
            dict(zip(figure.full.columns, (_round(value) for value in row), strict=True)) for row in figure.full.rows
        ],
        **figure.data,
    }


def _round(value: Number) -> str | int | float | None:
    """Round to what is the same on every machine; a day as YYYY-MM-DD."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(f"{value:.6g}") if isinstance(value, float) else value


def list_names(names: Sequence[str], joint: str = "and") -> str:
    """List names in a sentence, parted by semicolons, since many hold a comma."""
    return names[0] if len(names) == 1 else f"{'; '.join(names[:-1])} {joint} {names[-1]}"
