"""Tells how the words of a Word document look: hidden or not, their colour and the colour of their ground.

What a run says itself goes before its character style, that before its paragraph's style, each style before the one it
is based on (ECMA-376, part 1, 17.7.2). A cell's ground is its own, else that of the table's style.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scrgraph.ingest.word_parts import A, Element, Package, W, find_child, is_on, read_number, read_value

_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
# What a document calls the colours of its theme, and what the theme calls them.
_THEME_NAMES = {
    "text1": "dk1",
    "dark1": "dk1",
    "background1": "lt1",
    "light1": "lt1",
    "text2": "dk2",
    "dark2": "dk2",
    "background2": "lt2",
    "light2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
_LONGEST_CHAIN = 12  # styles based one on another; Word allows 11


@dataclass(frozen=True, slots=True)
class Look:
    """How some words look; ``None`` where nothing says so (or "automatic" does)."""

    hidden: bool = False
    colour: str | None = None
    fill: str | None = None
    struck: bool = False
    font: str | None = None


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a cell stands in its table, as the parts of a table style count it (both from 0)."""

    row: int
    rows: int
    column: int
    columns: int


class Styles:
    """The styles and the theme of a document."""

    def __init__(self, package: Package) -> None:
        """Read the parts that hold styles and theme, where there are such."""
        self._styles: dict[str, Element] = {}
        self._default: str | None = None
        self._document: Element | None = None
        self._theme: dict[str, str] = {}
        self._looks: dict[tuple[str | None, str | None], Look] = {}
        for _, root in package.find("styles"):
            self._document = find_child(root, "docDefaults", "rPrDefault", "rPr")
            for style in root.iterchildren(f"{W}style"):
                name = style.get(f"{W}styleId", "")
                self._styles.setdefault(name, style)
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default", "0") in ("1", "true", "on"):
                    self._default = name
        for _, root in package.find("theme"):
            for scheme in root.iter(f"{A}clrScheme"):
                for colour in scheme.iterchildren(f"{A}*"):
                    for value in colour.iterchildren(f"{A}srgbClr", f"{A}sysClr"):
                        found = _read_hex(value.get("lastClr") or value.get("val"))
                        if found:
                            self._theme.setdefault(colour.tag.rpartition("}")[2], found)

    def style_of(self, paragraph: Element) -> str | None:
        """Give the name of a paragraph's style."""
        return read_value(paragraph, "pPr", "pStyle") or self._default

    def chain(self, name: str | None) -> Iterator[Element]:
        """Give a style and those it is based on, the nearest first."""
        for _ in range(_LONGEST_CHAIN):
            if name is None or (style := self._styles.get(name)) is None:
                return
            yield style
            name = read_value(style, "basedOn")

    def look(self, run: Element, paragraph_style: str | None) -> Look:
        """Give the look of a run's words."""
        own = run.find(f"{W}rPr")
        named = read_value(own, "rStyle")
        look = self._look_of_styles(named, paragraph_style)
        return look if own is None else self._lay_over(look, own)

    def hides_mark(self, paragraph: Element) -> bool:
        """Tell whether the end of a paragraph is hidden, and with it the paragraph's number."""
        mark = find_child(paragraph, "pPr", "rPr")
        return mark is not None and is_on(mark.find(f"{W}vanish")) is True

    def _look_of_styles(self, named: str | None, paragraph_style: str | None) -> Look:
        key = named, paragraph_style
        if key not in self._looks:
            look = Look() if self._document is None else self._lay_over(Look(), self._document)
            for name in (paragraph_style, named):
                for style in reversed(list(self.chain(name))):
                    if (properties := style.find(f"{W}rPr")) is not None:
                        look = self._lay_over(look, properties)
            self._looks[key] = look
        return self._looks[key]

    def _lay_over(self, look: Look, properties: Element) -> Look:
        """Give a look with what some properties of a run say in place of what was said before."""
        if (hidden := is_on(properties.find(f"{W}vanish"))) is not None:
            look = replace(look, hidden=hidden)
        for name in ("strike", "dstrike"):
            if (struck := is_on(properties.find(W + name))) is not None:
                look = replace(look, struck=struck)
        if (colour := properties.find(f"{W}color")) is not None:
            look = replace(look, colour=self._read_colour(colour, "val", "theme"))
        if (shading := properties.find(f"{W}shd")) is not None:
            look = replace(look, fill=self.read_shading(shading))
        if (highlight := read_value(properties, "highlight")) is not None:
            look = replace(look, fill=_HIGHLIGHTS.get(highlight, look.fill if highlight != "none" else None))
        if (fonts := properties.find(f"{W}rFonts")) is not None:
            look = replace(look, font=fonts.get(f"{W}ascii", look.font))
        return look

    # -- grounds -------------------------------------------------------------------------------------------------

    def read_shading(self, shading: Element) -> str | None:
        """Give the colour of a ground: its fill, mixed with the colour of its pattern where it has one."""
        pattern = shading.get(f"{W}val", "clear")
        fill = self._read_colour(shading, "fill", "themeFill")
        if pattern == "nil":
            return None
        share = 100 if pattern == "solid" else read_number(pattern.removeprefix("pct"), 0)
        if not 0 < share <= 100:
            return fill
        # A pattern of points is seen as one colour; "automatic" is black on white.
        ink = self._read_colour(shading, "color", "theme") or "000000"
        return _mix(ink, fill or "FFFFFF", share / 100)

    def find_fill(self, table: Element, cell: Element, place: TablePlace) -> str | None:
        """Give the ground of a cell: its own, else what the table's style gives to cells of its place."""
        if (own := find_child(cell, "tcPr", "shd")) is not None:
            return self.read_shading(own)
        name = read_value(table, "tblPr", "tblStyle")
        parts = _list_parts(find_child(table, "tblPr", "tblLook"), place) if name else ()
        styles = list(self.chain(name))
        for part in parts:
            for style in styles:
                for formatting in style.iterchildren(f"{W}tblStylePr"):
                    shading = find_child(formatting, "tcPr", "shd")
                    if formatting.get(f"{W}type") == part and shading is not None:
                        return self.read_shading(shading)
        for style in styles:
            if (shading := find_child(style, "tcPr", "shd")) is not None:
                return self.read_shading(shading)
        return None

    def _read_colour(self, element: Element, value: str, theme: str) -> str | None:
        """Give a colour: as it is written, else by its name in the theme, made lighter or darker."""
        if (written := _read_hex(element.get(W + value))) is not None:
            return written
        name = element.get(f"{W}{theme}Color" if theme == "theme" else W + theme)
        colour = None if name is None else self._theme.get(_THEME_NAMES.get(name, name))
        if colour is None:
            return None
        if tint := element.get(f"{W}{theme}Tint"):
            colour = _mix(colour, "FFFFFF", _read_share(tint))
        if shade := element.get(f"{W}{theme}Shade"):
            colour = _mix(colour, "000000", _read_share(shade))
        return colour


