"""Keys: nobody else can read the private one, the public one holds together, and openssl checks what is signed."""

import base64
import datetime as dt
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.exchange.keys import (
    holds_private_key,
    load_public_key,
    load_signing_key,
    make_key,
    save_key,
)
from scrgraph.exchange.package import MANIFEST, SIGNATURE
from tests.exchange.sealed import BOARD, FIRST, LAST, make_files, make_pair
from tests.graph.sample import Ran, run

SOUND = make_pair().public


def no_passphrase() -> str:
    raise AssertionError("this key has none")


def new(folder: Path, *more: str) -> Ran:
    return run("key", "new", "-o", folder / "board.pem", "--board", BOARD, "--from", "2020-01-01", *more)


# -- making ----------------------------------------------------------------------------------------------------------


def test_pair_is_written_and_read_again(tmp_path: Path) -> None:
    made = make_key(BOARD, FIRST, LAST)
    private, public = save_key(made, tmp_path)
    assert (private.name, public.name) == (f"{made.public.id}.pem", f"{made.public.id}.public.toml")
    held = load_signing_key(private, no_passphrase)
    assert held.public == made.public == load_public_key(public)
    assert held.public.verifies(held.sign(b"words"), b"words")
    assert not held.public.verifies(held.sign(b"words"), b"other words")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_private_key_is_never_readable_by_others(umask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: dict[str, int] = {}
    real = os.open

    def watch(path: str | Path, flags: int, mode: int = 0o777, **more: int) -> int:
        handle = real(path, flags, mode, **more)
        opened[str(path)] = stat.S_IMODE(os.fstat(handle).st_mode)
        return handle

    before = os.umask(umask)
    try:
        monkeypatch.setattr(os, "open", watch)
        private, public = save_key(make_pair(), tmp_path / "key.pem")
    finally:
        os.umask(before)
    assert opened[str(private)] == stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(public.stat().st_mode) == 0o644 & ~umask


@pytest.mark.parametrize("there", ["board.pem", "board.public.toml"])
def test_no_key_is_written_over(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine")
    ran = new(tmp_path)
    assert ran.code == 2
    assert there in ran.complaint
    assert "no key is written over" in ran.complaint
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {there: "mine"}


def test_no_key_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "board.pem").symlink_to(tmp_path / "elsewhere")
    assert new(tmp_path).code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["board.pem"]


def test_nothing_is_left_where_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    ran = new(tmp_path)
    assert (ran.code, "No space left" in ran.complaint) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--board", "", "--until", "2021-01-01"), "none that can be printed"),
        (("--board", "A\x1b[2J", "--until", "2021-01-01"), "none that can be printed"),
        (("--board", "A" * 201, "--until", "2021-01-01"), "none that can be printed"),
        (("--board", "A", "--until", "2019-12-31"), "lies before 2020-01-01"),
        (("--board", "A", "--until", "2021-02-30"), "no day of the calendar"),
    ],
)
def test_key_that_cannot_be_is_refused(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    ran = run("key", "new", "-o", tmp_path, "--from", "2020-01-01", *arguments)
    assert (ran.code, says in ran.complaint) == (2, True), ran.complaint
    assert list(tmp_path.iterdir()) == []


def test_key_holds_two_years_where_nothing_is_said(tmp_path: Path) -> None:
    assert new(tmp_path).code == 0
    key = load_public_key(tmp_path / "board.public.toml")
    assert (key.valid_from, key.valid_until) == (dt.date(2020, 1, 1), dt.date(2022, 1, 1))
    assert (key.holds_on(key.valid_from), key.holds_on(key.valid_until)) == (True, True)
    assert not key.holds_on(dt.date(2019, 12, 31))
    assert not key.holds_on(dt.date(2022, 1, 2))


def test_passphrase_is_needed_where_one_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRGRAPH_PASSPHRASE", "four words of ours")
    assert new(tmp_path, "--passphrase").code == 0
    private = tmp_path / "board.pem"
    assert b"ENCRYPTED" in private.read_bytes()
    assert load_signing_key(private, lambda: "four words of ours").public.board == BOARD
    with pytest.raises(BadUsage, match="passphrase is not that of this key"):
        load_signing_key(private, lambda: "other words")


# -- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new_words", "says"),
    [
        (SOUND.id, "0" * 16, "The id is not that of this key"),
        ("Ed25519", "RSA", "no Ed25519 key"),
        (base64.b64encode(SOUND.raw).decode(), base64.b64encode(SOUND.raw[:31]).decode(), "no Ed25519 key"),
        (base64.b64encode(SOUND.raw).decode(), "#", "no Ed25519 key"),
        ("until = 2021-12-31", "until = 2019-12-31", "lies before"),
        ("until = 2021-12-31", 'until = "2021-12-31"', "does not say until as one does"),
        ("from = 2020-01-01", "from = 2020-01-01T00:00:00", "does not say from as one does"),
        ("from = 2020-01-01", "", "does not say from as one does"),
        ("from = 2020-01-01", "from = 2020-01-01\nmore = 1", "says more than a key does"),
        ("from = ", "from ", "no public key of a board"),
        (BOARD, " ", "none that can be printed"),
    ],
)
def test_public_key_that_does_not_hold_together_is_refused(old: str, new_words: str, says: str, tmp_path: Path) -> None:
    assert old in SOUND.render()
    path = tmp_path / "board.public.toml"
    path.write_text(SOUND.render().replace(old, new_words), encoding="utf-8")
    with pytest.raises(BadUsage, match=says):
        load_public_key(path)


