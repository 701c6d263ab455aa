"""The source map: which cell, which line and which words a fact was read from.

It lies in a graph of its own beside the facts (``VERSION/source``), so that shapes do not see it. A fact is
``scr:recordedIn`` spans; a span is ``scr:inCell`` and quotes words (``oa:exact``) on one line.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeAlias

import pyoxigraph as ox
from rdflib import RDF, RDFS, Dataset, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.graph import iris
from scrgraph.graph.citations import Citation, Kind
from scrgraph.graph.quads import QuadStore, Triple, copy_quads
from scrgraph.ingest.cells import Cell, Quote
from scrgraph.ingest.places import Place

OA = Namespace(namespaces.OA)
SCR = Namespace(namespaces.SCR)

Said: TypeAlias = Mapping[str, Sequence[str]]
_TYPE, _LABEL, _VALUE = str(RDF.type), str(RDFS.label), str(RDF.value)
_EXACT, _HAS_SOURCE = str(OA.exact), str(OA.hasSource)
_RECORDED_IN, _IN_CELL, _FILE_NAME, _SOURCE_CELL, _SOURCE_SPAN = (
    str(SCR[name]) for name in ("recordedIn", "inCell", "fileName", "SourceCell", "SourceSpan")
)
_READ_AS, _CORRECTED_BY = str(SCR.readAs), str(SCR.correctedBy)
_TABLE, _ROW, _COLUMN = str(SCR.tableIndex), str(SCR.rowIndex), str(SCR.column)
_FIRST, _LAST, _OFFSET = str(SCR.firstLine), str(SCR.lastLine), str(SCR.offset)
_CELLS = 1024  # that are held as they were read: more than most plans have
_PLACE = {
    "page": SCR.page,
    "sheet": SCR.sheet,
    "table": SCR.sourceTable,
    "row": SCR.sourceRow,
    "column": SCR.sourceColumn,
    "cell": SCR.cellName,
    "paragraph": SCR.paragraph,
}


class Sink(Protocol):
    """What a source map is written to: a graph, or what holds it otherwise."""

    def add(self, triple: Triple, /) -> object:
        """Add a triple."""


def write_cell(graph: Sink, row: URIRef, cell: Cell, document: URIRef) -> URIRef:
    """Write one cell of a row into a source graph."""
    node = write_empty_cell(
        graph, row, cell.column, cell.heading, cell.table, cell.row, cell.lines, document, cell.place
    )
    if cell.printed:
        graph.add((node, RDF.value, Literal(cell.printed)))
    if cell.mend is not None:
        _write_reading(graph, node, cell.text, cell.mend.by)
    return node


def _write_reading(graph: Sink, node: URIRef, read_as: str, by: str) -> None:
    """Write how a person reads a cell or a span, beside what is printed there."""
    graph.add((node, SCR.readAs, Literal(read_as)))
    graph.add((node, SCR.correctedBy, iris.correction_iri(by)))


def write_empty_cell(
    graph: Sink,
    row: URIRef,
    column: str,
    heading: str,
    table: int,
    index: int,
    lines: tuple[int, int],
    document: URIRef,
    place: Place | None = None,
) -> URIRef:
    """Write a cell that has no words: it stands where its row stands."""
    node = iris.below(row, "cell", column)
    graph.add((node, RDF.type, SCR.SourceCell))
    graph.add((node, SCR.ofRow, row))
    graph.add((node, OA.hasSource, document))
    graph.add((node, SCR.column, Literal(column)))
    graph.add((node, RDFS.label, Literal(heading)))
    graph.add((node, SCR.tableIndex, Literal(table)))
    graph.add((node, SCR.rowIndex, Literal(index)))
    graph.add((node, SCR.firstLine, Literal(lines[0])))
    graph.add((node, SCR.lastLine, Literal(lines[1])))
    _write_place(graph, node, place)
    return node


def write_spans(
    graph: Sink,
    fact: URIRef,
    quotes: Iterable[Quote],
    document: URIRef,
    cell: URIRef | None,
    first: int = 1,
) -> int:
    """Write where a fact was read: one span for each line that holds some of its words.

    The spans are numbered from ``first``; gives the number after the last.
    """
    number = first - 1
    for number, quote in enumerate(quotes, first):
        span = iris.below(fact, "source", str(number))
        graph.add((fact, SCR.recordedIn, span))
        graph.add((span, RDF.type, SCR.SourceSpan))
        graph.add((span, OA.hasSource, document))
        graph.add((span, SCR.firstLine, Literal(quote.line)))
        graph.add((span, SCR.lastLine, Literal(quote.line)))
        if quote.text:
            graph.add((span, OA.exact, Literal(quote.text)))
        if quote.read_as is not None and quote.by is not None:
            _write_reading(graph, span, quote.read_as, quote.by)
        graph.add((span, SCR.offset, Literal(quote.offset)))
        _write_place(graph, span, quote.place)
        if cell is not None:
            graph.add((span, SCR.inCell, cell))
    return number + 1


def write_place(
    graph: Sink,
    fact: URIRef,
    lines: tuple[int, int],
    document: URIRef,
    place: Place | None = None,
    cell: URIRef | None = None,
) -> None:
    """Write where a thing stands that has no words of its own: a row whose text is lost, the colour of a cell."""
    span = iris.below(fact, "source", "1")
    graph.add((fact, SCR.recordedIn, span))
    graph.add((span, RDF.type, SCR.SourceSpan))
    graph.add((span, OA.hasSource, document))
    graph.add((span, SCR.firstLine, Literal(lines[0])))
    graph.add((span, SCR.lastLine, Literal(lines[1])))
    _write_place(graph, span, place)
    if cell is not None:
        graph.add((span, SCR.inCell, cell))


def _write_place(graph: Sink, node: URIRef, place: Place | None) -> None:
    for name, term in _PLACE.items() if place is not None else ():
        if (value := getattr(place, name)) is not None:
            graph.add((node, term, Literal(value)))


class SourceMap:
    """The source map of one plan, asked of for a node at a time.

    ``read`` gives what the map says of a node: the words or names of each property.
    """

    def __init__(self, read: Callable[[str], Said]) -> None:
        self._read = read
        self._read_cell = lru_cache(_CELLS)(read)
        self._files: dict[str, str] = {}

    def cite(self, node: URIRef) -> tuple[Citation, ...]:
        """Give the places and words that a fact was read from, in document order."""
        found = []
        for span in self._read(str(node)).get(_RECORDED_IN, ()):
            said = self._read(span)
            cell = said.get(_IN_CELL, (None,))[0]
            quote = said.get(_EXACT, (None,))[0]
            found.append(self._cite(said, cell, quote))
        return tuple(sorted(found, key=lambda citation: (citation.first_line or 0, citation.offset)))

    def look_up_all(self, nodes: Iterable[str]) -> Mapping[str, tuple[Kind, tuple[Citation, ...]]]:
        """Give the places of several nodes, by these; of one that has none, none."""
        return {node: self.look_up(node) for node in nodes}

    def look_up(self, node: str) -> tuple[Kind, tuple[Citation, ...]]:
        """Tell what a node is, and give its places: of a fact, or of the words or the cell that the node itself is."""
        said = self._read(node)
        kinds = said.get(_TYPE, ())
        if _SOURCE_SPAN in kinds:
            return "span", (self._cite(said, said.get(_IN_CELL, (None,))[0], said.get(_EXACT, (None,))[0]),)
        if _SOURCE_CELL in kinds:
            return "cell", (self._cite(said, node, None, quoted=False),)
        return "fact", self.cite(URIRef(node))

    def list_spans(self, node: URIRef) -> tuple[URIRef, ...]:
        """Give the nodes that stand for the words a fact was read from."""
        return tuple(URIRef(span) for span in sorted(self._read(str(node)).get(_RECORDED_IN, ())))

    def place(self, row: URIRef, column: str) -> Citation | None:
        """Give the place of a row's column, without a quote; ``None`` where its table has no such column."""
        node = str(iris.below(row, "cell", column))
        said = self._read_cell(node)
        return self._cite(said, node, None, quoted=False) if _SOURCE_CELL in said.get(_TYPE, ()) else None

    def read_cell_text(self, citation: Citation) -> str | None:
        """Give the whole words of the cell that a citation names; ``None`` where it names none, or an empty one.

        Paragraphs are parted by a line feed.
        """
        return self._read_cell(citation.cell).get(_VALUE, (None,))[0] if citation.cell else None

    def read_cell(self, citation: Citation) -> str | None:
        """Give the whole words of a cell as they are read: as printed, or as a person reads them."""
        held = self._read_cell(citation.cell) if citation.cell else {}
        return held.get(_READ_AS, held.get(_VALUE, (None,)))[0]

    def _cite(self, said: Said, cell: str | None, quote: str | None, *, quoted: bool = True) -> Citation:
        held = {} if cell is None else self._read_cell(cell)
        (document,) = said.get(_HAS_SOURCE, ("",))[:1]
        if document not in self._files:
            self._files[document] = self._read(document).get(_FILE_NAME, (document,))[0]

        def number(facts: Said, term: str) -> int | None:
            return int(facts[term][0]) if term in facts else None

        return Citation(
            self._files[document],
            number(held, _TABLE),
            number(held, _ROW),
            _share(held.get(_LABEL, (None,))[0]),
            _share(held.get(_COLUMN, (None,))[0]),
            number(said, _FIRST),
            number(said, _LAST),
            quote,
            number(said, _OFFSET) or 0,
            cell,
            place=_read_place(said),
            read_as=said.get(_READ_AS, (None,))[0] if quoted else None,
            correction=iris.correction_id(said[_CORRECTED_BY][0]) if quoted and _CORRECTED_BY in said else None,
        )


