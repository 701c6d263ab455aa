"""The store: what goes in comes out; a plan is in whole or not at all; the newest version is the current one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from scrgraph.errors import BadUsage, DamagedStore
from scrgraph.graph import build, iris
from scrgraph.graph.store import add_plan, list_plans, list_versions, load_plan, open_store
from scrgraph.pipeline import read_source
from tests.graph.sample import ROOT, build_plan, quads_of, run, write_plan

REPLACES = build.SCR.replacesVersion


def make(tmp_path: Path, *rows: dict[str, str], reference: str = "Case 15", plan: str | None = None) -> Dataset:
    (tmp_path / "plan.txt").write_text(write_plan(*rows, reference=reference), encoding="utf-8")
    return read_source(tmp_path / "plan.txt", None, plan).build()


def all_quads(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store}


def facts_of(dataset: Dataset) -> set[str]:
    return {quad for quad in quads_of(dataset) if "/meta>" not in quad}


@pytest.fixture
def store(tmp_path: Path) -> ox.Store:
    return open_store(tmp_path / "store", create=True)


def test_plan_comes_out_as_it_went_in(store: ox.Store) -> None:
    assert add_plan(store, build_plan())
    assert list_plans(store) == ("case-14",)
    assert all_quads(store) == quads_of(build_plan())
    assert quads_of(load_plan(store, "case-14")) == quads_of(build_plan())


def test_same_document_again_changes_nothing(store: ox.Store, tmp_path: Path) -> None:
    assert add_plan(store, make(tmp_path))
    before = all_quads(store)
    assert not add_plan(store, make(tmp_path))
    assert all_quads(store) == before


def test_store_opened_again_holds_the_same(tmp_path: Path) -> None:
    dataset = make(tmp_path)
    writer = open_store(tmp_path / "store", create=True)
    add_plan(writer, dataset)
    del writer
    for read_only in (True, False):
        reader = open_store(tmp_path / "store", read_only=read_only)
        assert all_quads(reader) == quads_of(dataset)
        del reader


def test_newer_document_is_current_and_the_older_stays(store: ox.Store, tmp_path: Path) -> None:
    older, newer = make(tmp_path), make(tmp_path, {"scrutiny": "Further evidence required."})
    newest = make(tmp_path, {}, {})
    plan = str(iris.plan_iri("case-15"))
    for number, dataset in enumerate((older, newer, newest), 1):
        assert add_plan(store, dataset)
        assert len(list_versions(store, plan)) == number
        assert facts_of(load_plan(store, "case-15")) == facts_of(dataset)
    assert quads_of(older) | quads_of(newer) | quads_of(newest) <= all_quads(store)
    assert len([quad for quad in all_quads(store) if f"<{REPLACES}>" in quad]) == 2
    assert list_plans(store) == ("case-15",)


@pytest.mark.parametrize("place", [0, 1])
def test_earlier_document_becomes_current_again_where_that_is_asked(
    place: int, store: ox.Store, tmp_path: Path
) -> None:
    texts = [
        "Every clinic should keep a list.",
        "Every clinic should keep one list.",
        "Every clinic should keep lists.",
    ]
    made = [make(tmp_path, {"text": text}) for text in texts]
    for dataset in made:
        add_plan(store, dataset)
    before = all_quads(store)
    with pytest.raises(BadUsage, match=r"earlier version of case-15; the current one .* --replace"):
        add_plan(store, made[place])
    assert all_quads(store) == before
    assert add_plan(store, made[place], replace=True)
    assert facts_of(load_plan(store, "case-15")) == facts_of(made[place])
    order = [quad for quad in all_quads(store) if f"<{REPLACES}>" in quad]
    assert len(order) == len({quad.split()[0] for quad in order}) == len({quad.split()[2] for quad in order}) == 2
    assert before - all_quads(store) <= {quad for quad in before if f"<{REPLACES}>" in quad}
    assert not add_plan(store, made[place])
    assert add_plan(store, made[2], replace=True)
    assert facts_of(load_plan(store, "case-15")) == facts_of(made[2])


def test_earlier_document_read_by_another_release_becomes_current_where_that_is_asked(
    store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = make(tmp_path), make(tmp_path, {"scrutiny": "Further evidence required."})
    monkeypatch.setattr(build, "__version__", "0.0.1")
    add_plan(store, make(tmp_path))
    monkeypatch.undo()
    add_plan(store, newer)
    assert add_plan(store, older, replace=True)
    assert facts_of(load_plan(store, "case-15")) == facts_of(older)
    assert quads_of(older) | quads_of(newer) <= all_quads(store)


def test_meta_of_a_loaded_plan_names_all_its_versions(store: ox.Store, tmp_path: Path) -> None:
    add_plan(store, make(tmp_path))
    add_plan(store, make(tmp_path, {}, {}))
    versions = [quad for quad in quads_of(load_plan(store, "case-15")) if f"<{build.SCR.hasPlanVersion}>" in quad]
    assert len(versions) == 2


def test_version_read_by_another_release_is_replaced(
    store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = make(tmp_path)
    monkeypatch.setattr(build, "__version__", "0.0.1")
    add_plan(store, make(tmp_path))
    monkeypatch.undo()
    assert add_plan(store, now)
    assert all_quads(store) == quads_of(now), "what the earlier release said is left beside what this one says"
    assert not add_plan(store, now)
    assert list_plans(store) == ("case-15",)


def test_reading_an_older_version_anew_leaves_the_current_one(
    store: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = make(tmp_path), make(tmp_path, {}, {})
    monkeypatch.setattr(build, "__version__", "0.0.1")
    add_plan(store, make(tmp_path))
    add_plan(store, make(tmp_path, {}, {}))
    monkeypatch.undo()
    assert add_plan(store, older)
    current = quads_of(load_plan(store, "case-15"))
    assert len([quad for quad in current if "#Recommendation>" in quad]) == 2
    assert add_plan(store, newer)
    assert len([quad for quad in quads_of(load_plan(store, "case-15")) if "#Recommendation>" in quad]) == 2


def test_two_plans_in_one_store_stay_apart(store: ox.Store, tmp_path: Path) -> None:
    one, two = make(tmp_path, reference="Case 15"), make(tmp_path, {}, {}, reference="Case 16")
    add_plan(store, two)
    add_plan(store, one)
    assert list_plans(store) == ("case-15", "case-16")
    assert quads_of(load_plan(store, "case-15")) == quads_of(one)
    assert quads_of(load_plan(store, "case-16")) == quads_of(two)
    assert all_quads(store) == quads_of(one) | quads_of(two)


def test_one_document_under_two_ids_is_two_plans(store: ox.Store, tmp_path: Path) -> None:
    one, two = make(tmp_path, plan="first"), make(tmp_path, plan="second")
    assert add_plan(store, one)
    assert add_plan(store, two)
    assert quads_of(load_plan(store, "first")) == quads_of(one)
    assert quads_of(load_plan(store, "second")) == quads_of(two)


@pytest.mark.parametrize("plan", ["a b", "caf\u00e9 #1?", '"x" \\ <y>', "50%", "line\nfeed", "..", "case-15/meta"])
def test_odd_id_of_a_plan_is_kept(plan: str, store: ox.Store, tmp_path: Path) -> None:
    other, odd = make(tmp_path), make(tmp_path, {}, {}, plan=plan)
    add_plan(store, other)
    add_plan(store, odd)
    assert set(list_plans(store)) == {"case-15", plan}
    assert quads_of(load_plan(store, plan)) == quads_of(odd)
    assert quads_of(load_plan(store, "case-15")) == quads_of(other)


def test_unknown_plan_is_named_with_those_there(store: ox.Store, tmp_path: Path) -> None:
    add_plan(store, make(tmp_path))
    with pytest.raises(BadUsage, match=r"no plan 'case-99'.*case-15"):
        load_plan(store, "case-99")


def test_missing_store_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(DamagedStore, match="no store here"):
        open_store(tmp_path / "nowhere", read_only=True)
    assert not (tmp_path / "nowhere").exists()


def test_store_that_another_writes_to_is_refused_or_shared(tmp_path: Path) -> None:
    """A second writer is told so in one sentence; it never gets a traceback."""
    writer = open_store(tmp_path / "store", create=True)
    add_plan(writer, make(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "scrgraph", "ingest", "-", "--store", str(tmp_path / "store")],
        input=write_plan(reference="Case 16").encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert list_plans(writer) == ("case-15",)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_newer_document_tells_what_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "plan1.txt").write_text(write_plan({}, {}, {}), encoding="utf-8")
    (tmp_path / "plan2.txt").write_text(write_plan({}), encoding="utf-8")
    run("ingest", tmp_path / "plan1.txt", "--store", tmp_path / "store")
    ran = run("ingest", tmp_path / "plan2.txt", "--store", tmp_path / "store")
    assert ran.code == 0
    assert ran.complaint.splitlines() == [
        "case-15: replaces the version read from plan1.txt (3 rows → 1: 2 removed).",
        "case-15: main/2: The row is no longer in the plan.",
        "case-15: main/3: The row is no longer in the plan.",
    ]


def test_document_of_another_plan_with_the_same_id_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text(write_plan({}), encoding="utf-8")
    large.write_text(write_plan({}, {}, {}), encoding="utf-8")
    run("ingest", small, "--store", folder)
    before = all_quads(open_store(folder, read_only=True))
    ran = run("ingest", large, "--store", folder)
    assert ran.code == 2
    assert len(ran.complaint.splitlines()) == 1
    assert "--plan ID" in ran.complaint
    assert "--replace" in ran.complaint
    assert "small.txt" in ran.complaint
    assert all_quads(open_store(folder, read_only=True)) == before
    assert "replaces" in run("ingest", large, "--store", folder, "--replace").complaint
    assert run("ingest", large, "--store", folder, "--plan", "another").code == 0


@pytest.mark.parametrize(
    ("texts", "taken"),
    [
        (["Clinics keep a list of children.", "Schools write down each day missed."], True),
        (["Each school writes down each day that is missed.", "Clinics keep lists of all children."], True),
        (["Clinics keep a list of children.", "Wardens see to the locks.", "Libraries are lent more books."], False),
        (["Wardens see to the locks.", "Libraries are lent more books."], False),
    ],
    ids=["the same", "moved and reworded", "one of three", "none"],
)
def test_newer_document_is_known_by_what_its_rows_say(
    texts: list[str], taken: bool, store: ox.Store, tmp_path: Path
) -> None:
    """Rows of any two plans bear the same numbers."""
    rows = [{"text": text} for text in ("Clinics keep a list of children.", "Schools write down each day missed.")]
    add_plan(store, make(tmp_path, *rows))
    newer = make(tmp_path, *({"text": text, "summary": "Another report."} for text in texts))
    if not taken:
        with pytest.raises(BadUsage, match=rf"hardly is a newer version of case-15: of its rows, . of {len(texts)}"):
            add_plan(store, newer)
    assert add_plan(store, newer, replace=not taken)
    known_as = f"<{build.SCR.knownAs}>"
    assert {fact for fact in facts_of(load_plan(store, "case-15")) if known_as not in fact} == facts_of(newer)


# -- whole or not at all ---------------------------------------------------------------------------------------------

# One process builds the data once; each of its children puts them into a store of its own and is killed on the way.
KILLER = """
import json, os, signal, sys, time
from pathlib import Path
from scrgraph.graph import build
from scrgraph.graph.store import add_plan, open_store
from scrgraph.pipeline import read_source

