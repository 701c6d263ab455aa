"""The edits that turn a sound row into one with a known fault, or into one that misses a fault by one step.

Each is made to a row that was just composed in the state it names. What follows from it is declared with it, from the
conditions of the rules: nothing is judged here. An edit says which columns it needs; a row whose part lacks one of them
does not get it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from scrgraph.synthetic.composer import Composer
from scrgraph.synthetic.days import QUARTER, draw_day, draw_days, draw_impossible, shift
from scrgraph.synthetic.draft import Entry, Part, Row, State, Target


@dataclass(frozen=True)
class Edit:
    """One edit: what it makes of a row in a state, which rules then find a fault, and which are missed by one step."""

    name: str
    state: State
    make: Callable[[Composer, Row], None]
    faults: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    part: Part | None = None
    promised: bool | None = None
    """Whether it is for plans that promise quarterly reports (true), for those that do not (false), or for all."""
    training: bool | None = None
    """Whether the row's topic is one of training; none where that does not matter."""
    meetings: bool = False
    """Whether it changes the meetings that a row lists, which only few rows of a part may do."""


# -- what is left empty ----------------------------------------------------------------------------------------------


def _blank(*columns: str) -> Callable[[Composer, Row], None]:
    def make(_: Composer, row: Row) -> None:
        row.blank |= set(columns)

    return make


def _shorten_text(_: Composer, row: Row) -> None:
    row.text = f"Keep {row.topic.item.removeprefix('the ').split()[0]}."


# -- evidence and entries of closed rows -----------------------------------------------------------------------------


def _drop_evidence(_: Composer, row: Row) -> None:
    row.evidence = []


def _keep_one_item(composer: Composer, row: Row) -> None:
    row.evidence = [composer.draw_evidence(row.topic.measure)]


def _close_by_word(_: Composer, row: Row) -> None:
    """Leave nothing but the closing word, and what the agency sent before it."""
    row.entries = [row.entries[-1]]


def _close_on_receipt(composer: Composer, row: Row) -> None:
    closing = _date_closing(row)
    row.entries = [
        Entry("received", shift(closing, -composer.chance.randint(1, 30)), item=row.topic.item),
        row.entries[-1],
    ]


def _date_closing(row: Row) -> dt.date:
    """Give the day of the closing entry of a finalised row."""
    day = row.entries[-1].day
    assert day is not None
    return day


def _undate_review(_: Composer, row: Row) -> None:
    row.entries = [Entry("reviewed"), row.entries[-1]]


def _date_one_review(composer: Composer, row: Row) -> None:
    closing = _date_closing(row)
    row.entries = [
        Entry("reviewed", shift(closing, -composer.chance.randint(5, 40))),
        Entry("received", shift(closing, -3), item=row.topic.item),
        Entry("reviewed"),
        row.entries[-1],
    ]


def _undate_closing(_: Composer, row: Row) -> None:
    row.entries[-1] = Entry(row.entries[-1].kind)


def _close_in_two_steps(_: Composer, row: Row) -> None:
    """Complete the action without a day, then finalise it on one."""
    row.entries = [Entry("reviewed", shift(_date_closing(row), -7)), Entry("completed"), row.entries[-1]]


def _ask_and_close(composer: Composer, row: Row) -> None:
    """Ask for something, and close the action without an answer."""
    closing = _date_closing(row)
    seen, asked = draw_days(composer.chance, 2, shift(closing, -60), shift(closing, -10))
    due = draw_day(composer.chance, asked, closing)
    row.entries = [Entry("reviewed", seen), Entry("requested", asked, due, row.topic.item), row.entries[-1]]


