"""The command line as people and programs meet it: commands, formats, exit codes, the JSON that others build on."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from scrgraph import batch, pipeline
from scrgraph.audit.across import AcrossResult
from scrgraph.audit.rules import RulePack
from scrgraph.cli import main as cli
from scrgraph.ingest.unread import list_unread
from scrgraph.pipeline import AuditedPlan, OpenedPlan
from scrgraph.reports.as_json import build_json
from scrgraph.reports.explain import name_value
from scrgraph.reports.report import Report
from tests.graph.sample import (
    AS_OF,
    DAY,
    ROOT,
    SAMPLE,
    audit_plan,
    build_plan,
    load_pack,
    read_plan,
    run,
    run_apart,
    write_plan,
)

CODES = [rule.code for rule in load_pack().rules]
# What every command says of the sample on standard error.
NOTED = "".join(f"plan.txt: {note}.\n" for note in (*read_plan().document.notes, *read_plan().facts.notes))


def walk_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from walk_commands(command, (*path, name))


COMMANDS = dict(walk_commands(cli.cli))


@pytest.fixture
def shared_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command line take the sample's audit of ``DAY`` as made already; all else of it runs."""

    def open_plans(*_: object, **__: object) -> Iterator[OpenedPlan]:
        yield OpenedPlan(build_plan(), notes=tuple(list_unread(read_plan().document)))

    def audit_dataset(*_: object, **__: object) -> AuditedPlan:
        return audit_plan()

    monkeypatch.setattr(pipeline, "open_plans", open_plans)
    monkeypatch.setattr(pipeline, "audit_dataset", audit_dataset)
    monkeypatch.setattr(batch, "open_path", open_plans)
    monkeypatch.setattr(RulePack, "load", lambda _: load_pack())


# -- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [(), *COMMANDS], ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(path: tuple[str, ...], flag: str) -> None:
    ran = run(*path, flag)
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.text.startswith("Usage: ")
    assert all(len(line) <= 100 for line in ran.text.splitlines())


