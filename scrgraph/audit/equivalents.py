"""Reads which changes of rules no data can tell from the rule itself, as people declare them, each with a reason.

They lie in ``equivalents.toml`` beside the cases. Such a change counts neither as caught nor as missed. One that the
cases do catch, or that cannot be made of the rule any more, is declared in error.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from scrgraph.audit.cases import find_cases
from scrgraph.audit.rules import Rule
from scrgraph.errors import ScrgraphError

FILE = "equivalents.toml"

Equivalents: TypeAlias = Mapping[tuple[str, str], str]
"""The reasons, by the code of the rule and the name of the change."""


def load_equivalents(rules: Iterable[Rule]) -> Equivalents:
    """Load what is declared beside the cases of some rules; raises ``ScrgraphError`` for a file that says else."""
    files = sorted({find_cases(rule).parent.parent / FILE for rule in rules})
    return {key: why for file in files if file.is_file() for key, why in _read_file(file)}


def _read_file(file: Path) -> Iterator[tuple[tuple[str, str], str]]:
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScrgraphError(f"It cannot be read ({error}).", path=file, remedy="Mend the file.") from error
    match said:
        case {"equivalent": [*entries]} if len(said) == 1:
            for entry in entries:
                match entry:
                    case {"rule": str(rule), "why": str(why), "changes": [*changes]} if len(entry) == 3 and why.strip():
                        yield from (((rule, str(change)), why.strip()) for change in changes)
                    case _:
                        raise _refuse(file)
        case _:
            raise _refuse(file)


def _refuse(file: Path) -> ScrgraphError:
    return ScrgraphError(
        "Each entry must say the rule, the changes, and why no data can tell them apart.",
        path=file,
        remedy="Write rule, changes and why under each [[equivalent]].",
    )
