"""Audits one plan: derives what follows from its facts on a day, judges it by the rules, gathers the findings."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox
from rdflib import DCTERMS, RDF, Dataset, Graph, Literal, Namespace, URIRef

from scrgraph import __version__, namespaces
from scrgraph.audit.answers import ask_rules
from scrgraph.audit.corrected import list_corrected
from scrgraph.audit.derive import build_run, derive_into
from scrgraph.audit.engines import DEFAULT, name_engine
from scrgraph.audit.findings import AuditResult
from scrgraph.audit.gathering import Audited, gather_findings
from scrgraph.audit.replay import find_newest_entry, hide_later
from scrgraph.audit.rules import RulePack
from scrgraph.audit.verdicts import judge_none, judge_rule
from scrgraph.audit.withheld import find_withheld
from scrgraph.errors import ScrgraphError
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.declared import Declared, build_declared
from scrgraph.graph.iris import is_source_iri
from scrgraph.graph.known_rows import find_known_rows
from scrgraph.graph.mappings import TermMapping, rename_terms
from scrgraph.graph.quads import FactGraph, PackedQuads
from scrgraph.graph.readings import read_notes
from scrgraph.graph.sources import SourceMap, map_sources

SCR = Namespace(namespaces.SCR)

STAGES = ("deriving what follows from the facts", "judging by the rules", "gathering the findings")
ACROSS = "comparing the plans"
TIME_LIMIT = 60.0  # seconds that a rule of a local pack may take for one plan


@dataclass(frozen=True)
class Audit:
    """The result of an audit, the graph that was judged, and what of it was derived, its run among it.

    ``newest`` is the day of the plan's newest entry, whatever a replay hides. ``sources`` is the source map of the
    plan; ``lost`` says, in sentences, what was declared of rows that it lacks; ``shapes`` are the IRIs of the rules
    that were run, by their codes, and ``titles`` their titles.
    """

    result: AuditResult
    data: FactGraph
    concluded: PackedQuads = field(repr=False)
    newest: dt.date | None
    sources: SourceMap
    lost: tuple[str, ...] = ()
    shapes: Mapping[str, URIRef] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def derived(self) -> FactGraph:
        """What was derived, as a graph."""
        return self.concluded.unpack()


def audit(dataset: Dataset, as_of: dt.date, pack: RulePack, *, replay: bool = False) -> AuditResult:
    """Audit the one plan of a dataset as of a day, by the rules that were chosen of a pack; see ``audit_facts``."""
    return audit_facts(dataset, as_of, pack, replay=replay).result


def audit_facts(
    dataset: Dataset,
    as_of: dt.date,
    pack: RulePack,
    *,
    declared: Declared | None = None,
    rows: Iterable[ox.Quad] = (),
    sources: SourceMap | None = None,
    replay: bool = False,
    time_limit: float = TIME_LIMIT,
    engine: str = DEFAULT,
    mappings: Sequence[TermMapping] = (),
    on_stage: Callable[[str], None] = lambda _: None,
) -> Audit:
    """Audit the one plan of a dataset as of a day, by the rules that were chosen of a pack, and give all of it.

    ``declared`` is what people say of its rows, beside the document. ``rows`` is what is said of the rows, and
    ``sources`` the source map, where these lie elsewhere than in the dataset. ``replay`` hides what is dated after the
    day, and takes entries without a date as unknown before the plan's newest entry. ``engine`` is one of ``ENGINES``.
    ``mappings`` say which terms of other boards are ours: they are judged as ours.
    ``on_stage`` is told the name of each stage of ``STAGES`` as it begins.

    Raises ``ScrgraphError`` where the dataset does not hold exactly one plan, or a rule cannot be run.
    """
    on_stage(STAGES[0])
    data = merge_facts(dataset, rows)
    rename_terms(data, mappings)
    newest = find_newest_entry(data)
    lost: tuple[str, ...] = ()
    if declared is not None and declared != Declared():
        said, lost = build_declared(declared, data)
        data.merge(said)
    sources = sources or map_sources(dataset)
    plan = find_plan(data)
    if replay:
        hide_later(data, as_of, newest)
    derived = derive_on(data, plan, as_of)
    audited = Audited(str(data.value(plan, DCTERMS.identifier, default=plan)), data, sources)
    on_stage(STAGES[1])
    withheld = find_withheld(data, pack.rules)
    cannot = withheld.rules if withheld else {}
    asked = replace(pack, rules=tuple(rule for rule in pack.rules if rule.code not in cannot)) if cannot else pack
    answers = ask_rules(data, asked, time_limit, engine)
    on_stage(STAGES[2])
    findings, verdicts = [], []
    for rule in pack.rules:
        if rule.code in cannot:
            verdicts.append(judge_none(audited, rule, cannot[rule.code]))
            continue
        given = answers.pop(rule.code)  # those of thousands of rows are let go as soon as they are gathered
        findings += gather_findings(audited, rule, given)
        verdicts.append(judge_rule(audited, rule, given))
        del given
    corrections = list_corrected(data, sources)
    result = AuditResult(
        plan=str(audited.plan),
        as_of=as_of,
        replay=replay,
        engine=name_engine(engine),
        pack=pack.name,
        version=__version__,
        digest=pack.digest,
        outcomes=count_outcomes(audited),
        verdicts=tuple(verdicts),
        findings=tuple(findings),
        run=tuple(rule.code for rule in pack.rules),
        complete={rule.code for rule in pack.whole if rule.severity == "violation" and not rule.on_waivers}
        <= {rule.code for rule in pack.rules},
        notes=(*([withheld.note] if withheld else []), *read_notes(dataset), *(one.sentence for one in corrections)),
        rows=tuple(find_known_rows(data.quads).values()),
        corrections=corrections,
    )
    shapes = {rule.code: rule.shape for rule in pack.rules}
    return Audit(result, data, derived, newest, sources, lost, shapes, {rule.code: rule.title for rule in pack.rules})


def merge_facts(dataset: Dataset, rows: Iterable[ox.Quad] = ()) -> FactGraph:
    """Merge what is judged into one graph: all of a dataset but its source maps, what is said of rows, the concepts."""
    data = FactGraph()
    for graph in dataset.graphs():
        if not is_source_iri(graph.identifier):
            data.merge(graph)
    data.extend(rows)
    data.merge(load_concepts())
    return data


def derive_on(data: FactGraph, plan: URIRef, as_of: dt.date) -> PackedQuads:
    """Add to the merged facts what follows from them on a day; gives that alone, too, with the run node."""
    derived = PackedQuads()
    derived.extend(data.take(build_run(plan, as_of)))
    derive_into(data, derived)
    return derived


def find_plan(data: Graph) -> URIRef:
    """Find the plan in the merged facts; raises ``ScrgraphError`` where there is none, or more than one."""
    plans = sorted(set(data.subjects(RDF.type, SCR.ActionPlan)), key=str)
    if len(plans) != 1 or not isinstance(plans[0], URIRef):
        raise ScrgraphError(
            f"An audit judges one action plan at a time; here there are {len(plans)}.",
            remedy="Name one plan.",
        )
    return plans[0]


def count_outcomes(audited: Audited) -> Counter[str]:
    """Count the rows by outcome; of a row without one it may be uncertain (in a replay) or unknown."""
    data = audited.data
    uncertain = set(data.subjects(SCR.uncertain, Literal("outcome")))
    return Counter(
        str(data.value(row, SCR.outcome) or ("uncertain" if row in uncertain else "unknown"))
        for row in audited.row_keys
    )
