"""Reads what the empty plan is made of (``ontology/templates/plan.toml``): words, columns, lists and guidance."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from scrgraph.resources import ontology_folder
from scrgraph.wordings import load_wordings


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked above the first table; ``choices`` names the list of answers, where there is one."""

    label: str
    example: str
    choices: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the plan; in a grouped one rows stand below the names of agencies."""

    name: str
    title: str
    grouped: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its canonical name, heading, width, what belongs in it, an example, and the list it offers."""

    name: str
    heading: str
    width: int
    guidance: str
    example: str
    choices: str | None = None


@dataclass(frozen=True)
class PlanForm:
    """The empty plan. ``choices`` are the lists by name, ``key`` the lines that explain the colours."""

    title: str
    language: str
    fields: tuple[Field, ...]
    key_title: str
    key: tuple[str, ...]
    parts: tuple[Part, ...]
    columns: tuple[Column, ...]
    choices: dict[str, tuple[str, ...]]
    about: str
    opening: tuple[str, ...]
    example_title: str
    example_agency: str


def load_form(file: Path | None = None) -> PlanForm:
    """Load the form of the empty plan; the agencies are those that the vocabulary knows."""
    data = tomllib.loads((file or ontology_folder() / "templates" / "plan.toml").read_text(encoding="utf-8"))
    key, guidance = data["key"], data["guidance"]
    choices = {name: tuple(words) for name, words in data["choices"].items()}
    choices["agencies"] = tuple(sorted(agency.name for agency in load_wordings().agencies))
    return PlanForm(
        title=data["title"],
        language=data["language"],
        fields=tuple(Field(**field) for field in data["fields"]),
        key_title=key["title"],
        key=tuple(words for name, words in key.items() if name != "title"),
        parts=tuple(Part(**part) for part in data["parts"]),
        columns=tuple(Column(**column) for column in data["columns"]),
        choices=choices,
        about=guidance["about"],
        opening=tuple(guidance["opening"]),
        example_title=guidance["example_title"],
        example_agency=guidance["example_agency"],
    )
