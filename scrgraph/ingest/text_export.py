"""Reads a text export: lines of cells with tabs between them, a few HTML marks inside the cells."""

import re

from scrgraph.ingest.cells import Line, RawCell, RawDocument
from scrgraph.ingest.markup import has_marks, is_rule, read_paragraphs

_MOST_QUOTED = 200  # lines that one quoted cell may reach over
_WIDEST = 16


def read_export(text: str) -> RawDocument:
    """Give the lines of a text export, and the count of its cells."""
    return RawDocument(tuple(split_lines(text)), count_cells(text))


def count_cells(text: str) -> int:
    """Count the non-empty cells of a text straight from its lines; page rules are no cells."""
    total = 0
    for part in re.split(r"\r\n|\r|\n", text):
        cells = part.split("\t")
        if not is_rule(cells):
            total += sum(bool(read_paragraphs(cell)) for cell in cells)
    return total


def split_lines(text: str) -> list[Line]:
    """Give the lines of a text, whatever its line ends, each with its tab-separated cells."""
    lines = [_drop_empty_end(part.split("\t")) for part in re.split(r"\r\n|\r|\n", text)]
    _open_quoted_cells(lines)
    return [Line(number, tuple(map(_read_cell, cells)), rule=is_rule(cells)) for number, cells in enumerate(lines, 1)]


def _read_cell(raw: str) -> RawCell:
    return RawCell(read_paragraphs(raw), has_marks(raw))


def _open_quoted_cells(lines: list[list[str]]) -> None:
    """Open cells that a spreadsheet's text export puts in quotation marks because a line ends inside them.

    The lines of such a row become what the pages of a row are in a Word export: each holds the piece of the cell that
    stands on it, in the cell's column, and what follows the closing mark stands in the columns after it.
    """
    first = 0
    while first < len(lines):
        last = first
        while (end := _find_closing(lines, last)) is not None:
            at = len(lines[last]) - 1
            lines[last][at] = lines[last][at][1:] + "<br>"
            for inside in range(last + 1, end):
                lines[inside] = [""] * at + [lines[inside][0] + "<br>"]
            lines[end] = [""] * at + [lines[end][0][:-1], *lines[end][1:]]
            last = end  # what follows the closing mark may open another such cell
        width = max(len(cells) for cells in lines[first : last + 1])
        for number in range(first, last + 1):
            cells = [_unquote(cell) for cell in lines[number]]
            lines[number] = cells + [""] * (width - len(cells))
        first = last + 1


def _closes_quote(cell: str) -> bool:
    """Whether a cell ends with a closing mark: an odd number of marks, since two stand for one inside."""
    return (len(cell) - len(cell.rstrip('"'))) % 2 == 1


def _find_closing(lines: list[list[str]], number: int) -> int | None:
    """Give the line on whose first cell a cell closes that the line's last cell opens; between have one cell each."""
    opening = lines[number][-1]
    if not opening.startswith('"') or _closes_quote(opening[1:]):
        return None
    for end in range(number + 1, min(number + _MOST_QUOTED, len(lines))):
        if _closes_quote(lines[end][0]):
            return end
        if len(lines[end]) > 1:
            return None
    return None


def _unquote(cell: str) -> str:
    """Give a cell without the marks that a spreadsheet put round it because of marks inside, which it doubled."""
    inside = cell[1:-1]
    if len(cell) > 2 and cell[0] == cell[-1] == '"' and ('""' in inside or ("," in inside and '"' not in inside)):
        cell = inside
    return cell.replace('""', '"')


def _drop_empty_end(cells: list[str]) -> list[str]:
    """Drop the empty cells at a line's end beyond any plan's width: a spreadsheet exports hundreds of them."""
    while len(cells) > _WIDEST and not cells[-1].strip():
        cells.pop()
    return cells
