"""A text may be anything: what reads it must not take ever longer for each character of it."""

import math
from collections.abc import Mapping

import pytest

from benchmarks.growth import HARD, Reader, list_readers, measure_reader
from scrgraph.wordings import Wordings

LARGEST = 100_000  # characters
LONGEST = 2.0  # seconds
STEEPEST = 1.5  # exponent of time over size
LEAST = 0.05  # seconds: a shorter time tells nothing
SIZES = (1_000, 4_000, 16_000, 40_000, LARGEST)
UNITS = ["1/", "1st ", " ", "January ", "to be ", "1/1/2010 ", "1 May 2010. ", "requested ", "Completed. ", "\n", "1) "]


@pytest.fixture(scope="module")
def readers(wordings: Wordings) -> Mapping[str, Reader]:
    return list_readers(wordings)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "reader", ["find_days", "find_periods", "read_decisions", "read_meetings", "read_statuses", "read_targets"]
)
def test_time_grows_no_faster_than_the_text(reader: str, unit: str, readers: Mapping[str, Reader]) -> None:
    _check_growth(readers[reader], unit)


@pytest.mark.parametrize(("reader", "unit"), HARD)
def test_time_grows_no_faster_than_a_hard_text(reader: str, unit: str, readers: Mapping[str, Reader]) -> None:
    _check_growth(readers[reader], unit)


def _check_growth(read: Reader, unit: str) -> None:
    read(unit)  # patterns are compiled on first use
    last: tuple[int, float] | None = None
    for size in SIZES:
        taken = measure_reader(read, unit, size)
        growth = _growth(last, (size, taken)) if last else 0.0
        if last and taken > LEAST and growth > STEEPEST and taken * (LARGEST / size) ** growth > LONGEST:
            # Once more, for the machine may have been busy.
            again = [(each, measure_reader(read, unit, each)) for each in (last[0], size)]
            growth = min(growth, _growth(*again))
            assert growth < STEEPEST, f"{taken:.2f} s for {size} characters, growth {growth:.2f}"
        # Done where time plainly grows as the text, or could grow as its square and still be short.
        if size > SIZES[1] and ((taken > LEAST and growth < 1.25) or taken * (LARGEST / size) ** 2 < LONGEST):
            return
        last = size, taken


def _growth(small: tuple[int, float], large: tuple[int, float]) -> float:
    return math.log(max(large[1], 1e-4) / max(small[1], 1e-4)) / math.log(large[0] / small[0])
