"""A trend as people and programs get it: sentences, table, JSON, picture; and what the command refuses."""

import datetime as dt
import json
import re
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from scrgraph.audit.trend import Bounds, Counts, Happened, Point, Trend, trace_plan
from scrgraph.cli import trend as command
from scrgraph.reports.svg import Box, Drawing, measure, spread
from scrgraph.reports.trend_chart import MOST_PLANS, draw_trend, draw_trends
from scrgraph.reports.trend_json import trend_json
from scrgraph.reports.trend_text import render_trends
from scrgraph.reports.trend_words import summarise_trend
from tests.graph.sample import AS_OF, DAY, ROOT, SAMPLE, build_plan, run, run_apart, write_plan

SVG = "{http://www.w3.org/2000/svg}"
LATER = ("--as-of", "2015-03-31")


@cache
def trace_sample(as_of: dt.date = DAY) -> Trend:
    return trace_plan(build_plan(SAMPLE), as_of)


def sure(number: int) -> Bounds:
    return Bounds(number, number)


def count_rows(
    overdue: int | Bounds = 0, in_time: int = 0, completed: int = 0, finalised: int = 0, unknown: int = 0, late: int = 0
) -> Counts:
    """Give the counts of rows, certain but for the overdue."""
    bounds = overdue if isinstance(overdue, Bounds) else sure(overdue)
    return Counts(
        bounds.most + in_time + completed + finalised + unknown,
        open=sure(bounds.most + in_time),
        overdue=bounds,
        in_time=Bounds(in_time, in_time + bounds.most - bounds.least),
        completed=sure(completed),
        finalised=sure(finalised),
        unknown=sure(unknown),
        unknown_late=sure(late),
    )


def make_trend(*counts: Counts, now: int | None = None, plan: str = "case-1", **changes: object) -> Trend:
    """Make a trend whose points are a month apart; ``now`` is the place of the as-of day, the last unless said."""
    now = len(counts) - 1 if now is None else now
    days = [dt.date(2020, 1 + place, 5) for place in range(len(counts))]
    points = tuple(
        Point(day, each, Happened(), place > now) for place, (day, each) in enumerate(zip(days, counts, strict=True))
    )
    given: dict[str, object] = {"plan": plan, "plans": (plan,), "as_of": days[now], "points": points}
    return Trend(**(given | {"printed": counts[now], "commenced": days[0]} | changes))  # type: ignore[arg-type]


# -- sentences ---------------------------------------------------------------------------------------------------------


def test_sentences_say_how_it_stood_at_worst_how_it_stands_and_where_it_leads() -> None:
    trend = make_trend(
        count_rows(overdue=1, in_time=4),
        count_rows(overdue=3, in_time=1, finalised=1),
        count_rows(overdue=2, in_time=1, completed=1, finalised=1),
        count_rows(overdue=3, completed=1, finalised=1),
        now=2,
    )

    assert summarise_trend(trend) == [
        "On 5 March 2020: 3 of 5 rows open (2 of them overdue), 1 completed only and 1 finalised.",
        "The highest number overdue up to then was 3, first on 5 February 2020.",
        "If nothing more is entered, 3 rows will be overdue once the last target, 4 April 2020, has passed, 1 more "
        "than on 5 March 2020.",
    ]