def _answer_after_closing(composer: Composer, row: Row) -> None:
    """Let the answer come after the closing word: it stands after the request all the same."""
    closed = draw_day(composer.chance, shift(composer.plan.commenced, 100), shift(composer.plan.as_of, -20))
    asked = shift(closed, -20)
    item = row.topic.item
    row.entries = [
        Entry("reviewed", shift(closed, -30)),
        Entry("requested", asked, shift(asked, 10), item),
        Entry("completed"),
        Entry("received", shift(closed, composer.chance.randint(1, 20)), item=item),
    ]


def _receive_and_close(composer: Composer, row: Row) -> None:
    """Finalise on what came in last, unseen."""
    closing = _date_closing(row)
    row.entries = [
        Entry("reviewed", shift(closing, -30)),
        Entry("received", shift(closing, -composer.chance.randint(0, 20)), item=row.topic.item),
        row.entries[-1],
    ]


def _receive_review_close(_: Composer, row: Row) -> None:
    """Review what came in on the day it came, and finalise on that day."""
    closing = _date_closing(row)
    row.entries = [Entry("received", closing, item=row.topic.item), Entry("reviewed", closing), row.entries[-1]]


# -- entries of open rows --------------------------------------------------------------------------------------------


def _ask(composer: Composer, row: Row, due: dt.date, *after: Entry) -> None:
    """Ask for something by a day, on a day of the last quarter before it."""
    asked = shift(due, -composer.chance.randint(1, 30))
    seen = shift(asked, -composer.chance.randint(0, 20))
    row.entries = [Entry("reviewed", seen), Entry("requested", asked, due, row.topic.item), *after]


def _miss_a_request(composer: Composer, row: Row) -> None:
    _ask(composer, row, shift(composer.plan.as_of, -composer.chance.randint(1, 30)))


def _miss_a_request_and_ask_again(composer: Composer, row: Row) -> None:
    """A later request does not answer an earlier one."""
    as_of = composer.plan.as_of
    due = shift(as_of, -composer.chance.randint(5, 30))
    again = Entry(
        "requested", shift(as_of, -2), draw_day(composer.chance, shift(as_of, 1), row.days[-1]), row.topic.item
    )
    _ask(composer, row, due, again)


def _ask_by_the_day(composer: Composer, row: Row) -> None:
    _ask(composer, row, composer.plan.as_of)


