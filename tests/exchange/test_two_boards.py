"""Two boards, each with a store of its own: one sends, the other takes in, and both are asked the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scrgraph.exchange.package import write_package
from scrgraph.exchange.verify import verify_package
from scrgraph.graph.store import open_store
from tests.exchange.boards import SMALL, export, hash_store, make_store
from tests.graph.sample import ROOT, Ran, run, run_apart

QUESTIONS = ("open-actions-by-agency", "themes-by-outcome")


def do(*arguments: str | Path, board: Path) -> Ran:
    ran = run_apart(*arguments, cwd=board)
    assert ran.code == 0, ran.complaint
    return ran


def ask(question: str, board: Path) -> object:
    answer = json.loads(
        do("query", question, "--store", "store", "--as-of", "2013-03-31", "--format", "json", board=board).text
    )
    return [{name: value for name, value in row.items() if name != "cells"} for row in answer["rows"]]


def test_one_question_is_answered_the_same_on_both_sides(tmp_path: Path) -> None:
    sender, receiver = tmp_path / "sender", tmp_path / "receiver"
    for board in (sender, receiver):
        board.mkdir()
    do("ingest", SMALL[1], "--store", "store", board=sender)
    package = tmp_path / "package.zip"
    do(
        "export",
        "--store",
        "store",
        "--profile",
        "partner",
        "--board",
        "Elmshire",
        "--as-of",
        "2013-03-31",
        "-o",
        package,
        board=sender,
    )
    do("verify", package, board=receiver)
    do("import", package, "--store", "store", "--accept", board=receiver)
    for question in QUESTIONS:
        answer = ask(question, sender)
        assert answer
        assert answer == ask(question, receiver)


def test_public_figures_are_kept_and_given_on_as_they_came(tmp_path: Path) -> None:
    """Into a store in which there is no plan, and into one with plans."""
    package, again = tmp_path / "package.zip", tmp_path / "again.zip"
    dates = ("--as-of", "2013-03-31", "--published", "2013-04-02")
    for document in SMALL:
        assert run("ingest", document, "--store", tmp_path / "sender").code == 0
    ran = run("export", "--store", tmp_path / "sender", "--profile", "public", *dates, "-o", package)
    assert ran.code == 0, ran.complaint
    assert run("ingest", SMALL[0], "--store", tmp_path / "beside").code == 0
    for name in ("empty", "beside"):
        ran = run("import", package, "--store", tmp_path / name, "--accept", *dates[:2])
        assert ran.code == 0, ran.complaint
    ran = run("export", "--store", tmp_path / "empty", "--profile", "public", *dates, "-o", again)
    assert ran.code == 0, ran.complaint
    sent, given_on = (verify_package(path) for path in (package, again))
    assert sent.data_hash == given_on.data_hash
    assert run("status", "--store", tmp_path / "beside", *dates[:2]).text
    receipt = json.loads(run("received", "list", "--store", tmp_path / "beside", "--format", "json").text)["packages"][
        0
    ]
    assert run("received", "remove", receipt["package"], "--store", tmp_path / "beside").code == 0


_FULL = """
import resource, sys
from scrgraph.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
sys.argv = ["scrgraph", *sys.argv[1:]]
main()
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sent") / "package.zip"
    write_package(export(make_store(SMALL[1]), "full").files, path)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of file sizes")
def test_where_the_disk_is_full_it_is_told_and_nothing_has_changed(package: Path, tmp_path: Path) -> None:
    """A limit of the sizes of files stands for a full disk: what is written beyond it fails."""
    store = tmp_path / "ours"
    before = hash_store(make_store(SMALL[2], folder=store))
    done = subprocess.run(
        [sys.executable, "-c", _FULL, "import", str(package), "--store", str(store), "--accept"],
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},  # else what is cut off would stay
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "The store cannot be" in done.stderr.decode()
    assert hash_store(open_store(store)) == before
    assert run("import", package, "--store", store, "--accept").code == 0


def test_store_that_may_not_be_made_is_told_in_one_sentence(package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    ran = run("import", package, "--store", tmp_path / "file" / "store", "--accept")
    assert ran.code == 2
    assert ran.complaint.count("\n") == 1
    assert "cannot be opened" in ran.complaint
