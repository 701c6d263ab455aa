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
    kept = name_overdue(audit(tmp_path / "a.txt").to_json())["Every"]
    ran = run("why", kept, "--store", store, *AS_OF)
    assert ran.code == 0, ran.complaint
    assert "main/2" in ran.text
    assert "b.txt, line 6, Target date" in ran.text


def test_ids_are_carried_over_from_an_earlier_report(tmp_path: Path) -> None:
    before = audit(write(tmp_path, "a.txt", "list", "gate")).to_json()
    now = audit(write(tmp_path, "b.txt", "gate", "books", "list"))
    carried = carry_ids(now, read_known_rows(json.loads(json.dumps(before))))
    first, alone, second = map(name_overdue, (before, now.to_json(), carried.to_json()))
    assert first.items() <= second.items()
    assert not first.items() <= alone.items()
    assert len(set(second.values())) == 3
    assert [found.row for found in carried.findings] == [found.row for found in now.findings]
    assert carry_ids(carried, carried.rows) == carried


def test_report_without_rows_carries_nothing(tmp_path: Path) -> None:
    now = audit(write(tmp_path, "a.txt", "list", "gate"))
    assert read_known_rows({"findings": []}) == ()
    assert carry_ids(now, ()) == now


@pytest.mark.parametrize(
    "rows",
    [None, 3, [3], [{"key": "main/1"}], [{"key": 1, "known_as": "main/1", "numbered": True, "words": ""}]],
    ids=str,
)
def test_rows_of_another_form_are_refused(rows: object) -> None:
    with pytest.raises((KeyError, TypeError)):
        read_known_rows({"rows": rows})
