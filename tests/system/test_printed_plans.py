"""Plans as office programs and browsers print and save them read as the text export does."""

import subprocess
from pathlib import Path

import pytest

from scrgraph.ingest.cells import Document
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.read import read_bytes
from scrgraph.wordings import Wordings
from tests.ingest.page_files import count_alike, facts_of, list_parts, write_docx, write_page, write_xlsx
from tests.system.browser import print_page

pytestmark = pytest.mark.system

STYLE = (
    "@page {size: A4 landscape; margin: 10mm} body {font: 8pt sans-serif}"
    "table {border-collapse: collapse; width: 100%} td, th {border: 1px solid black}"
    "td, th {padding: 2px 4px; vertical-align: top}"
)
SHARES = [14, 9, 14, 9, 7, 22, 12, 16]


@pytest.fixture(scope="module")
def plain(sample: Path, layout: Layout) -> Document:
    return read_bytes(sample.read_bytes(), "plan.txt", layout)


def convert(data: bytes, name: str, kind: str, folder: Path) -> bytes:
    """Have LibreOffice save a document as another kind."""
    source = folder / name
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=300)
    return source.with_suffix(f".{kind}").read_bytes()


@pytest.mark.parametrize("whole", [False, True], ids=["split as in the export", "split by the program"])
@pytest.mark.parametrize("program", ["Word", "Excel", "browser"])
def test_print_gives_98_of_100_fields(
    program: str, whole: bool, plain: Document, layout: Layout, wordings: Wordings, tmp_path: Path
) -> None:
    parts = list_parts(plain, whole=whole)
    if program == "Word":
        data = convert(write_docx(parts), "plan.docx", "pdf", tmp_path)
    elif program == "Excel":
        data = convert(write_xlsx(parts, widths=SHARES), "plan.xlsx", "pdf", tmp_path)
    else:
        (tmp_path / "plan.html").write_text(write_page(parts, style=STYLE), encoding="utf-8")
        data = print_page(tmp_path / "plan.html", tmp_path).read_bytes()
    document = read_bytes(data, "plan.pdf", layout)
    assert document.balances
    assert document.count("unread") == 0
    alike, total, different = count_alike(facts_of(plain, wordings), facts_of(document, wordings))
    assert alike >= 0.98 * total, different[:10]


@pytest.mark.parametrize("program", ["Word", "Excel"])
def test_page_saved_by_an_office_program_gives_the_same_facts(
    program: str, plain: Document, layout: Layout, wordings: Wordings, tmp_path: Path
) -> None:
    parts, expected = list_parts(plain, whole=True), facts_of(plain, wordings)
    if program == "Word":
        data = convert(write_docx(parts), "plan.docx", "html", tmp_path)
    else:
        # A sheet is one table; its second plan would be the first one's rows.
        first = next(place for place, part in enumerate(parts) if not isinstance(part, str))
        parts, expected = parts[: first + 1], [row for row in expected if row["key"].startswith("main/")]
        data = convert(write_xlsx(parts, widths=SHARES), "plan.xlsx", "html", tmp_path)
    document = read_bytes(data, "plan.html", layout)
    assert document.balances
    _, _, different = count_alike(expected, facts_of(document, wordings))
    assert different == []
