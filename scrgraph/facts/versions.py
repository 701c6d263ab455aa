"""What a version of a plan states, row by row, in the form in which two versions are held against each other.

A statement keeps the name of the fact that it is, by which its words are found in the document: whatever that was, a
text, a workbook, or linked data made long ago.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scrgraph.facts.lineage import KnownRow

Topic: TypeAlias = Literal[
    "text", "action", "lead", "agreed", "target", "claim", "colour", "meeting", "report", "evidence", "event", "cell"
]


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a version states.

    ``topic`` is what it is, and ``column`` the column that holds it. ``kind`` is what it says: the kind of an event or
    of a target, the status that is claimed, the colour that is shown, whether a meeting was held or is planned,
    how often reports are promised. ``day`` is when that was or is to be, ``due`` the day that an event sets; ``span``
    the days that a vague target can mean. ``whose`` is the agency whose word it is. ``node`` names the fact.
    """

    topic: Topic
    column: str
    words: str
    node: str
    kind: str = ""
    day: dt.date | None = None
    due: dt.date | None = None
    span: tuple[dt.date, dt.date] | None = None
    whose: str | None = None

    @property
    def last_day(self) -> dt.date | None:
        """The day that it names, or the last that it can mean."""
        return self.day or (self.span[1] if self.span else None)


@dataclass(frozen=True)
class VersionRow:
    """What a version states in one row.

    ``group`` names the part of the plan or the agency that it stands under, ``heading`` is its readable name. ``cells``
    are the words of its cells by column; a column that its table has, and in which it has no words, is empty there.
    """

    key: str
    known_as: str
    name: str
    node: str
    part: str
    group: str
    heading: str
    printed: str | None
    statements: tuple[Statement, ...]
    cells: dict[str, str] = field(default_factory=dict)

    def list_topic(self, *topics: Topic) -> tuple[Statement, ...]:
        """List the statements of some topics, in their order."""
        return tuple(said for said in self.statements if said.topic in topics)

    @property
    def words(self) -> str:
        """The recommendation and its actions, by which the row is known again."""
        return " ".join(said.words for said in self.list_topic("text", "action"))

    @property
    def known(self) -> KnownRow:
        """The row as its lineage is told by."""
        return KnownRow(self.key, self.known_as, self.printed is not None, self.words)


@dataclass(frozen=True, slots=True)
class PlanStatement:
    """One thing that a version states of the plan as a whole, or of a whole row.

    ``node`` names what its place is found by, if there is one.
    """

    topic: Literal["title", "commenced", "body", "colour key", "preamble", "published", "reference", "row"]
    words: str
    node: str | None = None
    kind: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class PlanVersion:
    """All that a version of a plan states; ``file`` and ``digest`` are of the document that it was read from."""

    plan: str
    file: str
    digest: str
    statements: tuple[PlanStatement, ...]
    rows: tuple[VersionRow, ...]
    columns: dict[str, dict[str, str]]
    """The columns of each part of the plan, with the words printed above them."""
