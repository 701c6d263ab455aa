"""Writes what is fixed in a query where it is used, so that an engine works it out once and not for every row.

A rule binds its parameters (``BIND (92 AS ?quarter)``), which keeps them in one place. To an engine they are variables
like any other: a pattern of words that stands in one is made ready anew for every row that is compared with it, which
takes longer than all the rest. The meaning stays: a name is replaced only where it cannot mean anything else.
"""

import re
from collections.abc import Iterable
from functools import cache

from scrgraph.audit.rules import Parameter, write_binding

_STRING = r'"(?:\\.|[^"\\\n])*"'
# Strings, IRIs and comments, which are left alone; a word, a variable, or the bracket that opens a pattern.
_PIECE = re.compile(
    rf"{_STRING}|'(?:\\.|[^'\\\n])*'|<[^<>\s]*>|#[^\n]*|[?$](?P<variable>\w+)|\b(?P<word>\w+)\b|(?P<opening>\{{)"
)
_JOINED = re.compile(rf"\bCONCAT\s*\(\s*({_STRING}(?:\s*,\s*{_STRING})*)\s*\)")


@cache
def inline_parameters(text: str, parameters: tuple[Parameter, ...]) -> str:
    """Give a query with the values of a rule's parameters in the place of their names.

    A query with another one inside is left as it is, since a name may mean something else there, as is a parameter that
    is among what the query gives.
    """
    pieces = list(_PIECE.finditer(text))
    opening = next((piece.start() for piece in pieces if piece["opening"]), None)
    if opening is None or sum((piece["word"] or "").upper() == "SELECT" for piece in pieces) != 1:
        return text
    given = {piece["variable"] for piece in pieces if piece["variable"] and piece.start() < opening}
    for parameter in parameters:
        binding = write_binding(parameter.name, parameter.value)
        if parameter.name not in given and text.count(binding) == 1:
            value = binding.removeprefix("BIND (").rpartition(" AS ")[0]
            text = _replace(text.replace(binding, ""), parameter.name, value)
    return _JOINED.sub(_join, text)


def _replace(text: str, name: str, value: str) -> str:
    return _PIECE.sub(lambda piece: value if piece["variable"] == name else piece[0], text)


def _join(found: re.Match[str]) -> str:
    """Write a joining of strings as one string."""
    parts: Iterable[str] = re.findall(_STRING, found[1])
    return '"' + "".join(part[1:-1] for part in parts) + '"'
