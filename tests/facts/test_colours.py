"""Colours that a document shows: by hue, by word, by the ground of cells; and what its key says they mean."""

import pytest

from scrgraph.facts.colours import find_keys, name_shade, read_colour_words, read_meanings
from scrgraph.facts.model import PlanFacts
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Line, Quote, RawCell, RawDocument
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import make_document
from scrgraph.wordings import Wordings

KEY = ("Red - overdue", "Green - in hand", "Black - completed")


@pytest.mark.parametrize(
    ("digits", "colour"),
    [
        ("FF0000", "red"), ("C00000", "red"), ("FFC7CE", "red"), ("FFC000", "amber"), ("FFFF00", "amber"),
        ("ED7D31", "amber"), ("00B050", "green"), ("92D050", "green"), ("C6EFCE", "green"), ("0070C0", "blue"),
        ("4472C4", "blue"), ("7030A0", "purple"), ("000000", "black"), ("808080", "grey"), ("D9D9D9", "grey"),
        ("FFFFFF", None), ("F2F2F2", None), ("DDEBF7", None), ("E2EFDA", None), ("FFF2CC", None), ("FCE4D6", None),
        ("red", None), (None, None),
    ],
)  # fmt: skip
def test_colour_is_told_by_its_hue(digits: str | None, colour: str | None, wordings: Wordings) -> None:
    """Strong colours, and the pale ones of a spreadsheet's good, bad and neutral; not the shading of its tables."""
    assert name_shade(digits, wordings.shades) == colour


@pytest.mark.parametrize(
    ("text", "column", "colours"),
    [
        ("Amber", "rag", ["amber"]),
        ("A", "rag", ["amber"]),
        ("RAG rating: GREEN", "rag", ["green"]),
        ('<span class="label">Red</span>', "rag", ["red"]),
        ("Amber/Red", "rag", ["amber", "red"]),
        ("A delay in green care", "rag", ["green"]),
        ("Green", "status", ["green"]),
        ("Green - complete", "status", ["green"]),
        ("Complete, and the green form is in use", "status", []),
        ("Complete", "status", []),
        ("", "rag", []),
    ],
)
def test_colour_words(text: str, column: str, colours: list[str], wordings: Wordings) -> None:
    claims = read_colour_words(text, column, wordings)
    assert [claim.colour for claim in claims] == colours
    assert all(claim.span and text[claim.span.start : claim.span.end] == claim.shown for claim in claims)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("Red - overdue", [("red", ("overdue",))]),
        ("Red overdue / Green Pending / Black completed",
         [("red", ("overdue",)), ("green", ("open",)), ("black", ("closed",))]),
        ("Green = complete or on track", [("green", ("closed", "open"))]),
        ("Complete = Blue, In progress = Amber", [("blue", ("closed",)), ("amber", ("open",))]),
        ("Amber - some concern", [("amber", ())]),
        ("No colours here", []),
    ],
)  # fmt: skip
def test_meaning_of_a_key(text: str, meanings: list[tuple[str, tuple[str, ...]]], wordings: Wordings) -> None:
    assert [(one.colour, one.states) for one in read_meanings([Quote(1, text)], wordings)] == meanings


def test_one_line_below_the_tables_that_names_a_colour_is_no_key(wordings: Wordings) -> None:
    assert find_keys([Quote(9, "Green Lane surgery is closed")], wordings) == ()
    assert len(find_keys([Quote(9, "Red: late"), Quote(10, "Green: on track")], wordings)) == 2


def read_shaded(
    general: Layout,
    wordings: Wordings,
    fills: list[str | None],
    *,
    key: bool = True,
    rag: bool = False,
    words: str = "",
) -> PlanFacts:
    """Read a plan whose first cells, or whose cells of colours, have these grounds."""
    heads = ("No", "Recommendation", "Action required", "Lead", "Target date", *(("RAG",) if rag else ()))
    lines = [Line(number, (RawCell((text,)),)) for number, text in enumerate(KEY if key else (), 1)]
    lines.append(Line(10, tuple(RawCell((head,), fill="1F3864") for head in heads), table=1))
    for number, fill in enumerate(fills, 1):
        place = Place(table=1, row=number + 1)
        cells = [
            RawCell((text,), place=place) for text in (str(number), f"Form {number} should be clear.", "Write it.")
        ]
        cells += [RawCell((text,), place=place) for text in ("Head of Forms", "1/2/2024")]
        shaded = RawCell((words,) if words else (), place=Place(table=1, row=number + 1, column=6), fill=fill)
        if rag:
            cells.append(shaded)
        else:
            cells[0] = RawCell((str(number),), place=place, fill=fill)
        lines.append(Line(10 + number, tuple(cells), table=1))
    seen = sum(bool(cell.paragraphs) for line in lines for cell in line.cells)
    document = make_document(RawDocument(tuple(lines), seen), "plan.docx", "sha256:0", general)
    assert document.balances
    return read_plan(document, wordings)


def list_colours(plan: PlanFacts) -> list[list[str]]:
    return [[claim.colour for claim in row.colours] for row in plan.rows]


def test_ground_of_a_cell_of_colours_without_words_is_a_claim(general: Layout, wordings: Wordings) -> None:
    plan = read_shaded(general, wordings, ["FFC000", None, "00B050"], rag=True, key=False)
    assert list_colours(plan) == [["amber"], [], ["green"]]
    (claim,) = plan.rows[0].colours
    assert (claim.shown, claim.carrier, claim.column, claim.span) == ("FFC000", "fill", "rag", None)
    assert claim.place == Place(table=1, row=2, column=6)


def test_word_and_ground_that_differ_are_both_kept(general: Layout, wordings: Wordings) -> None:
    assert list_colours(read_shaded(general, wordings, ["FF0000"], rag=True, words="Green")) == [["green", "red"]]
    assert list_colours(read_shaded(general, wordings, ["FF0000"], rag=True, words="Red")) == [["red"]]


def test_ground_of_numbers_is_a_claim_where_the_plan_has_a_key(general: Layout, wordings: Wordings) -> None:
    fills = ["FF0000", "00B050", None, "00B050", "FF0000"]
    assert list_colours(read_shaded(general, wordings, list(fills))) == [["red"], ["green"], [], ["green"], ["red"]]
    assert list_colours(read_shaded(general, wordings, list(fills), key=False)) == [[]] * 5


@pytest.mark.parametrize(
    "fills",
    [
        ["D9D9D9", None, "808080", None, None],  # grey
        ["4472C4", None, "4472C4", None, "4472C4"],  # bands
        ["92D050", "00B0F0", "92D050", "00B0F0"],  # bands of two colours
        ["00B050"] * 5,  # a column of one colour
        ["DDEBF7", "FFF2CC", "E2EFDA", "DDEBF7", "FCE4D6"],  # pale
    ],
)
def test_shading_for_looks_is_no_claim(fills: list[str | None], general: Layout, wordings: Wordings) -> None:
    assert not any(list_colours(read_shaded(general, wordings, fills)))
