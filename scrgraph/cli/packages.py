"""The commands that exchange linked data with other boards: export, privacy, verify."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.keys import AskedTrust, load_signing, load_trust, trusting
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, print_json
from scrgraph.cli.progress import show_count, show_stages
from scrgraph.cli.reviewing import Review, load_decided
from scrgraph.errors import BadUsage
from scrgraph.listing import list_few

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox
    from pyoxigraph import Quad

    from scrgraph.exchange.exporting import Export
    from scrgraph.exchange.keys import SigningKey
    from scrgraph.exchange.senders import Sender
    from scrgraph.graph.profiles import ExchangeProfile
    from scrgraph.reports.report import Report

_MOST_NAMED = 12

_store = click.option("--store", metavar="DIR", required=True, help="Export the plans of this store.")
_profile = click.option(
    "--profile", metavar="NAME", required=True, help="What may leave, for whom: public, partner or full."
)
_plans = click.option("--plan", "plans", type=options.PlanId(), multiple=True, metavar="ID", help="Only this plan.")


@dataclass(frozen=True)
class _Wanted:
    """What is to be packed: the plans of a store, under a profile, as of a day; none named are all."""

    store: Path
    profile: "ExchangeProfile"
    plans: tuple[str, ...]
    as_of: dt.date | None
    own: bool = False


@click.command()
@_store
@_profile
@_plans
@click.option("--own", is_flag=True, help="Leave out what other boards gave.")
@options.as_of
@click.option("--published", type=options.Day(), metavar="DATE", help="The day of the package (default: today).")
@options.setting("exchange.board", "--board", metavar="NAME", help="The board that sends it.")
@options.setting("exchange.licence", "--licence", metavar="TEXT", help="The licence or agreement it is given under.")
@options.setting("exchange.handling", "--handling", metavar="TEXT", help="How it is to be handled.")
@click.option("--key", metavar="FILE", type=options.a_file, help="Sign it with this private key.")
@click.option(
    "--clearances",
    metavar="FILE",
    type=options.a_file,
    help="What looks like personal data and may leave; scrgraph privacy writes it.",
)
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
    key: Path | None,
    clearances: Path | None,
    output: Path,
) -> None:
    """Make a package of linked data: for another board, for the public, or to keep."""
    from scrgraph.exchange.package import check_output, write_package
    from scrgraph.exchange.senders import NOT_NAMED, NOT_STATED, Sender
    from scrgraph.graph.profiles import load_profile
    from scrgraph.reports.layout import count

    chosen = load_profile(profile)
    check_output(output)
    day = published or dt.date.today()
    signing = None if key is None else load_signing(key, board, day)
    named = signing.public.board if signing else board or NOT_NAMED
    sender = Sender(named, day, licence or NOT_STATED, handling or NOT_STATED)
    review = Review(load_decided(clearances), [output.stem], blocks=chosen.takes_out)
    made = _pack(_Wanted(Path(store), chosen, plans, as_of, own=own), sender, review, signing)
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
    if left := review.list_open():
        what = f"What looks like personal data leaves in {count(len(left), 'place')}"
        click.echo(f"{what}: scrgraph privacy --store DIR --profile {profile} shows it.", err=True)


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
@_store
@_profile
@_plans
@options.as_of
@click.option(
    "--clearances",
    metavar="FILE",
    type=options.a_file,
    help="Read what was cleared from this file, and write into it what was not, to be filled in.",
)
@options.text_or_json
@options.width
def privacy(
    store: str,
    profile: str,
    plans: tuple[str, ...],
    as_of: dt.date | None,
    clearances: Path | None,
    form: str,
    width: int | None,
) -> None:
    """Show what looks like personal data in what would leave under a profile; exit code 1 where some is not cleared."""
    from scrgraph.exchange.clearances import begin_clearances, load_clearances, render_clearances
    from scrgraph.exchange.privacy import name_kinds
    from scrgraph.exchange.senders import NOT_NAMED, Sender
    from scrgraph.graph.dataset import write_whole
    from scrgraph.graph.profiles import load_profile
    from scrgraph.reports.layout import render_table

    decided = None
    if clearances is not None:
        decided = load_clearances(clearances) if clearances.exists() else begin_clearances()
    review = Review(decided, blocks=False)
    _pack(_Wanted(Path(store), load_profile(profile), plans, as_of), Sender(NOT_NAMED, dt.date.min), review)
    left = set(review.list_open())
    if clearances is not None and decided is not None:
        write_whole(clearances, render_clearances(decided, review.hits).encode())
    if form == "json":
        rows = [
            {"row": hit.row, "property": hit.property, "kind": hit.kind, "masked": hit.masked, "id": hit.id or None}
            | {"cleared": hit not in left}
            for hit in review.hits
        ]
        print_json(rows)
    elif review.hits:
        kinds = name_kinds()
        table = [
            (hit.row, hit.property, kinds[hit.kind], hit.masked, "" if hit in left else "cleared")
            for hit in review.hits
        ]
        click.echo(render_table(("row", "property", "kind", "masked", ""), table, choose_width(width)))
    else:
        click.echo("Nothing was found that looks like personal data.")
    if left:
        raise click.exceptions.Exit(1)


def _pack(wanted: _Wanted, sender: "Sender", review: Review, key: "SigningKey | None" = None) -> "Export":
    """Judge or count the plans, and make the package that would leave."""
    from pyoxigraph import Quad

    from scrgraph.cli.judged import load_mappings
    from scrgraph.exchange.collecting import collect_figures
    from scrgraph.exchange.exporting import export_store
    from scrgraph.graph.store import open_store
    from scrgraph.pipeline import whole_store

    opened = open_store(wanted.store, read_only=True)
    with whole_store(wanted.store):
        plans = _choose_plans(opened, wanted.plans, own=wanted.own)
        others = frozenset[Quad]() if wanted.own else collect_figures(opened)
    figures, report = frozenset[Quad](), None
    if wanted.profile.gives_figures:
        figures = others | (_count(wanted) if plans else frozenset())
    else:
        report = _judge(wanted, plans)
    mappings = load_mappings(options.hold_config())
    with whole_store(wanted.store), show_count(len(plans), "collecting plans") as advance:
        return export_store(
            opened,
            wanted.profile,
            sender,
            report,
            plans,
            advance,
            figures=figures,
            review=review,
            key=key,
            mappings=mappings,
        )


def _judge(wanted: _Wanted, plans: "Sequence[str]") -> "Report":
    """Judge the plans as of the day, by the board's settings."""
    from scrgraph.cli.judged import audit_all, load_waivers, make_report, speak_of_strays

    asked, store = Asked(), str(wanted.store)
    judged = audit_all((), store, wanted.as_of, asked, None, again=False)
    audits = [parcel.open() for parcel in judged.parcels]
    report = make_report(judged, audits, load_waivers(asked), strays=speak_of_strays(asked, store))
    return report.only(plans)


def _count(wanted: _Wanted) -> "frozenset[Quad]":
    """Count what leaves as figures, over all plans of a store; raises ``BadUsage`` where some of them are chosen."""
    from scrgraph.cli.judged import open_facts
    from scrgraph.exchange.cube import build_cube
    from scrgraph.exchange.figures import count_figures

    if wanted.plans:
        raise BadUsage(
            f"The profile {wanted.profile.name} gives figures over all plans: from those of some of them, those of the "
            "others could be worked out.",
            place="--plan",
            remedy="Leave --plan out.",
        )
    as_of = wanted.as_of or dt.date.today()
    opened = open_facts((), str(wanted.store), as_of, Asked())
    return build_cube(count_figures(opened.base, wanted.profile), wanted.profile, as_of, options.hold_config().base)


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
