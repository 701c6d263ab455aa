"""What has become of findings since an earlier report: new, still there, excused, fixed, or not to be told any more."""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scrgraph.audit.across import AcrossResult
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.waived import apply_waivers
from scrgraph.errors import BadUsage
from scrgraph.graph.waivers import Waiver
from scrgraph.pipeline import audit_dataset, read_source
from scrgraph.reports.as_json import build_json
from scrgraph.reports.baseline import Saved, compare_reports, read_report
from scrgraph.reports.compare import KINDS, comparison_json
from scrgraph.reports.report import Report
from tests.graph.sample import load_pack, run, write_plan

OPEN = {"scrutiny": "Requested evidence 13/07/2010.", "summary": "Work goes on."}
CLOSED = {"scrutiny": "Copy of the list. Reviewed by QA&A subgroup 13/07/2010. Finalised 13/07/2010"}
RULE = ("SEQ-001",)


@cache
def audit_rows(
    *rows: tuple[tuple[str, str], ...], select: tuple[str, ...] = RULE, day: str = "2010-07-31"
) -> PlanAudit:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(write_plan(*map(dict, rows)), encoding="utf-8")
        dataset = read_source(path).build()
    return audit_dataset(dataset, dt.date.fromisoformat(day), load_pack().choose(select)).keep()


