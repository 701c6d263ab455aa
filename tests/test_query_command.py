"""``scrgraph query`` and ``scrgraph ontology check`` as people and programs meet them."""

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from scrgraph import pipeline
from scrgraph.analysis.questions import load_questions
from tests.graph.sample import AS_OF, SAMPLE, audit_plan, run, write_plan


@pytest.fixture(autouse=True)
def shared_audit(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let the command line take the sample's audit as made already; all else of it runs."""
    if "small_plan" not in request.fixturenames:
        monkeypatch.setattr(pipeline, "audit_dataset", lambda *_, **__: audit_plan())


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


def test_table_has_plain_headings_and_days_written_out() -> None:
    ran = run("query", "overdue-actions", SAMPLE, *AS_OF, "--width", "120")
    assert ran.code == 0
    assert all("opening cells of the row are lost" in line for line in ran.complaint.splitlines())
    lines = ran.text.splitlines()
    assert lines[0] == "Which open actions are past their last target, and by how long?"
    assert lines[2].split("  ")[0] == "plan"
    assert "last target" in lines[2]
    assert "days overdue" in lines[2]
    assert "1 September 2008" in lines[4]
    assert lines[4].endswith("698")


def test_formats_say_the_same() -> None:
    told = json.loads(run("query", "overdue-actions", SAMPLE, *AS_OF, "--format", "json").out)
    table = list(csv.DictReader(io.StringIO(run("query", "overdue-actions", SAMPLE, *AS_OF, "--format", "csv").text)))
    assert table == [{name: str(value) for name, value in row.items()} for row in told["rows"]]
    assert (told["asOf"], told["plans"], told["columns"][-1]) == ("2010-07-31", ["case-14"], "daysOverdue")
    page = run("query", "overdue-actions", SAMPLE, *AS_OF, "--format", "md").text
    assert "| plan | row | name | last target | days overdue |" in page
    assert page.count("\n| case-14 |") == len(told["rows"])


def test_question_by_theme_says_that_none_are_declared(small_plan: Path) -> None:
    ran = run("query", "missed-appointments", small_plan, *AS_OF)
    assert ran.code == 0
    assert "\nNo themes are declared" in "\n" + ran.complaint
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
    assert (ran.code, ran.text.split()) == (0, ["outcome,rows", "completed,8", "finalised,47", "open,14"])
    assert run("query", write_query(tmp_path, "ASK { ?s ?p ?o }"), SAMPLE, *AS_OF).text == "Yes.\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("overdue-action",), "The nearest name is overdue-actions"),
        (("overdue-actions", "--param", "x=1"), "takes no parameter 'x'"),
        (("nowhere.rq",), "nowhere.rq: The query cannot be read"),
        (("overdue-actions", "--themes", "nowhere.json"), "nowhere.json: The themes cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence_and_exit_2(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run("query", arguments[0], SAMPLE, *arguments[1:])
    assert (ran.code, ran.text) == (2, "")
    assert complaint in ran.complaint
    assert len(ran.complaint.splitlines()) == 1


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
