"""A text may be anything: what reads it must not take ever longer for each character of it."""

import math
import time
from collections.abc import Callable
from functools import partial

import pytest

from scrgraph.facts.dates import find_days, find_periods
from scrgraph.facts.decisions import read_decisions
from scrgraph.facts.meetings import read_meetings
from scrgraph.facts.statuses import read_statuses
from scrgraph.facts.targets import read_seasons, read_targets
from scrgraph.wordings import Wordings

LARGEST = 100_000  # characters
LONGEST = 2.0  # seconds
STEEPEST = 1.5  # exponent of time over size
LEAST = 0.05  # seconds: a shorter time tells nothing
SIZES = (1_000, 4_000, 16_000, 40_000, LARGEST)
UNITS = ["1/", "1st ", " ", "January ", "to be ", "1/1/2010 ", "1 May 2010. ", "requested ", "Completed. ", "\n", "1) "]


@pytest.fixture(scope="module")
def readers(wordings: Wordings) -> dict[str, Callable[[str], object]]:
    return {
        "find_days": find_days,
        "find_periods": partial(find_periods, seasons=read_seasons(wordings)),
        "read_decisions": partial(read_decisions, wordings=wordings),
        "read_meetings": partial(read_meetings, wordings=wordings),
        "read_statuses": partial(read_statuses, wordings=wordings),
        "read_targets": partial(read_targets, wordings=wordings),
    }


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "reader", ["find_days", "find_periods", "read_decisions", "read_meetings", "read_statuses", "read_targets"]
)
def test_time_grows_no_faster_than_the_text(
    reader: str, unit: str, readers: dict[str, Callable[[str], object]]
) -> None:
    read = readers[reader]
    read(unit)  # patterns are compiled on first use
    last: tuple[int, float] | None = None
    for size in SIZES:
        taken = _measure(read, unit, size)
        growth = _growth(last, (size, taken)) if last else 0.0
        if last and taken > LEAST and growth > STEEPEST and taken * (LARGEST / size) ** growth > LONGEST:
            # Once more, for the machine may have been busy.
            again = [(each, _measure(read, unit, each)) for each in (last[0], size)]
            growth = min(growth, _growth(*again))
            assert growth < STEEPEST, f"{taken:.2f} s for {size} characters, growth {growth:.2f}"
        # Done where time plainly grows as the text, or could grow as its square and still be short.
        if size > SIZES[1] and ((taken > LEAST and growth < 1.25) or taken * (LARGEST / size) ** 2 < LONGEST):
            return
        last = size, taken


def _growth(small: tuple[int, float], large: tuple[int, float]) -> float:
    return math.log(max(large[1], 1e-4) / max(small[1], 1e-4)) / math.log(large[0] / small[0])


def _measure(read: Callable[[str], object], unit: str, size: int) -> float:
    text = (unit * (size // len(unit) + 1))[:size]
    start = time.process_time()
    read(text)
    return time.process_time() - start
