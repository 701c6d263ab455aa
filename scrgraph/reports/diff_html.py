"""Renders what has changed between versions of plans as one HTML file that needs nothing else, for screen and paper.

HTML Living Standard, without scripts, with the Content Security Policy of the report on an audit; words that are gone
or have come are marked by ``del`` and ``ins``, which are told apart by more than colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scrgraph import __version__
from scrgraph.facts.change import LEVELS
from scrgraph.facts.changes import Differences
from scrgraph.reports.as_html import make_environment
from scrgraph.reports.diff_words import LEVEL_NAMES, Compared, Told, group_told, tell_changes, tell_lineage

_TEMPLATE = "diff.html"


@dataclass(frozen=True, slots=True)
class _Section:
    """The changes of one level, those that are the same in several rows together."""

    name: str
    anchor: str
    number: int
    groups: list[list[Told]]


@dataclass(frozen=True, slots=True)
class _Page:
    """What is shown of one plan."""

    name: str
    anchor: str
    found: Differences
    lineage: tuple[str, ...]
    sections: tuple[_Section, ...]


def render_page(compared: Sequence[Compared]) -> str:
    """Render the changes of plans as an HTML page."""
    pages = [_order(one, f"p{number}-") for number, one in enumerate(compared, 1)]
    return make_environment().get_template(_TEMPLATE).render(pages=pages, version=__version__)


def _order(compared: Compared, prefix: str) -> _Page:
    found = compared.differences
    told = list(tell_changes(compared))
    sections = []
    for level in LEVELS:
        of_level = [one for one in told if one.change.level == level]
        sections.append(_Section(LEVEL_NAMES[level], f"{prefix}{level}", len(of_level), group_told(of_level)))
    old, new = found.old.plan, found.new.plan
    name = new if old == new else f"{old} and {new}"
    return _Page(name, f"{prefix}plan", found, tuple(tell_lineage(found)), tuple(sections))
