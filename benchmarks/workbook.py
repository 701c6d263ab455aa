"""Measures what it takes to read and to audit an Excel workbook of 5,000 rows and 15 columns.

Two workbooks: one in which every row is a recommendation of its own, far more than any plan has; and one as boards have
them, with a few hundred rows of which the rest is blank but for a status that a formula gives.
"""

import datetime as dt
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.processes import Run, run_process
from benchmarks.tables import render_table

ROWS = 5000
_FILLED = {"every row a recommendation": ROWS, "300 recommendations, the other rows blank but for a status": 300}
_PEER = "openpyxl alone, all values of all cells"
_HEADINGS = (
    "No",
    "Recommendation",
    "Agreed by",
    "Action required",
    "Implementation lead",
    "Target date",
    "Summary of action taken",
    "Monitoring",
    "Scrutiny by the sub-group",
    "Status",
    "RAG",
    "Evidence",
    "Milestones",
    "Outcome",
    "Resources",
)


def write_workbook(path: Path, filled: int) -> None:
    """Write a synthetic plan of 5,000 rows, of which the first are filled."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(["Synthetic plan, made up to measure scrgraph"])
    sheet.append(_HEADINGS)
    for number in range(1, ROWS + 1):
        sheet.append(_list_values(number) if number <= filled else [None] * 9 + ["Not started"])
    book.save(path)


def _list_values(number: int) -> list[object]:
    return [
        number,
        f"The harbour office should keep list {number} of all lifeboats that can be sent out.",
        "Board",
        "Harbour office to write the list and put it on the wall.",
        "Harbour Master",
        dt.datetime(2011, number % 9 + 1, number % 28 + 1),
        "The list was written by two clerks and hangs beside the door. Completed.",
        "Meeting held on 12.10.11",
        "Reviewed by sub-group 12.10.11. Action finalised.",
        "Complete",
        "Green",
        "Copy of the list",
        "May: list begun",
        "Boats are found at once",
        "None",
    ]


def measure_workbooks(folder: Path, root: Path) -> dict[str, dict[str, Run]]:
    """Read and audit each workbook once, by whole commands of their own."""
    measured: dict[str, dict[str, Run]] = {}
    for place, (name, filled) in enumerate(_FILLED.items()):
        path = folder / f"workbook-{place}.xlsx"
        # In a process of its own: this one stays small, or what the commands need would be measured too high.
        subprocess.run([sys.executable, "-m", "benchmarks.workbook", str(path), str(filled)], cwd=root, check=True)
        scrgraph = (sys.executable, "-m", "scrgraph")
        output = ("--as-of", "2012-01-01", "--fail-on", "never", "--format", "json", "-o", str(folder / "audit.json"))
        measured[name] = {
            _PEER: run_process(_load_plainly(path), root),
            "the workbook into cells": run_process(_read_alone(path), root),
            "`scrgraph rows`": run_process((*scrgraph, "rows", str(path), "--format", "json"), root),
            "`scrgraph audit`": run_process((*scrgraph, "audit", str(path), *output), root),
        }
    return measured


def _load_plainly(path: Path) -> Sequence[str]:
    """Give the command by which anyone would load a workbook with openpyxl, and look at each value."""
    program = "import sys, openpyxl; "
    program += (
        "[cell for row in openpyxl.load_workbook(sys.argv[1]).active.iter_rows(values_only=True) for cell in row]"
    )
    return (sys.executable, "-c", program, str(path))


def _read_alone(path: Path) -> Sequence[str]:
    program = "import sys, pathlib; from scrgraph.ingest import excel; "
    program += "excel.read(pathlib.Path(sys.argv[1]).read_bytes(), 'plan.xlsx')"
    return (sys.executable, "-c", program, str(path))


def render_workbooks(measured: dict[str, dict[str, Run]], when: str) -> str:
    """Give the figures as a table in Markdown; ``when`` says when they were taken."""
    rows = [
        (
            f"{name}: {what}",
            f"{run.seconds:.1f}",
            "-" if run.processor is None else f"{run.processor:.1f}",
            _compare(run.processor, runs[_PEER].processor),
            "-" if run.peak is None else f"{run.peak / 2**20:.0f} MB",
            _compare(run.peak, runs[_PEER].peak),
        )
        for name, runs in measured.items()
        for what, run in runs.items()
    ]
    headings = ("whole process, seconds", "once", "of the processor", "ratio", "peak memory", "ratio")
    return (
        f"## An Excel workbook of {ROWS:,} rows and {len(_HEADINGS)} columns\n\n{render_table(headings, rows)}\n\n"
        f"One run of each, {when}. The ratios are to openpyxl, by which scrgraph reads workbooks, loading the same "
        "one. The audit is by all rules, and its report JSON."
    )


def _compare(ours: float | None, theirs: float | None) -> str:
    return "-" if ours is None or not theirs else f"{ours / theirs:.1f}"


if __name__ == "__main__":
    write_workbook(Path(sys.argv[1]), int(sys.argv[2]))
