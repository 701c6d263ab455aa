"""The command line: arguments in, text out; the only reader of the clock.

Exit codes: 0 ran and found nothing at or above ``--fail-on``; 1 such findings; 2 could not do it (one sentence on
standard error); 130 interrupted. What is heavy is imported inside the commands, so that ``--help`` answers at once.
"""

import dataclasses
import datetime as dt
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scrgraph import __version__
from scrgraph.errors import BadUsage, ScrgraphError, UnknownRule

if TYPE_CHECKING:
    from scrgraph.audit.findings import AuditResult
    from scrgraph.pipeline import AuditedPlan

_SEVERITIES = ("violation", "warning", "info")
_STYLES = {
    "violation": {"fg": "red"},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "strong": {"bold": True},
}
_YEAR = dt.timedelta(days=365)
_FILE_WIDTH = 100  # characters a line of a report that is written to a file


class _Day(click.ParamType[dt.date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Read the day; a day that does not exist is a usage error."""
        from scrgraph.facts.dates import find_days

        if isinstance(value, dt.date):
            return value
        day = next((day.day for day in find_days(value.strip()) if day.raw == value.strip()), None)
        if day is not None:
            return day
        return self.fail(f"'{value}' is no day of the calendar; write it as 2010-07-31 or 31/07/2010.", param, ctx)


class _PlanId(click.ParamType[str]):
    """A plan's id: printable text."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the id; control codes, blanks at its ends and what is no text are usage errors."""
        text = str(value)
        if not text or not text.isprintable() or text != text.strip():
            self.fail(f"{text!a} is no plan id; use letters, digits and hyphens.", param, ctx)
        return text


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, invoke_without_command=True
)
@click.version_option(__version__, prog_name="scrgraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Audit the action plans of serious case reviews.

    A plan document goes in as it stands; its rows, dates, evidence, meetings and decisions come out as linked data,
    each with the cell it was read from, and rules judge them as of a day.
    """
    _help_alone(context)


# -- options that several commands share -----------------------------------------------------------------------------

_source = click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
_maybe_source = click.argument("sources", metavar="[SOURCE]...", nargs=-1)
_store = click.option("--store", metavar="DIR", help="Read the plans from this store.")
_as_of = click.option("--as-of", type=_Day(), metavar="DATE", help="Judge as of this day (default: today).")
_text_or_json = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
_width = click.option("--width", type=click.IntRange(64, 400), help="Characters a line (default: the terminal's).")


def _rules_option(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--rules", metavar="PACK", type=click.Path(path_type=Path), help="A folder of rules to use."),
        click.option("--select", metavar="RULE,...", default="", help="Only these rules."),
        click.option("--ignore", metavar="RULE,...", default="", help="All rules but these."),
    ):
        command = option(command)
    return command


# -- commands --------------------------------------------------------------------------------------------------------


@cli.command()
@_source
@click.option("--layout", metavar="NAME", help="Read by this declared layout.")
@click.option("--plan", type=_PlanId(), metavar="ID", help="The plan's id.")
@click.option("--format", "form", type=click.Choice(["json", "csv", "table"]), default="table", show_default=True)
@click.option("--account", is_flag=True, help="Account for every cell instead: read, prose, heading or unread.")
@_width
def rows(
    sources: tuple[str, ...],
    layout: str | None,
    plan: str | None,
    form: str,
    account: bool,
    width: int | None,
) -> None:
    """Show the facts of each row, or (--account) what became of every cell."""
    from scrgraph.pipeline import find_sources, read_source
    from scrgraph.reports.rows import (
        account_json,
        render_account,
        render_account_csv,
        render_csv,
        render_rows,
        rows_json,
    )

    found = find_sources(sources)
    _tell_passed_over(found.passed_over)
    readings = []
    failed = False
    for path in found.paths:
        try:
            readings.append(read_source(path, layout, plan))
        except ScrgraphError as error:
            if not found.folder:
                raise
            failed = True
            click.echo(str(error), err=True)
    for reading in readings:
        _tell_unread(reading.document, reading.facts.notes)
    if form == "json":
        made = [
            account_json(reading.document)
            if account
            else {"plan": reading.facts.plan, "rows": rows_json(reading.facts, reading.document)}
            for reading in readings
        ]
        if found.folder:
            _print_json({"plans": made})
        else:
            _print_json(made[0] if account else made[0]["rows"])
    else:
        for reading in readings:
            if form == "csv":
                text = render_account_csv(reading.document) if account else render_csv(reading.facts)
                click.echo(text, nl=False)
            elif account:
                click.echo(render_account(reading.document, _wide(width)))
            else:
                if found.folder:
                    above = "" if reading is readings[0] else "\n"
                    click.echo(f"{above}{reading.facts.plan} ({reading.document.file})")
                click.echo(render_rows(reading.facts, _wide(width)))
    unbalanced = [reading.document.file for reading in readings if not reading.document.balances]
    if unbalanced:
        raise ScrgraphError(
            "The account of cells does not balance: a fault of scrgraph, please report it.",
            path=unbalanced[0],
        )
    if failed:
        raise click.exceptions.Exit(2)


@cli.command()
@_source
@click.option("--store", metavar="DIR", help="Put the plan into this store.")
@click.option("--plan", type=_PlanId(), metavar="ID", help="The plan's id (default: the review's own reference).")
@click.option("--layout", metavar="NAME", help="Read by this declared layout.")
@click.option("--replace", is_flag=True, help="Take a document for a newer version though its rows are others.")
@click.option("-o", "--output", metavar="FILE.trig", type=click.Path(path_type=Path), help="Write linked data (TriG).")
def ingest(
    sources: tuple[str, ...],
    store: str | None,
    plan: str | None,
    layout: str | None,
    replace: bool,
    output: Path | None,
) -> None:
    """Turn plan documents into linked data: a TriG file, or a store on disk."""
    from scrgraph.graph.dataset import merge_datasets, save_trig
    from scrgraph.graph.store import add_plan, open_store
    from scrgraph.pipeline import find_sources, read_source, refuse_second
    from scrgraph.reports.layout import count

    if not store and not output:
        raise BadUsage("Say where the linked data goes: -o FILE.trig, or --store DIR.")
    found = find_sources(sources)
    if plan and len(found.paths) > 1:
        raise BadUsage("--plan names one plan, and here are several documents.", remedy="Name one document.")
    _tell_passed_over(found.passed_over)
    readings = []
    failed = False
    seen: dict[str, str] = {}
    for path in found.paths:
        try:
            reading = read_source(path, layout, plan)
            refuse_second(seen, reading.facts.plan, path)
        except ScrgraphError as error:
            if not found.folder:
                raise
            failed = True
            click.echo(str(error), err=True)
            continue
        _tell_unread(reading.document, reading.facts.notes)
        readings.append(reading)
    # Only what could be read is built, and nothing is made where nothing could be read.
    datasets = [reading.build() for reading in readings]
    if store and datasets:
        opened = open_store(Path(store), create=True)
        for reading, dataset in zip(readings, datasets, strict=True):
            name, number = reading.facts.plan, len(reading.facts.rows)
            try:
                done = add_plan(opened, dataset, replace=replace)
            except BadUsage as error:
                if not found.folder:
                    raise
                failed = True
                click.echo(str(error), err=True)
                continue
            if done is None:
                click.echo(f"{name}: {count(number, 'row')}, already there, nothing changed.", err=True)
            elif done.replaced:
                change = f"{count(done.rows_before, 'row')} → {number}"
                click.echo(f"{name}: replaces the version read from {done.replaced} ({change}).", err=True)
            else:
                click.echo(f"{name}: {count(number, 'row')}, added.", err=True)
    if output and datasets:
        save_trig(merge_datasets(datasets), output)
        click.echo(f"{output}: {sum(len(dataset) for dataset in datasets)} statements written.", err=True)
    if failed:
        raise click.exceptions.Exit(2)


@cli.command()
@_maybe_source
@_store
@_as_of
@_text_or_json
@_width
def status(sources: tuple[str, ...], store: str | None, as_of: dt.date | None, form: str, width: int | None) -> None:
    """Show one line a row: its derived colour and outcome; and whether the case may be finalised."""
    from scrgraph.reports.status import render_status, status_json

    plans, failed, folder = _audit_all(sources, store, as_of, None, "", "")
    for plan in plans:
        for note in _old_record(plan, as_of):
            click.echo(f"{plan.result.plan}: {note}", err=True)
    if form == "json":
        made = [status_json(plan.statuses, plan.result) for plan in plans]
        _print_json({"plans": made} if folder else made[0])
    else:
        click.echo("\n\n".join(render_status(plan.statuses, plan.result, _wide(width)) for plan in plans))
    if failed:
        raise click.exceptions.Exit(2)


@cli.command()
@_maybe_source
@_store
@_as_of
@_rules_option
@click.option("--engine", type=click.Choice(["pyshacl"]), default="pyshacl", show_default=True)
@_text_or_json
@click.option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "never"]),
    default="violation",
    show_default=True,
    help="Exit with 1 where a finding is as grave as this.",
)
@click.option("--unfold", is_flag=True, help="Name each row, too, of a rule that speaks of half of the rows or more.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write the report to this file.")
@_width
def audit(
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    rules: Path | None,
    select: str,
    ignore: str,
    engine: str,
    form: str,
    fail_on: str,
    unfold: bool,
    output: Path | None,
    width: int | None,
) -> None:
    """Audit plans by the rules, as of a day."""
    from scrgraph.reports.text import render_text

    del engine
    plans, failed, folder = _audit_all(sources, store, as_of, rules, select, ignore)
    if form == "json":
        made = [_note_age(plan, as_of).to_json() for plan in plans]
        text = _write_json({"plans": made, "across": {"findings": []}} if folder else made[0]) + "\n"
    else:
        pack = _load_pack(rules).choose(_codes(select), _codes(ignore))
        # A file is the same whatever the terminal.
        wide = _wide(width) if output is None else width or _FILE_WIDTH
        text = "\n\n\n".join(
            render_text(
                _note_age(plan, as_of),
                plan.statuses,
                pack.rules,
                wide,
                unfold=unfold,
                paint=_paint if output is None and _has_colour() else lambda words, _: words,
            )
            for plan in plans
        )
        text += "\n"
    _put(text, output)
    if failed:
        raise click.exceptions.Exit(2)
    worst = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1] if fail_on != "never" else ()
    if any(plan.result.counts[severity] for plan in plans for severity in worst):
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("finding_id", metavar="ID")
@_maybe_source
@_store
@_as_of
@_rules_option
@_text_or_json
@_width
def why(
    finding_id: str,
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    rules: Path | None,
    select: str,
    ignore: str,
    form: str,
    width: int | None,
) -> None:
    """Show what one finding rests on: the rule, the facts, the cells with their words."""
    from scrgraph.reports.explain import explain_json, read_contexts, render_explanation, render_findings
    from scrgraph.reports.layout import write_day

    pack = _load_pack(rules)
    code, name = _read_finding_id(finding_id)
    try:
        rule = pack.find(code)
    except UnknownRule as error:
        raise UnknownRule(f"'{finding_id}' names no finding: {error.message}", remedy=error.remedy) from None
    plans, failed, folder = _audit_all(sources, store, as_of, rules, select or code, ignore)
    if name is None:
        of_plans = [[found for found in plan.result.findings if found.rule == rule.code] for plan in plans]
        if form == "json":
            made = [
                {
                    "plan": plan.result.plan,
                    "asOf": plan.result.as_of.isoformat(),
                    "findings": [f.to_json() for f in found],
                }
                for plan, found in zip(plans, of_plans, strict=True)
            ]
            _print_json({"plans": made} if folder else made[0])
        else:
            for plan, found in zip(plans, of_plans, strict=True):
                prefix = f"{plan.result.plan}: " if folder else ""
                click.echo(prefix + render_findings(found, rule.code, plan.result.as_of, _wide(width)))
        return
    for plan in plans:
        for finding in plan.result.findings:
            if finding.id == name:
                status = next((row for row in plan.statuses if row.key == finding.row), None)
                contexts = read_contexts(plan.dataset, finding)
                day = plan.result.as_of
                if form == "json":
                    _print_json(explain_json(finding, rule, day, status, contexts))
                else:
                    click.echo(render_explanation(finding, rule, plan.result, status, contexts, _wide(width)))
                return
    raise BadUsage(
        f"There is no finding {name} here as of {write_day(plans[0].result.as_of)}.",
        remedy="Ids stand in the audit's report, and a finding of one day may be none of another (--as-of)."
        + (" Some documents could not be read." if failed else ""),
    )


def _read_finding_id(text: str) -> tuple[str, str | None]:
    """Read the id of a finding as people copy it; gives the rule's code, and the id where it is not a code alone."""
    plain = "".join(text.split()).strip("[]()")
    parts = plain.split("-")
    code = "-".join(parts[:2]).upper()
    return code, f"{code}-{'-'.join(parts[2:]).lower()}" if len(parts) > 2 else None


@cli.group(invoke_without_command=True)
@click.pass_context
def rules(context: click.Context) -> None:
    """Show the rule catalogue."""
    _help_alone(context)


@rules.command("list")
@click.option("--rules", "pack", metavar="PACK", type=click.Path(path_type=Path), help="A folder of rules.")
@_text_or_json
@_width
def list_rules(pack: Path | None, form: str, width: int | None) -> None:
    """List the rules, one line each."""
    from scrgraph.reports.catalogue import render_list, rule_json

    loaded = _load_pack(pack)
    if form == "json":
        _print_json([rule_json(rule) for rule in loaded.rules])
    else:
        click.echo(render_list(loaded, _wide(width)))


@rules.command("show")
@click.argument("rule")
@click.option("--rules", "pack", metavar="PACK", type=click.Path(path_type=Path), help="A folder of rules.")
@_text_or_json
@_width
def show_rule(rule: str, pack: Path | None, form: str, width: int | None) -> None:
    """Show one rule's page."""
    from scrgraph.reports.catalogue import render_page, rule_json

    found = _load_pack(pack).find(rule)
    if form == "json":
        _print_json(rule_json(found))
    else:
        click.echo(render_page(found, _wide(width)))


@cli.command()
@click.argument("name", metavar="NAME|FILE.rq")
@_maybe_source
@_store
@_as_of
@click.option("--param", "params", metavar="K=V", multiple=True, help="A value for a parameter of the query.")
@click.option("--themes", metavar="FILE", type=click.Path(path_type=Path), help="Tags: the themes declared for rows.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv", "md"]), default="table", show_default=True)
@click.option(
    "--time-limit",
    type=click.FloatRange(0, 3600, min_open=True),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="End a query of your own after this time.",
)
@_width
def query(
    name: str,
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    params: tuple[str, ...],
    themes: Path | None,
    form: str,
    time_limit: float,
    width: int | None,
) -> None:
    """Ask a question of plans: a stored one by its name, or your own in a file.

    "scrgraph query list" lists the stored ones. Your own is SPARQL that reads only: SELECT or ASK.
    """
    if name == "list" and not sources and not store:
        _list_questions(form, width)
        return
    from scrgraph.analysis.answers import FactBase
    from scrgraph.analysis.questions import bind_parameters, check_query, find_question, load_question_file
    from scrgraph.analysis.themes import read_tags
    from scrgraph.pipeline import collect_facts

    # All that can be wrong in what was asked comes first: an audit takes seconds.
    question = load_question_file(Path(name)) if name.endswith(".rq") else find_question(name)
    bind_parameters(question, check_query(question.text), params)
    tags = read_tags(themes) if themes else ()
    day = as_of or dt.date.today()
    plans, failed, _ = _audit_all(sources, store, day, None, "", "")
    facts, lost = collect_facts(plans, tags)
    for tag in lost:
        click.echo(f"{themes}: no plan here has the row {tag.row}, for which it declares '{tag.theme}'.", err=True)
    base = FactBase(facts)
    if question.needs_themes and not base.has_themes:
        click.echo("No themes are declared, so nothing is found by theme: name a file of tags with --themes.", err=True)
    answer = base.ask(question, params, time_limit)
    _print_answer(question, answer, [plan.result.plan for plan in plans], day, form, width)
    if failed:
        raise click.exceptions.Exit(2)


