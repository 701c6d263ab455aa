"""A board's settings, ``scrgraph.toml``: where they are found, what they change, and how a mistake in them is told."""

import errno
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from scrgraph.audit.rules import PROMISES, RulePack
from scrgraph.audit.scaffold import NewRule, begin_rule
from scrgraph.cli.judged import load_declared, load_pack
from scrgraph.cli.options import Asked
from scrgraph.config import Config, find_config, read_config
from scrgraph.errors import BadUsage, ScrgraphError, UnknownRule
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import read_links
from scrgraph.graph.tags import Tag
from tests.graph.sample import AS_OF, Ran, run, write_plan
from tests.graph.sample import load_pack as load_core

FINALISED = {"scrutiny": "Reviewed by QA&A subgroup 13/07/2010. Finalised"}
OPEN = {"scrutiny": "Reviewed by QA&A subgroup 13/07/2010. Copy of the list to be sent by 30/09/2010"}
NO_RULE = (
    "There is no rule ABC-001 in the rule pack core. "
    "Mend the setting, or name the folder that holds the rule under rules.packs."
)
NO_LIST = "is to be a list of words in quotation marks."
NO_PATTERN = (
    "The parameter 'effect' of SMT-003 is a list of words parted by |. "
    "A word has letters, digits, blanks, hyphens, apostrophes; ? follows a letter that may be left out."
)
A_PACK = "Name a folder that holds one folder a family, with one Turtle file a rule in it."
LEVELS = "It is one of: violation, warning, info."

# What no board can set, whatever its rules are, and what is said of it.
MISTAKES: dict[str, tuple[str | bytes, str]] = {
    "not-utf-8": (b"\xff\xfe[rules]\n", "The settings cannot be read. It is to be a file of UTF-8 text."),
    "not-utf-8-in-a-word": (
        '[declared]\nlinks = ["é.toml"]'.encode("latin-1"),
        "The settings cannot be read. It is to be a file of UTF-8 text.",
    ),
    "unknown-table": ("[rule]", "The setting rule is not known. The nearest is rules."),
    "unknown-table-like-the-other": ("[declare]", "The setting declare is not known. The nearest is declared."),
    "unknown-key-at-the-top": ('declares = "x"', "The setting declares is not known. The nearest is declared."),
    "unknown-key-of-rules": ("[rules]\nselects = []", "The setting rules.selects is not known. The nearest is select."),
    "unknown-table-of-rules": (
        "[rules.severities]",
        "The setting rules.severities is not known. The nearest is severity.",
    ),
    "unknown-key-of-declared": (
        '[declared]\nlink = ["links.toml"]',
        "The setting declared.link is not known. The nearest is links.",
    ),
    "unknown-key-like-none": ("limit = 5", "The setting limit is not known. Known are: rules, declared."),
    "rules-no-table": ('rules = "core"', "The setting rules is to be a table."),
    "rules-tables": ("[[rules]]", "The setting rules is to be a table."),
    "declared-no-table": ("declared = true", "The setting declared is to be a table."),
    "severity-no-table": ('[rules]\nseverity = "info"', "The setting rules.severity is to be a table."),
    "parameters-no-table": ("[rules]\nparameters = 92", "The setting rules.parameters is to be a table."),
    "packs-a-word": ('[rules]\npacks = "core"', f"The setting rules.packs {NO_LIST}"),
    "select-a-word": ('[rules]\nselect = "SEQ-001"', f"The setting rules.select {NO_LIST}"),
    "ignore-numbers": ("[rules]\nignore = [1]", f"The setting rules.ignore {NO_LIST}"),
    "links-a-word": ('[declared]\nlinks = "links.toml"', f"The setting declared.links {NO_LIST}"),
    "themes-a-table": ("[declared.themes]", f"The setting declared.themes {NO_LIST}"),
    "promises-flags": ("[declared]\npromises = [true]", f"The setting declared.promises {NO_LIST}"),
    "unknown-promise": (
        '[declared]\npromises = ["named-evidence", "monthly-reports"]',
        "The setting declared.promises cannot be 'monthly-reports'. It is one of: named-evidence, quarterly-reports.",
    ),
    "unknown-severity": (
        '[rules.severity]\nSEQ-001 = "grave"',
        f"The setting rules.severity.SEQ-001 cannot be 'grave'. {LEVELS}",
    ),
    "severity-in-capitals": (
        '[rules.severity]\nSEQ-001 = "Info"',
        f"The setting rules.severity.SEQ-001 cannot be 'Info'. {LEVELS}",
    ),
    "severity-a-number": ("[rules.severity]\nSEQ-001 = 1", f"The setting rules.severity.SEQ-001 cannot be 1. {LEVELS}"),
    "severity-a-list": (
        '[rules.severity]\nSEQ-001 = ["info"]',
        f"The setting rules.severity.SEQ-001 cannot be ['info']. {LEVELS}",
    ),
    "parameter-without-its-name": (
        "[rules.parameters]\nMON-005 = 92",
        "The setting rules.parameters.MON-005 is to be a table of whole numbers or words.",
    ),
    "parameter-a-flag": (
        "[rules.parameters.MON-005]\nquarter = true",
        "The setting rules.parameters.MON-005.quarter is to be a whole number or words.",
    ),
    "parameter-a-fraction": (
        "[rules.parameters.MON-005]\nquarter = 92.0",
        "The setting rules.parameters.MON-005.quarter is to be a whole number or words.",
    ),
    "parameter-a-list": (
        '[rules.parameters.SMT-003]\neffect = ["audit", "outcome"]',
        "The setting rules.parameters.SMT-003.effect is to be a whole number or words.",
    ),
    **{
        f"parameter-{name}": (
            f"[rules.parameters.MON-005]\nquarter = {number}",
            f"The setting rules.parameters.MON-005.quarter cannot be {number}. "
            "Write a whole number from 1 to 1,000,000.",
        )
        for name, number in (("nothing", 0), ("below-nothing", -5), ("beyond-measure", 10**23), ("too-many", 10**6 + 1))
    },
}

