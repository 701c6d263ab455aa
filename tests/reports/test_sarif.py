"""SARIF: valid by the schema of OASIS, each result with its rule and places, nothing counted that is no finding."""

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from scrgraph.audit.findings import Finding
from scrgraph.graph.citations import Citation
from scrgraph.reports.as_sarif import build_sarif
from scrgraph.reports.report import Report
from tests.graph.sample import AS_OF, write_plan
from tests.graph.sample import run as run_command
from tests.reports.made import NASTY, REPORTS, WAIVER, audit_sample, audit_several, compare, trim, waive
from tests.reports.schemas import find_sarif_faults, load_sarif_schema

Plain = dict[str, Any]


def list_findings(report: Report) -> dict[str, Finding]:
    return {finding.id: finding for _, finding in report.list_findings()}


def list_results(log: Plain) -> list[tuple[Plain, Plain]]:
    return [(run, result) for run in log["runs"] for result in run["results"]]


def unescape(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def test_schema_is_that_of_oasis() -> None:
    schema = load_sarif_schema()
    assert schema["$id"].startswith("https://raw.githubusercontent.com/oasis-tcs/sarif-spec/")
    assert schema["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    assert schema["properties"]["version"]["enum"] == ["2.1.0"]
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("name", ["sample", "sample-compared", "several-compared", "sample-spoilt"])
def test_log_is_valid(name: str) -> None:
    assert find_sarif_faults(build_sarif(REPORTS[name]())) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("runs", 0, "results", 0, "level"), "violation"),
        (("runs", 0, "results", 0, "message"), {}),
        (("runs", 0, "results", 0, "baselineState"), "gone"),
        (("runs", 0, "results", 0, "locations", 0, "physicalLocation", "region", "startLine"), 0),
        (("runs", 0, "tool", "driver", "rules", 0, "id"), None),
        (("runs", 0, "findings"), []),
        (("version",), "2.0.0"),
    ],
)
def test_schema_refuses_what_is_no_sarif(place: tuple[str | int, ...], value: object) -> None:
    log: Any = json.loads(json.dumps(build_sarif(trim(audit_sample()))))
    assert find_sarif_faults(log) == []
    inner = log
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert find_sarif_faults(log)


def test_each_plan_is_a_run_of_its_own_name_whatever_the_day() -> None:
    runs = build_sarif(audit_several())["runs"]
    names = [run["automationDetails"]["id"].rpartition("/") for run in runs]
    assert [name for name, _, _ in names] == [
        "scrgraph/plan/case-14",
        "scrgraph/plan/case-m1",
        "scrgraph/plan/dhr-w2",
        "scrgraph/plan/sar-m3",
        "scrgraph/across-plans",
    ]
    assert {day for _, _, day in names} == {"2015-03-31"}
    assert len(build_sarif(audit_sample())["runs"]) == 1