@cli.group()
def ontology() -> None:
    """Check the ontology."""


@ontology.command("check")
@_maybe_source
@_store
def check_ontology(sources: tuple[str, ...], store: str | None) -> None:
    """Let a reasoner check the ontology, and plans with it, for contradictions.

    Without a SOURCE the ontology and its vocabularies alone are checked. Exit 0: sound; 1: not sound.
    """
    from scrgraph.graph import reasoning
    from scrgraph.pipeline import find_sources, open_plans

    if sources:
        _tell_passed_over(find_sources(sources).passed_over)
    failed = False
    datasets = []
    for opened in open_plans(sources, store) if sources or store else ():
        if isinstance(opened, ScrgraphError):
            if len(sources) == 1 and Path(sources[0]).is_file():
                raise opened
            failed = True
            click.echo(str(opened), err=True)
        else:
            datasets.append(opened.dataset)
    report = reasoning.check_ontology(datasets)
    click.echo(reasoning.render_report(report))
    if failed:
        raise click.exceptions.Exit(2)
    if not report.sound:
        raise click.exceptions.Exit(1)


# -- what the commands share -----------------------------------------------------------------------------------------


def _help_alone(context: click.Context) -> None:
    """Print the help of a group that is called without a command."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _audit_all(
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    rules: Path | None,
    select: str,
    ignore: str,
) -> tuple[list["AuditedPlan"], bool, bool]:
    """Audit every plan asked for; also tell whether a document failed, and whether several were asked for."""
    from scrgraph.pipeline import audit_dataset, find_sources, open_plans

    pack = _load_pack(rules)
    pack.choose(_codes(select), _codes(ignore))
    folder = bool(store)
    if sources:
        found = find_sources(sources)
        folder = found.folder
        _tell_passed_over(found.passed_over)
    day = as_of or dt.date.today()
    plans: list[AuditedPlan] = []
    failed = False
    with _progress() as tell:
        for opened in open_plans(sources, store):
            if isinstance(opened, ScrgraphError):
                if not folder:
                    raise opened
                failed = True
                click.echo(str(opened), err=True)
                continue
            if opened.document:
                _tell_unread(opened.document)
            plans.append(audit_dataset(opened.dataset, day, pack, _codes(select), _codes(ignore), tell))
    if not plans:
        raise BadUsage("There is no plan to audit.", remedy="Name a plan's document, or a store that holds one.")
    return plans, failed, folder or len(plans) > 1


def _list_questions(form: str, width: int | None) -> None:
    from scrgraph.analysis.questions import load_questions
    from scrgraph.reports.tables import question_json, render_questions

    questions = load_questions()
    if form == "json":
        _print_json([question_json(question) for question in questions])
    else:
        click.echo(render_questions(questions, _wide(width)))


def _print_answer(question: Any, answer: Any, plans: list[str], day: dt.date, form: str, width: int | None) -> None:
    from scrgraph.reports.tables import answer_json, render_answer, render_csv, render_markdown

    if form == "json":
        _print_json(answer_json(question, answer, plans, day))
    elif form == "csv":
        click.echo(render_csv(answer), nl=False)
    else:
        click.echo(render_markdown(question, answer) if form == "md" else render_answer(question, answer, _wide(width)))


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show a bar on the terminal while plans are audited; none where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from scrgraph.audit.validate import STAGES

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=len(STAGES) + 1)

        def tell(stage: str) -> None:
            bar.update(task, description=stage, completed=STAGES.index(stage) + 1)

        yield tell


def _load_pack(folder: Path | None) -> Any:
    from scrgraph.audit.rules import RulePack

    return RulePack.load(folder)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in text.split(",") if code.strip())


def _old_record(plan: "AuditedPlan", as_of: dt.date | None) -> Iterator[str]:
    """Say so where an audit runs on today's date by default and the record ends long before."""
    from scrgraph.audit.status import find_newest_entry
    from scrgraph.reports.layout import write_day

    newest = find_newest_entry(plan.dataset)
    if as_of is None and newest and plan.result.as_of - newest > _YEAR:
        yield (
            f"this audit speaks for today, but the newest dated entry of the plan is of {write_day(newest)}; "
            "--as-of DATE judges it as of its own time."
        )


