"""The command that composes synthetic plans: generate."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scrgraph.cli.options import WholeNumber, a_file
from scrgraph.errors import BadUsage

if TYPE_CHECKING:
    from scrgraph.synthetic.corpus import Form

_MOST_REVIEWS = 10_000
_MOST_SEED = 2**31 - 1
_PATIENCE = 2  # seconds after which a bar is shown


@click.command()
@click.option(
    "--reviews",
    type=WholeNumber(1, _MOST_REVIEWS),
    required=True,
    metavar="N",
    help=f"How many plans to compose, {_MOST_REVIEWS:,} at most.",
)
@click.option(
    "--seed",
    type=WholeNumber(0, _MOST_SEED),
    default=1,
    show_default=True,
    metavar="S",
    help="What chance begins with: the same seed gives the same plans.",
)
@click.option("-o", "--output", type=a_file, required=True, metavar="DIR", help="A new folder, or an empty one.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["txt", "nq"]),
    default="txt",
    show_default=True,
    help="Text exports, or their linked data (N-Quads).",
)
@click.option(
    "--corpus",
    is_flag=True,
    help="Several plans of each board, as Word, Excel, CSV, web page or text, in several layouts and versions, with "
    "lessons that come back.",
)
def generate(reviews: int, seed: int, output: Path, form: "Form", corpus: bool) -> None:
    """Compose synthetic plans whose faults are known, to try rules, engines and reports on.

    manifest.json says what each rule must find in each plan as of the plan's own day, what misses a fault by one step,
    and what the plans give together. The themes and links of their rows are declared beside them: run the audit in
    the folder itself.

    A corpus (--corpus) is what questions across reviews are tried on: its manifest also names the lessons that come
    back, in the same words or in others, and the agencies overdue in several plans.
    """
    from scrgraph.reports.layout import count
    from scrgraph.synthetic.corpus import generate as write_plans

    if corpus and form == "nq":
        raise BadUsage("A corpus is of documents, not of linked data.", remedy="Leave out --format, or --corpus.")
    with _progress(reviews) as tell:
        made = write_plans(reviews, seed, output, "corpus" if corpus else form, tell)
    lessons = f", and {count(made.lessons, 'lesson')} that come back" if corpus else ""
    click.echo(
        f"{output}: {count(made.plans, 'plan')} of {count(made.rows, 'row')}, with {count(made.faults, 'fault')} "
        f"and {made.near_misses} near misses{lessons}; manifest.json names them.",
        err=True,
    )


@contextmanager
def _progress(reviews: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on the terminal once the work has taken a while; none where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("composing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("composing", total=reviews)
    begun = time.monotonic()

    def tell(done: int) -> None:
        if not bar.live.is_started and time.monotonic() - begun > _PATIENCE:
            bar.start()
        bar.update(task, completed=done)

    try:
        yield tell
    finally:
        bar.stop()