def _list_parts(look: Element | None, place: TablePlace) -> list[str]:
    """Give the parts of a table style that a cell stands in, that which decides first."""

    def asks(name: str, bit: int, default: bool) -> bool:
        if look is None:
            return default
        if (said := look.get(W + name)) is not None:
            return said in ("1", "true", "on")
        value = look.get(f"{W}val")
        try:
            return default if value is None else bool(int(value, 16) & bit)
        except ValueError:
            return default

    first_row, first_column = asks("firstRow", 0x20, True), asks("firstColumn", 0x80, True)
    parts = []
    if first_row and place.row == 0:
        parts.append("firstRow")
    if asks("lastRow", 0x40, False) and place.row == place.rows - 1:
        parts.append("lastRow")
    if first_column and place.column == 0:
        parts.append("firstCol")
    if asks("lastColumn", 0x100, False) and place.column == place.columns - 1:
        parts.append("lastCol")
    if not asks("noHBand", 0x200, False) and not (first_row and place.row == 0):
        parts.append("band2Horz" if (place.row - first_row) % 2 else "band1Horz")
    if not asks("noVBand", 0x400, True) and not (first_column and place.column == 0):
        parts.append("band2Vert" if (place.column - first_column) % 2 else "band1Vert")
    parts.append("wholeTable")
    return parts


def _read_hex(text: str | None) -> str | None:
    """Give six hexadecimal digits in capitals; ``None`` for "auto" and what is no colour."""
    text = (text or "").removeprefix("#").upper()
    return text if len(text) == 6 and set(text) <= set("0123456789ABCDEF") else None


def _read_share(text: str) -> float:
    try:
        return min(int(text, 16), 255) / 255
    except ValueError:
        return 1.0


def _mix(colour: str, ground: str, share: float) -> str:
    """Give the mean of two colours, the first weighing ``share``."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (0, 2, 4))
    return "".join(f"{round(first * share + second * (1 - share)):02X}" for first, second in pairs)
