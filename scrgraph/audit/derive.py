"""Derives what the printed facts imply on a day: kinds, outcomes, deadlines, schedules, colours.

The asserted facts stay as they are; what is derived comes back as a graph of its own. Each step is one SPARQL
1.1 CONSTRUCT under ``queries/derive/``, run in the order of the file names over the facts and all that the
steps before it gave. The queries know no clock: the day comes in as data, on the ``scr:AuditRun``.

The engines differ in how far they calculate with ``xsd:date``, so every date gets its day number first (days
since 1 January 1970), and the queries and rules compare whole numbers. For the same reason the calendar quarters
between the first day of a plan and the as-of day are laid out beforehand.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from functools import cache

from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.values import as_day
from scrgraph.graph.iris import concept_iri
from scrgraph.graph.quads import FactGraph, PackedQuads
from scrgraph.resources import queries_folder

SCR = Namespace(namespaces.SCR)

_EPOCH = dt.date(1970, 1, 1)
DAY_NUMBERS = {  # which number stands beside which date
    SCR.asOf: SCR.asOfDay,
    SCR.began: SCR.beganDay,
    SCR.commenced: SCR.commencedDay,
    SCR.dueDate: SCR.dueDay,
    SCR.earliest: SCR.earliestDay,
    SCR.excusedUntil: SCR.excusedUntilDay,
    SCR.fromDate: SCR.fromDay,
    SCR.latest: SCR.latestDay,
    SCR.minutedOn: SCR.minutedDay,
    SCR.onDate: SCR.onDay,
    SCR.toldDate: SCR.toldDay,
    SCR.untilDate: SCR.untilDay,
}


def build_run(plan: URIRef, as_of: dt.date) -> Graph:
    """Build the node that says which day an audit of a plan speaks for."""
    run = run_iri(plan, as_of)
    graph = Graph()
    graph.add((run, RDF.type, SCR.AuditRun))
    graph.add((run, SCR.asOf, Literal(as_of)))
    return graph


def run_iri(plan: URIRef, as_of: dt.date) -> URIRef:
    """Name the audit of a plan as of a day."""
    return URIRef(f"{plan}/audit/{as_of.isoformat()}")


def derive_facts(*facts: Graph) -> FactGraph:
    """Derive all that follows from graphs that hold facts, the vocabularies and one ``scr:AuditRun`` between them.

    Gives the derived triples alone; the facts are not changed.
    """
    data = FactGraph()
    for graph in facts:
        data.merge(graph)
    derived = PackedQuads()
    derive_into(data, derived)
    return derived.unpack()


def derive_into(data: FactGraph, derived: PackedQuads) -> None:
    """Derive all that follows from facts, the vocabularies and one ``scr:AuditRun``, and add it to them.

    What was derived is added to ``derived``, too; some of it twice.
    """
    for found in (_lay_out_quarters(data), number_days(data)):
        derived.extend(data.take(found))
    for text in load_steps().values():
        derived.extend(data.take(data.construct(text)))


@cache
def load_steps() -> dict[str, str]:
    """Load the derivation: the text of each query by its file name, in the order in which they run."""
    files = sorted((queries_folder() / "derive").glob("*.rq"))
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def choose_steps(numbers: range) -> list[str]:
    """Choose some steps of the derivation: they are numbered, each ten by what they are about."""
    return [text for name, text in load_steps().items() if int(name.partition("-")[0]) in numbers]


def _lay_out_quarters(facts: Graph) -> Iterator[tuple[Node, URIRef, Node]]:
    """Give each calendar quarter between the first day of a plan and the as-of day: its name, first and last day."""
    runs = sorted(_list_days(facts, SCR.asOf))
    plans = sorted(list_commencements(facts))
    if not runs or not plans:
        return
    for number in range(_number_quarter(plans[0]), _number_quarter(runs[-1]) + 1):
        year, place = divmod(number, 4)
        last = 3 * place + 3
        name = f"{year}-Q{place + 1}"
        quarter = concept_iri("quarters", name)
        yield quarter, RDF.type, SCR.Quarter
        yield quarter, SKOS.notation, Literal(name)
        yield quarter, SCR.fromDate, Literal(dt.date(year, last - 2, 1))
        yield quarter, SCR.untilDate, Literal(dt.date(year, last, monthrange(year, last)[1]))


def _number_quarter(day: dt.date) -> int:
    """Number the calendar quarter of a day, each one more than the one before."""
    return 4 * day.year + (day.month - 1) // 3


def list_commencements(facts: Graph) -> Iterator[dt.date]:
    """Give the first days of the plans in some facts."""
    yield from _list_days(facts, SCR.commenced)


def _list_days(facts: Graph, term: URIRef) -> Iterator[dt.date]:
    """Give the days that a property names; what is no date of the calendar is none."""
    for printed in facts.objects(None, term):
        if (day := as_day(printed)) is not None:
            yield day


def number_days(facts: Graph) -> Iterator[tuple[Node, URIRef, Literal]]:
    """Give the day number beside every date; what is no date of the calendar gets none."""
    for dated, numbered in DAY_NUMBERS.items():
        for subject, printed in facts.subject_objects(dated):
            if (day := as_day(printed)) is not None:
                yield subject, numbered, Literal((day - _EPOCH).days)
