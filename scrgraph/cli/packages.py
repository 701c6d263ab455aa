"""The commands that exchange linked data with other boards: export, verify."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.progress import show_count
from scrgraph.errors import BadUsage
from scrgraph.listing import list_few

if TYPE_CHECKING:
    import pyoxigraph as ox

_MOST_NAMED = 12


@click.command()
@click.option("--store", metavar="DIR", required=True, help="Export the plans of this store.")
@click.option("--profile", metavar="NAME", required=True, help="What may leave, for whom: public, partner or full.")
@click.option("--plan", "plans", type=options.PlanId(), multiple=True, metavar="ID", help="Only this plan.")
@click.option("--own", is_flag=True, help="Leave out what other boards gave.")
@options.as_of
@click.option("--published", type=options.Day(), metavar="DATE", help="The day of the package (default: today).")
@options.setting("exchange.board", "--board", metavar="NAME", help="The board that sends it.")
@options.setting("exchange.licence", "--licence", metavar="TEXT", help="The licence or agreement it is given under.")
@options.setting("exchange.handling", "--handling", metavar="TEXT", help="How it is to be handled.")
@click.option("-o", "--output", metavar="PACKAGE", type=options.a_file, required=True, help="A folder, or a .zip.")
def export(
    store: str,
    profile: str,
    plans: tuple[str, ...],
    own: bool,
    as_of: dt.date | None,
    published: dt.date | None,
    board: str | None,
    licence: str | None,
    handling: str | None,
    output: Path,
) -> None:
    """Make a package of linked data: for another board, for the public, or to keep."""
    from scrgraph.cli.judged import audit_all, load_mappings, load_waivers, make_report, speak_of_strays
    from scrgraph.exchange.exporting import export_store
    from scrgraph.exchange.package import check_output, write_package
    from scrgraph.exchange.senders import NOT_NAMED, NOT_STATED, Sender
    from scrgraph.graph.profiles import load_profile
    from scrgraph.graph.store import open_store
    from scrgraph.pipeline import whole_store
    from scrgraph.reports.layout import count

    chosen = load_profile(profile)
    check_output(output)
    sender = Sender(board or NOT_NAMED, published or dt.date.today(), licence or NOT_STATED, handling or NOT_STATED)
    folder = Path(store)
    opened = open_store(folder, read_only=True)
    with whole_store(folder):
        given = _choose_plans(opened, plans, own=own)
    mappings = load_mappings(options.hold_config())
    asked = Asked()
    judged = audit_all((), store, as_of, asked, None, again=False)
    audits = [parcel.open() for parcel in judged.parcels]
    report = make_report(judged, audits, load_waivers(asked), strays=speak_of_strays(asked, store))
    with whole_store(folder), show_count(len(given), "collecting plans") as advance:
        made = export_store(opened, chosen, sender, report.only(given), given, advance, mappings=mappings)
    write_package(made.files, output)
    told = ", ".join(count(made.counts[kind], name) for kind, name in _TOLD)
    click.echo(
        f"{output}: profile {profile}, {told}. Taken out: {count(sum(made.removals.values()), 'statement')}.", err=True
    )
    click.echo(f"Hash of the data: {made.data_hash}", err=True)


_TOLD = (("ActionPlan", "plan"), ("Recommendation", "recommendation"), ("statements", "statement"))


def _choose_plans(store: "ox.Store", plans: tuple[str, ...], *, own: bool) -> list[str]:
    """Choose the plans that are exported, by their ids; says which of them came from whom."""
    from scrgraph.graph.receipts import find_senders
    from scrgraph.graph.store import name_plans

    names = name_plans(store)
    received = {names[plan]: sender for plan, sender in find_senders(store, names).items()}
    if own:
        if asked := sorted(set(plans) & received.keys()):
            raise BadUsage(
                f"{asked[0]} came from another board ({received[asked[0]]}).", remedy="Say --plan or --own, not both."
            )
        if not (left := sorted(set(plans) or set(names.values()) - received.keys())):
            raise BadUsage(
                "The store holds no plan of the board's own.", remedy="Leave --own out to pass on the others."
            )
        return left
    chosen = sorted(set(plans) or set(names.values()))
    for sender in sorted({received[plan] for plan in chosen if plan in received}):
        theirs = list_few((plan for plan in chosen if received.get(plan) == sender), _MOST_NAMED)
        click.echo(f"From {sender}, and passed on in this package: {theirs}; --own leaves that out.", err=True)
    return chosen


@click.command()
@click.argument("package", metavar="PACKAGE", type=options.a_file)
def verify(package: Path) -> None:
    """Check that a package is whole and is what its sender made."""
    from scrgraph.exchange.verify import verify_package

    verified = verify_package(package)
    click.echo(f"{package}: {len(verified.files)} files, each as it was sent.")
