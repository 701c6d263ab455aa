"""Reads cells that hold little but a word of a list: a status, a day of completion, a response.

Such a word may stand in a badge of HTML, beside a date, or in a short remark. What denies it counts.
"""

import re

from scrgraph.facts.dates import find_periods
from scrgraph.facts.items import split_paragraphs, strip_span
from scrgraph.facts.model import Claim, Response, Span
from scrgraph.facts.phrases import Masked, Match, find_wordings, mask
from scrgraph.facts.targets import read_seasons
from scrgraph.wordings import Wordings

_TAG = re.compile(r"<[^<>]{1,400}>|&(?:nbsp|#160);")
_DASH = re.compile(r"[\u2010-\u2015_:|]")
_CLOSING = ("completed", "finalised")
_ENDED, _ENDS = re.compile(r"[.;!]\s+$"), re.compile(r"\s*(?:[.;!]|$)")  # a sentence before, and this one
_REACH = 3  # words that a denial reaches over
_LEAD = 3  # words that may stand before the one a cell is for
_ANSWER = 6  # words that may stand before an answer: "The Board of the Trust accepts this."
_SHORT = 3  # words: in a longer cell "yes" or "no" need be no answer
_NOTHING = re.compile(r"(?:n/?a|not applicable|none|nil|-+|tbc|tba|\?)\.?", re.IGNORECASE)


def blank_markup(text: str) -> str:
    """Give a text with tags and hard blanks of HTML as blanks, and all dashes plain; each character keeps its place."""
    return _DASH.sub("-", _TAG.sub(lambda found: " " * len(found.group()), text))


def read_status_cell(text: str, column: str, wordings: Wordings) -> tuple[tuple[Claim, ...], str | None]:
    """Read the status that each paragraph of a cell states.

    Gives the claims, and the words of the first paragraph in which no status word is known, if there is one.
    """
    plain = blank_markup(text)
    claims: list[Claim] = []
    unknown = None
    for paragraph in split_paragraphs(plain):
        claim = _read_status(plain, paragraph, column, wordings)
        if claim is not None:
            claims.append(claim)
        elif unknown is None and not claims and _says_something(plain, paragraph, wordings):
            unknown = " ".join(plain[paragraph.start : paragraph.end].split())
    return tuple(claims), unknown


def read_completion(text: str, wordings: Wordings) -> tuple[Claim, ...]:
    """Read a cell that is to hold the day of completion, and perhaps what came of it: one claim at most.

    A day by itself says that the action was completed on it, unless words beside it make it one that is to come. Words
    alone say nothing of whether it was.
    """
    plain = blank_markup(text)
    for paragraph in split_paragraphs(plain):
        claim = _read_status(plain, paragraph, "completed", wordings)
        claim = claim or _read_dated(plain, paragraph, wordings)
        if claim is not None:
            return (claim,)
    return ()


def read_target_claims(text: str, wordings: Wordings) -> tuple[Claim, ...]:
    """Read where a target-date cell says, in place of a date or after it, that the action is done."""
    plain = blank_markup(text)
    claims = []
    for paragraph in split_paragraphs(plain):
        masked = mask(plain[paragraph.start : paragraph.end], ())
        said = find_wordings(masked, [*wordings.cell_statuses, *wordings.targets])
        closing = [word for word in said if word.wording in wordings.cell_statuses and word.wording.kind in _CLOSING]
        if not closing or _is_denied(masked, closing[0], wordings):
            continue
        first = closing[0]
        periods = find_periods(masked.undated, read_seasons(wordings))
        taken = [*((hit.start, hit.end) for hit in said), *((start, end) for start, end, _ in periods)]
        rest = masked.masked
        for start, end in taken:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        # In a sentence of some length the word need not say how the action stands.
        if _count_words(rest) > _LEAD or re.search(r"\w", rest[: first.start]):
            continue
        span = strip_span(plain, paragraph.start + first.start, paragraph.end)
        assert span is not None
        claims.append(_make_claim(first, masked, first.start, span, "targets", wordings))
    return tuple(claims)


def read_response(text: str, wordings: Wordings) -> Response | None:
    """Read what is answered to a recommendation, where the cell begins with the answer; else nothing is told."""
    plain = blank_markup(text)
    masked = mask(plain, ())
    found = find_wordings(masked, wordings.responses)
    if not found or _count_words(plain[: found[0].start]) > _ANSWER:
        return None
    first = found[0]
    long_ago = _count_words(plain) > _SHORT and len(first.wording.label) <= len("yes")
    return None if long_ago else Response(first.wording.notation, Span(first.start, first.end))


