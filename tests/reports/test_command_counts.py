"""Through the command line, with waivers and a baseline, every format tells of the findings that JSON tells of."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from scrgraph.reports.formats import FORMATS
from tests.graph.sample import AS_OF, run, write_plan
from tests.reports.counting import READERS, find_differences, read_json
from tests.reports.schemas import find_report_faults, find_sarif_faults

OPEN: Mapping[str, str] = {"targets": "01/02/2010", "summary": "Work goes on.", "scrutiny": "", "monitoring": ""}
BEFORE: tuple[Mapping[str, str], ...] = ({"targets": "29.02.09"}, OPEN, {"leads": ""}, {"targets": ""}, OPEN)
AFTER: tuple[Mapping[str, str], ...] = ({}, OPEN, {"leads": ""}, {"targets": ""}, {"targets": "30.02.10"})
WAIVERS = """
[[waiver]]
plan = "case-15"
rule = "CMP-002"
row = "main/3"
reason = "The post is vacant; it is filled in September."
approved-by = "Chair of the sub-group"
meeting = 2010-07-13
until = 2010-12-31

[[waiver]]
plan = "case-15"
rule = "CMP-002"
row = "main/4"
reason = "It ran out before the day."
approved-by = "Chair of the sub-group"
meeting = 2010-01-13
until = 2010-06-30
"""


@pytest.fixture
def asked(tmp_path: Path) -> tuple[str, ...]:
    """Give the arguments of an audit that has something new, still there, waived, and gone."""
    old, plan = tmp_path / "old.txt", tmp_path / "plan.txt"
    old.write_text(write_plan(*BEFORE), encoding="utf-8")
    plan.write_text(write_plan(*AFTER), encoding="utf-8")
    (tmp_path / "waivers.toml").write_text(WAIVERS, encoding="utf-8")
    before = run("audit", old, *AS_OF, "--format", "json", "-o", tmp_path / "old.json")
    assert before.code == 1
    return (
        "audit",
        str(plan),
        *AS_OF,
        "--waivers",
        str(tmp_path / "waivers.toml"),
        "--baseline",
        str(tmp_path / "old.json"),
    )


def test_every_format_tells_of_the_same_findings(asked: tuple[str, ...]) -> None:
    told = run(*asked, "--format", "json")
    assert told.code == 1
    expected = read_json(told.text)
    findings = json.loads(told.text)["findings"]
    assert find_report_faults(json.loads(told.text)) == []
    assert find_sarif_faults(json.loads(run(*asked, "--format", "sarif").text)) == []
    assert expected.waived == 1
    assert "WVR-001" in {finding["rule"] for finding in findings}  # the one that ran out
    assert expected.states is not None
    assert expected.states["new"] > 1
    assert expected.states["still"] > 1
    assert expected.gone is not None
    assert expected.gone["fixed"] >= 1
    for form in FORMATS:
        ran = run(*asked, "--format", form, "--unfold", "--width", "400")
        assert ran.code == 1, form
        assert find_differences(READERS[form](ran.out), expected) == [], form
