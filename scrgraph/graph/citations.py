"""Places in documents, as what is read from them cites them.

Nothing here knows RDF: an answer that is at hand is shown sooner than rdflib is loaded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from typing import Literal as OneOf

from scrgraph.ingest.places import Place

_PLACED = ("page", "sheet", "table", "row", "cell", "paragraph")  # of a place, as JSON tells them
Kind: TypeAlias = OneOf["fact", "span", "cell"]  # of node that has a place


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document, and the words quoted from it; ``quote`` is ``None`` where something is absent there.

    ``cell`` names the cell that holds the words, and ``offset`` is where in its text they begin.
    ``plan`` is the plan's id where places in several plans stand side by side. ``read_as`` is how a person reads the
    words, and ``correction`` the id of the correction that says so. In a document that has no lines of its
    own ``place`` says where the words stand, and the lines are no more than the order of its rows.
    """

    file: str
    table: int | None
    row: int | None
    column: str | None
    canonical: str | None
    first_line: int | None
    last_line: int | None
    quote: str | None
    offset: int = 0
    cell: str | None = None
    plan: str | None = None
    place: Place | None = None
    read_as: str | None = None
    correction: str | None = None

    @property
    def lines(self) -> tuple[int, int] | None:
        """First and last line, where the document has lines of its own."""
        if self.place is not None or self.first_line is None:
            return None
        return self.first_line, self.last_line or self.first_line

    @property
    def where(self) -> str:
        """The place in words: "lines 27-36", which no spreadsheet takes for a date; "table 2, row 5"."""
        if self.place is not None:
            return self.place.words
        if self.first_line is None:
            return f"table {self.table}, row {self.row}"
        if self.last_line in (None, self.first_line):
            return f"line {self.first_line}"
        return f"lines {self.first_line}-{self.last_line}"


def gather_places(found: Iterable[tuple[Kind, Sequence[Citation]]]) -> tuple[Citation, ...]:
    """Gather places of nodes, each once, in document order; an empty cell only where no words in it are cited."""
    found = tuple(found)
    if len(found) == 1 and len(found[0][1]) < 2:  # as most are
        return tuple(found[0][1])
    cited: dict[Citation, None] = {}
    cells: dict[Citation, None] = {}
    for kind, places in found:
        (cells if kind == "cell" else cited).update(dict.fromkeys(places))
    told = {citation.cell for citation in cited}
    cited.update((cell, None) for cell in cells if cell.cell not in told)
    return tuple(sorted(cited, key=lambda one: (one.first_line or 0, one.offset, one.last_line or 0, one.column or "")))


def cell_json(cell: Citation) -> dict[str, Any]:
    """Give the place and the words of a cell: by lines in a text, else by page, sheet, table and row."""
    told: dict[str, Any] = {"file": cell.file}
    if cell.plan is not None:
        told["plan"] = cell.plan
    if cell.place is not None:
        for name in _PLACED:
            if (value := getattr(cell.place, name)) is not None:
                told[name] = value
    elif (lines := cell.lines) is not None:
        told["lines"] = list(lines)
    else:
        told |= {"table": cell.table, "row": cell.row}
    told["column"] = cell.column
    told["quote"] = cell.quote
    if cell.correction is not None:
        told |= {"read_as": cell.read_as, "correction": cell.correction}
    return told
