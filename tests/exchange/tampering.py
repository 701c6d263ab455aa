"""Kinds of tampering with a package: what is done to it, by whom it is trusted, and what the refusal says.

What is done to files alone is done by somebody without the key, to a signed package that is checked by its key. What is
done to the content is done by somebody who lists the files anew, so that every digest is right, to a package that is
not signed: there the content itself must give it away.
"""

import io
import os
import random
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.exchange.package import CRATE, DATA, MANIFEST, PROOF, SIGNATURE, make_part
from scrgraph.exchange.proofs import prove_data
from scrgraph.exchange.verify import Trust
from tests.exchange.sealed import (
    LAST,
    PUBLISHED,
    TODAY,
    Files,
    change_quads,
    describing,
    make_files,
    make_pair,
    put_data,
    put_quads,
    read_quads,
    seal,
)

SCR = namespaces.SCR
FIRST_SENT = PUBLISHED.replace(month=2)
_BOM = b"\xef\xbb\xbf"


@dataclass
class Bench:
    """Where packages are tampered with: a folder, and chance."""

    folder: Path
    chance: random.Random = field(default_factory=lambda: random.Random(811))

    def put(self, files: Files, name: str = "package") -> Path:
        """Write files as a package, folder or zip."""
        package = self.folder / name
        if name.endswith(".zip"):
            package.write_bytes(wrap(files))
            return package
        for each, data in files.items():  # not as an export does, which waits until the disk has it
            (package / each).parent.mkdir(parents=True, exist_ok=True)
            (package / each).write_bytes(data)
        return package

    def zip_up(self, entries: Iterable[tuple[zipfile.ZipInfo | str, bytes]]) -> Path:
        """Write a zip of these entries, which need be none of a package."""
        path = self.folder / "package.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in entries:
                archive.writestr(make_part(entry) if isinstance(entry, str) else entry, data)
        return path


