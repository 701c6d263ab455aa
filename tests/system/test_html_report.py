"""The HTML report in a real browser: on the screen, on paper, and asking nothing of anybody."""

import re
from pathlib import Path

import pytest

from tests.graph.sample import AS_OF, SAMPLE, audit_plan, run, write_plan
from tests.system.browser import list_requests, measure, print_page, read_pages, read_words

pytestmark = pytest.mark.system

_A4 = (595.0, 842.0)  # points
_MARGIN = 30.0
_FOOT = 12.0  # the numbers of the pages stand lower


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def report(scratch: Path) -> Path:
    page = scratch / "report.html"
    ran = run("audit", SAMPLE, *AS_OF, "--format", "html", "--fail-on", "never", "-o", page)
    assert ran.code == 0, ran.complaint
    return page


@pytest.fixture(scope="module")
def printed(report: Path, scratch: Path) -> Path:
    return print_page(report, scratch, "--blink-settings=scriptEnabled=false")


def test_browser_asks_for_nothing(report: Path, scratch: Path) -> None:
    hostile = scratch / "hostile.html"
    image = '</style><img src="http://example.invalid/words.png"><script src="http://example.invalid/a.js"></script>'
    plan = write_plan({"text": image, "summary": image, "targets": image, "leads": image})
    ran = run("audit", "-", *AS_OF, "--format", "html", "--fail-on", "never", stdin=plan.encode())
    hostile.write_bytes(ran.out)
    # That what is asked for is seen, from a page that does ask; and that the policy holds, from the same page with it.
    asking, held = scratch / "asking.html", scratch / "held.html"
    words = (
        '<link rel="stylesheet" href="http://example.invalid/a.css"><p>Words<img src="http://example.invalid/a.png">'
    )
    policy = re.search(r"<meta http-equiv=[^>]*>", report.read_text(encoding="utf-8"))
    assert policy
    asking.write_text(f"<!DOCTYPE html><title>Asking</title>{words}", encoding="utf-8")
    held.write_text(f"<!DOCTYPE html>{policy[0]}<title>Held</title>{words}", encoding="utf-8")
    assert list_requests(asking, scratch) == ["http://example.invalid/a.css", "http://example.invalid/a.png"]
    assert list_requests(held, scratch) == []
    assert list_requests(report, scratch) == []
    assert list_requests(hostile, scratch) == []


@pytest.mark.parametrize("width", [360, 768, 1400])
def test_nothing_is_wider_than_the_window(report: Path, scratch: Path, width: int) -> None:
    told = measure(report, scratch, width)
    assert told["inner"] == width
    assert told["scrolled"] == told["wide"] == width
    assert (told["over"], told["small"], told["regions"]) == ([], [], 0)


def test_paper_has_every_finding_and_numbered_pages(printed: Path) -> None:
    pages = read_pages(printed)
    assert 20 < len(pages) < 80
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert "case-14, as of 31 July 2010" in page
        assert len(page) > 200, f"page {number} is all but empty"
    whole = " ".join(pages)
    findings = audit_plan().result.findings
    assert len(findings) > 250
    assert [found.id for found in findings if found.id not in whole] == []


def test_paper_opens_with_the_verdict_and_the_time_line(printed: Path) -> None:
    first, second = (" ".join(page.split()) for page in read_pages(printed, "-layout")[:2])
    assert "May the case be finalised? No." in first
    assert "Overdue" in first
    for words in ("Time line", "Monitoring meetings", "as of 31 July 2010", "target, overdue", "West Midlands Police"):
        assert words in second


def test_each_agency_begins_on_a_page_of_its_own(printed: Path) -> None:
    pages = read_pages(printed, "-layout")
    for agency in dict.fromkeys(status.agency for status in audit_plan().statuses if status.agency):
        pattern = re.compile(rf"\s*{re.escape(agency)}\s+case-14, as of 31 July 2010\s+Findings", re.DOTALL)
        assert any(pattern.match(page) for page in pages), agency


def test_no_word_is_cut_off_on_paper(printed: Path) -> None:
    size, words = read_words(printed)
    assert size == pytest.approx(_A4, abs=1)
    assert len(words) > 5000
    outside = [
        (left, top, right, bottom)
        for left, top, right, bottom in words
        if left < _MARGIN or top < _MARGIN or right > _A4[0] - _MARGIN or bottom > _A4[1] - _FOOT
    ]
    assert outside == []
