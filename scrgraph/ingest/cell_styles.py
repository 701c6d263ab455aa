"""Reads the styles of a workbook's cells: number format, colours, and whether words are struck out.

Each font and fill is read by itself, so that one which openpyxl does not know costs no more than its own colour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.fills import Fill
from openpyxl.styles.fonts import Font
from openpyxl.styles.numbers import builtin_format_code
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from scrgraph.ingest.cell_colours import Colours

_MAIN = f"{{{SHEET_MAIN_NS}}}"


@dataclass(frozen=True, slots=True)
class Style:
    """How the cells of one style look, as far as it matters here."""

    code: str = "General"
    fill: str | None = None
    colour: str | None = None
    struck: bool = False


_PLAIN = Style()


class Styles:
    """The styles of a workbook, by their numbers."""

    def __init__(self, xml: bytes | None, theme: bytes | None) -> None:
        """Read the styles part and the theme of a workbook, as far as it has them."""
        root: Any = None if xml is None else fromstring(xml)
        palette = [str(node.get("rgb")) for node in _find(root, "colors/indexedColors/rgbColor")]
        self._colours = Colours(palette or COLOR_INDEX, theme)
        codes = {node.get("numFmtId"): str(node.get("formatCode")) for node in _find(root, "numFmts/numFmt")}
        fonts = [_read_part(Font, node) for node in _find(root, "fonts/font")]
        fills = [_read_part(Fill, node) for node in _find(root, "fills/fill")]
        self._styles = []
        for node in _find(root, "cellXfs/xf"):
            number = node.get("numFmtId")
            font, fill = _pick(fonts, node.get("fontId")), _pick(fills, node.get("fillId"))
            self._styles.append(
                Style(
                    codes.get(number) or builtin_format_code(_read_number(number)) or "General",
                    self._colours.tell_ground(fill),
                    self.tell_colour(font),
                    bool(font is not None and font.strike),
                )
            )

    def __getitem__(self, number: int) -> Style:
        """Give the style of that number; a plain one where the workbook has none of it."""
        return self._styles[number] if 0 <= number < len(self._styles) else _PLAIN

    def tell_colour(self, font: Any) -> str | None:
        """Give the colour of words in some font."""
        return None if font is None else self._colours.tell(font.color, words=True)


def _find(root: Any, path: str) -> Iterable[Any]:
    return () if root is None else root.iterfind("/".join(_MAIN + name for name in path.split("/")))


def _read_number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _pick(parts: list[Any], number: str | None) -> Any:
    place = _read_number(number)
    return parts[place] if place < len(parts) else None


def _read_part(kind: Any, node: Any) -> Any:
    try:
        return kind.from_tree(node)
    except (TypeError, ValueError, AttributeError, KeyError):
        return None
