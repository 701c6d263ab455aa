"""The commands on the settings of a board: config show, config check, config schema."""

import os
from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, help_alone, print_json
from scrgraph.config import FILE, Config, read_config


@click.group(invoke_without_command=True)
@click.pass_context
def config(context: click.Context) -> None:
    """Show and check the settings of your board, scrgraph.toml."""
    help_alone(context)


@config.command("show")
@options.text_or_json
@options.width
def show_config(form: str, width: int | None) -> None:
    """Show every setting that holds in this folder, and where it comes from.

    Each comes from scrgraph.toml, found in this folder or the nearest above, or is the default. An option of the
    command line wins over both.
    """
    from scrgraph.reports.settings import render_settings, settings_json

    held = options.hold_config()
    held.check_named()
    name = _name_file(held)
    if form == "json":
        print_json(settings_json(held, name))
    else:
        click.echo(render_settings(held, name, choose_width(width)))


@config.command("check")
@click.argument("files", metavar="[FILE]...", type=options.a_file, nargs=-1)
def check_config(files: tuple[Path, ...]) -> None:
    """Check files of settings, and all that they name: packs of rules, links, themes, waivers, a baseline.

    Without a FILE, the one that holds in this folder.
    """
    from scrgraph.cli.judged import load_declared, load_pack, load_waivers
    from scrgraph.reports.baseline import read_report
    from scrgraph.reports.layout import count

    for held in [read_config(file) for file in files] or [options.hold_config()]:
        if held.path is None:
            click.echo(f"There is no {FILE} in this folder or above it: the defaults hold.")
            return
        held.check_named()
        asked = Asked()
        pack = load_pack(asked, held)
        load_declared(asked, held)
        load_waivers(asked, held)
        if held.baseline is not None:
            read_report(held.baseline)
        click.echo(f"{_name_file(held)}: {count(len(held.said), 'setting')}, {count(len(pack.every), 'rule')} to run.")


@config.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of scrgraph.toml, for editors that check the file as you write it."""
    from scrgraph.settings import write_schema

    click.echo(write_schema(), nl=False)


def _name_file(held: Config) -> str | None:
    """Name a file of settings as it is seen from the working folder."""
    return None if held.path is None else Path(os.path.relpath(held.path)).as_posix()
