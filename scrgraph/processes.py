"""Shares jobs among processes of this program."""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from scrgraph.errors import ScrgraphError

_Job = TypeVar("_Job")
_Given = TypeVar("_Given")


def count_processors() -> int:
    """Give how many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def give_back_memory() -> None:
    """Give what was let go of back to the system, where its allocator would keep it for allocations of that size."""
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError):  # another library than GNU's, which gives it back itself
            ctypes.CDLL(None).malloc_trim(0)


def share_jobs(
    do: Callable[[_Job], _Given],
    jobs: Iterable[_Job],
    processes: int,
    *,
    at_once: int,
    begin: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
    remedy: str = "Try again.",
) -> Iterator[_Given]:
    """Give what comes of each job, in their order; each process begins with ``begin``, and takes ``at_once`` jobs.

    Raises:
        ScrgraphError: where a process is ended from outside.
    """
    # Most commands have one job, and need none of this.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, get_context("spawn"), _begin, (begin, given))
    try:
        yield from pool.map(do, jobs, chunksize=at_once)
    except BrokenProcessPool:
        raise ScrgraphError(
            "A process that shared in the work was ended from outside, perhaps for want of memory.", remedy=remedy
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """Leave it to the first process to answer Ctrl-C, and begin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if begin is not None:
        begin(*given)
