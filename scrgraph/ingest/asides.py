"""Tells the lines of a table that are no row of the plan: hints under the headings, keys of colours, totals, blanks."""

import re
from collections.abc import Iterator, Sequence

from scrgraph.ingest.cells import Line
from scrgraph.ingest.headings import read_words
from scrgraph.ingest.labels import is_number
from scrgraph.ingest.layouts import Layout

_LONGEST_KEY = 12  # words of a line of a colour key
_LONGEST_KEY_TITLE = 5
_FEWEST_LETTERED = 3  # columns that must be lettered or counted before it is no row's own
_LONGEST_COMPUTED = 4  # words of a status

COMPUTED = frozenset({"number", "status", "rag"})  # columns that a spreadsheet may fill by itself

_BRACKETED = re.compile(r"[(\[{<\u2039].*[)\]}>\u203a][.:]?", re.DOTALL)
_EXAMPLE = re.compile(r"(?:e\.?\s?g\b|for example\b|example\s*:|i\.?e\.)", re.IGNORECASE)
_KEY_TITLE = re.compile(
    r"(?:rag|brag|colour|color|status|legend|key)\b(?:[\w\s/&-]*\b(?:key|legend|rating|ratings|code|codes|coding|definitions|status))?\s*:?",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:(?:grand|overall|sub)[\s-]*)?totals?\b|(?:number|no\.?|count|percentage|%) of (?:all )?"
    r"(?:recommendations|actions|open|overdue|completed?|outstanding)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[\d\s.,/%()-]+")
_NOTHING = re.compile(
    r"(?:there (?:are|were) )?(?:no|nil|none)\b"
    r"(?: (?:further|other|additional|more|specific|single|agency|individual|identified))*"
    r"(?: (?:recommendations?|actions?|learning|lessons))?(?: (?:were|was|have been|has been))?"
    r"(?: (?:identified|made|required|needed|necessary|arising|recorded))?"
    r"(?: (?:for|from|to|by|in) [\w\s,&'\u2019-]{1,60})?[.!]?"
    r"|n/?a\.?|not applicable\.?|end of (?:the )?(?:action )?plan\.?",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"(?:n/?a|none|nil|not applicable|-+|\u2013|\u2014|tbc)\.?", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"click (?:or tap )?(?:here )?(?:to|and) (?:enter|add|type|select|choose)\b.*|(?:click or )?tap here to .*"
    r"|choose an item\.?|select (?:an item|from (?:the )?list|one|a date|date|status)\.?"
    r"|(?:please )?(?:enter|insert|type)\b(?: \w+){0,6}\.{0,3}|\w+(?: \w+){0,8} here\.{0,3}"
    r"|(?:dd|xx|mm|yyyy|yy)(?:[/.\s-](?:dd|xx|mm|yyyy|yy|xxxx)){1,2}|x{2,}|\.{3,}|_{3,}|\[[^\]]*\]|<[^>]*>",
    re.IGNORECASE,
)


def is_guidance(line: Line, columns: Sequence[str | None], layout: Layout) -> bool:
    """Tell whether a line under the headings only explains them: "(What do we want to achieve?)", "e.g. ...", A B C.

    The layout names more openings of such words ("Enter the date").
    """
    filled = [words for place in range(len(columns)) if (words := line.text(place))]
    if len(filled) < 2:
        # A hint in one column; across all of them a heading may stand in brackets too.
        return bool(filled) and is_hint(filled[0]) and not any(cell.covered for cell in line.cells)
    if is_counted(line, len(columns)):
        return True
    number = columns.index("number") if "number" in columns else None
    if number is not None and is_number(line.text(number)):
        return False
    hints = sum(is_hint(words) or layout.is_guidance(words) for words in filled)
    asked = sum(words.endswith("?") for words in filled)
    return hints == len(filled) or (len(filled) > 2 and hints + asked >= len(filled) - 1)


def is_hint(words: str) -> bool:
    """Tell whether a cell only explains what is to stand there: it is in brackets, or an example."""
    return bool(_BRACKETED.fullmatch(words) or _EXAMPLE.match(words))


def is_counted(line: Line, width: int) -> bool:
    """Tell whether the columns are lettered or counted: A, B, C, or 1, 2, 3 (in brackets or not)."""
    words = [line.text(place).strip("().[] ") for place in range(width)]
    filled = [(place, text) for place, text in enumerate(words) if text]
    if len(filled) < max(_FEWEST_LETTERED, width - 1):
        return False
    first = filled[0][0]
    letters = all(text.upper() == chr(ord("A") + place - first) for place, text in filled)
    numbers = all(text == str(place - first + 1) for place, text in filled)
    return letters or numbers


def is_key_title(line: Line) -> bool:
    """Tell whether a line is the title of a key ("Key:", "RAG rating")."""
    return len(read_words(line.words)) <= _LONGEST_KEY_TITLE and _KEY_TITLE.fullmatch(line.words) is not None


def is_key(line: Line, layout: Layout) -> bool:
    """Tell whether a line is one of a colour key: a few words, the first of them a colour."""
    words = read_words(line.words)
    return 1 < len(words) <= _LONGEST_KEY and words[0] in layout.colours


def is_short(line: Line) -> bool:
    """Tell whether a line is short enough for one of a key."""
    return len(read_words(line.words)) <= _LONGEST_KEY


def is_total(line: Line) -> bool:
    """Tell whether a line sums up the table: "Total", and figures."""
    filled = [cell.text for cell in line.cells if cell.paragraphs]
    if not _TOTAL.match(filled[0]):
        return False
    if len(filled) == 1:
        return re.search(r"\d", filled[0]) is not None or _TOTAL.fullmatch(filled[0]) is not None
    return len(read_words(filled[0])) <= _LONGEST_KEY and all(map(_FIGURE.fullmatch, filled[1:]))


def says_nothing_further(line: Line, place: int | None) -> bool:
    """Tell whether a line says that there are no (more) recommendations; ``place`` is the column of numbers."""
    filled = [
        cell.text
        for source, cell in enumerate(line.cells)
        if cell.paragraphs and not (source == place and is_number(cell.text))
    ]
    spoken = [words for words in filled if not _EMPTY.fullmatch(words)]
    if not spoken:
        return bool(filled)
    return len(spoken) == 1 and _NOTHING.fullmatch(spoken[0]) is not None


def is_placeholder(words: str) -> bool:
    """Tell whether a cell holds only what the template wants filled in."""
    return _PLACEHOLDER.fullmatch(words) is not None


def is_computed(words: str) -> bool:
    """Tell whether a cell may hold a computed word or figure and no sentence."""
    return len(words.split()) <= _LONGEST_COMPUTED


def note_blank(blank: Sequence[tuple[Line, str]]) -> Iterator[str]:
    """Say in a note or two which rows are blank but for a number, a computed status, or a template's words."""
    kinds: dict[str, list[Line]] = {}
    for line, kind in blank:
        kinds.setdefault(kind, []).append(line)
    for kind, lines in kinds.items():
        first, last = lines[0], lines[-1]
        if len(lines) == 1:
            yield f"{first.where} holds only {kind}; it is no recommendation"
        else:
            yield (
                f"{len(lines)} rows, from {first.where} to {_tell_row(last)}, hold only {kind}; "
                "they are no recommendations"
            )


def _tell_row(line: Line) -> str:
    place = line.place
    return line.where if place is None or place.row is None else f"row {place.row}"
