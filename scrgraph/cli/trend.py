"""The command that shows how the rows of plans stood over time, and where that leads: trend."""

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli import options
from scrgraph.cli.judged import check_plans, load_corrections
from scrgraph.cli.opening import open_asked
from scrgraph.cli.output import choose_width, put, tell_notes, write_json
from scrgraph.errors import BadUsage, ScrgraphError

if TYPE_CHECKING:
    from scrgraph.audit.trend import Trend
    from scrgraph.facts.corrections import Corrections

_ENDINGS = {".txt": "text", ".json": "json", ".svg": "svg"}
_FILE_WIDTH = 100  # characters a line of a text that is written to a file
_PATIENCE = 2.0  # seconds before a bar is shown
_YEAR = dt.timedelta(days=365)


@click.command()
@options.maybe_source
@options.store
@options.as_of
@click.option("--from", "first", type=options.Day(), metavar="DATE", help="Leave out what lies before this day.")
@click.option("--until", "last", type=options.Day(), metavar="DATE", help="Leave out what lies after this day.")
@click.option("--plan", type=options.PlanId(), metavar="ID", help="Of several plans only this one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(_ENDINGS.values())),
    help="What is made (default: text, or what the ending of the file says).",
)
@click.option(
    "-o", "--output", metavar="FILE", type=options.a_file, help="Write to this file; it ends in .svg, .json or .txt."
)
@options.corrections
@options.width
def trend(
    sources: tuple[str, ...],
    store: str | None,
    as_of: dt.date | None,
    first: dt.date | None,
    last: dt.date | None,
    plan: str | None,
    form: str | None,
    output: Path | None,
    corrections: tuple[Path, ...],
    width: int | None,
) -> None:
    """Show how many rows were open, overdue and closed over time, and what falls overdue next.

    The past is a replay, up to the day of --as-of; what lies ahead of it is told as it will be if nothing more is
    entered. A picture is made with -o FILE.svg.
    """
    form = _choose_format(form, output)
    day = as_of or dt.date.today()
    _check_span(first, day, last)
    traced = _trace_all(sources, store, plan, day, first, last, load_corrections(corrections))
    if as_of is None:
        _note_age(traced.trends)
    wide = choose_width(width) if output is None else width or _FILE_WIDTH
    put(_render(form, traced, wide), output)
    if traced.failed:
        raise click.exceptions.Exit(2)


@dataclass
class _Traced:
    """The trends that were asked for.

    ``several`` tells whether they are of plans, not of a plan; ``failed`` whether something could not be done.
    ``left_out`` are the plans that begin later than the as-of day, with what is said of them.
    """

    several: bool
    trends: list["Trend"] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    failed: bool = False


def _choose_format(form: str | None, output: Path | None) -> str:
    """Choose the format by what is asked for, or by the ending of the file."""
    if output is None:
        return form or "text"
    meant = _ENDINGS.get(output.suffix.lower())
    if meant is None:
        raise BadUsage(
            "The ending of the file does not say what to make.",
            path=output,
            remedy="Give it a name that ends in .svg, .json or .txt.",
        )
    if form and form != meant:
        raise BadUsage(
            f"The file ends in {output.suffix}, and --format says {form}.", path=output, remedy="Leave one of them out."
        )
    return meant


def _check_span(first: dt.date | None, as_of: dt.date, last: dt.date | None) -> None:
    """Refuse a span of time that does not hold the as-of day."""
    from scrgraph.reports.layout import write_day

    if first and first > as_of:
        raise BadUsage(
            f"The trend is to begin on {write_day(first)}, and to run up to an earlier day, {write_day(as_of)}.",
            remedy="Name an earlier day with --from, or a later one with --as-of.",
        )
    if last and last < as_of:
        raise BadUsage(
            f"The trend is to end on {write_day(last)}, and to run up to a later day, {write_day(as_of)}.",
            remedy="Name a later day with --until, or an earlier one with --as-of.",
        )


