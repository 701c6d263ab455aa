"""Runs the cases of rules: small graphs that a rule must find at fault, must pass, or cannot judge.

They lie in a folder for each rule (``FAMILY/RULE/finds-*.ttl``, ``passes-*.ttl``, ``unjudged-*.ttl``). A case holds
asserted facts and the run node. A ``finds-`` case ends with the expected validation report, in the manner of the W3C
test suite; the others expect none. Where a case holds several plans, its rule is asked across them.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, RDF, SH, Graph, Literal, Namespace
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.across import merge_plans, take_over
from scrgraph.audit.answers import Answers, ask_here
from scrgraph.audit.derive import derive_into
from scrgraph.audit.engines import DEFAULT
from scrgraph.audit.gathering import Audited, gather_findings
from scrgraph.audit.rules import CASES_FOLDER, CORE, Rule, RulePack
from scrgraph.audit.turtle import parse_turtle
from scrgraph.audit.verdicts import find_unjudged, judge_rule
from scrgraph.errors import ScrgraphError
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.quads import FactGraph
from scrgraph.resources import cases_folder

SCR = Namespace(namespaces.SCR)

KINDS = ("finds", "passes", "unjudged")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case came out: what is wrong with it, in sentences; nothing where all is as it should be."""

    rule: str
    case: Path
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A case, read: the graph that its rule judges, the report that it expects, and the plan's id."""

    path: Path
    data: FactGraph
    expected: Graph
    plan: str | None

    @property
    def kind(self) -> str:
        """What the rule is to do with it: one of ``KINDS``."""
        return self.path.stem.partition("-")[0]

    @property
    def audited(self) -> Audited:
        """What findings are made from."""
        return Audited(self.plan, self.data)


def find_cases(rule: Rule) -> Path:
    """Give the folder of a rule's cases: with scrgraph's own, or in its pack under ``cases/``."""
    return _find_top(rule) / rule.family / rule.path.stem


def _find_top(rule: Rule) -> Path:
    return cases_folder() if rule.pack == CORE else rule.path.parent.parent / CASES_FOLDER


def list_cases(rule: Rule, kind: str = "*") -> tuple[Path, ...]:
    """List the cases of a rule, of one kind or of all."""
    return tuple(sorted(find_cases(rule).glob(f"{kind}-*.ttl")))


def split_case(path: Path) -> tuple[Graph, Graph]:
    """Read a case: its facts, and the results that it expects."""
    facts, expected = parse_turtle(path), Graph()
    for report in list(facts.subjects(RDF.type, SH.ValidationReport)):
        for result in facts.objects(report, SH.result):
            for triple in list(facts.triples((result, None, None))):
                expected.add(triple)
                facts.remove(triple)
        facts.remove((report, None, None))
    return facts, expected


def read_case(path: Path) -> Case:
    """Read a case, and derive what follows from its facts."""
    facts, expected = split_case(path)
    days = [day.toPython() for day in facts.objects(None, SCR.asOf) if isinstance(day, Literal)]
    if len(days) != 1 or not isinstance(days[0], dt.date):
        raise ScrgraphError(
            "A case is judged as of one day.",
            path=path,
            remedy='Write ex:run a scr:AuditRun ; scr:asOf "..."^^xsd:date .',
        )
    data = judge_facts(facts)
    plans = sorted(str(facts.value(plan, DCTERMS.identifier)) for plan in facts.subjects(RDF.type, SCR.ActionPlan))
    if len(plans) == 1:
        return Case(path, data, expected, plans[0])
    return Case(path, merge_plans([take_over(data)], days[0]), expected, None)


def judge_facts(facts: Graph) -> FactGraph:
    """Build what rules judge: some facts, the concepts, and what follows from both."""
    data = FactGraph(facts)
    data.merge(load_concepts())
    derive_into(data)
    return data


