"""The command that says what rows are about: themes."""

from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, print_json, tell_notes, tell_passed_over
from scrgraph.errors import ScrgraphError


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
    from scrgraph.cli.judged import load_corrections, load_declared
    from scrgraph.pipeline import find_sources, name_plan, open_plans
    from scrgraph.reports.themes import render_themes, themes_json

    config = options.hold_config()
    tags = load_declared(Asked(themes=themes), config).tags
    several = bool(store)
    if sources:
        found = find_sources(sources)
        several = found.folder
        tell_passed_over(found.passed_over)
    plans = []
    failed = False
    corrections = load_corrections()
    for opened in open_plans(sources, store, config.base, layouts=config.layouts, corrections=corrections):
        if isinstance(opened, ScrgraphError):
            if not several:
                raise opened
            failed = True
            click.echo(str(opened), err=True)
        else:
            tell_notes(opened.notes)
            plans.append((name_plan(opened.dataset), list_themes(opened.dataset, tags, opened.sources)))
    if form == "json":
        made = [{"plan": plan, "themes": themes_json(rows)} for plan, rows in plans]
        print_json({"plans": made} if several else made[0]["themes"])
    else:
        for number, (plan, rows) in enumerate(plans):
            if several:
                click.echo(f"{chr(10) if number else ''}{plan}")
            click.echo(render_themes(rows, choose_width(width)))
    if failed:
        raise click.exceptions.Exit(2)
