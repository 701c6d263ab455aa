"""The command that draws what is seen across plans: figure."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.output import choose_width, find_suffix, put, write_json
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.analysis.questions import Question
    from scrgraph.reports.figures import Figure

_SUFFIXES = (".svg", ".png", ".csv", ".json", ".txt")
_FILE_WIDTH = 100  # characters a line of a text that is written to a file


@click.command()
@click.argument("name", metavar="NAME")
@options.maybe_source
@options.store
@options.as_of
@options.themes
@click.option(
    "-o",
    "--output",
    type=options.a_file,
    metavar="FILE",
    help="Write a picture (.svg, .png), its numbers (.csv, .json) or the text (.txt).",
)
@options.width
def figure(
    name: str,
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    themes: tuple[Path, ...],
    output: Path | None,
    width: int | None,
) -> None:
    """Draw a figure of plans: themes by agency, rows overdue by agency, time to closure, returning themes.

    "scrgraph figure list" lists them. Without -o it prints the numbers, with sentences that say what they show.
    """
    from scrgraph.analysis.figures import find_figure, list_figures
    from scrgraph.reports.overdue_map import NAME, TITLE

    if name == "list" and not sources and not store:
        for known, title in sorted([*((one.name, one.summary) for one in list_figures()), (NAME, TITLE)]):
            click.echo(f"{known}\n    {title}")
        return
    question = None if name == NAME else find_figure(name, [NAME])
    suffix = find_suffix(output, _SUFFIXES, "A figure")
    day = as_of or dt.date.today()
    made, failed = (
        _count_overdue(sources, store, day) if question is None else _ask(question, sources, store, day, themes)
    )
    _write(made, suffix, output, width)
    if failed:
        raise click.exceptions.Exit(2)


def _write(made: "Figure", suffix: str, output: Path | None, width: int | None) -> None:
    from scrgraph.reports.figures import figure_json, render_csv, render_text

    if suffix == ".svg":
        put(made.draw(), output)
    elif suffix == ".png":
        from scrgraph.reports.png import render_png

        put(render_png(made.draw()), output)
    elif suffix == ".csv":
        put(render_csv(made), output)
    elif suffix == ".json":
        put(write_json(figure_json(made)) + "\n", output)
    else:
        put(render_text(made, choose_width(width) if output is None else width or _FILE_WIDTH), output)


def _ask(
    question: "Question", sources: tuple[str, ...], store: str | None, as_of: dt.date, themes: tuple[Path, ...]
) -> "tuple[Figure, bool]":
    """Make the figure of a question; tells, too, whether a document could not be read."""
    from scrgraph.cli.judged import open_drawn
    from scrgraph.reports.figure_kinds import make_figure

    opened = open_drawn(sources, store, as_of, themes)
    return make_figure(question, opened.base, opened.plans, as_of), opened.failed


def _count_overdue(sources: tuple[str, ...], store: str | None, as_of: dt.date) -> "tuple[Figure, bool]":
    """Make the figure of the rows overdue, which is a replay of each plan."""
    from scrgraph.audit.overdue import add_overdue, count_overdue
    from scrgraph.cli.opening import open_asked
    from scrgraph.cli.trend import show_days
    from scrgraph.pipeline import name_plan
    from scrgraph.reports.overdue_map import make_overdue_map

    opened = open_asked(sources, store)
    counted = []
    with show_days(opened.number) as tell:
        for one in opened.plans():
            plan = name_plan(one.head)
            counted.append(count_overdue(plan, one.dataset, as_of, tell))
            tell(None, 0)
    if not counted:
        raise BadUsage("There is no plan to draw.", remedy="Name a plan's document, or a store that holds one.")
    made = make_overdue_map(add_overdue(counted), sorted(plan.plan for plan in counted), as_of)
    return made, opened.failed
