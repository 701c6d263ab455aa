"""What rules across reviews find in several plans, as the command line tells it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scrgraph.cli.main import cli

DATA = Path(__file__).resolve().parent.parent.parent / "data"
PLANS = [str(DATA / name / "plan.txt") for name in ("case-m1", "sar-m3")]
DECLARED = [
    *(part for name in ("case-m1", "sar-m3") for part in ("--links", str(DATA / name / "links.toml"))),
    *(part for name in ("case-m1", "sar-m3") for part in ("--themes", str(DATA / name / "themes.json"))),
]


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, [*arguments, *DECLARED, "--as-of", "2015-03-31", "--select", "XRV-002,XRV-003"])
    assert done.exit_code in (0, 1), done.output
    return done.stdout


@pytest.fixture(scope="module")
def across() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("audit", *PLANS, "--format", "json"))["across"]
    return found


def find(across: dict[str, Any], rule: str) -> dict[str, Any]:
    (finding,) = [finding for finding in across["findings"] if finding["rule"] == rule]
    found: dict[str, Any] = finding
    return found


def test_lesson_that_comes_back_names_its_plans_and_the_places_in_each(across: dict[str, Any]) -> None:
    finding = find(across, "XRV-003")

    assert finding["row"] is None
    assert finding["subject"] == "merrowshire-police/professional-challenge/sar-m3"
    assert finding["plans"] == ["case-m1", "sar-m3"]
    assert {cell["plan"] for cell in finding["cells"]} == {"case-m1", "sar-m3"}
    assert all(cell["quote"] for cell in finding["cells"])


def test_agency_overdue_in_two_reviews_is_found_though_each_has_but_one_action_of_it(across: dict[str, Any]) -> None:
    finding = find(across, "XRV-002")

    assert finding["subject"] == "merrow-vale-mental-health-nhs-trust"
    assert [(cell["plan"], cell["quote"]) for cell in finding["cells"]] == [
        ("case-m1", "30 September 2012"),
        ("sar-m3", "31 October 2014"),
    ]
    alone = json.loads(run("audit", PLANS[0], "--format", "json"))
    assert [found for found in alone["findings"] if found["rule"] == "XRV-002"] == []


def test_report_says_of_which_plan_each_place_is(across: dict[str, Any]) -> None:
    report = run("audit", *PLANS)

    assert "case-m1: plan.txt, line " in report
    assert "in case-m1, sar-m3" in report
    finding = find(across, "XRV-003")
    assert f"[{finding['id']}]" in report
    assert "sar-m3: plan.txt, line " in run("why", finding["id"], *PLANS)


def test_rules_on_themes_run_on_themes_read_from_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is declared: neither on the command line, nor by settings in the folder."""
    monkeypatch.chdir(tmp_path)
    arguments = ("--as-of", "2015-03-31", "--select", "XRV-001,XRV-002,XRV-003", "--format", "json")
    done = CliRunner().invoke(cli, ["audit", *PLANS, *arguments])
    across = json.loads(done.stdout)["across"]
    subjects = {rule: set[str]() for rule in ("XRV-001", "XRV-002", "XRV-003")}
    for finding in across["findings"]:
        subjects[finding["rule"]].add(finding["subject"])
        assert finding["cells"]
    assert "professional-challenge" in subjects["XRV-001"]
    assert subjects["XRV-002"]
    assert "merrowshire-police/professional-challenge/sar-m3" in subjects["XRV-003"]
    assert all(not verdict["not_evaluable"] and not verdict["matched_nothing"] for verdict in across["verdicts"])
