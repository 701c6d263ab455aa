"""Every kind of tampering is refused in one sentence with its reason, and nothing is written."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scrgraph.cli import receiving
from scrgraph.exchange import verify
from scrgraph.exchange.reading import RefusedPackage
from scrgraph.exchange.verify import verify_package
from tests.exchange.boards import SMALL, make_store
from tests.exchange.sealed import make_files
from tests.exchange.tampering import KINDS, NOBODY, OURS, Bench, Kind, flip_bit, look_at
from tests.graph.sample import run


@pytest.fixture(autouse=True)
def _work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the content within this process: to begin one takes longer than the check."""

    def work_here(work: Callable[..., Any], *given: object, seconds: int) -> Any:
        assert seconds >= 30
        return work(*given)

    monkeypatch.setattr(verify, "work_apart", work_here)


def test_there_are_many_kinds_each_with_a_name() -> None:
    assert len(KINDS) >= 120
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("profile", ["full", "partner"])
def test_what_is_not_tampered_with_is_taken(profile: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for name in ("folder", "package.zip"):
        assert verify_package(bench.put(make_files(profile), name), OURS).signature == "good"
    assert verify_package(bench.put(make_files(profile, signed=False), "unsigned"), NOBODY).signature == "unsigned"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_tampering_is_refused_with_its_reason(kind: Kind, tmp_path: Path) -> None:
    package = kind.make(Bench(tmp_path))
    before = look_at(tmp_path)
    with pytest.raises(RefusedPackage) as caught:
        verify_package(package, kind.trust)
    told = str(caught.value)
    assert re.search(kind.says, told), told
    assert told.startswith(f"{package}")
    assert "\n" not in told
    assert told.isprintable()
    assert len(told) < 700, told
    assert caught.value.remedy
    assert look_at(tmp_path) == before


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ours") / "store"
    make_store(SMALL[0], folder=folder)
    return folder


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_tampering_reaches_no_store(kind: Kind, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "load_trust", lambda *_: kind.trust)
    package = kind.make(Bench(tmp_path))
    before = look_at(store)
    ran = run("import", package, "--store", store, "--accept")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.complaint.count("\n") == 1
    assert look_at(store) == before


@pytest.mark.parametrize("seed", range(12))
def test_a_bit_flipped_anywhere_in_a_folder_is_refused(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    files = make_files()
    name = chance.choice(sorted(files))
    with pytest.raises(RefusedPackage):
        verify_package(Bench(tmp_path).put(files | {name: flip_bit(files[name], chance)}), OURS)


@pytest.mark.parametrize("seed", range(12))
def test_a_bit_flipped_anywhere_in_a_zip_is_refused_or_changes_no_file(seed: int, tmp_path: Path) -> None:
    """A packed stream has bits that mean nothing; whatever is given after all is what was signed."""
    path = Bench(tmp_path).put(make_files(), "package.zip")
    path.write_bytes(flip_bit(path.read_bytes(), random.Random(seed)))
    with suppress(RefusedPackage):
        assert verify_package(path, OURS).files == make_files()
