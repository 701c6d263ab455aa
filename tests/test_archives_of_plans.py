"""A zip archive of plans is read like a folder of them."""

import json
import zipfile
from pathlib import Path

from tests.graph.sample import run, write_plan


def write_archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/") + ".txt", text)
        archive.writestr("__MACOSX/._one.txt", "x")
        archive.writestr("a/~$two.txt", "x")
        archive.writestr("a/notes.xyz", "x")
    return path


def test_plans_in_an_archive_are_read_and_what_is_none_is_named(tmp_path: Path) -> None:
    archive = write_archive(
        tmp_path / "plans.zip", a__one=write_plan({}), b__two=write_plan({}, {}, reference="Case 16")
    )
    ran = run("rows", archive, "--format", "json")
    assert ran.code == 0
    assert [(plan["plan"], len(plan["rows"])) for plan in json.loads(ran.out)["plans"]] == [
        ("case-15", 1),
        ("case-16", 2),
    ]
    assert "notes.xyz: passed over" in ran.complaint
    assert "two.txt" not in ran.complaint


def test_one_bad_document_in_an_archive_does_not_stop_the_rest(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "plans.zip", a__one=write_plan({}), b__two="no plan at all")
    ran = run("audit", archive, "--format", "json", "--fail-on", "never")
    assert ran.code == 2
    assert [plan["plan"] for plan in json.loads(ran.out)["plans"]] == ["case-15"]
    assert "plans.zip/b/two.txt: No table was found" in ran.complaint


def test_document_in_an_archive_can_be_named(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "plans.zip", a__one=write_plan({}))
    ran = run("rows", archive / "a" / "one.txt", "--format", "json")
    assert [row["key"] for row in json.loads(ran.out)] == ["main/1"]
    assert run("rows", archive / "a" / "none.txt").code == 2


def test_archive_without_a_plan_or_damaged_is_one_sentence(tmp_path: Path) -> None:
    empty = write_archive(tmp_path / "empty.zip")
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes((tmp_path / "empty.zip").read_bytes()[:60])
    for path, said in ((empty, "holds no plan document"), (damaged, "breaks off or is damaged")):
        ran = run("audit", path)
        assert (ran.code, ran.out) == (2, b"")
        assert said in ran.complaint
        assert ran.complaint.count("\n") == 1


def test_archive_of_many_is_read_by_several_processes_as_by_one(tmp_path: Path) -> None:
    members = {f"plan{number:02}": write_plan({}, reference=f"Case {number}") for number in range(20, 32)}
    several = run("rows", write_archive(tmp_path / "many.zip", **members), "--format", "json")
    plans = [plan["plan"] for plan in json.loads(several.out)["plans"]]
    assert plans == [f"case-{number}" for number in range(20, 32)]
