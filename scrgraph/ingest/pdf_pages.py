"""Gives what is drawn on the pages of a PDF: its signs with their places and colours, its ruled lines, its grounds.

This module alone touches the PDF library, in a process apart (``pdf_process.py``). Pages are turned so that most of
their words stand upright.
"""

import io
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from scrgraph.errors import UnreadableDocument
from scrgraph.ingest.colours import mix_colour

MOST_PAGES = 400
_MOST_SIGNS = 60_000  # of one page; a page of a plan has some 5,000
_LARGEST_PAGE = 16 * 1024 * 1024  # bytes of a page's description; one of a plan has some 100,000
_MOST_DRAWN = 100_000  # lines and areas of one page
_THIN = 3.0  # points: an area up to this is drawn as a line
_SAME = 0.6  # points within which a sign drawn twice is one
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_FREE_CODES = frozenset(("127", "129", "141", "143", "144", "157"))
# What letters of the fonts of signs show: bullets, boxes and ticks.
_SIGNS = {
    "dingbats": dict(
        zip("nlmopqr3458s", "\u25a0\u25cf\u274d\u274f\u2750\u2751\u2752\u2713\u2714\u2715\u2718\u25b2", strict=True)
    ),
    "wingdings": dict(
        zip(
            "nlo\u00a7q\u00fc\u00fb\u00fe\u00fd\u00a8\u00d8v",
            "\u25a0\u25cf\u25a1\u25aa\u2751\u2713\u2717\u2611\u2612\u2610\u27a2\u2756",
            strict=True,
        )
    ),
    "symbol": {"\u00b7": "\u2022", "\uf0b7": "\u2022"},
}
_NEW = "Save it again as a PDF from the program that it was written in, or read the Word or Excel document itself."

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """One sign as drawn; ``turn`` is how far its writing is turned to the left, in degrees."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    colour: str | None = None
    turn: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the sign, across and down."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line: ``at`` across (where it stands upright) or down the page, and from where to where it runs."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ground:
    """A coloured area."""

    x0: float
    top: float
    x1: float
    bottom: float
    colour: str


@dataclass(frozen=True)
class Sheet:
    """One page. ``pictured`` is the share of it that pictures cover, ``aside`` what its words were not drawn for."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...]
    grounds: tuple[Ground, ...]
    pictured: float = 0.0
    aside: tuple[tuple[str, str], ...] = ()


class _Warnings(logging.Handler):
    """Counts what the library says it could not unpack."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.damaged = 0

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage().lower()
        self.damaged += any(sign in words for sign in ("data-loss", "corrupt", "decompress", "invalid filter"))


def read_sheets(data: bytes, file: str) -> tuple[list[Sheet], list[str]]:
    """Give the pages of a PDF, and what has to be said of how they could be read.

    Raises:
        UnreadableDocument: where it is protected or damaged, or has more on its pages than any plan.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    warnings = _Warnings()
    logging.getLogger("pdfminer").addHandler(warnings)
    try:
        with pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False) as document:
            pages = document.pages
            if len(pages) > MOST_PAGES:
                raise UnreadableDocument(
                    f"The PDF has {len(pages)} pages; no action plan has more than {MOST_PAGES}.",
                    path=file,
                    remedy="Save the pages that hold the plan as a PDF of their own.",
                )
            sheets = []
            for page in pages:
                _check_size(page, file)
                sheets.append(_read_page(page, file))
                page.close()
    except UnreadableDocument:
        raise
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise UnreadableDocument(
                "The PDF is protected by a password.", path=file, remedy="Save it without a password."
            ) from None
        raise refuse_damaged(file) from None
    except MemoryError:
        raise
    except Exception:  # the library raises whatever a damaged file makes its code stumble over
        raise refuse_damaged(file) from None
    if not sheets:
        raise refuse_damaged(file)
    notes = []
    if warnings.damaged:
        notes.append("some of the file is damaged and could not be unpacked, so that words may be missing")
    if b"%%EOF" not in data[-2048:]:
        notes.append("the file breaks off before its end, so that pages or words may be missing")
    return sheets, notes


def refuse_damaged(file: str) -> UnreadableDocument:
    """Give the error for a file that breaks off or is damaged."""
    return UnreadableDocument("The PDF breaks off or is damaged.", path=file, remedy=_NEW)


def _check_size(page: Any, file: str) -> None:
    """Refuse a page whose description unpacks to more than any page of a plan holds, before it is carried out."""
    from pdfminer.pdftypes import PDFStream, resolve1

    size = 0
    for part in page.page_obj.contents:
        stream = resolve1(part)
        size += len(stream.get_data()) if isinstance(stream, PDFStream) else 0
    if size > _LARGEST_PAGE:
        raise _refuse_full(page.page_number, file)


