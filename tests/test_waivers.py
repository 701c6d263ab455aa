"""The life of a waiver, through the command line: it holds, runs out, is not used, or is not sound."""

import csv
import datetime as dt
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from scrgraph.audit.across import AcrossResult
from scrgraph.audit.kept import PlanAudit
from scrgraph.audit.waived import apply_waivers
from scrgraph.errors import BadUsage
from scrgraph.graph.waivers import Waiver, read_waivers, render_waiver, write_waiver
from scrgraph.pipeline import audit_dataset, read_source
from scrgraph.reports.formats import FORMATS
from tests.graph.sample import Ran, load_pack, run, write_plan

REASON = "The clinic was closed, and its successor was asked."
ENTRY = {
    "plan": "case-15",
    "rule": "SEQ-001",
    "row": "main/1",
    "reason": REASON,
    "approved-by": "Chair of the sub-group",
    "meeting": dt.date(2010, 7, 13),
    "until": dt.date(2010, 12, 31),
}
HOW = {key: ENTRY[key] for key in ("reason", "approved-by", "meeting", "until")}
OPEN = {"scrutiny": "Requested evidence 13/07/2010.", "summary": "Work goes on."}


def write_entry(entry: dict[str, Any]) -> str:
    def write(value: object) -> str:
        return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)

    return "\n".join(["[[waiver]]", *(f"{key} = {write(value)}" for key, value in entry.items()), ""])


PLAN = write_plan(OPEN, OPEN, {})  # two rows are overdue, one is finalised


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@cache
def audit_text(text: str, as_of: str, select: tuple[str, ...] = ()) -> PlanAudit:
    """Audit a plan, once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(text, encoding="utf-8")
        dataset = read_source(path).build()
    return audit_dataset(dataset, dt.date.fromisoformat(as_of), load_pack().choose(select)).keep()


def waive(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "waivers.toml"
    path.write_text("\n".join(write_entry(entry) for entry in entries), encoding="utf-8")
    return path


def audit(
    file: Path | None, text: str = PLAN, *, as_of: str = "2010-07-31", select: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Give the report of a plan, with the waivers of a file."""
    waivers = read_waivers(file) if file else ()
    pack = load_pack().choose(select)
    excused = apply_waivers([audit_text(text, as_of, select)], AcrossResult((), ()), waivers, pack, strays=True)
    return excused.plans[0].result.to_json()


def pick(report: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [finding for finding in report["findings"] if finding["rule"] == rule]


def read_out(form: str, made: bytes) -> str:
    """Give all that a reader of a report sees, whatever its format."""
    if form != "xlsx":
        return made.decode()
    sheets = load_workbook(io.BytesIO(made)).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell)


# -- its life --------------------------------------------------------------------------------------------------------


def test_finding_is_excused_and_counted_apart_while_the_waiver_holds(tmp_path: Path) -> None:
    before = audit(None)
    assert [finding["row"] for finding in pick(before, "SEQ-001")] == ["main/1", "main/2"]
    after = audit(waive(tmp_path, ENTRY))
    finding, other = pick(after, "SEQ-001")
    assert [finding["id"], other["id"]] == [finding["id"] for finding in pick(before, "SEQ-001")]
    assert finding["waived"]["reason"] == REASON
    assert finding["waived"]["until"] == "2010-12-31"
    assert other["waived"] is None
    assert after["counts"]["waived"] == 1
    assert after["counts"]["violation"] == before["counts"]["violation"] - 1
    verdicts = [
        next(verdict for verdict in report["verdicts"] if verdict["rule"] == "SEQ-001") for report in (before, after)
    ]
    assert [(verdict["failed"], verdict["waived"]) for verdict in verdicts] == [(2, 0), (1, 1)]
    assert verdicts[0]["passed"] == verdicts[1]["passed"]
    assert not [finding for finding in after["findings"] if finding["rule"].startswith("WVR")]


