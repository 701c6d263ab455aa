"""Finds the paragraph of a Word document that stands for a place which the reader of Word documents names."""

from collections.abc import Iterator

from lxml import etree

from scrgraph.ingest.own import list_own_blocks
from scrgraph.ingest.places import Place
from scrgraph.ingest.word import WordFile
from scrgraph.office.package import read_words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")


def w(name: str) -> str:
    """Give the name of an element or attribute of WordprocessingML (ECMA-376, part 1, clause 17)."""
    return f"{{{W}}}{name}"


class WordPlaces:
    """The cells and paragraphs of a document, found by the reader of Word documents in its own copy of the XML."""

    def __init__(self, read: WordFile, root: etree._Element) -> None:
        """Take the places that were read; ``root`` is the XML in which they are sought."""
        self._elements = read.elements
        self._root = root
        self._children: dict[etree._Element, list[etree._Element]] = {}
        self._numbers: dict[etree._Element, dict[etree._Element, int]] = {}

    def find(self, place: Place, quote: str | None) -> etree._Element | None:
        """Give the paragraph at a place, in a cell the one that holds the quoted words; ``None`` for no such place."""
        found = self._find_element(place)
        if found is None:
            return None
        element = self._follow(self._list_steps(found))
        paragraph = element if element.tag == w("p") else _choose_paragraph(element, quote)
        return None if paragraph is None else _leave_box(paragraph)

    @property
    def first(self) -> etree._Element | None:
        """The first paragraph of the document."""
        return next(self._root.iter(w("p")), None)

    def _find_element(self, place: Place) -> etree._Element | None:
        if place.table is None or place.row is None:
            return self._elements.get(Place(paragraph=place.paragraph))
        for row in range(place.row, 0, -1):
            cell = self._find_cell(place.table, row, place.column or 1)
            # The words of a cell that goes on from the row above are not shown.
            if cell is None or not _goes_on(cell):
                return cell
        return None

    def _find_cell(self, table: int, row: int, column: int) -> etree._Element | None:
        """Give the cell that reaches over a column."""
        cells = (self._elements.get(Place(table=table, row=row, column=each)) for each in range(column, 0, -1))
        return next((cell for cell in cells if cell is not None), None)

    def _list_steps(self, element: etree._Element) -> list[int]:
        """Give the way from the root to an element: at each step the number of the child."""
        steps: list[int] = []
        while (parent := element.getparent()) is not None:
            if parent not in self._numbers:
                self._numbers[parent] = {child: number for number, child in enumerate(_list_children(parent))}
            steps.append(self._numbers[parent][element])
            element = parent
        return steps[::-1]

    def _follow(self, steps: list[int]) -> etree._Element:
        element = self._root
        for step in steps:
            if element not in self._children:
                self._children[element] = _list_children(element)
            element = self._children[element][step]
        return element


def _goes_on(cell: etree._Element) -> bool:
    merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return merge is not None and merge.get(w("val"), "continue") == "continue"


def _list_children(element: etree._Element) -> list[etree._Element]:
    """List the children of an element, but not what is ours in the body, nor comments of the XML."""
    children = [child for child in element if isinstance(child.tag, str)]
    if element.tag != w("body"):
        return children
    own = list_own_blocks(element)
    return [child for child in children if child not in own]


def _walk(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Give the children of a name, also those inside content controls and the like."""
    for child in parent:
        if child.tag == w(name):
            yield child
        elif isinstance(child.tag, str) and etree.QName(child).localname in _WRAPPERS:
            yield from _walk(child, name)


def _choose_paragraph(cell: etree._Element, quote: str | None) -> etree._Element | None:
    """Choose the paragraph of a cell: that of the quote, else the first with words, else the first."""
    paragraphs = list(_walk(cell, "p")) or list(cell.iter(w("p")))
    words = [_squeeze(read_words(paragraph, w("t"))) for paragraph in paragraphs]
    sought = _squeeze(quote or "")
    for size in (len(sought), 24) if sought else ():
        for paragraph, text in zip(paragraphs, words, strict=True):
            if sought[:size] in text:
                return paragraph
    filled = (paragraph for paragraph, text in zip(paragraphs, words, strict=True) if text)
    return next(filled, next(iter(paragraphs), None))


def _leave_box(paragraph: etree._Element) -> etree._Element:
    """Give the paragraph that a text box hangs on, for words in it: Word takes no comment inside a box."""
    boxes = [each for each in paragraph.iterancestors() if etree.QName(each).localname == "txbxContent"]
    return paragraph if not boxes else next(boxes[-1].iterancestors(w("p")), paragraph)


def _squeeze(text: str) -> str:
    return "".join(text.split()).lower()
