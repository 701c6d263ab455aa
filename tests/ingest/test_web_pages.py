"""Web pages: the grid of their tables, what they show and what not, and how they are written."""

import base64
import codecs
import quopri
from pathlib import Path

import pytest

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Line, RawDocument
from scrgraph.ingest.kinds import tell_kind
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import read_bytes
from scrgraph.ingest.web_pages import read
from scrgraph.wordings import Wordings
from tests.ingest.exports import HEAD, ROWS
from tests.ingest.page_files import Grid, facts_of, list_parts, write_page
from tests.renderings.comparing import compare_rows

PLAN = write_page(["Invented plan", Grid(list(HEAD), [[(cell,) for cell in row] for row in ROWS])])


def read_page(body: str, head: str = "") -> RawDocument:
    raw = read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "plan.html")
    units = [cell for line in raw.lines for cell in line.cells if cell.paragraphs]
    assert raw.seen == len(units) + len(raw.lost), "letters of the page were missed or doubled"
    numbers = [line.number for line in raw.lines] + [entry.line for entry in raw.lost]
    assert len(set(numbers)) == len(numbers)
    assert [line.number for line in raw.lines] == sorted(line.number for line in raw.lines)
    return raw


def texts(lines: tuple[Line, ...]) -> list[list[str]]:
    """Cells in words: ``<`` where one is covered from the left, ``^`` from above."""
    return [
        ["^" if c.continues else "<" if c.covered else " / ".join(c.paragraphs) for c in line.cells] for line in lines
    ]


def test_sample_gives_the_same_facts(sample: Path, layout: Layout, wordings: Wordings) -> None:
    plain = read_bytes(sample.read_bytes(), "plan.txt", layout)
    page = read_bytes(write_page(list_parts(plain)).encode(), "plan.html", layout)
    assert page.balances
    facts = facts_of(page, wordings)
    assert len(facts) == 70
    # Each row of the page is a piece of a row on one page of the export. Where a sentence is parted before a capital
    # letter, the piece below could be a paragraph of its own, and is taken for one.
    losses = compare_rows(facts_of(plain, wordings), facts, dates_as_printed=False)
    assert [(loss.key, loss.field) for loss in losses if loss.field not in ("events", "reported", "summary")] == []
    assert len(losses) <= 3, losses


def test_cells_have_their_places() -> None:
    raw = read_page(
        "<p>One<table><caption>Two</caption><tr><td>a<td>b<tr><td>c<td>d</table>Three<table><tr><td>e<td>f</table>"
    )
    assert texts(raw.lines) == [["One"], ["Two"], ["a", "b"], ["c", "d"], ["Three"], ["e", "f"]]
    assert [line.table for line in raw.lines] == [None, None, 1, 1, None, 2]
    assert [line.counted for line in raw.lines] == [None, None, 1, 2, None, 3]
    assert [line.cells[-1].place for line in raw.lines] == [
        Place(paragraph=1),
        Place(paragraph=2),
        Place(table=1, row=1, column=2),
        Place(table=1, row=2, column=2),
        Place(paragraph=3),
        Place(table=2, row=1, column=2),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><td>a<td>b<td>c<tr><td colspan=3>d", [["a", "b", "c"], ["d", "<", "<"]]),
        ("<tr><td>a<td>b<tr><td colspan=100000>d", [["a", "b"], ["d", "<"]]),
        ("<tr><td rowspan=2>a<td>b<tr><td>c", [["a", "b"], ["^", "c"]]),
        ("<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d", [["a", "b"], ["^", "c"], ["^", "d"]]),
        ("<tr><td rowspan=99999999>a<td>b<tr><td>c", [["a", "b"], ["^", "c"]]),
        (
            "<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f",
            [["a", "<", "b"], ["^", "^", "c"], ["d", "e", "f"]],
        ),
        ("<tr><td rowspan=-1 colspan=x>a<td>b", [["a", "b"]]),
        ("<tr><td colspan=2>a<td colspan=2>b<tr><td colspan=2>c<td colspan=2>d", [["a", "b"], ["c", "d"]]),
        ("<tbody><tr><td rowspan=9>a<td>b<tbody><tr><td>c<td>d", [["a", "b"], ["c", "d"]]),
        ("<tfoot><tr><td>z<td>y<tbody><tr><td>a<td>b", [["a", "b"], ["z", "y"]]),
        ("<tr><th>a<th>b<tr><td>c", [["a", "b"], ["c", ""]]),
        ("<tr><td style='display: none'>x<td>a<td>b", [["a", "b"]]),
        ("<tr><td>a<td>b<tr></tr><tr><td>c<td>d", [["a", "b"], ["c", "d"]]),
    ],
)
def test_grid_is_formed_as_browsers_do(rows: str, expected: list[list[str]]) -> None:
    assert texts(read_page(f"<table>{rows}</table>").lines) == expected


