"""Takes the time of the steps of some work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def clock(times: dict[str, float], name: str, now: Callable[[], float] = time.perf_counter) -> Iterator[None]:
    """Add the seconds that a step takes to those of its name: on the clock, or as ``now`` tells them."""
    began = now()
    yield
    times[name] = times.get(name, 0.0) + now() - began
