"""``scrgraph themes`` as people and programs meet it."""

import json
from pathlib import Path

import pytest

from tests.graph.sample import run, write_plan

TEXT = "Staff should be trained in record keeping."
PLAIN = "The ward should be painted green by Easter."


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan in a folder where no settings hold: a row on two themes, and one on none."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan.txt"
    path.write_text(write_plan({"text": TEXT, "actions": ""}, {"text": PLAIN, "actions": ""}), encoding="utf-8")
    return path


def test_json_gives_each_row_its_themes_with_the_words_that_speak_for_them(plan: Path) -> None:
    ran = run("themes", plan, "--format", "json")
    assert (ran.code, ran.complaint) == (0, "")
    told = json.loads(ran.text)
    assert list(told) == ["main/1", "main/2"]
    assert told["main/2"] == []
    assert {theme["theme"] for theme in told["main/1"]} == {"training", "record-keeping"}
    for theme in told["main/1"]:
        assert theme["where"] == "text"
        assert theme["quote"] in TEXT
        assert 0 < theme["confidence"] < 1
        assert not theme["declared"]
        assert [cue["file"] for cue in theme["cues"]] == ["plan.txt"]


def test_text_quotes_the_words_and_says_where_nothing_was_found(plan: Path) -> None:
    ran = run("themes", plan, "--width", "64")
    assert (ran.code, ran.complaint) == (0, "")
    assert "main/1, Recommendation 1\n" in ran.text
    assert "Training and learning (0." in ran.text
    assert "“trained”" in ran.text
    assert "no theme was found in its words" in ran.text
    assert all(len(line) <= 64 for line in ran.text.splitlines())


def test_themes_that_a_person_declares_take_the_place_of_those_read(plan: Path) -> None:
    tags = plan.with_name("tags.json")
    tags.write_text('{"plan": "case-15", "rows": [{"key": "main/1", "themes": ["training", "consent"]}]}', "utf-8")
    told = json.loads(run("themes", plan, "--themes", tags, "--format", "json").text)
    assert {theme["theme"]: (theme["declared"], theme["quote"]) for theme in told["main/1"]} == {
        "training": (True, "trained"),
        "consent": (True, None),
    }


def test_themes_declared_of_rows_and_plans_that_are_not_here_are_told(plan: Path) -> None:
    tags = plan.with_name("tags.json")
    for of_plan, told in (
        ("case-15", "case-15 has no row main/9, for which the theme 'consent' is declared.\n"),
        ("case-16", "Something is declared of case-16, which is not among the plans here.\n"),
    ):
        tags.write_text(f'{{"plan": "{of_plan}", "rows": [{{"key": "main/9", "themes": ["consent"]}}]}}', "utf-8")
        ran = run("themes", plan, "--themes", tags)
        assert (ran.code, ran.complaint) == (0, told)


def test_folder_and_store_give_the_plans_by_name(plan: Path) -> None:
    run("ingest", plan, "--store", "held")
    alone = json.loads(run("themes", plan, "--format", "json").text)
    for source in ((plan.parent,), ("--store", "held")):
        told = json.loads(run("themes", *source, "--format", "json").text)
        assert told == {"plans": [{"plan": "case-15", "themes": alone}]}


def test_readings_and_layouts_of_the_board_hold_here_too(plan: Path) -> None:
    Path("readings.toml").write_text(
        '[[correction]]\nplan = "case-15"\nrow = "main/2"\ncolumn = "text"\n'
        f'printed = "{PLAIN}"\nread-as = "Consent should be sought."\n'
        'reason = "The scan is blurred."\npost = "Clerk"\nday = 2010-07-20\n',
        encoding="utf-8",
    )
    Path("scrgraph.toml").write_text('declared.corrections = ["readings.toml"]\n', encoding="utf-8")
    told = json.loads(run("themes", plan, "--format", "json").text)
    assert [theme["theme"] for theme in told["main/2"]] == ["consent"]
    Path("scrgraph.toml").write_text('layouts = "none"\n', encoding="utf-8")
    for command in ("themes", "lessons"):
        ran = run(command, plan)
        assert (ran.code, ran.text) == (2, "")
        assert "none" in ran.complaint


def test_unknown_theme_is_refused_with_the_nearest(plan: Path) -> None:
    tags = plan.with_name("tags.json")
    tags.write_text('{"plan": "case-15", "rows": [{"key": "main/1", "themes": ["trainning"]}]}', encoding="utf-8")
    ran = run("themes", plan, "--themes", tags)
    assert (ran.code, ran.text, ran.complaint.count("\n")) == (2, "", 1)
    assert "training" in ran.complaint
