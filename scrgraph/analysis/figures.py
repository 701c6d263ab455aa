"""The figures that are drawn of the answers to questions: those under ``queries/figures/``."""

from collections.abc import Sequence

from scrgraph.analysis.questions import Question, load_questions
from scrgraph.errors import BadUsage

TOPIC = "figures"


def list_figures() -> tuple[Question, ...]:
    """Give the questions of which figures are drawn."""
    return tuple(question for question in load_questions() if question.topic == TOPIC)


def find_figure(name: str, others: Sequence[str] = ()) -> Question:
    """Find the question of a figure by its name; ``others`` are figures that are made otherwise.

    Raises:
        BadUsage: where there is none, with those that there are.
    """
    figures = {question.name: question for question in list_figures()}
    if name not in figures:
        known = ", ".join(sorted([*figures, *others]))
        raise BadUsage(f"There is no figure '{name}'.", remedy=f"There are: {known}.")
    return figures[name]