@pytest.mark.parametrize(("data", "says"), [(b"\xff", "no public key"), (b"#" * 10_001, "larger than any key")])
def test_file_that_is_no_key_is_refused(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(data)
    with pytest.raises(BadUsage, match=says):
        load_public_key(tmp_path / "key")
    with pytest.raises(BadUsage, match="There is no key here"):
        load_public_key(tmp_path)


def test_private_key_in_place_of_a_public_one_is_refused_and_the_other_way_round(tmp_path: Path) -> None:
    private, public = save_key(make_pair(), tmp_path)
    with pytest.raises(BadUsage, match="This is a private key"):
        load_public_key(private)
    with pytest.raises(BadUsage, match="This is no private key"):
        load_signing_key(public, no_passphrase)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_private_key_that_others_can_read_signs_nothing(mode: int, tmp_path: Path) -> None:
    private, _ = save_key(make_pair(), tmp_path)
    private.chmod(mode)
    with pytest.raises(BadUsage, match="Others than its owner"):
        load_signing_key(private, no_passphrase)


def test_private_key_without_its_public_one_signs_nothing(tmp_path: Path) -> None:
    private, public = save_key(make_pair(), tmp_path)
    public.write_text(make_pair("theirs").public.render(), encoding="utf-8")
    with pytest.raises(BadUsage, match="is of another key"):
        load_signing_key(private, no_passphrase)
    public.unlink()
    with pytest.raises(BadUsage, match="There is no key here"):
        load_signing_key(private, no_passphrase)


def test_key_of_another_kind_signs_nothing(tmp_path: Path) -> None:
    private = tmp_path / "board.pem"
    data = x25519.X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for written, says in ((data, "no Ed25519 key"), (data[:60], "damaged")):
        private.write_bytes(written)
        private.chmod(0o600)
        with pytest.raises(BadUsage, match=says):
            load_signing_key(private, no_passphrase)


# -- what others make of it ------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not here")
def test_openssl_checks_the_signature_by_the_public_key(tmp_path: Path) -> None:
    files = make_files()
    (tmp_path / "board.public.toml").write_text(SOUND.render(), encoding="utf-8")
    shown = run("key", "show", tmp_path / "board.public.toml", "--format", "pem")
    (tmp_path / "board.pem").write_bytes(shown.out)
    asked = "openssl pkeyutl -verify -pubin -inkey board.pem -rawin -in list -sigfile list.sig".split()
    for manifest, code in ((files[MANIFEST], 0), (files[MANIFEST] + b" ", 1)):
        (tmp_path / "list").write_bytes(manifest)
        (tmp_path / "list.sig").write_bytes(files[SIGNATURE])
        assert subprocess.run(asked, cwd=tmp_path, capture_output=True, check=False).returncode == code


def test_signature_is_that_of_the_standard() -> None:
    """RFC 8032, 7.1, test 3."""
    secret = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
    signature = (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    key = type(make_pair())(private, type(SOUND)(BOARD, FIRST, LAST, private.public_key().public_bytes_raw()))
    assert key.sign(bytes.fromhex("af82")).hex() == signature
    assert key.public.verifies(bytes.fromhex(signature), bytes.fromhex("af82"))


def test_key_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "board.public.toml"
    path.write_text(SOUND.render(), encoding="utf-8")
    assert run("key", "show", path).text == f"{SOUND.id}: {BOARD}, from 2020-01-01 until 2021-12-31.\n"
    told = json.loads(run("key", "show", path, "--format", "json").out)
    assert told == SOUND.to_json()
    assert base64.b64decode(told["key"]) == SOUND.raw


def test_private_key_goes_into_no_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    private, _ = save_key(make_pair(), tmp_path)
    assert holds_private_key(private.read_bytes())
    assert holds_private_key(b"".join(private.read_bytes().splitlines()[1:-1]))
    monkeypatch.setattr("scrgraph.exchange.exporting._list_read_by", lambda: {"ontology/key.ttl": private.read_bytes()})
    with pytest.raises(ScrgraphError, match=r"ontology/key\.ttl: The package would hold a private key"):
        make_files(plans=("case-16",), signed=False)
