"""Reads a document: the one door for untrusted bytes.

Each kind of document has its reader, which gives lines of cells; of these become tables, and of tables rows. The bytes
of a text are UTF-8, UTF-16, UTF-32, else Windows-1252 or Mac Roman.
"""

import codecs
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.archives import find_archive, read_member
from scrgraph.ingest.blocks import BlockReader
from scrgraph.ingest.cells import Disposition, Document, Entry, Line, Quote, RawDocument
from scrgraph.ingest.csv_tables import read_table, tell_form
from scrgraph.ingest.grid_rows import GridReader
from scrgraph.ingest.heads import BOARD_PLAN, Choice, choose_layout
from scrgraph.ingest.kinds import Kind, tell_kind
from scrgraph.ingest.layouts import GENERAL, Layout, find_layout, list_layouts
from scrgraph.ingest.parted import open_parted
from scrgraph.ingest.rows import TableReader
from scrgraph.ingest.tables import RawTable, find_tables
from scrgraph.ingest.text_export import read_export

LARGEST_FILE = 64 * 1024 * 1024
LONGEST_LINE = 4 * 1024 * 1024
DEFAULT_LAYOUT = BOARD_PLAN
_MOST_STRAYS = 200
_NO_TEXT = re.compile(r"[\ud800-\udfff]")  # by which Python holds the bytes of a name that are not UTF-8
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# The readers of the kinds that are no text, each imported where it is used: a function ``read(data, file)``.
_READERS: dict[Kind, str] = {
    "excel": "scrgraph.ingest.excel",
    "html": "scrgraph.ingest.web_pages",
    "pdf": "scrgraph.ingest.pdf",
    "word": "scrgraph.ingest.word",
}
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNBALANCED = "the account of its cells does not balance, so some words of it may not have been read"
_EXPORT = "Save the plan as tab-separated text and read that."


def read_document(path: Path | None, layout: str | None = None, layouts: Path | None = None) -> Document:
    """Read one plan document; ``None`` reads standard input.

    Args:
        path: The document.
        layout: The name of the layout by which it is read; else that one is chosen which explains its headings best.
        layouts: The folder of the board's own layouts.

    Raises:
        UnreadableDocument: where it cannot be read as a plan; the sentence names file, place and remedy.
        BadUsage: where there is no layout of that name, or a layout of the folder is mistaken.
    """
    chosen = find_layout(layout, layouts) if layout else list_layouts(layouts)
    name = name_file(path) if path else "standard input"
    return read_bytes(_load(path, name), name, chosen)


def name_file(path: Path) -> str:
    """Give the name of a document; for each byte of it that is no text a mark, since no report could hold it."""
    return _NO_TEXT.sub("\ufffd", path.name)


def read_bytes(data: bytes, file: str, layout: Layout | Sequence[Layout]) -> Document:
    """Read a plan from bytes, by one layout, or by that of several which explains its headings best.

    Raises:
        UnreadableDocument: as ``read_document``.
    """
    if not data.strip():
        raise UnreadableDocument("The file is empty.", path=file, remedy="Check that the right file was exported.")
    kind = tell_kind(data, file)
    raw = _read_text(data, file) if kind == "text" else _read_kind(kind, data, file)
    return make_document(raw, file, "sha256:" + hashlib.sha256(data).hexdigest(), layout)


def _read_kind(kind: Kind, data: bytes, file: str) -> RawDocument:
    """Give the lines of a document that is no text, by the reader of its kind."""
    if kind not in _READERS:
        raise UnreadableDocument(f"Documents of this kind ({kind}) are not read.", path=file, remedy=_EXPORT)
    reader = import_module(_READERS[kind])
    raw: RawDocument = reader.read(data, file)
    return raw


def _read_text(data: bytes, file: str) -> RawDocument:
    _check_lines(data, file)
    text = decode(data, file)
    if not text.strip():
        raise UnreadableDocument("The file is empty.", path=file, remedy="Check that the right file was exported.")
    form = tell_form(text)
    raw = read_export(text) if form is None else read_table(text, form, file)
    return replace(raw, notes=(*_note_strays(data), *raw.notes))