@pytest.mark.parametrize(
    ("as_of", "waived", "found"),
    [
        ("2010-07-12", False, ["WVR-006"]),
        ("2010-07-13", True, []),
        ("2010-12-31", True, []),
        ("2011-01-01", False, ["WVR-001"]),
    ],
)
def test_waiver_holds_from_its_meeting_to_its_last_day(
    tmp_path: Path, as_of: str, waived: bool, found: list[str]
) -> None:
    report = audit(waive(tmp_path, ENTRY), as_of=as_of)
    finding = pick(report, "SEQ-001")[0]
    assert (finding["waived"] is not None) == waived
    assert [finding["rule"] for finding in report["findings"] if finding["rule"].startswith("WVR")] == found
    for one in pick(report, "WVR-001"):
        assert finding["id"] in one["message"]
        assert one["cells"][0]["lines"] == [1, 1]
        assert one["cells"][0]["file"] == "waivers.toml"


STATES: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "unused": ([ENTRY | {"row": "main/3"}], ["WVR-002"]),
    "wrong row": ([ENTRY | {"row": "main/9"}], ["WVR-003"]),
    "wrong rule": ([ENTRY | {"rule": "SEQ-099"}], ["WVR-003"]),
    "another plan": ([ENTRY | {"plan": "case-16"}], ["WVR-004"]),
    "two for one finding": ([ENTRY, ENTRY | {"until": dt.date(2011, 12, 31)}], ["WVR-005"]),
    "an id that no finding has": ([HOW | {"finding": "SEQ-001-0000000000"}], ["WVR-002"]),
}


@pytest.mark.parametrize("state", STATES)
def test_waiver_that_is_not_as_it_should_be_is_a_finding_of_its_own(tmp_path: Path, state: str) -> None:
    entries, found = STATES[state]
    report = audit(waive(tmp_path, *entries))
    own = [finding for finding in report["findings"] if finding["rule"].startswith("WVR")]
    assert [finding["rule"] for finding in own] == found
    assert all(finding["subject"].startswith("W-") and finding["cells"] for finding in own)
    waived = pick(report, "SEQ-001")[0]["waived"]
    assert waived["until"] == "2011-12-31" if state == "two for one finding" else waived is None


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_shows_each_waiver_as_it_stands(plan: Path, tmp_path: Path, form: str) -> None:
    """One holds, one ran out, one names a wrong row, and two excuse one finding."""
    ran_out = ENTRY | {"row": "main/2", "meeting": dt.date(2010, 3, 2), "until": dt.date(2010, 6, 30)}
    file = waive(tmp_path, ENTRY, ENTRY | {"until": dt.date(2010, 9, 30)}, ran_out, ENTRY | {"row": "main/9"})
    judging = (
        "--as-of",
        "2010-07-31",
        "--waivers",
        file,
        "--fail-on",
        "never",
        "--select",
        "SEQ-001,WVR-001,WVR-003,WVR-005",
    )
    ran = run("audit", plan, *judging, "--format", form, "-o", tmp_path / "out")
    assert ran.code == 0, ran.complaint
    seen = " ".join(read_out(form, (tmp_path / "out").read_bytes()).split())
    for said in (REASON, "WVR-001", "WVR-003", "WVR-005"):
        assert said in seen
    text = run("audit", plan, *judging).text
    assert "1 violation, 2 warnings, 1 for information; 1 waived." in " ".join(text.split())
    assert "fails on 1 of the 2 rows it looks at, 1 more waived" in " ".join(text.split())


def test_waiver_without_an_end_is_refused_by_the_command(plan: Path, tmp_path: Path) -> None:
    file = waive(tmp_path, {key: value for key, value in ENTRY.items() if key != "until"})
    ran = run("audit", plan, "--waivers", file)
    assert ran.code == 2
    assert ran.complaint.count("\n") == 1
    assert "Every waiver has an end" in ran.complaint


