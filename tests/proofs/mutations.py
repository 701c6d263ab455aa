"""Changes to a plan's text, each made at random: those that keep its meaning, and those that an export may do to it."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from scrgraph.ingest.cells import Document, is_finished
from scrgraph.ingest.markup import read_paragraphs

Lines = list[str]
Change = Callable[[Lines, Document, random.Random], "Changed | None"]

_LIST = re.compile(r"</?(?:ol|ul|li)\b", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)


@dataclass(frozen=True)
class Changed:
    """The bytes of the changed document, where in it the change was made, and the column whose words it took."""

    data: bytes
    where: str
    column: str | None = None


def encode(lines: Lines) -> bytes:
    return "\n".join(lines).encode()


def find_row_lines(lines: Lines, document: Document) -> list[int]:
    """Give the places (0-based) of lines that begin a row."""
    return [row.lines[0] - 1 for table in document.tables for row in table.rows if row.printed and lines]


def find_continuations(lines: Lines, document: Document) -> list[int]:
    """Give the places of lines that go on with a row above them."""
    heads = set(find_row_lines(lines, document))
    return [
        line - 1
        for table in document.tables
        for row in table.rows
        for line in sorted({piece.line for cell in row.cells.values() for piece in cell.fragments})
        if line - 1 not in heads and line > row.lines[0]
    ]


def width_of(place: int, document: Document) -> int:
    table = [table for table in document.tables if table.line <= place + 1][-1]
    return len(table.columns)


# -- changes that keep the meaning -----------------------------------------------------------------------------------


def change_line_ends(lines: Lines, _: Document, chance: random.Random) -> Changed:
    end = chance.choice(["\r\n", "\r"])
    return Changed(end.join(lines).encode(), repr(end))


def change_encoding(lines: Lines, _: Document, chance: random.Random) -> Changed:
    encoding = chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    return Changed("\n".join(lines).encode(encoding), encoding)


def add_blank_lines(lines: Lines, _: Document, chance: random.Random) -> Changed:
    made = list(lines)
    places = sorted((chance.randrange(len(made)) for _ in range(chance.randint(1, 12))), reverse=True)
    for place in places:
        made.insert(place, chance.choice(["", "", " ", "\t\t\t"]))
    return Changed(encode(made), f"before lines {[place + 1 for place in reversed(places)]}")


def repeat_heading(lines: Lines, document: Document, chance: random.Random) -> Changed:
    """Print the line of headings again at the top of a page, as many exports do."""
    table = chance.choice(document.tables)
    starts = [row.lines[0] - 1 for row in table.rows[1:] if row.printed and row.section_line != row.lines[0] - 1]
    place = chance.choice(starts)
    made = [*lines[:place], "", lines[table.line - 1], *lines[place:]]
    return Changed(encode(made), f"before line {place + 1}")


def repeat_heading_within_a_row(lines: Lines, document: Document, chance: random.Random) -> Changed:
    """Print the line of headings again above the second half of a row."""
    place = chance.choice(find_continuations(lines, document))
    table = [table for table in document.tables if table.line <= place + 1][-1]
    made = [*lines[:place], lines[table.line - 1], *lines[place:]]
    return Changed(encode(made), f"before line {place + 1}")


def wrap_cells(lines: Lines, document: Document, chance: random.Random) -> Changed:
    """Put one ``<p>`` round cells that are whole on one line and have no marks."""
    made = list(lines)
    done = []
    cells = [
        (cell.fragments[0].line - 1, table.columns.index(column))
        for table in document.tables
        for row in table.rows
        for column, cell in row.cells.items()
        if len(cell.fragments) == 1 and not cell.fragments[0].marked
    ]
    for place, column in chance.sample(cells, min(len(cells), chance.randint(1, 20))):
        parts = made[place].split("\t")
        if len(parts) == width_of(place, document) and "<" not in parts[column]:
            parts[column] = f"<p>{parts[column]}</p>"
            made[place] = "\t".join(parts)
            done.append((place + 1, column + 1))
    return Changed(encode(made), f"cells {done}")


def split_at_paragraph(lines: Lines, document: Document, chance: random.Random) -> Changed | None:
    """Break a page between two paragraphs of a cell: what follows goes on in a whole line below a page rule.

    Only after a paragraph that ends as a sentence does: exports mark the pieces of a cut sentence as paragraphs, too,
    so after another one nobody could tell.
    """
    places = []
    for place in find_row_lines(lines, document):
        parts = lines[place].split("\t")
        for column, part in enumerate(parts):
            pieces = _PARAGRAPH.findall(part)
            last = place + 1 >= len(lines) or not lines[place + 1].strip()
            ended = [n for n in range(1, len(pieces)) if is_finished(" ".join(read_paragraphs(pieces[n - 1])))]
            if ended and last and not _LIST.search(part) and " ".join(pieces) == part.strip():
                places.append((place, column, pieces, ended))
    whole = {row.lines[0] - 1 for table in document.tables for row in table.rows if row.lines[0] == row.lines[1]}
    places = [found for found in places if found[0] in whole]
    if not places:
        return None
    place, column, pieces, ended = chance.choice(places)
    cut = chance.choice(ended)
    parts = lines[place].split("\t")
    parts[column] = " ".join(pieces[:cut])
    rest = [""] * len(parts)
    rest[column] = " ".join(pieces[cut:])
    rule = ["", "\t".join(["--"] * len(parts)), ""] if chance.random() < 0.5 else [""]
    made = [*lines[:place], "\t".join(parts), *rule, "\t".join(rest), *lines[place + 1 :]]
    return Changed(encode(made), f"line {place + 1}, cell {column + 1}, after paragraph {cut}")


# -- changes that may lose meaning -----------------------------------------------------------------------------------


def drop_empty_cell(lines: Lines, document: Document, chance: random.Random) -> Changed | None:
    """Lose one empty cell of a line that goes on with a row: the others move to the left."""
    return _drop(lines, document, chance, empty=True)


def drop_filled_cell(lines: Lines, document: Document, chance: random.Random) -> Changed | None:
    """Lose one cell with its words of a line that goes on with a row."""
    return _drop(lines, document, chance, empty=False)


def _drop(lines: Lines, document: Document, chance: random.Random, *, empty: bool) -> Changed | None:
    places = [
        (place, column)
        for place in find_continuations(lines, document)
        if len(parts := lines[place].split("\t")) == width_of(place, document)
        for column, part in enumerate(parts)
        if bool(part.strip()) is not empty and (empty or sum(map(bool, map(str.strip, parts))) > 1)
    ]
    if not places:
        return None
    place, column = chance.choice(places)
    parts = lines[place].split("\t")
    del parts[column]
    made = [*lines[:place], "\t".join(parts), *lines[place + 1 :]]
    table = [table for table in document.tables if table.line <= place + 1][-1]
    return Changed(encode(made), f"line {place + 1}, cell {column + 1}", table.columns[column])


def split_anywhere(lines: Lines, document: Document, chance: random.Random) -> Changed:
    """Break a page between two words of one cell of a row, with a page rule between."""
    place = chance.choice(find_row_lines(lines, document))
    parts = lines[place].split("\t")
    filled = [column for column, part in enumerate(parts) if len(part.split(" ")) > 6 and "<" not in part]
    column = chance.choice(filled or [0])
    words = parts[column].split(" ")
    cut = chance.randrange(min(4, len(words)), max(len(words), 5))
    rest = [""] * len(parts)
    parts[column], rest[column] = " ".join(words[:cut]), " ".join(words[cut:])
    rule = "\t".join(["--"] * len(parts))
    made = [*lines[:place], "\t".join(parts), rule, "", "\t".join(rest), *lines[place + 1 :]]
    return Changed(encode(made), f"line {place + 1}, cell {column + 1}, after word {cut}")


def merge_pages(lines: Lines, document: Document, chance: random.Random) -> Changed | None:
    """Take a page break out: a line that goes on with a row is joined to the one above it, cell by cell."""
    numbers = find_continuations(lines, document)
    places = []
    for place in numbers:
        above = place - 1
        while above > 0 and not lines[above].replace("-", "").strip():
            above -= 1
        if lines[place].count("\t") == lines[above].count("\t") == width_of(place, document) - 1:
            places.append((above, place))
    if not places:
        return None
    above, place = chance.choice(places)
    joined = [
        " ".join(filter(None, (one.strip(), other.strip())))
        for one, other in zip(lines[above].split("\t"), lines[place].split("\t"), strict=True)
    ]
    made = [*lines[:above], "\t".join(joined), *lines[place + 1 :]]
    return Changed(encode(made), f"lines {above + 1} and {place + 1}")


KEEPING: dict[str, Change] = {
    "line ends": change_line_ends,
    "encoding": change_encoding,
    "blank lines": add_blank_lines,
    "repeated heading": repeat_heading,
    "repeated heading within a row": repeat_heading_within_a_row,
    "cells wrapped in <p>": wrap_cells,
    "row split at a paragraph": split_at_paragraph,
}
LOSING: dict[str, Change] = {
    "empty cell of a continuation lost": drop_empty_cell,
    "filled cell of a continuation lost": drop_filled_cell,
    "row split at any word": split_anywhere,
    "two page blocks merged": merge_pages,
}
