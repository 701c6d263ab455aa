"""Tells which tables of a web page are tables and which only lay it out, and gives each its grid of cells.

A table that lays out a page holds the real ones in its cells. The grid is made as the HTML standard says ("forming a
table"): a cell reaches over columns (``colspan``) and down over rows of its group (``rowspan``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree, html

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.markup import collapse

_WIDEST_SPAN = 1000  # as the standard has it
_MOST_PLACES = 4_000_000  # places of a grid; a plan of 5,000 rows and 20 columns has 100,000
DEEPEST = 1000  # elements within each other; a page saved by Word has some 20
NEVER_READ = frozenset(
    "head script style noscript template xml svg math object embed applet iframe frame frameset noframes audio video "
    "canvas map datalist".split()
)

Reach = Literal["cell", "covered", "continues"]


@dataclass
class WebRow:
    """A row of a table: its element, the group that it stands in (body, head, foot), and its cells."""

    element: html.HtmlElement
    group: html.HtmlElement
    cells: list[html.HtmlElement] = field(default_factory=list)


@dataclass
class WebTable:
    """A table element with its own rows. ``inside`` is the cell of the table around it, if any."""

    element: html.HtmlElement
    around: "WebTable | None"
    rows: list[WebRow] = field(default_factory=list)
    own: int = 0
    nested: int = 0
    holds: bool = False
    worded: dict[html.HtmlElement, int] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        """Whether this is a table of data: rows of several cells, and most words not in tables within it."""
        if (self.element.get("role") or "").lower() in ("presentation", "none"):
            return False
        several = sum(len(row.cells) > 1 for row in self.rows)
        if not several:
            return False
        if not self.holds:
            return True
        filled = sum(sum(bool(self.worded.get(cell)) for cell in row.cells) > 1 for row in self.rows)
        return filled > 1 and (self.own >= self.nested or (filled > 2 and 2 * filled > len(self.rows)))


def list_tables(root: html.HtmlElement, file: str) -> dict[html.HtmlElement, WebTable]:
    """Give the tables of data of a page, by their elements; a table within a cell of one belongs to that cell.

    Raises:
        UnreadableDocument: where the page's elements stand within each other deeper than in any page.
    """
    found: list[WebTable] = []
    stack: list[WebTable] = []
    cells: list[html.HtmlElement] = []
    depth = 0
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            depth += 1
            if depth > DEEPEST:
                raise UnreadableDocument(
                    "The page's elements stand within each other deeper than a page's do.",
                    path=file,
                    remedy="Save it again from its program.",
                )
            tag = element.tag
            if tag in NEVER_READ:
                walk.skip_subtree()
            elif tag == "table":
                stack.append(WebTable(element, stack[-1] if stack else None))
                found.append(stack[-1])
            elif tag == "tr" and stack:
                parent = element.getparent()
                stack[-1].rows.append(WebRow(element, stack[-1].element if parent is None else parent))
            elif tag in ("td", "th") and stack and stack[-1].rows and not _is_gone(element):
                stack[-1].rows[-1].cells.append(element)
                cells.append(element)
            if tag not in NEVER_READ:
                _count(stack, cells, element.text)
            continue
        if event == "end":
            depth -= 1
            if element.tag == "table" and stack:
                _close(stack)
            elif cells and element is cells[-1]:
                cells.pop()
        _count(stack, cells, element.tail)
    taken: set[html.HtmlElement] = set()
    for table in found:
        if table.is_table and not any(around.element in taken for around in _list_around(table)):
            taken.add(table.element)
    return {table.element: table for table in found if table.element in taken}


def _count(stack: list[WebTable], cells: list[html.HtmlElement], text: str | None) -> None:
    """Count words for the innermost table and for the cell that they stand in."""
    if stack and cells and text and (words := len(text.split())):
        stack[-1].own += words
        stack[-1].worded[cells[-1]] = stack[-1].worded.get(cells[-1], 0) + words


def _close(stack: list[WebTable]) -> None:
    table = stack.pop()
    if stack:
        stack[-1].nested += table.own + table.nested
        stack[-1].holds |= table.holds or any(len(row.cells) > 1 for row in table.rows)


def _list_around(table: WebTable) -> Iterator[WebTable]:
    while table.around is not None:
        table = table.around
        yield table


def _is_gone(cell: html.HtmlElement) -> bool:
    """Whether a cell takes no place in the grid because it is not shown."""
    style = collapse((cell.get("style") or "").lower().replace(" ", ""))
    return "display:none" in style or cell.get("hidden") is not None


def form_grid(table: WebTable, file: str) -> list[list[tuple[Reach, html.HtmlElement] | None]]:
    """Give each row of a table with the places of its grid: a cell, one reached over, or none.

    Rows of the foot stand last, as they are shown. Columns in which no cell begins are left out: a cell that is told to
    reach over a hundred columns reaches over those that there are.

    Raises:
        UnreadableDocument: where the cells reach over more places than the table of any plan has.
    """
    rows = sorted((row for row in table.rows if row.cells), key=lambda row: row.group.tag == "tfoot")
    grid: list[dict[int, tuple[Reach, html.HtmlElement]]] = []
    begun: set[int] = set()
    down: dict[int, tuple[int, html.HtmlElement]] = {}
    group: html.HtmlElement | None = None
    total = 0
    for row in rows:
        if row.group is not group:
            down, group = {}, row.group
        places: dict[int, tuple[Reach, html.HtmlElement]] = {c: ("continues", cell) for c, (_, cell) in down.items()}
        down = {c: (left - 1, cell) for c, (left, cell) in down.items() if left > 1}
        column = 0
        for cell in row.cells:
            while column in places:
                column += 1
            begun.add(column)
            rows_down = _read_span(cell, "rowspan", len(rows))
            for across in range(_read_span(cell, "colspan", _WIDEST_SPAN)):
                if column + across in places:
                    break
                places[column + across] = ("covered" if across else "cell", cell)
                if rows_down > 1:
                    down[column + across] = (rows_down - 1, cell)
            column += across + 1
        total += len(places)
        if total > _MOST_PLACES:
            raise UnreadableDocument(
                "The cells of a table reach over more columns and rows than any plan has.",
                path=file,
                remedy="Save the page again from its program.",
            )
        grid.append(places)
    columns = sorted(begun)
    return [[places.get(column) for column in columns] for places in grid]


def _read_span(cell: html.HtmlElement, name: str, most: int) -> int:
    """Give how far a cell reaches; 0 rows are all that are left."""
    found = re.match(r"\s*\+?(\d{1,9})", cell.get(name) or "")
    span = int(found[1]) if found else 1
    if span == 0:
        return most if name == "rowspan" else 1
    return min(span, most)
