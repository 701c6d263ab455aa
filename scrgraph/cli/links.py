"""The command that suggests links between rows."""

from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.output import tell_unread
from scrgraph.errors import BadUsage


@click.command()
@click.argument("source", metavar="DOCUMENT")
@options.links
@click.option(
    "--most", type=options.WholeNumber(1, 1000), default=20, show_default=True, help="Suggest at most so many."
)
def links(source: str, links: tuple[Path, ...], most: int) -> None:
    """Suggest which rows may report the same piece of work, as a file of links with every entry commented out.

    Rows are compared by the words they share. Nothing is linked until you take the # away. Links that are declared
    already (--links, or the board's settings) are left out.
    """
    from scrgraph.cli.judged import load_corrections
    from scrgraph.facts.likeness import compare_rows
    from scrgraph.graph.links import read_links
    from scrgraph.pipeline import read_source
    from scrgraph.reports.suggestions import render_suggestions
    from scrgraph.wordings import load_wordings

    if Path(source).is_dir():
        raise BadUsage("Links are suggested for one plan at a time.", path=source, remedy="Name one document.")
    files = links or options.hold_config().links
    declared = {(link.plan, link.main, link.agency) for file in files for link in read_links(file).same_work}
    path = None if source == "-" else Path(source)
    reading = read_source(path, layouts=options.hold_config().layouts, corrections=load_corrections())
    tell_unread(reading.document, reading.facts.notes)
    plan = reading.facts.plan
    pairs = [
        pair
        for pair in compare_rows(reading.facts.rows, load_wordings())
        if (plan, pair.main.key, pair.agency.key) not in declared
    ]
    click.echo(render_suggestions(plan, reading.facts.rows, pairs[:most]), nl=False)