def test_case_may_be_finalised_where_all_that_stands_against_it_is_waived(tmp_path: Path) -> None:
    text = write_plan({"scrutiny": "Consider Evidence for Audit 1. Copy of the list. Finalised 13/07/2010"})
    found = [finding for finding in audit(None, text)["findings"] if finding["severity"] == "violation"]
    assert found
    assert audit(None, text)["may_be_finalised"] is False
    report = audit(waive(tmp_path, *(HOW | {"finding": finding["id"]} for finding in found)), text)
    assert report["may_be_finalised"] is True
    assert report["counts"]["violation"] == 0


def test_waivers_of_the_settings_hold_for_status_and_keep_quiet_of_other_plans(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(write_plan({"scrutiny": "Consider Evidence for Audit 1. Copy of the list. Finalised"}))
    ids = [one["id"] for one in audit(None, plan.read_text())["findings"] if one["severity"] == "violation"]
    waive(tmp_path, *(HOW | {"finding": name} for name in ids), ENTRY | {"plan": "case-16"})
    monkeypatch.chdir(tmp_path)
    before = run("status", plan, "--as-of", "2010-07-31")
    (tmp_path / "scrgraph.toml").write_text('[declared]\nwaivers = ["waivers.toml"]\n', encoding="utf-8")
    after = run("status", plan, "--as-of", "2010-07-31")
    assert "may NOT be finalised" in before.text
    assert "may be finalised" in after.text
    assert "WVR" not in run("audit", plan, "--as-of", "2010-07-31", "--format", "json").text.replace('"rule": "WVR', "")


def test_rule_that_was_not_run_says_nothing_of_its_waiver(tmp_path: Path) -> None:
    report = audit(waive(tmp_path, ENTRY), select=("SEQ-002", "WVR-002"))
    (verdict,) = [verdict for verdict in report["verdicts"] if verdict["rule"] == "WVR-002"]
    assert verdict["not_evaluable"] == 1
    assert not pick(report, "WVR-002")


def test_of_several_plans_each_has_its_own_and_the_rest_stands_across(tmp_path: Path) -> None:
    plans = [audit_text(PLAN.replace("Case 15", f"Case {number}"), "2010-07-31") for number in (15, 16)]
    waivers = read_waivers(waive(tmp_path, ENTRY, ENTRY | {"plan": "case-17"}))
    excused = apply_waivers(plans, AcrossResult((), ()), waivers, load_pack(), strays=True)
    assert [plan.result.counts["waived"] for plan in excused.plans] == [1, 0]
    assert [finding.rule for finding in excused.across.findings] == ["WVR-004"]
    quiet = apply_waivers(plans, AcrossResult((), ()), waivers, load_pack(), strays=False)
    assert quiet.across.findings == ()
    assert quiet.plans == excused.plans


# -- writing it ------------------------------------------------------------------------------------------------------


GOOD = {"--reason": REASON, "--until": "31/12/2010", "--approved-by": "Chair", "--meeting": "2010-07-13"}


def give(name: str, *arguments: str | Path, without: str = "", **changed: str) -> Ran:
    """Run the command with what it needs."""
    said = GOOD | {f"--{key}": value for key, value in changed.items()}
    return run(
        "waive", name, *arguments, *(part for key, value in said.items() if key != without for part in (key, value))
    )


@cache
def find_id() -> str:
    return str(pick(audit(None), "SEQ-001")[0]["id"])


@pytest.mark.parametrize("looked_up", [True, False])
def test_command_writes_a_waiver_that_holds(plan: Path, tmp_path: Path, looked_up: bool) -> None:
    file = tmp_path / "waivers.toml"
    file.write_text("# Those of this year.\n", encoding="utf-8")
    source = (plan, "--as-of", "2010-07-31") if looked_up else ()
    assert give(find_id(), *source, "--waivers", file).code == 0
    assert file.read_text(encoding="utf-8").startswith("# Those of this year.\n\n[[waiver]]\n")
    assert audit(file)["counts"]["waived"] == 1
    (waiver,) = read_waivers(file)
    assert (waiver.plan, waiver.row) == (("case-15", "main/1") if looked_up else (None, None))
    again = give(find_id(), *source, "--waivers", file)
    assert again.code == 2
    assert "stands here already" in again.complaint


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"until": "2010-02-30"}, "no day of the calendar"),
        ({"until": "2010-07-12"}, "before the meeting"),
        ({"reason": " "}, "says nothing in words"),
        ({"waivers": "waivers.csv"}, "not written into a sheet"),
    ],
)
def test_command_refuses_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = give("SEQ-001-0123456789", **changed)
    assert ran.code == 2
    assert said in ran.complaint
    assert ran.complaint.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_command_refuses_an_id_that_no_finding_has(plan: Path) -> None:
    ran = give("SEQ-001-0000000000", plan, "--as-of", "2010-07-31")
    assert ran.code == 2
    assert "There is no finding SEQ-001-0000000000 here" in ran.complaint
    assert give("nonsense").code == 2


