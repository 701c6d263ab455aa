"""When actions were closed, and what came back: small records, with the days as numbers, worked out by hand."""

from collections.abc import Sequence

import pytest

from scrgraph.analysis.answers import Answer, Value
from scrgraph.analysis.closings import (
    NO_DAY,
    NO_ENTRY,
    NO_TARGET,
    NOT_BEGUN,
    Action,
    Lesson,
    Span,
    Timed,
    find_lessons,
    read_actions,
    time_closures,
    time_returns,
)
from scrgraph.analysis.survival import Wait

COLUMNS = ("plan", "row", "name", "agency", "outcome", "commencedDay", "dueDay", "position", "kind", "day")
LESSONS = ("plan", "commencedDay", "row", "agency", "agencyName", "theme", "themeName", "outcome")
NOW = 1000
Entry = tuple[str, int | None]


def read_rows(*rows: tuple[str | None, int | None, Sequence[Entry]], begun: int | None = 100) -> tuple[Action, ...]:
    """Read rows of one plan, each with its outcome, its target day and its entries."""
    lines: list[tuple[Value, ...]] = []
    for number, (outcome, due, entries) in enumerate(rows, 1):
        head = ("case-1", f"main/{number}", f"Recommendation {number}", None, outcome, begun, due)
        for place, (kind, day) in enumerate(entries):
            lines.append((*head, place, kind, day))
        if not entries:
            lines.append((*head, None, None, None))
    return read_actions(Answer(COLUMNS, tuple(lines)), NOW)


@pytest.mark.parametrize(
    ("entries", "closed"),
    [
        pytest.param([("completed", 300)], Span(300, 300), id="dated"),
        pytest.param([("completed", 300), ("finalised", 400)], Span(300, 300), id="completed first"),
        pytest.param([("reviewed", 250), ("finalised", None)], Span(250, 900), id="after the entry before it"),
        pytest.param(
            [("reviewed", 250), ("reviewed", 240), ("finalised", None)], Span(250, 900), id="newest before it"
        ),
        pytest.param([("finalised", None), ("reviewed", 250)], Span(100, 900), id="else after the plan began"),
        pytest.param(
            [("completed", 300), ("requested", 350), ("finalised", 500)], Span(500, 500), id="since last open"
        ),
        pytest.param([("completed", 300), ("requested", None), ("finalised", None)], Span(300, 900), id="opened again"),
    ],
)
def test_day_of_closing(entries: list[Entry], closed: Span) -> None:
    outcome = "finalised" if entries[-1][0] != "completed" else "completed"
    action, _ = read_rows((outcome, 200, entries), ("open", 200, [("requested", 900)]))
    assert action.closed == closed


def test_without_a_day_of_the_plan_or_an_entry_nothing_is_known() -> None:
    (action,) = read_rows(("finalised", 200, [("finalised", None)]), begun=None)
    assert action.closed is None
    assert time_closures([action], NOW).apart == {NO_DAY: 1}


def test_entries_after_the_as_of_day_do_not_bound() -> None:
    """A misprinted or later day of the plan says nothing of what had been entered by the as-of day."""
    action, _ = read_rows(("finalised", 200, [("finalised", None)]), ("open", 200, [("requested", 5000)]))
    assert action.closed == Span(100, NOW)


def test_times_from_target_to_closing_in_both_readings() -> None:
    waits = time_closures(
        read_rows(
            ("completed", 200, [("completed", 150)]),  # 50 days early
            ("finalised", 200, [("reviewed", 250), ("finalised", None)]),  # 50 to 500 days late
            ("open", 600, [("requested", 700)]),  # open, 400 days past
            ("open", 1300, [("requested", 700)]),  # open, due in 300 days
            ("completed", 200, [("completed", 1200)]),  # closed only after the as-of day: open until then
            (None, 200, []),
            ("open", None, [("requested", 650)]),
        ),
        NOW,
    )
    assert [one.early for one in waits.timed] == [
        Wait(-50, True),
        Wait(50, True),
        Wait(400, False),
        Wait(-300, False),
        Wait(800, False),
    ]
    assert [one.late for one in waits.timed][1] == Wait(500, True)
    assert waits.apart == {NO_ENTRY: 1, NO_TARGET: 1}
    assert waits.undated == 1
    assert not waits.is_exact
    # Early: of 4 at risk on day -50 one ends, of 3 on day 50 one ends.
    assert [step.left for step in waits.early.steps] == pytest.approx([3 / 4, 1 / 2])


def test_action_of_a_plan_that_begins_later_is_counted_apart() -> None:
    waits = time_closures(read_rows(("open", 1300, [("requested", None)]), begun=NOW + 1), NOW)
    assert (waits.timed, waits.apart) == ((), {NOT_BEGUN: 1})


def make_answer(*lines: tuple[str, int, str, str, str, str]) -> Answer:
    """Give lines of plan, its first day, row, agency, theme and outcome."""
    return Answer(
        LESSONS,
        tuple(
            (plan, begun, row, agency, agency.title(), theme, theme.title(), outcome)
            for plan, begun, row, agency, theme, outcome in lines
        ),
    )


def make_action(plan: str, row: str, span: Span | None) -> Action:
    return Action(plan, row, row, None, "finalised", None, None, span, span)


def test_what_returns_and_when() -> None:
    answer = make_answer(
        ("one", 100, "imr/police/1", "police", "training", "finalised"),
        ("one", 100, "imr/police/2", "police", "training", "finalised"),
        ("one", 100, "imr/police/3", "police", "records", "finalised"),
        ("one", 100, "imr/mill/1", "mill", "training", "open"),
        ("two", 500, "imr/police/1", "police", "training", "open"),
        ("two", 500, "imr/mill/1", "mill", "training", "finalised"),
        ("new", 1500, "imr/mill/1", "mill", "training", "open"),  # begins only after the as-of day
    )
    actions = [
        make_action("one", "imr/police/1", Span(200, 200)),
        make_action("one", "imr/police/2", Span(300, 600)),
        make_action("one", "imr/police/3", Span(300, 300)),
        make_action("two", "imr/mill/1", Span(700, 700)),
    ]
    lessons = find_lessons(answer, actions, NOW)
    assert lessons == (
        Lesson("two", "Mill", "Training", Span(700, 700), ()),
        Lesson("one", "Police", "Records", Span(300, 300), ()),
        Lesson("one", "Police", "Training", Span(300, 600), ((500, "two"),)),  # the last of the two was finalised then
    )
    found = time_returns(lessons, NOW)
    assert found.waits.timed[2] == Timed("one", "Training", "Police", Wait(200, True), Wait(400, False))
    assert found.waits.timed[0].early == Wait(300, False)
    assert found.by_theme == (("Training", 2, 0, 1), ("Records", 1, 0, 0))
    assert found.by_agency == (("Police", 2, 0, 1), ("Mill", 1, 0, 0))
    assert found.waits.undated == 1


def test_what_was_finalised_on_no_known_day_is_counted_apart() -> None:
    answer = make_answer(("one", 100, "imr/police/1", "police", "training", "finalised"))
    found = time_returns(find_lessons(answer, [make_action("one", "imr/police/1", None)], NOW), NOW)
    assert found.waits.timed == ()
    assert found.waits.apart == {NO_DAY: 1}
