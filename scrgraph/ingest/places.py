"""Where words stand in a document.

By itself, for an answer that is at hand names places and is shown sooner than all that reads documents is loaded.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a document that has no lines of its own: each number counts from 1.

    ``table`` counts the tables of the document (of a page where ``page`` is told), ``row`` the rows of that table, of a
    sheet as the spreadsheet numbers them, ``column`` the columns of the grid (a cell that reaches over several stands
    in the first). ``cell`` is a spreadsheet's name of the cell ("F12"). ``paragraph`` counts the paragraphs outside
    tables (of a page where ``page`` is told).
    """

    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    cell: str | None = None
    paragraph: int | None = None

    @property
    def words(self) -> str:
        """The place in words: "sheet Plan, cell F12", "page 3, table 1, row 4"."""
        told = [f"page {self.page}"] if self.page is not None else []
        told += [f"sheet {self.sheet}"] if self.sheet is not None else []
        told += [f"table {self.table}"] if self.table is not None else []
        if self.cell is not None:
            told.append(f"cell {self.cell}")
        elif self.row is not None:
            told.append(f"row {self.row}")
        told += [f"paragraph {self.paragraph}"] if self.paragraph is not None else []
        return ", ".join(told)
