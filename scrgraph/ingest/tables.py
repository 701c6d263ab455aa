"""Finds the tables of a plan among the lines of a document: each stands under a line of known headings.

The text between the tables (title, dates, colour key, promises) goes with the table it stands above.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Line
from scrgraph.ingest.layouts import Layout

_FOOT = 8  # words of text between two lines of one table that may be the foot of a page
_LOOKED_AT = 200  # first lines in which it is looked for why there is no table
_LEAST_COLUMNS = 3  # headings that must be known before a line counts as the head of a plan table


@dataclass
class RawTable:
    """A table as found: its head, the text above it and the lines below it, not yet made into rows."""

    head: Line
    columns: tuple[str | None, ...]
    headings: tuple[str, ...]
    above: list[Line]
    lines: list[Line] = field(default_factory=list)
    repeated_heads: list[Line] = field(default_factory=list)
    inside: list[Line] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)


def find_tables(lines: Sequence[Line], layout: Layout, file: str) -> tuple[list[RawTable], list[Line], list[Line]]:
    """Give the tables, the text lines that stand above none of them, and the page rules.

    Raises:
        UnreadableDocument: where no table, or none with known headings, or one with clashing headings is found.
    """
    tables: list[RawTable] = []
    text: list[Line] = []
    rules: list[Line] = []
    widest: Line | None = None
    for line in lines:
        if line.rule:
            rules.append(line)
        elif not line.words:
            continue
        elif columns := _read_head(line, layout, file):
            headings = tuple(line.text(place) for place in range(len(line.cells)))
            if tables and tables[-1].columns == columns and not text and tables[-1].headings == headings:
                tables[-1].repeated_heads.append(line)
            else:
                tables.append(RawTable(line, columns, headings, text))
                text = []
        elif len(line.cells) < 2 or not tables:
            if len(line.cells) > _LEAST_COLUMNS and not tables and (not widest or len(line.cells) > len(widest.cells)):
                widest = line
            text.append(line)
        else:
            if line.table != tables[-1].head.table:
                # Another table of the document, under no known headings.
                text.append(line)
                continue
            # Text between two rows of one table stands inside it; it heads the next table only where one follows.
            # A page's foot ("Page 3 of 9") is a few words; after more of them the rows need not be the same table's.
            if sum(len(part.words.split()) for part in text) > _FOOT:
                tables[-1].breaks.add(line.number)
            tables[-1].inside.extend(text)
            text = []
            tables[-1].lines.append(line)
    if not tables:
        raise _no_table(lines[:_LOOKED_AT], layout, file, widest)
    return tables, text, rules


def _read_head(line: Line, layout: Layout, file: str) -> tuple[str | None, ...] | None:
    headings = [line.text(place) for place in range(len(line.cells))]
    if len(headings) <= _LEAST_COLUMNS - 1 or layout.label_pattern.match(headings[0]):
        return None
    columns = layout.match_headings(headings)
    if "text" not in columns and len(set(columns) - {None}) >= _LEAST_COLUMNS:
        place = layout.find_text_column(headings, columns)
        if place is not None:
            columns[place] = "text"
    known = set(filter(None, columns))
    # A row's own cells may hold a heading's words; a head is short, and most of it is headings.
    if len(known) < _LEAST_COLUMNS or "text" not in known or 2 * len(known) < sum(map(bool, headings)):
        return None
    if not known & {"actions", "leads", "targets", "summary", "scrutiny"} or any(
        re.search(r"\d{3}", h) for h in headings
    ):
        return None
    if clash := layout.clashing(headings):
        raise UnreadableDocument(
            f"Two columns of the table have clashing headings, '{clash[0]}' and '{clash[1]}', so it cannot be told "
            "which of them holds what.",
            path=file,
            place=line.where,
            remedy="Give each column a heading of its own.",
        )
    return tuple(columns)


def _no_table(lines: Sequence[Line], layout: Layout, file: str, widest: Line | None) -> UnreadableDocument:
    if sign := _find_separator(lines, layout, file):
        return UnreadableDocument(
            f"This is a CSV file, with {sign} between its cells, not a text export with tabs.",
            path=file,
            remedy="Save the plan as tab-separated text and read that.",
        )
    for line in lines:
        cells = [line.text(place) for place in range(len(line.cells))]
        if len(known := _list_known(cells, layout)) > 1 and not re.search(r"\d{3}", line.words):
            return UnreadableDocument(
                f"The table has too few columns whose headings are known ({'; '.join(known)}): a plan's has three "
                "or more, and that of the recommendations is one of them.",
                path=file,
                place=line.where,
                remedy="Export all columns of the table, or add the wordings of the others to a layout in "
                "ontology/layouts.",
            )
    if widest is None and any(line.place is not None for line in lines):
        return UnreadableDocument(
            "No table was found that could be a plan's: it has a line of headings, and three columns or more.",
            path=file,
            remedy="Check that the right document was chosen.",
        )
    if widest is None:
        return UnreadableDocument(
            "No table was found: a plan's rows are lines of cells with a tab between them.",
            path=file,
            remedy="Export the plan's tables as tab-separated text, with their headings.",
        )
    headings = "; ".join(words[:40] for place in range(len(widest.cells)) if (words := widest.text(place)))
    return UnreadableDocument(
        f"No table with known headings was found; the widest line reads: {headings[:200]}.",
        path=file,
        place=widest.where,
        remedy="Check that the line of headings is there, or add its wordings to a layout in ontology/layouts.",
    )


def _find_separator(lines: Sequence[Line], layout: Layout, file: str) -> str | None:
    """Name the signs that stand between the headings of a table without tabs."""
    if any(len(line.cells) > 1 or line.place is not None for line in lines):
        return None
    for name, sign in (("commas", ","), ("semicolons", ";")):
        if any(len(_list_known(line.words.split(sign), layout)) >= _LEAST_COLUMNS for line in lines):
            return name
    return "commas" if file.lower().endswith(".csv") else None


def _list_known(headings: list[str], layout: Layout) -> list[str]:
    """Give the known ones of what may be headings; none where most are unknown."""
    columns = layout.match_headings(headings)
    known = [heading for heading, column in zip(headings, columns, strict=True) if column]
    return known if 2 * len(known) >= sum(map(bool, headings)) else []