NO_RULE_LEFT = "No rule is left to run. Select at least one, and do not ignore all."

# What the rules that the board uses cannot take.
UNFIT: dict[str, tuple[str, type[ScrgraphError], str]] = {
    "severity-of-no-rule": ('[rules.severity]\nABC-001 = "info"', UnknownRule, NO_RULE),
    "parameters-of-no-rule": ("[rules.parameters.ABC-001]\nquarter = 92", UnknownRule, NO_RULE),
    "select-no-rule": ('[rules]\nselect = ["SEQ-001", "ABC-001"]', UnknownRule, NO_RULE),
    "ignore-no-rule": ('[rules]\nignore = ["ABC-001"]', UnknownRule, NO_RULE),
    "select-and-ignore-the-same": (
        '[rules]\nselect = ["SEQ-001"]\nignore = ["SEQ-001"]',
        BadUsage,
        NO_RULE_LEFT,
    ),
    "parameter-of-no-rule-with-any": (
        "[rules.parameters.SEQ-001]\ndays = 3",
        ScrgraphError,
        "SEQ-001 has no parameter 'days'. Its parameters: none.",
    ),
    "parameter-that-the-rule-does-not-have": (
        "[rules.parameters.XRV-002]\nrepeated = 3\nquarter = 92",
        ScrgraphError,
        "XRV-002 has no parameter 'quarter'. Its parameters: repeated, several.",
    ),
    "words-for-a-number": (
        '[rules.parameters.MON-005]\nquarter = "92"',
        ScrgraphError,
        "The parameter 'quarter' of MON-005 is a whole number. Write a value of that kind.",
    ),
    "number-for-words": (
        "[rules.parameters.SMT-003]\neffect = 3",
        ScrgraphError,
        "The parameter 'effect' of SMT-003 is words. Write a value of that kind.",
    ),
    "no-words": ('[rules.parameters.SMT-003]\neffect = ""', ScrgraphError, NO_PATTERN),
    "quotation-mark": ("[rules.parameters.SMT-003]\neffect = 'audit\"'", ScrgraphError, NO_PATTERN),
    "empty-word": ('[rules.parameters.SMT-003]\neffect = "|audit"', ScrgraphError, NO_PATTERN),
    "backslash": (r"[rules.parameters.SMT-003]" + "\n" + r"effect = '\d'", ScrgraphError, NO_PATTERN),
    "line-break": ('[rules.parameters.SMT-003]\neffect = "audit\\noutcome"', ScrgraphError, NO_PATTERN),
}

