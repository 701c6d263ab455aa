"""The figures of the benchmarks are fitted and drawn as they are."""

import xml.etree.ElementTree as ET

import pytest

from benchmarks.chart import Line, draw_chart
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
