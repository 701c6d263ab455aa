"""Word documents are read as they are printed: each word in its cell, and what is not printed in the account."""

import pytest

from scrgraph.ingest.places import Place
from scrgraph.ingest.word import WordFile, read
from scrgraph.ingest.word_parts import W
from tests.ingest.word_files import (
    build_word,
    cell,
    change,
    control,
    deleted,
    field,
    level,
    list_lost,
    list_outside,
    list_rows,
    list_texts,
    notes,
    numbered,
    numbering,
    only_cell,
    paragraph,
    part,
    read_word,
    row,
    run,
    style,
    styles,
    table,
    text_box,
)

DELETED = "deleted as a tracked change that stands open"
BREAK, PAGE = "<w:br/>", '<w:br w:type="page"/>'


# -- tables ----------------------------------------------------------------------------------------------------------


def test_blocks_are_read_in_order_with_their_places() -> None:
    raw = read_word("Title", table(["A", "B"], ["C", ""]), "", "Between", table(["D"]), "End")
    assert [line.number for line in raw.lines] == [1, 2, 3, 4, 5, 6]
    assert [line.table for line in raw.lines] == [None, 1, 1, None, 2, None]
    assert [line.counted for line in raw.lines] == [None, 1, 2, None, 3, None]
    assert [line.where for line in raw.lines] == [
        "paragraph 1",
        "table 1, row 1",
        "table 1, row 2",
        "paragraph 2",
        "table 2, row 1",
        "paragraph 3",
    ]
    assert [each.place for each in raw.lines[2].cells] == [
        Place(table=1, row=2, column=1),
        Place(table=1, row=2, column=2),
    ]
    assert (raw.seen, raw.notes, raw.lost, raw.uncertain) == (7, (), (), False)


def test_paragraphs_of_a_cell_are_parted_and_cleaned() -> None:
    inside = run("a\u00ad  b"), run("<w:softHyphen/>"), run("c"), run("<w:tab/>"), run("d\u00a0e")
    raw = read_word(table([cell(paragraph(*inside), "", paragraph(run("x"), run("<w:noBreakHyphen/>"), run("y")))]))
    assert only_cell(raw).paragraphs == ("a bc d e", "x-y")
    assert only_cell(raw).marked


def test_line_break_parts_and_page_break_does_not() -> None:
    words = paragraph(run("one"), run(BREAK), run("two"), run(PAGE), run("three"), run("<w:cr/>"), run("four"))
    raw = read_word(words, table([cell(words)]))
    assert only_cell(raw).paragraphs == ("one", "two three", "four")
    assert list_outside(raw) == ["one", "two three", "four"]
    assert {line.where for line in raw.lines[:3]} == {"paragraph 1"}


def test_cell_over_several_columns_covers_the_others() -> None:
    raw = read_word(table([cell("Agency", span=3)], ["1", cell("two", span=2)], ["1", "2", "3"]))
    assert list_texts(raw) == [["Agency", "", ""], ["1", "two", ""], ["1", "2", "3"]]
    assert [[place for place, each in enumerate(line.cells) if each.covered] for line in raw.lines] == [[1, 2], [2], []]


def test_cell_over_several_rows_continues_in_them() -> None:
    raw = read_word(
        table(
            [cell("1", merge="restart"), "a"],
            [cell("", merge="continue"), "b"],
            [cell("2", merge="restart"), "c"],
            [cell(paragraph(), properties="<w:vMerge/>"), "d"],
            ["3", "e"],
        )
    )
    assert list_texts(raw) == [["1", "a"], ["", "b"], ["2", "c"], ["", "d"], ["3", "e"]]
    assert [line.cells[0].continues for line in raw.lines] == [False, True, False, True, False]


def test_block_of_columns_and_rows_is_marked_on_both_sides() -> None:
    raw = read_word(table([cell("x", span=2, merge="restart")], [cell("", span=2, merge="continue")], ["a", "b"]))
    assert [(each.covered, each.continues) for line in raw.lines[:2] for each in line.cells] == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]


def test_words_under_a_merged_cell_are_in_the_account() -> None:
    raw = read_word(table([cell("1", merge="restart"), "a"], [cell("old words", merge="continue"), "b"]))
    assert list_texts(raw) == [["1", "a"], ["", "b"]]
    assert list_lost(raw) == [("old words", "in a cell that lies under a merged one, so that it does not show")]
    assert raw.lost[0].position == "table 1, row 2, column 1"


