"""Reads the declared layouts: which printed heading means which canonical column.

A layout is a TOML file under ``ontology/layouts``; each file there is found by being there.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from scrgraph.errors import BadUsage
from scrgraph.resources import ontology_folder

HEADINGS = {
    "number": "Number",
    "text": "Recommendation",
    "agreed_by": "Agreed by",
    "actions": "Action required",
    "leads": "Implementation lead",
    "targets": "Target date",
    "summary": "Summary of action taken",
    "monitoring": "Monitoring",
    "scrutiny": "Scrutiny by the sub-group",
    "status": "Status",
    "rag": "Colour",
    "completed": "Date of completion",
    "evidence": "Evidence",
    "milestones": "Milestones",
    "outcome": "Outcome wanted",
    "response": "Response",
    "scope": "Scope",
    "source": "Source",
    "theme": "Theme",
    "resources": "Resources",
}
COLUMNS = tuple(HEADINGS)
PROSE = frozenset({"summary", "milestones", "outcome", "response", "scope", "source", "theme", "resources"})
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER_WORD = (
    f"(?:{'|'.join(_TENS)})(?:[-\\s]+(?:{'|'.join(_UNITS[:9])})\\b)?|{'|'.join(sorted(_UNITS, key=len, reverse=True))}"
)
_LONGEST_HEADING = 20  # words: a longer cell is a row's own text


def read_words(text: str) -> tuple[str, ...]:
    """Give the lower-case words of a heading, without punctuation."""
    return tuple(re.findall(r"[a-z0-9]+", text.lower()))


def read_number(printed: str) -> str:
    """Give a printed number ("Three", "07", "1.2") as it stands in a row's key ("3", "7", "1.2")."""
    words = printed.lower().replace("-", " ").split()
    values = [
        _UNITS.index(w) + 1 if w in _UNITS else 10 * (_TENS.index(w) + 2) for w in words if w in (*_UNITS, *_TENS)
    ]
    if values:
        return str(sum(values))
    return ".".join(part.lstrip("0") or "0" for part in "".join(words).split("."))


@dataclass(frozen=True)
class Layout:
    """One declared layout.

    ``status_of`` tells whose word the columns "status" and "completed" are: an agency's is a claim, a board's an event.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    agency_part: tuple[tuple[str, ...], ...]
    columns: dict[str, tuple[tuple[str, ...], ...]]
    colours: tuple[str, ...]
    status_of: Literal["agency", "board"] = "agency"
    whole: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def label_pattern(self) -> re.Pattern[str]:
        """Matches a recommendation's label and number at the start of a cell: groups ``word`` and ``number``."""
        words = "|".join(r"\.?\s+".join(map(re.escape, label.split())) for label in sorted(self.labels, key=len)[::-1])
        number = rf"(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*[a-z]?|{_NUMBER_WORD})"
        return re.compile(rf"(?P<word>{words})\s*[.:]?\s*{number}\b\s*(?:[-.:)\u2013\u2014]\s*)*", re.IGNORECASE)

    def score(self, heading: str, column: str) -> float:
        """Tell how well a heading fits a column: 0 where it holds none of its wordings."""
        return self._score(read_words(heading), column)

    def _score(self, words: tuple[str, ...], column: str) -> float:
        best = 0.0
        for wording in self.columns.get(column, ()):
            size = len(wording)
            for start in range(len(words) - size + 1):
                if words[start : start + size] == wording and (size == len(words) or wording not in self.whole):
                    best = max(best, size + 1 / (start + 1) + (size == len(words)))
        return best

    def match_headings(self, headings: list[str]) -> list[str | None]:
        """Give the canonical column of each heading, ``None`` where it is unknown or its column is taken."""
        scores = sorted(
            (-score, place, column)
            for place, heading in enumerate(headings)
            if 0 < len(words := read_words(heading)) <= _LONGEST_HEADING
            for column in COLUMNS
            if (score := self._score(words, column))
        )
        found: dict[int, str] = {}
        for _, place, column in scores:
            if place not in found and column not in found.values():
                found[place] = column
        return [found.get(place) for place in range(len(headings))]

    def find_text_column(self, headings: list[str], columns: list[str | None]) -> int | None:
        """Give the first unknown heading of a head that is otherwise clear: the recommendation stands under it."""
        free = [place for place, column in enumerate(columns) if column is None and headings[place]]
        return free[0] if free and free[0] <= 1 else None

    def clashing(self, headings: list[str]) -> tuple[str, str] | None:
        """Give two headings that say word for word the same known column, where there are two."""
        seen: dict[tuple[str, ...], str] = {}
        for heading in headings:
            words = read_words(heading)
            if words in seen and any(self.score(heading, column) for column in COLUMNS):
                return seen[words], heading
            seen[words] = heading
        return None


def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Give every declared layout, by name."""
    layouts = []
    for path in sorted((folder or ontology_folder() / "layouts").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        layouts.append(
            Layout(
                name=data["name"],
                title=data["title"],
                labels=tuple(data["labels"]),
                agency_part=tuple(read_words(words) for words in data["agency_part"]),
                columns={name: tuple(map(read_words, words)) for name, words in data["columns"].items()},
                colours=tuple(data["colours"]),
                status_of=data.get("status_of", "agency"),
                whole=tuple(read_words(words) for words in data.get("whole", [])),
            )
        )
    return tuple(layouts)


def find_layout(name: str) -> Layout:
    """Give the layout of that name.

    Raises:
        BadUsage: where there is none.
    """
    layouts = load_layouts()
    for layout in layouts:
        if layout.name == name:
            return layout
    known = ", ".join(layout.name for layout in layouts)
    raise BadUsage(f"There is no layout called '{name}'.", remedy=f"Known layouts: {known}.")
