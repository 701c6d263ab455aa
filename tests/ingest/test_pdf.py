"""PDFs: tables rebuilt from the look of pages, over pages; what cannot be rebuilt is refused."""

import io
import random
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest import pdf
from scrgraph.ingest.cells import RawDocument
from scrgraph.ingest.layouts import Layout
from scrgraph.ingest.pdf_tables import read_tables
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import make_document, read_bytes
from scrgraph.wordings import Wordings
from tests.ingest.exports import HEAD, ROWS
from tests.ingest.page_files import Grid, count_alike, facts_of, list_parts, write_pdf

WIDE, HIGH = 842.0, 595.0  # landscape A4, in points
Drawing = Callable[[Any], None]
PLAN: list[str | Grid] = ["Invented plan", Grid(list(HEAD), [[(cell,) for cell in row] for row in ROWS])]


def draw(*pages: Drawing, **more: Any) -> bytes:
    """Draw pages by hand: each is given a canvas whose top left corner is (0, 0)."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDE, HIGH), invariant=1, **more)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(canvas: Any, x: float, y: float, words: str, size: float = 8) -> None:
    canvas.setFont("Helvetica", size)
    canvas.drawString(x, HIGH - y, words)


def rule(canvas: Any, xs: list[float], ys: list[float]) -> None:
    for x in xs:
        canvas.line(x, HIGH - ys[0], x, HIGH - ys[-1])
    for y in ys:
        canvas.line(xs[0], HIGH - y, xs[-1], HIGH - y)


XS, YS = [20.0, 120, 320, 420], [40.0, 60, 120]


def table(*rows: list[str], xs: list[float] = XS, top: float = 40, height: float = 20) -> Drawing:
    """A ruled table of words, each cell's lines parted by line feeds."""

    def page(canvas: Any) -> None:
        rule(canvas, xs, [top + height * place for place in range(len(rows) + 1)])
        for place, row in enumerate(rows):
            for x, words in zip(xs, row, strict=False):
                for line, piece in enumerate(words.split("\n")):
                    write(canvas, x + 4, top + height * place + 9 + 9.6 * line, piece)

    return page


def read(data: bytes) -> RawDocument:
    raw = read_tables(data, "plan.pdf")
    units = sum(bool(cell.paragraphs) for line in raw.lines for cell in line.cells)
    assert raw.seen == units + len(raw.lost), "letters of the pages were missed or doubled"
    numbers = [line.number for line in raw.lines] + [entry.line for entry in raw.lost]
    assert len(set(numbers)) == len(numbers)
    assert raw.uncertain
    assert raw.notes[0].startswith("this is a PDF")
    return raw


def rows_of(raw: RawDocument) -> list[list[str]]:
    return [
        ["^" if c.continues else "<" if c.covered else " / ".join(c.paragraphs) for c in line.cells]
        for line in raw.lines
        if line.table is not None
    ]


def texts_of(raw: RawDocument) -> list[str]:
    return [line.words for line in raw.lines if line.table is None]


# -- the sample --------------------------------------------------------------------------------------------------------


def test_sample_gives_the_same_facts(sample: Path, layout: Layout, wordings: Wordings) -> None:
    """At least 0.98 of the fields, in all 70 rows, with nothing unread."""
    plain = read_bytes(sample.read_bytes(), "plan.txt", layout)
    drawn = write_pdf(list_parts(plain, whole=True), size=5, widths=[14, 9, 14, 9, 7, 22, 12, 16])
    document = make_document(read(drawn), "plan.pdf", "sha256:0", layout)
    assert document.balances
    assert document.count("unread") == 0
    alike, total, different = count_alike(facts_of(plain, wordings), facts_of(document, wordings))
    assert alike >= 0.98 * total, different[:10]


# -- cells -------------------------------------------------------------------------------------------------------------


def test_cells_have_their_places() -> None:
    def page(canvas: Any) -> None:
        write(canvas, 20, 30, "Above")
        table(["No", "Action", "Lead"], ["1", "Write", "Clerk"])(canvas)
        write(canvas, 20, 110, "Below")

    raw = read(draw(page, table(["No", "Action", "Lead"], ["2", "Read", "Post"], xs=[20, 120, 220, 520])))
    assert rows_of(raw) == [
        ["No", "Action", "Lead"],
        ["1", "Write", "Clerk"],
        ["No", "Action", "Lead"],
        ["2", "Read", "Post"],
    ]
    assert [line.table for line in raw.lines] == [None, 1, 1, None, 2, 2]
    assert [line.counted for line in raw.lines] == [None, 1, 2, None, 3, 4]
    assert [line.cells[-1].place for line in raw.lines] == [
        Place(page=1, paragraph=1),
        Place(page=1, table=1, row=1, column=3),
        Place(page=1, table=1, row=2, column=3),
        Place(page=1, paragraph=2),
        Place(page=2, table=1, row=1, column=3),
        Place(page=2, table=1, row=2, column=3),
    ]


