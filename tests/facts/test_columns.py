"""Plans with columns of status words, completion, evidence and responses: whose word is what, from text to audit."""

import datetime as dt
from dataclasses import replace

import pytest
from rdflib import Namespace

from scrgraph import namespaces
from scrgraph.audit.replay import hide_later
from scrgraph.audit.shacl import run_shapes
from scrgraph.audit.validate import audit
from scrgraph.facts.model import PlanFacts
from scrgraph.facts.plan import read_plan
from scrgraph.graph.build import build_dataset
from scrgraph.graph.declared import Declared
from scrgraph.graph.quads import FactGraph
from scrgraph.ingest.cells import Document
from scrgraph.ingest.layouts import Layout, list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.pipeline import audit_dataset
from scrgraph.reports.rows import row_json
from scrgraph.wordings import Wordings
from tests.graph.sample import load_pack
from tests.test_model_shapes import FILES, load_shapes

SCR = Namespace(namespaces.SCR)
DHR = (
    *("Recommendation", "Scope of recommendation", "Action to take", "Lead agency"),
    *("Key milestones achieved in enacting recommendation", "Target date", "Completion date and outcome"),
)
ROWS = (
    ("Recommendation 1: Merrow Police should ask who lives in the home.", "Local", "Change the form.",
     "Head of Public Protection, Merrow Police", "Form drafted.", "31/03/2023", "Complete - awaiting sign off"),
    ("Recommendation 2: Merrow Council should train housing officers.", "Regional",
     "1. Write the course. 2. Run the course.", "Head of Housing | Head of Training", "Course written.",
     "within six months of publication", "12/05/2023 \u2013 40 of 52 officers came."),
    ("Recommendation 3: The Partnership should ask for guidance.", "National", "Write to the Minister.",
     "Chair of the Partnership", "Letter sent.", "31 September 2023", "Not yet completed"),
)  # fmt: skip


def write(heads: tuple[str, ...], *rows: tuple[str, ...], above: tuple[str, ...] = ()) -> bytes:
    """Write a plan as a text export; it is synthetic."""
    lines = ["Domestic Homicide Review DHR M9: action plan (synthetic)", "Published 1 February 2023", *above, ""]
    return "\n".join([*lines, *("\t".join(row) for row in (heads, *rows))]).encode()


def read(data: bytes, general: Layout, wordings: Wordings) -> tuple[PlanFacts, Document]:
    document = read_bytes(data, "plan.txt", general)
    return read_plan(document, wordings), document


@pytest.fixture
def board(general: Layout) -> Layout:
    """A layout whose status words are the board's."""
    return replace(general, status_of="board")


def judge(plan: PlanFacts, document: Document, as_of: dt.date) -> tuple[set[tuple[str, str | None]], dict[str, int]]:
    """Audit a plan; give the findings, and how many rows each rule cannot judge. The graph must be sound."""
    dataset = build_dataset(plan, document)
    result = audit(dataset, as_of, load_pack())
    return (
        {(finding.rule, finding.row) for finding in result.findings},
        {verdict.rule: verdict.not_evaluable for verdict in result.verdicts},
    )


def test_agency_s_words_are_claims_and_decide_nothing(general: Layout, wordings: Wordings) -> None:
    plan, document = read(write(DHR, *ROWS), general, wordings)
    assert [row.outcome for row in plan.rows] == [None, None, None]
    assert [row_json(row, document)["reported"] for row in plan.rows] == [
        [{"agency": None, "status": "completed", "column": "completed", "date": None}],
        [{"agency": None, "status": "completed", "column": "completed", "date": "2023-05-12"}],
        [{"agency": None, "status": "pending", "column": "completed", "date": None}],
    ]
    assert [(part.status_of, "completed" in part.columns) for part in plan.parts] == [("agency", True)]


def test_plan_of_a_homicide_review_is_judged_by_what_it_has(general: Layout, wordings: Wordings) -> None:
    plan, document = read(write(DHR, *ROWS), general, wordings)
    found, unjudged = judge(plan, document, dt.date(2024, 1, 31))

    assert document.count("unread") == 0
    assert found == {("DQ-001", "main/3"), ("SMT-001", "main/2"), ("SMT-001", "main/3")}
    # Nothing is closed, reviewed or overdue where nobody but the agencies has said a word.
    for rule in ("SEQ-001", "EVD-001", "EVD-002", "STS-001", "MON-004", "XRW-002"):
        assert unjudged[rule] == 3
    target = row_json(plan.rows[1], document)["targets"][0]
    assert (target["counts_from"], target["edtf"]) == ("publication", "2023-02-01/2023-08-01")


