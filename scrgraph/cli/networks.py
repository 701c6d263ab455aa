"""The command that shows who is tied to whom: network."""

import datetime as dt
from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.output import choose_width, find_suffix, put, write_json

_SUFFIXES = (".svg", ".png", ".graphml", ".json")


@click.command()
@options.maybe_source
@options.store
@click.option("--kind", metavar="NAME", default="agencies", show_default=True, help="What is tied; list: all kinds.")
@options.as_of
@options.themes
@click.option(
    "-o",
    "--output",
    type=options.a_file,
    metavar="FILE",
    help="Write a drawing (.svg, .png), data (.json) or GraphML (.graphml).",
)
@click.option(
    "--drawn-as",
    "form",
    type=click.Choice(["auto", "lines", "table"]),
    default="auto",
    show_default=True,
    help="How it is drawn; auto: lines, unless there are too many to be followed.",
)
@options.width
def network(
    sources: tuple[str, ...],
    store: str | None,
    kind: str,
    as_of: dt.date | None,
    themes: tuple[Path, ...],
    output: Path | None,
    form: str,
    width: int | None,
) -> None:
    """Show who is tied to whom across plans: agencies by shared recommendations, agencies and themes, themes.

    Without -o it says in words what the network shows.
    """
    from scrgraph.analysis.networks import build_network, find_kind, list_kinds, write_graphml
    from scrgraph.reports.network_chart import draw_network
    from scrgraph.reports.networks import network_json, render_words
    from scrgraph.reports.tables import render_questions

    if kind == "list":
        click.echo(render_questions(list_kinds(), choose_width(width)))
        return
    chosen = find_kind(kind)
    suffix = find_suffix(output, _SUFFIXES, "A network")
    from scrgraph.cli.judged import open_drawn

    facts = open_drawn(sources, store, as_of or dt.date.today(), themes)
    made = build_network(facts.base, chosen)
    if suffix == ".svg":
        put(draw_network(made, form), output)
    elif suffix == ".png":
        from scrgraph.reports.png import render_png

        put(render_png(draw_network(made, form)), output)
    elif suffix == ".graphml":
        put(write_graphml(made), output)
    elif suffix == ".json":
        put(write_json(network_json(made)) + "\n", output)
    else:
        click.echo(render_words(made, choose_width(width)))
    if facts.failed:
        raise click.exceptions.Exit(2)
