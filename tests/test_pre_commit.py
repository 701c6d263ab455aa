"""The hooks for pre-commit: valid by its own schema, and each runs a command that is there."""

import re
from pathlib import Path
from typing import Any

import pytest
from pre_commit.clientlib import load_config, load_manifest

from scrgraph.audit.rules import RulePack
from scrgraph.audit.scaffold import NewRule, begin_rule
from tests.graph.sample import AS_OF, ROOT, run, write_plan

HOOKS: dict[str, dict[str, Any]] = {hook["id"]: hook for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}


def run_hook(name: str, *given: str) -> int:
    """Run a hook as pre-commit does: its entry, the arguments of the user, the files."""
    program, *arguments = HOOKS[name]["entry"].split()
    assert program == "scrgraph"
    return run(*arguments, *given).code


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").mkdir()
    for reference in ("15", "16"):
        plan = write_plan({"scrutiny": "Evidence to be sent by 30/09/2010"}, reference=f"Case {reference}")
        (tmp_path / "plans" / f"{reference}.txt").write_text(plan, encoding="utf-8")
    return tmp_path


def test_hooks_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "pre-commit.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, flags=re.MULTILINE)) == set(HOOKS)


def test_example_of_the_page_is_valid(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "pre-commit.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    assert found
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(found[1], encoding="utf-8")
    (repository,) = load_config(str(file))["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == set(HOOKS)


@pytest.mark.parametrize(
    ("name", "taken", "left"),
    [
        (
            "scrgraph-audit",
            ["plans/a.txt", "plans/a.docx", "reviews/plans/2010/b.tsv"],
            ["README.txt", "plans/a.doc", "myplans/a.txt"],
        ),
        ("scrgraph-rules-test", ["our-rules/evidence/x.ttl", "a.ttl"], ["a.ttl.txt", "attl"]),
        (
            "scrgraph-config-check",
            ["scrgraph.toml", "boards/x/scrgraph.toml"],
            ["my-scrgraph.toml", "scrgraph.toml.bak"],
        ),
    ],
)
def test_files_of_each_hook(name: str, taken: list[str], left: list[str]) -> None:
    pattern = re.compile(HOOKS[name]["files"])
    assert [file for file in (*taken, *left) if pattern.search(file)] == taken


@pytest.mark.usefixtures("repository")
def test_audit_is_stopped_by_a_violation_and_by_what_is_no_plan() -> None:
    assert run_hook("scrgraph-audit", *AS_OF, "--select", "SEQ-001", "plans/15.txt", "plans/16.txt") == 1
    assert run_hook("scrgraph-audit", *AS_OF, "--select", "SEQ-004", "plans/15.txt") == 0
    Path("plans/16.txt").write_text("no plan\n", encoding="utf-8")
    assert run_hook("scrgraph-audit", *AS_OF, "plans/15.txt", "plans/16.txt") == 2


def test_rules_are_stopped_by_a_case_that_fails(repository: Path) -> None:
    begin_rule(repository / "ours", NewRule("LOC-001", "Undated", "evidence"), RulePack.load().find("EVD-004"))
    (repository / "scrgraph.toml").write_text('rules.packs = ["ours"]\n', encoding="utf-8")
    assert HOOKS["scrgraph-rules-test"]["pass_filenames"] is False
    assert run_hook("scrgraph-rules-test") == 0
    assert run_hook("scrgraph-rules-test", "ours") == 0
    (case,) = (repository / "ours").rglob("passes-*.ttl")
    case.unlink()
    assert run_hook("scrgraph-rules-test") == 1


def test_settings_are_stopped_by_a_mistake(repository: Path) -> None:
    files = [repository / name for name in ("scrgraph.toml", "plans/scrgraph.toml")]
    for file in files:
        file.write_text('[audit]\nfail_on = "never"\n', encoding="utf-8")
    assert run_hook("scrgraph-config-check", *map(str, files)) == 0
    files[1].write_text('[audit]\nfail_on = "newer"\n', encoding="utf-8")
    assert run_hook("scrgraph-config-check", *map(str, files)) == 2
