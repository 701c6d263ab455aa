"""What these tests share: plans, read and audited once a process, and the command line run within it."""

import datetime as dt
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

from rdflib import Dataset

from scrgraph.audit.rules import RulePack
from scrgraph.cli import main as cli
from scrgraph.graph.dataset import list_quads
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import Links, read_links
from scrgraph.graph.tags import read_tags
from scrgraph.pipeline import AuditedPlan, PlanReading, audit_dataset, read_source

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "case-14" / "plan.txt"
SHARED = Path(os.environ.get("SCRGRAPH_SHARED") or ROOT.parent / "shared")
REAL = SHARED / "case-14" / "plan.txt"
DAY = dt.date(2010, 7, 31)
AS_OF = ("--as-of", DAY.isoformat())

HEADINGS = (
    "Recommendation (SMART)",
    "Agreed by Agency Lead",
    "Action Required by Agency",
    "Implementation Lead & Agency",
    "Target date for completion",
    "Summary of Action Taken & Date Received",
    "GOWM. BSCB & Ofsted Monitoring & feedback",
    "QA&A Sub Group. Audit, Progress & Finalisation date",
)
# One row as a plan prints it; a test changes the cells it is about.
ROW = {
    "text": "Every clinic should keep a list of the children it has not seen.",
    "agreed_by": "Director of Services",
    "actions": "Keep the list and look at it each week.",
    "leads": "Head of Clinics, Riverside Trust",
    "targets": "1/09/2009",
    "summary": "The list is kept. Completed",
    "monitoring": "Meetings held 30/1/2009 Further meetings planned: 23/07/2010",
    "scrutiny": "Consider Evidence for Audit 1. Copy of the list. Reviewed by QA&A subgroup 13/07/2010. Finalised",
}


@dataclass(frozen=True)
class Ran:
    """What a run of the command line gave."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def complaint(self) -> str:
        return self.err.decode()


def write_plan(*rows: Mapping[str, str], reference: str = "Case 15") -> str:
    """Give the text of a small plan; each mapping holds the cells in which a row differs from ``ROW``."""
    head = [f"Serious Case Review Action Plan in respect of {reference}", "Date commenced 19th June 2009", ""]
    lines = ["\t".join(HEADINGS)]
    for number, row in enumerate(rows or ({},), 1):
        cells = ROW | dict(row)
        lines.append("\t".join([f"Recommendation {number} {cells.pop('text')}", *cells.values()]))
    return "\n".join([*head, *lines]) + "\n"


@cache
def read_plan(path: Path = SAMPLE) -> PlanReading:
    """Read a plan, once."""
    return read_source(path)


@cache
def build_plan(path: Path = SAMPLE) -> Dataset:
    """Give a plan's linked data, made once; it is shared, so it must not be changed."""
    return read_plan(path).build()


@cache
def load_pack() -> RulePack:
    """Give the core rules."""
    return RulePack.load(None)


@cache
def load_declared(folder: Path = SAMPLE.parent) -> Declared:
    """Give the themes and links that are declared of a plan, and of the real one that the sample retells."""
    links = read_links(folder / "links.toml") if (folder / "links.toml").is_file() else Links()
    return Declared(read_tags(folder / "themes.json"), links)


@cache
def audit_plan(path: Path = SAMPLE) -> AuditedPlan:
    """Audit a plan as of ``DAY`` with what is declared of it, once."""
    return audit_dataset(build_plan(path), DAY, load_pack(), load_declared())


def quads_of(dataset: Dataset) -> set[str]:
    """Give the quads of a dataset as text, to be compared."""
    return {str(quad) for quad in list_quads(dataset)}


def run(*arguments: str | Path, stdin: bytes = b"") -> Ran:
    """Run the command line within this process; whatever it does not catch fails the test."""
    out, err = io.BytesIO(), io.BytesIO()
    stdout, stderr = io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8")
    with (
        mock.patch.object(sys, "argv", ["scrgraph", *map(str, arguments)]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
        mock.patch.object(sys, "stdout", stdout),
        mock.patch.object(sys, "stderr", stderr),
    ):
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        stdout.flush()
        stderr.flush()
    return Ran(code, out.getvalue(), err.getvalue())


def run_apart(
    *arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Ran:
    """Run the command line as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "scrgraph", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
