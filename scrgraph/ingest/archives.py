"""Opens zip archives that come from outside (a Word or Excel file is one): checked before anything is unpacked.

A bomb, a damaged or encrypted archive, an entry that leaves its folder and a part that declares a document type (by
which XML reads other files) are refused in one sentence each.
"""

import io
import re
import zipfile
from pathlib import Path

from scrgraph.errors import UnreadableDocument

MOST_ENTRIES = 10_000
LARGEST_WHOLE = 512 * 1024 * 1024  # bytes of all parts, unpacked
_MOST_PACKED = 400  # how many times smaller than its text a part may be; XML of a plan is packed 5 to 30 times
_SMALL = 4 * 1024 * 1024  # a part up to this size is no bomb, however well it is packed
_DOCTYPE = re.compile(rb"<!DOCTYPE|<\0!\0D\0O\0C\0T\0Y\0P\0E\0|\0<\0!\0D\0O\0C\0T\0Y\0P\0E")
_HEAD = 4096  # bytes of a part in which a document type can be declared, after comments at most


def open_archive(data: bytes | Path, file: str) -> zipfile.ZipFile:
    """Give the archive in some bytes or in a file, once its list of parts is found sound.

    Raises:
        UnreadableDocument: where it is damaged, encrypted, a bomb, or a part of it leaves its folder.
    """
    try:
        archive = zipfile.ZipFile(data if isinstance(data, Path) else io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise _refuse("The file breaks off or is damaged.", file, "Save it again, or fetch it again.") from None
    if len(entries) > MOST_ENTRIES or len({entry.filename for entry in entries}) < len(entries):
        raise _refuse(
            "The file's parts are more than a document has, or two bear one name.",
            file,
            "Save it again from its program.",
        )
    total = 0
    for entry in entries:
        total += entry.file_size
        if entry.flag_bits & 1:
            raise _refuse("The file is protected by a password.", file, "Save it without a password.")
        if entry.file_size > _SMALL and entry.file_size > _MOST_PACKED * max(entry.compress_size, 1):
            raise _refuse(_BOMB, file, "Save it again from its program, without pictures.", entry.filename)
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise _refuse(
                "A part of the file would leave its folder.", file, "Save it again from its program.", entry.filename
            )
    if total > LARGEST_WHOLE:
        raise _refuse(_BOMB, file, "Save it again from its program, without pictures.")
    return archive


def read_part(archive: zipfile.ZipFile, name: str, file: str) -> bytes:
    """Give one part of an archive, unpacked.

    Raises:
        UnreadableDocument: where it is damaged, longer than the archive's list says, or XML with a document type.
    """
    try:
        size = archive.getinfo(name).file_size
        with archive.open(name) as stream:
            part = stream.read(size + 1)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, NotImplementedError, KeyError):
        raise _refuse("A part of the file is damaged.", file, "Save it again, or fetch it again.", name) from None
    if len(part) != size:
        raise _refuse("A part of the file is damaged.", file, "Save it again, or fetch it again.", name)
    if name.endswith((".xml", ".rels", ".vml")) and _DOCTYPE.search(part[:_HEAD]):
        raise _refuse(
            "A part of the file declares a document type, by which it could read other files; no office program does.",
            file,
            "Save it again from its program.",
            name,
        )
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


_BOMB = "The file would unpack to more than any plan holds."


def _refuse(sentence: str, file: str, remedy: str, part: str | None = None) -> UnreadableDocument:
    return UnreadableDocument(sentence, path=file, place=None if part is None else f"part {part}", remedy=remedy)