large, small, folder, way = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
first = read_source(small).build()
reading = read_source(large)
new = reading.build()
build.__version__ = "0.0.1"
old = reading.build()


def wait_for(path):
    while not path.exists():
        time.sleep(0.0005)


def kill_after(number, seconds):
    ready, done = folder / f"{number}.ready", folder / f"{number}.done"
    child = os.fork()
    if child == 0:
        store = open_store(folder / str(number), create=True)
        add_plan(store, first)
        if way == "replace":
            add_plan(store, old)
        ready.touch()
        add_plan(store, new)
        done.touch()
        time.sleep(60)
        os._exit(0)
    wait_for(ready)
    start = time.monotonic()
    if seconds is None:
        wait_for(done)
    else:
        time.sleep(seconds)
    took = time.monotonic() - start
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return took, done.exists()


whole, finished = kill_after(0, None)
print(json.dumps([finished, *(kill_after(n, whole * float(share))[1] for n, share in enumerate(sys.argv[5:], 1))]))
"""
SHARES = ["0", "0.3", "0.6", "0.9"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill")
@pytest.mark.parametrize("way", ["add", "replace"])
def test_plan_is_in_whole_or_not_at_all_when_the_writer_is_killed(way: str, tmp_path: Path) -> None:
    large, small = make(tmp_path, *({} for _ in range(50)), reference="Case 16"), make(tmp_path)
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "plan.txt").write_text(
        write_plan(*({} for _ in range(50)), reference="Case 16"), encoding="utf-8"
    )
    paths = [str(path) for path in (tmp_path / "large" / "plan.txt", tmp_path / "plan.txt", tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", KILLER, *paths, way, *SHARES],
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    finished = json.loads(done.stdout)
    assert finished[0]
    new = quads_of(large)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "__version__", "0.0.1")
        old = quads_of(read_source(tmp_path / "large" / "plan.txt").build())
    before = quads_of(small) | (old if way == "replace" else set())
    outcomes = []
    for number, is_done in enumerate(finished):
        found = all_quads(open_store(tmp_path / str(number), read_only=True))
        if found == before:
            assert not is_done, "told as done, and not there"
            outcomes.append("nothing")
        else:
            assert quads_of(small) | new <= found
            assert found <= quads_of(small) | new | old
            outcomes.append("all")
    assert outcomes[0] == "all"
    assert "nothing" in outcomes, "every child had finished before it was killed"


def test_failing_ingest_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    assert run("ingest", "-", "--store", folder, stdin=write_plan().encode()).code == 0
    before = all_quads(open_store(folder, read_only=True))
    assert run("ingest", "-", "--store", folder, stdin=b"no plan here").code == 2
    assert all_quads(open_store(folder, read_only=True)) == before