def _refuse_full(page: int, file: str) -> UnreadableDocument:
    return UnreadableDocument(
        "More is drawn on the page than on any page of a plan.", path=file, place=f"page {page}", remedy=_NEW
    )


def _read_page(page: Any, file: str) -> Sheet:
    from pdfminer.layout import LTChar, LTCurve, LTImage

    # Where the page begins, as the library counts; its signs are taken straight from its lower layer, three times as
    # fast.
    left, above = (float(edge) for edge in page.mediabox[:2])
    height = float(page.height) + above

    def find_box(item: Any) -> Box:
        return item.x0 + left, height - item.y1, item.x1 + left, height - item.y0

    shown: Box = tuple(map(float, page.cropbox))  # type: ignore[assignment]
    glyphs: list[Glyph] = []
    rulings: list[Ruling] = []
    grounds: list[Ground] = []
    outside: list[str] = []
    drawn, pictured = 0, 0.0
    for item in _walk(page.layout):
        box = find_box(item)
        if isinstance(item, LTChar):
            glyph = _read_sign(item, (box[0] - shown[0], box[1] - shown[1], box[2] - shown[0], box[3] - shown[1]))
            if 0 <= glyph.middle[0] <= shown[2] - shown[0] and 0 <= glyph.middle[1] <= shown[3] - shown[1]:
                glyphs.append(glyph)
            else:
                outside.append(glyph.text)
        elif isinstance(item, LTCurve):
            drawn += 1
            points = [(x + left - shown[0], height - y - shown[1]) for x, y in item.pts]
            _read_shape(item, points, rulings, grounds)
        elif isinstance(item, LTImage):
            pictured += _overlap(box, shown)
        if len(glyphs) + len(outside) > _MOST_SIGNS or drawn > _MOST_DRAWN:
            raise _refuse_full(page.page_number, file)
    aside = list(_read_annotations(page))
    if words := " ".join("".join(outside).split()):
        aside.append((words, "it stands outside the edges of the page"))
    width, depth = shown[2] - shown[0], shown[3] - shown[1]
    share = min(1.0, pictured / max(width * depth, 1.0))
    signs = tuple(_drop_doubles(glyphs))
    return _turn_upright(
        Sheet(page.page_number, width, depth, signs, tuple(rulings), tuple(grounds), share, tuple(aside))
    )


def _walk(container: Any) -> Iterator[Any]:
    """Give what is drawn on a page in the order of drawing, whatever it is grouped in."""
    held = [iter(container)]
    while held:
        item = next(held[-1], None)
        if item is None:
            held.pop()
        elif hasattr(item, "_objs"):
            held.append(iter(item))
        else:
            yield item


