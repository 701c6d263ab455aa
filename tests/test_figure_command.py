"""The command figure: each figure in each form, what it says where there is nothing to draw, and what it refuses."""

import csv
import datetime as dt
import importlib.util
import io
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from scrgraph.analysis.answers import FactBase
from scrgraph.analysis.figures import find_figure, list_figures
from scrgraph.analysis.questions import Question
from scrgraph.audit.overdue import add_overdue, count_overdue
from scrgraph.audit.rules import RulePack
from scrgraph.errors import BadUsage
from scrgraph.graph.quads import FactGraph
from scrgraph.pipeline import AuditedPlan, audit_dataset, collect_facts
from scrgraph.reports import png
from scrgraph.reports.figure_kinds import make_figure
from scrgraph.reports.figures import Figure, figure_json, render_csv, render_text
from scrgraph.reports.layout import write_percent
from scrgraph.reports.overdue_map import NAME, make_overdue_map
from tests.graph.sample import AS_OF, DAY, ROOT, SAMPLE, build_plan, run, run_apart, write_plan
from tests.reports.drawn import list_outside, list_overlaps, list_pale, list_small, read_drawing

NAMES = sorted([*(figure.name for figure in list_figures()), NAME])
LATER = dt.date(2015, 3, 31)


@cache
def audit_plans() -> tuple[AuditedPlan, ...]:
    """Audit two small synthetic plans."""
    pack = RulePack.load().choose(["SEQ-001"])
    paths = [ROOT / "data" / name / "plan.txt" for name in ("case-m1", "sar-m3")]
    return tuple(audit_dataset(build_plan(path), LATER, pack) for path in paths)