def test_board_s_words_are_entries_and_decide(board: Layout, wordings: Wordings) -> None:
    plan, document = read(write(DHR, *ROWS), board, wordings)
    assert [row.outcome for row in plan.rows] == ["completed", "completed", "open"]
    assert [[(e.kind, e.date, e.column) for e in row.events] for row in plan.rows] == [
        [("completed", None, "completed")],
        [("completed", dt.date(2023, 5, 12), "completed")],
        [("pending", None, "completed")],
    ]
    assert all(row.reported == () for row in plan.rows)
    found, unjudged = judge(plan, document, dt.date(2024, 1, 31))
    assert ("SEQ-004", "main/1") in found
    assert unjudged["SEQ-001"] == 1  # its date does not exist
    assert unjudged["EVD-002"] == 3


def test_board_s_word_goes_on_stands_as_pending(board: Layout, wordings: Wordings) -> None:
    heads = ("No", "Recommendation", "Action required", "Target date", "Status")
    rows = [("1", "Forms should be clear.", "Write one.", "1/2/2024", word) for word in ("On track", "Closed 3/1/2024")]
    plan, _ = read(write(heads, rows[0], ("2", *rows[1][1:])), board, wordings)
    assert [[(event.kind, event.concept) for event in row.events] for row in plan.rows] == [
        [("pending", "ongoing")],
        [("finalised", "finalised")],
    ]
    assert [row.outcome for row in plan.rows] == ["open", "finalised"]


@pytest.mark.parametrize("heads", [("Status", "Date of completion"), ("Date of completion", "Status")])
def test_board_closes_what_is_completed_in_whatever_order_the_columns_stand(
    heads: tuple[str, str], board: Layout, wordings: Wordings
) -> None:
    said = {"Status": "Closed", "Date of completion": "3/1/2024"}
    plan, _ = read(
        write(
            ("No", "Recommendation", "Lead", *heads),
            ("1", "Forms should be clear.", "Clerk", *(said[heading] for heading in heads)),
        ),
        board,
        wordings,
    )
    assert [(event.kind, event.date) for event in plan.rows[0].events] == [
        ("completed", dt.date(2024, 1, 3)),
        ("finalised", None),
    ]
    assert plan.rows[0].outcome == "finalised"


def test_status_word_that_is_not_known_is_told(general: Layout, wordings: Wordings) -> None:
    heads = ("No", "Recommendation", "Action required", "Target date", "Status")
    rows = [(str(n), "Forms should be clear.", "Write one.", "1/2/2024", "Blooming") for n in (1, 2)]
    plan, _ = read(write(heads, *rows), general, wordings)
    assert [row.reported for row in plan.rows] == [(), ()]
    assert any("2 cells in columns of status words hold none that is known: 'Blooming' (2)" in n for n in plan.notes)


def test_amber_where_all_words_say_complete_is_quoted_and_not_judged(general: Layout, wordings: Wordings) -> None:
    heads = ("No", "Recommendation", "Action required", "Target date", "Date completed", "RAG")
    row = ("1", "Forms should be clear.", "Write one.", "1/2/2024", "12/1/2024", "Amber")
    plan, document = read(write(heads, row), general, wordings)
    dataset = build_dataset(plan, document)
    result = audit(dataset, dt.date(2024, 6, 30), load_pack())
    (finding,) = (finding for finding in result.findings if finding.rule.startswith("CLR"))
    assert finding.rule == "CLR-003"
    assert (
        finding.message == "The agency says completed, and the plan shows amber, which does not mean that it is done."
    )
    assert {cell.quote for cell in finding.cells} == {"12/1/2024", "Amber"}
    assert plan.rows[0].outcome is None


def test_column_of_evidence_names_items_without_an_entry(general: Layout, wordings: Wordings) -> None:
    heads = ("No", "Recommendation", "Action required", "Target date", "Proof")
    wanted = "Evidence required: 1) Copy of the form 2) Audit of ten forms"
    data = write(heads, ("1", "Forms should be clear.", "Write one.", "1/2/2024", wanted))
    own = replace(general, columns={**general.columns, "evidence": (("proof",),)})
    plan, document = read(data, own, wordings)
    (row,) = plan.rows
    assert [(item.text, item.column) for item in row.evidence] == [
        ("Copy of the form", "evidence"),
        ("Audit of ten forms", "evidence"),
    ]
    assert row.events == ()
    assert row.evidence[0].documents == ()
    facts = FactGraph()
    for graph in build_dataset(plan, document).graphs():
        facts.merge(list(graph))
    assert len(set(facts.subjects(None, SCR.EvidenceRequirement))) == 2