@pytest.mark.parametrize("shift", [0.0, 12.0])
def test_table_goes_on_over_pages(shift: float) -> None:
    """Its columns end at the same places; the margin may change from left to right pages."""
    moved = [x + shift for x in XS]
    raw = read(draw(table(["No", "Action", "Lead"], ["1", "Write", "Clerk"]), table(["2", "Read", "Post"], xs=moved)))
    assert [line.table for line in raw.lines] == [1, 1, 1]


def test_cell_reaches_over_places_that_no_line_parts() -> None:
    def page(canvas: Any) -> None:
        canvas.line(20, HIGH - 40, 20, HIGH - 100)
        for x in (120, 320, 420):
            canvas.line(x, HIGH - 40, x, HIGH - 80)
        canvas.line(420, HIGH - 80, 420, HIGH - 100)
        for y, left in ((40, 20), (60, 120), (80, 20), (100, 20)):
            canvas.line(left, HIGH - y, 420, HIGH - y)
        for x, y, words in (
            (24, 50, "a"),
            (124, 50, "b"),
            (324, 50, "c"),
            (124, 70, "d"),
            (324, 70, "e"),
            (24, 90, "f"),
        ):
            write(canvas, x, y, words)

    assert rows_of(read(draw(page))) == [["a", "b", "c"], ["^", "d", "e"], ["f", "<", "<"]]


def test_line_under_words_parts_no_cells() -> None:
    def page(canvas: Any) -> None:
        table(["No", "Action", "Lead"], ["1", "Write it\ndown", "Clerk"], height=30)(canvas)
        canvas.line(124, HIGH - 80.5, 150, HIGH - 80.5)

    assert rows_of(read(draw(page))) == [["No", "Action", "Lead"], ["1", "Write it / down", "Clerk"]]


def test_table_open_at_its_sides_and_cut_by_the_page() -> None:
    def page(canvas: Any) -> None:
        for x in (120, 320):
            canvas.line(x, HIGH - 40, x, HIGH - 100)
        for y in (40, 60):
            canvas.line(20, HIGH - y, 420, HIGH - y)
        for x, words in ((24, "No"), (124, "Action"), (324, "Lead")):
            write(canvas, x, 50, words)
            write(canvas, x, 70, words.lower())

    assert rows_of(read(draw(page))) == [["No", "Action", "Lead"], ["no", "action", "lead"]]


def test_page_of_one_row_that_has_neither_begun_nor_ended() -> None:
    def middle(canvas: Any) -> None:
        for x in XS:
            canvas.line(x, HIGH - 40, x, HIGH - 100)
        write(canvas, 124, 60, "and more of it")

    raw = read(draw(table(["No", "Action", "Lead"], ["1", "Write", "Clerk"]), middle, table(["2", "Read", "Post"])))
    assert rows_of(raw)[2] == ["", "and more of it", ""]
    assert {line.table for line in raw.lines} == {1}


def test_repeated_head_without_a_line_under_it() -> None:
    head = ["No", "Action", "Lead"]

    def second(canvas: Any) -> None:
        rule(canvas, XS, [40, 90])
        for x, one, other in zip(XS, head, ["", "and so on", ""], strict=False):
            write(canvas, x + 4, 50, one)
            write(canvas, x + 4, 64, other)

    raw = read(draw(table(head, ["1", "Write", "Clerk"]), second))
    assert rows_of(raw) == [head, ["1", "Write", "Clerk"], head, ["", "and so on", ""]]


def test_cells_that_are_painted_and_not_ruled() -> None:
    def page(canvas: Any) -> None:
        for row, y in enumerate((40, 60, 80)):
            for x, right in pairwise(XS):
                canvas.setFillColorRGB(*((0.8, 0.8, 1) if row % 2 else (1, 0.9, 0.8)))
                canvas.rect(x, HIGH - y - 20, right - x, 20, stroke=0, fill=1)
                canvas.setFillColorRGB(0, 0, 0)
                write(canvas, x + 4, y + 12, f"{row}-{int(x)}")

    raw = read(draw(page))
    assert rows_of(raw) == [[f"{row}-{int(x)}" for x in XS[:-1]] for row in range(3)]
    assert {cell.fill for cell in raw.lines[1].cells} == {"CCCCFF"}


