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
from scrgraph.settings import list_settings
from tests.graph.sample import AS_OF, Ran, run, write_plan
from tests.graph.sample import load_pack as load_core

FINALISED = {"scrutiny": "Reviewed by QA&A subgroup 13/07/2010. Finalised"}
OPEN = {"scrutiny": "Reviewed by QA&A subgroup 13/07/2010. Copy of the list to be sent by 30/09/2010"}
NO_PATTERN = (
    "The parameter 'effect' of SMT-003 is a list of words parted by |. "
    "A word has letters, digits, blanks, hyphens, apostrophes; ? follows a letter that may be left out."
)
A_PACK = "Name a folder that holds one folder a family, with one Turtle file a rule in it."
LEVELS = " is one of: violation, warning, info."
SEE = "docs/settings.md shows what a file of settings looks like."


def no_rule(name: str) -> str:
    return (
        f"The setting rules.{name} names ABC-001, and no rule of the pack core bears this code. "
        "Mend it, or name the folder that holds the rule under rules.packs."
    )


A_LIST = 'is to be a list of words in quotation marks. Write it as ["...", "..."].'
A_VALUE = 'is to be a whole number or words in quotation marks. Write it as 92, or as "...".'
A_BASE = (
    "Write an address that begins with http:// or https:// and ends with / or #, and is not scrgraph's own: "
    "https://board.example/reviews/, say."
)
A_CODE = "Write the code of a rule, such as SEQ-001."


def a_table(name: str) -> str:
    return f"The setting {name} is to be a table. Write [{name}] on a line, and what it holds below."


