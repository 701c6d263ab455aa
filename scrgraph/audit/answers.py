"""Asks a rule pack of the data: what each rule finds, which nodes it looks at, which it cannot judge, what it shows.

scrgraph's own rules are asked here and now. Those of a local pack are asked in a process apart that is ended where a
query takes too long (``apart``): no engine can end a query of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from rdflib.term import Node

from scrgraph.audit.engines import DEFAULT, run_rules
from scrgraph.audit.inlining import inline_parameters
from scrgraph.audit.permitted import unfit_query
from scrgraph.audit.rules import CORE, Rule, RulePack
from scrgraph.audit.shacl import ShapeResult
from scrgraph.graph.quads import FactGraph

Row = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the queries and shapes of one rule give, by names of variables."""

    results: tuple[ShapeResult, ...]
    applies_to: tuple[Row, ...]
    not_evaluable: tuple[Row, ...]
    shows: tuple[Row, ...]


def ask_rules(data: FactGraph, pack: RulePack, time_limit: float, engine: str = DEFAULT) -> dict[str, Answers]:
    """Ask all rules of a pack, by their codes; the engine is one of ``ENGINES``.

    Raises:
        ScrgraphError: where a rule cannot be run, or one of a local pack takes longer than ``time_limit`` seconds.
    """
    own = tuple(rule for rule in pack.rules if rule.pack == CORE)
    others = tuple(rule for rule in pack.rules if rule.pack != CORE)
    answers = ask_here(data, replace(pack, rules=own), engine=engine) if own else {}
    if others:
        from scrgraph.audit.apart import ask_apart

        answers |= next(ask_apart([(data, others)], time_limit, engine))
    return answers


def ask_here(
    data: FactGraph, pack: RulePack, on_query: Callable[[str], None] = lambda _: None, *, engine: str = DEFAULT
) -> dict[str, Answers]:
    """Ask rules within this process; ``on_query`` is told each query before it is asked."""
    found = _sort_by_rule(pack.rules, run_rules(engine, data, pack, on_query))
    return {rule.code: ask_annotations(data, rule, tuple(found[rule.code]), on_query) for rule in pack.rules}


def ask_annotations(
    data: FactGraph,
    rule: Rule,
    results: tuple[ShapeResult, ...],
    on_query: Callable[[str], None] = lambda _: None,
) -> Answers:
    """Ask the queries of a rule's annotations; what it shows is asked only where it found something."""

    def ask(texts: Iterable[str], *needs: str) -> tuple[Row, ...]:
        found: list[Row] = []
        for text in texts:
            on_query(text)
            try:
                answers = data.select(rule.prologue + inline_parameters(text, rule.parameters))
            except (SyntaxError, ValueError, OSError, RuntimeError) as error:  # as pyoxigraph has it
                raise unfit_query(rule.path, text, f"A query cannot be asked ({error}).") from error
            for name in needs:
                if not all(name in answer for answer in answers):
                    raise unfit_query(rule.path, text, f"A query gives an answer without ?{name}.")
            found += answers
        return tuple(found)

    return Answers(
        results,
        ask(rule.applies_to, "this"),
        ask(rule.not_evaluable, "this", "reason"),
        ask(rule.shows, "this") if results else (),
    )


def _sort_by_rule(rules: Iterable[Rule], results: Iterable[ShapeResult]) -> defaultdict[str, list[ShapeResult]]:
    """Sort results by the code of the rule in whose file their shape stands."""
    owners: dict[Node, Rule] = {node: rule for rule in rules for node in rule.nodes}
    by_rule: defaultdict[str, list[ShapeResult]] = defaultdict(list)
    for result in results:
        by_rule[owners[result.shape].code].append(result)
    return by_rule
