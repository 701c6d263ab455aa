"""Many plans of a corpus read back: each file as it was composed, and over all plans the agencies that are overdue.

A sample of it is read in every run (tests/synthetic/test_corpora.py); ``python -m tools.corpus`` prints the figures.
"""

import datetime as dt
import os
from collections.abc import Iterator

import pytest

from scrgraph import __version__
from scrgraph.processes import count_processors
from scrgraph.synthetic.documents import KINDS
from tests.graph.sample import ROOT
from tools.corpus import ReadBack, list_figures, measure

SEEDS = (201, 202, 203)
REVIEWS = int(os.environ.get("SCRGRAPH_REVIEWS", "500"))  # of each seed
RECORD = ROOT / "proofs" / "corpus.md"


@pytest.mark.proof
def test_corpus_reads_back_and_gives_the_agencies_overdue_in_several_plans() -> None:
    backs = measure(REVIEWS, SEEDS, processes=count_processors())
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text("\n".join(write_record(backs)) + "\n", encoding="utf-8")
    for back in backs.values():
        assert back.astray == []
        assert set(back.files) == set(KINDS)
        assert back.overdue


def write_record(backs: dict[int, ReadBack]) -> Iterator[str]:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    yield "# A synthetic corpus, read back"
    yield ""
    yield (
        f"scrgraph {__version__}, {today}; `scrgraph generate --corpus`, {REVIEWS} plans of each seed, in text "
        "exports, CSV, web pages, Word documents and workbooks. Made by `make prove` (tests/proofs/test_corpus.py)."
    )
    yield ""
    yield (
        "*Files*: every version of every plan. *Lost*: fields of rows that are not read as they were composed, and "
        "faults that are only planted or only found. *Gained*: rows that a version adds and targets that it moves, all "
        "of which the comparison of versions tells, and no others. *Faults*: those of the exact rules in the current "
        "versions. *Findings across*: those of the rules over several plans (XRV-001 to XRV-003), found and planted; "
        "*agencies overdue in several*: those that XRV-002 finds in two plans or more, and those of the manifest."
    )
    yield ""
    head, *lines = list_figures(backs)
    yield f"| {' | '.join(head)} |"
    yield "|---:" * len(head) + "|"
    for line in lines:
        yield f"| {' | '.join(line)} |"