@pytest.mark.parametrize(
    ("counts", "now", "sentence"),
    [
        ([count_rows(in_time=2)], 0, "Up to then no row was overdue."),
        ([count_rows(finalised=2)], 0, "No row is open, so none can fall overdue."),
        (
            [count_rows(overdue=1)],
            0,
            "No target of an open row is still to come: if nothing more is entered, 1 stays overdue.",
        ),
        (
            [count_rows(overdue=Bounds(0, 2))],
            0,
            "Of no row is it certain that it was overdue up to then; there may have been up to 2 (first on "
            "5 January 2020).",
        ),
        (
            [count_rows(overdue=Bounds(0, 2))],
            0,
            "A vague or impossible target leaves open whether a row is overdue. Such a number is given as its least "
            "and its most, like 0–5.",
        ),
        (
            [count_rows(overdue=Bounds(1, 2)), count_rows(overdue=1, finalised=1)],
            1,
            "The highest number known to be overdue up to then was 1, first on 5 January 2020; there may have been up "
            "to 2 (first on 5 January 2020).",
        ),
        (
            [count_rows(in_time=1, unknown=1), count_rows(overdue=1, unknown=1, late=1)],
            0,
            "If nothing more is entered, 1 row will be overdue once the last target, 4 February 2020, has passed, 1 "
            "more than on 5 January 2020; 1 without an entry will be past the target.",
        ),
    ],
)
def test_sentence_fits_what_there_is_to_say(counts: list[Counts], now: int, sentence: str) -> None:
    assert sentence in summarise_trend(make_trend(*counts, now=now))


def test_sentences_of_the_sample_say_why_its_past_is_uncertain() -> None:
    told = summarise_trend(trace_sample())

    assert told[0] == (
        "On 31 July 2010: 14 of 70 rows open (6 of them overdue), 8 completed only, 47 finalised and 1 without an "
        "entry."
    )
    assert any(
        "Before 23 July 2010, the day of the newest dated entry, the past is uncertain: 205 of 258" in each
        for each in told
    )
    assert not any("left out" in each for each in told)


def test_sentences_up_to_an_earlier_day_say_how_an_audit_would_count() -> None:
    told = summarise_trend(trace_sample(dt.date(2010, 3, 31)))

    assert told[-1] == (
        "Entries dated after 31 March 2010 are left out. With all that is printed, an audit as of that day counts: 14 "
        "of 70 rows open (5 of them overdue), 8 completed only, 47 finalised and 1 without an entry."
    )


def test_misprinted_target_is_named() -> None:
    told = summarise_trend(make_trend(count_rows(in_time=1), far=(dt.date(2110, 9, 1),)))

    assert told[-1] == "A target of 1 September 2110 lies too far off to be shown; it is taken for a misprint."


# -- table -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [64, 80, 100, 140])
def test_table_has_a_line_for_each_day_and_keeps_to_the_width(width: int) -> None:
    trend = trace_sample()
    text = render_trends([trend], None, width)
    table = [line for line in text.splitlines() if re.match(r"\d+ [A-Z][a-z]{2} \d{4}  ", line)]

    assert all(len(line) <= width for line in text.splitlines())
    assert len(table) == len(trend.points)
    now = table[len(trend.past) - 1].split()
    assert now[:3] == ["31", "Jul", "2010"]
    assert now[3:9] == ["14", "6", "8", "47", "1", "0"]
    assert ("since the line above" in text) == (width >= 100)
    at = text.splitlines().index("if nothing more is entered:")
    assert text.splitlines()[at - 1] == table[len(trend.past) - 1]
    assert text.splitlines()[at + 1] == table[len(trend.past)]


def test_table_says_what_happened_and_counts_every_entry_once() -> None:
    text = render_trends([trace_sample()], None, 140)
    entries = [int(number) for number in re.findall(r"(\d+) entr(?:y|ies)(?:,|$)", text, flags=re.MULTILINE)]

    assert sum(entries) == 258 - 205
    assert re.search(r"^19 Jun 2009 .* the plan begins$", text, flags=re.MULTILINE)
    assert re.search(r"^23 Jul 2010 .* newest dated entry, 4 entries$", text, flags=re.MULTILINE)
    assert re.search(r"^11 May 2010 .* 1 entry, 1 meeting$", text, flags=re.MULTILINE)
    assert "11 targets past" in text


