"""Runs the cases of rules: small graphs that a rule must find at fault, must pass, or cannot judge.

They lie in a folder for each rule (``FAMILY/RULE/finds-*.ttl``, ``passes-*.ttl``, ``unjudged-*.ttl``). A case holds
asserted facts and the run node. A ``finds-`` case ends with the expected validation report, in the manner of the W3C
test suite; the others expect none. Where a case holds several plans, its rule is asked across them. The report may also
say a result's message and path and what is shown of it (``scrsh:shown``), all nodes that the rule looks at
(``scrsh:looksAt``), and those that it cannot judge (``scrsh:cannotJudge``); then it must be so.

Each ``finds-`` case is judged again for what its rule declares: where a column that it needs is lacking, or what it
rests on is uncertain, it must find nothing, and say that it cannot judge.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from rdflib import DCTERMS, RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from scrgraph import namespaces
from scrgraph.audit.across import merge_plans, take_over
from scrgraph.audit.answers import Answers, ask_here
from scrgraph.audit.derive import derive_into
from scrgraph.audit.engines import DEFAULT
from scrgraph.audit.gathering import Audited, gather_findings
from scrgraph.audit.rules import CASES_FOLDER, CORE, DERIVED_COLUMNS, SCRSH, Rule, RulePack
from scrgraph.audit.turtle import parse_turtle
from scrgraph.audit.verdicts import find_unjudged, judge_rule
from scrgraph.audit.waived import derive_waivers
from scrgraph.errors import ScrgraphError
from scrgraph.graph.dataset import load_concepts
from scrgraph.graph.quads import FactGraph, PackedQuads
from scrgraph.ingest.layouts import COLUMNS
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
    """A case, read: the graph that its rule judges, the report that it expects, and the plan's id.

    ``altered`` says what was changed of a case that the rule must then be unable to judge; ``certain`` is what it may
    find all the same.
    """

    path: Path
    data: FactGraph
    expected: Graph
    plan: str | None
    altered: str | None = None
    certain: frozenset[tuple[Node | None, ...]] = frozenset()

    @property
    def kind(self) -> str:
        """What the rule is to do with it: one of ``KINDS``."""
        return KINDS[2] if self.altered else self.path.stem.partition("-")[0]

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
        for term in (SCRSH.looksAt, SCRSH.cannotJudge):
            for node in facts.objects(report, term):
                expected.add((report, term, node))
        facts.remove((report, None, None))
    return facts, expected


def read_case(path: Path) -> Case:
    """Read a case, and derive what follows from its facts."""
    return _build_case(path, *split_case(path))


def vary_case(rule: Rule, path: Path) -> Iterator[Case]:
    """Read a case of what a rule finds without each column that it needs, and with each uncertainty it rests on.

    Another part, without rows, has all columns: that of the row's own part counts. Of an uncertain outcome no entry is
    known to have been made, as in a replay; what was found before may rest on something else. So may what a rule finds
    that needs no column.
    """
    facts, expected = split_case(path)
    for column in rule.needs_columns:
        changed = _copy(facts)
        for one in (column, *DERIVED_COLUMNS.get(column, ())):
            changed.remove((None, SCR.hasColumn, Literal(one)))
        for plan in facts.subjects(RDF.type, SCR.ActionPlan):
            other = URIRef(f"{plan}/another-part")
            said = [(RDF.type, SCR.PlanPart), *((SCR.hasColumn, Literal(one)) for one in COLUMNS)]
            for triple in ((plan, SCR.hasPart, other), *((other, *pair) for pair in said)):
                changed.add(triple)
        yield _build_case(path, changed, Graph(), f"Where its part has no column “{column}”")
    for kind in rule.rests_on if rule.needs_columns and rule.judges_rows else ():
        changed = _copy(facts)
        for row in facts.subjects(RDF.type, SCR.Recommendation):
            changed.add((row, SCR.uncertain, Literal(kind)))
            for entry in facts.objects(row, SCR.hasEvent) if kind == "outcome" else ():
                changed.remove((row, SCR.hasEvent, entry))
                changed.add((row, SCR.mayHaveEvent, entry))
        case = _build_case(path, changed, Graph(), f"Where it is uncertain of its {kind}")
        yield replace(case, certain=frozenset(read_expected(expected))) if kind == "outcome" else case


def _copy(facts: Graph) -> Graph:
    return Graph() + facts


def _build_case(path: Path, facts: Graph, expected: Graph, altered: str | None = None) -> Case:
    """Build what is judged from the facts of a case; raises ``ScrgraphError`` where it has not one day."""
    days = [day.toPython() for day in facts.objects(None, SCR.asOf) if isinstance(day, Literal)]
    if len(days) != 1 or not isinstance(days[0], dt.date):
        raise ScrgraphError(
            "A case is judged as of one day.",
            path=path,
            remedy='Write ex:run a scr:AuditRun ; scr:asOf "..."^^xsd:date .',
        )
    if (None, RDF.type, SCR.Waiver) in facts:
        return Case(path, derive_waivers(FactGraph(facts)), expected, None, altered)
    data = judge_facts(facts)
    plans = sorted(str(facts.value(plan, DCTERMS.identifier)) for plan in facts.subjects(RDF.type, SCR.ActionPlan))
    if len(plans) == 1:
        return Case(path, data, expected, plans[0], altered)
    return Case(path, merge_plans([take_over(data)], days[0]), expected, None, altered)


def judge_facts(facts: Graph) -> FactGraph:
    """Build what rules judge: some facts, the concepts, and what follows from both."""
    data = FactGraph(facts)
    data.merge(load_concepts())
    derive_into(data, PackedQuads())
    return data


def run_cases(pack: RulePack, time_limit: float, engine: str = DEFAULT) -> Iterator[Outcome]:
    """Run all cases of all rules of a pack, on one of ``ENGINES``.

    Raises:
        ScrgraphError: where a case is no Turtle, or says what no facts say, or a rule of a local pack takes longer than
            ``time_limit`` seconds.
    """
    for rule in pack.every:
        for kind in ("finds", "passes"):
            if not list_cases(rule, kind):
                missing = find_cases(rule) / f"{kind}-….ttl"
                yield Outcome(rule.code, missing, ("The rule has no such case.",))
    for path in _list_stray(pack):
        yield Outcome("-", path, ("No rule has this case: it lies in FAMILY/RULE, and begins with finds- or passes-.",))
    jobs = [(rule, path) for rule in pack.every for path in list_cases(rule)]
    for (rule, path), judged in groupby(_ask(jobs, time_limit, engine), lambda asked: (asked[0], asked[1].path)):
        with _whole(path):
            faults = tuple(fault for _, case, answers in judged for fault in check_case(rule, case, answers))
        yield Outcome(rule.code, path, faults)


def _list_stray(pack: RulePack) -> list[Path]:
    """List the files that lie among the cases of the rules, and are the case of none."""
    known = {path for rule in pack.whole for path in list_cases(rule)}
    return sorted({path for rule in pack.every for path in _find_top(rule).rglob("*.ttl")} - known)


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
        for case in read_cases(rule, path):
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


def read_cases(rule: Rule, path: Path) -> Iterator[Case]:
    """Read a case, and what is made of it where its rule finds something; refuses what is no case."""
    with _whole(path):
        cases = [read_case(path)]
        if cases[0].kind == KINDS[0]:
            cases += vary_case(rule, path)
    yield from cases


def check_case(rule: Rule, case: Case, answers: Answers) -> Iterator[str]:
    """Say what is not as the case expects it."""
    for fault in _find_faults(rule, case, answers):
        yield f"{case.altered}: {fault}" if case.altered else fault


def _find_faults(rule: Rule, case: Case, answers: Answers) -> Iterator[str]:
    if case.kind not in KINDS:
        yield f"Its name must begin with one of: {', '.join(KINDS)}."
    found: set[tuple[Node | None, ...]] = {(result.focus, result.value, result.shape) for result in answers.results}
    wanted = read_expected(case.expected)
    for focus, value, _ in sorted(found - wanted - case.certain, key=str):
        yield f"It finds {_name(focus)} with {_name(value)}, which the case does not expect."
    for focus, value, _ in sorted(wanted - found, key=str):
        yield f"It does not find {_name(focus)} with {_name(value)}, which the case expects."
    yield from _compare_words(case.expected, answers)
    yield from _compare_shown(case.expected, answers)
    if bool(wanted) != (case.kind == "finds"):
        yield "A case that finds must end with the results it expects, and another one must expect none."
    looked_at = {answer["this"] for answer in answers.applies_to}
    for node in sorted({result.focus for result in answers.results} - looked_at, key=str):
        yield f"It finds {_name(node)}, which is not among the nodes that scrsh:appliesTo gives."
    for finding in gather_findings(case.audited, rule, answers):
        if not finding.message or "{" in finding.message:
            yield f"The message cannot be filled in: {finding.message or 'it is empty'}."
    unjudged = find_unjudged(case.audited, rule, answers)
    said = set(case.expected.objects(None, SCRSH.looksAt))
    if said and said != looked_at:
        yield f"It looks at {_name_all(looked_at)}, where the case expects {_name_all(said)}."
    if said := set(case.expected.objects(None, SCRSH.cannotJudge)):
        if said != (left := unjudged.keys() - {result.focus for result in answers.results}):
            yield f"It cannot judge {_name_all(left)}, where the case expects {_name_all(said)}."
    elif case.kind == "unjudged":
        whole = rule.judges_rows or not case.altered  # what is no row has no part of its own
        if not unjudged or (whole and not looked_at <= unjudged.keys()):
            yield "It must say of all that it looks at that it cannot judge it, and why."
    elif judge_rule(case.audited, rule, answers).not_evaluable:
        yield "It cannot judge what the case is about: " + "; ".join(sorted(set(unjudged.values())))
    if unended := [reason for reason in unjudged.values() if not reason.endswith(".")]:
        yield f"A reason is to be a sentence: {unended[0]}"


def list_shown(answers: Answers, focus: Node | None) -> set[str]:
    """List what the queries of ``scrsh:shows`` give for a node: names and values, nodes by the ends of their IRIs."""
    rows = (row for row in answers.shows if row["this"] == focus)
    return {
        f"{name} {_name(value) if isinstance(value, URIRef) else value}"
        for row in rows
        for name, value in row.items()
        if name != "this"
    }


def _compare_shown(expected: Graph, answers: Answers) -> Iterator[str]:
    for focus in sorted({expected.value(result, SH.focusNode) for result in expected.subjects(SCRSH.shown)}, key=str):
        results = expected.subjects(SH.focusNode, focus)
        said = {str(words) for result in results for words in expected.objects(result, SCRSH.shown)}
        found = list_shown(answers, focus)
        for words in sorted(found - said):
            yield f"It shows {words} of {_name(focus)}, which the case does not expect."
        for words in sorted(said - found):
            yield f"It does not show {words} of {_name(focus)}, which the case expects."


def _name_all(nodes: Iterable[Node]) -> str:
    return ", ".join(sorted(map(_name, nodes))) or "nothing"


def _compare_words(expected: Graph, answers: Answers) -> Iterator[str]:
    """Compare messages and paths, of the results for which the case says them."""
    for term, name in ((SH.resultMessage, "message"), (SH.resultPath, "path")):
        said: defaultdict[tuple[Node | None, ...], set[str]] = defaultdict(set)
        for result in expected.subjects(term):
            said[_name_result(expected, result)] |= {str(words) for words in expected.objects(result, term)}
        for key, words in sorted(said.items(), key=str):
            found = {
                str(word)
                for result in answers.results
                if (result.focus, result.value, result.shape) == key
                for word in (result.messages if term == SH.resultMessage else [result.path or ""])
            }
            if found and found != words:
                yield f"The {name} of {_name(key[0])} is {' | '.join(sorted(found))}, not {' | '.join(sorted(words))}."


def read_expected(expected: Graph) -> set[tuple[Node | None, ...]]:
    """Give the focus node, value and shape of each expected result."""
    return {_name_result(expected, result) for result in expected.subjects(SH.sourceShape)}


def _name_result(expected: Graph, result: Node) -> tuple[Node | None, ...]:
    return tuple(expected.value(result, term) for term in (SH.focusNode, SH.value, SH.sourceShape))


def _name(node: Node | None) -> str:
    return "no value" if node is None else str(node).rpartition("/")[2] or str(node)