def freeze(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(row.items())


def report(*rows: dict[str, str], file: str = "old.json", **how: Any) -> Saved:
    plan = audit_rows(*map(freeze, rows), **how)
    return Saved(file, build_json(Report((plan,), AcrossResult((), ()), load_pack().rules, several=False)))


def compare(old: Saved, new: Saved) -> dict[str, Any]:
    return comparison_json(old, new, compare_reports(old, new))


def name_kinds(made: dict[str, Any]) -> dict[str, list[str]]:
    return {kind: [one["about"].partition(",")[0] for one in made[kind]] for kind in KINDS if made[kind]}


def test_findings_are_sorted_by_what_has_become_of_them() -> None:
    made = compare(report(OPEN, OPEN, CLOSED), report(OPEN, CLOSED, OPEN, file="new.json"))
    assert name_kinds(made) == {"new": ["main/3"], "still": ["main/1"], "fixed": ["main/2"]}
    assert made["counts"] == {"new": 1, "still": 1, "excused": 0, "fixed": 1, "not-evaluable": 0}
    assert made["notes"] == []


def test_excused_finding_is_neither_new_nor_fixed() -> None:
    plan = audit_rows(freeze(OPEN), freeze(OPEN))
    name = plan.result.findings[0].id
    waiver = Waiver("SEQ-001", "It was dissolved.", "Chair", dt.date(2010, 7, 13), dt.date(2010, 12, 31), name)
    excused = apply_waivers([plan], AcrossResult((), ()), [waiver], load_pack(), strays=True)
    new = Saved("new.json", build_json(Report(excused.plans, excused.across, load_pack().every, several=False)))
    made = compare(report(OPEN), new)
    assert name_kinds(made)["excused"] == ["main/1"]
    assert made["excused"][0]["waived"]["reason"] == "It was dissolved."
    assert "fixed" not in name_kinds(made)


UNTOLD: dict[str, tuple[tuple[dict[str, str], ...], tuple[dict[str, str], ...], tuple[str, ...], str]] = {
    "rule not run": ((OPEN,), (OPEN,), ("SEQ-002",), "Its rule was not run."),
    "row gone": ((CLOSED, OPEN), (CLOSED,), RULE, "Its row is no longer in the plan."),
    "not judged": ((OPEN,), ({"scrutiny": "", "summary": "Completed."},), RULE, "It cannot be judged any more: "),
}


@pytest.mark.parametrize("why", UNTOLD)
def test_what_cannot_be_told_is_not_called_fixed(why: str) -> None:
    before, after, select, reason = UNTOLD[why]
    old = report(*before)
    made = compare(old, report(*after, select=select))
    assert name_kinds(made)["not-evaluable"] == [found["row"] for found in old.data["findings"]]
    assert made["not-evaluable"][0]["reason"].startswith(reason)
    assert not made["fixed"]


def test_plan_that_is_not_in_the_new_report_is_not_fixed() -> None:
    old = report(OPEN)
    other = Saved("new.json", dict(old.data) | {"plan": "case-16", "findings": []})
    made = compare(old, other)
    assert made["not-evaluable"][0]["reason"] == "The plan case-15 is not in the new report."
    assert made["notes"] == ["Not in the earlier report: case-16."]


def test_what_else_changed_is_said() -> None:
    old = report(OPEN, day="2010-08-31")
    new = Saved("new.json", dict(report(OPEN).data) | {"rules": {"run": ["SEQ-001"], "digest": "sha256:other"}})
    said = compare(old, new)["notes"]
    assert len(said) == 2
    assert "later day (2010-08-31)" in said[0]
    assert "rules, or their settings, are not those" in said[1]


# -- through the command line ----------------------------------------------------------------------------------------


def test_ratchet_fails_on_what_is_new_alone(tmp_path: Path) -> None:
    plan, old, new = tmp_path / "plan.txt", tmp_path / "old.json", tmp_path / "new.json"
    judging = ("--as-of", "2010-07-31", "--select", "SEQ-001")
    plan.write_text(write_plan(OPEN, CLOSED), encoding="utf-8")
    assert run("audit", plan, *judging, "--format", "json", "-o", old).code == 1
    same = run("audit", plan, *judging, "--baseline", old, "--fail-on", "new")
    assert same.code == 0
    assert "0 new, 1 still there, 0 fixed, 0 excused" in same.text
    plan.write_text(write_plan(OPEN, OPEN), encoding="utf-8")
    worse = run("audit", plan, *judging, "--baseline", old, "--fail-on", "new", "--format", "json", "-o", new)
    assert worse.code == 1
    saved = json.loads(new.read_text(encoding="utf-8"))
    assert [finding["state"] for finding in saved["findings"]] == ["still", "new"]
    assert saved["baseline"]["asOf"] == "2010-07-31"
    assert run("compare", old, new).code == 0
    told = run("compare", old, new, "--fail-on", "new")
    assert told.code == 1
    assert "1 new, 1 still there" in told.text
    assert "main/2" in told.text
    assert json.loads(run("compare", old, new, "--format", "json").text)["counts"]["new"] == 1
    without = run("audit", plan, "--fail-on", "new")
    assert without.code == 2
    assert "--baseline OLD.json" in without.complaint


GOOD: dict[str, Any] = {"plan": "a", "asOf": "2010-07-31", "rules": {"run": []}, "findings": [], "verdicts": []}
FOUND = {"id": "SEQ-001-0123456789", "rule": "SEQ-001", "title": "t", "severity": "violation"}
MISTAKES: dict[str, tuple[object, str]] = {
    "a list": ([], "no report of an audit"),
    "no plan": ({key: value for key, value in GOOD.items() if key != "plan"}, "names no plan and day"),
    "rows": ({"plans": [{"plan": "a", "rows": []}]}, "plan 1: This is no report of an audit"),
    "no plans": ({"plans": []}, "of no plan"),
    "no findings": ({key: value for key, value in GOOD.items() if key != "findings"}, "no list of findings"),
    "findings by name": (GOOD | {"findings": {}}, "no list of findings"),
    "a finding without id": (GOOD | {"findings": [{"rule": "SEQ-001"}]}, "finding 1: A finding lacks one of"),
    "a finding that is a number": (GOOD | {"findings": [FOUND, 3]}, "finding 2: A finding lacks"),
    "no rules": (GOOD | {"rules": None}, "does not say which rules were run"),
    "a verdict that is a word": (GOOD | {"verdicts": ["x"]}, "verdict 1: A verdict is not as"),
    "across that is a word": ({"plans": [GOOD], "across": "x"}, "across: This is no report"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_of_a_baseline_is_one_sentence(tmp_path: Path, mistake: str) -> None:
    data, said = MISTAKES[mistake]
    (tmp_path / "old.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BadUsage, match=said) as caught:
        read_report(tmp_path / "old.json")
    assert "old.json" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe", "no UTF-8"),
        (b'{"plan": ', "line 1: This is not JSON"),
        (b"[" * 100_000, "This is no report|not JSON"),
        (b"", "not JSON"),
    ],
)
def test_file_that_is_no_report_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "old.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadUsage, match=said):
        read_report(path)
    ran = run("compare", path, path)
    assert ran.code == 2
    assert ran.complaint.count("\n") == 1


def test_sound_report_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps(GOOD | {"findings": [FOUND]}), encoding="utf-8")
    assert list(read_report(tmp_path / "old.json").findings) == ["SEQ-001-0123456789"]
