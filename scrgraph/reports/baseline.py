"""Holds a report beside an earlier one: what is new, what is still there, what is gone, and whether that can be told.

Findings are the same where they have the same id, which is made of plan, rule, row and subject, never of wording or
place; where the rows have other numbers now, they are known again by what they say. A finding that is gone counts as
fixed only where its rule was run and could judge what it is about.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scrgraph.audit.carried import carry_id, carry_ids, read_known_rows
from scrgraph.audit.kept import PlanAudit
from scrgraph.errors import BadUsage
from scrgraph.facts.lineage import KnownRow, follow_rows
from scrgraph.reports.report import Comparison, Gone

_LARGEST = 512 * 2**20  # bytes of a report
_REMEDY = "Make one with: scrgraph audit SOURCE --format json -o FILE."
_NESTED = re.compile(r"(?:[\[{]\s*(?:\"[^\"]*\"\s*:\s*)?){50}")  # a report is nested eight deep at most
_WORDS = ("id", "rule", "title", "severity")


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding in a report: its plan's id (of one across plans none), and what the report says of it."""

    plan: str
    said: Mapping[str, Any]

    @property
    def about(self) -> str:
        """The row or the subject, with its readable name."""
        return name_subject(self.said)

    @property
    def waived(self) -> bool:
        """Whether it is excused."""
        return self.said.get("waived") is not None


def name_subject(said: Mapping[str, Any]) -> str:
    """Name what a finding of a report is about: the row with its readable name, or the subject."""
    parts = [said.get("row") or said.get("subject"), said.get("row_name")]
    return ", ".join(str(part) for part in parts if part) or "the plan"


@dataclass(frozen=True)
class Saved:
    """A saved report: its file's name, its day, and its findings by their ids."""

    file: str
    data: Mapping[str, Any]

    @property
    def plans(self) -> dict[str, Mapping[str, Any]]:
        """The objects of its plans, by their ids."""
        return {str(plan["plan"]): plan for plan in self.data.get("plans", [self.data])}

    @property
    def as_of(self) -> str:
        """The day for which it speaks."""
        return str(next(iter(self.plans.values()), {}).get("asOf", ""))

    @property
    def findings(self) -> dict[str, Standing]:
        """Its findings by their ids, those across plans last."""
        return {str(found.said["id"]): found for found in self._list()}

    def _list(self) -> Iterator[Standing]:
        for plan, said in self.plans.items():
            yield from (Standing(plan, finding) for finding in said["findings"])
        yield from (Standing("", finding) for finding in self.data.get("across", {}).get("findings", []))


