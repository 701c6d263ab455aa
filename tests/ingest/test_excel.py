"""What the reader of Excel workbooks makes of their cells, and what it says of what it leaves out."""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import RawDocument
from scrgraph.ingest.excel import read
from tests.graph.sample import ROOT
from tests.ingest.exports import HEAD, ROWS, list_rows
from tests.ingest.workbook_files import (
    SHEET,
    STRINGS,
    build_bare,
    build_book,
    build_sheets,
    change_parts,
    fill_sheet,
    find_cells,
    list_parts,
    list_words,
    read_book,
    read_plan,
    save_book,
    share_strings,
    start_book,
)

BOOK = "xl/workbook.xml"


def lost(raw: RawDocument) -> list[tuple[str, str, str]]:
    """Give what is in no line: where, the words, why."""
    return [(entry.where, entry.excerpt, str(entry.reason)) for entry in raw.lost]


def test_a_plan_is_read_with_the_cell_of_each_word() -> None:
    document = read_plan(build_book())
    rows = list_rows(document)
    assert [row.number for row in rows] == ["1", "2", "3"]
    assert [row.counted for row in rows] == [(2, 2), (3, 3), (4, 4)]
    cell = rows[1].cells["leads"]
    assert (cell.text, cell.heading) == ("Head of Ferries", "Implementation Lead")
    assert cell.place is not None
    assert cell.place.words == "sheet Plan, cell C3"
    assert (cell.place.sheet, cell.place.row, cell.place.column, cell.place.cell) == ("Plan", 3, 3, "C3")
    assert document.notes == ()


# -- sheets ----------------------------------------------------------------------------------------------------------


def test_every_sheet_is_read_in_the_order_of_the_tabs() -> None:
    raw = read_book(build_sheets({"Main": [["a"], [], ["b", "c"]], "Empty": [], "Agencies": [["d"], ["e", "f"]]}))
    assert [(line.table, line.number, line.counted, line.words) for line in raw.lines] == [
        (1, 1, 1, "a"),
        (1, 3, 3, "b c"),
        (3, 4, 4, "d"),
        (3, 5, 5, "e f"),
    ]
    assert [line.where for line in raw.lines] == [
        "sheet Main, row 1",
        "sheet Main, row 3",
        "sheet Agencies, row 1",
        "sheet Agencies, row 2",
    ]


def test_a_plan_over_two_sheets_is_one_document() -> None:
    document = read_plan(build_sheets({"Board": [HEAD, *ROWS], "Ferries": [["Ferry Office"], HEAD, *ROWS]}))
    assert [table.index for table in document.tables] == [1, 2]
    assert [row.counted for row in list_rows(document)] == [(2, 2), (3, 3), (4, 4), (7, 7), (8, 8), (9, 9)]
    assert {row.cells["text"].place.sheet for row in list_rows(document) if row.cells["text"].place} == {
        "Board",
        "Ferries",
    }


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheet_is_not_read_and_told(state: str) -> None:
    book, _ = start_book([["a", "b"]])
    aside = book.create_sheet("Names", 0)
    fill_sheet(aside, [["first", None, "second"]])
    aside["B2"] = "=1+1"
    aside.sheet_state = state
    raw = read_book(save_book(book))
    assert [line.words for line in raw.lines] == ["a b"]
    assert lost(raw) == [
        ("sheet Names, cell A1", "first", "it stands on a hidden sheet"),
        ("sheet Names, cell C1", "second", "it stands on a hidden sheet"),
        ("sheet Names, cell B2", "=1+1", "it stands on a hidden sheet"),
    ]
    assert raw.notes == ("sheet Names is hidden; its 3 cells with words were not read",)


def test_sheet_with_a_chart_only_is_told() -> None:
    book, _ = start_book([["a"]])
    book.create_chartsheet("Progress")
    raw = read_book(save_book(book))
    assert [line.words for line in raw.lines] == ["a"]
    assert raw.notes == ("sheet Progress holds no cells (a chart, say); it was not read",)


# -- the grid --------------------------------------------------------------------------------------------------------


