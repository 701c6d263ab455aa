"""Renders audits in EARL 1.0, the W3C's Evaluation and Report Language (Note of 2 February 2017), as JSON-LD.

For each rule there is an assertion on the plan, and for each row or other subject that it fails or cannot judge one
more, which is a part of that. What a rule cannot judge is ``earl:cantTell``; a rule that met nothing is
``earl:inapplicable``. A waived finding has failed, and a ``scr:Waiver`` excuses it. EARL knows no earlier report: what
is new or still there is said in words, and what is gone is a finding of the earlier audit, with what became of it.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import URIRef

from scrgraph import __version__, namespaces
from scrgraph.audit.across import REVIEWS
from scrgraph.audit.derive import run_iri
from scrgraph.audit.findings import Finding, Unjudged, Verdict
from scrgraph.audit.rules import Rule
from scrgraph.graph import iris
from scrgraph.reports.formats import Looks
from scrgraph.reports.report import Gone, Report
from scrgraph.reports.sentences import MATCHED_NOTHING, explain_gone, explain_waiver, name_about, write_message
from scrgraph.reports.text import describe_cell

_CONTEXT = {
    "dcterms": namespaces.DCTERMS,
    "earl": "http://www.w3.org/ns/earl#",
    "rdfs": namespaces.RDFS,
    "scr": namespaces.SCR,
    "xsd": namespaces.XSD,
}

Plain = dict[str, Any]


def render(report: Report, looks: Looks) -> str:  # noqa: ARG001 - EARL has one look
    """Render audits in EARL as JSON-LD."""
    return json.dumps(build_earl(report), ensure_ascii=False, indent=2) + "\n"


def build_earl(report: Report) -> Plain:
    """Give audits in EARL as plain data of a JSON-LD document."""
    audited = {plan.result.plan for plan in report.plans}
    gone: defaultdict[str, list[Gone]] = defaultdict(list)
    for one in () if report.compared is None else report.compared.gone:
        gone[one.plan if one.plan in audited else ""].append(one)
    day = max(plan.result.as_of for plan in report.plans)
    written = _Writer(report)
    for plan in report.plans:
        result = plan.result
        names = {status.key: status.name for status in plan.statuses}
        about = [*result.blocking, *result.notes, *plan.lost, f"Engine: {result.engine}. Rules: {result.digest}."]
        subject = iris.plan_iri(result.plan)
        written.open_audit(subject, result.plan, result.as_of, names, about)
        written.write_assertions(result.findings, result.verdicts, gone[result.plan])
    if report.across.verdicts or report.across.findings or gone[""]:
        written.open_audit(REVIEWS, "several plans together", day, {}, [])
        written.write_assertions(report.across.findings, report.across.verdicts, gone[""])
    return {"@context": _CONTEXT, "@graph": [*_write_frame(report.rules), *written.nodes.values()]}


class _Writer:
    """The nodes of a report as they are put together, by their IRIs."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._shapes: Mapping[str, str] = {rule.code: str(rule.shape) for rule in report.rules}
        self.nodes: dict[str, Plain] = {}

    def open_audit(
        self, subject: URIRef, name: str, day: dt.date, rows: Mapping[str, str], about: Iterable[str]
    ) -> None:
        """Begin with the audit of a plan, or of several together; ``about`` is what a reader must know of it."""
        self._subject = subject
        self._run = run_iri(subject, day)
        self._rows = rows
        notes = () if self._report.compared is None else self._report.compared.notes
        self._add(subject, {"@type": "earl:TestSubject", "dcterms:title": name})
        self._add(
            self._run,
            {
                "@type": "scr:AuditRun",
                "scr:asOf": {"@value": day.isoformat(), "@type": "xsd:date"},
                "rdfs:comment": [*about, *notes],
            },
        )

    def write_assertions(self, findings: Iterable[Finding], verdicts: Iterable[Verdict], gone: Iterable[Gone]) -> None:
        """Write an assertion for each rule, and for each subject that it fails or cannot judge."""
        by_rule: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            by_rule[finding.rule].append(finding)
        for verdict in verdicts:
            parts = [self._write_finding(finding) for finding in by_rule[verdict.rule]]
            parts += [self._write_unjudged(verdict.rule, node) for node in verdict.reasons]
            self._write_verdict(verdict, parts)
        for one in gone:
            self._write_gone(one)

    def _write_verdict(self, verdict: Verdict, parts: list[str]) -> None:
        outcome = (
            "failed"
            if verdict.failed or verdict.waived
            else "cantTell"
            if verdict.not_evaluable
            else "inapplicable"
            if verdict.matched_nothing
            else "passed"
        )
        told = MATCHED_NOTHING
        if not verdict.matched_nothing:
            told = (
                f"Of the {verdict.about} that it looks at, {verdict.passed} passed, {verdict.failed} failed, "
                f"{verdict.waived} failed and waived; it cannot judge {verdict.not_evaluable} more."
            )
        node = iris.below(self._run, "assertion", verdict.rule)
        more = {"dcterms:hasPart": [{"@id": part} for part in parts]} if parts else {}
        self._assert(node, verdict.rule, self._subject, outcome, told, [], more)

    def _write_finding(self, finding: Finding) -> str:
        node = iris.below(self._run, "finding", finding.id)
        state = self._report.find_state(finding)
        info = [describe_cell(cell) for cell in finding.cells]
        info.append(f"What would settle it: {finding.remedy}")
        info += [] if state is None else [f"Beside the earlier report: {state}."]
        info += [f"With {', '.join(finding.other)}."] if finding.other else []
        if finding.waived is not None:
            info.append(explain_waiver(finding.waived))
            self._write_waiver(finding.waived, node)
        more = {
            "@type": ["earl:Assertion", "scr:Finding"],
            "dcterms:identifier": finding.id,
            "scr:byRule": finding.rule,
            "scr:severity": {"@id": str(iris.concept_iri("severities", finding.severity))},
        }
        about = self._point(finding.row, finding.subject, name_about(finding) if finding.row is None else None)
        self._assert(node, finding.rule, about, "failed", write_message(finding), info, more)
        return str(node)

    def _write_unjudged(self, rule: str, node: Unjudged) -> str:
        about = self._point(node.row, node.subject, None)
        name = iris.below(self._run, "assertion", rule, node.name)
        self._assert(name, rule, about, "cantTell", node.reason, [], {})
        return str(name)

    def _write_waiver(self, waived: Mapping[str, str], finding: URIRef) -> None:
        node = f"{namespaces.ID}waiver/{waived['id']}"
        excused = self.nodes.get(node, {}).get("scr:excuses", [])
        self._add(
            node,
            {
                "@type": "scr:Waiver",
                "dcterms:identifier": waived["id"],
                "scr:reason": waived["reason"],
                "scr:approvedBy": waived["approved_by"],
                "scr:minutedOn": {"@value": waived["meeting"], "@type": "xsd:date"},
                "scr:excusedUntil": {"@value": waived["until"], "@type": "xsd:date"},
                "scr:excuses": [*excused, {"@id": str(finding)}],
            },
        )

    def _write_gone(self, gone: Gone) -> None:
        compared = self._report.compared
        assert compared is not None
        subject = iris.plan_iri(gone.plan) if gone.plan else self._subject
        self._add(
            iris.below(subject, "audit", compared.as_of, "finding", gone.id),
            {
                "@type": "scr:Finding",
                "dcterms:identifier": gone.id,
                "scr:byRule": gone.rule,
                "scr:severity": {"@id": str(iris.concept_iri("severities", gone.severity))},
                "rdfs:comment": explain_gone(gone, compared),
            },
        )

    def _assert(
        self, node: URIRef, rule: str, subject: URIRef, outcome: str, told: str, info: list[str], more: Plain
    ) -> None:
        self._add(
            node,
            {
                "@type": "earl:Assertion",
                "earl:assertedBy": {"@id": str(iris.software_iri(__version__))},
                "earl:subject": {"@id": str(subject)},
                "earl:test": {"@id": self._shapes[rule]},
                "earl:mode": {"@id": "earl:automatic"},
                "earl:result": {
                    "@id": f"{node}/result",
                    "@type": "earl:TestResult",
                    "earl:outcome": {"@id": f"earl:{outcome}"},
                    "dcterms:description": told,
                    **({"earl:info": info} if info else {}),
                },
                **more,
            },
        )

    def _point(self, row: str | None, subject: str | None, name: str | None) -> URIRef:
        """Name a row, or another subject, of the plan; it is written as a part of it."""
        key = row or subject or "plan"
        node = iris.below(self._subject, key) if row is not None else iris.below(self._run, "subject", key)
        if str(node) not in self.nodes:
            title = name or (f"{key}, {self._rows[key]}" if key in self._rows else key)
            of_plan = {"@id": str(self._subject)}
            self._add(node, {"@type": "earl:TestSubject", "dcterms:title": title, "dcterms:isPartOf": of_plan})
        return node

    def _add(self, node: str, said: Plain) -> None:
        self.nodes[str(node)] = {"@id": str(node), **said}


def _write_frame(rules: Iterable[Rule]) -> Iterable[Plain]:
    """Give who judges, and by what."""
    yield {
        "@id": str(iris.software_iri(__version__)),
        "@type": ["earl:Assertor", "earl:Software"],
        "dcterms:title": "scrgraph",
        "dcterms:hasVersion": __version__,
        "dcterms:description": "A finding says what the record shows; it never says that work was not done.",
    }
    for rule in rules:
        yield {
            "@id": str(rule.shape),
            "@type": "earl:TestCase",
            "dcterms:identifier": rule.code,
            "dcterms:title": rule.title,
            "dcterms:description": rule.comment,
            "rdfs:comment": [f"Why it matters: {rule.why}", f"Basis: {rule.basis}"],
        }
