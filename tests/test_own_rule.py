"""The walk-through of docs/own-rule.md is followed to the letter, and gives what it says."""

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from scrgraph.cli.main import cli

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "own-rule.md"


@dataclass(frozen=True)
class Step:
    """A block of the page: its language, what it holds, and the words between it and the block before."""

    language: str
    content: str
    words: str


def read_steps() -> list[Step]:
    found = re.findall(r"(.*?)^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [Step(language, content, words) for words, language, content in found]


def run(line: str) -> str:
    """Run one line of the shell: a command of scrgraph, or rm."""
    command, *arguments = shlex.split(line)
    if command == "rm":
        Path(arguments[0]).unlink()
        return ""
    assert command == "scrgraph"
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_walk_through_works_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "data" / "case-14" / "plan.txt", tmp_path)
    said = ""
    for step in read_steps():
        if step.language == "sh":
            said = "".join(run(line) for line in step.content.splitlines())
        elif step.language == "text":
            assert step.content in said
        else:
            file = tmp_path / re.findall(r"`([\w./-]+\.(?:ttl|toml))`", step.words)[-1]
            file.write_text(step.content, encoding="utf-8")
    assert "LOC-001  Reviewed once only  [WARNING: fails on" in said

    whole = CliRunner().invoke(cli, ["rules", "list", "--format", "json"])
    assert {rule["pack"] for rule in json.loads(whole.stdout)} == {"core", "our-rules"}


def test_page_has_every_kind_of_block() -> None:
    languages = [step.language for step in read_steps()]
    assert {language: languages.count(language) for language in languages} == {
        "sh": 3,
        "text": 3,
        "turtle": 3,
        "toml": 1,
    }
