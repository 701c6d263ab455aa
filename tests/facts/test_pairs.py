"""Which lead and which date go with which action, where a cell lists several."""

import pytest

from scrgraph.facts.pairs import split_leads
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Line, RawCell, RawDocument
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import make_document
from scrgraph.wordings import Wordings

HEADS = ("No", "Recommendation", "Action required", "Lead", "Target date")


def read_rows(general: Layout, wordings: Wordings, *rows: tuple[tuple[str, ...], ...]) -> list[tuple[object, ...]]:
    """Read a table whose cells are paragraphs; give pairs, leads, targets and the note of each row."""
    lines = [Line(1, tuple(RawCell((head,)) for head in HEADS), table=1)]
    for number, row in enumerate(rows, 2):
        cells = tuple(
            RawCell(cell, marked=True, place=Place(table=1, row=number, column=place))
            for place, cell in enumerate(row, 1)
        )
        lines.append(Line(number, cells, table=1))
    seen = sum(bool(cell.paragraphs) for line in lines for cell in line.cells)
    document = make_document(RawDocument(tuple(lines), seen), "plan.docx", "sha256:0", general)
    return [
        (
            [(pair.action, pair.lead, pair.lead_how, pair.target, pair.target_how) for pair in row.pairs],
            [lead.text for lead in row.lead_list],
            [target.raw for target in row.targets],
            row.unpaired,
        )
        for row in read_plan(document, wordings).rows
    ]


def test_as_many_lines_are_paired_in_order(general: Layout, wordings: Wordings) -> None:
    row = (
        ("1",), ("Forms should be clear.",), ("Write a form.", "Test the form."),
        ("Head of Forms", "Head of Tests"), ("1/2/2024", "1/3/2024"),
    )  # fmt: skip
    assert read_rows(general, wordings, row) == [
        (
            [(0, 0, "order", 0, "order"), (1, 1, "order", 1, "order")],
            ["Head of Forms", "Head of Tests"],
            ["1/2/2024", "1/3/2024"],
            None,
        )
    ]


def test_numbered_list_in_one_paragraph_is_paired_in_order(general: Layout, wordings: Wordings) -> None:
    row = (
        ("1",), ("Forms should be clear.",), ("1. Write a form. 2. Test the form.",),
        ("Head of Forms",), ("1) 1/2/2024 2) 1/3/2024",),
    )  # fmt: skip
    ((pairs, *_),) = read_rows(general, wordings, row)
    assert pairs == [(0, 0, "shared", 0, "order"), (1, 0, "shared", 1, "order")]


def test_one_date_of_three_actions_is_shared(general: Layout, wordings: Wordings) -> None:
    row = (("1",), ("Forms should be clear.",), ("Write it.", "Test it.", "Send it."), (), ("1/2/2024",))
    ((pairs, leads, targets, note),) = read_rows(general, wordings, row)
    assert pairs == [(place, None, None, 0, "shared") for place in range(3)]
    assert (leads, targets, note) == ([], ["1/2/2024"], None)


def test_unequal_counts_are_not_paired_and_told(general: Layout, wordings: Wordings) -> None:
    row = (
        ("1",), ("Forms should be clear.",), ("Write it.", "Test it.", "Send it."),
        ("Head of Forms",), ("1/2/2024", "1/3/2024"),
    )  # fmt: skip
    ((pairs, _, _, note),) = read_rows(general, wordings, row)
    assert pairs == [(place, 0, "shared", None, None) for place in range(3)]
    assert note == "3 actions and 2 target dates: which goes with which cannot be told"


def test_two_dates_in_one_line_are_not_of_two_actions(general: Layout, wordings: Wordings) -> None:
    row = (("1",), ("Forms should be clear.",), ("Write it.", "Test it."), (), ("1/2/2024, revised to 1/3/2024",))
    ((pairs, _, _, note),) = read_rows(general, wordings, row)
    assert pairs == []
    assert note == "2 actions and 2 target dates: which goes with which cannot be told"


def test_rows_that_go_on_are_paired_by_the_line_of_the_table(general: Layout, wordings: Wordings) -> None:
    rows = (
        (("1",), ("Forms should be clear.",), ("Write a form.",), ("Head of Forms",), ("1/2/2024",)),
        ((), (), ("Test the form.",), (), ("1/3/2024",)),
        ((), (), ("Send it to all.",), ("Head of Post",), ()),
        (("2",), ("Letters should be short.",), ("Write one.",), ("Head of Post",), ("1/5/2024",)),
    )
    first, second = read_rows(general, wordings, *rows)
    assert first[0] == [(0, 0, "line", 0, "line"), (1, None, "line", 1, "line"), (2, 1, "line", None, "line")]
    assert second[0] == []


def test_date_in_the_first_of_two_rows_is_only_its_own(general: Layout, wordings: Wordings) -> None:
    """Whether a blank cell below it means the same, or nothing, cannot be told."""
    rows = (
        (("1",), ("Forms should be clear.",), ("Write a form.",), ("Head of Forms",), ("1/2/2024",)),
        ((), (), ("Test the form.",), (), ()),
        (("2",), ("Letters should be short.",), ("Write one.",), ("Head of Post",), ("1/5/2024",)),
    )
    assert read_rows(general, wordings, *rows)[0][0] == [(0, 0, "line", 0, "line"), (1, None, "line", None, "line")]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Head of Forms", ["Head of Forms"]),
        ("Director | Head of HR; Police", ["Director", "Head of HR", "Police"]),
        ("Head of Safeguarding and Head of HR", ["Head of Safeguarding", "Head of HR"]),
        ("Director of Children's Services & Merrow Police", ["Director of Children's Services", "Merrow Police"]),
        ("Head of Service, Designated Nurse", ["Head of Service", "Designated Nurse"]),
        ("CSP/Police", ["CSP", "Police"]),
        ("Police / Probation / CCG", ["Police", "Probation", "CCG"]),
        ("Children and Families Directorate", ["Children and Families Directorate"]),
        ("Head of Safeguarding and Quality", ["Head of Safeguarding and Quality"]),
        ("Chair of the Children, Young People Board", ["Chair of the Children, Young People Board"]),
        ("Head of Forms, Merrow Council", ["Head of Forms, Merrow Council"]),
        ("a) Chair b) Clerk", ["Chair", "Clerk"]),
        ("\u2022 Chair \u2022 Clerk", ["Chair", "Clerk"]),
        ("", []),
    ],
)
def test_leads_are_parted_where_each_names_one(text: str, leads: list[str], wordings: Wordings) -> None:
    assert [lead.text for lead in split_leads(text, wordings)] == leads
    assert [text[lead.span.start : lead.span.end] for lead in split_leads(text, wordings)] == leads
