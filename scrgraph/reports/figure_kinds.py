"""Makes the figure of a question, by the kind of chart that its header names."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from scrgraph.analysis.answers import Answer, FactBase
from scrgraph.analysis.closings import find_lessons, read_actions, time_closures, time_returns
from scrgraph.analysis.crosstab import COLUMNS, build_crosstab
from scrgraph.analysis.figures import find_figure
from scrgraph.analysis.questions import Question
from scrgraph.errors import BadUsage
from scrgraph.reports.closing_figures import make_closure_figure, make_recurrence_figure
from scrgraph.reports.figures import Figure
from scrgraph.reports.heat_map import make_heat_map

_Make: TypeAlias = Callable[[Question, FactBase, Sequence[str], dt.date], Figure]
_EPOCH = dt.date(1970, 1, 1)
_ENTRIES = "time-to-closure"


def make_figure(question: Question, facts: FactBase, plans: Sequence[str], as_of: dt.date) -> Figure:
    """Make the figure of a question asked of facts; ``plans`` are the ids of the plans that they are of.

    Raises:
        BadUsage: where the question names no kind of chart, or gives other columns than its kind needs.
    """
    if question.chart not in _KINDS:
        raise BadUsage(
            f"The question {question.name} names no chart that can be drawn.",
            remedy=f"Its header must say '#+ chart:' and one of {', '.join(sorted(_KINDS))}.",
        )
    return _KINDS[question.chart](question, facts, sorted(plans), as_of)


def _ask(question: Question, facts: FactBase, columns: Sequence[str]) -> Answer:
    answer = facts.ask(question)
    if answer.columns != tuple(columns):
        raise BadUsage(
            f"The question {question.name} is none of a chart of the kind {question.chart}.",
            remedy=f"It must select {' '.join(f'?{column}' for column in columns)}.",
        )
    return answer


def _heat_map(question: Question, facts: FactBase, plans: Sequence[str], as_of: dt.date) -> Figure:
    return make_heat_map(question, build_crosstab(_ask(question, facts, COLUMNS)), plans, as_of)


def _closures(question: Question, facts: FactBase, plans: Sequence[str], as_of: dt.date) -> Figure:
    day = (as_of - _EPOCH).days
    actions = read_actions(_ask(question, facts, _ACTION_COLUMNS), day)
    return make_closure_figure(question, time_closures(actions, day), plans, as_of)


def _recurrence(question: Question, facts: FactBase, plans: Sequence[str], as_of: dt.date) -> Figure:
    day = (as_of - _EPOCH).days
    actions = read_actions(_ask(find_figure(_ENTRIES), facts, _ACTION_COLUMNS), day)
    lessons = find_lessons(_ask(question, facts, _LESSON_COLUMNS), actions, day)
    return make_recurrence_figure(question, time_returns(lessons, day), plans, as_of)


_ACTION_COLUMNS = (
    "plan", "row", "name", "agency", "outcome", "commencedDay", "dueDay", "position", "kind", "day"
)  # fmt: skip
_LESSON_COLUMNS = (
    "plan", "commencedDay", "row", "agency", "agencyName", "theme", "themeName", "outcome"
)  # fmt: skip
_KINDS: Mapping[str, _Make] = {"heat-map": _heat_map, "closures": _closures, "recurrence": _recurrence}
