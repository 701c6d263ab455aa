"""Finds places in the body of a Word document: the paragraph that stands for a table's cell, or outside the tables."""

from collections.abc import Iterator

from lxml import etree

from scrgraph.ingest.cells import Place
from scrgraph.ingest.own import is_own_block

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")


def w(name: str) -> str:
    """Give the name of an element or attribute of WordprocessingML (ECMA-376, part 1, clause 17)."""
    return f"{{{W}}}{name}"


class WordPlaces:
    """The tables and paragraphs of a body, counted as the reader of Word documents counts them."""

    def __init__(self, body: etree._Element) -> None:
        """Count what stands in the body; what is ours does not count."""
        blocks = [block for block in _walk(body, ("tbl", "p"))]
        self._tables = [block for block in blocks if block.tag == w("tbl")]
        self._paragraphs = [block for block in blocks if block.tag == w("p")]

    def find(self, place: Place, quote: str | None) -> etree._Element | None:
        """Give the paragraph at a place, in a cell the one that holds most of the quoted words; ``None`` for none."""
        if place.table is not None and place.row is not None:
            cell = self._find_cell(place.table, place.row, place.column or 1)
            return None if cell is None else _choose_paragraph(cell, quote)
        if place.paragraph is not None and place.paragraph <= len(self._paragraphs):
            return self._paragraphs[place.paragraph - 1]
        return None

    @property
    def first(self) -> etree._Element | None:
        """The first paragraph of the document that can bear a remark."""
        if self._paragraphs:
            return self._paragraphs[0]
        cells = (cell for table in self._tables for row in _walk(table, ("tr",)) for cell in _walk(row, ("tc",)))
        return next((_choose_paragraph(cell, None) for cell in cells), None)

    def _find_cell(self, table: int, row: int, column: int) -> etree._Element | None:
        if table > len(self._tables):
            return None
        rows = list(_walk(self._tables[table - 1], ("tr",)))
        if row > len(rows):
            return None
        for number in range(row, 0, -1):
            cell = _cell_at(rows[number - 1], column)
            if cell is None:
                return None
            merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
            # The words of a cell that goes on from the row above are not shown.
            if merge is None or merge.get(w("val")) == "restart":
                return cell
        return _cell_at(rows[row - 1], column)


def _walk(parent: etree._Element, names: tuple[str, ...]) -> Iterator[etree._Element]:
    """Give the children of these names, also those inside content controls and the like; what is ours is left out."""
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child)
        if name.namespace != W or is_own_block(child):
            continue
        if name.localname in names:
            yield child
        elif name.localname in _WRAPPERS:
            yield from _walk(child, names)


def _cell_at(row: etree._Element, column: int) -> etree._Element | None:
    """Give the cell of a row that reaches over a column of the grid (from 1)."""
    before = row.find(f"{w('trPr')}/{w('gridBefore')}")
    reached = _read_number(before)
    for cell in _walk(row, ("tc",)):
        reached += max(_read_number(cell.find(f"{w('tcPr')}/{w('gridSpan')}")), 1)
        if reached >= column:
            return cell
    return None


def _read_number(element: etree._Element | None) -> int:
    text = "" if element is None else element.get(w("val")) or ""
    return int(text) if text.isascii() and text.isdigit() else 0


def _choose_paragraph(cell: etree._Element, quote: str | None) -> etree._Element | None:
    """Choose the paragraph of a cell: that of the quote, else the first with words, else the first."""
    paragraphs = list(_walk(cell, ("p",))) or list(cell.iter(w("p")))
    words = [_squeeze("".join(paragraph.itertext(w("t")))) for paragraph in paragraphs]
    if quote is not None:
        sought = _squeeze(quote)
        for size in (len(sought), 24):
            for paragraph, text in zip(paragraphs, words, strict=True):
                if sought and sought[:size] in text:
                    return paragraph
    filled = (paragraph for paragraph, text in zip(paragraphs, words, strict=True) if text)
    return next(filled, next(iter(paragraphs), None))


def _squeeze(text: str) -> str:
    return "".join(text.split()).lower()
