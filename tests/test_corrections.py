"""Corrections: a person's own reading of a cell is used, and shown beside what is printed, in every report."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from openpyxl import Workbook

from scrgraph import namespaces
from scrgraph.facts.corrections import Correction
from scrgraph.graph.corrections import read_corrections
from scrgraph.reports.formats import FORMATS
from tests.graph.sample import AS_OF, Ran, run, write_plan

ENTRY = {
    "plan": "case-15",
    "row": "main/1",
    "column": "targets",
    "printed": "29.02.09",
    "read-as": "28.02.09",
    "reason": "The minutes name the last day of February.",
    "post": "Clerk to the sub-group",
    "day": "2010-07-20",
}
OPEN = {"targets": "29.02.09", "scrutiny": "Reviewed by QA&A subgroup 13/07/2010. Pending."}


def write_entry(**changes: str | None) -> str:
    said = {**ENTRY, **{key.replace("_", "-"): value for key, value in changes.items()}}
    lines = [
        f"{key} = {value}" if key == "day" and value[4:5] == "-" else f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in said.items()
        if value is not None
    ]
    return "\n".join(["[[correction]]", *lines]) + "\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(write_plan(OPEN, {"text": "Every school should keep one.", "leads": ""}), encoding="utf-8")
    return path


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    path = tmp_path / "corrections.toml"
    path.write_text(write_entry(), encoding="utf-8")
    return path


def read_rows(*arguments: str | Path) -> list[dict[str, object]]:
    ran = run("rows", *arguments, "--format", "json")
    assert ran.code == 0, ran.complaint
    rows: list[dict[str, object]] = json.loads(ran.text)
    return rows


# -- used, and shown beside what is printed --------------------------------------------------------------------------


def test_rows_give_the_reading_beside_what_is_printed(plan: Path, corrections: Path) -> None:
    before, (row, other) = read_rows(plan)[0], read_rows(plan, "--corrections", corrections)
    assert before["targets"] == [{"raw": "29.02.09", "iso": None, "kind": "invalid"}]
    assert (before["corrections"], other["corrections"]) == ([], [])
    assert row["targets"] == [{"raw": "28.02.09", "iso": "2009-02-28", "kind": "deadline"}]
    assert row["cells"]["targets"]["text"] == "29.02.09"  # type: ignore[index]
    (told,) = row["corrections"]  # type: ignore[misc]
    assert told == {  # type: ignore[has-type]
        "id": told["id"],  # type: ignore[has-type]
        "heading": "Target date for completion",
        "column": "targets",
        **{key.replace("-", "_"): ENTRY[key] for key in ("printed", "read-as", "reason", "post", "day")},
    }
    text = run("rows", plan, "--corrections", corrections, "--width", "200").text
    assert "main/1, Target date for completion: printed “29.02.09”, corrected to “28.02.09”: The minutes name" in text


def test_status_and_trend_judge_by_the_reading_and_say_so(plan: Path, corrections: Path) -> None:
    def find(*more: str | Path) -> dict[str, object]:
        return json.loads(run("status", plan, *AS_OF, *more, "--format", "json").text)  # type: ignore[no-any-return]

    assert find()["rows"][0]["schedule"] == "cannot-tell"  # type: ignore[index]
    corrected = find("--corrections", corrections)
    assert corrected["rows"][0]["schedule"] == "overdue"  # type: ignore[index]
    assert any("Clerk to the sub-group" in note for note in corrected["notes"])  # type: ignore[attr-defined]
    told = run("trend", plan, *AS_OF, "--corrections", corrections, "--format", "json")
    assert any("corrected to “28.02.09”" in line for line in json.loads(told.text)["summary"])
    assert "corrected to" not in run("trend", plan, *AS_OF, "--format", "json").text


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_lists_it_with_reason_and_post(form: str, plan: Path, corrections: Path, tmp_path: Path) -> None:
    out = tmp_path / f"report.{form}"
    assert run("audit", plan, *AS_OF, "--corrections", corrections, "--format", form, "-o", out).code in (0, 1)
    if form == "xlsx":
        from openpyxl import load_workbook

        book = load_workbook(out)
        text = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    else:
        text = " ".join(out.read_text(encoding="utf-8").split())
    for words in ("29.02.09", "28.02.09", "The minutes name the last day of February", "Clerk to the sub-group"):
        assert words in text


def test_cells_of_a_finding_show_both(plan: Path, corrections: Path) -> None:
    ran = run("audit", plan, *AS_OF, "--corrections", corrections, "--format", "json", "--select", "SEQ-001")
    report = json.loads(ran.text)
    (finding,) = report["findings"]
    (cell,) = [cell for cell in finding["cells"] if cell["column"] == "Target date for completion"]
    assert (cell["quote"], cell["read_as"]) == ("29.02.09", "28.02.09")
    assert cell["correction"] == report["corrections"][0]["id"]
    why = run("why", finding["id"], plan, *AS_OF, "--corrections", corrections, "--width", "200").text
    assert "“29.02.09” (corrected to “28.02.09”, C-" in why
    assert run("why", finding["id"], plan, *AS_OF).code == 2  # as printed there is no such day, so nothing is overdue


def test_settings_name_corrections(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "corrections.toml").write_text(write_entry() + write_entry(plan="case-99"), encoding="utf-8")
    (tmp_path / "scrgraph.toml").write_text('[declared]\ncorrections = ["corrections.toml"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_rows(plan)[0]["targets"][0]["iso"] == "2009-02-28"  # type: ignore[index]
    assert "corrected to “28.02.09”" in json.dumps(
        json.loads(run("audit", plan, *AS_OF, "--format", "json").text), ensure_ascii=False
    )


@pytest.mark.parametrize("column", ["targets", "Target date for completion", "TARGET DATE  for completion"])
def test_column_is_named_as_it_is_printed_or_by_its_name(column: str, plan: Path, corrections: Path) -> None:
    corrections.write_text(write_entry(column=column), encoding="utf-8")
    assert read_rows(plan, "--corrections", corrections)[0]["corrections"]


def test_cell_is_named_by_its_place(plan: Path, corrections: Path) -> None:
    corrections.write_text(write_entry(row=None, column=None, place="Line 5"), encoding="utf-8")
    assert read_rows(plan, "--corrections", corrections)[0]["corrections"]


def test_empty_cell_is_filled(plan: Path, corrections: Path) -> None:
    corrections.write_text(
        write_entry(row="main/2", column="leads", printed="", read_as="Head of Schools"), encoding="utf-8"
    )
    row = read_rows(plan, "--corrections", corrections)[1]
    assert row["leads"] == "Head of Schools"
    assert row["corrections"][0]["printed"] == ""  # type: ignore[index]
    ran = run("audit", plan, *AS_OF, "--corrections", corrections, "--format", "json")
    assert "nothing read there, corrected to “Head of Schools”" in "".join(json.loads(ran.text)["notes"])


def test_words_that_were_not_read_are_read(tmp_path: Path, corrections: Path) -> None:
    """A line that has a cell more than there are headings: its words are in no column."""
    text = write_plan({"targets": ""}, {})
    lines = text.splitlines()
    lines[4] += "\tby the end of May 2010"
    plan = tmp_path / "plan.txt"
    plan.write_text("\n".join(lines), encoding="utf-8")
    account = json.loads(run("rows", plan, "--account", "--format", "json").text)
    assert account["unread"] == 1
    corrections.write_text(write_entry(printed="by the end of May 2010", read_as="31/05/2010"), encoding="utf-8")
    (row, _) = read_rows(plan, "--corrections", corrections)
    assert row["targets"][0]["iso"] == "2010-05-31"  # type: ignore[index]
    account = json.loads(run("rows", plan, "--account", "--format", "json", "--corrections", corrections).text)
    assert (account["unread"], account["balances"]) == (0, True)
    assert "read by a correction" in [cell["reason"] for cell in account["cells"]]


def test_words_beside_keep_their_places(tmp_path: Path, corrections: Path) -> None:
    """What stands behind corrected words is quoted as printed, though the reading is longer."""
    plan = tmp_path / "plan.txt"
    plan.write_text(write_plan({"targets": "1.9.0 and 1/12/2009"}, {}), encoding="utf-8")
    corrections.write_text(write_entry(printed="1.9.0", read_as="1 September 2009"), encoding="utf-8")
    (row, _) = read_rows(plan, "--corrections", corrections)
    assert [target["iso"] for target in row["targets"]] == ["2009-09-01", "2009-12-01"]  # type: ignore[attr-defined]
    out = tmp_path / "plan.trig"
    run("ingest", plan, "--corrections", corrections, "-o", out)
    quads = list(ox.parse(path=out, format=ox.RdfFormat.TRIG))
    quoted = {
        quad.object.value
        for quad in quads
        if quad.predicate.value.endswith("oa#exact") and "/target/" in quad.subject.value
    }
    assert quoted == {"1.9.0", "1/12/2009", "1/09/2009"}


# -- linked data -----------------------------------------------------------------------------------------------------


def test_linked_data_attributes_it_and_keeps_what_is_printed(plan: Path, corrections: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.trig"
    assert run("ingest", plan, "--corrections", corrections, "-o", out).code == 0
    store = ox.Store()
    store.load(path=out, format=ox.RdfFormat.TRIG)
    found = store.query(
        f"""
        PREFIX prov: <{namespaces.PROV}> PREFIX scr: <{namespaces.SCR}> PREFIX rdfs: <{namespaces.RDFS}>
        SELECT ?printed ?read ?label ?value WHERE {{
            GRAPH ?facts {{ ?it a scr:Correction ; scr:printedText ?printed ; scr:readAs ?read ;
                scr:correctedOn "2010-07-20"^^<{namespaces.XSD}date> ; prov:wasAttributedTo ?post .
                ?post a prov:Agent ; rdfs:label ?label }}
            GRAPH ?source {{ ?cell scr:correctedBy ?it ; <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> ?value }}
            GRAPH ?meta {{ ?reading a scr:Reading ; prov:used ?it }}
        }}"""
    )
    assert [[term.value for term in row] for row in found] == [  # type: ignore[union-attr]
        ["29.02.09", "28.02.09", "Clerk to the sub-group", "29.02.09"]
    ]
    report = json.loads(run("audit", out, *AS_OF, "--format", "json").text)
    assert report["corrections"][0]["post"] == "Clerk to the sub-group"


def test_store_reads_the_same_document_anew_with_another_reading(plan: Path, corrections: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"

    def find_targets() -> list[str]:
        report = json.loads(run("status", "--store", store, *AS_OF, "--format", "json").text)
        return [str(row["due"]) for row in report["plans"][0]["rows"][:1]]

    assert run("ingest", plan, "--store", store).complaint.endswith("added.\n")
    assert find_targets() == ["None"]
    assert run("audit", "--store", store, *AS_OF).code == 1
    ran = run("ingest", plan, "--store", store, "--corrections", corrections)
    assert ran.complaint.splitlines()[-1] == "case-15: 2 rows, read anew."
    assert find_targets() == ["2009-02-28"]
    assert "corrected to “28.02.09”" in run("audit", "--store", store, *AS_OF, "--width", "200").text
    assert "nothing changed" in run("ingest", plan, "--store", store, "--corrections", corrections).complaint
    assert run("audit", "--store", store, *AS_OF, "--corrections", corrections).code == 1
    assert run("ingest", plan, "--store", store).complaint.endswith("read anew.\n")
    assert find_targets() == ["None"]
    assert "corrected to" not in run("audit", "--store", store, *AS_OF).text


def test_store_that_was_read_without_it_is_told(plan: Path, corrections: Path, tmp_path: Path) -> None:
    run("ingest", plan, "--store", tmp_path / "store")
    for command in ("audit", "status", "trend"):
        ran = run(command, "--store", tmp_path / "store", *AS_OF, "--corrections", corrections)
        assert ran.code == 2
        assert "correction 1 (line 1): The linked data of case-15 was read without this correction" in ran.complaint


def test_finding_keeps_its_id(plan: Path, corrections: Path) -> None:
    def list_ids(*more: str | Path) -> set[str]:
        report = json.loads(run("audit", plan, *AS_OF, *more, "--format", "json").text)
        return {finding["id"] for finding in report["findings"] if finding["rule"] == "EVD-004"}

    assert list_ids() == list_ids("--corrections", corrections)


# -- sheets ----------------------------------------------------------------------------------------------------------


def test_sheets_say_the_same_as_toml(corrections: Path, tmp_path: Path) -> None:
    (toml,) = read_corrections(corrections)
    table, book = tmp_path / "corrections.csv", Workbook()
    table.write_text(
        "\n".join(",".join(f'"{cell}"' for cell in row) for row in (ENTRY, ENTRY.values())), encoding="utf-8"
    )
    assert book.active is not None
    book.active.append([key.replace("-", " ").title() for key in ENTRY])
    book.active.append(list(ENTRY.values()))
    book.save(tmp_path / "corrections.xlsx")
    for path in (table, tmp_path / "corrections.xlsx"):
        (found,) = read_corrections(path)
        assert isinstance(found, Correction)
        assert found.id == toml.id
        assert found.told == "line 2"


# -- mistakes --------------------------------------------------------------------------------------------------------

MISTAKES: dict[str, tuple[str, str]] = {
    "no reason": (write_entry(reason=None), "It does not say 'reason'. A correction without a reason is none."),
    "no post": (write_entry(post=None), "It does not say 'post'. Somebody has read it so: name the post"),
    "no plan": (write_entry(plan=None), "It does not say 'plan'."),
    "no day": (write_entry(day=None), "It does not say 'day'."),
    "no reading": (write_entry(read_as=None), "It does not say 'read-as'."),
    "nothing printed": (write_entry(printed=None), "It does not say 'printed'."),
    "no cell": (write_entry(column=None), "It does not say which cell is meant."),
    "impossible day": (write_entry(day="30.02.2010"), "'day' is no day of the calendar."),
    "same words": (write_entry(read_as="29.02.09"), "It reads the words as they are printed."),
    "unknown key": (write_entry(postt="Clerk"), "The key 'postt' is not known here. The nearest is 'post'."),
    "unknown plan": (write_entry(plan="case-9"), "speaks of the plan 'case-9', which is not here. Here is: case-15."),
    "unknown row": (write_entry(row="main/9"), "Case-15 has no row main/9. Rows are named as here: main/1, main/2."),
    "unknown column": (write_entry(column="colour"), "Main/1 has no column 'colour'. It has: text, agreed_by, actions"),
    "not printed": (write_entry(printed="30.02.09"), "“30.02.09” is not printed there."),
    "not empty": (write_entry(printed=""), "The cell is not empty."),
    "the number": (
        write_entry(column="text", printed="Recommendation 1", read_as="Recommendation 4"),
        "These words hold the number of the row, by which it is known.",
    ),
    "no such place": (write_entry(row=None, column=None, place="line 99"), "“29.02.09” is not printed there."),
    "two of one cell": (
        write_entry() + write_entry(printed="02", read_as="03"),
        "Two corrections speak of one cell: main/1, targets (the other is correction 1 (line 1)).",
    ),
    "two of one cell, by its heading": (
        write_entry() + write_entry(column="Target date for completion", printed="02", read_as="03"),
        "Two corrections speak of one cell: main/1, Target date for completion (the other is correction",
    ),
}


def run_all(plan: Path, corrections: Path, tmp_path: Path) -> list[Ran]:
    more = ("--corrections", corrections)
    return [
        run("rows", plan, *more),
        run("audit", plan, *AS_OF, *more),
        run("ingest", plan, "--store", tmp_path / "made", *more),
    ]


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_told_in_a_sentence_with_its_line(name: str, plan: Path, corrections: Path, tmp_path: Path) -> None:
    text, expected = MISTAKES[name]
    corrections.write_text(text, encoding="utf-8")
    for ran in run_all(plan, corrections, tmp_path):
        assert ran.code == 2
        assert ran.text == ""
        assert len(ran.complaint.splitlines()) == 1
        assert expected in ran.complaint
        assert "corrections.toml, correction " in ran.complaint
        assert "(line " in ran.complaint
    assert not (tmp_path / "made" / "CURRENT").exists()


def test_words_that_stand_twice_in_a_cell_are_refused(tmp_path: Path, corrections: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(write_plan({"targets": "1/9/2009 and 1/9/2009"}, {}), encoding="utf-8")
    corrections.write_text(write_entry(printed="1/9/2009", read_as="2/9/2009"), encoding="utf-8")
    ran = run("rows", plan, "--corrections", corrections)
    assert ran.code == 2
    assert "“1/9/2009” is printed 2 times there. Write more of the words beside it." in ran.complaint


def test_leftover_of_the_settings_is_told_and_stops_nothing(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer version prints the right date: the board's correction has nothing to say any more."""
    plan.write_text(plan.read_text(encoding="utf-8").replace("29.02.09", "28.02.09"), encoding="utf-8")
    (tmp_path / "corrections.toml").write_text(write_entry(), encoding="utf-8")
    (tmp_path / "scrgraph.toml").write_text('[declared]\ncorrections = ["corrections.toml"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told = "of main/1, targets is not used: “29.02.09” is not printed there."
    ran = run("audit", plan, *AS_OF, "--format", "json")
    report = json.loads(ran.text)
    assert ran.code == 1
    assert any(told in note for note in report["notes"])
    assert "corrections" not in report
    assert told in run("rows", plan).complaint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[correction]\n", "This is not TOML"),
        ("[[corrections]]\n", "Write [[correction]] above each correction."),
        ("correction = 1\n", "The corrections are to be a list of entries."),
    ],
)
def test_file_of_another_form_is_refused(text: str, expected: str, plan: Path, corrections: Path) -> None:
    corrections.write_text(text, encoding="utf-8")
    ran = run("rows", plan, "--corrections", corrections)
    assert ran.code == 2
    assert expected in ran.complaint


def test_missing_file_is_told(plan: Path) -> None:
    ran = run("rows", plan, "--corrections", "nowhere.toml")
    assert (ran.code, len(ran.complaint.splitlines())) == (2, 1)
    assert "Name a file of corrections, with --corrections or in scrgraph.toml." in ran.complaint


def test_diff_reads_both_versions_with_the_corrections_of_the_settings(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text(plan.read_text(encoding="utf-8").replace("29.02.09", "28.02.09"), encoding="utf-8")
    assert json.loads(run("diff", plan, newer, "--format", "json").text)["counts"]["changed"] == 1
    (tmp_path / "corrections.toml").write_text(write_entry(), encoding="utf-8")
    (tmp_path / "scrgraph.toml").write_text('[declared]\ncorrections = ["corrections.toml"]\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert json.loads(run("diff", plan, newer, "--format", "json").text)["changes"] == []
