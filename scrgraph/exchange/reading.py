"""Opens a package that comes from outside: nothing in it is believed, run or fetched, nothing is written to disk."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from scrgraph.errors import ScrgraphError
from scrgraph.ingest.archives import open_archive, read_part

_MOST_FILES = 2_000
_LARGEST_FILE = 512 * 1024 * 1024  # bytes
_LARGEST = 2 * 1024 * 1024 * 1024  # bytes of all files


class RefusedPackage(ScrgraphError):
    """A package that is not what it says it is, or not what its sender made."""


def read_package(path: Path) -> Mapping[str, bytes]:
    """Give the files of a package, by their names in it.

    Raises:
        UnreadableDocument: where it is a zip that is damaged, a bomb, or leaves its folder.
        RefusedPackage: where it cannot be read, or holds what no package holds (a link, a device, too much).
    """
    if path.is_dir() and not path.is_symlink():
        return _read_folder(path)
    if not path.is_file():
        raise RefusedPackage("There is no package here.", path=path, remedy="Check its name and place.")
    with open_archive(path, str(path)) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        return {name: read_part(archive, name, str(path), _LARGEST_FILE) for name in sorted(names)}


def _read_folder(folder: Path) -> Mapping[str, bytes]:
    files: dict[str, bytes] = {}
    whole = 0
    try:
        for root, folders, names in os.walk(folder):
            for name in sorted((*folders, *names)):
                path = Path(root) / name
                kind = path.lstat()
                inside = path.relative_to(folder).as_posix()
                if stat.S_ISDIR(kind.st_mode):
                    continue
                if not stat.S_ISREG(kind.st_mode):
                    raise refuse("It holds a link or a device, which no package does.", folder, inside)
                whole += kind.st_size
                if kind.st_size > _LARGEST_FILE or whole > _LARGEST or len(files) >= _MOST_FILES:
                    raise refuse("It holds more than any package does.", folder, inside)
                files[inside] = path.read_bytes()
    except OSError as error:
        raise RefusedPackage(
            f"The package cannot be read ({error.strerror}).", path=folder, remedy="Fetch it again."
        ) from None
    return files


def refuse(sentence: str, package: Path, file: str | None = None) -> RefusedPackage:
    """Give the refusal of a package, and of which file in it."""
    return RefusedPackage(
        sentence,
        path=package,
        place=None if file is None else f"file {file}",
        remedy="Nothing was taken in; ask the sender for it again.",
    )
