"""``scrgraph query`` and ``scrgraph ontology check`` as people and programs meet them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from scrgraph import pipeline
from scrgraph.analysis.questions import load_questions
from scrgraph.graph.quads import FactGraph
from scrgraph.ingest.unread import list_unread
from scrgraph.reports.places import PLACES
from tests.graph.sample import AS_OF, SAMPLE, audit_plan, build_plan, read_plan, run, write_plan

NOTE = "plan.txt: the opening cells of the row are lost"  # of how the sample is read
COLLECT = pipeline.collect_facts


@cache
def collect_sample() -> FactGraph:
    """Give the facts that questions on the sample are asked of, made once."""
    return COLLECT([audit_plan()])


@pytest.fixture(autouse=True)
def shared_audit(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let the command line take the sample as read and audited already; all else of it runs."""
    if "small_plan" in request.fixturenames:
        return
    monkeypatch.setattr(pipeline, "audit_dataset", lambda *_, **__: audit_plan())
    monkeypatch.setattr(pipeline, "collect_facts", lambda plans: collect_sample() if len(plans) == 1 else FactGraph())
    opened = pipeline.open_plans

    def open_plans(sources: tuple[str, ...], *rest: Any, **more: Any) -> Iterator[Any]:
        if sources == (str(SAMPLE),):
            yield pipeline.OpenedPlan(build_plan(), notes=tuple(list_unread(read_plan().document)))
        else:
            yield from opened(sources, *rest, **more)

    monkeypatch.setattr(pipeline, "open_plans", open_plans)


