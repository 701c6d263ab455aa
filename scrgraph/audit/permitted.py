"""Checks what a query of a rule asks before it is asked: SPARQL, of the graph that is judged and of nothing else.

No clock, no network, no chance. A query is read by the parser of the reference engine, whose tree is searched, so that
no word can hide in a string. Nothing is asked: a query may never end.
"""

import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import XSD, Literal

from scrgraph.audit.turtle import unfit
from scrgraph.errors import ScrgraphError

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

# Not SPARQL words but strings, IRIs, comments, variables and prefixed names.
_NO_KEYWORD = re.compile(
    r"""\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])*'"""
    r"""|<[^<>"{}|^`\\\s]*>|\#[^\n]*|[?$]\w+|[\w-]*:[\w-]*""",
    flags=re.DOTALL,
)
_REFUSED = "MINUS VALUES SERVICE GRAPH FROM NOW RAND UUID STRUUID BNODE".split()
_REFUSED_WORDS = re.compile(rf"(?<![?$])\b({'|'.join(_REFUSED)})\b", flags=re.IGNORECASE)
# The same as the parser of rdflib names them.
_REFUSED_NODES = {
    **{f"Builtin_{word}": word for word in _REFUSED},
    **{f"{word.capitalize()}GraphPattern": word for word in ("SERVICE", "GRAPH", "MINUS")},
    **{"InlineData": "VALUES", "ValuesClause": "VALUES", "DatasetClause": "FROM"},
}
# Two parsers may take these differently: what hides in a comment for the one is a word of the query for the other.
_AMBIGUOUS = re.compile(r"[^\S \n\t]|[\x00-\x08\x0e-\x1f\x7f-\x9f]|\\[uU]")
_CASTS = frozenset(XSD[name] for name in "boolean date dateTime decimal double float integer string".split())
# What stands for the node in question is given (SHACL, section 5.3.1).
_REBOUND = re.compile(r"\bAS\s+[?$]this\b", flags=re.IGNORECASE)


def check_query(text: str, needs: Set[str], prologue: str, file: Path, *, constraint: bool = False) -> Set[str]:
    """Refuse a query that is none, that asks what a rule may not, or that does not give the variables needed.

    Gives the names of the variables that it gives. Raises ``ScrgraphError`` with the line of the file.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    at, start = Literal(text), _find_start(text)
    if _AMBIGUOUS.search(text):
        raise unfit(file, "A query holds a control character or a \\u escape, which a rule may not.", at, below=start)
    try:
        tree = parseQuery(prologue + text)
        # Looked through before it is translated, which changes it.
        refused, ungrouped = next(_find_refused(tree), None), next(_find_ungrouped(tree), None)
        plan = translateQuery(tree).algebra
    except Exception as error:  # rdflib's parser has no one kind of its own for what it cannot read
        line = getattr(error, "lineno", 0) - prologue.count("\n") - 1
        below = line if 0 <= line <= text.count("\n") else start
        raise unfit(file, f"A query is not SPARQL ({type(error).__name__}: {error}).", at, below=below) from error

    words = _NO_KEYWORD.sub(lambda hidden: hidden[0] if hidden[0][0] in "?$" else _blank(hidden[0]), text)
    hidden = _REFUSED_WORDS.search(words)
    if word := refused or (hidden[1].upper() if hidden else None):
        raise unfit(
            file,
            f"A query uses {word}, which a rule may not.",
            at,
            remedy="Rules read nothing but the graph that is judged: no clock, no network, no chance.",
            below=_count_lines(words, rf"(?<![?$])\b{word}\b", start),
        )
    if constraint and _REBOUND.search(words):
        remedy = "The row or plan in question is given as $this: name it so."
        below = _count_lines(words, _REBOUND, start)
        raise unfit(file, "A constraint may not say AS ?this.", at, remedy=remedy, below=below)
    for node in _walk(plan):
        if node.name == "Function" and node.iri not in _CASTS:
            raise unfit(file, f"A query is not SPARQL: it has no function <{node.iri}>.", at, below=start)
    if ungrouped:
        remedy = f"Write GROUP BY ?{ungrouped}, or count in a SELECT within."
        raise unfit(file, f"A query gives ?{ungrouped} beside a count or sum.", at, remedy=remedy, below=start)
    given = frozenset(map(str, plan.PV)) if plan.name == "SelectQuery" else frozenset()
    if not needs <= given:
        wanted = " and ".join(f"?{name}" for name in sorted(needs))
        raise unfit(file, f"A query must be a SELECT that gives {wanted}.", at, below=start)
    return given


def unfit_query(file: Path, text: str, message: str, remedy: str = "Mend the rule.") -> ScrgraphError:
    """Give the error that refuses a rule for one of its queries, with the line of the query's first words."""
    return unfit(file, message, Literal(text), remedy=remedy, below=_find_start(text))


def _find_start(text: str) -> int:
    """Give how many lines beneath the beginning of a text its first words stand."""
    return text[: len(text) - len(text.lstrip())].count("\n")


def _count_lines(text: str, pattern: str | re.Pattern[str], otherwise: int) -> int:
    """Give how many lines beneath the beginning of a text a pattern is first found."""
    found = re.search(pattern, text, re.IGNORECASE) if isinstance(pattern, str) else pattern.search(text)
    return text.count("\n", 0, found.start()) if found else otherwise


def _blank(text: str) -> str:
    return " " + "\n" * text.count("\n")


def _walk(tree: object) -> "Iterator[CompValue]":
    """Give the nodes of a parsed query, from the top."""
    from rdflib.plugins.sparql.parserutils import CompValue

    inside: Iterable[object] = ()
    if isinstance(tree, CompValue):
        yield tree
        inside = tree.values()
    elif isinstance(tree, Iterable) and not isinstance(tree, str):
        inside = tree
    for branch in inside:
        yield from _walk(branch)


def _find_refused(tree: object) -> Iterator[str]:
    """Find in a parsed query what a rule may not ask."""
    return (_REFUSED_NODES[node.name] for node in _walk(tree) if node.name in _REFUSED_NODES)


def _find_ungrouped(tree: object) -> Iterator[str]:
    """Find in a parsed query the variables that stand beside an aggregate without being grouped by.

    The reference engine gives any one of their values (SPARQL 1.1, section 11.4, has this an error).
    """
    for node in _walk(tree):
        given = node.get("projection") if node.name in ("SelectQuery", "SubSelect") else None
        if given and any(inside.name.startswith("Aggregate_") for inside in _walk(given)):
            groups = node.groupby.condition if node.groupby else ()
            grouped = {str(getattr(group, "var", None) or group) for group in groups}
            yield from (str(one.var) for one in given if one.var and str(one.var) not in grouped)
