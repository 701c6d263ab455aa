"""Gives the themes of a plan's rows: those that a person declared, else those read from the words of a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import DCTERMS, RDF, RDFS, SKOS, Dataset, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.graph.citations import Citation
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.iris import is_source_iri
from scrgraph.graph.quads import FactGraph
from scrgraph.graph.sources import SourceMap, map_sources
from scrgraph.graph.tags import Tag

SCR = Namespace(namespaces.SCR)


@dataclass(frozen=True, slots=True)
class RowTheme:
    """A theme of a row: how sure it is (0 to 1), and the words that speak for it.

    Of one that a person declared there may be none.
    """

    theme: str
    label: str
    confidence: float
    cues: tuple[Citation, ...]
    declared: bool = False


@dataclass(frozen=True, slots=True)
class RowThemes:
    """What a row is about."""

    key: str
    name: str
    themes: tuple[RowTheme, ...]


def list_themes(dataset: Dataset, tags: Iterable[Tag] = (), sources: SourceMap | None = None) -> tuple[RowThemes, ...]:
    """Give the themes of each row of a dataset's plan, in the order of the rows; the surest first.

    Where a tag is declared for a row, the tags alone are its themes. ``sources`` is the source map, where it lies
    elsewhere than in the dataset.
    """
    facts = FactGraph()
    for graph in dataset.graphs():
        if not is_source_iri(graph.identifier):
            facts.merge(graph)
    sources = sources or map_sources(dataset)
    (plan,) = facts.subjects(RDF.type, SCR.ActionPlan)
    name = str(facts.value(plan, DCTERMS.identifier))
    declared: dict[str, list[str]] = {}
    for tag in tags:
        if tag.plan in (None, name):
            declared.setdefault(tag.row, []).append(tag.theme)
    labels = _list_labels()
    found = []
    for row in sorted(facts.objects(plan, SCR.hasRecommendation), key=lambda row: _read_position(facts, row)):
        key = str(facts.value(row, DCTERMS.identifier))
        themes = [_read_theme(facts, node, sources, labels) for node in facts.objects(row, SCR.hasThemeReading)]
        if key in declared:
            cues = {theme.theme: theme.cues for theme in themes}
            themes = [
                RowTheme(theme, labels[theme], 1.0, cues.get(theme, ()), declared=True) for theme in declared[key]
            ]
        themes.sort(key=lambda theme: (-theme.confidence, theme.theme))
        found.append(RowThemes(key, str(facts.value(row, RDFS.label)), tuple(themes)))
    return tuple(found)


def _read_theme(facts: Graph, node: Node, sources: SourceMap, labels: Mapping[str, str]) -> RowTheme:
    theme = str(load_vocabularies().value(facts.value(node, SCR.readTheme), SKOS.notation))
    confidence = float(str(facts.value(node, SCR.confidence)))
    return RowTheme(theme, labels[theme], confidence, sources.cite(URIRef(str(node))))


def _read_position(facts: Graph, row: Node) -> int:
    return int(str(facts.value(row, SCR.position)))


@cache
def _list_labels() -> dict[str, str]:
    """Give the label of each theme by its notation."""
    vocabularies = load_vocabularies()
    return {
        str(vocabularies.value(theme, SKOS.notation)): str(vocabularies.value(theme, SKOS.prefLabel))
        for theme in vocabularies.subjects(RDF.type, SCR.Theme)
    }
