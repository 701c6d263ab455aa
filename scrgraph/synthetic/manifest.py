"""Writes down what is known of synthetic plans: manifest, themes, links and settings."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from scrgraph import __version__
from scrgraph.synthetic.across import Known, find_overdue_agencies, find_shared
from scrgraph.synthetic.draft import Plan
from scrgraph.synthetic.lessons import Place, find_lessons
from scrgraph.synthetic.versions import Version
from scrgraph.synthetic.words import load_words

Record = dict[str, Any]

_COLUMNS = ("text", "agreed_by", "actions", "leads", "targets", "summary", "monitoring", "evidence", "rag", "scrutiny")


def describe_plan(plan: Plan, file: str) -> Record:
    """Give the manifest's entry of a plan."""
    found = {(fault.rule, fault.row, fault.subject) for fault in plan.faults}
    return {
        "plan": plan.id,
        "file": file,
        "kind": plan.kind.code,
        "commenced": plan.commenced.isoformat(),
        "asOf": plan.as_of.isoformat(),
        "rows": len(plan.rows),
        "faults": [
            {"rule": fault.rule, "row": fault.row, "subject": fault.subject, "other": list(fault.other)}
            for fault in sorted(plan.faults, key=lambda one: (one.rule, one.row or "", one.subject or "", one.other))
        ],
        "near_misses": [
            {"rule": near.rule, "row": near.row, "subject": near.subject, "step": near.step}
            for near in sorted(plan.near, key=lambda one: (one.rule, one.row or "", one.subject or "", one.step))
            # What misses a fault by a step in one respect may have it in another.
            if (near.rule, near.row, near.subject) not in found
        ],
    }


def describe_setting(plan: Plan) -> Record:
    """Give what a corpus says of a plan besides: its board, how it is laid out, and what its layout has no column for.

    Evidence stands with the word of the sub-group, or in a column of its own. A layout without a column for the word of
    the sub-group states no decision; of such a plan no fault is foretold.
    """
    there = {column for columns in plan.kind.columns.values() for column in columns}
    if plan.is_scrutinised:
        there.add("evidence")
    return {
        "board": plan.kind.board.format(county=plan.county),
        "layout": plan.layout,
        "lacks": [column for column in _COLUMNS if column not in there],
        "faults_known": plan.is_scrutinised,
    }


def describe_versions(versions: Sequence[Version], files: Sequence[str]) -> Record:
    """Give the versions of a plan, the oldest first, each with what it has that the one before it did not have."""
    return {
        "versions": [
            {
                "version": version.number,
                "file": file,
                "asOf": version.as_of.isoformat(),
                "rows": len(version.plan.rows),
                "entries_added": dict(version.gained.entries),
                "targets_moved": list(version.gained.moved),
                "rows_added": list(version.gained.added),
            }
            for version, file in zip(versions, files, strict=True)
        ]
    }


def describe_themes(plan: Plan) -> Record:
    """Give the themes of a plan's rows, in the form that is read."""
    rows = [{"key": row.key, "themes": [{"theme": theme} for theme in row.themes]} for row in plan.rows]
    return {"plan": plan.id, "rows": rows}


def describe_links(plan: Plan) -> str:
    """Give the links of a plan's rows, as an entry of the file that is read (TOML); nothing where it has none."""
    if not plan.links and not plan.follow_ups:
        return ""
    parts = [f"[[plans]]\nplan = {_quote(plan.id)}\n"]
    for link in plan.links:
        rows = f"[{_quote(link.main)}, {_quote(link.agency)}]"
        parts.append(f"[[plans.same-work]]\nrows = {rows}\nwhy = {_quote(link.why)}\n")
    for up in plan.follow_ups:
        earlier = f"{{ plan = {_quote(up.earlier_plan)}, row = {_quote(up.earlier_row)} }}"
        parts.append(f"[[plans.follows-up]]\nrow = {_quote(up.row)}\nearlier = {earlier}\nwhy = {_quote(up.why)}\n")
    return "\n".join(parts)


def write_links(links: Sequence[str]) -> str:
    """Write the links of all plans."""
    return "\n".join((f"# {load_words().mark}\n", *(links or ["plans = []\n"])))


def write_settings() -> str:
    """Write the settings that name what is declared beside the plans."""
    return f'# {load_words().mark}\n\n[declared]\nlinks = ["links.toml"]\nthemes = ["themes.json"]\n'


def write_themes(themes: Sequence[Record]) -> str:
    """Write the themes of all plans."""
    return write_json({"synthetic": load_words().mark, "plans": list(themes)})


def write_manifest(seed: int, plans: Sequence[Record], known: Sequence[Known], *, corpus: bool = False) -> str:
    """Write the manifest of some plans; what they give together is as of the latest of their days.

    Of a ``corpus`` it names the lessons that come back and the agencies overdue in several plans, too.
    """
    as_of = max((plan.as_of for plan in known), default=dt.date.min)
    found, near = find_shared(known, as_of)
    return write_json(
        {
            "synthetic": load_words().mark,
            "scrgraph": __version__,
            "seed": seed,
            "reviews": len(plans),
            "asOf": as_of.isoformat(),
            "plans": list(plans),
            "across": {
                "findings": [{"rule": one.rule, "subject": one.subject, "plans": list(one.plans)} for one in found],
                "near_misses": [
                    {"rule": one.rule, "subject": one.subject, "plans": list(one.plans), "step": one.step}
                    for one in near
                ],
            },
            **(describe_together(known, as_of) if corpus else {}),
        }
    )


def describe_together(known: Sequence[Known], as_of: dt.date) -> Record:
    """Give the lessons that come back in some plans, what only sounds like one, and who is overdue in several."""
    lessons, near = find_lessons(known)
    return {
        "lessons": [
            {"id": one.id, "wording": one.wording, "rows": [*map(_describe_place, one.rows)]} for one in lessons
        ],
        "near_lessons": [
            {"id": one.id, "lesson": one.lesson, "rows": [*map(_describe_place, one.rows)]} for one in near
        ],
        "overdue_agencies": [
            {"agency": agency, "plans": plans} for agency, plans in find_overdue_agencies(known, as_of).items()
        ],
    }


def _describe_place(place: Place) -> Record:
    told = place.told
    return {
        "plan": place.plan,
        "row": told.row,
        "wording": place.wording,
        "far": told.far,
        "outcome": told.outcome,
        "due": told.due.isoformat() if told.due else None,
    }


def write_json(data: Record) -> str:
    """Write plain data as JSON."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _quote(text: str) -> str:
    """Write a text as a TOML string, which JSON's strings are as well."""
    return json.dumps(text, ensure_ascii=False)
