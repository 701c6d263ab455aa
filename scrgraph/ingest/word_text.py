"""Reads the words of a Word document's paragraphs as they are printed, and keeps apart those that are not printed.

Fields give their result and not their code, symbols the sign they show, list paragraphs their number. Deleted, hidden
and prompting words are kept as lost, each with the reason (ECMA-376, part 1, 17.3).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from scrgraph.ingest.markup import clean_words
from scrgraph.ingest.word_grid import (
    ALTERNATIVES,
    DELETED,
    DELETIONS,
    INSERTIONS,
    PROMPT,
    PROPERTIES,
    SDT,
    Grid,
    P,
    choose_alternative,
    find_end,
    goes_on,
    holds_prompt,
    is_mark_deleted,
    list_blocks,
)
from scrgraph.ingest.word_numbers import Numbers
from scrgraph.ingest.word_parts import (
    PIC,
    WP,
    A,
    Element,
    M,
    O,
    V,
    W,
    is_on,
    read_number,
    read_value,
)
from scrgraph.ingest.word_styles import Look, Styles

HIDDEN = "hidden, so that Word neither shows nor prints it"
CODE = "inside the code of a field, which is not printed"
FLOATING = "in a text box that floats over the table"
PICTURED = "the description of a picture, which is not printed"
DRAWN = "in a drawing"
RUBY = "a reading aid above other words"

BOX = f"{W}txbxContent"
TICKED, NOT_TICKED = "\u2612", "\u2610"
BREAKS = frozenset((f"{W}br", f"{W}cr"))
_REFERENCES = {
    f"{W}footnoteReference": "footnotes",
    f"{W}endnoteReference": "endnotes",
    f"{W}commentReference": "comments",
}
_PICTURES = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_TEXTS = frozenset((f"{W}t", f"{W}delText", f"{M}t"))
_WORDLESS = frozenset((f"{W}instrText", f"{W}delInstrText", f"{W}softHyphen", f"{W}lastRenderedPageBreak"))
_BLANKS = frozenset((f"{W}tab", f"{W}ptab"))

# Signs of the symbol fonts by their places in the font; what a plan uses: ticks, crosses, boxes, bullets, arrows.
_SIGNS: dict[str, dict[int, str]] = {
    "wingdings": {
        **{0x6C: "\u25cf", 0x6E: "\u25a0", 0x6F: "\u2610", 0x71: "\u2610", 0x72: "\u2610", 0x76: "\u2756"},
        **{0x9F: "\u2022", 0xA7: "\u25aa", 0xA8: "\u2610", 0xD8: "\u27a2", 0xDF: "\u2190", 0xE0: "\u2192"},
        **{0xE8: "\u2192", 0xF0: "\u21e8", 0xFB: "\u2717", 0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611"},
        **{0x4A: "\u263a", 0x4B: "\u2610", 0x4C: "\u2639", 0x28: "\u260e", 0x2A: "\u2709"},
    },
    "wingdings 2": {
        **{0x4F: "\u2717", 0x50: "\u2713", 0x51: "\u2612", 0x52: "\u2611", 0x53: "\u2612", 0x54: "\u2612"},
        **{0x96: "\u25cf", 0x97: "\u25cf", 0xA2: "\u25a0", 0xA3: "\u2610"},
    },
    "webdings": {0x61: "\u2713", 0x63: "\u2610", 0x72: "\u2717", 0x67: "\u25a0", 0x6E: "\u25cf"},
    "symbol": {
        **{0xB7: "\u2022", 0xA8: "\u2666", 0xAE: "\u2192", 0xAC: "\u2190", 0xA3: "\u2264", 0xB3: "\u2265"},
        **{0xB0: "\u00b0", 0xB1: "\u00b1", 0xB4: "\u00d7", 0xD6: "\u221a", 0x2D: "\u2212", 0xBE: "\u2014"},
    },
}
UNKNOWN_SIGN = "\ufffd"
_PRIVATE = range(0xF000, 0xF100)


@dataclass
class Tally:
    """What was met in a document and people must be told of."""

    insertions: int = 0
    struck: int = 0
    signs: int = 0
    pictures: int = 0
    drawings: int = 0
    objects: int = 0
    nested: int = 0


@dataclass
class Words:
    """The words of one cell, or of one paragraph outside tables, while they are read.

    ``boxes`` are the text boxes that hang on it and are not part of it; ``references`` the notes and comments.
    ``floats`` tells where such a box of a cell may be read apart: in the first row, which has the text above it.
    """

    is_cell: bool
    floats: bool = True
    lines: list[str] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=dict)
    boxes: list[Element] = field(default_factory=list)
    references: list[tuple[str, str]] = field(default_factory=list)
    _current: list[str] = field(default_factory=list)
    _colours: Counter[str | None] = field(default_factory=Counter)
    _fills: Counter[str | None] = field(default_factory=Counter)

    def add(self, text: str, look: Look, fate: str | None) -> None:
        """Add some words; ``fate`` is why they are lost, where they are."""
        if fate is not None:
            self.lost.setdefault(fate, []).append(text)
            return
        self._current.append(text)
        weight = len(text) - text.count(" ")
        self._colours[look.colour] += weight
        self._fills[look.fill] += weight

    def end_line(self) -> None:
        """End a line; what follows stands apart."""
        if line := clean_words("".join(self._current)):
            self.lines.append(line)
        self._current.clear()
        for words in self.lost.values():
            words.append(" ")

    @property
    def colour(self) -> str | None:
        """The colour of most of the words."""
        return _find_most(self._colours)

    @property
    def fill(self) -> str | None:
        """The ground of most of the words: highlighted, or shaded themselves."""
        return _find_most(self._fills)

    def list_lost(self) -> list[tuple[str, str]]:
        """Give the words that are lost, and why: one text for each reason."""
        found = ((reason, clean_words("".join(words))) for reason, words in self.lost.items())
        return sorted((reason, text) for reason, text in found if text)


def _find_most(tally: Counter[str | None]) -> str | None:
    best = max(tally.values(), default=0)
    # Of two that weigh the same, the one first met.
    return next((value for value, weight in tally.items() if weight == best), None) if best else None


class TextReader:
    """Reads paragraphs, and all that stands in a cell, into ``Words``; ``tally`` counts what people are told of."""

    def __init__(self, styles: Styles, numbers: Numbers, grids: Mapping[Element, Grid]) -> None:
        """Prepare to read a document's paragraphs; ``grids`` are all its tables."""
        self._styles, self._numbers, self._grids = styles, numbers, grids
        self._fields: list[bool] = []  # of the fields that are open: whether their code still goes on
        self.tally = Tally()

    def read_paragraph(self, paragraph: Element, into: Words, fate: str | None) -> None:
        """Read one paragraph; its last line ends with it, save where a tracked change deletes its end."""
        numbered = fate is None and not goes_on(paragraph) and not self._styles.hides_mark(find_end(paragraph))
        if numbered and (number := self._numbers.count(find_end(paragraph))):
            into.add(number, Look(), None)
        self._read_inline(paragraph, into, fate, self._styles.style_of(paragraph))
        if not is_mark_deleted(paragraph):
            into.end_line()

    def read_inside(self, container: Element, into: Words, fate: str | None) -> None:
        """Read all paragraphs in a cell or a box; those of a table inside go with them, row by row."""
        for block, found in list_blocks(container, fate):
            if block.tag == P:
                self.read_paragraph(block, into, found)
                continue
            into.end_line()
            self.tally.nested += found is None
            for row in self._grids[block].rows:
                for cell in row.cells:
                    self.read_inside(cell.element, into, found or cell.fate)
        into.end_line()

    @contextmanager
    def read_apart(self) -> Iterator[None]:
        """Read a story of its own, such as a text box: a field that is open outside does not reach into it."""
        fields, self._fields = self._fields, []
        yield
        self._fields = fields

    # -- inside a paragraph --------------------------------------------------------------------------------------

    def _read_inline(self, parent: Element, into: Words, fate: str | None, style: str | None) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._read_run(child, into, fate, style)
            elif tag in PROPERTIES:
                continue
            elif tag == ALTERNATIVES:
                if (chosen := choose_alternative(child)) is not None:
                    self._read_inline(chosen, into, fate, style)
            elif tag == SDT:
                self._read_inline(child, into, fate or (PROMPT if holds_prompt(child) else None), style)
            elif tag in DELETIONS:
                self._read_inline(child, into, fate or DELETED, style)
            elif tag in _TEXTS:
                into.add(child.text or "", Look(), self._fate_of_text(fate))
            else:
                self.tally.insertions += tag in INSERTIONS and fate is None and _has_words(child)
                self._read_inline(child, into, fate, style)

    def _read_run(self, run: Element, into: Words, fate: str | None, style: str | None) -> None:
        look = self._styles.look(run, style)
        fate = fate or (HIDDEN if look.hidden else None)
        self.tally.struck += look.struck and fate is None and bool((run.findtext(f"{W}t") or "").strip())
        self._read_content(run, into, fate, look)

    def _fate_of_text(self, fate: str | None) -> str | None:
        return fate or (CODE if any(self._fields) else None)

    def _read_content(self, run: Element, into: Words, fate: str | None, look: Look) -> None:
        for child in run:
            tag = child.tag
            if tag in _TEXTS:
                into.add(self._read_text(child.text or "", look), look, self._fate_of_text(fate))
            elif tag in BREAKS:
                if self._fate_of_text(fate) is not None or not parts_lines(child):
                    into.add(" ", look, self._fate_of_text(fate))
                else:
                    into.end_line()
            elif tag in _BLANKS:
                into.add(" ", look, self._fate_of_text(fate))
            elif tag == f"{W}noBreakHyphen":
                into.add("-", look, self._fate_of_text(fate))
            elif tag == f"{W}sym":
                into.add(self._read_symbol(child), look, self._fate_of_text(fate))
            elif tag == f"{W}fldChar":
                self._read_field(child, into, fate, look)
            elif tag in _REFERENCES:
                into.references.append((_REFERENCES[tag], child.get(f"{W}id", "")))
            elif tag in _PICTURES:
                self._read_drawing(child, into, fate)
            elif tag == ALTERNATIVES:
                if (chosen := choose_alternative(child)) is not None:
                    self._read_content(chosen, into, fate, look)
            elif tag == f"{W}rt":
                self._read_inline(child, into, fate or RUBY, None)
            elif tag == f"{W}r":
                self._read_run(child, into, fate, None)
            elif tag not in PROPERTIES and tag not in _WORDLESS:
                self._read_content(child, into, fate, look)

    def _read_field(self, mark: Element, into: Words, fate: str | None, look: Look) -> None:
        match mark.get(f"{W}fldCharType"):
            case "begin":
                if value := read_form_field(mark):
                    into.add(value, look, self._fate_of_text(fate))
                self._fields.append(True)
            case "separate" if self._fields:
                self._fields[-1] = False
            case "end" if self._fields:
                self._fields.pop()

    def _read_text(self, text: str, look: Look) -> str:
        """Give a text with the signs that a symbol font shows in the place of its letters."""
        font = (look.font or "").lower()
        if font not in _SIGNS and text.isascii():
            return text
        if font not in _SIGNS and not any(ord(char) in _PRIVATE for char in text):
            return text
        signs = _SIGNS.get(font, _SIGNS["symbol"])
        read = ""
        for char in text:
            code = ord(char)
            if code in _PRIVATE:
                read += self._read_sign(signs, code)
            else:
                read += signs.get(code, char) if font in _SIGNS else char
        return read

    def _read_symbol(self, symbol: Element) -> str:
        try:
            code = int(symbol.get(f"{W}char", ""), 16)
        except ValueError:
            code = 0
        font = symbol.get(f"{W}font", "").lower()
        if font not in _SIGNS and code not in _PRIVATE:
            return chr(code) if 0x20 <= code < 0xD800 else self._read_sign({}, code)
        return self._read_sign(_SIGNS.get(font, _SIGNS["symbol"]), code)

    def _read_sign(self, signs: dict[int, str], code: int) -> str:
        sign = signs.get(code & 0xFF)
        if sign is None:
            self.tally.signs += 1
            return UNKNOWN_SIGN
        return sign

    # -- drawings ------------------------------------------------------------------------------------------------

    def _read_drawing(self, drawing: Element, into: Words, fate: str | None) -> None:
        parts = list_in_drawing(drawing)
        boxes = [part for part in parts if part.tag == BOX]
        self.tally.pictures += not boxes and any(part.tag in PICTURES for part in parts)
        self.tally.objects += any(part.tag == f"{O}OLEObject" for part in parts)
        self.tally.drawings += any(part.tag in CHARTS for part in parts)
        for part in parts:
            if part.tag == f"{WP}docPr":
                into.lost.setdefault(fate or PICTURED, []).append(f" {part.get('descr', '')} ")
            elif part.tag == f"{A}t":
                into.lost.setdefault(fate or DRAWN, []).append(f" {part.text or ''} ")
        for box in boxes:
            why = self._fate_of_text(fate)
            floats = not is_inline(box)
            if why is None and into.is_cell and floats and not into.floats:
                why = FLOATING
            if why is None and (floats or not into.is_cell):
                into.boxes.append(box)
                continue
            if why is None:
                into.end_line()
            with self.read_apart():
                self.read_inside(box, into, why)


