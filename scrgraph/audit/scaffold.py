"""Begins a rule of a board's own: a copy of a rule that is near to it, under its own code and name, with two cases.

The copy is sound and agrees with its cases from the start, so that each change can be tried by running them.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from rdflib import DCTERMS, Literal, URIRef

from scrgraph.audit.cases import list_cases
from scrgraph.audit.rules import CASES_FOLDER, CODE, RESERVED_FOLDERS, Rule, list_files
from scrgraph.audit.turtle import parse_turtle
from scrgraph.errors import BadUsage
from scrgraph.graph.dataset import write_whole
from scrgraph.namespaces import ID, SCRSH

_KINDS = ("finds", "passes")


@dataclass(frozen=True, slots=True)
class NewRule:
    """What a rule that is to be begun is called: its code, the fault that it finds, its folder within the pack."""

    code: str
    name: str
    family: str

    @property
    def stem(self) -> str:
        """The name of its file and of its folder of cases."""
        return "-".join(re.findall(r"[a-z0-9]+", self.name.lower()))

    @property
    def shape(self) -> str:
        """The local name of its shape."""
        return "".join(word.capitalize() for word in self.stem.split("-"))


def begin_rule(pack: Path, new: NewRule, like: Rule) -> tuple[Path, ...]:
    """Write a new rule into a pack, as a copy of one of scrgraph's own with one case of each kind.

    Gives the files written.

    Raises:
        BadUsage: where the code or name is none, or a file would be written over.
    """
    if not CODE.fullmatch(new.code):
        raise BadUsage(f"The code {new.code} is not of the form ABC-001.", remedy="Write LOC-001, say.")
    if not new.shape[:1].isalpha() or not set(new.name).isdisjoint('"\\\n'):
        raise BadUsage(
            f"'{new.name}' names no fault.", remedy='Begin with a word of letters: "Reviewed once only", say.'
        )
    if not re.fullmatch(r"[a-z][a-z0-9-]*", new.family) or new.family in RESERVED_FOLDERS:
        raise BadUsage(f"'{new.family}' can be no family.", remedy="Use a word in small letters, such as evidence.")
    if pack.exists() and not pack.is_dir():
        raise BadUsage("This is a file, and a pack is a folder.", path=pack, remedy="Name a folder, old or new.")
    for file in list_files(pack):
        there = parse_turtle(file)
        if (None, DCTERMS.identifier, Literal(new.code)) in there:
            raise BadUsage(f"{new.code} is already used here.", path=file, remedy="Give the rule another code.")
        if (URIRef(_own_space(pack) + new.shape), None, None) in there:
            raise BadUsage(f"'{new.name}' is already a rule here.", path=file, remedy="Give yours another name.")
    files = {pack / new.family / f"{new.stem}.ttl": _rename(like.path, like, new, pack, whole=True)}
    cases = pack / CASES_FOLDER / new.family / new.stem
    for kind in _KINDS:
        near = min(list_cases(like, kind), key=lambda file: len(file.name))  # the plainest is the shortest
        files[cases / near.name] = _rename(near, like, new, pack)
    for file in files:
        if file.exists():
            raise BadUsage("This file is there already.", path=file, remedy="Give the rule another name.")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text.encode())
    return tuple(files)


def _rename(file: Path, like: Rule, new: NewRule, pack: Path, *, whole: bool = False) -> str:
    """Give the text of a file with the shapes and the code of the new rule in place of the other's."""
    text = file.read_text(encoding="utf-8")
    main = str(like.shape).removeprefix(SCRSH)
    for shape in {shape for shape in like.graph.subjects() if isinstance(shape, URIRef)}:
        local = str(shape).removeprefix(SCRSH)
        text = re.sub(rf"scrsh:{local}\b", f"our:{new.shape}{'' if local == main else local}", text)
    if whole:
        text = text.replace(f'"{like.code}"', f'"{new.code}"')
        text = text.replace(f'rdfs:label "{like.name}"', f'rdfs:label "{new.name}"')
    return f"@prefix our: <{_own_space(pack)}> .\n{text}"


def _own_space(pack: Path) -> str:
    """Give the namespace of the shapes of a pack."""
    return f"{ID}rules/{quote(pack.resolve().name)}#"
