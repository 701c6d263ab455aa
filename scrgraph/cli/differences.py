"""The command that holds two versions of a plan against each other: diff."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.output import choose_width, has_colour, paint, put, tell_notes, tell_passed_over, write_json
from scrgraph.errors import BadUsage, ScrgraphError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from scrgraph.graph.store import HeldVersion
    from scrgraph.pipeline import OpenedPlan
    from scrgraph.reports.diff_words import Compared

_FILE_WIDTH = 100  # characters a line of a report that is written to a file
_LEVELS = {"backwards": ("backwards",), "withdrawn": ("backwards", "withdrawn"), "never": ()}


@dataclass(frozen=True)
class _Asked:
    """The plans that were compared; of several, the ids of those that only one side has."""

    compared: list["Compared"]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    several: bool = False


@click.command()
@click.argument("versions", metavar="[OLD] [NEW]", nargs=-1)
@click.option(
    "--store",
    metavar="DIR",
    help="Compare two versions that this store holds, or the current one and a document. OLD and NEW name them by "
    "number (1 is the first), file or digest (default: the last two).",
)
@click.option("--plan", type=options.PlanId(), metavar="ID", help="The plan in the store (default: its only one).")
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["withdrawn", "backwards", "any", "never"]),
    default="never",
    show_default=True,
    help="Exit with 1 where a status went backwards; or that or a statement is withdrawn; or anything has changed.",
)
@click.option("-o", "--output", metavar="FILE", type=options.a_file, help="Write the report to this file.")
@options.width
def diff(
    versions: tuple[str, ...],
    store: str | None,
    plan: str | None,
    form: str,
    fail_on: str,
    output: Path | None,
    width: int | None,
) -> None:
    """Show what has changed between two versions of a plan, the gravest first, with the cells of both.

    OLD and NEW are documents of any kind, linked data, or folders of them.
    """
    asked = _compare_stored(versions, store, plan) if store else _compare_documents(versions, plan)
    for names, side in ((asked.only_old, "older"), (asked.only_new, "newer")):
        for name in names:
            click.echo(f"{name}: only the {side} side has this plan.", err=True)
    put(_render(asked, form, width, output), output)
    levels = {change.level for one in asked.compared for change in one.differences.changes}
    if asked.only_old:
        levels.add("withdrawn")
    if asked.only_new:
        levels.add("added")
    if levels if fail_on == "any" else levels & set(_LEVELS[fail_on]):
        raise click.exceptions.Exit(1)


def _render(asked: _Asked, form: str, width: int | None, output: Path | None) -> str:
    if form == "json":
        from scrgraph.reports.diff_json import diff_json, diffs_json

        made = (
            diffs_json(asked.compared, asked.only_old, asked.only_new)
            if asked.several
            else diff_json(asked.compared[0])
        )
        return write_json(made) + "\n"
    if form == "html":
        from scrgraph.reports.diff_html import render_page

        return render_page(asked.compared)
    from scrgraph.reports.diff_text import render_diff
    from scrgraph.reports.formats import leave_plain

    wide = choose_width(width) if output is None else width or _FILE_WIDTH
    look = paint if output is None and has_colour() else leave_plain
    return "\n\n\n".join(render_diff(one, wide, look) for one in asked.compared) + "\n"


def _compare(old: "OpenedPlan", new: "OpenedPlan", *, known: bool = False) -> "Compared":
    from scrgraph.facts.changes import compare_versions
    from scrgraph.graph.versions import read_version
    from scrgraph.reports.diff_words import Compared

    before, after = old.sources, new.sources
    found = compare_versions(read_version(old.dataset, before), read_version(new.dataset, after), known=known)
    return Compared(found, before, after)


# -- documents -------------------------------------------------------------------------------------------------------


def _compare_documents(versions: Sequence[str], plan: str | None) -> _Asked:
    """Compare the plans of two documents; where there are several, those that bear the same id."""
    from scrgraph.pipeline import name_plan

    if plan is not None:
        raise BadUsage("--plan names a plan in a store.", remedy="Name the store, too: --store DIR.")
    if len(versions) != 2:
        raise BadUsage(
            "Two versions are compared: the older document, then the newer.",
            remedy="Write scrgraph diff OLD NEW, or name a store with --store DIR.",
        )
    if versions[0] == versions[1] == "-":
        raise BadUsage("Standard input holds one document.", remedy="Name a file for one of the two.")
    (old, several_old), (new, several_new) = (_open(source) for source in versions)
    if len(old) == len(new) == 1 and not several_old and not several_new:
        return _Asked([_compare(old[0], new[0])])
    before, after = ({name_plan(opened.head): opened for opened in side} for side in (old, new))
    both = [name for name in sorted(before) if name in after]
    if not both:
        raise BadUsage("No plan is on both sides.", remedy="Name two versions of the same plans.")
    return _Asked(
        [_compare(before[name], after[name]) for name in both],
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(after.keys() - before.keys())),
        several=True,
    )


def _open(source: str) -> "tuple[list[OpenedPlan], bool]":
    """Open the plans of a document or a folder, and tell whether there may be several."""
    from scrgraph.cli.judged import load_corrections
    from scrgraph.pipeline import find_sources, name_plan, open_path, refuse_second

    found = find_sources([source])
    tell_passed_over(found.passed_over)
    # What is corrected in one version may be printed otherwise in the other.
    corrections = load_corrections()
    opened: list[OpenedPlan] = []
    seen: dict[str, str] = {}
    for path in found.paths:
        try:
            for one in open_path(path, layouts=options.hold_config().layouts, corrections=corrections):
                refuse_second(seen, name_plan(one.head), path)
                tell_notes(one.notes)
                opened.append(one)
        except ScrgraphError as error:
            # What cannot be read on one side would look as if it were withdrawn.
            error.path = error.path or (None if path is None else str(path))
            raise
    return opened, found.folder or len(opened) > 1


# -- a store ---------------------------------------------------------------------------------------------------------


def _compare_stored(versions: Sequence[str], store: str, plan: str | None) -> _Asked:
    """Compare two versions of a plan in a store; or a version there and a document that is not in it."""
    from scrgraph.graph.store import list_held, load_version, open_store
    from scrgraph.pipeline import OpenedPlan, name_plan, whole_store

    if len(versions) > 2:
        raise BadUsage("Two versions are compared.", remedy="Name the older, then the newer.")
    opened = open_store(Path(store), read_only=True)
    with whole_store(Path(store)):
        document = None
        if len(versions) == 1 and _is_document(versions[0]):
            plans, several = _open(versions[0])
            if several:
                raise BadUsage("There are several plans here.", path=versions[0], remedy="Name the document of one.")
            document, versions = plans[0], ()
        name = plan or (name_plan(document.head) if document else _find_only(opened, store))
        held = list_held(opened, name)

        def load(version: "HeldVersion") -> OpenedPlan:
            return OpenedPlan(load_version(opened, version.iri))

        if document:
            return _Asked([_compare(load(held[-1]), document)])
        if len(held) == 1 and len(versions) < 2:
            raise BadUsage(
                f"The store holds one version of {name} only, read from {held[0].file}.",
                path=store,
                remedy="Put the newer document into it: scrgraph ingest PLAN --store DIR.",
            )
        chosen = [_choose(held, one, name, store) for one in versions]
        if len(chosen) < 2:
            chosen = [*(chosen or [held[-2]]), held[-1]]
        return _Asked([_compare(load(chosen[0]), load(chosen[1]), known=True)])


def _is_document(name: str) -> bool:
    return name == "-" or (not name.isdigit() and Path(name).exists())


def _find_only(opened: "ox.Store", store: str) -> str:
    from scrgraph.graph.store import list_plans

    plans = list_plans(opened)
    if len(plans) != 1:
        remedy = f"Name one with --plan; it holds: {', '.join(plans) or 'none'}."
        raise BadUsage(f"The store holds {len(plans)} plans.", path=store, remedy=remedy)
    return plans[0]


def _choose(held: "Sequence[HeldVersion]", asked: str, plan: str, store: str) -> "HeldVersion":
    """Choose a version by its number, by the name of its file, or by its digest or the beginning of that."""
    digest = asked.removeprefix("sha256:").lower()
    found = [one for one in held if asked == str(one.number)] or [one for one in held if asked == one.file]
    if not found and len(digest) >= 4:
        found = [one for one in held if one.digest.removeprefix("sha256:").startswith(digest)]
    if len(found) == 1:
        return found[0]
    known = "; ".join(f"{one.number}: {one.file} ({one.digest.removeprefix('sha256:')[:12]})" for one in held)
    what = "Several versions" if found else "No version"
    raise BadUsage(
        f"{what} of {plan} in the store {'go' if found else 'goes'} by '{asked}'.",
        path=store,
        remedy=f"It holds {known}.",
    )
