"""One change between two versions of a plan, and how grave each kind of change is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from scrgraph.facts.versions import PlanStatement, Statement

Level: TypeAlias = Literal["backwards", "withdrawn", "changed", "rearranged", "added"]
Value: TypeAlias = str | int | float

LEVELS: tuple[Level, ...] = ("backwards", "withdrawn", "changed", "rearranged", "added")  # the gravest first

_KINDS: Mapping[Level, str] = {
    "backwards": "status-backwards claim-backwards",
    "withdrawn": (
        "row-removed event-withdrawn evidence-withdrawn meeting-withdrawn claim-withdrawn colour-withdrawn "
        "report-withdrawn target-withdrawn action-withdrawn words-withdrawn column-withdrawn plan-withdrawn"
    ),
    "changed": (
        "target-moved target-replaced event-redated claim-redated colour-changed meeting-redated "
        "event-reworded evidence-reworded report-changed text-reworded action-reworded lead-changed "
        "agreed-changed cell-changed reordered plan-changed"
    ),
    "rearranged": "row-split rows-merged row-moved heading-changed heading-moved row-renumbered",
    "added": (
        "row-added status-advanced claim-advanced meeting-held event-added evidence-added meeting-added claim-added "
        "colour-added report-added target-added action-added words-added column-added plan-added"
    ),
}
KINDS: Mapping[str, Level] = {kind: level for level in LEVELS for kind in _KINDS[level].split()}
"""Every kind of change, the gravest first, with its level."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what stood before and what stands now, in which rows, and what can be counted of it.

    ``rows`` are the keys of the rows in the newer version, ``old_rows`` those in the older. Where something is gone or
    has come, one of ``before`` and ``after`` is ``None``; then ``column`` tells where it would stand.
    """

    kind: str
    column: str | None = None
    before: Statement | PlanStatement | None = None
    after: Statement | PlanStatement | None = None
    values: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[str, ...] = ()
    old_rows: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """How grave it is."""
        return KINDS[self.kind]
