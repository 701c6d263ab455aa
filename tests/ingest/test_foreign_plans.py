"""Plans of other shapes, composed by hand after kinds that people have, read by the layout that is chosen for them.

Each is a small document as its reader gives it; invented, all of them. What is asked is what a data officer looks at:
which rows there are, whose they are, and what of each was read.
"""

import pytest

from scrgraph.facts.model import PlanFacts
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.cells import Document, RawDocument
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import make_document
from scrgraph.wordings import Wordings
from tests.ingest.grids import DOWN, Item, Page, Sheet, across, build_lines, count_seen


def read(items: tuple[Item, ...], wordings: Wordings) -> tuple[Document, PlanFacts]:
    raw = RawDocument(tuple(build_lines(items)), count_seen(items))
    document = make_document(raw, "plan.docx", "sha256:0", list_layouts())
    assert document.balances
    return document, read_plan(document, wordings)


HOMICIDE: tuple[Item, ...] = (
    "Domestic Homicide Review action plan: Case X",
    [
        (
            *("Recommendation", "Scope of recommendation i.e. local or regional", "Action to take", "Lead Agency"),
            *("Key milestones achieved in enacting recommendation", "Target Date", "Date of completion and Outcome"),
        ),
        (
            *("What is the over-arching recommendation?", "Should this be local or national?", "How will it happen?"),
            *("Which agency?", "Have there been key steps?", "When?", "When completed?"),
        ),
        (
            "1. Harbour Care should review its policy",
            "Local",
            "Review it\nTrain staff",
            "Harbour Care",
            "",
            "30/06/2021",
            "",
        ),
        ("", "", "Audit 20 cases", "Harbour Care", "", "31/12/2021", ""),
        ("2. Ferry Police to flag repeat callers", "Local", "Set flags", "Ferry Police", "", "31/03/2022", ""),
    ],
)
IMPROVEMENT: tuple[Item, ...] = (
    Sheet(
        "Tracker",
        [
            ("Harbour improvement plan", *[""] * 6),
            ("No.", "Area for improvement", "Action", "Owner", "Due", "Status", "Comments"),
            across("Priority 1: Leadership and health", 7),
            ("1", "Quality of plans", "Rewrite template", "Director", "1/3/2020", "Complete", "ok"),
            (DOWN, DOWN, "Train staff", "Head", "1/6/2020", "On track", ""),
            across("Priority 2: Practice", 7),
            ("2", "Supervision", "Meet monthly", "Director", "1/4/2020", "Overdue", ""),
            *[("", "", "", "", "", "Not started", "")] * 50,
            ("Total", "", "2", "", "", "", ""),
        ],
    ),
    Sheet("Lists", [("Status", "RAG", "Owner"), ("Complete", "Blue", "Head"), ("Overdue", "Red", "Crew")]),
)
TABLE_EACH: tuple[Item, ...] = (
    "Safeguarding Adults Review: Ann",
    "Recommendation 1",
    "The Board should seek assurance that staff know the policy.",
    [("Action", "Responsible", "Timescale"), ("Issue a briefing", "Manager", "June 2022"), ("Audit", "QA", "Dec 2022")],
    "Recommendation 2",
    "Housing should agree a pathway.",
    [("Action", "Responsible", "Timescale"), ("Write it", "Housing Options", "June 2022")],
)
FORMS: tuple[Item, ...] = tuple(
    [
        ("Recommendation", f"{number}. {text}"),
        ("Action(s)", "Rewrite the sheet\nHang it up"),
        ("Lead", "Ward manager"),
        ("Target date", "1 May 2019"),
    ]
    for number, text in enumerate(("Review handover", "Train the crew", "Audit"), 1)
)
SHEETS: tuple[Item, ...] = tuple(
    Sheet(
        name,
        [("No", "Recommendation", "Action", "Lead", "Target date"), ("1", "It should.", "Do", "Clerk", "1/1/2013")],
    )
    for name in ("Overview", "Ferry Police", "Harbour Health Trust")
)
PAPER: tuple[Item, ...] = (
    Page(
        1,
        [
            ("No", "Recommendation", "Action", "Lead", "Date due"),
            ("1", "The office should review the", "Look at", "Clerk", ""),
        ],
    ),
    "Page 1 of 2",
    Page(2, [("No", "Recommendation", "Action", "Lead", "Date due"), ("", "way it counts.", "it.", "", "1/1/2015")]),
)
LETTERED: tuple[Item, ...] = (
    [
        ("Recommendation", "Action", "Lead", "Target date", "Update"),
        across("Recommendation 1: Lists must improve.", 5),
        ("", "1a Write protocol", "Board", "May 2014", ""),
        ("", "1b Train", "Crew", "June 2014", "Delayed"),
        across("Recommendation 2: Records must be kept.", 5),
        ("", "2a Audit", "Health", "May 2014", ""),
    ],
)
TRACKER: tuple[Item, ...] = (
    [
        (
            "Rec",
            "Recommendation",
            "Accepted?",
            "Government response",
            "Department",
            "Progress as at May 2023",
            "Status",
        ),
        across("Chapter 3: Building boats", 7),
        ("1", "A regulator should be set up", "Accepted", "Agreed", "Sea Office", "Act passed", "Complete"),
        ("2 a", "Register boats", "Accepted in part", "", "Sea Office", "Open", "In progress"),
        ("2 b", "Publish it", "Accepted", "", "Sea Office", "", "In progress"),
    ],
)
AUDIT: tuple[Item, ...] = (
    [("Present", "Agency", "Role"), ("A", "Police", "Chair"), ("B", "Health", "Member")],
    "Actions from the review",
    [
        ("Ref", "Recommendation", "Action", "By whom", "By when", "RAG"),
        ("R1", "Review policy", "Rewrite", "Clerk", "1/1/2016", "Green"),
        ("R2", "Train", "Course", "Nurse", "1/2/2016", "Amber"),
        (DOWN, DOWN, "Second course", "Nurse", DOWN, "Red"),
        ("R3", "No further recommendations", "", "", "", ""),
    ],
    "Key: Green = complete; Amber = on track; Red = overdue",
)
TURNED: tuple[Item, ...] = (
    Sheet(
        "Plan",
        [
            ("Recommendation", "Count boats.", "Paint buoys.", "Ring bells."),
            ("Action required", "List", "Buy paint", "Buy a bell"),
            ("Lead officer", "Clerk", "", "Crew"),
            ("Target date", "1/1/2016", "1/2/2016", "1/3/2016"),
        ],
    ),
)
PLANS: dict[str, tuple[tuple[Item, ...], dict[str, tuple[str, int]]]] = {
    "domestic homicide review, with guidance": (
        HOMICIDE,
        {"main/1": ("Harbour Care should review its policy", 3), "main/2": ("Ferry Police to flag repeat callers", 1)},
    ),
    "improvement plan as a workbook": (IMPROVEMENT, {"main/1": ("Quality of plans", 2), "main/2": ("Supervision", 1)}),
    "a table of actions a recommendation": (
        TABLE_EACH,
        {
            "main/1": ("The Board should seek assurance that staff know the policy.", 2),
            "main/2": ("Housing should agree a pathway.", 1),
        },
    ),
    "a form a recommendation": (
        FORMS,
        {"main/1": ("Review handover", 2), "main/2": ("Train the crew", 2), "main/3": ("Audit", 2)},
    ),
    "a sheet an agency": (
        SHEETS,
        {
            "main/1": ("It should.", 1),
            "imr/ferry-police/1": ("It should.", 1),
            "imr/harbour-health-trust/1": ("It should.", 1),
        },
    ),
    "paper, cut by a page": (PAPER, {"main/1": ("The office should review the way it counts.", 1)}),
    "lettered actions under recommendations across": (
        LETTERED,
        {"main/1": ("Lists must improve.", 2), "main/2": ("Records must be kept.", 1)},
    ),
    "tracker of a government": (
        TRACKER,
        {"main/1": ("A regulator should be set up", 0), "main/2a": ("Register boats", 0), "main/2b": ("Publish it", 0)},
    ),
    "attendance above, key below": (AUDIT, {"main/1": ("Review policy", 1), "main/2": ("Train", 2)}),
    "a sheet on its side": (
        TURNED,
        {"main/1": ("Count boats.", 1), "main/2": ("Paint buoys.", 1), "main/3": ("Ring bells.", 1)},
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_rows_of_a_foreign_plan(name: str, wordings: Wordings) -> None:
    items, expected = PLANS[name]
    _, plan = read(items, wordings)
    assert {row.key: (row.text, len(row.actions)) for row in plan.rows} == expected


def test_guidance_in_questions_is_no_second_head(wordings: Wordings) -> None:
    document, plan = read(HOMICIDE, wordings)
    assert document.layout == "dhr-template"
    assert len(document.tables) == 1
    assert document.count("unread") == 0
    assert [[target.raw for target in row.targets] for row in plan.rows] == [
        ["30/06/2021", "31/12/2021"],
        ["31/03/2022"],
    ]


def test_what_is_no_row_is_told(wordings: Wordings) -> None:
    document, _ = read(IMPROVEMENT, wordings)
    assert document.notes == (
        "sheet Lists, row 1: a table of 3 rows ('Status; RAG; Owner') is no plan's and is not read",
        "50 rows, from sheet Tracker, row 8 to row 57, hold only a status; they are no recommendations",
    )
    assert {row.section for table in document.tables for row in table.rows} == {
        "Priority 1: Leadership and health",
        "Priority 2: Practice",
    }


def test_row_of_data_that_holds_words_of_headings_is_no_head(wordings: Wordings) -> None:
    document, _ = read(TRACKER, wordings)
    assert len(document.tables) == 1
    assert not [note for note in document.notes if "not certain" in note]