# What the settings name, and is not there or is something else: that file, and what is said of it.
ASTRAY: dict[str, tuple[str | bytes, str, str]] = {
    "pack-not-there": ('[rules]\npacks = ["core", "nowhere"]', "nowhere", f"There is no such folder. {A_PACK}"),
    "pack-a-file": ('[rules]\npacks = ["plan.txt"]', "plan.txt", f"There is no such folder. {A_PACK}"),
    "pack-without-rules": ('[rules]\npacks = ["plans"]', "plans", f"There is no rule in this folder. {A_PACK}"),
    "links-not-there": (
        '[declared]\nlinks = ["nowhere.toml"]',
        "nowhere.toml",
        f"The links cannot be read ({os.strerror(errno.ENOENT)}). Name a file of links, here or in scrgraph.toml.",
    ),
    "themes-not-there": (
        '[declared]\nthemes = ["nowhere.json"]',
        "nowhere.json",
        f"The themes cannot be read ({os.strerror(errno.ENOENT)}). Name a file of themes, here or in scrgraph.toml.",
    ),
    "links-of-another-form": (
        '[declared]\nlinks = ["scrgraph.toml"]',
        "scrgraph.toml",
        "The file of links does not say of which plan it speaks. "
        'Write plan = "ID" and then [[same-work]] with rows = ["main/1", "imr/AGENCY/1"] and why = "...".',
    ),
    "themes-of-another-form": (
        '[declared]\nthemes = ["plan.txt"]',
        "plan.txt",
        'This is not a file of themes. Write {"plan": ID, "rows": [{"key": ROW, "themes": [{"theme": NAME}]}]}.',
    ),
}

# All of them: what the file says, the file that is named, what is said of it.
REFUSED: dict[str, tuple[str | bytes, str, str]] = {
    **{name: (text, "scrgraph.toml", sentence) for name, (text, sentence) in MISTAKES.items()},
    **{name: (text, "scrgraph.toml", sentence) for name, (text, _, sentence) in UNFIT.items()},
    **ASTRAY,
}


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a board, in which commands are run, with a plan in it and a folder below."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.txt").write_text(write_plan(), encoding="utf-8")
    (tmp_path / "plans" / "2010").mkdir(parents=True)
    return tmp_path


def write_settings(folder: Path, text: str | bytes) -> Path:
    file = folder / "scrgraph.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def write_links(file: Path, plan: str) -> Path:
    file.write_text(f'plan = "{plan}"\nreview-began = 2008-05-23\n', encoding="utf-8")
    return file


def audit(rules: str = "", *arguments: str) -> dict[str, Any]:
    """Audit the board's plan as its settings say, by these rules of those that it uses."""
    chosen = ("--select", rules) if rules else ()
    ran = run("audit", "plan.txt", *AS_OF, "--format", "json", *chosen, *arguments)
    assert ran.complaint == ""
    told: dict[str, Any] = json.loads(ran.out)
    return told


def load_all(config: Config) -> tuple[RulePack, Declared]:
    return load_pack(Asked(), config), load_declared(Asked(), config)


def list_codes(*arguments: str) -> list[str]:
    return [rule["code"] for rule in json.loads(run("rules", "list", "--format", "json", *arguments).out)]


# -- where they are found --------------------------------------------------------------------------------------------


def test_without_a_file_all_is_as_scrgraph_has_it(board: Path) -> None:
    assert find_config(board) == Config()
    assert Config().packs == ("core",)
    assert load_pack(Asked(), Config()) == load_core()


