"""How the rows of a plan stood over time: every day equals what the audit says of it, in every way it may have been.

The past is held to the audit of a replay, and to worlds: each way of taking the entries without a date. What lies ahead
is held to the audit of a later day, for that is what it is if nothing more is entered.
"""

import datetime as dt
import random
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, Dataset, Graph, Namespace

from scrgraph import namespaces
from scrgraph.audit.replay import hide_later
from scrgraph.audit.rules import RulePack
from scrgraph.audit.standing import leave_far
from scrgraph.audit.status import read_statuses
from scrgraph.audit.trend import Bounds, Counts, NotBegun, Trend, add_up, trace_plan
from scrgraph.audit.validate import audit_facts, derive_on, find_plan, merge_facts
from scrgraph.errors import BadUsage
from scrgraph.pipeline import open_path
from tests.audit.test_replay import COMMENCED, NEWEST, build_row, draw_rows, list_worlds
from tests.graph.sample import REAL, ROOT, SAMPLE
from tests.oracle import Row
from tests.row_graphs import PLAN, build_dataset

SCR = Namespace(namespaces.SCR)
PACK = RulePack.load().choose(["SEQ-001"])
AS_OF = dt.date(2010, 7, 31)
PLANS = [
    *(pytest.param(path, id=path.parent.name) for path in sorted((ROOT / "data").glob("*/plan.txt"))),
    pytest.param(
        REAL, id="real", marks=pytest.mark.skipif(not REAL.is_file(), reason="no real plan: set SCRGRAPH_SHARED")
    ),
]


@cache
def open_plan(path: Path) -> Dataset:
    (opened,) = open_path(path)
    return opened.dataset


@cache
def trace(path: Path, as_of: dt.date) -> Trend:
    return trace_plan(open_plan(path), as_of)


def count_audit(dataset: Dataset, day: dt.date) -> dict[str, Any]:
    """Count the rows as the audit of a day tells of each."""
    return count_in(audit_facts(dataset, day, PACK).data, day)


def count_statuses(dataset: Dataset, day: dt.date, *, replay: bool = False) -> dict[str, Any]:
    """Count the rows as an audit of a day would, without judging them by a rule; or its replay."""
    data = merge_facts(dataset)
    if replay:
        hide_later(data, day)
    derive_on(data, find_plan(data), day)
    return count_in(data, day)


def count_in(data: Graph, day: dt.date) -> dict[str, Any]:
    """Count the rows of a graph that was judged; where it tells nothing for certain, there is nothing."""
    with_entry = {str(data.value(row, DCTERMS.identifier)) for row in data.subjects(SCR.hasEvent)}
    statuses = read_statuses(data, day)
    may = [
        {status.outcome} if not status.possible else {*status.possible, *([] if status.key in with_entry else [None])}
        for status in statuses
    ]
    counted: dict[str, Any] = {
        name: Bounds(sum(each == {outcome} for each in may), sum(outcome in each for each in may))
        for name, outcome in (
            ("open", "open"),
            ("completed", "completed"),
            ("finalised", "finalised"),
            ("unknown", None),
        )
    }
    late = sum(status.schedule == "overdue" for status in statuses)
    counted |= {"rows": len(statuses), "untold": sum(len(each) > 1 for each in may), "late": late}
    if not counted["untold"]:
        perhaps = sum(status.schedule == "cannot-tell" for status in statuses)
        counted["overdue"] = Bounds(late, late + perhaps)
        counted["in_time"] = Bounds(counted["open"].least - late - perhaps, counted["open"].least - late)
    return counted


def assert_same(counts: Counts, audited: dict[str, Any]) -> None:
    assert counts.overdue.least == audited.pop("late")
    assert {name: getattr(counts, name) for name in audited} == audited


