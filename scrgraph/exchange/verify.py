"""Verifies a package: every file is what the list says, who signed the list, and that the data is the data.

What is looked at first is what can be told without reading anything foreign: names, digests, the signature. The rest is
read in a process apart, which is ended where it takes too long.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrgraph.exchange.apart import EndedApart, work_apart
from scrgraph.exchange.content import check_content
from scrgraph.exchange.crate import UNSIGNED
from scrgraph.exchange.keys import SIGNATURE_SIZE, PublicKey
from scrgraph.exchange.package import CRATE, DATA, MANIFEST, SIGNATURE, render_manifest
from scrgraph.exchange.reading import check_names, read_package, refuse
from scrgraph.reports.layout import count

GOOD, NOT_CHECKED = "good", "not checked"

_LINE = re.compile(r"([0-9a-f]{64})  (\S[^\r\n]*)\n")
_SECONDS = 30  # of work, whatever the size of a package
_BYTES_A_SECOND = 1_000_000  # a tenth of what is usual
_ANOTHER_KEY = "Ask the sender which key it signs with, by another way than the package. Nothing was taken in."


@dataclass(frozen=True)
class Trust:
    """By what a package is trusted: keys that are given, or else those that the board knows.

    ``required`` tells that an unsigned package, or one whose signature cannot be checked, is refused; ``as_of`` is the
    day on which a key has to hold.
    """

    given: Sequence[PublicKey] = ()
    known: Sequence[PublicKey] = ()
    required: bool = False
    as_of: dt.date | None = None


@dataclass(frozen=True)
class VerifiedPackage:
    """A package that is whole, and true to what it says of itself.

    ``signature`` is ``good``, ``not checked`` (signed, and there was no key to check it by) or ``unsigned``; ``key`` is
    the id of the key it is signed with, and ``files`` its files by name.
    """

    path: Path
    files: Mapping[str, bytes]
    board: str
    published: dt.date
    profile: str
    data_hash: str
    counts: Mapping[str, int]
    signature: str
    key: str | None
    until: dt.date | None = None

    def to_json(self) -> dict[str, Any]:
        """Give what was found as plain data."""
        return {
            "package": str(self.path),
            "files": len(self.files),
            "board": self.board,
            "published": self.published.isoformat(),
            "profile": self.profile,
            "hash": self.data_hash,
            "counts": dict(self.counts),
            "signature": {
                "state": self.signature,
                "key": self.key,
                "until": None if self.until is None else self.until.isoformat(),
            },
        }

    def describe(self) -> str:
        """Say what was found, in sentences."""
        much = f"{count(self.counts.get('statements', 0), 'statement')} in {count(len(self.files), 'file')}"
        if self.signature == GOOD:
            signed = f"Signed by {self.board} with the key {self.key}, which holds until {self.until}."
        elif self.signature == NOT_CHECKED:
            signed = f"Signed with the key {self.key}, which was not checked: name the sender's public key with --key."
        else:
            signed = "Not signed: nobody can tell who made it."
        return (
            f"{self.path}: whole and true to what it says of itself.\n"
            f"From {self.board}, published {self.published}, profile {self.profile}: {much}.\n"
            f"Hash of the data: {self.data_hash}\n{signed}"
        )


def verify_package(path: Path, trust: Trust | None = None) -> VerifiedPackage:
    """Check a package and give its files, and what it says of itself.

    Raises:
        RefusedPackage: with the reason, where it is not as its sender made it, or not signed as it has to be.
    """
    trust = trust or Trust()
    files = read_package(path)
    _check_files(files, path)
    key = _check_signature(files, trust, path)
    said = _check_apart(files, path)
    published = dt.date.fromisoformat(said["published"])
    signed = said["key"] if SIGNATURE in files else None
    _compare(said, published, key, signed, trust, path)
    state = GOOD if key else NOT_CHECKED if signed else UNSIGNED
    return VerifiedPackage(
        path=path,
        files=files,
        board=said["board"],
        published=published,
        profile=said["profile"].rpartition("/")[2],
        data_hash=said["hash"],
        counts=said["counts"],
        signature=state,
        key=signed,
        until=key.valid_until if key else None,
    )


# -- the files -------------------------------------------------------------------------------------------------------


def _check_files(files: Mapping[str, bytes], path: Path) -> None:
    for needed in (MANIFEST, CRATE, DATA):
        if needed not in files:
            raise refuse("A file is missing without which it is no package.", path, needed)
    listed = _read_manifest(files[MANIFEST], path)
    held = set(files) - {MANIFEST, SIGNATURE}
    for name in sorted(listed.keys() - held):
        raise refuse("A file is missing that the list of files names.", path, name)
    for name in sorted(held - listed.keys()):
        raise refuse("A file is there that the list of files does not name.", path, name)
    made = render_manifest({name: files[name] for name in held})
    if made != files[MANIFEST]:
        found = _read_manifest(made, path)
        for name in sorted(listed):
            if listed[name] != found[name]:
                raise refuse("A file is not the one that was sent: its digest is another.", path, name)
        raise refuse("The list of files is not sorted as one is.", path, MANIFEST)


def _read_manifest(data: bytes, path: Path) -> dict[str, str]:
    """Read the list of files; it has one form, so that nobody can read it otherwise."""
    try:
        lines = data.decode().splitlines(keepends=True)
    except UnicodeDecodeError:
        raise refuse("The list of files is no UTF-8 text.", path, MANIFEST) from None
    listed: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if not found or found[2] in listed:
            raise refuse(f"Line {number} of the list of files is none, or names a file again.", path, MANIFEST)
        listed[found[2]] = found[1]
    check_names(listed, path)
    return listed


# -- the signature ---------------------------------------------------------------------------------------------------


def _check_signature(files: Mapping[str, bytes], trust: Trust, path: Path) -> PublicKey | None:
    """Give the key by which the list of files is signed, where it can be checked by one; refuse it by another."""
    signature = files.get(SIGNATURE)
    keys = trust.given or trust.known
    if signature is None:
        if trust.given or trust.required:
            raise refuse("It is not signed, and a signature was asked for.", path, remedy=_ANOTHER_KEY)
        return None
    if len(signature) != SIGNATURE_SIZE:
        raise refuse(f"The signature is none: it is not of {SIGNATURE_SIZE} bytes.", path, SIGNATURE)
    if not keys:
        if trust.required:
            what = "It is signed, and no key is known by which that can be checked."
            raise refuse(what, path, SIGNATURE, "Name the public key with --key, or in scrgraph.toml.")
        return None
    for key in keys:
        if key.verifies(signature, files[MANIFEST]):
            return key
    names = ", ".join(f"{key.id} of {key.board}" for key in keys)
    what = f"It was signed by another key than {names}, or what was signed was another list of files."
    raise refuse(what, path, SIGNATURE, _ANOTHER_KEY)


def _compare(
    said: Mapping[str, Any],
    published: dt.date,
    key: PublicKey | None,
    signed: str | None,
    trust: Trust,
    path: Path,
) -> None:
    """Compare what the package says of its signature with the signature, and with the key that it was checked by."""
    if (said["key"] == UNSIGNED) != (signed is None):
        what = (
            "It says that it is signed, and the signature is missing." if signed is None else "It says it is unsigned."
        )
        raise refuse(what, path, CRATE)
    if key is None:
        if signed is None and any(known.board == said["board"] for known in trust.known):
            what = f"It is not signed, and {said['board']} is known to sign its packages."
            raise refuse(what, path, remedy=_ANOTHER_KEY)
        return
    if said["key"] != key.id:
        raise refuse(f"It names another key than {key.id}, by which it is signed.", path, CRATE)
    if said["board"] != key.board:
        what = f"It says that {said['board']} sends it, and the key is that of {key.board}."
        raise refuse(what, path, CRATE, _ANOTHER_KEY)
    for day, words in ((published, "when the package was published, "), (trust.as_of or published, "")):
        if not key.holds_on(day):
            what = "had expired" if day > key.valid_until else "did not hold yet"
            dates = f"from {key.valid_from} until {key.valid_until}"
            raise refuse(f"The key {key.id} holds {dates}: it {what} {words}on {day}.", path, SIGNATURE, _ANOTHER_KEY)


# -- the content -----------------------------------------------------------------------------------------------------


def _check_apart(files: Mapping[str, bytes], path: Path) -> Mapping[str, Any]:
    seconds = _SECONDS + sum(map(len, files.values())) // _BYTES_A_SECOND
    try:
        said: Mapping[str, Any] = work_apart(check_content, dict(files), seconds=seconds)
    except EndedApart as ended:
        much = f"longer than {seconds} seconds" if ended.too_long else "more memory than is fit"
        raise refuse(f"To check what is in it takes {much}, and was ended.", path) from None
    if "unsound" in said:
        raise refuse(said["unsound"][0], path, said["unsound"][1])
    return said
