"""Reads what a package's crate says of it: who sends it, when, by which profile, and what is in it."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scrgraph.exchange.senders import LONGEST

_DEEPEST = 32  # levels of lists and tables, one in the other
_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"|[][{}]', re.DOTALL)  # a bracket, or words in which one means nothing
_MOST_NODES = 20_000
_LARGEST_COUNT = 10**12


class Unsound(Exception):
    """Something in a package that is not as it has to be: what, and in which file."""

    def __init__(self, what: str, file: str) -> None:
        super().__init__(what, file)
        self.what, self.file = what, file


def read_json(data: bytes, file: str) -> Any:
    """Read JSON (RFC 8259) strictly: UTF-8, no name twice, no number beyond JSON, no depth that keeps others busy.

    Raises:
        Unsound: where it is none of that.
    """
    depth = 0
    for found in _BRACKET.finditer(data):  # before it is parsed, since a parser may go down with what is too deep
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found.group(), 0)
        if depth > _DEEPEST:
            raise Unsound("Its JSON is deeper than that of any package.", file)
    try:
        return json.loads(data.decode(), object_pairs_hook=_pair, parse_constant=_refuse_constant)
    except ValueError:
        raise Unsound("It is no sound JSON, or says one thing twice.", file) from None


def read_statements(data: bytes, file: str) -> dict[str, Any]:
    """Give what the crate (RO-Crate 1.1) says of the package, as plain data.

    Raises:
        Unsound: where it says something that cannot be, or not what every package says.
    """
    crate = read_json(data, file)
    nodes = crate.get("@graph") if isinstance(crate, dict) else None
    if not isinstance(nodes, list) or len(nodes) > _MOST_NODES or not all(_is_node(node) for node in nodes):
        raise Unsound("It describes no crate.", file)
    known: dict[str, Mapping[str, Any]] = {node["@id"]: node for node in nodes}
    if len(known) < len(nodes):
        raise Unsound("It describes one thing twice.", file)
    root = known.get("./", {})
    said = {
        "board": known.get("#board", {}).get("name"),
        "published": root.get("datePublished"),
        "licence": known.get("#licence", {}).get("name"),
        "profile": next(_list_ids(root, "conformsTo"), None),
        "hash": known.get("#data-hash", {}).get("value"),
        "key": known.get("#signature", {}).get("value"),
    }
    for name, value in said.items():
        if not isinstance(value, str) or not value:
            raise Unsound(f"It does not say what every package says: its {_NAMES[name]}.", file)
        if not value.isprintable() or len(value) > LONGEST:
            raise Unsound(f"What it says of its {_NAMES[name]} cannot be printed, or is too long.", file)
    if not _is_day(str(said["published"])):
        raise Unsound("The day on which it was published is none of the calendar.", file)
    counts = {name: known.get(f"#count-{name}", {}).get("value") for name in _list_counted(root)}
    if not counts or not all(type(count) is int and 0 <= count < _LARGEST_COUNT for count in counts.values()):
        raise Unsound("It does not say in numbers how much is in the package.", file)
    return {**said, "counts": counts, "files": sorted(_list_ids(root, "hasPart"))}


_NAMES = {
    "board": "board",
    "published": "day",
    "licence": "licence",
    "profile": "profile",
    "hash": "hash of the data",
    "key": "key, or that it is unsigned",
}
_COUNT = "#count-"


def _pair(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    told = list(pairs)
    made = dict(told)
    if len(made) < len(told):
        raise ValueError
    return made


def _refuse_constant(_: str) -> None:
    raise ValueError


def _is_node(node: Any) -> bool:
    return isinstance(node, dict) and isinstance(node.get("@id"), str)


def _list_ids(root: Mapping[str, Any], name: str) -> Iterator[str]:
    said = root.get(name, [])
    for each in said if isinstance(said, list) else [said]:
        if _is_node(each):
            yield each["@id"]


def _list_counted(root: Mapping[str, Any]) -> Iterator[str]:
    for name in _list_ids(root, "variableMeasured"):
        if name.startswith(_COUNT):
            yield name.removeprefix(_COUNT)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
