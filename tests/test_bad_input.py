"""What cannot be read is refused in one sentence that says where and what to do; what can be read in part is."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.graph.sample import AS_OF, HEADINGS, ROOT, ROW, SAMPLE, Ran, run, run_apart, write_plan
from tests.ingest.word_files import build_word, table

TEXT = SAMPLE.read_text(encoding="utf-8")
# The sample holds one sign that no single-byte encoding has.
PLAIN = TEXT.replace("\u25aa", "\u2022")
SMALL = write_plan()
# What to do is said in the imperative, or by naming what may be chosen.
REMEDY = re.compile(
    r"\b(check|save|export|give|name|make|see|say|write|choose|add|try|use|read"
    r"|ids stand|known|one of|it holds|plans are files|names one plan)\b",
    re.IGNORECASE,
)
HEAD = "\t".join(HEADINGS)
CLASH = HEAD.replace(HEADINGS[2], HEADINGS[3])
UNKNOWN = "Fruit\tColour\tWeight\tPrice\napple\tgreen\t100 g\t1.20\npear\tyellow\t150 g\t1.40\n"

WORD = build_word("A plan", table(["Recommendation", "Action", "Lead", "Target date"]))
BAD_DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "white-space": (b" \n\t\t\n \r\n\x0c\n", "empty"),
    "byte-order-mark-only": (b"\xef\xbb\xbf", "empty"),
    "binary": (bytes(range(256)) * 64, "binary"),
    "control-codes": (b"\x01\x02\x03\x04plan\x05\x06\n" * 200, "binary"),
    "pdf": (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "PDF"),
    "zip": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + b"\x00word/document.xml" * 40, "breaks off or is damaged"),
    "word-broken-off": (WORD[:-40], "breaks off or is damaged"),
    "word-without-its-text": (build_word(document=b"<x/>"), "part word/document.xml"),
    "word-without-a-table": (build_word("Dear all,", "the plan is attached."), "No table was found"),
    "word-no-known-heading": (build_word("Fruit", table(["Fruit", "Colour", "Weight", "Price"])), "table 1, row 1"),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "old Word or Excel"),
    "no-table": (b"Dear all,\n\nthe plan is attached.\nRecommendation 1 is done.\n", "table"),
    "no-known-heading": (UNKNOWN.encode(), "line 1"),
    "clashing-headings": ((CLASH + "\n" + "\t".join(ROW.values())).encode(), "line 1"),
    "clashing-headings-further-down": (SMALL.replace(HEAD, CLASH).encode(), "line 4"),
    "head-without-rows": ((HEAD + "\n").encode(), "line 1"),
    "utf-16-broken-off": (TEXT.encode("utf-16")[:-1], "UTF-16"),
    "utf-16-broken-off-without-mark": (TEXT.encode("utf-16-le")[:-1], "UTF-16"),
    "utf-16-lone-surrogate": (
        b"\xff\xfe" + SMALL.encode("utf-16-le") + b"\x00\xd8" + "x".encode("utf-16-le"),
        "UTF-16",
    ),
    "utf-8-mark-then-damage": (b"\xef\xbb\xbf" + SMALL.encode() + b"\xff\xfe\xff", "UTF-8"),
}

WAYS: dict[str, tuple[str, ...]] = {
    "rows": ("rows", "SOURCE"),
    "account": ("rows", "SOURCE", "--account", "--format", "json"),
    "status": ("status", "SOURCE", *AS_OF),
    "audit": ("audit", "SOURCE", *AS_OF, "--format", "json", "-o", "OUT"),
    "why": ("why", "SEQ-001-0000000000", "SOURCE", *AS_OF),
    "trend": ("trend", "SOURCE", *AS_OF, "--format", "svg"),
    "ingest": ("ingest", "SOURCE", "-o", "OUT"),
    "store": ("ingest", "SOURCE", "--store", "OUT"),
}


def assert_refused(ran: Ran, *names: str) -> str:
    """Refused as promised: 2, nothing on standard output, one line that names what it should and what to do."""
    complaint = ran.complaint
    assert "Traceback" not in complaint
    assert (ran.code, ran.out) == (2, b""), complaint
    assert complaint.endswith("\n")
    assert len(complaint.splitlines()) == 1, complaint
    for name in names:
        assert name in complaint
    said = complaint
    for name in names:
        said = said.replace(name, "")
    assert REMEDY.search(said), f"says nothing of what to do: {complaint}"
    return complaint


# -- documents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_bad_document_is_refused_in_one_sentence(name: str, way: str, tmp_path: Path) -> None:
    data, says = BAD_DOCUMENTS[name]
    source = tmp_path / f"{name}.txt"
    source.write_bytes(data)
    out = tmp_path / "out"
    places = {"SOURCE": str(source), "OUT": str(out)}
    complaint = assert_refused(run(*(places.get(word, word) for word in WAYS[way])), source.name)
    assert says in complaint.replace(source.name, "")
    assert list(tmp_path.iterdir()) == [source], "something was left behind"


@pytest.mark.parametrize("name", ["empty", "binary", "no-known-heading", "utf-16-broken-off"])
def test_bad_document_on_standard_input_is_refused_in_one_sentence(name: str) -> None:
    data, says = BAD_DOCUMENTS[name]
    assert says in assert_refused(run("rows", "-", stdin=data), "standard input")


@pytest.mark.parametrize("name", ["empty", "pdf", "clashing-headings"])
def test_refusal_is_the_same_in_a_process_of_its_own(name: str, tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_bytes(BAD_DOCUMENTS[name][0])
    assert_refused(run_apart("rows", source), "plan.txt")


@pytest.mark.parametrize("suffix", [".docx", ".PDF", "", ".trigg"])
def test_kind_of_file_is_told_by_its_bytes(suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"plan{suffix}"
    source.write_bytes(BAD_DOCUMENTS["zip"][0])
    assert_refused(run("rows", source), source.name)


# -- encodings: read rightly ------------------------------------------------------------------------------------------


LOST = "the opening cells of the row are lost"  # what the sample has to be told of, and nothing else


@pytest.fixture(scope="session")
def plain_rows(tmp_path_factory: pytest.TempPathFactory) -> Any:
    rows = read_rows(PLAIN.encode(), tmp_path_factory.mktemp("plain"))
    assert len(rows) == 70
    return rows


def read_rows(data: bytes, tmp_path: Path) -> Any:
    source = tmp_path / "plan.txt"
    source.write_bytes(data)
    ran = run("rows", source, "--format", "json")
    assert ran.code == 0
    assert all(LOST in line for line in ran.complaint.splitlines()), ran.complaint
    return json.loads(ran.out)


@pytest.mark.parametrize(
    ("encoding", "line_end"),
    [
        ("utf-8", "\r\n"),
        ("utf-8", "\r"),
        ("utf-8-sig", "\n"),
        ("cp1252", "\n"),
        ("cp1252", "\r\n"),
        ("mac_roman", "\r"),
        ("utf-16", "\n"),
        ("utf-16", "\r\n"),
        ("utf-16-le", "\n"),
        ("utf-16-be", "\n"),
        ("utf-16-le", "\r"),
        ("utf-32", "\n"),
    ],
)
def test_encoding_and_line_ends_are_told_apart(encoding: str, line_end: str, plain_rows: Any, tmp_path: Path) -> None:
    assert read_rows(PLAIN.replace("\n", line_end).encode(encoding), tmp_path) == plain_rows


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_with_mark_is_read_in_either_order(mark: bytes, encoding: str, plain_rows: Any, tmp_path: Path) -> None:
    assert read_rows(mark + PLAIN.encode(encoding), tmp_path) == plain_rows


def test_small_plan_in_cp1252_keeps_its_signs(tmp_path: Path) -> None:
    plan = write_plan({"leads": "Head of Children\u2019s Services \u2013 \u00a3 team, Zo\u00eb"})
    (row,) = read_rows(plan.encode("cp1252"), tmp_path)
    assert row["leads"] == "Head of Children\u2019s Services \u2013 \u00a3 team, Zo\u00eb"


# -- what is read in part ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["rows", "audit", "ingest"])
def test_row_with_too_many_cells_is_read_and_the_rest_told(command: str, tmp_path: Path) -> None:
    lines = write_plan({}, {}, {}).splitlines()
    lines[5] += "\tstray words\tand more of them"
    source = tmp_path / "plan.txt"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    more = {
        "rows": ("--format", "json"),
        "audit": (*AS_OF, "--select", "SEQ-001"),
        "ingest": ("-o", tmp_path / "o.trig"),
    }
    ran = run(command, source, *more[command])
    assert ran.code == 0
    told = [line for line in ran.complaint.splitlines() if "not read" in line]
    assert len(told) == 2
    for line, words, cell in zip(told, ("stray words", "and more of them"), (9, 10), strict=True):
        assert line.startswith(f"plan.txt, line 6, cell {cell}: ")
        assert words in line
    if command == "rows":
        assert [row["key"] for row in json.loads(ran.out)] == ["main/1", "main/2", "main/3"]
        whole = json.loads(run("rows", "-", "--format", "json", stdin=write_plan({}, {}, {}).encode()).out)
        assert [row["targets"] for row in json.loads(ran.out)] == [row["targets"] for row in whole]


@pytest.mark.skipif(sys.platform == "darwin", reason="this file system takes names in UTF-8 alone")
@pytest.mark.parametrize("way", ["audit", "ingest"])
def test_file_whose_name_is_no_text_is_read_and_its_bytes_are_marked(way: str, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/pl\xe4n.txt"))
    path.write_text(SMALL, encoding="utf-8")
    options = (*AS_OF, "--format", "json") if way == "audit" else ("-o", tmp_path / "plan.trig")
    ran = run(way, path, *options)
    assert ran.code in (0, 1), ran.complaint
    written = ran.text if way == "audit" else (tmp_path / "plan.trig").read_text(encoding="utf-8")
    assert "pl\ufffdn.txt" in written


def test_many_unread_cells_are_counted_and_not_all_told(tmp_path: Path) -> None:
    lines = write_plan(*({} for _ in range(12))).splitlines()
    source = tmp_path / "plan.txt"
    source.write_text("\n".join(line + "\tstray" * line.startswith("Rec") for line in lines), encoding="utf-8")
    ran = run("rows", source, "--format", "json")
    assert ran.code == 0
    assert "13 cells not read in all" in ran.complaint or "12 cells not read in all" in ran.complaint
    assert len(ran.complaint.splitlines()) <= 6


def test_unread_cells_stand_in_the_account(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(SMALL.rstrip("\n") + "\tstray words\n", encoding="utf-8")
    account = json.loads(run("rows", source, "--account", "--format", "json").out)
    assert account["balances"]
    assert account["unread"] == 1
    (unread,) = (cell for cell in account["cells"] if cell["disposition"] == "unread")
    assert (unread["line"], unread["cell"], unread["text"]) == (5, 9, "stray words")
    assert unread["reason"]


# -- too large -------------------------------------------------------------------------------------------------------

HUGE = 200 * 1024 * 1024


def measure(arguments: list[str], stdin: Path | None = None) -> tuple[Ran, float, float]:
    """Run in a process of its own; give also the seconds and the megabytes it took."""
    program = (
        "import resource, sys\n"
        "from scrgraph.cli.main import main\n"
        "try:\n    main()\n"
        "finally:\n    sys.stderr.write(f'peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\\n')\n"
    )
    # What a process is said to need is never less than what its parent held: a small one stands between.
    between = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', *sys.argv[1:]]))"
    start = time.monotonic()
    with (stdin or Path(os.devnull)).open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", between, program, *arguments],
            stdin=stream,
            capture_output=True,
            cwd=ROOT,
            timeout=60,
            check=False,
        )
    seconds = time.monotonic() - start
    err, _, peak = done.stderr.decode().rpartition("peak ")
    unit = 1 if sys.platform == "darwin" else 1024
    return Ran(done.returncode, done.stdout, err.encode()), seconds, int(peak) * unit / 1024 / 1024


def write_huge(path: Path, kind: str) -> None:
    """Write a file of 200 MB: a line without end, one after a sound plan, or lines without number."""
    with path.open("wb") as stream:
        if kind == "sparse":
            stream.write(b"Recommendation")
            stream.seek(HUGE)
            stream.write(b"\n")
        else:
            if kind == "below-a-plan":
                stream.write(TEXT.encode())
            piece = b"a plan without end \t" * 50_000 if kind != "many-lines" else b"one\ttwo\tthree\n" * 70_000
            while stream.tell() < HUGE:
                stream.write(piece)


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by a module that Windows lacks")
@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("sparse", "line 1"),
        ("text", "line 1"),
        ("below-a-plan", f"line {len(TEXT.splitlines()) + 1}"),
        ("many-lines", ""),
    ],
)
@pytest.mark.parametrize("door", ["file", "standard input"])
def test_200_megabytes_are_refused_at_once(kind: str, place: str, door: str, tmp_path: Path) -> None:
    source = tmp_path / "huge.txt"
    write_huge(source, kind)
    if door == "file":
        ran, seconds, megabytes = measure(["rows", str(source)])
        assert_refused(ran, "huge.txt", place)
    else:
        ran, seconds, megabytes = measure(["rows", "-"], source)
        assert_refused(ran, "standard input", place)
    source.unlink()
    assert seconds < 10
    assert megabytes < 400


# -- files and folders -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("rows", "nowhere.txt"),
        ("audit", "nowhere.txt", *AS_OF),
        ("ingest", "nowhere.txt", "-o", "out.trig"),
        ("audit", "nowhere.trig", *AS_OF),
        ("status", "nowhere.nq", *AS_OF),
        ("rows", "no/such/folder/"),
    ],
)
def test_missing_file_is_named(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(run(*arguments), arguments[1].rstrip("/"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["rows", "audit", "status", "ingest"])
@pytest.mark.parametrize("inside", [(), ("README.md",), ("photo.jpg", ".hidden.txt", "deep/notes.doc")])
def test_folder_without_plans_is_refused(command: str, inside: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for name in inside:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("nothing", encoding="utf-8")
    more = ["-o", str(tmp_path / "out.trig")] if command == "ingest" else []
    assert_refused(run(command, folder, *more), str(folder))
    assert list(tmp_path.iterdir()) == [folder]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with a good plan, a bad one, and files that are no plans."""
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a-bad.txt").write_bytes(BAD_DOCUMENTS["no-known-heading"][0])
    (folder / "b-good.txt").write_text(SMALL, encoding="utf-8")
    (folder / "README.md").write_text("About these plans.\n", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    return folder


def test_rows_of_a_folder_do_the_rest(mixed: Path) -> None:
    ran = run("rows", mixed, "--format", "json")
    assert ran.code == 2
    (plan,) = json.loads(ran.out)["plans"]
    assert plan["plan"] == "case-15"
    assert [row["key"] for row in plan["rows"]] == ["main/1"]
    lines = ran.complaint.splitlines()
    assert len(lines) == 3
    assert any("README.md" in line and "passed over" in line for line in lines)
    assert any("photo.jpg" in line and "passed over" in line for line in lines)
    assert any("a-bad.txt, line 1: " in line and REMEDY.search(line) for line in lines)


@pytest.mark.parametrize("form", ["text", "json"])
def test_audit_of_a_folder_does_the_rest(form: str, mixed: Path) -> None:
    ran = run("audit", mixed, *AS_OF, "--select", "SEQ-001,EVD-004", "--format", form)
    assert ran.code == 2
    assert "case-15" in ran.text
    assert len([line for line in ran.complaint.splitlines() if "a-bad.txt, line 1: " in line]) == 1
    if form == "json":
        assert [plan["plan"] for plan in json.loads(ran.out)["plans"]] == ["case-15"]


def test_ingest_of_a_folder_does_the_rest(mixed: Path, tmp_path: Path) -> None:
    trig = tmp_path / "out.trig"
    ran = run("ingest", mixed, "--store", tmp_path / "store", "-o", trig)
    assert ran.code == 2
    assert "a-bad.txt, line 1: " in ran.complaint
    assert "plan/case-15/" in trig.read_text(encoding="utf-8")
    done = run("audit", "--store", tmp_path / "store", *AS_OF, "--select", "SEQ-001", "--format", "json")
    assert (done.code, [plan["plan"] for plan in json.loads(done.out)["plans"]]) == (0, ["case-15"])


def test_several_documents_with_a_bad_one_do_the_rest(mixed: Path) -> None:
    ran = run("rows", mixed / "a-bad.txt", mixed / "b-good.txt", "--format", "json")
    assert ran.code == 2
    assert [plan["plan"] for plan in json.loads(ran.out)["plans"]] == ["case-15"]


def test_folder_of_bad_plans_only_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"")
    (folder / "b.txt").write_bytes(b"")
    ran = run("ingest", folder, "-o", tmp_path / "out.trig")
    assert ran.code == 2
    assert ran.out == b""
    assert "Traceback" not in ran.complaint
    assert {name for name in ("a.txt", "b.txt") if name in ran.complaint} == {"a.txt", "b.txt"}
    assert list(tmp_path.iterdir()) == [folder], "an empty data set was written"