def test_headings_and_table_may_stand_anywhere() -> None:
    book, sheet = start_book([])
    fill_sheet(sheet, [["Invented plan"]])
    fill_sheet(sheet, [HEAD, *ROWS], top=7, left=3)
    document = read_plan(save_book(book))
    rows = list_rows(document)
    assert [row.counted for row in rows] == [(8, 8), (9, 9), (10, 10)]
    assert [quote.text for quote in document.tables[0].above] == ["Invented plan"]
    place = rows[0].cells["text"].place
    assert place is not None
    assert place.cell == "C8"
    (title,) = (quote.place for quote in document.tables[0].above)
    assert title is not None
    assert title.words == "sheet Plan, row 1"


def test_a_line_covers_the_whole_grid() -> None:
    raw = read_book(build_book([["a", None, "c"], ["d"], [None, None, "f"], [None, None, None, None], ["g", "h"]]))
    assert [[cell.text for cell in line.cells] for line in raw.lines] == [
        ["a", "", "c"],
        ["d", "", ""],
        ["", "", "f"],
        ["g", "h", ""],
    ]
    assert [cell.place.cell for cell in raw.lines[1].cells if cell.place] == ["A2", "B2", "C2"]


def test_empty_cell_of_a_row_has_its_place() -> None:
    row = [*ROWS[0][:2], None, *ROWS[0][3:]]
    (first, *_) = list_rows(read_plan(build_book([HEAD, row, *ROWS[1:]])))
    assert "leads" not in first.cells
    assert first.empty["leads"].cell == "C2"


def test_merged_cells_tell_what_reaches_over_them() -> None:
    book, sheet = start_book([["a", "b", "c"], ["d", None, "e"], [None, None, "f"], ["g", "h", "i"]])
    sheet.merge_cells("A2:B3")
    cells = find_cells(read_book(save_book(book)))
    assert cells["A2"].text == "d"
    flags = {name: (cell.covered, cell.continues) for name, cell in cells.items() if cell.covered or cell.continues}
    assert flags == {"B2": (True, False), "A3": (False, True), "B3": (True, True)}


def test_words_under_a_merged_cell_are_lost_and_told() -> None:
    data = build_book([["a", "b"], ["c", "d"]])
    merged = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    raw = read_book(change_parts(data, {SHEET: lambda xml: xml.replace("<pageMargins", merged + "<pageMargins")}))
    assert list_words(raw) == {"A1": "a", "A2": "c", "B2": "d"}
    assert lost(raw) == [("sheet Plan, cell B1", "b", "it lies under a merged cell and is not shown")]


def test_merged_range_over_the_whole_sheet_costs_nothing() -> None:
    data = build_book([["a"]])
    merged = "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
    raw = read_book(change_parts(data, {SHEET: lambda xml: xml.replace("<pageMargins", merged + "<pageMargins")}))
    assert list_words(raw) == {"A1": "a"}


@pytest.mark.parametrize("claim", ["A1:XFD1048576", "A1", "B7:C9"])
def test_what_a_sheet_says_of_its_size_is_not_believed(claim: str) -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="3"><c r="D3" t="str"><v>b</v></c></row>'
    raw = read_book(build_bare(rows, before=f'<dimension ref="{claim}"/>'))
    assert list_words(raw) == {"A1": "a", "D3": "b"}


