"""Puts together drawings as SVG 1.1: plain shapes and words, nothing that is loaded from elsewhere, no script.

Numbers are rounded to a tenth, so that the same figures give the same bytes on every machine.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_FONT = "system-ui, -apple-system, 'Segoe UI', Arial, sans-serif"
_LETTER = 0.56  # of the size of the font: how wide a letter is, as a wide font has them
LINE, PARAGRAPH = 1.36, 4.0  # from line to line, of the size of the font; and between two paragraphs
INK, FAINT, GRID, PAPER = "#1f2328", "#57606a", "#e3e7ec", "#ffffff"

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in a drawing; y runs downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


@dataclass
class Drawing:
    """A drawing of a width and a height; ``title`` and ``description`` are for those who cannot see it."""

    width: float
    height: float
    title: str
    description: str
    _defined: dict[str, str] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)

    def define(self, name: str, element: str) -> str:
        """Define a pattern or the like by its name, once; gives what it is called where it fills a shape."""
        self._defined[name] = element
        return f"url(#{name})"

    def rectangle(self, box: Box, fill: str, words: str = "", **attributes: object) -> None:
        """Draw a rectangle; ``words``, if any, are shown where a pointer rests on it."""
        place = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
        drawn = f"<rect{_write({**place, 'fill': fill, **attributes})}"
        self._parts.append(f"{drawn}><title>{escape(words)}</title></rect>" if words else f"{drawn}/>")

    def line(self, start: Place, end: Place, stroke: str = GRID, **attributes: object) -> None:
        """Draw a straight line."""
        ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1], "stroke": stroke}
        self._parts.append(f"<line{_write({**ends, **attributes})}/>")

    def polyline(self, places: Iterable[Place], stroke: str, **attributes: object) -> None:
        """Draw a line with corners."""
        self._parts.append(
            f"<polyline{_write({'points': _join(places), 'fill': 'none', 'stroke': stroke, **attributes})}/>"
        )

    def curve(self, path: str, stroke: str, words: str, **attributes: object) -> None:
        """Draw a curved line along an SVG path; ``words`` are shown where a pointer rests on it."""
        given = {"d": path, "fill": "none", "stroke": stroke, **attributes}
        self._parts.append(f"<path{_write(given)}><title>{escape(words)}</title></path>")

    def disc(self, place: Place, radius: float, fill: str, words: str, **attributes: object) -> None:
        """Draw a disc; ``words`` are shown where a pointer rests on it."""
        given = {"cx": place[0], "cy": place[1], "r": radius, "fill": fill, **attributes}
        self._parts.append(f"<circle{_write(given)}><title>{escape(words)}</title></circle>")

    def polygon(self, places: Iterable[Place], fill: str, **attributes: object) -> None:
        """Draw an area."""
        self._parts.append(f"<polygon{_write({'points': _join(places), 'fill': fill, **attributes})}/>")

    def text(self, place: Place, words: str, size: float, **attributes: object) -> None:
        """Write words at a place: where their line begins, or as ``text_anchor`` says."""
        given = {"x": place[0], "y": place[1], "font_size": size, "fill": INK, **attributes}
        self._parts.append(f"<text{_write(given)}>{escape(words)}</text>")

    def paragraphs(
        self, place: Place, paragraphs: Sequence[Sequence[str]], size: float, colour: str = INK, **attributes: object
    ) -> float:
        """Write paragraphs of lines one below the other from a place on; gives where the next would stand."""
        x, y = place
        for lines in paragraphs:
            for line in lines:
                self.text((x, y), line, size, fill=colour, **attributes)
                y += size * LINE
            y += PARAGRAPH
        return y

    def render(self) -> str:
        """Give the drawing as SVG."""
        defined = [f"<defs>{''.join(self._defined.values())}</defs>"] if self._defined else []
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_number(self.width)} {_number(self.height)}"'
                f' role="img" aria-labelledby="title described" font-family="{_FONT}">',
                f'<title id="title">{escape(self.title)}</title>',
                f'<desc id="described">{escape(self.description)}</desc>',
                *defined,
                f'<rect width="{_number(self.width)}" height="{_number(self.height)}" fill="{PAPER}"/>',
                *self._parts,
                "</svg>\n",
            ]
        )


def measure_paragraphs(paragraphs: Sequence[Sequence[str]], size: float) -> float:
    """Give how high paragraphs of lines are."""
    return sum(len(lines) * size * LINE + PARAGRAPH for lines in paragraphs)


def measure(words: str, size: float) -> float:
    """Give how wide words are at most in a font of a size."""
    return len(words) * size * _LETTER


def measure_contrast(one: str, other: str) -> float:
    """Give the contrast of two colours (WCAG 2.1): from 1, none, to 21; for words it should be 4.5 or more."""
    light, dark = sorted((_measure_light(one), _measure_light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _measure_light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def choose_ink(fill: str) -> str:
    """Choose what words on a colour are written in: dark or light, whichever stands out more."""
    return max((INK, PAPER), key=lambda ink: measure_contrast(ink, fill))


def fold_to(words: str, width: float, size: float) -> list[str]:
    """Fold words to lines that are at most so wide in a font of a size."""
    return textwrap.wrap(words, max(int(width / measure("m", size)), 8), break_on_hyphens=False)


def draw_words(title: str, told: Sequence[str], width: float = 720.0) -> str:
    """Draw a title and sentences alone, where there is nothing else to draw."""
    edge = 30.0
    head = fold_to(title, width - 2 * edge, 1.08 * 18)
    folded = [fold_to(words, width - 2 * edge, 13) for words in told]
    height = 32 + measure_paragraphs([head], 18) + measure_paragraphs(folded, 13) + 10
    drawing = Drawing(width, height, title, " ".join(told))
    y = drawing.paragraphs((edge, 32.0), [head], 18, font_weight=600)
    drawing.paragraphs((edge, y), folded, 13)
    return drawing.render()


def spread(places: Sequence[float], apart: float, top: float, bottom: float) -> list[float]:
    """Spread places in their order so that each is a distance from the next, between two ends as far as they fit."""
    found = list(places)
    for number in range(len(found)):
        found[number] = max(found[number], top if number == 0 else found[number - 1] + apart)
    for number in reversed(range(len(found))):
        found[number] = min(found[number], bottom if number == len(found) - 1 else found[number + 1] - apart)
    return found


def _write(attributes: dict[str, object]) -> str:
    return "".join(
        f" {name.replace('_', '-')}={quoteattr(_number(value) if isinstance(value, float) else str(value))}"
        for name, value in attributes.items()
    )


def _join(places: Iterable[Place]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in places)


def write_curve(start: Place, pull_start: Place, pull_end: Place, end: Place) -> str:
    """Write the path of a cubic curve that leaves its start towards one place and comes to its end from another."""
    places = (f"{_number(x)} {_number(y)}" for x, y in (start, pull_start, pull_end, end))
    return "M{} C{}, {}, {}".format(*places)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