@pytest.mark.parametrize("command", ["ingest", "audit"])
@pytest.mark.parametrize("kind", ["missing", "a-file", "read-only", "is-a-folder"])
def test_unwritable_output_is_refused(command: str, kind: str, tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text(SMALL, encoding="utf-8")
    folder = tmp_path / "out"
    if kind == "a-file":
        folder.write_text("in the way", encoding="utf-8")
    elif kind != "missing":
        folder.mkdir()
    if kind == "read-only":
        folder.chmod(0o555)
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere (root), so no folder is unwritable")
    output = folder if kind == "is-a-folder" else folder / "report"
    before = sorted(tmp_path.rglob("*"))
    more = (*AS_OF, "--select", "SEQ-001") if command == "audit" else ()
    assert_refused(run(command, source, "-o", output, *more), str(output))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("rows", SAMPLE, "--format", "json"), ("rules", "list"), ("--help",)])
def test_full_disk_behind_standard_output_is_told(arguments: tuple[str | Path, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scrgraph", *map(str, arguments)],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            timeout=60,
            check=False,
        )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.decode().splitlines() if LOST not in line]
    assert "cannot be written" in line


# -- arguments -------------------------------------------------------------------------------------------------------


LONG_NAME = 300 * "a"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("audit", "plan.txt", "--as-of", "2010-02-30"), ("--as-of", "2010-02-30")),
        (("status", "plan.txt", "--as-of", "soon"), ("--as-of", "soon")),
        (("audit", "plan.txt", "--as-of", ""), ("--as-of",)),
        (("audit", "plan.txt", "--as-of", "9999-12-31"), ("--as-of", "9999-12-31", "1900 to 2199")),
        (("status", "plan.txt", "--as-of", "2200-01-01"), ("--as-of", "2200-01-01")),
        (("query", "overdue-actions", "plan.txt", "--as-of", "1899-12-31"), ("--as-of", "1899-12-31")),
        (("audit", "plan.txt", *AS_OF, "--select", "ABC-001"), ("ABC-001",)),
        (("audit", "plan.txt", *AS_OF, "--select", "SEQ-001,seq-9"), ("seq-9",)),
        (("audit", "plan.txt", *AS_OF, "--ignore", "ABC-001"), ("ABC-001",)),
        (("rules", "show", "ABC-001"), ("ABC-001",)),
        (("rules", "list", "--rules", "nowhere"), ("nowhere",)),
        (("audit", "plan.txt", *AS_OF, "--rules", "nowhere"), ("nowhere",)),
        (("audit", "plan.txt", "--format", "papyrus"), ("--format", "papyrus")),
        (("rows", "plan.txt", "--format", "papyrus"), ("--format", "papyrus")),
        (("audit", "plan.txt", "--engine", "steam"), ("--engine", "steam")),
        (("audit", "plan.txt", "--fail-on", "sight"), ("--fail-on", "sight")),
        (("audit", "plan.txt", "--width", "wide"), ("--width", "'wide' is not a valid whole number")),
        (("audit", "plan.txt", "--time-limit", "nan"), ("--time-limit", "'nan' is no time limit", "up to 3600")),
        (("query", "overdue-actions", "plan.txt", "--time-limit", "x"), ("'x' is no time limit", "up to 3600")),
        (("query", "overdue-actions", "plan.txt", "--time-limit", "0"), ("'0' is no time limit",)),
        (("rules", "test", "--time-limit", "3601"), ("'3601' is no time limit",)),
        (("rules", "new", "LOC-007", "X w", "--pack", "plan.txt"), ("plan.txt: This is a file",)),
        (("audit", LONG_NAME), (f"{LONG_NAME}: It cannot be used", "Check its name")),
        (("audit", "--store", LONG_NAME), (f"{LONG_NAME}/CURRENT: It cannot be used", "Check its name")),
        (("audit", "plan.txt", "--rules", LONG_NAME), (f"{LONG_NAME}: It cannot be used", "Check its name")),
        (("rows", "plan.txt", "--layout", "papyrus"), ("papyrus",)),
        (("rows",), ("SOURCE",)),
        (("audit",), ("--store",)),
        (("audit", "plan.txt", "--store", "nowhere"), ("--store",)),
        (("ingest", "plan.txt"), ("--store",)),
        (("ingest", "plan.txt", "plan.txt", "--plan", "one", "-o", "out.trig"), ("--plan",)),
        (("why", "SEQ-001-0000000000", "plan.txt", *AS_OF), ("SEQ-001-0000000000",)),
        (("why", "nonsense", "plan.txt", *AS_OF), ("nonsense",)),
        (("dance",), ("dance",)),
        (("--dance",), ("--dance",)),
    ],
    ids=lambda words: " ".join(words)[:60],
)
def test_unfit_arguments_are_refused_in_one_sentence(
    arguments: tuple[str, ...], names: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.txt").write_text(SMALL, encoding="utf-8")
    assert_refused(run(*arguments), *names)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.txt"]


def test_plan_id_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A byte of the command line that is not UTF-8 comes in as a lone surrogate."""
    ran = run("ingest", "-", "--plan", "case\udcff", "-o", tmp_path / "out.trig", stdin=SMALL.encode())
    assert_refused(ran, "--plan")
    assert list(tmp_path.iterdir()) == []


# -- stores and linked data ------------------------------------------------------------------------------------------


def make_store(folder: Path) -> None:
    assert run("ingest", "-", "--store", folder, stdin=SMALL.encode()).code == 0


@pytest.mark.parametrize("command", ["audit", "status", "why", "ingest"])
@pytest.mark.parametrize(
    "kind", ["missing", "empty-folder", "a-file", "no-database", "broken-current", "broken-manifest"]
)
def test_unreadable_store_is_refused(command: str, kind: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    if kind == "a-file":
        store.write_text("not a store", encoding="utf-8")
    elif kind == "empty-folder":
        store.mkdir()
    elif kind == "no-database":
        store.mkdir()
        (store / "CURRENT").write_text("garbage\n", encoding="utf-8")
    elif kind.startswith("broken"):
        make_store(store)
        broken = store / "CURRENT" if kind == "broken-current" else next(store.glob("MANIFEST-*"))
        broken.write_bytes(b"\x00garbage" * 20)
    if command == "ingest":
        if kind in ("missing", "empty-folder"):
            assert run("ingest", "-", "--store", store, stdin=SMALL.encode()).code == 0  # it makes a store there
            return
        assert_refused(run("ingest", "-", "--store", store, stdin=SMALL.encode()), str(store))
        return
    finding = ("SEQ-001-0000000000",) if command == "why" else ()
    assert_refused(run(command, *finding, "--store", store, *AS_OF), str(store))


def test_store_with_a_damaged_table_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "store"
    make_store(store)
    for held in [*store.glob("*.sst"), *store.glob("*.log")]:
        held.write_bytes(held.read_bytes()[: held.stat().st_size // 2] + b"\x00" * 200)
    assert_refused(run("audit", "--store", store, *AS_OF), str(store))


def test_store_without_a_plan_is_refused(tmp_path: Path) -> None:
    import pyoxigraph as ox

    ox.Store(str(tmp_path / "store")).flush()
    assert_refused(run("audit", "--store", tmp_path / "store", *AS_OF))


TRIPLE = "<https://example.org/a> <https://example.org/b> <https://example.org/c>"


@pytest.mark.parametrize("command", ["audit", "status"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("prose.trig", b"Dear all,\nthe plan is attached.\n"),
        ("cut-off.trig", f"{TRIPLE} .\n{TRIPLE[:-10]}".encode()),
        ("not-utf-8.trig", b'<https://example.org/a> <https://example.org/b> "\xff\xfe" .\n'),
        ("binary.trig", bytes(range(256)) * 8),
        ("quoted-triple.trig", f"<https://example.org/s> <https://example.org/p> <<( {TRIPLE} )>> .\n".encode()),
        ("empty.trig", b""),
        ("no-plan.trig", f"{TRIPLE} .\n".encode()),
        ("prose.nq", b"Dear all,\nthe plan is attached.\n"),
        ("PROSE.TRIG", b"Dear all,\nthe plan is attached.\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_linked_data_that_is_none_is_refused(command: str, name: str, data: bytes, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(data)
    complaint = assert_refused(run(command, source, *AS_OF), name)
    if name in ("prose.trig", "cut-off.trig", "prose.nq", "PROSE.TRIG"):
        assert re.search(r"line \d", complaint)


@pytest.mark.parametrize("words", ["C:\\docs\\1new", "\\g<0>", "{?days} and {?last}", "$value ?row #", "\\ and \\"])
def test_any_words_may_stand_in_what_a_message_quotes(words: str) -> None:
    """What a plan prints is no pattern, no query and no place to be filled in."""
    evidence = f"{words} on the bathing of horses in rivers"
    plan = write_plan({"scrutiny": f"Consider Evidence for Audit 1) {evidence} Finalised"}).encode()
    ran = run("audit", "-", *AS_OF, "--select", "EVD-009", "--format", "json", stdin=plan)
    (finding,) = json.loads(ran.text)["findings"]
    assert finding["message"] == f"“{evidence}” has nothing to do with the recommendation, its action or its progress."
