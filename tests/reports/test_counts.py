"""Every format tells of the same findings: as many of each severity, as many waived, new, and gone."""

import re

import pytest

from scrgraph.reports.formats import FORMATS, Looks, render_report
from tests.graph.sample import ROOT
from tests.reports.counting import READERS, count_report, find_differences
from tests.reports.made import REPORTS

UNFOLDED = Looks(width=10_000, unfold=True)


def test_every_format_has_a_reader() -> None:
    assert READERS.keys() == set(FORMATS)


def test_page_of_the_formats_names_each() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+)` \|", page, re.MULTILINE)) == set(FORMATS)


@pytest.mark.parametrize("name", REPORTS)
def test_report_has_something_to_count(name: str) -> None:
    report = REPORTS[name]()
    counts = count_report(report)
    assert all(counts.standing.values())
    assert (counts.waived > 0) == ("waived" in name or "compared" in name or "spoilt" in name)
    assert (counts.gone is not None) == ("compared" in name or "spoilt" in name)
    assert bool(report.across.findings) == name.startswith("several")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("form", FORMATS)
def test_format_tells_of_every_finding(form: str, name: str) -> None:
    report = REPORTS[name]()
    read = READERS[form](render_report(form, report, UNFOLDED))
    assert find_differences(read, count_report(report)) == []


@pytest.mark.parametrize("name", ["sample-compared", "several-compared"])
@pytest.mark.parametrize("form", FORMATS)
def test_format_is_the_same_each_time(form: str, name: str) -> None:
    assert render_report(form, REPORTS[name](), Looks()) == render_report(form, REPORTS[name](), Looks())
