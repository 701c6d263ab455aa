"""Reads a board's settings, ``scrgraph.toml``: which rules it runs and how, and what it declares beside its plans.

The file is looked for in the working folder and then upwards. Paths in it are relative to it. What is said on the
command line wins over it. What can be set stands in the published schema (``settings.py``).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from scrgraph import namespaces
from scrgraph.errors import BadUsage
from scrgraph.settings import Mistake, Setting, check_settings, list_settings
from scrgraph.toml_lines import Kind, find_lines, parse, read_text

FILE = "scrgraph.toml"
ENGINES = ("oxigraph", "pyshacl", "shifty", "topbraid")  # what may judge by the rules, the default first
CORE = "core"  # scrgraph's own pack of rules
_SETTINGS = Kind(
    "settings",
    missing="Check its name, and whether it may be read.",
    form="docs/settings.md shows what a file of settings looks like.",
    largest=100_000,
    entry="any setting",
    key="The setting {}",
)

Parameter: TypeAlias = int | str


@dataclass(frozen=True)
class Config:
    """A board's settings; where there is no file, those of a board that has set nothing.

    ``base`` is what the IRIs of the board's data begin with; ``packs`` are names of scrgraph's own pack (core) or
    folders; ``severities`` and ``parameters`` are by the codes of rules; ``links``, ``themes``, ``waivers`` and
    ``corrections`` are files of what is declared of plans; ``promises`` is what the board asks of every plan,
    whether or not its words promise it; ``baseline`` is an earlier audit to compare with.

    ``keys`` are files with the public keys of boards that send packages; ``mappings`` are files that say how the terms
    of other boards stand to ours.

    ``layouts`` is a folder of the board's own layouts, ``queries`` one of its own queries.

    ``said`` is what the file itself says, by the names of settings, with its paths as they are written; ``text`` is
    the file's text.
    """

    path: Path | None = None
    base: str = namespaces.ID
    layouts: Path | None = None
    queries: Path | None = None
    packs: tuple[str | Path, ...] = (CORE,)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Parameter]] = field(default_factory=dict)
    time_limit: float = 60.0
    engine: str = ENGINES[0]
    links: tuple[Path, ...] = ()
    themes: tuple[Path, ...] = ()
    waivers: tuple[Path, ...] = ()
    corrections: tuple[Path, ...] = ()
    promises: tuple[str, ...] = ()
    baseline: Path | None = None
    keys: tuple[Path, ...] = ()
    mappings: tuple[Path, ...] = ()
    said: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)

    @cached_property
    def _lines(self) -> Mapping[tuple[str | int, ...], int]:
        return find_lines(self.text)

    def find_line(self, *path: str) -> int | None:
        """Find the line of the file on which a setting stands, by the keys that lead to it."""
        return self._lines.get(path)

    def complain(self, path: tuple[str, ...], what: str, remedy: str) -> BadUsage:
        """Give the error that says what is wrong with a setting of the file: its line, its name, what to do."""
        line = next((line for end in range(len(path), 0, -1) if (line := self.find_line(*path[:end]))), None)
        name = Mistake(path, "", "").name
        place = None if line is None else f"line {line}"
        return BadUsage(f"The setting {name} {what}.", path=self.path, place=place, remedy=remedy)

    def give(self, name: str) -> Any:
        """Give what the file says of a setting, a file that it names by its path; ``None`` where it says nothing."""
        return self.baseline if name == "audit.baseline" else self.said.get(name)

    def list_named(self) -> tuple[tuple[Setting, str, Path], ...]:
        """List the files and folders that the settings name: the setting, the name as written, the path."""
        if self.path is None:
            return ()
        folder = self.path.parent
        return tuple(
            (setting, name, folder / name)
            for setting in list_settings()
            if setting.refers and (value := self.said.get(setting.name))
            for name in ([value] if isinstance(value, str) else value)
            if not (setting.refers == "pack" and name == CORE)
        )

    def check_named(self) -> None:
        """Check that the files and folders that the settings name are there.

        Raises:
            BadUsage: for the first that is not.
        """
        for setting, name, path in self.list_named():
            folder = setting.refers in ("pack", "folder")
            if not (path.is_dir() if folder else path.is_file()):
                kind = "folder" if folder else "file"
                remedy = f"Mend the name, or take it out; it is looked for beside {FILE}."
                raise self.complain(setting.path, f"names {name}, and there is no such {kind}", remedy)


def find_config(folder: Path) -> Config:
    """Find and read the settings that hold in a folder.

    Raises:
        BadUsage: where the file cannot be read, or says what no board can set.
    """
    for place in (folder, *folder.parents):
        if os.path.lexists(file := place / FILE):  # whatever it is: what is meant as settings is not passed over
            return read_config(file)
    return Config()


def read_config(file: Path) -> Config:
    """Read a file of settings.

    Raises:
        BadUsage: where it cannot be read, or says what no board can set.
    """
    if file.is_dir():
        raise BadUsage("This is a folder, and a file of settings is to bear this name.", path=file, remedy="Rename it.")
    if file.exists() and not file.is_file():  # a pipe, say, which would never end
        raise BadUsage("This is no file.", path=file, remedy="A file of settings is to bear this name.")
    text = read_text(file, _SETTINGS)
    data = parse(text, file, _SETTINGS)
    config = Config(path=file, text=text)
    try:
        check_settings(data)
    except Mistake as mistake:
        raise config.complain(mistake.path, mistake.what, mistake.remedy) from None
    said = {setting.name: value for setting in list_settings() if (value := _get(data, setting.path)) is not None}
    for table in ("rules.severity", "rules.parameters"):
        _check_twice(said.get(table, {}), table, config)

    def resolve(name: str) -> tuple[Path, ...]:
        return tuple(file.parent / one for one in said.get(name, ()))

    standing = Config()
    return Config(
        path=file,
        base=said.get("base", standing.base),
        layouts=file.parent / said["layouts"] if "layouts" in said else None,
        queries=file.parent / said["queries"] if "queries" in said else None,
        packs=tuple(pack if pack == CORE else file.parent / pack for pack in said.get("rules.packs", standing.packs)),
        select=tuple(said.get("rules.select", ())),
        ignore=tuple(said.get("rules.ignore", ())),
        severities=said.get("rules.severity", {}),
        parameters=said.get("rules.parameters", {}),
        time_limit=said.get("rules.time_limit", standing.time_limit),
        engine=said.get("audit.engine", standing.engine),
        links=resolve("declared.links"),
        themes=resolve("declared.themes"),
        waivers=resolve("declared.waivers"),
        corrections=resolve("declared.corrections"),
        promises=tuple(said.get("declared.promises", ())),
        baseline=file.parent / said["audit.baseline"] if "audit.baseline" in said else None,
        keys=resolve("exchange.keys"),
        mappings=resolve("exchange.mappings"),
        said=said,
        text=text,
    )


def _get(data: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Give what stands at the end of a path of keys; ``None`` where there is nothing."""
    inside: Any = data
    for key in path:
        if key not in inside:
            return None
        inside = inside[key]
    return inside


def _check_twice(table: Mapping[str, Any], name: str, config: Config) -> None:
    """Refuse a rule that is named twice, in capitals and in small letters: TOML takes these for two."""
    seen: dict[str, str] = {}
    for code in table:
        first = seen.setdefault(code.upper(), code)
        if first != code:
            what = f"stands here a second time, after {first}"
            raise config.complain((*name.split("."), code), what, "Keep one of them.")
