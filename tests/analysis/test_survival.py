"""The estimate of Kaplan and Meier: held to their own example, to a published one, and to plain shares."""

import random

import pytest

from scrgraph.analysis.survival import Curve, Wait, estimate_curve


def read_waits(text: str) -> Curve:
    """Estimate of waits as papers print them: "6 6 6+", a plus where the end was not seen."""
    return estimate_curve(Wait(int(each.rstrip("+")), not each.endswith("+")) for each in text.split())


def test_example_of_kaplan_and_meier() -> None:
    """Their example of eight items (1958, section 2), in tenths of a month: deaths at 8, 31, 54 and 92."""
    curve = read_waits("8 10+ 27+ 31 54 70+ 92 121+")
    assert [(step.days, step.at_risk) for step in curve.steps] == [(8, 8), (31, 5), (54, 4), (92, 2)]
    assert [step.left for step in curve.steps] == pytest.approx([0.875, 0.7, 0.525, 0.2625])


def test_remissions_of_freireich() -> None:
    """The 21 patients given 6-MP (Freireich and others, 1963), as textbooks print them with Greenwood's error."""
    curve = read_waits("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+")
    printed = {
        6: (21, 3, 0.8571, 0.0764),
        7: (17, 1, 0.8067, 0.0869),
        10: (15, 1, 0.7529, 0.0963),
        13: (12, 1, 0.6902, 0.1068),
        16: (11, 1, 0.6275, 0.1141),
        22: (7, 1, 0.5378, 0.1282),
        23: (6, 1, 0.4482, 0.1346),
    }
    assert [(step.days, step.at_risk, step.ended) for step in curve.steps] == [
        (days, at_risk, ended) for days, (at_risk, ended, *_) in printed.items()
    ]
    assert [step.left for step in curve.steps] == pytest.approx([left for *_, left, _ in printed.values()], abs=5e-5)
    assert curve.find_median() == 23
    # The band on the scale of log(-log), as R's survival gives it for the first and the last step.
    assert (curve.steps[0].low, curve.steps[0].high) == pytest.approx((0.620, 0.952), abs=1e-3)
    assert (curve.steps[-1].low, curve.steps[-1].high) == pytest.approx((0.188, 0.680), abs=1e-3)


def test_without_censoring_it_is_the_share_that_is_left() -> None:
    chance = random.Random(3)
    days = [chance.randrange(-50, 50) for _ in range(200)]
    curve = estimate_curve(Wait(each, True) for each in days)
    for time in range(-55, 55, 5):
        assert curve.find_left(time) == pytest.approx(sum(each > time for each in days) / 200)
    assert curve.steps[-1].left == 0
    assert (curve.steps[-1].low, curve.steps[-1].high) == (None, None)


def test_who_is_last_seen_on_the_day_of_an_end_was_at_risk_on_it() -> None:
    assert read_waits("5+ 5").steps[0].at_risk == 2
    assert read_waits("5+ 5").find_left(5) == 0.5


def test_where_no_end_was_seen_all_are_left() -> None:
    curve = read_waits("5+ 9+")
    assert curve.steps == ()
    assert curve.find_left(1000) == 1
    assert curve.find_median() is None
    assert (curve.count_at_risk(5), curve.count_at_risk(6)) == (2, 1)


def test_order_changes_nothing() -> None:
    waits = [Wait(days, days % 3 > 0) for days in range(20)]
    assert estimate_curve(waits) == estimate_curve(reversed(waits))