# What no board can set, whatever its rules are; on which line it stands, and what is said of it.
MISTAKES: dict[str, tuple[str, int, str]] = {
    "unknown-table": ("[rule]", 1, "The setting rule is not known. The nearest is rules."),
    "unknown-table-like-the-other": ("[declare]", 1, "The setting declare is not known. The nearest is declared."),
    "unknown-table-in-capitals": ("[RULES]", 1, "The setting RULES is not known. The nearest is rules."),
    "unknown-key-at-the-top": ('declares = "x"', 1, "The setting declares is not known. The nearest is declared."),
    "unknown-key-of-rules": (
        "# ours\n[rules]\nselects = []",
        3,
        "The setting rules.selects is not known. The nearest is rules.select.",
    ),
    "unknown-table-of-rules": (
        "[rules.severities]",
        1,
        "The setting rules.severities is not known. The nearest is rules.severity.",
    ),
    "unknown-key-of-declared": (
        '[declared]\nlink = ["links.toml"]',
        2,
        "The setting declared.link is not known. The nearest is declared.links.",
    ),
    "key-as-the-option-has-it": (
        '[audit]\nfail-on = "info"',
        2,
        "The setting audit.fail-on is not known. The nearest is audit.fail_on.",
    ),
    "key-of-another-table": (
        '[audit]\nselect = ["SEQ-001"]',
        2,
        "The setting audit.select is not known. The nearest is rules.select.",
    ),
    "key-without-its-table": ('engine = "pyshacl"', 1, "The setting engine is not known. The nearest is audit.engine."),
    "table-of-another-table": (
        "[rules.declared]",
        1,
        "The setting rules.declared is not known. The nearest is declared.",
    ),
    "unknown-key-like-none": (
        "zyx = 5",
        1,
        "The setting zyx is not known. Known are: base, layouts, queries, rules, declared, audit, query, exchange.",
    ),
    "unknown-key-of-audit-like-none": (
        "[audit]\nzyx = 5",
        2,
        "The setting audit.zyx is not known. Known in audit are: fail_on, baseline, format, width, engine, jobs.",
    ),
    "day-of-audits": (
        "[audit]\nas_of = 2010-07-31",
        2,
        "The setting audit.as_of is not known. Known in audit are: fail_on, baseline, format, width, engine, jobs.",
    ),
    "severity-by-no-code": (
        '[rules.severity]\nOverdueTarget = "info"',
        2,
        f"The setting rules.severity.OverdueTarget is not known. {A_CODE}",
    ),
    "parameters-by-no-code": (
        "[rules.parameters]\nquarter = 31",
        2,
        f"The setting rules.parameters.quarter is not known. {A_CODE}",
    ),
    "select-by-no-code": (
        '[rules]\nselect = ["overdue-target"]',
        2,
        f"The setting rules.select cannot be 'overdue-target'. {A_CODE}",
    ),
    "rules-no-table": ('rules = "core"', 1, a_table("rules")),
    "rules-tables": ("[[rules]]", 1, a_table("rules")),
    "declared-no-table": ("declared = true", 1, a_table("declared")),
    "severity-no-table": ('[rules]\nseverity = "info"', 2, a_table("rules.severity")),
    "parameters-no-table": ("[rules]\nparameters = 92", 2, a_table("rules.parameters")),
    "packs-a-word": ('[rules]\npacks = "core"', 2, f"The setting rules.packs {A_LIST}"),
    "packs-none": (
        "[rules]\npacks = []",
        2,
        "The setting rules.packs is an empty list. Name something in it, or take the line out.",
    ),
    "packs-without-a-name": (
        '[rules]\npacks = ["core", ""]',
        2,
        "The setting rules.packs has an empty pair of quotation marks. Write something in it, or take it out.",
    ),
    "select-a-word": ('[rules]\nselect = "SEQ-001"', 2, f"The setting rules.select {A_LIST}"),
    "ignore-numbers": ("[rules]\nignore = [1]", 2, f"The setting rules.ignore {A_LIST}"),
    "ignore-lists": ('[rules]\nignore = [["SEQ-001"]]', 2, f"The setting rules.ignore {A_LIST}"),
    "links-a-word": ('[declared]\nlinks = "links.toml"', 2, f"The setting declared.links {A_LIST}"),
    "waivers-a-word": ('[declared]\nwaivers = "waivers.toml"', 2, f"The setting declared.waivers {A_LIST}"),
    "themes-a-table": ("[declared.themes]", 1, f"The setting declared.themes {A_LIST}"),
    "promises-flags": ("[declared]\npromises = [true]", 2, f"The setting declared.promises {A_LIST}"),
    "baseline-a-list": (
        '[audit]\nbaseline = ["old.json"]',
        2,
        'The setting audit.baseline is to be words in quotation marks. Write it as "...".',
    ),
    "unknown-promise": (
        '[declared]\npromises = ["named-evidence", "monthly-reports"]',
        2,
        "The setting declared.promises cannot be 'monthly-reports'. "
        "The nearest is quarterly-reports; it is one of: named-evidence, quarterly-reports.",
    ),
    "unknown-severity": (
        '[rules.severity]\nSEQ-002 = "info"\nSEQ-001 = "grave"',
        3,
        f"The setting rules.severity.SEQ-001 cannot be 'grave'. It{LEVELS}",
    ),
    "severity-in-capitals": (
        '[rules.severity]\nSEQ-001 = "Info"',
        2,
        f"The setting rules.severity.SEQ-001 cannot be 'Info'. The nearest is info; it{LEVELS}",
    ),
    "severity-a-number": (
        "[rules.severity]\nSEQ-001 = 1",
        2,
        f"The setting rules.severity.SEQ-001 cannot be 1. It{LEVELS}",
    ),
    "severity-a-list": (
        '[rules.severity]\nSEQ-001 = ["info"]',
        2,
        f"The setting rules.severity.SEQ-001 cannot be ['info']. It{LEVELS}",
    ),
    "severity-of-many-words": (
        f'[rules.severity]\nSEQ-001 = "{"very " * 40}grave"',
        2,
        f"The setting rules.severity.SEQ-001 cannot be '{'very ' * 11}ver…. It{LEVELS}",
    ),
    "unknown-engine": (
        '[audit]\nengine = "pyshackle"',
        2,
        "The setting audit.engine cannot be 'pyshackle'. "
        "The nearest is pyshacl; it is one of: oxigraph, pyshacl, shifty, topbraid.",
    ),
    "parameter-without-its-name": ("[rules.parameters]\nMON-005 = 92", 2, a_table("rules.parameters.MON-005")),
    "parameter-a-flag": (
        "[rules.parameters.MON-005]\nquarter = true",
        2,
        f"The setting rules.parameters.MON-005.quarter {A_VALUE}",
    ),
    "parameter-a-fraction": (
        "[rules.parameters.MON-005]\nquarter = 92.0",
        2,
        f"The setting rules.parameters.MON-005.quarter {A_VALUE}",
    ),
    "parameter-a-list": (
        '[rules.parameters.SMT-003]\neffect = [\n"audit",\n"outcome"]',
        2,
        f"The setting rules.parameters.SMT-003.effect {A_VALUE}",
    ),
    "width-in-words": (
        '[audit]\nwidth = "120"',
        2,
        "The setting audit.width is to be a whole number. Write it without quotation marks.",
    ),
    "width-a-day": (
        "[audit]\nwidth = 2010-07-31",
        2,
        "The setting audit.width is to be a whole number. Write it without quotation marks.",
    ),
    "jobs-nan": (
        "[audit]\njobs = nan",
        2,
        "The setting audit.jobs is to be a whole number. Write it without quotation marks.",
    ),
    **{
        f"{name.rpartition('.')[2]}-{number}": (
            f"{name} = {number}",
            1,
            f"The setting {name} cannot be {number}. Write a whole number from {bounds}.",
        )
        for name, bounds, numbers in (
            ("rules.parameters.MON-005.quarter", "1 to 1,000,000", (0, -5, 10**23, 10**6 + 1)),
            ("audit.width", "64 to 400", (63, 401)),
            ("audit.jobs", "1 to 256", (0, 257)),
            ("rules.time_limit", "1 to 3,600", (0, 3601)),
            ("query.time_limit", "1 to 3,600", (0, 3601)),
        )
        for number in numbers
    },
    "base-a-number": (
        "base = 1",
        1,
        'The setting base is to be words in quotation marks. Write it as "...".',
    ),
    **{
        f"base-{base}": (f'base = "{base}"', 1, f"The setting base cannot be '{base}'. {A_BASE}")
        for base in (
            "board.example",
            "https://board.example",
            "https://board.example/reviews",
            "ftp://board.example/",
            "https://board.example/our reviews/",
            "https://board.example/?x=/",
            "https://board.example/<x>/",
            "https://me@board.example/",
            "https://w3id.org/scrgraph/",
            "https://w3id.org/scrgraph/ontology#",
        )
    },
    **{
        f"sign-{sign}": (
            f'[declared]\nlinks = ["links.toml", "a\\u{sign}b"]',
            2,
            f"The setting declared.links has a sign that cannot be printed (U+{sign}). Write it without that sign.",
        )
        for sign in ("0000", "0007", "001B", "000A", "007F", "202E", "2066")
    },
}

