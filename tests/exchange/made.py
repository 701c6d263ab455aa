"""What these tests share: stores of the samples, and packages of them, each made once a process."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from scrgraph.exchange.package import DATA
from tests.graph.sample import ROOT, Ran, run

DATES = ("--as-of", "2012-03-31", "--published", "2012-04-02")
PROFILES = ("partner", "full")

_HELD = tempfile.TemporaryDirectory(prefix="scrgraph-tests-")  # until the process ends


@cache
def make_store() -> Path:
    """Give a store of the plans in ``data/``; it is shared, so it must only be read."""
    folder = Path(_HELD.name) / "store"
    assert run("ingest", ROOT / "data", "--store", folder).code == 0
    return folder


@cache
def make_package(profile: str) -> Path:
    """Give a package of them; it is shared, so it must only be read."""
    return export_sample(profile, make_store().parent / profile)


def export_sample(profile: str, output: Path, *more: str | Path) -> Path:
    """Export them."""
    ran = export(make_store(), profile, output, *more)
    assert ran.code == 0, ran.complaint
    return output


def export(store: Path, profile: str, output: Path, *more: str | Path) -> Ran:
    return run("export", "--store", store, "--profile", profile, *DATES, "-o", output, *more)


def copy_package(profile: str, output: Path) -> Path:
    """Give a package that may be changed."""
    return shutil.copytree(make_package(profile), output)


def read_files(package: Path) -> dict[str, bytes]:
    return {path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*") if path.is_file()}


def read_data(package: Path) -> set[ox.Quad]:
    return set(ox.parse(path=str(package / DATA), format=ox.RdfFormat.N_QUADS))
