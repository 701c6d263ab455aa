"""Explains how the headings of a document were read: by which layout, what each means and why, how sure that is."""

from typing import Any

from scrgraph.ingest.cells import Document
from scrgraph.ingest.heads import FLOOR, Choice, Head, HeadingReading
from scrgraph.ingest.layouts import HEADINGS
from scrgraph.reports.layout import count, fold

_MOST_SCORES = 5  # layouts that people are told of


def heads_json(document: Document) -> dict[str, Any]:
    """Give how the headings of a document were read as plain JSON data."""
    choice = document.choice
    return {
        "file": document.file,
        "layout": choice.layout.name,
        "title": choice.layout.title,
        "chosen": "asked for" if choice.asked else "best",
        "confidence": choice.confidence,
        "scores": [
            {"layout": one.layout, "score": one.score, "signs": list(one.signs)} for one in choice.scores if one.score
        ],
        "tables": [
            {
                "table": number,
                "where": head.where,
                "layout": choice.layout.name,
                "confidence": head.confidence,
                "headings": [_reading_json(reading) for reading in head.readings],
                "unknown": [one.heading for one in head.readings if one.heading and not one.known],
            }
            for number, head in enumerate(_list_heads(choice), 1)
        ],
    }


def _reading_json(reading: HeadingReading) -> dict[str, Any]:
    return {
        "place": reading.place + 1,
        "heading": reading.heading,
        "column": reading.column,
        "certainty": round(reading.certainty, 2),
        "why": reading.why,
        "with": reading.joins,
        "rivals": [{"column": column, "why": why} for column, why in reading.rivals],
    }


def render_heads(document: Document, width: int) -> str:
    """Render for people how the headings of a document were read."""
    choice = document.choice
    how = "as asked for" if choice.asked else "which explains its headings best"
    parts = [
        "\n".join(
            [
                *fold(f"{document.file} is read by the layout {choice.layout.name}, {how}.", width),
                *fold(f"{choice.layout.title}.", width, "  "),
                *fold(f"Confidence: {choice.confidence:.2f} of 1.{_warn(choice)}", width, "  "),
                *_list_scores(choice, width),
            ]
        )
    ]
    for number, head in enumerate(_list_heads(choice), 1):
        known = sum(one.column is not None for one in head.readings)
        of = count(sum(bool(one.heading) or one.column is not None for one in head.readings), "heading")
        opening = f"Table {number} ({head.where}): {known} of {of} known, confidence {head.confidence:.2f}"
        lines = [*fold(opening, width), ""]
        for reading in head.readings:
            if reading.heading or reading.column:
                lines += _explain(reading, width)
        parts.append("\n".join(lines))
    last = "To keep this reading as a layout of your own, or to mend it there: --save-layout FILE.toml."
    return "\n\n".join([*parts, "\n".join(fold(last, width))])


def _warn(choice: Choice) -> str:
    return (
        " That is little: look at each heading below before you rely on the rows." if choice.confidence < FLOOR else ""
    )


def _list_scores(choice: Choice, width: int) -> list[str]:
    """List how well the layouts did that explain any of the headings."""
    shown = [one for one in choice.scores if one.score][:_MOST_SCORES]
    if len(shown) < 2:
        return []
    told = [f"{one.layout} {one.score:.1f}" + (f" ({', '.join(one.signs)})" if one.signs else "") for one in shown]
    return fold(f"Compared: {'; '.join(told)}.", width, "  ", "    ")


def _list_heads(choice: Choice) -> list[Head]:
    """List the heads, each that says the same once."""
    heads: dict[tuple[str, ...], Head] = {}
    for head in choice.heads.values():
        heads.setdefault(head.headings, head)
    return list(heads.values())


def _explain(reading: HeadingReading, width: int) -> list[str]:
    """Explain one heading: what it means and how sure that is, and below it why."""
    name = HEADINGS[reading.column] if reading.column else "not read"
    beside = f", together with “{reading.joins}”" if reading.joins else ""
    lines = fold(f"{reading.heading or '(no heading)'} → {name}{beside} ({reading.certainty:.2f})", width, "  ", "    ")
    lines += fold(f"{reading.why}.", width, "      ", "      ")
    if reading.rivals:
        might = "; ".join(f"“{HEADINGS[column]}” ({why})" for column, why in reading.rivals)
        lines += fold(f"It might also have been {might}.", width, "      ", "      ")
    return lines