def read_report(path: Path) -> Saved:
    """Read a report that was saved as JSON.

    Raises:
        BadUsage: where it cannot be read, or is no report.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise BadUsage("The file is too large for a report.", path=path, remedy=_REMEDY)
        text = path.read_text(encoding="utf-8-sig")
        if _NESTED.search(text):  # an audit lets Python recurse deeper than its reader of JSON can bear
            raise ValueError("too deep")
        data = json.loads(text)
    except OSError as error:
        raise BadUsage(f"The report cannot be read ({error.strerror}).", path=path, remedy=_REMEDY) from None
    except UnicodeDecodeError:
        raise BadUsage("The report is no UTF-8 text.", path=path, remedy=_REMEDY) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}"
        raise BadUsage(f"This is not JSON ({error.msg}).", path=path, place=where, remedy=_REMEDY) from None
    except (ValueError, RecursionError):  # a number, or a list in lists, beyond all measure
        raise BadUsage("This is no report.", path=path, remedy=_REMEDY) from None
    _check(data, path)
    return Saved(path.name, data)


def _check(data: Any, path: Path) -> None:
    """Refuse what is no report of an audit; raises ``BadUsage`` with the place at fault."""
    if not isinstance(data, dict):
        raise BadUsage("This is no report of an audit.", path=path, remedy=_REMEDY)
    several = "plans" in data
    plans = data["plans"] if several else [data]
    if not isinstance(plans, list) or not plans:
        raise BadUsage("The report is of no plan.", path=path, remedy=_REMEDY)
    for number, plan in enumerate(plans, 1):
        place = f"plan {number}" if several else None
        if not isinstance(plan, dict) or not isinstance(plan.get("plan"), str) or not isinstance(plan.get("asOf"), str):
            raise BadUsage(
                "This is no report of an audit: it names no plan and day.", path=path, place=place, remedy=_REMEDY
            )
        _check_findings(plan, path, f"{place}, " if place else "")
        try:
            read_known_rows(plan)
        except (AttributeError, KeyError, TypeError):
            message = "A row is not as reports have it."
            raise BadUsage(message, path=path, place=place, remedy=_REMEDY) from None
        rules = plan.get("rules")
        if not isinstance(rules, dict) or not isinstance(rules.get("run"), list):
            raise BadUsage("The report does not say which rules were run.", path=path, place=place, remedy=_REMEDY)
    across = data.get("across", {"findings": []})
    if not isinstance(across, dict):
        raise BadUsage("This is no report of an audit.", path=path, place="across", remedy=_REMEDY)
    _check_findings(across, path, "across, ")


def _check_findings(said: Mapping[str, Any], path: Path, of: str) -> None:
    findings, verdicts = said.get("findings"), said.get("verdicts", [])
    if not isinstance(findings, list) or not isinstance(verdicts, list):
        place = of.removesuffix(", ") or None
        raise BadUsage("The report has no list of findings.", path=path, place=place, remedy=_REMEDY)
    for number, finding in enumerate(findings, 1):
        if not isinstance(finding, dict) or not all(isinstance(finding.get(word), str) for word in _WORDS):
            message = f"A finding lacks one of: {', '.join(_WORDS)}."
            raise BadUsage(message, path=path, place=f"{of}finding {number}", remedy=_REMEDY)
    for number, verdict in enumerate(verdicts, 1):
        reasons = verdict.get("reasons", []) if isinstance(verdict, dict) else None
        if not isinstance(reasons, list) or not all(isinstance(reason, dict) for reason in reasons):
            place = f"{of}verdict {number}"
            raise BadUsage("A verdict is not as reports have it.", path=path, place=place, remedy=_REMEDY)


def carry_plans(plans: Iterable[PlanAudit], earlier: Saved) -> tuple[PlanAudit, ...]:
    """Give audits with the ids that their findings have by what the rows of an earlier report were known by."""
    told = earlier.plans
    rows = {plan.result.plan: read_known_rows(told.get(plan.result.plan, {})) for plan in plans}
    return tuple(
        plan if (known := rows[plan.result.plan]) is None else replace(plan, result=carry_ids(plan.result, known))
        for plan in plans
    )


class _Followed:
    """The rows of one plan in two reports: which is which."""

    def __init__(self, plan: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self._plan = plan
        before, after = read_known_rows(old), read_known_rows(new)
        self._old: Mapping[str, KnownRow] = {row.key: row for row in before or ()}
        self._known_as = {} if before is None or after is None else follow_rows(before, after)
        self._keys = {name: key for key, name in self._known_as.items()}

    def name(self, said: Mapping[str, Any]) -> str:
        """Give the id of a finding of the new report as the earlier report would have it."""
        if not self._known_as:
            return str(said["id"])
        row, subject = said.get("row"), said.get("subject")
        return carry_id(self._plan, str(said["rule"]), row, subject, said.get("other", ()), self._known_as)

    def find_row(self, key: str) -> str | None:
        """Give the key that a row of the earlier report has in the new one; ``None`` where it is there no more."""
        if not self._known_as:
            return key
        return self._keys.get(self._old[key].known_as) if key in self._old else None


def compare_reports(old: Saved, new: Saved) -> Comparison:
    """Tell how the findings of a report stand beside those of an earlier one."""
    before, plans = old.findings, new.plans
    followed = {plan: _Followed(plan, said, plans[plan]) for plan, said in old.plans.items() if plan in plans}
    named = {
        name: followed[found.plan].name(found.said) if found.plan in followed else name
        for name, found in new.findings.items()
    }
    states = {name: "still" if named[name] in before else "new" for name in named}
    there = set(named.values())
    gone = tuple(_tell_gone(found, plans, followed) for name, found in before.items() if name not in there)
    return Comparison(old.file, old.as_of, states, gone, tuple(_list_notes(old, new)))


def _tell_gone(found: Standing, plans: Mapping[str, Mapping[str, Any]], followed: Mapping[str, _Followed]) -> Gone:
    said = found.said
    reason = _tell_unsure(found, plans, followed)
    return Gone(
        str(said["id"]),
        found.plan,
        str(said["rule"]),
        str(said["title"]),
        str(said["severity"]),
        found.about,
        "not-evaluable" if reason else "fixed",
        reason or "The rule was run, and finds it no more.",
    )


def _tell_unsure(
    found: Standing, plans: Mapping[str, Mapping[str, Any]], followed: Mapping[str, _Followed]
) -> str | None:
    """Tell why it cannot be said that a finding is fixed; ``None`` where it can."""
    rule, row, subject = found.said["rule"], found.said.get("row"), found.said.get("subject")
    wanted = [found.plan] if found.plan else [str(plan) for plan in found.said.get("plans", [])]
    if missing := [plan for plan in wanted if plan not in plans]:
        return f"The plan {missing[0]} is not in the new report."
    of_plans = [plans[plan] for plan in wanted] or list(plans.values())
    for plan in of_plans:
        if rule not in plan["rules"]["run"] and not any(one.get("rule") == rule for one in plan.get("verdicts", [])):
            return "Its rule was not run."
        keys = plan.get("rows")
        if row is not None and found.plan in followed:
            row = followed[found.plan].find_row(row)
            if row is None or (isinstance(keys, list) and row not in [one.get("key") for one in keys]):
                return "Its row is no longer in the plan."
        for verdict in plan.get("verdicts", []):
            for one in verdict.get("reasons", []) if verdict.get("rule") == rule else []:
                if (one.get("row"), one.get("subject")) == (row, subject) or (row is None and one.get("row") is None):
                    return f"It cannot be judged any more: {one.get('reason')}"
    return None


def _list_notes(old: Saved, new: Saved) -> Iterator[str]:
    """Say what else than the plan may have changed between two reports."""
    if old.as_of > new.as_of:
        yield f"The earlier report speaks for a later day ({old.as_of}) than this one ({new.as_of})."
    digests = [{plan["rules"].get("digest") for plan in report.plans.values()} for report in (old, new)]
    if digests[0] != digests[1]:
        yield "The rules, or their settings, are not those of the earlier report, so a change may come from them."
    if added := sorted(new.plans.keys() - old.plans.keys()):
        yield f"Not in the earlier report: {', '.join(added)}."
