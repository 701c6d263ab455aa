"""Knows again what scrgraph itself has written into a Word or Excel document, so that nobody reads it as the plan's.

These are the findings that ``annotate`` adds at the end or on a sheet of its own, and the guidance of a template. The
comments and notes it adds bear ``AUTHOR`` as their author. A reader of Word documents passes over the blocks of the
body that ``is_own_block`` tells, one of workbooks the sheets whose first cell ``is_own_sheet`` tells.
"""

import datetime as dt
import re
from typing import Any

AUTHOR = "scrgraph"
FINDINGS = "scrgraph-findings"  # the tags of content controls that hold what is ours
GUIDANCE = "scrgraph-guidance"

_TITLE = re.compile(r"Findings of scrgraph in plan (?P<plan>.+), as of \d{1,2} [A-Z][a-z]+ \d{4}")
_GUIDANCE_TITLE = "Guidance of scrgraph:"  # how the first cell of a sheet of guidance begins
_MONTHS = "January February March April May June July August September October November December".split()
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def write_findings_title(plan: str, day: dt.date) -> str:
    """Write the title of the findings in a plan, by which they and the plan's id are known again."""
    return f"Findings of scrgraph in plan {plan}, as of {day.day} {_MONTHS[day.month - 1]} {day.year}"


def read_findings_title(text: str) -> str | None:
    """Give the plan's id in a title that ``write_findings_title`` wrote; ``None`` where it is no such title."""
    found = _TITLE.fullmatch(" ".join(text.split()))
    return None if found is None else found["plan"]


def write_guidance_title(about: str) -> str:
    """Write the first cell of a sheet of guidance, by which the sheet is known again."""
    return f"{_GUIDANCE_TITLE} {about}"


def is_own_sheet(first_cell: object) -> bool:
    """Tell by the value of its first cell (A1) whether a sheet is ours: findings, or the guidance of a template."""
    if not isinstance(first_cell, str):
        return False
    return first_cell.startswith(_GUIDANCE_TITLE) or read_findings_title(first_cell) is not None


def is_own_block(block: Any) -> bool:
    """Tell whether a block of a Word document's body (an lxml element) is ours: a content control with our tag.

    Some programs drop the control and keep what it holds; then a table of ours is known by its description, and the
    title above it by its words.
    """
    if block.tag == f"{_W}sdt":
        tag = block.find(f"{_W}sdtPr/{_W}tag")
        return tag is not None and tag.get(f"{_W}val") in (FINDINGS, GUIDANCE)
    if block.tag == f"{_W}tbl":
        caption = block.find(f"{_W}tblPr/{_W}tblCaption")
        return caption is not None and is_own_sheet(caption.get(f"{_W}val"))
    if block.tag == f"{_W}p":
        return read_findings_title("".join(block.itertext(f"{_W}t"))) is not None
    return False