def _has_words(element: Element) -> bool:
    return any(clean_words(text.text or "") for text in element.iter(*_TEXTS))


CHARTS = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
)
PICTURES = (f"{PIC}pic", f"{V}imagedata")


def parts_lines(mark: Element) -> bool:
    """Tell whether a break ends a line and not a page or a column."""
    return mark.get(f"{W}type", "textWrapping") == "textWrapping"


def list_in_drawing(drawing: Element) -> list[Element]:
    """Give all that a drawing is made of, of alternatives the one that is read; what is in its text boxes is not."""
    found: list[Element] = []
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        if element.tag == ALTERNATIVES:
            if (chosen := choose_alternative(element)) is not None:
                waiting.append(chosen)
            continue
        found.append(element)
        if element.tag != BOX:
            waiting.extend(reversed(element))
    return found


def is_inline(box: Element) -> bool:
    """Tell whether a text box stands in the line of the words, and does not float over the page."""
    for outer in box.iterancestors():
        if outer.tag == f"{WP}inline":
            return True
        if outer.tag == f"{WP}anchor":
            return False
        style = outer.get("style", "") if isinstance(outer.tag, str) and outer.tag.startswith(V) else ""
        if "position:absolute" in style.replace(" ", ""):
            return False
        if outer.tag == f"{W}r":
            break
    return True


def read_form_field(mark: Element) -> str:
    """Give what a form field of the old kind shows that has no words of its own: a tick box, a list to choose from."""
    data = mark.find(f"{W}ffData")
    if data is None:
        return ""
    if (box := data.find(f"{W}checkBox")) is not None:
        said = box.find(f"{W}checked")
        ticked = is_on(said if said is not None else box.find(f"{W}default"))
        return TICKED if ticked else NOT_TICKED
    if (choices := data.find(f"{W}ddList")) is not None:
        entries = [read_value(entry) or "" for entry in choices.iterchildren(f"{W}listEntry")]
        chosen = read_value(choices, "result") or read_value(choices, "default")
        place = read_number(chosen, 0)
        return entries[place] if 0 <= place < len(entries) else ""
    return ""
