"""The ids of findings are carried over from a store's earlier version, or from an earlier report."""

import json
from pathlib import Path
from typing import Any

import pytest

from scrgraph.audit.carried import carry_ids, read_known_rows
from scrgraph.audit.findings import AuditResult
from scrgraph.pipeline import audit_dataset, read_source
from tests.graph.sample import AS_OF, DAY, load_pack, run

HEAD = "Serious Case Review Action Plan in respect of Case 15\nDate commenced 19th June 2009\n\n"
COLUMNS = "Recommendation\tAction Required\tImplementation Lead\tTarget date\tProgress report\tQA&A Sub Group\n"
ROWS = {
    "list": "Every clinic should keep a list of the children it has not seen.\tKeep the list.\tHead of Clinics",
    "gate": "Wardens should look at the gate of each yard before dusk.\tBuy a strong lock.\tHead of Wardens",
    "books": "Libraries should lend out books on where to find help.\tPrint a label for each book.\tHead of Libraries",
}
ENDS = "\t1/09/2009\tIt goes on.\tReviewed by QA&A subgroup 13/07/2010. Further evidence required."


def write(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text(HEAD + COLUMNS + "".join(f"{ROWS[row]}{ENDS}\n" for row in rows), encoding="utf-8")
    return path


def audit(path: Path) -> AuditResult:
    return audit_dataset(read_source(path).build(), DAY, load_pack()).result


def name_overdue(report: dict[str, Any]) -> dict[str, str]:
    """Give the ids of the findings on overdue rows, by the first word of the row."""
    words = {row["key"]: row["words"].split()[0] for row in report["rows"]}
    return {words[one["row"]]: one["id"] for one in report["findings"] if one["rule"] == "SEQ-001"}


def test_ids_last_in_a_store_where_rows_have_no_numbers(tmp_path: Path) -> None:
    """Over three versions: a row before the others, one taken out, one back in another place."""
    store = tmp_path / "store"
    told = []
    for name, rows in {"a": ("list", "gate"), "b": ("books", "list", "gate"), "c": ("gate", "books")}.items():
        assert run("ingest", write(tmp_path, f"{name}.txt", *rows), "--store", store).code == 0
        ran = run("audit", "--store", store, *AS_OF, "--format", "json", "--fail-on", "never")
        assert ran.code == 0, ran.complaint
        told.append(json.loads(ran.out)["plans"][0])
    first, second, third = map(name_overdue, told)
    assert len(first) == 2
    assert first.items() <= second.items()
    assert third.items() <= second.items()
    assert len(set(second.values())) == len(second) == 3
    assert [row["known_as"] for row in told[2]["rows"]] == ["main/2", "main/1+2"]
    assert [row["key"] for row in told[2]["rows"]] == ["main/1", "main/2"]


def test_finding_in_a_store_is_explained_by_the_id_that_it_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    for name, rows in {"a": ("list",), "b": ("books", "list")}.items():
        run("ingest", write(tmp_path, f"{name}.txt", *rows), "--store", store)
    kept = name_overdue(report(tmp_path / "a.txt"))["Every"]
    ran = run("why", kept, "--store", store, *AS_OF)
    assert ran.code == 0, ran.complaint
    assert "main/2" in ran.text
    assert "b.txt, line 6, Target date" in ran.text


def report(path: Path, *options: str | Path) -> dict[str, Any]:
    ran = run("audit", path, *AS_OF, "--format", "json", "--fail-on", "never", *options)
    assert ran.code == 0, ran.complaint
    told: dict[str, Any] = json.loads(ran.out)
    path.with_suffix(".json").write_bytes(ran.out)
    return told


def test_ids_are_carried_over_from_an_earlier_report(tmp_path: Path) -> None:
    """Over three reports, each held against the one before it."""
    first = report(write(tmp_path, "a.txt", "list", "gate"))
    alone = report(write(tmp_path, "alone.txt", "gate", "books", "list"))
    second = report(write(tmp_path, "b.txt", "gate", "books", "list"), "--baseline", tmp_path / "a.json")
    third = report(write(tmp_path, "c.txt", "books", "gate"), "--baseline", tmp_path / "b.json")
    assert name_overdue(first).items() <= name_overdue(second).items()
    assert name_overdue(third).items() <= name_overdue(second).items()
    assert not name_overdue(first).items() <= name_overdue(alone).items()
    assert len(set(name_overdue(second).values())) == 3
    assert [row["key"] for row in second["rows"]] == ["main/1", "main/2", "main/3"]
    words = {row["key"]: row["words"].split()[0] for row in second["rows"]}
    told = {words[one["row"]]: one["state"] for one in second["findings"] if one["rule"] == "SEQ-001"}
    assert told == {"Every": "still", "Wardens": "still", "Libraries": "new"}
    gone = {one["id"]: one["reason"] for one in third["baseline"]["gone"]}
    assert gone[name_overdue(second)["Every"]] == "Its row is no longer in the plan."


def test_saved_reports_are_compared_by_what_the_rows_say(tmp_path: Path) -> None:
    report(write(tmp_path, "a.txt", "list", "gate"))
    now = report(write(tmp_path, "b.txt", "gate", "books", "list"))
    ran = run("compare", tmp_path / "a.json", tmp_path / "b.json", "--format", "json")
    told = json.loads(ran.out)
    overdue = {
        kind: [one["id"] for one in told[kind] if one["rule"] == "SEQ-001"] for kind in ("new", "still", "fixed")
    }
    ids = name_overdue(now)
    assert overdue == {"new": [ids["Libraries"]], "still": [ids["Wardens"], ids["Every"]], "fixed": []}


def test_waiver_follows_a_finding_whose_row_has_another_number_now(tmp_path: Path) -> None:
    first = name_overdue(report(write(tmp_path, "a.txt", "list", "gate")))
    waivers = tmp_path / "waivers.toml"
    waivers.write_text(
        f'[[waiver]]\nfinding = "{first["Every"]}"\nreason = "It is looked into."\n'
        'approved-by = "Chair of the board"\nmeeting = 2010-07-01\nuntil = 2010-12-31\n',
        encoding="utf-8",
    )
    now = report(
        write(tmp_path, "b.txt", "books", "list", "gate"), "--baseline", tmp_path / "a.json", "--waivers", waivers
    )
    words = {row["key"]: row["words"].split()[0] for row in now["rows"]}
    waived = {words[one["row"]] for one in now["findings"] if one["rule"] == "SEQ-001" and one["waived"]}
    assert waived == {"Every"}


def test_earlier_report_that_does_not_know_its_rows_carries_nothing(tmp_path: Path) -> None:
    first = report(write(tmp_path, "a.txt", "list", "gate"))
    for row in first["rows"]:
        del row["known_as"]
    (tmp_path / "old.json").write_text(json.dumps(first), encoding="utf-8")
    now = report(write(tmp_path, "b.txt", "gate", "list"), "--baseline", tmp_path / "old.json")
    assert {one["state"] for one in now["findings"]} == {"still"}
    assert read_known_rows(first) is None


def test_same_rows_change_no_id(tmp_path: Path) -> None:
    now = audit(write(tmp_path, "a.txt", "list", "gate"))
    assert carry_ids(now, now.rows) == now
    assert carry_ids(now, ()) == now


@pytest.mark.parametrize(
    "rows",
    [3, [3], [{"known_as": "main/1"}], [{"key": 1, "known_as": "main/1", "numbered": True, "words": ""}]],
    ids=str,
)
def test_rows_of_another_form_are_refused(rows: object, tmp_path: Path) -> None:
    told = report(write(tmp_path, "a.txt", "list")) | {"rows": rows}
    (tmp_path / "odd.json").write_text(json.dumps(told), encoding="utf-8")
    ran = run("audit", tmp_path / "a.txt", *AS_OF, "--baseline", tmp_path / "odd.json")
    assert ran.code == 2
    assert len(ran.complaint.splitlines()) == 1
    assert "odd.json: A row is not as reports have it." in ran.complaint
