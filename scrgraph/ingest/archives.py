"""Opens zip archives that come from outside (a Word or Excel file is one): checked before anything is unpacked.

A bomb, a damaged or encrypted archive, an entry that leaves its folder or lies over another, and a part that declares
a document type (by which XML reads other files) are refused in one sentence each. Nothing is ever written to disk.
"""

import io
import re
import stat
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path

from scrgraph.errors import UnreadableDocument

MOST_ENTRIES = 10_000
LARGEST_WHOLE = 512 * 1024 * 1024  # bytes of all parts, unpacked
LARGEST_PART = 96 * 1024 * 1024  # bytes of one part that is read, unpacked
_MOST_PACKED = 400  # how many times smaller than its text a part may be; XML of a plan is packed 5 to 30 times
_SMALL = 4 * 1024 * 1024  # a part up to this size is no bomb, however well it is packed
_XML = (".xml", ".rels", ".vml")
# As ASCII and all that is like it, UTF-16 and UTF-32 write it: every second or fourth byte, or each.
_DOCTYPE = re.compile(rb"<\0{0,3}!\0{0,3}D\0{0,3}O\0{0,3}C\0{0,3}T\0{0,3}Y\0{0,3}P\0{0,3}E")
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]*)")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"utf-16le", b"utf-16be", b"us-ascii", b"ascii", b"iso-8859-1"}
_ENCODINGS |= {b"windows-1252", b"latin1"}  # of the two in use beside the Unicode ones, both show a document type
_EBCDIC = b"\x4c\x6f\xa7\x94"
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    KeyError,
    IndexError,
    OverflowError,
)
_AGAIN = "Save it again from its program."
_FETCH = "Save it again, or fetch it again."


def open_archive(data: bytes | Path, file: str) -> zipfile.ZipFile:
    """Give the archive in some bytes or in a file, once its list of parts is found sound.

    Raises:
        UnreadableDocument: where it is damaged, encrypted, a bomb, or a part of it leaves its folder.
    """
    try:
        archive = zipfile.ZipFile(data if isinstance(data, Path) else io.BytesIO(data))
        entries = archive.infolist()
    except _FAULTS:
        raise _refuse("The file breaks off or is damaged.", file, _FETCH) from None
    # Programs that take names as Windows does would each read another one of two that differ in case alone.
    names = {entry.filename.replace("\\", "/").lower() for entry in entries}
    if len(entries) > MOST_ENTRIES or len(names) < len(entries):
        raise _refuse("The file's parts are more than a document has, or two bear one name.", file, _AGAIN)
    for entry in entries:
        _check_entry(entry, file)
    if sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
        raise _refuse(_BOMB, file, _SMALLER)
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(placed):
        if entry.header_offset + entry.compress_size >= following.header_offset:
            raise _refuse("Two parts of the file lie one over the other.", file, _AGAIN, following.filename)
    return archive


def _check_entry(entry: zipfile.ZipInfo, file: str) -> None:
    if entry.flag_bits & 1:
        raise _refuse("The file is protected by a password.", file, "Save it without a password.")
    if entry.file_size > _SMALL and entry.file_size > _MOST_PACKED * max(entry.compress_size, 1):
        raise _refuse(_BOMB, file, _SMALLER, entry.filename)
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
        raise _refuse("A part of the file would leave its folder.", file, _AGAIN, entry.filename)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refuse("A part of the file is a link to another file.", file, _AGAIN, entry.filename)


def read_part(archive: zipfile.ZipFile, name: str, file: str, largest: int = LARGEST_PART) -> bytes:
    """Give one part of an archive, unpacked; ``largest`` is the size that is read at most.

    Raises:
        UnreadableDocument: where it is not there, damaged, too large, of another size than the archive's list says,
            or XML with a document type.
    """
    try:
        size = archive.getinfo(name).file_size
    except KeyError:
        raise _refuse("A part of the file is missing.", file, _FETCH, name) from None
    if size > largest:
        raise _refuse(_BOMB, file, _SMALLER, name)
    try:
        with archive.open(name) as stream:
            part = stream.read(size + 1)
    except _FAULTS:
        raise _refuse("A part of the file is damaged.", file, _FETCH, name) from None
    if len(part) != size:
        raise _refuse("A part of the file is damaged.", file, _FETCH, name)
    if name.lower().endswith(_XML):
        _check_xml(part, name, file)
    return part


def list_members(path: Path) -> tuple[Path, ...]:
    """Give the files in an archive, each as a path that goes on from that of the archive, in order.

    Raises:
        UnreadableDocument: as ``open_archive``.
    """
    with open_archive(path, str(path)) as archive:
        return tuple(sorted(path / entry.filename for entry in archive.infolist() if not entry.is_dir()))


def find_archive(path: Path) -> Path | None:
    """Give the archive that a path goes into, and ``None`` where it goes into none."""
    return next((parent for parent in path.parents if parent.is_file()), None)


def read_member(path: Path, archive: Path) -> bytes:
    """Give the bytes of a file in an archive.

    Raises:
        UnreadableDocument: as ``read_part``.
    """
    with open_archive(archive, str(archive)) as opened:
        return read_part(opened, path.relative_to(archive).as_posix(), str(path))


def _check_xml(part: bytes, name: str, file: str) -> None:
    """Refuse a document type, and the encodings that would hide one."""
    if _DOCTYPE.search(part):
        raise _refuse(
            "A part of the file declares a document type, by which it could read other files; no office program does.",
            file,
            _AGAIN,
            name,
        )
    said = _ENCODING.match(part)
    if part.startswith(_EBCDIC) or (said and said.group(1).lower() not in _ENCODINGS):
        raise _refuse("A part of the file is in an encoding that no office program writes.", file, _AGAIN, name)


_BOMB = "The file would unpack to more than any plan holds."
_SMALLER = "Save it again from its program, without pictures."


def _refuse(sentence: str, file: str, remedy: str, part: str | None = None) -> UnreadableDocument:
    return UnreadableDocument(sentence, path=file, place=None if part is None else f"part {part}", remedy=remedy)