def make_document(raw: RawDocument, file: str, digest: str, layout: Layout | Sequence[Layout]) -> Document:
    """Make a plan of the lines that a reader gives, by one layout or the best of several.

    Raises:
        UnreadableDocument: where no table of them is a plan.
    """
    layouts = [layout] if isinstance(layout, Layout) else layout
    raw = open_parted(raw, next((one for one in layouts if one.name == GENERAL), layouts[0]))
    choice, tables, after, rules = _find_tables(raw, layouts, file, asked=isinstance(layout, Layout))
    account: list[Entry] = []
    done = []
    below: list[Line] = []
    notes = [*raw.notes, *choice.list_notes()]
    for index, table in enumerate(tables, 1):
        reader = _choose_reader(table, choice.layout, index, file, digest)
        done.append(reader.read())
        account += reader.account
        account += [entry for line, reason in table.aside for entry in _enter_text([line], "unread", reason)]
        notes += reader.notes
        below += reader.below
        notes += [note for row in done[-1].rows for note in row.notes]
        account += _enter_text(table.above, "prose", None)
        account += _enter_text(
            table.inside, "unread", "a line of text between the rows of a table, in none of its cells"
        )
    account += _enter_text(after, "prose", None)
    if not any(table.rows for table in done):
        raise UnreadableDocument(
            "The table has headings but no row below them.",
            path=file,
            place=tables[0].head.where,
            remedy="Check that the whole table was exported.",
        )
    account += raw.lost
    outside = tuple(Quote(line.number, line.words, place=line.place) for line in (*below, *after))
    account.sort(key=lambda entry: (entry.line, entry.column))
    document = Document(
        file,
        digest,
        choice,
        tuple(done),
        outside,
        raw.seen,
        len(rules),
        tuple(account),
        tuple(notes),
        raw.uncertain,
    )
    return document if document.balances else replace(document, notes=(*document.notes, _UNBALANCED))


def _find_tables(
    raw: RawDocument, layouts: Sequence[Layout], file: str, *, asked: bool
) -> tuple[Choice, list[RawTable], list[Line], list[Line]]:
    """Find the tables of a plan by the layout that explains their headings best.

    Where none is found, those are looked for that hold actions and no recommendations.
    """
    choice = choose_layout(raw.lines, layouts, file, asked=asked)
    try:
        found = find_tables(raw.lines, choice.layout, file, choice.heads)
    except UnreadableDocument:
        choice = choose_layout(raw.lines, layouts, file, asked=asked, actions_alone=True)
        if not choice.heads:
            raise
        found = find_tables(raw.lines, choice.layout, file, choice.heads)
    return choice.with_tables((table.head, table.headings, table.columns) for table in found[0]), *found


def _choose_reader(
    table: RawTable, layout: Layout, index: int, file: str, digest: str
) -> TableReader | GridReader | BlockReader:
    """Give the reader of a table: headings beside the words, a table of the document's own, or a text export."""
    if table.blocks is not None:
        return BlockReader(table.blocks, table.above, layout, index, file, digest)
    if table.head.table is not None:
        return GridReader(table, layout, index, file, digest)
    return TableReader(table, layout, index, file, digest)


def _note_strays(data: bytes) -> Iterator[str]:
    """Say so where some bytes of a UTF-8 text were read as Windows-1252."""
    strays = find_strays(data) if not data.startswith(_MARKS) and b"\0" not in data and _is_mixed(data) else []
    if strays:
        lines = ", ".join(map(str, sorted(set(strays))[:8]))
        yield f"{len(strays)} characters (line {lines}) are not UTF-8 as the rest is; they were read as Windows-1252"


