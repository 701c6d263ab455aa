"""Reads what a version of a plan states from its linked data, so that two versions can be held against each other."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import pyoxigraph as ox
from rdflib import RDF, SKOS, Dataset, URIRef

from scrgraph import namespaces
from scrgraph.errors import UnreadableDocument
from scrgraph.facts.dates import find_days
from scrgraph.facts.versions import PlanStatement, PlanVersion, Statement, Topic, VersionRow
from scrgraph.graph import iris
from scrgraph.graph.citations import Citation
from scrgraph.graph.dataset import find_quads, list_versions, load_vocabularies
from scrgraph.graph.profiles import WITHHELD
from scrgraph.graph.sources import SourceMap, map_sources
from scrgraph.ingest.layouts import HEADINGS

_SCR = namespaces.SCR
_TYPE = str(RDF.type)
_LABEL = namespaces.RDFS + "label"
_IDENTIFIER, _TITLE = namespaces.DCTERMS + "identifier", namespaces.DCTERMS + "title"
_ISSUED = namespaces.DCTERMS + "issued"
_ROLES = {"overseenBy": "board", "scrutinisedBy": "sub-group", "monitoredBy": "monitor"}

# Which facts of a row hang on which property, and the column that they stand in where their place does not tell.
_FACTS: tuple[tuple[str, Topic, str], ...] = (
    ("hasAction", "action", "actions"),
    ("implementationLead", "lead", "leads"),
    ("agreedBy", "agreed", "agreed_by"),
    ("hasTargetDate", "target", "targets"),
    ("hasClaim", "claim", "summary"),
    ("showsColour", "colour", "rag"),
    ("mentionsMeeting", "meeting", "monitoring"),
    ("promisesReport", "report", "monitoring"),
    ("requiresEvidence", "evidence", "scrutiny"),
    ("hasEvent", "event", "scrutiny"),
)
_KINDS = {
    "target": "targetDateKind",
    "claim": "statusValue",
    "colour": "colourValue",
    "meeting": "meetingStatus",
    "report": "reportKind",
    "event": "eventType",
}

Said = Mapping[str, list[str]]


def read_version(dataset: Dataset, sources: SourceMap | None = None) -> PlanVersion:
    """Give what the one plan version of a dataset states; ``sources`` is its source map where that lies elsewhere.

    Raises:
        UnreadableDocument: where the dataset holds no facts of a version.
    """
    versions = list_versions(dataset)
    if not versions:
        raise UnreadableDocument(
            "The linked data holds no facts of a plan.", remedy="Make it with: scrgraph ingest PLAN -o FILE.trig."
        )
    return _Reader(dataset, versions[0], sources or map_sources(dataset)).read()


class _Reader:
    """Reads one version."""

    def __init__(self, dataset: Dataset, version: str, sources: SourceMap) -> None:
        graph = ox.NamedNode(version)
        self._sources, self._version = sources, version
        self._said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._parts: dict[str | None, list[str]] = {}
        self._meta: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        source = str(iris.source_iri(URIRef(version)))
        for quad in find_quads(dataset):
            if quad.graph_name == graph:
                self._said[quad.subject.value][quad.predicate.value].append(quad.object.value)  # type: ignore[union-attr]
            elif quad.graph_name.value != source:  # type: ignore[union-attr]
                self._meta[quad.subject.value][quad.predicate.value].append(quad.object.value)  # type: ignore[union-attr]
        for properties in self._said.values():
            for values in properties.values():
                values.sort()

    def read(self) -> PlanVersion:
        (plan,) = [node for node, said in self._said.items() if _SCR + "ActionPlan" in said[_TYPE]][:1]
        self._parts = {
            self._one(part, "partName"): self._list(part, "hasColumn") for part in self._list(plan, "hasPart")
        }
        nodes = sorted(self._list(plan, "hasRecommendation"), key=lambda node: (self._count(node), node))
        rows = tuple(self._read_row(node) for node in nodes)
        document = self._first(self._meta[self._version], _SCR + "extractedFrom") or ""
        return PlanVersion(
            self._first(self._said[plan], _IDENTIFIER) or plan,
            self._first(self._meta[document], _SCR + "fileName") or "",
            self._first(self._meta[document], _SCR + "digest") or "",
            tuple(self._read_plan(plan)),
            rows,
            self._read_columns(rows),
        )

    def _list(self, node: str, name: str) -> list[str]:
        return self._said[node][_SCR + name] if node in self._said else []

    def _one(self, node: str, name: str) -> str | None:
        return next(iter(self._list(node, name)), None)

    @staticmethod
    def _first(said: Said, term: str) -> str | None:
        return next(iter(said.get(term, ())), None)

    @staticmethod
    def _find_label(concept: str | None) -> str | None:
        label = load_vocabularies().value(URIRef(concept), SKOS.prefLabel) if concept else None
        return None if label is None else str(label)

    def _count(self, node: str) -> int:
        return int(self._one(node, "position") or 0)

    def _day(self, node: str, name: str) -> dt.date | None:
        day = self._one(node, name)
        return dt.date.fromisoformat(day) if day else None

    # -- the plan ----------------------------------------------------------------------------------------------------

    def _read_plan(self, plan: str) -> Iterator[PlanStatement]:
        title = self._first(self._said[plan], _TITLE) or ""
        quoted = {cited.quote for cited in self._sources.cite(URIRef(plan))}
        if title in quoted:  # else it is the name of the file
            yield PlanStatement("title", title, plan)
        if commenced := self._day(plan, "commenced"):
            yield PlanStatement("commenced", commenced.isoformat(), plan, day=commenced)
        if issued := self._first(self._said[plan], _ISSUED):
            yield PlanStatement("published", issued, plan, day=dt.date.fromisoformat(issued))
        review = next((node for node, said in self._said.items() if plan in said.get(_SCR + "hasActionPlan", ())), "")
        if reference := self._one(review, "caseReference"):
            yield PlanStatement("reference", reference)
        for name, role in _ROLES.items():
            for body in sorted({*self._list(plan, name), *self._list(review, name)}):
                yield PlanStatement("body", self._first(self._said[body], _LABEL) or body, kind=role)
        keys = self._list(plan, "colourKey")
        node = str(iris.below(URIRef(plan), "colour-key"))
        printed = [cited.quote for cited in self._sources.cite(URIRef(node)) if cited.quote in keys]
        for line in dict.fromkeys([*printed, *keys]):
            yield PlanStatement("colour key", line or "", node)
        for sentence in self._list(plan, "preamble"):
            yield PlanStatement("preamble", sentence)

    def _read_columns(self, rows: Iterable[VersionRow]) -> dict[str, dict[str, str]]:
        columns: dict[str, dict[str, str]] = {}
        for row in rows:
            found = columns.setdefault(row.part, {})
            for column in row.cells:
                if column not in found:
                    place = self._sources.place(URIRef(row.node), column)
                    found[column] = (place.column if place else None) or column
        if not any(columns.values()):  # who gave the plan gave no cells: what columns there are is known all the same
            return {part: {name: HEADINGS.get(name, name) for name in self._parts.get(part, ())} for part in columns}
        return columns

    # -- rows --------------------------------------------------------------------------------------------------------

    def _read_row(self, node: str) -> VersionRow:
        said = self._said[node]
        key = self._first(said, _IDENTIFIER) or node
        cells = {}
        for column in self._parts.get(self._one(node, "part"), ()):
            if (place := self._sources.place(URIRef(node), column)) is not None:
                cells[column] = self._sources.read_cell(place) or ""
        agency = self._one(node, "responsibleAgency")
        label = self._first(self._said[agency], _LABEL) if agency else None
        return VersionRow(
            key,
            self._one(node, "knownAs") or key,
            self._first(said, _LABEL) or key,
            node,
            self._one(node, "part") or "",
            key.rpartition("/")[0],
            label or "",
            self._one(node, "sourceNumber"),
            tuple(self._read_statements(node, cells)),
            cells,
        )

    def _read_statements(self, row: str, cells: Mapping[str, str]) -> Iterator[Statement]:
        if text := self._one(row, "statement"):
            yield Statement("text", "text", text, row)
        for link, topic, column in _FACTS:
            for fact in sorted(self._list(row, link), key=lambda fact: (self._count(fact), fact)):
                yield self._read_fact(fact, topic, column)
        read = {"text", "actions", "leads", "agreed_by"}
        for column, words in cells.items():
            if words and column not in read:
                yield Statement("cell", column, words, str(iris.below(URIRef(row), "cell", column)))

    def _read_fact(self, fact: str, topic: Topic, column: str) -> Statement:
        cited = self._sources.cite(URIRef(fact))
        read_as = next((cell.read_as for cell in cited if cell.read_as), None)
        quoted = read_as or " ".join(cell.quote for cell in cited if cell.quote)
        words = self._one(fact, "statement") or self._one(fact, "dateText")
        if topic == "colour" and not quoted:  # shown by no word
            quoted = self._find_label(self._one(fact, "colourValue")) or ""
        words = words or (self._first(self._said[fact], _LABEL) if topic in ("lead", "agreed") else None) or quoted
        concept = self._one(fact, _KINDS[topic]) if topic in _KINDS else None
        kind = _find_kind(concept) if concept else ""
        day, due = self._day(fact, "onDate"), self._day(fact, "dueDate")
        earliest, latest = self._day(fact, "earliest"), self._day(fact, "latest")
        if words == WITHHELD:  # else two that say the same of nothing would be the same
            words = " ".join([words, *filter(None, [kind]), *(str(one) for one in (day, due, latest) if one)])
        return Statement(
            topic,
            next((cell.canonical for cell in cited if cell.canonical), column),
            words,
            fact,
            kind,
            day,
            due,
            (earliest, latest) if earliest and latest else None,
            self._one(fact, "claimedBy"),
        )


@cache
def _find_kind(concept: str) -> str:
    """Give the notation of the kind that a concept belongs to: of the broadest concept above it."""
    vocabularies, node = load_vocabularies(), URIRef(concept)
    while (above := vocabularies.value(node, SKOS.broader)) is not None:
        node = URIRef(str(above))
    return str(vocabularies.value(node, SKOS.notation) or concept.rpartition("/")[2])


def cite_statement(sources: SourceMap, said: Statement | PlanStatement) -> tuple[Citation, ...]:
    """Give the places and words that a statement was read from; of the words of a cell as a whole, that cell."""
    if isinstance(said, Statement) and said.topic == "cell":
        place = sources.place(URIRef(said.node.rpartition("/cell/")[0]), said.column)
        return () if place is None else (replace(place, quote=said.words),)
    if said.node is None:
        return ()
    cited = sources.cite(URIRef(said.node))
    if isinstance(said, PlanStatement) and said.topic != "row":
        # Several statements of the plan hang on one node.
        told = [cell for cell in cited if cell.quote == said.words or (said.day and find_days(cell.quote or ""))]
        return tuple(told or cited[:1])
    return cited


def cite_column(sources: SourceMap, row: VersionRow, column: str) -> tuple[Citation, ...]:
    """Give the place in which a row's statement would stand."""
    place = sources.place(URIRef(row.node), column)
    return () if place is None else (place,)
