"""Places in documents in words, for tables and sentences."""

from collections.abc import Sequence

from scrgraph.graph.citations import Citation


def name_file(cell: Citation) -> str:
    """Name the file of a place, with the plan where several stand side by side."""
    return cell.file if cell.plan is None else f"{cell.plan}: {cell.file}"


def quote_words(cell: Citation) -> str:
    """Give the words of a place in quotation marks; nothing where something is absent there."""
    return ("" if cell.quote is None else f"“{cell.quote}”") + name_reading(cell)


def name_reading(cell: Citation) -> str:
    """Say how a person reads the words of a place, to be put behind them; nothing where they are read as printed."""
    if cell.correction is None:
        return ""
    return f" (corrected to “{cell.read_as}”, {cell.correction})"


def name_place(cell: Citation) -> str:
    """Name a place: "plan.txt, line 19, Target date"."""
    return ", ".join(part for part in (name_file(cell), cell.where, cell.column) if part)


PLACES = ("file", "lines", "column", "quote", "further places")


def split_places(cells: Sequence[Citation]) -> tuple[str, str, str, str, str]:
    """Give places for the columns of ``PLACES``: the first in its parts, the others described in one."""
    if not cells:
        return "", "", "", "", ""
    first, *further = cells
    others = "; ".join(describe_place(cell) for cell in further)
    return name_file(first), first.where, first.column or "", quote_words(first), others


def describe_place(cell: Citation) -> str:
    """Describe a place and its words in full: "plan.txt, line 19, Target date: “1/09/ 2009”"."""
    place = name_place(cell)
    if cell.quote is not None or cell.correction is not None:
        return f"{place}: {quote_words(cell).strip()}"
    return f"{place}: no entry found" if cell.column else place
