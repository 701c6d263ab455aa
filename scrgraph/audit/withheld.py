"""Tells which rules cannot judge a plan that another board gave, since its profile does not give what they look at.

It is told from the profile's rules and from the queries and shapes of a rule: a statement whose class and property the
profile keeps is there; where it masks the words of one, that there is one can still be told, but not what it says;
where it withholds it, nothing can. Of what is derived on a day, the same is asked of the queries that derive it. The
class of a node is told from what the ontology says of the properties beside it. In doubt a rule cannot judge.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, TypeAlias

from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.derive import DAY_NUMBERS, load_steps
from scrgraph.audit.neighbours import list_ends, load_ontology
from scrgraph.audit.rules import Rule
from scrgraph.audit.turtle import parse_turtle
from scrgraph.graph.profiles import KEEP, MASK, WITHHOLD, ExchangeProfile, find_profile
from scrgraph.resources import shapes_folder

Classes: TypeAlias = frozenset[Node]

_READ = ("dates", "plan", "recommendation", "source")  # the model shapes on what is read from documents
_NAMING = ("subject", "other")  # of what a rule shows, what the id of a finding names
_ROW: Classes = frozenset({URIRef(namespaces.SCR + "Recommendation")})
_ANY = re.compile(r"[?$]\w+\s+[?$]\w+\s+[?$'\"<]")  # a triple pattern whose property is a variable, or looks like one
_NOT_READ: Classes = frozenset({URIRef(namespaces.SCR + "RowLink")})  # it is the board that declares what it is


@dataclass(frozen=True)
class Withheld:
    """What of a plan another board did not give: under which profiles it came, and which rules cannot judge it."""

    profiles: tuple[str, ...]
    rules: Mapping[str, str]
    """The codes of those rules, each with the reason."""

    @property
    def note(self) -> str:
        """What a reader of the plan's report must know, in a sentence."""
        names = " and ".join(_name_profile(iri) for iri in self.profiles)
        rules = len(self.rules)
        cannot = f"{rules} {'rule' if rules == 1 else 'rules'} cannot judge it" if rules else "all rules can judge it"
        return f"It was given under the profile {names}: the sender gives no cells, and {cannot}."


def find_withheld(data: Graph, rules: Iterable[Rule]) -> Withheld | None:
    """Find which rules cannot judge the facts of a plan; ``None`` where nothing was held back."""
    profiles = tuple(sorted({str(profile) for profile in data.objects(None, URIRef(namespaces.SCR + "givenUnder"))}))
    if not profiles:
        return None
    reasons = {rule.code: why for rule in rules if (why := tell_withheld(rule, profiles))}
    return Withheld(profiles, reasons)


def tell_withheld(rule: Rule, profiles: Iterable[str]) -> str | None:
    """Say why a rule cannot judge facts that were given under some profiles; ``None`` where it can."""
    for iri in profiles:
        profile = find_profile(iri)
        if profile is None or _needs_more(rule, profile):
            return f"Withheld by the sender, profile {_name_profile(iri)}."
    return None


def _name_profile(iri: str) -> str:
    profile = find_profile(iri)
    return profile.name if profile else f"{iri}, which is not known here"


