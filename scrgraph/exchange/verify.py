"""Verifies a package: every file is what the list says, none is missing or beside it, and the data is the data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scrgraph.exchange.package import CRATE, DATA, MANIFEST, SIGNATURE, render_manifest
from scrgraph.exchange.reading import read_package, refuse

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True)
class VerifiedPackage:
    """A package that is whole: its files by name."""

    path: Path
    files: Mapping[str, bytes]


def verify_package(path: Path) -> VerifiedPackage:
    """Check a package and give its files.

    Raises:
        UnreadableDocument: where it cannot be opened.
        RefusedPackage: with the reason, where it is not as its sender made it.
    """
    files = read_package(path)
    for needed in (MANIFEST, CRATE, DATA):
        if needed not in files:
            raise refuse("A file is missing without which it is no package.", path, needed)
    listed = _read_manifest(files[MANIFEST], path)
    held = set(files) - {MANIFEST, SIGNATURE}
    for name in sorted(listed.keys() - held):
        raise refuse("A file is missing that the list of files names.", path, name)
    for name in sorted(held - listed.keys()):
        raise refuse("A file is there that the list of files does not name.", path, name)
    given = {name: files[name] for name in held}
    if render_manifest(given) != files[MANIFEST]:
        changed = _read_manifest(render_manifest(given), path)
        name = next((name for name in sorted(listed) if listed[name] != changed[name]), MANIFEST)
        raise refuse("A file is not the one that was sent: its digest is another.", path, name)
    return VerifiedPackage(path, files)


def _read_manifest(data: bytes, path: Path) -> dict[str, str]:
    listed: dict[str, str] = {}
    for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        if not found or found[2] in listed:
            raise refuse(f"Line {number} of the list of files is none, or names a file again.", path, MANIFEST)
        listed[found[2]] = found[1]
    return listed