def _read_status(plain: str, paragraph: Span, column: str, wordings: Wordings) -> Claim | None:
    """Give the status that leads a paragraph: what follows it in the same paragraph is a remark on it.

    Else the last that is a sentence by itself: "Evidence was seen by the Board on 1 May. Closed."; a day before it is
    not said to be its own.
    """
    masked = mask(plain[paragraph.start : paragraph.end], ())
    found = find_wordings(masked, wordings.cell_statuses)
    if found and _count_words(masked.masked[: found[0].start]) <= _LEAD:
        return _make_claim(found[0], masked, 0, paragraph, column, wordings)
    alone = next((hit for hit in reversed(found) if _is_sentence(masked.text, hit)), None)
    return None if alone is None else _make_claim(alone, masked, alone.start, paragraph, column, wordings)


def _is_sentence(text: str, word: Match) -> bool:
    return bool(_ENDED.search(text[: word.start])) and bool(_ENDS.match(text, word.end))


def _make_claim(word: Match, masked: Masked, start: int, span: Span, column: str, wordings: Wordings) -> Claim:
    """Give the claim of a status word with the day beside it."""
    denied = word.wording.kind in _CLOSING and _is_denied(masked, word, wordings)
    concept, kind = ("pending", "pending") if denied else (word.wording.notation, word.wording.kind)
    days = [day for day in masked.days if day.start >= start]
    day = next((day.day for day in days if day.day), None)
    periods = find_periods(masked.undated[start:], read_seasons(wordings)) if not days else ()
    period = periods[0][2] if periods else None
    impossible = tuple(day.raw for day in days if day.day is None)
    return Claim(kind, None, span, column, day, concept if concept != kind else "", impossible, period)


def _read_dated(plain: str, paragraph: Span, wordings: Wordings) -> Claim | None:
    """Give the claim of a day that stands by itself at the head or the end of a paragraph."""
    masked = mask(plain[paragraph.start : paragraph.end], ())
    text = masked.undated
    periods = find_periods(text, read_seasons(wordings))
    spans = [(day.start, day.end) for day in masked.days] or [(first, last) for first, last, _ in periods[:1]]
    if not spans:
        return None
    start, end = spans[0]
    heads = _count_words(text[:start]) <= 1  # "Date: 12/03/2024"
    ends = not re.search(r"\w", text[end:]) and len(spans) == 1
    planned = [
        hit
        for hit in find_wordings(masked, wordings.targets, 0, start)
        if hit.wording.kind in ("deadline", "start") and hit.wording.label != "on"
    ]
    if not (heads or ends) or planned:
        return None
    days = masked.days[:1]
    return Claim(
        "completed",
        None,
        paragraph,
        "completed",
        days[0].day if days else None,
        "",
        tuple(day.raw for day in days if day.day is None),
        None if days else periods[0][2],
    )


def _says_something(plain: str, paragraph: Span, wordings: Wordings) -> bool:
    """Whether a paragraph has words in it that are neither a colour nor a way to say nothing."""
    words = plain[paragraph.start : paragraph.end]
    if not re.search(r"\w", words) or _NOTHING.fullmatch(words):
        return False
    colours = {colour.label.lower() for colour in wordings.colours} | {"rag"}
    return not all(word in colours for word in re.findall(r"[a-z]+", words.lower()))


def _is_denied(masked: Masked, word: Match, wordings: Wordings) -> bool:
    """Whether a closing word is denied, is only to come, or holds only if."""
    denials = find_wordings(masked, [wording for wording in wordings.markers if wording.kind == "denial"])
    before = [denial for denial in denials if denial.end <= word.start]
    if before and _count_words(masked.text[before[-1].end : word.start]) <= _REACH:
        return True
    if masked.text[word.end : word.end + 1] == "?":
        return True
    taken_back = find_wordings(masked, [wording for wording in wordings.markers if wording.kind == "withdrawal"])
    return any(hit.start >= word.end and not _count_words(masked.text[word.end : hit.start]) for hit in taken_back)


def _count_words(text: str) -> int:
    return len(re.findall(r"\w+", text))
