"""Gives what has changed between versions of plans as plain JSON data: ``docs/schemas/diff.schema.json``."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from scrgraph.facts.change import LEVELS
from scrgraph.facts.versions import PlanVersion
from scrgraph.graph.citations import cell_json
from scrgraph.reports.diff_words import Compared, Side, Told, tell_changes


def diffs_json(compared: Sequence[Compared], only_old: Sequence[str], only_new: Sequence[str]) -> dict[str, Any]:
    """Give the changes of several plans as plain JSON data; with the ids of plans that only one side has."""
    return {
        "plans": [diff_json(one) for one in compared],
        "only_old": list(only_old),
        "only_new": list(only_new),
    }


def diff_json(compared: Compared) -> dict[str, Any]:
    """Give the changes between two versions of a plan as plain JSON data."""
    found = compared.differences
    counts = Counter(change.level for change in found.changes)
    return {
        "old": _describe(found.old),
        "new": _describe(found.new),
        "counts": {level: counts[level] for level in LEVELS},
        "rows": [
            {"old": pair.old, "new": pair.new, "by": pair.by, "alike": round(pair.alike, 2), "sure": pair.sure}
            for pair in found.lineage.pairs
        ],
        "changes": [_write(told) for told in tell_changes(compared)],
    }


def _describe(version: PlanVersion) -> dict[str, Any]:
    return {"plan": version.plan, "file": version.file, "digest": version.digest, "rows": len(version.rows)}


def _write(told: Told) -> dict[str, Any]:
    change = told.change
    return {
        "kind": change.kind,
        "level": change.level,
        "old_rows": list(change.old_rows),
        "new_rows": list(change.rows),
        "name": told.name,
        "column": told.column,
        "message": told.message,
        "values": dict(change.values),
        "before": _write_side(told.before),
        "after": _write_side(told.after),
        "words": [{"in": "both" if place == "same" else place, "text": text} for place, text in told.marks],
    }


def _write_side(side: Side) -> dict[str, Any] | None:
    if side.words is None and not side.cells:
        return None
    return {"words": side.words, "cells": [cell_json(cell) for cell in side.cells]}
