"""Measures how the time of the readers of one cell grows with its text, and prints the seconds as JSON.

``python -m benchmarks.growth``. The texts are those over which a reader once took ever longer for each character: no
full stop, or only abbreviations; one phrase, day or mark again and again; a heading in nothing but capitals. The tests
hold the same readers to the same texts.
"""

import json
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

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
from scrgraph.wordings import Wordings, load_wordings

Reader = Callable[[str], object]

SIZES = (20_000, 40_000, 80_000)  # characters
HARD = (  # a reader, and what its text repeats
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
)


def list_readers(wordings: Wordings) -> Mapping[str, Reader]:
    """Give the readers of one text, by name."""
    return {
        "describe_events": lambda text: describe_events(
            read_decisions(text, wordings).events, (), text, "Audit Panel", wordings
        ),
        "find_bodies": find_bodies.__wrapped__,
        "find_days": find_days.__wrapped__,
        "find_periods": partial(find_periods, seasons=read_seasons(wordings)),
        "read_bodies": lambda text: read_bodies([Quote(1, text)], (), wordings),
        "read_decisions": partial(read_decisions, wordings=wordings),
        "read_meetings": partial(read_meetings, wordings=wordings),
        "read_promises": partial(read_promises, wordings=wordings),
        "read_remarks of both": lambda text: read_remarks({"summary": text, "scrutiny": text}, wordings),
        "read_remarks of scrutiny": lambda text: read_remarks({"scrutiny": text}, wordings),
        "read_remarks of summary": lambda text: read_remarks({"summary": text}, wordings),
        "read_remarks of summary, awaiting": lambda text: read_remarks({"summary": f"awaiting {text}"}, wordings),
        "read_remarks of text": lambda text: read_remarks({"text": text}, wordings),
        "read_statuses": partial(read_statuses, wordings=wordings),
        "read_targets": partial(read_targets, wordings=wordings),
        "split_sentences": lambda text: list(split_sentences(mask(text, ()), 0, len(text))),
    }


def measure_reader(read: Reader, unit: str, size: int) -> float:
    """Give the seconds of the processor that a reader takes for a text of so many characters."""
    text = (unit * (size // len(unit) + 1))[:size]
    start = time.process_time()
    read(text)
    return time.process_time() - start


def measure_growth() -> dict[str, Any]:
    """Give the sizes, and for each text the seconds that its reader takes in each size."""
    readers = list_readers(load_wordings())
    found = []
    for name, unit in HARD:
        readers[name](unit)  # patterns are compiled on first use
        found.append((name, unit, [measure_reader(readers[name], unit, size) for size in SIZES]))
    return {"sizes": SIZES, "seconds": found}


if __name__ == "__main__":
    print(json.dumps(measure_growth()))