def test_cells_that_reach_over_too_much_are_refused() -> None:
    rows = "<tr>" + "<td colspan=1000>x" * 50
    with pytest.raises(UnreadableDocument, match="more columns and rows than any plan"):
        read_page(f"<table>{rows * 200}</table>")


def test_page_is_not_deeper_than_pages_are() -> None:
    read_page("<div>" * 500 + "x")
    with pytest.raises(UnreadableDocument, match="deeper than a page's do"):
        read_page("<div>" * 100_000 + "x")
    with pytest.raises(UnreadableDocument, match="deeper than a page's do"):
        read_page("<table><tr><td>" * 5_000 + "x")


@pytest.mark.parametrize(
    "around",
    [
        "<table><tr><td>{}</table>",
        "<table role=presentation><tr><td>menu<td>{}</table>",
        "<table><tr><td>Home Contact<td>{}</table>",
        "<table><tr><td><table><tr><td>{}</table></table>",
    ],
)
def test_table_that_only_lays_out_is_none(around: str) -> None:
    inner = "<table><tr><td>No<td>Action<td>Lead<tr><td>1<td>Write it down<td>Clerk</table>"
    raw = read_page(around.format(inner))
    assert [row for row in texts(raw.lines) if len(row) > 1] == [
        ["No", "Action", "Lead"],
        ["1", "Write it down", "Clerk"],
    ]


def test_table_in_a_cell_belongs_to_the_cell() -> None:
    inner = "<table><tr><td>(a)<td>first step<tr><td>(b)<td>second step</table>"
    rows = "".join(f"<tr><td>{n}<td>What was recommended, in words<td>before {inner} after<td>A post" for n in (1, 2))
    raw = read_page(f"<table>{rows}</table>")
    assert texts(raw.lines)[0][2] == "before / (a) first step / (b) second step / after"
    assert [len(line.cells) for line in raw.lines] == [4, 4]


@pytest.mark.parametrize(
    ("cell", "expected", "marked"),
    [
        ("a\n  b", "a b", False),
        ("a<br>b", "a / b", True),
        ("<p>a</p><p>b</p>", "a / b", True),
        ("<p>a</p>", "a", True),
        ("<ul><li>a<li>b</ul>", "a / b", True),
        ("<ol><li>a<li>b</ol>", "1. a / 2. b", True),
        ("<ol start=4 type=a><li>a<li value=9>b</ol>", "d. a / i. b", True),
        ("<ol type=I reversed><li>a<li>b</ol>", "II. a / I. b", True),
        ("<ol style='list-style-type: none'><li>a</ol>", "a", True),
        ("<pre>a\nb</pre>", "a / b", True),
        ("Q&A &amp; R&#38;D&nbsp;&lt;p&gt;", "Q&A & R&D <p>", False),
        ("<b>a</b><i>b</i> c", "ab c", False),
        ("11<sup>th</sup> May", "11th May", False),
        ("soft\u00adhyphen", "softhyphen", False),
        ("a<script>x</script><style>x</style><noscript>x</noscript><template>x</template>b", "ab", False),
        ("a<!-- x -->b<?x y?>c", "abc", False),
        ("<input type=checkbox checked> yes <input type=checkbox> no", "\u2611 yes \u2610 no", False),
        ("<input value='typed in'><input type=hidden value=x><input type=submit value=x>", "typed in", False),
        ("<select><option>a<option selected>b<option>c</select>", "b", False),
        ("<select><option>a<option>b</select>", "a", False),
        ("<textarea>a\nb</textarea>", "a / b", True),
        ("<svg><text>x</text></svg>a", "a", False),
    ],
)
def test_words_of_a_cell(cell: str, expected: str, marked: bool) -> None:
    found = read_page(f"<table><tr><td>{cell}<td>z</table>").lines[0].cells[0]
    assert (" / ".join(found.paragraphs), found.marked) == (expected, marked)