# -- held to the audit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PLANS)
def test_last_point_of_the_past_is_the_audit_of_that_day(path: Path) -> None:
    dataset = open_plan(path)
    newest = trace(path, dt.date(2026, 1, 1)).newest
    assert newest
    as_of = AS_OF if newest < AS_OF else dt.date(2015, 3, 31)
    for day, count in ((newest, count_statuses), (as_of, count_audit), (dt.date(2026, 1, 1), count_statuses)):
        traced = trace(path, day)
        audited = count(dataset, day)
        assert traced.now.day == day
        assert traced.now.counts == traced.printed
        assert "overdue" in audited  # nothing is left open, so all was compared
        assert_same(traced.now.counts, audited)


@pytest.mark.parametrize("path", PLANS)
def test_what_lies_ahead_is_the_audit_of_a_later_day(path: Path) -> None:
    """The record holds nothing dated after its newest entry, so in an audit of a later day nothing more is entered."""
    newest = trace(path, dt.date(2026, 1, 1)).newest
    assert newest
    traced = trace(path, newest)
    last = traced.points[-1]
    changed = [point.day for before, point in pairwise(traced.points) if point.counts != before.counts]
    for day in {*[point.day for point in traced.ahead][::3], last.day, last.day + dt.timedelta(days=4000)}:
        assert_same(traced.find(day), count_statuses(open_plan(path), day))
    assert last.day == max([newest, *changed])  # nothing is drawn beyond the last change


@pytest.mark.parametrize("path", PLANS)
def test_each_point_of_the_past_is_the_replay_of_its_day(path: Path) -> None:
    traced = trace(path, dt.date(2026, 1, 1))
    chance = random.Random(14)
    begin, end = traced.points[0].day, traced.newest
    assert end
    between = [begin + dt.timedelta(chance.randrange((end - begin).days)) for _ in range(3)]
    for day in {*chance.sample([point.day for point in traced.past], 3), *between}:
        assert_same(traced.find(day), count_statuses(open_plan(path), day, replay=True))


def test_a_trend_up_to_an_earlier_day_leaves_out_later_entries_and_says_how_the_record_stands() -> None:
    day = dt.date(2010, 3, 31)
    traced, dataset = trace(SAMPLE, day), open_plan(SAMPLE)

    assert_same(traced.now.counts, count_statuses(dataset, day, replay=True))
    assert_same(traced.printed, count_statuses(dataset, day))
    assert traced.now.counts != traced.printed
    assert {point.counts.finalised for point in traced.ahead} == {traced.now.counts.finalised}


# -- held to every way in which it may have been -----------------------------------------------------------------------


def schedule_of(row: Row, day: dt.date) -> str:
    """Tell the schedule of an open row, from the words of rules.md."""
    due = [
        dt.date.fromisoformat(target["iso"])
        for target in row["targets"]
        if target["kind"] in ("deadline", "other") and target["iso"]
    ]
    if any(day <= each for each in due):
        return "not-due"
    if any(target["kind"] == "invalid" for target in row["targets"]):
        return "cannot-tell"
    return "overdue" if due else "no-deadline"


def count_worlds(rows: Iterable[Row], day: dt.date, newest: dt.date) -> Counts:
    """Count rows by all the worlds of each, where a misprinted target gives two more."""
    total = Counts()
    for row in rows:
        worlds = list(list_worlds(row, day)) if day < newest else [row]
        schedule = schedule_of(row, day)
        late = {"overdue": (True,), "cannot-tell": (True, False)}.get(schedule, (False,))
        seen = [(world["outcome"], is_late) for world in worlds for is_late in late]

        def bound(*wanted: tuple[str | None, bool], seen: list[tuple[str | None, bool]] = seen) -> Bounds:
            hits = [one in wanted for one in seen]
            return Bounds(int(all(hits)), int(any(hits)))

        total += Counts(
            1,
            open=bound(("open", True), ("open", False)),
            overdue=bound(("open", True)),
            in_time=bound(("open", False)),
            completed=bound(("completed", True), ("completed", False)),
            finalised=bound(("finalised", True), ("finalised", False)),
            unknown=bound((None, True), (None, False)),
            unknown_late=bound((None, True)),
            untold=int(len({outcome for outcome, _ in seen}) > 1),
        )
    return total


