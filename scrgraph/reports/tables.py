"""Renders the answer to a question: a table for people, in a terminal or as Markdown; CSV and JSON for programs.

Each row of an answer leads to the cells of the documents that it rests on.
"""

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from typing import Any

from scrgraph.analysis.answers import Answer, Value
from scrgraph.analysis.questions import Question
from scrgraph.graph.citations import Citation, cell_json
from scrgraph.reports.formulas import guard_cell
from scrgraph.reports.layout import fold, render_table, write_day, write_days
from scrgraph.reports.places import PLACES, name_file, split_places
from scrgraph.reports.unprinted import show_unprinted

CELLS = "cells"


def write_heading(variable: str) -> str:
    """Write the name of a variable in plain words: ``daysOverdue`` as "days overdue"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", variable).replace("_", " ")
    return " ".join(words.split()).lower() or variable


def answer_json(question: Question, answer: Answer, plans: list[str], as_of: dt.date) -> dict[str, Any]:
    """Give an answer as plain JSON data; days as YYYY-MM-DD, what is not there as null.

    Where documents are at hand each row has ``cells``, unless the query gives a column of this name itself.
    """
    told: dict[str, Any] = {
        "query": question.name,
        "question": question.summary,
        "asOf": as_of.isoformat(),
        "plans": plans,
    }
    if answer.parameters:
        told["parameters"] = dict(answer.parameters)
    if answer.truth is not None:
        return told | {"answer": answer.truth}
    rows: list[dict[str, Any]] = [
        {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in zip(answer.columns, row, strict=True)
        }
        for row in answer.rows
    ]
    if answer.cells is not None and CELLS not in answer.columns:
        for row, cells in zip(rows, answer.cells, strict=True):
            row[CELLS] = [cell_json(cell) for cell in cells]
    return told | {"columns": list(answer.columns), "rows": rows}


def render_answer(question: Question, answer: Answer, width: int) -> str:
    """Render an answer as text of a given width: the question, the table, how many rows."""
    lines = [*fold(question.summary, width), ""] if question.summary else []
    if answer.truth is not None:
        return "\n".join([*lines, "Yes." if answer.truth else "No."])
    if not answer.rows:
        return "\n".join([*lines, "None."])
    where, note = _write_places(answer)
    headings = [*(write_heading(name) for name in answer.columns), *where[:1]]
    rows = [
        [*(write_value(value) or "-" for value in row), *place]
        for row, place in zip(answer.rows, _part(where, answer), strict=True)
    ]
    return "\n".join([*lines, render_table(headings, rows, width), *(["", *fold(note, width)] if note else [])])


def render_markdown(question: Question, answer: Answer) -> str:
    """Render an answer as Markdown."""
    lines = [f"**{_escape(question.summary)}**", ""] if question.summary else []
    if answer.truth is not None:
        return "\n".join([*lines, "Yes." if answer.truth else "No."])
    if not answer.rows:
        return "\n".join([*lines, "None."])
    where, note = _write_places(answer)
    headings = [*(write_heading(name) for name in answer.columns), *where[:1]]
    table = [headings, ["---"] * len(headings)]
    table += [
        [*(_escape(write_value(value)) for value in row), *map(_escape, place)]
        for row, place in zip(answer.rows, _part(where, answer), strict=True)
    ]
    told = ["", _escape(note)] if note else []
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in table), *told])


def _write_places(answer: Answer) -> tuple[list[str], str]:
    """Write the column that says where each row stands in the documents, its heading first; and the note on it.

    Of several places the first is named, and how many more there are. Where all are in one document, the note names
    it, and not each row.
    """
    if not any(answer.cells or ()):
        return [], ""
    files = {name_file(cell) for cells in answer.cells or () for cell in cells}
    column = ["where"]
    for cells in answer.cells or ():
        named = _name_places(cells)
        first = "" if len(files) == 1 or not cells else f"{name_file(cells[0])}, "
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        column.append(f"{first}{named[0]}{more}" if named else "-")
    return column, f"Where: in {files.pop()}." if len(files) == 1 else ""


def _name_places(cells: tuple[Citation, ...]) -> list[str]:
    """Name places, the words of one cell together: "lines 27-36"."""
    held: dict[tuple[str | None, str], list[Citation]] = {}
    for cell in cells:
        held.setdefault((cell.plan, cell.cell or cell.where), []).append(cell)
    named = []
    for together in held.values():
        lines = [line for cell in together for line in cell.lines or ()]
        whole = replace(together[0], first_line=min(lines), last_line=max(lines)) if lines else together[0]
        named.append(whole.where)
    return named


def _part(column: list[str], answer: Answer) -> list[list[str]]:
    """Part a column into the cells of the rows; there are none where there is no column."""
    return [[cell] for cell in column[1:]] if column else [[] for _ in answer.rows]


def render_csv(answer: Answer) -> str:
    """Render an answer as CSV (RFC 4180); words that a spreadsheet would take for something else are marked."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    if answer.truth is not None:
        writer.writerows([["answer"], [str(answer.truth).lower()]])
        return stream.getvalue()
    cells = answer.cells
    writer.writerow([*answer.columns, *(PLACES if cells is not None else ())])
    for number, row in enumerate(answer.rows):
        places = split_places(cells[number]) if cells is not None else ()
        writer.writerow([_guard(value) for value in (*row, *places)])
    return stream.getvalue()


def render_questions(questions: tuple[Question, ...], width: int) -> str:
    """Render the list of the questions, topic by topic: each name, what it asks, and the parameters that it takes."""
    lines: list[str] = []
    topics = dict.fromkeys(question.topic for question in questions)
    for topic in topics:
        if len(topics) > 1:
            lines += ["", topic.upper()] if lines else [topic.upper()]
        for question in questions:
            if question.topic != topic:
                continue
            lines.append(question.name)
            lines += fold(question.summary, width, "    ", "    ")
            for name in question.parameters:
                value = question.defaults.get(name)
                told = f"{name}=VALUE (needed)" if value is None else f"{name}={value} (or another value)"
                lines += fold(f"--param {told}", width, "    ", "      ")
    return "\n".join(lines)


def question_json(question: Question) -> dict[str, Any]:
    """Give what is known of a question as plain JSON data."""
    return {
        "name": question.name,
        "topic": question.topic,
        "question": question.summary,
        "note": question.description,
        "parameters": {name: question.defaults.get(name) for name in question.parameters},
        "kinds": dict(question.kinds),
        "needs_themes": question.needs_themes,
    }


def write_value(value: Value) -> str:
    """Write a value for people: days written out, one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return write_day(value) if isinstance(value, dt.date) else write_days(" ".join(str(value).split()))


def _guard(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return guard_cell(show_unprinted(value))
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)


def _escape(text: str) -> str:
    """Keep words from being taken for marks of Markdown or HTML."""
    return re.sub(r"([\\|*_`<>\[\]])", r"\\\1", text)
