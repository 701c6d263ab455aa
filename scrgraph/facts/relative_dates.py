"""Reads target dates that count from something: "within six months of publication"."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dateutil.relativedelta import relativedelta

from scrgraph.facts.dates import Period
from scrgraph.wordings import Wordings

ANCHORS = {"publication": "after-publication", "commencement": "after-commencement"}
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_LARGEST = 120  # of any unit: a plan looks no further, and no day of the calendar is overrun


@dataclass(frozen=True, slots=True)
class Relative:
    """What a date counts from, and the period it can mean where the plan says when that was."""

    anchor: str
    period: Period | None


def read_relative(text: str, anchors: Mapping[str, dt.date], wordings: Wordings) -> Relative | None:
    """Read a date that counts from something; ``anchors`` are the days of which a plan tells the one counted from."""
    for name, marker in ANCHORS.items():
        labels = wordings.marker_labels(marker)
        if labels and (found := _pattern(labels).search(text)):
            number = found.group(1).lower()
            count = _NUMBERS.index(number) + 1 if number in _NUMBERS else int(number)
            unit = found.group(2).lower() + "s"
            first = anchors.get(name)
            if first is None or count > _LARGEST:
                return Relative(name, None)
            last = first + relativedelta(**{unit: count})  # type: ignore[arg-type]
            return Relative(name, Period(f"{first}/{last}", first, last))
    return None


@cache
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(r"\s+".join(map(re.escape, label.split())) for label in labels)
    numbers = "|".join(_NUMBERS)
    return re.compile(
        rf"\b(\d{{1,3}}|{numbers})[\s-]+(day|week|month|year)s?'?\s+"
        rf"(?:of|after|from|following)\s+(?:the\s+)?(?:{names})\b",
        re.IGNORECASE,
    )
