"""Renders lessons: each with its rows side by side and what it means in sentences; as JSON and as CSV."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scrgraph.analysis.lesson_lists import Lesson, LessonRow
from scrgraph.analysis.lessons import OTHER_WORDS, SAME_WORDS
from scrgraph.graph.citations import cell_json
from scrgraph.reports.chair import shorten
from scrgraph.reports.formulas import guard_cell
from scrgraph.reports.layout import count, fold, render_table, write_day, write_short_day

_LONGEST = 120  # characters of a recommendation's words in a table
_SHOWN = 12  # rows of a lesson that are shown; JSON and CSV have all
_MONTHS = 12
_COLUMNS = ("lesson", "likeness", "wording", "plan", "commenced", "agency", "row", "recommendation", "outcome",
            "lastDeadline", "lastEntry", "cameBackAfter", "promisedEarlierIn", "file", "place")  # fmt: skip


def explain_lesson(lesson: Lesson) -> tuple[str, ...]:
    """Say in sentences what a lesson shows: where it stands, where it came back, what was promised twice."""
    return (*_explain_places(lesson), *_explain_returns(lesson), *_explain_promises(lesson), *_explain_ends(lesson))


def _explain_places(lesson: Lesson) -> Iterator[str]:
    wording = "in the same words" if lesson.same_words else f"in different words (likeness {lesson.likeness:.2f})"
    times, plans = _say_times(len(lesson.rows)), len(lesson.plans)
    begun = sorted(row.commenced for row in lesson.rows if row.commenced)
    span = _say_span(begun[0], begun[-1]) if begun and begun[0] < begun[-1] else ""
    where = "one plan" if plans == 1 else f"{plans} plans" + (f" begun within {span}" if span else "")
    agencies = len(lesson.agencies)
    whose = f", to {count(agencies, 'agency', 'agencies')} of their own" if agencies > 1 else ""
    yield f"Recommended {times} in {where}{whose}, {wording}."


def _explain_returns(lesson: Lesson) -> Iterator[str]:
    for row in lesson.rows:
        if row.came_back_after is None:
            continue
        before = lesson.find(row.came_back_after)
        if before.finalised is not None and row.commenced is not None:
            since = f"{_say_span(before.finalised, row.commenced)} after it was finalised in {before.plan}"
        else:
            since = f"after it was finalised in {before.plan}, which does not say when"
        yield f"Came back in {row.plan} ({row.key}) {since}; there it is {row.outcome or 'unknown'}."


def _explain_promises(lesson: Lesson) -> Iterator[str]:
    for row in lesson.rows:
        if row.promised_earlier is None:
            continue
        before = lesson.find(row.promised_earlier)
        if before.due is not None and row.due is not None:
            who = f"by {row.agency}" if row.agency and row.agency == before.agency else f"in {row.plan}"
            places = (
                f"{_name_row(before, row)} and {row.key}"
                if row.plan == before.plan
                else (f"{before.plan}, {before.key}, and {row.plan}, {row.key}")
            )
            yield f"Promised twice {who}: {write_day(before.due)} and {write_day(row.due)} ({places})."


def _explain_ends(lesson: Lesson) -> Iterator[str]:
    outcomes = [row.outcome or "unknown" for row in lesson.rows]
    if len(set(outcomes)) > 1:
        told = (
            f"{outcomes.count(one)} {one}" for one in ("finalised", "completed", "open", "unknown") if one in outcomes
        )
        yield f"The outcomes differ: {', '.join(told)}."
    elif "finalised" not in outcomes:
        yield f"Finalised nowhere: each row is {outcomes[0]}."


def _name_row(row: LessonRow, other: LessonRow) -> str:
    return row.key if row.plan == other.plan else f"{row.plan}, {row.key}"


def _say_times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


def _say_span(first: dt.date, last: dt.date) -> str:
    """Say how long it is from one day to another: in days, then in whole months, then in years and months."""
    months = (last.year - first.year) * _MONTHS + last.month - first.month - (last.day < first.day)
    if months < 1:
        return count((last - first).days, "day")
    if months < 2 * _MONTHS:
        return count(months, "month")
    years, rest = divmod(months, _MONTHS)
    return count(years, "year") + (f" and {count(rest, 'month')}" if rest else "")


def render_lessons(lessons: Sequence[Lesson], plans: int, width: int) -> str:
    """Render lessons for people: what each means, and its rows side by side."""
    if not lessons:
        return f"No two recommendations of {count(plans, 'plan')} ask for the same."
    rows = sum(len(lesson.rows) for lesson in lessons)
    lines = fold(
        f"{count(len(lessons), 'lesson')}, asked for by {count(rows, 'recommendation')} of {count(plans, 'plan')}. "
        "Of a plan with several versions the current one counts. Likeness is a suggestion: whether two ask for the "
        "same, a person must say.",
        width,
        hanging="",
    )
    for number, lesson in enumerate(lessons, 1):
        lines += ["", *fold(f"{number}. {shorten(lesson.rows[0].text, _LONGEST)}", width, hanging="   ")]
        lines += [line for said in explain_lesson(lesson) for line in fold(said, width, "   ", "   ")]
        lines += ["", render_table(_HEADINGS, [_list_cells(row) for row in lesson.rows[:_SHOWN]], width, 2)]
        if len(lesson.rows) > _SHOWN:
            lines.append(f"   and {count(len(lesson.rows) - _SHOWN, 'more row')}: --format csv shows them all.")
    return "\n".join(lines)


_HEADINGS = ("plan", "row", "agency", "recommendation", "outcome", "last deadline", "last entry", "place")


def _list_cells(row: LessonRow) -> tuple[str, ...]:
    return (
        row.plan,
        row.key,
        row.agency or "-",
        shorten(row.text, _LONGEST),
        row.outcome or "unknown",
        write_short_day(row.due) if row.due else "-",
        write_short_day(row.last) if row.last else "-",
        "; ".join(dict.fromkeys(f"{cell.file}, {cell.where}" for cell in row.cells)) or "-",
    )


def lessons_json(lessons: Iterable[Lesson]) -> list[dict[str, Any]]:
    """Give lessons as plain JSON data; days as YYYY-MM-DD, what is not known as null."""
    return [
        {
            "lesson": lesson.id,
            "likeness": lesson.likeness,
            "wording": SAME_WORDS if lesson.same_words else OTHER_WORDS,
            "plans": list(lesson.plans),
            "agencies": list(lesson.agencies),
            "means": list(explain_lesson(lesson)),
            "rows": [_row_json(lesson, row) for row in lesson.rows],
        }
        for lesson in lessons
    ]


def _row_json(lesson: Lesson, row: LessonRow) -> dict[str, Any]:
    return {
        "plan": row.plan,
        "commenced": _write(row.commenced),
        "key": row.key,
        "name": row.name,
        "agency": row.agency,
        "text": row.text,
        "likeness": row.likeness,
        "outcome": row.outcome,
        "finalised": _write(row.finalised),
        "last_deadline": _write(row.due),
        "last_entry": _write(row.last),
        "came_back_after": _point(lesson, row.came_back_after),
        "promised_earlier_in": _point(lesson, row.promised_earlier),
        "cells": [cell_json(cell) for cell in row.cells],
    }


def _point(lesson: Lesson, node: str | None) -> dict[str, str] | None:
    if node is None:
        return None
    row = lesson.find(node)
    return {"plan": row.plan, "key": row.key}


def _write(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def render_lessons_csv(lessons: Iterable[Lesson]) -> str:
    """Render lessons as CSV (RFC 4180), a line a row; words that a spreadsheet would calculate are marked."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for lesson in lessons:
        for row in lesson.rows:
            back, earlier = _point(lesson, row.came_back_after), _point(lesson, row.promised_earlier)
            told: tuple[str | dt.date | float | None, ...] = (
                lesson.id,
                row.likeness,
                SAME_WORDS if lesson.same_words else OTHER_WORDS,
                row.plan,
                row.commenced,
                row.agency,
                row.key,
                " ".join(row.text.split()),
                row.outcome,
                row.due,
                row.last,
                f"{back['plan']} {back['key']}" if back else None,
                f"{earlier['plan']} {earlier['key']}" if earlier else None,
                "; ".join(dict.fromkeys(cell.file for cell in row.cells)),
                "; ".join(dict.fromkeys(cell.where for cell in row.cells)),
            )
            writer.writerow([guard_cell(cell) if isinstance(cell, str) else cell for cell in told])
    return stream.getvalue()
