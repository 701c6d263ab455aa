"""What a board can set: the table of settings, which is the published JSON Schema of ``scrgraph.toml``.

Editors check the file by the schema, and so does this module, in sentences for people: what is wrong, and the nearest
name that is known. The schema is of draft 4, which editors of TOML take, and uses few of its words (``WORDS``).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from scrgraph.errors import ScrgraphError
from scrgraph.resources import schemas_folder

# The words of JSON Schema that the schema may use; the rest of what it says is for people.
WORDS = frozenset(
    "$ref additionalProperties allOf enum items maximum minItems minLength minimum not pattern patternProperties "
    "properties type".split()
)
_KINDS = {
    "array": "a list",
    "integer": "a whole number",
    "object": "a table",
    "string": "words in quotation marks",
}
_SHOWN = 60  # characters of a value or a name that a sentence repeats


class Mistake(Exception):
    """What no board can set: which setting, what is wrong with it, and what to do."""

    def __init__(self, path: tuple[str, ...], what: str, remedy: str) -> None:
        super().__init__(what)
        self.path, self.what, self.remedy = path, what, remedy

    @property
    def name(self) -> str:
        """The setting's name, as people write it."""
        return _shorten(".".join(self.path))


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, what it means, what it may be, and what holds where nothing is set.

    ``refers`` is what its values name: a ``file``, a ``folder`` or a ``pack``; ``key`` how its keys are called where it
    is a table; ``option`` the command and the option that win over it; ``unset`` says what holds where there is no
    default.
    """

    name: str
    meaning: str
    kind: str
    default: Any
    unset: str
    option: str | None
    key: str | None
    refers: str | None

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to it."""
        return tuple(self.name.split("."))


def write_schema() -> str:
    """Give the text of the schema.

    Raises:
        ScrgraphError: where scrgraph is not whole.
    """
    file = schemas_folder() / "scrgraph.schema.json"
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        raise ScrgraphError(
            "The schema of the settings is missing.", path=file, remedy="Install scrgraph again."
        ) from None


@cache
def load_schema() -> Mapping[str, Any]:
    """Load the schema."""
    schema: Mapping[str, Any] = json.loads(write_schema())
    return schema


@cache
def list_settings() -> tuple[Setting, ...]:
    """List all settings, in the order of the schema."""
    return tuple(_list_settings(load_schema(), ""))


def _list_settings(table: Mapping[str, Any], above: str) -> Iterator[Setting]:
    for key, said in table["properties"].items():
        name = f"{above}{key}"
        if "properties" in said:
            yield from _list_settings(said, f"{name}.")
            continue
        inner = {**said.get("items", {}), **(said["allOf"][0] if "allOf" in said else {})}
        refers = inner.get("$ref", "").rpartition("/")[2]
        yield Setting(
            name=name,
            meaning=said["description"],
            kind=_describe(said),
            default=said.get("default"),
            unset=said.get("x-unset", "none"),
            option=said.get("x-option"),
            key=said.get("x-key"),
            refers=refers if refers in ("file", "folder", "pack") else None,
        )


def check_settings(data: Mapping[str, Any]) -> None:
    """Check the data of a file by the schema; raises ``Mistake`` for the first thing that no board can set."""
    _check(data, load_schema(), ())


def _check(value: Any, said: Mapping[str, Any], path: tuple[str, ...]) -> None:
    """Check a value by what the schema says of it."""
    if "$ref" in said:  # beside it nothing counts, says draft 4
        _check(value, _find(said), path)
        return
    for part in said.get("allOf", ()):
        _check(value, part, path)
    if "enum" in said and value not in said["enum"]:
        raise Mistake(path, f"cannot be {_show(value)}", _write_choice(value, said["enum"]))
    if "type" in said and not _is_of(value, said):
        raise Mistake(path, f"is to be {_describe(said)}", _write_form(said, path))
    if isinstance(value, str):
        _check_words(value, said, path)
    elif isinstance(value, int):
        _check_number(value, said, path)
    elif isinstance(value, list):
        if len(value) < said.get("minItems", 0):
            raise Mistake(path, "is an empty list", "Name something in it, or take the line out.")
        for item in value:
            _check(item, said["items"], path)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check(inner, _find_key(key, said, path), (*path, key))


