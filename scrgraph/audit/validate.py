"""Audits one plan: derives what follows from its facts on a day, judges it by the rules, gathers the findings."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from rdflib import DCTERMS, RDF, Dataset, Graph, Namespace, URIRef
from rdflib.term import Node

from scrgraph import __version__, namespaces
from scrgraph.audit.derive import build_run, derive_facts
from scrgraph.audit.findings import AuditResult
from scrgraph.audit.gathering import PlanUnderAudit, gather_findings
from scrgraph.audit.prepared import PreparedGraph
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.shacl import ShapeResult, name_engine, run_shapes
from scrgraph.audit.verdicts import judge_rule
from scrgraph.errors import ScrgraphError
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.iris import is_source_iri
from scrgraph.graph.readings import read_notes

SCR = Namespace(namespaces.SCR)

STAGES = ("deriving what follows from the facts", "judging by the rules", "gathering the findings")


def audit(
    dataset: Dataset,
    as_of: dt.date,
    pack: RulePack,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> AuditResult:
    """Audit the one plan of a dataset as of a day, by a rule pack or some of its rules.

    ``on_stage`` is told the name of each stage of ``STAGES`` as it begins.

    Raises ``UnknownRule`` for a code that the pack does not hold, and ``ScrgraphError`` where the dataset does
    not hold exactly one plan.
    """
    chosen = pack.choose(select, ignore)
    on_stage(STAGES[0])
    data = merge_facts(dataset)
    plan = find_plan(data)
    derived = derive_on(data, plan, as_of)
    data += derived
    audited = PlanUnderAudit(str(data.value(plan, DCTERMS.identifier, default=plan)), data, dataset, chosen.prologue)
    on_stage(STAGES[1])
    by_rule = _sort_by_rule(chosen, run_shapes(data, chosen.shapes))
    on_stage(STAGES[2])
    findings = [finding for rule in chosen.rules for finding in gather_findings(audited, rule, by_rule[rule.code])]
    return AuditResult(
        plan=audited.plan,
        as_of=as_of,
        engine=name_engine(),
        pack=chosen.name,
        version=__version__,
        digest=chosen.digest,
        outcomes=Counter(str(derived.value(row, SCR.outcome) or "unknown") for row in audited.row_keys),
        verdicts=tuple(
            judge_rule(audited, rule, {result.focus for result in by_rule[rule.code]}) for rule in chosen.rules
        ),
        findings=tuple(findings),
        run=tuple(rule.code for rule in chosen.rules),
        complete=len(chosen.rules) == len(pack.rules),
        notes=read_notes(dataset),
        derived=derived,
    )


def merge_facts(dataset: Dataset) -> PreparedGraph:
    """Merge what is judged into one graph: all of a dataset but its source maps, and the vocabularies."""
    data = PreparedGraph()
    for graph in dataset.graphs():
        if not is_source_iri(graph.identifier):
            data += graph
    data += load_vocabularies()
    return data


def derive_on(data: Graph, plan: URIRef, as_of: dt.date) -> Graph:
    """Derive what follows from the merged facts on a day; the run node is among what comes back."""
    run = build_run(plan, as_of)
    return run + derive_facts(data + run)


def find_plan(data: Graph) -> URIRef:
    """Find the plan in the merged facts; raises ``ScrgraphError`` where there is none, or more than one."""
    plans = sorted(set(data.subjects(RDF.type, SCR.ActionPlan)), key=str)
    if len(plans) != 1 or not isinstance(plans[0], URIRef):
        raise ScrgraphError(
            f"An audit judges one action plan at a time; here there are {len(plans)}.",
            remedy="Name one plan.",
        )
    return plans[0]


def _sort_by_rule(pack: RulePack, results: Iterable[ShapeResult]) -> defaultdict[str, list[ShapeResult]]:
    """Sort results by the code of the rule in whose file their shape stands."""
    owners: dict[Node, Rule] = {shape: rule for rule in pack.rules for shape in rule.graph.subjects()}
    by_rule: defaultdict[str, list[ShapeResult]] = defaultdict(list)
    for result in results:
        by_rule[owners[result.shape].code].append(result)
    return by_rule
