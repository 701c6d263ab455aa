"""Counts the automatic numbers of a Word document's paragraphs, as Word prints them ("1.", "R1", "(a)").

A paragraph belongs to a list by itself or through its style; lists that share one definition count on together, save
where one says that it starts anew (ECMA-376, part 1, 17.9). Bullets are marks, no numbers: they give no words.
"""

import re
from dataclasses import dataclass, field

from scrgraph.ingest.word_parts import Element, Package, W, find_child, is_on, read_number, read_value
from scrgraph.ingest.word_styles import Styles

_LEVELS = 9
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_ORDINALS |= {"twelve": "twelfth"}
_MOST_WRITTEN = 99  # the largest number that is written in words
_LARGEST = 32767  # that a list counts to
_WORDLESS = ("bullet", "none")


@dataclass
class _Level:
    """One level of a list's definition."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    plain: bool = False
    gap: str = " "


@dataclass
class _List:
    """A list as paragraphs name it: the definition it follows, and what it says otherwise."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbers:
    """The lists of a document, and how far each has counted."""

    def __init__(self, package: Package, styles: Styles) -> None:
        """Read the part that defines lists, where there is one."""
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._levels_of_styles: dict[tuple[str, str], int] = {}
        self._by_style: dict[str | None, tuple[str | None, int | None]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        links: dict[str, str] = {}
        for _, root in package.find("numbering"):
            for definition in root.iterchildren(f"{W}abstractNum"):
                self._read_definition(definition, links)
            for numbered in root.iterchildren(f"{W}num"):
                self._read_list(numbered)
        self._follow_links(links)

    def find_level(self, paragraph: Element) -> tuple[str, int] | None:
        """Give the list of a paragraph and its level in it; ``None`` where it prints no number."""
        own = find_child(paragraph, "pPr", "numPr")
        style = self._styles.style_of(paragraph)
        name, level = read_value(own, "numId"), read_value(own, "ilvl")
        if name is None:
            name, by_style = self._find_in_style(style)
            level = level if level is not None or by_style is None else str(by_style)
        if name is None or (found := self._lists.get(name)) is None:
            return None
        depth = min(max(read_number(level), 0), _LEVELS - 1)
        rule = self._level(found, depth)
        return (name, depth) if rule is not None and self._prints(found, rule) else None

    def _prints(self, held: _List, rule: _Level) -> bool:
        """Whether a level prints anything: it is no bullet, and some of what it is made of is not left blank."""
        if rule.format in _WORDLESS:
            return False
        return bool(self._write(held, rule, dict.fromkeys(range(_LEVELS), 1)).strip())

    def count(self, paragraph: Element) -> str:
        """Count a paragraph, and give its number as printed with the gap after it; nothing where it has none."""
        if (placed := self.find_level(paragraph)) is None:
            return ""
        name, depth = placed
        held = self._lists[name]
        counts = self._counts.setdefault(held.definition, {})
        if name not in self._begun:
            self._begun.add(name)
            for level in held.starts:
                counts.pop(level, None)
        rule = self._level(held, depth)
        assert rule is not None  # find_level gives none otherwise
        start = held.starts.get(depth, rule.start)
        counts[depth] = counts[depth] + 1 if depth in counts else start
        for level in range(depth):
            upper = self._level(held, level)
            counts.setdefault(level, held.starts.get(level, upper.start if upper else 1))
        for level in range(depth + 1, _LEVELS):
            lower = self._level(held, level)
            # "0" says that the level counts on whatever comes before; another number, which level it heeds.
            if lower is None or lower.restart is None or (lower.restart > 0 and depth < lower.restart):
                counts.pop(level, None)
        return self._write(held, rule, counts) + rule.gap

    def _write(self, held: _List, rule: _Level, counts: dict[int, int]) -> str:
        def put(found: re.Match[str]) -> str:
            level = int(found.group(1)) - 1
            at = self._level(held, level)
            form = "decimal" if rule.plain or at is None else at.format
            return write_number(counts.get(level, 0), form)

        return re.sub(r"%([1-9])", put, rule.text)

    def _level(self, held: _List, depth: int) -> _Level | None:
        return held.levels.get(depth) or self._definitions.get(held.definition, {}).get(depth)

    def _find_in_style(self, style: str | None) -> tuple[str | None, int | None]:
        """Give the list that a style puts its paragraphs in, and the level."""
        if style not in self._by_style:
            self._by_style[style] = self._look_up_style(style)
        return self._by_style[style]

    def _look_up_style(self, style: str | None) -> tuple[str | None, int | None]:
        level: int | None = None
        for named in self._styles.chain(style):
            numbered = find_child(named, "pPr", "numPr")
            if level is None and (said := read_value(numbered, "ilvl")) is not None:
                level = read_number(said)
            if (name := read_value(numbered, "numId")) is not None:
                held = self._lists.get(name)
                linked = self._levels_of_styles.get((held.definition, style or "")) if held else None
                return name, linked if linked is not None else level
        return None, None

    # -- what the part says --------------------------------------------------------------------------------------

    def _read_definition(self, definition: Element, links: dict[str, str]) -> None:
        name = definition.get(f"{W}abstractNumId", "")
        levels = self._definitions.setdefault(name, {})
        for level in definition.iterchildren(f"{W}lvl"):
            depth = read_number(level.get(f"{W}ilvl"), -1)
            levels[depth] = _read_level(level)
            if (style := read_value(level, "pStyle")) is not None:
                self._levels_of_styles[name, style] = depth
        if (link := read_value(definition, "numStyleLink")) is not None:
            links[name] = link

    def _read_list(self, numbered: Element) -> None:
        held = _List(read_value(numbered, "abstractNumId") or "")
        for override in numbered.iterchildren(f"{W}lvlOverride"):
            depth = read_number(override.get(f"{W}ilvl"), -1)
            if (level := override.find(f"{W}lvl")) is not None:
                held.levels[depth] = _read_level(level)
            if (start := read_value(override, "startOverride")) is not None:
                held.starts[depth] = _limit(start)
        self._lists[numbered.get(f"{W}numId", "")] = held

    def _follow_links(self, links: dict[str, str]) -> None:
        """Let a definition that only names a list style take the levels of the list which that style is made of."""
        for name, style in links.items():
            listed = next(iter(self._styles.chain(style)), None)
            held = self._lists.get(read_value(listed, "pPr", "numPr", "numId") or "")
            if held is not None and not self._definitions[name]:
                self._definitions[name] = self._definitions.get(held.definition, {})


def _read_level(level: Element) -> _Level:
    start, restart, gap = (read_value(level, name) for name in ("start", "lvlRestart", "suff"))
    return _Level(
        start=0 if start is None else _limit(start),  # so the standard has it, and so Word counts
        format=read_value(level, "numFmt") or "decimal",
        text=read_value(level, "lvlText") or "",
        restart=None if restart is None else read_number(restart),
        plain=is_on(level.find(f"{W}isLgl")) is True,
        gap="" if gap == "nothing" else " ",
    )


def _limit(text: str) -> int:
    return min(max(read_number(text, 1), 0), _LARGEST)


def write_number(number: int, form: str) -> str:
    """Write a number in one of the forms that lists have; what is not known is written in figures."""
    match form:
        case "none" | "bullet":
            return ""
        case "decimalZero":
            return f"{number:02}"
        case "lowerLetter" | "upperLetter" if number > 0:
            # After z comes aa, then bb.
            letters = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman" if number > 0:
            roman = _write_roman(number)
            return roman.upper() if form == "upperRoman" else roman
        case "ordinal":
            ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
            return f"{number}{ending}"
        case "cardinalText" if number <= _MOST_WRITTEN:
            return _write_words(number).capitalize()
        case "ordinalText" if number <= _MOST_WRITTEN:
            head, hyphen, last = _write_words(number).rpartition("-")
            last = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
            return (head + hyphen + last).capitalize()
    return str(number)


def _write_roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _write_words(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    tens, units = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_UNITS[units]}" if units else "")
