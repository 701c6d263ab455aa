"""Plans of every layout are judged by what they have: what a layout lacks is not evaluable, and no fault."""

from pathlib import Path

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import Layout, find_layout, load_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.wordings import Wordings
from tests.graph.sample import run
from tests.ingest.test_layouts_examples import print_example

FOREIGN = [layout for layout in load_layouts() if layout.name != "board-plan"]


def audit(layout: Layout, folder: Path) -> str:
    assert layout.example is not None
    file = folder / "plan.txt"
    file.write_bytes(print_example(layout.example))
    return " ".join(run("audit", file, "--as-of", "2021-12-31", "--fail-on", "never").text.split())


@pytest.mark.parametrize("layout", FOREIGN, ids=lambda layout: layout.name)
def test_a_plan_of_another_layout_has_no_violation_by_what_it_lacks(layout: Layout, tmp_path: Path) -> None:
    told = audit(layout, tmp_path)
    assert "Findings: 0 violations" in told
    assert "SEQ-001 cannot judge" in told
    assert "EVD-002 cannot judge" in told


def test_a_plan_in_the_template_for_domestic_homicide_reviews_has_no_finding(tmp_path: Path) -> None:
    told = audit(find_layout("dhr-template"), tmp_path)
    assert "Findings: 0 violations, 0 warnings, 0 for information; 0 waived." in told
    assert "OWN-001 cannot judge: The layout of this part of the plan has no column “Post that leads”." in told
    assert "CMP-002 cannot judge" in told


def test_faults_that_its_columns_show_are_found_in_the_template(tmp_path: Path) -> None:
    example = print_example(find_layout("dhr-template").example)  # type: ignore[arg-type]
    file = tmp_path / "plan.txt"
    file.write_bytes(example.replace(b"31 August 2021", b"31 September 2021").replace(b"Ferry Office", b""))
    told = run("audit", file, "--as-of", "2021-12-31", "--fail-on", "never").text
    assert "DQ-001  Impossible date" in told
    assert "31 September 2021" in told
    assert "No implementation lead is given." in told


@pytest.mark.parametrize(
    ("headings", "asked"),
    [
        (("Lead agency",), "agency"),
        (("Lead Agency (name)",), "agency"),
        (("Lead officer",), None),
        (("Lead agency", "Lead officer"), None),
    ],
)
def test_a_column_that_asks_for_the_agency_alone_is_held_to_no_post(
    headings: tuple[str, ...], asked: str | None, wordings: Wordings
) -> None:
    head = ["Recommendation", "Scope of recommendation", "Action to take", *headings, "Target date"]
    rows = [["1. Count the boats", "Local", "Write a list", *("Ferry Office",) * len(headings), "1 May 2021"]] * 3
    text = "".join("\t".join(row) + "\n" for row in [head, *rows])
    (part,) = read_plan(read_bytes(text.encode(), "plan.txt", find_layout("dhr-template")), wordings).parts
    assert part.leads_are == asked
