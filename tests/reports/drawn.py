"""Reads drawings as a reader sees them: where each word lies, on what, and how large.

Words are measured in Bitstream Vera, which reportlab carries: it is as wide as any letters that a browser is likely to
take for these pictures, so what has room in it has room in all.
"""

import itertools
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import reportlab
from PIL import ImageFont

from scrgraph.reports.svg import measure_contrast

SVG = "{http://www.w3.org/2000/svg}"
SMALLEST = 9.0  # pixels on a picture of 800
_FONTS = Path(reportlab.__file__).parent / "fonts"
_UP, _DOWN = 0.74, 0.16  # of the size: how far most letters rise above their line, and reach below it

Place = tuple[float, float]


@dataclass(frozen=True)
class Text:
    """A text of a drawing: its four corners, its size and its colour."""

    words: str
    corners: tuple[Place, ...]
    size: float
    fill: str

    @property
    def middle(self) -> Place:
        return (sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4)


@dataclass(frozen=True)
class Picture:
    """A drawing that was read."""

    width: float
    height: float
    root: ET.Element
    texts: tuple[Text, ...]

    @property
    def title(self) -> str:
        return self.root.findtext(f"{SVG}title") or ""

    @property
    def description(self) -> str:
        return self.root.findtext(f"{SVG}desc") or ""


@cache
def load_font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / ("VeraBd.ttf" if bold else "Vera.ttf")), 100)


def read_drawing(svg: str) -> Picture:
    root = ET.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    return Picture(width, height, root, tuple(_read_text(each) for each in root.iter(f"{SVG}text")))


def _read_text(element: ET.Element) -> Text:
    words = element.text or ""
    said = element.attrib
    size, x, y = float(said["font-size"]), float(said["x"]), float(said["y"])
    length = load_font(said.get("font-weight") in ("600", "700")).getlength(words) * size / 100
    left = x - length * {"end": 1.0, "middle": 0.5}.get(said.get("text-anchor", "start"), 0.0)
    top, bottom = y - _UP * size, y + _DOWN * size
    corners = [(left, top), (left + length, top), (left + length, bottom), (left, bottom)]
    if turned := re.fullmatch(r"rotate\((\S+) (\S+) (\S+)\)", said.get("transform", "")):
        angle, about_x, about_y = map(float, turned.groups())
        corners = [_turn(corner, math.radians(angle), (about_x, about_y)) for corner in corners]
    else:
        assert "transform" not in said
    return Text(words, tuple(corners), size, said["fill"])


def _turn(place: Place, angle: float, about: Place) -> Place:
    x, y = place[0] - about[0], place[1] - about[1]
    return (
        about[0] + x * math.cos(angle) - y * math.sin(angle),
        about[1] + x * math.sin(angle) + y * math.cos(angle),
    )


def list_overlaps(picture: Picture) -> Iterator[tuple[str, str]]:
    """Give the pairs of texts that lie on one another."""
    for one, other in itertools.combinations(picture.texts, 2):
        if _overlap(one.corners, other.corners):
            yield one.words, other.words


def _overlap(one: tuple[Place, ...], other: tuple[Place, ...]) -> bool:
    """Whether two boxes, however they are turned, have a place in common: no line parts them."""
    for corners in (one, other):
        for (x, y), (next_x, next_y) in itertools.pairwise(corners[:3]):
            across = (next_y - y, x - next_x)
            first, second = ([across[0] * place[0] + across[1] * place[1] for place in box] for box in (one, other))
            if max(first) <= min(second) or max(second) <= min(first):
                return False
    return True


def list_outside(picture: Picture) -> list[str]:
    """Give the texts that reach beyond the page."""
    return [
        text.words
        for text in picture.texts
        if any(not (0 <= x <= picture.width and 0 <= y <= picture.height) for x, y in text.corners)
    ]


def list_small(picture: Picture) -> list[str]:
    """Give the texts that are too small where the picture is 800 pixels wide."""
    return [text.words for text in picture.texts if text.size * min(800 / picture.width, 1) < SMALLEST]


def list_pale(picture: Picture) -> list[str]:
    """Give the texts that do not stand out enough from what they are written on (WCAG 2.1, level AA)."""
    pale = []
    areas: list[tuple[ET.Element, str]] = []
    texts = iter(picture.texts)
    for element in picture.root.iter():
        fill = element.attrib.get("fill", "")
        if element.tag in (f"{SVG}rect", f"{SVG}circle") and fill.startswith("#"):
            areas.append((element, fill))
        elif element.tag == f"{SVG}text":
            text = next(texts)
            below = next(colour for area, colour in reversed(areas) if _holds(area, text.middle))
            if measure_contrast(text.fill, below) < 4.5:
                pale.append(f"{text.words} ({text.fill} on {below})")
    return pale


def _holds(area: ET.Element, place: Place) -> bool:
    said = area.attrib
    x, y = place
    if area.tag == f"{SVG}circle":
        return math.hypot(x - float(said["cx"]), y - float(said["cy"])) <= float(said["r"])
    left, top = float(said.get("x", 0)), float(said.get("y", 0))
    return left <= x <= left + float(said["width"]) and top <= y <= top + float(said["height"])
