"""A corpus: many plans of the same boards, in several kinds of document, layouts and versions, with lessons planted.

A proof reads 1,500 of its plans back (tests/proofs/test_corpus.py); here a few are read.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scrgraph.facts.plan import read_plan
from scrgraph.graph.store import add_plan, list_plans, load_plan, open_store
from scrgraph.graph.versions import read_version
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.pipeline import read_source
from scrgraph.reports.rows import rows_json
from scrgraph.synthetic.corpus import generate
from scrgraph.synthetic.demands import hold_wordings
from scrgraph.synthetic.documents import KINDS
from scrgraph.synthetic.draft import Plan
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.lessons import find_lessons
from scrgraph.synthetic.plans import compose_plan
from scrgraph.synthetic.versions import draw_versions
from scrgraph.synthetic.words import PlanLayout, load_demands, load_layouts, load_words
from scrgraph.wordings import load_wordings
from tests.synthetic.judging import load_declared, load_manifest
from tests.synthetic.test_corpus import run
from tools.corpus import ReadBack, list_figures, read_back

SEED, SAMPLE = 19, 4
MANY = 150  # plans that are composed, and not written
PLAIN = "fd0d79355fb25962"  # the digest of what is written without --corpus
DEMANDS = {demand.id: demand for demands in load_demands().values() for demand in demands}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("synthetic") / "corpus"
    generate(SAMPLE, SEED, made, "corpus")
    return made


@pytest.fixture(scope="module")
def back(folder: Path) -> ReadBack:
    return read_back(folder)


@cache
def compose_many() -> tuple[Plan, ...]:
    return tuple(compose_plan(SEED, number, corpus=True) for number in range(1, MANY + 1))


@cache
def read_rows(path: Path) -> list[dict[str, Any]]:
    reading = read_source(path)
    return rows_json(reading.facts, reading.document)


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def list_versions(folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for entry in load_manifest(folder)["plans"]:
        for version in entry["versions"]:
            yield entry, version


# -- what stands in the folder ---------------------------------------------------------------------------------------


def test_corpus_reads_back_as_it_was_composed(folder: Path, back: ReadBack) -> None:
    assert back.astray == []
    assert back.plans == SAMPLE
    assert back.files.total() == sum(1 for _ in list_versions(folder))
    assert set(back.files) == set(KINDS)
    assert back.rows == sum(version["rows"] for _, version in list_versions(folder))
    assert back.overdue
    assert back.found
    assert back.gained > 0
    assert back.faults > 0


def test_a_loss_is_seen(tmp_path: Path) -> None:
    """Where a file, or the manifest, says something else, it is astray."""
    copy = tmp_path / "corpus"
    generate(1, SEED, copy, "corpus")
    plan = compose_plan(SEED, 1, corpus=True)
    lead = plan.rows[1].lead
    (copy / "plans" / "other.txt").write_text(render_plan(plan).replace(lead, "Nobody at All"), encoding="utf-8")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["plans"][0]["file"] = "plans/other.txt"
    manifest["plans"][0]["versions"][-1] |= {"rows": 1, "file": "plans/other.txt"}
    manifest["overdue_agencies"].append({"agency": "nobody", "plans": ["a", "b"]})
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    back = read_back(copy)
    assert {one.file for one in back.losses} == {"plans/other.txt"}
    assert {one.field for one in back.losses} == {"keys", "leads", "fault"}  # nobody is no post (OWN-001)
    assert plan.rows[1].key in {one.row for one in back.losses}
    assert back.astray[-1] == "overdue: ('nobody', ('a', 'b'))"


def test_figures_are_those_of_what_was_read(back: ReadBack) -> None:
    head, line = list_figures({SEED: back})
    assert len(head) == len(line)
    assert line[:2] == (str(SEED), str(SAMPLE))
    assert line[-1] == f"{len(back.overdue)} of {len(back.overdue_planted)}, 0 besides"


def test_folder_holds_what_the_manifest_names_and_nothing_else(folder: Path) -> None:
    files = {version["file"] for _, version in list_versions(folder)}
    assert set(read_all(folder)) == files | {"links.toml", "manifest.json", "scrgraph.toml", "themes.json"}
    for entry in load_manifest(folder)["plans"]:
        numbers = [version["version"] for version in entry["versions"]]
        assert numbers == list(range(1, len(numbers) + 1))
        assert entry["file"] == entry["versions"][-1]["file"] == f"plans/{Path(entry['file']).name}"
        assert [version["asOf"] for version in entry["versions"]] == sorted(
            version["asOf"] for version in entry["versions"]
        )
        assert entry["versions"][-1]["asOf"] == entry["asOf"]


def test_same_seed_gives_the_same_bytes_in_any_process_and_language(folder: Path, tmp_path: Path) -> None:
    made = tmp_path / "corpus"
    done = run("--corpus", "--reviews", SAMPLE, "--seed", SEED, "-o", made, PYTHONHASHSEED="3", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert read_all(made) == read_all(folder)


def test_more_plans_leave_those_before_as_they_were(folder: Path, tmp_path: Path) -> None:
    generate(2, SEED, tmp_path / "fewer", "corpus")
    fewer = load_manifest(tmp_path / "fewer")
    assert load_manifest(folder)["plans"][:2] == fewer["plans"]
    files = {version["file"] for _, version in list_versions(tmp_path / "fewer")}
    every = read_all(folder)
    assert {name: data for name, data in read_all(tmp_path / "fewer").items() if name in files} == {
        name: every[name] for name in files
    }


def test_without_the_option_the_bytes_are_what_they_were(tmp_path: Path) -> None:
    """Whoever changes what is composed without it on purpose writes the new digest here."""
    generate(4, 33, tmp_path / "plans")
    digest = hashlib.sha256()
    for name, data in read_all(tmp_path / "plans").items():
        if name != "manifest.json":  # it names the version
            digest.update(name.encode() + b"\0" + data)
    assert digest.hexdigest()[: len(PLAIN)] == PLAIN


def test_linked_data_of_a_corpus_is_refused(tmp_path: Path) -> None:
    done = run("--corpus", "--reviews", 2, "--format", "nq", "-o", tmp_path / "plans")
    assert done.returncode == 2
    assert done.stderr == ("scrgraph: A corpus is of documents, not of linked data. Leave out --format, or --corpus.\n")
    assert list(tmp_path.iterdir()) == []


# -- faults and versions ---------------------------------------------------------------------------------------------


def test_plan_without_a_column_for_decisions_decides_nothing() -> None:
    silent = [plan for plan in compose_many() if not plan.is_scrutinised]
    assert silent
    assert all(not plan.faults and not plan.near for plan in silent)
    plan = silent[0]
    facts = read_plan(read_bytes(render_plan(plan).encode(), "plan.txt", list_layouts()), load_wordings())
    assert len(facts.rows) == len(plan.rows)
    assert all(not row.events for row in facts.rows)


def test_later_version_takes_the_place_of_the_earlier_one(folder: Path, tmp_path: Path) -> None:
    entry = max(load_manifest(folder)["plans"], key=lambda entry: len(entry["versions"]))
    assert len(entry["versions"]) == 3
    store = open_store(tmp_path / "store", create=True)
    for version in entry["versions"]:
        done = add_plan(store, read_source(folder / version["file"]).build())
        assert done is not None
        assert (done.replaced is None) is (version["version"] == 1)
    assert list(list_plans(store)) == [entry["plan"]]
    rows = [row.key for row in read_version(load_plan(store, entry["plan"])).rows]
    assert len(rows) == entry["rows"] == entry["versions"][-1]["rows"]
    assert {key for version in entry["versions"] for key in version["rows_added"]} <= set(rows)


def test_versions_grow() -> None:
    drawn = [draw_versions(plan, SEED, number) for number, plan in enumerate(compose_many(), 1)]
    assert set(map(len, drawn)) == {1, 2, 3}
    for versions in drawn:
        assert versions[-1].plan.rows
        for before, now in pairwise(versions):
            assert before.as_of < now.as_of
            keys = [row.key for row in before.plan.rows]
            assert sorted({*keys, *now.gained.added}) == sorted(row.key for row in now.plan.rows)
            assert now.gained.added
    moved = [version.gained.moved for versions in drawn for version in versions[1:]]
    entered = [version.gained.entries for versions in drawn for version in versions[1:]]
    assert sum(map(bool, moved)) > len(moved) // 2
    assert sum(map(bool, entered)) > len(entered) // 2


# -- boards and layouts ----------------------------------------------------------------------------------------------


def test_boards_have_several_plans_of_several_kinds_and_years() -> None:
    plans = compose_many()
    boards = Counter(plan.kind.board.format(county=plan.county) for plan in plans)
    assert len(boards) > 20
    assert sum(number > 1 for number in boards.values()) > 20
    assert {plan.kind.code for plan in plans} == {"scr", "lcspr", "dhr", "sar"}
    assert len({plan.commenced.year for plan in plans}) > 10
    agencies = Counter(agency.slug for plan in plans for agency in plan.agencies)
    assert sum(number > 1 for number in agencies.values()) > 100


@pytest.mark.parametrize("layout", load_layouts(), ids=lambda layout: layout.name)
def test_layout_is_read_by_the_declared_one_that_it_names(layout: PlanLayout) -> None:
    plan = next(plan for plan in compose_many() if plan.layout == layout.name)
    document = read_bytes(render_plan(plan).encode(), "plan.txt", list_layouts())
    assert document.layout == layout.read_by
    assert [table.columns for table in document.tables] == [layout.columns["main"], layout.columns["imr"]]


# -- lessons ---------------------------------------------------------------------------------------------------------


def test_lessons_are_rows_that_ask_for_the_same_thing(folder: Path) -> None:
    manifest = load_manifest(folder)
    texts = {
        (entry["plan"], row.key): row.text
        for entry, plan in zip(manifest["plans"], compose_many(), strict=False)
        for row in plan.rows
    }
    seen = []
    assert {lesson["wording"] for lesson in manifest["lessons"]} == {"same words", "other words"}
    for lesson in manifest["lessons"]:
        rows = [(row["plan"], row["row"]) for row in lesson["rows"]]
        said = {number: set[str]() for number in {row["wording"] for row in lesson["rows"]}}
        for row in lesson["rows"]:
            said[row["wording"]].add(texts[row["plan"], row["row"]])
        assert len(rows) > 1
        assert all(len(wordings) == 1 for wordings in said.values())
        assert len(set.union(*said.values())) == len(said)
        assert (len(said) == 1) is (lesson["wording"] == "same words")
        for row in lesson["rows"]:
            assert _asks(lesson["id"], texts[row["plan"], row["row"]], far=row["far"])
        seen += rows
    assert len(seen) == len(set(seen))
    repeated = {lesson["id"] for lesson in manifest["lessons"]}
    assert all(near["lesson"] in repeated for near in manifest["near_lessons"])


def _asks(name: str, text: str, *, far: bool) -> bool:
    """Tell whether a text is one of the sentences for a demand, with or without more behind it."""
    whole, kind, place = name, "", ""
    for each in ("-near-", "-other-"):
        if each in name:
            whole, _, place = name.partition(each)
            kind = each
    demand = DEMANDS[whole]
    sentences = (
        (demand.far if far else demand.wordings) if not kind else demand.near if "near" in kind else demand.others
    )
    sentences = (sentences[int(place) - 1],) if place else sentences
    return any(text.startswith(sentence.rstrip(".")) for sentence in sentences)


def test_each_demand_comes_back_in_many_plans_and_one_that_is_held_in_one_wording() -> None:
    from scrgraph.synthetic.across import know

    lessons, near = find_lessons([know(plan) for plan in compose_many()])
    by_name = {lesson.id: lesson for lesson in lessons}
    assert by_name.keys() >= DEMANDS.keys()
    held = hold_wordings(SEED)
    assert 5 < len(held) < len(DEMANDS) // 2
    for name in DEMANDS:
        assert by_name[name].wording == ("same words" if name in held else "other words")
    assert len(near) > 40


def test_themes_of_every_row_are_declared(folder: Path) -> None:
    rows = {(tag.plan, tag.row) for tag in load_declared(folder).tags}
    plans = compose_many()[:SAMPLE]
    assert rows == {(plan.id, row.key) for plan in plans for row in plan.rows}


def test_demands_are_worded_in_many_ways() -> None:
    assert len(DEMANDS) >= 40
    assert all(
        len(demand.wordings) >= 5 and demand.far and demand.near and demand.others for demand in DEMANDS.values()
    )
    assert load_demands().keys() == {topic.item for topic in load_words().topics}


def test_no_row_states_what_its_layout_lacks(folder: Path) -> None:
    fields = {"agreed_by": "agreed_by", "summary": "summary", "monitoring": "monitoring_held", "scrutiny": "events"}
    fields |= {"evidence": "evidence", "rag": "colours", "leads": "leads", "targets": "targets", "actions": "actions"}
    for entry in load_manifest(folder)["plans"]:
        rows = read_rows(folder / entry["file"])
        for column, name in fields.items():
            stated = any(row[name] for row in rows)
            assert stated is (column not in entry["lacks"]), (entry["file"], column)


def test_outcomes_and_last_days_of_lessons_are_those_that_the_files_state(folder: Path) -> None:
    manifest = load_manifest(folder)
    stated = {}
    for entry in manifest["plans"]:
        for row in read_rows(folder / entry["file"]):
            days = [target["iso"] for target in row["targets"] if target["kind"] == "deadline"]
            stated[entry["plan"], row["key"]] = (row["outcome"], max(days, default=None))
    rows = [row for lesson in manifest["lessons"] for row in lesson["rows"]]
    assert [(row["outcome"], row["due"]) for row in rows] == [stated[row["plan"], row["row"]] for row in rows]
    assert {row["outcome"] for row in rows} >= {"finalised", "open"}