def test_colours_of_a_cell() -> None:
    def page(canvas: Any) -> None:
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(320, HIGH - 80, 100, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0.5, 0)
        canvas.rect(124, HIGH - 76, 40, 12, stroke=0, fill=1)  # a badge
        canvas.setFillColorRGB(0, 0, 0)
        table(["No", "Action", "Lead"], ["", "Green", ""])(canvas)
        canvas.setFillColorCMYK(0, 1, 1, 0)
        write(canvas, 24, 69, "1")

    cells = read(draw(page)).lines[1].cells
    assert [(cell.fill, cell.colour) for cell in cells] == [(None, "FF0000"), ("008000", None), ("FF0000", None)]


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("way", ["turned by the page", "drawn so"])
def test_turned_page_is_read(turn: int, way: str) -> None:
    def page(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(*{90: (HIGH, 0), 180: (WIDE, HIGH), 270: (0, WIDE)}[turn])
        canvas.rotate(turn)
        table(["No", "Action", "Lead"], ["1", "Write\nit down", "Clerk"], height=30)(canvas)
        canvas.restoreState()

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDE, HIGH) if turn == 180 else (HIGH, WIDE), invariant=1)
    page(canvas)
    canvas.save()
    if way == "turned by the page":
        out = _turn(out, turn)
    assert rows_of(read(out.getvalue())) == [["No", "Action", "Lead"], ["1", "Write / it down", "Clerk"]]


def _turn(data: io.BytesIO, turn: int) -> io.BytesIO:
    """Tell viewers to turn the page, so that what is drawn turned stands upright."""
    document: Any = import_module("pypdfium2").PdfDocument(data.getvalue())
    document[0].set_rotation(turn)
    out = io.BytesIO()
    document.save(out)
    return out


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("the clerk writes the names of boats into\nthe book", "the clerk writes the names of boats into the book"),
        ("Write it down\nRead it out", "Write it down / Read it out"),
        ("keep the list of the boats and their har-\nbour", "keep the list of the boats and their harbour"),
        ("those who look after the boats and Sub-\nGroup", "those who look after the boats and Sub-Group"),
        ("all of those who came there before pre-\nand post", "all of those who came there before pre- and post"),
        ("the years of all those boats are 2008-\n2010", "the years of all those boats are 2008-2010"),
        ("\u2022 one\n\u2022 two", "\u2022 one / \u2022 two"),
    ],
)
def test_lines_of_a_cell_are_joined(lines: str, expected: str) -> None:
    known = "a harbour is there"
    raw = read(draw(table(["No", known, "Lead"], ["1", lines, "Clerk"], xs=[20, 120, 278, 380], height=40)))
    assert rows_of(raw)[1][1] == expected


def test_more_room_between_lines_parts_paragraphs() -> None:
    long = "the clerk writes the names of boats into"

    def page(canvas: Any) -> None:
        table(
            ["No", "Action", "Lead"],
            ["1", f"{long}\nthe book of the harbour and of the sea", ""],
            xs=[20, 120, 278, 380],
            height=60,
        )(canvas)
        write(canvas, 124, 40 + 60 + 9 + 9.6 + 17, "another matter")

    (paragraphs,) = [cell.paragraphs for cell in read(draw(page)).lines[1].cells if len(cell.paragraphs) > 1]
    assert paragraphs == (f"{long} the book of the harbour and of the sea", "another matter")


def test_raised_signs_and_doubled_ones() -> None:
    def page(canvas: Any) -> None:
        table(["No", "Action", "Lead"], ["1", "", "Clerk"])(canvas)
        write(canvas, 124, 69, "11")
        write(canvas, 124 + canvas.stringWidth("11", "Helvetica", 8), 66, "th", 5)
        write(canvas, 150, 69, "May")
        write(canvas, 150.3, 69, "May")

    assert rows_of(read(draw(page)))[1][1] == "11th May"


# -- what is the page's own --------------------------------------------------------------------------------------------


def test_running_heads_and_feet_are_told_and_are_no_rows() -> None:
    def make(number: int) -> Drawing:
        def page(canvas: Any) -> None:
            write(canvas, 20, 20, "Invented board: action plan of the harbour review, in confidence, for members alone")
            table(["No", "Action", "Lead"], [str(number), "Write", "Clerk"])(canvas)
            write(canvas, 400, 580, f"Page {number} of 3")

        return page

    raw = read(draw(*map(make, (1, 2, 3))))
    assert texts_of(raw) == ["Invented board: action plan of the harbour review, in confidence, for members alone"]
    assert {line.table for line in raw.lines} == {None, 1}
    assert [(entry.excerpt[:8], entry.disposition) for entry in raw.lost] == [
        ("Page 1 o", "heading"),
        ("Invented", "heading"),
        ("Page 2 o", "heading"),
        ("Invented", "heading"),
        ("Page 3 o", "heading"),
    ]


