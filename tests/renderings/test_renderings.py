"""A plan gives the same facts in whatever kind of document, order of columns, wording and form of dates it comes."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document
from scrgraph.ingest.layouts import find_layout
from scrgraph.ingest.read import DEFAULT_LAYOUT, read_bytes
from scrgraph.reports.rows import rows_json
from scrgraph.synthetic.printing.excel import render_excel
from scrgraph.synthetic.printing.printed import (
    PrintedPlan,
    PrintedTable,
    label,
    number_apart,
    print_plan,
    reorder,
    reword_headings,
    rewrite_dates,
)
from scrgraph.synthetic.printing.web import render_csv, render_html, render_text
from scrgraph.synthetic.printing.word import render_word
from scrgraph.wordings import load_wordings
from tests.graph.sample import ROOT
from tests.renderings.comparing import Loss, compare_rows, count_fields
from tests.renderings.paper import render_pdf

Change = Callable[[PrintedTable], PrintedTable]
PLANS = ("case-14", "case-m1", "sar-m3")
LEAST_OF_PDF = 0.98  # of the fields

KINDS: dict[str, Callable[[PrintedPlan], bytes]] = {
    "plan.txt": render_text,
    "plan.docx": render_word,
    "plan.xlsx": render_excel,
    "plan.csv": render_csv,
    "plan.html": render_html,
}
CHANGES: dict[str, tuple[Change, ...]] = {
    "as it is": (),
    "other order": (reorder(1),),
    "other headings": (reword_headings(2), reorder(3)),
    "dates in words": (rewrite_dates(lambda day: f"{day.day} {day:%B %Y}"),),
    "dates by ISO 8601": (rewrite_dates(dt.date.isoformat),),
    "dates with short months": (rewrite_dates(lambda day: f"{day:%d-%b-%y}"),),
    "R1 in a column": (number_apart(lambda number: f"R{number}"),),
    "1. in a column": (number_apart(lambda number: f"{number}."), reorder(4)),
    "R1 before the text": (label(lambda number: f"R{number}"),),
    "1. before the text": (label(lambda number: f"{number}."),),
    "Rec. 1 before the text": (label(lambda number: f"Rec. {number}:"), reword_headings(5)),
}
LOOKS: dict[str, tuple[str, Callable[[PrintedPlan], bytes]]] = {
    "a table a page": ("plan.docx", lambda plan: render_word(plan, page=7, shaded=True)),
    "rows over pages": ("plan.docx", lambda plan: render_word(plan, page=5, split=1)),
    "true dates": ("plan.xlsx", lambda plan: render_excel(plan, true_dates=True)),
    "one sheet": ("plan.xlsx", lambda plan: render_excel(plan, one_sheet=True)),
    "semicolons": ("plan.csv", lambda plan: render_csv(plan, delimiter=";", encoding="utf-8-sig")),
    "Windows-1252": ("plan.csv", lambda plan: render_csv(plan, encoding="cp1252")),
    "UTF-16": ("plan.csv", lambda plan: render_csv(plan, delimiter="\t", encoding="utf-16")),
    "old Macintosh": ("plan.csv", lambda plan: render_csv(plan, encoding="mac_roman", end="\r")),
    "groups not merged": ("plan.html", lambda plan: render_html(plan, merged=False)),
}


ONE_BYTE = ("Windows-1252", "old Macintosh")


def read(data: bytes, file: str) -> tuple[Document, list[dict[str, Any]]]:
    document = read_bytes(data, file, find_layout(DEFAULT_LAYOUT))
    return document, rows_json(read_plan(document, load_wordings()), document)


@cache
def export(plan: str) -> tuple[PrintedPlan, list[dict[str, Any]]]:
    document, rows = read((ROOT / "data" / plan / "plan.txt").read_bytes(), "plan.txt")
    return print_plan(document), rows


def compare(plan: str, file: str, render: Callable[[PrintedPlan], bytes], changes: tuple[Change, ...]) -> list[Loss]:
    printed, wanted = export(plan)
    for change in changes:
        printed = printed.change(change)
    document, given = read(render(printed), file)
    assert document.balances
    return compare_rows(wanted, given, dates_as_printed=file == "plan.txt" and not changes)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("file", KINDS)
def test_every_kind_gives_the_same_facts(file: str, plan: str) -> None:
    assert compare(plan, file, KINDS[file], ()) == []


# Each way of print in two kinds of document, by turns, so that each kind has four or five; the rest is a proof.
PRINTED = [
    pytest.param(
        file,
        changes,
        id=f"{file}-{changes}",
        marks=() if (2 * kind - number) % len(KINDS) in (0, 1) else pytest.mark.proof,
    )
    for kind, file in enumerate(KINDS)
    for number, changes in enumerate(CHANGES)
]


@pytest.mark.parametrize(("file", "changes"), PRINTED)
def test_other_ways_of_print_give_the_same_facts(file: str, changes: str) -> None:
    assert compare("case-14", file, KINDS[file], CHANGES[changes]) == []


@pytest.mark.parametrize("look", LOOKS)
def test_other_looks_give_the_same_facts(look: str) -> None:
    file, render = LOOKS[look]
    # The plan of Case 14 has signs that the single-byte encodings have not.
    assert compare("case-m1" if look in ONE_BYTE else "case-14", file, render, ()) == []


@pytest.mark.parametrize("plan", PLANS)
def test_pdf_gives_nearly_the_same_facts_and_says_that_it_is_uncertain(plan: str) -> None:
    printed, wanted = export(plan)
    document, given = read(render_pdf(printed), "plan.pdf")
    assert document.balances
    assert document.uncertain
    losses = compare_rows(wanted, given, dates_as_printed=False)
    assert 1 - len(losses) / count_fields(wanted) >= LEAST_OF_PDF, losses[:5]


def test_a_loss_is_seen() -> None:
    printed, wanted = export("case-14")
    _, given = read(render_text(printed).replace(b"Immediate", b"Some day", 1), "plan.txt")
    assert [loss.field for loss in compare_rows(wanted, given)] == ["targets"]
    assert compare_rows(wanted, given[1:])[0].field == "keys"


def test_plans_are_files_in_data() -> None:
    assert all(Path(ROOT / "data" / plan / "plan.txt").is_file() for plan in PLANS)
