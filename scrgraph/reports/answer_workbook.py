"""Renders the answer to a question as a workbook (XLSX): a sheet with its rows, and one that says what was asked.

No cell holds a formula (``workbooks``); each row has the places in the documents that it rests on.
"""

import datetime as dt
from collections.abc import Sequence

from scrgraph import __version__
from scrgraph.analysis.answers import Answer, Value
from scrgraph.analysis.questions import Question
from scrgraph.reports.layout import write_day
from scrgraph.reports.places import PLACES, split_places
from scrgraph.reports.tables import write_heading
from scrgraph.reports.workbooks import Cell, Column, Sheet, build_workbook
from scrgraph.reports.workbooks import Value as CellValue

_LEAST, _MOST = 8, 50  # characters of a column
_PLACE_WIDTHS = (16, 14, 20, 40, 40)


def render_workbook(question: Question, answer: Answer, plans: Sequence[str], as_of: dt.date) -> bytes:
    """Render an answer as a workbook.

    Raises:
        ScrgraphError: where it has more rows than a sheet can hold.
    """
    asked = question.summary or question.name
    about: list[Sequence[CellValue | Cell]] = [
        (Cell("Question", "label"), asked),
        (Cell("Name", "label"), question.name),
        (Cell("What it looks at", "label"), question.description or None),
        *((Cell(f"Parameter {name}", "label"), value) for name, value in answer.parameters.items()),
        (Cell("As of", "label"), as_of),
        (Cell("Plans", "label"), ", ".join(plans)),
        (Cell("Rows", "label"), len(answer.rows)),
        (Cell("Made by", "label"), f"scrgraph {__version__}"),
    ]
    sheets = [
        _list_rows(answer),
        Sheet("About", (Column("", 24), Column("", 100)), about, headed=False),
    ]
    return build_workbook(sheets, f"{asked} As of {write_day(as_of)}", as_of)


def _list_rows(answer: Answer) -> Sheet:
    if answer.truth is not None:
        return Sheet("Answer", (Column("answer", 12),), [("yes" if answer.truth else "no",)])
    headings = [write_heading(name) for name in answer.columns]
    rows: list[Sequence[CellValue | Cell]] = [[_write(value) for value in row] for row in answer.rows]
    columns = [
        Column(heading, min(max([len(heading), *(len(str(row[place] or "")) for row in rows), _LEAST]) + 2, _MOST))
        for place, heading in enumerate(headings)
    ]
    if answer.cells is not None:
        columns += [Column(name, width, printed=False) for name, width in zip(PLACES, _PLACE_WIDTHS, strict=True)]
        rows = [
            [*row, *(part or None for part in split_places(cells))]
            for row, cells in zip(rows, answer.cells, strict=True)
        ]
    return Sheet("Answer", columns, rows)


def _write(value: Value) -> CellValue:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
