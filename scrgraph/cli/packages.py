"""The commands that exchange linked data with other boards: export, verify."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.progress import show_count
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from scrgraph.exchange.profiles import ExchangeProfile


@click.command()
@click.option("--store", metavar="DIR", required=True, help="Export the plans of this store.")
@click.option("--profile", metavar="NAME", required=True, help="What may leave: public, partner or full.")
@click.option("--plan", "plans", type=options.PlanId(), multiple=True, metavar="ID", help="Only this plan.")
@click.option("--board", metavar="NAME", default="not named", help="The board that sends it.")
@click.option("--licence", metavar="TEXT", default="not stated", help="Licence or agreement under which it is given.")
@click.option("--published", type=options.Day(), metavar="DATE", help="The day of the package (default: today).")
@options.as_of
@click.option("-o", "--output", metavar="PACKAGE", type=options.a_file, required=True, help="A folder, or a .zip.")
def export(
    store: str,
    profile: str,
    plans: tuple[str, ...],
    board: str,
    licence: str,
    published: dt.date | None,
    as_of: dt.date | None,
    output: Path,
) -> None:
    """Make a package of linked data for another board, for the public, or for keeping."""
    from scrgraph.exchange.exporting import Sender, export_store
    from scrgraph.exchange.package import check_output, write_package
    from scrgraph.exchange.profiles import load_profile
    from scrgraph.graph.store import list_plans, open_store
    from scrgraph.pipeline import whole_store

    chosen = load_profile(profile)
    check_output(output)
    figures = _count(store, chosen, as_of or dt.date.today(), plans) if chosen.gives_figures else frozenset()
    opened = open_store(Path(store), read_only=True)
    with whole_store(Path(store)):
        total = len(plans or list_plans(opened))
        with show_count(total, "collecting plans") as advance:
            made = export_store(
                opened,
                chosen,
                Sender(board, published or dt.date.today(), licence),
                sorted(set(plans)),
                advance,
                figures,
            )
    write_package(made.files, output)
    click.echo(f"{output}: {made.counts['quads']} statements, profile {profile}, {made.data_hash}", err=True)


def _count(store: str, profile: "ExchangeProfile", as_of: dt.date, plans: tuple[str, ...]) -> "frozenset[Quad]":
    """Count what leaves as figures, over all plans of a store; raises ``BadUsage`` where some of them are chosen."""
    from scrgraph.cli.judged import open_facts
    from scrgraph.exchange.cube import build_cube
    from scrgraph.exchange.figures import count_figures

    if plans:
        raise BadUsage(
            f"The profile {profile.name} gives figures over all plans: from those of some of them, those of the others "
            "could be worked out.",
            place="--plan",
            remedy="Leave --plan out.",
        )
    opened = open_facts((), store, as_of, options.Asked())
    return build_cube(count_figures(opened.base, profile), profile, as_of, options.hold_config().base)


@click.command()
@click.argument("package", metavar="PACKAGE", type=options.a_file)
def verify(package: Path) -> None:
    """Check that a package is whole and is what its sender made."""
    from scrgraph.exchange.verify import verify_package

    verified = verify_package(package)
    click.echo(f"{package}: {len(verified.files)} files, each as it was sent.")
