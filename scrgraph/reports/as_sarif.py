"""Renders audits as SARIF 2.1.0 (OASIS Standard, with Errata 01): for code editors, code review and result databases.

Each plan is a run of its own, told apart by its automation id, and so is what rules find across plans. A result is a
finding, and nothing else is: one that is waived bears an accepted suppression, one of the baseline that is gone is
``absent``. What a rule could not judge is a notification of the run: no state beside a baseline can be told of it, and
a program that counts results must not count it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from scrgraph import __version__
from scrgraph.audit.findings import AuditResult, Finding, Verdict
from scrgraph.audit.rules import Rule
from scrgraph.graph.citations import Citation
from scrgraph.namespaces import VOCABULARIES
from scrgraph.reports.formats import Looks
from scrgraph.reports.places import name_reading
from scrgraph.reports.report import Gone, Report
from scrgraph.reports.sentences import (
    Unjudgeable,
    explain_gone,
    explain_waiver,
    list_unjudgeable,
    name_about,
    name_key,
    write_message,
)

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[str, str] = {"violation": "error", "warning": "warning", "info": "note"}
_STATES: Mapping[str | None, str] = {"new": "new", "still": "unchanged"}
_NOTIFICATIONS: Mapping[str, str] = {
    "cannot-judge": "A rule cannot judge some rows, or other subjects. They count neither as passed nor as failed.",
    "matched-nothing": "A rule met nothing to judge. It does not count as passed.",
    "how-it-was-read": "What a reader must know of how the plan was read.",
    "declared-in-vain": "Something is declared of a row that the plan does not have.",
    "beside-the-baseline": "What else than the plan may have changed since the earlier report.",
}

Plain = dict[str, Any]


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - SARIF has one look
    """Render audits as SARIF."""
    return json.dumps(build_sarif(report), ensure_ascii=False, indent=2) + "\n"


def build_sarif(report: Report) -> Plain:
    """Give audits as plain data of a SARIF log."""
    gone: defaultdict[str, list[Gone]] = defaultdict(list)
    audited = {plan.result.plan for plan in report.plans}
    for one in () if report.compared is None else report.compared.gone:
        gone[one.plan if one.plan in audited else ""].append(one)
    runs = []
    for plan in report.plans:
        result = plan.result
        names = {status.key: status.name for status in plan.statuses}
        run = _Run(report, result.plan, report.rules, names)
        run.add_results(result.findings, gone[result.plan])
        run.notify_unjudgeable(result.verdicts)
        for kind, notes in (("how-it-was-read", result.notes), ("declared-in-vain", plan.lost)):
            for note in notes:
                run.notify(kind, note[:1].upper() + note[1:])
        runs.append(run.build(f"plan/{_quote(result.plan)}", result.as_of.isoformat(), _describe(result)))
    if report.across.verdicts or report.across.findings or gone[""]:
        run = _Run(report, "", tuple(rule for rule in report.rules if rule.over_plans), {})
        run.add_results(report.across.findings, gone[""])
        run.notify_unjudgeable(report.across.verdicts)
        days = {plan.result.as_of.isoformat() for plan in report.plans}
        about = {"plans": sorted(audited), "asOf": max(days), "verdicts": _count(report.across.verdicts)}
        runs.append(run.build("across-plans", max(days), about))
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}


@dataclass
class _Run:
    """One run as it is put together: that of a plan, or with an empty name what is found across plans."""

    report: Report
    plan: str
    rules: Sequence[Rule]
    names: Mapping[str, str]
    results: list[Plain] = field(default_factory=list)
    notifications: list[Plain] = field(default_factory=list)
    artifacts: dict[tuple[str, str], int] = field(default_factory=dict)
    logical: list[Plain] = field(default_factory=list)
    entered: dict[tuple[str, ...], int] = field(default_factory=dict)
    places: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {rule.code: place for place, rule in enumerate(self.rules)}

    def add_results(self, findings: Iterable[Finding], gone: Iterable[Gone]) -> None:
        """Add the findings, and those of the baseline that are gone."""
        for finding in findings:
            state = self.report.find_state(finding)
            self.results.append(
                self._write_result(finding) | ({} if state is None else {"baselineState": _STATES[state]})
            )
        for one in gone:
            self.results.append(self._write_gone(one))

    def notify_unjudgeable(self, verdicts: Iterable[Verdict]) -> None:
        """Add what rules could not judge, a notification for each rule and reason."""
        for one in list_unjudgeable(verdicts):
            self.notify("cannot-judge" if one.nodes else "matched-nothing", self._tell(one), one)

    def notify(self, kind: str, text: str, about: Unjudgeable | None = None) -> None:
        """Add a notification of one of the kinds in ``_NOTIFICATIONS``."""
        told: Plain = {
            "descriptor": {"id": kind, "index": list(_NOTIFICATIONS).index(kind)},
            "level": "note",
            "message": {"text": _escape(text)},
        }
        if about is not None:
            told["associatedRule"] = {"id": about.rule, "index": self.places[about.rule]}
            if about.nodes:
                told["locations"] = [
                    {"logicalLocations": [self._point(self.plan, node.name, None)]} for node in about.nodes
                ]
        self.notifications.append(told)

    def build(self, name: str, day: str, about: Plain) -> Plain:
        """Give the run; ``about`` says of which plan it is, as of which day, and how it was judged."""
        compared = self.report.compared
        if compared is not None:
            for note in compared.notes:
                self.notify("beside-the-baseline", note)
            about = about | {"baseline": {"file": compared.file, "asOf": compared.as_of}}
        bases = sorted({plan for plan, _ in self.artifacts})
        return {
            "tool": {"driver": _write_driver(self.rules)},
            # What stands before the last stroke is the category: the audits of one plan, whatever their days.
            "automationDetails": {"id": f"scrgraph/{name}/{day}", "description": {"text": _title(self.plan, day)}},
            "language": "en-GB",
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                base: {"description": {"text": f"The folder that the document of the plan {base} was read from."}}
                for base in bases
            },
            "artifacts": [
                {"location": {"uri": _quote(file), "uriBaseId": plan}, "roles": ["analysisTarget"]}
                for plan, file in self.artifacts
            ],
            "logicalLocations": self.logical,
            "invocations": [
                {
                    "executionSuccessful": True,
                    "toolExecutionNotifications": self.notifications,
                    "properties": about,
                }
            ],
            "results": self.results,
        }

    def _write_result(self, finding: Finding) -> Plain:
        waived = finding.waived
        locations = [self._locate(finding, cell, number) for number, cell in enumerate(finding.cells, 1)]
        if not locations:
            locations = [{"logicalLocations": [self._point_to(finding, self.plan, None)]}]
        return {
            "ruleId": finding.rule,
            **({"ruleIndex": self.places[finding.rule]} if finding.rule in self.places else {}),
            "kind": "fail",
            "level": _LEVELS[finding.severity],
            "message": {"text": _escape(f"{name_about(finding)}: {write_message(finding)}")},
            "locations": locations[:1],
            **({"relatedLocations": locations[1:]} if locations[1:] else {}),
            "partialFingerprints": {"scrgraphFinding/v1": finding.id},
            "suppressions": [] if waived is None else [_write_suppression(waived)],
            "properties": {
                "id": finding.id,
                "severity": finding.severity,
                "row": finding.row,
                "subject": finding.subject,
                "other": list(finding.other),
                **({"plans": list(finding.plans)} if finding.plans else {}),
                "values": dict(finding.values),
            },
        }

    def _write_gone(self, gone: Gone) -> Plain:
        assert self.report.compared is not None
        return {
            "ruleId": gone.rule,
            # Its rule may not have been run this time.
            **({"ruleIndex": self.places[gone.rule]} if gone.rule in self.places else {}),
            "kind": "fail",
            "level": _LEVELS[gone.severity],
            "message": {"text": _escape(explain_gone(gone, self.report.compared))},
            "locations": [{"logicalLocations": [self._point_to_gone(gone)]}],
            "partialFingerprints": {"scrgraphFinding/v1": gone.id},
            "suppressions": [],
            "baselineState": "absent",
            "properties": {"id": gone.id, "severity": gone.severity, "state": gone.state, "reason": gone.reason},
        }

    def _locate(self, finding: Finding, cell: Citation, number: int) -> Plain:
        """Give the place of a cell: its lines with the words quoted, its row and its column."""
        plan = cell.plan or self.plan
        index = self.artifacts.setdefault((plan, cell.file), len(self.artifacts))
        physical: Plain = {"artifactLocation": {"uri": _quote(cell.file), "uriBaseId": plan, "index": index}}
        if cell.lines is not None:
            snippet = {} if cell.quote is None else {"snippet": {"text": cell.quote}}
            physical["region"] = dict(zip(("startLine", "endLine"), cell.lines, strict=True)) | snippet
        points = [self._point_to(finding, plan, None)]
        if cell.column is not None:
            points.append(self._point_to(finding, plan, cell.column))
        words = "no entry found" if cell.correction is None else "nothing is printed there"
        words = (words if cell.quote is None else f"“{cell.quote}”") + name_reading(cell)
        told = f"{cell.column}: {words}" if cell.column else words
        if cell.place is not None:
            told = f"{cell.where}, {told}"
        return {
            "id": number,
            "physicalLocation": physical,
            "logicalLocations": points,
            "message": {"text": _escape(told)},
        }

    def _point_to(self, finding: Finding, plan: str, column: str | None) -> Plain:
        return self._point(
            plan, name_key(finding), column, finding.row_name, "subject" if finding.row is None else "row"
        )

    def _point_to_gone(self, gone: Gone) -> Plain:
        key, _, name = gone.about.partition(", ")
        known = key in self.names
        return self._point(gone.plan, key if known else gone.about, None, name if known else None)

    def _point(
        self, plan: str, key: str, column: str | None, name: str | None = None, kind: str | None = None
    ) -> Plain:
        """Point to a row, to another subject, or to a column of one; it is entered among the run's under its plan."""
        name = name or self.names.get(key)
        kind = kind or ("row" if key in self.names else "subject")
        parent = self._enter((plan,), "plan", None, -1) if plan else -1
        found = self._enter((plan, key), kind, name, parent)
        if column is not None:
            found = self._enter((plan, key, column), "column", None, found)
        return {"index": found, **{term: each for term, each in self.logical[found].items() if term != "parentIndex"}}

    def _enter(self, path: tuple[str, ...], kind: str, name: str | None, parent: int) -> int:
        if path not in self.entered:
            self.entered[path] = len(self.logical)
            self.logical.append(
                {
                    "name": path[-1],
                    "fullyQualifiedName": "/".join(part for part in path if part),
                    **({"decoratedName": name} if name else {}),
                    "kind": kind,
                    **({"parentIndex": parent} if parent >= 0 else {}),
                }
            )
        return self.entered[path]

    def _tell(self, one: Unjudgeable) -> str:
        if not one.nodes:
            return f"{one.rule}: {one.reason}"
        names = "; ".join(node.name for node in one.nodes)
        return f"{one.rule} cannot judge {len(one.nodes)}: {one.reason} ({names})"


