"""Measures scrgraph: ``python -m benchmarks`` prints the figures, ``--record`` keeps them.

Seven things are measured, each in processes of its own, so that none warms up another: on the sample plan whole
commands, the stages of one audit, and the rules by scrgraph and by other engines; the readers of one cell on texts of
growing size; an Excel workbook of 5,000 rows; the whole way of the data over ever more synthetic plans; and the
questions over a store of many. This process stays small: what a child is said to need of memory is never less than what
its parent held.
"""

import argparse
import datetime as dt
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.processes import Run, run_process
from benchmarks.questions import fill_store, render_questions
from benchmarks.scaling import draw_scaling, measure_scaling, render_scaling, render_slowest
from benchmarks.tables import render_table
from benchmarks.workbook import measure_workbooks, render_workbooks
from scrgraph import __version__

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results.md"
CHART = ROOT / "docs" / "benchmarks.svg"
SAMPLE = "data/case-14/plan.txt"
AS_OF = "2010-07-31"
_PEER_RUNS = 3  # at most: the peer takes half a minute a run
_SCRGRAPH = (sys.executable, "-m", "scrgraph")
_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "`python -c pass`, for comparison": (sys.executable, "-c", "pass"),
    "`scrgraph --help`": (*_SCRGRAPH, "--help"),
    f"`scrgraph audit {SAMPLE}`": (*_SCRGRAPH, "audit", SAMPLE, "--as-of", AS_OF, "--fail-on", "never"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the figures, and with ``--record`` write them to ``results.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure scrgraph.")
    parser.add_argument("--runs", type=_read_count, default=5, metavar="N", help="runs of each measure (default: 5)")
    parser.add_argument(
        "--plans",
        type=_read_counts,
        default=(1, 10, 100, 1000),
        metavar="N,...",
        help="over how many synthetic plans (default: 1,10,100,1000)",
    )
    parser.add_argument("--record", action="store_true", help=f"also write {RESULTS.relative_to(ROOT)}")
    parser.add_argument(
        "--only", choices=list(_PARTS), help="measure this part alone, and leave the others as they are"
    )
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    if options.only:
        with tempfile.TemporaryDirectory(prefix="scrgraph-") as folder:
            part = _PARTS[options.only](Path(folder), _tell_when(load))
        print(part)
        if options.record:
            text = replace_part(RESULTS.read_text(encoding="utf-8"), part)
            RESULTS.write_text(text, encoding="utf-8", newline="\n")
        return 0
    commands = {name: _run_often(name, command, options.runs) for name, command in _COMMANDS.items()}
    stages = _call_often("benchmarks.stages", options.runs)
    peer = _call_often("benchmarks.peer", min(options.runs, _PEER_RUNS))
    growth = _call("benchmarks.growth")
    with tempfile.TemporaryDirectory(prefix="scrgraph-") as folder:
        scaling = measure_scaling(options.plans, Path(folder), _call, _tell)
        _tell("workbooks")
        workbooks = _measure_workbooks(Path(folder), _tell_when(load))
        _tell("questions over many plans")
        questions = _measure_questions(Path(folder), _tell_when(load))
    _tell("")
    same = all(run["same"] for run in peer)
    parts = (
        _render_commands(commands),
        _render_stages(stages),
        _render_rules(stages),
        _render_peer(peer),
        _render_growth(growth),
        workbooks,
        render_scaling(scaling),
        render_slowest(scaling),
        questions,
    )
    report = f"{_render_heading(options.runs, load)}\n\n" + "\n\n".join(filter(None, parts))
    print(report)
    if not same:
        print("benchmarks: plain pySHACL and scrgraph give different results; no figure was recorded.", file=sys.stderr)
        return 1
    if options.record:
        RESULTS.write_text(f"{report}\n", encoding="utf-8", newline="\n")
        CHART.write_text(draw_scaling(scaling), encoding="utf-8", newline="\n")
        print(f"{RESULTS.relative_to(ROOT)} written.", file=sys.stderr)
    return 0


# -- measuring -------------------------------------------------------------------------------------------------------


def _run_often(name: str, command: Sequence[str], runs: int) -> list[Run]:
    """Run a command once to fill the caches of the system, then as often as is asked for."""
    done = []
    for number in range(runs + 1):
        _tell(f"{name}: {f'run {number} of {runs}' if number else 'first run, not counted'}")
        done.append(run_process(command, ROOT))
    return done[1:]


def _call_often(module: str, runs: int) -> list[dict[str, Any]]:
    """Run a module that prints its figures as JSON, each time in a new process."""
    done = []
    for number in range(1, runs + 1):
        _tell(f"{module}: run {number} of {runs}")
        done.append(_call(module, SAMPLE, AS_OF, str(number)))
    return done


def _call(module: str, *arguments: str) -> Any:
    """Run a module that prints its figures as JSON in a new process."""
    command = (sys.executable, "-m", module, *arguments)
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def _measure_workbooks(folder: Path, when: str) -> str:
    return render_workbooks(measure_workbooks(folder, ROOT), when)


def _measure_questions(folder: Path, when: str) -> str:
    fill_store(folder / "asked", folder / "asked-store")
    return render_questions(_call("benchmarks.questions", str(folder / "asked-store")), when)


_PARTS = {"workbook": _measure_workbooks, "questions": _measure_questions}  # what can be measured alone


def _tell(what: str) -> None:
    """Tell on a terminal how far the work is, on one line that the next one replaces."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)


def _read_count(text: str) -> int:
    """Read a number of runs."""
    if not text.isdecimal() or not (count := int(text)):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of runs; write 1 or more.")
    return count


def _read_counts(text: str) -> tuple[int, ...]:
    """Read numbers of plans."""
    return tuple(_read_count(part.strip()) for part in text.split(","))


def replace_part(report: str, part: str) -> str:
    """Give a report with one part, which begins with its heading, in place of the one that had it, or at the end."""
    title = part.partition("\n")[0]
    parts = re.split(r"\n+(?=## )", report.strip())
    place = next((place for place, other in enumerate(parts) if other.startswith(title)), len(parts))
    parts[place : place + 1] = [part]
    return "\n\n".join(parts) + "\n"


# -- telling ---------------------------------------------------------------------------------------------------------


def _tell_when(load: float | None) -> str:
    """Say when figures are taken, and how busy the machine was before."""
    return f"on {dt.date.today().isoformat()}" + ("" if load is None else f", at a load of {load:.1f}, where 0 is idle")


def _render_heading(runs: int, load: float | None) -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in ("rdflib", "pyshacl", "pyoxigraph"))
    machine = f"{cores} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    busy = "" if load is None else f" Load of the machine before: {load:.1f}, where 0 is idle."
    return (
        "# Benchmarks\n\n"
        f"scrgraph {__version__}, {dt.date.today().isoformat()}; {machine}; {packages}.\n\n"
        f"The sample plan (`{SAMPLE}`), as of {AS_OF}; {_count(runs)} of each measure. Made by "
        f"`python -m benchmarks --record`.{busy}"
    )


def _render_commands(commands: Mapping[str, Sequence[Run]]) -> str:
    rows = []
    for name, runs in commands.items():
        peaks = [run.peak for run in runs if run.peak is not None]
        work = [run.processor for run in runs if run.processor is not None]
        told = (f"{statistics.median(work):.3f}", f"{max(peaks) / 2**20:.0f} MB") if work and peaks else ("-", "-")
        rows.append((name, *_spread([run.seconds for run in runs]), *told))
    table = render_table(("whole process, seconds", "min", "median", "max", "of the processor", "peak memory"), rows)
    return (
        f"## Whole commands\n\n{table}\n\nEach run is a new process. A first run, which is not counted, has filled "
        "the system's caches of files and Python's of compiled modules."
    )


def _render_stages(runs: Sequence[dict[str, Any]]) -> str:
    seconds = {name: [run["stages"][name] for run in runs] for name in runs[0]["stages"]}
    total = sum(map(statistics.median, seconds.values()))
    rows = [(name, *_spread(times), _share(times, total)) for name, times in seconds.items()]
    rows.append(("**together**", "", f"**{total:.3f}**", "", "100%"))
    table = render_table(("stage, seconds", "min", "median", "max", "share"), rows)
    size = runs[0]["size"]
    return (
        f"## Stages of one audit\n\n{table}\n\nOne process, the rules run one after another; the command runs them "
        f"in one pass. {size['rows']} rows, {size['triples']:,} triples judged, {size['findings']} findings."
    )


def _render_rules(runs: Sequence[dict[str, Any]]) -> str:
    seconds = {code: [run["rules"][code] for run in runs] for code in runs[0]["rules"]}
    total = sum(map(statistics.median, seconds.values()))
    ordered = sorted(seconds.items(), key=lambda item: -statistics.median(item[1]))
    rows = [(code, *_spread(times), _share(times, total)) for code, times in ordered]
    table = render_table(("rule, seconds", "min", "median", "max", "share"), rows)
    return f"## Rules, the slowest first\n\n{table}\n\nEach with its findings and its verdict."


def _render_peer(runs: Sequence[dict[str, Any]]) -> str:
    names = {
        "oxigraph": "scrgraph: Oxigraph, each constraint asked once for all rows",
        "shifty": "pyshifty, in Rust",
        "topbraid": "TopQuadrant's SHACL, in Java",
        "prepared": "scrgraph's referee: pySHACL, queries prepared once",
        "plain, one line": "pySHACL, each query put on one line",
        "plain": "plain pySHACL, the rule files as they stand",
    }
    seconds = {name: [run["seconds"][name] for run in runs] for name in names}
    ratios = {
        name: [theirs / ours for theirs, ours in zip(times, seconds["oxigraph"], strict=True)]
        for name, times in seconds.items()
    }
    rows = [(names[name], *_spread(seconds[name]), f"{statistics.median(ratios[name]):.1f}") for name in names]
    table = render_table(("all rules in one pass, seconds", "min", "median", "max", "ratio"), rows)
    plain = ratios["plain"]
    verdict = "the same" if all(run["same"] for run in runs) else "NOT THE SAME"
    return (
        f"## Beside plain pySHACL\n\n{table}\n\n**Ratio of plain pySHACL to scrgraph: {statistics.median(plain):.1f}** "
        f"(median of {_count(len(runs))}; {min(plain):.1f} to {max(plain):.1f}). All judge the same derived graph by "
        "the same rules in one process, and take turns in going first. scrgraph's time holds the filling of its store, "
        "the referee's the preparing of the queries. "
        f"Results: {verdict} ({runs[0]['results']} of them, compared by node, path, value, shape and message)."
    )


def _render_growth(growth: Mapping[str, Any]) -> str:
    rows = [
        (f"{reader}: `{unit.strip()}`", *(f"{each:.2f}" for each in seconds))
        for reader, unit, seconds in growth["seconds"]
    ]
    table = render_table(("reader and repeated text, seconds", *(f"{size:,}" for size in growth["sizes"])), rows)
    return (
        f"## Readers of one cell, by characters\n\n{table}\n\nTexts over which a reader once took ever longer; twice "
        "the text should take about twice the time. One run, in seconds of the processor."
    )


def _spread(seconds: Sequence[float]) -> tuple[str, str, str]:
    return f"{min(seconds):.3f}", f"{statistics.median(seconds):.3f}", f"{max(seconds):.3f}"


def _count(runs: int) -> str:
    return "1 run" if runs == 1 else f"{runs} runs"


def _share(seconds: Sequence[float], total: float) -> str:
    return f"{statistics.median(seconds) / total:.0%}"


if __name__ == "__main__":
    sys.exit(main())
