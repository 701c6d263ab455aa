"""Runs one test on one engine, as an audit would, and says what came of it."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import SH, Graph, URIRef

from scrgraph.audit import java_shacl, rust_shacl, shacl
from scrgraph.audit.engines import run_rules
from scrgraph.audit.prepared import PreparedGraph
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.soundness import check_queries
from scrgraph.errors import ScrgraphError
from scrgraph.graph.quads import FactGraph
from tools.conformance.cases import Case
from tools.conformance.reports import compare_reports, compare_results

KNOWN = Path(__file__).with_name("known.toml")
OUTCOMES = ("passed", "refused", "failed")
# The engines that give a whole report; of any other the results are compared, which tell less.
_REPORTS: Mapping[str, Callable[[Graph, Graph], Graph]] = {
    "pyshacl": shacl.report_shapes,
    "shifty": rust_shacl.report_shapes,
    "topbraid": java_shacl.report_shapes,
}
# The engines that refuse by themselves what SHACL forbids; before any other the check is made that packs go through.
_LENIENT = frozenset({"pyshacl", "shifty"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test: one of ``OUTCOMES``, and why where it did not pass."""

    suite: str
    name: str
    state: str
    reason: str = ""


def run_case(engine: str, case: Case) -> Outcome:
    """Run one test on one engine."""
    data = PreparedGraph()
    data += case.data
    try:
        difference = _judge(engine, case, data, make_pack(case))
    except ScrgraphError as error:
        if case.report is None:
            return Outcome(case.suite, case.name, "passed")
        return Outcome(case.suite, case.name, "refused", str(error))
    return Outcome(case.suite, case.name, "failed" if difference else "passed", difference)


def _judge(engine: str, case: Case, data: Graph, pack: RulePack) -> str:
    """Judge the data of a test by its shapes, and say how the report differs from the one expected.

    Raises ``ScrgraphError`` where the engine, or the check that each pack goes through, refuses the shapes.
    """
    if engine not in _LENIENT:
        _check_queries(pack)
    if (report_shapes := _REPORTS.get(engine)) is not None:
        report = report_shapes(data, pack.shapes)
        return _lack_refusal(case) or compare_reports(case.manifest, case.report, report)  # type: ignore[arg-type]
    results = run_rules(engine, FactGraph(data), pack, lambda _: None)
    return _lack_refusal(case) or compare_results(case.manifest, case.report, results)  # type: ignore[arg-type]


def _check_queries(pack: RulePack) -> None:
    """Check the queries of a pack as every pack's are before it is run; raises ``ScrgraphError``."""
    for rule in pack.rules:
        check_queries(rule.graph, (), rule.prologue, rule.path)


def _lack_refusal(case: Case) -> str:
    return "" if case.report is not None else "a report was given, where the shapes are to be refused"


def make_pack(case: Case) -> RulePack:
    """Make a pack of the shapes of a test, as one rule: its annotations are empty, for they judge nothing."""
    shapes, prefixes = Graph(), Graph()
    shapes += case.shapes
    for node, _, declared in shapes.triples((None, SH.declare, None)):
        prefixes.add((node, SH.declare, declared))
        prefixes += shapes.triples((declared, None, None))
    rule = Rule(
        code=case.name,
        pack=case.suite,
        family=case.suite,
        shape=URIRef(SH.NodeShape),
        name="",
        title="",
        statement="",
        comment="",
        why="",
        basis="",
        basis_state="",
        remedy="",
        severity="",
        decided_from="",
        judges="",
        over_plans=False,
        on_waivers=False,
        needs_columns=(),
        needs_promise=None,
        rests_on=(),
        cues=(),
        parameters=(),
        applies_to=(),
        not_evaluable=(),
        shows=(),
        path=Path(f"{case.name}.ttl"),
        graph=shapes,
        prefixes=prefixes,
    )
    return RulePack(case.suite, "", (rule,), (rule,))


@cache
def load_known() -> Mapping[str, Mapping[str, str]]:
    """Load what is declared of tests that do not pass: by engine and name, why."""
    return tomllib.loads(KNOWN.read_text(encoding="utf-8"))


def find_unforeseen(engine: str, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Find what came out otherwise than is declared: a test that does not pass any more, or passes now."""
    known = load_known().get(engine, {})
    for one in outcomes:
        if (one.state == "passed") == (one.name in known):
            said = "passes, though it is declared not to" if one.name in known else f"{one.state}: {one.reason}"
            yield f"{engine}, {one.name}: {said}"