def _answer_late(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    _ask(
        composer,
        row,
        shift(as_of, -10),
        Entry("received", shift(as_of, -composer.chance.randint(1, 9)), item=row.topic.item),
        Entry("pending"),
    )


def _miss_a_review(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    row.entries = [
        Entry("reviewed", shift(as_of, -composer.chance.randint(31, 80))),
        Entry("to-review", None, shift(as_of, -composer.chance.randint(1, 30)), row.topic.item),
    ]


def _review_due_on_the_day(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    row.entries = [
        Entry("reviewed", shift(as_of, -composer.chance.randint(1, 80))),
        Entry("to-review", None, as_of, row.topic.item),
    ]


def _miss_a_review_and_finalise(_: Composer, row: Row) -> None:
    closing = _date_closing(row)
    row.entries = [
        Entry("reviewed", shift(closing, -40)),
        Entry("to-review", None, shift(closing, -1), row.topic.item),
        row.entries[-1],
    ]


def _review_later_than_planned(_: Composer, row: Row) -> None:
    closing = _date_closing(row)
    row.entries = [
        Entry("to-review", None, shift(closing, -20), row.topic.item),
        Entry("reviewed", closing),
        row.entries[-1],
    ]


def _fall_silent(composer: Composer, row: Row) -> None:
    newest = shift(composer.plan.as_of, -QUARTER - composer.chance.choice([1, 1, 2, 20]))
    row.entries = [Entry("reviewed", shift(newest, -30)), Entry("reviewed", newest), Entry("pending")]


def _speak_just_in_time(composer: Composer, row: Row) -> None:
    row.entries = [Entry("reviewed", shift(composer.plan.as_of, -QUARTER)), Entry("pending")]


# -- targets ---------------------------------------------------------------------------------------------------------


def _pass_the_target(composer: Composer, row: Row) -> None:
    composer.enter_recent(row)
    first = shift(composer.plan.commenced, 20)
    row.targets = [
        Target(day)
        for day in draw_days(composer.chance, composer.chance.randint(1, 2), first, shift(composer.plan.as_of, -1))
    ]


def _pass_the_target_by_a_day(composer: Composer, row: Row) -> None:
    composer.enter_recent(row)
    row.targets = [Target(shift(composer.plan.as_of, -1))]


def _be_due_on_the_day(composer: Composer, row: Row) -> None:
    if row.state == "open":
        composer.enter_recent(row)
    row.targets = [Target(composer.plan.as_of)]


def _pass_the_first_target(composer: Composer, row: Row) -> None:
    first = draw_day(composer.chance, shift(composer.plan.commenced, 20), shift(composer.plan.as_of, -1))
    row.targets = [Target(first), Target(row.days[-1])]


def _begin_on_the_day(composer: Composer, row: Row) -> None:
    row.targets = [Target(composer.plan.as_of), Target(row.days[-1])]


def _want_it_at_once(_: Composer, row: Row) -> None:
    row.targets = [Target(printed="Immediate"), Target(row.days[-1])]


def _want_it_at_once_only(composer: Composer, row: Row) -> None:
    if row.state == "open":
        composer.enter_recent(row)
    row.targets = [Target(printed="Immediate")]


def _pass_the_target_when_completed(composer: Composer, row: Row) -> None:
    """The target lies between the closing and the as-of day."""
    closed = draw_day(composer.chance, shift(composer.plan.commenced, 60), shift(composer.plan.as_of, -10))
    row.entries = [Entry("reviewed", shift(closed, -5)), Entry("completed", closed)]
    row.targets = [Target(draw_day(composer.chance, closed, shift(composer.plan.as_of, -1)))]


def _close_late(composer: Composer, row: Row) -> None:
    closing = _date_closing(row)
    row.targets = [Target(shift(closing, -composer.chance.choice([1, 1, 30, 50])))]
    row.entries = [Entry("reviewed", closing), row.entries[-1]]


def _close_late_without_a_day(composer: Composer, row: Row) -> None:
    """The finalisation bears no day, but the review before it is later than the target."""
    closing = _date_closing(row)
    row.targets = [Target(shift(closing, -composer.chance.randint(1, 50)))]
    row.entries = [Entry("reviewed", closing), Entry("finalised")]


def _close_on_the_target(_: Composer, row: Row) -> None:
    row.targets = [Target(_date_closing(row))]


def _want_it_always(composer: Composer, row: Row) -> None:
    if row.state == "open":
        composer.enter_recent(row)
    row.targets = [Target(printed=composer.pick(["Ongoing", "Continuous"]))]


def _name_a_start_only(composer: Composer, row: Row) -> None:
    day = draw_day(composer.chance, shift(composer.plan.commenced, 1), shift(composer.plan.commenced, 60))
    row.targets = [Target(printed=f"To commence {day.day:02}.{day.month:02}.{day.year}")]


def _want_it_always_and_by_a_day(_: Composer, row: Row) -> None:
    row.targets = [Target(printed="Ongoing"), Target(row.days[-1])]


def _misprint_a_target(composer: Composer, row: Row) -> None:
    row.targets = [Target(printed=draw_impossible(composer.chance, row.days[-1].year)), Target(row.days[-1])]


def _misprint_the_target(composer: Composer, row: Row) -> None:
    row.targets = [Target(printed=draw_impossible(composer.chance, row.days[-1].year))]


def _misprint_an_entry(composer: Composer, row: Row) -> None:
    closing = _date_closing(row)
    printed = draw_impossible(composer.chance, closing.year)
    row.entries = [Entry("reviewed", printed=printed), Entry("reviewed", closing), row.entries[-1]]


def _name_a_leap_day(_: Composer, row: Row) -> None:
    """The earlier of two targets of a closed action is 29 February of a leap year."""
    year = row.days[-1].year - (row.days[-1].year % 4 or 4)
    row.targets = [Target(dt.date(year, 2, 29)), Target(row.days[-1])]


# -- order, extension, status ----------------------------------------------------------------------------------------


def _turn_two_entries(composer: Composer, row: Row) -> None:
    early, late = draw_days(composer.chance, 2, shift(composer.plan.as_of, -80), shift(composer.plan.as_of, -1))
    row.entries = [Entry("reviewed", late), Entry("reviewed", early), Entry("pending")]


def _enter_from_the_future(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    row.entries = [
        Entry("reviewed", shift(as_of, -composer.chance.randint(1, 80))),
        Entry("reviewed", shift(as_of, composer.chance.choice([1, 1, 30]))),
        Entry("pending"),
    ]


def _ask_for_the_past(composer: Composer, row: Row) -> None:
    """The day that is set lies before the day on which it is set."""
    asked = shift(composer.plan.as_of, -composer.chance.randint(20, 60))
    row.entries = [
        Entry("requested", asked, shift(asked, -composer.chance.randint(1, 20)), row.topic.item),
        Entry("received", shift(asked, 5), item=row.topic.item),
        Entry("reviewed", shift(asked, 6)),
        Entry("pending"),
    ]


def _enter_all_on_the_day(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    row.entries = [Entry("received", as_of, item=row.topic.item), Entry("reviewed", as_of), Entry("pending")]


def _extend(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    last = row.days[-1]
    row.entries = [
        Entry("reviewed", shift(as_of, -30)),
        Entry("requested", shift(as_of, -20), shift(last, composer.chance.choice([1, 1, 30])), row.topic.item),
    ]


def _ask_by_the_target(composer: Composer, row: Row) -> None:
    as_of = composer.plan.as_of
    row.entries = [
        Entry("reviewed", shift(as_of, -30)),
        Entry("requested", shift(as_of, -20), row.days[-1], row.topic.item),
    ]


def _claim(status: str) -> Callable[[Composer, Row], None]:
    def make(_: Composer, row: Row) -> None:
        row.claim = status

    return make


def _ask_after_closing(composer: Composer, row: Row) -> None:
    """Something is asked for after the closing word, which leaves the action open."""
    as_of = composer.plan.as_of
    closed = shift(as_of, -composer.chance.randint(30, 60))
    due = draw_day(composer.chance, shift(as_of, 1), row.days[-1])
    row.entries = [
        Entry("reviewed", closed),
        Entry("completed"),
        Entry("requested", shift(closed, 20), due, row.topic.item),
    ]


def _review_after_closing(composer: Composer, row: Row) -> None:
    closing = _date_closing(row)
    again = min(shift(closing, composer.chance.randint(0, 30)), composer.plan.as_of)
    row.entries = [Entry("reviewed", closing), row.entries[-1], Entry("reviewed", again)]


def _review_and_close_again(_: Composer, row: Row) -> None:
    closing = _date_closing(row)
    row.entries = [
        Entry("reviewed", shift(closing, -20)),
        Entry("completed"),
        Entry("reviewed", closing),
        row.entries[-1],
    ]


# -- colours ---------------------------------------------------------------------------------------------------------


def _show(colour: str, claim: str = "") -> Callable[[Composer, Row], None]:
    """Show a colour beside the agency's word, or beside none."""

    def make(_: Composer, row: Row) -> None:
        row.colour, row.claim = colour, claim

    return make


def _show_when_overdue(colour: str) -> Callable[[Composer, Row], None]:
    def make(composer: Composer, row: Row) -> None:
        _pass_the_target(composer, row)
        row.colour, row.claim = colour, ""

    return make


# -- ownership, wording, evidence ------------------------------------------------------------------------------------


def _name_a_team(composer: Composer, row: Row) -> None:
    row.lead = (row.agency or composer.pick(composer.plan.agencies)).kind.team


def _name_a_team_and_its_manager(composer: Composer, row: Row) -> None:
    _name_a_team(composer, row)
    row.lead = f"Manager, {row.lead}"


def _word_vaguely(composer: Composer, row: Row) -> None:
    row.text = f"{row.text.rstrip('.')}, {composer.pick(composer.words.vague)}."


def _act_vaguely(composer: Composer, row: Row) -> None:
    row.actions = [f"{action.rstrip('.')}, {composer.pick(composer.words.vague)}." for action in row.actions]


def _name_documents_only(composer: Composer, row: Row) -> None:
    row.evidence = [composer.draw_evidence(row.topic.document)]


def _name_documents_and_one_effect(composer: Composer, row: Row) -> None:
    row.evidence = [composer.draw_evidence(row.topic.document), composer.draw_evidence(row.topic.measure)]


# -- meetings --------------------------------------------------------------------------------------------------------


def _misprint_a_meeting(composer: Composer, row: Row) -> None:
    """Misprint the year of a held meeting, so that it is still to come."""
    meetings = composer.plan.meetings[row.part]
    day = composer.pick([day for day in meetings.held if day not in meetings.kept and (day.month, day.day) != (2, 29)])
    later = day
    while later <= composer.plan.as_of or later in meetings.planned:
        later = later.replace(year=later.year + 1)
    row.held = [later if one == day else one for one in meetings.held]


def _lose_a_meeting(composer: Composer, row: Row) -> None:
    meetings = composer.plan.meetings[row.part]
    day = composer.pick([day for day in meetings.held if day not in meetings.kept])
    row.held = [one for one in meetings.held if one != day]


def _print_meetings_otherwise(_: Composer, row: Row) -> None:
    row.other_form = True


EDITS: tuple[Edit, ...] = (
    Edit("no text", "completed", _blank("text"), ("CMP-001",)),
    Edit("a text of two words", "completed", _shorten_text, near=("CMP-001",)),
    Edit("no action", "finalised", _blank("actions"), ("CMP-002",), training=False),
    Edit("no lead", "open", _blank("leads"), ("CMP-002",)),
    Edit("no target", "finalised", _blank("targets"), ("CMP-002",)),
    Edit("no word of the sub-group", "finalised", _blank("scrutiny"), ("CMP-002",)),
    Edit("nobody agreed", "finalised", _blank("agreed_by"), ("CMP-002",), columns=("agreed_by",), part="main"),
    Edit(
        "nobody agreed, on an agency's row",
        "finalised",
        _blank("agreed_by"),
        near=("CMP-002",),
        columns=("agreed_by",),
        part="imr",
    ),
    Edit(
        "text, lead and target lost", "finalised", _blank("text", "leads", "targets"), ("CMP-001", "CMP-002", "DQ-002")
    ),
    Edit("lead, evidence and entries lost", "finalised", _blank("leads", "scrutiny"), ("CMP-002", "DQ-002")),
    Edit(
        "lead and target lost, no third field", "finalised", _blank("leads", "targets"), ("CMP-002",), near=("DQ-002",)
    ),
    Edit("finalised without evidence", "finalised", _drop_evidence, ("EVD-001",)),
    Edit("one item of evidence", "finalised", _keep_one_item, near=("EVD-001",)),
    Edit("not finalised, without evidence", "completed", _drop_evidence, near=("EVD-001",)),
    Edit("closed without a review", "finalised", _close_by_word, ("EVD-002",)),
    Edit("completed without a review", "completed", _close_by_word, ("EVD-002",)),
    Edit("finalised on a receipt alone", "finalised", _close_on_receipt, ("EVD-002", "EVD-008")),
    Edit("one review, undated, of a completed action", "completed", _undate_review, near=("EVD-002", "EVD-003")),
    Edit("finalised on an undated review", "finalised", _undate_review, ("EVD-003",)),
    Edit("two reviews, one of them dated", "finalised", _date_one_review, near=("EVD-003",)),
    Edit("finalised without a day", "finalised", _undate_closing, ("EVD-004",)),
    Edit("completed without a day, then finalised on one", "finalised", _close_in_two_steps, near=("EVD-004",)),
    Edit("closed on an unanswered request", "finalised", _ask_and_close, ("EVD-005",)),
    Edit("request answered after the closing word", "completed", _answer_after_closing, near=("EVD-005", "STS-003")),
    Edit("request not answered in time", "open", _miss_a_request, ("EVD-006",)),
    Edit("request not answered, and made again", "open", _miss_a_request_and_ask_again, ("EVD-006",)),
    Edit("asked for by the as-of day", "open", _ask_by_the_day, near=("EVD-006",)),
    Edit("request answered late", "open", _answer_late, near=("EVD-006",)),
    Edit("planned review did not come", "open", _miss_a_review, ("EVD-007",)),
    Edit("planned review did not come, and finalised", "finalised", _miss_a_review_and_finalise, ("EVD-007",)),
    Edit("review planned for the as-of day", "open", _review_due_on_the_day, near=("EVD-007",)),
    Edit("review later than planned", "finalised", _review_later_than_planned, near=("EVD-007",)),
    Edit("finalised on what was not reviewed", "finalised", _receive_and_close, ("EVD-008",)),
    Edit("received, reviewed and finalised on one day", "finalised", _receive_review_close, near=("EVD-008",)),
    Edit("overdue", "open", _pass_the_target, ("SEQ-001",)),
    Edit("overdue by one day", "open", _pass_the_target_by_a_day, ("SEQ-001",)),
    Edit("due on the as-of day", "open", _be_due_on_the_day, near=("SEQ-001",)),
    Edit("first target passed", "open", _pass_the_first_target, ("SEQ-002",)),
    Edit("first target on the as-of day", "open", _begin_on_the_day, near=("SEQ-002",)),
    Edit("immediate, and open", "open", _want_it_at_once, ("SEQ-003",)),
    Edit("immediate and no day, and open", "open", _want_it_at_once_only, ("SEQ-003", "SMT-001")),
    Edit("immediate, and done", "finalised", _want_it_at_once, near=("SEQ-003",)),
    Edit("completed, target passed", "completed", _pass_the_target_when_completed, ("SEQ-004",)),
    Edit("completed, due on the as-of day", "completed", _be_due_on_the_day, near=("SEQ-004",)),
    Edit("closed late", "finalised", _close_late, ("SEQ-005",)),
    Edit("reviewed late, closed without a day", "finalised", _close_late_without_a_day, ("EVD-004", "SEQ-005")),
    Edit("closed on the day of the target", "finalised", _close_on_the_target, near=("SEQ-005",)),
    Edit("two entries turned round", "open", _turn_two_entries, ("SEQ-006",)),
    Edit("an entry from the future", "open", _enter_from_the_future, ("SEQ-006",)),
    Edit("asked for by a day before", "open", _ask_for_the_past, ("SEQ-006",)),
    Edit("all entries of the as-of day", "open", _enter_all_on_the_day, near=("SEQ-006",)),
    Edit("a day beyond the last target", "open", _extend, ("SEQ-007",)),
    Edit("a day on the last target", "open", _ask_by_the_target, near=("SEQ-007",)),
    Edit("open, reported as completed", "open", _claim("completed"), ("STS-001",)),
    Edit("completed, and reported so", "completed", _claim("completed"), near=("STS-001",)),
    Edit("finalised, reported as ongoing", "finalised", _claim("ongoing"), ("STS-002",)),
    Edit("completed, reported as pending", "completed", _claim("pending"), ("STS-002",)),
    Edit("open, and reported as pending", "open", _claim("pending"), near=("STS-002",)),
    Edit("asked for after the closing word", "open", _ask_after_closing, ("STS-003",)),
    Edit("reviewed after the closing word", "finalised", _review_after_closing, ("STS-003",)),
    Edit("reviewed after the closing word, and closed again", "finalised", _review_and_close_again, near=("STS-003",)),
    Edit(
        "a meeting held in the future",
        "finalised",
        _misprint_a_meeting,
        ("MON-001", "MON-003"),
        columns=("monitoring",),
        meetings=True,
    ),
    Edit("a meeting left out", "completed", _lose_a_meeting, ("MON-003",), columns=("monitoring",), meetings=True),
    Edit(
        "the same meetings in another form of date",
        "open",
        _print_meetings_otherwise,
        near=("MON-003",),
        columns=("monitoring",),
    ),
    Edit("silent for a quarter and a day, or more", "open", _fall_silent, ("MON-004",), promised=True),
    Edit("last heard of a quarter ago", "open", _speak_just_in_time, near=("MON-004",), promised=True),
    Edit("silent, where no reports are promised", "open", _fall_silent, near=("MON-004",), promised=False),
    Edit("led by a team", "finalised", _name_a_team, ("OWN-001",)),
    Edit("led by a team's manager", "finalised", _name_a_team_and_its_manager, near=("OWN-001",)),
    Edit("ongoing, no day", "open", _want_it_always, ("SMT-001",)),
    Edit("a day to begin, none to end", "finalised", _name_a_start_only, ("SMT-001",)),
    Edit("ongoing, and a day", "open", _want_it_always_and_by_a_day, near=("SMT-001",)),
    Edit("vague text", "completed", _word_vaguely, ("SMT-002",)),
    Edit("vague action, exact text", "completed", _act_vaguely, near=("SMT-002",)),
    Edit("finalised on a document", "finalised", _name_documents_only, ("SMT-003",), training=False),
    Edit("finalised on a document and one effect", "finalised", _name_documents_and_one_effect, near=("SMT-003",)),
    Edit("training on paper", "open", _name_documents_only, ("SMT-004",), training=True),
    Edit("training on paper, finalised", "finalised", _name_documents_only, ("SMT-003", "SMT-004"), training=True),
    Edit("training with one number", "completed", _name_documents_and_one_effect, near=("SMT-004",), training=True),
    Edit("a target of no calendar, beside one", "finalised", _misprint_a_target, ("DQ-001",)),
    Edit("a target of no calendar", "finalised", _misprint_the_target, ("DQ-001", "SMT-001")),
    Edit("an entry of no calendar", "finalised", _misprint_an_entry, ("DQ-001",)),
    Edit("overdue, shown green", "open", _show_when_overdue("Green"), ("CLR-001", "SEQ-001"), columns=("rag",)),
    Edit("overdue, shown red", "open", _show_when_overdue("Red"), ("SEQ-001",), near=("CLR-001",), columns=("rag",)),
    Edit("finalised, shown red", "finalised", _show("Red"), ("CLR-001",), columns=("rag",)),
    Edit("open, shown black", "open", _show("Black"), ("CLR-001",), near=("CLR-003",), columns=("rag",)),
    Edit(
        "reported as ongoing, shown black", "open", _show("Black", "ongoing"), ("CLR-001", "CLR-003"), columns=("rag",)
    ),
    Edit(
        "reported as completed, shown green",
        "completed",
        _show("Green", "completed"),
        ("CLR-001", "CLR-003"),
        columns=("rag",),
    ),
    Edit(
        "reported as ongoing, shown green",
        "open",
        _show("Green", "ongoing"),
        near=("CLR-002", "CLR-003"),
        columns=("rag",),
    ),
    Edit("in a colour outside the key", "open", _show("Amber", "ongoing"), ("CLR-002",), columns=("rag",)),
    Edit("29 February of a leap year", "finalised", _name_a_leap_day, near=("DQ-001",)),
)