def test_table_of_many_plans_together_shows_month_ends_and_counts_what_happened_between() -> None:
    first = dt.date(2020, 1, 5)
    days = [first + dt.timedelta(number) for number in range(150)]
    points = tuple(
        Point(day, count_rows(in_time=number + 1), Happened(entries=1), day > days[140])
        for number, day in enumerate(days)
    )
    trend = make_trend(count_rows(), plan="", plans=("a", "b"), points=points, as_of=days[140])
    text = render_trends([], replace(trend, plan=None), 100)
    told = re.findall(r"^(\d+ \w{3}) 2020 +(\d+) .*?(?:(\d+) entr.*)?$", text, flags=re.MULTILINE)

    assert told == [
        ("5 Jan", "1", "1"),
        ("31 Jan", "27", "26"),
        ("29 Feb", "56", "29"),
        ("31 Mar", "87", "31"),
        ("30 Apr", "117", "30"),
        ("24 May", "141", "24"),
        ("31 May", "148", "7"),
        ("2 Jun", "150", "2"),
    ]
    assert "Of 150 days only month ends are shown" in text
    assert "Each line holds" not in text


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_fields_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "trend.md").read_text(encoding="utf-8")
    tables = page.split("| field | meaning |")[1:]
    named = [re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, flags=re.MULTILINE) for table in tables]
    fields = [[name for cell in cells for name in re.findall(r"\w+", cell)] for cells in named]
    data = trend_json(trace_sample())

    assert fields[0] == list(data)
    assert fields[1] == list(data["points"][0])
    assert list(data["as_printed"]) == fields[1][2:-1]
    assert set(data["points"][0]["since"]) == {"entries", "targets_passed", "meetings"}


def test_json_holds_what_the_trend_holds() -> None:
    trend = trace_sample()
    data = json.loads(run("trend", SAMPLE, *AS_OF, "--format", "json").text)

    assert data == trend_json(trend)
    now = next(point for point in data["points"] if point["day"] == "2010-07-31")
    assert (now["open"], now["overdue"]) == ({"least": 14, "most": 14}, {"least": 6, "most": 6})
    assert [point["ahead"] for point in data["points"]] == [point["day"] > "2010-07-31" for point in data["points"]]
    assert [point["day"] for point in data["points"]] == sorted({point["day"] for point in data["points"]})


# -- picture -----------------------------------------------------------------------------------------------------------


def read_picture(text: str) -> ET.Element:
    svg = ET.fromstring(text)
    assert svg.tag == f"{SVG}svg"
    return svg


def list_texts(svg: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def read_places(shape: ET.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (place.split(",") for place in shape.attrib["points"].split())]


PICTURES: Mapping[str, Trend] = {
    "one-day": make_trend(count_rows(in_time=1)),
    "nothing-open": make_trend(count_rows(finalised=3), count_rows(finalised=3)),
    "all-ahead": make_trend(count_rows(in_time=3), count_rows(overdue=3), now=0),
    "bounds": make_trend(count_rows(overdue=Bounds(0, 9)), count_rows(overdue=9), count_rows(overdue=9)),
    "thousands": make_trend(count_rows(overdue=4321, in_time=1234), count_rows(overdue=5555), now=0),
    "no-rows": make_trend(Counts()),
}


@pytest.mark.parametrize("name", [*PICTURES, "sample", "early", "late"])
def test_picture_is_whole_and_asks_for_nothing(name: str) -> None:
    days = {"sample": DAY, "early": dt.date(2010, 3, 31), "late": dt.date(2026, 1, 1)}
    trend = PICTURES.get(name) or trace_sample(days[name])
    text = draw_trend(trend)
    svg = read_picture(text)
    width, height = map(float, svg.attrib["viewBox"].split()[2:])

    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
        *("svg", "title", "desc", "defs", "pattern", "rect", "circle", "path", "line", "polyline", "polygon", "text")
    }
    assert not re.search(r"https?:(?!//www\.w3\.org/2000/svg\")|@import|href|NaN|inf\b", text)
    assert set(re.findall(r"url\(#([\w-]+)\)", text)) <= {pattern.attrib["id"] for pattern in svg.iter(f"{SVG}pattern")}
    assert svg.findtext(f"{SVG}desc") == " ".join(summarise_trend(trend))
    for shape in (*svg.iter(f"{SVG}polygon"), *svg.iter(f"{SVG}polyline")):
        assert all(0 <= x <= width and 0 <= y <= height for x, y in read_places(shape))
    for words in svg.iter(f"{SVG}text"):
        wide = measure("".join(words.itertext()), float(words.attrib["font-size"]))
        share = {"middle": 0.5, "end": 1.0}.get(words.get("text-anchor", "start"), 0.0)
        left = float(words.attrib["x"]) - share * wide
        assert left > -1, "".join(words.itertext())
        assert left + wide < width + 1, "".join(words.itertext())
        assert 0 < float(words.attrib["y"]) < height