@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by a module that Windows lacks")
def test_workbook_of_5000_rows_needs_little_memory(tmp_path: Path) -> None:
    words = "The harbour office should keep a list of all lifeboats."
    cells = [f'<c r="{letters(at)}%d" t="inlineStr"><is><t>{words} %d</t></is></c>' for at in range(1, 16)]
    rows = "".join(f'<row r="{n}">{"".join(cell % (n, n) for cell in cells)}</row>' for n in range(1, 5001))
    path = tmp_path / "plan.xlsx"
    path.write_bytes(build_bare(rows))
    program = (
        "import pathlib, resource, sys\n"
        "from scrgraph.ingest.excel import read\n"
        "raw = read(pathlib.Path(sys.argv[1]).read_bytes(), 'plan.xlsx')\n"
        "print(raw.seen, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    # What a process is said to need is never less than what its parent held: a small one stands between.
    between = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', *sys.argv[1:]]))"
    done = subprocess.run([sys.executable, "-c", between, program, path], capture_output=True, check=True, cwd=ROOT)
    seen, peak = map(int, done.stdout.split())
    assert seen == 75_000
    assert peak * (1 if sys.platform == "darwin" else 1024) < 150 * 1024 * 1024


def test_thousands_of_formatted_rows_and_columns_are_no_rows() -> None:
    wide = "".join(f'<c r="{letters}2" s="1"/>' for letters in ("B", "C", "XFC", "XFD"))
    empty = "".join(
        f'<row r="{number}" s="1" customFormat="1"><c r="A{number}" s="1"/></row>' for number in range(4, 9000)
    )
    rows = (
        '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
        f'<row r="2"><c r="A2" t="str"><v>c</v></c>{wide}</row>{empty}'
    )
    raw = read_book(build_bare(rows))
    assert [[cell.text for cell in line.cells] for line in raw.lines] == [["a", "b"], ["c", ""]]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    book, sheet = start_book([["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"], ["j", "k", "l"]])
    for row in (2, 3):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["C"].hidden = True
    raw = read_book(save_book(book))
    assert sorted(name for name, cell in find_cells(raw).items() if cell.hidden) == [
        "A2", "A3", "B2", "B3", "C1", "C2", "C3", "C4"
    ]  # fmt: skip
    assert raw.notes == (
        "sheet Plan: rows 2–3 are hidden; what stands there was read",
        "sheet Plan: column C is hidden; what stands there was read",
    )
    assert len(list_words(raw)) == 12


def test_filtered_rows_are_read_and_told() -> None:
    book, sheet = start_book([["a", "b"], ["c", "d"]])
    sheet.auto_filter.ref = "A1:B2"
    sheet.row_dimensions[2].hidden = True
    raw = read_book(save_book(book))
    assert raw.notes == ("sheet Plan: row 2 is hidden, by its filter or by hand; what stands there was read",)


# -- words -----------------------------------------------------------------------------------------------------------


def test_line_breaks_in_a_cell_are_paragraphs() -> None:
    raw = read_book(build_book([["one\ntwo\r\n\n three  words ", "_x000D_four_x000D_\nfive", "x"]]))
    assert list_words(raw) == {"A1": "one|two|three words", "B1": "four|five", "C1": "x"}


def test_strings_are_read_wherever_they_are_kept() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>inline</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>rich </t></r><r><rPr><b/></rPr><t>inline</t></r></is></c>'
        '<c r="C1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="D1" t="s"><v>0</v></c>'
        '<c t="str"><v>no name</v></c></row><row><c><v>12</v></c></row>'
    )
    raw = read_book(build_bare(rows))
    assert list_words(raw) == {
        "A1": "inline", "B1": "rich inline", "C1": "ab", "D1": "x", "E1": "no name", "A2": "12"
    }  # fmt: skip


def test_cells_as_other_programs_write_them_are_read() -> None:
    """LibreOffice writes a formula's empty text so; others leave the style empty, or an inline text's words bare."""
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><f>C3</f><is><t></t></is></c><c r="B1" s=""><v>5</v></c>'
        '<c r="C1" t="inlineStr"><f>D3</f><v>bare</v></c><c r="D1" t="str"><v>_x005F_x000D_</v></c></row>'
    )
    raw = read_book(build_bare(rows))
    assert (list_words(raw)["B1"], list_words(raw)["C1"], raw.lost) == ("5", "bare", ())


def rename(data: bytes, change: Callable[[str], str]) -> bytes:
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            new.writestr(change(name), old.read(name))
    return done.getvalue()


def test_names_of_parts_may_be_written_otherwise() -> None:
    data = share_strings(build_book([["a"]]))
    assert list_words(read_book(rename(data, lambda name: name.replace("sharedS", "SharedS")))) == {"A1": "a"}
    strokes = rename(data, lambda name: name.replace("/", chr(92)))
    assert list_words(read_book(strokes)) == {"A1": "a"}


