"""Small invented plans in the form of a text export, for the tests of ingest."""

from collections.abc import Iterable

from scrgraph.ingest.cells import Document, PlanRow
from scrgraph.ingest.layouts import find_layout
from scrgraph.ingest.read import read_bytes

COLUMNS = ("text", "actions", "leads", "targets", "summary", "scrutiny")
HEAD = ("Recommendation", "Action Required", "Implementation Lead", "Target date", "Progress report", "QA&A Sub Group")

# Six rows of one table: enough for the reader to learn what each column reads like.
ROWS = (
    (
        "Recommendation 1 The harbour office should keep a list of all lifeboats that can be sent out.",
        "Harbour office to write the list and to put it on the wall.",
        "Harbour Master",
        "1/09/2011",
        "The list was written by two clerks and it now hangs beside the door. Completed.",
        "Consider Evidence for Audit 1) Copy of list Action reviewed by QA&A Sub Group 12.10.11. Action finalised.",
    ),
    (
        "Recommendation 2 Ferry crews should be shown how to count the children who come on board.",
        "Ferry office to hold a short course for crews each spring.",
        "Head of Ferries",
        "30.11.11",
        "Two courses were held and eleven crews came to them. Completed.",
        "Consider Evidence for Audit 1) Course notes Action reviewed by QA&A Sub Group 12.10.11. Action completed.",
    ),
    (
        "Recommendation 3 The lighthouse service should write down who calls at night.",
        "Lighthouse service to buy a book and to rule it.",
        "Senior Keeper",
        "1/12/2011",
        "The book was bought in May and the keepers write in it. Completed.",
        "Consider Evidence for Audit 1) Pages of the book Action reviewed by QA&A Sub Group 12.10.11. Finalised.",
    ),
)


def build_export(lines: Iterable[Iterable[str]], head: Iterable[str] = HEAD, above: str = "Invented plan\n\n") -> str:
    """Build the text of an export: what stands above the table, its head, and its lines of cells."""
    return above + "".join("\t".join(cells) + "\n" for cells in [head, *lines])


def read_export(text: str, file: str = "plan.txt") -> Document:
    """Read the text of an export."""
    return read_bytes(text.encode(), file, find_layout("board-plan"))


def read_lines(lines: Iterable[Iterable[str]], head: Iterable[str] = HEAD) -> Document:
    """Read an export of one table."""
    return read_export(build_export(lines, head))


def list_rows(document: Document) -> list[PlanRow]:
    """Give the rows of all tables."""
    return [row for table in document.tables for row in table.rows]


def cell_text(row: PlanRow, column: str) -> str:
    """Give the words of one cell on one line, nothing where the row has none."""
    return " ".join(row.cells[column].text.split()) if column in row.cells else ""


def without(row: Iterable[str], **cells: str) -> list[str]:
    """Give a row's cells with some of them replaced."""
    return [cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True)]


def only(**cells: str) -> list[str]:
    """Give a line that holds some cells and is empty elsewhere."""
    return [cells.get(column, "") for column in COLUMNS]
