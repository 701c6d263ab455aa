"""The facts of a plan: what each row says, as printed, beside the notation it stands for.

The fields of ``RowFacts`` are those of the row JSON; each fact keeps where in its cell it was read.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from scrgraph.facts.dates import Period
from scrgraph.ingest.cells import Cell, PlanRow, Quote
from scrgraph.ingest.places import Place

TargetKind = Literal["deadline", "invalid", "start", "immediate", "ongoing", "other"]
Outcome = Literal["finalised", "completed", "open"]
Role = Literal["board", "sub-group", "monitor"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a cell's joined text, from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """A stated thing: an action, an item of evidence.

    Of evidence, ``column`` is where it stands (an action stands in its own), ``documents`` are the kinds of document
    that it names, and ``shared`` counts the words that say what it is about and stand in the recommendation, its action
    or its progress report, too.
    """

    text: str
    span: Span
    documents: tuple[str, ...] = ()
    shared: int = 0
    column: str = "scrutiny"


@dataclass(frozen=True, slots=True)
class Target:
    """A target date as printed, its kind, the day it names, or the period where it is vague.

    ``impossible`` are dates in it that are no day of the calendar. ``relative`` is what a target counts from
    ("publication"), where it says so.
    """

    raw: str
    kind: TargetKind
    span: Span
    day: dt.date | None = None
    period: Period | None = None
    impossible: tuple[str, ...] = ()
    relative: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A status word that the agency itself puts as a closing or standing phrase, or in a column of its own.

    ``concept`` is the narrower concept read ("" where it is the status), ``day`` or ``period`` what it is dated with.
    """

    status: str
    agency: str | None
    span: Span
    column: str = "summary"
    day: dt.date | None = None
    concept: str = ""
    impossible: tuple[str, ...] = ()
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class ColourClaim:
    """A colour that the document shows for a row, by a word, the ground of a cell (fill) or the colour of its words.

    ``shown`` is the word as printed, or six hexadecimal digits. ``line`` and ``place`` tell where a colour stands that
    is no word.
    """

    colour: str
    shown: str
    carrier: Literal["word", "fill", "font"]
    column: str
    span: Span | None = None
    line: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ColourMeaning:
    """What a plan's key says of a colour: the states of a row that it means, if that can be told.

    ``quote`` is the line of the key; ``None`` where the plan prints none, and its layout says what its colours mean.
    """

    colour: str
    states: tuple[str, ...]
    text: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered to the recommendation: accepted, accepted-in-part, noted, rejected, considering."""

    response: str
    span: Span


@dataclass(frozen=True, slots=True)
class Lead:
    """One of several leads that a cell names, as printed."""

    text: str
    span: Span


How = Literal["order", "line", "shared"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Which lead and which target go with an action (all counted from nought), and how that is known.

    ``order``: there are as many of each, each on a line of its own. ``line``: they stand in the same row of the table.
    ``shared``: there is but one, for all actions.
    """

    action: int
    lead: int | None = None
    lead_how: How | None = None
    target: int | None = None
    target_how: How | None = None


@dataclass(frozen=True, slots=True)
class ThemeReading:
    """A theme that a row is about: its notation, how sure that is (0 to 1), and the words that speak for it.

    ``cues`` are the column and the span of each, in the order of the columns.
    """

    theme: str
    confidence: float
    cues: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class MeetingMention:
    """A day on which a meeting is listed as held or as planned; ``day`` is ``None`` where there is no such day."""

    state: Literal["held", "planned"]
    raw: str
    day: dt.date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """One statement of the sub-group: its kind, the narrower concept read, when it happened, what day it sets.

    ``impossible`` are dates in it that are no day of the calendar, ``documents`` the kinds of document that it names.
    ``column`` is where it stands: the sub-group's, or one of status words where these are the board's.
    """

    kind: str
    concept: str
    date: dt.date | None
    due: dt.date | None
    span: Span
    impossible: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    column: str = "scrutiny"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An agency that a progress report lists as having confirmed, or as still to confirm; ``raw`` as printed."""

    state: str
    agency: str
    raw: str
    span: Span


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of a cell that says something which rules of reading go by; ``kind`` tells what.

    ``phrase`` are the words that showed it. ``shared`` counts the words that say what the sentence is about and stand
    in the recommendation or its action, too; it is ``None`` where the sentence says nothing but the phrase, and so
    speaks of the whole action. ``told`` is the latest day that a date in the sentence can mean. ``other`` is a second
    passage that it is compared with, in the cell of another column.
    """

    kind: str
    column: str
    span: Span
    phrase: str
    shared: int | None = 0
    told: dt.date | None = None
    other: tuple[str, Span] | None = None


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """An agency that a cell names: in the recommendation as one to act, in the progress report as one heard of."""

    column: str
    agency: str
    span: Span


