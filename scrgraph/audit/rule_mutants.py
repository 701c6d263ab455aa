"""Makes the mutants of one rule: the rule with one small step in one of its queries or in one of its SHACL terms.

There are two groups: what decides what the rule finds (its constraints and shapes), and its annotations (which nodes it
looks at, which it cannot judge, what a finding shows).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pyoxigraph as ox
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from scrgraph.audit.neighbours import find_term, find_word
from scrgraph.audit.query_mutants import Step, list_steps, shorten
from scrgraph.audit.rules import Rule
from scrgraph.audit.soundness import shorten_term
from scrgraph.audit.turtle import find_line

_Triple: TypeAlias = tuple[Node, Node, Node]

GROUPS = ("constraints", "annotations")
_COUNTS = (SH.minCount, SH.maxCount, SH.minLength, SH.maxLength)
_NEAR = (SH.targetClass, SH.targetObjectsOf, SH.path)
_LEFT_OUT = frozenset(
    SH[name] for name in "targetClass targetObjectsOf sparql property not node datatype nodeKind pattern flags".split()
)
_LISTS = (SH["in"], SH["or"], SH["and"])
_QUERIES = {"applies_to": "appliesTo", "not_evaluable": "notEvaluable", "shows": "shows"}
_NEEDS = {"needs_columns": "needsColumn", "rests_on": "restsOn"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one change, the line where that was made, and what was done, in words.

    ``name`` tells it apart from the others of the rule; it holds no line, so that a file that names it lasts.
    """

    rule: Rule
    group: str
    line: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Mutants:
    """The mutants of a rule, and how many more were no query that an engine can read."""

    found: tuple[Mutant, ...]
    unreadable: int


def make_mutants(rule: Rule) -> Mutants:
    """Make all mutants of a rule, in the order of its groups and lines."""
    made, unreadable = [], 0
    for mutant, query in (*_change_constraints(rule), *_change_shapes(rule), *_change_annotations(rule)):
        if query is None or _is_readable(mutant.rule.prologue + query):
            made.append(mutant)
        else:
            unreadable += 1
    made.sort(key=lambda mutant: (GROUPS.index(mutant.group), mutant.line or 0, mutant.name))
    return Mutants(tuple(_number(made)), unreadable)


def _number(mutants: list[Mutant]) -> Iterator[Mutant]:
    """Tell apart those that are said in the same words."""
    seen: dict[str, int] = {}
    for mutant in mutants:
        seen[mutant.name] = seen.get(mutant.name, 0) + 1
        again = f" ({seen[mutant.name]})" if seen[mutant.name] > 1 else ""
        yield replace(mutant, name=mutant.name + again)


def _is_readable(query: str) -> bool:
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    return True


# -- queries -----------------------------------------------------------------------------------------------------------


def _change_constraints(rule: Rule) -> Iterator[tuple[Mutant, str]]:
    for node, select in sorted(rule.graph.subject_objects(SH.select), key=lambda pair: str(pair[1])):
        for step in list_steps(str(select), _read_prefixes(rule)):
            query = step.take(str(select))
            changed = _exchange(rule, ((node, SH.select, select),), ((node, SH.select, Literal(query)),))
            yield _name_step(rule, changed, GROUPS[0], str(select), step), query


def _change_annotations(rule: Rule) -> Iterator[tuple[Mutant, str | None]]:
    for field in _QUERIES:
        texts: tuple[str, ...] = getattr(rule, field)
        for place, text in enumerate(texts):
            for step in list_steps(text, _read_prefixes(rule)):
                query = step.take(text)
                others: dict[str, Any] = {field: (*texts[:place], query, *texts[place + 1 :])}
                yield _name_step(rule, replace(rule, **others), GROUPS[1], text, step), query
    for field, term in _NEEDS.items():
        values: tuple[str, ...] = getattr(rule, field)
        for value in values:
            left: dict[str, Any] = {field: tuple(other for other in values if other != value)}
            name = f'scrsh:{term} "{value}" is left out'
            yield Mutant(replace(rule, **left), GROUPS[1], find_line(rule.path, Literal(value)), name), None
    if rule.needs_promise:
        name = f'scrsh:needsPromise "{rule.needs_promise}" is left out'
        line = find_line(rule.path, Literal(rule.needs_promise))
        yield Mutant(replace(rule, needs_promise=None), GROUPS[1], line, name), None