def test_cell_that_continues_under_none_is_a_cell() -> None:
    raw = read_word(table([cell("a", merge="continue"), "b"]))
    assert list_texts(raw) == [["a", "b"]]
    assert not raw.lines[0].cells[0].continues


def test_old_way_of_merging_across_covers() -> None:
    first, second = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    raw = read_word(table([cell("wide", properties=first), cell("", properties=second), "end"], ["a", "b", "c"]))
    assert list_texts(raw) == [["wide", "", "end"], ["a", "b", "c"]]
    assert raw.lines[0].cells[1].covered


def test_row_that_begins_and_ends_inside_the_table_keeps_its_columns() -> None:
    inset = '<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'
    raw = read_word(table(["a", "b", "c"], row("x", properties=inset)))
    assert list_texts(raw) == [["a", "b", "c"], ["", "x", ""]]
    assert raw.lines[1].cells[1].place == Place(table=1, row=2, column=2)


def test_row_with_too_few_cells_is_filled_up() -> None:
    assert list_texts(read_word(table(["a", "b"], ["c"]))) == [["a", "b"], ["c", ""]]


def test_borders_drawn_askew_are_read_as_one() -> None:
    rows = ["a", cell("b", span=2), "c"], [cell("1", span=2), "2", "3"], ["x", cell("y", span=2), "z"]
    raw = read_word(table(*rows, widths=(2000, 100, 2000, 3000)))
    assert list_texts(raw) == [["a", "b", "c"], ["1", "2", "3"], ["x", "y", "z"]]
    assert raw.notes == ("table 1: borders of columns that lie less than 4 mm apart were read as one",)
    assert not any(each.covered for line in raw.lines for each in line.cells)


def test_columns_apart_stay_two_though_narrow() -> None:
    """A row that has both borders tells that a column lies between them; so does a wider gap."""
    narrow = ["a", "R", "b", "c"], ["a", cell("b", span=2), "c"], [cell("1", span=2), "2", "3"]
    raw = read_word(table(*narrow, widths=(2000, 100, 2000, 3000)))
    assert list_texts(raw) == [["a", "R", "b", "c"], ["a", "b", "", "c"], ["1", "", "2", "3"]]
    wide = ["a", cell("b", span=2), "c"], [cell("1", span=2), "2", "3"]
    raw = read_word(table(*wide, widths=(2000, 600, 2000, 3000)))
    assert list_texts(raw) == [["a", "b", "", "c"], ["1", "", "2", "3"]]
    assert raw.notes == ()


def test_edge_that_no_row_has_makes_no_column() -> None:
    raw = read_word(table(["a", cell("b", span=3)], ["c", cell("d", span=3)], widths=(900, 900, 900, 900)))
    assert list_texts(raw) == [["a", "b"], ["c", "d"]]


def test_table_in_a_cell_is_words_of_that_cell_in_order() -> None:
    inner = table(["Lead", "Date"], ["Clerk", cell("May", "June")])
    raw = read_word(table(["1", cell("before", inner, "after"), "x"]))
    assert list_texts(raw) == [["1", "before Lead Date Clerk May June after", "x"]]
    assert raw.lines[0].cells[1].paragraphs == ("before", "Lead", "Date", "Clerk", "May", "June", "after")
    assert raw.notes == ("1 table inside a cell, read as words of that cell",)


PLAN = table(["Recommendation", "Action", "Lead"], ["One", "Two", "Three"], ["Four", "Five", "Six"])


@pytest.mark.parametrize(
    "frame",
    [
        table([cell("Title above", PLAN)]),
        table(["Board", "2011"], [cell("Title above", PLAN, span=2)]),
        table([cell("Title above", table([cell(PLAN)]))]),
    ],
    ids=["one cell", "a row above", "twice"],
)
def test_table_that_only_frames_a_plan_is_none(frame: str) -> None:
    raw = read_word(frame, table(["later"]))
    assert [line.table for line in list_rows(raw)] == [1, 1, 1, 2]
    assert [texts[0] for texts in list_texts(raw)] == ["Recommendation", "One", "Four", "later"]
    assert list_outside(raw)[-1] == "Title above"
    assert raw.notes == ()


def test_plan_with_tables_in_its_cells_frames_none() -> None:
    inner = table(["Action", "Lead", "Date"], ["Write", "Clerk", "May"])
    raw = read_word(table(["Recommendation", "Actions"], ["1", cell(inner)], ["2", cell(inner)]))
    assert [line.table for line in raw.lines] == [1, 1, 1]
    assert raw.lines[1].cells[1].text == "Action Lead Date Write Clerk May"


