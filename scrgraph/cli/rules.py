"""The commands on the rule catalogue: list, show."""

from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, help_alone, print_json

if TYPE_CHECKING:
    from scrgraph.audit.rules import RulePack


def _load(packs: tuple[str, ...]) -> "RulePack":
    """Load the rules that are asked for, as the board has set them."""
    from pathlib import Path

    from scrgraph.cli.judged import load_pack
    from scrgraph.config import find_config

    return load_pack(Asked(packs=packs), find_config(Path.cwd()))


@click.group(invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> None:
    """Show the rule catalogue."""
    help_alone(context)


@rules.command("list")
@options.packs
@options.text_or_json
@options.width
def list_rules(packs: tuple[str, ...], form: str, width: int | None) -> None:
    """List the rules, one line each."""
    from scrgraph.reports.catalogue import render_list, rule_json

    loaded = _load(packs)
    if form == "json":
        print_json([rule_json(rule) for rule in loaded.rules])
    else:
        click.echo(render_list(loaded, choose_width(width)))


@rules.command("show")
@click.argument("rule")
@options.packs
@options.text_or_json
@options.width
def show_rule(rule: str, packs: tuple[str, ...], form: str, width: int | None) -> None:
    """Show one rule's page."""
    from scrgraph.reports.catalogue import render_page, rule_json

    found = _load(packs).find(rule)
    if form == "json":
        print_json(rule_json(found))
    else:
        click.echo(render_page(found, choose_width(width)))
