"""``scrgraph rules``: lists and shows rules, runs the cases of a pack, and begins a new rule that passes its cases."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from scrgraph.audit.cases import find_cases, list_cases
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.scaffold import NewRule, begin_rule
from tests.graph.sample import Ran, load_pack, run, run_apart

PACK = Path("our-rules")
RULE = PACK / "evidence" / "our-fault.ttl"
CASES = PACK / "cases" / "evidence" / "our-fault"
FINDS, PASSES = CASES / "finds-undated.ttl", CASES / "passes-dated.ttl"
ALL_GOOD = "1 rule, 2 cases: all as they should be.\n"
# What the program does not yet do as promised. Where it does, this mark has to go.


@pytest.fixture(autouse=True)
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a pack of one rule, ``LOC-001``, a copy of ``EVD-004`` with one case of each kind."""
    monkeypatch.chdir(tmp_path)
    begin_rule(PACK, NewRule("LOC-001", "Our fault", "evidence"), load_pack().find("EVD-004"))


def list_all() -> dict[str, bytes]:
    """Give all that lies in the work folder; of folders, their names alone."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in sorted(Path().rglob("*"))}


def change(file: Path, old: str, new: str) -> int:
    """Change a file at one place; gives the number of the line where that begins."""
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise KeyError(f"{text.count(old)} places read: {old}")
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text.partition(old)[0].count("\n") + 1


def assert_refused(ran: Ran, says: str) -> None:
    assert (ran.code, ran.out) == (2, b"")
    assert len(ran.complaint.splitlines()) == 1
    assert ran.complaint.startswith("scrgraph: ")
    assert says in ran.complaint


# -- list and show -----------------------------------------------------------------------------------------------------


def test_list_names_the_rules_of_the_packs_that_are_asked_for() -> None:
    core = [rule.code for rule in load_pack().every]
    packs: tuple[str, ...]
    for packs, codes in (
        ((), core),
        (("--rules", "core"), core),
        (("--rules", "our-rules"), ["LOC-001"]),
        (("--rules", "our-rules", "--rules", "core"), sorted([*core, "LOC-001"])),
    ):
        listed = run("rules", "list", *packs, "--width", "140")
        assert (listed.code, listed.complaint) == (0, "")
        assert re.findall(r"^([A-Z]+-\d{3}) ", listed.text, flags=re.MULTILINE) == codes
        made = json.loads(run("rules", "list", *packs, "--format", "json").out)
        assert [rule["code"] for rule in made] == codes
    assert {rule["code"]: rule["pack"] for rule in made} == dict.fromkeys(core, "core") | {"LOC-001": "our-rules"}


def test_page_of_a_rule_of_a_pack_says_where_it_stands() -> None:
    ran = run("rules", "show", "loc-001", "--rules", "our-rules", "--width", "200")
    assert (ran.code, ran.complaint) == (0, "")
    lines = ran.text.splitlines()
    (rule,) = RulePack.load(PACK).rules
    assert lines[0] == "LOC-001  Finalisation is dated"
    assert f"Why it matters: {rule.why}" in lines
    assert f"What would settle it: {rule.remedy}" in lines
    assert "Severity: warning" in lines
    assert lines[-1] == f"Shape: {rule.shape} in our-rules/evidence/our-fault.ttl"


def test_page_as_json_is_that_of_the_list() -> None:
    packs = ("--rules", "core", "--rules", "our-rules")
    shown, model = (
        json.loads(run("rules", "show", code, *packs, "--format", "json").out) for code in ("LOC-001", "EVD-004")
    )
    assert shown in json.loads(run("rules", "list", *packs, "--format", "json").out)
    assert {key for key in model if shown[key] != model[key]} == {"code", "pack", "name", "shape", "file"}
    assert (shown["pack"], shown["name"], shown["file"]) == ("our-rules", "Our fault", "evidence/our-fault.ttl")


@pytest.mark.parametrize("packs", [(), ("--rules", "core")])
def test_rule_of_a_pack_that_is_not_asked_for_is_unknown(packs: tuple[str, ...]) -> None:
    assert_refused(run("rules", "show", "LOC-001", *packs), "There is no rule LOC-001 in the rule pack core.")


# -- test: changes of the rules ------------------------------------------------------------------------------------


def test_changes_that_no_case_catches_are_named_with_their_lines() -> None:
    ran = run("rules", "test", "our-rules", "--select", "loc-001", "--mutants")
    assert (ran.code, ran.complaint) == (0, "")
    assert ran.text.startswith(ALL_GOOD)
    lines = RULE.read_text(encoding="utf-8").splitlines()
    named = re.findall(r"^LOC-001  line (\d+): (.*): no case catches it\.$", ran.text, flags=re.MULTILINE)
    assert named
    assert any(lines[int(line) - 1].strip() in name for line, name in named)
    made = json.loads(run("rules", "test", "our-rules", "--mutants", "--format", "json").out)
    (one,) = made["mutants"]["by_rule"]
    assert len(one["survivors"]) == len(named)
    found = made["mutants"]["constraints"]
    assert found["made"] - found["caught"] == sum(said["group"] == "constraints" for said in one["survivors"])


def test_nothing_is_changed_where_a_case_does_not_come_out() -> None:
    change(FINDS, "event-kinds/finalised", "event-kinds/requested")
    ran = run("rules", "test", "our-rules", "--mutants", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["mutants"]["by_rule"] == []


def test_rule_that_is_not_in_the_pack_cannot_be_selected() -> None:
    assert_refused(run("rules", "test", "our-rules", "--select", "EVD-004"), "There is no rule EVD-004")


# -- test: good packs --------------------------------------------------------------------------------------------------


def test_good_pack_passes_and_is_left_as_it_is() -> None:
    before = list_all()
    ran = run("rules", "test", "our-rules")
    assert (ran.code, ran.text, ran.complaint) == (0, ALL_GOOD, "")
    assert list_all() == before


def test_good_pack_passes_as_json() -> None:
    ran = run("rules", "test", "our-rules", "--format", "json")
    assert (ran.code, ran.complaint) == (0, "")
    assert json.loads(ran.out) == {"rules": 1, "cases": 2, "faults": []}


def test_several_packs_and_those_of_the_settings_are_tested() -> None:
    begin_rule(Path("theirs"), NewRule("OTH-001", "Other fault", "completeness"), load_pack().find("CMP-001"))
    assert run("rules", "test", "our-rules", "theirs").text == "2 rules, 4 cases: all as they should be.\n"
    Path("scrgraph.toml").write_text('[rules]\npacks = ["theirs"]\n', encoding="utf-8")
    assert json.loads(run("rules", "test", "--format", "json").out) == {"rules": 1, "cases": 2, "faults": []}


# -- test: faults ------------------------------------------------------------------------------------------------------

UNEXPECTED = "It finds row with event2, which the case does not expect."
MISSED = "It does not find row with event2, which the case expects."
KIND = "A case that finds must end with the results it expects, and another one must expect none."
NAME = "Its name must begin with one of: finds, passes, unjudged."
NO_CASE = "The rule has no such case."
COLUMN = ', "scrutiny" .'


@dataclass(frozen=True)
class Fault:
    """What is wrong with the cases of a rule, and what is to be told of it, by file.

    ``made`` is a case made of another (or of the facts of the one that is found), with some words changed.
    """

    told: tuple[tuple[str, str], ...]
    made: tuple[str, str, str, str] | None = None
    missing: tuple[str, ...] = ()


FAULTS: dict[str, Fault] = {
    "finds too much": Fault((("passes-undated.ttl", UNEXPECTED),), ("passes-undated.ttl", "facts", "", "")),
    "finds too little": Fault(
        (("finds-open.ttl", MISSED),), ("finds-open.ttl", "finds", "event-kinds/finalised", "event-kinds/received")
    ),
    "finds another": Fault(
        ((FINDS.name, UNEXPECTED), (FINDS.name, MISSED.replace("event2", "event1"))),
        (FINDS.name, "finds", "sh:value ex:event2", "sh:value ex:event1"),
    ),
    "finds by another shape": Fault(
        ((FINDS.name, UNEXPECTED), (FINDS.name, MISSED)),
        (FINDS.name, "finds", "sh:sourceShape our:", "sh:sourceShape ex:"),
    ),
    "finds without a report": Fault((("finds-dated.ttl", KIND),), ("finds-dated.ttl", "passes", "", "")),
    "passes with a report": Fault((("passes-undated.ttl", KIND),), ("passes-undated.ttl", "finds", "", "")),
    "wrong name": Fault((("other-dated.ttl", NAME),), ("other-dated.ttl", "passes", "", "")),
    "wrong name and too much": Fault(
        (("other-undated.ttl", NAME), ("other-undated.ttl", UNEXPECTED)), ("other-undated.ttl", "facts", "", "")
    ),
    "judged after all": Fault(
        (("unjudged-dated.ttl", "It must say of all that it looks at that it cannot judge it, and why."),),
        ("unjudged-dated.ttl", "passes", "", ""),
    ),
    "not judged": Fault(
        (
            (
                "passes-no-column.ttl",
                "It cannot judge what the case is about: The layout of this part of the plan has no column"
                " “Scrutiny by the sub-group”.",
            ),
        ),
        ("passes-no-column.ttl", "facts", COLUMN, " ."),
    ),
    "no finds": Fault((("finds-….ttl", NO_CASE),), missing=(FINDS.name,)),
    "no passes": Fault((("passes-….ttl", NO_CASE),), missing=(PASSES.name,)),
    "no case": Fault((("finds-….ttl", NO_CASE), ("passes-….ttl", NO_CASE)), missing=(FINDS.name, PASSES.name)),
    "no finds and too much": Fault(
        (("finds-….ttl", NO_CASE), ("passes-undated.ttl", UNEXPECTED)),
        ("passes-undated.ttl", "facts", "", ""),
        missing=(FINDS.name,),
    ),
    "none": Fault((), ("unjudged-no-column.ttl", "facts", COLUMN, " .")),
}


def read_case(cases: Path, of: str) -> str:
    """Give a case of a rule that is sound: the one that finds, the one that passes, or the facts of the first alone."""
    text = (cases / (PASSES if of == "passes" else FINDS).name).read_text(encoding="utf-8")
    return text.partition("[] a sh:ValidationReport")[0] if of == "facts" else text


def put_fault(cases: Path, fault: Fault) -> None:
    """Make the sound cases of a rule faulty."""
    if fault.made:
        name, of, old, new = fault.made
        text = read_case(cases, of)
        assert old in text
        (cases / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
    for name in fault.missing:
        (cases / name).unlink()


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Rule], Ran]:
    """The rules of a pack with one for each of ``FAULTS``, and what the command says of them."""
    pack = tmp_path_factory.mktemp("faulty")
    for number, (name, fault) in enumerate(FAULTS.items()):
        begin_rule(pack, NewRule(f"LOC-{number:03}", f"Rule {name}", "evidence"), load_pack().find("EVD-004"))
        put_fault(pack / "cases" / "evidence" / f"rule-{name.replace(' ', '-')}", fault)
    rules = {rule.name.removeprefix("Rule "): rule for rule in RulePack.load(pack).rules}
    return rules, run("rules", "test", pack)


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_case_is_told_with_its_file(tested: tuple[dict[str, Rule], Ran], name: str) -> None:
    rules, ran = tested
    rule = rules[name]
    lines = [line for line in ran.text.splitlines() if line.startswith(f"{rule.code}  ")]
    assert sorted(lines) == sorted(
        f"{rule.code}  {find_cases(rule) / file}: {words}" for file, words in FAULTS[name].told
    )


def test_faults_end_with_1_and_are_counted(tested: tuple[dict[str, Rule], Ran]) -> None:
    _, ran = tested
    faulty = len({(name, file) for name, fault in FAULTS.items() for file, _ in fault.told})
    *lines, end = ran.text.splitlines()

    assert (ran.code, ran.complaint) == (1, "")
    assert len(lines) == sum(len(fault.told) for fault in FAULTS.values())
    assert re.fullmatch(rf"{len(FAULTS)} rules, \d+ cases: {faulty} not as they should be\.", end)


def test_faults_are_told_as_json() -> None:
    fault = FAULTS["no finds and too much"]
    put_fault(CASES, fault)
    ran = run("rules", "test", "our-rules", "--format", "json")
    assert (ran.code, ran.complaint) == (1, "")
    assert json.loads(ran.out)["faults"] == [
        {"rule": "LOC-001", "case": str(CASES / file), "fault": words} for file, words in fault.told
    ]


def test_rule_that_is_changed_no_longer_agrees_with_its_cases() -> None:
    kind = 'FILTER (?finalisationKind = "finalised")'
    change(RULE, kind, kind.replace("finalised", "reviewed"))
    ran = run("rules", "test", "our-rules")
    assert ran.code == 1
    assert ran.text.splitlines()[:2] == [
        f"LOC-001  {FINDS}: It finds row with event1, which the case does not expect.",
        f"LOC-001  {FINDS}: {MISSED}",
    ]


def test_rule_that_finds_what_it_does_not_look_at_is_told() -> None:
    change(RULE, "?this scr:outcome 'finalised'", "?this scr:outcome 'open'")
    assert run("rules", "test", "our-rules").text.splitlines()[:-1] == [
        f"LOC-001  {FINDS}: It finds row, which is not among the nodes that scrsh:appliesTo gives."
    ]


# -- test: cases that cannot be read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('scr:asOf "2010-07-31"^^xsd:date', 'rdfs:label "The audit"'),
        ('scr:asOf "', 'scr:asOf "2010-08-01"^^xsd:date, "'),
        ('"2010-07-31"^^xsd:date', '"the last of July"'),
    ],
)
def test_case_without_its_one_day_is_refused_with_its_file(old: str, new: str) -> None:
    change(PASSES, old, new)
    assert_refused(run("rules", "test", "our-rules"), f"{PASSES}: A case is judged as of one day.")


def test_case_that_is_no_turtle_is_refused_with_its_line() -> None:
    line = change(PASSES, '"Head of Tenancies"', '"Head of Tenancies')
    assert_refused(run("rules", "test", "our-rules"), f"{PASSES}, line {line}: This file is not Turtle.")


def test_case_of_another_encoding_is_refused_with_its_line() -> None:
    line = change(PASSES, "Head of Tenancies", "Gérante")
    PASSES.write_bytes(PASSES.read_text(encoding="utf-8").encode("latin-1"))
    assert_refused(run("rules", "test", "our-rules"), f"{PASSES}, line {line}: This file is not Turtle.")


def test_case_of_a_day_that_is_none_is_refused_in_one_line(tmp_path: Path) -> None:
    change(PASSES, '"2010-07-31"^^xsd:date', '"2010-02-31"^^xsd:date')
    assert_refused(run_apart("rules", "test", "our-rules", cwd=tmp_path), f"{PASSES}: A case is judged as of one day.")


def test_case_of_a_number_that_is_none_is_refused_with_its_file() -> None:
    change(PASSES, "scr:position 1 ;\n    scr:ordinal", 'scr:position "first" ;\n    scr:ordinal')
    assert_refused(run("rules", "test", "our-rules"), str(PASSES))


@pytest.mark.parametrize("place", [CASES / "undated.ttl", CASES.with_name("our-falt") / "finds-dated.ttl"])
def test_case_that_is_never_run_is_told_with_its_file(place: Path) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text(read_case(CASES, "facts"), encoding="utf-8")
    ran = run("rules", "test", "our-rules")
    assert ran.code == 1
    assert str(place) in ran.text


# -- engines -----------------------------------------------------------------------------------------------------------


def test_cases_are_run_on_each_engine_that_is_named() -> None:
    table = run("rules", "test", "our-rules", "--engines", "all")
    assert (table.code, table.complaint) == (0, "")
    assert [line.split()[-3:] for line in table.text.splitlines()[2:]] == [["1", "2", "2"]] * 4
    engines = ["oxigraph", "pyshacl-prepared", "pyshifty", "topbraid-shacl"]
    assert [line.split()[0] for line in table.text.splitlines()[2:]] == engines
    told = json.loads(run("rules", "test", "our-rules", "--engines", "pyshacl", "--format", "json").out)
    assert (told["cases"], told["faults"], len(told["engines"])) == (2, [], 1)


def test_case_that_comes_out_wrongly_is_told_with_its_engine() -> None:
    change(PASSES, "scr:position 1 ;\n    scr:onDate", "scr:position 1 ;\n    scr:dueDate")
    ran = run("rules", "test", "our-rules", "--engines", "oxigraph, shifty")
    assert ran.code == 1
    assert [line.split(":")[0].split()[0] for line in ran.text.splitlines()[:2]] == ["oxigraph", "pyshifty"]


def test_engine_that_is_none_is_refused() -> None:
    assert_refused(
        run("rules", "test", "our-rules", "--engines", "jena"), "They are: oxigraph, pyshacl, shifty, topbraid"
    )


# -- new ---------------------------------------------------------------------------------------------------------------

# Of each family, the first rule that judges rows.
MODELS = {rule.family: rule for rule in reversed(load_pack().rules) if rule.judges_rows}


@dataclass(frozen=True)
class Begun:
    """A pack with a copy of each of ``MODELS``: what was said as each was begun, and of their cases."""

    pack: Path
    said: dict[str, Ran]
    tested: Ran
    rules: dict[Path, Rule]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    pack = tmp_path_factory.mktemp("boards") / "new rules"
    said = {}
    for number, (family, model) in enumerate(sorted(MODELS.items()), 1):
        said[family] = run("rules", "new", f"LOC-{number:03}", f"Fault {number}", "--pack", pack, "--like", model.code)
    tested = run("rules", "test", pack)
    return Begun(pack, said, tested, {rule.path: rule for rule in RulePack.load(pack).rules})


def test_new_rules_of_many_families_pass_their_cases_at_once(begun: Begun) -> None:
    made = len(MODELS)
    assert made >= 6
    assert (begun.tested.code, begun.tested.complaint) == (0, "")
    assert begun.tested.text == f"{made} rules, {2 * made} cases: all as they should be.\n"
    assert sum(path.is_file() for path in begun.pack.rglob("*")) == 3 * made


@pytest.mark.parametrize("family", sorted(MODELS))
def test_new_rule_is_three_files_like_those_of_its_model(family: str, begun: Begun) -> None:
    number, model, said = sorted(MODELS).index(family) + 1, MODELS[family], begun.said[family]
    file = begun.pack / family / f"fault-{number}.ttl"
    cases = sorted((begun.pack / "cases" / family / f"fault-{number}").iterdir())
    rule = begun.rules[file]

    assert (said.code, said.complaint) == (0, "")
    assert said.text.splitlines() == [
        *(f"{written} written." for written in (file, *cases)),
        f"Now change them, and run: scrgraph rules test '{begun.pack}'",
    ]
    assert [case.name.partition("-")[0] for case in cases] == ["finds", "passes"]
    assert {case.name for case in cases} <= {case.name for case in list_cases(model)}
    assert (rule.code, rule.name, rule.family) == (f"LOC-{number:03}", f"Fault {number}", family)
    for what in "title comment why remedy severity parameters needs_columns applies_to not_evaluable shows".split():
        assert getattr(rule, what) == getattr(model, what), what
    for text in (path.read_text(encoding="utf-8") for path in (file, *cases)):
        assert not re.search(rf"scrsh:{model.shape.partition('#')[2]}\b", text)
        assert f'"{model.code}"' not in text


def test_new_rule_is_asked_for_in_small_letters_and_put_into_a_family_of_its_own() -> None:
    name = "  Other  fault\nof ours "
    assert run("rules", "new", "loc-002", name, "--pack", "ours", "--family", "our-own", "--like", "seq-001").code == 0
    (rule,) = RulePack.load(Path("ours")).rules
    assert (rule.code, rule.name, rule.family) == ("LOC-002", "Other fault of ours", "our-own")
    assert rule.path == Path("ours/our-own/other-fault-of-ours.ttl")
    assert run("rules", "test", "ours").text == ALL_GOOD


def begin(**asked: str) -> Ran:
    """Begin a second rule in the pack, with something asked otherwise."""
    given = {"code": "LOC-002", "name": "Second fault", "--pack": "our-rules"} | asked
    code, name = given.pop("code"), given.pop("name")
    return run("rules", "new", code, name, *(word for option in given.items() for word in option))


def test_new_rule_leaves_those_that_are_there_as_they_are() -> None:
    before = list_all()
    assert begin().code == 0
    after = list_all()
    assert {name: after[name] for name in before} == before
    assert [rule.code for rule in RulePack.load(PACK).rules] == ["LOC-001", "LOC-002"]


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "code-of-core": ({"code": "SEQ-001"}, "SEQ-001 is a rule of scrgraph's."),
    "code-of-core-in-small-letters": ({"code": "seq-001"}, "SEQ-001 is a rule of scrgraph's."),
    "code-of-the-pack": ({"code": "LOC-001"}, f"{RULE}: LOC-001 is already used here."),
    "code-too-short": ({"code": "LOC-2"}, "The code LOC-2 is not of the form ABC-001."),
    "code-too-long": ({"code": "LOC-0002"}, "The code LOC-0002 is not of the form ABC-001."),
    "code-without-a-hyphen": ({"code": "LOC002"}, "The code LOC002 is not of the form ABC-001."),
    "code-with-a-path": ({"code": "../LOC-002"}, "The code ../LOC-002 is not of the form ABC-001."),
    "code-empty": ({"code": ""}, "is not of the form ABC-001."),
    "name-with-quotation-marks": ({"name": 'The "late" one'}, "'The \"late\" one' names no fault."),
    "name-with-a-backslash": ({"name": "Late\\"}, "names no fault."),
    "name-empty": ({"name": " "}, "'' names no fault. Begin with a word of letters: \"Reviewed once only\", say."),
    "name-of-digits": ({"name": "7 days late"}, "'7 days late' names no fault."),
    "name-of-signs": ({"name": "?!"}, "'?!' names no fault."),
    "name-that-is-there": ({"name": "Our fault"}, f"{RULE}: 'Our fault' is already a rule here."),
    "name-of-the-same-file": ({"name": "our-FAULT!"}, f"{RULE}: 'our-FAULT!' is already a rule here."),
    "family-of-models": ({"--family": "model"}, "'model' can be no family."),
    "family-of-cases": ({"--family": "cases"}, "'cases' can be no family."),
    "family-outside": ({"--family": "../evidence"}, "'../evidence' can be no family."),
    "family-in-capitals": ({"--family": "Evidence"}, "'Evidence' can be no family."),
    "like-none": ({"--like": "ABC-001"}, "There is no rule ABC-001 in the rule pack core."),
    "like-one-of-the-pack": ({"--like": "LOC-001"}, "There is no rule LOC-001 in the rule pack core."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_rule_that_cannot_be_begun_is_refused_and_nothing_written(name: str) -> None:
    asked, says = REFUSED[name]
    before = list_all()
    assert_refused(begin(**asked), says)
    assert list_all() == before


@pytest.mark.parametrize("asked", [{"code": "LOC-2"}, {"code": "SEQ-001"}, {"name": '"'}, {"--family": "model"}])
def test_pack_that_cannot_be_begun_is_not_made(asked: dict[str, str]) -> None:
    before = list_all()
    assert begin(**asked, **{"--pack": "new-rules"}).code == 2
    assert list_all() == before


@pytest.mark.parametrize("kind", ["finds", "passes"])
def test_case_that_is_there_is_not_written_over(kind: str) -> None:
    (case,) = CASES.glob(f"{kind}-*.ttl")
    ours = CASES.with_name("second-fault") / case.name
    ours.parent.mkdir()
    ours.write_text("# Ours\n", encoding="utf-8")
    before = list_all()
    assert_refused(begin(), f"{ours}: This file is there already.")
    assert list_all() == before


@pytest.mark.parametrize("words", [(), ("LOC-002",), ("LOC-002", "Second fault")])
def test_what_a_new_rule_needs_is_asked_for(words: tuple[str, ...]) -> None:
    before = list_all()
    assert_refused(run("rules", "new", *words), "Missing")
    assert list_all() == before


def test_new_rule_of_a_name_that_another_family_has_leaves_the_pack_sound() -> None:
    """Both would be the shape ``our:OurFault``, and the pack could no longer be loaded."""
    assert begin(name="Our fault", **{"--family": "sequence"}).code in (0, 2)
    assert run("rules", "list", "--rules", "our-rules").code == 0


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.write_bytes('<a> <b> "é" .'.encode("latin-1"))])
def test_file_of_the_pack_that_cannot_be_read_is_told(make: Callable[[Path], object]) -> None:
    other = RULE.with_name("other.ttl")
    make(other)
    before = list_all()
    assert_refused(begin(), str(other))
    assert list_all() == before
