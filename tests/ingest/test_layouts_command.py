"""``rows --explain-layout`` and ``--save-layout``, and a board's own layouts."""

import json
from pathlib import Path

import pytest

from scrgraph.config import read_config
from scrgraph.errors import BadUsage
from tests.graph.sample import run

PLAN = """Invented action plan of a harbour board

Ref\tOur aim\tAction(s)\tNamed lead\tDeadline\tRevised deadline\tResponse\tRoom
1\tCount all of the boats\tWrite a list\tHarbour Master\tMay 2021\tJune 2021\tAccepted\tA
2\tShow crews how to count\tHold a course\tHead of Ferries\tJune 2021\t\tNoted\tB
3\tWrite down calls at night\tBuy a book\tSenior Keeper\tJuly 2021\t\tAccepted in part\tC
"""
OURS = """name = "harbour"
title = "Harbour plans"
[columns]
text = ["Our aim"]
theme = ["Room"]
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path("plan.txt")


def test_it_is_explained_in_json(plan: Path) -> None:
    done = run("rows", plan, "--explain-layout", "--format", "json")
    assert done.code == 0
    told = json.loads(done.text)
    assert (told["file"], told["layout"], told["chosen"]) == ("plan.txt", "general", "best")
    assert 0 < told["confidence"] < 1
    assert told["scores"][0]["layout"] == "general"
    (table,) = told["tables"]
    assert (table["where"], table["unknown"]) == ("line 3", ["Room"])
    read = {one["heading"]: one for one in table["headings"]}
    assert [one["column"] for one in table["headings"]] == [
        *("number", "text", "actions", "leads", "targets", "targets", "response", None),
    ]
    assert read["Revised deadline"]["with"] == "Deadline"
    assert read["Deadline"]["why"] == "says “deadline”"
    assert [rival["column"] for rival in read["Response"]["rivals"]] == ["summary", "actions"]
    assert read["Room"]["certainty"] == 0


def test_it_is_explained_in_words(plan: Path) -> None:
    told = run("rows", plan, "--explain-layout", "--width", "100").text
    assert told.startswith("plan.txt is read by the layout general, which explains its headings best.\n")
    assert "\n  Deadline → Target date (1.00)\n      says “deadline”.\n" in told
    assert "\n  Revised deadline → Target date, together with “Deadline” (1.00)\n" in told
    assert "\n  Room → not read (0.00)\n      no layout knows this heading.\n" in told
    assert max(map(len, told.splitlines())) <= 100
    assert run("rows", plan, "--explain-layout", "--layout", "board-plan").text.startswith(
        "plan.txt is read by the layout board-plan, as asked for.\n"
    )


@pytest.mark.usefixtures("plan")
def test_several_documents_are_explained_each() -> None:
    Path("other.txt").write_text(PLAN, encoding="utf-8")
    told = json.loads(run("rows", ".", "--explain-layout", "--format", "json").text)
    assert [one["file"] for one in told["plans"]] == ["other.txt", "plan.txt"]


def test_a_reading_is_saved_and_then_used(plan: Path) -> None:
    Path("ours").mkdir()
    assert run("rows", plan, "--save-layout", "ours/harbour.toml").code == 0
    saved = Path("ours/harbour.toml").read_text(encoding="utf-8")
    assert 'text = ["Our aim"]' in saved
    assert not any(word in saved for word in ("boats", "Harbour Master", "Accepted in part"))
    Path("scrgraph.toml").write_text('layouts = "ours"\n', encoding="utf-8")
    told = json.loads(run("rows", plan, "--explain-layout", "--format", "json").text)
    assert told["layout"] == "harbour"
    assert [one["column"] for one in told["tables"][0]["headings"]][:5] == [
        *("number", "text", "actions", "leads", "targets"),
    ]


def test_a_boards_own_layout_holds_in_every_command(plan: Path) -> None:
    Path("ours").mkdir()
    Path("ours/harbour.toml").write_text(OURS, encoding="utf-8")
    Path("scrgraph.toml").write_text('layouts = "ours"\n', encoding="utf-8")
    assert run("ingest", plan, "-o", "plan.trig").code == 0
    assert 'scr:layout "harbour"' in Path("plan.trig").read_text(encoding="utf-8")
    assert run("rows", plan, "--layout", "harbour").code == 0
    audit = json.loads(run("audit", plan, "--as-of", "2021-05-01", "--format", "json", "--fail-on", "never").text)
    assert audit["plan"] == "plan"


@pytest.mark.usefixtures("plan")
def test_the_layouts_give_the_same_rows_in_one_process_and_in_several() -> None:
    Path("ours").mkdir()
    Path("ours/harbour.toml").write_text(OURS, encoding="utf-8")
    Path("scrgraph.toml").write_text('layouts = "ours"\n', encoding="utf-8")
    for number in range(9):
        Path(f"plan{number}.txt").write_text(PLAN, encoding="utf-8")
    done = run("rows", ".", "--account", "--format", "json")
    assert {one["layout"] for one in json.loads(done.text)["plans"]} == {"harbour"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--save-layout", "ours.txt"), "ours.txt: A layout is a file that ends in .toml."),
        (("--save-layout", "our plan.toml"), "our plan.toml: A layout bears the name of its file."),
        (("--save-layout", "there.toml"), "there.toml: There is such a file already."),
        (("--account", "--explain-layout"), "--account and --explain-layout show two things."),
        (("--explain-layout", "--format", "csv"), "How headings are read is no CSV."),
        (("--layout", "sar-plam"), "There is no layout called 'sar-plam'. The nearest is sar-plan."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(plan: Path, arguments: tuple[str, ...], said: str) -> None:
    Path("there.toml").write_text("", encoding="utf-8")
    done = run("rows", plan, *arguments)
    assert (done.code, done.text) == (2, "")
    assert said in done.complaint
    assert len(done.complaint.splitlines()) == 1
    assert not Path("ours.txt").exists()


@pytest.mark.usefixtures("plan")
def test_a_layout_is_made_of_one_document_only() -> None:
    Path("other.txt").write_text(PLAN, encoding="utf-8")
    done = run("rows", ".", "--save-layout", "ours.toml")
    assert done.code == 2
    assert "makes a layout of one document" in done.complaint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OURS + 'leds = ["x"]\n', "harbour.toml, line 6: There is no column 'leds'. The nearest is leads."),
        (OURS.replace("[columns]", "[colums]"), "harbour.toml, line 3: The key 'colums' is not known in a layout."),
        ("name = \n", "harbour.toml: This is not TOML"),
    ],
)
def test_a_mistake_in_a_boards_layout_ends_every_command_with_2(plan: Path, text: str, said: str) -> None:
    Path("ours").mkdir()
    Path("ours/harbour.toml").write_text(text, encoding="utf-8")
    Path("scrgraph.toml").write_text('layouts = "ours"\n', encoding="utf-8")
    ingest = ("ingest", plan, "-o", "plan.trig")
    for command in (("rows", plan), ("audit", plan), ("status", plan), ("diff", plan, plan), ingest):
        done = run(*command)
        assert (done.code, done.text) == (2, "")
        assert said in done.complaint
        assert len(done.complaint.splitlines()) == 1
    assert not Path("plan.trig").exists()


def test_a_folder_that_is_not_there_is_told_with_its_name(plan: Path) -> None:
    Path("scrgraph.toml").write_text('layouts = "nowhere"\n', encoding="utf-8")
    done = run("rows", plan)
    assert (done.code, done.text) == (2, "")
    assert "nowhere: The folder of layouts is not there. Mend its name in scrgraph.toml." in done.complaint
    with pytest.raises(BadUsage, match="line 1: The setting layouts names nowhere, and there is no such folder"):
        read_config(Path("scrgraph.toml")).check_named()
