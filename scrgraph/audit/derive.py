"""Derives what the printed facts imply on a day: kinds, outcomes, deadlines, schedules, colours.

The asserted facts stay as they are; what is derived comes back as a graph of its own. Each step is one SPARQL
1.1 CONSTRUCT under ``queries/derive/``, run in the order of the file names over the facts and all that the
steps before it gave. The queries know no clock: the day comes in as data, on the ``scr:AuditRun``.

The engines differ in how far they calculate with ``xsd:date``, so every date gets its day number first (days
since 1 January 1970), and the queries and rules compare whole numbers.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache

from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.queries import FactStore
from scrgraph.resources import queries_folder

SCR = Namespace(namespaces.SCR)

_EPOCH = dt.date(1970, 1, 1)
_DAY_NUMBERS = {
    SCR.asOf: SCR.asOfDay,
    SCR.commenced: SCR.commencedDay,
    SCR.dueDate: SCR.dueDay,
    SCR.earliest: SCR.earliestDay,
    SCR.latest: SCR.latestDay,
    SCR.onDate: SCR.onDay,
}


def build_run(plan: URIRef, as_of: dt.date) -> Graph:
    """Build the node that says which day an audit of a plan speaks for."""
    run = URIRef(f"{plan}/audit/{as_of.isoformat()}")
    graph = Graph()
    graph.add((run, RDF.type, SCR.AuditRun))
    graph.add((run, SCR.asOf, Literal(as_of)))
    return graph


def derive_facts(facts: Graph) -> Graph:
    """Derive all that follows from facts that hold the vocabularies and one ``scr:AuditRun``.

    Gives the derived triples alone; the facts are not changed.
    """
    derived = Graph()
    for numbered in _number_days(facts):
        derived.add(numbered)
    store = FactStore([*facts, *derived])
    for text in load_steps().values():
        found = store.construct(text)
        store.add(found)
        for triple in found:
            derived.add(triple)
    return derived


@cache
def load_steps() -> dict[str, str]:
    """Load the derivation: the text of each query by its file name, in the order in which they run."""
    files = sorted((queries_folder() / "derive").glob("*.rq"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def _number_days(facts: Graph) -> Iterator[tuple[Node, URIRef, Literal]]:
    """Give the day number beside every date; what is no date of the calendar gets none."""
    for dated, numbered in _DAY_NUMBERS.items():
        for subject, printed in facts.subject_objects(dated):
            if isinstance(printed, Literal) and type(day := printed.toPython()) is dt.date:
                yield subject, numbered, Literal((day - _EPOCH).days)
