"""Reads what lies over and beside the cells of a worksheet: notes at cells, and shapes with words in them."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.xml.constants import COMMENTS_NS, DRAWING_NS, REL_NS, SHEET_DRAWING_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from scrgraph.ingest.own import is_own_note
from scrgraph.ingest.sheet_cells import read_escapes

_MAIN, _DRAWING, _ANCHORED = f"{{{SHEET_MAIN_NS}}}", f"{{{DRAWING_NS}}}", f"{{{SHEET_DRAWING_NS}}}"
_NOTE = "a note at the cell"
_SHAPE = "words in a text box or another shape over the sheet, in no cell of it"
_PICTURES = tuple(f"{_ANCHORED}{name}" for name in ("pic", "graphicFrame"))
_ANCHORS = tuple(f"{_ANCHORED}{name}" for name in ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor"))
# What Excel writes into the note that stands in for a thread of comments.
_THREAD = "[Threaded comment]"
_THREAD_TEXT = "Comment:"


@dataclass(frozen=True, slots=True)
class Aside:
    """Words at a cell that are not the cell's own, and what they are; a picture or chart has none."""

    row: int
    column: int
    words: str
    kind: str


def read_asides(archive: zipfile.ZipFile, part: str) -> Iterator[Aside]:
    """Give what lies over and beside the cells of the sheet that is kept in ``part``."""
    relations: str = get_rels_path(part)  # type: ignore[no-untyped-call]
    if relations not in archive.namelist():
        return
    for relation in get_dependents(archive, relations):
        if relation.target not in archive.namelist():
            continue
        if relation.Type == COMMENTS_NS:
            yield from _read_notes(archive, relation.target)
        elif relation.Type == f"{REL_NS}/drawing":
            yield from _read_shapes(archive, relation.target)


def _read_notes(archive: zipfile.ZipFile, part: str) -> Iterator[Aside]:
    authors: list[str] = []
    with archive.open(part) as stream:
        for _, element in iterparse(stream):
            if element.tag == f"{_MAIN}author":
                authors.append(element.text or "")
            elif element.tag == f"{_MAIN}comment":
                row, column = coordinate_to_tuple(element.get("ref") or "A1")
                words = _join(element, f"{_MAIN}t")
                if words.startswith(_THREAD):
                    words = words.partition(_THREAD_TEXT)[2].strip() or words
                if words and not is_own_note(_name_author(element, authors), words):
                    yield Aside(row, column, words, _NOTE)
                element.clear()


def _name_author(comment: Element, authors: list[str]) -> str | None:
    """Give the author of a note, where it names one that is listed."""
    number = comment.get("authorId") or ""
    return authors[int(number)] if number.isdecimal() and int(number) < len(authors) else None


def _read_shapes(archive: zipfile.ZipFile, part: str) -> Iterator[Aside]:
    with archive.open(part) as stream:
        for _, element in iterparse(stream):
            if element.tag not in _ANCHORS:
                continue
            row = int(element.findtext(f"{_ANCHORED}from/{_ANCHORED}row") or 0) + 1
            column = int(element.findtext(f"{_ANCHORED}from/{_ANCHORED}col") or 0) + 1
            for shape in element.iter(f"{_ANCHORED}txBody"):
                if words := _join(shape, f"{_DRAWING}t"):
                    yield Aside(row, column, words, _SHAPE)
            if any(True for picture in _PICTURES for _ in element.iter(picture)):
                yield Aside(row, column, "", "")
            element.clear()


def _join(element: Element, tag: str) -> str:
    return " ".join(read_escapes("".join(node.text or "" for node in element.iter(tag))).split())
