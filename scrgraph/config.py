"""Reads a board's settings, ``scrgraph.toml``: which rules it runs and how, and what it declares beside its plans.

The file is looked for in the working folder and then upwards. Paths in it are relative to it. What is said on the
command line wins over it.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from scrgraph.errors import BadUsage

FILE = "scrgraph.toml"
ENGINES = ("oxigraph", "pyshacl", "shifty", "topbraid")  # what may judge by the rules, the default first
_MOST = 1_000_000  # a parameter that is a number
_SEVERITIES = ("violation", "warning", "info")
_PROMISES = ("named-evidence", "quarterly-reports")

Setting: TypeAlias = int | str
_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Config:
    """A board's settings; where there is no file, those of a board that has set nothing.

    ``packs`` are names of scrgraph's own pack (core) or folders; ``severities`` and ``parameters`` are by the codes of
    rules; ``links`` and ``themes`` are files of what is declared of plans, ``waivers`` files of what is excused;
    ``promises`` is what the board asks of every plan, whether or not its words promise it.
    """

    path: Path | None = None
    packs: tuple[str | Path, ...] = ("core",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)
    links: tuple[Path, ...] = ()
    themes: tuple[Path, ...] = ()
    promises: tuple[str, ...] = ()
    waivers: tuple[Path, ...] = ()


def find_config(folder: Path) -> Config:
    """Find and read the settings that hold in a folder.

    Raises:
        BadUsage: where the file cannot be read, or says what no board can set.
    """
    for place in (folder, *folder.parents):
        if (file := place / FILE).is_file():
            return read_config(file)
    return Config()


def read_config(file: Path) -> Config:
    """Read a file of settings.

    Raises:
        BadUsage: where it cannot be read, or says what no board can set.
    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise BadUsage("The settings cannot be read.", path=file, remedy="It is to be a file of UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadUsage(f"This is not TOML ({error}).", path=file, remedy="Mend the line.") from None
    except (ValueError, RecursionError):  # a number, or a list in lists, beyond all measure
        raise BadUsage("This is no file of settings.", path=file, remedy="See docs/settings.md.") from None
    reader = _Reader(file)
    reader.check_keys(data, ("rules", "declared"), "")
    rules = reader.read_table(data, "rules", ("packs", "select", "ignore", "severity", "parameters"))
    declared = reader.read_table(data, "declared", ("links", "themes", "promises", "waivers"))
    severities = reader.read_table(rules, "severity", None, "rules")
    for code, level in severities.items():
        reader.check_value(level, _SEVERITIES, f"rules.severity.{code}")
    parameters = reader.read_table(rules, "parameters", None, "rules")
    for code, values in parameters.items():
        if not isinstance(values, dict):
            raise reader.complain(f"rules.parameters.{code}", "is to be a table of whole numbers or words")
        for key, value in values.items():
            reader.check_parameter(value, f"rules.parameters.{code}.{key}")
    promises = reader.read_list(declared, "promises", "declared")
    for promise in promises:
        reader.check_value(promise, _PROMISES, "declared.promises")
    packs = reader.read_list(rules, "packs", "rules") or ("core",)
    return Config(
        path=file,
        packs=tuple(pack if pack == "core" else file.parent / pack for pack in packs),
        select=reader.read_list(rules, "select", "rules"),
        ignore=reader.read_list(rules, "ignore", "rules"),
        severities=severities,
        parameters=parameters,
        links=tuple(file.parent / name for name in reader.read_list(declared, "links", "declared")),
        themes=tuple(file.parent / name for name in reader.read_list(declared, "themes", "declared")),
        promises=promises,
        waivers=tuple(file.parent / name for name in reader.read_list(declared, "waivers", "declared")),
    )


class _Reader:
    """Reads the values of one file, and complains of what is not as it should be."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def complain(self, key: str, what: str, remedy: str | None = None) -> BadUsage:
        return BadUsage(f"The setting {key} {what}.", path=self._file, remedy=remedy)

    def check_keys(self, data: Mapping[str, Any], known: tuple[str, ...], above: str) -> None:
        for key in data:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                name = f"{above}.{key}" if above else key
                remedy = f"The nearest is {near[0]}." if near else f"Known are: {', '.join(known)}."
                raise self.complain(name, "is not known", remedy)

    def check_value(self, value: Any, known: tuple[str, ...], key: str) -> None:
        if value not in known:
            raise self.complain(key, f"cannot be {value!r}", f"It is one of: {', '.join(known)}.")

    def check_parameter(self, value: Any, key: str) -> None:
        if type(value) not in (int, str):
            raise self.complain(key, "is to be a whole number or words")
        if type(value) is int and not 1 <= value <= _MOST:
            raise self.complain(key, f"cannot be {value}", f"Write a whole number from 1 to {_MOST:,}.")

    def read_table(
        self, data: Mapping[str, Any], key: str, known: tuple[str, ...] | None, above: str = ""
    ) -> Mapping[str, Any]:
        table = data.get(key, _NONE)
        name = f"{above}.{key}" if above else key
        if not isinstance(table, Mapping):
            raise self.complain(name, "is to be a table")
        if known is not None:
            self.check_keys(table, known, name)
        return table

    def read_list(self, data: Mapping[str, Any], key: str, above: str) -> tuple[str, ...]:
        values = data.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.isprintable() for value in values):
            raise self.complain(f"{above}.{key}", "is to be a list of words in quotation marks")
        return tuple(values)
