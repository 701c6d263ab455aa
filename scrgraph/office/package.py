"""Opens and writes office packages (ECMA-376, part 2: Open Packaging Conventions), part by part.

Parts that nobody changes keep their bytes, and an untouched package is given as it came. Content types and
relationships are kept in step with the parts that are added or dropped.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from scrgraph.ingest.archives import open_archive, read_part

TYPES = "[Content_Types].xml"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
_CT = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip file can say


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part; ``kind`` is the last word of its type, ``target`` the name of the other part."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of an office document."""

    def __init__(self, data: bytes, file: str) -> None:
        """Open a package.

        Raises:
            UnreadableDocument: where it is damaged, or not to be trusted.
        """
        self.data, self._file = data, file  # the bytes as they came
        self._archive = open_archive(data, file)
        self._entries = {entry.filename: entry for entry in self._archive.infolist()}
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the order of the file; new ones last."""
        every = dict.fromkeys([*self._entries, *self._changed])
        return tuple(name for name in every if name not in self._dropped)

    def __contains__(self, name: str) -> bool:
        return name not in self._dropped and (name in self._changed or name in self._entries)

    def read(self, name: str) -> bytes:
        """Give the bytes of a part.

        Raises:
            UnreadableDocument: where it is damaged, or not to be trusted.
        """
        return self._changed[name] if name in self._changed else read_part(self._archive, name, self._file)

    def parse(self, name: str) -> etree._Element:
        """Give the root of a part that is XML.

        Raises:
            UnreadableDocument: where it is damaged.
        """
        return parse_xml(self.read(name), name, self._file)

    def put(self, name: str, data: bytes) -> None:
        """Change a part, or add one."""
        self._dropped.discard(name)
        if name in self._entries and read_part(self._archive, name, self._file) == data:
            self._changed.pop(name, None)
        else:
            self._changed[name] = data

    def put_xml(self, name: str, root: etree._Element) -> None:
        """Change a part, or add one, that is XML."""
        self.put(name, write_xml(root))

    def drop(self, name: str) -> None:
        """Drop a part, its relationships and what is said of its content."""
        for part in (name, _name_relationships(name)):
            if part in self:
                self._dropped.add(part)
                self._changed.pop(part, None)
        root = self.parse(TYPES)
        for override in root.findall(f"{{{_CT}}}Override"):
            if (override.get("PartName") or "").lstrip("/") == name:
                root.remove(override)
        self.put_xml(TYPES, root)

    def find_type(self, name: str) -> str | None:
        """Give the content type of a part."""
        root = self.parse(TYPES)
        for override in root.iterfind(f"{{{_CT}}}Override"):
            if (override.get("PartName") or "").lstrip("/").lower() == name.lower():
                return override.get("ContentType")
        extension = name.rpartition(".")[2].lower()
        for default in root.iterfind(f"{{{_CT}}}Default"):
            if (default.get("Extension") or "").lower() == extension:
                return default.get("ContentType")
        return None

    def declare(self, name: str, content_type: str, *, by_extension: bool = False) -> None:
        """Say what content type a part has, where that is not said; ``by_extension`` says it of all parts like it."""
        if self.find_type(name) == content_type:
            return
        root = self.parse(TYPES)
        if by_extension and not self._knows_extension(root, name):
            default = etree.Element(f"{{{_CT}}}Default", Extension=name.rpartition(".")[2], ContentType=content_type)
            root.insert(len(root.findall(f"{{{_CT}}}Default")), default)
        else:
            etree.SubElement(root, f"{{{_CT}}}Override", PartName=f"/{name}", ContentType=content_type)
        self.put_xml(TYPES, root)

    def _knows_extension(self, root: etree._Element, name: str) -> bool:
        known = {(each.get("Extension") or "").lower() for each in root.iterfind(f"{{{_CT}}}Default")}
        return name.rpartition(".")[2].lower() in known

    def list_relationships(self, name: str) -> Iterator[Relationship]:
        """Give the relationships of a part to other parts of the package."""
        part = _name_relationships(name)
        if part not in self:
            return
        for found in self.parse(part).iterfind(f"{{{_RELS}}}Relationship"):
            target = found.get("Target") or ""
            if found.get("TargetMode") != "External":
                whole = (
                    target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(name), target)
                )
                kind = (found.get("Type") or "").rpartition("/")[2]
                yield Relationship(found.get("Id") or "", kind, posixpath.normpath(whole))

    def find_related(self, name: str, kind: str) -> Relationship | None:
        """Give the first relationship of a part that is of this kind, where the part it leads to is there."""
        return next((each for each in self.list_relationships(name) if each.kind == kind and each.target in self), None)

    def relate(self, name: str, kind: str, target: str) -> str:
        """Relate a part to another, and give the id of the relationship."""
        part = _name_relationships(name)
        root = self.parse(part) if part in self else make_root(f"{{{_RELS}}}Relationships", _RELS)
        taken = {each.get("Id") for each in root}
        number = next(number for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        path = posixpath.relpath(target, posixpath.dirname(name) or ".")
        etree.SubElement(root, f"{{{_RELS}}}Relationship", Id=f"rId{number}", Type=_KINDS + kind, Target=path)
        self.put_xml(part, root)
        return f"rId{number}"

    def unrelate(self, name: str, identifier: str) -> None:
        """Take a relationship away; a part left without any keeps no list of them."""
        part = _name_relationships(name)
        root = self.parse(part)
        for found in root.findall(f"{{{_RELS}}}Relationship"):
            if found.get("Id") == identifier:
                root.remove(found)
        if len(root):
            self.put_xml(part, root)
        else:
            self._dropped.add(part)
            self._changed.pop(part, None)

    def find_free(self, pattern: str) -> str:
        """Give the first name of a pattern ("xl/comments{}.xml") that no part bears."""
        taken = {name.lower() for name in (*self._entries, *self._changed)} - self._dropped
        return next(
            name for number in range(1, len(taken) + 2) if (name := pattern.format(number)).lower() not in taken
        )

    def write(self) -> bytes:
        """Give the bytes of the package: as they came where no part is changed."""
        gone = self._dropped & set(self._entries)
        if not self._changed and not gone:
            return self.data
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name in self.names:
                archive.writestr(_copy_entry(self._entries.get(name), name), self.read(name))
        return packed.getvalue()


def pack(data: bytes) -> bytes:
    """Pack the parts of a package that was just made anew, without the time of day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as archive:
        for name in old.namelist():
            archive.writestr(_copy_entry(None, name), old.read(name))
    return packed.getvalue()