@pytest.mark.parametrize(
    ("cell", "kept", "lost", "reason"),
    [
        ("a <del>b</del> c", "a c", "b", "it is struck out"),
        ("a <s>b <b>c</b></s>", "a", "b c", "it is struck out"),
        ("<span style='text-decoration:line-through'>b</span> a", "a", "b", "it is struck out"),
        ("<span class=gone>b</span> a", "a", "b", "it is struck out"),
        ("<p hidden>b</p>a", "a", "b", "the page does not show it"),
        ("<p style='Display : NONE !important'>b<p>a", "a", "b", "the page does not show it"),
        ("<span style='mso-hide:all'>b</span>a", "a", "b", "the page does not show it"),
        ("<img src=http://example.org/x.png alt='Red light'>a", "a", "Red light", "it is the name of a picture"),
    ],
)
def test_what_a_page_does_not_show_is_lost_and_told(cell: str, kept: str, lost: str, reason: str) -> None:
    raw = read_page(f"<table><tr><td>{cell}<td>z</table>", "<style>.gone {text-decoration: line-through}</style>")
    (entry,) = raw.lost
    assert (raw.lines[0].text(0), entry.excerpt, entry.reason) == (kept, lost, reason)
    assert (entry.disposition, entry.place) == ("unread", Place(table=1, row=1, column=1))


def test_inserted_words_are_words() -> None:
    assert read_page("<table><tr><td>a <ins>b</ins><td>z</table>").lines[0].text(0) == "a b"


def test_hidden_row_is_lost() -> None:
    raw = read_page("<table><tr><td>a<td>b<tr hidden><td>c<td>d</table>")
    assert [line.words for line in raw.lines] == ["a b", ""]
    assert [entry.excerpt for entry in raw.lost] == ["c d"]


@pytest.mark.parametrize(
    ("cell", "fill", "colour"),
    [
        ("<td bgcolor=#ff0000>x", "FF0000", None),
        ("<td bgcolor=00FF00>x", "00FF00", None),
        ("<td style='background:RED;color:#fff'>x", "FF0000", "FFFFFF"),
        ("<td style='background: url(a.png) no-repeat rgb(255, 192, 0)'>x", "FFC000", None),
        ("<td style='background-color: transparent; color: windowtext'>x", None, None),
        ("<td style='background:green'>", "008000", None),
        ("<td><span style='background:#d4351c'>Red</span>", "D4351C", None),
        ("<td><font color=blue>blue words</font> x", None, "0000FF"),
        ("<td class=xl65>x", "FFC7CE", "9C0006"),
        ("<td class='a s1'>x", "00B050", None),
        ("<td class=other>x", None, None),
        ("<td class=print>x", None, None),
    ],
)
def test_colours_of_a_cell(cell: str, fill: str | None, colour: str | None) -> None:
    sheet = "<style><!-- .xl65 {background:#FFC7CE; mso-pattern:black none; color:#9C0006;}"
    sheet += " .ritz .waffle .s1{background-color:#00b050}"
    sheet += (
        "@media print {.print {background: red}} div.other {background: blue} /* .other {color: red} */ --></style>"
    )
    found = read_page(f"<table><tr>{cell}<td>z</table>", sheet).lines[0].cells[0]
    assert (found.fill, found.colour) == (fill, colour)


