"""What cannot be annotated is refused in one sentence, before anything is written."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scrgraph.errors import BadUsage
from scrgraph.ingest.own import is_own_note, is_own_sheet, read_findings_title, write_findings_title
from scrgraph.ingest.places import Place
from scrgraph.office.annotate import list_locks, open_annotatable
from scrgraph.office.remarks import Remark
from tests.graph.sample import AS_OF, DAY, SAMPLE, run
from tests.office.made import change_parts, make_excel, make_word

WORD, EXCEL = make_word(), make_excel()
SETTINGS, BOOK, SHEET = "word/settings.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"


def insert(after: bytes, element: bytes) -> Callable[[bytes], bytes]:
    """Give a change that puts an element after some bytes that stand in a part once."""

    def change(part: bytes) -> bytes:
        assert part.count(after) == 1
        return part.replace(after, after + element)

    return change


def protect_word(element: bytes) -> bytes:
    return change_parts(WORD, {SETTINGS: lambda part: part.replace(b"</w:settings>", element + b"</w:settings>")})


def protect_excel(element: bytes) -> bytes:
    return change_parts(EXCEL, {BOOK: lambda part: part.replace(b"<workbookProtection/>", element)})


def protect_sheet() -> bytes:
    return change_parts(EXCEL, {SHEET: insert(b"</sheetData>", b'<sheetProtection sheet="1" objects="1"/>')})


def strict_word() -> bytes:
    common, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    return change_parts(WORD, {"word/document.xml": lambda part: part.replace(common, strict)})


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "text": ("plan.txt", SAMPLE.read_bytes, "This is a text file"),
    "CSV": ("plan.csv", lambda: b"No,Recommendation,Action\n1,a,b\n", "This is a text file"),
    "web page": ("plan.html", lambda: b"<html><table></table></html>", "This is a web page"),
    "PDF": ("plan.pdf", lambda: b"%PDF-1.7\n", "This is a PDF file"),
    "password": ("plan.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "protected by a password"),
    "empty": ("plan.docx", lambda: b" ", "The file is empty"),
    "cut off": ("plan.docx", lambda: WORD[:5000], "breaks off or is damaged"),
    "signed": (
        "plan.docx",
        lambda: change_parts(WORD, {}, {"_xmlsignatures/sig1.xml": b"<a/>"}),
        "bears a digital signature, which any comment would break",
    ),
    "signed workbook": (
        "plan.xlsx",
        lambda: change_parts(EXCEL, {}, {"_xmlsignatures/sig1.xml": b"<a/>"}),
        "bears a digital signature, which any comment would break",
    ),
    "protected": (
        "plan.docx",
        lambda: protect_word(b'<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'),
        "The document is protected against changes",
    ),
    "read only": ("plan.docx", lambda: protect_word(b'<w:writeProtection w:recommended="1"/>'), "is to be read only"),
    "protected workbook": (
        "plan.xlsx",
        lambda: protect_excel(b'<workbookProtection lockStructure="1"/>'),
        "The workbook is protected",
    ),
    "protected sheet": ("plan.xlsx", protect_sheet, "The sheet Part 1 is protected"),
    "strict": ("plan.docx", strict_word, "Strict Open XML"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_document_that_cannot_be_annotated_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    name, make, sentence = REFUSED[case]
    plan = tmp_path / name
    plan.write_bytes(make())
    out = tmp_path / f"out{plan.suffix}"
    ran = run("annotate", plan, "-o", out, *AS_OF)
    assert (ran.code, ran.out) == (2, b"")
    assert sentence in ran.complaint
    assert ran.complaint.startswith(f"scrgraph: {plan}: ")
    assert ran.complaint.splitlines()[-1].endswith(".")
    assert sorted(tmp_path.iterdir()) == [plan]


def test_protection_that_is_not_enforced_stops_nothing(tmp_path: Path) -> None:
    plan = tmp_path / "plan.docx"
    plan.write_bytes(protect_word(b'<w:documentProtection w:edit="readOnly" w:enforcement="0"/>'))
    assert open_annotatable(plan).kind == "word"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.docx"
    path.write_bytes(WORD)
    return path


def refuse(plan: Path, out: Path) -> str:
    """Annotate a plan that must not be, and give what is said."""
    before = {path: path.read_bytes() for path in plan.parent.iterdir() if path.is_file()}
    ran = run("annotate", plan, "-o", out, *AS_OF)
    assert (ran.code, ran.out) == (2, b"")
    assert {path: path.read_bytes() for path in plan.parent.iterdir() if path.is_file()} == before
    return ran.complaint


def test_plan_is_not_written_over(plan: Path) -> None:
    link, hard = plan.with_name("link.docx"), plan.with_name("hard.docx")
    link.symlink_to(plan)
    os.link(plan, hard)
    for out in (plan, plan.parent / "." / plan.name, link, hard):
        assert "would be written over the plan itself" in refuse(plan, out)


@pytest.mark.parametrize("name", ["out.xlsx", "out.doc", "out", "out.docm"])
def test_other_kind_of_output_is_refused(plan: Path, name: str) -> None:
    assert "one of the same kind, whose name ends in .docx" in refuse(plan, plan.with_name(name))


def test_plan_with_macros_keeps_its_ending(plan: Path) -> None:
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macros = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    plan.write_bytes(change_parts(WORD, {"[Content_Types].xml": lambda part: part.replace(main, macros)}))
    assert "ends in .docm" in refuse(plan, plan.with_name("out.docx"))


def test_folder_that_is_not_there_and_one_in_place_of_a_file_are_refused(plan: Path) -> None:
    assert "its folder is not there" in refuse(plan, plan.parent / "gone" / "out.docx")
    folder = plan.with_name("folder.docx")
    folder.mkdir()
    assert "it is a folder" in refuse(plan, folder)


@pytest.mark.parametrize("lock", ["~$out.docx", ".~lock.out.docx#"])
def test_output_that_is_open_elsewhere_is_refused(plan: Path, lock: str) -> None:
    plan.with_name(lock).write_bytes(b"somebody")
    said = refuse(plan, plan.with_name("out.docx"))
    assert f"open in another program, as its lock {lock} tells" in said


def test_locks_are_named_as_programs_name_them() -> None:
    names = [path.name for path in list_locks(Path("Action plan.docx"))]
    assert names == ["~$tion plan.docx", "~$Action plan.docx", ".~lock.Action plan.docx#"]
    assert list_locks(Path("abcdefg.docx"))[0].name == "~$bcdefg.docx"


def test_plan_that_is_open_elsewhere_is_annotated_as_it_was_saved(plan: Path) -> None:
    plan.with_name(".~lock.plan.docx#").write_bytes(b"somebody")
    out = plan.with_name("out.docx")
    ran = run("annotate", plan, "-o", out, *AS_OF, "--select", "DQ-001")
    assert ran.code == 0
    assert "what was saved last is annotated" in ran.complaint
    assert out.is_file()


def test_full_disk_leaves_nothing_behind(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert "No space left on device" in refuse(plan, plan.with_name("out.docx"))


def test_missing_plan_is_told(tmp_path: Path) -> None:
    ran = run("annotate", tmp_path / "gone.docx", "-o", tmp_path / "out.docx")
    assert ran.code == 2
    assert "The file cannot be read (No such file or directory)" in ran.complaint


def test_document_without_a_plan_is_told(tmp_path: Path) -> None:
    book, plan = load_workbook(io.BytesIO(EXCEL)), tmp_path / "plan.xlsx"
    del book["Part 1"]
    book.save(plan)
    ran = run("annotate", plan, "-o", tmp_path / "out.xlsx", *AS_OF)
    assert (ran.code, ran.complaint.count("\n")) == (2, 1)
    assert sorted(tmp_path.iterdir()) == [plan]


def test_id_of_the_plan_is_kept_under_another_name_of_the_file(tmp_path: Path) -> None:
    """A plan without a reference of its own is known by its file's name when it is first annotated."""
    nameless = change_parts(WORD, {"word/document.xml": lambda part: part.replace(b"Case 15", b"a child")})
    plan, out, again = (tmp_path / f"{name}.docx" for name in ("harbour", "ferry", "port"))
    plan.write_bytes(nameless)
    assert run("annotate", plan, "-o", out, *AS_OF, "--select", "DQ-001").code == 0
    assert open_annotatable(out).plan == "harbour"
    assert run("annotate", out, "-o", again, *AS_OF, "--select", "DQ-001").code == 0
    assert out.read_bytes() == again.read_bytes()
    assert run("annotate", out, "-o", again, *AS_OF, "--select", "DQ-001", "--plan", "quay").code == 0
    assert open_annotatable(again).plan == "quay"


def test_what_is_ours_is_known_by_its_words() -> None:
    title = write_findings_title("a plan, as of old", DAY)
    assert read_findings_title(title) == "a plan, as of old"
    assert is_own_sheet(title)
    assert not is_own_sheet("Findings of the review")
    assert not is_own_sheet(None)
    assert is_own_note(None, "Finding DQ-001-abc, by scrgraph.")
    assert not is_own_note("Chair", "Found by scrgraph, it seems.")


def test_remark_shortens_what_is_long() -> None:
    remark = Remark("A-1", "A", "name", "info", "row", "m", "w", "r", Place(), None, "here", ("there",))
    assert remark.lines[-2:] == ("See also there.", "About row. Finding A-1, by scrgraph.")


def test_errors_are_those_of_usage(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(SAMPLE.read_bytes())
    with pytest.raises(BadUsage, match="only Word and Excel documents have comments"):
        open_annotatable(path)
