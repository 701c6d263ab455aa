"""Damaged and hostile Word documents are read safely, or refused in one clear sentence; none ends in a traceback."""

import io
import socket
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrgraph.errors import ScrgraphError, UnreadableDocument
from scrgraph.ingest import word
from scrgraph.ingest.cells import Document
from scrgraph.ingest.kinds import tell_kind
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.read import read_bytes
from scrgraph.ingest.word import read
from tests.ingest.word_files import (
    DECLARED,
    build_archive,
    build_word,
    cell,
    check_account,
    control,
    deleted,
    field,
    level,
    notes,
    numbered,
    numbering,
    paragraph,
    part,
    row,
    run,
    style,
    styles,
    table,
    text_box,
)

HEAD = ["Recommendation", "Action required", "Lead officer", "Target date"]
ROWS = [
    [cell(numbered("Keep a list of the lifeboats.")), "Write the list.", "Harbour Master", "1/09/2011"],
    [cell(numbered("Count the children on board.")), cell(paragraph(deleted("Ask. "), "Count.")), "Crew", "30.11.11"],
    [cell(control(paragraph("Light the lamp."))), cell("", table(["a", "b"])), cell(field("X", "Keeper")), "1/12/2011"],
]
PLAN = build_word(
    paragraph("Invented harbour plan", text_box(paragraph("Case 7"))),
    table(HEAD, *ROWS, row(cell("merged", span=2, merge="restart", fill="FF0000"), "x", "y"), widths=(9, 9, 9, 9)),
    parts={
        **numbering([level(0, "Recommendation %1.")]),
        **styles(style("Normal", "<w:rPr><w:color w:val='111111'/></w:rPr>", default=True)),
        **notes("comments", {1: "A comment."}),
    },
)


