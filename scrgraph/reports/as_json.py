"""Renders audits as JSON, one object a plan."""

import io
import json
from typing import Any

from scrgraph.audit.carried import write_known
from scrgraph.audit.kept import PlanAudit
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Comparison, Report


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - JSON has one look
    """Render audits as JSON."""
    text = io.StringIO()  # a list of all pieces, which ``json.dumps`` makes, needs ten times the room
    json.dump(build_json(report), text, ensure_ascii=False, indent=2)
    text.write("\n")
    return text.getvalue()


def build_json(report: Report) -> dict[str, Any]:
    """Give audits as plain JSON data: the object of the one plan, or of several under ``plans``, with ``across``."""
    made = [_write_plan(plan) for plan in report.plans]
    across = report.across.to_json()
    compared = {} if report.compared is None else {"baseline": _write_comparison(report.compared)}
    if report.compared is not None:
        states = report.compared.states
        for each in (*made, across):
            for finding in each["findings"]:
                finding["state"] = states.get(finding["id"])
    return {"plans": made, "across": across, **compared} if report.several else made[0] | compared


def _write_plan(plan: PlanAudit) -> dict[str, Any]:
    known = {row.key: row for row in plan.result.rows}
    rows = [
        {"key": row.key, "name": row.name, "outcome": row.outcome, "schedule": row.schedule}
        | write_known(known[row.key])
        for row in plan.statuses
    ]
    return plan.result.to_json() | {"rows": rows}


def _write_comparison(compared: Comparison) -> dict[str, Any]:
    gone = [
        {
            "id": one.id,
            "plan": one.plan,
            "rule": one.rule,
            "title": one.title,
            "severity": one.severity,
            "about": one.about,
            "state": one.state,
            "reason": one.reason,
        }
        for one in compared.gone
    ]
    return {"file": compared.file, "asOf": compared.as_of, "notes": list(compared.notes), "gone": gone}