def test_hidden_row_is_read_and_marked() -> None:
    raw = read_word(table(["a"], row("b", properties="<w:hidden/>")))
    assert [line.cells[0].hidden for line in raw.lines] == [False, True]
    assert raw.notes == ("1 row hidden in the document, and read all the same",)


def test_place_leads_back_to_the_cell() -> None:
    data = build_word("Title", table(["a", cell("b", span=2)]))
    held = WordFile(data, "plan.docx")
    found = held.elements[Place(table=1, row=1, column=2)]
    assert (found.tag, [text.text for text in found.iter(f"{W}t")]) == (f"{W}tc", ["b"])
    assert [text.text for text in held.elements[Place(paragraph=1)].iter(f"{W}t")] == ["Title"]
    assert Place(table=1, row=1, column=3) not in held.elements


# -- tracked changes -------------------------------------------------------------------------------------------------


def test_deleted_words_are_lost_and_inserted_ones_read() -> None:
    raw = read_word(table([cell(paragraph("Due ", deleted("May "), change("ins", run("June ")), "2011"))], ["x"]))
    assert list_texts(raw) == [["Due June 2011"], ["x"]]
    assert list_lost(raw) == [("May", DELETED)]
    assert raw.lost[0].position == "table 1, row 1, column 1"
    assert raw.notes == ("tracked changes stand open: 1 deletion (not read) and 1 insertion (read)",)


def test_moved_words_are_read_where_they_went() -> None:
    moved = change("moveFrom", run("the list")), change("moveTo", run("the list"))
    raw = read_word(table([cell(paragraph(moved[0])), cell(paragraph(moved[1]))]))
    assert list_texts(raw) == [["", "the list"]]
    assert list_lost(raw) == [("the list", DELETED)]


def test_deleted_row_keeps_its_place_without_its_words() -> None:
    raw = read_word(table(["a", "b"], row("c", "d", properties=change("del", "")), ["e", "f"]))
    assert list_texts(raw) == [["a", "b"], ["", ""], ["e", "f"]]
    assert list_lost(raw) == [("c", DELETED), ("d", DELETED)]
    assert "2 deletions" in raw.notes[0]


def test_deleted_cell_has_no_words() -> None:
    raw = read_word(table(["a", cell("b", properties=change("cellDel", ""))]))
    assert (list_texts(raw), list_lost(raw)) == ([["a", ""]], [("b", DELETED)])


def test_paragraph_whose_end_is_deleted_goes_on_with_the_next() -> None:
    ended = f"<w:rPr>{change('del', '')}</w:rPr>"
    blocks = paragraph("one ", properties=ended), paragraph("two"), paragraph("three")
    raw = read_word(*blocks, table([cell(*blocks)]))
    assert list_outside(raw) == ["one two", "three"]
    assert only_cell(raw).paragraphs == ("one two", "three")


# -- fields, controls, signs -----------------------------------------------------------------------------------------


def test_field_gives_its_result_and_not_its_code() -> None:
    nested = field(" IF ", run("<w:t>yes</w:t>"))
    raw = read_word(table([cell(paragraph("Page ", field(' DATE "d" ', "3 May"), " of ", nested))]))
    assert (only_cell(raw).text, raw.lost) == ("Page 3 May of yes", ())


def test_words_inside_the_code_of_a_field_are_lost() -> None:
    inner = run('<w:fldChar w:fldCharType="begin"/>') + field(" X ", "inner") + run('<w:fldChar w:fldCharType="end"/>')
    raw = read_word(table([cell(paragraph("a", inner, "b"))]))
    assert only_cell(raw).text == "ab"
    assert list_lost(raw) == [("inner", "inside the code of a field, which is not printed")]


