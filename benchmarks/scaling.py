"""Measures how the work grows with the number of plans, and tells it as tables and as a chart.

For each number of plans the synthetic ones are composed, read, put into a store and audited (``benchmarks.corpus``),
and the whole command audits the store, with processes as it likes. An exponent of 1 means that twice the plans take
twice the time; it is the slope of the logarithms, fitted by least squares from ten plans on.
"""

import math
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.chart import Line, draw_chart
from benchmarks.processes import Run, run_process
from benchmarks.tables import render_table

SEED = 1
WHY = Path(__file__).with_name("why.toml")
_FITTED_FROM = 10  # plans: what takes the same for any number of them hides the growth of less
_SLOWEST = 3
_TITLE = "Seconds by the number of plans"
_DESCRIPTION = (
    "Each line is a step of the work; both scales are logarithmic. The figures stand in benchmarks/results.md."
)
_AUDITED = ("load from the store", "derive", "rules", "findings and verdicts")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured over so many plans: inside one process, of the whole command, and of it once more."""

    plans: int
    inside: Mapping[str, Any]
    anew: Run
    again: Run


def measure_scaling(
    counts: Sequence[int], folder: Path, call: Callable[..., Any], tell: Callable[[str], None]
) -> list[Measured]:
    """Measure over each number of plans; ``call`` runs a module of ours and gives the figures that it prints."""
    measured = []
    for count in counts:
        plans, store = folder / f"plans-{count}", folder / f"store-{count}"
        tell(f"{count} plans: composing")
        command = [sys.executable, "-m", "scrgraph", "generate", "--reviews", str(count), "--seed", str(SEED), "-o"]
        subprocess.run([*command, str(plans)], check=True, stderr=subprocess.DEVNULL)
        tell(f"{count} plans: stage by stage")
        inside = call("benchmarks.corpus", str(plans), str(store))
        audit = [sys.executable, "-m", "scrgraph", "audit", "--store", str(store), "--as-of", "2024-01-01"]
        audit += ["--format", "json", "--fail-on", "never", "-o", str(folder / "report.json")]
        runs = []
        for again in (["--again"], []):
            tell(f"{count} plans: the whole command{' anew' if again else ''}")
            runs.append(run_process([*audit, *again], folder))
        measured.append(Measured(count, inside, *runs))
    return measured


def fit_exponent(points: Sequence[tuple[int, float]]) -> float | None:
    """Give the slope of the logarithms by least squares; ``None`` where there are not two points to fit."""
    fitted = [(math.log(count), math.log(took)) for count, took in points if count >= _FITTED_FROM and took > 0]
    if len(fitted) < 2:
        return None
    return statistics.linear_regression(*zip(*fitted, strict=True)).slope


def list_lines(measured: Sequence[Measured]) -> list[tuple[str, list[float | None]]]:
    """List what is told of each number of plans: a name, and the seconds."""
    stages = list(measured[0].inside["stages"])
    lines: list[tuple[str, list[float | None]]] = [
        (name, [each.inside["stages"].get(name) for each in measured]) for name in stages
    ]
    lines.append(
        ("**derive and audit, from the store**", [sum(each.inside["stages"][n] for n in _AUDITED) for each in measured])
    )
    for engine in measured[0].inside["peers"]:
        lines.append((f"the rules, by {engine}", [each.inside["peers"].get(engine) for each in measured]))
    for name in measured[0].inside["after a change"]:
        told = f"after a change: {name} (on the clock)"
        lines.append((told, [each.inside["after a change"][name] for each in measured]))
    lines.append(("**`scrgraph audit --store --again`** (on the clock)", [each.anew.seconds for each in measured]))
    lines.append(
        ("`scrgraph audit --store`, nothing changed (on the clock)", [each.again.seconds for each in measured])
    )
    return lines


def render_scaling(measured: Sequence[Measured]) -> str:
    """Render the tables."""
    counts = [each.plans for each in measured]
    rows = []
    for name, seconds in list_lines(measured):
        known = [(count, value) for count, value in zip(counts, seconds, strict=True) if value is not None]
        exponent = fit_exponent(known)
        rows.append((name, *(_write(value) for value in seconds), "-" if exponent is None else f"{exponent:.2f}"))
    table = render_table(("seconds", *(_count(count) for count in counts), "exponent"), rows)
    sizes = [
        (name, *(f"{each.inside['size'][name]:,}" for each in measured)) for name in ("rows", "triples", "findings")
    ]
    peaks = [f"{each.anew.peak / 2**20:.0f} MB" if each.anew.peak else "-" for each in measured]
    sizes.append(("most memory of a process of the command", *peaks))
    return (
        f"## Many plans\n\n{table}\n\nSynthetic plans (`scrgraph generate --seed {SEED}`), one run. What is not on "
        "the clock is in seconds of the processor, in one process; the command has a process for each "
        "processor. The exponent is fitted from ten plans on: 1 means that twice the plans take twice as "
        "long. All engines gave the same results on the same graphs.\n\n"
        f"{render_table(('size', *(_count(count) for count in counts)), sizes)}\n\n"
        "![Seconds by the number of plans, on logarithmic scales](../docs/benchmarks.svg)"
    )


def render_slowest(measured: Sequence[Measured]) -> str:
    """Render the three rules that take longest over many plans, with the reason that is declared of each."""
    rules: Mapping[str, float] = next((each.inside["rules"] for each in measured if each.inside["rules"]), {})
    if not rules:
        return ""
    why = tomllib.loads(WHY.read_text(encoding="utf-8"))
    total = sum(rules.values())
    lines = [
        f"- **{code}** ({seconds / total:.0%} of the time of all rules): {why.get(code, 'not looked into yet.')}"
        for code, seconds in sorted(rules.items(), key=lambda item: -item[1])[:_SLOWEST]
    ]
    return "\n".join(["## The three slowest rules over a hundred plans", "", *lines])


def draw_scaling(measured: Sequence[Measured]) -> str:
    """Draw the seconds by the number of plans, as SVG."""
    counts = [each.plans for each in measured]
    wanted = {
        "read": "read",
        "facts": "facts",
        "graph": "graph",
        "derive": "derive",
        "rules": "rules",
        "the rules, by pyshacl": "rules, by pySHACL",
        "the rules, by shifty": "rules, by pyshifty",
        "**`scrgraph audit --store --again`** (on the clock)": "the whole command",
    }
    lines = [
        Line(wanted[name], [(n, value) for n, value in zip(counts, seconds, strict=True) if value])
        for name, seconds in list_lines(measured)
        if name in wanted
    ]
    return draw_chart(_TITLE, _DESCRIPTION, "plans", "seconds", lines)


def _write(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.3f}" if seconds < 10 else f"{seconds:.1f}"


def _count(plans: int) -> str:
    return "1 plan" if plans == 1 else f"{plans:,} plans"
