"""Opens the plans that a command is asked about one by one, as documents or from a store, without auditing them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli.judged import load_corrections
from scrgraph.cli.options import hold_config
from scrgraph.cli.output import tell_notes, tell_passed_over
from scrgraph.errors import ScrgraphError

if TYPE_CHECKING:
    from scrgraph.facts.corrections import Corrections
    from scrgraph.pipeline import OpenedPlan


@dataclass
class AskedPlans:
    """The plans that were asked for, to be opened one by one.

    ``number`` is how many documents or stored plans there are, ``several`` whether there may be more than one;
    ``found`` gives each plan, or why it cannot be opened. ``failed`` tells after ``plans`` whether one could not be.
    """

    number: int
    several: bool
    found: Iterator["OpenedPlan | ScrgraphError"]
    failed: bool = False

    def plans(self) -> Iterator["OpenedPlan"]:
        """Open each plan; where several are asked for, what cannot be opened is told, and the rest is."""
        for one in self.found:
            if isinstance(one, ScrgraphError):
                if not self.several:
                    raise one
                self.failed = True
                click.echo(str(one), err=True)
                continue
            tell_notes(one.notes)
            yield one


def open_asked(
    sources: tuple[str, ...], store: str | None, corrections: "Corrections | None" = None, plan: str | None = None
) -> AskedPlans:
    """Open the plans of documents, or of a store, by the board's settings.

    ``corrections`` are those named on the command line, where it has such an option. Of a store that holds ``plan``
    no other is opened.

    Raises:
        BadUsage: where neither documents nor a store is named, or both are.
    """
    from scrgraph.pipeline import check_sources

    check_sources(sources, store)
    corrections = load_corrections() if corrections is None else corrections
    return _open_documents(sources, corrections) if sources else _open_store(Path(store or ""), plan, corrections)


def _open_documents(sources: tuple[str, ...], corrections: "Corrections") -> AskedPlans:
    from scrgraph.pipeline import find_sources, open_plans

    found = find_sources(sources)
    tell_passed_over(found.passed_over)
    config = hold_config()
    opened = open_plans(sources, None, config.base, layouts=config.layouts, corrections=corrections)
    return AskedPlans(len(found.paths), found.folder, opened)


def _open_store(store: Path, plan: str | None, corrections: "Corrections") -> AskedPlans:
    from scrgraph.graph.packed import PackedFacts
    from scrgraph.graph.store import list_plans, load_facts, open_store
    from scrgraph.pipeline import OpenedPlan, note_corrections, whole_store

    opened = open_store(store, read_only=True)
    with whole_store(store):
        names = list_plans(opened)
    chosen = [plan] if plan in names else names

    def load() -> Iterator["OpenedPlan | ScrgraphError"]:
        with whole_store(store):
            for name in chosen:
                yield note_corrections(OpenedPlan(*load_facts(opened, name, PackedFacts(store))), corrections)

    return AskedPlans(len(chosen), True, load())
