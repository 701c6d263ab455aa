"""Looks what would leave through for personal data, tells what is found, and stops what nobody has cleared."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli.options import hold_config
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from rdflib import URIRef

    from scrgraph.exchange.clearances import Clearances
    from scrgraph.exchange.privacy import Hit

_SHOWN = 40  # hits that are told one by one on standard error
_LARGEST = 10_000_000  # bytes of a list of names
_SETTING = "exchange.names"


class Review:
    """Looks a package through before it is made; ``blocks`` where what is found must be cleared first.

    ``names`` are those of files that someone has chosen.
    ``hits`` are what was found, once it was called.
    """

    def __init__(self, clearances: "Clearances | None", names: Sequence[str] = (), *, blocks: bool) -> None:
        self._clearances = clearances
        self._names = names
        self._blocks = blocks
        self.hits: tuple[Hit, ...] = ()

    def __call__(self, package: "URIRef", files: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """Give the account of what was cleared; raises ``BadUsage`` where something is not and must be."""
        from scrgraph.exchange.clearances import describe_cleared
        from scrgraph.exchange.person_model import find_model
        from scrgraph.exchange.privacy import check_files
        from scrgraph.reports.layout import count

        salt = self._clearances.salt if self._clearances else ""
        finder = find_model() if self._blocks else None
        self.hits = check_files(files, read_names(), salt, finder, self._names)
        left = self.list_open()
        if left and self._blocks:
            tell_hits(left)
            raise BadUsage(
                f"Personal data may leave in {count(len(left), 'place')} that nobody has cleared; nothing was written.",
                remedy="Mend the plan, or clear them: scrgraph privacy writes a file to fill in, for --clearances.",
            )
        return {"privacy.ttl": describe_cleared(package, self._clearances, self.hits)} if self._clearances else {}

    def list_open(self) -> "tuple[Hit, ...]":
        """Give what was found and nobody has cleared."""
        return self._clearances.list_open(self.hits) if self._clearances else self.hits


def tell_hits(hits: "Sequence[Hit]") -> None:
    """Tell what was found, each by its place and kind and in a masked form."""
    from scrgraph.exchange.privacy import name_kinds

    kinds = name_kinds()
    for hit in hits[:_SHOWN]:
        click.echo(f"{hit.row} ({hit.property}): {kinds[hit.kind]}, {hit.masked}", err=True)
    if len(hits) > _SHOWN:
        click.echo(f"… and {len(hits) - _SHOWN} more.", err=True)


def read_names() -> tuple[str, ...]:
    """Read the board's own list of names, one a line; none where the settings name no list."""
    from scrgraph.toml_lines import Kind, read_text

    config = hold_config()
    said = config.give(_SETTING)
    if said is None or config.path is None:
        return ()
    path = config.path.parent / said
    lines = read_text(
        path, Kind("names", f"Mend the setting {_SETTING}.", "Write a name on each line.", _LARGEST)
    ).splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


def load_decided(path: Path | None) -> "Clearances | None":
    """Load the clearances of a file that is named."""
    if path is None:
        return None
    from scrgraph.exchange.clearances import load_clearances

    return load_clearances(path)
