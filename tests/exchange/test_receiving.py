"""Packages of other boards: what they would do to a store is said first; then they go in whole, and come out whole."""

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph import namespaces
from scrgraph.audit.rust_shacl import run_shapes as run_fast
from scrgraph.audit.shacl import run_shapes
from scrgraph.errors import BadUsage
from scrgraph.exchange import exporting, quarantine
from scrgraph.exchange.quarantine import SentPlan, find_unsound
from scrgraph.exchange.reading import RefusedPackage
from scrgraph.exchange.receiving import STATES, Account, accept, examine, take_out
from scrgraph.exchange.redaction import redact
from scrgraph.graph.receipts import list_receipts
from scrgraph.graph.store import list_plans, name_version, open_store
from tests.exchange.boards import (
    DAY,
    LATER,
    SMALL,
    add_document,
    export,
    hash_store,
    make_store,
    send,
    take_in,
)
from tests.graph.sample import run, run_apart

PROFILES = ("partner", "full")
ROWS = ({"text": "Every clinic should keep a list."}, {"text": "Every school should name a lead."})


@pytest.fixture(scope="module")
def board() -> ox.Store:
    return make_store(*SMALL)


@pytest.fixture
def ours(tmp_path: Path) -> ox.Store:
    """A store with a plan of our own, under a base of our own."""
    store = ox.Store()
    add_document(store, tmp_path, reference="Case 90", base="https://ours.example/")
    return store


def count(account: Account) -> dict[str, int]:
    return {state: account.count(state) for state in STATES}


def own_graphs(store: ox.Store) -> str:
    apart = ox.Store()
    apart.extend(quad for quad in store if "ours.example" in str(quad.graph_name))
    return hash_store(apart)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_taken_in_is_sent_on_unchanged(profile: str, board: ox.Store, tmp_path: Path) -> None:
    made = export(board, profile)
    theirs = ox.Store()
    account = take_in(theirs, send(made, tmp_path))
    assert count(account) == {"new": 3, "same": 0, "changed": 0, "held": 0}
    assert list_plans(theirs) == list_plans(board)
    assert export(theirs, profile).data_hash == made.data_hash


def test_nothing_is_written_until_it_is_accepted(board: ox.Store, ours: ox.Store, tmp_path: Path) -> None:
    before = hash_store(ours)
    examine(ours, send(export(board, "partner"), tmp_path))
    assert hash_store(ours) == before


@pytest.mark.parametrize("profile", PROFILES)
def test_own_graphs_stay_and_a_package_comes_out_whole(
    profile: str, board: ox.Store, ours: ox.Store, tmp_path: Path
) -> None:
    whole, own = hash_store(ours), own_graphs(ours)
    account = take_in(ours, send(export(board, profile), tmp_path))
    assert own_graphs(ours) == own
    assert hash_store(ours) != whole
    receipt, plans = take_out(ours, account.sent.package[:6])
    assert receipt == account.receipt
    assert sorted(plans) == sorted(account.sent.plans)
    assert hash_store(ours) == whole


def test_same_package_again_doubles_nothing(board: ox.Store, ours: ox.Store, tmp_path: Path) -> None:
    sent = send(export(board, "partner"), tmp_path)
    take_in(ours, sent)
    before = hash_store(ours)
    again = examine(ours, sent)
    assert count(again) == {"new": 0, "same": 3, "changed": 0, "held": 0}
    assert not accept(ours, again)
    assert hash_store(ours) == before
    assert len(list_receipts(ours)) == 1


