"""The commands that judge: audit, and why."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, has_colour, paint, print_json, put
from scrgraph.errors import BadUsage
from scrgraph.reports.formats import FORMATS, Looks, leave_plain, render_report

if TYPE_CHECKING:
    from scrgraph.audit.findings import Finding
    from scrgraph.audit.rules import Rule
    from scrgraph.cli.judged import Judged
    from scrgraph.reports.report import Report

_SEVERITIES = ("violation", "warning", "info")
_FILE_WIDTH = 100  # characters a line of a report that is written to a file


@click.command()
@options.maybe_source
@options.store
@options.as_of
@options.judging
@options.setting("audit.format", "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
@options.setting(
    "audit.fail_on",
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "new", "never"]),
    default="violation",
    show_default=True,
    help="Exit with 1 where a finding is as grave as this; or where it is new since the baseline.",
)
@options.setting(
    "audit.baseline",
    "--baseline",
    metavar="OLD.json",
    type=options.a_file,
    help="Say of each finding whether this report has it already.",
)
@click.option("--unfold", is_flag=True, help="Name each row, too, of a rule that speaks of half of the rows or more.")
@click.option("-o", "--output", metavar="FILE", type=options.a_file, help="Write the report to this file.")
@options.setting(
    "audit.jobs",
    "--jobs",
    type=options.WholeNumber(1, 256),
    help="Processes that share many plans (default: as fits).",
)
@click.option("--again", is_flag=True, help="Audit each plan of a store anew, though nothing has changed since.")
@options.audit_width
def audit(
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    asked: Asked,
    form: str,
    fail_on: str,
    baseline: Path | None,
    unfold: bool,
    output: Path | None,
    jobs: int | None,
    again: bool,
    width: int | None,
) -> None:
    """Audit plans by the rules, as of a day."""
    from scrgraph.cli.judged import audit_all, load_waivers, make_report, note_age, speak_of_strays

    if fail_on == "new" and baseline is None:
        raise BadUsage(
            "--fail-on new holds the findings against an earlier report.", remedy="Name it: --baseline OLD.json."
        )
    earlier = None
    if baseline is not None:  # few ask for it, and all would wait for what it imports
        from scrgraph.reports.as_json import build_json
        from scrgraph.reports.baseline import Saved, carry_plans, compare_reports, read_report

        earlier = read_report(baseline)
    waivers = load_waivers(asked)
    judged = audit_all(sources, store, as_of, asked, jobs, again=again)
    plans = tuple(note_age(parcel.open(), as_of) for parcel in judged.parcels)
    if earlier is not None:
        # First of all: waivers name findings by the ids that these had.
        plans = carry_plans(plans, earlier)
    for lost in (lost for plan in plans for lost in plan.lost):
        click.echo(f"{lost}.", err=True)
    report = make_report(judged, plans, waivers, strays=speak_of_strays(asked, store))
    if earlier is not None:
        report = replace(report, compared=compare_reports(earlier, Saved("", build_json(report))))
    # A file is the same whatever the terminal.
    wide = choose_width(width) if output is None else width or _FILE_WIDTH
    looks = Looks(wide, unfold, paint if output is None and has_colour() else leave_plain)
    put(render_report(form, report, looks), output)
    if judged.failed:
        raise click.exceptions.Exit(2)
    if any(_is_grave(report, finding, fail_on) for _, finding in report.list_findings() if finding.waived is None):
        raise click.exceptions.Exit(1)


def _is_grave(report: "Report", finding: "Finding", fail_on: str) -> bool:
    """Tell whether a finding that stands is one to fail on."""
    if fail_on == "new":
        return report.find_state(finding) == "new"
    return fail_on != "never" and _SEVERITIES.index(finding.severity) <= _SEVERITIES.index(fail_on)


@click.command()
@click.argument("finding_id", metavar="ID")
@options.maybe_source
@options.store
@options.as_of
@options.judging
@options.text_or_json
@options.width
def why(
    finding_id: str,
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    asked: Asked,
    form: str,
    width: int | None,
) -> None:
    """Show what one finding rests on: the rule, the facts, the cells with their words."""
    from scrgraph.cli.explaining import explain_found, find_rule, refuse_unfound
    from scrgraph.cli.judged import judge, load_pack
    from scrgraph.reports.explain import explain_json, render_explanation

    code, name = _read_finding_id(finding_id)
    rule = find_rule(load_pack(asked, options.hold_config()), code, finding_id)
    # Whether a waiver is in order rests on what all rules find.
    alone = asked if asked.select or rule.on_waivers else replace(asked, select=(code,))
    judged = judge(sources, store, as_of, alone)
    if name is None:
        _list_findings(judged, rule, form, width)
        return
    told = explain_found(judged, rule, name)
    if told is None:
        refuse_unfound(judged, rule, name)
    elif form == "json":
        print_json(explain_json(told))
    else:
        click.echo(render_explanation(told, choose_width(width)))


def _list_findings(judged: "Judged", rule: "Rule", form: str, width: int | None) -> None:
    """Name the findings of one rule in each plan, and across them."""
    from scrgraph.reports.explain import render_findings

    found = [
        (plan.result, [finding for finding in plan.result.findings if finding.rule == rule.code])
        for plan in judged.plans
    ]
    beyond = [finding for finding in judged.across.findings if finding.rule == rule.code]
    if form == "json":
        made = [
            {
                "plan": result.plan,
                "asOf": result.as_of.isoformat(),
                "findings": [finding.to_json() for finding in findings],
            }
            for result, findings in found
        ]
        across = {"findings": [finding.to_json() for finding in beyond]}
        print_json({"plans": made, "across": across} if judged.several else made[0])
        return
    for result, findings in found:
        prefix = f"{result.plan}: " if judged.several else ""
        click.echo(prefix + render_findings(findings, rule.code, result.as_of, choose_width(width)))
    if rule.over_plans and judged.several:
        as_of = judged.plans[0].result.as_of
        click.echo("Across the plans: " + render_findings(beyond, rule.code, as_of, choose_width(width)))


def _read_finding_id(text: str) -> tuple[str, str | None]:
    """Read the id of a finding as people copy it; gives the rule's code, and the id where it is not a code alone."""
    plain = "".join(text.split()).strip("[]()")
    parts = plain.split("-")
    code = "-".join(parts[:2]).upper()
    return code, f"{code}-{'-'.join(parts[2:]).lower()}" if len(parts) > 2 else None
