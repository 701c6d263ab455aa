"""Reads the files that people write by hand in TOML, and tells in one sentence what is wrong with one.

It also finds the line on which each key stands, which the reader of the standard library does not tell: the document is
read statement by statement, each by that same reader, and a statement is the fewest lines that it takes.
"""

import pathlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from scrgraph.errors import BadUsage

# The keys that lead to a value; of the tables of an array each has its number, from 0.
Path: TypeAlias = tuple[str | int, ...]

_CLOSING = ("]", "}", '"""', "'''")  # a statement of several lines ends on a line that has one of these
_LONGEST = 10_000  # characters of a line: the reader of TOML takes time in the square of them
_MOST_TRIES = 500  # lines on which one statement might end
_SHOWN = 60  # characters of a key
_DEEPEST = 8  # keys of a path that are followed


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that people write, as it is spoken of where one is refused.

    ``name`` is what the file holds ("settings"), ``verb`` fits it ("are"), ``entry`` is what a line of it is, ``key``
    how a key of it is called. The remedies are for a file that cannot be opened, for what is no TOML, and for what is
    no such file. ``largest`` is in bytes.
    """

    name: str
    missing: str
    form: str
    largest: int
    verb: str = "are"
    entry: str = "any entry"
    key: str = "'{}'"
    mend: str = "Mend the line: words stand in quotation marks, lists in square brackets."


def read_text(path: pathlib.Path, kind: Kind) -> str:
    """Read the text of a file, its lines parted by line feeds.

    Raises:
        BadUsage: where it cannot be read, is larger than such files are, or is no UTF-8 text.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(kind.largest + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadUsage(f"The {kind.name} cannot be read ({reason}).", path=path, remedy=kind.missing) from None
    if len(data) > kind.largest:
        what = f"This is larger than any {kind.name} {kind.verb} (more than {kind.largest:,} bytes)."
        raise BadUsage(what, path=path, remedy=kind.form)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        what = f"The {kind.name} {kind.verb} no UTF-8 text."
        raise BadUsage(what, path=path, remedy="Save the file as UTF-8.") from None


def parse(text: str, path: pathlib.Path, kind: Kind) -> dict[str, Any]:
    """Parse the text of a file.

    Raises:
        BadUsage: where it is no TOML, says a thing twice, or goes beyond all measure.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST:
            what = f"This line is longer than {kind.entry} is (more than {_LONGEST:,} characters)."
            raise BadUsage(what, path=path, place=f"line {number}", remedy=kind.form)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if second := find_second(text):
            keys, line_number = second
            what = f"{kind.key.format('.'.join(map(str, keys))[:_SHOWN])} stands here a second time."
            raise BadUsage(what, path=path, place=f"line {line_number}", remedy="Keep one of them.") from None
        raise BadUsage(f"This is not TOML ({error}).", path=path, remedy=kind.mend) from None
    except (ValueError, RecursionError):  # a number, or a list in lists, beyond all measure
        held = kind.name if kind.verb == "are" else f"a {kind.name}"
        raise BadUsage(f"This is no file of {held}.", path=path, remedy=kind.form) from None


@dataclass(frozen=True, slots=True)
class _Statement:
    """What stands on some lines: the head of a table, or a key with its value; ``data`` is what it says by itself."""

    line: int
    head: bool
    data: Mapping[str, Any]


def find_lines(text: str) -> dict[Path, int]:
    """Give the first line of the statement in which each key stands, as far as the document can be read."""
    lines: dict[Path, int] = {}
    for statement, below in _follow(text):
        if statement.head:
            for end in range(1, len(below) + 1):
                lines.setdefault(below[:end], statement.line)
        else:
            for path, _ in _list_paths(statement.data, below):
                lines.setdefault(path, statement.line)
    return lines


def find_second(text: str) -> tuple[Path, int] | None:
    """Find the first key or table that stands a second time, and that line; none where there is none."""
    stated: set[Path] = set()
    for statement, below in _follow(text):
        paths = [(below, True)] if statement.head else list(_list_paths(statement.data, below))
        for path, last in paths:
            if last and path in stated:
                return path, statement.line
        stated.update(path for path, _ in paths)
    return None


def _follow(text: str) -> Iterator[tuple[_Statement, Path]]:
    """Give each statement with the table that it stands in; a head with the table that it opens."""
    below: Path = ()
    counts: dict[Path, int] = {}
    for statement in _list_statements(text):
        if statement.head:
            below = _read_head(statement.data, counts)
        yield statement, below


def _list_statements(text: str) -> Iterator[_Statement]:
    """Give the statements in their order, up to the first that cannot be read."""
    lines = text.split("\n")
    start = 0
    while start < len(lines):
        first = lines[start].strip()
        if not first or first.startswith("#"):
            start += 1
            continue
        ends = (end for end in range(start + 1, len(lines) + 1) if end == start + 1 or _may_close(lines[end - 1]))
        for _, end in zip(range(_MOST_TRIES), ends, strict=False):
            try:
                data = tomllib.loads("\n".join(lines[start:end]))
            except (ValueError, RecursionError):
                continue
            yield _Statement(start + 1, first.startswith("["), data)
            start = end
            break
        else:
            return


def _may_close(line: str) -> bool:
    return any(sign in line for sign in _CLOSING)


def _read_head(data: Mapping[str, Any], counts: dict[Path, int]) -> Path:
    """Read which table a head opens; of an array of tables it opens the next, or that which is open already."""
    path: Path = ()
    inside: Any = data
    while inside and len(path) < _DEEPEST:
        (key, inside) = next(iter(inside.items()))
        path = (*path, key)
        if isinstance(inside, list):
            counts[path] = counts.get(path, -1) + 1
            inside = inside[0]
        if path in counts:
            path = (*path, counts[path])
    return path


def _list_paths(data: Mapping[str, Any], below: Path) -> Iterator[tuple[Path, bool]]:
    """List the paths to all that a key with its value says, and whether each ends there."""
    for key, value in data.items():
        path = (*below, key)
        inner = isinstance(value, Mapping) and bool(value) and len(path) < _DEEPEST
        yield path, not inner
        if inner:
            yield from _list_paths(value, path)