def test_empty_file_sets_nothing(board: Path) -> None:
    file = write_settings(board, "# Nothing yet.\n[rules]\n[declared]\n")
    assert find_config(board) == Config(path=file)
    assert load_pack(Asked(), find_config(board)) == load_core()


@pytest.mark.parametrize("below", [".", "plans", "plans/2010"])
def test_file_is_found_upwards(below: str, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_settings(board, '[rules]\nselect = ["SEQ-001"]')
    assert find_config((board / below).resolve()).path == file
    monkeypatch.chdir(board / below)
    assert list_codes() == ["SEQ-001"]


def test_nearest_file_holds_alone(board: Path) -> None:
    write_settings(board, '[rules]\nselect = ["SEQ-001"]\n[declared]\npromises = ["named-evidence"]')
    near = write_settings(board / "plans", '[rules]\nignore = ["SEQ-002"]')
    assert find_config(board / "plans" / "2010") == Config(path=near, ignore=("SEQ-002",))


def test_folder_of_that_name_is_no_file_of_settings(board: Path) -> None:
    file = write_settings(board, '[rules]\nselect = ["SEQ-001"]')
    (board / "plans" / "scrgraph.toml").mkdir()
    assert find_config(board / "plans").path == file


def test_every_setting_is_read_and_paths_are_relative_to_the_file(board: Path) -> None:
    elsewhere = board.parent / "links.toml"
    file = write_settings(
        board / "plans",
        f"""
        [rules]
        packs = ["core", "rules"]
        select = ["SEQ-001", "MON-005"]
        ignore = ["SEQ-002"]
        severity = {{ SEQ-001 = "info", MON-005 = "violation" }}

        [rules.parameters]
        MON-005 = {{ quarter = 60 }}
        SMT-003 = {{ effect = "audit|outcome" }}

        [declared]
        links = ["data/links.toml", '{elsewhere}']
        themes = ["../themes.json"]
        promises = ["quarterly-reports", "named-evidence"]
        """,
    )
    assert read_config(file) == Config(
        path=file,
        packs=("core", board / "plans" / "rules"),
        select=("SEQ-001", "MON-005"),
        ignore=("SEQ-002",),
        severities={"SEQ-001": "info", "MON-005": "violation"},
        parameters={"MON-005": {"quarter": 60}, "SMT-003": {"effect": "audit|outcome"}},
        links=(board / "plans" / "data" / "links.toml", elsewhere),
        themes=(board / "plans" / ".." / "themes.json",),
        promises=("quarterly-reports", "named-evidence"),
    )


def test_what_the_settings_name_is_found_from_a_folder_below(board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("rules", "new", "LOC-001", "A fault", "--pack", "rules").code == 0
    links = write_links(board / "links.toml", "case-15")
    (board / "themes.json").write_text('{"plan": "case-15", "main/1": ["training"]}', encoding="utf-8")
    write_settings(
        board,
        '[rules]\npacks = ["rules", "core"]\n[declared]\nlinks = ["links.toml"]\nthemes = ["themes.json"]\n',
    )
    monkeypatch.chdir(board / "plans" / "2010")
    assert list_codes() == sorted(["LOC-001", *(rule.code for rule in load_core().every)])
    declared = load_declared(Asked(), find_config(Path.cwd()))
    assert declared.links == read_links(links)
    assert declared.tags == (Tag("case-15", "main/1", "training"),)


# -- what they change ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "run_by_them"),
    [
        ('select = ["SEQ-001", "EVD-004"]', ["EVD-004", "SEQ-001"]),
        ('select = ["seq-001"]', ["SEQ-001"]),
        ('select = ["SEQ-001", "SEQ-002"]\nignore = ["SEQ-002"]', ["SEQ-001"]),
    ],
)
def test_board_chooses_its_rules(rules: str, run_by_them: list[str], board: Path) -> None:
    write_settings(board, f"[rules]\n{rules}")
    assert audit()["rules"]["run"] == run_by_them
    assert list_codes() == run_by_them


def test_board_leaves_rules_out(board: Path) -> None:
    write_settings(board, '[rules]\nignore = ["SEQ-001", "evd-004"]')
    assert list_codes() == [rule.code for rule in load_core().every if rule.code not in ("SEQ-001", "EVD-004")]


@pytest.mark.parametrize("setting", ['select = ["SEQ-001"]', 'ignore = ["EVD-004"]', 'select = ["ABC-001"]'])
def test_selection_of_the_command_line_wins(setting: str, board: Path) -> None:
    write_settings(board, f"[rules]\n{setting}")
    assert audit("EVD-004")["rules"]["run"] == ["EVD-004"]


@pytest.mark.parametrize("setting", ['select = ["SEQ-001"]', 'ignore = ["EVD-004"]', 'ignore = ["ABC-001"]'])
def test_what_the_command_line_ignores_wins(setting: str, board: Path) -> None:
    file = write_settings(board, f"[rules]\n{setting}")
    pack = load_pack(Asked(ignore=("SEQ-005",)), read_config(file))
    assert [rule.code for rule in pack.rules] == [rule.code for rule in load_core().every if rule.code != "SEQ-005"]


def test_packs_of_the_command_line_win(board: Path) -> None:
    write_settings(board, '[rules]\npacks = ["nowhere"]')
    assert list_codes("--rules", "core") == [rule.code for rule in load_core().every]


def test_files_declared_on_the_command_line_win(board: Path) -> None:
    ours, theirs = write_links(board / "ours.toml", "case-15"), write_links(board / "theirs.toml", "case-16")
    for name, theme in (("ours", "training"), ("theirs", "consent")):
        (board / f"{name}.json").write_text(f'{{"main/1": ["{theme}"]}}', encoding="utf-8")
    file = write_settings(
        board,
        '[declared]\nlinks = ["ours.toml"]\nthemes = ["ours.json"]\npromises = ["named-evidence"]',
    )
    asked = Asked(links=(theirs,), themes=(board / "theirs.json",))
    declared = load_declared(asked, read_config(file))
    assert declared.links == read_links(theirs) != read_links(ours)
    assert declared.tags == (Tag(None, "main/1", "consent"),)
    assert declared.promises == ("named-evidence",)


def test_several_files_are_taken_together(board: Path) -> None:
    both = [write_links(board / f"{plan}.toml", plan) for plan in ("case-15", "case-16")]
    file = write_settings(board, '[declared]\nlinks = ["case-15.toml", "case-16.toml"]')
    assert load_declared(Asked(), read_config(file)).links == read_links(both[0]) + read_links(both[1])


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (None, "violation", 0),
        (None, "warning", 1),
        ("violation", "violation", 1),
        ("info", "warning", 0),
        ("info", "info", 1),
    ],
)
def test_board_sets_how_grave_a_fault_is(severity: str | None, fail_on: str, code: int, board: Path) -> None:
    if severity:
        write_settings(board, f'[rules.severity]\nseq-005 = "{severity}"')
    ran = run("audit", "plan.txt", *AS_OF, "--select", "SEQ-005", "--fail-on", fail_on, "--format", "json")
    told, level = json.loads(ran.out), severity or "warning"
    assert ran.code == code
    assert [(finding["rule"], finding["severity"]) for finding in told["findings"]] == [("SEQ-005", level)]
    assert told["counts"] == {"violation": 0, "warning": 0, "info": 0, "waived": 0} | {level: 1}
    assert ("1 violation stands." in told["blocking"]) == (level == "violation")
    assert json.loads(run("rules", "show", "SEQ-005", "--format", "json").out)["severity"] == level


