"""What can be set: the published schema, what reads by it, where each value comes from, and that options win."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from scrgraph import settings
from scrgraph.audit.rules import PROMISES, SEVERITIES
from scrgraph.cli import main as cli
from scrgraph.cli import options
from scrgraph.cli.options import SettingOption
from scrgraph.config import CORE, ENGINES, Config, read_config
from scrgraph.errors import BadUsage
from scrgraph.settings import Setting, check_settings, list_settings, load_schema
from tests.graph.sample import AS_OF, ROOT, load_pack, run, run_apart, write_plan
from tests.test_config import MISTAKES, write_settings

# Annotations: what a schema says for people and for programs of ours, and no validator looks at.
FOR_PEOPLE = {"$schema", "id", "$id", "title", "description", "default", "definitions"}
FOR_US = {"x-option", "x-unset", "x-key", "x-form"}

GOOD = {
    "nothing": "",
    "empty tables": "[rules]\n[rules.severity]\n[rules.parameters]\n[declared]\n[audit]\n[query]\n",
    "empty lists": "[rules]\nselect = []\nignore = []\n[declared]\nlinks = []\nthemes = []\nwaivers = []",
    "base": 'base = "http://localhost:8080/"',
    "base with a mark": 'base = "https://board.example/a/b-c/~d#"',
    "base of scrgraph": 'base = "https://w3id.org/scrgraph/id/"',
    "this checkout": (ROOT / "scrgraph.toml").read_text(encoding="utf-8"),
    "small letters": '[rules]\nselect = ["seq-001"]\n[rules.severity]\nseq-001 = "info"',
    "least": "rules.time_limit = 1\naudit.width = 64\naudit.jobs = 1\nquery.time_limit = 1",
    "most": "rules.time_limit = 3600\naudit.width = 400\naudit.jobs = 256\nquery.time_limit = 3600",
    "parameters": '[rules.parameters]\nMON-005 = { quarter = 1000000 }\nSMT-003 = { a = "b|c", d = "" }\nX1-999 = {}',
    "names of files": '[declared]\nlinks = ["../a b/é.toml", "/x/y.toml"]\n[audit]\nbaseline = "älter.json"',
    "dotted": 'rules.packs = ["core", "ours"]\naudit.fail_on = "never"\naudit.engine = "topbraid"',
}

WITHOUT_DEFAULT = {
    *(("audit", flag) for flag in ("--baseline", "--jobs", "--width")),
    *(("export", flag) for flag in ("--board", "--licence", "--handling")),
}


def walk_schema(said: Any) -> Iterator[dict[str, Any]]:
    """Give every schema within a schema."""
    yield said
    for word in ("properties", "patternProperties", "definitions"):
        for inner in said.get(word, {}).values():
            yield from walk_schema(inner)
    for inner in (*said.get("allOf", ()), said.get("items"), said.get("additionalProperties"), said.get("not")):
        if isinstance(inner, dict):
            yield from walk_schema(inner)


def list_options() -> Iterator[tuple[str, click.Option]]:
    context = click.Context(cli.cli)
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        for param in command.params if command is not None else ():
            if isinstance(param, click.Option):
                yield name, param


def find_setting(name: str) -> Setting:
    return next(setting for setting in list_settings() if setting.name == name)


def find_schema(setting: Setting) -> dict[str, Any]:
    inside: Any = load_schema()
    for key in setting.path:
        inside = inside["properties"][key]
    found: dict[str, Any] = inside
    return found


def is_taken_by_the_schema(data: dict[str, Any]) -> bool:
    return bool(jsonschema.Draft4Validator(dict(load_schema())).is_valid(data))


def is_taken_by_the_reader(data: dict[str, Any]) -> bool:
    try:
        check_settings(data)
    except settings.Mistake:
        return False
    return True


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a board, in which commands are run, with a plan in it and a folder below."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(write_plan(), encoding="utf-8")
    (tmp_path / "plans" / "2010").mkdir(parents=True)
    return tmp_path


# -- the schema --------------------------------------------------------------------------------------------------------


def test_schema_is_one_of_draft_4_with_its_published_name() -> None:
    schema = dict(load_schema())
    jsonschema.Draft4Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert schema["$id"] == schema["id"] == "https://w3id.org/scrgraph/schemas/scrgraph.schema.json"


def test_schema_says_nothing_that_the_reader_does_not_look_at() -> None:
    for said in walk_schema(load_schema()):
        assert set(said) <= settings.WORDS | FOR_PEOPLE | FOR_US
        if "$ref" in said:
            assert set(said) == {"$ref"}
            assert said["$ref"].removeprefix("#/definitions/") in load_schema()["definitions"]


def test_every_setting_is_explained() -> None:
    assert len(list_settings()) == len({setting.name for setting in list_settings()})
    for setting in list_settings():
        said = find_schema(setting)
        assert said["description"].endswith(".")
        assert ("default" in said) != ("x-unset" in said)
        if "default" in said:
            assert jsonschema.Draft4Validator(said | {"definitions": load_schema()["definitions"]}).is_valid(
                said["default"]
            )


def test_schema_knows_the_words_that_the_program_knows() -> None:
    definitions = load_schema()["definitions"]
    assert definitions["severity"]["enum"] == list(SEVERITIES.values())
    assert definitions["promise"]["enum"] == list(PROMISES)
    assert find_schema(find_setting("audit.engine"))["enum"] == list(ENGINES)


def test_defaults_of_the_schema_are_those_that_hold() -> None:
    config = Config()
    assert find_setting("base").default == config.base
    assert find_setting("rules.packs").default == list(config.packs) == [CORE]
    assert find_setting("rules.time_limit").default == config.time_limit
    assert find_setting("audit.engine").default == config.engine


@pytest.mark.parametrize("name", GOOD)
def test_schema_and_reader_take_what_can_be_set(name: str) -> None:
    data = tomllib.loads(GOOD[name])
    assert is_taken_by_the_schema(data)
    assert is_taken_by_the_reader(data)


@pytest.mark.parametrize("name", MISTAKES)
def test_schema_and_reader_refuse_what_cannot_be_set(name: str) -> None:
    data = tomllib.loads(MISTAKES[name][0])
    assert not is_taken_by_the_schema(data)
    assert not is_taken_by_the_reader(data)


VALUES: tuple[Any, ...] = (
    "",
    "core",
    "SEQ-001",
    "seq-01",
    "info",
    "never",
    "text",
    "a\u0007",
    "\u202e",
    "oxigraph",
    "table",
    "named-evidence",
    "https://board.example/",
    "https://board.example/\n",
    0,
    1,
    63,
    64,
    100,
    256,
    257,
    3600,
    3601,
    10**6,
    10**7,
    -1,
    1.0,
    1.5,
    True,
    False,
    [],
    [""],
    ["core"],
    ["SEQ-001"],
    ["x\n"],
    ["SEQ-001\n"],
    ["quarterly-reports"],
    [1],
    [[]],
    [{}],
    ["core", 1],
    {},
    {"SEQ-001": "info"},
    {"SEQ-001": "grave"},
    {"SEQ-001": {}},
    {"SEQ-001": {"quarter": 1}},
    {"x": "info"},
    {"SEQ-001": {"quarter": 0}},
    {"SEQ-001": {"quarter": 1.0}},
    {"SEQ-001": {"quarter": []}},
    {"SEQ-001": 1},
)


@pytest.mark.parametrize("name", [setting.name for setting in list_settings()])
def test_schema_and_reader_agree_on_any_value(name: str) -> None:
    taken = 0
    for value in VALUES:
        data: Any = value
        for key in reversed(name.split(".")):
            data = {key: data}
        assert is_taken_by_the_reader(data) == is_taken_by_the_schema(data), value
        taken += is_taken_by_the_reader(data)
    assert 0 < taken < len(VALUES)


def test_schema_is_printed_whole() -> None:
    ran = run("config", "schema")
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.out == (ROOT / "docs" / "schemas" / "scrgraph.schema.json").read_bytes()


# -- options -----------------------------------------------------------------------------------------------------------


def test_every_option_of_a_setting_is_named_in_the_schema_with_the_same_default() -> None:
    behind = {(name, option.opts[0]): option for name, option in list_options() if isinstance(option, SettingOption)}
    assert len(behind) > 8
    for (command, flag), option in behind.items():
        setting = find_setting(option.setting)
        assert setting.option is not None
        assert setting.option.partition(" ")[2] == flag
        assert ((command, flag) in WITHOUT_DEFAULT) == (setting.default is None)
        assert (command, flag) in WITHOUT_DEFAULT or option.default == setting.default


def test_every_option_that_the_schema_names_is_there_and_takes_the_same_words() -> None:
    there = {f"{name} {flag}": option for name, option in list_options() for flag in option.opts}
    named = [setting for setting in list_settings() if setting.option]
    assert len(named) > 10
    for setting in named:
        option, said = there[str(setting.option)], find_schema(setting)
        if isinstance(option.type, click.Choice):
            assert said["enum"] == list(option.type.choices)
        if isinstance(option.type, options.WholeNumber):
            assert (said["minimum"], said["maximum"]) == (option.type.min, option.type.max)


def test_option_wins_over_the_setting_and_the_setting_over_the_default(board: Path) -> None:
    (board / "plan.txt").write_text(write_plan({"scrutiny": "Evidence to be sent by 30/09/2010"}), encoding="utf-8")
    asked = ("audit", "plan.txt", *AS_OF, "--select", "SEQ-001")
    plain = run(*asked, "--width", "100")
    assert plain.code == 1
    write_settings(board, '[audit]\nformat = "json"\nfail_on = "never"\nwidth = 64\nengine = "pyshacl"')
    by_settings = run(*asked)
    assert by_settings.code == 0
    assert json.loads(by_settings.out)["engine"].startswith("pyshacl")
    narrow = run(*asked, "--format", "text")
    assert narrow.text != plain.text
    assert max(map(len, narrow.text.splitlines())) <= 64
    options_win = ("--format", "text", "--fail-on", "violation", "--width", "100", "--engine", "oxigraph")
    assert run(*asked, *options_win) == plain


def test_engine_of_the_settings_judges_where_there_is_no_option_for_it(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = []

    def stop(*arguments: Any) -> None:
        terms.append(arguments[1])
        raise BadUsage("Enough.")

    write_settings(board, '[rules]\ntime_limit = 7\n[audit]\nengine = "pyshacl"')
    monkeypatch.setattr("scrgraph.pipeline.audit_opened", stop)
    for command in (("status", "plan.txt"), ("query", "overdue-actions", "plan.txt"), ("why", "SEQ-001", "plan.txt")):
        assert run(*command, *AS_OF).complaint.endswith("scrgraph: Enough.\n")
    assert [(one.engine, one.time_limit) for one in terms] == [("pyshacl", 7)] * 3


def test_baseline_and_waivers_of_the_settings_hold_in_folders_below(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (board / "plan.txt").write_text(write_plan({"scrutiny": "Evidence to be sent by 30/09/2010"}), encoding="utf-8")
    asked = (*AS_OF, "--select", "SEQ-001,EVD-004", "--format", "json")
    old = run("audit", "plan.txt", *asked)
    assert old.code == 1
    (board / "old.json").write_bytes(old.out)
    finding = next(one for one in json.loads(old.out)["findings"] if one["rule"] == "SEQ-001")
    (board / "waivers.toml").write_text(
        f'[[waiver]]\nrule = "SEQ-001"\nplan = "case-15"\nrow = "{finding["row"]}"\nreason = "Agreed."\n'
        'approved-by = "Chair"\nmeeting = 2010-07-01\nuntil = 2010-12-31\n',
        encoding="utf-8",
    )
    write_settings(board, '[declared]\nwaivers = ["waivers.toml"]\n[audit]\nbaseline = "old.json"\nfail_on = "new"\n')
    assert run("config", "check").code == 0
    monkeypatch.chdir(board / "plans" / "2010")
    ran = run("audit", "../../plan.txt", *asked)
    assert (ran.code, ran.complaint) == (0, "")
    told = json.loads(ran.out)
    assert told["counts"]["waived"] == 1
    assert run("audit", "../../plan.txt", *asked, "--baseline", "nowhere.json").code == 2


def test_query_takes_its_format_from_the_settings(board: Path) -> None:
    write_settings(board, '[query]\nformat = "json"')
    assert json.loads(run("query", "outcome-counts", "plan.txt", *AS_OF).out)["query"] == "outcome-counts"
    assert run("query", "outcome-counts", "plan.txt", *AS_OF, "--format", "csv").text.startswith("plan,")


@pytest.mark.parametrize("command", [("audit",), ("query",), ("config", "show"), ("why",)], ids=" ".join)
def test_help_needs_no_settings(command: tuple[str, ...], board: Path) -> None:
    before = run(*command, "--help")
    write_settings(board, MISTAKES["unknown-table"][0])
    assert run(*command, "--help") == before
    assert before.code == 0


# -- show --------------------------------------------------------------------------------------------------------------

SHOWN = """\
# ours
[rules]
ignore = [
    "EVD-004",
]
severity = { SEQ-001 = "info" }

