"""Knows again what scrgraph itself has written into a Word or Excel document, so that nobody reads it as the plan's.

These are the findings that ``annotate`` adds at the end or on a sheet of its own, and the guidance of a template. They
are known by the words of their titles, which every office program keeps, as none does all marks. Of the comments and
notes ``is_own_note`` tells. A reader of Word documents passes over the blocks that ``list_own_blocks`` gives, one
of workbooks over the sheets whose first cell ``is_own_sheet`` tells.
"""

import datetime as dt
import re
from typing import Any

AUTHOR = "scrgraph"
FINDINGS_END = "End of the findings of scrgraph."
GUIDANCE_END = "End of the guidance of scrgraph."

SIGNED = ", by scrgraph."  # how each comment and note ends, since some programs drop the names of authors

_FINDINGS = re.compile(r"Findings of scrgraph in plan (?P<plan>.+), as of \d{1,2} [A-Z][a-z]+ \d{4}")
_GUIDANCE = "Guidance of scrgraph: "
_MONTHS = "January February March April May June July August September October November December".split()
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def write_findings_title(plan: str, day: dt.date) -> str:
    """Write the title of the findings in a plan, by which they and the plan's id are known again."""
    return f"Findings of scrgraph in plan {plan}, as of {day.day} {_MONTHS[day.month - 1]} {day.year}"


def read_findings_title(text: str) -> str | None:
    """Give the plan's id in a title that ``write_findings_title`` wrote; ``None`` where it is no such title."""
    found = _FINDINGS.fullmatch(" ".join(text.split()))
    return None if found is None else found["plan"]


def write_guidance_title(about: str) -> str:
    """Write the title of the guidance of a template, by which it is known again."""
    return _GUIDANCE + about


def is_own_sheet(first_cell: object) -> bool:
    """Tell by the value of its first cell (A1) whether a sheet is ours: findings, or the guidance of a template."""
    return isinstance(first_cell, str) and _find_end(first_cell) is not None


def is_own_note(author: str | None, text: str) -> bool:
    """Tell whether a comment or a note is ours, by its author, or where that is lost by its last words."""
    return author == AUTHOR or " ".join(text.split()).endswith(SIGNED)


def list_own_blocks(body: Any, *, findings_only: bool = False) -> list[Any]:
    """Give the blocks of a Word document's body (lxml elements) that are ours: from a title to the words of its end.

    Where the end is gone, what is ours ends with the table after the title.
    """
    own: list[Any] = []
    opened: list[Any] = []
    end = ""
    for block in body:
        words = _read_paragraph(block)
        if not opened and words and (found := _find_end(words)) and not (findings_only and found != FINDINGS_END):
            opened, end = [block], found
        elif opened and block.tag in (f"{_W}p", f"{_W}tbl", f"{_W}sdt"):
            opened.append(block)
            if words == end:
                own += opened
                opened = []
    if opened:
        tables = [place for place, block in enumerate(opened) if block.tag == f"{_W}tbl"]
        own += opened[: tables[0] + 1 if tables else 1]
    return own


def _find_end(title: str) -> str | None:
    """Give the words that end what stands under a title of ours; ``None`` for another title."""
    if title.startswith(_GUIDANCE):
        return GUIDANCE_END
    return FINDINGS_END if read_findings_title(title) is not None else None


def _read_paragraph(block: Any) -> str:
    return " ".join("".join(block.itertext(f"{_W}t")).split()) if block.tag == f"{_W}p" else ""
