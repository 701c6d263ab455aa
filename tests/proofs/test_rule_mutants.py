"""Small changes to the rules: the cases catch nearly all, and nothing is declared as equivalent that they catch.

In every run a sample; the proof changes all rules, and records the share of each.
"""

import datetime as dt
import os
from collections.abc import Sequence

import pytest

from scrgraph import __version__
from scrgraph.audit.mutant_trials import Tried, score, try_mutants
from scrgraph.audit.rule_mutants import GROUPS
from scrgraph.audit.rules import RulePack
from tests.graph.sample import ROOT

RECORD = ROOT / "proofs" / "rule-mutants.md"
SAMPLE = ("CMP-001", "EVD-004", "SEQ-004", "SMT-001", "STS-002")
# The share that the cases must catch, by group; they may only rise.
FLOORS = {"constraints": 0.99, "annotations": 0.75}


def assert_caught(tried: Sequence[Tried]) -> None:
    assert [name for one in tried for name in one.mistaken] == []
    for group, floor in FLOORS.items():
        assert score(tried, group).share >= floor, [
            f"{one.rule.code} line {mutant.line}: {mutant.name}"
            for one in tried
            for mutant in one.survivors
            if mutant.group == group
        ]


def test_cases_catch_the_changes_of_a_sample_of_rules() -> None:
    tried = tuple(try_mutants(RulePack.load().choose(SAMPLE)))

    assert_caught(tried)
    assert sum(score(tried, group).made for group in GROUPS) > 100


@pytest.mark.proof
def test_cases_catch_the_changes_of_all_rules() -> None:
    tried = tuple(try_mutants(RulePack.load()))
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(tried)
    assert_caught(tried)


def record(tried: Sequence[Tried]) -> None:
    """Write the shares with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# How well the cases hold the rules",
        "",
        f"scrgraph {__version__}, {today}; every one-step change of every rule, each judged by the cases of its rule. "
        "Made by `make prove` (tests/proofs/test_rule_mutants.py); `scrgraph rules test --mutants` prints the changes "
        "that no case catches.",
        "",
        "*Constraints* are changes of what a rule finds, *annotations* of which nodes it looks at, which it cannot "
        "judge and what it shows. *Equivalent* changes cannot be told from the rule by any data, for a reason declared "
        "in `tests/shapes/equivalents.toml`; the share is that of the others, and in brackets that of all.",
        "",
        "| rule | " + " | ".join(f"{group} | caught | equivalent | share" for group in GROUPS) + " |",
        "|---|" + "---:|" * 8,
        *(_render_row(one.rule.code, [one]) for one in tried),
        _render_row("all", tried),
        "",
    ]
    RECORD.parent.mkdir(exist_ok=True)
    RECORD.write_text("\n".join(lines), encoding="utf-8")


def _render_row(name: str, tried: Sequence[Tried]) -> str:
    cells = [name]
    for group in GROUPS:
        found = score(tried, group)
        share = f"{found.share:.1%}" + (f" ({found.plain_share:.1%})" if found.equivalent else "")
        cells += [str(found.made), str(found.caught), str(found.equivalent), share]
    return "| " + " | ".join(cells) + " |"
