import codecs
import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from scrgraph.errors import BadUsage, UnreadableDocument
from scrgraph.facts.plan import read_plan
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.read import LONGEST_LINE, decode, read_bytes, read_document
from scrgraph.ingest.text_export import count_cells
from scrgraph.reports.rows import rows_json
from scrgraph.wordings import Wordings
from tests.ingest.exports import ROWS, build_export, list_rows, only, read_export, without
from tests.ingest.word_files import build_word, table

# Curly quotes, a pound sign, a dash, an accent: what the encodings print with different bytes.
PLAN = build_export(
    [
        without(ROWS[0], summary="The keeper’s list – “the café list” – cost £30 and hangs at the"),
        ["--"] * 6,
        only(summary="children’s door. Completed."),
        *ROWS[1:],
    ],
    above="Harbour plan – Case 7\n\nDate commenced 3rd May 2011\n\n",
)
SUMMARY = "The keeper’s list – “the café list” – cost £30 and hangs at the children’s door. Completed."

ENCODINGS = {
    "utf-8": PLAN.encode(),
    "utf-8 with BOM": codecs.BOM_UTF8 + PLAN.encode(),
    "cp1252": PLAN.encode("cp1252"),
    "cp1252, CR LF": PLAN.replace("\n", "\r\n").encode("cp1252"),
    "cp1252, CR": PLAN.replace("\n", "\r").encode("cp1252"),
    "utf-16 little-endian with BOM": codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le"),
    "utf-16 big-endian with BOM": codecs.BOM_UTF16_BE + PLAN.encode("utf-16-be"),
    "utf-16 little-endian": PLAN.encode("utf-16-le"),
    "utf-16 big-endian": PLAN.encode("utf-16-be"),
    "utf-16, CR LF": codecs.BOM_UTF16_LE + PLAN.replace("\n", "\r\n").encode("utf-16-le"),
    "utf-32 with BOM": PLAN.encode("utf-32"),
    "mac_roman, CR": PLAN.replace("\n", "\r").encode("mac_roman"),
    "utf-8, CR": PLAN.replace("\n", "\r").encode(),
    "utf-8, CR LF": PLAN.replace("\n", "\r\n").encode(),
}


def read_facts(data: bytes, layout: Layout, wordings: Wordings) -> list[dict[str, Any]]:
    document = read_bytes(data, "plan.txt", layout)
    assert document.balances
    plan = read_plan(document, wordings)
    assert (plan.plan, plan.title) == ("case-7", "Harbour plan – Case 7")
    return rows_json(plan, document)


@pytest.mark.parametrize("name", ENCODINGS)
def test_the_same_facts_from_every_encoding(name: str, layout: Layout, wordings: Wordings) -> None:
    facts = read_facts(ENCODINGS[name], layout, wordings)
    assert facts[0]["summary"] == SUMMARY
    assert facts == read_facts(PLAN.encode(), layout, wordings)


@pytest.mark.parametrize(("encoding", "end"), [("cp1252", "\n"), ("mac_roman", "\r"), ("utf-16-le", "\r\n")])
def test_the_sample_gives_the_same_facts_in_another_encoding(
    encoding: str, end: str, sample: Path, layout: Layout, wordings: Wordings
) -> None:
    plan = sample.read_text(encoding="utf-8").replace("▪", "•")  # the one character that cp1252 lacks
    assert not plan.isascii()
    documents = [
        read_bytes(data, "plan.txt", layout) for data in (plan.replace("\n", end).encode(encoding), plan.encode())
    ]
    first, second = (rows_json(read_plan(document, wordings), document) for document in documents)
    assert first == second


def test_digest_is_that_of_the_bytes() -> None:
    document = read_export(PLAN)
    assert document.digest == "sha256:" + hashlib.sha256(PLAN.encode()).hexdigest()
    assert {cell.digest for row in list_rows(document) for cell in row.cells.values()} == {document.digest}


def test_cells_are_counted_straight_from_the_lines() -> None:
    assert count_cells("a\t\tb\n\n--\t--\n<p></p>\tc\r\nd\re\n") == 5


def test_document_is_read_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "harbour.txt"
    path.write_text(PLAN, encoding="utf-8")
    document = read_document(path)
    assert (document.file, len(list_rows(document))) == ("harbour.txt", 3)


