"""The commands on what becomes of findings: waive, and compare."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, print_json
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.graph.waivers import Waiver

_FILE = Path("waivers.toml")


@click.command()
@click.argument("finding", metavar="FINDING")
@options.maybe_source
@options.store
@options.as_of
@click.option("--reason", required=True, metavar="WORDS", help="Why the finding is excused.")
@click.option("--until", required=True, type=options.Day(), metavar="DATE", help="The last day on which it is excused.")
@click.option("--approved-by", required=True, metavar="POST", help="The post that approved it; no person's name.")
@click.option("--meeting", required=True, type=options.Day(), metavar="DATE", help="The meeting that minuted it.")
@click.option(
    "--waivers",
    "file",
    metavar="FILE",
    type=options.a_file,
    help="Add it to this file (default: the first that the settings name, else waivers.toml).",
)
def waive(
    finding: str,
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    reason: str,
    until: dt.date,
    approved_by: str,
    meeting: dt.date,
    file: Path | None,
) -> None:
    """Excuse one finding until a day, in a file of waivers.

    Where the plan is named too, the finding is looked up, and its plan and row are written beside its id.
    """
    from scrgraph.graph.waivers import Waiver, check_waiver, write_waiver

    settings = options.hold_config().waivers
    target = file or next(iter(settings), _FILE)
    name = "".join(finding.split()).strip("[]()")
    rule, _, digest = name.rpartition("-")
    waiver = Waiver(
        rule.upper(),
        " ".join(reason.split()),
        " ".join(approved_by.split()),
        meeting,
        until,
        f"{rule.upper()}-{digest.lower()}",
    )
    check_waiver(waiver)
    if sources or store:
        waiver = _look_up(waiver, sources, store, as_of)
    write_waiver(target, waiver)
    click.echo(f"{target}: {waiver.target} is excused until {until.isoformat()} ({waiver.id}).", err=True)
    if target.resolve() not in [each.resolve() for each in settings]:
        click.echo(f"Name the file in an audit: --waivers {target}, or in scrgraph.toml.", err=True)


def _look_up(waiver: "Waiver", sources: tuple[str, ...], store: str | None, as_of: dt.date | None) -> "Waiver":
    """Complete a waiver by the finding that it names; refuses an id that no finding has."""
    from dataclasses import replace

    from scrgraph.cli.judged import judge

    judged = judge(sources, store, as_of, Asked(select=(waiver.rule,)))
    if found := judged.find(str(waiver.finding)):
        plan, finding = found
        subject = None if finding.row is not None else finding.subject
        return replace(waiver, plan=None if plan is None else plan.result.plan, row=finding.row, subject=subject)
    day = judged.plans[0].result.as_of.isoformat()
    raise BadUsage(
        f"There is no finding {waiver.finding} here as of {day}.",
        remedy="Ids stand in the audit's report, and a finding of one day may be none of another (--as-of).",
    )


@click.command()
@click.argument("old", metavar="OLD.json", type=options.a_file)
@click.argument("new", metavar="NEW.json", type=options.a_file)
@options.text_or_json
@click.option(
    "--fail-on",
    type=click.Choice(["new", "never"]),
    default="never",
    show_default=True,
    help="Exit with 1 where there is a new finding that is not excused.",
)
@options.width
def compare(old: Path, new: Path, form: str, fail_on: str, width: int | None) -> None:
    """Compare two audits saved as JSON: what is new, still there, excused, fixed, or cannot be told any more."""
    from scrgraph.reports.baseline import compare_reports, read_report
    from scrgraph.reports.compare import comparison_json, render_comparison

    before, after = read_report(old), read_report(new)
    compared = compare_reports(before, after)
    made = comparison_json(before, after, compared)
    if form == "json":
        print_json(made)
    else:
        click.echo(render_comparison(before, after, compared, choose_width(width)))
    if fail_on == "new" and made["new"]:
        raise click.exceptions.Exit(1)