def run_cases(pack: RulePack, time_limit: float, engine: str = DEFAULT) -> Iterator[Outcome]:
    """Run all cases of all rules of a pack, on one of ``ENGINES``.

    Raises:
        ScrgraphError: where a case is no Turtle, or says what no facts say, or a rule of a local pack takes longer than
            ``time_limit`` seconds.
    """
    for rule in pack.rules:
        for kind in ("finds", "passes"):
            if not list_cases(rule, kind):
                missing = find_cases(rule) / f"{kind}-….ttl"
                yield Outcome(rule.code, missing, ("The rule has no such case.",))
    for path in _list_stray(pack):
        yield Outcome("-", path, ("No rule has this case: it lies in FAMILY/RULE, and begins with finds- or passes-.",))
    jobs = [(rule, path) for rule in pack.rules for path in list_cases(rule)]
    for rule, case, answers in _ask(jobs, time_limit, engine):
        with _whole(case.path):
            faults = tuple(check_case(rule, case, answers))
        yield Outcome(rule.code, case.path, faults)


def _list_stray(pack: RulePack) -> list[Path]:
    """List the files that lie among the cases of the rules, and are the case of none."""
    known = {path for rule in pack.whole for path in list_cases(rule)}
    return sorted({path for rule in pack.rules for path in _find_top(rule).rglob("*.ttl")} - known)


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Refuse a case with values of which nothing can be made, a position in words, say; with its file."""
    try:
        yield
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        remedy = "Write its facts as the cases beside it do."
        raise ScrgraphError(f"This case cannot be judged ({error}).", path=path, remedy=remedy) from error


def _ask(jobs: Iterable[tuple[Rule, Path]], time_limit: float, engine: str) -> Iterator[tuple[Rule, Case, Answers]]:
    """Ask each rule of its case: scrgraph's own here, others in a process apart."""
    apart: list[tuple[Rule, Case]] = []
    for rule, path in jobs:
        with _whole(path):
            case = read_case(path)
        if rule.pack == CORE:
            pack = RulePack(CORE, "", (rule,), (rule,))
            yield rule, case, ask_here(case.data, pack, engine=engine)[rule.code]
        else:
            apart.append((rule, case))
    if apart:
        from scrgraph.audit.apart import ask_apart

        answered = ask_apart([(case.data, (rule,)) for rule, case in apart], time_limit, engine)
        for (rule, case), answers in zip(apart, answered, strict=True):
            yield rule, case, answers[rule.code]


def check_case(rule: Rule, case: Case, answers: Answers) -> Iterator[str]:
    """Say what is not as the case expects it."""
    if case.kind not in KINDS:
        yield f"Its name must begin with one of: {', '.join(KINDS)}."
    found: set[tuple[Node | None, ...]] = {(result.focus, result.value, result.shape) for result in answers.results}
    wanted = read_expected(case.expected)
    for focus, value, _ in sorted(found - wanted, key=str):
        yield f"It finds {_name(focus)} with {_name(value)}, which the case does not expect."
    for focus, value, _ in sorted(wanted - found, key=str):
        yield f"It does not find {_name(focus)} with {_name(value)}, which the case expects."
    if bool(wanted) != (case.kind == "finds"):
        yield "A case that finds must end with the results it expects, and another one must expect none."
    looked_at = {answer["this"] for answer in answers.applies_to}
    for node in sorted({result.focus for result in answers.results} - looked_at, key=str):
        yield f"It finds {_name(node)}, which is not among the nodes that scrsh:appliesTo gives."
    for finding in gather_findings(case.audited, rule, answers):
        if not finding.message or "{" in finding.message:
            yield f"The message cannot be filled in: {finding.message or 'it is empty'}."
    unjudged = find_unjudged(case.audited, rule, answers)
    if case.kind == "unjudged":
        if not unjudged or not looked_at <= unjudged.keys():
            yield "It must say of all that it looks at that it cannot judge it, and why."
    elif judge_rule(case.audited, rule, answers).not_evaluable:
        yield "It cannot judge what the case is about: " + "; ".join(sorted(set(unjudged.values())))
    if unended := [reason for reason in unjudged.values() if not reason.endswith(".")]:
        yield f"A reason is to be a sentence: {unended[0]}"


def read_expected(expected: Graph) -> set[tuple[Node | None, ...]]:
    """Give the focus node, value and shape of each expected result."""
    return {
        tuple(expected.value(result, term) for term in (SH.focusNode, SH.value, SH.sourceShape))
        for result in expected.subjects(SH.sourceShape)
    }


def _name(node: Node | None) -> str:
    return "no value" if node is None else str(node).rpartition("/")[2] or str(node)
