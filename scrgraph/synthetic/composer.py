"""Composes sound rows: no exact rule has anything against one, whatever stands in the rest of its plan.

A sound row is finalised, completed or open. Each has its text, actions, lead, targets, evidence that shows effect and
entries in the order of their days; what else holds of it is said where it is composed.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import TypeVar

from scrgraph.synthetic.days import draw_day, draw_days, shift
from scrgraph.synthetic.draft import Agency, Entry, Part, Plan, Row, State, Target
from scrgraph.synthetic.words import Topic, Words

_One = TypeVar("_One")

_RECENT = 85  # days before the as-of day in which an open row has an entry: fewer than a quarter
_AHEAD = 400  # days within which a target lies ahead
_START = 60  # days after the plan's first day before which nothing is closed
_TRIES = 200
LONG_ITEM = 6  # words from which on an item of evidence that stands on two rows is a copy


class Composer:
    """Composes the rows of one plan, with a stream of chance of its own."""

    def __init__(self, plan: Plan, chance: random.Random, words: Words) -> None:
        self.plan, self.chance, self.words = plan, chance, words
        self.taken: set[str] = set()

    def pick(self, choices: Sequence[_One]) -> _One:
        """Pick one of some choices."""
        return choices[self.chance.randrange(len(choices))]

    def happens(self, share: float) -> bool:
        """Tell whether something happens that happens in such a share of cases."""
        return self.chance.random() < share

    # -- rows --------------------------------------------------------------------------------------------------------

    def compose(self, part: Part, number: int, agency: Agency | None, topic: Topic, state: State) -> Row:
        """Compose a sound row."""
        row = Row(part, number, agency, topic, state)
        self.write(row)
        {"finalised": self.finalise, "completed": self.complete, "open": self.leave_open}[state](row)
        return row

    def recompose(self, row: Row, topic: Topic, state: State) -> None:
        """Compose a row anew, in its place, on another topic or in another state."""
        fresh = self.compose(row.part, row.number, row.agency, topic, state)
        for one in fields(fresh):
            setattr(row, one.name, getattr(fresh, one.name))

    def write(self, row: Row) -> None:
        """Write all of a row but what depends on its state."""
        topic, agency = row.topic, row.agency
        who = self.pick(agency.kind.staff) if agency else self.pick(["The Board", "All agencies", "Each agency"])
        row.text = self.draw_text(row, who)
        row.actions = [self.fill([words]) for words in self.chance.sample(topic.act, self.chance.randint(1, 2))]
        self.lead(row)
        row.evidence = [self.draw_evidence(topic.measure)]
        if self.happens(0.6):
            row.evidence.insert(self.chance.randint(0, 1), self.draw_evidence(topic.document))
        row.progress = [self.fill([words]) for words in topic.progress[: self.chance.randint(1, len(topic.progress))]]
        row.themes = (topic.theme, *(theme for theme in topic.also if self.happens(0.4)))

    def draw_text(self, row: Row, who: str) -> str:
        """Draw the recommendation, which asks something of somebody."""
        topic = row.topic
        return self.draw_new(lambda: f"{who} should {self.fill(topic.do)}, so that {self.fill(topic.aim)}.")

    def settle(self, row: Row) -> None:
        """Mend what an edit of the row has undone; here nothing is."""

    def lead(self, row: Row) -> None:
        """Name who leads the row, and who agreed it."""
        owner = row.agency or self.pick(self.plan.agencies)
        row.lead = self.pick(owner.kind.posts)
        row.agreed = self.plan.kind.chair if row.agency is None else owner.kind.posts[0]

    def finalise(self, row: Row) -> None:
        """Enter a dated review, then a dated finalisation by the last target."""
        row.state, row.claim = "finalised", "completed" if self.happens(0.8) else ""
        closed = draw_day(self.chance, shift(self.plan.commenced, _START), self.plan.as_of)
        self._close(row, closed, Entry("finalised", closed))
        row.targets = self.aim(shift(closed, self.chance.randint(1, 240)))

    def complete(self, row: Row) -> None:
        """Enter a dated review, then that the action is completed; its last target is still to come."""
        row.state, row.claim = "completed", "completed" if self.happens(0.8) else ""
        closed = draw_day(self.chance, shift(self.plan.commenced, _START), self.plan.as_of)
        self._close(row, closed, Entry("completed", closed if self.happens(0.5) else None))
        row.targets = self.aim(shift(self.plan.as_of, self.chance.randint(1, _AHEAD)))

    def _close(self, row: Row, closed: dt.date, closing: Entry) -> None:
        item = row.topic.item
        reviewed = shift(closed, -self.chance.choice([0, 0, 3, 7, 14]))
        asked, due, came = draw_days(self.chance, 3, shift(reviewed, -45), shift(reviewed, -1))
        before: list[Entry] = self.pick(
            [
                [],
                [Entry("report", came, spare=True)],
                [Entry("reviewed", asked), Entry("requested", asked, due, item), Entry("received", came, item=item)],
                [Entry("requested", None, due, item), Entry("received", came, item=item)],
                [Entry("reviewed", asked), Entry("to-review", None, reviewed, item)],
            ]
        )
        row.entries = [*before, Entry("reviewed", reviewed), closing]

    def leave_open(self, row: Row) -> None:
        """Enter a review of the last quarter; what is asked for, and all targets, are still to come."""
        row.state, row.claim = "open", self.pick(["", "ongoing", "ongoing", "pending"])
        last = shift(self.plan.as_of, self.chance.randint(20, _AHEAD))
        row.targets = [Target(last)]
        if self.happens(0.25):
            row.targets.insert(0, Target(draw_day(self.chance, shift(self.plan.as_of, 1), shift(last, -1))))
        self.enter_recent(row, last)

    def enter_recent(self, row: Row, last: dt.date | None = None) -> None:
        """Enter what leaves a row open, the newest of the last quarter; a day that is set lies before its last target.

        Without ``last`` no day is set.
        """
        as_of, item = self.plan.as_of, row.topic.item
        seen, now = draw_days(self.chance, 2, shift(as_of, -_RECENT), as_of)
        ends = [[Entry("pending")], [Entry("report", now), Entry("pending")]]
        if last is not None:
            due = draw_day(self.chance, shift(as_of, 1), last)
            ends += [[Entry("requested", now, due, item)], [Entry("to-review", None, due, item)]]
        row.entries = [Entry("reviewed", seen), *self.pick(ends)]
        if self.happens(0.4):
            row.entries.insert(0, Entry("reviewed", shift(seen, -self.chance.randint(20, 40))))

    def aim(self, last: dt.date) -> list[Target]:
        """Give one target, or two, for a row that is closed: of an earlier one no rule asks anything."""
        if self.happens(0.3):
            return [Target(shift(last, -self.chance.randint(10, 120))), Target(last)]
        return [Target(last)]

    # -- words -------------------------------------------------------------------------------------------------------

    def fill(self, forms: Sequence[str]) -> str:
        """Pick a wording and fill in what it leaves open."""
        number = self.chance.randint(21, 240)
        slots = {name: self.pick(choices) for name, choices in self.words.slots.items()}
        people = self.words.people[self.plan.kind.about]
        part = self.chance.randint(number * 3 // 5, number - 1)
        return self.pick(forms).format(n=number, part=part, **slots, **people)

    def draw_evidence(self, forms: Sequence[str]) -> str:
        """Draw an item of evidence; a long one, by which a copy can be told, stands on no other row."""
        item = self.fill(forms)
        return self.draw_new(lambda: self.fill(forms)) if len(item.split()) >= LONG_ITEM else item

    def draw_new(self, draw: Callable[[], str]) -> str:
        """Draw a text until it is one that the plan does not have yet."""
        for _ in range(_TRIES):
            text = draw()
            if text.lower() not in self.taken:
                break
        else:
            # Of the few wordings left none is new: the county makes one so.
            text = f"{draw().rstrip('.')} across {self.plan.county}, line {len(self.taken)}"
        self.taken.add(text.lower())
        return text