def _overlap(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(across, 0.0) * max(down, 0.0)


def _read_sign(item: Any, box: Box) -> Glyph:
    a, b, _, d, *_ = item.matrix
    turn = (0 if a >= 0 or d > 0 else 180) if abs(a) >= abs(b) else (90 if b > 0 else 270)
    held = item.get_text()
    if not (held.isascii() and held.isprintable()) or _name_font(item.fontname):
        held = _SIGNS.get(_name_font(item.fontname), {}).get(held, held)
        held = "".join(_LIGATURES.get(ord(sign), sign) for sign in held if sign.isprintable() or sign.isspace())
    if held.startswith("(cid:"):
        # Codes that the usual encoding leaves free are bullets (ISO 32000, annex D); of others nothing is known.
        held = "\u2022" if held[5:-1] in _FREE_CODES else "\ufffd"
    space = getattr(item.ncs, "name", None)
    return Glyph(held, *box, min(abs(float(item.size)), 400.0), _mix(item.graphicstate.ncolor, space), turn)


def _name_font(name: object) -> str:
    words = str(name).lower()
    return next((kind for kind in _SIGNS if kind in words), "")


def _mix(parts: Any, space: str | None = None) -> str | None:
    """Give a colour; one of a single ink that is not grey is not known."""
    if parts is None or (str(space) in ("Separation", "Pattern", "Indexed", "DeviceN")):
        return None
    return mix_colour(tuple(parts) if isinstance(parts, tuple | list) else (parts,))


def _read_shape(item: Any, points: list[tuple[float, float]], rulings: list[Ruling], grounds: list[Ground]) -> None:
    if not points or not (item.fill or item.stroke):
        return
    x0, x1 = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    if min(x1 - x0, bottom - top) <= _THIN:
        # A rule drawn as an area, or a line; a dot is a piece of either kind of rule.
        if bottom - top <= _THIN:
            rulings.append(Ruling(False, (top + bottom) / 2, x0, x1))
        if x1 - x0 <= _THIN:
            rulings.append(Ruling(True, (x0 + x1) / 2, top, bottom))
        return
    if item.stroke:
        closed = [*points, points[0]] if type(item).__name__ == "LTRect" else points
        for (xa, ya), (xb, yb) in pairwise(closed):
            if abs(ya - yb) < 1 < abs(xa - xb):
                rulings.append(Ruling(False, (ya + yb) / 2, min(xa, xb), max(xa, xb)))
            elif abs(xa - xb) < 1 < abs(ya - yb):
                rulings.append(Ruling(True, (xa + xb) / 2, min(ya, yb), max(ya, yb)))
    if item.fill and (colour := _mix(item.non_stroking_color)):
        grounds.append(Ground(x0, top, x1, bottom, colour))


def _drop_doubles(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Leave out signs that are drawn a second time at their place, to make them look bold."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        at = (round(glyph.x0), round(glyph.top))
        near = (
            other
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other in seen.get((glyph.text, at[0] + across, at[1] + down), ())
        )
        if glyph.text.strip() and any(
            abs(other.x0 - glyph.x0) < _SAME and abs(other.top - glyph.top) < _SAME for other in near
        ):
            continue
        seen.setdefault((glyph.text, *at), []).append(glyph)
        yield glyph


def _read_annotations(page: Any) -> Iterator[tuple[str, str]]:
    """Give the words of comments and filled-in fields, which are not drawn on the page, each with what it is."""
    try:
        annotations = page.annots
    except Exception:  # as above: of a damaged annotation the page does not depend
        return
    for annotation in annotations:
        held = annotation.get("data") or {}
        kind = str(getattr(held.get("Subtype"), "name", held.get("Subtype")))
        if kind == "Widget":
            if words := _read_words(held.get("V")):
                yield words, "it was filled into a field of the PDF's form, which is not read"
        elif kind not in ("Link", "Popup") and (words := _read_words(annotation.get("contents"))):
            yield words, "it is a comment on the page"


def _read_words(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-16" if value.startswith((b"\xfe\xff", b"\xff\xfe")) else "latin-1", "replace")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _turn_upright(sheet: Sheet) -> Sheet:
    """Turn a page so that most of its words stand upright."""
    turns = Counter(glyph.turn for glyph in sheet.glyphs if glyph.text.strip())
    turn = turns.most_common(1)[0][0] if turns else 0
    if not turn:
        return sheet
    width, height = (sheet.width, sheet.height) if turn == 180 else (sheet.height, sheet.width)
    rulings = []
    for ruling in sheet.rulings:
        start = (ruling.at, ruling.start) if ruling.upright else (ruling.start, ruling.at)
        end = (ruling.at, ruling.end) if ruling.upright else (ruling.end, ruling.at)
        x0, top, x1, bottom = turn_box((*start, *end), turn, sheet.width, sheet.height)
        upright = ruling.upright if turn == 180 else not ruling.upright
        rulings.append(Ruling(upright, x0 if upright else top, top if upright else x0, bottom if upright else x1))
    grounds = [
        Ground(*turn_box((g.x0, g.top, g.x1, g.bottom), turn, sheet.width, sheet.height), g.colour)
        for g in sheet.grounds
    ]
    glyphs = turn_glyphs(sheet.glyphs, turn, sheet.width, sheet.height)
    return replace(
        sheet, width=width, height=height, glyphs=tuple(glyphs), rulings=tuple(rulings), grounds=tuple(grounds)
    )


def turn_glyphs(glyphs: tuple[Glyph, ...], turn: int, width: float, height: float) -> Iterator[Glyph]:
    """Turn signs with the page that they stand on, so that those of one turn stand upright."""
    for glyph in glyphs:
        x0, top, x1, bottom = turn_box((glyph.x0, glyph.top, glyph.x1, glyph.bottom), turn, width, height)
        yield replace(glyph, x0=x0, top=top, x1=x1, bottom=bottom, turn=(glyph.turn - turn) % 360)


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """Turn an area with its page by so many degrees to the right."""
    x0, top, x1, bottom = box
    if turn == 90:
        return height - bottom, x0, height - top, x1
    if turn == 180:
        return width - x1, height - bottom, width - x0, height - top
    return top, width - x1, bottom, width - x0
