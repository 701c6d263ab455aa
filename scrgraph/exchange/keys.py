"""The keys by which packages are signed and checked: Ed25519 (RFC 8032), as files.

The private key is PKCS#8 in PEM (RFC 8410, RFC 5958), which openssl reads as well; it stays with the board, and only
its owner can read the file. The public key is a small TOML file that also says whose it is and for how long; receivers
get it by another way than the packages. Its id is the beginning of the SHA-256 of the key.
"""

import base64
import binascii
import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import stat
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scrgraph.errors import BadUsage, ScrgraphError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PUBLIC = ".public.toml"  # what the name of a public key's file ends in, beside that of its private key
PRIVATE = ".pem"
SIGNATURE_SIZE = 64  # bytes

_LARGEST = 10_000  # bytes of a file with a key
_KEY_SIZE = 32  # bytes of a public key
_LONGEST = 200  # characters of a board's name
_SAID = {"algorithm": str, "board": str, "from": dt.date, "id": str, "key": str, "until": dt.date}
_ALGORITHM = "Ed25519"
# A private key as PEM says it is one, and the beginning of one of ours without its first and last line.
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|MC4CAQAwBQYDK2VwBCIE")
_ANEW = "Ask the board for it again, or make one with: scrgraph key new."


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A board's public key, and the first and the last day on which it holds."""

    board: str
    valid_from: dt.date
    valid_until: dt.date
    raw: bytes

    @property
    def id(self) -> str:
        """The short name of the key."""
        return name_key(self.raw)

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the key holds on a day."""
        return self.valid_from <= day <= self.valid_until

    def verifies(self, signature: bytes, signed: bytes) -> bool:
        """Tell whether a signature of some bytes was made by the private half of this key."""
        return is_signature(signature, signed, self.raw)

    def to_json(self) -> dict[str, str]:
        """Give what is known of the key as plain data."""
        return {
            "id": self.id,
            "board": self.board,
            "from": self.valid_from.isoformat(),
            "until": self.valid_until.isoformat(),
            "algorithm": _ALGORITHM,
            "key": base64.b64encode(self.raw).decode(),
        }

    def render(self) -> str:
        """Give the text of its file."""
        said = self.to_json()
        words = {name: json.dumps(said[name], ensure_ascii=False) for name in ("id", "board", "algorithm", "key")}
        return (
            "# A public key, no secret: packages of linked data that this board signs are checked by it.\n"
            "# Send it by another way than the packages, and have its id read out to you.\n\n"
            f"id = {words['id']}\nboard = {words['board']}\n"
            f"from = {said['from']}\nuntil = {said['until']}\n"
            f"algorithm = {words['algorithm']}\nkey = {words['key']}\n"
        )

    def render_pem(self) -> str:
        """Give the key alone in PEM, as other programs read it."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A board's private key with its public one."""

    private: "Ed25519PrivateKey"
    public: PublicKey

    def sign(self, data: bytes) -> bytes:
        """Give the signature of some bytes: 64 bytes, the same each time."""
        return self.private.sign(data)


