"""The published JSON Schema holds for every report as JSON, refuses what is none, and describes every field."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scrgraph.reports.as_json import build_json
from tests.graph.sample import AS_OF, REAL, run, write_plan
from tests.reports.made import REPORTS, audit_sample, audit_several, compare, trim, waive
from tests.reports.schemas import find_report_faults, load_report_schema

SCHEMA = load_report_schema()
Path = tuple[str | int, ...]


def walk(schema: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, schema
    for step, inner in (
        schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    ):
        yield from walk(inner, (*path, step))


def test_schema_is_a_schema_with_its_address() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "https://w3id.org/scrgraph/schemas/audit.schema.json"


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name: str) -> None:
    assert find_report_faults(json.loads(json.dumps(build_json(REPORTS[name]())))) == []


@pytest.mark.parametrize("options", [(), ("--replay",), ("--select", "SEQ-001")], ids=" ".join)
def test_what_the_command_prints_is_valid(options: tuple[str, ...], tmp_path: FilePath) -> None:
    for name in ("Case 15", "Case 16"):
        (tmp_path / f"{name}.txt").write_text(write_plan({}, {"targets": "29.02.09"}, reference=name), encoding="utf-8")
    for source in (tmp_path / "Case 15.txt", tmp_path):
        report = json.loads(run("audit", source, *AS_OF, *options, "--format", "json").text)
        assert find_report_faults(report) == []
        assert ("plans" in report) == (source == tmp_path)
        assert ("replay" in (report["plans"][0] if "plans" in report else report)) == ("--replay" in options)


def test_report_of_the_real_plan_is_valid() -> None:
    if not REAL.is_file():
        pytest.skip(f"the real plan is not here: {REAL} is missing (set SCRGRAPH_SHARED)")
    assert find_report_faults(json.loads(run("audit", REAL, *AS_OF, "--format", "json").text)) == []


FINDING: Path = ("findings", 0)
BROKEN: list[tuple[Path, Any]] = [
    (("plan",), ""),
    (("plan",), ...),
    (("asOf",), "31/07/2010"),
    (("asOf",), "2010-02-30"),
    (("may_be_finalised",), "no"),
    (("counts", "violation"), -1),
    (("counts", "waived"), ...),
    (("rules", "digest"), "sha256:12"),
    (("rules", "run", 0), "seq-1"),
    (("verdicts", 0, "not_evaluable"), ...),
    (("verdicts", 0, "matched_nothing"), 7),
    (("verdicts", 0, "reasons"), [{"row": "main/1", "subject": None}]),
    (("extra",), 1),
    (("replay",), False),
    ((*FINDING, "id"), "CMP-001"),
    ((*FINDING, "severity"), "error"),
    ((*FINDING, "row"), None),
    ((*FINDING, "subject"), "training"),
    ((*FINDING, "message"), ...),
    ((*FINDING, "values"), {"days": 1.5}),
    ((*FINDING, "values"), {"days": [1]}),
    ((*FINDING, "waived"), False),
    ((*FINDING, "waived"), {"id": "W-1", "reason": "None.", "approved_by": "Chair", "meeting": "2010-07-13"}),
    ((*FINDING, "state"), "new"),
    ((*FINDING, "cells", 0, "lines"), [1]),
    ((*FINDING, "cells", 0, "lines"), [0, 1]),
    ((*FINDING, "cells", 0, "table"), 1),
    ((*FINDING, "cells", 0, "lines"), ...),
    ((*FINDING, "cells", 0, "page"), 1),
    (("baseline",), {"file": "last.json", "asOf": "2010-06-30", "gone": []}),
]


@pytest.mark.parametrize(("place", "value"), BROKEN, ids=lambda each: str(each))
def test_schema_refuses_a_broken_report(place: Path, value: object) -> None:
    report = break_report(build_json(trim(audit_sample())), place, value)
    assert find_report_faults(report)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("across", "findings", 0, "plans"), ...),
        (("across", "findings", 0, "plans"), []),
        (("across", "findings", 0, "state"), ...),
        (("plans", 0, "findings", 0, "state"), ...),
        (("plans", 3, "findings", 0, "state"), "gone"),
        (("plans", 0, "baseline"), {"file": "last.json", "asOf": "2010-06-30", "gone": []}),
        (("baseline", "gone", 0, "state"), "lost"),
        (("baseline", "gone", 0, "reason"), ...),
        (("baseline", "asOf"), "June"),
        (("baseline",), ...),
        (("plans",), []),
        (("across",), ...),
        (("plan",), "case-14"),
    ],
    ids=lambda each: str(each),
)
def test_schema_refuses_a_broken_report_of_several_plans(place: Path, value: object) -> None:
    report = break_report(build_json(trim(compare(waive(audit_several())))), place, value)
    assert find_report_faults(report)


def test_what_is_broken_was_whole_before() -> None:
    assert find_report_faults(break_report(build_json(trim(audit_sample())), ("plan",), "case-15")) == []


def break_report(report: dict[str, Any], place: Path, value: object) -> dict[str, Any]:
    """Give a report with one field changed, or taken out where the value is an ellipsis."""
    broken: Any = json.loads(json.dumps(report))
    inner = broken
    for step in place[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    assert broken != report
    return broken  # type: ignore[no-any-return]


def test_every_field_is_described_and_no_other_is_let_in() -> None:
    for path, schema in walk(SCHEMA["$defs"]):
        if not isinstance(schema, dict) or "required" not in schema or "type" not in schema:
            continue
        assert schema["additionalProperties"] is False, path
        for name, field in schema["properties"].items():
            target = SCHEMA["$defs"][field["$ref"].rpartition("/")[2]] if "$ref" in field else {}
            assert len(field.get("description", target.get("description", ""))) > 10, (*path, name)


def test_every_field_that_is_described_is_met_in_a_report() -> None:
    """A field that no report has would be a promise that is not kept."""
    met: set[str] = set()
    made = trim(compare(waive(audit_several())))
    for report in map(build_json, (made, *(REPORTS[name]() for name in ("sample-spoilt", "placed", "corrected")))):
        met |= {str(step) for path, _ in walk(report) for step in path[-1:]}
    said = {
        name
        for _, schema in walk(SCHEMA["$defs"])
        if isinstance(schema, dict) and "required" in schema and "type" in schema
        for name in schema["properties"]
    }
    assert said - met == {"replay"}  # which a test above asks of the command
    assert dt.date.fromisoformat(build_json(trim(audit_sample()))["asOf"])
