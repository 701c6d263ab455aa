"""The lessons of plans: which recommendations ask for the same, and what became of them.

Rows that ask for the same are one lesson (``scrgraph.facts.repeats``). Of each it is said in which row it first
stands, which rows came back after another was finalised, and which were promised before with an earlier day. Where a
store holds several versions of a plan, only the rows of the current one are among the facts: a row counts once.
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import URIRef

from scrgraph import namespaces
from scrgraph.facts.repeats import Compare, Repeat, Said, find_repeats
from scrgraph.graph.iris import lesson_iri
from scrgraph.graph.lookups import find_node, read_date, read_dates, read_words, term
from scrgraph.graph.quads import FactGraph
from scrgraph.wordings import Wordings, load_wordings

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_IDENTIFIER = namespaces.DCTERMS + "identifier"
_DECIMAL = ox.NamedNode(namespaces.XSD + "decimal")
SAME_WORDS, OTHER_WORDS = "same words", "other words"
_NEVER = dt.date.max


@dataclass(frozen=True, slots=True)
class _Row:
    node: ox.NamedNode
    plan: ox.NamedNode
    plan_id: str
    commenced: dt.date | None
    known_as: str
    agency: str | None
    said: Said
    finalised: bool
    finalised_on: dt.date | None
    due: dt.date | None

    @property
    def order(self) -> tuple[dt.date, str, str]:
        """By what lasts: a place in the document does not."""
        return self.commenced or _NEVER, self.plan_id, self.known_as


def build_lessons(
    facts: FactGraph, wordings: Wordings | None = None, compare: Compare | None = None
) -> list[ox.Triple]:
    """Give what the facts of plans, with what follows from them on a day, say of lessons; none of them is changed."""
    store = facts.quads
    rows = {row.node.value: row for row in _read_rows(store)}
    as_of = max(read_dates(store, None, "asOf"), default=_NEVER)
    repeats = find_repeats({node: row.said for node, row in rows.items()}, wordings or load_wordings(), compare)
    return [triple for repeat in repeats for triple in _build_lesson(repeat, rows, as_of)]


def _build_lesson(repeat: Repeat, rows: Mapping[str, _Row], as_of: dt.date) -> Iterator[ox.Triple]:
    members = sorted((rows[node] for node in repeat.likeness), key=lambda row: row.order)
    first = members[0]
    lesson = ox.NamedNode(lesson_iri(URIRef(first.plan.value), first.known_as))
    yield ox.Triple(lesson, _TYPE, term("RepeatedLesson"))
    yield ox.Triple(lesson, term(_IDENTIFIER), ox.Literal(f"{first.plan_id}/{first.known_as}"))
    yield ox.Triple(lesson, term("firstSaidIn"), first.node)
    yield ox.Triple(lesson, term("likeness"), _write_share(repeat.least))
    yield ox.Triple(lesson, term("sharedWording"), ox.Literal(SAME_WORDS if repeat.same_words else OTHER_WORDS))
    for row in members:
        yield ox.Triple(row.node, term("ofLesson"), lesson)
        yield ox.Triple(row.node, term("likeness"), _write_share(repeat.likeness[row.node.value]))
    for row, before in _find_returns(members, as_of):
        yield ox.Triple(row.node, term("cameBackAfter"), before.node)
    for row, before in _find_promises(members):
        yield ox.Triple(row.node, term("promisedEarlierIn"), before.node)


def _find_returns(rows: Sequence[_Row], as_of: dt.date) -> Iterator[tuple[_Row, _Row]]:
    """Give each row that came back, with the latest of those after whose finalising it did; ``rows`` are in order.

    The days are those by which a theme comes back for an agency (XRV-003): that of the later plan's beginning lies
    after that of the earlier one's, and not after the as-of day. A row that is known to have been finalised only
    later had not been then.
    """
    done = [row for row in rows if row.finalised and row.commenced]
    for row in rows:
        if row.commenced is None or row.commenced > as_of:
            continue
        before = [
            other
            for other in done
            if other.commenced
            and other.commenced < row.commenced
            and (other.finalised_on is None or other.finalised_on <= row.commenced)
        ]
        if before:
            yield row, before[-1]


def _find_promises(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """Give each row with the one of the same plan or agency whose last deadline is the next earlier one."""
    groups: defaultdict[tuple[str, str], list[tuple[dt.date, tuple[dt.date, str, str], _Row]]] = defaultdict(list)
    for row in rows:
        if row.due is not None:
            entry = (row.due, row.order, row)
            groups["plan", row.plan_id].append(entry)
            if row.agency is not None:
                groups["agency", row.agency].append(entry)
    found: defaultdict[str, list[tuple[dt.date, tuple[dt.date, str, str], _Row]]] = defaultdict(list)
    for group in groups.values():
        group.sort(key=lambda entry: entry[:2])
        for due, _, row in group:
            if place := bisect_left(group, due, key=lambda entry: entry[0]):
                found[row.node.value].append(group[place - 1])
    by_node = {row.node.value: row for row in rows}
    for node, before in sorted(found.items()):
        yield by_node[node], max(before, key=lambda entry: entry[:2])[2]


def _write_share(share: float) -> ox.Literal:
    return ox.Literal(str(share), datatype=_DECIMAL)


def _read_rows(store: ox.Store) -> Iterator[_Row]:
    for fact in store.quads_for_pattern(None, _TYPE, term("ActionPlan"), None):
        plan = fact.subject
        if not isinstance(plan, ox.NamedNode):
            continue
        plan_id = read_words(store, plan, _IDENTIFIER) or plan.value
        commenced = read_date(store, plan, "commenced")
        for quad in store.quads_for_pattern(plan, term("hasRecommendation"), None, None):
            row = quad.object
            if not isinstance(row, ox.NamedNode):
                continue
            agency = find_node(store, row, "responsibleAgency")
            target, event = find_node(store, row, "lastDeadline"), find_node(store, row, "outcomeEvent")
            yield _Row(
                row,
                plan,
                plan_id,
                commenced,
                read_words(store, row, "knownAs") or read_words(store, row, _IDENTIFIER) or row.value,
                agency.value if agency else None,
                Said(read_words(store, row, "statement") or "", _read_actions(store, row)),
                read_words(store, row, "outcome") == "finalised",
                read_date(store, event, "onDate") if event else None,
                read_date(store, target, "onDate") if target else None,
            )


def _read_actions(store: ox.Store, row: ox.NamedNode) -> str:
    actions = (quad.object for quad in store.quads_for_pattern(row, term("hasAction"), None, None))
    said = (read_words(store, action, "statement") for action in actions if isinstance(action, ox.NamedNode))
    return "\n".join(sorted(words for words in said if words))
