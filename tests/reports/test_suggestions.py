"""Suggested links as a file: what it says where there is nothing to suggest, and that it is sound TOML."""

import tomllib
from pathlib import Path

import pytest

from tests.graph.sample import SAMPLE, run, write_plan


def test_file_is_toml_whatever_the_rows_say(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("should", "sh\x1bould\u202e \x85now")
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    ran = run("links", tmp_path / "plan.txt")
    assert ran.code == 0
    assert "[[same-work]]" in ran.text
    assert all(char.isprintable() for char in ran.text.replace("\n", ""))
    assert tomllib.loads(ran.text) == {"plan": "case-14"}


def test_plan_without_rows_of_agencies_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(write_plan({}, {}), encoding="utf-8")
    assert (
        "\n# The plan has no rows of agencies, so there is nothing to link.\n"
        in run("links", tmp_path / "plan.txt").text
    )


@pytest.mark.parametrize("folder", [".", "folder"])
def test_folder_is_told_that_one_plan_is_wanted(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    ran = run("links", folder)
    assert (ran.code, ran.text) == (2, "")
    assert ran.complaint == f"scrgraph: {folder}: Links are suggested for one plan at a time. Name one document.\n"
