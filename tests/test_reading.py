"""How often the rules of reading are right: floors that only rise, and severities that have to be earned."""

import json
from pathlib import Path

import pytest

from scrgraph.audit.rules import RulePack
from tools.measure import EARNED, HELD_BACK, SETS, SHARED, Counts, list_sets, measure_gold, measure_reading

RULES = {rule.code: rule for rule in RulePack.load().rules if rule.decided_from == "reading"}
# As the catalogue grades them; what has not earned it reports as information.
GRADES = {
    "DQ-004": "warning",
    "DQ-005": "warning",
    "EVD-009": "violation",
    "OWN-002": "violation",
    "SMT-005": "warning",
    "STS-004": "violation",
    "STS-005": "warning",
}
# Findings that are right, false alarms, faults missed: the first may only rise, the others only fall.
FLOORS: dict[str, dict[str, tuple[int, int, int]]] = {
    "first": {
        "DQ-004": (4, 0, 0),
        "DQ-005": (3, 0, 1),
        "EVD-009": (5, 0, 1),
        "OWN-002": (4, 0, 1),
        "SMT-005": (6, 0, 0),
        "STS-004": (11, 0, 3),
        "STS-005": (5, 0, 0),
    },
    "fourth": {
        "DQ-004": (4, 0, 4),
        "DQ-005": (6, 1, 2),
        "EVD-009": (3, 1, 6),
        "OWN-002": (6, 3, 2),
        "SMT-005": (4, 0, 4),
        "STS-004": (5, 1, 3),
        "STS-005": (5, 3, 3),
    },
    "second": {
        "DQ-004": (7, 0, 0),
        "DQ-005": (6, 0, 1),
        "EVD-009": (7, 0, 0),
        "OWN-002": (6, 0, 1),
        "SMT-005": (7, 0, 0),
        "STS-004": (8, 0, 0),
        "STS-005": (7, 0, 0),
    },
    "third": {
        "DQ-004": (7, 0, 1),
        "DQ-005": (7, 0, 1),
        "EVD-009": (4, 0, 4),
        "OWN-002": (7, 1, 1),
        "SMT-005": (8, 0, 0),
        "STS-004": (8, 0, 0),
        "STS-005": (8, 0, 0),
    },
}
needs_gold = pytest.mark.skipif(
    not (SHARED / "gold" / "rows.json").is_file(), reason=f"no gold annotation in {SHARED}: set SCRGRAPH_SHARED"
)


def count(counts: Counts) -> tuple[int, int, int]:
    return len(counts.right), len(counts.wrong), len(counts.missed)


def test_there_is_a_floor_for_every_set_and_rule() -> None:
    assert set(FLOORS) == set(list_sets())
    assert all(set(floors) == set(RULES) == set(GRADES) for floors in FLOORS.values())
    assert HELD_BACK in FLOORS


@pytest.mark.parametrize("name", FLOORS)
def test_floor_of_a_set(name: str) -> None:
    measured = {code: count(counts) for code, counts in measure_reading(name).items()}
    worse = {
        code: (measured[code], floor)
        for code, floor in FLOORS[name].items()
        if measured[code][0] < floor[0] or measured[code][1] > floor[1] or measured[code][2] > floor[2]
    }
    assert worse == {}


@needs_gold
def test_every_rule_is_right_on_the_gold() -> None:
    counts = measure_gold()
    assert {code: (one.wrong, one.missed) for code, one in counts.items() if one.wrong or one.missed} == {}
    assert all(counts[code].right for code in RULES if code != "DQ-005")


@pytest.mark.parametrize("code", GRADES)
def test_rule_of_reading_has_the_severity_that_it_has_earned(code: str) -> None:
    precision = measure_reading(HELD_BACK)[code].precision or 0.0
    assert RULES[code].severity == (GRADES[code] if precision > EARNED else "info")


@pytest.mark.parametrize("name", list_sets())
def test_truth_is_told_of_rows_that_there_are(name: str) -> None:
    truth = json.loads((SETS / name / "truth.json").read_text(encoding="utf-8"))
    plans = {path.parent.name: path for path in (SETS / name).glob("*/plan.txt")}
    assert set(truth) == set(plans)
    for plan, path in plans.items():
        text = path.read_text(encoding="utf-8")
        assert "synthetic" in text[:2000].lower(), plan
        assert {fault["rule"] for fault in truth[plan]["faults"]} <= set(RULES)
        assert Path(path).is_file()
