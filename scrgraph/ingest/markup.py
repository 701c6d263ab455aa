"""Takes the marks of a text export off a cell: what is left are its paragraphs.

The export keeps a few HTML marks (``<p>``, ``<ul>``, ``<ol>``) and entities; everything else is text.
"""

import html
import re

_BREAK = re.compile(r"</?(?:p|div|ol|ul|li|br)\b[^<>]*>", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|sup|sub|font|a|small)\b[^<>]*>", re.IGNORECASE)
# Only closed entities: "Q&A" and "R&D" are printed words, and "&copy" without its semicolon may be one too.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_RULE = re.compile(r"[-\u2010-\u2015_=]{2,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def collapse(text: str) -> str:
    """Give the text with every run of white space as one blank and none at its ends."""
    return " ".join(text.split())


def read_paragraphs(raw: str) -> tuple[str, ...]:
    """Give the paragraphs of one raw cell, marks removed and white space collapsed, empty ones left out."""
    text = _ENTITY.sub(lambda found: html.unescape(found.group()), raw)
    pieces = _BREAK.split(text.translate(_INVISIBLE))
    return tuple(clean for piece in pieces if (clean := collapse(_INLINE.sub("", piece))))


def has_marks(raw: str) -> bool:
    """Tell whether the cell marks its paragraphs itself."""
    return _BREAK.search(raw) is not None


def is_rule(cells: list[str]) -> bool:
    """Tell whether a line of cells is only the rule that an export draws at the foot of a page."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_RULE.fullmatch(cell) for cell in filled)
