"""The same input gives the same bytes, in whatever time zone, locale, hash seed and folder.

A sample is run each time: some commands, in two surroundings that differ in all four.
"""

import datetime as dt
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scrgraph import __version__
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import list_layouts
from scrgraph.ingest.read import read_bytes
from scrgraph.pipeline import PlanReading, audit_dataset, read_source
from scrgraph.reports.formats import FORMATS
from scrgraph.wordings import load_wordings
from tests.graph.sample import DAY, ROOT, load_pack, quads_of
from tests.proofs.surroundings import (
    COMMANDS,
    FOLDERS,
    SAMPLED,
    SEEDS,
    ZONES,
    Surroundings,
    lay_out,
    list_surroundings,
    make_locales,
    run_commands,
)

RECORD = ROOT / "proofs" / "reproducibility.md"
FIRST = Surroundings("UTC", "C", "0", FOLDERS[0])


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("surroundings")
    for name in FOLDERS:
        lay_out(folder / name, backwards=name != FOLDERS[0])
    return folder


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("locales")
    return folder, make_locales(folder)


@pytest.fixture(scope="module")
def finding(folders: Path) -> str:
    """Give the id of a finding on the plan that the commands are asked about."""
    result = audit_dataset(read_source(folders / FOLDERS[0] / "plan.txt").build(), DAY, load_pack()).result
    return next(found.id for found in result.findings if found.rule == "SEQ-001")


def test_commands_give_the_same_bytes_in_other_surroundings(
    folders: Path, locales: tuple[Path, list[str]], finding: str
) -> None:
    others = Surroundings("Pacific/Kiritimati", locales[1][-1], "4711", FOLDERS[1])
    here, there = (
        run_commands(folders / one.folder, one.describe(locales[0]), finding, SAMPLED) for one in (FIRST, others)
    )
    assert len(here) == len(SAMPLED)
    assert [name for name, told in here.items() if there[name] != told] == []
    assert [
        name for name, (code, out, _, wrote) in here.items() if code or not (out or wrote or "--store" in name)
    ] == []


@pytest.mark.proof
def test_commands_give_the_same_bytes_in_all_surroundings(
    folders: Path, locales: tuple[Path, list[str]], finding: str
) -> None:
    assert len(locales[1]) == 3, "the locales cannot be made: install glibc's localedef and its sources (locales)"
    expected = run_commands(folders / FIRST.folder, FIRST.describe(None), finding, apart=True)
    assert all(code == 0 for code, *_ in expected.values())
    every = list(list_surroundings(locales[1]))

    def list_others(folder: str) -> list[str]:
        astray = []
        for one in (one for one in every if one.folder == folder):
            told = run_commands(folders / folder, one.describe(locales[0]), finding, apart=one.seed == SEEDS[-1])
            astray += [f"{name} in {one.name}" for name in expected if told[name] != expected[name]]
        return astray

    # One folder is one thread's alone, for commands write to it.
    with ThreadPoolExecutor(len(FOLDERS)) as pool:
        astray = [line for lines in pool.map(list_others, FOLDERS) for line in lines]
    if os.environ.get("SCRGRAPH_RECORD") == "1":
        record(locales[1], len(every), astray)
    assert astray == []
    assert len(every) == 120


@pytest.mark.parametrize(
    ("plan", "ends"),
    [("case-14", "\r\n"), ("sar-m3", "\r\n"), ("sar-m3", "\r")],
    ids=["windows", "windows, short", "mac"],
)
def test_line_ends_change_no_fact(plan: str, ends: str) -> None:
    def read(data: bytes) -> set[str]:
        document = read_bytes(data, "plan.txt", list_layouts())
        # The digest of the document names its version, and is another where its bytes are.
        digest = document.digest.removeprefix("sha256:")
        quads = quads_of(PlanReading(document, read_plan(document, load_wordings())).build())
        return {quad.replace(digest, "DIGEST").replace(digest[:16], "DIGEST") for quad in quads}

    text = (ROOT / "data" / plan / "plan.txt").read_text(encoding="utf-8")
    assert "\r" not in text
    assert read(text.replace("\n", ends).encode()) == read(text.encode())


def record(locales: list[str], surroundings: int, astray: list[str]) -> None:
    """Write the figures with version and date."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    lines = [
        "# The same bytes wherever a command is run",
        "",
        f"scrgraph {__version__}, {today}; made by `make prove` (tests/proofs/test_reproducibility.py).",
        "",
        f"{len(COMMANDS)} commands in {surroundings} surroundings: {len(ZONES)} time zones "
        f"({', '.join(ZONES)}), {len(locales)} locales ({', '.join(locales)}; those but C made by glibc's localedef, "
        "and of C Python was told to change nothing, so that it takes ASCII for the encoding of files), "
        f"{len(SEEDS)} hash seeds ({', '.join(SEEDS)}), {len(FOLDERS)} folders, the second with blanks and letters "
        "beyond ASCII in its name and its files made in the opposite order. "
        f"Formats of a report: {', '.join(FORMATS)}.",
        "",
        "Each command is a process of its own: with the last of the seeds one that was begun for it, else a copy of "
        "one that had begun in the surroundings and imported what is heavy.",
        "",
        "Compared are exit code, standard output, standard error and the file written, byte by byte, with those of the "
        "first.",
        "",
        f"Others: **{len(astray)}** of {surroundings * len(COMMANDS):,}.",
        "",
        *(f"- `{line}`" for line in astray),
    ]
    RECORD.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
