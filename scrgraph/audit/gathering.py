"""Gathers the results of a rule into findings: one for each row and what it is compared with, with its cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.answers import Answers, Row
from scrgraph.audit.findings import Finding, Ground, Value, name_finding
from scrgraph.audit.rules import Rule
from scrgraph.audit.shacl import ShapeResult
from scrgraph.graph.citations import Citation
from scrgraph.graph.quads import to_oxigraph
from scrgraph.graph.terms import load_terms
from scrgraph.ingest.layouts import COLUMNS

SCR = Namespace(namespaces.SCR)

_RESERVED = frozenset({"this", "other", "node", "path", "subject", "plan"})


class Sources(Protocol):
    """Where in documents what findings are about is said: the source map of a plan, or what was kept of several."""

    def cite(self, node: URIRef) -> Iterable[Citation]:
        """Give the places and words that a fact was read from."""

    def place(self, row: URIRef, column: str) -> Citation | None:
        """Give the place of a row's column, without a quote; ``None`` where its table has no such column."""

    def list_spans(self, node: URIRef) -> Iterable[URIRef]:
        """Give the nodes of the source map that stand for the words a fact was read from."""


@dataclass(frozen=True)
class KeptSources:
    """What was kept of the source maps of several plans: the places of their rows and targets."""

    kept: Mapping[str, tuple[Citation, ...]]

    def cite(self, node: URIRef) -> Iterable[Citation]:
        """Give the places and words that a fact was read from."""
        return self.kept.get(str(node), ())

    def place(self, row: URIRef, column: str) -> Citation | None:  # noqa: ARG002 - no rule across plans shows absence
        """Give nothing: the places of empty cells are not kept."""
        return None

    def list_spans(self, node: URIRef) -> Iterable[URIRef]:  # noqa: ARG002 - see above
        """Give nothing: of the source maps only places and words are kept."""
        return ()


@dataclass(frozen=True)
class Audited:
    """What findings are made from: the graph judged, the places in documents behind it, the names in it.

    ``plan`` is the id of the one plan that is judged; several plans together have none.
    """

    plan: str | None
    data: Graph
    sources: Sources = field(default_factory=lambda: KeptSources({}))
    row_keys: Mapping[Node, str] = field(init=False)  # in document order
    known_as: Mapping[str, str] = field(init=False)  # by the keys of the rows of the one plan

    def __post_init__(self) -> None:
        rows = self.data.subjects(RDF.type, SCR.Recommendation)
        keys = {row: str(self.data.value(row, DCTERMS.identifier, default=row)) for row in rows}
        object.__setattr__(self, "row_keys", dict(sorted(keys.items(), key=self._order_row)))
        object.__setattr__(self, "known_as", {key: self.name_row(row) for row, key in self.row_keys.items()})

    def name_row(self, row: Node) -> str:
        """Give what a row is known by: its key, or the one that it had in an earlier version of its plan."""
        known_as = self.data.value(row, SCR.knownAs)
        return self.row_keys[row] if known_as is None else str(known_as)

    def _order_row(self, row: tuple[Node, str]) -> tuple[int, str]:
        position = self.data.value(row[0], SCR.position)
        return (int(position) if isinstance(position, Literal) else 0, row[1])

    def name_node(self, node: Node) -> str:
        """Name what a rule judges where that is no row: by its identifier or notation, else by the end of its IRI."""
        for term in (DCTERMS.identifier, SKOS.notation):
            if (name := self.data.value(node, term)) is not None:
                return str(name)
        return str(node).rstrip("/").rpartition("/")[2]

    def name_plans(self, nodes: Iterable[Node]) -> tuple[str, ...]:
        """Give the ids of plans, or of those whose rows the nodes are."""
        plans = {plan for node in nodes for plan in (*self.data.subjects(SCR.hasRecommendation, node), node)}
        named = {plan for plan in plans if (plan, RDF.type, SCR.ActionPlan) in self.data}
        return tuple(sorted(self.name_node(plan) for plan in named))


@dataclass
class _Shown:
    """What the ``scrsh:shows`` queries of a rule give for a node and what it is compared with."""

    others: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    plans: set[Node] = field(default_factory=set)
    nodes: set[Node] = field(default_factory=set)
    paths: set[Node] = field(default_factory=set)
    values: defaultdict[str, set[str | int]] = field(default_factory=lambda: defaultdict(set))


def gather_findings(audited: Audited, rule: Rule, answers: Answers) -> list[Finding]:
    """Gather the results of one rule, in document order: those of one row and one other row are one finding."""
    groups: defaultdict[tuple[Node, str | None], list[ShapeResult]] = defaultdict(list)
    for result in answers.results:
        other = None if result.value in (None, result.focus) else audited.row_keys.get(result.value)
        groups[result.focus, other].append(result)
    places = {key: index for index, key in enumerate(audited.row_keys.values())}
    shown: defaultdict[Node, list[Row]] = defaultdict(list)
    for row in answers.shows:
        shown[row["this"]].append(row)
    findings = [
        _build_finding(audited, rule, focus, group, _show(audited, shown[focus], other), other)
        for (focus, other), group in groups.items()
    ]
    return sorted(
        findings,
        key=lambda found: (places.get(found.row or "", -1), found.subject or "", [places[key] for key in found.other]),
    )