# What a file cannot be at all: what stands in it, on which line, what is said of it.
UNREAD: dict[str, tuple[bytes, int | None, str]] = {
    "not-utf-8": (b"\xff\xfe[rules]\n", None, "The settings are no UTF-8 text. Save the file as UTF-8."),
    "not-utf-8-in-a-word": (
        '[declared]\nlinks = ["é.toml"]'.encode("latin-1"),
        None,
        "The settings are no UTF-8 text. Save the file as UTF-8.",
    ),
    "too-large": (
        b"# more\n" * 15_000,
        None,
        f"This is larger than any settings are (more than 100,000 bytes). {SEE}",
    ),
    "too-long-a-line": (
        b"\n" + b"a." * 40_000 + b"a = 1\n",
        2,
        f"This line is longer than any setting is (more than 10,000 characters). {SEE}",
    ),
    "too-deep-a-name": (
        b"a" + b".a" * 4_000 + b" = 1",
        1,
        "The setting a is not known. Known are: base, layouts, queries, rules, declared, audit, query, exchange.",
    ),
    "too-deep": (b"x = " + b"[" * 5000, None, f"This is no file of settings. {SEE}"),
    "too-long-a-number": (b"x = " + b"9" * 5000, None, f"This is no file of settings. {SEE}"),
    "key-twice": (
        b'[rules]\nselect = []\n# again\nselect = ["SEQ-001"]\n',
        4,
        "The setting rules.select stands here a second time. Keep one of them.",
    ),
    "key-of-a-rule-twice": (
        b'[rules.severity]\nSEQ-001 = "info"\nSEQ-002 = "info"\n\n"SEQ-001" = "warning"\n',
        5,
        "The setting rules.severity.SEQ-001 stands here a second time. Keep one of them.",
    ),
    "table-twice": (
        b'[rules]\nselect = []\n[audit]\njobs = 2\n[rules]\nignore = ["SEQ-001"]\n',
        5,
        "The setting rules stands here a second time. Keep one of them.",
    ),
    "table-in-two-forms": (
        b'[rules]\nseverity = { SEQ-001 = "info" }\n\n[rules.severity]\nSEQ-002 = "info"\n',
        4,
        "The setting rules.severity stands here a second time. Keep one of them.",
    ),
    "rule-twice": (
        b'[rules.severity]\nSEQ-001 = "info"\nseq-001 = "warning"\n',
        3,
        "The setting rules.severity.seq-001 stands here a second time, after SEQ-001. Keep one of them.",
    ),
    "parameters-of-a-rule-twice": (
        b"[rules.parameters.MON-005]\nquarter = 92\n[rules.parameters.mon-005]\nquarter = 60\n",
        3,
        "The setting rules.parameters.mon-005 stands here a second time, after MON-005. Keep one of them.",
    ),
}

