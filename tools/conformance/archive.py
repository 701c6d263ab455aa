"""Fetches the archive that carries the conformance suites, and reads the files in it.

The suites are not ours, so their files are not kept here. pySHACL's source archive carries them: that of the release
that ``requirements/run.txt`` locks is fetched by pip once, and kept under ``.cache``. Nothing is unpacked: the files
are read out of the archive, after its digest was compared with those of the lock.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = ROOT / "requirements" / "run.txt"
KEPT = ROOT / ".cache"
_LOCKED = re.compile(r"^pyshacl==(\S+)(?:.*\\\n)+.*\n", flags=re.MULTILINE)
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SUITES = re.compile(r"[^/]+/test/resources/((?:sht_tests|dash_tests)/.+\.ttl)")
_TIME_LIMIT = 180  # seconds for pip


class NoSuite(Exception):
    """The archive cannot be had here: there is no way to the package index, or it does not match the lock."""


def read_suites() -> Mapping[str, bytes]:
    """Read the Turtle files of the suites, by their paths below pySHACL's ``test/resources``.

    Raises ``NoSuite``.
    """
    with tarfile.open(find_archive()) as archive:
        files: dict[str, bytes] = {}
        for member in archive:
            if (name := _SUITES.fullmatch(member.name)) and (file := archive.extractfile(member)):
                files[name[1]] = file.read()
    return files


def find_archive() -> Path:
    """Give the archive, which is fetched if it is not there yet; raises ``NoSuite``."""
    locked = _LOCKED.search(LOCK.read_text(encoding="utf-8"))
    assert locked, "requirements/run.txt locks pySHACL"
    archive = KEPT / f"pyshacl-{locked[1]}.tar.gz"
    if not archive.is_file():
        _fetch(locked[0], archive)
    if hashlib.sha256(archive.read_bytes()).hexdigest() not in _DIGEST.findall(locked[0]):
        raise NoSuite(f"{archive} is not the archive that requirements/run.txt locks: remove it")
    return archive


def _fetch(requirement: str, archive: Path) -> None:
    """Fetch the source archive by pip, which compares its digest with the lock, too."""
    archive.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as name:
        wanted = Path(name) / "wanted.txt"
        wanted.write_text(requirement, encoding="utf-8")
        # The version of a source archive is read by its build backend, which is installed here, of a locked version.
        flags = "--quiet --no-deps --no-binary=pyshacl --no-build-isolation --require-hashes --retries=1 --timeout=20"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            *flags.split(),
            "--dest",
            name,
            "--requirement",
            str(wanted),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=_TIME_LIMIT)
        except subprocess.TimeoutExpired as error:
            raise NoSuite(f"pip gave no answer within {_TIME_LIMIT} seconds") from error
        except subprocess.CalledProcessError as error:
            said = [line for line in error.stderr.splitlines() if line.startswith("ERROR")] or [error.stderr.strip()]
            raise NoSuite(f"pip could not fetch the source archive of pySHACL ({said[-1]})") from error
        (Path(name) / archive.name).replace(archive)