def _note_age(plan: "AuditedPlan", as_of: dt.date | None) -> "AuditResult":
    """Give the result of an audit with the note on the record's age, where there is one."""
    return dataclasses.replace(plan.result, notes=(*_old_record(plan, as_of), *plan.result.notes))


def _tell_passed_over(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(f"{path}: passed over, not a kind of document that can be read.", err=True)


def _tell_unread(document: Any, notes: Iterable[str] = ()) -> None:
    for note in (*document.notes, *notes):
        click.echo(f"{document.file}: {note}.", err=True)
    unread = [entry for entry in document.account if entry.disposition == "unread"]
    for entry in unread[:5]:
        place = f"{document.file}, line {entry.line}, cell {entry.column}"
        click.echo(f"{place}: not read: {entry.reason} (“{entry.excerpt[:40]}”).", err=True)
    if len(unread) > 5:
        click.echo(f"{document.file}: {len(unread)} cells not read in all; see scrgraph rows --account.", err=True)


def _wide(width: int | None) -> int:
    return width or max(64, shutil.get_terminal_size((100, 24)).columns)


def _has_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _paint(text: str, style: str) -> str:
    return click.style(text, **_STYLES.get(style, {}))  # type: ignore[arg-type]


def _write_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _print_json(data: object) -> None:
    click.echo(_write_json(data))


def _put(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    from scrgraph.graph.dataset import write_whole

    write_whole(output, text.encode())
    click.echo(f"{output} written.", err=True)


@contextmanager
def _one_sentence() -> Iterator[None]:
    """Turn what the user must act on into one sentence on standard error, and exit 2."""
    try:
        yield
    except ScrgraphError as error:
        click.echo(f"scrgraph: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        help_at = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "scrgraph"
        message = " ".join(error.format_message().split())
        click.echo(f"scrgraph: {message} See {help_at} --help.", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.exceptions.Abort):
        click.echo("scrgraph: interrupted; nothing was left half-written.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has gone (head, say): that is no failure of ours.
        _drop_output()
        sys.exit(0)
    except OSError as error:
        _drop_output()
        click.echo(f"scrgraph: The output cannot be written ({error.strerror}). Check the room on the disk.", err=True)
        sys.exit(2)


def _drop_output() -> None:
    """Send what is still to be written to nowhere, so that Python does not try it again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = 0
    with _one_sentence():
        # Not click's own main: it answers a closed pipe with exit code 1.
        try:
            with cli.make_context("scrgraph", sys.argv[1:]) as context:
                cli.invoke(context)
        except click.exceptions.Exit as done:
            code = done.exit_code
        sys.stdout.flush()
    sys.exit(code)


if __name__ == "__main__":
    main()