def test_board_sets_the_words_that_a_rule_looks_for(board: Path) -> None:
    assert [finding["row"] for finding in audit("SMT-003")["findings"]] == ["main/1"]
    write_settings(board, '[rules.parameters.smt-003]\neffect = "audit|copy of"')
    assert audit("SMT-003")["findings"] == []
    (parameter,) = json.loads(run("rules", "show", "SMT-003", "--format", "json").out)["parameters"]
    assert (parameter["name"], parameter["value"]) == ("effect", "audit|copy of")


@pytest.mark.parametrize(
    ("days", "messages"),
    [(18, []), (17, ["No entry bears a date of the 17 days up to 2010-07-31."])],
)
def test_board_sets_a_threshold(days: int, messages: list[str], board: Path) -> None:
    (board / "plan.txt").write_text(write_plan(OPEN), encoding="utf-8")
    write_settings(
        board, f'[declared]\npromises = ["quarterly-reports"]\n[rules.parameters.MON-004]\nquarter = {days}\n'
    )
    assert [finding["message"] for finding in audit("MON-004")["findings"]] == messages


def test_digest_is_of_severities_and_parameters(board: Path) -> None:
    settings = [
        "",
        '[rules.severity]\nSEQ-001 = "info"',
        '[rules.severity]\nSEQ-001 = "warning"',
        '[rules.severity]\nSEQ-002 = "info"',
        "[rules.parameters.MON-005]\nquarter = 91",
        "[rules.parameters.MON-005]\nquarter = 90",
        "[rules.parameters.MON-004]\nquarter = 90",
        '[rules.parameters.SMT-003]\neffect = "audit"',
        '[rules.parameters.SMT-003]\neffect = "audit"\n[rules.severity]\nSEQ-001 = "info"',
    ]
    digests = [load_pack(Asked(), read_config(write_settings(board, text))).digest for text in settings]
    assert digests[0] == load_core().digest
    assert len(set(digests)) == len(settings)
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in digests)
    assert audit("SEQ-001")["rules"]["digest"] == digests[-1]


