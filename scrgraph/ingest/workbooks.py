"""Opens an Excel workbook for reading: its sheets, the styles of its cells, and what lies over and beside the cells.

openpyxl does the reading. It is handed a copy of the workbook that holds only those XML parts that were found sound and
that the cells need, so nothing else of a file from outside is ever parsed: no macro, no picture, no link to elsewhere.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from scrgraph.errors import ScrgraphError, UnreadableDocument
from scrgraph.ingest.archives import open_archive, read_part
from scrgraph.ingest.cell_styles import Style, Styles
from scrgraph.ingest.number_formats import Printed, Value, print_value

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader

_XML = re.compile(r".*\.(?:xml|rels)", re.IGNORECASE | re.DOTALL)
# What openpyxl would stumble over, and the cells do not need.
_NEEDLESS = re.compile(
    r"docProps/|customXml/|.*/(?:externalLinks|pivot\w+|charts|chartsheets|diagrams|queryTables|ctrlProps|activeX"
    r"|tables|threadedComments|persons|embeddings|slicers?|slicerCaches|model|timelines|webextensions)/",
    re.IGNORECASE | re.DOTALL,
)
_TYPES = "[Content_Types].xml"
_DECLARED = re.compile(rb'PartName\s*=\s*"/([^"]+)"')
_LARGEST = 160 * 1024 * 1024  # bytes of all parts that are read; a plan of 5,000 rows and 15 columns has 15 million
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
SAVE = "Open it in Excel, save it anew as an Excel workbook (.xlsx), and read that."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, whether it is shown, and its part of the file (``None``: it has no cells)."""

    name: str
    shown: bool
    part: str | None


class Workbook:
    """A workbook that is being read."""

    def __init__(self, reader: "ExcelReader", archive: zipfile.ZipFile) -> None:
        """Take what openpyxl read of a workbook, and the archive of its sound parts."""
        self._reader, self.archive = reader, archive
        self.styles = Styles(self._load("spreadsheetml.styles"), self._load("theme"))
        self.epoch = reader.wb.epoch
        self.strings: list[Any] = list(reader.shared_strings)

    @property
    def sheets(self) -> Iterator[Sheet]:
        """The sheets in the order of their tabs."""
        for sheet, relation in self._reader.parser.find_sheets():
            part = str(relation.target)
            cells = str(relation.Type).endswith("/worksheet") and part in self._reader.valid_files
            yield Sheet(str(sheet.name), sheet.state in (None, "visible"), part if cells else None)

    def print_value(self, value: Value, style: Style) -> Printed:
        """Give the words of the value of a cell of some style."""
        return print_value(value, style.code, self.epoch)

    def _load(self, kind: str) -> bytes | None:
        """Give the one part of a kind, by what the file says of its parts."""
        content = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
        found: Any = self._reader.package.find(content)  # type: ignore[no-untyped-call]
        name = None if found is None else str(found.PartName).lstrip("/")
        return self.archive.read(name) if name in self._reader.valid_files else None


@contextmanager
def open_workbook(data: bytes, file: str) -> Iterator[Workbook]:
    """Give the workbook in some bytes.

    Raises:
        UnreadableDocument: where it is none, or openpyxl stumbles over it, here or while it is being read.
    """
    from openpyxl.reader.excel import ExcelReader

    with catch_warnings(), open_archive(data, file) as archive:
        simplefilter("ignore")  # openpyxl warns of what it leaves out on writing
        try:
            sound = io.BytesIO(_copy_parts(archive, file))
            reader = ExcelReader(sound, read_only=True, data_only=True, keep_links=False, rich_text=True)
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            yield Workbook(reader, reader.archive)
        except ScrgraphError:
            raise
        except MemoryError:
            raise
        except Exception:
            # What openpyxl raises is whatever the damage makes it trip over: no list of errors would be whole.
            raise UnreadableDocument(
                "The workbook is damaged, or holds what no spreadsheet program writes.", path=file, remedy=SAVE
            ) from None


def _copy_parts(archive: zipfile.ZipFile, file: str) -> bytes:
    """Give a copy of an archive with the parts that the cells need, each checked, the strict form made the common.

    Programs write the names of parts with strokes of either kind, and in letters other than the list of parts has them.
    """
    names = {name.replace("\\", "/"): name for name in archive.namelist()}
    needed = {name: real for name, real in names.items() if _XML.fullmatch(name) and not _NEEDLESS.match(name)}
    if sum(archive.getinfo(real).file_size for real in needed.values()) > _LARGEST:
        raise UnreadableDocument(
            f"The sheets of the workbook hold more than {_LARGEST // 1024 // 1024} MB; no plan does.",
            path=file,
            remedy="Copy the sheet of the plan into a workbook of its own, and read that.",
        )
    declared = {}
    if _TYPES in needed:
        found = _DECLARED.findall(read_part(archive, needed[_TYPES], file))
        declared = {name.lower(): name for name in (part.decode(errors="replace") for part in found)}
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as sound:
        for name, real in needed.items():
            part = read_part(archive, real, file)
            if b"http://purl.oclc.org/ooxml/" in part:
                for strict, common in _STRICT:
                    part = part.replace(strict, common)
            # A day of its own would make the copy differ from run to run.
            sound.writestr(zipfile.ZipInfo(declared.get(name.lower(), name)), part, zipfile.ZIP_DEFLATED, 1)
    return copy.getvalue()
