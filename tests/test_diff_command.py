"""``scrgraph diff`` on documents, folders, linked data and stores: what it compares, refuses, and exits with."""

import json
from pathlib import Path

import pytest

from tests.graph.sample import ROW, run, write_plan

OPEN = {"scrutiny": ROW["scrutiny"].replace("Finalised", "Pending.")}
LATER = {"targets": "1/10/2009"}


@pytest.fixture
def plans(tmp_path: Path) -> dict[str, Path]:
    made: dict[str, tuple[dict[str, str], ...]] = {"first": ({}, {}), "later": (LATER, {}), "open": (LATER | OPEN, {})}
    paths = {}
    for name, rows in made.items():
        paths[name] = tmp_path / f"{name}.txt"
        paths[name].write_text(write_plan(*rows), encoding="utf-8")
    return paths


@pytest.fixture
def store(tmp_path: Path, plans: dict[str, Path]) -> Path:
    for path in plans.values():
        assert run("ingest", path, "--store", tmp_path / "store").code == 0
    return tmp_path / "store"


def compare(*arguments: str | Path) -> tuple[list[str], str, str]:
    """Give the kinds of change, and the files of the older and the newer version."""
    ran = run("diff", *arguments, "--format", "json")
    assert ran.code == 0, ran.complaint
    report = json.loads(ran.text)
    return [change["kind"] for change in report["changes"]], report["old"]["file"], report["new"]["file"]


def test_documents_are_compared(plans: dict[str, Path]) -> None:
    assert compare(plans["first"], plans["later"]) == (["target-moved"], "first.txt", "later.txt")
    assert compare(plans["first"], plans["first"])[0] == []
    ran = run("diff", plans["first"], "-", "--width", "80", stdin=plans["open"].read_bytes())
    assert ran.code == 0
    assert "Gone backwards:" in ran.text


def test_linked_data_is_compared_with_a_document(plans: dict[str, Path], tmp_path: Path) -> None:
    assert run("ingest", plans["first"], "-o", tmp_path / "first.trig").code == 0
    assert compare(tmp_path / "first.trig", plans["later"]) == (["target-moved"], "first.txt", "later.txt")


@pytest.mark.parametrize(
    ("versions", "files"),
    [
        ((), ("later.txt", "open.txt")),
        (("1",), ("first.txt", "open.txt")),
        (("1", "2"), ("first.txt", "later.txt")),
        (("3", "1"), ("open.txt", "first.txt")),
        (("later.txt", "first.txt"), ("later.txt", "first.txt")),
    ],
)
def test_versions_of_a_store_are_compared(versions: tuple[str, ...], files: tuple[str, str], store: Path) -> None:
    assert compare(*versions, "--store", store)[1:] == files


def test_version_is_named_by_its_digest(store: Path) -> None:
    report = json.loads(run("diff", "1", "--store", store, "--format", "json").text)
    digest = report["old"]["digest"]
    assert {pair["by"] for pair in report["rows"]} == {"known"}
    assert compare(digest, "--store", store)[1] == "first.txt"
    assert compare(digest.removeprefix("sha256:")[:8], "--store", store, "--plan", "case-15")[1] == "first.txt"


def test_document_is_compared_with_the_current_version_of_a_store(store: Path, plans: dict[str, Path]) -> None:
    assert compare(plans["first"], "--store", store)[1:] == ("open.txt", "first.txt")


def test_folders_are_compared_plan_by_plan(tmp_path: Path) -> None:
    for side, row in (("old", {}), ("new", LATER)):
        (tmp_path / side).mkdir()
        for number in (15, 16):
            text = write_plan(row, reference=f"Case {number}")
            (tmp_path / side / f"{number}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "old" / "17.txt").write_text(write_plan(reference="Case 17"), encoding="utf-8")
    ran = run("diff", tmp_path / "old", tmp_path / "new", "--format", "json", "--fail-on", "withdrawn")
    report = json.loads(ran.text)
    assert [plan["old"]["plan"] for plan in report["plans"]] == ["case-15", "case-16"]
    assert [len(plan["changes"]) for plan in report["plans"]] == [1, 1]
    assert (report["only_old"], report["only_new"]) == (["case-17"], [])
    assert ran.complaint == "case-17: only the older side has this plan.\n"
    assert ran.code == 1


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [("never", (0, 0, 0)), ("backwards", (0, 0, 1)), ("withdrawn", (0, 0, 1)), ("any", (0, 1, 1))],
)
def test_exit_code_is_by_what_is_to_fail(fail_on: str, codes: tuple[int, ...], plans: dict[str, Path]) -> None:
    ran = [run("diff", plans["first"], new, "--fail-on", fail_on).code for new in plans.values()]
    assert tuple(ran) == codes
    assert run("diff", plans["first"], plans["open"]).code == 0