def test_field_goes_on_over_paragraphs() -> None:
    begin = run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>TOC</w:instrText>")
    begin += run('<w:fldChar w:fldCharType="separate"/>') + run("Contents 1")
    raw = read_word(paragraph(begin), paragraph("Contents 2", run('<w:fldChar w:fldCharType="end"/>')), "after")
    assert list_outside(raw) == ["Contents 1", "Contents 2", "after"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>', "\u2612"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "\u2610"),
        ('<w:checkBox><w:default w:val="1"/></w:checkBox>', "\u2612"),
        ('<w:ddList><w:result w:val="1"/><w:listEntry w:val="Open"/><w:listEntry w:val="Done"/></w:ddList>', "Done"),
        ('<w:ddList><w:listEntry w:val="Open"/><w:listEntry w:val="Done"/></w:ddList>', "Open"),
        ('<w:ddList><w:result w:val="7"/><w:listEntry w:val="Open"/></w:ddList>', ""),
    ],
)
def test_old_form_fields_show_what_is_chosen(data: str, shown: str) -> None:
    begin = run(f'<w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar>')
    raw = read_word(table([cell(paragraph(begin, run('<w:fldChar w:fldCharType="end"/>')))]))
    assert only_cell(raw).text == shown


@pytest.mark.parametrize(
    "inside",
    [
        table([cell(control(paragraph("Amber")))]),
        table([cell(paragraph(control(run("Amber"), "<w:dropDownList/>")))]),
        table(row(control(cell("Amber")))),
        table(control(row("Amber"))),
        control(table(["Amber"])),
        table([cell(paragraph(run("Am"), '<w:smartTag w:element="x"><w:r><w:t>ber</w:t></w:r></w:smartTag>'))]),
        table([cell(paragraph('<w:hyperlink r:id="rId9"><w:r><w:t>Amber</w:t></w:r></w:hyperlink>'))]),
        table([cell(paragraph('<w:fldSimple w:instr="QUOTE"><w:r><w:t>Amber</w:t></w:r></w:fldSimple>'))]),
        table('<w:customXml w:element="x">' + row("Amber") + "</w:customXml>"),
    ],
    ids=["block", "run", "cell", "row", "table", "smart tag", "hyperlink", "simple field", "custom"],
)
def test_wrappers_at_every_level_are_looked_into(inside: str) -> None:
    raw = read_word(inside)
    assert (list_texts(raw), raw.lost) == ([["Amber"]], ())


@pytest.mark.parametrize(
    "make",
    [
        lambda prompt: table([cell(paragraph(control(run("Choose an item."), prompt)))]),
        lambda prompt: table([cell(control(paragraph("Choose an item."), prompt))]),
        lambda prompt: table(row(control(cell("Choose an item."), prompt))),
        lambda prompt: table(control(row("Choose an item."), prompt)),
    ],
    ids=["run", "block", "cell", "row"],
)
def test_prompt_of_an_empty_control_is_no_word_of_the_plan(make: "object") -> None:
    assert callable(make)
    raw = read_word(make("<w:showingPlcHdr/>"))
    assert list_texts(raw) == [[""]]
    assert list_lost(raw) == [("Choose an item.", "the prompt of a form field that was not filled in")]
    assert list_texts(read_word(make(""))) == [["Choose an item."]]


def test_check_box_shows_its_state() -> None:
    boxes = [control(run(sign), f'<w14:checkbox><w14:checked w14:val="{value}"/></w14:checkbox>') for value, sign in
             ((1, "\u2612"), (0, "\u2610"), (1, '<w:sym w:font="Wingdings" w:char="F0FC"/>'))]  # fmt: skip
    raw = read_word(table([cell(paragraph(boxes[0], " Yes ", boxes[1], " No ", boxes[2]))]))
    assert only_cell(raw).text == "\u2612 Yes \u2610 No \u2713"


def test_signs_of_symbol_fonts_are_told() -> None:
    font = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    raw = read_word(
        table(
            [
                cell(paragraph(run("\u00fc", font))),
                cell(paragraph(run("\uf0fb", font))),
                cell(paragraph(run("\uf0b7 item"))),
                cell(paragraph(run('<w:sym w:font="Webdings" w:char="F001"/>'), " unknown")),
                cell(paragraph(run('<w:sym w:font="Arial" w:char="00A3"/>'), "30")),
            ]
        )
    )
    assert list_texts(raw) == [["\u2713", "\u2717", "\u2022 item", "\ufffd unknown", "\u00a330"]]
    assert raw.notes == ("1 sign of a symbol font could not be told",)


def test_formula_is_read_as_its_words() -> None:
    raw = read_word(table([cell(paragraph("about ", "<m:oMath><m:r><m:t>50%</m:t></m:r></m:oMath>"))]))
    assert only_cell(raw).text == "about 50%"


def test_ruby_gives_the_words_below() -> None:
    ruby = f"<w:ruby><w:rt>{run('aid')}</w:rt><w:rubyBase>{run('word')}</w:rubyBase></w:ruby>"
    raw = read_word(table([cell(paragraph(run(ruby)))]))
    assert only_cell(raw).text == "word"
    assert list_lost(raw) == [("aid", "a reading aid above other words")]


