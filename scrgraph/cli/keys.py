"""The commands key new and key show, and the options by which packages are signed and trusted."""

import datetime as dt
import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scrgraph.cli import options
from scrgraph.cli.output import help_alone, print_json
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.exchange.keys import SigningKey
    from scrgraph.exchange.verify import Trust

_YEARS = 2  # that a key holds, where nothing is said
_PASSPHRASE = "SCRGRAPH_PASSPHRASE"


@click.group(invoke_without_command=True)
@click.pass_context
def key(context: click.Context) -> None:
    """Make and show the keys by which packages of linked data are signed and checked."""
    help_alone(context)


@key.command("new")
@click.option("-o", "--output", metavar="DIR|FILE", type=options.a_file, required=True, help="Where the keys are put.")
@click.option("--board", metavar="NAME", required=True, help="The board that signs by it, by its full name.")
@click.option("--from", "first", type=options.Day(), metavar="DATE", help="The first day it holds (default: today).")
@click.option("--until", type=options.Day(), metavar="DATE", help=f"The last day (default: {_YEARS} years later).")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase, without which the private key is of no use.")
def make_new(output: Path, board: str, first: dt.date | None, until: dt.date | None, passphrase: bool) -> None:
    """Make a pair of keys: a private one, to sign packages, and a public one, by which others check them.

    Nobody but you can read the private key; keep it so. Send the public one, which is no secret, by another way than
    the packages. A key cannot be called back: give it a last day, and make a new one before.
    """
    from dateutil.relativedelta import relativedelta

    from scrgraph.exchange.keys import make_key, save_key

    begins = first or dt.date.today()
    made = make_key(board, begins, until or begins + relativedelta(years=_YEARS))
    private, public = save_key(made, output, _ask(confirm=True) if passphrase else None)
    click.echo(f"{private}: private key {made.public.id}, for you alone.")
    click.echo(f"{public}: public key of {board}, from {begins} until {made.public.valid_until}, for all who check.")


@key.command("show")
@click.argument("file", metavar="FILE", type=options.a_file)
@click.option("--format", "form", type=click.Choice(["text", "json", "pem"]), default="text", show_default=True)
def show(file: Path, form: str) -> None:
    """Show a public key: whose it is, from when until when it holds. As PEM, other programs read it."""
    from scrgraph.exchange.keys import load_public_key

    held = load_public_key(file)
    if form == "pem":
        click.echo(held.render_pem(), nl=False)
    elif form == "json":
        print_json(held.to_json())
    else:
        click.echo(f"{held.id}: {held.board}, from {held.valid_from} until {held.valid_until}.")


@dataclass(frozen=True)
class AskedTrust:
    """How a package is to be trusted, as the command line says."""

    keys: tuple[Path, ...]
    require_signature: bool


def trusting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say by which keys a package is trusted; the command gets them as one argument, ``asked``."""

    @functools.wraps(command)
    def trusted(keys: tuple[Path, ...], require_signature: bool, **arguments: Any) -> Any:
        return command(asked=AskedTrust(keys, require_signature), **arguments)

    for option in (
        click.option(
            "--require-signature", is_flag=True, help="Refuse what is not signed by a key that is known here."
        ),
        click.option(
            "--key",
            "keys",
            metavar="FILE",
            type=options.a_file,
            multiple=True,
            help="The sender's public key; without one, those that scrgraph.toml names. Can be given several times.",
        ),
    ):
        trusted = option(trusted)
    return trusted


def load_trust(asked: AskedTrust, as_of: dt.date) -> "Trust":
    """Read the keys that are given, or else those that the board's settings name; raises ``BadUsage``."""
    from scrgraph.exchange.keys import load_public_key
    from scrgraph.exchange.verify import Trust

    given = tuple(map(load_public_key, asked.keys))
    known = () if given else tuple(map(load_public_key, options.hold_config().keys))
    return Trust(given, known, asked.require_signature, as_of)


def load_signing(file: Path, board: str | None, published: dt.date) -> "SigningKey":
    """Read the private key that signs a package; raises ``BadUsage`` where it is another board's, or has expired."""
    from scrgraph.exchange.keys import load_signing_key

    held = load_signing_key(file, _ask)
    public = held.public
    if board is not None and board != public.board:
        what = f"The key is that of {public.board}, and {board} is to send the package."
        raise BadUsage(what, path=file, remedy="Name the board as its key does, or sign with another key.")
    if not public.holds_on(published):
        what = f"The key holds from {public.valid_from} until {public.valid_until}, and not on {published}."
        raise BadUsage(what, path=file, remedy="Make a new key: scrgraph key new.")
    return held


def _ask(confirm: bool = False) -> str:
    """Give the passphrase of a key, from the surroundings or from whoever sits at the terminal."""
    if said := os.environ.get(_PASSPHRASE):
        return said
    given: str = click.prompt("Passphrase of the key", hide_input=True, confirmation_prompt=confirm, err=True)
    return given
