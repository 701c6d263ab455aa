"""What has changed between two versions of a plan, kind by kind; and what is no change."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scrgraph.facts.change import KINDS, LEVELS, Change
from scrgraph.facts.changes import Differences, compare_versions
from scrgraph.facts.versions import PlanVersion
from scrgraph.graph.versions import read_version
from scrgraph.pipeline import read_source
from tests.graph.sample import ROW, write_plan

Row = dict[str, str]

SCHOOLS = {
    "text": "Schools should tell the duty team of a child missing for three days.",
    "actions": "<p>Write a leaflet for heads.</p> <p>Train every secretary in the use of the form.</p>",
}
SURGERIES = {
    "text": "Surgeries should ask about violence at each first visit.",
    "actions": "Print a card with questions.",
}
LANDLORDS = {
    "text": "Landlords should report a flat without heating.",
    "actions": "Hold a day of training for officers.",
}
OPEN = "Copy of the list. Reviewed by QA&A subgroup 13/07/2010."
MEETINGS = "Meetings held 30/1/2009, 23/7/2009 Further meetings planned: 23/07/2010, 21/9/2010"


@cache
def read(text: str) -> PlanVersion:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.txt"
        path.write_text(text, encoding="utf-8")
        return read_version(read_source(path).build())


def compare_texts(old: str, new: str) -> Differences:
    return compare_versions(read(old), read(new))


def compare(old: Row | list[Row], new: Row | list[Row]) -> tuple[Change, ...]:
    """Compare plans of some rows; one that is given alone is the first of two, lest the plan be another."""
    before, after = ([side, SCHOOLS] if isinstance(side, dict) else side for side in (old, new))
    return compare_texts(write_plan(*before), write_plan(*after)).changes


def name(changes: tuple[Change, ...]) -> list[str]:
    return [change.kind for change in changes]


CASES: dict[str, tuple[Row, Row, list[str], dict[str, Any]]] = {
    "finalised, then open": (
        {},
        {"scrutiny": ROW["scrutiny"].replace("Finalised", "Pending.")},
        ["status-backwards", "event-withdrawn", "event-added"],
        {"old": "finalised", "new": "open"},
    ),
    "finalised, then completed": (
        {},
        {"scrutiny": ROW["scrutiny"].replace("Finalised", "Action completed.")},
        ["status-backwards", "event-withdrawn", "event-added"],
        {"old": "finalised", "new": "completed"},
    ),
    "finalised, then without a word": (
        {"scrutiny": "Finalised"},
        {"scrutiny": ""},
        ["status-backwards", "event-withdrawn"],
        {"old": "finalised", "new": "unknown"},
    ),
    "open, then finalised": (
        {"scrutiny": OPEN},
        {"scrutiny": f"{OPEN} Finalised"},
        ["status-advanced", "event-added"],
        {"old": "open", "new": "finalised"},
    ),
    "claim of completion taken back": (
        {},
        {"summary": "The list is kept. In progress"},
        ["claim-backwards"],
        {"old": "completed", "new": "ongoing"},
    ),
    "claim of going on becomes completed": (
        {"summary": "The list is kept. Ongoing"},
        {},
        ["claim-advanced"],
        {"old": "ongoing", "new": "completed"},
    ),
    "claim gone": ({}, {"summary": "The list is kept."}, ["claim-withdrawn"], {"old": "completed"}),
    "claim made": ({"summary": "The list is kept."}, {}, ["claim-added"], {"new": "completed"}),
    "review of another day": (
        {"scrutiny": OPEN},
        {"scrutiny": OPEN.replace("13/07/2010", "20/07/2010")},
        ["event-redated"],
        {"days": 7},
    ),
    "request for another day": (
        {"scrutiny": f"{OPEN} Evidence requested by 1/9/2010."},
        {"scrutiny": f"{OPEN} Evidence requested by 1/10/2010."},
        ["event-redated"],
        {"due_days": 30},
    ),
    "review worded otherwise": (
        {"scrutiny": OPEN},
        {"scrutiny": OPEN.replace("Reviewed by", "Discussed by")},
        ["event-reworded"],
        {"kind": "reviewed"},
    ),
    "entries in another order": (
        {"scrutiny": "Reviewed 13/07/2010. Report received 14/07/2010. Reviewed 20/07/2010."},
        {"scrutiny": "Reviewed 20/07/2010. Report received 14/07/2010. Reviewed 13/07/2010."},
        ["reordered"],
        {"what": "event"},
    ),
    "target put off": ({}, {"targets": "1/10/2009"}, ["target-moved"], {"days": 30}),
    "target brought forward": ({}, {"targets": "31/08/2009"}, ["target-moved"], {"days": -1}),
    "vague target put off": (
        {"targets": "March 2010"},
        {"targets": "April 2010"},
        ["target-moved"],
        {"days": 30},
    ),
    "target becomes ongoing": ({}, {"targets": "Ongoing"}, ["target-replaced"], {}),
    "impossible target put right": ({"targets": "29.02.09"}, {"targets": "28.02.09"}, ["target-replaced"], {}),
    "second target": ({}, {"targets": "1/09/2009 1/12/2009"}, ["target-added"], {"days": 91}),
    "target gone": ({"targets": "1/09/2009 1/12/2009"}, {}, ["target-withdrawn"], {}),
    "held meeting gone": (
        {"monitoring": MEETINGS},
        {"monitoring": MEETINGS.replace("30/1/2009, ", "")},
        ["meeting-withdrawn"],
        {"state": "held"},
    ),
    "planned meeting dropped": (
        {"monitoring": MEETINGS},
        {"monitoring": MEETINGS.replace("23/07/2010, ", "")},
        ["meeting-withdrawn"],
        {"state": "planned"},
    ),
    "meeting held as planned": (
        {"monitoring": MEETINGS},
        {"monitoring": MEETINGS.replace("23/7/2009", "23/7/2009, 23/7/2010").replace("23/07/2010, ", "")},
        ["meeting-held"],
        {},
    ),
    "meeting put off": (
        {"monitoring": MEETINGS},
        {"monitoring": MEETINGS.replace("21/9/2010", "28/9/2010")},
        ["meeting-redated"],
        {"days": 7, "state": "planned"},
    ),
    "meeting added": (
        {"monitoring": MEETINGS},
        {"monitoring": f"{MEETINGS}, 1/11/2010"},
        ["meeting-added"],
        {"state": "planned"},
    ),
    "reports promised": (
        {"monitoring": MEETINGS},
        {"monitoring": f"Weekly report to the board. {MEETINGS}"},
        ["cell-changed", "report-added"],
        {},
    ),
    "reports promised no longer": (
        {"monitoring": f"Weekly report to the board. {MEETINGS}"},
        {"monitoring": MEETINGS},
        ["report-withdrawn", "cell-changed"],
        {},
    ),
    "reports less often": (
        {"monitoring": f"Weekly report to the board. {MEETINGS}"},
        {"monitoring": f"Monthly report to the board. {MEETINGS}"},
        ["report-changed"],
        {"old": "weekly", "new": "monthly"},
    ),
    "recommendation worded otherwise": (
        {},
        {"text": "Every clinic should keep one list of the children it has not seen."},
        ["text-reworded"],
        {},
    ),
    "recommendation lost": ({}, {"text": ""}, ["words-withdrawn"], {}),
    "another lead": ({}, {"leads": "Head of Nursing, Riverside Trust"}, ["lead-changed"], {}),
    "no lead": ({}, {"leads": ""}, ["words-withdrawn"], {}),
    "a lead": ({"leads": ""}, {}, ["words-added"], {}),
    "agreed by another": ({}, {"agreed_by": "Chief Executive"}, ["agreed-changed"], {}),
    "action worded otherwise": ({}, {"actions": "Keep the list and look at it each month."}, ["action-reworded"], {}),
    "report of progress worded otherwise": ({}, {"summary": "The list is lost. Completed"}, ["cell-changed"], {}),
    "progress told": ({"summary": ""}, {"summary": "The list is kept."}, ["words-added"], {}),
}


@pytest.mark.parametrize("case", CASES)
def test_change_of_a_row_is_told(case: str) -> None:
    old, new, kinds, values = CASES[case]
    changes = compare(old, new)
    assert name(changes) == kinds
    assert {key: changes[0].values[key] for key in values} == values
    assert all(change.rows == change.old_rows == ("main/1",) for change in changes)


def test_items_are_told_one_by_one() -> None:
    items = "Consider Evidence for Audit 1. Copy of the list. 2. Minutes of the board. "
    told = "Reviewed by QA&A subgroup 13/07/2010."
    fewer = items.replace(" 2. Minutes of the board.", "")
    assert name(compare({"scrutiny": items + told}, {"scrutiny": fewer + told})) == ["evidence-withdrawn"]
    assert name(compare({"scrutiny": fewer + told}, {"scrutiny": items + told})) == ["evidence-added"]
    worded = items.replace("Minutes of the board", "Minutes of the whole board")
    assert name(compare({"scrutiny": items + told}, {"scrutiny": worded + told})) == ["evidence-reworded"]
    one = SCHOOLS | {"actions": "<p>Write a leaflet for heads.</p>"}
    (change,) = compare([ROW, SCHOOLS], [ROW, one])
    assert change.kind == "action-withdrawn"
    assert change.before is not None
    assert change.before.words == "Train every secretary in the use of the form."
    assert name(compare([ROW, one], [ROW, SCHOOLS])) == ["action-added"]


SAME: dict[str, tuple[Row, Row]] = {
    "white space": ({}, {"text": "Every  clinic should keep a\u00a0list of the children it has not seen. "}),
    "paragraphs": (SCHOOLS, {**SCHOOLS, "actions": SCHOOLS["actions"].replace("<p>", "").replace("</p>", "")}),
    "form of a date": ({}, {"targets": "1 September 2009"}),
    "form of a date in an entry": ({}, {"scrutiny": ROW["scrutiny"].replace("13/07/2010", "13th July 2010")}),
    "quotation marks": ({"summary": "The \u2018list\u2019. Completed"}, {"summary": "The 'list'. Completed"}),
}


@pytest.mark.parametrize("case", SAME)
def test_print_is_no_change(case: str) -> None:
    old, new = SAME[case]
    assert compare([old, SURGERIES], [new, SURGERIES]) == ()


def test_page_break_and_order_of_columns_are_no_change() -> None:
    text = write_plan({"summary": "<p>The list is kept in the hall.</p> <p>Completed</p>"}, SCHOOLS)
    lines = text.splitlines()
    turned = "\n".join(
        "\t".join([*line.split("\t")[:2], *line.split("\t")[:1:-1]]) if "\t" in line else line for line in lines
    )
    assert turned != text
    assert compare_texts(text, turned).changes == ()
    row = next(line for line in lines if "in the hall" in line)
    cells = row.split("\t")
    first, second = [*cells], [""] * len(cells)
    first[5], second[5] = "<p>The list is kept in</p>", "<p>the hall.</p> <p>Completed</p>"
    broken = "\n".join(["\t".join(first), "\t".join(["--"] * len(cells)), "", "\t".join(second)])
    assert compare_texts(text, text.replace(row, broken)).changes == ()


# -- rows ------------------------------------------------------------------------------------------------------------


def test_rows_come_and_go() -> None:
    assert [(c.kind, c.rows) for c in compare([ROW], [ROW, SCHOOLS])] == [("row-added", ("main/2",))]
    (gone,) = compare([ROW, SCHOOLS], [ROW])
    assert (gone.kind, gone.old_rows, gone.rows) == ("row-removed", ("main/2",), ())


def test_row_put_before_others_renumbers_them() -> None:
    changes = compare([ROW, SCHOOLS], [SURGERIES, ROW, SCHOOLS])
    assert [(c.kind, c.old_rows, c.rows) for c in changes] == [
        ("row-renumbered", ("main/1",), ("main/2",)),
        ("row-renumbered", ("main/2",), ("main/3",)),
        ("row-added", (), ("main/1",)),
    ]


def test_row_that_moved_is_told_apart_from_those_it_passed() -> None:
    old, new = [ROW, SCHOOLS, SURGERIES, LANDLORDS], [SCHOOLS, SURGERIES, LANDLORDS, ROW]
    moved = [change for change in compare(old, new) if change.kind == "row-moved"]
    assert [(change.old_rows, change.rows, dict(change.values)) for change in moved] == [
        (("main/1",), ("main/4",), {"old": 1, "new": 4})
    ]


def test_row_that_was_split_keeps_what_both_parts_say() -> None:
    one, two = ({**SCHOOLS, "actions": action} for action in SCHOOLS["actions"].split("</p> "))
    (change,) = compare([ROW, SCHOOLS], [ROW, one, two])
    assert (change.kind, change.old_rows, change.rows) == ("row-split", ("main/2",), ("main/2", "main/3"))
    assert change.values["sure"] == "certain"


def test_row_that_was_split_by_its_sentences_is_known() -> None:
    both = {
        "text": f"{SURGERIES['text']} {LANDLORDS['text']}",
        "actions": f"{SURGERIES['actions']} {LANDLORDS['actions']}",
    }
    changes = compare([ROW, both], [ROW, SURGERIES, LANDLORDS])
    assert [(c.kind, c.old_rows, c.rows) for c in changes] == [("row-split", ("main/2",), ("main/2", "main/3"))]
    changes = compare([ROW, SURGERIES, LANDLORDS], [ROW, both])
    assert [(c.kind, c.old_rows, c.rows) for c in changes] == [("rows-merged", ("main/2", "main/3"), ("main/2",))]


def test_what_a_part_has_lost_is_told_beside_the_split() -> None:
    open_row = {**SCHOOLS, "scrutiny": OPEN}
    one, two = ({**open_row, "actions": action} for action in SCHOOLS["actions"].split("</p> "))
    changes = compare([ROW, {**SCHOOLS, "scrutiny": f"{OPEN} Finalised"}], [ROW, one, two])
    assert name(changes) == ["status-backwards", "event-withdrawn", "row-split"]


def test_status_of_each_row_that_was_merged_is_compared() -> None:
    surgeries, landlords = {**SURGERIES, "scrutiny": OPEN}, {**LANDLORDS, "scrutiny": f"{OPEN} Finalised"}
    both = {
        "text": f"{SURGERIES['text']} {LANDLORDS['text']}",
        "actions": f"{SURGERIES['actions']} {LANDLORDS['actions']}",
    }
    changes = compare([ROW, surgeries, landlords], [ROW, {**both, "scrutiny": OPEN}])
    assert name(changes) == ["status-backwards", "event-withdrawn", "rows-merged"]
    assert changes[0].old_rows == ("main/3",)


def test_new_row_like_another_is_no_part_of_it() -> None:
    """The row that it is like has lost nothing, so nothing was taken out of it."""
    changes = compare([ROW, SCHOOLS], [ROW, SCHOOLS, {**SCHOOLS, "leads": "Head of Another School"}])
    assert name(changes) == ["row-added"]


def test_sureness_and_grounds_are_told() -> None:
    found = compare_texts(write_plan(ROW, SCHOOLS, SURGERIES), write_plan(ROW, LANDLORDS, SURGERIES))
    pairs = {pair.new: (pair.by, pair.sure) for pair in found.lineage.pairs}
    assert pairs["main/1"] == ("number and words", "certain")
    assert pairs["main/2"] == ("number", "unsure")
    moved = compare_texts(write_plan(ROW, SCHOOLS), write_plan(SCHOOLS, ROW)).lineage.pairs
    assert {(pair.by, pair.sure, pair.alike) for pair in moved} == {("words", "certain", 1.0)}


# -- the plan --------------------------------------------------------------------------------------------------------

HEADINGS = (
    "No",
    "Recommendation",
    "Action",
    "Lead",
    "Target date",
    "Progress",
    "QA&A Sub Group: audit and finalisation",
)


def write_agencies(**agencies: list[Row]) -> str:
    lines = ["Individual management reviews: action plan in respect of Case 16", "", "\t".join(HEADINGS)]
    for agency, rows in agencies.items():
        lines.append(agency.replace("_", " ") + "\t" * (len(HEADINGS) - 1))
        for number, row in enumerate(rows, 1):
            cells = {**ROW, **row}
            kept = [cells[key] for key in ("text", "actions", "leads", "targets", "summary", "scrutiny")]
            lines.append("\t".join([str(number), *kept]))
    return "\n".join(lines) + "\n"


def test_row_under_another_heading_moved() -> None:
    old = write_agencies(Mill_Lane_Police=[ROW, SCHOOLS], Riverside_Trust=[SURGERIES, LANDLORDS])
    new = write_agencies(Mill_Lane_Police=[ROW], Riverside_Trust=[SURGERIES, LANDLORDS, SCHOOLS])
    changes = compare_texts(old, new).changes
    assert [(c.kind, dict(c.values)) for c in changes] == [
        ("row-moved", {"old": "Mill Lane Police", "new": "Riverside Trust"}),
        ("row-renumbered", {"old": "2", "new": "3"}),
    ]


def test_heading_that_is_named_otherwise_moves_no_row() -> None:
    old = write_agencies(Mill_Lane_Police=[ROW, SCHOOLS], Riverside_Trust=[SURGERIES])
    new = write_agencies(Mill_Lane_Constabulary=[ROW, SCHOOLS], Riverside_Trust=[SURGERIES])
    (change,) = compare_texts(old, new).changes
    assert (change.kind, dict(change.values)) == (
        "heading-changed",
        {"old": "Mill Lane Police", "new": "Mill Lane Constabulary"},
    )


def test_heading_that_moved_takes_its_rows_along() -> None:
    groups = {"Mill_Lane_Police": [ROW, SCHOOLS], "Riverside_Trust": [SURGERIES], "Elm_Housing_Trust": [LANDLORDS]}
    turned = {key: groups[key] for key in ("Riverside_Trust", "Elm_Housing_Trust", "Mill_Lane_Police")}
    (change,) = compare_texts(write_agencies(**groups), write_agencies(**turned)).changes
    assert (change.kind, dict(change.values)) == ("heading-moved", {"name": "Mill Lane Police", "old": 1, "new": 3})


def test_column_that_is_gone_is_told_once() -> None:
    text = write_plan(ROW, SCHOOLS)
    without = "\n".join(
        "\t".join(cells[:1] + cells[2:]) if len(cells := line.split("\t")) > 1 else line for line in text.splitlines()
    )
    (change,) = compare_texts(text, without).changes
    assert (change.kind, dict(change.values)) == (
        "column-withdrawn",
        {"part": "main", "name": "Agreed by Agency Lead", "rows": 2},
    )
    assert name(compare_texts(without, text).changes) == ["column-added"]


PLAN: dict[str, tuple[str, str, list[str], dict[str, Any]]] = {
    "title": ("Action Plan", "Revised Action Plan", ["plan-changed"], {"what": "title"}),
    "commencement": ("19th June 2009", "29th June 2009", ["plan-changed"], {"what": "commenced", "days": 10}),
    "body gone": (
        "Date commenced",
        "Mill Lane Safeguarding Children Board\nDate commenced",
        ["plan-added", "plan-added"],
        {},
    ),
    "colour key": ("Date commenced", "Red overdue\nDate commenced", ["plan-added"], {"what": "colour key"}),
    "reference": ("Case 15", "Case 16", ["plan-changed", "plan-changed"], {}),
}


@pytest.mark.parametrize("case", PLAN)
def test_change_of_the_plan_is_told(case: str) -> None:
    before, after, kinds, values = PLAN[case]
    text = write_plan()
    changes = compare_texts(text, text.replace(before, after)).changes
    assert name(changes) == kinds
    assert {key: changes[0].values[key] for key in values} == values
    back = compare_texts(text.replace(before, after), text).changes
    assert name(back) == [kind.replace("-added", "-withdrawn") for kind in kinds]


def test_gravest_comes_first() -> None:
    new = {"scrutiny": OPEN, "targets": "1/10/2009", "actions": "Keep the list and look at it each month."}
    changes = compare([{}, SURGERIES], [new, SURGERIES, LANDLORDS])
    ranks = [LEVELS.index(change.level) for change in changes]
    assert ranks == sorted(ranks)
    assert {"backwards", "withdrawn", "changed", "added"} == {change.level for change in changes}


def test_every_kind_has_a_level() -> None:
    assert set(KINDS.values()) == set(LEVELS)
    assert len(KINDS) == 51