def _share(word: str | None) -> str | None:
    """Give a word that stands in many citations as one object."""
    return None if word is None else sys.intern(word)


def _read_place(said: Said) -> Place | None:
    told = {name: sys.intern(said[str(term)][0]) for name, term in _PLACE.items() if str(term) in said}
    if not told:
        return None
    return Place(**{name: value if name in ("sheet", "cell") else int(value) for name, value in told.items()})  # type: ignore[arg-type]


def find_sources(quads: ox.Store, graphs: Iterable[ox.NamedNode]) -> SourceMap:
    """Give the source map that lies in some graphs of a store."""
    graphs = tuple(graphs)

    def read(node: str) -> Said:
        said: dict[str, list[str]] = {}
        for graph in graphs if node else ():
            for quad in quads.quads_for_pattern(ox.NamedNode(node), None, None, graph):
                said.setdefault(quad.predicate.value, []).append(quad.object.value)  # type: ignore[union-attr]
        return said

    return SourceMap(read)


def map_sources(dataset: Dataset) -> SourceMap:
    """Give the source map of a dataset's plan."""
    quads = dataset.store.quads if isinstance(dataset.store, QuadStore) else copy_quads(dataset)
    named = (graph for graph in quads.named_graphs() if isinstance(graph, ox.NamedNode))
    return find_sources(quads, (graph for graph in named if iris.is_source_iri(graph.value)))
