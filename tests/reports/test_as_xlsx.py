"""An audit as a workbook, read again by openpyxl: what was printed stands there as words and days, no formula."""

import dataclasses
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from scrgraph.errors import ScrgraphError
from scrgraph.reports import workbooks
from scrgraph.reports.as_xlsx import render
from scrgraph.reports.formats import Looks
from scrgraph.reports.formulas import is_converted
from scrgraph.reports.layout import write_days
from scrgraph.reports.report import Report
from scrgraph.reports.unprinted import show_unprinted
from scrgraph.reports.workbooks import MOST_CHARACTERS, fit_text
from tests.graph.sample import AS_OF, DAY, SAMPLE, run, write_plan
from tests.reports.reported import (
    NASTY,
    REPORTS,
    WAIVER,
    change,
    compare,
    count_json,
    report_all,
    report_one,
    spoil,
    waive,
)

WORDS = {"VIOLATION": "violation", "Warning": "warning", "Info": "info"}


def read(report: Report) -> Any:
    return read_bytes(render(report, Looks()))


def read_bytes(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


@cache
def read_one() -> Any:
    return read(report_one())


@cache
def read_all() -> Any:
    return read(report_all())


def list_lines(sheet: Any) -> list[dict[str, Any]]:
    """Give the lines of a table by their headings."""
    headings, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, line, strict=True)) for line in lines]


def list_findings(book: Any) -> list[dict[str, Any]]:
    found = [line for line in list_lines(book["Findings"]) if line["id"]]
    if "Across plans" in book.sheetnames:
        found += [line for line in list_lines(book["Across plans"]) if line["id"]]
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_counts_are_those_of_the_json(name: str) -> None:
    report = REPORTS[name]()
    lines = list_findings(read(report))
    counted = Counter("waived" if l["standing"] == "waived" else WORDS[l["severity"]] for l in lines)  # noqa: E741
    assert counted == count_json(report)
    assert [line["id"] for line in lines] != []
    assert {line["id"] for line in lines} == {finding.id for _, finding in report.list_findings()}


def test_sheets_are_those_of_a_plan_and_of_several() -> None:
    assert read_one().sheetnames == ["Summary", "Findings", "Rows", "Rules"]
    assert read_all().sheetnames == ["Summary", "Findings", "Rows", "Rules", "Across plans"]
    whole = read(compare(waive(report_all())))
    assert whole.sheetnames[5:] == ["Waived", "Gone since baseline"]


def test_summary_gives_the_verdict_first() -> None:
    sheet = read_one()["Summary"]
    pairs = {label: value for label, value in sheet.iter_rows(values_only=True) if label}
    result = report_one().plans[0].result
    assert sheet["A1"].value == "case-14: audit as of 31 July 2010"
    assert pairs["May the case be finalised?"] == "NO"
    assert pairs["What stands against it"].splitlines() == list(result.blocking)
    assert (pairs["Violations"], pairs["Warnings"]) == (result.counts["violation"], result.counts["warning"])
    assert (pairs["For information"], pairs["Waived"]) == (result.counts["info"], 0)
    assert pairs["As of"].date() == DAY
    assert (pairs["Engine"], pairs["Digest of the rules"]) == (result.engine, result.digest)
    assert pairs["Notes"] == "\n".join(result.notes)


@pytest.mark.parametrize(("complete", "said"), [(True, "Yes"), (False, "It cannot be told")])
def test_summary_says_whether_the_case_may_be_finalised(complete: bool, said: str) -> None:
    (plan,) = report_one().plans
    result = dataclasses.replace(plan.result, findings=(), outcomes={"finalised": 70}, complete=complete)
    report = dataclasses.replace(report_one(), plans=(dataclasses.replace(plan, result=result),))
    assert read(report)["Summary"]["B2"].value == said


def test_summary_of_several_plans_has_a_line_for_each() -> None:
    lines = list_lines(read_all()["Summary"])[: len(report_all().plans)]
    for plan, line in zip(report_all().plans, lines, strict=True):
        counts = plan.result.counts
        assert line["plan"] == plan.result.plan
        assert [line[name] for name in ("violations", "warnings", "for information", "waived")] == [*counts.values()]
        assert line["rows"] == len(plan.statuses)
        assert line["open"] + line["completed"] + line["finalised"] + line["not known"] == line["rows"]


def test_finding_has_its_words_and_places() -> None:
    findings = {finding.id: finding for _, finding in report_one().list_findings()}
    for line in list_lines(read_one()["Findings"]):
        finding = findings[line["id"]]
        assert line["what the record shows"] == write_days(finding.message)
        assert line["about"] == (finding.row or finding.subject)
        for cell in finding.cells[:1]:
            assert line["words there"] == (cell.quote or ("(no entry found)" if cell.column else None))
            assert line["where"].startswith(f"plan.txt, line{'' if cell.first_line == cell.last_line else 's'} ")
        further = (line["further places"] or "").splitlines()
        assert len(further) == max(len(finding.cells) - 1, 0)


