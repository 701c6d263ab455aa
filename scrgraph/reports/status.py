"""Renders the status of a plan's rows: one line a row, and whether the case may be finalised."""

from typing import Any

from scrgraph.audit.findings import AuditResult
from scrgraph.audit.status import RowStatus
from scrgraph.reports.layout import fold, render_table, write_day

_COLOURS = {"red": "Red", "green": "Green", "black": "Black", None: "none"}
_SCHEDULES = {"cannot-tell": "cannot tell", "no-deadline": "no deadline", "not-due": "not due"}


def status_json(statuses: tuple[RowStatus, ...], result: AuditResult) -> dict[str, Any]:
    """Give the status of a plan as plain JSON data."""
    return {
        "plan": result.plan,
        "asOf": result.as_of.isoformat(),
        "may_be_finalised": result.may_be_finalised,
        "blocking": list(result.blocking),
        "rows": [
            {
                "key": status.key,
                "name": status.name,
                "colour": status.colour,
                "outcome": status.outcome,
                "schedule": status.schedule,
                "due": status.due.isoformat() if status.due else None,
                "targets": status.due_text,
                "last_event": status.last_event,
                "last_date": status.last_date.isoformat() if status.last_date else None,
                "lead": status.lead,
            }
            for status in statuses
        ],
    }


def render_status(statuses: tuple[RowStatus, ...], result: AuditResult, width: int) -> str:
    """Render the status of a plan as text: one line a row, then the gate."""
    rows = [
        (
            status.key,
            _COLOURS[status.colour],
            name_outcome(status),
            write_day(status.due) if status.due else status.due_text or "-",
            status.last_event or "-",
            status.name,
        )
        for status in statuses
    ]
    headings = ("row", "colour", "outcome", "due", "last event", "name")
    return "\n".join([render_table(headings, rows, width), "", *render_gate(result, width)])


def name_outcome(status: RowStatus) -> str:
    """Name the outcome of a row in words, with its schedule where it is open."""
    if status.outcome is None:
        return "unknown"
    if status.outcome == "open" and status.schedule:
        return f"open, {_SCHEDULES.get(status.schedule, status.schedule)}"
    return status.outcome


def render_gate(result: AuditResult, width: int) -> list[str]:
    """Render whether the case may be finalised, and what blocks it."""
    if result.may_be_finalised:
        return fold("The case may be finalised: every row is finalised and no violation stands.", width)
    blocking = "; ".join(reason.rstrip(".") for reason in result.blocking)
    return fold(f"The case may NOT be finalised: {blocking}.", width)