def test_digest_is_the_same_however_a_code_is_written(board: Path) -> None:
    digests = {
        load_pack(Asked(), read_config(write_settings(board, text))).digest
        for text in (
            '[rules.severity]\nSEQ-001 = "info"\nSEQ-002 = "warning"',
            '[rules.severity]\nseq-002 = "warning"\nseq-001 = "info"',
        )
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    "rules",
    ['select = ["SEQ-001"]', 'ignore = ["SEQ-002"]', 'select = ["SEQ-001", "SEQ-002"]\nignore = ["SEQ-002"]'],
)
@pytest.mark.parametrize("severity", ["", '\n[rules.severity]\nSEQ-001 = "info"'])
def test_digest_is_not_of_what_is_selected(rules: str, severity: str, board: Path) -> None:
    whole = load_pack(Asked(), read_config(write_settings(board, severity)))
    part = load_pack(Asked(), read_config(write_settings(board, f"[rules]\n{rules}{severity}")))
    assert part.digest == whole.digest
    assert len(part.rules) < len(whole.rules)


@pytest.mark.parametrize(
    ("promise", "rule", "reason"),
    [
        (
            "named-evidence",
            "EVD-001",
            "No row of the plan names evidence to consider, so the plan never promised to.",
        ),
        (
            "quarterly-reports",
            "MON-005",
            "The plan does not promise quarterly reports, so it cannot be held to them.",
        ),
    ],
)
def test_plan_without_promises_is_held_to_those_of_the_board(promise: str, rule: str, reason: str, board: Path) -> None:
    (board / "plan.txt").write_text(write_plan(FINALISED), encoding="utf-8")
    (other,) = {"named-evidence", "quarterly-reports"} - {promise}
    for settings in ("", f'[declared]\npromises = ["{other}"]'):
        write_settings(board, settings)
        told = audit(rule)
        (verdict,) = told["verdicts"]
        assert told["findings"] == []
        assert (verdict["passed"], verdict["failed"]) == (0, 0)
        assert {one["reason"] for one in verdict["reasons"]} == {reason}

    write_settings(board, f'[declared]\npromises = ["{promise}"]')
    told = audit(rule)
    (verdict,) = told["verdicts"]
    assert verdict["failed"] > 0
    assert verdict["reasons"] == []
    assert {finding["rule"] for finding in told["findings"]} == {rule}


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_that_rules_rest_on_can_be_declared(promise: str, board: Path) -> None:
    assert any(rule.needs_promise == promise for rule in load_core().every)
    config = read_config(write_settings(board, f'[declared]\npromises = ["{promise}"]'))
    assert load_declared(Asked(), config).promises == (promise,)


