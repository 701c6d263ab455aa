"""Replays a plan as of an earlier day: hides what is dated later, and marks what may not have been there yet.

Most entries bear no date. Before the day of the plan's own newest entry nobody can tell whether an entry without one
had been made, nor what an agency had reported: on such a day these are unknown, and what rests on them is not judged.
"""

import datetime as dt

from rdflib import RDF, Dataset, Graph, Literal, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.values import read_day
from scrgraph.graph.iris import concept_iri

SCR = Namespace(namespaces.SCR)

FAR = dt.timedelta(days=5 * 365)  # from all other days: such a day is a misprint
_HELD = concept_iri("meeting-states", "held")


def find_newest_entry(facts: Graph | Dataset) -> dt.date | None:
    """Give the newest day on which anything on the record happened; planned days do not count.

    Nor does a day far later than all others: it is a misprint (SEQ-006 finds such days), and would leave all
    entries without a date in doubt for ever.
    """
    graphs = list(facts.graphs()) if isinstance(facts, Dataset) else [facts]
    days = sorted(
        day
        for graph in graphs
        for event in graph.subjects(RDF.type, SCR.AuditEvent)
        if (day := read_day(graph, event, SCR.onDate))
    )
    while len(days) > 1 and days[-1] - days[-2] > FAR:
        days.pop()
    return days[-1] if days else None


def hide_later(facts: Graph, as_of: dt.date, newest: dt.date | None = None) -> None:
    """Take out of the facts of one plan what had not happened by a day, and mark what may not have been there.

    Entries, held meetings and status words dated later go, with all that is said of them. Before the day of the newest
    entry, an entry without a date becomes one that a row may have (``scr:mayHaveEvent``), and progress reports and
    colours are uncertain.
    An entry whose day is a misprint (see ``find_newest_entry``) is one without a date. ``newest`` is the day from which
    on entries without a date are known to have been made, where it is another than that of the newest entry.
    """
    newest = newest or find_newest_entry(facts)
    earlier = newest is not None and as_of < newest
    for link in (SCR.hasEvent, SCR.mentionsMeeting, SCR.hasClaim):
        for row, thing in list(facts.subject_objects(link)):
            day = read_day(facts, thing, SCR.onDate)
            planned = link == SCR.mentionsMeeting and (thing, SCR.meetingStatus, _HELD) not in facts
            if link == SCR.hasEvent and day and newest and day > newest:
                day = None
            if day is not None and day > as_of and not planned:
                _remove(facts, thing)
            elif day is None and earlier and link == SCR.hasEvent:
                facts.remove((row, link, thing))
                facts.add((row, SCR.mayHaveEvent, thing))
    if earlier:
        told = (SCR.hasClaim, SCR.summary, SCR.showsColour)
        reported = {row for term in told for row in facts.subjects(term)}
        for row in reported:
            facts.add((row, SCR.uncertain, Literal("progress")))


def _remove(facts: Graph, thing: Node) -> None:
    """Remove a thing, and the items of evidence that came in with it."""
    for item in list(facts.subjects(SCR.submittedIn, thing)):
        _remove(facts, item)
    facts.remove((thing, None, None))
    facts.remove((None, None, thing))
