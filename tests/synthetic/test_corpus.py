"""The folder of synthetic plans: the same bytes anywhere, marked as synthetic throughout, whole or not there."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import Literal, Namespace

from scrgraph import __version__, namespaces
from scrgraph.config import read_config
from scrgraph.errors import BadUsage, ScrgraphError
from scrgraph.graph.dataset import load_dataset
from scrgraph.graph.links import read_links
from scrgraph.graph.tags import read_tags
from scrgraph.pipeline import read_source
from scrgraph.synthetic import corpus
from scrgraph.synthetic.corpus import generate
from scrgraph.synthetic.words import load_words
from tests.graph.sample import ROOT
from tests.synthetic.judging import load_manifest

SCR = Namespace(namespaces.SCR)
MARK = load_words().mark
SEED, SAMPLE = 33, 5
BESIDE = ("links.toml", "manifest.json", "scrgraph.toml", "themes.json")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("synthetic") / "plans"
    generate(SAMPLE, SEED, made)
    return made


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def run(*arguments: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrgraph", "generate", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


# -- the same bytes --------------------------------------------------------------------------------------------------


def test_same_seed_gives_the_same_bytes_in_any_process_folder_and_language(folder: Path, tmp_path: Path) -> None:
    for number, environment in enumerate(
        ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "Asia/Tokyo"})
    ):
        made = tmp_path / f"other {number}"
        done = run("--reviews", SAMPLE, "--seed", SEED, "-o", made, cwd=tmp_path, **environment)
        assert done.returncode == 0, done.stderr
        assert read_all(made) == read_all(folder)


def test_more_plans_leave_those_before_as_they_were(folder: Path, tmp_path: Path) -> None:
    generate(SAMPLE + 3, SEED, tmp_path / "more")
    more, fewer = load_manifest(tmp_path / "more"), load_manifest(folder)
    assert more["plans"][:SAMPLE] == fewer["plans"]
    plans = {name: data for name, data in read_all(folder).items() if name not in BESIDE}
    assert plans.items() <= read_all(tmp_path / "more").items()


def test_processes_give_what_one_gives(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "_FEW", 1)
    monkeypatch.setattr(corpus, "_AT_ONCE", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    told: list[int] = []
    generate(SAMPLE, SEED, tmp_path / "plans", on_done=told.append)
    assert read_all(tmp_path / "plans") == read_all(folder)
    assert told == [1, 2, 3, 4, 5]


# -- what stands in the folder ---------------------------------------------------------------------------------------


def test_folder_holds_the_plans_and_what_is_declared_of_them(folder: Path) -> None:
    manifest = load_manifest(folder)
    assert {path.name for path in folder.iterdir()} == {*BESIDE, *(entry["file"] for entry in manifest["plans"])}
    assert (manifest["scrgraph"], manifest["seed"], manifest["reviews"]) == (__version__, SEED, SAMPLE)
    assert manifest["asOf"] == max(entry["asOf"] for entry in manifest["plans"])
    config = read_config(folder / "scrgraph.toml")
    assert (config.links, config.themes) == ((folder / "links.toml",), (folder / "themes.json",))
    known = {entry["plan"] for entry in manifest["plans"]}
    assert {tag.plan for tag in read_tags(folder / "themes.json")} == known
    links = read_links(folder / "links.toml")
    assert links.follow_ups
    assert {link.plan for link in links.same_work} | {up.plan for up in links.follow_ups} <= known


def test_each_plan_is_read_whole_and_is_the_one_of_the_manifest(folder: Path) -> None:
    for entry in load_manifest(folder)["plans"]:
        reading = read_source(folder / entry["file"])
        assert reading.facts.plan == entry["plan"]
        assert len(reading.facts.rows) == entry["rows"]
        assert str(reading.facts.commenced) == entry["commenced"]
        assert reading.document.balances
        assert reading.document.count("unread") == 0
        assert reading.document.notes == reading.facts.notes == ()


def test_every_file_and_graph_says_that_it_is_synthetic(folder: Path) -> None:
    for name, data in read_all(folder).items():
        assert MARK in data.decode(), name
    for entry in load_manifest(folder)["plans"]:
        head = (folder / entry["file"]).read_text(encoding="utf-8").split("\n")
        assert MARK in head[:6]
        assert "(synthetic)" in head[0]
        dataset = read_source(folder / entry["file"]).build()
        notes = [value for graph in dataset.graphs() for value in graph.objects(None, SCR.syntheticNote)]
        assert notes == [Literal(MARK)]


def test_rows_are_split_over_pages_and_dates_take_many_forms(tmp_path: Path) -> None:
    generate(30, 3, tmp_path / "plans")
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "plans").glob("*.txt")))
    assert "\n--\t--\t" in text
    for form in (
        r"\d\d\.\d\d\.\d\d",
        r"\d\d/\d\d/\d{4}",
        r"\d\d? [A-Z][a-z]+ \d{4}",
        r"\d+(st|nd|rd|th) [A-Z][a-z]+ \d{4}",
    ):
        assert re.search(rf"<p>{form}</p>", text), form


# -- linked data -----------------------------------------------------------------------------------------------------


def test_nquads_are_what_reading_the_text_gives(folder: Path, tmp_path: Path) -> None:
    generate(2, SEED, tmp_path / "linked", "nq")
    texts, linked = load_manifest(folder)["plans"][:2], load_manifest(tmp_path / "linked")["plans"]
    for text, entry in zip(texts, linked, strict=True):
        assert entry == {**text, "file": f"{text['plan']}.nq"}
        read, made = read_source(folder / text["file"]).build(), load_dataset(tmp_path / "linked" / entry["file"])
        assert set(read.quads()) == set(made.quads())


# -- what cannot be done ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--reviews", "0"), "0 is not in the range 1<=x<=10000."),
        (("--reviews", "-3"), "-3 is not in the range 1<=x<=10000."),
        (("--reviews", "10001"), "10001 is not in the range 1<=x<=10000."),
        (("--reviews", "many"), "'many' is not a valid whole number."),
        (("--reviews", "2", "--seed", "-1"), "-1 is not in the range 0<=x<=2147483647."),
        (("--reviews", "2", "--format", "docx"), "'docx' is not one of 'txt', 'nq'."),
        ((), "Missing option '--reviews'."),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_numbers_beyond_measure_are_refused(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run(*arguments, "-o", tmp_path / "plans")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "plans").exists()


def test_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run("--reviews", 2, "-o", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"scrgraph: {tmp_path}: The folder is not empty. Name a new folder with -o.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("mine")
    with pytest.raises(BadUsage, match="This is a file, not a folder"):
        generate(1, 1, tmp_path / "plans")


def test_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    generate(1, 1, tmp_path / "plans")
    assert (tmp_path / "plans" / "manifest.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["plans"]


def test_folder_under_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ScrgraphError, match=r"The plans cannot be written"):
        generate(1, 1, tmp_path / "file" / "plans")
    assert (tmp_path / "file").read_text() == "mine"


def test_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    """A file may be of 100 kB at most here: a plan fits, the linked data of one does not."""
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        f"sys.argv = ['scrgraph', 'generate', '--reviews', '2', '--format', 'nq', '-o', {str(tmp_path / 'plans')!r}];"
        "from scrgraph.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"scrgraph: {tmp_path / 'plans'}: The plans cannot be written (")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_command_says_what_it_wrote_and_prints_nothing_else(tmp_path: Path) -> None:
    done = run("--reviews", 3, "-o", tmp_path / "plans")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith(f"{tmp_path / 'plans'}: 3 plans of ")
    assert done.stderr.count("\n") == 1
    assert json.loads((tmp_path / "plans" / "manifest.json").read_text(encoding="utf-8"))["seed"] == 1


def test_interrupted_work_leaves_nothing_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scrgraph", "generate", "--reviews", "4000", "--format", "nq", "-o", "plans"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while process.poll() is None and not list(tmp_path.glob(".plans.*/*.nq")):
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said == "scrgraph: interrupted; nothing was left half-written.\n"
    assert list(tmp_path.iterdir()) == []


def test_bar_is_shown_on_a_terminal_once_the_work_takes_a_while(tmp_path: Path) -> None:
    """Without patience at once; with the usual one never for so few plans, and none goes down a pipe."""
    assert "1/2" in run_on_terminal(tmp_path / "slow", patience=-1)
    assert "1/2" not in run_on_terminal(tmp_path / "fast", patience=600)
    assert "composing" not in run("--reviews", 2, "-o", tmp_path / "piped").stderr


def run_on_terminal(folder: Path, patience: int) -> str:
    """Run the command with standard error on a terminal, and give what was shown there."""
    pty = pytest.importorskip("pty")
    code = (
        "import sys, time, scrgraph.cli.synthetic as cli, scrgraph.synthetic.corpus as corpus;"
        f"cli._PATIENCE = {patience}; make = corpus.make_plan;"
        "corpus.make_plan = lambda *given: (make(*given), time.sleep(0.3))[0];"
        f"sys.argv = ['scrgraph', 'generate', '--reviews', '2', '-o', {str(folder)!r}];"
        "from scrgraph.cli.main import main; main()"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                read = os.read(ours, 65536)
            except OSError:  # the other end was closed
                break
            if not read:
                break
            shown += read
    os.close(ours)
    assert process.returncode == 0, shown
    return shown.decode(errors="replace")


def test_audit_in_the_folder_takes_its_themes_and_links(folder: Path) -> None:
    """As of the common day, the findings across the plans are those of the manifest."""
    manifest = load_manifest(folder)
    done = subprocess.run(
        [sys.executable, "-m", "scrgraph", "audit", ".", "--as-of", manifest["asOf"], "--format", "json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(done.stdout)["across"]["findings"]
    assert [(one["rule"], one["subject"], one["plans"]) for one in found] == [
        (one["rule"], one["subject"], one["plans"]) for one in manifest["across"]["findings"]
    ]