def refuse(data: bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(data, "plan.docx")
    assert caught.value.path == "plan.docx"
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value


def build_document(inside: str) -> bytes:
    return build_word(document=part("document", f"<w:body>{inside}</w:body>").encode())


def test_plan_that_is_spoilt_below_is_sound(layout: Layout) -> None:
    document = read_bytes(PLAN, "plan.docx", layout)
    assert document.balances
    assert [each.number for each in document.tables[0].rows] == ["1", "2", "3"]


# -- what kind it is -------------------------------------------------------------------------------------------------


def test_kind_is_told_by_what_the_package_says() -> None:
    assert tell_kind(PLAN, "plan.bin") == "word"
    assert tell_kind(build_word("x", main="word/document2.xml"), "plan.docx") == "word"


@pytest.mark.parametrize(
    "said",
    [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_documents_templates_and_those_with_macros_are_of_one_kind(said: str) -> None:
    types = f'<Types><Override PartName="/w/d.xml" ContentType="{said}"/></Types>'
    assert tell_kind(build_archive({"[Content_Types].xml": types}), "x") == "word"


def test_other_office_file_is_refused() -> None:
    said = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    data = build_archive({"[Content_Types].xml": f'<Types><Override PartName="/p.xml" ContentType="{said}"/></Types>'})
    with pytest.raises(UnreadableDocument, match="an office file of another kind"):
        tell_kind(data, "x.pptx")


def test_protected_or_old_document_is_refused(layout: Layout) -> None:
    with pytest.raises(UnreadableDocument, match=r"old Word or Excel file .* protected by a password.* without a pass"):
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.docx", layout)


# -- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["<w:glossaryDocument {}/>", "<w:document {}/>", "<x/>"])
def test_main_part_that_is_no_document_is_refused(root: str) -> None:
    error = refuse(build_word(document=root.format(DECLARED).encode()))
    assert error.place == "part word/document.xml"
    assert "no text in the form of one" in error.message


@pytest.mark.parametrize("inside", ["<w:document", "", "plain words", "<w:document xmlns:w='x'></w:body>"])
def test_main_part_that_is_no_xml_is_refused(inside: str) -> None:
    error = refuse(build_word(document=inside.encode()))
    assert (error.place, error.message) == (
        "part word/document.xml",
        "A part of the file is damaged: it is no sound XML.",
    )


def test_missing_main_part_is_named() -> None:
    error = refuse(build_archive({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"}))
    assert error.place == "part word/document.xml"


def test_each_of_several_bodies_is_read() -> None:
    bodies = "".join(f"<w:body>{paragraph(words)}</w:body>" for words in ("first", "second"))
    raw = read(build_word(document=part("document", bodies).encode()), "x")
    check_account(raw)
    assert [line.words for line in raw.lines] == ["first", "second"]


def test_document_without_its_other_parts_is_read() -> None:
    """Nothing but the main part, and that says that others are there."""
    listed = (
        '<w:p><w:pPr><w:pStyle w:val="X"/><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    )
    raw = read(build_archive({"word/document.xml": part("document", f"<w:body>{listed}</w:body>")}), "x")
    assert [line.words for line in raw.lines] == ["a"]


@pytest.mark.parametrize("value", ["", "x", "-3", "0", "99999999999999999999"])
def test_numbers_that_are_none_do_no_harm(value: str) -> None:
    properties = f'<w:vMerge w:val="{value}"/><w:shd w:val="pct{value}" w:fill="{value}" w:themeFillTint="{value}"/>'
    listed = f'<w:numPr><w:ilvl w:val="{value}"/><w:numId w:val="1"/></w:numPr>'
    made = numbering([level(0, "%1.%9", more=f'<w:lvlRestart w:val="{value}"/>').replace('"1"', f'"{value}"')])
    data = build_word(
        table(row(cell("a", properties=properties), properties=f'<w:gridBefore w:val="{value[:2]}"/>'), widths=(1,)),
        paragraph("b", run(f'<w:sym w:font="{value}" w:char="{value}"/>'), properties=listed),
        parts=made,
    )
    check_account(read(data, "x"))


def test_row_that_is_too_wide_is_refused() -> None:
    error = refuse(build_word(table([cell("a", span=100_000), "b"])))
    assert "more than 256 columns" in error.message


def test_table_without_rows_and_row_without_cells_are_nothing() -> None:
    raw = read(build_word("a", table(), table(row()), table([""], row())), "x")
    check_account(raw)
    assert [line.words for line in raw.lines] == ["a", "", "", ""]


# -- bombs -----------------------------------------------------------------------------------------------------------


def test_tables_one_in_another_without_end_are_refused() -> None:
    deep = paragraph("x")
    for _ in range(25):
        deep = table([cell(deep, "")])
    assert "20 deep one in another" in refuse(build_document(deep)).message


def test_wrappers_one_in_another_without_end_are_refused() -> None:
    inside = "<w:sdt><w:sdtContent>" * 3000 + paragraph("x") + "</w:sdtContent></w:sdt>" * 3000
    assert "nested deeper than any document" in refuse(build_document(inside)).message


def test_wrappers_as_deep_as_the_parser_allows_are_read() -> None:
    inside = "<w:customXml>" * 120 + "<w:p>" + "<w:smartTag>" * 120 + run("x") + "</w:smartTag>" * 120 + "</w:p>"
    raw = read(build_document(inside + "</w:customXml>" * 120), "x")
    assert [line.words for line in raw.lines] == ["x"]


def test_more_rows_than_any_plan_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_ROWS", 3)
    assert read(build_word(table(*(["a"] for _ in range(3)))), "x").seen == 3
    assert "more than 3 rows" in refuse(build_word(table(*(["a"] for _ in range(4))))).message


def test_part_of_blanks_is_refused_before_it_is_unpacked() -> None:
    data = build_word(document=part("document", "<w:body>" + " " * 30_000_000 + "</w:body>").encode())
    assert len(data) < 100_000
    tracemalloc.start()
    refuse(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + number)} '{f'&{chr(97 + number)};' * 10}'>" for number in range(9)
)


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels"])
@pytest.mark.parametrize("declared", [LAUGHS + "]>", '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'])
def test_entities_are_refused_in_each_part(name: str, declared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    parts: dict[str, Any] = {
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
        "word/document.xml": part("document", f"<w:body>{paragraph('x')}</w:body>"),
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Type="x/styles" Target="styles.xml"/><Relationship Type="x/numbering" '
        'Target="numbering.xml"/></Relationships>',
        "word/styles.xml": part("styles", ""),
        "word/numbering.xml": part("numbering", ""),
    }
    root = "w:document" if name.endswith("document.xml") else "w:styles"
    parts[name] = f"{declared}<{root} {DECLARED}><w:body>&j;</w:body></{root}>"
    error = refuse(build_archive(parts))
    assert error.place == f"part {name}"
    assert "document type" in error.message


def test_what_lies_outside_is_never_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something was fetched"))
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    outside = {
        "http://127.0.0.1:9/t.dotm": "attachedTemplate",
        secret.as_uri(): "image",
        str(secret): "styles",
        "http://127.0.0.1:9/n.xml": "numbering",
        "../../secret.txt": "footnotes",
    }
    code = run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>")
    raw = read(build_word(paragraph("x", code), external=outside), "x")
    assert [line.words for line in raw.lines] == ["x"]
    assert "secret" not in str(raw)


# -- time ------------------------------------------------------------------------------------------------------------


def test_document_of_three_hundred_rows_is_read_in_about_a_second() -> None:
    prose = paragraph(*(run(f"Words of a progress report, number {number}. ") for number in range(6)))
    rows = [[cell(numbered(f"Recommendation {number}")), *[cell(prose, prose)] * 7] for number in range(300)]
    data = build_word(table(*rows), parts=numbering([level(0, "%1.")]))
    start = time.process_time()
    raw = read(data, "plan.docx")
    assert time.process_time() - start < 4  # of a machine that does other things as well
    assert (raw.seen, raw.lines[-1].cells[0].text) == (2400, "300. Recommendation 299")


# -- damage at random ------------------------------------------------------------------------------------------------


def read_or_refuse(data: bytes, layout: Layout) -> tuple[Document | None, str]:
    """Give the document, or the sentence by which it is refused; anything else that is raised is a failure."""
    try:
        return read_bytes(data, "plan.docx", layout), ""
    except ScrgraphError as error:
        return None, str(error) if error.remedy else ""


FUZZ = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settings(FUZZ, max_examples=60)
@given(end=st.integers(min_value=1, max_value=len(PLAN) - 1))
def test_document_cut_off_anywhere_is_refused(end: int, layout: Layout) -> None:
    document, refusal = read_or_refuse(PLAN[:end], layout)
    assert document is None
    assert refusal.startswith("plan.docx")


@settings(FUZZ, max_examples=120)
@given(flips=st.lists(st.tuples(st.integers(0, len(PLAN) - 1), st.integers(1, 255)), min_size=1, max_size=4))
def test_document_with_bytes_changed_is_read_or_refused(flips: list[tuple[int, int]], layout: Layout) -> None:
    data = bytearray(PLAN)
    for place, change in flips:
        data[place] ^= change
    document, refusal = read_or_refuse(bytes(data), layout)
    assert refusal.startswith("plan.docx") if document is None else document.balances


def list_pieces() -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(PLAN)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


PIECES = list_pieces()
TAGS = "w:tbl w:tr w:tc w:p w:r w:t w:sdt w:del w:pPr w:txbxContent w:fldChar mc:Choice".split()


@settings(FUZZ, max_examples=80)
@given(
    name=st.sampled_from([name for name in sorted(PIECES) if name.startswith("word/") and name.endswith(".xml")]),
    swap=st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(TAGS)), min_size=1, max_size=2),
)
def test_elements_in_the_wrong_place_are_read_or_refused(
    name: str, swap: list[tuple[str, str]], layout: Layout
) -> None:
    """Sound XML that is no sound Word document: one kind of element in the place of another throughout."""
    text = PIECES[name]
    for old, new in swap:
        text = text.replace(f"<{old}>", f"<{new}>").replace(f"</{old}>", f"</{new}>").replace(f"<{old} ", f"<{new} ")
    document, refusal = read_or_refuse(build_archive({**PIECES, name: text}), layout)
    if document is None:
        assert refusal.startswith("plan.docx")
    else:
        assert document.balances != any("does not balance" in note for note in document.notes)


def test_words_where_none_can_stand_are_told_of(layout: Layout) -> None:
    """No program writes this, and Word opens no such file; the count from the words up meets them all the same."""
    spoilt = PIECES["word/document.xml"].replace("</w:tr>", run("stray words") + "</w:tr>", 1)
    document = read_bytes(build_archive({**PIECES, "word/document.xml": spoilt}), "plan.docx", layout)
    assert document.seen > len(document.account)
    assert document.notes[-1].startswith("the account of its cells does not balance")
