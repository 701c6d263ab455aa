"""Counts the cells of a workbook that hold words, straight from its XML and by another way than they are read.

The account of a document is held against this count, so that a cell that reading lost shows itself.
"""

import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import TypeVar
from xml.parsers import expat

from scrgraph.ingest.markup import split_paragraphs
from scrgraph.ingest.own import is_own_note, is_own_sheet
from scrgraph.ingest.sheet_cells import read_escapes


def count_words(archive: zipfile.ZipFile) -> int:
    """Count the cells with words, or with a formula and no value, the notes at cells, and the shapes with words."""
    total = 0
    for book in _follow(archive, "", "officeDocument"):
        strings = _Texts("si")
        for found in _follow(archive, book, "sharedStrings"):
            strings = _parse(archive, found, _Texts("si"))
        for sheet in _follow(archive, book, "worksheet"):
            cells = _parse(archive, sheet, _Cells(strings.found, strings.titles))
            if cells.ours:
                continue
            total += cells.total
            for kind, element in (("comments", "comment"), ("drawing", "txBody")):
                for found in _follow(archive, sheet, kind):
                    total += sum(_parse(archive, found, _Texts(element)).found)
    return total


@dataclass
class _Texts:
    """Tells of each element of a name whether it holds words; ``titles`` are the numbers of those that title ours.

    Notes of our own count for none.
    """

    element: str
    found: list[bool] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)
    authors: list[str] = field(default_factory=list)
    author: str = ""
    naming: bool = False
    text: str = ""
    inside: bool = False
    spoken: int = 0

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.element:
            number = int(attributes.get("authorId") or 0)
            self.text, self.author = "", self.authors[number] if number < len(self.authors) else ""
        if name == "author":
            self.authors.append("")
        self.naming = name == "author"
        self.inside = name == "t"
        self.spoken += name == "rPh"  # how a word is spoken, in some scripts

    def close(self, name: str) -> None:
        self.inside = self.naming = False
        self.spoken -= name == "rPh"
        if name == self.element:
            if is_own_sheet(self.text):
                self.titles.add(len(self.found))
            self.found.append(_has_words(_take_out(self.text)) and not is_own_note(self.author, self.text))

    def hear(self, text: str) -> None:
        if self.inside and not self.spoken:
            self.text += text
        elif self.naming:
            self.authors[-1] += text


@dataclass
class _Cells:
    """Counts the cells of a sheet that hold words, or a formula without its value; ``ours`` marks a sheet of ours."""

    strings: list[bool]
    titles: set[int]
    total: int = 0
    ours: bool = False
    place: str = ""
    kind: str = "n"
    value: str = ""
    inline: str = ""
    formula: bool = False
    inside: str = ""
    spoken: int = 0

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.kind, self.value, self.inline, self.formula = attributes.get("t", "n"), "", "", False
            self.place = attributes.get("r", "")
        self.formula = self.formula or name == "f"
        self.spoken += name == "rPh"
        self.inside = name

    def close(self, name: str) -> None:
        self.inside = ""
        self.spoken -= name == "rPh"
        if name == "c":
            self.total += self._holds_words()
            if self.place == "A1":
                shared = self.kind == "s" and self.value.isdecimal() and int(self.value) in self.titles
                self.ours = shared or is_own_sheet(self.inline or self.value)

    def hear(self, text: str) -> None:
        if self.inside == "v":
            self.value += text
        elif self.inside == "t" and not self.spoken:
            self.inline += text

    def _holds_words(self) -> bool:
        if self.kind == "inlineStr":
            return _has_words(_take_out(self.inline) or self.value)
        if not self.value:
            return self.formula and self.kind != "str"
        if self.kind == "s":
            try:
                place = int(self.value)
            except ValueError:
                return True
            return self.strings[place] if 0 <= place < len(self.strings) else True
        return _has_words(self.value) if self.kind == "str" else bool(self.value.strip())


# -- the parts of a workbook -----------------------------------------------------------------------------------------


def _has_words(text: str) -> bool:
    """Tell whether a text holds more than blanks and marks."""
    return bool(split_paragraphs(read_escapes(text)))


def _take_out(text: str) -> str:
    """Take the mark of an escape out that openpyxl takes out of the texts of a table and of cells."""
    return text.replace("x005F_", "")


_Handler = TypeVar("_Handler", "_Texts", "_Cells", "_Relations")


@dataclass
class _Relations:
    """Lists the parts that a part of the file refers to: kind and name."""

    folder: str
    found: list[tuple[str, str]] = field(default_factory=list)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/" + self.folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.append((kind, posixpath.normpath(target).lstrip("/")))

    def close(self, name: str) -> None:
        del name

    def hear(self, text: str) -> None:
        del text


def _follow(archive: zipfile.ZipFile, part: str, kind: str) -> list[str]:
    """Give the parts of one kind that another part ("" for the file itself) refers to."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return []
    found = _parse(archive, relations, _Relations(folder)).found
    return [target for known, target in found if known == kind and target in archive.namelist()]


def _parse(archive: zipfile.ZipFile, part: str, handler: _Handler) -> _Handler:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.open(name.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda name: handler.close(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.hear
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return handler