@pytest.mark.parametrize("path", [(), ("rules",)], ids=" ".join)
def test_group_alone_prints_its_help(path: tuple[str, ...]) -> None:
    ran = run(*path)
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.text == run(*path, "--help").text


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_says_what_command_and_options_do(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    assert command.help
    for option in command.params:
        if isinstance(option, click.Option) and not isinstance(option.type, click.Choice):
            assert option.help, f"{' '.join(path)} {option.name} says nothing of itself"


def test_commands_of_the_contract_are_there() -> None:
    promised = {
        "rows",
        "status",
        "ingest",
        "audit",
        "why",
        "trend",
        "rules list",
        "rules show",
        "query",
        "ontology check",
    }
    assert promised <= {" ".join(path) for path in COMMANDS}


def test_version_is_told() -> None:
    ran = run("--version")
    assert ran.code == 0
    assert re.fullmatch(r"scrgraph, version \d+\.\d+\.\d+\S*\n", ran.text)


@pytest.mark.parametrize("path", [(), ("audit",), ("rules", "list")], ids=" ".join)
def test_help_imports_nothing_heavy(path: tuple[str, ...]) -> None:
    program = (
        "import sys\n"
        "from scrgraph.cli.main import main\n"
        "try:\n    main()\n"
        "finally:\n    print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *path, "--help"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "click" in loaded
    assert loaded.isdisjoint({"rdflib", "pyshacl", "pyoxigraph", "owlready2", "networkx", "rich", "charset_normalizer"})


# -- JSON as the contract has it --------------------------------------------------------------------------------------

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
Test = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_day(value: Any) -> bool:
    return isinstance(value, str) and ISO.fullmatch(value) is not None


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_digest(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"sha256:[0-9a-f]{64}", value) is not None


def is_null(value: Any) -> bool:
    return value is None


def either(*tests: Test) -> Test:
    return lambda value: any(test(value) for test in tests)


def one_of(*values: object) -> Test:
    return lambda value: value in values


def many(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def lines_of(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_count, value)) and 1 <= value[0] <= value[1]


def is_value(value: Any) -> bool:
    return is_text(value) or is_count(value) or many(either(is_text, is_count))(value)


def each(fields: dict[str, Test], exact: bool = False) -> Test:
    def holds(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        wrong = [name for name, test in fields.items() if name not in value or not test(value[name])]
        assert not wrong, f"{wrong} of {json.dumps(value)[:600]}"
        return not exact or set(value) == set(fields)

    return holds


TARGET_KINDS = one_of("deadline", "invalid", "start", "immediate", "ongoing", "other")
EVENT_KINDS = one_of("reviewed", "requested", "received", "to-review", "finalised", "completed", "pending", "other")
OUTCOMES = one_of("finalised", "completed", "open", None)
SEVERITIES = one_of("violation", "warning", "info")

ROW = each(
    {
        "key": lambda value: re.fullmatch(r"main/\S+|imr/[a-z0-9-]+/\S+", value) is not None,
        "section": either(is_text, is_null),
        "text": either(is_text, is_null),
        "agreed_by": either(is_text, is_null),
        "actions": many(is_text),
        "leads": either(is_text, is_null),
        "targets": many(each({"raw": is_text, "iso": either(is_day, is_null), "kind": TARGET_KINDS})),
        "reported": many(
            each(
                {
                    "agency": either(is_text, is_null),
                    "status": one_of("completed", "finalised", "pending", "ongoing"),
                },
                exact=True,
            )
        ),
        "monitoring_held": many(is_day),
        "monitoring_planned": many(is_day),
        "evidence": many(is_text),
        "events": many(
            each({"date": either(is_day, is_null), "kind": EVENT_KINDS, "due": either(is_day, is_null)}, exact=True)
        ),
        "outcome": OUTCOMES,
        "lines": lines_of,
    }
)
CELL = each(
    {
        "file": one_of("plan.txt"),
        "lines": lines_of,
        "column": either(is_text, is_null),
        "quote": either(is_text, is_null),
    },
    exact=True,
)
FINDING = each(
    {
        "id": is_text,
        "rule": one_of(*CODES),
        "title": is_text,
        "severity": SEVERITIES,
        "row": either(is_text, is_null),
        "subject": either(is_text, is_null),
        "other": many(is_text),
        "message": is_text,
        "remedy": is_text,
        "values": lambda value: isinstance(value, dict) and all(map(is_value, value.values())),
        "cells": many(CELL),
        "waived": is_null,
    }
)
VERDICT = each(
    {
        "rule": one_of(*CODES),
        "passed": is_count,
        "failed": is_count,
        "waived": is_count,
        "not_evaluable": is_count,
        "matched_nothing": is_flag,
    }
)
AUDIT = each(
    {
        "plan": is_text,
        "asOf": is_day,
        "engine": is_text,
        "rules": each({"pack": is_text, "version": is_text, "digest": is_digest, "run": many(is_text)}, exact=True),
        "may_be_finalised": either(is_flag, is_null),
        "blocking": many(is_text),
        "notes": many(is_text),
        "counts": each(dict.fromkeys(("violation", "warning", "info", "waived"), is_count), exact=True),
        "verdicts": many(VERDICT),
        "findings": many(FINDING),
    }
)
STATUS_ROW = each(
    {
        "key": is_text,
        "name": is_text,
        "colour": one_of("red", "green", "black", None),
        "outcome": OUTCOMES,
        "due": either(is_day, is_null),
        "last_event": either(is_text, is_null),
    }
)
STATUS = each({"plan": is_text, "asOf": is_day, "may_be_finalised": is_flag, "rows": many(STATUS_ROW)})


def read_json(text: bytes) -> Any:
    return json.loads(text)


def test_rows_json_is_as_the_contract_has_it() -> None:
    ran = run("rows", SAMPLE, "--format", "json")
    assert (ran.code, ran.complaint) == (0, NOTED)
    rows = read_json(ran.out)
    assert len(rows) == 70
    assert many(ROW)(rows)
    assert len({row["key"] for row in rows}) == 70
    assert [row["key"] for row in rows[:18]] == [f"main/{number}" for number in range(1, 19)]
    assert all(row["key"].startswith("imr/") and row["section"] for row in rows[18:])
    assert all(row["section"] is None for row in rows[:18])
    assert [row["lines"] for row in rows] == sorted(row["lines"] for row in rows)
    assert "doubts" not in rows[0]


def test_rows_table_and_csv_show_every_row() -> None:
    keys = [row.key for row in read_plan().facts.rows]
    table = run("rows", SAMPLE, "--width", "140").text.splitlines()
    assert len(table) == 72
    cells = list(csv.reader(io.StringIO(run("rows", SAMPLE, "--format", "csv").text)))
    assert [line[0] for line in cells[1:]] == keys
    assert {len(line) for line in cells} == {len(cells[0])}


def test_account_balances_in_text_and_json() -> None:
    account = read_json(run("rows", SAMPLE, "--account", "--format", "json").out)
    assert account["balances"] is True
    assert account["seen"] == account["read"] + account["prose"] + account["headings"] + account["unread"]
    assert len(account["cells"]) == account["seen"]
    assert is_digest(account["digest"])
    text = run("rows", SAMPLE, "--account").text
    assert f"{account['seen']} cells" in text
    assert "balances" in text


@pytest.mark.usefixtures("shared_audit")
def test_audit_json_is_as_the_contract_has_it() -> None:
    ran = run("audit", SAMPLE, *AS_OF, "--format", "json")
    assert (ran.code, ran.complaint) == (1, NOTED)
    audit = read_json(ran.out)
    assert AUDIT(audit)
    assert (audit["plan"], audit["asOf"]) == ("case-14", "2010-07-31")
    assert sorted(verdict["rule"] for verdict in audit["verdicts"]) == sorted(CODES)
    for severity, number in audit["counts"].items():
        found = [finding for finding in audit["findings"] if finding["severity"] == severity]
        assert number == (0 if severity == "waived" else len(found))
    for verdict in audit["verdicts"]:
        of_rule = [finding for finding in audit["findings"] if finding["rule"] == verdict["rule"]]
        rows = {(finding["row"], finding["subject"]) for finding in of_rule}
        assert verdict["failed"] == len(rows)
        assert verdict["matched_nothing"] == (
            verdict["passed"] + verdict["failed"] + verdict["waived"] + verdict["not_evaluable"] == 0
        )
    assert len({finding["id"] for finding in audit["findings"]}) == len(audit["findings"])


@pytest.mark.usefixtures("shared_audit")
def test_audit_text_opens_with_what_a_chair_needs() -> None:
    ran = run("audit", SAMPLE, *AS_OF, "--width", "100")
    assert (ran.code, ran.complaint) == (1, NOTED)
    opening = " ".join(" ".join(ran.text.split("\n\n")[0].splitlines()[:12]).split())
    for words in ("case-14", "31 July 2010", "70 rows", "14 open", "6 overdue", "55 closed", "1 unknown"):
        assert words in opening
    assert "may NOT be finalised" in opening
    assert re.search(r"\bquarter\b|92 days", opening)
    assert "\x1b" not in ran.text
    assert all(code in ran.text for code in CODES)


@pytest.mark.usefixtures("shared_audit")
def test_rule_that_speaks_of_nearly_every_row_is_told_once() -> None:
    folded = run("audit", SAMPLE, *AS_OF).text
    unfolded = run("audit", SAMPLE, *AS_OF, "--unfold").text
    ids = [finding.id for finding in audit_plan().result.findings if finding.rule == "EVD-004"]
    assert len(ids) == 47
    assert not [name for name in ids if name in folded]
    assert all(name in unfolded for name in ids)
    assert all(finding.id in unfolded for finding in audit_plan().result.findings)


@pytest.mark.usefixtures("shared_audit")
def test_status_in_text_and_json() -> None:
    ran = run("status", SAMPLE, *AS_OF, "--format", "json")
    assert (ran.code, ran.complaint) == (0, NOTED)
    status = read_json(ran.out)
    assert STATUS(status)
    rows = {row["key"]: row for row in status["rows"]}
    assert list(rows) == [row.key for row in read_plan().facts.rows]
    assert status["may_be_finalised"] is False
    assert (rows["imr/ews/1"]["colour"], rows["imr/ews/1"]["due"]) == ("red", "2008-09-01")
    assert (rows["main/10"]["colour"], rows["main/10"]["due"]) == ("green", "2010-07-31")
    assert (rows["main/11"]["colour"], rows["main/11"]["outcome"]) == ("black", "finalised")
    assert (rows["main/3"]["colour"], rows["main/3"]["outcome"]) == (None, None)
    text = run("status", SAMPLE, *AS_OF, "--width", "140").text
    lines = text.splitlines()
    for key in rows:
        assert sum(line.split(" ")[0] == key for line in lines) == 1
    assert "may NOT be finalised" in text


@pytest.mark.usefixtures("shared_audit")
def test_why_answers_for_findings_of_every_rule() -> None:
    """Those of all rules, one each; ``tests/reports/test_explain.py`` looks at every finding."""
    findings = {finding.rule: finding for finding in audit_plan().result.findings}
    assert len(findings) > 30
    for finding in findings.values():
        made = run("why", finding.id, SAMPLE, *AS_OF, "--format", "json")
        assert (made.code, made.complaint) == (0, NOTED)
        data = read_json(made.out)
        assert FINDING(data["finding"])
        assert data["finding"]["id"] == finding.id
        assert data["rule"]["code"] == finding.rule


@pytest.mark.parametrize("code", CODES)
@pytest.mark.usefixtures("shared_audit")
def test_why_tells_rule_facts_and_cells(code: str) -> None:
    for finding in [finding for finding in audit_plan().result.findings if finding.rule == code][:3]:
        told = run("why", finding.id, SAMPLE, *AS_OF, "--width", "100")
        plain = " ".join(told.text.split())
        assert told.text.splitlines()[0] == finding.id
        for words in (finding.rule, finding.title, finding.row, *map(name_value, finding.values), *finding.other):
            assert words is None or words in plain
        for cell in finding.cells:
            assert f"{cell.file}, line" in plain
            assert cell.quote is None or " ".join(cell.quote.split()[:5]) in plain


@pytest.mark.parametrize("code", ["SEQ-001", "XRW-001"])
def test_why_takes_an_id_from_the_report_and_audits_anew(code: str) -> None:
    finding = next(finding for finding in audit_plan().result.findings if finding.rule == code)
    ran = run("why", finding.id, SAMPLE, *AS_OF, "--format", "json")
    assert ran.code == 0
    assert read_json(ran.out)["finding"] == finding.to_json()


def test_rules_are_listed_and_shown() -> None:
    listed = read_json(run("rules", "list", "--format", "json").out)
    assert [rule["code"] for rule in listed] == [rule.code for rule in load_pack().every]
    text = run("rules", "list", "--width", "140").text
    for rule in listed:
        assert sum(line.startswith(rule["code"] + " ") and rule["title"] in line for line in text.splitlines()) == 1
        page = " ".join(run("rules", "show", rule["code"]).text.split())
        for field in ("code", "title", "name", "severity", "why", "remedy", "basis"):
            assert is_text(rule[field])
            assert rule[field] in page
        assert read_json(run("rules", "show", rule["code"], "--format", "json").out) == rule


# -- sources ---------------------------------------------------------------------------------------------------------


def test_standard_input_reads_like_the_file() -> None:
    data = SAMPLE.read_bytes()
    from_file, piped = (run("rows", source, "--format", "json", stdin=data) for source in (SAMPLE, "-"))
    assert (piped.code, piped.out) == (0, from_file.out)


def test_audit_of_standard_input_names_the_findings_alike(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(write_plan({"scrutiny": "Further evidence required."}), encoding="utf-8")
    named, unnamed = (
        read_json(run("audit", source, *AS_OF, "--format", "json", stdin=plan.read_bytes()).out)
        for source in (plan, "-")
    )
    assert named["findings"]
    assert [finding["id"] for finding in unnamed["findings"]] == [finding["id"] for finding in named["findings"]]
    assert unnamed["plan"] == named["plan"] == "case-15"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two plans in a folder, one of them in a folder within."""
    (tmp_path / "plans" / "older").mkdir(parents=True)
    overdue = {"scrutiny": "Reviewed by QA&A subgroup 13/07/2010. Further evidence required."}
    (tmp_path / "plans" / "b.txt").write_text(write_plan(reference="Case 16"), encoding="utf-8")
    (tmp_path / "plans" / "older" / "a.txt").write_text(write_plan(overdue, {}), encoding="utf-8")
    return tmp_path / "plans"


def test_folder_gives_its_plans(folder: Path) -> None:
    plans = read_json(run("rows", folder, "--format", "json").out)
    assert set(plans) == {"plans"}
    assert [(plan["plan"], len(plan["rows"])) for plan in plans["plans"]] == [("case-16", 1), ("case-15", 2)]
    assert all(many(ROW)(plan["rows"]) for plan in plans["plans"])


def test_table_of_a_folder_names_each_plan(folder: Path) -> None:
    lines = run("rows", folder).text.splitlines()
    assert [line for line in lines if line.startswith("case-")] == ["case-16 (b.txt)", "case-15 (a.txt)"]


def test_account_as_csv_lists_every_cell() -> None:
    account = read_json(run("rows", SAMPLE, "--account", "--format", "json").out)
    lines = list(csv.reader(io.StringIO(run("rows", SAMPLE, "--account", "--format", "csv").text)))
    assert len(lines) == account["seen"] + 1
    assert [line[1:3] for line in lines[1:]] == [[str(cell["line"]), str(cell["cell"])] for cell in account["cells"]]


@pytest.mark.parametrize("command", ["audit", "status", "ingest"])
def test_second_document_of_one_plan_is_refused_and_the_rest_done(command: str, folder: Path, tmp_path: Path) -> None:
    (folder / "c.txt").write_text(write_plan({}, {}, reference="Case 16"), encoding="utf-8")
    more = ("-o", tmp_path / "out.trig") if command == "ingest" else AS_OF
    ran = run(command, folder, *more)
    assert ran.code == 2
    (told,) = [line for line in ran.complaint.splitlines() if "case-16, as is" in line]
    assert "b.txt" in told
    assert "c.txt" in told
    text = ran.text if command != "ingest" else (tmp_path / "out.trig").read_text(encoding="utf-8")
    assert "case-15" in text
    assert "case-16" in text


def test_folder_of_one_plan_is_a_folder_still(folder: Path) -> None:
    plans = read_json(run("rows", folder / "older", "--format", "json").out)
    assert [plan["plan"] for plan in plans["plans"]] == ["case-15"]


def test_audit_and_status_of_a_folder(folder: Path) -> None:
    ran = run("audit", folder, *AS_OF, "--select", "SEQ-001", "--format", "json")
    assert ran.code == 1
    audits = read_json(ran.out)
    assert set(audits) == {"plans", "across"}
    assert audits["across"]["findings"] == []
    found = {audit["plan"]: [finding["row"] for finding in audit["findings"]] for audit in audits["plans"]}
    assert found == {"case-15": ["main/1"], "case-16": []}
    statuses = read_json(run("status", folder, *AS_OF, "--format", "json").out)
    assert sorted(plan["plan"] for plan in statuses["plans"]) == ["case-15", "case-16"]


def test_ingest_of_a_folder_and_audit_of_the_store(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert run("ingest", folder, "--store", store).code == 0
    ran = run("audit", "--store", store, *AS_OF, "--select", "SEQ-001", "--format", "json")
    assert ran.code == 1
    assert [audit["plan"] for audit in read_json(ran.out)["plans"]] == ["case-15", "case-16"]
    again = run("ingest", folder, "--store", store)
    assert again.code == 0
    assert again.complaint.count("nothing changed") == 2


def test_file_with_two_plans_is_audited_as_two_or_refused(folder: Path, tmp_path: Path) -> None:
    trig = tmp_path / "both.trig"
    assert run("ingest", folder, "-o", trig).code == 0
    ran = run("audit", trig, *AS_OF, "--select", "SEQ-001", "--format", "json")
    if ran.code == 2:
        assert len(ran.complaint.splitlines()) == 1
        assert "both.trig" in ran.complaint
    else:
        assert [audit["plan"] for audit in read_json(ran.out)["plans"]] == ["case-15", "case-16"]


def test_plan_takes_the_id_that_is_named(tmp_path: Path) -> None:
    source = tmp_path / "Our Plan 2010.txt"
    source.write_text(write_plan(reference="a child"), encoding="utf-8")
    assert "our-plan-2010: 1 row" in run("ingest", source, "--store", tmp_path / "one").complaint
    assert "child-k: 1 row" in run("ingest", source, "--plan", "child-k", "--store", tmp_path / "two").complaint


# -- findings, exit codes, choice of rules ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("select", "fail_on", "code"),
    [
        ("SEQ-001", None, 1),
        ("SEQ-001", "violation", 1),
        ("SEQ-001", "never", 0),
        ("SEQ-002", None, 0),
        ("SEQ-002", "warning", 1),
        ("SEQ-002", "info", 1),
        ("SEQ-002", "never", 0),
        ("EVD-002", "info", 0),
    ],
)
def test_exit_code_follows_fail_on(select: str, fail_on: str | None, code: int, tmp_path: Path) -> None:
    late = {"scrutiny": "Further evidence required.", "targets": "1/09/2009"}
    partly = {"scrutiny": "Further evidence required.", "targets": "1/09/2009 1/12/2010"}
    source = tmp_path / "plan.txt"
    source.write_text(write_plan(late, partly, {}), encoding="utf-8")
    more = ("--fail-on", fail_on) if fail_on else ()
    ran = run("audit", source, *AS_OF, "--select", select, *more)
    assert (ran.code, ran.complaint) == (code, "")


def test_select_and_ignore_choose_the_rules() -> None:
    def rules_run(*arguments: str) -> list[str]:
        made = run("audit", "-", *AS_OF, "--format", "json", *arguments, stdin=write_plan().encode())
        return [verdict["rule"] for verdict in read_json(made.out)["verdicts"]]

    assert rules_run() == CODES
    assert rules_run("--select", "SEQ-001, EVD-001") == ["EVD-001", "SEQ-001"]
    assert rules_run("--ignore", "SEQ-001,EVD-001") == [code for code in CODES if code not in ("SEQ-001", "EVD-001")]
    assert rules_run("--select", "SEQ-001,EVD-001", "--ignore", "EVD-001") == ["SEQ-001"]


def test_audit_that_runs_on_today_says_so_where_the_record_is_old() -> None:
    plan = write_plan().encode()
    ran = run("audit", "-", "--select", "SEQ-001", "--width", "400", stdin=plan)
    assert "this audit speaks for today" in ran.text
    assert "13 July 2010" in ran.text
    assert "this audit speaks for today" not in run("audit", "-", *AS_OF, "--select", "SEQ-001", stdin=plan).text


def test_audit_of_a_day_before_the_plan_began_says_so() -> None:
    plan = write_plan().encode()
    note = "this audit speaks for 18 June 2009, but the plan began only on 19 June 2009."
    before, on_the_day = ("--as-of", "2009-06-18"), ("--as-of", "2009-06-19")
    chosen = ("--select", "SEQ-001", "--width", "200")
    assert f"Note: {note}" in run("audit", "-", *before, *chosen, stdin=plan).text
    assert note in read_json(run("audit", "-", *before, *chosen, "--format", "json", stdin=plan).out)["notes"]
    assert note in run("status", "-", *before, stdin=plan).complaint
    assert "began only" not in run("audit", "-", *on_the_day, *chosen, stdin=plan).text


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (("--select", ""), "--select names no rule"),
        (("--select", " , "), "--select names no rule"),
        (("--select", "SEQ-001", "--ignore", "SEQ-001"), "No rule is left to run"),
        (("--ignore", ",".join(CODES)), "No rule is left to run"),
    ],
)
def test_audit_by_no_rule_is_refused(chosen: tuple[str, ...], says: str) -> None:
    ran = run("audit", "-", *AS_OF, *chosen, stdin=write_plan().encode())
    assert (ran.code, ran.text, len(ran.complaint.splitlines())) == (2, "", 1)
    assert says in ran.complaint


def test_column_that_a_plan_lacks_is_named_by_its_heading() -> None:
    lines = [line.split("\t") for line in write_plan().splitlines()]
    plan = "\n".join("\t".join([*line[:1], *line[2:]]) for line in lines).encode()
    text = run("audit", "-", *AS_OF, "--select", "CMP-002", "--width", "200", stdin=plan).text
    assert "has no column “Agreed by”." in text


def test_replay_with_one_possible_outcome_says_that_it_may_not_have_been_recorded() -> None:
    plan = write_plan({"scrutiny": "Finalised"}, {}).encode()
    told = run("status", "-", "--replay", "--as-of", "2010-05-01", stdin=plan).text
    assert re.search(r"main/1 +none +finalised, or not yet recorded ", told)


def test_json_says_what_the_text_notes() -> None:
    """Cells that were not read, and the age of the record, stand in the saved report too."""
    words = "Reviewed by QA&A subgroup 13/07/2010. Finalised\tstray words that nobody can place"
    plan = write_plan({"scrutiny": words}).encode()
    chosen = ("--select", "SEQ-001")
    notes = read_json(run("audit", "-", *chosen, "--format", "json", stdin=plan).out)["notes"]
    assert any("this audit speaks for today" in note for note in notes)
    assert any(re.match(r"1 of \d+ cells was not read; see scrgraph rows --account\.", note) for note in notes)
    text = " ".join(run("audit", "-", *AS_OF, *chosen, stdin=plan).text.split())
    assert "Note: 1 of " in text
    assert "this audit speaks for today" in run("status", "-", stdin=plan).complaint


def test_notes_outlive_the_store(tmp_path: Path) -> None:
    older, newer = (write_plan({"scrutiny": f"{word}\tstray words"}).encode() for word in ("Finalised", "Completed"))
    for plan in (older, newer):
        run("ingest", "-", "--store", tmp_path / "store", stdin=plan)
    ran = run("audit", "--store", tmp_path / "store", *AS_OF, "--select", "SEQ-001", "--format", "json")
    notes = read_json(ran.out)["plans"][0]["notes"]
    assert [note for note in notes if "not read" in note] == [note for note in notes if note.startswith("1 of ")]
    assert len([note for note in notes if note.startswith("1 of ")]) == 1


def test_part_of_the_rules_cannot_say_that_the_case_may_be_finalised() -> None:
    plan = write_plan().encode()
    ran = run("audit", "-", *AS_OF, "--select", "SEQ-002", "--format", "json", stdin=plan)
    made = read_json(ran.out)
    assert made["may_be_finalised"] is None
    assert made["blocking"] == ["Not all rules were run, so it cannot be told."]
    assert made["rules"]["run"] == ["SEQ-002"]
    text = run("audit", "-", *AS_OF, "--select", "SEQ-002", stdin=plan).text
    assert "May the case be finalised? Not all rules were run, so it cannot be told." in text


def test_unknown_rows_past_their_target_are_counted() -> None:
    plan = write_plan({"scrutiny": "", "targets": "1/09/2009"}, {}).encode()
    ran = run("audit", "-", *AS_OF, "--select", "SEQ-001", "--width", "120", stdin=plan)
    assert "1 unknown (1 past its target)." in ran.text
    assert "SEQ-001 cannot judge: Its target has passed, and the sub-group has recorded nothing. (main/1)" in ran.text


@pytest.mark.usefixtures("shared_audit")
def test_rules_are_headed_by_their_fault_the_gravest_and_most_found_first() -> None:
    text = run("audit", SAMPLE, *AS_OF, "--width", "120").text
    late = [finding for finding in audit_plan().result.findings if finding.rule == "SEQ-005"]
    verdict = next(verdict for verdict in audit_plan().result.verdicts if verdict.rule == "SEQ-005")
    looked_at = verdict.passed + verdict.failed
    head = f"SEQ-005  Closed late  [WARNING: fails on {len(late)} of the {looked_at} rows it looks at"
    assert head in text
    assert "  Should be: Closed by its target." in text
    heads = re.findall(r"(?m)^([A-Z]+-\d{3})  .*\[(VIOLATION|WARNING|INFO): fails on (\d+)", text)
    order = {"VIOLATION": 0, "WARNING": 1, "INFO": 2}
    assert heads == sorted(heads, key=lambda head: (order[head[1]], -int(head[2]), head[0]))


@pytest.mark.usefixtures("shared_audit")
def test_only_rules_that_speak_of_half_of_the_plan_are_folded() -> None:
    text = run("audit", SAMPLE, *AS_OF).text
    hidden = {finding.rule for finding in audit_plan().result.findings if f"[{finding.id}]" not in text}
    assert hidden == {"EVD-003", "EVD-004"}


@pytest.mark.usefixtures("shared_audit")
def test_rows_of_the_main_plan_are_named_by_lead_and_words() -> None:
    text = run("audit", SAMPLE, *AS_OF, "--width", "120").text
    status = next(status for status in audit_plan().statuses if status.key == "main/5")
    assert status.lead
    assert status.text
    start = status.lead[:20]
    assert f"Lead: {start}" in text
    assert f"“{status.text[:30]}" in text
    assert re.search(rf"Overdue: [^.]*{re.escape(start)}[^.]*\(main/5\)", " ".join(text.split()))


@pytest.mark.usefixtures("shared_audit")
def test_status_can_be_read_on_a_small_screen() -> None:
    lines = run("status", SAMPLE, *AS_OF, "--width", "80").text.splitlines()
    assert lines[0] == "case-14: status as of 31 July 2010"
    keys = [status.key for status in audit_plan().statuses]
    assert [line.split(" ")[0] for line in lines[4 : 4 + len(keys)]] == keys
    (overdue,) = [line for line in lines if line.startswith("main/5 ")]
    assert re.search(r"Red +open, overdue +1 Nov 2009 ", overdue)
    assert "name" not in lines[2]
    assert lines[2].endswith("last event")
    assert run("status", SAMPLE, *AS_OF, "--width", "120").text.splitlines()[2].split()[-1] == "name"


def test_what_falls_due_is_listed_in_full() -> None:
    asked = "Further evidence required by 14/09/2010."
    plan = write_plan(
        {"scrutiny": asked, "targets": "1/09/2010"},
        {"scrutiny": f"{asked} Reviewed by QA&A subgroup 13/07/2010. Pending.", "targets": "1/09/2009"},
        {"scrutiny": "QA&A Sub Group to review the new guidance by 12/10/2010.", "targets": "Ongoing from 1/10/2010"},
    ).encode()
    made = read_json(run("status", "-", *AS_OF, "--format", "json", stdin=plan).out)
    due = [(item["day"], item["row"], item["what"]) for item in made["due_next_quarter"]]
    assert due == [
        ("2010-09-01", "main/1", "target"),
        ("2010-09-14", "main/1", "asked for by the sub-group"),
        ("2010-10-12", "main/3", "to be reviewed by the sub-group"),
    ]
    text = run("status", "-", *AS_OF, "--width", "80", stdin=plan).text
    assert "Due in the next quarter (92 days):" in text
    assert "12 Oct 2010, main/3, to be reviewed by the sub-group: Head of Clinics" in text


# -- why: as people copy ids, and the words meant ----------------------------------------------------------------------


@pytest.mark.usefixtures("shared_audit")
def test_why_takes_an_id_as_people_copy_it() -> None:
    name = audit_plan().result.findings[0].id
    meant = run("why", name, SAMPLE, *AS_OF).text
    for copied in (f"[{name}]", f" {name} ", name.lower(), f"[{name.upper()}] "):
        ran = run("why", copied, SAMPLE, *AS_OF)
        assert (ran.code, ran.text) == (0, meant)


@pytest.mark.usefixtures("shared_audit")
def test_why_of_a_rule_lists_its_findings() -> None:
    found = [finding for finding in audit_plan().result.findings if finding.rule == "EVD-004"]
    text = run("why", "evd-004", SAMPLE, *AS_OF).text
    assert "47 findings of EVD-004 as of 31 July 2010" in text
    assert all(finding.id in text and str(finding.row) in text for finding in found)
    listed = read_json(run("why", "EVD-004", SAMPLE, *AS_OF, "--format", "json").out)
    assert [finding["id"] for finding in listed["findings"]] == [finding.id for finding in found]


@pytest.mark.usefixtures("shared_audit")
def test_why_of_an_id_that_is_not_there_says_for_which_day() -> None:
    ran = run("why", "SEQ-001-0000000000", SAMPLE, *AS_OF)
    assert ran.code == 2
    assert "no finding SEQ-001-0000000000 here as of 31 July 2010" in ran.complaint


def test_why_marks_the_words_at_their_own_place_and_of_the_right_row() -> None:
    same = "Every clinic should keep a list."
    plan = write_plan(
        {"text": same, "scrutiny": "<p>Finalised in words only.</p><p>Reviewed 13/07/2010.</p><p>Finalised</p>"},
        {"text": same, "scrutiny": "<p>Reviewed 13/07/2010.</p><p>Further evidence required.</p>"},
    ).encode()
    ids = read_json(run("why", "XRW-001", "-", *AS_OF, "--format", "json", stdin=plan).out)["findings"]
    for finding in ids:
        data = read_json(run("why", finding["id"], "-", *AS_OF, "--format", "json", stdin=plan).out)
        assert len(data["context"]) == len(data["finding"]["cells"])
        quoted = 0
        for cell, context in zip(data["finding"]["cells"], data["context"], strict=True):
            if cell["quote"] is not None and context is not None:
                quoted += 1
                assert context["quote"] == " ".join(cell["quote"].split())
                if cell["quote"].startswith("Finalised") and cell["lines"][0] == 5:
                    assert context["before"].endswith("Reviewed 13/07/2010. ") or context["after"].startswith(
                        " Reviewed"
                    )
                if cell["quote"].startswith("Further"):
                    assert context["before"].startswith("Reviewed 13/07/2010.")
        assert quoted


# -- output ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.usefixtures("shared_audit")
def test_output_file_is_the_whole_report(form: str, tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_text("an older report\n" * 100_000, encoding="utf-8")
    printed = run("audit", SAMPLE, *AS_OF, "--format", form, "--width", "100")
    written = run("audit", SAMPLE, *AS_OF, "--format", form, "--width", "100", "-o", report)
    assert (written.code, written.out) == (printed.code, b"")
    assert str(report) in written.complaint
    assert report.read_bytes() == printed.out
    assert list(tmp_path.iterdir()) == [report]


@pytest.mark.usefixtures("shared_audit")
def test_output_file_is_the_same_whatever_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for columns in ("70", "100", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        run("audit", SAMPLE, *AS_OF, "-o", tmp_path / columns)
        made.append((tmp_path / columns).read_bytes())
    assert made[0] == made[1] == made[2] == run("audit", SAMPLE, *AS_OF, "--width", "100").out


def test_output_file_stays_where_the_run_fails(tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_text("an older report\n", encoding="utf-8")
    assert run("audit", "-", *AS_OF, "-o", report, stdin=b"no plan").code == 2
    assert run("ingest", "-", "-o", report, stdin=b"no plan").code == 2
    assert report.read_text(encoding="utf-8") == "an older report\n"
    assert list(tmp_path.iterdir()) == [report]


@pytest.mark.skipif(sys.platform == "win32", reason="needs the links of a Unix file system")
@pytest.mark.parametrize("kind", ["file", "device"])
def test_output_puts_no_file_in_the_place_of_a_link(kind: str, tmp_path: Path) -> None:
    """``-o /dev/stdout`` is a habit of many; with a file put in its place the machine is broken."""
    output, behind = tmp_path / "out.trig", tmp_path / "behind.trig"
    behind.touch()
    output.symlink_to(behind if kind == "file" else os.devnull)
    ran = run("ingest", "-", "-o", output, stdin=write_plan().encode())
    assert output.is_symlink()
    assert ran.code == 2 or kind == "device" or behind.stat().st_size > 0


@pytest.mark.parametrize("arguments", [("rows", SAMPLE, "--format", "json"), ("rules", "list"), ("audit", "--help")])
def test_reader_that_goes_early_is_no_failure(arguments: tuple[str | Path, ...]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scrgraph", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if arguments[0] == "rows":
            assert process.stdout.read(1) == b"["
        process.stdout.close()
        assert process.stderr.read() == (NOTED.encode() if arguments[0] == "rows" else b"")
        assert process.wait(timeout=60) == 0


KIRITIMATI = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0"}
ADAK = {"PYTHONHASHSEED": "4711", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "FORCE_COLOR": "1"}


@pytest.mark.parametrize("environment", [KIRITIMATI, ADAK], ids=["kiritimati", "adak"])
@pytest.mark.parametrize(
    "arguments", [("rows", "--format", "json"), ("rows", "--width", "90"), ("ingest",)], ids=" ".join
)
def test_surroundings_change_no_byte(
    arguments: tuple[str, ...], environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write_plan(
        {"leads": "Head of Children\u2019s Services \u2013 Zo\u00eb"}, {}, {"targets": "Ongoing"}
    ).encode()
    made = []
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.txt").write_bytes(data)
        output = tmp_path / name / "out.trig"
        more = ("-o", output) if arguments[0] == "ingest" else ()
        if name == "here":
            monkeypatch.chdir(tmp_path)
            ran = run(arguments[0], "here/plan.txt", *arguments[1:], *more)
        else:
            folder = tmp_path / name
            ran = run_apart(arguments[0], "plan.txt", *arguments[1:], *more, cwd=folder, environment=environment)
        assert ran.code == 0, ran.complaint
        made.append(output.read_bytes() if more else ran.out)
    assert made[0] == made[1]
    assert made[0]


def test_audit_in_other_surroundings_is_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(SAMPLE.read_bytes())
    declared = ("--links", SAMPLE.parent / "links.toml", "--themes", SAMPLE.parent / "themes.json")
    options = (*AS_OF, "--format", "json", "--fail-on", "never", *declared)
    ran = run_apart("audit", "plan.txt", *options, cwd=tmp_path, environment=KIRITIMATI)
    assert (ran.code, ran.complaint) == (0, NOTED)
    report = Report((audit_plan().keep(),), AcrossResult((), ()), load_pack().rules, several=False)
    assert ran.out == (json.dumps(build_json(report), ensure_ascii=False, indent=2) + "\n").encode()


@pytest.mark.parametrize("command", ["audit", "status"])
def test_report_in_other_surroundings_is_the_same_bytes(command: str, tmp_path: Path) -> None:
    late = {"scrutiny": "Further evidence required by 13/07/2010.", "targets": "1/09/2009 Ongoing"}
    (tmp_path / "plan.txt").write_text(write_plan(late, {}, {"leads": "", "targets": "29.02.09"}), encoding="utf-8")
    options = (*AS_OF, "--width", "100")
    here = run(command, tmp_path / "plan.txt", *options)
    there = run_apart(command, "plan.txt", *options, cwd=tmp_path, environment=ADAK)
    assert there == here


# -- widths ----------------------------------------------------------------------------------------------------------


def least_width() -> int:
    """The least width that the command line lets through: what it lets through it must keep to."""
    width = next(option for option in COMMANDS["audit",].params if option.name == "width")
    assert isinstance(width.type, click.IntRange)
    assert isinstance(width.type.min, int)
    return width.type.min


WIDTHS = [80, 140, pytest.param(least_width(), id="least")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", SAMPLE, *AS_OF),
        ("audit", SAMPLE, *AS_OF, "--unfold"),
        ("status", SAMPLE, *AS_OF),
        ("rows", SAMPLE),
        ("rows", SAMPLE, "--account"),
        ("rules", "list"),
    ],
    ids=lambda arguments: " ".join(str(part) for part in arguments if part not in (SAMPLE, *AS_OF)),
)
@pytest.mark.usefixtures("shared_audit")
def test_no_line_is_longer_than_the_width(arguments: tuple[str | Path, ...], width: int) -> None:
    ran = run(*arguments, "--width", str(width))
    assert ran.text
    assert [line for line in ran.text.splitlines() if len(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.usefixtures("shared_audit")
def test_no_line_of_a_page_is_longer_than_the_width(width: int) -> None:
    pages: list[tuple[str, ...]] = [("rules", "show", code) for code in CODES]
    findings = audit_plan().result.findings if width == 80 else audit_plan().result.findings[::8]
    if width >= 80:
        pages += [("why", finding.id, str(SAMPLE), *AS_OF) for finding in findings]
    long: dict[tuple[str, ...], str] = {}
    for page in pages:
        for line in run(*page, "--width", str(width)).text.splitlines():
            if len(line) > width:
                long[page[:3]] = line
    assert long == {}


def test_account_with_unread_cells_keeps_to_the_width() -> None:
    plan = write_plan({"scrutiny": "Finalised\t" + "stray words that nobody can place " * 8})
    ran = run("rows", "-", "--account", "--width", "80", stdin=plan.encode())
    assert "stray words" in ran.text
    assert [line for line in ran.text.splitlines() if len(line) > 80] == []


@pytest.mark.usefixtures("shared_audit")
def test_text_has_no_colour_where_it_is_no_terminal() -> None:
    assert DAY.isoformat() == AS_OF[1]
    for arguments in (("audit", SAMPLE, *AS_OF), ("status", SAMPLE, *AS_OF), ("rows", SAMPLE), ("rules", "list")):
        assert b"\x1b" not in run(*arguments).out
