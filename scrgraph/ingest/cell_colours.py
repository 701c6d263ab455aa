"""Tells the colours of a workbook's cells: named outright, by the workbook's palette, or by its theme and a tint.

Theme colours and tints follow ECMA-376, part 1, 18.3.1.15 and 20.1.6.2.
"""

import colorsys
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scrgraph.ingest.colours import read_hls

if TYPE_CHECKING:
    from openpyxl.styles.colors import Color

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# A cell's style counts the colours of a theme in another order than the theme lists them.
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_WORDS_BY_DEFAULT = 1  # the theme's colour of words, which every new cell has: no one chose it
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


class Colours:
    """The colours of one workbook."""

    def __init__(self, palette: Sequence[str], theme: bytes | None) -> None:
        """Take the palette and the theme of a workbook."""
        self._indexed = palette
        self._theme = _read_theme(theme)

    def tell(self, colour: "Color | None", *, words: bool = False) -> str | None:
        """Give a colour as six hexadecimal digits; ``None`` for none, an automatic one, or that of all new words."""
        if colour is None or colour.type == "auto":
            return None
        found: Any = None
        if colour.type == "rgb":
            found = colour.rgb
        elif colour.type == "indexed" and isinstance(colour.indexed, int):
            found = self._indexed[colour.indexed] if 0 <= colour.indexed < len(self._indexed) else None
        elif colour.type == "theme" and isinstance(colour.theme, int):
            if words and colour.theme == _WORDS_BY_DEFAULT and not colour.tint:
                return None
            found = self._theme.get(_THEME[colour.theme]) if 0 <= colour.theme < len(_THEME) else None
        if not isinstance(found, str) or not _HEX.fullmatch(found[-6:]):
            return None
        return _tint(found[-6:].upper(), float(colour.tint or 0))

    def tell_ground(self, fill: Any) -> str | None:
        """Give the colour of a cell's ground; ``None`` where it has none, or several that run into each other."""
        pattern = getattr(fill, "patternType", None)
        if pattern == "solid":
            return self.tell(fill.fgColor)
        if pattern:
            # Lines or dots over a ground.
            return None if fill.bgColor is None or fill.bgColor.rgb == "00000000" else self.tell(fill.bgColor)
        stops = {self.tell(stop.color) for stop in getattr(fill, "stop", ())}
        return stops.pop() if len(stops) == 1 else None


def _read_theme(theme: bytes | None) -> dict[str, str]:
    from openpyxl.xml.functions import fromstring

    if not theme or not theme.strip():
        return {}
    root = fromstring(theme)
    found = {}
    for name in _THEME:
        node = root.find(f".//{_DRAWING}clrScheme/{_DRAWING}{name}")
        for colour in () if node is None else node:
            # A colour of the system carries the value that it had last.
            found[name] = colour.get("lastClr") or colour.get("val") or ""
    return found


def _tint(colour: str, tint: float) -> str:
    if not tint:
        return colour
    hue, light, strength = read_hls(colour)
    tint = max(-1.0, min(1.0, tint))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, strength))
