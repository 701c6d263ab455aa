"""A text may be anything: what reads it must not take ever longer for each character of it."""

import math
import time
from collections.abc import Callable
from functools import partial

import pytest

from scrgraph.facts.dates import find_days, find_periods
from scrgraph.facts.decisions import find_bodies, read_decisions
from scrgraph.facts.documents import describe_events
from scrgraph.facts.meetings import read_meetings
from scrgraph.facts.phrases import mask
from scrgraph.facts.promises import read_promises
from scrgraph.facts.remarks import read_remarks
from scrgraph.facts.reviews import read_bodies
from scrgraph.facts.sentences import split_sentences
from scrgraph.facts.statuses import read_statuses
from scrgraph.facts.targets import read_seasons, read_targets
from scrgraph.ingest.cells import Quote
from scrgraph.wordings import Wordings

LARGEST = 100_000  # characters
LONGEST = 2.0  # seconds
STEEPEST = 1.5  # exponent of time over size
LEAST = 0.05  # seconds: a shorter time tells nothing
SIZES = (1_000, 4_000, 16_000, 40_000, LARGEST)
UNITS = ["1/", "1st ", " ", "January ", "to be ", "1/1/2010 ", "1 May 2010. ", "requested ", "Completed. ", "\n", "1) "]
# Texts that a reader once took ever longer over: no full stop, or only abbreviations; one phrase, day or mark again and
# again; a heading in nothing but capitals.
HARD = [
    ("split_sentences", "A. "),
    ("split_sentences", "e.g. Aa "),
    ("read_remarks of text", "is planned and "),
    ("read_remarks of summary", "was completed by "),
    ("read_remarks of summary, awaiting", "-"),
    ("read_remarks of summary, awaiting", "a,"),
    ("read_remarks of scrutiny", "not achievable "),
    ("read_remarks of both", "seen on 1 May 2010 and 2 May 2010 by staff. "),
    ("read_remarks of both", "Staff training records audit panel policy seen on 1 May 2010. "),
    ("read_decisions", "Reviewed "),
    ("read_decisions", "reviewed "),
    ("read_decisions", "13/07/2010 completed x "),
    ("describe_events", "reviewed requested "),
    ("read_promises", "Quarterly progress reports. "),
    ("read_targets", "from 1 May 2010 "),
    ("find_bodies", "A "),
    ("find_bodies", "A&"),
    ("read_bodies", "A "),
    ("read_bodies", "A-"),
    ("read_bodies", "Board "),
]


@pytest.fixture(scope="module")
def readers(wordings: Wordings) -> dict[str, Callable[[str], object]]:
    return {
        "find_days": find_days,
        "split_sentences": lambda text: list(split_sentences(mask(text, ()), 0, len(text))),
        "describe_events": lambda text: describe_events(
            read_decisions(text, wordings).events, (), text, "Audit Panel", wordings
        ),
        "read_remarks of text": lambda text: read_remarks({"text": text}, wordings),
        "read_remarks of summary": lambda text: read_remarks({"summary": text}, wordings),
        "read_remarks of summary, awaiting": lambda text: read_remarks({"summary": f"awaiting {text}"}, wordings),
        "read_remarks of scrutiny": lambda text: read_remarks({"scrutiny": text}, wordings),
        "read_remarks of both": lambda text: read_remarks({"summary": text, "scrutiny": text}, wordings),
        "read_promises": partial(read_promises, wordings=wordings),
        "find_bodies": find_bodies.__wrapped__,
        "read_bodies": lambda text: read_bodies([Quote(1, text)], (), wordings),
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
    _check_growth(readers[reader], unit)


@pytest.mark.parametrize(("reader", "unit"), HARD)
def test_time_grows_no_faster_than_a_hard_text(
    reader: str, unit: str, readers: dict[str, Callable[[str], object]]
) -> None:
    _check_growth(readers[reader], unit)


def _check_growth(read: Callable[[str], object], unit: str) -> None:
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