def test_newer_package_updates_and_tells_what_has_changed_and_what_is_gone(ours: ox.Store, tmp_path: Path) -> None:
    theirs = ox.Store()
    add_document(theirs, tmp_path, *ROWS, reference="Case 1")
    add_document(theirs, tmp_path, {"text": "Notes should be read."}, reference="Case 2")
    first = export(theirs, "partner")
    take_in(ours, send(first, tmp_path))
    add_document(theirs, tmp_path, ROWS[0], {**ROWS[1], "targets": "1/10/2009"}, reference="Case 1")
    add_document(theirs, tmp_path, {"text": "A third plan."}, reference="Case 3")
    second = export(theirs, "partner", "case-1", "case-3", day=LATER)
    account = take_in(ours, send(second, tmp_path, "second.zip"))
    assert {plan.sent.plan: plan.state for plan in account.plans} == {"case-1": "changed", "case-3": "new"}
    (changed,) = [plan.differences for plan in account.plans if plan.differences]
    assert Counter(change.kind for change in changed.changes) == {"target-moved": 1}
    assert changed.changes[0].rows == ("main/2",)
    assert account.withdrawn == (("case-2", list_receipts(ours)[0].package),)
    assert list_plans(ours) == ("case-1", "case-2", "case-3", "case-90")
    assert export(ours, "partner", "case-1", "case-3").data_hash == second.data_hash
    take_out(ours, account.sent.package)
    assert list_plans(ours) == ("case-2", "case-90")


def test_older_package_is_refused_by_its_day_and_by_what_came_before(ours: ox.Store, tmp_path: Path) -> None:
    theirs = ox.Store()
    add_document(theirs, tmp_path, *ROWS, reference="Case 1")
    older = send(export(theirs, "partner"), tmp_path, "older.zip")
    take_in(ours, older)
    add_document(theirs, tmp_path, *ROWS, {"text": "A third row."}, reference="Case 1")
    newer = send(export(theirs, "partner"), tmp_path, "newer.zip")  # of the same day
    take_in(ours, newer)
    before = hash_store(ours)
    for replayed in (older, replace(newer, published=DAY - dt.timedelta(days=1), package="0" * 32)):
        with pytest.raises(RefusedPackage, match=r"A newer package of Elmshire is here already"):
            examine(ours, replayed)
    take_out(ours, newer.package)
    take_out(ours, older.package)
    assert hash_store(ours) != before
    assert count(examine(ours, older))["new"] == 1


def test_unsigned_package_is_refused_where_its_sender_signs(ours: ox.Store, tmp_path: Path) -> None:
    theirs = ox.Store()
    add_document(theirs, tmp_path, reference="Case 1")
    sent = send(export(theirs, "partner"), tmp_path)
    take_in(ours, replace(sent, key="sha256:key"))
    assert list_receipts(ours)[0].key == "sha256:key"
    with pytest.raises(RefusedPackage, match="were signed"):
        examine(ours, replace(sent, published=LATER, package="1" * 32))
    other = examine(ours, replace(sent, published=LATER, package="1" * 32, key="sha256:other"))
    assert other.notes == ("It is signed with another key than the last package of Elmshire.",)


@pytest.mark.parametrize(
    ("reference", "base", "sender", "profile", "why"),
    [
        ("Case 1", namespaces.ID, None, "partner", "It is the board's own plan."),
        ("Case 1", "https://ours.example/", None, "partner", "Another plan with the id case-1 is here"),
        ("Case 1", namespaces.ID, "Oakshire", "partner", "The same plan came from Oakshire"),
        ("Case 1", namespaces.ID, "Elmshire", "full", "It came under the profile full before"),
    ],
)
def test_plan_that_clashes_is_held_and_the_others_go_in(
    reference: str, base: str, sender: str | None, profile: str, why: str, tmp_path: Path
) -> None:
    ours, theirs = ox.Store(), ox.Store()
    add_document(theirs, tmp_path, *ROWS, reference="Case 1")
    add_document(theirs, tmp_path, {"text": "Another."}, reference="Case 2")
    if sender is None:
        add_document(ours, tmp_path, {"text": "Ours."}, reference=reference, base=base)
    else:
        take_in(ours, send(export(theirs, profile, "case-1", board=sender), tmp_path))
    before = set(ours)
    account = take_in(ours, send(export(theirs, "partner"), tmp_path))
    held = {plan.sent.plan: plan.why or "" for plan in account.plans if plan.state == "held"}
    assert list(held) == ["case-1"]
    assert held["case-1"].startswith(why)
    assert before < set(ours)
    assert list_plans(ours) == ("case-1", "case-2")