def _trace_all(
    sources: tuple[str, ...],
    store: str | None,
    plan: str | None,
    as_of: dt.date,
    first: dt.date | None,
    last: dt.date | None,
    corrections: "Corrections",
) -> _Traced:
    """Trace each plan that is asked for; where several are, what cannot be done of one is told, and the rest is."""
    from scrgraph.audit.trend import NotBegun, trace_plan
    from scrgraph.pipeline import name_plan
    from scrgraph.reports.layout import write_days

    asked = open_asked(sources, store, corrections, plan)
    several = asked.several
    traced = _Traced(several)
    known: list[str] = []
    with show_days(asked.number) as tell:
        for one in asked.found:
            try:
                if isinstance(one, ScrgraphError):
                    raise one
                known.append(name_plan(one.head))
                if plan in (None, known[-1]):
                    tell_notes(one.notes)
                    traced.trends.append(trace_plan(one.dataset, as_of, first, last, tell, one.sources))
            except NotBegun as error:
                error.message = write_days(error.message)
                if not several or plan:
                    raise
                traced.left_out[known[-1]] = error.message
                click.echo(str(error), err=True)
            except ScrgraphError as error:
                if not several or plan in known[-1:]:
                    raise
                traced.failed = True
                click.echo(str(error), err=True)
            tell(None, 0)
    check_plans(corrections, known)
    _refuse_none(traced, plan, known)
    traced.several = plan is None and (several or len(traced.trends) > 1)
    return traced


def _refuse_none(traced: _Traced, plan: str | None, known: list[str]) -> None:
    """Refuse to go on without a trend."""
    if traced.trends:
        return
    if plan is not None and known:
        raise BadUsage(f"There is no plan {plan} here.", remedy=f"Name one of these: {', '.join(sorted(known))}.")
    if traced.left_out:
        raise BadUsage("None of the plans had begun by then.", remedy="Name a later day with --as-of.")
    raise BadUsage("There is no plan to trace.", remedy="Name a plan's document, or a store that holds one.")


def _render(form: str, traced: _Traced, width: int) -> str:
    """Render the trends in a format; several with that of all together."""
    from scrgraph.audit.trend import add_up
    from scrgraph.reports.trend_chart import draw_trend, draw_trends
    from scrgraph.reports.trend_json import trend_json, trends_json
    from scrgraph.reports.trend_text import render_trends

    alone = traced.trends[0]
    together = add_up(traced.trends) if len(traced.trends) > 1 else None
    if form == "text":
        return render_trends(traced.trends, together, width)
    if form == "json":
        data = trends_json(traced.trends, together, traced.left_out) if traced.several else trend_json(alone)
        return write_json(data) + "\n"
    return draw_trends(traced.trends, together) if together else draw_trend(alone)


def _note_age(trends: list["Trend"]) -> None:
    """Say so where a trend runs to today by default, and the record ended long ago."""
    from scrgraph.reports.layout import write_day

    for trend in trends:
        if trend.newest and trend.as_of - trend.newest > _YEAR:
            click.echo(
                f"{trend.plan}: this trend runs up to today, but the newest dated entry of the plan is of "
                f"{write_day(trend.newest)}; --as-of DATE ends it in the plan's own time.",
                err=True,
            )


@contextmanager
def show_days(plans: int) -> Iterator[Callable[[int | None, int], None]]:
    """Show a bar on the terminal where the plans take long; none where standard error is no terminal.

    It is told how many of how many days of a plan are done, and ``None`` where a plan is.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _days: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("tracing the days"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=plans)
    begun, finished = time.monotonic(), 0

    def tell(done: int | None, days: int) -> None:
        nonlocal finished
        finished += done is None
        bar.update(task, completed=finished + (done / days if done else 0))
        if time.monotonic() - begun > _PATIENCE:
            bar.start()

    try:
        yield tell
    finally:
        bar.stop()
