"""Renders the settings of a board: each with its value, and where it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scrgraph.config import FILE, Config
from scrgraph.reports.layout import fold, render_table
from scrgraph.settings import list_settings

_WINS = "An option of the command line wins over the file, and the file over the default."


@dataclass(frozen=True, slots=True)
class _Held:
    """A setting with the value that holds; ``line`` is that of the file, where it comes from there."""

    name: str
    value: Any
    unset: str
    line: int | None
    said: bool


def settings_json(config: Config, file: str | None) -> dict[str, Any]:
    """Give every setting with its value and its origin as plain JSON data; ``file`` is the file as people see it."""
    return {
        "file": file,
        "settings": [
            {
                "name": held.name,
                "value": held.value,
                "origin": {"from": "file", "file": file, "line": held.line} if held.said else {"from": "default"},
            }
            for held in _list_held(config)
        ],
    }


def render_settings(config: Config, file: str | None, width: int) -> str:
    """Render every setting with its value and its origin."""
    rows = []
    for held in _list_held(config):
        first, *others = _write(held)
        rows.append((held.name, first, f"{file}, line {held.line}" if held.said else "default"))
        rows += [("", other, "") for other in others]
    found = f"Settings of {file}." if file else f"There is no {FILE} in this folder or above it: the defaults hold."
    return "\n".join([*fold(found, width), "", render_table(("setting", "value", "from"), rows, width), "", _WINS])


def _list_held(config: Config) -> Iterator[_Held]:
    """List what holds; of a table each of its entries, and the table itself where it has none."""
    for setting in list_settings():
        value = config.said.get(setting.name)
        if setting.key and value:
            for path, inner in _list_entries(value, setting.path):
                name = ".".join(path)
                yield _Held(name, inner, setting.unset, _find_line(config, path), True)
        elif value is None or setting.key:
            yield _Held(setting.name, setting.default, setting.unset, None, False)
        else:
            yield _Held(setting.name, value, setting.unset, _find_line(config, setting.path), True)


def _list_entries(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _list_entries(value, (*path, key))
        else:
            yield (*path, key), value


def _find_line(config: Config, path: tuple[str, ...]) -> int | None:
    """Find the line of a setting: its own, or that of the table which says it in one line."""
    return next((line for end in range(len(path), 0, -1) if (line := config.find_line(*path[:end]))), None)


def _write(held: _Held) -> list[str]:
    """Write a value in one line or more: of a list each item."""
    if held.value is None:
        return [held.unset]
    return ([str(item) for item in held.value] or ["none"]) if isinstance(held.value, list) else [str(held.value)]
