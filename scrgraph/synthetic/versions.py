"""Gives the earlier versions of a plan: what it stated months before, without what has come since.

The newest version is the plan as it was composed. Looking back, entries of later days fall away, a target that has been
moved stands on its earlier day, and a row that was added is not there yet. Nothing is judged here: what an earlier
version states is known from what was taken from it.
"""

import copy
import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scrgraph.synthetic.days import shift
from scrgraph.synthetic.draft import Entry, Plan, Row, Target

_SHARES = (0.5, 0.3, 0.2)  # of the plans with one version, with two, with three
_LEAST = 90  # days between two versions
_MOVED = 0.25  # of the rows with one target have it moved by each version
_ADDED = 3  # rows at most that a version adds


@dataclass(frozen=True)
class Gained:
    """What a version has that the one before it had not: entries, moved targets and added rows, by the keys of rows."""

    entries: tuple[tuple[str, int], ...] = ()
    moved: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One version of a plan, as of a day, and what it has that the one before it did not have."""

    number: int
    plan: Plan
    as_of: dt.date
    gained: Gained


def draw_versions(plan: Plan, seed: int, number: int) -> list[Version]:
    """Draw the versions of plan ``number`` of a corpus, the oldest first; the plan itself is the newest."""
    chance = random.Random(f"scrgraph synthetic versions {seed}/{number}")
    wanted = chance.choices((1, 2, 3), _SHARES)[0]
    span = (plan.as_of - plan.commenced).days
    wanted = min(wanted, span // _LEAST)
    now, day = plan, plan.as_of
    gains: list[tuple[Plan, dt.date, Gained]] = []
    for left in range(wanted - 1, 0, -1):
        before_day = shift(plan.commenced, span * left // wanted)
        before, gained = _look_back(now, before_day, chance)
        gains.append((now, day, gained))
        now, day = before, before_day
    gains.append((now, day, Gained()))
    return [Version(number, *one) for number, one in enumerate(reversed(gains), 1)]


def _look_back(plan: Plan, day: dt.date, chance: random.Random) -> tuple[Plan, Gained]:
    """Give what a plan stated on an earlier day, and what it has gained since."""
    before = copy.copy(plan)
    added = _choose_added(plan, chance)
    before.rows = [copy.deepcopy(row) for row in plan.rows if row.key not in added]
    before.meetings = {
        part: replace(
            meetings,
            held=tuple(held for held in meetings.held if held <= day),
            planned=tuple(sorted({*(held for held in meetings.held if held > day), *meetings.planned})),
        )
        for part, meetings in plan.meetings.items()
    }
    entries, moved = [], []
    for row in before.rows:
        row.held = None if row.held is None else [held for held in row.held if held <= day]
        kept = list(_keep_entries(row.entries, day))
        if len(kept) < len(row.entries):
            entries.append((row.key, len(row.entries) - len(kept)))
            row.entries, row.claim, row.colour = kept, "", ""
            row.progress = row.progress[:1]
            if not any(entry.kind == row.state for entry in kept):
                row.state = "open"
        if _move_target(row, plan, chance):
            moved.append(row.key)
    return before, Gained(tuple(entries), tuple(moved), added)


def _keep_entries(entries: Iterable[Entry], day: dt.date) -> Iterable[Entry]:
    """Keep the entries up to the first that bears a later day; one without a day goes with the next that has one."""
    waiting: list[Entry] = []
    for entry in entries:
        if entry.day is not None and entry.day > day:
            return
        waiting.append(entry)
        if entry.day is not None:
            yield from waiting
            waiting = []


def _choose_added(plan: Plan, chance: random.Random) -> tuple[str, ...]:
    """Choose rows that are not there yet: the last of a group of several, so that no number changes."""
    groups: dict[str, list[Row]] = {}
    for row in plan.rows:
        groups.setdefault(row.key.rpartition("/")[0], []).append(row)
    last = [rows[-1].key for rows in groups.values() if len(rows) > 1]
    return tuple(sorted(chance.sample(last, min(len(last), chance.randint(1, _ADDED)))))


def _move_target(row: Row, plan: Plan, chance: random.Random) -> bool:
    """Give a row the target that it had before it was moved: an earlier day, after the plan began."""
    if "targets" in row.blank or len(row.targets) != 1 or chance.random() >= _MOVED:
        return False
    day = row.targets[0].day
    if day is None or day <= shift(plan.commenced, 60):
        return False
    row.targets = [Target(max(shift(plan.commenced, 30), shift(day, -chance.randint(14, 120))))]
    return True
