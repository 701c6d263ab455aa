"""Reads the TOML files that people write beside plans, and tells in one sentence what is wrong with one."""

import tomllib
from pathlib import Path
from typing import Any

from scrgraph.errors import BadUsage


def read_text(path: Path, name: str, remedy: str, largest: int | None = None) -> str:
    """Read the text of a file; ``name`` says in the plural what it holds ("links"), ``largest`` is in bytes.

    Raises:
        BadUsage: where it cannot be read, is larger, or is no UTF-8 text; ``remedy`` is for the first.
    """
    try:
        if largest is not None and path.stat().st_size > largest:
            raise BadUsage(f"The file is too large for {name}.", path=path, remedy=f"Name a file of {name}.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadUsage(f"The {name} cannot be read ({error.strerror}).", path=path, remedy=remedy) from None
    except UnicodeDecodeError:
        raise BadUsage(f"The {name} are no UTF-8 text.", path=path, remedy="Save the file as UTF-8.") from None


def parse_toml(text: str, path: Path, name: str, form: str) -> dict[str, Any]:
    """Parse TOML; ``form`` is the remedy where it cannot be what it should.

    Raises:
        BadUsage: where it is no TOML, or goes beyond all measure.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadUsage(f"This is not TOML ({error}).", path=path, remedy="Mend the line.") from None
    except (ValueError, RecursionError):  # a number, or a list in lists, beyond all measure
        raise BadUsage(f"This is no file of {name}.", path=path, remedy=form) from None