@pytest.mark.parametrize("seed", range(3))
def test_bounds_hold_in_every_world_and_are_as_near_as_can_be(seed: int) -> None:
    rows = [*draw_rows(seed), build_row(("reviewed", NEWEST.isoformat())) | {"key": "imr/moor/1", "outcome": "open"}]
    traced = trace_plan(build_dataset(rows, COMMENCED), AS_OF)

    assert len(traced.points) > 20
    assert any(point.counts.untold for point in traced.points)
    for point in traced.points:
        assert point.counts == count_worlds(rows, point.day, NEWEST), point.day


# -- the days ----------------------------------------------------------------------------------------------------------


def trace_rows(*rows: Row, as_of: dt.date = AS_OF, **span: dt.date) -> Trend:
    return trace_plan(build_dataset(list(rows), COMMENCED), as_of, span.get("first"), span.get("last"))


def test_days_are_those_of_changes_and_month_ends_and_no_others() -> None:
    target = {"raw": "30.9.09", "iso": "2009-09-30", "kind": "deadline"}
    traced = trace_rows(
        build_row(("requested", "2009-08-10"), targets=[target]),
        build_row(("reviewed", "2009-08-12"), targets=[]) | {"key": "imr/moor/1"},
        as_of=dt.date(2009, 11, 20),
    )
    told = [(point.day.isoformat(), point.counts.open.least, point.counts.overdue.least) for point in traced.points]

    assert told == [
        ("2009-06-19", 0, 0),  # the plan begins
        ("2009-06-30", 0, 0),
        ("2009-07-31", 0, 0),
        ("2009-08-10", 1, 0),
        ("2009-08-12", 2, 0),
        ("2009-08-31", 2, 0),
        ("2009-09-30", 2, 0),
        ("2009-10-01", 2, 1),  # the day after the target
        ("2009-10-31", 2, 1),
        ("2009-11-20", 2, 1),  # the as-of day
    ]
    assert [point.happened.entries for point in traced.points if point.happened.entries] == [1, 1]
    assert [point.day.isoformat() for point in traced.points if point.happened.targets] == ["2009-10-01"]


def test_month_ends_are_left_out_where_nothing_has_changed_for_a_quarter() -> None:
    row = build_row(("requested", "2009-08-10"), targets=[])
    traced = trace_rows(row, as_of=dt.date(2026, 1, 1))

    assert len(traced.points) < 10
    assert traced.now.day == dt.date(2026, 1, 1)


def test_span_can_be_narrowed() -> None:
    rows = [
        build_row(
            ("requested", "2009-08-10"),
            targets=[{"raw": day, "iso": day, "kind": "deadline"} for day in ("2010-09-30",)],
        )
    ]
    rows.append(rows[0] | {"key": "imr/moor/1", "targets": [{"raw": "x", "iso": "2011-09-30", "kind": "deadline"}]})
    whole = trace_rows(*rows)
    narrow = trace_rows(*rows, first=dt.date(2010, 1, 1), last=dt.date(2010, 12, 31))

    assert (narrow.points[0].day, narrow.points[-1].day) == (dt.date(2010, 1, 1), dt.date(2010, 10, 1))
    assert (whole.points[0].day, whole.points[-1].day) == (COMMENCED, dt.date(2011, 10, 1))
    assert {point.counts for point in narrow.points} <= {point.counts for point in whole.points}
    assert not narrow.far


def test_misprinted_target_is_not_drawn_but_named() -> None:
    row = build_row(
        ("requested", "2009-08-10"),
        targets=[{"raw": "1.9.2110", "iso": "2110-09-01", "kind": "deadline"}],
    )
    traced = trace_rows(row)

    assert traced.far == (dt.date(2110, 9, 1),)
    assert not traced.ahead