def _check_words(value: str, said: Mapping[str, Any], path: tuple[str, ...]) -> None:
    if len(value) < said.get("minLength", 0):
        raise Mistake(path, "has an empty pair of quotation marks", "Write something in it, or take it out.")
    if "not" in said and (found := re.search(said["not"]["pattern"], value)):
        sign = f"U+{ord(found[0]):04X}"
        raise Mistake(path, f"has a sign that cannot be printed ({sign})", "Write it without that sign.")
    if "pattern" in said and not re.search(said["pattern"], value):
        raise Mistake(path, f"cannot be {_show(value)}", f"Write {said['x-form']}.")


def _check_number(value: int, said: Mapping[str, Any], path: tuple[str, ...]) -> None:
    least, most = said.get("minimum"), said.get("maximum")
    if (least is not None and value < least) or (most is not None and value > most):
        raise Mistake(path, f"cannot be {_show(value)}", f"Write a whole number from {least:,} to {most:,}.")


def _find_key(key: str, said: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    """Find what the schema says of a key of a table; raises ``Mistake`` where it is not known."""
    known: Mapping[str, Mapping[str, Any]] = said.get("properties", {})
    if key in known:
        return known[key]
    for pattern, inner in said.get("patternProperties", {}).items():
        if re.search(pattern, key):
            found: Mapping[str, Any] = inner
            return found
    other = said.get("additionalProperties")
    if isinstance(other, Mapping):
        return other
    remedy = f"Write {said['x-form']}." if "x-form" in said else _write_nearest(key, tuple(known), path)
    raise Mistake((*path, key), "is not known", remedy)


def _write_nearest(key: str, known: tuple[str, ...], path: tuple[str, ...]) -> str:
    """Say which known name is nearest: of the same table, else of any."""
    near = find_nearest(key, known)
    if near is not None:
        return f"The nearest is {'.'.join((*path, near))}."
    tables = {name.rpartition(".")[0] for name in (setting.name for setting in list_settings())}
    names = {name.rpartition(".")[2]: name for name in sorted({*tables, *(one.name for one in list_settings())})}
    if (near := find_nearest(key, names)) is not None:
        return f"The nearest is {names[near]}."
    of = f" in {'.'.join(path)}" if path else ""
    return f"Known{of} are: {', '.join(known)}."


def find_nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Find the known word that is most like one, whatever its capitals; none where none is as like it as that."""
    import difflib

    words = {other.casefold(): other for other in known}
    near = difflib.get_close_matches(word.casefold()[:_SHOWN], words, 1, likeness)
    return words[near[0]] if near else None


def _write_choice(value: Any, known: list[str]) -> str:
    near = find_nearest(value, known) if isinstance(value, str) else None
    of = f"it is one of: {', '.join(known)}."
    return f"The nearest is {near}; {of}" if near else f"{of[0].upper()}{of[1:]}"


def _find(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Find the definition that is referred to."""
    found: Mapping[str, Any] = load_schema()["definitions"][said["$ref"].rpartition("/")[2]]
    return found


def _list_kinds(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the kinds of value that are taken."""
    if "$ref" in said:
        return _list_kinds(_find(said))
    if "allOf" in said:
        return _list_kinds(said["allOf"][0])
    kinds = said["type"]
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def _is_of(value: Any, said: Mapping[str, Any]) -> bool:
    """Tell whether a value is of a kind that is taken; of a list, its items too."""
    kind = {dict: "object", list: "array", int: "integer", str: "string"}.get(type(value))
    if kind not in _list_kinds(said):
        return False
    items = said.get("items")
    return items is None or all(_is_of(item, items) for item in value)


def _describe(said: Mapping[str, Any]) -> str:
    """Say which kinds of value are taken."""
    kinds = " or ".join(_KINDS[kind] for kind in _list_kinds(said))
    return f"{kinds} of {_describe(said['items'])}" if "items" in said else kinds


def _write_form(said: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """Show how a value of the kind is written."""
    kinds = _list_kinds(said)
    if "array" in kinds:
        return 'Write it as ["...", "..."].'
    if "object" in kinds:
        return f"Write [{_shorten('.'.join(path))}] on a line, and what it holds below."
    if "integer" in kinds:
        return "Write it without quotation marks." if kinds == ("integer",) else 'Write it as 92, or as "...".'
    return 'Write it as "...".'


def _show(value: Any) -> str:
    return _shorten(repr(value))


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
