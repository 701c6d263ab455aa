"""Renders audits as validation reports in the terms of SHACL (W3C Recommendation of 20 July 2017, section 3.6).

There is one ``sh:ValidationReport`` a plan, and one on what rules find across plans. Each comes from a run
(``scr:AuditRun``, a ``prov:Activity``) that names its day, the version of the plan that was judged, the rule pack with
its digest, the shapes that were run, the engine, and scrgraph. A finding is one ``sh:ValidationResult``; where several
results of the engine were gathered into it, each of them is a ``sh:detail``.

``sh:conforms`` is true where the report has no ``sh:result``, as SHACL has it, so findings of every severity count. A
waived finding is a whole ``sh:ValidationResult`` with its waiver, but the report names it by ``scr:waivedResult`` and
not by ``sh:result``: a minuted decision excuses it until a day, so it does not decide whether the plan conforms. What
is gone since a baseline is named by ``scr:goneFinding``, and is no result. No node is blank.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox
from rdflib import DCTERMS, PROV, RDF, RDFS, SH, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.across import REVIEWS
from scrgraph.audit.derive import run_iri
from scrgraph.audit.findings import AuditResult, Finding, Ground
from scrgraph.audit.record import Triple, describe_finding, finding_iri
from scrgraph.audit.rules import SEVERITIES, Rule
from scrgraph.graph import iris
from scrgraph.graph.citations import Citation
from scrgraph.graph.quads import to_oxigraph, to_rdflib
from scrgraph.reports.formats import Looks
from scrgraph.reports.layout import write_days
from scrgraph.reports.places import name_place
from scrgraph.reports.report import Report
from scrgraph.reports.status import render_gate
from scrgraph.reports.unprinted import show_unprinted

OA = Namespace(namespaces.OA)
SCR = Namespace(namespaces.SCR)

_PREFIXES = {
    "dcterms": namespaces.DCTERMS,
    "oa": namespaces.OA,
    "prov": namespaces.PROV,
    "rdfs": namespaces.RDFS,
    "scr": namespaces.SCR,
    "scrsh": namespaces.SCRSH,
    "sh": namespaces.SH,
    "xsd": namespaces.XSD,
}
_SEVERITIES = {word: node for node, word in SEVERITIES.items()}
_ORDER: Mapping[Node, int] = {RDF.type: -1}  # what a node is comes first
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ONE_LINE = 100_000  # characters: as much as a paragraph may have


def render(report: Report, looks: Looks) -> bytes:  # noqa: ARG001 - Turtle has one look
    """Render audits as validation reports in Turtle."""
    told: dict[Node, dict[tuple[Node, Node], None]] = {}  # all that is told of a node stands in one place
    for subject, predicate, thing in _describe(report):
        told.setdefault(subject, {})[predicate, thing] = None
    triples = (
        ox.Triple(_write_term(subject), _write_term(predicate), _write_term(thing))
        for subject, said in told.items()
        for predicate, thing in sorted(said, key=lambda pair: _ORDER.get(pair[0], 0))
    )
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b""


def _write_term(term: Node) -> Any:
    """Give a term to Oxigraph; half of a surrogate pair, which no RDF can hold, is shown by its number."""
    if isinstance(term, Literal) and _SURROGATE.search(term):
        return ox.Literal(_SURROGATE.sub(lambda found: show_unprinted(found.group()), term))
    return to_oxigraph(term)


def _describe(report: Report) -> Iterator[Triple]:
    plans = {
        plan.result.plan: URIRef(plan.node) if plan.node else iris.plan_iri(plan.result.plan) for plan in report.plans
    }
    rules = {rule.code: rule for rule in report.rules}
    for plan in report.plans:
        result, node = plan.result, plans[plan.result.plan]
        run = run_iri(node, result.as_of)
        versions = [URIRef(version) for version in plan.versions]
        ran = [rules[verdict.rule] for verdict in result.verdicts if verdict.rule in rules]
        yield from _describe_report(report, run, result.findings, f"Audit of {result.plan}")
        yield from _describe_gone(report, plans, run, result.plan)
        yield iris.below(run, "report"), DCTERMS.description, Literal(" ".join(render_gate(result, _ONE_LINE)))
        for note in result.notes:
            yield iris.below(run, "report"), RDFS.comment, Literal(note)
        yield from _describe_run(result, run, versions or [node], ran)
        for finding in result.findings:
            row = finding.row and iris.below(node, finding.row)
            concerned = URIRef(finding.focus) if finding.row and finding.focus else row or node
            others = [iris.below(node, other) for other in finding.other]
            yield from describe_finding(finding, run, [concerned], others)
            yield from _describe_result(report, finding, run, concerned, rules.get(finding.rule))
    if report.across.verdicts:
        yield from _describe_across(report, plans, rules)


def _describe_across(report: Report, plans: Mapping[str, URIRef], rules: Mapping[str, Rule]) -> Iterator[Triple]:
    first = report.plans[0].result
    run = run_iri(REVIEWS, first.as_of)
    versions = [URIRef(version) for plan in report.plans for version in plan.versions]
    ran = [rules[verdict.rule] for verdict in report.across.verdicts if verdict.rule in rules]
    yield from _describe_report(report, run, report.across.findings, "Audit across the plans")
    yield from _describe_gone(report, plans, run, "")
    yield from _describe_run(first, run, versions or list(plans.values()), ran)
    for finding in report.across.findings:
        concerned = [plans[plan] for plan in finding.plans if plan in plans] or [REVIEWS]
        about = URIRef(finding.focus) if finding.focus else concerned[0]
        yield from describe_finding(finding, run, concerned, ())
        yield from _describe_result(report, finding, run, about, rules.get(finding.rule))


def _describe_report(report: Report, run: URIRef, findings: Iterable[Finding], title: str) -> Iterator[Triple]:
    """Describe a report: what it says of the whole, and which its results are."""
    node = iris.below(run, "report")
    findings = tuple(findings)
    yield node, RDF.type, SH.ValidationReport
    yield node, RDF.type, PROV.Entity
    yield node, DCTERMS.title, Literal(title)
    yield node, PROV.wasGeneratedBy, run
    yield node, SH.conforms, Literal(all(finding.waived is not None for finding in findings))
    for finding in findings:
        term = SH.result if finding.waived is None else SCR.waivedResult
        yield node, term, finding_iri(run, finding.id)
    if report.compared is not None:
        told = f"Compared with {report.compared.file}, as of {write_days(report.compared.as_of)}."
        yield node, RDFS.comment, Literal(told)


def _describe_gone(report: Report, plans: Mapping[str, URIRef], run: URIRef, plan: str) -> Iterator[Triple]:
    """Describe the findings of the earlier report that are not in this one: those of a plan, or across plans.

    What belongs to no plan that has a report here is told in the report across plans, or else in the first one.
    """
    if report.compared is None:
        return
    told = [*plans, ""] if report.across.verdicts else [*plans]
    keys = {status.key for each in report.plans if each.result.plan == plan for status in each.statuses}
    for gone in report.compared.gone:
        if plan != (gone.plan if gone.plan in told else "" if "" in told else told[0]):
            continue
        owner = (plans.get(gone.plan) or iris.plan_iri(gone.plan)) if gone.plan else REVIEWS
        before = run_iri(owner, dt.date.fromisoformat(report.compared.as_of))
        node = finding_iri(before, gone.id)
        yield iris.below(run, "report"), SCR.goneFinding, node
        yield node, RDF.type, SCR.Finding
        yield node, PROV.wasGeneratedBy, before
        yield node, PROV.wasDerivedFrom, owner
        yield before, RDF.type, SCR.AuditRun
        yield before, SCR.asOf, Literal(dt.date.fromisoformat(report.compared.as_of))
        yield node, DCTERMS.identifier, Literal(gone.id)
        yield node, SCR.byRule, Literal(gone.rule)
        yield node, SCR.severity, iris.concept_iri("severities", gone.severity)
        yield node, SCR.sinceBaseline, Literal(gone.state)
        yield node, DCTERMS.description, Literal(gone.reason)
        yield node, RDFS.label, Literal(gone.about)
        yield node, SCR.concerns, iris.below(owner, gone.about) if gone.about in keys else owner


def _describe_run(
    result: AuditResult, run: URIRef, judged: Iterable[URIRef], rules: Iterable[Rule]
) -> Iterator[Triple]:
    """Describe a run: its day, what it used, and by what it was made."""
    pack = iris.pack_iri(result.digest)
    engine, software = iris.engine_iri(result.engine), iris.software_iri(result.version)
    yield run, RDF.type, SCR.AuditRun
    yield run, RDF.type, PROV.Activity
    yield run, SCR.asOf, Literal(result.as_of)
    if result.replay:
        yield run, RDFS.comment, Literal("Replayed: what is dated after the day was hidden.")
    for version in judged:
        yield run, PROV.used, version
        yield version, RDF.type, SCR.PlanVersion
    yield run, PROV.used, pack
    for rule in rules:
        yield rule.shape, RDF.type, SCR.AuditRule
        yield rule.shape, DCTERMS.identifier, Literal(rule.code)
    for agent in (engine, software):
        yield run, PROV.wasAssociatedWith, agent
    yield pack, RDF.type, SCR.RulePack
    yield pack, RDFS.label, Literal(result.pack)
    yield pack, SCR.digest, Literal(result.digest)
    yield engine, RDF.type, PROV.SoftwareAgent
    yield engine, RDFS.label, Literal(result.engine)
    yield engine, SCR.softwareVersion, Literal(result.engine.rpartition(" ")[2])
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, RDFS.label, Literal(f"scrgraph {result.version}")
    yield software, SCR.softwareVersion, Literal(result.version)


# -- results -----------------------------------------------------------------------------------------------------------


def _describe_result(
    report: Report, finding: Finding, run: URIRef, about: URIRef, rule: Rule | None
) -> Iterator[Triple]:
    """Describe a finding as a result of SHACL, with the places and words behind it, and its state."""
    node = finding_iri(run, finding.id)
    focus = URIRef(finding.focus) if finding.focus else about
    yield node, RDF.type, SH.ValidationResult
    yield node, PROV.wasDerivedFrom, about
    if rule is not None:
        yield node, SCR.rule, rule.shape
    yield node, SH.focusNode, focus
    yield node, SH.resultSeverity, URIRef(str(_SEVERITIES[finding.severity]))
    yield node, SH.resultMessage, Literal(finding.message)
    yield from _describe_ground(node, _join(finding.grounds), rule)
    if len(finding.grounds) > 1:
        for number, ground in enumerate(finding.grounds, 1):
            detail = iris.below(node, "detail", str(number))
            yield node, SH.detail, detail
            yield detail, RDF.type, SH.ValidationResult
            yield detail, SH.focusNode, focus
            yield detail, SH.resultSeverity, URIRef(str(_SEVERITIES[finding.severity]))
            yield from _describe_ground(detail, ground, rule)
    if (state := report.find_state(finding)) is not None:
        yield node, SCR.sinceBaseline, Literal(state)
    for number, cell in enumerate(finding.cells, 1):
        yield from _describe_place(node, number, cell)


def _join(grounds: tuple[Ground, ...]) -> Ground:
    """Give what all grounds of a finding have in common; of what differs, and may stand once, nothing."""
    told = ({getattr(ground, name) for ground in grounds} for name in ("shape", "path", "value", "component"))
    return Ground(*(one.pop() if len(one) == 1 else "" for one in told))


def _describe_ground(node: URIRef, ground: Ground, rule: Rule | None) -> Iterator[Triple]:
    if ground.path:
        yield node, SH.resultPath, _read_term(ground.path)
    if ground.value:
        yield node, SH.value, _read_term(ground.value)
    if ground.shape or rule is not None:
        yield node, SH.sourceShape, _read_term(ground.shape) if ground.shape or rule is None else rule.shape
    # Results of several kinds say together that the node does not conform to the shape, as sh:node does.
    component = _read_term(ground.component) if ground.component else SH.NodeConstraintComponent
    yield node, SH.sourceConstraintComponent, component


def _read_term(text: str) -> Node:
    """Read a term in the syntax of N-Triples."""
    (read,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    return to_rdflib(read.object)


def _describe_place(finding: URIRef, number: int, cell: Citation) -> Iterator[Triple]:
    """Describe a place behind a finding, and the words there; where something is absent there are none."""
    node = iris.below(finding, "place", str(number))
    yield finding, PROV.wasDerivedFrom, node
    yield node, RDF.type, OA.SpecificResource
    yield node, RDF.type, PROV.Entity
    yield node, RDFS.label, Literal(name_place(cell))
    if cell.cell is not None:
        yield node, OA.hasSource, URIRef(cell.cell)
    if cell.lines is not None:
        for term, line in zip((SCR.firstLine, SCR.lastLine), cell.lines, strict=True):
            yield node, term, Literal(line)
    if cell.quote is not None:
        yield node, OA.exact, Literal(cell.quote)
    if cell.read_as is not None and cell.correction is not None:
        yield node, SCR.readAs, Literal(cell.read_as)
        yield node, SCR.correctedBy, iris.correction_iri(cell.correction)
