"""What is taken in is sent on unchanged, and judged as far as it is given: over all plans at hand, some generated."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from scrgraph.exchange.verify import verify_package
from scrgraph.graph.store import add_plan, list_plans
from scrgraph.pipeline import read_source
from scrgraph.synthetic.export import render_plan
from scrgraph.synthetic.plans import compose_plan
from tests.exchange.boards import SMALL, export, make_store, send, take_in
from tests.exchange.made import DATES
from tests.exchange.test_withheld import CASES, NEEDING_WORDS, audit_both, compare
from tests.graph.sample import REAL, ROOT, SAMPLE, run

SEED, GENERATED = 301, 20


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[ox.Store]:
    """The real plan, the samples, and generated plans."""
    folder = tmp_path_factory.mktemp("generated")
    generated = ox.Store()
    for number in range(1, GENERATED + 1):
        file = folder / f"plan-{number}.txt"
        file.write_text(render_plan(compose_plan(SEED, number)), encoding="utf-8")
        add_plan(generated, read_source(file).build())
    real = [make_store(REAL)] if REAL.is_file() else []
    return [*real, make_store(SAMPLE, *SMALL), *(make_store(file) for file in CASES), generated]


@pytest.mark.proof
@pytest.mark.parametrize("profile", ["partner", "full"])
def test_what_is_taken_in_is_sent_on_unchanged(profile: str, stores: list[ox.Store], tmp_path: Path) -> None:
    for number, store in enumerate(stores):
        made = export(store, profile)
        theirs = ox.Store()
        account = take_in(theirs, send(made, tmp_path, f"{number}.zip"))
        assert [plan.sent.plan for plan in account.plans if plan.state != "new"] == []
        assert list_plans(theirs) == list_plans(store)
        assert export(theirs, profile).data_hash == made.data_hash


@pytest.mark.proof
def test_public_figures_are_sent_on_unchanged(tmp_path: Path) -> None:
    """Of the real plan, the samples, and the generated plans: out of a store, into an empty one, and out again."""
    generated = tmp_path / "generated"
    generated.mkdir()
    for number in range(1, GENERATED + 1):
        (generated / f"plan-{number}.txt").write_text(render_plan(compose_plan(SEED, number)), encoding="utf-8")
    for number, source in enumerate([*([REAL] if REAL.is_file() else []), ROOT / "data", generated]):
        hashes = []
        stores = [tmp_path / f"{side}-{number}" for side in ("ours", "theirs")]
        assert run("ingest", source, "--store", stores[0]).code == 0
        for store in stores:
            package = tmp_path / f"{store.name}.zip"
            ran = run("export", "--store", store, "--profile", "public", *DATES, "-o", package)
            assert ran.code == 0, ran.complaint
            hashes.append(verify_package(package).data_hash)
            assert run("import", package, "--store", stores[1], "--accept").code == 0
        assert hashes[0] == hashes[1]


@pytest.mark.proof
def test_what_can_be_judged_is_judged_as_on_the_whole_plan(stores: list[ox.Store]) -> None:
    for store in stores:
        for plan in list_plans(store):
            assert compare(*audit_both(store, plan)) == NEEDING_WORDS
