"""What questions are asked of in a store: kept beside it, never otherwise than made anew, whole or not there at all."""

import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph.analysis import answers
from scrgraph.analysis.answers import Answer, FactBase
from scrgraph.analysis.questions import Question, find_question, load_questions
from scrgraph.audit.across import AcrossResult
from scrgraph.audit.gathered import FILE as GATHERED
from scrgraph.audit.waived import apply_waivers
from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.graph.copies import FOLDER, MOST, Copies, Copy
from scrgraph.graph.declared import Declared
from scrgraph.graph.packed import PackedFacts
from scrgraph.graph.places import FILE as PLACES
from scrgraph.graph.sources import SourceMap
from scrgraph.graph.store import list_plans, load_facts, open_store
from scrgraph.graph.tags import Tag
from scrgraph.graph.waivers import Waiver
from scrgraph.inquiry import Inquiry, describe_state, keep_facts, recall_facts
from scrgraph.pipeline import AuditedPlan, OpenedPlan, Terms, audit_opened, collect_facts
from tests.conftest import ROOT
from tests.graph.sample import run
from tests.test_batch import PACK, fill_store, write_plans

TERMS = Terms(dt.date(2014, 1, 1), PACK)  # some actions are overdue
ASKED = ("outcome-counts", "overdue-actions", "themes-by-outcome", "findings-by-rule-and-agency", "excused-findings")


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of six plans, one of them in two versions."""
    folder = tmp_path_factory.mktemp("six")
    paths = write_plans(folder / "plans", 6)
    fill_store(folder / "store", paths)
    text = paths[1].read_text(encoding="utf-8")
    paths[1].write_text(text.replace("Finalised", "Completed", 1), encoding="utf-8")
    fill_store(folder / "store", paths[1:2])
    return folder / "store"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two documents and a store of their plans; it is shared, so it must not be changed."""
    folder = tmp_path_factory.mktemp("filled")
    fill_store(folder / "store", write_plans(folder / "plans", 2))
    return folder