def test_withdrawn_alone_is_no_going_backwards(plans: dict[str, Path], tmp_path: Path) -> None:
    fewer = tmp_path / "fewer.txt"
    fewer.write_text(write_plan({}), encoding="utf-8")
    assert run("diff", plans["first"], fewer, "--fail-on", "withdrawn").code == 1
    assert run("diff", plans["first"], fewer, "--fail-on", "backwards").code == 0


def test_report_is_written_to_a_file(plans: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "diff.html"
    ran = run("diff", plans["first"], plans["open"], "--format", "html", "-o", out)
    assert (ran.code, ran.text) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "Two versions are compared: the older document, then the newer."),
        (("first",), "Two versions are compared: the older document, then the newer."),
        (("first", "later", "open"), "Two versions are compared: the older document, then the newer."),
        (("-", "-"), "Standard input holds one document."),
        (("first", "later", "--plan", "case-15"), "--plan names a plan in a store."),
        (("first", "nowhere.txt"), "nowhere.txt"),
        (("4", "--store", "STORE"), "No version of case-15 in the store goes by '4'. It holds 1: first.txt ("),
        (("1", "2", "3", "--store", "STORE"), "Two versions are compared."),
        (("--store", "STORE", "--plan", "case-9"), "The store holds no plan 'case-9'."),
        (("--store", "nowhere"), "There is no store here."),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(
    arguments: tuple[str, ...], expected: str, plans: dict[str, Path], store: Path
) -> None:
    named = {name: str(path) for name, path in plans.items()} | {"STORE": str(store)}
    ran = run("diff", *(named.get(one, one) for one in arguments))
    assert ran.code == 2
    assert ran.text == ""
    assert expected in ran.complaint
    assert len(ran.complaint.splitlines()) == 1


def test_one_version_alone_is_told(tmp_path: Path, plans: dict[str, Path]) -> None:
    run("ingest", plans["first"], "--store", tmp_path / "one")
    ran = run("diff", "--store", tmp_path / "one")
    assert ran.code == 2
    assert "The store holds one version of case-15 only, read from first.txt." in ran.complaint


def test_several_plans_of_a_store_want_a_name(tmp_path: Path, store: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(write_plan(reference="Case 16"), encoding="utf-8")
    run("ingest", other, "--store", store)
    ran = run("diff", "--store", store)
    assert ran.code == 2
    assert "Name one with --plan; it holds: case-15, case-16." in ran.complaint


# -- ingest ----------------------------------------------------------------------------------------------------------


def test_ingest_tells_what_became_of_rows(tmp_path: Path) -> None:
    rows = [
        {"text": f"{who} should keep a list of all calls.", "actions": f"{who} write it."} for who in "Ann Bob".split()
    ]
    for name, made in (("old", rows), ("new", [{"text": "Buy a lock.", "actions": "Buy it."}, *rows])):
        (tmp_path / f"{name}.txt").write_text(write_plan(*made), encoding="utf-8")
    run("ingest", tmp_path / "old.txt", "--store", tmp_path / "rows")
    ran = run("ingest", tmp_path / "new.txt", "--store", tmp_path / "rows")
    assert ran.complaint.splitlines() == [
        "case-15: replaces the version read from old.txt (2 rows → 3: 2 renumbered, 1 added).",
        "case-15: main/2: The row's number was 1 and is now 2.",
        "case-15: main/3: The row's number was 2 and is now 3.",
        "case-15: main/1: The row is new.",
    ]


def test_newer_version_under_another_name_makes_no_second_plan(tmp_path: Path) -> None:
    """A plan without a reference is named by its file, and the newer file is called otherwise."""
    text = write_plan({}, LATER).replace("Case 15", "a child")
    for name in ("plan march.txt", "plan may.txt"):
        (tmp_path / name).write_text(text.replace("weekly", name), encoding="utf-8")
    (tmp_path / "plan may.txt").write_text(text + "\n", encoding="utf-8")
    store = tmp_path / "store"
    assert run("ingest", tmp_path / "plan march.txt", "--store", store).code == 0
    ran = run("ingest", tmp_path / "plan may.txt", "--store", store)
    assert ran.code == 2
    assert "This seems to be a version of plan-march: of its rows, 2 of 2 are in that plan." in ran.complaint
    assert "--plan plan-march" in ran.complaint
    assert run("ingest", tmp_path / "plan may.txt", "--store", store, "--plan", "plan-march").code == 0
    assert run("ingest", tmp_path / "plan may.txt", "--store", store, "--plan", "plan-may").code == 0
