"""Markdown, read by a library that is not ours: tables stay tables, and words stay words."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scrgraph.reports.as_markdown import escape, render
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Report
from tests.graph.sample import AS_OF, run, write_plan
from tests.reports.made import NASTY, REPORTS, audit_sample, audit_several, compare, waive

READER = MarkdownIt().enable(["table", "strikethrough"])


def read(report: Report) -> list[Token]:
    return READER.parse(render(report, Looks()))


def list_headings(report: Report) -> list[str]:
    tokens = read(report)
    return [token.content for before, token in itertools.pairwise(tokens) if before.type == "heading_open"]


def list_rows(report: Report) -> list[list[str]]:
    """Give the rows of all tables, each cell with its words as a reader sees them."""
    rows: list[list[str]] = []
    for before, token in zip(tokens := read(report), tokens[1:], strict=False):
        if before.type == "tr_open":
            rows.append([])
        if before.type in ("td_open", "th_open"):
            rows[-1].append(see(token))
    return rows


def see(token: Token) -> str:
    children = token.children or []
    return "".join("\n" if child.type == "html_inline" else child.content for child in children)


def test_report_opens_with_whether_the_case_may_be_finalised() -> None:
    text = render(audit_sample(), Looks())
    assert text.startswith("# case-14: audit as of 31 July 2010\n\n**The case may NOT be finalised.**\n\n- 14 rows are")
    assert list_rows(audit_sample())[:2] == [
        ["violations", "warnings", "for information", "waived"],
        [str(count) for count in audit_sample().plans[0].result.counts.values()],
    ]


def test_each_rule_with_findings_has_a_heading_the_gravest_first() -> None:
    report = audit_sample()
    severities = {rule.code: rule.severity for rule in report.rules}
    codes = [heading.split()[0] for heading in list_headings(report) if re.match(r"[A-Z]+-\d", heading)]
    assert set(codes) == {finding.rule for _, finding in report.list_findings()}
    order = [["violation", "warning", "info"].index(severities[code]) for code in codes]
    assert order == sorted(order)


def test_row_of_a_finding_says_what_and_where() -> None:
    row = next(row for row in list_rows(audit_sample()) if row[-1].startswith("DQ-001-"))
    assert row[:3] == [
        "imr/ews/3, Education Welfare Service, recommendation 3",
        "A target date is no day of the calendar.",
        "plan.txt, line 152, Target Date for Completion: “29.02.09”",
    ]


def test_waived_findings_stand_apart_with_their_reason() -> None:
    report = waive(audit_several())
    assert list_headings(report).count("Waived") == 5  # four plans, and across them
    rows = [row for row in list_rows(report) if len(row) == 3 and row[1].startswith("Waived until 31 January 2011")]
    assert len(rows) == sum(finding.waived is not None for _, finding in report.list_findings())


def test_what_is_gone_says_whether_it_is_fixed() -> None:
    rows = [row for row in list_rows(compare(audit_sample())) if row[-1].endswith((" fixed", " not-evaluable"))]
    assert [row[0] for row in rows] == ["SEQ-001", "EVD-004", "OWN-777", "XRV-001", "SEQ-001"]
    assert "Since last.json, as of 30 June 2010" in list_headings(compare(audit_sample()))


def test_how_rules_fared_is_told_number_by_number() -> None:
    report = waive(audit_sample())
    rows = {row[0]: row[2:] for row in list_rows(report) if len(row) == 7}
    for verdict in report.plans[0].result.verdicts:
        numbers = [str(each) for each in (verdict.passed, verdict.failed, verdict.waived, verdict.not_evaluable)]
        assert rows[verdict.rule] == [*numbers, "met nothing to judge" if verdict.matched_nothing else ""]


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_has_as_many_cells_as_its_table(name: str) -> None:
    sizes = {len(row) for row in list_rows(REPORTS[name]())}
    assert sizes <= {3, 4, 5, 7}
    html = {
        token.content for each in read(REPORTS[name]()) for token in each.children or [] if token.type == "html_inline"
    }
    assert html <= {"<br>"}
    assert not any(token.type == "html_block" for token in read(REPORTS[name]()))


@example("0.")
@example("12) and more")
@example("#1")
@given(st.text(st.sampled_from("ab \n\t\x00\x1b<>&;#+-.1)|\\`*_~[](){}$!:/\"'=“é ") | st.characters(), max_size=40))
def test_escaped_words_are_read_as_they_were(text: str) -> None:
    tokens = READER.parse(f"| {escape(text)} |\n| --- |\n| {escape(text)} |")
    words = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    cells = [token for before, token in itertools.pairwise(tokens) if before.type in ("td_open", "th_open")]
    assert [see(cell) for cell in cells] == [words, words]


def test_words_of_a_spoilt_report_are_read_as_they_were() -> None:
    words = " ".join("".join(char if char.isprintable() else " " for char in NASTY).split())
    assert any(words in cell for row in list_rows(REPORTS["sample-spoilt"]()) for cell in row)


def test_command_writes_markdown() -> None:
    ran = run("audit", "-", *AS_OF, "--format", "markdown", stdin=write_plan({"targets": "29.02.09"}).encode())
    assert ran.code == 1
    assert "\n## DQ-001 Impossible date\n" in ran.text
