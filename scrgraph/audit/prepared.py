"""A graph in memory that parses the text of each query once, whichever graph and thread asks it again."""

import threading
from typing import Any

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result


class _PreparedQueries(threading.local):
    """The prepared form of each query text, apart for each thread: rdflib keeps state in it while it runs."""

    def __init__(self) -> None:
        self.by_text: dict[str, Query] = {}


_prepared = _PreparedQueries()


class PreparedGraph(Graph):
    """A graph whose queries are prepared on their first use.

    A query must declare its prefixes itself: the graph lends it none.
    """

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Answer a query; raises what ``rdflib.Graph.query`` raises."""
        return super().query(_prepare(query_object), *args, **kwargs)


def _prepare(query: str | Query) -> Query:
    if isinstance(query, str):
        known = _prepared.by_text
        query = known.get(query) or known.setdefault(query, prepareQuery(query))
    return query