def decode(data: bytes, file: str) -> str:
    """Give the text of a document's bytes.

    Raises:
        UnreadableDocument: where they are not text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode_as(data, encoding, file)
    if b"\0" in data:
        # Without a mark, UTF-16 shows by its zero bytes: nearly all of them on one side.
        even, odd = data[::2].count(0), data[1::2].count(0)
        if max(even, odd) > len(data) / 8 and min(even, odd) < max(even, odd) / 20:
            return _decode_as(data, "utf-16-be" if even > odd else "utf-16-le", file)
        raise UnreadableDocument("This is a binary file, not text.", path=file, remedy=_EXPORT)
    if sum(byte < 32 and byte not in b"\t\n\r\f\v\x1c\x1d\x1e\x1f" for byte in data[:65536]) > len(data[:65536]) / 50:
        raise UnreadableDocument("This is a binary file, not text.", path=file, remedy=_EXPORT)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_mixed(data):
        return data.decode("utf-8", errors=_STRAY)
    # Carriage returns alone are the line ends of old Macintosh files; a line feed may stand inside a cell.
    old_mac = b"\r" in data and b"\r\n" not in data
    return _decode_single_byte(data, old_mac)


def _is_mixed(data: bytes) -> bool:
    """Whether a text that is not UTF-8 as a whole is so for the most part."""
    good = _UTF8.findall(data)
    bad = sum(byte > 127 for byte in data) - sum(map(len, good))
    return 0 < bad < len(good)


def find_strays(data: bytes) -> list[int]:
    """Give the lines (1-based) of bytes that are no UTF-8, where a text is UTF-8 otherwise."""
    lines, place = [], 0
    while place < len(data):
        try:
            data[place:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            place += error.end
            lines.append(data.count(b"\n", 0, place) + 1)
            if len(lines) > _MOST_STRAYS:
                break
    return lines


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252: quotation marks pasted into a text of another encoding."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


_STRAY = "scrgraph-stray"
codecs.register_error(_STRAY, _read_stray)


def _decode_single_byte(data: bytes, old_mac: bool) -> str:
    if not old_mac:
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass
    readings = [data.decode("mac_roman"), data.decode("cp1252", errors="replace")]
    return max(readings, key=_plainness)


def _plainness(text: str) -> int:
    """How much the characters beyond ASCII look like English print: quotes, dashes, bullets, pounds and accents."""
    return sum(
        (2 if c in "\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u2026\u00a3\u00e9\u00a0" else -1)
        for c in text
        if ord(c) > 127
    )


def _decode_as(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"The file says that it is {encoding.upper()} text, but it breaks off or is damaged.",
            path=file,
            place=f"byte {error.start}",
            remedy="Export it again.",
        ) from None


def _load(path: Path | None, file: str) -> bytes:
    try:
        if path is None:
            data = sys.stdin.buffer.read(LARGEST_FILE + 1)
        elif archive := None if path.exists() else find_archive(path):
            data = read_member(path, archive)
        else:
            with path.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise UnreadableDocument(
            f"The file cannot be read ({reason}).", path=str(path), remedy="Check its name and place."
        ) from None
    if len(data) > LARGEST_FILE:
        _check_lines(data, file)
        raise UnreadableDocument(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB; no action plan is.",
            path=file,
            remedy="Check that the right file was exported.",
        )
    return data


def _check_lines(data: bytes, file: str) -> None:
    """Refuse a line that no table row can be, before anything is made of it."""
    start, number = 0, 1
    while len(data) - start > LONGEST_LINE:
        ends = [end for mark in (b"\n", b"\r") if (end := data.find(mark, start, start + LONGEST_LINE)) >= 0]
        if not ends:
            raise UnreadableDocument(
                f"The line is longer than {LONGEST_LINE // 1024 // 1024} MB; no row of a plan is.",
                path=file,
                place=f"line {number}",
                remedy="Check that the file is a text export with line ends.",
            )
        # Skip to the last line end in reach: only runs without any matter.
        reach = data.rfind(b"\n", start, start + LONGEST_LINE)
        end = reach if reach >= 0 else max(ends)
        number += data.count(b"\n", start, end + 1) or 1
        start = end + 1


def _enter_text(lines: list[Line], disposition: Disposition, reason: str | None) -> list[Entry]:
    return [
        Entry(line.number, line.before + place, None, disposition, cell.text[:80], reason, cell.place)
        for line in lines
        for place, cell in enumerate(line.cells, 1)
        if cell.paragraphs
    ]