[rules.parameters.MON-005]
quarter = 60

[declared]
promises = []
links = ["ours/links.toml"]
"""


@pytest.fixture
def shown(board: Path) -> Path:
    (board / "ours").mkdir()
    (board / "ours" / "links.toml").write_text('plan = "case-15"\n', encoding="utf-8")
    write_settings(board, SHOWN)
    return board


def read_origins(ran: bytes) -> dict[str, tuple[Any, str, int | None]]:
    told = json.loads(ran)
    return {one["name"]: (one["value"], one["origin"]["from"], one["origin"].get("line")) for one in told["settings"]}


@pytest.mark.usefixtures("shown")
def test_show_tells_every_setting_with_its_value_and_its_line() -> None:
    ran = run("config", "show", "--format", "json")
    assert (ran.code, ran.complaint) == (0, "")
    origins = read_origins(ran.out)
    said = {name: origin for name, origin in origins.items() if origin[1] == "file"}
    assert said == {
        "rules.ignore": (["EVD-004"], "file", 3),
        "rules.severity.SEQ-001": ("info", "file", 6),
        "rules.parameters.MON-005.quarter": (60, "file", 9),
        "declared.promises": ([], "file", 12),
        "declared.links": (["ours/links.toml"], "file", 13),
    }
    tables = {"rules.severity", "rules.parameters"}
    others = {setting.name: setting.default for setting in list_settings() if setting.name not in said}
    assert {name: origin[0] for name, origin in origins.items() if name not in said} == {
        name: default for name, default in others.items() if name not in tables
    }


@pytest.mark.parametrize(("below", "name"), [(".", "scrgraph.toml"), ("plans/2010", "../../scrgraph.toml")])
def test_show_names_the_file_as_it_is_seen_from_the_folder(
    below: str, name: str, shown: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shown / below)
    monkeypatch.setenv("COLUMNS", "100")
    told = run("config", "show", "--format", "json")
    assert json.loads(told.out)["file"] == name
    text = run("config", "show").text
    assert text.startswith(f"Settings of {name}.\n")
    assert str(shown) not in text + told.text
    assert re.search(rf"^rules\.ignore +EVD-004 +{re.escape(name)}, line 3$", text, flags=re.MULTILINE)
    assert re.search(r"^rules\.packs +core +default$", text, flags=re.MULTILINE)
    assert re.search(r"^declared\.promises +none +\S+, line 12$", text, flags=re.MULTILINE)
    assert "option of the command line wins" in text


@pytest.mark.usefixtures("board")
def test_show_without_a_file_gives_the_defaults() -> None:
    ran = run("config", "show")
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.text.startswith("There is no scrgraph.toml in this folder or above it: the defaults hold.\n")
    told = json.loads(run("config", "show", "--format", "json").out)
    assert told["file"] is None
    assert {one["origin"]["from"] for one in told["settings"]} == {"default"}
    assert [one["name"] for one in told["settings"]] == [setting.name for setting in list_settings()]


def test_show_and_schema_import_nothing_heavy(board: Path) -> None:
    write_settings(board, "")
    program = (
        "import sys\nfrom scrgraph.cli.main import main\n"
        "try:\n    main()\nfinally:\n    print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    for command in ("show", "schema"):
        done = subprocess.run(
            [sys.executable, "-c", program, "config", command], capture_output=True, text=True, cwd=ROOT, check=True
        )
        loaded = set(done.stdout.rpartition("LOADED")[2].split())
        assert "click" in loaded
        assert loaded.isdisjoint({"rdflib", "pyshacl", "pyoxigraph", "owlready2", "jsonschema"})


# -- check -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shown")
def test_check_tells_how_much_is_set() -> None:
    told = f"scrgraph.toml: 5 settings, {len(load_pack().every) - 1} rules to run.\n"
    assert run("config", "check").text == told
    assert run("config", "check", "scrgraph.toml").text == told
    Path("plans/scrgraph.toml").write_text("", encoding="utf-8")
    both = run("config", "check", "scrgraph.toml", "plans/scrgraph.toml").text
    assert both == f"{told}plans/scrgraph.toml: 0 settings, {len(load_pack().every)} rules to run.\n"


def test_check_of_another_file_is_of_that_file(shown: Path) -> None:
    other = shown / "plans" / "other.toml"
    other.write_text("[rule]\n", encoding="utf-8")
    ran = run("config", "check", "plans/other.toml")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint == "scrgraph: plans/other.toml, line 1: The setting rule is not known. The nearest is rules.\n"


@pytest.mark.usefixtures("board")
def test_check_without_a_file_says_so() -> None:
    ran = run("config", "check")
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.text == "There is no scrgraph.toml in this folder or above it: the defaults hold.\n"


def test_settings_of_this_checkout_hold() -> None:
    ran = run_apart("config", "check", cwd=ROOT)
    assert (ran.code, ran.complaint) == (0, "")


# -- the documents -----------------------------------------------------------------------------------------------------


def test_examples_of_the_page_can_be_set(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    examples = [
        text
        for text in re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
        if re.search(r"^\[(?:rules|declared|audit|query)", text, flags=re.MULTILINE)
    ]
    assert len(examples) >= 2
    for example in examples:
        assert is_taken_by_the_schema(tomllib.loads(example))
        assert read_config(write_settings(tmp_path, example)).said


def test_page_tells_every_setting() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for setting in list_settings():
        assert setting.meaning in page
