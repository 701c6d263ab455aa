"""Reads a plan in a web page: saved from a browser, by Word, Excel or LibreOffice, or one file with all parts (MHTML).

The page is read as it lies there: no script runs, nothing is fetched. Its tables give lines of cells, all other words
paragraphs; what the page hides, strikes out or names a picture with is told as lost.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree, html

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.cells import Entry, Line, RawCell, RawDocument
from scrgraph.ingest.kinds import is_saved_page
from scrgraph.ingest.markup import clean_words
from scrgraph.ingest.places import Place
from scrgraph.ingest.read import decode
from scrgraph.ingest.web_styles import Look, Rules, look_at, read_sheets
from scrgraph.ingest.web_tables import NEVER_READ, WebTable, form_grid, list_tables

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table "
    "tbody tfoot thead tr ul br".split()
)
_TYPED = frozenset(("", "text", "date", "number", "email", "tel", "url", "month", "week", "time", "datetime-local"))
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w:.-]{1,40})",
    re.IGNORECASE,
)
_LOOKED_AT = 4096  # bytes in which a page names its encoding; the standard has 1024, Word's head is longer
# Browsers read these names as the wider sets of Windows.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
_PICTURE = "it is the name of a picture"
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BULLET = re.compile(r"\W*|o")


def read(data: bytes, file: str) -> RawDocument:
    """Give the lines of a web page.

    Raises:
        UnreadableDocument: where its bytes are no text, or it is built as no page is.
    """
    notes: list[str] = []
    if is_saved_page(data):
        data, told = _open_archive(data, file)
        text = told if told is not None else decode_page(data, file, notes)
    else:
        text = decode_page(data, file, notes)
    root = _parse(text, file)
    passed_over = _list_unshown(root)
    reader = _Reader(list_tables(root, file), read_sheets(root), passed_over, file)
    reader.walk(root)
    seen = _count_seen(root, reader, passed_over)
    return RawDocument(tuple(reader.lines), seen, tuple(notes), tuple(reader.lost))


def _open_archive(data: bytes, file: str) -> tuple[bytes, str | None]:
    """Give the page of such a file: its bytes, and its text where the file names the encoding."""
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            held = part.get_payload(decode=True)
            page = held if isinstance(held, bytes) else b""
            encoding = _find_codec(str(part.get_content_charset() or ""))
            if page.strip():
                try:
                    return page, page.decode(encoding) if encoding else None
                except UnicodeDecodeError:
                    return page, None
    raise UnreadableDocument(
        "The file is a saved web page (MHTML) in which the page itself is missing.",
        path=file,
        remedy="Save it again as a web page (.html).",
    )


def decode_page(data: bytes, file: str, notes: list[str]) -> str:
    """Give the text of a page's bytes: as its mark says, or as the page itself says, else as they look."""
    found = None if data.startswith(_MARKS) else _CHARSET.search(data[:_LOOKED_AT])
    if not found or b"\0" in data[:_LOOKED_AT]:
        return decode(data, file)
    named = (found[1] or found[2]).decode("ascii", "replace")
    encoding = _find_codec(named)
    if encoding is None:
        notes.append(f"the page says that it is written in '{named}', which is not known; it was read by its looks")
        return decode(data, file)
    try:
        data.decode("utf-8")
        is_utf8 = not data.isascii()
    except UnicodeDecodeError:
        is_utf8 = False
    if is_utf8 and encoding != "utf-8":
        notes.append(f"the page says that it is written in '{named}', but it is UTF-8, and was read so")
        return data.decode("utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        notes.append(f"the page says that it is written in '{named}', but some of it is not; it was read by its looks")
        return decode(data, file)


def _find_codec(name: str) -> str | None:
    """Give the codec of an encoding's name as browsers take it."""
    try:
        found = codecs.lookup(name).name
        b"".decode(found)
    except (LookupError, ValueError):
        return None
    # A page that could be read up to this word is not written in two bytes a letter.
    return "utf-8" if found.startswith(("utf-16", "utf-32")) else _WIDER.get(found, found)


def _parse(text: str, file: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    try:
        return html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument(
            "The web page holds nothing that can be read.", path=file, remedy="Save it again from its program."
        ) from None


@dataclass
class _Flow:
    """Words as they run: those of a cell, or those outside tables, parted into paragraphs."""

    paragraphs: list[str] = field(default_factory=list)
    marked: bool = False
    lost: list[tuple[str, str]] = field(default_factory=list)
    fills: Counter[str | None] = field(default_factory=Counter)
    colours: Counter[str | None] = field(default_factory=Counter)
    _words: list[str] = field(default_factory=list)

    def add(self, words: str, look: Look) -> None:
        self._words.append(words)
        if size := len("".join(words.split())):
            self.fills[look.fill] += size
            self.colours[look.colour] += size

    def end(self) -> None:
        """End the paragraph."""
        if words := clean_words("".join(self._words)):
            self.paragraphs.append(words)
        self._words.clear()


@dataclass
class _List:
    """A numbered list while it is read: the number of its next item, and how it is written."""

    kind: str
    at: int
    step: int = 1


class _Reader:
    """Walks a page once, and gathers its lines."""

    def __init__(
        self, tables: dict[html.HtmlElement, WebTable], rules: Rules, passed_over: set[html.HtmlElement], file: str
    ) -> None:
        self._tables, self._rules, self._passed_over, self._file = tables, rules, passed_over, file
        self._flows = [_Flow()]
        self._looks = [Look()]
        self._lists: list[_List | None] = []
        self._pending = ""  # the number of a list's item, until its first words
        self._table: WebTable | None = None
        self._cells: dict[html.HtmlElement, tuple[_Flow, Look]] = {}
        self._own: set[html.HtmlElement] = set()
        self._losing: list[tuple[html.HtmlElement, str]] = []
        self._gone: list[str] = []
        self._number = self._counted = self._paragraph = self._ordinal = 0
        self.lines: list[Line] = []
        self.lost: list[Entry] = []
        self.characters = 0

    def walk(self, root: html.HtmlElement) -> None:
        """Read the page from its first element to its last."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element in self._passed_over:
                    walk.skip_subtree()
                    self._looks.append(self._looks[-1])
                else:
                    self._begin(element)
                continue
            if event == "end":
                self._looks.pop()
                if element not in self._passed_over:
                    self._end(element)
            self._say(element.tail)
        self._break()

    # -- elements ------------------------------------------------------------------------------------------------

    def _begin(self, element: html.HtmlElement) -> None:
        look = look_at(element, self._looks[-1], self._rules)
        tag = element.tag
        if tag in _BLOCKS:
            self._break()
        elif tag in ("td", "th") and element not in self._own:
            self._part()
        if look.lost and not self._looks[-1].lost:
            self._losing.append((element, look.lost))
        self._looks.append(look)
        if element in self._tables:
            self._table = self._tables[element]
            self._own = {cell for row in self._table.rows for cell in row.cells}
        elif tag in ("td", "th"):
            if look.lost:
                self._gone.append(" ")
            if element in self._own:
                self._flows.append(_Flow())
                self._cells[element] = (self._flows[-1], look)
        elif tag in ("ol", "ul", "dir", "menu"):
            self._lists.append(_read_list(element) if tag == "ol" else None)
        elif tag == "li":
            self._number_item(element)
        elif tag == "input":
            self._add(_read_input(element))
        elif tag == "img" and not look.lost and (name := clean_words(element.get("alt") or "")):
            self._flows[-1].lost.append((name, _PICTURE))
        marks_item = "mso-list:ignore" in (element.get("style") or "").lower().replace(" ", "")
        if marks_item and _BULLET.fullmatch(clean_words(element.text_content())):
            # Word writes the sign of a list's item as words: a number says something, a bullet does not.
            for part in element.iter():
                part.text = None
                if part is not element:
                    part.tail = None
        self._say(element.text)

    def _end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._break()
        elif tag in ("td", "th") and element not in self._own:
            self._part()
        if self._losing and element is self._losing[-1][0]:
            _, reason = self._losing.pop()
            if words := clean_words("".join(self._gone)):
                self._flows[-1].lost.append((words, reason))
            self._gone.clear()
        if tag in ("ol", "ul", "dir", "menu") and self._lists:
            self._lists.pop()
        elif tag in ("td", "th") and element in self._own:
            self._flows.pop().end()
        elif self._table is not None and element is self._table.element:
            self._close_table(self._table)

    def _number_item(self, element: html.HtmlElement) -> None:
        current = self._lists[-1] if self._lists else None
        self._pending = ""
        if current is not None:
            given = re.match(r"\s*(-?\d{1,6})", element.get("value") or "")
            number = int(given[1]) if given else current.at
            current.at = number + current.step
            self._pending = _write_number(number, current.kind)

    # -- words ---------------------------------------------------------------------------------------------------

    def _say(self, words: str | None) -> None:
        if not words:
            return
        self.characters += _count_characters(words)
        look = self._looks[-1]
        if look.lost:
            self._gone.append(words)
            return
        if self._pending and words.strip():
            self._flows[-1].add(self._pending + " ", look)
            self._pending = ""
        if not look.keeps_lines:
            self._flows[-1].add(words, look)
            return
        for place, piece in enumerate(re.split(r"\r\n?|\n", words)):
            if place:
                self._break()
            self._flows[-1].add(piece, look)

    def _add(self, words: str) -> None:
        """Add words that the page shows but holds in no text: what a field was filled with."""
        if self._looks[-1].lost:
            self._gone.append(f" {words} ")
        elif words:
            self._flows[-1].add(f" {words} ", self._looks[-1])

    def _break(self) -> None:
        """End the paragraph; outside tables, write it down."""
        if self._looks[-1].lost:
            self._gone.append(" ")
        flow = self._flows[-1]
        flow.end()
        if len(self._flows) > 1:
            flow.marked = True
            return
        for words in flow.paragraphs:
            self._number += 1
            self._paragraph += 1
            place = Place(paragraph=self._paragraph)
            self.lines.append(Line(self._number, (RawCell((words,), True, place, *_find_colours(flow, None)),)))
        flow.paragraphs.clear()
        flow.fills.clear()
        flow.colours.clear()
        self._lose(flow, Place(paragraph=self._paragraph or 1))

    def _part(self) -> None:
        """Part the words of a cell that only lays out the page; those of one in another cell stand on its line."""
        if len(self._flows) > 1:
            self._say(" ")
        else:
            self._break()

    def _lose(self, flow: _Flow, place: Place) -> None:
        for words, reason in flow.lost:
            self._number += 1
            self.lost.append(Entry(self._number, 1, None, "unread", words[:80], reason, place))
        flow.lost.clear()

    # -- tables --------------------------------------------------------------------------------------------------

    def _close_table(self, table: WebTable) -> None:
        self._ordinal += 1
        for number, places in enumerate(form_grid(table, self._file), 1):
            self._number += 1
            self._counted += 1
            cells: list[RawCell] = []
            held: list[tuple[_Flow, Place]] = []
            for column, found in enumerate(places, 1):
                place = Place(table=self._ordinal, row=number, column=column)
                reach, element = found or (None, None)
                flow, look = self._cells.get(element, (None, Look())) if element is not None else (None, Look())
                if reach != "cell" or flow is None:
                    cells.append(RawCell(place=place, covered=reach == "covered", continues=reach == "continues"))
                    continue
                fill, colour = _find_colours(flow, look.fill)
                cells.append(RawCell(tuple(flow.paragraphs), flow.marked, place, fill, colour))
                held.append((flow, place))
            self.lines.append(Line(self._number, tuple(cells), self._ordinal, self._counted))
            for flow, place in held:
                self._lose(flow, place)
        self._table, self._own = None, set()
        self._cells.clear()


def _list_unshown(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Give the elements whose words are none of the page: scripts, styles, what a list of choices does not show."""
    unshown = {element for element in root.iter() if element.tag in NEVER_READ}
    for choice in root.iter("select"):
        options = list(choice.iter("option"))
        shown = [option for option in options if option.get("selected") is not None] or options[:1]
        unshown.update(option for option in options if option not in shown)
    return unshown


def _count_seen(root: html.HtmlElement, reader: _Reader, unshown: set[html.HtmlElement]) -> int:
    """Count the non-empty cells and paragraphs; letters of the page that the reading missed or doubled count on top."""
    letters = 0
    passed: dict[html.HtmlElement, bool] = {}
    for text in root.xpath("//text()"):
        element = text.getparent().getparent() if text.is_tail else text.getparent()
        if element is not None and element not in passed:
            passed[element] = element in unshown or any(part in unshown for part in element.iterancestors())
        if element is not None and not passed[element]:
            letters += _count_characters(text)
    cells = sum(line.filled for line in reader.lines)
    return cells + len(reader.lost) + abs(letters - reader.characters)


def _count_characters(words: str) -> int:
    return len("".join(words.split()))


def _find_colours(flow: _Flow, ground: str | None) -> tuple[str | None, str | None]:
    """Give the ground and the colour of most words; of an empty cell its own ground."""
    fill = flow.fills.most_common(1)[0][0] if flow.fills else ground
    return fill or ground, flow.colours.most_common(1)[0][0] if flow.colours else None


def _read_input(element: html.HtmlElement) -> str:
    """Give what a field of a form shows."""
    kind = (element.get("type") or "").lower()
    if kind in ("checkbox", "radio"):
        return "\u2611" if element.get("checked") is not None else "\u2610"
    return clean_words(element.get("value") or "") if kind in _TYPED else ""


def _read_list(element: html.HtmlElement) -> _List:
    kind = element.get("type") or "1"
    if "none" in re.findall(r"list-style(?:-type)?:\s*([\w-]+)", (element.get("style") or "").lower()):
        kind = ""
    start = re.match(r"\s*(-?\d{1,6})", element.get("start") or "")
    if element.get("reversed") is not None:
        size = sum(child.tag == "li" for child in element)
        return _List(kind, int(start[1]) if start else size, -1)
    return _List(kind, int(start[1]) if start else 1)


def _write_number(number: int, kind: str) -> str:
    """Write the number of a list's item as the page shows it."""
    if not kind:
        return ""
    if kind in "aA" and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(kind) + rest) + letters
        return letters + "."
    if kind in "iI" and 0 < number < 4000:
        signs = ""
        for size, sign in _ROMAN:
            signs += sign * (number // size)
            number %= size
        return (signs if kind == "i" else signs.upper()) + "."
    return f"{number}."


_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)
