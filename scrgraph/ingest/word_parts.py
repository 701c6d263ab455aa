"""Opens the package that a Word document is (ECMA-376, part 2): its parts as XML, and what they refer to.

Nothing outside the package is ever fetched, and nothing in it is run. The parser resolves no entity and reads no
document type; the archive was checked before (``archives``).
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.archives import open_archive, read_part

Element: TypeAlias = etree._Element  # the public name of the type, which lxml does not give

_BASE = "http://schemas.openxmlformats.org/"
W = f"{{{_BASE}wordprocessingml/2006/main}}"
A = f"{{{_BASE}drawingml/2006/main}}"
WP = f"{{{_BASE}drawingml/2006/wordprocessingDrawing}}"
PIC = f"{{{_BASE}drawingml/2006/picture}}"
M = f"{{{_BASE}officeDocument/2006/math}}"
R = f"{{{_BASE}officeDocument/2006/relationships}}"
MC = f"{{{_BASE}markup-compatibility/2006}}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
_PACKAGE = f"{{{_BASE}package/2006/relationships}}"

# The namespaces of the Strict form of the standard, and those of the Transitional form that stand for the same.
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    f"{_STRICT}wordprocessingml/main": f"{_BASE}wordprocessingml/2006/main",
    f"{_STRICT}drawingml/main": f"{_BASE}drawingml/2006/main",
    f"{_STRICT}drawingml/wordprocessingDrawing": f"{_BASE}drawingml/2006/wordprocessingDrawing",
    f"{_STRICT}drawingml/picture": f"{_BASE}drawingml/2006/picture",
    f"{_STRICT}officeDocument/math": f"{_BASE}officeDocument/2006/math",
    f"{_STRICT}officeDocument/relationships": f"{_BASE}officeDocument/2006/relationships",
}
_AGAIN = "Save it again from its program."


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: ``kind`` is the last word of the relation's type ("footnotes")."""

    kind: str
    target: str
    external: bool


class Package:
    """A Word document as a package of parts."""

    def __init__(self, data: bytes, file: str) -> None:
        """Open a package.

        Raises:
            UnreadableDocument: where it is damaged, or no sound archive.
        """
        self.file = file
        self._archive: zipfile.ZipFile = open_archive(data, file)
        self.names = frozenset(self._archive.namelist())
        main = [relation.target for relation in self.relations("") if relation.kind == "officeDocument"]
        self.main = main[0] if main and main[0] in self.names else "word/document.xml"

    def read(self, name: str) -> Element:
        """Give the root of one part.

        Raises:
            UnreadableDocument: where the part is missing, damaged, or nested deeper than any document.
        """
        part = read_part(self._archive, name, self.file)
        root = self._parse(part, name)
        if any(space.startswith(_STRICT) for space in root.nsmap.values()):
            text = etree.tostring(root, encoding="unicode")
            for strict, transitional in _TRANSITIONAL.items():
                text = text.replace(f'"{strict}"', f'"{transitional}"')
            root = self._parse(text.encode(), name)
        return root

    def find(self, kind: str) -> Iterator[tuple[str, Element]]:
        """Give the parts of one kind that the main part refers to ("styles", "header"), by their names."""
        targets = {r.target for r in self.relations(self.main) if r.kind == kind and not r.external}
        for name in sorted(targets & self.names):
            yield name, self.read(name)

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Give what a part refers to; the package itself is the part without a name."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self.names:
            return ()
        found = []
        for relation in self.read(listed).iter(f"{_PACKAGE}Relationship"):
            target = relation.get("Target", "")
            external = relation.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(relation.get("Type", "").rpartition("/")[2], target, external))
        return tuple(found)

    def _parse(self, part: bytes, name: str) -> Element:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(part, parser)
        except etree.XMLSyntaxError as error:
            deep = "depth" in str(error)
            raise UnreadableDocument(
                "A part of the file is nested deeper than any document."
                if deep
                else "A part of the file is damaged: it is no sound XML.",
                path=self.file,
                place=f"part {name}",
                remedy=_AGAIN,
            ) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableDocument(
                "A part of the file declares a document type, by which it could read other files; no office program "
                "does.",
                path=self.file,
                place=f"part {name}",
                remedy=_AGAIN,
            )
        return root


def find_child(element: Element | None, *path: str) -> Element | None:
    """Give the first child of a name, and of that the first of the next name, and so on."""
    for name in path:
        if element is None:
            return None
        element = next(element.iterchildren(W + name), None)
    return element


def read_value(element: Element | None, *path: str) -> str | None:
    """Give the ``w:val`` of what stands at the end of a path of children."""
    found = find_child(element, *path)
    return None if found is None else found.get(f"{W}val")


def read_number(text: str | None, default: int = 0) -> int:
    """Give a whole number as an attribute holds it; the default where it holds none."""
    try:
        return int(text or "")
    except ValueError:
        return default


def is_on(element: Element | None) -> bool | None:
    """Tell whether a switch (``w:vanish``) is on; ``None`` where it is not there."""
    if element is None:
        return None
    return element.get(f"{W}val", "true").lower() not in ("0", "false", "off", "none")