def test_same_document_under_another_id_is_held(tmp_path: Path) -> None:
    ours, theirs = make_store(SMALL[1]), make_store(SMALL[1])
    (name,) = list_plans(theirs)
    sent = send(export(theirs, "partner"), tmp_path)
    (plan,) = sent.plans.values()
    other = plan.iri + "-again"
    lines = "".join(sorted(f"{quad} .\n" for quad in plan.quads)).replace(f"<{plan.iri}", f"<{other}")
    moved = frozenset(ox.parse(lines.replace(f'"{name}"', f'"{name}-again"'), format=ox.RdfFormat.N_QUADS))
    account = examine(ours, replace(sent, plans={other: SentPlan(other, name + "-again", plan.rows, moved)}))
    assert account.plans[0].why == f"The document that it was read from is here as the plan {name}."


def test_plan_that_is_not_sound_is_held(board: ox.Store, ours: ox.Store, tmp_path: Path) -> None:
    sent = send(export(board, "partner"), tmp_path)
    iri, plan = next(iter(sent.plans.items()))
    row = next(quad for quad in plan.quads if quad.predicate.value == namespaces.SCR + "position")
    spoilt = replace(
        plan,
        quads=plan.quads
        | {
            ox.Quad(
                row.subject,
                row.predicate,
                ox.Literal("99", datatype=ox.NamedNode(namespaces.XSD + "integer")),
                row.graph_name,
            )
        },
    )
    account = examine(ours, replace(sent, plans={**sent.plans, iri: spoilt}))
    held = [one for one in account.plans if one.state == "held"]
    assert [one.sent.iri for one in held] == [iri]
    assert re.match(r"It is not as sound data is: \S+ \(position\)", held[0].why or "")