NO_RULE_LEFT = "No rule is left to run. Select at least one, and do not ignore all."

# What the rules that the board uses cannot take.
UNFIT: dict[str, tuple[str, int | None, type[ScrgraphError], str]] = {
    "severity-of-no-rule": ('[rules.severity]\nABC-001 = "info"', 2, UnknownRule, no_rule("severity")),
    "parameters-of-no-rule": ("[rules.parameters.ABC-001]\nquarter = 92", 1, UnknownRule, no_rule("parameters")),
    "select-no-rule": ('[rules]\n\nselect = ["SEQ-001", "ABC-001"]', 3, UnknownRule, no_rule("select")),
    "ignore-no-rule": ('[rules]\nignore = ["ABC-001"]', 2, UnknownRule, no_rule("ignore")),
    "select-nearly-a-rule": (
        '[rules]\nselect = ["SEK-001"]',
        2,
        UnknownRule,
        "The setting rules.select names SEK-001, and no rule of the pack core bears this code. "
        "The nearest is SEQ-001; or name the folder that holds the rule under rules.packs.",
    ),
    "select-and-ignore-the-same": (
        '[rules]\nselect = ["SEQ-001"]\nignore = ["SEQ-001"]',
        None,
        BadUsage,
        NO_RULE_LEFT,
    ),
    "parameter-of-no-rule-with-any": (
        "[rules.parameters.SEQ-001]\ndays = 3",
        None,
        ScrgraphError,
        "SEQ-001 has no parameter 'days'. Its parameters: none.",
    ),
    "parameter-that-the-rule-does-not-have": (
        "[rules.parameters.XRV-002]\nrepeated = 3\nquarter = 92",
        None,
        ScrgraphError,
        "XRV-002 has no parameter 'quarter'. Its parameters: repeated, several.",
    ),
    "words-for-a-number": (
        '[rules.parameters.MON-005]\nquarter = "92"',
        None,
        ScrgraphError,
        "The parameter 'quarter' of MON-005 is a whole number. Write a value of that kind.",
    ),
    "number-for-words": (
        "[rules.parameters.SMT-003]\neffect = 3",
        None,
        ScrgraphError,
        "The parameter 'effect' of SMT-003 is words. Write a value of that kind.",
    ),
    "no-words": ('[rules.parameters.SMT-003]\neffect = ""', None, ScrgraphError, NO_PATTERN),
    "quotation-mark": ("[rules.parameters.SMT-003]\neffect = 'audit\"'", None, ScrgraphError, NO_PATTERN),
    "empty-word": ('[rules.parameters.SMT-003]\neffect = "|audit"', None, ScrgraphError, NO_PATTERN),
    "backslash": (r"[rules.parameters.SMT-003]" + "\n" + r"effect = '\d'", None, ScrgraphError, NO_PATTERN),
    "line-break": ('[rules.parameters.SMT-003]\neffect = "audit\\noutcome"', None, ScrgraphError, NO_PATTERN),
}

