"""Shows on a terminal how far the work is; nothing where standard error is none, as in a pipe."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def show_stages(stages: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """Show a bar that moves as a piece of work tells by name its stage; none where it has no stages."""
    if not stages or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=len(stages))
        yield lambda stage: bar.update(task, description=stage, completed=stages.index(stage) + 1)


@contextmanager
def show_count(total: int, work: str) -> Iterator[Callable[[], None]]:
    """Show a bar that moves by one as each of several pieces of work is done; none where there is only one."""
    if total < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(work, total=total)
        yield lambda: bar.advance(task)