@pytest.mark.parametrize("profile", PROFILES)
def test_engines_agree_on_what_is_sound(
    profile: str, board: ox.Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = send(export(board, profile), tmp_path)
    plan = next(iter(sent.plans.values()))
    lost = {
        next(quad for quad in sorted(plan.quads, key=str) if quad.predicate.value == namespaces.SCR + name)
        for name in ("partName", "eventType")
    }
    spoilt = replace(plan, quads=plan.quads - lost)
    found = []
    for engine in (run_shapes, run_fast):
        monkeypatch.setattr(quarantine, "_find_engine", lambda engine=engine: engine)
        assert find_unsound(plan) == []
        found.append(find_unsound(spoilt))
    assert found[0] == found[1]
    assert len(found[0]) >= 2


def test_terms_that_our_lists_do_not_hold_are_named(board: ox.Store, tmp_path: Path) -> None:
    unknown = {(term.kind, term.label) for term in send(export(board, "partner"), tmp_path).unknown}
    assert ("agency", "Merrowshire Police") in unknown
    assert ("body", "Merrowshire Safeguarding Adults Board") in unknown
    assert {kind for kind, _ in unknown} == {"agency", "body"}


# -- what no package may say ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "subject", "predicate", "complaint"),
    [
        ("{plan}/meta", "{other}", "hasPlanVersion", "speaks of another"),
        ("{plan}/meta", "{other}/version/0123456789abcdef", "replacesVersion", "speaks of another"),
        ("{version}", "https://w3id.org/scrgraph/themes/training", "misleadingPhrase", "speaks of what is not its own"),
        ("https://w3id.org/scrgraph/id/package/x", "{plan}", "hasPlanVersion", "holds a graph that no plan has"),
        ("{plan}/meta/more", "{plan}", "hasPlanVersion", "holds a graph that no plan has"),
        ("{plan}/version/xyz", "{plan}", "hasPlanVersion", "holds a graph that no plan has"),
        ("{version}", "{plan}", "summary", "holds what the profile partner does not give"),
    ],
)
def test_package_that_says_what_is_not_its_own_is_refused(
    graph: str, subject: str, predicate: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = ox.Store()
    add_document(theirs, tmp_path, reference="Case 1")
    plan = namespaces.ID + "plan/case-1"
    version = next(q.graph_name.value for q in theirs if re.search(r"/version/\w+$", q.graph_name.value))
    names = {"plan": plan, "other": namespaces.ID + "plan/case-9", "version": version}
    added = ox.Quad(
        ox.NamedNode(subject.format(**names)),
        ox.NamedNode(namespaces.SCR + predicate),
        ox.Literal("x") if predicate in ("summary", "misleadingPhrase") else ox.NamedNode(version),
        ox.NamedNode(graph.format(**names)),
    )
    profile = "partner" if predicate == "summary" else "full"
    monkeypatch.setattr(
        exporting, "redact", lambda quads, of: replace(done := redact(quads, of), quads=done.quads | {added})
    )
    with pytest.raises(RefusedPackage, match=complaint):
        send(export(theirs, profile), tmp_path)


# -- beside the store ----------------------------------------------------------------------------------------------


def test_version_received_is_not_taken_for_the_whole_one(board: ox.Store, tmp_path: Path) -> None:
    """What is kept beside a store is kept under the name of a version."""
    names = set()
    for profile in PROFILES:
        theirs = ox.Store()
        take_in(theirs, send(export(board, profile), tmp_path))
        names.add(name_version(theirs, "dhr-w2"))
    assert len(names | {name_version(board, "dhr-w2")}) == 3


def test_document_of_a_plan_that_was_received_is_refused(tmp_path: Path) -> None:
    ours, theirs = ox.Store(), ox.Store()
    add_document(theirs, tmp_path, *ROWS, reference="Case 1")
    take_in(ours, send(export(theirs, "partner"), tmp_path))
    with pytest.raises(BadUsage, match=r"The store has this plan from another board \(Elmshire\)"):
        add_document(ours, tmp_path, *ROWS, reference="Case 1")


# -- the commands --------------------------------------------------------------------------------------------------


def test_commands_say_what_they_would_do_and_do_it(tmp_path: Path) -> None:
    make_store(*SMALL, folder=tmp_path / "theirs")
    package, store = tmp_path / "package", tmp_path / "ours"
    sent = run(
        "export",
        "--store",
        tmp_path / "theirs",
        "--profile",
        "partner",
        "--board",
        "Elmshire",
        "--published",
        "2026-01-01",
        "-o",
        package,
    )
    assert sent.code == 0
    dry = run("import", package, "--store", store)
    assert dry.code == 0
    assert "new 3, same 0, changed 0, held 0." in dry.text
    assert "Nothing was written" in dry.text
    assert not store.exists()
    done = json.loads(run("import", package, "--store", store, "--accept", "--format", "json").text)
    assert (done["sender"], done["accepted"], done["counts"]["new"]) == ("Elmshire", True, 3)
    assert [plan["rows"] for plan in done["plans"]] == [12, 12, 11]
    (held,) = json.loads(run("received", "list", "--store", store, "--format", "json").text)["packages"]
    assert (held["package"], held["plans"]) == (done["package"], ["case-m1", "dhr-w2", "sar-m3"])
    passed = run("export", "--store", store, "--profile", "partner", "-o", tmp_path / "passed.zip")
    assert "From Elmshire, and passed on in this package: case-m1, dhr-w2, sar-m3" in passed.complaint
    own = run("export", "--store", store, "--profile", "partner", "--own", "-o", tmp_path / "own.zip")
    assert own.code == 2
    assert "no plan of the board's own" in own.complaint
    assert run("received", "remove", done["package"][:8], "--store", store).code == 0
    assert not list(open_store(store, read_only=True))
    unknown = run("received", "remove", "ffff", "--store", store)
    assert (unknown.code, unknown.complaint.count("\n")) == (2, 1)


def test_store_that_another_writes_to_is_told_in_one_sentence(tmp_path: Path) -> None:
    make_store(SMALL[1], folder=tmp_path / "theirs")
    run("export", "--store", tmp_path / "theirs", "--profile", "partner", "-o", tmp_path / "package")
    writer = open_store(tmp_path / "ours", create=True)
    ran = run_apart("import", tmp_path / "package", "--store", tmp_path / "ours", "--accept")
    del writer
    assert ran.code == 2
    assert re.fullmatch(r"scrgraph: \S+: The store cannot be opened \([^\n]+\n", ran.complaint)
