"""Questions on versions, corrections and waivers, which no sample plan has, asked of a small plan."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.graph.sample import AS_OF, run, write_plan

ROWS = (
    {"text": "Lists should be kept.", "targets": "31.02.2010"},
    {"text": "Staff should be trained.", "targets": "1/12/2009", "scrutiny": "Reviewed by QA&A subgroup 13/07/2010."},
)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan in a folder where no settings hold."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "may.txt"
    file.write_text(write_plan(*ROWS), encoding="utf-8")
    return file


def ask(name: str, *arguments: str | Path) -> list[dict[str, Any]]:
    ran = run("query", name, *arguments, *AS_OF, "--format", "json")
    assert ran.code == 0, ran.complaint
    rows: list[dict[str, Any]] = json.loads(ran.out)["rows"]
    return rows


def test_what_changed_between_versions_is_told_with_both_documents(plan: Path) -> None:
    newer = plan.parent / "june.txt"
    changed = ROWS[1] | {"targets": "1/03/2010", "scrutiny": ROWS[1]["scrutiny"] + " Finalised"}
    newer.write_text(write_plan(ROWS[0], changed), encoding="utf-8")
    for file in (plan, newer):
        assert run("ingest", file, "--store", "store").code == 0

    changes = ask("changes-between-versions", "--store", "store")
    assert {(row["row"], row["what"], row["change"], row["words"]) for row in changes} >= {
        ("main/2", "target date", "gone", "1/12/2009"),
        ("main/2", "target date", "new", "1/03/2010"),
    }
    assert {row["row"] for row in changes} == {"main/2"}
    assert {(row["before"], row["after"]) for row in changes} == {("may.txt", "june.txt")}
    cited = [(row["change"], cell["file"]) for row in changes for cell in row["cells"]]
    assert set(cited) == {("new", "june.txt")}  # what is gone stands in no cell of the version that is kept
    assert ask("changes-between-versions", "--store", "store") == changes  # as it was kept
    facts = ask("facts-of-a-row", "--store", "store", "--param", "row=main/2")
    assert facts == ask("facts-of-a-row", newer, "--param", "row=main/2")
    versions = ask("documents-behind-plans", "--store", "store")
    assert [(row["file"], row["current"], row["replaces"]) for row in versions] == [
        ("may.txt", "no", None),
        ("june.txt", "yes", "may.txt"),
    ]


def test_correction_leads_to_the_cell_that_it_is_about(plan: Path) -> None:
    Path("corrections.toml").write_text(
        '[[correction]]\nplan = "case-15"\nrow = "main/1"\ncolumn = "targets"\nprinted = "31.02.2010"\n'
        'read-as = "28.02.2010"\nreason = "So the minutes say."\npost = "Clerk"\nday = 2010-07-20\n',
        encoding="utf-8",
    )
    Path("scrgraph.toml").write_text('[declared]\ncorrections = ["corrections.toml"]\n', encoding="utf-8")
    (row,) = ask("corrections-made", plan)
    assert (row["plan"], row["row"], row["printed"], row["readAs"], row["post"]) == (
        "case-15", "main/1", "31.02.2010", "28.02.2010", "Clerk"
    )  # fmt: skip
    assert {cell["column"] for cell in row["cells"]} == {"Target date for completion"}
    assert ask("impossible-dates", plan) == []


def test_excused_finding_is_told_with_its_waiver_and_counted_apart(plan: Path) -> None:
    (before,) = ask("findings-by-rule-and-agency", plan, "--param", "rule=DQ-001")
    assert (before["findings"], before["excused"]) == (1, 0)
    Path("waivers.toml").write_text(
        '[[waiver]]\nplan = "case-15"\nrule = "DQ-001"\nrow = "main/1"\nreason = "The document is closed."\n'
        'until = 2010-12-31\napproved-by = "Chair"\nmeeting = 2010-07-01\n',
        encoding="utf-8",
    )
    Path("scrgraph.toml").write_text('[declared]\nwaivers = ["waivers.toml"]\n', encoding="utf-8")
    (row,) = ask("excused-findings", plan)
    assert (row["row"], row["rule"], row["excusedUntil"], row["approvedBy"]) == (
        "main/1", "DQ-001", "2010-12-31", "Chair"
    )  # fmt: skip
    assert row["cells"]
    (after,) = ask("findings-by-rule-and-agency", plan, "--param", "rule=DQ-001")
    assert (after["findings"], after["excused"]) == (0, 1)


def test_words_behind_findings_are_those_of_the_cells_that_an_audit_names(plan: Path) -> None:
    audit = json.loads(run("audit", plan, *AS_OF, "--format", "json").out)
    (finding,) = [found for found in audit["findings"] if found["rule"] == "DQ-001"]
    rows = ask("words-behind-findings", plan, "--param", "rule=DQ-001")
    assert {(row["row"], row["words"]) for row in rows} == {
        (finding["row"], cell["quote"]) for cell in finding["cells"]
    }
    assert [row["cells"] for row in rows] == [[cell] for cell in finding["cells"]]
