"""Each derived status names what it rests on: derived again from that alone, it is the same."""

import datetime as dt
import random
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.cases import judge_facts
from scrgraph.audit.derive import build_run
from scrgraph.audit.validate import find_plan
from scrgraph.pipeline import read_source
from tests.row_graphs import PLAN, build_facts
from tests.test_oracle import draw_row

ROOT = Path(__file__).resolve().parent.parent.parent
SCR = Namespace(namespaces.SCR)
PLANS = sorted((ROOT / "data").glob("*/plan.txt"))
DERIVED = (SCR.outcome, SCR.schedule, SCR.colour)


def derive_statuses(facts: Graph, day: dt.date) -> tuple[Graph, dict[Node, tuple[set[Node], ...]]]:
    """Derive on a day, and give the graph with the status of each row."""
    judged = judge_facts(facts + build_run(find_plan(facts), day))
    rows = facts.subjects(RDF.type, SCR.Recommendation)
    return judged, {row: tuple(set(judged.objects(row, term)) for term in DERIVED) for row in rows}


def keep_what_they_rest_on(facts: Graph, judged: Graph) -> Graph:
    """Take away every entry and target but those that a status names."""
    kept = {*judged.objects(None, SCR.outcomeEvent), *judged.objects(None, SCR.scheduleTarget)}
    left = Graph()
    for triple in facts:
        link = triple[1] in (SCR.hasEvent, SCR.hasTargetDate)
        if not link or triple[2] in kept:
            left.add(triple)
    return left


@pytest.mark.parametrize("day", [dt.date(2009, 12, 31), dt.date(2010, 7, 31)], ids=str)
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.parent.name)
def test_statuses_of_plans_follow_from_what_they_rest_on(path: Path, day: dt.date) -> None:
    facts = Graph()
    for graph in read_source(path).open().dataset.graphs():  # without the source map, from which nothing follows
        facts += graph
    judged, statuses = derive_statuses(facts, day)

    assert derive_statuses(keep_what_they_rest_on(facts, judged), day)[1] == statuses


@pytest.mark.parametrize("seed", range(4))
def test_statuses_of_random_rows_follow_from_what_they_rest_on(seed: int) -> None:
    chance = random.Random(seed)
    facts = build_facts([draw_row(chance, number) for number in range(40)], dt.date(2009, 6, 19))
    judged, statuses = derive_statuses(facts, dt.date(2010, 7, 31))
    left = keep_what_they_rest_on(facts, judged)

    assert (PLAN, RDF.type, SCR.ActionPlan) in left
    assert len(left) < len(facts)
    assert len({str(found) for of_row in statuses.values() for found in of_row}) > 6
    assert derive_statuses(left, dt.date(2010, 7, 31))[1] == statuses
