"""The figures of the benchmarks are fitted and drawn as they are."""

import xml.etree.ElementTree as ET

import pytest

from benchmarks.__main__ import replace_part
from benchmarks.chart import Line, draw_chart
from benchmarks.questions import render_questions
from benchmarks.scaling import fit_exponent

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0])
def test_exponent_is_that_of_the_growth(exponent: float) -> None:
    points = [(count, 0.003 * count**exponent) for count in (1, 10, 100, 1000)]
    assert fit_exponent(points) == pytest.approx(exponent)


def test_exponent_needs_two_numbers_of_plans_from_ten_on() -> None:
    assert fit_exponent([(1, 1.0), (10, 2.0)]) is None
    assert fit_exponent([(10, 0.0), (100, 2.0)]) is None


def test_chart_draws_each_line_with_its_name_and_points() -> None:
    lines = [Line("read & facts", [(1, 0.02), (10, 0.2), (100, 2.1)]), Line("rules", [(1, 0.1), (10, 1.5)])]
    chart = ET.fromstring(draw_chart("Seconds", "What it shows", "plans", "seconds", lines))
    drawn = [line.attrib["points"].split() for line in chart.iter(f"{SVG}polyline")]
    told = [text.text for text in chart.iter(f"{SVG}text")]
    assert [len(points) for points in drawn] == [3, 2]
    assert {"read & facts", "rules", "Seconds", "0.01", "10", "100"} <= set(told)
    up = [float(point.split(",")[1]) for point in drawn[0]]
    assert up == sorted(up, reverse=True)
    assert draw_chart("Seconds", "What it shows", "plans", "seconds", lines) == draw_chart(
        "Seconds", "What it shows", "plans", "seconds", lines
    )


def test_questions_are_told_by_their_median_and_the_slowest_beside_the_peer() -> None:
    measured = {
        "gathered": {"seconds": 60.4, "processor": 110.0, "peak": 2**30},
        "graphs": {"seconds": 61.2},
        "seconds": {"quick": 0.4, "middling": 0.6, "slow": 3.0},
        "processor": {"quick": 0.3, "middling": 0.5, "slow": 2.5},
        "size": {"plans": 500, "copy": 2**20, "graphs": 2**23, "places": 2**21, "gathered": 2**22, "store": 2**30},
        "peer": {"middling": {"seconds": 6.0, "rows": 3}},
    }
    told = render_questions(measured, "on a day")
    assert "| median of all" in told
    assert "0.60" in told.splitlines()[4]
    assert "3 questions, 2 of them under one second" in told
    assert "taken on a day" in told
    assert "made, in 61 seconds" in told
    assert "**10.0 times** as long" in told
    assert "1024 MB lie 1 MB for each database" in told


def test_a_part_measured_alone_takes_the_place_of_the_last() -> None:
    report = "# Benchmarks\n\n## A\n\nold\n\n## B\n\nleft\n"
    assert replace_part(report, "## A\n\nnew") == "# Benchmarks\n\n## A\n\nnew\n\n## B\n\nleft\n"
    assert replace_part(report, "## C\n\nnew") == f"{report}\n## C\n\nnew\n"
