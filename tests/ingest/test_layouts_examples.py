"""Each layout that lies in the folder is tried by its own example: it is chosen, and reads what the example says."""

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document
from scrgraph.ingest.layout_files import STATUSES, Example
from scrgraph.ingest.layouts import Layout, find_layout, load_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.resources import ontology_folder
from scrgraph.wordings import Wordings

LAYOUTS = load_layouts()


def print_example(example: Example) -> bytes:
    table = "".join("\t".join(row) + "\n" for row in [example.headings, *example.rows])
    return ("\n".join([*example.above, "", table])).encode()


def read_example(layout: Layout) -> tuple[Document, Example]:
    assert layout.example is not None, f"{layout.name} has no example"
    return read_bytes(print_example(layout.example), "example.txt", LAYOUTS), layout.example


def test_every_file_of_the_folder_is_a_layout() -> None:
    assert {layout.path for layout in LAYOUTS} == set((ontology_folder() / "layouts").iterdir())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_is_chosen_for_its_own_example(layout: Layout) -> None:
    document, _ = read_example(layout)
    assert document.layout == layout.name
    assert document.choice.confidence >= 0.9
    assert document.balances


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_headings_of_an_example_mean_what_it_says(layout: Layout) -> None:
    document, example = read_example(layout)
    assert document.tables[0].columns == tuple(column or None for column in example.columns)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_rows_of_an_example_have_the_keys_and_groups_it_says(layout: Layout, wordings: Wordings) -> None:
    document, example = read_example(layout)
    assert example.rows, f"the example of {layout.name} has no rows"
    assert tuple(row.key for row in read_plan(document, wordings).rows) == example.keys
    groups = dict.fromkeys(row.section for table in document.tables for row in table.rows if row.section)
    assert tuple(groups) == example.groups
    assert document.notes == ()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_says_what_it_is_and_that_its_example_is_made_up(layout: Layout) -> None:
    assert layout.description
    assert layout.source
    assert layout.path is not None
    text = layout.path.read_text(encoding="utf-8")
    assert "# Synthetic: made up for trying this file." in text.partition("[example]")[2]
    assert layout.path.stem == layout.name


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_an_example_read_by_the_common_wordings_shows_what_the_layout_adds(layout: Layout) -> None:
    """What a layout is for shows in its score: no other explains its example as well."""
    document, _ = read_example(layout)
    first, second = document.choice.scores[:2]
    assert (first.layout, first.score > second.score) == (layout.name, True)


def test_status_words_mean_statuses_that_the_vocabulary_knows(wordings: Wordings) -> None:
    known = {wording.notation for wording in wordings.statuses}
    said = {status for layout in LAYOUTS for status in layout.status_words.values()}
    assert said
    assert said <= known <= set(STATUSES) | {"other"}


def test_the_recommending_state_is_where_a_recommendation_comes_from_and_never_its_lead() -> None:
    document, _ = read_example(find_layout("upr-matrix"))
    for row in document.tables[0].rows:
        assert "leads" not in row.cells
        assert "actions" not in row.cells
    assert [row.cells["source"].text for row in document.tables[0].rows] == ["Lakeland", "Hillmark", "Isleborough"]