def test_picture_names_every_layer_with_its_number_now_and_where_it_leads() -> None:
    texts = list_texts(read_picture(draw_trend(trace_sample())))

    for words in (
        "47 finalised",
        "8 completed only",
        "8 open, not overdue → 1",
        "6 overdue → 13",
        "1 without an entry",
        "cannot be told:",
        "205 of 258 entries",
        "up to 58",
        "6 on 31 Jul 2010",
        "13 on 1 Jan 2011,",
    ):
        assert words in texts


def test_number_of_now_is_not_written_over() -> None:
    """The highest of a thin band that ends beside it would stand in its place."""
    near = make_trend(count_rows(overdue=Bounds(6, 9)), count_rows(overdue=9))
    apart = make_trend(count_rows(overdue=Bounds(2, 9)), count_rows(overdue=3, finalised=6), count_rows(overdue=3))

    assert "up to 9" not in list_texts(read_picture(draw_trend(near)))
    assert "up to 9" in list_texts(read_picture(draw_trend(apart)))


def test_layers_are_as_high_as_their_rows_and_fill_the_panel() -> None:
    trend = make_trend(
        count_rows(overdue=2, in_time=3, completed=1, finalised=3, unknown=1),
        count_rows(overdue=1, in_time=1, completed=2, finalised=6),
    )
    svg = read_picture(draw_trend(trend))
    past = [shape for shape in svg.iter(f"{SVG}polygon") if "fill-opacity" not in shape.attrib][:5]
    heights = [max(y for _, y in read_places(shape)) - min(y for _, y in read_places(shape)) for shape in past]

    assert [round(height / sum(heights) * 10, 2) for height in heights] == [3, 1, 3, 2, 1]
    edges = [(min(y for _, y in read_places(shape)), max(y for _, y in read_places(shape))) for shape in past]
    assert all(lower[0] == upper[1] for lower, upper in pairwise(edges))


def test_what_lies_ahead_is_dashed_and_what_lies_behind_is_not() -> None:
    trend = make_trend(count_rows(in_time=2), count_rows(overdue=1, in_time=1), count_rows(overdue=2), now=1)
    svg = read_picture(draw_trend(trend))
    lines = [shape for shape in svg.iter(f"{SVG}polyline") if shape.get("stroke-width") == "2.6"]
    behind, ahead = (read_places(shape) for shape in lines)

    assert [bool(shape.get("stroke-dasharray")) for shape in lines] == [False, True]
    assert behind[-1][0] == ahead[0][0]
    assert behind[0][1] == behind[-1][1] > ahead[0][1] > ahead[-1][1]


def test_same_trend_gives_the_same_bytes() -> None:
    assert draw_trend(trace_sample()) == draw_trend(trace_plan(build_plan(SAMPLE), DAY))


def test_many_plans_are_drawn_small_and_of_too_many_the_most_overdue() -> None:
    trends = [
        make_trend(count_rows(overdue=number % 70, in_time=70 - number % 70), plan=f"case-{number}")
        for number in range(MOST_PLANS + 5)
    ]
    together = make_trend(count_rows(overdue=1), plan="", plans=tuple(trend.plan for trend in trends))
    texts = list_texts(read_picture(draw_trends(trends, together)))
    named = [words for words in texts if re.fullmatch(r"case-\d+, 70 rows", words)]

    assert len(named) == MOST_PLANS
    assert "case-0, 70 rows" not in named
    assert f"case-{MOST_PLANS + 4}, 70 rows" in named
    assert any(f"The {MOST_PLANS} of {MOST_PLANS + 5} plans" in words for words in texts)


