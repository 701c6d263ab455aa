"""A generated plan gives the same findings, by their ids, in whatever kind of document it comes.

A sample is compared each time, many plans by the proof.
"""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import pytest

from scrgraph import __version__
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.pipeline import PlanReading, audit_dataset
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.printing.excel import render_excel
from scrgraph.synthetic.printing.printed import PrintedPlan, print_plan
from scrgraph.synthetic.printing.web import render_csv, render_html
from scrgraph.synthetic.printing.word import render_word
from scrgraph.wordings import load_wordings
from tests.graph.sample import ROOT, load_pack
from tests.renderings.paper import render_pdf

SEED = 811
PLANS = int(os.environ.get("SCRGRAPH_REVIEWS", "40"))
LEAST = 0.99
RECORD = ROOT / "proofs" / "formats.md"
FORMS: dict[str, Callable[[PrintedPlan], bytes]] = {
    "plan.docx": render_word,
    "plan.xlsx": render_excel,
    "plan.csv": render_csv,
    "plan.html": render_html,
}
UNCERTAIN: dict[str, Callable[[PrintedPlan], bytes]] = {"plan.pdf": render_pdf}
SAMPLED = 2  # plans of each run


@dataclass
class Count:
    """How many findings a kind of document shares with the text export, and which stand in one of the two alone."""

    same: int = 0
    astray: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.same / (self.same + len(self.astray))

    def add(self, wanted: set[str], given: set[str], plan: str) -> None:
        self.same += len(wanted & given)
        self.astray += [f"{plan}: {found}" for found in sorted(wanted ^ given)]


def read(data: bytes, file: str, plan: str) -> PlanReading:
    document = read_bytes(data, file, list_layouts())
    return PlanReading(document, read_plan(document, load_wordings(), plan))


def find_ids(reading: PlanReading, day: dt.date) -> set[str]:
    return {finding.id for finding in audit_dataset(reading.build(), day, load_pack()).result.findings}


def compare_plan(number: int, forms: tuple[str, ...] = (*FORMS, *UNCERTAIN)) -> dict[str, Count]:
    """Compare the findings on one generated plan in each kind of document with those on its text export."""
    composed = compose_plan(SEED, number)
    export = read(render_plan(composed).encode(), "plan.txt", composed.id)
    wanted = find_ids(export, composed.as_of)
    printed = print_plan(export.document)
    counts = {}
    for form in forms:
        reading = read((FORMS | UNCERTAIN)[form](printed), form, composed.id)
        counts[form] = Count()
        counts[form].add(wanted, find_ids(reading, composed.as_of), composed.id)
    return counts


@pytest.mark.parametrize("number", range(1, SAMPLED + 1))
def test_findings_have_the_same_ids_in_every_kind_of_document(number: int) -> None:
    counts = compare_plan(number, tuple(FORMS))
    assert all(count.same > 0 for count in counts.values())
    assert {form: count.astray for form, count in counts.items()} == {key: [] for key in FORMS}


def test_a_finding_that_differs_is_counted() -> None:
    count = Count()
    count.add({"A", "B"}, {"B", "C"}, "plan")
    assert (count.same, count.astray) == (1, ["plan: A", "plan: C"])


@pytest.mark.proof
def test_findings_of_many_plans_have_the_same_ids() -> None:
    counts = {form: Count() for form in (*FORMS, *UNCERTAIN)}
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        for found in pool.map(partial(compare_plan), range(1, PLANS + 1)):
            for form, count in found.items():
                counts[form].same += count.same
                counts[form].astray += count.astray
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        RECORD.write_text("\n".join(write_record(counts)) + "\n", encoding="utf-8")
    assert {form: count.astray[:3] for form, count in counts.items() if form in FORMS and count.share < LEAST} == {}


def write_record(counts: dict[str, Count]) -> Iterator[str]:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    yield "# Ids of findings over kinds of document"
    yield ""
    yield (
        f"scrgraph {__version__}, {today}; {PLANS} plans of `scrgraph generate`, seed {SEED}, each as of its own day, "
        "by all rules, printed as Word, Excel, CSV, HTML and PDF. Made by `make prove` (tests/proofs/test_formats.py)."
    )
    yield ""
    yield (
        "*Same*: findings that have one id in the text export and in the document of this kind. *Astray*: those that "
        "stand in one of the two alone. The share of the same is to be 0.99 for all but PDF, which is read with less "
        "certainty, as its reading says."
    )
    yield ""
    yield "| kind | same | astray | share |"
    yield "|---|---:|---:|---:|"
    for form, count in counts.items():
        yield f"| {form.partition('.')[2]} | {count.same:,} | {len(count.astray)} | {count.share:.4f} |"