def test_comment_and_form_field_are_lost_and_told() -> None:
    def page(canvas: Any) -> None:
        table(["No", "Action", "Lead"], ["1", "Write", "Clerk"])(canvas)
        canvas.textAnnotation("Is this done?", Rect=[10, 10, 40, 40])
        canvas.acroForm.textfield(name="lead", value="Harbour master", x=325, y=HIGH - 78, width=80, height=14)

    raw = read(draw(page))
    lost = {entry.excerpt: entry.reason for entry in raw.lost}
    assert lost["Is this done?"] == "it is a comment on the page"
    assert "form" in (lost.get("Harbour master") or "form")  # a field's words may be drawn as well


def test_words_outside_the_edges_of_the_page_are_lost() -> None:
    def page(canvas: Any) -> None:
        table(["No", "Action", "Lead"], ["1", "Write", "Clerk"])(canvas)
        write(canvas, 900, 60, "beyond")

    assert [(e.excerpt, e.reason) for e in read(draw(page)).lost] == [
        ("beyond", "it stands outside the edges of the page")
    ]


# -- columns without lines ---------------------------------------------------------------------------------------------

OPEN_XS = [20.0, 170, 320, 420, 500, 650]


def open_table(rows: list[tuple[str, ...]], gap: float = 6) -> Drawing:
    """Words in columns between which nothing is ruled."""

    def page(canvas: Any) -> None:
        y = 40.0
        for row in rows:
            pieces = [[words[at : at + 26] for at in range(0, len(words), 26)] for words in row]
            for x, held in zip(OPEN_XS, pieces, strict=True):
                for line, piece in enumerate(held):
                    write(canvas, x, y + 9.6 * line, piece.strip())
            y += 9.6 * max(map(len, pieces)) + gap

    return page


def test_columns_that_room_tells_apart_are_rebuilt(layout: Layout) -> None:
    raw = read(draw(open_table([HEAD, *ROWS])))
    assert any("no lines are ruled" in note for note in raw.notes)
    rows = rows_of(raw)
    assert [len(row) for row in rows] == [6, 6, 6, 6]
    assert [row[2] for row in rows] == [HEAD[2], *(row[2] for row in ROWS)]
    document = make_document(raw, "plan.pdf", "sha256:0", layout)
    assert [row.number for row in document.tables[0].rows] == ["1", "2", "3"]


def test_rows_are_told_by_their_labels_where_no_room_is_left() -> None:
    assert [row[2] for row in rows_of(read(draw(open_table([HEAD, *ROWS], gap=0))))] == [
        HEAD[2],
        *(row[2] for row in ROWS),
    ]


def test_rows_that_no_line_parts_in_a_ruled_table() -> None:
    def page(canvas: Any) -> None:
        rule(canvas, [x - 4 for x in OPEN_XS] + [830], [28, 46, 300])
        open_table([HEAD, *ROWS], gap=4)(canvas)

    assert [row[2] for row in rows_of(read(draw(page)))] == [HEAD[2], *(row[2] for row in ROWS)]


def refuse(data: bytes, match: str) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument, match=match) as caught:
        read_tables(data, "plan.pdf")
    assert caught.value.remedy
    return caught.value


def test_columns_that_cannot_be_told_apart_are_refused() -> None:
    def prose(canvas: Any) -> None:
        for line in range(30):
            write(
                canvas,
                20,
                40 + 12 * line,
                f"Recommendation {line}: the harbour master should {'count ' * (line % 7)}the boats by 1/9/2011.",
            )

    def ragged(canvas: Any) -> None:
        chance = random.Random(1)
        for line in range(30):
            for column in range(6):
                write(canvas, 20 + 130 * column + chance.uniform(-50, 50), 40 + 12 * line, "words that stand anyhow")

    for page in (prose, ragged):
        refuse(draw(page), "The columns cannot be rebuilt")


def test_words_across_the_lines_between_columns_are_refused() -> None:
    rows = [
        [str(n), "the words of this cell run on far beyond its own right side and into the next one", ""]
        for n in range(9)
    ]
    error = refuse(draw(table(["No", "Action", "Lead"], *rows, xs=[20, 120, 300, 420])), "run across the lines between")
    assert error.place == "page 1"


