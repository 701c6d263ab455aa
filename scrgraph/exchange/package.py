"""The form of a package: a folder, or a zip of one, with a list of its files and their SHA-256.

The list is one line a file, ``DIGEST  NAME``, sorted by name, as ``sha256sum`` and BagIt (RFC 8493) write it; whoever
has the package can check it without scrgraph. A package is whole or is not there.
"""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from scrgraph.errors import BadUsage, ScrgraphError

MANIFEST = "manifest-sha256.txt"
SIGNATURE = MANIFEST + ".sig"
CRATE = "ro-crate-metadata.json"
DATA = "data.nq"

ZIP = ".zip"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip file can say: the same package gives the same bytes on any day


def render_manifest(files: Mapping[str, bytes]) -> bytes:
    """Give the list of some files with their digests."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def check_output(output: Path) -> None:
    """Refuse to write a package where something is already, or there is no folder for it, before anything is made.

    Raises:
        BadUsage: where that is so.
    """
    if not output.parent.is_dir():
        raise BadUsage("There is no folder for the package.", path=output, remedy="Make the folder, or name another.")
    if os.path.lexists(output):
        raise BadUsage(
            "Something of this name is there already.", path=output, remedy="Give the package another name, or move it."
        )


def write_package(files: Mapping[str, bytes], output: Path) -> None:
    """Write a package as a zip, where the name ends in ``.zip``, else as a folder; whole, or not at all.

    Raises:
        BadUsage: where something of that name is there, or no folder for it.
        ScrgraphError: where it cannot be written.
    """
    check_output(output)
    try:
        made = Path(tempfile.mkdtemp(dir=output.parent, prefix=f".{output.name}."))
        try:
            if output.suffix.lower() == ZIP:
                _write_zip(files, made / output.name)
            else:
                _write_folder(files, made / output.name)
            (made / output.name).rename(output)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise ScrgraphError(
            f"The package cannot be written ({error.strerror or error}).",
            path=str(output),
            remedy="Check the folder and the room on the disk; nothing was changed.",
        ) from None


def _write_folder(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir()
    for name, data in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())


def _write_zip(files: Mapping[str, bytes], path: Path) -> None:
    with path.open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in sorted(files.items()):
                part = zipfile.ZipInfo(name, _EARLIEST)
                part.create_system = 3  # else it names the system on which it is made
                part.external_attr = 0o644 << 16
                part.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(part, data)
        stream.flush()
        os.fsync(stream.fileno())
