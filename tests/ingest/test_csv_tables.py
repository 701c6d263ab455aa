"""What is CSV and what is a text export, and what is made of CSV files good and bad."""

import codecs
import csv
import io
from collections.abc import Iterable

import pytest

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Document, RawDocument
from scrgraph.ingest.csv_tables import Form, read_table, tell_form
from scrgraph.ingest.layouts import find_layout
from scrgraph.ingest.read import decode, read_bytes
from tests.graph.sample import SAMPLE
from tests.ingest.exports import HEAD, ROWS, build_export, cell_text, list_rows, without

# Cells with all that wants quoting, and what single-byte encodings print with different bytes.
TABLE = [HEAD, without(ROWS[0], actions='Say "no", then wait;\nthen “call” – £30 | more'), *ROWS[1:]]


def write(rows: Iterable[Iterable[str]] = TABLE, delimiter: str = ",", end: str = "\n") -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return stream.getvalue()


def read_csv(text: str) -> RawDocument:
    """Read a text that must be CSV; its account must balance."""
    form = tell_form(text)
    assert form is not None
    raw = read_table(text, form, "plan.csv")
    assert raw.seen == sum(bool(cell.paragraphs) for line in raw.lines for cell in line.cells)
    return raw


def read_plan(data: bytes | str, file: str = "plan.csv") -> Document:
    document = read_bytes(data.encode() if isinstance(data, str) else data, file, find_layout("board-plan"))
    assert document.balances
    return document


def table_of(raw: RawDocument) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in raw.lines]


# -- which sign it is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_sign_between_cells_is_told_by_the_lines(delimiter: str, end: str) -> None:
    text = write(delimiter=delimiter, end=end)
    assert tell_form(text) == Form(delimiter)
    assert [[" ".join(cell.split()) for cell in row] for row in TABLE] == table_of(read_csv(text))


def test_tabs_are_csv_only_where_quotation_marks_hold_line_breaks() -> None:
    assert tell_form(write(delimiter="\t")) == Form("\t")
    assert tell_form(build_export(ROWS)) is None
    assert table_of(read_csv(write(delimiter="\t")))[1][1] == 'Say "no", then wait; then “call” – £30 | more'


@pytest.mark.parametrize("sign", [",", ";", "|", "\t"])
def test_first_line_may_say_the_sign(sign: str) -> None:
    raw = read_csv(f"sep={sign}\r\n" + write(delimiter=sign, end="\r\n"))
    assert [line.number for line in raw.lines] == [2, 3, 5, 6]
    assert table_of(raw)[0] == list(HEAD)


PROSE = {
    "letter": "Dear all,\n\nThe plan, as agreed, is attached.\nIt lists actions, leads, dates.\nRegards,\nA, B, C\n",
    "list": "boats, oars, ropes\nlamps, bells\nknots, sails, masts, flags\n",
    "blocks": "Recommendation 1: keep a list, always.\nAction: write it, sign it, hang it.\nLead: Harbour Master\n",
    "export with commas": build_export([without(row, actions="one, two, three; four | five") for row in ROWS]),
    "nothing": "one\ntwo\nthree\n",
    "two columns": "a,b\nc,d\n",
}


@pytest.mark.parametrize("name", PROSE)
def test_text_with_commas_is_no_csv(name: str) -> None:
    assert tell_form(PROSE[name]) is None


def test_sample_is_no_csv() -> None:
    assert tell_form(SAMPLE.read_text(encoding="utf-8")) is None


def test_blanks_after_commas_are_no_hindrance() -> None:
    raw = read_csv('Recommendation, Action, Lead\nOne, "Two, and three", Four\nFive, Six, Seven\n')
    assert table_of(raw) == [
        ["Recommendation", "Action", "Lead"],
        ["One", "Two, and three", "Four"],
        ["Five", "Six", "Seven"],
    ]


# -- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_encoding_gives_the_same_cells(encoding: str) -> None:
    document = read_plan(write().encode(encoding))
    assert cell_text(list_rows(document)[0], "actions") == 'Say "no", then wait; then “call” – £30 | more'


def test_file_of_an_old_macintosh_is_read() -> None:
    """Its lines end by carriage returns, and a line feed stands in a cell, without quotation marks round it."""
    cells = [list(HEAD), without(ROWS[0], actions="Wait\nfor “the café” – £30"), *map(list, ROWS[1:])]
    text = "\r".join(";".join(row) for row in cells)
    assert tell_form(text) == Form(";", feed_inside=True)
    document = read_plan(text.encode("mac_roman"))
    assert cell_text(list_rows(document)[0], "actions") == "Wait for “the café” – £30"
    assert [row.lines for row in list_rows(document)] == [(2, 2), (3, 3), (4, 4)]


def test_cells_cite_the_line_on_which_their_row_begins() -> None:
    document = read_plan(write())
    rows = list_rows(document)
    assert [row.lines for row in rows] == [(2, 2), (4, 4), (5, 5)]
    cell = rows[1].cells["leads"]
    assert (cell.lines, cell.place) == ((4, 4), None)


def test_line_breaks_in_a_cell_are_paragraphs() -> None:
    raw = read_csv('a,b,c\n"one\n\ntwo","x\r\ny",z\n')
    assert [cell.paragraphs for cell in raw.lines[1].cells] == [("one", "two"), ("x", "y"), ("z",)]


def test_quotation_marks_are_read_as_meant() -> None:
    raw = read_csv('a,b,c\n"say ""no""",5" pipe,"half" quoted\n"","""",\n')
    assert table_of(raw) == [["a", "b", "c"], ['say "no"', '5" pipe', "half quoted"], ["", '"', ""]]


