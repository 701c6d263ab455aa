"""Tries how well the cases of rules hold: each mutant of a rule is judged by them, and ought to be caught.

A mutant is caught where a case comes out otherwise than it says, where a query fails, or where it takes too long. A
query that was changed may never end, and no engine ends one by itself; so mutants are tried in processes apart, which
can be ended. They read nothing but the cases: a mutant has no other words than its rule, the ontology's, and keywords.
"""

import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue

from rdflib import SH
from rdflib.term import Node

from scrgraph.audit.answers import ask_annotations
from scrgraph.audit.cases import Case, check_case, list_cases, read_cases
from scrgraph.audit.engines import DEFAULT, run_rules
from scrgraph.audit.equivalents import load_equivalents
from scrgraph.audit.rule_mutants import Mutant, make_mutants
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.shacl import ShapeResult
from scrgraph.graph.quads import FactGraph
from scrgraph.limits import limit_memory
from scrgraph.processes import count_processors

TIME_LIMIT = 10.0  # seconds that one mutant may take over all cases of its rule
_START = 120.0  # seconds that a process may take to begin and read the cases of a rule, however busy the machine
_MEMORY = 4 << 30  # bytes of address space


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, and what caught it: the name of a case, or words in brackets; nothing where it survived."""

    mutant: Mutant
    caught_by: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """The trials of one rule's mutants, and how many more were no query.

    ``equivalent`` are the reasons why no data can tell some from the rule, by their names; ``mistaken`` are the names
    of changes that are declared to be so, and are caught, or cannot be made.
    """

    rule: Rule
    trials: tuple[Trial, ...]
    unreadable: int
    equivalent: Mapping[str, str]
    mistaken: tuple[str, ...]

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """The mutants that were not caught, and ought to be."""
        return tuple(
            trial.mutant
            for trial in self.trials
            if trial.caught_by is None and trial.mutant.name not in self.equivalent
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants there were, and how many of them were caught, or are equivalent to the rule."""

    made: int
    caught: int
    equivalent: int

    @property
    def share(self) -> float:
        """The share that was caught of those that data can tell from the rule; 1 where there are none."""
        return self.caught / (self.made - self.equivalent) if self.made > self.equivalent else 1.0

    @property
    def plain_share(self) -> float:
        """The share that was caught of all."""
        return self.caught / self.made if self.made else 1.0


def score(tried: Iterable[Tried], group: str) -> Score:
    """Score the mutants of one of ``GROUPS``, of one rule or several."""
    trials = [(one, trial) for one in tried for trial in one.trials if trial.mutant.group == group]
    caught = [trial for _, trial in trials if trial.caught_by is not None]
    equivalent = [trial for one, trial in trials if trial.caught_by is None and trial.mutant.name in one.equivalent]
    return Score(len(trials), len(caught), len(equivalent))


def try_mutants(pack: RulePack, processes: int | None = None) -> Iterator[Tried]:
    """Try the mutants of each rule of a pack by its own cases, several rules at a time; gives them in order."""
    equivalents = load_equivalents(pack.every)
    number = min(processes or count_processors(), len(pack.every))
    benches: SimpleQueue[_Bench] = SimpleQueue()
    for _ in range(number):
        benches.put(_Bench())

    def work(rule: Rule) -> Tried:
        made = make_mutants(rule)
        bench = benches.get()
        try:
            caught = bench.run(rule, made.found)
        finally:
            benches.put(bench)
        trials = tuple(Trial(mutant, by) for mutant, by in zip(made.found, caught, strict=True))
        declared = {change: why for (code, change), why in equivalents.items() if code == rule.code}
        missed = {trial.mutant.name for trial in trials if trial.caught_by is None}
        return Tried(rule, trials, made.unreadable, declared, tuple(sorted(declared.keys() - missed)))

    with ThreadPoolExecutor(max(number, 1)) as threads:
        try:
            yield from threads.map(work, pack.every)
        finally:
            threads.shutdown(cancel_futures=True)
            for _ in range(number):
                benches.get().end()


# -- in the process that was asked -------------------------------------------------------------------------------------


