"""The commands that exchange linked data with other boards: export, verify."""

import datetime as dt
from pathlib import Path

import click

from scrgraph.cli import options
from scrgraph.cli.keys import AskedTrust, load_signing, load_trust, trusting
from scrgraph.cli.options import Asked
from scrgraph.cli.output import print_json
from scrgraph.cli.progress import show_count, show_stages


@click.command()
@click.option("--store", metavar="DIR", required=True, help="Export the plans of this store.")
@click.option("--profile", metavar="NAME", required=True, help="What may leave, for whom: public, partner or full.")
@click.option("--plan", "plans", type=options.PlanId(), multiple=True, metavar="ID", help="Only this plan.")
@options.as_of
@click.option("--published", type=options.Day(), metavar="DATE", help="The day of the package (default: today).")
@options.setting("exchange.board", "--board", metavar="NAME", help="The board that sends it.")
@options.setting("exchange.licence", "--licence", metavar="TEXT", help="The licence or agreement it is given under.")
@options.setting("exchange.handling", "--handling", metavar="TEXT", help="How it is to be handled.")
@click.option("--key", metavar="FILE", type=options.a_file, help="Sign it with this private key.")
@click.option("-o", "--output", metavar="PACKAGE", type=options.a_file, required=True, help="A folder, or a .zip.")
def export(
    store: str,
    profile: str,
    plans: tuple[str, ...],
    as_of: dt.date | None,
    published: dt.date | None,
    board: str | None,
    licence: str | None,
    handling: str | None,
    key: Path | None,
    output: Path,
) -> None:
    """Make a package of linked data: for another board, for the public, or to keep."""
    from scrgraph.cli.judged import audit_all, load_waivers, make_report, speak_of_strays
    from scrgraph.exchange.exporting import export_store
    from scrgraph.exchange.package import check_output, write_package
    from scrgraph.exchange.profiles import load_profile
    from scrgraph.exchange.senders import NOT_NAMED, NOT_STATED, Sender
    from scrgraph.graph.store import list_plans, open_store
    from scrgraph.pipeline import whole_store
    from scrgraph.reports.layout import count

    chosen = load_profile(profile)
    check_output(output)
    day = published or dt.date.today()
    signing = None if key is None else load_signing(key, board, day)
    named = signing.public.board if signing else board or NOT_NAMED
    sender = Sender(named, day, licence or NOT_STATED, handling or NOT_STATED)
    asked = Asked()
    judged = audit_all((), store, as_of, asked, None, again=False)
    audits = [parcel.open() for parcel in judged.parcels]
    report = make_report(judged, audits, load_waivers(asked), strays=speak_of_strays(asked, store))
    folder = Path(store)
    with whole_store(folder):
        opened = open_store(folder, read_only=True)
        with show_count(len(plans or list_plans(opened)), "collecting plans") as advance:
            given = report.only(plans) if plans else report
            made = export_store(opened, chosen, sender, given, sorted(plans), advance, signing)
    write_package(made.files, output)
    told = ", ".join(count(made.counts[kind], name) for kind, name in _TOLD)
    click.echo(
        f"{output}: profile {profile}, {told}. Taken out: {count(sum(made.removals.values()), 'statement')}.", err=True
    )
    click.echo(f"Hash of the data: {made.data_hash}", err=True)
    if signing is not None:
        click.echo(f"Signed with the key {signing.public.id} of {named}.", err=True)
    else:
        click.echo("Not signed: nobody can tell who made it. Sign it with --key (scrgraph key new).", err=True)


_TOLD = (("ActionPlan", "plan"), ("Recommendation", "recommendation"), ("statements", "statement"))


@click.command()
@click.argument("package", metavar="PACKAGE", type=options.a_file)
@trusting
@click.option("--as-of", type=options.Day(), metavar="DATE", help="The day on which keys must hold (default: today).")
@options.text_or_json
def verify(package: Path, asked: AskedTrust, as_of: dt.date | None, form: str) -> None:
    """Check that a package is whole, is what its sender made, and is true to what it says of itself.

    Who made it can be told by a key alone: name the sender's public key, or let scrgraph.toml name it.
    """
    from scrgraph.exchange.verify import verify_package

    trust = load_trust(asked, as_of or dt.date.today())
    with show_stages(["checking"]) as tell:
        tell("checking")
        verified = verify_package(package, trust)
    if form == "json":
        print_json(verified.to_json())
    else:
        click.echo(verified.describe())