def test_marks_of_a_web_page_give_their_words() -> None:
    raw = read_csv("No,Status,Text\n1,<span class='badge badge-green'>On track</span>,<p>one</p><p>two</p>\n")
    assert [cell.paragraphs for cell in raw.lines[1].cells] == [("1",), ("On track",), ("one", "two")]


def test_cell_kept_from_being_a_number_gives_its_words() -> None:
    assert table_of(read_csv('a,b,c\n="007",=1+1,="a"\n'))[1] == ["007", "=1+1", "a"]


def test_empty_lines_and_columns_are_none() -> None:
    raw = read_csv(",,,,,\n,a,b,c,,\n,,,,,\n,d,e,f,,\n" + ",,,,,\n" * 500)
    assert table_of(raw) == [["a", "b", "c"], ["d", "e", "f"]]
    assert [line.number for line in raw.lines] == [2, 4]


def test_text_round_the_table_stays_text() -> None:
    text = "Invented plan\nDate commenced 3rd May 2011\n" + write() + "Black completed\n"
    raw = read_csv(text)
    assert [len(line.cells) for line in raw.lines] == [1, 1, 6, 6, 6, 6, 1]
    assert [line.table for line in raw.lines] == [None, None, 1, 1, 1, 1, None]
    document = read_plan(text)
    assert [quote.text for quote in document.tables[0].above] == ["Invented plan", "Date commenced 3rd May 2011"]
    assert [quote.text for quote in document.outside] == ["Black completed"]


def test_line_of_one_cell_between_rows_is_a_row() -> None:
    raw = read_csv(write([HEAD, ROWS[0]]) + "Harbour Office\n" + write(ROWS[1:]))
    assert [cell.text for cell in raw.lines[2].cells] == ["Harbour Office", "", "", "", "", ""]


# -- what is wrong with it -------------------------------------------------------------------------------------------


def test_rows_with_fewer_or_more_cells_are_told() -> None:
    rows = [*TABLE, ROWS[0][:4], [*ROWS[1], "", ""], [*ROWS[2], "stray"], *[ROWS[0]] * 3]
    raw = read_csv(write(rows))
    assert raw.notes == (
        "line 6: fewer cells than in the lines before; the rest were taken as empty",
        "line 8: more cells than in the lines before; a cell whose words hold the sign between cells "
        "wants quotation marks",
    )
    assert table_of(raw)[4] == [*ROWS[0][:4], "", "", ""]


def test_many_ragged_rows_are_counted() -> None:
    rows: list[Iterable[str]] = [HEAD, *[ROWS[0]] * 40]
    for place in range(3, 40, 5):
        rows[place] = ["x"] * (3 + place % 2)
    (note,) = read_csv(write(rows)).notes
    assert note.startswith("lines 4, 9, 14, 19, 24 and 3 more: fewer cells")


def test_stray_cells_are_in_the_account() -> None:
    document = read_plan(write([HEAD, *ROWS, [*ROWS[0], "stray"]]))
    (unread,) = [entry for entry in document.account if entry.disposition == "unread"]
    assert (unread.line, unread.column, unread.excerpt) == (5, 7, "stray")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a,b,c\nd,"e,f\ng,h,i\n', "line 2"),
        ('a,b,c\n"one\ntwo","e,f\n' + "g,h,i\n" * 50, "line 3"),
        ('a,b,c\nd,"e\n' + "g,h,i\n" * 600 + 'x","y",z\n', "line 2"),
    ],
)
def test_quotation_mark_that_never_closes_is_refused(text: str, place: str) -> None:
    with pytest.raises(UnreadableDocument, match="never closed") as caught:
        read_table(text, Form(","), "plan.csv")
    assert (caught.value.path, caught.value.place) == ("plan.csv", place)
    assert caught.value.remedy


def test_nul_bytes_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match="binary file"):
        read_plan(write().encode().replace(b"Harbour", b"Har\0bour"))


def test_one_cell_of_many_megabytes_is_refused() -> None:
    rows = "\n".join(["word " * 20] * 50_000)
    with pytest.raises(UnreadableDocument):
        read_plan(f'{write()}"{rows}",b,c,d,e,f\n')


def test_far_more_cells_than_a_plan_has_are_refused() -> None:
    text = "".join("," * (place % 1500) + "x" + "," * 3 + "y\n" for place in range(3000))
    with pytest.raises(UnreadableDocument, match="more cells"):
        read_table(text, Form(","), "plan.csv")


def test_lines_of_many_widths_are_refused_for_what_they_are() -> None:
    lines = [",".join(["Ref", *HEAD]), *(",".join(["x"] * width) for width in (2, 5, 3, 9, 4, 6, 8))]
    with pytest.raises(UnreadableDocument, match=r"like a CSV file with commas .* different numbers"):
        read_plan("\n".join(lines))


def test_file_of_one_column_is_refused_in_one_sentence() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_plan("Recommendation\nKeep a list\n")
    assert "\n" not in str(caught.value)


def test_name_of_the_file_decides_nothing() -> None:
    text = write()
    assert [row.number for row in list_rows(read_plan(text, "plan.txt"))] == ["1", "2", "3"]
    assert [row.number for row in list_rows(read_plan(build_export(ROWS), "plan.csv"))] == ["1", "2", "3"]


def test_damage_of_any_byte_is_a_reading_or_a_sentence() -> None:
    import random

    chance = random.Random(8)
    data = codecs.BOM_UTF8 + write().encode()
    for _ in range(300):
        broken = bytearray(data[: chance.randrange(4, len(data) + 1)])
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        try:
            text = decode(bytes(broken), "plan.csv")
            for form in (tell_form(text), Form(","), Form(";")):
                if form is not None:
                    raw = read_table(text, form, "plan.csv")
                    assert raw.seen == sum(bool(cell.paragraphs) for line in raw.lines for cell in line.cells)
        except UnreadableDocument:
            continue