# -- words that are not printed --------------------------------------------------------------------------------------

HIDDEN = "hidden, so that Word neither shows nor prints it"


def test_hidden_words_are_lost_whatever_hides_them() -> None:
    made = styles(
        style("Note", "<w:rPr><w:vanish/></w:rPr>"),
        style("Derived", "", based_on="Note"),
        style("Aside", "<w:rPr><w:vanish/></w:rPr>", kind="character"),
    )
    raw = read_word(
        table(
            [
                cell(paragraph(run("shown "), run("direct", "<w:vanish/>"))),
                cell(paragraph("by style", properties='<w:pStyle w:val="Derived"/>')),
                cell(paragraph(run("by character style", '<w:rStyle w:val="Aside"/>'))),
                cell(paragraph(run("after all", '<w:rStyle w:val="Aside"/><w:vanish w:val="0"/>'))),
            ]
        ),
        paragraph(run("outside", "<w:vanish/>")),
        parts=made,
    )
    assert list_texts(raw) == [["shown", "", "", "after all"]]
    assert [words for words, _ in list_lost(raw)] == ["direct", "by style", "by character style", "outside"]
    assert {reason for _, reason in list_lost(raw)} == {HIDDEN}
    assert raw.lost[-1].where == "paragraph 1"


def test_notes_and_comments_are_lost_where_they_hang() -> None:
    hung = run('<w:footnoteReference w:id="2"/>') + run('<w:endnoteReference w:id="3"/>')
    parts = {
        **notes("footnotes", {0: "", 2: "See the chronology."}),
        **notes("endnotes", {3: "Endnote."}),
        **notes("comments", {4: "Is this right?", 5: "Hangs nowhere."}),
    }
    blocks = table(["x", cell(paragraph("text", hung))]), paragraph("y", run('<w:commentReference w:id="4"/>'))
    raw = read_word(*blocks, parts=parts)
    assert list_texts(raw) == [["x", "text"]]
    assert [(entry.excerpt, entry.reason, entry.position) for entry in raw.lost] == [
        ("See the chronology.", "it is a footnote", "table 1, row 1, column 2"),
        ("Endnote.", "it is an endnote", "table 1, row 1, column 2"),
        ("Is this right?", "it is a comment in the margin", "paragraph 1"),
        ("Hangs nowhere.", "it is a comment in the margin", ""),
    ]


def test_running_heads_are_lost() -> None:
    parts = {
        "header1.xml": part("hdr", table(["Plan", "Restricted"])),
        "header2.xml": part("hdr", paragraph()),
        "footer1.xml": part("ftr", paragraph("Page ", field("PAGE", "3"))),
    }
    assert list_lost(read_word("x", parts=parts)) == [
        ("Plan Restricted", "a running head of the pages"),
        ("Page 3", "a running foot of the pages"),
    ]


def test_words_struck_through_are_read_and_told_of() -> None:
    raw = read_word(table([cell(paragraph(run("May", "<w:strike/>"), run(" June", '<w:strike w:val="0"/>')))]))
    assert only_cell(raw).text == "May June"
    assert raw.notes == ("1 passage struck through by hand, and read as if not",)


# -- text boxes and drawings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("inline", [False, True])
def test_text_box_is_read_once_as_text_where_it_hangs(inline: bool) -> None:
    box = text_box(paragraph("Harbour plan") + paragraph("Case 7"), inline=inline)
    raw = read_word("Above", paragraph("Anchor", box), table(["a"]))
    assert list_outside(raw) == ["Above", "Harbour plan", "Case 7", "Anchor"]
    assert (raw.lost, [line.table for line in raw.lines]) == ((), [None, None, None, None, 1])


def test_text_box_that_hangs_on_the_first_row_stands_above_the_table() -> None:
    raw = read_word(table([cell(paragraph("Heading", text_box(paragraph("Title of the page"))))], ["row"]))
    assert [line.words for line in raw.lines] == ["Title of the page", "Heading", "row"]


def test_text_box_that_floats_over_later_rows_is_lost() -> None:
    raw = read_word(table(["Heading"], [cell(paragraph("row", text_box(paragraph("sticker"))))]))
    assert list_texts(raw) == [["Heading"], ["row"]]
    assert list_lost(raw) == [("sticker", "in a text box that floats over the table")]