class _Bench:
    """A process that tries mutants one after the other; it is begun again where it had to be ended."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._told: Connection | None = None

    def run(self, rule: Rule, mutants: Sequence[Mutant]) -> list[str | None]:
        """Try the mutants of a rule; gives for each what caught it."""
        caught: list[str | None] = []
        while len(caught) < len(mutants):
            told = self._begin()
            told.send((rule, [mutant.rule for mutant in mutants[len(caught) :]]))
            try:
                self._await(told, _START)  # it has read the cases
                while len(caught) < len(mutants):
                    caught.append(self._await(told, TIME_LIMIT))
            except TimeoutError:
                self.end()
                caught.append("(it takes too long)")
            except EOFError:
                self.end()
                caught.append("(its process failed)")
        return caught

    def _begin(self) -> Connection:
        if self._process is None or self._told is None:
            apart = multiprocessing.get_context("spawn")
            self._told, other = apart.Pipe()
            self._process = apart.Process(target=_serve, args=(other,), daemon=True)
            self._process.start()
            other.close()
        return self._told

    @staticmethod
    def _await(told: Connection, limit: float) -> str | None:
        if not told.poll(limit):
            raise TimeoutError
        answer: str | None = told.recv()
        return answer

    def end(self) -> None:
        """End the process, where there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = None


# -- in the process apart ----------------------------------------------------------------------------------------------


def _serve(asked: Connection) -> None:
    """Try what is asked for, until the other end is gone."""
    limit_memory(_MEMORY)
    while True:
        try:
            rule, changed = asked.recv()
        except EOFError:
            return
        judges = [_Judge(rule, case) for path in list_cases(rule) for case in read_cases(rule, path)]
        asked.send(None)
        for other in changed:
            asked.send(_find_catch(judges, other))
            judges.sort(key=lambda judge: -judge.caught)  # those that catch much first: most mutants fail at once


def _find_catch(judges: Sequence["_Judge"], rule: Rule) -> str | None:
    """Find what catches a mutant."""
    for judge in judges:
        if not judge.holds(rule):
            judge.caught += 1
            return judge.case.path.stem
    return None


class _RememberingGraph(FactGraph):
    """A graph that remembers what a rule as it stands asks: a mutant has one other query, and shares the rest."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.data)
        self._known: dict[str, list[dict[str, Node]]] = {}
        self.remembers = True

    def select(self, query: str) -> list[dict[str, Node]]:
        """Give the solutions of a query."""
        found = self._known.get(query)
        if found is None:
            found = super().select(query)
            if self.remembers:
                self._known[query] = found
        return found


class _Judge:
    """A case, its graph, and what the rule as it stands finds there."""

    def __init__(self, rule: Rule, case: Case) -> None:
        self.case = case
        self.caught = 0
        self._rule = rule
        self._data = _RememberingGraph(self.case)
        self._results = self._find(rule, self._data)
        ask_annotations(self._data, rule, self._results)
        self._data.remembers = False

    def holds(self, rule: Rule) -> bool:
        """Whether the case comes out as it says by a rule that was changed in one place."""
        try:
            answers = ask_annotations(self._data, rule, self._find_again(rule))
            return next(iter(check_case(rule, self.case, answers)), None) is None
        except MemoryError:
            raise
        except Exception:  # whatever an engine has against the mutant
            return False

    def _find_again(self, rule: Rule) -> tuple[ShapeResult, ...]:
        """Find what a mutant finds; one with other focus nodes than are marked gets a graph of its own."""
        if rule.graph is self._rule.graph:
            return self._results
        same = all(
            set(rule.graph.subject_objects(target)) == set(self._rule.graph.subject_objects(target))
            for target in (SH.targetClass, SH.targetObjectsOf)
        )
        return self._find(rule, self._data if same else FactGraph(self.case.data))

    def _find(self, rule: Rule, data: FactGraph) -> tuple[ShapeResult, ...]:
        pack = RulePack(rule.pack, "", (rule,), (rule,))
        return run_rules(DEFAULT, data, pack, lambda _: None)
