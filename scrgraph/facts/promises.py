"""Reads promises of progress reports, and the sentences that say that agencies ratified their recommendations."""

import re
from bisect import bisect_right

from scrgraph.facts.model import ReportPromise, Span
from scrgraph.facts.phrases import find_wordings, mask
from scrgraph.ingest.cells import Quote
from scrgraph.wordings import Wordings

_STOP = re.compile(r"[.!?;:]\s+|\n")


def read_promises(text: str, wordings: Wordings) -> tuple[ReportPromise, ...]:
    """Read the promises in a text, in order: each from where its sentence begins to the end of the wording."""
    promises: list[ReportPromise] = []
    starts = _list_starts(text)
    for match in find_wordings(mask(text, ()), wordings.report_kinds):
        start = _find_start(starts, match.start)
        if not promises or start >= promises[-1].span.end:
            promises.append(ReportPromise(match.wording.notation, Span(start, match.end)))
    return tuple(promises)


def read_ratification(quote: Quote, wordings: Wordings) -> Quote | None:
    """Give the sentence of a paragraph that says that the agencies ratified their own recommendations."""
    labels = "|".join(re.escape(label) for label in wordings.marker_labels("ratified"))
    found = re.search(rf"\b(?:{labels})\b", quote.text, re.IGNORECASE) if labels else None
    if found is None:
        return None
    start = _find_start(_list_starts(quote.text), found.start())
    stop = _STOP.search(quote.text, found.end())
    return cut_quote(quote, Span(start, stop.start() + 1 if stop else len(quote.text)))


def cut_quote(quote: Quote, span: Span) -> Quote:
    """Give a part of some quoted words."""
    return Quote(quote.line, quote.text[span.start : span.end].strip(), quote.offset + span.start, quote.place)


def _list_starts(text: str) -> list[int]:
    """Give where the sentences of a text begin, in order."""
    return [0, *(stop.end() for stop in _STOP.finditer(text))]


def _find_start(starts: list[int], place: int) -> int:
    """Give where the sentence begins that holds a place."""
    return starts[bisect_right(starts, place) - 1]
