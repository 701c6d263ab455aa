"""Gathers the results of a rule into findings: one for each row and what it is compared with, with its cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from rdflib import DCTERMS, RDF, RDFS, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.findings import Finding, Value, name_finding
from scrgraph.audit.queries import FactStore
from scrgraph.audit.rules import Rule
from scrgraph.audit.shacl import ShapeResult
from scrgraph.graph.sources import Citation, citations, place
from scrgraph.ingest.layouts import COLUMNS
from scrgraph.resources import ontology_folder

SCR = Namespace(namespaces.SCR)

_RESERVED = frozenset({"this", "other", "node", "path", "subject"})


@dataclass(frozen=True)
class PlanUnderAudit:
    """What the findings of one plan are made from: the graph judged, the dataset behind it, the names in it."""

    plan: str
    data: Graph
    dataset: Dataset
    prologue: str
    row_keys: Mapping[Node, str] = field(init=False)  # in document order

    def __post_init__(self) -> None:
        rows = self.data.subjects(RDF.type, SCR.Recommendation)
        keys = {row: str(self.data.value(row, DCTERMS.identifier, default=row)) for row in rows}
        object.__setattr__(self, "row_keys", dict(sorted(keys.items(), key=self._order_row)))

    def _order_row(self, row: tuple[Node, str]) -> tuple[int, str]:
        position = self.data.value(row[0], SCR.position)
        return (int(position) if isinstance(position, Literal) else 0, row[1])

    @cached_property
    def _store(self) -> FactStore:
        return FactStore(self.data)

    def run_queries(self, texts: Iterable[str]) -> list[dict[str, Node]]:
        """Run the queries of an annotation of a rule; each answer is what is bound in it, by name."""
        return [answer for text in texts for answer in self._store.select(self.prologue + text)]


@dataclass
class _Shown:
    """What the ``scrsh:shows`` queries of a rule give for a node and what it is compared with."""

    others: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    nodes: set[Node] = field(default_factory=set)
    paths: set[Node] = field(default_factory=set)
    values: defaultdict[str, set[str | int]] = field(default_factory=lambda: defaultdict(set))


def gather_findings(audited: PlanUnderAudit, rule: Rule, results: Iterable[ShapeResult]) -> list[Finding]:
    """Gather the results of one rule, in document order: those of one row and one other row are one finding."""
    groups: defaultdict[tuple[Node, str | None], list[ShapeResult]] = defaultdict(list)
    for result in results:
        other = None if result.value in (None, result.focus) else audited.row_keys.get(result.value)
        groups[result.focus, other].append(result)
    places = {key: index for index, key in enumerate(audited.row_keys.values())}
    answers: defaultdict[Node, list[dict[str, Node]]] = defaultdict(list)
    for answer in audited.run_queries(rule.shows) if groups else ():
        answers[answer["this"]].append(answer)
    findings = [
        _build_finding(audited, rule, focus, group, _show(audited, answers[focus], other), other)
        for (focus, other), group in groups.items()
    ]
    return sorted(
        findings,
        key=lambda found: (places.get(found.row or "", -1), found.subject or "", [places[key] for key in found.other]),
    )


def _build_finding(
    audited: PlanUnderAudit, rule: Rule, focus: Node, results: list[ShapeResult], shown: _Shown, other: str | None
) -> Finding:
    """Build one finding from the results that belong together."""
    row = audited.row_keys.get(focus)
    label = audited.data.value(focus, RDFS.label)
    others = tuple(sorted(shown.others if other is None else {other}))
    subject = None if row is not None else _name_subject(audited, focus, shown)
    return Finding(
        id=name_finding(audited.plan, rule, row, subject, others),
        rule=rule.code,
        title=rule.title,
        severity=rule.severity,
        row=row,
        row_name=None if row is None or label is None else str(label),
        subject=subject,
        other=others,
        message=" ".join(sorted({message for result in results for message in result.messages})),
        remedy=rule.remedy,
        why=rule.why,
        basis=rule.basis,
        values={name: _plain_value(values) for name, values in sorted(shown.values.items())},
        cells=_cite(audited, focus, results, shown),
    )


def _show(audited: PlanUnderAudit, answers: Iterable[Mapping[str, Node]], other: str | None) -> _Shown:
    """Sort out what the rule shows of a node; what it says of other pairs is left out."""
    shown = _Shown()
    for answer in answers:
        other_key = audited.row_keys.get(answer["other"]) if "other" in answer else None
        if other is not None and other_key not in (None, other):
            continue
        if other_key is not None:
            shown.others.add(other_key)
        if "node" in answer:
            shown.nodes.add(answer["node"])
        if "path" in answer:
            shown.paths.add(answer["path"])
        if "subject" in answer:
            shown.subjects.add(str(answer["subject"]))
        for name in answer.keys() - _RESERVED:
            shown.values[name].add(_read_value(answer[name]))
    return shown


def _name_subject(audited: PlanUnderAudit, focus: Node, shown: _Shown) -> str:
    """Name what a finding is about where that is no row: as the rule says, else by its identifier."""
    if shown.subjects:
        return ", ".join(sorted(shown.subjects))
    return str(audited.data.value(focus, DCTERMS.identifier, default=focus))


def _cite(audited: PlanUnderAudit, focus: Node, results: list[ShapeResult], shown: _Shown) -> tuple[Citation, ...]:
    """Cite the cells behind results and what the rule shows, in document order, each once.

    A result with a path and no value of its own tells of absence, as does a path that the rule shows: then the
    place is cited where the value should be.
    """
    nodes, paths = set(shown.nodes), set(shown.paths)
    for result in results:
        if result.value is None or result.value == focus:
            paths |= set() if result.path is None else {result.path}
        elif result.value not in audited.row_keys:
            nodes.add(result.value)
    cells = {cell for node in nodes if isinstance(node, URIRef) for cell in citations(audited.dataset, node)}
    for column in {_find_column(audited.data, path) for path in paths if isinstance(path, URIRef)}:
        if column is not None and isinstance(focus, URIRef):
            cells |= {cell} if (cell := place(audited.dataset, focus, column)) else set()
    return tuple(sorted(cells, key=_document_order))


def _find_column(data: Graph, path: URIRef) -> str | None:
    """Find the column that a property is read from, as the ontology declares it."""
    column = data.value(path, SCR.readFromColumn)
    return str(column) if column is not None else _load_columns().get(path)


@cache
def _load_columns() -> dict[Node, str]:
    """Load which property is read from which column."""
    ontology = Graph().parse(ontology_folder() / "scr.ttl", format="turtle")
    return {path: str(column) for path, column in ontology.subject_objects(SCR.readFromColumn)}


def _document_order(cell: Citation) -> tuple[str, int, int, int, int, int, int, str]:
    column = COLUMNS.index(cell.canonical) if cell.canonical in COLUMNS else len(COLUMNS)
    lines = (cell.first_line or 0, cell.last_line or 0)
    return (cell.file, *lines, cell.table or 0, cell.row or 0, column, cell.offset, cell.quote or "")


def _read_value(term: Node) -> str | int:
    """Read a value to show: a whole number as such, all else as its text (dates are ISO already)."""
    if isinstance(term, Literal) and type(value := term.toPython()) is int:
        return value
    return str(term)


def _plain_value(values: set[str | int]) -> Value:
    """Give one value as it is, several as a list in order."""
    ordered = sorted(values, key=lambda value: (isinstance(value, str), value))
    return ordered[0] if len(ordered) == 1 else ordered
