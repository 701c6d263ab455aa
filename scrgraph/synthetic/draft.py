"""What a synthetic plan is made of while it is composed: agencies, rows, entries, and the faults planted in them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scrgraph.facts.names import slugify
from scrgraph.synthetic.words import AgencyKind, ReviewKind, Topic

State: TypeAlias = Literal["finalised", "completed", "open"]
_CLOSING = ("finalised", "completed")
_DECIDING = (*_CLOSING, "requested", "to-review", "pending")

Part: TypeAlias = Literal["main", "imr"]


@dataclass(frozen=True)
class Agency:
    """An agency of a county."""

    name: str
    kind: AgencyKind

    @property
    def slug(self) -> str:
        """Its code in the keys of rows."""
        return slugify(self.name)


@dataclass(frozen=True)
class Entry:
    """One statement of the sub-group.

    ``printed`` is a date that is no day of the calendar, in the place of ``day``. A ``spare`` entry is a report that
    no rule but that on quarterly reports rests on: it can be left out.
    """

    kind: str
    day: dt.date | None = None
    due: dt.date | None = None
    item: str = ""
    printed: str = ""
    spare: bool = False


@dataclass(frozen=True)
class Target:
    """One target date: a day, or a word, or a date that is no day of the calendar."""

    day: dt.date | None = None
    printed: str = ""


@dataclass(frozen=True, order=True)
class Fault:
    """A finding that a rule must give: its rule, row, subject and other rows, as findings name them."""

    rule: str
    row: str | None = None
    subject: str | None = None
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class NearMiss:
    """A row or a subject that is one step from a fault by a rule, and sound by it; the step in words."""

    rule: str
    row: str | None
    subject: str | None
    step: str


@dataclass
class Row:
    """One recommendation.

    ``edit`` names what was done to it, ``blank`` the columns that are left empty. ``colour`` is what it shows where
    that is not the colour that follows. ``demand`` is the id of what its text asks for, where that is known;
    ``far`` tells that its words are far from those of others that ask for it.
    """

    part: Part
    number: int
    agency: Agency | None
    topic: Topic
    state: State
    text: str = ""
    agreed: str = ""
    actions: list[str] = field(default_factory=list)
    lead: str = ""
    targets: list[Target] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)
    claim: str = ""
    colour: str = ""
    evidence: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    themes: tuple[str, ...] = ()
    held: list[dt.date] | None = None
    other_form: bool = False
    blank: set[str] = field(default_factory=set)
    edit: str = ""
    demand: str = ""
    far: bool = False

    @property
    def key(self) -> str:
        """The row's key."""
        return f"imr/{self.agency.slug}/{self.number}" if self.agency else f"main/{self.number}"

    @property
    def outcome(self) -> str | None:
        """What is on record of it: the last of its entries that decides anything; nothing where no entry is printed."""
        if "scrutiny" in self.blank or not self.entries:
            return None
        last = next((entry.kind for entry in reversed(self.entries) if entry.kind in _DECIDING), "open")
        return last if last in _CLOSING else "open"

    @property
    def due(self) -> dt.date | None:
        """The last day by which it is due, where one is printed."""
        return self.days[-1] if self.days and "targets" not in self.blank else None

    @property
    def days(self) -> list[dt.date]:
        """The days by which it is due, in order."""
        return sorted(target.day for target in self.targets if target.day)


@dataclass(frozen=True)
class Meetings:
    """The monitoring meetings that a part lists."""

    held: tuple[dt.date, ...]
    planned: tuple[dt.date, ...]
    kept: frozenset[dt.date] = frozenset()
    """Held days that every row must list, lest what is planted for the whole part be lost."""


@dataclass(frozen=True)
class Link:
    """A row of the main plan and one of an agency that are declared to report the same work."""

    main: str
    agency: str
    why: str


@dataclass(frozen=True)
class FollowUp:
    """A row that is declared to take up a row of an earlier plan."""

    row: str
    earlier_plan: str
    earlier_row: str
    why: str


@dataclass
class Plan:
    """A synthetic plan with what is known of it."""

    reference: str
    kind: ReviewKind
    county: str
    group: str
    commenced: dt.date
    as_of: dt.date
    promises: bool
    agencies: list[Agency] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    meetings: dict[Part, Meetings] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    faults: set[Fault] = field(default_factory=set)
    near: list[NearMiss] = field(default_factory=list)
    layout: str = "usual"

    @property
    def id(self) -> str:
        """The plan's id, from the review's own reference."""
        return slugify(self.reference)

    def list_part(self, part: Part) -> list[Row]:
        """List the rows of a part."""
        return [row for row in self.rows if row.part == part]

    @property
    def is_scrutinised(self) -> bool:
        """Whether both parts have a column for the word of the sub-group, without which nothing is decided."""
        return all("scrutiny" in columns for columns in self.kind.columns.values())

    def has(self, row: Row, *columns: str) -> bool:
        """Tell whether the row's part has these columns."""
        return set(columns) <= set(self.kind.columns[row.part])
