"""A plan as it is to be printed: its tables, headings, groups and rows, taken from a plan that was read.

From here the renderings go on to Word, Excel, CSV, HTML and PDF, each with other headings, other orders of the columns,
other labels and other forms of dates than the text export that they come from.
"""

import datetime as dt
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scrgraph.ingest.cells import Document
from scrgraph.ingest.layouts import find_layout

Cells = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PrintedRow:
    """One row: the paragraphs of each of its cells, and its number as printed."""

    cells: Cells
    number: str


@dataclass(frozen=True)
class PrintedTable:
    """One table: the paragraphs above it, its headings by canonical column, and groups of rows under a heading."""

    above: tuple[str, ...]
    headings: Mapping[str, str]
    groups: tuple[tuple[str | None, tuple[PrintedRow, ...]], ...]

    def list_lines(self) -> list[tuple[str, ...] | PrintedRow]:
        """Give the lines below the head: a group's heading as a tuple of one, each row as itself."""
        lines: list[tuple[str, ...] | PrintedRow] = []
        for section, rows in self.groups:
            lines += [(section,)] if section else []
            lines += rows
        return lines


@dataclass(frozen=True)
class PrintedPlan:
    """A plan to be printed, table after table."""

    tables: tuple[PrintedTable, ...]

    def change(self, change: Callable[[PrintedTable], PrintedTable]) -> "PrintedPlan":
        """Give the plan with each table changed."""
        return PrintedPlan(tuple(map(change, self.tables)))


def print_plan(document: Document) -> PrintedPlan:
    """Give a plan that was read as it is to be printed anew."""
    tables = []
    for table in document.tables:
        groups: list[tuple[str | None, list[PrintedRow]]] = []
        lines: list[int | None] = []
        for row in table.rows:
            if not groups or lines[-1] != row.section_line:
                groups.append((row.section, []))
                lines.append(row.section_line)
            cells = {column: tuple(cell.text.split("\n")) for column, cell in row.cells.items()}
            groups[-1][1].append(PrintedRow(cells, row.number))
        headings = {
            column: heading for column, heading in zip(table.columns, table.headings, strict=True) if column is not None
        }
        above = tuple(quote.text for quote in table.above)
        tables.append(PrintedTable(above, headings, tuple((name, tuple(rows)) for name, rows in groups)))
    return PrintedPlan(tuple(tables))


def reorder(seed: int) -> Callable[[PrintedTable], PrintedTable]:
    """Print the columns in another order, that of the recommendations (and their numbers) still first."""

    def change(table: PrintedTable) -> PrintedTable:
        first = [column for column in ("number", "text") if column in table.headings]
        rest = [column for column in table.headings if column not in first]
        random.Random(seed).shuffle(rest)
        return replace(table, headings={column: table.headings[column] for column in [*first, *rest]})

    return change


def reword_headings(seed: int) -> Callable[[PrintedTable], PrintedTable]:
    """Print other headings that mean the same, chosen from the layout's wordings of two words or more."""
    layout = find_layout("board-plan")

    def change(table: PrintedTable) -> PrintedTable:
        chance = random.Random(seed)
        headings: dict[str, str] = {}
        for column in table.headings:
            wordings = [" ".join(words) for words in layout.columns[column] if len(words) > 1]
            chance.shuffle(wordings)
            for wording in [*wordings, table.headings[column]]:
                trial = [*headings.values(), wording.capitalize()]
                if layout.match_headings(trial) == [*headings, column] and not layout.clashing(trial):
                    headings[column] = trial[-1]
                    break
        return replace(table, headings=headings)

    return change


def number_apart(write: Callable[[str], str]) -> Callable[[PrintedTable], PrintedTable]:
    """Print the number in a column of its own, and no label before the recommendation."""

    def change_row(row: PrintedRow) -> PrintedRow:
        return PrintedRow({"number": (write(row.number),), **_strip_label(row)}, row.number)

    return _change_rows(change_row, {"number": "No."})


def label(write: Callable[[str], str]) -> Callable[[PrintedTable], PrintedTable]:
    """Print another label before the recommendation: "R1", "1.", "Rec. 1:"."""

    def change_row(row: PrintedRow) -> PrintedRow:
        cells = _strip_label(row)
        first, *rest = cells.get("text", ("",))
        return PrintedRow({**cells, "text": (f"{write(row.number)} {first}".strip(), *rest)}, row.number)

    return _change_rows(change_row, {})


def rewrite_dates(write: Callable[[dt.date], str]) -> Callable[[PrintedTable], PrintedTable]:
    """Print each whole date of the calendar in another form; what is no date stays as it is."""

    def change_date(found: re.Match[str]) -> str:
        day, month, year = (int(part) for part in found.groups())
        try:
            return write(dt.date(year if year > 99 else 2000 + year, month, day))
        except ValueError:
            return found.group()

    def change_row(row: PrintedRow) -> PrintedRow:
        cells = {
            column: tuple(_DATE.sub(change_date, words) for words in paragraphs) if column in _DATED else paragraphs
            for column, paragraphs in row.cells.items()
        }
        return PrintedRow(cells, row.number)

    return _change_rows(change_row, {})


_DATED = ("targets", "monitoring", "scrutiny")
_DATE = re.compile(r"(?<![\d./])(\d{1,2})[./] ?(\d{1,2})[./] ?(\d{4}|\d{2})(?![\d/])")


def _change_rows(
    change_row: Callable[[PrintedRow], PrintedRow], more: Mapping[str, str]
) -> Callable[[PrintedTable], PrintedTable]:
    def change(table: PrintedTable) -> PrintedTable:
        groups = tuple((section, tuple(map(change_row, rows))) for section, rows in table.groups)
        return replace(table, headings={**more, **table.headings}, groups=groups)

    return change


def _strip_label(row: PrintedRow) -> dict[str, tuple[str, ...]]:
    cells = dict(row.cells)
    if "text" in cells:
        first, *rest = cells["text"]
        found = find_layout("board-plan").label_pattern.match(first)
        cells["text"] = (first[found.end() :] if found else first, *rest)
    return cells
