"""Audits of small plans through the one entry: what findings show and cite, and what the result says as a whole."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from rdflib import Dataset, URIRef

from scrgraph.audit.findings import AuditResult, Finding
from scrgraph.audit.rules import RulePack
from scrgraph.audit.validate import audit
from scrgraph.errors import ScrgraphError, UnknownRule
from scrgraph.graph.sources import write_empty_cell, write_spans
from scrgraph.ingest.cells import Quote
from tests.oracle import Row
from tests.row_graphs import PLAN, build_dataset

AS_OF, COMMENCED = dt.date(2010, 7, 31), dt.date(2009, 6, 19)
PACK = RulePack.load()
DOCUMENT = URIRef("https://example.org/document")


def build_row(key: str = "imr/lantern/1", **changes: Any) -> Row:
    """Build a row without any fault, with changes."""
    row: Row = {
        "key": key,
        "text": f"Pass on worries ({key}).",
        "agreed_by": "Chair of the Board" if key.startswith("main/") else None,
        "actions": ["Write guidance."],
        "leads": "Head of Tenancies",
        "targets": [{"raw": "31.12.2010", "iso": "2010-12-31", "kind": "deadline"}],
        "reported": [],
        "monitoring_held": [],
        "monitoring_planned": [],
        "evidence": ["Outcome of the audit"],
        "events": [{"kind": kind, "date": "2010-07-13", "due": None} for kind in ("reviewed", "finalised")],
    }
    return row | changes


OPEN = [{"kind": "requested", "date": None, "due": None}]
LATE = [{"raw": "1.9.08", "iso": "2008-09-01", "kind": "deadline"}]


def audit_rows(*rows: Row, **choice: Any) -> AuditResult:
    """Audit rows of a plan without promises of reports or meetings: what is at fault is what a test changes."""
    return audit(build_dataset(list(rows), COMMENCED, promises_reports=False), AS_OF, PACK.choose(**choice))


@pytest.mark.parametrize("choice", [{"select": ["SEQ-002"]}, {"ignore": ["EVD-001"]}])
def test_part_of_the_pack_cannot_tell_whether_the_case_may_be_finalised(choice: dict[str, list[str]]) -> None:
    result = audit_rows(build_row(evidence=[]), **choice)

    assert result.to_json()["may_be_finalised"] is None
    assert result.blocking == ("Not all rules were run, so it cannot be told.",)
    assert result.to_json()["rules"]["run"] == [verdict.rule for verdict in result.verdicts]
    certain = audit_rows(build_row(events=OPEN), **choice)
    assert certain.may_be_finalised is False
    assert certain.blocking == ("1 row is still open.", "Not all rules were run, so there may be more.")


def test_all_rules_by_name_are_the_whole_pack() -> None:
    assert audit_rows(build_row(), select=[rule.code for rule in PACK.rules]).may_be_finalised is True


def find_one(result: AuditResult, rule: str) -> Finding:
    (finding,) = [finding for finding in result.findings if finding.rule == rule]
    return finding


def test_sound_plan_may_be_finalised() -> None:
    result = audit_rows(build_row("main/1"), build_row())

    assert result.findings == ()
    assert result.may_be_finalised
    assert result.blocking == ()
    assert {verdict.rule for verdict in result.verdicts if verdict.matched_nothing} >= {"SEQ-001", "STS-001"}


def test_finding_shows_its_values() -> None:
    finding = find_one(audit_rows(build_row(targets=LATE, events=OPEN)), "SEQ-001")

    assert finding.values == {"last": "2008-09-01", "days": 698}
    assert finding.message == "Due by 2008-09-01, and still open 698 days later, on 2010-07-31."
    assert (finding.severity, finding.row, finding.row_name) == ("violation", "imr/lantern/1", "Row imr/lantern/1")
    assert (finding.subject, finding.other, finding.waived) == (None, (), None)


def test_what_blocks_the_case_is_said_in_plain_sentences() -> None:
    completed = [{"kind": kind, "date": "2010-07-13", "due": None} for kind in ("reviewed", "completed")]
    rows = [build_row(targets=LATE, events=OPEN), build_row("imr/lantern/2", events=completed)]
    result = audit_rows(*rows, build_row("imr/lantern/3", events=[]))

    assert not result.may_be_finalised
    assert result.blocking == (
        "1 row is still open.",
        "1 row is completed but not finalised.",
        "1 row has no outcome in the record.",
        "2 violations stand.",
    )
    assert result.counts == {"violation": 2, "warning": 0, "info": 0, "waived": 0}


def test_id_is_of_what_the_finding_is_about_and_not_of_wording_or_place() -> None:
    late = build_row(targets=LATE, events=OPEN)
    alone = find_one(audit_rows(late), "SEQ-001")
    changed = late | {"text": "Another wording.", "targets": [LATE[0] | {"iso": "2009-09-01"}]}
    below = find_one(audit_rows(build_row("main/1"), changed), "SEQ-001")

    assert alone.id == below.id
    assert alone.id.startswith("SEQ-001-")
    assert len(alone.id) == len("SEQ-001-") + 10
    assert alone.id != find_one(audit_rows(late | {"key": "imr/lantern/2"}), "SEQ-001").id


def test_findings_stand_in_document_order() -> None:
    keys = ["main/2", "main/10", "imr/lantern/1"]
    result = audit_rows(*[build_row(key, evidence=[]) for key in keys], build_row("imr/lantern/2"))

    assert [finding.row for finding in result.findings if finding.rule == "EVD-001"] == keys


def test_rows_of_one_text_are_findings_of_both() -> None:
    result = audit_rows(build_row("main/1", text="Same."), build_row(text="same", events=OPEN), select=["XRW-001"])

    assert [(finding.row, finding.other) for finding in result.findings] == [
        ("main/1", ("imr/lantern/1",)),
        ("imr/lantern/1", ("main/1",)),
    ]
    assert result.findings[0].values["otherOutcome"] == "open"


def test_each_pair_is_a_finding_of_its_own_with_its_own_values() -> None:
    other = [{"raw": "1.9.08", "iso": "2008-09-01", "kind": "deadline"}]
    rows = [build_row("main/1", text="Same."), build_row(text="same", events=OPEN), build_row("main/2", text="Same")]
    result = audit_rows(*rows, build_row("main/3", text="SAME", targets=other), select=["XRW-001"])
    pairs = {(finding.row, *finding.other): finding.values for finding in result.findings}

    assert len(pairs) == 10
    assert pairs["main/1", "main/3"]["otherDeadlines"] == "2008-09-01"
    assert pairs["main/1", "main/3"]["otherOutcome"] == "finalised"
    assert pairs["main/1", "imr/lantern/1"]["otherDeadlines"] == "2010-12-31"


def add_source(dataset: Dataset, row: str) -> None:
    """Add a source map: the target's words, and an empty cell for the lead."""
    source = dataset.graph(URIRef(f"{PLAN}/version/1/source"))
    node = URIRef(f"{PLAN}/{row}")
    cell = write_empty_cell(source, node, "targets", "Target date", 1, 2, (4, 6), DOCUMENT)
    write_empty_cell(source, node, "leads", "Implementation lead", 1, 2, (4, 6), DOCUMENT)
    write_spans(source, URIRef(f"{node}/target/0"), [Quote(5, "1.9.08")], DOCUMENT, cell)