def test_style_that_is_not_known_costs_only_itself() -> None:
    book, sheet = start_book([[None, "b"]])
    sheet["A1"] = dt.datetime(2009, 9, 1)
    sheet["B1"].font = Font(color="FFFF0000", strike=True)
    sheet["B1"].fill = PatternFill("solid", fgColor="FF00B050")
    changes = {"xl/styles.xml": lambda xml: re.sub("<strike [^>]*>", "<strike/><unheard/>", xml)}
    raw = read_book(change_parts(save_book(book), changes))
    assert list_words(raw) == {"A1": "01/09/2009", "B1": "b"}
    assert find_cells(raw)["B1"].fill == "00B050"


def test_shared_strings_are_the_same_as_those_in_cells() -> None:
    book, sheet = start_book()
    sheet["G2"] = CellRichText("plain ", TextBlock(InlineFont(strike=True), "struck"))
    sheet["H2"] = "two\nlines & <b>marks</b>"
    data = save_book(book)
    assert STRINGS in list_parts(share_strings(data))
    assert STRINGS not in list_parts(data)
    assert read_book(share_strings(data)) == read_book(data)


def test_string_that_the_file_does_not_hold_is_told() -> None:
    raw = read_book(build_bare('<row r="1"><c r="A1" t="s"><v>7</v></c><c r="B1" t="s"><v>-1</v></c></row>'))
    assert [words for _, words, _ in lost(raw)] == ["A1", "B1"]
    assert {reason for *_, reason in lost(raw)} == {"it refers to a text that the file does not hold"}


def test_number_that_is_none_stays_as_text() -> None:
    raw = read_book(build_bare('<row r="1"><c r="A1"><v>soon</v></c><c r="B1" t="b"><v>maybe</v></c></row>'))
    assert list_words(raw) == {"A1": "soon", "B1": "maybe"}


def test_html_marks_in_a_cell_give_their_words() -> None:
    raw = read_book(build_book([["<span class='badge'>On track</span>", "<p>one</p>\n<p>two</p>"]]))
    assert list_words(raw) == {"A1": "On track", "B1": "one|two"}


VALUES: dict[str, tuple[object, str, str]] = {
    "day": (dt.datetime(2009, 9, 1), "dd/mm/yyyy", "01/09/2009"),
    "American day": (dt.datetime(2009, 9, 1), "mm-dd-yy", "01/09/2009"),
    "month": (dt.datetime(2009, 9, 1), "mmm-yy", "Sep 2009"),
    "day and time": (dt.datetime(2009, 9, 1, 14, 30), "dd/mm/yyyy hh:mm", "01/09/2009 14:30"),
    "number": (7.0, "General", "7"),
    "share": (0.25, "0%", "25%"),
    "truth": (True, "General", "TRUE"),
    "untruth": (False, "General", "FALSE"),
}


@pytest.mark.parametrize("name", VALUES)
def test_values_are_written_as_shown(name: str) -> None:
    value, code, words = VALUES[name]
    book, sheet = start_book([[value]])
    sheet["A1"].number_format = code
    assert list_words(read_book(save_book(book))) == {"A1": words}


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    book, sheet = start_book([])
    book.epoch = CALENDAR_MAC_1904
    sheet["A1"] = dt.datetime(2009, 9, 1)
    assert list_words(read_book(save_book(book))) == {"A1": "01/09/2009"}


def test_date_without_its_year_gets_the_year_of_the_cell_and_is_told() -> None:
    book, sheet = start_book([["due", dt.datetime(2009, 9, 1)]])
    sheet["B1"].number_format = "d-mmm"
    raw = read_book(save_book(book))
    assert list_words(raw)["B1"] == "01/09/2009"
    assert raw.notes == (
        "sheet Plan, cell B1: a date is shown without its year; the year that the cell holds was read",
    )


