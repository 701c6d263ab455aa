"""Runs the conformance suites of SHACL through scrgraph's own engines: ``python -m tools.conformance``.

It prints how many tests each engine passes, which it refuses, and which it fails, by name. ``--record`` writes the page
``docs/conformance.md``. It ends with 1 where something else comes of a test than ``known.toml`` declares.
"""

import argparse
import datetime as dt
import logging
import sys
import warnings
from collections.abc import Iterable, Sequence

from scrgraph import __version__
from scrgraph.audit.engines import name_engine
from scrgraph.config import ENGINES
from scrgraph.errors import BadUsage
from scrgraph.reports.layout import render_table
from tools.conformance.archive import ROOT, NoSuite, find_archive, read_suites
from tools.conformance.cases import SUITES, Case, Files
from tools.conformance.runs import OUTCOMES, Outcome, find_unforeseen, load_known, run_case

PAGE = ROOT / "docs" / "conformance.md"
_MEANING = {
    "passed": "gives the report that the test expects, or refuses what it expects to be refused",
    "refused": "names what it cannot run, and judges nothing",
    "failed": "gives another report than the test expects",
}


def read_cases() -> tuple[Case, ...]:
    """Read all tests, without what rdflib says of values that the suites mean to be wrong; raises ``NoSuite``."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message="Serializing weird numerical")
    return Files(read_suites()).cases


def run_all(engines: Iterable[str], cases: Sequence[Case]) -> dict[str, list[Outcome]]:
    """Run all tests on each engine that is installed."""
    outcomes: dict[str, list[Outcome]] = {}
    for engine in engines:
        try:
            name_engine(engine)
        except BadUsage as error:
            print(f"{error}", file=sys.stderr)
            continue
        outcomes[engine] = [run_case(engine, case) for case in cases]
    return outcomes


def count(outcomes: dict[str, list[Outcome]]) -> list[tuple[str, ...]]:
    """Count the outcomes, by engine and suite."""
    rows = []
    for engine, found in outcomes.items():
        for suite, title in SUITES.items():
            states = [one.state for one in found if one.suite == suite]
            rows.append((title, name_engine(engine), str(len(states)), *(str(states.count(s)) for s in OUTCOMES)))
    return sorted(rows, key=lambda row: list(SUITES.values()).index(row[0]))


def render_page(outcomes: dict[str, list[Outcome]], day: dt.date) -> str:
    """Render the page, with versions and date."""
    known = load_known()
    parts = [
        "# Conformance to SHACL",
        f"Made by `python -m tools.conformance --record`: scrgraph {__version__}, {day.isoformat()}; the suites as "
        f"`{find_archive().name}` carries them. `make test` runs them again and fails where something else comes out.",
        "The suite of the W3C says what an engine of SHACL must give: 98 tests of Core, 23 of SPARQL. DASH is the one "
        "from which it grew; of that one, what tests the Recommendation. Every test goes through the function that an "
        "audit calls, with scrgraph's settings: no inference, none of the features beyond the Recommendation.",
        "\n".join(f"- *{state}*: {meaning}." for state, meaning in _MEANING.items()),
        "Compared are whether the graph conforms, and of each result the focus node, path, value, shape, component "
        "and severity, as often as it is given, and the constraint where an engine names it (`sh:sourceConstraint`). "
        "Of oxigraph, which tells less, it is the focus node, path, value and shape of each result, a path of several "
        "steps being as good as another. What shapes say in the terms of Core it leaves to pySHACL.",
        _render_markdown(("suite", "engine", "tests", *OUTCOMES), count(outcomes)),
    ]
    for engine, found in outcomes.items():
        rest = [one for one in found if one.state != "passed"]
        parts.append(f"## Not passed by {engine}")
        rows = [(f"`{one.name}`", one.state, known.get(engine, {}).get(one.name) or one.reason) for one in rest]
        parts.append(_render_markdown(("test", "outcome", "why"), rows) if rows else "None.")
    return "\n\n".join(parts) + "\n"


def _render_markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites, print what came of it; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.conformance", description="Run the suites of SHACL.")
    parser.add_argument("--record", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this engine")
    chosen = parser.parse_args(arguments)
    try:
        cases = read_cases()
    except NoSuite as error:
        print(f"The suites cannot be had: {error}.", file=sys.stderr)
        return 2
    outcomes = run_all(chosen.engine or ENGINES, cases)
    print(render_table(("suite", "engine", "tests", *OUTCOMES), count(outcomes), 120))
    for engine, found in outcomes.items():
        rows = [(one.name, one.state, one.reason) for one in found if one.state != "passed"]
        if rows:
            print(f"\nNot passed by {engine}\n\n{render_table(('test', 'outcome', 'why'), rows, 150, 2)}")
    if chosen.record:
        PAGE.write_text(render_page(outcomes, dt.datetime.now(dt.UTC).date()), encoding="utf-8", newline="\n")
    unforeseen = [told for engine, found in outcomes.items() for told in find_unforeseen(engine, found)]
    print("".join(f"\n{told}" for told in unforeseen))
    return 1 if unforeseen else 0


if __name__ == "__main__":
    sys.exit(main())
