"""Estimates how many are still waiting after a time, where some have not been seen to the end.

This is the product-limit estimate of E. L. Kaplan and P. Meier (Journal of the American Statistical Association 53,
1958), with M. Greenwood's variance (1926). The band is reckoned on the scale of log(-log), which keeps it between
nought and one (J. D. Kalbfleisch and R. L. Prentice, 1980).
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_95 = 1.959964  # standard errors on either side of which 95 % lie


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one waited, in days, and whether that was to the end; the time may be negative."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which the estimate falls: who was still waiting and seen before it, and how many ended on it.

    ``left`` is the share still waiting after it, ``low`` and ``high`` its band of 95 %. Where all have ended there is
    no band: both are ``None``.
    """

    days: int
    at_risk: int
    ended: int
    left: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """An estimate of how many are left after a time; ``last`` is the longest time that anyone was seen to wait."""

    waits: tuple[Wait, ...]
    steps: tuple[Step, ...]

    @property
    def number(self) -> int:
        """How many waited."""
        return len(self.waits)

    @property
    def ended(self) -> int:
        """How many were seen to end."""
        return sum(wait.ended for wait in self.waits)

    @property
    def last(self) -> int:
        """The longest time that anyone was seen to wait; beyond it nothing is known."""
        return max(wait.days for wait in self.waits)

    @property
    def first(self) -> int:
        """The shortest time that anyone was seen to wait."""
        return min(wait.days for wait in self.waits)

    def find(self, days: float) -> Step | None:
        """Give the last step up to a time, ``None`` before the first."""
        return next((step for step in reversed(self.steps) if step.days <= days), None)

    def find_left(self, days: float) -> float:
        """Give the share still waiting after a time."""
        step = self.find(days)
        return 1.0 if step is None else step.left

    def count_at_risk(self, days: float) -> int:
        """Count those who were seen to wait for a time or longer."""
        return sum(wait.days >= days for wait in self.waits)

    def find_median(self) -> int | None:
        """Give the time after which at most half are left; ``None`` where more than half are to the last."""
        return next((step.days for step in self.steps if step.left <= 0.5 + 1e-12), None)


def estimate_curve(waits: Iterable[Wait]) -> Curve:
    """Estimate the curve of some waits; who is seen no longer on the day on which others end is still counted there."""
    every = tuple(sorted(waits, key=lambda wait: (wait.days, not wait.ended)))
    ended = Counter(wait.days for wait in every if wait.ended)
    gone = Counter(wait.days for wait in every)
    at_risk, left, variance = len(every), 1.0, 0.0
    steps = []
    for days in sorted(gone):
        number = ended[days]
        if number:
            left *= 1 - number / at_risk
            if number < at_risk:
                variance += number / (at_risk * (at_risk - number))
                steps.append(Step(days, at_risk, number, left, *_find_band(left, variance)))
            else:
                steps.append(Step(days, at_risk, number, 0.0, None, None))
        at_risk -= gone[days]
    return Curve(every, tuple(steps))


def _find_band(left: float, variance: float) -> tuple[float, float]:
    """Give the least and the most that the share may be; ``variance`` is Greenwood's sum."""
    width = _95 * math.sqrt(variance) / abs(math.log(left))
    return left ** math.exp(width), left ** math.exp(-width)
