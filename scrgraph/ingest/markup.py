"""Takes the marks of a text export off a cell: what is left are its paragraphs.

The export keeps a few HTML marks (``<p>``, ``<ul>``, ``<ol>``) and entities; everything else is text.
"""

import html
import re

# A mark is a tag's name alone or with attributes; "<a year old>" is none.
_REST = r"(?:\s+[\w-]+\s*=[^<>]*)?\s*/?>"
_BREAK = re.compile(r"</?(?:p|div|ol|ul|li|br)" + _REST, re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|sup|sub|font|a|small)" + _REST, re.IGNORECASE)
# Only closed entities: "Q&A" and "R&D" are printed words, and "&copy" without its semicolon may be one too.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_RULE = re.compile(r"[-\u2010-\u2015_=]{2,}")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def collapse(text: str) -> str:
    """Give the text with every run of white space as one blank and none at its ends."""
    return " ".join(text.split())


def clean_words(text: str) -> str:
    """Give words without signs that do not show (soft hyphens, marks of no width), white space collapsed."""
    return collapse(text.translate(_INVISIBLE))


def read_paragraphs(raw: str) -> tuple[str, ...]:
    """Give the paragraphs of one raw cell, marks removed and white space collapsed, empty ones left out."""
    # Marks first, entities after: "&lt;p&gt;" is printed words about a mark, and no mark.
    pieces = (_INLINE.sub("", piece) for piece in _BREAK.split(raw.translate(_INVISIBLE)))
    return tuple(
        clean for piece in pieces if (clean := collapse(_ENTITY.sub(_read_entity, piece).translate(_INVISIBLE)))
    )


def split_paragraphs(raw: str) -> tuple[str, ...]:
    """Give the paragraphs of a spreadsheet's cell: a line break ends one, unless HTML marks in the cell part them."""
    lines = [raw] if has_marks(raw) else _LINE_END.split(raw)
    return tuple(paragraph for line in lines for paragraph in read_paragraphs(line))


def _read_entity(found: re.Match[str]) -> str:
    return html.unescape(found.group())


def has_marks(raw: str) -> bool:
    """Tell whether the cell marks its paragraphs itself."""
    return _BREAK.search(raw) is not None


def is_rule(cells: list[str]) -> bool:
    """Tell whether a line of cells is only the rule that an export draws at the foot of a page."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(_RULE.fullmatch(cell) for cell in filled)
