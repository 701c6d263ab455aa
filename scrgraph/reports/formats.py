"""The formats of a report: each is made by a module of its own, which is imported where it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrgraph.reports.report import Report

Paint = Callable[[str, str], str]


def leave_plain(text: str, _: str) -> str:
    """Give a text as it is, where there is no colour."""
    return text


@dataclass(frozen=True, slots=True)
class Looks:
    """How a report for people looks: characters a line, whether every row is named, and what colours a text."""

    width: int = 100
    unfold: bool = False
    paint: Paint = leave_plain


# Each module has ``render(report, looks)``, which gives the text or the bytes of the report.
_MODULES: Mapping[str, str] = MappingProxyType(
    {
        "text": "scrgraph.reports.text",
        "html": "scrgraph.reports.as_html",
        "json": "scrgraph.reports.as_json",
        "sarif": "scrgraph.reports.as_sarif",
        "junit": "scrgraph.reports.as_junit",
        "github": "scrgraph.reports.as_github",
        "markdown": "scrgraph.reports.as_markdown",
        "earl": "scrgraph.reports.as_earl",
        "csv": "scrgraph.reports.as_csv",
        "xlsx": "scrgraph.reports.as_xlsx",
        "turtle": "scrgraph.reports.as_turtle",
    }
)
FORMATS = tuple(_MODULES)


def render_report(form: str, report: "Report", looks: Looks) -> str | bytes:
    """Make a report in one of ``FORMATS``."""
    made: str | bytes = import_module(_MODULES[form]).render(report, looks)
    return made
