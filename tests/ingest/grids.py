"""Small invented documents with tables of their own, as the readers of Word, Excel, HTML and PDF give them."""

from collections.abc import Sequence
from dataclasses import replace

from scrgraph.ingest.cells import Document, Line, PlanRow, RawCell, RawDocument
from scrgraph.ingest.layouts import Layout, find_layout
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import make_document

OVER = "<"  # under a cell that reaches over from the left
DOWN = "^"  # under a cell that reaches down from above

LAYOUT = find_layout("general")

Spec = str | tuple[str, ...] | RawCell
Row = Sequence[Spec]


class Sheet(list[Row]):
    """A table that is a sheet of a workbook: its name, and the rows of it."""

    def __init__(self, name: str, rows: Sequence[Row]) -> None:
        super().__init__(rows)
        self.name = name


class Page(list[Row]):
    """A table on a page of a PDF."""

    def __init__(self, page: int, rows: Sequence[Row]) -> None:
        super().__init__(rows)
        self.page = page


Item = str | Sequence[Row]


def across(words: str, width: int, fill: str | None = None) -> list[Spec]:
    """Give a row of one cell that reaches over all columns."""
    return [RawCell((words,), fill=fill), *[OVER] * (width - 1)]


def build_lines(items: Sequence[Item]) -> list[Line]:
    """Give the lines of paragraphs (strings) and tables (lists of rows)."""
    lines: list[Line] = []
    table = counted = paragraph = 0
    for item in items:
        if isinstance(item, str):
            paragraph += 1
            cell = RawCell((item,) if item else (), place=Place(paragraph=paragraph))
            lines.append(Line(len(lines) + 1, (cell,)))
            continue
        table += 1
        for number, row in enumerate(item, 1):
            counted += 1
            place = _find_place(item, table, number)
            cells = tuple(_build_cell(spec, replace(place, column=at)) for at, spec in enumerate(row, 1))
            lines.append(Line(len(lines) + 1, cells, table, counted))
    return lines


def _find_place(item: Item, table: int, row: int) -> Place:
    if isinstance(item, Sheet):
        return Place(sheet=item.name, row=row)
    if isinstance(item, Page):
        return Place(page=item.page, table=1, row=row)
    return Place(table=table, row=row)


def _build_cell(spec: Spec, place: Place) -> RawCell:
    if isinstance(spec, RawCell):
        return replace(spec, place=place)
    if spec in (OVER, DOWN):
        return RawCell(place=place, covered=spec == OVER, continues=spec == DOWN)
    paragraphs = tuple(filter(None, spec.split("\n") if isinstance(spec, str) else spec))
    return RawCell(paragraphs, marked=len(paragraphs) > 1, place=place)


def count_seen(items: Sequence[Item]) -> int:
    """Count the cells and paragraphs with words, straight from the items."""
    total = 0
    for item in items:
        if isinstance(item, str):
            total += bool(item)
            continue
        for row in item:
            total += sum(_holds_words(spec) for spec in row)
    return total


def _holds_words(spec: Spec) -> bool:
    return bool(spec.paragraphs) if isinstance(spec, RawCell) else bool(spec) and spec not in (OVER, DOWN)


def read_grid(*items: Item, layouts: Sequence[Layout] | None = None) -> Document:
    """Read a document of paragraphs and tables, by the common wordings or the best of ``layouts``; it must balance."""
    raw = RawDocument(tuple(build_lines(items)), count_seen(items))
    document = make_document(raw, "plan.docx", "sha256:0", layouts or LAYOUT)
    assert document.balances, (document.seen, len(document.account))
    return document


def show(row: PlanRow) -> dict[str, str]:
    """Give the words of a row's cells, by their columns."""
    return {column: cell.text for column, cell in row.cells.items()}


def list_rows(document: Document) -> list[PlanRow]:
    """Give the rows of all tables."""
    return [row for table in document.tables for row in table.rows]


def numbers(document: Document) -> list[str]:
    """Give the numbers of all rows."""
    return [row.number for row in list_rows(document)]


def unread(document: Document) -> list[tuple[str, str | None]]:
    """Give what is not read, and why."""
    return [(entry.excerpt, entry.reason) for entry in document.account if entry.disposition == "unread"]