def test_finding_cites_the_words_it_rests_on() -> None:
    dataset = build_dataset([build_row(targets=LATE, events=OPEN)], COMMENCED)
    add_source(dataset, "imr/lantern/1")
    (finding,) = audit(dataset, AS_OF, PACK.choose(["SEQ-001"])).findings

    (cell,) = finding.to_json()["cells"]
    assert cell == {"file": str(DOCUMENT), "lines": [5, 5], "column": "Target date", "quote": "1.9.08"}


def test_finding_of_absence_cites_the_place_without_a_quote() -> None:
    dataset = build_dataset([build_row(leads=None)], COMMENCED)
    add_source(dataset, "imr/lantern/1")
    (finding,) = audit(dataset, AS_OF, PACK.choose(["CMP-002"])).findings

    assert finding.values == {"missing": "leads"}
    (cell,) = finding.to_json()["cells"]
    assert cell == {"file": str(DOCUMENT), "lines": [4, 6], "column": "Implementation lead", "quote": None}


def test_lost_row_cites_the_places_that_are_empty() -> None:
    dataset = build_dataset([build_row(text=None, leads=None, targets=[])], COMMENCED)
    add_source(dataset, "imr/lantern/1")
    (finding,) = audit(dataset, AS_OF, PACK.choose(["DQ-002"])).findings

    assert finding.values == {"missing": ["leads", "targets", "text"]}
    assert [cell.column for cell in finding.cells] == ["Implementation lead", "Target date"]


def test_source_map_is_not_judged() -> None:
    dataset = build_dataset([build_row()], COMMENCED, promises_reports=False)
    source = dataset.graph(URIRef(f"{PLAN}/version/1/source"))
    source += build_dataset([build_row("main/9", text=None)], COMMENCED).graph(URIRef(f"{PLAN}/version/1"))

    assert audit(dataset, AS_OF, PACK).findings == ()


def test_same_dataset_gives_the_same_bytes_from_many_threads() -> None:
    rows = [build_row("main/1", targets=LATE, events=OPEN), build_row(text=None), build_row("main/2", evidence=[])]

    def run(_: int) -> str:
        return json.dumps(audit_rows(*rows).to_json())

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(run, range(8)))) == 1


def test_json_has_the_fields_that_others_read() -> None:
    result = audit_rows(build_row(targets=LATE, events=OPEN)).to_json()

    assert result["asOf"] == "2010-07-31"
    assert result["rules"] == {
        "pack": "core",
        "version": result["rules"]["version"],
        "digest": PACK.digest,
        "run": list(result["rules"]["run"]),
    }
    assert {"plan", "engine", "may_be_finalised", "counts", "verdicts", "findings"} <= result.keys()
    assert {
        *{"id", "rule", "title", "severity", "row", "subject", "other"},
        *{"message", "remedy", "values", "cells", "waived"},
    } <= result["findings"][0].keys()
    verdict = next(verdict for verdict in result["verdicts"] if verdict["rule"] == "SEQ-001")
    assert verdict == {
        **{"rule": "SEQ-001", "passed": 0, "failed": 1, "waived": 0, "not_evaluable": 0},
        **{"matched_nothing": False, "reasons": []},
    }


def test_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownRule):
        audit_rows(build_row(), select=["NOT-001"])


def test_dataset_without_a_plan_is_refused() -> None:
    with pytest.raises(ScrgraphError, match="one action plan"):
        audit(Dataset(), AS_OF, PACK)
