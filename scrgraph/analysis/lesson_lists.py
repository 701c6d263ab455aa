"""Lists the lessons that stand in facts, each with its rows side by side and what became of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from scrgraph import namespaces
from scrgraph.analysis.lessons import SAME_WORDS
from scrgraph.graph.citations import Citation
from scrgraph.graph.lookups import find_node, read_date, read_words, term
from scrgraph.graph.quads import FactGraph

_LABEL, _IDENTIFIER = namespaces.RDFS + "label", namespaces.DCTERMS + "identifier"
_NEVER = dt.date.max


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A row that asks for what others ask for, with what became of it.

    ``outcome`` is none where it is not known; ``finalised`` is the day on which the row was, where one is given;
    ``due`` its last deadline; ``last`` the day of its last dated entry. ``came_back_after`` and ``promised_earlier``
    name other rows of the lesson by their nodes.
    """

    node: str
    plan: str
    commenced: dt.date | None
    key: str
    name: str
    agency: str | None
    text: str
    outcome: str | None
    finalised: dt.date | None
    due: dt.date | None
    last: dt.date | None
    likeness: float
    position: int
    cells: tuple[Citation, ...]
    came_back_after: str | None = None
    promised_earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson with its rows, those of the plan that commenced first before the others."""

    id: str
    likeness: float
    same_words: bool
    rows: tuple[LessonRow, ...]

    @property
    def plans(self) -> tuple[str, ...]:
        """The ids of the plans in which it stands, in the order of its rows."""
        return tuple(dict.fromkeys(row.plan for row in self.rows))

    @property
    def agencies(self) -> tuple[str, ...]:
        """The names of the agencies whose own reviews ask for it, sorted."""
        return tuple(sorted({row.agency for row in self.rows if row.agency}))

    def find(self, node: str) -> LessonRow:
        """Find a row of it by its node."""
        return next(row for row in self.rows if row.node == node)


def list_lessons(facts: FactGraph, cite: Callable[[str], tuple[Citation, ...]]) -> tuple[Lesson, ...]:
    """Give the lessons that stand in some facts, those of most plans first, then those of most rows.

    ``cite`` gives the places of a row, by its node.
    """
    store = facts.quads
    rows: defaultdict[str, list[LessonRow]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, term("ofLesson"), None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            rows[quad.object.value].append(_read_lesson_row(store, quad.subject, cite(quad.subject.value)))
    found = []
    for name, members in rows.items():
        node = ox.NamedNode(name)
        found.append(
            Lesson(
                read_words(store, node, _IDENTIFIER) or name,
                float(read_words(store, node, "likeness") or 0),
                read_words(store, node, "sharedWording") == SAME_WORDS,
                tuple(sorted(members, key=lambda row: (row.commenced or _NEVER, row.plan, row.position, row.key))),
            )
        )
    return tuple(sorted(found, key=lambda lesson: (-len(lesson.plans), -len(lesson.rows), lesson.id)))


def _read_lesson_row(store: ox.Store, row: ox.NamedNode, cells: tuple[Citation, ...]) -> LessonRow:
    plan = next(quad.subject for quad in store.quads_for_pattern(None, term("hasRecommendation"), row, None))
    assert isinstance(plan, ox.NamedNode)  # as plans are named
    agency, event = find_node(store, row, "responsibleAgency"), find_node(store, row, "outcomeEvent")
    target, outcome = find_node(store, row, "lastDeadline"), read_words(store, row, "outcome")
    back, earlier = find_node(store, row, "cameBackAfter"), find_node(store, row, "promisedEarlierIn")
    return LessonRow(
        row.value,
        read_words(store, plan, _IDENTIFIER) or plan.value,
        read_date(store, plan, "commenced"),
        read_words(store, row, _IDENTIFIER) or row.value,
        read_words(store, row, _LABEL) or row.value,
        read_words(store, agency, _LABEL) if agency else None,
        read_words(store, row, "statement") or "",
        outcome,
        read_date(store, event, "onDate") if event and outcome == "finalised" else None,
        read_date(store, target, "onDate") if target else None,
        _read_last_day(store, row),
        float(read_words(store, row, "likeness") or 0),
        int(read_words(store, row, "position") or 0),
        cells,
        back.value if back else None,
        earlier.value if earlier else None,
    )


def _read_last_day(store: ox.Store, row: ox.NamedNode) -> dt.date | None:
    """Give the day of the last dated entry on a row."""
    events = (quad.object for quad in store.quads_for_pattern(row, term("hasEvent"), None, None))
    days = (read_date(store, event, "onDate") for event in events if isinstance(event, ox.NamedNode))
    return max((day for day in days if day is not None), default=None)
