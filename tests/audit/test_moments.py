"""What a plan dates, as it is kept for the time line; held against the facts that were read."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rdflib import Dataset

from scrgraph.audit.moments import AWAITED, HELD, PLANNED, START, TARGET, read_moments
from scrgraph.audit.origins import Origin, read_origins
from scrgraph.graph.store import add_plan, load_plan, open_store
from scrgraph.pipeline import audit_dataset, read_source
from tests.graph.sample import SAMPLE, audit_plan, build_plan, load_pack, read_plan, write_plan


def test_moments_are_the_days_that_the_facts_have() -> None:
    expected: Counter[tuple[object, ...]] = Counter()
    for row in read_plan().facts.rows:
        for target in row.targets:
            bounds = (target.period.earliest, target.period.latest) if target.period else (None, None)
            days = (target.day, None) if target.day else bounds
            expected[*days, START if target.kind == START else TARGET, row.key] += 1
        for meeting in row.meetings:
            expected[meeting.day, None, HELD if meeting.state == "held" else PLANNED, row.key] += 1
        for event in row.events:
            expected[event.date, None, event.kind, row.key] += 1
            if event.due:
                expected[event.due, None, AWAITED, row.key] += 1
    found = Counter(
        (moment.day, moment.until, moment.kind, key)
        for moment in read_moments(audit_plan().audit.data)
        for key in moment.rows
    )
    assert found == expected
    assert sum(expected.values()) > 800


def test_moments_come_by_day_and_each_once() -> None:
    moments = audit_plan().keep().moments
    days = [moment.day for moment in moments if moment.day]
    assert days == sorted(days)
    assert [moment.day for moment in moments[: len(days)]] == days
    assert len({replace(moment, rows=()) for moment in moments}) == len(moments)


def test_what_bears_no_day_is_kept_as_printed() -> None:
    undated = {moment.what: moment for moment in audit_plan().keep().moments if moment.day is None and moment.what}
    assert undated["29.02.09"].kind == TARGET
    assert undated["29.02.09"].rows == ("imr/ews/3",)


def test_replay_keeps_no_moment_of_an_entry_that_was_not_there_yet() -> None:
    before = dt.date(2010, 6, 1)
    kept = audit_dataset(build_plan(), before, load_pack(), replay=True).keep().moments
    happened = [moment for moment in kept if moment.kind in (HELD, "reviewed", "requested", "received")]
    assert happened
    assert all(moment.day is not None and moment.day <= before for moment in happened)
    later = {moment.kind for moment in kept if moment.day and moment.day > before}
    assert later >= {TARGET, PLANNED}


def test_origins_are_the_documents_of_the_current_version(tmp_path: Path) -> None:
    (own,) = audit_plan().keep().origins
    assert own == Origin(SAMPLE.name, read_plan().document.digest)
    store = open_store(tmp_path / "store", create=True)
    for number in (1, 2):
        path = tmp_path / f"version-{number}.txt"
        path.write_text(write_plan({"summary": f"Version {number}."}), encoding="utf-8")
        add_plan(store, read_source(path).build())
    assert [origin.file for origin in read_origins(load_plan(store, "case-15"))] == ["version-2.txt"]
    assert read_origins(Dataset()) == ()