@pytest.fixture
def small_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan of two rows in a folder where no settings hold."""
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "plan.txt"
    plan.write_text(write_plan({}, {"text": "Lists should be kept."}), encoding="utf-8")
    return plan


def write_query(folder: Path, text: str) -> Path:
    file = folder / "mine.rq"
    file.write_text(text, encoding="utf-8")
    return file


def test_list_shows_every_question() -> None:
    listed = json.loads(run("query", "list", "--format", "json").out)
    assert [one["name"] for one in listed] == [question.name for question in load_questions()]
    text = run("query", "list", "--width", "80").text
    assert all(question.name in text for question in load_questions())
    assert "--param theme=non-attendance" in text
    assert "\n\nMEETINGS\ndecisions-by-meeting\n" in text


def test_table_has_plain_headings_days_written_out_and_places() -> None:
    ran = run("query", "overdue-actions", SAMPLE, *AS_OF, "--width", "120")
    assert ran.code == 0
    assert all("opening cells of the row are lost" in line for line in ran.complaint.splitlines())
    lines = ran.text.splitlines()
    assert lines[0] == "Which open actions are past their last target, and by how long?"
    assert lines[2].split("  ")[0] == "plan"
    assert lines[2].endswith("where")
    assert "last target" in lines[2]
    assert "days overdue" in lines[2]
    assert "1 September 2008" in lines[4]
    assert re.search(r"698 +line 146 and 1 more$", lines[4])
    assert lines[-1] == "Where: in plan.txt."


def test_formats_say_the_same() -> None:
    asked = ("query", "overdue-actions", SAMPLE, *AS_OF, "--format")
    told = json.loads(run(*asked, "json").out)
    rows = [{name: str(value) for name, value in row.items() if name != "cells"} for row in told["rows"]]
    assert (told["asOf"], told["plans"], told["columns"][-1]) == ("2010-07-31", ["case-14"], "daysOverdue")
    table = list(csv.DictReader(io.StringIO(run(*asked, "csv").text)))
    assert [{name: row[name] for name in told["columns"]} for row in table] == rows
    page = run(*asked, "md").text
    assert "| plan | row | name | last target | days overdue | where |" in page
    assert page.count("\n| case-14 |") == len(rows)
    book = load_workbook(io.BytesIO(run(*asked, "xlsx").out))
    assert book.sheetnames == ["Answer", "About"]
    headings, *lines = book["Answer"].iter_rows(values_only=True)
    assert headings == ("plan", "row", "name", "last target", "days overdue", *PLACES)
    assert [[str(cell)[:10] for cell in line[3:5]] for line in lines] == [
        [row["lastTarget"], row["daysOverdue"]] for row in rows
    ]


def test_each_format_leads_to_the_same_cells() -> None:
    """The row of the education welfare service: its text and its target stand on line 146."""
    asked = ("query", "overdue-actions", SAMPLE, *AS_OF, "--format")
    cells = json.loads(run(*asked, "json").out)["rows"][0]["cells"]
    assert [(cell["file"], cell["lines"], cell["column"]) for cell in cells] == [
        ("plan.txt", [146, 146], "Recommendation (SMART)"),
        ("plan.txt", [146, 146], "Target Date for Completion"),
    ]
    assert cells[1]["quote"] == "01.09.08"
    line = next(csv.DictReader(io.StringIO(run(*asked, "csv").text)))
    assert (line["file"], line["lines"], line["column"]) == ("plan.txt", "line 146", "Recommendation (SMART)")
    assert line["further places"] == "plan.txt, line 146, Target Date for Completion: “01.09.08”"
    sheet = load_workbook(io.BytesIO(run(*asked, "xlsx").out))["Answer"]
    assert [cell.value for cell in sheet[2]][5:] == [line[place] for place in PLACES]
    assert "| line 146 and 1 more |" in run(*asked, "md").text


def test_answer_is_written_whole_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "answer.xlsx"
    ran = run("query", "outcome-counts", SAMPLE, *AS_OF, "--format", "xlsx", "-o", file)
    assert (ran.code, ran.text) == (0, "")
    assert f"{file} written." in ran.complaint
    about = {row[0]: row[1] for row in load_workbook(file)["About"].iter_rows(values_only=True)}
    assert about["Question"] == "How many actions are finalised, completed only, open, unknown?"
    assert (about["Plans"], about["Rows"], str(about["As of"])[:10]) == ("case-14", 4, "2010-07-31")


def test_name_of_the_file_says_in_which_form_it_is_written(tmp_path: Path) -> None:
    asked = ("query", "outcome-counts", SAMPLE, *AS_OF)
    for ending, form in (("csv", "csv"), ("json", "json"), ("md", "md"), ("CSV", "csv"), ("txt", "table")):
        file = tmp_path / f"answer.{ending}"
        assert run(*asked, "-o", file).code == 0
        assert file.read_bytes().decode() == run(*asked, "--format", form).text
    assert run(*asked, "-o", tmp_path / "answer.xlsx").code == 0
    assert load_workbook(tmp_path / "answer.xlsx").sheetnames
    file = tmp_path / "said.json"
    assert run(*asked, "--format", "csv", "-o", file).code == 0
    assert file.read_bytes().decode() == run(*asked, "--format", "csv").text  # what was asked for counts


def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path, small_plan: Path) -> None:
    small_plan.write_text(write_plan({"text": "=HYPERLINK(1)"}, {"text": "31.12.2010"}), encoding="utf-8")
    text = (
        "PREFIX scr: <https://w3id.org/scrgraph/ontology#>\n"
        "SELECT ?words WHERE { ?row a scr:Recommendation ; scr:statement ?words ; scr:position ?at } ORDER BY ?at"
    )
    asked = ("query", write_query(tmp_path, text), small_plan, *AS_OF, "--format")
    words = [row["words"] for row in csv.DictReader(io.StringIO(run(*asked, "csv").text))]
    assert words == ["'=HYPERLINK(1)", "'31.12.2010"]
    sheet = load_workbook(io.BytesIO(run(*asked, "xlsx").out))["Answer"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == ["=HYPERLINK(1)", "31.12.2010"]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_question_by_theme_rests_on_themes_read_from_words(small_plan: Path) -> None:
    """Nothing is declared here: what the words of the rows say is enough."""
    small_plan.write_text(
        write_plan({"text": "Staff should be trained."}, {"text": "Sign it.", "actions": "Sign."}), encoding="utf-8"
    )
    ran = run("query", "missed-appointments", small_plan, *AS_OF, "--param", "theme=Training and learning")
    assert ran.code == 0
    assert "main/1" in ran.text
    assert "main/2" not in ran.text
    assert ran.complaint == ""


def test_question_by_theme_says_that_no_row_has_any(small_plan: Path) -> None:
    small_plan.write_text(write_plan({"text": "Sign it.", "actions": "Sign."}), encoding="utf-8")
    ran = run("query", "missed-appointments", small_plan, *AS_OF)
    assert ran.code == 0
    assert "No row here has a theme" in ran.complaint
    assert ran.text.endswith("None.\n")


def test_declared_themes_are_found_and_lost_rows_named(small_plan: Path) -> None:
    tags = small_plan.parent / "tags.json"
    tags.write_text('{"main/2": ["non-attendance", "training"], "main/99": ["consent"]}', encoding="utf-8")
    asked = ("query", "missed-appointments", small_plan, "--themes", tags)
    ran = run(*asked, *AS_OF, "--format", "json")
    assert [row["row"] for row in json.loads(ran.out)["rows"]] == ["main/2"]
    assert "case-15 has no row main/99, for which the theme 'consent' is declared." in ran.complaint
    ran = run(*asked, "--param", "theme=training", "--format", "csv")
    assert "\ntraining,case-15,main/2," in ran.text.replace("\r", "")


def test_themes_that_a_board_declares_are_found(small_plan: Path) -> None:
    """Its settings name the file; what is declared of a plan that is not here is no fault."""
    tags = {"plans": [{"plan": plan, "rows": [{"key": "main/1", "themes": ["training"]}]} for plan in ("case-15", "x")]}
    (small_plan.parent / "tags.json").write_text(json.dumps(tags), encoding="utf-8")
    (small_plan.parent / "scrgraph.toml").write_text('[declared]\nthemes = ["tags.json"]\n', encoding="utf-8")
    ran = run("query", "missed-appointments", small_plan, "--param", "theme=training", "--format", "json")
    assert [row["row"] for row in json.loads(ran.out)["rows"]] == ["main/1"]
    assert ran.complaint == ""


def test_own_query_is_asked(tmp_path: Path) -> None:
    query = write_query(
        tmp_path,
        "PREFIX scr: <https://w3id.org/scrgraph/ontology#>\n"
        "SELECT ?outcome (COUNT(?row) AS ?rows) WHERE { ?row scr:outcome ?outcome } "
        "GROUP BY ?outcome ORDER BY ?outcome",
    )
    ran = run("query", query, SAMPLE, *AS_OF, "--format", "csv")
    assert ran.code == 0
    assert [line[:2] for line in csv.reader(io.StringIO(ran.text))] == [
        ["outcome", "rows"],
        ["completed", "8"],
        ["finalised", "47"],
        ["open", "14"],
    ]
    assert run("query", write_query(tmp_path, "ASK { ?s ?p ?o }"), SAMPLE, *AS_OF).text == "Yes.\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("overdue-action",), "The nearest name is overdue-actions"),
        (("overdue-actions", "--param", "x=1"), "takes no parameter 'x'. It takes none.\n"),
        (("missed-appointments", "--param", "theme"), "The parameter 'theme' has no value."),
        (("missed-appointments", "--param", "theme="), "The parameter 'theme=' has no value."),
        (("missed-appointments", "--param", "theme=trainin"), "There is no theme 'trainin' here"),
        (("missed-appointments", "--param", "theme=trainin"), "The nearest is training."),
        (("themes-by-agency", "--param", "agency=Children Social Care"), "The nearest is Children's Social Care"),
        (("findings-by-rule-and-agency", "--param", "rule=SEQ-01"), "The nearest is SEQ-001."),
        (("facts-of-a-row", "--param", "row=main/99"), "There is no row 'main/99' here"),
        (("facts-of-a-row", "--param", "plan=case-41"), "There is no plan 'case-41' here"),
        (("gaps-between-meetings", "--param", "days=many"), "'days' is a whole number, and 'many' is none"),
        (("gaps-between-meetings", "--param", "days=-5"), "'days' is a whole number, and '-5' is none"),
        (("nowhere.rq",), "nowhere.rq: The query cannot be read"),
        (("overdue-actions", "--themes", "nowhere.json"), "nowhere.json: The themes cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence_and_exit_2(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run("query", arguments[0], SAMPLE, *arguments[1:])
    assert (ran.code, ran.text) == (2, "")
    assert complaint in ran.complaint
    assert len(ran.complaint.splitlines()) == 1 + ran.complaint.count(NOTE)


def test_parameter_that_is_needed_is_asked_for(tmp_path: Path) -> None:
    head = "#+ summary: Which rows are on a theme?\n#+ kinds:\n#+   - theme: theme\n"
    query = write_query(tmp_path, head + "SELECT ?row ?theme WHERE { ?row <https://w3id.org/x> ?theme }")
    ran = run("query", query, SAMPLE)
    assert (ran.code, ran.text) == (2, "")
    assert "needs its parameter 'theme'" in ran.complaint
    assert len(ran.complaint.splitlines()) == 1


def test_names_of_values_are_taken_in_any_capitals() -> None:
    asked = ("query", "agency-record", SAMPLE, *AS_OF, "--format", "json", "--param")
    by_name = json.loads(run(*asked, "agency=children's social CARE").out)
    assert {row["agencyName"] for row in by_name["rows"]} == {"Children's Social Care"}
    assert by_name["parameters"] == {"agency": "Children's Social Care"}
    assert json.loads(run(*asked, "agency=csc").out)["rows"] == by_name["rows"]
    assert len(json.loads(run(*asked, "agency=any").out)["rows"]) == 52


def test_queries_of_a_board_are_asked_by_their_names(small_plan: Path) -> None:
    folder = small_plan.parent / "ours"
    folder.mkdir()
    (folder / "how-many.rq").write_text(
        "#+ summary: How many recommendations are there?\n"
        "SELECT (COUNT(?row) AS ?rows) WHERE { ?row a <https://w3id.org/scrgraph/ontology#Recommendation> }",
        encoding="utf-8",
    )
    (small_plan.parent / "scrgraph.toml").write_text('queries = "ours"\n', encoding="utf-8")
    assert run("query", "how-many", small_plan, *AS_OF, "--format", "csv").text.split()[-1].startswith("2")
    listed = json.loads(run("query", "list", "--format", "json").out)
    assert listed[-1] == {
        "name": "how-many",
        "topic": "own",
        "question": "How many recommendations are there?",
        "note": "",
        "parameters": {},
        "kinds": {},
        "needs_themes": False,
    }
    (folder / "outcome-counts.rq").write_text("ASK {}", encoding="utf-8")
    ran = run("query", "how-many", small_plan)
    assert (ran.code, len(ran.complaint.splitlines())) == (2, 1)
    assert "There is another query of the name outcome-counts, scrgraph's own." in ran.complaint


def test_folder_of_queries_that_is_not_there_is_named(small_plan: Path) -> None:
    (small_plan.parent / "scrgraph.toml").write_text('queries = "nowhere"\n', encoding="utf-8")
    ran = run("query", "list")
    assert (ran.code, ran.text) == (2, "")
    assert "nowhere: The folder of queries is not there. Mend its name in scrgraph.toml." in ran.complaint


def test_query_of_ones_own_sees_the_graphs_that_it_names(tmp_path: Path) -> None:
    text = (
        "PREFIX scr: <https://w3id.org/scrgraph/ontology#>\n"
        "SELECT (COUNT(DISTINCT ?span) AS ?spans) WHERE { GRAPH ?source { ?fact scr:recordedIn ?span } }"
    )
    ran = run("query", write_query(tmp_path, text), SAMPLE, *AS_OF, "--format", "json")
    assert json.loads(ran.out)["rows"][0]["spans"] > 1000
    ran = run("query", write_query(tmp_path, text.replace("GRAPH ?source", "")), SAMPLE, *AS_OF, "--format", "json")
    assert json.loads(ran.out)["rows"][0]["spans"] == 0


def test_update_is_refused(tmp_path: Path) -> None:
    ran = run("query", write_query(tmp_path, "DELETE WHERE { ?s ?p ?o }"), SAMPLE)
    assert (ran.code, ran.text) == (2, "")
    assert "only SELECT and ASK" in ran.complaint


def test_slow_query_of_ones_own_is_ended(tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c != ?i) }"
    ran = run("query", write_query(tmp_path, text), SAMPLE, *AS_OF, "--time-limit", "1")
    assert (ran.code, ran.text) == (2, "")
    assert "longer than 1 seconds" in ran.complaint


def test_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(write_plan(), encoding="utf-8")
    ran = run("query", "outcome-counts", tmp_path)
    # The first is asked all the same: what can be done is done.
    assert ran.code == 2
    assert ran.text.count("case-") >= 1
    assert "a.txt" in ran.complaint
    assert "b.txt" in ran.complaint


@pytest.mark.parametrize(("sound", "code"), [(True, 0), (False, 1)])
def test_ontology_check_tells_by_its_exit_code(sound: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    reasoning = pytest.importorskip("scrgraph.graph.reasoning")
    asked: list[int] = []

    def check_ontology(datasets: list[object]) -> SimpleNamespace:
        asked.append(len(datasets))
        return SimpleNamespace(sound=sound)

    monkeypatch.setattr(reasoning, "check_ontology", check_ontology)
    monkeypatch.setattr(reasoning, "render_report", lambda report: f"sound: {report.sound}")
    ran = run("ontology", "check", SAMPLE)
    assert (ran.code, ran.text, asked) == (code, f"sound: {sound}\n", [1])
    assert run("ontology", "check").code == code
    assert asked == [1, 0]
    ran = run("ontology", "check", "nowhere.txt")
    assert (ran.code, ran.text) == (2, "")
    assert ran.complaint.startswith("scrgraph: nowhere.txt: The file cannot be read")