# -- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MISTAKES)
def test_what_no_board_can_set_is_refused(name: str, board: Path) -> None:
    text, sentence = MISTAKES[name]
    file = write_settings(board, text)
    with pytest.raises(BadUsage) as refused:
        find_config(board / "plans")
    assert str(refused.value) == f"{file}: {sentence}"


@pytest.mark.parametrize("name", UNFIT)
def test_what_the_rules_cannot_take_is_refused(name: str, board: Path) -> None:
    text, kind, sentence = UNFIT[name]
    file = write_settings(board, text)
    with pytest.raises(ScrgraphError) as refused:
        load_pack(Asked(), find_config(board))
    assert type(refused.value) is kind
    assert str(refused.value) == f"{file}: {sentence}"


@pytest.mark.parametrize("name", ASTRAY)
def test_what_is_not_there_is_named(name: str, board: Path) -> None:
    text, astray, sentence = ASTRAY[name]
    write_settings(board, text)
    with pytest.raises(ScrgraphError) as refused:
        load_all(find_config(board))
    assert str(refused.value) == f"{board / astray}: {sentence}"


@pytest.mark.parametrize("name", REFUSED)
def test_every_mistake_ends_an_audit_with_one_line_and_2(name: str, board: Path) -> None:
    text, file, sentence = REFUSED[name]
    write_settings(board, text)
    assert run("audit", "plan.txt", *AS_OF) == Ran(2, b"", f"scrgraph: {board / file}: {sentence}\n".encode())


@pytest.mark.parametrize(
    ("text", "line"), [("[rules", 1), ("[rules]\nselect = [SEQ-001]", 2), ("[rules]\n\nignore = []\nignore = []", 4)]
)
def test_what_is_not_toml_is_refused_with_its_line(text: str, line: int, board: Path) -> None:
    file = write_settings(board, text + "\n")
    ran = run("audit", "plan.txt", *AS_OF)
    assert (ran.code, ran.out) == (2, b"")
    said = rf"This is not TOML \(.+ \(at line {line}, column \d+\)\)\. Mend the line\."
    assert re.fullmatch(rf"scrgraph: {re.escape(str(file))}: {said}\n", ran.complaint)
    with pytest.raises(BadUsage, match=said):
        read_config(file)


@pytest.mark.parametrize("words", ["(audit", "(?i)audit", "[a&&b]", "*audit", "audit|+", "audit{99999}"])
def test_signs_that_engines_take_differently_are_refused(words: str, board: Path) -> None:
    file = write_settings(board, f"[rules.parameters.SMT-003]\neffect = '{words}'")
    ran = run("audit", "plan.txt", *AS_OF)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint == f"scrgraph: {file}: {NO_PATTERN}\n"
    with pytest.raises(ScrgraphError, match="a list of words parted by"):
        load_pack(Asked(), read_config(file))


@pytest.mark.parametrize("name", ["nowhere.toml", "plans"])
def test_file_that_cannot_be_opened_is_refused(name: str, board: Path) -> None:
    with pytest.raises(BadUsage) as refused:
        read_config(board / name)
    assert str(refused.value) == f"{board / name}: The settings cannot be read. It is to be a file of UTF-8 text."