def test_serial_number_among_dates_stays_and_is_told() -> None:
    days: list[object] = [dt.datetime(2009, 9, day) for day in (1, 2, 3)]
    raw = read_book(build_book([["Due", "Cost"], *([day, 40057] for day in days), [40057, 40057], ["40058", 1]]))
    assert (list_words(raw)["A5"], list_words(raw)["A6"]) == ("40057", "40058")
    assert raw.notes == (
        "sheet Plan, cells A5, A6: a number among dates may be a date that lost its format; it was left as it stands",
    )


def test_formulas_give_the_value_that_was_saved() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="b"><f>TRUE()</f><v>1</v></c><c r="D1" t="e"><f>Z1</f><v>#REF!</v></c>'
        '<c r="E1" t="str"><f t="shared" si="0"/><v>shared</v></c></row>'
    )
    raw = read_book(build_bare(rows))
    assert list_words(raw) == {"A1": "2", "C1": "TRUE", "D1": "#REF!", "E1": "shared"}
    assert raw.notes == ("sheet Plan, cell D1: an error stands in place of a value; it was kept as it stands",)
    assert raw.lost == ()


@pytest.mark.parametrize("formula", ["=SUM(A1:A3)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","y")', "=A1"])
def test_formula_without_a_saved_value_is_not_read(formula: str) -> None:
    book, sheet = start_book([["a", "b"]])
    sheet["B1"] = formula
    raw = read_book(save_book(book))
    assert list_words(raw) == {"A1": "a"}
    reason = "a formula that was saved without its value; formulas are not calculated here"
    assert lost(raw) == [("sheet Plan, cell B1", formula, reason)]
    assert raw.lost[0].line == raw.lines[0].number


def test_formula_in_words_is_words() -> None:
    raw = read_book(build_bare("<row r='1'><c r='A1' t='str'><v>=cmd|' /C calc'!A0</v></c></row>"))
    assert list_words(raw) == {"A1": "=cmd|' /C calc'!A0"}


def test_unread_cell_stands_in_the_account_of_its_row() -> None:
    book, sheet = start_book()
    sheet["D3"] = "=TODAY()"
    document = read_plan(save_book(book))
    (entry,) = [entry for entry in document.account if entry.disposition == "unread"]
    assert (entry.where, entry.excerpt) == ("sheet Plan, cell D3", "=TODAY()")
    first, last = list_rows(document)[1].lines
    assert first <= entry.line <= last


def test_formula_of_another_workbook_is_told() -> None:
    raw = read_book(build_bare('<row r="1"><c r="A1" t="str"><f>[1]Plan!$A$1</f><v>kept</v></c></row>'))
    assert list_words(raw) == {"A1": "kept"}
    assert raw.notes == ("sheet Plan: formulas take words from other workbooks; what was saved with them was read",)


# -- looks -----------------------------------------------------------------------------------------------------------

COLOURS: dict[str, tuple[Color, str]] = {
    "outright": (Color(rgb="FFFF0000"), "FF0000"),
    "outright, small": (Color(rgb="0000b050"), "00B050"),
    "palette": (Color(indexed=10), "FF0000"),
    "theme": (Color(theme=4), "4F81BD"),
    "theme, white": (Color(theme=0), "FFFFFF"),
    "theme, darker": (Color(theme=0, tint=-0.5), "808080"),
    "theme, lighter": (Color(theme=1, tint=0.5), "808080"),
}


@pytest.mark.parametrize("name", COLOURS)
def test_colours_are_told_however_they_are_named(name: str) -> None:
    colour, expected = COLOURS[name]
    book, sheet = start_book([["ground", "words", None, "end"]])
    for cell in (sheet["A1"], sheet["C1"]):
        cell.fill = PatternFill("solid", fgColor=colour)
    sheet["B1"].font = Font(color=colour)
    fill_sheet(sheet, [["x", "x", "x", "x"]], top=2)
    cells = find_cells(read_book(save_book(book)))
    assert (cells["A1"].fill, cells["B1"].colour) == (expected, expected)
    assert cells["C1"].fill == expected, "a cell may say all it has to say by its colour"
    assert cells["D1"].fill is None
    assert cells["D1"].colour is None
    assert cells["A1"].colour is None


def test_tint_moves_the_light_of_a_colour() -> None:
    """The figures are those of "Accent 1, lighter 40%" and "darker 25%" of an old theme; programs round differently."""
    book, sheet = start_book([["a", "b"]])
    sheet["A1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.3999755851924192))
    sheet["B1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=-0.249977111117893))
    cells = find_cells(read_book(save_book(book)))
    for name, colour in (("A1", "95B3D7"), ("B1", "366092")):
        told = str(cells[name].fill)
        assert all(abs(int(told[at : at + 2], 16) - int(colour[at : at + 2], 16)) < 2 for at in (0, 2, 4))


def test_patterns_and_automatic_colours_are_none() -> None:
    book, sheet = start_book([["a", "b", "c"]])
    sheet["A1"].fill = PatternFill("gray125")
    sheet["B1"].fill = PatternFill("lightUp", fgColor="FF000000", bgColor="FFFFC000")
    sheet["C1"].font = Font(color=Color(indexed=64))
    cells = find_cells(read_book(save_book(book)))
    assert (cells["A1"].fill, cells["B1"].fill, cells["C1"].colour) == (None, "FFC000", None)


def test_colour_of_rich_words_is_that_of_most() -> None:
    red, blue = InlineFont(color=Color(rgb="FFFF0000")), InlineFont(color=Color(rgb="FF0000FF"))
    book, sheet = start_book([[None, "x"]])
    sheet["A1"] = CellRichText("All ", TextBlock(red, "overdue since May "), TextBlock(blue, "bar one"))
    (cell, *_) = read_book(save_book(book)).lines[0].cells
    assert (cell.text, cell.colour) == ("All overdue since May bar one", "FF0000")


def test_struck_out_words_are_read_and_told() -> None:
    book, sheet = start_book([["old", None, "new"]])
    sheet["A1"].font = Font(strike=True)
    sheet["B1"] = CellRichText("still ", TextBlock(InlineFont(strike=True), "not "), "due")
    raw = read_book(save_book(book))
    assert list_words(raw) == {"A1": "old", "B1": "still not due", "C1": "new"}
    assert raw.notes == ("sheet Plan, cells A1, B1: words are struck out here; they were read as they stand",)


def test_conditional_formatting_is_told_and_not_evaluated() -> None:
    book, sheet = start_book([["a"]])
    rule = Rule("cellIs", operator="equal", formula=['"a"'])
    rule.dxf = DifferentialStyle(fill=PatternFill("solid", bgColor="FFFF0000"))
    sheet.conditional_formatting.add("A1:A9", rule)
    raw = read_book(save_book(book))
    assert find_cells(raw)["A1"].fill is None
    assert raw.notes == ("sheet Plan: colours that depend on a condition (conditional formatting) were not read",)


# -- over and beside the cells ---------------------------------------------------------------------------------------


def test_notes_at_cells_are_told_as_unread() -> None:
    book, sheet = start_book([["a", "b"]])
    sheet["B1"].comment = Comment("Ask the\nboard", "someone")
    sheet["C9"].comment = Comment(
        "[Threaded comment]\n\nYour version of Excel can read this.\n\nComment:\n    Is this done?", "someone"
    )
    raw = read_book(save_book(book))
    assert list_words(raw) == {"A1": "a", "B1": "b"}
    assert lost(raw) == [
        ("sheet Plan, cell B1", "Ask the board", "a note at the cell"),
        ("sheet Plan, cell C9", "Is this done?", "a note at the cell"),
    ]


SHAPES = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>
<xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>
<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>
<xdr:sp><xdr:txBody><a:p><a:r><a:t>Red: </a:t></a:r><a:r><a:t>overdue</a:t></a:r></a:p></xdr:txBody></xdr:sp>
<xdr:sp><xdr:txBody><a:p/></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""
DRAWN = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing" Target="../drawings/drawing1.xml"/>
</Relationships>"""


def test_words_in_a_text_box_are_told_as_unread() -> None:
    changes = {"xl/drawings/drawing1.xml": SHAPES, "xl/worksheets/_rels/sheet1.xml.rels": DRAWN}
    raw = read_book(change_parts(build_book([["a"]]), changes))
    reason = "words in a text box or another shape over the sheet, in no cell of it"
    assert lost(raw) == [("sheet Plan, cell C5", "Red: overdue", reason)]


def test_pictures_are_told() -> None:
    from PIL import Image as Picture

    stream = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(stream, "png")
    book, sheet = start_book([["a"]])
    sheet.add_image(Image(stream), "B2")
    raw = read_book(save_book(book))
    assert raw.notes == ("sheet Plan: pictures and charts over the cells were not read",)


def test_head_of_printed_pages_is_told_where_it_has_words() -> None:
    book, sheet = start_book([["a"]])
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    sheet.oddHeader.center.text = "OFFICIAL – draft 3"
    sheet.oddFooter.center.text = "Page &P of &N"
    raw = read_book(save_book(book))
    assert raw.notes == ("sheet Plan: the head or foot of its printed pages was not read (“OFFICIAL – draft 3”)",)


def test_lists_to_choose_from_are_no_words() -> None:
    book, sheet = start_book([["a"]])
    rule = DataValidation(type="list", formula1='"Open,Closed"')
    rule.add("A1")
    sheet.add_data_validation(rule)
    raw = read_book(save_book(book))
    assert list_words(raw) == {"A1": "a"}
    assert raw.notes == ()


# -- other programs, and files made to harm ---------------------------------------------------------------------------


def test_macros_are_not_looked_at() -> None:
    data = change_parts(
        build_book(),
        {
            "xl/vbaProject.bin": "no such program",
            "[Content_Types].xml": lambda xml: xml.replace(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ),
        },
    )
    assert len(list_rows(read_plan(data))) == 3


def test_strict_form_is_read() -> None:
    """ISO/IEC 29500 has a strict form, with other names for the same things, and days written out."""
    strict = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }

    def make_strict(xml: str) -> str:
        for common, name in strict.items():
            xml = xml.replace(common, name)
        return xml.replace("</row>", '<c r="B1" t="d"><v>2009-09-01T00:00:00</v></c></row>')

    parts = (BOOK, SHEET, STRINGS, "xl/styles.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels")
    raw = read_book(change_parts(share_strings(build_book([["a"]])), dict.fromkeys(parts, make_strict)))
    assert list_words(raw) == {"A1": "a", "B1": "01/09/2009"}


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'


def declare(xml: str) -> str:
    return DOCTYPE + xml.partition("?>")[2] if xml.startswith("<?xml") else DOCTYPE + xml


HOSTILE: dict[str, Callable[[], bytes]] = {
    "document type in a sheet": lambda: change_parts(build_book(), {SHEET: declare}),
    "document type in the strings": lambda: change_parts(share_strings(build_book()), {STRINGS: declare}),
    "document type in the styles": lambda: change_parts(build_book(), {"xl/styles.xml": declare}),
    "document type in a part list": lambda: change_parts(build_book(), {"[Content_Types].xml": declare}),
    "sheet that is no XML": lambda: change_parts(build_book(), {SHEET: "nothing"}),
    "sheet that breaks off": lambda: change_parts(build_book(), {SHEET: lambda xml: xml[: len(xml) // 2]}),
    "styles that are no XML": lambda: change_parts(build_book(), {"xl/styles.xml": "<a"}),
    "strings that are no XML": lambda: change_parts(share_strings(build_book()), {STRINGS: "<a"}),
    "workbook that is no XML": lambda: change_parts(build_book(), {BOOK: ""}),
    "sheet without a part": lambda: change_parts(build_book(), {"xl/_rels/workbook.xml.rels": "<Relationships/>"}),
    "cell without a sound name": lambda: build_bare('<row r="1"><c r="A0A" t="str"><v>a</v></c></row>'),
    "two cells of one name": lambda: build_bare(
        '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="A1" t="str"><v>b</v></c></row>'
    ),
    "two rows of one number": lambda: build_bare(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>'
    ),
    "merged cells without end": lambda: build_bare(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 3000)),
        after="<mergeCells>" + '<mergeCell ref="A1:A3000"/>' * 3000 + "</mergeCells>",
    ),
    "one long text in thousands of cells": lambda: change_parts(
        build_bare("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 400))),
        {STRINGS: lambda xml: xml.replace("<t>x</t>", f"<t>{'x' * 200_000}</t>")},
    ),
    "sheet of another kind": lambda: change_parts(
        build_book(), {SHEET: lambda xml: xml.replace("2006/main", "2006/2")}
    ),
    "cells scattered over the sheet": lambda: build_bare(
        "".join(
            f'<row r="{n}"><c r="{letters(n)}{n}"><v>1</v></c><c r="{letters(n + 1)}{n}"><v>1</v></c></row>'
            for n in range(1, 1500)
        )
    ),
}


def letters(column: int) -> str:
    from openpyxl.utils.cell import get_column_letter

    return get_column_letter(column)


@pytest.mark.parametrize("name", HOSTILE)
def test_damaged_or_hostile_workbook_is_one_clear_sentence(name: str) -> None:
    data = HOSTILE[name]()
    with pytest.raises(UnreadableDocument) as caught:
        read(data, "plan.xlsx")
    assert (caught.value.path, bool(caught.value.remedy)) == ("plan.xlsx", True)
    assert "\n" not in str(caught.value)
    assert "passwd" not in str(caught.value)


def test_external_entity_is_never_read() -> None:
    with pytest.raises(UnreadableDocument, match="document type"):
        read(HOSTILE["document type in a sheet"](), "plan.xlsx")


def test_parts_that_the_cells_do_not_need_are_not_parsed() -> None:
    """A part that openpyxl would stumble over, or that would lead out of the file."""
    bad = "<!DOCTYPE x><not xml"
    names = ("docProps/core.xml", "xl/pivotCache/pivotCacheDefinition1.xml", "xl/externalLinks/externalLink1.xml")
    raw = read_book(change_parts(build_book([["a"]]), dict.fromkeys(names, bad)))
    assert list_words(raw) == {"A1": "a"}


def test_same_workbook_gives_the_same_reading() -> None:
    book = start_book()[0]
    data = save_book(book)
    assert read(data, "plan.xlsx") == read(data, "plan.xlsx")


def test_account_can_fail_to_balance() -> None:
    """The count comes from the file and not from the reading: a cell more in the file is a cell more seen."""
    one = read(build_bare('<row r="1"><c r="A1"><v>1</v></c></row>'), "plan.xlsx").seen
    two = read(build_bare('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>'), "plan.xlsx").seen
    assert (one, two) == (1, 2)


@pytest.mark.parametrize("step", range(0, 100, 7))
def test_truncated_workbook_is_refused(step: int) -> None:
    data = build_book()
    with pytest.raises(UnreadableDocument):
        read(data[: len(data) * step // 100], "plan.xlsx")


def test_damage_of_any_byte_of_the_xml_is_a_reading_or_a_sentence() -> None:
    """Bits are turned over in the parts themselves, behind the sums by which an archive tells damage."""
    import random

    chance = random.Random(8)
    book, sheet = start_book()
    sheet["H2"] = dt.datetime(2009, 9, 1)
    sheet["H3"].comment = Comment("note", "someone")
    sheet["H4"] = "=1+1"
    sheet.merge_cells("A6:C7")
    sheet["A1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.4))
    data = save_book(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = sorted(name for name in parts if name.startswith(("xl/", "[Content")))
    refused = 0
    for _ in range(150):
        name = chance.choice(names)
        part = bytearray(parts[name])
        for _ in range(chance.choice((1, 1, 3))):
            part[chance.randrange(len(part))] ^= 1 << chance.randrange(8)
        done = io.BytesIO()
        with zipfile.ZipFile(done, "w") as archive:
            for other in parts:
                archive.writestr(other, bytes(part) if other == name else parts[other])
        try:
            read(done.getvalue(), "plan.xlsx")
        except UnreadableDocument as error:
            refused += "\n" not in str(error)
    assert 20 < refused < 150