def test_days_after_a_long_gap_are_left() -> None:
    days = [dt.date(2010, 1, 1), dt.date(2014, 1, 1), dt.date(2020, 1, 1), dt.date(2020, 1, 2)]

    assert leave_far(days) == days[:2]
    assert leave_far(reversed(days)) == [days[3], days[2]]
    assert leave_far([]) == []


# -- entries that bear no day, or a wrong one --------------------------------------------------------------------------


def test_where_no_entry_bears_a_date_the_past_is_uncertain_up_to_the_day() -> None:
    traced = trace_rows(build_row(("requested", None), ("finalised", None)))

    assert traced.newest is None
    assert (traced.entries, traced.undated) == (2, 2)
    assert traced.points[-2].counts.finalised == Bounds(0, 1)
    assert traced.now.counts.finalised == Bounds(1, 1)
    assert traced.now.counts == traced.printed


def test_entry_of_a_misprinted_day_is_one_without_a_date() -> None:
    other = build_row(("reviewed", "2010-07-23")) | {"key": "imr/moor/1"}
    traced = trace_rows(build_row(("requested", "2010-05-01"), ("finalised", "2110-05-01")), other)

    assert (traced.newest, traced.undated) == (NEWEST, 1)
    assert traced.find(dt.date(2010, 6, 1)).finalised == Bounds(0, 1)
    assert traced.now.counts.finalised == Bounds(1, 1)
    assert traced.now.counts == traced.printed


def test_plan_of_which_no_day_is_known_has_no_trend() -> None:
    dataset = build_dataset([build_row(("finalised", None), targets=[])], COMMENCED)
    for graph in dataset.graphs():
        graph.remove((PLAN, SCR.commenced, None))
    with pytest.raises(BadUsage, match="No day of the plan example is known"):
        trace_plan(dataset, AS_OF)


def test_plan_that_does_not_say_when_it_began_begins_with_its_first_day() -> None:
    target = {"raw": "1.5.2010", "iso": "2010-05-01", "kind": "deadline"}
    dataset = build_dataset(
        [
            build_row(
                ("requested", "2010-02-03"), ("reviewed", "1910-02-03"), ("received", "2010-02-05"), targets=[target]
            )
        ],
        COMMENCED,
    )
    for graph in dataset.graphs():
        graph.remove((PLAN, SCR.commenced, None))
    traced = trace_plan(dataset, AS_OF)

    assert traced.commenced is None
    assert traced.points[0].day == dt.date(2010, 2, 3)  # 1910 is a misprint


def test_plan_that_begins_later_has_no_trend() -> None:
    with pytest.raises(NotBegun, match="begins only on 2009-06-19: up to 2009-06-18"):
        trace_rows(build_row(), as_of=dt.date(2009, 6, 18))
    assert trace_rows(build_row(), as_of=COMMENCED).points[0].counts.rows == 1


# -- several plans -----------------------------------------------------------------------------------------------------


def test_sum_of_plans_is_the_sum_on_each_day_and_a_plan_counts_from_its_first() -> None:
    day = dt.date(2015, 3, 31)
    trends = [trace(path, day) for path in sorted((ROOT / "data").glob("*/plan.txt"))]
    together = add_up(trends)

    assert together.plans == tuple(trend.plan for trend in trends)
    assert [point.day for point in together.points] == sorted({p.day for trend in trends for p in trend.points})
    for point in together.points:
        assert point.counts.overdue == Bounds(
            sum(trend.find(point.day).overdue.least for trend in trends),
            sum(trend.find(point.day).overdue.most for trend in trends),
        )
        begun = [trend for trend in trends if trend.points[0].day <= point.day]
        assert point.counts.rows == sum(trend.now.counts.rows for trend in begun)
    assert together.now.counts.rows == 105
    assert sum(p.happened.entries for p in together.points) == sum(
        p.happened.entries for trend in trends for p in trend.points
    )