def test_document_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PLAN.encode())))
    document = read_document(None)
    assert (document.file, len(list_rows(document))) == ("standard input", 3)


def test_unknown_layout_is_refused_before_the_file_is_opened(tmp_path: Path) -> None:
    with pytest.raises(BadUsage):
        read_document(tmp_path / "absent.txt", "nowhere")


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"cannot be read \(.+\)\. Check its name and place"):
        read_document(tmp_path / name)


HEAD = build_export([])
HEAD_CELLS = HEAD.splitlines()[-1].split("\t")

BAD = {
    "empty": (b"", "The file is empty", None),
    "blank": (b" \n\t\n\xef\xbb\xbf"[:4], "The file is empty", None),
    "only a mark": (codecs.BOM_UTF8, "The file is empty", None),
    "broken zip": (b"PK\x03\x04" + b"\0" * 40, "breaks off or is damaged", None),
    "old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Word or Excel file", None),
    "Word file without words": (build_word(), "No table was found that could be a plan's", None),
    "Word file without a table": (build_word("Dear all,", "here is our plan."), "No table was found", None),
    "Word file with another table": (
        build_word("Fish", table(["Fish", "Price", "Shop", "Street"], ["Cod", "2", "A", "B"])),
        "No table with known headings",
        "table 1, row 1",
    ),
    "Word file with headings alone": (build_word("Plan", "x", table(HEAD_CELLS)), "no row below", "table 1, row 1"),
    "pdf": (b"%PDF-1.7\n" + PLAN.encode(), "The PDF breaks off or is damaged", None),
    "picture": (b"\x89PNG\r\n\x1a\n", "a picture", None),
    "random bytes": (bytes(range(256)) * 20, "a binary file", None),
    "control codes": (b"\x01\x02\x03\x04\x05 text", "a binary file", None),
    "prose": (b"Dear all,\nhere is our plan.\n", "No table was found", None),
    "web page without a table": (
        b"\xef\xbb\xbf<!DOCTYPE html>\n<!-- x --><HTML lang='en'><p>Dear all,",
        "No table was found",
        None,
    ),
    "table of a web page": (b" <table><tr><td>Recommendation</td></tr></table>", "No table was found", None),
    "no known heading": (b"Fish\tPrice\tShop\tStreet\nCod\t2\tA\tB\n", "No table with known headings", "line 1"),
    "headings alone": (HEAD.encode(), "no row below", "line 3"),
    "clashing headings": (
        PLAN.replace("Implementation Lead", "Target date").encode(),
        "clashing headings",
        "line 5",
    ),
    "damaged utf-16": (codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le") + b"x", "breaks off or is damaged", "byte"),
    "damaged utf-8": (codecs.BOM_UTF8 + PLAN.encode() + b"\xff", "breaks off or is damaged", "byte"),
    "long line": (PLAN.encode() + b"x" * (LONGEST_LINE + 1), "longer than 4 MB", "line 11"),
    "long first line": (b"x" * (LONGEST_LINE + 1), "longer than 4 MB", "line 1"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_sentence(name: str, layout: Layout) -> None:
    data, message, place = BAD[name]
    with pytest.raises(UnreadableDocument, match=message) as caught:
        read_bytes(data, "plan.txt", layout)
    assert caught.value.path == "plan.txt"
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    if place is None:
        assert caught.value.place is None
    else:
        assert (caught.value.place or "").startswith(place)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_place_of_a_long_line_is_its_number(layout: Layout, end: bytes) -> None:
    data = end.join([b"short"] * 7 + [b"x" * (LONGEST_LINE + 1)])
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(data, "plan.txt", layout)
    assert caught.value.place == "line 8"


def test_one_stray_byte_does_not_turn_the_whole_text_to_gibberish() -> None:
    data = PLAN.encode() + "Signed – the clerk\n".encode("cp1252")
    try:
        text = decode(data, "plan.txt")
    except UnreadableDocument:
        return
    assert SUMMARY.partition(" hangs")[0] in text


@pytest.mark.parametrize(
    "text", ["plain", "“quoted” – £5 for each child’s café", "dots… and • bullets", "£1\r£2\r", "Zoë’s\rnaïve\r"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_decode_gives_the_text_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "plan.txt") == text