def test_plan_of_which_the_name_is_markup_is_drawn_as_it_stands() -> None:
    text = draw_trend(make_trend(count_rows(in_time=1), plan='<b a="1">&'))

    assert '<b a="1">&: trend up to 5 January 2020' in list_texts(read_picture(text))


def test_spread_keeps_names_apart_and_within_the_panel() -> None:
    assert spread([10, 12, 50], 10, 0, 100) == [10, 20, 50]
    assert spread([95, 96, 97], 10, 0, 100) == [80, 90, 100]
    assert spread([], 10, 0, 100) == []
    assert spread([-5], 10, 0, 100) == [0]


def test_drawing_escapes_what_it_is_given() -> None:
    drawing = Drawing(10, 10, "<&", '"')
    drawing.rectangle(Box(0, 0, 1, 2.25), '"<')
    svg = read_picture(drawing.render())

    assert svg.findtext(f"{SVG}title") == "<&"
    assert [rect.get("fill") for rect in svg.iter(f"{SVG}rect")] == ["#ffffff", '"<']


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", "<svg "), ("SVG", "<svg "), ("json", "{\n"), ("txt", "case-15: ")]
)
def test_ending_of_the_file_says_what_is_made(tmp_path: Path, ending: str, begins: str) -> None:
    (tmp_path / "plan.txt").write_text(write_plan(), encoding="utf-8")
    ran = run("trend", tmp_path / "plan.txt", *AS_OF, "-o", tmp_path / f"trend.{ending}")

    assert (ran.code, ran.out) == (0, b"")
    assert (tmp_path / f"trend.{ending}").read_text(encoding="utf-8").startswith(begins)


