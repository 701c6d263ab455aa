"""Every stored question gives equal answers on rdflib and Oxigraph over many plans; the tests run a sample of it."""

import datetime as dt
import os

import pytest

from scrgraph import __version__
from scrgraph.namespaces import SCR
from tests.graph.sample import REAL, ROOT
from tests.query_engines import ask_both, leave_out, list_kinds
from tests.test_query_samples import DAY, IDS, QUESTIONS, SMALL, load, load_small

RECORD = ROOT / "proofs" / "query-engines.md"
SYNTHETIC = (
    *SMALL,
    ROOT / "data" / "case-14" / "plan.txt",
    *sorted((ROOT / "tests" / "cases").glob("*/plan.txt")),
)
# rdflib ends in an error where the most of no days is asked for; a target that has lapsed has a day.
NEVER_MISSING = {("board/repeatedly-overdue-agencies", f"{SCR}onDay")}


@pytest.mark.proof
def test_both_engines_answer_every_question_alike() -> None:
    sets = {f"{len(SYNTHETIC)} plans": SYNTHETIC} | ({"the real plan": (REAL,)} if REAL.is_file() else {})
    rows: dict[str, dict[str, tuple[int, bool]]] = {name: {} for name in IDS}
    for chosen, paths in sets.items():
        asked = load(paths)
        for name, question in zip(IDS, QUESTIONS, strict=True):
            ours, theirs = ask_both(question, asked.store, asked.dataset)
            rows[name][chosen] = len(ours), ours == theirs
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(list(sets), rows)
    assert [name for name, counts in rows.items() if not all(equal for _, equal in counts.values())] == []


@pytest.mark.proof
def test_both_engines_answer_alike_where_any_kind_of_fact_is_missing() -> None:
    asked = load_small()
    unlike = []
    for name, question in zip(IDS, QUESTIONS, strict=True):
        for kind in list_kinds(question, asked.store):
            if (name, kind) in NEVER_MISSING:
                continue
            with leave_out(kind, asked.store, asked.dataset):
                ours, theirs = ask_both(question, asked.store, asked.dataset)
            if ours != theirs:
                unlike.append((name, kind))
    assert unlike == []


def record(sets: list[str], rows: dict[str, dict[str, tuple[int, bool]]]) -> None:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# What two engines answer to every question",
        "",
        f"scrgraph {__version__}, {today}; as of {DAY.isoformat()}. "
        "Made by `make prove` (tests/proofs/test_query_engines.py).",
        "",
        "Each stored question is asked of Oxigraph and of rdflib's own SPARQL over the same facts: all columns of all "
        "rows, in their order, and the facts that each row cites. The synthetic plans are those of `data/` and "
        "`tests/cases/`.",
        "",
        "| question | " + " | ".join(f"rows over {name}" for name in sets) + " | equal |",
        "| --- | " + "---: | " * len(sets) + "--- |",
    ]
    for name, counts in rows.items():
        equal = "yes" if all(same for _, same in counts.values()) else "NO"
        lines.append(f"| {name} | " + " | ".join(str(counts[chosen][0]) for chosen in sets) + f" | {equal} |")
    RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")