def _write_driver(rules: Iterable[Rule]) -> Plain:
    return {
        "name": "scrgraph",
        "fullName": f"scrgraph {__version__}, audit of the action plans of serious case reviews",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": VOCABULARIES,
        "shortDescription": {"text": "Audits action plans by rules, as of a day."},
        "fullDescription": {
            "text": "Audits action plans by rules, as of a day. A finding says what the record shows; "
            "it never says that work was not done."
        },
        "rules": [_write_rule(rule) for rule in rules],
        "notifications": [
            {"id": kind, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "note"}}
            for kind, text in _NOTIFICATIONS.items()
        ],
    }


def _write_rule(rule: Rule) -> Plain:
    parts = (
        ("Should be", f"{rule.title.rstrip('.')}."),
        ("Why it matters", rule.why),
        ("What would settle it", rule.remedy),
        ("Basis", f"{rule.basis} (source: {rule.basis_state})"),
    )
    return {
        "id": rule.code,
        "name": str(rule.shape).rstrip("/").rpartition("#")[2].rpartition("/")[2],
        "shortDescription": {"text": _escape(rule.name)},
        "fullDescription": {"text": _escape(rule.comment)},
        "help": {
            "text": _escape("\n".join(f"{name}: {text}" for name, text in parts)),
            "markdown": _escape("\n\n".join(f"**{name}:** {text}" for name, text in parts)),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.family],
            "pack": rule.pack,
            "severity": rule.severity,
            "decidedFrom": rule.decided_from,
            "shape": str(rule.shape),
        },
    }


def _write_suppression(waived: Mapping[str, str]) -> Plain:
    return {
        "kind": "external",
        "status": "accepted",
        "justification": explain_waiver(waived),
        "properties": dict(waived),
    }


def _describe(result: AuditResult) -> Plain:
    return {
        "plan": result.plan,
        "asOf": result.as_of.isoformat(),
        "replay": result.replay,
        "engine": result.engine,
        "rules": {"pack": result.pack, "version": result.version, "digest": result.digest},
        "mayBeFinalised": result.may_be_finalised,
        "blocking": list(result.blocking),
        "counts": result.counts,
        "verdicts": _count(result.verdicts),
    }


def _count(verdicts: Iterable[Verdict]) -> list[Plain]:
    """Give how each rule fared, without the reasons: these are told as notifications."""
    return [{name: value for name, value in each.to_json().items() if name != "reasons"} for each in verdicts]


def _title(plan: str, day: str) -> str:
    return f"Audit of {plan or 'several plans together'} as of {day}"


def _quote(text: str) -> str:
    return quote(text, safe="")


def _escape(text: str) -> str:
    """Keep a text from being taken for one with placeholders or links (SARIF 2.1.0, sections 3.11.5 and 3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
