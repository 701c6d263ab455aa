"""The source map: which cell, which line and which words a fact was read from.

It lies in a graph of its own beside the facts (``VERSION/source``), so that shapes do not see it. A fact is
``scr:recordedIn`` spans; a span is ``scr:inCell`` and quotes words (``oa:exact``) on one line.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import RDF, RDFS, Dataset, Graph, Literal, Namespace, URIRef

from scrgraph import namespaces
from scrgraph.graph import iris
from scrgraph.graph.quads import Writer
from scrgraph.ingest.cells import Cell, Quote

OA = Namespace(namespaces.OA)
SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a document, and the words quoted from it; ``quote`` is ``None`` where something is absent there.

    ``cell`` names the cell that holds the words, and ``offset`` is where in its text (``read_cell_text``) they begin.
    ``plan`` is the plan's id where places in several plans stand side by side.
    """

    file: str
    table: int | None
    row: int | None
    column: str | None
    canonical: str | None
    first_line: int | None
    last_line: int | None
    quote: str | None
    offset: int = 0
    cell: str | None = None
    plan: str | None = None


def write_cell(graph: Graph | Writer, row: URIRef, cell: Cell, document: URIRef) -> URIRef:
    """Write one cell of a row into a source graph."""
    node = write_empty_cell(graph, row, cell.column, cell.heading, cell.table, cell.row, cell.lines, document)
    graph.add((node, RDF.value, Literal(cell.text)))
    return node


def write_empty_cell(
    graph: Graph | Writer,
    row: URIRef,
    column: str,
    heading: str,
    table: int,
    index: int,
    lines: tuple[int, int],
    document: URIRef,
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
    return node


def write_spans(
    graph: Graph | Writer, fact: URIRef, quotes: Iterable[Quote], document: URIRef, cell: URIRef | None
) -> None:
    """Write where a fact was read: one span for each line that holds some of its words."""
    for number, quote in enumerate(quotes, 1):
        span = iris.below(fact, "source", str(number))
        graph.add((fact, SCR.recordedIn, span))
        graph.add((span, RDF.type, SCR.SourceSpan))
        graph.add((span, OA.hasSource, document))
        graph.add((span, SCR.firstLine, Literal(quote.line)))
        graph.add((span, SCR.lastLine, Literal(quote.line)))
        graph.add((span, OA.exact, Literal(quote.text)))
        graph.add((span, SCR.offset, Literal(quote.offset)))
        if cell is not None:
            graph.add((span, SCR.inCell, cell))


def write_place(graph: Graph | Writer, fact: URIRef, lines: tuple[int, int], document: URIRef) -> None:
    """Write where a thing stands that has no words of its own, such as a row whose text is lost."""
    span = iris.below(fact, "source", "1")
    graph.add((fact, SCR.recordedIn, span))
    graph.add((span, RDF.type, SCR.SourceSpan))
    graph.add((span, OA.hasSource, document))
    graph.add((span, SCR.firstLine, Literal(lines[0])))
    graph.add((span, SCR.lastLine, Literal(lines[1])))


def citations(dataset: Dataset, node: URIRef) -> tuple[Citation, ...]:
    """Give the places and words that a fact was read from, in document order."""
    found = []
    for graph in _source_graphs(dataset):
        for span in graph.objects(node, SCR.recordedIn):
            cell = graph.value(span, SCR.inCell)
            quote = graph.value(span, OA.exact)
            found.append(_cite(graph, span, cell, None if quote is None else str(quote)))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda citation: (citation.first_line or 0, citation.offset)))


def place(dataset: Dataset, row: URIRef, canonical: str) -> Citation | None:
    """Give the place of a row's column, without a quote; ``None`` where its table has no such column."""
    node = iris.below(row, "cell", canonical)
    for graph in _source_graphs(dataset):
        if (node, RDF.type, SCR.SourceCell) in graph:
            return _cite(graph, node, node, None)
    return None


def read_cell_text(dataset: Dataset, citation: Citation) -> str | None:
    """Give the whole words of the cell that a citation names; ``None`` where it names none, or an empty one.

    Paragraphs are parted by a line feed.
    """
    for graph in _source_graphs(dataset) if citation.cell else ():
        if text := graph.value(URIRef(str(citation.cell)), RDF.value):
            return str(text)
    return None


def _source_graphs(dataset: Dataset) -> list[Graph]:
    return [graph for graph in dataset.graphs() if iris.is_source_iri(graph.identifier)]


def _cite(graph: Graph, node: URIRef, cell: URIRef | None, quote: str | None) -> Citation:
    def number(subject: URIRef | None, predicate: URIRef) -> int | None:
        value = graph.value(subject, predicate) if subject is not None else None
        return int(value.toPython()) if isinstance(value, Literal) else None

    heading = graph.value(cell, RDFS.label) if cell is not None else None
    column = graph.value(cell, SCR.column) if cell is not None else None
    document = graph.value(node, OA.hasSource)
    name = graph.value(document, SCR.fileName)
    return Citation(
        str(name) if name is not None else str(document),
        number(cell, SCR.tableIndex),
        number(cell, SCR.rowIndex),
        None if heading is None else str(heading),
        None if column is None else str(column),
        number(node, SCR.firstLine),
        number(node, SCR.lastLine),
        quote,
        number(node, SCR.offset) or 0,
        None if cell is None else str(cell),
    )
