"""The command that shows what is recommended again and again: lessons."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.output import choose_width, print_json
from scrgraph.cli.progress import show_count
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.pipeline import OpenedPlan


@click.command()
@options.maybe_source
@options.store
@options.as_of
@click.option(
    "--by-meaning",
    is_flag=True,
    help='Compare by a small model of language instead of by words (pip install "scrgraph[meaning]"); it takes longer.',
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
    from scrgraph.analysis.lesson_lists import list_lessons
    from scrgraph.cli.opening import open_asked
    from scrgraph.facts.meanings import check_model, compare_meanings
    from scrgraph.pipeline import collect_lessons
    from scrgraph.reports.lessons import lessons_json, render_lessons, render_lessons_csv

    if by_meaning:
        check_model()
    asked = open_asked(sources, store)
    opened = 0
    day = as_of or dt.date.today()

    with show_count(asked.number, "reading plans") as advance:

        def open_each() -> "Iterator[OpenedPlan]":
            nonlocal opened
            for plan in asked.plans():
                opened += 1
                yield plan
                advance()

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
    if asked.failed:
        raise click.exceptions.Exit(2)
