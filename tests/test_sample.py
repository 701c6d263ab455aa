"""The sample in ``data/case-14`` says the same as the real plan, in other words."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.model import PlanFacts, RowFacts
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document
from scrgraph.ingest.read import read_document
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings

SAME = (
    *("section", "agreed_by", "leads", "targets", "reported", "monitoring_held", "monitoring_planned", "events"),
    *("outcome", "lines", "name", "impossible_dates", "notes", "unread"),
)
RETOLD_LISTS = ("actions", "evidence")
RETOLD = ("text", "summary")
RUN = 9  # words in a row that the sample's prose must not share with the real plan's


@dataclass(frozen=True)
class Reading:
    document: Document
    facts: PlanFacts
    rows: list[dict[str, Any]]

    def field(self, name: str) -> dict[str, Any]:
        return {row["key"]: row[name] for row in self.rows}


def read(path: Path, wordings: Wordings) -> Reading:
    document = read_document(path)
    facts = read_plan(document, wordings)
    return Reading(document, facts, rows_json(facts, document))


@pytest.fixture(scope="module")
def told(sample: Path, wordings: Wordings) -> Reading:
    return read(sample, wordings)


@pytest.fixture(scope="module")
def real(shared: Path, wordings: Wordings) -> Reading:
    return read(shared / "case-14" / "plan.txt", wordings)


def test_sample_is_read_whole(told: Reading) -> None:
    assert len(told.rows) == 70
    assert told.document.balances
    assert told.document.count("unread") == 0


def test_same_plan(told: Reading, real: Reading) -> None:
    for field in ("plan", "title", "commenced", "parts"):
        assert getattr(told.facts, field) == getattr(real.facts, field)
    for field in ("colour_key", "promises"):
        assert [quote.line for quote in getattr(told.facts, field)] == [
            quote.line for quote in getattr(real.facts, field)
        ]


def test_same_tables_and_account(told: Reading, real: Reading) -> None:
    def tables(reading: Reading) -> list[Any]:
        return [(table.line, table.columns, table.headings) for table in reading.document.tables]

    def places(reading: Reading) -> list[tuple[int, int, str | None, str]]:
        return [(entry.line, entry.column, entry.heading, entry.disposition) for entry in reading.document.account]

    assert tables(told) == tables(real)
    assert places(told) == places(real)
    assert told.document.rules == real.document.rules


def test_same_rows(told: Reading, real: Reading) -> None:
    assert [row["key"] for row in told.rows] == [row["key"] for row in real.rows]


@pytest.mark.parametrize("field", SAME)
def test_same_facts(field: str, told: Reading, real: Reading) -> None:
    assert told.field(field) == real.field(field)


@pytest.mark.parametrize("field", RETOLD_LISTS)
def test_as_many_retold_items(field: str, told: Reading, real: Reading) -> None:
    assert {key: len(items) for key, items in told.field(field).items()} == {
        key: len(items) for key, items in real.field(field).items()
    }


@pytest.mark.parametrize("field", RETOLD)
def test_retold_text_is_there_where_the_real_one_is(field: str, told: Reading, real: Reading) -> None:
    assert {key: bool(text) for key, text in told.field(field).items()} == {
        key: bool(text) for key, text in real.field(field).items()
    }


def test_same_details_of_events(told: Reading, real: Reading) -> None:
    def events(reading: Reading) -> dict[str, Any]:
        return {
            row.key: [(event.kind, event.concept, event.date, event.due, event.impossible) for event in row.events]
            for row in reading.facts.rows
        }

    assert events(told) == events(real)


def test_same_details_of_targets_and_meetings(told: Reading, real: Reading) -> None:
    def details(reading: Reading) -> dict[str, Any]:
        return {
            row.key: (
                row.part,
                row.slug,
                row.number,
                row.printed,
                [(target.raw, target.kind, target.day, target.period) for target in row.targets],
                [(mention.state, mention.raw, mention.day) for mention in row.meetings],
                [(claim.status, claim.agency) for claim in row.reported],
            )
            for row in reading.facts.rows
        }

    assert details(told) == details(real)


def test_same_review_bodies_promises_and_confirmations(told: Reading, real: Reading) -> None:
    def details(reading: Reading) -> tuple[Any, ...]:
        facts = reading.facts
        return (
            facts.review,
            [(body.role, body.code, body.name, body.kind, body.known) for body in facts.bodies],
            [(kind, quote.line) for kind, quote in facts.reports],
            [quote.line for quote in facts.ratified],
            {row.key: [report.kind for report in row.reports] for row in facts.rows},
            {row.key: [(c.state, c.agency, c.raw) for c in row.confirmations] for row in facts.rows},
            {row.key: (row.lead_posts, row.agreeing_posts) for row in facts.rows},
        )

    assert details(told) == details(real)
    assert len([c for row in told.facts.rows for c in row.confirmations]) == 13


def test_same_cells_on_the_same_lines(told: Reading, real: Reading) -> None:
    def cells(reading: Reading) -> dict[str, Any]:
        return {
            row.key: {
                column: (cell.heading, [fragment.line for fragment in cell.fragments])
                for column, cell in row.cells.items()
            }
            for row in reading.facts.rows
        }

    assert cells(told) == cells(real)


def list_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


def list_runs(words: list[str]) -> set[str]:
    return {" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def test_sample_shares_no_run_of_nine_words_with_the_real_prose(
    told: Reading, real: Reading, wordings: Wordings
) -> None:
    # Posts, headings, labels and the names of agencies are the same by design: each counts as one word.
    fixed = {row[field] for row in real.rows for field in ("leads", "agreed_by", "section") if row[field]}
    fixed |= {heading for table in real.document.tables for heading in table.headings}
    fixed |= {label for agency in wordings.agencies for label in agency.labels}
    names = sorted((" ".join(list_words(name)) for name in fixed), key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(name for name in names if ' ' in name)})\b")

    def runs(row: RowFacts) -> dict[str, set[str]]:
        prose = {"text": row.text or "", "summary": row.summary or ""}
        prose["actions"] = " ".join(action.text for action in row.actions)
        return {
            f"{row.key} {column}": list_runs(pattern.sub("NAME", " ".join(list_words(text))).split())
            for column, text in prose.items()
        }

    taken = {run for row in real.facts.rows for found in runs(row).values() for run in found}
    shared = {place: sorted(found & taken) for row in told.facts.rows for place, found in runs(row).items()}
    assert {place: found for place, found in shared.items() if found} == {}