def test_run_says_how_the_plan_was_judged() -> None:
    (run,) = build_sarif(audit_sample())["runs"]
    (invocation,) = run["invocations"]
    result = audit_sample().plans[0].result
    told = invocation["properties"]
    assert (told["plan"], told["asOf"], told["engine"]) == ("case-14", "2010-07-31", result.engine)
    assert told["rules"]["digest"] == result.digest
    assert told["counts"] == result.counts
    assert (told["mayBeFinalised"], told["blocking"]) == (False, list(result.blocking))
    assert [(each["rule"], each["passed"], each["failed"]) for each in told["verdicts"]] == [
        (verdict.rule, verdict.passed, verdict.failed) for verdict in result.verdicts
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_result_has_its_rule_level_and_words(name: str) -> None:
    report = REPORTS[name]()
    findings = list_findings(report)
    rules = {rule.code: rule for rule in report.rules}
    for run, result in list_results(build_sarif(report)):
        if result.get("baselineState") == "absent":
            continue
        finding = findings[result["partialFingerprints"]["scrgraphFinding/v1"]]
        told = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert told["id"] == result["ruleId"] == finding.rule
        assert told["defaultConfiguration"]["level"] == result["level"]
        assert result["level"] == {"violation": "error", "warning": "warning", "info": "note"}[finding.severity]
        assert unescape(result["message"]["text"]).startswith(str(finding.row or finding.subject).replace("](", "] ("))
        for text in (rules[finding.rule].why, rules[finding.rule].remedy, rules[finding.rule].basis):
            assert text in unescape(told["help"]["text"])
            assert text in unescape(told["help"]["markdown"])


@pytest.mark.parametrize("name", REPORTS)
def test_result_has_every_place_with_its_words_row_and_column(name: str) -> None:
    report = REPORTS[name]()
    findings = list_findings(report)
    for run, result in list_results(build_sarif(report)):
        assert len(result["locations"]) == 1
        if result.get("baselineState") == "absent":
            continue
        finding = findings[result["properties"]["id"]]
        places = [*result["locations"], *result.get("relatedLocations", [])]
        placed = [place for place in places if "physicalLocation" in place]
        assert len(placed) == len(finding.cells)
        for place, cell in zip(placed, finding.cells, strict=True):
            check_place(run, place, cell)
        for place in places:
            row, *column = place["logicalLocations"]
            assert row["name"] == (finding.row or finding.subject)
            assert finding.row is None or row["decoratedName"] == finding.row_name
            assert [one["kind"] for one in column] in ([], ["column"])
            for one in place["logicalLocations"]:
                assert run["logicalLocations"][one["index"]].items() >= {**one, "index": 0}.items() - {("index", 0)}


def check_place(run: Plain, place: Plain, cell: Citation) -> None:
    artifact = place["physicalLocation"]["artifactLocation"]
    assert re.fullmatch(r"[A-Za-z0-9%._~-]+", artifact["uri"])
    assert unquote(artifact["uri"]) == cell.file
    location = run["artifacts"][artifact["index"]]["location"]
    assert (location["uri"], location["uriBaseId"]) == (artifact["uri"], artifact["uriBaseId"])
    assert artifact["uriBaseId"] in run["originalUriBaseIds"]
    assert cell.plan in (None, artifact["uriBaseId"])
    region = place["physicalLocation"].get("region", {})
    # A document without lines of its own has no region: where the words stand is said in the message.
    lined = cell.place is None
    assert region.get("startLine") == (cell.first_line if lined else None)
    assert region.get("endLine") == ((cell.last_line or cell.first_line) if lined else None)
    assert region.get("snippet", {}).get("text") == (cell.quote if lined and cell.first_line else None)
    assert lined or cell.where in place["message"]["text"]
    assert [one["name"] for one in place["logicalLocations"][1:]] == ([cell.column] if cell.column else [])
    absent = cell.quote is None and cell.read_as is None
    assert ("no entry found" in place["message"]["text"]) == absent


def test_logical_locations_form_a_tree_under_the_plan() -> None:
    for run in build_sarif(audit_several())["runs"]:
        points = run["logicalLocations"]
        names = [point["fullyQualifiedName"] for point in points]
        assert len(set(names)) == len(names)
        for point in points:
            parents = {"plan": (None,), "column": ("row", "subject")}.get(point["kind"], ("plan", None))
            parent: Plain = (
                points[point["parentIndex"]] if "parentIndex" in point else {"kind": None, "fullyQualifiedName": ""}
            )
            assert parent["kind"] in parents
            assert point["fullyQualifiedName"] == f"{parent['fullyQualifiedName']}/{point['name']}".lstrip("/")


def test_waived_result_is_suppressed_and_says_why_and_until_when() -> None:
    report = waive(audit_several())
    findings = list_findings(report)
    for _, result in list_results(build_sarif(report)):
        waived = findings[result["properties"]["id"]].waived is not None
        assert len(result["suppressions"]) == waived  # none has no list at all (section 3.27.23)
        for one in result["suppressions"]:
            assert (one["kind"], one["status"], one["properties"]) == ("external", "accepted", WAIVER)
            assert one["justification"] == (
                "Waived until 31 January 2011: The agency was dissolved; its duties passed to two others. "
                "Approved by Chair of the sub-group, minuted at the meeting of 13 July 2010."
            )


def test_states_beside_a_baseline_are_told_of_all_or_none() -> None:
    plain = [result for _, result in list_results(build_sarif(audit_several()))]
    assert not any("baselineState" in result for result in plain)
    report = compare(audit_several())
    log = build_sarif(report)
    states = Counter(result["baselineState"] for _, result in list_results(log))
    assert states["absent"] == 5
    assert states["new"] + states["unchanged"] == len(list_findings(report))
    assert all(run["invocations"][0]["properties"]["baseline"]["file"] == "last.json" for run in log["runs"])


def test_what_is_gone_stands_in_the_run_of_its_plan_and_says_whether_it_is_fixed() -> None:
    def list_gone(report: Report) -> list[tuple[str, str, str]]:
        return [
            (run["automationDetails"]["id"], result["ruleId"], result["message"]["text"])
            for run, result in list_results(build_sarif(report))
            if result.get("baselineState") == "absent"
        ]

    for report in (compare(audit_several()), compare(audit_sample())):
        day = report.plans[0].result.as_of
        plan, across = f"scrgraph/plan/case-14/{day}", f"scrgraph/across-plans/{day}"
        told = list_gone(report)
        assert [(run, rule) for run, rule, _ in told] == [
            (plan, "SEQ-001"),
            (plan, "EVD-004"),
            (plan, "OWN-777"),
            (across, "XRV-001"),
            (across, "SEQ-001"),
        ]
        assert told[0][2] == (
            "main/1, Recommendation 1: found as of 30 June 2010 (last.json), and now fixed. The action is finalised. "
            "Should be: Open action is not past its last target."
        )
        assert "not evaluable any more, so it does not count as fixed. The rule was not run." in told[2][2]


def test_what_cannot_be_judged_is_a_notification_and_no_result() -> None:
    report = audit_sample()
    (run,) = build_sarif(report)["runs"]
    told = run["invocations"][0]["toolExecutionNotifications"]
    kinds = run["tool"]["driver"]["notifications"]
    assert all(kinds[one["descriptor"]["index"]]["id"] == one["descriptor"]["id"] for one in told)
    unjudged = Counter[str]()
    nothing = set()
    for one in told:
        if "associatedRule" in one:
            rule = one["associatedRule"]
            assert run["tool"]["driver"]["rules"][rule["index"]]["id"] == rule["id"]
            unjudged[rule["id"]] += len(one.get("locations", []))
            if one["descriptor"]["id"] == "matched-nothing":
                nothing.add(rule["id"])
    verdicts = report.plans[0].result.verdicts
    assert {code: count for code, count in unjudged.items() if count} == {
        verdict.rule: verdict.not_evaluable for verdict in verdicts if verdict.not_evaluable
    }
    assert nothing == {verdict.rule for verdict in verdicts if verdict.matched_nothing} != set()
    notes = [one["message"]["text"] for one in told if one["descriptor"]["id"] == "how-it-was-read"]
    assert notes == ["The opening cells of the row are lost; it begins at line 27."]


def test_words_are_taken_for_no_placeholder_and_no_link() -> None:
    log = build_sarif(REPORTS["sample-spoilt"]())
    assert any(NASTY.replace("](", "] (") in unescape(result["message"]["text"]) for _, result in list_results(log))
    for _, result in list_results(log):
        messages = [result["message"], *(place["message"] for place in result["locations"] if "message" in place)]
        for message in messages:
            assert not re.search(r"(?<!\{)(?:\{\{)*\{\d+\}", message["text"])
            assert "](" not in message["text"]


def test_command_writes_sarif() -> None:
    ran = run_command("audit", "-", *AS_OF, "--format", "sarif", stdin=write_plan({"targets": "29.02.09"}).encode())
    assert ran.code == 1
    log = json.loads(ran.text)
    assert find_sarif_faults(log) == []
    results = [result for result in log["runs"][0]["results"] if result["ruleId"] == "DQ-001"]
    assert [result["locations"][0]["physicalLocation"] for result in results] == [
        {
            "artifactLocation": {"uri": "standard%20input", "uriBaseId": "case-15", "index": 0},
            "region": {"startLine": 5, "endLine": 5, "snippet": {"text": "29.02.09"}},
        }
    ]