def _read_prefixes(rule: Rule) -> dict[str, str]:
    declared = rule.prefixes.objects(None, SH.declare)
    return {str(rule.prefixes.value(one, SH.prefix)): str(rule.prefixes.value(one, SH.namespace)) for one in declared}


def _name_step(rule: Rule, changed: Rule, group: str, text: str, step: Step) -> Mutant:
    """Name a step in a query by the line on which it stands."""
    below = text.count("\n", 0, step.at)
    stands = text.splitlines()[below].strip() or text.strip()
    return Mutant(changed, group, find_line(rule.path, Literal(text), below=below), f"{shorten(stands)}: {step.said}")


# -- shapes ------------------------------------------------------------------------------------------------------------


def _change_shapes(rule: Rule) -> Iterator[tuple[Mutant, None]]:
    """Change the terms of SHACL: targets, constraints, counts, values, members of lists."""
    for triple in rule.graph:
        _, predicate, thing = triple
        if predicate in _NEAR and isinstance(thing, URIRef) and (near := find_term(thing)):
            yield _name_term(rule, triple, near), None
        if predicate in _LEFT_OUT:
            yield _name_term(rule, triple, None), None
        elif predicate in _COUNTS and isinstance(thing, Literal):
            for number in (int(thing) + 1, int(thing) - 1):
                if number >= 0:
                    yield _name_term(rule, triple, Literal(number)), None
        elif predicate == SH.hasValue and (word := find_word(str(thing))):
            yield _name_term(rule, triple, Literal(word)), None
        elif predicate in _LISTS:
            yield from ((mutant, None) for mutant in _drop_members(rule, triple))


def _name_term(rule: Rule, triple: _Triple, new: Node | None) -> Mutant:
    """Put another object in the place of that of a triple, or leave the triple out."""
    subject, predicate, thing = triple
    changed = _exchange(rule, (triple,), () if new is None else ((subject, predicate, new),))
    said = "is left out" if new is None else f"becomes {_name(rule, new)}"
    return _name_shape(rule, changed, triple, f"{shorten_term(str(predicate))} {_name(rule, thing)} {said}")


def _drop_members(rule: Rule, triple: _Triple) -> Iterator[Mutant]:
    """Leave a member out of a list."""
    subject, predicate, thing = triple
    members = list(Collection(rule.graph, thing))
    for place, member in enumerate(members):
        changed = _exchange(rule, (triple,), ())
        head = Collection(changed.graph, BNode(), [*members[:place], *members[place + 1 :]]).uri
        changed.graph.add((subject, predicate, head))
        said = f"{_name(rule, member)} is left out of {shorten_term(str(predicate))}"
        yield _name_shape(rule, changed, triple, said)


def _name_shape(rule: Rule, changed: Rule, triple: _Triple, said: str) -> Mutant:
    """Name a change by the named shape in which it stands, and the line on which that shape, or its part, begins."""
    subject, predicate, thing = triple
    above = subject
    while not isinstance(above, URIRef):
        above = next(iter(rule.graph.subjects(None, above)))
    own = () if subject == above else (above,)
    texts = sorted(rule.graph.objects(thing, SH.message), key=str)
    line = find_line(rule.path, *own, *texts[:1], thing, predicate)
    return Mutant(changed, GROUPS[0], line, f"{shorten_term(str(above))}: {said}")


def _name(rule: Rule, node: Node) -> str:
    """Name a node as people write it; one without a name by what it says."""
    if isinstance(node, URIRef):
        return shorten_term(str(node))
    if isinstance(node, Literal):
        return f'"{node}"'
    messages = sorted(str(message) for message in rule.graph.objects(node, SH.message))
    paths = sorted(_name(rule, path) for path in rule.graph.objects(node, SH.path))
    return f"[ {shorten(' '.join([*messages, *paths]))} ]"


def _exchange(rule: Rule, old: tuple[_Triple, ...], new: tuple[_Triple, ...]) -> Rule:
    graph = _copy(rule.graph)
    for triple in old:
        graph.remove(triple)
    for triple in new:
        graph.add(triple)
    return replace(rule, graph=graph)


def _copy(graph: Graph) -> Graph:
    copied = Graph()
    for triple in graph:
        copied.add(triple)
    return copied