# What the settings name, and is not there: what is said of it before any command uses it.
NOT_THERE: dict[str, tuple[str, int, str]] = {
    "pack": (
        '[rules]\npacks = ["core", "nowhere"]',
        2,
        "The setting rules.packs names nowhere, and there is no such folder.",
    ),
    "pack-a-file": (
        '[rules]\npacks = ["plan.txt"]',
        2,
        "The setting rules.packs names plan.txt, and there is no such folder.",
    ),
    "links": (
        '[declared]\nthemes = []\nlinks = ["nowhere.toml"]',
        3,
        "The setting declared.links names nowhere.toml, and there is no such file.",
    ),
    "themes-a-folder": (
        '[declared]\nthemes = ["plans"]',
        2,
        "The setting declared.themes names plans, and there is no such file.",
    ),
    "waivers": (
        '[declared]\nwaivers = ["plan.txt", "ours/waivers.toml"]',
        2,
        "The setting declared.waivers names ours/waivers.toml, and there is no such file.",
    ),
    "baseline": (
        '[audit]\nbaseline = "../old.json"',
        2,
        "The setting audit.baseline names ../old.json, and there is no such file.",
    ),
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

# All of them: what the file says, the file and the line that are named, what is said of it.
REFUSED: dict[str, tuple[str | bytes, str, int | None, str]] = {
    **{name: (text, "scrgraph.toml", line, said) for name, (text, line, said) in MISTAKES.items()},
    **{name: (text, "scrgraph.toml", line, said) for name, (text, line, said) in UNREAD.items()},
    **{name: (text, "scrgraph.toml", line, said) for name, (text, line, _, said) in UNFIT.items()},
    **{name: (text, astray, None, said) for name, (text, astray, said) in ASTRAY.items()},
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


def test_every_setting_is_read_and_paths_are_relative_to_the_file(board: Path) -> None:
    elsewhere = board.parent / "links.toml"
    file = write_settings(
        board / "plans",
        f"""
        base = "https://board.example/reviews#"
        layouts = "our layouts"
        queries = "our queries"

        [rules]
        packs = ["core", "rules"]
        select = ["SEQ-001", "MON-005"]
        ignore = ["SEQ-002"]
        severity = {{ SEQ-001 = "info", MON-005 = "violation" }}
        time_limit = 5

        [rules.parameters]
        MON-005 = {{ quarter = 60 }}
        SMT-003 = {{ effect = "audit|outcome" }}

        [declared]
        links = ["data/links.toml", '{elsewhere}']
        themes = ["../themes.json"]
        waivers = ["waivers.toml"]
        corrections = ["corrections.toml"]
        promises = ["quarterly-reports", "named-evidence"]

        [audit]
        fail_on = "never"
        format = "json"
        width = 120
        engine = "pyshacl"
        jobs = 2
        baseline = "old.json"

        [query]
        format = "md"
        time_limit = 7

        [exchange]
        board = "Testshire Safeguarding Board"
        licence = "Agreement 7"
        handling = "OFFICIAL-SENSITIVE"
        names = "names.txt"
        keys = ["keys/elmshire.public.toml"]
        mappings = ["terms.sssom.tsv"]
        """,
    )
    assert read_config(file) == Config(
        path=file,
        base="https://board.example/reviews#",
        layouts=board / "plans" / "our layouts",
        queries=board / "plans" / "our queries",
        packs=("core", board / "plans" / "rules"),
        select=("SEQ-001", "MON-005"),
        ignore=("SEQ-002",),
        severities={"SEQ-001": "info", "MON-005": "violation"},
        parameters={"MON-005": {"quarter": 60}, "SMT-003": {"effect": "audit|outcome"}},
        links=(board / "plans" / "data" / "links.toml", elsewhere),
        themes=(board / "plans" / ".." / "themes.json",),
        waivers=(board / "plans" / "waivers.toml",),
        corrections=(board / "plans" / "corrections.toml",),
        promises=("quarterly-reports", "named-evidence"),
        baseline=board / "plans" / "old.json",
        mappings=(board / "plans" / "terms.sssom.tsv",),
        keys=(board / "plans" / "keys" / "elmshire.public.toml",),
        time_limit=5,
        engine="pyshacl",
    )
    assert read_config(file).said.keys() == {setting.name for setting in list_settings()}


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
    assert [rule.code for rule in pack.rules] == [rule.code for rule in load_core().rules if rule.code != "SEQ-005"]


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


def write_told(file: Path, line: int | None, sentence: str) -> str:
    return f"{file}{'' if line is None else f', line {line}'}: {sentence}"


@pytest.mark.parametrize("name", [*MISTAKES, *UNREAD])
def test_what_no_board_can_set_is_refused(name: str, board: Path) -> None:
    text, line, sentence = (MISTAKES | UNREAD)[name]
    file = write_settings(board, text)
    with pytest.raises(BadUsage) as refused:
        find_config(board / "plans")
    assert str(refused.value) == write_told(file, line, sentence)


@pytest.mark.parametrize("name", UNFIT)
def test_what_the_rules_cannot_take_is_refused(name: str, board: Path) -> None:
    text, line, kind, sentence = UNFIT[name]
    file = write_settings(board, text)
    with pytest.raises(ScrgraphError) as refused:
        load_pack(Asked(), find_config(board))
    assert type(refused.value) is kind
    assert str(refused.value) == write_told(file, line, sentence)


@pytest.mark.parametrize("name", ASTRAY)
def test_what_is_not_there_is_named(name: str, board: Path) -> None:
    text, astray, sentence = ASTRAY[name]
    write_settings(board, text)
    with pytest.raises(ScrgraphError) as refused:
        load_all(find_config(board))
    assert str(refused.value) == f"{board / astray}: {sentence}"


@pytest.mark.parametrize("name", REFUSED)
def test_every_mistake_ends_an_audit_with_one_line_and_2(name: str, board: Path) -> None:
    text, file, line, sentence = REFUSED[name]
    write_settings(board, text)
    said = write_told(board / file, line, sentence)
    assert run("audit", "plan.txt", *AS_OF) == Ran(2, b"", f"scrgraph: {said}\n".encode())


@pytest.mark.parametrize("name", REFUSED)
def test_check_finds_every_mistake(name: str, board: Path) -> None:
    write_settings(board, REFUSED[name][0])
    ran = run("config", "check")
    assert (ran.code, ran.out) == (2, b"")
    assert re.fullmatch(rf"scrgraph: {re.escape(str(board))}/[^\n]+[.]\n", ran.complaint)


@pytest.mark.parametrize("command", ["show", "check"])
@pytest.mark.parametrize("name", NOT_THERE)
def test_file_that_is_named_and_is_not_there_is_told(name: str, command: str, board: Path) -> None:
    text, line, sentence = NOT_THERE[name]
    file = write_settings(board, text)
    said = f"{sentence} Mend the name, or take it out; it is looked for beside scrgraph.toml."
    assert run("config", command) == Ran(2, b"", f"scrgraph: {write_told(file, line, said)}\n".encode())


@pytest.mark.parametrize("name", [*MISTAKES, *UNREAD])
def test_show_refuses_what_no_board_can_set(name: str, board: Path) -> None:
    text, line, sentence = (MISTAKES | UNREAD)[name]
    said = write_told(write_settings(board, text), line, sentence)
    assert run("config", "show") == Ran(2, b"", f"scrgraph: {said}\n".encode())


@pytest.mark.parametrize(
    ("text", "line"), [("[rules", 1), ("[rules]\nselect = [SEQ-001]", 2), ("[audit]\n\nengine = pyshacl", 3)]
)
def test_what_is_not_toml_is_refused_with_its_line(text: str, line: int, board: Path) -> None:
    file = write_settings(board, text + "\n")
    ran = run("audit", "plan.txt", *AS_OF)
    assert (ran.code, ran.out) == (2, b"")
    said = rf"This is not TOML \(.+ \(at line {line}, column \d+\)\)\. "
    said += r"Mend the line: words stand in quotation marks, lists in square brackets\."
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


@pytest.mark.usefixtures("board")
def test_file_that_is_not_there_is_refused() -> None:
    ran = run("config", "check", "nowhere.toml")
    said = f"The settings cannot be read ({os.strerror(errno.ENOENT)}). Check its name, and whether it may be read."
    assert ran == Ran(2, b"", f"scrgraph: nowhere.toml: {said}\n".encode())


def test_folder_of_that_name_is_refused_and_not_passed_over(board: Path) -> None:
    write_settings(board, '[rules]\nselect = ["SEQ-001"]')
    folder = board / "plans" / "scrgraph.toml"
    folder.mkdir()
    with pytest.raises(BadUsage) as refused:
        find_config(board / "plans" / "2010")
    assert str(refused.value) == f"{folder}: This is a folder, and a file of settings is to bear this name. Rename it."


def test_link_that_leads_nowhere_is_refused_and_not_passed_over(board: Path) -> None:
    write_settings(board, '[rules]\nselect = ["SEQ-001"]')
    (board / "plans" / "scrgraph.toml").symlink_to(board / "nowhere.toml")
    with pytest.raises(BadUsage, match=re.escape(os.strerror(errno.ENOENT))):
        find_config(board / "plans")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names on this system")
def test_pipe_of_that_name_is_refused_and_not_waited_for(board: Path) -> None:
    os.mkfifo(board / "scrgraph.toml")
    with pytest.raises(BadUsage, match="This is no file"):
        find_config(board)


def test_file_that_may_not_be_opened_ends_an_audit_with_one_line_and_2(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    file = write_settings(board, "")
    monkeypatch.setattr(Path, "open", refuse)
    ran = run("audit", "plan.txt", *AS_OF)
    said = f"The settings cannot be read ({os.strerror(errno.EACCES)}). Check its name, and whether it may be read."
    assert ran == Ran(2, b"", f"scrgraph: {file}: {said}\n".encode())


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_mistake_of_the_command_line_is_not_laid_on_the_file(option: str, board: Path) -> None:
    write_settings(board, '[rules]\nselect = ["SEQ-001"]')
    said = "There is no rule ABC-001 in the rule pack core. See `scrgraph rules list` for those that there are."
    assert run("audit", "plan.txt", *AS_OF, option, "ABC-001") == Ran(2, b"", f"scrgraph: {said}\n".encode())


def test_mark_of_byte_order_is_passed_over(board: Path) -> None:
    write_settings(board, "\ufeff[rules]\nselect = ['SEQ-001']")
    assert list_codes() == ["SEQ-001"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_as_any_editor_ends_them(end: str, board: Path) -> None:
    write_settings(board, end.join(["[rules]", "# ours", "selects = []", ""]))
    with pytest.raises(BadUsage) as refused:
        find_config(board)
    assert refused.value.place == "line 3"


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
        ("query", "list"),
        ("ingest", "plan.txt", "-o", "plan.trig"),
        ("rows", "plan.txt"),
        ("diff", "plan.txt", "plan.txt"),
        ("ontology", "check"),
    ],
    ids=" ".join,
)
def test_every_command_that_judges_or_stores_reads_the_settings(command: tuple[str, ...], board: Path) -> None:
    text, line, sentence = MISTAKES["unknown-table"]
    said = write_told(write_settings(board, text), line, sentence)
    assert run(*command) == Ran(2, b"", f"scrgraph: {said}\n".encode())


def test_a_command_that_reads_no_plans_needs_no_settings(board: Path) -> None:
    write_settings(board, MISTAKES["unknown-table"][0])
    assert run("generate", "--reviews", "1", "-o", "made").code == 0
