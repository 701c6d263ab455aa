"""Carries the ids of findings over from an earlier report, where the rows of the plan have other numbers now.

A store knows the rows of a plan from one version to the next. A document alone does not: there an earlier report of the
plan, which says what its rows were known by, takes the place of the earlier version.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from scrgraph.audit.findings import AuditResult, digest_finding
from scrgraph.facts.lineage import KnownRow, follow_rows


def carry_ids(result: AuditResult, before: Iterable[KnownRow]) -> AuditResult:
    """Give an audit with the ids that its findings have by what the rows of an earlier report were known by."""
    known_as = follow_rows(before, result.rows)
    return replace(
        result,
        findings=tuple(
            replace(found, id=carry_id(result.plan, found.rule, found.row, found.subject, found.other, known_as))
            for found in result.findings
        ),
        rows=tuple(replace(row, known_as=known_as[row.key]) for row in result.rows),
    )


def carry_id(
    plan: str, code: str, row: str | None, subject: str | None, other: Iterable[str], known_as: Mapping[str, str]
) -> str:
    """Give the id of a finding by what its rows are known by, which ``follow_rows`` tells by their keys."""
    about = None if row is None else known_as.get(row, row)
    return digest_finding(plan, code, about, subject, [known_as.get(key, key) for key in other])


def write_known(row: KnownRow) -> dict[str, Any]:
    """Give what a row is known by as plain JSON data, as it stands in a report beside the row's key."""
    return {"known_as": row.known_as, "numbered": row.numbered, "words": row.words}


def read_known_rows(report: Mapping[str, Any]) -> tuple[KnownRow, ...] | None:
    """Read from the JSON of a plan's audit what its rows are known by; ``None`` where it does not say so.

    Raises:
        KeyError, TypeError: where its rows have another form.
    """
    if (rows := report.get("rows")) is None or all("known_as" not in row for row in rows):
        return None
    known = tuple(KnownRow(row["key"], row["known_as"], row["numbered"], row["words"]) for row in rows)
    if not all(isinstance(text, str) for row in known for text in (row.key, row.known_as, row.words)):
        raise TypeError("not rows of a plan")
    return known
