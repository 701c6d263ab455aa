"""Writes what is fixed in a query where it is used, so that an engine works it out once and not for every row.

A rule binds its parameters (``BIND (92 AS ?quarter)``), which keeps them in one place. To an engine they are variables
like any other: a pattern of words that stands in one is made ready anew for every row that is compared with it, which
takes longer than all the rest. The meaning stays: a name is replaced only where it cannot mean anything else.
"""

import re
from collections.abc import Iterable
from functools import cache

from scrgraph.audit.rules import Parameter, write_binding
from scrgraph.audit.sparql_words import Query

_STRING = r'"(?:\\.|[^"\\\n])*"'
_JOINED = re.compile(rf"\bCONCAT\s*\(\s*({_STRING}(?:\s*,\s*{_STRING})*)\s*\)")


@cache
def inline_parameters(text: str, parameters: tuple[Parameter, ...]) -> str:
    """Give a query with the values of a rule's parameters in the place of their names.

    A query with another one inside is left as it is, since a name may mean something else there, as is a parameter that
    is among what the query gives.
    """
    words = Query(text).words
    opening = next((word.start for word in words if word.says == "{"), None)
    if opening is None or sum(word.upper == "SELECT" for word in words) != 1:
        return text
    given = {word.says[1:] for word in words if word.kind == "variable" and word.start < opening}
    for parameter in parameters:
        binding = write_binding(parameter.name, parameter.value)
        if parameter.name not in given and text.count(binding) == 1:
            value = binding.removeprefix("BIND (").rpartition(" AS ")[0]
            text = _replace(text.replace(binding, ""), parameter.name, value)
    return _JOINED.sub(_join, text)


def _replace(text: str, name: str, value: str) -> str:
    for word in reversed(Query(text).words):
        if word.kind == "variable" and word.says[1:] == name:
            text = text[: word.start] + value + text[word.end :]
    return text


def _join(found: re.Match[str]) -> str:
    """Write a joining of strings as one string."""
    parts: Iterable[str] = re.findall(_STRING, found[1])
    return '"' + "".join(part[1:-1] for part in parts) + '"'
