"""Runs the W3C's suite of RDFC-1.0 through scrgraph's own canonical form: ``python -m tools.conformance.canonical``.

It prints how many pass, and which fail, and then ends with 1; ``--record`` writes ``docs/conformance-canonical.md``.
"""

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from scrgraph import __version__
from scrgraph.exchange.apart import EndedApart, work_apart
from scrgraph.graph.canonical import render_canonical_quads

ROOT = Path(__file__).resolve().parent.parent.parent
SUITE = ROOT / "tests" / "conformance" / "rdf-canon"
PAGE = ROOT / "docs" / "conformance-canonical.md"
SECONDS = 2  # of work, after which what is made to take for ever is ended
EVALUATION, NEGATIVE = "evaluation", "negative"
_KINDS = {"rdfc:RDFC10EvalTest": EVALUATION, "rdfc:RDFC10NegativeEvalTest": NEGATIVE}


@dataclass(frozen=True)
class Case:
    """A test of the suite: its data, and the canonical form that it expects, where there is one."""

    name: str
    title: str
    kind: str
    digest: str
    data: bytes
    expected: str | None


def read_cases() -> tuple[Case, ...]:
    """Read the tests of the suite, save those of maps."""
    entries = json.loads((SUITE / "manifest.jsonld").read_bytes())["entries"]
    return tuple(
        Case(
            entry["id"].removeprefix("#"),
            entry["name"],
            _KINDS[entry["type"]],
            entry.get("hashAlgorithm", "SHA256"),
            (SUITE / entry["action"]).read_bytes(),
            (SUITE / entry["result"]).read_bytes().decode() if "result" in entry else None,
        )
        for entry in entries
        if entry["type"] in _KINDS
    )


def digest_suite() -> str:
    """Give a SHA-256 over the names and bytes of all files of the suite."""
    made = hashlib.sha256()
    for path in (SUITE / "manifest.jsonld", *sorted((SUITE / "rdfc10").iterdir())):
        made.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return made.hexdigest()


def passes(case: Case) -> bool:
    """Run a test: the form is the one that is expected, or what would take for ever is ended."""
    quads = list(ox.parse(case.data, format=ox.RdfFormat.N_QUADS))
    if case.expected is not None:
        return render_canonical_quads(quads, case.digest) == case.expected
    try:
        work_apart(render_canonical_quads, quads, case.digest, seconds=SECONDS)
    except EndedApart as ended:
        return ended.too_long
    return False


def render_page(outcomes: Sequence[tuple[Case, bool]], day: dt.date) -> str:
    """Render the page, with versions and date."""
    lines = [
        "# Conformance to RDFC-1.0",
        "",
        f"Made by `python -m tools.conformance.canonical --record`: scrgraph {__version__}, pyoxigraph "
        f"{version('pyoxigraph')}, {day.isoformat()}; the suite of the W3C as "
        "[tests/conformance/rdf-canon](../tests/conformance/rdf-canon/README.md) holds it. `make test` runs it again.",
        "",
        "Each evaluation test goes through the function by which data is exported and verified, and must give the "
        "expected form byte for byte. The negative test holds ten blank nodes, each of which points at all others; "
        f"to put them in order would take for ever. It passes where the work is ended, after {SECONDS} seconds in a "
        "process apart. (Data of a package never comes that far: where it has blank nodes, it is refused unread.) The "
        "21 map tests are not run: they ask for the names of blank nodes, which scrgraph gives to nobody.",
        "",
        "| kind | tests | passed |",
        "| --- | ---: | ---: |",
    ]
    for kind in (EVALUATION, NEGATIVE):
        of_kind = [passed for case, passed in outcomes if case.kind == kind]
        lines.append(f"| {kind} | {len(of_kind)} | {sum(of_kind)} |")
    lines += ["", "| test | what it is about | kind | passed |", "| --- | --- | --- | --- |"]
    lines += [f"| {case.name} | {case.title} | {case.kind} | {'yes' if ok else 'NO'} |" for case, ok in outcomes]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suite, print what came of it; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.conformance.canonical", description="Run RDFC-1.0's suite.")
    parser.add_argument("--record", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    chosen = parser.parse_args(arguments)
    outcomes = [(case, passes(case)) for case in read_cases()]
    counts = Counter((case.kind, passed) for case, passed in outcomes)
    for kind in (EVALUATION, NEGATIVE):
        print(f"{kind}: {counts[kind, True]} passed, {counts[kind, False]} failed")
    for case, passed in outcomes:
        if not passed:
            print(f"failed: {case.name}, {case.title}")
    if chosen.record:
        PAGE.write_text(render_page(outcomes, dt.datetime.now(dt.UTC).date()), encoding="utf-8", newline="\n")
    return 0 if all(passed for _, passed in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
