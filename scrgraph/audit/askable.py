"""Checks that a constraint in SPARQL means the same when it is asked of all focus nodes at once.

SHACL (section 5.3.1, appendix A) has ``$this`` bound everywhere in a query before it is asked. Where a query is joined
with its focus nodes, ``$this`` is bound at the beginning of its outermost pattern alone. Nearly always that comes to
the same; where it may not, the constraint is refused by name, and never asked otherwise than it is meant.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import RDF, SH, Literal
from rdflib.term import Node

from scrgraph.audit.permitted import unfit_query
from scrgraph.audit.rules import Rule
from scrgraph.audit.sparql_words import Query
from scrgraph.audit.turtle import unfit

# How a shape is named as part of another; in a list, for sh:and and its like.
_PARTS = frozenset({SH.node, SH.property, SH["not"], SH.qualifiedValueShape, RDF.first})
_THIS = "this"
_NOT_BOUND = ("shapesGraph", "currentShape")
_CUT = ("LIMIT", "OFFSET")


@dataclass
class _Group:
    """A pattern in brackets, as far as it was read; ``given`` is whether ``$this`` is bound in it by now."""

    given: bool
    tests: bool = False  # the pattern of EXISTS
    select: bool = False  # it holds a SELECT, whose own pattern is still to come
    brackets: int = 0


def check_askable(rule: Rule, rules: Iterable[Rule], targets: Iterable[Node], remedy: str) -> None:
    """Refuse a rule that the fast engine would judge otherwise than SHACL has it; raises ``ScrgraphError``.

    ``rules`` are those that are run together, ``targets`` the focus nodes of its shapes.
    """
    for shape in sorted(set(rule.graph.subjects(SH.sparql)), key=str):
        for node in (shape, *rule.graph.objects(shape, SH.sparql)):
            if (node, SH.deactivated, None) in rule.graph:
                raise unfit(rule.path, _refuse(rule, "it says sh:deactivated"), SH.deactivated, remedy=remedy)
        if any(_PARTS & set(other.graph.predicates(None, shape)) for other in rules):
            said = "a shape with a constraint in SPARQL is part of another shape"
            raise unfit(rule.path, _refuse(rule, said), SH.sparql, remedy=remedy)
        for constraint in rule.graph.objects(shape, SH.sparql):
            selects = [str(text) for text in rule.graph.objects(constraint, SH.select)]
            if len(selects) != 1:
                raise unfit(rule.path, _refuse(rule, "a constraint has not one sh:select"), SH.sparql, remedy=remedy)
            for unlike in find_unlike(selects[0]):
                raise unfit_query(rule.path, selects[0], _refuse(rule, unlike), remedy)
    if any(isinstance(node, Literal) for node in targets):
        raise unfit(rule.path, _refuse(rule, "a value without a node of its own is judged"), SH.sparql, remedy=remedy)


def find_unlike(select: str) -> Iterator[str]:
    """Find why a query may give other solutions where it is joined with its focus nodes, in words."""
    groups: list[_Group] = []
    before = ""
    for word in Query(select).words:
        sign = word.says if word.kind == "sign" and word.says in "{}()" else ""
        variable = word.says[1:] if word.kind == "variable" else ""
        keyword = word.upper if word.kind == "word" else ""
        if variable in _NOT_BOUND:
            yield f"a query asks for ${variable}"
        elif keyword in _CUT:
            yield f"a query says {keyword}, which is meant for each node"
        elif keyword == "SELECT" and groups:
            groups[-1].select, groups[-1].given = True, False
        elif sign == "{":
            if groups and groups[-1].select and not groups[-1].given:
                yield "a SELECT within does not give $this"
            groups.append(_Group(given=not groups, tests=before == "EXISTS"))
        elif sign == "}" and groups:
            groups.pop()
            if groups and groups[-1].select:
                groups[-1].select, groups[-1].given = False, True  # what follows are the words after the pattern
        elif groups and sign:
            groups[-1].brackets += 1 if sign == "(" else -1
        elif groups and variable == _THIS:
            yield from _meet_this(groups)
        if sign or variable or keyword:
            before = keyword


def _meet_this(groups: list[_Group]) -> Iterator[str]:
    """Take note of ``$this``: outside round brackets it is bound where it stands, within them it must be already."""
    place = len(groups) - 1
    while groups[place].tests and place:
        place -= 1
    group = groups[place]
    within = place < len(groups) - 1 or group.brackets > 0
    if not group.given and within:
        yield "a pattern within brackets looks at $this, which is not bound in it"
    group.given = True


def _refuse(rule: Rule, said: str) -> str:
    return f"The engine oxigraph cannot run {rule.code}: {said}."