def test_rows_have_true_days_and_counts() -> None:
    statuses = {status.key: status for status in report_one().plans[0].statuses}
    findings = [finding for _, finding in waive(report_one()).list_findings()]
    lines = list_lines(read(waive(report_one()))["Rows"])
    assert [line["row"] for line in lines] == list(statuses)
    for line in lines:
        status = statuses[line["row"]]
        assert (line["due"] and line["due"].date()) == status.due
        assert (line["its date"] and line["its date"].date()) == status.last_date
        assert line["outcome"] == (status.outcome or "unknown")
        assert line["colour"].lower() == (status.colour or "none")
        own = Counter("waived" if f.waived else f.severity for f in findings if f.row == status.key)
        numbers = [line[name] for name in ("violations", "warnings", "for information", "waived")]
        assert numbers == [own[name] for name in ("violation", "warning", "info", "waived")]


def test_rules_are_never_merged() -> None:
    verdicts = report_one().plans[0].result.verdicts
    lines = list_lines(read_one()["Rules"])
    numbers = ("rule", "passed", "failed", "waived", "cannot judge")
    assert [tuple(line[name] for name in numbers) for line in lines] == [
        (v.rule, v.passed, v.failed, v.waived, v.not_evaluable) for v in verdicts
    ]
    for verdict, line in zip(verdicts, lines, strict=True):
        assert (line["matched nothing"] == "met nothing to judge") is verdict.matched_nothing
        for unjudged in verdict.reasons:
            assert unjudged.reason in line["why it cannot judge"]
            assert unjudged.name in line["why it cannot judge"]
    assert any(verdict.reasons for verdict in verdicts)


def test_waived_and_gone_stand_apart() -> None:
    report = compare(waive(report_one()))
    assert report.compared is not None
    book = read(report)
    waived = list_lines(book["Waived"])
    assert {line["id"] for line in waived} == {f.id for _, f in report.list_findings() if f.waived}
    for line in waived:
        assert (line["reason"], line["approved by"]) == (WAIVER["reason"], WAIVER["approved_by"])
        assert (line["until"].date(), line["minuted at"].date()) == (dt.date(2010, 12, 31), dt.date(2010, 7, 13))
    gone = [(line["id"], line["since baseline"]) for line in list_lines(book["Gone since baseline"])]
    assert gone == [(one.id, one.state.replace("-", " ")) for one in report.compared.gone]
    states = {line["id"]: line["since baseline"] for line in list_lines(book["Findings"])}
    assert states == report.compared.states


def test_nothing_across_plans_is_said() -> None:
    report = change(report_all(), lambda _, finding: finding)
    empty = dataclasses.replace(report, across=dataclasses.replace(report.across, findings=()))
    assert read(empty)["Across plans"]["A2"].value == "The rules that look across plans find nothing."
    unasked = dataclasses.replace(empty, across=dataclasses.replace(report.across, findings=(), verdicts=()))
    assert read(unasked)["Across plans"]["A2"].value == "No rule that looks across plans was run."


# -- how it looks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("several", [False, True])
def test_sheets_filter_and_print_well(several: bool) -> None:
    for sheet in read_all() if several else read_one():
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title == "Summary" and not several:
            continue
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.auto_filter.ref.startswith("A1:")
        printed = re.fullmatch(r"'?[\w ]+'?!\$A\$1:\$([A-Z]+)\$\d+", sheet.print_area)
        assert printed
        widths = {name: found.width for name, found in sheet.column_dimensions.items()}
        assert sum(width for name, width in widths.items() if (len(name), name) <= (len(printed[1]), printed[1])) < 235
        assert (
            sheet.auto_filter.ref.rpartition(":")[2].strip("0123456789")
            == sheet.cell(1, sheet.max_column).column_letter
        )


def test_severity_is_told_by_word_and_by_dark_and_light() -> None:
    looks = {}
    for (cell,) in read_one()["Findings"].iter_rows(min_row=2, max_col=1):
        ink, fill = cell.font.color.rgb, cell.fill.fgColor.rgb if cell.fill.fill_type else "FFFFFFFF"
        looks[cell.value] = (ink, fill, cell.font.bold)
    assert set(looks) == set(WORDS)
    assert len(set(looks.values())) == len(looks)
    for ink, fill, _ in looks.values():
        assert abs(_measure_light(ink) - _measure_light(fill)) > 0.5


