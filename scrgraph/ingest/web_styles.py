"""Tells what a web page shows of its words: on which ground, in which colour, struck out or not at all.

Read are attributes (``bgcolor``, ``color``), inline styles, and of the page's own style sheets the plain rules for a
class, which is how Excel and Google save colours. What hides is believed only where it stands at the element itself:
a class may hide on paper alone, or until somebody clicks. Nothing is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import html

from scrgraph.ingest.colours import name_colour

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"(?:^|[\s>])([a-zA-Z][\w-]*)?\.(-?[_a-zA-Z][\w-]*)$")
_DECLARATION = re.compile(r"\s*([\w-]+)\s*:\s*([^;]*)")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|(?:rgb|rgba|hsl|hsla)\([^()]*\)|[a-z]+", re.IGNORECASE)
_MOST_RULES = 20_000  # of a style sheet; Excel writes some hundred

HIDDEN = "the page does not show it"
STRUCK = "it is struck out"
_KEEPS = ("pre", "textarea")
_STRUCK_TAGS = frozenset({"del", "s", "strike"})

Rules = dict[tuple[str, str], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Look:
    """How the words of an element look: the colours that hold for them, and why they are not read if they are not.

    ``own_fill`` tells whether the element itself has its ground, and not one of those around it.
    """

    fill: str | None = None
    colour: str | None = None
    lost: str | None = None
    own_fill: bool = False
    keeps_lines: bool = False


def read_sheets(root: html.HtmlElement) -> Rules:
    """Give the declarations of each class that the page's own style sheets name, by tag ("" for any) and class."""
    rules: Rules = {}
    for sheet in root.iter("style"):
        for selectors, body in _split_rules(sheet.text_content()):
            declared = dict(_read_declarations(body))
            for selector in selectors.split(",") if declared else ():
                if found := _CLASS.search(selector.strip()):
                    rules.setdefault(((found[1] or "").lower(), found[2]), {}).update(declared)
            if len(rules) > _MOST_RULES:
                return rules
    return rules


def _split_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Give selectors and declarations of the rules at the top of a style sheet; those under a condition are left."""
    sheet = _COMMENT.sub(" ", sheet).replace("<!--", " ").replace("-->", " ")
    depth, start, selectors = 0, 0, ""
    for found in re.finditer(r"[{}]", sheet):
        if found.group() == "{":
            if depth == 0:
                selectors = sheet[start : found.start()].rpartition(";")[2].strip()
            depth, start = depth + 1, found.end()
        elif depth:
            depth -= 1
            if depth == 0 and not selectors.startswith("@"):
                yield selectors, sheet[start : found.start()]
            start = found.end()


def look_at(element: html.HtmlElement, around: Look, rules: Rules) -> Look:
    """Give the look of an element's words, from that of the element around it."""
    tag = str(element.tag).lower()
    style: dict[str, str] = {}
    if rules:
        for name in (element.get("class") or "").split():
            style |= rules.get(("", name), {}) | rules.get((tag, name), {})
    inline = dict(_read_declarations(element.get("style") or "")) if element.get("style") else {}
    style |= inline
    lost = around.lost
    if lost is None:
        hidden = element.get("hidden")
        if (
            (hidden is not None and hidden.lower() != "until-found")
            or inline.get("display") == "none"
            or inline.get("visibility") in ("hidden", "collapse")
            or inline.get("mso-hide") == "all"
            or (tag == "input" and (element.get("type") or "").lower() == "hidden")
        ):
            lost = HIDDEN
        elif tag in _STRUCK_TAGS or "line-through" in style.get("text-decoration", "") + style.get(
            "text-decoration-line", ""
        ):
            lost = STRUCK
    fill = _read_colour(style.get("background-color") or style.get("background") or element.get("bgcolor"))
    colour = _read_colour(style.get("color") or (element.get("color") if tag == "font" else None))
    if lost is None and fill is None and colour is None and not around.own_fill and tag not in _KEEPS and not style:
        return around
    keeps = around.keeps_lines or tag in _KEEPS or style.get("white-space", "").startswith("pre")
    return replace(
        around,
        fill=fill or around.fill,
        colour=colour or around.colour,
        lost=lost,
        own_fill=fill is not None,
        keeps_lines=keeps,
    )


def _read_declarations(body: str) -> Iterator[tuple[str, str]]:
    for part in body.split(";"):
        if (found := _DECLARATION.match(part)) and (value := found[2].partition("!")[0].strip()):
            yield found[1].lower(), value.lower()


def _read_colour(value: str | None) -> str | None:
    """Give the first colour that a value names: a background may name a picture and its place beside it."""
    if not value:
        return None
    value = re.sub(r"url\([^)]*\)", " ", value.strip().lower())
    if re.fullmatch(r"[0-9a-f]{6}", value):  # old pages leave out the sign
        value = "#" + value
    return next(filter(None, map(name_colour, _COLOUR.findall(value))), None)
