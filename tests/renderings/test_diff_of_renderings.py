"""A plan that comes in another kind of document, or printed in another way, has not changed."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scrgraph.facts.changes import compare_versions
from scrgraph.facts.versions import PlanVersion
from scrgraph.graph.versions import read_version
from scrgraph.pipeline import read_source
from tests.renderings.test_renderings import CHANGES, KINDS, LOOKS, PLANS, export

HEADINGS = {heading for table in export("case-m1")[0].tables for heading in table.headings.values()}


def read(data: bytes, file: str) -> PlanVersion:
    with TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(data)
        return read_version(read_source(path, None, "plan").build())


@cache
def read_export(plan: str) -> PlanVersion:
    printed, _ = export(plan)
    return read(KINDS["plan.txt"](printed), "plan.txt")


def list_changes(plan: str, data: bytes, file: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(change.kind, change.rows) for change in compare_versions(read_export(plan), read(data, file)).changes]


# The long plan as a Word document and the short ones in every kind; the rest is a proof.
OTHER_KINDS = [
    pytest.param(file, plan, marks=pytest.mark.proof if plan == "case-14" and file != "plan.docx" else ())
    for file in KINDS
    if file != "plan.txt"
    for plan in PLANS
]


@pytest.mark.parametrize(("file", "plan"), OTHER_KINDS)
def test_other_kind_of_document_is_no_change(file: str, plan: str) -> None:
    printed, _ = export(plan)
    assert list_changes(plan, KINDS[file](printed), file) == []


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.parametrize("file", ["plan.docx", "plan.xlsx"])
def test_other_way_of_print_is_no_change(file: str, changes: str) -> None:
    printed, _ = export("case-m1")
    for change in CHANGES[changes]:
        printed = printed.change(change)
    changed = list_changes("case-m1", KINDS[file](printed), file)
    # A heading that is worded otherwise may name a body no longer.
    reworded = {heading for table in printed.tables for heading in table.headings.values()} != HEADINGS
    assert {kind for kind, _ in changed} <= ({"plan-withdrawn"} if reworded else set())
    assert all(rows == () for _, rows in changed)


@pytest.mark.parametrize("look", LOOKS)
def test_other_look_is_no_change(look: str) -> None:
    printed, _ = export("case-m1")
    file, render = LOOKS[look]
    assert list_changes("case-m1", render(printed), file) == []


def test_change_is_seen_in_another_kind_of_document() -> None:
    printed, _ = export("case-m1")
    text = KINDS["plan.html"](printed).decode()
    assert "Finalised" in text
    kinds = [kind for kind, _ in list_changes("case-m1", text.replace("Finalised", "Pending", 1).encode(), "plan.html")]
    assert "status-backwards" in kinds
