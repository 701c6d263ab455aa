"""Renders audits as CSV (RFC 4180): one line a finding, for spreadsheets and programs.

The file is UTF-8 with a byte order mark, by which Excel knows it; lines end with CR LF, and every cell is quoted. What
a spreadsheet would calculate or convert is marked (``formulas``), and characters that steer and are not printed are
shown by their pictures. Findings that stand, that are waived, and that are gone since the baseline are told apart by
``standing``, and so are cells that people read otherwise than they are printed (``correction``), which are no findings:
whoever counts must count each for itself.
"""

import csv
import io
import re

from scrgraph.reports.formats import Looks
from scrgraph.reports.formulas import guard_cell
from scrgraph.reports.lines import WAIVER, Line, list_corrected, list_lines
from scrgraph.reports.places import PLACES, split_places
from scrgraph.reports.report import Report
from scrgraph.reports.unprinted import show_unprinted

HEADINGS = (
    "id",
    "plan",
    "rule",
    "title",
    "severity",
    "standing",
    "since baseline",
    "waiver",
    "waiver reason",
    "waived until",
    "waiver approved by",
    "waiver minuted at",
    "row",
    "row name",
    "subject",
    "other rows",
    "message",
    "values",
    *PLACES,
    "why it matters",
    "what would settle it",
)
_DAYS = ("waived until", "waiver minuted at")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def render(report: Report, looks: Looks) -> bytes:  # noqa: ARG001 - CSV has one look
    """Render audits as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for line in (*list_lines(report), *list_corrected(report)):
        writer.writerow(map(_write_cell, HEADINGS, _list_cells(line)))
    return stream.getvalue().encode("utf-8-sig")


def _list_cells(line: Line) -> tuple[str, ...]:
    return (
        line.id,
        line.plan,
        line.rule,
        line.title,
        line.severity,
        line.standing,
        line.state,
        *(line.waiver.get(name, "") for name in WAIVER),
        line.row,
        line.row_name,
        line.subject,
        line.other,
        line.message,
        line.values,
        *split_places(line.cells),
        line.why,
        line.remedy,
    )


def _write_cell(heading: str, text: str) -> str:
    """Write a cell; the days of a waiver are left as they are, since a spreadsheet is to take them for days."""
    if heading in _DAYS and _DAY.fullmatch(text):
        return text
    return guard_cell(show_unprinted(text))
