"""The rows overdue by agency: together they are those of the trend, and of one agency those that its rows make."""

import datetime as dt
from functools import cache

import pytest

from scrgraph.audit.overdue import NO_AGENCY, PlanOverdue, add_overdue, count_overdue
from scrgraph.audit.trend import Bounds, trace_plan
from scrgraph.errors import ScrgraphError
from tests.graph.sample import DAY, SAMPLE, build_plan

EWS = "https://w3id.org/scrgraph/agencies/ews"


@cache
def count_sample() -> PlanOverdue:
    return count_overdue("case-14", build_plan(SAMPLE), DAY)


def test_all_agencies_together_are_the_trend() -> None:
    trend = trace_plan(build_plan(SAMPLE), DAY)
    counted = add_overdue([count_sample()])
    assert len(counted.days) == 14
    assert counted.days[-1] == DAY
    for day, bounds in zip(counted.days, counted.total, strict=True):
        assert bounds == trend.find(day).overdue
    assert len(set(counted.total)) > 5  # so that the same number does not hold by chance


def test_each_day_but_the_last_ends_a_month() -> None:
    days = add_overdue([count_sample()]).days
    assert all((day + dt.timedelta(days=1)).day == 1 for day in days[:-1])
    assert days[0] == dt.date(2009, 6, 30)


def test_rows_of_one_agency_on_the_as_of_day() -> None:
    counted = add_overdue([count_sample()])
    assert counted.agencies[EWS] == "Education Welfare Service"
    assert (counted.rows[EWS], counted.counts[EWS][-1]) == (6, Bounds(1, 1))
    assert counted.rows[NO_AGENCY] == 18
    assert sum(counted.rows.values()) == 70


def make_plan(plan: str, counts: dict[dt.date, dict[str, Bounds]]) -> PlanOverdue:
    return PlanOverdue(plan, {"x:a": f"Agency of {plan}"}, {"x:a": 3, NO_AGENCY: 1}, counts)


def test_plans_are_added_each_from_its_beginning_on() -> None:
    may, june = dt.date(2010, 5, 31), dt.date(2010, 6, 30)
    added = add_overdue(
        [
            make_plan("one", {may: {"x:a": Bounds(1, 2)}, june: {"x:a": Bounds(1, 1)}}),
            make_plan("two", {june: {"x:a": Bounds(0, 2), NO_AGENCY: Bounds(1, 1)}}),
            make_plan("three", {}),
        ]
    )
    assert added.days == (may, june)
    assert added.counts == {NO_AGENCY: (Bounds(), Bounds(1, 1)), "x:a": (Bounds(1, 2), Bounds(1, 3))}
    assert added.rows == {"x:a": 6, NO_AGENCY: 2}
    assert (added.agencies["x:a"], added.later, added.plans) == ("Agency of one", ("three",), 2)
    assert added.total == (Bounds(1, 2), Bounds(2, 4))
    assert not added.is_certain


def test_where_no_plan_had_begun_it_says_so() -> None:
    early = count_overdue("case-14", build_plan(SAMPLE), dt.date(2001, 1, 1))
    assert not early.counts
    with pytest.raises(ScrgraphError, match="no month to count"):
        add_overdue([early])
