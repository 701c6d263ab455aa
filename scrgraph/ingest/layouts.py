"""The declared layouts: which printed heading means which canonical column.

A layout is a TOML file under ``ontology/layouts``, or in a board's own folder; each file there is found by being there.
Every layout builds on the common wordings of ``general.toml`` and says only what is different in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scrgraph.errors import BadUsage
from scrgraph.ingest.headings import Wording, find_misspelt, fold_words, is_little, list_wordings, read_words
from scrgraph.resources import ontology_folder

if TYPE_CHECKING:
    from scrgraph.ingest.layout_files import Example

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
NOTHING = ""  # in the place of a column: a heading that is known and is none of the columns
GENERAL = "general"
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER_WORD = (
    f"(?:{'|'.join(_TENS)})(?:[-\\s]+(?:{'|'.join(_UNITS[:9])})\\b)?|{'|'.join(sorted(_UNITS, key=len, reverse=True))}"
)
_RIVAL, _LATER = 0.5, 0.25  # what a wording of several columns counts less for the first of them, and for each after it
_MOST_OF_IT = 0.8  # certainty
_KEPT = 160  # characters of a heading whose rating is kept

Words = tuple[str, ...]


def read_number(printed: str) -> str:
    """Give a printed number ("Three", "07", "1.2", "02/24") as it stands in a row's key ("3", "7", "1.2", "2-24")."""
    words = printed.lower().replace("-", " ").split()
    values = [
        _UNITS.index(w) + 1 if w in _UNITS else 10 * (_TENS.index(w) + 2) for w in words if w in (*_UNITS, *_TENS)
    ]
    if values:
        return str(sum(values))
    number, stroke, year = "".join(words).partition("/")
    # A stroke would part the key.
    return ".".join(part.lstrip("0") or "0" for part in number.split(".")) + stroke.replace("/", "-") + year


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that a heading may mean: how well it fits, how sure that is (0 to 1), and by which wording.

    ``either`` are all columns that the wording can mean, in the order in which they are taken; ``own`` tells that the
    layout itself says so, and not the common vocabulary; ``misspelt`` is the heading's word that was mended.
    """

    column: str
    score: float
    certainty: float
    wording: str
    whole: bool
    either: tuple[str, ...] = ()
    own: bool = False
    misspelt: str | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """A wording as it is compared: its words, the columns that it can mean (each with its rank), and as declared.

    ``open`` tells that it can mean several columns by the common wordings, though a plan of the layout may have one.
    """

    words: Words
    columns: tuple[tuple[int, str], ...]
    printed: str
    own: bool
    open: bool = False


@dataclass(frozen=True)
class Layout:
    """One declared layout.

    ``status_of`` tells whose word the columns "status" and "completed" are: an agency's is a claim, a board's an event.
    ``columns`` are the wordings of each column, those of the common vocabulary among them; ``own`` those that the
    layout itself declares. ``either`` are wordings that can mean several columns, but for those that a plan of this
    layout is ``without``. ``needs`` are wordings that must all stand in the head of such a plan, ``one_of`` such of
    which one must stand there or in the text above, ``signs`` such as speak for it in the head, and ``title_words`` in
    the text above.

    ``colours`` are the words of colours, ``colour_means`` what one stands for (overdue, open, closed) where the layout
    says so, ``status_words`` the statuses that words of a status column stand for, where the layout means others than
    are common. ``agency_leads`` are headings of leads that ask for the agency alone. ``guidance`` are openings of
    cells that are guidance. ``content`` are words by which the cells below a heading show what it means.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    agency_part: tuple[Words, ...]
    columns: Mapping[str, tuple[Words, ...]]
    colours: tuple[str, ...]
    status_of: Literal["agency", "board"] = "agency"
    whole: tuple[Words, ...] = ()
    description: str = ""
    source: str = ""
    own: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    either: Mapping[Words, tuple[str, ...]] = field(default_factory=dict)
    own_either: tuple[Words, ...] = ()
    nothing: tuple[Words, ...] = ()
    without: tuple[str, ...] = ()
    needs: tuple[Words, ...] = ()
    one_of: tuple[Words, ...] = ()
    signs: tuple[Words, ...] = ()
    title_words: tuple[Words, ...] = ()
    status_words: Mapping[str, str] = field(default_factory=dict)
    colour_means: Mapping[str, str] = field(default_factory=dict)
    guidance: tuple[str, ...] = ()
    agency_leads: tuple[Words, ...] = ()
    content: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    example: "Example | None" = None
    path: Path | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Give what another process needs of it: what is declared, and nothing of what was worked out of it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def label_pattern(self) -> re.Pattern[str]:
        """Matches a recommendation's label and number at the start of a cell: groups ``word`` and ``number``."""
        words = "|".join(r"\.?\s+".join(map(re.escape, label.split())) for label in sorted(self.labels, key=len)[::-1])
        number = rf"(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*[a-z]?|{_NUMBER_WORD})"
        return re.compile(rf"(?P<word>{words})\s*[.:]?\s*{number}\b\s*(?:[-.:)\u2013\u2014]\s*)*", re.IGNORECASE)

    def asks_agency(self, heading: str) -> bool:
        """Tell whether a heading of leads asks for the agency alone, and for no post in it."""
        said = {fold_words(words) for words in self.agency_leads}
        return any(wording.words in said for wording in list_wordings(heading))

    def is_guidance(self, text: str) -> bool:
        """Tell whether the words of a cell begin as guidance does ("Enter the date ...")."""
        lowered = text.lower()
        return any(re.match(rf"{re.escape(opening.lower())}(?!\w)", lowered) for opening in self.guidance)

    # -- how well a heading fits a column ------------------------------------------------------------------------

    @cached_property
    def _index(self) -> Mapping[str, tuple["_Said", ...]]:
        """The wordings by their first word."""
        rows: dict[str, list[_Said]] = {}
        own = {fold_words(words) for wordings in self.own.values() for words in wordings}
        said: dict[Words, _Said] = {}
        for column in COLUMNS:
            for words in self.columns.get(column, ()):
                folded = fold_words(words)
                said.setdefault(folded, _Said(folded, ((0, column),), " ".join(words), folded in own))
        for words in self.nothing:
            folded = fold_words(words)
            said.setdefault(folded, _Said(folded, ((0, NOTHING),), " ".join(words), own=False))
        for words, columns in self.either.items():
            left = tuple(
                (rank, column)
                for rank, column in enumerate(columns)
                if words in self.own_either or column not in self.without
            )
            said[fold_words(words)] = _Said(fold_words(words), left, " ".join(words), own=False, open=True)
        for one in said.values():
            rows.setdefault(one.words[0], []).append(one)
        return {first: tuple(found) for first, found in rows.items()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that stand in any wording of a heading, as they are compared."""
        return frozenset(word for found in self._index.values() for said in found for word in said.words)

    @cached_property
    def _whole(self) -> frozenset[Words]:
        return frozenset(map(fold_words, self.whole))

    @cached_property
    def _rated(self) -> dict[tuple[str, ...], tuple[Candidate, ...]]:
        return {}

    def rate(self, heading: str, *others: str) -> tuple[Candidate, ...]:
        """Give the columns that a heading may mean, the best first; ``others`` are other ways to say the heading."""
        said = (heading, *others)
        found = self._rated.get(said)
        if found is None:
            found = self._rate(said)
            if len(heading) <= _KEPT:
                self._rated[said] = found
        return found

    def _rate(self, headings: tuple[str, ...]) -> tuple[Candidate, ...]:
        best: dict[str, Candidate] = {}
        for place, heading in enumerate(headings):
            for candidate in self._rate_one(heading, first=place == 0):
                known = best.get(candidate.column)
                if known is None or candidate.score > known.score:
                    best[candidate.column] = candidate
        if any(one.either and one.whole for one in best.values()):
            # What the whole heading may mean goes before what a word of it would.
            best = {column: one for column, one in best.items() if one.whole}
        return tuple(sorted(best.values(), key=lambda one: (-one.score, one.column)))

    def _rate_one(self, heading: str, *, first: bool) -> Iterable[Candidate]:
        """Rate one way to say a heading: its plain words first, all words only where those say nothing."""
        found: list[Candidate] = []
        for place, wording in enumerate(list_wordings(heading)):
            mended, misspelt = self._mend(wording.words)
            for candidate in self._match(Wording(mended, wording.aside), misspelt):
                plain = candidate.whole or not ((place and found) or wording.aside)
                # Of another way to say it than the printed one, a part counts only where it is most of it.
                if plain and (first or candidate.certainty > _MOST_OF_IT):
                    found.append(candidate)
        return found

    def _mend(self, words: Words) -> tuple[Words, str | None]:
        """Give the words with a misspelt one as it is known, and that one."""
        for place, word in enumerate(words):
            if word not in self.vocabulary and (known := find_misspelt(word, self.vocabulary)):
                return (*words[:place], known, *words[place + 1 :]), word
        return words, None

    def _match(self, reading: Wording, misspelt: str | None) -> Iterable[Candidate]:
        words, weight = reading.words, max(reading.weight, 1)
        for start, first in enumerate(words):
            for said in self._index.get(first, ()):
                size = len(said.words)
                whole = size == len(words)
                if words[start : start + size] != said.words or (said.words in self._whole and not whole):
                    continue
                told = sum(not is_little(word) for word in said.words) or 1
                share = 1.0 if whole else min(told / weight, 1.0)
                score = size + 1 / (start + 1) + whole - (0.3 if reading.aside else 0) - (0.1 if misspelt else 0)
                certainty = (1.0 if whole else 0.97 if share == 1 else 0.45 + 0.5 * share) * (0.9 if misspelt else 1)
                either = tuple(column for _, column in said.columns) if len(said.columns) > 1 else ()
                for rank, column in said.columns:
                    less = _RIVAL + rank * _LATER if either else 0
                    sure = certainty * ((0.85 if rank == 0 else 0.8) if said.open else 1)
                    if score - less > 0:
                        yield Candidate(column, score - less, sure, said.printed, whole, either, said.own, misspelt)

    def score(self, heading: str, column: str) -> float:
        """Tell how well a heading fits a column: 0 where it holds none of its wordings."""
        return next((one.score for one in self.rate(heading) if one.column == column), 0.0)

    def knows(self, heading: str, *others: str) -> bool:
        """Tell whether a heading is known, as a column or as none."""
        return bool(self.rate(heading, *others))

    def is_nothing(self, heading: str) -> bool:
        """Tell whether a heading is known, and is none of the columns."""
        return bool(rated := self.rate(heading)) and rated[0].column == NOTHING

    def match(
        self, headings: Sequence[tuple[str, ...]], without: frozenset[tuple[int, str]] = frozenset()
    ) -> list[Candidate | None]:
        """Give the meaning of each heading, ``None`` where it is unknown or its column is taken by a plainer one.

        Each heading is given in all ways in which it can be said; ``without`` are columns that a heading cannot mean.
        Headings that can mean several columns take what the others leave.
        """
        rated = sorted(
            (bool(one.either), -one.score, place, one.column)
            for place, said in enumerate(headings)
            if said and said[0]
            for one in self.rate(*said)
            if (place, one.column) not in without
        )
        found: dict[int, str] = {}
        for _, _, place, column in rated:
            if place not in found and (column == NOTHING or column not in found.values()):
                found[place] = column
        return [
            next(one for one in self.rate(*said) if one.column == found[place]) if place in found else None
            for place, said in enumerate(headings)
        ]

    def match_headings(self, headings: list[str]) -> list[str | None]:
        """Give the canonical column of each heading, ``None`` where it is unknown or its column is taken."""
        found = self.match([(heading,) for heading in headings])
        return [one.column or None if one else None for one in found]

    def find_text_column(self, headings: Sequence[str], columns: Sequence[str | None]) -> int | None:
        """Give the first unknown heading of a head that is otherwise clear: the recommendation stands under it."""
        free = [place for place, column in enumerate(columns) if column is None and read_words(headings[place])]
        return free[0] if free and free[0] <= 1 else None

    def clashing(self, headings: Sequence[str]) -> tuple[str, str] | None:
        """Give two headings that say word for word the same known column, where there are two."""
        seen: dict[tuple[str, ...], str] = {}
        for heading in headings:
            words = read_words(heading)
            if words in seen and any(self.score(heading, column) for column in COLUMNS):
                return seen[words], heading
            seen[words] = heading
        return None


def load_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Give every layout declared in a folder (default: those that come with scrgraph), by name of the file.

    Raises:
        BadUsage: where a file of a layout is mistaken; the sentence names file, line and remedy.
    """
    return _load_shipped() if folder is None else _load(folder, _load_general())


@cache
def _load_shipped() -> tuple[Layout, ...]:
    return _load(ontology_folder() / "layouts", _load_general())


@cache
def _load_general() -> Layout:
    from scrgraph.ingest.layout_files import read_layout

    return read_layout(ontology_folder() / "layouts" / f"{GENERAL}.toml", None)


def _load(folder: Path, general: Layout) -> tuple[Layout, ...]:
    from scrgraph.ingest.layout_files import read_layout

    paths = sorted(folder.glob("*.toml"))
    layouts = [general if path == general.path else read_layout(path, general) for path in paths]
    seen: dict[str, Layout] = {}
    for layout in layouts:
        if layout.name in seen:
            raise BadUsage(
                f"The layout '{layout.name}' is declared a second time.",
                path=layout.path,
                remedy="Give it a name of its own.",
            )
        seen[layout.name] = layout
    return tuple(layouts)


def list_layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Give the layouts of a board's own folder, where one is named, and those that come with scrgraph.

    Raises:
        BadUsage: as ``load_layouts``, or where there is no such folder.
    """
    if folder is None:
        return load_layouts()
    if not folder.is_dir():
        raise BadUsage("The folder of layouts is not there.", path=folder, remedy="Mend its name in scrgraph.toml.")
    own = load_layouts(folder)
    names = {layout.name for layout in load_layouts()}
    for layout in own:
        if layout.name in names:
            raise BadUsage(
                f"The layout '{layout.name}' bears the name of one that comes with scrgraph.",
                path=layout.path,
                remedy="Give it a name of its own.",
            )
    return (*own, *load_layouts())


def find_layout(name: str, folder: Path | None = None) -> Layout:
    """Give the layout of that name; ``folder`` is that of a board's own layouts.

    Raises:
        BadUsage: where there is none.
    """
    from scrgraph.settings import find_nearest

    layouts = list_layouts(folder)
    for layout in layouts:
        if layout.name == name:
            return layout
    names = [layout.name for layout in layouts]
    near = find_nearest(name, names)
    known = f"Known layouts: {', '.join(sorted(names))}."
    raise BadUsage(f"There is no layout called '{name}'.", remedy=f"The nearest is {near}. {known}" if near else known)
