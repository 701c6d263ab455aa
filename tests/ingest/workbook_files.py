"""Small invented workbooks for the tests: made by openpyxl, then changed in parts that openpyxl would not make."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from scrgraph.ingest.cells import Document, RawCell, RawDocument
from scrgraph.ingest.excel import read
from scrgraph.ingest.layouts import find_layout
from scrgraph.ingest.read import read_bytes
from tests.ingest.exports import HEAD, ROWS

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
# A sheet as other programs write it, to be filled with rows of XML.
BARE = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
)


def start_book(rows: Iterable[Sequence[object]] = (HEAD, *ROWS), title: str = "Plan") -> tuple[Workbook, Worksheet]:
    """Give a new workbook of one sheet with the rows of a plan in it, and that sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    fill_sheet(sheet, rows)
    return book, sheet


def fill_sheet(sheet: Worksheet, rows: Iterable[Sequence[object]], top: int = 1, left: int = 1) -> None:
    """Write rows into a sheet, from a cell on; ``None`` leaves a cell empty."""
    for number, row in enumerate(rows, top):
        for column, value in enumerate(row, left):
            if value is not None:
                sheet.cell(number, column).value = value  # type: ignore[assignment]


def save_book(book: Workbook) -> bytes:
    """Give the bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def build_book(rows: Iterable[Sequence[object]] = (HEAD, *ROWS), title: str = "Plan") -> bytes:
    """Give the bytes of a workbook of one sheet."""
    return save_book(start_book(rows, title)[0])


def build_sheets(sheets: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """Give the bytes of a workbook of several sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        fill_sheet(book.create_sheet(title), rows)
    return save_book(book)


def change_parts(data: bytes, changes: Mapping[str, Callable[[str], str] | str]) -> bytes:
    """Give a workbook with some of its parts changed, replaced, or added."""
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        for name, change in changes.items():
            text = change if isinstance(change, str) else change(parts[name].decode())
            parts[name] = text.encode()
        for name, part in parts.items():
            new.writestr(name, part)
    return done.getvalue()


_INLINE = re.compile(r'<c (?P<name>r="[^"]*")(?P<style>[^>]*?) t="inlineStr"><is>(?P<text>.*?)</is></c>', re.DOTALL)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def share_strings(data: bytes) -> bytes:
    """Give a workbook with its texts in one table, as Excel keeps them; openpyxl leaves them in the cells."""
    texts: list[str] = []

    def share(xml: str) -> str:
        def refer(found: re.Match[str]) -> str:
            texts.append(found["text"])
            return f'<c {found["name"]}{found["style"]} t="s"><v>{len(texts) - 1}</v></c>'

        return _INLINE.sub(refer, xml)

    names = [name for name in list_parts(data) if name.startswith("xl/worksheets/sheet")]
    shared = change_parts(data, dict.fromkeys(names, share))
    return change_parts(
        shared,
        {
            STRINGS: f'<sst xmlns="{_MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>',
            "[Content_Types].xml": lambda xml: xml.replace(
                "</Types>", f'<Override PartName="/{STRINGS}" ContentType="{_STRINGS}"/></Types>'
            ),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                "</Relationships>", f'<Relationship Id="strings" Type="{_KIND}" Target="/{STRINGS}"/></Relationships>'
            ),
        },
    )


def list_parts(data: bytes) -> list[str]:
    """Give the names of a workbook's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def build_bare(rows: str, before: str = "", after: str = "") -> bytes:
    """Give a workbook whose sheet holds rows of XML just as they are given."""
    return change_parts(share_strings(build_book([["x"]])), {SHEET: BARE.format(rows=rows, before=before, after=after)})


def copy_book(data: bytes) -> Workbook:
    """Open a workbook for changes."""
    return load_workbook(io.BytesIO(data))


def read_book(data: bytes) -> RawDocument:
    """Read a workbook into lines; every cell that is seen must stand in a line, or be lost with a reason."""
    raw = read(data, "plan.xlsx")
    held = sum(bool(cell.paragraphs) for line in raw.lines for cell in line.cells)
    assert raw.seen == held + len(raw.lost)
    numbers = [line.number for line in raw.lines]
    assert numbers == sorted(set(numbers))
    places = [(line.number, at) for line in raw.lines for at, cell in enumerate(line.cells, 1) if cell.paragraphs]
    places += [(entry.line, entry.column) for entry in raw.lost]
    assert len(places) == len(set(places))
    return raw


def read_plan(data: bytes) -> Document:
    """Read a workbook that holds a plan; its account must balance."""
    document = read_bytes(data, "plan.xlsx", find_layout("board-plan"))
    assert document.balances
    return document


def list_words(raw: RawDocument) -> dict[str, str]:
    """Give the words of each cell that has some, by the cell's name; paragraphs parted by a bar."""
    return {name: "|".join(cell.paragraphs) for name, cell in find_cells(raw).items() if cell.paragraphs}


def find_cells(raw: RawDocument) -> dict[str, RawCell]:
    """Give the cells of all lines by their names."""
    return {str(cell.place.cell): cell for line in raw.lines for cell in line.cells if cell.place is not None}
