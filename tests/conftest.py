"""What many tests ask for: the wordings, the layout, the sample plan, and the shared folder where there is one."""

import gc
import os
from pathlib import Path

import pytest

from scrgraph.ingest.layouts import Layout, find_layout
from scrgraph.wordings import Wordings, load_wordings

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """Look for what is no longer used less often: each look goes through all that the tests keep for each other."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def wordings() -> Wordings:
    return load_wordings()


@pytest.fixture(scope="session")
def layout() -> Layout:
    return find_layout("board-plan")


@pytest.fixture(scope="session")
def general() -> Layout:
    """The layout that knows the headings of plans of all kinds."""
    return find_layout("general")


@pytest.fixture(scope="session")
def sample() -> Path:
    return ROOT / "data" / "case-14" / "plan.txt"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real plan and the gold; the test says so and is skipped where it is absent."""
    folder = Path(os.environ.get("SCRGRAPH_SHARED") or ROOT.parent / "shared")
    for file in ("case-14/plan.txt", "gold/rows.json", "gold/score.py"):
        if not (folder / file).is_file():
            pytest.skip(f"the real plan and its gold are not here: {folder / file} is missing (set SCRGRAPH_SHARED)")
    return folder