def test_rejected_recommendation_is_not_asked_for_what_would_carry_it_out(board: Layout, wordings: Wordings) -> None:
    own = replace(board, columns={**board.columns, "response": (("answer",),)})
    heads = ("No", "Recommendation", "Action required", "Lead", "Target date", "Answer", "Status")
    rows = (
        ("1", "Forms should be clear.", "", "", "1/2/2023", "Rejected", "Open"),
        ("2", "Letters should be short.", "", "", "1/2/2023", "Accepted", "Open"),
    )
    plan, document = read(write(heads, *rows), own, wordings)
    found, _ = judge(plan, document, dt.date(2024, 1, 31))
    assert [row.response.response if row.response else None for row in plan.rows] == ["rejected", "accepted"]
    assert {rule for rule, row in found if row == "main/1"} == set()
    assert {rule for rule, row in found if row == "main/2"} >= {"CMP-002", "SEQ-001"}


def test_graph_of_such_plans_is_sound(board: Layout, wordings: Wordings) -> None:
    heads = (*DHR, "RAG")
    rows = [(*row, colour) for row, colour in zip(ROWS, ("Amber", "Green", "Red"), strict=True)]
    plan, document = read(write(heads, *rows, above=("Red - overdue", "Green - on track or complete")), board, wordings)
    dataset = build_dataset(plan, document)
    data = FactGraph(audit_dataset(dataset, dt.date(2024, 1, 31), load_pack(), Declared()).audit.data)
    for graph in dataset.graphs():
        data.merge(graph)
    assert set(data.subjects(None, SCR.ColourClaim))
    assert set(data.subjects(None, SCR.ColourMeaning))
    assert set(data.subjects(SCR.forAction))
    assert run_shapes(data, load_shapes(*(file.stem for file in FILES if file.stem != "skos"))) == ()


def test_template_of_a_homicide_review_is_known_and_judged_by_what_it_has(wordings: Wordings) -> None:
    """By the layout that its headings choose, with nothing said of it."""
    document = read_bytes(write(DHR, *ROWS), "plan.txt", list_layouts())
    plan = read_plan(document, wordings)
    found, unjudged = judge(plan, document, dt.date(2024, 1, 31))
    assert document.choice.layout.name == "dhr-template"
    assert document.count("unread") == 0
    assert found == {("DQ-001", "main/3"), ("SMT-001", "main/2"), ("SMT-001", "main/3")}
    assert {unjudged[rule] for rule in ("SEQ-001", "SEQ-004", "EVD-001", "EVD-002", "STS-001", "MON-004")} == {3}


def test_status_words_and_colours_as_the_layout_means_them(general: Layout, wordings: Wordings) -> None:
    own = replace(general, status_words={"blooming": "ongoing", "gone": "finalised"}, colour_means={"green": "closed"})
    heads = ("No", "Recommendation", "Action required", "Target date", "Action status", "RAG")
    rows = [(str(n), "Forms should be clear.", "Write one.", "1/2/2024", word, "Green")
            for n, word in enumerate(("Blooming", "Gone", "Complete"), 1)]  # fmt: skip
    plan, document = read(write(heads, *rows), own, wordings)
    assert [[claim.status for claim in row.reported] for row in plan.rows] == [
        ["ongoing"],
        ["finalised"],
        ["completed"],
    ]
    assert [(one.colour, one.states, one.quote) for one in plan.meanings] == [("green", ("closed",), None)]
    found, _ = judge(plan, document, dt.date(2024, 1, 31))
    assert {row for rule, row in found if rule == "CLR-003"} == {"main/1"}


def test_key_of_the_plan_goes_before_what_the_layout_means(general: Layout, wordings: Wordings) -> None:
    own = replace(general, colour_means={"green": "closed"})
    heads = ("No", "Recommendation", "Action required", "Target date", "RAG")
    row = ("1", "Forms should be clear.", "Write one.", "1/2/2024", "Green")
    plan, _ = read(write(heads, row, above=("Red - overdue", "Green - on track")), own, wordings)
    assert [(one.colour, one.states) for one in plan.meanings] == [("red", ("overdue",)), ("green", ("open",))]


def test_word_dated_after_the_day_of_a_replay_is_not_there_yet(general: Layout, wordings: Wordings) -> None:
    plan, document = read(write(DHR, *ROWS), general, wordings)
    facts = FactGraph()
    for graph in build_dataset(plan, document).graphs():
        facts.merge(graph)
    before = len(set(facts.subjects(SCR.statusValue)))
    hide_later(facts, dt.date(2023, 5, 11))
    assert (before, len(set(facts.subjects(SCR.statusValue)))) == (3, 2)
