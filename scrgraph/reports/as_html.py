"""Renders audits as one HTML file that needs nothing else: for the screen without scripts, and for paper (A4).

HTML Living Standard, with the Content Security Policy (Level 3) that lets it load nothing from anywhere; headings,
tables, links and the drawing are made so that WCAG 2.2, level AA, can be met.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from scrgraph.reports.chair import describe_rows, shorten
from scrgraph.reports.formats import Looks
from scrgraph.reports.layout import count, write_day, write_days, write_short_day
from scrgraph.reports.page import order_across, order_plans
from scrgraph.reports.places import name_place
from scrgraph.reports.report import Report
from scrgraph.reports.status import name_outcome
from scrgraph.reports.timeline import draw_shape
from scrgraph.resources import templates_folder

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE = "report.html"

# What has no place in a page: control codes, what turns the direction of the text or is no character at all. In its
# place stands a mark that can be seen.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - a page has one look
    """Render audits as an HTML page: one plan, or an overview, each plan, and what rules find across them."""
    environment = make_environment()
    return environment.get_template(_TEMPLATE).render(
        report=report, plans=order_plans(report), across=order_across(report)
    )


@cache
def make_environment() -> "Environment":
    """Make the environment of the templates: all that is put into them is escaped, and none of it may be missing."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates_folder(), encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    environment.filters |= {
        "count": count,
        "css_text": write_css_text,
        "day": write_day,
        "days": write_days,
        "outcome": name_outcome,
        "place": name_place,
        "short_day": write_short_day,
        "shorten": shorten,
    }
    environment.globals |= {"describe_rows": describe_rows, "draw_shape": draw_shape}
    return environment


def _clean(value: object) -> object:
    """Give what is put into a template without characters that are unfit for a page; markup is clean already."""
    if hasattr(value, "__html__") or isinstance(value, int | float):
        return value
    return clean_text(str(value))


def clean_text(text: str) -> str:
    """Put a mark that can be seen in the place of each character that is unfit for a page."""
    return _UNFIT.sub("\ufffd", text)


def write_css_text(text: str) -> str:
    """Write a text as the inside of a string in a style sheet; nothing in it can end the string, or the sheet."""
    plain = " ".join(clean_text(text).split())
    return "".join(
        char if char.isascii() and (char.isalnum() or char in " ,.:-") else f"\\{ord(char):06x}" for char in plain
    )
