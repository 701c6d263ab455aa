"""The command that shows what is recommended again and again: lessons."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.output import choose_width, print_json, tell_notes, tell_passed_over
from scrgraph.cli.progress import show_count
from scrgraph.errors import BadUsage, ScrgraphError

if TYPE_CHECKING:
    from scrgraph.pipeline import OpenedPlan


@click.command()
@options.maybe_source
@options.store
@options.as_of
@click.option(
    "--by-meaning",
    is_flag=True,
    help='Compare by a small model of language, too (pip install "scrgraph[meaning]"); it takes longer.',
)
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@options.width
def lessons(
    sources: tuple[str, ...], store: str | None, as_of: dt.date | None, by_meaning: bool, form: str, width: int | None
) -> None:
    """Show what was recommended more than once, in one plan or in several: each lesson with its rows side by side.

    A lesson is what two or more recommendations ask for, in the same words or in others. It says what became of each,
    whether it came back after it was finalised, and whether it was promised twice with different dates. Of a plan
    with several versions in a store, the current one counts.
    """
    from pathlib import Path

    from scrgraph.analysis.lesson_lists import list_lessons
    from scrgraph.batch import count_plans
    from scrgraph.cli.judged import load_corrections
    from scrgraph.facts.meanings import check_model, compare_meanings
    from scrgraph.pipeline import check_sources, collect_lessons, find_sources, open_plans
    from scrgraph.reports.lessons import lessons_json, render_lessons, render_lessons_csv

    check_sources(sources, store)
    if by_meaning:
        check_model()
    several = bool(store)
    total = 0
    if sources:
        found = find_sources(sources)
        several, total = found.folder, len(found.paths)
        tell_passed_over(found.passed_over)
    elif store:
        total = count_plans(Path(store))
    failed = False
    opened = 0
    day = as_of or dt.date.today()
    config = options.hold_config()
    corrections = load_corrections()

    with show_count(total, "reading plans") as advance:

        def open_each() -> "Iterator[OpenedPlan]":
            nonlocal failed, opened
            for plan in open_plans(sources, store, config.base, layouts=config.layouts, corrections=corrections):
                advance()
                if not isinstance(plan, ScrgraphError):
                    opened += 1
                    tell_notes(plan.notes)
                    yield plan
                elif not several:
                    raise plan
                else:
                    failed = True
                    click.echo(str(plan), err=True)

        facts, places = collect_lessons(open_each(), day, compare_meanings if by_meaning else None)
    if not opened:
        raise BadUsage("There is no plan to compare.", remedy="Name a plan's document, or a store that holds one.")
    listed = list_lessons(facts, lambda row: places.get(row, ()))
    if form == "json":
        print_json({"asOf": day.isoformat(), "plans": opened, "lessons": lessons_json(listed)})
    elif form == "csv":
        click.echo(render_lessons_csv(listed), nl=False)
    else:
        click.echo(render_lessons(listed, opened, choose_width(width)))
    if failed:
        raise click.exceptions.Exit(2)