@pytest.mark.parametrize("missing", GOOD)
def test_command_needs_each_part(missing: str) -> None:
    ran = give("SEQ-001-0123456789", without=missing)
    assert ran.code == 2
    assert missing in ran.complaint


def test_hostile_words_come_back_as_they_were(tmp_path: Path) -> None:
    words = 'He said: "no" \\ [[waiver]] # = é “–”'
    waiver = Waiver("SEQ-001", words, words, dt.date(2010, 7, 13), dt.date(2010, 12, 31), None, "a", "main/1")
    write_waiver(tmp_path / "waivers.toml", waiver)
    (read,) = read_waivers(tmp_path / "waivers.toml")
    assert read.reason == read.approved_by == words
    assert read.id == waiver.id
    assert render_waiver(read) == render_waiver(waiver)


# -- reading it ------------------------------------------------------------------------------------------------------


def write_sheet(path: Path, rows: list[list[Any]]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream, delimiter=";").writerows(rows)
    else:
        book = Workbook()
        assert book.active is not None
        for row in rows:
            book.active.append(row)
        book.save(path)
    return path


@pytest.mark.parametrize("name", ["waivers.csv", "waivers.xlsx"])
def test_sheet_says_the_same_as_toml(tmp_path: Path, name: str) -> None:
    headings = ["Plan", "Rule", "Row", "Reason", "Approved by", "Meeting", "Until", "Other"]
    row = ["case-15", "seq-001", "main/1", REASON, "Chair of the sub-group", "13/07/2010", dt.date(2010, 12, 31), ""]
    sheet = write_sheet(tmp_path / name, [headings, row, ["", "", "", "", "", "", "", ""]])
    (read,), (written,) = read_waivers(sheet), read_waivers(waive(tmp_path, ENTRY))
    assert read.id == written.id
    assert read.place is not None
    assert read.place.first_line == 2