def _build_finding(
    audited: Audited, rule: Rule, focus: Node, results: list[ShapeResult], shown: _Shown, other: str | None
) -> Finding:
    """Build one finding from the results that belong together."""
    row = audited.row_keys.get(focus)
    label = audited.data.value(focus, RDFS.label if row is not None else SKOS.prefLabel)
    if label is None:
        label = audited.data.value(focus, RDFS.label)
    others = tuple(sorted(shown.others if other is None else {other}))
    subject = None if row is not None else ", ".join(sorted(shown.subjects)) or audited.name_node(focus)
    plans = () if audited.plan is not None else audited.name_plans({focus, *shown.plans})
    owner = audited.plan if audited.plan is not None else ", ".join(plans) if row is not None else ""
    facts, paths = _find_facts(audited, focus, results, shown)
    return Finding(
        id=name_finding(
            owner,
            rule,
            None if row is None else audited.name_row(focus),
            subject,
            [audited.known_as[key] for key in others],
        ),
        rule=rule.code,
        title=rule.title,
        severity=rule.severity,
        row=row,
        row_name=None if label is None else str(label),
        subject=subject,
        other=others,
        message=" ".join(sorted({message for result in results for message in result.messages})),
        remedy=rule.remedy,
        why=rule.why,
        basis=rule.basis,
        values={name: _plain_value(values) for name, values in sorted(shown.values.items())},
        cells=_cite(audited, focus, facts, paths),
        plans=plans,
        focus=str(focus) if isinstance(focus, URIRef) else None,
        facts=tuple(sorted(map(str, facts))),
        grounds=tuple(sorted({_ground(result) for result in results})),
    )


def _ground(result: ShapeResult) -> Ground:
    terms = (result.shape, result.path, result.value, result.component)
    return Ground(*(str(to_oxigraph(term)) if isinstance(term, URIRef | Literal) else "" for term in terms))


def _show(audited: Audited, answers: Iterable[Row], other: str | None) -> _Shown:
    """Sort out what the rule shows of a node; what it says of other pairs is left out."""
    shown = _Shown()
    for answer in answers:
        other_key = audited.row_keys.get(answer["other"]) if "other" in answer else None
        if other is not None and other_key not in (None, other):
            continue
        if other_key is not None:
            shown.others.add(other_key)
        for name, found in (("node", shown.nodes), ("path", shown.paths), ("plan", shown.plans)):
            if name in answer:
                found.add(answer[name])
        if "subject" in answer:
            shown.subjects.add(str(answer["subject"]))
        for name in answer.keys() - _RESERVED:
            shown.values[name].add(_read_value(answer[name]))
    return shown


def _find_facts(
    audited: Audited, focus: Node, results: list[ShapeResult], shown: _Shown
) -> tuple[set[URIRef], set[URIRef]]:
    """Find the facts whose words are cited, and the properties whose absence results tell of.

    A result with a path and no value of its own tells of absence, as does a path that the rule shows.
    """
    nodes, paths = set(shown.nodes), set(shown.paths)
    for result in results:
        if result.value is None or result.value == focus:
            paths |= set() if result.path is None else {result.path}
        elif result.value not in audited.row_keys:
            nodes.add(result.value)
    return {node for node in nodes if isinstance(node, URIRef)}, {path for path in paths if isinstance(path, URIRef)}


def _cite(audited: Audited, focus: Node, facts: Iterable[URIRef], paths: Iterable[URIRef]) -> tuple[Citation, ...]:
    """Cite the cells of facts, in document order, each once; of what is absent, the place where it should be."""
    cells = {cell for fact in facts for cell in audited.sources.cite(fact)}
    for column in {_find_column(audited.data, path) for path in paths}:
        if column is not None and isinstance(focus, URIRef) and (cell := audited.sources.place(focus, column)):
            cells.add(cell)
    return tuple(sorted(cells, key=document_order))


def _find_column(data: Graph, path: URIRef) -> str | None:
    """Find the column that a property is read from, as the ontology declares it."""
    column = data.value(path, SCR.readFromColumn)
    return str(column) if column is not None else load_terms().columns.get(path)


def document_order(cell: Citation) -> tuple[str, str, int, int, int, int, int, int, str]:
    """Give what places are sorted by, as their documents print them."""
    column = COLUMNS.index(cell.canonical) if cell.canonical in COLUMNS else len(COLUMNS)
    lines = (cell.first_line or 0, cell.last_line or 0)
    return (cell.plan or "", cell.file, *lines, cell.table or 0, cell.row or 0, column, cell.offset, cell.quote or "")


def _read_value(term: Node) -> str | int:
    """Read a value to show: a whole number as such, all else as its text (dates are ISO already)."""
    if isinstance(term, Literal) and type(value := term.toPython()) is int:
        return value
    return str(term)


def _plain_value(values: set[str | int]) -> Value:
    """Give one value as it is, several as a list in order."""
    ordered = sorted(values, key=lambda value: (isinstance(value, str), value))
    return ordered[0] if len(ordered) == 1 else ordered
