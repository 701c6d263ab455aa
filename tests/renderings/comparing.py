"""Compares the facts of a rendering with those of the text export it was made from, field by field."""

from collections.abc import Iterator
from typing import Any, NamedTuple

FIELDS = (
    *("section", "text", "agreed_by", "actions", "leads", "targets", "reported", "monitoring_held"),
    *("monitoring_planned", "evidence", "events", "outcome", "summary"),
)


class Loss(NamedTuple):
    """A field of a row that a rendering does not give as the text export does."""

    key: str
    field: str
    wanted: Any
    given: Any


def compare_rows(
    wanted: list[dict[str, Any]], given: list[dict[str, Any]], *, dates_as_printed: bool = True
) -> list[Loss]:
    """Give what differs.

    Args:
        wanted: The row JSON of the text export.
        given: The row JSON of the rendering.
        dates_as_printed: Whether the words of dates are compared as well as what they mean.
    """
    losses = list(_compare_keys([row["key"] for row in wanted], [row["key"] for row in given]))
    rows = {row["key"]: row for row in given}
    for row in wanted:
        if row["key"] in rows:
            losses += _compare_row(row, rows[row["key"]], dates_as_printed)
    return losses


def count_fields(rows: list[dict[str, Any]]) -> int:
    """Count the fields that are compared of some rows."""
    return len(rows) * len(FIELDS)


def _compare_keys(wanted: list[str], given: list[str]) -> Iterator[Loss]:
    if wanted != given:
        yield Loss("", "keys", [key for key in wanted if key not in given], [key for key in given if key not in wanted])


def _compare_row(wanted: dict[str, Any], given: dict[str, Any], dates_as_printed: bool) -> Iterator[Loss]:
    for field in FIELDS:
        pair = [_simplify(row[field], field, dates_as_printed) for row in (wanted, given)]
        if pair[0] != pair[1]:
            yield Loss(wanted["key"], field, *pair)


def _simplify(value: Any, field: str, dates_as_printed: bool) -> Any:
    if field == "targets" and not dates_as_printed:
        return [{name: part for name, part in target.items() if name != "raw"} for target in value]
    return value
