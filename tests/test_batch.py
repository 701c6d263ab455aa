"""Many plans: shared by several processes, kept beside a store, and never otherwise than each audited by itself."""

import datetime as dt
import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scrgraph.audit.across import audit_across
from scrgraph.audit.kept import PlanAudit, from_plain, to_plain
from scrgraph.audit.rules import RulePack
from scrgraph.audit.shelf import FILE, Parcel, Shelf
from scrgraph.batch import Done, audit_documents, audit_store, count_processes, digest_audit
from scrgraph.errors import DamagedStore, ScrgraphError
from scrgraph.graph.declared import Declared
from scrgraph.graph.links import Links
from scrgraph.graph.packed import PackedFacts
from scrgraph.graph.store import add_plan, open_store, pack_facts
from scrgraph.graph.tags import Tag
from scrgraph.pipeline import Terms, audit_dataset, read_source
from tests.conftest import ROOT

PACK = RulePack.load()
DAY = dt.date(2012, 6, 30)
TERMS = Terms(DAY, PACK)
SAMPLES = [ROOT / "data" / name / "plan.txt" for name in ("case-m1", "dhr-w2", "sar-m3")]


def write_plans(folder: Path, count: int = 3) -> list[Path]:
    """Write copies of the synthetic plans of the project, each under an id of its own: the name of its file."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number in range(count):
        text = SAMPLES[number % len(SAMPLES)].read_text(encoding="utf-8")
        path = folder / f"plan-{number}.txt"
        path.write_text(f"{text}\n", encoding="utf-8")
        paths.append(path)
    return paths


def fill_store(store: Path, paths: list[Path]) -> None:
    opened = open_store(store, create=True)
    for path in paths:
        dataset = read_source(path, plan=path.stem).build()
        add_plan(opened, dataset, replace=True)
        pack_facts(opened, path.stem, PackedFacts(store), dataset)


def audit_alone(path: Path, plan: str | None = None, terms: Terms = TERMS) -> PlanAudit:
    dataset = read_source(path, plan=plan).build()
    return audit_dataset(dataset, terms.as_of, terms.pack, terms.declared, replay=terms.replay).keep()


def open_all(made: object) -> dict[str, PlanAudit]:
    return {done.parcel.plan: done.parcel.open() for done in made if isinstance(done, Done)}  # type: ignore[attr-defined]


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_what_is_kept_is_read_as_it_was() -> None:
    audited = audit_dataset(read_source(SAMPLES[0]).build(), DAY, PACK)
    kept, given = audited.keep(), audited.contribute()
    assert kept.result.findings
    assert given.places
    assert from_plain(PlanAudit, to_plain(kept)) == kept
    assert from_plain(type(given), to_plain(given)) == given


@pytest.mark.parametrize("data", [None, [], {"result": 1}, [[], [], [], None, None], "text"])
def test_what_was_never_kept_is_not_read(data: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_plain(PlanAudit, data)


def test_damaged_parcel_is_refused_in_one_sentence() -> None:
    with pytest.raises(DamagedStore, match=r"audit of case-9 cannot be read\. Audit anew with --again\."):
        Parcel("case-9", b"damaged", b"").open()


# -- several processes -----------------------------------------------------------------------------------------------


def test_several_processes_give_what_one_gives_in_the_same_order(tmp_path: Path) -> None:
    paths = [*SAMPLES, tmp_path / "missing.txt"]
    told = []
    for processes in (1, 2):
        made = list(audit_documents(paths, TERMS, processes))
        told.append([done.parcel if isinstance(done, Done) else str(done) for done in made])
    assert told[0] == told[1]
    assert [parcel.open() for parcel in told[0] if isinstance(parcel, Parcel)] == [
        audit_alone(path) for path in SAMPLES
    ]
    assert "missing.txt" in str(told[0][-1])


def test_rule_that_cannot_be_run_is_told_from_another_process() -> None:
    rule = PACK.find("SEQ-001")
    broken = replace(PACK, rules=(replace(rule, applies_to=("SELECT ?this { broken",)),))
    for processes in (1, 2):
        with pytest.raises(ScrgraphError, match=r"overdue-target\.ttl.*A query cannot be asked"):
            list(audit_documents(SAMPLES, replace(TERMS, pack=broken), processes))


def test_few_plans_are_left_to_one_process() -> None:
    assert count_processes(1) == 1
    assert count_processes(1000) >= 1


# -- beside a store --------------------------------------------------------------------------------------------------


def test_what_nothing_has_changed_is_not_audited_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write_plans(tmp_path / "plans")
    fill_store(tmp_path / "store", paths)
    first = list(audit_store(tmp_path / "store", TERMS))
    monkeypatch.setattr("scrgraph.pipeline.audit_dataset", lambda *_, **__: pytest.fail("it was audited again"))
    assert list(audit_store(tmp_path / "store", TERMS)) == first
    with pytest.raises(pytest.fail.Exception):
        list(audit_store(tmp_path / "store", TERMS, again=True))
    with pytest.raises(pytest.fail.Exception):
        list(audit_store(tmp_path / "store", replace(TERMS, as_of=DAY + dt.timedelta(1))))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(1, 5))])
def test_after_changes_at_random_it_is_as_a_full_audit(tmp_path: Path, seed: int) -> None:
    """A plan is added, changed, or gets its earlier version back; a day, a rule or what is declared changes."""
    chance = random.Random(seed)
    folder, store = tmp_path / "plans", tmp_path / "store"
    paths = write_plans(folder, 3)
    fill_store(store, paths)
    terms = TERMS
    for _ in range(4):
        path = chance.choice(paths)
        change = chance.choice(["word", "status", "day", "severity", "declared", "nothing"])
        text = path.read_text(encoding="utf-8")
        if change == "word":
            path.write_text(
                text.replace("Recommendation 1 ", f"Recommendation 1 {chance.choice('XYZ')} ", 1), encoding="utf-8"
            )
        elif change == "status":
            path.write_text(text.replace("Finalised", "Completed", chance.choice([1, 2])), encoding="utf-8")
        elif change == "day":
            terms = replace(terms, as_of=DAY + dt.timedelta(chance.randrange(900)))
        elif change == "severity":
            terms = replace(terms, pack=PACK.adjust({"SEQ-001": chance.choice(["info", "warning"])}, {}))
        elif change == "declared":
            tags = (Tag(path.stem, "main/1", chance.choice(["record-keeping", "supervision"])),)
            terms = replace(terms, declared=Declared(tags, Links(), ("quarterly-reports",)))
        fill_store(store, paths)
        made = list(audit_store(store, terms))
        assert open_all(made) == {path.stem: audit_alone(path, path.stem, terms) for path in paths}, change
        across = [
            audit_across([done.parcel.contribute() for done in each], terms.as_of, terms.pack, 60)
            for each in (made, list(audit_store(store, terms, again=True)))
        ]
        assert across[0] == across[1]


DIFFERENT: dict[str, Callable[[Terms], Terms]] = {
    "another day": lambda terms: replace(terms, as_of=DAY + dt.timedelta(1)),
    "fewer rules": lambda terms: replace(terms, pack=PACK.choose(["SEQ-001"])),
    "a severity": lambda terms: replace(terms, pack=PACK.adjust({"SEQ-001": "info"}, {})),
    "a parameter": lambda terms: replace(terms, pack=PACK.adjust({}, {"MON-004": {"quarter": 93}})),
    "a replay": lambda terms: replace(terms, replay=True),
    "another engine": lambda terms: replace(terms, engine="pyshacl"),
    "a tag of the plan": lambda terms: replace(terms, declared=Declared((Tag("a", "main/1", "record-keeping"),))),
    "a tag of any plan": lambda terms: replace(terms, declared=Declared((Tag(None, "main/1", "record-keeping"),))),
    "a promise": lambda terms: replace(terms, declared=Declared(promises=("quarterly-reports",))),
    "a first day": lambda terms: replace(terms, declared=Declared(links=Links(began=(("a", DAY),)))),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_digest_is_another_where_anything_is_that_the_audit_rests_on(name: str) -> None:
    assert digest_audit("version", "a", DIFFERENT[name](TERMS)) != digest_audit("version", "a", TERMS)


def test_digest_is_the_same_where_what_is_declared_speaks_of_other_plans() -> None:
    declared = Declared((Tag("b", "main/1", "record-keeping"),), Links(began=(("b", DAY),)))
    assert digest_audit("version", "a", replace(TERMS, declared=declared)) == digest_audit("version", "a", TERMS)
    assert digest_audit("other", "a", TERMS) != digest_audit("version", "a", TERMS)


def test_damaged_or_missing_shelf_only_means_that_all_is_audited(tmp_path: Path) -> None:
    paths = write_plans(tmp_path / "plans", 2)
    fill_store(tmp_path / "store", paths)
    first = list(audit_store(tmp_path / "store", TERMS))
    shelf = tmp_path / "store" / FILE
    shelf.write_bytes(b"this is no database, and long enough to be taken for none" * 40)
    assert list(audit_store(tmp_path / "store", TERMS)) == first
    shelf.unlink()
    assert list(audit_store(tmp_path / "store", TERMS)) == first


def test_a_few_audits_of_each_plan_are_kept_and_no_more(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(7):
        shelf.keep([(f"digest {number}", Parcel("a", b"%d" % number, b"")), (f"other {number}", Parcel("b", b"", b""))])
    with sqlite3.connect(tmp_path / FILE) as opened:
        assert opened.execute("SELECT COUNT(*) FROM audits WHERE plan = 'a'").fetchone() == (4,)
    assert shelf.find({"a": "digest 6"})["a"].audit == b"6"
    assert shelf.find({"a": "digest 2"}) == {}