@pytest.fixture
def few(filled: Path, tmp_path: Path) -> tuple[Path, list[Path]]:
    """A store of two plans, and their documents."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path / "store", sorted((tmp_path / "plans").iterdir())


def hold_in_memory(store: Path, terms: Terms, waivers: Sequence[Waiver] = ()) -> FactBase:
    """Make what questions are asked of as for documents: all plans audited, all their facts in memory."""
    opened = open_store(store, read_only=True)
    plans, maps = [], {}
    for plan in list_plans(opened):
        dataset, sources = load_facts(opened, plan, PackedFacts(store))
        plans.append(audit_opened(OpenedPlan(dataset, sources), terms))
        maps[plan] = sources
    if waivers:
        nothing = AcrossResult((), ())
        excused = apply_waivers([plan.keep() for plan in plans], nothing, waivers, terms.pack, strays=True)
        plans = [plan.with_result(done.result) for plan, done in zip(plans, excused.plans, strict=True)]
    return FactBase(collect_facts(plans), maps)


def ask_all(base: FactBase, names: Sequence[str] = ASKED) -> dict[str, Answer]:
    return {name: base.ask(find_question(name)) for name in names}


@pytest.fixture(scope="module")
def both(six: Path) -> tuple[Inquiry, FactBase]:
    """What is kept of the six, and the same in memory."""
    return keep_facts(six, "any", TERMS), hold_in_memory(six, TERMS)


def own(text: str) -> Question:
    return Question("mine", "own", "", "", (), {}, text)


# -- as made anew ----------------------------------------------------------------------------------------------------


def test_every_question_is_answered_as_through_memory(both: tuple[Inquiry, FactBase]) -> None:
    kept, memory = both
    assert len(kept.plans) == 6
    told, rows = 0, 0
    for question in load_questions():
        if any(name not in question.defaults for name in question.parameters):
            continue  # it needs a row to be named
        ours, theirs = kept.base.ask(question), memory.ask(question)
        assert ours == theirs, question.name
        told += len(ours.rows) > 0
        rows += sum(map(len, ours.cells or ()))
    assert told > 20
    assert rows > 500


def test_own_query_is_answered_as_through_memory(both: tuple[Inquiry, FactBase]) -> None:
    kept, memory = both
    text = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"
    assert kept.base.ask(own(text)) == memory.ask(own(text))


def test_facts_of_a_row_lead_to_cells_without_the_file_of_places(six: Path, tmp_path: Path) -> None:
    """The store is what counts: where places are not kept, the source maps are read."""
    store = tmp_path / "store"
    shutil.copytree(six, store)
    kept = ask_all(keep_facts(store, "any", TERMS).base, ("overdue-actions",))
    assert any(kept["overdue-actions"].cells or ())
    (store / PLACES).unlink()
    recalled = recall_facts(store, "any")
    assert recalled is not None
    without = ask_all(recalled.base, ("overdue-actions",))
    assert without == kept


# -- what changes ----------------------------------------------------------------------------------------------------


def test_after_each_change_the_answers_are_as_made_anew(few: tuple[Path, list[Path]]) -> None:
    store, paths = few
    before = ask_all(keep_facts(store, "1", TERMS).base)

    tagged = replace(TERMS, declared=Declared((Tag("plan-0", "main/1", "consent"),)))
    with_tag = ask_all(keep_facts(store, "2", tagged).base)
    assert with_tag == ask_all(hold_in_memory(store, tagged))
    assert with_tag["themes-by-outcome"] != before["themes-by-outcome"]

    later = replace(TERMS, as_of=TERMS.as_of - dt.timedelta(600))
    on_day = ask_all(keep_facts(store, "3", later).base)
    assert on_day == ask_all(hold_in_memory(store, later))
    assert on_day["overdue-actions"] != before["overdue-actions"]

    row = next(dict(zip(before["overdue-actions"].columns, row, strict=True)) for row in before["overdue-actions"].rows)
    day = TERMS.as_of
    excuse = Waiver("SEQ-001", "Agreed.", "Chair", day, day, plan=str(row["plan"]), row=str(row["row"]))
    stray = Waiver("SEQ-001", "Agreed.", "Chair", day, day, plan="plan-0", row="main/999")
    with_waiver = ask_all(keep_facts(store, "4", TERMS, (excuse, stray)).base)
    assert with_waiver == ask_all(hold_in_memory(store, TERMS, (excuse, stray)))
    assert with_waiver["excused-findings"] != before["excused-findings"]

    text = paths[0].read_text(encoding="utf-8")
    paths[0].write_text(text.replace("Finalised", "Completed"), encoding="utf-8")
    fill_store(store, paths[:1])
    newer = ask_all(keep_facts(store, "5", TERMS).base)
    assert newer == ask_all(hold_in_memory(store, TERMS))
    assert newer["outcome-counts"] != before["outcome-counts"]


def test_only_what_changed_is_audited_anew(few: tuple[Path, list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    store, paths = few
    audited = []

    def note_audit(opened: OpenedPlan, terms: Terms, on_stage: Callable[[str], None]) -> AuditedPlan:
        audited.append(opened)
        return audit_opened(opened, terms, on_stage)

    monkeypatch.setattr("scrgraph.batch.audit_opened", note_audit)
    keep_facts(store, "1", TERMS)
    assert len(audited) == 2
    keep_facts(store, "2", TERMS)
    assert len(audited) == 2
    paths[0].write_text(paths[0].read_text(encoding="utf-8").replace("Finalised", "Completed"), encoding="utf-8")
    fill_store(store, paths[:1])
    keep_facts(store, "3", TERMS)
    assert len(audited) == 3


def test_state_is_another_where_anything_is_that_decides(few: tuple[Path, list[Path]], tmp_path: Path) -> None:
    store, paths = few
    tags = tmp_path / "tags.json"
    tags.write_text("{}", encoding="utf-8")
    states = [describe_state(store, [tags], ("2012-06-30",))]
    assert describe_state(store, [tags], ("2012-06-30",)) == states[0]
    keep_facts(store, "any", TERMS)
    assert describe_state(store, [tags], ("2012-06-30",)) == states[0], "what is kept beside a store is not the store"
    states.append(describe_state(store, [tags], ("2012-07-01",)))
    tags.write_text('{"main/1": []}', encoding="utf-8")
    states.append(describe_state(store, [tags], ("2012-06-30",)))
    paths[0].write_text(paths[0].read_text(encoding="utf-8").replace("Finalised", "Completed"), encoding="utf-8")
    fill_store(store, paths[:1])
    states.append(describe_state(store, [tags], ("2012-06-30",)))
    assert len(set(states)) == len(states)


# -- through the command line ----------------------------------------------------------------------------------------


def test_command_answers_the_same_again_without_an_audit(
    few: tuple[Path, list[Path]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, _ = few
    monkeypatch.chdir(tmp_path)
    tags = tmp_path / "tags.json"
    tags.write_text('{"plan": "plan-0", "rows": [{"key": "main/99", "themes": ["consent"]}]}', encoding="utf-8")
    asked = ("--store", store, "--as-of", "2014-01-01", "--themes", tags)
    first = run("query", "overdue-actions", *asked)
    ties = run("network", *asked)
    assert (first.code, ties.code) == (0, 0)
    assert "plan-0 has no row main/99" in first.complaint
    monkeypatch.setattr("scrgraph.pipeline.audit_facts", lambda *_, **__: pytest.fail("it was audited again"))
    monkeypatch.setattr("scrgraph.inquiry.keep_facts", lambda *_, **__: pytest.fail("it was not found at once"))
    again = run("query", "overdue-actions", *asked)
    assert (again.out, again.complaint) == (first.out, first.complaint)
    assert run("network", *asked).out == ties.out


def test_store_without_plans_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path / "store", create=True)
    with pytest.raises(BadUsage, match="no plan to ask about"):
        keep_facts(tmp_path / "store", "any", TERMS)


# -- a place that cannot be written ----------------------------------------------------------------------------------


def check_held(found: Inquiry, store: Path) -> None:
    assert "cannot be kept beside the store" in found.told[-1]
    assert ask_all(found.base) == ask_all(hold_in_memory(store, TERMS))


def test_where_nothing_can_be_kept_the_answer_is_still_given(few: tuple[Path, list[Path]]) -> None:
    store, _ = few
    (store / FOLDER).write_text("a file stands where the folder would be", encoding="utf-8")
    check_held(keep_facts(store, "any", TERMS), store)


_FULL = """
import resource, sys
from pathlib import Path
from scrgraph.inquiry import keep_facts
from tests.test_inquiry import TERMS, check_held
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
check_held(keep_facts(Path(sys.argv[1]), "any", TERMS), Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")
def test_where_the_disk_is_full_the_answer_is_still_given(few: tuple[Path, list[Path]]) -> None:
    """A limit of the sizes of files stands for a full disk: what is written beyond it fails."""
    store, _ = few
    done = subprocess.run([sys.executable, "-c", _FULL, str(store)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert list((store / FOLDER).iterdir()) == []


# -- whole or not at all ---------------------------------------------------------------------------------------------

_MAKING = """
import sys
from pathlib import Path
import pyoxigraph as ox
from scrgraph.graph.copies import Copies
def fill(store):
    print("filling", flush=True)
    for part in range(20):
        store.bulk_extend(ox.Quad(ox.NamedNode(f"x:{part}"), ox.NamedNode("x:p"), ox.Literal(n)) for n in range(500))
    return {"plans": {}}
while True:
    Copies(Path(sys.argv[1])).make(sys.argv[2], fill)
    print("made", flush=True)
    (Path(sys.argv[1]) / "answers" / sys.argv[2]).rename(Path(sys.argv[1]) / "answers" / "0")
    __import__("shutil").rmtree(Path(sys.argv[1]) / "answers" / "0")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_killed_at_any_moment_a_copy_is_whole_or_not_there(tmp_path: Path) -> None:
    chance = random.Random(9)
    for number in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", _MAKING, str(tmp_path), "digest"], cwd=ROOT, stdout=subprocess.PIPE
        ) as making:
            assert making.stdout is not None
            making.stdout.readline()
            time.sleep(chance.random() * 0.15)
            os.kill(making.pid, signal.SIGKILL)
        copy = Copies(tmp_path).find("digest")
        if copy is not None:
            assert len(copy.store) == 10_000, number
    assert make_copy(Copies(tmp_path), "after").about == {"number": "after"}
    left = {each.name for each in (tmp_path / FOLDER).iterdir()}
    assert not [name for name in left if name.startswith(".making")]


def make_copy(copies: Copies, digest: str) -> Copy:
    def fill(store: ox.Store) -> dict[str, str]:
        store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal(digest)))
        return {"number": digest}

    copy = copies.make(digest, fill)
    assert copy is not None
    return copy


def test_the_few_that_were_used_last_are_kept_and_those_in_use(tmp_path: Path) -> None:
    copies = Copies(tmp_path)
    reader = make_copy(copies, "0")
    for number in range(1, MOST + 3):
        make_copy(copies, str(number))
    kept = {each.name for each in (tmp_path / FOLDER).iterdir()}
    assert kept == {"0", *(str(number) for number in range(3, MOST + 3))}
    assert len(reader.store) == 1
    del reader
    make_copy(copies, "last")
    assert "0" not in {each.name for each in (tmp_path / FOLDER).iterdir()}


def test_damaged_copy_is_made_anew(few: tuple[Path, list[Path]]) -> None:
    store, _ = few
    first = ask_all(keep_facts(store, "any", TERMS).base)
    (folder,) = [each for each in (store / FOLDER).iterdir() if each.is_dir()]
    (folder / "data" / "CURRENT").write_text("no such manifest", encoding="utf-8")
    (store / GATHERED).write_bytes(b"this is no database, and long enough to be taken for none" * 40)
    assert recall_facts(store, "any") is None
    assert ask_all(keep_facts(store, "any", TERMS).base) == first
    assert recall_facts(store, "any") is not None


# -- limits ----------------------------------------------------------------------------------------------------------

_CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?c != ?i) }"
_LARGE = "SELECT ?a ?f WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"  # to be sorted it must be held whole


def test_query_that_never_ends_is_ended_on_disk_and_in_memory(both: tuple[Inquiry, FactBase]) -> None:
    for base in (both[0].base, both[1]):
        began = time.monotonic()
        with pytest.raises(
            ScrgraphError, match=r"longer than 0\.5 seconds and was ended\. Narrow it, or .*--time-limit"
        ):
            base.ask(own(_CROSS), time_limit=0.5)
        assert time.monotonic() - began < 30


def test_query_that_needs_ever_more_memory_is_ended(
    both: tuple[Inquiry, FactBase], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MEMORY_LIMIT", 600 << 20)
    with pytest.raises(ScrgraphError, match="too much memory"):
        both[0].base.ask(own(_LARGE), time_limit=60)


def test_source_map_is_what_places_stand_for(both: tuple[Inquiry, FactBase], six: Path) -> None:
    """What is kept of the places says of facts, words and cells what the source map says."""
    kept = both[0]
    plan = kept.plans[0]
    opened = open_store(six, read_only=True)
    _, sources = load_facts(opened, plan, PackedFacts(six))
    assert isinstance(sources, SourceMap)
    places = kept.base._citer._sources  # type: ignore[union-attr]
    facts = kept.base._store
    terms = {term for quad in facts for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
    cited = sorted(term.value for term in terms if sources.look_up(term.value)[1])
    assert len(cited) > 100
    expected = {
        node: (kind, tuple(replace(one, plan=plan) for one in found))
        for node, (kind, found) in sources.look_up_all(cited).items()
    }
    assert places[plan].look_up_all([*cited, "https://example.org/nowhere"]) == expected
