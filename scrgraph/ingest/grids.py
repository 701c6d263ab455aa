"""Finds the columns of a table in the grid of a spreadsheet, which has more columns than the table."""

from collections.abc import Collection, Iterable, Sequence


def choose_columns(rows: Iterable[Collection[int]]) -> list[int]:
    """Give the columns of a grid that hold words, by the columns in which each row does.

    Rows of several cells decide, where there are such: a title over a table may stand in a margin, and a column without
    a word, such a margin itself, is no part of the table.
    """
    every: set[int] = set()
    several: set[int] = set()
    for row in rows:
        every.update(row)
        if len(row) > 1:
            several.update(row)
    return sorted(several or every)


def lay_out(row: Collection[int], columns: Sequence[int]) -> Sequence[int]:
    """Give the columns that a row's cells are taken from: those of the table, of a title in the margin its own."""
    if len(row) > 1 or not columns:
        return columns
    (only,) = row
    return columns if only in columns else (only, *columns[1:])
