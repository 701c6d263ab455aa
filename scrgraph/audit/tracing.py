"""Traces a finding back: the facts that were read, what was derived from them by which step, up to what the rule met.

Nothing here knows a rule or a step by name. A rule's constraint is asked anew of the one thing that it judged, and what
its patterns met are its premises (``patterns``). A premise that was derived is explained in the same way by the query
of ``queries/derive/`` that gave it; one that was read is cited from the source map; what the vocabularies say, and how
a plan is built, explains nothing and is left out.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD, Dataset, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit import across
from scrgraph.audit.across import Contribution, merge_plans
from scrgraph.audit.derive import DAY_NUMBERS, load_steps
from scrgraph.audit.findings import Finding
from scrgraph.audit.gathering import KeptSources, Sources, document_order
from scrgraph.audit.inlining import inline_parameters
from scrgraph.audit.patterns import Pattern, Solution, read_pattern
from scrgraph.audit.rules import Rule
from scrgraph.audit.validate import Audit
from scrgraph.graph.citations import Citation
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.quads import FactGraph, QuadStore, Triple, copy_quads
from scrgraph.graph.terms import load_terms

SCR = Namespace(namespaces.SCR)

READ, DECLARED = "document", "declared"
_DATES: Mapping[Node, URIRef] = {number: date for date, number in DAY_NUMBERS.items()}
_NAMING = frozenset({RDF.type, DCTERMS.identifier, RDFS.label})
_BUILT = frozenset({SCR.hasColumn})  # said of how a plan is laid out, which is derived in part
_UNSAID = frozenset({RDF.type, SCR.position, SCR.kind, SCR.inColumn, *_DATES})
_BESIDE = " (declared beside the plan)"
_EPOCH = dt.date(1970, 1, 1)
_MANY = 4  # of answers that all say the same: more are told by the first and the number of the others
_LONG = 30  # characters of a value that is left out where the words quoted hold it


@dataclass(frozen=True)
class Layer:
    """A graph that was judged, with what of it was derived by which steps, and where its facts were read.

    ``derived`` numbers what was derived in the order in which it was; ``known`` holds what was read, and what the
    vocabularies say. ``plan`` is the plan's id among several.
    """

    data: FactGraph
    derived: Mapping[ox.Triple, int]
    known: tuple[ox.Store, ...]
    steps: Mapping[str, str]
    sources: Sources
    plan: str | None = None

    def find_place(self, triple: Triple) -> int | None:
        """Give the place of a triple in the order of what was derived; ``None`` where it was not."""
        if isinstance(triple[0], Literal):
            return None
        return self.derived.get(ox.Triple(*map(self.data.held.give_term, triple)))

    def is_known(self, triple: Triple) -> bool:
        """Tell whether a triple was read, or is said by the vocabularies."""
        subject, term, thing = map(self.data.held.give_term, triple)
        return any(next(store.quads_for_pattern(subject, term, thing, None), None) for store in self.known)

    def cite(self, node: Node | None) -> tuple[Citation, ...]:
        """Give the places and words that a fact was read from, with the plan among several."""
        if not isinstance(node, URIRef):
            return ()
        return tuple(cell if self.plan is None else replace(cell, plan=self.plan) for cell in self.sources.cite(node))


@dataclass(frozen=True)
class TracedFact:
    """A fact that was read from a document, or declared beside it, and what of it counted.

    ``about`` is the row that it belongs to; ``read_as`` is the concept that its words stand for; ``says`` are other
    properties and their values.
    """

    node: Node
    kind: str
    about: str | None
    read_as: str | None
    origin: str
    cells: tuple[Citation, ...]
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TracedStep:
    """Something that was derived: the question that a step asked, what it answered of what, and from what.

    ``gives`` are properties, each with a value or the place of a fact in ``Trace.facts``; ``facts`` and ``steps`` are
    places in the trace; ``more`` is how many answers like these are not told.
    """

    query: str
    question: str
    about: str
    gives: tuple[tuple[str, str | int], ...]
    facts: tuple[int, ...]
    steps: tuple[int, ...]
    more: int


@dataclass(frozen=True)
class Trace:
    """What a finding rests on: facts in document order, steps in the order in which they were taken.

    ``shown`` are the places of the facts that the finding cites, ``deciding`` of those that decided a row's outcome,
    with the row and the outcome; ``about`` names what was judged.
    """

    facts: tuple[TracedFact, ...] = ()
    steps: tuple[TracedStep, ...] = ()
    shown: tuple[int, ...] = ()
    deciding: tuple[tuple[int, str, str], ...] = ()
    about: str | None = None


def layer_plan(dataset: Dataset, audit: Audit, plan: str | None = None) -> Layer:
    """Give the layer of one audited plan; ``plan`` is its id where it is one of several."""
    derived: dict[ox.Triple, int] = {}
    for quad in audit.concluded:
        derived.setdefault(quad.triple, len(derived))
    quads = dataset.store.quads if isinstance(dataset.store, QuadStore) else copy_quads(dataset)
    return Layer(audit.data, derived, (quads, load_concepts().quads), load_steps(), audit.sources, plan)


def layer_across(plans: Iterable[Contribution], as_of: dt.date) -> Layer:
    """Give the layer in which several plans were judged together, as of a day."""
    given = [[*ox.parse(plan.facts, format=ox.RdfFormat.N_TRIPLES)] for plan in plans]
    data = merge_plans(given, as_of)
    known = FactGraph()
    for facts in given:
        known.extend(facts)
    known.merge(load_concepts())
    made = {quad.triple for quad in data.quads} - {quad.triple for quad in known.quads}
    derived = {triple: place for place, triple in enumerate(sorted(made, key=str))}
    steps = {f"across-{place}": text for place, text in enumerate(across.load_steps()) if place}
    return Layer(data, derived, (known.quads,), steps, KeptSources({}))


@dataclass(frozen=True)
class _Explained:
    """How a triple came about: as part of a fact that was read or declared, by a step from others, or known anyway."""

    fact: Node | None = None
    origin: str = READ
    step: str | None = None
    layer: int = 0
    premises: tuple[Triple, ...] = ()
    more: int = 0


_KNOWN = _Explained()
_StepKey = tuple[int, str, Node]


@dataclass
class _Gathered:
    """What the trace of one finding has met so far."""

    says: dict[Node, set[tuple[Node, Node]]] = field(default_factory=dict)
    declared: set[Triple] = field(default_factory=set)
    gives: dict[_StepKey, set[tuple[Node, Node]]] = field(default_factory=dict)
    rests: defaultdict[_StepKey, set[Node | _StepKey]] = field(default_factory=lambda: defaultdict(set))
    more: defaultdict[_StepKey, int] = field(default_factory=lambda: defaultdict(int))
    met: dict[Triple, frozenset[Node | _StepKey]] = field(default_factory=dict)


class Tracer:
    """Traces findings of a plan, or of several plans together: then the first layer is that of all of them."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        self._layers = tuple(layers)
        self._explained: dict[Triple, _Explained] = {}
        self._cited: dict[Node, tuple[Citation, ...]] = {}
        self._before: dict[tuple[int, int], FactGraph] = {}

    def trace(self, finding: Finding, rule: Rule | None) -> Trace:
        """Trace one finding; of one that no rule in SHACL made, only the facts that it cites are told."""
        gathered = _Gathered()
        focus = URIRef(finding.focus) if finding.focus else None
        if rule is not None and focus is not None:
            for constraint in rule.constraints:
                pattern = read_pattern(rule.prologue, inline_parameters(constraint.select, rule.parameters))
                answers = pattern.ask(self._layers[0].data, {"this": focus})
                given = [each for each in answers if self._fits(finding, pattern, each)]
                premises, _ = self._list_premises(pattern, 0, _cut_results(pattern, given))
                for premise in premises:
                    self._meet(premise, gathered)
        for node in map(URIRef, finding.facts):
            if node not in gathered.says and self._cite(node):
                links = sorted(set(self._data(node).predicates(focus, node)), key=str) if focus else []
                for link in links[:1]:
                    self._meet((focus, link, node), gathered)  # type: ignore[arg-type]
                gathered.says.setdefault(node, set())
            for link in sorted(set(self._data(node).predicates(node, focus)), key=str) if focus else ():
                self._meet((node, link, focus), gathered)  # type: ignore[arg-type]
        return self._write(finding, gathered)

    # -- how a triple came about

    def _explain(self, triple: Triple) -> _Explained:
        if triple not in self._explained:
            self._explained[triple] = _KNOWN  # meanwhile: what explains itself explains nothing
            self._explained[triple] = self._find_origin(triple)
        return self._explained[triple]

    def _find_origin(self, triple: Triple) -> _Explained:
        subject, term, thing = triple
        if term in _BUILT:
            return _KNOWN
        if (date := self._find_date(triple)) is not None:  # a number beside a date says nothing more
            return self._explain(date)
        for place, layer in enumerate(self._layers):
            if layer.find_place(triple) is not None:
                return self._find_step(place, triple)
        if isinstance(thing, URIRef) and self._cite(thing):
            if not self._is_row(thing):
                return _Explained(fact=thing)
            if self._cite(subject):
                return _KNOWN
        plan = (subject, RDF.type, SCR.ActionPlan) in self._data(subject)
        if term in _NAMING or (plan and isinstance(thing, URIRef)):  # how a plan is built
            return _KNOWN
        if self._cite(subject) and (term == SCR.statement or not self._is_row(subject)):
            return _Explained(fact=subject)
        if any(layer.is_known(triple) for layer in self._layers):
            return _KNOWN
        return _Explained(fact=subject if isinstance(subject, URIRef) else None, origin=DECLARED)

    def _find_date(self, triple: Triple) -> Triple | None:
        """Find the date beside which a triple puts its number; ``None`` where it is about none."""
        subject, term, _ = triple
        if (date := _DATES.get(term)) is None:
            return None
        return next(((subject, date, day) for day in self._data(subject).objects(subject, date)), None)

    def _find_step(self, place: int, triple: Triple) -> _Explained:
        """Find the step of a layer that gave a triple, and what it gave it from."""
        layer = self._layers[place]
        able = [
            (name, pattern, given)
            for name, text in layer.steps.items()
            if _may_give(text, triple[1])
            for pattern in (read_pattern("", text),)
            for given in pattern.match(triple, layer.data)
        ]
        for earlier in (False, True):
            for name, pattern, given in able:
                data = self._go_back(place, pattern, triple) if earlier else layer.data
                if solutions := pattern.ask(data, given):
                    told, more = _cut(solutions)
                    premises, within = self._list_premises(pattern, place, told)
                    return _Explained(step=name, layer=place, premises=tuple(premises), more=more + within)
        return _KNOWN  # laid out beforehand: the calendar

    def _go_back(self, place: int, pattern: Pattern, triple: Triple) -> FactGraph:
        """Give the graph of a layer as it was before a step: one that asks for absence gave what it found absent."""
        layer = self._layers[place]
        node = layer.data.held.give_node
        start = layer.find_place(triple) or 0
        order = list(layer.derived)
        while start:
            one = order[start - 1]
            before_it = (node(one.subject), node(one.predicate), node(one.object))
            if next(pattern.match(before_it, layer.data), None) is None:
                break
            start -= 1
        if (place, start) not in self._before:
            before = FactGraph()
            before.extend(quad for quad in layer.data.quads if layer.derived.get(quad.triple, -1) < start)
            self._before[place, start] = before
        return self._before[place, start]

    def _list_premises(self, pattern: Pattern, place: int, solutions: Iterable[Solution]) -> tuple[list[Triple], int]:
        """List what some solutions met; where that leads to no fact, what the queries within them met.

        Gives how many of the latter are left out, too.
        """
        data, more = self._layers[place].data, 0
        solutions = list(solutions)
        premises = [triple for solution in solutions for triple in pattern.fill_in(data, solution)]
        if not any(self._explain(triple) is not _KNOWN for triple in premises):
            for within in pattern.open_within():
                for solution in solutions:
                    told, left = _cut(within.ask(data, solution))
                    found, deeper = self._list_premises(within, place, told)
                    premises += found
                    more += left + deeper
        return list(dict.fromkeys(premises)), more

    def _fits(self, finding: Finding, pattern: Pattern, solution: Solution) -> bool:
        """Tell whether an answer of a rule is one of this finding: by the row, or the fact, that it gives as value."""
        value = solution.get(pattern.renamed.get("value", "value"))
        if value is None or str(value) == finding.focus:
            return True
        if self._is_row(value):
            return not finding.other or self._name(value) in finding.other
        return not isinstance(value, URIRef) or str(value) in finding.facts

    # -- the trace of one finding

    def _meet(self, triple: Triple, gathered: _Gathered) -> frozenset[Node | _StepKey]:
        """Take note of a triple and of all that it rests on; gives the facts or steps that stand for it."""
        if triple in gathered.met:
            return gathered.met[triple]
        gathered.met[triple] = frozenset()
        gathered.met[triple] = found = self._follow(triple, gathered)
        return found

    def _follow(self, triple: Triple, gathered: _Gathered) -> frozenset[Node | _StepKey]:
        explained = self._explain(triple)
        subject, term, thing = triple
        if explained.fact is not None:
            said = gathered.says.setdefault(explained.fact, set())
            if explained.origin == DECLARED:
                gathered.declared.add((explained.fact, term, thing))
            if subject == explained.fact:
                _, told, value = self._find_date(triple) or triple
                said.add((told, value))
            return frozenset({explained.fact})
        if explained.step is None:
            return frozenset()
        rests: set[Node | _StepKey] = set()
        for premise in explained.premises:
            rests |= self._meet(premise, gathered)
        if rests <= {subject} and self._cite(subject) and not self._is_row(subject):
            said = gathered.says.setdefault(subject, set())
            if term != SCR.kind:  # told of every fact
                said.add((term, thing))
            return frozenset({subject})
        if (date := self._find_date(triple)) is not None:
            return self._meet(date, gathered)
        key = (explained.layer, explained.step, subject)
        gathered.gives.setdefault(key, set()).add((term, thing))
        gathered.rests[key] |= rests - {key}
        gathered.more[key] = max(gathered.more[key], explained.more)
        return frozenset({key})

    def _write(self, finding: Finding, gathered: _Gathered) -> Trace:
        """Write down what was met, numbered: facts in document order, steps in theirs."""
        nodes = sorted(gathered.says, key=self._order)
        numbers: dict[Node, int] = {node: place for place, node in enumerate(nodes)}
        keys = sorted(gathered.gives, key=lambda key: (-key[0], key[1], self._order(key[2])))
        places = {key: place for place, key in enumerate(keys)}
        facts = tuple(self._write_fact(node, gathered, numbers) for node in nodes)
        steps = tuple(self._write_step(key, gathered, numbers, places) for key in keys)
        deciding = []
        for layer, _, row in keys:
            outcome = self._layers[layer].data.value(row, SCR.outcome)
            event = self._layers[layer].data.value(row, SCR.outcomeEvent)
            told = {term for key in keys if key[2] == row for term, _ in gathered.gives[key]}
            if event in numbers and SCR.outcome in told:
                deciding.append((numbers[event], self._describe(row, {}), str(outcome)))
        shown = tuple(sorted(numbers[node] for node in map(URIRef, finding.facts) if node in numbers))
        focus = URIRef(finding.focus) if finding.focus else None
        known = focus is not None and (focus, None, None) in self._data(focus)  # a waiver stands in no plan's graph
        about = self._describe(focus, numbers) if focus is not None and known else None
        return Trace(facts, steps, shown, tuple(sorted(set(deciding))), about)

    def _write_fact(self, node: Node, gathered: _Gathered, numbers: Mapping[Node, int]) -> TracedFact:
        cells = self._cite(node)
        data = self._data(node)
        concepts = dict(self._list_concepts(node))
        words = set()
        for term, thing in gathered.says[node] | set(self._list_days(node)):
            if thing in numbers or term in _UNSAID or term in concepts or self._is_quoted(thing, cells):
                continue
            declared = bool(cells) and (node, term, thing) in gathered.declared
            words.add((self._label(term), self._write_value(term, thing) + (_BESIDE if declared else "")))
        read_as = []
        for concept in concepts.values():
            kinds = {str(kind) for kind in data.objects(node, SCR.kind)} - {str(data.value(concept, SKOS.notation))}
            above = f" ({', '.join(sorted(kinds))})" if kinds else ""
            read_as.append(self._name(concept) + above)
        return TracedFact(
            node,
            self._find_kind(node),
            self._find_owner(node),
            ", ".join(sorted(read_as)) or None,
            READ if cells else DECLARED,
            cells,
            tuple(sorted(words)),
        )

    def _list_days(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """List what is told of any fact: the days that it names, and what is none; of a plan its id."""
        data = self._data(node)
        if (node, RDF.type, SCR.ActionPlan) in data:  # its days are told only where they count
            yield from ((DCTERMS.identifier, name) for name in data.objects(node, DCTERMS.identifier))
            return
        if self._is_row(node):
            return
        for term, thing in data.predicate_objects(node):
            if term == SCR.impossibleDate or (isinstance(thing, Literal) and thing.datatype == XSD.date):
                yield term, thing

    def _list_concepts(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """List the concepts that the words of a fact stand for, each with the property that says so."""
        for term, concept in self._data(node).predicate_objects(node):
            if term in load_terms().readings:
                yield term, concept

    def _is_quoted(self, thing: Node, cells: Iterable[Citation]) -> bool:
        """Tell whether a text says no more than the words that are quoted."""
        if not isinstance(thing, Literal):
            return False
        bare, whole = _bare(str(thing)), _bare(" ".join(cell.quote or "" for cell in cells))
        return bare == whole or (len(bare) > _LONG and (bare in whole or (len(whole) > _LONG and whole in bare)))

    def _write_step(
        self, key: _StepKey, gathered: _Gathered, numbers: Mapping[Node, int], places: Mapping[_StepKey, int]
    ) -> TracedStep:
        layer, name, subject = key
        gives: set[tuple[str, str | int]] = {
            (self._label(term), numbers[thing] if thing in numbers else self._write_value(term, thing))
            for term, thing in gathered.gives[key]
            if term not in (RDF.type, DCTERMS.identifier, *_DATES)
        }
        rests = gathered.rests[key]
        return TracedStep(
            query=name,
            question=_read_summary(self._layers[layer].steps[name]),
            about=self._describe(subject, numbers),
            gives=tuple(sorted(gives, key=lambda each: (each[0], str(each[1]).zfill(6)))),
            facts=tuple(sorted(numbers[ref] for ref in rests if not isinstance(ref, tuple) and ref in numbers)),
            steps=tuple(sorted(places[ref] for ref in rests if isinstance(ref, tuple))),
            more=gathered.more[key],
        )

    # -- names

    def _data(self, node: Node) -> FactGraph:
        """Give the first graph that says something of a node; of one that is taken over, that of its own plan."""
        layers = self._layers[1:] or self._layers
        return next((layer.data for layer in layers if (node, None, None) in layer.data), self._layers[0].data)

    def _cite(self, node: Node) -> tuple[Citation, ...]:
        if node not in self._cited:
            cells = next((found for layer in self._layers if (found := layer.cite(node))), ())
            self._cited[node] = tuple(sorted(cells, key=document_order))
        return self._cited[node]

    def _order(self, node: Node) -> tuple[object, ...]:
        cells = self._cite(node)
        return (0, *document_order(cells[0]), str(node)) if cells else (1, str(node))

    def _is_row(self, node: Node) -> bool:
        return (node, RDF.type, SCR.Recommendation) in self._data(node)

    def _name(self, node: Node) -> str:
        """Name a thing for people, or give a value as it is."""
        if isinstance(node, Literal):
            return str(node)
        data = self._data(node)
        for term in (SKOS.prefLabel, DCTERMS.identifier, RDFS.label, SKOS.notation, SCR.partName):
            if (name := data.value(node, term)) is not None:
                return str(name)
        return self._find_kind(node)

    def _write_value(self, term: Node, thing: Node) -> str:
        """Write a value; a day by its number as a date."""
        if isinstance(thing, Literal) and str(term).endswith("Day") and type(number := thing.toPython()) is int:
            return (_EPOCH + dt.timedelta(number)).isoformat()
        return self._name(thing)

    def _describe(self, node: Node, numbers: Mapping[Node, int]) -> str:
        """Name what a step speaks of: a row by its key, all else with what it is."""
        plan = next((layer.plan for layer in self._layers if layer.plan and (node, None, None) in layer.data), None)
        name = f"{plan}: {self._name(node)}" if plan and self._is_row(node) else self._name(node)
        if node in numbers or self._is_row(node):
            return name
        kind = self._find_kind(node)
        return kind if kind == name else f"{kind} {name}"

    def _find_kind(self, node: Node) -> str:
        """Name the class of a thing, the narrowest that the ontology knows."""
        terms = load_terms()
        kinds = [kind for kind in self._data(node).objects(node, RDF.type) if kind in terms.labels]
        if not kinds:
            return "passage"
        return terms.labels[max(kinds, key=lambda kind: (terms.depths.get(kind, 0), str(kind)))]

    def _find_owner(self, node: Node) -> str | None:
        """Name the row that a fact belongs to, with its plan among several."""
        if self._is_row(node):
            row = node
        else:
            data = self._data(node)
            above: Node = node
            for _ in range(2):  # an item belongs to an entry, and that to a row
                rows = sorted((each for each in data.subjects(None, above) if self._is_row(each)), key=str)
                if rows:
                    break
                parent = URIRef(str(above).rpartition("/")[0])
                above = parent
            if not rows:
                return None
            row = rows[0]
        return self._describe(row, {})

    def _label(self, term: Node) -> str:
        label = load_terms().labels.get(term)
        return label or str(term).rpartition("#")[2].rpartition("/")[2]


def _cut(solutions: list[Solution]) -> tuple[list[Solution], int]:
    """Cut many answers that say the same to the first; gives how many are left out."""
    if len(solutions) <= _MANY:
        return solutions, 0
    return solutions[:1], len(solutions) - 1


def _cut_results(pattern: Pattern, solutions: list[Solution]) -> list[Solution]:
    """Cut many answers of a rule to one for each result, which is enough to prove it."""
    if len(solutions) <= _MANY:
        return solutions
    value = pattern.renamed.get("value", "value")
    return list({solution.get(value): solution for solution in reversed(solutions)}.values())


@cache
def _may_give(query: str, term: Node) -> bool:
    """Tell whether a query may give a triple with a property, without reading it whole."""
    name = "a" if term == RDF.type else str(term).rpartition("#")[2].rpartition("/")[2]
    return re.search(rf"\b{re.escape(name)}\b", query.partition("WHERE")[0].partition("CONSTRUCT")[2]) is not None


def _read_summary(query: str) -> str:
    """Read what a query asks, as its head says."""
    lines = query.splitlines()
    return next((line.removeprefix("#+ summary:").strip() for line in lines if line.startswith("#+ summary:")), "")


def _bare(text: str) -> str:
    """Give words as they are compared: nothing but letters and digits, in lower case."""
    return "".join(char for char in text.lower() if char.isalnum())


def list_letters(count: int) -> Iterator[str]:
    """Give letters for steps: a, b, … z, aa, ab …"""
    for number in range(count):
        letters = ""
        while number >= 0:
            letters = chr(97 + number % 26) + letters
            number = number // 26 - 1
        yield letters
