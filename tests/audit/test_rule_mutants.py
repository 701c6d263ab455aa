"""Changes of whole rules, and how they are tried by the cases."""

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph

from scrgraph.audit import mutant_trials
from scrgraph.audit.equivalents import FILE, load_equivalents
from scrgraph.audit.mutant_trials import Score, Trial, Tried, score, try_mutants
from scrgraph.audit.neighbours import SCR, find_term, find_word
from scrgraph.audit.rule_mutants import GROUPS, make_mutants
from scrgraph.audit.rules import RulePack
from scrgraph.audit.scaffold import NewRule, begin_rule
from scrgraph.errors import ScrgraphError

PACK = RulePack.load()


def begin_pack(folder: Path) -> RulePack:
    """Begin a pack of one rule, LOC-001, a copy of CMP-001 with one case of each kind."""
    begin_rule(folder, NewRule("LOC-001", "Our fault", "completeness"), PACK.find("CMP-001"))
    return RulePack.load(folder)


@pytest.mark.parametrize("code", ["CMP-001", "DQ-001", "SEQ-005", "XRV-002"])
def test_mutants_of_a_rule_are_told_apart_and_always_the_same(code: str) -> None:
    rule = PACK.find(code)
    made, again = make_mutants(rule), make_mutants(PACK.find(code))
    names = [mutant.name for mutant in made.found]

    assert len(set(names)) == len(names)
    assert [(mutant.group, mutant.line, mutant.name) for mutant in again.found] == [
        (mutant.group, mutant.line, mutant.name) for mutant in made.found
    ]
    assert {mutant.group for mutant in made.found} == set(GROUPS)
    assert all(mutant.rule != rule or set(mutant.rule.graph) != set(rule.graph) for mutant in made.found)


CORE = """
    @prefix scr: <https://w3id.org/scrgraph/ontology#> .
    @prefix scrsh: <https://w3id.org/scrgraph/shapes#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    scrsh:Row a sh:NodeShape ; sh:targetClass scr:Recommendation ; sh:property scrsh:Target, scrsh:Event .
    scrsh:Target a sh:PropertyShape ; sh:path scr:hasTargetDate ; sh:not [ sh:or (
        [ sh:path scr:kind ; sh:hasValue "invalid" ] [ sh:path scr:impossibleDate ; sh:minCount 1 ] ) ] .
    scrsh:Event a sh:PropertyShape ; sh:path scr:hasEvent ; sh:minCount 1 .
"""


def test_terms_of_shapes_are_changed_too(tmp_path: Path) -> None:
    """Of a rule in the terms of SHACL Core, such as a board may write."""
    file = tmp_path / "rule.ttl"
    file.write_text(CORE, encoding="utf-8")
    rule = replace(PACK.find("DQ-001"), path=file, graph=Graph().parse(file))
    names = {mutant.name for mutant in make_mutants(rule).found}

    assert {
        'scrsh:Event: sh:minCount "1" becomes "2"',
        'scrsh:Event: sh:minCount "1" becomes "0"',
        "scrsh:Target: [ scr:kind ] is left out of sh:or",
        'scrsh:Target: sh:hasValue "invalid" becomes "ongoing"',
        "scrsh:Row: sh:property scrsh:Target is left out",
        "scrsh:Row: sh:targetClass scr:Recommendation becomes scr:IMRRecommendation",
    } - names == set()


def test_change_names_the_line_on_which_it_was_made() -> None:
    rule = PACK.find("CMP-001")
    lines = rule.path.read_text(encoding="utf-8").splitlines()

    for mutant in make_mutants(rule).found:
        assert mutant.line is not None
        if mutant.name.startswith("FILTER (STRLEN"):
            assert lines[mutant.line - 1].strip() == "FILTER (STRLEN(?text) > 0)"


def test_neighbours_are_of_the_same_sort() -> None:
    assert find_term(SCR.dueDay) == SCR.onDay
    assert find_term(SCR.Recommendation) == SCR.IMRRecommendation
    assert find_word("finalised") == "completed"
    assert find_word("held") == "planned"
    assert find_word("no word of any list") is None


def test_cases_of_a_pack_catch_most_of_its_mutants(tmp_path: Path) -> None:
    (tried,) = try_mutants(begin_pack(tmp_path / "ours"), processes=1)

    assert tried.unreadable == 0
    assert 0.6 < score([tried], GROUPS[0]).share < 1  # of two cases
    assert {trial.caught_by for trial in tried.trials if trial.caught_by} <= {"finds-no-text", "passes-text"} | {
        path.stem for path in (tmp_path / "ours" / "cases").rglob("*.ttl")
    }


def test_mutant_that_takes_too_long_is_ended_and_counts_as_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutant_trials, "TIME_LIMIT", 0.0)
    rule = PACK.find("CMP-001")
    bench = mutant_trials._Bench()
    try:
        caught = bench.run(rule, make_mutants(rule).found[:2])
    finally:
        bench.end()

    assert "(it takes too long)" in caught
    assert len(caught) == 2


def test_score_leaves_equivalents_out_and_tells_them() -> None:
    mutants = make_mutants(PACK.find("CMP-001")).found[:4]
    assert {mutant.group for mutant in mutants} == {GROUPS[0]}
    trials = tuple(Trial(mutant, by) for mutant, by in zip(mutants, ("one", "two", None, None), strict=True))
    tried = Tried(PACK.find("CMP-001"), trials, 0, {mutants[2].name: "No data can."}, ())

    assert score([tried], GROUPS[0]) == Score(4, 2, 1)
    assert (Score(4, 2, 1).share, Score(4, 2, 1).plain_share) == (2 / 3, 0.5)
    assert tried.survivors == (mutants[3],)


def test_equivalent_that_is_caught_or_cannot_be_made_is_a_mistake(tmp_path: Path) -> None:
    pack = begin_pack(tmp_path / "ours")
    caught = "scrsh:OurFault: sh:targetClass scr:Recommendation is left out"
    (tmp_path / "ours" / "cases" / FILE).write_text(
        f"[[equivalent]]\nrule = 'LOC-001'\nchanges = ['''no such change''', '''{caught}''']\nwhy = 'It is said.'\n",
        encoding="utf-8",
    )
    (tried,) = try_mutants(pack, processes=1)

    assert "no such change" in tried.mistaken
    assert len(tried.mistaken) == 2


@pytest.mark.parametrize("said", ["equivalent = 1", "[[equivalent]]\nrule = 'LOC-001'\nchanges = []", "no toml"])
def test_file_of_equivalents_that_says_too_little_is_refused(tmp_path: Path, said: str) -> None:
    pack = begin_pack(tmp_path / "ours")
    (tmp_path / "ours" / "cases" / FILE).write_text(said, encoding="utf-8")

    with pytest.raises(ScrgraphError):
        load_equivalents(pack.rules)