def test_text_box_in_the_line_of_a_cell_is_words_of_the_cell() -> None:
    raw = read_word(table(["x"], [cell(paragraph("row", text_box(paragraph("G"), inline=True), "end"))]))
    assert raw.lines[1].cells[0].paragraphs == ("row", "G", "end")


def test_table_in_a_text_box_is_a_table() -> None:
    raw = read_word(paragraph(text_box(PLAN)), table(["later"]))
    assert [line.table for line in raw.lines] == [1, 1, 1, 2]


def test_text_box_of_old_programs_is_read() -> None:
    shape = '<v:shape style="position:absolute;width:10pt"><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox>'
    box = run(f"<w:pict>{shape.format(paragraph('Old title'))}</v:shape></w:pict>")
    assert list_outside(read_word(paragraph(box), table(["x"]))) == ["Old title"]


def test_deleted_text_box_is_lost() -> None:
    raw = read_word(paragraph("a", change("del", text_box(paragraph("gone")))))
    assert (list_outside(raw), list_lost(raw)) == (["a"], [("gone", DELETED)])


def test_pictures_charts_and_objects_are_told_of() -> None:
    picture = '<w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Red circle"/><a:graphic><pic:pic/></a:graphic>'
    chart = '<w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="rId5"/></a:graphicData></a:graphic>'
    thing = "<w:object><v:shape><v:imagedata/></v:shape><o:OLEObject/></w:object>"
    ends = "</wp:inline></w:drawing>"
    raw = read_word(table([cell(paragraph(run(picture + ends), run(chart + ends), run(thing), "x"))]))
    assert only_cell(raw).text == "x"
    assert list_lost(raw) == [("Red circle", "the description of a picture, which is not printed")]
    assert raw.notes == (
        "2 pictures not read: words in it are unknown",
        "1 chart or diagram not read: words in it are unknown",
        "1 embedded object not read: words in it are unknown",
    )


# -- the document as a whole -----------------------------------------------------------------------------------------


def test_strict_documents_are_read() -> None:
    document = part("document", f"<w:body>{paragraph('Title')}{table(['a', 'b'])}</w:body>")
    for name in ("wordprocessingml/2006/main", "officeDocument/2006/relationships", "drawingml/2006/main"):
        strict = name.replace("/2006", "")
        document = document.replace(f"schemas.openxmlformats.org/{name}", f"purl.oclc.org/ooxml/{strict}")
    assert "purl.oclc.org/ooxml/wordprocessingml/main" in document
    raw = read(build_word(document=document.encode()), "plan.docx")
    assert [line.words for line in raw.lines] == ["Title", "a b"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings_of_the_standard_are_read(encoding: str) -> None:
    document = part("document", f"<w:body>{paragraph('Café – £30')}</w:body>")
    document = document.replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-sig").upper()}"')
    assert read(build_word(document=document.encode(encoding)), "x").lines[0].words == "Café – £30"


def test_main_part_may_have_another_name() -> None:
    data = build_word("Title", main="word/document2.xml", parts=notes("footnotes", {1: "note"}))
    raw = read(data, "plan.docx")
    assert (raw.lines[0].words, raw.lost[0].excerpt) == ("Title", "note")


def test_macros_and_things_outside_are_told_and_left_alone() -> None:
    outside = {"http://127.0.0.1:9/a.png": "image", "http://127.0.0.1:9/": "hyperlink", "file:///t.dotm": "template"}
    raw = read_word("x", parts={"vbaProject.bin": b"\0"}, external=outside)
    assert raw.notes == (
        "the document holds macros; none was run",
        "2 files outside the document named in it (a picture, a template); none fetched",
    )


def test_documents_brought_in_are_told_of() -> None:
    raw = read_word("x", '<w:altChunk r:id="rId7"/>', parts={"afchunk.html": b"<p>secret</p>"})
    assert raw.notes == ("1 part brought in from another document, and not read",)


def test_number_alone_in_a_cell_is_its_words() -> None:
    raw = read_word(table([cell(numbered()), "a"], [cell(numbered()), "b"]), parts=numbering([level(0, "%1.")]))
    assert list_texts(raw) == [["1.", "a"], ["2.", "b"]]


def test_same_bytes_same_reading() -> None:
    data = build_word("Title", table(["a", cell(paragraph("b", deleted("c")))]), parts=notes("comments", {1: "n"}))
    assert read(data, "plan.docx") == read(data, "plan.docx")
