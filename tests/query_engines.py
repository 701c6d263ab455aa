"""Asks a question of rdflib's own SPARQL and of Oxigraph over the same facts, for tests that hold them equal."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, Dataset, Graph, Literal

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
        if _is_named(quad.predicate.value, named):
            _add(quad, store, dataset)
    return store, dataset


def list_kinds(question: Question, store: ox.Store) -> list[str]:
    """List the predicates of the facts at hand that a question names."""
    return sorted(kind for kind in {quad.predicate.value for quad in store} if _is_named(kind, question.text))


@contextmanager
def leave_out(kind: str, store: ox.Store, dataset: Dataset) -> Iterator[None]:
    """Take the facts with this predicate out of both, and put them back in the end."""
    quads = [quad for quad in store if quad.predicate.value == kind]
    for quad in quads:
        store.remove(quad)
        _find_graph(quad, dataset).remove(_turn(quad))
    try:
        yield
    finally:
        for quad in quads:
            _add(quad, store, dataset)


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


def _is_named(predicate: str, query: str) -> bool:
    if predicate == _TYPE:
        return True
    return re.search(rf":{re.split('[#/]', predicate)[-1]}\b", query) is not None


def _add(quad: ox.Quad, store: ox.Store, dataset: Dataset) -> None:
    store.add(quad)
    _find_graph(quad, dataset).add(_turn(quad))


def _find_graph(quad: ox.Quad, dataset: Dataset) -> Graph:
    name = quad.graph_name
    return dataset.default_graph if isinstance(name, ox.DefaultGraph) else dataset.graph(to_rdflib(name))  # type: ignore[arg-type]


def _turn(quad: ox.Quad) -> Any:
    return tuple(to_rdflib(term) for term in quad.triple)


def _compare(cell: object, several: bool) -> object:
    """Give a cell as it is compared; nothing, and a text without words, are the same where facts are cited."""
    if several:
        return frozenset(str(cell or "").split())
    return None if cell is None else str(cell)


def _write(cell: Any) -> object:
    return cell.toPython() if isinstance(cell, Literal) else cell
