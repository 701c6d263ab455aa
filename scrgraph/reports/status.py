"""Renders the status of a plan's rows: one line a row, and whether the case may be finalised."""

from collections.abc import Iterable
from typing import Any

from scrgraph.audit.findings import AuditResult
from scrgraph.audit.status import RowStatus, Wanted
from scrgraph.reports.layout import fold, render_table, write_day, write_short_day

DUE = "Due in the next quarter (92 days):"
NOTHING_DUE = "In the next quarter (92 days) nothing falls due."

COLOURS = {"red": "Red", "green": "Green", "black": "Black", None: "none"}
SCHEDULES = {"cannot-tell": "cannot tell", "no-deadline": "no deadline", "not-due": "not due"}

_ROOM_FOR_NAMES = 120  # characters a line


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
                "rests_on": {"outcome": status.last_event, "schedule": list(status.schedule_targets)},
                **({"possible": list(status.possible)} if status.possible else {}),
            }
            for status in statuses
        ],
        "due_next_quarter": [
            {"day": wanted.day.isoformat(), "what": wanted.what, "row": wanted.row, "who": wanted.who}
            for wanted in list_coming(statuses)
        ],
        "notes": list(result.notes),
    }


def list_coming(statuses: Iterable[RowStatus]) -> list[Wanted]:
    """Give all that falls due in the next quarter, by day; of one day in the order of the rows."""
    coming = [wanted for status in statuses for wanted in status.coming]
    return sorted(coming, key=lambda wanted: (wanted.day, wanted.what))


def render_status(statuses: tuple[RowStatus, ...], result: AuditResult, width: int) -> str:
    """Render the status of a plan as text: one line a row, the gate, and what falls due in the next quarter."""
    named = width >= _ROOM_FOR_NAMES
    rows = [
        (
            status.key,
            COLOURS[status.colour],
            name_outcome(status),
            write_short_day(status.due) if status.due else status.due_text or "-",
            status.last_event or "-",
            *([status.name] if named else []),
        )
        for status in statuses
    ]
    headings = ("row", "colour", "outcome", "due", "last event", *(["name"] if named else []))
    return "\n".join(
        [
            f"{result.plan}: status as of {write_day(result.as_of)}",
            "",
            render_table(headings, rows, width, kept=3),
            "",
            *render_gate(result, width),
            *(line for note in result.notes for line in fold(f"Note: {note}", width, "", "  ")),
            "",
            *_render_coming(statuses, width),
        ]
    )


def _render_coming(statuses: tuple[RowStatus, ...], width: int) -> list[str]:
    coming = list_coming(statuses)
    if not coming:
        return fold(NOTHING_DUE, width)
    lines = [DUE]
    for wanted in coming:
        text = f"{write_short_day(wanted.day)}, {wanted.row}, {wanted.what}: {wanted.who}"
        lines += fold(text, width, "  ", "    ")
    return lines


def name_outcome(status: RowStatus) -> str:
    """Name the outcome of a row in words, with its schedule where it is open."""
    if len(status.possible) == 1:
        # Were it certain that the row had another entry, its outcome would be known.
        return f"{status.possible[0]}, or not yet recorded"
    if status.possible:
        return f"cannot tell: {' or '.join(status.possible)}"
    if status.outcome is None:
        return "unknown"
    if status.outcome == "open" and status.schedule:
        return f"open, {SCHEDULES.get(status.schedule, status.schedule)}"
    return status.outcome


def render_gate(result: AuditResult, width: int) -> list[str]:
    """Render whether the case may be finalised, and what blocks it."""
    if result.may_be_finalised:
        return fold("The case may be finalised: every row is finalised and no violation stands.", width)
    blocking = "; ".join(reason[0].lower() + reason[1:].rstrip(".") for reason in result.blocking)
    if result.may_be_finalised is None:
        return fold(f"May the case be finalised? {blocking[0].upper()}{blocking[1:]}.", width)
    return fold(f"The case may NOT be finalised: {blocking}.", width)