def test_words_over_each_other_are_refused() -> None:
    def page(canvas: Any) -> None:
        table(["No", "Action", "Lead"], *[["1", "Write the names down", "Clerk"]] * 9)(canvas)
        table(["No", "Action", "Lead"], *[["1", "Count all boats once", "Pilot"]] * 9)(canvas)

    refuse(draw(page), "printed over each other")


def test_figure_that_cannot_be_read_keeps_nobody_from_the_plan() -> None:
    figure = [[str(n), "words that run on far beyond the side of this cell", ""] for n in range(4)]
    plan = [[str(n), "The clerk writes down", "Harbour master"] for n in range(25)]
    raw = read(draw(table(["No", "Action", "Lead"], *plan), table(["x", "y", "z"], *figure, xs=[20, 120, 250, 320])))
    assert len(rows_of(raw)) == 26
    (note,) = raw.notes[1:]
    assert note.startswith("page 2: words in columns were not read, for 4 of ")
    assert [entry.place for entry in raw.lost] == [Place(page=2)]


def test_columns_without_lines_on_a_page_of_their_own() -> None:
    raw = read(draw(table(["No", "Action", "Lead"], ["1", "Write", "Clerk"]), open_table([HEAD, *ROWS])))
    assert [line.table for line in raw.lines] == [1, 1, 2, 2, 2, 2]
    assert any(note.startswith("page 2: no lines are ruled") for note in raw.notes)


# -- what is no readable PDF -------------------------------------------------------------------------------------------


def test_scan_without_words_is_refused() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = io.BytesIO()
    Image.new("L", (400, 300), 200).save(picture, "PNG")
    data = draw(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, WIDE, HIGH))
    refuse(data, "it was scanned")
    refuse(draw(lambda _: None), "holds no words")


def test_page_that_is_a_picture_is_told() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = io.BytesIO()
    Image.new("L", (400, 300), 200).save(picture, "PNG")
    scan: Drawing = lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, WIDE, HIGH)  # noqa: E731
    raw = read(draw(table(["No", "Action", "Lead"], ["1", "Write", "Clerk"]), scan))
    assert "page 2 is a picture without words, of which nothing was read" in raw.notes


def test_encrypted_pdf_is_refused_and_one_that_only_limits_use_is_read() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    page = table(["No", "Action", "Lead"], ["1", "Write", "Clerk"])
    refuse(draw(page, encrypt=StandardEncryption("secret", "owner")), "protected by a password")
    assert len(read(draw(page, encrypt=StandardEncryption("", "owner", canModify=0))).lines) == 2


def test_pdf_of_too_many_pages_is_refused() -> None:
    refuse(draw(*[lambda canvas: write(canvas, 20, 40, "x")] * 401), "has 401 pages")


def test_pdf_that_breaks_off_is_told() -> None:
    data = draw(table(["No", "Action", "Lead"], ["1", "Write", "Clerk"]))
    assert any("breaks off before its end" in note for note in read(data[: data.rindex(b"startxref")]).notes)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_pdf_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(write_pdf(PLAN, running=False))
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    try:
        raw = read_tables(bytes(data), "plan.pdf")
    except UnreadableDocument:
        return
    units = sum(bool(cell.paragraphs) for line in raw.lines for cell in line.cells)
    assert raw.seen == units + len(raw.lost)


# -- the process apart -------------------------------------------------------------------------------------------------


def test_process_apart_gives_the_same() -> None:
    data = write_pdf(PLAN, fills={"Head of Ferries": "#ff0000"})
    assert pdf.read(data, "plan.pdf") == read_tables(data, "plan.pdf")
    with pytest.raises(UnreadableDocument, match=r"plan\.pdf: The PDF breaks off or is damaged"):
        pdf.read(b"%PDF-1.7\nnothing", "plan.pdf")


def test_hostile_pdf_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "TIME_LIMIT", 0.01)
    with pytest.raises(UnreadableDocument, match="took too long and was ended"):
        pdf.read(write_pdf(PLAN), "plan.pdf")


def test_pdf_that_unpacks_without_end_is_refused() -> None:
    """A page of 100 kilobytes that unpacks to 100 megabytes."""
    import zlib

    squeezed = zlib.compressobj(9)
    stream = b"".join(squeezed.compress(b"0 0 m 9 9 l S " * 1_000_000) for _ in range(8)) + squeezed.flush()
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    data += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    data += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF" % (
        len(stream),
        stream,
    )
    refuse(data, "More is drawn on the page")
