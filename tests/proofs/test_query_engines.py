"""Every stored question gives equal answers on rdflib and Oxigraph over many plans; the tests run a sample of it."""

import datetime as dt
import os

import pytest

from scrgraph import __version__
from tests.graph.sample import REAL, ROOT
from tests.query_engines import ask_both
from tests.test_query_samples import DAY, IDS, QUESTIONS, SMALL, load

RECORD = ROOT / "proofs" / "query-engines.md"
SYNTHETIC = (
    *SMALL,
    ROOT / "data" / "case-14" / "plan.txt",
    *sorted((ROOT / "tests" / "cases").glob("*/plan.txt")),
)


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
