"""Synthetic plans: their faults are found, all of them and no others, and what misses one by a step is not found.

The manifest says so before any rule is run. Here a sample of plans is audited; a proof audits 300 (tests/proofs).
"""

from collections import Counter
from pathlib import Path

import pytest

from scrgraph.audit.rules import RulePack
from scrgraph.synthetic.across import find_shared, know
from scrgraph.synthetic.corpus import generate
from scrgraph.synthetic.edits import EDITS
from scrgraph.synthetic.manifest import describe_plan
from scrgraph.synthetic.plans import compose_plan
from tests.synthetic.judging import compare_oracles, load_exact, tally_across, tally_plans

SEED, SAMPLE = 20, 12
EXACT = {rule.code for rule in load_exact().rules}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("synthetic") / "plans"
    generate(SAMPLE, SEED, made)
    return made


def test_planted_faults_are_found_and_no_others(folder: Path) -> None:
    tally = tally_plans(folder)
    assert tally.astray == []
    assert sum(tally.found.values()) > 50
    assert sum(tally.near.values()) > 50


def test_findings_across_plans_are_those_of_the_manifest(folder: Path) -> None:
    tally = tally_across(folder)
    assert tally.astray == []
    assert set(tally.found) == {"XRV-001", "XRV-002", "XRV-003"}
    assert tally.near["XRV-003"] > 0


def test_oracle_agrees_with_the_manifest(folder: Path) -> None:
    assert compare_oracles(folder) == []


def test_each_exact_rule_is_planted_and_missed_by_a_step_in_a_hundred_plans() -> None:
    plans = [compose_plan(1, number) for number in range(1, 101)]
    entries = [describe_plan(plan, "") for plan in plans]
    planted = Counter(one["rule"] for entry in entries for one in entry["faults"])
    near = Counter(one["rule"] for entry in entries for one in entry["near_misses"])
    found, missed = find_shared([know(plan) for plan in plans], max(plan.as_of for plan in plans))
    assert EXACT - {"XRV-003"} == set(planted)
    assert EXACT - {"XRV-003"} == set(near)
    assert {one.rule for one in found} == {"XRV-001", "XRV-002", "XRV-003"}
    assert {one.rule for one in missed} == {"XRV-003"}


def test_edits_name_exact_rules_and_have_names_of_their_own() -> None:
    known = {rule.code for rule in RulePack.load().rules}
    assert {rule for edit in EDITS for rule in (*edit.faults, *edit.near)} <= EXACT <= known
    assert len({edit.name for edit in EDITS}) == len(EDITS)
    assert all(edit.faults or edit.near for edit in EDITS)
    assert not [edit.name for edit in EDITS if set(edit.faults) & set(edit.near)]


def test_plans_are_as_large_as_real_ones() -> None:
    sizes = sorted(len(compose_plan(2, number).rows) for number in range(1, 201))
    small, large = [size for size in sizes if size <= 24], [size for size in sizes if size >= 50]
    assert len(small) + len(large) == len(sizes)
    assert min(sizes) >= 8
    assert max(sizes) <= 70
    assert 2 <= len(large) <= 20


def test_a_plan_is_the_same_whatever_comes_after_it() -> None:
    assert describe_plan(compose_plan(9, 3), "") == describe_plan(compose_plan(9, 3), "")
    assert describe_plan(compose_plan(9, 3), "") != describe_plan(compose_plan(10, 3), "")


def test_every_kind_of_review_is_composed() -> None:
    assert {compose_plan(3, number).kind.code for number in range(1, 31)} == {"scr", "lcspr", "dhr", "sar"}