def _copy_entry(entry: zipfile.ZipInfo | None, name: str) -> zipfile.ZipInfo:
    """Give the entry of a part: with what the old one says, and without any clock's time where there is none."""
    copy = zipfile.ZipInfo(name, _EARLIEST if entry is None else entry.date_time)
    copy.create_system = 3 if entry is None else entry.create_system  # else it names the system on which it is made
    copy.external_attr = 0 if entry is None else entry.external_attr
    stored = entry is not None and entry.compress_type == zipfile.ZIP_STORED
    copy.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return copy


def _name_relationships(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{last}.rels")


def parse_xml(data: bytes, name: str, file: str) -> etree._Element:
    """Read XML that comes from outside: no other file is read for it.

    Raises:
        UnreadableDocument: where it is no sound XML.
    """
    from scrgraph.errors import UnreadableDocument

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise UnreadableDocument(
            "A part of the file is damaged.", path=file, place=f"part {name}", remedy="Save it again from its program."
        ) from None


def write_xml(root: etree._Element) -> bytes:
    """Write XML as office programs do."""
    tree = root.getroottree()
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def make_root(name: str, namespace: str, **prefixes: str) -> etree._Element:
    """Make the root of a new part, whose own namespace needs no prefix."""
    spaces: dict[str | None, str] = {None: namespace}
    spaces.update(prefixes)
    return etree.Element(name, nsmap=spaces)  # type: ignore[arg-type] # the stubs know no namespace without a prefix


def read_words(element: etree._Element, *names: str) -> str:
    """Give the text of an element, as far as it stands in elements of these names."""
    return "".join(text if isinstance(text, str) else text.decode() for text in element.itertext(*names))