@cache
def _needs_more(rule: Rule, profile: ExchangeProfile) -> bool:
    return _load_given(profile).lacks(rule)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A triple pattern; ``sure`` where a solution must have it, so that it tells of what class its nodes are."""

    subject: Node
    term: Node
    thing: Node
    sure: bool = True


@dataclass(frozen=True)
class _Group:
    """A group of triple patterns, and those of the groups around it, which hold in it, too."""

    patterns: tuple[_Pattern, ...]
    around: tuple[_Pattern, ...]

    def find_classes(self, said: Mapping[Node, Classes]) -> dict[Node, Classes]:
        """Find the classes that each node may be of, by the patterns; ``said`` is what is known of some beforehand."""
        found: defaultdict[Node, list[Classes]] = defaultdict(list)
        for node, classes in said.items():
            found[node].append(classes)
        for pattern in (*self.around, *self.patterns):
            if pattern.sure and pattern.term == RDF.type and isinstance(pattern.thing, URIRef):
                found[pattern.subject].append(frozenset({pattern.thing}))
            elif pattern.sure and isinstance(pattern.term, URIRef):
                for node, side in ((pattern.subject, RDFS.domain), (pattern.thing, RDFS.range)):
                    if ends := list_ends(pattern.term, side):
                        found[node].append(ends)
        return {
            node: frozenset(one for one, above in _load_classes().items() if all(above & each for each in evidence))
            for node, evidence in found.items()
        }


@dataclass(frozen=True)
class _Asked:
    """What a query asks: its triple patterns by groups, how often each node stands in it, and what it constructs."""

    groups: tuple[_Group, ...]
    uses: Mapping[Node, int]
    template: tuple[_Pattern, ...]


class _Given:
    """What a profile gives."""

    def __init__(self, profile: ExchangeProfile) -> None:
        self._profile = profile
        self._treated: dict[tuple[Node, Classes], str] = {}

    def lacks(self, rule: Rule) -> bool:
        """Whether a rule looks at what the profile does not give."""
        targets = frozenset(rule.graph.objects(None, SH.targetClass))
        said: dict[Node, Classes] = {Variable("this"): targets} if targets else {}
        asked = [*rule.applies_to, *rule.not_evaluable, *(one.select for one in rule.constraints)]
        if any(self._lacks_query(rule.prologue + text, said) for text in asked if self._may_lack(text)):
            return True
        naming = [text for text in rule.shows if any(f"?{name}" in text for name in _NAMING) and self._may_lack(text)]
        if any(self._lacks_query(rule.prologue + text, {**said, Variable("other"): _ROW}) for text in naming):
            return True
        return any(self._treat(path, self._find_ends(path, targets)) != KEEP for path in _list_paths(rule.graph))

    def _may_lack(self, text: str) -> bool:
        """Whether a query names a property of which not all is given, or any: only then it is worth reading."""
        return bool(self._profile.takes_out and (self._lacking.search(text) or _ANY.search(text.partition("{")[2])))

    @cached_property
    def _lacking(self) -> re.Pattern[str]:
        """The names of the properties of which not all is given, as queries write them."""
        terms = _load_read().keys() | _load_derived().keys()
        lacking = (term for term in terms if self._treat(term, list_ends(term, RDFS.domain)) != KEEP)
        names = sorted({re.escape(re.split("[#/]", str(term))[-1]) for term in lacking})
        return re.compile(rf"[:#/](?:{'|'.join(names)})\b" if names else "$^")

    def _find_ends(self, path: Node, targets: Classes) -> Classes:
        ends = list_ends(path, RDFS.domain)
        classes = _load_classes()
        return frozenset(one for one in targets if not ends or classes.get(one, frozenset({one})) & ends) or ends

    def _lacks_query(self, text: str, said: Mapping[Node, Classes]) -> bool:
        try:
            asked = _read_query(text)
        except Exception:  # rdflib has no one kind of its own for what it cannot read
            return True
        return self._lacks(asked, said)

    def _lacks(self, asked: _Asked, said: Mapping[Node, Classes]) -> bool:
        first = asked.groups[0].find_classes(said)
        if any(not first[node] for node in said):
            return False  # no node of these classes is asked for
        for group in asked.groups:
            classes = group.find_classes(said)
            for pattern in group.patterns:
                if not isinstance(pattern.term, URIRef):
                    return True  # any property may be meant
                treatment = self._treat(pattern.term, classes.get(pattern.subject, frozenset()))
                if treatment == WITHHOLD or (treatment == MASK and asked.uses[pattern.thing] != 1):
                    return True
        return False

    def _treat(self, term: Node, classes: Classes) -> str:
        """Say how statements with a property are treated, of nodes of some classes: by the worst that befalls any."""
        key = (term, classes)
        if key not in self._treated:
            self._treated[key] = KEEP  # where what is derived rests on itself
            self._treated[key] = self._find_treatment(term, classes)
        return self._treated[key]

    def _find_treatment(self, term: Node, classes: Classes) -> str:
        if dated := _load_numbered().get(term):
            return self._treat(dated, classes)
        if steps := _load_derived().get(term):
            for asked, subject in steps:
                if self._lacks(asked, {subject: classes} if classes else {}):
                    return WITHHOLD
            return KEEP
        if (bearers := _load_read().get(term)) is None:
            return KEEP
        known = _load_classes()
        meant = {one for one in classes if not bearers or known.get(one, frozenset()) & bearers} or bearers or known
        chosen = {self._choose(known.get(one, frozenset({one})), term) for one in meant}
        return WITHHOLD if WITHHOLD in chosen else MASK if MASK in chosen else KEEP

    def _choose(self, classes: Classes, term: Node) -> str:
        names = frozenset(map(str, classes))
        if self._profile.choose(names, str(RDF.type))[0] != KEEP:
            return WITHHOLD
        return self._profile.choose(names, str(term))[0]


@cache
def _load_given(profile: ExchangeProfile) -> _Given:
    return _Given(profile)


@cache
def _load_classes() -> Mapping[Node, Classes]:
    """Give the classes of the ontology, each with itself and all above it."""
    ontology = load_ontology()
    classes = set(ontology.subjects(RDFS.subClassOf)) | set(ontology.objects(None, RDFS.subClassOf))
    return {
        one: frozenset(above for above in ontology.transitive_objects(one, RDFS.subClassOf) if above is not None)
        for one in classes
        if isinstance(one, URIRef)
    }


@cache
def _load_read() -> Mapping[Node, Classes]:
    """Give the properties that are read from documents, each with the classes that bear it, as the model shapes say."""
    bearers: defaultdict[Node, set[Node]] = defaultdict(set)
    for name in _READ:
        shapes = parse_turtle(shapes_folder() / "model" / f"{name}.ttl")
        for shape, held in shapes.subject_objects(SH.property):
            path = shapes.value(held, SH.path)
            if isinstance(path, URIRef):
                bearers[path] |= set(shapes.objects(shape, SH.targetClass))
    return {path: frozenset(classes) for path, classes in bearers.items() if not classes or classes - _NOT_READ}


@cache
def _load_numbered() -> Mapping[Node, Node]:
    return {numbered: dated for dated, numbered in DAY_NUMBERS.items()}


@cache
def _load_derived() -> Mapping[Node, list[tuple[_Asked, Node]]]:
    """Give the properties that are derived, each with the queries that derive it and what names its subject there."""
    found: defaultdict[Node, list[tuple[_Asked, Node]]] = defaultdict(list)
    for text in load_steps().values():
        asked = _read_query(text)
        for pattern in asked.template:
            if pattern.term != RDF.type:
                found[pattern.term].append((asked, pattern.subject))
    return dict(found)


def _list_paths(graph: Graph) -> Iterator[Node]:
    """List the properties that shapes of a rule look at in the terms of SHACL Core."""
    for path in graph.objects(None, SH.path):
        inverse = graph.value(path, SH.inversePath)
        yield path if inverse is None else inverse


# -- queries -------------------------------------------------------------------------------------------------------


@cache
def _read_query(text: str) -> _Asked:
    from rdflib.plugins.sparql.algebra import translatePath, translatePName, translatePrologue, traverse
    from rdflib.plugins.sparql.parser import parseQuery

    # The tree that is parsed, not the algebra: that leaves out what is filtered within NOT EXISTS.
    prologue, query = parseQuery(text)
    known = translatePrologue(prologue, None)
    query = traverse(query, visitPost=lambda node: translatePName(node, known))
    query = traverse(query, visitPost=translatePath)
    groups: list[_Group] = []
    uses: Counter[Node] = Counter()
    for key, part in query.items():
        if key == "projection":  # what is only given is not looked at
            part = [one.expr for one in part if one.expr is not None and not isinstance(one.expr, Variable)]
        if key != "template":
            _walk(part, groups, (), uses)
    template = tuple(pattern for flat in query.template or () for pattern in _read_flat(flat))
    for pattern in (*template, *(pattern for group in groups for pattern in group.patterns)):
        uses.update((pattern.subject, pattern.term, pattern.thing))
    return _Asked(tuple(groups), uses, template)


def _walk(part: Any, groups: list[_Group], around: tuple[_Pattern, ...], uses: Counter[Node]) -> None:
    """Gather the groups of triple patterns below a part of a query, and the variables that stand elsewhere in it."""
    if isinstance(part, Variable):
        uses[part] += 1
    elif isinstance(part, dict):
        if _is(part, "GroupGraphPatternSub"):
            patterns = _read_block(part)
            filters = [inner.expr for inner in part.get("part") or () if _is(inner, "Filter")]
            there = [one for each in filters if _is(each, "Builtin_EXISTS") for one in _read_block(each.graph)]
            groups.append(_Group(patterns, (*around, *there)))
            around = (*around, *there, *patterns)
        for key, inner in part.items():
            if key != "triples":
                _walk(inner, groups, around, uses)
    elif isinstance(part, Iterable) and not isinstance(part, str):
        for inner in part:
            _walk(inner, groups, around, uses)


def _is(part: Any, name: str) -> bool:
    return getattr(part, "name", None) == name


def _read_block(group: Any) -> tuple[_Pattern, ...]:
    """Read the triple patterns that stand in a group itself."""
    blocks = [inner for inner in group.get("part") or () if _is(inner, "TriplesBlock")]
    return tuple(one for block in blocks for flat in block.triples for one in _read_flat(flat))


def _read_flat(flat: Any) -> Iterator[_Pattern]:
    """Read triples that stand in one row."""
    terms = list(flat)
    for start in range(0, len(terms), 3):
        yield from _expand(*terms[start : start + 3])


def _expand(subject: Node, path: Any, thing: Node) -> Iterator[_Pattern]:
    """Give the triple patterns that a path goes through."""
    match path:
        case SequencePath():
            steps = list(path.args)
            nodes = [subject, *(BNode() for _ in steps[1:]), thing]
            for step, (start, end) in zip(steps, pairwise(nodes), strict=True):
                yield from _expand(start, step, end)
        case InvPath():
            yield from _expand(thing, path.arg, subject)
        case AlternativePath():
            for choice in path.args:
                for one in _expand(subject, choice, thing):
                    yield replace(one, sure=False)
        case MulPath():
            yield from _expand(BNode(), path.path, BNode())
        case _:
            yield _Pattern(subject, path, thing)