def wrap(files: Files) -> bytes:
    """Zip files up as an export does."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(make_part(name), data)
    return written.getvalue()


Make: TypeAlias = Callable[[Bench], Path]


def look_at(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """List all that lies in a folder: names, kinds, sizes, and when each was written."""
    return tuple(
        (str(path.relative_to(folder)), kind.st_mode, kind.st_size, kind.st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        for kind in (path.lstat(),)
    )


@dataclass(frozen=True)
class Kind:
    """One kind of tampering; ``trust`` is how the receiver checks, ``says`` what the refusal has to say."""

    name: str
    make: Make
    says: str
    trust: Trust


OURS = Trust(given=(make_pair().public,), as_of=TODAY)
NOBODY = Trust(as_of=TODAY)
REQUIRED = Trust(required=True, as_of=TODAY)
KNOWN = Trust(known=(make_pair().public,), as_of=TODAY)

KINDS: list[Kind] = []


def kind(name: str, says: str, trust: Trust = OURS) -> Callable[[Make], Make]:
    def note(make: Make) -> Make:
        KINDS.append(Kind(name, make, says, trust))
        return make

    return note


def on_files(name: str, says: str, change: Callable[[Files, random.Random], object], trust: Trust = OURS) -> None:
    """Note a change to the files of a signed package, after which nothing is listed anew."""

    def make(bench: Bench) -> Path:
        files = make_files()
        change(files, bench.chance)
        return bench.put(files)

    KINDS.append(Kind(name, make, says, trust))


def on_content(name: str, says: str, change: Callable[[Files], Files | None], profile: str = "full") -> None:
    """Note a change to the content of a package that is not signed, after which all is listed anew."""

    def make(bench: Bench) -> Path:
        files = make_files(profile, signed=False)
        changed = seal(change(files) or files)
        assert changed != make_files(profile, signed=False)
        return bench.put(changed)

    KINDS.append(Kind(name, make, says, NOBODY))


def on_file(name: str, says: str, file: str, change: Callable[[bytes], bytes], profile: str = "full") -> None:
    """Note a change to one file of a package that is not signed, after which all is listed anew."""
    on_content(name, says, lambda files: files.update({file: change(files[file])}), profile)


def on_data(name: str, says: str, change: Callable[[bytes], bytes]) -> None:
    """Note a change to the bytes of the data, of which the crate tells the hash."""
    on_content(name, says, lambda files: put_data(files, change(files[DATA])))


def on_quads(name: str, says: str, change: Callable[[ox.Quad], Iterable[ox.Quad]], profile: str = "full") -> None:
    """Note a change to the statements, with which all else in the package agrees."""
    on_content(name, says, lambda files: change_quads(files, change), profile)


def add_quads(name: str, says: str, *lines: str) -> None:
    """Note statements more, in N-Quads; ``GRAPH`` and ``PLAN`` stand for a graph of the data, and its plan."""

    def change(files: Files) -> Files:
        quads = read_quads(files)
        graph = min(_graph(quad) for quad in quads if _graph(quad).endswith("/meta"))
        text = "".join(
            line.replace("GRAPH", f"<{graph}>").replace("PLAN", graph.removesuffix("/meta")) + " .\n" for line in lines
        )
        return put_quads(files, [*quads, *ox.parse(text, format=ox.RdfFormat.N_QUADS)])

    on_content(name, says, change)


def flip_bit(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def swap(files: Files, one: str, other: str) -> None:
    files[one], files[other] = files[other], files[one]


def edit(name: str, change: Callable[[bytes], bytes]) -> Callable[[Files, random.Random], object]:
    return lambda files, _: files.update({name: change(files[name])})


# -- files -----------------------------------------------------------------------------------------------------------

ANOTHER = "digest is another"
on_files("a bit of the data flipped", ANOTHER, lambda f, c: f.update({DATA: flip_bit(f[DATA], c)}))
on_files("a bit of the crate flipped", ANOTHER, lambda f, c: f.update({CRATE: flip_bit(f[CRATE], c)}))
on_files("a byte added to the data", ANOTHER, edit(DATA, lambda data: data + b"\n"))
on_files("a file cut off", ANOTHER, edit("data.trig", lambda data: data[:-7]))
on_files("a file emptied", ANOTHER, edit("policy.ttl", lambda _: b""))
on_files("two files swapped", ANOTHER, lambda f, _: swap(f, "data.trig", "data.jsonld"))
on_files("a file missing", "missing that the list", lambda f, _: f.pop("policy.ttl"))
on_files("a file beside the list", "does not name", lambda f, _: f.update({"extra.ttl": b""}))
on_files("a file renamed", "missing that the list", lambda f, _: f.update({"terms.ttl": f.pop("policy.ttl")}))
on_files("no list of files", "without which it is no package", lambda f, _: f.pop(MANIFEST))
on_files("no crate", "without which it is no package", lambda f, _: f.pop(CRATE))
on_files("no data", "without which it is no package", lambda f, _: f.pop(DATA))
on_files("nothing but a signature", "no package", lambda f, _: [f.pop(name) for name in list(f) if name != SIGNATURE])
on_files(
    "an older list and signature replayed",
    ANOTHER,
    lambda f, _: f.update({name: make_files(published=FIRST_SENT)[name] for name in (MANIFEST, SIGNATURE)}),
)
on_files("older data under a newer list", ANOTHER, lambda f, _: f.update({DATA: make_files(plans=("case-15",))[DATA]}))

# -- signature -------------------------------------------------------------------------------------------------------

OTHER_KEY = "signed by another key than"
on_files("a bit of the list flipped, in a name", ".", edit(MANIFEST, lambda data: data.replace(b"data.nq", b"dada.nq")))
on_files("a bit of the signature flipped", OTHER_KEY, lambda f, c: f.update({SIGNATURE: flip_bit(f[SIGNATURE], c)}))
on_files("the signature cut off", "not of 64 bytes", edit(SIGNATURE, lambda data: data[:63]))
on_files("the signature too long", "not of 64 bytes", edit(SIGNATURE, lambda data: data + b"\0"))
on_files("the signature emptied", "not of 64 bytes", edit(SIGNATURE, lambda _: b""))
on_files("the signature in hexadecimal", "not of 64 bytes", edit(SIGNATURE, lambda data: data.hex().encode()))
on_files("the signature all zeros", OTHER_KEY, edit(SIGNATURE, lambda _: bytes(64)))
on_files(
    "the signature of another package",
    OTHER_KEY,
    lambda f, _: f.update({SIGNATURE: make_files(published=FIRST_SENT)[SIGNATURE]}),
)
on_files("the signature of another key", OTHER_KEY, lambda f, _: f.update(seal(f, make_pair("theirs"))))
on_files("the signature taken away, and a key given", "is not signed", lambda f, _: f.pop(SIGNATURE))
on_files("the signature taken away, none asked for", "signature is missing", lambda f, _: f.pop(SIGNATURE), NOBODY)
on_files("the signature taken away, of a board that signs", "is missing", lambda f, _: f.pop(SIGNATURE), KNOWN)
on_files("signed, asked for, and no key known", "no key is known", lambda *_: None, REQUIRED)


@kind("a package never signed, and a signature asked for", "is not signed", REQUIRED)
def _(bench: Bench) -> Path:
    return bench.put(make_files(signed=False))


@kind("a package made unsigned, of a board that is known to sign", "is known to sign", KNOWN)
def _(bench: Bench) -> Path:
    return bench.put(make_files(signed=False))


@kind("an unsigned package with a signature beside it", "says it is unsigned", NOBODY)
def _(bench: Bench) -> Path:
    return bench.put(make_files(signed=False) | {SIGNATURE: bytes(64)})


@kind("all changed, and signed by a strange key", OTHER_KEY)
def _(bench: Bench) -> Path:
    return bench.put(seal(make_files(plans=("case-15",)), make_pair("theirs")))


@kind("all changed, and signed by a strange key, while the board's is known", OTHER_KEY, KNOWN)
def _(bench: Bench) -> Path:
    return bench.put(seal(make_files(plans=("case-15",)), make_pair("theirs")))


def _keyed(**changes: object) -> Trust:
    return Trust(given=(replace(make_pair().public, **changes),), as_of=TODAY)  # type: ignore[arg-type]


on_files("the key expired", "expired on 2020-06-01", lambda *_: None, _keyed(valid_until=TODAY.replace(day=1, month=5)))
on_files("the key not yet valid", "not hold yet", lambda *_: None, _keyed(valid_from=TODAY.replace(day=2)))
on_files(
    "the key expired since", "expired on 2022-01-01", lambda *_: None, replace(OURS, as_of=LAST.replace(2022, 1, 1))
)
on_files("the key of another board", "the key is that of", lambda *_: None, _keyed(board="Another Board"))
on_files("another key of the board", OTHER_KEY, lambda *_: None, Trust(given=(make_pair("older").public,), as_of=TODAY))


@kind("published before the key held", "when the package was published")
def _(bench: Bench) -> Path:
    return bench.put(make_files(published=PUBLISHED.replace(2019)))


@kind("the crate names another key than signs", "names another key")
def _(bench: Bench) -> Path:
    files = make_files()
    del files[PROOF]
    with describing(files) as crate:
        crate["./"]["hasPart"].remove({"@id": PROOF})
        crate["#signature"]["value"] = make_pair("theirs").public.id
    return bench.put(seal(files, make_pair()))


# -- list of files ---------------------------------------------------------------------------------------------------


def on_list(name: str, says: str, change: Callable[[bytes], bytes]) -> None:
    """Note a change to the list of files, signed anew: by a sender whose program is not ours, say."""

    def make(bench: Bench) -> Path:
        files = make_files()
        files[MANIFEST] = change(files[MANIFEST])
        return bench.put(files | {SIGNATURE: make_pair().sign(files[MANIFEST])})

    KINDS.append(Kind(name, make, says, OURS))


NO_LINE = "of the list of files is none"
on_list("a list with lines that end as in Windows", NO_LINE, lambda data: data.replace(b"\n", b"\r\n"))
on_list("a list with lines that end as on old Macs", NO_LINE, lambda data: data.replace(b"\n", b"\r"))
on_list("a list with digests in capitals", NO_LINE, lambda data: b"A" + data[1:])
on_list("a list that names a file twice", NO_LINE, lambda data: data + data.splitlines(keepends=True)[-1])
on_list("a list with an absolute name", "leaves the package", lambda data: data.replace(b"  data.nq", b"  /data.nq"))
on_list("a list with a name above the folder", "leaves the package", lambda d: d.replace(b"  void", b"  ../void"))
on_list("a list with a name through the folder", "leaves the package", lambda d: d.replace(b"  void", b"  a/../void"))
on_list("a list in another order", "not sorted", lambda data: b"".join(data.splitlines(keepends=True)[::-1]))
on_list("a list with a byte order mark", NO_LINE, lambda data: _BOM + data)
on_list("a list that breaks off", NO_LINE, lambda data: data[:-1])
on_list("a list with one blank", NO_LINE, lambda data: data.replace(b"  ", b" ", 1))
on_list("a list with a line of nothing", NO_LINE, lambda data: data + b"\n")
on_list("a list that is no UTF-8", "no UTF-8 text", lambda data: data + b"\xff")
on_list("a list with digests of another kind", NO_LINE, lambda data: data.replace(data[:64], data[:40], 1))
on_list("a list in UTF-16", "list of files", lambda data: data.decode().encode("utf-16"))
on_list("a list that is empty", "does not name", lambda _: b"")
on_list("a list with names in other capitals", "missing that the list", lambda d: d.replace(b"  void", b"  Void"))

# -- folder ----------------------------------------------------------------------------------------------------------


@kind("a link to a file", "link or a device")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    (bench.folder / "elsewhere").write_bytes((package / DATA).read_bytes())
    (package / DATA).unlink()
    (package / DATA).symlink_to(bench.folder / "elsewhere")
    return package


@kind("a link to a folder", "link or a device")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    (package / "ontology").rename(bench.folder / "elsewhere")
    (package / "ontology").symlink_to(bench.folder / "elsewhere")
    return package


@kind("a link that leads nowhere", "link or a device")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    (package / "extra.ttl").symlink_to("/nowhere")
    return package


@kind("a hard link", "hard link")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    (bench.folder / "elsewhere").hardlink_to(package / DATA)
    return package


@kind("a pipe", "link or a device")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    os.mkfifo(package / "extra.ttl")
    return package


@kind("a folder without files", "folder without files")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    (package / "empty").mkdir()
    return package


@kind("a file too large for any package", "holds more than any package")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    os.truncate(package / DATA, 600 * 2**20)
    return package


@kind("too many files", "holds more than any package")
def _(bench: Bench) -> Path:
    package = bench.put(make_files())
    for number in range(2_001):
        (package / f"shape-{number}.ttl").touch()
    return package


def in_folder(name: str, says: str, *names: str) -> None:
    """Note files with such names, which the list names as well."""
    on_content(name, says, lambda files: files | dict.fromkeys(names, b""))


_CLASH = "in capitals or in the form of a sign"
in_folder("names that differ in capitals", _CLASH, "Void.ttl")
in_folder("names that differ in the form of a sign", _CLASH, "shapes/\u00e9.ttl", "shapes/e\u0301.ttl")
in_folder(
    "names that differ in the width of a letter",
    _CLASH,
    unicodedata.lookup("FULLWIDTH LATIN SMALL LETTER V") + "oid.ttl",
)
in_folder("a name that is a device of Windows", "not safe everywhere", "shapes/con.ttl")
in_folder("a name that ends in a dot", "not safe everywhere", "shapes/a.ttl.")
in_folder("a name with a stream of Windows", "not safe everywhere", "shapes/a.ttl:b")
in_folder("a name with a backslash", "not safe everywhere", "shapes\\..\\a.ttl")
in_folder("a name with a control code", "not safe everywhere", "shapes/\x1b[2Ja.ttl")
in_folder("a name written backwards", "not safe everywhere", "shapes/\u202eltt.a")

# -- zip -------------------------------------------------------------------------------------------------------------


def in_zip(name: str, says: str, *more: tuple[zipfile.ZipInfo | str, bytes]) -> None:
    """Note entries of a zip more than the package has."""
    KINDS.append(Kind(name, lambda bench: bench.zip_up([*sorted(make_files().items()), *more]), says, OURS))


def _entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    entry = make_part(name)
    entry.external_attr = mode << 16
    return entry


in_zip("a zip that climbs out of its folder", "leave its folder", ("../../evil.ttl", b""))
in_zip("a zip with an absolute name", "leave its folder", ("/etc/evil.ttl", b""))
in_zip("a zip with a name of Windows", "leave its folder", ("C:\\evil.ttl", b""))
in_zip("a zip with a backslash in a name", "leave its folder", ("..\\evil.ttl", b""))
in_zip("a zip with a link", "link to another", (_entry("a.ttl", 0o120777), b"/etc/passwd"))
in_zip("a zip with a device", "bytes lie in it", (_entry("a.ttl", 0o020666), b""))
in_zip("a zip that names a file twice", "two bear one name", ("data.nq", b"other"))
in_zip("a zip with names that differ in capitals", "two bear one name", ("Data.nq", b"other"))
in_zip("a zip with a file beside the list", "does not name", ("extra.ttl", b""))
in_zip("a zip with a folder of its own", "leaves the package", ("empty/", b""))
in_zip("a zip bomb", "unpack to more", ("a.ttl", bytes(30_000_000)))
in_zip("a zip with a file that runs by itself", "bytes lie in it", (_entry("a.ttl", 0o100755), b""))


def on_zip(name: str, says: str, change: Callable[[bytes], bytes]) -> None:
    """Note a change to the bytes of a zip."""

    def make(bench: Bench) -> Path:
        path = bench.put(make_files(), "package.zip")
        path.write_bytes(change(path.read_bytes()))
        return path

    KINDS.append(Kind(name, make, says, OURS))


def _overlap(data: bytes) -> bytes:
    """Let the list of a zip say that its second file lies where its first does."""
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    return data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]


def _mark(data: bytes, at: int, value: bytes) -> bytes:
    """Change what the list of a zip says of its first file."""
    first = data.find(b"PK\x01\x02")
    return data[: first + at] + value + data[first + at + len(value) :]


on_zip("a zip with words before it", "bytes lie in it", lambda data: b"#!/bin/sh\n" + data)
on_zip("a zip with bytes after it", ".", lambda data: data + bytes(10))
on_zip("a zip with a remark", "bytes lie in it", lambda data: data[:-2] + b"\x04\0evil")
on_zip("a zip that breaks off", "breaks off or is damaged", lambda data: data[: len(data) // 2])
on_zip("a zip with a gap", "bytes lie in it", lambda data: _widen(data))
on_zip("a zip whose files lie one over the other", "one over the other", _overlap)
on_zip("a zip made on another day", "made anew", lambda data: _mark(data, 12, b"\x01"))
on_zip("a zip that says it is encrypted", "password", lambda data: _mark(data, 8, b"\x01"))
on_zip("a zip that tells another size", "damaged", lambda data: _mark(data, 24, b"\x01\0\0\0"))
on_zip("a zip packed in an unknown way", "damaged", lambda data: _mark(data, 10, b"\x4d"))
on_zip("a zip in a zip", "without which it is no package", lambda data: wrap({"package.zip": data}))


def _widen(data: bytes) -> bytes:
    """Put bytes between the files of a zip and its list, which says then that it lies further on."""
    start = data.find(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    listed = int.from_bytes(data[end + 16 : end + 20], "little") + 8
    return data[:start] + b"concealed"[:8] + data[start : end + 16] + listed.to_bytes(4, "little") + data[end + 20 :]


# -- content: files --------------------------------------------------------------------------------------------------


def add_part(files: Files, name: str, data: bytes) -> None:
    """Put a file more into a package, of which the crate tells."""
    files[name] = data
    with describing(files) as crate:
        crate["./"]["hasPart"].append({"@id": name})


NO_SUCH = "No package holds such a file"
KEY = b"-----BEGIN PRIVATE KEY-----\n"
on_content("a zip among the files", NO_SUCH, lambda f: add_part(f, "more.zip", wrap({"a": b"b"})))
on_content("a program among the files", NO_SUCH, lambda f: add_part(f, "run.sh", b"rm -rf /\n"))
on_content(
    "a zip that bears the name of Turtle", "no UTF-8 text", lambda f: add_part(f, "shapes/a.ttl", wrap({"a": b"b"}))
)
on_content("a private key among the files", "private key", lambda f: add_part(f, "shapes/a.ttl", b"# " + KEY))
on_data(
    "a private key in the data",
    "private key",
    lambda data: data + b'<a:b> <a:c> "-----BEGIN RSA PRIVATE KEY-----" <a:d> .\n',
)
on_content("a file of which the crate does not tell", "does not name a file", lambda f: f.update({"shapes/a.ttl": b""}))
on_content(
    "a file that the crate tells of missing",
    "file that is not there",
    lambda f: {name: data for name, data in f.items() if name != "policy.ttl"},
)
on_file("Turtle that is none", "no sound linked data", "policy.ttl", lambda data: data + b"<a> <b>")
on_file("Turtle that is no UTF-8", "no UTF-8 text", "policy.ttl", lambda data: data + b"# \xff\n")
on_content(
    "Turtle nested without end",
    ".",
    lambda f: add_part(f, "shapes/a.ttl", b"<a:a> <a:b> " + b"[<a:b> " * 100_000 + b"1"),
)
on_content("lists nested without end", ".", lambda f: add_part(f, "shapes/a.ttl", b"<a:a> <a:b> " + b"(" * 100_000))
on_file(
    "the ontology redefined",
    "differs from it",
    "ontology/scr.ttl",
    lambda data: data.replace(b"scr:AuditEvent\n", b"scr:AuditEvents\n", 1),
)
on_file(
    "more statements than are told",
    "more or fewer",
    "void.ttl",
    lambda d: re.sub(rb"triples> \d+|triples \d+", b"void:triples 7", d),
)

# -- content: the crate ----------------------------------------------------------------------------------------------


def on_crate(name: str, says: str, change: Callable[[dict[str, dict[str, object]]], object]) -> None:
    """Note a change to what the crate says."""

    def make(files: Files) -> None:
        with describing(files) as crate:
            change(crate)

    on_content(name, says, make)


NO_JSON = "no sound JSON"
on_file("a crate that is no JSON", NO_JSON, CRATE, lambda data: data[:-3])
on_file("a crate with a mark before it", NO_JSON, CRATE, lambda data: _BOM + data)
on_file("a crate nested too deep", "JSON", CRATE, lambda data: data.replace(b'"./"', b"[" * 300_000, 1))
on_file("a crate nested deep", "deeper than", CRATE, lambda data: data[:-2] + b', "a": ' + b"[" * 40 + b"]" * 40 + b"}")
on_file("a crate that says one thing twice", NO_JSON, CRATE, lambda data: data[:-2] + b', "@graph": []}')
on_file("a crate with a number that is none", NO_JSON, CRATE, lambda data: data[:-2] + b', "a": NaN}')
on_file("a crate with an endless number", NO_JSON, CRATE, lambda data: data[:-2] + b', "a": ' + b"9" * 5_000 + b"}")
on_file("a crate that is a list", "describes no crate", CRATE, lambda _: b"[]")
on_file(
    "a crate that describes one thing twice",
    "one thing twice",
    CRATE,
    lambda d: d.replace(b'"#licence",\n', b'"#board",\n', 1),
)
on_crate(
    "a crate without a board", "does not say what every package says: its board", lambda c: c["#board"].pop("name")
)
on_crate("a crate without a licence", "its licence", lambda c: c["#licence"].pop("name"))
on_crate("a crate of no day", "none of the calendar", lambda c: c["./"].update(datePublished="2020-02-30"))
on_crate("a crate without counts", "in numbers", lambda c: c["./"].update(variableMeasured=[]))
on_crate("a count beyond all measure", "in numbers", lambda c: c["#count-Action"].update(value=10**400))
on_crate("a board that rules the terminal", "cannot be printed", lambda c: c["#board"].update(name="A\x1b[2J"))
on_crate("a board with an endless name", "too long", lambda c: c["#board"].update(name="A" * 1_001))
on_crate("a count that is no number", "in numbers", lambda c: c["#count-Action"].update(value="4"))
on_crate("a count that is wrong", "counted again it is 4", lambda c: c["#count-Action"].update(value=5))
on_crate("a count of statements that is wrong", "counted again", lambda c: c["#count-statements"].update(value=1))
on_crate("another hash", "hash of the data is another", lambda c: c["#data-hash"].update(value="sha256:" + "0" * 64))
on_crate("a profile that is not known", "profile is none of these", lambda c: c["./"].update(conformsTo={"@id": "x:y"}))

# -- content: the data -----------------------------------------------------------------------------------------------

NOT_SOUND = "no sound linked data"
CANONICAL = "not in canonical form"
A_VALUE = "none of its kind"


def _copy(quad: ox.Quad, **terms: object) -> ox.Quad:
    given = {"subject": quad.subject, "predicate": quad.predicate, "object": quad.object, "graph_name": quad.graph_name}
    return ox.Quad(*(given | terms).values())  # type: ignore[arg-type]


def _of(quad: ox.Quad, name: str) -> bool:
    return quad.predicate.value == SCR + name


def _graph(quad: ox.Quad) -> str:
    assert isinstance(quad.graph_name, ox.NamedNode)
    return quad.graph_name.value


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


on_data("data that is no linked data", NOT_SOUND, lambda data: data + b"<a:b> <a:c>\n")
on_data("data that is no UTF-8", "no UTF-8 text", lambda data: data.replace(b'"', b'"\xe9', 1))
on_data("data with a sign of nothing", "no UTF-8 text", lambda data: data.replace(b'"', b'"\0', 1))
on_data("data in another order", CANONICAL, lambda data: b"".join(_lines(data)[::-1]))
on_data("data that says a thing twice", CANONICAL, lambda data: _lines(data)[0] + data)
on_data("data with lines that end as in Windows", CANONICAL, lambda data: data.replace(b"\n", b"\r\n"))
on_data("data with a remark", CANONICAL, lambda data: b"# concealed\n" + data)
on_data("data with signs spelt otherwise", CANONICAL, lambda data: data.replace(b'"A', b'"\\u0041', 1))
on_data("data with a mark before it", "no sound linked data|not in canonical form", lambda data: _BOM + data)
on_data("data that is empty", "counted again it is 0", lambda _: b"")
on_quads("a statement in no graph", "in no graph", lambda q: [_copy(q, graph_name=ox.DefaultGraph())])
on_quads("nodes without names", "nodes without names", lambda q: [_copy(q, subject=ox.BlankNode("a"))])
on_quads(
    "a value as long as a book",
    "longer than any cell",
    lambda q: [_copy(q, object=ox.Literal("x" * 1_000_001))] if _of(q, "statement") else [q],
)
on_quads(
    "a name as long as a page",
    "too long",
    lambda q: [_copy(q, object=ox.NamedNode("https://x.example/" + "x" * 2_000))] if _of(q, "hasAction") else [q],
)
on_quads(
    "a name that is a file",
    "none of the web",
    lambda q: [_copy(q, object=ox.NamedNode("file:///etc/passwd"))] if _of(q, "hasAction") else [q],
)
on_quads(
    "a name that is a script",
    "none of the web",
    lambda q: [_copy(q, object=ox.NamedNode("javascript:alert(1)"))] if _of(q, "hasAction") else [q],
)
DATE = ox.NamedNode(namespaces.XSD + "date")
WHOLE = ox.NamedNode(namespaces.XSD + "integer")
on_quads(
    "a day that is none",
    "no day of the calendar",
    lambda q: [_copy(q, object=ox.Literal("2009-02-30", datatype=DATE))] if _of(q, "onDate") else [q],
)
on_quads(
    "a day in words",
    "no day of the calendar",
    lambda q: [_copy(q, object=ox.Literal("2009-02-03"))] if _of(q, "onDate") else [q],
)
on_quads(
    "a number that is none",
    A_VALUE,
    lambda q: [_copy(q, object=ox.Literal("1e99", datatype=WHOLE))] if _of(q, "position") else [q],
)
on_quads(
    "a number in words",
    "no whole number",
    lambda q: [_copy(q, object=ox.Literal("one"))] if _of(q, "position") else [q],
)
on_quads(
    "a value of an unknown kind",
    A_VALUE,
    lambda q: (
        [_copy(q, object=ox.Literal("<x/>", datatype=ox.NamedNode("https://x.example/xml")))]
        if _of(q, "statement")
        else [q]
    ),
)


def _clique(files: Files) -> Files:
    """Ten nodes without names, each of which points at all others: RDFC-1.0 would be at them for ever."""
    graph = read_quads(files)[0].graph_name
    lines = [f"_:n{a} <a:b> _:n{b} {graph} .\n" for a in range(10) for b in range(10) if a != b]
    return put_data(files, files[DATA] + "".join(sorted(lines)).encode())


def _swap_graphs(files: Files) -> Files:
    """Let the facts of two plans change places."""
    names = sorted({_graph(q) for q in read_quads(files) if re.search(r"/version/\w+$", _graph(q))})
    other = dict(zip(names, names[::-1], strict=True))
    return change_quads(
        files,
        lambda q: [_copy(q, graph_name=ox.NamedNode(other.get(_graph(q), _graph(q))))],
    )


on_content("nodes that nobody can tell apart (poison)", "nodes without names", _clique)
on_content("the graphs of two plans swapped", "graph of one plan speaks of another", _swap_graphs)
on_quads(
    "a graph that no plan has",
    "graph that no plan has",
    lambda q: [_copy(q, graph_name=ox.NamedNode("https://x.example/g"))],
)
on_quads(
    "a graph of scrgraph's own",
    "graph that no plan has",
    lambda q: [_copy(q, graph_name=ox.NamedNode(SCR + "plan/x/meta"))],
)
on_quads(
    "a version that no plan is said to have",
    "no plan is said to have",
    lambda q: [] if _graph(q).endswith("case-15/meta") else [q],
)
add_quads(
    "a row of another plan",
    "speaks of another",
    f'<PLAN-b/main/1> <{SCR}position> "1"^^<{namespaces.XSD}integer> GRAPH',
)
add_quads("a term of the ontology redefined", "says anew", f'<{SCR}Recommendation> <{namespaces.RDFS}label> "x" GRAPH')
add_quads("a rule redefined", "says anew", f'<{namespaces.SCRSH}OverdueTarget> <{namespaces.RDFS}label> "x" GRAPH')
add_quads("a class put below another", "does not have", f"<PLAN> <{namespaces.RDFS}subClassOf> <PLAN> GRAPH")
add_quads("a node said to be another", "does not have", "<PLAN> <http://www.w3.org/2002/07/owl#sameAs> <PLAN/b> GRAPH")
add_quads("a property that is not known", "does not have", f'<PLAN> <{SCR}safe> "yes" GRAPH')
add_quads(
    "a class that is not known",
    "does not have",
    f"<PLAN> a <{SCR}Safe> GRAPH".replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "),
)
add_quads("a statement about a statement", ".", f"<PLAN> <{SCR}position> <<( <PLAN> <{SCR}position> <PLAN> )>> GRAPH")

# -- content: the profile --------------------------------------------------------------------------------------------


def _relabel(files: Files) -> None:
    with describing(files) as crate:
        crate["./"]["conformsTo"] = {"@id": "https://w3id.org/scrgraph/exchange/partner"}
    files.pop("report.html")
    with describing(files) as crate:
        crate["./"]["hasPart"] = [part for part in crate["./"]["hasPart"] if part["@id"] != "report.html"]


def _quote(files: Files) -> None:
    """Let the report quote the plan, as that of a full package does."""
    files["report.ttl"] = make_files(signed=False)["report.ttl"]


on_content("all that is known, labelled as for partners", "the profile partner does not give", _relabel)
on_quads(
    "words of a progress report in a package for partners",
    "partner does not give",
    lambda q: [_copy(q, object=ox.Literal("He was seen."))] if q.object == ox.Literal("(withheld)") else [q],
    "partner",
)
on_quads(
    "a package for partners not marked as one",
    "partner does not give",
    lambda q: [] if _of(q, "givenUnder") else [q],
    "partner",
)
on_content(
    "a page with quotes in a package for partners",
    "holds no such page",
    lambda f: add_part(f, "report.html", b"<p>"),
    "partner",
)
on_content("a report with quotes in a package for partners", "partner does not give", _quote, "partner")

# -- content: the proof of the data ----------------------------------------------------------------------------------

on_content(
    "a proof of other data",
    "proof of other data",
    lambda f: add_part(f, PROOF, prove_data(b"", make_pair(), PUBLISHED)),
)
on_content(
    "a proof in a package that says it is unsigned",
    "another key than the crate",
    lambda f: add_part(f, PROOF, make_files()[PROOF]),
)
on_content("a proof that is none", "no proof of the data", lambda f: add_part(f, PROOF, b"{}"))

# -- content: other forms --------------------------------------------------------------------------------------------

NOT_SAME = "not the same data"
ELSEWHERE = "context that lies elsewhere"
on_file("TriG that is other data", NOT_SAME, "data.trig", lambda data: data.replace(b"2009-09-01", b"2009-09-02", 1))
on_file(
    "TriG with nodes without names", "without names", "data.trig", lambda d: d + b"<https://x.example/g> { [] a [] }"
)
on_file("TriG that breaks off", NOT_SOUND, "data.trig", lambda data: data[:-9])
on_file(
    "JSON-LD that is other data", NOT_SAME, "data.jsonld", lambda data: data.replace(b"2009-09-01", b"2009-09-02", 1)
)
on_file(
    "JSON-LD with a context elsewhere",
    ELSEWHERE,
    "data.jsonld",
    lambda d: re.sub(rb"^\{", b'{"@context": "https://x.example/c",', d.replace(b'"@context"', b'"@was"', 1)),
)
on_file(
    "JSON-LD with one context here and one elsewhere",
    ELSEWHERE,
    "data.jsonld",
    lambda d: d.replace(b'"@context": {', b'"@was": {', 1).replace(b"{", b'{"@context": [{}, "c.jsonld"],', 1),
)
on_file(
    "JSON-LD with a context elsewhere for a part",
    ELSEWHERE,
    "data.jsonld",
    lambda d: d.replace(
        b'"@version": 1.1', b'"@version": 1.1, "x": {"@id": "scr:x", "@context": "https://x.example/c"}', 1
    ),
)
on_file(
    "JSON-LD that takes in a context",
    ELSEWHERE,
    "data.jsonld",
    lambda d: d.replace(b'"@version": 1.1', b'"@version": 1.1, "@import": "https://x.example/c"', 1),
)
on_file(
    "a context that takes in another",
    ELSEWHERE,
    "context.jsonld",
    lambda d: d.replace(b'"@version": 1.1', b'"@version": 1.1, "@import": "https://x.example/c"', 1),
)
on_file("JSON-LD nested too deep", "JSON", "data.jsonld", lambda _: b'{"@graph": ' + b"[" * 300_000)
on_file("JSON-LD that says a thing twice", NO_JSON, "data.jsonld", lambda d: d.rstrip()[:-1] + b', "@graph": []}')
on_file(
    "JSON-LD whose context gives a term another meaning",
    NOT_SAME,
    "data.jsonld",
    lambda d: d.replace(b'"scr:onDate"', b'"scr:dueDate"', 1),
)
on_file("JSON-LD that is Turtle", NO_JSON, "data.jsonld", lambda _: b"<a:a> <a:b> <a:c> .\n")
