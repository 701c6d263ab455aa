"""Gives the lessons that come back in a corpus: rows of one or several plans that ask for the same thing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scrgraph.synthetic.across import Known
from scrgraph.synthetic.demands import Told

Likeness: TypeAlias = Literal["same words", "other words"]
_NEAR = "-near-"


@dataclass(frozen=True)
class Place:
    """A row that asks for something; rows of a lesson with the same ``wording`` say it in the same words.

    ``told`` is what is known of the row.
    """

    plan: str
    wording: int
    told: Told


@dataclass(frozen=True)
class Lesson:
    """Rows that ask for the same thing, all in the same words, or in several wordings."""

    id: str
    wording: Likeness
    rows: tuple[Place, ...]


@dataclass(frozen=True)
class NearLesson:
    """Rows that share many words with a lesson, and ask for something else."""

    id: str
    lesson: str
    rows: tuple[Place, ...]


def find_lessons(plans: Iterable[Known]) -> tuple[list[Lesson], list[NearLesson]]:
    """Give what two rows or more ask for, and the rows that only sound like a lesson.

    Rows that only sound like a lesson, and ask for the same thing among themselves, are a lesson of their own, too.
    """
    said: defaultdict[str, list[tuple[str, Told]]] = defaultdict(list)
    for plan in plans:
        for told in plan.told:
            said[told.demand].append((plan.id, told))
    places = {demand: _number_wordings(rows) for demand, rows in sorted(said.items())}
    lessons = [
        Lesson(demand, "same words" if len({row.wording for row in rows}) == 1 else "other words", rows)
        for demand, rows in places.items()
        if len(rows) > 1
    ]
    repeated = {lesson.id for lesson in lessons}
    near = [
        NearLesson(demand, demand.partition(_NEAR)[0], rows)
        for demand, rows in places.items()
        if _NEAR in demand and demand.partition(_NEAR)[0] in repeated
    ]
    return lessons, near


def _number_wordings(rows: list[tuple[str, Told]]) -> tuple[Place, ...]:
    """Number the wordings of some rows in the order in which they come."""
    numbers: dict[str, int] = {}
    return tuple(Place(plan, numbers.setdefault(told.text, len(numbers) + 1), told) for plan, told in rows)
