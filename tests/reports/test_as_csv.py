"""An audit as CSV: one line a finding, read again as it was printed, and nothing in it that a spreadsheet runs."""

import csv
import io
from collections import Counter
from itertools import zip_longest

import pytest

from scrgraph.reports.as_csv import HEADINGS, render
from scrgraph.reports.formats import Looks
from scrgraph.reports.formulas import SIGNS, read_cell
from scrgraph.reports.report import Report
from scrgraph.reports.unprinted import show_unprinted
from tests.graph.sample import AS_OF, run, write_plan
from tests.reports.reported import NASTY, REPORTS, WAIVER, compare, count_json, report_all, report_one, spoil, waive


def read(report: Report) -> list[dict[str, str]]:
    return read_bytes(render(report, Looks()))


def read_bytes(data: bytes) -> list[dict[str, str]]:
    lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    return [{heading: read_cell(cell) for heading, cell in line.items()} for line in lines]


@pytest.mark.parametrize("name", REPORTS)
def test_counts_are_those_of_the_json(name: str) -> None:
    report = REPORTS[name]()
    lines = read(report)
    counted = Counter(
        "waived" if line["standing"] == "waived" else line["severity"] for line in lines if line["standing"] != "gone"
    )
    assert counted == count_json(report)
    assert {line["id"] for line in lines if line["standing"] != "gone"} == {f.id for _, f in report.list_findings()}


def test_file_is_as_the_rfc_has_it_and_excel_wants_it() -> None:
    data = render(report_one(), Looks())
    assert data.startswith(b"\xef\xbb\xbf" + ",".join(f'"{heading}"' for heading in HEADINGS).encode() + b"\r\n")
    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == 1 + len(list(report_one().list_findings()))
    assert data.replace(b"\r\n", b"").count(b"\n") == 0


def test_line_has_all_that_is_known_of_a_finding() -> None:
    report = report_one()
    findings = {finding.id: finding for _, finding in report.list_findings()}
    lines = read(report)
    order = [("violation", "warning", "info").index(line["severity"]) for line in lines]
    assert order == sorted(order)
    for line in lines:
        finding = findings[line["id"]]
        assert line["plan"] == "case-14"
        assert (line["rule"], line["title"], line["severity"]) == (finding.rule, finding.title, finding.severity)
        assert (line["row"], line["row name"]) == (finding.row or "", finding.row_name or "")
        assert (line["subject"], line["other rows"]) == (finding.subject or "", ", ".join(finding.other))
        assert (line["message"], line["why it matters"]) == (finding.message, finding.why)
        assert line["what would settle it"] == finding.remedy
        assert all(f"{name}: " in line["values"] for name in finding.values)
        for first in finding.cells[:1]:
            assert (line["file"], line["column"]) == (first.file, first.column or "")
            assert line["quote"] == ("" if first.quote is None else f"\u201c{first.quote}\u201d")
            assert str(first.first_line) in line["lines"]
        for cell in finding.cells[1:]:
            assert cell.quote is None or f"\u201c{cell.quote}\u201d" in line["further places"]


def test_finding_across_plans_names_them() -> None:
    findings = {finding.id: finding for finding in report_all().across.findings}
    lines = [line for line in read(report_all()) if line["id"] in findings]
    assert len(lines) == len(findings) > 0
    for line in lines:
        assert line["plan"].split(", ") == list(findings[line["id"]].plans)
        assert line["file"].endswith(": plan.txt")


def test_waived_findings_tell_their_waiver() -> None:
    lines = [line for line in read(waive(report_one())) if line["standing"] == "waived"]
    assert lines
    for line in lines:
        told = [line[name] for name in HEADINGS if name.startswith("waive")]
        assert told == [WAIVER[name] for name in ("id", "reason", "until", "approved_by", "meeting")]
    assert b'"2010-12-31"' in render(waive(report_one()), Looks()), "a day is to be a day in a spreadsheet"


def test_baseline_tells_what_is_new_and_what_is_gone() -> None:
    report = compare(report_one())
    assert report.compared is not None
    lines = read(report)
    standing = {line["id"]: line["since baseline"] for line in lines if line["standing"] == "stands"}
    assert standing == report.compared.states
    gone = [(line["id"], line["since baseline"], line["subject"]) for line in lines if line["standing"] == "gone"]
    assert gone == [(one.id, one.state, one.about) for one in report.compared.gone]
    assert {line["since baseline"] for line in read(report_one())} == {""}


# -- hostile words -----------------------------------------------------------------------------------------------------


def test_nasty_words_are_read_again_as_they_were_printed() -> None:
    lines = read(spoil(report_one()))
    said = {line["message"] for line in lines}
    assert said == {show_unprinted(words) for words in NASTY}
    for line in lines:
        assert line["subject"] == line["row name"] == line["message"]
        assert line["values"] == f"item: {line['message']}"
        assert line["quote"] in ("", f"\u201c{line['message']}\u201d")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_spreadsheet_of_any_country_finds_a_formula(delimiter: str) -> None:
    """One that parts cells at another sign than the comma sees other cells; none of them may begin a formula."""
    text = render(spoil(waive(report_one())), Looks()).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in line]
    cells += [cell for line in text.splitlines() for cell in line.split(delimiter)]
    for cell in cells:
        assert cell.strip('" \u00a0')[:1] not in (*SIGNS,), cell
        assert cell[:1] not in ("\t", "\r", "\n"), cell


def test_characters_that_steer_are_shown() -> None:
    plan = write_plan({"text": "Every clinic \x1b[31m should \x07 keep a list.", "targets": "31/02/2009 \x08"})
    ran = run("audit", "-", *AS_OF, "--format", "csv", "--fail-on", "never", stdin=plan.encode())
    assert (ran.code, ran.complaint) == (0, "")
    assert not {char for char in ran.out.decode("utf-8-sig") if ord(char) < 0x20 and char not in "\r\n"}
    assert "\u2408" in ran.text or "\u241b" in ran.text


def test_formulas_of_a_plan_do_not_reach_a_spreadsheet() -> None:
    """From the document to the file: the whole way, not only its last step."""
    nasty = {"leads": '=HYPERLINK("https://example.org")', "targets": "=1+1", "summary": "@SUM(A1:A9)"}
    ran = run("audit", "-", *AS_OF, "--format", "csv", "--fail-on", "never", stdin=write_plan(nasty).encode())
    assert (ran.code, ran.complaint) == (0, "")
    marked = list(csv.reader(io.StringIO(ran.out.decode("utf-8-sig"), newline="")))
    assert not [cell for line in marked for cell in line if cell.strip()[:1] in (*SIGNS,)]
    assert "=HYPERLINK" in ran.text or "=1+1" in ran.text


def test_every_line_has_every_column() -> None:
    for line in csv.reader(io.StringIO(render(spoil(report_all()), Looks()).decode("utf-8-sig"), newline="")):
        assert None not in [heading for heading, _ in zip_longest(HEADINGS, line)]
        assert len(line) == len(HEADINGS)
