"""Keeps what spreadsheets do to words out of CSV: a cell that they would calculate or convert gets a mark.

A spreadsheet that opens a CSV file takes ``=1+1`` for a formula and ``1/09/2009`` for a day of its own calendar. The
mark is an apostrophe, as people type it themselves in a spreadsheet, put straight before the sign at fault:

- before ``=``, ``+``, ``-``, ``@`` and their full-width, small and raised forms, where a cell begins with it, blanks
  and quotation marks aside; also after a comma, semicolon, bar, tab or line break, since a spreadsheet of another
  country may part cells there (OWASP, CSV Injection);
- before a tab or line break at the beginning of a cell;
- before a cell that is nothing but a number, a date, a time, a truth value or an error of a spreadsheet.

Where apostrophes stand there already, one more is put beside them. So ``read_cell`` takes off exactly what
``guard_cell`` put on, and nothing is lost.
"""

import re

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u208c\u208a"

_AT = r"""(^|[,;|\t\r\n])([^\S\t\r\n]|["\u200b-\u200d\u2060\ufeff])*"""  # where a cell may begin
_SIGN = re.compile(rf"(?P<before>{_AT})(?P<marks>'*)(?P<sign>[{re.escape(SIGNS)}])")
_MARKED = re.compile(rf"(?P<before>{_AT})'(?P<marks>'*)(?P<sign>[{re.escape(SIGNS)}])")
_BREAK = re.compile(r"'*[\t\r\n]")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_CONVERTED = re.compile(
    rf"'*\s*(?:true|false|#(?:n/a|null!|div/0!|value!|ref!|name\?|num!)|(?:[\d\s.,:/%()£$€][\d\s.,:/%()£$€-]*)?\d[\d\s.,:/%()£$€e+-]*(?:[ap]\.?m\.?)?"
    rf"|(?:\d+[\s./-]*)?(?:{_MONTH})[a-z]*[\s./-]*\d*[\s,./-]*\d+)\s*",
    re.IGNORECASE,
)


def guard_cell(text: str) -> str:
    """Mark whatever in a text a spreadsheet would calculate or convert."""
    marked = _SIGN.sub(r"\g<before>'\g<marks>\g<sign>", text)
    return "'" + marked if _BREAK.match(marked) or _CONVERTED.fullmatch(marked) else marked


def read_cell(text: str) -> str:
    """Take the marks of ``guard_cell`` off again."""
    if text.startswith("'") and (_BREAK.match(text) or _CONVERTED.fullmatch(text)):
        text = text[1:]
    return _MARKED.sub(r"\g<before>\g<marks>\g<sign>", text)


def is_converted(text: str) -> bool:
    """Tell whether a spreadsheet would make something else of a text that somebody types into a cell."""
    return guard_cell(text.lstrip()).startswith("'")
