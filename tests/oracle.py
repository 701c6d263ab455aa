"""The 18 rules of the first pack a second time, as plain Python over row JSON (gold/SCHEMA.md).

Written from the words of rules.md alone, and kept apart from the package: what both say was said twice.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
Check = Callable[[Row], bool]

QUARTER = 92
DECIDING = ("finalised", "completed", "requested", "to-review", "pending")


def expected_findings(rows: list[Row], as_of: dt.date, commenced: dt.date) -> set[tuple[str, str]]:
    """Give (rule, row) for every finding that the rules of rules.md give on these rows."""
    checks = {**_checks_of_the_record(), **_checks_of_the_day(as_of, commenced)}
    found = {(rule, row["key"]) for row in rows for rule, holds in checks.items() if holds(row)}
    return found | {("XRW-001", key) for key in _contradicting(rows)}


def _checks_of_the_record() -> dict[str, Check]:
    """The rules that need no day."""
    return {
        "CMP-001": lambda row: not row["text"],
        "CMP-002": lambda row: bool(_empty_fields(row)),
        "EVD-001": lambda row: row["outcome"] == "finalised" and not row["evidence"],
        "EVD-002": lambda row: _closed(row) and not _events(row, "reviewed"),
        "EVD-003": lambda row: (
            row["outcome"] == "finalised"
            and bool(_events(row, "reviewed"))
            and not any(event["date"] for event in _events(row, "reviewed"))
        ),
        "EVD-004": lambda row: (
            row["outcome"] == "finalised" and not any(event["date"] for event in _events(row, "finalised"))
        ),
        "EVD-005": _closed_on_unanswered_request,
        "SEQ-005": _closed_late,
        "STS-001": lambda row: (
            _open(row) and any(claim["status"] in ("completed", "finalised") for claim in row["reported"])
        ),
        "DQ-001": lambda row: any(target["kind"] == "invalid" for target in row["targets"]),
        "DQ-002": lambda row: sum(not row[name] for name in ("text", "leads", "targets", "evidence", "events")) >= 3,
    }


def _checks_of_the_day(as_of: dt.date, commenced: dt.date) -> dict[str, Check]:
    """The rules that speak for a day."""
    return {
        "EVD-006": lambda row: (
            _open(row)
            and any(
                event["kind"] == "requested"
                and event["due"]
                and _day(event["due"]) < as_of
                and not _answered(row, place)
                for place, event in enumerate(row["events"])
            )
        ),
        "SEQ-001": lambda row: _open(row) and bool(days := _deadlines(row)) and days[-1] < as_of,
        "SEQ-002": lambda row: _open(row) and bool(days := _deadlines(row)) and days[0] < as_of <= days[-1],
        "SEQ-003": lambda row: (
            _open(row)
            and any(target["kind"] == "immediate" for target in row["targets"])
            and (as_of - commenced).days > QUARTER
        ),
        "SEQ-004": lambda row: row["outcome"] == "completed" and bool(days := _deadlines(row)) and days[-1] < as_of,
        "MON-001": lambda row: any(_day(held) > as_of for held in row["monitoring_held"]),
    }


def outcome_of(row: Row) -> str | None:
    """Give the outcome by the last deciding event (design.md, section 3)."""
    kinds = [event["kind"] for event in row["events"] if event["kind"] in DECIDING]
    if not kinds:
        return "open" if row["events"] else None
    return kinds[-1] if kinds[-1] in ("finalised", "completed") else "open"


def _empty_fields(row: Row) -> list[str]:
    fields = ["actions", "leads", "targets", "events", "outcome"]
    if row["key"].startswith("main/"):
        fields.append("agreed_by")
    return [name for name in fields if not row[name]]


def _closed_on_unanswered_request(row: Row) -> bool:
    requests = [place for place, event in enumerate(row["events"]) if event["kind"] == "requested"]
    return _closed(row) and bool(requests) and not _answered(row, requests[-1])


def _closed_late(row: Row) -> bool:
    deadlines = _deadlines(row)
    if not _closed(row) or not deadlines:
        return False
    closings = [place for place, event in enumerate(row["events"]) if event["kind"] in ("finalised", "completed")]
    dated = [_day(event["date"]) for event in row["events"][: closings[-1]] if event["date"]]
    return bool(dated) and max(dated) > deadlines[-1]


def _contradicting(rows: list[Row]) -> Iterator[str]:
    """Give the rows of which another says the same and is answered otherwise.

    A text without a letter or a digit says nothing: two rows with a dash for a text are not one recommendation.
    """
    for row, other in itertools.permutations(rows, 2):
        same = _norm(row["text"]).strip() and _norm(row["text"]) == _norm(other["text"])
        if same and (row["outcome"] != other["outcome"] or _deadlines(row) != _deadlines(other)):
            yield row["key"]


def _norm(text: str | None) -> str:
    text = text or ""
    return re.sub(r"[^a-z0-9 ]", "", re.sub(r"\s+", " ", text.lower()))


def _answered(row: Row, request: int) -> bool:
    return any(event["kind"] in ("reviewed", "received") for event in row["events"][request + 1 :])


def _deadlines(row: Row) -> list[dt.date]:
    targets = [target for target in row["targets"] if target["kind"] in ("deadline", "other")]
    return sorted(_day(target["iso"]) for target in targets if target["iso"])


def _events(row: Row, kind: str) -> list[dict[str, Any]]:
    return [event for event in row["events"] if event["kind"] == kind]


def _open(row: Row) -> bool:
    return bool(row["outcome"] == "open")


def _closed(row: Row) -> bool:
    return row["outcome"] in ("finalised", "completed")


def _day(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)