def _measure_light(colour: str) -> float:
    """Measure how light a colour is where there are none, from 0 to 1 (Rec. 709)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# -- words -------------------------------------------------------------------------------------------------------------


def test_no_cell_is_a_formula_and_all_words_are_words() -> None:
    book = read(spoil(compare(waive(report_all()))))
    kinds = Counter(
        cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    )
    assert set(kinds) == {"s", "n", "d"}
    for line in list_findings(book):
        assert isinstance(line["about"] or "", str)


def test_nasty_words_are_read_again_as_they_were_printed() -> None:
    sheet = read(spoil(report_one()))["Findings"]
    headings = [cell.value for cell in sheet[1]]
    place = headings.index("name")
    said = set()
    for row in sheet.iter_rows(min_row=2):
        said.add(unescape(row[place].value or ""))
        assert bool(row[place].quotePrefix) is is_converted(row[place].value or "")
    assert said == {show_unprinted(words.replace("\r\n", "\n").replace("\r", "\n")) for words in NASTY}


def test_file_holds_no_formula_from_a_document_to_a_sheet() -> None:
    nasty = {"leads": '=HYPERLINK("https://example.org")', "targets": "=1+1", "summary": "@SUM(A1:A9)"}
    ran = run("audit", "-", *AS_OF, "--format", "xlsx", "--fail-on", "never", stdin=write_plan(nasty).encode())
    assert (ran.code, ran.complaint) == (0, "")
    with zipfile.ZipFile(io.BytesIO(ran.out)) as parts:
        sheets = [ET.fromstring(parts.read(name)) for name in parts.namelist() if "worksheets/" in name]
    assert sheets
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert not [found for sheet in sheets for found in sheet.iter(f"{main}f")]
    assert not [found for sheet in sheets for found in sheet.iter(f"{main}hyperlink")]
    words = {cell.value for sheet in read_bytes(ran.out) for row in sheet.iter_rows() for cell in row}
    assert nasty["leads"] in words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\x00b\x1bc\x7f", "a\u2400b\u241bc\u2421"),
        ("\ufffe\ud800", "\u27e8U+FFFE\u27e9\u27e8U+D800\u27e9"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x41_ under_score", "_x41_ under_score"),
        ("x" * MOST_CHARACTERS, "x" * MOST_CHARACTERS),
    ],
)
def test_what_a_cell_cannot_hold_is_shown(text: str, written: str) -> None:
    assert fit_text(text) == written


@pytest.mark.parametrize("letter", ["x", "\U0001f600", "_x0041_", "\x00"])
@pytest.mark.parametrize("more", [1, 2, 10_000])
def test_what_is_too_long_is_cut_and_says_so(letter: str, more: int) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    text = letter * (MOST_CHARACTERS // units + more)
    written = fit_text(text)
    size = len(written.encode("utf-16-le")) // 2
    assert size <= MOST_CHARACTERS
    assert size > MOST_CHARACTERS - 15, "more than need be is cut"
    found = re.search(
        r" \u2026 \[cut here: (\d+) more characters than a cell can hold; --format json has them\]$", written
    )
    assert found
    kept = unescape(written[: found.start()]).replace("\u2400", "\x00")
    assert text.startswith(kept)
    assert len(kept) + int(found[1]) == len(text)


def test_long_words_are_not_cut_in_silence_by_the_file() -> None:
    long = change(report_one(), lambda n, f: dataclasses.replace(f, message="word " * 10_000) if n == 0 else f)
    for line in list_lines(read(long)["Findings"])[:1]:
        assert "[cut here: " in line["what the record shows"]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 20)
    with pytest.raises(ScrgraphError, match=r"The sheet Findings would have 285 rows, and a sheet holds 20\."):
        render(report_one(), Looks())


# -- bytes -------------------------------------------------------------------------------------------------------------


def test_file_bears_no_time_of_day() -> None:
    data = render(report_one(), Looks())
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {(part.compress_type, part.create_system) for part in parts.infolist()} == {(zipfile.ZIP_STORED, 3)}
    book = read_bytes(data)
    assert book.properties.created == book.properties.modified == dt.datetime(2010, 7, 31)
    assert book.properties.creator.startswith("scrgraph ")


def test_command_writes_the_same_bytes_to_a_file_and_a_pipe(tmp_path: Any) -> None:
    select = ("--select", "SEQ-001", "--fail-on", "never", "--format", "xlsx")
    piped = run("audit", SAMPLE, *AS_OF, *select)
    written = run("audit", SAMPLE, *AS_OF, *select, "-o", tmp_path / "audit.xlsx")
    assert (piped.code, written.code) == (0, 0)
    assert (tmp_path / "audit.xlsx").read_bytes() == piped.out
