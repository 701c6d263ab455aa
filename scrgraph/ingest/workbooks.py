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
from scrgraph.ingest.cell_colours import Colours
from scrgraph.ingest.number_formats import Printed, Value, print_value

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader

_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?[^/]+\.(?:xml|rels)"
    r"|xl/(?:worksheets|drawings|theme)/.*\.(?:xml|rels)|xl/comments/.*\.xml",
    re.IGNORECASE,
)
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
class Style:
    """How the cells of one style look, as far as it matters here."""

    code: str = "General"
    fill: str | None = None
    colour: str | None = None
    struck: bool = False


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
        self._book: Any = reader.wb
        self._colours = Colours(reader.wb)
        self._styles: dict[int, Style] = {}
        self.epoch = reader.wb.epoch
        self.strings: list[Any] = list(reader.shared_strings)

    @property
    def sheets(self) -> Iterator[Sheet]:
        """The sheets in the order of their tabs."""
        for sheet, relation in self._reader.parser.find_sheets():
            part = str(relation.target)
            cells = str(relation.Type).endswith("/worksheet") and part in self._reader.valid_files
            yield Sheet(str(sheet.name), sheet.state in (None, "visible"), part if cells else None)

    def style(self, number: int) -> Style:
        """Give the style of that number; a plain one where the workbook has none of it."""
        if number not in self._styles:
            self._styles[number] = self._read_style(number)
        return self._styles[number]

    def print_value(self, value: Value, style: int) -> Printed:
        """Give the words of a cell's value."""
        return print_value(value, self.style(style).code, self.epoch)

    def tell_colour(self, font: Any) -> str | None:
        """Give the colour of words in some font."""
        return None if font is None else self._colours.tell(font.color, words=True)

    def _read_style(self, number: int) -> Style:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        styles = self._book._cell_styles
        if not 0 <= number < len(styles):
            return Style()
        chosen = styles[number]
        code = BUILTIN_FORMATS.get(chosen.numFmtId, "General")
        if chosen.numFmtId >= BUILTIN_FORMATS_MAX_SIZE:
            code = self._book._number_formats[chosen.numFmtId - BUILTIN_FORMATS_MAX_SIZE]
        font, fill = self._book._fonts[chosen.fontId], self._book._fills[chosen.fillId]
        return Style(code, self._colours.tell_ground(fill), self.tell_colour(font), bool(font.strike))


@contextmanager
def open_workbook(data: bytes, file: str) -> Iterator[Workbook]:
    """Give the workbook in some bytes.

    Raises:
        UnreadableDocument: where it is none, or openpyxl stumbles over it, here or while it is being read.
    """
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    with catch_warnings(), open_archive(data, file) as archive:
        simplefilter("ignore")  # openpyxl warns of what it leaves out on writing
        try:
            sound = io.BytesIO(_copy_parts(archive, file))
            reader = ExcelReader(sound, read_only=True, data_only=True, keep_links=False, rich_text=True)
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            reader.read_theme()
            apply_stylesheet(reader.archive, reader.wb)
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
    """Give a copy of an archive with the parts that the cells need, each checked, the strict form made the common."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as sound:
        for name in archive.namelist():
            if _NEEDED.fullmatch(name):
                part = read_part(archive, name, file)
                if b"http://purl.oclc.org/ooxml/" in part:
                    for strict, common in _STRICT:
                        part = part.replace(strict, common)
                # A day of its own would make the copy differ from run to run.
                sound.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    return copy.getvalue()