MISTAKES: dict[str, tuple[str, str]] = {
    "no TOML": ("[[waiver]\n", r"This is not TOML .*line 1"),
    "another table": ("[waivers]\n", r"'waivers' is not known here\. Write \[\[waiver\]\] above"),
    "no entries": ("waiver = 3\n", r"The waivers are to be a list of entries"),
    "unknown key": (
        write_entry(ENTRY | {"untill": "x"}),
        r"waiver 1 \(line 1\): The key 'untill' .* nearest is 'until'",
    ),
    "no end": (
        write_entry({k: v for k, v in ENTRY.items() if k != "until"}),
        r"does not say 'until'\. Every waiver has",
    ),
    "no reason": (write_entry({k: v for k, v in ENTRY.items() if k != "reason"}), r"does not say 'reason'"),
    "no meeting": (write_entry({k: v for k, v in ENTRY.items() if k != "meeting"}), r"does not say 'meeting'"),
    "nobody approved": (write_entry({k: v for k, v in ENTRY.items() if k != "approved-by"}), r"'approved-by'.* post"),
    "no plan": (write_entry({k: v for k, v in ENTRY.items() if k != "plan"}), r"not say of which plan"),
    "no rule": (write_entry({k: v for k, v in ENTRY.items() if k != "rule"}), r"which rule it speaks of"),
    "no code": (write_entry(ENTRY | {"rule": "overdue"}), r"'OVERDUE' is no code of a rule"),
    "no row": (write_entry({k: v for k, v in ENTRY.items() if k != "row"}), r"excuse every finding of the rule"),
    "row and subject": (write_entry(ENTRY | {"subject": "2010-Q1"}), r"a row and another subject"),
    "no id": (write_entry(ENTRY | {"finding": "SEQ-001"}), r"'SEQ-001' is no id of a finding"),
    "id of another rule": (write_entry(ENTRY | {"finding": "SEQ-002-0000000000"}), r"one of SEQ-002, not of SEQ-001"),
    "no day": (write_entry(ENTRY | {"until": "30 February 2010"}), r"'until' is no day of the calendar"),
    "number as a day": (write_entry(ENTRY | {"until": 2010}), r"'until' is no day of the calendar"),
    "end before the meeting": (write_entry(ENTRY | {"until": dt.date(2010, 7, 12)}), r"ends on 2010-07-12, before"),
    "no words": (write_entry(ENTRY | {"reason": 3}), r"'reason' is to be words"),
    "control character": (write_entry(ENTRY | {"reason": "a\u0007b"}), r"'reason' is to be words"),
    "others no list": (write_entry(ENTRY | {"other": 3}), r"'other' is to be a list of rows"),
    "twice": (
        write_entry(ENTRY) + "\n" + write_entry(ENTRY),
        r"waiver 2 \(line 10\): The same waiver stands here a second",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_one_sentence(tmp_path: Path, mistake: str) -> None:
    text, said = MISTAKES[mistake]
    path = tmp_path / "waivers.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadUsage, match=said) as caught:
        read_waivers(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


SHEETS: dict[str, tuple[list[list[Any]], str]] = {
    "empty": ([], "The sheet is empty"),
    "unknown column": ([["Plan", "Expires"]], "The column 'expires' is not known"),
    "no column for the end": ([["Plan", "Rule"]], "has no column 'until'"),
    "more cells than headings": ([["Plan", "Until"], ["a", "2010-12-31", "x"]], "more cells than headings"),
    "no end": ([["Plan", "Rule", "Row", "Until"], ["a", "SEQ-001", "main/1", ""]], "line 2: It does not say 'meeting'"),
}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("mistake", SHEETS)
def test_each_mistake_of_a_sheet_is_one_sentence(tmp_path: Path, mistake: str, suffix: str) -> None:
    rows, said = SHEETS[mistake]
    with pytest.raises(BadUsage, match=said):
        read_waivers(write_sheet(tmp_path / f"waivers{suffix}", rows))


@pytest.mark.parametrize("name", ["waivers.toml", "waivers.csv", "waivers.xlsx"])
@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00broken"])
def test_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadUsage, match=name):
        read_waivers(tmp_path / name)


def test_why_tells_of_a_waiver_that_ran_out(plan: Path, tmp_path: Path) -> None:
    ran_out = ENTRY | {"meeting": dt.date(2010, 3, 2), "until": dt.date(2010, 6, 30)}
    file = waive(tmp_path, ran_out)
    (finding,) = pick(audit(file), "WVR-001")
    told = run("why", finding["id"], plan, "--as-of", "2010-07-31", "--waivers", file)
    assert told.code == 0, told.complaint
    assert f"About: {finding['subject']}" in told.text
    assert "waivers.toml, line 1" in told.text
    excused = run("why", find_id(), plan, "--as-of", "2010-07-31", "--waivers", waive(tmp_path, ENTRY))
    assert "Waived until 31 December 2010" in excused.text
    assert REASON in " ".join(excused.text.split())
