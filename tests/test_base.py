"""A base of the board's own: data are named under it wherever they are built, and all that is found is the same."""

import json
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph import namespaces
from scrgraph.audit import across
from scrgraph.graph.dataset import find_quads, load_dataset
from scrgraph.graph.store import list_plans, open_store
from tests.graph.sample import ROOT, Ran, run, write_plan

BASE = "https://board.example/plan/reviews#"
PLANS = ("case-m1", "sar-m3")  # a lesson of the first comes back in the second
DAY = ("--as-of", "2015-03-31")
AUDIT = ("audit", "--format", "json")
ASKED = (AUDIT, ("status",), ("query", "lessons-that-came-back"))


@pytest.fixture(autouse=True)
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are run, with two plans and what is declared of them."""
    monkeypatch.chdir(tmp_path)
    for plan in PLANS:
        shutil.copytree(ROOT / "data" / plan, tmp_path / "plans" / plan)
    return tmp_path


def set_base(base: str | None) -> None:
    text = "" if base is None else f'base = "{base}"\n'
    for kind, name in (("themes", "themes.json"), ("links", "links.toml")):
        text += f"declared.{kind} = {json.dumps([f'plans/{plan}/{name}' for plan in PLANS])}\n"
    Path("scrgraph.toml").write_text(text, encoding="utf-8")


@cache
def find_plainly(*command: str) -> Ran:
    """Give what a command finds in the documents under the default base, asked once."""
    set_base(None)
    return run(*command, "plans", *DAY)


def list_names(quads: Iterable[ox.Quad]) -> set[str]:
    """List the IRIs of data: plans and what is below them, and documents."""
    terms = (term for quad in quads for term in (quad.subject, quad.object, quad.graph_name))
    names = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    return {name for name in names if "plan/" in name or "document/" in name}


@pytest.mark.parametrize("command", ASKED, ids=" ".join)
def test_all_that_is_found_is_the_same_under_a_base_of_the_board(command: tuple[str, ...]) -> None:
    before = find_plainly(*command)
    set_base(BASE)
    assert run(*command, "plans", *DAY) == before
    assert before.code in (0, 1)


def test_data_are_named_under_the_base_and_read_back_whatever_it_is_by_then() -> None:
    before = find_plainly(*AUDIT)
    assert len(json.loads(before.out)["plans"]) == len(PLANS)
    set_base(BASE)
    assert run("ingest", "plans", "-o", "plans.trig").code == 0
    assert run("ingest", "plans", "--store", "store").code == 0
    for quads in (find_quads(load_dataset(Path("plans.trig"))), open_store(Path("store"), read_only=True)):
        names = list_names(quads)
        assert len(names) > 1000
        assert all(name.startswith(BASE) for name in names)
    assert namespaces.ID not in Path("plans.trig").read_text(encoding="utf-8")
    set_base(None)
    for source in (("--store", "store"), ("plans.trig",)):
        assert run(*AUDIT, *source, *DAY).out == before.out


def test_document_again_is_the_version_that_is_stored() -> None:
    set_base(BASE)
    assert run("ingest", "plans/sar-m3", "--store", "store").code == 0
    again = run("ingest", "plans/sar-m3", "--store", "store")
    assert (again.code, "already there, nothing changed" in again.complaint) == (0, True)


@pytest.mark.parametrize(("first", "then"), [(None, BASE), (BASE, None)])
def test_plan_that_is_stored_under_another_base_is_refused(first: str | None, then: str | None) -> None:
    Path("plan.txt").write_text(write_plan(), encoding="utf-8")
    set_base(first)
    assert run("ingest", "plan.txt", "--store", "store").code == 0
    before = set(open_store(Path("store"), read_only=True))
    set_base(then)
    ran = run("ingest", "plan.txt", "--store", "store")
    said = f"The store holds case-15 under another base ({first or namespaces.ID}). "
    said += "Set base to that in scrgraph.toml, or make the store anew from the documents."
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint.endswith(f"scrgraph: {said}\n")
    store = open_store(Path("store"), read_only=True)
    assert (set(store), list_plans(store)) == (before, ("case-15",))


def test_row_is_led_to_the_one_that_it_follows_up_though_that_is_under_another_base(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = find_plainly(*AUDIT)
    set_base(None)
    assert run("ingest", "plans/case-m1", "-o", "early.trig").code == 0
    set_base(BASE)
    assert run("ingest", "plans/sar-m3", "-o", "late.trig").code == 0
    both = (*AUDIT, "early.trig", "late.trig", *DAY)
    assert json.loads(run(*both).out)["across"] == json.loads(before.out)["across"]
    monkeypatch.setattr(across, "_resolve_follow_ups", lambda _: None)
    assert json.loads(run(*both).out)["across"] != json.loads(before.out)["across"]