@cache
def make(name: str) -> Figure:
    """Make a figure of the two plans."""
    plans = [plan.result.plan for plan in audit_plans()]
    if name == NAME:
        counted = [count_overdue(plan.result.plan, plan.dataset, LATER) for plan in audit_plans()]
        return make_overdue_map(add_overdue(counted), plans, LATER)
    return make_figure(find_figure(name), FactBase(collect_facts(audit_plans())), plans, LATER)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of one row, which is closed."""
    path = tmp_path / "plan.txt"
    path.write_text(write_plan(), encoding="utf-8")
    return path


def test_list_names_each_figure_with_its_question() -> None:
    lines = run("figure", "list").text.splitlines()
    assert lines[::2] == NAMES
    assert all(line.startswith("    ") and line.endswith("?") for line in lines[1::2])


@pytest.mark.parametrize("name", NAMES)
def test_each_form_of_a_figure_tells_the_same(name: str) -> None:
    figure = make(name)
    told = json.loads(json.dumps(figure_json(figure)))
    assert (told["figure"], told["asOf"], told["plans"]) == (name, "2015-03-31", ["case-m1", "sar-m3"])
    assert told["words"]
    lines = list(csv.DictReader(io.StringIO(render_csv(figure))))
    assert lines
    assert list(lines[0]) == told["columns"]
    assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in told["rows"]] == lines
    text = " ".join(render_text(figure, 100).split())
    assert all(" ".join(words.split()).replace("- ", "") in text.replace("- ", "") for words in figure.told)
    picture = read_drawing(figure.draw())
    assert (picture.title, picture.description) == (figure.title, " ".join(figure.told))
    assert list(list_overlaps(picture)) == []
    assert [*list_outside(picture), *list_small(picture), *list_pale(picture)] == []


@pytest.mark.parametrize(
    ("suffix", "begins"), [(".svg", "<svg"), (".csv", "reading,days"), (".json", "{"), (".txt", "How")]
)
def test_ending_of_the_file_says_what_is_made(suffix: str, begins: str, plan: Path, tmp_path: Path) -> None:
    ran = run("figure", "time-to-closure", plan, *AS_OF, "-o", tmp_path / f"figure{suffix}")
    assert (ran.code, ran.out) == (0, b""), ran.complaint
    assert (tmp_path / f"figure{suffix}").read_text(encoding="utf-8").startswith(begins)


def test_table_is_printed_with_the_sentences_and_how_to_read_it() -> None:
    said = run("figure", "time-to-closure", SAMPLE, *AS_OF, "--width", "100").text
    assert said.startswith("How long after its last target day is an action closed? (case-14, as of 31 July 2010)\n")
    assert "- 50 of 63 actions with a target day were closed; the others are still open." in said
    assert "47 closings of 50 bear no day, so there are two readings" in said
    assert "months  still open, %  band, %  seen\n" in said
    assert "Kaplan and Meier (1958)" in said


def test_of_one_plan_no_theme_can_return_and_it_says_so(plan: Path, tmp_path: Path) -> None:
    ran = run("figure", "recurrence", plan, *AS_OF, "-o", tmp_path / "none.svg")
    assert ran.code == 0
    drawn = " ".join(text.words for text in read_drawing((tmp_path / "none.svg").read_text(encoding="utf-8")).texts)
    assert "a theme can only return in a later review, and here is one plan." in drawn


@pytest.mark.parametrize("figure", list_figures(), ids=lambda figure: figure.name)
def test_of_nothing_nothing_is_drawn(figure: Question) -> None:
    made = make_figure(figure, FactBase(FactGraph()), ["a", "b"], DAY)
    assert made.told[0].startswith("There is nothing to ")
    assert made.draw().startswith("<svg")
    assert made.shown.rows == made.full.rows == ()


def test_plan_without_a_row_overdue_says_so(tmp_path: Path) -> None:
    plan = tmp_path / "late.txt"
    plan.write_text(write_plan({"targets": "1/09/2030"}), encoding="utf-8")
    assert "no row of 1 plan was overdue" in run("figure", NAME, plan, *AS_OF).text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("planets", SAMPLE), "There is no figure 'planets'. There are: overdue-by-agency, ", id="unknown"),
        pytest.param((NAME, SAMPLE, "-o", "figure.gif"), "cannot be written in this form", id="form"),
        pytest.param((NAME,), "scrgraph: ", id="no plan"),
        pytest.param((NAME, SAMPLE, "--as-of", "2001-01-01"), "no month to count", id="too early"),
        pytest.param((NAME, "nowhere.txt"), "nowhere.txt", id="no file"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(arguments: tuple[str | Path, ...], said: str) -> None:
    ran = run("figure", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.complaint
    assert "Traceback" not in ran.complaint


def test_same_plan_gives_the_same_bytes_wherever_it_is_drawn(plan: Path, tmp_path: Path) -> None:
    ran = run_apart("figure", "time-to-closure", plan, *AS_OF, "-o", tmp_path / "apart.svg")
    assert ran.code == 0
    assert run("figure", "time-to-closure", plan, *AS_OF, "-o", tmp_path / "here.svg").code == 0
    assert (tmp_path / "apart.svg").read_bytes() == (tmp_path / "here.svg").read_bytes()


@pytest.mark.parametrize(("chart", "said"), [("pie", "names no chart"), ("closures", "none of a chart of the kind")])
def test_question_of_another_kind_is_refused(chart: str, said: str) -> None:
    with pytest.raises(BadUsage, match=said):
        make_figure(replace(find_figure("theme-by-agency"), chart=chart), FactBase(FactGraph()), ["a"], DAY)


def test_share_is_never_rounded_to_all_or_none() -> None:
    assert [write_percent(share) for share in (0, 0.001, 0.126, 0.999, 1)] == [
        "0 %",
        "under 1 %",
        "13 %",
        "over 99 %",
        "100 %",
    ]


# -- PNG ---------------------------------------------------------------------------------------------------------------


def test_where_no_renderer_is_installed_the_remedy_is_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(png, "find_spec", lambda name: None if name == "resvg_py" else importlib.util.find_spec(name))
    for command in (("figure", NAME), ("network",)):
        ran = run(*command, "nowhere.txt", "-o", tmp_path / "figure.png")
        assert ran.code == 2
        assert "scrgraph[png]" in ran.complaint
    assert not list(tmp_path.iterdir())


def test_png_is_drawn_with_letters_of_its_own(plan: Path, tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    pytest.importorskip("font_source_sans_pro")
    ran = run("figure", "time-to-closure", plan, *AS_OF, "-o", tmp_path / "figure.png")
    assert ran.code == 0, ran.complaint
    from PIL import Image

    picture = Image.open(tmp_path / "figure.png")
    assert (picture.format, picture.width) == ("PNG", png.WIDTH)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20" font-family="{}"><text y="15">{}</text></svg>'
    drawn = png.render_png(svg.format("sans-serif", "words"))
    assert drawn == png.render_png(svg.format("system-ui, Arial, sans-serif", "words"))
    assert drawn != png.render_png(svg.format("sans-serif", ""))
