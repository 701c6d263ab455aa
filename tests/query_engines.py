"""Asks a question of rdflib's own SPARQL and of Oxigraph over the same facts, for tests that hold them equal."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, Dataset, Literal

from scrgraph.analysis.answers import Answer, evaluate
from scrgraph.analysis.parameters import bind_parameters
from scrgraph.analysis.questions import Question, check_query, names_graphs
from scrgraph.graph.quads import to_rdflib

_TYPE = str(RDF.type)


def load_both(quads: Iterable[ox.Quad], questions: Sequence[Question]) -> tuple[ox.Store, Dataset]:
    """Give facts as Oxigraph has them, and as rdflib has them in its own memory.

    Facts whose predicate none of the questions names are left out of both: rdflib takes long to load them.
    """
    named = "\n".join(question.text for question in questions)
    store, dataset = ox.Store(), Dataset(default_union=False)
    for quad in quads:
        predicate = quad.predicate.value
        if predicate != _TYPE and not re.search(rf":{re.split('[#/]', predicate)[-1]}\b", named):
            continue
        store.add(quad)
        graph = (
            dataset.default_graph
            if isinstance(quad.graph_name, ox.DefaultGraph)
            else dataset.graph(to_rdflib(quad.graph_name))  # type: ignore[arg-type]
        )
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return store, dataset


def ask_both(question: Question, store: ox.Store, dataset: Dataset) -> tuple[list[Any], list[Any]]:
    """Give the rows of both, in their order; columns of IRIs that are cited are taken as sets."""
    parameters = bind_parameters(question, check_query(question.text), ())
    told: Answer = evaluate(store, question.text, parameters)
    bound: dict[str, Any] = {name: to_rdflib(term) for name, term in parameters.items()}
    asked = dataset if names_graphs(question.text) else dataset.default_graph
    found: Iterable[Any] = asked.query(question.text, initBindings=bound)
    cited = [name in question.cites for name in told.columns]
    ours = [[_compare(cell, several) for cell, several in zip(row, cited, strict=True)] for row in told.rows]
    theirs = [[_compare(_write(cell), several) for cell, several in zip(row, cited, strict=True)] for row in found]
    return ours, theirs


def _compare(cell: object, several: bool) -> object:
    """Give a cell as it is compared; nothing, and a text without words, are the same where facts are cited."""
    if several:
        return frozenset(str(cell or "").split())
    return None if cell is None else str(cell)


def _write(cell: Any) -> object:
    return cell.toPython() if isinstance(cell, Literal) else cell