NO_DAYS = {"targets": "ongoing", "monitoring": "", "scrutiny": "Consider Evidence for Audit. Finalised"}
REFUSED = {
    "no-ending": (("PLAN", *AS_OF, "-o", "trend"), "does not say what to make"),
    "unknown-ending": (("PLAN", *AS_OF, "-o", "trend.png"), "ends in .svg, .json or .txt"),
    "another-format": (("PLAN", *AS_OF, "-o", "trend.svg", "--format", "json"), "--format says json"),
    "unknown-format": (("PLAN", *AS_OF, "--format", "png"), "'png' is not one of"),
    "begins-after-its-end": (("PLAN", *AS_OF, "--from", "2010-08-01"), "an earlier day, 31 July 2010"),
    "ends-before-now": (("PLAN", *AS_OF, "--until", "2010-07-30"), "a later day, 31 July 2010"),
    "no-such-day": (("PLAN", "--as-of", "2010-02-30"), "no day of the calendar"),
    "begins-later": (("PLAN", "--as-of", "2009-06-18"), "begins only on 19 June 2009: up to 18 June 2009"),
    "no-day-known": (("NODAYS", *AS_OF), "No day of the plan case-15 is known"),
    "no-plan": ((*AS_OF,), "No plan is named"),
    "two-sources": (("PLAN", "--store", "x", *AS_OF), "A document and a store"),
    "no-store": (("--store", "nowhere", *AS_OF), "There is no store here"),
    "no-such-plan": ((ROOT / "data", *AS_OF, "--plan", "case-99"), "Name one of these: case-14, case-m1"),
    "none-begun": ((ROOT / "data", "--as-of", "2001-01-01"), "None of the plans had begun by then"),
    "not-a-plan": ((ROOT / "README.md", *AS_OF), "README.md"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    given, sentence = REFUSED[name]
    plan, days = tmp_path / "plan.txt", tmp_path / "days.txt"
    plan.write_text(write_plan(), encoding="utf-8")
    text = write_plan(NO_DAYS).replace("Date commenced 19th June 2009", "")
    days.write_text(text, encoding="utf-8")
    places = {"PLAN": plan, "NODAYS": days, "trend": tmp_path / "trend"}
    ran = run("trend", *[places.get(str(part), part) for part in given])

    assert (ran.code, ran.out) == (2, b"")
    assert sentence in ran.complaint
    assert len([line for line in ran.complaint.splitlines() if line.startswith("scrgraph: ")]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["days.txt", "plan.txt"]


@cache
def trace_folder() -> tuple[dict[str, object], str]:
    ran = run("trend", ROOT / "data", *LATER, "--format", "json")
    assert ran.code == 0
    return json.loads(ran.text), ran.complaint


def test_of_a_folder_each_plan_is_traced_and_all_together() -> None:
    data, complaint = trace_folder()
    plans = data["plans"]
    together = data["together"]
    assert isinstance(plans, list)
    assert isinstance(together, dict)

    assert [plan["plan"] for plan in plans] == ["case-14", "case-m1", "dhr-w2", "sar-m3"]
    assert together["plans"] == [plan["plan"] for plan in plans]
    nows = [next(point for point in plan["points"] if point["day"] == "2015-03-31") for plan in plans]
    now = next(point for point in together["points"] if point["day"] == "2015-03-31")
    assert now["overdue"]["least"] == sum(each["overdue"]["least"] for each in nows) == 18
    assert data["left_out"] == []
    assert "links.toml: passed over" in complaint


def test_plan_that_begins_later_is_left_out_and_named() -> None:
    ran = run("trend", ROOT / "data", *AS_OF, "--format", "json")
    data = json.loads(ran.text)

    assert ran.code == 0
    assert [plan["plan"] for plan in data["plans"]] == ["case-14"]
    assert data["together"] is None
    assert {each["plan"] for each in data["left_out"]} == {"case-m1", "dhr-w2", "sar-m3"}
    assert "The plan sar-m3 begins only on 3 March 2014" in ran.complaint


def test_one_of_several_plans_can_be_chosen_and_a_store_gives_the_same(tmp_path: Path) -> None:
    alone = run("trend", ROOT / "data" / "sar-m3" / "plan.txt", *LATER)
    assert run("trend", ROOT / "data", *LATER, "--plan", "sar-m3").out == alone.out
    store = tmp_path / "store"
    assert run("ingest", *sorted((ROOT / "data").glob("*-[mw]?/plan.txt")), "--store", store).code == 0
    assert run("trend", "--store", store, *LATER, "--plan", "sar-m3").out == alone.out

    picture = run("trend", "--store", store, *LATER, "--format", "svg").text
    assert "All 3 plans together: trend up to 31 March 2015" in list_texts(read_picture(picture))


def test_document_that_cannot_be_read_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear all,\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(write_plan(), encoding="utf-8")
    ran = run("trend", tmp_path, *AS_OF, "--format", "json")

    assert ran.code == 2
    assert [plan["plan"] for plan in json.loads(ran.text)["plans"]] == ["case-15"]
    assert "a.txt" in ran.complaint


def test_old_plan_as_of_today_is_noted(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(write_plan(), encoding="utf-8")

    assert "the newest dated entry of the plan is of 13 July 2010" in run("trend", tmp_path / "plan.txt").complaint


def test_no_bar_is_shown_in_a_pipe_and_bytes_do_not_depend_on_the_place() -> None:
    arguments = ("trend", SAMPLE, *AS_OF, "--format", "svg")
    first = run_apart(*arguments, environment={"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"})
    other = run_apart(*arguments, environment={"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"})

    assert first.out == other.out == draw_trend(trace_sample()).encode()
    assert "tracing" not in first.complaint


def test_bar_comes_up_only_where_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with command.show_days(2) as tell:
        tell(1, 3)
        tell(None, 0)
    assert "tracing" not in capsys.readouterr().err

    monkeypatch.setattr(command, "_PATIENCE", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with command.show_days(2) as tell:
        time.sleep(0.01)
        tell(1, 3)
        tell(None, 0)
    assert "tracing" in capsys.readouterr().err
