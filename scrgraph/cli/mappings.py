"""The command that says how the terms of other boards stand to ours: mapping."""

import datetime as dt
from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.keys import AskedTrust, load_trust, trusting
from scrgraph.cli.output import help_alone, put
from scrgraph.errors import BadUsage


@click.group(invoke_without_command=True)
@click.pass_context
def mapping(context: click.Context) -> None:
    """Say how the agencies, bodies, themes and status words of other boards stand to ours."""
    help_alone(context)


@mapping.command()
@click.argument("package", metavar="[PACKAGE]", type=options.a_file, required=False)
@click.option("--store", metavar="DIR", help="The store: its received plans, or what its own plans call agencies.")
@trusting
@click.option("-o", "--output", metavar="FILE.sssom.tsv", type=options.a_file, help="Write it to this file.")
def suggest(package: Path | None, store: str | None, asked: AskedTrust, output: Path | None) -> None:
    """Suggest by their labels which terms of a package, or of the received plans of a store, may be ours.

    Nothing counts until a person confirms it: in the line's justification write semapv:ManualMappingCuration, under
    author_label the post that says so, under mapping_date the day; and name the file in scrgraph.toml.
    """
    from scrgraph.exchange.matching import find_unknown_here, suggest_mappings
    from scrgraph.exchange.quarantine import read_sent
    from scrgraph.exchange.verify import verify_package
    from scrgraph.graph.mappings import render_sssom
    from scrgraph.graph.store import open_store
    from scrgraph.pipeline import whole_store

    if package is None and store is None:
        raise BadUsage("Nothing is named.", remedy="Name a package, or a store with --store DIR.")
    sent = None if package is None else read_sent(verify_package(package, load_trust(asked, dt.date.today())))
    opened = None if store is None else open_store(Path(store), read_only=True)
    with whole_store(Path(store or "")):
        unknown = sent.unknown if sent else find_unknown_here(opened) if opened else ()
        found = suggest_mappings(unknown, opened)
    put(render_sssom(found), output)
    click.echo(f"{len(found)} of {len(unknown)} terms may be ours; confirm or take out each line.", err=True)


@mapping.command()
@click.argument("file", metavar="FILE.sssom.tsv", type=options.a_file)
@click.option("-o", "--output", metavar="FILE.ttl", type=options.a_file, help="Write it to this file.")
def skos(file: Path, output: Path | None) -> None:
    """Give what is confirmed in a file of mappings in the terms of SKOS, as Turtle."""
    from scrgraph.graph.mappings import choose_confirmed, render_skos

    put(render_skos(choose_confirmed([file])), output)
