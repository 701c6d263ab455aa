"""Annotations for GitHub: read as its runner reads them, and no word of a plan is taken for a command."""

import re
from dataclasses import replace

import pytest

from scrgraph.reports.as_github import render
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Report
from tests.graph.sample import AS_OF, run, write_plan
from tests.reports.made import REPORTS, audit_sample, compare, trim, waive

COMMAND = re.compile(r"::([a-z-]+)(?: ([^:]*))?::(.*)")


def read(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """Read the commands as the runner does: name, settings, message."""
    found = []
    for line in render(report, Looks()).split("\n"):
        if command := COMMAND.fullmatch(line):
            settings = dict(each.partition("=")[::2] for each in (command[2] or "").split(",") if each)
            found.append((command[1], {key: unescape(value) for key, value in settings.items()}, unescape(command[3])))
    return found


def unescape(text: str) -> str:
    for code, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_finding_is_annotated_at_its_first_line() -> None:
    name, settings, message = next(
        each for each in read(audit_sample()) if each[1].get("title", "").startswith("DQ-001")
    )
    assert name == "error"
    assert settings == {"file": "plan.txt", "line": "152", "endLine": "152", "title": "DQ-001 Impossible date"}
    assert message.startswith("imr/ews/3, Education Welfare Service, recommendation 3: A target date is no day")
    assert "plan.txt, line 152, Target Date for Completion: “29.02.09”" in message.split("\n")
    assert "\nWhat would settle it: " in message


def test_graver_ones_come_first_and_of_these_the_new_ones() -> None:
    report = compare(audit_sample())
    told = [
        (name, "(new)" in settings["title"]) for name, settings, _ in read(report) if name not in ("group", "endgroup")
    ]
    order = [
        ("error", True),
        ("error", False),
        ("warning", True),
        ("warning", False),
        ("notice", True),
        ("notice", False),
    ]
    assert told == sorted(told, key=order.index)
    assert set(told) == set(order)


def test_what_is_waived_or_cannot_be_judged_is_in_the_log_and_no_annotation() -> None:
    report = waive(audit_sample())
    lines = render(report, Looks()).split("\n")
    waived = [line for line in lines if re.match(r"\[[A-Z]+-", line)]
    assert f"::group::Waived ({len(waived)})" in lines
    assert all("Waived until 31 January 2011: The agency was dissolved" in line for line in waived)
    assert lines[0].startswith("case-14, as of 31 July 2010: the case may NOT be finalised. ")
    assert f"{len(waived)} waived." in lines[0]
    unjudged = [line for line in lines if line.startswith("case-14, SEQ-005: ")]
    assert any(line.endswith("(imr/ews/3, imr/ews/5)") for line in unjudged)


def test_no_word_is_taken_for_a_command() -> None:
    report = REPORTS["sample-spoilt"]()
    lines = render(report, Looks()).split("\n")
    names = [found[1] for line in lines if (found := COMMAND.match(line.lstrip()))]
    assert set(names) == {"error", "warning", "notice", "group", "endgroup"}
    assert names.count("group") == names.count("endgroup") == 4
    assert all(line.isprintable() for line in lines)
    assert not any("##[" in line for line in lines)


def test_words_come_through_whole() -> None:
    messages = [message for name, _, message in read(REPORTS["sample-spoilt"]()) if name == "error"]
    assert messages
    assert all("{0} {name} [a](http://example.org/) ::error::x%0A | a |" in message for message in messages)


@pytest.mark.parametrize("note", ["::error file=plan.txt::x", "  ::stop-commands::x", "##[error]x", "x ##[warning]y"])
def test_note_that_stands_at_the_start_of_a_line_is_no_command(note: str) -> None:
    report = compare(trim(audit_sample()))
    assert report.compared is not None
    plain = render(report, Looks()).split("\n")
    noted = render(replace(report, compared=replace(report.compared, notes=(note,))), Looks()).split("\n")
    (line,) = [line for line in noted if line not in plain]
    assert line.replace(" ", "") == note.replace(" ", "")
    assert not line.lstrip().startswith("::")
    assert "##[" not in line


def test_words_that_look_like_commands_stay_words() -> None:
    """A note of how a plan was read is printed at the start of a line."""
    plan = write_plan({"text": "::error::x ##[warning]y %0A::stop-commands::z", "targets": "29.02.09"})
    ran = run("audit", "-", *AS_OF, "--format", "github", stdin=plan.encode())
    assert ran.code == 1
    for line in ran.text.split("\n"):
        if line.startswith("::"):
            assert re.match(r"::(?:(?:error|warning|notice) file=standard input,|group::|endgroup::)", line)
        assert "##[" not in line
