"""Checks the values of a query's parameters by their kinds, and turns them into terms.

A kind says what a value may be. ``number`` and ``day`` are told by their form. Every other kind is a query of
``queries/parameters/``, which gives the values that there are (``?value``) and what people call them (``?name``): a
value is taken by any of its names, in whatever capitals, and of one that is not there the nearest is told. Where the
query of a kind is tagged ``vocabularies`` its values are known before any plan is read.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TypeAlias

import pyoxigraph as ox

from scrgraph.analysis.questions import ANY, Question, read_parameters, read_term
from scrgraph.errors import BadUsage
from scrgraph.resources import queries_folder
from scrgraph.settings import find_nearest

Term: TypeAlias = ox.NamedNode | ox.Literal
Ask: TypeAlias = Callable[[str], Iterable[tuple[str, str]]]

FOLDER = "parameters"
_FEW = 12  # values that a sentence names
_OF_VOCABULARIES = re.compile(r"^#\+ tags: .*\bvocabularies\b", re.MULTILINE)


def list_kinds() -> tuple[str, ...]:
    """Give the names of the kinds, sorted."""
    return tuple(sorted((*_FORMS, *_load_kinds())))


@cache
def _load_kinds() -> Mapping[str, str]:
    """Give the query of each kind that has one."""
    files = sorted((queries_folder() / FOLDER).glob("*.rq"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


@cache
def _list_known(kind: str) -> tuple[tuple[str, str], ...] | None:
    """List the values and names of a kind that the vocabularies alone tell; none where they do not."""
    query = _load_kinds()[kind]
    if not _OF_VOCABULARIES.search(query):
        return None
    from scrgraph.graph.dataset import load_vocabularies

    found = load_vocabularies().select(query)
    return tuple((str(values["value"]), str(values["name"])) for values in found)


def bind_parameters(
    question: Question, variables: Iterable[str] | None, given: Iterable[str], ask: Ask | None = None
) -> dict[str, Term]:
    """Bind the parameters of a query to terms; ``ask`` gives the values and names that the query of a kind finds.

    Without ``ask`` only that is checked which can be checked before any plan is read.

    Raises:
        BadUsage: for a parameter that the query does not take, or lacks, or whose value is none of its kind.
    """
    values = read_parameters(question, variables, given)
    return {name: _read_value(question, name, value, ask) for name, value in values.items()}


def _read_value(question: Question, name: str, value: str, ask: Ask | None) -> Term:
    kind = question.kinds.get(name)
    if value == question.defaults.get(name):
        return read_term(value)
    if kind is None or (value.strip().lower() == ANY and question.defaults.get(name) == ANY):
        return read_term(value if kind is None else ANY)
    if form := _FORMS.get(kind):
        return form(name, value)
    queries = _load_kinds()
    if kind not in queries:
        known = ", ".join(list_kinds())
        raise BadUsage(
            f"The query says that its parameter '{name}' is a {kind}, and there is no such kind.",
            remedy=f"Kinds are: {known}.",
        )
    found = _list_known(kind)
    if found is None:
        if ask is None:
            return read_term(value)
        found = tuple(ask(queries[kind]))
    return _find_value(kind, name, value, found)


def _find_value(kind: str, name: str, value: str, found: Iterable[tuple[str, str]]) -> Term:
    """Find a value by any of its names."""
    named: dict[str, str] = {}
    values: dict[str, None] = {}
    for term, called in sorted(found):
        values[term] = None
        for word in (term, called):
            named.setdefault(" ".join(word.casefold().split()), term)
    if (meant := named.get(" ".join(value.casefold().split()))) is not None:
        return ox.Literal(meant)
    near = find_nearest(value, named)
    what = f"There is no {kind} '{value}' here, which the parameter '{name}' names."
    if near:
        term = named[near]
        called = "" if _keep_letters(near) == _keep_letters(term) else f" ({near})"
        raise BadUsage(what, remedy=f"The nearest is {term}{called}.")
    few = list(values)[:_FEW]
    more = f", and {len(values) - _FEW} more" if len(values) > _FEW else ""
    raise BadUsage(what, remedy=f"There are: {', '.join(few)}{more}." if few else "There is none at all.")


def _keep_letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _read_number(name: str, value: str) -> Term:
    term = read_term(value)
    if isinstance(term, ox.Literal) and term.datatype.value.endswith("#integer") and int(term.value) >= 0:
        return term
    raise BadUsage(f"The parameter '{name}' is a whole number, and '{value}' is none.", remedy="Write it in digits.")


def _read_day(name: str, value: str) -> Term:
    term = read_term(value)
    if isinstance(term, ox.Literal) and term.datatype.value.endswith("#date"):
        return term
    raise BadUsage(f"The parameter '{name}' is a day, and '{value}' is none.", remedy="Write it as YYYY-MM-DD.")


_FORMS: Mapping[str, Callable[[str, str], Term]] = {"number": _read_number, "day": _read_day}