def test_file_that_may_not_be_opened_ends_an_audit_with_one_line_and_2(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    file = write_settings(board, "")
    monkeypatch.setattr(Path, "read_text", refuse)
    ran = run("audit", "plan.txt", *AS_OF)
    said = "The settings cannot be read. It is to be a file of UTF-8 text."
    assert ran == Ran(2, b"", f"scrgraph: {file}: {said}\n".encode())


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_mistake_of_the_command_line_is_not_laid_on_the_file(option: str, board: Path) -> None:
    write_settings(board, '[rules]\nselect = ["SEQ-001"]')
    said = "There is no rule ABC-001 in the rule pack core. See `scrgraph rules list` for those that there are."
    assert run("audit", "plan.txt", *AS_OF, option, "ABC-001") == Ran(2, b"", f"scrgraph: {said}\n".encode())


def test_mark_of_byte_order_is_passed_over(board: Path) -> None:
    write_settings(board, "\ufeff[rules]\nselect = ['SEQ-001']")
    assert list_codes() == ["SEQ-001"]


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000], ids=["deep", "long"])
def test_what_is_beyond_all_measure_is_refused(text: str, board: Path) -> None:
    with pytest.raises(BadUsage, match="This is no file of settings"):
        read_config(write_settings(board, text))


def test_name_with_a_null_character_is_refused(board: Path) -> None:
    with pytest.raises(BadUsage, match=r"declared\.links is to be a list of words"):
        read_config(write_settings(board, '[declared]\nlinks = ["a\\u0000"]'))


def test_settings_of_rules_that_a_pack_of_the_command_line_lacks_say_nothing_of_it(board: Path) -> None:
    begin_rule(board / "mine", NewRule("LOC-001", "Undated", "evidence"), RulePack.load().find("EVD-004"))
    write_settings(board, '[rules]\nselect = ["SEQ-001"]\n[rules.severity]\nSEQ-001 = "info"\nLOC-001 = "info"')
    (rule,) = load_pack(Asked(packs=("mine",)), read_config(board / "scrgraph.toml")).rules
    assert (rule.code, rule.severity) == ("LOC-001", "info")


def test_order_of_settings_and_those_that_change_nothing_leave_the_digest(board: Path) -> None:
    digests = {
        load_pack(Asked(), read_config(write_settings(board, f"[rules.parameters.XRV-002]\n{text}"))).digest
        for text in ("several = 3\nrepeated = 4", "repeated = 4\nseveral = 3")
    }
    same = write_settings(board, '[rules.severity]\nSEQ-001 = "violation"\n[rules.parameters.MON-005]\nquarter = 92')
    assert len(digests) == 1
    assert load_pack(Asked(), read_config(same)).digest == RulePack.load().digest


def test_rule_that_the_board_does_not_run_is_shown_and_explained_all_the_same(board: Path) -> None:
    write_settings(board, '[rules]\nselect = ["SEQ-002"]')
    assert run("rules", "show", "SEQ-001").code == 0
    assert run("why", "SEQ-001", "plan.txt", *AS_OF).code == 0


def test_cases_are_run_as_the_rules_come(board: Path) -> None:
    begin_rule(board / "mine", NewRule("LOC-001", "Silent", "monitoring"), RulePack.load().find("MON-004"))
    write_settings(board, "[rules]\npacks = ['mine']\n[rules.parameters.LOC-001]\nquarter = 9999")
    assert run("rules", "test").code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("audit", "plan.txt", *AS_OF),
        ("status", "plan.txt", *AS_OF),
        ("why", "SEQ-001", "plan.txt", *AS_OF),
        ("query", "overdue-actions", "plan.txt", *AS_OF),
        ("rules", "list"),
        ("rules", "show", "SEQ-001"),
        ("rules", "test"),
    ],
    ids=" ".join,
)
def test_every_command_that_judges_reads_the_settings(command: tuple[str, ...], board: Path) -> None:
    text, sentence = MISTAKES["unknown-table"]
    file = write_settings(board, text)
    assert run(*command) == Ran(2, b"", f"scrgraph: {file}: {sentence}\n".encode())


@pytest.mark.parametrize("command", [("rows", "plan.txt"), ("ingest", "plan.txt", "-o", "plan.trig")], ids=" ".join)
def test_commands_that_only_read_plans_need_no_settings(command: tuple[str, ...], board: Path) -> None:
    write_settings(board, MISTAKES["unknown-table"][0])
    assert run(*command).code == 0
