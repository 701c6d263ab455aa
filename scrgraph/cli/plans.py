"""The commands that read plans: rows, ingest, status."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.heads import check_new_layout, explain_readings, save_reading
from scrgraph.cli.options import Asked
from scrgraph.cli.output import choose_width, print_json, tell_passed_over, tell_unread
from scrgraph.cli.progress import show_count
from scrgraph.errors import BadUsage, DamagedStore, ScrgraphError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from scrgraph.graph.store import Addition


_MOST_TOLD = 20  # rows of which it is told what has become of them


@click.command()
@options.source
@options.layout
@click.option("--plan", type=options.PlanId(), metavar="ID", help="The plan's id.")
@click.option("--format", "form", type=click.Choice(["json", "csv", "table"]), default="table", show_default=True)
@click.option("--account", is_flag=True, help="Account for every cell instead: read, prose, heading or unread.")
@click.option(
    "--explain-layout",
    is_flag=True,
    help="Explain instead by which layout the headings are read, what each means and how sure that is.",
)
@click.option(
    "--save-layout",
    metavar="FILE.toml",
    type=options.a_file,
    help="Write how the headings of one document are read as a new layout.",
)
@options.corrections
@options.width
def rows(
    sources: tuple[str, ...],
    layout: str | None,
    plan: str | None,
    form: str,
    account: bool,
    explain_layout: bool,
    save_layout: Path | None,
    corrections: tuple[Path, ...],
    width: int | None,
) -> None:
    """Show the facts of each row, or (--account) what became of every cell.

    Or (--explain-layout) show by which layout the headings were read, what each means and why.
    """
    from scrgraph.batch import read_documents
    from scrgraph.cli.judged import check_plans, load_corrections
    from scrgraph.pipeline import PlanReading, find_sources
    from scrgraph.reports.rows import (
        account_json,
        render_account,
        render_account_csv,
        render_csv,
        render_rows,
        rows_json,
        tell_corrections,
    )

    if account and explain_layout:
        raise BadUsage("--account and --explain-layout show two things.", remedy="Ask for one of them.")
    if explain_layout and form == "csv":
        raise BadUsage("How headings are read is no CSV.", remedy="Write --format table or json.")
    corrected = load_corrections(corrections)
    found = find_sources(sources)
    if save_layout is not None:
        check_new_layout(save_layout, len(found.paths))
    tell_passed_over(found.passed_over)
    readings = []
    failed = False
    layouts = options.hold_config().layouts
    with show_count(len(found.paths), "reading documents") as advance:
        for reading in read_documents(found.paths, layout, plan, layouts=layouts, corrections=corrected):
            advance()
            if isinstance(reading, PlanReading):
                readings.append(reading)
                continue
            if not found.folder:
                raise reading
            failed = True
            click.echo(str(reading), err=True)
    check_plans(corrected, {reading.facts.plan for reading in readings})
    for reading in readings:
        tell_unread(reading.document, reading.facts.notes)
    if save_layout is not None:
        save_reading(readings[0].document, save_layout)
    if explain_layout:
        explain_readings([reading.document for reading in readings], form, choose_width(width), several=found.folder)
    elif save_layout is not None:
        pass
    elif form == "json":
        made = [
            account_json(reading.document)
            if account
            else {"plan": reading.facts.plan, "rows": rows_json(reading.facts, reading.document, reading.corrections)}
            for reading in readings
        ]
        if found.folder:
            print_json({"plans": made})
        else:
            print_json(made[0] if account else made[0]["rows"])
    else:
        for reading in readings:
            if form == "csv":
                text = render_account_csv(reading.document) if account else render_csv(reading.facts)
                click.echo(text, nl=False)
            elif account:
                click.echo(render_account(reading.document, choose_width(width)))
            else:
                if found.folder:
                    above = "" if reading is readings[0] else "\n"
                    click.echo(f"{above}{reading.facts.plan} ({reading.document.file})")
                click.echo(render_rows(reading.facts, choose_width(width)))
                for told in tell_corrections(reading.facts, reading.corrections, choose_width(width)):
                    click.echo(told)
    unbalanced = [reading.document.file for reading in readings if not reading.document.balances]
    if unbalanced:
        raise ScrgraphError(
            "The account of cells does not balance: a fault of scrgraph, please report it.",
            path=unbalanced[0],
        )
    if failed:
        raise click.exceptions.Exit(2)


@click.command()
@options.source
@click.option("--store", metavar="DIR", help="Put the plan into this store.")
@click.option(
    "--plan", type=options.PlanId(), metavar="ID", help="The plan's id (default: the review's own reference)."
)
@options.layout
@click.option(
    "--replace",
    is_flag=True,
    help="Make the document the current version though its rows are others, or it is an earlier version.",
)
@options.corrections
@click.option("-o", "--output", metavar="FILE.trig", type=options.a_file, help="Write linked data (TriG).")
def ingest(
    sources: tuple[str, ...],
    store: str | None,
    plan: str | None,
    layout: str | None,
    replace: bool,
    corrections: tuple[Path, ...],
    output: Path | None,
) -> None:
    """Turn plan documents into linked data: a TriG file, or a store on disk."""
    from scrgraph.batch import read_documents
    from scrgraph.cli.judged import check_plans, load_corrections
    from scrgraph.graph.dataset import merge_datasets, save_trig
    from scrgraph.graph.held_rows import HeldRows
    from scrgraph.graph.packed import PackedFacts
    from scrgraph.graph.store import add_plan, open_store, pack_facts
    from scrgraph.pipeline import find_sources, refuse_double, refuse_second

    if output is not None and output.suffix.lower() == ".nq":
        raise BadUsage(
            "Linked data is written as TriG.", path=output, remedy="Give the file a name that ends in .trig."
        )
    if not store and not output:
        raise BadUsage("Say where the linked data goes: -o FILE.trig, or --store DIR.")
    base, layouts = options.hold_config().base, options.hold_config().layouts
    corrected = load_corrections(corrections)
    found = find_sources(sources)
    if plan and len(found.paths) > 1:
        raise BadUsage("--plan names one plan, and here are several documents.", remedy="Name one document.")
    tell_passed_over(found.passed_over)
    datasets = []
    failed = False
    seen: dict[str, str] = {}
    opened = held = None
    with show_count(len(found.paths), "reading documents") as advance:
        given = read_documents(found.paths, layout, plan, layouts=layouts, corrections=corrected)
        for path, reading in zip(found.paths, given, strict=True):
            advance()
            try:
                if isinstance(reading, ScrgraphError):
                    raise reading
                if not found.folder:  # nothing is written yet
                    check_plans(corrected, [reading.facts.plan])
                refuse_second(seen, reading.facts.plan, path)
                tell_unread(reading.document, reading.facts.notes)
                dataset = reading.build(base)
                if output:
                    datasets.append(dataset)
                if store:
                    # Nothing is made where nothing can be read.
                    opened = opened or open_store(Path(store), create=True)
                    held = held or HeldRows(opened)
                    refuse_double(held, reading, named=plan is not None)
                    done = add_plan(opened, dataset, replace=replace)
                    held.read_anew(reading.facts.plan)
                    pack_facts(opened, reading.facts.plan, PackedFacts(Path(store)), dataset)
                    for told in _describe_addition(reading.facts.plan, len(reading.facts.rows), done, opened):
                        click.echo(told, err=True)
            except ScrgraphError as error:
                if not found.folder or isinstance(error, DamagedStore):
                    raise
                failed = True
                click.echo(str(error), err=True)
    if found.folder:
        check_plans(corrected, seen)
    if output and datasets:
        save_trig(merge_datasets(datasets), output)
        click.echo(f"{output}: {sum(len(dataset) for dataset in datasets)} statements written.", err=True)
    if failed:
        raise click.exceptions.Exit(2)


def _describe_addition(name: str, rows: int, done: "Addition | None", store: "ox.Store") -> Iterator[str]:
    """Say what putting a plan into a store did, and what has become of its rows."""
    from scrgraph.reports.layout import count

    if done is None:
        yield f"{name}: {count(rows, 'row')}, already there, nothing changed."
    elif done.anew and done.replaced is None:
        yield f"{name}: {count(rows, 'row')}, read anew."
    elif done.replaced is None or done.before is None:
        yield f"{name}: {count(rows, 'row')}, added."
    else:
        from scrgraph.facts.changes import compare_versions
        from scrgraph.graph.store import load_plan, load_version
        from scrgraph.graph.versions import read_version
        from scrgraph.reports.diff_words import ROW_KINDS, summarise_rows, tell_change, tell_pairing

        before, now = (read_version(each) for each in (load_version(store, done.before), load_plan(store, name)))
        found = compare_versions(before, now)
        told = summarise_rows(found)
        change = f"{count(done.rows_before, 'row')} → {rows}" + (f": {told}" if told else "")
        yield f"{name}: replaces the version read from {done.replaced} ({change})."
        each = [
            f"{' and '.join(one.rows or one.old_rows)}: {tell_change(one)}"
            for one in found.changes
            if one.kind in ROW_KINDS
        ]
        each += [tell_pairing(pair) for pair in found.lineage.pairs if pair.sure == "unsure"]
        yield from (f"{name}: {one}" for one in each[:_MOST_TOLD])
        if len(each) > _MOST_TOLD:
            yield f"{name}: {len(each) - _MOST_TOLD} more; scrgraph diff --store DIR --plan {name} tells of them all."


@click.command()
@options.maybe_source
@options.store
@options.as_of
@options.replay
@options.corrections
@options.text_or_json
@options.width
def status(
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    replay: bool,
    corrections: tuple[Path, ...],
    form: str,
    width: int | None,
) -> None:
    """Show one line a row: its derived colour and outcome; and whether the case may be finalised."""
    from scrgraph.cli.judged import judge, note_day
    from scrgraph.reports.status import render_status, status_json

    judged = judge(sources, store, as_of, Asked(replay=replay, corrections=corrections))
    for plan in judged.plans:
        for note in note_day(plan.keep(), as_of):
            click.echo(f"{plan.result.plan}: {note}", err=True)
    if form == "json":
        made = [status_json(plan.statuses, plan.result) for plan in judged.plans]
        print_json({"plans": made} if judged.several else made[0])
    else:
        wide = choose_width(width)
        click.echo("\n\n".join(render_status(plan.statuses, plan.result, wide) for plan in judged.plans))
    if judged.failed:
        raise click.exceptions.Exit(2)
