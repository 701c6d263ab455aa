"""Looks at the cells below a heading: what they hold shows what a heading means that can mean two things, or none.

What is counted is the share of the cells with words; a column with few of them shows nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scrgraph.ingest.cells import RawCell
from scrgraph.ingest.colours import read_hls
from scrgraph.ingest.layouts import Layout

_MOST = 80  # cells that are looked at
ENOUGH = 3  # cells from which anything can be told
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"\b\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}\b|\b\d{4}-\d\d-\d\d\b"
    rf"|\b(?:{_MONTHS})[a-z]*\.?[ ,/'-]*\d{{2,4}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?[ -](?:{_MONTHS})|\bq[1-4]\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"[A-Za-z]{0,6}[.\s/-]{0,2}\d{1,4}(?:[./-]\d{1,3})*\s?[a-z]?[.):]?", re.IGNORECASE)
_SHORT = 4  # words of a status, a colour or a reference
_NAME = 14  # words of the names of those who lead
_ANSWER = 40  # words of an answer to a recommendation
_DARK, _PALE, _FULL = 0.1, 0.9, 0.25  # lightness of black and of pale, saturation of a colour
_PROSE = 6  # words from which a cell is prose


@dataclass(frozen=True, slots=True)
class Content:
    """What the cells below one heading hold: their number, and the share (0 to 1) that fits each column."""

    cells: int
    shares: Mapping[str, float]
    distinct: bool

    def fits(self, column: str) -> float | None:
        """Give the share of cells that fit a column; ``None`` where that cannot be told."""
        return self.shares.get(column) if self.cells >= ENOUGH else None


def look_at(cells: Iterable[RawCell], layout: Layout) -> Content:
    """Look at the cells below a heading."""
    every = [cell for cell, _ in zip(cells, range(_MOST), strict=False)]
    texts = [" ".join(cell.text.split()) for cell in every if cell.paragraphs]
    if not texts:
        coloured = sum(1 for cell in every if cell.fill and _is_colour(cell.fill))
        return Content(coloured, {"rag": coloured / len(every)} if coloured else {}, distinct=False)
    lowered = [text.lower() for text in texts]
    statuses = (*layout.content.get("status", ()), *layout.status_words)
    shares = {
        "number": _share(text for text in texts if _is_reference(text, layout)) / len(texts),
        "targets": _share(t for t in lowered if _is_term(t, layout)) / len(texts),
        "completed": _share(t for t in lowered if _DATE.search(t)) / len(texts),
        "status": _share(t for t in lowered if len(t.split()) <= _SHORT and _holds(t, statuses)) / len(texts),
        "rag": _share(t for t in lowered if len(t.split()) <= _SHORT and _holds(t, layout.colours)) / len(texts),
        "response": _share(
            t for t in lowered if len(t.split()) <= _ANSWER and _begins(t, layout.content.get("response", ()))
        )
        / len(texts),
        "scrutiny": _share(t for t in lowered if _holds(t, layout.content.get("scrutiny", ()))) / len(texts),
        "leads": _share(t for t in texts if _is_name(t)) / len(texts),
    }
    prose = _share(t for t in texts if len(t.split()) >= _PROSE) / len(texts)
    shares |= dict.fromkeys(("text", "actions", "summary", "outcome", "milestones"), prose)
    shares["evidence"] = 1 - shares["scrutiny"]
    return Content(len(texts), shares, len(set(lowered)) == len(lowered))


def is_answer(text: str, column: str, layout: Layout) -> bool:
    """Tell whether a text says what stands below a heading, and no more: a date, a word of a status, "Accepted"."""
    words = " ".join(text.lower().split()).rstrip(".")
    if column in ("targets", "completed") and len(words.split()) <= _SHORT and _DATE.search(words):
        return True
    return words in layout.content.get("status" if column == "completed" else column, ())


def _is_colour(fill: str) -> bool:
    """Whether a fill is a colour that means something: neither white nor pale, nor the grey of a heading."""
    _, lightness, saturation = read_hls(fill)
    return lightness < _DARK or (saturation > _FULL and lightness < _PALE)


def _share(found: Iterable[str]) -> int:
    return sum(1 for _ in found)


def _is_reference(text: str, layout: Layout) -> bool:
    return _REFERENCE.fullmatch(text) is not None or layout.label_pattern.fullmatch(text) is not None


def _is_term(text: str, layout: Layout) -> bool:
    """Whether a text is a date, or a term in words ("within three months")."""
    return _DATE.search(text) is not None or _holds(text, layout.content.get("targets", ()))


def _is_name(text: str) -> bool:
    return len(text.split()) <= _NAME and not _DATE.search(text.lower()) and text[:1].isupper()


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", text) for word in words)


def _begins(text: str, words: Sequence[str]) -> bool:
    return any(re.match(rf"{re.escape(word)}\b", text) for word in words)
