"""Reads an agency's progress cell: the status words that it puts as closing or standing phrases.

"Completed." at the end of a paragraph is such a phrase; "an audit was completed" is not.
"""

import re

from scrgraph.facts.items import split_paragraphs
from scrgraph.facts.model import Claim, Span
from scrgraph.facts.phrases import Masked, Match, find_wordings, mask, select_matches
from scrgraph.wordings import Wordings

_STOP = re.compile(r"[.!?;:\u2013\u2014][\"'\u2019\u201d)]*\s*$")
_ENDS = re.compile(r"\s*(?:$|[.!;,)\n\u2013\u2014]|-\s|\(|\x01)")
_LABEL = re.compile(r"([A-Z](?:[\w&'\u2019,() /]|\.(?!\s)){2,80}?)\s*(?:\s[-\u2013\u2014]\s|:\s)")
_SENTENCE = re.compile(r"\b(?:was|were|is|are|has|have|been|be|an|a|the)\b", re.IGNORECASE)
_HEDGE = re.compile(r"\b(?:not|nearly|almost|partly|partially|fully|yet)\s*$", re.IGNORECASE)
_SMALL = ("and", "for", "of", "s", "the")  # words that an agency's name may hold in small letters
_STOPS = re.compile(r"[.;]\s+(?=[A-Z])")
_HEAD = 120  # characters at the head of a sentence that may name an agency
_NEAR = 80  # characters on each side of a status word that tell whether it stands alone
_SHORT = 4  # words of a paragraph that is nothing but a status phrase ("Audit process completed")


def read_statuses(text: str, wordings: Wordings) -> tuple[Claim, ...]:
    """Read the joined text of one progress cell, in order."""
    masked = mask(text, ())
    matches = find_wordings(masked, wordings.statuses)
    claims = []
    agency: str | None = None
    for paragraph in split_paragraphs(text):
        labels = _find_labels(text, paragraph, wordings)
        for match in select_matches(matches, paragraph):
            while labels and labels[0][0] <= match.start:
                agency = labels.pop(0)[1]
            if _stands_alone(masked, match, paragraph):
                claims.append(Claim(match.wording.kind, agency, Span(match.start, match.end)))
        if labels:
            agency = labels[-1][1]
    return tuple(claims)


def _find_labels(text: str, paragraph: Span, wordings: Wordings) -> list[tuple[int, str]]:
    """Give the agencies that sentences of a paragraph name at their head, and where, in order."""
    starts = [paragraph.start, *(hit.end() for hit in _STOPS.finditer(text, paragraph.start, paragraph.end))]
    found = []
    for start in starts:
        if agency := _read_agency(text, Span(start, min(paragraph.end, start + _HEAD)), wordings):
            found.append((start, agency))
    return found


def _stands_alone(masked: Masked, match: Match, paragraph: Span) -> bool:
    text = masked.text
    before = text[max(paragraph.start, match.start - _NEAR) : match.start].rstrip()
    after = masked.masked[match.end : min(paragraph.end, match.end + _NEAR)]
    capital = text[match.start].isupper()
    ends = _ENDS.match(after) is not None
    if _HEDGE.search(before):
        return False
    if not before or _STOP.search(before):
        # It opens a sentence: it stands alone where it also ends there, or a new sentence follows without a stop.
        return ends or (capital and re.match(r"\s+[A-Z]", after) is not None)
    if capital and ends:
        return not before.endswith(",")
    if _SENTENCE.search(before) or _HEDGE.search(before):
        return False
    last = not after.strip(" .")
    return (
        last
        and len(text[paragraph.start : paragraph.end].split()) <= _SHORT
        and not re.search(r"\d", text[paragraph.start : paragraph.end])
    )


def _read_agency(text: str, paragraph: Span, wordings: Wordings) -> str | None:
    """Give the agency that a paragraph names as its own at its head ("West Midlands Police - ...")."""
    head = text[paragraph.start : paragraph.end]
    if found := _LABEL.match(head):
        name = found.group(1).strip()
        words = {word.lower() for word in re.findall(r"[A-Za-z]+", name)}
        if not all(word[0].isupper() or word in _SMALL for word in re.findall(r"[A-Za-z]+", name)):
            return None
        known = any(name.lower() == label.lower() for agency in wordings.agencies for label in agency.labels)
        if known or (words & set(wordings.marker_labels("organisation-word")) and not re.search(r"\d", name)):
            return name
    for agency in wordings.agencies:
        for label in agency.labels:
            if head.lower().startswith(label.lower()) and re.match(r"\s+[A-Z]", head[len(label) :]):
                return head[: len(label)]
    return None
