"""Asks the rules of a local pack in a process apart: ``python -m scrgraph.audit.apart``.

A query that somebody wrote may never end, and no engine ends one by itself; its process can be ended. Standard input
holds the rules and the data, standard output gets a message before each rule and query, and then the answers. Both
ends are this program, so what passes between them is pickled.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import IO, Any, TypeAlias

import pyoxigraph as ox

from scrgraph.audit.answers import Answers, ask_here
from scrgraph.audit.engines import DEFAULT
from scrgraph.audit.permitted import unfit_query
from scrgraph.audit.rules import Rule, RulePack
from scrgraph.audit.turtle import unfit
from scrgraph.errors import ScrgraphError
from scrgraph.graph.quads import FactGraph
from scrgraph.limits import limit_memory

_PACKAGE = Path(__file__).resolve().parent.parent
_START = 60.0  # seconds that the process may take to begin, however busy the machine
_MEMORY = 8 << 30  # bytes of address space


Job: TypeAlias = tuple[FactGraph, tuple[Rule, ...]]


def ask_apart(jobs: Sequence[Job], time_limit: float, engine: str = DEFAULT) -> Iterator[dict[str, Answers]]:
    """Ask rules of data, one after the other, in a process apart; gives the answers to each job in turn.

    Raises:
        ScrgraphError: where a rule cannot be run, takes longer than ``time_limit`` seconds, or too much memory.
    """
    given = pickle.dumps((engine, [(_write(data), rules) for data, rules in jobs]))
    command = [sys.executable, "-P", "-m", "scrgraph.audit.apart"]
    environment = os.environ | {"PYTHONPATH": str(_PACKAGE.parent)}
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert child.stdin is not None
    assert child.stdout is not None
    told: Queue[Any] = Queue()
    Thread(target=_listen, args=(child.stdout, told), daemon=True).start()
    Thread(target=_speak, args=(child.stdin, given), daemon=True).start()
    try:
        for number, (_, rules) in enumerate(jobs):
            _await(told, _START, rules[0], "did not begin in time" if number == 0 else "could not be given its data")
            yield {
                rule.code: _await(told, time_limit, rule, f"took longer than {time_limit:g} seconds") for rule in rules
            }
    finally:
        child.kill()
        child.wait()


def _write(data: FactGraph) -> bytes:
    return data.quads.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""


def _await(told: Queue[Any], limit: float, rule: Rule, late: str) -> Any:
    """Give what the process tells next; raises ``ScrgraphError`` where that is a fault, or does not come in time."""
    asked, end = "", monotonic() + limit
    while True:
        try:
            kind, content = told.get(timeout=max(0.0, end - monotonic()))
        except Empty:
            raise _stopped(rule, f"The rule {rule.code} {late} and was ended.", asked) from None
        if kind == "fault":
            raise content
        if kind == "end":
            message = f"The rule {rule.code} was ended: it took too much memory, or its engine failed."
            raise _stopped(rule, message, asked)
        if kind != "asking":
            return content
        asked = content


def _stopped(rule: Rule, message: str, asked: str) -> ScrgraphError:
    """Give the error that names the rule and the query at which it was ended."""
    remedy = "Narrow the query that begins there, or give it more with --time-limit; nothing was written."
    return unfit_query(rule.path, asked, message, remedy)


def _speak(stream: IO[bytes], given: bytes) -> None:
    with contextlib.suppress(OSError), stream:
        stream.write(given)


def _listen(stream: IO[bytes], told: "Queue[Any]") -> None:
    with stream:
        while True:
            try:
                told.put(pickle.load(stream))
            except Exception:  # the process has ended, or was ended in the middle of a message
                told.put(("end", None))
                return


def main() -> None:
    """Ask the rules on standard input."""
    limit_memory(_MEMORY)
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    engine, jobs = pickle.load(sys.stdin.buffer)
    for triples, rules in jobs:
        data = FactGraph()
        data.quads.load(triples, format=ox.RdfFormat.N_TRIPLES)
        _tell(out, "ready", None)
        for rule in rules:
            try:
                pack = RulePack(rule.pack, "", (rule,), (rule,))
                answers = ask_here(data, pack, lambda text: _tell(out, "asking", text), engine=engine)
                _tell(out, "answers", answers[rule.code])
            except ScrgraphError as error:
                error.path = error.path or str(rule.path)
                _tell(out, "fault", error)
                return
            except MemoryError:
                raise
            except Exception as error:  # whatever an engine has against what somebody wrote
                _tell(out, "fault", unfit(rule.path, f"The rule cannot be run ({type(error).__name__}: {error})."))
                return


def _tell(stream: IO[bytes], kind: str, content: object) -> None:
    pickle.dump((kind, content), stream)
    stream.flush()


if __name__ == "__main__":
    main()