def make_key(board: str, valid_from: dt.date, valid_until: dt.date) -> SigningKey:
    """Make a new pair of keys.

    Raises:
        BadUsage: where the name is none that can be printed, or the last day lies before the first.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    _check_said(board, valid_from, valid_until, None)
    private = Ed25519PrivateKey.generate()
    return SigningKey(private, PublicKey(board, valid_from, valid_until, private.public_key().public_bytes_raw()))


def save_key(key: SigningKey, output: Path, passphrase: str | None = None) -> tuple[Path, Path]:
    """Write a pair of keys into a folder, under its id, or under a name; gives the private and the public file.

    The private file can be read by its owner alone from its first byte on. Nothing is ever written over.

    Raises:
        BadUsage: where one of the files is there already.
        ScrgraphError: where they cannot be written.
    """
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = output / f"{key.public.id}{PRIVATE}" if output.is_dir() else output
    public = find_public(private)
    hidden = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    written: list[Path] = []
    try:
        for path, data, mode in (
            (private, key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden), 0o600),
            (public, key.public.render().encode(), 0o644),
        ):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
            written.append(path)
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            raise BadUsage(
                "Something of this name is there already, and no key is written over.",
                path=error.filename,
                remedy="Give the new key another name.",
            ) from None
        if isinstance(error, OSError):
            raise ScrgraphError(
                f"The key cannot be written ({error.strerror or error}).",
                path=error.filename,
                remedy="Check the folder and the room on the disk; nothing was changed.",
            ) from None
        raise
    return private, public


def find_public(private: Path) -> Path:
    """Give where the public key of a private one lies: beside it."""
    return private.with_name(private.name.removesuffix(PRIVATE) + PUBLIC)


def load_signing_key(path: Path, ask: Callable[[], str]) -> SigningKey:
    """Read a private key with the public one beside it; ``ask`` gives the passphrase where it has one.

    Raises:
        BadUsage: where it is none of ours, others can read it, the passphrase is wrong, or the public key beside it
            is missing or belongs to another.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = _read_file(path)
    if not _PRIVATE_KEY.search(data):
        remedy = f"Name the file that scrgraph key new wrote beside it, which ends in {PRIVATE}."
        raise BadUsage("This is no private key.", path=path, remedy=remedy)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        remedy = f"Take that right away (chmod 600 {path.name}); if anyone may have read it, make a new key."
        raise BadUsage("Others than its owner can read or change this private key.", path=path, remedy=remedy)
    hidden = b"ENCRYPTED" in data.partition(b"\n")[0]
    try:
        private = load_pem_private_key(data, ask().encode() if hidden else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        what = "The passphrase is not that of this key." if hidden else "This private key is damaged."
        raise BadUsage(what, path=path, remedy="Give the right one, or make a new key.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise BadUsage("This is no Ed25519 key.", path=path, remedy="Make one with: scrgraph key new.")
    public = load_public_key(find_public(path))
    if public.raw != private.public_key().public_bytes_raw():
        remedy = "Put its own public key beside it."
        raise BadUsage(f"{find_public(path).name} beside it is of another key.", path=path, remedy=remedy)
    return SigningKey(private, public)


def load_public_key(path: Path) -> PublicKey:
    """Read a public key.

    Raises:
        BadUsage: where it is none, or does not hold together.
    """
    data = _read_file(path)
    if _PRIVATE_KEY.search(data):
        remedy = f"Name the public one, which ends in {PUBLIC}, and give the private one to nobody."
        raise BadUsage("This is a private key.", path=path, remedy=remedy)
    try:
        said = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        raise BadUsage("This is no public key of a board.", path=path, remedy=_ANEW) from None
    wrong = next((name for name in sorted({*said, *_SAID}) if type(said.get(name)) is not _SAID.get(name)), None)
    if wrong is not None:
        what = (
            f"The public key does not say {wrong} as one does." if wrong in _SAID else "It says more than a key does."
        )
        raise BadUsage(what, path=path, remedy=_ANEW)
    try:
        raw = base64.b64decode(said["key"], validate=True)
    except binascii.Error:
        raw = b""
    if said["algorithm"] != _ALGORITHM or len(raw) != _KEY_SIZE:
        raise BadUsage(f"This is no {_ALGORITHM} key.", path=path, remedy=_ANEW)
    _check_said(said["board"], said["from"], said["until"], path)
    key = PublicKey(said["board"], said["from"], said["until"], raw)
    if key.id != said["id"]:
        raise BadUsage(f"The id is not that of this key, which is {key.id}.", path=path, remedy=_ANEW)
    return key


def name_key(raw: bytes) -> str:
    """Give the id of a public key, by its bytes."""
    return hashlib.sha256(raw).hexdigest()[:16]


def is_signature(signature: bytes, signed: bytes, raw: bytes) -> bool:
    """Tell whether a signature of some bytes was made by the private half of a public key, given as its bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def holds_private_key(data: bytes) -> bool:
    """Tell whether something holds a private key, which leaves its owner's machine in no package."""
    return _PRIVATE_KEY.search(data) is not None


def _check_said(board: str, valid_from: dt.date, valid_until: dt.date, path: Path | None) -> None:
    if not board or not board.isprintable() or board != board.strip() or len(board) > _LONGEST:
        remedy = f"Write it as it is to be read, in up to {_LONGEST} characters."
        raise BadUsage("The board's name is none that can be printed.", path=path, remedy=remedy)
    if valid_until < valid_from:
        what = f"The key would hold until {valid_until}, which lies before {valid_from}."
        raise BadUsage(what, path=path, remedy="Give a last day that comes after the first.")


def _read_file(path: Path) -> bytes:
    with contextlib.suppress(OSError):
        if not path.is_file():
            raise BadUsage("There is no key here.", path=path, remedy="Check its name and place.")
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise BadUsage(
            f"The key cannot be read ({error.strerror}).", path=path, remedy="Check its name and place."
        ) from None
    if len(data) > _LARGEST:
        raise BadUsage("This is larger than any key is.", path=path, remedy=_ANEW)
    return data
