"""Opens a package that comes from outside: nothing in it is believed, run or fetched, nothing is written to disk.

What it gives are the files of a folder, or of a zip made as ``package`` makes one: names that are safe and differ on
every system, plain files alone, and not a byte that belongs to none of them.
"""

import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from scrgraph.errors import ScrgraphError, UnreadableDocument
from scrgraph.exchange.package import make_part
from scrgraph.ingest.archives import open_archive, read_part

_MOST_FILES = 2_000
_LARGEST_FILE = 512 * 1024 * 1024  # bytes
_LARGEST = 2 * 1024 * 1024 * 1024  # bytes of all files
_LONGEST_NAME = 240  # bytes: some systems take no more
_LOCAL_HEADER, _LISTED, _END = 30, 46, 22  # bytes of the parts of a zip, without names
# What stands for something else on one system or another: its own devices, streams, variables and patterns.
_RESERVED = re.compile(r"[\\:*?\"<>|$~%]|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)|[ .](?:/|$)", re.IGNORECASE)
_ZIP_ANEW = "Unpack it and name the folder; or ask the sender for it again. Nothing was taken in."


class RefusedPackage(ScrgraphError):
    """A package that is not what it says it is, or not what its sender made."""


def read_package(path: Path) -> Mapping[str, bytes]:
    """Give the files of a package, by their names in it.

    Raises:
        RefusedPackage: where it cannot be read, or holds what no package holds: a link, a device, a name that leaves
            the folder or cannot be told from another, too much, bytes beside its files.
    """
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        raise RefusedPackage("There is no package here.", path=path, remedy="Check its name and place.")
    try:
        return _read_zip(path)
    except UnreadableDocument as error:
        raise RefusedPackage(
            error.message, path=path, place=error.place, remedy="Nothing was taken in; ask the sender for it again."
        ) from None


def check_names(names: Iterable[str], package: Path) -> None:
    """Refuse names that some system would take for another file, or for one elsewhere.

    Raises:
        RefusedPackage: for the first of them.
    """
    seen: dict[str, str] = {}
    for name in sorted(names):
        unsafe = not name.isprintable() or _RESERVED.search(name) or len(name.encode(errors="replace")) > _LONGEST_NAME
        if unsafe or PurePosixPath(name).is_absolute() or not {"", ".", ".."}.isdisjoint(name.split("/")):
            raise refuse("A file has a name that leaves the package, or is not safe everywhere.", package, name)
        folded = unicodedata.normalize("NFKC", name).casefold()
        if folded in seen:
            what = f"Its name differs from {seen[folded]} in capitals or in the form of a sign alone."
            raise refuse(what, package, name)
        seen[folded] = name


def _read_zip(path: Path) -> Mapping[str, bytes]:
    with open_archive(path, str(path)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_FILES:
            raise refuse("It holds more than any package does.", path)
        check_names((entry.filename for entry in entries), path)
        files = {name: read_part(archive, name, str(path), _LARGEST_FILE) for name in sorted(archive.namelist())}
        data = path.read_bytes()
        if not _is_plain(archive, data):
            raise refuse("The zip was made anew, or bytes lie in it that belong to no file.", path, remedy=_ZIP_ANEW)
    return files


def _is_plain(archive: zipfile.ZipFile, data: bytes) -> bool:
    """Tell whether a zip is made as ``package`` makes one: file after file, then the list, nothing between or after."""
    at, listed = 0, 0
    for entry in archive.infolist():
        made = make_part(entry.filename)
        made.flag_bits, made.CRC = entry.flag_bits & 0x800, entry.CRC  # the one flag: a name that is no ASCII
        made.compress_size, made.file_size = entry.compress_size, entry.file_size
        header = made.FileHeader()
        if entry.header_offset != at or data[at : at + len(header)] != header or not _is_like(entry, made):
            return False
        at += len(header) + entry.compress_size
        listed += _LISTED + len(header) - _LOCAL_HEADER
    return archive.start_dir == at and archive.comment == b"" and len(data) == at + listed + _END


def _is_like(entry: zipfile.ZipInfo, made: zipfile.ZipInfo) -> bool:
    told = "date_time compress_type comment extra create_system create_version extract_version reserved volume"
    told += " internal_attr external_attr flag_bits"
    return all(getattr(entry, name) == getattr(made, name) for name in told.split())


def _read_folder(folder: Path) -> Mapping[str, bytes]:
    try:
        held = dict(_list_folder(folder))
        check_names(held, folder)
        return {name: _read_file(path) for name, path in sorted(held.items())}
    except OSError as error:
        raise RefusedPackage(
            f"The package cannot be read ({error.strerror}).", path=folder, remedy="Fetch it again."
        ) from None


def _list_folder(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files of a folder, once each is found to be a plain file, and all together not too much."""
    many, whole = 0, 0
    for root, folders, names in os.walk(folder, onerror=_raise):
        if not folders and not names and Path(root) != folder:
            raise refuse("It holds a folder without files, which no package does.", folder, _name(root, folder))
        for name in sorted((*folders, *names)):
            path = Path(root) / name
            kind, inside = path.lstat(), _name(path, folder)
            if stat.S_ISDIR(kind.st_mode):
                continue
            if not stat.S_ISREG(kind.st_mode):
                raise refuse("It holds a link or a device, which no package does.", folder, inside)
            if kind.st_nlink > 1:
                raise refuse("A file stands in another place, too (a hard link).", folder, inside, remedy=_COPY)
            many, whole = many + 1, whole + kind.st_size
            if kind.st_size > _LARGEST_FILE or whole > _LARGEST or many > _MOST_FILES:
                raise refuse("It holds more than any package does.", folder, inside)
            yield inside, path


_COPY = "Copy the package, and verify the copy. Nothing was taken in."


def _raise(error: OSError) -> None:
    raise error


def _name(path: str | Path, folder: Path) -> str:
    return Path(path).relative_to(folder).as_posix()


def _read_file(path: Path) -> bytes:
    """Read a file that was listed: it may have been put in another's place meanwhile, so no link is followed."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        return stream.read(_LARGEST_FILE)


def refuse(
    sentence: str,
    package: Path,
    file: str | None = None,
    remedy: str = "Nothing was taken in; ask the sender for it again.",
) -> RefusedPackage:
    """Give the refusal of a package, and of which file in it."""
    return RefusedPackage(
        sentence, path=package, place=None if file is None else f"file {_shorten(file)}", remedy=remedy
    )


def _shorten(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
