"""Measures the way of the data over many synthetic plans, and prints the figures as JSON.

``python -m benchmarks.corpus FOLDER STORE``: the plans of a folder (``scrgraph generate``) are read and put into a
store; from there each is loaded, derived from, judged and gathered, one after the other in this one process, in seconds
of the processor. On the same graphs the rules are judged by two other engines, too, as far as that is bearable, and
must come out the same. At last one plan is changed, and the store audited again by what was kept.
"""

import datetime as dt
import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.clock import clock
from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.questions import load_questions
from scrgraph.audit.engines import DEFAULT, run_rules
from scrgraph.audit.record import build_findings
from scrgraph.audit.rules import RulePack
from scrgraph.audit.validate import STAGES, Audit, audit_facts
from scrgraph.batch import audit_store, compare_plans
from scrgraph.errors import BadUsage
from scrgraph.facts.plan import read_plan
from scrgraph.graph.build import build_dataset
from scrgraph.graph.dataset import load_vocabularies
from scrgraph.graph.packed import PackedFacts
from scrgraph.graph.quads import FactGraph
from scrgraph.graph.store import add_plan, list_plans, load_facts, open_store, pack_facts
from scrgraph.ingest.read import read_document
from scrgraph.pipeline import Terms, find_sources, read_source
from scrgraph.wordings import load_wordings

AS_OF = dt.date(2024, 1, 1)
QUESTIONS_OF = 100  # plans at most, of which all questions are asked: some take ever longer over more
PEERS = {"pyshacl": 10, "shifty": 100}  # another engine, and the most plans that it is given
_RULES_OF = 100  # plans, over which each rule is measured by itself
_NAMES = dict(zip(STAGES, ("derive", "rules", "findings and verdicts"), strict=True))
# Seconds of the processor: those on the clock hang on what else the machine does.
_clock = partial(clock, now=time.process_time)


def measure_corpus(folder: Path, store: Path) -> dict[str, Any]:
    """Give the seconds of each stage, of each rule, of the other engines and of what follows a change; and the size."""
    stages: dict[str, float] = {}
    size = {"plans": 0, "rows": 0, "triples": 0, "findings": 0}
    paths = [path for path in find_sources([str(folder)]).paths if path is not None]
    _fill_store(paths, store, stages, size)
    opened, pack = open_store(store, read_only=True), RulePack.load()
    rules: dict[str, float] = {}
    peers = {engine: 0.0 for engine, most in PEERS.items() if size["plans"] <= most}
    asked = FactGraph(load_vocabularies())
    for plan in list_plans(opened):
        with _clock(stages, "load from the store"):
            dataset, sources = load_facts(opened, plan, PackedFacts(store))
        steps = _Steps(stages)
        audit = audit_facts(dataset, AS_OF, pack, sources=sources, on_stage=steps.begin)
        steps.begin(None)
        size["triples"] += len(audit.data)
        size["findings"] += len(audit.result.findings)
        if size["plans"] <= QUESTIONS_OF:
            with _clock(stages, "gather for questions"):
                asked.merge(audit.data)
                asked.merge(build_findings(dataset, audit))
        _run_peers(peers, audit, pack)
        if size["plans"] == _RULES_OF:
            for rule in pack.rules:
                with _clock(rules, rule.code):
                    run_rules(DEFAULT, audit.data, pack.choose([rule.code]), lambda _: None)
    del opened
    questions = _ask_questions(asked) if size["plans"] <= QUESTIONS_OF else {}
    if questions:
        stages["all questions"] = sum(questions.values())
    del asked
    return {
        "size": size,
        "stages": stages,
        "rules": rules,
        "peers": peers,
        "questions": questions,
        "after a change": _change_one(paths, store, pack),
    }


def _fill_store(paths: list[Path], store: Path, stages: dict[str, float], size: dict[str, int]) -> None:
    opened, packed, wordings = open_store(store, create=True), PackedFacts(store), load_wordings()
    for path in paths:
        with _clock(stages, "read"):
            document = read_document(path)
        with _clock(stages, "facts"):
            facts = read_plan(document, wordings)
        with _clock(stages, "graph"):
            dataset = build_dataset(facts, document)
        with _clock(stages, "put into the store"):
            add_plan(opened, dataset)
            pack_facts(opened, facts.plan, packed, dataset)
        size["plans"] += 1
        size["rows"] += len(facts.rows)


def _run_peers(peers: dict[str, float], audit: Audit, pack: RulePack) -> None:
    """Let each other engine judge the same graph; ends where one finds something else."""
    ours = run_rules(DEFAULT, audit.data, pack, lambda _: None) if peers else ()
    for engine in peers:
        with _clock(peers, engine):
            theirs = run_rules(engine, audit.data, pack, lambda _: None)
        if theirs != ours:
            raise SystemExit(f"benchmarks: {engine} and {DEFAULT} give different results on {audit.result.plan}.")


def _ask_questions(facts: FactGraph) -> dict[str, float]:
    """Ask each question that needs nothing to be given, in seconds."""
    base, times = FactBase(facts), dict[str, float]()
    for question in load_questions():
        with _clock(times, question.name):
            try:
                base.ask(question)
            except BadUsage:  # it needs something to be given
                continue
    return times


def _change_one(paths: list[Path], store: Path, pack: RulePack) -> dict[str, float]:
    """Change one plan once all are audited; seconds on the clock until it and what rules across plans find is known."""
    terms = Terms(AS_OF, pack)
    compare_plans([done.parcel for done in audit_store(store, terms)], terms, store)
    changed = paths[len(paths) // 2]
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("should", "should also", 1), encoding="utf-8")
    writer = open_store(store, create=True)
    reading = read_source(changed)
    dataset = reading.build()
    add_plan(writer, dataset)
    pack_facts(writer, reading.facts.plan, PackedFacts(store), dataset)
    del writer
    times: dict[str, float] = {}
    began = time.perf_counter()
    parcels = [done.parcel for done in audit_store(store, terms, 1)]
    times["the plan audited"] = time.perf_counter() - began
    began = time.perf_counter()
    compare_plans(parcels, terms, store)
    times["plans compared"] = time.perf_counter() - began
    return times


class _Steps:
    """Adds the seconds of the processor between the beginnings of stages to each."""

    def __init__(self, stages: dict[str, float]) -> None:
        self._stages, self._name, self._began = stages, "", 0.0

    def begin(self, stage: str | None) -> None:
        """Begin a stage, which ends the one before; ``None`` ends the last."""
        now = time.process_time()
        if self._name:
            self._stages[self._name] = self._stages.get(self._name, 0.0) + now - self._began
        self._name, self._began = "" if stage is None else _NAMES[stage], now


if __name__ == "__main__":
    print(json.dumps(measure_corpus(Path(sys.argv[1]), Path(sys.argv[2]))))