@dataclass(frozen=True, slots=True)
class ReportPromise:
    """A promise that progress reports will be made, and how often."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Review:
    """The review that a plan answers: its kinds by their notations, and its reference as printed."""

    kinds: tuple[str, ...]
    reference: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """A board, sub-group or monitor in its role for the plan.

    ``kind`` is what it is (a board may also monitor). ``known`` tells whether the vocabulary has it; where not,
    ``code`` is the slug of its printed name.
    """

    role: Role
    code: str
    name: str
    kind: Role
    known: bool
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class RowFacts:
    """Everything read from one recommendation's row."""

    key: str
    name: str
    part: Literal["main", "imr"]
    slug: str | None
    agency: str | None
    section: str | None
    number: str
    printed: str | None
    text: str | None
    agreed_by: str | None
    actions: tuple[Item, ...]
    leads: str | None
    targets: tuple[Target, ...]
    reported: tuple[Claim, ...]
    meetings: tuple[MeetingMention, ...]
    evidence: tuple[Item, ...]
    events: tuple[Event, ...]
    summary: str | None
    confirmations: tuple[Confirmation, ...]
    reports: tuple[ReportPromise, ...]
    lead_posts: tuple[str, ...]
    agreeing_posts: tuple[str, ...]
    remarks: tuple[Remark, ...]
    themes: tuple[ThemeReading, ...]
    mentions: tuple[AgencyMention, ...]
    row: PlanRow
    colours: tuple[ColourClaim, ...] = ()
    response: Response | None = None
    lead_list: tuple[Lead, ...] = ()
    pairs: tuple[Pair, ...] = ()
    unpaired: str | None = None

    @property
    def cells(self) -> dict[str, Cell]:
        """The row's cells by canonical column."""
        return self.row.cells

    @property
    def outcome(self) -> Outcome | None:
        """The last word of the sub-group, by printed position; ``None`` where it has said nothing."""
        return decide_outcome(self.events)


class Entry(Protocol):
    """What may decide a row's outcome: an entry of the board's, of some kind."""

    @property
    def kind(self) -> str:
        """Which kind of entry it is."""


_Entry = TypeVar("_Entry", bound=Entry)
_DECIDES: Mapping[str, Outcome] = {
    "finalised": "finalised",
    "completed": "completed",
    "requested": "open",
    "to-review": "open",
    "pending": "open",
}


def find_deciding(events: Sequence[_Entry]) -> tuple[Outcome | None, _Entry | None]:
    """Give the outcome that a row's entries decide, and the one that does, in the order of print.

    The last closing, request, planned review or pending counts; where there is none, the last entry leaves it open.
    """
    for event in reversed(events):
        if event.kind in _DECIDES:
            return _DECIDES[event.kind], event
    return ("open", events[-1]) if events else (None, None)


def decide_outcome(events: Sequence[Entry]) -> Outcome | None:
    """Give the outcome that a row's entries decide: see ``find_deciding``."""
    return find_deciding(events)[0]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a plan: the main plan, or the agencies' own recommendations; with the columns its layout has.

    ``status_of`` tells whose word its columns of status words and days of completion are, where it has any.
    ``leads_are`` is "agency" where its column of leads asks for the agency alone ("Lead agency", in some layouts).
    """

    name: Literal["main", "imr"]
    columns: tuple[str, ...]
    status_of: Literal["agency", "board"] | None = None
    leads_are: Literal["agency"] | None = None


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A whole plan: its id, what is printed above its tables, its parts and rows.

    ``reports`` are the progress reports promised above the tables, by kind; ``ratified`` are the sentences that say
    that the agencies have agreed to their own recommendations; ``synthetic`` those that the plan is
    made up.
    """

    plan: str
    title: str
    title_at: Quote | None
    commenced: dt.date | None
    commenced_at: Quote | None
    colour_key: tuple[Quote, ...]
    promises: tuple[Quote, ...]
    review: Review
    bodies: tuple[Body, ...]
    reports: tuple[tuple[str, Quote], ...]
    ratified: tuple[Quote, ...]
    parts: tuple[Part, ...]
    rows: tuple[RowFacts, ...]
    notes: tuple[str, ...] = ()
    synthetic: tuple[Quote, ...] = ()
    meanings: tuple[ColourMeaning, ...] = ()
    published: dt.date | None = None
    published_at: Quote | None = None