def test_colour_of_a_row_is_that_of_its_cells() -> None:
    cells = read_page("<table><tr bgcolor=yellow><td>a<td bgcolor=red>b</table>").lines[0].cells
    assert [cell.fill for cell in cells] == ["FFFF00", "FF0000"]


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=windows-1252>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings>x</o:OfficeDocumentSettings></xml><![endif]--></head><body>
<table class=MsoTableGrid border=1><tr><td><p class=MsoNormal>No<o:p></o:p></p></td><td><p>Action</p></td></tr>
<tr><td><p class=MsoNormal><o:p>&nbsp;</o:p></p></td><td>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Count the <span class=SpellE>boats</span></p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>\xb7<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>and the oars</p></td></tr></table>
</body></html>"""


def test_page_saved_by_word() -> None:
    assert texts(read(WORD.encode("cp1252"), "plan.htm").lines) == [
        ["No", "Action"],
        ["", "1. Count the boats / and the oars"],
    ]


TABLE = "<table><tr><td>Caf\u00e9<td>\u00a330 \u2013 \u201cno\u201d</table>"


@pytest.mark.parametrize(
    "data",
    [
        f"<meta charset=utf-8>{TABLE}".encode(),
        f'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">{TABLE}'.encode("cp1252"),
        f"<meta charset='windows-1252'>{TABLE}".encode("cp1252"),
        f"<meta charset=macintosh>{TABLE}".encode("mac_roman"),
        f'<?xml version="1.0" encoding="windows-1252"?><html>{TABLE}</html>'.encode("cp1252"),
        codecs.BOM_UTF16_LE + f"<html>{TABLE}".encode("utf-16-le"),
        codecs.BOM_UTF8 + f"<html><meta charset=iso-8859-1>{TABLE}".encode(),
        f"<meta charset=iso-8859-1>{TABLE}".encode(),
        f"<meta charset=utf-8>{TABLE}".encode("cp1252"),
        f"<meta charset=x-unheard-of>{TABLE}".encode(),
        TABLE.encode(),
        TABLE.encode("cp1252"),
    ],
)
def test_encoding_of_a_page(data: bytes) -> None:
    assert tell_kind(data, "plan.html") == "html"
    assert texts(read(data, "plan.html").lines) == [["Caf\u00e9", "\u00a330 \u2013 \u201cno\u201d"]]


def test_encoding_that_does_not_fit_is_told() -> None:
    (note,) = read(f"<meta charset=iso-8859-1>{TABLE}".encode(), "plan.html").notes
    assert note == "the page says that it is written in 'iso-8859-1', but it is UTF-8, and was read so"


@pytest.mark.parametrize("way", ["quoted-printable", "base64"])
def test_page_with_its_parts_in_one_file(way: str, layout: Layout) -> None:
    body = quopri.encodestring(PLAN.encode()) if way == "quoted-printable" else base64.encodebytes(PLAN.encode())
    head = "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related;\r\n\tboundary="-x-"\r\n\r\n'
    part = f"---x-\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {way}\r\n\r\n"
    data = head.encode() + part.encode() + body + b"\r\n---x---\r\n"
    document = read_bytes(data, "plan.mht", layout)
    assert document.balances
    assert [len(table.rows) for table in document.tables] == [len(ROWS)]
    with pytest.raises(UnreadableDocument, match="the page itself is missing"):
        read_bytes(data.replace(b"text/html", b"text/plain"), "plan.mht", layout)


def test_nothing_outside_the_page_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush", encoding="utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body>&x;'
    page += f'<iframe src="{secret.as_uri()}"></iframe>'
    page += f'<object data="{secret.as_uri()}"></object><table><tr><td>a<td>b</table></body></html>'
    assert "hush" not in str(read(page.encode(), "plan.html"))


def test_text_export_with_marks_is_no_page() -> None:
    assert tell_kind(b"<p>Plan</p>\tRecommendation\tAction\n", "plan.txt") == "text"
    assert tell_kind(b"<div><h1>Plan</h1><table><tr><td>x</table></div>", "plan.html") == "html"


@pytest.mark.parametrize("seed", range(60))
def test_damaged_page_is_read_or_refused(seed: int, layout: Layout) -> None:
    import random

    chance = random.Random(seed)
    data = bytearray(PLAN.encode())
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(len(data))] = chance.choice(b"<>/\"'=&\x00\xff\x80t r")
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    try:
        document = read_bytes(bytes(data), "plan.html", layout)
    except UnreadableDocument:
        return
    assert document.balances
