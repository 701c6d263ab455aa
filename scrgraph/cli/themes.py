"""The command that says what rows are about: themes."""

from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, print_json, tell_notes


@click.command()
@options.maybe_source
@options.store
@options.themes
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@options.width
def themes(sources: tuple[str, ...], store: str | None, themes: tuple[Path, ...], form: str, width: int | None) -> None:
    """Show what each row is about: its themes, how sure that is, and the words that speak for it.

    Themes are read from the recommendation and its actions. Those that a person declares of a row (--themes) take the
    place of those read.
    """
    from scrgraph.analysis.themes import list_themes
    from scrgraph.cli.judged import load_declared, tell_strays
    from scrgraph.cli.opening import open_asked
    from scrgraph.graph.tags import say_stray
    from scrgraph.pipeline import name_plan
    from scrgraph.reports.themes import render_themes, themes_json

    declared = load_declared(Asked(themes=themes), options.hold_config())
    asked = open_asked(sources, store)
    plans = [(name_plan(one.head), list_themes(one.dataset, declared.tags, one.sources)) for one in asked.plans()]
    tell_strays(declared, {plan for plan, _ in plans}, Asked(themes=themes))
    for plan, rows in plans:
        here = {row.key for row in rows}
        strays = [tag for tag in declared.choose(plan).tags if tag.row not in here]
        tell_notes(f"{say_stray(plan, tag)}." for tag in strays)
    if form == "json":
        made = [{"plan": plan, "themes": themes_json(rows)} for plan, rows in plans]
        print_json({"plans": made} if asked.several else made[0]["themes"])
    else:
        for number, (plan, rows) in enumerate(plans):
            if asked.several:
                click.echo(f"{chr(10) if number else ''}{plan}")
            click.echo(render_themes(rows, choose_width(width)))
    if asked.failed:
        raise click.exceptions.Exit(2)
