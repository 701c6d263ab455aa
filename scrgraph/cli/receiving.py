"""The commands that take in what other boards send: import, received."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.keys import AskedTrust, load_trust, trusting
from scrgraph.cli.output import choose_width, help_alone, print_json
from scrgraph.cli.progress import show_count

if TYPE_CHECKING:
    import pyoxigraph as ox


@click.command("import")
@click.argument("package", metavar="PACKAGE", type=options.a_file)
@click.option("--store", metavar="DIR", required=True, help="The store that it is held against.")
@click.option("--accept", is_flag=True, help="Take it in; without this nothing is written.")
@trusting
@click.option("--as-of", type=options.Day(), metavar="DATE", help="The day on which keys must hold (default: today).")
@options.text_or_json
@options.width
def import_package(
    package: Path,
    store: str,
    accept: bool,
    asked: AskedTrust,
    as_of: dt.date | None,
    form: str,
    width: int | None,
) -> None:
    """Say what a package of another board would do to a store, and take it in.

    The package is verified, read apart from the store, and held against it plan by plan. Own plans are never touched.
    """
    from scrgraph.cli.judged import load_mappings
    from scrgraph.exchange import receiving
    from scrgraph.exchange.quarantine import read_sent
    from scrgraph.exchange.telling import account_json, render_account
    from scrgraph.exchange.verify import verify_package
    from scrgraph.pipeline import whole_store

    mappings = load_mappings(options.hold_config())
    sent = read_sent(verify_package(package, load_trust(asked, as_of or dt.date.today())))
    opened = _open(Path(store), write=accept)
    with whole_store(Path(store)), show_count(len(sent.plans), "comparing plans") as advance:
        account = receiving.examine(opened, sent, mappings, advance)
    if accept:
        receiving.accept(opened, account)
    if form == "json":
        print_json(account_json(account, accepted=accept))
    else:
        click.echo(render_account(account, choose_width(width), accepted=accept))


def _open(store: Path, *, write: bool) -> "ox.Store":
    """Open a store; where there is none, and nothing is to be written, one in memory that is empty."""
    import pyoxigraph as ox

    from scrgraph.graph.store import open_store

    if not write and not store.exists():
        return ox.Store()
    return open_store(store, create=write, read_only=not write)


@click.group(invoke_without_command=True)
@click.pass_context
def received(context: click.Context) -> None:
    """Show which packages of other boards a store has, and take them out."""
    help_alone(context)


@received.command("list")
@click.option("--store", metavar="DIR", required=True, help="The store.")
@options.text_or_json
def list_received(store: str, form: str) -> None:
    """List the packages that were taken in: id, day, profile, sender, and the plans that are here."""
    from scrgraph.exchange.telling import receipts_json, render_receipts
    from scrgraph.graph.receipts import list_receipts
    from scrgraph.graph.store import name_plans, open_store
    from scrgraph.pipeline import whole_store

    opened = open_store(Path(store), read_only=True)
    with whole_store(Path(store)):
        receipts, names = list_receipts(opened), name_plans(opened)
    if form == "json":
        print_json({"packages": receipts_json(receipts, names)})
        return
    for line in render_receipts(receipts, names):
        click.echo(line)
    if not receipts:
        click.echo("No package was taken in.")


@received.command("remove")
@click.argument("package", metavar="ID")
@click.option("--store", metavar="DIR", required=True, help="The store.")
def remove_received(package: str, store: str) -> None:
    """Take a package out, by its id or the beginning of that: the plans that last came in it, and the note of it."""
    from scrgraph.exchange.receiving import take_out
    from scrgraph.graph.store import open_store
    from scrgraph.pipeline import whole_store
    from scrgraph.reports.layout import count

    opened = open_store(Path(store))
    with whole_store(Path(store)):
        receipt, plans = take_out(opened, package)
    click.echo(f"{receipt.package} of {receipt.sender} was taken out, with {count(len(plans), 'plan')}.", err=True)
